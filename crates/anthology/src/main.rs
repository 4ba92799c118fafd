//! The command line: arguments, files, clock, terminal, exit codes. The work is done by the libraries, above all by
//! `anthology-compile` and `anthology-import`.

mod build;
mod cache;
mod check;
mod cli;
mod console;
mod distribute;
mod exit;
mod fetch;
mod font_sources;
mod fonts;
mod global;
mod group_folders;
mod import_command;
mod import_files;
mod import_workspace;
mod languages;
mod new;
mod notes;
mod output;
#[cfg(feature = "preview")]
mod preview;
mod proofs;
mod record;
mod reference;
mod report;
#[cfg(feature = "send")]
mod send;
#[cfg(feature = "serve")]
mod serve;
mod themes;
mod world;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::console::Console;
use crate::exit::Failure;

/// A build makes millions of small allocations on several threads: with this allocator it takes an eighth less time than
/// with the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse_from(arguments());
    let console = Console::new(&cli.global);
    ask_to_report_panics(console);
    match run(&cli, &console) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(message) = failure.message() {
                console.error(message);
            }
            failure.code()
        }
    }
}

/// The arguments; `help --help` is `help`, which clap doesn't know.
fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|command| command == "help") {
        arguments.retain(|argument| argument != "--help" && argument != "-h");
    }
    arguments
}

/// The first steps, for someone who has only typed the program's name.
const FIRST_STEPS: &str = "\
anthology makes books of essays: an EPUB and a PDF from a folder of Markdown files.

  1. anthology new mybook             make a small book to start from
  2. anthology build --book mybook    write mybook/dist/*.epub and *.pdf
  3. edit mybook/book.toml and mybook/chapters, and build again

A folder of Markdown, mdBook, Quarto …: anthology new, in that folder
Captured blog posts: anthology import posts/*.txt --into mybook
Everything else: anthology --help";

fn run(cli: &Cli, console: &Console) -> Result<(), Failure> {
    let Some(command) = &cli.command else {
        console.print(FIRST_STEPS);
        return Ok(());
    };
    match command {
        Command::New(args) => new::run(args, console),
        Command::Build(args) => build::run(args, &cli.global, console),
        Command::Import(args) => import_command::run(args, console),
        Command::Check(args) => check::run(args, &cli.global, console),
        Command::Distribute(args) => distribute::run(args, &cli.global, console),
        Command::Notes(args) => notes::run(args, &cli.global, console),
        Command::Proofs(args) => proofs::run(args, &cli.global, console),
        #[cfg(feature = "preview")]
        Command::Preview(args) => preview::run(args, &cli.global, console),
        #[cfg(feature = "send")]
        Command::Send(args) => send::run(args, &cli.global, console),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args, &cli.global, console),
        Command::Languages(args) => languages::run(args, console),
        Command::Fonts(args) => fonts::run(args, &cli.global, console),
        Command::Explain(args) => reference::explain(args, console),
        Command::Completions(args) => {
            reference::completions(args.shell);
            Ok(())
        }
        Command::Man(args) => reference::man(args),
        Command::Themes(args) => themes::run(args, &cli.global, console),
    }
}

/// Asks the user to report a panic, which is always a fault of the program and never of the book. No output is half
/// written then: outputs are renamed into place only when all are complete.
fn ask_to_report_panics(console: Console) {
    std::panic::set_hook(Box::new(move |panic| {
        console.error(&format!(
            "anthology has a fault: {panic}\n\
             help: nothing was written; please report this with the text that caused it"
        ));
    }));
}
