//! What shops and libraries ask for and `[book]` doesn't say.

use anthology_base::{Diagnostic, Diagnostics, SourceMap, Span};
use anthology_book::Book;

pub(crate) fn check(book: &Book, sources: &SourceMap, d: &mut Diagnostics) {
    let metadata = &book.metadata;
    let wanted = [
        (metadata.contributors.is_empty(), "editors or authors", "write editors = [\"…\"] or authors = [\"…\"]"),
        (metadata.description.is_none(), "description", "write description = \"…\", a paragraph or two"),
        (metadata.publisher.is_none(), "publisher", "write publisher = \"…\""),
        (metadata.rights.is_none(), "rights statement", "write rights = \"© …\""),
        (metadata.date.is_none(), "date", "write date = \"…\", so that the outputs don't change from day to day"),
    ];
    let span = header(book, sources);
    for (missing, what, hint) in wanted {
        if missing {
            d.push(Diagnostic::note("missing-metadata", format!("[book] has no {what}")).at(span).hint(hint));
        }
    }
}

/// The line `[book]`, or the start of the manifest.
fn header(book: &Book, sources: &SourceMap) -> Span {
    let text = sources.file(book.manifest).text();
    let start = text.find("[book]").unwrap_or(0);
    let end = if text[start..].starts_with("[book]") { start + "[book]".len() } else { start };
    Span::new(book.manifest, start..end)
}
