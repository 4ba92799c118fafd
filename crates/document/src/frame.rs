//! Constructs that are open while a chapter is read: the entries of the builder's stack.

use std::ops::Range;

use crate::table::{TablePart, WrittenCell, WrittenTable};
use crate::{Align, Attrs, Block, CellSpan, Definition, HeaderScope, Inline, ListItem};

/// The construct that an open frame will become.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FrameKind {
    /// The chapter's body.
    Root,
    /// A block quotation; of an alert (`> [!NOTE]`), its kind.
    Quote { alert: Option<&'static str> },
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
    Row { part: TablePart },
    /// A cell of a table.
    Cell(CellTag),
    /// The caption of an HTML table.
    TableCaption,
    /// A paragraph; `implicit` where the text was bare in its container.
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

impl FrameKind {
    /// Returns true if it may hold blocks directly.
    pub(crate) fn holds_blocks(&self) -> bool {
        matches!(
            self,
            Self::Root
                | Self::Quote { .. }
                | Self::Item { .. }
                | Self::Note { .. }
                | Self::Details
                | Self::Div { .. }
                | Self::Cell(_)
                | Self::TableCaption
        )
    }

    /// Returns true if it holds only parts of its own sort: items, rows, cells.
    pub(crate) fn holds_parts(&self) -> bool {
        matches!(self, Self::List { .. } | Self::Table | Self::Row { .. } | Self::Definitions)
    }

    /// Returns true for a piece of running text that holds others.
    pub(crate) fn is_inline(&self) -> bool {
        matches!(
            self,
            Self::Emphasis
                | Self::Strong
                | Self::Strikethrough
                | Self::SingleTilde
                | Self::Superscript
                | Self::Subscript
                | Self::Cite
                | Self::Abbreviation { .. }
                | Self::Span { .. }
                | Self::Quotation
                | Self::Link { .. }
                | Self::InlineCode
        )
    }

    /// Returns true for a block of text, rather than a piece of one.
    pub(crate) fn is_leaf(&self) -> bool {
        matches!(self, Self::Paragraph { .. } | Self::Heading { .. } | Self::Term | Self::Code { .. })
    }
}

/// What a cell's tag says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CellTag {
    /// True for a header cell.
    pub(crate) is_header: bool,
    /// `scope`.
    pub(crate) scope: Option<HeaderScope>,
    /// `colspan` and `rowspan`; no rows for all that follow.
    pub(crate) covers: CellSpan,
    /// `align`, or `text-align` of `style`.
    pub(crate) align: Option<Align>,
}

/// Something open.
#[derive(Debug)]
pub(crate) struct Frame {
    /// The construct it will become.
    pub(crate) kind: FrameKind,
    /// The byte of the file at which it begins.
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
    pub(crate) brackets: Vec<Bracket>,
    /// Index of a `^` that may open a superscript.
    pub(crate) caret: Option<usize>,
    /// Index of a `==` that may open highlighted text.
    pub(crate) highlight: Option<usize>,
    /// Index of a `~` that may open a subscript.
    pub(crate) tilde: Option<usize>,
    /// Gathered parts of a list, table or definition list.
    pub(crate) parts: Parts,
}

/// A literal opening bracket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bracket {
    /// Its index among the inlines.
    pub(crate) index: usize,
    /// True after a caret: an inline note, `^[…]`.
    pub(crate) note: bool,
}

/// Parts gathered in a frame that are neither blocks nor inlines.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// Items of a list.
    pub(crate) items: Vec<ListItem>,
    /// Terms and explanations of a definition list.
    pub(crate) definitions: Vec<Definition>,
    /// Cells of a row.
    pub(crate) cells: Vec<WrittenCell>,
    /// Rows of a table.
    pub(crate) table: WrittenTable,
}

impl Frame {
    pub(crate) fn new(kind: FrameKind, start: usize, tag: Option<String>) -> Self {
        Self {
            kind,
            start,
            tag,
            blocks: Vec::new(),
            inlines: Vec::new(),
            sealed: 0,
            brackets: Vec::new(),
            caret: None,
            highlight: None,
            tilde: None,
            parts: Parts::default(),
        }
    }
}
