//! The words of the book, for looking passages up.

use std::ops::Range;
use std::sync::OnceLock;

use anthology_base::{Address, Slug};
use anthology_group::ChapterPassages;
use memchr::memmem;
use xxhash_rust::xxh3::xxh3_64;

use crate::costs::{MOST_OCCURRENCES, SEED_BYTES, SEED_PLACES, SEED_STEP};
use crate::fold::{Folded, fold};

/// The letters of all chapters in their order, and which paragraph each belongs to.
pub(crate) struct BookText {
    text: Folded,
    /// Where each passage begins.
    starts: Vec<u32>,
    /// The address of each passage.
    addresses: Vec<Address>,
    /// The passages that are headings: indices, in order.
    headings: Vec<usize>,
    chapters: Vec<ChapterText>,
    /// Hashes of short runs of letters with where they begin, sorted.
    seeds: OnceLock<Vec<(u32, u32)>>,
}

struct ChapterText {
    slug: Slug,
    title: String,
    range: Range<usize>,
    /// The passages: indices.
    passages: Range<usize>,
}

impl BookText {
    pub(crate) fn new(chapters: &[ChapterPassages]) -> Self {
        let mut book = Self {
            text: Folded::default(),
            starts: Vec::new(),
            addresses: Vec::new(),
            headings: Vec::new(),
            chapters: Vec::new(),
            seeds: OnceLock::new(),
        };
        for chapter in chapters {
            let (start, first) = (book.len(), book.starts.len());
            for passage in &chapter.passages {
                if passage.is_heading {
                    book.headings.push(book.starts.len());
                }
                book.starts.push(book.len() as u32);
                book.addresses.push(passage.address.clone());
                book.text.push(&passage.text);
            }
            book.chapters.push(ChapterText {
                slug: chapter.slug.clone(),
                title: fold(&chapter.title),
                range: start..book.len(),
                passages: first..book.starts.len(),
            });
        }
        book
    }

    pub(crate) fn len(&self) -> usize {
        self.text.letters.len()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.text.letters.as_bytes()
    }

    /// Where a passage is, letter by letter, in the order of the book.
    pub(crate) fn occurrences(&self, letters: &str) -> Vec<usize> {
        if letters.is_empty() {
            return Vec::new();
        }
        memmem::find_iter(self.bytes(), letters.as_bytes()).take(MOST_OCCURRENCES).collect()
    }

    /// True if a range begins and ends with a word.
    pub(crate) fn is_whole_words(&self, range: &Range<usize>) -> bool {
        let is_start = |at: usize| at == self.len() || self.text.words.binary_search(&(at as u32)).is_ok();
        is_start(range.start) && is_start(range.end)
    }

    /// The passage at a byte.
    fn passage_at(&self, at: usize) -> Option<usize> {
        self.starts.partition_point(|start| *start as usize <= at).checked_sub(1)
    }

    /// The address of the paragraph in which a range begins, or of a later one where less than `loose` bytes, and less than
    /// a quarter of the range, are before it.
    pub(crate) fn address(&self, range: &Range<usize>, loose: usize) -> Option<&Address> {
        let mut passage = self.passage_at(range.start)?;
        while let Some(next) = self.starts.get(passage + 1).map(|start| *start as usize) {
            let before = next.saturating_sub(range.start);
            if next >= range.end || before >= loose || before * 4 >= range.len() {
                break;
            }
            passage += 1;
        }
        self.addresses.get(passage)
    }

    /// The range of a paragraph and of what has its address.
    pub(crate) fn paragraph(&self, address: &Address) -> Option<Range<usize>> {
        let chapter = self.chapters.iter().find(|chapter| chapter.slug == address.chapter)?;
        let passages = chapter.passages.clone();
        let first = passages.clone().find(|&at| self.addresses[at] == *address)?;
        let last = (first..passages.end).take_while(|&at| self.addresses[at] == *address).last()?;
        let end = self.starts.get(last + 1).map_or(self.len(), |start| *start as usize);
        Some(self.starts[first] as usize..end)
    }

    /// The range of a chapter by the stem of its file.
    pub(crate) fn chapter_of_file(&self, stem: &str) -> Option<(&Slug, Range<usize>)> {
        let chapter = self.chapters.iter().find(|chapter| chapter.slug.as_str() == stem)?;
        Some((&chapter.slug, chapter.range.clone()))
    }

    /// The range of a chapter, or of a section from its heading to the chapter's end, by its title.
    pub(crate) fn chapter_titled(&self, title: &str) -> Option<Range<usize>> {
        let title = fold(title);
        if title.is_empty() {
            return None;
        }
        let with = |fits: &dyn Fn(&str) -> bool| {
            let mut found = self.chapters.iter().filter(|chapter| !chapter.title.is_empty() && fits(&chapter.title));
            let first = found.next()?;
            found.next().is_none().then(|| first.range.clone())
        };
        // Programs put numbers before titles: `3. Trust`.
        with(&|chapter| chapter == title)
            .or_else(|| with(&|chapter| chapter.len() >= 4 && title.ends_with(chapter)))
            .or_else(|| self.section_titled(&title))
    }

    fn section_titled(&self, title: &str) -> Option<Range<usize>> {
        let mut headings = self.occurrences(title).into_iter().filter_map(|at| {
            let passage = self.starts.binary_search(&(at as u32)).ok()?;
            self.headings.binary_search(&passage).ok()?;
            let end = self.starts.get(passage + 1).map_or(self.len(), |start| *start as usize);
            (end == at + title.len()).then_some(at)
        });
        let at = headings.next()?;
        let chapter = self.chapters.iter().find(|chapter| chapter.range.contains(&at))?;
        headings.next().is_none().then_some(at..chapter.range.end)
    }

    /// Where the seeds of a passage are, as offsets of the passage's beginning from the book's, sorted.
    pub(crate) fn offsets(&self, letters: &[u8]) -> Vec<i64> {
        let seeds = self.seeds.get_or_init(|| {
            let windows = self.bytes().windows(SEED_BYTES).enumerate().step_by(SEED_STEP);
            let mut seeds: Vec<(u32, u32)> = windows.map(|(at, seed)| (hash(seed), at as u32)).collect();
            seeds.sort_unstable();
            seeds
        });
        let mut offsets = Vec::new();
        for (at, seed) in letters.windows(SEED_BYTES).enumerate() {
            let hash = hash(seed);
            let first = seeds.partition_point(|(other, _)| *other < hash);
            let places = seeds[first..].iter().take_while(|(other, _)| *other == hash).take(SEED_PLACES + 1);
            let places: Vec<i64> = places.map(|(_, place)| i64::from(*place) - at as i64).collect();
            if places.len() <= SEED_PLACES {
                offsets.extend(places);
            }
        }
        offsets.sort_unstable();
        offsets
    }
}

fn hash(seed: &[u8]) -> u32 {
    xxh3_64(seed) as u32
}
