//! Tables whose cells cover several rows and columns, and hold more than text.

use anthology_base::{Diagnostics, Length, Severity};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::{GlyphRun, Item, ItemKind, Pages, Rect, Role};
use anthology_typeset::{
    CellSpan, HeaderScope, ParagraphStyle, SetBlock, SetBlockKind, SetCell, SetItem, SetTable, TextAlign,
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
    for columns in [18u32, 25, 40] {
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
