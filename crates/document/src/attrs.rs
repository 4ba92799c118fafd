//! Attributes in braces: `{#id .class key=value key="a value"}`.

use anthology_base::{Diagnostic, Diagnostics, FileId, Lang, Span};

use crate::{Attrs, html};

/// Longer than any sensible list; bounds the work on text that is full of braces.
const MAX_LEN: usize = 1000;

/// Attributes as they are, before their values are looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RawAttrs {
    id: Option<String>,
    classes: Vec<String>,
    /// Key, value and the value's bytes relative to the opening brace.
    pairs: Vec<(String, String, std::ops::Range<usize>)>,
}

impl RawAttrs {
    /// The first class, taken out: the name of a div, the language of a code block.
    pub(crate) fn take_first_class(&mut self) -> Option<String> {
        (!self.classes.is_empty()).then(|| self.classes.remove(0))
    }

    /// Typed attributes. `origin` is where the opening brace is.
    pub(crate) fn check(self, file: FileId, origin: usize, diagnostics: &mut Diagnostics) -> Attrs {
        let mut attrs = Attrs { id: self.id, classes: self.classes, ..Attrs::default() };
        for (key, value, range) in self.pairs {
            if key == "lang" {
                let span = Span::new(file, origin + range.start..origin + range.end);
                attrs.lang = language(&value, span, diagnostics).or(attrs.lang);
            } else {
                attrs.pairs.push((key, value));
            }
        }
        attrs
    }
}

/// A language tag, or an error at `span`.
pub(crate) fn language(tag: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Lang> {
    match tag.parse() {
        Ok(lang) => Some(lang),
        Err(_) => {
            diagnostics.push(
                Diagnostic::error("bad-language", format!("`{tag}` is not a language tag"))
                    .at(span)
                    .hint("write a tag such as en-GB, de or fr-CA (BCP 47)"),
            );
            None
        }
    }
}

/// Reads attributes at the start of `text`, which must begin with a brace. Returns the number of bytes that they
/// take. `None` where it isn't a list of attributes: then it is text.
pub(crate) fn parse(text: &str) -> Option<(RawAttrs, usize)> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'{') {
        return None;
    }
    let mut attrs = RawAttrs::default();
    let mut at = 1;
    let mut any = false;
    loop {
        let gap = spaces(&bytes[at..]);
        at += gap;
        match *bytes.get(at)? {
            b'}' => return any.then_some((attrs, at + 1)),
            _ if any && gap == 0 || at > MAX_LEN => return None,
            b'#' => {
                let id = word(&text[at + 1..], |c| matches!(c, '_' | '-' | ':' | '.'))?;
                at += 1 + id.len();
                attrs.id = Some(id.to_owned());
            }
            b'.' => {
                let class = word(&text[at + 1..], |c| matches!(c, '_' | '-'))?;
                at += 1 + class.len();
                attrs.classes.push(class.to_owned());
            }
            _ => {
                let key = word(&text[at..], |c| matches!(c, '_' | '-' | ':'))?;
                at += key.len();
                if bytes.get(at) != Some(&b'=') {
                    return None;
                }
                let (value, range) = value(text, at + 1)?;
                at = range.end + usize::from(matches!(bytes[at + 1], b'"' | b'\''));
                attrs.pairs.push((key.to_owned(), value, range));
            }
        }
        any = true;
    }
}

fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|&&b| b == b' ' || b == b'\t').count()
}

fn word(text: &str, extra: impl Fn(char) -> bool) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && !extra(c)).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// A value and its bytes, without quotation marks. Characters that could begin code, a tag or a table
/// cell are refused, since the text around would then be read in two ways; entities represent them.
fn value(text: &str, start: usize) -> Option<(String, std::ops::Range<usize>)> {
    let quote = text[start..].chars().next()?;
    if quote != '"' && quote != '\'' {
        let rest = &text[start..];
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '{' | '}' | '|' | '<' | '>' | '`' | '\\'))?;
        return (end > 0).then(|| (rest[..end].to_owned(), start..start + end));
    }
    let start = start + 1;
    let mut value = String::new();
    let mut chars = text[start..].char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '`' | '<' | '|' | '\n' | '\r' => return None,
            _ if i > MAX_LEN => return None,
            '\\' => match chars.next()?.1 {
                c @ ('\\' | '"' | '\'') => value.push(c),
                _ => return None,
            },
            _ if c == quote => return Some((html::decode(&value).into_owned(), start..start + i)),
            _ => value.push(c),
        }
    }
    None
}

/// What an id begins with that can be referred to by `@`: figures, tables, listings and sections.
const PREFIXES: [&str; 4] = ["fig", "tbl", "lst", "sec"];

/// The id that a reference at the start of `text` names; `None` where there is none. Punctuation at its end is the
/// sentence's.
pub(crate) fn referenced_id(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('@')?;
    let prefix = PREFIXES.iter().find(|prefix| rest.starts_with(**prefix))?;
    if !rest[prefix.len()..].starts_with(['-', ':']) {
        return None;
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.')).unwrap_or(rest.len());
    let id = rest[..end].trim_end_matches(['-', ':', '.']);
    (id.len() > prefix.len() + 1).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Option<String> {
        let (raw, len) = parse(text)?;
        let mut diagnostics = Diagnostics::new();
        let attrs = raw.check(FileId(0), 0, &mut diagnostics);
        Some(format!(
            "{len} {:?} {:?} {:?} {:?}{}",
            attrs.id.unwrap_or_default(),
            attrs.classes,
            attrs.lang,
            attrs.pairs,
            if diagnostics.is_empty() { "" } else { " !" }
        ))
    }

    #[test]
    fn lists() {
        for (text, expected) in [
            ("{#a .b .c} x", Some(r#"10 "a" ["b", "c"] None []"#)),
            ("{ lang=fr width=60% }", Some(r#"21 "" [] Some(Lang(fr)) [("width", "60%")]"#)),
            (r#"{k="a \"b\" &amp; }"}"#, Some(r#"21 "" [] None [("k", "a \"b\" & }")]"#)),
            ("{lang=nonsense!}", Some(r#"16 "" [] None [] !"#)),
            ("{}", None),
            ("{word}", None),
            ("{.a.b}", None),
            ("{k=}", None),
            ("{k=\"a\nb\"}", None),
            ("{.a", None),
            ("{é=ü}", Some(r#"7 "" [] None [("é", "ü")]"#)),
        ] {
            assert_eq!(show(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn references() {
        for (text, id) in [
            ("@fig-a", Some("fig-a")),
            ("@tbl:two.one.", Some("tbl:two.one")),
            ("@lst-a_b-1, and", Some("lst-a_b-1")),
            ("@sec-ünder)", Some("sec-ünder")),
            ("@fig-", None),
            ("@figure-a", None),
            ("@fig", None),
            ("@smith2004", None),
            ("fig-a", None),
        ] {
            assert_eq!(referenced_id(text), id, "{text}");
        }
    }
}
