//! The book as the devices of a reading group's members need it.

use std::collections::BTreeSet;

use anthology_base::{Diagnostic, Slug};
use anthology_book::Book;
use anthology_typeset::{
    MappedPage, Matter, NotePlacement, PageMap, ParagraphId, SectionKind, SetBlock, SetBlockKind, SetSection, SetText,
};

/// A file for a device or a use, beside the EPUB and the PDFs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviceFile {
    /// An EPUB for Send to Kindle: page numbers in the text, no soft hyphens, a language that Amazon knows.
    Kindle,
    /// An EPUB for Kobo's own renderer, with spans around sentences.
    Kobo,
    /// The text, with page numbers and addresses.
    Text,
    /// An EPUB of the front matter and the first chapter.
    Sample,
}

impl DeviceFile {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Kindle, Self::Kobo, Self::Text, Self::Sample];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kindle => "kindle",
            Self::Kobo => "kobo",
            Self::Text => "text",
            Self::Sample => "sample",
        }
    }
}

/// The warning that Send to Kindle doesn't know a book's language.
pub(crate) fn kindle_language(book: &Book) -> Option<Diagnostic> {
    let language = book.metadata.language;
    if anthology_epub::is_kindle_language(language) {
        return None;
    }
    let message = format!("Send to Kindle refuses books in `{language}`; the Kindle file says that it is in English");
    let mut finding = Diagnostic::warning("kindle-language", message);
    finding.span = book.language_span;
    Some(finding.hint("the text is unchanged; a Kindle may look words up in the wrong dictionary"))
}

/// The front matter and the first chapter, with the pages that they have. Links into the rest become text.
pub(crate) fn sample(text: &SetText, map: &PageMap) -> (SetText, PageMap) {
    let first = text
        .sections
        .iter()
        .position(|section| section.matter == Matter::Body && matches!(section.kind, SectionKind::Chapter(_)));
    let is_kept = |index: usize, section: &SetSection| {
        section.matter == Matter::Front || first.is_some_and(|first| section.matter == Matter::Body && index <= first)
    };
    let kept: Vec<usize> = (0..text.sections.len()).filter(|&index| is_kept(index, &text.sections[index])).collect();
    let slugs: BTreeSet<Slug> = kept.iter().map(|&index| text.sections[index].slug.clone()).collect();
    let mut sample =
        SetText { sections: kept.iter().map(|&index| text.sections[index].clone()).collect(), ..text.clone() };
    if sample.notes == NotePlacement::Book {
        sample.notes = NotePlacement::Chapter;
    }
    for section in &mut sample.sections {
        section.blocks.iter_mut().for_each(|block| shorten_contents(block, &slugs));
    }
    sample.drop_links_out();
    // A reading system that has both must not take one for the other.
    for identifier in &mut sample.metadata.identifiers {
        let bare = identifier.trim_start_matches("urn:uuid:").trim_start_matches("urn:isbn:");
        *identifier = format!("{bare}-sample");
    }
    let paragraphs: BTreeSet<ParagraphId> = sample.paragraphs().map(|paragraph| paragraph.id).collect();
    let pages = map.pages.iter().filter_map(|page| {
        let section = kept.iter().position(|&index| index == page.section as usize)?;
        // Of the contents, some lines are gone.
        let start = page.start.filter(|(paragraph, _)| paragraphs.contains(paragraph));
        Some(MappedPage { section: section as u32, start, label: page.label.clone() })
    });
    (sample, PageMap { pages: pages.collect(), folios: map.folios.clone() })
}

fn shorten_contents(block: &mut SetBlock, slugs: &BTreeSet<Slug>) {
    match &mut block.kind {
        SetBlockKind::Contents(entries) => entries.retain(|entry| slugs.contains(&entry.target.section)),
        SetBlockKind::Group { blocks, .. } => blocks.iter_mut().for_each(|block| shorten_contents(block, slugs)),
        _ => {}
    }
}
