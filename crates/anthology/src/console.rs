//! Output to the terminal: standard error for people, standard output for programs.

use std::borrow::Cow;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::Path;

use crate::global::{ColorChoice, Global, MessageFormat};

/// Settings for output, resolved once from the arguments and the terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    pub(crate) format: MessageFormat,
    pub(crate) color: bool,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    /// True if standard output is read by a program.
    pub(crate) piped: bool,
    pub(crate) progress: bool,
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
            piped: !stdout().is_terminal(),
            progress: (terminal || global.verbose) && !global.quiet,
        }
    }

    /// Prints a line of progress: on a terminal, or with `--verbose`.
    pub(crate) fn progress(&self, verb: &str, what: &str) {
        if self.progress {
            let (bold, plain) = if self.color { ("\u{1b}[1;32m", "\u{1b}[0m") } else { ("", "") };
            self.say_styled(&format!("{bold}{verb:>10}{plain} {}", printable(what)));
        }
    }

    /// Prints a text on standard error, its control characters made visible.
    pub(crate) fn say(&self, text: &str) {
        self.say_styled(&printable(text));
    }

    /// Prints a text with control sequences of ours on standard error. A closed pipe is not an error.
    pub(crate) fn say_styled(&self, text: &str) {
        let _ = writeln!(stderr().lock(), "{text}");
    }

    /// Prints a line on standard output, its control characters made visible. A closed pipe is not an error.
    pub(crate) fn print(&self, line: &str) {
        let _ = writeln!(stdout().lock(), "{}", printable(line));
    }

    /// Prints an error that has no place in a file.
    pub(crate) fn error(&self, message: &str) {
        let (red, plain) = if self.color { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        self.say_styled(&format!("{red}error{plain}: {}", printable(message)));
    }
}

/// A text whose control characters are replaced by visible ones, but for line breaks and tabs: what a book's files or
/// their names hold must not command the terminal (ECMA-48; the direction marks of Unicode let a line seem another).
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| visible(c) != c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(visible).collect())
}

fn visible(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        // Control Pictures are in the order of the characters that they show.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// A path as a POSIX shell reads it back, for a command that is suggested to the user.
pub(crate) fn shell_quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '\\' | '.' | '_' | '-' | ':' | '+' | ',' | '@' | '%');
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// `1 chapter`, `2 chapters`.
pub(crate) fn count_of(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_are_made_visible() {
        assert_eq!(printable("a\u{1b}[2J\u{7}b\u{9b}31m\r\n\tc"), "a␛[2J␇b\u{fffd}31m␍\n\tc");
        assert_eq!(printable("abc\u{202e}def\u{7f}"), "abc\u{fffd}def␡");
        assert_eq!(printable("Grün 漢字 שלום"), "Grün 漢字 שלום");
    }

    #[test]
    fn paths_are_quoted_for_a_shell() {
        let quoted = |text: &str| shell_quoted(Path::new(text));
        assert_eq!(quoted("books/mine_2.0"), "books/mine_2.0");
        assert_eq!(quoted("my book"), "'my book'");
        assert_eq!(quoted("it's $HOME"), "'it'\\''s $HOME'");
        assert_eq!(quoted("-x"), "'-x'");
    }
}
