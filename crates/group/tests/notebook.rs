//! The notebook at a book's end: the pages that it names are those that the book has.

use std::fmt::Write;

use anthology_base::{Address, MemoryWorld};
use anthology_group::{Places, plain_text};
use anthology_test_support::{lay_out, set};

/// Two chapters of several pages, with notes at paragraphs that begin on a page and that come after the rest of another.
fn manuscript() -> MemoryWorld {
    let mut notes = String::new();
    let mut note = |address: &str, quote: &str, note: &str, more: &str| {
        let id = notes.len();
        let _ = write!(
            notes,
            "[[note]]\nid = \"{id}\"\naddress = \"{address}\"\nquote = \"{quote}\"\nnote = \"{note}\"\nreader = \"r\"\n\
             confidence = \"sure\"\n{more}\n"
        );
    };
    for (chapter, number) in [("one", 1), ("one", 9), ("one", 14), ("two", 2), ("two", 11), ("two", 12)] {
        note(&format!("{chapter}.{number}"), "nobody who had seen it", "Really?", "");
    }
    note("two.12", "the lower steps", "Twice in a paragraph.", "");
    note("two.3", "the lower steps", "Kept to myself.", "private = true\n");
    let chapter = |title: &str| {
        let sentence = "The water came up over the lower steps, and nobody who had seen it said so afterwards. ";
        let paragraphs = (0..16_usize).map(|n| format!("{}\n\n", sentence.repeat(1 + n * 5 % 7)));
        format!("# {title}\n\n{}", paragraphs.collect::<String>())
    };
    MemoryWorld::new()
        .with(
            "book.toml",
            "[book]\ntitle = \"Floods\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\", \"two.md\"]\n[back]\nmatter = \
             [\"notebook\"]\n[[group]]\nname = \"Us\"\nstarts = 2027-03-04\n",
        )
        .with("one.md", chapter("One"))
        .with("two.md", chapter("Two"))
        .with("groups/us/notes.toml", notes)
}

#[test]
fn notes_are_under_the_page_and_the_paragraph_on_it() {
    let (text, found) = set(&manuscript());
    assert!(!found.has_errors(), "{found:#?}");
    let pages = lay_out(&text);
    let places = Places::new(&text, &pages.map);
    let names = |address: &str| {
        let address: Address = address.parse().expect("an address");
        let place = places.find(&address).expect("a paragraph");
        format!("page {}, ¶ {} · {address}", place.page.as_deref().expect("a page"), place.paragraph_on_page)
    };
    let noted = ["one.1", "one.9", "one.14", "two.2", "two.11", "two.12"];
    let plain = plain_text(&text, &pages.map).replace('\u{a0}', " ");
    for address in noted {
        let names = names(address);
        assert_eq!(plain.matches(&names).count(), 1, "{names} in {plain}");
    }
    let numbers: Vec<u32> = noted
        .iter()
        .map(|address| places.find(&address.parse().expect("an address")).map_or(0, |place| place.paragraph_on_page))
        .collect();
    assert!(numbers.iter().any(|number| *number > 2), "{numbers:?}");
    assert!(plain.contains("Twice in a paragraph.") && !plain.contains("Kept to myself"), "{plain}");
}
