//! Elements of HTML: their kinds, and what is asked of a node.

use dom_query::NodeRef;

/// Deeper elements are read as their text: no page of sense nests so deep, and each level costs stack.
pub(crate) const MAX_DEPTH: usize = 100;

/// Elements that begin a block.
pub(crate) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements without text for a reader.
pub(super) const SILENT: &[&str] = &[
    "script", "style", "template", "noscript", "head", "title", "meta", "link", "form", "button", "input", "select",
    "textarea", "canvas", "svg", "dialog",
];

/// Elements whose content the book can't have.
pub(super) const EMBEDDED: &[&str] = &["iframe", "video", "audio", "object", "embed", "picture-in-picture"];

/// Classes and ids of boilerplate inside post bodies, in any system.
pub(super) const BOILERPLATE: &[&str] = &[
    ".sharedaddy",
    ".jp-relatedposts",
    ".button-wrapper",
    ".subscription-widget-wrap",
    ".subscription-widget",
    ".subscribe-widget",
    ".share-buttons",
    ".social-share",
    ".post-navigation",
    ".nav-links",
    ".entry-meta-tags",
    ".kg-signup-card",
    ".kg-button-card",
    ".captioned-button-wrap",
    ".wp-block-buttons",
    ".addtoany_share_save_container",
    ".feedflare",
    ".blogger-post-footer",
];

/// Classes of verse, in the markup of WordPress, EPUBs and Project Gutenberg.
pub(super) const VERSE: &[&str] = &["wp-block-verse", "verse", "poem", "poetry", "stanza"];

/// The attribute of an element where a reader cuts the blocks of a file, and the beginning of the name of the div that
/// it becomes.
pub(crate) const CUT: &str = "data-anthology-cut";

/// The name of an element, in small letters.
pub(crate) fn name(node: &NodeRef<'_>) -> String {
    node.node_name().map(|n| n.to_string()).unwrap_or_default()
}

/// An attribute that says something.
pub(crate) fn attr(node: &NodeRef<'_>, name: &str) -> Option<String> {
    node.attr(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
}

/// The mark of a note: `1`, `[1]`, `*`, `†`.
pub(crate) fn is_mark(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let symbols = text.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§'));
    !text.is_empty() && text.len() <= 6 && (symbols || text.bytes().all(|b| b.is_ascii_digit()))
}

/// True if a link says that it leads to a note (EPUB's vocabularies).
pub(crate) fn is_note_reference(node: &NodeRef<'_>) -> bool {
    attr(node, "epub:type").is_some_and(|t| t.contains("noteref"))
        || attr(node, "role").as_deref() == Some("doc-noteref")
}

/// A link from a note back to its mark.
pub(crate) fn is_back_link(text: &str) -> bool {
    let text = text.trim().trim_matches('\u{fe0e}');
    is_mark(text) || matches!(text, "↩" | "↑" | "^" | "↩︎" | "⤴" | "Back" | "back" | "")
}

/// True for an address that a reader of a book can follow.
pub(crate) fn is_web(target: &str) -> bool {
    target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:")
}

pub(super) fn holds_block(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|n| n.is_element() && (BLOCKS.contains(&name(&n).as_str()) || name(&n) == "img"))
}

/// The text of code, with line ends for `<br>`.
pub(crate) fn preformatted(node: &NodeRef<'_>) -> String {
    let mut text = String::new();
    for inner in node.descendants_it() {
        if inner.is_text() {
            text.push_str(&inner.text());
        } else if name(&inner) == "br" {
            text.push('\n');
        }
    }
    text
}

/// True if an element holds paragraphs of prose.
pub(super) fn holds_text(node: &NodeRef<'_>) -> bool {
    let paragraphs = node.descendants_it().filter(|n| name(n) == "p" && n.text().split_whitespace().nth(11).is_some());
    paragraphs.take(2).count() == 2
}
