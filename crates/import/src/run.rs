//! The import as a whole.

use crate::archive::{Skipped, expand};
use crate::capture::{Capture, CaptureFile};
use crate::decide::{PriorDecision, decide};
use crate::decisions::{Decisions, PreviousImport, essay_id};
use crate::essay::Essay;
use crate::find::find;
use crate::format::{Format, detect};
use crate::images::{Library, Placed};
use crate::ledger::{LEDGER, Ledger};
use crate::manifest;
use crate::readers;
use crate::report::ReportSkipped;
use crate::request::{CAPTURES, Existing, MANIFEST, Options, Outcome};
use crate::state::{ImportState, Written};
use anthology_base::{Diagnostic, Diagnostics, Lang};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Imports captures into a book. On an error nothing is to be written.
pub fn run(inputs: &[CaptureFile], existing: &Existing, options: &Options, diagnostics: &mut Diagnostics) -> Outcome {
    let before = match existing.ledger.as_deref().map(Ledger::parse).transpose() {
        Ok(ledger) => ledger.unwrap_or_default(),
        Err(error) => {
            diagnostics.push(*error);
            return Outcome::default();
        }
    };
    let mut skipped = Vec::new();
    let Gathered { files, images } = gather(inputs, existing, &before, &mut skipped, diagnostics);
    let mut captures = read_all(&files, diagnostics);
    let placed = place_images(&mut captures, &images, options, &before, &mut skipped);
    let previous = PreviousImport::new(&before);
    let decisions = Decisions::new(&captures, &previous, options, diagnostics);
    let found = find(&captures, &decisions, options);
    let prior: Vec<PriorDecision> = found.essays.iter().map(|e| decisions.prior(&captures, e)).collect();
    let ids: BTreeMap<String, usize> =
        found.essays.iter().enumerate().map(|(i, e)| (essay_id(&captures, e), i)).collect();
    let decided = decide(&found.essays, &prior, options.similarity, &|id| decisions.resolve(&ids, id));
    let overrides = decisions.overrides();
    let mut outcome = Outcome::default();
    let lang = book_language(&found.essays, existing.manifest.as_deref());
    let by_name = captures.iter().enumerate().map(|(i, c)| (c.name.as_str(), i)).collect();
    let view = ImportState {
        captures: &captures,
        found: &found,
        decided: &decided,
        previous: &previous,
        images: &placed.entries,
        overrides: &overrides,
        by_name,
    };
    let chapters = view.chapters(existing, lang, &prior, &mut outcome, diagnostics);
    outcome.removes = view.leftovers(&chapters, existing, diagnostics);
    outcome.ledger = view.ledger(&chapters, &outcome.removes);
    outcome.report = view.report(&outcome.ledger);
    outcome.report.skipped = skipped.into_iter().map(|s| ReportSkipped { file: s.name, reason: s.reason }).collect();
    outcome.summary.captures = captures.len();
    let known: BTreeSet<&str> = before.capture.iter().map(|c| c.hash.as_str()).collect();
    outcome.summary.new_captures = captures.iter().filter(|c| !known.contains(c.hash.as_str())).count();
    count(&mut outcome);
    let kept: BTreeSet<&str> = existing.captures.iter().map(|c| c.name.as_str()).collect();
    let known: BTreeSet<&str> = before.image.iter().map(|i| i.file.as_str()).collect();
    outcome.writes.extend(placed.bytes.into_iter().filter(|(path, _)| !known.contains(path.as_str())));
    let wanted: BTreeSet<&str> =
        outcome.report.essays.iter().filter(|e| e.decision == "kept").map(|e| e.capture.as_str()).collect();
    outcome.remote_images = placed.remote.into_iter().filter(|i| wanted.contains(i.capture.as_str())).collect();
    for file in &files {
        if !kept.contains(file.name.as_str()) {
            outcome.writes.insert(format!("{CAPTURES}/{}", file.name), file.bytes.clone());
        }
    }
    if outcome.ledger != before || existing.ledger.is_none() {
        outcome.writes.insert(LEDGER.to_owned(), outcome.ledger.to_text().into_bytes());
    }
    let dated = |i: usize| found.essays[i].stated.date.map(|date| date.to_string());
    list_chapters(existing, lang, &in_order(&chapters, &dated), &mut outcome, diagnostics);
    outcome
}

/// The files of an import: what essays are read from, and the images that came with them.
struct Gathered {
    files: Vec<CaptureFile>,
    images: Vec<CaptureFile>,
}

/// Gives the images of the posts their files. Images that no post has are skipped.
fn place_images(
    captures: &mut [Capture],
    images: &[CaptureFile],
    options: &Options,
    before: &Ledger,
    skipped: &mut Vec<Skipped>,
) -> Placed {
    let library = Library::new(images, &options.fetched, &before.image);
    let mut placed = Placed::default();
    for capture in captures {
        library.place(capture, &mut placed);
    }
    placed.entries.sort();
    placed.entries.dedup();
    for image in images.iter().filter(|i| !placed.used.contains(&i.name)) {
        if let Format::Image { what, .. } = detect(&image.bytes) {
            skipped.push(Skipped { name: image.name.clone(), reason: format!("{what} that no essay shows") });
        }
    }
    placed
}

/// Decodes all captures; diagnostics are in their order.
fn read_all(files: &[CaptureFile], diagnostics: &mut Diagnostics) -> Vec<Capture> {
    let read: Vec<(Capture, Diagnostics)> = files
        .par_iter()
        .map(|file| {
            let mut own = Diagnostics::new();
            (readers::read(file, &mut own), own)
        })
        .collect();
    read.into_iter()
        .map(|(capture, own)| {
            diagnostics.append(own);
            capture
        })
        .collect()
}

/// The captures of the folder and the new ones, in the ledger's order and then by name. Archives are unpacked, and
/// files that can't be a source are skipped.
fn gather(
    inputs: &[CaptureFile],
    existing: &Existing,
    before: &Ledger,
    skipped: &mut Vec<Skipped>,
    diagnostics: &mut Diagnostics,
) -> Gathered {
    let mut known: BTreeMap<String, blake3::Hash> =
        existing.captures.iter().map(|f| (f.name.clone(), blake3::hash(&f.bytes))).collect();
    let mut fresh: Vec<CaptureFile> = Vec::new();
    let unpacked: Vec<CaptureFile> = inputs.iter().flat_map(|input| expand(input.clone(), skipped)).collect();
    let mut images: Vec<CaptureFile> = Vec::new();
    for file in unpacked {
        let hash = blake3::hash(&file.bytes);
        if matches!(detect(&file.bytes), Format::Image { extension: Some(_), .. }) {
            images.push(file);
        } else if let Some(reason) = readers::refused(&file.name, &file.bytes) {
            skipped.push(Skipped { name: file.name, reason: reason.to_owned() });
        } else if known.get(&file.name).is_some_and(|k| *k != hash) {
            diagnostics.push(
                Diagnostic::error("capture-name", format!("another capture was imported under the name {}", file.name))
                    .hint("rename the new one: decisions are recorded by name and line"),
            );
        } else if !known.contains_key(&file.name) {
            known.insert(file.name.clone(), hash);
            fresh.push(file);
        }
    }
    for skip in skipped.iter() {
        diagnostics.push(Diagnostic::note("import-skipped", format!("{} was skipped: {}", skip.name, skip.reason)));
    }
    if fresh.is_empty() && existing.captures.is_empty() && !inputs.is_empty() && !diagnostics.has_errors() {
        let image = images.first().and_then(|i| match detect(&i.bytes) {
            Format::Image { what, .. } => Some(format!(": {} is {what}", i.name)),
            _ => None,
        });
        let why = skipped.first().map(|s| format!(": {} is {}", s.name, s.reason)).or(image).unwrap_or_default();
        diagnostics.push(Diagnostic::error("import-nothing", format!("nothing to import{why}")).hint(
            "import text, web pages, feeds, exports of blogs, web archives, EPUB, Word, OpenDocument, RTF or Markdown",
        ));
    }
    let mut files: Vec<CaptureFile> = existing.captures.iter().cloned().chain(fresh).collect();
    let places: BTreeMap<&str, usize> =
        before.capture.iter().enumerate().rev().map(|(i, c)| (c.name.as_str(), i)).collect();
    let place = |f: &CaptureFile| places.get(f.name.as_str()).copied().unwrap_or(usize::MAX);
    files.sort_by(|a, b| (place(a), &a.name).cmp(&(place(b), &b.name)));
    images.sort_by(|a, b| a.name.cmp(&b.name));
    images.dedup_by(|a, b| a.name == b.name);
    Gathered { files, images }
}

/// Most words decide; where the manifest names a language, that.
fn book_language(essays: &[Essay], manifest: Option<&str>) -> Lang {
    #[derive(serde::Deserialize)]
    struct Book {
        language: Option<String>,
    }
    #[derive(serde::Deserialize)]
    struct Root {
        book: Option<Book>,
    }
    let named = manifest.and_then(|t| toml::from_str::<Root>(t).ok()).and_then(|r| r.book?.language?.parse().ok());
    named.unwrap_or_else(|| {
        let mut words: BTreeMap<Lang, usize> = BTreeMap::new();
        for essay in essays {
            if let Some(lang) = essay.lang {
                *words.entry(lang).or_default() += essay.words;
            }
        }
        words.into_iter().max_by_key(|&(_, words)| words).map_or(Lang::EN_GB, |(lang, _)| lang)
    })
}

fn count(outcome: &mut Outcome) {
    let decisions = |d: &str| outcome.report.essays.iter().filter(|e| e.decision == d).count();
    let (kept, duplicates, set_aside) = (decisions("kept"), decisions("duplicate"), decisions("set-aside"));
    outcome.summary.essays = outcome.report.essays.len();
    outcome.summary.kept = kept;
    outcome.summary.duplicates = duplicates;
    outcome.summary.set_aside = set_aside;
    outcome.summary.dropped = outcome.ledger.dropped.len();
}

/// The chapters by date. One without a date follows the one that it follows in its source.
fn in_order<'a>(chapters: &'a BTreeMap<usize, Written>, dated: &dyn Fn(usize) -> Option<String>) -> Vec<&'a Written> {
    let mut last = String::new();
    let mut list: Vec<(String, &Written)> = Vec::new();
    for (&i, written) in chapters {
        last = dated(i).unwrap_or(last);
        list.push((last.clone(), written));
    }
    list.sort_by(|a, b| a.0.cmp(&b.0));
    list.into_iter().map(|(_, written)| written).collect()
}

/// Makes `book.toml`, or adds the new chapters to it.
fn list_chapters(
    existing: &Existing,
    lang: Lang,
    chapters: &[&Written],
    outcome: &mut Outcome,
    diagnostics: &mut Diagnostics,
) {
    let text = match &existing.manifest {
        None if chapters.is_empty() => None,
        None => {
            let all: Vec<String> = chapters.iter().map(|w| w.path.clone()).collect();
            Some(manifest::create(&book_title(&existing.name), lang, &all))
        }
        Some(text) => {
            let fresh: Vec<String> = chapters.iter().filter(|w| w.fresh).map(|w| w.path.clone()).collect();
            let kept = manifest::retire(text, &outcome.removes);
            let base = kept.as_deref().unwrap_or(text);
            let extended = if fresh.is_empty() { None } else { manifest::extend(base, &fresh, diagnostics) };
            extended.or(kept)
        }
    };
    if let Some(text) = text {
        outcome.writes.insert(MANIFEST.to_owned(), text.into_bytes());
    }
}

/// `my-first_book` → `My First Book`.
fn book_title(folder: &str) -> String {
    let words = folder.split(['-', '_', ' ', '.']).filter(|w| !w.is_empty()).map(|w| {
        let mut chars = w.chars();
        chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
    });
    let title = words.collect::<Vec<_>>().join(" ");
    if title.is_empty() { "An Anthology".to_owned() } else { title }
}
