//! Tuning constants: unit, origin, and the metric that changes with each.

/// Pixels of the longer side of a cover; shops ask for 1600 × 2560. Changes the size of the file.
pub(crate) const COVER_SIDE: u32 = 2560;

/// Pixels of the longer side of a cover's thumbnail, for catalogues.
pub(crate) const THUMBNAIL_SIDE: u32 = 640;

/// The deepest heading level in the navigation document. Deeper ones make it long rather than useful.
pub(crate) const DEEPEST_HEADING: u8 = 3;

/// The most bytes that Send to Kindle takes by mail (Amazon, "Send to Kindle": 50 MB), of which a mail's Base64 and
/// headers leave less.
pub(crate) const KINDLE_CAP: u64 = 36_000_000;
