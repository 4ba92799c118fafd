//! Tuning constants of setting text. Each has its unit, its origin, and the effect of another value.

/// Fewest letters between a hyphenation point and a hyphen that the compound has: so few letters can be read as a word
/// with the rest, and two hyphens close together can't. Our choice. Lower: more broken compounds, fewer loose lines.
pub(crate) const LETTERS_BESIDE_HYPHEN: usize = 5;

/// Fewest bytes of a token that is looked up for hyphenation: no patterns break a shorter word at usual minima. Higher:
/// faster, and short words stay whole.
pub(crate) const SHORTEST_TOKEN: usize = 5;

/// Locks of a dictionary's cache of words: enough that threads seldom wait for one another. Affects speed alone.
pub(crate) const HYPHENATION_SHARDS: usize = 32;

/// Letters after which no further word joins an opening in small capitals, and most words of one. About a third of a
/// line, as Bringhurst's examples have it. Higher: longer openings.
pub(crate) const OPENING_LETTERS: usize = 12;
/// See [`OPENING_LETTERS`].
pub(crate) const OPENING_WORDS: usize = 4;

/// Open single marks that are searched for the partner of a closing one, which bounds the time that hostile text takes.
/// Real paragraphs have fewer than ten. Lower: unmatched marks in paragraphs with many elisions.
pub(crate) const MAX_OPEN_MARKS: usize = 32;
