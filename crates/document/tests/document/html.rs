//! A chapter as the HTML that the CommonMark specification uses to show structure.

use std::fmt::Write;

use anthology_document::{Block, BlockKind, Chapter, Image, Inline, InlineKind};

/// The body.
pub(crate) fn chapter(chapter: &Chapter) -> String {
    let mut out = String::new();
    blocks(&chapter.blocks, false, &mut out);
    out
}

fn blocks(list: &[Block], tight: bool, out: &mut String) {
    for block in list {
        match &block.kind {
            BlockKind::Paragraph(content) if tight => inlines(content, out),
            BlockKind::Paragraph(content) => element("p", out, |out| inlines(content, out)),
            BlockKind::Heading { level, content } => element(&format!("h{level}"), out, |out| inlines(content, out)),
            BlockKind::Quote(inner) => element("blockquote", out, |out| blocks(inner, false, out)),
            BlockKind::List { start, tight, items } => {
                let _ = match start {
                    None => write!(out, "<ul>"),
                    Some(1) => write!(out, "<ol>"),
                    Some(n) => write!(out, "<ol start=\"{n}\">"),
                };
                for item in items {
                    element("li", out, |out| blocks(&item.blocks, *tight, out));
                }
                let _ = write!(out, "</{}>", if start.is_some() { "ol" } else { "ul" });
            }
            BlockKind::Code { info, text } => {
                let language = info.split_whitespace().next();
                let class = language.map_or(String::new(), |l| format!(" class=\"language-{}\"", escape(l)));
                let _ = write!(out, "<pre><code{class}>{}</code></pre>", escape(text));
            }
            BlockKind::Figure { image: picture, caption } => {
                let title = match caption.as_slice() {
                    [Block { kind: BlockKind::Paragraph(content), .. }] => anthology_document::plain_text(content),
                    _ => String::new(),
                };
                if tight { image(picture, &title, out) } else { element("p", out, |out| image(picture, &title, out)) }
            }
            BlockKind::SceneBreak => out.push_str("<hr />"),
            other => {
                let _ = write!(out, "[{other:?}]");
            }
        }
    }
}

fn element(name: &str, out: &mut String, write: impl FnOnce(&mut String)) {
    out.push_str(&format!("<{name}>"));
    write(out);
    out.push_str(&format!("</{name}>"));
}

fn inlines(list: &[Inline], out: &mut String) {
    for inline in list {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Verbatim(text) => out.push_str(&escape(text)),
            InlineKind::Emphasis(content) => element("em", out, |out| inlines(content, out)),
            InlineKind::Strong(content) => element("strong", out, |out| inlines(content, out)),
            InlineKind::Code(text) => element("code", out, |out| out.push_str(&escape(text))),
            InlineKind::Link { target, attrs, content } => {
                let _ =
                    write!(out, "<a href=\"{}\"{}>", address(target), title(attrs.get("title").unwrap_or_default()));
                inlines(content, out);
                out.push_str("</a>");
            }
            InlineKind::Image(picture) => image(picture, picture.attrs.get("title").unwrap_or_default(), out),
            InlineKind::SoftBreak => out.push('\n'),
            InlineKind::HardBreak => out.push_str("<br />"),
            other => {
                let _ = write!(out, "[{other:?}]");
            }
        }
    }
}

fn image(image: &Image, caption: &str, out: &mut String) {
    let _ = write!(out, "<img src=\"{}\" alt=\"{}\"{} />", address(&image.path), escape(&image.alt), title(caption));
}

fn title(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(text)) }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn address(text: &str) -> String {
    let mut out = String::new();
    for b in text.bytes() {
        match b {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            b'"' | b' ' | b'\\' | b'[' | b']' | b'`' | b'<' | b'>' | b'{' | b'}' | b'|' | b'^' => {
                let _ = write!(out, "%{b:02X}");
            }
            b if b.is_ascii_graphic() => out.push(char::from(b)),
            b => {
                let _ = write!(out, "%{b:02X}");
            }
        }
    }
    out
}

/// HTML without comments and without the white space next to tags, and with one space for any other; code keeps its own.
pub(crate) fn normalise(html: &str) -> String {
    let mut html = html.replace("&quot;", "\"");
    while let Some(start) = html.find("<!--")
        && let Some(len) = html[start..].find("-->")
    {
        html.replace_range(start..start + len + 3, "");
    }
    let mut out = String::new();
    for (i, part) in html.split("<pre>").enumerate() {
        let (code, rest) = if i == 0 { ("", part) } else { part.split_once("</pre>").unwrap_or((part, "")) };
        if i > 0 {
            out.push_str(&format!("<pre>{code}</pre>"));
        }
        let mut words = String::new();
        for word in rest.split([' ', '\n', '\t']).filter(|w| !w.is_empty()) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        out.push_str(&words.replace(" <", "<").replace("> ", ">"));
    }
    out
}
