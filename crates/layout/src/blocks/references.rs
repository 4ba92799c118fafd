//! References to pages: known only when the pages are, so that paragraphs with them are set again.

use std::collections::BTreeMap;

use anthology_typeset::{Anchor, ObjectKind, SetParagraph};

/// The folio of each destination, as far as it is known.
pub(crate) type Folios = BTreeMap<String, String>;

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
    let section = || folios.get(anchor.section.as_str());
    folios.get(&destination(anchor)).or_else(section).map_or(UNKNOWN, String::as_str)
}

/// A paragraph prints page numbers.
pub(crate) fn prints_page_numbers(paragraph: &SetParagraph) -> bool {
    paragraph.objects.iter().any(|o| matches!(o.kind, ObjectKind::PageNumber(_) | ObjectKind::Locators(_)))
}
