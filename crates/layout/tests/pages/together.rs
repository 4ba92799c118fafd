//! What stays together on a page, and the white around it.

use std::sync::Arc;

use crate::common::{self, block, book, chapter, heading, paragraph, text, words};
use anthology_base::{Diagnostics, Length, Span};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::{GlyphRun, ItemKind, Page, Pages};
use anthology_typeset::{
    ImageAsset, ImageFormat, ImageWidth, ParagraphStyle, PixelSize, SetBlock, SetBlockKind, SetImage, SetItem,
    SetTable, TextAlign,
};

/// So many paragraphs of a line, and then these blocks with prose behind them.
fn pages(before: usize, blocks: Vec<SetBlock>) -> Pages {
    let mut all: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(5, i as u64))).collect();
    all.extend(blocks);
    all.extend((0..8).map(|i| paragraph(&words(80, i))));
    layout(&book(vec![chapter(1, all, Vec::new())]), &Fonts::bundled(), &mut Diagnostics::new())
}

fn runs(pages: &Pages, page: usize) -> impl Iterator<Item = &GlyphRun> {
    pages.pages[page].items.iter().filter_map(|item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run),
        _ => None,
    })
}

/// The page on which a word stands first.
fn page_of(pages: &Pages, word: &str) -> usize {
    let has = |&page: &usize| runs(pages, page).any(|run| run.text.split(' ').any(|w| w == word));
    (0..pages.pages.len()).find(has).expect("a page")
}

fn code(lines: usize) -> SetBlock {
    let lines = (0..lines).map(|n| text(ParagraphStyle::Code, &format!("code{n}"))).collect();
    block(SetBlockKind::Code { info: String::new(), lines, beside: anthology_typeset::CodeMargin::default() })
}

fn table(rows: usize) -> SetBlock {
    let cell = |style, words: &str| text(style, words);
    let row = |n: usize| common::row([cell(ParagraphStyle::TableCell, &format!("row{n}"))]);
    block(SetBlockKind::Table(SetTable {
        caption: None,
        align: vec![TextAlign::Start],
        head: vec![common::row([cell(ParagraphStyle::TableHead, "Head")])],
        rows: (0..rows).map(row).collect(),
    }))
}

fn list(items: usize) -> SetBlock {
    let item = |n: usize| SetItem {
        label: format!("{n}."),
        task: None,
        blocks: vec![paragraph(&format!("item{n} of a list"))],
    };
    block(SetBlockKind::List { numbered: true, start: 0, tight: true, items: (0..items).map(item).collect() })
}

#[test]
fn what_is_announced_begins_on_the_page_of_its_announcement() {
    let quote = || block(SetBlockKind::Quote(vec![paragraph(&format!("quoted {}", words(90, 3)))]));
    for before in 16..32 {
        for (block, first, with) in [
            (table(60), "Head", "row1"),
            (code(40), "code0", "code2"),
            (list(40), "item0", "item1"),
            (quote(), "quoted", "quoted"),
        ] {
            let found = pages(before, vec![paragraph("Announced as follows:"), block]);
            let intro = page_of(&found, "Announced");
            assert_eq!([page_of(&found, first), page_of(&found, with)], [intro; 2], "{first} after {before}");
        }
    }
}

/// A question in an interview isn't left at the foot of a page.
#[test]
fn a_strong_line_stands_over_what_follows() {
    for before in 16..32 {
        let mut question = paragraph("Whatever?");
        if let SetBlockKind::Paragraph(paragraph) = &mut question.kind {
            paragraph.runs[0].style.strong = true;
        }
        let found = pages(before, vec![question, paragraph(&format!("Answered {}", words(60, 1)))]);
        assert_eq!(page_of(&found, "Whatever?"), page_of(&found, "Answered"), "after {before}");
    }
}

#[test]
fn short_code_and_tables_stay_whole_and_long_ones_are_not_parted_near_their_ends() {
    let mut parted = 0;
    for before in 14..32 {
        for (lines, ends) in [(3, 3), (6, 6), (8, 8), (9, 3), (12, 3), (20, 3)] {
            let found = pages(before, vec![code(lines)]);
            let of = |line: usize| page_of(&found, &format!("code{line}"));
            assert!((0..ends).all(|n| of(n) == of(0)), "{lines} lines after {before}");
            assert!((lines - ends..lines).all(|n| of(n) == of(lines - 1)), "{lines} lines after {before}");
            parted += usize::from(of(0) != of(lines - 1));
        }
        for rows in [2, 4, 8] {
            let found = pages(before, vec![paragraph("Announced:"), table(rows)]);
            assert_eq!(page_of(&found, "row0"), page_of(&found, &format!("row{}", rows - 1)), "after {before}");
        }
    }
    assert!(parted > 5, "long code is parted where it stands at the foot of a page");
}

/// From the baseline to the height of the x, there is as much white over code as under it.
#[test]
fn code_has_even_white() {
    let fonts = Fonts::bundled();
    for lines in 1..14 {
        for under in [paragraph("under"), list(2)] {
            let found = pages(0, vec![paragraph("above"), code(lines), under]);
            let ink = |word: &str| {
                let run = runs(&found, 0).find(|run| run.text == word).expect("a line");
                let font = fonts.get(run.font);
                [run.y - font.scale(i32::from(font.x_height), run.size), run.y]
            };
            let over = ink("code0")[0] - ink("above")[1];
            let under = ["under", "item0 of a list"]
                .map(|word| runs(&found, 0).any(|run| run.text == word).then(|| ink(word)[0]));
            let under = under.into_iter().flatten().min().expect("a line") - ink(&format!("code{}", lines - 1))[1];
            assert!((over - under).abs() <= Length::from_sp(2), "{lines} lines: {over} over, {under} under");
        }
    }
}

/// Sections of a line or two fill their pages: what stays with one heading doesn't stay with the next.
#[test]
fn short_sections_fill_their_pages() {
    let sections = (0..80).flat_map(|n| {
        let long = if n % 9 == 8 { 60 } else { 3 + n % 14 };
        [heading(&format!("Section{n}")), paragraph(&words(long, n as u64))]
    });
    let text = book(vec![chapter(1, sections.collect(), Vec::new())]);
    let found = layout(&text, &Fonts::bundled(), &mut Diagnostics::new());
    for page in 1..found.pages.len() - 1 {
        let lowest = runs(&found, page).map(|run| run.y).filter(|&y| y < Length::from_pt(500)).max().expect("text");
        assert!(lowest > Length::from_pt(380), "page {page} ends at {lowest}");
    }
    for n in 0..80 {
        let page = page_of(&found, &format!("Section{n}"));
        let lowest = runs(&found, page).filter(|run| run.y < Length::from_pt(500)).max_by_key(|run| run.y);
        assert!(!lowest.expect("text").text.starts_with("Section"), "heading {n} is stranded");
    }
}

fn image(caption: &[&str]) -> SetBlock {
    let image = SetImage {
        image: 0,
        alt: "A square".into(),
        decorative: false,
        width: ImageWidth::Measure(500),
        span: Span::default(),
    };
    let caption = caption.iter().map(|words| block(SetBlockKind::Paragraph(text(ParagraphStyle::Caption, words))));
    block(SetBlockKind::Figure { image, caption: caption.collect() })
}

/// A chapter of lines, an image, and then these blocks; the page of the image, and the pages.
fn with_image(before: usize, blocks: Vec<SetBlock>) -> (usize, Pages) {
    let mut all: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(5, i as u64))).collect();
    all.extend(blocks);
    all.extend((0..8).map(|i| paragraph(&words(80, i))));
    let mut text = book(vec![chapter(1, all, Vec::new())]);
    text.images.push(Arc::new(ImageAsset {
        path: "a.png".into(),
        format: ImageFormat::Png,
        size: PixelSize::new(300, 200),
        bytes: Arc::from([]),
        orientation: 1,
    }));
    let found = layout(&text, &Fonts::bundled(), &mut Diagnostics::new());
    let has_image = |page: &Page| page.items.iter().any(|item| matches!(item.kind, ItemKind::Image { .. }));
    (found.pages.iter().position(has_image).expect("an image"), found)
}

#[test]
fn a_caption_that_is_a_paragraph_stays_with_its_image() {
    for before in 8..34 {
        let blocks = vec![image(&[]), paragraph("Figure 1, said its caption.")];
        let (page, found) = with_image(before, blocks);
        assert_eq!(page, page_of(&found, "Figure"), "after {before} lines");
    }
}

#[test]
fn only_an_image_with_a_caption_floats() {
    let floats = |caption: &[&str]| {
        (8..34).any(|before| {
            let blocks = vec![image(caption), paragraph("Afterimage is the text.")];
            let (page, found) = with_image(before, blocks);
            page_of(&found, "Afterimage") < page
        })
    };
    assert!(floats(&["A caption."]));
    assert!(!floats(&[]));
}

#[test]
fn a_line_that_names_code_stays_with_it() {
    for before in 8..34 {
        let found = pages(before, vec![paragraph("Filename: gate.rs"), code(12)]);
        assert_eq!(page_of(&found, "Filename:"), page_of(&found, "code1"), "after {before} lines");
    }
}
