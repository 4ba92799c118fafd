//! The breakpoints of a paragraph: the places where a line may end, each with its penalty.
//!
//! Knuth and Plass have three kinds, glue after a box, penalties and discretionaries; here they are told apart by why a
//! line may end there ([`BreakKind`]), and glue at a break is discarded by giving a breakpoint two token indices: the
//! tokens before [`Breakpoint::end`] are on the line that ends there, those from [`Breakpoint::next`] on the next.

use std::cell::OnceCell;

use anthology_typeset::{PointQuality, SetParagraph, TextStyle};
use harfrust::Script;

use crate::costs::{FORMULA_MINUS, MAX_BREAKS_OF_WORD, WORD_SPLIT};
use crate::paragraph::break_metrics::BreakMeasurer;
use crate::paragraph::cjk::is_syllable;
use crate::paragraph::line_metrics::LineMetrics;
use crate::paragraph::shaped_paragraph::{ShapedParagraph, Token, TokenKind};
use crate::shaping::script::script_of;
use crate::two_sided::Edges;

/// The reason why a line may end at a breakpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreakKind {
    /// The paragraph's start: no line ends here.
    Start,
    /// At a space, or between two characters between which UAX 14 allows a break.
    Free,
    /// After a hyphen, dash or slash of the author's, or in a URL.
    Explicit,
    /// Within a word, at a hyphen that is added: a discretionary.
    Hyphen,
    /// At a tie: the no-break space between a name and its title, where nothing else helps.
    Tied,
    /// Within an identifier or a URL where it has no mark, for want of better.
    CodeBreak,
    /// Between two letters of a word that is wider than its measure.
    Split,
    /// The author breaks the line.
    Forced,
    /// The paragraph's end.
    End,
}

/// A breakpoint.
#[derive(Clone, Debug)]
pub(crate) struct Breakpoint {
    pub(crate) kind: BreakKind,
    /// A line that ends here has the tokens before this index; spaces from here to `next` are discarded…
    pub(crate) end: u32,
    /// …and one that begins here those from this one on.
    pub(crate) next: u32,
    /// The word that is broken here, if one is.
    pub(crate) split: Option<SplitWord>,
    /// The line has the displayed text up to this byte, discarded space included.
    pub(crate) at: u32,
    /// Its square is added to the demerits of a line that ends here.
    pub(crate) penalty: i64,
    /// True if a hyphen, added or the author's, is at the end of a line that ends here.
    pub(crate) hyphenated: bool,
    /// Prefix sums and protrusion. Where a word would get a hyphen, or be broken for want of better, its two fragments
    /// have to be shaped, so that waits until a line can end there: at most of them none ever does.
    pub(crate) metrics: OnceCell<BreakMetrics>,
}

/// The measurements of a breakpoint.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BreakMetrics {
    /// Prefix sums up to the end of a line that ends here…
    pub(crate) end_prefix: LineMetrics,
    /// …and up to the start of a line that begins here: a line is the difference of two.
    pub(crate) start_prefix: LineMetrics,
    /// Protrusion of the line's last glyph into the margin, the tracking after it included.
    pub(crate) protrusion_end: i64,
    /// Protrusion of the next line's first glyph.
    pub(crate) protrusion_start: i64,
    /// Fingerprints of the word before (`start`) and of the word after (`end`); 0 for none.
    pub(crate) words: Edges<u64>,
}

/// A word that is broken at a breakpoint. Neither line has all of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SplitWord {
    /// Index of its token.
    pub(crate) token: u32,
    /// True if a hyphen is added.
    pub(crate) hyphen: bool,
    /// True if the spelling changes: see [`ShapedParagraph::discretionary`].
    pub(crate) respelled: bool,
}

impl Breakpoint {
    /// The token of the word that is broken here.
    pub(crate) fn token(&self) -> Option<u32> {
        self.split.map(|split| split.token)
    }

    /// The measurements.
    ///
    /// # Panics
    /// If no line may end here, so that nothing is measured.
    pub(crate) fn metrics(&self) -> &BreakMetrics {
        self.metrics.get().expect("a breakpoint is measured before a line may end there")
    }
}

/// A place where a line may end, by what is done there. In the order in which one is preferred to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Candidate {
    /// Nothing is added.
    Plain,
    /// A hyphen is added.
    Hyphen(PointQuality),
    /// A hyphen is added where no rule of the language has one, since the word is wider than its measure.
    Split,
    /// Nothing is added, in an identifier or a URL, for want of better; with its penalty.
    CodeBreak(i64),
}

/// The treatment of words that are wider than their measure, which are split between any two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordSplits {
    /// Not at all.
    None,
    /// Without a hyphen, as in a column that has no room for one.
    Bare,
    /// With a hyphen, if the script has one.
    Hyphenated,
}

/// Lists the breakpoints of a paragraph in order. Those within words are not yet measured, unless they are after marks
/// of the author's.
pub(crate) fn breakpoints(
    measurer: BreakMeasurer<'_, '_>,
    paragraph: &SetParagraph,
    style: &TextStyle,
    costs: &BreakCosts,
) -> Vec<Breakpoint> {
    let shaped = measurer.shaped;
    let mut candidates: Vec<(u32, Candidate)> =
        Vec::with_capacity(shaped.opportunities.len() + paragraph.hyphens.len());
    candidates.extend(shaped.opportunities.iter().map(|&at| (at, Candidate::Plain)));
    let is_free = |at: u32| shaped.opportunities.binary_search(&at).is_err();
    let is_split = |at: u32| costs.splits == WordSplits::Hyphenated && is_within_word(shaped, at, 2);
    if style.hyphenate {
        let hyphens = paragraph.hyphens.iter().map(|point| (shaped.to_display(point.at), point.quality));
        let respelled = shaped.discretionaries.iter().filter(|d| d.hyphen).map(|d| (d.end, PointQuality::Plain));
        let points = hyphens.chain(respelled).filter(|&(at, _)| is_free(at) || is_split(at));
        candidates.extend(points.map(|(at, quality)| (at, Candidate::Hyphen(quality))));
    }
    candidates.extend(shaped.tokens.iter().filter(|t| is_tie(shaped, t)).map(|t| (t.end, Candidate::Plain)));
    candidates.extend(shaped.code_words.fallbacks.iter().map(|&(at, penalty)| (at, Candidate::CodeBreak(penalty))));
    // Stable, since that merges what is in order already.
    candidates.sort();
    // Of two at one place the hyphen of the language is better than a split anywhere.
    candidates.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same && matches!(next.1, Candidate::Hyphen(_)) {
            kept.1 = next.1;
        }
        same
    });
    let mut lister = BreakpointLister { measurer, shaped, costs, found: Vec::with_capacity(candidates.len() + 2) };
    lister.found.push(lister.start());
    let mut token = 0;
    for (at, candidate) in candidates {
        while shaped.tokens.get(token).is_some_and(|t| t.end <= at) {
            token += 1;
        }
        lister.place(token, at, candidate);
    }
    lister.end();
    lister.found
}

/// True if a token is a no-break space between two words: `Mr. Smythe`, not `12 km`, `J. S. Bach` or `« oui »`.
fn is_tie(shaped: &ShapedParagraph, token: &Token) -> bool {
    if token.kind != (TokenKind::Space { breaking: false }) {
        return false;
    }
    let (before, after) = (&shaped.text[..token.start as usize], &shaped.text[token.end as usize..]);
    let letters = |chars: &mut dyn Iterator<Item = char>| chars.take(2).filter(|c| c.is_alphabetic()).count() == 2;
    letters(&mut before.strip_suffix('.').unwrap_or(before).chars().rev()) && letters(&mut after.chars())
}

/// True if a place after a space is beside the minus of a formula, as in `n − 1`; not beside a sign, as in `about −1`.
fn is_at_minus(text: &str, at: usize) -> bool {
    const MINUS: char = '\u{2212}';
    let (before, after) = text.split_at(at);
    let before_operator = after.strip_prefix(MINUS).is_some_and(|rest| rest.starts_with([' ', '\u{a0}']));
    let operator = before.trim_end_matches(' ').strip_suffix(MINUS);
    before_operator || operator.is_some_and(|rest| rest.ends_with([' ', '\u{a0}']))
}

/// True if a place is between two letters or figures.
fn is_within_letters(shaped: &ShapedParagraph, at: u32) -> bool {
    let (before, after) = shaped.text.split_at(at as usize);
    before.ends_with(char::is_alphanumeric) && after.starts_with(|c: char| c.is_alphanumeric() && c < '\u{e00}')
}

/// True if a place is within a word of a script that hyphenates, and not in code, with so many letters on either side.
fn is_within_word(shaped: &ShapedParagraph, at: u32, least: usize) -> bool {
    let (before, after) = shaped.text.split_at(at as usize);
    let hyphened = |c: char| matches!(script_of(c), Script::LATIN | Script::GREEK | Script::CYRILLIC);
    let letters = |chars: &mut dyn Iterator<Item = char>| chars.take(least).filter(|&c| hyphened(c)).count() == least;
    letters(&mut before.chars().rev()) && letters(&mut after.chars()) && !shaped.code_words.within(at as usize)
}

/// Penalties of breakpoints by their kinds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BreakCosts {
    pub(crate) hyphen: i64,
    pub(crate) explicit: i64,
    /// Added for a word with a capital, where nouns have none.
    pub(crate) capitalised: i64,
    /// Added where fewer than three letters are on either side.
    pub(crate) short_fragment: i64,
    /// Added within a part of a compound that has a hyphen of its own.
    pub(crate) compound: i64,
    /// The share of a hyphen's penalty at a compound's seam, per cent.
    pub(crate) seam: i64,
    /// Added where the fragments mislead the reader.
    pub(crate) misleading: i64,
    /// Of breaking a tie.
    pub(crate) tie: i64,
    /// Of breaking a short piece of code at a space.
    pub(crate) code_space: i64,
    /// Of breaking a Korean word between two syllables.
    pub(crate) hangul_syllable: i64,
    /// True if the first line is indented: its first glyph doesn't protrude, since there is no edge to align with.
    pub(crate) indented: bool,
    /// The treatment of words that are wider than their measure.
    pub(crate) splits: WordSplits,
}

impl BreakCosts {
    /// The penalty of a hyphen at a point of a quality.
    fn rated(&self, cost: i64, quality: PointQuality) -> i64 {
        match quality {
            PointQuality::Seam => cost * self.seam / 100,
            PointQuality::Plain => cost,
            PointQuality::Misleading => cost + self.misleading,
        }
    }
}

struct BreakpointLister<'a, 'p> {
    measurer: BreakMeasurer<'a, 'p>,
    shaped: &'p ShapedParagraph,
    costs: &'p BreakCosts,
    found: Vec<Breakpoint>,
}

impl BreakpointLister<'_, '_> {
    fn start(&self) -> Breakpoint {
        let protrusion_start = if self.costs.indented { 0 } else { self.measurer.protrusion_start(0) };
        let metrics = BreakMetrics {
            protrusion_start,
            words: Edges { start: 0, end: self.measurer.fingerprint(0) },
            ..BreakMetrics::default()
        };
        Breakpoint {
            kind: BreakKind::Start,
            end: 0,
            next: 0,
            split: None,
            at: 0,
            penalty: 0,
            hyphenated: false,
            metrics: metrics.into(),
        }
    }

    fn place(&mut self, token: usize, at: u32, candidate: Candidate) {
        let Some(next) = self.shaped.tokens.get(token) else { return };
        let before = token.checked_sub(1).map(|i| &self.shaped.tokens[i]);
        match before.map(|b| b.kind) {
            _ if next.start < at => self.within(token, at, candidate),
            Some(TokenKind::Newline) => self.between(token, at, BreakKind::Forced),
            Some(TokenKind::Space { breaking: true }) if is_at_minus(&self.shaped.text, at as usize) => {
                self.between(token, at, BreakKind::Tied);
            }
            Some(TokenKind::Space { breaking: true }) => self.between(token, at, BreakKind::Free),
            Some(TokenKind::Space { breaking: false }) => self.between(token, at, BreakKind::Tied),
            Some(_) if matches!(candidate, Candidate::Hyphen(_)) => self.within(token - 1, at, candidate),
            Some(_) if self.costs.splits == WordSplits::Hyphenated && is_within_word(self.shaped, at, 2) => {
                self.within(token - 1, at, Candidate::Split);
            }
            // A single letter isn't split off.
            Some(_) if self.costs.splits == WordSplits::Hyphenated && is_within_word(self.shaped, at, 1) => {}
            Some(_) => {
                let split = self.costs.splits != WordSplits::None && is_within_letters(self.shaped, at);
                self.between(token, at, if split { BreakKind::Split } else { self.kind_at(at) });
            }
            None => {}
        }
    }

    fn kind_at(&self, at: u32) -> BreakKind {
        let marks = |c| matches!(c, '-' | '\u{2010}' | '–' | '—' | '/' | '.' | '_' | '?' | '&' | '=' | '#' | '~');
        let marked = self.shaped.code_words.within(at as usize);
        if marked || self.shaped.text[..at as usize].ends_with(marks) { BreakKind::Explicit } else { BreakKind::Free }
    }

    /// A breakpoint before a token: the spaces before it are discarded.
    fn between(&mut self, next: usize, at: u32, kind: BreakKind) {
        let tokens = &self.shaped.tokens;
        let mut end = next;
        if matches!(kind, BreakKind::Forced | BreakKind::Tied) {
            end -= 1;
        }
        while end > 0 && matches!(tokens[end - 1].kind, TokenKind::Space { breaking: true }) {
            end -= 1;
        }
        // Spaces at a line's start are the author's indent: a line is not ended before them.
        let starts_line = end == 0 || tokens[end - 1].kind == TokenKind::Newline;
        if starts_line && !matches!(kind, BreakKind::Forced | BreakKind::End) {
            return;
        }
        let penalty = match kind {
            BreakKind::Explicit => self.explicit_cost(at),
            BreakKind::Tied if is_at_minus(&self.shaped.text, at as usize) => FORMULA_MINUS,
            BreakKind::Tied => self.costs.tie,
            BreakKind::Split => WORD_SPLIT,
            BreakKind::Free if self.shaped.code_words.is_short_code_space(at as usize) => self.costs.code_space,
            BreakKind::Free if self.shaped.has_cjk && self.is_between_syllables(at) => self.costs.hangul_syllable,
            _ => 0,
        };
        let measurer = &self.measurer;
        let mut end_prefix = self.shaped.prefix[end];
        if let Some(last) = end.checked_sub(1).map(|i| &tokens[i]).filter(|last| last.kind == TokenKind::Word) {
            // Glue after the last word is discarded like a space.
            end_prefix.glue.stretch -= last.metrics.glue.stretch;
            end_prefix.glue.shrink -= last.metrics.glue.shrink;
        }
        let metrics = BreakMetrics {
            end_prefix,
            start_prefix: self.shaped.prefix[next],
            protrusion_end: measurer.protrusion_end(end),
            protrusion_start: measurer.protrusion_start(next),
            words: Edges {
                start: end.checked_sub(1).map_or(0, |i| measurer.fingerprint(i)),
                end: measurer.fingerprint(next),
            },
        };
        self.found.push(Breakpoint {
            kind,
            end: end as u32,
            next: next as u32,
            split: None,
            at,
            penalty,
            hyphenated: self.ends_in_hyphen(kind, at),
            metrics: metrics.into(),
        });
    }

    /// Dashes are good places to break; a compound's hyphen is as bad as an added one.
    fn explicit_cost(&self, at: u32) -> i64 {
        let dash = self.shaped.text[..at as usize].ends_with(['–', '—']);
        if dash { 0 } else { self.costs.explicit }
    }

    fn is_between_syllables(&self, at: u32) -> bool {
        let (before, after) = self.shaped.text.split_at(at as usize);
        before.ends_with(is_syllable) && after.starts_with(is_syllable)
    }

    fn ends_in_hyphen(&self, kind: BreakKind, at: u32) -> bool {
        let text = self.shaped.text[..at as usize].trim_end_matches(' ');
        !matches!(kind, BreakKind::Forced | BreakKind::End) && text.ends_with(['-', '\u{2010}'])
    }

    fn end(&mut self) {
        let tokens = self.shaped.tokens.len();
        self.between(tokens, self.shaped.text.len() as u32, BreakKind::End);
    }

    /// A breakpoint within a word.
    fn within(&mut self, index: usize, at: u32, candidate: Candidate) {
        let hyphen = matches!(candidate, Candidate::Hyphen(_) | Candidate::Split);
        let token = &self.shaped.tokens[index];
        if token.kind != TokenKind::Word || !hyphen && self.breaks_of(index, candidate) >= MAX_BREAKS_OF_WORD {
            return;
        }
        let (kind, penalty) = match candidate {
            Candidate::Hyphen(quality) => {
                let cost = self.hyphen_cost(token.start as usize, at as usize, token.end as usize);
                (BreakKind::Hyphen, self.costs.rated(cost, quality))
            }
            Candidate::Split => (BreakKind::Hyphen, WORD_SPLIT),
            Candidate::Plain => (BreakKind::Explicit, self.explicit_cost(at)),
            Candidate::CodeBreak(penalty) => (BreakKind::CodeBreak, penalty),
        };
        let respelled = self.shaped.discretionary(at).is_some_and(|d| d.start >= token.start);
        let found = Breakpoint {
            kind,
            end: index as u32,
            next: index as u32 + 1,
            split: Some(SplitWord { token: index as u32, hyphen, respelled }),
            at,
            penalty,
            hyphenated: hyphen || self.ends_in_hyphen(kind, at),
            metrics: OnceCell::new(),
        };
        if candidate == Candidate::Plain {
            found.metrics.get_or_init(|| self.measurer.measure_split(&found));
        }
        self.found.push(found);
    }

    /// Number of breakpoints of a token so far. Those for want of better don't count against marks of the author's.
    fn breaks_of(&self, token: usize, candidate: Candidate) -> usize {
        let of_token = |b: &&Breakpoint| b.split.is_some_and(|p| p.token as usize == token);
        let counts = |b: &&Breakpoint| candidate != Candidate::Plain || b.kind != BreakKind::CodeBreak;
        self.found.iter().rev().take_while(of_token).filter(counts).count()
    }

    fn hyphen_cost(&self, start: usize, at: usize, end: usize) -> i64 {
        let (before, after) = (&self.shaped.text[start..at], &self.shaped.text[at..end]);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let capital = before.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        let short = letters(before) < 3 || letters(after) < 3;
        let is_compound = self.shaped.text[start..end].trim_matches('-').contains(['-', '\u{2010}']);
        self.costs.hyphen
            + i64::from(capital) * self.costs.capitalised
            + i64::from(short) * self.costs.short_fragment
            + i64::from(is_compound) * self.costs.compound
    }
}
