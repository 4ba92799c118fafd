//! `anthology build`: every file that is asked for, or none.

use std::time::Instant;

use anthology_base::{Diagnostic, Slug, SourceMap};
use anthology_book::{Book, Edition, EditionBase, Inks, MissingGlyphs, PrintProfile, Standard};
use anthology_cover::{DrawError, Wrap};
use anthology_layout::page::Pages;
use anthology_pdf::{Bleed, Fold, Options, Press, Profile};
use anthology_typeset::{PageMap, SetText};
use rayon::prelude::*;

use crate::cli::{BuildArgs, Global};
use crate::console::Console;
use crate::edition::{self, Laid, Workshop};
use crate::embedding::embedded;
use crate::exit::Failure;
use crate::output::{Output, write_all};
use crate::pipeline::{Run, timed};
use crate::world::FileWorld;

/// What the PDF's metadata name as its maker.
const PRODUCER: &str = concat!("anthology ", env!("CARGO_PKG_VERSION"));

pub(crate) fn run(args: &BuildArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let start = Instant::now();
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    if let Some(jobs) = args.jobs {
        // The pool is made once in a run, so this can't fail.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
    }
    let mut run = Run::new(&world, console);
    let outputs = make(args, &mut run);
    run.finish(false)?;
    let (written, time) = timed(|| write_all(&outputs));
    written?;
    run.took("write", time);
    for output in &outputs {
        let size = output.bytes.len().div_ceil(1000);
        console.progress("Wrote", &format!("{} ({size} kB)", output.path.display()));
    }
    if args.timings {
        run.print_timings(start.elapsed());
    }
    Ok(())
}

/// The finished files; incomplete where the run has found an error.
fn make(args: &BuildArgs, run: &mut Run<'_>) -> Vec<Output> {
    run.console.progress("Reading", &run.world.root().join(anthology_book::MANIFEST).display().to_string());
    let Some(mut book) = run.load() else { return Vec::new() };
    if !args.wants_pdf() {
        // The reading system has fonts of its own.
        book.typesetting.missing_glyphs = MissingGlyphs::Warn;
    }
    run.console.progress("Setting", &format!("{}, {} chapters", book.metadata.title, book.chapters.len()));
    let editions = if args.wants_pdf() { edition::named(&args.edition, &book, run) } else { Vec::new() };
    let mut workshop = Workshop::new(book, run);
    if args.wants_epub() {
        workshop.lay_for_epub(editions.is_empty(), run);
    }
    let mut jobs = Vec::new();
    for edition in editions {
        let Some(laid) = workshop.lay(&edition, run) else { continue };
        run.report(anthology_check::preflight(&workshop.book, &edition, &workshop.laid(laid).pages));
        jobs.push(Job { edition, laid });
    }
    if run.findings.has_errors() {
        return Vec::new();
    }
    for job in &jobs {
        let pages = workshop.laid(job.laid).pages.pages.len();
        run.console.progress("Writing", &format!("{}, {pages} pages", job.edition.name));
    }
    let slug = Slug::of_letters(&workshop.book.metadata.title);
    let stem = slug.as_ref().map_or("book", Slug::as_str);
    let folder = args.out.clone().unwrap_or_else(|| run.world.root().join("dist"));
    let outputs = write(&workshop, &jobs, run).into_iter();
    outputs.map(|(end, bytes)| Output { path: folder.join(format!("{stem}{end}")), bytes }).collect()
}

/// A PDF to write.
struct Job {
    edition: Edition,
    laid: usize,
}

impl Job {
    /// What follows the book's name in the file's.
    fn ending(&self) -> String {
        if self.edition.name == Edition::MAIN { ".pdf".to_owned() } else { format!("-{}.pdf", self.edition.name) }
    }
}

/// The files' names from the book's name on, and their bytes, made side by side.
fn write(workshop: &Workshop, jobs: &[Job], run: &mut Run<'_>) -> Vec<(String, Vec<u8>)> {
    let (sources, main) = (&run.sources, workshop.epub());
    let (epub, pdfs) = rayon::join(
        || main.map(|(text, map)| timed(|| epub(workshop, text, map))),
        || jobs.par_iter().map(|job| timed(|| pdf(workshop, job, sources))).collect::<Vec<_>>(),
    );
    let mut files = Vec::new();
    let mut made = Vec::new();
    made.extend(epub.map(|made| ("epub", ".epub".to_owned(), made)));
    made.extend(jobs.iter().zip(pdfs).map(|(job, made)| ("pdf", job.ending(), made)));
    if let Some((text, map)) = main.filter(|(text, _)| text.epub.onix) {
        let record = anthology_epub::onix(text, Some(map.pages.len()));
        files.push((".onix.xml".to_owned(), record.into_bytes()));
    }
    for (stage, ending, (bytes, time)) in made {
        run.took(stage, time);
        match bytes {
            Ok(bytes) => files.push((ending, bytes)),
            Err(finding) => run.report([finding].into_iter().collect()),
        }
    }
    if let Some(Ok(cover)) = workshop.cover() {
        files.push((".thumbnail.jpg".to_owned(), cover.thumbnail.clone()));
    }
    files
}

fn epub(workshop: &Workshop, text: &SetText, map: &PageMap) -> Result<Vec<u8>, Diagnostic> {
    let fonts = embedded(text, &workshop.fonts)?;
    let cover = match workshop.cover() {
        None => None,
        Some(Ok(cover)) => Some(cover.picture()),
        Some(Err(finding)) => return Err(finding.clone()),
    };
    anthology_epub::write(text, Some(map), cover, &fonts).map_err(|error| match &error {
        anthology_epub::WriteError::Image { path } => broken_image(&workshop.book, path, error.to_string()),
        _ => Diagnostic::error("epub", error.to_string()),
    })
}

fn pdf(workshop: &Workshop, job: &Job, sources: &SourceMap) -> Result<Vec<u8>, Diagnostic> {
    let Laid { pages, .. } = workshop.laid(job.laid);
    let edition = &job.edition;
    let wrapped = wrap(workshop, edition, job.laid)?;
    let attachments = if edition.base == EditionBase::Archive { anthology_pdf::sources(sources) } else { Vec::new() };
    let profile = match (edition.standard, edition.base) {
        (Standard::Ua2, _) => Profile::Screen2,
        (_, EditionBase::Archive) => Profile::Archive,
        _ => Profile::Screen,
    };
    let svg_fonts = workshop.fonts.list();
    let options = Options { profile, producer: PRODUCER, svg_fonts, attachments: &attachments };
    let written = match edition.base {
        EditionBase::Screen | EditionBase::LargePrint | EditionBase::Archive => anthology_pdf::write(pages, &options),
        EditionBase::Booklet => anthology_pdf::booklet(pages, &fold(edition), &options),
        EditionBase::Print | EditionBase::Cover => {
            let pages = wrapped.as_ref().unwrap_or(pages);
            let count = if wrapped.is_some() { 1 } else { bound(edition, pages) };
            anthology_pdf::print(pages, &press(edition, count), &options)
        }
    };
    written.map_err(|error| match &error {
        anthology_pdf::WriteError::Image { path, .. } => broken_image(&workshop.book, path, error.to_string()),
        _ => Diagnostic::error("pdf", error.to_string()),
    })
}

/// A picture that could be read so far and can't be drawn.
fn broken_image(book: &Book, path: &str, message: String) -> Diagnostic {
    let mut finding = Diagnostic::error("broken-image", message);
    finding.span = book.image_span(path);
    finding.hint("copy or save the picture again")
}

/// How many pages an edition has when it is bound.
fn bound(edition: &Edition, pages: &Pages) -> usize {
    edition.profile.bound_pages(pages.pages.len(), pages.pages.last().is_some_and(|page| page.blank))
}

fn press(edition: &Edition, pages: usize) -> Press {
    let round = edition.profile == PrintProfile::Plain || edition.base == EditionBase::Cover;
    Press {
        inks: match edition.inks {
            Inks::Black => anthology_pdf::Inks::Gray,
            Inks::Cmyk => anthology_pdf::Inks::Cmyk,
        },
        bleed: if round { Bleed::Round(edition.bleed) } else { Bleed::Outside(edition.bleed) },
        crop_marks: edition.crop_marks,
        pages,
        discreet: edition.profile == PrintProfile::Kdp,
    }
}

fn fold(edition: &Edition) -> Fold {
    let sheets = edition.sheets.map(|sheets| sheets as usize);
    Fold { sheet: edition.sheet.size(), sheets, creep: edition.creep }
}

/// What goes around the pages, if the edition is a cover.
pub(crate) fn wrap(workshop: &Workshop, edition: &Edition, laid: usize) -> Result<Option<Pages>, Diagnostic> {
    if edition.base != EditionBase::Cover {
        return Ok(None);
    }
    let Laid { text, pages, .. } = workshop.laid(laid);
    let inside = edition.source().and_then(|name| workshop.book.edition(name));
    let count = bound(inside.as_ref().unwrap_or(edition), pages);
    let spine = edition.spine.unwrap_or_else(|| edition.paper.spine(count));
    let wrap = Wrap {
        text,
        trim: (text.theme.page.width, text.theme.page.height),
        spine,
        spine_text: edition.profile.spine_takes_text(count, spine),
        bleed: edition.bleed,
        front: workshop.book.cover.as_ref(),
    };
    anthology_cover::wrap(&wrap, &workshop.fonts).map(Some).map_err(|error| {
        let mut finding = Diagnostic::error("cover", error.to_string());
        finding.span = edition.span;
        match error {
            DrawError::Blurb { .. } => finding.hint("shorten `description` in [book]"),
            _ => finding,
        }
    })
}
