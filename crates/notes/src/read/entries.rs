//! Entries of Kindles and of what imitates them: a line about the passage, in the language of the device, and a text. The
//! language is not known, so that marks and notes are told apart by the shape of the line and by the text.

use std::collections::BTreeMap;

use crate::mark::{Hints, Mark, Position, Scale};
use crate::places::PlaceFinder;

/// An entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The line about it without its numbers and date: the same for all entries of a kind.
    pub(super) shape: String,
    /// The numbers of the line.
    pub(super) numbers: Numbers,
    pub(super) text: String,
    /// The title of its chapter.
    pub(super) chapter: Option<String>,
    /// True if the file says that it is a mark.
    pub(super) is_mark: bool,
}

/// The numbers in the line about an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    /// First and last location of a range, or a location.
    pub(super) location: Option<(u64, u64)>,
    pub(super) page: Option<u64>,
    pub(super) is_range: bool,
}

impl Entry {
    /// Reads the line about an entry. The last of several parts between bars is a date.
    pub(super) fn of_line(line: &str) -> Self {
        let parts: Vec<&str> = line.split(['|', '｜']).collect();
        let about = match parts.as_slice() {
            [about @ .., _date] if !about.is_empty() => about,
            all => all,
        };
        let numbers = Numbers::of(about);
        // In Japanese the kind comes after the page and a bar.
        Self { shape: shape(&about.join("|")), numbers, ..Self::default() }
    }
}

/// A line without numbers, roman ones among them, and without what joins a range.
fn shape(line: &str) -> String {
    let mut shape = String::new();
    let mut word = String::new();
    for c in line.chars().chain([' ']) {
        if c.is_ascii_alphabetic() {
            word.push(c);
            continue;
        }
        if !word.bytes().all(|letter| b"ivxlcdm".contains(&letter.to_ascii_lowercase())) {
            shape.push_str(&word);
        }
        word.clear();
        if !c.is_numeric() && !matches!(c, '-' | '–') {
            shape.push(c);
        }
    }
    shape
}

impl Numbers {
    fn of(parts: &[&str]) -> Self {
        let mut all: Vec<(u64, Option<u64>)> = Vec::new();
        for part in parts {
            let mut rest = *part;
            while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
                rest = &rest[at..];
                let first = number(&mut rest);
                // Dutch Kindles write `170 t/m 171`.
                let joined = rest.strip_prefix(" t/m ").or_else(|| rest.strip_prefix(['-', '–', '‐', '‑', '—']));
                let range = joined.filter(|end| end.starts_with(|c: char| c.is_ascii_digit()));
                let last = range.map(|end| {
                    rest = end;
                    number(&mut rest)
                });
                all.push((first, last));
            }
        }
        // `170-71` is 170 to 171.
        let whole = |first: u64, last: u64| {
            let step = 10_u64.saturating_pow(last.max(1).ilog10() + 1);
            if last < first { (first - first % step).saturating_add(last) } else { last }
        };
        let range = all.iter().rev().find_map(|(first, last)| Some((*first, whole(*first, (*last)?))));
        let singles: Vec<u64> = all.iter().filter(|(_, last)| last.is_none()).map(|(first, _)| *first).collect();
        match (range, singles.as_slice()) {
            (Some(range), singles) => Self { location: Some(range), page: singles.first().copied(), is_range: true },
            (None, [page, .., location]) => {
                Self { location: Some((*location, *location)), page: Some(*page), is_range: false }
            }
            (None, [only]) => Self { location: None, page: Some(*only), is_range: false },
            (None, []) => Self::default(),
        }
    }

    fn position(self) -> Option<Position> {
        let location = self.location.map(|(at, _)| Position { scale: Scale::Location, at });
        location.or_else(|| self.page.map(|at| Position { scale: Scale::Page, at }))
    }

    /// True if a note with these numbers is about a passage with `other`.
    fn belongs_to(self, other: Self) -> bool {
        let (first, last) = match (other.location, other.page) {
            (Some(range), _) => range,
            (None, Some(page)) => (page, page),
            (None, None) => return true,
        };
        let own = self.location.map(|(at, _)| at).or(self.page);
        own.is_none_or(|at| (first..=last.saturating_add(1)).contains(&at))
            || self.location.is_none() && self.page.is_some() && self.page == other.page
    }
}

/// Takes a number from the beginning of a text; commas and points between its figures are of no meaning.
fn number(text: &mut &str) -> u64 {
    let mut value = 0_u64;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c.to_digit(10) {
            Some(digit) => {
                value = value.saturating_mul(10).saturating_add(u64::from(digit));
                end = at + 1;
            }
            None if matches!(c, ',' | '.')
                && end == at
                && text[at + 1..].len() >= 3
                && is_thousand(&text[at + 1..]) => {}
            None => break,
        }
    }
    *text = &text[end..];
    value
}

fn is_thousand(text: &str) -> bool {
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    figures == 3
}

/// The kinds of entry, by their shapes.
pub(super) struct Kinds {
    marks: BTreeMap<String, bool>,
}

impl Kinds {
    /// Learns from all entries of a file which shapes are marks. `ours` tells the entries of this book.
    pub(super) fn learn<'a>(entries: impl Iterator<Item = (&'a Entry, bool)>, finder: &PlaceFinder<'_>) -> Self {
        /// Entries of a shape whose texts are looked for in the book.
        const LOOKED_AT: usize = 40;
        #[derive(Default)]
        struct Evidence {
            marked: bool,
            of_book: usize,
            found: usize,
        }
        let mut shapes: BTreeMap<&str, Evidence> = BTreeMap::new();
        for (entry, is_ours) in entries {
            let evidence = shapes.entry(&entry.shape).or_default();
            evidence.marked |= entry.is_mark || entry.numbers.is_range && !entry.text.is_empty();
            if is_ours && !entry.text.is_empty() && evidence.of_book < LOOKED_AT {
                evidence.of_book += 1;
                evidence.found += usize::from(finder.is_in_book(&entry.text));
            }
        }
        let is_mark = |evidence: &Evidence| evidence.marked || evidence.found * 2 > evidence.of_book;
        Self { marks: shapes.into_iter().map(|(shape, evidence)| (shape.to_owned(), is_mark(&evidence))).collect() }
    }

    fn is_mark(&self, entry: &Entry) -> bool {
        entry.is_mark || self.marks.get(&entry.shape).copied().unwrap_or_default()
    }
}

/// The marks of a book's entries: a note goes to the mark that it is about.
pub(super) fn marks(entries: &[Entry], kinds: &Kinds) -> Vec<Mark> {
    let entries: Vec<&Entry> = entries.iter().filter(|entry| !entry.text.trim().is_empty()).collect();
    let mut marks: Vec<Option<Mark>> = entries
        .iter()
        .map(|entry| {
            let hints =
                Hints { chapter: entry.chapter.clone(), position: entry.numbers.position(), ..Hints::default() };
            kinds.is_mark(entry).then(|| Mark { quote: entry.text.clone(), hints, ..Mark::default() })
        })
        .collect();
    for (at, entry) in entries.iter().enumerate() {
        if kinds.is_mark(entry) {
            continue;
        }
        // Kindles write a note before or after its passage, KOReader after it; an extended mark comes later.
        let near = (1..=NEAR).flat_map(|step| [at.checked_sub(step), at.checked_add(step)]).flatten();
        let passage = near
            .filter(|&other| other < entries.len() && marks[other].is_some())
            .find(|&other| entry.numbers.belongs_to(entries[other].numbers));
        match passage {
            Some(other) => {
                let Some(mark) = &mut marks[other] else { continue };
                if !mark.note.is_empty() {
                    mark.note.push('\n');
                }
                mark.note.push_str(entry.text.trim());
            }
            None => {
                let position = entry.numbers.position();
                let hints = Hints { chapter: entry.chapter.clone(), position, ..Hints::default() };
                marks.push(Some(Mark { note: entry.text.trim().to_owned(), hints, ..Mark::default() }));
            }
        }
    }
    marks.into_iter().flatten().collect()
}

/// Entries between a note and its passage at most.
const NEAR: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_many_languages() {
        for (line, location, page) in [
            (
                "- Your Highlight on page 12 | Location 170-171 | Added on Sunday, 1 January 2023 12:00:00",
                Some((170, 171)),
                Some(12),
            ),
            ("- Highlight Loc. 1170-71 | Added on Sunday", Some((1170, 1171)), None),
            (
                "- Ihre Markierung bei Position 1.170-1.172 | Hinzugefügt am Sonntag, 1. Januar 2023",
                Some((1170, 1172)),
                None,
            ),
            (
                "- 您在第 12 页（位置 #170-171）的标注 | 添加于 2023年1月1日星期日 下午12:00:00",
                Some((170, 171)),
                Some(12),
            ),
            ("- 位置No. 170-171のハイライト |作成日: 2023年1月1日", Some((170, 171)), None),
            ("- Your Note on page 12 | Location 171 | Added on Sunday", Some((171, 171)), Some(12)),
            ("- Your note on page 7 | Added on Sunday, January 01, 2023", None, Some(7)),
            ("- La subrayado en la página xii | Añadido el domingo", None, None),
            (
                "- Your Highlight on Location 99999999999999999999-71 | Added on Sunday",
                Some((u64::MAX, u64::MAX)),
                None,
            ),
            ("- Je highlight op pagina 7 | locatie 170 t/m 171 | Toegevoegd op zondag", Some((170, 171)), Some(7)),
            ("- 7ページ｜位置No. 170-171のハイライト | 作成日: 2024年12月30日", Some((170, 171)), Some(7)),
        ] {
            let Numbers { location: found, page: on, .. } = Entry::of_line(line).numbers;
            assert_eq!((found, on), (location, page), "{line}");
        }
    }

    #[test]
    fn a_mark_and_a_note_have_other_shapes_wherever_they_are() {
        let shape = |line: &str| Entry::of_line(line).shape;
        let mark = shape("- 22ページ|位置No. 336-337のハイライト |作成日: 2023年6月10日土曜日 9:18:40");
        assert_eq!(mark, shape("- xiiiページ|位置No. 186-188のハイライト |作成日: 2024年2月1日木曜日 14:09:33"));
        assert_ne!(mark, shape("- 22ページ|位置No. 336のメモ |作成日: 2023年6月10日土曜日 9:18:40"));
        let [arabic, roman] =
            ["211", "xii"].map(|page| shape(&format!("- Your Highlight on page {page} | Location 3-4 | x")));
        assert_eq!(arabic, roman);
    }
}
