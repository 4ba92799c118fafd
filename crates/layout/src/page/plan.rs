//! Page plans: which rows stand on which page.

use anthology_base::Length;

/// The side of the spread on which a section begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageSide {
    /// A right-hand page.
    Recto,
    /// A left-hand page.
    Verso,
    /// Both pages of a spread, which are filled in step: every spread counts as one page.
    Spread,
}

/// A page of a spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FacingSide {
    /// The page that is read first.
    Verso,
    /// The page that faces it.
    Recto,
}

/// The content of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PagePlan {
    /// Blocks and pieces of blocks, from top to bottom.
    pub(crate) pieces: Vec<BlockPiece>,
    /// Notes and pieces of notes.
    pub(crate) notes: Vec<NotePiece>,
    /// Depth of the page in rows of the grid. Notes stand at the foot of the last.
    pub(crate) rows: i64,
    /// The page of the spread that it is, where facing pages are filled in step.
    pub(crate) side: Option<FacingSide>,
}

impl PagePlan {
    /// A block begins on the page.
    pub(crate) fn begins(&self, block: u32) -> bool {
        self.pieces.iter().any(|piece| piece.block == block && piece.from == 0)
    }
}

/// Rows of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BlockPiece {
    /// Index into the blocks.
    pub(crate) block: u32,
    /// Index into its variants.
    pub(crate) variant: u32,
    /// The first row.
    pub(crate) from: u32,
    /// One past the last.
    pub(crate) to: u32,
    /// The left edge of its column, from that of the text block; in an index on several columns not zero.
    pub(crate) x: Length,
    /// Top of the first row (of the repeated ones where there are), from the top of the text block.
    pub(crate) y: Length,
}

/// Rows of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotePiece {
    /// The note.
    pub(crate) note: u32,
    /// The first row.
    pub(crate) from: u32,
    /// One past the last.
    pub(crate) to: u32,
}
