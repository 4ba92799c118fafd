//! Keeps: what page breaks cost between blocks that belong together.

use crate::blocks::unset_blocks::{BlockSource, UnsetBlock};
use crate::blocks::vertical_list::Block;
use crate::costs::{
    AFTER_HEADING, AFTER_INTRO, AT_BREAK, CAPTION_LINES, FORBIDDEN, LEADING_LINES, PART_FEW, PART_INTRO,
};

/// Makes page breaks between blocks that belong together more costly: headings and what follows, introductions and
/// what they announce, quotations and their sources.
///
/// TeX says this with penalties between lines, which it compares with the badness of one page; here they are summed
/// over a section with all other costs of its pages, so a costly break is taken where every other sequence of pages
/// costs more.
pub(super) fn apply_keeps(unset_blocks: &[UnsetBlock], blocks: &mut [Block]) {
    // Rows that still stay with a heading before them, and those that stay with an announcing line. Both carry over
    // from short blocks to the next.
    let (mut with_heading, mut with_intro) = (0, 0);
    for i in 0..blocks.len() {
        let next_rows = blocks.get(i + 1).map(|next| next.variants[0].rows.len());
        let block = &mut blocks[i];
        let unset = &unset_blocks[i];
        let next = unset_blocks.get(i + 1);
        let rows = block.variants[0].rows.len();
        let announces = unset.announces && next.is_some_and(|next| is_announced(unset, next));
        // A line alone before code or verse is a label of it, more often than not.
        let lone_line = matches!(unset.source, BlockSource::Text { .. }) && rows == 1;
        let labels_code =
            lone_line && next.is_some_and(|next| matches!(next.source, BlockSource::Lines { code: Some(_), .. }));
        let labels_verse =
            lone_line && next.is_some_and(|next| matches!(next.source, BlockSource::Lines { code: None, .. }));
        let captioned = next_rows.is_some_and(|next_rows| is_captioned(unset, rows, next, next_rows));
        // Sections of a line or two: the lines that stay with a heading don't reach over the next one, or a page would
        // hold all of them or none.
        let section_ends = next.is_some_and(|next| next.heading) && !unset.heading;
        let strong_line = unset.strong_line && rows <= LEADING_LINES;
        let at_scene_break = unset.scene_break || next.is_some_and(|next| next.scene_break);
        let keep = unset.keep_with_next || next.is_some_and(|next| next.keep_with_previous);
        let end = i64::from(keep) * FORBIDDEN
            + i64::from(announces || strong_line || labels_code || captioned) * PART_INTRO
            + i64::from(labels_verse) * PART_FEW
            + i64::from(at_scene_break) * AT_BREAK;
        for variant in &mut block.variants {
            let count = variant.rows.len();
            for (k, row) in variant.rows.iter_mut().enumerate() {
                let ends_section = section_ends && k + 1 == count;
                if k + 1 < with_heading && !ends_section {
                    row.cost += FORBIDDEN;
                } else if k + 1 < with_intro {
                    row.cost += PART_INTRO;
                }
                if k + 1 == count {
                    row.cost += end;
                }
                if unset.heading {
                    row.cost += FORBIDDEN;
                }
            }
        }
        with_heading = if unset.heading { AFTER_HEADING } else { with_heading.saturating_sub(rows) };
        with_intro = if announces || labels_code { AFTER_INTRO } else { with_intro.saturating_sub(rows) };
    }
}

/// An image or a table and a paragraph beside it that is its caption, in whichever order.
fn is_captioned(unset: &UnsetBlock, rows: usize, next: Option<&UnsetBlock>, next_rows: usize) -> bool {
    let takes_caption = |unset: &UnsetBlock| match &unset.source {
        BlockSource::Figure(figure) => figure.caption.is_empty(),
        BlockSource::Table(table) => table.caption.is_none(),
        _ => false,
    };
    let Some(next) = next else { return false };
    takes_caption(unset) && next.caption_like && next_rows <= CAPTION_LINES
        || unset.caption_like && rows <= CAPTION_LINES && takes_caption(next)
}

/// An announcing line announces what follows unless that is the next paragraph, which it may as well be part of: a
/// list, a quotation, a term to be explained, or anything but text.
fn is_announced(intro: &UnsetBlock, next: &UnsetBlock) -> bool {
    match (&intro.source, &next.source) {
        (BlockSource::Text { x, .. }, BlockSource::Text { x: next_x, .. }) => {
            !next.labels.is_empty() || next_x > x || next.keep_with_next && !next.heading
        }
        _ => true,
    }
}
