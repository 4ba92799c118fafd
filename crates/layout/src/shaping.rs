//! Shaping: characters to glyphs of a face, a word at a time.

pub(crate) mod kern_cache;
pub(crate) mod shaper;
pub(crate) mod style;
