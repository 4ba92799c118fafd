//! A paragraph as tokens, shaped and measured: Knuth and Plass's boxes and glue.

use std::ops::Range;
use std::sync::Arc;

use anthology_typeset::Discretionary;

use crate::paragraph::code_breaks::CodeWords;
use crate::paragraph::line_metrics::LineMetrics;
use crate::shaping::shaper::ShapedWord;
use crate::shaping::style::FaceStyle;
use crate::two_sided::Elastic;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A box: glyphs without a space among them.
    Word,
    /// Glue; `breaking` where a line may end at it, if the break rules say so too.
    Space {
        /// `false` for a no-break space.
        breaking: bool,
    },
    /// An image: index into the paragraph's objects.
    Image(u32),
    /// A forced line break.
    Newline,
}

/// A piece of the paragraph that is measured as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Its first byte of the displayed text.
    pub(crate) start: u32,
    /// One past its last byte.
    pub(crate) end: u32,
    /// Index into the styles.
    pub(crate) style: u16,
    /// Bidirectional embedding level (UAX 9).
    pub(crate) level: u8,
    /// Empty for what has no glyphs.
    pub(crate) word: Arc<ShapedWord>,
    pub(crate) metrics: LineMetrics,
    /// Of a word, what is added after it before another, in its width: negative between full-width marks.
    pub(crate) kern: i64,
}

/// A paragraph, shaped and measured.
pub(crate) struct ShapedParagraph {
    /// The displayed text: the paragraph's with its page numbers in their places.
    pub(crate) text: String,
    pub(super) replaced: Vec<ReplacedObject>,
    pub(crate) styles: Vec<FaceStyle>,
    pub(crate) tokens: Vec<Token>,
    /// Prefix sums: the metrics of all tokens before each, and of all.
    pub(crate) prefix: Vec<LineMetrics>,
    /// Offsets in `text` at which a line may be broken without a hyphen.
    pub(crate) opportunities: Vec<u32>,
    /// Breaks that change the spelling, by offsets in `text`.
    pub(crate) discretionaries: Vec<Discretionary>,
    /// Its identifiers and URLs.
    pub(crate) code_words: CodeWords,
    /// The embedding level of the paragraph.
    pub(crate) base_level: u8,
    /// True if anything runs against the paragraph's direction, or the paragraph from right to left.
    pub(crate) bidi: bool,
    /// True if any of its characters may be Chinese, Japanese or Korean.
    pub(crate) has_cjk: bool,
    /// Ends of the paragraph's runs, in `text`.
    pub(crate) run_ends: Vec<u32>,
}

/// An object whose text is part of the displayed text.
#[derive(Clone, Debug)]
pub(super) struct ReplacedObject {
    /// Its bytes in the paragraph's text.
    pub(super) paragraph: Range<u32>,
    /// Its bytes in the displayed text.
    pub(super) display: Range<u32>,
}

impl ShapedParagraph {
    /// The style of a token's glyphs.
    pub(crate) fn face(&self, token: &Token) -> &FaceStyle {
        &self.styles[usize::from(token.style)]
    }

    pub(super) fn add_prefix_sums(&mut self) {
        let mut total = LineMetrics::default();
        self.prefix = Vec::with_capacity(self.tokens.len() + 1);
        self.prefix.push(total);
        for token in &self.tokens {
            total = total + token.metrics;
            self.prefix.push(total);
        }
    }

    /// The discretionary of a break before a place, if the spelling changes there.
    pub(crate) fn discretionary(&self, at: u32) -> Option<&Discretionary> {
        let index = self.discretionaries.binary_search_by_key(&at, |d| d.end).ok()?;
        self.discretionaries.get(index)
    }

    /// An offset of the paragraph's text in the displayed text.
    pub(crate) fn to_display(&self, at: u32) -> u32 {
        let index = self.replaced.partition_point(|r| r.paragraph.start < at);
        match index.checked_sub(1).map(|i| &self.replaced[i]) {
            Some(r) => r.display.end + at.saturating_sub(r.paragraph.end),
            None => at,
        }
    }

    /// An offset of the displayed text in the paragraph's text; the start of an object from within it.
    pub(crate) fn to_paragraph(&self, at: u32) -> u32 {
        let index = self.replaced.partition_point(|r| r.display.start <= at);
        match index.checked_sub(1).map(|i| &self.replaced[i]) {
            Some(r) if at < r.display.end => r.paragraph.start,
            Some(r) => r.paragraph.end + (at - r.display.end),
            None => at,
        }
    }
}

/// The metrics of a word.
pub(crate) fn word_metrics(face: &FaceStyle, word: &ShapedWord) -> LineMetrics {
    glyph_metrics(face, word.advance, word.clusters)
}

/// The metrics of so many clusters with an advance in all, in font units.
pub(crate) fn glyph_metrics(face: &FaceStyle, advance: i32, clusters: u32) -> LineMetrics {
    let ink = face.sp(advance);
    LineMetrics {
        width: ink + face.tracking * i64::from(clusters),
        expansion: Elastic { stretch: ink * face.expansion.stretch / 1000, shrink: ink * face.expansion.shrink / 1000 },
        letter_space: face.letter_space * i64::from(clusters.saturating_sub(1)),
        ..LineMetrics::default()
    }
}
