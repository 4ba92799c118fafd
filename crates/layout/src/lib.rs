//! Set text and fonts to pages: shaping, line breaking, page breaking, and the structure that a screen
//! reader is given. Writes no PDF syntax.

mod build;
mod collect;
mod contents;
mod draft;
mod dump;
mod emit;
pub mod font;
mod heads;
mod layout;
pub mod line;
mod outline;
pub mod page;
mod paginate;
mod picture;
mod refs;
mod setter;
mod table;

pub use dump::dump;
pub use layout::layout;
