//! The content of a file, whatever its format.

use crate::mark::BookMarks;

/// The content of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReadFile {
    /// What the file is: `Kindle clippings`.
    pub(crate) source: &'static str,
    /// The marks of each book in it.
    pub(crate) books: Vec<BookMarks>,
    /// Lines that can't be understood, in a file that is typed by hand.
    pub(crate) faults: Vec<LineFault>,
}

impl ReadFile {
    pub(super) fn new(source: &'static str, books: Vec<BookMarks>) -> Self {
        Self { source, books, faults: Vec::new() }
    }
}

/// A line that can't be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineFault {
    /// The line, from 1.
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// Why a file can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is none of the formats.
    Unknown,
    /// It is damaged.
    Damaged {
        /// What the file seems to be.
        source: &'static str,
        message: String,
    },
}

/// The stem of the last part of an address or a path, without what follows `#` or `?`.
pub(super) fn file_stem(address: &str) -> Option<String> {
    let path = address.split(['#', '?']).next()?;
    let name = path.rsplit(['/', '\\', '!']).next()?;
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    (!stem.is_empty()).then(|| stem.to_owned())
}
