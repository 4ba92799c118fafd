//! The files of an import: read within bounds, and written so that an import that is killed is finished by the next.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anthology_import::{CAPTURES, CHAPTERS, Journal, Outcome, content_hash};

use crate::exit::Failure;

/// The folder of a book for the program's own files, which git ignores.
pub(crate) const STATE: &str = ".anthology";
/// The folder of [`STATE`] in which an import is staged.
const STAGE: &str = ".anthology/import";
/// Threads that wait for the disk at the same time.
const SYNC_THREADS: usize = 8;
const JOURNAL: &str = "journal.toml";

/// The operations that change a folder, so that tests can let each of them fail.
pub(crate) trait Files {
    fn create_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Writes a file, which is on the disk after [`Files::sync`].
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Waits until files that were written are on the disk.
    fn sync(&mut self, paths: &[PathBuf]) -> io::Result<()>;
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&mut self, path: &Path) -> io::Result<()>;
    fn remove_folder(&mut self, path: &Path) -> io::Result<()>;
}

/// The machine's files.
pub(crate) struct Disk;

impl Files for Disk {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        File::create(path)?.write_all(bytes)
    }

    fn sync(&mut self, paths: &[PathBuf]) -> io::Result<()> {
        // Windows wants the right to write for it.
        let sync = |path: &PathBuf| File::options().write(true).open(path)?.sync_all();
        // File systems serve requests that wait at the same time together: ext4 took 0.1 s for 600 files from eight threads,
        // and 4.5 s from one.
        std::thread::scope(|scope| {
            let some = paths.len().div_ceil(SYNC_THREADS).max(1);
            let threads: Vec<_> =
                paths.chunks(some).map(|chunk| scope.spawn(move || chunk.iter().try_for_each(sync))).collect();
            let failed = || io::Error::other("a thread that waited for the disk failed");
            threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(failed())))
        })
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }
}

/// A lock on a book's folder, given back when it is dropped or the program ends in any way.
pub(crate) struct Lock {
    _file: File,
}

/// Locks a book's folder for one import. `wait` is called if another import has it, before this one waits.
pub(crate) fn lock(folder: &Path, wait: impl FnOnce()) -> Result<Lock, Failure> {
    let state = folder.join(STATE);
    let path = state.join("import.lock");
    let failed = |error: io::Error| Failure::Machine(format!("`{}` can't be locked: {error}", path.display()));
    inside(folder, &state)?;
    fs::create_dir_all(&state).map_err(failed)?;
    let ignore = state.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n").map_err(failed)?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            wait();
            file.lock().map_err(failed)?;
        }
        Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
    }
    Ok(Lock { _file: file })
}

/// The size of a regular file of at most `limit` bytes that can be opened. A pipe or device could give bytes for ever.
pub(crate) fn size(path: &Path, limit: u64) -> Result<u64, Failure> {
    let found = fs::metadata(path).map_err(unread(path))?;
    if !found.is_file() {
        return Err(Failure::Usage(format!("`{}` is not a regular file", path.display())));
    }
    if found.len() > limit {
        return Err(too_large(path, limit));
    }
    File::open(path).map_err(unread(path))?;
    Ok(found.len())
}

/// The bytes of such a file.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    size(path, limit)?;
    let mut bytes = Vec::new();
    // It may have grown since.
    File::open(path).map_err(unread(path))?.take(limit + 1).read_to_end(&mut bytes).map_err(unread(path))?;
    if bytes.len() as u64 > limit { Err(too_large(path, limit)) } else { Ok(bytes) }
}

fn unread(path: &Path) -> impl Fn(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| {
        let message = format!("`{}` can't be read: {error}", path.display());
        if error.kind() == io::ErrorKind::NotFound { Failure::Usage(message) } else { Failure::Machine(message) }
    }
}

fn too_large(path: &Path, limit: u64) -> Failure {
    let message = format!("`{}` is larger than {} MB", path.display(), limit >> 20);
    Failure::Usage(format!("{message}\nhelp: split it, and import the parts"))
}

/// An error if a path of a book's folder is a link that leads out of it.
pub(crate) fn inside(folder: &Path, path: &Path) -> Result<(), Failure> {
    let (Ok(book), Ok(real)) = (folder.canonicalize(), path.canonicalize()) else { return Ok(()) };
    if real.starts_with(&book) {
        return Ok(());
    }
    let (link, target) = (path.display(), real.display());
    Err(Failure::Usage(format!(
        "`{link}` is a link that leads out of the book, to `{target}`\nhelp: put the files themselves into the book"
    )))
}

fn failure(path: &Path) -> impl Fn(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| Failure::Machine(format!("`{}` can't be written: {error}", path.display()))
}

/// Writes an import: all of it, or, if the program ends before [`recover`] can see it, nothing.
pub(crate) fn commit(files: &mut impl Files, folder: &Path, outcome: &Outcome) -> Result<Vec<String>, Failure> {
    if outcome.writes.is_empty() && outcome.removes.is_empty() {
        return Ok(Vec::new());
    }
    let stage = folder.join(STAGE);
    let present = |path: &str| fs::read(folder.join(path)).ok().map(|bytes| content_hash(&bytes));
    let journal = Journal::new(&outcome.writes, &outcome.removes, present);
    files.create_folder(&stage).map_err(failure(&stage))?;
    for (entry, blob) in journal.write.iter().zip(outcome.writes.values()) {
        let path = stage.join(&entry.staged);
        let write = blob.try_read().and_then(|bytes| files.write(&path, &bytes));
        write.map_err(failure(&folder.join(&entry.path)))?;
    }
    let staged: Vec<PathBuf> = journal.write.iter().map(|entry| stage.join(&entry.staged)).collect();
    files.sync(&staged).map_err(failure(&stage))?;
    let draft = stage.join("journal.new");
    files.write(&draft, journal.to_text().as_bytes()).map_err(failure(&draft))?;
    files.sync(std::slice::from_ref(&draft)).map_err(failure(&draft))?;
    // From this rename on the import has happened.
    files.rename(&draft, &stage.join(JOURNAL)).map_err(failure(&draft))?;
    apply(files, folder, &journal)
}

/// Finishes an import that was interrupted after its journal was complete, or sweeps away what one left that was
/// interrupted before. Returns the files that somebody has changed since, which stay as they are.
pub(crate) fn recover(files: &mut impl Files, folder: &Path) -> Result<Vec<String>, Failure> {
    let stage = folder.join(STAGE);
    for path in temporary(folder) {
        files.remove(&path).map_err(failure(&path))?;
    }
    let path = stage.join(JOURNAL);
    if path.exists() {
        let text = String::from_utf8_lossy(&read(&path, u64::MAX >> 1)?).into_owned();
        let journal = Journal::parse(&text).map_err(|error| {
            Failure::Usage(error.hints.iter().fold(error.message.clone(), |text, hint| format!("{text}\nhelp: {hint}")))
        })?;
        return apply(files, folder, &journal);
    }
    if stage.exists() {
        files.remove_folder(&stage).map_err(failure(&stage))?;
    }
    Ok(Vec::new())
}

/// Temporary files of interrupted writes.
fn temporary(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in [CAPTURES, CHAPTERS] {
        let entries = fs::read_dir(folder.join(name)).into_iter().flatten().flatten();
        found.extend(entries.filter(|e| is_temporary(&e.file_name().to_string_lossy())).map(|e| e.path()));
    }
    found.sort();
    found
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(".anthology-") && name.ends_with(".tmp")
}

/// Carries a journal out. It may have been carried out in part before.
fn apply(files: &mut impl Files, folder: &Path, journal: &Journal) -> Result<Vec<String>, Failure> {
    let stage = folder.join(STAGE);
    let hash = |path: &Path| fs::read(path).ok().map(|bytes| content_hash(&bytes));
    let mut changed = Vec::new();
    for entry in &journal.write {
        let (staged, target) = (stage.join(&entry.staged), folder.join(&entry.path));
        if !staged.exists() {
            continue;
        }
        let present = hash(&target);
        if present != entry.before && present.as_ref() != Some(&entry.hash) {
            changed.push(entry.path.clone());
            continue;
        }
        if let Some(parent) = target.parent() {
            inside(folder, parent)?;
            files.create_folder(parent).map_err(failure(&target))?;
        }
        files.rename(&staged, &target).map_err(failure(&target))?;
    }
    // Only after the text that was in them is safely elsewhere.
    for entry in &journal.remove {
        let target = folder.join(&entry.path);
        if hash(&target).as_ref() == Some(&entry.hash) {
            files.remove(&target).map_err(failure(&target))?;
        }
    }
    let path = stage.join(JOURNAL);
    files.remove(&path).map_err(failure(&path))?;
    files.remove_folder(&stage).map_err(failure(&stage))?;
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_workspace::Spill;
    use anthology_base::Diagnostics;
    use anthology_import::{Existing, InputFile, LEDGER, MANIFEST, Options};
    use std::collections::BTreeMap;

    /// Fails at one step; after it nothing works any more, as if the program had been killed, or everything does.
    struct Faulty {
        left: usize,
        dies: bool,
        dead: bool,
    }

    impl Faulty {
        fn step(&mut self) -> io::Result<()> {
            let now = self.left == 0;
            self.left = self.left.wrapping_sub(1);
            self.dead |= now && self.dies;
            if now || self.dead { Err(io::Error::other("no space left")) } else { Ok(()) }
        }
    }

    impl Files for Faulty {
        fn create_folder(&mut self, path: &Path) -> io::Result<()> {
            self.step()?;
            Disk.create_folder(path)
        }

        fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
            if let Err(error) = self.step() {
                // As much as fitted.
                fs::write(path, &bytes[..bytes.len() / 2])?;
                return Err(error);
            }
            Disk.write(path, bytes)
        }

        fn sync(&mut self, paths: &[PathBuf]) -> io::Result<()> {
            self.step()?;
            Disk.sync(paths)
        }

        fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
            self.step()?;
            Disk.rename(from, to)
        }

        fn remove(&mut self, path: &Path) -> io::Result<()> {
            self.step()?;
            Disk.remove(path)
        }

        fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
            self.step()?;
            Disk.remove_folder(path)
        }
    }

    fn existing(folder: &Path) -> Existing {
        crate::import_command::existing(folder, &Spill::new(folder.to_owned()), &mut Diagnostics::new())
            .unwrap_or_default()
    }

    fn import(files: &mut impl Files, folder: &Path, captures: &[InputFile]) -> Result<(), Failure> {
        recover(files, folder)?;
        let found = existing(folder);
        let outcome = anthology_import::run(captures, &found, &Options::default(), &mut Diagnostics::new());
        commit(files, folder, &outcome).map(|_| ())
    }

    /// A folder called `book`, from whose name the book's title is made.
    fn book() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join("book");
        fs::create_dir(&folder).expect("made");
        (dir, folder)
    }

    /// Every file of a folder.
    fn contents(folder: &Path) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut open = vec![folder.to_owned()];
        while let Some(next) = open.pop() {
            for entry in fs::read_dir(next).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    open.push(entry.path());
                } else {
                    let name = entry.path().strip_prefix(folder).expect("inside").display().to_string();
                    let bytes = fs::read(entry.path()).expect("readable");
                    found.insert(name, String::from_utf8_lossy(&bytes).into_owned());
                }
            }
        }
        found
    }

    fn captures() -> (Vec<InputFile>, Vec<InputFile>) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/captures");
        let capture = |name: &str| InputFile {
            name: name.to_owned(),
            blob: fs::read(folder.join(name)).expect("a capture").into(),
        };
        (
            vec![capture("a-dated.txt"), capture("f-revision-1.txt")],
            vec![capture("d-copy.txt"), capture("f-revision-2.txt")],
        )
    }

    #[test]
    fn an_import_that_fails_or_dies_at_any_step_is_finished_by_the_next() {
        let (first, second) = captures();
        let (_dir, whole) = book();
        import(&mut Disk, &whole, &first).expect("imported");
        import(&mut Disk, &whole, &second).expect("imported");
        let wanted = contents(&whole);
        assert!(wanted.contains_key(LEDGER) && wanted.contains_key(MANIFEST));
        for dies in [false, true] {
            for (before, last) in [(&[][..], &first), (&first[..], &second)] {
                let mut k = 0;
                loop {
                    let (_dir, folder) = book();
                    if !before.is_empty() {
                        import(&mut Disk, &folder, before).expect("imported");
                    }
                    let mut faulty = Faulty { left: k, dies, dead: false };
                    let done = import(&mut faulty, &folder, last).is_ok();
                    import(&mut Disk, &folder, last).expect("imported again");
                    if before.is_empty() {
                        import(&mut Disk, &folder, &second).expect("imported");
                    }
                    let found = contents(&folder);
                    for (name, text) in &wanted {
                        assert_eq!(found.get(name), Some(text), "step {k}, {name}");
                    }
                    assert_eq!(found.len(), wanted.len(), "step {k}");
                    if done {
                        break;
                    }
                    k += 1;
                }
                assert!(k > 10, "{k} steps");
            }
        }
    }

    #[test]
    fn a_lost_ledger_is_made_again_and_chapters_are_adopted() {
        let (first, second) = captures();
        let (_dir, folder) = book();
        let all: Vec<InputFile> = first.into_iter().chain(second).collect();
        import(&mut Disk, &folder, &all).expect("imported");
        let wanted = contents(&folder);
        fs::remove_file(folder.join(LEDGER)).expect("removed");
        import(&mut Disk, &folder, &all).expect("imported again");
        assert_eq!(contents(&folder), wanted);
        // An edited chapter is the editor's, with or without a ledger.
        let edited = folder.join("chapters/on-borrowed-ladders.md");
        fs::write(&edited, [&fs::read(&edited).expect("read")[..], b"\nMine.\n"].concat()).expect("written");
        fs::remove_file(folder.join(LEDGER)).expect("removed");
        import(&mut Disk, &folder, &all).expect("imported again");
        let found = contents(&folder);
        assert_eq!(found.len(), wanted.len());
        assert!(found["chapters/on-borrowed-ladders.md"].ends_with("Mine.\n"));
    }

    #[test]
    fn a_file_changed_after_the_interruption_stays() {
        let (first, _) = captures();
        // Dies right after the journal is complete.
        let interrupted = |k| {
            let (dir, folder) = book();
            let mut faulty = Faulty { left: k, dies: true, dead: false };
            assert!(import(&mut faulty, &folder, &first).is_err());
            folder.join(STAGE).join(JOURNAL).exists().then_some((dir, folder))
        };
        let (_dir, folder) = (0..).find_map(interrupted).expect("a journal");
        fs::create_dir_all(folder.join(CHAPTERS)).expect("made");
        let mine = folder.join("chapters/on-borrowed-ladders.md");
        fs::write(&mine, "Mine.\n").expect("written");
        let changed = recover(&mut Disk, &folder).expect("recovered");
        assert_eq!(changed, ["chapters/on-borrowed-ladders.md"]);
        assert_eq!(fs::read(&mine).expect("read"), b"Mine.\n");
    }

    #[test]
    fn temporary_files_go_and_are_no_captures() {
        let (first, _) = captures();
        let (_dir, folder) = book();
        fs::create_dir_all(folder.join(CAPTURES)).expect("made");
        let half = folder.join(CAPTURES).join(".anthology-Ab12.tmp");
        fs::write(&half, "Half a capture").expect("written");
        fs::write(folder.join(CAPTURES).join(".DS_Store"), "x").expect("written");
        import(&mut Disk, &folder, &first).expect("imported");
        assert!(!half.exists());
        let ledger = fs::read_to_string(folder.join(LEDGER)).expect("read");
        assert!(!ledger.contains(".tmp") && !ledger.contains("DS_Store"));
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_of_the_book_are_read() {
        let (_dir, folder) = book();
        assert!(matches!(read(Path::new("/dev/zero"), 10), Err(Failure::Usage(_))));
        let large = folder.join("large.txt");
        fs::write(&large, "eleven byte").expect("written");
        assert!(matches!(read(&large, 10), Err(Failure::Usage(_))));
        assert!(read(&large, 11).is_ok());
        let outside = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(outside.path(), folder.join(CHAPTERS)).expect("linked");
        let (first, _) = captures();
        assert!(matches!(import(&mut Disk, &folder, &first), Err(Failure::Usage(_))));
        assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 0);
    }
}
