//! Tuning constants: unit, origin, and the metric that changes with each.

use anthology_base::Length;

/// Glyphs are shown without an adjustment if they are off by no more than this, in millionths of the em. Positions are
/// tracked absolutely, so that errors don't add up. Smaller values make content streams longer (7 % without a tolerance);
/// at 1,500, a ten-point glyph is off by 0.015 pt, a sixteenth of a pixel at 300 dpi.
pub(crate) const GLYPH_TOLERANCE: i64 = 1500;

/// The same for a space, which is invisible: the correction is made once, after it.
pub(crate) const SPACE_TOLERANCE: i64 = 50_000;

/// The largest letter-spacing that character spacing is chosen for, in thousandths of the em; larger excesses are
/// justified spaces.
pub(crate) const SPACING_REACH: i64 = 250;

/// Scaled points by which a viewer's position may differ from a run's without a new `Td`: a fiftieth of a point. The
/// run's first adjustment corrects it. Changes the length of content streams.
pub(crate) const PEN_TOLERANCE: i64 = 65_536 / 50;

/// The gap between two runs from which they are two words, in thousandths of the em: a narrow word space. Larger values
/// run words together in extracted text, smaller ones split letter-spaced words.
pub(crate) const WORD_GAP: i64 = 250;

/// The number of following items that are searched for one in a gap between words: more than a line of contents or a
/// heading has. Bounds the time for a page.
pub(crate) const ITEMS_OF_LINE: usize = 32;

/// The most subsets of a font; further Unicode values of a glyph are left to `ActualText`. Changes the file's size, and
/// the text that readers without `ActualText` extract.
pub(crate) const MOST_LAYERS: usize = 3;

/// The most glyphs of a drop cap: an initial with its opening quotation mark and combining marks.
pub(crate) const DROP_CAP_GLYPHS: usize = 4;

/// Entries in a leaf of a name or number tree. Viewers search a tree by its limits, so leaves need not be small.
pub(crate) const TREE_LEAF: usize = 64;

/// Objects in an object stream. Readers inflate a whole stream for one object, so larger ones open more slowly, and the
/// cross-reference stream has one byte for an index; smaller ones compress less.
pub(crate) const OBJECT_STREAM_OBJECTS: usize = 200;

/// Structure nodes in a parallel task, and in its object streams. Changes the time on several cores.
pub(crate) const STRUCTURE_TASK: usize = 1000;

/// The distance of crop marks from the trim, if the bleed isn't wider; usual offset of prepress programs.
pub(crate) const CROP_MARK_DISTANCE: Length = Length::from_pt(9);

/// The length of crop marks.
pub(crate) const CROP_MARK_LENGTH: Length = Length::from_pt(18);

/// The margin between crop marks and the edge of the media box.
pub(crate) const CROP_MARK_MARGIN: Length = Length::from_pt(3);

/// Pixels to a unit of SVG (1/96 in) for what is rasterised: 300 to the inch, which print needs. More costs bytes.
pub(crate) const PIXELS_PER_UNIT: f32 = 300.0 / 96.0;

/// The most pixels of one rasterised image; a larger one gets fewer to the inch. Bounds memory (160 MB) and time.
pub(crate) const MOST_PIXELS: f32 = 40.0e6;

/// The most tiles of a pattern on one path: renderers paint each, so more are slower than pixels.
pub(crate) const MOST_TILES: f32 = 20_000.0;
