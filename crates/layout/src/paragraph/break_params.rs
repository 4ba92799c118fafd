//! The parameters of line breaking for a paragraph: what its language, its style and its measure make of the theme's
//! figures.

use anthology_base::Length;
use anthology_typeset::{Family, LineBreaking, ParagraphStyle, TextAlign, language};

use crate::costs::{
    CAPITALISED, CAPITALISED_NOUNS_HYPHEN, CODE_SPACE, COMPOUND, HANGUL_SYLLABLE, HYPHEN_ROOM, LAST_MAX_SPACE_SHRINK,
    LONG_CODE_RUN, LONG_WORDS_DOUBLE_HYPHEN, LONG_WORDS_HYPHEN, MAX_LADDER, MAX_SPACE_SHRINK, MISLEADING,
    NARROW_HYPHEN, RUNT, RUNT_MEASURE, SEAM, SHORT_FRAGMENT, SPACE_SHRINK, SPACE_SHRINK_BEYOND, SPACE_STRETCH,
    SPACE_STRETCH_BEYOND, STACK, TIE, UNUSUAL_SHORT_FRAGMENT,
};
use crate::paragraph::breakpoints::{BreakCosts, WordSplits};
use crate::paragraph::passes::{LineBreaker, Pass};
use crate::paragraph::shaped_paragraph::ShapedParagraph;
use crate::paragraph::total_fit::BreakParams;
use crate::two_sided::Elastic;

impl LineBreaker<'_> {
    /// Penalties of breakpoints.
    pub(super) fn break_costs(&self, split_words: bool) -> BreakCosts {
        let language = self.language();
        let short = if language.short_fragments { SHORT_FRAGMENT } else { UNUSUAL_SHORT_FRAGMENT };
        let has_hyphen_room = self.measure.width >= self.style.size * HYPHEN_ROOM;
        BreakCosts {
            hyphen: self.hyphen_penalty(),
            explicit: self.hyphen_penalty(),
            capitalised: if language.capitalised_nouns { 0 } else { CAPITALISED },
            short_fragment: self.narrowed(short, NARROW_HYPHEN),
            compound: COMPOUND,
            seam: SEAM,
            misleading: MISLEADING,
            tie: TIE,
            code_space: CODE_SPACE,
            hangul_syllable: HANGUL_SYLLABLE,
            indented: self.measure.indent > Length::ZERO,
            splits: if !split_words {
                WordSplits::None
            } else if has_hyphen_room && !self.is_code() {
                WordSplits::Hyphenated
            } else {
                WordSplits::Bare
            },
        }
    }

    /// Penalty of a hyphen: less in languages of long words, whose lines are bad without hyphens, and in narrow
    /// measures.
    pub(super) fn hyphen_penalty(&self) -> i64 {
        let share = match self.language() {
            LineBreaking { long_words: false, .. } => 100,
            LineBreaking { capitalised_nouns: true, .. } => CAPITALISED_NOUNS_HYPHEN,
            _ => LONG_WORDS_HYPHEN,
        };
        self.narrowed(self.micro.hyphen_penalty * share / 100, NARROW_HYPHEN)
    }

    /// The properties of the paragraph's language.
    fn language(&self) -> &'static LineBreaking {
        &language(self.paragraph.lang).line_breaking
    }

    /// A figure in a measure as narrow as this one, `share` per cent of it being left in the narrowest.
    pub(super) fn narrowed(&self, figure: i64, share: i64) -> i64 {
        figure + figure * self.narrowness * (share - 100) / 100_000
    }

    /// True if a long run of code is in the paragraph.
    pub(super) fn has_long_code(&self) -> bool {
        let runs = &self.paragraph.runs;
        let starts = std::iter::once(0).chain(runs.iter().map(|run| run.end));
        runs.iter().zip(starts).any(|(run, start)| run.style.code && run.end - start >= LONG_CODE_RUN)
    }

    fn is_code(&self) -> bool {
        self.paragraph.style == ParagraphStyle::Code || self.style.family == Family::Mono
    }

    fn is_heading(&self) -> bool {
        use ParagraphStyle as S;
        matches!(
            self.paragraph.style,
            S::HalfTitle
                | S::BookTitle
                | S::BookSubtitle
                | S::PartTitle
                | S::ChapterTitle
                | S::ChapterSubtitle
                | S::Heading2
                | S::Heading3
                | S::Heading4
        )
    }

    /// Parameters of a pass.
    pub(super) fn params(&self, shaped: &ShapedParagraph, pass: Pass) -> BreakParams {
        let micro = self.micro;
        let size = self.style.size.sp();
        let measure = self.measure.width.sp();
        // Lines of code and verse are the author's: each is filled before another is begun.
        let fills_first = matches!(self.paragraph.style, ParagraphStyle::Code | ParagraphStyle::Verse);
        let ragged = match self.style.align {
            TextAlign::Justify => None,
            _ if fills_first => Some(measure),
            _ => Some((size * 5 / 2).min(measure / 3).max(1)),
        };
        let indent = self.measure.indent.sp().max(0);
        let space = shaped.styles.first().map_or(0, |f| f.sp(f.plan.space.advance));
        // A column of a table may be as narrow as a syllable: there hyphens and runts are all there is.
        let cell = matches!(self.paragraph.style, ParagraphStyle::TableHead | ParagraphStyle::TableCell);
        BreakParams {
            widths: self.indents().iter().map(|i| (measure - i).max(1)).collect(),
            ragged,
            balanced: self.is_heading() && self.style.align != TextAlign::Justify,
            space: Elastic { stretch: SPACE_STRETCH, shrink: SPACE_SHRINK },
            space_beyond: Elastic { stretch: SPACE_STRETCH_BEYOND, shrink: SPACE_SHRINK_BEYOND },
            max_space_shrink: if pass.ties { LAST_MAX_SPACE_SHRINK } else { MAX_SPACE_SHRINK },
            ties: pass.ties,
            code_breaks: pass.ties || pass.tolerance > self.hyphen_pass().tolerance,
            hyphens: pass.hyphens,
            tolerance: pass.tolerance,
            emergency: if pass.emergency { size * i64::from(micro.emergency_stretch) / 1000 } else { 0 },
            line_penalty: micro.line_penalty,
            double_hyphen: if cell {
                0
            } else if self.language().long_words {
                micro.double_hyphen * LONG_WORDS_DOUBLE_HYPHEN / 100
            } else {
                micro.double_hyphen
            },
            final_hyphen: if cell { 0 } else { micro.final_hyphen },
            fitness: micro.fitness,
            stacks: micro.stacks,
            stack: STACK,
            runt: if fills_first || cell { 0 } else { RUNT },
            runt_width: (indent * 3 / 2).max(measure * RUNT_MEASURE / 100),
            full_width: measure - size,
            scrap_width: (size * 2).max(space).min(measure / 4),
            max_ladder: if cell { u8::MAX } else { MAX_LADDER },
        }
    }
}
