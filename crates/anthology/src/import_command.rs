//! `anthology import`: captures into a book's folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anthology_base::{Date, Diagnostic, Diagnostics, SourceMap};
use anthology_book::{Decision, Manifest};
use anthology_import::{
    Accept, Action, CAPTURES, CHAPTERS, EDGES_SQL, Existing, InputFile, LEDGER, MANIFEST, Options, Outcome, Overrule,
    REPORT, Report, ReportProposal, Workspace,
};
use clap::Args;

use crate::console::Console;
use crate::exit::Failure;
use crate::fetch;
use crate::import_files::{self, Disk};
use crate::import_workspace::Spill;
use crate::output::{Output, write_all};
use crate::report;

/// Arguments of `import`.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// Text captures, web pages, feeds, exports, web archives, EPUB, Word, OpenDocument, RTF, Markdown, or folders of them
    ///
    /// None need be named to import again what the book has already, after a change in its ledger.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The book's folder; it is made where there is none
    #[arg(long, value_name = "DIR")]
    pub(crate) into: PathBuf,
    /// Write what was found and decided as JSON
    #[arg(long, value_name = "FILE.json")]
    pub(crate) report: Option<PathBuf>,
    /// Make every boundary that is only proposed
    #[arg(long)]
    pub(crate) accept_proposals: bool,
    /// Make the boundary that is proposed at this line; the capture's name may be shortened
    #[arg(long, value_name = "CAPTURE:LINE", value_parser = place)]
    pub(crate) accept: Vec<Accept>,
    /// Fetch the images of kept essays that are on the web, into the book's folder
    ///
    /// At most 5,000 images on 100 hosts, each of at most 32 MB and in 30 seconds; private networks are never asked.
    #[arg(long)]
    pub(crate) fetch_images: bool,
    /// Write the tables of a corpus that is too large for one machine as CSV, and nothing into the book
    ///
    /// An engine (DuckDB, DataFusion, Spark) makes the pairs to compare from them with the query edges.sql, which is
    /// written beside them. With --edges the import is done too, and its pairs are written.
    #[arg(long, value_name = "DIR", conflicts_with = "fetch_images")]
    pub(crate) stages: Option<PathBuf>,
    /// Compare the pairs of essays in this file, which an engine made from the tables of the same import
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) edges: Option<PathBuf>,
    /// Say what would be done, and write nothing but the report
    #[arg(long)]
    pub(crate) dry_run: bool,
}

fn place(text: &str) -> Result<Accept, String> {
    let wrong = || format!("`{text}` is not CAPTURE:LINE, such as garden.txt:120");
    let (capture, line) = text.rsplit_once(':').ok_or_else(wrong)?;
    let line = line.parse().map_err(|_| wrong())?;
    if capture.is_empty() { Err(wrong()) } else { Ok(Accept { capture: capture.to_owned(), line }) }
}

pub(crate) fn run(args: &ImportArgs, console: &Console) -> Result<(), Failure> {
    let mut findings = Diagnostics::new();
    // A preview writes nothing into the book's folder.
    let preview = args.dry_run || args.stages.is_some() && args.edges.is_none();
    let folder = if preview { std::env::temp_dir() } else { args.into.join(import_files::STATE) };
    let spill = Arc::new(Spill::new(folder).on(console).with_tables(args.stages.clone()));
    let Inputs { files: inputs, bytes: size } = captures(&args.files, &spill, &mut findings)?;
    if inputs.is_empty() && !args.into.join(CAPTURES).is_dir() {
        return Err(nothing());
    }
    of_manuscripts(&inputs).into_iter().for_each(|note| findings.push(note));
    // A preview changes nothing, so it neither waits for another import nor finishes an interrupted one.
    let _lock = match preview {
        true => None,
        false => {
            let lock = import_files::lock(&args.into, || {
                console.say("waiting for another import into this folder to finish");
            })?;
            for path in import_files::recover(&mut Disk, &args.into)? {
                findings.push(interrupted(&path));
            }
            Some(lock)
        }
    };
    let existing = existing(&args.into, &spill, &mut findings)?;
    if inputs.is_empty() && existing.captures.is_empty() {
        return Err(nothing());
    }
    console.progress("Reading", &format!("{} ({} MB)", many(inputs.len(), "file"), size.div_ceil(1 << 20)));
    let mut sources = SourceMap::new();
    let mut options = options(args, existing.manifest.as_deref(), &mut sources, &mut findings);
    let workspace: Arc<dyn Workspace> = spill.clone();
    options.workspace = Some(workspace);
    options.stages = args.stages.is_some();
    options.edges = args.edges.as_deref().map(edges).transpose()?;
    let mut outcome = anthology_import::run(&inputs, &existing, &options, &mut findings);
    spill.check()?;
    let failed = findings.has_errors();
    if args.fetch_images && !failed && !outcome.remote_images.is_empty() {
        let fetched = fetch::fetch(&outcome.remote_images, fetch::Limits::default(), console);
        options.fetched = fetched.images;
        // The same findings again.
        outcome = anthology_import::run(&inputs, &existing, &options, &mut Diagnostics::new());
        findings.append(not_fetched(&fetched.failures, &outcome, &existing));
    }
    report::show(findings, &sources, &args.into, true, console);
    if failed {
        return Err(Failure::Book);
    }
    if let Some(stages) = args.stages.as_deref().filter(|_| args.edges.is_none()) {
        let query = stages.join("edges.sql");
        write_all(&[Output { path: query.clone(), bytes: EDGES_SQL.as_bytes().to_vec() }])?;
        if !console.quiet {
            console.say(&format!(
                "{}: the tables are in {}\nnext: run {} over bands.csv and shingles.csv, save the result as CSV, and add \
                 --edges FILE.csv to this command in place of --stages",
                many(outcome.summary.essays, "essay"),
                stages.display(),
                query.display(),
            ));
        }
        return Ok(());
    }
    if !args.dry_run {
        console.progress("Writing", &many(outcome.writes.len(), "file"));
        let mut changed = Diagnostics::new();
        let written = import_files::commit(&mut Disk, &args.into, &outcome);
        spill.check()?;
        for path in written? {
            changed.push(interrupted(&path));
        }
        report::show(changed, &sources, &args.into, true, console);
        let page = outcome.report.to_html(&existing.name, &outcome.ledger.to_text());
        write_all(&[Output { path: args.into.join(REPORT), bytes: page.into_bytes() }])?;
    }
    if let Some(path) = &args.report {
        write_all(&[Output { path: path.clone(), bytes: outcome.report.to_json().into_bytes() }])?;
    }
    if !console.quiet {
        for line in summary(&outcome, &args.into, args.dry_run) {
            console.say(&line);
        }
    }
    Ok(())
}

/// The text of a file of edges.
fn edges(path: &Path) -> Result<String, Failure> {
    let bytes = import_files::read(path, LARGEST_CAPTURE)?;
    String::from_utf8(bytes).map_err(|_| Failure::Usage(format!("`{}` is not CSV in UTF-8", path.display())))
}

/// The images that were not fetched, with the lines of the chapters that have links in their places.
fn not_fetched(failures: &BTreeMap<String, String>, outcome: &Outcome, existing: &Existing) -> Diagnostics {
    let mut found = Diagnostics::new();
    let blob = |path: &str| outcome.writes.get(path).or_else(|| existing.chapters.get(path));
    let chapters: BTreeMap<&str, String> = outcome
        .report
        .essays
        .iter()
        .filter_map(|e| e.chapter.as_deref())
        .filter_map(|path| Some((path, String::from_utf8_lossy(&blob(path)?.read()).into_owned())))
        .collect();
    for (address, reason) in failures {
        let place = chapters.iter().find_map(|(path, text)| {
            let line = text.lines().position(|l| l.contains(address.as_str()))?;
            Some(format!("{path}, line {}: ", line + 1))
        });
        let message = format!("{}the image {address} was not fetched: {reason}", place.unwrap_or_default());
        found.push(
            Diagnostic::warning("import-image", message)
                .hint("its caption or description stands in its place; save it by hand and link to it"),
        );
    }
    found
}

/// A note where all inputs are Markdown: such a manuscript is a book's chapters already.
fn of_manuscripts(inputs: &[InputFile]) -> Option<Diagnostic> {
    let markdown = |capture: &InputFile| {
        let name = capture.name.to_ascii_lowercase();
        [".md", ".markdown", ".mkd"].iter().any(|end| name.ends_with(end))
    };
    let all = !inputs.is_empty() && inputs.iter().all(markdown);
    all.then(|| {
        Diagnostic::note("import-markdown", "these files are Markdown, which needs no import")
            .hint("`anthology new` in their folder makes a book of them and leaves them where they are")
    })
}

/// The largest capture and the largest file of a book that is read, in bytes.
const LARGEST_CAPTURE: u64 = 1 << 30;
const LARGEST_FILE: u64 = 1 << 28;

/// Skipped files that the summary lists.
const LISTED: usize = 20;

fn nothing() -> Failure {
    Failure::Usage(
        "no captures to import\nhelp: name text files, web pages, feeds, exports, archives, or folders of them".into(),
    )
}

fn interrupted(path: &str) -> Diagnostic {
    Diagnostic::warning(
        "import-changed",
        format!("{path} was changed while an import was writing it, and was not replaced"),
    )
    .hint("to have the importer's version, move the file away and import again")
}

/// The files that the arguments name, and those of the folders among them. A file of a folder is called by its path
/// from there, with `--` for `/`.
fn captures(paths: &[PathBuf], spill: &Spill, findings: &mut Diagnostics) -> Result<Inputs, Failure> {
    let mut found: BTreeMap<PathBuf, String> = BTreeMap::new();
    for path in paths {
        if path.is_dir() {
            walk(path, path, 0, &mut found, findings)?;
        } else {
            found.insert(path.clone(), file_name(path));
            if let Some(folder) = saved_with(path) {
                let root = folder.parent().unwrap_or(&folder).to_owned();
                walk(&root, &folder, 1, &mut found, findings)?;
            }
        }
    }
    let mut inputs = Inputs { files: Vec::new(), bytes: 0 };
    for (path, name) in found {
        inputs.bytes += import_files::size(&path, LARGEST_CAPTURE)?;
        inputs.files.push(InputFile { name, blob: spill.file(path, LARGEST_CAPTURE) });
    }
    Ok(inputs)
}

/// The files to import.
struct Inputs {
    files: Vec<InputFile>,
    /// Of all together.
    bytes: u64,
}

/// The folder with the images of a page, which browsers save beside it under its name.
fn saved_with(page: &Path) -> Option<PathBuf> {
    let (stem, ending) = (page.file_stem()?.to_str()?, page.extension()?.to_str()?);
    if !matches!(ending.to_ascii_lowercase().as_str(), "html" | "htm" | "xhtml") {
        return None;
    }
    let endings = ["_files", ".files", "-Dateien", "_fichiers", "-filer", "_archivos", "_bestanden"];
    endings.iter().map(|end| page.with_file_name(format!("{stem}{end}"))).find(|folder| folder.is_dir())
}

/// Folders in folders.
const DEEPEST_FOLDER: usize = 32;

/// Reads the files of a folder and of the folders in it; links are not followed, and what is hidden is left alone.
fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    found: &mut BTreeMap<PathBuf, String>,
    findings: &mut Diagnostics,
) -> Result<(), Failure> {
    for path in list(folder)? {
        let hidden = path.file_name().is_none_or(|n| n.to_string_lossy().starts_with('.'));
        let Ok(kind) = path.symlink_metadata().map(|m| m.file_type()) else { continue };
        let mut skip = |why: &str| {
            findings.push(Diagnostic::note("import-skipped", format!("{} was skipped: {why}", path.display())));
        };
        if hidden {
            continue;
        } else if kind.is_dir() && depth < DEEPEST_FOLDER {
            walk(root, &path, depth + 1, found, findings)?;
        } else if kind.is_file() {
            let below = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            let name = parts.join("--");
            found.insert(path, name);
        } else if kind.is_symlink() {
            skip("a link");
        } else {
            skip("not a regular file");
        }
    }
    Ok(())
}

/// The entries of a folder, sorted.
fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error: std::io::Error| Failure::Machine(format!("`{}` can't be read: {error}", folder.display()));
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    import_files::read(path, LARGEST_FILE)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The present contents of the book's folder.
pub(crate) fn existing(folder: &Path, spill: &Spill, findings: &mut Diagnostics) -> Result<Existing, Failure> {
    let name = std::path::absolute(folder).ok().and_then(|p| p.file_name().map(|n| n.to_string_lossy().into_owned()));
    let mut existing = Existing { name: name.unwrap_or_default(), ..Existing::default() };
    existing.ledger = text(&folder.join(LEDGER))?;
    existing.manifest = text(&folder.join(MANIFEST))?;
    let captures = folder.join(CAPTURES);
    if captures.is_dir() {
        import_files::inside(folder, &captures)?;
        for path in files(folder, &captures, findings)? {
            import_files::size(&path, LARGEST_CAPTURE)?;
            existing.captures.push(InputFile { name: file_name(&path), blob: spill.file(path, LARGEST_CAPTURE) });
        }
    }
    let chapters = folder.join(CHAPTERS);
    if chapters.is_dir() {
        import_files::inside(folder, &chapters)?;
        for path in files(folder, &chapters, findings)? {
            import_files::size(&path, LARGEST_FILE)?;
            existing.chapters.insert(format!("{CHAPTERS}/{}", file_name(&path)), spill.file(path, LARGEST_FILE));
        }
    }
    Ok(existing)
}

/// The regular files of a folder of the book. Hidden ones belong to other programs.
fn files(book: &Path, folder: &Path, findings: &mut Diagnostics) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in list(folder)? {
        let hidden = path.file_name().is_none_or(|n| n.to_string_lossy().starts_with('.'));
        if hidden || !path.is_file() {
            continue;
        }
        match import_files::inside(book, &path) {
            Ok(()) => found.push(path),
            Err(Failure::Usage(message)) => {
                let message = message.lines().next().unwrap_or_default().to_owned();
                findings.push(
                    Diagnostic::warning("import-link", format!("{message}; it was not read"))
                        .hint("put the file itself into the book"),
                );
            }
            Err(other) => return Err(other),
        }
    }
    Ok(found)
}

fn text(path: &Path) -> Result<Option<String>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = read(path)?;
    String::from_utf8(bytes).map(Some).map_err(|_| Failure::Machine(format!("`{}` is not UTF-8", path.display())))
}

/// The options of the command line, and the decisions in `book.toml`.
fn options(args: &ImportArgs, manifest: Option<&str>, sources: &mut SourceMap, findings: &mut Diagnostics) -> Options {
    let mut options = Options { accept_all: args.accept_proposals, accept: args.accept.clone(), ..Options::default() };
    let mut found = Diagnostics::new();
    let parsed = manifest.and_then(|text| {
        let file = sources.add(anthology_book::MANIFEST, text);
        Manifest::parse(file, text, Date::from_unix(0), &mut found)
    });
    // `check` and `build` say what is wrong with the rest of the manifest.
    for finding in found.iter().filter(|f| manifest.is_some_and(|text| is_about_import(f, text))) {
        findings.push(finding.clone());
    }
    if manifest.is_some() && parsed.is_none() {
        findings.push(
            Diagnostic::warning("import-manifest", "book.toml is not valid TOML; its [import] settings were ignored")
                .hint("`anthology check` says where it is wrong"),
        );
    }
    if let Some(manifest) = parsed {
        options.similarity = manifest.import.similarity;
        if let Some(points) = manifest.import.split_threshold {
            options.thresholds.split = points as i32;
        }
        options.thresholds.propose = match manifest.import.propose_threshold {
            Some(points) => points as i32,
            None => options.thresholds.propose.min(options.thresholds.split),
        };
        options.overrules.extend(manifest.import.overrules.into_iter().map(|o| Overrule {
            capture: o.capture,
            line: o.line as usize,
            action: match o.decision {
                Decision::Split => Action::Split,
                Decision::Join => Action::Join,
                Decision::Keep => Action::Keep,
                Decision::Drop => Action::Drop,
                Decision::NotDuplicate => Action::NotDuplicate,
                Decision::MergeWith => Action::MergeWith(o.with.unwrap_or_default()),
            },
        }));
    }
    options
}

/// True if a finding is in `[import]` or one of its tables.
fn is_about_import(finding: &Diagnostic, manifest: &str) -> bool {
    let Some(span) = finding.span else { return false };
    let before = manifest.get(..span.range().end).unwrap_or_default();
    let header = before.lines().rev().map(str::trim_start).find(|line| line.starts_with('['));
    header.is_some_and(|line| line.trim_start_matches(['[', ' ']).starts_with("import"))
}

/// The summary for the terminal.
fn summary(outcome: &Outcome, folder: &Path, dry: bool) -> Vec<String> {
    let counts = &outcome.summary;
    let dir = folder.display();
    let mut lines = vec![format!(
        "{} ({} new): {} found; {} kept, {} merged into the copy that was kept, {} set aside; {} of boilerplate left out",
        many(counts.captures, "capture"),
        counts.new_captures,
        many(counts.essays, "essay"),
        counts.kept,
        counts.duplicates,
        counts.set_aside,
        many(counts.dropped, "line"),
    )];
    lines.extend(decisions(&outcome.report));
    lines.extend(proposals(&outcome.report, folder));
    if !outcome.remote_images.is_empty() {
        lines.push(format!(
            "{} of kept essays on the web and not in the book; to fetch: anthology import --into {dir} --fetch-images",
            match outcome.remote_images.len() {
                1 => "1 image is".to_owned(),
                count => format!("{count} images are"),
            }
        ));
    }
    let unrecorded = outcome.report.essays.iter().filter(|e| e.decision == "kept" && e.permission.is_none()).count();
    if unrecorded > 0 {
        lines.push(format!(
            "{} no recorded right to print: write permission = \"…\" into {} in {dir}/{LEDGER}",
            if unrecorded == 1 { "1 chapter has".to_owned() } else { format!("{unrecorded} chapters have") },
            if unrecorded == 1 { "its entry" } else { "their entries" },
        ));
    }
    let chapters = counts.written.len();
    if !outcome.removes.is_empty() {
        let verb = if dry { "would be removed" } else { "removed" };
        lines.push(format!("{} {verb}", many(outcome.removes.len(), "chapter")));
    }
    if !dry {
        lines.push(format!("every decision, and how to change it: {dir}/{REPORT}"));
    }
    lines.push(match (dry, outcome.writes.is_empty()) {
        (true, _) => format!("nothing was written; {} would be", many(outcome.writes.len(), "file")),
        (_, true) => "nothing has changed".to_owned(),
        _ if counts.essays == 0 => {
            format!("no essays were found; {dir}/{LEDGER} says how each line was read, and takes your own decisions")
        }
        _ => format!("{} written to {dir}/{CHAPTERS}; next: anthology build --book {dir}", many(chapters, "chapter")),
    });
    lines
}

/// What became no chapter, and why. Of a large import only so much as a terminal can show.
fn decisions(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let other = report.essays.iter().filter(|e| e.decision != "kept");
    let all = other.map(|essay| {
        let place = format!("{}:{} “{}”", essay.capture, essay.start_line, essay.title);
        format!("  {:<10} {place}: {}", essay.decision, essay.reason)
    });
    some(&mut lines, all, "not kept");
    let differ = report.variants.iter().filter(|v| !v.differences.is_empty()).map(|variant| {
        let places = many(variant.differences.len(), "place");
        format!("  {} and {} differ in {places}: see the report", variant.kept, variant.other)
    });
    some(&mut lines, differ, "pairs that differ");
    if !report.skipped.is_empty() {
        lines.push(format!("{} skipped:", many(report.skipped.len(), "file")));
        some(&mut lines, report.skipped.iter().map(|s| format!("  {}: {}", s.file, s.reason)), "skipped");
    }
    lines
}

/// Adds the first [`LISTED`] of some lines, and the number of the others.
fn some(lines: &mut Vec<String>, all: impl Iterator<Item = String>, what: &str) {
    let mut all = all;
    lines.extend(all.by_ref().take(LISTED));
    match all.count() {
        0 => {}
        more => lines.push(format!("  and {more} more {what}: see the report")),
    }
}

/// The lines at which essays may begin, the likeliest first, and how to accept them.
fn proposals(report: &Report, folder: &Path) -> Vec<String> {
    let dir = folder.display();
    let mut lines = Vec::new();
    let (mut likely, possible): (Vec<&ReportProposal>, Vec<&ReportProposal>) =
        report.proposals.iter().partition(|p| p.likely);
    if !likely.is_empty() {
        likely.sort_by_key(|p| -p.score);
        lines.push(format!(
            "{} may begin at these lines too (the ledger has the evidence):",
            many(likely.len(), "essay")
        ));
        let all = likely.iter().map(|p| format!("  {}:{} ({} points) “{}”", p.capture, p.line, p.score, p.text));
        some(&mut lines, all, "lines");
        lines.push(format!("  to accept them all: anthology import --into {dir} --accept-proposals"));
        lines
            .push(format!("  to accept some: set accept = true in {dir}/{LEDGER}, then anthology import --into {dir}"));
    }
    if !possible.is_empty() {
        let count = many(possible.len(), if likely.is_empty() { "line" } else { "more line" });
        lines.push(format!("{count} where an essay is possible, but less likely: see the report"));
    }
    lines
}

fn many(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
