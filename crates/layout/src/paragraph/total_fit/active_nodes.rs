//! The dynamic programme over active nodes, breakpoint by breakpoint: Knuth and Plass's total-fit algorithm.
//!
//! At each breakpoint every line that could end there is looked at, one from each place where a line may begin (the
//! active nodes); the best line of each equivalent end becomes a node itself. A place is deactivated when no line from
//! it can be shrunk enough to end here or further on.
//!
//! Departures from the paper:
//!
//! - Nodes at one breakpoint whose next lines have the same width are one [`ActiveBreak`], since all that depends on the
//!   two ends of a line is the same for them.
//! - Most lines are rejected by one comparison of prefix sums with the bounds of an [`ActiveBreak`], computed once when
//!   it is activated. Active breaks are in the order of their breakpoints, so the first that is too loose by more than
//!   [`Search::slack`] ends the loop: all after it begin later, and are looser still.
//! - Breakpoints within words are measured by the shaper, so that waits until a line may end near them.
//! - Lines within one word can't be told from prefix sums; they have metrics of their own.

use super::demerits::{ActiveNode, LineDemerits, Transition};
use super::line_fit::{LineFit, NO_LIMIT, WidthBounds};
use super::problem::{BreakParams, BreakProblem, ChosenLine, Flaw, LineLayout, LineTarget};
use crate::costs::MAX_FEASIBLE_LINES;
use crate::paragraph::breakpoints::{BreakKind, Breakpoint};

/// A line from one node to another.
pub(super) struct FeasibleLine {
    pub(super) to: u32,
    pub(super) from: u32,
    pub(super) ratio: i64,
    pub(super) demerits: i64,
    pub(super) flaw: Flaw,
}

/// The result of fitting a line.
#[derive(Clone, Copy)]
enum Outcome {
    /// It could be set, if it is not worse than the tolerance.
    Fits(LineFit),
    /// It would be looser than the tolerance allows.
    TooLoose,
    /// It can't be shrunk to its width; if `hopeless`, no line that goes on further can either.
    TooLong { hopeless: bool },
}

/// The search for the best lines of a paragraph.
pub(super) struct Search<'a> {
    pub(super) problem: BreakProblem<'a>,
    breakpoints: &'a [Breakpoint],
    pub(super) params: &'a BreakParams,
    /// [`BreakParams::max_stretch`].
    limit: i64,
    /// By how much a line that begins later may seem shorter than one that begins earlier: a hyphen, what protrudes, and
    /// the difference of widths; in thousandths of scaled points.
    slack: i64,
    /// All nodes, those at one breakpoint side by side. A line's node is after the node that it begins at.
    pub(super) nodes: Vec<ActiveNode>,
    /// The breakpoints at which lines may begin, in order.
    active: Vec<ActiveBreak>,
    /// All feasible lines and not only the best to each node, by the nodes that they end at; only if they are wanted.
    pub(super) feasible: Option<Vec<FeasibleLine>>,
}

/// The active nodes at one breakpoint whose next lines have one width.
#[derive(Clone, Copy)]
struct ActiveBreak {
    breakpoint: u32,
    /// Its nodes.
    first: u32,
    end: u32,
    /// The width of a line that begins here.
    width: i64,
    /// The word that is broken here.
    token: Option<u32>,
    /// Prefix sums at the start of a line that begins here.
    start: WidthBounds,
    /// Prefix sums whose `max` is less end a line that is too loose.
    loosest: i64,
    /// Prefix sums whose `min` is more end a line that is too long.
    tightest: i64,
}

impl<'a> Search<'a> {
    /// A search; `feasible` where all lines are to be kept, for [`Self::calmest`].
    pub(super) fn new(problem: BreakProblem<'a>, feasible: bool) -> Self {
        let BreakProblem { breakpoints, params, .. } = problem;
        let narrowest = params.widths.iter().copied().min().unwrap_or(0);
        let widest = params.widths.iter().copied().max().unwrap_or(0);
        let mut search = Self {
            problem,
            breakpoints,
            params,
            limit: params.max_stretch(),
            slack: (params.scrap_width / 2 + widest - narrowest) * 1000,
            nodes: Vec::with_capacity(breakpoints.len() * 2),
            active: Vec::with_capacity(32),
            feasible: feasible.then(Vec::new),
        };
        search.nodes.push(ActiveNode::start());
        search.measure(0);
        search.activate(0, 0);
        search
    }

    /// Goes through the breakpoints; `None` where no node is left active.
    pub(super) fn run(mut self) -> Option<Self> {
        for (to, breakpoint) in self.breakpoints.iter().enumerate().skip(1) {
            match breakpoint.kind {
                BreakKind::Hyphen if !self.params.hyphens => continue,
                BreakKind::Tied if !self.params.ties => continue,
                BreakKind::CodeBreak if !self.params.code_breaks => continue,
                BreakKind::Hyphen | BreakKind::CodeBreak
                    if breakpoint.metrics.get().is_none() && !self.is_near(breakpoint) =>
                {
                    continue;
                }
                _ => {}
            }
            self.measure(to);
            self.consider(to);
            if self.active.is_empty() {
                return None;
            }
        }
        if let Some(feasible) = &mut self.feasible {
            feasible.sort_by_key(|line| line.to);
        }
        Some(self)
    }

    fn measure(&self, at: usize) {
        let breakpoint = &self.breakpoints[at];
        breakpoint.metrics.get_or_init(|| (self.problem.measure)(breakpoint));
    }

    /// The prefix sums of a line that ends at a breakpoint.
    fn end_bounds(&self, at: usize) -> WidthBounds {
        let metrics = self.breakpoints[at].metrics();
        WidthBounds::of(&metrics.end_prefix, -metrics.protrusion_end, self.params, self.limit)
    }

    /// Activates the nodes from an index on, which are at one breakpoint.
    fn activate(&mut self, at: usize, from: usize) {
        let (metrics, token) = (self.breakpoints[at].metrics(), self.breakpoints[at].token());
        let start = WidthBounds::of(&metrics.start_prefix, metrics.protrusion_start, self.params, self.limit);
        for (index, node) in self.nodes.iter().enumerate().skip(from) {
            let width = self.params.width(node.line);
            let loosest =
                if self.limit == NO_LIMIT { i64::MIN } else { (width - self.params.emergency) * 1000 + start.max };
            match self.active.last_mut() {
                Some(last) if last.breakpoint as usize == at && last.width == width => last.end += 1,
                _ => self.active.push(ActiveBreak {
                    breakpoint: at as u32,
                    first: index as u32,
                    end: index as u32 + 1,
                    width,
                    token,
                    start,
                    loosest,
                    tightest: width * 1000 + start.min,
                }),
            }
        }
    }

    /// True if a line may end within a word, going by where the word begins and ends, with room for a hyphen and for
    /// what protrudes. So most words are never hyphenated nor shaped in fragments.
    fn is_near(&self, breakpoint: &Breakpoint) -> bool {
        let word = breakpoint.end as usize;
        let bounds = |token: usize| WidthBounds::of(&self.problem.prefix[token], 0, self.params, self.limit);
        let (before, after) = (bounds(word), bounds(word + 1));
        let slack = self.params.scrap_width / 2 * 1000;
        let near = |a: &ActiveBreak| after.max + slack >= a.loosest && before.min <= a.tightest + slack;
        self.params.ragged.is_some() || self.active.iter().any(near)
    }

    /// Knuth and Plass's main loop, for one breakpoint: finds the best lines that end at it, deactivates the nodes from
    /// which no line can reach further, and activates the new ones.
    fn consider(&mut self, to: usize) {
        let breakpoint = &self.breakpoints[to];
        let forced = matches!(breakpoint.kind, BreakKind::Forced | BreakKind::End);
        let (first, end, ragged) = (self.nodes.len(), self.end_bounds(to), self.params.ragged.is_some());
        let (token, may_be_loose) = (breakpoint.token(), ragged || forced);
        let mut deactivated = 0;
        let mut rescue: Option<(ActiveBreak, LineFit)> = None;
        for i in 0..self.active.len() {
            self.problem.count(1);
            let active = &self.active[i];
            let within_word = token.is_some() && active.token == token;
            if end.max < active.loosest && !may_be_loose {
                if end.max + self.slack < active.loosest {
                    break;
                }
                if !within_word {
                    continue;
                }
            }
            let active = *active;
            let line = if within_word {
                WidthBounds::of(&self.problem.line_metrics(active.breakpoint, to), 0, self.params, self.limit)
            } else {
                end - active.start
            };
            match self.outcome(&active, to, line, forced) {
                Outcome::Fits(fit) if fit.badness <= self.params.tolerance.max(0) => {
                    self.extend(&active, to, fit, false, first);
                }
                Outcome::Fits(_) | Outcome::TooLoose => {}
                Outcome::TooLong { hopeless } => {
                    if hopeless {
                        self.active[i].end = active.first;
                        deactivated += 1;
                    }
                    if self.problem.last_resort {
                        let metrics = self.problem.line_metrics(active.breakpoint, to);
                        let fit = self.params.overfull(&metrics, active.width);
                        // The least overfull; of ragged lines the last, which is the shortest.
                        if rescue.is_none_or(|(_, best)| fit.ratio > best.ratio || ragged) {
                            let one = if ragged { active.end - 1 } else { active.first };
                            rescue = Some((ActiveBreak { first: one, end: one + 1, ..active }, fit));
                        }
                    }
                }
            }
        }
        // In the last pass an overfull line is better than none, as in TeX: where all nodes would be deactivated without
        // a line to this breakpoint, or where a line has to end.
        if (forced || deactivated == self.active.len())
            && self.nodes.len() == first
            && let Some((active, fit)) = rescue
        {
            self.extend(&active, to, fit, true, first);
        }
        if forced {
            self.active.clear();
        } else if deactivated > 0 {
            self.active.retain(|a| a.end > a.first);
        }
        if first < self.nodes.len() {
            self.activate(to, first);
        }
    }

    /// Fits a line from an active break to a breakpoint.
    fn outcome(&self, active: &ActiveBreak, to: usize, line: WidthBounds, last: bool) -> Outcome {
        let width = active.width;
        let (short, ragged) = (line.width <= width, self.params.ragged.is_some());
        if !(ragged || last && short) && line.max < active.loosest.saturating_sub(active.start.max) {
            return Outcome::TooLoose;
        }
        let too_long = if ragged { !short } else { line.min > width * 1000 };
        if too_long {
            // A line to a later breakpoint may be shorter by a hyphen and what protrudes (the paper's restriction that
            // shrinking never makes a longer line narrower holds but for these).
            return Outcome::TooLong { hopeless: line.min > (width + self.params.scrap_width / 2) * 1000 };
        }
        Outcome::Fits(self.params.fit(&self.problem.line_metrics(active.breakpoint, to), width, last))
    }

    /// The line from each node of an active break to a breakpoint.
    fn extend(&mut self, active: &ActiveBreak, to: usize, fit: LineFit, overfull: bool, first: usize) {
        let line = self.problem.line_demerits(active.breakpoint, to, fit, overfull);
        self.problem.count((active.end - active.first) as usize);
        for from in active.first..active.end {
            self.keep_best(from, to, &line, first);
        }
    }

    /// The line from a node, kept where it is the best to an equivalent end. `first` is the first node at the line's
    /// end.
    fn keep_best(&mut self, from: u32, to: usize, line: &LineDemerits, first: usize) {
        let node = &self.nodes[from as usize];
        if !line.counts.contains(&(node.line + 1)) {
            return;
        }
        let Transition { demerits, flaw, ladder, stacks } = self.params.transition(node, line);
        let total = node.demerits + demerits;
        if total >= self.problem.below {
            return;
        }
        let count = match self.problem.target {
            // Lines of the same width need not be told apart.
            LineTarget::Best => (node.line + 1).min(self.params.widths.len() as u32 - 1),
            LineTarget::Counts { .. } => node.line + 1,
        };
        let new = ActiveNode {
            breakpoint: to as u32,
            line: count,
            class: line.fit.class,
            ladder,
            stacks,
            from,
            ratio: line.fit.ratio,
            demerits: total,
            overfull: node.overfull || line.overfull,
            flaw: node.flaw.max(flaw),
        };
        let index = match self.nodes[first..].iter().position(|n| n.is_equivalent(&new)) {
            Some(i) => {
                if total < self.nodes[first + i].demerits {
                    self.nodes[first + i] = new;
                }
                first + i
            }
            None => {
                self.nodes.push(new);
                self.nodes.len() - 1
            }
        };
        if self.feasible.as_ref().is_some_and(|feasible| feasible.len() >= MAX_FEASIBLE_LINES) {
            self.feasible = None;
        }
        if let Some(feasible) = &mut self.feasible {
            feasible.push(FeasibleLine { to: index as u32, from, ratio: line.fit.ratio, demerits, flaw });
        }
    }

    /// The nodes at the paragraph's end: of all layouts, or those of so many lines.
    pub(super) fn finals(&self, count: Option<u32>) -> impl Iterator<Item = (u32, &ActiveNode)> {
        let end = self.breakpoints.len() as u32 - 1;
        let all = self.nodes.iter().enumerate().rev().take_while(move |(_, n)| n.breakpoint == end);
        all.filter(move |(_, n)| count.is_none_or(|count| n.line == count)).map(|(i, n)| (i as u32, n))
    }

    /// The best layout, or the best of so many lines.
    pub(super) fn best(&self, count: Option<u32>) -> Option<LineLayout> {
        let (_, best) = self.finals(count).min_by_key(|(_, n)| n.demerits)?;
        let (mut lines, mut node) = (Vec::new(), best);
        while node.from != u32::MAX {
            lines.push(ChosenLine { end: node.breakpoint, ratio: node.ratio });
            node = &self.nodes[node.from as usize];
        }
        lines.reverse();
        Some(LineLayout {
            lines,
            emergency: self.params.emergency,
            demerits: best.demerits,
            overfull: best.overfull,
            flaw: best.flaw,
        })
    }
}
