//! The EPUB's cover: the editor's own or one drawn from the title, and its thumbnail.

use anthology_base::Diagnostic;
use anthology_book::Book;
use anthology_cover::Front;
use anthology_images::Cache;
use anthology_layout::fonts::Fonts;
use anthology_typeset::SetText;

/// A cover image and its description.
pub(crate) struct Cover {
    bytes: Vec<u8>,
    alt: String,
    /// A small JPEG for shops' lists.
    pub(crate) thumbnail: Vec<u8>,
}

impl Cover {
    /// The book's cover; drawn where the editor gives none.
    pub(crate) fn make(book: &Book, text: &SetText, fonts: &Fonts, cache: Cache<'_>) -> Result<Self, Diagnostic> {
        let front = Front::of(text);
        let bytes = match &book.cover {
            Some(image) => image.bytes.to_vec(),
            None => anthology_cover::draw(&front, fonts, cache)
                .map_err(|error| Diagnostic::error("cover", error.to_string()))?,
        };
        let mut cover = Self { bytes, alt: front.alt(), thumbnail: Vec::new() };
        cover.thumbnail = anthology_epub::thumbnail(cover.image(), cache)
            .map_err(|error| Diagnostic::error("epub", error.to_string()))?;
        Ok(cover)
    }

    /// The cover as the EPUB writer takes it.
    pub(crate) fn image(&self) -> anthology_epub::Cover<'_> {
        anthology_epub::Cover { bytes: &self.bytes, alt: &self.alt }
    }
}
