//! The page map: which word of the set text starts which page.

use std::collections::BTreeMap;

use anthology_book::Anchor;

use super::paragraph::ParagraphId;

/// The page map of an edition: layout's result that the EPUB's page list and page breaks are made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMap {
    /// Every page in order, blank ones included.
    pub pages: Vec<MappedPage>,
    /// The folio of the page of each anchor.
    pub folios: BTreeMap<Anchor, String>,
}

/// The start of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedPage {
    /// Its page label: `xii`, `42`.
    pub label: String,
    /// Index into [`SetText::sections`](crate::SetText::sections); a blank page belongs to the section before it.
    pub section: u32,
    /// Its first paragraph that is not a note, and the byte offset in that paragraph's text at which it
    /// starts. `None` for a page without such a paragraph (blank, or an image alone).
    pub start: Option<(ParagraphId, u32)>,
}
