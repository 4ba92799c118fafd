//! The `glyf` and `loca` tables with the outlines of some glyphs only. Glyphs keep their numbers.

use std::collections::BTreeSet;

use skrifa::raw::tables::glyf::Glyph;
use skrifa::raw::{FontRef, TableProvider};
use skrifa::{GlyphId, Tag};

/// `glyf`, `loca` and the latter's format (`indexToLocFormat` in `head`).
pub(crate) struct Outlines {
    pub(crate) glyf: Vec<u8>,
    pub(crate) loca: Vec<u8>,
    pub(crate) long: bool,
}

/// Adds the glyphs that composite glyphs of the set are made of.
pub(crate) fn add_components(font: &FontRef<'_>, glyphs: &mut BTreeSet<u16>) -> Option<()> {
    let (loca, glyf) = (font.loca(None).ok()?, font.glyf().ok()?);
    let mut waiting: Vec<u16> = glyphs.iter().copied().collect();
    while let Some(glyph) = waiting.pop() {
        if let Ok(Some(Glyph::Composite(composite))) = loca.get_glyf(GlyphId::from(glyph), &glyf) {
            let parts = composite.components().filter_map(|part| u16::try_from(part.glyph.to_u32()).ok());
            waiting.extend(parts.filter(|part| glyphs.insert(*part)));
        }
    }
    Some(())
}

/// The tables with the outlines of `kept` only. `None` where they can't be read.
pub(crate) fn subset(font: &FontRef<'_>, kept: &BTreeSet<u16>) -> Option<Outlines> {
    let count = font.maxp().ok()?.num_glyphs();
    let loca = font.loca(None).ok()?;
    let table = font.table_data(Tag::new(b"glyf"))?;
    let mut glyf = Vec::new();
    let mut offsets = vec![0_u32];
    for glyph in 0..count {
        if kept.contains(&glyph) {
            let start = loca.get_raw(usize::from(glyph))? as usize;
            let end = loca.get_raw(usize::from(glyph) + 1)? as usize;
            glyf.extend_from_slice(table.as_bytes().get(start..end)?);
            glyf.resize(glyf.len().next_multiple_of(4), 0);
        }
        offsets.push(glyf.len() as u32);
    }
    Some(Outlines::new(glyf, &offsets))
}

impl Outlines {
    /// Tables of consecutive outlines, each at a multiple of four bytes, with the offset of each glyph's, and the end.
    pub(crate) fn new(mut glyf: Vec<u8>, offsets: &[u32]) -> Self {
        let long = glyf.len() > 2 * usize::from(u16::MAX);
        let loca = match long {
            true => offsets.iter().flat_map(|offset| offset.to_be_bytes()).collect(),
            false => offsets.iter().flat_map(|offset| ((offset / 2) as u16).to_be_bytes()).collect(),
        };
        // An empty table is refused by some readers.
        if glyf.is_empty() {
            glyf.push(0);
        }
        Self { glyf, loca, long }
    }
}
