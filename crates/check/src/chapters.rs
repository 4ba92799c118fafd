//! Checks of chapters.

use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics, Span};
use anthology_book::{Book, BookChapter, LinkTarget};
use anthology_document::{Block, BlockKind, Inline, InlineKind, Node, plain_text};

pub(crate) fn check(book: &Book, d: &mut Diagnostics) {
    let mut titles: BTreeMap<String, Span> = BTreeMap::new();
    for (index, chapter) in book.chapters.iter().enumerate() {
        let mut found = Diagnostics::new();
        title(chapter, &mut titles, &mut found);
        empty(chapter, &mut found);
        headings(chapter, &mut found);
        notes(chapter, &mut found);
        links(book, index, &mut found);
        found.sort();
        d.append(found);
    }
}

/// The first line of the front matter, or the file's start.
fn head(chapter: &BookChapter) -> Span {
    chapter.chapter.front_span
}

fn title(chapter: &BookChapter, titles: &mut BTreeMap<String, Span>, d: &mut Diagnostics) {
    let text = plain_text(&chapter.title).trim().to_owned();
    if text.is_empty() {
        // A dedication or an epigraph stands on its page without a title.
        if !chapter.chapter.blocks.iter().all(|b| matches!(b.kind, BlockKind::Div { .. } | BlockKind::Verse(_))) {
            d.push(
                Diagnostic::warning("missing-title", format!("`{}` has no title", chapter.path))
                    .at(head(chapter))
                    .hint("write title = \"…\" between lines of +++ at the top"),
            );
        }
        return;
    }
    let place = chapter.title.iter().map(|inline| inline.span).reduce(Span::to).unwrap_or_else(|| head(chapter));
    match titles.get(&text) {
        Some(&first) => d.push(
            Diagnostic::warning("duplicate-title", format!("two chapters are called `{text}`"))
                .at(place)
                .label(first, "the other one"),
        ),
        None => {
            titles.insert(text, place);
        }
    }
}

fn empty(chapter: &BookChapter, d: &mut Diagnostics) {
    if chapter.chapter.blocks.is_empty() {
        let message = format!("`{}` has no text", chapter.path);
        d.push(Diagnostic::warning("empty-chapter", message).at(head(chapter)));
    }
}

/// Sections begin at level 2, since level 1 is the chapter's title, and go down one level at a time.
fn headings(chapter: &BookChapter, d: &mut Diagnostics) {
    let mut above = 1;
    chapter.chapter.walk(&mut |node| {
        let Node::Block(Block { kind: BlockKind::Heading { level, content }, span, .. }) = node else { return };
        let text = plain_text(content);
        if *level == 1 {
            d.push(
                Diagnostic::warning(
                    "heading-level",
                    format!("the heading `{text}` has the level of the chapter's title"),
                )
                .at(*span)
                .hint("begin sections with ##"),
            );
        } else if *level > above + 1 {
            d.push(
                Diagnostic::warning(
                    "heading-level",
                    format!("the heading `{text}` skips from level {above} to {level}"),
                )
                .at(*span)
                .hint(format!("begin it with {}", "#".repeat(usize::from(above) + 1))),
            );
        }
        if text.trim().is_empty() {
            d.push(Diagnostic::warning("empty-heading", "a heading without text").at(*span));
        }
        above = *level;
    });
}

fn notes(chapter: &BookChapter, d: &mut Diagnostics) {
    for note in chapter.chapter.notes.iter().filter(|note| note.blocks.is_empty()) {
        d.push(Diagnostic::warning("empty-note", format!("the note `[^{}]` has no text", note.label)).at(note.span));
    }
}

/// A link without text takes its target's title; one out of the book has none to take.
fn links(book: &Book, index: usize, d: &mut Diagnostics) {
    book.chapters[index].chapter.walk(&mut |node| {
        let Node::Inline(Inline { kind: InlineKind::Link { content, target, .. }, span }) = node else { return };
        let outside = matches!(book.link(index, *span), LinkTarget::External(_));
        let pictured = content.iter().any(|inline| matches!(inline.kind, InlineKind::Image(_)));
        if outside && !pictured && plain_text(content).trim().is_empty() {
            d.push(
                Diagnostic::warning("empty-link-text", format!("the link to `{target}` has no text"))
                    .at(*span)
                    .hint("write what it leads to between the brackets"),
            );
        }
    });
}
