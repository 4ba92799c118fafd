//! A corrected book against a copy that was handed out.

use std::collections::BTreeMap;

use anthology_base::{Date, Diagnostics, MemoryWorld};
use anthology_group::{Lock, Places};
use anthology_test_support::{lay_out, set};
use anthology_typeset::SetText;

const PARAGRAPHS: [&str; 5] = [
    "When the mill was sold, nobody in the village had been told of it.[^n]",
    "A letter from the council said that the weir would be repaired in spring.",
    "So the meeting was called, and forty people came to the hall that night.",
    "Nothing is known about the ducks, whose opinion no committee had asked for.",
    "Minutes were taken by a schoolboy who wrote down everything, even the coughs.",
];

fn book(paragraphs: &[&str]) -> SetText {
    let text = format!("# One\n\n{}\n\n[^n]: A note.\n", paragraphs.join("\n\n"));
    let world = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"A\"\nchapters = [\"one.md\", \"two.md\"]\n")
        .with("one.md", text)
        .with("two.md", "# Two\n\nThe second chapter stays as it is.\n");
    set(&world).0
}

fn places(text: &SetText) -> Places {
    Places::new(text, &lay_out(text).map)
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn addresses(places: &Places) -> String {
    places.paragraphs.iter().map(|place| place.address.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn addresses_survive_corrections() {
    let first = places(&book(&PARAGRAPHS));
    let lock = Lock::default().hand_out(day("2027-03-03"), &[("a.epub", b"bytes")], &first, &[]);
    assert_eq!(Lock::parse(&lock.to_toml()), Ok(lock.clone()));

    // One corrected, one inserted, one deleted.
    let inserted = "An entirely different paragraph has been inserted between these two.";
    let corrected = "A letter from the council said that the weir would be mended in spring.";
    let mut text = book(&[PARAGRAPHS[0], inserted, corrected, PARAGRAPHS[3], PARAGRAPHS[4]]);
    assert_eq!(addresses(&places(&text)), "one.1 one.2 one.3 one.4 one.5 two.1");
    lock.apply(&mut text);
    let now = places(&text);
    assert_eq!(addresses(&now), "one.1 one.1a one.2 one.4 one.5 two.1");
    let former: Vec<String> =
        text.sections.iter().flat_map(|section| section.former.values()).flatten().map(ToString::to_string).collect();
    assert_eq!(former, ["one.3"]);
    let pages = lay_out(&text);
    for key in ["one.1a", "one.3"] {
        assert!(pages.destinations.contains_key(key), "links to {key} lead nowhere");
    }

    let changes = lock.changes(&now, &[], &[], &BTreeMap::new()).expect("a copy");
    assert_eq!(
        changes.finding().map(|finding| finding.message).as_deref(),
        Some("since the copy of 3 March 2027: 1 paragraph new, 1 changed, 1 deleted")
    );

    // A second copy, and the deleted paragraph comes back: its number is its own again only if it was never deleted.
    let second = lock.hand_out(day("2027-04-01"), &[("a.epub", b"other")], &now, &[]);
    assert_eq!(second.copies.len(), 2);
    let mut text = book(&[PARAGRAPHS[0], inserted, corrected, PARAGRAPHS[2], PARAGRAPHS[3], PARAGRAPHS[4]]);
    second.apply(&mut text);
    assert_eq!(addresses(&places(&text)), "one.1 one.1a one.2 one.2a one.4 one.5 two.1");
}

#[test]
fn the_same_book_is_no_new_copy() {
    let text = book(&PARAGRAPHS);
    let first = places(&text);
    let lock = Lock::default().hand_out(day("2027-03-03"), &[], &first, &[]);
    let again = lock.hand_out(day("2027-03-05"), &[], &first, &[]);
    assert_eq!((again.copies.len(), again.copies[0].date), (1, day("2027-03-05")));
    let changes = lock.changes(&first, &[], &[], &BTreeMap::new()).expect("a copy");
    assert!(changes.is_empty() && changes.finding().is_none());
}

#[test]
fn a_new_printing_starts_over() {
    let first = places(&book(&PARAGRAPHS));
    let lock = Lock::default().hand_out(day("2027-03-03"), &[], &first, &[]).new_printing();
    assert_eq!(lock.printing, 2);
    let mut text = book(&[PARAGRAPHS[3], PARAGRAPHS[0]]);
    lock.apply(&mut text);
    assert_eq!(addresses(&places(&text)), "one.1 one.2 two.1");
    assert_eq!(lock.changes(&places(&text), &[], &[], &BTreeMap::new()), None);
}

#[test]
fn a_damaged_lock_is_an_error_that_says_what_to_do() {
    let good = Lock::default().hand_out(day("2027-03-03"), &[("a \"b\".epub", b"")], &places(&book(&PARAGRAPHS)), &[]);
    assert_eq!(Lock::parse(&good.to_toml()), Ok(good.clone()));
    let text = good.to_toml();
    for (from, to) in
        [("version = 1", "version = 2"), ("2027-03-03", "3 March"), ("one.1\"", "one.x\""), ("one = [", "One = [")]
    {
        let damaged = text.replacen(from, to, 1);
        assert_ne!(damaged, text);
        let world = MemoryWorld::new().with("editions.lock", damaged);
        let mut found = Diagnostics::new();
        assert_eq!(Lock::read(&world, &mut found), None, "{from}");
        assert!(found.has_errors(), "{from}");
    }
    assert_eq!(Lock::read(&MemoryWorld::new(), &mut Diagnostics::new()), Some(Lock::default()));
}
