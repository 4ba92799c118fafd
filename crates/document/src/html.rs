//! Raw HTML as tokens. What a tag means is decided in [`crate::tags`].

use std::borrow::Cow;
use std::ops::Range;

/// A piece of HTML with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token<'a> {
    /// Its kind.
    pub(crate) kind: TokenKind<'a>,
    /// Its bytes in the text that was read.
    pub(crate) range: Range<usize>,
}

/// The kinds of token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind<'a> {
    /// Characters, entities not yet decoded.
    Text(&'a str),
    /// A start tag.
    Open(Tag),
    /// An end tag; the name in lower case.
    Close(String),
    /// The content of `<script>`, `<style>` and their like, without the tags.
    Raw,
    /// A comment that never ends.
    UnclosedComment,
}

/// A start tag.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tag {
    /// In lower case.
    pub(crate) name: String,
    /// Names in lower case, values decoded.
    pub(crate) attrs: Vec<(String, String)>,
    /// `<br/>`.
    pub(crate) self_closing: bool,
}

impl Tag {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Splits HTML into tokens. Comments, processing instructions and declarations are left out; what is not
/// well-formed is text.
pub(crate) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut text_start = 0;
    let mut at = 0;
    // Each is looked for to the end of the text only once in vain.
    let mut missing: Vec<&str> = Vec::new();
    while let Some(i) = html[at..].find('<') {
        let start = at + i;
        let Some((kind, end)) = markup(html, start, &mut missing) else {
            at = start + 1;
            continue;
        };
        push_text(html, text_start..start, &mut tokens);
        let raw = match &kind {
            Some(TokenKind::Open(tag)) if is_raw(&tag.name) && !tag.self_closing => {
                find_ignore_case(html, end, &format!("</{}", tag.name))
            }
            _ => None,
        };
        if let Some(kind) = kind {
            tokens.push(Token { kind, range: start..end });
        }
        at = end;
        if let Some(close) = raw {
            tokens.push(Token { kind: TokenKind::Raw, range: end..close });
            at = close;
        }
        text_start = at;
    }
    push_text(html, text_start..html.len(), &mut tokens);
    tokens
}

/// Elements whose content is not text for readers.
pub(crate) fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "template" | "textarea" | "iframe" | "noscript")
}

fn find_ignore_case(html: &str, from: usize, needle: &str) -> Option<usize> {
    let bytes = &html.as_bytes()[from..];
    bytes.windows(needle.len()).position(|w| w.eq_ignore_ascii_case(needle.as_bytes())).map(|i| from + i)
}

fn push_text<'a>(html: &'a str, range: Range<usize>, tokens: &mut Vec<Token<'a>>) {
    if !range.is_empty() {
        tokens.push(Token { kind: TokenKind::Text(&html[range.clone()]), range });
    }
}

/// A tag, comment, instruction or declaration at `start`, and where it ends.
fn markup<'a>(html: &'a str, start: usize, missing: &mut Vec<&'a str>) -> Option<(Option<TokenKind<'a>>, usize)> {
    let rest = &html[start..];
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")] {
        if !rest.starts_with(open) {
            continue;
        }
        if open == "<!--" && (rest.starts_with("<!-->") || rest.starts_with("<!--->")) {
            return Some((None, start + rest.find('>')? + 1));
        }
        if !missing.contains(&close)
            && let Some(i) = rest[open.len()..].find(close)
        {
            return Some((None, start + open.len() + i + close.len()));
        }
        missing.push(close);
        return (open == "<!--").then_some((Some(TokenKind::UnclosedComment), html.len()));
    }
    if let Some(name) = rest.strip_prefix("</") {
        let len = name_len(name)?;
        let gap = name[len..].len() - name[len..].trim_start().len();
        let end = 2 + len + gap;
        return (rest.as_bytes().get(end) == Some(&b'>'))
            .then(|| (Some(TokenKind::Close(name[..len].to_ascii_lowercase())), start + end + 1));
    }
    let (tag, end) = open_tag(html, start)?;
    Some((Some(TokenKind::Open(tag)), end))
}

fn name_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.first().filter(|b| b.is_ascii_alphabetic())?;
    Some(bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':')).count())
}

fn open_tag(html: &str, start: usize) -> Option<(Tag, usize)> {
    let bytes = html.as_bytes();
    let mut at = start + 1;
    let len = name_len(&html[at..])?;
    let mut tag = Tag { name: html[at..at + len].to_ascii_lowercase(), ..Tag::default() };
    at += len;
    loop {
        let before = at;
        at += gap(&html[at..]);
        match *bytes.get(at)? {
            b'>' => return Some((tag, at + 1)),
            b'/' if bytes.get(at + 1) == Some(&b'>') => {
                tag.self_closing = true;
                return Some((tag, at + 2));
            }
            b'"' | b'\'' | b'<' | b'=' | b'/' => return None,
            _ if at == before => return None,
            _ => {}
        }
        let name_end = html[at..].find(|c: char| c.is_whitespace() || "\"'<>/=".contains(c)).map(|i| at + i)?;
        let name = html[at..name_end].to_ascii_lowercase();
        at = name_end;
        let equals = at + gap(&html[at..]);
        if bytes.get(equals) != Some(&b'=') {
            tag.attrs.push((name, String::new()));
            continue;
        }
        at = equals + 1;
        at += gap(&html[at..]);
        let (value_start, value_end, end) = match *bytes.get(at)? {
            quote @ (b'"' | b'\'') => {
                let end = at + 1 + html[at + 1..].find(char::from(quote))?;
                (at + 1, end, end + 1)
            }
            _ => {
                let end = at + html[at..].find(|c: char| c.is_whitespace() || "\"'<>=`".contains(c))?;
                (at, end, end)
            }
        };
        if value_start == end {
            return None;
        }
        tag.attrs.push((name, decode(&html[value_start..value_end]).into_owned()));
        at = end;
    }
}

fn gap(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']).len()
}

/// The longest name in HTML's list of entities has 33 characters with `&` and `;`.
const MAX_ENTITY: usize = 40;

/// Replaces entities by their characters.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(i) = rest.find('&') {
        out.push_str(&rest[..i]);
        rest = &rest[i..];
        let body = rest[1..].bytes().take(MAX_ENTITY).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let end = 1 + body;
        if body > 0 && rest.as_bytes().get(end) == Some(&b';') {
            out.push_str(&entity(&rest[..=end]));
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// One entity, by the Markdown parser's own table.
fn entity(entity: &str) -> String {
    pulldown_cmark::Parser::new(entity)
        .filter_map(|event| match event {
            pulldown_cmark::Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect()
}

/// The first link, image, code or strong text in Markdown.
pub(crate) fn markdown_in(text: &str) -> Option<Range<usize>> {
    let link = text.find("](").and_then(|middle| {
        let start = text[..middle].rfind('[')?;
        let start = start - usize::from(text[..start].ends_with('!'));
        let end = text[middle..].find(')')?;
        Some(start..middle + end + 1)
    });
    let between = |mark: &str| {
        let start = text.find(mark)?;
        let inner = &text[start + mark.len()..];
        let length = inner.find(mark)?;
        let tight =
            !inner[..length].starts_with(char::is_whitespace) && !inner[..length].ends_with(char::is_whitespace);
        (length > 0 && tight).then(|| start..start + length + 2 * mark.len())
    };
    [link, between("**"), between("`")].into_iter().flatten().min_by_key(|range| range.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(html: &str) -> String {
        let mut out = String::new();
        for token in tokens(html) {
            match token.kind {
                TokenKind::Text(text) => out.push_str(&format!("[{}]", decode(text))),
                TokenKind::Open(tag) => out.push_str(&format!("<{} {:?}{}>", tag.name, tag.attrs, tag.self_closing)),
                TokenKind::Close(name) => out.push_str(&format!("</{name}>")),
                TokenKind::Raw => out.push_str("RAW"),
                TokenKind::UnclosedComment => out.push_str("UNCLOSED"),
            }
        }
        out
    }

    #[test]
    fn pieces() {
        for (html, expected) in [
            ("a &lt;&amp;&bogus; <B>x</b >", "[a <&&bogus; ]<b []false>[x]</b>"),
            (
                "<img SRC=a.png alt='x &gt; y'\n data/>",
                r#"<img [("src", "a.png"), ("alt", "x > y"), ("data", "")]true>"#,
            ),
            ("1 < 2 <3 < b>", "[1 < 2 <3 < b>]"),
            ("a<!-- x -->b<?y?>c<!DOCTYPE z>d<!-->e", "[a][b][c][d][e]"),
            ("<script>if (a<b) {}</SCRIPT>z", "<script []false>RAW</script>[z]"),
            ("<a href=>x", "[<a href=>x]"),
            ("a<!-- b", "[a]UNCLOSED"),
            ("<", "[<]"),
        ] {
            assert_eq!(show(html), expected, "{html}");
        }
    }

    #[test]
    fn entities() {
        assert_eq!(decode("&eacute;&#233;&#xE9;&unknown;&"), "ééé&unknown;&");
    }
}
