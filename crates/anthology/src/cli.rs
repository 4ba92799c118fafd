//! The arguments, and the help that a newcomer works from.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::import_command::ImportArgs;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const ABOUT: &str = "\
Makes books of essays: one EPUB and one print-ready PDF from a folder of Markdown files.

A book is a folder with a `book.toml`, which says what the book is called and which chapters it has, and \
a folder of chapters in Markdown. `anthology new` makes a small one to start from; `anthology import` \
makes one from captures of blogs; `anthology build` makes the EPUB and the PDF.";

const EXAMPLES: &str = "\
Examples:
  anthology new mybook                       a small book to start from
  anthology build --book mybook              mybook/dist/*.epub and *.pdf
  anthology import posts/*.txt --into mybook a book out of captured blog posts
  anthology check                            what is wrong with the book around here

Exit codes: 0 done, 1 the book has errors, 2 wrong usage.";

/// A book compiler.
#[derive(Debug, Parser)]
#[command(name = "anthology", version, about = "Makes books of essays: one EPUB and one PDF", long_about = ABOUT)]
#[command(after_help = EXAMPLES, styles = STYLES, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// For every command.
    #[command(flatten)]
    pub(crate) global: Global,
}

/// Arguments that may stand anywhere.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The book's folder [default: the nearest one with a book.toml, from here upward]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) book: Option<PathBuf>,
    /// How to say what is wrong: `human`, on standard error with the line that has the fault, or `json`, one object a
    /// line on standard output with file, line, column, end, severity, code, message and hints
    #[arg(long, global = true, value_enum, default_value_t = MessageFormat::Human, value_name = "FORMAT")]
    #[arg(hide_possible_values = true)]
    pub(crate) message_format: MessageFormat,
    /// When to use colours: `always`, `never`, or `auto`, on a terminal unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    #[arg(hide_possible_values = true)]
    pub(crate) color: ColorChoice,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: notes, and progress even in a pipe
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// With the source line, for people
    Human,
    /// One JSON object a line, for editors and scripts
    Json,
}

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also in a pipe
    Always,
    /// Not at all
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a small book to start from
    ///
    /// Writes a commented book.toml and two chapters into DIR. The book builds as it is; change it to be yours.
    #[command(after_help = "Example:\n  anthology new mybook && anthology build --book mybook")]
    New(NewArgs),
    /// Make a book out of captured blog posts, or add to one
    ///
    /// Finds the essays in text captures, merges the copies, drops what belongs to the web page, and writes one
    /// chapter for each essay, book.toml, and a ledger of every decision, which you can overrule. Importing again
    /// adds what is new and never touches a chapter that you have edited.
    #[command(after_help = "\
Examples:
  anthology import posts/*.txt --into mybook
  anthology import --into mybook                    again, after a change in its import-ledger.toml
  anthology import --into mybook --accept posts:37  an essay begins at line 37 of posts.txt")]
    Import(ImportArgs),
    /// Make the EPUB and the PDF
    ///
    /// Reads book.toml and the chapters that it names, and writes both editions into the book's `dist` folder.
    /// If anything is wrong, everything wrong is shown with its file and line, nothing is written, and earlier
    /// outputs stay as they were.
    #[command(after_help = "\
Examples:
  anthology build                        both editions of the book around here
  anthology build --epub                 the EPUB alone
  anthology build --book mybook --out .  both editions of another book, into this folder
  anthology build --edition print        the PDF for a printer, as [edition.print] describes it
  anthology build --edition all          every PDF: screen, print, cover, booklet … and your own

Set SOURCE_DATE_EPOCH to a Unix time to date the files by it. The same input gives the same bytes.")]
    Build(BuildArgs),
    /// Say what is wrong with the book, and write nothing
    ///
    /// Everything that would stop a build, everything that probably isn't meant, and (as notes) what shops and
    /// libraries ask for and the book doesn't say.
    #[command(after_help = "\
Examples:
  anthology check
  anthology check --edition print        also what a printer would refuse: pictures with few dots …
  anthology check --message-format json | jq -r '\"\\(.file):\\(.line) \\(.message)\"'")]
    Check(CheckArgs),
    /// List the themes
    Themes,
}

/// Arguments of `new`.
#[derive(Args, Debug)]
pub(crate) struct NewArgs {
    /// The folder to make
    pub(crate) dir: PathBuf,
}

/// Arguments of `check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// Which editions to lay out and look over, as for `build` [default: screen]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) edition: Vec<String>,
}

/// Arguments of `build`.
#[derive(Args, Debug)]
pub(crate) struct BuildArgs {
    /// Make the EPUB (and, without --pdf, nothing else)
    #[arg(long)]
    pub(crate) epub: bool,
    /// Make the PDF (and, without --epub, nothing else)
    #[arg(long)]
    pub(crate) pdf: bool,
    /// Which PDF to make: screen, print, archive, large-print, cover, booklet, an [edition.NAME] of book.toml, or
    /// all [default: screen]; makes no EPUB unless --epub is given too
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) edition: Vec<String>,
    /// Where to write [default: dist in the book's folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// How many threads to use [default: one a core]; the result is the same with any number
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// Print how many seconds each stage took
    #[arg(long)]
    pub(crate) timings: bool,
}

impl BuildArgs {
    /// Whether to make the EPUB.
    pub(crate) fn wants_epub(&self) -> bool {
        self.epub || (!self.pdf && self.edition.is_empty())
    }

    /// Whether to make the PDF.
    pub(crate) fn wants_pdf(&self) -> bool {
        self.pdf || !self.epub || !self.edition.is_empty()
    }
}
