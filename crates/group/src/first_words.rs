//! The shortest beginnings by which a search finds one paragraph and no other place.

use anthology_dedupe::normalise;
use anthology_typeset::{SetLink, SetParagraph, SetText};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

use crate::costs::{FEWEST_FIRST_WORDS, MOST_FIRST_WORDS};

/// The beginnings of `paragraphs` as the text writes them, in their order: each as many words as no other place of
/// the book has in a row. A paragraph without text has an empty one.
pub(crate) fn first_words(text: &SetText, paragraphs: &[&SetParagraph]) -> Vec<String> {
    let hasher = FxBuildHasher;
    let hashes =
        |text: &str| -> Vec<u64> { text.split_whitespace().map(|word| hasher.hash_one(searched(word))).collect() };
    let all: Vec<Vec<u64>> = text.paragraphs().map(|paragraph| hashes(&paragraph.text)).collect();
    let openings: Vec<Vec<&str>> = paragraphs.iter().map(|paragraph| opening(paragraph)).collect();
    let own: Vec<Vec<u64>> =
        openings.iter().map(|words| words.iter().map(|word| hasher.hash_one(searched(word))).collect()).collect();
    let mut lengths: Vec<usize> = own.iter().map(|words| words.len().min(MOST_FIRST_WORDS)).collect();
    let mut open: Vec<usize> = (0..paragraphs.len()).filter(|&at| own[at].len() > FEWEST_FIRST_WORDS).collect();
    for length in FEWEST_FIRST_WORDS..MOST_FIRST_WORDS {
        let mut counts: FxHashMap<&[u64], u32> = FxHashMap::default();
        for &at in open.iter().filter(|&&at| own[at].len() >= length) {
            counts.insert(&own[at][..length], 0);
        }
        for window in all.iter().flat_map(|words| words.windows(length)) {
            if let Some(count) = counts.get_mut(window) {
                *count += 1;
            }
        }
        open.retain(|&at| {
            let words = &own[at];
            let found = words.len() >= length && counts.get(&words[..length]).is_some_and(|count| *count <= 1);
            if found {
                lengths[at] = length;
            }
            words.len() > length && !found
        });
    }
    openings.iter().zip(lengths).map(|(words, length)| trimmed(&words[..length].join(" ")).to_owned()).collect()
}

/// A word as a search box compares it.
fn searched(word: &str) -> String {
    normalise(word.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The words of a paragraph up to the first note mark, image or forced line break: what a reader's search finds as one
/// string.
fn opening(paragraph: &SetParagraph) -> Vec<&str> {
    let is_mark = |link: Option<u32>| {
        link.is_some_and(|link| matches!(paragraph.links.get(link as usize), Some(SetLink::Note(_))))
    };
    let mut end = paragraph.text.find(['\u{fffc}', '\n']).unwrap_or(paragraph.text.len());
    let mut start = 0;
    for run in &paragraph.runs {
        if is_mark(run.link) {
            end = end.min(start);
            break;
        }
        start = run.end as usize;
    }
    paragraph.text[..end].split_whitespace().take(MOST_FIRST_WORDS).collect()
}

/// A beginning without the punctuation that ends it, which says nothing, and without an opening mark that nothing
/// closes.
fn trimmed(words: &str) -> &str {
    let end = |c: char| matches!(c, ',' | ';' | ':' | '–' | '—' | '.' | '…');
    let words = words.trim_end_matches(|c: char| end(c) || c.is_whitespace());
    let first = words.chars().next();
    let is_opening = first.is_some_and(|c| matches!(c, '“' | '‘' | '„' | '‚' | '«' | '»' | '‹' | '(' | '['));
    if is_opening && !words.ends_with(['”', '’', '“', '‘', '»', '«', '›', ')', ']']) {
        words.trim_start_matches(|c: char| !c.is_alphanumeric())
    } else {
        words
    }
}
