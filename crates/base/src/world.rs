//! What the outside hands in.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

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

    /// A value that [`World::cache`] stored under this key, in this run or in an earlier one. It may be lost or
    /// damaged at any time, so whoever asks checks it and can compute it anew. A world without a cache has none.
    fn cached(&self, key: &str) -> Option<Vec<u8>> {
        let _ = key;
        None
    }

    /// Stores a value under a key of ASCII letters, digits and hyphens. Failing to is no fault: a cache only saves
    /// time.
    fn cache(&self, key: &str, value: &[u8]) {
        let _ = (key, value);
    }
}

/// A world in memory, for tests. Its clones share one cache.
#[derive(Clone, Debug)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
    today: Date,
    cache: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl Default for MemoryWorld {
    fn default() -> Self {
        let today = Date { year: 2000, month: Some(1), day: Some(1) };
        Self { files: BTreeMap::new(), today, cache: Arc::default() }
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

    fn cached(&self, key: &str) -> Option<Vec<u8>> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn cache(&self, key: &str, value: &[u8]) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), value.to_vec());
    }
}
