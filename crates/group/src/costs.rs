//! Tuning constants: unit, origin, and the metric that changes with each.

/// Words that name a paragraph at least: fewer are found by a search, but don't look like a place. In the sample book
/// and two novels four words are unique for nine paragraphs in ten, three for eight.
pub(crate) const FEWEST_FIRST_WORDS: usize = 3;

/// Words that name a paragraph at most. Paragraphs that begin with more of the same words are verses of a song, rows
/// of a list and the like, which a page tells apart.
pub(crate) const MOST_FIRST_WORDS: usize = 12;

/// Characters of a passage that a sheet quotes at most: about a line and a half of a sheet in A4, enough to find the
/// place and to read it aloud.
pub(crate) const QUOTE_CHARACTERS: usize = 140;

/// Passages that a leader's sheet lists as marked by the most members: as many as a meeting can talk about.
pub(crate) const MOST_MARKED: usize = 7;

/// The width of the code on a poster: a phone reads it from a third of a metre (ten times the width, DENSO Wave), and the
/// plan of a book of twenty chapters leaves room for it on one page.
pub(crate) const POSTER_CODE: &str = "36mm";

/// Lines of a poster's text up to which its type is large: with title and code they fill a page.
pub(crate) const POSTER_LINES_LARGE: usize = 17;

/// Lines up to which it is of a middle size: six meetings with two chapters each.
pub(crate) const POSTER_LINES: usize = 25;

/// The width of the code on a bookmark, which is held in the hand.
pub(crate) const BOOKMARK_CODE: &str = "26mm";
