//! Arguments and help.

use std::path::PathBuf;

use anthology_base::Lang;
use anthology_compile::{ALL_EDITIONS, DeviceFile, Request};
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand};

use crate::global::Global;
use crate::import_command::ImportArgs;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const ABOUT: &str = "\
Makes books of essays: an EPUB and a PDF from a folder of Markdown files.

A book is a folder with a `book.toml`, which gives the book's title and lists its chapters, and the chapters in \
Markdown. `anthology new` makes a small book to start from; `anthology import` makes one from captures (saved text \
copies of blog posts); `anthology build` makes the EPUB and the PDF. PDFs for printers, archives, large print and \
home printing are editions: see `anthology build --help`.";

const EXAMPLES: &str = "\
Examples:
  anthology new mybook                        make a small book to start from
  anthology new                               make a book of the Markdown files in this folder
  anthology build --book mybook               write mybook/dist/*.epub and *.pdf
  anthology import posts/*.txt --into mybook  make a book from captured blog posts
  anthology check                             check the book in this folder for problems

Exit codes: 0 done, 1 the book has errors, 2 wrong usage.";

/// A book compiler.
#[derive(Debug, Parser)]
#[command(name = "anthology", version, about = "Makes books of essays: an EPUB and a PDF", long_about = ABOUT)]
#[command(after_help = EXAMPLES, styles = STYLES, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// The command; without one, the first steps are shown.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The options of every command.
    #[command(flatten)]
    pub(crate) global: Global,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a small book to start from, or make a book of a folder of Markdown files
    ///
    /// In a new or empty folder: writes a commented book.toml and two chapters. The book builds as it is; edit it to
    /// make it yours.
    ///
    /// In a folder with Markdown files: writes a book.toml that lists them, and changes no other file. The order,
    /// parts and metadata are those of SUMMARY.md and book.toml (mdBook, GitBook), _quarto.yml, _bookdown.yml or
    /// Book.txt (Leanpub) where there is one, else the order is that of the files' names, and folders are parts. README
    /// files and names that begin with `_` are left out. Where book.toml is mdBook's, it stays, and anthology.toml is
    /// written.
    #[command(after_help = "\
Examples:
  anthology new mybook && anthology build --book mybook
  cd my-novel && anthology new && anthology build")]
    New(NewArgs),
    /// Make a book from captured blog posts, or add to one
    ///
    /// Finds the essays in captures (saved text copies of blog posts), merges duplicates, drops the boilerplate of the
    /// web pages, and writes one chapter per essay, book.toml, and a ledger of every decision, which you can overrule.
    /// Importing again adds what is new and never changes a chapter that you have edited.
    #[command(after_help = "\
Examples:
  anthology import posts/*.txt --into mybook
  anthology import --into mybook                    import again, after editing its import-ledger.toml
  anthology import --into mybook --accept posts:37  split at line 37 of posts.txt: an essay begins there")]
    Import(ImportArgs),
    /// Make the EPUB and the PDF
    ///
    /// Reads book.toml and the chapters that it lists, and writes an EPUB and a PDF into the book's `dist` folder. The
    /// PDF is the `screen` edition; --edition makes others. If the book has errors, all of them are shown with file
    /// and line, nothing is written, and earlier outputs stay as they were; an error in one edition only does not stop
    /// the others. Files that earlier builds wrote and the book no longer makes are removed. The paths of the files
    /// written are listed on standard output when it is piped.
    #[command(after_help = "\
Examples:
  anthology build                        the EPUB and the PDF of the book in this folder
  anthology build --epub                 the EPUB only
  anthology build --draft                both formats, whatever is missing
  anthology build --book mybook --out .  both formats of another book, into this folder
  anthology build --edition print        the PDF for a printer, as [edition.print] describes it
  anthology build --devices              also files for Kindle and Kobo, text, a sample, large print
  anthology build --edition all          the EPUB and every edition: screen, print, cover … and your own

Set SOURCE_DATE_EPOCH to a Unix time to date the files by it. The same input gives the same bytes.")]
    Build(BuildArgs),
    /// Check the book for problems without building it
    ///
    /// Shows errors that would stop a build, warnings about what is probably not intended, and notes about metadata
    /// that shops and libraries ask for and the book lacks.
    #[command(after_help = "\
Examples:
  anthology check
  anthology check --edition print        also what a printer would refuse: images below 300 dpi …
  anthology check --message-format json | jq -r '\"\\(.file):\\(.line) \\(.message)\"'")]
    Check(CheckArgs),
    /// Show the book in the browser while you edit it
    ///
    /// Serves a page on this computer only, with the pages of the PDF beside the text as a phone or an e-reader shows
    /// it, and what is wrong with the book. It is made anew whenever a file is saved. A click on a paragraph shows where
    /// it is written. Ctrl-C stops it.
    #[cfg(feature = "preview")]
    #[command(after_help = "Example:\n  anthology preview --book mybook")]
    Preview(PreviewArgs),
    /// Make the folder to hand out: web pages, and the right file for each device
    ///
    /// Builds the EPUB, the PDF and the PDF in large print, and writes a folder with a first page that leads each reader
    /// to the right file, the text as web pages, a finder for pages and paragraphs, and feeds for reading apps. The
    /// folder works from a memory stick, on any web host and below any address; it needs no scripts and loads nothing
    /// from elsewhere. It is replaced as a whole; files of your own in it (CNAME, .git) are kept.
    #[command(after_help = "\
Examples:
  anthology distribute                   write dist/site
  anthology distribute --zip             and dist/site.zip, to send
  anthology distribute --out ~/www/book  write another folder")]
    Distribute(DistributeArgs),
    /// Collect what members have marked and noted, from their devices and programs
    ///
    /// Finds each passage in the book, whichever edition it was marked in, and adds it to groups/NAME/notes.toml, which
    /// you may edit: your changes stay, and the same file read twice changes nothing. Reads lines that you type
    /// (42.3 Ben: isn't this the weir again?), My Clippings.txt of a Kindle in any language, notebooks of Kindle's apps,
    /// KOReader's exports and metadata.epub.lua, Kobo's exports and .annot files, annotation sets of Thorium and other
    /// programs, Hypothesis' JSON, Readwise's CSV, and PDFs of the book with highlights. Of passages of other books only
    /// the number is kept. Notes are by "a reader" unless the group's roster.csv allows a name.
    #[command(after_help = "\
Examples:
  anthology notes evening.txt                                what you have typed during the meeting
  anthology notes \"My Clippings.txt\" --from Ben             a member's Kindle
  anthology notes inbox/*.json --group \"Thursday Circle\"    where the book has several groups")]
    Notes(NotesArgs),
    /// Make a proof of each piece for its author, and read the corrections back
    ///
    /// Writes a PDF of each piece by itself, with its lines numbered, wide margins, the credit and the acknowledgement as
    /// they will be printed, and a form to sign; it is made whether or not the right to print the piece is recorded. With
    /// --read, lists what an author has struck out, inserted, highlighted or noted in the PDF, with any program, by file,
    /// line and column in the Markdown. The text itself is left to you.
    #[command(after_help = "\
Examples:
  anthology proofs                              a proof of every chapter, in dist/proofs
  anthology proofs chapters/gate.md \"Ann Other\"  of one chapter, and of all pieces by an author
  anthology proofs --read inbox/*.pdf           the corrections, in the order of the text")]
    Proofs(ProofsArgs),
    /// Hand the book out in the room, to devices in the same network
    ///
    /// Serves what `anthology distribute` writes, from memory. Prints an address and a QR code for it; the address has a
    /// few random letters, so that nobody comes across it by chance. Nothing else on this computer can be fetched, and
    /// no addresses are recorded. Ctrl-C stops it.
    #[cfg(feature = "serve")]
    #[command(after_help = "\
Examples:
  anthology serve                        print a code that members scan
  anthology serve --port 9000 --open     an address without random letters: http://…:9000/")]
    Serve(ServeArgs),
    /// Mail the book to the members of a group, each in the form for their device
    ///
    /// Reads groups/NAME/roster.csv and shows who gets what; with --yes, writes a draft for each member, which any mail
    /// program opens, or sends the mails by the server that `mail` in book.toml names. Mails are in the member's language.
    /// Owners of a Kindle are first told which sender to approve; the book is sent to the Kindle the next time. No mail is
    /// sent twice: what became of each is recorded in groups/NAME/mail-ledger.toml before and after it is sent. Where the
    /// server's answer never came, the mail is listed as unknown and not sent again.
    #[cfg(feature = "send")]
    #[command(after_help = "\
Examples:
  anthology send --drafts mails                 show who would get what
  anthology send --drafts mails --yes           write a draft for each member into the folder mails
  anthology send --smtp --password-command \"pass show mail\" --yes
                                                send the mails

Without --password-command, the password is that of the environment variable ANTHOLOGY_MAIL_PASSWORD.")]
    Send(SendArgs),
    /// List the languages, and what each lacks
    Languages(LanguagesArgs),
    /// Explain a diagnostic: what it means and how to mend its cause
    #[command(after_help = "Example:\n  anthology explain missing-alt")]
    Explain(ExplainArgs),
    /// List the themes, show one, or begin one of your own
    #[command(after_help = "\
Examples:
  anthology themes                          the themes that come with the program
  anthology themes --show modern            the file of one
  anthology themes new mine --from modern   write mine.toml, to be named as theme = \"mine.toml\"
  anthology themes --tokens                 everything that a theme may set")]
    Themes(ThemesArgs),
    /// List the fonts, make a specimen of one, or add one to the book
    ///
    /// Lists the font families that are built in, those in the book's `fonts` folder, and those that its themes use.
    #[command(after_help = "\
Examples:
  anthology fonts                            the families, and what this book uses
  anthology fonts --specimen page.pdf        a page that shows the book's own family
  anthology fonts add \"EB Garamond\"          copy a family that this computer has
  anthology fonts add ~/Vollkorn.zip         copy it from an archive, a folder or a file")]
    Fonts(FontsArgs),
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  anthology completions bash > ~/.local/share/bash-completion/completions/anthology"
    )]
    Completions(CompletionsArgs),
    /// Print the manual page of a command
    #[command(after_help = "Example:\n  anthology man build > anthology-build.1")]
    Man(ManArgs),
}

/// Arguments of `new`.
#[derive(Args, Debug)]
pub(crate) struct NewArgs {
    /// The folder to create, or the folder of the chapters [default: this folder]
    pub(crate) dir: Option<PathBuf>,
}

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// The code, as it is printed in brackets: missing-alt; without one, all codes are listed
    pub(crate) code: Option<String>,
}

/// Arguments of `themes`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ThemesArgs {
    /// Print the file of a theme that comes with the program
    #[arg(long, value_name = "NAME", conflicts_with = "tokens")]
    pub(crate) show: Option<String>,
    /// Print every token of themes, with its values and its effect
    #[arg(long)]
    pub(crate) tokens: bool,
    /// Begins a theme.
    #[command(subcommand)]
    pub(crate) action: Option<ThemesAction>,
}

/// What `themes` does besides showing themes.
#[derive(Debug, Subcommand)]
pub(crate) enum ThemesAction {
    /// Write a commented theme file into the book's folder
    New {
        /// The name of the theme, and of its file without `.toml`
        name: String,
        /// The theme to begin with
        #[arg(long, value_name = "NAME", default_value = "classic")]
        from: String,
    },
}

/// Arguments of `fonts`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct FontsArgs {
    /// Write a page that shows a family, as a PDF
    #[arg(long, value_name = "FILE")]
    pub(crate) specimen: Option<PathBuf>,
    /// The family to show [default: that of the book's text]
    #[arg(long, value_name = "NAME", requires = "specimen")]
    pub(crate) family: Option<String>,
    /// Adds a family.
    #[command(subcommand)]
    pub(crate) action: Option<FontsAction>,
}

/// What `fonts` does besides showing fonts.
#[derive(Debug, Subcommand)]
pub(crate) enum FontsAction {
    /// Copy a family into the book's `fonts` folder, with its licence
    ///
    /// Takes regular, semibold and bold, upright and italic, with their optical sizes, and writes a descriptor whose
    /// protrusion and letter-spacing are measured from the letters' outlines; edit it as you like. The build uses the
    /// copies, so it makes the same book on every computer.
    Add {
        /// A family that this computer has, or a font file, a folder of fonts, or a ZIP archive
        #[arg(value_name = "NAME|FILE")]
        name: String,
        /// The family, where the file has several
        #[arg(long, value_name = "NAME")]
        family: Option<String>,
    },
}

/// Arguments of `completions`.
#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    /// The command [default: the program]
    pub(crate) command: Option<String>,
}

/// Arguments of `languages`.
#[derive(Args, Debug)]
pub(crate) struct LanguagesArgs {
    /// A language to describe, as in book.toml: de, de-AT
    #[arg(value_name = "TAG")]
    pub(crate) tag: Option<Lang>,
}

/// Arguments of `check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// Editions to check, as for `build` [default: screen]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) edition: Vec<String>,
}

/// Arguments of `distribute`.
#[derive(Args, Debug)]
pub(crate) struct DistributeArgs {
    /// The folder to write [default: dist/site in the book's folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Also pack the folder into a ZIP archive beside it
    #[arg(long)]
    pub(crate) zip: bool,
    /// Start a new printing: number paragraphs anew, whatever copies were handed out before
    #[arg(long)]
    pub(crate) new_printing: bool,
    /// Of the reading groups' folders, write this one only
    #[arg(long, value_name = "NAME")]
    pub(crate) group: Option<String>,
}

/// Arguments of `notes`.
#[derive(Args, Debug)]
pub(crate) struct NotesArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The name of the reader, where the files don't say it
    #[arg(long, value_name = "NAME")]
    pub(crate) from: Option<String>,
    /// The reading group [default: the book's only one]
    #[arg(long, value_name = "NAME")]
    pub(crate) group: Option<String>,
}

/// Arguments of `proofs`.
#[derive(Args, Debug)]
pub(crate) struct ProofsArgs {
    /// The pieces, each by its file, its id, its title or its author [default: all chapters]
    #[arg(value_name = "PIECE")]
    pub(crate) pieces: Vec<String>,
    /// The folder to write [default: dist/proofs in the book's folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// List the corrections in proofs that came back
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["pieces", "out"])]
    pub(crate) read: Vec<PathBuf>,
}

/// Arguments of `preview`.
#[cfg(feature = "preview")]
#[derive(Args, Debug)]
pub(crate) struct PreviewArgs {
    /// The port [default: 8100, or a free one if that is in use]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
}

/// Arguments of `serve`.
#[cfg(feature = "serve")]
#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    /// The port [default: 8000, or a free one if that is in use]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// Leave the random letters out of the address
    #[arg(long)]
    pub(crate) open: bool,
    /// The address of this computer to use, where it has several
    #[arg(long, value_name = "IP")]
    pub(crate) address: Option<std::net::IpAddr>,
}

/// Arguments of `send`.
#[cfg(feature = "send")]
#[derive(Args, Debug)]
pub(crate) struct SendArgs {
    /// The reading group [default: the book's only one]
    #[arg(long, value_name = "NAME")]
    pub(crate) group: Option<String>,
    /// Write drafts (.eml) for a mail program into a folder
    #[arg(long, value_name = "DIR", required_unless_present = "smtp", conflicts_with = "smtp")]
    pub(crate) drafts: Option<PathBuf>,
    /// Send the mails
    #[arg(long)]
    pub(crate) smtp: bool,
    /// Do it: without this, only the list of mails is shown
    #[arg(long)]
    pub(crate) yes: bool,
    /// Send also what was sent before, or may have been
    #[arg(long, requires = "smtp")]
    pub(crate) again: bool,
    /// Only to these members, by name
    #[arg(long, value_name = "MEMBER", value_delimiter = ',')]
    pub(crate) to: Vec<String>,
    /// A command that prints the password of the mail account
    #[arg(long, value_name = "COMMAND", requires = "smtp")]
    pub(crate) password_command: Option<String>,
}

/// Arguments of `build`.
#[derive(Args, Debug)]
pub(crate) struct BuildArgs {
    /// Make the EPUB only (with --pdf, both formats)
    #[arg(long)]
    pub(crate) epub: bool,
    /// Make the PDF only: the `screen` edition (with --epub, both formats)
    #[arg(long)]
    pub(crate) pdf: bool,
    /// Editions of the PDF to make: screen, print, archive, large-print, cover, booklet, an [edition.NAME] of
    /// book.toml, or all [default: screen]; makes no EPUB, unless --epub is given too or the edition is `all`
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) edition: Vec<String>,
    /// Files for devices instead: kindle, kobo, text, sample or large-print
    #[arg(long = "for", value_name = "DEVICE", value_delimiter = ',')]
    pub(crate) devices: Vec<ForDevice>,
    /// Everything that readers are handed: the EPUB, the PDF, and the files for all devices
    #[arg(long = "devices", conflicts_with = "devices")]
    pub(crate) all_devices: bool,
    /// Make a draft in spite of errors: what is missing has placeholders and is listed at the front, and running heads
    /// say that it is a draft; files are named …-draft
    #[arg(long)]
    pub(crate) draft: bool,
    /// Output folder [default: dist in the book's folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Number of threads [default: one per core]; the result is the same with any number
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// Print the seconds that each stage took, and the peak memory
    #[arg(long)]
    pub(crate) timings: bool,
}

/// What `build --for` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ForDevice {
    /// An EPUB for Send to Kindle, with page numbers in the text
    Kindle,
    /// An EPUB for Kobo's own renderer
    Kobo,
    /// The text alone, with page numbers and addresses
    Text,
    /// An EPUB of the front matter and the first chapter
    Sample,
    /// The PDF in large print
    LargePrint,
}

impl ForDevice {
    /// The file; `None` for an edition of the PDF.
    const fn file(self) -> Option<DeviceFile> {
        match self {
            Self::Kindle => Some(DeviceFile::Kindle),
            Self::Kobo => Some(DeviceFile::Kobo),
            Self::Text => Some(DeviceFile::Text),
            Self::Sample => Some(DeviceFile::Sample),
            Self::LargePrint => None,
        }
    }
}

/// The edition of `build --for large-print`.
const LARGE_PRINT: &str = "large-print";

impl CheckArgs {
    /// The editions to check: the main one, unless others are named.
    pub(crate) fn editions(&self) -> Vec<String> {
        if self.edition.is_empty() { Request::default().editions } else { self.edition.clone() }
    }
}

impl BuildArgs {
    /// The outputs that the arguments ask for: both formats, unless one is named.
    pub(crate) fn request(&self) -> Request {
        let pdf = self.pdf || !self.epub || !self.edition.is_empty();
        let editions = match (pdf, self.edition.as_slice()) {
            (false, _) => Vec::new(),
            (true, []) => Request::default().editions,
            (true, named) => named.to_vec(),
        };
        if self.all_devices {
            let mut editions = editions;
            editions.push(LARGE_PRINT.to_owned());
            return Request {
                epub: true,
                editions,
                devices: DeviceFile::ALL.to_vec(),
                draft: self.draft,
                ..Request::default()
            };
        }
        if !self.devices.is_empty() {
            let mut editions = self.edition.clone();
            if self.devices.contains(&ForDevice::LargePrint) {
                editions.push(LARGE_PRINT.to_owned());
            }
            let mut devices: Vec<DeviceFile> = self.devices.iter().filter_map(|device| device.file()).collect();
            devices.sort_unstable();
            devices.dedup();
            return Request { epub: self.epub, editions, devices, draft: self.draft, ..Request::default() };
        }
        let both = !self.pdf && (self.edition.is_empty() || self.edition.iter().any(|name| name == ALL_EDITIONS));
        Request { epub: self.epub || both, editions, devices: Vec::new(), draft: self.draft, ..Request::default() }
    }
}
