//! A line of captured text as inlines: addresses become links, leftover HTML tags what they meant;
//! everything else is text, whatever Markdown would make of it.

use crate::blocks::nowhere;
use anthology_document::{Attrs, Inline, InlineKind};

/// Reads a line.
pub(crate) fn inlines(text: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let Some(tag) = tag(&rest[at..]) else {
            let (before, after) = rest.split_at(at + 1);
            push_text(&mut out, before);
            rest = after;
            continue;
        };
        push_text(&mut out, &rest[..at]);
        rest = &rest[at + tag.length..];
        let close = format!("</{}>", tag.name);
        let end = if tag.closing { None } else { rest.to_ascii_lowercase().find(&close) };
        let (Some(end), Some(wrap)) = (end, wrapper(&tag)) else { continue };
        let content = inlines(&rest[..end]);
        rest = &rest[end + close.len()..];
        if !content.is_empty() {
            out.push(inline(wrap(content)));
        }
    }
    push_text(&mut out, rest);
    out
}

struct Tag<'a> {
    name: String,
    attributes: &'a str,
    closing: bool,
    length: usize,
}

/// A known HTML tag at the start of `text`.
fn tag(text: &str) -> Option<Tag<'_>> {
    const KNOWN: [&str; 24] = [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "cite",
        "code",
        "div",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "ul",
    ];
    let end = text.find('>').filter(|&e| e < 400)?;
    let inner = text[1..end].trim_end_matches('/');
    let closing = inner.starts_with('/');
    let inner = inner.trim_start_matches('/').trim();
    let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let name = name.to_ascii_lowercase();
    let plausible = attributes.is_empty() || attributes.contains('=');
    (KNOWN.contains(&name.as_str()) && plausible).then_some(Tag { name, attributes, closing, length: end + 1 })
}

type Wrap = Box<dyn Fn(Vec<Inline>) -> InlineKind>;

fn wrapper(tag: &Tag<'_>) -> Option<Wrap> {
    match tag.name.as_str() {
        "em" | "i" | "cite" => Some(Box::new(InlineKind::Emphasis)),
        "strong" | "b" => Some(Box::new(InlineKind::Strong)),
        "a" => {
            let (_, after) = tag.attributes.split_once("href=")?;
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let target = after[1..].split(quote).next()?.to_owned();
            Some(Box::new(move |content| InlineKind::Link { target: target.clone(), attrs: Attrs::default(), content }))
        }
        _ => None,
    }
}

/// Adds text; bare addresses in it become links.
fn push_text(out: &mut Vec<Inline>, text: &str) {
    let mut plain = String::new();
    for (n, word) in text.split(' ').enumerate() {
        if n > 0 {
            plain.push(' ');
        }
        let open = word.len() - word.trim_start_matches(['(', '[', '“', '"', '<']).len();
        let address = word[open..].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '”', '"', '>', '…']);
        let real = (address.starts_with("http://") || address.starts_with("https://")) && address.len() > 10;
        if !real {
            plain.push_str(word);
            continue;
        }
        plain.push_str(&word[..open]);
        flush(out, &mut plain);
        let content = vec![inline(InlineKind::Text(address.to_owned()))];
        out.push(inline(InlineKind::Link { target: address.to_owned(), attrs: Attrs::default(), content }));
        plain.push_str(&word[open + address.len()..]);
    }
    flush(out, &mut plain);
}

fn flush(out: &mut Vec<Inline>, plain: &mut String) {
    if plain.is_empty() {
        return;
    }
    let text = std::mem::take(plain);
    match out.last_mut().map(|i| &mut i.kind) {
        Some(InlineKind::Text(last)) => last.push_str(&text),
        _ => out.push(inline(InlineKind::Text(text))),
    }
}

fn inline(kind: InlineKind) -> Inline {
    Inline { kind, span: nowhere() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::outline;
    use anthology_document::{Block, BlockKind};

    fn read(text: &str) -> String {
        let kind = BlockKind::Paragraph(inlines(text));
        outline(&[Block { kind, attrs: Attrs::default(), span: nowhere() }]).concat()
    }

    #[test]
    fn links_tags_and_plain_text() {
        for (text, out) in [
            ("see https://example.org/a_b, please", "see [https://example.org/a_b](https://example.org/a_b), please"),
            ("a < b and c <em>d</em> <br/>e", "a < b and c *d* e"),
            ("<a href=\"https://example.org\" rel=x>here</a>!", "[here](https://example.org)!"),
            ("1 < YES > 2", "1 < YES > 2"),
            ("</p>", ""),
        ] {
            assert_eq!(read(text), out);
        }
    }
}
