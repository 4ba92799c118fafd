//! The import as a whole.

use crate::archive::{Skipped, expand};
use crate::boundaries::Thresholds;
use crate::capture::{Capture, CaptureFile};
use crate::decide::{PriorDecision, decide};
use crate::decisions::{Decisions, PreviousImport, essay_id};
use crate::essay::Essay;
use crate::find::find;
use crate::ledger::{Action, LEDGER, Ledger};
use crate::manifest;
use crate::readers;
use crate::report::{Report, ReportSkipped};
use crate::state::{ImportState, Written};
use anthology_base::{Diagnostic, Diagnostics, Lang};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The folder of a book that keeps its captures.
pub const CAPTURES: &str = "captures";
/// The folder of a book that holds its chapters.
pub const CHAPTERS: &str = "chapters";
/// The name of the manifest.
pub const MANIFEST: &str = "book.toml";

/// The present contents of the book's folder.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    /// The folder's own name, from which a first title is made.
    pub name: String,
    /// The ledger's text.
    pub ledger: Option<String>,
    /// The text of `book.toml`.
    pub manifest: Option<String>,
    /// The files of the folder [`CAPTURES`].
    pub captures: Vec<CaptureFile>,
    /// The files of the folder [`CHAPTERS`], by their paths from the book's folder, with `/`.
    pub chapters: BTreeMap<String, Vec<u8>>,
}

/// A place in a capture, as an editor writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accept {
    /// The capture's file name, or as much of its beginning as names only one.
    pub capture: String,
    /// The line.
    pub line: usize,
}

/// A decision of the editor from outside the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrule {
    /// The capture's file name, or as much of its beginning as names only one.
    pub capture: String,
    /// The line.
    pub line: usize,
    /// The decision.
    pub action: Action,
}

/// Options of an import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Accept every proposal.
    pub accept_all: bool,
    /// Accept the proposals at these places.
    pub accept: Vec<Accept>,
    /// Decisions in `book.toml`.
    pub overrules: Vec<Overrule>,
    /// The thresholds for boundaries.
    pub thresholds: Thresholds,
    /// The threshold for duplicates: shared shingles in parts of 1000 of the smaller text's. Without it, 800.
    pub similarity: Option<u32>,
}

/// The result of an import. Nothing has been written yet.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The files to write, by their paths from the book's folder; those that would not change are left out.
    pub writes: BTreeMap<String, Vec<u8>>,
    /// Chapters to delete, by their paths from the book's folder: the importer wrote them, nobody has edited
    /// them, and the editor has joined, dropped or merged their essays.
    pub removes: BTreeSet<String>,
    /// The ledger as it is to be.
    pub ledger: Ledger,
    /// The report.
    pub report: Report,
    /// Counts for a person.
    pub summary: Summary,
}

/// The import in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Captures in the book.
    pub captures: usize,
    /// Of these, new ones.
    pub new_captures: usize,
    /// Essays found.
    pub essays: usize,
    /// Essays kept.
    pub kept: usize,
    /// Duplicates merged.
    pub duplicates: usize,
    /// Stubs and teasers set aside, and what the editor dropped.
    pub set_aside: usize,
    /// Lines left out.
    pub dropped: usize,
    /// Chapter files new or written again.
    pub written: Vec<String>,
    /// Chapters that the editor has changed or deleted and that stay so.
    pub untouched: Vec<String>,
}

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
    let files = gather(inputs, existing, &before, &mut skipped, diagnostics);
    let captures = read_all(&files, diagnostics);
    let previous = PreviousImport::new(&before);
    let decisions = Decisions::new(&captures, &previous, options, diagnostics);
    let found = find(&captures, &decisions, options);
    let prior: Vec<PriorDecision> = found.essays.iter().map(|e| decisions.prior(&captures, e)).collect();
    let ids: BTreeMap<String, usize> =
        found.essays.iter().enumerate().map(|(i, e)| (essay_id(&captures, e), i)).collect();
    let decided = decide(&found.essays, &prior, options.similarity, &|id| decisions.resolve(&ids, id));
    let mut outcome = Outcome::default();
    let lang = book_language(&found.essays, existing.manifest.as_deref());
    let by_name = captures.iter().enumerate().map(|(i, c)| (c.name.as_str(), i)).collect();
    let view = ImportState { captures: &captures, found: &found, decided: &decided, previous: &previous, by_name };
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
    for file in &files {
        if !kept.contains(file.name.as_str()) {
            outcome.writes.insert(format!("{CAPTURES}/{}", file.name), file.bytes.clone());
        }
    }
    if outcome.ledger != before || existing.ledger.is_none() {
        outcome.writes.insert(LEDGER.to_owned(), outcome.ledger.to_text().into_bytes());
    }
    list_chapters(existing, lang, &chapters, &mut outcome, diagnostics);
    outcome
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
) -> Vec<CaptureFile> {
    let mut known: BTreeMap<String, blake3::Hash> =
        existing.captures.iter().map(|f| (f.name.clone(), blake3::hash(&f.bytes))).collect();
    let mut fresh: Vec<CaptureFile> = Vec::new();
    let unpacked: Vec<CaptureFile> = inputs.iter().flat_map(|input| expand(input.clone(), skipped)).collect();
    for file in unpacked {
        let hash = blake3::hash(&file.bytes);
        if let Some(reason) = readers::refused(&file.name, &file.bytes) {
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
        let why = skipped.first().map_or_else(String::new, |s| format!(": {} is {}", s.name, s.reason));
        diagnostics.push(Diagnostic::error("import-nothing", format!("nothing to import{why}")).hint(
            "import text, web pages, feeds, exports of WordPress, Blogger, Ghost, Medium or Substack, or Markdown",
        ));
    }
    let mut files: Vec<CaptureFile> = existing.captures.iter().cloned().chain(fresh).collect();
    let places: BTreeMap<&str, usize> =
        before.capture.iter().enumerate().rev().map(|(i, c)| (c.name.as_str(), i)).collect();
    let place = |f: &CaptureFile| places.get(f.name.as_str()).copied().unwrap_or(usize::MAX);
    files.sort_by(|a, b| (place(a), &a.name).cmp(&(place(b), &b.name)));
    files
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

/// Makes `book.toml`, or adds the new chapters to it.
fn list_chapters(
    existing: &Existing,
    lang: Lang,
    chapters: &BTreeMap<usize, Written>,
    outcome: &mut Outcome,
    diagnostics: &mut Diagnostics,
) {
    let text = match &existing.manifest {
        None if chapters.is_empty() => None,
        None => {
            let all: Vec<String> = chapters.values().map(|w| w.path.clone()).collect();
            Some(manifest::create(&book_title(&existing.name), lang, &all))
        }
        Some(text) => {
            let fresh: Vec<String> = chapters.values().filter(|w| w.fresh).map(|w| w.path.clone()).collect();
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
