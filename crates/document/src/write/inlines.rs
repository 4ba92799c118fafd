//! Inlines as Markdown, and as HTML where Markdown's marks would not be seen.

use super::escape::{self, Neighbours};
use crate::{Attrs, Image, Inline, InlineKind};

/// The surroundings of inlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Surroundings {
    /// In a paragraph, whose lines may end.
    Paragraph,
    /// On one line.
    Line,
    /// In a table's cell: on one line, and a bar would end it.
    Cell,
}

/// The markup open around inlines.
#[derive(Clone, Copy)]
struct InlineContext<'a> {
    labels: &'a [String],
    place: Surroundings,
    /// In marks of emphasis.
    starred: bool,
    /// In marks of strikethrough.
    struck: bool,
    /// The character that will are after the last inline.
    after: Option<char>,
}

/// Writes inlines; lines end with `\n`.
pub(super) fn write(content: &[Inline], labels: &[String], place: Surroundings) -> String {
    let mut out = String::new();
    let context = InlineContext { labels, place, starred: false, struck: false, after: None };
    inlines(content, context, &mut out);
    out
}

fn inlines(content: &[Inline], context: InlineContext<'_>, out: &mut String) {
    for (i, inline) in content.iter().enumerate() {
        let next = content.get(i + 1);
        let after = next.map_or(context.after, first_char);
        let previous = i.checked_sub(1).map(|i| &content[i].kind);
        one(inline, previous, next, InlineContext { after, ..context }, out);
    }
}

/// The first character that an inline is written with; punctuation where that depends.
fn first_char(inline: &Inline) -> Option<char> {
    match &inline.kind {
        InlineKind::Text(text) => text.chars().next(),
        InlineKind::Verbatim(_) | InlineKind::HardBreak => Some('\\'),
        InlineKind::Emphasis(_) | InlineKind::Strong(_) => Some('*'),
        InlineKind::Strikethrough(_) | InlineKind::Subscript(_) => Some('~'),
        InlineKind::Superscript(_) => Some('^'),
        InlineKind::Cite(_) | InlineKind::Abbreviation { .. } => Some('<'),
        InlineKind::Code(_) => Some('`'),
        InlineKind::Span { .. } | InlineKind::Link { .. } | InlineKind::NoteMark(_) => Some('['),
        InlineKind::Image(_) => Some('!'),
        InlineKind::SoftBreak => Some('\n'),
    }
}

fn one(
    inline: &Inline,
    previous: Option<&InlineKind>,
    next: Option<&Inline>,
    context: InlineContext<'_>,
    out: &mut String,
) {
    match &inline.kind {
        InlineKind::Text(text) => escape::text(text, neighbours(previous, next, context), out),
        InlineKind::Verbatim(text) => {
            for c in text.chars() {
                if crate::inline::is_typographic(c) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
        InlineKind::Emphasis(content) => delimited(content, "*", "em", context, out),
        InlineKind::Strong(content) => delimited(content, "**", "strong", context, out),
        InlineKind::Strikethrough(content) => delimited(content, "~~", "del", context, out),
        InlineKind::Superscript(content) => raised(content, '^', "sup", context, out),
        InlineKind::Subscript(content) => raised(content, '~', "sub", context, out),
        InlineKind::Cite(content) => tagged(content, "<cite>", "</cite>", context, out),
        InlineKind::Abbreviation { title, content } => {
            let open = format!("<abbr title=\"{}\">", attribute(title));
            tagged(content, &open, "</abbr>", context, out);
        }
        InlineKind::Code(text) => code(text, context.place, out),
        InlineKind::Span { attrs, content } if attrs.is_empty() => inlines(content, context, out),
        InlineKind::Span { attrs, content } => {
            tagged(content, "[", "]", context, out);
            out.push_str(&escape::attrs(attrs, None));
        }
        InlineKind::Link { target, attrs, content } => link(target, attrs, content, context, out),
        InlineKind::Image(picture) => out.push_str(&image(picture, &picture.attrs, "", context.place)),
        InlineKind::NoteMark(n) => {
            if let Some(label) = context.labels.get(*n) {
                out.push_str(&format!("[^{label}]"));
                if context.after == Some('[') && !next.is_some_and(|n| matches!(n.kind, InlineKind::NoteMark(_))) {
                    // Without it the parser would look for a link's label in what follows.
                    out.push_str("<!-- -->");
                }
            }
        }
        InlineKind::SoftBreak => out.push(if context.place == Surroundings::Paragraph { '\n' } else { ' ' }),
        // At the beginning of an element, a line end of the source would be none.
        InlineKind::HardBreak if context.place == Surroundings::Paragraph && !out.ends_with('>') => {
            out.push_str("\\\n")
        }
        InlineKind::HardBreak => out.push_str("<br>"),
    }
}

fn neighbours(previous: Option<&InlineKind>, next: Option<&Inline>, context: InlineContext<'_>) -> Neighbours {
    let bracket = |kind: &InlineKind| {
        matches!(
            kind,
            InlineKind::Link { .. } | InlineKind::Image(_) | InlineKind::Span { .. } | InlineKind::NoteMark(_)
        )
    };
    let plain_end = |inline: &Inline| matches!(inline.kind, InlineKind::SoftBreak);
    Neighbours {
        after_bracket: previous.is_some_and(bracket),
        before_markup: next.map_or(context.after.is_some(), |n| !plain_end(n)),
        before_bracket: next.map_or(context.after == Some('['), |n| first_char(n) == Some('[')),
        cell: context.place == Surroundings::Cell,
        alt: false,
    }
}

/// Content between marks or tags, whatever is around them.
fn tagged(content: &[Inline], open: &str, close: &str, context: InlineContext<'_>, out: &mut String) {
    out.push_str(open);
    inlines(content, InlineContext { after: close.chars().next(), ..context }, out);
    out.push_str(close);
}

/// Content between marks that are seen only next to the right characters (CommonMark 6.2, "left-flanking
/// delimiter run"); else between tags.
fn delimited(content: &[Inline], mark: &str, tag: &str, context: InlineContext<'_>, out: &mut String) {
    let star = mark.starts_with('*');
    let before = out.chars().next_back();
    let inner = InlineContext {
        starred: context.starred || star,
        struck: context.struck || !star,
        after: mark.chars().next(),
        ..context
    };
    let start = out.len();
    out.push_str(mark);
    inlines(content, inner, out);
    let nested = if star { context.starred } else { context.struck };
    if marks_work(before, &out[start + mark.len()..], context.after, mark, nested) {
        out.push_str(mark);
        return;
    }
    // What is inside is not written again, which would double the work at every level: it was written
    // for stricter surroundings than a tag.
    out.replace_range(start..start + mark.len(), &format!("<{tag}>"));
    out.push_str(&format!("</{tag}>"));
}

fn marks_work(before: Option<char>, inner: &str, after: Option<char>, mark: &str, nested: bool) -> bool {
    let (Some(first), Some(last), Some(mark)) = (inner.chars().next(), inner.chars().next_back(), mark.chars().next())
    else {
        return false;
    };
    let clean = [Some(first), Some(last), before, after].iter().all(|&c| c != Some(mark));
    let side = |outer: Option<char>, inner: char| {
        let open = outer.is_none_or(char::is_whitespace);
        let punctuation = outer.is_some_and(is_punctuation);
        if inner.is_whitespace() {
            false
        } else if inner.is_alphanumeric() {
            !nested || open || punctuation
        } else {
            open || punctuation && !nested
        }
    };
    clean && side(before, first) && side(after, last) && (mark == '*' || !nested)
}

/// Characters that are surely punctuation to every parser.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || matches!(c, '“' | '”' | '‘' | '’' | '—' | '–' | '…' | '«' | '»' | '„' | '¿' | '¡')
}

/// Superscript or subscript between its marks where it is a plain word, else between tags.
fn raised(content: &[Inline], mark: char, tag: &str, context: InlineContext<'_>, out: &mut String) {
    let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '+' | '-' | '−' | ','));
    let before = out.chars().next_back();
    if let [Inline { kind: InlineKind::Text(text), .. }] = content
        && plain(text)
        && before.is_some_and(char::is_alphanumeric)
        && context
            .after
            .is_none_or(|c| c != mark && c != '\\' && (!c.is_alphanumeric() || text.chars().all(char::is_alphanumeric)))
        && (mark == '^' || !context.struck)
    {
        out.push_str(&format!("{mark}{text}{mark}"));
        return;
    }
    tagged(content, &format!("<{tag}>"), &format!("</{tag}>"), context, out);
}

fn code(text: &str, place: Surroundings, out: &mut String) {
    let text = text.replace(['\n', '\r'], " ");
    let ticks = "`".repeat(escape::longest_run(&text, '`') + 1);
    let blank = text.trim_matches(' ').is_empty();
    let padded = text.starts_with('`') || text.ends_with('`') || text.starts_with(' ') && text.ends_with(' ') && !blank;
    let pad = if padded { " " } else { "" };
    let text = if place == Surroundings::Cell { text.replace('|', "\\|") } else { text };
    out.push_str(&format!("{ticks}{pad}{text}{pad}{ticks}"));
}

fn link(target: &str, attrs: &Attrs, content: &[Inline], context: InlineContext<'_>, out: &mut String) {
    let (attrs, title) = split_title(attrs);
    match content {
        [Inline { kind: InlineKind::Text(text), .. }] if text == target && title.is_empty() && is_address(target) => {
            out.push_str(&format!("<{target}>"));
        }
        _ => {
            tagged(content, "[", "]", context, out);
            destination(target, &title, context.place, out);
        }
    }
    if !attrs.is_empty() {
        out.push_str(&escape::attrs(&attrs, None));
    }
}

fn is_address(target: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '\\' | '`' | '&' | '|');
    (target.starts_with("https://") || target.starts_with("http://")) && target.chars().all(plain)
}

/// Attributes without the title that is after the address.
fn split_title(attrs: &Attrs) -> (Attrs, String) {
    let mut attrs = attrs.clone();
    let title = match attrs.pairs.iter().position(|(key, value)| key == "title" && !value.is_empty()) {
        Some(i) => attrs.pairs.remove(i).1,
        None => String::new(),
    };
    (attrs, title)
}

/// An image with a title or caption.
pub(super) fn image(image: &Image, attrs: &Attrs, title: &str, place: Surroundings) -> String {
    let (attrs, own_title) = split_title(attrs);
    let mut out = String::from("![");
    escape::text(
        &image.alt,
        Neighbours { alt: true, before_markup: true, cell: place == Surroundings::Cell, ..Neighbours::default() },
        &mut out,
    );
    out.push(']');
    destination(&image.path, if title.is_empty() { &own_title } else { title }, place, &mut out);
    if !attrs.is_empty() {
        out.push_str(&escape::attrs(&attrs, None));
    }
    out
}

/// `(address "title")`.
fn destination(target: &str, title: &str, place: Surroundings, out: &mut String) {
    let bare =
        |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '(' | ')' | '<' | '>' | '\\' | '&' | '|');
    out.push('(');
    if target.chars().all(bare) && (!target.is_empty() || title.is_empty()) {
        out.push_str(target);
    } else {
        out.push('<');
        quote(target, &['<', '>'], place, out);
        out.push('>');
    }
    if !title.is_empty() {
        out.push_str(" \"");
        quote(title, &['"'], place, out);
        out.push('"');
    }
    out.push(')');
}

fn quote(text: &str, marks: &[char], place: Surroundings, out: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            '|' if place == Surroundings::Cell => out.push_str("\\|"),
            _ if marks.contains(&c) => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
}

/// A value in an HTML tag.
fn attribute(value: &str) -> String {
    let mut out = String::new();
    for c in value.chars() {
        match c {
            '&' | '"' | '<' | '>' | '|' | '\n' | '\r' | '`' => out.push_str(&format!("&#{};", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}
