//! All words of the chapters by paragraph address: what a passage that somebody quotes is looked for in.

use std::collections::BTreeMap;

use anthology_base::{Address, Slug};
use anthology_typeset::{ParagraphId, ParagraphStyle, SetText};

use crate::places::words_of;

/// Words of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The address of their paragraph. Headings, captions, tables and code have that of the paragraph before them, notes
    /// that of the paragraph with their mark.
    pub address: Address,
    /// The words, on one line.
    pub text: String,
    /// True for a heading.
    pub is_heading: bool,
}

/// A chapter with its passages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChapterPassages {
    /// Its slug.
    pub slug: Slug,
    /// Its title, as it is printed.
    pub title: String,
    /// The passages in the order of the text, notes last.
    pub passages: Vec<Passage>,
}

/// The passages of the chapters that have numbered paragraphs.
pub fn passages(text: &SetText) -> Vec<ChapterPassages> {
    let mut chapters = Vec::new();
    for (index, section) in text.sections.iter().enumerate() {
        let mut found = Vec::new();
        section_addresses(section, index, &mut found);
        let Some((_, first)) = found.first() else { continue };
        let mut last = first.clone();
        let of: BTreeMap<ParagraphId, Address> = found.into_iter().collect();
        let mut passages = Vec::new();
        for paragraph in section.blocks.iter().flat_map(|block| block.paragraphs()) {
            if let Some(address) = of.get(&paragraph.id) {
                last = address.clone();
            }
            let is_heading = matches!(
                paragraph.style,
                ParagraphStyle::ChapterTitle
                    | ParagraphStyle::Heading2
                    | ParagraphStyle::Heading3
                    | ParagraphStyle::Heading4
            );
            passages.push(Passage { address: last.clone(), text: words_of(&[paragraph]), is_heading });
        }
        for note in &section.notes {
            let address = of.range(..=note.called_from).next_back().map_or_else(|| last.clone(), |(_, a)| a.clone());
            let text = note.blocks.iter().flat_map(|block| block.paragraphs());
            let passage = |text| Passage { address: address.clone(), text: words_of(&[text]), is_heading: false };
            passages.extend(text.map(passage));
        }
        passages.retain(|passage| !passage.text.is_empty());
        chapters.push(ChapterPassages { slug: section.slug.clone(), title: section.title.clone(), passages });
    }
    chapters
}

fn section_addresses(section: &anthology_typeset::SetSection, index: usize, found: &mut Vec<(ParagraphId, Address)>) {
    for paragraph in section.addressed(index) {
        found.extend(paragraph.paragraphs.iter().map(|part| (part.id, paragraph.address.clone())));
    }
}
