//! The stack of open blocks and inlines, into which Markdown's events and HTML's tags both go.

use std::collections::BTreeMap;
use std::ops::Range;

use anthology_base::{Diagnostic, Diagnostics, Span};

use crate::fence::Source;
use crate::{Align, Attrs, Block, BlockKind, Cell, Definition, Image, Inline, InlineKind, ListItem, Table, finish};

/// How deep blocks and inlines may nest, so that no later stage can run out of stack. What is deeper
/// keeps its text.
pub(crate) const MAX_DEPTH: usize = 100;

/// What an open frame will become.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// The chapter's body.
    Root,
    /// A block quotation.
    Quote,
    /// A list; its items are gathered in the frame.
    List { start: Option<u64>, loose: bool },
    /// An item of a list.
    Item { task: Option<bool> },
    /// A footnote's definition.
    Note { label: String },
    /// A definition list.
    Definitions,
    /// A term of a definition list.
    Term,
    /// An explanation of a term.
    Details,
    /// A fenced div, or an HTML `<div>` (no colons).
    Div { name: String, attrs: Attrs, colons: usize, fence: Range<usize> },
    /// A table.
    Table,
    /// A row of a table.
    Row { head: bool },
    /// A cell of a table; a head cell of an HTML row.
    Cell { head: bool, align: Align },
    /// The caption of an HTML table.
    TableCaption,
    /// A paragraph; `implicit` where the text stood bare in its container.
    Paragraph { implicit: bool },
    /// A heading.
    Heading { level: u8, attrs: Attrs },
    /// A code block.
    Code { info: String, attrs: Attrs, text: String },
    /// `*…*`.
    Emphasis,
    /// `**…**`.
    Strong,
    /// `~~…~~`.
    Strikethrough,
    /// `~…~`, where the parser saw it.
    SingleTilde,
    /// `<sup>`.
    Superscript,
    /// `<sub>`.
    Subscript,
    /// `<cite>`.
    Cite,
    /// `<abbr>`.
    Abbreviation { title: String },
    /// A span with attributes.
    Span { attrs: Attrs },
    /// `<q>`.
    Quotation,
    /// A link.
    Link { target: String, attrs: Attrs },
    /// An image; its content becomes alternative text.
    Image { path: String, title: String },
    /// `<code>`: its content becomes plain text.
    InlineCode,
    /// `<script>` and its like: its content is dropped.
    Dropped,
}

impl Kind {
    /// Whether blocks may stand directly in it.
    pub(crate) fn holds_blocks(&self) -> bool {
        matches!(
            self,
            Self::Root
                | Self::Quote
                | Self::Item { .. }
                | Self::Note { .. }
                | Self::Details
                | Self::Div { .. }
                | Self::Cell { .. }
                | Self::TableCaption
        )
    }

    /// Whether it holds only parts of its own sort: items, rows, cells.
    fn holds_parts(&self) -> bool {
        matches!(self, Self::List { .. } | Self::Table | Self::Row { .. } | Self::Definitions)
    }

    /// Whether it is a block of text, rather than a piece of one.
    pub(crate) fn is_leaf(&self) -> bool {
        matches!(self, Self::Paragraph { .. } | Self::Heading { .. } | Self::Term | Self::Code { .. })
    }
}

/// Something open.
#[derive(Debug)]
pub(crate) struct Frame {
    /// What it will become.
    pub(crate) kind: Kind,
    /// Where it begins in the file.
    pub(crate) start: usize,
    /// The HTML tag that opened it; `None` for Markdown.
    pub(crate) tag: Option<String>,
    /// Blocks gathered so far.
    pub(crate) blocks: Vec<Block>,
    /// Inlines gathered so far.
    pub(crate) inlines: Vec<Inline>,
    /// Inlines before this index are not added to.
    pub(crate) sealed: usize,
    /// Indices of literal opening brackets among the inlines.
    pub(crate) brackets: Vec<usize>,
    /// Index of a `^` that may open a superscript.
    pub(crate) caret: Option<usize>,
    /// Index of a `~` that may open a subscript.
    pub(crate) tilde: Option<usize>,
    /// Gathered parts of a list, table or definition list.
    parts: Parts,
}

/// What frames gather that is neither block nor inline.
#[derive(Debug, Default)]
struct Parts {
    items: Vec<ListItem>,
    definitions: Vec<Definition>,
    cells: Vec<(Cell, bool, Align)>,
    table: Table,
}

impl Frame {
    fn new(kind: Kind, start: usize, tag: Option<String>) -> Self {
        Self {
            kind,
            start,
            tag,
            blocks: Vec::new(),
            inlines: Vec::new(),
            sealed: 0,
            brackets: Vec::new(),
            caret: None,
            tilde: None,
            parts: Parts::default(),
        }
    }
}

/// A footnote's definition before it is numbered.
#[derive(Debug)]
pub(crate) struct NoteDefinition {
    /// The label.
    pub(crate) label: String,
    /// Its text.
    pub(crate) blocks: Vec<Block>,
    /// Where it stands.
    pub(crate) span: Span,
}

/// Builds a chapter's blocks.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    /// The text.
    pub(crate) source: &'a Source<'a>,
    /// What was found wrong.
    pub(crate) diagnostics: &'a mut Diagnostics,
    frames: Vec<Frame>,
    /// Bytes of the file before this offset are attributes that were read already.
    pub(crate) skip: usize,
    /// One past the last byte of the last piece of text.
    pub(crate) last: usize,
    /// Labels of note marks; a [`InlineKind::NoteMark`] holds an index into this until notes are numbered.
    pub(crate) labels: Vec<String>,
    label_index: BTreeMap<String, usize>,
    /// Footnote definitions in the order of the text.
    pub(crate) definitions: Vec<NoteDefinition>,
    /// HTML tags without a meaning here: how many, and the first.
    pub(crate) dropped: BTreeMap<String, (usize, Span)>,
    too_deep: bool,
    /// Divs that were too deep to open and whose closing lines are still to come.
    pub(crate) deep_divs: usize,
}

impl<'a> Builder<'a> {
    /// With nothing open but the root.
    pub(crate) fn new(source: &'a Source<'a>, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            source,
            diagnostics,
            frames: vec![Frame::new(Kind::Root, 0, None)],
            skip: 0,
            last: 0,
            labels: Vec::new(),
            label_index: BTreeMap::new(),
            definitions: Vec::new(),
            dropped: BTreeMap::new(),
            too_deep: false,
            deep_divs: 0,
        }
    }

    /// The innermost open frame.
    pub(crate) fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the root is never closed before the end")
    }

    /// What the innermost open frame is.
    pub(crate) fn kind(&self) -> &Kind {
        &self.frames[self.frames.len() - 1].kind
    }

    /// The open frames, outermost first.
    pub(crate) fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Whether one more level fits; says so once where it doesn't.
    pub(crate) fn fits(&mut self, at: usize) -> bool {
        let brackets = self.top().brackets.len();
        let fits = self.frames.len() + brackets < MAX_DEPTH;
        if !fits && !self.too_deep {
            self.too_deep = true;
            let span = self.source.span(at..at);
            self.diagnostics.push(
                Diagnostic::error("too-deep", format!("blocks or inlines nested more than {MAX_DEPTH} deep"))
                    .at(span)
                    .hint("what is deeper than that is kept as plain text: nest less"),
            );
        }
        fits
    }

    /// Opens a frame that was checked to fit.
    pub(crate) fn open(&mut self, kind: Kind, start: usize, tag: Option<&str>) {
        self.frames.push(Frame::new(kind, start, tag.map(str::to_owned)));
    }

    /// Opens what bare text needs around it where it stands.
    pub(crate) fn open_for_inline(&mut self, at: usize) {
        loop {
            let kind = match self.kind() {
                Kind::List { .. } => Kind::Item { task: None },
                Kind::Table => Kind::Row { head: false },
                Kind::Row { head } => Kind::Cell { head: *head, align: Align::Start },
                Kind::Definitions => Kind::Details,
                kind if kind.holds_blocks() => Kind::Paragraph { implicit: true },
                _ => return,
            };
            self.open(kind, at, Some(""));
        }
    }

    /// Closes what no block may stand in, and opens what a block needs around it. Says whether a block may
    /// begin now: not inside a Markdown paragraph or heading.
    pub(crate) fn open_for_block(&mut self, at: usize) -> bool {
        let container = self.container();
        let explicit = self.frames[container + 1..]
            .iter()
            .any(|f| f.tag.is_none() && !matches!(f.kind, Kind::Paragraph { implicit: true }));
        if explicit {
            return false;
        }
        self.close_to(container + 1, at);
        loop {
            let kind = match self.kind() {
                Kind::List { .. } => Kind::Item { task: None },
                Kind::Table => Kind::Row { head: false },
                Kind::Row { head } => Kind::Cell { head: *head, align: Align::Start },
                Kind::Definitions => Kind::Details,
                _ => return true,
            };
            self.open(kind, at, Some(""));
        }
    }

    /// Closes the bare text that stands last.
    pub(crate) fn close_text(&mut self, at: usize) {
        let container = self.container();
        let bare = |f: &Frame| f.tag.is_some() || f.kind == Kind::Paragraph { implicit: true };
        if self.frames[container + 1..].iter().all(bare) {
            self.close_to(container + 1, at);
        }
    }

    /// The index of the innermost frame that holds blocks or parts.
    pub(crate) fn container(&self) -> usize {
        self.frames.iter().rposition(|f| f.kind.holds_blocks() || f.kind.holds_parts()).unwrap_or(0)
    }

    /// Closes frames until `depth` are left. `end` is where they end in the file.
    pub(crate) fn close_to(&mut self, depth: usize, end: usize) {
        while self.frames.len() > depth.max(1) {
            self.close(end, false);
        }
    }

    /// Closes the innermost Markdown frame and everything open in it.
    pub(crate) fn close_markdown(&mut self, end: usize) {
        let at = self.frames.iter().rposition(|f| {
            f.tag.is_none() && !matches!(f.kind, Kind::Div { .. } | Kind::Paragraph { implicit: true } | Kind::Root)
        });
        if let Some(at) = at {
            self.close_to(at + 1, end);
            self.close(end, true);
        }
    }

    /// Ends the text.
    pub(crate) fn finish(mut self, end: usize) -> (Vec<Block>, Vec<String>, Vec<NoteDefinition>) {
        self.close_to(1, end);
        let mut dropped: Vec<_> = std::mem::take(&mut self.dropped).into_iter().collect();
        dropped.sort_by_key(|(_, (_, span))| span.start);
        for (name, (count, span)) in dropped {
            let times = if count == 1 { String::new() } else { format!(" ({count} times in this chapter)") };
            let kept = if crate::html::is_raw(&name) { "with what it holds" } else { "and its text kept" };
            self.diagnostics.push(
                Diagnostic::warning("dropped-html", format!("the tag `<{name}>` is dropped {kept}{times}"))
                    .at(span)
                    .hint("use Markdown, or one of the tags that docs/manuscript.md lists"),
            );
        }
        let root = self.frames.remove(0);
        (finish::place_anchors(root.blocks), self.labels, self.definitions)
    }

    /// Adds a block where blocks stand now.
    pub(crate) fn push_block(&mut self, kind: BlockKind, attrs: Attrs, range: Range<usize>) {
        let span = self.source.span(range);
        let block = Block { kind, attrs, span };
        self.top().blocks.push(block);
    }

    /// Adds a piece of text with its markup.
    pub(crate) fn push_inline(&mut self, kind: InlineKind, range: Range<usize>) {
        self.open_for_inline(range.start);
        let span = self.source.span(range);
        let top = self.top();
        top.inlines.push(Inline { kind, span });
        top.sealed = top.inlines.len();
    }

    /// The number that a note's label has until notes are numbered.
    pub(crate) fn label(&mut self, label: &str) -> usize {
        let key = crate::notes::key(label);
        if let Some(&i) = self.label_index.get(&key) {
            return i;
        }
        self.labels.push(label.to_owned());
        self.label_index.insert(key, self.labels.len() - 1);
        self.labels.len() - 1
    }

    /// Closes the innermost frame. `proper` where its own end was found.
    pub(crate) fn close(&mut self, end: usize, proper: bool) {
        let Some(mut frame) = self.frames.pop() else { return };
        if frame.kind.holds_blocks() {
            debug_assert!(frame.inlines.is_empty());
        }
        let range = frame.start.min(end)..end;
        let inlines = finish::merge(std::mem::take(&mut frame.inlines));
        let blocks = finish::place_anchors(std::mem::take(&mut frame.blocks));
        let parts = std::mem::take(&mut frame.parts);
        match frame.kind {
            Kind::Root => self.frames.push(frame),
            Kind::Quote => self.push_block(BlockKind::Quote(blocks), Attrs::default(), range),
            Kind::List { .. } if parts.items.is_empty() => {}
            Kind::Table if parts.table.head.is_empty() && parts.table.rows.is_empty() => {}
            Kind::List { start, loose } => {
                let tight = finish::is_tight(&parts.items, loose);
                let kind = BlockKind::List { start, tight, items: parts.items };
                self.push_block(kind, Attrs::default(), range);
            }
            Kind::Item { task } => {
                let span = self.source.span(range);
                self.top().parts.items.push(ListItem { task, blocks, span });
            }
            Kind::Note { label } => {
                let span = self.source.span(range);
                self.definitions.push(NoteDefinition { label, blocks, span });
            }
            Kind::Definitions => {
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
            Kind::Term => {
                let span = self.source.span(range);
                let definition =
                    Definition { term: finish::trim(finish::one_line(inlines)), details: Vec::new(), span };
                self.top().parts.definitions.push(definition);
            }
            Kind::Details => {
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
            Kind::Div { name, attrs, colons, fence } => {
                if !proper && colons > 0 {
                    self.report_unclosed(&name, &fence);
                }
                let span = self.source.span(range);
                let blocks = finish::div(name, attrs, blocks, span, self.diagnostics);
                self.top().blocks.extend(blocks);
            }
            Kind::Table => self.push_block(BlockKind::Table(finish::table(parts.table)), Attrs::default(), range),
            Kind::Row { head } => self.close_row(parts.cells, head),
            Kind::Cell { head, align } => {
                let content = finish::trim(finish::one_line(finish::flatten(blocks)));
                let cell = Cell { content, span: self.source.span(range) };
                self.top().parts.cells.push((cell, head, align));
            }
            Kind::TableCaption => {
                let caption = finish::flatten(blocks);
                if let Some(table) = self.frames.iter_mut().rev().find(|f| f.kind == Kind::Table) {
                    table.parts.table.caption = Some(caption);
                }
            }
            Kind::Paragraph { implicit } => {
                if let (false, Some(Kind::List { loose, .. })) =
                    (implicit, self.frames.len().checked_sub(2).map(|i| &mut self.frames[i].kind))
                {
                    *loose = true;
                }
                self.push_paragraph(finish::trim(inlines), range);
            }
            Kind::Heading { level, attrs } => {
                let content = Self::heading(inlines, &attrs);
                self.push_block(BlockKind::Heading { level, content }, attrs, range);
            }
            Kind::Code { info, attrs, mut text } => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                self.push_block(BlockKind::Code { info, text }, attrs, range);
            }
            Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Superscript
            | Kind::Subscript
            | Kind::Cite
            | Kind::Abbreviation { .. }
            | Kind::Quotation
                if inlines.is_empty() => {}
            Kind::Emphasis => self.push_inline(InlineKind::Emphasis(inlines), range),
            Kind::Strong => self.push_inline(InlineKind::Strong(inlines), range),
            Kind::Strikethrough => self.push_inline(InlineKind::Strikethrough(inlines), range),
            Kind::Superscript => self.push_inline(InlineKind::Superscript(inlines), range),
            Kind::Subscript => self.push_inline(InlineKind::Subscript(inlines), range),
            Kind::SingleTilde => self.close_single_tilde(inlines, range),
            Kind::Cite => self.push_inline(InlineKind::Cite(inlines), range),
            Kind::Abbreviation { title } => {
                self.push_inline(InlineKind::Abbreviation { title, content: inlines }, range);
            }
            Kind::Span { attrs } => self.push_inline(InlineKind::Span { attrs, content: inlines }, range),
            Kind::Quotation => {
                // A quotation within a quotation has the other marks.
                let around = self.frames().iter().filter(|frame| matches!(frame.kind, Kind::Quotation)).count();
                let mark = if around.is_multiple_of(2) { "\"" } else { "'" };
                let quoted = self.quoted(mark, inlines, &range);
                self.push_inline(quoted, range);
            }
            Kind::Link { target, mut attrs } => {
                let end = self.attributes_after(range.end, &mut attrs);
                self.push_inline(InlineKind::Link { target, attrs, content: inlines }, range.start..end);
            }
            Kind::Image { path, title } => self.close_image(path, title, &inlines, range),
            Kind::InlineCode if inlines.is_empty() => {}
            Kind::InlineCode => self.push_inline(InlineKind::Code(crate::plain_text(&inlines)), range),
            Kind::Dropped => {
                if !proper {
                    self.splice(inlines);
                }
            }
        }
    }

    fn close_row(&mut self, cells: Vec<(Cell, bool, Align)>, head: bool) {
        let Some(table) = self.frames.iter_mut().rev().find(|f| f.kind == Kind::Table) else { return };
        let table = &mut table.parts.table;
        if table.align.is_empty() {
            table.align = cells.iter().map(|(_, _, align)| *align).collect();
        }
        let head = head || !cells.is_empty() && cells.iter().all(|(_, head, _)| *head);
        let row = cells.into_iter().map(|(cell, _, _)| cell).collect();
        if head && table.head.is_empty() && table.rows.is_empty() {
            table.head = row;
        } else {
            table.rows.push(row);
        }
    }

    /// Sets the columns of the innermost table.
    pub(crate) fn set_align(&mut self, align: Vec<Align>) {
        self.top().parts.table.align = align;
    }

    /// Makes the innermost list item a task.
    pub(crate) fn set_task(&mut self, done: bool) {
        let items = self.frames.iter_mut().rev().take(2);
        for frame in items {
            if let Kind::Item { task } = &mut frame.kind {
                *task = Some(done);
                return;
            }
        }
    }

    fn push_paragraph(&mut self, inlines: Vec<Inline>, range: Range<usize>) {
        if inlines.is_empty() {
            return;
        }
        let span = self.source.span(range);
        let block = match self.kind() {
            Kind::Cell { .. } | Kind::TableCaption => {
                Block { kind: BlockKind::Paragraph(inlines), attrs: Attrs::default(), span }
            }
            _ => finish::paragraph(inlines, span),
        };
        self.top().blocks.push(block);
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

    /// Adds an image, and says so where nobody could hear what it shows.
    pub(crate) fn push_image(&mut self, path: String, alt: String, attrs: Attrs, range: Range<usize>) {
        let span = self.source.span(range.clone());
        if alt.trim().is_empty() && !attrs.has_class("decorative") {
            self.diagnostics.push(
                Diagnostic::error("missing-alt", format!("the image `{path}` has no alternative text"))
                    .at(span)
                    .hint("say between the brackets what it shows, or mark an ornament with {.decorative}"),
            );
        }
        self.push_inline(InlineKind::Image(Image { path, alt, attrs, span }), range);
    }

    fn report_unclosed(&mut self, name: &str, fence: &Range<usize>) {
        let span = self.source.span(fence.clone());
        let text = &self.source.text[fence.clone()];
        let colons: String = text.chars().take_while(|&c| c == ':').collect();
        let what = if name.is_empty() { "div".to_owned() } else { format!("`{name}`") };
        self.diagnostics.push(
            Diagnostic::error("unclosed-div", format!("the {what} that begins with `{text}` is never closed"))
                .at(span)
                .hint(format!("end it with a line `{colons}` in the same quotation or list item")),
        );
    }
}
