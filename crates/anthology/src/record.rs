//! The record of what builds have written, so that a later build can remove what is no longer made: outputs under a
//! former title, editions that are gone.
//!
//! It is a file of the book's hidden folder: for each output folder, the names of the files and hashes of their bytes.
//! A file is removed only if its bytes are those that a build wrote. The record may be lost or damaged: then nothing is
//! removed.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::console::Console;
use crate::output::Output;

/// The program's folder in the book's.
const FOLDER: &str = ".anthology";
const RECORD: &str = "outputs.json";
const LOCK: &str = "build.lock";

/// Bytes of a record beyond which it isn't ours.
const MOST_BYTES: u64 = 16 << 20;

/// The files of builds by output folder and name, with the hash of each.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    folders: BTreeMap<String, BTreeMap<String, String>>,
}

/// Outputs that the book no longer makes.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Stale {
    /// As a build wrote them; to be removed.
    pub(crate) ours: Vec<PathBuf>,
    /// Changed since a build wrote them; to be left.
    pub(crate) changed: Vec<PathBuf>,
}

impl Stale {
    /// Tells what was removed, and what was left.
    pub(crate) fn tell(&self, console: &Console) {
        for path in &self.ours {
            console.say(&format!("removed {}: the book no longer makes it", path.display()));
        }
        for path in &self.changed {
            let path = path.display();
            console.say(&format!("left {path}: the book no longer makes it, but it was changed since it was built"));
        }
    }
}

impl Record {
    /// The record of the book in a folder.
    pub(crate) fn read(book: &Path) -> Self {
        let path = book.join(FOLDER).join(RECORD);
        let known = fs::symlink_metadata(&path).ok().filter(|known| known.is_file() && known.len() <= MOST_BYTES);
        let text = known.and_then(|_| fs::read_to_string(&path).ok());
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Adds what a build wrote into a folder.
    pub(crate) fn add<O: Borrow<Output>>(&mut self, book: &Path, folder: &Path, outputs: &[O]) {
        let files = self.folders.entry(key(book, folder)).or_default();
        for output in outputs.iter().map(Borrow::borrow) {
            if let Some(name) = output.path.file_name() {
                files.insert(name.to_string_lossy().into_owned(), hash(&output.bytes));
            }
        }
    }

    /// The recorded files of a folder that aren't among those that the book can make; those that are gone are dropped
    /// from the record.
    pub(crate) fn stale(&mut self, book: &Path, folder: &Path, makeable: &[String]) -> Stale {
        let mut stale = Stale::default();
        let Some(files) = self.folders.get_mut(&key(book, folder)) else { return stale };
        files.retain(|name, recorded| {
            if makeable.iter().any(|known| known == name) {
                return true;
            }
            // A name that could lead elsewhere is none that a build has recorded.
            let plain = Path::new(name).file_name().is_some_and(|file| file == name.as_str());
            let path = folder.join(name);
            if makeable.iter().any(|known| is_same_file(folder, name, known)) {
                return false;
            }
            let is_file = plain && fs::symlink_metadata(&path).is_ok_and(|known| known.is_file());
            if is_file {
                let ours = fs::read(&path).is_ok_and(|bytes| hash(&bytes) == *recorded);
                if ours {
                    stale.ours.push(path)
                } else {
                    stale.changed.push(path)
                };
            }
            is_file
        });
        stale
    }

    /// The recorded folders inside another.
    pub(crate) fn folders_in(&self, book: &Path, folder: &Path) -> Vec<PathBuf> {
        let above = key(book, folder);
        let inside = self.folders.keys().filter_map(|name| Path::new(name).strip_prefix(&above).ok());
        inside.filter(|rest| *rest != Path::new("")).map(|rest| folder.join(rest)).collect()
    }

    /// Removes stale files of a folder that are as a build wrote them. What was left is in the result.
    pub(crate) fn remove(&mut self, book: &Path, folder: &Path, stale: Stale) -> Stale {
        let mut removed = Stale { ours: Vec::new(), changed: stale.changed };
        for path in stale.ours {
            if fs::remove_file(&path).is_ok() {
                self.forget(book, folder, &path);
                removed.ours.push(path);
            }
        }
        removed
    }

    /// Forgets a file of a folder, and a folder without files.
    fn forget(&mut self, book: &Path, folder: &Path, path: &Path) {
        if let (Some(files), Some(name)) = (self.folders.get_mut(&key(book, folder)), path.file_name()) {
            files.remove(name.to_string_lossy().as_ref());
            self.folders.retain(|_, files| !files.is_empty());
        }
    }

    /// The record as a file to write.
    pub(crate) fn output(&self, book: &Path) -> Output {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        Output { path: book.join(FOLDER).join(RECORD), bytes }
    }
}

/// An output folder's name in the record: relative to the book where it is inside, so that a book can be moved.
fn key(book: &Path, folder: &Path) -> String {
    let absolute = |path: &Path| {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
    };
    let (book, folder) = (absolute(book), absolute(folder));
    folder.strip_prefix(&book).unwrap_or(&folder).to_string_lossy().into_owned()
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Creates the program's folder in the book's, ignored by git. `None` where the book's folder can't be written, or where
/// somebody has put a link there.
fn hidden_folder(book: &Path) -> Option<PathBuf> {
    let folder = book.join(FOLDER);
    fs::create_dir_all(&folder).ok()?;
    fs::symlink_metadata(&folder).ok().filter(fs::Metadata::is_dir)?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n").ok()?;
    }
    Some(folder)
}

/// The right to write a book's outputs, until it is dropped: builds of one book write one after the other.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock. `None` where the book's folder can't be written; then nothing is recorded either.
    pub(crate) fn take(book: &Path) -> Option<Self> {
        let path = hidden_folder(book)?.join(LOCK);
        let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
        file.lock().ok()?;
        Some(Self { _file: file })
    }

    /// The lock, if nobody has it.
    pub(crate) fn try_take(book: &Path) -> Option<Self> {
        // Without the folder no build has written, and there is nothing to lock.
        let path = book.join(FOLDER).join(LOCK);
        let file = File::options().write(true).open(path).ok()?;
        match file.try_lock() {
            Ok(()) => Some(Self { _file: file }),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => None,
        }
    }
}

/// True if two names that differ in capitals alone are one file, as on systems that take no notice of them: the folder
/// opens both and lists one.
fn is_same_file(folder: &Path, name: &str, other: &str) -> bool {
    if !name.eq_ignore_ascii_case(other) || fs::symlink_metadata(folder.join(other)).is_err() {
        return false;
    }
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.filter(|known| known.as_os_str() == name || known.as_os_str() == other).count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_build_wrote_and_the_book_no_longer_makes_is_stale() {
        let book = tempfile::tempdir().expect("a folder");
        let folder = book.path().join("dist");
        fs::create_dir(&folder).expect("a folder");
        let names = ["old.pdf", "old.epub", "old-pocket.pdf", "gone.pdf", "new.pdf"];
        let outputs: Vec<Output> =
            names.iter().map(|name| Output { path: folder.join(name), bytes: name.as_bytes().to_vec() }).collect();
        let mut record = Record::default();
        record.add(book.path(), &folder, &outputs);
        crate::output::write_all(&outputs).expect("outputs");
        fs::write(folder.join("old-pocket.pdf"), "edited").expect("a file");
        fs::write(folder.join("mine.pdf"), "the editor's").expect("a file");
        fs::remove_file(folder.join("gone.pdf")).expect("a file");
        crate::output::write_all(&[record.output(book.path())]).expect("a record");
        let mut record = Record::read(book.path());
        let stale = record.stale(book.path(), &folder, &["new.pdf".to_owned(), "new.epub".to_owned()]);
        assert_eq!(stale.ours, [folder.join("old.epub"), folder.join("old.pdf")]);
        assert_eq!(stale.changed, [folder.join("old-pocket.pdf")]);
        record.forget(book.path(), &folder, &stale.ours[0]);
        let stale = record.stale(book.path(), &folder, &["new.pdf".to_owned()]);
        assert_eq!(stale.ours, [folder.join("old.pdf")]);
    }

    #[test]
    fn a_damaged_record_removes_nothing() {
        let book = tempfile::tempdir().expect("a folder");
        fs::create_dir(book.path().join(FOLDER)).expect("a folder");
        fs::write(book.path().join("victim.pdf"), "x").expect("a file");
        let outside = format!("{{\"folders\":{{\"dist\":{{\"../victim.pdf\":\"{}\"}}}}}}", hash(b"x"));
        for text in ["", "{", "[]", outside.as_str()] {
            fs::write(book.path().join(FOLDER).join(RECORD), text).expect("a file");
            let stale = Record::read(book.path()).stale(book.path(), &book.path().join("dist"), &[]);
            assert_eq!(stale, Stale::default(), "{text}");
        }
    }

    #[test]
    fn one_build_at_a_time_writes() {
        let book = tempfile::tempdir().expect("a folder");
        assert!(Lock::try_take(book.path()).is_none(), "nothing to lock yet");
        let lock = Lock::take(book.path()).expect("a lock");
        assert!(Lock::try_take(book.path()).is_none());
        drop(lock);
        assert!(Lock::try_take(book.path()).is_some());
    }
}
