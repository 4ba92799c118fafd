//! The [`World`] of the command line: the book's folder, the date and the clock.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anthology_base::{Date, World};
use anthology_book::MANIFEST;

use crate::cache::FileCache;
use crate::exit::Failure;

/// A book's folder.
pub(crate) struct FileWorld {
    root: PathBuf,
    today: Date,
    cache: Option<FileCache>,
    start: Instant,
}

impl FileWorld {
    /// Opens the folder that was asked for, or the nearest parent folder containing `book.toml`.
    pub(crate) fn open(book: Option<&Path>) -> Result<Self, Failure> {
        let root = match book {
            Some(dir) if dir.join(MANIFEST).is_file() => dir.to_owned(),
            // The manifest's own path is taken for its folder.
            Some(file) if file.file_name().is_some_and(|name| name == MANIFEST) && file.is_file() => {
                file.parent().map_or_else(PathBuf::new, Path::to_owned)
            }
            Some(dir) => return Err(Failure::Usage(no_book(dir))),
            None => nearest()?,
        };
        Ok(Self { root, today: today()?, cache: None, start: Instant::now() })
    }

    /// The same world with a cache in the book's folder, for a command that may write there.
    pub(crate) fn with_cache(mut self) -> Self {
        self.cache = Some(FileCache::new(&self.root));
        self
    }

    /// The book's folder, as it was given.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
}

fn no_book(dir: &Path) -> String {
    let dir = dir.display();
    format!("there is no {MANIFEST} in `{dir}`\nhelp: `anthology new {dir}` makes a book there")
}

fn nearest() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|e| Failure::Usage(format!("the current folder can't be read: {e}")))?;
    let found = here.ancestors().enumerate().find(|(_, dir)| dir.join(MANIFEST).is_file());
    match found {
        // Relative paths are what the user would write.
        Some((0, _)) => Ok(PathBuf::new()),
        Some((up, _)) => Ok((0..up).map(|_| "..").collect()),
        None => Err(Failure::Usage(format!(
            "there is no {MANIFEST} here or in any folder above\n\
             help: go to a book's folder, name one with --book DIR, or make one with `anthology new DIR`"
        ))),
    }
}

/// Today in UTC, or the day of `SOURCE_DATE_EPOCH` (reproducible-builds.org).
#[expect(clippy::disallowed_methods, reason = "the command line is where environment and clock are read")]
fn today() -> Result<Date, Failure> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text
            .parse()
            .map_err(|_| Failure::Usage(format!("SOURCE_DATE_EPOCH is `{text}`, which is not a number of seconds")))?,
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64),
    };
    Ok(Date::from_unix(seconds))
}

impl World for FileWorld {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let dir =
            if folder.is_empty() && self.root.as_os_str().is_empty() { ".".into() } else { self.root.join(folder) };
        let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
        let files = entries.flatten().filter(|entry| entry.path().is_file());
        let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    fn today(&self) -> Date {
        self.today
    }

    fn cached(&self, key: &str) -> Option<Vec<u8>> {
        self.cache.as_ref()?.get(key)
    }

    fn cache(&self, key: &str, value: &[u8]) {
        if let Some(cache) = &self.cache {
            cache.put(key, value);
        }
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}
