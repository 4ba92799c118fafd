//! The passages that discussion questions name.

use std::collections::BTreeMap;

use anthology_base::{Address, Diagnostic, Diagnostics, SourceMap, Span, nearest};
use anthology_book::{Book, BookChapter, SectionKind};

use crate::places::Places;

/// The paragraphs that the questions about each section name, by the section's index. Those that the book doesn't have
/// are left out: they are errors, with the nearest address that it has.
pub fn question_passages(
    book: &Book,
    places: &Places,
    sources: &SourceMap,
    d: &mut Diagnostics,
) -> BTreeMap<usize, Vec<Address>> {
    let mut passages: BTreeMap<usize, Vec<Address>> = BTreeMap::new();
    for (number, section) in book.sections.iter().enumerate() {
        let SectionKind::Chapter(chapter) = section.kind else { continue };
        let chapter = &book.chapters[chapter];
        for address in chapter.chapter.front.questions.iter().filter_map(|question| question.passage.as_ref()) {
            if places.find(address).is_some() {
                passages.entry(number).or_default().push(address.clone());
            } else {
                d.push(unknown(address, chapter, places, sources));
            }
        }
    }
    passages
}

fn unknown(address: &Address, chapter: &BookChapter, places: &Places, sources: &SourceMap) -> Diagnostic {
    let message = format!("a question is about `{address}`, which is no paragraph of this book");
    let finding = Diagnostic::error("unknown-passage", message).at(source_of(address, chapter, sources));
    let of_chapter = |chapter: &str| {
        let of_chapter = places.paragraphs.iter().filter(move |place| place.address.chapter.as_str() == chapter);
        let distance = |number: u32| number.abs_diff(address.number.ordinal);
        of_chapter.min_by_key(|place| distance(place.address.number.ordinal))
    };
    let slugs = places.paragraphs.iter().map(|place| place.address.chapter.as_str());
    let known = of_chapter(address.chapter.as_str()).or_else(|| of_chapter(nearest(address.chapter.as_str(), slugs)?));
    match known {
        Some(place) => {
            finding.hint(format!("the nearest is `{}`, which begins “{}”", place.address, place.first_words))
        }
        None => finding.hint("find.html of the folder that `anthology distribute` makes has all addresses"),
    }
}

/// The address in the chapter's front matter; all of that where it can't be found.
fn source_of(address: &Address, chapter: &BookChapter, sources: &SourceMap) -> Span {
    let whole = chapter.chapter.front_span;
    let quoted = [format!("\"{address}\""), format!("'{address}'")];
    let text = sources.text(whole);
    let found = quoted.iter().find_map(|quoted| Some((text.find(quoted.as_str())?, quoted.len())));
    found.map_or(whole, |(at, len)| {
        let start = whole.start as usize + at;
        Span::new(whole.file, start..start + len)
    })
}
