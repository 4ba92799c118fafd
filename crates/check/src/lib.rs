//! Findings about sources, pages and finished files.

mod chapters;
mod metadata;
mod preflight;

pub use preflight::preflight;

use anthology_base::{Diagnostics, SourceMap};
use anthology_book::Book;

/// What is odd about a book that loads: warnings for what probably isn't meant, notes for what shops and
/// libraries ask for. `sources` are those that the book was loaded from.
pub fn check(book: &Book, sources: &SourceMap) -> Diagnostics {
    let mut findings = Diagnostics::new();
    metadata::check(book, sources, &mut findings);
    chapters::check(book, &mut findings);
    findings
}
