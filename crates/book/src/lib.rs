//! The manifest, and the book that it and its chapters make: order, parts, front and back matter,
//! numbers, references resolved. Knows no page.

mod model;

pub use model::{
    Anchor, Book, BookChapter, Contributor, EpubOptions, ImageAsset, ImageFormat, LinkTarget, Matter, Metadata,
    MissingGlyphs, NotePlacement, Print, Role, Section, SectionKind, Typesetting,
};

use anthology_base::{Diagnostics, SourceMap, World};

/// Reads `book.toml` and all that it names from `world` (paths are relative to the book's folder) and
/// makes the book. Files read are added to `sources`. `None` where the manifest is unusable; otherwise
/// a book, good as far as it goes, with every fault found in `diagnostics`.
pub fn load(_world: &dyn World, _sources: &mut SourceMap, _diagnostics: &mut Diagnostics) -> Option<Book> {
    unimplemented!()
}
