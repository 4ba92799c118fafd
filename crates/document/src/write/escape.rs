//! Escapes: plain text written so that Markdown finds no markup in it.

use std::borrow::Cow;

use crate::Attrs;

/// The neighbours of a piece of text on its line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Neighbours {
    /// A link, image, span or footnote reference is directly before it.
    pub(super) after_bracket: bool,
    /// Something with markup is directly after it.
    pub(super) before_markup: bool,
    /// The text after it begins with a bracket.
    pub(super) before_bracket: bool,
    /// It is in a table's cell, where a bar ends it.
    pub(super) cell: bool,
    /// It is in the brackets of an image's alternative text.
    pub(super) alt: bool,
}

/// Text with what could be inline markup escaped. Line starts are another matter: [`line_start`].
pub(super) fn text(text: &str, around: Neighbours, out: &mut String) {
    let special = |c: char| {
        matches!(
            c,
            '\\' | '*' | '_' | '`' | '<' | '&' | '[' | ']' | '^' | '~' | '!' | '{' | '|' | '(' | ':' | '=' | '@'
        )
    };
    if !text.contains(|c: char| special(c) || c.is_control()) {
        out.push_str(text);
        return;
    }
    // Brackets up to here belong to a pair that may be as it is.
    let mut pair_end = 0;
    let mut previous: Option<char> = None;
    for (i, c) in text.char_indices() {
        let rest = &text[i + c.len_utf8()..];
        let next = rest.chars().next();
        let first_after_bracket = i == 0 && around.after_bracket;
        let escape = match c {
            '\\' | '*' | '`' | '^' | '~' => true,
            '_' => !(previous.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            '<' => next.map_or(around.before_markup, |c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            '&' => looks_like_entity(rest, around.before_markup),
            '[' if first_after_bracket || around.alt => true,
            '[' => match plain_pair(rest, around) {
                Some(len) => {
                    pair_end = i + 1 + len + 1;
                    false
                }
                None => true,
            },
            ']' => i + 1 != pair_end,
            '!' => next == Some('[') || next.is_none() && around.before_bracket,
            '{' | '(' | ':' => first_after_bracket,
            '|' => around.cell,
            '=' => next == Some('='),
            '@' => {
                crate::attrs::referenced_id(&text[i..]).is_some() || around.before_markup && is_reference_start(rest)
            }
            c if c.is_control() => {
                out.push_str(&format!("&#{};", u32::from(c)));
                previous = Some(c);
                continue;
            }
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        out.push(c);
        previous = Some(c);
    }
}

/// Returns true if what follows an at sign could become a reference with the text after it.
fn is_reference_start(rest: &str) -> bool {
    rest.is_empty() || rest.len() <= 4 && rest.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | ':'))
}

/// Returns true if what follows an ampersand could make it an entity.
fn looks_like_entity(rest: &str, before_markup: bool) -> bool {
    let body = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    let len = rest.len() - body.len();
    if body.is_empty() { before_markup } else { len > 0 && body.starts_with(';') }
}

/// The length of what is in brackets that Markdown leaves alone; `rest` begins after the opening one.
fn plain_pair(rest: &str, around: Neighbours) -> Option<usize> {
    let len = rest.find(['[', ']', '`', '\\', '<', '\n', '&'])?;
    let (inner, behind) = (&rest[..len], rest[len..].strip_prefix(']')?);
    let task = matches!(inner, "" | " " | "x" | "X");
    let linked = match behind.chars().next() {
        Some(c) => matches!(c, '(' | '[' | '{' | ':'),
        None => around.before_markup,
    };
    (!task && !linked && !inner.starts_with('^')).then_some(len)
}

/// A line of a paragraph, whose beginning no block may be made of.
pub(super) fn line_start(line: &str) -> Cow<'_, str> {
    let line = line.trim_matches([' ', '\t']);
    let bytes = line.as_bytes();
    let blank_at = |i: usize| bytes.get(i).is_none_or(|b| matches!(b, b' ' | b'\t'));
    let only = |set: &[u8]| bytes.iter().all(|b| set.contains(b));
    let Some(&first) = bytes.first() else { return Cow::Borrowed(line) };
    let escape_at = match first {
        b'#' => {
            let run = bytes.iter().take_while(|&&b| b == b'#').count();
            (run <= 6 && blank_at(run)).then_some(0)
        }
        b'>' | b':' => Some(0),
        b'+' if blank_at(1) || line.starts_with("+++") => Some(0),
        b'=' if only(b"= \t") => Some(0),
        b'|' if only(b"|:- \t") || blank_at(1) => Some(0),
        b'-' if blank_at(1) && !only(b"-|: \t") => Some(0),
        b'-' if only(b"-|: \t") => return Cow::Owned(format!("&#45;{}", &line[1..])),
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
            let mark = matches!(bytes.get(digits), Some(b'.' | b')'));
            (digits <= 9 && mark && blank_at(digits + 1)).then_some(digits)
        }
        _ => None,
    };
    match escape_at {
        Some(at) => Cow::Owned(format!("{}\\{}", &line[..at], &line[at..])),
        None => Cow::Borrowed(line),
    }
}

/// A line of verse: no block can begin in it but a fence or a note.
pub(super) fn verse_line(line: &str) -> Cow<'_, str> {
    let line = line.trim_matches([' ', '\t']);
    if line.starts_with(":::") { Cow::Owned(format!("\\{line}")) } else { Cow::Borrowed(line) }
}

/// A heading's text, whose end is neither a closing run of hashes nor attributes.
pub(super) fn heading(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches([' ', '\t']);
    if text.ends_with('}')
        && let Some(brace) = text.rfind('{')
        && !text[..brace].ends_with([']', ')', '>', '\\'])
    {
        return Cow::Owned(format!("{}\\{}", &text[..brace], &text[brace..]));
    }
    let bare = text.trim_end_matches('#');
    if bare.len() < text.len() && (bare.is_empty() || bare.ends_with(' ')) {
        return Cow::Owned(format!("{}\\#", &text[..text.len() - 1]));
    }
    Cow::Borrowed(text)
}

/// The text of a paragraph or a line of verse that doesn't end with attributes.
pub(super) fn trailing_attrs(text: &str) -> Cow<'_, str> {
    if let Some(brace) = text.rfind('{').filter(|_| text.ends_with('}'))
        && text[..brace].ends_with([' ', '\t', '\n'])
        && crate::attrs::parse(&text[brace..]).is_some_and(|(_, len)| brace + len == text.len())
    {
        return Cow::Owned(format!("{}\\{}", &text[..brace], &text[brace..]));
    }
    Cow::Borrowed(text)
}

/// The language after a code fence.
pub(super) fn info(info: &str) -> String {
    info.replace('\\', "\\\\").replace('&', "&amp;").replace(['\n', '\r'], " ")
}

/// The length of the longest run of a character.
pub(super) fn longest_run(text: &str, mark: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == mark { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Attributes in braces, with a name in front of the other classes.
pub(super) fn attrs(attrs: &Attrs, name: Option<&str>) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(name.map(|name| format!(".{name}")));
    parts.extend(attrs.id.as_ref().map(|id| format!("#{id}")));
    parts.extend(attrs.classes.iter().map(|class| format!(".{class}")));
    parts.extend(attrs.lang.map(|lang| format!("lang={lang}")));
    parts.extend(attrs.pairs.iter().map(|(key, value)| format!("{key}={}", attr_value(value))));
    format!("{{{}}}", parts.join(" "))
}

fn attr_value(value: &str) -> String {
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | ':' | '/' | '%' | '+');
    if !value.is_empty() && value.chars().all(bare) {
        return value.to_owned();
    }
    let mut out = String::from("\"");
    for c in value.chars() {
        if bare(c) || matches!(c, ' ' | ',' | ';' | '(' | ')' | '?' | '=' | '#') || !c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    out.push('"');
    out
}
