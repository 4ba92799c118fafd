//! Writing files: all of them, or none.
//!
//! Every file is written beside its target and synced; then the targets are replaced one by one, each by a single
//! rename, while links to their previous versions are kept. Where a step fails, the previous versions are renamed back.
//! A process that is killed leaves every target complete, old or new, and temporary files from which [`recover`]
//! restores the previous versions.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// A file to write.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

/// The beginning of the names of temporary files.
const PREFIX: &str = ".anthology-";
/// The end of the name of a new version that is not in place yet.
const NEW: &str = ".new";
/// The end of the name of a previous version.
const OLD: &str = ".old";

/// The changes that a write makes to the disk. Tests replace them with ones that fail.
pub(crate) trait Disk {
    /// Creates a folder, and those above it, where there are none.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;
    /// Writes a file and waits until it is on the disk. An existing file is replaced.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Gives a file a second name; a file system without links makes a copy.
    fn link(&self, path: &Path, name: &Path) -> io::Result<()>;
    /// Renames a file; a file of the new name is replaced in one step.
    fn rename(&self, path: &Path, name: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The machine's own disk.
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // Not through a link that somebody has put here.
        let _ = fs::remove_file(path);
        let mut file = File::options().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn link(&self, path: &Path, name: &Path) -> io::Result<()> {
        let _ = fs::remove_file(name);
        fs::hard_link(path, name).or_else(|_| fs::copy(path, name).map(drop))
    }

    fn rename(&self, path: &Path, name: &Path) -> io::Result<()> {
        fs::rename(path, name)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// Writes all files. If one of them can't be written, none is replaced.
pub(crate) fn write_all(outputs: &[Output]) -> Result<(), Failure> {
    write_all_to(&RealDisk, outputs)
}

/// [`write_all`] to a disk.
pub(crate) fn write_all_to(disk: &dyn Disk, outputs: &[Output]) -> Result<(), Failure> {
    let mut staged = Vec::new();
    for output in outputs {
        let file = Staged::of(&output.path);
        let written = disk.create_folder(folder_of(&file.target)).and_then(|()| disk.write(&file.new, &output.bytes));
        staged.push(file);
        if let Err(error) = written {
            discard(disk, &staged);
            return Err(failed(&output.path, &error));
        }
    }
    if let Err(Blocked { target, error }) = replace(disk, &staged) {
        discard(disk, &staged);
        return Err(failed(&target, &error));
    }
    for file in &staged {
        // The new versions are in place: a previous one that can't be removed is removed by the next build.
        if file.old.symlink_metadata().is_ok() {
            let _ = disk.remove(&file.old);
        }
    }
    Ok(())
}

/// An output on its way to its target.
struct Staged {
    target: PathBuf,
    new: PathBuf,
    old: PathBuf,
}

impl Staged {
    fn of(target: &Path) -> Self {
        let beside = |end: &str| {
            let mut name = OsString::from(PREFIX);
            name.push(target.file_name().unwrap_or_default());
            name.push(end);
            target.with_file_name(name)
        };
        Self { target: target.to_owned(), new: beside(NEW), old: beside(OLD) }
    }
}

/// A target that can't be replaced.
struct Blocked {
    target: PathBuf,
    error: io::Error,
}

/// Puts the new versions in place; on a failure, the previous ones again.
fn replace(disk: &dyn Disk, staged: &[Staged]) -> Result<(), Blocked> {
    let blocked = |file: &Staged, error: io::Error| Blocked { target: file.target.clone(), error };
    // All links before the first rename: until there is one, nothing has to be taken back.
    for file in staged {
        match file.target.symlink_metadata() {
            Ok(known) if known.is_dir() => {
                return Err(blocked(file, io::Error::from(io::ErrorKind::IsADirectory)));
            }
            Ok(_) => disk.link(&file.target, &file.old).map_err(|error| blocked(file, error))?,
            Err(_) => {}
        }
    }
    for (done, file) in staged.iter().enumerate() {
        if let Err(error) = disk.rename(&file.new, &file.target) {
            for file in &staged[..done] {
                let _ = match file.old.symlink_metadata() {
                    Ok(_) => disk.rename(&file.old, &file.target),
                    Err(_) => disk.remove(&file.target),
                };
            }
            return Err(blocked(file, error));
        }
    }
    Ok(())
}

/// Removes what a write that failed has left beside its targets.
fn discard(disk: &dyn Disk, staged: &[Staged]) {
    for path in staged.iter().flat_map(|file| [&file.new, &file.old]) {
        if path.symlink_metadata().is_ok() {
            let _ = disk.remove(path);
        }
    }
}

/// Repairs a folder in which a write was killed: while a new version is not in place, the previous versions come back;
/// no temporary file is left. The caller sees to it that nobody is writing there.
pub(crate) fn recover(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| name.starts_with(PREFIX));
    names.sort();
    let unfinished = names.iter().any(|name| name.ends_with(NEW));
    for name in names {
        let path = folder.join(&name);
        if let Some(target) = name[PREFIX.len()..].strip_suffix(OLD) {
            if unfinished {
                let _ = fs::rename(&path, folder.join(target));
            }
            // Two names of one file are both left by a rename (POSIX).
            let _ = fs::remove_file(&path);
        }
    }
    // The new versions last: killed before, this repair is repeated.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(NEW) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::Machine(format!("`{}` can't be written: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::BTreeMap;

    use super::*;

    /// The fault injected at the step that fails.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Fault {
        /// The system refuses it, and does whatever follows.
        Refused,
        /// The process is killed before it: nothing follows.
        Killed,
        /// The process is killed in the middle of it, which matters where bytes are written.
        KilledHalfway,
    }

    /// A disk with a fault at one step.
    struct FaultyDisk {
        step: Cell<usize>,
        faulty: usize,
        fault: Fault,
    }

    impl FaultyDisk {
        fn new(faulty: usize, fault: Fault) -> Self {
            Self { step: Cell::new(0), faulty, fault }
        }

        /// Counts a step. An error where it isn't taken.
        fn step(&self) -> io::Result<()> {
            let step = self.step.get();
            self.step.set(step + 1);
            let fails = match self.fault {
                Fault::Refused => step == self.faulty,
                Fault::Killed | Fault::KilledHalfway => step >= self.faulty,
            };
            if fails { Err(io::Error::other("a fault")) } else { Ok(()) }
        }
    }

    impl Disk for FaultyDisk {
        fn create_folder(&self, folder: &Path) -> io::Result<()> {
            self.step()?;
            RealDisk.create_folder(folder)
        }

        fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
            let halfway = self.step.get() == self.faulty && self.fault != Fault::Killed;
            if halfway {
                fs::write(path, &bytes[..bytes.len() / 2])?;
            }
            self.step()?;
            RealDisk.write(path, bytes)
        }

        fn link(&self, path: &Path, name: &Path) -> io::Result<()> {
            self.step()?;
            RealDisk.link(path, name)
        }

        fn rename(&self, path: &Path, name: &Path) -> io::Result<()> {
            self.step()?;
            RealDisk.rename(path, name)
        }

        fn remove(&self, path: &Path) -> io::Result<()> {
            self.step()?;
            RealDisk.remove(path)
        }
    }

    /// Every file of a folder, by name.
    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
        entries
            .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file")))
            .collect()
    }

    fn as_files(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    const BEFORE: &[(&str, &str)] = &[("a.epub", "old epub"), ("b.pdf", "old pdf"), ("other.txt", "not ours")];
    const AFTER: &[(&str, &str)] =
        &[("a.epub", "new epub"), ("b.pdf", "new pdf"), ("c.jpg", "new image"), ("other.txt", "not ours")];

    /// A folder as the last build left it, and what the next one writes there.
    fn scene() -> (tempfile::TempDir, Vec<Output>) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in BEFORE {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let outputs = AFTER.iter().filter(|(name, _)| *name != "other.txt");
        let outputs = outputs
            .map(|(name, text)| Output { path: folder.path().join(name), bytes: text.as_bytes().to_vec() })
            .collect();
        (folder, outputs)
    }

    /// The steps of a write without faults.
    fn steps() -> usize {
        let (folder, outputs) = scene();
        let disk = FaultyDisk::new(usize::MAX, Fault::Refused);
        assert!(write_all_to(&disk, &outputs).is_ok());
        assert_eq!(files(folder.path()), as_files(AFTER));
        disk.step.get()
    }

    #[test]
    fn a_refused_step_leaves_all_as_it_was() {
        for step in 0..steps() {
            let (folder, outputs) = scene();
            let written = write_all_to(&FaultyDisk::new(step, Fault::Refused), &outputs);
            let mut found = files(folder.path());
            if written.is_ok() {
                // Only a previous version could not be removed.
                found.retain(|name, _| !name.ends_with(OLD));
                assert_eq!(found, as_files(AFTER), "step {step}");
            } else {
                assert_eq!(found, as_files(BEFORE), "step {step}");
            }
        }
    }

    #[test]
    fn a_kill_at_any_step_leaves_complete_files_and_is_recovered_from() {
        for fault in [Fault::Killed, Fault::KilledHalfway] {
            for step in 0..steps() {
                let (folder, outputs) = scene();
                let _ = write_all_to(&FaultyDisk::new(step, fault), &outputs);
                let killed = files(folder.path());
                for ((name, old), (_, new)) in BEFORE.iter().zip(AFTER) {
                    let text = killed.get(*name).map(Vec::as_slice);
                    assert!(text == Some(old.as_bytes()) || text == Some(new.as_bytes()), "step {step}: {name}");
                }
                recover(folder.path());
                let mut found = files(folder.path());
                // A file that was not there before replaces none.
                let complete = found.remove("c.jpg").is_none_or(|text| text == b"new image");
                assert!(complete, "step {step}");
                let mut after = as_files(AFTER);
                after.remove("c.jpg");
                assert!(found == as_files(BEFORE) || found == after, "{fault:?} at step {step}: {found:?}");
                write_all(&outputs).expect("the next build writes");
                assert_eq!(files(folder.path()), as_files(AFTER), "{fault:?} at step {step}");
            }
        }
    }

    #[test]
    fn a_folder_of_an_outputs_name_is_refused() {
        let (folder, outputs) = scene();
        fs::create_dir(folder.path().join("c.jpg")).expect("a folder");
        assert!(write_all(&outputs).is_err());
        fs::remove_dir(folder.path().join("c.jpg")).expect("an empty folder");
        assert_eq!(files(folder.path()), as_files(BEFORE));
    }
}
