//! Flexible space: headings and what is off the grid may have a line more of white around them.
//!
//! Pages of prose are made equally deep by paragraphs that are set a line longer or shorter. A page of code, tables and
//! images has few of these; there compositors vary the white around displays, which TeX does by glue with stretch. Here
//! a block has a variant with one more row of the grid, for pagination to choose where it makes facing pages even.

use anthology_base::Length;

use crate::blocks::vertical_list::{Block, BlockVariant, MoreSpace};
use crate::costs::MORE_SPACE;
use crate::page::type_area::TypeArea;

/// Adds the variants with more space to a section of running text. Not to its first block, which opens it, nor to a
/// heading after a heading, which belong together.
pub(crate) fn add_flexible_space(blocks: &mut [Block], area: &TypeArea) {
    let mut after_heading = true;
    for block in blocks {
        let more_space = if block.ink.is_some() {
            Some(MoreSpace { before: area.grid / 2, after: area.grid / 2 })
        } else if block.slack_before {
            Some(MoreSpace { before: area.grid, after: Length::ZERO })
        } else {
            None
        };
        if let (Some(more_space), false) = (more_space, after_heading)
            && let [only] = block.variants.as_slice()
        {
            let spacious = BlockVariant { more_space, cost: only.cost + MORE_SPACE, ..only.clone() };
            block.variants.push(spacious);
        }
        after_heading = block.slack_before || block.keep_space_at_head;
    }
}
