//! Fonts: the families that come with the program and those of the user, and what is known of a face.

use std::sync::Arc;

use anthology_base::Length;

/// A face, parsed once.
#[derive(Debug)]
pub struct Font {
    data: Arc<[u8]>,
    index: u32,
    /// PostScript name.
    pub postscript_name: String,
    /// Family name.
    pub family: String,
    /// Whether it is italic.
    pub italic: bool,
    /// Weight class, 1 to 1000; 400 is regular.
    pub weight: u16,
    /// Whether every glyph is as wide as the others.
    pub monospaced: bool,
    /// Font units to the em.
    pub units_per_em: u16,
    /// In font units, positive upwards.
    pub ascent: i16,
    /// In font units, negative downwards.
    pub descent: i16,
    /// In font units.
    pub cap_height: i16,
    /// In font units.
    pub x_height: i16,
    /// In degrees, counter-clockwise from the vertical: -12 for most italics. Hundredths.
    pub italic_angle: i32,
    /// The OS/2 table's embedding rights.
    pub fs_type: u16,
}

impl Font {
    /// The font file.
    pub fn data(&self) -> &Arc<[u8]> {
        &self.data
    }

    /// The face's index in a collection.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// Font units to a length at a type size.
    pub fn scale(&self, units: i32, size: Length) -> Length {
        size.scale(i64::from(units), i64::from(self.units_per_em))
    }
}
