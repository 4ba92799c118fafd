//! Words within a text, and their letters.

use crate::patterns::Points;

/// The word in lower case, and for each of its bytes the offset in the word that it comes from. The crate
/// lower-cases by itself, but shifts its breaks where a letter changes length (`ẞ`, `İ`).
pub(super) fn fold(word: &str) -> (String, Vec<u8>) {
    let mut lower = String::with_capacity(word.len());
    let mut origin = Vec::new();
    for (at, c) in word.char_indices() {
        lower.push(c.to_lowercase().next().unwrap_or(c));
        origin.resize(lower.len(), at as u8);
    }
    (lower, origin)
}

/// Moves points from the folded word to the word itself.
pub(super) fn spread(points: Points, origin: &[u8]) -> Points {
    let mut moved = 0;
    each(points, |at| moved |= origin.get(at).map_or(0, |&from| 1 << from));
    moved
}

/// The offsets of points, ascending.
pub(super) fn each(mut points: Points, mut then: impl FnMut(usize)) {
    while points != 0 {
        then(points.trailing_zeros() as usize);
        points &= points - 1;
    }
}

/// Returns true if a token is a word: no figures, no signs of an address or a formula, not all capitals.
pub(super) fn may_break(letters: &str) -> bool {
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

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '’' | '\'' | 'ʼ')
}

/// The text between white space and dashes, with its offset.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
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
pub(super) fn parts(letters: &str) -> impl Iterator<Item = (usize, &str)> {
    // The middle dot is within Catalan words: col·lecció.
    let is_gap = |c: char| !c.is_alphabetic() && !matches!(c, '\u{300}'..='\u{36f}' | '·');
    letters
        .split(is_gap)
        .map(move |part| (part.as_ptr() as usize - letters.as_ptr() as usize, part))
        .filter(|(_, p)| !p.is_empty())
}
