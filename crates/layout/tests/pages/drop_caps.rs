//! Drop caps.

use anthology_base::Length;
use anthology_layout::page::{GlyphRun, ItemKind, Pages, Tag};
use anthology_typeset::{ParagraphStyle, SetBlockKind};

use crate::common::{self, block, book, chapter, words};
use crate::{pages, prose, says_all};

/// A chapter that opens with an initial of three lines; its runs of content on the first page.
fn opening(text: &str) -> Vec<GlyphRun> {
    let opening = common::text(ParagraphStyle::Opening, &format!("{text} {}", words(60, 1)));
    let mut blocks = vec![block(SetBlockKind::Paragraph(opening))];
    blocks.extend(prose(3));
    let mut text = book(vec![chapter(1, blocks, Vec::new())]);
    text.theme.blocks.drop_cap = 3;
    let found = pages(&text);
    says_all(&text, &found);
    content(&found)
}

fn content(found: &Pages) -> Vec<GlyphRun> {
    let runs = found.pages[0].items.iter().filter_map(|item| match (&item.kind, item.tag) {
        (ItemKind::Glyphs(run), Tag::Content { .. }) => Some(run.clone()),
        _ => None,
    });
    runs.collect()
}

/// The left edges of the lines beside an initial and of the one after them, from the margin.
fn indents(runs: &[GlyphRun]) -> Vec<Length> {
    let at = runs.iter().position(|run| run.size > Length::from_pt(24)).expect("an initial");
    let mut lines: Vec<&GlyphRun> = Vec::new();
    for run in &runs[at + 1..] {
        if lines.last().is_none_or(|last| last.y < run.y) {
            lines.push(run);
        }
    }
    lines[..5].iter().map(|run| run.x - Length::from_pt(48)).collect()
}

#[test]
fn no_tail_touches_the_line_below() {
    for (text, beside) in [("Just before", 4), ("Quite a number", 4), ("The tall man", 3), ("Over the years", 3)] {
        let indents = indents(&opening(text));
        let wide = indents.iter().take_while(|&&indent| indent > Length::from_pt(8)).count();
        assert_eq!(wide, beside, "{text}: {indents:?}");
    }
}

#[test]
fn the_first_word_is_near_a_letter_that_is_narrow_at_its_top() {
    for (text, nearer) in
        [("Lend a neighbour", true), ("A hundred years", true), ("When it rained", false), ("The man", false)]
    {
        let indents = indents(&opening(text));
        assert_eq!(indents[0] + Length::from_pt(2) < indents[1], nearer, "{text}: {indents:?}");
    }
}

#[test]
fn an_opening_mark_hangs() {
    let edge = Length::from_pt(48);
    let quoted = opening("“You never wrote,” she said");
    let plain = opening("You never wrote, she said");
    assert_eq!(indents(&quoted)[1], indents(&plain)[1], "the text is as near to the letter");
    let initial =
        |runs: &[GlyphRun]| runs.iter().find(|run| run.size > Length::from_pt(24)).expect("an initial").clone();
    let (quoted, plain) = (initial(&quoted), initial(&plain));
    assert!(quoted.x < edge - Length::from_pt(4), "the mark is in the margin");
    let letter = quoted.x + quoted.glyphs[0].advance;
    assert!((letter - plain.x).sp().abs() < Length::from_pt(2).sp(), "the letter is where it is without a mark");
}

#[test]
fn a_drop_cap_stands_on_the_baseline_of_its_last_line() {
    for lines_deep in [2, 3] {
        let opening = common::text(ParagraphStyle::Opening, &format!("Lend{}", words(60, 1)));
        let mut blocks = vec![block(SetBlockKind::Paragraph(opening))];
        blocks.extend(prose(3));
        let mut text = book(vec![chapter(1, blocks, Vec::new())]);
        text.theme.blocks.drop_cap = lines_deep;
        let pages = pages(&text);
        says_all(&text, &pages);
        let runs: Vec<&GlyphRun> = pages.pages[0]
            .items
            .iter()
            .filter_map(|i| {
                if let (ItemKind::Glyphs(run), Tag::Content { .. }) = (&i.kind, i.tag) { Some(run) } else { None }
            })
            .collect();
        let at = runs.iter().position(|run| run.text == "L").expect("an initial");
        let (cap, rest) = (runs[at], &runs[at + 1..]);
        assert!(rest[0].text.starts_with("end"), "the word goes on behind its initial: {:?}", rest[0].text);
        let same_node = |i: usize| match pages.pages[0].items[i].tag {
            Tag::Content { node, .. } => node,
            Tag::Artifact(_) => panic!("an initial is content"),
        };
        let first =
            pages.pages[0].items.iter().position(|i| matches!(&i.kind, ItemKind::Glyphs(r) if r.text == "L")).unwrap();
        assert_eq!(same_node(first), same_node(first + 1));
        let grid = text.theme.grid();
        assert_eq!(cap.y, rest[0].y + grid * i64::from(lines_deep - 1), "it stands on a line");
        let font = &pages.fonts[cap.font as usize];
        let top = |run: &GlyphRun| run.y - font.scale(i32::from(font.cap_height), run.size);
        assert!((top(cap) - top(rest[0])).sp().abs() < 2_000, "it is as high as the capitals of the first line");
        let below_first = rest.iter().filter(|run| run.y > rest[0].y && run.y <= cap.y);
        let right = cap.x + cap.glyphs.iter().map(|g| g.advance).sum::<Length>();
        assert!(
            below_first.clone().count() + 1 >= usize::from(lines_deep) && below_first.clone().all(|r| r.x >= right)
        );
        assert!(rest[0].x < right, "the first word is beside the stem of the L, not of its foot");
        assert_eq!(pages.map.pages[0].start.map(|s| s.1), Some(0), "the page starts with the chapter's title");
    }
}
