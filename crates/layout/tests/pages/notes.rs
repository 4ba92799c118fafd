//! Notes at the foot of pages and in the margin.

use anthology_base::{Diagnostics, Length};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::ItemKind;
use anthology_typeset::SetBlock;

use crate::common::{book, chapter, note, paragraph, words};
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
