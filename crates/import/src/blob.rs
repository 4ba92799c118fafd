//! Bytes that need not be in memory, so that an import is larger than the memory of its machine.

use anthology_dedupe::TextSource;
use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::sync::Arc;

/// Bytes that are kept elsewhere, such as in a file.
pub trait Stored: Debug + Send + Sync {
    /// Reads them.
    ///
    /// # Errors
    /// If they can't be read. The implementation remembers that it happened, because [`Blob::read`] goes on without them:
    /// the program must ask it before anything is written.
    fn read(&self) -> io::Result<Vec<u8>>;
}

/// Bytes, in memory or elsewhere.
#[derive(Clone, Debug)]
pub enum Blob {
    /// In memory.
    Memory(Arc<Vec<u8>>),
    /// Elsewhere.
    Stored(Arc<dyn Stored>),
}

impl Blob {
    /// The bytes; none if they can't be read (see [`Stored::read`]).
    pub fn read(&self) -> Cow<'_, [u8]> {
        self.try_read().unwrap_or_default()
    }

    /// The bytes.
    ///
    /// # Errors
    /// If they can't be read.
    pub fn try_read(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::Stored(stored) => stored.read().map(Cow::Owned),
        }
    }

    /// The bytes as text.
    pub(crate) fn utf8(&self) -> Cow<'_, str> {
        match self.read() {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(
                String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
            ),
        }
    }
}

impl Default for Blob {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(Arc::new(bytes))
    }
}

impl PartialEq for Blob {
    fn eq(&self, other: &Self) -> bool {
        self.read() == other.read()
    }
}

impl PartialEq<[u8]> for Blob {
    fn eq(&self, other: &[u8]) -> bool {
        *self.read() == *other
    }
}

impl TextSource for Blob {
    fn text(&self) -> Cow<'_, str> {
        self.utf8()
    }
}

/// A part of an import whose progress a person may want to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The sources are unpacked and told apart.
    Gathering,
    /// The essays are found in the sources.
    Finding,
    /// Essays are compared.
    Comparing,
    /// Chapters are made.
    Chapters,
}

/// A place for what an import need not have in memory all the time, and somebody who is told how far it is.
pub trait Workspace: Debug + Send + Sync {
    /// Keeps bytes for the length of the import.
    fn keep(&self, bytes: Vec<u8>) -> Blob {
        bytes.into()
    }

    /// Adds rows to a table of the stages (see [`Options::stages`](crate::Options)).
    fn table(&self, table: &'static str, rows: &str) {
        let _ = (table, rows);
    }

    /// Says that `done` of `all` things of a step are done. May be called from several threads.
    fn progress(&self, step: Step, done: usize, all: usize) {
        let _ = (step, done, all);
    }
}

/// Keeps everything in memory, and tells nobody.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InMemory;

impl Workspace for InMemory {}
