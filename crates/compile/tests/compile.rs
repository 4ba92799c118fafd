//! The pipeline as another program calls it: a world and a request in, files, findings and timings out.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anthology_base::{Date, Diagnostics, MemoryWorld, Severity, SourceMap, World};
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
    assert_eq!(files(true, &[]), "Tides.epub Tides.thumbnail.jpg");
    assert_eq!(files(false, &["screen"]), "Tides.pdf");
    assert_eq!(files(false, &["booklet", "screen", "booklet"]), "Tides-booklet.pdf Tides.pdf");
    assert_eq!(files(true, &["large-print"]), "Tides.epub Tides-large-print.pdf Tides.thumbnail.jpg");
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

/// The text of an EPUB's XHTML files, without soft hyphens, and with plain spaces.
fn epub_text(compilation: &Compilation) -> String {
    let epub = compilation.files.iter().find(|file| file.name.ends_with(".epub")).expect("an EPUB");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&epub.bytes)).expect("a zip");
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        if file.name().is_ok_and(|name| name.ends_with(".xhtml")) {
            std::io::Read::read_to_string(&mut file, &mut text).expect("UTF-8");
        }
    }
    text.replace('\u{ad}', "").replace('\u{a0}', " ")
}

#[test]
fn a_draft_is_made_whatever_is_missing_and_says_what() {
    let manifest = "[book]\ntitle = \"Tides\"\nauthors = [\"A\"]\nchapters = [\"one.md\", \"gone.md\", \"two.md\"]\n\n\
                    [typesetting]\ntheme = \"classik\"\n\n[epub]\nsize-cap = \"1 kB\"\n";
    let one = "+++\ntitle = \"Ebb\"\n+++\n\n![A wave](wave.png)\n\nSee [](nowhere.md) and [the end](gone.md).\n\n\
               An image ![x](a/b.png) and \u{e000}.\n";
    let world = book(manifest).with("one.md", one);
    let real = compile(&world, &request(true, &["screen"]));
    assert!(real.findings.has_errors() && real.files.is_empty());

    let draft = Request { draft: true, ..request(true, &["screen"]) };
    let compilation = compile(&world, &draft);
    let names: Vec<&str> = compilation.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        ["Tides-draft.epub", "Tides-draft.pdf", "Tides-draft.thumbnail.jpg"],
        "{:?}",
        compilation.findings
    );
    assert!(!compilation.findings.has_errors());
    assert_eq!(compilation.excused, 4, "a chapter, two images, the theme");
    let text = epub_text(&compilation);
    for shown in [
        "Draft of 2000-01-01",
        "Missing image: wave.png",
        "[Missing image: a/b.png]",
        "Missing: ",
        "one.md, line 5",
        "nowhere.md",
    ] {
        assert!(text.contains(shown), "{shown} is not in the draft");
    }

    // None of it in a real build of the same book.
    let mended = book(MANIFEST);
    let (real, draft) = (compile(&mended, &request(true, &["screen"])), compile(&mended, &draft));
    assert!(!epub_text(&real).contains("Draft"));
    assert!(epub_text(&draft).contains("Nothing is missing"));
    assert!(real.makeable.iter().any(|name| name == "Tides-draft.pdf"));
}

#[test]
fn the_running_heads_of_a_draft_say_so() {
    let world = book(MANIFEST);
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let theme = anthology_typeset::theme("classic", None, &world, &mut sources, &mut found).expect("a theme");
    let heads = |book: anthology_book::Book| {
        let text = anthology_typeset::set(&book, theme.clone(), &mut Diagnostics::new());
        text.sections
            .iter()
            .find(|section| section.slug.as_str() == "one")
            .expect("a chapter")
            .running_heads
            .clone()
            .map(|head| head.text)
    };
    let draft = anthology_book::load_draft(&world, world.today(), &mut sources, &mut found).expect("a book");
    let real = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    assert_eq!(heads(draft), ["Draft, 2000-01-01 · Tides", "Draft, 2000-01-01 · Ebb"]);
    assert_eq!(heads(real), ["Tides", "Ebb"]);
}

#[test]
fn a_book_sets_the_levels_of_its_findings() {
    let one = "+++\ntitle = \"Ebb\"\n+++\n\n![](wave.svg)\n";
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"M0 0h9v9z\"/></svg>";
    let with = |levels: &str| {
        let world = book(&format!("{MANIFEST}{levels}")).with("one.md", one).with("wave.svg", svg);
        let compilation = compile(&world, &request(true, &[]));
        let codes: Vec<String> = compilation.findings.iter().map(|f| format!("{:?} {}", f.severity, f.code)).collect();
        (codes, !compilation.files.is_empty())
    };
    let (codes, made) = with("");
    assert!(codes.contains(&"Error missing-alt".to_owned()) && !made, "{codes:?}");
    let (codes, made) = with("[diagnostics]\nmissing-alt = \"warn\"\n");
    assert!(codes.contains(&"Warning missing-alt".to_owned()) && made, "{codes:?}");
    let (codes, made) = with("[diagnostics]\nmissing-alt = \"off\"\n");
    assert!(!codes.iter().any(|code| code.contains("missing-alt")) && made, "{codes:?}");
    let (codes, made) = with("[diagnostics]\nmissing-alt = \"warn\"\nduplicate-id = \"warn\"\n");
    assert!(codes.contains(&"Error fixed-diagnostic".to_owned()) && !made, "{codes:?}");
    let (codes, _) = with("[diagnostics]\nmissing-alt = \"warn\"\nmising-alt = \"warn\"\n");
    assert!(codes.contains(&"Error unknown-diagnostic".to_owned()), "{codes:?}");
}

#[test]
fn missing_characters_are_found_at_themselves_in_one_run_with_other_errors() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"40\"><text y=\"20\">\u{10000} Port</text></svg>";
    let one = "+++\ntitle = \"Ebb\"\n+++\n\nThe water *leaves \u{10001} us*, and so \u{10002} do we.[^1]\n\n\
               ![A harbour](port.svg)\n\n![Gone](gone.png)\n\n[^1]: With \u{10003}.\n";
    let world = book(MANIFEST).with("one.md", one).with("port.svg", svg);
    let compilation = compile(&world, &request(false, &["screen"]));
    let at = |code: &str| -> Vec<String> {
        let of_code = compilation.findings.iter().filter(|finding| finding.code == code);
        let text = |span| compilation.sources.text(span).to_owned();
        of_code.map(|finding| finding.span.map(text).unwrap_or_default()).collect()
    };
    assert_eq!(at("missing-glyph"), ["\u{10001}", "\u{10002}", "\u{10003}", "![A harbour](port.svg)"]);
    assert_eq!(at("missing-image").len(), 1, "{:?}", compilation.findings);
    assert!(compilation.files.is_empty());
}

#[test]
fn filters_that_take_too_long_are_an_error_before_anything_is_drawn() {
    let primitives = "<feTurbulence numOctaves=\"99\"/><feMorphology radius=\"50\"/>".repeat(3);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\"><filter id=\"f\">{primitives}</filter>\
         <rect width=\"99\" height=\"99\" filter=\"url(#f)\"/></svg>"
    );
    let one = "+++\ntitle = \"Ebb\"\n+++\n\n![A cloud](cloud.svg)\n";
    let world = book(MANIFEST).with("one.md", one).with("cloud.svg", svg);
    let found = compile(&world, &request(true, &["screen"])).findings;
    let errors: Vec<&str> =
        found.iter().filter(|f| f.severity == Severity::Error).map(|finding| finding.message.as_str()).collect();
    assert!(matches!(errors[..], [message] if message.contains("its filters take")), "{errors:?}");
}
