//! Figures and tables on pages.

use std::sync::Arc;

use anthology_base::{Diagnostics, Length, Span};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::{Item, ItemKind, Pages, Rect, Tag};
use anthology_typeset::{
    ImageAsset, ImageFormat, ImageWidth, ParagraphStyle, PixelSize, SetBlock, SetBlockKind, SetImage, SetTable,
    SetText, TextAlign,
};

use crate::common::{self, block, book, chapter, paragraph, words};
use crate::{lines, note_pages, pages, prose, says_all, sound};

pub(crate) fn picture(width: u32, height: u32) -> Arc<ImageAsset> {
    Arc::new(ImageAsset {
        path: "a.png".into(),
        format: ImageFormat::Png,
        size: PixelSize::new(width, height),
        bytes: Arc::from([]),
        orientation: 1,
    })
}

pub(crate) fn figure(caption: &str) -> SetBlock {
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
pub(crate) fn pictures(pages: &Pages, page: usize) -> Vec<Rect> {
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
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["tall-image"]);
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
pub(crate) fn table(rows: usize, long: usize, caption: Option<&str>) -> SetBlock {
    let cell = |style, words: &str| common::text(style, words);
    let table = SetTable {
        caption: caption.map(|words| cell(ParagraphStyle::Caption, words)),
        align: vec![TextAlign::Start; 2],
        head: vec![common::row(["Headleft", "Headright"].map(|words| cell(ParagraphStyle::TableHead, words)))],
        rows: (0..rows)
            .map(|n| {
                common::row([format!("row{n}"), words(long, n as u64)].map(|w| cell(ParagraphStyle::TableCell, &w)))
            })
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

/// A table of one body row under heads.
fn headed(heads: &[&str], cells: &[&str]) -> SetBlock {
    let row = |texts: &[&str], style| common::row(texts.iter().map(|text| common::text(style, text)));
    block(SetBlockKind::Table(SetTable {
        caption: None,
        align: vec![TextAlign::Start; heads.len()],
        head: vec![row(heads, ParagraphStyle::TableHead)],
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
        let runs: Vec<(String, Length)> = pages.pages.iter().flat_map(|page| &page.items).filter_map(runs).collect();
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
    // Then words are hyphenated, then the table is turned, and at last words are broken, which is said.
    text.sections[0].blocks = chapter(1, vec![many(13)], Vec::new()).blocks;
    let (_, found) = set(&text);
    assert_eq!(found, ["wide-table"]);
    for block in &mut text.sections[0].blocks {
        let SetBlockKind::Table(table) = &mut block.kind else { continue };
        for block in table.head.iter_mut().flatten().flat_map(|cell| &mut cell.blocks) {
            let SetBlockKind::Paragraph(paragraph) = &mut block.kind else { continue };
            paragraph.hyphens = vec![6.into(), 9.into()];
        }
    }
    let (runs, found) = set(&text);
    assert!(whole(&runs, &["School", "masters"]) && found.is_empty(), "{runs:?} {found:?}");
}
