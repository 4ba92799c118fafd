//! Page maps of editions on paper, whose text has more than the book's: addresses of links as notes, pages of references.
//! What only such an edition has is left out of the comparison, and the rest of two editions is the same.

use std::collections::BTreeMap;

use anthology_base::Slug;
use anthology_book::ON_PAPER;

use crate::set::{MappedPage, PageMap, ParagraphId, Position, Run, SetLink, SetParagraph, SetSection, SetText};

/// The page map of the pages of `from` in terms of `to`, which is the same book in another form for paper. A page that
/// starts with what the other form hasn't starts nowhere there.
pub fn map_onto(map: &PageMap, from: &SetText, to: &SetText) -> PageMap {
    let numbers: BTreeMap<&Slug, usize> = to.sections.iter().map(|section| &section.slug).zip(0..).collect();
    let mut sections: Vec<Option<SectionMatch<'_>>> = (0..from.sections.len()).map(|_| None).collect();
    let mut start = |(id, at): (ParagraphId, u32)| {
        let number = id.section as usize;
        let from = from.sections.get(number)?;
        let to = to.sections.get(*numbers.get(&from.slug)?)?;
        let matched = sections.get_mut(number)?.get_or_insert_with(|| SectionMatch::new(from, to));
        matched.start(id, at)
    };
    // The pages of a section that only this form has, as a list of links, are those of the section before it.
    let mut before = 0;
    let own: Vec<u32> = from
        .sections
        .iter()
        .map(|section| {
            before = numbers.get(&section.slug).map_or(before, |&number| number as u32);
            before
        })
        .collect();
    let pages = map.pages.iter().map(|page| MappedPage {
        start: page.start.and_then(&mut start),
        section: own.get(page.section as usize).copied().unwrap_or_default(),
        ..page.clone()
    });
    PageMap { pages: pages.collect(), folios: map.folios.clone() }
}

/// The paragraphs of a section in two forms.
struct SectionMatch<'t> {
    from: Vec<&'t SetParagraph>,
    to: Vec<(&'t SetParagraph, String)>,
    /// The paragraph of `to` after the last that was found.
    next: usize,
}

impl<'t> SectionMatch<'t> {
    fn new(from: &'t SetSection, to: &'t SetSection) -> Self {
        let to = to.paragraphs().map(|paragraph| (paragraph, common(paragraph))).collect();
        Self { from: from.paragraphs().collect(), to, next: 0 }
    }

    fn start(&mut self, id: ParagraphId, at: u32) -> Option<(ParagraphId, u32)> {
        let paragraph = self.from.iter().find(|paragraph| paragraph.id == id)?;
        let text = common(paragraph);
        let same = |(other, common): &(&SetParagraph, String)| other.style == paragraph.style && *common == text;
        let by_id = self.to.iter().position(|(other, _)| other.id == id).filter(|&found| same(&self.to[found]));
        let later = || self.to.iter().skip(self.next).position(same).map(|found| found + self.next);
        let found = by_id.or_else(later)?;
        self.next = found;
        let (other, _) = self.to[found];
        Some((other.id, offset_of(other, common_offset(paragraph, at))))
    }
}

/// True for text that only some editions have: marks of notes with what parts them, and what is marked so.
fn is_only_here(paragraph: &SetParagraph, run: &Run, text: &str) -> bool {
    let link = run.link.and_then(|link| paragraph.links.get(link as usize));
    let is_mark = matches!(link, Some(SetLink::Note(_)));
    let parts_marks = run.style.position == Position::Super && matches!(text, "," | "\u{202f}");
    is_mark || parts_marks || run.class.as_deref().is_some_and(|class| class.split(' ').any(|class| class == ON_PAPER))
}

/// The ranges of a paragraph's text that all editions have.
fn shared(paragraph: &SetParagraph) -> impl Iterator<Item = std::ops::Range<usize>> {
    let starts = std::iter::once(0).chain(paragraph.runs.iter().map(|run| run.end as usize));
    let ranges = starts.zip(&paragraph.runs).map(|(start, run)| (start..run.end as usize, run));
    ranges.filter(|(range, run)| !is_only_here(paragraph, run, &paragraph.text[range.clone()])).map(|(range, _)| range)
}

/// The text that all editions have.
fn common(paragraph: &SetParagraph) -> String {
    shared(paragraph).map(|range| &paragraph.text[range]).collect()
}

/// The bytes of the common text before an offset.
fn common_offset(paragraph: &SetParagraph, at: u32) -> usize {
    let at = at as usize;
    shared(paragraph).map(|range| range.end.min(at).saturating_sub(range.start)).sum()
}

/// The offset in a paragraph of a byte of the common text.
fn offset_of(paragraph: &SetParagraph, common: usize) -> u32 {
    let mut before = 0;
    for range in shared(paragraph) {
        if common < before + range.len() {
            return (range.start + common - before) as u32;
        }
        before += range.len();
    }
    paragraph.text.len() as u32
}
