//! `anthology build`: every file that is asked for, or none.

use std::path::Path;
use std::time::Duration;

use anthology_base::World;
use anthology_compile::{Progress, StageTime};

use crate::cli::BuildArgs;
use crate::console::{Console, count_of};
use crate::exit::Failure;
use crate::global::Global;
use crate::global::MessageFormat;
use crate::output::{self, Output, write_all};
use crate::record::{Lock, Record, Stale};
use crate::report;
use crate::world::FileWorld;

pub(crate) fn run(args: &BuildArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    if let Some(jobs) = args.jobs {
        // The pool is made once in a run, so this can't fail.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
    }
    console.progress("Reading", &world.root().join(anthology_book::MANIFEST).display().to_string());
    let folder = args.out.clone().unwrap_or_else(|| world.root().join("dist"));
    if let Some(_lock) = Lock::try_take(world.root()) {
        // A build that was killed while it replaced outputs: its predecessors' come back, also if this one fails.
        output::recover(&folder);
    }
    let mut compilation =
        anthology_compile::compile_with_progress(&world, &args.request(), &mut |step| show_progress(step, console));
    compilation.report(world.links_out_of_the_book());
    let failed = compilation.findings.has_errors();
    report::show(compilation.findings, &compilation.sources, world.root(), false, console);
    if failed && compilation.files.is_empty() {
        return Err(Failure::Book);
    }
    if args.draft && !console.quiet {
        let rest = match compilation.excused {
            0 => "nothing in it stops a real build".to_owned(),
            n => format!("{} would stop a real build", count_of(n, "error")),
        };
        console.say(&format!("draft: {rest}"));
    }
    let files = compilation.files.into_iter();
    let outputs: Vec<Output> = files.map(|file| Output { path: folder.join(file.name), bytes: file.bytes }).collect();
    let start = world.elapsed();
    let removed = publish(world.root(), &folder, &outputs, &compilation.makeable)?;
    let write = StageTime { stage: "write", time: world.elapsed().saturating_sub(start) };
    for output in &outputs {
        let size = output.bytes.len().div_ceil(1000);
        console.progress("Wrote", &format!("{} ({size} kB)", output.path.display()));
        if console.piped && !console.quiet && console.format == MessageFormat::Human {
            console.print(&output.path.display().to_string());
        }
    }
    if !console.quiet {
        removed.tell(console);
    }
    if args.timings {
        let total = StageTime { stage: "total", time: world.elapsed() };
        print_timings(compilation.timings.into_iter().chain([write, total]), console);
    }
    if failed { Err(Failure::Book) } else { Ok(()) }
}

/// Writes the outputs, records them, and removes those of earlier builds that the book no longer makes.
fn publish(book: &Path, folder: &Path, outputs: &[Output], makeable: &[String]) -> Result<Stale, Failure> {
    let Some(_lock) = Lock::take(book) else {
        // A book in a folder that can't be written: without a record, nothing is known to be ours.
        write_all(outputs)?;
        return Ok(Stale::default());
    };
    output::recover(folder);
    // The record names the folder by its real path, so it has to exist. If it can't, writing says so.
    let _ = std::fs::create_dir_all(folder);
    let mut record = Record::read(book);
    record.add(book, folder, outputs);
    let stale = record.stale(book, folder, makeable);
    let mut all = outputs.to_vec();
    // In the same step as the outputs: what is written is recorded, even if the process is killed afterwards.
    all.push(record.output(book));
    write_all(&all)?;
    let removed = record.remove(book, folder, stale);
    if !removed.ours.is_empty() {
        write_all(&[record.output(book)])?;
    }
    Ok(removed)
}

pub(crate) fn show_progress(step: Progress<'_>, console: &Console) {
    match step {
        Progress::Typesetting { title, chapters } => {
            console.progress("Setting", &format!("{title}, {}", count_of(chapters, "chapter")));
        }
        Progress::Writing { edition, pages } => {
            console.progress("Writing", &format!("{edition}, {}", count_of(pages, "page")));
        }
    }
}

/// Prints the seconds of each stage, and the peak memory where the system reports it.
fn print_timings(timings: impl Iterator<Item = StageTime>, console: &Console) {
    for StageTime { stage, time } in timings {
        console.say(&format!("{stage:>10} {:7.3} s", Duration::as_secs_f64(&time)));
    }
    if let Some(kilobytes) = peak_memory() {
        console.say(&format!("{:>10} {:7.1} MB", "memory", kilobytes as f64 / 1000.0));
    }
}

/// The peak resident set size in kilobytes. Linux only.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
