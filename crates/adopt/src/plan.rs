//! The order of a book: front matter, parts with their chapters, back matter.

use std::collections::BTreeSet;

use crate::files::Files;
use crate::outcome::{LeftOut, Origin};

/// What a list of chapters says.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) origin: Origin,
    pub(crate) metadata: Metadata,
    pub(crate) front: Vec<String>,
    pub(crate) parts: Vec<Part>,
    pub(crate) back: Vec<String>,
    pub(crate) left: Vec<LeftOut>,
    pub(crate) notes: Vec<String>,
}

/// What is said about the whole book.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) subtitle: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) description: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) identifier: Option<String>,
    pub(crate) cover: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    pub(crate) title: Option<String>,
    pub(crate) entries: Vec<Entry>,
}

/// A chapter, and the sections below it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) sections: Vec<Entry>,
}

impl Entry {
    pub(crate) fn of(path: String) -> Self {
        Self { path, sections: Vec::new() }
    }
}

impl Plan {
    pub(crate) fn new(origin: Origin) -> Self {
        Self {
            origin,
            metadata: Metadata::default(),
            front: Vec::new(),
            parts: Vec::new(),
            back: Vec::new(),
            left: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The part that chapters are added to: the last one, or a first one without a title.
    pub(crate) fn last_part(&mut self) -> &mut Vec<Entry> {
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last].entries
    }

    /// The same without what is no file or is listed before.
    pub(crate) fn existing(mut self, files: &Files<'_>, left: &mut Vec<LeftOut>) -> Self {
        let mut seen = BTreeSet::new();
        let mut keep = |path: &str| {
            let reason = match (files.contains(path), seen.insert(path.to_owned())) {
                (false, _) => "there is no such file",
                (true, false) => "it is listed twice",
                (true, true) => return true,
            };
            left.push(LeftOut { path: path.to_owned(), reason });
            false
        };
        self.front.retain(|path| keep(path));
        for part in &mut self.parts {
            part.entries = existing_entries(std::mem::take(&mut part.entries), &mut keep);
        }
        self.back.retain(|path| keep(path));
        self.parts.retain(|part| !part.entries.is_empty());
        if self.parts.is_empty() {
            // A book needs a chapter.
            let entries = self.front.drain(..).chain(self.back.drain(..)).map(Entry::of).collect();
            self.parts.push(Part { title: None, entries });
        }
        self
    }

    /// All files, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        let mut body = Vec::new();
        self.parts.iter().for_each(|part| add_paths(&part.entries, &mut body));
        self.front.iter().cloned().chain(body).chain(self.back.iter().cloned()).collect()
    }
}

/// The sections of a file that isn't there take its place.
fn existing_entries(entries: Vec<Entry>, keep: &mut dyn FnMut(&str) -> bool) -> Vec<Entry> {
    let mut kept = Vec::new();
    for Entry { path, sections } in entries {
        let exists = keep(&path);
        let sections = existing_entries(sections, keep);
        if exists {
            kept.push(Entry { path, sections });
        } else {
            kept.extend(sections);
        }
    }
    kept
}

fn add_paths(entries: &[Entry], paths: &mut Vec<String>) {
    for entry in entries {
        paths.push(entry.path.clone());
        add_paths(&entry.sections, paths);
    }
}
