//! The editions that a request names.

use anthology_base::{Diagnostic, Diagnostics, nearest};
use anthology_book::{Book, Edition};

use crate::log::Log;

/// The name that means every edition in a request.
pub const ALL_EDITIONS: &str = "all";

/// The edition for reading with poor sight.
pub(crate) const LARGE_PRINT: &str = "large-print";

/// The editions of the PDF that readers are handed: the one whose pages everyone refers to, and large print.
pub(crate) fn for_readers(book: &Book) -> Vec<String> {
    vec![book.reference_edition().name, LARGE_PRINT.to_owned()]
}

/// The editions of these names, each once, in the order of the request. An unknown name is an error.
pub(crate) fn select(names: &[String], book: &Book, log: &mut Log<'_>) -> Vec<Edition> {
    let every = book.edition_names();
    let mut found = Diagnostics::new();
    let mut editions: Vec<Edition> = Vec::new();
    let asked = names.iter().flat_map(|name| if name == ALL_EDITIONS { every.clone() } else { vec![name.as_str()] });
    for name in asked {
        if editions.iter().any(|edition| edition.name == name) {
            continue;
        }
        match book.edition(name) {
            Some(edition) => editions.push(edition),
            None => found.push(unknown(name, &every)),
        }
    }
    log.report_of_book(found);
    editions
}

fn unknown(name: &str, every: &[&str]) -> Diagnostic {
    let finding = Diagnostic::error("unknown-edition", format!("no edition `{name}`"));
    match nearest(name, every.iter().copied()) {
        Some(known) => finding.hint(format!("did you mean `{known}`?")),
        None => finding.hint(format!("name one of {}, or describe [edition.{name}] in book.toml", every.join(", "))),
    }
}
