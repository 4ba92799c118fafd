//! The names of a book's files.

use anthology_base::{file_stem, readable_stem};
use anthology_book::{Book, Edition};

use crate::devices::DeviceFile;

/// The stem for a book whose title has no letters.
const UNTITLED: &str = "book";

/// The stem of readable names for a book whose title has no letters that ASCII can stand for.
const READABLE_UNTITLED: &str = "Book";

/// The names of a book's files: its title, made fit for every system, with the edition and an ending.
pub(crate) struct FileNames {
    stem: String,
    readable: String,
}

/// What a draft's stem ends with: it takes no published file's place.
const DRAFT: &str = "-draft";

impl FileNames {
    pub(crate) fn of(book: &Book) -> Self {
        let published = Self::of_published(book);
        if book.draft.is_some() { published.of_draft() } else { published }
    }

    fn of_published(book: &Book) -> Self {
        let title = &book.metadata.title;
        Self {
            stem: file_stem(title).unwrap_or_else(|| UNTITLED.to_owned()),
            readable: readable_stem(title).unwrap_or_else(|| READABLE_UNTITLED.to_owned()),
        }
    }

    fn of_draft(&self) -> Self {
        Self { stem: format!("{}{DRAFT}", self.stem), readable: format!("{}{DRAFT}", self.readable) }
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

    /// The stem of the names of files that people are handed, in ASCII: some devices take the title from it.
    pub(crate) fn readable(&self) -> &str {
        &self.readable
    }

    /// The name of a file for a device.
    pub(crate) fn device(&self, file: DeviceFile) -> String {
        let ending = match file {
            DeviceFile::Kindle => "-kindle.epub",
            DeviceFile::Kobo => ".kepub.epub",
            DeviceFile::Text => ".txt",
            DeviceFile::Sample => "-sample.epub",
        };
        format!("{}{ending}", self.readable)
    }

    /// The names of all files that the book makes, published and drafts.
    pub(crate) fn all(book: &Book) -> Vec<String> {
        let published = Self::of_published(book);
        [published.of_draft(), published].iter().flat_map(|names| names.of_kind(book)).collect()
    }

    fn of_kind(&self, book: &Book) -> Vec<String> {
        let onix = book.epub.onix.then(|| self.onix());
        let pdfs = book.edition_names().into_iter().map(|name| self.pdf(name));
        let devices = DeviceFile::ALL.map(|file| self.device(file));
        [self.epub(), self.thumbnail()].into_iter().chain(onix).chain(pdfs).chain(devices).collect()
    }
}
