//! Rivers: gaps between words that stand above one another over several lines.

use crate::costs::{LONGER_RIVER, RIVER, RIVER_LINES};
use crate::paragraph::breakpoints::Break;
use crate::paragraph::prepare::{Material, TokenKind};
use crate::paragraph::total_fit::{Chosen, Gain, Rules};

/// A gap on a line, and over how many lines gaps stand above it, its own among them.
#[derive(Clone, Copy)]
struct Gap {
    start: i64,
    end: i64,
    run: u32,
}

/// What the rivers of a path cost. A gap goes on with the one above that it shares most with, if that is at least
/// half of the narrower; a gap goes on in one only.
pub(crate) fn cost(material: &Material, breaks: &[Break], rules: &Rules, indents: &[i64], lines: &[Chosen]) -> i64 {
    if lines.len() < RIVER_LINES as usize || rules.ragged.is_some() {
        return 0;
    }
    let (mut above, mut gaps): (Vec<Gap>, Vec<Gap>) = (Vec::new(), Vec::new());
    let mut total = 0;
    let mut from = &breaks[0];
    for (i, line) in lines.iter().enumerate() {
        let to = &breaks[line.end as usize];
        gaps.clear();
        let begins = from.figures();
        let edge = indents[i.min(indents.len() - 1)] - begins.hang_start;
        let gain = Gain::at(line.ratio, rules);
        let tokens = &material.tokens[from.next as usize..to.end.max(from.next) as usize];
        for (token, at) in tokens.iter().zip(from.next as usize..) {
            if matches!(token.kind, TokenKind::Space { .. }) {
                let place = |at: usize| {
                    let sums = material.prefix[at] - begins.start_sums;
                    edge + sums.width + gain.of(&sums)
                };
                gaps.push(Gap { start: place(at), end: place(at + 1), run: 1 });
            }
        }
        let mut free = 0;
        for gap in &mut gaps {
            while above.get(free).is_some_and(|a| a.end <= gap.start) {
                free += 1;
            }
            let shared = |a: &Gap| a.end.min(gap.end) - a.start.max(gap.start);
            let near = above[free..].iter().take_while(|a| a.start < gap.end).enumerate();
            let Some((index, up)) = near.max_by_key(|(_, a)| shared(a)) else { continue };
            if shared(up) * 2 >= (up.end - up.start).min(gap.end - gap.start) {
                gap.run = up.run + 1;
                free += index + 1;
                total += match gap.run {
                    RIVER_LINES => RIVER,
                    run if run > RIVER_LINES => LONGER_RIVER,
                    _ => 0,
                };
            }
        }
        std::mem::swap(&mut above, &mut gaps);
        from = to;
    }
    total
}
