//! The names of places in whole books.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::MemoryWorld;
use anthology_dedupe::{normalise, words};
use anthology_group::Places;
use anthology_test_support::{lay_out, sample, set, torture};
use anthology_typeset::{MappedPage, PageMap};

/// A chapter of five paragraphs and a stanza.
fn small() -> anthology_typeset::SetText {
    let text = "# One\n\nFirst of all, the sea.\n\nFirst of all, the land[^1] and more.\n\n\
                | A line of verse\n| and one more line\n\nThe sea comes in.\n\nThe sea comes in.\n\n[^1]: A note.\n";
    let world = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"A\"\nchapters = [\"one.md\"]\n[typesetting]\nparagraph-numbers = 2\n")
        .with("one.md", text);
    set(&world).0
}

#[test]
fn a_rest_from_the_page_before_is_the_first_paragraph() {
    let text = small();
    let section = text.sections.iter().position(|s| s.slug.as_str() == "one").expect("the chapter");
    let ids: Vec<_> = text.sections[section].paragraphs().map(|paragraph| paragraph.id).collect();
    // The title's label and the title come first.
    let at = |paragraph: usize, offset| Some((ids[paragraph], offset));
    let page = |label: &str, start| MappedPage { label: label.to_owned(), section: section as u32, start };
    let find = |number: &str| text.sections[section].paragraphs().position(|p| p.text.starts_with(number)).expect("it");
    let (second, stanza) = (find("First of all, the land"), find("A line of verse"));
    let map = PageMap {
        pages: vec![page("1", at(0, 0)), page("2", at(second, 9)), page("3", None), page("4", at(stanza + 1, 0))],
        ..PageMap::default()
    };
    let places = Places::new(&text, &map);
    let names: Vec<(String, Option<&str>, u32, u32)> = places
        .paragraphs
        .iter()
        .map(|p| (p.address.to_string(), p.page.as_deref(), p.paragraph_on_page, p.beginning_on_page))
        .collect();
    let name = |number: u32, page, counted, other| (format!("one.{number}"), Some(page), counted, other);
    assert_eq!(
        names,
        [name(1, "1", 1, 1), name(2, "1", 2, 2), name(3, "2", 2, 1), name(4, "4", 2, 1), name(5, "4", 3, 2)]
    );
    assert_eq!(places.on_page("4", 1).map(|place| place.address.to_string()).as_deref(), Some("one.3"));
    assert_eq!(places.on_page("3", 1), None);
    let numbers: Vec<Option<String>> =
        places.paragraphs.iter().map(|place| place.margin_number.map(|number| number.to_string())).collect();
    // A stanza has an address, and no number beside it.
    assert_eq!(numbers, [None, Some("2".to_owned()), None, Some("4".to_owned()), None]);
}

#[test]
fn first_words_are_as_few_as_a_search_needs() {
    let places = Places::new(&small(), &PageMap::default());
    let words: Vec<&str> = places.paragraphs.iter().map(|place| place.first_words.as_str()).collect();
    assert_eq!(
        words,
        ["First of all, the sea", "First of all, the land", "A line of", "The sea comes in", "The sea comes in"]
    );
}

#[test]
fn every_paragraph_of_two_books_has_a_page_and_words_of_its_own() {
    for world in [sample(), torture()] {
        let (text, _) = set(&world);
        let map = lay_out(&text).map;
        let places = Places::new(&text, &map);
        let mut starts: BTreeMap<String, u32> = BTreeMap::new();
        let mut addresses = BTreeSet::new();
        let mut unique = 0;
        let all: Vec<String> = text
            .paragraphs()
            .map(|p| format!(" {} ", words(&normalise(&p.text)).collect::<Vec<_>>().join(" ")))
            .collect();
        for place in &places.paragraphs {
            assert!(addresses.insert(place.address.clone()), "{} twice", place.address);
            let page = place.page.as_deref().unwrap_or_else(|| panic!("{} is on no page", place.address));
            assert_eq!(places.on_page(page, place.paragraph_on_page), Some(place));
            *starts.entry(page.to_owned()).or_default() += 1;
            let sought = format!(" {} ", words(&normalise(&place.first_words)).collect::<Vec<_>>().join(" "));
            let found: usize = all.iter().map(|text| text.matches(&sought).count()).sum();
            assert!(found >= 1 || place.text.trim().is_empty(), "{}: {:?} isn't in the book", place.address, sought);
            unique += usize::from(found == 1);
        }
        for page in &places.pages {
            let begun = page.paragraphs.len() as u32 - u32::from(page.carried_over);
            assert_eq!(starts.get(&page.label).copied().unwrap_or(0), begun, "page {}", page.label);
        }
        assert!(unique * 20 >= places.paragraphs.len() * 17, "{unique} of {}", places.paragraphs.len());
    }
}
