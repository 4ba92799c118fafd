//! The way through the states, break by break.

use super::demerits::{Charge, Step};
use super::fit::{Bounds, Fit, NO_LIMIT, line_sums};
use super::{Chosen, Flaw, Lines, Path, Rules, Task};
use crate::paragraph::breakpoints::{Break, BreakKind};
use crate::paragraph::prepare::Sums;

pub(super) struct Node {
    pub(super) at: u32,
    pub(super) line: u32,
    pub(super) class: u8,
    pub(super) ladder: u8,
    /// How many lines in a row begin, and end, with the same word.
    pub(super) stacks: [u8; 2],
    pub(super) from: u32,
    pub(super) ratio: i64,
    pub(super) demerits: i64,
    pub(super) overfull: bool,
    pub(super) flaw: Flaw,
}

/// A way from one state to another: a line.
pub(super) struct Edge {
    pub(super) to: u32,
    pub(super) from: u32,
    pub(super) ratio: i64,
    pub(super) cost: i64,
    pub(super) flaw: Flaw,
}

/// What becomes of a line.
#[derive(Clone, Copy)]
enum Outcome {
    /// It could be set, if it is not worse than the tolerance.
    Fits(Fit),
    /// It would be looser than the tolerance lets it be.
    TooLoose,
    /// It can't be made as narrow as it should be; if `hopeless`, no line that goes on further can either.
    TooLong { hopeless: bool },
}

pub(super) struct Search<'a> {
    pub(super) task: Task<'a>,
    pub(super) breaks: &'a [Break],
    pub(super) rules: &'a Rules,
    /// The rules' greatest stretch.
    limit: i64,
    /// How much less than a line that begins earlier one that begins later may seem to ask for: a hyphen, what hangs
    /// out, and what widths differ by; in thousandths.
    slack: i64,
    pub(super) nodes: Vec<Node>,
    /// Where lines may yet begin, by the order of their breaks.
    active: Vec<Active>,
    /// All lines that were looked at and not only each state's best, by the states that they lead to, where they are
    /// wanted.
    pub(super) edges: Option<Vec<Edge>>,
}

/// States at one break whose next lines have one width. What a line that begins there has to keep within is
/// reckoned once, in the sums up to its end, so that most lines are told to be too loose by one comparison.
#[derive(Clone, Copy)]
struct Active {
    at: u32,
    /// The states.
    first: u32,
    end: u32,
    width: i64,
    /// The word that is parted here.
    token: Option<u32>,
    /// Of all lines that begin here.
    start: Bounds,
    /// Sums whose `most` is less end a line that is too loose.
    loosest: i64,
    /// Sums whose `least` is more end a line that is too long.
    tightest: i64,
}

impl<'a> Search<'a> {
    pub(super) fn new(task: Task<'a>, all: bool) -> Self {
        let start = Node {
            at: 0,
            line: 0,
            class: 1,
            ladder: 0,
            stacks: [0; 2],
            from: u32::MAX,
            ratio: 0,
            demerits: 0,
            overfull: false,
            flaw: Flaw::None,
        };
        let (breaks, rules) = (task.breaks, task.rules);
        let [narrowest, widest] = rules.widths.iter().fold([i64::MAX, 0], |[n, w], &of| [n.min(of), w.max(of)]);
        let mut search = Self {
            task,
            breaks,
            rules,
            limit: rules.most_stretch(),
            slack: (rules.scrap / 2 + widest - narrowest) * 1000,
            nodes: Vec::with_capacity(breaks.len() * 2),
            active: Vec::with_capacity(32),
            edges: all.then(Vec::new),
        };
        search.nodes.push(start);
        search.measure(0);
        search.activate(0, 0);
        search
    }

    /// Walks through the breaks; `None` where no state is left.
    pub(super) fn run(mut self) -> Option<Self> {
        for (to, place) in self.breaks.iter().enumerate().skip(1) {
            match place.kind {
                BreakKind::Hyphen if !self.rules.hyphens => continue,
                BreakKind::Held if !self.rules.held => continue,
                BreakKind::Seam if !self.rules.seams => continue,
                BreakKind::Hyphen | BreakKind::Seam if place.figures.get().is_none() && !self.is_near(place) => {
                    continue;
                }
                _ => {}
            }
            self.measure(to);
            self.reach(to);
            if self.active.is_empty() {
                return None;
            }
        }
        if let Some(edges) = &mut self.edges {
            edges.sort_by_key(|edge| edge.to);
        }
        Some(self)
    }

    fn measure(&self, at: usize) {
        let place = &self.breaks[at];
        place.figures.get_or_init(|| (self.task.measure)(place));
    }

    /// Of all lines up to one that ends at a break.
    fn ends(&self, at: usize) -> Bounds {
        let figures = self.breaks[at].figures();
        Bounds::of(&figures.end_sums, -figures.hang_end, self.rules, self.limit)
    }

    /// Lets lines begin at a break, in the states from one on.
    fn activate(&mut self, at: usize, from: usize) {
        let (figures, token) = (self.breaks[at].figures(), self.breaks[at].token());
        let start = Bounds::of(&figures.start_sums, figures.hang_start, self.rules, self.limit);
        for (index, node) in self.nodes.iter().enumerate().skip(from) {
            let width = self.rules.width(node.line);
            match self.active.last_mut() {
                Some(last) if last.at as usize == at && last.width == width => last.end += 1,
                _ => self.active.push(Active {
                    at: at as u32,
                    first: index as u32,
                    end: index as u32 + 1,
                    width,
                    token,
                    start,
                    loosest: if self.limit == NO_LIMIT {
                        i64::MIN
                    } else {
                        (width - self.rules.emergency) * 1000 + start.most
                    },
                    tightest: width * 1000 + start.least,
                }),
            }
        }
    }

    /// Whether a line may end within a word, going by where the word begins and where it ends, a hyphen and what
    /// hangs out reckoned with.
    fn is_near(&self, place: &Break) -> bool {
        let around = &self.task.prefix[place.end as usize..][..2];
        let [before, behind] = [0, 1].map(|side| Bounds::of(&around[side], 0, self.rules, self.limit));
        let slack = self.rules.scrap / 2 * 1000;
        let near = |a: &Active| behind.most + slack >= a.loosest && before.least <= a.tightest + slack;
        self.rules.ragged.is_some() || self.active.iter().any(near)
    }

    /// Finds the best ways to end a line at a break.
    fn reach(&mut self, to: usize) {
        let end = &self.breaks[to];
        let forced = matches!(end.kind, BreakKind::Forced | BreakKind::End);
        let (first, ends, ragged) = (self.nodes.len(), self.ends(to), self.rules.ragged.is_some());
        let (token, may_be_loose) = (end.token(), ragged || forced);
        let mut gone = 0;
        let mut rescue: Option<(Active, Fit)> = None;
        for i in 0..self.active.len() {
            let active = &self.active[i];
            // A piece of one word has figures of its own.
            let in_word = token.is_some() && active.token == token;
            if ends.most < active.loosest && !may_be_loose {
                if ends.most + self.slack < active.loosest {
                    // All that begin later are too loose still more.
                    break;
                }
                if !in_word {
                    continue;
                }
            }
            let active = *active;
            let line = match in_word {
                true => Bounds::of(&self.sums(active.at, to), 0, self.rules, self.limit),
                false => ends - active.start,
            };
            match self.outcome(&active, to, line, forced) {
                Outcome::Fits(fit) if fit.badness <= self.rules.tolerance.max(0) => {
                    self.extend(&active, to, fit, false, first);
                }
                Outcome::Fits(_) | Outcome::TooLoose => {}
                Outcome::TooLong { hopeless } => {
                    if hopeless {
                        self.active[i].end = active.first;
                        gone += 1;
                    }
                    if self.task.last_resort {
                        let fit = self.rules.overfull(&self.sums(active.at, to), active.width);
                        if rescue.is_none_or(|(_, best)| fit.ratio > best.ratio || ragged) {
                            let one = if ragged { active.end - 1 } else { active.first };
                            rescue = Some((Active { first: one, end: one + 1, ..active }, fit));
                        }
                    }
                }
            }
        }
        if (forced || gone == self.active.len())
            && self.nodes.len() == first
            && let Some((active, fit)) = rescue
        {
            self.extend(&active, to, fit, true, first);
        }
        if forced {
            self.active.clear();
        } else if gone > 0 {
            self.active.retain(|a| a.end > a.first);
        }
        if first < self.nodes.len() {
            self.activate(to, first);
        }
    }

    /// What becomes of a line from where lines may begin to a break.
    fn outcome(&self, active: &Active, to: usize, line: Bounds, last: bool) -> Outcome {
        let width = active.width;
        let (short, ragged) = (line.width <= width, self.rules.ragged.is_some());
        if !(ragged || last && short) && line.most < active.loosest.saturating_sub(active.start.most) {
            return Outcome::TooLoose;
        }
        if if ragged { !short } else { line.least > width * 1000 } {
            // A hyphen more or less, and what hangs out, might still help.
            return Outcome::TooLong { hopeless: line.least > (width + self.rules.scrap / 2) * 1000 };
        }
        Outcome::Fits(self.rules.fit(&self.sums(active.at, to), width, last))
    }

    pub(super) fn sums(&self, from: u32, to: usize) -> Sums {
        line_sums(&self.breaks[from as usize], &self.breaks[to], self.task.part)
    }

    /// The line from some states to a break, kept where it is the best of the state at its end.
    fn extend(&mut self, active: &Active, to: usize, fit: Fit, overfull: bool, first: usize) {
        let step = self.step(active.at, to, fit, overfull);
        for from in active.first..active.end {
            self.take(from, to, &step, first);
        }
    }

    /// The line from a state to a break.
    fn take(&mut self, from: u32, to: usize, step: &Step, first: usize) {
        let node = &self.nodes[from as usize];
        if !(step.counts[0]..=step.counts[1]).contains(&(node.line + 1)) {
            return;
        }
        let Charge { cost, flaw, ladder, stacks } = self.charge(node, step);
        let demerits = node.demerits + cost;
        if demerits >= self.task.below {
            return;
        }
        let line = match self.task.lines {
            // Lines of the same width need not be told apart.
            Lines::Best => (node.line + 1).min(self.rules.widths.len() as u32 - 1),
            Lines::Counts { .. } => node.line + 1,
        };
        let new = Node {
            at: to as u32,
            line,
            class: step.fit.class,
            ladder,
            stacks,
            from,
            ratio: step.fit.ratio,
            demerits,
            overfull: node.overfull || step.overfull,
            flaw: node.flaw.max(flaw),
        };
        let index = match self.nodes[first..].iter().position(|n| n.same_state(&new)) {
            Some(i) => {
                if demerits < self.nodes[first + i].demerits {
                    self.nodes[first + i] = new;
                }
                first + i
            }
            None => {
                self.nodes.push(new);
                self.nodes.len() - 1
            }
        };
        if let Some(edges) = &mut self.edges {
            edges.push(Edge { to: index as u32, from, ratio: step.fit.ratio, cost, flaw });
        }
    }

    /// The states at the paragraph's end, of all paths or those of so many lines.
    pub(super) fn finals(&self, count: Option<u32>) -> impl Iterator<Item = (u32, &Node)> {
        let end = self.breaks.len() as u32 - 1;
        let all = self.nodes.iter().enumerate().rev().take_while(move |(_, n)| n.at == end);
        all.filter(move |(_, n)| count.is_none_or(|count| n.line == count)).map(|(i, n)| (i as u32, n))
    }

    pub(super) fn path(&self, count: Option<u32>) -> Option<Path> {
        let (_, best) = self.finals(count).min_by_key(|(_, n)| n.demerits)?;
        let (mut lines, mut node) = (Vec::new(), best);
        while node.from != u32::MAX {
            lines.push(Chosen { end: node.at, ratio: node.ratio });
            node = &self.nodes[node.from as usize];
        }
        lines.reverse();
        Some(Path {
            lines,
            emergency: self.rules.emergency,
            demerits: best.demerits,
            overfull: best.overfull,
            flaw: best.flaw,
        })
    }
}

impl Node {
    fn same_state(&self, other: &Self) -> bool {
        (self.class, self.ladder, self.line, self.stacks) == (other.class, other.ladder, other.line, other.stacks)
    }
}
