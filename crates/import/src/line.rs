//! A line of a capture.

use std::ops::Range;

/// A line that is not blank.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// From 1, counting blank lines.
    pub(crate) number: usize,
    /// The last line that was joined to it; [`Self::number`] where none was.
    pub(crate) last_number: usize,
    /// Its byte range in the capture, without its line end.
    pub(crate) bytes: Range<usize>,
    /// As decoded, trimmed at the end only.
    pub(crate) raw: String,
    /// With single plain spaces and without invisible characters: what is kept.
    pub(crate) text: String,
    /// [`crate::shape::normalised_words`] of the text, in which all wording rules search.
    pub(crate) normalised: String,
    /// Leading white space, in columns.
    pub(crate) indent: usize,
    /// Blank lines before it; for the first line of a capture, 0.
    pub(crate) before: usize,
    /// Blank lines after it; for the last line, 0.
    pub(crate) after: usize,
    /// Words in it.
    pub(crate) words: usize,
}

/// Adds a line to the one before it.
pub(crate) fn join(last: &mut Line, line: Line) {
    last.raw = format!("{} {}", last.raw, line.raw.trim_start());
    last.text = format!("{} {}", last.text, line.text);
    match (last.normalised.trim().is_empty(), line.normalised.trim().is_empty()) {
        (true, _) => last.normalised = line.normalised,
        (false, true) => {}
        (false, false) => last.normalised.push_str(&line.normalised[1..]),
    }
    last.last_number = line.last_number;
    last.bytes.end = line.bytes.end;
    last.after = line.after;
    last.words += line.words;
}
