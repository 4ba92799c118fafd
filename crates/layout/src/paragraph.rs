//! Paragraphs: from the tokens of a text through its breakpoints to the best set of lines, and to the lines.

pub(crate) mod breakpoints;
pub(crate) mod builder;
pub(crate) mod cjk;
pub(crate) mod code_breaks;
pub(crate) mod justify;
pub mod line;
pub(crate) mod opportunities;
pub(crate) mod prepare;
pub(crate) mod rivers;
pub(crate) mod total_fit;
