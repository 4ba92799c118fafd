//! Tuning constants: unit, origin, and the metric that changes with each. Metrics: the share of the generated highlights
//! of `tests/measure.rs` on their paragraph, and of wrong ones that are called sure.

/// Words that are enough for a passage that is in the book once. Six words are in over 98 of 100 places of a book once;
/// fewer make wrong places sure.
pub(crate) const ENOUGH_WORDS: usize = 6;

/// Words that are enough where a chapter, a page or the marks around it agree. Three are common phrases even in a chapter.
pub(crate) const ENOUGH_WORDS_WITH_HINT: usize = 4;

/// Words that outweigh a hint of another chapter: a paragraph may have moved since.
pub(crate) const WORDS_AGAINST_HINT: usize = 8;

/// Occurrences of a passage that are looked at. Bounds the time.
pub(crate) const MOST_OCCURRENCES: usize = 1000;

/// Bytes of letters in a seed, by which an edited passage is found: two words, which one edit in six words leaves
/// somewhere. Longer: short passages with an edit are lost. Shorter: more places to align.
pub(crate) const SEED_BYTES: usize = 8;

/// One position in so many begins a seed of the book. Larger saves memory and loses passages with short intact runs.
pub(crate) const SEED_STEP: usize = 2;

/// Places of the book that a seed may be at; more common ones say nothing. Bounds the time.
pub(crate) const SEED_PLACES: usize = 150;

/// Bytes of letters by which a seed may be shifted and still speak for the same place: a word inserted or left out.
pub(crate) const SEED_SHIFT: i64 = 24;

/// Places that are aligned with a passage. Bounds the time.
pub(crate) const ALIGNED_PLACES: usize = 5;

/// Bytes of letters of a passage that are aligned: some eighty words. Bounds the time.
pub(crate) const ALIGNED_BYTES: usize = 480;

/// Thousandths of their words that a paragraph and one of an older copy share, if it was moved and a word corrected.
pub(crate) const MOVED_LIKENESS: u32 = 600;

/// Bytes of letters of a stretch that hints name, in which a passage without a seed is looked for everywhere: a chapter.
/// Bounds the time.
pub(crate) const MOST_HINTED_BYTES: usize = 20_000;

/// Bytes of letters of such a passage: a longer one has a seed. Bounds the time.
pub(crate) const LONGEST_HINTED: usize = 64;

/// Edits in a hundred letters up to which an aligned passage is the same one for certain, if no other place is as near.
/// An edited word in a passage of six is 18.
pub(crate) const SURE_EDITS: usize = 25;

/// The same up to which it may be the same. Unrelated English text is 55 to 65.
pub(crate) const POSSIBLE_EDITS: usize = 38;

/// Edits in a hundred letters by which the next best place must be worse.
pub(crate) const MARGIN_EDITS: usize = 20;

/// Bytes of letters by which an alignment may miss a paragraph's beginning: the first words and one inserted after them.
/// Less than a quarter of the passage all the same.
pub(crate) const LOOSE_BYTES: usize = 24;

/// In so many of a hundred marks that are certain, a device's positions must be in the order of the book to count as
/// hints for the others.
pub(crate) const ORDERED_MARKS: usize = 90;

/// Marks of a file that are looked for; a reader marks some hundreds in a book. Bounds the time.
pub(crate) const MOST_MARKS: usize = 20_000;

/// Bytes of a file. Ten years of clippings are under five million.
pub(crate) const MOST_BYTES: usize = 128 << 20;
