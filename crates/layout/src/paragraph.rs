//! Paragraphs: from a text through its tokens and breakpoints to the best set of lines, and to the lines.
//!
//! In the order of the data: [`prepare`] makes [`tokens`] of the text and finds its break [`opportunities`];
//! [`breakpoints`] lists where lines may end; [`passes`] poses the problem to [`total_fit`] with ever laxer
//! [`break_params`]; [`justify`] makes the lines of the layout that was found.

pub(crate) mod break_metrics;
mod break_params;
pub(crate) mod breakpoints;
pub(crate) mod builder;
pub(crate) mod cjk;
pub(crate) mod code_breaks;
pub(crate) mod context;
pub(crate) mod justify;
pub mod line;
pub(crate) mod line_metrics;
mod missing_glyphs;
pub(crate) mod opportunities;
mod passes;
pub(crate) mod prepare;
pub(crate) mod rivers;
pub(crate) mod shaped_paragraph;
mod tokens;
pub(crate) mod total_fit;
