//! Kinds of text on pages: letters, plays, verse with numbers and shared lines, and marks of the author's own.

use anthology_layout::page::{ItemKind, Pages, Role, Tag};
use anthology_test_support as support;

fn pages() -> Pages {
    let mut world = support::world_of(&support::root().join("tests/suite/kinds"));
    let theme = std::fs::read(support::root().join("tests/suite/kinds/own.toml")).expect("the theme");
    world = world.with("own.toml", theme);
    support::lay_out(&support::set(&world).0)
}

/// A piece of text on a page: its left edge, its right edge and baseline in points.
#[derive(Clone, Copy, Debug)]
struct Piece {
    page: usize,
    left: i64,
    right: i64,
    baseline: i64,
}

/// The first piece that holds a text.
fn find(pages: &Pages, text: &str) -> Piece {
    for (page, content) in pages.pages.iter().enumerate() {
        for item in &content.items {
            let ItemKind::Glyphs(run) = &item.kind else { continue };
            if run.text.contains(text) {
                let width = run.glyphs.iter().map(|glyph| glyph.advance.millipt()).sum::<i64>();
                let left = run.x.millipt();
                return Piece { page, left, right: left + width, baseline: run.y.millipt() };
            }
        }
    }
    panic!("`{text}` is on no page");
}

#[test]
fn every_kind_has_its_place() {
    let pages = pages();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("kinds", anthology_layout::dump(&pages));
    });
}

#[test]
fn a_shared_line_begins_where_the_first_half_ended() {
    let pages = pages();
    let first = find(&pages, "and with it all the road.");
    let second = find(&pages, "Not today.");
    assert_eq!(first.page, second.page);
    assert!(second.baseline > first.baseline);
    let gap = second.left - first.right;
    assert!((1_000..6_000).contains(&gap), "a gap of {gap} thousandths of a point");
}

#[test]
fn speakers_stand_in_a_column_where_they_have_room() {
    let pages = pages();
    let (speech, long) = (find(&pages, "Who is there? I heard a step on the"), find(&pages, "long name has"));
    let second = pages.pages[long.page].items.iter().find_map(|item| match &item.kind {
        ItemKind::Glyphs(run) if run.text.starts_with("Who is there?") => Some(run.x.millipt()),
        _ => None,
    });
    let column = second.expect("the speech beside its speaker");
    assert!(column > speech.left, "{column} {speech:?}");
    // A name that has no room in the column stands in the speech.
    assert!((find(&pages, "The Harbour Master").left - column).abs() < 1_000);
}

#[test]
fn numbers_of_lines_are_no_content() {
    let pages = pages();
    let line = find(&pages, "The lamp was lit");
    let number = pages.pages[line.page].items.iter().find_map(|item| match &item.kind {
        ItemKind::Glyphs(run) if run.text == "5" && run.y.millipt() == line.baseline => {
            Some((run.x.millipt(), item.tag))
        }
        _ => None,
    });
    let (x, tag) = number.expect("the number of the fifth line");
    assert!(x > line.right && matches!(tag, Tag::Artifact(_)));
}

#[test]
fn verse_is_centred_on_its_longest_line() {
    let pages = pages();
    let first = find(&pages, "The gate was shut,");
    let longest = find(&pages, "The dog was dumb;");
    let page = &pages.pages[first.page];
    // The measure has room for the numbers at its end.
    assert!(first.left > page.width.millipt() / 4, "{first:?} {longest:?}");
    assert!(longest.left > first.left);
}

#[test]
fn quotations_in_notes_are_as_small_as_the_note() {
    let pages = pages();
    let size = |text: &str| {
        pages.pages.iter().flat_map(|page| &page.items).find_map(|item| match &item.kind {
            ItemKind::Glyphs(run) if run.text.contains(text) => Some(run.size),
            _ => None,
        })
    };
    assert_eq!(size("Sir,"), size("A note with a letter"));
    assert!(size("Sir,") < size("Dear Anna,"));
}

#[test]
fn an_unknown_name_changes_nothing() {
    let pages = pages();
    let (last, after) = (find(&pages, "And its second."), find(&pages, "Text after it."));
    let (before, first) = (find(&pages, "Pilot of this"), find(&pages, "An unknown div"));
    assert_eq!(after.baseline - last.baseline, 14_000);
    assert_eq!(after.left, last.left);
    // The inscription before it has space after it.
    assert_eq!(first.baseline - before.baseline, 28_000);
}

#[test]
fn headings_may_be_left_out_of_the_outline_or_have_another_title() {
    let pages = pages();
    let titles: Vec<&str> = pages.outline.iter().map(|entry| entry.title.as_str()).collect();
    assert!(titles.contains(&"The Gate, a song"), "{titles:?}");
    assert!(!titles.contains(&"Numbered"), "{titles:?}");
    assert!(pages.structure.iter().any(|node| node.role == Role::Heading(2)));
}

#[test]
fn a_theme_has_a_look_for_marks() {
    let pages = pages();
    let font = |text: &str| {
        let found = pages.pages.iter().flat_map(|page| &page.items).find_map(|item| match &item.kind {
            ItemKind::Glyphs(run) if run.text.contains(text) => Some(run.font),
            _ => None,
        });
        found.map(|font| pages.fonts[font as usize].postscript_name.clone()).expect("text on a page")
    };
    assert!(font("keeps its class").contains("Regular"));
    assert!(font("bonne nuit").contains("Italic"));
    assert!(font("keyword").contains("Bold"));
}
