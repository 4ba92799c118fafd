//! Checks of a book and of its pages. Input: a loaded [`Book`], or an edition's pages; output: [`Diagnostics`] about what
//! is probably not intended, what shops ask for, and what a printer would refuse.
//!
//! ```
//! use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Tides\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "+++\ntitle = \"One\"\n+++\n\n#### Deep\n\nText.\n");
//! let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
//! let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
//! let codes: Vec<&str> = anthology_check::check(&book, &sources).iter().map(|finding| finding.code).collect();
//! assert_eq!(codes, ["missing-metadata", "heading-level"]);
//! ```

mod chapters;
mod metadata;
mod permissions;
mod preflight;
mod svg_text;

pub use permissions::permissions;
pub use preflight::preflight;
pub use svg_text::svg_text;

use anthology_base::{Diagnostics, SourceMap};
use anthology_book::Book;

/// Checks a book that loads: warnings about what is probably not intended, notes about metadata that shops and libraries
/// ask for. `sources` are those that the book was loaded from.
pub fn check(book: &Book, sources: &SourceMap) -> Diagnostics {
    let mut findings = Diagnostics::new();
    metadata::check(book, sources, &mut findings);
    chapters::check(book, &mut findings);
    permissions::check(book, &mut findings);
    findings
}
