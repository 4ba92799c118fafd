//! Columns of an index: entries fill one column after another on each page, and columns of equal depth where they end.
//!
//! Entries are short and have neither notes nor variants, so that a page break between two of them costs nothing: each
//! column takes as much as fits. Where all that is left fits on a page, the least depth is looked for that holds it.

use anthology_base::Length;

use crate::blocks::vertical_list::{Block, Row};
use crate::costs::{FORBIDDEN, INDEX_GAP, INDEX_LINES};
use crate::page::paginate::paginate;
use crate::page::plan::{BlockPiece, PagePlan, PageSide};
use crate::page::type_area::TypeArea;

/// The measures of columns: how many, and from the left edge of one to that of the next.
#[derive(Clone, Copy)]
pub(crate) struct IndexColumns {
    pub(crate) count: usize,
    pub(crate) step: Length,
}

impl IndexColumns {
    /// Those of an index in a text block of a width.
    pub(crate) fn new(count: u8, width: Length, area: &TypeArea) -> Self {
        let count = i64::from(count.max(1));
        let gap = area.grid * INDEX_GAP / 10;
        Self { count: count as usize, step: (width - gap * (count - 1)) / count + gap }
    }
}

/// Finds the pages of a section that has entries in columns. `first` is the side on which it begins.
pub(crate) fn index_pages(
    blocks: &[Block],
    notes: &[Vec<Row>],
    area: &TypeArea,
    columns: IndexColumns,
    first: PageSide,
) -> Vec<PagePlan> {
    let lead = blocks.iter().position(|block| block.in_columns).unwrap_or(blocks.len());
    let mut plans = paginate(&blocks[..lead], notes, area, first);
    let last = plans.pop().unwrap_or_default();
    let y = last.pieces.last().map_or(Length::ZERO, |piece| {
        let block = &blocks[piece.block as usize];
        let rows = &block.variants[piece.variant as usize].rows;
        piece.y + rows[piece.from as usize..piece.to as usize].iter().map(|row| row.height).sum::<Length>()
    });
    let mut filler = Filler { blocks, area, columns, plans, y, space: Length::ZERO, page: last };
    if let Some(before) = lead.checked_sub(1) {
        filler.space = blocks[before].space_after;
    }
    if !filler.page.notes.is_empty() {
        filler.turn();
    }
    let mut next = lead;
    while next < blocks.len() {
        let in_columns = blocks[next].in_columns;
        let count = blocks[next..].iter().take_while(|block| block.in_columns == in_columns).count();
        if in_columns {
            filler.columns(next..next + count);
        } else {
            filler.full_width(next..next + count);
        }
        next += count;
    }
    filler.turn();
    filler.plans
}

/// Fills pages from the top.
struct Filler<'a> {
    blocks: &'a [Block],
    area: &'a TypeArea,
    columns: IndexColumns,
    plans: Vec<PagePlan>,
    page: PagePlan,
    /// The foot of what the page holds.
    y: Length,
    /// The space after that.
    space: Length,
}

/// A row of entries in columns.
#[derive(Clone, Copy)]
struct Entry {
    block: u32,
    row: u32,
    height: Length,
    /// The space before it, unless it heads a column.
    space: Length,
    /// A column can end with it.
    may_end: bool,
}

/// Rows in one column.
#[derive(Clone, Copy)]
struct FilledColumn {
    end: usize,
    depth: Length,
}

impl Filler<'_> {
    fn turn(&mut self) {
        let page = std::mem::take(&mut self.page);
        self.plans.push(PagePlan { rows: self.area.rows, ..page });
        (self.y, self.space) = (Length::ZERO, Length::ZERO);
    }

    /// The top of what comes next on the page, if `space` is requested before it.
    fn top(&self, space: Length) -> Length {
        let y = if self.page.pieces.is_empty() { self.y } else { self.y + self.space.max(space) };
        y.round_up_to(self.area.grid)
    }

    /// Places what stands over columns, as the heading of a second list, with room for some entries.
    fn full_width(&mut self, range: std::ops::Range<usize>) {
        let height: Length =
            self.blocks[range.clone()].iter().map(|block| block.space_before + block.variants[0].height).sum();
        if self.y + height + self.area.grid * INDEX_LINES > self.area.height() && !self.page.pieces.is_empty() {
            self.turn();
        }
        for index in range {
            let block = &self.blocks[index];
            let mut from = 0;
            let rows = &block.variants[0].rows;
            while from < rows.len() {
                let y = self.top(if from == 0 { block.space_before } else { Length::ZERO });
                let mut foot = y;
                let fitting = rows[from..].iter().take_while(|row| {
                    foot += row.height;
                    foot <= self.area.height()
                });
                let mut to = from + fitting.count();
                if to == from && self.page.pieces.is_empty() {
                    to += 1;
                }
                if to == from {
                    self.turn();
                    continue;
                }
                self.place(index as u32, from as u32..to as u32, Length::ZERO, y);
                self.y = y + rows[from..to].iter().map(|row| row.height).sum::<Length>();
                self.space = block.space_after;
                from = to;
            }
        }
    }

    fn place(&mut self, block: u32, rows: std::ops::Range<u32>, x: Length, y: Length) {
        let piece = BlockPiece { block, variant: 0, from: rows.start, to: rows.end, x, y };
        match self.page.pieces.last_mut() {
            Some(last) if last.block == block && last.to == piece.from && last.x == x => last.to = piece.to,
            _ => self.page.pieces.push(piece),
        }
    }

    fn columns(&mut self, range: std::ops::Range<usize>) {
        let entries = self.entries(range);
        let mut next = 0;
        while next < entries.len() {
            let mut top = self.top(Length::ZERO);
            if top + self.area.grid * INDEX_LINES > self.area.height() && !self.page.pieces.is_empty() {
                self.turn();
                top = Length::ZERO;
            }
            let room = self.area.height() - top;
            let rest = &entries[next..];
            let depth = if self.holds(rest, room) { self.least_depth(rest, room) } else { room };
            let mut deepest = Length::ZERO;
            for column in 0..self.columns.count {
                let filled = fill(&entries[next..], depth);
                let x = self.columns.step * column as i64;
                let mut y = top;
                for (i, entry) in entries[next..next + filled.end].iter().enumerate() {
                    y += if i == 0 { Length::ZERO } else { entry.space };
                    self.place(entry.block, entry.row..entry.row + 1, x, y);
                    y += entry.height;
                }
                next += filled.end;
                deepest = deepest.max(filled.depth);
            }
            if next < entries.len() {
                self.turn();
            } else {
                self.y = top + deepest;
                self.space = self.area.grid;
            }
        }
    }

    /// The rows of entries. Space before one is whole lines of it, so that lines of all columns stand side by side.
    fn entries(&self, range: std::ops::Range<usize>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut after = Length::ZERO;
        for index in range {
            let block = &self.blocks[index];
            let rows = &block.variants[0].rows;
            let unit = rows.first().map_or(self.area.grid, |row| row.height).max(Length::from_pt(1));
            let space = block.space_before.max(after).round_up_to(unit);
            for (row, set) in (0..).zip(rows) {
                let space = if row == 0 { space } else { Length::ZERO };
                let may_end = set.cost < FORBIDDEN;
                entries.push(Entry { block: index as u32, row, height: set.height, space, may_end });
            }
            after = block.space_after;
        }
        entries
    }

    /// All columns of a depth together hold entries.
    fn holds(&self, entries: &[Entry], depth: Length) -> bool {
        let mut next = 0;
        for _ in 0..self.columns.count {
            next += fill(&entries[next..], depth).end;
        }
        next == entries.len()
    }

    /// The least depth, in lines, at which the columns hold entries that they hold at `most`.
    fn least_depth(&self, entries: &[Entry], most: Length) -> Length {
        let line = entries.iter().map(|entry| entry.height).min().unwrap_or(self.area.grid).max(Length::from_pt(1));
        let all: Length = entries.iter().map(|entry| entry.height + entry.space).sum();
        let mut depth = (all / self.columns.count as i64 / 2).round_up_to(line);
        while depth < most && !self.holds(entries, depth) {
            depth += line;
        }
        depth.min(most)
    }
}

/// Fills one column: with as many entries as it has room for, and one at least.
fn fill(entries: &[Entry], depth: Length) -> FilledColumn {
    let mut y = Length::ZERO;
    let mut filled = FilledColumn { end: 0, depth: Length::ZERO };
    // Where nothing that fits may end a column: as much as fits.
    let mut forced = filled;
    for (i, entry) in entries.iter().enumerate() {
        y += entry.height + if i == 0 { Length::ZERO } else { entry.space };
        if y > depth && i > 0 {
            break;
        }
        forced = FilledColumn { end: i + 1, depth: y };
        if entry.may_end || i + 1 == entries.len() {
            filled = forced;
        }
    }
    if filled.end == 0 { forced } else { filled }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Length = Length::from_pt(10);

    fn entries(kinds: &str) -> Vec<Entry> {
        let entry = |(block, kind): (u32, char)| Entry {
            block,
            row: 0,
            height: LINE,
            space: if kind == 'A' { LINE } else { Length::ZERO },
            may_end: kind != 'A',
        };
        (0..).zip(kinds.chars()).map(entry).collect()
    }

    #[test]
    fn a_letter_stays_with_its_first_entry() {
        // The letter has a line before it, and would end the column of five lines.
        assert_eq!(fill(&entries("AeeAee"), LINE * 5).end, 3);
        assert_eq!(fill(&entries("AeeAee"), LINE * 6).end, 5);
        assert_eq!(fill(&entries("AAAA"), LINE * 2).end, 1);
        assert_eq!(fill(&entries("e"), Length::ZERO).end, 1);
        assert_eq!(fill(&[], LINE).end, 0);
    }
}
