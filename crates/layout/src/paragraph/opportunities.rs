//! Break opportunities without a hyphen: the Unicode line breaking algorithm (UAX 14), tailored to books.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use memchr::memchr3_iter;

use crate::paragraph::code_breaks::CodeWords;

/// Byte offsets before which a line may be broken, ascending, neither the text's start nor its end.
/// `forbidden` tells where styles forbid a break; identifiers and URLs have rules of their own ([`CodeWords`]).
pub(crate) fn opportunities(text: &str, code_words: &CodeWords, forbidden: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::with_capacity(text.len() / 5);
    let bytes = text.as_bytes();
    unicode_breaks(text, |at| {
        // Between a space and a letter of ASCII there is nothing to tailor.
        let plain = at > 0 && bytes[at - 1] == b' ' && bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        if at < text.len() && !code_words.within(at) && (plain || allowed(text, at)) && !forbidden(at) {
            found.push(at as u32);
        }
    });
    let dashes = dash_ends(text).filter(|&at| !code_words.within(at)).chain(code_words.marks.iter().copied());
    let before = found.len();
    found.extend(dashes.filter(|&at| at > 0 && at < text.len() && !forbidden(at)).map(|at| at as u32));
    if found.len() > before {
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// The break opportunities of UAX 14, the text's end among them, ascending.
///
/// Between two letters of ASCII there always is one at a space, or at a comma, a stop or the like with a space (rules
/// LB13 and LB18), and no rule looks back over such a place. So the text is divided there, and only those pieces that are
/// more than a plain word are passed to the segmenter.
pub fn unicode_breaks(text: &str, mut found: impl FnMut(usize)) {
    let segmenter = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
    let bytes = text.as_bytes();
    let (mut start, mut end, mut plain) = (0, 0, true);
    for word in text.split_inclusive(' ') {
        end += word.len();
        let word = word.strip_suffix(' ').unwrap_or(word).as_bytes();
        let letters = match word {
            [letters @ .., b',' | b'.' | b';' | b':' | b'!' | b'?'] => letters,
            letters => letters,
        };
        plain &= !letters.is_empty() && letters.iter().all(u8::is_ascii_alphabetic);
        let parts = letters.last().is_some_and(u8::is_ascii_alphabetic);
        if end < bytes.len() && !(parts && bytes[end].is_ascii_alphabetic()) {
            continue;
        }
        if plain {
            found(end);
        } else {
            segmenter.segment_str(&text[start..end]).filter(|&at| at > 0).for_each(|at| found(start + at));
        }
        (start, plain) = (end, true);
    }
}

const DASHES: [char; 4] = ['\u{2013}', '\u{2014}', '\u{2e3a}', '\u{2e3b}'];

fn is_dash(c: char) -> bool {
    DASHES.contains(&c)
}

/// True if a book breaks a line where UAX 14 would.
fn allowed(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[at..].chars().next()) else {
        return false;
    };
    if before == '\n' {
        return true;
    }
    // A dash without a space before it stays with its word.
    if is_dash(after) && !before.is_whitespace() {
        return false;
    }
    // A dash after a space, or at the start, opens a speech or belongs to what follows.
    if is_dash(before) && !after.is_whitespace() && !text[..at - before.len_utf8()].ends_with(is_word_end) {
        return false;
    }
    if is_range(text, at) {
        return false;
    }
    // One letter before or after an explicit hyphen is too little to leave alone: T-shirt.
    if matches!(before, '-' | '\u{2010}') {
        return letters(text[..at - before.len_utf8()].chars().rev()) >= 2 && letters(text[at..].chars()) >= 2;
    }
    true
}

fn is_word_end(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '“' | '‘' | '«' | '‹' | '„' | '(' | '[')
}

fn letters(chars: impl Iterator<Item = char>) -> usize {
    chars.take_while(|c| c.is_alphanumeric()).take(2).count()
}

/// After a dash between two words, also where a quotation mark follows.
fn dash_ends(text: &str) -> impl Iterator<Item = usize> {
    // Their last bytes can be looked for many at a time.
    memchr3_iter(0x93, 0x94, 0xba, text.as_bytes())
        .chain(memchr::memchr_iter(0xbb, text.as_bytes()))
        .map(|last| last + 1)
        .filter_map(|end| Some((text.get(..end)?.strip_suffix(DASHES)?, end)))
        .filter(|&(before, _)| before.ends_with(is_word_end))
        .map(|(_, end)| end)
        .filter(|&end| text[end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '“' | '‘')))
        .filter(|&end| !is_range(text, end))
}

/// Figures on both sides of a dash, which belong together where the dash is an en dash.
fn is_range(text: &str, end: usize) -> bool {
    text[..end].strip_suffix('\u{2013}').is_some_and(|before| {
        before.ends_with(|c: char| c.is_ascii_digit()) && text[end..].starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cutting_at_plain_words_changes_nothing(text in "[a-d A-C,.;:!?“”(—–\\-'0-9/é日。\u{a0}\u{ad}\u{200b}\n]{0,60}") {
            let segmenter = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
            let whole: Vec<usize> = segmenter.segment_str(&text).filter(|&at| at > 0).collect();
            let mut cut = Vec::new();
            unicode_breaks(&text, |at| cut.push(at));
            prop_assert_eq!(cut, whole);
        }
    }

    /// The text with a bar at every opportunity.
    fn shown(text: &str) -> String {
        let mut shown = String::new();
        let mut start = 0;
        for at in opportunities(text, &CodeWords::of(text, &[]), |_| false) {
            shown.push_str(&text[start..at as usize]);
            shown.push('|');
            start = at as usize;
        }
        shown + &text[start..]
    }

    #[test]
    fn breaks_of_books() {
        for (text, expected) in [
            ("one two", "one |two"),
            ("one\u{a0}two", "one\u{a0}two"),
            ("word—word", "word—|word"),
            ("he said—“No.”", "he |said—|“No.”"),
            ("said, —Never", "said, |—Never"),
            ("pages 12–19", "pages |12–19"),
            ("a well-known T-shirt", "a |well-|known |T-shirt"),
            ("and/or", "and/|or"),
            ("wait… no", "wait… |no"),
            ("«\u{a0}oui\u{202f}!\u{a0}»", "«\u{a0}oui\u{202f}!\u{a0}»"),
            ("日本語。「文」", "日|本|語。|「文」"),
            ("a\nb", "a\n|b"),
            ("see https://example.org/a-b/page.html?x=1 now", "see |https://|example|.org/|a-b/|page|.html|?x=1 |now"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    /// The lines `breaks 彼|は|「は|い」` of the tables by language.
    #[test]
    fn breaks_by_language() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../language/cases");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).expect("the folder").map(|e| e.expect("a file").path()).collect();
        files.sort();
        let (mut count, mut wrong) = (0, Vec::new());
        for path in files {
            let table = std::fs::read_to_string(&path).expect("a table");
            for expected in table.lines().filter_map(|line| line.strip_prefix("breaks ")) {
                count += 1;
                let shown = shown(&expected.replace('|', ""));
                if shown != expected {
                    wrong.push(format!("want {expected}\n got {shown}"));
                }
            }
        }
        assert!(wrong.is_empty() && count > 10, "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    }
}
