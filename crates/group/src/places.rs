//! The names of every paragraph: page and paragraph on it, address, first words, number in the margin.

use std::collections::BTreeMap;

use anthology_base::{Address, ParagraphNumber, Slug};
use anthology_typeset::{PageMap, ParagraphId, SetBlock, SetBlockKind, SetParagraph, SetSection, SetText};

use crate::first_words::first_words;

/// The places of a book: its numbered paragraphs and its reference pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The numbered paragraphs, in the order of the book.
    pub paragraphs: Vec<Place>,
    /// The reference pages, blank ones among them.
    pub pages: Vec<PagePlace>,
    by_address: BTreeMap<Address, usize>,
}

/// A paragraph, by its four names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its address: `trust.12`.
    pub address: Address,
    /// An index into [`SetText::sections`].
    pub section: usize,
    /// The title of its chapter, as it is printed.
    pub title: String,
    /// The label of the reference page on which it begins; `None` where there are no pages.
    pub page: Option<String>,
    /// Which paragraph of that page it is, from 1. The rest of one that began on the page before counts as the first.
    pub paragraph_on_page: u32,
    /// The same for those who don't count the rest of a paragraph from the page before.
    pub beginning_on_page: u32,
    /// As many of its first words as no other place of the book has in a row.
    pub first_words: String,
    /// The number beside it, where the margin has one.
    pub margin_number: Option<ParagraphNumber>,
    /// Its text, with a space for what is no character.
    pub text: String,
}

/// A reference page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePlace {
    /// Its label: `xii`, `42`.
    pub label: String,
    /// An index into [`SetText::sections`]: the section that it belongs to.
    pub section: usize,
    /// The slug of that section.
    pub slug: Slug,
    /// The numbered paragraphs of which something is on the page, in order: indices into [`Places::paragraphs`].
    pub paragraphs: Vec<usize>,
    /// True if the first of them began on an earlier page.
    pub carried_over: bool,
}

impl Places {
    /// The places of a set text whose reference pages are those of `map`.
    pub fn new(text: &SetText, map: &PageMap) -> Self {
        let mut found = Vec::new();
        for (number, section) in text.sections.iter().enumerate() {
            addressed(section, &mut |address, paragraphs| {
                found.push(Addressed { section: number, address: address.clone(), paragraphs });
            });
        }
        let beginnings: Vec<&SetParagraph> =
            found.iter().filter_map(|found| found.paragraphs.first().copied()).collect();
        let mut first_words = first_words(text, &beginnings).into_iter();
        let mut places = Self::default();
        for Addressed { section, address, paragraphs } in &found {
            let margin_number = paragraphs.first().and_then(|paragraph| text.margin_number(paragraph));
            // A stanza's first line has no number of its own.
            let lines: Vec<String> =
                paragraphs.iter().map(|paragraph| paragraph.text.replace(['\u{fffc}', '\n'], " ")).collect();
            places.by_address.insert(address.clone(), places.paragraphs.len());
            places.paragraphs.push(Place {
                address: address.clone(),
                section: *section,
                title: text.sections[*section].title.clone(),
                page: None,
                paragraph_on_page: 0,
                beginning_on_page: 0,
                first_words: first_words.next().unwrap_or_default(),
                margin_number,
                text: lines.join(" "),
            });
        }
        places.put_on_pages(text, map, &found);
        places
    }

    /// The paragraph at an address.
    pub fn find(&self, address: &Address) -> Option<&Place> {
        self.paragraphs.get(*self.by_address.get(address)?)
    }

    /// The page with a label.
    pub fn page(&self, label: &str) -> Option<&PagePlace> {
        self.pages.iter().find(|page| page.label == label)
    }

    /// Paragraph `number` of a page, the rest of one from the page before counted as the first.
    pub fn on_page(&self, label: &str, number: u32) -> Option<&Place> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.paragraphs.get(*self.page(label)?.paragraphs.get(index)?)
    }

    /// Walks through paragraphs and page starts in the order of the book.
    fn put_on_pages(&mut self, text: &SetText, map: &PageMap, found: &[Addressed<'_>]) {
        let owner: BTreeMap<ParagraphId, usize> = (found.iter().enumerate())
            .flat_map(|(place, found)| found.paragraphs.iter().map(move |paragraph| (paragraph.id, place)))
            .collect();
        for (page, mapped) in map.pages.iter().enumerate() {
            let section = mapped.section as usize;
            let slug = text.sections.get(section).map_or_else(|| Slug::from_text(""), |section| section.slug.clone());
            let mut on_page =
                PagePlace { label: mapped.label.clone(), section, slug, paragraphs: Vec::new(), carried_over: false };
            let Some((first, at)) = mapped.start else {
                self.pages.push(on_page);
                continue;
            };
            let next = map.pages[page + 1..].iter().find_map(|page| page.start);
            let is_on_page = |id: ParagraphId| next.is_none_or(|(next, at)| id < next || id == next && at > 0);
            for (&id, &place) in owner.range(first..).take_while(|(id, _)| is_on_page(**id)) {
                let begins = found[place].paragraphs.first().is_some_and(|paragraph| paragraph.id == id);
                if on_page.paragraphs.last() == Some(&place) {
                    continue;
                }
                let carried = !begins || id == first && at > 0;
                on_page.carried_over |= carried;
                on_page.paragraphs.push(place);
                if !carried {
                    let number = on_page.paragraphs.len() as u32;
                    let place = &mut self.paragraphs[place];
                    place.page = Some(mapped.label.clone());
                    place.paragraph_on_page = number;
                    place.beginning_on_page = number - u32::from(on_page.carried_over);
                }
            }
            self.pages.push(on_page);
        }
    }
}

/// A numbered paragraph, or the lines of a numbered stanza.
struct Addressed<'a> {
    section: usize,
    address: Address,
    paragraphs: Vec<&'a SetParagraph>,
}

/// Visits what has an address in a section: paragraphs, and stanzas as the paragraphs of their lines.
fn addressed<'a>(section: &'a SetSection, visit: &mut impl FnMut(&'a Address, Vec<&'a SetParagraph>)) {
    for block in &section.blocks {
        block_addresses(block, visit);
    }
}

fn block_addresses<'a>(block: &'a SetBlock, visit: &mut impl FnMut(&'a Address, Vec<&'a SetParagraph>)) {
    if let SetBlockKind::Verse(stanzas) = &block.kind {
        for stanza in stanzas {
            if let Some(address) = &stanza.address {
                visit(address, stanza.lines.iter().map(|line| &line.paragraph).collect());
            }
        }
        return;
    }
    let inner = block.inner_blocks();
    if inner.is_empty() {
        for paragraph in block.paragraphs() {
            if let Some(address) = &paragraph.address {
                visit(address, vec![paragraph]);
            }
        }
    }
    for block in inner {
        block_addresses(block, visit);
    }
}
