//! The text of marked-up files, piece by piece: Kindle's notebooks close elements that they have not opened, so that a
//! tree of them is none.

/// A piece of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The content of a start tag.
    Tag(&'a str),
    /// Characters, with their references.
    Text(&'a str),
}

/// The pieces of a text; end tags, comments and declarations are left out.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(inner) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                let (piece, after) = rest.split_at(end);
                rest = after;
                return Some(Piece::Text(piece));
            };
            if let Some(comment) = inner.strip_prefix("!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let end = inner.find('>').unwrap_or(inner.len());
            let (tag, after) = (&inner[..end], inner.get(end + 1..).unwrap_or(""));
            rest = after;
            let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
            if name.eq_ignore_ascii_case("style") || name.eq_ignore_ascii_case("script") {
                rest = rest.find("</").map_or("", |end| &rest[end..]);
            }
            if !tag.starts_with(['/', '!', '?']) {
                return Some(Piece::Tag(tag));
            }
        }
    })
}

/// The words of an attribute of a start tag.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let after = rest[at + name.len()..].trim_start();
        let begins = rest[..at].ends_with(char::is_whitespace);
        rest = &rest[at + name.len()..];
        let Some(value) = after.strip_prefix('=').filter(|_| begins) else { continue };
        let value = value.trim_start();
        return match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
            _ => value.split_whitespace().next(),
        };
    }
    None
}

/// Characters without references: the predefined entities, the commonest of HTML, and numbers.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest.get(1..).and_then(|inner| Some(&inner[..inner.find(';').filter(|end| *end <= 10)?]));
        let c = name.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            "ndash" => Some('–'),
            "mdash" => Some('—'),
            "hellip" => Some('…'),
            "lsquo" => Some('‘'),
            "rsquo" => Some('’'),
            "ldquo" => Some('“'),
            "rdquo" => Some('”'),
            "middot" => Some('·'),
            "shy" => Some('\u{ad}'),
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (c, name) {
            (Some(c), Some(name)) => {
                out.push(c);
                rest = &rest[name.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_text_and_references() {
        let found: Vec<Piece<'_>> =
            pieces("<!DOCTYPE html><style>a<b</style><p class='x y'>a &lt;<!-- <i> --> b</h3>").collect();
        assert_eq!(found[..3], [Piece::Tag("style"), Piece::Tag("p class='x y'"), Piece::Text("a &lt;")]);
        assert_eq!(attribute("div data-class=\"b\" class=\"noteText\"", "class"), Some("noteText"));
        assert_eq!(attribute("div class=noteText", "class"), Some("noteText"));
        assert_eq!(attribute("div", "class"), None);
        assert_eq!(unescaped("a &lt; b &#8220;c&#x201D; &unknown; & &#xD800;"), "a < b “c” &unknown; & &#xD800;");
    }
}
