//! Classes of characters that punctuation depends on.

use crate::cjk::is_full_width;

pub(super) const NBSP: char = '\u{a0}';

/// A letter of Hebrew, or a point on one.
pub(super) fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5bd}' | '\u{5c1}'..='\u{5c7}' | '\u{5d0}'..='\u{5f2}')
}

pub(super) fn is_fixed_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}

pub(super) fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '<' | '|' | '¿' | '¡' | '（' | '［' | '〔' | '【')
}

pub(super) fn is_closing(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '…' | '"' | '\'')
}

/// A letter or figure of no CJK script.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() && !is_full_width(c)
}

/// A Roman numeral from I to LXXXIX in its usual form. Larger ones are words and abbreviations more often: CD, MC.
pub(super) fn is_roman(word: &str) -> bool {
    let value = |c: char| match c {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        _ => 0,
    };
    if word.is_empty() || word.len() > 8 || word.chars().any(|c| value(c) == 0) {
        return false;
    }
    let values: Vec<u32> = word.chars().map(value).collect();
    let negative = |i: usize| values.get(i + 1).is_some_and(|&next| next > values[i]);
    let (mut more, mut less) = (0, 0);
    for (i, value) in values.iter().enumerate() {
        if negative(i) { less += value } else { more += value }
    }
    more > less && anthology_language::roman(more - less) == word
}

#[cfg(test)]
mod tests {
    use super::is_roman;

    #[test]
    fn roman_numerals() {
        assert!(["I", "IV", "IX", "XIV", "XIX", "XL", "LXXX"].into_iter().all(is_roman));
        assert!(!["", "IIII", "VX", "MC", "CD", "Il", "IXX"].into_iter().any(is_roman));
    }
}
