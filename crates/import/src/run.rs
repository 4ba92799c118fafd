//! The import as a whole.

use crate::archive::{Skipped, expand};
use crate::blob::{Step, Workspace};
use crate::decide::{PriorDecision, compared, decide};
use crate::decisions::{Decisions, PreviousImport, essay_id};
use crate::essay::Essay;
use crate::find::find;
use crate::format::{Format, detect};
use crate::images::{Library, Placed};
use crate::journal::content_hash;
use crate::ledger::{Action, LEDGER, Ledger};
use crate::manifest;
use crate::readers;
use crate::report::ReportSkipped;
use crate::request::{CAPTURES, Existing, MANIFEST, Options, Outcome};
use crate::source_file::{InputFile, SourceFile};
use crate::stages;
use crate::state::{ImportState, Written};
use anthology_base::{Diagnostic, Diagnostics, Lang};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Imports captures into a book. On an error nothing is to be written.
pub fn run(inputs: &[InputFile], existing: &Existing, options: &Options, diagnostics: &mut Diagnostics) -> Outcome {
    let before = match existing.ledger.as_deref().map(Ledger::parse).transpose() {
        Ok(ledger) => ledger.unwrap_or_default(),
        Err(error) => {
            diagnostics.push(*error);
            return Outcome::default();
        }
    };
    let workspace = options.workspace();
    let mut skipped = Vec::new();
    let Gathered { sources, images } = gather(inputs, existing, &before, workspace, &mut skipped, diagnostics);
    let previous = PreviousImport::new(&before);
    let decisions = Decisions::new(&sources, &previous, options, diagnostics);
    let library = Library::new(&images, &options.fetched, &before.image, workspace);
    let mut placed = Placed::default();
    let found = find(&sources, &decisions, options, &library, &mut placed, diagnostics);
    placed.entries.sort();
    placed.entries.dedup();
    skipped.extend(not_shown(&images, &placed));
    let prior: Vec<PriorDecision> = found.essays.iter().map(|e| decisions.prior(e)).collect();
    let ids: BTreeMap<String, usize> =
        found.essays.iter().enumerate().map(|(i, e)| (essay_id(&found.captures, e), i)).collect();
    let mut outcome = Outcome::default();
    outcome.summary.captures = sources.len();
    outcome.summary.essays = found.essays.len();
    let mut corpus = compared(&found.essays, &prior, options);
    if options.stages {
        stages::write_tables(&found, &corpus, workspace);
        if options.edges.is_none() {
            return outcome;
        }
    }
    let pairs = match options.edges.as_deref().map(|text| stages::read_edges(text, found.essays.len())) {
        Some(Ok(pairs)) => pairs,
        Some(Err(error)) => {
            diagnostics.push(*error);
            return outcome;
        }
        None => corpus.candidates(),
    };
    for (done, some) in pairs.chunks(PAIRS_AT_ONCE).enumerate() {
        workspace.progress(Step::Comparing, done * PAIRS_AT_ONCE, pairs.len());
        corpus.verify(some);
    }
    if options.stages {
        stages::write_pairs(&pairs, &corpus, workspace);
    }
    let resolve = |id: &str| decisions.resolve(&ids, id);
    unknown_partners(&prior, &resolve, diagnostics);
    let decided = decide(&found.essays, &prior, &corpus, &resolve);
    drop(corpus);
    let overrides = decisions.overrides();
    let lang = book_language(&found.essays, existing.manifest.as_deref());
    let by_name = found.captures.iter().enumerate().map(|(i, c)| (c.name.as_str(), i)).collect();
    let view = ImportState {
        captures: &found.captures,
        found: &found,
        decided: &decided,
        previous: &previous,
        images: &placed.entries,
        overrides: &overrides,
        workspace,
        by_name,
    };
    let chapters = view.chapters(existing, lang, &prior, &mut outcome, diagnostics);
    outcome.removes = view.leftovers(&chapters, existing, diagnostics);
    outcome.ledger = view.ledger(&chapters, &outcome.removes);
    outcome.report = view.report(&outcome.ledger);
    outcome.report.skipped = skipped.into_iter().map(|s| ReportSkipped { file: s.name, reason: s.reason }).collect();
    let known: BTreeSet<&str> = before.capture.iter().map(|c| c.hash.as_str()).collect();
    outcome.summary.new_captures = sources.iter().filter(|c| !known.contains(c.hash.as_str())).count();
    count(&mut outcome);
    let kept: BTreeSet<&str> = existing.captures.iter().map(|c| c.name.as_str()).collect();
    let known: BTreeSet<&str> = before.image.iter().map(|i| i.file.as_str()).collect();
    outcome.writes.extend(placed.bytes.into_iter().filter(|(path, _)| !known.contains(path.as_str())));
    let wanted: BTreeSet<&str> =
        outcome.report.essays.iter().filter(|e| e.decision == "kept").map(|e| e.capture.as_str()).collect();
    outcome.remote_images = placed.remote.into_iter().filter(|i| wanted.contains(i.capture.as_str())).collect();
    for SourceFile { file, .. } in &sources {
        if !kept.contains(file.name.as_str()) {
            outcome.writes.insert(format!("{CAPTURES}/{}", file.name), file.blob.clone());
        }
    }
    if outcome.ledger != before || existing.ledger.is_none() {
        outcome.writes.insert(LEDGER.to_owned(), outcome.ledger.to_text().into_bytes().into());
    }
    let dated = |i: usize| found.essays[i].stated.date.map(|date| date.to_string());
    list_chapters(existing, lang, &in_order(&chapters, &dated), &mut outcome, diagnostics);
    outcome
}

/// Pairs of texts that are compared between two reports of progress.
const PAIRS_AT_ONCE: usize = 4096;

/// Warns of `merge-with` where no essay has the id.
fn unknown_partners(prior: &[PriorDecision], resolve: &dyn Fn(&str) -> Option<usize>, diagnostics: &mut Diagnostics) {
    for decision in prior {
        if let Some(Action::MergeWith(id)) = &decision.overrule
            && resolve(id).is_none()
        {
            diagnostics.push(
                Diagnostic::warning("import-overrule", format!("`merge-with:{id}`: no essay has the id `{id}`"))
                    .hint("ids are CAPTURE:LINE, as in the ledger; the essay was not merged"),
            );
        }
    }
}

/// The files of an import: what essays are read from, and the images that came with them.
struct Gathered {
    sources: Vec<SourceFile>,
    images: Vec<InputFile>,
}

/// Images that no post has.
fn not_shown(images: &[InputFile], placed: &Placed) -> Vec<Skipped> {
    let unused = images.iter().filter(|image| !placed.used.contains(&image.name));
    unused
        .filter_map(|image| match detect(&image.blob.read()) {
            Format::Image { what, .. } => {
                Some(Skipped { name: image.name.clone(), reason: format!("{what} that no essay shows") })
            }
            _ => None,
        })
        .collect()
}

/// A file that was handed in or unpacked, and what it can be.
struct Unpacked {
    source: SourceFile,
    image: bool,
    /// The reason for which it can't be a source.
    refused: Option<&'static str>,
}

/// Unpacks an input. What comes out of an archive is kept in the workspace; any other file stays where it is.
fn unpack(input: &InputFile, workspace: &dyn Workspace) -> (Vec<Unpacked>, Vec<Skipped>) {
    let mut skipped = Vec::new();
    let file = input.load();
    let own = content_hash(&file.bytes);
    let unpacked = expand(file, &mut skipped).into_iter().map(|file| {
        let image = matches!(detect(&file.bytes), Format::Image { extension: Some(_), .. });
        let refused = readers::refused(&file.name, &file.bytes);
        let hash = content_hash(&file.bytes);
        let blob = if hash == own { input.blob.clone() } else { workspace.keep(file.bytes) };
        Unpacked { source: SourceFile { file: InputFile { name: file.name, blob }, hash }, image, refused }
    });
    (unpacked.collect(), skipped)
}

/// The captures of the folder and the new ones, in the ledger's order and then by name. Archives are unpacked, and
/// files that can't be a source are skipped.
fn gather(
    inputs: &[InputFile],
    existing: &Existing,
    before: &Ledger,
    workspace: &dyn Workspace,
    skipped: &mut Vec<Skipped>,
    diagnostics: &mut Diagnostics,
) -> Gathered {
    let of_book: Vec<SourceFile> = existing
        .captures
        .par_iter()
        .map(|file| SourceFile { hash: content_hash(&file.blob.read()), file: file.clone() })
        .collect();
    let mut known: BTreeMap<String, String> =
        of_book.iter().map(|source| (source.file.name.clone(), source.hash.clone())).collect();
    let mut fresh: Vec<SourceFile> = Vec::new();
    let mut images: Vec<InputFile> = Vec::new();
    let unpacked: Vec<(Vec<Unpacked>, Vec<Skipped>)> =
        inputs.par_iter().map(|input| unpack(input, workspace)).collect();
    for (files, left_out) in unpacked {
        skipped.extend(left_out);
        for Unpacked { source, image, refused } in files {
            let name = &source.file.name;
            if image {
                images.push(source.file);
            } else if let Some(reason) = refused {
                skipped.push(Skipped { name: name.clone(), reason: reason.to_owned() });
            } else if known.get(name).is_some_and(|k| *k != source.hash) {
                let message = format!("another capture was imported under the name {name}");
                diagnostics.push(
                    Diagnostic::error("capture-name", message)
                        .hint("rename the new one: decisions are recorded by name and line"),
                );
            } else if !known.contains_key(name) {
                known.insert(name.clone(), source.hash.clone());
                fresh.push(source);
            }
        }
    }
    for skip in skipped.iter() {
        diagnostics.push(Diagnostic::note("import-skipped", format!("{} was skipped: {}", skip.name, skip.reason)));
    }
    if fresh.is_empty() && of_book.is_empty() && !inputs.is_empty() && !diagnostics.has_errors() {
        let image = images.first().and_then(|i| match detect(&i.blob.read()) {
            Format::Image { what, .. } => Some(format!(": {} is {what}", i.name)),
            _ => None,
        });
        let why = skipped.first().map(|s| format!(": {} is {}", s.name, s.reason)).or(image).unwrap_or_default();
        diagnostics.push(Diagnostic::error("import-nothing", format!("nothing to import{why}")).hint(
            "import text, web pages, feeds, exports of blogs, web archives, EPUB, Word, OpenDocument, RTF or Markdown",
        ));
    }
    let mut sources: Vec<SourceFile> = of_book.into_iter().chain(fresh).collect();
    let places: BTreeMap<&str, usize> =
        before.capture.iter().enumerate().rev().map(|(i, c)| (c.name.as_str(), i)).collect();
    let place = |s: &SourceFile| places.get(s.file.name.as_str()).copied().unwrap_or(usize::MAX);
    sources.sort_by(|a, b| (place(a), &a.file.name).cmp(&(place(b), &b.file.name)));
    images.sort_by(|a, b| a.name.cmp(&b.name));
    images.dedup_by(|a, b| a.name == b.name);
    Gathered { sources, images }
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
        outcome.writes.insert(MANIFEST.to_owned(), text.into_bytes().into());
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
