//! Indexes, page by page: every page number that an index prints is that of a page with the marked word, and every page
//! with the marked word is in the index.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::{ItemKind, LinkTo, Page, Pages, Role, Tag};
use anthology_typeset::SetText;

/// Words that occur nowhere but where they are marked, too short to be broken.
const WORDS: [&str; 6] = ["zeta", "quag", "yuft", "xyst", "pyot", "vlei"];

/// A book of three chapters whose index has an entry for each word, and one for a passage over several pages.
fn manuscript() -> MemoryWorld {
    let mut world = MemoryWorld::new();
    for chapter in 0..3 {
        let mut text = format!("+++\ntitle = \"Chapter {chapter}\"\n+++\n\n");
        for paragraph in 0..40_usize {
            let sentence = "The water came up over the lower steps, and nobody who had seen it said so afterwards. ";
            let _ = write!(text, "{}", sentence.repeat(1 + paragraph % 3));
            for (n, word) in WORDS.iter().enumerate() {
                if (paragraph * 7 + chapter * 3 + n * 5).is_multiple_of(11 + n * 9) {
                    let _ = write!(text, "There was a [{word}]{{.index}} again. ");
                }
            }
            if chapter == 1 && paragraph == 9 {
                text.push_str("[]{.index entry=\"floods!of spring\" range=start}Spring kilo. ");
            }
            if chapter == 1 && paragraph == 30 {
                text.push_str("Ended lima.[]{.index entry=\"floods!of spring\" range=end} ");
            }
            if paragraph == 20 {
                let _ = write!(text, "A note.[^n{chapter}]\n\n[^n{chapter}]: The [hogg]{{.index}} of the parish.");
            }
            text.push_str("\n\n");
        }
        if chapter == 2 {
            // A paragraph over several pages: each mark has a page of its own.
            let filling = "The water came up over the lower steps, and nobody said so afterwards. ".repeat(45);
            let _ =
                write!(text, "Some [kudu]{{.index}} stood. {filling} Some [gnus]{{.index}} ran. {filling} Ended.\n\n");
        }
        world = world.with(&format!("{chapter}.md"), text);
    }
    let manifest = "[book]\ntitle = \"Floods\"\nlanguage = \"en-GB\"\nchapters = [\"0.md\", \"1.md\", \"2.md\"]\n[back]\nmatter = [\"index\", \"colophon\"]\n";
    world.with("book.toml", manifest)
}

fn laid_out(world: &MemoryWorld) -> (SetText, Pages) {
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(world, &mut sources, &mut found).expect("a book");
    let theme = anthology_typeset::theme("classic", None, world, &mut sources, &mut found).expect("a theme");
    let text = anthology_typeset::set(&book, theme, &mut found);
    let pages = layout(&text, &Fonts::bundled(), &mut found);
    assert!(!found.has_errors(), "{found:?}");
    (text, pages)
}

/// The lines of a page: its content by baseline, without running heads.
fn lines(page: &Page) -> Vec<String> {
    lines_in_columns(page, i64::MAX)
}

/// The same, column by column; `middle` is where the second begins.
fn lines_in_columns(page: &Page, middle: i64) -> Vec<String> {
    let mut rows: BTreeMap<(bool, i64), Vec<(i64, &str)>> = BTreeMap::new();
    for item in &page.items {
        if let (ItemKind::Glyphs(run), Tag::Content { .. }) = (&item.kind, item.tag) {
            rows.entry((run.x.sp() >= middle, run.y.sp())).or_default().push((run.x.sp(), &run.text));
        }
    }
    let line = |mut runs: Vec<(i64, &str)>| {
        runs.sort_by_key(|(x, _)| *x);
        runs.into_iter().map(|(_, text)| text).collect::<String>()
    };
    rows.into_values().map(line).collect()
}

/// The pages that an index line names, written out.
fn named(list: &str) -> BTreeSet<u32> {
    let mut pages = BTreeSet::new();
    for range in list.split(", ") {
        let (first, last) = range.split_once('–').unwrap_or((range, range));
        let number = |text: &str| text.trim().parse::<u32>().unwrap_or_else(|_| panic!("`{range}` of `{list}`"));
        pages.extend(number(first)..=number(last));
    }
    pages
}

/// Where the second column of an index begins, less a little.
fn middle(text: &SetText, page: &Page) -> i64 {
    let tokens = &text.theme.page;
    let content = page.items.iter().filter(|item| matches!(item.tag, Tag::Content { .. }));
    let left = content.filter_map(|item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run.x.sp()),
        _ => None,
    });
    left.min().unwrap_or_default() + (tokens.width - tokens.inner - tokens.outer).sp() / 2
}

#[test]
fn an_index_stands_in_columns_of_equal_depth() {
    let mut text = String::from("# One\n\n");
    for n in 0..150_usize {
        let letter = char::from(b'a' + (n * 7 % 26) as u8);
        let _ = write!(text, "Some [{letter}{letter}entry {n}]{{.index}} here.\n\n");
    }
    let manifest = "[book]\ntitle = \"Entries\"\nlanguage = \"en-GB\"\nchapters = [\"0.md\"]\n[back]\nmatter = [\"index\", \"colophon\"]\n";
    let (text, pages) = laid_out(&MemoryWorld::new().with("book.toml", manifest).with("0.md", text));
    let first = pages.destinations["index"].page as usize;
    let end = pages.destinations["colophon"].page as usize;
    assert!(end > first + 1, "more than a page");
    let mut found = Vec::new();
    for (number, page) in pages.pages[first..end].iter().enumerate().filter(|(_, page)| !page.blank) {
        let middle = middle(&text, page);
        let mut columns: [BTreeSet<i64>; 2] = [BTreeSet::new(), BTreeSet::new()];
        for item in &page.items {
            if let (ItemKind::Glyphs(run), Tag::Content { .. }) = (&item.kind, item.tag)
                && (number > 0 || run.text != "Index")
            {
                columns[usize::from(run.x.sp() >= middle)].insert(run.y.sp());
            }
        }
        let [left, right] = &columns;
        let (last_left, last_right) = (left.last().expect("lines"), right.last().expect("lines"));
        // A letter that would stand apart from its entries goes to the next column, with the line before it.
        let grid = text.theme.grid().sp();
        assert!((last_left - last_right).abs() <= grid * 3, "page {number}: {last_left} {last_right}");
        assert_eq!(left.first(), right.first(), "page {number}");
        found.extend(lines_in_columns(page, middle));
    }
    // In order over all columns and pages, and each once.
    let entries: Vec<&str> = found.iter().filter(|line| line.contains("entry")).map(String::as_str).collect();
    assert_eq!(entries.len(), 150);
    assert!(entries.is_sorted_by_key(|entry| &entry[..2]), "{entries:?}");
    // No letter ends a column.
    for pair in found.windows(2) {
        assert!(pair[0].chars().count() > 1 || pair[1].contains("entry"), "{pair:?}");
    }
}

#[test]
fn an_index_names_the_pages_of_its_words() {
    let (text, pages) = laid_out(&manuscript());
    let index_at = pages.destinations["index"].page as usize;
    let end = pages.destinations["colophon"].page as usize;
    let body: Vec<(u32, String)> = pages.pages[..index_at]
        .iter()
        .filter_map(|page| Some((page.label.parse().ok()?, lines(page).join("\n"))))
        .collect();
    let index: Vec<String> =
        pages.pages[index_at..end].iter().flat_map(|page| lines_in_columns(page, middle(&text, page))).collect();
    let entry = |word: &str| {
        let line = index.iter().find(|line| line.starts_with(&format!("{word}, ")));
        line.unwrap_or_else(|| panic!("no `{word}` in {index:?}"))[word.len() + 2..].to_owned()
    };
    for word in WORDS.iter().chain(&["hogg"]) {
        let expected: BTreeSet<u32> = body.iter().filter(|(_, text)| text.contains(word)).map(|(n, _)| *n).collect();
        assert!(expected.len() > 2, "{word}: {expected:?}");
        assert_eq!(named(&entry(word)), expected, "{word}");
    }
    for word in ["kudu", "gnus"] {
        let expected: BTreeSet<u32> = body.iter().filter(|(_, text)| text.contains(word)).map(|(n, _)| *n).collect();
        assert_eq!(named(&entry(word)), expected, "{word}");
    }
    assert_ne!(entry("kudu"), entry("gnus"));
    let page_of = |word: &str| body.iter().find(|(_, text)| text.contains(word)).map(|(n, _)| *n).expect(word);
    let (first, last) = (page_of("kilo"), page_of("lima"));
    assert!(last > first + 1, "{first} to {last}");
    assert_eq!(entry("of spring"), format!("{first}–{last}"));
    assert!(index.iter().any(|line| line == "floods"), "{index:?}");
    // In alphabetical order.
    let at = |word: &str| index.iter().position(|line| line.starts_with(word)).expect(word);
    assert!(at("floods") < at("of spring") && at("of spring") < at("hogg") && at("hogg") < at("pyot"));
    // The page map counts bytes of the book's text, not of the numbers that are written out.
    for paragraph in text.sections.iter().flat_map(|section| section.paragraphs()) {
        for start in pages.map.pages.iter().filter_map(|page| page.start).filter(|(id, _)| *id == paragraph.id) {
            assert!(paragraph.text.is_char_boundary(start.1 as usize), "{start:?}");
        }
    }
}

#[test]
fn every_page_number_of_an_index_leads_to_its_page() {
    let (_, pages) = laid_out(&manuscript());
    let index_at = pages.destinations["index"].page as usize;
    let mut links = 0;
    for page in &pages.pages[index_at..pages.destinations["colophon"].page as usize] {
        for link in &page.links {
            let LinkTo::Destination(key) = &link.to else { panic!("{link:?}") };
            let target = &pages.pages[pages.destinations[key].page as usize].label;
            let shown = link.contents.split('–').next().unwrap_or_default();
            assert_eq!(target, shown, "{key}");
            links += 1;
        }
    }
    assert!(links > 20, "{links} links");
    assert_eq!(pages.structure.iter().filter(|node| node.role == Role::Index).count(), 1);
}

#[test]
fn heads_that_have_no_room_are_reported() {
    let long = "An account of the extraordinary and quite unnecessary proceedings of the drainage board in a wet year";
    let text = format!("+++\ntitle = \"{long}\"\n+++\n\n{}\n", "Rain fell all day. ".repeat(800));
    let world = |front: &str| {
        MemoryWorld::new()
            .with("book.toml", "[book]\ntitle = \"Floods\"\nlanguage = \"en-GB\"\nchapters = [\"a.md\"]\n")
            .with("a.md", text.replace("+++\n\n", front))
    };
    let findings = |world: &MemoryWorld| {
        let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
        let book = anthology_book::load(world, &mut sources, &mut found).expect("a book");
        let theme = anthology_typeset::theme("classic", None, world, &mut sources, &mut found).expect("a theme");
        let text = anthology_typeset::set(&book, theme, &mut found);
        let pages = layout(&text, &Fonts::bundled(), &mut found);
        let at = |d: &anthology_base::Diagnostic| d.span.map(|span| sources.text(span).to_owned());
        let heads: Vec<Option<String>> = found.iter().filter(|d| d.code == "long-title").map(at).collect();
        let first = pages.destinations["a"].page as usize;
        let head = |page: &Page| {
            let runs = page.items.iter().filter_map(|item| match (&item.kind, item.tag) {
                (ItemKind::Glyphs(run), Tag::Artifact(_)) => Some(run.text.as_str()),
                _ => None,
            });
            runs.collect::<String>()
        };
        (heads, head(&pages.pages[first + 2]))
    };
    let (found, head) = findings(&world("+++\n\n"));
    assert_eq!(found, [Some(format!("title = \"{long}\""))]);
    assert!(head.contains('…'), "{head}");
    // A short title, else the author's name.
    let (found, head) = findings(&world("short-title = \"The Drainage Board\"\n+++\n\n"));
    assert!(found.is_empty() && head.contains("The Drainage Board"), "{found:?} {head}");
    let (found, head) = findings(&world("author = \"Ann Other\"\n+++\n\n"));
    assert!(found.is_empty() && head.contains("Ann Other"), "{found:?} {head}");
}
