//! The [`World`] of the command line: the book's folder, the date and the clock.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anthology_base::{Date, Diagnostic, Diagnostics, World};
use anthology_book::{MANIFEST, MANIFEST_BESIDE_MDBOOK};

use crate::cache::FileCache;
use crate::console::shell_quoted;
use crate::exit::Failure;

/// Bytes of one file beyond which it isn't read: no image or font of a book is as large, and what is would fill the
/// memory.
const MOST_BYTES: u64 = 512 << 20;

/// The last second of the year 9999, the last one that PDF, EPUB and ISO 8601 have a date for.
const LAST_SECOND: i64 = 253_402_300_799;

/// A book's folder.
pub(crate) struct FileWorld {
    root: PathBuf,
    /// The book's folder without links; `None` where it can't be found out.
    resolved_root: Option<PathBuf>,
    /// Files that were read through links out of the book's folder.
    outside: Mutex<BTreeSet<String>>,
    today: Date,
    cache: Option<FileCache>,
    start: Instant,
}

impl FileWorld {
    /// Opens the folder that was asked for, or the nearest parent folder containing `book.toml`.
    pub(crate) fn open(book: Option<&Path>) -> Result<Self, Failure> {
        let root = match book {
            Some(dir) if is_book(dir) => dir.to_owned(),
            // The manifest's own path is taken for its folder.
            Some(file) if MANIFESTS.iter().any(|name| file.file_name() == Some(name.as_ref())) && file.is_file() => {
                file.parent().map_or_else(PathBuf::new, Path::to_owned)
            }
            Some(dir) => return Err(Failure::Usage(no_book(dir))),
            None => nearest()?,
        };
        let resolved_root = fs::canonicalize(if root.as_os_str().is_empty() { Path::new(".") } else { &root }).ok();
        let outside = Mutex::default();
        Ok(Self { root, resolved_root, outside, today: today()?, cache: None, start: Instant::now() })
    }

    /// A folder that need not be a book.
    pub(crate) fn of_folder(root: &Path) -> Result<Self, Failure> {
        let root = if root == Path::new(".") { PathBuf::new() } else { root.to_owned() };
        let outside = Mutex::default();
        Ok(Self { root, resolved_root: None, outside, today: today()?, cache: None, start: Instant::now() })
    }

    /// The same world with a cache in the book's folder, for a command that may write there.
    pub(crate) fn with_cache(mut self) -> Self {
        self.cache = Some(FileCache::new(&self.root));
        self
    }

    /// A warning for each file that was read so far through a symbolic link out of the book's folder: such a book is
    /// another one on another machine.
    pub(crate) fn links_out_of_the_book(&self) -> Diagnostics {
        let outside = self.outside.lock().unwrap_or_else(PoisonError::into_inner);
        let warning = |path: &String| {
            let message = format!("`{path}` is a symbolic link out of the book's folder");
            Diagnostic::warning("link-out-of-book", message).hint("copy the file into the book's folder")
        };
        outside.iter().map(warning).collect()
    }

    /// Notes a path that leads out of the book's folder through a link.
    fn note_if_outside(&self, path: &str, full: &Path) {
        let (Some(root), Ok(resolved)) = (&self.resolved_root, fs::canonicalize(full)) else { return };
        if !resolved.starts_with(root) {
            self.outside.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        }
    }

    /// The names of a folder's entries of a kind, sorted.
    fn entries(&self, folder: &str, wanted: impl Fn(&DirEntry) -> bool) -> Vec<String> {
        let dir =
            if folder.is_empty() && self.root.as_os_str().is_empty() { ".".into() } else { self.root.join(folder) };
        let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
        let entries = entries.flatten().filter(wanted);
        let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// The book's folder, as it was given.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
}

/// The names of manifests.
const MANIFESTS: [&str; 2] = [MANIFEST, MANIFEST_BESIDE_MDBOOK];

/// Returns true for a folder with a manifest.
fn is_book(dir: &Path) -> bool {
    MANIFESTS.iter().any(|name| dir.join(name).is_file())
}

fn no_book(dir: &Path) -> String {
    let name = dir.display();
    if let Some(near) = nearest_book(dir) {
        return format!("there is no {MANIFEST} in `{name}`\nhelp: did you mean `{}`?", near.display());
    }
    format!("there is no {MANIFEST} in `{name}`\nhelp: `anthology new {}` makes a book there", shell_quoted(dir))
}

/// The book whose folder has nearly the same name as one that isn't there.
fn nearest_book(dir: &Path) -> Option<PathBuf> {
    if dir.exists() {
        return None;
    }
    let folder = dir.parent()?;
    let listed = fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()?;
    let books = listed.flatten().filter(|entry| is_book(&entry.path()));
    let mut names: Vec<String> = books.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let near = anthology_base::nearest(dir.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(folder.join(near))
}

fn nearest() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|e| Failure::Usage(format!("the current folder can't be read: {e}")))?;
    let found = here.ancestors().enumerate().find(|(_, dir)| is_book(dir));
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

/// The bytes of a regular file of bounded size. Opening a pipe would wait for its writer, and reading a device may never
/// end.
pub(crate) fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    let known = fs::metadata(path)?;
    if !known.is_file() {
        return Err(io::Error::other(if known.is_dir() { "it is a folder" } else { "it is not a regular file" }));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(known.len().min(MOST_BYTES)).unwrap_or_default());
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::other(format!("it is larger than {} MB", MOST_BYTES >> 20)));
    }
    Ok(bytes)
}

/// Today in UTC, or the day of `SOURCE_DATE_EPOCH` (reproducible-builds.org).
fn today() -> Result<Date, Failure> {
    unix_time().map(Date::from_unix)
}

/// Seconds since 1970, or those of `SOURCE_DATE_EPOCH`.
#[expect(clippy::disallowed_methods, reason = "the command line is where environment and clock are read")]
pub(crate) fn unix_time() -> Result<i64, Failure> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text.parse().ok().filter(|seconds| (0..=LAST_SECOND).contains(seconds)).ok_or_else(|| {
            Failure::Usage(format!(
                "SOURCE_DATE_EPOCH is `{text}`, which is not a number of seconds from 0 to {LAST_SECOND} (the years \
                 1970 to 9999)"
            ))
        }),
        Err(_) => Ok(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64)),
    }
}

impl World for FileWorld {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let full = self.root.join(path);
        let bytes = read_regular(&full)?;
        self.note_if_outside(path, &full);
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.entries(folder, |entry| entry.path().is_file())
    }

    /// Links to folders are not followed: they may lead in a circle.
    fn folders(&self, folder: &str) -> Vec<String> {
        self.entries(folder, |entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
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
