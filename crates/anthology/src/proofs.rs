//! `anthology proofs`: a PDF of each piece for its author, and the corrections that come back.

use std::path::Path;

use anthology_compile::{Correction, Corrections, Export, MarkKind};
use serde::Serialize;

use crate::cli::ProofsArgs;
use crate::console::{Console, count_of};
use crate::exit::Failure;
use crate::global::{Global, MessageFormat};
use crate::import_files;
use crate::notes::{LARGEST_FILE, name_of};
use crate::output::{Output, write_all};
use crate::record::Lock;
use crate::report;
use crate::world::FileWorld;

pub(crate) fn run(args: &ProofsArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    if args.read.is_empty() { make(args, &world, console) } else { read(args, &world, console) }
}

fn make(args: &ProofsArgs, world: &FileWorld, console: &Console) -> Result<(), Failure> {
    console.progress("Reading", &world.root().join(anthology_book::MANIFEST).display().to_string());
    let compilation = anthology_compile::proofs(world, &args.pieces);
    let failed = compilation.findings.has_errors();
    report::show(compilation.findings, &compilation.sources, world.root(), false, console);
    let folder = args.out.clone().unwrap_or_else(|| world.root().join("dist").join("proofs"));
    let files = compilation.files.into_iter();
    let outputs: Vec<Output> = files.map(|file| Output { path: folder.join(file.name), bytes: file.bytes }).collect();
    if outputs.is_empty() {
        return if failed { Err(Failure::Book) } else { Err(Failure::Machine("the book has no chapter".to_owned())) };
    }
    let _lock = Lock::take(world.root());
    write_all(&outputs)?;
    for output in &outputs {
        console.progress("Wrote", &format!("{} ({} kB)", output.path.display(), output.bytes.len().div_ceil(1000)));
        if console.piped && !console.quiet && console.format == MessageFormat::Human {
            console.print(&output.path.display().to_string());
        }
    }
    if !console.quiet {
        console.say(&format!("{} in {}", count_of(outputs.len(), "proof"), folder.display()));
    }
    if failed { Err(Failure::Book) } else { Ok(()) }
}

fn read(args: &ProofsArgs, world: &FileWorld, console: &Console) -> Result<(), Failure> {
    let contents: Vec<(String, Vec<u8>)> = args
        .read
        .iter()
        .map(|path| Ok((name_of(path), import_files::read(path, LARGEST_FILE)?)))
        .collect::<Result<_, Failure>>()?;
    let proofs: Vec<Export<'_>> = contents.iter().map(|(name, bytes)| Export { name, bytes }).collect();
    console.progress("Reading", &count_of(proofs.len(), "proof"));
    let Corrections { corrections, findings, sources } = anthology_compile::corrections(world, &proofs);
    let failed = findings.has_errors();
    report::show(findings, &sources, world.root(), false, console);
    for correction in &corrections {
        match console.format {
            MessageFormat::Human => console.print(&line(correction, world.root())),
            MessageFormat::Json => console.print(&json(correction, world.root())),
        }
    }
    if !console.quiet && console.format == MessageFormat::Human {
        console.say(&count_of(corrections.len(), "correction"));
    }
    if failed { Err(Failure::Book) } else { Ok(()) }
}

/// `chapters/gate.md:12:5: replace “teh” by “the” (Ann Other, page 3 of Ann-Other-The-Gate-proof.pdf)`
fn line(correction: &Correction, root: &Path) -> String {
    let Correction { place, kind, words, before, note, who, proof, page } = correction;
    let place = match place {
        Some(place) => {
            let path = root.join(&place.path).display().to_string();
            let column = if place.exact { format!(":{}", place.column) } else { String::new() };
            let near = if place.exact { "" } else { "near here, " };
            format!("{path}:{}{column}: {near}", place.line)
        }
        None => "?: ".to_owned(),
    };
    let on = if words.is_empty() { format!("after “{before}”") } else { format!("“{words}”") };
    let what = match kind {
        MarkKind::Deletion if note.is_empty() => format!("delete {on}"),
        MarkKind::Deletion => format!("delete {on}: {note}"),
        MarkKind::Replacement => format!("replace {on} by “{note}”"),
        MarkKind::Insertion => format!("insert “{note}” {on}"),
        MarkKind::Drawing => format!("something is drawn over {on}"),
        MarkKind::Highlight | MarkKind::Note if note.is_empty() => format!("{on} is marked"),
        MarkKind::Highlight | MarkKind::Note => format!("{on}: {note}"),
    };
    let who = who.as_ref().map(|who| format!("{who}, ")).unwrap_or_default();
    format!("{place}{} ({who}page {page} of {proof})", what.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[derive(Serialize)]
struct Line<'a> {
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    exact: bool,
    kind: &'static str,
    words: &'a str,
    before: &'a str,
    note: &'a str,
    who: Option<&'a str>,
    proof: &'a str,
    page: usize,
}

fn json(correction: &Correction, root: &Path) -> String {
    let place = correction.place.as_ref();
    let line = Line {
        file: place.map(|place| root.join(&place.path).display().to_string()),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        exact: place.is_some_and(|place| place.exact),
        kind: match correction.kind {
            MarkKind::Highlight => "highlight",
            MarkKind::Deletion => "deletion",
            MarkKind::Replacement => "replacement",
            MarkKind::Insertion => "insertion",
            MarkKind::Note => "note",
            MarkKind::Drawing => "drawing",
        },
        words: &correction.words,
        before: &correction.before,
        note: &correction.note,
        who: correction.who.as_deref(),
        proof: &correction.proof,
        page: correction.page,
    };
    report::escape_controls(serde_json::to_string(&line).unwrap_or_default())
}
