//! Which paragraph of which page: the numbered paragraphs of a text on the pages of a page map.

use std::collections::BTreeMap;

use anthology_base::Address;

use crate::set::{PageMap, ParagraphId, SetBlock, SetBlockKind, SetParagraph, SetSection, SetText};

/// What has an address: a numbered paragraph, or a numbered stanza as the paragraphs of its lines.
#[derive(Clone, Debug)]
pub struct Addressed<'a> {
    /// An index into [`SetText::sections`].
    pub section: usize,
    /// Its address.
    pub address: Address,
    /// Its paragraphs, at least one.
    pub paragraphs: Vec<&'a SetParagraph>,
}

/// What has an address on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressedPage {
    /// An index into [`PageMap::pages`].
    pub page: usize,
    /// In order; only the first can have begun on an earlier page.
    pub pieces: Vec<PagePiece>,
}

/// A numbered paragraph, or the rest of one, on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PagePiece {
    /// An index into the paragraphs with addresses.
    pub index: usize,
    /// True for the rest of one that began on an earlier page.
    pub carried_over: bool,
}

/// The place of a numbered paragraph: "page 42, ¶ 3".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagraphPlace {
    /// The label of the page on which it begins.
    pub page: String,
    /// Which paragraph of that page it is, from 1; the rest of one that began on the page before counts as the first.
    pub number: u32,
}

impl SetText {
    /// All that has an address, in document order.
    pub fn addressed(&self) -> Vec<Addressed<'_>> {
        self.sections.iter().enumerate().flat_map(|(index, section)| section.addressed(index)).collect()
    }
}

impl SetSection {
    /// What has an address in the section, which is the one at `index`: notes have none.
    pub fn addressed(&self, index: usize) -> Vec<Addressed<'_>> {
        let mut found = Vec::new();
        self.blocks.iter().for_each(|block| block_addresses(block, index, &mut found));
        found
    }
}

fn block_addresses<'a>(block: &'a SetBlock, section: usize, found: &mut Vec<Addressed<'a>>) {
    let mut add = |address: &Option<Address>, paragraphs: Vec<&'a SetParagraph>| {
        found.extend(address.clone().map(|address| Addressed { section, address, paragraphs }));
    };
    match &block.kind {
        SetBlockKind::Verse(stanzas) => {
            for stanza in stanzas {
                add(&stanza.address, stanza.lines.iter().map(|line| &line.paragraph).collect());
            }
        }
        SetBlockKind::Paragraph(paragraph)
        | SetBlockKind::Heading { paragraph, .. }
        | SetBlockKind::SceneBreak(paragraph) => add(&paragraph.address, vec![paragraph]),
        _ => block.inner_blocks().into_iter().for_each(|block| block_addresses(block, section, found)),
    }
}

/// What has an address, page by page; pages without any are there too. `found` is all that has an address in the text of
/// the map.
pub fn addressed_pages(found: &[Addressed<'_>], map: &PageMap) -> Vec<AddressedPage> {
    let owner: BTreeMap<ParagraphId, usize> = (found.iter().enumerate())
        .flat_map(|(index, found)| found.paragraphs.iter().map(move |paragraph| (paragraph.id, index)))
        .collect();
    let pieces = |page: usize| {
        let Some((first, at)) = map.pages[page].start else { return Vec::new() };
        let next = map.pages[page + 1..].iter().find_map(|page| page.start);
        let is_on_page = |id: ParagraphId| next.is_none_or(|(next, at)| id < next || id == next && at > 0);
        let mut pieces: Vec<PagePiece> = Vec::new();
        for (&id, &index) in owner.range(first..).take_while(|(id, _)| is_on_page(**id)) {
            if pieces.last().is_some_and(|last| last.index == index) {
                continue;
            }
            let begins = found[index].paragraphs.first().is_some_and(|paragraph| paragraph.id == id);
            pieces.push(PagePiece { index, carried_over: !begins || id == first && at > 0 });
        }
        pieces
    };
    (0..map.pages.len()).map(|page| AddressedPage { page, pieces: pieces(page) }).collect()
}

/// The place of everything that has an address and a page.
pub fn paragraph_places(text: &SetText, map: &PageMap) -> BTreeMap<Address, ParagraphPlace> {
    let found = text.addressed();
    let mut places = BTreeMap::new();
    for AddressedPage { page, pieces } in addressed_pages(&found, map) {
        for (number, piece) in (1..).zip(pieces).filter(|(_, piece)| !piece.carried_over) {
            let place = ParagraphPlace { page: map.pages[page].label.clone(), number };
            places.insert(found[piece.index].address.clone(), place);
        }
    }
    places
}
