//! Notes at the foot of pages and in the margin.

use anthology_base::{Diagnostics, Length};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::ItemKind;
use anthology_typeset::{
    ParagraphStyle, SetBlock, SetBlockKind, SetItem, SetStanza, SetTable, SetVerseLine, TextAlign,
};

use crate::common::{self, block, book, chapter, heading, note, paragraph, words};
use crate::{lines, no_overlap, note_pages, pages, prose, read, sound, written};

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
fn a_note_within_a_note_is_set_after_it() {
    let mut blocks = prose(2);
    blocks.push(paragraph("Callone[^0] and then calltwo[^3] on one line."));
    blocks.extend(prose(6));
    let notes = vec![
        note(0, "Noteone refers[^1] to another."),
        note(1, "Noteinner refers[^2] to a third."),
        note(2, "Notedeep ends it."),
        note(3, "Notetwo is last."),
    ];
    let found = pages(&book(vec![chapter(1, blocks, notes)]));
    let page = note_pages(&found, "Callone")[0];
    let at = |word: &str| lines(&found, page).iter().position(|line| line.1.contains(word));
    let order = ["Noteone", "Notetwo", "Noteinner", "Notedeep"].map(at);
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{order:?}");
}

/// A note that two notes and the text refer to is set once, with the first reference as it is read.
#[test]
fn a_note_is_set_with_its_first_reference() {
    let blocks = vec![paragraph("Callinner[^1] and callone[^0].")];
    let notes = vec![note(0, "Noteone refers[^1] to another."), note(1, "Noteinner.")];
    let found = pages(&book(vec![chapter(1, blocks, notes)]));
    let found = lines(&found, 0);
    let at = |word: &str| found.iter().filter(|line| line.1.contains(word)).map(|line| line.0).collect::<Vec<_>>();
    assert_eq!(at("Noteinner").len(), 1);
    assert!(at("Noteinner") < at("Noteone"));
}

/// A note that is longer than a page, referred to from any kind of block in any place, fills the page of its reference.
#[test]
fn a_note_that_must_be_split_fills_its_page() {
    let long = || note(0, &format!("Longnote {} Noteend", words(1200, 5)));
    let quote = |blocks| block(SetBlockKind::Quote(blocks));
    let item = |words: &str| SetItem { label: "•".into(), task: None, blocks: vec![paragraph(words)] };
    let list = |words: &str| {
        let items = vec![item("One."), item(words), item("Three."), item("Four.")];
        block(SetBlockKind::List { numbered: false, start: 1, tight: true, items })
    };
    let kinds: Vec<(&str, Vec<SetBlock>)> = vec![
        ("a first line", vec![paragraph(&format!("Callhere[^0] {}", words(60, 1)))]),
        ("a short paragraph", vec![paragraph("Callhere[^0] once.")]),
        ("a last line", vec![paragraph(&format!("{} Callhere[^0]", words(60, 1)))]),
        ("a list", vec![list("Callhere[^0] two.")]),
        ("a quotation", vec![quote(vec![paragraph(&format!("Callhere[^0] {}", words(40, 1)))])]),
        ("a heading", vec![heading("Callhere[^0]"), paragraph(&words(60, 2))]),
        ("after a heading", vec![heading("A heading"), paragraph(&format!("Callhere[^0] {}", words(60, 2)))]),
        ("several", vec![paragraph(&format!("Callhere[^0] {} then[^1] again", words(12, 1)))]),
        ("a cell", vec![cell("Callhere[^0]")]),
    ];
    for (kind, blocks) in kinds {
        for before in [6, 17, 24] {
            let mut all: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(8, i))).collect();
            all.extend(blocks.iter().cloned());
            all.extend(prose(10));
            let text = book(vec![chapter(1, all, vec![long(), note(1, "Shortnote.")])]);
            let found = pages(&text);
            let page = note_pages(&found, "Callhere")[0];
            assert_eq!(page, note_pages(&found, "Longnote")[0], "{kind}, {before} lines before");
            let last = lines(&found, page).last().expect("a line").0;
            let foot = text.theme.page.height - text.theme.page.bottom;
            assert!(foot - last < Length::from_pt(32), "{kind}, {before} lines before: the page ends at {last}");
            // No page before it is left short for the sake of the note.
            for page in 0..page {
                let last = lines(&found, page).last().expect("a line").0;
                assert!(foot - last < Length::from_pt(64), "{kind}, {before} lines before: page {page} ends at {last}");
            }
        }
    }
}

fn cell(words: &str) -> SetBlock {
    let cell = |style, words: &str| common::text(style, words);
    block(SetBlockKind::Table(SetTable {
        caption: None,
        align: vec![TextAlign::Start],
        head: vec![common::row([cell(ParagraphStyle::TableHead, "Head")])],
        rows: [words, "row"].map(|words| common::row([cell(ParagraphStyle::TableCell, words)])).into(),
    }))
}

#[test]
fn verse_and_lists_in_a_note_have_its_size() {
    let line = SetVerseLine {
        indent: 0,
        paragraph: common::text(ParagraphStyle::Verse, "Verseline"),
        number: None,
        shared: false,
    };
    let verse = block(SetBlockKind::Verse(vec![SetStanza { label: None, lines: vec![line], address: None }]));
    let in_list = block(SetBlockKind::Paragraph(common::text(ParagraphStyle::Note, "Itemtext")));
    let item = SetItem { label: "7.".into(), task: None, blocks: vec![in_list] };
    let list = block(SetBlockKind::List { numbered: true, start: 7, tight: true, items: vec![item] });
    let mut with = note(0, "Notetext.");
    with.blocks.extend([verse, list]);
    let text = book(vec![chapter(1, vec![paragraph("Callhere[^0] once.")], vec![with])]);
    let found = pages(&text);
    let size = |word: &str| {
        let mut runs = found.pages[0].items.iter().filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) if run.text.contains(word) => Some(run.size),
            _ => None,
        });
        runs.next_back().unwrap_or_else(|| panic!("{word} is missing"))
    };
    for word in ["Verseline", "Itemtext", "7."] {
        assert_eq!(size(word), size("Notetext"), "{word}");
    }
}
