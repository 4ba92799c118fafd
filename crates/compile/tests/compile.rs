//! The pipeline as another program calls it: a world and a request in, files, findings and timings out.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anthology_base::{Date, MemoryWorld, Severity, World};
use anthology_compile::{Compilation, Progress, Request, compile, compile_with_progress};

const MANIFEST: &str = "[book]\ntitle = \"Tides\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\", \"two.md\"]\n";

fn book(manifest: &str) -> MemoryWorld {
    MemoryWorld::new()
        .with("book.toml", manifest)
        .with("one.md", "+++\ntitle = \"Ebb\"\n+++\n\nThe water leaves.\n")
        .with("two.md", "+++\ntitle = \"Flow\"\n+++\n\nThe water returns.\n")
}

fn names(compilation: &Compilation) -> Vec<&str> {
    compilation.files.iter().map(|file| file.name.as_str()).collect()
}

fn request(epub: bool, editions: &[&str]) -> Request {
    Request { epub, editions: editions.iter().map(|name| (*name).to_owned()).collect(), ..Request::default() }
}

#[test]
fn a_request_names_formats_and_editions() {
    let world = book(MANIFEST);
    let files = |epub, editions: &[&str]| {
        let compilation = compile(&world, &request(epub, editions));
        assert!(!compilation.findings.has_errors(), "{:?}", compilation.findings);
        names(&compilation).join(" ")
    };
    assert_eq!(files(true, &[]), "tides.epub tides.thumbnail.jpg");
    assert_eq!(files(false, &["screen"]), "tides.pdf");
    assert_eq!(files(false, &["booklet", "screen", "booklet"]), "tides-booklet.pdf tides.pdf");
    assert_eq!(files(true, &["large-print"]), "tides.epub tides-large-print.pdf tides.thumbnail.jpg");
}

/// Editions are styled each by themselves: the order of a request changes no file.
#[test]
fn editions_do_not_change_one_another() {
    let own = "[edition.pocket]\nbase = \"print\"\ntheme = \"modern\"\ntrim = \"a6\"\nsize = \"9pt\"\n\
               [edition.marked]\nbase = \"large-print\"\nconcordance = true\n";
    let world = book(&format!("{MANIFEST}{own}"));
    let names = ["screen", "pocket", "marked", "large-print"];
    let together = compile(&world, &request(true, &names));
    assert!(!together.findings.has_errors(), "{:?}", together.findings);
    let backwards: Vec<&str> = names.into_iter().rev().collect();
    let mut backwards = compile(&world, &request(true, &backwards)).files;
    let mut files = together.files.clone();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    backwards.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(files, backwards);
    for name in names {
        let alone = compile(&world, &request(false, &[name]));
        assert!(alone.files.iter().all(|file| files.contains(file)), "{name} is another file when made alone");
    }
}

#[test]
fn an_error_leaves_no_file_and_points_into_the_sources() {
    let world = book(MANIFEST).with("two.md", "+++\ntitle = \"Flow\"\n+++\n\n![A wave](wave.png)\n");
    let compilation = compile(&world, &Request::default());
    assert_eq!(names(&compilation), [""; 0]);
    let finding = compilation.findings.iter().find(|finding| finding.code == "missing-image").expect("a finding");
    let span = finding.span.expect("a place");
    let file = compilation.sources.file(span.file);
    assert_eq!((file.path(), file.line_col(span.start as usize).line), ("two.md", 5));
}

#[test]
fn an_unknown_edition_is_an_error() {
    let compilation = compile(&book(MANIFEST), &request(true, &["scren"]));
    let errors = compilation.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let messages: Vec<&str> = errors.map(|finding| finding.message.as_str()).collect();
    assert_eq!((messages, names(&compilation)), (vec!["no edition `scren`"], vec![]));
}

/// A check finds what a build finds, and more, and writes nothing.
#[test]
fn a_check_writes_nothing() {
    let world =
        book(&format!("{MANIFEST}[edition.shop]\nbase = \"print\"\nprofile = \"kdp\"\ntrim = [\"3in\", \"5in\"]\n"));
    let built = compile(&world, &request(false, &["shop"]));
    let checked = anthology_compile::check(&world, &["shop".to_owned()]);
    assert!(built.findings.iter().any(|finding| finding.code == "trim-size"), "{:?}", built.findings);
    assert!(built.findings.iter().all(|finding| checked.findings.iter().any(|known| known == finding)));
    assert_eq!(names(&checked), [""; 0]);
}

/// A clock that goes on by a second whenever it is read.
struct Ticking {
    book: MemoryWorld,
    seconds: AtomicU64,
}

impl World for Ticking {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.book.read(path)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.book.list(folder)
    }

    fn today(&self) -> Date {
        self.book.today()
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.seconds.fetch_add(1, Ordering::Relaxed))
    }
}

#[test]
fn times_come_from_the_worlds_clock_and_change_nothing() {
    let world = Ticking { book: book(MANIFEST), seconds: AtomicU64::new(0) };
    let compilation = compile(&world, &Request::default());
    let stages: Vec<&str> = compilation.timings.iter().map(|timing| timing.stage).collect();
    assert_eq!(stages, ["load", "typeset", "layout", "epub", "pdf"]);
    assert!(compilation.timings.iter().all(|timing| timing.time >= Duration::from_secs(1)));
    assert_eq!(compilation.files, compile(&world.book, &Request::default()).files);
}

#[test]
fn steps_are_reported_as_they_begin() {
    let mut steps = Vec::new();
    let _ = compile_with_progress(&book(MANIFEST), &Request::default(), &mut |step| {
        steps.push(match step {
            Progress::Typesetting { title, chapters } => format!("{title}, {chapters}"),
            Progress::Writing { edition, pages } => format!("{edition}, {}", pages > 4),
        });
    });
    assert_eq!(steps, ["Tides, 2", "screen, true"]);
}
