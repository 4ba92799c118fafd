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

mod demerits;
mod fit;
mod paths;
mod search;

use crate::paragraph::breakpoints::{Break, Figures};
use crate::paragraph::prepare::Sums;

pub(crate) use fit::{Gain, line_sums, loosest};
use search::Search;

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
    /// Whether names of code may be parted where they have no mark.
    pub(crate) seams: bool,
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
    /// More hyphens above one another than this are forbidden; with `u8::MAX` they are not counted.
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

/// Which number of lines is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines<'a> {
    /// Whatever is best.
    Best,
    /// Other numbers.
    Counts {
        /// How many.
        counts: &'a [u32],
        /// How many lines the best setting has up to each break: only settings within one of it are looked at.
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

#[cfg(test)]
mod tests;
