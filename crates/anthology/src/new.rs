//! `anthology new`: a small book to start from, or a manifest for the chapters that a folder has.

use std::path::{Path, PathBuf};

use anthology_adopt::{Adopted, LeftOut, Origin, Refusal, adopt};
use anthology_book::MANIFEST;
use anthology_compile::{MAIL_LEDGER, ROSTER};

use crate::cli::NewArgs;
use crate::console::{Console, count_of, shell_quoted};
use crate::exit::Failure;
use crate::output::{Output, write_all};
use crate::world::FileWorld;

const FILES: [(&str, &str); 3] = [
    (MANIFEST, include_str!("../templates/book.toml")),
    ("chapters/the-first-chapter.md", include_str!("../templates/chapters/the-first-chapter.md")),
    ("chapters/the-second-chapter.md", include_str!("../templates/chapters/the-second-chapter.md")),
];

/// What a book's folder holds that must not be published with it: what can be made again, and what only a group's convenor
/// may know.
fn ignored() -> String {
    format!("/dist/\n/.anthology/\n/groups/*/{ROSTER}\n/groups/*/{MAIL_LEDGER}\n")
}

/// Files left out that the report lists.
const LISTED: usize = 20;

pub(crate) fn run(args: &NewArgs, console: &Console) -> Result<(), Failure> {
    let dir = args.dir.as_deref().unwrap_or(Path::new("."));
    if dir.is_dir() && std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return adopt_folder(dir, console);
    }
    let mut outputs: Vec<Output> =
        FILES.iter().map(|(path, text)| Output { path: dir.join(path), bytes: text.as_bytes().to_vec() }).collect();
    outputs.push(Output { path: dir.join(".gitignore"), bytes: ignored().into_bytes() });
    if let Some(taken) = outputs.iter().map(|output| &output.path).find(|path| path.exists()) {
        return Err(there_already(taken));
    }
    write_all(&outputs)?;
    let manifest = dir.join(MANIFEST);
    console.progress(
        "Made",
        &format!("{}: read {}, then try `{}`", shell_quoted(dir), shell_quoted(&manifest), build(dir)),
    );
    Ok(())
}

/// Writes a manifest for the chapters of a folder.
fn adopt_folder(dir: &Path, console: &Console) -> Result<(), Failure> {
    let name = std::path::absolute(dir).ok().and_then(|p| p.file_name().map(|n| n.to_string_lossy().into_owned()));
    let adopted =
        adopt(&FileWorld::of_folder(dir)?, name.as_deref().unwrap_or("Untitled")).map_err(|refusal| match refusal {
            Refusal::HasManifest(name) => there_already(&dir.join(name)),
            Refusal::Unreadable { path, fault } => Failure::Usage(format!(
                "`{}` can't be read: {fault}\nhelp: mend it, or move it away to take the chapters by their names",
                dir.join(path).display()
            )),
            Refusal::NoChapters => Failure::Usage(format!(
                "no Markdown files in `{}`\nhelp: name a new folder for a small book to start from, as in `anthology \
                 new mybook`",
                dir.display()
            )),
        })?;
    let path = if dir == Path::new(".") { PathBuf::from(adopted.name) } else { dir.join(adopted.name) };
    if path.exists() {
        return Err(there_already(&path));
    }
    write_all(&[Output { path: path.clone(), bytes: adopted.manifest.as_bytes().to_vec() }])?;
    if !console.quiet {
        report(&adopted, &path, dir, console);
    }
    Ok(())
}

fn there_already(path: &Path) -> Failure {
    Failure::Usage(format!("`{}` is there already\nhelp: edit it, or name a new folder", path.display()))
}

/// The command that builds the book of a folder.
fn build(dir: &Path) -> String {
    match dir == Path::new(".") {
        true => "anthology build".to_owned(),
        false => format!("anthology build --book {}", shell_quoted(dir)),
    }
}

/// Says what the manifest was made of.
fn report(adopted: &Adopted, path: &Path, dir: &Path, console: &Console) {
    let order = match &adopted.origin {
        Origin::Summary(path) | Origin::Leanpub(path) => format!("in the order of {path}"),
        Origin::Quarto => "in the order of _quarto.yml".to_owned(),
        Origin::Bookdown => "in the order of bookdown".to_owned(),
        Origin::FileNames => "in the order of their names".to_owned(),
    };
    let parts = if adopted.parts > 0 { format!(" in {}", count_of(adopted.parts, "part")) } else { String::new() };
    console.say(&format!(
        "wrote {}: “{}”, {}{parts}, {order}",
        shell_quoted(path),
        adopted.title,
        count_of(adopted.taken.len(), "file")
    ));
    for LeftOut { path, reason } in adopted.left.iter().take(LISTED) {
        console.say(&format!("left out {path}: {reason}"));
    }
    if adopted.left.len() > LISTED {
        console.say(&format!("left out {} more", count_of(adopted.left.len() - LISTED, "file")));
    }
    for note in &adopted.notes {
        console.say(&format!("note: {note}"));
    }
    console.say(&format!("next: `{}`", build(dir)));
}
