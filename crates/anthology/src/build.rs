//! `anthology build`: every file that is asked for, or none.

use std::time::Duration;

use anthology_base::World;
use anthology_compile::{Progress, StageTime};

use crate::cli::BuildArgs;
use crate::console::Console;
use crate::exit::Failure;
use crate::global::Global;
use crate::output::{Output, write_all};
use crate::report;
use crate::world::FileWorld;

pub(crate) fn run(args: &BuildArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    if let Some(jobs) = args.jobs {
        // The pool is made once in a run, so this can't fail.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
    }
    console.progress("Reading", &world.root().join(anthology_book::MANIFEST).display().to_string());
    let compilation =
        anthology_compile::compile_with_progress(&world, &args.request(), &mut |step| show_progress(step, console));
    report::finish(compilation.findings, &compilation.sources, world.root(), false, console)?;
    let folder = args.out.clone().unwrap_or_else(|| world.root().join("dist"));
    let files = compilation.files.into_iter();
    let outputs: Vec<Output> = files.map(|file| Output { path: folder.join(file.name), bytes: file.bytes }).collect();
    let start = world.elapsed();
    write_all(&outputs)?;
    let write = StageTime { stage: "write", time: world.elapsed().saturating_sub(start) };
    for output in &outputs {
        let size = output.bytes.len().div_ceil(1000);
        console.progress("Wrote", &format!("{} ({size} kB)", output.path.display()));
    }
    if args.timings {
        let total = StageTime { stage: "total", time: world.elapsed() };
        print_timings(compilation.timings.into_iter().chain([write, total]), console);
    }
    Ok(())
}

fn show_progress(step: Progress<'_>, console: &Console) {
    match step {
        Progress::Typesetting { title, chapters } => {
            console.progress("Setting", &format!("{title}, {}", many(chapters, "chapter")));
        }
        Progress::Writing { edition, pages } => {
            console.progress("Writing", &format!("{edition}, {}", many(pages, "page")));
        }
    }
}

/// `1 chapter`, `2 chapters`.
fn many(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
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
