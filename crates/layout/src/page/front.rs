//! What is particular to pages before the text: contents that don't run over by a few lines.

use anthology_base::Length;
use anthology_typeset::SectionKind;

use crate::blocks::vertical_list::Block;
use crate::page::paginate::Frame;

/// Takes white from over and under the heading of the contents where that saves a page of few lines.
pub(crate) fn tighten(kind: &SectionKind, blocks: &mut [Block], frame: &Frame) {
    let (height, grid) = (frame.height(), frame.grid);
    let Some(heading) = blocks.iter().position(|block| block.below >= grid * 2) else { return };
    if *kind != SectionKind::Contents || heading > 2 {
        return;
    }
    let all = depth(blocks, frame);
    let mut over = Length::from_sp(all.sp() % height.sp());
    let spare = (blocks[0].above - grid).max(Length::ZERO) + blocks[heading].below - grid;
    if all <= height || over > spare {
        return;
    }
    for (block, above) in [(0, true), (heading, false)] {
        let white = if above { &mut blocks[block].above } else { &mut blocks[block].below };
        over = over.max(Length::ZERO);
        let spare = (*white - grid).max(Length::ZERO).min(over.round_up_to(grid));
        *white -= spare;
        over -= spare;
    }
}

/// How deep blocks are under one another.
fn depth(blocks: &[Block], frame: &Frame) -> Length {
    let mut y = Length::ZERO;
    let mut below = Length::ZERO;
    for block in blocks {
        y += below.max(block.above);
        if block.snap {
            y = y.round_up_to(frame.grid);
        }
        y += block.variants[0].height;
        below = block.below;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::vertical_list::{Row, Variant};

    fn contents(entries: usize) -> Vec<Block> {
        let pt = Length::from_pt;
        let line = || vec![Variant::new(vec![Row { height: pt(10), ..Row::default() }], 0)];
        let mut blocks = vec![Block { above: pt(50), below: pt(20), variants: line(), ..Block::default() }];
        blocks.extend((0..entries).map(|_| Block { variants: line(), ..Block::default() }));
        blocks
    }

    #[test]
    fn contents_are_tightened_where_that_saves_a_page() {
        let frame = Frame {
            grid: Length::from_pt(10),
            rows: 20,
            note_space: Length::ZERO,
            side: false,
            long: true,
            x_height: Length::from_pt(4),
        };
        for (entries, expected) in [(12, (50, 20)), (14, (30, 20)), (17, (10, 10)), (18, (50, 20))] {
            let mut blocks = contents(entries);
            tighten(&SectionKind::Contents, &mut blocks, &frame);
            let expected = (Length::from_pt(expected.0), Length::from_pt(expected.1));
            assert_eq!((blocks[0].above, blocks[0].below), expected, "{entries}");
        }
    }
}
