//! Where blocks stand under one another, and where those that end a page do.

use anthology_base::Length;

use super::{Fill, Paginator, Piece, Sheet};
use crate::blocks::block_spacing::Seen;
use crate::blocks::vertical_list::{Block, Row};

/// Where a block stands.
pub(super) struct Stand {
    pub(super) top: Length,
    /// The row of the grid behind it, where it has lines of its own.
    pub(super) next: Option<Length>,
}

impl Paginator<'_> {
    /// Where the first row of a block stands that follows on what a page holds so far.
    pub(super) fn stand(&self, fill: &Fill, block: &Block, variant: usize, from: u32) -> Stand {
        let grid = self.frame.grid;
        let height = block.variants[variant].height;
        // At the head of a page the first line stands on the grid.
        let lower = |seen: Seen| seen.head.min(self.frame.height() - height).max(Length::ZERO);
        let head = block.seen.filter(|_| fill.below.is_none()).map_or(Length::ZERO, lower);
        if from > 0 {
            let y = fill.below.map_or(fill.y, |below| fill.y + below);
            return Stand { top: y.round_up_to(grid) + head, next: None };
        }
        let above = match fill.below {
            None if block.keep_above => block.above,
            None => Length::ZERO,
            // As much more than what is there already as this block asks for more than the last.
            Some(below) => below + (block.above - fill.asked).max(Length::ZERO),
        };
        let y = fill.y + above;
        if let Some(seen) = block.seen {
            if fill.below.is_some() {
                let above = fill.asked.max(block.above);
                let (top, next) = seen.between(&self.frame, fill.y - fill.hang + fill.hem, above, block.below);
                return Stand { top, next: Some(next) };
            }
            let top = y + head;
            return Stand { top, next: Some(seen.behind(&self.frame, top, block.below)) };
        }
        let top = if block.slack_above && fill.below.is_some() {
            let bottom = y + height + block.below;
            y + (bottom.round_up_to(grid) - bottom)
        } else if block.snap || fill.hang != Length::ZERO {
            y.round_up_to(grid)
        } else {
            y
        };
        Stand { top, next: None }
    }

    /// The white below a block whose last row is placed, `top` being where the block began, and `next` the row of
    /// the grid behind it.
    pub(super) fn leave(&self, fill: &mut Fill, block: &Block, top: Length, next: Option<Length>) {
        fill.asked = block.below;
        fill.hem = block.seen.map_or(Length::ZERO, |seen| seen.hem);
        fill.hang = block.seen.map_or(Length::ZERO, |seen| fill.y - top - seen.foot);
        let least = fill.y.round_up_to(self.frame.grid);
        fill.below = Some(next.map_or(block.below, |next| next.max(least) - fill.y));
    }

    /// All of a block stands on a page that ends with it, or goes on with the row `next` of the grid. `place` has
    /// it at the higher of its two places, where the page may end.
    pub(super) fn stand_whole(
        &self,
        sheet: &mut Sheet,
        mut place: Fill,
        mut piece: Piece,
        [high, top]: [Length; 2],
        next: Option<Length>,
    ) -> Option<Fill> {
        let block = &self.blocks[piece.block as usize];
        let lower = block.seen.filter(|_| high != top).map_or(top - high, |seen| {
            let foot = high + seen.foot;
            foot.round_up_to(self.frame.grid) - foot
        });
        let y = place.y - high;
        let ends = high + lower;
        let mut end = Fill { y: y + ends, piece: Some(Piece { y: ends, ..piece }), ..place.clone() };
        self.leave(&mut end, block, ends, next);
        self.may_end(sheet, &end, piece);
        place.y = y + top;
        self.leave(&mut place, block, top, next);
        piece.y = top;
        place.piece = Some(piece);
        let most = self.frame.grid * self.frame.most_rows();
        (self.frame.depth(place.y, place.notes) <= most).then_some(place)
    }

    /// The highest place of a block that stands at `top`, when the page ends with it.
    pub(super) fn highest(&self, fill: &Fill, block: &Block, top: Length) -> Length {
        let (Some(seen), Some(_)) = (block.seen, fill.below) else { return top };
        top.min(seen.highest(&self.frame, fill.y - fill.hang + fill.hem, fill.asked.max(block.above)))
    }

    /// Brings the last line of what began on this page to the grid; says by how much it is lowered.
    pub(super) fn sink(&self, end: &mut Fill, row: &Row) -> Length {
        let hang = row.height - row.last_baseline() - self.frame.descent();
        let foot = end.y - hang;
        let lower = foot.round_up_to(self.frame.grid) - foot;
        end.y += lower;
        end.hang = hang;
        lower
    }
}
