//! What must be true of the pages of every book.

mod common;
#[path = "pages/together.rs"]
mod together;

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::{Diagnostics, Lang, Length, Span};
use anthology_layout::fonts::Fonts;
use anthology_layout::page::{Artifact, GlyphRun, Item, ItemKind, Pages, Rect, Role, Tag};
use anthology_layout::{LayoutOptions, dump, layout, layout_with, page_map};
use anthology_typeset::{
    Anchor, ImageAsset, ImageFormat, ImageWidth, ParagraphStyle, SetBlock, SetBlockKind, SetImage, SetItem, SetStanza,
    SetTable, SetText, SetVerseLine, TextAlign,
};
use common::{block, book, chapter, heading, note, paragraph, words};
use proptest::prelude::*;

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
                for cell in table.caption.iter().chain(&table.head).chain(table.rows.iter().flatten()) {
                    out.push_str(&cell.text);
                    out.push(' ');
                }
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
                    runs.push((run.y, run.x, run.x + width, run.size, &run.text));
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

fn picture(width: u32, height: u32) -> Arc<ImageAsset> {
    Arc::new(ImageAsset {
        path: "a.png".into(),
        format: ImageFormat::Png,
        size: (width, height),
        bytes: Arc::from([]),
        orientation: 1,
    })
}

fn figure(caption: &str) -> SetBlock {
    let image = SetImage {
        image: 0,
        alt: "A picture".into(),
        decorative: false,
        width: ImageWidth::Measure(1000),
        span: Span::default(),
    };
    let caption = vec![block(SetBlockKind::Paragraph(common::text(ParagraphStyle::Caption, caption)))];
    block(SetBlockKind::Figure { image, caption })
}

/// Pictures of a page.
fn pictures(pages: &Pages, page: usize) -> Vec<Rect> {
    let rect = |item: &Item| if let ItemKind::Image { rect, .. } = item.kind { Some(rect) } else { None };
    pages.pages[page].items.iter().filter_map(rect).collect()
}

#[test]
fn a_figure_taller_than_the_page_is_made_smaller_and_keeps_its_caption() {
    let mut blocks = prose(3);
    blocks.push(figure(&words(30, 1)));
    blocks.extend(prose(3));
    let mut text = book(vec![chapter(1, blocks, Vec::new())]);
    text.images.push(picture(100, 900));
    let mut found = Diagnostics::new();
    let pages = layout(&text, &Fonts::bundled(), &mut found);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["tall-picture"]);
    sound(&text, &pages);
    let page = (0..pages.pages.len()).find(|&p| !pictures(&pages, p).is_empty()).unwrap();
    let rect = pictures(&pages, page)[0];
    let theme = &text.theme.page;
    assert!(rect.y >= theme.top && rect.y + rect.height <= theme.height - theme.bottom, "{rect:?}");
    assert_eq!(rect.height.sp() / rect.width.sp(), 9, "its proportions stay");
    let caption = lines(&pages, page);
    assert!(caption.iter().any(|(y, words)| *y > rect.y + rect.height && !words.is_empty()), "{caption:?}");
}

#[test]
fn figures_stay_in_order_and_are_never_lost() {
    for before in 0..12 {
        let mut blocks = prose(before);
        for n in 0..5 {
            blocks.push(figure(&format!("Figure{n}")));
            blocks.push(paragraph(&words(30, n)));
        }
        let mut text = book(vec![chapter(1, blocks, Vec::new())]);
        text.images.push(picture(300, 250));
        let pages = pages(&text);
        let at = |n: u32| note_pages(&pages, &format!("Figure{n}"))[0];
        assert!((1..5).all(|n| at(n - 1) <= at(n)));
        assert_eq!((0..pages.pages.len()).map(|p| pictures(&pages, p).len()).sum::<usize>(), 5);
        says_all(&text, &pages);
    }
}

/// A table of two columns; the right one holds so many words a cell.
fn table(rows: usize, long: usize, caption: Option<&str>) -> SetBlock {
    let cell = |style, words: &str| common::text(style, words);
    let table = SetTable {
        caption: caption.map(|words| cell(ParagraphStyle::Caption, words)),
        align: vec![TextAlign::Start; 2],
        head: ["Headleft", "Headright"].map(|words| cell(ParagraphStyle::TableHead, words)).into(),
        rows: (0..rows)
            .map(|n| [format!("row{n}"), words(long, n as u64)].map(|w| cell(ParagraphStyle::TableCell, &w)).into())
            .collect(),
    };
    block(SetBlockKind::Table(table))
}

#[test]
fn a_small_table_stays_whole() {
    for before in 20..34 {
        for caption in [None, Some("Caption")] {
            let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(8, i))).collect();
            blocks.push(table(7, 3, caption));
            blocks.extend(prose(8));
            let text = book(vec![chapter(1, blocks, Vec::new())]);
            let pages = pages(&text);
            let first = note_pages(&pages, "row0");
            assert_eq!(first, note_pages(&pages, "row6"), "after {before} paragraphs");
            assert_eq!(first, note_pages(&pages, "Headleft"));
            says_all(&text, &pages);
        }
    }
}

#[test]
fn a_row_taller_than_the_page_is_continued_under_its_head() {
    let mut blocks = prose(2);
    blocks.push(table(3, 600, None));
    blocks.extend(prose(2));
    let text = book(vec![chapter(1, blocks, Vec::new())]);
    let pages = pages(&text);
    let heads = (0..pages.pages.len()).filter(|&p| {
        pages.pages[p].items.iter().any(|i| matches!(&i.kind, ItemKind::Glyphs(run) if run.text.contains("Headleft")))
    });
    let heads = heads.count();
    assert!(heads > 3, "the head stands on {heads} pages");
    says_all(&text, &pages);
}

#[test]
fn a_note_called_on_the_last_line_stands_below_it() {
    for before in 20..34 {
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(8, i))).collect();
        blocks.push(paragraph(&format!("{} Callhere[^0]", words(28, 3))));
        let note = note(0, &format!("Firstnote {} Lastword", words(50, 1)));
        let pages = pages(&book(vec![chapter(1, blocks, vec![note])]));
        let call = note_pages(&pages, "Callhere");
        assert_eq!(call, note_pages(&pages, "Firstnote"), "after {before} paragraphs");
        assert_eq!(call, note_pages(&pages, "Lastword"), "after {before} paragraphs");
        let at = |word: &str| lines(&pages, call[0]).iter().find(|l| l.1.contains(word)).unwrap().0;
        assert!(at("Callhere") < at("Firstnote"));
    }
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
        let beside = rest.iter().filter(|run| run.y <= cap.y);
        let width: Length = cap.glyphs.iter().map(|g| g.advance).sum();
        assert!(beside.clone().count() >= usize::from(lines_deep) && beside.clone().all(|r| r.x >= cap.x + width));
        assert_eq!(pages.map.pages[0].start.map(|s| s.1), Some(0), "the page starts with the chapter's title");
    }
}

#[test]
fn a_note_that_is_called_again_takes_no_more_room() {
    let notes_of = |words: &str| {
        let blocks = vec![paragraph(words), paragraph("Other[^1]")];
        let text = book(vec![chapter(1, blocks, vec![note(0, "Firstnote"), note(1, "Secondnote")])]);
        let pages = layout(&text, &Fonts::bundled(), &mut Diagnostics::new());
        let runs = pages.pages[0].items.iter().filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) if run.text.ends_with("note") => Some(run.y),
            _ => None,
        });
        runs.collect::<Vec<_>>()
    };
    let once = notes_of("Word[^0]");
    assert_eq!(once.len(), 2);
    assert_eq!(notes_of("Word[^0], word[^0]"), once);
}

#[test]
fn a_chapter_from_right_to_left_is_mirrored() {
    let quote =
        block(SetBlockKind::Quote(vec![block(SetBlockKind::Paragraph(common::text(ParagraphStyle::Quote, "שלום")))]));
    let item = |words: &str| SetItem {
        label: "•".into(),
        task: None,
        blocks: vec![block(SetBlockKind::Paragraph(common::text(ParagraphStyle::ListItem, words)))],
    };
    let list = SetBlockKind::List { numbered: false, start: 1, tight: true, items: vec![item("אחד")] };
    let table = SetBlockKind::Table(SetTable {
        caption: Some(common::text(ParagraphStyle::Caption, "טבלה")),
        align: vec![TextAlign::Start],
        head: Vec::new(),
        rows: vec![vec![common::text(ParagraphStyle::TableCell, "תא")]],
    });
    let mut blocks = vec![paragraph("עברית"), quote, block(list), block(table)];
    let lang: Lang = "he".parse().unwrap();
    fn speak(block: &mut SetBlock, lang: Lang) {
        block.lang = lang;
        match &mut block.kind {
            SetBlockKind::Paragraph(p) => {
                p.lang = lang;
                p.runs.iter_mut().for_each(|run| run.lang = lang);
            }
            SetBlockKind::Quote(blocks) => blocks.iter_mut().for_each(|b| speak(b, lang)),
            SetBlockKind::List { items, .. } => {
                items.iter_mut().flat_map(|i| &mut i.blocks).for_each(|b| speak(b, lang));
            }
            SetBlockKind::Table(table) => table.caption.as_mut().expect("a caption").lang = lang,
            _ => {}
        }
    }
    blocks.iter_mut().for_each(|b| speak(b, lang));
    let mut text = book(vec![chapter(1, blocks, Vec::new())]);
    text.sections[0].lang = lang;
    let found = layout(&text, &Fonts::bundled(), &mut Diagnostics::new());
    let right = text.theme.page.width - text.theme.page.outer;
    let edge = |word: &str| {
        let ends = found.pages[0].items.iter().filter_map(|i| match &i.kind {
            ItemKind::Glyphs(run) if run.text.contains(word) => {
                Some(run.x + run.glyphs.iter().map(|g| g.advance).sum::<Length>())
            }
            _ => None,
        });
        right - ends.max().unwrap_or_else(|| panic!("{word} stands nowhere"))
    };
    let near = |a: Length, b: Length| (a - b).sp().abs() < 65536;
    let blocks = &text.theme.blocks;
    assert!(near(edge("עברית"), text.theme.style(ParagraphStyle::Body).indent), "{}", edge("עברית"));
    assert!(near(edge("שלום"), blocks.quote_start), "{}", edge("שלום"));
    assert!(near(edge("אחד"), blocks.list_indent), "{}", edge("אחד"));
    assert!(edge("•") >= Length::ZERO && edge("•") < edge("אחד"), "the label stands outside its item");
    let caption = found.pages[0].items.iter().find_map(|i| match &i.kind {
        ItemKind::Glyphs(run) if run.text == "טבלה" => Some(run),
        _ => None,
    });
    let caption = caption.expect("a caption");
    let width: Length = caption.glyphs.iter().map(|g| g.advance).sum();
    let measure = text.theme.page.width - text.theme.page.outer - text.theme.page.inner;
    assert!(near(edge("טבלה"), (measure - width) / 2), "a caption stands in the middle");
}

/// A table of one body row under heads.
fn headed(heads: &[&str], cells: &[&str]) -> SetBlock {
    let row = |texts: &[&str], style| texts.iter().map(|text| common::text(style, text)).collect::<Vec<_>>();
    block(SetBlockKind::Table(SetTable {
        caption: None,
        align: vec![TextAlign::Start; heads.len()],
        head: row(heads, ParagraphStyle::TableHead),
        rows: vec![row(cells, ParagraphStyle::TableCell)],
    }))
}

#[test]
fn words_of_a_table_are_broken_last() {
    let set = |text: &SetText| {
        let mut diagnostics = Diagnostics::new();
        let pages = layout(text, &Fonts::bundled(), &mut diagnostics);
        says_all(text, &pages);
        let runs = |item: &Item| match &item.kind {
            ItemKind::Glyphs(run) if matches!(item.tag, Tag::Content { .. }) => Some((run.text.clone(), run.size)),
            _ => None,
        };
        let runs: Vec<(String, Length)> = pages.pages[0].items.iter().filter_map(runs).collect();
        (runs, diagnostics.iter().map(|d| d.code).collect::<Vec<_>>())
    };
    let whole = |runs: &[(String, Length)], words: &[&str]| {
        words.iter().all(|word| runs.iter().any(|(text, _)| text.split_whitespace().any(|w| w == *word)))
    };
    let long = "Schoolmasters";
    // A wide column gives what a narrow one needs for its longest word.
    let mut text = book(vec![chapter(1, vec![headed(&["A", long], &[&words(60, 3), "b"])], Vec::new())]);
    let (runs, found) = set(&text);
    assert!(whole(&runs, &[long]) && found.is_empty(), "{runs:?} {found:?}");
    // Where no column has room to give, the text is smaller, as far as the theme lets it be.
    let many = |count: usize| headed(&vec![long; count], &vec!["b"; count]);
    text.sections[0].blocks = chapter(1, vec![many(6)], Vec::new()).blocks;
    text.theme.blocks.table_step = Length::from_pt(2);
    let (runs, found) = set(&text);
    let sizes: Vec<Length> = runs.iter().filter(|(text, _)| text == long).map(|(_, size)| *size).collect();
    assert!(sizes.len() == 6 && found.is_empty(), "{runs:?} {found:?}");
    assert!(sizes.iter().all(|&s| s < Length::from_pt(9) && s >= Length::from_pt(7)), "{sizes:?}");
    // Then words are hyphenated, and at last broken, which is said.
    text.sections[0].blocks = chapter(1, vec![many(9)], Vec::new()).blocks;
    let (_, found) = set(&text);
    assert_eq!(found, ["wide-table"]);
    for block in &mut text.sections[0].blocks {
        let SetBlockKind::Table(table) = &mut block.kind else { continue };
        table.head.iter_mut().for_each(|cell| cell.hyphens = vec![6, 9]);
    }
    let (runs, found) = set(&text);
    assert!(whole(&runs, &["School", "masters"]) && found.is_empty(), "{runs:?} {found:?}");
}

#[test]
fn a_short_stanza_stays_on_one_page() {
    let line =
        |n: usize| SetVerseLine { indent: 0, paragraph: common::text(ParagraphStyle::Verse, &format!("verse{n}")) };
    for before in 20..34 {
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(4, i))).collect();
        let stanza = SetStanza { lines: (0..4).map(line).collect(), address: None };
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
        blocks.push(block(SetBlockKind::Code { info: String::new(), lines }));
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
            block(SetBlockKind::Code { info: String::new(), lines })
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

#[test]
fn notes_in_the_margin_stand_beside_their_calls() {
    let mut blocks = prose(4);
    blocks.push(paragraph("Callone[^0] and more."));
    blocks.push(paragraph(&format!("{} Calltwo[^1] and Callthree[^2].", words(30, 4))));
    blocks.extend(prose(20));
    let notes: Vec<_> = (0..3_usize).map(|n| note(n, &format!("Note{n} {}", words(12 + n * 20, n as u64)))).collect();
    let mut text = book(vec![chapter(1, blocks, notes)]);
    text.theme.blocks.side_notes = true;
    (text.theme.page.width, text.theme.page.outer) = (Length::from_pt(486), Length::from_pt(150));
    let pages = layout(&text, &Fonts::bundled(), &mut Diagnostics::new());
    let at = |word: &str| {
        let find = |page: usize| {
            pages.pages[page].items.iter().find_map(|item| match &item.kind {
                ItemKind::Glyphs(run) if run.text.contains(word) => Some((page, run.x, run.y)),
                _ => None,
            })
        };
        (0..pages.pages.len()).find_map(find).unwrap_or_else(|| panic!("{word} stands nowhere"))
    };
    let calls = ["Callone", "Calltwo", "Callthree"].map(at);
    let found = ["Note0", "Note1", "Note2"].map(at);
    for (call, note) in calls.iter().zip(&found) {
        assert_eq!(call.0, note.0, "a note stands on the page that calls it");
        let text_block = text.theme.page.width - text.theme.page.inner - text.theme.page.outer;
        let (left, right) = (call.0 % 2 == 1, call.0 % 2 == 0);
        assert!(right && note.1 > text.theme.page.inner + text_block || left && note.1 < text.theme.page.outer);
    }
    assert_eq!(found[0].2, calls[0].2, "it stands beside its line");
    assert!(found[1].2 < found[2].2, "notes stand below one another");
    no_overlap(&text, &pages);
    // The margin is narrower than a note can be.
    text.theme.page.outer = Length::from_pt(60);
    let pages = layout(&text, &Fonts::bundled(), &mut Diagnostics::new());
    sound(&text, &pages);
}

#[test]
fn a_book_read_from_right_to_left_is_bound_at_the_right() {
    let mut text = book(vec![chapter(1, prose(30), Vec::new())]);
    text.theme.heads.style.align = TextAlign::Start;
    let left_bound = pages(&text);
    text.metadata.language = "he".parse().unwrap();
    let right_bound = layout(&text, &Fonts::bundled(), &mut Diagnostics::new());
    let edges = |found: &Pages, page: usize, wanted: fn(&Tag) -> bool| {
        let runs = found.pages[page].items.iter().filter(|item| wanted(&item.tag));
        let x = |item: &Item| if let ItemKind::Glyphs(run) = &item.kind { Some(run.x) } else { None };
        runs.filter_map(x).collect::<Vec<Length>>()
    };
    let content = |found: &Pages, page| edges(found, page, |tag| matches!(tag, Tag::Content { .. })).into_iter().min();
    let heads = |found: &Pages, page| edges(found, page, |tag| *tag == Tag::Artifact(Artifact::Header));
    assert!(left_bound.pages.len() > 3);
    let shift = text.theme.page.outer - text.theme.page.inner;
    for page in 1..left_bound.pages.len() {
        let recto = page % 2 == 0;
        let by = if recto { shift } else { -shift };
        assert_eq!(content(&right_bound, page), content(&left_bound, page).map(|x| x + by), "page {page}");
        // Head at the spine, folio at the fore-edge.
        let (head, folio) = (heads(&right_bound, page)[0], heads(&right_bound, page)[1]);
        assert_eq!(recto, folio < head, "page {page}: head at {head}, folio at {folio}");
    }
}

#[test]
fn heads_and_folios_from_right_to_left_are_on_the_page() {
    let lang: Lang = "he".parse().unwrap();
    let mut text = book(vec![chapter(1, prose(30), Vec::new())]);
    text.metadata.language = lang;
    text.sections[0].lang = lang;
    text.sections[0].running_heads = ["\u{5e1}\u{5e4}\u{5e8} 12", "\u{5e4}\u{5e8}\u{5e7}"].map(Into::into);
    let found = layout(&text, &Fonts::bundled(), &mut Diagnostics::new());
    let theme = &text.theme.page;
    for (index, page) in found.pages.iter().enumerate() {
        let heads = page.items.iter().filter(|item| matches!(item.tag, Tag::Artifact(_)));
        let runs = heads.filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(run) } else { None });
        let ends = runs.map(|run| (run.x, run.x + run.glyphs.iter().map(|glyph| glyph.advance).sum::<Length>()));
        let ends: Vec<(Length, Length)> = ends.collect();
        assert!(!ends.is_empty(), "page {index} has neither head nor folio");
        // Bound at the right: the spine of a recto is on its right.
        let left = if index % 2 == 0 { theme.outer } else { theme.inner };
        let right = theme.width - theme.inner - theme.outer + left;
        let slack = Length::from_pt(1);
        for (from, to) in ends {
            assert!(from >= left - slack && to <= right + slack, "page {index}: from {from} to {to}");
        }
    }
}
