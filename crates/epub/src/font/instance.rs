//! An instance of a variable font with quadratic outlines: what `glyf`, `hmtx` and `maxp` say at one place in its
//! design space (OpenType 1.9, "OpenType Font Variations"). Composite glyphs are made simple.

use std::collections::BTreeSet;

use skrifa::instance::{Location, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::{FontRef, TableProvider};
use skrifa::{GlyphId, MetadataProvider, Tag};

use super::glyf::Outlines;

/// The tables that differ.
pub(crate) struct Instance {
    pub(crate) outlines: Outlines,
    pub(crate) hmtx: Vec<u8>,
    pub(crate) maxp: Vec<u8>,
}

/// The tables with the outlines of `kept` only. `None` where they can't be read, or have cubic curves.
pub(crate) fn subset(font: &FontRef<'_>, location: &Location, kept: &BTreeSet<u16>) -> Option<Instance> {
    let count = font.maxp().ok()?.num_glyphs();
    let (outlines, metrics) = (font.outline_glyphs(), font.glyph_metrics(Size::unscaled(), location));
    let mut hmtx = font.table_data(Tag::new(b"hmtx"))?.as_bytes().to_vec();
    let long_metrics = usize::from(font.hhea().ok()?.number_of_h_metrics());
    let mut maxp = font.table_data(Tag::new(b"maxp"))?.as_bytes().to_vec();
    let (mut glyf, mut offsets, mut most) = (Vec::new(), vec![0_u32], [0_u16; 2]);
    for glyph in 0..count {
        if kept.contains(&glyph) {
            let id = GlyphId::from(glyph);
            let mut pen = Contours::default();
            if let Some(outline) = outlines.get(id) {
                outline.draw(DrawSettings::unhinted(Size::unscaled(), location), &mut pen).ok()?;
            }
            let left = pen.write(&mut glyf)?;
            most = [most[0].max(pen.points()), most[1].max(pen.done.len() as u16)];
            let at = usize::from(glyph);
            let side = if at < long_metrics { 4 * at + 2 } else { 4 * long_metrics + 2 * (at - long_metrics) };
            hmtx.get_mut(side..side + 2)?.copy_from_slice(&left.to_be_bytes());
            if at < long_metrics {
                let advance = metrics.advance_width(id)?.round() as u16;
                hmtx.get_mut(side - 2..side)?.copy_from_slice(&advance.to_be_bytes());
            }
        }
        offsets.push(glyf.len() as u32);
    }
    // The most points and contours of a simple glyph.
    for (i, most) in most.into_iter().enumerate() {
        maxp.get_mut(6 + 2 * i..8 + 2 * i)?.copy_from_slice(&most.to_be_bytes());
    }
    Some(Instance { outlines: Outlines::new(glyf, &offsets), hmtx, maxp })
}

/// A glyph's contours: points, and whether each is on the curve.
#[derive(Default)]
struct Contours {
    done: Vec<Vec<(i16, i16, bool)>>,
    open: Vec<(i16, i16, bool)>,
    cubic: bool,
}

impl OutlinePen for Contours {
    fn move_to(&mut self, x: f32, y: f32) {
        self.close();
        self.point(x, y, true);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.point(x, y, true);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.point(cx, cy, false);
        self.point(x, y, true);
    }

    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
        self.cubic = true;
    }

    fn close(&mut self) {
        let mut contour = std::mem::take(&mut self.open);
        // A contour closes by itself.
        if contour.len() > 1 && contour.first() == contour.last() {
            contour.pop();
        }
        if !contour.is_empty() {
            self.done.push(contour);
        }
    }
}

impl Contours {
    fn point(&mut self, x: f32, y: f32, on_curve: bool) {
        self.open.push((x.round() as i16, y.round() as i16, on_curve));
    }

    fn points(&self) -> u16 {
        self.done.iter().map(|contour| contour.len() as u16).sum()
    }

    /// Adds the glyph to a table, at a multiple of four bytes, and says where its ink begins.
    fn write(&mut self, glyf: &mut Vec<u8>) -> Option<i16> {
        self.close();
        if self.cubic {
            return None;
        }
        let points = || self.done.iter().flatten();
        let (Some(left), Some(right)) = (points().map(|p| p.0).min(), points().map(|p| p.0).max()) else {
            return Some(0);
        };
        let bottom = points().map(|p| p.1).min().unwrap_or(0);
        let top = points().map(|p| p.1).max().unwrap_or(0);
        let mut put = |n: i16| glyf.extend(n.to_be_bytes());
        [self.done.len() as i16, left, bottom, right, top].into_iter().for_each(&mut put);
        let mut end = -1;
        for contour in &self.done {
            end += contour.len() as i16;
            put(end);
        }
        // No instructions.
        put(0);
        // Every coordinate is two bytes, as flags without bits 1, 2, 4 and 5 have it.
        glyf.extend(points().map(|p| u8::from(p.2)));
        for axis in [|p: &(i16, i16, bool)| p.0, |p: &(i16, i16, bool)| p.1] {
            let mut last = 0_i16;
            for value in points().map(axis) {
                glyf.extend(value.wrapping_sub(last).to_be_bytes());
                last = value;
            }
        }
        glyf.resize(glyf.len().next_multiple_of(4), 0);
        Some(left)
    }
}
