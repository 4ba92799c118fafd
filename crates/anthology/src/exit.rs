//! How a run can end.

use std::process::ExitCode;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The book has errors; they have been shown.
    Book,
    /// The machine didn't do its part: a disk is full, a folder can't be written.
    Machine(String),
    /// It was called in a way that can't be right.
    Usage(String),
}

impl Failure {
    /// 1 for the book and the machine, 2 for wrong usage.
    pub(crate) fn code(&self) -> ExitCode {
        match self {
            Self::Book | Self::Machine(_) => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
        }
    }

    /// What is still to be said.
    pub(crate) fn message(&self) -> Option<&str> {
        match self {
            Self::Book => None,
            Self::Machine(message) | Self::Usage(message) => Some(message),
        }
    }
}
