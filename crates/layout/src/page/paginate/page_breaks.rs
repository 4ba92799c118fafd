//! Page breaks: which are possible, what each costs, and the page starts that follow.

use std::ops::RangeInclusive;

use anthology_base::Length;

use super::{CarriedNote, CarriedNotes, PageSearch, PageStart, Paginator, PartialPage, StartKey};
use crate::blocks::vertical_list::Row;
use crate::costs::{
    FORBIDDEN, HYPHEN_OVER_SPREAD, HYPHEN_OVER_TURN, LAST_PAGE_LINES, LATE_NOTE, MOST_UNEVEN, PAGE,
    ROW_BESIDE_SPLIT_NOTE, RUN_LONG, RUN_SHORT, SHORT_LAST_PAGE, SHORT_LINE, SHORT_OVER_NOTES, SPLIT_NOTE, UNEVEN,
};
use crate::page::plan::BlockPiece;

/// A page in rows of the grid.
#[derive(Clone, Copy)]
struct PageRows {
    /// Those that text and notes take.
    used: i64,
    /// Those that the page is deep: notes stand at its foot, white may be above them.
    depth: i64,
}

impl Paginator<'_> {
    /// The row with which a piece ends, and whether it is its block's last.
    fn last_row(&self, piece: BlockPiece) -> (&Row, bool) {
        let rows = &self.blocks[piece.block as usize].variants[piece.variant as usize].rows;
        (&rows[piece.to as usize - 1], piece.to as usize == rows.len())
    }

    /// The key of the page start that follows a piece.
    fn key_after(&self, piece: BlockPiece, carried: &CarriedNotes) -> StartKey {
        let (_, whole) = self.last_row(piece);
        let rows = &self.blocks[piece.block as usize].variants[piece.variant as usize].rows;
        // Empty lines of code are discarded at a page break, as glue is in TeX.
        let next = rows[piece.to as usize..].iter().position(|row| !row.blank).unwrap_or(0);
        let (block, variant, row) =
            if whole { (piece.block + 1, 0, 0) } else { (piece.block, piece.variant, piece.to + next as u32) };
        StartKey { block, row, variant, carried: carried.clone(), ..StartKey::default() }
    }

    /// Records a page that ends with a piece, if that isn't too costly.
    pub(super) fn try_page_break(&self, search: &mut PageSearch, partial: &PartialPage, piece: BlockPiece) {
        let (row, whole) = self.last_row(piece);
        let last = whole && piece.block as usize + 1 == self.blocks.len();
        if last || partial.cost + row.cost > search.limit {
            return;
        }
        if !partial.overflow.is_empty() {
            self.break_with_split_note(search, partial, piece);
            return;
        }
        let used = self.used_rows(partial);
        if used > self.area.most_rows() {
            return;
        }
        let missing = self.area.rows - used;
        for depth in self.depths(search, partial, used) {
            let cost = self.break_cost(search, partial, row, PageRows { used, depth });
            let full = missing <= 1 && cost < partial.cost + FORBIDDEN;
            if cost > search.limit || !(full || search.wants_short(cost)) {
                continue;
            }
            let start = self.next_start(search, partial, cost, self.key_after(piece, &search.carried), depth);
            if full { search.starts.push(start) } else { search.push_short(start) }
        }
    }

    /// The depths that a page may have of which so many rows are used: that of what stands on it, or where notes
    /// stand at its foot, one at which they end with the facing page.
    fn depths(&self, search: &PageSearch, partial: &PartialPage, used: i64) -> RangeInclusive<i64> {
        if partial.notes == Length::ZERO || self.area.side_notes {
            return used..=used;
        }
        let most = used.max(self.area.most_rows());
        match self.starts[search.from as usize].key.facing_depth {
            _ if !self.is_recto(search.page) => used.max(self.area.rows - 1)..=most,
            0 => used.max(self.area.rows)..=used.max(self.area.rows),
            facing => facing.clamp(used, most)..=facing.clamp(used, most),
        }
    }

    /// The depth of a section's last page with notes: that of the facing page, else that of any page.
    fn last_depth(&self, search: &PageSearch, partial: &PartialPage, used: i64) -> i64 {
        let depths = self.depths(search, partial, used);
        self.area.rows.clamp(*depths.start(), *depths.end())
    }

    /// The page start after a page that ends for `cost` in all.
    fn next_start(
        &self,
        search: &PageSearch,
        partial: &PartialPage,
        cost: i64,
        mut key: StartKey,
        depth: i64,
    ) -> PageStart {
        // Only a recto has a facing page before it; after a page turn the depth is forgotten, so that states merge.
        key.facing_depth = if self.is_recto(search.page) { 0 } else { depth };
        key.pending = partial.pending.clone();
        PageStart { key, cost, placed: partial.placed, last_piece: partial.piece, previous: search.from, depth }
    }

    /// The cost of all pages up to one that ends with a row.
    fn break_cost(&self, search: &PageSearch, partial: &PartialPage, row: &Row, rows: PageRows) -> i64 {
        let missing = self.area.rows - rows.depth;
        let white = rows.depth - rows.used;
        let recto = self.is_recto(search.page);
        let mut cost = partial.cost + row.cost + PAGE;
        if row.hyphen {
            cost += if recto { HYPHEN_OVER_TURN } else { HYPHEN_OVER_SPREAD };
        }
        // Squares, as in Plass's simplest badness: two pages a line short are better than one that is two short.
        cost += match missing {
            i64::MIN..0 => RUN_LONG * missing * missing,
            0 => 0,
            _ => RUN_SHORT + SHORT_LINE * (missing - 1) * (missing - 1),
        };
        cost += SHORT_OVER_NOTES * white * white;
        let facing = self.starts[search.from as usize].key.facing_depth;
        if recto && facing > 0 {
            cost += UNEVEN * ((facing - rows.depth) * (facing - rows.depth)).min(MOST_UNEVEN);
        }
        cost
    }

    /// Records a page that ends with a piece and on which notes don't fit whole.
    fn break_with_split_note(&self, search: &mut PageSearch, partial: &PartialPage, piece: BlockPiece) {
        let (row, _) = self.last_row(piece);
        let Some((end, rest)) = self.split_notes(search, partial) else { return };
        let used = self.used_rows(&end);
        for depth in self.depths(search, &end, used) {
            let cost = self.break_cost(search, &end, row, PageRows { used, depth });
            let start = self.next_start(search, &end, cost, self.key_after(piece, &rest), depth);
            search.starts.push(start);
        }
    }

    /// A page on which notes don't fit whole, with as much of them as fits, and the rest for the next page. `None` if
    /// its text leaves no room.
    fn split_notes(&self, search: &PageSearch, partial: &PartialPage) -> Option<(PartialPage, CarriedNotes)> {
        let mut end = partial.clone();
        let overflow = std::mem::take(&mut end.overflow);
        let mut rest = search.carried.clone();
        let height = self.area.height();
        end.cost += ROW_BESIDE_SPLIT_NOTE * self.area.rows_to((end.y - end.overflow_from).max(Length::ZERO));
        for note in overflow {
            let rows = &self.notes[note as usize];
            if !rest.is_empty() {
                rest.push(CarriedNote { note, row: 0 });
                end.cost += LATE_NOTE;
                continue;
            }
            let space = if end.notes == Length::ZERO { self.area.note_space } else { Length::ZERO };
            let above = if self.area.side_notes { Length::ZERO } else { end.y };
            let room = height - above - end.notes - space;
            let split = split_note(rows, room);
            if split.rows > 0 {
                end.notes += space + split.height;
            }
            if split.rows < rows.len() {
                rest.push(CarriedNote { note, row: split.rows as u32 });
                end.cost += if split.rows == 0 { LATE_NOTE } else { SPLIT_NOTE };
            }
        }
        (self.area.depth(end.y, end.notes) <= height).then_some((end, rest))
    }

    /// Records a page that is full of floats: no two lines of text have room under them.
    pub(super) fn end_float_page(&self, search: &mut PageSearch, partial: &PartialPage, start: &StartKey) {
        let text = partial.y + partial.space_after.unwrap_or_default() + self.area.grid * 2;
        if self.area.depth(text, partial.notes) <= self.area.height() {
            return;
        }
        let used = self.used_rows(partial);
        for depth in self.depths(search, partial, used) {
            let cost = self.break_cost(search, partial, &Row::default(), PageRows { used, depth });
            let key = StartKey { carried: search.carried.clone(), ..start.clone() };
            search.starts.push(self.next_start(search, partial, cost, key, depth));
        }
    }

    /// All blocks are placed: the section ends with this page unless something is carried over.
    pub(super) fn end_section(&self, search: &mut PageSearch, partial: &PartialPage) {
        let block = self.blocks.len() as u32;
        if !partial.overflow.is_empty() {
            let Some((end, carried)) = self.split_notes(search, partial) else { return };
            let key = StartKey { block, carried, ..StartKey::default() };
            let used = self.used_rows(&end);
            let depth = self.last_depth(search, &end, used);
            let cost = self.break_cost(search, &end, &Row::default(), PageRows { used, depth });
            search.starts.push(self.next_start(search, &end, cost, key, depth));
            return;
        }
        if search.carried.is_empty() && partial.pending.is_empty() {
            let used = self.used_rows(partial);
            let footed = partial.notes > Length::ZERO && !self.area.side_notes;
            let mut end = PageStart {
                key: StartKey { block, ..StartKey::default() },
                cost: partial.cost,
                placed: partial.placed,
                last_piece: None,
                previous: search.from,
                depth: if footed { self.last_depth(search, partial, used) } else { used },
            };
            if search.page > 0 && used < LAST_PAGE_LINES {
                end.cost += SHORT_LAST_PAGE * (LAST_PAGE_LINES - used);
            }
            if used > self.area.rows {
                end.cost += RUN_LONG;
            }
            search.ends.push(end);
        } else {
            let key = StartKey { block, carried: search.carried.clone(), ..StartKey::default() };
            let used = self.used_rows(partial);
            let depth = self.last_depth(search, partial, used);
            let cost = self.break_cost(search, partial, &Row::default(), PageRows { used, depth });
            let start = self.next_start(search, partial, cost, key, depth);
            search.starts.push(start);
        }
    }

    /// Makes progress where nothing fits: what was carried over has the page to itself, or else one row has, however
    /// tall it is.
    pub(super) fn force(&mut self, search: &PageSearch, start: &PageStart, progress: bool) -> PageStart {
        let (mut partial, _) = self.begin_page(start);
        partial.cost += FORBIDDEN;
        let mut key =
            StartKey { carried: search.carried.clone(), facing_depth: 0, pending: Vec::new(), ..start.key.clone() };
        if !progress {
            let block = &self.blocks[start.key.block as usize];
            let rows = block.variants[start.key.variant as usize].rows.len() as u32;
            let y = self.place(&partial, start.key.block as usize, start.key.variant as usize, start.key.row).top;
            let to = start.key.row + 1;
            let piece = BlockPiece {
                block: start.key.block,
                variant: start.key.variant,
                from: start.key.row,
                to,
                x: Length::ZERO,
                y,
            };
            let row = &block.variants[start.key.variant as usize].rows[start.key.row as usize];
            key.carried.extend(row.notes.iter().map(|&note| CarriedNote { note, row: 0 }));
            partial.placed = self.enter(partial.placed, piece);
            if to == rows {
                key = StartKey { block: start.key.block + 1, carried: key.carried, ..StartKey::default() };
            } else {
                key.row = to;
            }
        }
        key.pending = partial.pending.clone();
        PageStart {
            key,
            cost: partial.cost,
            placed: partial.placed,
            last_piece: None,
            previous: search.from,
            depth: self.area.rows,
        }
    }
}

/// The beginning of a note that is split.
struct SplitNote {
    rows: usize,
    height: Length,
}

/// The rows of a note that fit into `room` when the rest goes to the next page: at least two here and two there,
/// as far as it has so many.
fn split_note(rows: &[Row], room: Length) -> SplitNote {
    let mut fits = 0;
    let mut height = Length::ZERO;
    for row in rows {
        if height + row.height > room {
            break;
        }
        height += row.height;
        fits += 1;
    }
    if fits == rows.len() {
        return SplitNote { rows: fits, height };
    }
    fits = fits.min(rows.len().saturating_sub(2));
    if fits < 2 {
        return SplitNote { rows: 0, height: Length::ZERO };
    }
    SplitNote { rows: fits, height: rows[..fits].iter().map(|r| r.height).sum() }
}
