//! What a line costs in the place where it stands.

use super::fit::Fit;
use super::search::{Node, Search};
use super::{Flaw, Lines};
use crate::costs::{FITNESS_CONTRAST, GRAVE, LADDER, OVERFULL};
use crate::paragraph::breakpoints::{Break, BreakKind};

/// What a line costs whatever the lines before it, and what it has to do with them.
pub(super) struct Step {
    pub(super) fit: Fit,
    pub(super) cost: i64,
    pub(super) flaw: Flaw,
    pub(super) overfull: bool,
    pub(super) dashed: bool,
    /// Whether it begins, and ends, with the word of the line before.
    pub(super) same: [bool; 2],
    /// How many lines there may be up to its end.
    pub(super) counts: [u32; 2],
}

/// What a line costs behind a state, all told.
pub(super) struct Charge {
    pub(super) cost: i64,
    pub(super) flaw: Flaw,
    pub(super) ladder: u8,
    /// How many lines in a row begin, and end, with the same word.
    pub(super) stacks: [u8; 2],
}

impl Search<'_> {
    /// What the line between two breaks costs whatever stands above it.
    pub(super) fn step(&self, from: u32, to: usize, fit: Fit, overfull: bool) -> Step {
        let (begin, end) = (&self.breaks[from as usize], &self.breaks[to]);
        let mut cost = self.line_cost(&fit, end);
        let mut flaw = Flaw::None;
        let counts = self.rules.stacks && !matches!(end.kind, BreakKind::End | BreakKind::Forced);
        let (above, below) = (begin.figures().words, end.figures().words);
        let is_same = |side: usize| counts && above[side] != 0 && above[side] == below[side];
        let same = [is_same(1), is_same(0)];
        if end.kind == BreakKind::End && from != 0 {
            let last = self.last_cost(from, to, begin);
            if last >= self.rules.final_hyphen.min(self.rules.runt).max(1) {
                flaw = Flaw::Mark;
            }
            cost += last;
        }
        if overfull {
            cost += OVERFULL;
        }
        let counts = match self.task.lines {
            Lines::Best => [0, u32::MAX],
            Lines::Counts { counts, best } => {
                let left = u32::from(end.kind != BreakKind::End);
                let most = counts.iter().max().map_or(0, |most| most.saturating_sub(left));
                [best[to].saturating_sub(1), most.min(best[to] + 1)]
            }
        };
        Step { fit, cost, flaw, overfull, dashed: end.dashed, same, counts }
    }

    /// What a line costs behind a state, and what the state at its end has to know.
    #[inline]
    pub(super) fn charge(&self, node: &Node, step: &Step) -> Charge {
        let mut cost = step.cost;
        let ladder =
            if step.dashed && self.rules.ladder < u8::MAX { (node.ladder + 1).min(self.rules.ladder + 1) } else { 0 };
        let mut flaw = step.flaw;
        if ladder > self.rules.ladder {
            flaw = Flaw::Ladder;
            cost += LADDER;
        } else if ladder > 1 {
            cost += self.rules.double_hyphen;
        }
        let mut stacks = [0; 2];
        for (side, stack) in stacks.iter_mut().enumerate() {
            if step.same[side] {
                *stack = (node.stacks[side] + 1).min(2);
                if *stack > 1 {
                    flaw = flaw.max(Flaw::Mark);
                    cost += GRAVE;
                } else {
                    cost += self.rules.stack;
                }
            }
        }
        cost += self.rules.fitness * FITNESS_CONTRAST[usize::from(node.class.abs_diff(step.fit.class))];
        Charge { cost, flaw, ladder, stacks }
    }

    fn line_cost(&self, fit: &Fit, end: &Break) -> i64 {
        let line = self.rules.line_penalty + fit.badness;
        line * line + end.penalty * end.penalty
    }

    /// What the last line costs besides: when it is short, nearly full, or the rest of a word.
    fn last_cost(&self, from: u32, to: usize, begin: &Break) -> i64 {
        let mut cost = 0;
        if begin.dashed {
            cost += self.rules.final_hyphen;
        }
        if self.rules.balanced {
            return cost;
        }
        let width = self.sums(from, to).width;
        let rest_of_word = begin.part.as_ref().is_some_and(|p| p.token + 1 >= self.breaks[to].end);
        if width < self.rules.scrap || rest_of_word && begin.kind == BreakKind::Hyphen {
            cost += if self.rules.runt > 0 { GRAVE } else { 0 };
        } else if width < self.rules.last[0] {
            cost += self.rules.runt;
        } else if width > self.rules.last[1] {
            cost += self.rules.stack;
        }
        cost
    }
}
