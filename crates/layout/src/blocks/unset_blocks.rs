//! Unset blocks: what is to be set, in which measure, and what it means. The first half of making the vertical list.

use anthology_base::{Diagnostics, Length, Span};
use anthology_typeset::{CellSpan, ContentsPages, TextAlign, TextStyle};

use crate::blocks::vertical_list::{BlockDestination, DraftText};
use crate::page::plan::FacingSide;
use crate::page::{ContentPlace, Node, NodeId, Rect, Size};

/// A block before its paragraphs are set.
pub(crate) struct UnsetBlock {
    pub(crate) space_before: Length,
    pub(crate) space_after: Length,
    pub(crate) snap_to_grid: bool,
    pub(crate) keep_space_at_head: bool,
    /// A heading: lines after it stay with it.
    pub(crate) heading: bool,
    pub(crate) keep_with_next: bool,
    pub(crate) keep_together: bool,
    /// It belongs to the block before it, as the source of a quotation does.
    pub(crate) keep_with_previous: bool,
    /// A line that announces what follows.
    pub(crate) announces: bool,
    /// All of it is strong, as a question in an interview may be: it counts as a heading if it is short.
    pub(crate) strong_line: bool,
    /// A scene break.
    pub(crate) scene_break: bool,
    /// Rules in the space before and after it.
    pub(crate) rules: BlockRules,
    /// It stands at the foot of a display page.
    pub(crate) at_foot: bool,
    /// It is set in the columns of an index.
    pub(crate) in_columns: bool,
    /// A paragraph that reads like a caption: "Figure 3. The gate", or all of it in italics.
    pub(crate) caption_like: bool,
    pub(crate) destinations: Vec<BlockDestination>,
    /// Labels beside its first line; that of the outermost list first.
    pub(crate) labels: Vec<BlockLabel>,
    pub(crate) source: BlockSource,
}

/// Rules in the space before and after a block.
#[derive(Clone, Copy, Default)]
pub(crate) struct BlockRules {
    /// Thickness of the one before it; zero for none.
    pub(crate) above: Length,
    /// Thickness of the one after it.
    pub(crate) below: Length,
    /// Left edge of both.
    pub(crate) x: Length,
    /// Width of both.
    pub(crate) width: Length,
    /// The type size, which their distances follow.
    pub(crate) size: Length,
}

impl BlockRules {
    /// Those of a style in a column.
    pub(crate) fn of(style: &TextStyle, column: Column) -> Self {
        let width = if style.rule_width > Length::ZERO { style.rule_width.min(column.width) } else { column.width };
        let x = match style.align {
            TextAlign::Center => column.x + (column.width - width) / 2,
            TextAlign::End => column.x + column.width - width,
            TextAlign::Start | TextAlign::Justify => column.x,
        };
        Self { above: style.rule_above, below: style.rule_below, x, width, size: style.size }
    }
}

/// A label before a block's first line.
#[derive(Clone, Copy)]
pub(crate) struct BlockLabel {
    pub(crate) text: u32,
    pub(crate) at: LabelPosition,
}

/// The position of a label.
#[derive(Clone, Copy)]
pub(crate) enum LabelPosition {
    /// Its left edge.
    Left(Length),
    /// Its right edge.
    Right(Length),
    /// The left edge of an initial that is so many lines deep.
    Initial { x: Length, lines: u8 },
}

/// The source of a block's rows. Texts are indices into [`Collected::texts`].
pub(crate) enum BlockSource {
    /// A paragraph.
    Text {
        text: u32,
        x: Length,
        leading: Length,
    },
    /// Lines that are paragraphs of their own, as of code or verse.
    Lines {
        lines: Vec<TextAt>,
        numbers: Vec<LineNumber>,
        leading: Length,
        /// Of lines of code, not of verse.
        code: Option<WrapMark>,
    },
    /// An image and its caption.
    Figure(UnsetFigure),
    /// Blocks side by side.
    Columns(UnsetColumns),
    /// Blocks on one of two facing pages. The block after or before it is the other side's.
    Side(FacingSide, Vec<UnsetBlock>),
    Table(UnsetTable),
    /// An entry of the contents.
    Entry(UnsetEntry),
    /// An empty row, with a mark that is painted at a page's head or foot.
    Blank {
        edge: u32,
        leading: Length,
    },
}

/// The mark of continuation, before what is left over of a line of code that is too long.
#[derive(Clone, Copy)]
pub(crate) struct WrapMark {
    /// Index into [`Collected::texts`].
    pub(crate) text: u32,
    /// From its left edge to that of the text.
    pub(crate) before: Length,
}

/// An image and its caption.
pub(crate) struct UnsetFigure {
    /// Index into the book's images.
    pub(crate) image: usize,
    /// Its left edge.
    pub(crate) x: Length,
    pub(crate) size: Size,
    /// Its place in the structure; `None` for an ornament.
    pub(crate) place: Option<ContentPlace>,
    pub(crate) caption: Vec<UnsetBlock>,
    pub(crate) span: Span,
}

/// Blocks side by side, under images if there are some.
pub(crate) struct UnsetColumns {
    pub(crate) images: Vec<UnsetImage>,
    pub(crate) columns: Vec<Vec<UnsetBlock>>,
}

/// An image in a row of images.
pub(crate) struct UnsetImage {
    /// Index into the book's images.
    pub(crate) image: usize,
    /// Its rectangle, from the row's top and the text block's left.
    pub(crate) rect: Rect,
    /// Its place in the structure; `None` for an ornament.
    pub(crate) place: Option<ContentPlace>,
}

/// An entry of the contents. Its fields but for edges are indices into [`Collected::texts`].
pub(crate) struct UnsetEntry {
    pub(crate) title: u32,
    /// Left edge of the title.
    pub(crate) x: Length,
    pub(crate) leading: Length,
    pub(crate) number: u32,
    /// The place of the number.
    pub(crate) pages: ContentsPages,
    /// The author, after the title where there is room.
    pub(crate) author: Option<EntryAuthor>,
    /// Leaders from the title to the number.
    pub(crate) dots: Option<u32>,
    /// Right edge of the number.
    pub(crate) right: Length,
}

/// The author of an entry of the contents, beside its title or below.
#[derive(Clone, Copy)]
pub(crate) struct EntryAuthor {
    /// Index into [`Collected::texts`].
    pub(crate) text: u32,
    /// Left edge below the title.
    pub(crate) x: Length,
    pub(crate) leading: Length,
    /// The space between the title and it.
    pub(crate) gap: Length,
}

/// A section as unset blocks.
pub(crate) struct Collected<'a> {
    pub(crate) nodes: Vec<Node>,
    pub(crate) next_order: u64,
    pub(crate) texts: Vec<DraftText<'a>>,
    pub(crate) blocks: Vec<UnsetBlock>,
    pub(crate) notes: Vec<Vec<UnsetBlock>>,
    pub(crate) prints_page_numbers: bool,
    pub(crate) diagnostics: Diagnostics,
}

/// The column in which blocks are set.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// Its left edge, from that of the text block.
    pub(crate) x: Length,
    pub(crate) width: Length,
    /// The node that its content belongs to.
    pub(crate) node: NodeId,
    /// It is part of a note.
    pub(crate) note: bool,
    /// It is part of an epigraph.
    pub(crate) epigraph: bool,
    /// The changes of the classes around it: an index into the collector's list.
    pub(crate) class: Option<u32>,
    /// It is a cell of a table.
    pub(crate) cell: Option<CellSetting>,
}

/// The setting of text in a table's cell.
#[derive(Clone, Copy)]
pub(crate) struct CellSetting {
    /// The reduction of its type size.
    pub(crate) smaller: Length,
    /// Words are hyphenated, whatever the theme says.
    pub(crate) hyphens: bool,
    pub(crate) align: TextAlign,
}

impl Column {
    pub(crate) fn within(self, start: Length, end: Length) -> Self {
        Self { x: self.x + start, width: (self.width - start - end).max(self.width / 4), ..self }
    }

    pub(crate) fn under(self, node: NodeId) -> Self {
        Self { node, ..self }
    }
}

/// A table before its cells are set.
pub(crate) struct UnsetTable {
    /// The caption, set before it.
    pub(crate) caption: Option<TextAt>,
    /// The rows of the head.
    pub(crate) head: Vec<Vec<UnsetCell>>,
    /// The rows of the body.
    pub(crate) rows: Vec<Vec<UnsetCell>>,
    /// Left edge and width.
    pub(crate) x: Length,
    pub(crate) width: Length,
    /// The turned frame in which it is set, if it is too wide for the page: its width runs up the page.
    pub(crate) turned: Option<Size>,
}

/// A cell of a table, in the row in which it begins.
pub(crate) struct UnsetCell {
    pub(crate) blocks: Vec<UnsetBlock>,
    pub(crate) covers: CellSpan,
    /// Left edge and width.
    pub(crate) x: Length,
    pub(crate) width: Length,
}

/// The number of a line of verse, which is no content.
#[derive(Clone, Copy)]
pub(crate) struct LineNumber {
    /// Index of the line in its block.
    pub(crate) line: usize,
    /// Index into [`Collected::texts`].
    pub(crate) text: u32,
    /// Its right edge, from the left edge of the text block.
    pub(crate) right: Length,
}

/// A text and its left edge.
#[derive(Clone, Copy)]
pub(crate) struct TextAt {
    /// Index into [`Collected::texts`].
    pub(crate) text: u32,
    /// From the left edge of the text block.
    pub(crate) x: Length,
}
