//! Design constants of the cover: unit, origin, and the effect of each.

use anthology_base::Length;

/// From the sides of the front to its text, in units of a 1,600th of its width.
pub(crate) const FRONT_MARGIN: f64 = 150.0;

/// The length of the rule below the title, in the same units.
pub(crate) const RULE_LENGTH: f64 = 180.0;

/// Its thickness.
pub(crate) const RULE_WEIGHT: f64 = 10.0;

/// The largest sizes of the front's texts, in the same units. Larger ones break words of short titles.
pub(crate) const TITLE_SIZE: f64 = 300.0;
/// The subtitle's.
pub(crate) const SUBTITLE_SIZE: f64 = 76.0;
/// The names'.
pub(crate) const NAMES_SIZE: f64 = 84.0;
/// The one size of the plain composition: legible on a thumbnail of 160 pixels (11 pixels).
pub(crate) const PLAIN_SIZE: f64 = 112.0;

/// The gap between the descenders of one text and what is below it, in the same units.
pub(crate) const TEXT_GAP: f64 = 60.0;

/// What bleeds reaches so far over the edges: more than any printer's bleed on the smallest trim.
pub(crate) const OVERHANG: f64 = 120.0;

/// The size below which an initial would be no larger than a title, and is left out.
pub(crate) const INITIAL_SMALLEST: f64 = 500.0;

/// The gap between the disc and the text above and below it, in the same units.
pub(crate) const DISC_GAP: f64 = 110.0;
/// The radius of the largest disc.
pub(crate) const DISC_LARGEST: f64 = 760.0;
/// The radius below which a disc would look like a dot, and is left out.
pub(crate) const DISC_SMALLEST: f64 = 120.0;

/// From the edges of the back to its text.
pub(crate) const BACK_MARGIN: Length = Length::from_pt(54);

/// From the edges of the back to the box of the bar code, in points.
pub(crate) const BARCODE_DISTANCE: f64 = 18.0;
/// The width of the box, in points: KDP prints its own bar code into a box of 2 × 1.2 in.
pub(crate) const BARCODE_WIDTH: f64 = 144.0;
/// Its height.
pub(crate) const BARCODE_HEIGHT: f64 = 86.4;

/// From an edge of the spine to its text, in points: a sixteenth of an inch, KDP's tolerance of the fold.
pub(crate) const SPINE_MARGIN: f64 = 4.5;

/// The size of the description on the back.
pub(crate) const BLURB_SIZE: Length = Length::from_pt(11);
/// Its smallest size; a longer description is an error.
pub(crate) const BLURB_SMALLEST: Length = Length::from_pt(8);
/// The step by which it is made smaller until it fits.
pub(crate) const BLURB_STEP: Length = Length::from_millipt(500);

/// The part of its largest size below which a spine's text gives up the names, so that the title stays legible.
pub(crate) const SPINE_NAMES: f64 = 0.8;
