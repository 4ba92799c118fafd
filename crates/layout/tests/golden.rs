//! Golden pages: all items with their positions, in points. `INSTA_UPDATE=always cargo test` writes them anew; read the
//! difference.

mod common;

use anthology_base::Diagnostics;
use anthology_layout::fonts::Fonts;
use anthology_layout::{dump, layout, page_map};
use anthology_typeset::{
    Anchor, ContentsEntry, GroupRole, Matter, NotePlacement, ParagraphStyle, SectionKind, SetBlockKind, SetItem,
    SetSection, SetStanza, SetTable, SetText, SetVerseLine, TextAlign,
};
use common::{block, book, chapter, heading, note, paragraph, row, text, words};

fn golden(name: &str, text: &SetText) {
    let mut diagnostics = Diagnostics::new();
    let pages = layout(text, &Fonts::bundled(), &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(page_map(text, &Fonts::bundled(), &mut diagnostics), pages.map, "{name}: where pages start");
    let labels = pages.pages.iter().map(|page| &page.label);
    assert!(pages.map.pages.iter().map(|start| &start.label).eq(labels), "{name}: a start for each page");
    insta::assert_snapshot!(name, dump(&pages));
}

fn contents(chapters: &[SetSection]) -> SetSection {
    let entry = |section: &SetSection| ContentsEntry {
        depth: 0,
        level: 0,
        label: Some(section.title.trim_start_matches("Chapter ").to_owned()),
        title: text(ParagraphStyle::ContentsChapter, &section.title),
        author: Some(text(ParagraphStyle::ContentsAuthor, "Somebody")),
        target: Anchor { section: section.slug.clone(), id: None },
    };
    let entries = chapters.iter().map(entry).collect();
    let mut section = chapter(9, vec![block(SetBlockKind::Contents(entries))], Vec::new());
    (section.kind, section.matter) = (SectionKind::Contents, Matter::Front);
    section
}

#[test]
fn front_matter_and_numbers() {
    let chapters: Vec<SetSection> =
        (1..=2).map(|i| chapter(i, vec![paragraph(&words(60, i as u64))], Vec::new())).collect();
    let mut sections = vec![contents(&chapters)];
    sections.extend(chapters);
    golden("contents", &book(sections));
}

#[test]
fn notes_at_the_foot_and_at_the_end() {
    let section = || {
        let blocks = vec![paragraph("Two marks[^0] stand on this line[^1], and no more."), paragraph(&words(40, 1))];
        chapter(1, blocks, vec![note(0, "The first note."), note(1, &words(30, 2))])
    };
    golden("footnotes", &book(vec![section()]));
    let mut end = book(vec![section()]);
    end.notes = NotePlacement::Chapter;
    golden("endnotes", &end);
    end.notes = NotePlacement::Book;
    let title = block(SetBlockKind::Heading { level: 2, paragraph: text(ParagraphStyle::Heading2, "Chapter 1") });
    let of = block(SetBlockKind::Group { role: GroupRole::NotesOf(0), blocks: vec![title] });
    let mut notes = chapter(2, vec![of], Vec::new());
    (notes.kind, notes.matter) = (SectionKind::Notes, Matter::Back);
    end.sections.push(notes);
    golden("book-notes", &end);
}

#[test]
fn every_kind_of_block() {
    let item = |label: &str, words: &str| SetItem {
        label: label.into(),
        task: None,
        blocks: vec![block(SetBlockKind::Paragraph(text(ParagraphStyle::ListItem, words)))],
    };
    let mut nested = item("1.", "An item that holds a list:");
    let inner = SetBlockKind::List { numbered: false, start: 1, tight: true, items: vec![item("•", "within")] };
    nested.blocks.push(block(inner));
    let list =
        SetBlockKind::List { numbered: true, start: 1, tight: true, items: vec![nested, item("2.", "and one.")] };
    let verse = |indent: u8, words: &str| SetVerseLine {
        indent,
        paragraph: text(ParagraphStyle::Verse, words),
        number: None,
        shared: false,
    };
    let stanza =
        SetStanza { label: None, lines: vec![verse(0, "A line of verse"), verse(1, "and one set in")], address: None };
    let cell = |words: &str| text(ParagraphStyle::TableCell, words);
    let table = SetTable {
        caption: Some(text(ParagraphStyle::Caption, "Table 1. Figures.")),
        align: vec![TextAlign::Start, TextAlign::End],
        head: vec![row([text(ParagraphStyle::TableHead, "What"), text(ParagraphStyle::TableHead, "How many")])],
        rows: vec![row([cell("stones"), cell("12")]), row([cell("lanterns"), cell("3")])],
    };
    let code = vec![text(ParagraphStyle::Code, "fn main() {}"), text(ParagraphStyle::Code, "")];
    let quote = vec![block(SetBlockKind::Paragraph(text(ParagraphStyle::Quote, &words(25, 4))))];
    let blocks = vec![
        paragraph(&words(20, 3)),
        block(SetBlockKind::Quote(quote)),
        block(list),
        heading("A heading"),
        block(SetBlockKind::Verse(vec![stanza])),
        block(SetBlockKind::SceneBreak(text(ParagraphStyle::SceneBreak, ""))),
        block(SetBlockKind::Code {
            info: String::new(),
            lines: code,
            beside: anthology_typeset::CodeMargin::default(),
        }),
        block(SetBlockKind::Table(table)),
        paragraph(&words(20, 5)),
    ];
    golden("blocks", &book(vec![chapter(1, blocks, Vec::new())]));
}

#[test]
fn a_table_repeats_its_head() {
    let cell = |words: &str| text(ParagraphStyle::TableCell, words);
    let table = SetTable {
        caption: None,
        align: vec![TextAlign::Start; 2],
        head: vec![row([text(ParagraphStyle::TableHead, "Number"), text(ParagraphStyle::TableHead, "Word")])],
        rows: (0..60).map(|i| row([cell(&i.to_string()), cell("word")])).collect(),
    };
    golden("table", &book(vec![chapter(1, vec![block(SetBlockKind::Table(table))], Vec::new())]));
}
