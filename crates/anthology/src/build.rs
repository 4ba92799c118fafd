//! `anthology build`: both editions, or neither.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anthology_base::{Diagnostic, Slug};
use anthology_book::Book;
use anthology_cover::Front;
use anthology_layout::font::Fonts;
use anthology_typeset::SetText;

use crate::cli::{BuildArgs, Global};
use crate::console::Console;
use crate::exit::Failure;
use crate::output::{Output, write_all};
use crate::pipeline::Run;
use crate::world::FileWorld;

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
    let writing = Instant::now();
    write_all(&outputs)?;
    run.took("write", writing.elapsed());
    for output in &outputs {
        let size = output.bytes.len().div_ceil(1000);
        console.progress("Wrote", &format!("{} ({size} kB)", output.path.display()));
    }
    if args.timings {
        run.print_timings(start.elapsed());
    }
    Ok(())
}

/// The finished files; none where the run has found an error.
fn make(args: &BuildArgs, run: &mut Run<'_>) -> Vec<Output> {
    run.console.progress("Reading", &run.world.root().join(anthology_book::MANIFEST).display().to_string());
    let Some(book) = run.load() else { return Vec::new() };
    run.console.progress("Setting", &format!("{}, {} chapters", book.metadata.title, book.chapters.len()));
    let Some((text, fonts)) = run.set(&book) else { return Vec::new() };
    let epub = if args.wants_epub() { epub(&book, &text, &fonts, run) } else { None };
    let folder = args.out.clone().unwrap_or_else(|| run.world.root().join("dist"));
    let stem = Slug::from_text(&book.metadata.title);
    let file = |extension: &str| -> PathBuf { folder.join(format!("{stem}.{extension}")) };
    epub.into_iter().map(|bytes| Output { path: file("epub"), bytes }).collect()
}

fn epub(book: &Book, text: &SetText, fonts: &Fonts, run: &mut Run<'_>) -> Option<Vec<u8>> {
    let (cover, time) = timed(|| cover(book, text, fonts));
    run.took("cover", time);
    let cover = cover.map_err(|finding| run.fail(finding)).ok()?;
    let (written, time) = timed(|| anthology_epub::write(text, None, Some(cover.as_epub())));
    run.took("epub", time);
    written.map_err(|error| run.fail(Diagnostic::error("epub", error.to_string()))).ok()
}

/// A cover picture and what it shows.
struct Cover {
    bytes: Vec<u8>,
    alt: String,
}

impl Cover {
    fn as_epub(&self) -> anthology_epub::Cover<'_> {
        anthology_epub::Cover { bytes: &self.bytes, alt: &self.alt }
    }
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
