//! Blocks onto partly filled pages.

use anthology_base::Length;

use super::placement::{Placement, TopRange};
use super::{PageSearch, Paginator, PartialPage};
use crate::blocks::vertical_list::BlockVariant;
use crate::costs::{FLOAT_WAITS, MOST_PENDING_FLOATS, ROWS_BESIDE_SPLIT_NOTE};
use crate::page::plan::BlockPiece;

/// The row with which a block goes on.
#[derive(Clone, Copy)]
struct RowAt {
    block: usize,
    variant: usize,
    row: u32,
}

impl Paginator<'_> {
    /// Puts a block on every partial page, and records the page breaks that are possible within it or after it.
    /// `first` is the variant and row with which it goes on, where it began on another page.
    pub(super) fn fill_block(
        &mut self,
        search: &mut PageSearch,
        index: usize,
        first: Option<(u32, u32)>,
        partials: &[PartialPage],
    ) -> Vec<PartialPage> {
        let blocks = self.blocks;
        let block = &blocks[index];
        let mut next: Vec<PartialPage> = Vec::with_capacity(partials.len() * block.variants.len());
        for partial in partials {
            if block.float && self.must_wait(partial, index) && partial.pending.len() < MOST_PENDING_FLOATS {
                let mut partial = partial.clone();
                partial.pending.push(index as u32);
                partial.cost += FLOAT_WAITS;
                next.push(partial);
                continue;
            }
            let variants = match first {
                Some((variant, _)) => variant as usize..variant as usize + 1,
                None => 0..block.variants.len(),
            };
            for variant in variants {
                let row = first.map_or(0, |(_, row)| row);
                next.extend(self.fill_rows(search, partial, RowAt { block: index, variant, row }));
            }
        }
        // Partial pages of the same height with the same floats and notes pending have the same future; the cheapest stays.
        // Variants differ by a line each, so there are only a few heights, and a page costs time linear in its
        // blocks.
        next.sort_by(|a, b| {
            (a.y, &a.pending, &a.overflow, a.cost, a.placed, a.piece).cmp(&(
                b.y,
                &b.pending,
                &b.overflow,
                b.cost,
                b.placed,
                b.piece,
            ))
        });
        next.dedup_by(|b, a| a.y == b.y && a.pending == b.pending && a.overflow == b.overflow);
        for partial in &mut next {
            if let Some(piece) = partial.piece.take() {
                partial.placed = self.enter(partial.placed, piece);
            }
        }
        next
    }

    /// A float has no room on the page, though it would have on an empty one.
    fn must_wait(&self, partial: &PartialPage, index: usize) -> bool {
        let block = &self.blocks[index];
        let y = self.highest_top(partial, block, self.place(partial, index, 0, 0).top);
        let variant = &block.variants[0];
        if self.area.depth(variant.height, self.notes_with(Length::ZERO, variant)) > self.area.height() {
            return false;
        }
        // Floats keep their order, and wait for the end of a note that is split.
        !partial.pending.is_empty()
            || !partial.overflow.is_empty()
            || self.area.depth(y + variant.height, self.notes_with(partial.notes, variant)) > self.area.height()
    }

    /// The height of a page's notes with those whose references a block has.
    pub(super) fn notes_with(&self, notes: Length, variant: &BlockVariant) -> Length {
        let called: Length = variant.rows.iter().flat_map(|row| &row.notes).map(|&n| self.note_height(n)).sum();
        let space = if notes == Length::ZERO && called > Length::ZERO { self.area.note_space } else { Length::ZERO };
        notes + space + called
    }

    /// Puts the rows of a block on a page and records a page break after each row where the page may end. Returns
    /// the page with all of them, if they fit.
    fn fill_rows(&mut self, search: &mut PageSearch, partial: &PartialPage, at: RowAt) -> Option<PartialPage> {
        let blocks = self.blocks;
        let RowAt { block: index, variant, row: first } = at;
        let block = &blocks[index];
        let setting = &block.variants[variant];
        let area = self.area;
        let Placement { top, next_row } = self.place(partial, index, variant, first);
        // A block off the grid has two places: the one that centres it between lines of the grid, when text
        // follows, and a higher one, with its last line on the grid, when the page ends with it or within it.
        let high = if first == 0 { self.highest_top(partial, block, top) } else { top };
        let tops = TopRange { high, top };
        let mut page = partial.clone();
        page.grid_overhang = Length::ZERO;
        if first == 0 {
            page.cost += setting.cost;
        }
        let mut piece = BlockPiece {
            block: index as u32,
            variant: variant as u32,
            from: first,
            to: first,
            x: Length::ZERO,
            y: top,
        };
        let last = setting.rows.len() as u32;
        let limit = area.grid * area.most_rows();
        // Far from the page's end there is nothing to decide row by row. (Most blocks: this halves the time.)
        if first == 0
            && !setting.has_notes
            && partial.overflow.is_empty()
            && area.depth(top + setting.height, partial.notes) <= area.height() - area.grid * 2
        {
            piece.to = last;
            page.y = high + setting.height;
            return self.place_whole(search, page, piece, tops, next_row);
        }
        page.y = high;
        if first > 0 {
            page.y += block.repeated_rows.iter().map(|r| r.height).sum::<Length>();
        }
        for k in first..last {
            let row = &setting.rows[k as usize];
            let y = page.y + row.height;
            if area.depth(y, page.notes) > limit {
                return None;
            }
            piece.to = k + 1;
            page.y = y;
            self.add_notes(search, &mut page, &row.notes);
            // A page with a note that is split ends soon after the reference, for as much of the note as possible to
            // be on it.
            let beside = page.y - page.overflow_from;
            if !page.overflow.is_empty() && beside > area.grid * ROWS_BESIDE_SPLIT_NOTE {
                return None;
            }
            if k + 1 == last {
                break;
            }
            // A page may be less than half full only before a row that is itself tall.
            let tall = setting.rows[k as usize + 1].height > area.grid * 4;
            if tall || !page.overflow.is_empty() || self.worth_ending(&page) {
                let (y, grid_overhang) = (page.y, page.grid_overhang);
                if block.ink.is_some() && first == 0 && partial.space_after.is_some() {
                    piece.y = high + self.lower_to_grid(&mut page, row);
                }
                page.piece = Some(piece);
                piece.y = top;
                self.try_page_break(search, &page, piece);
                page = PartialPage { y, grid_overhang, piece: None, ..page };
            }
        }
        if first == 0 {
            return self.place_whole(search, page, piece, tops, next_row);
        }
        // Of a block that began on another page only the rest is here.
        let whole = page.y - setting.height;
        let next_row = block.ink.map(|ink| ink.next_row_after(&area, whole, block.space_after));
        self.finish_block(&mut page, block, whole, next_row);
        page.piece = Some(piece);
        self.try_page_break(search, &page, piece);
        Some(page)
    }

    /// Adds the notes of the row with which a page ends so far.
    fn add_notes(&self, search: &PageSearch, page: &mut PartialPage, notes: &[u32]) {
        if notes.is_empty() {
            return;
        }
        let limit = self.area.grid * self.area.most_rows();
        let height: Length = notes.iter().map(|&note| self.note_height(note)).sum();
        let space = if page.notes == Length::ZERO { self.area.note_space } else { Length::ZERO };
        // Notes are read in order: none begins before all others end.
        let in_order = page.overflow.is_empty() && search.carried.is_empty();
        if in_order && self.area.depth(page.y, page.notes + space + height) <= limit {
            page.notes += space + height;
        } else {
            if page.overflow.is_empty() {
                page.overflow_from = page.y;
            }
            page.overflow.extend(notes);
        }
    }

    fn worth_ending(&self, partial: &PartialPage) -> bool {
        self.used_rows(partial) * 2 > self.area.rows
    }
}
