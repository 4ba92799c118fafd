//! A group's own edition: the book with that group's plan, beside its calendar.

use std::io::{Cursor, Read};

use anthology_base::MemoryWorld;
use anthology_compile::{Compilation, Request, SiteRequest, compile};

fn handed_out(own_edition: bool) -> Compilation {
    let manifest = format!(
        "[book]\ntitle = \"Tides\"\nlanguage = \"en-GB\"\nauthors = [\"A\"]\nchapters = [\"one.md\", \"two.md\"]\n\n\
         [[group]]\nname = \"Thursday Circle\"\nstarts = 2027-03-04T19:30:00\ntime-zone = \"Europe/London\"\n\
         every = \"2 weeks\"\nmeetings = 2\nown-edition = {own_edition}\n"
    );
    let text = "A sentence of some words that takes a while to read. ".repeat(80);
    let world = MemoryWorld::new()
        .with("book.toml", manifest)
        .with("one.md", format!("# Ebb\n\n{text}\n"))
        .with("two.md", format!("# Flow\n\n{text}\n"));
    let compilation = compile(&world, &Request::site(SiteRequest::default()));
    assert!(!compilation.findings.has_errors(), "{:#?}", compilation.findings);
    compilation
}

fn names(compilation: &Compilation) -> Vec<&str> {
    compilation.groups.iter().map(|file| file.name.as_str()).filter(|name| name.contains("/Tides")).collect()
}

/// The text files of an EPUB, one after the other.
fn text_of(epub: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("an archive");
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        if file.name().is_ok_and(|name| name.ends_with(".xhtml")) {
            file.read_to_string(&mut text).expect("UTF-8");
        }
    }
    text
}

#[test]
fn a_group_that_asks_has_the_book_with_its_plan() {
    let compilation = handed_out(true);
    assert_eq!(
        names(&compilation),
        ["thursday-circle/Tides-thursday-circle.epub", "thursday-circle/Tides-thursday-circle.pdf"]
    );
    let own = &compilation.groups.iter().find(|file| file.name.ends_with(".epub")).expect("an EPUB").bytes;
    assert!(text_of(own).contains("Thursday Circle"));
    let public = compilation.site.iter().find(|file| file.path == "files/Tides.epub").expect("the public file");
    assert!(!text_of(&public.bytes).contains("Thursday Circle"), "the plan is for the group alone");
}

#[test]
fn a_group_that_does_not_ask_has_no_edition() {
    assert!(names(&handed_out(false)).is_empty());
}
