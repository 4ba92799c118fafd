//! Set text and fonts to pages: shaping, line breaking, page breaking, and the structure that a screen
//! reader is given. Writes no PDF syntax.
//!
//! The folders are the passes, in the order of the data: [`fonts`] are read, words are shaped, paragraphs are broken
//! into lines, blocks become rows of lines, rows are put on pages, and pages are written out.

mod blocks;
mod costs;
pub mod fonts;
mod output;
pub mod page;
mod paragraph;
mod shaping;

pub use output::book::{LayoutOptions, layout, layout_with, page_map};
pub use output::dump::dump;
pub use paragraph::builder::{ParagraphBuilder, ParagraphSettings, Variant};
pub use paragraph::line;
pub use paragraph::opportunities::unicode_breaks;
pub use paragraph::prepare::Resolve;
