//! The context of writing pages out: the book, its fonts, and the page numbers in it.

use anthology_typeset::SetText;

use crate::blocks::references::Folios;
use crate::blocks::setter::ParagraphSetter;
use crate::fonts::Fonts;
use crate::page::type_area::TypeArea;

/// Shared by all sections while they are put on pages.
#[derive(Clone, Copy)]
pub(crate) struct EmitContext<'a> {
    pub(crate) text: &'a SetText,
    pub(crate) fonts: &'a Fonts,
    pub(crate) setter: &'a ParagraphSetter<'a>,
    pub(crate) area: &'a TypeArea,
    pub(crate) folios: &'a Folios,
    /// It is a proof; see [`LayoutOptions::proof`](crate::LayoutOptions::proof).
    pub(crate) proof: bool,
}

impl EmitContext<'_> {
    /// A page's spine is at its left: a recto's is, and in a book that is bound at the right a verso's.
    pub(crate) fn spine_left(&self, recto: bool) -> bool {
        recto != self.text.metadata.language.is_rtl()
    }
}
