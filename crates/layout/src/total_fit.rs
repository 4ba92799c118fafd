//! The best set of lines over a whole paragraph: D. E. Knuth and M. F. Plass, "Breaking Paragraphs into
//! Lines", Software: Practice and Experience 11 (1981), in integers, with the costs that fine book work adds:
//! ladders, stacks of words, last lines, and glyphs that give as well as spaces.
//!
//! A state is a break, the fitness class of the line that ends there, how many hyphens and how many equal words
//! stand above one another there, and, where lines differ in width or a number of lines is asked for, how many
//! there are. Everything that a line costs depends on it and on the states at its two ends, so the best path over
//! the states is the optimum.
//!
//! Rivers run over any number of lines, so no state holds them. Paths are listed from the cheapest on, until the
//! next costs more without its rivers than the best with them: that one is the optimum again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Sub;

use crate::breaks::{Break, BreakKind, Figures};
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
    /// Parts of a space's natural width by which it grows and shrinks at ratio 1 and −1; per mille.
    pub(crate) space: [i64; 2],
    /// The same for each 1 that the ratio goes further, when glyphs and letters give no more.
    pub(crate) beyond: [i64; 2],
    /// The most that a space may shrink; per mille.
    pub(crate) most: i64,
    /// Whether words may be broken with a hyphen, and names parted from their titles or within code.
    pub(crate) hyphens: bool,
    pub(crate) held: bool,
    /// Worst badness of a line.
    pub(crate) tolerance: i64,
    /// How much more letter-space a line may get, in all, when spaces alone would have to give the rest.
    pub(crate) emergency: i64,
    pub(crate) line_penalty: i64,
    pub(crate) double_hyphen: i64,
    pub(crate) final_hyphen: i64,
    pub(crate) fitness: i64,
    /// Whether words that stand above themselves at the lines' ends cost something.
    pub(crate) stacks: bool,
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
    /// The emergency that its ratios are reckoned with.
    pub(crate) emergency: i64,
    pub(crate) demerits: i64,
    pub(crate) overfull: bool,
    /// The worst of what a wider search may find a way around.
    pub(crate) flaw: Flaw,
}

/// What a path may have that is worth a wider search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flaw {
    /// Nothing.
    None,
    /// A stack of three, or a last line that is too short or hangs on a hyphen.
    Mark,
    /// More hyphens above one another than are allowed.
    Ladder,
}

/// Stands for any stretch.
const NO_LIMIT: i64 = i64::MAX;
/// The ratio up to which loose lines are told apart: spaces more than thirty times too wide.
const FARTHEST: i64 = 200 * ONE;
/// The badness of a line at that ratio.
const WORST: i64 = 4_000_000;
/// Demerits of a line that is too long.
const FORBIDDEN: i64 = 100_000_000_000_000;
/// Demerits of what is never wanted: a stack of three, a scrap of a last line. Only spaces more than twice as
/// wide as they should be are worse.
const GRAVE: i64 = 50_000_000;
/// Demerits of a ladder: only spaces three times as wide as they should be are worse.
const LADDER: i64 = 300_000_000;
/// The ratio from which a line is very loose, and how often the demerits of fitness are paid by two lines whose
/// classes lie so far apart: at half a space the eye sees the seam.
const VERY_LOOSE: i64 = 5 * ONE / 2;
const CONTRAST: [i64; 5] = [0, 0, 1, 10, 40];
/// How many paths, and how many ends of paths, are looked at for the sake of rivers.
const MOST_PATHS: usize = 200;
const MOST_ENDS: usize = 20_000;

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
    flaw: Flaw,
}

/// A way from one state to another: a line.
struct Edge {
    to: u32,
    from: u32,
    ratio: i64,
    cost: i64,
    flaw: Flaw,
}

/// The end of a path, from a state on.
struct Tail {
    node: u32,
    ratio: i64,
    /// The tail that goes on from the line's end.
    next: u32,
    /// What its lines cost.
    cost: i64,
    flaw: Flaw,
}

/// What is to be broken, and how.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) breaks: &'a [Break],
    /// Sums over the tokens before each, and over all.
    pub(crate) prefix: &'a [Sums],
    pub(crate) rules: &'a Rules,
    pub(crate) lines: Lines<'a>,
    /// Allows lines that are too long where a piece doesn't fit its measure by itself: a path is found always.
    pub(crate) last_resort: bool,
    /// Only paths that cost less are of interest.
    pub(crate) below: i64,
    /// The figures of a break that has none yet.
    pub(crate) measure: &'a dyn Fn(&Break) -> Figures,
    /// The figures of a piece of one word.
    pub(crate) part: &'a dyn Fn(&Break, &Break) -> Sums,
    /// What the rivers of a path cost.
    pub(crate) rivers: &'a dyn Fn(&[Chosen]) -> i64,
}

/// How a line fits.
#[derive(Clone, Copy)]
struct Fit {
    ratio: i64,
    badness: i64,
    class: u8,
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

/// How much a line gains, or loses, in its spaces and glyphs at ratio 1, and in its spaces with each 1 after that.
struct Give {
    space: i64,
    ink: i64,
    beyond: i64,
    /// What letters give in an emergency from ratio 1 to [`LOOSEST`].
    more: i64,
}

/// The ratio at which letters are as far apart as they may be in an emergency.
pub(crate) const LOOSEST: i64 = 5 * ONE;

/// In an emergency the letters of a line may be so many times further apart than otherwise, besides: 3 % of an em
/// in all.
pub(crate) const MOST_LETTERS: i64 = 3;

impl Give {
    fn of(sums: &Sums, stretches: bool, rules: &Rules) -> Self {
        let side = usize::from(!stretches);
        let (elastic, ink) = if stretches { (sums.stretch, sums.widen) } else { (sums.shrink, sums.narrow) };
        let part = |share: i64| elastic * share / 1000;
        let more = if stretches { rules.emergency.min(sums.letter * MOST_LETTERS) } else { 0 };
        Self { space: part(rules.space[side]), ink, beyond: part(rules.beyond[side]), more }
    }
}

/// How far a line of these figures has to be stretched (or shrunk) to a width: the ratio at which spaces,
/// glyphs and, from half the way on, letter-spaces together give what is wanted. Beyond ±1 only spaces
/// give further, and in an emergency letter-spaces.
pub(crate) fn ratio(sums: &Sums, wanted: i64, rules: &Rules) -> i64 {
    if wanted == 0 {
        return 0;
    }
    let (give, amount) = (Give::of(sums, wanted > 0, rules), wanted.abs());
    let both = give.space + give.ink;
    let size = if amount * 2 <= both {
        amount * ONE / both.max(1)
    } else if amount <= both + sums.letter {
        ONE / 2 + (amount * 2 - both) * ONE / (2 * (both + 2 * sums.letter)).max(1)
    } else {
        let (after, span) = (amount - both - sums.letter, LOOSEST - ONE);
        let near = give.beyond * span / ONE + give.more;
        match after <= near {
            true => ONE + after * span / near.max(1),
            false => LOOSEST + (after - near) * ONE / give.beyond.max(1),
        }
    };
    if wanted > 0 { size } else { -size }
}

/// How much a line of these figures gains at a ratio: the inverse of [`ratio`].
pub(crate) fn given(sums: &Sums, ratio: i64, rules: &Rules) -> i64 {
    let (give, size) = (Give::of(sums, ratio > 0, rules), ratio.abs());
    let part = size.min(ONE);
    let amount = (give.space + give.ink) * part + sums.letter * (2 * part - ONE).max(0) + give.beyond * (size - part);
    let amount = amount / ONE + give.more * (size.min(LOOSEST) - part) / (LOOSEST - ONE);
    if ratio > 0 { amount } else { -amount }
}

/// The figures of the line between two breaks; `part` gives those of a piece of one word.
pub(crate) fn line_sums(from: &Break, to: &Break, part: &dyn Fn(&Break, &Break) -> Sums) -> Sums {
    let mut sums = match (&from.part, &to.part) {
        (Some(a), Some(b)) if a.token == b.token => part(from, to),
        _ => to.figures().end_sums - from.figures().start_sums,
    };
    sums.width -= from.figures().hang_start + to.figures().hang_end;
    sums
}

/// What decides whether a line between two breaks can be set at all. Each figure is linear in the sums, so that
/// of a line it is a difference, and only lines that pass are looked at further.
#[derive(Clone, Copy, Default)]
struct Bounds {
    width: i64,
    /// A thousand times the width of a line that is stretched, and shrunk, as far as it may be.
    most: i64,
    least: i64,
}

impl Bounds {
    fn of(sums: &Sums, hang: i64, rules: &Rules, limit: i64) -> Self {
        let width = sums.width + hang;
        // Where every line is allowed, nobody asks for the most.
        let stretch = if limit == NO_LIMIT { 0 } else { sums.stretch * limit };
        Self {
            width,
            most: (width + sums.widen + sums.letter) * 1000 + stretch,
            least: (width - sums.narrow - sums.letter) * 1000 - sums.shrink * rules.most,
        }
    }
}

impl Sub for Bounds {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self { width: self.width - rhs.width, most: self.most - rhs.most, least: self.least - rhs.least }
    }
}

impl Rules {
    pub(crate) fn width(&self, line: u32) -> i64 {
        self.widths[(line as usize).min(self.widths.len() - 1)]
    }

    /// Part of a space's width by which it grows where a line is as loose as the tolerance allows; per mille.
    /// [`NO_LIMIT`] where every line is allowed.
    fn most_stretch(&self) -> i64 {
        if self.tolerance >= WORST {
            return NO_LIMIT;
        }
        self.space[0] + self.beyond[0] * (loosest(self.tolerance) + 1) / ONE
    }

    /// What the best line costs that is worse than the tolerance.
    pub(crate) fn worst_line(&self) -> i64 {
        (self.line_penalty + self.tolerance.min(WORST)).pow(2)
    }

    /// How much narrower a line can become.
    pub(crate) fn most_shrink(&self, sums: &Sums) -> i64 {
        sums.shrink * self.most / 1000 + sums.narrow + sums.letter
    }

    /// How a line of these figures fits that is neither too loose nor too long.
    fn fit(&self, sums: &Sums, width: i64, last: bool) -> Fit {
        let wanted = width - sums.width;
        if let Some(stretch) = self.ragged {
            let ratio = wanted * ONE / stretch.max(1);
            let badness = if last && !self.balanced { 0 } else { badness(ratio) };
            return Fit { ratio: 0, badness, class: 1 };
        }
        if last && wanted >= 0 {
            return Fit { ratio: 0, badness: 0, class: 1 };
        }
        let ratio = ratio(sums, wanted, self);
        let class = match ratio {
            r if r < -ONE / 2 => 0,
            r if r <= ONE / 2 => 1,
            r if r <= ONE => 2,
            r if r <= VERY_LOOSE => 3,
            _ => 4,
        };
        Fit { ratio, badness: badness(ratio), class }
    }

    /// How a line fits that can't be made narrow enough.
    fn overfull(&self, sums: &Sums, width: i64) -> Fit {
        match self.ragged {
            Some(_) => Fit { ratio: 0, badness: WORST, class: 1 },
            None => Fit { ratio: ratio(sums, width - sums.width, self), badness: WORST, class: 0 },
        }
    }
}

/// Badness, `100 r²`. Knuth and Plass have `100 |r|³`; since demerits square it, theirs all but ignores lines
/// under half the ratio, while the square also evens out the colour of good lines. (Measured on a novel at
/// 28 em: with the same number of hyphens the spaces vary 4 % less.)
pub(crate) fn badness(ratio: i64) -> i64 {
    let r = ratio.abs().min(FARTHEST);
    100 * r * r / (ONE * ONE)
}

/// The greatest ratio whose badness is within a tolerance.
pub(crate) fn loosest(tolerance: i64) -> i64 {
    (tolerance.clamp(0, WORST) * ONE * ONE / 100).isqrt()
}

/// Which number of lines is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines<'a> {
    /// Whatever is best.
    Best,
    /// Other numbers.
    Counts {
        /// How many.
        counts: &'a [u32],
        /// How many lines the best setting has up to each break: only settings near it are looked at.
        best: &'a [u32],
    },
}

/// The best path, or `None` where no path keeps within the tolerance.
pub(crate) fn best_path(task: &Task<'_>) -> Option<Path> {
    best_paths(task).pop().flatten()
}

/// The best path of each number of lines that is asked for, or `None` where none keeps within the tolerance.
pub(crate) fn best_paths(task: &Task<'_>) -> Vec<Option<Path>> {
    let counts: Vec<Option<u32>> = match task.lines {
        Lines::Best => vec![None],
        Lines::Counts { counts, .. } => counts.iter().copied().map(Some).collect(),
    };
    let Some(found) = Search::new(*task, false).run() else { return vec![None; counts.len()] };
    let mut all = None;
    let mut paths = Vec::with_capacity(counts.len());
    for count in counts {
        let path = found.path(count).and_then(|path| {
            let rivers = (task.rivers)(&path.lines);
            if rivers == 0 || path.overfull {
                return Some(Path { demerits: path.demerits + rivers, ..path });
            }
            all.get_or_insert_with(|| Search::new(*task, true).run()).as_ref()?.calmest(count)
        });
        paths.push(path);
    }
    paths
}

struct Search<'a> {
    task: Task<'a>,
    breaks: &'a [Break],
    rules: &'a Rules,
    /// The rules' greatest stretch.
    limit: i64,
    nodes: Vec<Node>,
    /// Where lines may yet begin, by the order of their breaks.
    active: Vec<Active>,
    /// All lines that were looked at and not only each state's best, by the states that they lead to, where they are
    /// wanted.
    edges: Option<Vec<Edge>>,
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
    /// The word that is parted here; `u32::MAX` for none.
    token: u32,
    /// Of all lines that begin here.
    start: Bounds,
    /// Sums whose `most` is less end a line that is too loose.
    loosest: i64,
    /// Sums whose `least` is more end a line that is too long.
    tightest: i64,
}

/// What a line costs whatever the lines before it, and what it has to do with them.
struct Step {
    fit: Fit,
    cost: i64,
    flaw: Flaw,
    overfull: bool,
    dashed: bool,
    /// Whether it begins, and ends, with the word of the line before.
    same: [bool; 2],
    /// How many lines there may be up to its end.
    counts: [u32; 2],
}

impl<'a> Search<'a> {
    fn new(task: Task<'a>, all: bool) -> Self {
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
        let mut search = Self {
            task,
            breaks,
            rules,
            limit: rules.most_stretch(),
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
    fn run(mut self) -> Option<Self> {
        for (to, place) in self.breaks.iter().enumerate().skip(1) {
            match place.kind {
                BreakKind::Hyphen if !self.rules.hyphens => continue,
                BreakKind::Held | BreakKind::Seam if !self.rules.held => continue,
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
            let active = self.active[i];
            let in_word = active.token == token && token != u32::MAX;
            if ends.most < active.loosest && !may_be_loose && !in_word {
                continue;
            }
            match self.outcome(&active, to, ends, forced) {
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
        self.activate(to, first);
    }

    /// What becomes of the line from where lines may begin to a break.
    fn outcome(&self, active: &Active, to: usize, ends: Bounds, last: bool) -> Outcome {
        let (width, token) = (active.width, self.breaks[to].token());
        let line = match token {
            token if token == active.token && token != u32::MAX => {
                Bounds::of(&self.sums(active.at, to), 0, self.rules, self.limit)
            }
            _ => ends - active.start,
        };
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

    fn sums(&self, from: u32, to: usize) -> Sums {
        line_sums(&self.breaks[from as usize], &self.breaks[to], self.task.part)
    }

    /// The line from some states to a break, kept where it is the best of the state at its end.
    fn extend(&mut self, active: &Active, to: usize, fit: Fit, overfull: bool, first: usize) {
        let step = self.step(active.at, to, fit, overfull);
        for from in active.first..active.end {
            self.take(from, to, &step, first);
        }
    }

    fn step(&self, from: u32, to: usize, fit: Fit, overfull: bool) -> Step {
        let (begin, end) = (&self.breaks[from as usize], &self.breaks[to]);
        let mut cost = self.line_cost(&fit, end);
        let mut flaw = Flaw::None;
        let counts = self.rules.stacks && !matches!(end.kind, BreakKind::End | BreakKind::Forced);
        let words = [begin.figures().words, end.figures().words];
        let same = [0, 1].map(|side| {
            let [above, below] = words.map(|words| words[1 - side]);
            above != 0 && above == below && counts
        });
        if end.kind == BreakKind::End && from != 0 {
            let last = self.last_cost(from, to, begin);
            if last >= self.rules.final_hyphen.min(self.rules.runt).max(1) {
                flaw = Flaw::Mark;
            }
            cost += last;
        }
        if overfull {
            cost += FORBIDDEN;
        }
        let counts = match self.task.lines {
            Lines::Best => [0, u32::MAX],
            Lines::Counts { counts, best } => {
                let left = u32::from(end.kind != BreakKind::End);
                let most = counts.iter().max().map_or(0, |most| most.saturating_sub(left));
                [best[to].saturating_sub(2), most.min(best[to] + 2)]
            }
        };
        Step { fit, cost, flaw, overfull, dashed: end.dashed, same, counts }
    }

    /// The line from a state to a break.
    fn take(&mut self, from: u32, to: usize, step: &Step, first: usize) {
        let node = &self.nodes[from as usize];
        if !(step.counts[0]..=step.counts[1]).contains(&(node.line + 1)) {
            return;
        }
        let mut cost = step.cost;
        let ladder = if step.dashed { node.ladder + 1 } else { 0 };
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
        cost += self.rules.fitness * CONTRAST[usize::from(node.class.abs_diff(step.fit.class))];
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

    /// The states at the paragraph's end, of all paths or those of so many lines.
    fn finals(&self, count: Option<u32>) -> impl Iterator<Item = (u32, &Node)> {
        let end = self.breaks.len() as u32 - 1;
        let all = self.nodes.iter().enumerate().rev().take_while(move |(_, n)| n.at == end);
        all.filter(move |(_, n)| count.is_none_or(|count| n.line == count)).map(|(i, n)| (i as u32, n))
    }

    fn path(&self, count: Option<u32>) -> Option<Path> {
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

    /// The best path with what its rivers cost. Since a state knows what its best way from the start costs, the
    /// tails come off the heap by what the best path that ends in them costs.
    fn calmest(&self, count: Option<u32>) -> Option<Path> {
        let edges = self.edges.as_deref().unwrap_or_default();
        let mut tails = Vec::new();
        let mut heap = BinaryHeap::new();
        for (node, state) in self.finals(count) {
            heap.push(Reverse((state.demerits, tails.len() as u32)));
            tails.push(Tail { node, ratio: 0, next: u32::MAX, cost: 0, flaw: Flaw::None });
        }
        let (mut best, mut paths): (Option<Path>, _) = (None, 0);
        while let Some(Reverse((least, index))) = heap.pop() {
            if best.as_ref().is_some_and(|b| least >= b.demerits || paths == MOST_PATHS || tails.len() > MOST_ENDS) {
                break;
            }
            let Tail { node, cost, flaw, .. } = tails[index as usize];
            if node == 0 {
                let lines = self.lines_of(&tails, index);
                let demerits = cost + (self.task.rivers)(&lines);
                paths += 1;
                if best.as_ref().is_none_or(|b| demerits < b.demerits) {
                    let emergency = self.rules.emergency;
                    best = Some(Path { lines, emergency, demerits, overfull: false, flaw });
                }
                continue;
            }
            let first = edges.partition_point(|edge| edge.to < node);
            for edge in edges[first..].iter().take_while(|edge| edge.to == node) {
                let cost = cost + edge.cost;
                heap.push(Reverse((cost + self.nodes[edge.from as usize].demerits, tails.len() as u32)));
                let flaw = flaw.max(edge.flaw);
                tails.push(Tail { node: edge.from, ratio: edge.ratio, next: index, cost, flaw });
            }
        }
        best
    }

    fn lines_of(&self, tails: &[Tail], mut index: u32) -> Vec<Chosen> {
        let mut lines = Vec::new();
        while let Some(next) = tails.get(tails[index as usize].next as usize) {
            lines.push(Chosen { end: self.nodes[next.node as usize].at, ratio: tails[index as usize].ratio });
            index = tails[index as usize].next;
        }
        lines
    }
}

impl Node {
    fn same_state(&self, other: &Self) -> bool {
        (self.class, self.ladder, self.line, self.stacks) == (other.class, other.ladder, other.line, other.stacks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(width: i64) -> Rules {
        Rules {
            widths: vec![width - 20, width],
            ragged: None,
            balanced: false,
            space: [100, 80],
            beyond: [160, 130],
            most: 280,
            hyphens: true,
            held: false,
            tolerance: i64::MAX,
            emergency: 0,
            line_penalty: 10,
            double_hyphen: 100_000,
            final_hyphen: 50_000,
            fitness: 10_000,
            stacks: true,
            stack: 30_000,
            runt: 100_000,
            last: [40, width - 10],
            scrap: 25,
            ladder: 2,
        }
    }

    /// Boxes of these widths with spaces of 10 between them; where `hyphen`, a box is broken in the middle.
    fn paragraph(boxes: &[(i64, bool)]) -> Vec<Break> {
        let word = |i: usize| boxes.get(i).map_or(0, |b| (b.0 % 4) as u64);
        let at = |end_sums: Sums, start_sums: Sums, words, kind, penalty| Break {
            kind,
            end: 0,
            next: 0,
            part: None,
            at: 0,
            penalty,
            dashed: kind == BreakKind::Hyphen,
            figures: Figures { end_sums, start_sums, words, ..Figures::default() }.into(),
        };
        let ink = |width| Sums { width, widen: width / 50, narrow: width / 50, letter: width / 100, ..Sums::default() };
        let space = Sums { width: 10, stretch: 10, shrink: 10, ..Sums::default() };
        let mut sums = Sums::default();
        let mut breaks = vec![at(sums, sums, [0, word(0)], BreakKind::Start, 0)];
        for (i, &(width, hyphen)) in boxes.iter().enumerate() {
            if hyphen {
                let half = sums + ink(width / 2);
                let hyphened = half + Sums { width: 5, ..Sums::default() };
                breaks.push(at(hyphened, half, [0; 2], BreakKind::Hyphen, 50));
            }
            sums = sums + ink(width);
            let kind = if i + 1 == boxes.len() { BreakKind::End } else { BreakKind::Free };
            let before = sums;
            sums = sums + space;
            breaks.push(at(before, sums, [word(i), word(i + 1)], kind, 0));
        }
        breaks
    }

    /// Stands for rivers: what a path costs as a whole.
    fn whims(lines: &[Chosen]) -> i64 {
        let alike = |three: &&[Chosen]| three.iter().all(|l| l.ratio > 0) || three.iter().all(|l| l.ratio < 0);
        let runs = lines.windows(3).filter(alike).count() as i64;
        runs * 70_000 + i64::from(lines.len() % 4 == 3) * 25_000
    }

    fn task<'a>(breaks: &'a [Break], rules: &'a Rules, rivers: &'a dyn Fn(&[Chosen]) -> i64) -> Task<'a> {
        let (part, measure) = (&|_: &Break, _: &Break| Sums::default(), &|place: &Break| *place.figures());
        Task {
            breaks,
            prefix: &[],
            rules,
            lines: Lines::Best,
            last_resort: false,
            below: i64::MAX,
            measure,
            part,
            rivers,
        }
    }

    /// What a set of breaks costs, counted line by line.
    fn cost(breaks: &[Break], rules: &Rules, ends: &[usize], rivers: fn(&[Chosen]) -> i64) -> Option<i64> {
        let (mut total, mut from, mut class, mut ladder, mut stacks) = (0, 0, 1_u8, 0, [0; 2]);
        let mut lines = Vec::new();
        for (i, &to) in ends.iter().enumerate() {
            let (begin, end) = (&breaks[from], &breaks[to]);
            let last = end.kind == BreakKind::End;
            let sums = line_sums(begin, end, &|_, _| Sums::default());
            let width = rules.width(i as u32);
            if sums.width - width > rules.most_shrink(&sums) {
                return None;
            }
            let fit = rules.fit(&sums, width, last);
            lines.push(Chosen { end: to as u32, ratio: fit.ratio });
            total += (rules.line_penalty + fit.badness).pow(2) + end.penalty.pow(2);
            ladder = if end.kind == BreakKind::Hyphen { ladder + 1 } else { 0 };
            total += match ladder {
                0 | 1 => 0,
                2 => rules.double_hyphen,
                _ => LADDER,
            };
            for (side, stack) in stacks.iter_mut().enumerate() {
                let [above, below] = [begin, end].map(|place| place.figures().words[1 - side]);
                let same = above != 0 && above == below && !last;
                *stack = if same { *stack + 1 } else { 0 };
                total += match *stack {
                    0 => 0,
                    1 => rules.stack,
                    _ => GRAVE,
                };
            }
            total += rules.fitness * CONTRAST[usize::from(class.abs_diff(fit.class))];
            if last && from != 0 {
                total += if begin.kind == BreakKind::Hyphen { rules.final_hyphen } else { 0 };
                total += match sums.width {
                    w if w < rules.scrap => GRAVE,
                    w if w < rules.last[0] => rules.runt,
                    w if w > rules.last[1] => rules.stack,
                    _ => 0,
                };
            }
            (from, class) = (to, fit.class);
        }
        Some(total + rivers(&lines))
    }

    /// Every set of breaks is tried.
    fn brute_force(breaks: &[Break], rules: &Rules, rivers: fn(&[Chosen]) -> i64) -> Option<i64> {
        let inner = breaks.len() - 2;
        (0_u32..1 << inner)
            .filter_map(|set| {
                let mut ends: Vec<usize> = (0..inner).filter(|i| set >> i & 1 == 1).map(|i| i + 1).collect();
                ends.push(breaks.len() - 1);
                cost(breaks, rules, &ends, rivers)
            })
            .min()
    }

    /// Each line takes what fits.
    fn greedy(breaks: &[Break], rules: &Rules, rivers: fn(&[Chosen]) -> i64) -> Option<i64> {
        let (mut ends, mut from) = (Vec::new(), 0);
        while from + 1 < breaks.len() {
            let width = rules.width(ends.len() as u32);
            let fits = |to: &usize| {
                let sums = line_sums(&breaks[from], &breaks[*to], &|_, _| Sums::default());
                sums.width - width <= rules.most_shrink(&sums)
            };
            from = (from + 1..breaks.len()).rev().find(fits)?;
            ends.push(from);
        }
        cost(breaks, rules, &ends, rivers)
    }

    proptest! {
        #[test]
        fn the_optimum_is_found(
            boxes in proptest::collection::vec((12_i64..60, any::<bool>()), 1..9),
            width in 70_i64..160,
            whimsical in any::<bool>(),
        ) {
            let (breaks, rules) = (paragraph(&boxes), rules(width));
            let rivers = if whimsical { whims } else { |_: &[Chosen]| 0 };
            prop_assume!(breaks.len() < 14);
            let found = best_path(&task(&breaks, &rules, &rivers));
            prop_assert_eq!(found.as_ref().map(|p| p.demerits), brute_force(&breaks, &rules, rivers));
            if let (Some(found), Some(greedy)) = (found, greedy(&breaks, &rules, rivers)) {
                prop_assert!(found.demerits <= greedy);
                let ends: Vec<usize> = found.lines.iter().map(|l| l.end as usize).collect();
                prop_assert_eq!(cost(&breaks, &rules, &ends, rivers), Some(found.demerits));
            }
        }
    }

    #[test]
    fn a_ratio_gives_back_the_amount() {
        let sums = Sums { width: 280_000, stretch: 30_000, shrink: 30_000, widen: 5_000, narrow: 5_000, letter: 4_000 };
        for emergency in [0, 6_000] {
            let rules = Rules { emergency, ..rules(300) };
            for wanted in [-15_000, -7_000, -3_000, 0, 2_000, 6_000, 12_000, 13_800, 30_000, 60_000] {
                let back = given(&sums, ratio(&sums, wanted, &rules), &rules);
                assert!((back - wanted).abs() < 20, "{wanted}: {back}");
            }
        }
    }
}
