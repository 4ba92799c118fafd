//! Typographic properties of a line, independent of its meaning.

use crate::line::Line;

/// The marker of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marker {
    Bullet,
    /// A marker that may also open a line of prose: `-`, `–`, `*`, `+`.
    Dash,
    Number(u64),
}

/// The marker and the text after it.
pub(crate) fn marker(text: &str) -> Option<(Marker, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let kind = match first {
        '•' | '◦' | '▪' | '‣' | '●' | '○' | '■' | '·' | '∙' => Marker::Bullet,
        '-' | '–' | '—' | '*' | '+' => Marker::Dash,
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let rest = text[digits..].strip_prefix(['.', ')'])?.strip_prefix(' ')?;
            return (digits <= 4).then(|| (Marker::Number(text[..digits].parse().unwrap_or(0)), rest.trim_start()));
        }
        _ => return None,
    };
    let rest = rest.strip_prefix(' ')?.trim_start();
    (!rest.is_empty()).then_some((kind, rest))
}

/// The number of words: runs of letters and digits between spaces; of Chinese and Japanese, two characters count as
/// one word, since words have no spaces there.
pub(crate) fn word_count(text: &str) -> usize {
    let (mut words, mut ideographs, mut inside) = (0, 0, false);
    for c in text.chars() {
        if is_ideograph(c) {
            ideographs += 1;
            inside = false;
        } else if c.is_whitespace() {
            inside = false;
        } else if c.is_alphanumeric() && !inside {
            words += 1;
            inside = true;
        }
    }
    words + usize::div_ceil(ideographs, 2)
}

/// True for Chinese characters and Japanese syllables.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// A Markdown heading's level and text.
pub(crate) fn hashes(text: &str) -> Option<(u8, &str)> {
    let level = text.bytes().take_while(|&b| b == b'#').count();
    let rest = text[level..].strip_prefix(' ')?.trim().trim_end_matches('#').trim();
    ((1..=6).contains(&level) && !rest.is_empty()).then_some((level as u8, rest))
}

/// True if a line is a rule: three or more of `-`, `*`, `_`, `=`, `~` or `⁂`, with or without spaces.
pub(crate) fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else { return false };
    if first == '⁂' {
        return marks.next().is_none();
    }
    let (same, other) = marks.fold((1, 0), |(s, o), c| if c == first { (s + 1, o) } else { (s, o + 1) });
    matches!(first, '-' | '*' | '_' | '=' | '~' | '–' | '—' | '─' | '━' | '═') && same >= 3 && other == 0
}

/// True if a text is one bare address.
pub(crate) fn is_url(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www."))
        && !text.contains(char::is_whitespace)
        && text.len() > 10
}

/// The last character that is not a closing quotation mark or bracket.
pub(crate) fn last_mark(text: &str) -> char {
    text.trim_end_matches(['”', '"', '’', '\'', '»', ')', ']', '*', ' ']).chars().next_back().unwrap_or(' ')
}

/// True if the first letter is a small one.
pub(crate) fn starts_small(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

/// True if a line reads like a paragraph: long, or a whole sentence.
pub(crate) fn is_body(line: &Line) -> bool {
    line.words >= 14 || (line.words >= 6 && matches!(last_mark(&line.text), '.' | '!' | '?' | '…' | ':' | '。'))
}

/// True if a line is by itself, is short, and ends like a title rather than like a sentence. `…`, `?` and
/// `!` are left open: titles have them too.
pub(crate) fn is_title_like(line: &Line, first: bool) -> bool {
    let text = line.text.trim_start_matches(['“', '"', '‘', '\'', '«']);
    (first || line.before > 0)
        && (1..=16).contains(&line.words)
        && line.text.chars().count() <= 120
        && line.text.chars().any(char::is_alphabetic)
        && !matches!(last_mark(&line.text), '.' | ',' | ';' | ':')
        && !starts_small(text)
        && !text.starts_with(['—', '―'])
        && !text.starts_with("--")
        && !is_url(&line.text)
        && !matches!(marker(&line.text), Some((Marker::Bullet | Marker::Dash, _)))
        && !(line.indent >= 2 && marker(&line.text).is_some())
}

/// True if a no-break space precedes the last word: the widow guard that blog themes put into titles
/// and nowhere else.
pub(crate) fn has_widow_guard(line: &Line) -> bool {
    let raw = line.raw.trim_end();
    raw.rfind(char::is_whitespace).is_some_and(|at| raw[at..].starts_with('\u{a0}')) && raw.contains(' ')
}

/// Lower-case words, without punctuation but for inner apostrophes, which are straight.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    anthology_dedupe::words(&anthology_dedupe::normalise(text)).map(str::to_owned).collect()
}

/// The text as lower-case words with single spaces, a space at each end: ready for ` phrase ` searches.
pub(crate) fn normalised_words(text: &str) -> String {
    let text = anthology_dedupe::normalise(text);
    let mut normalised = String::with_capacity(text.len() + 2);
    normalised.push(' ');
    for word in anthology_dedupe::words(&text) {
        normalised.push_str(word);
        normalised.push(' ');
    }
    if normalised.len() == 1 {
        normalised.push(' ');
    }
    normalised
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers() {
        assert_eq!(marker("• one"), Some((Marker::Bullet, "one")));
        assert_eq!(marker("12. one"), Some((Marker::Number(12), "one")));
        assert_eq!(marker("– one"), Some((Marker::Dash, "one")));
        for none in ["2012 was", "3.5 million", "-", "a. b", "1.", "20121. x"] {
            assert_eq!(marker(none), None, "{none}");
        }
    }

    #[test]
    fn rules_and_hashes() {
        for rule in ["* * *", "---", "=====", "⁂"] {
            assert!(is_rule(rule), "{rule}");
        }
        for none in ["--", "- a -", "text"] {
            assert!(!is_rule(none), "{none}");
        }
        assert_eq!(hashes("## So it goes ##"), Some((2, "So it goes")));
        assert_eq!(hashes("#hashtag"), None);
        assert_eq!(normalised_words("It’s, so"), " it's so ");
    }
}
