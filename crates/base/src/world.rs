//! The machine as the libraries see it.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::Date;

/// Files, the date and a stopwatch. Libraries see nothing else of the machine, so a test or a fuzzer needs only a
/// [`MemoryWorld`].
pub trait World: Sync {
    /// The bytes of a file, by its path relative to the book's folder, with `/` between its parts.
    ///
    /// # Errors
    /// The file system's message.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The names of the files directly in a folder, sorted; empty where there is no such folder.
    fn list(&self, folder: &str) -> Vec<String>;

    /// The names of the folders directly in a folder, sorted; the book's own folder is called by the empty string. A
    /// world that can't list folders has none.
    fn folders(&self, folder: &str) -> Vec<String> {
        let _ = folder;
        Vec::new()
    }

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

    /// The time since some fixed moment, for measuring stages; no output depends on it. Zero where nobody measures.
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// A world in memory, for tests and for programs that have a book's files already. Its clones share one cache.
///
/// ```
/// use anthology_base::{MemoryWorld, World};
///
/// let world = MemoryWorld::new().with("chapters/one.md", "Text.").with("chapters/two.md", "More.");
/// assert_eq!(world.read("chapters/one.md").unwrap(), b"Text.");
/// assert_eq!(world.list("chapters"), ["one.md", "two.md"]);
/// ```
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

impl MemoryWorld {
    /// The paths of a folder's files, from there.
    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> {
        let folder = folder.trim_end_matches('/');
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.files.keys().filter_map(move |path| path.strip_prefix(&prefix))
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.below(folder).filter(|rest| !rest.contains('/')).map(str::to_owned).collect()
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> =
            self.below(folder).filter_map(|rest| rest.split_once('/')).map(|(name, _)| name.to_owned()).collect();
        names.dedup();
        names
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
