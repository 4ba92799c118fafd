//! Texts as they are compared: letters and figures alone.

use std::borrow::Cow;

use anthology_dedupe::normalise;

/// The letters and figures of a text, and where words begin. Devices change quotation marks, spaces, hyphens and
/// capitals, cut words in two and join them: what is left is the same in every copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    pub(crate) letters: String,
    /// The first byte of each word.
    pub(crate) words: Vec<u32>,
    /// Characters of scripts that put no spaces between words.
    unspaced: usize,
}

impl Folded {
    pub(crate) fn of(text: &str) -> Self {
        let mut folded = Self::default();
        folded.push(text);
        folded
    }

    /// Adds a text, which begins with a new word.
    pub(crate) fn push(&mut self, text: &str) {
        let mut in_word = false;
        for c in normalise(&without_marks(text)).chars() {
            if c.is_alphanumeric() {
                if !in_word {
                    self.words.push(self.letters.len() as u32);
                }
                in_word = true;
                self.unspaced += usize::from(is_unspaced(c));
                self.letters.push(c);
            } else {
                in_word &= c == '\'';
            }
        }
    }

    /// The number of words; two characters are one where there are no spaces.
    pub(crate) fn word_count(&self) -> usize {
        self.words.len() + self.unspaced / 2
    }
}

/// The letters and figures of a text.
pub(crate) fn fold(text: &str) -> String {
    Folded::of(text).letters
}

/// Chinese, Japanese, Thai, Lao, Khmer and Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
        | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// A text without what is printed between its words and isn't of it: page marks and note marks, `[42]`, `¹`.
fn without_marks(text: &str) -> Cow<'_, str> {
    let superscript = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    if !text.contains(|c: char| c == '[' || superscript(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '[' || superscript(c)) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let bracketed = rest.strip_prefix('[').and_then(|inner| Some(&inner[..inner.find(']')?]));
        let is_mark = |inner: &str| {
            let label = inner.trim_start_matches(['p', 'P', '.', ' ', '^']);
            !label.is_empty()
                && label.len() <= 6
                && (label.bytes().all(|b| b.is_ascii_digit()) || label.bytes().all(|b| b"ivxlcdm".contains(&b)))
        };
        match bracketed {
            Some(inner) if is_mark(inner) => rest = &rest[inner.len() + 2..],
            _ if rest.starts_with('[') => {
                out.push('[');
                rest = &rest[1..];
            }
            _ => rest = rest.trim_start_matches(superscript),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_the_same() {
        for (a, b) in [
            ("“So it’s a net-\nwork”, he said…", "\"so it's a net\u{ad}work\" he said"),
            ("the ﬁne [42] weir¹ again", "THE FINE weir again"),
            ("a [p. xii] b [1][^2] c", "a b c"),
            ("Ärger\u{a0}und", "A\u{308}rger und"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
        assert_eq!(fold("[see below] x [12"), "seebelowx12");
    }

    #[test]
    fn words_are_counted() {
        assert_eq!(Folded::of("It's a well-known weir.").word_count(), 5);
        assert_eq!(Folded::of("時の流れは速い").word_count(), 4);
        assert_eq!(Folded::of(" … ").word_count(), 0);
    }
}
