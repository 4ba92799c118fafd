//! The names of a book's files.

use anthology_base::file_stem;
use anthology_book::{Book, Edition};

/// The stem for a book whose title has no letters.
const UNTITLED: &str = "book";

/// The names of a book's files: its title, made fit for every system, with the edition and an ending.
pub(crate) struct FileNames {
    stem: String,
}

impl FileNames {
    pub(crate) fn of(book: &Book) -> Self {
        Self { stem: file_stem(&book.metadata.title).unwrap_or_else(|| UNTITLED.to_owned()) }
    }

    pub(crate) fn epub(&self) -> String {
        format!("{}.epub", self.stem)
    }

    pub(crate) fn onix(&self) -> String {
        format!("{}.onix.xml", self.stem)
    }

    pub(crate) fn thumbnail(&self) -> String {
        format!("{}.thumbnail.jpg", self.stem)
    }

    pub(crate) fn pdf(&self, edition: &str) -> String {
        if edition == Edition::MAIN { format!("{}.pdf", self.stem) } else { format!("{}-{edition}.pdf", self.stem) }
    }

    /// The names of all files that the book makes.
    pub(crate) fn all(&self, book: &Book) -> Vec<String> {
        let onix = book.epub.onix.then(|| self.onix());
        let pdfs = book.edition_names().into_iter().map(|name| self.pdf(name));
        [self.epub(), self.thumbnail()].into_iter().chain(onix).chain(pdfs).collect()
    }
}
