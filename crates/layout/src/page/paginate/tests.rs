//! The search against all ways there are.

use std::collections::BTreeMap;

use anthology_base::Length;
use proptest::prelude::*;

use super::*;
use crate::blocks::vertical_list::BlockVariant;
use crate::costs::{
    FORBIDDEN, HYPHEN_OVER_SPREAD, HYPHEN_OVER_TURN, LAST_PAGE_LINES, PAGE, RUN_LONG, RUN_SHORT, SHORT_LAST_PAGE,
    SHORT_LINE, UNEVEN,
};
use crate::page::block_spacing::InkExtent;
use crate::page::plan::NotePiece;

/// Every state is followed.
const UNBOUNDED: SearchBounds = SearchBounds { beam: usize::MAX, hopeless: i64::MAX / 4, short_pages: usize::MAX };

const GRID: Length = Length::from_pt(10);
const ROWS: i64 = 10;

fn area() -> TypeArea {
    TypeArea {
        grid: GRID,
        rows: ROWS,
        note_space: GRID,
        side_notes: false,
        may_run_long: true,
        x_height: Length::from_pt(4),
    }
}

/// A paragraph of so many lines, and what its other settings cost: lines and cost.
fn paragraph(lines: usize, hyphens: u32, others: &[(usize, i64)]) -> Block {
    let rows = |count: usize| -> Vec<Row> {
        let cost = |i: usize| if i + 1 < count && (i == 0 || i + 2 == count) { FORBIDDEN } else { 0 };
        (0..count)
            .map(|i| Row {
                height: GRID,
                cost: cost(i),
                hyphen: hyphens >> i & 1 == 1 && i + 1 < count,
                ..Row::default()
            })
            .collect()
    };
    let mut variants = vec![BlockVariant::new(rows(lines), 0)];
    variants.extend(others.iter().map(|&(count, cost)| BlockVariant::new(rows(count.max(1)), cost)));
    Block { snap_to_grid: true, variants, ..Block::default() }
}

/// The cost of a page that ends with a row.
fn page_cost(row: &Row, used: i64, page: usize, facing: i64) -> i64 {
    let recto = page.is_multiple_of(2);
    let hyphen = if recto { HYPHEN_OVER_TURN } else { HYPHEN_OVER_SPREAD };
    let depth = match ROWS - used {
        i64::MIN..0 => RUN_LONG,
        0 => 0,
        missing => RUN_SHORT + SHORT_LINE * (missing - 1) * (missing - 1),
    };
    let uneven = if recto && facing > 0 { UNEVEN * (facing - used) * (facing - used) } else { 0 };
    row.cost + PAGE + i64::from(row.hyphen) * hyphen + depth + uneven
}

fn last_cost(used: i64, page: usize) -> i64 {
    let short = if page > 0 { SHORT_LAST_PAGE * (LAST_PAGE_LINES - used).max(0) } else { 0 };
    short + if used > ROWS { RUN_LONG } else { 0 }
}

/// The total cost of a plan.
fn cost_of(blocks: &[Block], plans: &[PagePlan]) -> i64 {
    let mut cost = 0;
    let mut facing = 0;
    for (page, plan) in plans.iter().enumerate() {
        let used: i64 = plan.pieces.iter().map(|p| i64::from(p.to - p.from)).sum();
        for piece in plan.pieces.iter().filter(|p| p.from == 0) {
            cost += blocks[piece.block as usize].variants[piece.variant as usize].cost;
        }
        let last = plan.pieces.last().unwrap();
        let row = &blocks[last.block as usize].variants[last.variant as usize].rows[last.to as usize - 1];
        cost += if page + 1 == plans.len() { last_cost(used, page) } else { page_cost(row, used, page, facing) };
        facing = if page.is_multiple_of(2) { 0 } else { used };
    }
    cost
}

/// The cheapest of all ways, without a limit to how many are followed.
struct All<'b> {
    blocks: &'b [Block],
    known: BTreeMap<(usize, usize, usize, usize, i64), i64>,
}

impl All<'_> {
    /// From the top of a page: block, setting and row, the page, and how deep the one across from it is.
    fn best(&mut self, at: (usize, usize, usize), page: usize, facing: i64) -> i64 {
        let key = (at.0, at.1, at.2, page, facing);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let found = self.fill(at, page, facing, 0);
        self.known.insert(key, found);
        found
    }

    fn fill(&mut self, (block, variant, row): (usize, usize, usize), page: usize, facing: i64, used: i64) -> i64 {
        if block == self.blocks.len() {
            return last_cost(used, page);
        }
        let settings = if row > 0 { variant..variant + 1 } else { 0..self.blocks[block].variants.len() };
        let mut least = i64::MAX / 2;
        for setting in settings {
            let own = if row == 0 { self.blocks[block].variants[setting].cost } else { 0 };
            let rows = self.blocks[block].variants[setting].rows.clone();
            let mut used = used;
            for (k, line) in rows.iter().enumerate().skip(row) {
                used += 1;
                if used > ROWS + 1 {
                    break;
                }
                let whole = k + 1 == rows.len();
                let next = if whole { (block + 1, 0, 0) } else { (block, setting, k + 1) };
                // Within a paragraph a page ends only where it is more than half full.
                if next.0 < self.blocks.len() && (whole || used * 2 > ROWS) {
                    let across = if page.is_multiple_of(2) { 0 } else { used };
                    let cost = page_cost(line, used, page, facing) + self.best(next, page + 1, across);
                    least = least.min(own + cost);
                }
                if whole {
                    least = least.min(own + self.fill(next, page, facing, used));
                }
            }
        }
        least
    }
}

/// First fit: as many lines as go on a page, without widows and orphans where that can be.
fn greedy(blocks: &[Block]) -> Vec<PagePlan> {
    let lines: Vec<(u32, u32, &Row)> = blocks
        .iter()
        .enumerate()
        .flat_map(|(b, block)| block.variants[0].rows.iter().enumerate().map(move |(k, row)| (b as u32, k as u32, row)))
        .collect();
    let mut plans = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let most = (start + ROWS as usize).min(lines.len());
        let free = |end: &usize| *end == lines.len() || lines[*end - 1].2.cost < FORBIDDEN;
        let end = (start + 1..=most).rev().find(free).unwrap_or(most);
        let mut pieces: Vec<BlockPiece> = Vec::new();
        for &(block, row, _) in &lines[start..end] {
            match pieces.last_mut() {
                Some(piece) if piece.block == block => piece.to = row + 1,
                _ => pieces.push(BlockPiece {
                    block,
                    variant: 0,
                    from: row,
                    to: row + 1,
                    x: Length::ZERO,
                    y: Length::ZERO,
                }),
            }
        }
        plans.push(PagePlan { pieces, notes: Vec::new(), rows: ROWS, side: None });
        start = end;
    }
    plans
}

fn any_paragraph() -> impl Strategy<Value = Block> {
    (1_usize..9, any::<u32>(), 1_000_i64..60_000, 1_000_i64..60_000, 0..4_u8).prop_map(
        |(lines, hyphens, shorter, longer, which)| {
            let mut others = Vec::new();
            if which & 1 == 1 && lines > 1 {
                others.push((lines - 1, shorter));
            }
            if which & 2 == 2 {
                others.push((lines + 1, longer));
            }
            paragraph(lines, hyphens & hyphens >> 7, &others)
        },
    )
}

/// A page that must be a row short, for the sake of a heading, opposite one with a note.
#[test]
fn notes_end_with_the_facing_page() {
    let mut heading = paragraph(1, 0, &[]);
    heading.variants[0].rows[0].cost = FORBIDDEN;
    let mut calls = paragraph(4, 0, &[]);
    calls.variants[0].rows[1].notes = vec![0];
    calls.variants[0].has_notes = true;
    let blocks = [paragraph(9, 0, &[]), heading, calls, paragraph(12, 0, &[])];
    let notes = [vec![Row { height: GRID, ..Row::default() }]];
    let plans = paginate(&blocks, &notes, &area(), PageSide::Verso);
    assert_eq!(plans[1].notes, [NotePiece { note: 0, from: 0, to: 1 }]);
    assert_eq!((plans[0].rows, plans[1].rows), (9, 9));
}

/// Code, images and tables have lines of their own, with as much white over as under them, and the lines of the
/// text that follow stand on the grid; at a page's foot the last line does, as deep as on the page across.
#[test]
fn what_stands_off_the_grid_has_even_white_or_ends_on_it() {
    let pt = Length::from_pt;
    let row = |cost| Row { height: pt(7), cost, ..Row::default() };
    let rows = vec![row(FORBIDDEN), row(FORBIDDEN), row(0)];
    let code = Block {
        space_before: pt(8),
        space_after: pt(8),
        ink: Some(InkExtent { ink_top: pt(1), grid_foot: pt(21), optical_depth: pt(0), head_offset: pt(2) }),
        variants: vec![BlockVariant::new(rows, 0)],
        ..Block::default()
    };
    let plans = |blocks: &[Block]| {
        let plans = paginate(blocks, &[], &area(), PageSide::Recto);
        plans.iter().map(|plan| plan.pieces.iter().map(|piece| piece.y).collect()).collect::<Vec<Vec<Length>>>()
    };
    let tops = plans(&[paragraph(3, 0, &[]), code.clone(), paragraph(2, 0, &[])]);
    assert_eq!(tops, [[pt(0), pt(81) / 2, pt(70)]]);
    let tops = plans(&[paragraph(7, 0, &[]), code.clone(), paragraph(12, 0, &[])]);
    assert_eq!(tops[0], [pt(0), pt(79)]);
    let tops = plans(&[code, paragraph(3, 0, &[])]);
    assert_eq!(tops, [[pt(2), pt(30)]]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// The programme is exact but for its bounds; and within them it isn't worse than first fit.
    #[test]
    fn no_way_through_a_chapter_is_cheaper(blocks in prop::collection::vec(any_paragraph(), 1..14)) {
        let area = area();
        let exact = Paginator::new(&blocks, &[], &area, PageSide::Recto, UNBOUNDED).run();
        let best = All { blocks: &blocks, known: BTreeMap::new() }.best((0, 0, 0), 0, 0);
        prop_assert_eq!(cost_of(&blocks, &exact.plans), best);
        prop_assert_eq!(exact.cost, best);
        let found = cost_of(&blocks, &paginate(&blocks, &[], &area, PageSide::Recto));
        prop_assert!(found <= cost_of(&blocks, &greedy(&blocks)));
        prop_assert!(found / FORBIDDEN == best / FORBIDDEN, "forbidden breaks: {found}, least {best}");
    }

    #[test]
    fn every_row_stands_once_and_in_order(blocks in prop::collection::vec(any_paragraph(), 1..60)) {
        let plans = paginate(&blocks, &[], &area(), PageSide::Verso);
        let mut next = (0_u32, 0_u32);
        for plan in &plans {
            let mut y = Length::ZERO;
            for piece in &plan.pieces {
                prop_assert_eq!((piece.block, piece.from), next);
                prop_assert!(piece.to > piece.from && piece.y >= y);
                let rows = &blocks[piece.block as usize].variants[piece.variant as usize].rows;
                y = piece.y + GRID * i64::from(piece.to - piece.from);
                next = if piece.to as usize == rows.len() { (piece.block + 1, 0) } else { (piece.block, piece.to) };
            }
            prop_assert!(y <= GRID * (ROWS + 1));
        }
        prop_assert_eq!(next, (blocks.len() as u32, 0));
    }
}
