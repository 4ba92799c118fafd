//! The constants that trade quality, size and time. Changing one of those marked "key" changes what is produced, so
//! [`ALGORITHM`] has to be raised with it.

/// Version of everything that is cached: raised whenever the same bytes and purpose give another result.
pub(crate) const ALGORITHM: u32 = 1;

/// Pixels from which an image is refused. No print needs as many, and decoders run out of memory on them. (Our choice;
/// the metric is peak memory: four bytes a pixel, decoded.)
pub(crate) const MOST_PIXELS: u64 = 100_000_000;

/// Bytes of an unpacked colour profile from which an image is refused. The largest of presses have two million. (Peak
/// memory.)
pub(crate) const MOST_PROFILE: u64 = 16_000_000;

/// Pixels that are decoded at the same time, over all threads, unless one image alone has more. (Peak memory: at most
/// about ten bytes a pixel while one is resampled, so 160 MB.)
pub(crate) const PIXELS_AT_ONCE: u64 = 16_000_000;

/// Scans of a progressive JPEG above which it is refused: each costs a pass over all blocks. Encoders make about ten.
/// (Time per image.)
pub(crate) const MOST_SCANS: usize = 100;

/// Levels that the elements of an SVG image are nested, and its references. Everything that draws it recurses, on stacks of
/// two megabytes; drawings have a dozen. (Stack.)
pub(crate) const MOST_SVG_DEPTH: usize = 96;

/// Elements of an SVG image, those that `use` repeats included. (Time and memory per image.)
pub(crate) const MOST_SVG_ELEMENTS: u64 = 500_000;

/// Bytes that the entities of an SVG image add to it. (Memory per image.)
pub(crate) const MOST_SVG_ENTITIES: usize = 1 << 20;

/// Pixels to a unit of SVG (1/96 in) in which filters are drawn at most: 300 to the inch. (Time per image.)
pub(crate) const FILTER_PIXELS_PER_UNIT: f64 = 300.0 / 96.0;

/// The work of all filters of an SVG image: steps of a few nanoseconds, so that they take a second or two. A shadow under
/// a whole page takes a third of it. (Time per image.)
pub(crate) const MOST_FILTER_WORK: f64 = 1.0e9;

/// Dots per inch of an image on a screen page, at the size at which it is placed. (PDF size; key.)
pub(crate) const SCREEN_DPI: i64 = 200;

/// Per cent of [`SCREEN_DPI`] up to which an image keeps its pixels: the few bytes aren't worth a second generation
/// of JPEG. (PDF size; key.)
pub(crate) const TOLERATED: i64 = 125;

/// JPEG quality, of 100, of an image that is resampled for a screen page. (PDF size; key.)
pub(crate) const SCREEN_QUALITY: u8 = 85;

/// JPEG quality, of 100, of an image that an e-reader gets with other pixels than the file has. (EPUB size; key.)
pub(crate) const READER_QUALITY: u8 = 88;

/// The least reduction that is left to the Lanczos filter; a larger one is
/// averaged over squares first, in a fraction of the time. (Time per image; at 2 the two results differ by a few
/// values of 255 on ridges, see the test in `resample`; key.)
pub(crate) const FINER: u32 = 2;

/// libdeflate's level for the rows of a page's images. 9 takes three times as long for one per cent. (PDF size, time;
/// key.)
pub(crate) const PAGE_LEVEL: i32 = 6;

/// libdeflate's level for PNG files of e-readers, which are sent about more than they are made. (EPUB size, time; key.)
pub(crate) const READER_LEVEL: i32 = 8;

/// The bytes that a palette takes in a file besides its colours: an array of a PDF or the chunk of a PNG. (Key.)
pub(crate) const PALETTE_OVERHEAD: usize = 64;

/// The most ink on one place, of four times 255: 240 %, what uncoated paper takes. (Ink of a print edition; key.)
pub(crate) const MOST_INK: u32 = 612;

/// The longer side to which an image is reduced for the colour of its edge, in pixels: enough for a mean. (Time of a
/// cover.)
pub(crate) const EDGE_SIDE: u32 = 64;

/// The strip along an edge is this part of the width: what stands beside the spine. (The spine's colour.)
pub(crate) const EDGE_SHARE: usize = 8;
