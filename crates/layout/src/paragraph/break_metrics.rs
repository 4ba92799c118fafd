//! Measuring breakpoints: prefix sums at the end of a line and at the start of the next, where a word may be broken, and
//! protrusion (margin kerning).

use std::sync::Arc;

use crate::paragraph::breakpoints::{BreakKind, BreakMetrics, Breakpoint};
use crate::paragraph::cjk::{is_shared_mark, mark_space};
use crate::paragraph::line_metrics::LineMetrics;
use crate::paragraph::shaped_paragraph::{ShapedParagraph, Token, TokenKind, glyph_metrics, word_metrics};
use crate::shaping::shaper::{GlyphExtent, ShapedGlyph, ShapedWord, Shaper};
use crate::two_sided::{Edge, Edges};

/// Measures a paragraph's breakpoints.
#[derive(Clone, Copy)]
pub(crate) struct BreakMeasurer<'a, 'p> {
    pub(crate) shaper: &'p Shaper<'a>,
    pub(crate) shaped: &'p ShapedParagraph,
    /// True if marks protrude into the margins.
    pub(crate) protrude: bool,
}

/// A fragment of a word at a line's edge, measured.
struct WordFragment {
    metrics: LineMetrics,
    clusters: u32,
    /// Advance of its first or last cluster, whichever is at the line's edge.
    edge_advance: i32,
    fingerprint: u64,
}

impl BreakMeasurer<'_, '_> {
    /// The metrics of a breakpoint within a word: the prefix sums on either side of the word, and its two fragments.
    pub(crate) fn measure_split(&self, breakpoint: &Breakpoint) -> BreakMetrics {
        let (index, hyphen) = (breakpoint.end as usize, breakpoint.kind == BreakKind::Hyphen);
        let respelled = breakpoint.split.is_some_and(|split| split.respelled);
        let post = self.shaped.discretionary(breakpoint.at).filter(|_| respelled).and_then(|d| d.after.chars().next());
        let (prefix, text, at) = (&self.shaped.prefix, &self.shaped.text, breakpoint.at as usize);
        let token = &self.shaped.tokens[index];
        let face = self.shaped.face(token);
        let (before, after) = (self.before(token, breakpoint, respelled), self.after(token, breakpoint, respelled));
        let last = if hyphen { Some('-') } else { text[..at].chars().next_back() };
        BreakMetrics {
            end_prefix: prefix[index] + before.metrics,
            start_prefix: prefix[index + 1] - after.metrics,
            protrusion_end: self.char_protrusion(token, last, before.edge_advance, Edge::End) + face.tracking,
            protrusion_start: match after.clusters {
                0 => self.protrusion_start(index + 1),
                _ => {
                    let first = post.or_else(|| text[at..].chars().next());
                    self.char_protrusion(token, first, after.edge_advance, Edge::Start)
                }
            },
            words: if hyphen { Edges::default() } else { Edges { start: before.fingerprint, end: after.fingerprint } },
        }
    }

    /// The fragment before a breakpoint: TeX's pre-break text. Where the shaper says that a word may be broken without a
    /// change to its glyphs, they are those of the word, and an added hyphen depends on the last alone; else the fragment
    /// is shaped. (Only added hyphens need no fingerprint of the fragment.)
    fn before(&self, token: &Token, breakpoint: &Breakpoint, respelled: bool) -> WordFragment {
        let hyphen = breakpoint.kind == BreakKind::Hyphen;
        if hyphen
            && !respelled
            && let Some(fragment) = self.hyphenated(token, breakpoint.at as usize)
        {
            return fragment;
        }
        let word = shape_fragment(self.shaper, self.shaped, token, None, Some(breakpoint));
        self.fragment(token, &word, Edge::End)
    }

    /// A word's beginning with an added hyphen, by the word's own glyphs.
    fn hyphenated(&self, token: &Token, at: usize) -> Option<WordFragment> {
        let glyphs = &token.word.glyphs[..self.first_glyph_after(token, at)?];
        let (last, rest) = glyphs.split_last()?;
        // What the hyphen does to a cluster of several glyphs isn't known from the last of them.
        if rest.last().is_some_and(|g| g.cluster == last.cluster) {
            return None;
        }
        let face = self.shaped.face(token);
        let text = &self.shaped.text[(token.start + last.cluster) as usize..at];
        let hyphen = self.shaper.hyphen_after(&face.plan, last.id, text)?;
        let GlyphExtent { advance, clusters, .. } = GlyphExtent::of(glyphs);
        Some(WordFragment {
            metrics: glyph_metrics(face, advance + hyphen.kern + hyphen.advance, clusters + 1),
            clusters: clusters + 1,
            edge_advance: hyphen.advance,
            fingerprint: 0,
        })
    }

    /// The fragment after a breakpoint, likewise: TeX's post-break text.
    fn after(&self, token: &Token, breakpoint: &Breakpoint, respelled: bool) -> WordFragment {
        if breakpoint.kind == BreakKind::Hyphen
            && !respelled
            && let Some(first) = self.first_glyph_after(token, breakpoint.at as usize)
        {
            let GlyphExtent { advance, clusters, edge_advances } = GlyphExtent::of(&token.word.glyphs[first..]);
            return WordFragment {
                metrics: glyph_metrics(self.shaped.face(token), advance, clusters),
                clusters,
                edge_advance: edge_advances.start,
                fingerprint: 0,
            };
        }
        let word = shape_fragment(self.shaper, self.shaped, token, Some(breakpoint), None);
        self.fragment(token, &word, Edge::Start)
    }

    /// The glyph of a word before which it may be broken at a place without being shaped again: HarfBuzz's "unsafe to
    /// break" is not set, and the word runs from left to right.
    fn first_glyph_after(&self, token: &Token, at: usize) -> Option<usize> {
        let glyphs = &token.word.glyphs;
        let first = glyphs.partition_point(|g| ((token.start + g.cluster) as usize) < at);
        let is_safe = |g: &ShapedGlyph| (token.start + g.cluster) as usize == at && !g.unsafe_to_break;
        (token.level.is_multiple_of(2) && glyphs.get(first).is_some_and(is_safe)).then_some(first)
    }

    fn fragment(&self, token: &Token, word: &ShapedWord, edge: Edge) -> WordFragment {
        WordFragment {
            metrics: word_metrics(self.shaped.face(token), word),
            clusters: word.clusters,
            edge_advance: word.edge_advances.at(edge),
            fingerprint: word.fingerprint,
        }
    }

    /// The fingerprint of a token's word.
    pub(crate) fn fingerprint(&self, token: usize) -> u64 {
        self.shaped.tokens.get(token).map_or(0, |t| t.word.fingerprint)
    }

    /// Protrusion of the last glyph before a token, with the space after it that is off the line.
    pub(crate) fn protrusion_end(&self, end: usize) -> i64 {
        let Some(token) = end.checked_sub(1).map(|i| &self.shaped.tokens[i]) else { return 0 };
        if token.kind != TokenKind::Word {
            return 0;
        }
        self.word_protrusion(token, Edge::End) + self.shaped.face(token).tracking + token.kern.max(0)
    }

    /// Protrusion of the first glyph of a token.
    pub(crate) fn protrusion_start(&self, next: usize) -> i64 {
        let Some(token) = self.shaped.tokens.get(next).filter(|t| t.kind == TokenKind::Word) else { return 0 };
        self.word_protrusion(token, Edge::Start)
    }

    /// Protrusion of a whole word at an edge of its line.
    fn word_protrusion(&self, token: &Token, edge: Edge) -> i64 {
        let advance = token.word.edge_advances.at(edge);
        if self.shaped.has_cjk {
            let mut chars = self.shaped.text[token.start as usize..token.end as usize].chars();
            let c = match edge {
                Edge::Start => chars.next(),
                Edge::End => chars.next_back(),
            };
            return self.char_protrusion(token, c, advance, edge);
        }
        self.glyph_protrusion(token, token.word.protrusions.at(edge), advance, edge)
    }

    /// Protrusion of a character: of a full-width mark by the space in its square, others by the font's table.
    fn char_protrusion(&self, token: &Token, c: Option<char>, advance: i32, edge: Edge) -> i64 {
        let face = self.shaped.face(token);
        if self.shaped.has_cjk
            && let Some(c) = c
        {
            let space = mark_space(self.shaper, self.shaped, token, c).at(edge);
            if space > 0 {
                return match edge {
                    Edge::Start => space,
                    // A mark that was set solid with the next has no space left after it.
                    Edge::End => (space + token.kern.min(0)).max(0),
                };
            }
            // A dash as wide as an ideograph is one of theirs, which don't protrude.
            if is_shared_mark(c) && i64::from(advance) * 10 >= face.upem * 8 {
                return 0;
            }
        }
        let font = self.shaper.fonts().get(face.plan.key.font);
        self.glyph_protrusion(token, c.map_or(Edges::default(), |c| font.protrusion(c)), advance, edge)
    }

    /// Protrusion of a glyph, by the shares of its width that its font's table has.
    fn glyph_protrusion(&self, token: &Token, shares: Edges<i16>, advance: i32, edge: Edge) -> i64 {
        let face = self.shaped.face(token);
        // Text from right to left begins where its line ends.
        let share = shares.at(if token.level % 2 == 1 { edge.opposite() } else { edge });
        if share == 0 || !(self.protrude && face.protrudes) {
            return 0;
        }
        face.sp(advance) * i64::from(share) / 1000
    }
}

/// The fragment of a token's word between two breakpoints, or its own start and end, shaped by itself: with the hyphen
/// that is added at its end, and with the pre-break and post-break text where the spelling changes. The clusters of a
/// pre-break text are at the text that it replaces, those of a post-break text before all others: see [`post_break`].
pub(crate) fn shape_fragment(
    shaper: &Shaper<'_>,
    shaped: &ShapedParagraph,
    token: &Token,
    from: Option<&Breakpoint>,
    to: Option<&Breakpoint>,
) -> Arc<ShapedWord> {
    let face = shaped.face(token);
    let hyphen = to.and_then(|to| to.split).is_some_and(|split| split.hyphen);
    let (start, end) = (from.map_or(token.start, |from| from.at), to.map_or(token.end, |to| to.at));
    let post = post_break(shaped, from);
    let pre_break = to.and_then(|to| shaped.discretionary(to.at).filter(|_| to.split.is_some_and(|s| s.respelled)));
    if post.is_empty() && pre_break.is_none() {
        let text = &shaped.text[start as usize..end as usize];
        return match (text, hyphen) {
            ("", false) => shaper.empty(),
            (text, false) => shaper.word(face.plan_id, &face.plan, text),
            (text, true) => shaper.word(face.plan_id, &face.plan, &face.plan.hyphenated(text)),
        };
    }
    let (kept_to, pre) = pre_break.map_or((end, ""), |d| (d.start.max(start), &*d.before));
    let text = format!("{post}{}{pre}", &shaped.text[start as usize..kept_to as usize]);
    let text = if hyphen { face.plan.hyphenated(&text) } else { text };
    let word = shaper.word(face.plan_id, &face.plan, &text);
    let kept = (post.len() as u32) + kept_to - start;
    let mut glyphs = word.glyphs.clone();
    for glyph in glyphs.iter_mut().filter(|glyph| glyph.cluster >= kept) {
        // Without a text to replace, what is added has none, like a hyphen.
        let replaces = glyph.cluster < kept + pre.len() as u32 && kept_to < end;
        glyph.cluster = if replaces { kept } else { post.len() as u32 + end - start };
    }
    Arc::new(ShapedWord { glyphs, ..ShapedWord::clone(&word) })
}

/// The post-break text at the start of a line that begins at a breakpoint.
pub(crate) fn post_break<'p>(shaped: &'p ShapedParagraph, from: Option<&Breakpoint>) -> &'p str {
    let respelled = from.filter(|from| from.split.is_some_and(|split| split.respelled));
    respelled.and_then(|from| shaped.discretionary(from.at)).map_or("", |d| &*d.after)
}
