//! The options of every command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments that every command takes.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The book's folder [default: the nearest parent folder containing book.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) book: Option<PathBuf>,
    /// Format for diagnostics: `human`, on standard error with the source line, or `json`, one object per line on
    /// standard output with file, line, column, end, severity, code, message and hints
    #[arg(long, global = true, value_enum, default_value_t = MessageFormat::Human, value_name = "FORMAT")]
    #[arg(hide_possible_values = true)]
    pub(crate) message_format: MessageFormat,
    /// When to use colours: `always`, `never`, or `auto` (on a terminal unless NO_COLOR is set)
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    #[arg(hide_possible_values = true)]
    pub(crate) color: ColorChoice,
    /// Quiet: show errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Verbose: also show notes, and progress when output is piped
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// The format in which diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// With the source line, for people
    Human,
    /// One JSON object per line, for editors and scripts
    Json,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also when output is piped
    Always,
    /// Never
    Never,
}
