//! Notes in the outer margin: where they are possible.

use anthology_base::Length;
use anthology_typeset::{NotePlacement, ParagraphStyle, SetText};

use crate::costs::{NARROWEST_NOTE, NOTE_EDGE};

/// Space between the text and a note beside it.
pub(crate) struct NoteGutter {
    pub(crate) verso: Length,
    /// On a recto the note's label is in it.
    pub(crate) recto: Length,
}

/// The space between the text and notes beside it.
pub(crate) const NOTE_GUTTER: NoteGutter = NoteGutter { verso: Length::from_pt(9), recto: Length::from_pt(18) };

/// The width of notes in the outer margin, if they are set there.
pub(crate) fn side_notes(text: &SetText) -> Option<Length> {
    let width = text.theme.page.outer - NOTE_GUTTER.recto - NOTE_EDGE;
    let wide = width >= text.theme.style(ParagraphStyle::Note).size * NARROWEST_NOTE;
    let requested = text.theme.blocks.side_notes && text.notes == NotePlacement::Foot && text.paragraph_numbers == 0;
    (requested && wide).then_some(width)
}
