//! The type area: the text block of a page and the grid on it.

use anthology_base::Length;

/// The baseline in a line of a pitch, from its top: TeX's strut, seven tenths.
pub(crate) fn baseline(leading: Length) -> Length {
    leading.scale(7, 10)
}

/// The type area of all pages of a book.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TypeArea {
    /// The pitch of the grid.
    pub(crate) grid: Length,
    /// Rows of the grid on a page.
    pub(crate) rows: i64,
    /// Space between text and notes, rule included; none where notes are set beside the text.
    pub(crate) note_space: Length,
    /// Notes are set beside the text and not under it.
    pub(crate) side_notes: bool,
    /// A page may run a line long: not where it would touch a folio at the foot.
    pub(crate) may_run_long: bool,
    /// The x-height of body text.
    pub(crate) x_height: Length,
}

impl TypeArea {
    /// The height of the text block.
    pub(crate) fn height(&self) -> Length {
        self.grid * self.rows
    }

    /// Rows of the grid on the fullest page.
    pub(crate) fn most_rows(&self) -> i64 {
        self.rows + i64::from(self.may_run_long)
    }

    /// From a baseline of the grid to the foot of its row.
    pub(crate) fn descent(&self) -> Length {
        self.grid - baseline(self.grid)
    }

    /// The white that the eye sees between two lines of the grid: from a baseline to the x-height of the next line.
    pub(crate) fn line_gap(&self) -> Length {
        self.grid - self.x_height
    }

    /// The depth of text and notes together.
    pub(crate) fn depth(&self, text: Length, notes: Length) -> Length {
        if self.side_notes { text.max(notes) } else { text + notes }
    }

    /// Rows of the grid down to `y`, the last one begun included.
    pub(crate) fn rows_to(&self, y: Length) -> i64 {
        -(-y.sp()).div_euclid(self.grid.sp())
    }
}
