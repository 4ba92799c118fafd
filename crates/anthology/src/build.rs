//! `anthology build`: both editions, or neither.

use std::time::{Duration, Instant};

use anthology_base::{Diagnostic, Diagnostics, Slug};
use anthology_book::Book;
use anthology_cover::Front;
use anthology_layout::font::Fonts;
use anthology_layout::page::Pages;
use anthology_pdf::{Options, Profile};
use anthology_typeset::SetText;

use crate::cli::{BuildArgs, Global};
use crate::console::Console;
use crate::embedding::embedded;
use crate::exit::Failure;
use crate::output::{Output, write_all};
use crate::pipeline::Run;
use crate::world::FileWorld;

/// What the PDF's metadata name as its maker.
const PRODUCER: &str = concat!("anthology ", env!("CARGO_PKG_VERSION"));

pub(crate) fn run(args: &BuildArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let start = Instant::now();
    let world = FileWorld::open(global.book.as_deref())?;
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
    let Some(book) = run.load() else { return Vec::new() };
    run.console.progress("Setting", &format!("{}, {} chapters", book.metadata.title, book.chapters.len()));
    let Some((text, fonts)) = run.set(&book) else { return Vec::new() };
    let Some((pages, cover)) = lay_out(args, &book, &text, &fonts, run) else { return Vec::new() };
    run.console.progress("Writing", &format!("{} pages", pages.pages.len()));
    let folder = args.out.clone().unwrap_or_else(|| run.world.root().join("dist"));
    let stem = Slug::from_text(&book.metadata.title);
    let files = write(args, &book, &text, &fonts, &pages, cover.as_ref(), run);
    let outputs = files.into_iter().map(|(kind, bytes)| Output { path: folder.join(format!("{stem}.{kind}")), bytes });
    outputs.collect()
}

/// Pages and cover, side by side. There are pages even for an EPUB alone, since it names the print edition's.
fn lay_out(
    args: &BuildArgs,
    book: &Book,
    text: &SetText,
    fonts: &Fonts,
    run: &mut Run<'_>,
) -> Option<(Pages, Option<Cover>)> {
    let mut found = Diagnostics::new();
    let (pages, cover) = rayon::join(
        || timed(|| anthology_layout::layout(text, fonts, &mut found)),
        || timed(|| args.wants_epub().then(|| cover(book, text, fonts)).transpose()),
    );
    run.findings.append(found);
    run.took("layout", pages.1);
    run.took("cover", cover.1);
    let cover = cover.0.map_err(|finding| run.findings.push(finding)).ok()?;
    (!run.findings.has_errors()).then_some((pages.0, cover))
}

/// The editions' bytes, made side by side.
fn write(
    args: &BuildArgs,
    book: &Book,
    text: &SetText,
    fonts: &Fonts,
    pages: &Pages,
    cover: Option<&Cover>,
    run: &mut Run<'_>,
) -> Vec<(&'static str, Vec<u8>)> {
    let (epub, pdf) = rayon::join(
        || args.wants_epub().then(|| timed(|| epub(text, pages, cover, fonts))),
        || args.wants_pdf().then(|| timed(|| pdf(book, pages, fonts))),
    );
    let mut files = Vec::new();
    for (kind, made) in [("epub", epub), ("pdf", pdf)] {
        let Some((bytes, time)) = made else { continue };
        run.took(kind, time);
        match bytes {
            Ok(bytes) => files.push((kind, bytes)),
            Err(finding) => run.findings.push(finding),
        }
    }
    files
}

fn epub(text: &SetText, pages: &Pages, cover: Option<&Cover>, fonts: &Fonts) -> Result<Vec<u8>, Diagnostic> {
    let fonts = embedded(text, fonts)?;
    let cover = cover.map(|c| anthology_epub::Cover { bytes: &c.bytes, alt: &c.alt });
    anthology_epub::write(text, Some(&pages.map), cover, &fonts)
        .map_err(|error| Diagnostic::error("epub", error.to_string()))
}

fn pdf(book: &Book, pages: &Pages, fonts: &Fonts) -> Result<Vec<u8>, Diagnostic> {
    let options = Options { profile: Profile::Screen, producer: PRODUCER, svg_fonts: fonts.list(), attachments: &[] };
    anthology_pdf::write(pages, &options).map_err(|error| match &error {
        anthology_pdf::WriteError::Image { path, .. } => {
            let mut finding = Diagnostic::error("broken-image", error.to_string());
            finding.span = book.image_span(path);
            finding.hint("copy or save the picture again")
        }
        _ => Diagnostic::error("pdf", error.to_string()),
    })
}

/// A cover picture and what it shows.
struct Cover {
    bytes: Vec<u8>,
    alt: String,
}

/// The editor's own cover, or one drawn from the title.
fn cover(book: &Book, text: &SetText, fonts: &Fonts) -> Result<Cover, Diagnostic> {
    let front = Front::of(text);
    let alt = front.alt();
    let bytes = match &book.cover {
        Some(image) => image.bytes.to_vec(),
        None => anthology_cover::draw(&front, fonts).map_err(|error| Diagnostic::error("cover", error.to_string()))?,
    };
    Ok(Cover { bytes, alt })
}

fn timed<T>(stage: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = stage();
    (value, start.elapsed())
}
