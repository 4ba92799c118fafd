//! Tuning constants: unit, origin, and the metric that changes with each.

/// Pixels of the longer side of an image in the web pages: a phone's width at its three pixels a CSS pixel. Changes the
/// size of the folder.
pub(crate) const IMAGE_SIDE: u32 = 1200;

/// Quality of a JPEG that is made smaller, of 100, as in the EPUB.
pub(crate) const IMAGE_QUALITY: u8 = 85;

/// Words of a page's beginning in the table of pages. Changes the width of the table.
pub(crate) const BEGINNING_WORDS: usize = 6;

/// Characters of the excerpt on the first page. Changes that page's height.
pub(crate) const EXCERPT_CHARACTERS: usize = 400;
