//! The names of every paragraph: page and paragraph on it, address, first words, number in the margin.

use std::collections::BTreeMap;

use anthology_base::{Address, ParagraphNumber, Slug};
use anthology_typeset::{Addressed, AddressedPage, PageMap, SetLink, SetParagraph, SetText, addressed_pages};

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
    /// Its text without note marks, on one line, with a space for what is no character.
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
        let found = text.addressed();
        let beginnings: Vec<&SetParagraph> =
            found.iter().filter_map(|found| found.paragraphs.first().copied()).collect();
        let mut first_words = first_words(text, &beginnings).into_iter();
        let mut places = Self::default();
        for Addressed { section, address, paragraphs } in &found {
            let margin_number = paragraphs.first().and_then(|paragraph| text.margin_number(paragraph));
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
                text: words_of(paragraphs),
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

    fn put_on_pages(&mut self, text: &SetText, map: &PageMap, found: &[Addressed<'_>]) {
        for AddressedPage { page, pieces } in addressed_pages(found, map) {
            let mapped = &map.pages[page];
            let section = mapped.section as usize;
            let slug = text.sections.get(section).map_or_else(|| Slug::from_text(""), |section| section.slug.clone());
            let on_page = PagePlace {
                label: mapped.label.clone(),
                section,
                slug,
                paragraphs: pieces.iter().map(|piece| piece.index).collect(),
                carried_over: pieces.first().is_some_and(|piece| piece.carried_over),
            };
            for (number, piece) in (1..).zip(&pieces).filter(|(_, piece)| !piece.carried_over) {
                let place = &mut self.paragraphs[piece.index];
                place.page = Some(mapped.label.clone());
                place.paragraph_on_page = number;
                place.beginning_on_page = number - u32::from(on_page.carried_over);
            }
            self.pages.push(on_page);
        }
    }
}

/// The text of paragraphs without note marks, on one line, with a space for what is no character.
pub(crate) fn words_of(paragraphs: &[&SetParagraph]) -> String {
    let mut text = String::new();
    for paragraph in paragraphs {
        let mut start = 0;
        for run in &paragraph.runs {
            let link = run.link.and_then(|link| paragraph.links.get(link as usize));
            if !matches!(link, Some(SetLink::Note(_) | SetLink::NoteBack(_))) {
                text.push_str(&paragraph.text[start..run.end as usize]);
            }
            start = run.end as usize;
        }
        text.push(' ');
    }
    text.replace(['\u{fffc}', '\n'], " ").trim().to_owned()
}
