//! The outcome of an adoption: a manifest, or the reason why there is none.

/// The list that gave the book its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `SUMMARY.md` of mdBook or GitBook: its path.
    Summary(String),
    /// `_quarto.yml`.
    Quarto,
    /// `_bookdown.yml`, or an `index.Rmd` for bookdown.
    Bookdown,
    /// `Book.txt` of Leanpub: its path.
    Leanpub(String),
    /// The names of the files.
    FileNames,
}

/// A manifest for a folder of chapters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The name of the manifest's file: `book.toml`, or `anthology.toml` where `book.toml` is mdBook's.
    pub name: &'static str,
    /// Its text.
    pub manifest: String,
    /// The list that gave the order.
    pub origin: Origin,
    /// The book's title.
    pub title: String,
    /// The paths of the files taken, in order.
    pub taken: Vec<String>,
    /// The number of titled parts.
    pub parts: usize,
    /// What was left out.
    pub left: Vec<LeftOut>,
    /// What the editor should look at: guesses, and what the manifest can't say.
    pub notes: Vec<String>,
}

/// A file that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Its path, or its title where it has none.
    pub path: String,
    /// The reason: `a draft`.
    pub reason: &'static str,
}

/// The reason why a folder isn't adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is a book already: the path of its manifest.
    HasManifest(&'static str),
    /// A list of another program can't be read: its path and the fault.
    Unreadable {
        /// The list.
        path: String,
        /// The fault in its parser's words.
        fault: String,
    },
    /// It holds no chapters.
    NoChapters,
}

/// The name of a manifest.
pub(crate) const MANIFEST: &str = "book.toml";
/// Its name beside a manifest of mdBook's.
pub(crate) const MANIFEST_BESIDE_MDBOOK: &str = "anthology.toml";
