//! What a site puts into the text of its pages: the lines over it, the buttons between its paragraphs, the lists of
//! links to other pages.

use crate::blocks::{plain, text_of};
use crate::boilerplate::{Boilerplate, widget};
use crate::dateline::{byline, read as read_dateline};
use crate::documents::{Content, Dropped, one_line};
use crate::phrases::phrases;
use crate::shape::{normalised_words, word_count};
use anthology_document::{Block, BlockKind, Inline, InlineKind};

/// So many blocks over the text may be those of the page's head.
const HEAD_BLOCKS: usize = 12;
/// A paragraph of so many words begins the text.
const BODY_WORDS: usize = 18;
/// What is over a heading that repeats the title is the page's head, unless it has more words.
const HEAD_WORDS: usize = 60;

const BESIDE: &str = "boilerplate: subscribing, sharing, comments or navigation";

/// Takes the lines and lists of the site out of a text; they are listed as left out.
pub(super) fn tidy(content: &mut Content, title: Option<&str>) {
    let mut dropped = Vec::new();
    head(&mut content.blocks, title, &mut dropped);
    let mut at = 0;
    while at < content.blocks.len() {
        let count = boilerplate_length(&content.blocks, at);
        for block in content.blocks.drain(at..at + count) {
            drop_block(&block, BESIDE, &mut dropped);
        }
        at += usize::from(count == 0);
    }
    while content.blocks.last().is_some_and(is_links_alone) && content.blocks.len() > 1 {
        dropped.extend(content.blocks.pop().map(|block| left_out(&block, "boilerplate: links to other pages")));
    }
    content.dropped.extend(dropped.into_iter().filter(|d| !d.text.is_empty()));
}

/// The lines over the text: what is before a heading that repeats the title, that heading, the date and the author.
fn head(blocks: &mut Vec<Block>, title: Option<&str>, dropped: &mut Vec<Dropped>) {
    let same = |block: &Block| match (&block.kind, title) {
        (BlockKind::Heading { content, .. }, Some(title)) => {
            normalised_words(&text_of(content)) == normalised_words(title)
        }
        _ => false,
    };
    let heading = blocks.iter().take(HEAD_BLOCKS).position(same);
    if let Some(at) = heading.filter(|&at| word_count(&plain(&blocks[..at])) < HEAD_WORDS) {
        blocks.drain(..=at).take(at).for_each(|block| drop_block(&block, BESIDE, dropped));
    }
    let body = blocks.iter().take(HEAD_BLOCKS).position(|b| word_count(&plain(std::slice::from_ref(b))) >= BODY_WORDS);
    let mut at = 0;
    for _ in 0..body.unwrap_or(0) {
        let text = one_line(&plain(std::slice::from_ref(&blocks[at])));
        let stated = matches!(blocks[at].kind, BlockKind::Paragraph(_))
            && (read_dateline(&text).is_some() || byline(&text).is_some());
        if stated {
            drop_block(&blocks.remove(at), "boilerplate: date or author line", dropped);
        } else {
            at += 1;
        }
    }
}

/// Number of blocks from `at` on that are the site's: a line that its wording shows to be a button or a count, or the
/// heading of a list of links with the list.
fn boilerplate_length(blocks: &[Block], at: usize) -> usize {
    let (BlockKind::Paragraph(content) | BlockKind::Heading { content, .. }) = &blocks[at].kind else { return 0 };
    let text = one_line(&text_of(content));
    let normalised = normalised_words(&text);
    if phrases().list_headings.contains(normalised.trim()) {
        let links = blocks[at + 1..].iter().take_while(|block| is_links_alone(block)).count();
        if links > 0 {
            return 1 + links;
        }
    }
    let paragraph = matches!(blocks[at].kind, BlockKind::Paragraph(_));
    // `Tags: …` may be the author's own line; a button is not.
    usize::from(paragraph && matches!(widget(&text, &normalised), Some(Boilerplate::Widget | Boilerplate::Invitation)))
}

/// True for a list or paragraph that is nothing but links to pages of the same or another site: at least two, or one
/// that is a whole paragraph in capitals.
fn is_links_alone(block: &Block) -> bool {
    match &block.kind {
        BlockKind::List { items, .. } => {
            items.len() >= 2
                && items.iter().all(|item| match &item.blocks[..] {
                    [Block { kind: BlockKind::Paragraph(content) | BlockKind::Heading { content, .. }, .. }] => {
                        linked(content) == Linked::All
                    }
                    _ => false,
                })
        }
        BlockKind::Paragraph(content) => {
            let text = text_of(content);
            linked(content) == Linked::All
                && (content.iter().filter(|i| matches!(i.kind, InlineKind::Link { .. })).count() >= 2
                    || !text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase))
        }
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Linked {
    All,
    Partly,
}

/// How much of a running line's words are those of links.
fn linked(content: &[Inline]) -> Linked {
    let mut any = false;
    let all = content.iter().all(|piece| match &piece.kind {
        InlineKind::Link { .. } => {
            any = true;
            true
        }
        InlineKind::Strong(inner) | InlineKind::Emphasis(inner) => {
            let whole = linked(inner) == Linked::All;
            any |= whole;
            whole
        }
        kind => !text_of(std::slice::from_ref(&Inline { kind: kind.clone(), span: piece.span }))
            .chars()
            .any(char::is_alphanumeric),
    });
    if any && all { Linked::All } else { Linked::Partly }
}

fn left_out(block: &Block, reason: &str) -> Dropped {
    Dropped { text: one_line(&plain(std::slice::from_ref(block))), reason: reason.to_owned() }
}

fn drop_block(block: &Block, reason: &str, dropped: &mut Vec<Dropped>) {
    dropped.push(left_out(block, reason));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Hints, fragment};
    use crate::structure::outline;

    #[test]
    fn the_lines_of_the_site_go_and_the_text_stays() {
        let html = "<p>Skip to content</p><h1>On tides</h1><p>March 3, 2012</p><p>By Mira Holm</p>\
            <p>The tide went out at four and did not come back before the evening, which surprised everybody who was there to see it.</p>\
            <p>Share this:</p><p>See <a href='https://a.example/1'>the tables</a>.</p><h3>You may also like</h3>\
            <ul><li><a href='https://a.example/2'>Moss</a></li><li><a href='https://a.example/3'>Rain</a></li></ul>\
            <p>It was spring.</p><ul><li><a href='https://a.example/4'>A</a></li><li><a href='https://a.example/5'>B</a></li></ul>";
        let mut content = fragment(html, &Hints::default());
        tidy(&mut content, Some("On tides"));
        assert_eq!(
            outline(&content.blocks),
            [
                "The tide went out at four and did not come back before the evening, which surprised everybody who was there to see it.",
                "See [the tables](https://a.example/1).",
                "It was spring."
            ]
        );
        let texts: Vec<&str> = content.dropped.iter().map(|d| d.text.as_str()).collect();
        for text in ["Skip to content", "March 3, 2012", "By Mira Holm", "Share this:", "You may also like"] {
            assert!(texts.contains(&text), "{text}: {texts:?}");
        }
    }
}
