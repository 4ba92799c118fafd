//! The form in which texts are compared. Never the form in which they are printed.

use unicode_normalization::UnicodeNormalization as _;
use xxhash_rust::xxh3::xxh3_128;

/// A text without the differences that a change of platform makes: NFKC, lower case, one form of
/// quotation mark and dash, single spaces, no soft hyphens or other invisible characters.
///
/// ```
/// assert_eq!(anthology_dedupe::normalise("“So\u{a0}it  goes” – A"), "\"so it goes\" - a");
/// ```
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    // Neither NFKC nor lower-casing reaches across a space, and most words are ASCII.
    for (i, word) in text.split(' ').enumerate() {
        gap |= i > 0;
        if word.is_ascii() {
            push_ascii(&mut out, &mut gap, word);
        } else if word.chars().all(is_unchanged) {
            word.chars().for_each(|c| push(&mut out, &mut gap, c.to_ascii_lowercase()));
        } else {
            word.nfkc().flat_map(char::to_lowercase).for_each(|c| push(&mut out, &mut gap, c));
        }
    }
    out
}

/// Characters that NFKC and lower-casing beyond ASCII leave as they are, and the commonest in prose.
fn is_unchanged(c: char) -> bool {
    c.is_ascii() || matches!(c, '‘' | '’' | '“' | '”' | '–' | '—')
}

fn push_ascii(out: &mut String, gap: &mut bool, word: &str) {
    if word.is_empty() {
        return;
    }
    if word.bytes().any(|b| b == b'`' || b.is_ascii_whitespace() || b == 0x0b) {
        word.chars().for_each(|c| push(out, gap, c.to_ascii_lowercase()));
        return;
    }
    if *gap && !out.is_empty() {
        out.push(' ');
    }
    *gap = false;
    let from = out.len();
    out.push_str(word);
    out[from..].make_ascii_lowercase();
}

fn push(out: &mut String, gap: &mut bool, c: char) {
    let c = match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => return,
        '‘' | '’' | '‚' | '‛' | '`' | '´' | 'ʼ' | '‹' | '›' | '′' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
        '‐'..='―' | '−' | '⁃' => '-',
        c if c.is_whitespace() => {
            *gap = true;
            return;
        }
        c => c,
    };
    if *gap && !out.is_empty() {
        out.push(' ');
    }
    *gap = false;
    out.push(c);
}

/// The words of a normalised text: runs of letters and digits, apostrophes inside a word included.
pub fn words(normalised: &str) -> impl Iterator<Item = &str> {
    normalised
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|w| w.trim_matches('\''))
        .filter(|w| !w.is_empty())
}

/// The identity of a text for exact comparison: XXH3-128 over the words of its normalised form, so that
/// two texts which differ only in punctuation, case or spacing have the same.
pub fn fingerprint(text: &str) -> u128 {
    let normalised = normalise(text);
    let mut joined = String::with_capacity(normalised.len());
    for word in words(&normalised) {
        joined.push_str(word);
        joined.push(' ');
    }
    xxh3_128(joined.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_what_platforms_change() {
        for (a, b) in [
            ("It’s “so” – fine…", "it's \"so\" - fine..."),
            ("a\u{a0}b\u{ad}c", "a bc"),
            ("ﬁne  \n text ", "fine text"),
            ("GROSS ÉTÉ", "gross été"),
        ] {
            assert_eq!(normalise(a), b);
        }
        assert_eq!(words("don't - 'stop' 24/7").collect::<Vec<_>>(), ["don't", "stop", "24", "7"]);
        assert_eq!(fingerprint("So: it goes."), fingerprint("so it goes"));
        assert_ne!(fingerprint("so it goes"), fingerprint("so it went"));
    }
}
