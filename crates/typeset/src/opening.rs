//! The first words of a chapter in small capitals.

use crate::costs::{OPENING_LETTERS, OPENING_WORDS};
use crate::set::{Position, Run};

/// Puts the first words in small capitals: two to four of them, up to a mark of punctuation, an object or
/// a change of style.
pub(crate) fn open_in_small_caps(text: &str, runs: &mut Vec<Run>) {
    let Some(first) = runs.first() else { return };
    let style = first.style;
    if style.code || style.small_caps || style.position != Position::Normal || first.link.is_some() {
        return;
    }
    let limit = first.end as usize;
    let end = opening_end(&text[..limit]);
    // A paragraph that has nothing else and no full stop is a byline and not an opening.
    if end == 0 || end == text.trim_end().len() {
        return;
    }
    let mut opening = runs[0].clone();
    opening.style.small_caps = true;
    opening.end = end as u32;
    if end == limit {
        runs[0] = opening;
    } else {
        runs.insert(0, opening);
    }
}

/// The end of the opening words, in bytes.
fn opening_end(text: &str) -> usize {
    let (mut end, mut letters) = (0, 0);
    for (words, word) in text.split_inclusive([' ', '\u{a0}']).enumerate() {
        if words == OPENING_WORDS || letters >= OPENING_LETTERS {
            break;
        }
        // Lines that the author breaks are a byline, an address or verse, not running text.
        if word.contains('\n') {
            return 0;
        }
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let bare = word.trim_end();
        let core = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
        if core.is_empty() {
            break;
        }
        end = at + core.len();
        letters += core.chars().count();
        if core.len() < bare.len() {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::opening_end;

    #[test]
    fn ends_at_punctuation_or_after_enough_letters() {
        for (text, opening) in [
            ("In the beginning was the word", "In the beginning"),
            ("In token\nof long friendship", ""),
            ("“Yes,” he said", "“Yes"),
            ("It is a truth universally", "It is a truth"),
            ("Extraordinarily large", "Extraordinarily"),
            ("…", ""),
        ] {
            assert_eq!(&text[..opening_end(text)], opening);
        }
    }
}
