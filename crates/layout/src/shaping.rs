//! Shaping: the glyphs of words in the faces of their styles.

pub(crate) mod kern_cache;
pub(crate) mod script;
pub(crate) mod shaper;
pub(crate) mod style;
