//! The chapters of the kept essays, and the files of essays that are kept no longer.

use crate::address::normal_address;
use crate::blob::{Blob, Step, Workspace};
use crate::chapter::{ChapterSource, front, stem, write};
use crate::decide::{Decided, Decision, PriorDecision};
use crate::decisions::{PreviousImport, essay_id};
use crate::find::Found;
use crate::journal::content_hash;
use crate::ledger::{Action, EssayEntry, ImageEntry, OverrideEntry};
use crate::request::{CHAPTERS, Existing, Outcome};
use crate::source_file::CaptureRecord;
use crate::wiki_links::key;
use anthology_base::{Diagnostic, Diagnostics, Lang};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Chapters whose texts are in memory at once.
const CHAPTERS_AT_ONCE: usize = 256;

/// A chapter of a kept essay.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) path: String,
    /// BLAKE3 of the chapter as the importer last wrote it.
    pub(crate) hash: String,
    /// True if the file is new.
    pub(crate) fresh: bool,
    /// True if the file has the text that the importer would write now.
    pub(crate) current: bool,
}

/// The file of a chapter, before its text is final.
struct ChapterFile {
    path: String,
    /// BLAKE3 of the chapter as an earlier import wrote it.
    written: Option<String>,
    /// True if the file is there though the ledger doesn't know it.
    adopted: bool,
}

/// Captures, essays and decisions, from which everything that is written is made.
pub(crate) struct ImportState<'a> {
    pub(crate) captures: &'a [CaptureRecord],
    pub(crate) found: &'a Found,
    pub(crate) decided: &'a [Decided],
    pub(crate) previous: &'a PreviousImport<'a>,
    pub(crate) images: &'a [ImageEntry],
    pub(crate) overrides: &'a [OverrideEntry],
    pub(crate) workspace: &'a dyn Workspace,
    /// Indices of the captures.
    pub(crate) by_name: BTreeMap<&'a str, usize>,
}

impl ImportState<'_> {
    pub(crate) fn id(&self, essay: usize) -> String {
        essay_id(self.captures, &self.found.essays[essay])
    }

    pub(crate) fn entry(&self, essay: usize) -> Option<&EssayEntry> {
        let essay = &self.found.essays[essay];
        self.previous.essay(&self.captures[essay.capture].name, essay.lines.first)
    }

    /// The chapters of the kept essays, by essay. Files that the editor has changed or deleted are left alone.
    pub(crate) fn chapters(
        &self,
        existing: &Existing,
        lang: Lang,
        prior: &[PriorDecision],
        outcome: &mut Outcome,
        diagnostics: &mut Diagnostics,
    ) -> BTreeMap<usize, Written> {
        let mut taken: BTreeSet<String> = existing.chapters.keys().cloned().collect();
        taken.extend(self.previous.ledger.essay.iter().filter_map(|e| e.chapter.clone()));
        let known: BTreeSet<&str> = self.previous.ledger.essay.iter().filter_map(|e| e.chapter.as_deref()).collect();
        let strangers = existing.chapters.iter().filter(|(path, _)| !known.contains(path.as_str()));
        let adoptable = strangers.filter_map(|(path, blob)| Some((source_block(&blob.utf8())?.to_owned(), path)));
        let mut adoptable: BTreeMap<String, &String> = adoptable.collect();
        let copies = self.copies();
        let mut chapters = BTreeMap::new();
        let none = BTreeMap::new();
        // Chapters get their files before their texts, which may link to one another.
        let mut files: BTreeMap<usize, ChapterFile> = BTreeMap::new();
        let kept: Vec<usize> =
            (0..self.decided.len()).filter(|&i| self.decided[i].decision == Decision::Kept).collect();
        for &i in &kept {
            let known = self.entry(i).and_then(|e| Some((e.chapter.clone()?, e.written.clone()?)));
            let file = match known {
                Some((path, written)) => ChapterFile { path, written: Some(written), adopted: false },
                // Where the ledger was lost, the essay's chapter is there already.
                None => match self.adopted(i, &copies[&i], lang, &none, &mut adoptable) {
                    Some(path) => ChapterFile { path: path.clone(), written: None, adopted: true },
                    None => {
                        let path = free_path(&self.found.essays[i].title, &mut taken);
                        ChapterFile { path, written: None, adopted: false }
                    }
                },
            };
            files.insert(i, file);
        }
        let targets = self.link_targets(&files, existing);
        for (done, some) in kept.chunks(CHAPTERS_AT_ONCE).enumerate() {
            self.workspace.progress(Step::Chapters, done * CHAPTERS_AT_ONCE, kept.len());
            let texts: Vec<(Blob, String, Option<String>)> = some
                .par_iter()
                .map(|&i| {
                    let bytes = write(&self.chapter(i, &copies[&i], &targets), self.captures, lang);
                    let hash = content_hash(&bytes);
                    let present = files.get(&i).and_then(|file| existing.chapters.get(&file.path));
                    (self.workspace.keep(bytes), hash, present.map(|blob| content_hash(&blob.read())))
                })
                .collect();
            for (&i, (blob, hash, present)) in some.iter().zip(texts) {
                let Some(file) = files.remove(&i) else { continue };
                let text = FinalText { blob, hash, present };
                chapters.insert(i, settle(file, text, prior[i].overrule == Some(Action::Keep), outcome, diagnostics));
            }
        }
        chapters
    }

    /// The chapter of an essay that is there though the ledger doesn't know it.
    fn adopted<'e>(
        &self,
        i: usize,
        copies: &[usize],
        lang: Lang,
        targets: &BTreeMap<String, String>,
        adoptable: &mut BTreeMap<String, &'e String>,
    ) -> Option<&'e String> {
        if adoptable.is_empty() {
            return None;
        }
        let front = front(&self.chapter(i, copies, targets), self.captures, lang);
        adoptable.remove(source_block(&front)?)
    }

    /// An essay with what its chapter says besides its text.
    fn chapter<'t>(&'t self, i: usize, copies: &[usize], targets: &'t BTreeMap<String, String>) -> ChapterSource<'t> {
        let essay = &self.found.essays[i];
        let variants = std::iter::once(essay).chain(copies.iter().map(|&c| &self.found.essays[c])).collect();
        let permission = self.entry(i).and_then(|e| e.permission.as_ref());
        ChapterSource { essay, variants, permission, targets }
    }

    /// The chapters that the addresses of posts lead to, from another chapter. Those that the editor has deleted are
    /// none.
    fn link_targets(&self, files: &BTreeMap<usize, ChapterFile>, existing: &Existing) -> BTreeMap<String, String> {
        let mut targets = BTreeMap::new();
        for (i, essay) in self.found.essays.iter().enumerate() {
            let kept = match self.decided[i].decision {
                Decision::Kept => i,
                Decision::Duplicate(kept) => kept,
                Decision::SetAside => continue,
            };
            let Some(file) = files.get(&kept) else { continue };
            let there = file.written.is_none() || existing.chapters.contains_key(&file.path);
            let own = self.found.essays.get(kept).and_then(|e| e.url.as_deref()).and_then(normal_address);
            let name = file.path.rsplit('/').next().unwrap_or_default();
            if essay.body.manuscript && there {
                for note in [self.captures[essay.capture].name.as_str(), essay.title.as_str()] {
                    targets.entry(key(note)).or_insert_with(|| name.to_owned());
                }
            }
            // The address of a site or book, which several posts state, is none of a post.
            let shared = |address: &str| !address.contains('/') || address.ends_with('/');
            for address in [essay.url.as_deref().and_then(normal_address), own].into_iter().flatten() {
                if there && !shared(&address) {
                    targets.entry(address).or_insert_with(|| name.to_owned());
                }
            }
        }
        targets
    }

    /// Handles the chapters of essays that were joined, dropped or merged: a file that is still as the
    /// importer wrote it goes, if the book has its text elsewhere or the editor doesn't want it; any other
    /// stays, with a diagnostic that says why. Returns the chapters to remove.
    pub(crate) fn leftovers(
        &self,
        chapters: &BTreeMap<usize, Written>,
        existing: &Existing,
        diagnostics: &mut Diagnostics,
    ) -> BTreeSet<String> {
        let taken: BTreeSet<&str> = chapters.values().map(|w| w.path.as_str()).collect();
        let mut removed = BTreeSet::new();
        for entry in &self.previous.ledger.essay {
            let Some((path, blob)) = entry.chapter.as_ref().and_then(|p| existing.chapters.get_key_value(p)) else {
                continue;
            };
            if taken.contains(path.as_str()) {
                continue;
            }
            let Some((reason, heir)) = self.heir(entry) else { continue };
            let heir = heir.and_then(|i| chapters.get(&i));
            let own = entry.written.as_ref() == Some(&content_hash(&blob.read()));
            let why = match heir {
                _ if !own => "it was edited by hand".to_owned(),
                Some(heir) if !heir.current => format!("{} was edited by hand and doesn't have its text", heir.path),
                _ => {
                    removed.insert(path.clone());
                    diagnostics.push(Diagnostic::note("import-removed", format!("{path} is removed: {reason}")));
                    continue;
                }
            };
            diagnostics.push(
                Diagnostic::note(
                    "import-leftover",
                    format!("{path} stays, since {why}; it is no longer needed: {reason}"),
                )
                .hint("take over what you want of it, take it out of book.toml and delete it"),
            );
        }
        removed
    }

    /// Why an essay of the last import has no chapter any more, and the essay that has its text now, if one
    /// is to have it; `None` where its capture is gone.
    fn heir(&self, entry: &EssayEntry) -> Option<(String, Option<usize>)> {
        let capture = *self.by_name.get(entry.capture.as_str())?;
        // The essays are in the order of captures and lines.
        let past = self.found.essays.partition_point(|e| (e.capture, e.lines.first) <= (capture, entry.lines.first));
        let i = past.checked_sub(1).filter(|&i| self.found.essays[i].capture == capture)?;
        let essay = &self.found.essays[i];
        let reason = if essay.lines.first == entry.lines.first {
            self.decided[i].reason.clone()
        } else {
            format!("it was joined to “{}”", essay.title)
        };
        Some(match self.decided[i].decision {
            Decision::Kept => (reason, Some(i)),
            Decision::Duplicate(kept) => (reason, Some(kept)),
            Decision::SetAside => (reason, None),
        })
    }

    /// For every essay, its copies.
    fn copies(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut copies: BTreeMap<usize, Vec<usize>> = (0..self.decided.len()).map(|i| (i, Vec::new())).collect();
        for (i, decided) in self.decided.iter().enumerate() {
            if let Decision::Duplicate(kept) = decided.decision {
                copies.entry(kept).or_default().push(i);
            }
        }
        copies
    }
}

/// The text of a chapter as the importer would write it now.
struct FinalText {
    blob: Blob,
    /// Its BLAKE3.
    hash: String,
    /// That of the file that is there.
    present: Option<String>,
}

/// Writes a chapter, or leaves the file alone that the editor has changed or deleted. `wanted`: the editor has asked for
/// it again.
fn settle(
    file: ChapterFile,
    text: FinalText,
    wanted: bool,
    outcome: &mut Outcome,
    diagnostics: &mut Diagnostics,
) -> Written {
    let FinalText { blob, hash, present } = text;
    let path = file.path;
    let Some(last) = file.written else {
        let present = present.filter(|_| file.adopted);
        let current = present.as_ref().is_none_or(|p| *p == hash);
        if !current {
            note_untouched(&path, false, diagnostics);
            outcome.summary.untouched.push(path.clone());
        } else if present.is_none() {
            outcome.writes.insert(path.clone(), blob);
            outcome.summary.written.push(path.clone());
        }
        return Written { path, hash, fresh: true, current };
    };
    let untouched = present.as_ref() == Some(&last);
    if untouched && hash == last || present.as_ref() == Some(&hash) {
        Written { path, hash, fresh: false, current: true }
    } else if untouched || present.is_none() && wanted {
        outcome.writes.insert(path.clone(), blob);
        outcome.summary.written.push(path.clone());
        Written { path, hash, fresh: false, current: true }
    } else {
        if hash != last || present.is_none() {
            note_untouched(&path, present.is_none(), diagnostics);
        }
        outcome.summary.untouched.push(path.clone());
        Written { path, current: hash == last, hash: last, fresh: false }
    }
}

fn note_untouched(path: &str, deleted: bool, diagnostics: &mut Diagnostics) {
    diagnostics.push(if deleted {
        Diagnostic::note("import-deleted", format!("{path} was deleted earlier and was not re-created"))
            .hint("to re-create it, set overrule = \"keep\" on its essay in the ledger")
    } else {
        Diagnostic::note("import-edited", format!("{path} was edited by hand and stays as it is; the import would write it differently now"))
            .hint("to have the importer's version, move the file away, set overrule = \"keep\" on its essay in the ledger and import again")
    });
}

/// The first `[[source]]` of a chapter's front matter: capture, hash and lines of the essay that it was made from.
fn source_block(chapter: &str) -> Option<&str> {
    let front = chapter.strip_prefix("+++\n")?.split("\n+++").next()?;
    let block = &front[front.find("[[source]]\ncapture = ")?..];
    let next = block[2..].find("\n[[").map_or(block.len(), |at| at + 2);
    Some(block[..next].trim_end())
}

fn free_path(title: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = stem(title);
    let names = std::iter::once(stem.clone()).chain((2..).map(|n| format!("{stem}-{n}")));
    let path = names.map(|name| format!("{CHAPTERS}/{name}.md")).find(|path| !taken.contains(path)).unwrap_or_default();
    taken.insert(path.clone());
    path
}
