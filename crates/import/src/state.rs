//! The chapters of the kept essays, and the files of essays that are kept no longer.

use crate::address::normal_address;
use crate::capture::Capture;
use crate::chapter::{ChapterSource, stem, write};
use crate::decide::{Decided, Decision, PriorDecision};
use crate::decisions::{PreviousImport, essay_id};
use crate::essay::Essay;
use crate::find::Found;
use crate::ledger::{Action, EssayEntry, ImageEntry, OverrideEntry};
use crate::request::{CHAPTERS, Existing, Outcome};
use anthology_base::{Diagnostic, Diagnostics, Lang};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

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
    pub(crate) captures: &'a [Capture],
    pub(crate) found: &'a Found,
    pub(crate) decided: &'a [Decided],
    pub(crate) previous: &'a PreviousImport<'a>,
    pub(crate) images: &'a [ImageEntry],
    pub(crate) overrides: &'a [OverrideEntry],
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
        let mut adoptable: BTreeMap<&str, &String> =
            strangers.filter_map(|(path, bytes)| Some((source_block(bytes)?, path))).collect();
        let copies = self.copies();
        let mut chapters = BTreeMap::new();
        let none = BTreeMap::new();
        let drafts: Vec<Option<(Vec<u8>, String)>> =
            (0..self.found.essays.len()).into_par_iter().map(|i| self.text(i, &copies[&i], lang, &none)).collect();
        // Chapters get their files before their final texts, which may link to one another.
        let mut files: BTreeMap<usize, ChapterFile> = BTreeMap::new();
        for (i, draft) in drafts.iter().enumerate() {
            let Some((bytes, _)) = draft else { continue };
            let known = self.entry(i).and_then(|e| Some((e.chapter.clone()?, e.written.clone()?)));
            let file = match known {
                Some((path, written)) => ChapterFile { path, written: Some(written), adopted: false },
                // Where the ledger was lost, the essay's chapter is there already.
                None => match source_block(bytes).and_then(|block| adoptable.remove(block)) {
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
        let texts: Vec<Option<(Vec<u8>, String)>> = drafts
            .into_par_iter()
            .enumerate()
            .map(|(i, draft)| if targets.is_empty() { draft } else { self.text(i, &copies[&i], lang, &targets) })
            .collect();
        for (i, text) in texts.into_iter().enumerate() {
            let (Some((bytes, hash)), Some(file)) = (text, files.remove(&i)) else { continue };
            let known = file.written.map(|written| (file.path.clone(), written));
            let written = match known {
                None => {
                    let path = file.path;
                    let present = existing.chapters.get(&path).filter(|_| file.adopted);
                    let current = present.is_none_or(|p| *p == bytes);
                    if !current {
                        note_untouched(&path, false, diagnostics);
                        outcome.summary.untouched.push(path.clone());
                    } else if present.is_none() {
                        outcome.writes.insert(path.clone(), bytes);
                        outcome.summary.written.push(path.clone());
                    }
                    Written { path, hash, fresh: true, current }
                }
                Some((path, last)) => {
                    let present = existing.chapters.get(&path);
                    let wanted = prior[i].overrule == Some(Action::Keep);
                    let untouched = present.is_some_and(|b| blake3::hash(b).to_hex().as_str() == last);
                    if untouched && hash == last || present.is_some_and(|b| *b == bytes) {
                        Written { path, hash, fresh: false, current: true }
                    } else if untouched || present.is_none() && wanted {
                        outcome.writes.insert(path.clone(), bytes);
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
            };
            chapters.insert(i, written);
        }
        chapters
    }

    /// The chapter of an essay as the importer would write it now, and its hash; `None` where it gets none.
    fn text(
        &self,
        i: usize,
        copies: &[usize],
        lang: Lang,
        targets: &BTreeMap<String, String>,
    ) -> Option<(Vec<u8>, String)> {
        if self.decided[i].decision != Decision::Kept {
            return None;
        }
        let essay = &self.found.essays[i];
        let variants: Vec<&Essay> =
            std::iter::once(essay).chain(copies.iter().map(|&c| &self.found.essays[c])).collect();
        let permission = self.entry(i).and_then(|e| e.permission.as_ref());
        let bytes = write(&ChapterSource { essay, variants: &variants, permission, targets }, self.captures, lang);
        let hash = blake3::hash(&bytes).to_hex().to_string();
        Some((bytes, hash))
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
            let Some((path, bytes)) = entry.chapter.as_ref().and_then(|p| existing.chapters.get_key_value(p)) else {
                continue;
            };
            if taken.contains(path.as_str()) {
                continue;
            }
            let Some((reason, heir)) = self.heir(entry) else { continue };
            let heir = heir.and_then(|i| chapters.get(&i));
            let own = entry.written.as_deref() == Some(blake3::hash(bytes).to_hex().as_str());
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
fn source_block(chapter: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(chapter).ok()?;
    let front = text.strip_prefix("+++\n")?.split("\n+++").next()?;
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
