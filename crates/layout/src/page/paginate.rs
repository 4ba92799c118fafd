//! Pagination: the least costly sequence of pages for a whole section, not the first that fits.
//!
//! A dynamic programme over page-start states, after Plass (*Optimal Pagination Techniques for Automatic
//! Typesetting Systems*, 1981) and Mittelbach (*Effective Floating Strategies*, DocEng 2017). A state holds all that
//! the rest of the section needs to know of the pages before it, and its cost is the least for which it can be
//! reached; so the best continuation doesn't depend on how it was reached (Bellman's principle). Departures from
//! Plass:
//!
//! - A paragraph comes in variants of different length, and facing pages share a depth, as Mittelbach proposes. So
//!   a state has, besides its breakpoint and the pending floats, the variant that continues and the facing page's
//!   depth; and the height of a partial page isn't a function of its last breakpoint: of every height the cheapest
//!   is kept ([`PageSearch`]).
//! - Notes may be split, so a state also names those that continue. Where a note must be split is decided when its
//!   page ends, not at its reference: the lines that must follow the reference are placed first.
//! - A float is charged for the pages that it waits, not for the squared distance from its citation. At most
//!   [`MOST_PENDING_FLOATS`] wait, in order, which keeps the programme polynomial where Plass's quadratic distance
//!   with free order would make it NP-complete.
//! - Of the states that begin a page the cheapest are followed ([`SearchBounds`]). This makes time linear in the text
//!   and may miss the optimum. A property test compares the search without bounds with all ways there are; where the
//!   bounds lead to a forbidden break, wider ones are tried.

mod fill;
mod page_breaks;
mod placement;
mod trace;

use anthology_base::Length;

use crate::blocks::vertical_list::{Block, Row};
use crate::costs::{BEAM_WIDTH, FORBIDDEN, HOPELESS_PAGE, ROWS_FOR_TEXT, SHORT_PAGES};
use crate::page::plan::{BlockPiece, PagePlan, PageSide};
use crate::page::type_area::TypeArea;
use placement::Placement;

/// Finds the pages of a section. A section without blocks has one page all the same.
pub(crate) fn paginate(blocks: &[Block], notes: &[Vec<Row>], area: &TypeArea, first: PageSide) -> Vec<PagePlan> {
    let search = |bounds| Paginator::new(blocks, notes, area, first, bounds).run();
    let found = search(SearchBounds::USUAL);
    if found.cost < FORBIDDEN {
        return found.plans;
    }
    // A widow or worse: a way around it may begin with a page that the usual bounds pass over.
    let wide = search(SearchBounds::WIDE);
    if wide.cost < found.cost { wide.plans } else { found.plans }
}

/// Bounds of the search, which make its time linear in the text.
#[derive(Clone, Copy, Debug)]
struct SearchBounds {
    /// Page-start states that are followed.
    beam: usize,
    /// A page start that costs so much more than the cheapest is not followed.
    hopeless: i64,
    /// Page breaks that end early and are kept, for each page start.
    short_pages: usize,
}

impl SearchBounds {
    const USUAL: Self = Self { beam: BEAM_WIDTH, hopeless: HOPELESS_PAGE, short_pages: SHORT_PAGES };
    const WIDE: Self = Self { beam: BEAM_WIDTH * 4, hopeless: FORBIDDEN * 2, short_pages: SHORT_PAGES * 4 };
}

/// The pages that were found, and their cost.
struct FoundPages {
    plans: Vec<PagePlan>,
    cost: i64,
}

/// A note that continues on a later page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CarriedNote {
    note: u32,
    /// The row with which it goes on.
    row: u32,
}

/// Notes that continue, in the order of their references.
type CarriedNotes = Vec<CarriedNote>;

/// A page-start state, with the cheapest way found to reach it.
#[derive(Clone, Debug)]
struct PageStart {
    key: StartKey,
    cost: i64,
    /// The last piece but one on the page before, an index into [`Paginator::placed`], and the last.
    placed: u32,
    last_piece: Option<BlockPiece>,
    /// The state in which that page began, an index into [`Paginator::starts`].
    previous: u32,
    /// The depth of that page, in rows of the grid.
    depth: i64,
}

/// The key of a page-start state: of two states with the same key only the cheaper can be part of a best
/// sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct StartKey {
    block: u32,
    row: u32,
    variant: u32,
    carried: CarriedNotes,
    /// Blocks that float and aren't placed yet.
    pending: Vec<u32>,
    /// Depth of the facing verso in rows, on a recto.
    facing_depth: i64,
}

/// A piece placed on a page, and the one before it: a list that partial pages share their beginnings of.
#[derive(Clone, Copy, Debug)]
struct PlacedPiece {
    previous: u32,
    piece: BlockPiece,
}

/// A partly filled page.
#[derive(Clone, Debug)]
struct PartialPage {
    y: Length,
    /// Space after the last block as it is set, and as the block requests it: the grid may make it more or less.
    space_after: Option<Length>,
    requested_space: Length,
    /// The height of the last block below the row of the grid on which its last line stands.
    grid_overhang: Length,
    /// The depth of its ink below that line.
    optical_depth: Length,
    /// Height of the notes at the foot, the space above them included.
    notes: Length,
    /// Notes with references on the page that don't fit on it whole: they are split, or begin on the next page, when
    /// this one ends.
    overflow: Vec<u32>,
    /// The foot of the row with the first of these references.
    overflow_from: Length,
    pending: Vec<u32>,
    /// The last piece that is entered into [`Paginator::placed`], and the one after it.
    placed: u32,
    piece: Option<BlockPiece>,
    cost: i64,
}

struct Paginator<'a> {
    blocks: &'a [Block],
    notes: &'a [Vec<Row>],
    area: TypeArea,
    first: PageSide,
    bounds: SearchBounds,
    starts: Vec<PageStart>,
    placed: Vec<PlacedPiece>,
}

const NONE: u32 = u32::MAX;

/// The search for the ends of one page: all page starts that can follow it.
struct PageSearch {
    /// The state in which the page begins, an index into [`Paginator::starts`].
    from: u32,
    /// Its number in the section.
    page: usize,
    /// Notes that are carried over even from this page.
    carried: CarriedNotes,
    /// Page starts that cost more are not followed.
    limit: i64,
    /// [`SearchBounds::short_pages`].
    short_pages: usize,
    starts: Vec<PageStart>,
    /// After pages that end early: kept apart, since nearly always there is a cheaper end.
    short: Vec<PageStart>,
    /// Ends of the section.
    ends: Vec<PageStart>,
}

impl PageSearch {
    /// A page that ends early is among the cheapest so far, which are kept.
    fn wants_short(&self, cost: i64) -> bool {
        self.short.len() < self.short_pages || cost <= self.short[self.short_pages - 1].cost
    }

    fn push_short(&mut self, start: PageStart) {
        let at = self.short.partition_point(|other| (other.cost, &other.key) <= (start.cost, &start.key));
        self.short.insert(at, start);
        self.short.truncate(self.short_pages);
    }
}

impl<'a> Paginator<'a> {
    fn new(blocks: &'a [Block], notes: &'a [Vec<Row>], area: &TypeArea, first: PageSide, bounds: SearchBounds) -> Self {
        Self { blocks, notes, area: *area, first, bounds, starts: Vec::new(), placed: Vec::new() }
    }
}

impl Paginator<'_> {
    /// Advances page by page: all states that begin page `n` are known before any of page `n + 1`, as every page
    /// but a forced one holds at least a row.
    fn run(mut self) -> FoundPages {
        let first =
            PageStart { key: StartKey::default(), cost: 0, placed: NONE, last_piece: None, previous: NONE, depth: 0 };
        self.starts.push(first);
        let mut beam = vec![0_u32];
        let mut best: Option<PageStart> = None;
        let mut page = 0;
        while !beam.is_empty() {
            let mut next: Vec<PageStart> = Vec::new();
            let mut limit = i64::MAX;
            for &start in &beam {
                let search = self.fill_page(start, page, limit);
                let least = search.starts.iter().chain(&search.short).map(|start| start.cost).min();
                limit = least.map_or(limit, |least| limit.min(least + self.bounds.hopeless));
                next.extend(search.starts);
                next.extend(search.short);
                for end in search.ends {
                    if best.as_ref().is_none_or(|b| (end.cost, end.previous) < (b.cost, b.previous)) {
                        best = Some(end);
                    }
                }
            }
            next.retain(|start| start.cost <= limit);
            // Of equal keys the cheapest stays. Ties are broken by everything else that differs, so that the result
            // doesn't depend on the order in which states were found.
            next.sort_by(|a, b| {
                (&a.key, a.cost, a.previous, a.placed, a.last_piece).cmp(&(
                    &b.key,
                    b.cost,
                    b.previous,
                    b.placed,
                    b.last_piece,
                ))
            });
            next.dedup_by(|b, a| a.key == b.key);
            next.sort_by(|a, b| (a.cost, &a.key).cmp(&(b.cost, &b.key)));
            next.truncate(self.bounds.beam);
            // Costs only grow: what costs as much as an end that is known can't end better.
            if let Some(best) = &best {
                next.retain(|start| start.cost < best.cost);
            }
            beam.clear();
            for start in next {
                beam.push(self.starts.len() as u32);
                self.starts.push(start);
            }
            page += 1;
        }
        let cost = best.as_ref().map_or(0, |best| best.cost);
        FoundPages { plans: self.trace_back(best), cost }
    }

    fn is_recto(&self, page: usize) -> bool {
        match self.first {
            PageSide::Recto => page.is_multiple_of(2),
            PageSide::Verso => !page.is_multiple_of(2),
            // Its two pages are equally deep, and the next is turned to.
            PageSide::Spread => true,
        }
    }

    /// Follows one state through one page.
    fn fill_page(&mut self, from: u32, page: usize, limit: i64) -> PageSearch {
        let start = self.starts[from as usize].clone();
        let (partial, carried) = self.begin_page(&start);
        let progress = partial.pending != start.key.pending || carried != start.key.carried;
        let short_pages = self.bounds.short_pages;
        let mut search = PageSearch {
            from,
            page,
            carried,
            limit,
            short_pages,
            starts: Vec::new(),
            short: Vec::new(),
            ends: Vec::new(),
        };
        if start.key.block as usize == self.blocks.len() {
            self.end_section(&mut search, &partial);
            return search;
        }
        if partial.pending.len() < start.key.pending.len() {
            self.end_float_page(&mut search, &partial, &start.key);
        }
        let mut partials = vec![partial];
        let mut block = start.key.block as usize;
        let mut first = Some((start.key.variant, start.key.row)).filter(|&(_, row)| row > 0);
        while block < self.blocks.len() && !partials.is_empty() {
            partials = self.fill_block(&mut search, block, first.take(), &partials);
            block += 1;
        }
        for partial in &partials {
            self.end_section(&mut search, partial);
        }
        if search.starts.is_empty() && search.short.is_empty() && search.ends.is_empty() {
            let forced = self.force(&search, &start, progress);
            search.starts.push(forced);
        }
        search
    }

    /// The head and foot of a page: floats that were pending, and the rest of notes.
    fn begin_page(&mut self, start: &PageStart) -> (PartialPage, CarriedNotes) {
        let area = self.area;
        let room = area.grid * (area.rows - ROWS_FOR_TEXT).max(1) - area.note_space;
        let mut notes = Length::ZERO;
        let mut rest = CarriedNotes::new();
        for &carried in &start.key.carried {
            let rows = &self.notes[carried.note as usize];
            // Notes are read in order: once one doesn't end, none after it begins.
            if !rest.is_empty() {
                rest.push(carried);
                continue;
            }
            let mut to = carried.row;
            // At least a row, however tall, so that every page makes progress.
            while (to as usize) < rows.len() && (to == carried.row || notes + rows[to as usize].height <= room) {
                notes += rows[to as usize].height;
                to += 1;
            }
            if (to as usize) < rows.len() {
                rest.push(CarriedNote { row: to, ..carried });
            }
        }
        if notes > Length::ZERO {
            notes += area.note_space;
        }
        let mut partial = PartialPage {
            y: Length::ZERO,
            space_after: None,
            grid_overhang: Length::ZERO,
            optical_depth: Length::ZERO,
            requested_space: Length::ZERO,
            notes,
            overflow: Vec::new(),
            overflow_from: Length::ZERO,
            pending: Vec::new(),
            placed: NONE,
            piece: None,
            cost: start.cost,
        };
        for &block in &start.key.pending {
            let at = block as usize;
            let variant = &self.blocks[at].variants[0];
            let Placement { top: y, next_row } = self.place(&partial, at, 0, 0);
            let notes = self.notes_with(partial.notes, variant);
            let height = variant.height;
            if !partial.pending.is_empty() || area.depth(y + height, notes) > area.height() {
                partial.pending.push(block);
                continue;
            }
            let to = variant.rows.len() as u32;
            partial.notes = notes;
            partial.placed =
                self.enter(partial.placed, BlockPiece { block, variant: 0, from: 0, to, x: Length::ZERO, y });
            partial.y = y + height;
            self.finish_block(&mut partial, &self.blocks[at], y, next_row);
        }
        (partial, rest)
    }

    /// Enters a piece into the list of those placed.
    fn enter(&mut self, previous: u32, piece: BlockPiece) -> u32 {
        self.placed.push(PlacedPiece { previous, piece });
        self.placed.len() as u32 - 1
    }

    fn note_height(&self, note: u32) -> Length {
        self.notes[note as usize].iter().map(|r| r.height).sum()
    }

    /// Rows of the grid that text, and notes under it, take.
    fn used_rows(&self, partial: &PartialPage) -> i64 {
        // What overhangs the grid under the last line is white, unless notes stand under it.
        let text = if partial.notes == Length::ZERO || self.area.side_notes {
            partial.y - partial.grid_overhang
        } else {
            partial.y
        };
        self.area.rows_to(if self.area.side_notes { text } else { text + partial.notes })
    }
}

#[cfg(test)]
mod tests;
