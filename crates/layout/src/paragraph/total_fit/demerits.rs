//! Demerits: what a line costs by itself, and what it costs after the lines above it.
//!
//! As in Knuth and Plass, a line costs the square of its badness and the square of its breakpoint's penalty. (They add
//! the penalty before squaring, `(l + β + π)²`; TeX squares it apart, and so do we, since a hyphen shall cost the same
//! in a good line and in a bad one.) What the paper charges for pairs of lines, hyphens in a row and unlike fitness
//! classes, grows here with how many and how unlike they are; runts and stacks of words are added.

use std::ops::RangeInclusive;

use super::line_fit::{LineFit, NORMAL};
use super::problem::{BreakParams, BreakProblem, Flaw, LineTarget};
use crate::costs::{FITNESS_CONTRAST, GRAVE, LADDER, OVERFULL};
use crate::paragraph::breakpoints::{BreakKind, Breakpoint};
use crate::two_sided::{Edge, Edges};

/// An active node: a breakpoint with all that the lines above it have to do with what further lines cost.
///
/// Knuth and Plass keep the best node of each fitness class at a breakpoint. As ladders and stacks cost something too, a
/// node is one of class, ladder, stacks and, where the widths of lines differ or their number is asked for, line number.
pub(super) struct ActiveNode {
    /// Index of its breakpoint.
    pub(super) breakpoint: u32,
    /// Number of lines up to it; all further lines of one width count as one.
    pub(super) line: u32,
    /// Fitness class of the line that ends at it.
    pub(super) class: u8,
    /// Number of lines in a row that end in a hyphen.
    pub(super) ladder: u8,
    /// Numbers of lines in a row that begin, and end, with the word of the line above.
    pub(super) stacks: Edges<u8>,
    /// Index of the node at which the line begins: the way back. `u32::MAX` at the paragraph's start.
    pub(super) from: u32,
    /// Adjustment ratio of the line.
    pub(super) ratio: i64,
    /// Total demerits of the best lines up to it.
    pub(super) demerits: i64,
    pub(super) overfull: bool,
    pub(super) flaw: Flaw,
}

impl ActiveNode {
    /// The start of the paragraph.
    pub(super) fn start() -> Self {
        Self {
            breakpoint: 0,
            line: 0,
            class: NORMAL,
            ladder: 0,
            stacks: Edges::default(),
            from: u32::MAX,
            ratio: 0,
            demerits: 0,
            overfull: false,
            flaw: Flaw::None,
        }
    }

    /// True if further lines cost the same after either: then only the better is kept.
    pub(super) fn is_equivalent(&self, other: &Self) -> bool {
        (self.class, self.ladder, self.line, self.stacks) == (other.class, other.ladder, other.line, other.stacks)
    }
}

/// The demerits of a line whatever the lines above it, and what it has in common with them.
pub(super) struct LineDemerits {
    pub(super) fit: LineFit,
    pub(super) demerits: i64,
    pub(super) flaw: Flaw,
    pub(super) overfull: bool,
    /// True if it ends in a hyphen.
    pub(super) hyphenated: bool,
    /// True if it begins, or ends, with the word of the line above.
    pub(super) repeats: Edges<bool>,
    /// Allowed numbers of lines up to its end.
    pub(super) counts: RangeInclusive<u32>,
}

/// The demerits of a line after an active node, in all, and the state of the node at its end.
pub(super) struct Transition {
    pub(super) demerits: i64,
    pub(super) flaw: Flaw,
    pub(super) ladder: u8,
    pub(super) stacks: Edges<u8>,
}

impl BreakProblem<'_> {
    /// Demerits of the line between two breakpoints, whatever is above it.
    pub(super) fn line_demerits(&self, from: u32, to: usize, fit: LineFit, overfull: bool) -> LineDemerits {
        let (begin, end) = (&self.breakpoints[from as usize], &self.breakpoints[to]);
        let line = self.params.line_penalty + fit.badness;
        let mut demerits = line * line + end.penalty * end.penalty;
        let mut flaw = Flaw::None;
        // A paragraph's last line, and one that the author ends, may repeat a word.
        let counts_stacks = self.params.stacks && !matches!(end.kind, BreakKind::End | BreakKind::Forced);
        let (above, below) = (begin.metrics().words, end.metrics().words);
        // `words.end` is the word after a breakpoint, with which a line begins.
        let repeats = Edges {
            start: counts_stacks && above.end != 0 && above.end == below.end,
            end: counts_stacks && above.start != 0 && above.start == below.start,
        };
        if end.kind == BreakKind::End && from != 0 {
            let last = self.last_line_demerits(from, to, begin);
            if last >= self.params.final_hyphen.min(self.params.runt).max(1) {
                flaw = Flaw::Blemish;
            }
            demerits += last;
        }
        if overfull {
            demerits += OVERFULL;
        }
        let counts = match self.target {
            LineTarget::Best => 0..=u32::MAX,
            LineTarget::Counts { counts, best } => {
                let left = u32::from(end.kind != BreakKind::End);
                let most = counts.iter().max().map_or(0, |most| most.saturating_sub(left));
                best[to].saturating_sub(1)..=most.min(best[to] + 1)
            }
        };
        LineDemerits { fit, demerits, flaw, overfull, hyphenated: end.hyphenated, repeats, counts }
    }

    /// Further demerits of the last line: when it is short, nearly full, or the rest of a word.
    fn last_line_demerits(&self, from: u32, to: usize, begin: &Breakpoint) -> i64 {
        let params = self.params;
        let mut demerits = 0;
        if begin.hyphenated {
            demerits += params.final_hyphen;
        }
        if params.balanced {
            return demerits;
        }
        let width = self.line_metrics(from, to).width;
        let rest_of_word = begin.split.as_ref().is_some_and(|p| p.token + 1 >= self.breakpoints[to].end);
        if width < params.scrap_width || rest_of_word && begin.kind == BreakKind::Hyphen {
            demerits += if params.runt > 0 { GRAVE } else { 0 };
        } else if width < params.runt_width {
            demerits += params.runt;
        } else if width > params.full_width {
            demerits += params.stack;
        }
        demerits
    }
}

impl BreakParams {
    /// Demerits of a line after an active node, with those of pairs of lines.
    #[inline]
    pub(super) fn transition(&self, node: &ActiveNode, line: &LineDemerits) -> Transition {
        let mut demerits = line.demerits;
        let counted = line.hyphenated && self.max_ladder < u8::MAX;
        // Saturating one above the limit keeps the number of nodes small.
        let ladder = if counted { (node.ladder + 1).min(self.max_ladder + 1) } else { 0 };
        let mut flaw = line.flaw;
        if ladder > self.max_ladder {
            flaw = Flaw::Ladder;
            demerits += LADDER;
        } else if ladder > 1 {
            demerits += self.double_hyphen;
        }
        let mut stack = |edge: Edge| {
            if !line.repeats.at(edge) {
                return 0;
            }
            let stack = (node.stacks.at(edge) + 1).min(2);
            if stack > 1 {
                flaw = flaw.max(Flaw::Blemish);
                demerits += GRAVE;
            } else {
                demerits += self.stack;
            }
            stack
        };
        let stacks = Edges { start: stack(Edge::Start), end: stack(Edge::End) };
        demerits += self.fitness * FITNESS_CONTRAST[usize::from(node.class.abs_diff(line.fit.class))];
        Transition { demerits, flaw, ladder, stacks }
    }
}
