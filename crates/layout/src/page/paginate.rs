//! Pages from blocks: the cheapest way through a whole section, not the first that fits.
//!
//! A shortest path over states (block, row, setting, notes and figures carried over, depth of the facing
//! page), page by page, after Plass (*Optimal Pagination Techniques for Automatic Typesetting Systems*, 1981)
//! and Mittelbach (*Effective Floating Strategies*, DocEng 2017): paragraphs may be set a line longer or
//! shorter, and both pages of a spread may run a line short or long. Of the states with which a page may
//! begin, the [`BEAM`] cheapest are followed, so time is linear in the text.

mod placement;

use std::ops::RangeInclusive;

use anthology_base::Length;

use crate::blocks::rows::baseline;
use crate::blocks::vertical_list::{Block, FORBIDDEN, Row, Variant};
use crate::costs::HOPELESS_PAGE;
use placement::Stand;

/// How many ways to begin a page are followed.
const BEAM: usize = 24;
/// Both pages of a spread a line short or long: the cost of each.
const RUN_SHORT: i64 = 3_000;
const RUN_LONG: i64 = 4_500;
/// Every further line that a page runs short, squared.
const SHORT_LINE: i64 = 12_000;
/// The same where notes stand at the foot and the white is between them and the text.
const SHORT_OVER_NOTES: i64 = 1_500;
/// Facing pages of unequal depth, for every line, squared.
const UNEVEN: i64 = 120_000;
/// Pages that differ by three lines or more are no worse for more.
const MOST_UNEVEN: i64 = 9;
/// A word broken over the two pages of a spread, and over a page turn.
const HYPHEN_OVER_SPREAD: i64 = 200_000;
const HYPHEN_OVER_TURN: i64 = 800_000;
/// A note that is continued on the next page, and one that begins only there.
const SPLIT_NOTE: i64 = 200_000;
const LATE_NOTE: i64 = 2_000_000;
/// A figure that waits for the next page.
const WAIT: i64 = 2_000;
/// A page more.
const PAGE: i64 = 1_000;
/// What the last page should hold, and what every line less costs.
const LAST_PAGE_LINES: i64 = 5;
const SHORT_LAST_PAGE: i64 = 60_000;
/// At most so many figures wait.
const WAITING: usize = 2;
/// Rows of text that a page keeps free of notes carried over from the page before.
const ROWS_FOR_TEXT: i64 = 3;

/// The text block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// The pitch of the grid.
    pub(crate) grid: Length,
    /// Rows of the grid on a page.
    pub(crate) rows: i64,
    /// White between text and notes, rule included; none where notes stand beside the text.
    pub(crate) note_space: Length,
    /// Whether notes stand beside the text and not under it.
    pub(crate) side: bool,
    /// Whether a page may run a line long: not where it would touch a folio at the foot.
    pub(crate) long: bool,
    /// How high the x of the text is.
    pub(crate) x_height: Length,
}

impl Frame {
    /// The height of the text block.
    pub(crate) fn height(&self) -> Length {
        self.grid * self.rows
    }

    /// Rows of the grid on the fullest page.
    fn most_rows(&self) -> i64 {
        self.rows + i64::from(self.long)
    }

    /// From a baseline of the grid to the foot of its row.
    pub(crate) fn descent(&self) -> Length {
        self.grid - baseline(self.grid)
    }

    /// What one sees of white between lines of the grid.
    pub(crate) fn strut(&self) -> Length {
        self.grid - self.x_height
    }

    /// How deep text and notes are together.
    fn depth(&self, text: Length, notes: Length) -> Length {
        if self.side { text.max(notes) } else { text + notes }
    }

    fn rows_to(&self, y: Length) -> i64 {
        -(-y.sp()).div_euclid(self.grid.sp())
    }
}

/// Which page a section begins on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// A right-hand page.
    Recto,
    /// A left-hand page.
    Verso,
}

/// What stands on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PagePlan {
    /// Blocks and pieces of blocks, from top to bottom.
    pub(crate) pieces: Vec<Piece>,
    /// Notes and pieces of notes.
    pub(crate) notes: Vec<NotePiece>,
    /// Rows of the grid that the page is deep. Notes stand at the foot of the last.
    pub(crate) rows: i64,
}

/// Rows of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Piece {
    /// Index into the blocks.
    pub(crate) block: u32,
    /// Index into its variants.
    pub(crate) variant: u32,
    /// The first row.
    pub(crate) from: u32,
    /// One past the last.
    pub(crate) to: u32,
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

/// Finds the pages of a section. A section without blocks has one page all the same.
pub(crate) fn paginate(blocks: &[Block], notes: &[Vec<Row>], frame: &Frame, first: Side) -> Vec<PagePlan> {
    Paginator { blocks, notes, frame: *frame, first, hubs: Vec::new(), steps: Vec::new() }.run()
}

/// A note that is not finished: the note, and the row with which it goes on.
type Carry = Vec<(u32, u32)>;

/// A way to begin a page.
#[derive(Clone, Debug)]
struct Hub {
    key: Key,
    cost: i64,
    /// The last step but one on the page before, and the last.
    step: u32,
    piece: Option<Piece>,
    /// The way in which that page began.
    before: u32,
    /// How deep that page is.
    depth: i64,
}

/// What tells ways to begin a page apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    block: u32,
    row: u32,
    variant: u32,
    carry: Carry,
    waiting: Vec<u32>,
    /// Rows of the facing verso, on a recto.
    facing: i64,
}

/// A piece put on a page, and the one before it.
#[derive(Clone, Copy, Debug)]
struct Step {
    before: u32,
    piece: Piece,
}

/// A partly filled page.
#[derive(Clone, Debug)]
struct Fill {
    y: Length,
    /// White below the last block, and what it asks for: the grid may make it more or less.
    below: Option<Length>,
    asked: Length,
    /// How far the last block reaches below the row of the grid on which its last line stands.
    hang: Length,
    /// How far it is seen below that line.
    hem: Length,
    notes: Length,
    waiting: Vec<u32>,
    /// The last step that is written down, and the one after it.
    step: u32,
    piece: Option<Piece>,
    cost: i64,
}

struct Paginator<'a> {
    blocks: &'a [Block],
    notes: &'a [Vec<Row>],
    frame: Frame,
    first: Side,
    hubs: Vec<Hub>,
    steps: Vec<Step>,
}

const NONE: u32 = u32::MAX;

/// A page that is being filled, and in which ways it may end.
struct Sheet {
    /// The way in which it begins.
    from: u32,
    /// Its number in the section.
    page: usize,
    /// Notes that are carried over even from this page.
    carry: Carry,
    /// Ways to go on that cost more are not followed.
    limit: i64,
    hubs: Vec<Hub>,
    /// Pages that end early: kept apart, since nearly always there is a better way.
    short: Vec<Hub>,
    ends: Vec<Hub>,
}

impl Sheet {
    /// Whether a page that ends early is among the two cheapest so far, which are kept.
    fn wants_short(&self, cost: i64) -> bool {
        self.short.len() < 2 || cost <= self.short[1].cost
    }

    fn push_short(&mut self, hub: Hub) {
        let at = self.short.partition_point(|other| (other.cost, &other.key) <= (hub.cost, &hub.key));
        self.short.insert(at, hub);
        self.short.truncate(2);
    }
}

impl Paginator<'_> {
    fn run(mut self) -> Vec<PagePlan> {
        let start = Hub { key: Key::default(), cost: 0, step: NONE, piece: None, before: NONE, depth: 0 };
        self.hubs.push(start);
        let mut beam = vec![0_u32];
        let mut best: Option<Hub> = None;
        let mut page = 0;
        while !beam.is_empty() {
            let mut next: Vec<Hub> = Vec::new();
            let mut limit = i64::MAX;
            for &hub in &beam {
                let sheet = self.fill_page(hub, page, limit);
                let least = sheet.hubs.iter().chain(&sheet.short).map(|hub| hub.cost).min();
                limit = least.map_or(limit, |least| limit.min(least + HOPELESS_PAGE));
                next.extend(sheet.hubs);
                next.extend(sheet.short);
                for end in sheet.ends {
                    if best.as_ref().is_none_or(|b| (end.cost, end.before) < (b.cost, b.before)) {
                        best = Some(end);
                    }
                }
            }
            next.retain(|hub| hub.cost <= limit);
            next.sort_by(|a, b| {
                (&a.key, a.cost, a.before, a.step, a.piece).cmp(&(&b.key, b.cost, b.before, b.step, b.piece))
            });
            next.dedup_by(|b, a| a.key == b.key);
            next.sort_by(|a, b| (a.cost, &a.key).cmp(&(b.cost, &b.key)));
            next.truncate(BEAM);
            if let Some(best) = &best {
                next.retain(|hub| hub.cost < best.cost);
            }
            beam.clear();
            for hub in next {
                beam.push(self.hubs.len() as u32);
                self.hubs.push(hub);
            }
            page += 1;
        }
        self.plans(best)
    }

    fn is_recto(&self, page: usize) -> bool {
        page.is_multiple_of(2) == (self.first == Side::Recto)
    }

    fn fill_page(&mut self, from: u32, page: usize, limit: i64) -> Sheet {
        let hub = self.hubs[from as usize].clone();
        let (fill, carry) = self.begin(&hub);
        let progress = !fill.waiting.eq(&hub.key.waiting) || carry != hub.key.carry;
        let mut sheet = Sheet { from, page, carry, limit, hubs: Vec::new(), short: Vec::new(), ends: Vec::new() };
        if hub.key.block as usize == self.blocks.len() {
            self.end(&mut sheet, &fill);
            return sheet;
        }
        let mut fills = vec![fill];
        let mut block = hub.key.block as usize;
        let mut first = Some((hub.key.variant, hub.key.row)).filter(|&(_, row)| row > 0);
        while block < self.blocks.len() && !fills.is_empty() {
            fills = self.fill_block(&mut sheet, block, first.take(), &fills);
            block += 1;
        }
        for fill in &fills {
            self.end(&mut sheet, fill);
        }
        if sheet.hubs.is_empty() && sheet.short.is_empty() && sheet.ends.is_empty() {
            let forced = self.force(&sheet, &hub, progress);
            sheet.hubs.push(forced);
        }
        sheet
    }

    /// The head and foot of a page: figures that waited, and the rest of notes.
    fn begin(&mut self, hub: &Hub) -> (Fill, Carry) {
        let frame = self.frame;
        let room = frame.grid * (frame.rows - ROWS_FOR_TEXT).max(1) - frame.note_space;
        let mut notes = Length::ZERO;
        let mut rest = Carry::new();
        for &(note, row) in &hub.key.carry {
            let rows = &self.notes[note as usize];
            if !rest.is_empty() {
                rest.push((note, row));
                continue;
            }
            let mut to = row;
            while (to as usize) < rows.len() && (to == row || notes + rows[to as usize].height <= room) {
                notes += rows[to as usize].height;
                to += 1;
            }
            if (to as usize) < rows.len() {
                rest.push((note, to));
            }
        }
        if notes > Length::ZERO {
            notes += frame.note_space;
        }
        let mut fill = Fill {
            y: Length::ZERO,
            below: None,
            hang: Length::ZERO,
            hem: Length::ZERO,
            asked: Length::ZERO,
            notes,
            waiting: Vec::new(),
            step: NONE,
            piece: None,
            cost: hub.cost,
        };
        for &block in &hub.key.waiting {
            let at = block as usize;
            let variant = &self.blocks[at].variants[0];
            let Stand { top: y, next } = self.stand(&fill, &self.blocks[at], 0, 0);
            let notes = self.notes_with(fill.notes, variant);
            let height = variant.height;
            if !fill.waiting.is_empty() || frame.depth(y + height, notes) > frame.height() {
                fill.waiting.push(block);
                continue;
            }
            let to = variant.rows.len() as u32;
            fill.notes = notes;
            fill.step = self.step(fill.step, Piece { block, variant: 0, from: 0, to, y });
            fill.y = y + height;
            self.leave(&mut fill, &self.blocks[at], y, next);
        }
        (fill, rest)
    }

    fn step(&mut self, before: u32, piece: Piece) -> u32 {
        self.steps.push(Step { before, piece });
        self.steps.len() as u32 - 1
    }

    /// Puts a block on every partly filled page, and notes where a page may end within it or after it.
    fn fill_block(&mut self, sheet: &mut Sheet, index: usize, first: Option<(u32, u32)>, fills: &[Fill]) -> Vec<Fill> {
        let blocks = self.blocks;
        let block = &blocks[index];
        let mut next: Vec<Fill> = Vec::with_capacity(fills.len() * block.variants.len());
        for fill in fills {
            if block.float && self.must_wait(fill, block) && fill.waiting.len() < WAITING {
                let mut fill = fill.clone();
                fill.waiting.push(index as u32);
                fill.cost += WAIT;
                next.push(fill);
                continue;
            }
            let variants = match first {
                Some((variant, _)) => variant as usize..variant as usize + 1,
                None => 0..block.variants.len(),
            };
            for variant in variants {
                let row = first.map_or(0, |(_, row)| row);
                if let Some(fill) = self.fill_rows(sheet, fill, (index, variant, row)) {
                    next.push(fill);
                }
            }
        }
        next.sort_by(|a, b| {
            (a.y, &a.waiting, a.cost, a.step, a.piece).cmp(&(b.y, &b.waiting, b.cost, b.step, b.piece))
        });
        next.dedup_by(|b, a| a.y == b.y && a.waiting == b.waiting);
        for fill in &mut next {
            if let Some(piece) = fill.piece.take() {
                fill.step = self.step(fill.step, piece);
            }
        }
        next
    }

    fn must_wait(&self, fill: &Fill, block: &Block) -> bool {
        let y = self.highest(fill, block, self.stand(fill, block, 0, 0).top);
        let variant = &block.variants[0];
        if self.frame.depth(variant.height, self.notes_with(Length::ZERO, variant)) > self.frame.height() {
            return false;
        }
        !fill.waiting.is_empty()
            || self.frame.depth(y + variant.height, self.notes_with(fill.notes, variant)) > self.frame.height()
    }

    /// The height of a page's notes with those that a block calls.
    fn notes_with(&self, notes: Length, variant: &Variant) -> Length {
        let called: Length = variant.rows.iter().flat_map(|row| &row.notes).map(|&n| self.note_height(n)).sum();
        let space = if notes == Length::ZERO && called > Length::ZERO { self.frame.note_space } else { Length::ZERO };
        notes + space + called
    }

    /// Puts the rows of a block on a page; the page with all of them, if they fit.
    fn fill_rows(
        &mut self,
        sheet: &mut Sheet,
        fill: &Fill,
        (index, variant, first): (usize, usize, u32),
    ) -> Option<Fill> {
        let blocks = self.blocks;
        let block = &blocks[index];
        let setting = &block.variants[variant];
        let frame = self.frame;
        let Stand { top, next } = self.stand(fill, block, variant, first);
        // A page that ends with the block, or within it, may have less white over it.
        let high = if first == 0 { self.highest(fill, block, top) } else { top };
        let mut place = fill.clone();
        place.hang = Length::ZERO;
        if first == 0 {
            place.cost += setting.cost;
        }
        let mut piece = Piece { block: index as u32, variant: variant as u32, from: first, to: first, y: top };
        let last = setting.rows.len() as u32;
        let limit = frame.grid * frame.most_rows();
        if first == 0
            && !setting.calls
            && frame.depth(top + setting.height, fill.notes) <= frame.height() - frame.grid * 2
        {
            piece.to = last;
            place.y = high + setting.height;
            return self.stand_whole(sheet, place, piece, [high, top], next);
        }
        place.y = high;
        if first > 0 {
            place.y += block.repeat.iter().map(|r| r.height).sum::<Length>();
        }
        for k in first..last {
            let row = &setting.rows[k as usize];
            let y = place.y + row.height;
            let called: Length = row.notes.iter().map(|&n| self.note_height(n)).sum();
            let space =
                if place.notes == Length::ZERO && !row.notes.is_empty() { frame.note_space } else { Length::ZERO };
            if frame.depth(y, place.notes) > limit {
                return None;
            }
            piece.to = k + 1;
            if frame.depth(y, place.notes + space + called) > limit
                || (!sheet.carry.is_empty() && !row.notes.is_empty())
            {
                place.y = y;
                self.split_notes(sheet, &place, piece);
                return None;
            }
            place.y = y;
            place.notes += space + called;
            if k + 1 == last {
                break;
            }
            let tall = setting.rows[k as usize + 1].height > frame.grid * 4;
            if tall || self.worth_ending(&place) {
                let (y, hang) = (place.y, place.hang);
                if block.seen.is_some() && first == 0 && fill.below.is_some() {
                    piece.y = high + self.sink(&mut place, row);
                }
                place.piece = Some(piece);
                piece.y = top;
                self.may_end(sheet, &place, piece);
                place = Fill { y, hang, piece: None, ..place };
            }
        }
        if first == 0 {
            return self.stand_whole(sheet, place, piece, [high, top], next);
        }
        // Of a block that began on another page only the rest is here.
        let whole = place.y - setting.height;
        let next = block.seen.map(|seen| seen.behind(&frame, whole, block.below));
        self.leave(&mut place, block, whole, next);
        place.piece = Some(piece);
        self.may_end(sheet, &place, piece);
        Some(place)
    }

    fn note_height(&self, note: u32) -> Length {
        self.notes[note as usize].iter().map(|r| r.height).sum()
    }

    /// Rows of the grid that text, and notes under it, take.
    fn used(&self, fill: &Fill) -> i64 {
        let text = if fill.notes == Length::ZERO || self.frame.side { fill.y - fill.hang } else { fill.y };
        self.frame.rows_to(if self.frame.side { text } else { text + fill.notes })
    }

    fn worth_ending(&self, fill: &Fill) -> bool {
        self.used(fill) * 2 > self.frame.rows
    }

    /// The row with which a piece ends, and whether it is its block's last.
    fn last_row(&self, piece: Piece) -> (&Row, bool) {
        let rows = &self.blocks[piece.block as usize].variants[piece.variant as usize].rows;
        (&rows[piece.to as usize - 1], piece.to as usize == rows.len())
    }

    /// What begins behind a piece.
    fn behind(&self, piece: Piece, carry: &Carry) -> Key {
        let (_, whole) = self.last_row(piece);
        let rows = &self.blocks[piece.block as usize].variants[piece.variant as usize].rows;
        let next = rows[piece.to as usize..].iter().position(|row| !row.blank).unwrap_or(0);
        let (block, variant, row) =
            if whole { (piece.block + 1, 0, 0) } else { (piece.block, piece.variant, piece.to + next as u32) };
        Key { block, row, variant, carry: carry.clone(), ..Key::default() }
    }

    /// The page ends with a piece, if that is not too bad.
    fn may_end(&self, sheet: &mut Sheet, fill: &Fill, piece: Piece) {
        let (row, whole) = self.last_row(piece);
        let last = whole && piece.block as usize + 1 == self.blocks.len();
        if last || fill.cost + row.cost > sheet.limit {
            return;
        }
        let used = self.used(fill);
        if used > self.frame.most_rows() {
            return;
        }
        let missing = self.frame.rows - used;
        for depth in self.depths(sheet, fill, used) {
            let cost = self.ending(sheet, fill, row, [used, depth]);
            let full = missing <= 1 && cost < fill.cost + FORBIDDEN;
            if cost > sheet.limit || !(full || sheet.wants_short(cost)) {
                continue;
            }
            let hub = self.hub(sheet, fill, cost, self.behind(piece, &sheet.carry), depth);
            if full { sheet.hubs.push(hub) } else { sheet.push_short(hub) }
        }
    }

    /// How deep a page may be of which so many rows are used: as deep as what stands on it, or where notes stand at
    /// its foot, so deep that they end with the facing page.
    fn depths(&self, sheet: &Sheet, fill: &Fill, used: i64) -> RangeInclusive<i64> {
        if fill.notes == Length::ZERO || self.frame.side {
            return used..=used;
        }
        let most = used.max(self.frame.most_rows());
        match self.hubs[sheet.from as usize].key.facing {
            _ if !self.is_recto(sheet.page) => used.max(self.frame.rows - 1)..=most,
            0 => used.max(self.frame.rows)..=used.max(self.frame.rows),
            facing => facing.clamp(used, most)..=facing.clamp(used, most),
        }
    }

    /// The depth of a section's last page with notes: that of the facing page, else that of any page.
    fn last_depth(&self, sheet: &Sheet, fill: &Fill, used: i64) -> i64 {
        let depths = self.depths(sheet, fill, used);
        self.frame.rows.clamp(*depths.start(), *depths.end())
    }

    /// The way to go on behind a page that costs so much.
    fn hub(&self, sheet: &Sheet, fill: &Fill, cost: i64, mut key: Key, depth: i64) -> Hub {
        key.facing = if self.is_recto(sheet.page) { 0 } else { depth };
        key.waiting = fill.waiting.clone();
        Hub { key, cost, step: fill.step, piece: fill.piece, before: sheet.from, depth }
    }

    /// What a page costs that ends with a row, by the rows that are used and those that it is deep.
    fn ending(&self, sheet: &Sheet, fill: &Fill, row: &Row, [used, depth]: [i64; 2]) -> i64 {
        let missing = self.frame.rows - depth;
        let white = depth - used;
        let recto = self.is_recto(sheet.page);
        let mut cost = fill.cost + row.cost + PAGE;
        if row.hyphen {
            cost += if recto { HYPHEN_OVER_TURN } else { HYPHEN_OVER_SPREAD };
        }
        cost += match missing {
            i64::MIN..0 => RUN_LONG * missing * missing,
            0 => 0,
            _ => RUN_SHORT + SHORT_LINE * (missing - 1) * (missing - 1),
        };
        cost += SHORT_OVER_NOTES * white * white;
        let facing = self.hubs[sheet.from as usize].key.facing;
        if recto && facing > 0 {
            cost += UNEVEN * ((facing - depth) * (facing - depth)).min(MOST_UNEVEN);
        }
        cost
    }

    /// A page that ends with a row whose notes don't fit: as much of them as does, and the rest overleaf.
    fn split_notes(&self, sheet: &mut Sheet, fill: &Fill, piece: Piece) {
        let (row, _) = self.last_row(piece);
        let mut end = fill.clone();
        let mut rest = sheet.carry.clone();
        let height = self.frame.height();
        for &note in &row.notes {
            let rows = &self.notes[note as usize];
            if !rest.is_empty() {
                rest.push((note, 0));
                end.cost += LATE_NOTE;
                continue;
            }
            let space = if end.notes == Length::ZERO { self.frame.note_space } else { Length::ZERO };
            let above = if self.frame.side { Length::ZERO } else { end.y };
            let room = height - above - end.notes - space;
            let (fits, taken) = split(rows, room);
            if fits > 0 {
                end.notes += space + taken;
            }
            if fits < rows.len() {
                rest.push((note, fits as u32));
                end.cost += if fits == 0 { LATE_NOTE } else { SPLIT_NOTE };
            }
        }
        if self.frame.depth(end.y, end.notes) > height {
            return;
        }
        end.piece = Some(piece);
        let used = self.used(&end);
        for depth in self.depths(sheet, &end, used) {
            let cost = self.ending(sheet, &end, row, [used, depth]);
            let hub = self.hub(sheet, &end, cost, self.behind(piece, &rest), depth);
            sheet.hubs.push(hub);
        }
    }

    /// All blocks stand; the section ends with this page unless something is carried over.
    fn end(&self, sheet: &mut Sheet, fill: &Fill) {
        let block = self.blocks.len() as u32;
        if sheet.carry.is_empty() && fill.waiting.is_empty() {
            let used = self.used(fill);
            let footed = fill.notes > Length::ZERO && !self.frame.side;
            let mut hub = Hub {
                key: Key { block, ..Key::default() },
                cost: fill.cost,
                step: fill.step,
                piece: None,
                before: sheet.from,
                depth: if footed { self.last_depth(sheet, fill, used) } else { used },
            };
            if sheet.page > 0 && used < LAST_PAGE_LINES {
                hub.cost += SHORT_LAST_PAGE * (LAST_PAGE_LINES - used);
            }
            if used > self.frame.rows {
                hub.cost += RUN_LONG;
            }
            sheet.ends.push(hub);
        } else {
            let key = Key { block, carry: sheet.carry.clone(), ..Key::default() };
            let used = self.used(fill);
            let depth = self.last_depth(sheet, fill, used);
            let cost = self.ending(sheet, fill, &Row::default(), [used, depth]);
            let hub = self.hub(sheet, fill, cost, key, depth);
            sheet.hubs.push(hub);
        }
    }

    /// Nothing fits: what was carried over has the page to itself, or else one row has, however tall it is.
    fn force(&mut self, sheet: &Sheet, hub: &Hub, progress: bool) -> Hub {
        let (mut fill, _) = self.begin(hub);
        fill.cost += FORBIDDEN;
        let mut key = Key { carry: sheet.carry.clone(), facing: 0, waiting: Vec::new(), ..hub.key.clone() };
        if !progress {
            let block = &self.blocks[hub.key.block as usize];
            let rows = block.variants[hub.key.variant as usize].rows.len() as u32;
            let y = self.stand(&fill, block, hub.key.variant as usize, hub.key.row).top;
            let to = hub.key.row + 1;
            let piece = Piece { block: hub.key.block, variant: hub.key.variant, from: hub.key.row, to, y };
            let row = &block.variants[hub.key.variant as usize].rows[hub.key.row as usize];
            key.carry.extend(row.notes.iter().map(|&n| (n, 0)));
            fill.step = self.step(fill.step, piece);
            if to == rows {
                key = Key { block: hub.key.block + 1, carry: key.carry, ..Key::default() };
            } else {
                key.row = to;
            }
        }
        key.waiting = fill.waiting.clone();
        Hub { key, cost: fill.cost, step: fill.step, piece: None, before: sheet.from, depth: self.frame.rows }
    }

    /// Walks back from the end.
    fn plans(&self, best: Option<Hub>) -> Vec<PagePlan> {
        let mut plans = Vec::new();
        let mut at = best;
        while let Some(hub) = at.filter(|hub| hub.before != NONE) {
            let start = &self.hubs[hub.before as usize];
            let mut pieces: Vec<Piece> = hub.piece.into_iter().collect();
            let mut step = hub.step;
            while step != NONE {
                let Step { before, piece } = self.steps[step as usize];
                pieces.push(piece);
                step = before;
            }
            pieces.reverse();
            let notes = self.notes_of(&start.key.carry, &pieces, &hub.key.carry);
            plans.push(PagePlan { pieces, notes, rows: hub.depth });
            at = Some(start.clone());
        }
        plans.reverse();
        plans
    }

    /// The notes at the foot of a page: what was carried over to it and what is called on it, less what is
    /// carried over from it.
    fn notes_of(&self, carried: &Carry, pieces: &[Piece], rest: &Carry) -> Vec<NotePiece> {
        let mut all = carried.clone();
        for piece in pieces {
            let rows = &self.blocks[piece.block as usize].variants[piece.variant as usize].rows;
            let called = rows[piece.from as usize..piece.to as usize].iter().flat_map(|row| &row.notes);
            all.extend(called.map(|&note| (note, 0)));
        }
        let end = |note: u32| {
            let stop = rest.iter().find(|&&(n, _)| n == note).map(|&(_, row)| row);
            stop.unwrap_or(self.notes[note as usize].len() as u32)
        };
        all.into_iter()
            .map(|(note, from)| NotePiece { note, from, to: end(note) })
            .filter(|piece| piece.to > piece.from)
            .collect()
    }
}

/// How many rows of a note fit into `room` when the rest goes overleaf: at least two here and two there,
/// as far as it has so many. And their height.
fn split(rows: &[Row], room: Length) -> (usize, Length) {
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
        return (fits, height);
    }
    fits = fits.min(rows.len().saturating_sub(2));
    if fits < 2 {
        return (0, Length::ZERO);
    }
    (fits, rows[..fits].iter().map(|r| r.height).sum())
}

#[cfg(test)]
mod tests;
