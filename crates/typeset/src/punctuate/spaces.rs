//! Spaces: those that are dropped at a mark, and ties, at which no line breaks.

use anthology_language::{Dates, Language};

use super::Engine;
use super::chars::{NBSP, is_dash, is_opening, is_roman};

impl Engine<'_> {
    /// Sets the space at `i`. Returns the number of bytes of the raw text that it consumed.
    pub(super) fn space(&mut self, i: usize, language: &'static Language) -> usize {
        if std::mem::take(&mut self.skip_space) {
            return 1;
        }
        let marks = &language.marks;
        let rest = &self.raw[i + 1..];
        let next = rest.chars().next();
        let dropped = match next {
            Some(';' | '!' | '?') => marks.space_before_high_marks.is_some(),
            Some(':') => marks.space_before_colon.is_some(),
            Some(c @ ('»' | '›')) => marks.space_inside_guillemets.is_some() && self.closes_typed(c, language),
            Some('"') => marks.space_inside_guillemets.is_some() && self.open_doubles > 0 && closes_after_space(rest),
            Some('-') => marks.em_dash_closes_up && rest.starts_with("--- ") && !self.raw[..i].trim().is_empty(),
            _ => false,
        };
        if dropped {
            return 1;
        }
        let space = self.kind_of_space(i, rest, next, language);
        self.out.text.push(space);
        1
    }

    fn kind_of_space(&self, i: usize, rest: &str, next: Option<char>, language: &Language) -> char {
        let Some(next) = next else { return ' ' };
        let prev = self.prev(i).unwrap_or(' ');
        if is_dash(next) && self.spaced_dash(rest) && !self.begins_with_dash(i) && !language.marks.dash_hugs {
            return NBSP;
        }
        if is_dash(prev) {
            let before_dash = self.raw[..i].trim_end_matches(is_dash).len();
            let dash = &self.raw[before_dash..i];
            if (dash != "-" || language.marks.dialogue_dash.is_some()) && self.begins_with_dash(before_dash) {
                return NBSP;
            }
        }
        if prev.is_ascii_digit() || prev == '½' {
            return self.after_number(i, rest, language);
        }
        if matches!(prev, '§' | '№') {
            return NBSP;
        }
        let ties = &language.ties;
        let word = last_word(&self.raw[..i]);
        if next.is_ascii_lowercase() && prev != '.' && ties.letters.is_empty() && !word.starts_with(char::is_uppercase)
        {
            return ' ';
        }
        let tied = next.is_ascii_digit() && self.is_tied_to_number(i, word, rest, language)
            || next.is_uppercase() && is_tied_to_name(word, rest, language)
            || is_roman_number(word, language) && follows_number(rest, language)
            || prev == '.' && self.is_tied_ordinal(i, word, rest, language)
            || ties.abbreviations.iter().any(|abbreviation| is_within(abbreviation, word, first_word(rest)));
        if tied || self.is_letter(word, next, language) { NBSP } else { ' ' }
    }

    /// Returns true if a word stays with the number after it: `p. 4`, `12 h 30`, `March 4`.
    fn is_tied_to_number(&self, i: usize, word: &str, rest: &str, language: &Language) -> bool {
        let ties = &language.ties;
        if contains_uncapitalised(&ties.before_numbers, word) {
            return true;
        }
        if contains(&ties.between_numbers, word) {
            return self.raw[..i - word.len()].trim_end().ends_with(|c: char| c.is_ascii_digit());
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        digits <= 2 && language.dates.as_ref().is_some_and(Dates::has_month_first) && is_month(word, language)
    }

    /// Returns true if an ordinal in figures with a full stop stays with what follows: `3. Oktober`, `20. Jahrhundert`,
    /// `96. místě`, `4. 3. 2027`.
    fn is_tied_ordinal(&self, i: usize, word: &str, rest: &str, language: &Language) -> bool {
        let next = first_word(rest);
        if !is_ordinal(word) {
            return false;
        }
        if follows_number(rest, language) || is_day(word) && is_month(next, language) {
            return true;
        }
        if !language.ties.ordinals {
            return false;
        }
        let is_year = |text: &str| bare(text).len() == 4 && bare(text).bytes().all(|b| b.is_ascii_digit());
        let in_date = || {
            let before = last_word(self.raw[..i - word.len()].trim_end());
            next.len() < 4 && next.ends_with('.') && is_day(next)
                || is_year(next) && before.ends_with('.') && is_day(before)
        };
        let counts = word.starts_with(|c: char| c.is_ascii_digit());
        counts && rest.starts_with(char::is_lowercase) || is_day(word) && in_date()
    }

    /// Returns true if a word is of one letter and doesn't end a line.
    fn is_letter(&self, word: &str, next: char, language: &Language) -> bool {
        let mut letters = word.chars();
        let follows = next.is_alphanumeric() || matches!(next, '"' | '\'' | '«' | '„' | '(');
        follows
            && matches!((letters.next(), letters.next()), (Some(letter), None) if language.ties.letters.contains(letter))
    }

    fn after_number(&self, i: usize, rest: &str, language: &Language) -> char {
        let ties = &language.ties;
        let word = without_case_ending(without_marks(first_word(rest)));
        let bare = word.strip_suffix('.').unwrap_or(word);
        if contains(&ties.units, bare) || contains(&ties.units, word) || follows_number(rest, language) {
            return NBSP;
        }
        if matches!(bare, "1/2" | "1/4" | "3/4") {
            return NBSP;
        }
        if is_day(last_word(&self.raw[..i])) {
            // 4 March, 4 de marzo
            let named = if word == "de" { first_word(rest[word.len()..].trim_start()) } else { word };
            if is_month(named, language) {
                return NBSP;
            }
        }
        if let Some(space) = ties.thousands {
            let before = last_word(&self.raw[..i]);
            let group = bare.len() == 3 && bare.bytes().all(|b| b.is_ascii_digit());
            if group && (1..=3).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit()) {
                return space;
            }
        }
        ' '
    }

    /// Returns true if `rest` begins with a dash between spaces that is printed as one.
    fn spaced_dash(&self, rest: &str) -> bool {
        let after = rest.trim_start_matches(['-', '–', '—']);
        let dash = &rest[..rest.len() - after.len()];
        if !after.starts_with(' ') && !after.is_empty() {
            return false;
        }
        match dash {
            "-" => self.stands_between_words(self.raw.len() - rest.len(), 1),
            "--" | "---" | "–" | "—" => true,
            _ => false,
        }
    }
}

/// Returns true if a word stays with the capital after it: `Dr. No`, `A. Pushkin`, `Ludwig XIV.`, `chapter IV`.
fn is_tied_to_name(word: &str, rest: &str, language: &Language) -> bool {
    let ties = &language.ties;
    let next = first_word(rest);
    if contains(&ties.before_names, word) || is_initial(word) && (ties.initials || is_initial(next)) {
        return true;
    }
    let number = bare(next);
    if !is_roman(number) {
        return false;
    }
    // `I` is a word in English, and the letter of a list anywhere.
    let is_name =
        || word.chars().count() > 2 && word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    contains(&ties.before_numbers, word) && number != "I" || number.len() > 1 && is_name()
}

/// Returns true if text begins with a word, or with an abbreviation of several, that stays with the number before it.
fn follows_number(rest: &str, language: &Language) -> bool {
    let ties = &language.ties;
    let word = without_case_ending(without_marks(first_word(rest)));
    let bare = word.strip_suffix('.').unwrap_or(word);
    [&ties.after_numbers, &ties.between_numbers].into_iter().any(|list| contains(list, word) || contains(list, bare))
        || ties.abbreviations.iter().any(|abbreviation| rest.starts_with(abbreviation.as_str()))
}

/// A word without the punctuation after it, but for a full stop, which may be an abbreviation's: `гг.).`
fn without_marks(word: &str) -> &str {
    const MARKS: [char; 11] = [',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’'];
    let is_mark = |c: char| MARKS.contains(&c) || c == '»';
    let word = word.trim_end_matches(is_mark);
    match word.strip_suffix('.') {
        Some(inner) if inner.ends_with(is_mark) => inner.trim_end_matches(is_mark),
        _ => word,
    }
}

/// A unit or an abbreviation without the ending that Finnish and Swedish add after a colon: `%:lla`, `km:n`.
fn without_case_ending(word: &str) -> &str {
    word.split_once(':').map_or(word, |(word, _)| word)
}

/// `XIX`, `XIXe`, `XX.`; in English not `I`, which is a pronoun.
fn is_roman_number(word: &str, language: &Language) -> bool {
    (word != "I" || language.tag.primary() != "en") && is_roman(word.trim_end_matches(['e', 'è', 'm', 'ᵉ', '.', 'r']))
}

fn closes_after_space(rest: &str) -> bool {
    rest[1..].chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// Returns true if a list has a word, which may be capitalised at a sentence's beginning.
fn contains_uncapitalised(list: &[String], word: &str) -> bool {
    contains(list, word) || word.starts_with(char::is_uppercase) && contains(list, &word.to_lowercase())
}

pub(super) fn contains(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

/// Returns true if the space between two words is one of an abbreviation's.
fn is_within(abbreviation: &str, word: &str, next: &str) -> bool {
    let mut parts = abbreviation.split(' ').peekable();
    while let Some(part) = parts.next() {
        let same = part == word || word.starts_with(char::is_uppercase) && part == word.to_lowercase();
        if same && parts.peek().is_some_and(|second| next.starts_with(second)) {
            return true;
        }
    }
    false
}

/// A day's number, with or without the full stop of an ordinal.
fn is_day(word: &str) -> bool {
    let number = word.strip_suffix('.').unwrap_or(word);
    number.len() <= 2 && number.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

/// An ordinal in figures with a full stop: `3.`, `96.`, `XIX.`
fn is_ordinal(word: &str) -> bool {
    word.strip_suffix('.').is_some_and(|number| {
        is_roman(number) || (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_month(word: &str, language: &Language) -> bool {
    let word = bare(word);
    // Months have capitals in some spellings of old, and at a sentence's beginning.
    let word = word.to_lowercase();
    let known = |dates: &Dates| {
        // Of several words one decides, but for the preposition of `de març`.
        let mut words = dates.months.iter().flat_map(|month| month.split(' ')).filter(|part| part.chars().count() > 2);
        words.any(|part| part.to_lowercase() == word)
    };
    !word.is_empty() && language.dates.as_ref().is_some_and(known)
}

/// `K.`: one capital and a full stop.
fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.') && chars.next().is_none_or(|c| c == '-')
}

fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .find(|&(_, c)| c.is_whitespace() || is_opening(c) || matches!(c, '"' | '«' | '“' | '„'));
    start.map_or(text, |(at, c)| &text[at + c.len_utf8()..])
}

fn first_word(text: &str) -> &str {
    &text[..text.find(char::is_whitespace).unwrap_or(text.len())]
}

/// A word without the punctuation after it.
fn bare(word: &str) -> &str {
    word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’', '»', '“'])
}
