//! The problem of breaking a paragraph, and its solution.

use std::cell::Cell;

use crate::paragraph::breakpoints::{BreakMetrics, Breakpoint};
use crate::paragraph::line_metrics::LineMetrics;
use crate::two_sided::Elastic;

/// Parameters of the demerits. Lengths in scaled points.
#[derive(Clone, Debug)]
pub(crate) struct BreakParams {
    /// Widths of the first lines; the last is that of all further lines.
    pub(crate) widths: Vec<i64>,
    /// `None` where the text is justified; else the stretch at a ragged line's end, which is judged like a space's.
    pub(crate) ragged: Option<i64>,
    /// True if the last line is judged like the others.
    pub(crate) balanced: bool,
    /// Share of the elastic glue by which it is set wider at ratio 1 and narrower at ratio −1; per mille.
    pub(crate) space: Elastic<i64>,
    /// The same for each 1 that the ratio goes further, when glyphs and letters are exhausted.
    pub(crate) space_beyond: Elastic<i64>,
    /// The most that glue may shrink; per mille of its elastic part.
    pub(crate) max_space_shrink: i64,
    /// True if words may be hyphenated.
    pub(crate) hyphens: bool,
    /// True if ties may be broken: the no-break space between a name and its title.
    pub(crate) ties: bool,
    /// True if code may be broken where it has no mark.
    pub(crate) code_breaks: bool,
    /// The worst badness of a line.
    pub(crate) tolerance: i64,
    /// Letter-space that a line may get in all besides, when spaces alone would have to give the rest. (TeX's
    /// `\emergencystretch` is stretch that isn't there; this is set.)
    pub(crate) emergency: i64,
    /// TeX's `\linepenalty`.
    pub(crate) line_penalty: i64,
    /// Demerits of two hyphenated lines in a row: TeX's `\doublehyphendemerits`.
    pub(crate) double_hyphen: i64,
    /// Demerits of a hyphen before the last line: TeX's `\finalhyphendemerits`, which is for the last line but one.
    pub(crate) final_hyphen: i64,
    /// Demerits of adjacent lines of unlike fitness classes: TeX's `\adjdemerits`.
    pub(crate) fitness: i64,
    /// True if stacks are counted: words above themselves at the starts or ends of lines.
    pub(crate) stacks: bool,
    /// Demerits of a stack of two.
    pub(crate) stack: i64,
    /// Demerits of a runt: a last line that is too short.
    pub(crate) runt: i64,
    /// Last lines narrower than this are runts…
    pub(crate) runt_width: i64,
    /// …those wider than this look full, and hide where the paragraph ends…
    pub(crate) full_width: i64,
    /// …and those narrower than this, of five characters or so, are worst.
    pub(crate) scrap_width: i64,
    /// More hyphenated lines in a row are a ladder; with `u8::MAX` they are not counted.
    pub(crate) max_ladder: u8,
}

impl BreakParams {
    /// The width of a line, counted from 0.
    pub(crate) fn width(&self, line: u32) -> i64 {
        self.widths[(line as usize).min(self.widths.len() - 1)]
    }
}

/// A line of the solution: it ends at a breakpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChosenLine {
    /// Index into the breakpoints.
    pub(crate) end: u32,
    /// Its adjustment ratio, in parts of [`RATIO_ONE`](crate::costs::RATIO_ONE).
    pub(crate) ratio: i64,
}

/// A solution: the lines of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineLayout {
    pub(crate) lines: Vec<ChosenLine>,
    /// The [`BreakParams::emergency`] that its ratios are for.
    pub(crate) emergency: i64,
    pub(crate) demerits: i64,
    pub(crate) overfull: bool,
    /// The worst of what a pass that allows more may avoid.
    pub(crate) flaw: Flaw,
}

/// A reason to try another pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flaw {
    /// Nothing.
    None,
    /// A stack of three, or a last line that is a runt or follows a hyphen.
    Blemish,
    /// More hyphenated lines in a row than are allowed.
    Ladder,
}

/// A paragraph's breakpoints, and how lines are to be chosen among them.
#[derive(Clone, Copy)]
pub(crate) struct BreakProblem<'a> {
    pub(crate) breakpoints: &'a [Breakpoint],
    /// Prefix sums: the metrics of all tokens before each, and of all.
    pub(crate) prefix: &'a [LineMetrics],
    pub(crate) params: &'a BreakParams,
    pub(crate) target: LineTarget<'a>,
    /// Allows lines that are too long where a word doesn't fit its measure by itself: a layout is found always.
    pub(crate) last_resort: bool,
    /// Only layouts with fewer demerits are of interest: the bound of a layout that is known.
    pub(crate) below: i64,
    /// The metrics of a breakpoint that isn't measured yet.
    pub(crate) measure: &'a dyn Fn(&Breakpoint) -> BreakMetrics,
    /// The metrics of a line that is a fragment of one word, between two breakpoints.
    pub(crate) fragment: &'a dyn Fn(&Breakpoint, &Breakpoint) -> LineMetrics,
    /// Demerits of the rivers of a layout.
    pub(crate) rivers: &'a dyn Fn(&[ChosenLine]) -> i64,
    /// Steps that the search took, of about equal time: what its growth is tested by.
    pub(crate) work: &'a Cell<u64>,
}

impl BreakProblem<'_> {
    /// Counts steps of the search.
    pub(super) fn count(&self, steps: usize) {
        self.work.set(self.work.get() + steps as u64);
    }

    /// The metrics of the line between two breakpoints.
    pub(super) fn line_metrics(&self, from: u32, to: usize) -> LineMetrics {
        line_metrics(&self.breakpoints[from as usize], &self.breakpoints[to], self.fragment)
    }
}

/// The numbers of lines that are asked for: Knuth and Plass's looseness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineTarget<'a> {
    /// Whatever is best.
    Best,
    /// Other numbers.
    Counts {
        /// Numbers of lines.
        counts: &'a [u32],
        /// Number of lines of the best layout up to each breakpoint: only nodes within one of it are kept active.
        best: &'a [u32],
    },
}

/// The metrics of the line between two breakpoints: the difference of their prefix sums, less what protrudes into the
/// margins. `fragment` gives those of a line within one word.
pub(crate) fn line_metrics(
    from: &Breakpoint,
    to: &Breakpoint,
    fragment: &dyn Fn(&Breakpoint, &Breakpoint) -> LineMetrics,
) -> LineMetrics {
    let mut metrics = match (&from.split, &to.split) {
        (Some(a), Some(b)) if a.token == b.token => fragment(from, to),
        _ => to.metrics().end_prefix - from.metrics().start_prefix,
    };
    metrics.width -= from.metrics().protrusion_start + to.metrics().protrusion_end;
    metrics
}
