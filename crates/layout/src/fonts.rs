//! Fonts: the families that come with the program and those of the user, and the metrics of a face.

mod descriptor;
mod font;
mod instances;
mod measure;
mod new_family;
mod outline;
mod protrusion;
mod reach;
mod set;

pub use font::{Font, FontData, FontError};
pub use new_family::{FontFile, NewFamily, NewFamilyError, family_names, letters, new_family};
pub(crate) use reach::{GlyphPair, Reach};
pub use set::{DEFAULT_FAMILY, Fonts};
