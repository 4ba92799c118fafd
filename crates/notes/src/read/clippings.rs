//! `My Clippings.txt`, which Kindles write in the language of the device and KOReader imitates: entries between lines of
//! ten equals signs, of a title, a line about the passage, an empty line and a text.

use std::collections::BTreeMap;

use super::entries::{Entry, Kinds, marks};
use super::read_file::ReadFile;
use crate::mark::BookMarks;
use crate::places::PlaceFinder;

/// True if entries are separated by lines of equals signs and have the line about the passage.
pub(super) fn is_clippings(text: &str) -> bool {
    let mut entries = text.split_inclusive('\n').filter(|line| is_separator(line));
    entries.next().is_some() && split(text).next().is_some()
}

fn is_separator(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 8 && line.bytes().all(|byte| byte == b'=')
}

/// Title, line about the passage, and text of each entry.
fn split(text: &str) -> impl Iterator<Item = (&str, &str, String)> {
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        loop {
            let mut entry: Vec<&str> = Vec::new();
            let ended = loop {
                match lines.next() {
                    Some(line) if is_separator(line) => break true,
                    Some(line) => entry.push(line.trim_matches(['\u{feff}', ' ', '\t', '\r'])),
                    None => break false,
                }
            };
            let first = entry.iter().position(|line| !line.is_empty());
            let about = first.map(|first| first + 1).filter(|at| entry.get(*at).is_some_and(|line| is_about(line)));
            if let (Some(first), Some(about)) = (first, about) {
                let text = entry[about + 1..].join("\n");
                return Some((entry[first], entry[about], without_limit(text.trim()).to_owned()));
            }
            if !ended {
                return None;
            }
        }
    })
}

/// A passage without the sentence in angle brackets by which a Kindle says, in its language, that it copies no more of a
/// book.
fn without_limit(text: &str) -> &str {
    /// Bytes of such a sentence at least.
    const SHORTEST: usize = 20;
    let sentence = text.rfind('<').filter(|at| *at > 0 && text.ends_with('>') && text.len() - at >= SHORTEST);
    sentence.map_or(text, |at| text[..at].trim_end())
}

/// The second line of an entry: a hyphen, and a number somewhere.
fn is_about(line: &str) -> bool {
    line.starts_with(['-', '–']) || line.contains('|')
}

pub(super) fn read(text: &str, finder: &PlaceFinder<'_>) -> ReadFile {
    let mut books: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for (title, about, text) in split(text) {
        books.entry(title).or_default().push(Entry { text, ..Entry::of_line(about) });
    }
    let is_ours = |title: &str, entries: &[Entry]| {
        finder.is_title(title) || entries.iter().any(|entry| finder.is_certain(&entry.text))
    };
    let ours: Vec<bool> = books.iter().map(|(title, entries)| is_ours(title, entries)).collect();
    let all = books.values().zip(&ours).flat_map(|(entries, is_ours)| entries.iter().map(|entry| (entry, *is_ours)));
    let kinds = Kinds::learn(all, finder);
    let book = |(title, entries): (&str, Vec<Entry>)| BookMarks {
        title: Some(title.to_owned()),
        marks: marks(&entries, &kinds),
    };
    ReadFile::new("Kindle clippings", books.into_iter().map(book).collect())
}
