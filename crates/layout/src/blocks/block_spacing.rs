//! White over and under what has lines of its own, as code, pictures and tables have: as much over as under it, as
//! the eye sees it, and the text behind it on the grid again.
//!
//! The eye reads the line of a text from the baseline to the height of its x. White is what is between these.

use anthology_base::Length;

use crate::page::paginate::Frame;

/// What one sees of a block, from its top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Where it begins: the height of the x in its first line, or the top of a picture.
    pub(crate) rise: Length,
    /// The foot of the row of the grid on which its last line would stand.
    pub(crate) foot: Length,
    /// How far it reaches below that line, as the last rule of a table does.
    pub(crate) hem: Length,
    /// How far it is lowered at the head of a page, for its first line to stand on the grid.
    pub(crate) head: Length,
}

impl Seen {
    /// Where it stands behind what ends at `foot`: its top, and that of the row of the grid behind it. `above` and
    /// `below` are the white that is asked for; what the grid makes more or less of it is shared out evenly.
    pub(crate) fn between(self, frame: &Frame, foot: Length, above: Length, below: Length) -> (Length, Length) {
        let ink = self.foot + self.hem - frame.descent() - self.rise;
        let strut = frame.strut();
        let least = foot + above + below + strut + ink - frame.grid / 2;
        let next = least.round_up_to(frame.grid);
        let over = (next - foot + strut - ink + above - below) / 2;
        (foot - frame.descent() + over - self.rise, next)
    }

    /// The highest place that it may have behind what ends at `foot`, when a page ends with it.
    pub(crate) fn highest(self, frame: &Frame, foot: Length, above: Length) -> Length {
        foot - frame.descent() + above + frame.strut() - frame.grid / 3 - self.rise
    }

    /// The row of the grid behind it where nothing is above it that it could share white with.
    pub(crate) fn behind(self, frame: &Frame, top: Length, below: Length) -> Length {
        (top + self.foot + self.hem + below - frame.grid / 3).round_up_to(frame.grid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GRID: Length = Length::from_pt(14);
    const X_HEIGHT: Length = Length::from_pt(5);

    fn frame() -> Frame {
        Frame { grid: GRID, rows: 30, note_space: GRID, side: false, long: true, x_height: X_HEIGHT }
    }

    proptest! {
        /// Whatever is between two lines of the grid, the white over it is that under it, and within a quarter of
        /// a line of what was asked for.
        #[test]
        fn white_is_even(rise in 0_i64..8, ink in 1_i64..300, rows in 0_i64..20, hem in 0_i64..9, space in 0_i64..30) {
            let pt = Length::from_pt;
            let frame = frame();
            let seen = Seen { rise: pt(rise), foot: pt(rise + ink) + frame.descent() - pt(hem), hem: pt(hem), head: Length::ZERO };
            let (top, next) = seen.between(&frame, GRID * rows, pt(space), pt(space));
            let baseline_above = GRID * rows - frame.descent();
            let x_below = next + GRID - frame.descent() - X_HEIGHT;
            let (over, under) = (top + pt(rise) - baseline_above, x_below - (top + pt(rise + ink)));
            prop_assert!((over - under).abs() <= Length::from_sp(1), "{over} over, {under} under");
            let asked = pt(space) + GRID - X_HEIGHT;
            prop_assert!((over - asked).abs() <= GRID / 4 + Length::from_sp(2), "{over} for {asked}");
            prop_assert_eq!(next.round_up_to(GRID), next);
        }
    }
}
