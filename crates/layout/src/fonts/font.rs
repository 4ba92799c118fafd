//! A face: its metrics, its glyphs, and how it is set.

use std::fmt;
use std::sync::Arc;

use anthology_base::Length;
use skrifa::instance::{Location, Size};
use skrifa::raw::TableProvider;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use super::reach::Reach;
use crate::two_sided::{Edges, Elastic};

/// The protrusion of characters in thousandths of their glyphs' widths, by character.
pub(crate) type ProtrusionTable = Vec<(char, Edges<i16>)>;

/// The type sizes that an optical cut is for: from the first up to the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OpticalSizes {
    pub(crate) from: Length,
    pub(crate) to: Length,
}

/// The horizontal extent of a glyph's ink from its origin, in font units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GlyphInk {
    pub(crate) left: i32,
    pub(crate) right: i32,
}

/// A font file: bytes that come with the program, or that were read.
pub type FontData = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A face, parsed once.
pub struct Font {
    data: FontData,
    pub(super) index: u32,
    /// The shaper's view of the same bytes.
    pub(crate) face: harfrust::Font,
    /// The characters that protrude into the margins, sorted.
    pub(crate) protrusions: ProtrusionTable,
    /// Its place in the design space of a variable font: axes and values.
    variations: Vec<([u8; 4], f32)>,
    pub(super) location: Location,
    /// The type sizes that it is for, where its family has optical cuts.
    pub(crate) sizes: Option<OpticalSizes>,
    /// Letter-spacing by type size, thousandths of an em, ascending by size.
    pub(crate) tracking: Vec<(Length, i32)>,
    /// OpenType features that the descriptor turns on or off for all text of the family.
    pub(crate) features: Vec<([u8; 4], u32)>,
    /// Font expansion: by how much the descriptor lets glyphs be widened and narrowed, per mille; the theme's limit
    /// holds too.
    pub(crate) expansion: Elastic<u16>,
    /// PostScript name.
    pub postscript_name: String,
    /// Family name.
    pub family: String,
    /// True if it is italic.
    pub italic: bool,
    /// Weight class, 1 to 1000; 400 is regular.
    pub weight: u16,
    /// True if every glyph is as wide as the others.
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
    /// Top of an underline from the baseline, in font units; negative.
    pub underline_offset: i16,
    /// Thickness of an underline or a strike, in font units.
    pub underline_thickness: i16,
    /// Top of a strike from the baseline, in font units.
    pub strike_offset: i16,
    /// The OS/2 table's embedding rights.
    pub fs_type: u16,
}

impl Font {
    /// True if text is set in this face as in the other.
    pub(super) fn sets_like(&self, other: &Self) -> bool {
        let described =
            |font: &Self| (font.index, font.variations.clone(), font.sizes, font.features.clone(), font.expansion);
        let named = |font: &Self| (font.family.clone(), font.italic, font.weight);
        described(self) == described(other)
            && named(self) == named(other)
            && self.protrusions == other.protrusions
            && self.bytes() == other.bytes()
    }

    /// Reads a face; a variable one at its default.
    ///
    /// # Errors
    /// [`FontError`] where the bytes are no font that can be set and embedded.
    pub fn parse(data: FontData, index: u32) -> Result<Self, FontError> {
        Self::parse_at(data, index, Vec::new())
    }

    /// Reads a variable face at a place in its design space. Axes that it hasn't are ignored, and those that are
    /// not named are at their defaults.
    ///
    /// # Errors
    /// [`FontError`] where the bytes are no font that can be set and embedded.
    pub fn parse_at(data: FontData, index: u32, variations: Vec<([u8; 4], f32)>) -> Result<Self, FontError> {
        let font = FontRef::from_index((*data).as_ref(), index).map_err(|_| FontError::NotAFont)?;
        let mut face = harfrust::Font::new(Arc::clone(&data), index).ok_or(FontError::NotAFont)?;
        let location = font.axes().location(variations.iter().map(|(tag, value)| (skrifa::Tag::new(tag), *value)));
        if !variations.is_empty() {
            let axes = variations.iter().map(|(tag, value)| (harfrust::Tag::new(tag), *value));
            face = face.instance_builder().variations(axes).build();
        }
        let metrics = font.metrics(Size::unscaled(), &location);
        if metrics.units_per_em == 0 || !face.charmap().has_unicode() {
            return Err(FontError::NoCharacters);
        }
        let fs_type = font.os2().map_or(0, |os2| os2.fs_type());
        let name = |id| font.localized_strings(id).english_or_first().map(|s| s.chars().collect::<String>());
        let family = name(StringId::TYPOGRAPHIC_FAMILY_NAME).or_else(|| name(StringId::FAMILY_NAME));
        let postscript_name = name(StringId::POSTSCRIPT_NAME).or_else(|| family.clone()).unwrap_or_default();
        let postscript_name = instance_name(&postscript_name, &variations);
        let attributes = font.attributes();
        let units = i32::from(metrics.units_per_em);
        let em = |part: i32| (units * part / 1000) as i16;
        // OS/2 has these heights only from version 2 on (DejaVu Sans Mono's is version 1); else a letter is measured.
        let glyphs = font.glyph_metrics(Size::unscaled(), &location);
        let height_of = |c: char| glyphs.bounds(font.charmap().map(c)?).map(|bounds| bounds.y_max);
        let height = |table: Option<f32>, c: char, part: i32| {
            let found = table.filter(|h| *h > 0.0).or_else(|| height_of(c).filter(|h| *h > 0.0));
            found.map_or(em(part), |h| h as i16)
        };
        let (cap_height, x_height) = (height(metrics.cap_height, 'H', 700), height(metrics.x_height, 'x', 450));
        let underline = metrics.underline.unwrap_or_default();
        let thickness = if underline.thickness > 0.0 { underline.thickness as i16 } else { em(50) };
        Ok(Self {
            index,
            face,
            variations,
            location,
            sizes: None,
            protrusions: Vec::new(),
            tracking: Vec::new(),
            features: Vec::new(),
            expansion: Elastic::both(u16::MAX),
            postscript_name,
            family: family.unwrap_or_default(),
            italic: attributes.style != skrifa::attribute::Style::Normal,
            weight: (attributes.weight.value() as u16).clamp(1, 1000),
            monospaced: metrics.is_monospace,
            units_per_em: metrics.units_per_em,
            ascent: metrics.ascent as i16,
            descent: metrics.descent as i16,
            cap_height,
            x_height,
            italic_angle: (metrics.italic_angle * 100.0).round() as i32,
            underline_offset: if underline.offset < 0.0 { underline.offset as i16 } else { em(-100) },
            underline_thickness: thickness,
            strike_offset: metrics.strikeout.map_or(em(280), |s| s.offset as i16),
            fs_type,
            data,
        })
    }

    /// The font file.
    pub fn data(&self) -> &FontData {
        &self.data
    }

    /// The font file's bytes.
    pub fn bytes(&self) -> &[u8] {
        (*self.data).as_ref()
    }

    /// The face's index in a collection.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The face's place in the design space of a variable font: axes and values in the font's own units; empty for
    /// other fonts.
    pub fn variations(&self) -> &[([u8; 4], f32)] {
        &self.variations
    }

    /// The reason why no subset of the font may be embedded, where its maker forbids it (OpenType, OS/2 table, `fsType`).
    pub fn subsetting_forbidden(&self) -> Option<&'static str> {
        match self.fs_type {
            t if t & 0xf == 2 => Some("its licence bits (fsType) forbid embedding"),
            t if t & 0x100 != 0 => Some("its licence bits (fsType) forbid embedding a subset"),
            t if t & 0x200 != 0 => Some("its licence bits (fsType) forbid embedding outlines"),
            _ => None,
        }
    }

    /// Font units to a length at a type size.
    pub fn scale(&self, units: i32, size: Length) -> Length {
        size.scale(i64::from(units), i64::from(self.units_per_em))
    }

    /// The glyph of a character, by the character map alone.
    pub fn glyph(&self, c: char) -> Option<u16> {
        self.face.charmap().map_unicode(c).and_then(|glyph| u16::try_from(glyph.to_u32()).ok())
    }

    /// A glyph's natural width, in font units.
    pub fn advance(&self, glyph: u16) -> i32 {
        let metrics = self.face.glyph_metrics();
        metrics.h_advance(harfrust::GlyphId::new(u32::from(glyph))).round() as i32
    }

    /// The left and the right edge of a glyph's ink.
    pub(crate) fn ink_extent(&self, glyph: u16) -> GlyphInk {
        let Ok(font) = FontRef::from_index(self.bytes(), self.index) else { return GlyphInk::default() };
        let metrics = font.glyph_metrics(Size::unscaled(), &self.location);
        metrics
            .bounds(skrifa::GlyphId::from(glyph))
            .map(|bounds| GlyphInk { left: bounds.x_min as i32, right: bounds.x_max as i32 })
            .unwrap_or_default()
    }

    /// The reach of its rules, with these features on or off.
    pub(crate) fn reach(&self, features: &[harfrust::Feature]) -> Option<Reach> {
        let features: Vec<_> = features.iter().map(|f| (skrifa::Tag::new(&f.tag.to_be_bytes()), f.value)).collect();
        Reach::of(&FontRef::from_index(self.bytes(), self.index).ok()?, &features)
    }

    /// The letter-spacing of a type size by the descriptor, thousandths of an em: between two of its sizes in proportion.
    pub(crate) fn tracking(&self, size: Length) -> i32 {
        let after = self.tracking.partition_point(|(of, _)| *of <= size);
        let before = after.checked_sub(1).and_then(|at| self.tracking.get(at));
        match (before, self.tracking.get(after)) {
            (Some(&(low, from)), Some(&(high, to))) => {
                let part = (size - low).scale(i64::from(to - from), (high - low).sp().max(1));
                from + part.sp() as i32
            }
            (Some(&(_, tracking)), None) | (None, Some(&(_, tracking))) => tracking,
            (None, None) => 0,
        }
    }

    /// True if its substitutions have a feature: `smcp` for small capitals.
    pub fn has_feature(&self, tag: &[u8; 4]) -> bool {
        let font = FontRef::from_index(self.bytes(), self.index);
        let list = font.ok().and_then(|font| {
            font.gsub()
                .ok()?
                .feature_list()
                .ok()
                .map(|list| list.feature_records().iter().any(|record| record.feature_tag().to_be_bytes() == *tag))
        });
        list.unwrap_or_default()
    }

    /// Protrusion of a character into the margins at the start and at the end of a line, thousandths of its glyph's width.
    pub(crate) fn protrusion(&self, c: char) -> Edges<i16> {
        let index = self.protrusions.binary_search_by_key(&c, |entry| entry.0);
        index.map(|i| self.protrusions[i].1).unwrap_or_default()
    }
}

/// The PostScript name of an instance (Adobe Technical Note 5902): the font's own, then its axes.
fn instance_name(base: &str, variations: &[([u8; 4], f32)]) -> String {
    variations.iter().fold(base.to_owned(), |mut name, (tag, value)| {
        let tag = String::from_utf8_lossy(tag);
        name.push_str(&format!("_{value}{}", tag.trim()));
        name
    })
}

/// Without the bytes.
impl fmt::Debug for Font {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Font").field("postscript_name", &self.postscript_name).finish_non_exhaustive()
    }
}

/// The reason why bytes can't be used as a font.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// No OpenType or TrueType file, or no such face in it.
    #[error("it is not an OpenType or TrueType font")]
    NotAFont,
    /// No Unicode character map, or no em.
    #[error("it has no Unicode character map")]
    NoCharacters,
}
