//! An instance of a variable font with quadratic outlines: its `glyf`, `hmtx` and `maxp` at one point of its design space (OpenType 1.9, "OpenType Font Variations"). Composite glyphs are made simple.

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
    let (mut glyf, mut offsets) = (Vec::new(), vec![0_u32]);
    let (mut most_points, mut most_contours) = (0_u16, 0_u16);
    for glyph in 0..count {
        if kept.contains(&glyph) {
            let id = GlyphId::from(glyph);
            let mut pen = Contours::default();
            if let Some(outline) = outlines.get(id) {
                outline.draw(DrawSettings::unhinted(Size::unscaled(), location), &mut pen).ok()?;
            }
            let left = pen.write(&mut glyf)?;
            most_points = most_points.max(pen.points());
            most_contours = most_contours.max(pen.done.len() as u16);
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
    // `maxPoints` and `maxContours`, which are those of simple glyphs.
    maxp.get_mut(6..8)?.copy_from_slice(&most_points.to_be_bytes());
    maxp.get_mut(8..10)?.copy_from_slice(&most_contours.to_be_bytes());
    Some(Instance { outlines: Outlines::new(glyf, &offsets), hmtx, maxp })
}

/// A point of a contour.
#[derive(Clone, Copy, PartialEq, Eq)]
struct ContourPoint {
    x: i16,
    y: i16,
    on_curve: bool,
}

/// A glyph's contours.
#[derive(Default)]
struct Contours {
    done: Vec<Vec<ContourPoint>>,
    open: Vec<ContourPoint>,
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
        self.open.push(ContourPoint { x: x.round() as i16, y: y.round() as i16, on_curve });
    }

    fn points(&self) -> u16 {
        self.done.iter().map(|contour| contour.len() as u16).sum()
    }

    /// Adds the glyph to a table, at a multiple of four bytes. Returns its left side bearing point.
    fn write(&mut self, glyf: &mut Vec<u8>) -> Option<i16> {
        self.close();
        if self.cubic {
            return None;
        }
        let points = || self.done.iter().flatten();
        let (Some(left), Some(right)) = (points().map(|p| p.x).min(), points().map(|p| p.x).max()) else {
            return Some(0);
        };
        let bottom = points().map(|p| p.y).min().unwrap_or(0);
        let top = points().map(|p| p.y).max().unwrap_or(0);
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
        glyf.extend(points().map(|p| u8::from(p.on_curve)));
        for axis in [|p: &ContourPoint| p.x, |p: &ContourPoint| p.y] {
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
