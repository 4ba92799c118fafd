//! Set text and fonts to pages: shaping, line breaking, page breaking, and the structure that a screen
//! reader is given. Writes no PDF syntax.

mod breaks;
pub mod font;
mod justify;
pub mod line;
mod opportunities;
pub mod page;
mod paragraph;
mod prepare;
mod shape;
mod style;
mod total_fit;

pub use paragraph::{ParagraphBuilder, ParagraphSettings, Variant};
pub use prepare::Resolve;
