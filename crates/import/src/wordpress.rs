//! The body of a WordPress post: shortcodes, and the paragraphs of the classic editor.

use crate::documents::{Dropped, one_line};

/// Shortcodes of WordPress itself that stand for something that a book can't have.
const EMBEDS: &[&str] = &[
    "gallery",
    "embed",
    "audio",
    "video",
    "playlist",
    "youtube",
    "vimeo",
    "soundcloud",
    "contact-form",
    "wpvideo",
    "dailymotion",
    "slideshare",
    "scribd",
    "ted",
    "googlemaps",
    "polldaddy",
    "instagram",
    "tweet",
    "spotify",
    "bandcamp",
    "flickr",
];

/// Shortcodes around program text.
const CODE: &[&str] = &["sourcecode", "code"];

/// Parts of tables, around which no paragraph is made either.
const TABLE_PARTS: &[&str] = &["tr", "td", "th", "tbody", "thead", "tfoot", "caption", "colgroup"];

/// True for elements that are blocks of their own, so that no paragraph is made around them.
fn is_block(tag: &str) -> bool {
    crate::html::BLOCKS.contains(&tag) || TABLE_PARTS.contains(&tag)
}

/// The HTML that WordPress would make of a post's body. What it drops or can't know is added to `dropped`.
pub(crate) fn body(text: &str, dropped: &mut Vec<Dropped>) -> String {
    let text = shortcodes(text, dropped);
    // The block editor and most other software write their own paragraphs.
    if text.contains("<!-- wp:") || text.contains("<p>") || text.contains("<p ") { text } else { paragraphs(&text) }
}

/// Blank lines part paragraphs, line ends break lines (WordPress's `wpautop`).
pub(crate) fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for part in parts(&text) {
        let part = part.trim_matches('\n');
        if part.trim().is_empty() {
            continue;
        }
        let tag: String =
            part.trim_start().trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        let blocky = part.trim_start().starts_with('<') && is_block(&tag.to_ascii_lowercase());
        if blocky {
            out.push_str(part);
        } else {
            out.push_str("<p>");
            out.push_str(&part.trim().replace('\n', "<br/>\n"));
            out.push_str("</p>");
        }
        out.push('\n');
    }
    out
}

/// The parts of a text between blank lines; preformatted text is one part.
fn parts(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut code = false;
    for line in text.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        if blank && !code {
            out.push(&text[start..at]);
            start = at + line.len();
        }
        if line.contains("<pre") {
            code = true;
        }
        if line.contains("</pre>") {
            code = false;
        }
        at += line.len();
    }
    out.push(&text[start..]);
    out
}

/// `[caption …]<img …> text[/caption]` becomes a figure; a pair of unknown shortcodes gives its text; a lone one that
/// has attributes, or is WordPress's own, goes. Words in brackets stay words.
fn shortcodes(text: &str, dropped: &mut Vec<Dropped>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Closing tags by name, so that an opening one is known to be part of a pair in one look.
    let mut closing: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for piece in text.split("[/").skip(1) {
        if let Some(end) = piece.find(']') {
            *closing.entry(piece[..end.min(40)].to_owned()).or_default() += 1;
        }
    }
    while let Some(open) = rest.find('[') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(tag) = Tag::read(rest) else {
            out.push('[');
            rest = &rest[1..];
            continue;
        };
        let paired = closing.get(tag.name).is_some_and(|&n| n > 0);
        rest = &rest[tag.length..];
        match tag.name {
            "caption" | "wp_caption" if !tag.closes && paired => {
                let end = rest.find(&format!("[/{}]", tag.name)).unwrap_or(rest.len());
                out.push_str(&figure(&rest[..end]));
                rest = rest[end..].find(']').map_or("", |at| &rest[end + at + 1..]);
            }
            name if CODE.contains(&name) && !tag.closes && paired => {
                let closing = format!("[/{name}]");
                let end = rest.find(&closing).unwrap_or(rest.len());
                out.push_str(&program(&rest[..end], tag.attributes));
                rest = rest.get(end + closing.len()..).unwrap_or_default();
            }
            name if EMBEDS.contains(&name) && (tag.closes || !tag.attributes.is_empty() || paired) => {
                dropped.push(Dropped {
                    text: one_line(&format!("[{}{name} {}]", if tag.closes { "/" } else { "" }, tag.attributes)),
                    reason: "embedded: a book can't have it".into(),
                });
            }
            name if paired || tag.attributes.contains('=') => {
                if !tag.closes {
                    dropped.push(Dropped {
                        text: one_line(&format!("[{name} {}]", tag.attributes)),
                        reason: "an unknown shortcode: what it holds is kept as text".into(),
                    });
                }
            }
            name => {
                out.push('[');
                out.push_str(if tag.closes { "/" } else { "" });
                out.push_str(name);
                out.push_str(if tag.attributes.is_empty() { "" } else { " " });
                out.push_str(tag.attributes);
                out.push(']');
            }
        }
    }
    out + rest
}

/// A line of a capture that is one shortcode.
pub(crate) struct ShortcodeLine {
    /// What is left out.
    pub(crate) text: String,
    pub(crate) reason: String,
    /// The caption of an image that the capture has lost.
    pub(crate) caption: Option<String>,
}

/// Reads a line that is one of WordPress's own shortcodes and nothing else.
pub(crate) fn line(text: &str) -> Option<ShortcodeLine> {
    let tag = Tag::read(text.strip_prefix('[').map(|_| text)?)?;
    let whole = one_line(&text[..tag.length]);
    let rest = &text[tag.length..];
    if tag.name == "caption" || tag.name == "wp_caption" {
        let caption = one_line(rest.strip_suffix(&format!("[/{}]", tag.name))?);
        let reason = "embedded: the image is not in the capture, its caption is kept".to_owned();
        return Some(ShortcodeLine { text: whole, reason, caption: (!caption.is_empty()).then_some(caption) });
    }
    let closed = rest.trim().is_empty() || rest.ends_with(&format!("[/{}]", tag.name));
    let own = EMBEDS.contains(&tag.name) && closed && (!tag.attributes.is_empty() || tag.name == "gallery");
    let reason = "embedded: a book can't have it".to_owned();
    own.then(|| ShortcodeLine { text: one_line(text), reason, caption: None })
}

/// Program text, whose angle brackets are no tags. What is an entity already stays one.
fn program(text: &str, attributes: &str) -> String {
    let language = attributes.split(['=', '"', '\'', ' ']).rfind(|part| !part.is_empty()).unwrap_or_default();
    let language: String = language.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let class = if language.is_empty() { String::new() } else { format!(" class=\"language-{language}\"") };
    let text = text.trim_matches(['\n', '\r']).replace('<', "&lt;").replace('>', "&gt;");
    format!("\n\n<pre><code{class}>{text}</code></pre>\n\n")
}

/// An image with the text after it as its caption.
fn figure(inner: &str) -> String {
    let end = inner.rfind("/>").map(|at| at + 2).or_else(|| inner.rfind("</a>").map(|at| at + 4));
    let end = end.or_else(|| inner.find("<img").and_then(|at| inner[at..].find('>').map(|e| at + e + 1))).unwrap_or(0);
    let (image, caption) = inner.split_at(end);
    let image = image.replace("<p>", "").replace("</p>", "");
    format!("\n\n<figure>{image}<figcaption>{}</figcaption></figure>\n\n", caption.trim())
}

struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    closes: bool,
    /// In bytes.
    length: usize,
}

impl<'a> Tag<'a> {
    /// Reads a shortcode at the beginning of a text.
    fn read(text: &'a str) -> Option<Self> {
        let mut end = text.len().min(500).min(text[1..].find('[').map_or(usize::MAX, |at| at + 1));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let end = text[..end].find(']')?;
        let inner = &text[1..end];
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |i| (true, i));
        let inner = inner.trim_end_matches('/');
        let length = inner
            .bytes()
            .take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
            .count();
        let (name, attributes) = inner.split_at(length);
        let named = length > 1 && name.starts_with(|c: char| c.is_ascii_lowercase());
        let spaced = attributes.is_empty() || attributes.starts_with([' ', '\n', '=']);
        (named && spaced).then(|| Self { name, attributes: attributes.trim(), closes, length: end + 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classic_editor() {
        let mut dropped = Vec::new();
        let html = body(
            "One [sic] two\nthree\n\n<h2>Four</h2>\n\n[pullquote]five[/pullquote]\n\n[gallery ids=\"1,2\"]",
            &mut dropped,
        );
        assert_eq!(html, "<p>One [sic] two<br/>\nthree</p>\n<h2>Four</h2>\n<p>five</p>\n");
        assert_eq!(dropped.len(), 2);
        let html = body("[caption id=\"a\"]<img src=\"q.jpg\" alt=\"Quay\"/> The quay.[/caption]", &mut dropped);
        assert!(
            html.contains("<figure><img src=\"q.jpg\" alt=\"Quay\"/><figcaption>The quay.</figcaption></figure>"),
            "{html}"
        );
        assert_eq!(body("<p>a</p>\n\n<p>b</p>", &mut dropped), "<p>a</p>\n\n<p>b</p>");
        let html = body(
            "x\n\n[sourcecode language=\"rust\"]\nif a < b {\n\n}\n[/sourcecode]\n\ny [dailymotion x7]",
            &mut dropped,
        );
        assert_eq!(html, "<p>x</p>\n<pre><code class=\"language-rust\">if a &lt; b {\n\n}</code></pre>\n<p>y</p>\n");
        // The window in which a tag must end may cut a character.
        for padding in 0..3 {
            let text = format!("[a{}{}", "x".repeat(padding), "“".repeat(400));
            assert_eq!(shortcodes(&text, &mut dropped), text);
        }
        assert_eq!(paragraphs("<pre>a\n\nb</pre>"), "<pre>a\n\nb</pre>\n");
    }
}
