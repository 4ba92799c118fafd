//! Breakpoints in identifiers and URLs, always without a hyphen, which a reader would take for a part of them: at their
//! own marks, as *The Chicago Manual of Style* does (7.46 of the 17th edition), and for want of better before a capital
//! in a camel-case name or anywhere in a long run without marks.

use std::ops::Range;

use memchr::memmem;

use crate::costs::{
    AFTER_OPENING_MARK, CAMEL_CASE, CODE_SPLIT, CODE_SPLITS, LONG_CODE_WORD, MIN_CODE_FRAGMENT, MIN_CODE_SPLIT,
    SHORT_CODE,
};

/// The identifiers and URLs of a text, and their breakpoints.
#[derive(Debug, Default)]
pub(crate) struct CodeWords {
    /// The words, in order.
    pub(crate) words: Vec<Range<usize>>,
    /// Offsets of good breakpoints, ascending.
    pub(crate) marks: Vec<usize>,
    /// Offsets of breakpoints for want of better, ascending, with their penalties.
    pub(crate) fallbacks: Vec<(u32, i64)>,
    /// Offsets after the spaces of short pieces of code, ascending.
    short_code_spaces: Vec<usize>,
}

impl CodeWords {
    /// Of a text in which these ranges are code, in order; URLs and paths of names are found anywhere.
    pub(crate) fn of(text: &str, code: &[Range<usize>]) -> Self {
        let mut found = Self::default();
        if code.is_empty() && !has_url(text) && !has_path(text) {
            return found;
        }
        for range in code.iter().filter(|range| range.len() <= SHORT_CODE) {
            found.short_code_spaces.extend(text[range.clone()].match_indices(' ').map(|(i, _)| range.start + i + 1));
        }
        let mut start = 0;
        for word in text.split_inclusive(char::is_whitespace) {
            let whole = start..start + word.trim_end().len();
            start += word.len();
            if has_url(word) || has_path(word) {
                found.word(text, whole);
                continue;
            }
            for range in code.iter().filter(|c| c.start < whole.end && whole.start < c.end) {
                found.word(text, whole.start.max(range.start)..whole.end.min(range.end));
            }
        }
        found
    }

    /// True if a place is within an identifier or a URL.
    pub(crate) fn within(&self, at: usize) -> bool {
        let next = self.words.partition_point(|word| word.end <= at);
        self.words.get(next).is_some_and(|word| word.start < at)
    }

    /// True if a place is after a space within a short piece of code.
    pub(crate) fn is_short_code_space(&self, at: usize) -> bool {
        self.short_code_spaces.binary_search(&at).is_ok()
    }

    fn word(&mut self, text: &str, range: Range<usize>) {
        // A URL is never broken after its own hyphen, which a reader would take for an added one.
        let is_url = has_url(&text[range.clone()]);
        let chars: Vec<(usize, char)> = text[range.clone()].char_indices().collect();
        let inner = MIN_CODE_FRAGMENT..(chars.len() + 1).saturating_sub(MIN_CODE_FRAGMENT);
        let mut ends = vec![0];
        for i in inner {
            let at = range.start + chars[i].0;
            if is_mark(&chars, i) && !(is_url && chars[i - 1].1 == '-') {
                self.marks.push(at);
                ends.push(i);
            } else if chars[i - 1].1.is_lowercase() && chars[i].1.is_uppercase() {
                self.fallbacks.push((at as u32, CAMEL_CASE));
                ends.push(i);
            } else if opens(chars[i - 1].1) && chars[i].1.is_alphanumeric() {
                self.fallbacks.push((at as u32, AFTER_OPENING_MARK));
                ends.push(i);
            }
        }
        ends.push(chars.len());
        for piece in ends.windows(2).filter(|piece| piece[1] - piece[0] >= LONG_CODE_WORD) {
            let step = 1 + (piece[1] - piece[0]) / CODE_SPLITS;
            let places = (piece[0] + MIN_CODE_SPLIT..=piece[1] - MIN_CODE_SPLIT).step_by(step);
            let cuts = places.filter(|&i| chars[i - 1].1.is_alphanumeric() && chars[i].1.is_alphanumeric());
            self.fallbacks.extend(cuts.map(|i| ((range.start + chars[i].0) as u32, CODE_SPLIT)));
        }
        self.fallbacks.sort_unstable();
        self.words.push(range);
    }
}

/// True if a text has a URL.
fn has_url(text: &str) -> bool {
    [b"://".as_slice(), b"www."].iter().any(|mark| memmem::find(text.as_bytes(), mark).is_some()) || has_host(text)
}

/// True for text with a path of names that isn't marked as code: `std::fmt`.
fn has_path(text: &str) -> bool {
    memmem::find(text.as_bytes(), b"::").is_some()
}

/// True for text with an address without its scheme: `example.org/essays`.
fn has_host(text: &str) -> bool {
    memchr::memchr(b'/', text.as_bytes()).is_some()
        && text.split(char::is_whitespace).any(|word| {
            let host = word.split('/').next().filter(|host| host.len() < word.len()).unwrap_or_default();
            let host = host.trim_start_matches(|c: char| !c.is_alphanumeric());
            let top = host.rsplit_once('.').filter(|(name, _)| !name.is_empty()).map_or("", |(_, top)| top);
            top.len() >= 2 && top.bytes().all(|b| b.is_ascii_lowercase())
        })
}

/// The words of prose whose figures are lining even where others are old-style: URLs, versions, network addresses, and
/// what is written in figures and capitals, or with an underscore.
pub(crate) fn beside_capitals(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // All of it, since compilers vectorise that.
    if !text.bytes().fold(false, |any, byte| any | byte.is_ascii_digit()) {
        return found;
    }
    let bare = |word: &str| -> Range<usize> {
        let end = word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        let start = word.len() - word.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        start.min(end)..end
    };
    let versions: Vec<&str> = text.split_whitespace().map(|word| &word[bare(word)]).filter(|w| is_version(w)).collect();
    let (mut start, mut before) = (0, "");
    for word in text.split_inclusive(char::is_whitespace) {
        let range = start..start + word.trim_end().len();
        start += word.len();
        let bare = &word[bare(word)];
        if bare.contains(|c: char| c.is_ascii_digit())
            && (has_lining_figures(word, bare) || is_short_version(bare, before, &versions))
        {
            found.push(range);
        }
        before = bare;
    }
    found
}

fn has_lining_figures(word: &str, bare: &str) -> bool {
    let capital = bare.contains(char::is_uppercase);
    let code = |c: char| c.is_ascii_digit() || c.is_uppercase() || matches!(c, '-' | '.' | '/' | '+' | ':');
    has_url(word) || bare.contains('_') || capital && bare.chars().all(code) || is_version(bare)
}

/// Two numbers with a full stop between them that are a version: after that word, or where the text has a longer version
/// that begins with them (1.18 beside 1.18.0), which it must look like.
fn is_short_version(word: &str, before: &str, versions: &[&str]) -> bool {
    let numbers = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some((major, minor)) = word.split_once('.').filter(|(a, b)| numbers(a) && numbers(b)) else { return false };
    let longer = |version: &&str| {
        let rest = version.trim_start_matches(['v', 'V']).strip_prefix(major).and_then(|rest| rest.strip_prefix('.'));
        rest.and_then(|rest| rest.strip_prefix(minor)).is_some_and(|rest| rest.starts_with('.'))
    };
    before.eq_ignore_ascii_case("version") || before.eq_ignore_ascii_case("versions") || versions.iter().any(longer)
}

/// Three numbers or more with full stops between them, which are neither a date nor groups of thousands.
fn is_version(word: &str) -> bool {
    let parts: Vec<&str> = word.strip_prefix(['v', 'V']).unwrap_or(word).split('.').collect();
    let numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let groups = parts.iter().skip(1).all(|part| part.len() == 3);
    let date = parts.len() == 3 && matches!(parts[2].len(), 2 | 4) && parts[..2].iter().all(|part| part.len() <= 2);
    parts.len() >= 3 && numbers && !groups && !date
}

/// True if a word may be broken after a mark, though less readily than at others.
fn opens(mark: char) -> bool {
    matches!(mark, '<' | '(' | '[' | '{' | '"' | '\'' | ':')
}

/// True if a word is broken before a character by a mark there.
fn is_mark(chars: &[(usize, char)], i: usize) -> bool {
    let get = |i: usize| chars.get(i).map_or(' ', |c| c.1);
    let (before, after) = (get(i - 1), get(i));
    let (previous, next) = (get(i - 2), get(i + 1));
    let figures = previous.is_ascii_digit() && after.is_ascii_digit();
    match (before, after) {
        ('/', _) => after != '/',
        (':', _) if previous == ':' => after != ':',
        ('-', _) => {
            let two = |a: char, b: char| a.is_alphanumeric() && b.is_alphanumeric();
            two(previous, get(i - 3)) && two(after, next)
        }
        ('_', _) => previous.is_alphanumeric() && after.is_alphanumeric(),
        (',' | ':' | ';', _) => after.is_alphanumeric() && !figures,
        ('(' | '|' | '\\', _) => previous.is_alphanumeric() && after.is_alphanumeric(),
        (_, '.') => (before.is_alphanumeric() || before == ')') && next.is_alphabetic(),
        (_, '?' | '&' | '#' | '=' | '~' | '%' | '@') => before.is_alphanumeric() && next.is_alphanumeric(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(word: &str, code: bool) -> String {
        let whole = 0..word.len();
        let code: Vec<_> = code.then_some(whole).into_iter().collect();
        let found = CodeWords::of(word, &code);
        let mut shown = String::new();
        for (at, c) in word.char_indices() {
            if found.marks.contains(&at) {
                shown.push('|');
            }
            if found.fallbacks.contains(&(at as u32, CAMEL_CASE)) {
                shown.push('!');
            }
            if found.fallbacks.contains(&(at as u32, AFTER_OPENING_MARK)) {
                shown.push('^');
            }
            if found.fallbacks.contains(&(at as u32, CODE_SPLIT)) {
                shown.push('·');
            }
            shown.push(c);
        }
        shown
    }

    #[test]
    fn identifiers() {
        for (word, expected) in [
            ("src/lib/parser.rs", "src/|lib/|parser|.rs"),
            ("/usr/share", "/usr/|share"),
            ("s-20260801-0945-abk", "s-20260801-|0945-|abk"),
            ("std::collections::BTreeMap", "std::|collections::|BTree!Map"),
            ("MAX_RETRY_COUNT", "MAX_|RETRY_|COUNT"),
            ("_private", "_private"),
            ("127.0.0.1:8080", "127.0.0.1:^8080"),
            ("Option<BTreeMap<u8,i32>>", "Option<^BTree!Map<^u8,|i32>>"),
            ("vec![1,2]", "vec![^1,2]"),
            ("--keep-going", "--keep-|going"),
            ("-p", "-p"),
            ("x-y", "x-y"),
            ("settings.load(path)", "settings|.load(|path)"),
            ("getElementById", "get!Element!ById"),
            ("abcdefghijklmn", "abcd·e·f·g·h·i·j·klmn"),
        ] {
            assert_eq!(shown(word, true), expected);
        }
    }

    #[test]
    fn spaces_of_code() {
        let text = "if x > 10 or git commit --all --amend --no-edit";
        let found = CodeWords::of(text, &[3..9, 13..47]);
        assert_eq!((0..text.len()).filter(|&at| found.is_short_code_space(at)).collect::<Vec<_>>(), [5, 7]);
    }

    #[test]
    fn figures_beside_capitals() {
        let text = "In 1984 UTF-8, ISO-8859-1 and the M25; version 1.2.3 (v2.0.1-), 127.0.0.1, x86_64, \
                    https://a.org/2024 — but 24.12.1990, 3.10.20, 1.234.567, 1.5, 20th, £20, 4pm.";
        let found: Vec<&str> = beside_capitals(text).into_iter().map(|range| &text[range]).collect();
        let expected =
            ["UTF-8,", "ISO-8859-1", "M25;", "1.2.3", "(v2.0.1-),", "127.0.0.1,", "x86_64,", "https://a.org/2024"];
        assert_eq!(found, expected);
    }

    #[test]
    fn versions_look_alike() {
        for (text, expected) in [
            ("Rust 1.18 and 1.18.0.", &["1.18", "1.18.0."][..]),
            ("In version 2.5, not 2.5 mm", &["2.5,"]),
            ("It is 1.18 m wide.", &[]),
        ] {
            let found: Vec<&str> = beside_capitals(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn urls() {
        let address = "https://example.org/a-b/page.html?x=12&y=1";
        assert_eq!(shown(address, false), "https://|example|.org/|a-b/|page|.html|?x|=12|&y=1");
        let hyphens = "https://doc.example-site.org/cargo/a-long-path.html";
        assert_eq!(shown(hyphens, false), "https://|doc|.example-site|.org/|cargo/|a-long-path|.html");
        assert_eq!(shown("a/b and/or c_d", false), "a/b and/or c_d");
    }
}
