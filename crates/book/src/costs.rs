//! Tuning constants: unit, origin, and the effect of another value.

/// Words that are read in a minute: between the averages of Brysbaert (2019), 238 for non-fiction and 260 for fiction.
/// Higher: shorter reading times in plans, and more chapters per meeting.
pub(crate) const WORDS_PER_MINUTE: u64 = 240;

/// Chinese and Japanese characters that count as a word, since most words of these languages have two. Higher: shorter
/// reading times of such text.
pub(crate) const CHARACTERS_PER_WORD: u64 = 2;

/// Days of a series that are looked at for a meeting's date: those of twenty years of daily meetings. Later meetings
/// have no date.
pub(crate) const MOST_SLOTS: u32 = 7500;
