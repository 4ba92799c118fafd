//! Pages that run from right to left.

use anthology_base::{Diagnostics, Lang, Length};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::{Artifact, Item, ItemKind, Pages, Tag};
use anthology_typeset::{ParagraphStyle, SetBlock, SetBlockKind, SetItem, SetTable, TextAlign};

use crate::common::{self, block, book, chapter, paragraph};
use crate::{pages, prose};

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
        rows: vec![common::row([common::text(ParagraphStyle::TableCell, "תא")])],
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
    text.sections[0].running_heads =
        ["\u{5e1}\u{5e4}\u{5e8} 12", "\u{5e4}\u{5e8}\u{5e7}"].map(|text| text.to_owned().into());
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
