//! What must be true of the pages of every book.

mod common;

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, Length};
use anthology_layout::font::Fonts;
use anthology_layout::page::{Artifact, Item, ItemKind, Pages, Role, Tag};
use anthology_layout::{LayoutOptions, dump, layout, layout_with};
use anthology_typeset::{Anchor, SetBlock, SetBlockKind, SetItem, SetText};
use common::{block, book, chapter, heading, note, paragraph, words};

fn pages(text: &SetText) -> Pages {
    let mut diagnostics = Diagnostics::new();
    let pages = layout(text, &Fonts::bundled(), &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    sound(text, &pages);
    pages
}

/// The words of every node's content, in reading order.
fn read(pages: &Pages) -> String {
    let mut pieces: BTreeMap<u64, String> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(|p| &p.items) {
        if let Item { kind: ItemKind::Glyphs(run), tag: Tag::Content { order, .. } } = item {
            pieces.entry(*order).or_default().push_str(&run.text);
            pieces.entry(*order).or_default().push(' ');
        }
    }
    let all: String = pieces.into_values().collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn written(blocks: &[SetBlock], out: &mut String) {
    for block in blocks {
        match &block.kind {
            SetBlockKind::Paragraph(p) | SetBlockKind::Heading { paragraph: p, .. } => {
                out.push_str(&p.text);
                out.push(' ');
            }
            SetBlockKind::Quote(blocks) | SetBlockKind::Group { blocks, .. } => written(blocks, out),
            SetBlockKind::List { items, .. } => {
                for item in items {
                    out.push_str(&item.label);
                    out.push(' ');
                    written(&item.blocks, out);
                }
            }
            _ => {}
        }
    }
}

/// What holds of all pages: nothing outside them, nothing lost, nodes after their parents, orders distinct.
fn sound(text: &SetText, pages: &Pages) {
    let theme = &text.theme.page;
    for (i, page) in pages.pages.iter().enumerate() {
        let left = if i % 2 == 0 { theme.inner } else { theme.outer };
        let right = theme.width - if i % 2 == 0 { theme.outer } else { theme.inner };
        for item in &page.items {
            let Tag::Content { .. } = item.tag else { continue };
            if let ItemKind::Glyphs(run) = &item.kind {
                let width: Length = run.glyphs.iter().map(|g| g.advance).sum();
                let slack = run.size;
                assert!(run.x >= left - slack, "page {}: {:?} begins left of the text block", page.label, run.text);
                assert!(run.x + width <= right + slack, "page {}: {:?} ends right of it", page.label, run.text);
                assert!(
                    run.y >= theme.top && run.y <= theme.height - theme.bottom + text.theme.grid(),
                    "{:?}",
                    run.text
                );
            }
        }
        assert_eq!(page.blank, page.items.is_empty(), "page {}", page.label);
    }
    for (i, node) in pages.structure.iter().enumerate() {
        match node.parent {
            Some(parent) => assert!((parent.0 as usize) < i, "node {i} stands before its parent"),
            None => assert_eq!(i, 0),
        }
    }
    for link in pages.pages.iter().flat_map(|p| &p.links) {
        assert!(matches!(pages.structure[link.node.0 as usize].role, Role::Link), "{link:?}");
    }
    assert_eq!(pages.pages.len(), pages.map.pages.len());
}

/// Lines of content by page: baseline and what stands on it, without notes' size.
fn lines(pages: &Pages, page: usize) -> Vec<(Length, String)> {
    let mut lines: BTreeMap<Length, String> = BTreeMap::new();
    for item in &pages.pages[page].items {
        if let (ItemKind::Glyphs(run), Tag::Content { .. }) = (&item.kind, item.tag) {
            lines.entry(run.y).or_default().push_str(&run.text);
        }
    }
    lines.into_iter().collect()
}

fn prose(count: usize) -> Vec<SetBlock> {
    (0..count).map(|i| paragraph(&words(20 + (i * 37) % 120, i as u64))).collect()
}

#[test]
fn prose_survives_in_order() {
    let text = book(vec![chapter(1, prose(40), Vec::new()), chapter(2, prose(3), Vec::new())]);
    let pages = pages(&text);
    let mut expected = String::new();
    for section in &text.sections {
        written(&section.blocks, &mut expected);
    }
    assert_eq!(read(&pages).replace(' ', ""), expected.replace(' ', ""));
    let first = Anchor { section: text.sections[0].slug.clone(), id: None };
    assert_eq!(pages.map.folios[&first], "1");
}

#[test]
fn same_pages_with_any_number_of_threads() {
    let text = book((1..6).map(|i| chapter(i, prose(12), Vec::new())).collect());
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| dump(&pages(&text)))
    };
    assert_eq!(with(1), with(8));
}

#[test]
fn no_widow_no_orphan_and_even_spreads() {
    let text = book(vec![chapter(1, prose(150), Vec::new())]);
    let pages = pages(&text);
    let grid = text.theme.grid();
    let rows = 30;
    for page in 1..pages.pages.len() - 1 {
        let lines = lines(&pages, page);
        let last = lines.last().unwrap().0 - text.theme.page.top;
        let depth = last.sp() / grid.sp() + 1;
        assert!((rows - 1..=rows + 1).contains(&depth), "page {page} has {depth} lines");
    }
}

#[test]
fn headings_are_never_stranded() {
    for before in 1..40 {
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(9, i))).collect();
        blocks.push(heading("A heading"));
        blocks.extend(prose(3));
        let pages = pages(&book(vec![chapter(1, blocks, Vec::new())]));
        let (page, at) = (0..pages.pages.len())
            .find_map(|p| lines(&pages, p).iter().position(|l| l.1 == "A heading").map(|at| (p, at)))
            .unwrap();
        assert!(lines(&pages, page).len() >= at + 4, "stranded after {before} paragraphs");
    }
}

/// Pages of the notes' first words and of their marks.
fn note_pages(pages: &Pages, marker: &str) -> Vec<usize> {
    (0..pages.pages.len()).filter(|&p| lines(pages, p).iter().any(|l| l.1.contains(marker))).collect()
}

#[test]
fn notes_stand_on_the_page_that_calls_them() {
    for before in 18..32 {
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(8, i))).collect();
        blocks.push(paragraph("Callhere[^0] and then again[^1] on one line."));
        blocks.extend(prose(6));
        let notes =
            vec![note(0, &format!("Firstnote {}", words(30, 1))), note(1, &format!("Secondnote {}", words(60, 2)))];
        let pages = pages(&book(vec![chapter(1, blocks, notes)]));
        let call = note_pages(&pages, "Callhere");
        assert_eq!(call, note_pages(&pages, "Firstnote"), "after {before} paragraphs");
        assert_eq!(call, note_pages(&pages, "Secondnote"), "after {before} paragraphs");
    }
}

#[test]
fn a_note_longer_than_a_page_is_continued() {
    let mut blocks = prose(2);
    blocks.push(paragraph("Callhere[^0] once."));
    blocks.extend(prose(10));
    let long = format!("Longnote {} Noteend", words(1500, 5));
    let text = book(vec![chapter(1, blocks, vec![note(0, &long)])]);
    let pages = pages(&text);
    let start = note_pages(&pages, "Longnote")[0];
    assert_eq!(start, note_pages(&pages, "Callhere")[0]);
    assert!(note_pages(&pages, "Noteend")[0] > start + 1);
    let mut expected = String::new();
    written(&text.sections[0].blocks, &mut expected);
    let said = read(&pages).replace(' ', "").len();
    assert_eq!(said, expected.replace(' ', "").len() + long.replace(' ', "").len() + 1);
}

#[test]
fn hard_cases_end_and_lose_nothing() {
    let item = |n: usize| SetItem {
        label: format!("{n}."),
        task: None,
        blocks: vec![
            paragraph(&format!("Item {n}")),
            block(SetBlockKind::Quote(vec![paragraph(&words(12, n as u64))])),
        ],
    };
    let list = SetBlockKind::List { numbered: true, start: 1, tight: true, items: (1..=1000).map(item).collect() };
    let cases: Vec<Vec<SetBlock>> = vec![
        vec![block(list)],
        vec![paragraph(&words(10_000, 3))],
        vec![paragraph(&"incomprehensibilities".repeat(40))],
        vec![paragraph("One."), paragraph("Word."), paragraph("Each.")],
        vec![heading("A heading at the end")],
        Vec::new(),
    ];
    for blocks in cases {
        let text = book(vec![chapter(1, blocks, Vec::new())]);
        let pages = pages(&text);
        let mut expected = String::new();
        written(&text.sections[0].blocks, &mut expected);
        assert_eq!(read(&pages).replace(' ', ""), expected.replace(' ', ""));
    }
}

/// Numbers in the margin of a page: text, left edge and baseline.
fn marginal(pages: &Pages, page: usize) -> Vec<(String, Length, Length)> {
    let artifact = |item: &Item| match (&item.kind, item.tag) {
        (ItemKind::Glyphs(run), Tag::Artifact(Artifact::Layout)) => Some((run.text.clone(), run.x, run.y)),
        _ => None,
    };
    pages.pages[page].items.iter().filter_map(artifact).collect()
}

#[test]
fn the_main_editions_page_numbers_stand_where_its_pages_start() {
    let main = book(vec![chapter(1, prose(60), Vec::new()), chapter(2, prose(3), Vec::new())]);
    let main_pages = pages(&main);
    for numbered in [false, true] {
        let mut other = main.clone();
        other.theme.page.width = Length::from_pt(460);
        other.theme.page.outer = Length::from_pt(if numbered { 40 } else { 90 });
        other.paragraph_numbers = numbered;
        let options = LayoutOptions { concordance: Some(&main_pages.map) };
        let found = layout_with(&other, &Fonts::bundled(), options, &mut Diagnostics::new());
        let mut labels = Vec::new();
        for page in 0..found.pages.len() {
            let lines = lines(&found, page);
            for (label, x, y) in marginal(&found, page) {
                assert!(lines.iter().any(|line| line.0 == y), "{label} stands beside no line");
                let outer = if page % 2 == 0 { x > Length::from_pt(230) } else { x < Length::from_pt(230) };
                assert_eq!(outer, !numbered, "{label} is in the wrong margin");
                labels.push(label.trim_matches(['[', ']']).to_owned());
            }
        }
        let expected: Vec<String> =
            main_pages.map.pages.iter().filter(|p| p.start.is_some()).map(|p| p.label.clone()).collect();
        assert_eq!(labels, expected);
    }
}
