//! The paragraph builder: paragraphs in, the settings of each and their lines out.

use std::sync::{Mutex, PoisonError};

use anthology_base::{Diagnostic, Diagnostics, Length, Span};
use anthology_typeset::{FontTokens, MicroTokens, MissingGlyphs, SetParagraph, TextAlign, TextStyle};

use crate::fonts::Fonts;
use crate::paragraph::breakpoints::{BreakKind, Breakpoint};
use crate::paragraph::context::Resolve;
use crate::paragraph::line::{Line, Measure, Setting};
use crate::paragraph::missing_glyphs::{self, MissingGlyph};
use crate::paragraph::passes::{BrokenParagraph, LineBreaker};
use crate::paragraph::total_fit::{LineLayout, line_metrics};
use crate::shaping::shaper::Shaper;

/// Sets paragraphs in the fonts of a book. One value serves all threads: they share its cache of shaped
/// words, and what a paragraph becomes depends on the paragraph alone.
///
/// ```
/// use anthology_base::{Diagnostics, Lang, Length, MemoryWorld, SourceMap};
/// use anthology_layout::{ParagraphBuilder, Resolve, fonts::Fonts, line::Measure};
/// use anthology_typeset::{ParagraphStyle, SetParagraph, theme};
///
/// let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
/// let theme = theme("classic", None, &MemoryWorld::new(), &mut sources, &mut diagnostics).expect("a bundled theme");
/// let fonts = Fonts::bundled();
/// let builder = ParagraphBuilder::new(&fonts, &theme.fonts, &theme.micro);
///
/// let text = "In the beginning there was a long line, and it had to be broken somewhere.";
/// let paragraph = SetParagraph::plain(text, ParagraphStyle::Body, Lang::EN_GB);
/// let measure = Measure { width: Length::from_pt(200), indent: Length::ZERO, notch: None };
/// let resolve = Resolve { page: &|_| String::new(), image: &|_| Length::ZERO };
/// let setting = builder.set(&paragraph, theme.style(ParagraphStyle::Body), &measure, resolve);
///
/// assert!(setting.lines.len() > 1);
/// // The lines have all of the text, and each begins where the one above ends.
/// assert!(setting.lines.windows(2).all(|pair| pair[0].text.end == pair[1].text.start));
/// assert_eq!(setting.lines.last().map(|line| line.text.end), Some(text.len() as u32));
/// ```
pub struct ParagraphBuilder<'a> {
    shaper: Shaper<'a>,
    tokens: &'a FontTokens,
    micro: &'a MicroTokens,
    missing: Mutex<Vec<MissingGlyph>>,
    /// The places of paragraphs with a line that is wider than its measure.
    overfull: Mutex<Vec<Span>>,
}

/// A paragraph's settings: the best, and those a line longer or shorter where they are good enough. Lines
/// are made when they are asked for.
pub struct ParagraphSettings<'p> {
    shaper: &'p Shaper<'p>,
    paragraph: &'p SetParagraph,
    broken: BrokenParagraph,
    settings: Vec<(SettingSummary, LineLayout)>,
    /// Something about it will be reported: a character without a glyph, or a line that is too wide.
    pub(crate) has_findings: bool,
}

/// A setting without its lines, from which these can be made later without another search.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    layout: LineLayout,
    split_words: bool,
}

/// The intrinsic widths of a paragraph, as CSS Sizing 3 has them: how wide it is, and how narrow it can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct IntrinsicWidths {
    /// Of its longest line where only the author breaks lines.
    pub(crate) max_content: Length,
    /// Of its longest piece between two breakpoints that add no hyphen.
    pub(crate) min_content: Length,
    /// Of its longest piece where words are hyphenated, and code broken anywhere.
    pub(crate) min_hyphenated: Length,
}

/// The figures of a setting, known before its lines are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingSummary {
    /// Lines more (or fewer) than in the best setting.
    pub looseness: i8,
    /// Number of its lines.
    pub lines: u32,
    /// Total demerits; larger is worse.
    pub demerits: i64,
    /// For each line, whether it ends with a hyphen, added or the author's.
    pub hyphenated: Vec<bool>,
    /// For each line, the byte of the paragraph's text up to which it goes.
    pub ends: Vec<u32>,
    /// Width of the last line.
    pub last_width: Length,
    /// True if a line is too long for its measure, or far too loose.
    pub overfull: bool,
}

impl<'a> ParagraphBuilder<'a> {
    /// A builder for a book's fonts and theme.
    pub fn new(fonts: &'a Fonts, tokens: &'a FontTokens, micro: &'a MicroTokens) -> Self {
        Self { shaper: Shaper::new(fonts), tokens, micro, missing: Mutex::default(), overfull: Mutex::default() }
    }

    /// The fonts.
    pub fn fonts(&self) -> &'a Fonts {
        self.shaper.fonts()
    }

    fn breaker<'p>(
        &'p self,
        paragraph: &'p SetParagraph,
        style: &'p TextStyle,
        measure: &'p Measure,
        resolve: Resolve<'p>,
    ) -> LineBreaker<'p> {
        LineBreaker::new(&self.shaper, self.tokens, self.micro, paragraph, style, measure, resolve)
    }

    fn break_lines<'p>(&'p self, paragraph: &'p SetParagraph, breaker: &LineBreaker<'_>) -> ParagraphSettings<'p> {
        let mut missing = Vec::new();
        let (broken, layout) = breaker.break_lines(&mut missing);
        let has_findings = !missing.is_empty() || layout.overfull;
        if !missing.is_empty() {
            self.missing.lock().unwrap_or_else(PoisonError::into_inner).append(&mut missing);
        }
        if layout.overfull && paragraph.span != Span::default() {
            self.overfull.lock().unwrap_or_else(PoisonError::into_inner).push(paragraph.span);
        }
        let mut settings =
            ParagraphSettings { shaper: &self.shaper, paragraph, broken, settings: Vec::new(), has_findings };
        settings.push(layout, 0);
        settings
    }

    /// The best setting of a paragraph, for what needs no other.
    pub fn set(&self, paragraph: &SetParagraph, style: &TextStyle, measure: &Measure, resolve: Resolve<'_>) -> Setting {
        self.break_lines(paragraph, &self.breaker(paragraph, style, measure, resolve)).best()
    }

    /// The settings of a paragraph. A paragraph without text has one line.
    pub fn settings<'p>(
        &'p self,
        paragraph: &'p SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        resolve: Resolve<'_>,
    ) -> ParagraphSettings<'p> {
        let breaker = self.breaker(paragraph, style, measure, resolve);
        let mut settings = self.break_lines(paragraph, &breaker);
        if style.align == TextAlign::Justify && self.micro.looseness {
            let best = &settings.settings[0].1;
            for (looseness, layout) in breaker.variants(&settings.broken, best) {
                settings.push(layout, looseness);
            }
            settings.settings.sort_by_key(|(summary, _)| summary.looseness);
        }
        settings
    }

    /// The intrinsic widths of a paragraph.
    pub(crate) fn intrinsic_widths(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        resolve: Resolve<'_>,
    ) -> IntrinsicWidths {
        let measure = &Measure { width: Length::ZERO, indent: Length::ZERO, notch: None };
        let breaker = self.breaker(paragraph, style, measure, resolve);
        let shaped = breaker.prepare(None, &mut Vec::new());
        let (breakpoints, measurer) = (breaker.breakpoints(&shaped, false), breaker.measurer(&shaped));
        let widest = |ends: &dyn Fn(&Breakpoint) -> bool| {
            let (mut from, mut most) = (&breakpoints[0], 0);
            let forced = |b: &Breakpoint| matches!(b.kind, BreakKind::Forced | BreakKind::End);
            for to in breakpoints[1..].iter().filter(|b| forced(b) || ends(b)) {
                to.metrics.get_or_init(|| measurer.measure_split(to));
                most = most.max(line_metrics(from, to, &|a, b| breaker.fragment(&shaped, a, b)).width);
                from = to;
            }
            Length::from_sp(most)
        };
        IntrinsicWidths {
            max_content: widest(&|_| false),
            min_content: widest(&|b| matches!(b.kind, BreakKind::Free | BreakKind::Explicit)),
            min_hyphenated: widest(&|_| true),
        }
    }

    /// Makes the lines of a setting that was found for the same paragraph, style and measure.
    pub(crate) fn lines(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        resolve: Resolve<'_>,
        recipe: &Recipe,
    ) -> Vec<Line> {
        let breaker = self.breaker(paragraph, style, measure, resolve);
        let broken = breaker.remeasure(&recipe.layout, recipe.split_words);
        broken.lines(&self.shaper, paragraph, &recipe.layout)
    }

    /// Reports the characters that no font has, of all paragraphs that were set.
    pub fn report_missing(&self, policy: MissingGlyphs, diagnostics: &mut Diagnostics) {
        let missing = std::mem::take(&mut *self.missing.lock().unwrap_or_else(PoisonError::into_inner));
        missing_glyphs::report(missing, policy, diagnostics);
    }

    /// Reports the paragraphs that were set with a line wider than its measure, in the order of the sources.
    pub fn report_overfull(&self, diagnostics: &mut Diagnostics) {
        let mut overfull = std::mem::take(&mut *self.overfull.lock().unwrap_or_else(PoisonError::into_inner));
        overfull.sort_unstable();
        overfull.dedup();
        for span in overfull {
            let message = "a line of this paragraph is wider than its measure";
            let hint = "shorten what can't be broken, or choose a smaller type size or a larger page";
            diagnostics.push(Diagnostic::warning("overfull-line", message).at(span).hint(hint));
        }
    }
}

impl ParagraphSettings<'_> {
    fn push(&mut self, layout: LineLayout, looseness: i8) {
        self.settings.push((self.summary(&layout, looseness), layout));
    }

    /// All settings, by ascending looseness. The best setting (0) is always there.
    pub fn variants(&self) -> impl Iterator<Item = &SettingSummary> {
        self.settings.iter().map(|(summary, _)| summary)
    }

    /// The setting of a looseness, if there is one.
    pub fn variant(&self, looseness: i8) -> Option<&SettingSummary> {
        self.variants().find(|v| v.looseness == looseness)
    }

    /// Makes the lines of the best setting.
    pub fn best(&self) -> Setting {
        self.setting(0).unwrap_or_else(|| Setting { lines: Vec::new(), demerits: 0, looseness: 0, overfull: true })
    }

    /// Makes the lines of a setting, if there is one of that looseness.
    pub fn setting(&self, looseness: i8) -> Option<Setting> {
        let (summary, layout) = self.settings.iter().find(|(v, _)| v.looseness == looseness)?;
        let lines = self.broken.lines(self.shaper, self.paragraph, layout);
        Some(Setting { lines, demerits: summary.demerits, looseness, overfull: summary.overfull })
    }

    /// A setting whose lines can be made later.
    pub(crate) fn recipe(&self, looseness: i8) -> Option<Recipe> {
        let (_, layout) = self.settings.iter().find(|(v, _)| v.looseness == looseness)?;
        Some(Recipe { layout: layout.clone(), split_words: self.broken.split_words })
    }

    fn summary(&self, layout: &LineLayout, looseness: i8) -> SettingSummary {
        let BrokenParagraph { breakpoints, shaped, .. } = &self.broken;
        let ends: Vec<&Breakpoint> = layout.lines.iter().map(|l| &breakpoints[l.end as usize]).collect();
        let hyphenated = ends.iter().map(|b| b.hyphenated).collect();
        let from = ends.len().checked_sub(2).map_or(&breakpoints[0], |i| ends[i]);
        let last = ends.last().map_or(0, |to| (to.metrics().end_prefix - from.metrics().start_prefix).width);
        SettingSummary {
            looseness,
            lines: layout.lines.len() as u32,
            demerits: layout.demerits,
            hyphenated,
            ends: ends.iter().map(|b| shaped.to_paragraph(b.at)).collect(),
            last_width: Length::from_sp(last),
            overfull: layout.overfull,
        }
    }
}
