//! Facing pages: a text on the left and another on the right, such as an original and its translation, in step.
//!
//! The texts come in pairs of blocks, and the blocks of a pair begin on the same line. For pagination the rows that
//! face each other are one row and a spread is one page; so widows, notes and keeps are weighed as in other text, and
//! no page break can bring the texts out of step. Each spread found is then divided into its two pages, and what one
//! side has less than the other is white.

use std::collections::BTreeSet;

use anthology_base::Length;

use crate::blocks::vertical_list::{Block, BlockVariant, Row};
use crate::page::index_columns::{IndexColumns, index_pages};
use crate::page::paginate::paginate;
use crate::page::plan::{BlockPiece, FacingSide, NotePiece, PagePlan, PageSide};
use crate::page::type_area::TypeArea;

/// The side on which a section without anything before it begins: a verso, where facing pages begin it.
pub(crate) fn opens_on(blocks: &[Block], area: &TypeArea) -> PageSide {
    match first_run(blocks, area) {
        Some(run) if run.start == 0 => PageSide::Verso,
        _ => PageSide::Recto,
    }
}

/// Finds the pages of a section that begins on a side: of its facing texts in spreads, of an index in columns, of all
/// others one by one.
pub(crate) fn paginate_section(
    blocks: &[Block],
    notes: &[Vec<Row>],
    area: &TypeArea,
    columns: IndexColumns,
    first: PageSide,
) -> Vec<PagePlan> {
    if blocks.iter().any(|block| block.in_columns) {
        return index_pages(blocks, notes, area, columns, first);
    }
    let mut plans = Vec::new();
    let mut next = 0;
    while let Some(run) = first_run(&blocks[next..], area) {
        if run.start > 0 {
            let side = side_of(plans.len(), first);
            plans.extend(single_pages(&blocks[next..next + run.start], next, notes, area, side));
        }
        if side_of(plans.len(), first) == PageSide::Recto {
            plans.push(PagePlan::default());
        }
        plans.extend(spreads(&blocks[next + run.start..next + run.end], next + run.start, notes, area));
        next += run.end;
    }
    if next < blocks.len() || plans.is_empty() {
        let side = side_of(plans.len(), first);
        plans.extend(single_pages(&blocks[next..], next, notes, area, side));
    } else if plans.last().is_some_and(|last| last.pieces.is_empty() && last.notes.is_empty()) {
        plans.pop();
    }
    plans
}

/// The side of a page of a section that begins on a side.
fn side_of(page: usize, first: PageSide) -> PageSide {
    if page.is_multiple_of(2) == (first == PageSide::Recto) { PageSide::Recto } else { PageSide::Verso }
}

/// Blocks that are set in spreads.
struct FacingRun {
    start: usize,
    end: usize,
}

/// The first blocks that are set in spreads. A short beginning, as a title, stands on the verso over its text; a longer
/// one has pages of its own.
fn first_run(blocks: &[Block], area: &TypeArea) -> Option<FacingRun> {
    let first = blocks.iter().position(|block| block.facing.is_some())?;
    let count = blocks[first..].iter().take_while(|block| block.facing.is_some()).count();
    let height: Length = blocks[..first].iter().map(|block| block.space_before + block.variants[0].height).sum();
    let is_lead = height <= area.height() / 2 && !blocks[..first].iter().any(|block| block.float);
    Some(FacingRun { start: if is_lead { 0 } else { first }, end: first + count })
}

/// The pages of blocks that are not set in spreads; `offset` is the index of the first of them in the section.
fn single_pages(
    blocks: &[Block],
    offset: usize,
    notes: &[Vec<Row>],
    area: &TypeArea,
    first: PageSide,
) -> Vec<PagePlan> {
    let mut plans = paginate(blocks, notes, area, first);
    for piece in plans.iter_mut().flat_map(|plan| &mut plan.pieces) {
        piece.block += offset as u32;
    }
    plans
}

/// The blocks of a spread's two pages, by their indices in the section.
#[derive(Clone, Copy, Default)]
struct SpreadBlock {
    verso: Option<u32>,
    recto: Option<u32>,
}

fn spreads(blocks: &[Block], offset: usize, notes: &[Vec<Row>], area: &TypeArea) -> Vec<PagePlan> {
    let mut faced: Vec<Block> = Vec::new();
    let mut sources: Vec<SpreadBlock> = Vec::new();
    // Notes of the recto; all others are the verso's.
    let mut recto_notes: BTreeSet<u32> = BTreeSet::new();
    for (index, block) in (offset as u32..).zip(blocks) {
        match (block.facing, sources.last_mut(), faced.last_mut()) {
            (Some(FacingSide::Recto), Some(source), Some(verso)) => {
                source.recto = Some(index);
                recto_notes.extend(block.variants[0].rows.iter().flat_map(|row| &row.notes));
                face(verso, block);
            }
            _ => {
                sources.push(SpreadBlock { verso: Some(index), recto: None });
                faced.push(Block { variants: block.variants[..1].to_vec(), ..block.clone() });
            }
        }
    }
    let is_on = |side, piece: &NotePiece| recto_notes.contains(&piece.note) == (side == FacingSide::Recto);
    let rows_of = |block: u32| blocks[block as usize - offset].variants[0].rows.len() as u32;
    let mut plans = Vec::new();
    for spread in paginate(&faced, notes, area, PageSide::Spread) {
        for side in [FacingSide::Verso, FacingSide::Recto] {
            let own = |piece: &BlockPiece| {
                let source = sources[piece.block as usize];
                let block = if side == FacingSide::Verso { source.verso } else { source.recto }?;
                let (from, to) = (piece.from.min(rows_of(block)), piece.to.min(rows_of(block)));
                (from < to).then_some(BlockPiece { block, from, to, ..*piece })
            };
            let pieces = spread.pieces.iter().filter_map(own).collect();
            let notes = spread.notes.iter().filter(|piece| is_on(side, piece)).copied().collect();
            plans.push(PagePlan { pieces, notes, rows: spread.rows, side: Some(side) });
        }
    }
    plans
}

/// Makes the rows of a verso's block those of a spread.
fn face(verso: &mut Block, recto: &Block) {
    let mut left = std::mem::take(&mut verso.variants[0].rows).into_iter();
    let mut right = recto.variants[0].rows.iter();
    let mut rows = Vec::with_capacity(left.len().max(right.len()));
    loop {
        let row = match (left.next(), right.next()) {
            (Some(a), Some(b)) => Row {
                height: a.height.max(b.height),
                cost: a.cost.max(b.cost),
                hyphen: a.hyphen || b.hyphen,
                notes: [a.notes.as_slice(), &b.notes].concat(),
                ..a
            },
            (Some(row), None) => row,
            (None, Some(row)) => row.clone(),
            (None, None) => break,
        };
        rows.push(row);
    }
    verso.variants[0] = BlockVariant::new(rows, 0);
}
