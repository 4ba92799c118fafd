//! Rivers: spaces between words that are above one another over several lines.

use crate::costs::{LONGER_RIVER, RIVER, RIVER_LINES};
use crate::paragraph::breakpoints::Breakpoint;
use crate::paragraph::shaped_paragraph::{ShapedParagraph, TokenKind};
use crate::paragraph::total_fit::{BreakParams, ChosenLine, GlueSetting};

/// A space on a line, in scaled points from the measure's start.
#[derive(Clone, Copy)]
struct RiverSpace {
    start: i64,
    end: i64,
    /// Over how many lines spaces are above it, its own line among them.
    run: u32,
}

/// Demerits of the rivers of a layout. A space continues the run of the one above that it shares most with, if that is at
/// least half of the narrower; each run is continued once.
pub(crate) fn river_demerits(
    shaped: &ShapedParagraph,
    breakpoints: &[Breakpoint],
    params: &BreakParams,
    indents: &[i64],
    lines: &[ChosenLine],
) -> i64 {
    if lines.len() < RIVER_LINES as usize || params.ragged.is_some() {
        return 0;
    }
    let (mut above, mut spaces): (Vec<RiverSpace>, Vec<RiverSpace>) = (Vec::new(), Vec::new());
    let mut total = 0;
    let mut from = &breakpoints[0];
    for (i, line) in lines.iter().enumerate() {
        let to = &breakpoints[line.end as usize];
        spaces.clear();
        let begin = from.metrics();
        let edge = indents[i.min(indents.len() - 1)] - begin.protrusion_start;
        let setting = GlueSetting::at(line.ratio, params);
        let tokens = &shaped.tokens[from.next as usize..to.end.max(from.next) as usize];
        for (token, at) in tokens.iter().zip(from.next as usize..) {
            if matches!(token.kind, TokenKind::Space { .. }) {
                // Where a token is on its set line: from the prefix sums, with no line built.
                let place = |at: usize| {
                    let metrics = shaped.prefix[at] - begin.start_prefix;
                    edge + metrics.width + setting.surplus(&metrics)
                };
                spaces.push(RiverSpace { start: place(at), end: place(at + 1), run: 1 });
            }
        }
        // Both lines are in order from left to right, so one pass over the two finds all pairs.
        let mut free = 0;
        for space in &mut spaces {
            while above.get(free).is_some_and(|a| a.end <= space.start) {
                free += 1;
            }
            let shared = |a: &RiverSpace| a.end.min(space.end) - a.start.max(space.start);
            let near = above[free..].iter().take_while(|a| a.start < space.end).enumerate();
            let Some((index, up)) = near.max_by_key(|(_, a)| shared(a)) else { continue };
            if shared(up) * 2 >= (up.end - up.start).min(space.end - space.start) {
                space.run = up.run + 1;
                free += index + 1;
                total += match space.run {
                    RIVER_LINES => RIVER,
                    run if run > RIVER_LINES => LONGER_RIVER,
                    _ => 0,
                };
            }
        }
        std::mem::swap(&mut above, &mut spaces);
        from = to;
    }
    total
}
