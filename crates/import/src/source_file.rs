//! Files as the import goes over them: known by name and hash, and read when they are needed.

use crate::blob::Blob;
use crate::capture::{Capture, CaptureFile};

/// A file that is handed in, or that the book has already.
#[derive(Clone, Debug, PartialEq)]
pub struct InputFile {
    /// Its file name, without folders.
    pub name: String,
    /// Its bytes.
    pub blob: Blob,
}

impl InputFile {
    /// The file with its bytes.
    pub(crate) fn load(&self) -> CaptureFile {
        CaptureFile { name: self.name.clone(), bytes: self.blob.read().into_owned() }
    }
}

impl From<CaptureFile> for InputFile {
    fn from(file: CaptureFile) -> Self {
        Self { name: file.name, blob: file.bytes.into() }
    }
}

/// A capture that is to be read.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    pub(crate) file: InputFile,
    /// BLAKE3 of its bytes, in hex.
    pub(crate) hash: String,
}

/// What stays in memory of a capture that was read.
#[derive(Clone, Debug)]
pub(crate) struct CaptureRecord {
    pub(crate) name: String,
    pub(crate) hash: String,
    /// In bytes.
    pub(crate) size: usize,
    pub(crate) line_count: usize,
    /// True if it has posts in place of lines.
    pub(crate) structured: bool,
    /// Numbers of lines that hold invisible characters only.
    pub(crate) invisible: Vec<usize>,
}

impl From<Capture> for CaptureRecord {
    fn from(capture: Capture) -> Self {
        Self {
            name: capture.name,
            hash: capture.hash,
            size: capture.size,
            line_count: capture.line_count,
            structured: capture.documents.is_some(),
            invisible: capture.invisible,
        }
    }
}
