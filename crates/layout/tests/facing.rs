//! Parallel texts on facing pages: in step, and each with the notes of its own page.

use anthology_base::MemoryWorld;
use anthology_layout::page::{ItemKind, Page, Pages, Tag};
use anthology_test_support as support;

/// A book whose second chapter has so many paragraphs in English, and as many in French, longer or shorter.
fn world(front: &str, lead: &str, paragraphs: usize) -> MemoryWorld {
    let side = |language: &str, word: &str, sentence: &str, repeat: fn(usize) -> usize| {
        let mut text = format!(":::: {{lang={language}}}\n");
        for n in 0..paragraphs {
            let note = if n % 5 == 2 { format!("^[{word} note {n}.]") } else { String::new() };
            text.push_str(&format!("{word}{n}x. {}{note}\n\n", sentence.repeat(1 + repeat(n))));
        }
        text + "::::\n\n"
    };
    let english = side("en", "Anglo", "The bell is rung every two minutes and then it is not. ", |n| n * 5 % 11);
    let french = side("fr", "Franco", "La cloche sonne toutes les deux minutes. ", |n| n * 3 % 7);
    let text = format!("{front}{lead}::::: {{.parallel .facing}}\n{english}{french}:::::\n\nAfterwards.\n");
    MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"Bells\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\", \"two.md\"]\n")
        .with("one.md", "# One\n\nBefore.\n")
        .with("two.md", text)
}

fn laid_out(world: &MemoryWorld) -> Pages {
    let (text, found) = support::set(world);
    assert!(!found.has_errors(), "{found:?}");
    support::lay_out(&text)
}

/// The content of a page: its pieces with their baselines.
fn content(page: &Page) -> Vec<(i64, &str)> {
    let piece = |item: &anthology_layout::page::Item| matches!(item.tag, Tag::Content { .. });
    let pieces = page.items.iter().filter(|item| piece(item));
    pieces
        .filter_map(|item| match &item.kind {
            ItemKind::Glyphs(run) => Some((run.y.sp(), run.text.as_str())),
            _ => None,
        })
        .collect()
}

/// The page and baseline of a piece that begins with a text.
fn find(pages: &Pages, text: &str) -> (usize, i64) {
    let on_page =
        |(number, page)| content(page).into_iter().find(|(_, t)| t.starts_with(text)).map(|(y, _)| (number, y));
    pages.pages.iter().enumerate().find_map(on_page).unwrap_or_else(|| panic!("no `{text}`"))
}

#[test]
fn paragraphs_begin_across_from_their_translations() {
    let pages = laid_out(&world("# Two\n\n", "", 40));
    let opening = pages.destinations["two"].page as usize;
    assert!(opening % 2 == 1, "the chapter opens on a left-hand page, not on page {opening}");
    let mut spreads = std::collections::BTreeSet::new();
    for n in 0..40 {
        let (english, french) = (find(&pages, &format!("Anglo{n}x")), find(&pages, &format!("Franco{n}x")));
        assert_eq!(english.0 % 2, 1, "paragraph {n}");
        assert_eq!(english.0 + 1, french.0, "paragraph {n}");
        assert_eq!(english.1, french.1, "paragraph {n}");
        spreads.insert(english.0);
    }
    assert!(spreads.len() > 3, "{spreads:?}");
    // What follows has the next page.
    assert_eq!(find(&pages, "Afterwards").0, spreads.last().expect("a spread") + 2);
}

#[test]
fn notes_stand_on_the_page_of_their_text() {
    let pages = laid_out(&world("# Two\n\n", "", 40));
    for n in (2..40).step_by(5) {
        for word in ["Anglo", "Franco"] {
            let (text, note) = (find(&pages, &format!("{word}{n}x")), find(&pages, &format!("{word} note {n}")));
            let side = if word == "Anglo" { 1 } else { 0 };
            assert!(note.0 % 2 == side && note.0 >= text.0 && note.0 <= text.0 + 2, "{word} {n}: {text:?} {note:?}");
        }
    }
}

#[test]
fn pages_start_in_the_order_of_the_text() {
    let pages = laid_out(&world("# Two\n\n", "", 40));
    let starts: Vec<_> = pages.map.pages.iter().filter_map(|page| page.start).collect();
    assert!(starts.windows(2).all(|pair| pair[0] < pair[1]), "{starts:?}");
    let labels: Vec<&str> = pages.pages.iter().map(|page| page.label.as_str()).collect();
    assert_eq!(labels, pages.map.pages.iter().map(|page| page.label.as_str()).collect::<Vec<_>>());
}

#[test]
fn a_long_introduction_has_pages_of_its_own() {
    let lead = "The harbour prints its notices twice, and everybody reads both. ".repeat(12) + "\n\n";
    let pages = laid_out(&world("# Two\n\n", &lead.repeat(6), 12));
    let opening = pages.destinations["two"].page as usize;
    let first = find(&pages, "Anglo0x").0;
    assert!(first > opening && first % 2 == 1, "{first} after {opening}");
    assert_eq!(find(&pages, "Franco0x").0, first + 1);
    let blank = &pages.pages[first - 1];
    assert!(blank.blank == content(blank).is_empty());
}

#[test]
fn a_book_that_begins_with_facing_pages_counts_the_blank_page_before_them() {
    let world = world("# Two\n\n", "", 6)
        .with("book.toml", "[book]\ntitle = \"Bells\"\nlanguage = \"en-GB\"\nchapters = [\"two.md\"]\n");
    let pages = laid_out(&world);
    let opening = pages.destinations["two"].page as usize;
    assert_eq!(pages.pages[opening].label, "2");
    assert!(pages.pages[opening - 1].blank && pages.pages[opening - 1].label == "1");
    assert_eq!(pages.map.pages[opening].label, "2");
}

#[test]
fn within_other_blocks_and_for_three_languages_texts_stand_in_columns() {
    let three = "# Two\n\n:::: {.parallel .facing}\n::: {lang=en}\nOne.\n:::\n::: {lang=fr}\nUn.\n:::\n::: {lang=de}\nEins.\n:::\n::::\n";
    let quoted =
        "# Two\n\n> :::: {.parallel .facing}\n> ::: {lang=en}\n> One.\n> :::\n> ::: {lang=fr}\n> Un.\n> :::\n> ::::\n";
    for (text, warned) in [(three, true), (quoted, false)] {
        let world = world("# Two\n\n", "", 1).with("two.md", text);
        let (set, found) = support::set(&world);
        assert_eq!(found.iter().any(|finding| finding.code == "facing-pages"), warned);
        let pages = support::lay_out(&set);
        assert_eq!(find(&pages, "One."), find(&pages, "Un."));
    }
}
