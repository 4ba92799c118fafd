//! The context of a paragraph: what preparing it draws on.

use anthology_base::Length;
use anthology_typeset::{FontTokens, MicroTokens, ObjectKind, SetImage};

use crate::shaping::shaper::Shaper;

/// Answers to what a paragraph refers to in the rest of the book.
#[derive(Clone, Copy)]
pub struct Resolve<'a> {
    /// The number to print for an object that is one: a folio, or that of a paragraph on its page.
    pub page: &'a dyn Fn(&ObjectKind) -> String,
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
