//! Wiki links of a vault: the chapter that `[[Page]]` means.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Diagnostics, FileId, paths};
use anthology_document::Chapter;

use crate::chapter_names;

/// Chapters by the names that a wiki link can call them.
pub(crate) struct Pages {
    /// Paths by their stems and by the whole paths without endings, in lower case; `None` for those of several.
    by_name: BTreeMap<String, Option<String>>,
}

impl Pages {
    pub(crate) fn new<'p>(chapters: impl Iterator<Item = &'p str>) -> Self {
        let mut by_name: BTreeMap<String, Option<String>> = BTreeMap::new();
        for path in chapters {
            let folder = paths::folder(path);
            let stem = chapter_names::stem(path);
            let whole = if folder.is_empty() { stem.to_owned() } else { format!("{folder}/{stem}") };
            for name in BTreeSet::from([stem.to_lowercase(), whole.to_lowercase()]) {
                let entry = by_name.entry(name).or_insert_with(|| Some(path.to_owned()));
                if entry.as_deref() != Some(path) {
                    *entry = None;
                }
            }
        }
        Self { by_name }
    }

    /// Links the pages that a chapter names; takes the reports of those wiki links out of `found`.
    pub(crate) fn link(&self, text: &str, chapter: &mut Chapter, found: &mut Diagnostics) {
        let linked: BTreeSet<(FileId, u32)> = chapter
            .link_pages(text, &mut |page| {
                let name = page.strip_suffix(".md").unwrap_or(page).trim_start_matches('/').to_lowercase();
                if name.is_empty() {
                    return Some(String::new());
                }
                let path = self.by_name.get(&name)?.as_deref()?;
                Some(format!("/{}", path.replace('%', "%25").replace('#', "%23").replace('?', "%3F")))
            })
            .into_iter()
            .map(|span| (span.file, span.start))
            .collect();
        if linked.is_empty() {
            return;
        }
        let mut kept = Diagnostics::new();
        for finding in std::mem::take(found) {
            let is_linked = finding.code == "wiki-link"
                && finding.span.is_some_and(|span| linked.contains(&(span.file, span.start)));
            if !is_linked {
                kept.push(finding);
            }
        }
        *found = kept;
    }
}
