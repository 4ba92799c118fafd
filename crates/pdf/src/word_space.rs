//! Word spaces of right-to-left text for pdf.js, the viewer of Firefox.
//!
//! The glyphs of right-to-left text are shown in logical order, each to the left of the one before it, as MuPDF and
//! poppler's structure reader need them. pdf.js ignores space glyphs and infers spaces from gaps; where the next glyph is
//! further to the left, it infers none, so that no phrase of two words is found. (Shown in visual order instead, phrases
//! are found in pdf.js and not in MuPDF.) So a form XObject (ISO 32000-1, 8.10) follows each of these spaces, which has a
//! space that pdf.js doesn't ignore. The form is optional content that is off (8.11): PDFium, MuPDF, poppler and Acrobat
//! leave it out, and pdf.js, which looks at all of a page's content for its text, doesn't.
//!
//! For pdf.js to take a space for text, another character must precede it, in one Unicode value. The combining grapheme
//! joiner is invisible, and the search of pdf.js passes over combining marks after a letter.

use anthology_base::Length;
use anthology_layout::page::GlyphRun;
use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use crate::cluster::Cluster;
use crate::cmap;
use crate::syntax::{bytes, name};

/// The name of the form with a space.
pub(crate) const SPACE: &str = "Ws";

/// The name of an empty form. pdf.js ends a piece of text where one is painted. Within a piece it reverses right-to-left
/// characters, by which the marks of a letter precede it; before the first letter of a word, they would separate it from
/// the space, and the word isn't found after another one.
pub(crate) const BOUNDARY: &str = "Wb";

/// The Unicode value of the form's space.
const SPACE_TEXT: &str = "\u{34f} ";

/// The name of the optional content group, which viewers may list.
const GROUP: &str = "Word spaces for search";

/// The use of the forms in a page's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forms {
    /// The file has none.
    None,
    /// The page has used none yet.
    Unused,
    Used,
}

/// The space glyph of one of the file's fonts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SpaceGlyph {
    /// The composite font.
    pub(crate) font: ObjectId,
    pub(crate) code: u16,
    /// True for one-byte codes.
    pub(crate) narrow: bool,
}

/// The forms and their group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordSpaces {
    pub(crate) space: ObjectId,
    pub(crate) boundary: ObjectId,
    group: ObjectId,
}

impl WordSpaces {
    /// Adds the forms to a document; `None` without the font.
    pub(crate) fn add(document: &mut Document, glyph: SpaceGlyph) -> Option<Self> {
        let group = document.add_object(dictionary! { "Type" => name("OCG"), "Name" => bytes(GROUP) });
        // The same font with another Unicode map.
        let mut font = document.get_dictionary(glyph.font).ok()?.clone();
        let map = document.add_object(cmap::unicode_map(&[(glyph.code, SPACE_TEXT)], glyph.narrow));
        font.set("ToUnicode", Object::Reference(map));
        let font = document.add_object(font);
        let digits = if glyph.narrow { 2 } else { 4 };
        let content = format!("BT/F 1 Tf<{:0digits$X}>Tj ET", glyph.code).into_bytes();
        let form = || {
            dictionary! {
                "Type" => name("XObject"),
                "Subtype" => name("Form"),
                "BBox" => vec![0.into(), 0.into(), 1.into(), 1.into()]
            }
        };
        let mut dict = form();
        dict.set("Resources", dictionary! { "Font" => dictionary! { "F" => Object::Reference(font) } });
        dict.set("OC", Object::Reference(group));
        let space = document.add_object(Stream::new(dict, content).with_compression(false));
        let boundary = document.add_object(Stream::new(form(), Vec::new()).with_compression(false));
        Some(Self { space, boundary, group })
    }

    /// The catalog's `OCProperties` (8.11.4.2): the group is off. The configuration has a name (PDF/UA-1, 7.10; PDF/A-2,
    /// 6.9) and no `Order`, since there is nothing to be seen that a reader could switch.
    pub(crate) fn properties(&self) -> Object {
        let group = || vec![Object::Reference(self.group)];
        let configuration = dictionary! { "Name" => bytes("Default"), "OFF" => group() };
        dictionary! { "OCGs" => group(), "D" => configuration }.into()
    }
}

/// True if a form with a space follows a cluster: a space of right-to-left text that isn't at a line's end, where pdf.js
/// infers a space.
pub(crate) fn follows(run: &GlyphRun, part: &Cluster<'_>) -> bool {
    let visible = |i: usize| run.glyphs.get(i).is_some_and(|glyph| glyph.advance > Length::ZERO);
    part.text.ends_with(char::is_whitespace) && part.glyphs.clone().any(visible)
}
