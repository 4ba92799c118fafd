//! Marks are counted by people.

use anthology_base::{Diagnostics, MemoryWorld, Slug, SourceMap};
use anthology_group::{Places, most_marked};
use anthology_test_support::{lay_out, set};

#[test]
fn people_are_counted_and_not_marks() {
    let note = |address: &str, quote: &str, reader: &str, more: &str| {
        format!("[[note]]\naddress = \"{address}\"\nquote = \"{quote}\"\nreader = \"{reader}\"\n{more}\n")
    };
    let notes = [
        note("one.2", "goes", "b", ""),
        note("one.2", "sea goes", "b", ""),
        note("one.2", "The sea goes", "b", ""),
        note("one.1", "comes in", "a", ""),
        note("one.1", "The sea", "b", ""),
        note("one.1", "comes in", "c", ""),
        note("one.3", "and", "a", ""),
        note("one.3", "and again", "c", "private = true"),
        note("one.99", "gone", "a", ""),
        note("one.99", "gone", "b", ""),
    ];
    let world = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"Tides\"\nchapters = [\"one.md\"]\n")
        .with("one.md", "# One\n\nThe sea comes in.\n\nThe sea goes out.\n\nAnd again.\n")
        .with("groups/circle/notes.toml", notes.concat());
    let (text, _) = set(&world);
    let places = Places::new(&text, &lay_out(&text).map);
    let mut found = Diagnostics::new();
    let all = anthology_book::member_notes(&world, &mut SourceMap::new(), &mut found);
    assert!(found.is_empty(), "{found:?}");
    let notes = &all[&Slug::from_text("circle")];
    let marked = |people| -> Vec<String> {
        let all = most_marked(notes, &places, people);
        all.iter().map(|m| format!("{} {} {}", m.address, m.people, m.quote)).collect()
    };
    assert_eq!(marked(1), ["one.1 3 comes in", "one.2 1 The sea goes", "one.3 1 and"]);
    assert_eq!(marked(2), ["one.1 3 comes in"]);
}
