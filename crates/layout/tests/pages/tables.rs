//! Tables whose cells cover several rows and columns, and hold more than text.

use std::collections::BTreeSet;

use anthology_base::{Diagnostics, Length, Severity};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::{GlyphRun, Item, ItemKind, Pages, Rect, Role, Tag};
use anthology_typeset::{
    CellSpan, HeaderScope, ParagraphStyle, SetBlock, SetBlockKind, SetCell, SetItem, SetLink, SetTable, TextAlign,
};

use crate::common::{self, block, book, chapter, paragraph, text, words};
use crate::{pages, prose, says_all};

fn cell(words: &str, column: u32, columns: u32, rows: u32) -> SetCell {
    let covers = CellSpan { columns, rows };
    SetCell { covers, ..SetCell::of(text(ParagraphStyle::TableCell, words), column) }
}

fn of_blocks(blocks: Vec<SetBlock>, column: u32) -> SetCell {
    SetCell { blocks, ..cell("x", column, 1, 1) }
}

fn table(columns: usize, head: Vec<Vec<SetCell>>, rows: Vec<Vec<SetCell>>) -> SetBlock {
    let align = vec![TextAlign::Start; columns];
    block(SetBlockKind::Table(SetTable { caption: None, align, head, rows }))
}

fn runs(pages: &Pages) -> impl Iterator<Item = (usize, &GlyphRun)> {
    pages.pages.iter().enumerate().flat_map(|(page, on)| {
        on.items.iter().filter_map(move |item| match &item.kind {
            ItemKind::Glyphs(run) => Some((page, run)),
            _ => None,
        })
    })
}

/// The page and the place of a word.
fn place(pages: &Pages, word: &str) -> (usize, Length, Length) {
    let (page, run) = runs(pages).find(|(_, run)| run.text.split_whitespace().any(|w| w == word)).expect(word);
    (page, run.x, run.y)
}

fn rules(pages: &Pages) -> Vec<Rect> {
    let rule = |item: &Item| if let ItemKind::Rule(rect) = item.kind { Some(rect) } else { None };
    pages.pages.iter().flat_map(|page| &page.items).filter_map(rule).collect()
}

/// Towns and ships: a head of two rows, cells that cover two rows, and one that covers two columns.
fn ships() -> SetBlock {
    table(
        3,
        vec![vec![cell("Town", 0, 1, 2), cell("Ships", 1, 2, 1)], vec![cell("in", 1, 1, 1), cell("out", 2, 1, 1)]],
        vec![
            vec![cell("Hull", 0, 1, 2), cell("11", 1, 1, 1), cell("12", 2, 1, 1)],
            vec![cell("21", 1, 1, 1), cell("22", 2, 1, 1)],
            vec![cell("both", 0, 2, 1), cell("32", 2, 1, 1)],
        ],
    )
}

#[test]
fn cells_are_where_their_spans_put_them() {
    let text = book(vec![chapter(1, vec![ships()], Vec::new())]);
    let pages = pages(&text);
    says_all(&text, &pages);
    let (x, y) = (|word: &str| place(&pages, word).1, |word: &str| place(&pages, word).2);
    assert_eq!([x("Town"), x("Hull"), x("both")], [x("Town"); 3]);
    assert_eq!([x("Ships"), x("in"), x("11"), x("21")], [x("in"); 4]);
    assert_eq!([x("out"), x("12"), x("22"), x("32")], [x("out"); 4]);
    assert!(x("Town") < x("in") && x("in") < x("out"));
    assert_eq!([y("Hull"), y("11"), y("12")], [y("11"); 3]);
    assert_eq!([y("21"), y("22")], [y("21"); 2]);
    assert_eq!([y("both"), y("32")], [y("32"); 2]);
    assert!(y("Ships") < y("in") && y("in") < y("11") && y("11") < y("21") && y("21") < y("both"));
    // A cell of the head is at the foot of the rows that it covers.
    assert_eq!(y("Town"), y("out"));
    // The rule between "Ships" and what it is the head of is as wide as both columns.
    let partial: Vec<Rect> = rules(&pages).into_iter().filter(|rule| rule.x == x("Ships")).collect();
    assert!(matches!(partial[..], [rule] if rule.y > y("Ships") && rule.y < y("in")), "{partial:?}");
    let covers = |node: &anthology_layout::page::Node| match node.role {
        Role::HeaderCell { scope: HeaderScope::Column, covers } | Role::DataCell { covers } => Some(covers),
        _ => None,
    };
    let covers: Vec<CellSpan> = pages.structure.iter().filter_map(covers).collect();
    let wide = covers.iter().filter(|covers| covers.columns == 2).count();
    let tall = covers.iter().filter(|covers| covers.rows == 2).count();
    assert_eq!((covers.len(), wide, tall), (11, 2, 2));
}

#[test]
fn a_cell_over_many_rows_flows_beside_them() {
    for before in 0..14 {
        let rows = (0..30).map(|n| {
            let own = cell(&format!("row{n}"), 1, 1, 1);
            if n == 0 { vec![cell(&words(160, 5), 0, 1, 30), own] } else { vec![own] }
        });
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(14, i))).collect();
        blocks.push(table(2, Vec::new(), rows.collect()));
        blocks.extend(prose(4));
        let text = book(vec![chapter(1, blocks, Vec::new())]);
        let pages = pages(&text);
        says_all(&text, &pages);
        let order: Vec<(usize, Length)> =
            (0..30).map(|n| place(&pages, &format!("row{n}"))).map(|p| (p.0, p.2)).collect();
        assert!(order.is_sorted(), "{order:?}");
    }
}

#[test]
fn a_cell_that_needs_more_than_its_rows_makes_the_last_higher() {
    let rows = vec![
        vec![cell(&words(40, 5), 0, 1, 2), cell("one", 1, 1, 1)],
        vec![cell("two", 1, 1, 1)],
        vec![cell("three", 0, 1, 1), cell("four", 1, 1, 1)],
    ];
    let mut set = table(2, Vec::new(), rows);
    if let SetBlockKind::Table(table) = &mut set.kind {
        // A narrow column, as another cell has no room to give.
        table.rows.push(vec![cell("Pneumonoultramicroscopic", 0, 1, 1), cell(&words(60, 8), 1, 1, 1)]);
    }
    let text = book(vec![chapter(1, vec![set], Vec::new())]);
    let pages = pages(&text);
    says_all(&text, &pages);
    let last = runs(&pages).filter(|(_, run)| run.y < place(&pages, "three").2).map(|(_, run)| run.y).max();
    assert!(last > Some(place(&pages, "two").2), "the long cell goes on below the row of its neighbour");
}

fn item(words: &str) -> SetItem {
    let text = common::text(ParagraphStyle::ListItem, words);
    SetItem { label: "•".into(), task: None, blocks: vec![block(SetBlockKind::Paragraph(text))] }
}

fn rich_cell(column: u32, size: usize) -> SetCell {
    let list = SetBlockKind::List {
        numbered: false,
        start: 1,
        tight: true,
        items: (0..size).map(|n| item(&words(6, n as u64))).collect(),
    };
    let lines = (0..size).map(|n| text(ParagraphStyle::Code, &format!("let line = {n};"))).collect();
    let code = SetBlockKind::Code { info: String::new(), lines, beside: anthology_typeset::CodeMargin::default() };
    let plain = |seed| block(SetBlockKind::Paragraph(text(ParagraphStyle::TableCell, &words(12, seed))));
    let quote = SetBlockKind::Quote(vec![block(SetBlockKind::Paragraph(text(ParagraphStyle::Quote, &words(9, 3))))]);
    let inner = table(2, Vec::new(), vec![common::row(["in", "ner"].map(|w| text(ParagraphStyle::TableCell, w)))]);
    of_blocks(vec![plain(1), block(list), plain(2), block(code), block(quote), inner], column)
}

#[test]
fn cells_hold_blocks_of_any_kind_and_break_across_pages() {
    for (before, size) in [(0, 1), (2, 2), (5, 3), (9, 4), (4, 12), (1, 40)] {
        let rows = vec![
            vec![cell("Leftmost", 0, 1, 1), rich_cell(1, size)],
            vec![rich_cell(0, 1), cell("right", 1, 1, 1)],
            vec![rich_cell(0, size), rich_cell(1, 2)],
        ];
        let mut blocks: Vec<SetBlock> = (0..before).map(|i| paragraph(&words(14, i))).collect();
        blocks.push(table(2, vec![common::row(["A", "B"].map(|w| text(ParagraphStyle::TableHead, w)))], rows));
        blocks.extend(prose(2));
        let text = book(vec![chapter(1, blocks, Vec::new())]);
        let pages = pages(&text);
        says_all(&text, &pages);
        // Cells begin on one line, whatever they hold.
        assert_eq!(place(&pages, "Leftmost").2, first_line_of(&pages, 1), "{before} {size}");
    }
}

/// The baseline of the first words of the generator's paragraph of a seed that a rich cell begins with.
fn first_line_of(pages: &Pages, seed: u64) -> Length {
    let all = words(12, seed);
    let first = all.split(' ').next().expect("a word");
    let left = place(pages, "Leftmost");
    let beside = |(page, run): &(usize, &GlyphRun)| {
        *page == left.0 && run.x > left.1 && run.y >= left.2 && run.text.starts_with(first)
    };
    runs(pages).find(beside).expect("the first line beside").1.y
}

#[test]
fn a_table_too_wide_for_any_setting_is_an_error_with_advice() {
    for columns in [30u32, 40] {
        let row = (0..columns).map(|column| cell("Schoolmasters", column, 1, 1)).collect();
        let text = book(vec![chapter(1, vec![table(columns as usize, Vec::new(), vec![row])], Vec::new())]);
        let mut found = Diagnostics::new();
        layout(&text, &Fonts::bundled(), &mut found);
        let found: Vec<_> = found.iter().filter(|d| d.code == "wide-table").collect();
        assert!(
            matches!(found[..], [d] if d.severity == Severity::Error && !d.hints.is_empty()),
            "{columns}: {found:?}"
        );
    }
}

#[test]
fn a_wide_cell_over_several_columns_widens_them() {
    let wide = "Pneumonoultramicroscopicsilicovolcanoconiosis";
    let rows = vec![vec![cell(wide, 0, 3, 1)], vec![cell("a", 0, 1, 1), cell("b", 1, 1, 1), cell("c", 2, 1, 1)]];
    let text = book(vec![chapter(1, vec![table(3, Vec::new(), rows)], Vec::new())]);
    let pages = pages(&text);
    assert!(runs(&pages).any(|(_, run)| run.text == wide), "the word is whole");
}

/// A table with a head, and rows of words as long as "Schoolmasters" in so many columns.
fn wide(columns: u32, rows: u32, caption: Option<&str>) -> SetBlock {
    let row = |of: &str| (0..columns).map(|column| cell(of, column, 1, 1)).collect::<Vec<_>>();
    let align = vec![TextAlign::Start; columns as usize];
    let caption = caption.map(|words| text(ParagraphStyle::Caption, words));
    let rows = (0..rows).map(|n| row(&format!("Schoolmasters{n}"))).collect();
    block(SetBlockKind::Table(SetTable { caption, align, head: vec![row("Governesses")], rows }))
}

fn turned(pages: &Pages) -> Vec<(usize, &GlyphRun)> {
    runs(pages).filter(|(_, run)| run.turned).collect()
}

#[test]
fn a_table_too_wide_for_the_page_is_turned() {
    let mut blocks = prose(3);
    blocks.push(wide(8, 4, Some("Caption.")));
    blocks.extend(prose(6));
    let text = book(vec![chapter(1, blocks, Vec::new())]);
    let pages = pages(&text);
    says_all(&text, &pages);
    let turned = turned(&pages);
    let page = turned.first().expect("a turned table").0;
    assert!(turned.iter().all(|(on, _)| *on == page));
    // It has the page to itself, but for the running head; the text before it fills its page.
    let upright = |on: usize| {
        let content = pages.pages[on].items.iter().filter(|item| matches!(item.tag, Tag::Content { .. }));
        content.filter(|item| matches!(&item.kind, ItemKind::Glyphs(run) if !run.turned)).count()
    };
    assert_eq!(upright(page), 0);
    let foot = runs(&pages).filter(|(on, _)| *on + 1 == page).map(|(_, run)| run.y).max().expect("text before it");
    let area = &text.theme.page;
    assert!(foot > area.height - area.bottom - text.theme.grid() * 2, "{foot}");
    // The head is left of the rows, and a row is read up the page.
    let (head, row) = (place(&pages, "Governesses"), place(&pages, "Schoolmasters0"));
    assert!(place(&pages, "Caption.").1 < head.1 && head.1 < row.1, "{head:?} {row:?}");
    let of_row: Vec<Length> =
        turned.iter().filter(|(_, run)| run.text.trim() == "Schoolmasters0").map(|(_, run)| run.y).collect();
    assert!(of_row.len() == 8 && of_row.is_sorted_by(|a, b| a > b), "{of_row:?}");
    // Its rules stand on end.
    let on_end = rules(&pages).into_iter().filter(|rule| rule.height > rule.width * 20).count();
    assert_eq!(on_end, 3);
}

#[test]
fn a_long_turned_table_repeats_its_head() {
    let mut blocks = prose(1);
    blocks.push(wide(6, 60, None));
    blocks.extend(prose(3));
    let text = book(vec![chapter(1, blocks, Vec::new())]);
    let pages = pages(&text);
    says_all(&text, &pages);
    let turned = turned(&pages);
    let on: BTreeSet<usize> = turned.iter().map(|(on, _)| *on).collect();
    assert!(on.len() == 3, "{on:?}");
    for page in on {
        let heads = turned.iter().filter(|(at, run)| *at == page && run.text.trim() == "Governesses").count();
        assert_eq!(heads, 6);
        // No row is nearer to the edge than the text block.
        let right = pages.pages[page].width - text.theme.page.inner.min(text.theme.page.outer);
        assert!(turned.iter().filter(|(at, _)| *at == page).all(|(_, run)| run.x <= right));
    }
}

#[test]
fn notes_of_a_turned_table_are_printed() {
    for length in [5, 60, 400] {
        let mut set = wide(6, 4, None);
        if let SetBlockKind::Table(table) = &mut set.kind {
            table.rows[1][3] = cell("Schoolmasters[^0]", 3, 1, 1);
        }
        let mut blocks = prose(2);
        blocks.push(set);
        blocks.extend(prose(3));
        let note = common::note(0, &format!("Footnoted {}", words(length, 3)));
        let text = book(vec![chapter(1, blocks, vec![note])]);
        let pages = pages(&text);
        // A note is read after its mark.
        assert_eq!(crate::read(&pages).matches("Schoolmasters").count(), 24);
        let at = place(&pages, "Footnoted").0;
        let table = turned(&pages).first().expect("a turned table").0;
        assert!(at == table || length > 5 && at == table + 1, "{length}: the note of {table} is on {at}");
    }
}

#[test]
fn links_of_a_turned_table_cover_their_words() {
    let mut set = wide(8, 4, None);
    if let SetBlockKind::Table(table) = &mut set.kind {
        let SetBlockKind::Paragraph(cell) = &mut table.rows[1][3].blocks[0].kind else { panic!("a paragraph") };
        cell.links.push(SetLink::External("https://example.org/".into()));
        cell.runs.iter_mut().for_each(|run| run.link = Some(0));
    }
    let text = book(vec![chapter(1, vec![set], Vec::new())]);
    let pages = pages(&text);
    let link = pages.pages.iter().flat_map(|page| &page.links).next().expect("a link");
    let row = turned(&pages).into_iter().filter(|(_, run)| run.text.trim() == "Schoolmasters1");
    let (_, run) = row.min_by_key(|(_, run)| (run.y - link.rect.y - link.rect.height).sp().abs()).expect("its words");
    assert_eq!(link.rect.y + link.rect.height, run.y);
    assert!(link.rect.height > link.rect.width && link.rect.x < run.x && run.x < link.rect.x + link.rect.width);
}

/// Words that hyphens would divide among three lines and more are whole where the table is turned.
#[test]
fn a_table_is_turned_before_its_words_are_in_pieces() {
    let hyphenated = |words: &str| {
        let mut set = cell(words, 0, 1, 1);
        let SetBlockKind::Paragraph(paragraph) = &mut set.blocks[0].kind else { panic!("a paragraph") };
        paragraph.hyphens = vec![5.into(), 9.into(), 13.into()];
        set
    };
    let row = (0..6).map(|column| SetCell { column, ..hyphenated("Establishmentarian") }).collect();
    let text = book(vec![chapter(1, vec![table(6, Vec::new(), vec![row])], Vec::new())]);
    let pages = pages(&text);
    assert_eq!(turned(&pages).iter().filter(|(_, run)| run.text == "Establishmentarian").count(), 6);
}
