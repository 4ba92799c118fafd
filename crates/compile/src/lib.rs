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
//! assert_eq!(names, ["Tides.epub", "Tides.pdf", "Tides.thumbnail.jpg"]);
//! ```

mod compilation;
mod corrections;
mod cover;
mod devices;
mod draft;
mod editions;
mod embedding;
mod file_names;
mod font_list;
mod group_names;
mod groups;
mod layouts;
mod levels;
mod log;
mod mailing;
mod notes;
mod own_editions;
mod prepared;
mod preview;
mod proofs;
mod sheets;
mod site;
mod write;

use std::collections::BTreeMap;

use anthology_base::{Address, Diagnostics, SourceMap, World};
use anthology_book::Book;
use anthology_group::{Changes, Places, question_passages};

pub use anthology_group::{LOCK, MAIL_LEDGER, ROSTER, group_folder};
pub use anthology_notes::{Export, Imported};
pub use anthology_pdf::MarkKind;
pub use anthology_site::{SiteFile, TOP_LEVEL as SITE_TOP_LEVEL};

pub use crate::compilation::{Compilation, OutputFile, Progress, Request, SiteRequest, StageTime};
pub use crate::corrections::{Correction, CorrectionPlace, Corrections, corrections};
pub use crate::devices::DeviceFile;
pub use crate::editions::ALL_EDITIONS;
use crate::file_names::FileNames;
pub use crate::font_list::{FontList, FontUse, ListedFamily};
use crate::layouts::Layouts;
use crate::log::Log;
pub use crate::mailing::{Attachment, Mail, MailPurpose, Mailing, MailingRequest, mailing};
pub use crate::notes::{NotesOutcome, NotesRequest, notes, notes_path};
use crate::prepared::{LaidOut, Prepared, fonts, lay_out, load, lock, prepare};
pub use crate::preview::{Preview, PreviewCache, PreviewPage, SourcePlace, preview};
pub use crate::proofs::proofs;
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
    }
    let Built { files, site, groups, lock, makeable } = built;
    Compilation { files, site, groups, lock, makeable, ..log.finish(sources) }
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
            if names_passages(&book) {
                let places = Places::new(&layout.text, &layout.pages.map);
                passages_of(&book, Some(&places), &sources, &mut log);
            }
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

/// `None` where an error concerns every output.
fn build(
    request: &Request,
    prepared: &Prepared,
    sources: &SourceMap,
    log: &mut Log<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Option<Built> {
    let Prepared { book, editions, fonts, lock, .. } = prepared;
    let LaidOut { layouts, epub, pdfs } = lay_out(request, book, editions, prepared, sources, log);
    if log.book_failed() {
        return None;
    }
    // The pages that people have in hand, if anything of them is laid out.
    let reference = epub.as_ref().map(|epub| layouts.epub_pages(&epub.pages));
    let shown = reference.or_else(|| {
        let layout = layouts.get(pdfs.first()?.1);
        Some((&layout.text, &layout.pages.map))
    });
    let compares = reference.is_some() && (lock.last().is_some() || request.site.is_some());
    let places = shown.filter(|_| compares || names_passages(book)).map(|(text, map)| Places::new(text, map));
    let passages = passages_of(book, places.as_ref(), sources, log);
    if log.book_failed() {
        return None;
    }
    let changes = places.as_ref().filter(|_| compares);
    let changes = changes.and_then(|places| lock.changes(places, &book.groups, &book.plans, &passages));
    if let Some((_, map)) = reference {
        layouts.compare_pages(map, &pdfs, log);
        log.report(changes.as_ref().and_then(Changes::finding).into_iter().collect());
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
    let names = FileNames::of(book);
    let files = write::write(book, fonts, sources, &names, epub.as_ref(), &pdfs, log);
    let mut built = Built { makeable: FileNames::all(book), ..Built::default() };
    if let (Some(job), Some(places), Some(_)) = (&epub, &places, &request.site) {
        let own = own_editions::make(prepared, sources, places, log);
        let source = site::HandOutSource {
            book,
            fonts,
            lock,
            places,
            changes: changes.as_ref(),
            group: prepared.group,
            own: &own,
        };
        if let Some(site::HandOut { files, groups, lock }) = site::make(&source, job, &files, &names, log) {
            (built.site, built.groups, built.lock) = (files, groups, Some(lock));
        }
    }
    built.files = files;
    Some(built)
}

/// True if a question names a passage.
fn names_passages(book: &Book) -> bool {
    let mut questions = book.chapters.iter().flat_map(|chapter| &chapter.chapter.front.questions);
    questions.any(|question| question.passage.is_some())
}

/// The passages that questions name, by section. One that the book doesn't have is an error of the book.
fn passages_of(
    book: &Book,
    places: Option<&Places>,
    sources: &SourceMap,
    log: &mut Log<'_>,
) -> BTreeMap<usize, Vec<Address>> {
    let mut found = Diagnostics::new();
    let passages = places.map(|places| question_passages(book, places, sources, &mut found)).unwrap_or_default();
    log.report_of_book(found);
    passages
}
