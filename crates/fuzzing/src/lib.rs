//! The bodies of the fuzz targets. Input: any bytes. Output: none; a target panics where an invariant of the program is
//! broken, whatever the bytes are. cargo-fuzz runs them from `fuzz/` on inputs that it makes; `tests/seeds.rs` runs them
//! on the seed corpus. Everything happens in process, on a world in memory.
//!
//! ```
//! anthology_fuzzing::document(b"+++\ntitle = \"One\"\n+++\n\n*Un[closed^1");
//! ```

mod choices;
mod generate;

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, FileId, Length, MemoryWorld, Severity, SourceMap};
use anthology_compile::{Compilation, Request, compile};
use anthology_document::{Block, BlockKind, Chapter, Inline, InlineKind, Node};
use anthology_import::{CAPTURES, CHAPTERS, Existing, InputFile, LEDGER, MANIFEST, Options};
use anthology_layout::fonts::Fonts;
use anthology_layout::line::{Measure, Setting};
use anthology_layout::{ParagraphBuilder, Resolve};
use anthology_test_support::{font_tokens, micro_tokens, text_style};
use anthology_typeset::{SetParagraph, TextAlign};

use crate::choices::Choices;

/// The function of a target.
pub type Target = fn(&[u8]);

/// All targets by name. The seed corpus has a folder for each, and `fuzz/` a program.
pub const TARGETS: &[(&str, Target)] = &[
    ("document", document),
    ("manifest", manifest),
    ("paragraph", paragraph),
    ("book", book),
    ("image", image),
    ("font", font),
    ("import", import),
];

/// A line of this separates the files in an input of several.
const SEPARATOR: &str = "\n=====\n";

/// A chapter's text to its tree: spans lie in the text, on character boundaries, and the writer's Markdown reads back
/// with as much text.
///
/// # Panics
/// Where an invariant is broken.
pub fn document(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut sources = SourceMap::new();
    let file = sources.add("one.md", text.as_ref());
    let mut found = Diagnostics::new();
    let chapter = anthology_document::parse(file, &text, &mut found);
    check_spans(&found, &sources);
    chapter.walk(&mut |node| {
        let span = match node {
            Node::Block(block) => block.span,
            Node::Inline(inline) => inline.span,
        };
        assert!(text.get(span.range()).is_some(), "a node's span is not in the text: {span:?}");
    });
    let written = anthology_document::to_markdown(&chapter);
    let again = anthology_document::parse(file, &written, &mut Diagnostics::new());
    assert_eq!(text_of(&again), text_of(&chapter), "the writer's Markdown reads back otherwise:\n{written}");
}

/// The characters of a chapter's text but for its white space.
fn text_of(chapter: &Chapter) -> String {
    let mut out = String::new();
    chapter.walk(&mut |node| match node {
        Node::Block(Block { kind: BlockKind::Code { text, .. }, .. }) => out.push_str(text),
        Node::Inline(Inline {
            kind: InlineKind::Text(text) | InlineKind::Code(text) | InlineKind::Verbatim(text),
            ..
        }) => {
            out.push_str(text);
        }
        _ => {}
    });
    out.retain(|c| !c.is_whitespace());
    out
}

/// `book.toml` and a theme, each any text: both are read, and findings point into them.
///
/// # Panics
/// Where an invariant is broken.
pub fn manifest(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (manifest, theme) = text.split_once(SEPARATOR).unwrap_or((&text, ""));
    let world = MemoryWorld::new()
        .with(anthology_book::MANIFEST, manifest)
        .with("theme.toml", theme)
        .with("one.md", "+++\ntitle = \"One\"\n+++\n\nText.\n");
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found);
    let read = anthology_typeset::theme("theme.toml", None, &world, &mut sources, &mut found);
    assert!(book.is_some() || found.has_errors(), "a book can't be loaded, and no finding says why");
    assert!(read.is_some() || found.has_errors(), "a theme can't be read, and no finding says why");
    if let (Some(book), Some(theme)) = (book, read) {
        for name in book.edition_names() {
            assert!(book.edition(name).is_some(), "no edition {name}");
        }
        // A theme of any values sets a book, or is refused.
        if !found.has_errors() {
            let theme = theme.with(&book.print, book.typesetting.font.as_deref());
            let set = anthology_typeset::set(&book, theme, &mut found);
            let pages = anthology_layout::layout(&set, &Fonts::bundled(), &mut found);
            assert!(!pages.pages.is_empty() || found.has_errors());
        }
    }
    check_spans(&found, &sources);
}

/// Any text, as one paragraph in any measure and size: every character stands on exactly one line, and lines follow one
/// another.
///
/// # Panics
/// Where an invariant is broken.
pub fn paragraph(data: &[u8]) {
    let mut choices = Choices::new(data);
    let align = choices.pick(&[TextAlign::Justify, TextAlign::Start, TextAlign::Center, TextAlign::End]);
    let mut style = text_style(align);
    style.size = Length::from_millipt(4000 + i64::from(choices.below(200)) * 200);
    style.hyphenate = choices.below(2) == 1;
    style.small_caps = choices.below(8) == 1;
    style.tracking = i32::from(choices.below(4)) * 20;
    let indent = Length::from_pt(i64::from(choices.below(3)) * 12);
    let width = Length::from_pt(2 + i64::from(choices.below(250)) * 2);
    let text = choices.rest_as_text().replace(char::is_control, " ");
    let Some(paragraph) = typeset(&text) else { return };
    let (tokens, micro) = (font_tokens("Libertinus Serif"), micro_tokens());
    let fonts = Fonts::bundled();
    let resolve = Resolve { page: &|_| "42".to_owned(), image: &|_| Length::from_pt(12) };
    let measure = Measure { width, indent, notch: None };
    let setting = ParagraphBuilder::new(&fonts, &tokens, &micro).set(&paragraph, &style, &measure, resolve);
    check_lines(&paragraph, &setting);
}

/// The first paragraph of running text of a chapter that holds a text; `None` where there is none.
fn typeset(text: &str) -> Option<SetParagraph> {
    let world = MemoryWorld::new()
        .with(anthology_book::MANIFEST, "[book]\ntitle = \"T\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\"]\n")
        .with("one.md", format!("+++\ntitle = \"One\"\n+++\n\n{text}\n"));
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found)?;
    let theme = anthology_typeset::theme("classic", None, &world, &mut sources, &mut found)?;
    let set = anthology_typeset::set(&book, theme, &mut found);
    set.paragraphs().find(|paragraph| paragraph.address.is_some() && paragraph.objects.is_empty()).cloned()
}

fn check_lines(paragraph: &SetParagraph, setting: &Setting) {
    let mut at = 0;
    for line in &setting.lines {
        assert_eq!(line.text.start, at, "lines follow one another");
        at = line.text.end;
        for run in &line.runs {
            assert!(run.text.start >= line.text.start && run.text.end <= line.text.end, "a run is on its line");
        }
    }
    assert_eq!(at as usize, paragraph.text.len(), "no text is lost");
}

/// A whole book of any structure: each build ends with files or with an error, and the bytes are the same with one
/// thread.
///
/// # Panics
/// Where an invariant is broken.
pub fn book(data: &[u8]) {
    let generated = generate::book(&mut Choices::new(data));
    let compilation = compile(&generated.world, &generated.request);
    check_compilation(&compilation);
    if generated.twice {
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
        let again = alone.install(|| compile(&generated.world, &generated.request));
        assert_eq!(again.files, compilation.files, "the bytes depend on the number of threads");
        assert_eq!(again.findings, compilation.findings, "findings depend on the number of threads");
    }
}

/// Any bytes as an image of each format, in the text and on the cover.
///
/// # Panics
/// Where an invariant is broken.
pub fn image(data: &[u8]) {
    let mut choices = Choices::new(data);
    let name = choices.pick(&["a.svg", "a.png", "a.jpg", "a.gif", "a.webp"]);
    let cover = choices.below(4) == 1;
    let mut manifest = String::from("[book]\ntitle = \"T\"\nchapters = [\"one.md\"]\n");
    if cover {
        manifest.push_str(&format!("[epub]\ncover = \"{name}\"\n"));
    }
    let edition = choices.pick(&["screen", "print"]);
    let world = MemoryWorld::new()
        .with(anthology_book::MANIFEST, manifest)
        .with(
            "one.md",
            format!("+++\ntitle = \"One\"\n+++\n\n![An image]({name}){{width=50%}}\n\nIn ![line]({name}).\n"),
        )
        .with(name, choices.rest());
    check_compilation(&compile(
        &world,
        &Request { epub: true, editions: vec![edition.to_owned()], ..Request::default() },
    ));
}

/// Any bytes as a font file, embedded in both formats.
///
/// # Panics
/// Where an invariant is broken.
pub fn font(data: &[u8]) {
    let manifest = "[book]\ntitle = \"T\"\nchapters = [\"one.md\"]\n[typesetting]\nfont = \"Own\"\n\
                    [epub]\nembed-fonts = true\n";
    let world = MemoryWorld::new()
        .with(anthology_book::MANIFEST, manifest)
        .with("fonts/own.toml", "family = \"Own\"\n[[face]]\nfile = \"own.otf\"\n")
        .with("fonts/own.otf", data)
        .with("one.md", "+++\ntitle = \"One\"\n+++\n\nAn office, *quickly* built. 漢 שלום\n");
    check_compilation(&compile(&world, &Request::default()));
}

/// Captures into a book, twice: the second import of the same captures changes no file, and the book that it made can be
/// read.
///
/// # Panics
/// Where an invariant is broken.
pub fn import(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let inputs: Vec<InputFile> = text
        .split(SEPARATOR)
        .take(8)
        .enumerate()
        .map(|(i, text)| InputFile { name: format!("{i}.txt"), blob: text.as_bytes().to_vec().into() })
        .collect();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for again in [false, true] {
        let mut found = Diagnostics::new();
        let existing = existing(&files);
        let outcome = anthology_import::run(&inputs, &existing, &Options::default(), &mut found);
        if found.has_errors() {
            assert!(!again, "a second import finds an error: {found:?}");
            return;
        }
        if again {
            let changed: Vec<&String> = outcome.writes.keys().chain(&outcome.removes).collect();
            assert!(changed.is_empty(), "a second import changes {changed:?}");
        }
        for path in &outcome.removes {
            files.remove(path);
        }
        for path in outcome.writes.keys() {
            assert!(!path.starts_with('/') && !path.contains(".."), "a path leads out of the book: {path}");
        }
        files.extend(outcome.writes.into_iter().map(|(path, blob)| (path, blob.read().into_owned())));
    }
    let world = files.iter().fold(MemoryWorld::new(), |world, (path, bytes)| world.with(path, bytes.clone()));
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    if files.contains_key(MANIFEST) && files.keys().any(|path| path.starts_with(CHAPTERS)) {
        let book = anthology_book::load(&world, &mut sources, &mut found);
        assert!(book.is_some(), "an imported book can't be read: {found:?}");
        check_spans(&found, &sources);
    }
}

/// The book's folder as an import finds it.
fn existing(files: &BTreeMap<String, Vec<u8>>) -> Existing {
    let text = |path: &str| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let below = |folder: &str, path: &str| path.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned);
    Existing {
        name: "book".to_owned(),
        ledger: text(LEDGER),
        manifest: text(MANIFEST),
        captures: files
            .iter()
            .filter_map(|(path, bytes)| Some(InputFile { name: below(CAPTURES, path)?, blob: bytes.clone().into() }))
            .collect(),
        chapters: files
            .iter()
            .filter(|(path, _)| below(CHAPTERS, path).is_some())
            .map(|(path, bytes)| (path.clone(), bytes.clone().into()))
            .collect(),
    }
}

/// A compilation has files, or an error says why not; no file is empty; findings point into the sources.
fn check_compilation(compilation: &Compilation) {
    check_spans(&compilation.findings, &compilation.sources);
    let failed = compilation.findings.iter().any(|finding| finding.severity == Severity::Error);
    assert!(failed || !compilation.files.is_empty(), "neither files nor errors");
    for file in &compilation.files {
        assert!(!file.bytes.is_empty(), "{} is empty", file.name);
        assert!(compilation.makeable.contains(&file.name), "{} is not announced", file.name);
        let magic: &[u8] = match file.name.rsplit('.').next() {
            Some("pdf") => b"%PDF-",
            Some("epub") => b"PK",
            _ => b"",
        };
        assert!(file.bytes.starts_with(magic), "{} is not what its name says", file.name);
    }
}

/// Every finding has a message, and its spans lie in a source, on character boundaries.
fn check_spans(found: &Diagnostics, sources: &SourceMap) {
    let known: Vec<FileId> = sources.files().map(|(id, _)| id).collect();
    for finding in found.iter() {
        assert!(!finding.message.is_empty(), "a finding without a message: {finding:?}");
        for span in finding.span.into_iter().chain(finding.labels.iter().map(|label| label.span)) {
            assert!(known.contains(&span.file), "a finding points into no file: {finding:?}");
            let text = sources.file(span.file).text();
            assert!(text.get(span.range()).is_some(), "a finding's span is not in the text: {finding:?}");
        }
    }
}
