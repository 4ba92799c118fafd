//! The place where an import keeps what it need not have in memory, and its progress on the terminal.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Read as _, Seek as _, SeekFrom, Write as _, stderr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anthology_import::{Blob, Step, Stored, Workspace};

use crate::console::Console;
use crate::exit::Failure;

/// Bytes that are kept in memory before a file is made: a small import touches the disk only for its result.
const IN_MEMORY: u64 = 64 << 20;
/// The time between two lines of progress.
const OFTEN: Duration = Duration::from_millis(500);

/// Keeps bytes in memory, and in one temporary file when there are many. The file has no name where the system allows
/// it, so nothing is left of it however the program ends.
pub(crate) struct Spill {
    store: Arc<Store>,
    /// The folder of the tables of the stages, and the open files.
    tables: Option<(PathBuf, Mutex<Tables>)>,
    progress: Option<Mutex<Instant>>,
    color: bool,
}

struct Store {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    file: Option<File>,
    /// Where the next bytes go.
    end: u64,
    in_memory: u64,
    error: Option<io::Error>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl fmt::Debug for Spill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(f)
    }
}

impl Spill {
    /// `folder`, which must be there when much is kept, holds the temporary file.
    pub(crate) fn new(folder: PathBuf) -> Self {
        let store = Arc::new(Store { folder, state: Mutex::default() });
        Self { store, tables: None, progress: None, color: false }
    }

    /// Shows progress on a terminal.
    pub(crate) fn on(self, console: &Console) -> Self {
        let progress = (console.progress && stderr().is_terminal()).then(|| Mutex::new(Instant::now()));
        Self { progress, color: console.color, ..self }
    }

    /// Writes the tables of the stages into a folder, which is made.
    pub(crate) fn with_tables(self, folder: Option<PathBuf>) -> Self {
        Self { tables: folder.map(|folder| (folder, Mutex::default())), ..self }
    }

    /// A file of at most `limit` bytes that is read when it is needed.
    pub(crate) fn file(&self, path: PathBuf, limit: u64) -> Blob {
        Blob::Stored(Arc::new(OnDisk { path, limit, store: Arc::clone(&self.store) }))
    }

    /// Fails if anything couldn't be kept or read since.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.progress.is_some() {
            // The line of progress makes room for what follows.
            let _ = write!(stderr().lock(), "\r{:<60}\r", "");
        }
        if let Some((folder, files)) = &self.tables {
            let written = open(files).values_mut().try_for_each(BufWriter::flush);
            written.map_err(|error| Failure::Machine(format!("`{}` can't be written: {error}", folder.display())))?;
        }
        match self.store.state().error.take() {
            Some(error) => Err(Failure::Machine(format!("the import can't go on: {error}"))),
            None => Ok(()),
        }
    }
}

impl Workspace for Spill {
    fn keep(&self, bytes: Vec<u8>) -> Blob {
        let mut state = self.store.state();
        let length = bytes.len() as u64;
        if state.in_memory + length <= IN_MEMORY {
            state.in_memory += length;
            return bytes.into();
        }
        match state.append(&bytes, &self.store.folder) {
            Ok(start) => Blob::Stored(Arc::new(InFile { start, length, store: Arc::clone(&self.store) })),
            Err(error) => {
                let folder = self.store.folder.display();
                state.remember(io::Error::new(error.kind(), format!("no temporary file in `{folder}`: {error}")));
                Blob::default()
            }
        }
    }

    fn table(&self, table: &'static str, rows: &str) {
        let Some((folder, files)) = &self.tables else { return };
        let path = folder.join(format!("{table}.csv"));
        let written = append(folder, &path, &mut open(files), table, rows);
        if let Err(error) = written {
            let message = format!("`{}` can't be written: {error}", path.display());
            self.store.state().remember(io::Error::new(error.kind(), message));
        }
    }

    fn progress(&self, step: Step, done: usize, all: usize) {
        let Some(last) = &self.progress else { return };
        // Another thread that is here now says the same.
        let Ok(mut last) = last.try_lock() else { return };
        if last.elapsed() < OFTEN {
            return;
        }
        *last = Instant::now();
        let (verb, things) = match step {
            Step::Gathering => ("Reading", "files"),
            Step::Finding => ("Finding", "files"),
            Step::Comparing => ("Comparing", "texts"),
            Step::Chapters => ("Making", "chapters"),
        };
        let (bold, plain) = if self.color { ("\u{1b}[1;32m", "\u{1b}[0m") } else { ("", "") };
        // The line is written over by the next one.
        let line = format!("{bold}{verb:>10}{plain} {done} of {all} {things}");
        let _ = write!(stderr().lock(), "\r{line:<60}\r");
    }
}

/// The files of the tables that have rows.
type Tables = BTreeMap<&'static str, BufWriter<File>>;

fn open(files: &Mutex<Tables>) -> MutexGuard<'_, Tables> {
    files.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds rows to a table, whose file is made anew by the first of them.
fn append(folder: &Path, path: &Path, files: &mut Tables, table: &'static str, rows: &str) -> io::Result<()> {
    if !files.contains_key(table) {
        std::fs::create_dir_all(folder)?;
        files.insert(table, BufWriter::new(File::create(path)?));
    }
    files.get_mut(table).map_or(Ok(()), |file| file.write_all(rows.as_bytes()))
}

impl Store {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn append(&mut self, bytes: &[u8], folder: &PathBuf) -> io::Result<u64> {
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile_in(folder)?);
        }
        let start = self.end;
        let Some(file) = &mut self.file else { return Ok(start) };
        file.seek(SeekFrom::Start(start))?;
        file.write_all(bytes)?;
        self.end += bytes.len() as u64;
        Ok(start)
    }

    fn remember(&mut self, error: io::Error) {
        self.error.get_or_insert(error);
    }
}

/// Bytes in the temporary file.
#[derive(Debug)]
struct InFile {
    start: u64,
    length: u64,
    store: Arc<Store>,
}

impl Stored for InFile {
    fn read(&self) -> io::Result<Vec<u8>> {
        let mut state = self.store.state();
        let read = |file: &mut File| {
            let mut bytes = vec![0; self.length as usize];
            file.seek(SeekFrom::Start(self.start))?;
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let found = state.file.as_mut().map_or_else(|| Err(io::ErrorKind::NotFound.into()), read);
        found.inspect_err(|error: &io::Error| {
            state.remember(io::Error::new(error.kind(), format!("a temporary file can't be read: {error}")));
        })
    }
}

/// A file of the user's.
#[derive(Debug)]
struct OnDisk {
    path: PathBuf,
    limit: u64,
    store: Arc<Store>,
}

impl Stored for OnDisk {
    fn read(&self) -> io::Result<Vec<u8>> {
        let read = || {
            let mut bytes = Vec::new();
            File::open(&self.path)?.take(self.limit).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().inspect_err(|error: &io::Error| {
            let message = format!("`{}` can't be read: {error}", self.path.display());
            self.store.state().remember(io::Error::new(error.kind(), message));
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back_from_memory_and_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let spill = Spill::new(folder.path().to_owned());
        let large = |byte: u8| vec![byte; 40 << 20];
        let blobs: Vec<Blob> = (1..4).map(|n| spill.keep(large(n))).collect();
        assert!(matches!(blobs[0], Blob::Memory(_)) && matches!(blobs[2], Blob::Stored(_)));
        for (blob, n) in blobs.iter().zip(1..) {
            assert_eq!(*blob.read(), large(n));
        }
        assert!(spill.check().is_ok());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn a_failure_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "text").expect("written");
        let spill = Spill::new(folder.path().join("none"));
        let blob = spill.file(path.clone(), 100);
        assert_eq!(*blob.read(), b"text"[..]);
        std::fs::remove_file(&path).expect("removed");
        assert!(blob.read().is_empty());
        let Err(Failure::Machine(message)) = spill.check() else { panic!("no failure") };
        assert!(message.contains("a.txt"), "{message}");
        spill.keep(vec![0; IN_MEMORY as usize + 1]);
        assert!(spill.check().is_err());
    }
}
