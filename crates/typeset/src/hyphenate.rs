//! Hyphenation points of words. With [`crate::patterns`] the only module that names the `hyphenation` crate.
//!
//! A word's points are decided in this order: the author's soft hyphens; the manifest's exceptions; those of the language
//! file; Liang's patterns. Those of the last two are then masked by the language's minima, as in TeX. Departures from
//! TeX: a language's rules ([`rules`]) rate points and change the spelling at some; a word in capitals or with figures is never broken (TeX has `\uchyph` for the first letter alone), and compounds
//! keep some letters at the hyphen that they have. Where and whether a line really ends at a point is the layout's
//! choice, by the penalties of Knuth and Plass (*Breaking Paragraphs into Lines*, 1981).

mod rules;
mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use anthology_base::{Diagnostic, Diagnostics, Lang, WordMap};
use anthology_book::{Book, HyphenationException};
use anthology_language::{Language, language};
use hyphenation::Language as PatternSet;

use crate::costs::{HYPHENATION_SHARDS, LETTERS_BESIDE_HYPHEN, SHORTEST_TOKEN};
use crate::hyphenate::rules::{Change, Rules, WordPoints};
use crate::hyphenate::words::{each, fold, is_apostrophe, may_break, parts, spread, tokens};
use crate::patterns::{Patterns, Points};
use crate::set::{Discretionary, HyphenationPoint, Run};

/// The dictionaries of a book's languages, loaded at first use.
pub(crate) struct Hyphenator {
    dictionaries: RwLock<Dictionaries>,
    /// The words of the manifest, lower-cased.
    exceptions: BTreeMap<PatternSet, BTreeMap<String, Points>>,
}

/// By patterns and language: variants of a language may share patterns and differ in exceptions.
type Dictionaries = BTreeMap<(PatternSet, Lang), Option<Arc<Dictionary>>>;

/// The patterns of a language, its exceptions, and the words that were looked up.
struct Dictionary {
    patterns: Patterns,
    exceptions: BTreeMap<String, Points>,
    minima: Minima,
    rules: Rules,
    repeated_hyphen: bool,
    words: Vec<RwLock<WordMap<WordPoints>>>,
}

/// The places of a paragraph where a word may be broken.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct WordBreaks {
    pub(crate) hyphens: Vec<HyphenationPoint>,
    pub(crate) discretionaries: Vec<Discretionary>,
}

impl WordBreaks {
    /// Adds the points of a word that begins at an offset of the text.
    fn add(&mut self, dictionary: &Dictionary, start: usize, word: &str, points: WordPoints) {
        each(points.plain, |at| {
            self.hyphens.push(HyphenationPoint { at: (start + at) as u32, quality: points.quality(at) });
        });
        if points.respelled == 0 {
            return;
        }
        let (lower, origin) = fold(word);
        each(points.respelled, |at| {
            let Some(in_lower) = origin.iter().position(|&from| usize::from(from) == at) else { return };
            let Some(Change { before, after, pre, post }) = dictionary.rules.change(&lower, in_lower) else { return };
            // Letters whose lower case has another length aren't in the rules.
            let (from, to) = ((start + at).saturating_sub(before), start + at + after);
            self.discretionaries.push(Discretionary {
                start: from as u32,
                end: to as u32,
                before: pre.into(),
                after: post.into(),
                hyphen: true,
            });
        });
    }
}

/// Hyphenation minima: the fewest letters before and after a break (TeX's `\lefthyphenmin`, `\righthyphenmin`).
#[derive(Clone, Copy)]
struct Minima {
    /// At a word's start.
    start: usize,
    /// At its end.
    end: usize,
    /// Shorter words aren't broken.
    word: usize,
}

impl Hyphenator {
    /// With the manifest's exceptions: `data-base` allows just that break, `Citizenscape` none.
    pub(crate) fn new(exceptions: &[HyphenationException]) -> Self {
        let mut words: BTreeMap<PatternSet, BTreeMap<String, Points>> = BTreeMap::new();
        for HyphenationException { lang, word } in exceptions {
            if let Some(patterns) = pattern_set(*lang) {
                words.entry(patterns).or_default().extend([exception(word)]);
            }
        }
        Self { dictionaries: RwLock::default(), exceptions: words }
    }

    fn dictionary(&self, lang: Lang) -> Option<Arc<Dictionary>> {
        let patterns = pattern_set(lang)?;
        let data = language(lang);
        let key = (patterns, data.tag);
        if let Some(known) = self.dictionaries.read().unwrap_or_else(|e| e.into_inner()).get(&key) {
            return known.clone();
        }
        let mut dictionaries = self.dictionaries.write().unwrap_or_else(|e| e.into_inner());
        let load = || Dictionary::load(patterns, data, self.exceptions.get(&patterns)).map(Arc::new);
        dictionaries.entry(key).or_insert_with(load).clone()
    }

    /// The points of a paragraph. Nothing in `literal` ranges; the author's
    /// own points (`soft`) are kept, and a word that has one has no others.
    pub(crate) fn paragraph(&self, text: &str, runs: &[Run], literal: &[(u32, u32)], soft: &[u32]) -> WordBreaks {
        let mut breaks = WordBreaks::default();
        let (mut run, mut barred, mut own) = (0, 0, 0);
        let mut known: Option<(Lang, Option<Arc<Dictionary>>)> = None;
        for (start, token) in tokens(text) {
            let end = start + token.len();
            while runs.get(run).is_some_and(|r| r.end as usize <= start) {
                run += 1;
            }
            while literal.get(barred).is_some_and(|&(_, to)| to as usize <= start) {
                barred += 1;
            }
            while soft.get(own).is_some_and(|&at| at as usize <= start) {
                own += 1;
            }
            let from = own;
            while soft.get(own).is_some_and(|&at| (at as usize) < end) {
                own += 1;
            }
            if from < own {
                breaks.hyphens.extend(soft[from..own].iter().map(|&at| HyphenationPoint::from(at)));
                continue;
            }
            if literal.get(barred).is_some_and(|&(from, _)| (from as usize) < end) {
                continue;
            }
            let Some(lang) = runs.get(run).map(|run| run.lang) else { continue };
            if known.as_ref().is_none_or(|(of, _)| *of != lang) {
                known = Some((lang, self.dictionary(lang)));
            }
            if let Some((_, Some(dictionary))) = &known {
                dictionary.token(start, token, &mut breaks);
            }
        }
        breaks
    }
}

impl Dictionary {
    fn load(set: PatternSet, data: &Language, manifest: Option<&BTreeMap<String, Points>>) -> Option<Self> {
        let patterns = Patterns::load(set)?;
        let mut exceptions: BTreeMap<String, Points> =
            data.hyphenation.exceptions.iter().map(|word| exception(word)).collect();
        exceptions.extend(manifest.into_iter().flatten().map(|(word, points)| (word.clone(), *points)));
        let words = (0..HYPHENATION_SHARDS).map(|_| RwLock::default()).collect();
        let own = &data.hyphenation;
        let (rules, repeated_hyphen) = (Rules::new(own), own.repeated_hyphen);
        Some(Self { patterns, exceptions, minima: Minima::of(set, data), rules, repeated_hyphen, words })
    }

    /// The points of a word with its punctuation. A compound is broken at its own hyphens, and no closer than
    /// [`LETTERS_BESIDE_HYPHEN`] letters to them.
    fn token(&self, start: usize, token: &str, breaks: &mut WordBreaks) {
        if token.len() < SHORTEST_TOKEN {
            return;
        }
        let tail = token.trim_start_matches(|c: char| !c.is_alphanumeric());
        let (base, letters) = (token.len() - tail.len(), tail.trim_end_matches(|c: char| !c.is_alphanumeric()));
        if letters.len() < SHORTEST_TOKEN || !may_break(letters) {
            return;
        }
        if letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return breaks.add(self, start + base, letters, self.word(letters));
        }
        let compound = letters.contains(['-', '‐', '‑', '–', '/']);
        for (at, part) in parts(letters) {
            let mut points = self.word(part);
            if at > 0 && self.repeated_hyphen && letters[..at].ends_with(['-', '‐']) {
                breaks.discretionaries.push(repeated_hyphen(start + base + at, &letters[..at]));
            }
            if points == WordPoints::default() {
                continue;
            }
            if compound {
                let after_hyphen = at > 0 && !letters[..at].ends_with(is_apostrophe);
                let before_hyphen =
                    at + part.len() < letters.len() && !letters[at + part.len()..].starts_with(is_apostrophe);
                points = points.within(keep_off_hyphens(part, after_hyphen, before_hyphen));
            }
            breaks.add(self, start + base + at, part, points);
        }
    }

    /// The points of a word of letters alone.
    fn word(&self, word: &str) -> WordPoints {
        self.cached(word, || {
            let points = |lower: &str| {
                let known = self.exceptions.get(lower).copied();
                self.rules.apply(lower, known.unwrap_or_else(|| self.patterns.points(lower)))
            };
            let points = match word.is_ascii() {
                true => points(&word.to_ascii_lowercase()),
                false => {
                    let (lower, origin) = fold(word);
                    points(&lower).map(|points| spread(points, &origin))
                }
            };
            points.within(self.minima.mask(word))
        })
    }

    fn cached(&self, word: &str, find: impl FnOnce() -> WordPoints) -> WordPoints {
        if word.len() > 128 || self.minima.forbids(word) {
            return WordPoints::default();
        }
        let bytes = word.as_bytes();
        let mixed = bytes.len() + bytes.iter().take(3).fold(0, |sum, &byte| sum * 5 + usize::from(byte));
        let shard = &self.words[mixed % HYPHENATION_SHARDS];
        if let Some(&points) = shard.read().unwrap_or_else(|e| e.into_inner()).get(word) {
            return points;
        }
        let points = find();
        shard.write().unwrap_or_else(|e| e.into_inner()).insert(word, points);
        points
    }
}

impl Minima {
    /// Those of the language file, else those that the patterns were made for, at least two.
    fn of(set: PatternSet, data: &Language) -> Self {
        let (start, end) = set.minima();
        let own = &data.hyphenation;
        Self { start: own.start.unwrap_or(start.max(2)), end: own.end.unwrap_or(end.max(2)), word: own.word }
    }

    fn forbids(self, word: &str) -> bool {
        word.len() < self.word || !word.is_ascii() && word.chars().count() < self.word
    }

    /// The offsets at which a break leaves enough on both sides.
    fn mask(self, word: &str) -> Points {
        let first = word.char_indices().nth(self.start).map_or(128, |(at, _)| at);
        let last = word.char_indices().rev().nth(self.end - 1).map_or(0, |(at, _)| at);
        range_mask(first, last)
    }
}

/// The break after a compound's hyphen, which is repeated at the head of the next line.
fn repeated_hyphen(at: usize, before: &str) -> Discretionary {
    let hyphen = before.chars().next_back().unwrap_or('-');
    Discretionary {
        start: at as u32,
        end: at as u32,
        before: "".into(),
        after: hyphen.to_string().into(),
        hyphen: false,
    }
}

/// Bits `first..=last`.
fn range_mask(first: usize, last: usize) -> Points {
    if first > last || first > 127 {
        return 0;
    }
    let upto = if last >= 127 { Points::MAX } else { (1 << (last + 1)) - 1 };
    upto & (Points::MAX << first)
}

/// The offsets that leave [`LETTERS_BESIDE_HYPHEN`] letters before and after the compound's own hyphens.
fn keep_off_hyphens(part: &str, after_hyphen: bool, before_hyphen: bool) -> Points {
    let first = if after_hyphen { part.char_indices().nth(LETTERS_BESIDE_HYPHEN).map_or(128, |(at, _)| at) } else { 0 };
    let last = if before_hyphen {
        part.char_indices().rev().nth(LETTERS_BESIDE_HYPHEN - 1).map_or(0, |(at, _)| at)
    } else {
        127
    };
    if before_hyphen && last == 0 { 0 } else { range_mask(first, last) }
}

/// A word with its hyphens: its letters in lower case, and its points.
fn exception(word: &str) -> (String, Points) {
    let mut lower = String::new();
    let mut points = 0;
    for c in word.chars() {
        if matches!(c, '-' | '\u{ad}' | '‐') {
            points |= if lower.len() < 128 { 1 << lower.len() } else { 0 };
        } else {
            lower.push(c);
        }
    }
    // Offsets are counted before lower-casing, which in an exception's letters never changes lengths but
    // for ẞ and İ; those words fall back on the patterns.
    let folded = fold(&lower).0;
    if folded.len() == lower.len() { (folded, points) } else { (lower, points) }
}

/// Languages that are written without hyphens at line ends, whether between words, syllables or characters, or whose
/// patterns break words without a hyphen.
const NOT_HYPHENATED: &[&str] = &[
    "am", "ar", "as", "bn", "bo", "dz", "fa", "gu", "he", "hi", "ja", "ka", "km", "kn", "ko", "ku", "lo", "ml", "mr",
    "mul", "my", "ne", "or", "pa", "pi", "ps", "sa", "sd", "si", "ta", "te", "th", "ti", "ug", "und", "ur", "vi", "yi",
    "zh",
];

/// Returns true for a language that is written with hyphenation and has no patterns, so that its words stay whole.
fn lacks_patterns(lang: Lang) -> bool {
    pattern_set(lang).is_none() && !NOT_HYPHENATED.contains(&lang.primary())
}

/// Returns true if words of a language are hyphenated.
pub fn has_hyphenation(lang: Lang) -> bool {
    pattern_set(lang).is_some()
}

/// Warns of each language of the book and of its chapters that no patterns are known for.
pub(crate) fn check_languages(book: &Book, diagnostics: &mut Diagnostics) {
    let chapters = book.chapters.iter().map(|c| (c.chapter.front.language, Some(c.chapter.front_span)));
    let languages = std::iter::once((Some(book.metadata.language), book.language_span)).chain(chapters);
    for (lang, span) in languages {
        let Some(lang) = lang.filter(|&lang| lacks_patterns(lang)) else { continue };
        let mut finding = Diagnostic::warning(
            "no-hyphenation",
            format!("no hyphenation patterns for the language `{lang}`, so its words are never broken"),
        )
        .hint("look at the tag (en-GB, de, pt-BR …); the lines of a language without patterns are less even");
        finding.span = span;
        diagnostics.push(finding);
    }
}

/// The patterns of a language tag; `None` for writing systems that break words without a hyphen.
fn pattern_set(lang: Lang) -> Option<PatternSet> {
    match &language(lang).hyphenation.patterns {
        Some(code) => PatternSet::try_from_code(code),
        None if NOT_HYPHENATED.contains(&lang.primary()) => None,
        None => PatternSet::try_from_code(lang.primary()),
    }
}

#[cfg(test)]
mod tests;
