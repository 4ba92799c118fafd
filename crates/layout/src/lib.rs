//! Set text and fonts to pages: shaping, line breaking, page breaking, and the structure that a screen
//! reader is given. Writes no PDF syntax.

pub mod font;
pub mod line;
pub mod page;
