//! The cache in the book's folder: values that a build can compute anew, one file each, named by their keys.
//!
//! Everything here may fail or be deleted at any moment without harm: a build without its cache is slower, not
//! different. Entries are written to a temporary file and renamed, so no build reads half an entry of another one.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// Bytes of all entries above which the least recently used ones are deleted.
const MOST_BYTES: u64 = 256 << 20;

/// Bytes of one entry above which it isn't stored.
const MOST_ENTRY: u64 = MOST_BYTES / 4;

/// An entry's time of use is noted anew only after so long, since noting it is a write too.
const NOTED: Duration = Duration::from_secs(3600);

/// The beginning of temporary files' names.
const TEMPORARY: &str = ".new-";

/// A folder of entries.
#[derive(Debug)]
pub(crate) struct FileCache {
    /// The hidden folder in the book's, and the cache's folder in it.
    outer: PathBuf,
    folder: PathBuf,
    /// True if entries were added, so that there may be too many.
    grown: AtomicBool,
}

impl FileCache {
    /// The cache of the book in a folder. Creates nothing yet.
    pub(crate) fn new(book: &Path) -> Self {
        let outer = book.join(".anthology");
        let folder = outer.join("cache");
        Self { outer, folder, grown: AtomicBool::new(false) }
    }

    /// An entry's bytes.
    pub(crate) fn get(&self, key: &str) -> Option<Vec<u8>> {
        let path = self.entry(key)?;
        let known = fs::symlink_metadata(&path).ok().filter(|known| known.is_file() && known.len() <= MOST_ENTRY)?;
        let mut bytes = Vec::with_capacity(known.len() as usize);
        File::open(&path).ok()?.take(MOST_ENTRY).read_to_end(&mut bytes).ok()?;
        let now = now();
        let used = known.modified().ok();
        if used.is_none_or(|used| now.duration_since(used).is_ok_and(|age| age > NOTED)) {
            let noted = File::options().write(true).open(&path).and_then(|file| file.set_modified(now));
            drop(noted);
        }
        Some(bytes)
    }

    /// Stores an entry, if it can.
    pub(crate) fn put(&self, key: &str, value: &[u8]) {
        if value.len() as u64 <= MOST_ENTRY && self.store(key, value).is_some() {
            self.grown.store(true, Ordering::Relaxed);
        }
    }

    fn store(&self, key: &str, value: &[u8]) -> Option<()> {
        let path = self.entry(key)?;
        if !self.is_ours() {
            fs::create_dir_all(&self.folder).ok()?;
            self.is_ours().then_some(())?;
            fs::write(self.folder.join(".gitignore"), "*\n").ok()?;
        }
        let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.folder).ok()?;
        file.write_all(value).ok()?;
        file.persist(path).ok()?;
        Some(())
    }

    /// True if the folder exists and isn't a link, which could lead out of the book.
    fn is_ours(&self) -> bool {
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|known| known.is_dir());
        is_folder(&self.outer) && is_folder(&self.folder)
    }

    /// The path of an entry; `None` for a key that could be anything but a plain file name.
    fn entry(&self, key: &str) -> Option<PathBuf> {
        let plain = !key.is_empty() && key.len() <= 100 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        plain.then(|| self.folder.join(key))
    }

    /// Deletes the least recently used entries until the others have at most three quarters of `most` bytes, if all
    /// of them have more than `most`; and temporary files that a killed build left.
    fn trim(&self, most: u64) {
        if !self.is_ours() {
            return;
        }
        let Ok(listed) = fs::read_dir(&self.folder) else { return };
        let mut entries: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        for entry in listed.flatten() {
            let name = entry.file_name();
            let Some(known) = entry.metadata().ok().filter(fs::Metadata::is_file) else { continue };
            let used = known.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            if name.to_string_lossy().starts_with(TEMPORARY) {
                if now().duration_since(used).is_ok_and(|age| age > NOTED) {
                    drop(fs::remove_file(entry.path()));
                }
            } else if name != ".gitignore" {
                entries.push((used, entry.path(), known.len()));
            }
        }
        let mut total: u64 = entries.iter().map(|(_, _, length)| length).sum();
        if total <= most {
            return;
        }
        entries.sort();
        for (_, path, length) in entries {
            if total <= most / 4 * 3 {
                break;
            }
            if fs::remove_file(path).is_ok() {
                total -= length;
            }
        }
    }
}

impl Drop for FileCache {
    fn drop(&mut self) {
        if *self.grown.get_mut() {
            self.trim(MOST_BYTES);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
fn now() -> SystemTime {
    SystemTime::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_and_are_ignored_by_git() {
        let book = tempfile::tempdir().expect("a folder");
        let cache = FileCache::new(book.path());
        assert_eq!(cache.get("a-1"), None);
        assert!(!book.path().join(".anthology").exists(), "asking creates nothing");
        cache.put("a-1", b"one");
        assert_eq!(cache.get("a-1").as_deref(), Some(&b"one"[..]));
        cache.put("a-1", b"another");
        assert_eq!(FileCache::new(book.path()).get("a-1").as_deref(), Some(&b"another"[..]));
        let ignored = fs::read_to_string(book.path().join(".anthology/cache/.gitignore")).expect("a file");
        assert_eq!(ignored, "*\n");
        cache.put("../a", b"outside");
        assert_eq!(cache.get("../a"), None);
        assert!(!book.path().join(".anthology/a").exists());
    }

    #[test]
    fn the_least_recently_used_go_first() {
        let book = tempfile::tempdir().expect("a folder");
        let cache = FileCache::new(book.path());
        for (age, key) in [(30, "old"), (20, "middle"), (10, "new")] {
            cache.put(key, &[0; 100]);
            let file = File::options().write(true).open(cache.folder.join(key)).expect("an entry");
            file.set_modified(now() - Duration::from_secs(age * 3600)).expect("a time");
        }
        assert!(cache.get("old").is_some(), "from now on it is the newest");
        cache.trim(400);
        assert!(["old", "middle", "new"].iter().all(|key| cache.get(key).is_some()));
        let file = File::options().write(true).open(cache.folder.join("middle")).expect("an entry");
        file.set_modified(now() - Duration::from_secs(20 * 3600)).expect("a time");
        cache.trim(280);
        assert_eq!(["old", "middle", "new"].map(|key| cache.get(key).is_some()), [true, false, true]);
        assert!(cache.folder.join(".gitignore").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_book() {
        let (book, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        std::os::unix::fs::symlink(elsewhere.path(), book.path().join(".anthology")).expect("a link");
        let cache = FileCache::new(book.path());
        cache.put("a", b"one");
        assert_eq!(cache.get("a"), None);
        assert!(!elsewhere.path().join("cache/a").exists());
    }
}
