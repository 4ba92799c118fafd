//! The end of a construct: an open frame becomes a block, an inline or a part of its parent.

use std::ops::Range;

use anthology_base::Diagnostic;

use crate::build::{Builder, NoteDefinition};
use crate::frame::{CellTag, FrameKind};
use crate::table::{WrittenCell, WrittenRow};
use crate::{
    Attrs, Block, BlockKind, Cell, Definition, Image, Inline, InlineKind, ListItem, Stanza, callout, events, finish,
    trailing,
};

impl Builder<'_> {
    /// Closes the innermost frame. `proper` where its own end was found.
    pub(crate) fn close(&mut self, end: usize, proper: bool) {
        let Some(mut frame) = self.pop_frame() else { return };
        if frame.kind.holds_blocks() {
            debug_assert!(frame.inlines.is_empty());
        }
        let range = frame.start.min(end)..end;
        let mut inlines = finish::merge(std::mem::take(&mut frame.inlines));
        if frame.tag.is_some()
            && frame.kind.is_inline()
            && inlines.len() > 1
            && inlines[0].kind == InlineKind::SoftBreak
        {
            // Before the element, where Markdown can write it.
            let gap = inlines.remove(0);
            self.push_gap(gap.kind, gap.span.range());
        }
        let blocks = self.complete_blocks(std::mem::take(&mut frame.blocks));
        let parts = std::mem::take(&mut frame.parts);
        match frame.kind {
            FrameKind::Root => self.push_frame(frame),
            FrameKind::Quote { alert: None } => match callout::split(blocks, self.source.text) {
                Ok(found) => self.push_callout(&found.kind, found.title, found.blocks, range),
                Err(blocks) => self.push_block(BlockKind::Quote(blocks), Attrs::default(), range),
            },
            FrameKind::Quote { alert: Some(kind) } => self.push_callout(kind, Vec::new(), blocks, range),
            FrameKind::List { .. } if parts.items.is_empty() => {}
            FrameKind::List { start, loose } => {
                let tight = finish::is_tight(&parts.items, loose);
                let kind = BlockKind::List { start, tight, items: parts.items };
                self.push_block(kind, Attrs::default(), range);
            }
            FrameKind::Item { task } => {
                let span = self.source.span(range);
                self.top().parts.items.push(ListItem { task, blocks, span });
            }
            FrameKind::Note { label } => {
                let span = self.source.span(range);
                self.definitions.push(NoteDefinition { label, blocks, span });
            }
            FrameKind::Definitions => {
                let (before, definitions) = finish::definitions(parts.definitions);
                self.top().blocks.extend(before);
                if let Some(Block { kind: BlockKind::Definitions(earlier), span, .. }) = self.top().blocks.last_mut() {
                    // Two lists with nothing between them are one.
                    earlier.extend(definitions);
                    span.end = span.end.max(range.end as u32);
                } else if !definitions.is_empty() {
                    self.push_block(BlockKind::Definitions(definitions), Attrs::default(), range);
                }
            }
            FrameKind::Term => {
                let span = self.source.span(range);
                let definition =
                    Definition { term: finish::trim(finish::one_line(inlines)), details: Vec::new(), span };
                self.top().parts.definitions.push(definition);
            }
            FrameKind::Details => {
                let span = self.source.span(range);
                let definitions = &mut self.top().parts.definitions;
                if definitions.is_empty() {
                    definitions.push(Definition { term: Vec::new(), details: Vec::new(), span });
                }
                if let Some(last) = definitions.last_mut() {
                    last.details.push(blocks);
                    last.span = last.span.to(span);
                }
            }
            FrameKind::Div { name, attrs, colons, fence } => {
                if !proper && colons > 0 {
                    self.report_unclosed(&fence);
                }
                let span = self.source.span(range);
                let blocks = finish::div(name, attrs, blocks, span, self.source, self.diagnostics);
                self.top().blocks.extend(blocks);
            }
            FrameKind::Table => {
                if let Some(table) = parts.table.complete() {
                    self.push_block(BlockKind::Table(table), Attrs::default(), range);
                }
            }
            FrameKind::Row { part } => {
                if let Some(table) = self.table() {
                    table.rows.push(WrittenRow { cells: parts.cells, part });
                }
            }
            FrameKind::Cell(CellTag { is_header, scope, covers, align }) => {
                let cell = Cell { blocks, covers, span: self.source.span(range), ..Cell::default() };
                self.top().parts.cells.push(WrittenCell { cell, is_header, scope, align });
            }
            FrameKind::TableCaption => {
                let caption = finish::flatten(blocks);
                if let Some(table) = self.table() {
                    table.caption = Some(caption);
                }
            }
            FrameKind::Paragraph { implicit } => {
                if let (false, Some(FrameKind::List { loose, .. })) =
                    (implicit, self.frames().len().checked_sub(2).map(|i| &mut self.frames_mut()[i].kind))
                {
                    *loose = true;
                }
                let inlines = finish::trim(inlines);
                let is_markdown = frame.tag.is_none();
                match is_markdown.then(|| self.line_block(&inlines)).flatten() {
                    Some(stanzas) => self.push_block(BlockKind::Verse(stanzas), Attrs::default(), range),
                    None => self.push_paragraph(inlines, range),
                }
            }
            FrameKind::Heading { level, attrs } => {
                let content = self.heading(inlines, &attrs);
                self.push_block(BlockKind::Heading { level, content }, attrs, range);
            }
            FrameKind::Code { info, attrs, mut text } => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                self.push_block(BlockKind::Code { info, text }, attrs, range);
            }
            // Markup around line ends alone is none.
            FrameKind::Emphasis
            | FrameKind::Strong
            | FrameKind::Strikethrough
            | FrameKind::Superscript
            | FrameKind::Subscript
            | FrameKind::Cite
            | FrameKind::Abbreviation { .. }
            | FrameKind::Quotation
                if inlines.iter().all(|inline| finish::is_break(&inline.kind)) =>
            {
                if !inlines.is_empty() {
                    self.splice(inlines);
                }
            }
            FrameKind::Emphasis => self.push_inline(InlineKind::Emphasis(inlines), range),
            FrameKind::Strong => self.push_inline(InlineKind::Strong(inlines), range),
            FrameKind::Strikethrough => self.push_inline(InlineKind::Strikethrough(inlines), range),
            FrameKind::Superscript => self.push_inline(InlineKind::Superscript(inlines), range),
            FrameKind::Subscript => self.push_inline(InlineKind::Subscript(inlines), range),
            FrameKind::SingleTilde => self.close_single_tilde(inlines, range),
            FrameKind::Cite => self.push_inline(InlineKind::Cite(inlines), range),
            FrameKind::Abbreviation { title } => {
                self.push_inline(InlineKind::Abbreviation { title, content: inlines }, range);
            }
            FrameKind::Span { .. } if inlines.is_empty() && matches!(frame.tag.as_deref(), Some("i" | "b")) => {}
            FrameKind::Span { attrs } => self.push_inline(InlineKind::Span { attrs, content: inlines }, range),
            FrameKind::Quotation => {
                // A quotation within a quotation has the other marks.
                let around = self.frames().iter().filter(|frame| matches!(frame.kind, FrameKind::Quotation)).count();
                let mark = if around.is_multiple_of(2) { "\"" } else { "'" };
                let quoted = self.quoted(mark, inlines, &range);
                self.push_inline(quoted, range);
            }
            FrameKind::Link { target, mut attrs } => {
                let end = self.attributes_after(range.end, &mut attrs);
                self.push_inline(InlineKind::Link { target, attrs, content: inlines }, range.start..end);
            }
            FrameKind::Image { path, title } => self.close_image(path, title, &inlines, range),
            FrameKind::InlineCode if inlines.is_empty() => {}
            FrameKind::InlineCode => self.push_code(inlines, range),
            FrameKind::Dropped => {
                if !proper {
                    self.splice(inlines);
                }
            }
        }
    }

    /// Blocks of a container that is complete: anchors and captions are put where they belong.
    pub(crate) fn complete_blocks(&self, blocks: Vec<Block>) -> Vec<Block> {
        let mut complete: Vec<Block> = Vec::with_capacity(blocks.len());
        let mut caption: Option<Block> = None;
        for mut block in finish::place_anchors(blocks) {
            if let Some(waiting) = caption.take() {
                match &mut block.kind {
                    BlockKind::Table(table) if table.caption.is_none() => {
                        block.attrs.add(waiting.attrs.clone());
                        table.caption = caption_of(waiting, "Table:");
                    }
                    _ => complete.push(waiting),
                }
            }
            let written = &self.source.text[block.span.range()];
            let is_paragraph = matches!(block.kind, BlockKind::Paragraph(_));
            let mark = ["Table:", ": "].into_iter().find(|mark| is_paragraph && written.starts_with(mark));
            let Some(mark) = mark else {
                complete.push(block);
                continue;
            };
            match complete.last_mut().map(|last| (&mut last.kind, &mut last.attrs)) {
                Some((BlockKind::Table(table), attrs)) if table.caption.is_none() => {
                    attrs.add(block.attrs.clone());
                    table.caption = caption_of(block, mark);
                }
                _ if mark == "Table:" => caption = Some(block),
                _ => complete.push(block),
            }
        }
        complete.extend(caption);
        complete
    }

    /// An alert of GitHub's dialect or a callout of Obsidian's as an editor's note. It begins with its title, or else with
    /// its kind unless that is `note`.
    fn push_callout(&mut self, kind: &str, title: Vec<Inline>, mut blocks: Vec<Block>, range: Range<usize>) {
        let mut attrs = Attrs::default();
        let is_note = kind.eq_ignore_ascii_case("note");
        if !is_note {
            attrs.classes.push(kind.to_lowercase());
        }
        if !is_note || !title.is_empty() {
            let span = self.source.span(range.start..range.start);
            let text = || Inline { kind: InlineKind::Text(callout::name_of(kind)), span };
            let content = if title.is_empty() { vec![text()] } else { title };
            let label = Inline { kind: InlineKind::Strong(content), span };
            blocks.insert(0, Block { kind: BlockKind::Paragraph(vec![label]), attrs: Attrs::default(), span });
        }
        self.push_block(BlockKind::Div { name: "note".to_owned(), blocks }, attrs, range);
    }

    /// The stanzas of a paragraph each of whose lines begins with a bar: a line block of Pandoc's dialect. Lines
    /// that end with a bar too are rows of a table without a delimiter row.
    fn line_block(&mut self, inlines: &[Inline]) -> Option<Vec<Stanza>> {
        let source = self.source.text;
        let first = inlines.first()?.span.start as usize;
        if !source[first..].starts_with('|') || source[..first].ends_with('\\') {
            return None;
        }
        let mut lines = finish::split_lines(inlines.to_vec());
        let mut is_table = true;
        for line in &mut lines {
            let start = line.first()?.span.start as usize;
            let text = crate::plain_text(line);
            is_table &= text.len() > 1 && text.ends_with('|');
            let bar = text.strip_prefix('|').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
            if !bar || source[..start].ends_with('\\') {
                return None;
            }
            finish::take_bar(line);
        }
        if is_table {
            return None;
        }
        let span = inlines.first()?.span.to(inlines.last()?.span);
        let mut stanzas = vec![Stanza { lines: Vec::new() }];
        for line in lines {
            let line = finish::verse_line(line, span, self.source, self.diagnostics);
            match stanzas.last_mut() {
                Some(stanza) if !line.content.is_empty() => stanza.lines.push(line),
                Some(stanza) if !stanza.lines.is_empty() => stanzas.push(Stanza { lines: Vec::new() }),
                _ => {}
            }
        }
        stanzas.retain(|stanza| !stanza.lines.is_empty());
        (!stanzas.is_empty()).then_some(stanzas)
    }

    /// Inline code of HTML: its text, between what code can't hold, such as footnote references.
    fn push_code(&mut self, inlines: Vec<Inline>, range: Range<usize>) {
        let mut pieces: Vec<Inline> = Vec::new();
        code_pieces(inlines, &mut pieces);
        if pieces.len() == 1
            && let Some(Inline { kind, .. }) = pieces.pop()
        {
            self.push_inline(kind, range);
            return;
        }
        for piece in pieces {
            self.push_inline(piece.kind, piece.span.range());
        }
    }

    fn push_paragraph(&mut self, inlines: Vec<Inline>, range: Range<usize>) {
        if inlines.is_empty() {
            return;
        }
        let span = self.source.span(range);
        let mut inlines = inlines;
        let attrs = match self.kind() {
            FrameKind::TableCaption => Attrs::default(),
            // In a row of a pipe table, a cell is text on a line.
            FrameKind::Cell(_) if self.frames().last().is_some_and(|cell| cell.tag.is_none()) => Attrs::default(),
            _ => trailing::take_attrs(&mut inlines, self.source, self.diagnostics),
        };
        let block = match self.kind() {
            FrameKind::Cell(_) | FrameKind::TableCaption => {
                Block { kind: BlockKind::Paragraph(inlines), attrs: Attrs::default(), span }
            }
            _ => {
                let (before, last) = finish::split_at_images(inlines);
                let span = if before.is_empty() { span } else { finish::span_of(&last, span) };
                for part in before {
                    let span = finish::span_of(&part, span);
                    let mut block = self.with_parsed_caption(finish::paragraph(part, span));
                    finish::take_paragraph_mark(&mut block);
                    self.top().blocks.push(block);
                }
                finish::paragraph(last, span)
            }
        };
        let mut block = self.with_parsed_caption(block);
        if !attrs.is_empty() {
            block.attrs = attrs;
        }
        finish::take_paragraph_mark(&mut block);
        self.top().blocks.push(block);
    }

    /// A figure whose caption was the title of its image, with the Markdown of that title read.
    fn with_parsed_caption(&mut self, mut block: Block) -> Block {
        if let BlockKind::Figure { caption, .. } = &mut block.kind
            && let [Block { kind: BlockKind::Paragraph(content), span, .. }] = caption.as_mut_slice()
            && let [Inline { kind: InlineKind::Text(text), .. }] = content.as_mut_slice()
            && text.contains(['*', '_', '`', '[', '^', '~', '<', '&', '\\', '='])
        {
            *content = events::read_caption(self, *span, text);
        }
        block
    }

    /// Puts inlines where a frame was dropped.
    pub(crate) fn splice(&mut self, inlines: Vec<Inline>) {
        let Some(first) = inlines.first() else { return };
        self.open_for_inline(first.span.start as usize);
        let top = self.top();
        top.inlines.extend(inlines);
        top.sealed = top.inlines.len();
    }

    /// A quotation within a paragraph: a span of that class, with its marks.
    fn quoted(&self, mark: &str, mut content: Vec<Inline>, range: &Range<usize>) -> InlineKind {
        match content.first_mut() {
            Some(Inline { kind: InlineKind::Text(text), span }) => {
                text.insert_str(0, mark);
                *span = self.source.span(range.start..span.end as usize);
            }
            _ => {
                let span = self.source.span(range.start..range.start);
                content.insert(0, Inline { kind: InlineKind::Text(mark.to_owned()), span });
            }
        }
        match content.last_mut() {
            Some(Inline { kind: InlineKind::Text(text), span }) => {
                text.push_str(mark);
                *span = self.source.span(span.start as usize..range.end);
            }
            _ => {
                let span = self.source.span(range.end..range.end);
                content.push(Inline { kind: InlineKind::Text(mark.to_owned()), span });
            }
        }
        let attrs = Attrs { classes: vec!["quotation".to_owned()], ..Attrs::default() };
        InlineKind::Span { attrs, content }
    }

    fn close_image(&mut self, path: String, title: String, content: &[Inline], range: Range<usize>) {
        let mut attrs = Attrs::default();
        let end = self.attributes_after(range.end, &mut attrs);
        if !title.is_empty() {
            attrs.pairs.push(("title".to_owned(), title));
        }
        let alt = crate::plain_text(content);
        self.push_image(path, alt, attrs, range.start..end);
    }

    /// Adds an image. Reports one without alternative text.
    pub(crate) fn push_image(&mut self, path: String, alt: String, attrs: Attrs, range: Range<usize>) {
        let span = self.source.span(range.clone());
        if path.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::error("missing-image", "image without a path")
                    .at(span)
                    .hint("write the path of an image file between the parentheses"),
            );
        } else if alt.trim().is_empty() && !attrs.has_class("decorative") {
            self.diagnostics.push(
                Diagnostic::error("missing-alt", format!("the image `{path}` has no alternative text"))
                    .at(span)
                    .hint("describe the image between the brackets, or mark a decorative image with {.decorative}"),
            );
        }
        self.push_inline(InlineKind::Image(Image { path, alt, attrs, span }), range);
    }

    fn report_unclosed(&mut self, fence: &Range<usize>) {
        let span = self.source.span(fence.clone());
        let text = &self.source.text[fence.clone()];
        let colons: String = text.chars().take_while(|&c| c == ':').collect();
        self.diagnostics.push(
            Diagnostic::error("unclosed-div", format!("unclosed block `{text}`"))
                .at(span)
                .hint(format!("add a closing line `{colons}` in the same quotation or list item")),
        );
    }
}

/// The content of a caption's paragraph without the mark that makes it one.
fn caption_of(block: Block, mark: &str) -> Option<Vec<Inline>> {
    let BlockKind::Paragraph(mut content) = block.kind else { return None };
    if let Some(Inline { kind: InlineKind::Text(text), span }) = content.first_mut()
        && let Some(rest) = text.strip_prefix(mark)
    {
        span.start = (span.start + (text.len() - rest.len()) as u32).min(span.end);
        *text = rest.trim_start().to_owned();
    }
    Some(finish::trim(finish::merge(content)))
}

/// Joins text to pieces of code, whatever markup it is in; keeps footnote references and images.
fn code_pieces(inlines: Vec<Inline>, pieces: &mut Vec<Inline>) {
    for mut inline in inlines {
        if matches!(inline.kind, InlineKind::NoteMark(_) | InlineKind::Image(_)) {
            pieces.push(inline);
            continue;
        }
        if let Some(content) = inline.kind.content_mut() {
            code_pieces(std::mem::take(content), pieces);
            continue;
        }
        let text = crate::plain_text(std::slice::from_ref(&inline));
        match pieces.last_mut() {
            Some(Inline { kind: InlineKind::Code(code), span }) => {
                code.push_str(&text);
                *span = span.to(inline.span);
            }
            _ => pieces.push(Inline { kind: InlineKind::Code(text), span: inline.span }),
        }
    }
}
