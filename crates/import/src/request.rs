//! The input and the result of an import.

use crate::blob::{Blob, InMemory, Workspace};
use crate::boundaries::Thresholds;
use crate::images::RemoteImage;
use crate::ledger::{Action, Ledger};
use crate::report::Report;
use crate::source_file::InputFile;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The folder of a book that keeps its captures.
pub const CAPTURES: &str = "captures";
/// The folder of a book that holds its chapters.
pub const CHAPTERS: &str = "chapters";
/// The folder of a book that holds the images of its chapters.
pub const IMAGES: &str = "images";
/// The name of the manifest.
pub const MANIFEST: &str = "book.toml";

/// The present contents of the book's folder.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    /// The folder's own name, from which a first title is made.
    pub name: String,
    /// The ledger's text.
    pub ledger: Option<String>,
    /// The text of `book.toml`.
    pub manifest: Option<String>,
    /// The files of the folder [`CAPTURES`].
    pub captures: Vec<InputFile>,
    /// The files of the folder [`CHAPTERS`], by their paths from the book's folder, with `/`.
    pub chapters: BTreeMap<String, Blob>,
}

/// A place in a capture, as an editor writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accept {
    /// The capture's file name, or as much of its beginning as names only one.
    pub capture: String,
    /// The line.
    pub line: usize,
}

/// A decision of the editor from outside the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrule {
    /// The capture's file name, or as much of its beginning as names only one.
    pub capture: String,
    /// The line.
    pub line: usize,
    /// The decision.
    pub action: Action,
}

/// Options of an import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Accept every proposal.
    pub accept_all: bool,
    /// Accept the proposals at these places.
    pub accept: Vec<Accept>,
    /// Decisions in `book.toml`.
    pub overrules: Vec<Overrule>,
    /// The thresholds for boundaries.
    pub thresholds: Thresholds,
    /// The threshold for duplicates: shared shingles in parts of 1000 of the smaller text's. Without it, 800.
    pub similarity: Option<u32>,
    /// Images that were fetched for this import, by address.
    pub fetched: BTreeMap<String, Vec<u8>>,
    /// Write the tables that an engine makes edges from, into [`Workspace::table`]. Without edges the import ends there.
    pub stages: bool,
    /// The pairs of essays to compare, as an engine made them from the tables of the same import: the text of a CSV file
    /// with the columns `a` and `b`.
    pub edges: Option<String>,
    /// The place for what need not be in memory. Without it, everything is.
    pub workspace: Option<Arc<dyn Workspace>>,
}

impl Options {
    pub(crate) fn workspace(&self) -> &dyn Workspace {
        self.workspace.as_deref().unwrap_or(&InMemory)
    }
}

/// The result of an import. Nothing has been written yet.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The files to write, by their paths from the book's folder; those that would not change are left out.
    pub writes: BTreeMap<String, Blob>,
    /// Chapters to delete, by their paths from the book's folder: the importer wrote them, nobody has edited
    /// them, and the editor has joined, dropped or merged their essays.
    pub removes: BTreeSet<String>,
    /// The ledger as it is to be.
    pub ledger: Ledger,
    /// The report.
    pub report: Report,
    /// Images of kept essays that are on the web and not in the book, by capture and place.
    pub remote_images: Vec<RemoteImage>,
    /// Counts for a person.
    pub summary: Summary,
}

/// The import in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Captures in the book.
    pub captures: usize,
    /// Of these, new ones.
    pub new_captures: usize,
    /// Essays found.
    pub essays: usize,
    /// Essays kept.
    pub kept: usize,
    /// Duplicates merged.
    pub duplicates: usize,
    /// Stubs and teasers set aside, and what the editor dropped.
    pub set_aside: usize,
    /// Lines left out.
    pub dropped: usize,
    /// Chapter files new or written again.
    pub written: Vec<String>,
    /// Chapters that the editor has changed or deleted and that stay so.
    pub untouched: Vec<String>,
}
