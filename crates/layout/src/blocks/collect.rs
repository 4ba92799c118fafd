//! Blocks of set text to unset blocks: what is to be set, in which measure, and what it means.

use std::borrow::Cow;
use std::collections::VecDeque;

use anthology_base::{Diagnostic, Diagnostics, Length};
use anthology_typeset::{
    Anchoring, ClassStyle, EmphasisForm, NotePlacement, ObjectKind, Opening, ParagraphStyle, Run, RunLook, RunStyle,
    SectionKind, SetBlock, SetBlockKind, SetLink, SetParagraph, SetSection, SetText, TextAlign, TextStyle,
};

use crate::blocks::image_size::image_size;
use crate::blocks::notes::{WaitingNote, mark_id};
use crate::blocks::page_lists::{WrittenOut, write_out};
use crate::blocks::pending::{VerseEnd, WaitingSpeaker};
use crate::blocks::references::{self, Folios};
use crate::blocks::setter::ParagraphSetter;
use crate::blocks::unset_blocks::{BlockRules, BlockSource, CellSetting, Collected, Column, UnsetBlock};
use crate::blocks::vertical_list::{BlockDestination, DraftText, PlacedImage, RunPlace, TextDestination, TextKind};
use crate::page::{ContentPlace, Node, NodeId, Role, Size};
use crate::paragraph::line::Measure;

/// Collects a section.
pub(crate) fn collect<'a>(
    text: &'a SetText,
    section: &'a SetSection,
    text_block: Size,
    folios: &Folios,
    setter: &ParagraphSetter<'a>,
) -> Collected<'a> {
    let width = text_block.width;
    let mut collector = Collector {
        text,
        text_block,
        section,
        folios,
        setter,
        out: Collected {
            nodes: Vec::new(),
            next_order: 0,
            texts: Vec::new(),
            blocks: Vec::new(),
            notes: (0..section.notes.len()).map(|_| Vec::new()).collect(),
            prints_page_numbers: false,
            diagnostics: Diagnostics::new(),
        },
        noted: vec![false; section.notes.len()],
        waiting_notes: VecDeque::new(),
        in_note: false,
        classes: Vec::new(),
        waiting_speaker: None,
        verse_end: None,
        headings: 0,
    };
    let root = collector.node(Role::Section, None);
    collector.out.nodes[0].title = Some(section.title.clone());
    collector.out.nodes[0].lang = Some(section.lang);
    let column = Column { x: Length::ZERO, width, node: root, note: false, epigraph: false, class: None, cell: None };
    collector.blocks(&section.blocks, column);
    collector.open_section();
    if text.notes == NotePlacement::Chapter {
        collector.endnotes(column);
    }
    collector.out
}

pub(crate) struct Collector<'a, 's> {
    pub(crate) text: &'a SetText,
    pub(crate) section: &'a SetSection,
    /// The text block of a page.
    pub(super) text_block: Size,
    pub(crate) folios: &'s Folios,
    pub(crate) setter: &'s ParagraphSetter<'a>,
    pub(crate) out: Collected<'a>,
    /// By note: it is collected.
    pub(crate) noted: Vec<bool>,
    /// Notes with references in the note that is being collected.
    pub(super) waiting_notes: VecDeque<WaitingNote>,
    /// A note is being collected.
    pub(super) in_note: bool,
    /// The changes of classes, each with those around it; a [`Column`] has its index.
    pub(super) classes: Vec<ClassStyle>,
    /// A speaker whose name is set beside the next block.
    pub(super) waiting_speaker: Option<WaitingSpeaker>,
    /// The last line of verse.
    pub(super) verse_end: Option<VerseEnd<'a>>,
    headings: u32,
}

impl<'a> Collector<'a, '_> {
    pub(crate) fn grid(&self) -> Length {
        self.text.theme.grid()
    }

    pub(crate) fn style(&self, style: ParagraphStyle) -> &'a TextStyle {
        self.text.theme.style(style)
    }

    /// A style as it is in a column: in a note the size of the note, in a cell that of the cell, and verse in an epigraph
    /// with the epigraph's look.
    pub(crate) fn style_in(&self, kind: ParagraphStyle, column: Column) -> Cow<'a, TextStyle> {
        self.in_class(self.unclassed_style(kind, column), column)
    }

    fn unclassed_style(&self, kind: ParagraphStyle, column: Column) -> Cow<'a, TextStyle> {
        use ParagraphStyle as P;
        let style = self.style(kind);
        if column.note && !matches!(kind, P::Note | P::Caption | P::TableCell | P::TableHead) {
            let (note, body) = (self.style(P::Note), self.style(P::Body));
            let scaled = |length: Length| length.scale(note.size.sp(), body.size.sp().max(1));
            let leading = style.leading.scale(note.leading.sp(), body.leading.sp().max(1));
            return Cow::Owned(TextStyle { size: scaled(style.size), leading, ..style.clone() });
        }
        if let Some(cell) = column.cell {
            return Cow::Owned(self.style_in_cell(kind, cell));
        }
        if column.epigraph && kind == P::Verse {
            let epigraph = self.style(P::Epigraph);
            return Cow::Owned(TextStyle {
                align: style.align,
                indent: style.indent,
                hyphenate: style.hyphenate,
                ..epigraph.clone()
            });
        }
        Cow::Borrowed(style)
    }

    /// A style in a table's cell. Text of other kinds than the cell's own keeps its relation to the body's size.
    fn style_in_cell(&self, kind: ParagraphStyle, cell: CellSetting) -> TextStyle {
        use ParagraphStyle as P;
        let mut style = self.style(kind).clone();
        let is_own = matches!(kind, P::TableCell | P::TableHead);
        let (of, body) = (self.style(P::TableCell), self.style(P::Body));
        let size = if is_own { style.size } else { style.size.scale(of.size.sp(), body.size.sp().max(1)) };
        let size = (size - cell.smaller).max(Length::from_pt(1));
        (style.leading, style.size) = (style.leading.scale(size.sp(), style.size.sp().max(1)), size);
        if is_own {
            style.align = cell.align;
            (style.indent, style.start, style.end) = (Length::ZERO, Length::ZERO, Length::ZERO);
        } else if style.align == TextAlign::Justify {
            style.align = TextAlign::Start;
        }
        style.hyphenate |= cell.hyphens && kind != P::Code;
        style
    }

    pub(crate) fn node(&mut self, role: Role, parent: Option<NodeId>) -> NodeId {
        let node = Node {
            role,
            parent,
            order: self.out.next_order,
            lang: None,
            alt: None,
            expansion: None,
            title: None,
            id: None,
        };
        self.out.next_order += 1;
        self.out.nodes.push(node);
        NodeId(self.out.nodes.len() as u32 - 1)
    }

    pub(crate) fn key(&self, id: &str) -> String {
        format!("{}#{id}", self.section.slug)
    }

    pub(crate) fn push(&mut self, source: BlockSource) -> &mut UnsetBlock {
        self.out.blocks.push(UnsetBlock {
            space_before: Length::ZERO,
            space_after: Length::ZERO,
            snap_to_grid: false,
            keep_space_at_head: false,
            heading: false,
            keep_with_next: false,
            keep_together: false,
            keep_with_previous: false,
            announces: false,
            strong_line: false,
            scene_break: false,
            rules: BlockRules::default(),
            at_foot: false,
            in_columns: false,
            caption_like: false,
            destinations: Vec::new(),
            labels: Vec::new(),
            source,
        });
        self.place_speaker();
        let last = self.out.blocks.len() - 1;
        &mut self.out.blocks[last]
    }

    pub(crate) fn blocks(&mut self, blocks: &'a [SetBlock], column: Column) {
        for block in blocks {
            let first = self.out.blocks.len();
            let node = self.out.nodes.len();
            self.classed(block, column);
            if let (Some(id), Some(unset)) = (&block.id, self.out.blocks.get(first)) {
                let has = unset.destinations.iter().any(|at| at.key.ends_with(id.as_str()));
                if !has {
                    let key = self.key(id);
                    let node = self.out.nodes.get(node).map(|_| NodeId(node as u32));
                    self.out.blocks[first].destinations.push(BlockDestination { key, node });
                }
            }
        }
    }

    /// Blocks of a container, which begins without an indent.
    pub(crate) fn flush(&mut self, blocks: &'a [SetBlock], column: Column) {
        let first = self.out.blocks.len();
        self.blocks(blocks, column);
        self.unindent(first);
    }

    pub(super) fn block(&mut self, block: &'a SetBlock, column: Column) {
        let tokens = &self.text.theme.blocks;
        match &block.kind {
            SetBlockKind::Paragraph(paragraph) => self.paragraph(paragraph, column),
            SetBlockKind::Heading { level, paragraph } => self.heading(*level, paragraph, block, column),
            SetBlockKind::Quote(blocks) => {
                let node = self.node(Role::BlockQuote, Some(column.node));
                let inner = column.within(tokens.quote_start, tokens.quote_end).under(node);
                self.spaced(tokens.block_space, |c| c.flush(blocks, inner));
            }
            SetBlockKind::List { numbered, tight, items, .. } => self.list(*numbered, *tight, items, column),
            SetBlockKind::Definitions(items) => self.definitions(items, column),
            SetBlockKind::Code { lines, beside, .. } => self.code(lines, beside, column),
            SetBlockKind::Table(table) => self.table(table, column),
            SetBlockKind::Figure { image, caption } => self.figure(image, caption, column),
            SetBlockKind::Verse(stanzas) => self.verse(stanzas, block, column),
            SetBlockKind::Group { role, blocks } => self.group(role, blocks, column),
            SetBlockKind::SceneBreak(paragraph) => self.scene_break(paragraph, column),
            SetBlockKind::Contents(entries) => self.contents(entries, column),
        }
    }

    /// Collects blocks with space around them.
    pub(crate) fn spaced(&mut self, space: Length, collect: impl FnOnce(&mut Self)) {
        let first = self.out.blocks.len();
        collect(self);
        if let Some(unset) = self.out.blocks.get_mut(first) {
            unset.space_before = unset.space_before.max(space);
        }
        if self.out.blocks.len() > first
            && let Some(unset) = self.out.blocks.last_mut()
        {
            unset.space_after = unset.space_after.max(space);
        }
    }

    /// The leading of a style: that of the grid except where lines are few or a kind of their own.
    pub(crate) fn leading(&self, kind: ParagraphStyle) -> Length {
        use ParagraphStyle as P;
        let own = self.style(kind).leading;
        let flows = matches!(
            kind,
            P::Body
                | P::Opening
                | P::Flush
                | P::Quote
                | P::Attribution
                | P::ListItem
                | P::Term
                | P::Detail
                | P::Verse
                | P::Question
                | P::Entry
                | P::EditorNote
                | P::Epigraph
                | P::EpigraphSource
        );
        let near = own <= self.grid() && own * 5 >= self.grid() * 4;
        if flows && near { self.grid() } else { own.max(Length::from_pt(1)) }
    }

    fn paragraph(&mut self, paragraph: &'a SetParagraph, column: Column) {
        if paragraph.style == ParagraphStyle::Opening && self.drop_cap(paragraph, column) {
            return;
        }
        let style = self.style_in(paragraph.style, column);
        let node = self.node(Role::Paragraph, Some(column.node));
        match self.index_column(paragraph.style, column) {
            None => self.paragraph_in(paragraph, style, node, column),
            Some(narrow) => {
                self.paragraph_in(paragraph, style, node, narrow);
                if let Some(unset) = self.out.blocks.last_mut() {
                    (unset.in_columns, unset.snap_to_grid) = (true, false);
                }
            }
        }
    }

    /// A paragraph whose node is made.
    pub(crate) fn paragraph_in(
        &mut self,
        paragraph: &'a SetParagraph,
        style: Cow<'a, TextStyle>,
        node: NodeId,
        column: Column,
    ) {
        let measure = Measure { width: column.within(style.start, style.end).width, indent: style.indent, notch: None };
        self.flow(Cow::Borrowed(paragraph), (style, measure), node, column, 0);
    }

    /// A paragraph, or what `skip` bytes of an initial leave of it.
    pub(crate) fn flow(
        &mut self,
        paragraph: Cow<'a, SetParagraph>,
        (style, measure): (Cow<'a, TextStyle>, Measure),
        node: NodeId,
        column: Column,
        skip: u32,
    ) {
        let inner = column.within(style.start, style.end);
        let leading = if column.note || column.cell.is_some() { style.leading } else { self.leading(paragraph.style) };
        let (above, below, keep_with_next, keep_together) =
            (style.above, style.below, style.keep_with_next, style.keep_together);
        let (rules, at_foot) = (BlockRules::of(&style, inner), style.anchor == Anchoring::Foot);
        let kind = paragraph.style;
        let announces = paragraph.text.trim_end().ends_with([':', '：']);
        let caption_like = is_caption_like(&paragraph);
        let strong_line = !paragraph.runs.is_empty() && paragraph.runs.iter().all(|run| run.style.strong);
        let text = self.text_of(paragraph, (style, measure), Some(node), column, skip);
        let snap_to_grid = column.node == NodeId(0) && leading == self.grid();
        let keep_with_previous = matches!(kind, ParagraphStyle::Attribution | ParagraphStyle::EpigraphSource);
        if keep_with_previous && let Some(quoted) = self.out.blocks.last_mut() {
            quoted.space_after = Length::ZERO;
        }
        let unset = self.push(BlockSource::Text { text, x: inner.x, leading });
        unset.space_before = above;
        unset.space_after = below;
        unset.snap_to_grid = snap_to_grid;
        unset.keep_with_next = keep_with_next;
        unset.keep_together = keep_together;
        unset.keep_with_previous = keep_with_previous;
        unset.announces = announces;
        unset.strong_line = strong_line;
        unset.caption_like = caption_like;
        unset.rules = rules;
        unset.at_foot = at_foot;
    }

    /// Adds a paragraph to those to be set, and its runs to the structure.
    pub(crate) fn text(
        &mut self,
        paragraph: &'a SetParagraph,
        style: Cow<'a, TextStyle>,
        measure: Measure,
        node: Option<NodeId>,
        column: Column,
    ) -> u32 {
        self.text_of(Cow::Borrowed(paragraph), (style, measure), node, column, 0)
    }

    fn text_of(
        &mut self,
        paragraph: Cow<'a, SetParagraph>,
        (style, measure): (Cow<'a, TextStyle>, Measure),
        node: Option<NodeId>,
        column: Column,
        skip: u32,
    ) -> u32 {
        self.out.prints_page_numbers |= references::prints_page_numbers(&paragraph);
        let WrittenOut { paragraph, book_end } = write_out(paragraph, self.folios);
        let mut destinations: Vec<TextDestination> = Vec::new();
        for (offset, id) in &paragraph.ids {
            destinations.push(TextDestination { offset: *offset, key: self.key(id) });
        }
        if let Some(address) = &paragraph.address {
            destinations.push(TextDestination { offset: 0, key: address.to_string() });
        }
        for address in self.section.former.get(&paragraph.id).into_iter().flatten() {
            let last = paragraph.text.char_indices().next_back().map_or(0, |(at, _)| at as u32);
            destinations.push(TextDestination { offset: last, key: address.to_string() });
        }
        if let Some(node) = node {
            self.set_language(node, paragraph.lang);
        }
        let mut runs = Vec::with_capacity(paragraph.runs.len());
        let mut open = Vec::new();
        let mut start = 0;
        for run in &paragraph.runs {
            let place = match node {
                Some(node) => {
                    let link = run.link.and_then(|l| paragraph.links.get(l as usize));
                    if let Some(SetLink::Note(note)) = link
                        && let Some(note) = self.section.notes.get(*note as usize)
                    {
                        destinations.push(TextDestination { offset: start, key: self.key(&mark_id(note)) });
                    }
                    let inner = self.run_node(node, &paragraph, run, &mut open);
                    let place = RunPlace { node: Some(inner), order: self.out.next_order, start };
                    self.out.next_order += u64::from(run.end - start) + 1;
                    if let Some(SetLink::Note(note)) = link {
                        self.note(*note, node);
                    }
                    place
                }
                None => RunPlace { node: None, order: 0, start },
            };
            runs.push(place);
            start = run.end;
        }
        let mapped = node.is_some() && !column.note;
        let number = self.text.margin_number(&paragraph);
        let has_notes =
            self.text.notes == NotePlacement::Foot && paragraph.links.iter().any(|l| matches!(l, SetLink::Note(_)));
        let images = self.images(&paragraph, measure.width, node, &runs);
        let paragraph = emphasised(paragraph, self.text.theme.emphasis);
        let text = DraftText {
            runs,
            node,
            destinations,
            mapped,
            number,
            has_notes,
            images,
            skip,
            book_end,
            ..DraftText::new(self.section, paragraph, style, measure)
        };
        self.out.texts.push(text);
        self.out.texts.len() as u32 - 1
    }

    /// The images in a paragraph's lines.
    fn images(
        &mut self,
        paragraph: &SetParagraph,
        width: Length,
        node: Option<NodeId>,
        runs: &[RunPlace],
    ) -> Vec<Option<PlacedImage>> {
        let mut images = Vec::new();
        for object in &paragraph.objects {
            let ObjectKind::Image(image) = &object.kind else {
                images.push(None);
                continue;
            };
            let asset = self.text.images.get(image.image);
            images.push(asset.map(|asset| {
                let place = node.filter(|_| !image.decorative).map(|node| {
                    // Read where its character stands in the text.
                    let before = paragraph.runs.partition_point(|run| run.end <= object.at);
                    let place = runs.get(before).copied();
                    let node = place.and_then(|place| place.node).unwrap_or(node);
                    let figure = self.node(Role::Figure, Some(node));
                    let order =
                        place.map_or(self.out.next_order, |place| place.order + u64::from(object.at - place.start));
                    let figure_node = &mut self.out.nodes[figure.0 as usize];
                    (figure_node.alt, figure_node.order) = (Some(image.alt.clone()), order);
                    ContentPlace { node: figure, order }
                });
                PlacedImage { image: image.image, size: image_size(asset, image.width, width), place }
            }));
        }
        images
    }

    /// A generated line on the measure: an artifact unless a node is given.
    pub(crate) fn generated(&mut self, text: &str, kind: ParagraphStyle, width: Length, node: Option<NodeId>) -> u32 {
        self.generated_in(text, kind, self.style(kind).clone(), width, node)
    }

    /// The same in a style of its own.
    pub(crate) fn generated_in(
        &mut self,
        text: &str,
        kind: ParagraphStyle,
        mut style: TextStyle,
        width: Length,
        node: Option<NodeId>,
    ) -> u32 {
        style.indent = Length::ZERO;
        style.align = TextAlign::Start;
        style.hyphenate = false;
        let paragraph = SetParagraph::plain(text, kind, self.section.lang);
        let order = self.out.next_order;
        self.out.next_order += text.len() as u64 + 1;
        let runs = paragraph.runs.iter().map(|_| RunPlace { node, order, start: 0 }).collect();
        let measure = Measure { width, indent: Length::ZERO, notch: None };
        let text = DraftText {
            runs,
            node,
            kind: TextKind::Generated,
            ..DraftText::new(self.section, Cow::Owned(paragraph), Cow::Owned(style), measure)
        };
        self.out.texts.push(text);
        self.out.texts.len() as u32 - 1
    }

    fn heading(&mut self, level: u8, paragraph: &'a SetParagraph, block: &'a SetBlock, column: Column) {
        let node = self.node(Role::Heading(level.clamp(1, 6)), Some(column.node));
        // Without a title it has no entry in the outline.
        let listed = !block.classes.iter().any(|class| class == "unlisted");
        let title = || block.contents_title.clone().unwrap_or_else(|| paragraph.text.replace('\n', " "));
        self.out.nodes[node.0 as usize].title = listed.then(title);
        self.headings += 1;
        let key = match &block.id {
            Some(id) => self.key(id),
            None => format!("{}:{}", self.section.slug, self.headings),
        };
        let style = self.in_class(Cow::Borrowed(self.style(paragraph.style)), column);
        self.paragraph_in(paragraph, style, node, column);
        if let Some(unset) = self.out.blocks.last_mut() {
            unset.heading = true;
            unset.keep_with_next = true;
            unset.keep_together = true;
            unset.announces = false;
            unset.snap_to_grid = false;
            unset.destinations.push(BlockDestination { key, node: Some(node) });
        }
    }

    /// Sets the space before the first block of a section.
    fn open_section(&mut self) {
        let grid = self.grid();
        let sink = match self.section.kind {
            SectionKind::Copyright => Length::ZERO,
            SectionKind::Title => self.out.blocks.first().map_or(Length::ZERO, |b| b.space_before),
            _ => self.text.theme.blocks.chapter_sink,
        };
        if let Some(first) = self.out.blocks.first_mut() {
            if self.section.opening == Some(Opening::RunOn) {
                first.space_before = first.space_before.clamp(grid * 2, grid * 4);
                return;
            }
            first.space_before = sink.max(first.space_before);
            first.keep_space_at_head = true;
        } else {
            self.out
                .diagnostics
                .push(Diagnostic::note("empty-section", format!("chapter `{}` is empty", self.section.title)));
        }
    }
}

/// A paragraph with its emphasis in the theme's form.
pub(crate) fn emphasised(paragraph: Cow<'_, SetParagraph>, form: EmphasisForm) -> Cow<'_, SetParagraph> {
    let slanted = |run: &Run| {
        let style = run.style;
        style.emphasis || style.cite || style.italic || style.look.italic == Some(true)
    };
    if form == EmphasisForm::Italic || !paragraph.runs.iter().any(slanted) {
        return paragraph;
    }
    let mut paragraph = paragraph.into_owned();
    for run in paragraph.runs.iter_mut().filter(|run| slanted(run)) {
        let look = RunLook { italic: None, ..run.style.look };
        run.style = RunStyle { strong: true, emphasis: false, cite: false, italic: false, look, ..run.style };
    }
    Cow::Owned(paragraph)
}

/// A paragraph that reads like a caption: it begins with a label, as "Figure 3", "Abb. 12:" or "Рис. 4.1", or all of it
/// is emphasised.
fn is_caption_like(paragraph: &SetParagraph) -> bool {
    if !paragraph.runs.is_empty() && paragraph.runs.iter().all(|run| run.style.emphasis) {
        return true;
    }
    let text = paragraph.text.trim_start_matches(['(', '[', '*', ' ']);
    let Some((word, rest)) = text.split_once([' ', '\u{a0}', '\u{202f}']) else { return false };
    let word = word.trim_end_matches('.');
    let capitalised = word.chars().next().is_some_and(char::is_uppercase);
    let is_word = capitalised && (3..=14).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic);
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let after = rest[number.len()..].chars().next();
    is_word
        && number.starts_with(|c: char| c.is_ascii_digit())
        && (number.ends_with('.') || after.is_none_or(|c| matches!(c, ':' | ',' | ')' | ']' | '—' | '–' | '\u{2003}')))
}

#[cfg(test)]
mod tests {
    use anthology_base::Lang;
    use anthology_typeset::{ParagraphStyle, SetParagraph};

    use super::is_caption_like;

    #[test]
    fn captions_begin_with_a_label() {
        for (text, caption) in [
            ("Figure 1, said the caption that is only a paragraph.", true),
            ("Figure 3. The gate", true),
            ("Abb. 12: Das Tor", true),
            ("Рис. 4.1. Ворота", true),
            ("(Table 2)", true),
            ("Figure 3 shows the gate.", false),
            ("In 1895, they left.", false),
            ("The gate was shut.", false),
            ("Figure", false),
            ("", false),
        ] {
            let paragraph = SetParagraph::plain(text, ParagraphStyle::Body, Lang::EN_GB);
            assert_eq!(is_caption_like(&paragraph), caption, "{text}");
        }
    }
}
