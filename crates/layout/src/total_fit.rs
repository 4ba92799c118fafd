//! The best set of lines over a whole paragraph: D. E. Knuth and M. F. Plass, "Breaking Paragraphs into
//! Lines", Software: Practice and Experience 11 (1981), in integers, with the costs that fine book work adds:
//! ladders, stacks of words, last lines, and glyphs that give as well as spaces.
//!
//! A state is a break, the fitness class of the line that ends there, how many hyphens stand above one
//! another there, and, where lines differ in width or a number of lines is asked for, how many there are.
//! Everything that a line costs depends on it and on the states at its two ends, so the best path over the
//! states is the optimum.

use crate::breaks::{Break, BreakKind};
use crate::prepare::Sums;

/// One in the fixed-point ratios.
pub(crate) const ONE: i64 = 1 << 12;

/// What lines cost, and how they are judged. Lengths in scaled points.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// Widths of the first lines, the last of which holds for all after it.
    pub(crate) widths: Vec<i64>,
    /// Justified, or ragged with a stretch at the line's end that costs like a space's.
    pub(crate) ragged: Option<i64>,
    /// Whether the last line counts like the others.
    pub(crate) balanced: bool,
    /// Parts of a space's natural width by which it grows and shrinks at ratio 1 and −1, per mille.
    pub(crate) space: [i64; 2],
    /// Whether words may be broken with a hyphen.
    pub(crate) hyphens: bool,
    /// Worst badness of a line.
    pub(crate) tolerance: i64,
    /// Added to every line's stretch.
    pub(crate) emergency: i64,
    pub(crate) line_penalty: i64,
    pub(crate) double_hyphen: i64,
    pub(crate) final_hyphen: i64,
    pub(crate) fitness: i64,
    pub(crate) stack: i64,
    pub(crate) runt: i64,
    /// Last lines shorter than this are runts; those longer than the other are nearly full.
    pub(crate) last: [i64; 2],
    /// Width of five characters: shorter last lines are worst.
    pub(crate) scrap: i64,
    /// More hyphens above one another than this are forbidden.
    pub(crate) ladder: u8,
}

/// A line that was chosen: it ends at a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Index into the breaks.
    pub(crate) end: u32,
    /// In parts of [`ONE`].
    pub(crate) ratio: i64,
}

/// A way to set the paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) lines: Vec<Chosen>,
    pub(crate) demerits: i64,
    pub(crate) overfull: bool,
}

/// The worst badness that is told apart.
const WORST: i64 = 10_000;
/// Demerits of what is forbidden where there is another way.
const FORBIDDEN: i64 = 1_000_000_000;

struct Node {
    at: u32,
    line: u32,
    class: u8,
    ladder: u8,
    /// How many lines in a row begin, and end, with the same word.
    stacks: [u8; 2],
    from: u32,
    ratio: i64,
    demerits: i64,
    overfull: bool,
}

/// A line's figures: natural width and how it fits.
#[derive(Clone, Copy)]
struct Fit {
    ratio: i64,
    badness: i64,
    class: u8,
    too_long: bool,
}

/// How far a line of these figures has to be stretched (or shrunk) to a width: the ratio at which spaces,
/// glyphs and, from half the way on, letter-spaces together give what is wanted. Beyond ±1 only spaces
/// stretch further, and nothing shrinks.
pub(crate) fn ratio(sums: &Sums, wanted: i64, rules: &Rules) -> i64 {
    if wanted == 0 {
        return 0;
    }
    let (space, ink) = match wanted > 0 {
        true => (sums.stretch * rules.space[0] / 1000 + rules.emergency, sums.widen),
        false => (sums.shrink * rules.space[1] / 1000, sums.narrow),
    };
    let (both, amount) = (space + ink, wanted.abs());
    let size = if amount * 2 <= both {
        amount * ONE / both.max(1)
    } else if amount <= both + sums.letter {
        ONE / 2 + (amount * 2 - both) * ONE / (2 * (both + 2 * sums.letter)).max(1)
    } else {
        ONE + (amount - both - sums.letter) * ONE / space.max(1)
    };
    if wanted > 0 { size } else { -size }
}

/// The figures of the line between two breaks; `part` gives those of a piece of one word.
pub(crate) fn line_sums(from: &Break, to: &Break, part: &dyn Fn(&Break, &Break) -> Sums) -> Sums {
    let mut sums = match (&from.part, &to.part) {
        (Some(a), Some(b)) if a.token == b.token => part(from, to),
        _ => to.end_sums - from.start_sums,
    };
    sums.width -= from.hang_start + to.hang_end;
    sums
}

impl Rules {
    pub(crate) fn width(&self, line: u32) -> i64 {
        self.widths[(line as usize).min(self.widths.len() - 1)]
    }

    fn fit(&self, sums: &Sums, width: i64, last: bool) -> Fit {
        let wanted = width - sums.width;
        if let Some(stretch) = self.ragged {
            let ratio = wanted * ONE / stretch.max(1);
            let badness = if wanted < 0 { WORST } else { badness(ratio) };
            let badness = if last && !self.balanced && wanted >= 0 { 0 } else { badness };
            return Fit { ratio: 0, badness, class: 1, too_long: wanted < 0 };
        }
        if last && wanted >= 0 {
            return Fit { ratio: 0, badness: 0, class: 1, too_long: false };
        }
        let ratio = ratio(sums, wanted, self);
        if ratio < -ONE {
            return Fit { ratio, badness: WORST, class: 0, too_long: true };
        }
        let class = match ratio {
            r if r < -ONE / 2 => 0,
            r if r <= ONE / 2 => 1,
            r if r <= ONE => 2,
            _ => 3,
        };
        Fit { ratio, badness: badness(ratio), class, too_long: false }
    }
}

/// Knuth and Plass's badness, `100 |r|³`.
pub(crate) fn badness(ratio: i64) -> i64 {
    let r = ratio.abs().min(8 * ONE);
    (100 * r * r / ONE * r / (ONE * ONE)).min(WORST)
}

/// Which number of lines is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines<'a> {
    /// Whatever is best.
    Best,
    /// Another number.
    Count {
        /// How many.
        count: u32,
        /// How many lines the best setting has up to each break: only settings near it are looked at.
        best: &'a [u32],
    },
}

/// The best path, or `None` where no path keeps within the tolerance. `last_resort` finds one always: it
/// allows lines that are too long where a piece doesn't fit its measure by itself.
pub(crate) fn best_path(
    breaks: &[Break],
    rules: &Rules,
    lines: Lines<'_>,
    last_resort: bool,
    part: &dyn Fn(&Break, &Break) -> Sums,
) -> Option<Path> {
    let mut search = Search { breaks, rules, lines, last_resort, part, nodes: Vec::new(), active: Vec::new() };
    search.nodes.push(Node {
        at: 0,
        line: 0,
        class: 1,
        ladder: 0,
        stacks: [0; 2],
        from: u32::MAX,
        ratio: 0,
        demerits: 0,
        overfull: false,
    });
    search.active.push(0);
    for to in 1..breaks.len() {
        if breaks[to].kind == BreakKind::Hyphen && !rules.hyphens {
            continue;
        }
        search.reach(to);
        if search.active.is_empty() {
            return None;
        }
    }
    search.path()
}

struct Search<'a> {
    breaks: &'a [Break],
    rules: &'a Rules,
    lines: Lines<'a>,
    last_resort: bool,
    part: &'a dyn Fn(&Break, &Break) -> Sums,
    nodes: Vec<Node>,
    /// Indices of nodes, by the order of their breaks.
    active: Vec<u32>,
}

impl Search<'_> {
    /// Finds the best ways to end a line at a break.
    fn reach(&mut self, to: usize) {
        let end = &self.breaks[to];
        let forced = matches!(end.kind, BreakKind::Forced | BreakKind::End);
        let first = self.nodes.len();
        let mut kept = 0;
        let mut rescue: Option<(u32, Fit)> = None;
        let mut known: Option<(u32, i64, Fit)> = None;
        for i in 0..self.active.len() {
            let index = self.active[i];
            let node = &self.nodes[index as usize];
            let width = self.rules.width(node.line);
            let fit = match known {
                Some((at, w, fit)) if at == node.at && w == width => fit,
                _ => self.rules.fit(&self.sums(node.at, to), width, forced),
            };
            known = Some((node.at, width, fit));
            if !fit.too_long && (fit.badness <= self.rules.tolerance || fit.badness == 0) {
                self.extend(index, to, fit, false, first);
            }
            if fit.too_long && rescue.is_none_or(|(_, best)| fit.ratio > best.ratio || self.rules.ragged.is_some()) {
                rescue = Some((index, fit));
            }
            if !(fit.too_long && self.hopeless(self.nodes[index as usize].at, to, width)) && !forced {
                self.active[kept] = index;
                kept += 1;
            }
        }
        self.active.truncate(kept);
        if self.active.is_empty() && self.nodes.len() == first && self.last_resort {
            if let Some((index, fit)) = rescue {
                self.extend(index, to, fit, true, first);
            }
        }
        self.active.extend(first as u32..self.nodes.len() as u32);
    }

    fn sums(&self, from: u32, to: usize) -> Sums {
        line_sums(&self.breaks[from as usize], &self.breaks[to], self.part)
    }

    /// Whether no later break can make the line fit: it is too long by more than a hyphen and what hangs out.
    fn hopeless(&self, from: u32, to: usize, width: i64) -> bool {
        let sums = self.sums(from, to);
        let least = sums.width - sums.shrink * self.rules.space[1] / 1000 - sums.narrow - sums.letter;
        least - width > self.rules.scrap / 2
    }

    /// The line from a node to a break, kept if it is the best of its state.
    fn extend(&mut self, from: u32, to: usize, fit: Fit, overfull: bool, first: usize) {
        let node = &self.nodes[from as usize];
        let (begin, end) = (&self.breaks[node.at as usize], &self.breaks[to]);
        let hyphen = end.kind == BreakKind::Hyphen;
        let ladder = if hyphen { node.ladder + 1 } else { 0 };
        if let Lines::Count { count, best } = self.lines {
            let left = u32::from(end.kind != BreakKind::End);
            if node.line + 1 + left > count || (node.line + 1).abs_diff(best[to]) > 2 {
                return;
            }
        }
        let mut cost = self.line_cost(&fit, end);
        if ladder > self.rules.ladder {
            cost += FORBIDDEN;
        } else if ladder > 1 {
            cost += self.rules.double_hyphen;
        }
        if node.class.abs_diff(fit.class) > 1 {
            cost += self.rules.fitness;
        }
        let mut stacks = [0; 2];
        let starts = !matches!(end.kind, BreakKind::End | BreakKind::Forced);
        for side in 0..2 {
            let (above, below) =
                if side == 0 { (begin.words[1], end.words[1]) } else { (begin.words[0], end.words[0]) };
            if above != 0 && above == below && (side == 1 || starts) {
                stacks[side] = (node.stacks[side] + 1).min(2);
                cost += if stacks[side] > 1 { FORBIDDEN / 10 } else { self.rules.stack };
            }
        }
        if end.kind == BreakKind::End && node.at != 0 {
            cost += self.last_cost(node.at, to, begin);
        }
        if overfull {
            cost += FORBIDDEN;
        }
        let (line, demerits) = (node.line + 1, node.demerits + cost);
        let line = match self.lines {
            // Lines of the same width need not be told apart.
            Lines::Best => line.min(self.rules.widths.len() as u32 - 1),
            Lines::Count { .. } => line,
        };
        let key = (fit.class, ladder, line);
        let overfull = node.overfull || overfull;
        let new =
            Node { at: to as u32, line, class: fit.class, ladder, stacks, from, ratio: fit.ratio, demerits, overfull };
        let same = self.nodes[first..].iter().position(|n| (n.class, n.ladder, n.line) == key);
        match same {
            Some(i) if self.nodes[first + i].demerits <= demerits => {}
            Some(i) => self.nodes[first + i] = new,
            None => self.nodes.push(new),
        }
    }

    fn line_cost(&self, fit: &Fit, end: &Break) -> i64 {
        let line = self.rules.line_penalty + fit.badness;
        line * line + end.penalty * end.penalty
    }

    /// What the last line costs besides: when it is short, nearly full, or the rest of a word.
    fn last_cost(&self, from: u32, to: usize, begin: &Break) -> i64 {
        let mut cost = 0;
        if begin.kind == BreakKind::Hyphen {
            cost += self.rules.final_hyphen;
        }
        if self.rules.balanced {
            return cost;
        }
        let width = self.sums(from, to).width;
        let rest_of_word = begin.part.as_ref().is_some_and(|p| p.token + 1 >= self.breaks[to].end);
        if width < self.rules.scrap || rest_of_word && begin.kind == BreakKind::Hyphen {
            cost += self.rules.runt * 1000;
        } else if width < self.rules.last[0] {
            cost += self.rules.runt;
        } else if width > self.rules.last[1] {
            cost += self.rules.stack;
        }
        cost
    }

    fn path(&self) -> Option<Path> {
        let end = self.breaks.len() as u32 - 1;
        let count = |n: &&Node| match self.lines {
            Lines::Best => true,
            Lines::Count { count, .. } => n.line == count,
        };
        let finals = self.nodes.iter().rev().take_while(|n| n.at == end).filter(count);
        let best = finals.min_by_key(|n| n.demerits)?;
        let (mut lines, mut node) = (Vec::new(), best);
        while node.from != u32::MAX {
            lines.push(Chosen { end: node.at, ratio: node.ratio });
            node = &self.nodes[node.from as usize];
        }
        lines.reverse();
        Some(Path { lines, demerits: best.demerits, overfull: best.overfull })
    }
}
