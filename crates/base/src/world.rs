//! What the outside hands in.

use std::collections::BTreeMap;
use std::io;

use crate::Date;

/// Files and the date. Libraries see nothing else of the machine, so a test or a fuzzer needs only a
/// [`MemoryWorld`].
pub trait World: Sync {
    /// The bytes of a file, by its path relative to the book's folder, with `/` between its parts.
    ///
    /// # Errors
    /// What the file system says.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The names of the files directly in a folder, sorted; empty where there is no such folder.
    fn list(&self, folder: &str) -> Vec<String>;

    /// Today, or the day that `SOURCE_DATE_EPOCH` names.
    fn today(&self) -> Date;
}

/// A world in memory, for tests.
#[derive(Clone, Debug)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
    today: Date,
}

impl Default for MemoryWorld {
    fn default() -> Self {
        Self { files: BTreeMap::new(), today: Date { year: 2000, month: Some(1), day: Some(1) } }
    }
}

impl MemoryWorld {
    /// Without files, on the first day of 2000.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more file.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), bytes.into());
        self
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        self.files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix))
            .filter(|rest| !rest.contains('/'))
            .map(str::to_owned)
            .collect()
    }

    fn today(&self) -> Date {
        self.today
    }
}
