//! Text, structure and destinations, as others read them, are the document's.

use std::collections::{BTreeMap, BTreeSet};

use anthology_layout::page::{Artifact, GlyphRun, Item, ItemKind, Tag};
use anthology_typeset::{ObjectKind, ParagraphStyle};

use crate::{BOTH_WAYS, BOTH_WAYS_ON_SCREEN, SAMPLE, TORTURE, Written, run};

/// An element that is open while poppler's list of the structure is read.
struct Open {
    indent: usize,
    inline: bool,
    text: String,
}

/// What the elements say, in order, by poppler's list of the structure. Words in a line are their paragraph's.
fn said(list: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut open = vec![Open { indent: 0, inline: false, text: String::new() }];
    for line in list.lines().chain([""]) {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        while open.len() > 1 && open.last().is_some_and(|last| last.indent >= indent) {
            let Some(done) = open.pop() else { break };
            match open.last_mut().filter(|_| done.inline) {
                Some(outer) => outer.text.push_str(&done.text),
                None => said.push(done.text),
            }
        }
        let text = content.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match (text, open.last_mut()) {
            (Some(text), Some(last)) => last.text.push_str(text),
            (None, _) if content.starts_with(|c: char| c.is_ascii_uppercase()) && !content.starts_with("Object ") => {
                let name = content.split([' ', ':']).next().unwrap_or_default();
                let inline = ["Span", "Link", "Reference", "Code", "Quote"].contains(&name);
                open.push(Open { indent, inline, text: String::new() });
            }
            _ => {}
        }
    }
    said
}

fn plain(text: &str) -> String {
    let text = text.replace(['\u{ad}', '\u{fffc}'], "");
    text.split([' ', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Every paragraph of the text is an element of poppler's structure, word for word. Of a short book: poppler looks at a
/// page once for every element on it. `same_text` reads the sample book.
fn paragraphs_are_elements(book: &Written, least: usize) {
    let path = book.path.to_str().expect("a path");
    let Some(list) = run("pdfinfo", &["-struct-text", path]) else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in said(&list) {
        *counts.entry(plain(&text)).or_default() += 1;
    }
    let mut missing = Vec::new();
    let mut compared = 0;
    for paragraph in book.text.paragraphs() {
        use ParagraphStyle as P;
        let folio =
            paragraph.objects.iter().any(|o| matches!(o.kind, ObjectKind::PageNumber(_) | ObjectKind::Locators(_)));
        let apart = matches!(paragraph.style, P::ContentsPart | P::ContentsChapter | P::ContentsAuthor | P::SceneBreak);
        let wanted = plain(&paragraph.text);
        if folio || apart || wanted.is_empty() {
            continue;
        }
        compared += 1;
        match counts.get_mut(&wanted).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => missing.push(wanted),
        }
    }
    assert!(compared >= least, "only {compared} paragraphs were compared");
    assert!(missing.is_empty(), "{} of {compared} are not what poppler reads: {missing:#?}", missing.len());
}

#[test]
fn poppler_reads_the_structure_of_the_torture_book() {
    paragraphs_are_elements(&TORTURE, 80);
}

#[test]
fn poppler_reads_text_from_right_to_left_in_its_order() {
    paragraphs_are_elements(&BOTH_WAYS, 10);
    paragraphs_are_elements(&BOTH_WAYS_ON_SCREEN, 10);
}

/// Every character that is painted is one that MuPDF reads, page by page and in order.
fn characters_are_read(book: &Written) {
    let path = book.path.to_str().expect("a path");
    let Some(text) = run("mutool", &["draw", "-q", "-F", "text", path]) else { return };
    let read: Vec<&str> = text.split('\u{c}').collect();
    assert_eq!(read.len(), book.pages.pages.len() + 1);
    let dense = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect() };
    for (page, read) in book.pages.pages.iter().zip(read) {
        // Leaders and ornaments are painted after the page's content.
        let is_last = |item: &&Item| matches!(item.tag, Tag::Artifact(Artifact::Layout));
        let (last, first): (Vec<&Item>, Vec<&Item>) = page.items.iter().partition(is_last);
        let runs = first.into_iter().chain(last).filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) => Some(run.text.as_str()),
            _ => None,
        });
        assert_eq!(dense(read), dense(&runs.collect::<String>()), "page {}", page.label);
    }
}

#[test]
fn mupdf_reads_every_character_of_the_sample_book() {
    characters_are_read(&SAMPLE);
}

#[test]
fn mupdf_reads_every_character_of_the_torture_book() {
    characters_are_read(&TORTURE);
}

#[test]
fn mupdf_reads_text_from_right_to_left_in_its_order() {
    characters_are_read(&BOTH_WAYS);
    characters_are_read(&BOTH_WAYS_ON_SCREEN);
}

#[test]
fn every_glyph_from_right_to_left_stands_for_characters_of_its_run() {
    let items = BOTH_WAYS.pages.pages.iter().flat_map(|page| &page.items);
    let runs = items.filter_map(|item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run),
        _ => None,
    });
    let within =
        |run: &&GlyphRun| run.glyphs.iter().all(|glyph| glyph.hyphen || run.text.len() > glyph.cluster as usize);
    let (right, wrong): (Vec<_>, Vec<_>) = runs.partition(within);
    assert!(right.iter().any(|run| run.text.starts_with(" . .")), "the contents have leaders");
    assert!(wrong.is_empty(), "{:?}", wrong.iter().map(|run| &run.text).collect::<Vec<_>>());
}

/// The words that `pdftotext` gives, by a page's places, where nothing stands in the way of its own idea of order.
#[test]
fn poppler_reads_whole_words_from_right_to_left() {
    [&*BOTH_WAYS, &*BOTH_WAYS_ON_SCREEN].into_iter().for_each(whole_words);
}

fn whole_words(book: &Written) {
    let path = book.path.to_str().expect("a path");
    let Some(text) = run("pdftotext", &[path, "-"]) else { return };
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
    let lost: Vec<&str> = ["והסופר", "החלון", "עופרת", "דוקטים", "הניר", "النافذة", "المساء", "رصاص"]
        .into_iter()
        .filter(|word| !words.contains(word))
        .collect();
    assert_eq!(lost, ["הניר"], "the check of the check is a word that isn't in the book");
}

/// Forms with word spaces are in a file for the screen that has right-to-left text, and nowhere else; what MuPDF reads is
/// the same with them, spaces included.
#[test]
fn hidden_word_spaces_change_nothing_for_others() {
    let has_layer = |book: &Written| {
        let file = std::fs::read(&book.path).expect("a file");
        lopdf::Document::load_mem(&file).expect("a document").catalog().expect("a catalog").has(b"OCProperties")
    };
    assert_eq!([&*BOTH_WAYS_ON_SCREEN, &*BOTH_WAYS, &*SAMPLE].map(has_layer), [true, false, false]);
    let read = |book: &Written| run("mutool", &["draw", "-q", "-F", "text", book.path.to_str().expect("a path")]);
    assert_eq!(read(&BOTH_WAYS_ON_SCREEN), read(&BOTH_WAYS));
}

#[test]
fn every_heading_and_paragraph_can_be_linked_to() {
    let path = SAMPLE.path.to_str().expect("a path");
    let Some(list) = run("pdfinfo", &["-dests", path]) else { return };
    let names: BTreeSet<&str> = list.lines().filter_map(|line| line.split('"').nth(1)).collect();
    let addresses: BTreeSet<String> =
        SAMPLE.text.paragraphs().filter_map(|paragraph| Some(paragraph.address.as_ref()?.to_string())).collect();
    let missing: Vec<&String> = addresses.iter().filter(|address| !names.contains(address.as_str())).collect();
    assert!(addresses.len() > 200 && missing.is_empty(), "{} of {}: {missing:?}", missing.len(), addresses.len());
    let missing: Vec<&String> =
        SAMPLE.pages.outline.iter().map(|e| &e.destination).filter(|key| !names.contains(key.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
