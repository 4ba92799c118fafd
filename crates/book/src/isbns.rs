//! The ISBNs of a book's formats.

use anthology_base::Isbn;

use crate::manifest::{Edition, EditionBase, derived_uuid};
use crate::model::{Book, Metadata};
use crate::settings::FormatIsbn;

/// A format that has an ISBN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// Every format of the book: the number is its `identifier`.
    Any,
    /// The EPUB.
    Epub,
    /// An edition of the PDF, by the kind that it starts from.
    Edition(EditionBase),
    /// The editor's words for it.
    Named(String),
}

/// An ISBN and what it is the number of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookIsbn {
    /// The number.
    pub isbn: Isbn,
    /// The format.
    pub format: Format,
}

impl Book {
    /// The ISBNs that the copyright page lists, each once: those of `identifier`, then those of the editions and of the
    /// EPUB.
    pub fn isbns(&self) -> Vec<BookIsbn> {
        let named = |own: &FormatIsbn, usual: Format| BookIsbn {
            isbn: own.isbn,
            format: own.format.clone().map_or(usual, Format::Named),
        };
        let editions = self.editions.iter();
        let editions = editions.filter_map(|e| Some(named(e.isbn.as_ref()?, Format::Edition(e.base))));
        let formats: Vec<BookIsbn> = editions.chain(self.epub.isbn.iter().map(|e| named(e, Format::Epub))).collect();
        let shared = self.shared_isbn().map(|isbn| BookIsbn { isbn, format: Format::Any });
        let mut all: Vec<BookIsbn> = Vec::new();
        for entry in shared.into_iter().chain(formats) {
            // A cover has the number of the edition that it goes around.
            if all.iter().all(|known| known.isbn != entry.isbn) {
                all.push(entry);
            }
        }
        all
    }

    /// The ISBN of `identifier`, which the formats have that have none of their own; `None` where it is one of theirs.
    fn shared_isbn(&self) -> Option<Isbn> {
        let own = self.editions.iter().filter_map(|edition| edition.isbn.as_ref()).chain(&self.epub.isbn);
        let own: Vec<Isbn> = own.map(|own| own.isbn).collect();
        let mut written = self.metadata.identifiers.iter().filter_map(|uri| Isbn::of_uri(uri));
        written.find(|isbn| !own.contains(isbn))
    }

    /// The ISBN of an edition: its own or the book's. A cover has that of the edition that it goes around.
    pub fn edition_isbn(&self, edition: &Edition) -> Option<Isbn> {
        let inside = (edition.base == EditionBase::Cover).then(|| edition.source()).flatten();
        let inside = inside.and_then(|name| self.edition(name)).and_then(|inside| inside.isbn);
        let own = edition.isbn.clone().or(inside).map(|own| own.isbn);
        own.or_else(|| self.shared_isbn())
    }

    /// The identifiers of an edition's file: its ISBN, and those of the book that are no ISBN. Never empty.
    pub fn edition_identifiers(&self, edition: &Edition) -> Vec<String> {
        identifiers(&self.metadata, self.edition_isbn(edition))
    }

    /// The identifiers of the EPUB, likewise.
    pub fn epub_identifiers(&self) -> Vec<String> {
        let own = self.epub.isbn.as_ref().map(|own| own.isbn);
        identifiers(&self.metadata, own.or_else(|| self.shared_isbn()))
    }
}

fn identifiers(metadata: &Metadata, isbn: Option<Isbn>) -> Vec<String> {
    let written = |uri: &&String| Isbn::of_uri(uri).is_none_or(|written| Some(written) == isbn);
    let own = isbn.map(Isbn::uri).filter(|_| !metadata.identifiers.iter().any(|uri| Isbn::of_uri(uri) == isbn));
    let found: Vec<String> = own.into_iter().chain(metadata.identifiers.iter().filter(written).cloned()).collect();
    match found.is_empty() {
        true => vec![derived_uuid(&metadata.title, &metadata.contributors)],
        false => found,
    }
}
