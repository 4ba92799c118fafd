//! `anthology notes`: what members have marked, from their files into the group's notes.

use std::path::Path;

use anthology_book::{Confidence, MemberNote};
use anthology_compile::{Export, Imported, NotesOutcome, NotesRequest, OutputFile};

use crate::cli::NotesArgs;
use crate::console::{Console, count_of};
use crate::exit::Failure;
use crate::global::Global;
use crate::import_files;
use crate::output::{Output, write_all};
use crate::record::Lock;
use crate::report;
use crate::world::FileWorld;

/// The largest file that is read.
pub(crate) const LARGEST_FILE: u64 = 128 << 20;

/// New notes that are listed.
const LISTED: usize = 12;

/// The file that keeps the folders of groups from being published with the book.
const IGNORED: &str = "groups/.gitignore";

pub(crate) fn run(args: &NotesArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    let contents: Vec<(String, Vec<u8>)> = args
        .files
        .iter()
        .map(|path| Ok((name_of(path), import_files::read(path, LARGEST_FILE)?)))
        .collect::<Result<_, Failure>>()?;
    let exports: Vec<Export<'_>> = contents.iter().map(|(name, bytes)| Export { name, bytes }).collect();
    console.progress("Reading", &count_of(exports.len(), "file"));
    let _lock = Lock::take(world.root());
    let request = NotesRequest { exports: &exports, from: args.from.as_deref(), group: args.group.as_deref() };
    let NotesOutcome { files, notebook, imported, group, findings, sources } =
        anthology_compile::notes(&world, &request);
    let failed = findings.has_errors();
    report::show(findings, &sources, world.root(), false, console);
    let Some(group) = group else { return Err(Failure::Book) };
    let written = |file: OutputFile| Output { path: world.root().join(file.name), bytes: file.bytes };
    let mut outputs: Vec<Output> = files.into_iter().map(written).collect();
    let changed = !outputs.is_empty();
    if changed {
        outputs.extend(ignored(world.root()));
    }
    let page =
        notebook.map(|file| Output { path: world.root().join("dist/groups").join(file.name), bytes: file.bytes });
    let page_path = page.as_ref().map(|page| page.path.clone());
    outputs.extend(page);
    write_all(&outputs)?;
    if !console.quiet {
        summary(&imported, args, console);
        if changed {
            let file = world.root().join(anthology_compile::notes_path(&group));
            console.say(&format!("wrote {}", file.display()));
        }
        if let Some(path) = page_path {
            console.say(&format!("wrote {}", path.display()));
        }
    }
    if failed { Err(Failure::Book) } else { Ok(()) }
}

/// The file that keeps rosters and the records of mails from being published, where the book has none yet.
pub(crate) fn ignored(root: &Path) -> Option<Output> {
    let path = root.join(IGNORED);
    let text = format!("/*/{}\n/*/{}\n", anthology_compile::ROSTER, anthology_compile::MAIL_LEDGER);
    (!path.exists()).then(|| Output { path, bytes: text.into_bytes() })
}

/// The name of a file, without its folders: those may be private, or another machine's.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn summary(imported: &Imported, args: &NotesArgs, console: &Console) {
    let Imported { added, extended, known, of_other_books, private, unnamed, anonymous, .. } = imported;
    for note in added.iter().take(LISTED) {
        console.say(&line(note));
    }
    if added.len() > LISTED {
        console.say(&format!("  and {} more", added.len() - LISTED));
    }
    let count = |confidence| added.iter().filter(|note| note.confidence == confidence).count();
    let (perhaps, unplaced) = (count(Confidence::Perhaps), count(Confidence::Unplaced));
    let mut parts = vec![count_of(added.len(), "new note")];
    let counts = [
        (perhaps, "perhaps elsewhere"),
        (unplaced, "without a place"),
        (*extended, "longer than before"),
        (*known, "known already"),
        (*private, "private and left out"),
    ];
    parts.extend(counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    if *of_other_books > 0 {
        parts.push(format!("{} of other books not read", count_of(*of_other_books, "passage")));
    }
    console.say(&parts.join("; "));
    if perhaps + unplaced > 0 {
        console.say("look for `confidence = \"perhaps\"` and `\"unplaced\"` in the notes, and correct `address` where it is wrong");
    }
    if *unnamed > 0 {
        console.say("names are left out where the roster doesn't have `name-in-notes` = yes");
    }
    if *anonymous > 0 && args.from.is_none() {
        console.say("say whose a file is with --from NAME, so that marks are counted by people");
    }
}

/// `  trust.12  “isn’t this the weir”  the note`
fn line(note: &MemberNote) -> String {
    /// Characters of a passage that are shown.
    const SHOWN: usize = 50;
    let cut = |text: &str| match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    let place = note.address.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
    let perhaps = if note.confidence == Confidence::Perhaps { " perhaps" } else { "" };
    let quote = if note.quote.is_empty() { String::new() } else { format!("  “{}”", cut(&note.quote)) };
    let text = if note.note.is_empty() { String::new() } else { format!("  {}", cut(&note.note.replace('\n', " "))) };
    format!("  {place}{perhaps}{quote}{text}")
}
