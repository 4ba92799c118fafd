//! The whole pipeline as one function: a book's files ([`World`]) and a [`Request`] in; finished outputs, findings and
//! timings out ([`Compilation`]). A command line, a preview, a server or a fuzzer calls it and keeps what belongs to
//! the machine: files, terminal, clock, network.
//!
//! A book from memory:
//!
//! ```
//! use anthology_base::MemoryWorld;
//! use anthology_compile::{Request, compile};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Tides\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "+++\ntitle = \"One\"\n+++\n\nThe sea comes in twice a day.\n");
//! let compilation = compile(&world, &Request::default());
//! assert!(!compilation.findings.has_errors());
//! let names: Vec<&str> = compilation.files.iter().map(|file| file.name.as_str()).collect();
//! assert_eq!(names, ["tides.epub", "tides.pdf", "tides.thumbnail.jpg"]);
//! ```

mod compilation;
mod cover;
mod devices;
mod draft;
mod editions;
mod embedding;
mod file_names;
mod font_list;
mod layouts;
mod levels;
mod log;
mod notes;
mod preview;
mod site;
mod write;

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, Slug, SourceMap, World};
use anthology_book::{Book, DraftItem, Edition, ImageFormat, MissingGlyphs};
use anthology_group::{Lock, Places};
use anthology_layout::fonts::Fonts;
use anthology_typeset::{PageMap, SetText, Theme};

pub use anthology_group::{LOCK, MAIL_LEDGER, ROSTER};
pub use anthology_notes::{Export, Imported};
pub use anthology_site::{SiteFile, TOP_LEVEL as SITE_TOP_LEVEL};

pub use crate::compilation::{Compilation, OutputFile, Progress, Request, SiteRequest, StageTime};
pub use crate::devices::DeviceFile;
pub use crate::editions::ALL_EDITIONS;
use crate::file_names::FileNames;
pub use crate::font_list::{FontList, FontUse, ListedFamily};
use crate::layouts::{ForEpub, LayoutId, Layouts};
use crate::levels::Levels;
use crate::log::Log;
pub use crate::notes::{NotesOutcome, NotesRequest, notes, notes_path};
pub use crate::preview::{Preview, SourcePlace, preview};
use crate::write::{EpubJob, PdfJob};

/// Compiles the book of `world`. The same files, request and date give the same bytes, with any number of threads.
///
/// The book's faults are in [`Compilation::findings`]: all that can be found in one run. An error in
/// the book leaves no file; one that concerns a single edition, or the EPUB alone, leaves the others.
pub fn compile(world: &dyn World, request: &Request) -> Compilation {
    compile_with_progress(world, request, &mut |_| {})
}

/// [`compile`], with a callback for each step that begins. The callback runs on the calling thread.
pub fn compile_with_progress(
    world: &dyn World,
    request: &Request,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Compilation {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    let list = request.draft.then(|| draft::rehearse(world, request));
    let mut built = Built::default();
    if let Some(prepared) = prepare(world, request, list, &mut sources, &mut log, progress) {
        built = build(request, &prepared, &sources, &mut log, progress).unwrap_or_default();
        if request.site.is_some() && built.lock.is_some() {
            built.groups.extend(own_editions(world, &prepared.book));
        }
    }
    let Built { files, site, groups, lock, makeable } = built;
    Compilation { files, site, groups, lock, makeable, ..log.finish(sources) }
}

/// The EPUB and the reference edition of each group that asks for its own, with its plan. Their findings are the book's,
/// which are reported.
fn own_editions(world: &dyn World, book: &Book) -> Vec<OutputFile> {
    let (reference, names) = (book.reference_edition().name, FileNames::of(book));
    let mut files = Vec::new();
    for (index, group) in book.groups.iter().enumerate().filter(|(_, group)| group.own_edition) {
        let request = Request { editions: vec![reference.clone()], group: Some(index), ..Request::default() };
        let slug = Slug::from_text(&group.name);
        for file in compile(world, &request).files {
            let ending = match &file.name {
                name if *name == names.epub() => "epub",
                name if *name == names.pdf(&reference) => "pdf",
                _ => continue,
            };
            let name = format!("{slug}/{}-{slug}.{ending}", names.readable());
            files.push(OutputFile { name, bytes: file.bytes });
        }
    }
    files
}

/// The files of a folder as one ZIP archive, below a folder of that name. `None` if they are more than an archive holds.
pub fn zip(folder: &str, files: &[SiteFile]) -> Option<Vec<u8>> {
    let files = files.iter().map(|file| (format!("{folder}/{}", file.path), file.bytes.clone()));
    anthology_epub::archive(files.collect()).ok()
}

/// Finds what [`compile`] would find about a book and its editions (`all` is every edition), and writes no file.
pub fn check(world: &dyn World, editions: &[String]) -> Compilation {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    if let Some(mut book) = load(world, false, &mut sources, &mut log) {
        let editions = editions::select(editions, &book, &mut log);
        let fonts = fonts(world, &mut sources, &mut log);
        let themes = layouts::themes(&book, &editions, false, &mut sources, &mut log);
        let lock = lock(&mut book, world, &mut log);
        let mut layouts = Layouts::new(&book, &fonts, &sources, &themes, &lock);
        for edition in &editions {
            // For what only shows on a page, such as characters that no font has.
            let Some(layout) = layouts.edition(edition, &mut log) else { continue };
            let layout = layouts.get(layout);
            log.report(anthology_check::preflight(&book, edition, &layout.pages));
            log.report(write::wrap(&book, &fonts, edition, layout).err().into_iter().collect());
        }
    }
    log.finish(sources)
}

/// Lists the fonts of a book. `has_book` is false for a folder that is none: then only its families are listed.
pub fn list_fonts(world: &dyn World, has_book: bool) -> FontList {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    let book = if has_book { load(world, false, &mut sources, &mut log) } else { None };
    let fonts = fonts(world, &mut sources, &mut log);
    let uses = book.map(|book| font_list::uses(&book, &fonts, &mut sources, &mut log)).unwrap_or_default();
    let families = font_list::families(&fonts);
    let Compilation { findings, sources, .. } = log.finish(sources);
    FontList { families, uses, findings, sources }
}

/// Makes a specimen of a family as one PDF.
pub fn specimen(world: &dyn World, family: &str) -> Compilation {
    let book = font_list::specimen_book(world, family);
    compile(&book, &Request { epub: false, ..Request::default() })
}

/// The finished files, without those of outputs that have errors, and the names of all that the book makes.
#[derive(Default)]
struct Built {
    files: Vec<OutputFile>,
    site: Vec<SiteFile>,
    groups: Vec<OutputFile>,
    lock: Option<String>,
    makeable: Vec<String>,
}

/// A book that is read, with the fonts and themes of what was requested of it.
struct Prepared {
    book: Book,
    editions: Vec<Edition>,
    fonts: Fonts,
    themes: BTreeMap<String, Theme>,
    /// The addresses of paragraphs in copies that were handed out.
    lock: Lock,
    /// True if an EPUB is made without any PDF.
    epub_alone: bool,
}

/// Reads the book, its fonts and its themes. A draft gets the list of what it lacks.
fn prepare(
    world: &dyn World,
    request: &Request,
    list: Option<Vec<DraftItem>>,
    sources: &mut SourceMap,
    log: &mut Log<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Option<Prepared> {
    let mut book = load(world, request.draft, sources, log)?;
    let wanted = if request.site.is_some() { site::editions(&book) } else { request.editions.clone() };
    if wanted.is_empty() || request.draft {
        // The reading system has fonts of its own, and a draft shows boxes.
        book.typesetting.missing_glyphs = MissingGlyphs::Warn;
    }
    if let Some(items) = list {
        book.put_draft_list(world.today(), &items);
    }
    progress(Progress::Typesetting { title: &book.metadata.title, chapters: book.chapters.len() });
    let editions = editions::select(&wanted, &book, log);
    let fonts = fonts(world, sources, log);
    let wants_epub = request.epub || !request.devices.is_empty();
    let themes = layouts::themes(&book, &editions, wants_epub, sources, log);
    let mut lock = lock(&mut book, world, log);
    if request.site.is_some_and(|site| site.new_printing) {
        lock = lock.new_printing();
        book.printing = lock.printing;
    }
    if let Some(group) = request.group {
        book.make_own_edition(group);
    }
    Some(Prepared { book, editions, fonts, themes, lock, epub_alone: wanted.is_empty() })
}

/// The layouts that were requested.
struct LaidOut<'p> {
    layouts: Layouts<'p>,
    epub: Option<ForEpub>,
    pdfs: Vec<(&'p Edition, LayoutId)>,
}

/// Lays out what was requested.
fn lay_out<'p>(request: &Request, prepared: &'p Prepared, sources: &'p SourceMap, log: &mut Log<'_>) -> LaidOut<'p> {
    let Prepared { book, editions, fonts, themes, lock, epub_alone } = prepared;
    let mut layouts = Layouts::new(book, fonts, sources, themes, lock);
    let wants_epub = request.epub || !request.devices.is_empty();
    let epub = match (wants_epub, epub_alone) {
        (false, _) => None,
        (true, true) => layouts.map_for_epub(log),
        (true, false) => layouts.lay_out_for_epub(log),
    };
    let mut pdfs = Vec::new();
    for edition in editions {
        let Some(layout) = layouts.edition(edition, log) else { continue };
        if log.report(anthology_check::preflight(book, edition, &layouts.get(layout).pages)) {
            pdfs.push((edition, layout));
        }
    }
    LaidOut { layouts, epub, pdfs }
}

/// `None` where an error concerns every output.
fn build(
    request: &Request,
    prepared: &Prepared,
    sources: &SourceMap,
    log: &mut Log<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Option<Built> {
    let LaidOut { layouts, epub, pdfs } = lay_out(request, prepared, sources, log);
    if log.book_failed() {
        return None;
    }
    if let Some(epub) = &epub {
        let (text, map) = layouts.epub_pages(&epub.pages);
        layouts.compare_pages(map, &pdfs, log);
        report_changes(&prepared.book, text, map, &prepared.lock, log);
    }
    let pdfs: Vec<PdfJob<'_>> =
        pdfs.into_iter().map(|(edition, layout)| PdfJob { edition, layout: layouts.get(layout) }).collect();
    for job in &pdfs {
        progress(Progress::Writing { edition: &job.edition.name, pages: job.layout.pages.pages.len() });
    }
    let epub = epub.as_ref().map(|pages| {
        let (text, map) = layouts.epub_pages(&pages.pages);
        EpubJob { text, map, cover: &pages.cover, request }
    });
    let Prepared { book, fonts, .. } = prepared;
    let names = FileNames::of(book);
    let files = write::write(book, fonts, sources, &names, epub.as_ref(), &pdfs, log);
    let job = epub.as_ref().filter(|_| request.site.is_some());
    let made = job.and_then(|job| site::make(book, &prepared.lock, job, &files, &names, log));
    let made = made.map(|site::HandOut { files, groups, lock }| (files, groups, Some(lock)));
    let (site, groups, lock) = made.unwrap_or_default();
    Some(Built { files, site, groups, lock, makeable: FileNames::all(book) })
}

/// The record of the copies that were handed out, from which the book takes the number of its printing.
fn lock(book: &mut Book, world: &dyn World, log: &mut Log<'_>) -> Lock {
    let mut found = Diagnostics::new();
    let lock = Lock::read(world, &mut found).unwrap_or_default();
    log.report_of_book(found);
    book.printing = lock.printing;
    lock
}

/// Reports what members with an older copy will notice.
fn report_changes(book: &Book, text: &SetText, map: &PageMap, lock: &Lock, log: &mut Log<'_>) {
    if lock.last().is_none() {
        return;
    }
    let places = Places::new(text, map);
    let changes = lock.changes(&places, &book.groups, &book.plans, &BTreeMap::new());
    log.report(changes.and_then(|changes| changes.finding()).into_iter().collect());
}

/// Reads the book and checks it. From here on, findings have the levels that the book sets.
fn load(world: &dyn World, draft: bool, sources: &mut SourceMap, log: &mut Log<'_>) -> Option<Book> {
    let start = world.elapsed();
    let mut found = Diagnostics::new();
    let book = match draft {
        true => anthology_book::load_draft(world, world.today(), sources, &mut found).map(lenient),
        false => anthology_book::load(world, sources, &mut found),
    };
    if let Some(book) = &book {
        found.append(anthology_check::check(book, sources));
        let (levels, faults) = Levels::of(&book.levels, draft);
        found.append(faults);
        log.set_levels(levels);
    }
    log.report_of_book(found);
    log.record_time("load", world.elapsed().saturating_sub(start));
    book
}

/// A draft without what would leave it without a file.
fn lenient(mut book: Book) -> Book {
    if book.metadata.title.trim().is_empty() {
        book.metadata.title = "Untitled".to_owned();
    }
    book.cover = book.cover.filter(|cover| matches!(cover.format, ImageFormat::Png | ImageFormat::Jpeg));
    book.epub.embed_fonts = false;
    book.epub.size_cap = None;
    book
}

/// The bundled fonts and the book's own.
fn fonts(world: &dyn World, sources: &mut SourceMap, log: &mut Log<'_>) -> Fonts {
    let mut found = Diagnostics::new();
    let fonts = Fonts::load(world, sources, &mut found);
    log.report_of_book(found);
    fonts
}
