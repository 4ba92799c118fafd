//! Breaking a paragraph into lines, in passes that each allow more.
//!
//! TeX has three passes (no hyphens, hyphens, emergency stretch). Here there are seven, and each but the last keeps what the
//! one before found as a bound: a pass is worth its time only where the best layout so far has a flaw, or costs more
//! than the cheapest layout with what the pass allows anew would.

use std::borrow::Cow;
use std::cell::Cell;

use anthology_typeset::{FontTokens, MicroTokens, SetParagraph, TextAlign, TextStyle};

use crate::costs::{
    BLEMISH_TOLERANCE, HOPELESS_SETTING, LOOSE_LETTER_SPACES, NARROW, NARROW_LETTER_SPACE, NARROWEST,
    NARROWNESS_OF_CODE, RAGGED_TOLERANCE, WIDE_TOLERANCE,
};
use crate::paragraph::break_metrics::{BreakMeasurer, shape_fragment};
use crate::paragraph::breakpoints::{Breakpoint, breakpoints};
use crate::paragraph::context::{Prepare, Resolve};
use crate::paragraph::justify::{LineGeometry, LineSource, make_line};
use crate::paragraph::line::{Line, Measure};
use crate::paragraph::line_metrics::LineMetrics;
use crate::paragraph::missing_glyphs::MissingGlyph;
use crate::paragraph::prepare::prepare;
use crate::paragraph::rivers::river_demerits;
use crate::paragraph::shaped_paragraph::{ShapedParagraph, word_metrics};
use crate::paragraph::total_fit::{
    BreakParams, BreakProblem, ChosenLine, Flaw, GlueSetting, LineLayout, LineTarget, best_layout, best_layouts,
    loosest,
};
use crate::shaping::shaper::Shaper;

/// A paragraph that is to be broken into lines, and all that decides how.
pub(super) struct LineBreaker<'p> {
    shaper: &'p Shaper<'p>,
    tokens: &'p FontTokens,
    pub(super) micro: &'p MicroTokens,
    pub(super) paragraph: &'p SetParagraph,
    pub(super) style: &'p TextStyle,
    pub(super) measure: &'p Measure,
    resolve: Resolve<'p>,
    /// Narrowness of the measure, from 0 at [`NARROW`] ems to 1000 at [`NARROWEST`].
    pub(super) narrowness: i64,
    /// [`BreakProblem::work`] of all passes.
    work: Cell<u64>,
}

/// A paragraph with its breakpoints.
pub(super) struct BrokenParagraph {
    pub(super) shaped: ShapedParagraph,
    pub(super) breakpoints: Vec<Breakpoint>,
    align: TextAlign,
    /// See [`LineGeometry::loose_letters`].
    loose_letters: i64,
    measure: i64,
    /// The indents of the first lines, the last of which holds for all after it.
    indents: Vec<i64>,
    /// True if words had to be split between their letters.
    pub(super) split_words: bool,
}

/// The liberties of a pass.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    /// Hyphenated words.
    pub(super) hyphens: bool,
    /// Lines of so much badness.
    pub(super) tolerance: i64,
    /// Spaces as narrow as words can be told apart at, and broken ties.
    pub(super) ties: bool,
    /// More letter-space.
    pub(super) emergency: bool,
    /// Words that are wider than their measure to be split anywhere.
    split_words: bool,
}

impl<'p> LineBreaker<'p> {
    pub(super) fn new(
        shaper: &'p Shaper<'p>,
        tokens: &'p FontTokens,
        micro: &'p MicroTokens,
        paragraph: &'p SetParagraph,
        style: &'p TextStyle,
        measure: &'p Measure,
        resolve: Resolve<'p>,
    ) -> Self {
        let ems = measure.width.sp() * 1000 / style.size.sp().max(1);
        let narrowness = ((NARROW * 1000 - ems) / (NARROW - NARROWEST)).clamp(0, 1000);
        let mut breaker =
            Self { shaper, tokens, micro, paragraph, style, measure, resolve, narrowness, work: Cell::new(0) };
        if breaker.has_long_code() {
            breaker.narrowness = narrowness.max(NARROWNESS_OF_CODE);
        }
        breaker
    }

    /// The passes, from the strictest on.
    fn passes(&self) -> [Pass; 7] {
        let hyphens = self.hyphen_pass();
        let calm = Pass { hyphens: false, ..hyphens };
        let wide = Pass { tolerance: hyphens.tolerance * WIDE_TOLERANCE, ..hyphens };
        let ties = Pass { ties: true, ..wide };
        let eased = Pass { tolerance: BLEMISH_TOLERANCE.max(ties.tolerance), emergency: true, ..ties };
        let any_line = Pass { tolerance: i64::MAX, ..eased };
        [calm, hyphens, wide, ties, eased, any_line, Pass { split_words: true, ..any_line }]
    }

    /// The pass that allows hyphens, but no line that is worse than the theme's tolerance.
    pub(super) fn hyphen_pass(&self) -> Pass {
        let justified = self.style.align == TextAlign::Justify;
        let tolerance = if justified { self.micro.tolerance } else { RAGGED_TOLERANCE };
        Pass { hyphens: true, tolerance, ties: false, emergency: false, split_words: false }
    }

    /// Breaks the paragraph: the best layout of the first pass that has a good one.
    pub(super) fn break_lines(&self, missing: &mut Vec<MissingGlyph>) -> (BrokenParagraph, LineLayout) {
        let shaped = self.prepare(None, missing);
        let breakpoints = self.breakpoints(&shaped, false);
        let mut broken = self.broken(shaped, breakpoints, false);
        let mut found: Option<LineLayout> = None;
        for pass in self.passes() {
            let mut split = None;
            if pass.split_words {
                let shaped = self.prepare(Some(self.narrowest()), &mut Vec::new());
                let breakpoints = self.breakpoints(&shaped, true);
                split = Some(self.broken(shaped, breakpoints, true));
            }
            let BrokenParagraph { shaped, breakpoints, .. } = split.as_ref().unwrap_or(&broken);
            let params = self.params(shaped, pass);
            let below = found.as_ref().map_or(i64::MAX, |layout| layout.demerits);
            if let Some(layout) = self.search(shaped, breakpoints, &params, pass.split_words, below) {
                found = Some(layout);
                // A layout is one of the breakpoints that it was found with, so these change only with it.
                if let Some(split) = split {
                    broken = split;
                }
            }
            let good = |layout: &LineLayout| match pass {
                // No layout with a hyphen costs less than its hyphen…
                Pass { hyphens: false, .. } => layout.demerits <= self.hyphen_penalty().pow(2),
                // …nor one with a line worse than the tolerance less than that line.
                Pass { ties: false, .. } => layout.flaw == Flaw::None && layout.demerits <= params.worst_line(),
                // Letters further apart are better than a scrap of a last line.
                Pass { emergency: false, .. } => layout.flaw == Flaw::None,
                _ => layout.flaw != Flaw::Ladder,
            };
            if found.as_ref().is_some_and(good) {
                break;
            }
        }
        // The last pass allows every line, so something was found.
        let layout = found.unwrap_or(LineLayout {
            lines: Vec::new(),
            emergency: 0,
            demerits: 0,
            overfull: true,
            flaw: Flaw::Ladder,
        });
        (broken, layout)
    }

    fn broken(&self, shaped: ShapedParagraph, breakpoints: Vec<Breakpoint>, split_words: bool) -> BrokenParagraph {
        BrokenParagraph {
            shaped,
            breakpoints,
            align: self.style.align,
            loose_letters: self.loose_letters(),
            measure: self.measure.width.sp(),
            indents: self.indents(),
            split_words,
        }
    }

    /// The paragraph with those breakpoints measured that a layout which was found before has.
    pub(super) fn remeasure(&self, layout: &LineLayout, split_words: bool) -> BrokenParagraph {
        let shaped = self.prepare(split_words.then(|| self.narrowest()), &mut Vec::new());
        let breakpoints = self.breakpoints(&shaped, split_words);
        let measurer = self.measurer(&shaped);
        for chosen in &layout.lines {
            let breakpoint = &breakpoints[chosen.end as usize];
            breakpoint.metrics.get_or_init(|| measurer.measure_split(breakpoint));
        }
        self.broken(shaped, breakpoints, split_words)
    }

    /// See [`LineGeometry::loose_letters`].
    fn loose_letters(&self) -> i64 {
        let letters = i64::from(self.micro.letter_space);
        let widened = self.narrowed(letters, NARROW_LETTER_SPACE).max(1);
        (letters * LOOSE_LETTER_SPACES * 1000 / widened - 1000).max(0)
    }

    /// Shapes the paragraph; words that are wider than `split_wider` are split between their letters.
    pub(super) fn prepare(&self, split_wider: Option<i64>, missing: &mut Vec<MissingGlyph>) -> ShapedParagraph {
        let mut micro = Cow::Borrowed(self.micro);
        if self.style.align == TextAlign::Justify && self.narrowness > 0 {
            let letters = self.narrowed(i64::from(micro.letter_space), NARROW_LETTER_SPACE);
            micro.to_mut().letter_space = letters as i32;
        }
        let (shaper, tokens, resolve) = (self.shaper, self.tokens, self.resolve);
        let with = Prepare { shaper, tokens, micro: &micro, resolve, split_wider };
        prepare(&with, self.paragraph, self.style, missing)
    }

    pub(super) fn breakpoints(&self, shaped: &ShapedParagraph, split_words: bool) -> Vec<Breakpoint> {
        breakpoints(self.measurer(shaped), self.paragraph, self.style, &self.break_costs(split_words))
    }

    pub(super) fn measurer<'m>(&'m self, shaped: &'m ShapedParagraph) -> BreakMeasurer<'p, 'm> {
        BreakMeasurer { shaper: self.shaper, shaped, protrude: self.style.align == TextAlign::Justify }
    }

    /// The metrics of a line that is a fragment of a word, broken at both ends.
    pub(super) fn fragment(&self, shaped: &ShapedParagraph, from: &Breakpoint, to: &Breakpoint) -> LineMetrics {
        let Some(split) = &to.split else { return LineMetrics::default() };
        let token = &shaped.tokens[split.token as usize];
        let word = shape_fragment(self.shaper, shaped, token, Some(from), Some(to));
        word_metrics(shaped.face(token), &word)
    }

    /// The indents of the first lines, the last of which holds for all after it.
    pub(super) fn indents(&self) -> Vec<i64> {
        let lines = self.measure.notch.map_or(0, |notch| usize::from(notch.lines));
        let mut indents = vec![0; lines.max(1) + 1];
        if let Some(notch) = self.measure.notch {
            indents[..lines].fill(notch.width.sp());
            indents[0] = notch.first.sp();
        }
        indents[0] += self.measure.indent.sp();
        indents
    }

    /// The width of the narrowest line.
    fn narrowest(&self) -> i64 {
        let widest = self.indents().into_iter().max().unwrap_or(0).max(0);
        (self.measure.width.sp() - widest).max(1)
    }

    /// The best layout with some parameters.
    fn search(
        &self,
        shaped: &ShapedParagraph,
        breakpoints: &[Breakpoint],
        params: &BreakParams,
        last_resort: bool,
        below: i64,
    ) -> Option<LineLayout> {
        self.with_problem(shaped, breakpoints, params, |problem| {
            let problem = BreakProblem { last_resort, below, ..problem };
            let layout = best_layout(&problem)?;
            if params.balanced && layout.lines.len() > 1 && !layout.overfull {
                return Some(balance(&problem, layout));
            }
            Some(layout)
        })
    }

    /// Poses the problem of breaking the paragraph.
    fn with_problem<T>(
        &self,
        shaped: &ShapedParagraph,
        breakpoints: &[Breakpoint],
        params: &BreakParams,
        then: impl FnOnce(BreakProblem<'_>) -> T,
    ) -> T {
        let fragment = |a: &Breakpoint, b: &Breakpoint| self.fragment(shaped, a, b);
        let indents = self.indents();
        let rivers = |lines: &[ChosenLine]| {
            if self.micro.rivers { river_demerits(shaped, breakpoints, params, &indents, lines) } else { 0 }
        };
        let measurer = self.measurer(shaped);
        let measure = |breakpoint: &Breakpoint| measurer.measure_split(breakpoint);
        then(BreakProblem {
            breakpoints,
            prefix: &shaped.prefix,
            params,
            target: LineTarget::Best,
            last_resort: false,
            below: i64::MAX,
            measure: &measure,
            fragment: &fragment,
            rivers: &rivers,
            work: &self.work,
        })
    }

    /// The layouts a line longer and a line shorter than the best, where they are good enough, each with its looseness.
    /// They are only searched for where prefix sums say that the paragraph can be stretched, or shrunk, by a line.
    pub(super) fn variants(&self, broken: &BrokenParagraph, best: &LineLayout) -> Vec<(i8, LineLayout)> {
        let params = &self.params(&broken.shaped, self.hyphen_pass());
        let best_count = best.lines.len() as u32;
        let total = broken.shaped.prefix.last().copied().unwrap_or_default();
        let measure = self.measure.width.sp();
        let widest = total.width + GlueSetting::at(loosest(params.tolerance), params).surplus(&total);
        let narrowest = total.width - params.max_shrink(&total);
        let possible = |looseness: i8| {
            let count = best_count.checked_add_signed(i32::from(looseness)).filter(|n| *n > 0 && best_count > 1)?;
            let fits = match looseness {
                1 => widest >= measure * i64::from(count - 1),
                _ => narrowest <= measure * i64::from(count),
            };
            fits.then_some((looseness, count))
        };
        let (wanted, counts): (Vec<i8>, Vec<u32>) = [-1, 1].into_iter().filter_map(possible).unzip();
        if wanted.is_empty() {
            return Vec::new();
        }
        let lines_before = broken.lines_before(best);
        let target = LineTarget::Counts { counts: &counts, best: &lines_before };
        let below = best.demerits.saturating_add(HOPELESS_SETTING);
        let layouts = self.with_problem(&broken.shaped, &broken.breakpoints, params, |problem| {
            best_layouts(&BreakProblem { target, below, ..problem })
        });
        let found = wanted.into_iter().zip(layouts).filter_map(|(looseness, layout)| Some((looseness, layout?)));
        found.filter(|(_, layout)| layout.flaw != Flaw::Ladder).collect()
    }
}

/// Makes the lines of a heading as equal as they can be: finds, by bisection, the narrowest measure that needs no more
/// lines.
fn balance(problem: &BreakProblem<'_>, layout: LineLayout) -> LineLayout {
    let full = &problem.params.widths;
    let (mut low, mut high) = (0, 64);
    let mut best = layout;
    while high - low > 1 {
        let middle = (low + high) / 2;
        let mut narrow = problem.params.clone();
        narrow.tolerance = i64::MAX;
        narrow.widths = full.iter().map(|w| w * middle / 64).collect();
        match best_layout(&BreakProblem { params: &narrow, last_resort: false, ..*problem }) {
            Some(layout) if layout.lines.len() <= best.lines.len() => (high, best) = (middle, layout),
            _ => low = middle,
        }
    }
    best
}

impl BrokenParagraph {
    /// The lines of a layout.
    pub(super) fn lines(&self, shaper: &Shaper<'_>, paragraph: &SetParagraph, layout: &LineLayout) -> Vec<Line> {
        let mut from = &self.breakpoints[0];
        let mut lines = Vec::with_capacity(layout.lines.len());
        for (i, chosen) in layout.lines.iter().enumerate() {
            let to = &self.breakpoints[chosen.end as usize];
            let geometry = LineGeometry {
                indent: self.indents[i.min(self.indents.len() - 1)],
                measure: self.measure,
                align: self.align,
                ratio: chosen.ratio,
                emergency: layout.emergency,
                loose_letters: self.loose_letters,
                fills: self.align == TextAlign::Justify && chosen.ratio != 0,
            };
            let source = LineSource { shaper, shaped: &self.shaped, paragraph, from, to };
            lines.push(make_line(&source, &geometry));
            from = to;
        }
        lines
    }

    /// Number of lines of a layout up to each breakpoint.
    fn lines_before(&self, layout: &LineLayout) -> Vec<u32> {
        let mut count = vec![0; self.breakpoints.len()];
        for chosen in &layout.lines {
            count[chosen.end as usize] = 1;
        }
        for i in 1..count.len() {
            count[i] += count[i - 1];
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use anthology_base::{Diagnostics, Lang, Length, MemoryWorld, SourceMap};
    use anthology_typeset::{ParagraphStyle, theme};

    use super::*;
    use crate::fonts::Fonts;

    /// The steps that the searches for the lines of a text take.
    fn work(text: &str) -> u64 {
        let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
        let theme = theme("classic", None, &MemoryWorld::new(), &mut sources, &mut diagnostics).expect("a theme");
        let fonts = Fonts::bundled();
        let shaper = Shaper::new(&fonts);
        let paragraph = SetParagraph::plain(text, ParagraphStyle::Body, Lang::EN_GB);
        let style = theme.style(ParagraphStyle::Body);
        let measure = Measure { width: Length::from_pt(300), indent: Length::ZERO, notch: None };
        let resolve = Resolve { page: &|_| String::new(), image: &|_| Length::ZERO };
        let breaker = LineBreaker::new(&shaper, &theme.fonts, &theme.micro, &paragraph, style, &measure, resolve);
        let (broken, best) = breaker.break_lines(&mut Vec::new());
        breaker.variants(&broken, &best);
        breaker.work.get()
    }

    /// Steps for each byte of a text, at most: all paths that are tried for the sake of rivers included.
    const STEPS_OF_BYTE: u64 = 500;

    #[test]
    fn work_is_linear_in_the_text() {
        for unit in ["ha ", "a ", "ab cd ", "[ ] ", "x — ", "well-known "] {
            // So long that the bounds on these paths are reached.
            let count = 8_000 / unit.len();
            let (once, four_times) = (work(&unit.repeat(count)), work(&unit.repeat(4 * count)));
            assert!(four_times < 5 * once, "{unit}: {once} and {four_times}");
            assert!(once < STEPS_OF_BYTE * 8_000, "{unit}: {once}");
        }
        let prose = "the quick brown fox jumps over a lazy dog, and nobody has asked it why it does so; ";
        for count in [10, 100, 400] {
            let text = prose.repeat(count);
            assert!(work(&text) < STEPS_OF_BYTE * text.len() as u64, "{count}");
        }
    }
}
