//! Vertical placement: where blocks stand under one another, and where those that end a page do.

use anthology_base::Length;

use super::{PageSearch, Paginator, PartialPage};
use crate::blocks::vertical_list::{Block, BlockVariant, Row};
use crate::page::block_spacing::InkExtent;
use crate::page::plan::BlockPiece;

/// The place of a block on a page.
pub(super) struct Placement {
    pub(super) top: Length,
    /// The next row of the grid after it, for a block with lines off the grid.
    pub(super) next_row: Option<Length>,
}

/// The two tops that a block off the grid may have.
#[derive(Clone, Copy)]
pub(super) struct TopRange {
    /// If the page ends with it.
    pub(super) high: Length,
    /// If something follows.
    pub(super) top: Length,
}

impl Paginator<'_> {
    /// Places a block, or its rows from `from` on, after what a page holds so far.
    ///
    /// Spaces between blocks don't add up: the larger of the space after one and the space before the next counts
    /// (as collapsing margins do in CSS 2.1, 8.3.1), and at a page's head neither. Text stands on the grid. What is
    /// off the grid is centred optically in the space that the grid leaves ([`InkExtent::between`]).
    pub(super) fn place(&self, partial: &PartialPage, index: usize, variant: usize, from: u32) -> Placement {
        let grid = self.area.grid;
        let block = &self.blocks[index];
        let BlockVariant { height, more_space, .. } = block.variants[variant];
        // At the head of a page the first line stands on the grid.
        let lower = |ink: InkExtent| ink.head_offset.min(self.area.height() - height).max(Length::ZERO);
        let head = block.ink.filter(|_| partial.space_after.is_none()).map_or(Length::ZERO, lower);
        if from > 0 {
            let y = partial.space_after.map_or(partial.y, |space| partial.y + space);
            return Placement { top: y.round_up_to(grid) + head, next_row: None };
        }
        let space = match partial.space_after {
            None if block.keep_space_at_head => block.space_before,
            None => Length::ZERO,
            // The space that is there was rounded to the grid: it grows by as much as this block requests more than
            // the last one did, not to the sum of both roundings.
            Some(space) => space + (block.space_before - partial.requested_space).max(Length::ZERO) + more_space.before,
        };
        let y = partial.y + space;
        if let Some(ink) = block.ink {
            let after = block.space_after + more_space.after;
            if partial.space_after.is_some() {
                let before = partial.requested_space.max(block.space_before) + more_space.before;
                let placed = ink.between(&self.area, self.foot_of_ink(partial), before, after);
                return Placement { top: placed.top, next_row: Some(placed.next_row) };
            }
            let top = y + head;
            return Placement { top, next_row: Some(ink.next_row_after(&self.area, top, after)) };
        }
        let top = if block.slack_before {
            // A heading: what brings the text after it to the grid goes before it, so that it is nearer to what it
            // heads; of several in a row, before the first.
            let bottom = self.foot_of_headings(index, y + height);
            y + (bottom.round_up_to(grid) - bottom)
        } else if block.snap_to_grid || partial.grid_overhang != Length::ZERO {
            y.round_up_to(grid)
        } else {
            y
        };
        Placement { top, next_row: None }
    }

    /// The end of the space after the headings that begin with a block, whose foot is known.
    fn foot_of_headings(&self, index: usize, foot: Length) -> Length {
        let mut bottom = foot;
        let mut space = self.blocks[index].space_after;
        for next in self.blocks[index + 1..].iter().take_while(|next| next.slack_before) {
            bottom += space.max(next.space_before) + next.variants[0].height;
            space = next.space_after;
        }
        bottom + space
    }

    /// The foot of the ink of what a page ends with so far, as the foot of a row of the grid.
    fn foot_of_ink(&self, partial: &PartialPage) -> Length {
        partial.y - partial.grid_overhang + partial.optical_depth
    }

    /// Sets the space after a block whose last row is placed, `top` being where the block began, and `next_row` the
    /// row of the grid after it.
    pub(super) fn finish_block(&self, partial: &mut PartialPage, block: &Block, top: Length, next_row: Option<Length>) {
        partial.requested_space = block.space_after;
        partial.optical_depth = block.ink.map_or(Length::ZERO, |ink| ink.optical_depth);
        partial.grid_overhang = block.ink.map_or(Length::ZERO, |ink| partial.y - top - ink.grid_foot);
        let least = partial.y.round_up_to(self.area.grid);
        partial.space_after = Some(next_row.map_or(block.space_after, |next| next.max(least) - partial.y));
    }

    /// Places a whole block: records the break of a page that ends with it, and returns the page that goes on with
    /// the row `next_row` of the grid, if that fits. `page` has the block at the higher of its two tops.
    pub(super) fn place_whole(
        &self,
        search: &mut PageSearch,
        mut page: PartialPage,
        mut piece: BlockPiece,
        tops: TopRange,
        next_row: Option<Length>,
    ) -> Option<PartialPage> {
        let TopRange { high, top } = tops;
        let block = &self.blocks[piece.block as usize];
        let lower = block.ink.filter(|_| high != top).map_or(top - high, |ink| {
            let foot = high + ink.grid_foot;
            foot.round_up_to(self.area.grid) - foot
        });
        let height = page.y - high;
        let ends = high + lower;
        let mut end = PartialPage { y: height + ends, piece: Some(BlockPiece { y: ends, ..piece }), ..page.clone() };
        self.finish_block(&mut end, block, ends, next_row);
        self.try_page_break(search, &end, piece);
        page.y = height + top;
        self.finish_block(&mut page, block, top, next_row);
        piece.y = top;
        page.piece = Some(piece);
        let most = self.area.grid * self.area.most_rows();
        (self.area.depth(page.y, page.notes) <= most).then_some(page)
    }

    /// The highest top of a block that is placed at `top`, when the page ends with it.
    pub(super) fn highest_top(&self, partial: &PartialPage, block: &Block, top: Length) -> Length {
        let (Some(ink), Some(_)) = (block.ink, partial.space_after) else { return top };
        let requested = partial.requested_space.max(block.space_before);
        top.min(ink.highest_top(&self.area, self.foot_of_ink(partial), requested))
    }

    /// Brings the last line of what began on this page to the grid; returns by how much it is lowered.
    pub(super) fn lower_to_grid(&self, end: &mut PartialPage, row: &Row) -> Length {
        let overhang = row.height - row.last_baseline() - self.area.descent();
        let foot = end.y - overhang;
        let lower = foot.round_up_to(self.area.grid) - foot;
        end.y += lower;
        end.grid_overhang = overhang;
        lower
    }
}
