//! References to pages: known only when the pages are, so that paragraphs with them are set again.

use std::collections::BTreeMap;

use anthology_base::Address;
use anthology_typeset::{Anchor, ObjectKind, ParagraphPlace, SetParagraph};

/// The numbers that references print, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Folios {
    /// The folio of each destination.
    pub(crate) pages: BTreeMap<String, String>,
    /// The places of numbered paragraphs, where the book has a list that prints them.
    pub(crate) paragraphs: BTreeMap<Address, ParagraphPlace>,
}

/// A placeholder for a page number that is not known yet, about as wide as one.
const UNKNOWN: &str = "000";

/// The name of an anchor among the destinations.
pub(crate) fn destination(anchor: &Anchor) -> String {
    match &anchor.id {
        Some(id) => format!("{}#{id}", anchor.section),
        None => anchor.section.to_string(),
    }
}

/// The folio of an anchor: its own, that of its section, or a placeholder.
pub(crate) fn folio<'a>(anchor: &Anchor, folios: &'a Folios) -> &'a str {
    let section = || folios.pages.get(anchor.section.as_str());
    folios.pages.get(&destination(anchor)).or_else(section).map_or(UNKNOWN, String::as_str)
}

/// The text of an object that prints a number.
pub(crate) fn number(object: &ObjectKind, folios: &Folios) -> String {
    match object {
        ObjectKind::PageNumber(anchor) => folio(anchor, folios).to_owned(),
        ObjectKind::ParagraphPage(address) => {
            folios.paragraphs.get(address).map_or(UNKNOWN, |place| &place.page).to_owned()
        }
        ObjectKind::ParagraphOnPage(address) => {
            folios.paragraphs.get(address).map_or_else(|| "1".to_owned(), |place| place.number.to_string())
        }
        ObjectKind::Locators(_) | ObjectKind::Image(_) => String::new(),
    }
}

/// A paragraph prints page numbers.
pub(crate) fn prints_page_numbers(paragraph: &SetParagraph) -> bool {
    paragraph.objects.iter().any(|object| !matches!(object.kind, ObjectKind::Image(_)))
}
