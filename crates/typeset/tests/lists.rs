//! What an anthology prints about its pieces: openings, heads, and the lists that are made of them.

use std::fmt::Write;

use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
use anthology_typeset::{ObjectKind, SetBlockKind, SetText};

const MANIFEST: &str = r#"
[book]
title = "Rooms and Ladders"
language = "en-GB"
editors = ["Eve Ditor"]
contributors = [{ name = "Ann de Other", note = "Ann de Other lived in Ghent." }, "Bo Sample"]

[front]
matter = ["title", "contents", { list = "contents", title = "By Author", by = "author" }, { list = "contents", title = "By Date", by = "date" }]

[[part]]
title = "Old"
subtitle = "Before the war"
number = "roman"
epigraph = { text = "Go in.", source = "A sign" }
introduction = "The editor introduces."
chapters = ["room.md", "poem.md"]

[[part]]
title = "New"
chapters = ["ladder.md"]

[back]
matter = [
  { list = "contributors", pieces = true }, "acknowledgements", "bibliography", "illustrations", "notes-on-the-text",
  { list = "chronology", events = [{ date = "1882", text = "Born." }, { date = "1941-03-28", text = "Died." }] },
  "glossary", "pieces", "index",
]

[typesetting]
running-heads = { verso = "author", recto = "chapter" }
"#;

const ROOM: &str = r#"+++
title = "The Room"
author = "Ann de Other"
translator = "Bo Sample"
first-published = { year = 1931, in = "The *Great* Review", volume = "20", pages = "12–19" }
headnote = "Written in **spring**.\n\nAnd again."
permission = { holder = "Great Press", wording = "© Great Press, by leave." }
themes = ["work"]
+++

The [room]{.index} had a [ladder]{.index entry="ladders!of oak; oak"} and [a red chair[^1]]{.text-note}, and a
[sash]{.glossary}.[^2] The [Room]{.index} was cold.[]{.index entry="cold" see="room"}

![A ladder](ladder.svg "A ladder in *oak*")

::: glossary
Sash
: A frame of a window.

Newel
: A post of a stair.
:::

[^1]: It was *not* red.
[^2]: A second note.
"#;

const POEM: &str = "+++\ntitle = \"A Song\"\nauthor = \"Bo Sample\"\nfirst-published = { year = 397, publisher = \"A Scribe\", place = \"Rome\" }\npermission = { licence = \"CC BY 4.0\" }\n+++\n\n| The water rose,\n| and fell.\n";
const LADDER: &str = "+++\ntitle = \"The Ladder\"\nauthor = [\"Ann de Other\", \"Bo Sample\"]\ndate = \"1999\"\npermission = { holder = \"Great Press\", wording = \"© Great Press, by leave.\" }\n+++\n\nUp.\n";

fn set() -> (SetText, Vec<String>) {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>";
    let world = MemoryWorld::new()
        .with("book.toml", MANIFEST)
        .with("room.md", ROOM)
        .with("poem.md", POEM)
        .with("ladder.md", LADDER)
        .with("ladder.svg", svg);
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    let theme = anthology_typeset::theme("classic", None, &world, &mut sources, &mut found).expect("a theme");
    let text = anthology_typeset::set(&book, theme, &mut found);
    (text, found.iter().map(|finding| finding.message.clone()).collect())
}

#[test]
fn lists_of_an_anthology() {
    let (text, found) = set();
    assert_eq!(found, [""; 0]);
    let mut out = String::new();
    for section in &text.sections {
        let heads = section.running_heads.each_ref().map(|head| head.text.as_str());
        let _ = writeln!(out, "== {} | {} | {heads:?}", section.slug, section.title);
        for paragraph in section.paragraphs() {
            paragraph.check().expect("a sound paragraph");
            let mut printed = paragraph.text.clone();
            for object in paragraph.objects.iter().rev() {
                let shown = match &object.kind {
                    ObjectKind::PageNumber(anchor) => format!("<{}>", anchor.section),
                    ObjectKind::Locators(places) => {
                        let places = places.iter().map(|place| place.from.id.clone().unwrap_or_default());
                        format!("<{}>", places.collect::<Vec<_>>().join(" "))
                    }
                    ObjectKind::ParagraphPage(address) => format!("<page of {address}>"),
                    ObjectKind::ParagraphOnPage(address) => format!("<number of {address}>"),
                    ObjectKind::Image(_) => "<image>".to_owned(),
                };
                let at = object.at as usize;
                printed.replace_range(at..at + '\u{fffc}'.len_utf8(), &shown);
            }
            let _ = writeln!(out, "{}: {printed}", paragraph.style.name());
        }
        for block in &section.blocks {
            if let SetBlockKind::Contents(entries) = &block.kind {
                let labels: Vec<&str> = entries.iter().map(|entry| entry.label.as_deref().unwrap_or("-")).collect();
                let _ = writeln!(out, "labels {}", labels.join(" "));
            }
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn people_are_linked_and_misspelt_names_reported() {
    let world = MemoryWorld::new()
        .with("book.toml", MANIFEST)
        .with("room.md", ROOM.replace("Ann de Other", "Anne de Othr"))
        .with("poem.md", POEM)
        .with("ladder.md", LADDER)
        .with("ladder.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>");
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    let finding = found.iter().find(|finding| finding.code == "unknown-person").expect("a misspelt name");
    assert_eq!(sources.text(finding.span.expect("a place")), "author = \"Anne de Othr\"");
    assert_eq!(finding.hints, ["did you mean `Ann de Other`?"]);
    // Their notes don't put them on the title page.
    let named: Vec<&str> = book.metadata.contributors.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(named, ["Eve Ditor"]);
}
