//! The passes that mark the boilerplate of a capture, in their order.

use crate::boilerplate::{Boilerplate, is_listing, widget};
use crate::capture::Capture;
use crate::{link_list, page_head, recurring, zones};

/// Marks the boilerplate of a capture, line by line (the indices of [`Capture::lines`]).
pub(crate) fn mark(capture: &Capture) -> Vec<Option<Boilerplate>> {
    let lines = &capture.lines;
    let mut marks: Vec<Option<Boilerplate>> =
        lines
            .iter()
            .enumerate()
            .map(|(i, line)| {
                if i < 3 && is_listing(line) {
                    Some(Boilerplate::Listing)
                } else {
                    widget(&line.text, &line.normalised)
                }
            })
            .collect();
    if let Some(start) = link_list::start(lines) {
        marks[start..].fill(Some(Boilerplate::LinkList));
    }
    recurring::mark_underlines(lines, &mut marks);
    zones::mark_weak(lines, &mut marks);
    zones::mark_comments(lines, &mut marks);
    recurring::mark_datelines(lines, &mut marks);
    zones::mark_lists(lines, &mut marks);
    recurring::mark_labels(lines, &mut marks);
    zones::mark_weak(lines, &mut marks);
    recurring::mark_names(lines, &mut marks);
    recurring::mark_categories(lines, &mut marks);
    zones::mark_head(lines, &mut marks);
    page_head::mark_page_head(lines, &mut marks);
    recurring::mark_meta(lines, &mut marks);
    zones::mark_tail(lines, &mut marks);
    recurring::mark_footers(lines, &mut marks);
    marks
}
