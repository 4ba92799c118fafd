//! Fractions and ordinals, where the book asks for them: a typed `3/8` gets the fraction slash, at which shapers apply
//! the font's `frac` (Unicode 6.2, "Fraction Slash"), and the ending of `2nd` becomes a superior, which the font's `sups`
//! draws.

use std::ops::Range;

use anthology_language::{Ordinal, language};

use crate::punctuate::{Piece, Raw};
use crate::set::Position;

const SLASH: &str = "\u{2044}";

/// Gives fractions their slash, also those that have a character of their own, so that all look alike.
pub(crate) fn fractions(raw: &mut Raw) {
    let slashes: Vec<usize> =
        raw.text.match_indices('/').map(|(at, _)| at).filter(|&at| is_fraction(&raw.text, at)).collect();
    let slashes: Vec<usize> = slashes.into_iter().filter(|&at| !piece_at(&raw.pieces, at).literal).collect();
    let shift = |at: usize| at + slashes.iter().filter(|&&slash| slash < at).count() * (SLASH.len() - 1);
    for piece in &mut raw.pieces {
        piece.end = shift(piece.end);
    }
    for (at, _) in &mut raw.ids {
        *at = shift(*at);
    }
    for &at in slashes.iter().rev() {
        raw.text.replace_range(at..=at, SLASH);
    }
}

/// Returns true if the slash at `at` is that of a fraction below one with a usual denominator, and not of a date or a
/// ratio.
fn is_fraction(text: &str, at: usize) -> bool {
    let start = number_before(text, at);
    let end = at + 1 + text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let (Ok(part), Ok(whole)) = (text[start..at].parse::<u16>(), text[at + 1..end].parse::<u16>()) else {
        return false;
    };
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '–' | '_' | '%' | '.' | ',' | ':');
    let rest = text[end..].trim_start_matches(['.', ',', ':']);
    let ends = !text[end..].starts_with(|c| matches!(c, '/' | '-' | '–' | '_' | '%') || c.is_alphanumeric());
    let number_goes_on = rest.len() < text[end..].len() && rest.starts_with(|c: char| c.is_ascii_digit());
    0 < part
        && part < whole
        && matches!(whole, 2..=10 | 12 | 15 | 16 | 20 | 24 | 25 | 32 | 50 | 64 | 100 | 1000)
        && !text[..start].ends_with(glued)
        && ends
        && !number_goes_on
}

/// The start of the ASCII digits before `at`.
fn number_before(text: &str, at: usize) -> usize {
    at - text[..at].bytes().rev().take_while(u8::is_ascii_digit).count()
}

fn piece_at(pieces: &[Piece], at: usize) -> &Piece {
    &pieces[pieces.partition_point(|piece| piece.end <= at)]
}

/// Raises the endings of ordinals in languages that have such endings.
pub(crate) fn ordinals(raw: &mut Raw) {
    let mut endings: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for piece in &raw.pieces {
        let range = start..piece.end;
        start = piece.end;
        let forms = &language(piece.lang).numbers.ordinals;
        if piece.literal || piece.style.position != Position::Normal || forms.is_empty() {
            continue;
        }
        let mut from = range.start;
        for word in raw.text[range.clone()].split(|c: char| !c.is_alphanumeric() && c != ',') {
            let at = from;
            from += word.len();
            from += raw.text[from..range.end].chars().next().map_or(0, char::len_utf8);
            let word = word.trim_end_matches(',');
            let whole = range.start == at && raw.text[..at].ends_with(char::is_alphanumeric)
                || at + word.len() == range.end && raw.text[range.end..].starts_with(char::is_alphanumeric);
            if let Some(number) = forms.iter().find_map(|form| number_of(word, form))
                && !whole
            {
                endings.push(at + number.len()..at + word.len());
            }
        }
    }
    raw.split(&endings, |piece| piece.style.position = Position::Super);
}

/// The number of a word that is an ordinal of this form.
fn number_of<'a>(word: &'a str, form: &Ordinal) -> Option<&'a str> {
    let number = word.strip_suffix(form.ending.as_str())?;
    if !form.only.is_empty() {
        return form.only.iter().any(|only| only == number).then_some(number);
    }
    let is_digit = |c: char| c.is_ascii_digit();
    if number.starts_with(is_digit) && number.ends_with(is_digit) && number.chars().all(|c| is_digit(c) || c == ',') {
        let ends = |list: &[String]| list.iter().any(|end| number.ends_with(end.as_str()));
        return ((form.after.is_empty() || ends(&form.after)) && !ends(&form.except)).then_some(number);
    }
    // Of one digit, `Ce` and `De` are words, and `Le` and `Me` begin them.
    let is_roman = number.len() > 1 && number.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'));
    (form.roman && is_roman).then_some(number)
}
