//! The converter of HTML: nodes become blocks, or more of the running line.

use super::dom::{
    BLOCKS, BOILERPLATE, CUT, MAX_DEPTH, SILENT, VERSE, attr, holds_block, holds_text, is_web, name, preformatted,
};
use super::kinds::{is_chapter_label, kind_of, part_of};
use crate::blocks::nowhere;
use crate::blocks::{block, flush, plain, push_text, text_of};
use crate::documents::{Content, Dropped, one_line};
use anthology_base::Lang;
use anthology_document::{Attrs, Block, BlockKind, Inline, InlineKind};
use dom_query::{NodeId, NodeRef};
use std::collections::{BTreeMap, BTreeSet};

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

/// Reads elements into blocks.
pub(crate) struct Converter<'a> {
    pub(crate) hints: &'a Hints<'a>,
    pub(crate) content: Content,
    /// Elements that hold the text of notes, by the ids that marks lead to.
    pub(super) note_elements: BTreeMap<String, NodeRef<'a>>,
    pub(super) note_ids: BTreeSet<NodeId>,
    /// Links from notes back to their marks.
    pub(super) back_links: BTreeSet<NodeId>,
    /// Indices of notes by id.
    pub(super) notes: BTreeMap<String, usize>,
}

impl<'a> Converter<'a> {
    pub(super) fn new(root: &NodeRef<'a>, hints: &'a Hints<'a>) -> Self {
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

    pub(super) fn drop(&mut self, text: &str, reason: &str) {
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

    pub(super) fn block(&mut self, node: &NodeRef<'a>, tag: &str, depth: usize, blocks: &mut Vec<Block>) {
        if let Some(id) = attr(node, CUT) {
            blocks.push(block(BlockKind::Div { name: format!("{CUT}{id}"), blocks: Vec::new() }));
            return;
        }
        if let Some(name) = kind_of(node, tag) {
            return self.kind(name, node, depth, blocks);
        }
        if let Some(name) = part_of(node, tag) {
            return self.part(name, node, depth, blocks);
        }
        if is_chapter_label(node, tag) {
            return self.drop(&node.text(), "generated: the number over a chapter's title");
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
            // Some servers put the whole page into one.
            "form" if holds_text(node) => blocks.extend(self.children(node, depth)),
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
