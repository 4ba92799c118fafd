//! The context of a paragraph: what preparing it draws on.

use anthology_base::Length;
use anthology_typeset::{Anchor, FontTokens, MicroTokens, SetImage};

use crate::shaping::shaper::Shaper;

/// Answers to what a paragraph refers to in the rest of the book.
#[derive(Clone, Copy)]
pub struct Resolve<'a> {
    /// The folio to print for an anchor.
    pub page: &'a dyn Fn(&Anchor) -> String,
    /// The width of an image in a line.
    pub image: &'a dyn Fn(&SetImage) -> Length,
}

/// The shaper and the settings of a paragraph.
pub(crate) struct Prepare<'a, 'p> {
    pub(crate) shaper: &'p Shaper<'a>,
    pub(crate) tokens: &'p FontTokens,
    pub(crate) micro: &'p MicroTokens,
    pub(crate) resolve: Resolve<'p>,
    /// Words wider than this are split between their letters: the last resort.
    pub(crate) split_wider: Option<i64>,
}
