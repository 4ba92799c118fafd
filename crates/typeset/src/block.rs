//! Blocks of the chapter tree to set blocks.

use std::borrow::Cow;

use anthology_base::{Lang, Span};
use anthology_book::OMITTED;
use anthology_document::{
    Align, Block, BlockKind, Cell, Definition, Image, Inline, InlineKind, ListItem, Table, parse_inline, plain_text,
};
use unicode_normalization::UnicodeNormalization;

use crate::code;
use crate::draft::Draft;
use crate::inline::{MISSING_IMAGE, Setter};
use crate::section::block as section_block;
use crate::section::setter_text;
use crate::set::{
    GroupRole, ParagraphStyle, Run, RunStyle, SetBlock, SetBlockKind, SetCell, SetDefinition, SetItem, SetNote,
    SetParagraph, SetTable, TextAlign,
};
use crate::speech::{has_speeches, marked};
use crate::theme::LeadIn;

/// The surroundings of a block.
#[derive(Clone, Copy)]
pub(crate) struct Around {
    pub(crate) lang: Lang,
    /// The style of paragraphs.
    pub(crate) style: ParagraphStyle,
    /// True if they are numbered.
    pub(crate) numbered: bool,
    /// Number of lists around it.
    pub(crate) lists: usize,
    /// Among speeches, the class of their form.
    pub(crate) speeches: Option<&'static str>,
    /// Every so manieth line of verse is numbered.
    pub(crate) line_numbers: Option<u32>,
}

impl Around {
    /// Running text.
    pub(crate) fn body(lang: Lang) -> Self {
        Self { lang, style: ParagraphStyle::Body, numbered: true, lists: 0, speeches: None, line_numbers: None }
    }

    /// Paragraphs of another style, without numbers.
    pub(crate) fn style(self, style: ParagraphStyle) -> Self {
        Self { style, numbered: false, ..self }
    }

    /// The surroundings within a quotation, a list and the like: a note's text keeps the style of notes.
    fn inner(self, style: ParagraphStyle) -> Self {
        match self.style {
            ParagraphStyle::Note | ParagraphStyle::Caption => self,
            _ => Self { style, ..self },
        }
    }
}

/// Bullets by depth.
const BULLETS: [&str; 3] = ["•", "–", "·"];
/// An open task and one that is done: characters that text faces have.
const BOXES: [&str; 2] = ["□", "✔"];

/// Makes the last of several paragraphs of a quotation its attribution if it begins with a dash.
fn mark_attribution(quoted: &mut [SetBlock]) {
    if let [.., _, SetBlock { kind: SetBlockKind::Paragraph(last), .. }] = quoted
        && last.style == ParagraphStyle::Quote
        && last.text.starts_with(['—', '–', '―'])
    {
        last.style = ParagraphStyle::Attribution;
    }
}

impl Setter<'_> {
    /// Sets blocks.
    pub(crate) fn blocks(&mut self, blocks: &[Block], around: Around) -> Vec<SetBlock> {
        let mut set = Vec::with_capacity(blocks.len());
        let mut after = After::Text;
        let mut spoken = false;
        for block in blocks {
            let block = match around.speeches {
                Some(form) => marked(block, form, &mut spoken),
                None => Cow::Borrowed(block),
            };
            let block = &*block;
            let inside = Around { lang: block.attrs.lang.unwrap_or(around.lang), ..around };
            let before = set.len();
            match &block.kind {
                BlockKind::Paragraph(content) => self.running(content, block, inside, after, &mut set),
                BlockKind::Div { name, blocks } if name == "attribution" => {
                    let style = if around.style == ParagraphStyle::Epigraph {
                        ParagraphStyle::EpigraphSource
                    } else {
                        ParagraphStyle::Attribution
                    };
                    set.extend(self.blocks(blocks, inside.style(style)));
                }
                // Its definitions stand in the glossary at the book's end.
                BlockKind::Div { name, .. }
                    if name == "glossary" && self.context.index.marks.glossary_section.is_some() => {}
                _ => {
                    let caption = self.listing_caption(block, inside.lang);
                    if let Some(kind) = self.block(block, inside) {
                        let mut made = framed(kind, block, inside.lang);
                        if let (None, BlockKind::Figure { .. }) = (&made.id, &block.kind) {
                            let id = self.context.index.marks.id(self.chapter, block.span);
                            made.id = id.map(str::to_owned);
                        }
                        made.contents_title = self.contents_title(block, inside.lang);
                        let mut made = match caption {
                            Some(caption) => Self::with_caption(made, caption),
                            None => made,
                        };
                        if matches!(&block.kind, BlockKind::Div { name, .. } if has_speeches(name)) {
                            // The form is that of the speeches.
                            made.classes.retain(|class| !matches!(class.as_str(), "run-in" | "hanging" | "column"));
                        }
                        set.push(made);
                    }
                }
            }
            if set.len() > before {
                after = After::of(&block.kind);
            }
        }
        set
    }

    /// A paragraph of running text, in the style that its place asks for.
    fn running(&mut self, content: &[Inline], block: &Block, around: Around, after: After, set: &mut Vec<SetBlock>) {
        // A part of a letter, as its date, is no opening of a chapter, and has no indent but that of its class.
        let is_part = block.attrs.classes.iter().any(|class| self.context.theme.classes.contains_key(class));
        let is_body = around.style == ParagraphStyle::Body && !is_part;
        let style = match around.style {
            ParagraphStyle::Body if is_part => ParagraphStyle::Flush,
            ParagraphStyle::Body if self.at_opening => ParagraphStyle::Opening,
            ParagraphStyle::Body if after.is_flush(content, block) => ParagraphStyle::Flush,
            style => style,
        };
        let mut draft = Draft::new(around.lang);
        if style == ParagraphStyle::Caption
            && let Some(label) = self.caption_label.take()
        {
            self.lead_in(&mut draft, &label, block.span);
            draft.text(". ", block.span);
        }
        self.inlines(&mut draft, content);
        let Some(mut paragraph) = self.finish_filled(draft, style, around.lang, block.span) else { return };
        if is_body {
            self.at_opening = false;
        }
        if around.numbered && (around.style != ParagraphStyle::ListItem || set.is_empty()) {
            paragraph.address = self.address();
        }
        set.push(framed(SetBlockKind::Paragraph(paragraph), block, around.lang));
    }

    /// A paragraph, unless nothing is left of it.
    fn finish_filled(
        &mut self,
        mut draft: Draft,
        style: ParagraphStyle,
        lang: Lang,
        span: Span,
    ) -> Option<SetParagraph> {
        draft.trim_end();
        (!draft.raw.text.is_empty()).then(|| self.finish(draft, style, lang, span))
    }

    fn block(&mut self, block: &Block, around: Around) -> Option<SetBlockKind> {
        Some(match &block.kind {
            BlockKind::Paragraph(_) => return None,
            BlockKind::Heading { level, content } => {
                self.at_opening = false;
                let level = self.level(*level);
                let style = heading_style(level);
                SetBlockKind::Heading { level, paragraph: self.paragraph(content, style, around.lang, block.span) }
            }
            BlockKind::Quote(blocks) => {
                let mut set = self.blocks(blocks, around.inner(ParagraphStyle::Quote));
                mark_attribution(&mut set);
                SetBlockKind::Quote(set)
            }
            BlockKind::List { start, tight, items } => {
                self.at_opening = false;
                self.list(*start, *tight, items, around)
            }
            BlockKind::Definitions(list) => {
                self.at_opening = false;
                SetBlockKind::Definitions(list.iter().map(|definition| self.definition(definition, around)).collect())
            }
            BlockKind::Code { info, text } => {
                self.at_opening = false;
                let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
                let mut lines: Vec<SetParagraph> = lines.map(|line| self.code_line(line, block.span)).collect();
                if self.context.book.typesetting.highlighting {
                    code::highlight(&mut lines, info, &block.attrs, self.context.theme);
                }
                let beside = code::margin(&block.attrs, lines.len(), block.span, &mut self.diagnostics);
                SetBlockKind::Code { info: info.clone(), lines, beside }
            }
            BlockKind::Table(table) => {
                self.at_opening = false;
                SetBlockKind::Table(self.table(table, block.span, around))
            }
            BlockKind::Figure { image: image_of, caption } => {
                let Some(image) = self.image(image_of) else { return self.missing_image(image_of, caption, around) };
                self.caption_label = self.context.index.label(self.chapter, block.span).map(str::to_owned);
                let omitted = image_of.attrs.has_class(OMITTED);
                let caption = self.blocks(caption, around.style(ParagraphStyle::Caption));
                self.caption_label = None;
                if omitted && caption.is_empty() {
                    return None;
                }
                if omitted {
                    return Some(SetBlockKind::Group {
                        role: GroupRole::Custom("image-text".to_owned()),
                        blocks: caption,
                    });
                }
                SetBlockKind::Figure { image, caption }
            }
            BlockKind::Verse(stanzas) => {
                if around.style == ParagraphStyle::Body {
                    self.at_opening = false;
                }
                let around = self.with_line_numbers(&block.attrs, block.span, around);
                SetBlockKind::Verse(self.stanzas(stanzas, block, around))
            }
            BlockKind::Div { name, blocks } => {
                let around = self.with_line_numbers(&block.attrs, block.span, around);
                let around = Around { speeches: self.speeches(name, &block.attrs).or(around.speeches), ..around };
                if is_kind(name) {
                    self.at_opening = false;
                }
                match name.as_str() {
                    "gallery" => self.gallery(blocks, block, around),
                    "parallel" => {
                        self.parallel(blocks, block, around).unwrap_or_else(|| self.div(name, blocks, around))
                    }
                    "aphorisms" if block.attrs.has_class("run-in") => self.run_in_numbers(blocks, around),
                    _ => self.div(name, blocks, around),
                }
            }
            BlockKind::SceneBreak => {
                self.at_opening = false;
                let mut draft = Draft::new(around.lang);
                draft.literal(&self.context.theme.blocks.scene_break, block.span);
                SetBlockKind::SceneBreak(self.finish(draft, ParagraphStyle::SceneBreak, around.lang, block.span))
            }
        })
    }

    /// The title of a heading in the outline, where `toc="…"` gives it another one.
    fn contents_title(&mut self, block: &Block, lang: Lang) -> Option<String> {
        let title = block.attrs.get("toc").filter(|_| matches!(block.kind, BlockKind::Heading { .. }))?;
        let inlines = parse_inline(block.span, title, &mut self.diagnostics);
        Some(setter_text(self.context, &inlines, lang))
    }

    /// In a draft, a note that names an image which can't be shown, with the caption; else nothing.
    fn missing_image(&mut self, image: &Image, caption: &[Block], around: Around) -> Option<SetBlockKind> {
        self.context.book.draft?;
        let mut draft = Draft::new(around.lang);
        draft.text(MISSING_IMAGE, image.span);
        draft.literal(&image.path, image.span);
        let paragraph = self.finish(draft, ParagraphStyle::EditorNote, around.lang, image.span);
        let mut blocks = vec![section_block(SetBlockKind::Paragraph(paragraph), around.lang, image.span)];
        blocks.extend(self.blocks(caption, around.style(ParagraphStyle::EditorNote)));
        Some(SetBlockKind::Group { role: GroupRole::Note, blocks })
    }

    /// A heading's level without gaps: the title is 1, so the first heading is 2, and none is more than
    /// more than one deeper than the heading above it.
    fn level(&mut self, written: u8) -> u8 {
        while self.levels.last().is_some_and(|&level| level >= written) {
            self.levels.pop();
        }
        self.levels.push(written);
        (self.levels.len() as u8 + 1).min(6)
    }

    fn div(&mut self, name: &str, blocks: &[Block], around: Around) -> SetBlockKind {
        let (role, inside) = match name {
            "epigraph" => (GroupRole::Epigraph, around.style(ParagraphStyle::Epigraph)),
            "dedication" => (GroupRole::Dedication, around.style(ParagraphStyle::Dedication)),
            "note" => (GroupRole::Note, around.style(ParagraphStyle::EditorNote)),
            _ => (GroupRole::Custom(name.to_owned()), around),
        };
        let blocks = match (&role, blocks.split_last()) {
            (GroupRole::Epigraph, Some((last, quotation))) if !quotation.is_empty() => {
                let mut set = self.blocks(quotation, inside);
                set.extend(self.epigraph_source(last, inside));
                set
            }
            _ => self.blocks(blocks, inside),
        };
        SetBlockKind::Group { role, blocks }
    }

    /// The last paragraph of an epigraph: its source, where it begins with a dash, which then goes.
    fn epigraph_source(&mut self, block: &Block, around: Around) -> Vec<SetBlock> {
        let mut source = block.clone();
        if let BlockKind::Paragraph(content) = &mut source.kind
            && let Some(Inline { kind: InlineKind::Text(text), .. }) = content.first_mut()
        {
            let bare = text.trim_start_matches(['-', '–', '—', '―', ' ']);
            if bare.len() < text.len() && !text.starts_with(' ') {
                *text = bare.to_owned();
                return self.blocks(std::slice::from_ref(&source), around.style(ParagraphStyle::EpigraphSource));
            }
        }
        self.blocks(std::slice::from_ref(block), around)
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[ListItem], around: Around) -> SetBlockKind {
        let inside = Around { lists: around.lists + 1, ..around.inner(ParagraphStyle::ListItem) };
        let bullet = BULLETS[around.lists % BULLETS.len()];
        let first = start.unwrap_or(1);
        let set = items.iter().zip(0u64..).map(|(item, i)| {
            let label = match (item.task, start) {
                (Some(done), _) => BOXES[usize::from(done)].to_owned(),
                (None, Some(_)) => format!("{}.", first.saturating_add(i)),
                (None, None) => bullet.to_owned(),
            };
            SetItem { label, task: item.task, blocks: self.blocks(&item.blocks, inside) }
        });
        SetBlockKind::List { items: set.collect(), numbered: start.is_some(), start: first, tight }
    }

    fn definition(&mut self, definition: &Definition, around: Around) -> SetDefinition {
        let term = self.paragraph(&definition.term, ParagraphStyle::Term, around.lang, definition.span);
        let inside = around.inner(ParagraphStyle::Detail);
        let inside = Around { numbered: false, ..inside };
        SetDefinition { term, details: definition.details.iter().map(|blocks| self.blocks(blocks, inside)).collect() }
    }

    /// A line of code: its spaces stay, tabs go to the next multiple of four columns.
    fn code_line(&mut self, line: &str, span: Span) -> SetParagraph {
        let mut text = String::with_capacity(line.len());
        let mut column = 0;
        for c in line.nfc().filter(|&c| c != '\u{ad}' && (!c.is_control() || c == '\t')) {
            let width = if c == '\t' { 4 - column % 4 } else { 1 };
            if c == '\t' {
                text.extend(std::iter::repeat_n(' ', width))
            } else {
                text.push(if c == '\u{fffc}' { '\u{fffd}' } else { c })
            }
            column += width;
        }
        let mut paragraph = self.finish(Draft::new(Lang::UND), ParagraphStyle::Code, Lang::UND, span);
        let end = text.len() as u32;
        if end > 0 {
            paragraph.runs = vec![Run {
                end,
                style: RunStyle::default(),
                lang: Lang::UND,
                link: None,
                expansion: None,
                class: None,
                span,
            }];
        }
        paragraph.text = text;
        paragraph
    }

    fn table(&mut self, table: &Table, span: Span, around: Around) -> SetTable {
        let label = self.context.index.label(self.chapter, span).map(str::to_owned);
        let caption = table.caption.as_ref().map(|content| {
            let mut draft = Draft::new(around.lang);
            if let Some(label) = &label {
                self.lead_in(&mut draft, label, span);
                draft.text(". ", span);
            }
            self.inlines(&mut draft, content);
            self.finish(draft, ParagraphStyle::Caption, around.lang, span)
        });
        let align = table.align.iter().map(|&align| text_align(align, around.lang)).collect();
        let head = self.table_rows(&table.head, around.style(ParagraphStyle::TableHead));
        let rows = self.table_rows(&table.rows, around.style(ParagraphStyle::TableCell));
        SetTable { caption, align, head, rows }
    }

    fn table_rows(&mut self, rows: &[Vec<Cell>], around: Around) -> Vec<Vec<SetCell>> {
        let columns = Table::columns_of(rows);
        let mut set = Vec::with_capacity(rows.len());
        for (row, columns) in rows.iter().zip(columns) {
            let mut cells = Vec::with_capacity(row.len());
            for (cell, column) in row.iter().zip(columns) {
                let style = if cell.header.is_some() { ParagraphStyle::TableHead } else { around.style };
                let blocks = self.blocks(&cell.blocks, Around { style, ..around });
                let align = cell.align.map(|align| text_align(align, around.lang));
                let (covers, header, span) = (cell.covers, cell.header, cell.span);
                cells.push(SetCell { blocks, column: column as u32, covers, header, align, span });
            }
            set.push(cells);
        }
        set
    }

    /// The run-in head of a paragraph: "Figure 3" before a caption, a contributor's name.
    pub(crate) fn lead_in(&self, draft: &mut Draft, words: &str, span: Span) {
        let before = draft.state.style;
        match self.context.theme.blocks.lead_in {
            LeadIn::SmallCaps => draft.state.style.small_caps = true,
            LeadIn::Bold => draft.state.style.strong = true,
        }
        draft.text(words, span);
        draft.state.style = before;
    }

    /// The chapter's notes, in the order of their marks.
    pub(crate) fn notes(&mut self, lang: Lang) -> Vec<SetNote> {
        let Some(chapter) = self.chapter else { return Vec::new() };
        let around = Around::body(lang).style(ParagraphStyle::Note);
        let notes = &self.context.book.chapters[chapter].chapter.notes;
        let mut set = Vec::with_capacity(notes.len());
        for (i, note) in notes.iter().enumerate() {
            let Some(place) = self.note_places[i] else { continue };
            let blocks = self.blocks(&note.blocks, around);
            let called_from = self.callers[i].unwrap_or_default();
            let number = place + 1;
            set.push(SetNote { label: number.to_string(), id: format!("note-{number}"), blocks, called_from });
        }
        set
    }
}

fn framed(kind: SetBlockKind, block: &Block, lang: Lang) -> SetBlock {
    SetBlock {
        kind,
        id: block.attrs.id.clone(),
        classes: block.attrs.classes.clone(),
        contents_title: None,
        lang,
        span: block.span,
    }
}

/// True for a kind of text that doesn't open as a chapter of prose does.
fn is_kind(name: &str) -> bool {
    has_speeches(name)
        || matches!(
            name,
            "letter"
                | "diary"
                | "telegram"
                | "headline"
                | "inscription"
                | "notice"
                | "aphorisms"
                | "personae"
                | "parallel"
                | "gallery"
        )
}

/// The block before a paragraph, as far as it decides about the paragraph's indent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// A paragraph, or a figure, which text flows around.
    Text,
    /// A heading or a scene break, after which no paragraph is indented.
    Break,
    /// A quotation, list, code and the like, which may interrupt a paragraph.
    Block,
}

impl After {
    fn of(kind: &BlockKind) -> Self {
        match kind {
            BlockKind::Paragraph(_) | BlockKind::Figure { .. } => Self::Text,
            BlockKind::Heading { .. } | BlockKind::SceneBreak => Self::Break,
            _ => Self::Block,
        }
    }

    /// Returns true if a paragraph has no indent: at a beginning, and where it continues the paragraph before a block.
    /// It continues if it is marked so, or if it begins in lower case.
    fn is_flush(self, content: &[Inline], block: &Block) -> bool {
        match self {
            _ if block.attrs.has_class("continued") => true,
            _ if block.attrs.has_class("new") => false,
            Self::Text => false,
            Self::Break => true,
            Self::Block => plain_text(content).chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase),
        }
    }
}

/// What Markdown calls left and right is left and right in any language.
fn text_align(align: Align, lang: Lang) -> TextAlign {
    match (align, lang.is_rtl()) {
        (Align::Start, _) | (Align::Left, false) | (Align::End, true) => TextAlign::Start,
        (Align::Center, _) => TextAlign::Center,
        (Align::End, false) | (Align::Left, true) => TextAlign::End,
    }
}

fn heading_style(level: u8) -> ParagraphStyle {
    match level {
        2 => ParagraphStyle::Heading2,
        3 => ParagraphStyle::Heading3,
        _ => ParagraphStyle::Heading4,
    }
}

impl Draft {
    /// Removes a space at the end, so that a footnote reference follows its word directly.
    pub(crate) fn trim_spaces(&mut self) {
        if self.raw.text.ends_with(' ') {
            self.trim_end();
        }
    }
}
