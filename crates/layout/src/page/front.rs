//! Contents pages: made to end without a page of a few lines.

use anthology_base::Length;
use anthology_typeset::SectionKind;

use crate::blocks::vertical_list::Block;
use crate::page::type_area::TypeArea;

/// Takes space from before and after the heading of the contents where that saves a page of few lines.
pub(crate) fn tighten_contents(kind: &SectionKind, blocks: &mut [Block], area: &TypeArea) {
    let (height, grid) = (area.height(), area.grid);
    let Some(heading) = blocks.iter().position(|block| block.space_after >= grid * 2) else { return };
    if *kind != SectionKind::Contents || heading > 2 {
        return;
    }
    let all = depth(blocks, area);
    let mut over = Length::from_sp(all.sp() % height.sp());
    let spare = (blocks[0].space_before - grid).max(Length::ZERO) + blocks[heading].space_after - grid;
    if all <= height || over > spare {
        return;
    }
    for (block, above) in [(0, true), (heading, false)] {
        let white = if above { &mut blocks[block].space_before } else { &mut blocks[block].space_after };
        over = over.max(Length::ZERO);
        let spare = (*white - grid).max(Length::ZERO).min(over.round_up_to(grid));
        *white -= spare;
        over -= spare;
    }
}

/// The depth of blocks one below the other.
fn depth(blocks: &[Block], area: &TypeArea) -> Length {
    let mut y = Length::ZERO;
    let mut below = Length::ZERO;
    for block in blocks {
        y += below.max(block.space_before);
        if block.snap_to_grid {
            y = y.round_up_to(area.grid);
        }
        y += block.variants[0].height;
        below = block.space_after;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::vertical_list::{BlockVariant, Row};

    fn contents(entries: usize) -> Vec<Block> {
        let pt = Length::from_pt;
        let line = || vec![BlockVariant::new(vec![Row { height: pt(10), ..Row::default() }], 0)];
        let mut blocks =
            vec![Block { space_before: pt(50), space_after: pt(20), variants: line(), ..Block::default() }];
        blocks.extend((0..entries).map(|_| Block { variants: line(), ..Block::default() }));
        blocks
    }

    #[test]
    fn contents_are_tightened_where_that_saves_a_page() {
        let area = TypeArea {
            grid: Length::from_pt(10),
            rows: 20,
            note_space: Length::ZERO,
            side_notes: false,
            may_run_long: true,
            x_height: Length::from_pt(4),
        };
        for (entries, expected) in [(12, (50, 20)), (14, (30, 20)), (17, (10, 10)), (18, (50, 20))] {
            let mut blocks = contents(entries);
            tighten_contents(&SectionKind::Contents, &mut blocks, &area);
            let expected = (Length::from_pt(expected.0), Length::from_pt(expected.1));
            assert_eq!((blocks[0].space_before, blocks[0].space_after), expected, "{entries}");
        }
    }
}
