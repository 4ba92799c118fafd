//! Metadata that shops and libraries ask for and `[book]` lacks.

use anthology_base::{Diagnostic, Diagnostics, SourceMap, Span};
use anthology_book::Book;

pub(crate) fn check(book: &Book, sources: &SourceMap, d: &mut Diagnostics) {
    let metadata = &book.metadata;
    let wanted = [
        ("editors or authors", metadata.contributors.is_empty()),
        ("description", metadata.description.is_none()),
        ("publisher", metadata.publisher.is_none()),
        ("rights", metadata.rights.is_none()),
        ("date", metadata.date.is_none()),
    ];
    let missing: Vec<&str> = wanted.iter().filter(|(_, missing)| *missing).map(|(what, _)| *what).collect();
    if missing.is_empty() {
        return;
    }
    d.push(
        Diagnostic::note("missing-metadata", format!("[book] has no {}", missing.join(", no ")))
            .at(header(book, sources))
            .hint("shops and libraries ask for them; without a date, the outputs change from day to day"),
    );
}

/// The line `[book]`, or the start of the manifest.
fn header(book: &Book, sources: &SourceMap) -> Span {
    let text = sources.file(book.manifest).text();
    let start = text.find("[book]").unwrap_or(0);
    let end = if text[start..].starts_with("[book]") { start + "[book]".len() } else { start };
    Span::new(book.manifest, start..end)
}
