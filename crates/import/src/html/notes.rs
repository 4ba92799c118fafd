//! Notes of HTML: their marks, and the elements that hold their texts.

use super::converter::{Converter, Hints};
use super::dom::{attr, is_back_link, is_mark, is_note_reference, name};
use super::fragment;
use crate::blocks::{flush, inline};
use anthology_document::{Block, BlockKind, Inline, InlineKind, Note};
use dom_query::NodeRef;
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Converter<'a> {
    /// A link with a mark as its text is a note mark if the element that it leads to links back or says that it is a
    /// note.
    pub(super) fn find_notes(&mut self, root: &NodeRef<'a>) {
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

    pub(super) fn holds_note_mark(&self, node: &NodeRef<'_>) -> bool {
        node.descendants_it().any(|n| {
            name(&n) == "a"
                && attr(&n, "href")
                    .is_some_and(|h| h.strip_prefix('#').is_some_and(|id| self.note_elements.contains_key(id)))
        })
    }

    pub(super) fn note_mark(&mut self, id: &str, run: &mut Vec<Inline>) {
        let index = match self.notes.get(id) {
            Some(&index) => index,
            None => {
                let index = self.content.notes.len();
                self.notes.insert(id.to_owned(), index);
                let label = (index + 1).to_string();
                // In its place before its text is read, so that a note in a note comes after it.
                self.content.notes.push(Note { label, blocks: Vec::new(), span: crate::blocks::nowhere() });
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

    pub(super) fn note_text(&mut self, element: &NodeRef<'a>) -> Vec<Block> {
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
}
