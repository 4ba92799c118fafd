//! The names of a book's files.

use anthology_book::{Book, Edition};

use crate::devices::DeviceFile;

/// The names of a book's files: its [stem](Book::file_stem), with the edition and an ending.
pub(crate) struct FileNames {
    stem: String,
}

/// What a draft's stem ends with: it takes no published file's place.
const DRAFT: &str = "-draft";

impl FileNames {
    pub(crate) fn of(book: &Book) -> Self {
        let published = Self::of_published(book);
        if book.draft.is_some() { published.of_draft() } else { published }
    }

    fn of_published(book: &Book) -> Self {
        Self { stem: book.file_stem() }
    }

    fn of_draft(&self) -> Self {
        Self { stem: format!("{}{DRAFT}", self.stem) }
    }

    /// What all names begin with.
    pub(crate) fn stem(&self) -> &str {
        &self.stem
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

    /// The name of a file for a device.
    pub(crate) fn device(&self, file: DeviceFile) -> String {
        let ending = match file {
            DeviceFile::Kindle => "-kindle.epub",
            DeviceFile::Kobo => ".kepub.epub",
            DeviceFile::Text => ".txt",
            DeviceFile::Sample => "-sample.epub",
        };
        format!("{}{ending}", self.stem)
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
