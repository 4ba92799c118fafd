//! The journal of an import: everything that one import writes and removes, as one record.
//!
//! The files are written beside it first; once the journal is in place, the import happens even if the program is
//! killed, since the next import finishes it. Hashes tell a file that is still as the import found it, or already as
//! it leaves it, from one that somebody changed in between.

use crate::blob::Blob;
use crate::ledger::is_inside_book;
use anthology_base::Diagnostic;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Writes and removals that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Journal {
    /// Of this form: 1.
    pub version: u32,
    /// Files to write.
    #[serde(default)]
    pub write: Vec<JournalWrite>,
    /// Files to remove afterwards.
    #[serde(default)]
    pub remove: Vec<JournalRemove>,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct JournalWrite {
    /// Its path from the book's folder, with `/`.
    pub path: String,
    /// The name of the staged file that has its bytes.
    pub staged: String,
    /// BLAKE3 of those bytes, in hex.
    pub hash: String,
    /// BLAKE3 of the file that is replaced; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// A file to remove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct JournalRemove {
    /// Its path from the book's folder, with `/`.
    pub path: String,
    /// BLAKE3 of the file; one with another hash stays.
    pub hash: String,
}

/// BLAKE3 in hex, as in the ledger.
pub fn content_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

impl Journal {
    /// The journal of writes and removals. `present` gives the hash of a file in the book's folder.
    pub fn new(
        writes: &BTreeMap<String, Blob>,
        removes: &BTreeSet<String>,
        present: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let write = writes.iter().enumerate().map(|(n, (path, blob))| JournalWrite {
            path: path.clone(),
            staged: format!("{n}.new"),
            hash: content_hash(&blob.read()),
            before: present(path),
        });
        let remove = removes.iter().filter_map(|path| Some(JournalRemove { path: path.clone(), hash: present(path)? }));
        Self { version: 1, write: write.collect(), remove: remove.collect() }
    }

    /// Reads a journal.
    ///
    /// # Errors
    /// A diagnostic if the text is no journal, or names a file outside the book's folder.
    pub fn parse(text: &str) -> Result<Self, Box<Diagnostic>> {
        let wrong = |message: String| {
            Box::new(
                Diagnostic::error("import-journal", message)
                    .hint("delete the folder .anthology/import to give the interrupted import up"),
            )
        };
        let journal: Self =
            toml::from_str(text).map_err(|e| wrong(format!("the journal of an import is damaged: {}", e.message())))?;
        let paths = journal.write.iter().map(|w| &w.path).chain(journal.remove.iter().map(|r| &r.path));
        for path in paths.chain(journal.write.iter().map(|w| &w.staged)) {
            if !is_inside_book(path) {
                return Err(wrong(format!("the journal of an import names `{path}`, which is outside the book")));
            }
        }
        Ok(journal)
    }

    /// The journal as text.
    pub fn to_text(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_nothing_outside_the_book() {
        let writes = BTreeMap::from([("chapters/a.md".to_owned(), b"a".to_vec().into())]);
        let removes = BTreeSet::from(["chapters/b.md".to_owned(), "chapters/gone.md".to_owned()]);
        let present = |path: &str| (path == "chapters/b.md").then(|| content_hash(b"b"));
        let journal = Journal::new(&writes, &removes, present);
        assert_eq!(journal.remove.len(), 1);
        assert_eq!(Journal::parse(&journal.to_text()), Ok(journal.clone()));
        for path in ["../x", "/etc/x", "chapters/../../x", "c:\\x", "", "a//b"] {
            let text = journal.to_text().replace("chapters/a.md", &path.replace('\\', "\\\\"));
            assert!(Journal::parse(&text).is_err(), "{path}");
        }
    }
}
