//! What must be true of the pages of every book.

mod code;
#[path = "../common/mod.rs"]
mod common;
mod drop_caps;
mod figures_and_tables;
mod notes;
mod right_to_left;
mod tables;
mod together;

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, Length};
use anthology_layout::fonts::Fonts;
use anthology_layout::page::{Artifact, Item, ItemKind, Pages, Role, Tag, TurnedFrame};
use anthology_layout::{LayoutOptions, dump, layout, layout_with, page_map};
use anthology_typeset::{
    Anchor, ParagraphStyle, RectoOpenings, SetBlock, SetBlockKind, SetItem, SetStanza, SetText, SetVerseLine,
};
use proptest::prelude::*;

use crate::common::{block, book, chapter, heading, paragraph, words};
use crate::figures_and_tables::table;

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
            SetBlockKind::Table(table) => {
                if let Some(caption) = &table.caption {
                    out.push_str(&caption.text);
                    out.push(' ');
                }
                table.cells().for_each(|cell| written(&cell.blocks, out));
            }
            SetBlockKind::Figure { caption, .. } => written(caption, out),
            SetBlockKind::Code { lines, .. } => lines.iter().for_each(|line| out.push_str(&line.text)),
            SetBlockKind::Verse(stanzas) => {
                stanzas.iter().flat_map(|s| &s.lines).for_each(|line| out.push_str(&line.paragraph.text));
            }
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
                if run.turned {
                    assert!(
                        run.x >= left && run.x <= right,
                        "page {}: {:?} is beside the text block",
                        page.label,
                        run.text
                    );
                    let (head, foot) = (run.y - width, theme.height - theme.bottom);
                    assert!(run.y <= foot && head >= theme.top, "page {}: {:?} {head} {}", page.label, run.text, run.y);
                    continue;
                }
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
    no_overlap(text, pages);
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

/// Lines that stand over one another are no nearer than their type is high, and pictures cover none.
fn no_overlap(text: &SetText, pages: &Pages) {
    for page in &pages.pages {
        let mut runs = Vec::new();
        let mut pictures = Vec::new();
        for item in &page.items {
            let Tag::Content { .. } = item.tag else { continue };
            match &item.kind {
                // Raised marks and initials reach into other lines by design.
                ItemKind::Glyphs(run) if run.size >= Length::from_pt(9) && run.size <= text.theme.grid() => {
                    let width: Length = run.glyphs.iter().map(|g| g.advance).sum();
                    // What is turned has a page to itself, and is as far apart as it is seen in its frame.
                    let at = if run.turned { TurnedFrame::default().run_in_frame(run.clone()) } else { run.clone() };
                    runs.push((at.y, at.x, at.x + width, run.size, &run.text));
                }
                ItemKind::Image { rect, .. } => pictures.push(*rect),
                _ => {}
            }
        }
        for (i, a) in runs.iter().enumerate() {
            for b in &runs[i + 1..] {
                let apart = (a.0 - b.0).sp().abs();
                let side_by_side = a.2 <= b.1 + Length::from_pt(1) || b.2 <= a.1 + Length::from_pt(1);
                let clear = side_by_side || apart >= a.3.min(b.3).sp();
                assert!(clear, "page {}: {:?} and {:?} overlap", page.label, a.4, b.4);
            }
            for rect in &pictures {
                let beside = a.2 <= rect.x || a.1 >= rect.x + rect.width;
                let clear = a.0 <= rect.y + Length::from_pt(1) || a.0 - a.3 / 2 >= rect.y + rect.height;
                assert!(beside || clear, "page {}: a picture covers {:?}", page.label, a.4);
            }
        }
    }
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
        other.paragraph_numbers = u32::from(numbered);
        let options = LayoutOptions { concordance: Some(&main_pages.map), ..LayoutOptions::default() };
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

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// All that a chapter says stands on its pages, in order.
fn says_all(text: &SetText, pages: &Pages) {
    let mut expected = String::new();
    for section in &text.sections {
        written(&section.blocks, &mut expected);
    }
    let (found, expected) = (squeezed(&read(pages)), squeezed(&expected));
    let same = found.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
    let near = |text: &str| text.chars().skip(same.saturating_sub(30)).take(60).collect::<String>();
    assert!(found == expected, "the pages say {:?} where the text says {:?}", near(&found), near(&expected));
}

#[test]
fn a_scene_break_shows_at_the_edge_of_a_page() {
    for before in 18..40 {
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(8, i))).collect();
        blocks.push(block(SetBlockKind::SceneBreak(common::text(ParagraphStyle::SceneBreak, ""))));
        blocks.push(paragraph(&format!("Afterbreak {}", words(40, 2))));
        blocks.extend(prose(4));
        let pages = pages(&book(vec![chapter(1, blocks, Vec::new())]));
        let page = note_pages(&pages, "Afterbreak")[0];
        let is_first = lines(&pages, page)[0].1.contains("Afterbreak");
        let marked = |page: usize| {
            pages.pages[page].items.iter().any(|i| matches!(&i.kind, ItemKind::Glyphs(run) if run.text.contains('*')))
        };
        if is_first {
            assert!(marked(page) || marked(page - 1), "the break is lost after {before} paragraphs");
        }
    }
}

/// Lists and quotations within one another, `depth` deep.
fn nested(depth: usize, seed: u64) -> SetBlock {
    let mut blocks = vec![block(SetBlockKind::Paragraph(common::text(ParagraphStyle::ListItem, &words(9, seed))))];
    if depth > 0 {
        blocks.push(nested(depth - 1, seed + 1));
    }
    if depth.is_multiple_of(2) {
        block(SetBlockKind::Quote(blocks))
    } else {
        let item = SetItem { label: "•".into(), task: None, blocks };
        block(SetBlockKind::List { numbered: false, start: 1, tight: false, items: vec![item] })
    }
}

#[test]
fn quotations_and_lists_within_one_another() {
    for depth in 1..9 {
        let mut blocks = prose(2);
        blocks.push(nested(depth, 3));
        blocks.extend(prose(2));
        let text = book(vec![chapter(1, blocks, Vec::new())]);
        says_all(&text, &pages(&text));
    }
}

#[test]
fn containers_begin_without_an_indent() {
    let mut text = book(vec![chapter(1, vec![paragraph("Before.")], Vec::new())]);
    let quoted =
        ["Quotefirst", "Quotesecond"].map(|w| block(SetBlockKind::Paragraph(common::text(ParagraphStyle::Quote, w))));
    text.sections[0].blocks.push(block(SetBlockKind::Quote(quoted.into())));
    text.theme.styles.get_mut(&ParagraphStyle::Quote).unwrap().indent = Length::from_pt(10);
    let pages = pages(&text);
    let left = |word: &str| {
        let run = pages.pages[0].items.iter().find_map(|i| match &i.kind {
            ItemKind::Glyphs(run) if run.text.contains(word) => Some(run.x),
            _ => None,
        });
        run.unwrap()
    };
    assert_eq!(left("Quotesecond") - left("Quotefirst"), Length::from_pt(10));
}

#[test]
fn no_page_ends_or_begins_with_a_lone_line() {
    for seed in 0..6 {
        let blocks: Vec<SetBlock> = (0..80)
            .map(|i| paragraph(&format!("Begin{i}x {} End{i}x", words(12 + (i * 29 + seed * 7) % 90, i as u64))))
            .collect();
        let pages = pages(&book(vec![chapter(1, blocks, Vec::new())]));
        for page in 0..pages.pages.len() {
            let lines = lines(&pages, page);
            let (first, last) = (&lines[0].1, &lines[lines.len() - 1].1);
            let ends = first.split(' ').any(|w| w.starts_with("End") || w.ends_with('x') && w.contains("End"));
            assert!(!ends || first.contains("Begin"), "page {page} begins with a last line: {first}");
            assert!(!last.contains("Begin") || last.contains("End"), "page {page} ends with a first line: {last}");
        }
    }
}

#[test]
fn a_short_stanza_stays_on_one_page() {
    let line = |n: usize| SetVerseLine {
        indent: 0,
        paragraph: common::text(ParagraphStyle::Verse, &format!("verse{n}")),
        number: None,
        shared: false,
    };
    for before in 20..34 {
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(4, i))).collect();
        let stanza = SetStanza { label: None, lines: (0..4).map(line).collect(), address: None };
        blocks.push(block(SetBlockKind::Verse(vec![stanza])));
        blocks.extend((0..40).map(|i| paragraph(&words(14, i))));
        let found = pages(&book(vec![chapter(1, blocks, Vec::new())]));
        let on = |word: &str| {
            found.pages.iter().position(|page| {
                page.items.iter().any(|i| matches!(&i.kind, ItemKind::Glyphs(run) if run.text == word))
            })
        };
        assert!((0..4).all(|n| on(&format!("verse{n}")) == on("verse0")), "{before} lines before");
    }
}

#[test]
fn no_page_begins_with_an_empty_line_of_code() {
    for before in 0..30 {
        let lines = (0..40).map(|n| if n % 5 == 4 { String::new() } else { format!("line{n}") });
        let lines = lines.map(|line| common::text(ParagraphStyle::Code, &line)).collect();
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(4, i))).collect();
        blocks.push(block(SetBlockKind::Code {
            info: String::new(),
            lines,
            beside: anthology_typeset::CodeMargin::default(),
        }));
        let text = book(vec![chapter(1, blocks, Vec::new())]);
        let found = pages(&text);
        says_all(&text, &found);
        let top = text.theme.page.top;
        for page in &found.pages[1..] {
            let lines = page.items.iter().filter_map(|i| match &i.kind {
                ItemKind::Glyphs(run) if !run.text.trim().is_empty() && run.y > top => Some(run.y - top),
                _ => None,
            });
            let first = lines.min().expect("a page of text");
            assert!(first < text.theme.grid(), "{before}: the first line stands {first} below the top");
        }
    }
}

/// Any block, as far as a test cares.
fn any_block() -> impl Strategy<Value = SetBlock> {
    let leaf = prop_oneof![
        6 => (1_usize..120, any::<u64>()).prop_map(|(count, seed)| paragraph(&words(count, seed))),
        1 => (1_usize..8, any::<u64>()).prop_map(|(count, seed)| heading(&words(count, seed))),
        1 => Just(()).prop_map(|()| block(SetBlockKind::SceneBreak(common::text(ParagraphStyle::SceneBreak, "")))),
        1 => (1_usize..12, 1_usize..40).prop_map(|(rows, long)| table(rows, long, None)),
        1 => (1_usize..12, any::<u64>()).prop_map(|(count, seed)| {
            let lines = (0..count).map(|i| common::text(ParagraphStyle::Code, &words(1 + i % 9, seed))).collect();
            block(SetBlockKind::Code { info: String::new(), lines, beside: anthology_typeset::CodeMargin::default() })
        }),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let several = prop::collection::vec(inner, 1..4);
        prop_oneof![
            several.clone().prop_map(|blocks| block(SetBlockKind::Quote(blocks))),
            (several, any::<bool>()).prop_map(|(blocks, tight)| {
                let items = blocks.into_iter().map(|b| SetItem { label: "1.".into(), task: None, blocks: vec![b] });
                block(SetBlockKind::List { numbered: true, start: 1, tight, items: items.collect() })
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prose_of_any_document_survives(blocks in prop::collection::vec(any_block(), 0..30)) {
        let text = book(vec![chapter(1, blocks, Vec::new())]);
        let pages = pages(&text);
        says_all(&text, &pages);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| dump(&layout(&text, &Fonts::bundled(), &mut Diagnostics::new())))
        };
        prop_assert_eq!(with(1), with(8));
        prop_assert_eq!(page_map(&text, &Fonts::bundled(), &mut Diagnostics::new()), pages.map);
    }
}

/// The white between a heading and the text after it, with so many lines before the heading.
fn below_heading(before: u64) -> (bool, Length) {
    let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(8, i))).collect();
    blocks.push(heading("Headword"));
    blocks.push(paragraph("Afterword and more."));
    blocks.extend(prose(4));
    let found = pages(&book(vec![chapter(1, blocks, Vec::new())]));
    let page = note_pages(&found, "Headword")[0];
    let lines = lines(&found, page);
    let at = lines.iter().position(|line| line.1.contains("Headword")).expect("a heading");
    (at == 0, lines[at + 1].0 - lines[at].0)
}

#[test]
fn a_heading_at_a_pages_head_is_as_near_to_its_text_as_elsewhere() {
    let found: Vec<(bool, Length)> = (4..34).map(below_heading).collect();
    assert!(found.iter().any(|(at_head, _)| *at_head), "no heading is at the head of a page");
    assert!(found.iter().all(|(_, space)| *space == found[0].1), "{found:?}");
}

#[test]
fn only_long_chapters_open_on_a_recto_unless_the_theme_asks_for_it() {
    let blanks = |paragraphs: usize, openings: RectoOpenings| {
        let chapters = (1..8).map(|n| chapter(n, prose(paragraphs + n * 3), Vec::new())).collect();
        let mut text = book(chapters);
        text.theme.blocks.recto_openings = openings;
        pages(&text).pages.iter().filter(|page| page.blank).count()
    };
    assert!(blanks(2, RectoOpenings::Always) > 0);
    assert_eq!(blanks(2, RectoOpenings::Long), 0);
    assert_eq!(blanks(90, RectoOpenings::Long), blanks(90, RectoOpenings::Always));
    assert_eq!(blanks(90, RectoOpenings::Never), 0);
}
