//! ISBNs: each format has its own, printed with all others on the copyright page.

use std::io::{Cursor, Read};

use anthology_base::MemoryWorld;
use anthology_compile::{Compilation, Request, compile};

fn book(identifier: &str, formats: &str) -> Compilation {
    let manifest = format!(
        "[book]\ntitle = \"Tides\"\nlanguage = \"en-GB\"\nauthors = [\"A\"]\n{identifier}\nchapters = [\"one.md\"]\n\n{formats}"
    );
    let world = MemoryWorld::new().with("book.toml", manifest).with("one.md", "# Ebb\n\nThe water leaves.\n");
    compile(&world, &Request { editions: vec!["print".to_owned()], ..Request::default() })
}

/// A file of the EPUB.
fn of_epub(compilation: &Compilation, ending: &str) -> String {
    let epub = compilation.files.iter().find(|file| file.name.ends_with(".epub")).expect("an EPUB");
    let mut archive = zip::ZipArchive::new(Cursor::new(&epub.bytes)).expect("an archive");
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        if file.name().is_ok_and(|name| name.ends_with(ending)) {
            file.read_to_string(&mut text).expect("UTF-8");
        }
    }
    text
}

fn codes(compilation: &Compilation) -> Vec<String> {
    let findings = compilation.findings.iter();
    findings.filter(|f| f.code != "missing-metadata").map(|f| format!("{:?} {}", f.severity, f.code)).collect()
}

const FORMATS: &str = "[epub]\nisbn = \"9780306406157\"\n\n[edition.print]\n\
                       isbn = { number = \"3-16-148410-X\", format = \"paperback\" }\n\n\
                       [edition.large-print]\nisbn = \"9791032305690\"\n";

#[test]
fn every_format_has_its_own() {
    let made = book("", FORMATS);
    assert_eq!(codes(&made), [""; 0]);
    let page = of_epub(&made, "copyright.xhtml");
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} in {page}"));
    assert!(at("978-3-16-148410-0") < at("979-10-323-0569-0") && at("979-10-323-0569-0") < at("978-0-306-40615-7"));
    for format in [" (paperback)", " (large print)", " (EPUB)"] {
        at(format);
    }
    let package = of_epub(&made, ".opf");
    assert!(package.contains("<dc:identifier id=\"pub-id\">urn:isbn:9780306406157<"), "{package}");
    assert!(!package.contains("3161484100"), "the print edition's number is its own: {package}");
    let pdf = &made.files.iter().find(|file| file.name.ends_with("-print.pdf")).expect("a PDF").bytes;
    assert!(!pdf.is_empty());
}

#[test]
fn an_identifier_is_the_number_of_the_formats_without_one() {
    let made = book("identifier = \"978-0-306-40615-7\"", "");
    assert_eq!(codes(&made), [""; 0]);
    let page = of_epub(&made, "copyright.xhtml");
    assert!(page.contains("978-0-306-40615-7") && !page.contains("(EPUB)"), "{page}");
    // One that an edition claims is no longer the EPUB's.
    let made = book("identifier = \"978-0-306-40615-7\"", "[edition.print]\nisbn = \"9780306406157\"\n");
    assert_eq!(codes(&made), [""; 0]);
    let package = of_epub(&made, ".opf");
    assert!(package.contains("urn:uuid:") && !package.contains("urn:isbn:"), "{package}");
}

#[test]
fn sharing_a_number_is_refused() {
    let shared = "[epub]\nisbn = \"9780306406157\"\n\n[edition.print]\nisbn = \"0-306-40615-2\"\n";
    assert_eq!(codes(&book("", shared)), ["Error shared-isbn"]);
    let cover = "[edition.print]\nisbn = \"9780306406157\"\n\n[edition.cover]\nisbn = \"9780306406157\"\n";
    assert_eq!(codes(&book("", cover)), [""; 0]);
    // The one of the whole book, where an edition is described for a printer.
    let printed = "[edition.print]\nprofile = \"plain\"\n";
    assert_eq!(codes(&book("identifier = \"9780306406157\"", printed)), ["Warning shared-isbn"]);
    assert_eq!(codes(&book("", "[epub]\nisbn = \"978-0-306-40615-8\"\n")), ["Error bad-identifier"]);
    assert_eq!(codes(&book("", "[epub]\nisbn = { format = \"EPUB\" }\n")), ["Error missing-key"]);
}
