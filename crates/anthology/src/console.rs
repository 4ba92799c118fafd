//! Output to the terminal: standard error for people, standard output for programs.

use std::io::{IsTerminal, Write, stderr, stdout};

use crate::global::{ColorChoice, Global, MessageFormat};

/// Settings for output, resolved once from the arguments and the terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    pub(crate) format: MessageFormat,
    pub(crate) color: bool,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    progress: bool,
}

impl Console {
    pub(crate) fn new(global: &Global) -> Self {
        let terminal = stderr().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match global.color {
            ColorChoice::Auto => terminal && !plain,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self {
            format: global.message_format,
            color,
            quiet: global.quiet,
            verbose: global.verbose,
            progress: (terminal || global.verbose) && !global.quiet,
        }
    }

    /// Prints a line of progress: on a terminal, or with `--verbose`.
    pub(crate) fn progress(&self, verb: &str, what: &str) {
        if self.progress {
            let (bold, plain) = if self.color { ("\u{1b}[1;32m", "\u{1b}[0m") } else { ("", "") };
            self.say(&format!("{bold}{verb:>10}{plain} {what}"));
        }
    }

    /// Prints a line on standard error. A closed pipe is not an error.
    pub(crate) fn say(&self, line: &str) {
        let _ = writeln!(stderr().lock(), "{line}");
    }

    /// Prints a line on standard output. A closed pipe is not an error.
    pub(crate) fn print(&self, line: &str) {
        let _ = writeln!(stdout().lock(), "{line}");
    }

    /// Prints an error that has no place in a file.
    pub(crate) fn error(&self, message: &str) {
        let (red, plain) = if self.color { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        self.say(&format!("{red}error{plain}: {message}"));
    }
}
