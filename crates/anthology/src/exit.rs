//! Failures and exit codes.

use std::process::ExitCode;

/// The reason why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The book has errors; they have been shown.
    Book,
    /// The system refused something: a disk is full, a folder can't be written.
    Machine(String),
    /// The arguments are wrong.
    Usage(String),
}

impl Failure {
    /// The exit code: 1 for the book and the machine, 2 for wrong usage.
    pub(crate) fn code(&self) -> ExitCode {
        match self {
            Self::Book | Self::Machine(_) => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
        }
    }

    /// The message to print; none where the book's errors have been shown.
    pub(crate) fn message(&self) -> Option<&str> {
        match self {
            Self::Book => None,
            Self::Machine(message) | Self::Usage(message) => Some(message),
        }
    }
}
