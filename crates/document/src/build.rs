//! The stack of open blocks and inlines, into which Markdown's events and HTML's tags both go.

use std::collections::BTreeMap;
use std::ops::Range;

use anthology_base::{Diagnostic, Diagnostics, Span};

use crate::fence::PreparedText;
use crate::frame::{CellTag, Frame, FrameKind};
use crate::table::{TablePart, WrittenTable};
use crate::{Align, Attrs, Block, BlockKind, Inline, InlineKind};

/// The deepest nesting of blocks and inlines, so that no later stage can overflow the stack. Deeper text
/// is kept without its markup.
pub(crate) const MAX_DEPTH: usize = 100;

/// A footnote's definition before it is numbered.
#[derive(Debug)]
pub(crate) struct NoteDefinition {
    /// The label.
    pub(crate) label: String,
    /// Its text.
    pub(crate) blocks: Vec<Block>,
    /// Its source.
    pub(crate) span: Span,
}

/// Builds a chapter's blocks.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    /// The text.
    pub(crate) source: &'a PreparedText<'a>,
    /// The faults found.
    pub(crate) diagnostics: &'a mut Diagnostics,
    frames: Vec<Frame>,
    /// Bytes of the file before this offset are attributes that were read already.
    pub(crate) skip: usize,
    /// One past the last byte of the last piece of text.
    pub(crate) last: usize,
    /// Labels of footnote references; a [`InlineKind::NoteMark`] holds an index into this until notes are numbered.
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
    pub(crate) fn new(source: &'a PreparedText<'a>, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            source,
            diagnostics,
            frames: vec![Frame::new(FrameKind::Root, 0, None)],
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

    /// The open frames, outermost first.
    pub(crate) fn frames_mut(&mut self) -> &mut [Frame] {
        &mut self.frames
    }

    /// Takes the innermost frame off the stack.
    pub(crate) fn pop_frame(&mut self) -> Option<Frame> {
        self.frames.pop()
    }

    /// Puts a frame back on the stack.
    pub(crate) fn push_frame(&mut self, frame: Frame) {
        self.frames.push(frame);
    }

    /// The innermost open frame.
    pub(crate) fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the root is never closed before the end")
    }

    /// The kind of the innermost open frame.
    pub(crate) fn kind(&self) -> &FrameKind {
        &self.frames[self.frames.len() - 1].kind
    }

    /// The open frames, outermost first.
    pub(crate) fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Returns true if one more level fits; reports the first that doesn't.
    pub(crate) fn fits(&mut self, at: usize) -> bool {
        let brackets = self.top().brackets.len();
        let fits = self.frames.len() + brackets < MAX_DEPTH;
        if !fits && !self.too_deep {
            self.too_deep = true;
            let span = self.source.span(at..at);
            self.diagnostics.push(
                Diagnostic::error("too-deep", format!("markup is nested more than {MAX_DEPTH} levels deep"))
                    .at(span)
                    .hint("nest less; deeper text is kept without its markup"),
            );
        }
        fits
    }

    /// Opens a frame that was checked to fit.
    pub(crate) fn open(&mut self, kind: FrameKind, start: usize, tag: Option<&str>) {
        self.frames.push(Frame::new(kind, start, tag.map(str::to_owned)));
    }

    /// Opens what bare text needs around it where it is.
    pub(crate) fn open_for_inline(&mut self, at: usize) {
        loop {
            let kind = match self.kind() {
                FrameKind::List { .. } => FrameKind::Item { task: None },
                FrameKind::Table => FrameKind::Row { part: self.table_part() },
                FrameKind::Row { .. } => FrameKind::Cell(CellTag::default()),
                FrameKind::Definitions => FrameKind::Details,
                kind if kind.holds_blocks() => FrameKind::Paragraph { implicit: true },
                _ => return,
            };
            self.open(kind, at, Some(""));
        }
    }

    /// Closes what no block may be in, and opens what a block needs around it. Returns true if a block may
    /// begin now: not inside a Markdown paragraph or heading.
    pub(crate) fn open_for_block(&mut self, at: usize) -> bool {
        let container = self.container();
        let explicit = self.frames[container + 1..]
            .iter()
            .any(|f| f.tag.is_none() && !matches!(f.kind, FrameKind::Paragraph { implicit: true }));
        if explicit {
            return false;
        }
        self.close_to(container + 1, at);
        loop {
            let kind = match self.kind() {
                FrameKind::List { .. } => FrameKind::Item { task: None },
                FrameKind::Table => FrameKind::Row { part: self.table_part() },
                FrameKind::Row { .. } => FrameKind::Cell(CellTag::default()),
                FrameKind::Definitions => FrameKind::Details,
                _ => return true,
            };
            self.open(kind, at, Some(""));
        }
    }

    /// Closes the bare text that is last.
    pub(crate) fn close_text(&mut self, at: usize) {
        let container = self.container();
        let bare = |f: &Frame| f.tag.is_some() || f.kind == FrameKind::Paragraph { implicit: true };
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
            f.tag.is_none()
                && !matches!(f.kind, FrameKind::Div { .. } | FrameKind::Paragraph { implicit: true } | FrameKind::Root)
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
            let kept = if crate::html::is_raw(&name) {
                "it was removed with its content"
            } else {
                "it was removed, its text kept"
            };
            self.diagnostics.push(
                Diagnostic::warning("dropped-html", format!("unsupported HTML tag `<{name}>`{times}; {kept}"))
                    .at(span)
                    .hint("use Markdown or one of the tags that the manual lists under \"Manuscript\""),
            );
        }
        let root = self.frames.remove(0);
        (self.complete_blocks(root.blocks), self.labels, self.definitions)
    }

    /// Adds a block where blocks are now.
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

    /// Sets the columns of the innermost table.
    pub(crate) fn set_columns(&mut self, align: Vec<Align>) {
        let table = &mut self.top().parts.table;
        (table.align, table.fixed_columns) = (align, true);
    }

    /// The innermost open table.
    pub(crate) fn table(&mut self) -> Option<&mut WrittenTable> {
        self.frames.iter_mut().rev().find(|f| f.kind == FrameKind::Table).map(|f| &mut f.parts.table)
    }

    /// The part of the innermost table that its next row is in.
    pub(crate) fn table_part(&self) -> TablePart {
        let table = self.frames.iter().rev().find(|f| f.kind == FrameKind::Table);
        table.map_or(TablePart::default(), |f| f.parts.table.part)
    }

    /// The number of columns of the innermost table; 0 for one whose rows decide.
    pub(crate) fn columns(&self) -> usize {
        self.frames.iter().rev().find(|f| f.kind == FrameKind::Table).map_or(0, |f| f.parts.table.align.len())
    }

    /// Makes the innermost list item a task.
    pub(crate) fn set_task(&mut self, done: bool) {
        let items = self.frames.iter_mut().rev().take(2);
        for frame in items {
            if let FrameKind::Item { task } = &mut frame.kind {
                *task = Some(done);
                return;
            }
        }
    }
}
