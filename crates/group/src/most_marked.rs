//! The paragraphs that most members have marked.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::Address;
use anthology_book::{Confidence, MemberNote};

use crate::places::Places;

/// A paragraph that members have marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkedParagraph {
    /// Its address.
    pub address: Address,
    /// The number of people who have marked it. Marks of which nobody knows whose they are count as one person's.
    pub people: usize,
    /// The words that most of them have marked, the longest where several are marked as often.
    pub quote: String,
}

/// The paragraphs that at least `people` members have marked, those of most people first, then in the order of the book.
/// Private notes and those without a place don't count.
pub fn most_marked(notes: &[MemberNote], places: &Places, people: usize) -> Vec<MarkedParagraph> {
    let mut marked: BTreeMap<&Address, Marks<'_>> = BTreeMap::new();
    for note in notes.iter().filter(|note| !note.private && note.confidence != Confidence::Unplaced) {
        let Some(address) = &note.address else { continue };
        let marks = marked.entry(address).or_default();
        marks.readers.insert(&note.reader);
        if !note.quote.is_empty() {
            marks.quotes.entry(&note.quote).or_default().insert(&note.reader);
        }
    }
    let order = |address: &Address| places.paragraphs.iter().position(|place| place.address == *address);
    let mut found: Vec<(usize, MarkedParagraph)> = Vec::new();
    for (address, Marks { readers, quotes }) in marked {
        let Some(at) = order(address).filter(|_| readers.len() >= people) else { continue };
        let quote = quotes.iter().max_by_key(|(quote, readers)| (readers.len(), quote.len()));
        let quote = quote.map(|(quote, _)| (*quote).to_owned()).unwrap_or_default();
        found.push((at, MarkedParagraph { address: address.clone(), people: readers.len(), quote }));
    }
    found.sort_by_key(|(at, paragraph)| (std::cmp::Reverse(paragraph.people), *at));
    found.into_iter().map(|(_, paragraph)| paragraph).collect()
}

#[derive(Default)]
struct Marks<'a> {
    readers: BTreeSet<&'a str>,
    /// The readers of each passage.
    quotes: BTreeMap<&'a str, BTreeSet<&'a str>>,
}
