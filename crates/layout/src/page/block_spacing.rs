//! Optical space before and after blocks with lines off the grid, as code, images and tables: equal before and
//! after, as the eye sees it, and the text that follows on the grid again.
//!
//! The eye reads a line of text from its baseline to its x-height, and takes what is between these bands for space.

use anthology_base::Length;

use crate::page::type_area::TypeArea;

/// The ink of a block, from its top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InkExtent {
    /// The top of its ink: the x-height of its first line, or the top of an image.
    pub(crate) ink_top: Length,
    /// The foot of the row of the grid on which its last line would stand.
    pub(crate) grid_foot: Length,
    /// The depth of its ink below that line, as of the last rule of a table.
    pub(crate) optical_depth: Length,
    /// The distance by which it is lowered at the head of a page, for its first line to be on the grid.
    pub(crate) head_offset: Length,
}

/// A block placed between lines of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlacedBetween {
    /// The top of the block.
    pub(crate) top: Length,
    /// The top of the next row of the grid.
    pub(crate) next_row: Length,
}

impl InkExtent {
    /// Places it after what ends at `foot`. `before` and `after` are the requested spaces.
    ///
    /// The next line of text must stand on the grid, so the free space is fixed by the row that is chosen: the first
    /// that leaves no less than half a row less than requested. What the grid makes more or less of the request is
    /// divided evenly, which keeps the difference between `before` and `after` as requested: the property test below
    /// states this.
    pub(crate) fn between(self, area: &TypeArea, foot: Length, before: Length, after: Length) -> PlacedBetween {
        // From the top of the ink to its bottom: `grid_foot` is the foot of a row, the baseline is a descent above.
        let ink = self.grid_foot + self.optical_depth - area.descent() - self.ink_top;
        let gap = area.line_gap();
        // From the last baseline to the next x-height there are both spaces, the ink, and a gap on either side, one
        // of which is part of the next row.
        let least = foot + before + after + gap + ink - area.grid / 2;
        let next_row = least.round_up_to(area.grid);
        // Solves `over + under = next_row - foot + gap - ink` with `over - under = before - after`.
        let over = (next_row - foot + gap - ink + before - after) / 2;
        PlacedBetween { top: foot - area.descent() + over - self.ink_top, next_row }
    }

    /// The highest top that it may have after what ends at `foot`, when a page ends with it: at most a third of a row
    /// less space than requested.
    pub(crate) fn highest_top(self, area: &TypeArea, foot: Length, before: Length) -> Length {
        foot - area.descent() + before + area.line_gap() - area.grid / 3 - self.ink_top
    }

    /// The next row of the grid after it where nothing is before it to divide space with, as at a page's head.
    pub(crate) fn next_row_after(self, area: &TypeArea, top: Length, after: Length) -> Length {
        (top + self.grid_foot + self.optical_depth + after - area.grid / 3).round_up_to(area.grid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GRID: Length = Length::from_pt(14);
    const X_HEIGHT: Length = Length::from_pt(5);

    fn area() -> TypeArea {
        TypeArea { grid: GRID, rows: 30, note_space: GRID, side_notes: false, may_run_long: true, x_height: X_HEIGHT }
    }

    proptest! {
        /// Whatever is between two lines of the grid, the space before it equals that after it, and is within a
        /// quarter of a line of what was requested.
        #[test]
        fn space_is_even(top in 0_i64..8, ink in 1_i64..300, rows in 0_i64..20, depth in 0_i64..9, space in 0_i64..30) {
            let pt = Length::from_pt;
            let area = area();
            let extent = InkExtent {
                ink_top: pt(top),
                grid_foot: pt(top + ink) + area.descent() - pt(depth),
                optical_depth: pt(depth),
                head_offset: Length::ZERO,
            };
            let placed = extent.between(&area, GRID * rows, pt(space), pt(space));
            let baseline_before = GRID * rows - area.descent();
            let x_height_after = placed.next_row + GRID - area.descent() - X_HEIGHT;
            let over = placed.top + pt(top) - baseline_before;
            let under = x_height_after - (placed.top + pt(top + ink));
            prop_assert!((over - under).abs() <= Length::from_sp(1), "{over} over, {under} under");
            let requested = pt(space) + GRID - X_HEIGHT;
            prop_assert!((over - requested).abs() <= GRID / 4 + Length::from_sp(2), "{over} for {requested}");
            prop_assert_eq!(placed.next_row.round_up_to(GRID), placed.next_row);
        }
    }
}
