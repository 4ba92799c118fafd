//! Chapters that begin on the page on which the one before them ends, and openings that differ within a book.

use anthology_base::MemoryWorld;
use anthology_layout::fonts::Fonts;
use anthology_layout::page::{ItemKind, LinkTo, Pages, Role, Tag};
use anthology_layout::{BreakCache, PaginatedBook};
use anthology_test_support as support;
use anthology_typeset::{Anchor, SetText};

fn poem(word: &str, stanzas: usize) -> String {
    let stanza = format!("| The {word} was lit,\n| the {word} was dark,\n|     and nobody said a word,\n\n");
    stanza.repeat(stanzas)
}

/// An essay and three poems, which run on in their part.
fn world(part: &str) -> MemoryWorld {
    let manifest = format!(
        "[book]\ntitle = \"Lamps\"\nlanguage = \"en-GB\"\n[[part]]\nchapters = [\"essay.md\"]\n[[part]]\n{part}\nchapters = [\"a.md\", \"b.md\", \"c.md\"]\n[back]\nmatter = [\"pieces\"]\n"
    );
    let essay = format!(
        "# Essay\n\n{}\n\nSee [](b.md){{.page}} and [](c.md#end){{.page}}.\n",
        "Rain fell all day. ".repeat(300)
    );
    MemoryWorld::new()
        .with("book.toml", manifest)
        .with("essay.md", essay)
        .with("a.md", format!("# Alpha\n\n{}A note^[Of alpha.] on it.\n", poem("lamp", 2)))
        .with("b.md", format!("+++\nfirst-line-title = true\n+++\n\n{}", poem("beacon", 20)))
        .with("c.md", format!("# Gamma\n\n{}## Envoi {{#end}}\n\nA note^[Of gamma.] on it.\n", poem("match", 2)))
}

fn set(world: &MemoryWorld) -> SetText {
    let (text, found) = support::set(world);
    assert!(!found.has_errors(), "{found:?}");
    text
}

/// The page of a text in the body, and its baseline.
fn find(pages: &Pages, text: &str) -> (usize, i64) {
    let first = pages.destinations["essay"].page as usize;
    let found = pages.pages.iter().enumerate().skip(first).find_map(|(number, page)| {
        page.items.iter().find_map(|item| match (&item.kind, item.tag) {
            (ItemKind::Glyphs(run), Tag::Content { .. }) if run.text.contains(text) => Some((number, run.y.sp())),
            _ => None,
        })
    });
    found.unwrap_or_else(|| panic!("no `{text}`"))
}

#[test]
fn poems_follow_on_the_page() {
    let text = set(&world("opening = \"run-on\""));
    let pages = support::lay_out(&text);
    let place = |slug: &str| pages.destinations[slug].page as usize;
    let on_new_pages = support::lay_out(&set(&world("opening = \"page\"")));
    assert!(pages.pages.len() < on_new_pages.pages.len());
    assert_eq!((place("a"), place("b")), (find(&pages, "Alpha").0, find(&pages, "The beacon was lit").0));
    assert_eq!(place("c"), find(&pages, "Gamma").0);
    assert!(place("c") > place("b"), "the long poem turns a page");
    assert_eq!(find(&pages, "Of gamma.").0, find(&pages, "Envoi").0);
    // Every page once, with its label and its start.
    let labels: Vec<&str> = pages.pages.iter().map(|page| page.label.as_str()).collect();
    assert_eq!(labels, pages.map.pages.iter().map(|page| page.label.as_str()).collect::<Vec<_>>());
    for (page, mapped) in pages.map.pages.iter().enumerate() {
        let Some((id, _)) = mapped.start else { continue };
        assert_eq!(id.section, mapped.section, "page {page}");
    }
    let folio = |section: &str, id: Option<&str>| {
        let section = text.sections.iter().find(|s| s.slug.as_str() == section).expect("a section").slug.clone();
        pages.map.folios[&Anchor { section, id: id.map(str::to_owned) }].clone()
    };
    assert_eq!(folio("b", None), pages.pages[place("b")].label);
    assert_eq!(folio("c", Some("end")), pages.pages[find(&pages, "Envoi").0].label);
}

#[test]
fn they_are_sections_of_their_own_all_the_same() {
    let pages = support::lay_out(&set(&world("opening = \"run-on\"")));
    let titles: Vec<&str> = pages.outline.iter().map(|entry| entry.title.as_str()).collect();
    let expected = ["1 Essay", "2 Alpha", "3 The beacon was lit", "4 Gamma", "Envoi"];
    assert!(titles.windows(5).any(|window| window == expected), "{titles:?}");
    let sections = pages.structure.iter().filter(|node| node.role == Role::Section).count();
    assert_eq!(
        sections,
        support::lay_out(&set(&world(""))).structure.iter().filter(|n| n.role == Role::Section).count()
    );
    for (number, node) in pages.structure.iter().enumerate() {
        assert!(node.parent.is_none_or(|parent| (parent.0 as usize) < number), "node {number} before its parent");
    }
    for page in &pages.pages {
        for link in &page.links {
            let LinkTo::Destination(key) = &link.to else { continue };
            assert!(pages.destinations.contains_key(key), "{key}");
        }
    }
}

#[test]
fn heads_follow_the_poem_that_begins_a_page() {
    let pages = support::lay_out(&set(&world("opening = \"run-on\"")));
    let end = find(&pages, "Gamma").0;
    let heads: Vec<String> = pages.pages[find(&pages, "Alpha").0 + 1..=end]
        .iter()
        .map(|page| {
            let head = page.items.iter().filter_map(|item| match (&item.kind, item.tag) {
                (ItemKind::Glyphs(run), Tag::Artifact(_)) => Some(run.text.as_str()),
                _ => None,
            });
            head.collect()
        })
        .collect();
    assert!(heads.iter().any(|head| head.contains("The beacon was lit")), "{heads:?}");
    assert!(!heads.iter().any(|head| head.contains("Gamma") || head.contains("Alpha")), "{heads:?}");
}

#[test]
fn a_page_at_a_time_is_the_same() {
    let text = set(&world("opening = \"run-on\""));
    let whole = support::lay_out(&text);
    let (fonts, mut cache) = (Fonts::bundled(), BreakCache::default());
    let book = PaginatedBook::new(&text, &fonts, &mut cache, &mut anthology_base::Diagnostics::new());
    assert_eq!(book.map(), &whole.map);
    for (number, page) in whole.pages.iter().enumerate().filter(|(_, page)| !page.blank) {
        let place = book.place(number).expect("a page");
        assert_eq!(book.section(&text, &fonts, place.section).pages[place.page].items.len(), page.items.len());
    }
}

#[test]
fn openings_and_numbers_are_the_books_the_parts_or_the_chapters() {
    let label = |part: &str, front: &str| {
        let world = world(part)
            .with("c.md", format!("+++\ntitle = \"Gamma\"\n{front}\n+++\n\n{}## Envoi {{#end}}\n", poem("match", 2)));
        let text = set(&world);
        let section = text.sections.iter().find(|section| section.slug.as_str() == "c").expect("a section");
        let pages = support::lay_out(&text);
        (section.label.clone(), pages.destinations["c"].page % 2)
    };
    assert_eq!(label("", "").0.as_deref(), Some("4"));
    assert_eq!(label("chapter-numbers = \"roman\"\nfirst-number = 1", "").0.as_deref(), Some("III"));
    assert_eq!(label("chapter-numbers = \"none\"", "").0, None);
    assert_eq!(label("opening = \"run-on\"", "opening = \"recto\"").1, 0);
    assert_eq!(label("opening = \"recto\"", "").1, 0);
}
