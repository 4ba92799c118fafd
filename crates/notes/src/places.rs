//! The ladder from a mark to its paragraph: its own id, its words letter by letter, hints, and an alignment.

use std::cmp::Reverse;
use std::ops::Range;

use anthology_base::{Address, ParagraphNumber};
use anthology_book::Confidence;
use anthology_dedupe::Sketch;
use anthology_group::{HandedOut, Lock, Place, Places};

use crate::alignment::{Fit, align};
use crate::book_text::BookText;
use crate::costs::{
    ALIGNED_BYTES, ALIGNED_PLACES, ENOUGH_WORDS, ENOUGH_WORDS_WITH_HINT, LONGEST_HINTED, LOOSE_BYTES, MARGIN_EDITS,
    MOST_HINTED_BYTES, MOVED_LIKENESS, POSSIBLE_EDITS, SEED_BYTES, SEED_SHIFT, SURE_EDITS, WORDS_AGAINST_HINT,
};
use crate::fold::Folded;
use crate::mark::{Hints, Mark, WrittenPlace};
use crate::titles::{BookNames, TitleFit};

/// The place of a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placement {
    pub(crate) address: Address,
    pub(crate) confidence: Confidence,
    /// Its bytes in the text of the book; `None` for a mark without words.
    pub(crate) range: Option<Range<usize>>,
}

/// What marks are placed in.
pub(crate) struct PlaceFinder<'a> {
    pub(crate) text: BookText,
    pub(crate) places: &'a Places,
    pub(crate) lock: &'a Lock,
    pub(crate) names: BookNames,
}

impl PlaceFinder<'_> {
    /// True if a text is the book's title.
    pub(crate) fn is_title(&self, text: &str) -> bool {
        self.names.fits(text) != TitleFit::Other
    }

    /// The place of a mark. `between` is where the marks around it are.
    pub(crate) fn find(&self, mark: &Mark, between: Option<&Range<usize>>) -> Option<Placement> {
        let quote = Folded::of(&mark.quote);
        let written = mark.hints.written.as_ref().and_then(|place| self.written(place));
        if quote.letters.is_empty() {
            return written.or_else(|| self.without_words(&mark.hints, between));
        }
        if let Some(written) = written {
            return Some(written);
        }
        let hinted = self.hinted(&mark.hints, between);
        let context = || self.by_context(&mark.hints, &quote, &mark.quote);
        let (range, confidence) = self
            .by_id(&mark.hints, &quote)
            .or_else(|| context().filter(|(_, confidence)| *confidence == Confidence::Sure))
            .or_else(|| self.by_words(&quote, &hinted))
            .or_else(|| self.by_alignment(&quote, &hinted))
            .or_else(context)
            .or_else(|| self.by_hint(&quote, &hinted))?;
        let address = self.text.address(&range, LOOSE_BYTES)?.clone();
        Some(Placement { address, confidence, range: Some(range) })
    }

    /// True if a text is words of the book.
    pub(crate) fn is_in_book(&self, text: &str) -> bool {
        let quote = Folded::of(text);
        let found = self.by_words(&quote, &Hinted::default()).is_some();
        let whole = quote.word_count() >= ENOUGH_WORDS_WITH_HINT || quote.letters.len() >= 20;
        whole && (found || self.by_alignment(&quote, &Hinted::default()).is_some())
    }

    /// True if a text of enough words is in the book, letter by letter.
    pub(crate) fn is_certain(&self, text: &str) -> bool {
        let quote = Folded::of(text);
        quote.word_count() >= ENOUGH_WORDS && !self.text.occurrences(&quote.letters).is_empty()
    }

    /// True if a mark names a place of this book and not only words: an element, or a chapter's file with its words.
    pub(crate) fn points_into_book(&self, mark: &Mark) -> bool {
        let quote = Folded::of(&mark.quote);
        if quote.letters.is_empty() {
            return self.address_of(&mark.hints).is_some_and(|address| self.places.find(&address).is_some());
        }
        let file = mark.hints.file.as_deref().and_then(|stem| self.text.chapter_of_file(stem));
        let in_file =
            file.is_some_and(|(_, range)| self.text.occurrences(&quote.letters).iter().any(|at| range.contains(at)));
        in_file || self.by_id(&mark.hints, &quote).is_some()
    }

    /// By the id of an element, if the words are in its paragraph.
    fn by_id(&self, hints: &Hints, quote: &Folded) -> Option<(Range<usize>, Confidence)> {
        let paragraph = self.text.paragraph(&self.address_of(hints)?)?;
        let end = (paragraph.end + quote.letters.len()).min(self.text.len());
        let stretch = self.text.bytes().get(paragraph.start..end)?;
        let whole = quote.letters.as_bytes();
        if let Some(at) = memchr::memmem::find(stretch, whole).filter(|at| *at < paragraph.len()) {
            let start = paragraph.start + at;
            return Some((start..start + whole.len(), Confidence::Sure));
        }
        let pattern = &whole[..whole.len().min(ALIGNED_BYTES)];
        let begins = self.text.offsets(pattern).into_iter().filter_map(|at| usize::try_from(at).ok());
        let mut begins: Vec<usize> = begins.filter(|at| paragraph.contains(at)).collect();
        begins.dedup();
        let fits = begins.into_iter().take(ALIGNED_PLACES).filter_map(|at| self.fit(pattern, at));
        let fit = fits.min_by_key(|fit| fit.edits).filter(|fit| fit.edits * 100 <= pattern.len() * POSSIBLE_EDITS)?;
        Some((longer(fit.range, pattern.len(), whole.len(), self.text.len()), Confidence::Sure))
    }

    /// The address that the id of an element names.
    fn address_of(&self, hints: &Hints) -> Option<Address> {
        let id = hints.id.as_deref()?;
        if let Some(number) = id.strip_prefix("kobo.") {
            let (chapter, _) = self.text.chapter_of_file(hints.file.as_deref()?)?;
            let number: ParagraphNumber = number.split('.').next()?.parse().ok()?;
            return Some(Address { chapter: chapter.clone(), number });
        }
        id.parse().ok()
    }

    /// With the words before and after it.
    fn by_context(&self, hints: &Hints, quote: &Folded, quoted: &str) -> Option<(Range<usize>, Confidence)> {
        let (before, after) = (Folded::of(&hints.before), Folded::of(&hints.after));
        let words = before.word_count() + quote.word_count() + after.word_count();
        if before.letters.is_empty() && after.letters.is_empty() || words < ENOUGH_WORDS {
            return None;
        }
        let whole = Folded::of(&[hints.before.as_str(), " ", quoted, " ", hints.after.as_str()].concat());
        let (range, confidence) = match self.text.occurrences(&whole.letters)[..] {
            [at] => (at..at + whole.letters.len(), Confidence::Sure),
            _ => self.by_alignment(&whole, &Hinted::default())?,
        };
        let start = range.start + before.letters.len();
        let end = range.end.saturating_sub(after.letters.len()).max(start).min(self.text.len());
        Some((start.min(end)..end, confidence))
    }

    /// Letter by letter.
    fn by_words(&self, quote: &Folded, hinted: &Hinted) -> Option<(Range<usize>, Confidence)> {
        let length = quote.letters.len();
        let mut found: Vec<Range<usize>> =
            self.text.occurrences(&quote.letters).into_iter().map(|at| at..at + length).collect();
        let words = quote.word_count();
        if words < ENOUGH_WORDS && found.iter().any(|range| self.text.is_whole_words(range)) {
            found.retain(|range| self.text.is_whole_words(range));
        }
        if let [only] = found.as_slice() {
            let agrees = hinted.agrees(only);
            let sure = match agrees {
                Some(true) => words >= ENOUGH_WORDS_WITH_HINT,
                Some(false) => words >= WORDS_AGAINST_HINT,
                None => words >= ENOUGH_WORDS,
            };
            return Some((only.clone(), if sure { Confidence::Sure } else { Confidence::Perhaps }));
        }
        let first = found.first()?.clone();
        let fitting: Vec<&Range<usize>> = found.iter().filter(|range| hinted.agrees(range) == Some(true)).collect();
        Some(match fitting.as_slice() {
            [only] if words >= ENOUGH_WORDS_WITH_HINT => ((*only).clone(), Confidence::Sure),
            [nearest, ..] => ((*nearest).clone(), Confidence::Perhaps),
            [] => (first, Confidence::Perhaps),
        })
    }

    /// With edits.
    fn by_alignment(&self, quote: &Folded, hinted: &Hinted) -> Option<(Range<usize>, Confidence)> {
        let whole = quote.letters.as_bytes();
        let pattern = &whole[..whole.len().min(ALIGNED_BYTES)];
        let mut fits: Vec<Fit> = Vec::new();
        for begin in clusters(&self.text.offsets(pattern)) {
            let Some(fit) = self.fit(pattern, begin) else { continue };
            if !fits.iter().any(|known| known.range.start < fit.range.end && fit.range.start < known.range.end) {
                fits.push(fit);
            }
        }
        fits.retain(|fit| fit.edits * 100 <= pattern.len() * POSSIBLE_EDITS);
        fits.sort_by_key(|fit| (fit.edits, fit.range.start));
        let best = fits.first()?;
        let limit = best.edits + pattern.len() * MARGIN_EDITS / 100;
        let near: Vec<&Fit> = fits.iter().filter(|fit| fit.edits <= limit).collect();
        let fitting: Vec<&&Fit> = near.iter().filter(|fit| hinted.agrees(&fit.range) == Some(true)).collect();
        let chosen = match (near.as_slice(), fitting.as_slice()) {
            (_, [fit, ..]) => fit,
            _ => best,
        };
        let alone = near.len() == 1 && hinted.agrees(&chosen.range) != Some(false);
        let sure = alone && quote.word_count() >= ENOUGH_WORDS && chosen.edits * 100 <= pattern.len() * SURE_EDITS;
        let range = longer(chosen.range.clone(), pattern.len(), whole.len(), self.text.len());
        Some((range, if sure { Confidence::Sure } else { Confidence::Perhaps }))
    }

    /// With so many edits for its length that no seed is left: the best fit in the stretch that the hints name.
    fn by_hint(&self, quote: &Folded, hinted: &Hinted) -> Option<(Range<usize>, Confidence)> {
        let stretch = hinted.stretch().filter(|stretch| stretch.len() <= MOST_HINTED_BYTES)?;
        let pattern = quote.letters.as_bytes();
        let slack = stretch.len() / 2;
        let text = self.text.bytes().get(..stretch.end)?;
        let is_short = (SEED_BYTES..=LONGEST_HINTED).contains(&pattern.len());
        let fit = is_short.then(|| align(pattern, text, stretch.start + slack, slack))??;
        // Few letters are like others by chance.
        (fit.edits * 100 <= pattern.len() * SURE_EDITS).then_some((fit.range, Confidence::Perhaps))
    }

    fn fit(&self, pattern: &[u8], begin: usize) -> Option<Fit> {
        align(pattern, self.text.bytes(), begin, SEED_SHIFT as usize + pattern.len() / 8)
    }

    /// A mark without words: an id, or the marks around it.
    fn without_words(&self, hints: &Hints, between: Option<&Range<usize>>) -> Option<Placement> {
        let address = self.address_of(hints).filter(|address| self.places.find(address).is_some());
        if let Some(address) = address {
            return Some(Placement { address, confidence: Confidence::Sure, range: None });
        }
        let hinted = self.hinted(hints, between);
        let range = hinted.between.as_ref().or(hinted.chapter.as_ref())?;
        let address = self.text.address(&(range.start..range.start), 0)?.clone();
        Some(Placement { address, confidence: Confidence::Perhaps, range: None })
    }

    fn hinted(&self, hints: &Hints, between: Option<&Range<usize>>) -> Hinted {
        let file = hints.file.as_deref().and_then(|stem| self.text.chapter_of_file(stem)).map(|(_, range)| range);
        let titled = || hints.chapter.as_deref().and_then(|title| self.text.chapter_titled(title));
        Hinted { chapter: file.or_else(titled), between: between.cloned() }
    }

    /// A place as people write it.
    fn written(&self, place: &WrittenPlace) -> Option<Placement> {
        let placed = |address: Address, confidence| Some(Placement { address, confidence, range: None });
        match place {
            WrittenPlace::Address(text) => {
                let address: Address = text.parse().ok()?;
                if self.places.find(&address).is_some() {
                    return placed(address, Confidence::Sure);
                }
                if let Some(moved) = self.moved(&address) {
                    return Some(moved);
                }
                // One that was deleted: where it was.
                let before = self.places.paragraphs.iter().map(|place| &place.address);
                let before = before.filter(|other| other.chapter == address.chapter && other.number < address.number);
                placed(before.max_by_key(|other| other.number)?.clone(), Confidence::Perhaps)
            }
            WrittenPlace::Page { label, paragraph } => {
                let number = paragraph.unwrap_or(1);
                let now = self.places.on_page(label, number).map(|place| place.address.clone());
                let copy = self.lock.last();
                let then = copy.and_then(|copy| on_page(copy, label, number));
                if let Some(gone) = then.as_ref().filter(|address| self.places.find(address).is_none()) {
                    return self.moved(gone).or_else(|| self.written(&WrittenPlace::Address(gone.to_string())));
                }
                let exact = paragraph.is_some() && (copy.is_none() || then == now);
                let confidence = if exact { Confidence::Sure } else { Confidence::Perhaps };
                // Members hold the copy that was handed out.
                match then.or(now) {
                    Some(address) => placed(address, confidence),
                    None => {
                        let last = *self.places.page(label)?.paragraphs.last()?;
                        placed(self.places.paragraphs.get(last)?.address.clone(), Confidence::Perhaps)
                    }
                }
            }
            WrittenPlace::Words(words) => {
                let mark = Mark { quote: words.clone(), ..Mark::default() };
                let found = self.find(&mark, None)?;
                // People write as few words as make a place unique.
                let occurrences = self.text.occurrences(&Folded::of(words).letters);
                let sure = occurrences.len() == 1 && Folded::of(words).word_count() >= 3;
                let confidence = if sure { Confidence::Sure } else { found.confidence };
                Some(Placement { confidence, range: None, ..found })
            }
        }
    }

    /// A paragraph that the last copy has at an address, with nearly the same words at another: it was moved.
    fn moved(&self, address: &Address) -> Option<Placement> {
        let copy = self.lock.last()?.chapters.get(&address.chapter)?;
        let sketch = copy.iter().find(|paragraph| paragraph.number == address.number)?.sketch?;
        let long = |place: &&Place| place.text.split_whitespace().count() >= ENOUGH_WORDS;
        let places = self.places.paragraphs.iter().filter(long);
        let mut likeness: Vec<(u32, &Address)> =
            places.map(|place| (Sketch::of(&place.text).similarity(sketch), &place.address)).collect();
        likeness.sort_by_key(|(likeness, _)| Reverse(*likeness));
        let (best, found) = *likeness.first()?;
        let next = likeness.get(1).map_or(0, |(likeness, _)| *likeness);
        let confidence = if best == 1000 { Confidence::Sure } else { Confidence::Perhaps };
        let is_found = best >= MOVED_LIKENESS && next < MOVED_LIKENESS;
        is_found.then(|| Placement { address: found.clone(), confidence, range: None })
    }

    /// True if a text names a place of the book.
    pub(crate) fn is_place(&self, place: &WrittenPlace) -> bool {
        match place {
            WrittenPlace::Page { label, .. } => {
                self.places.page(label).is_some()
                    || self.lock.last().is_some_and(|copy| copy.pages.iter().any(|page| page.label == *label))
            }
            WrittenPlace::Address(text) => {
                let chapter = text.rsplit_once('.').map(|(chapter, _)| chapter);
                chapter.is_some_and(|chapter| self.text.chapter_of_file(chapter).is_some())
            }
            WrittenPlace::Words(_) => true,
        }
    }
}

/// Paragraph `number` of a page of a copy.
fn on_page(copy: &HandedOut, label: &str, number: u32) -> Option<Address> {
    let page = copy.pages.iter().position(|page| page.label == label)?;
    let first = copy.pages[page].first.clone()?;
    let paragraphs = copy.chapters.get(&first.chapter)?;
    let begin = paragraphs.iter().position(|paragraph| paragraph.number == first.number)?;
    let end = copy.pages[page + 1..].iter().find_map(|page| page.first.as_ref());
    let at = begin + usize::try_from(number).ok()?.checked_sub(1)?;
    let found = paragraphs.get(at).filter(|found| found.sketch.is_some())?;
    let on_page = at == begin || found.page.as_deref() == Some(label);
    let ends = end.is_some_and(|end| end.chapter == first.chapter && end.number < found.number);
    (on_page && !ends).then(|| Address { chapter: first.chapter.clone(), number: found.number })
}

/// What hints say, as ranges of the book's text.
#[derive(Default)]
struct Hinted {
    chapter: Option<Range<usize>>,
    between: Option<Range<usize>>,
}

impl Hinted {
    /// The stretch that all hints name.
    fn stretch(&self) -> Option<Range<usize>> {
        let mut hints = self.chapter.iter().chain(&self.between);
        let first = hints.next()?.clone();
        let all = hints.fold(first, |all, hint| all.start.max(hint.start)..all.end.min(hint.end));
        (all.start < all.end).then_some(all)
    }

    /// Whether a range is where the hints say; `None` without hints.
    fn agrees(&self, range: &Range<usize>) -> Option<bool> {
        let mut hints = self.chapter.iter().chain(&self.between).peekable();
        hints.peek()?;
        Some(hints.all(|hint| hint.start <= range.end && range.start < hint.end.max(hint.start + 1)))
    }
}

/// Where most seeds agree on a beginning: the best places first.
fn clusters(offsets: &[i64]) -> Vec<usize> {
    let mut found: Vec<(usize, i64)> = Vec::new();
    let mut end = 0;
    for (start, &offset) in offsets.iter().enumerate() {
        end = end.max(start);
        while end < offsets.len() && offsets[end] - offset <= SEED_SHIFT {
            end += 1;
        }
        // The middle one has the shift of most.
        found.push((end - start, offsets[start + (end - start) / 2]));
    }
    found.sort_by_key(|(count, offset)| (std::cmp::Reverse(*count), *offset));
    let mut places: Vec<i64> = Vec::new();
    for (_, offset) in found {
        if places.len() == ALIGNED_PLACES {
            break;
        }
        if places.iter().all(|place| (place - offset).abs() > SEED_SHIFT) {
            places.push(offset);
        }
    }
    places.into_iter().map(|place| place.max(0) as usize).collect()
}

/// The range of a whole passage whose first `aligned` bytes of `whole` are at `range`.
fn longer(range: Range<usize>, aligned: usize, whole: usize, most: usize) -> Range<usize> {
    range.start..(range.end + (whole - aligned)).min(most)
}
