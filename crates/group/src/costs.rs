//! Tuning constants: unit, origin, and the metric that changes with each.

/// Words that name a paragraph at least: fewer are found by a search, but don't look like a place. In the sample book
/// and two novels four words are unique for nine paragraphs in ten, three for eight.
pub(crate) const FEWEST_FIRST_WORDS: usize = 3;

/// Words that name a paragraph at most. Paragraphs that begin with more of the same words are verses of a song, rows
/// of a list and the like, which a page tells apart.
pub(crate) const MOST_FIRST_WORDS: usize = 12;
