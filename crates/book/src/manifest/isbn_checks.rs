//! Formats that share an ISBN.

use anthology_base::{Diagnostic, Diagnostics, Isbn, Span};

use super::editions::{Edition, EditionBase};
use crate::model::Metadata;
use crate::settings::{EpubOptions, FormatIsbn};

/// Reports formats that have the same ISBN. A cover belongs to the edition that it goes around.
pub(super) fn check(epub: &EpubOptions, editions: &[Edition], d: &mut Diagnostics) {
    let of_editions = editions.iter().filter_map(|edition| Some((edition.isbn.as_ref()?, Some(edition))));
    let all: Vec<(&FormatIsbn, Option<&Edition>)> =
        epub.isbn.iter().map(|isbn| (isbn, None)).chain(of_editions).collect();
    for (at, (own, edition)) in all.iter().enumerate() {
        let first = all[..at].iter().find(|(other, of)| other.isbn == own.isbn && !are_one_product(*of, *edition));
        if let Some((other, _)) = first {
            d.push(
                Diagnostic::error("shared-isbn", format!("two formats have the ISBN {}", own.isbn))
                    .at(own.span)
                    .label(other.span, "first used here")
                    .hint("give each its own: shops refuse a number that another format has"),
            );
        }
    }
}

/// Warns of an ISBN in `identifier` that the EPUB has in common with an edition for a printer.
pub(super) fn check_identifier(
    metadata: &Metadata,
    span: Option<Span>,
    epub: &EpubOptions,
    editions: &[Edition],
    d: &mut Diagnostics,
) {
    let for_printer = |edition: &&Edition| matches!(edition.base, EditionBase::Print) && edition.isbn.is_none();
    let (Some(edition), None) = (editions.iter().find(for_printer), &epub.isbn) else { return };
    let own: Vec<Isbn> = editions.iter().filter_map(|edition| Some(edition.isbn.as_ref()?.isbn)).collect();
    let shared = metadata.identifiers.iter().filter_map(|uri| Isbn::of_uri(uri)).find(|isbn| !own.contains(isbn));
    let (Some(isbn), Some(span)) = (shared, span) else { return };
    d.push(
        Diagnostic::warning("shared-isbn", format!("the EPUB and edition `{}` have the ISBN {isbn}", edition.name))
            .at(span)
            .hint("write isbn = \"978-…\" in [epub] or in the edition: shops refuse one that another format has"),
    );
}

/// True for a cover and the edition that it goes around, in either order.
fn are_one_product(a: Option<&Edition>, b: Option<&Edition>) -> bool {
    let goes_around = |cover: &Edition, inside: &Edition| {
        cover.base == EditionBase::Cover && cover.source() == Some(inside.name.as_str())
    };
    let (Some(a), Some(b)) = (a, b) else { return false };
    goes_around(a, b) || goes_around(b, a)
}
