//! `notes.toml`: importing twice, edits by hand, names, and what stays private.

mod common;

use anthology_base::{Diagnostics, MemoryWorld, Slug, SourceMap};
use anthology_book::{A_READER, parse_member_notes};
use anthology_group::Roster;
use anthology_notes::notebook;
use anthology_test_support::lay_out;
use common::Fixture;

fn book(roster: &str) -> Fixture {
    let world = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"Tides\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n")
        .with(
            "one.md",
            "# One\n\nThe sea comes in twice a day along this coast.\n\nThe sea goes out again in the evening, as it must.\n\n\
             Nobody watches but the gulls and the harbour master.\n",
        )
        .with("groups/circle/roster.csv", roster);
    let mut book = Fixture::new(&world, |text| lay_out(text).map);
    book.roster = Roster::read(&world, &Slug::from_text("circle"), &mut SourceMap::new(), &mut Diagnostics::new());
    book
}

fn clippings(entries: &[(&str, &str)]) -> String {
    let entry = |(place, text): &(&str, &str)| {
        format!("Tides (Anna Roe)\n- Your Highlight on Location {place} | Added on Sunday\n\n{text}\n==========\n")
    };
    entries.iter().map(entry).collect()
}

#[test]
fn importing_twice_changes_nothing() {
    let book = book("");
    let file = clippings(&[("7-8", "twice a day along this coast"), ("9-9", "the gulls and the harbour master")]);
    let files = [("My Clippings.txt", file.as_bytes())];
    let first = book.import(&files, Some("Ben"), None);
    let text = first.text.expect("a file");
    assert_eq!(first.added.len(), 2);
    let again = book.import(&files, Some("Ben"), Some(&text));
    assert_eq!((again.text, again.added.len(), again.known), (None, 0, 2));
    // Another reader's marks are marks of their own.
    let other = book.import(&files, Some("Cleo"), Some(&text));
    assert_eq!(other.added.len(), 2);
    assert_ne!(other.added[0].reader, first.added[0].reader);
}

#[test]
fn edits_by_hand_survive() {
    let book = book("");
    let file = clippings(&[("7-8", "twice a day along this coast"), ("9-9", "the gulls and the harbour master")]);
    let first = book.import(&[("a.txt", file.as_bytes())], Some("Ben"), None).text.expect("a file");
    let id = first.split("id = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id").to_owned();
    // A comment, another address, a note by hand; the second note is deleted.
    let start = first.rfind("\n[[note]]").expect("two notes");
    let end = first.find("\n# All notes").or_else(|| first.find("\n[imported]")).expect("the ids");
    let edited =
        format!("{}\n[[note]]\naddress = \"one.3\"\nnote = \"By hand.\" # mine\n{}", &first[..start], &first[end..])
            .replace("address = \"one.1\"", "address = \"one.2\"   # she meant this one");
    let more = clippings(&[
        ("7-8", "twice a day along this coast"),
        ("9-9", "the gulls and the harbour master"),
        ("8-8", "out again in the evening, as it must"),
    ]);
    let imported = book.import(&[("a.txt", more.as_bytes())], Some("Ben"), Some(&edited));
    assert_eq!((imported.added.len(), imported.known), (1, 2));
    let text = imported.text.expect("a change");
    for kept in ["# she meant this one", "By hand.\" # mine", &id, "# What members have marked"] {
        assert!(text.contains(kept), "{kept} is lost in\n{text}");
    }
    let mut found = Diagnostics::new();
    let notes = parse_member_notes("notes.toml", &text, &mut SourceMap::new(), &mut found);
    assert!(found.is_empty(), "{found:?}");
    let addresses: Vec<String> =
        notes.iter().filter_map(|note| note.address.as_ref()).map(ToString::to_string).collect();
    assert_eq!(addresses, ["one.2", "one.2", "one.3"]);
    let again = book.import(&[("a.txt", more.as_bytes())], Some("Ben"), Some(&text));
    assert_eq!((again.text, again.known), (None, 3));
}

#[test]
fn an_extended_mark_replaces_the_shorter_one() {
    let book = book("");
    let short = clippings(&[("7-8", "twice a day along")]);
    let first = book.import(&[("a", short.as_bytes())], Some("Ben"), None).text.expect("a file");
    let long = clippings(&[("7-8", "twice a day along"), ("7-9", "comes in twice a day along this coast")]);
    let imported = book.import(&[("a", long.as_bytes())], Some("Ben"), Some(&first));
    assert_eq!((imported.added.len(), imported.extended), (0, 1));
    let text = imported.text.expect("a change");
    assert_eq!(text.matches("[[note]]").count(), 1);
    assert!(text.contains("quote = \"comes in twice a day along this coast\""));
}

#[test]
fn a_damaged_file_is_left_alone() {
    let file = clippings(&[("7-8", "twice a day along this coast")]);
    let imported = book("").import(&[("a", file.as_bytes())], None, Some("[[note]\n"));
    assert_eq!(imported.text, None);
    assert!(imported.findings.has_errors());
}

#[test]
fn names_are_those_that_the_roster_allows() {
    let roster = "name,email,name-in-notes\nBen Smith,ben@example.org,yes\nCleo,cleo@example.org,no\n";
    let book = book(roster);
    let typed = "one.1 Ben: mine\none.2 Cleo: hers\none.3 Dora: whose?\none.3 Cleo (private): secret thing\n\
                 one.2 Ben: #private another secret\n";
    let imported = book.import(&[("evening.txt", typed.as_bytes())], None, None);
    let who: Vec<&str> = imported.added.iter().map(|note| note.who.as_str()).collect();
    assert_eq!(who, ["Ben Smith", A_READER, A_READER]);
    assert_eq!((imported.private, imported.unnamed), (2, 2));
    let text = imported.text.expect("a file");
    for name in ["Cleo", "Dora", "secret", "example.org"] {
        assert!(!text.contains(name), "{name} is in\n{text}");
    }
    // Ben by his whole name is the same reader.
    let again = book.import(&[("evening.txt", b"one.1 Ben Smith: mine\n")], None, Some(&text));
    assert_eq!(again.known, 1);
    // He doesn't want to be named any more.
    let mut book = book;
    book.roster.members[0].name_in_notes = false;
    let withdrawn =
        book.import(&[("evening.txt", b"one.1 Ben Smith: mine\n")], None, Some(&text)).text.expect("a change");
    assert!(!withdrawn.contains("Ben"), "{withdrawn}");
}

#[test]
fn the_notebook_has_everything_but_what_is_private() {
    let text = "[[note]]\naddress = \"one.2\"\nquote = \"out <again>\"\nnote = \"Why & when?\"\nwho = \"Ben\"\n\
                [[note]]\naddress = \"one.2\"\nquote = \"out <again>\"\nconfidence = \"perhaps\"\n\
                [[note]]\naddress = \"one.1\"\nnote = \"A secret.\"\nprivate = true\n\
                [[note]]\nquote = \"nowhere to be found\"\n";
    let book = book("");
    let notes = parse_member_notes("notes.toml", text, &mut SourceMap::new(), &mut Diagnostics::new());
    let html = notebook(&notes, &book.places, "Tides", "en".parse().expect("a tag"));
    assert_eq!(html.matches("<blockquote>out &lt;again&gt;</blockquote>").count(), 1);
    assert!(html.contains("<p>Why &amp; when? — Ben</p>\n<p>— a reader (perhaps)</p>"), "{html}");
    assert!(html.replace('\u{a0}', " ").contains("page 1, ¶ 2 · one.2 · “The sea goes"), "{html}");
    assert!(!html.contains("secret") && !html.contains("nowhere"));
}
