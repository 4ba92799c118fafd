//! Running text of HTML: emphasis, links, code, notes.

use super::converter::Converter;
use super::dom::{BLOCKS, EMBEDDED, MAX_DEPTH, SILENT, attr, is_mark, is_note_reference, is_web, name};
use super::kinds::speech_mark;
use crate::blocks::{inline, push_text, trim};
use crate::documents::one_line;
use anthology_document::{Attrs, Inline, InlineKind};
use dom_query::NodeRef;

impl<'a> Converter<'a> {
    /// The content of an element as one line of text.
    pub(crate) fn line(&mut self, node: &NodeRef<'a>, depth: usize) -> Vec<Inline> {
        let mut run = Vec::new();
        for child in node.children_it(false) {
            self.inline(&child, depth + 1, &mut run);
        }
        trim(&mut run);
        run
    }

    pub(super) fn inline(&mut self, node: &NodeRef<'a>, depth: usize, run: &mut Vec<Inline>) {
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
    pub(super) fn plain_inline(&mut self, node: &NodeRef<'a>, tag: &str, depth: usize, run: &mut Vec<Inline>) {
        if let Some(mark) = speech_mark(node, tag) {
            return self.wrapped(node, depth, run, mark);
        }
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

    pub(super) fn inner(&mut self, node: &NodeRef<'a>, depth: usize, run: &mut Vec<Inline>) {
        for child in node.children_it(false) {
            self.inline(&child, depth + 1, run);
        }
    }

    /// Content in emphasis and the like; white space at its edges moves outside, where Markdown wants it.
    pub(super) fn wrapped(
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

    pub(super) fn link(&mut self, node: &NodeRef<'a>, depth: usize, run: &mut Vec<Inline>) {
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
}
