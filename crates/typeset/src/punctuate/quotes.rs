//! Classification of the straight marks of a paragraph: an opening or closing quotation mark, an apostrophe, a prime, or the mark
//! of a Hebrew abbreviation.
//!
//! The whole paragraph is read before its characters are written. A single mark before a word opens a quotation only if
//! a partner closes it (‘Arry’ against ’Arry), so each such mark waits on a stack until its partner is found, and is an
//! apostrophe where none is. A double mark that closes ends what was opened within it.

use anthology_language::{Elisions, Language, language};

use super::Piece;
use super::chars::{is_closing, is_dash, is_hebrew, is_opening, is_word_char};
use crate::cjk::is_full_width;
use crate::costs::MAX_OPEN_MARKS;

/// The role of a straight mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    Open,
    Close,
    Apostrophe,
    Prime,
    /// Geresh and gershayim.
    Hebrew,
}

/// A straight mark and its role.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision {
    /// Its byte offset.
    pub(super) at: usize,
    pub(super) quote: Quote,
}

/// The straight marks of the pieces that aren't literal, in order.
pub(super) fn decide(text: &str, pieces: &[Piece]) -> Vec<Decision> {
    let mut reader = Reader { text, decisions: Vec::new(), open: Vec::new(), doubles: Vec::new() };
    if !text.contains(['"', '\'']) {
        return reader.decisions;
    }
    let mut start = 0;
    for piece in pieces {
        if !piece.literal {
            let language = language(piece.lang);
            for (offset, mark) in text[start..piece.end].match_indices(['"', '\'']) {
                let at = start + offset;
                let quote = if mark == "\"" { reader.double(at, language) } else { reader.single(at, language) };
                reader.decisions.push(Decision { at, quote });
            }
        }
        start = piece.end;
    }
    reader.finish()
}

/// A mark that has opened and isn't closed yet.
struct Opened {
    /// Its index among the decisions.
    decision: usize,
    at: usize,
    kind: OpenedKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenedKind {
    Double,
    Single,
    /// A single mark before a word that is often elided, or before two figures.
    Elidable,
    /// A single mark before a capitalised word at the paragraph's beginning, in a language whose speech may be in single
    /// marks: a speech of several paragraphs closes only the last.
    Speech,
}

struct Reader<'a> {
    text: &'a str,
    decisions: Vec<Decision>,
    open: Vec<Opened>,
    /// The indices of double marks in `open`.
    doubles: Vec<usize>,
}

impl Reader<'_> {
    /// Marks that no partner closes stay apostrophes, but for a speech that goes on in the next paragraph.
    fn finish(mut self) -> Vec<Decision> {
        if let Some(Opened { decision, kind: OpenedKind::Speech, .. }) = self.open.first() {
            self.decisions[*decision].quote = Quote::Open;
        }
        self.decisions
    }

    fn prev(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn next(&self, at: usize) -> Option<char> {
        self.text[at..].chars().find(|&c| c != '\u{ad}')
    }

    fn push(&mut self, at: usize, kind: OpenedKind) {
        if kind == OpenedKind::Double {
            self.doubles.push(self.open.len());
        }
        self.open.push(Opened { decision: self.decisions.len(), at, kind });
    }

    /// Index of the first open single mark that a closing one may belong to: after the last double mark that is open.
    fn floor(&self) -> usize {
        self.doubles.last().map_or(0, |&at| at + 1)
    }

    fn double(&mut self, at: usize, language: &Language) -> Quote {
        if self.is_gershayim(at) {
            return Quote::Hebrew;
        }
        if self.is_double_prime(at) {
            return Quote::Prime;
        }
        let role = self.double_role(at, language);
        if role == Quote::Open {
            self.push(at, OpenedKind::Double);
        } else if let Some(opened) = self.doubles.pop() {
            self.open.truncate(opened);
        }
        role
    }

    fn double_role(&self, at: usize, language: &Language) -> Quote {
        let (prev, next) = (self.prev(at), self.next(at + 1));
        let is_open = !self.doubles.is_empty();
        let word_follows = next.is_some_and(char::is_alphanumeric);
        if self.opening_context(at, language) {
            let after_dash = prev.is_some_and(is_dash);
            let closes = match next {
                None => is_open || after_dash,
                Some(c) if c.is_whitespace() => is_open || after_dash,
                // « Oui ». typed as " Oui ".
                Some('.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '…') if is_open => {
                    !self.text[at + 1..].starts_with("..")
                }
                Some(c) => after_dash && is_open && !word_follows && is_closing(c),
            };
            return if closes { Quote::Close } else { Quote::Open };
        }
        if word_follows && !is_open { Quote::Open } else { Quote::Close }
    }

    /// Returns true if a quotation may begin at `at` after what precedes it. A straight mark counts by its role.
    fn opening_context(&self, at: usize, language: &Language) -> bool {
        let marks = &language.marks;
        match self.prev(at) {
            Some('"' | '\'') => match self.decisions.last() {
                Some(last) if last.at + 1 == at => match last.quote {
                    Quote::Open => true,
                    // A single mark whose partner may follow: ''Tis …
                    Quote::Apostrophe => {
                        let waits = self.open.last().is_some_and(|open| open.at == last.at);
                        waits || self.elided_article(last.at, at)
                    }
                    _ => false,
                },
                _ => false,
            },
            Some('’') if self.elided_article(at - '’'.len_utf8(), at) => true,
            Some(c @ ('«' | '»' | '“' | '”' | '‘' | '’' | '„' | '‚' | '‹' | '›')) => {
                marks.double.open.starts_with(c) && !marks.double.close.ends_with(c)
                    || marks.single.open.starts_with(c) && !marks.single.close.ends_with(c)
            }
            Some(c) => c.is_whitespace() || is_opening(c) || is_dash(c) || c == '/',
            None => true,
        }
    }

    /// `l'"ami"`: an apostrophe between a letter and the mark at `at`, which a word follows.
    fn elided_article(&self, apostrophe: usize, at: usize) -> bool {
        self.prev(apostrophe).is_some_and(char::is_alphabetic) && self.next(at + 1).is_some_and(char::is_alphanumeric)
    }

    /// Returns true if the mark at `at` is that of a Hebrew abbreviation, which precedes its last letter, or is within one
    /// that is inflected. A quotation may open within a word too: after the letters that Hebrew joins to a word.
    fn is_gershayim(&self, at: usize) -> bool {
        let rest = self.text.get(at + 1..).unwrap_or_default();
        if !self.prev(at).is_some_and(is_hebrew) || !rest.starts_with(is_hebrew) {
            return false;
        }
        let after = rest.trim_start_matches(is_hebrew);
        let one = rest[..rest.len() - after.len()].chars().filter(|c| c.is_alphabetic()).count() == 1;
        let before = self.text[..at].chars().rev().take_while(|&c| is_hebrew(c));
        let joined = before.filter(|c| c.is_alphabetic()).all(|c| "משהוכלב".contains(c));
        let closes = |rest: &str| rest.match_indices('"').any(|(at, _)| !rest[at + 1..].starts_with(is_hebrew));
        one || !self.doubles.is_empty() || !joined || !closes(after)
    }

    /// Returns true if a double mark after a figure means inches or seconds.
    fn is_double_prime(&self, at: usize) -> bool {
        let before = self.text[..at].trim_end_matches(is_figure);
        if before.len() == at {
            return false;
        }
        let lead = before.trim_end();
        // 6' 2", 46' 30"N
        if lead.ends_with(['\'', '′'])
            && lead[..lead.len() - if lead.ends_with('\'') { 1 } else { 3 }].ends_with(is_figure)
        {
            return true;
        }
        // 5"x7", 5" × 7"
        let rest = &self.text[at + 1..];
        let crossed = rest.trim_start().trim_start_matches(['x', '×', 'X']);
        if crossed.len() < rest.trim_start().len() && crossed.trim_start().starts_with(is_figure) {
            return true;
        }
        if lead.ends_with(['x', '×', 'X'])
            && lead[..lead.len() - if lead.ends_with('×') { 2 } else { 1 }].trim_end().ends_with(['"', '″'])
        {
            return true;
        }
        if self.next(at + 1).is_some_and(char::is_alphanumeric) {
            return false;
        }
        if self.doubles.is_empty() {
            return true;
        }
        // "A 12" record," he said: a word goes on, and the quotation is closed later.
        rest.strip_prefix(' ').is_some_and(|rest| {
            rest.starts_with(char::is_lowercase)
                && rest.find('"').is_some_and(|later| {
                    let before = rest[..later].chars().next_back();
                    let after = rest[later + 1..].chars().next();
                    before.is_some_and(|c| !c.is_whitespace() && !is_opening(c))
                        && !after.is_some_and(char::is_alphanumeric)
                })
        })
    }

    fn single(&mut self, at: usize, language: &Language) -> Quote {
        let (prev, next) = (self.prev(at), self.next(at + 1));
        let after_word = prev.is_some_and(char::is_alphanumeric);
        let before_word = next.is_some_and(char::is_alphanumeric);
        // The mark of abbreviations and of sounds that Hebrew has no letter for.
        if prev.is_some_and(is_hebrew) && (before_word || self.open.len() == self.floor()) {
            return Quote::Hebrew;
        }
        if (prev.is_some_and(is_full_width) || next.is_some_and(is_full_width)) && !self.is_within_latin(prev, next) {
            return self.cjk_single(at, next);
        }
        if self.is_feet(at) {
            return Quote::Prime;
        }
        if after_word && before_word || self.is_n(at) {
            return Quote::Apostrophe;
        }
        if self.opening_context(at, language) {
            let after_dash = prev.is_some_and(is_dash);
            return match next {
                Some(c) if !(c.is_whitespace() || after_dash && is_closing(c)) => self.open_single(at, language),
                _ => self.close_single(at, true, language),
            };
        }
        if before_word {
            // `…'word'`, `,'word'`: the space before the quotation is missing.
            let unspaced = prev.is_some_and(|c| matches!(c, '…' | ',' | ';' | ':')) || self.text[..at].ends_with("..");
            return if unspaced { self.open_single(at, language) } else { Quote::Apostrophe };
        }
        self.close_single(at, !after_word, language)
    }

    fn is_within_latin(&self, prev: Option<char>, next: Option<char>) -> bool {
        prev.is_some_and(is_word_char) && next.is_some_and(is_word_char)
    }

    /// Between characters of CJK scripts there are no spaces to tell an opening mark from a closing one, and no
    /// apostrophes.
    fn cjk_single(&mut self, at: usize, next: Option<char>) -> Quote {
        if self.open.len() > self.floor()
            && let Some(opened) = self.open.pop()
        {
            self.decisions[opened.decision].quote = Quote::Open;
            return Quote::Close;
        }
        if next.is_some_and(|c| !c.is_whitespace()) {
            self.push(at, OpenedKind::Single);
        }
        Quote::Apostrophe
    }

    /// Either mark of `'n'`, as in rock 'n' roll, which is an apostrophe in every language.
    fn is_n(&self, at: usize) -> bool {
        let first = |at: usize| {
            let (before, after) = (self.text[..at].chars().next_back(), self.text[at + 3..].chars().next());
            !before.is_some_and(char::is_alphanumeric) && after.is_none_or(|c| c.is_whitespace() || c.is_alphanumeric())
        };
        let rest = &self.text[at..];
        let begins = rest.starts_with("'n'") || rest.starts_with("'N'");
        let ends = self.text[..=at].ends_with("'n'") || self.text[..=at].ends_with("'N'");
        begins && first(at) || ends && first(at - 2)
    }

    /// Feet or minutes: `6' 2"`, `6'2"`, `5'11`, `51°30'`.
    fn is_feet(&self, at: usize) -> bool {
        let before = self.text[..at].trim_end_matches(is_figure);
        if before.len() == at {
            return false;
        }
        let rest = &self.text[at + 1..];
        let inches = rest.trim_start_matches(' ');
        let after = inches.trim_start_matches(is_figure);
        let count = inches.len() - after.len();
        before.ends_with('°')
            || before.strip_suffix(' ').is_some_and(|before| before.ends_with('°'))
            || count > 0 && after.starts_with(['"', '″'])
            // 5'11: a person's height without the mark of inches.
            || rest.len() == inches.len()
                && at - before.len() == 1
                && (1..=2).contains(&count)
                && inches[..count].parse::<u8>().is_ok_and(|inches| inches < 12)
                && !after.starts_with(char::is_alphanumeric)
    }

    fn open_single(&mut self, at: usize, language: &Language) -> Quote {
        let rest = &self.text[at + 1..];
        let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let known = |list: &[String]| word.len() <= 16 && list.contains(&word.to_lowercase());
        let elided = known(&language.elisions.words);
        if elided && !self.closes_at_once(at + 1 + word.len()) {
            return Quote::Apostrophe;
        }
        // ’90s, ’68ers
        let decade = digits == 2 && matches!(&word[2..], "" | "s" | "er" | "ers" | "ern" | "an" | "an’s");
        let begins = self.text[..at].trim().is_empty() && word.starts_with(char::is_uppercase);
        self.push(
            at,
            match () {
                () if elided || decade || known(&language.elisions.unpaired) => OpenedKind::Elidable,
                () if begins && language.marks.speech_in_single => OpenedKind::Speech,
                () => OpenedKind::Single,
            },
        );
        Quote::Apostrophe
    }

    /// Returns true if the word that ends at `end` is quoted alone, by a mark that no letter follows: `'s'`.
    fn closes_at_once(&self, end: usize) -> bool {
        self.text[end..].strip_prefix('\'').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    }

    /// A mark after a word or its punctuation (`after_mark`): a closing one if it has a partner.
    fn close_single(&mut self, at: usize, after_mark: bool, language: &Language) -> Quote {
        let floor = self.floor().max(self.open.len().saturating_sub(MAX_OPEN_MARKS));
        let after_figure = self.text[..at].ends_with(is_figure);
        if self.open.len() <= floor {
            return if after_figure { Quote::Prime } else { Quote::Apostrophe };
        }
        // the dogs' bowls, Hans' Auto, a 9' ladder
        let word_goes_on =
            self.text[at + 1..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        // fightin' man, ol' man: the last sound is left out, and no quotation ends there while another may.
        let dropped = !after_mark && word_goes_on && self.loses_its_end(at, language);
        if dropped && !self.open.last().is_some_and(|opened| self.encloses_a_word(opened, at)) {
            return Quote::Apostrophe;
        }
        let possessive = !after_mark && word_goes_on && self.text[..at].ends_with(['s', 'S', 'x', 'z', 'ß']);
        if (possessive || after_figure && word_goes_on) && self.another_closes(at) {
            return if after_figure { Quote::Prime } else { Quote::Apostrophe };
        }
        let Some(partner) = self.partner(floor, at, after_mark, possessive) else { return Quote::Apostrophe };
        self.decisions[self.open[partner].decision].quote = Quote::Open;
        self.open.truncate(partner);
        Quote::Close
    }

    /// The single mark that a closing one at `at` belongs to. Quotations in single marks don't nest directly, so that of
    /// several the first is meant, unless only a later one encloses a single word.
    fn partner(&self, floor: usize, at: usize, after_mark: bool, possessive: bool) -> Option<usize> {
        let open = &self.open[floor..];
        let alone = |opened: &Opened| self.encloses_a_word(opened, at);
        let last = open.len() - 1;
        let sure = |opened: &Opened| opened.kind != OpenedKind::Elidable;
        let chosen = match open.iter().position(sure) {
            Some(_) if !after_mark && alone(&open[last]) => last,
            Some(first) => first,
            None if alone(&open[last]) => last,
            None if possessive => return None,
            // 'Till then,' he said: of elided words, a capitalised one begins a speech rather than another.
            None if after_mark => open.iter().position(|opened| self.is_capitalised(opened)).unwrap_or(last),
            None => last,
        };
        Some(floor + chosen)
    }

    /// Returns true if a mark and the one at `at` have a single word between them.
    fn encloses_a_word(&self, opened: &Opened, at: usize) -> bool {
        !self.text[opened.at + 1..at].contains(char::is_whitespace)
    }

    /// Returns true if the word before `at` is one that is written with an apostrophe at its end.
    fn loses_its_end(&self, at: usize, language: &Language) -> bool {
        let text = &self.text[..at];
        let start = text.char_indices().rev().find(|(_, c)| !c.is_alphanumeric()).map_or(0, |(i, c)| i + c.len_utf8());
        let word = &text[start..];
        let Elisions { endings, final_words, .. } = &language.elisions;
        word.len() <= 32
            && (endings.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending.as_str()))
                || !final_words.is_empty() && final_words.contains(&word.to_lowercase()))
    }

    fn is_capitalised(&self, opened: &Opened) -> bool {
        self.text[opened.at + 1..].starts_with(char::is_uppercase)
    }

    /// Returns true if the next single mark that isn't within a word closes rather than opens.
    fn another_closes(&self, at: usize) -> bool {
        for (offset, mark) in self.text[at + 1..].match_indices(['"', '\'']) {
            let here = at + 1 + offset;
            let (prev, next) = (self.prev(here), self.next(here + 1));
            let after_space = prev.is_none_or(|c| c.is_whitespace() || is_opening(c));
            if mark == "\"" || after_space {
                return false;
            }
            if !next.is_some_and(char::is_alphanumeric) {
                return true;
            }
        }
        false
    }
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '½' | '¼' | '¾')
}
