//! Bounds of the time and memory that code may take. They protect against hostile input; no code that is printed comes
//! near them.

/// Bytes of a line that is parsed: beyond, grammars with nested repetitions take quadratic time.
pub(crate) const MOST_LINE: usize = 4000;

/// Bytes of a piece of code that are parsed.
pub(crate) const MOST_CHARACTERS: usize = 400_000;

/// Bytes of code whose tokens are kept.
pub(crate) const MOST_KEPT: usize = 8 << 20;
