//! `anthology distribute`: the folder to hand out, moved into place as a whole.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anthology_compile::{LOCK, OutputFile, Progress, Request, SITE_TOP_LEVEL, SiteFile, SiteRequest};

use crate::build::show_progress;
use crate::cli::DistributeArgs;
use crate::console::{Console, count_of};
use crate::exit::Failure;
use crate::global::{Global, MessageFormat};
use crate::group_folders;
use crate::output::Output;
use crate::record::Lock;
use crate::report;
use crate::world::FileWorld;

pub(crate) fn run(args: &DistributeArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    console.progress("Reading", &world.root().join(anthology_book::MANIFEST).display().to_string());
    let folder = args.out.clone().unwrap_or_else(|| world.root().join("dist").join("site"));
    // Before the work: it may take a while, and would be lost.
    let place = Place::of(&folder)?;
    let request = SiteRequest { new_printing: args.new_printing, group: args.group.clone() };
    let HandOut { files, groups, lock } = hand_out(&world, request, console)?;
    let archive = if args.zip {
        let name = place.name.clone();
        let bytes = anthology_compile::zip(&name, &files)
            .ok_or_else(|| Failure::Machine("the folder is too large for a ZIP archive (4 GB)".to_owned()))?;
        Some(Output { path: place.parent.join(format!("{name}.zip")), bytes })
    } else {
        None
    };
    let _lock = Lock::take(world.root());
    place.recover();
    place.publish(&files)?;
    // What members hold is recorded once it is there to be handed out.
    let lock = Output { path: world.root().join(LOCK), bytes: lock.into_bytes() };
    // Beside the folder: what only members of a group are to have.
    let group_file = |file: OutputFile| Output { path: place.parent.join("groups").join(file.name), bytes: file.bytes };
    let groups: Vec<Output> = groups.into_iter().map(group_file).collect();
    let group_folder = place.parent.join("groups");
    let beside = [&[lock], archive.as_slice()].concat();
    let removed = group_folders::publish(world.root(), &group_folder, &groups, beside, args.group.as_deref())?;
    if !groups.is_empty() {
        console.progress("Wrote", &format!("{} ({})", group_folder.display(), count_of(groups.len(), "file")));
    }
    if !console.quiet {
        removed.tell(console);
    }
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    let counted = count_of(files.len(), "file");
    let mut written = vec![folder.join("index.html")];
    console.progress("Wrote", &format!("{} ({counted}, {:.1} MB)", folder.display(), size as f64 / 1e6));
    if let Some(archive) = &archive {
        console.progress("Wrote", &format!("{} ({} kB)", archive.path.display(), archive.bytes.len().div_ceil(1000)));
        written.push(archive.path.clone());
    }
    if console.piped && !console.quiet && console.format == MessageFormat::Human {
        for path in written {
            console.print(&path.display().to_string());
        }
    } else if !console.quiet {
        console.say(&format!(
            "Open {} to look at it. Copy the whole folder to a web host or a memory stick, or run `anthology serve` to \
             hand it out in the room.",
            folder.join("index.html").display()
        ));
    }
    Ok(())
}

/// A folder to hand out, and the record of the copies that were.
pub(crate) struct HandOut {
    pub(crate) files: Vec<SiteFile>,
    /// The files of the reading groups.
    pub(crate) groups: Vec<OutputFile>,
    pub(crate) lock: String,
}

/// Makes the folder in memory, or fails where the book has errors; findings are shown.
pub(crate) fn hand_out(world: &FileWorld, request: SiteRequest, console: &Console) -> Result<HandOut, Failure> {
    let mut progress = |step: Progress<'_>| show_progress(step, console);
    let mut compilation = anthology_compile::compile_with_progress(world, &Request::site(request), &mut progress);
    compilation.findings.append(world.links_out_of_the_book());
    report::show(compilation.findings, &compilation.sources, world.root(), false, console);
    match compilation.lock {
        Some(lock) => Ok(HandOut { files: compilation.site, groups: compilation.groups, lock }),
        None => Err(Failure::Book),
    }
}

/// The place of a folder that is replaced as a whole.
struct Place {
    folder: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Place {
    /// # Errors
    /// If the folder holds something that isn't ours, which replacing it would lose.
    fn of(folder: &Path) -> Result<Self, Failure> {
        let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
            return Err(Failure::Usage(format!("`{}` can't be a folder to hand out", folder.display())));
        };
        let name = name.to_string_lossy().into_owned();
        let place = Self { parent: parent.to_owned(), name, folder: absolute.clone() };
        let Ok(known) = fs::symlink_metadata(&absolute) else { return Ok(place) };
        let shown = folder.display();
        if !known.is_dir() {
            return Err(Failure::Usage(format!("`{shown}` is not a folder")));
        }
        let entries = names_in(&absolute);
        let ours = ["places.js", "opds.json"].iter().all(|name| entries.iter().any(|entry| entry == name));
        match entries.first() {
            Some(first) if !ours => Err(Failure::Usage(format!(
                "`{shown}` holds files that `anthology distribute` hasn't written (`{first}`)\n\
                 help: choose another folder with --out, or empty this one"
            ))),
            _ => Ok(place),
        }
    }

    fn beside(&self, end: &str) -> PathBuf {
        self.parent.join(format!(".anthology-{}{end}", self.name))
    }

    /// Repairs what a run that was killed has left: a folder that was not in place yet is removed, one that was already
    /// taken away comes back.
    fn recover(&self) {
        let (new, old) = (self.beside(".new"), self.beside(".old"));
        if old.is_dir() {
            if self.folder.exists() {
                self.carry_over(&old);
                let _ = fs::remove_dir_all(&old);
            } else {
                let _ = fs::rename(&old, &self.folder);
            }
        }
        if new.is_dir() {
            let _ = fs::remove_dir_all(&new);
        }
    }

    /// Writes the files beside the folder, then puts them in its place.
    fn publish(&self, files: &[SiteFile]) -> Result<(), Failure> {
        let (new, old) = (self.beside(".new"), self.beside(".old"));
        let failed = |path: &Path, error: &io::Error| {
            Failure::Machine(format!("`{}` can't be written: {error}", path.display()))
        };
        for file in files {
            let path = new.join(&file.path);
            if let Err(error) = write(&path, &file.bytes) {
                let _ = fs::remove_dir_all(&new);
                return Err(failed(&self.folder.join(&file.path), &error));
            }
        }
        let replaced = self.folder.exists();
        let moved = if replaced { fs::rename(&self.folder, &old) } else { Ok(()) };
        let moved = moved.and_then(|()| {
            fs::rename(&new, &self.folder).inspect_err(|_| {
                if replaced {
                    let _ = fs::rename(&old, &self.folder);
                }
            })
        });
        if let Err(error) = moved {
            let _ = fs::remove_dir_all(&new);
            return Err(failed(&self.folder, &error));
        }
        if replaced {
            self.carry_over(&old);
            let _ = fs::remove_dir_all(&old);
        }
        Ok(())
    }

    /// Moves what somebody has put into the folder before (`CNAME`, `.git`) into the new one.
    fn carry_over(&self, old: &Path) {
        for name in names_in(old) {
            let target = self.folder.join(&name);
            if !SITE_TOP_LEVEL.contains(&name.as_str()) && fs::symlink_metadata(&target).is_err() {
                let _ = fs::rename(old.join(&name), target);
            }
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The names of a folder's entries, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(texts: &[(&str, &str)]) -> Vec<SiteFile> {
        let all = [("places.js", ""), ("opds.json", "")].iter().chain(texts);
        all.map(|(path, text)| SiteFile { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() }).collect()
    }

    fn read(folder: &Path, path: &str) -> Option<String> {
        fs::read_to_string(folder.join(path)).ok()
    }

    #[test]
    fn a_folder_is_replaced_as_a_whole_and_keeps_what_is_not_ours() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = temporary.path().join("site");
        let publish = |texts: &[(&str, &str)]| {
            let place = Place::of(&folder).expect("a place");
            place.recover();
            place.publish(&files(texts)).expect("a folder");
        };
        publish(&[("read/old.html", "old")]);
        fs::write(folder.join("CNAME"), "example.org").expect("a file");
        publish(&[("read/new.html", "new")]);
        assert_eq!(read(&folder, "read/old.html"), None);
        assert_eq!(read(&folder, "read/new.html").as_deref(), Some("new"));
        assert_eq!(read(&folder, "CNAME").as_deref(), Some("example.org"));
        assert_eq!(names_in(temporary.path()), ["site"]);
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let temporary = tempfile::tempdir().expect("a folder");
        fs::write(temporary.path().join("thesis.txt"), "mine").expect("a file");
        assert!(matches!(Place::of(temporary.path()), Err(Failure::Usage(message)) if message.contains("thesis.txt")));
        let file = temporary.path().join("thesis.txt");
        assert!(Place::of(&file).is_err());
    }

    #[test]
    fn a_run_that_was_killed_is_repaired() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = temporary.path().join("site");
        let place = Place::of(&folder).expect("a place");
        // Killed after the old folder was moved away, before the new one was moved in.
        place.publish(&files(&[("a", "old")])).expect("a folder");
        fs::write(folder.join("CNAME"), "example.org").expect("a file");
        fs::rename(&folder, place.beside(".old")).expect("moved");
        fs::create_dir(place.beside(".new")).expect("a folder");
        place.recover();
        assert_eq!(read(&folder, "a").as_deref(), Some("old"));
        // Killed after both, before what isn't ours was carried over.
        fs::rename(&folder, place.beside(".old")).expect("moved");
        place.publish(&files(&[("a", "new")])).expect("a folder");
        place.recover();
        assert_eq!((read(&folder, "a").as_deref(), read(&folder, "CNAME").is_some()), (Some("new"), true));
        assert_eq!(names_in(temporary.path()), ["site"]);
    }
}
