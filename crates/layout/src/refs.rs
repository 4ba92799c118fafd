//! Page numbers in the text: known only when the pages are, so that what prints them is set again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anthology_typeset::{Anchor, ObjectKind, SetParagraph};

/// The folio of the page on which each destination stands, as far as it is known.
pub(crate) type Folios = BTreeMap<String, String>;

/// What stands where a page number is not known yet: about as wide as one.
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

/// Whether a paragraph prints page numbers.
pub(crate) fn refers(paragraph: &SetParagraph) -> bool {
    paragraph.objects.iter().any(|o| matches!(o.kind, ObjectKind::PageNumber(_)))
}

/// The paragraph with its page numbers as characters. Offsets move with them.
pub(crate) fn resolve<'a>(paragraph: &'a SetParagraph, folios: &Folios) -> Cow<'a, SetParagraph> {
    if !refers(paragraph) {
        return Cow::Borrowed(paragraph);
    }
    let mut set = paragraph.clone();
    // From the end, so that the offsets before a place stay right.
    for object in paragraph.objects.iter().rev() {
        let ObjectKind::PageNumber(anchor) = &object.kind else { continue };
        let number = folio(anchor, folios);
        let at = object.at;
        let old = at + '\u{fffc}'.len_utf8() as u32;
        set.text.replace_range(at as usize..old as usize, number);
        let moved = |offset: u32| if offset < old { offset } else { offset - old + at + number.len() as u32 };
        for run in &mut set.runs {
            run.end = moved(run.end);
        }
        for hyphen in &mut set.hyphens {
            *hyphen = moved(*hyphen);
        }
        for (offset, _) in &mut set.ids {
            *offset = moved(*offset);
        }
        set.objects.retain(|o| o.at != at);
        for other in &mut set.objects {
            other.at = moved(other.at);
        }
    }
    Cow::Owned(set)
}

/// The offset in the paragraph as it came that an offset in the resolved one stands for.
pub(crate) fn original_offset(paragraph: &SetParagraph, folios: &Folios, offset: u32) -> u32 {
    let mut shift = 0_i64;
    for object in &paragraph.objects {
        let ObjectKind::PageNumber(anchor) = &object.kind else { continue };
        let start = i64::from(object.at) + shift;
        let length = folio(anchor, folios).len() as i64;
        if i64::from(offset) < start + length {
            return if i64::from(offset) > start { object.at } else { (i64::from(offset) - shift) as u32 };
        }
        shift += length - '\u{fffc}'.len_utf8() as i64;
    }
    (i64::from(offset) - shift) as u32
}
