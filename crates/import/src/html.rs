//! HTML to the blocks of a chapter: headings, lists, quotations, code, tables, notes, links and emphasis.

use crate::blocks::nowhere;
use crate::blocks::{block, drop_title, flush, inline, level_headings, plain, push_text, text_of, trim};
use crate::documents::{Content, Dropped, one_line};
use anthology_base::Lang;
use anthology_document::{Attrs, Block, BlockKind, Inline, InlineKind, Note};
use dom_query::{Document, NodeId, NodeRef};
use std::collections::{BTreeMap, BTreeSet};

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
const SILENT: &[&str] = &[
    "script", "style", "template", "noscript", "head", "title", "meta", "link", "form", "button", "input", "select",
    "textarea", "canvas", "svg", "dialog",
];

/// Elements whose content the book can't have.
const EMBEDDED: &[&str] = &["iframe", "video", "audio", "object", "embed", "picture-in-picture"];

/// Classes and ids of boilerplate inside post bodies, in any system.
pub(crate) const BOILERPLATE: &[&str] = &[
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
const VERSE: &[&str] = &["wp-block-verse", "verse", "poem", "poetry", "stanza"];

/// The attribute of an element where a reader cuts the blocks of a file, and the beginning of the name of the div that
/// it becomes.
pub(crate) const CUT: &str = "data-anthology-cut";

/// What the source says beside the HTML.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hints<'a> {
    /// The title: a heading that repeats it is left out.
    pub(crate) title: Option<&'a str>,
    /// The address that relative links start from.
    pub(crate) base: Option<&'a str>,
    /// Notes that are stored apart from the text, as HTML by their ids.
    pub(crate) notes: BTreeMap<String, String>,
    /// The language of the text: only passages in another one are marked.
    pub(crate) lang: Option<Lang>,
}

/// Reads a piece of HTML.
pub(crate) fn fragment(html: &str, hints: &Hints<'_>) -> Content {
    let document = Document::fragment(html.to_owned());
    read(&document.root(), hints)
}

/// Reads the content of an element.
pub(crate) fn read(root: &NodeRef<'_>, hints: &Hints<'_>) -> Content {
    let mut converter = Converter::new(root, hints);
    converter.content.blocks = converter.children(root, 0);
    let mut blocks = std::mem::take(&mut converter.content.blocks);
    if let Some(title) = hints.title {
        drop_title(&mut blocks, title);
    }
    level_headings(&mut blocks);
    // A rule at an edge separated the text from what is gone.
    while blocks.last().is_some_and(|b| matches!(b.kind, BlockKind::SceneBreak)) {
        blocks.pop();
    }
    Content { blocks, ..converter.content }
}

/// Reads elements into blocks.
pub(crate) struct Converter<'a> {
    pub(crate) hints: &'a Hints<'a>,
    pub(crate) content: Content,
    /// Elements that hold the text of notes, by the ids that marks lead to.
    note_elements: BTreeMap<String, NodeRef<'a>>,
    note_ids: BTreeSet<NodeId>,
    /// Links from notes back to their marks.
    back_links: BTreeSet<NodeId>,
    /// Indices of notes by id.
    notes: BTreeMap<String, usize>,
}

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

impl<'a> Converter<'a> {
    fn new(root: &NodeRef<'a>, hints: &'a Hints<'a>) -> Self {
        let mut own = Self {
            hints,
            content: Content::default(),
            note_elements: BTreeMap::new(),
            note_ids: BTreeSet::new(),
            back_links: BTreeSet::new(),
            notes: BTreeMap::new(),
        };
        own.find_notes(root);
        own
    }

    /// A link with a mark as its text is a note mark if the element that it leads to links back or says that it is a
    /// note.
    fn find_notes(&mut self, root: &NodeRef<'a>) {
        let mut by_id: BTreeMap<String, NodeRef<'a>> = BTreeMap::new();
        let mut marks: Vec<(String, String)> = Vec::new();
        for node in root.descendants_it().filter(|n| n.is_element()) {
            for key in ["id", "name"] {
                if let Some(id) = attr(&node, key) {
                    by_id.entry(id).or_insert(node);
                }
            }
            if name(&node) == "a"
                && let Some(target) = attr(&node, "href").and_then(|h| h.strip_prefix('#').map(str::to_owned))
                && (is_mark(&node.text()) || is_note_reference(&node))
            {
                let own = attr(&node, "id").or_else(|| node.parent().and_then(|p| attr(&p, "id"))).unwrap_or_default();
                marks.push((target, own));
            }
        }
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (target, own) in marks {
            // A note's own back link is a mark by its looks; whichever leads the other way first is the mark.
            if seen.contains(&target) {
                continue;
            }
            let Some(mut element) = by_id.get(&target).copied() else { continue };
            if matches!(name(&element).as_str(), "a" | "span" | "sup") {
                let Some(parent) = element
                    .ancestors(Some(4))
                    .into_iter()
                    .find(|p| matches!(name(p).as_str(), "li" | "p" | "div" | "aside" | "dd" | "td"))
                else {
                    continue;
                };
                element = parent;
            }
            let links_back = element.descendants_it().any(|n| {
                name(&n) == "a" && attr(&n, "href").is_some_and(|h| h.starts_with('#') && !h.ends_with(&target))
            });
            let kind = attr(&element, "epub:type").or_else(|| attr(&element, "role")).unwrap_or_default();
            let called = kind.contains("note")
                || target.contains("note")
                || target.starts_with("fn")
                || target.starts_with("_ftn");
            if links_back || called {
                if !own.is_empty() {
                    seen.insert(own);
                }
                self.note_ids.insert(element.id);
                self.note_elements.insert(target, element);
            }
        }
    }

    pub(crate) fn is_note_element(&self, node: &NodeRef<'_>) -> bool {
        self.note_ids.contains(&node.id)
    }

    fn drop(&mut self, text: &str, reason: &str) {
        let text = one_line(text);
        if !text.is_empty() {
            self.content.dropped.push(Dropped { text, reason: reason.to_owned() });
        }
    }

    /// The children of an element as blocks.
    pub(crate) fn children(&mut self, node: &NodeRef<'a>, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut run: Vec<Inline> = Vec::new();
        for child in node.children_it(false) {
            self.flow(&child, depth, &mut blocks, &mut run);
        }
        flush(&mut run, &mut blocks);
        blocks
    }

    /// One node: either a block, or more of the running line.
    pub(crate) fn flow(&mut self, node: &NodeRef<'a>, depth: usize, blocks: &mut Vec<Block>, run: &mut Vec<Inline>) {
        if !node.is_element() {
            self.inline(node, depth, run);
            return;
        }
        let tag = name(node);
        if depth > MAX_DEPTH {
            push_text(run, &node.text());
            return;
        }
        if self.is_note_element(node) {
            return;
        }
        if BOILERPLATE.iter().any(|class| node.has_class(&class[1..])) {
            self.drop(&node.text(), "boilerplate: subscribing, sharing, comments or navigation");
            return;
        }
        if BLOCKS.contains(&tag.as_str()) {
            flush(run, blocks);
            self.block(node, &tag, depth + 1, blocks);
        } else if tag == "img" || tag == "picture" {
            self.image(node, None, run, blocks);
        } else if !SILENT.contains(&tag.as_str()) && holds_block(node) {
            // `<font>` or `<a>` around paragraphs.
            for child in node.children_it(false) {
                self.flow(&child, depth + 1, blocks, run);
            }
        } else {
            self.inline(node, depth, run);
        }
    }

    fn block(&mut self, node: &NodeRef<'a>, tag: &str, depth: usize, blocks: &mut Vec<Block>) {
        if let Some(id) = attr(node, CUT) {
            blocks.push(block(BlockKind::Div { name: format!("{CUT}{id}"), blocks: Vec::new() }));
            return;
        }
        if let Some(lang) = self.foreign(node).filter(|_| matches!(tag, "p" | "blockquote" | "div" | "section")) {
            let inner = if tag == "blockquote" {
                vec![block(BlockKind::Quote(self.children(node, depth)))]
            } else {
                self.children(node, depth)
            };
            if !plain(&inner).is_empty() {
                let attrs = Attrs { lang: Some(lang), ..Attrs::default() };
                let kind = BlockKind::Div { name: String::new(), blocks: inner };
                blocks.push(Block { kind, attrs, span: nowhere() });
            }
            return;
        }
        if VERSE.iter().any(|class| node.has_class(class)) {
            self.verse(node, depth, blocks);
            return;
        }
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let mut content = self.line(node, depth);
                // A heading is bold by itself.
                if let [Inline { kind: InlineKind::Strong(inner), .. }] = &mut content[..] {
                    content = std::mem::take(inner);
                }
                if !text_of(&content).trim().is_empty() {
                    blocks.push(block(BlockKind::Heading { level: tag.as_bytes()[1] - b'0', content }));
                }
            }
            "blockquote" => {
                let inner = self.children(node, depth);
                if !inner.is_empty() {
                    blocks.push(block(BlockKind::Quote(inner)));
                }
            }
            "ul" | "ol" => {
                let items = self.items(node, depth);
                if !items.is_empty() {
                    let first = attr(node, "start").and_then(|s| s.parse().ok()).unwrap_or(1);
                    let start = (tag == "ol").then_some(first);
                    // A list in an item keeps it tight.
                    let list = |b: &Block| matches!(b.kind, BlockKind::List { .. });
                    let tight = items.iter().all(|i| i.blocks.iter().skip(1).all(list));
                    blocks.push(block(BlockKind::List { start, tight, items }));
                }
            }
            "dl" => self.definitions(node, depth, blocks),
            "pre" => {
                let class = node.class().map(|c| c.to_string()).or_else(|| {
                    node.children_it(false).find(|c| name(c) == "code").and_then(|c| c.class()).map(|c| c.to_string())
                });
                let language = class.unwrap_or_default();
                let language =
                    language.split(' ').find_map(|c| c.strip_prefix("language-").or(c.strip_prefix("lang-")));
                let mut text = preformatted(node);
                if text.starts_with('\n') {
                    text.remove(0);
                }
                if !text.ends_with('\n') {
                    text.push('\n');
                }
                if !text.trim().is_empty() {
                    blocks.push(block(BlockKind::Code { info: language.unwrap_or_default().to_owned(), text }));
                }
            }
            "hr" => blocks.push(block(BlockKind::SceneBreak)),
            "table" => self.table(node, depth, blocks),
            "figure" => self.figure(node, depth, blocks),
            "nav" | "form" => self.drop(&node.text(), "boilerplate: subscribing, sharing, comments or navigation"),
            _ => blocks.extend(self.children(node, depth)),
        }
    }

    /// The language of an element that is not in the text's own.
    pub(crate) fn foreign(&self, node: &NodeRef<'_>) -> Option<Lang> {
        let own = self.hints.lang?;
        let lang: Lang = attr(node, "lang").or_else(|| attr(node, "xml:lang"))?.parse().ok()?;
        (lang.primary() != own.primary()).then_some(lang)
    }

    /// The content of an element as one line of text.
    pub(crate) fn line(&mut self, node: &NodeRef<'a>, depth: usize) -> Vec<Inline> {
        let mut run = Vec::new();
        for child in node.children_it(false) {
            self.inline(&child, depth + 1, &mut run);
        }
        trim(&mut run);
        run
    }

    fn inline(&mut self, node: &NodeRef<'a>, depth: usize, run: &mut Vec<Inline>) {
        if node.is_text() {
            push_text(run, &node.text());
            return;
        }
        if !node.is_element() {
            return;
        }
        let tag = name(node);
        if depth > MAX_DEPTH {
            push_text(run, &node.text());
            return;
        }
        if SILENT.contains(&tag.as_str()) || self.is_note_element(node) || self.back_links.contains(&node.id) {
            return;
        }
        if EMBEDDED.contains(&tag.as_str()) {
            let what = attr(node, "src").unwrap_or_default();
            self.drop(&format!("{what} {}", node.text()), &format!("embedded: a book can't have the <{tag}>"));
            return;
        }
        if let Some(id) = attr(node, "data-fn").filter(|id| self.hints.notes.contains_key(id)) {
            self.note_mark(&id, run);
            return;
        }
        if let Some(lang) = self.foreign(node).filter(|_| matches!(tag.as_str(), "span" | "i" | "em" | "cite" | "q")) {
            let text = node.text();
            if text.starts_with(char::is_whitespace) {
                push_text(run, " ");
            }
            let mut content = Vec::new();
            self.plain_inline(node, &tag, depth, &mut content);
            trim(&mut content);
            if !content.is_empty() {
                let attrs = Attrs { lang: Some(lang), ..Attrs::default() };
                run.push(inline(InlineKind::Span { attrs, content }));
            }
            if text.ends_with(char::is_whitespace) {
                push_text(run, " ");
            }
            return;
        }
        self.plain_inline(node, &tag, depth, run);
    }

    /// An element in running text, whatever its language.
    fn plain_inline(&mut self, node: &NodeRef<'a>, tag: &str, depth: usize, run: &mut Vec<Inline>) {
        match tag {
            "br" => run.push(inline(InlineKind::HardBreak)),
            "wbr" => {}
            "img" => {
                // In a cell, heading or caption: its description.
                if let Some(alt) = attr(node, "alt") {
                    push_text(run, &alt);
                }
            }
            "code" | "kbd" | "samp" | "tt" => {
                let text = node.text().to_string();
                if !text.trim().is_empty() {
                    run.push(inline(InlineKind::Code(one_line(&text))));
                }
            }
            "a" => self.link(node, depth, run),
            "sup" if self.holds_note_mark(node) => {
                for child in node.children_it(false) {
                    self.inline(&child, depth + 1, run);
                }
            }
            "q" => {
                push_text(run, "“");
                self.inner(node, depth, run);
                push_text(run, "”");
            }
            "em" | "i" | "dfn" | "var" => self.wrapped(node, depth, run, InlineKind::Emphasis),
            "strong" | "b" => self.wrapped(node, depth, run, InlineKind::Strong),
            "s" | "del" | "strike" => self.wrapped(node, depth, run, InlineKind::Strikethrough),
            "sup" => self.wrapped(node, depth, run, InlineKind::Superscript),
            "sub" => self.wrapped(node, depth, run, InlineKind::Subscript),
            "cite" => self.wrapped(node, depth, run, InlineKind::Cite),
            _ => {
                let blocky = BLOCKS.contains(&tag);
                if blocky {
                    push_text(run, " ");
                }
                self.inner(node, depth, run);
                if blocky {
                    push_text(run, " ");
                }
            }
        }
    }

    fn inner(&mut self, node: &NodeRef<'a>, depth: usize, run: &mut Vec<Inline>) {
        for child in node.children_it(false) {
            self.inline(&child, depth + 1, run);
        }
    }

    /// Content in emphasis and the like; white space at its edges moves outside, where Markdown wants it.
    fn wrapped(
        &mut self,
        node: &NodeRef<'a>,
        depth: usize,
        run: &mut Vec<Inline>,
        kind: impl FnOnce(Vec<Inline>) -> InlineKind,
    ) {
        let text = node.text();
        if text.starts_with(char::is_whitespace) {
            push_text(run, " ");
        }
        let mut inner = Vec::new();
        self.inner(node, depth, &mut inner);
        trim(&mut inner);
        if !inner.is_empty() {
            run.push(inline(kind(inner)));
        }
        if text.ends_with(char::is_whitespace) {
            push_text(run, " ");
        }
    }

    fn holds_note_mark(&self, node: &NodeRef<'_>) -> bool {
        node.descendants_it().any(|n| {
            name(&n) == "a"
                && attr(&n, "href")
                    .is_some_and(|h| h.strip_prefix('#').is_some_and(|id| self.note_elements.contains_key(id)))
        })
    }

    fn link(&mut self, node: &NodeRef<'a>, depth: usize, run: &mut Vec<Inline>) {
        let href = attr(node, "href").unwrap_or_default();
        if let Some(id) = href.strip_prefix('#') {
            if self.note_elements.contains_key(id) && (is_mark(&node.text()) || is_note_reference(node)) {
                self.note_mark(id, run);
            } else {
                self.inner(node, depth, run);
            }
            return;
        }
        let target = self.resolve(&href);
        if !is_web(&target) {
            self.inner(node, depth, run);
            return;
        }
        let before = run.len();
        self.wrapped(node, depth, run, |content| InlineKind::Link { target, attrs: Attrs::default(), content });
        // A link inside a link (a heading's anchor, say) keeps its text.
        debug_assert!(run.len() >= before);
    }

    fn note_mark(&mut self, id: &str, run: &mut Vec<Inline>) {
        let index = match self.notes.get(id) {
            Some(&index) => index,
            None => {
                let index = self.content.notes.len();
                self.notes.insert(id.to_owned(), index);
                let label = (index + 1).to_string();
                // In its place before its text is read, so that a note in a note comes after it.
                self.content.notes.push(Note { label, blocks: Vec::new(), span: nowhere() });
                let blocks = match (self.hints.notes.get(id), self.note_elements.get(id).copied()) {
                    (Some(html), _) => fragment(html, &Hints::default()).blocks,
                    (None, Some(element)) => self.note_text(&element),
                    (None, None) => Vec::new(),
                };
                self.content.notes[index].blocks = blocks;
                index
            }
        };
        if let Some(Inline { kind: InlineKind::Text(text), .. }) = run.last_mut() {
            let kept = text.trim_end().len();
            text.truncate(kept);
        }
        run.push(inline(InlineKind::NoteMark(index)));
    }

    fn note_text(&mut self, element: &NodeRef<'a>) -> Vec<Block> {
        for node in element.descendants().into_iter().filter(|n| name(n) == "a") {
            let back = attr(&node, "href").is_none_or(|h| h.starts_with('#')) && is_back_link(&node.text());
            if back {
                self.back_links.insert(node.id);
            }
        }
        let mut blocks = Vec::new();
        let mut run = Vec::new();
        for child in element.children_it(false) {
            self.flow(&child, 1, &mut blocks, &mut run);
        }
        flush(&mut run, &mut blocks);
        // What is left of a back link such as `1.`.
        if let Some(BlockKind::Paragraph(content)) = blocks.first_mut().map(|b| &mut b.kind)
            && let Some(InlineKind::Text(text)) = content.first_mut().map(|i| &mut i.kind)
        {
            *text = text.trim_start_matches(['.', ')', ']', ':', ' ']).to_owned();
        }
        blocks
    }

    /// An address relative to that of the page.
    pub(crate) fn resolve(&self, href: &str) -> String {
        let Some(base) = self.hints.base.filter(|b| is_web(b)) else { return href.to_owned() };
        let scheme = href.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        });
        if scheme || href.starts_with('#') {
            return href.to_owned();
        }
        let scheme_end = base.find("://").map_or(0, |at| at + 3);
        if let Some(rest) = href.strip_prefix("//") {
            return format!("{}{rest}", &base[..scheme_end]);
        }
        let host_end = base[scheme_end..].find('/').map_or(base.len(), |at| scheme_end + at);
        if href.starts_with('/') {
            return format!("{}{href}", &base[..host_end]);
        }
        let folder = base.rfind('/').filter(|&at| at >= host_end).map_or(host_end, |at| at);
        format!("{}/{href}", &base[..folder])
    }
}

/// True for an address that a reader of a book can follow.
pub(crate) fn is_web(target: &str) -> bool {
    target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:")
}

fn holds_block(node: &NodeRef<'_>) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::plain;
    use crate::structure::outline;

    fn blocks(html: &str) -> Vec<String> {
        outline(&fragment(html, &Hints::default()).blocks)
    }

    #[test]
    fn paragraphs_by_tags_and_by_line_breaks() {
        assert_eq!(blocks("<p>One  <b>two </b>three</p><div>Four</div>"), ["One *two* three", "Four"]);
        assert_eq!(
            blocks("One<br><br>Two<blockquote>Three</blockquote>Four<br/>\n<br/>Five"),
            ["One", "Two", "> Three", "Four", "Five"]
        );
        assert_eq!(
            blocks("<font size=2>One<br><br>Two<blockquote>Three</blockquote>Four</font>"),
            ["One", "Two", "> Three", "Four"]
        );
    }

    #[test]
    fn structure() {
        assert_eq!(
            blocks("<h3>A</h3><ul><li>b<ul><li>c</li></ul></li><li>d</li></ul><hr><h4>E</h4>"),
            ["## A", "- b / - c", "- d", "* * *", "### E"]
        );
        let content = fragment("<pre><code class='language-rust'>fn a() {\n  b\n}</code></pre>", &Hints::default());
        assert!(
            matches!(&content.blocks[0].kind, BlockKind::Code { info, text } if info == "rust" && text == "fn a() {\n  b\n}\n")
        );
        let content = fragment("<table><tr><th>a<th>b<tr><td>1<td>2</table>", &Hints::default());
        assert!(matches!(&content.blocks[0].kind, BlockKind::Table(t) if t.head[0].len() == 2 && t.rows.len() == 1));
    }

    #[test]
    fn notes_come_from_where_they_are() {
        for html in [
            "<p>Text<sup id='r1'><a href='#fn1'>1</a></sup>.</p><ol><li id='fn1'>The note. <a href='#r1'>↩</a></li></ol>",
            "<p>Text<a id='footnote-anchor-1' href='#footnote-1'>1</a>.</p><div class='footnote'><a id='footnote-1' href='#footnote-anchor-1'>1</a><div><p>The note.</p></div></div>",
        ] {
            let content = fragment(html, &Hints::default());
            assert_eq!(content.notes.len(), 1, "{html}");
            assert_eq!(outline(&content.notes[0].blocks), ["The note."], "{html}");
            assert_eq!(outline(&content.blocks), ["Text."], "{html}");
        }
    }

    #[test]
    fn deep_nesting_and_odd_tags_lose_no_text() {
        let deep = format!("{}word{}", "<div><b>".repeat(3000), "</b></div>".repeat(3000));
        let content = fragment(&deep, &Hints::default());
        assert_eq!(plain(&content.blocks), "word");
        assert_eq!(blocks("<a href='https://a.example/b'><p>One</p><p>Two</p></a>"), ["One", "Two"]);
        assert_eq!(blocks("<p>See <a href='https://a.example/b'>this</a></p>"), ["See [this](https://a.example/b)"]);
    }
}
