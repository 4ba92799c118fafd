//! Patterns in lists of chapters: `chapters/*.md`.

use std::collections::BTreeMap;

use anthology_base::{World, natural_order, paths};
use fast_glob::glob_match;

use crate::chapter_names;

/// Levels of folders that `**` descends.
const DEEPEST: usize = 16;
/// Files that are compared with one pattern at most.
const MOST_FILES: usize = 100_000;

/// Returns true for a path with wildcards.
pub(crate) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?']) || path.contains('[') && path.contains(']') || path.contains('{') && path.contains('}')
}

/// The folders of a book as they are listed, each once.
pub(crate) struct Folders<'a> {
    world: &'a dyn World,
    files: BTreeMap<String, Vec<String>>,
}

impl<'a> Folders<'a> {
    pub(crate) fn new(world: &'a dyn World) -> Self {
        Self { world, files: BTreeMap::new() }
    }

    /// Returns true if there is a file of exactly this path, wildcards or not.
    pub(crate) fn contains(&mut self, path: &str) -> bool {
        let name = paths::file_name(path);
        self.files(paths::folder(path)).iter().any(|file| file == name)
    }

    /// The files that match a pattern and can be chapters, in natural order.
    pub(crate) fn matches(&mut self, pattern: &str) -> Vec<String> {
        // The folders before the first wildcard are as written, and only what follows needs a search.
        let mut base = pattern;
        while is_pattern(base) {
            base = paths::folder(base);
        }
        let levels = if pattern.contains("**") { DEEPEST } else { pattern[base.len()..].matches('/').count() };
        let mut found = Vec::new();
        self.descend(base, levels, &mut found);
        found.retain(|path| {
            chapter_names::is_text(path) && !chapter_names::is_no_chapter(path) && glob_match(pattern, path)
        });
        found.sort_by(|a, b| natural_order(a, b));
        found
    }

    fn descend(&mut self, folder: &str, levels: usize, found: &mut Vec<String>) {
        let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        found.extend(self.files(folder).iter().map(|name| path(name)));
        if levels == 0 || found.len() > MOST_FILES {
            return;
        }
        for name in self.world.folders(folder) {
            if !name.starts_with(['.', '_']) {
                self.descend(&path(&name), levels - 1, found);
            }
        }
    }

    fn files(&mut self, folder: &str) -> &[String] {
        let world = self.world;
        self.files.entry(folder.to_owned()).or_insert_with(|| world.list(folder))
    }
}
