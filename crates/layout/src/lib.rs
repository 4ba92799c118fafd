//! Set text and fonts to pages: shaping, line breaking, page breaking, and the structure that a screen
//! reader is given. Writes no PDF syntax.

mod breaks;
mod build;
mod collect;
mod contents;
mod draft;
mod drop_cap;
mod dump;
mod emit;
pub mod font;
mod front;
mod heads;
mod justify;
mod layout;
pub mod line;
mod lists;
mod literal;
mod margin;
mod meaning;
mod notes;
mod opportunities;
mod outline;
pub mod page;
mod paginate;
mod pairs;
mod paragraph;
mod picture;
mod prepare;
mod refs;
mod rivers;
mod setter;
mod shape;
mod squares;
mod style;
mod table;
mod total_fit;
mod white;

pub use dump::dump;
pub use layout::{LayoutOptions, layout, layout_with, page_map};
pub use opportunities::unicode_breaks;
pub use paragraph::{ParagraphBuilder, ParagraphSettings, Variant};
pub use prepare::Resolve;
