//! The schedule in a group's own edition.

use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
use anthology_typeset::{ObjectKind, SectionKind, SetBlockKind, SetCell, SetText, set, theme};

fn book(lang: &str, own: bool) -> SetText {
    let manifest = format!(
        "[book]\ntitle = \"A\"\nlanguage = \"{lang}\"\nchapters = [\"one.md\", \"two.md\", \"three.md\"]\n[[group]]\n\
         name = \"Us\"\nstarts = 2027-03-04T19:30:00\nminutes = 2\n[[group.meeting]]\nnumber = 1\nstatus = \"cancelled\"\n"
    );
    let chapter = |title: &str| format!("# {title}\n\nText.\n\n## Later {{#later}}\n\nMore.\n");
    let world = MemoryWorld::new()
        .with("book.toml", manifest)
        .with("one.md", chapter("First"))
        .with("two.md", chapter("Second"))
        .with("three.md", format!("# Third\n\n{}\n", "word ".repeat(400)));
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let mut book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    if own {
        book.make_own_edition(0);
    }
    let theme = theme("classic", None, &world, &mut sources, &mut found).expect("a theme");
    let text = set(&book, theme, &mut found);
    assert!(!found.has_errors(), "{found:#?}");
    text
}

#[test]
fn a_groups_own_edition_has_its_plan_as_a_table() {
    let text = book("en-GB", true);
    let plan = text.sections.iter().find(|s| s.kind == SectionKind::ReadingPlan).expect("a plan");
    assert_eq!(plan.title, "Us");
    let Some(SetBlockKind::Table(table)) = plan.blocks.last().map(|block| &block.kind) else { panic!("a table") };
    let text_of = |cell: &SetCell| cell.paragraph().map_or(String::new(), |p| p.text.replace('\u{fffc}', "#"));
    let row = |cells: &Vec<SetCell>| cells.iter().map(text_of).collect::<Vec<_>>().join(" | ");
    let rows: Vec<String> = table.head.iter().chain(&table.rows).map(row).collect();
    let expected = [
        "Meeting | Chapter | Pages | min",
        "1, 4\u{a0}March 2027, 19:30 |  |  | ",
        "2, 11\u{a0}March 2027, 19:30 | First | # | 1",
        " | Second | # | 1",
        " | Third | # | 2",
    ];
    assert_eq!(rows, expected);
    let first = table.rows[0][0].paragraph().expect("a paragraph");
    assert!(first.runs[0].style.strike, "the first meeting is cancelled");
    let pages = table.rows.iter().flat_map(|row| row[2].paragraphs()).flat_map(|paragraph| &paragraph.objects);
    let pages: Vec<String> = pages
        .filter_map(|object| match &object.kind {
            ObjectKind::PageNumber(anchor) => Some(anchor.section.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(pages, ["one", "two", "three"]);
}

#[test]
fn other_editions_have_no_plan() {
    let text = book("de", false);
    assert!(text.sections.iter().all(|section| section.kind != SectionKind::ReadingPlan));
}
