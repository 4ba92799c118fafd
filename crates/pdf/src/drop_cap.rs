//! Drop caps. Text extraction goes by positions and sizes, and would separate a large letter from the rest of its word.
//! So the initial is painted as a path, and an invisible letter (text rendering mode 3; ISO 32000-1, 9.3.6) is shown
//! before the rest of the word, in its size.

use anthology_base::Length;
use anthology_layout::fonts::Font;
use anthology_layout::page::{GlyphRun, Item, ItemKind, Page, Shift, Tag};
use skrifa::instance::Size;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::costs::DROP_CAP_GLYPHS;
use crate::syntax::{Point, flip, push_milli};

/// The invisible letter for a drop cap; `None` for a run that is none. A run is a drop cap if the text after it is of
/// the same node, smaller, and higher by at least its own size.
pub(crate) fn invisible_letter(run: &GlyphRun, tag: Tag, next: Option<&Item>) -> Option<GlyphRun> {
    let Some(Item { kind: ItemKind::Glyphs(rest), tag: after }) = next else { return None };
    let same = matches!((tag, after), (Tag::Content { node: a, .. }, Tag::Content { node: b, .. }) if a == *b);
    let large = run.size * 2 >= rest.size * 3 && run.y - rest.y >= rest.size && rest.size > Length::ZERO;
    if !same || !large || run.glyphs.len() > DROP_CAP_GLYPHS || run.glyphs.iter().any(|glyph| glyph.id == 0) {
        return None;
    }
    let mut letter = run.clone();
    let small = |length: Length| length.scale(rest.size.sp(), run.size.sp());
    for glyph in &mut letter.glyphs {
        glyph.advance = small(glyph.advance);
        glyph.shift = Shift::new(small(glyph.shift.dx()), small(glyph.shift.dy()));
    }
    let width = letter.glyphs.iter().fold(Length::ZERO, |width, glyph| width + glyph.advance);
    Some(GlyphRun { size: rest.size, x: rest.x - width, y: rest.y, ..letter })
}

/// Fills the outlines of a run's glyphs. `None`, with nothing written, for a font without outlines.
pub(crate) fn draw(out: &mut Vec<u8>, page: &Page, run: &GlyphRun, font: &Font) -> Option<()> {
    let face = FontRef::from_index(font.bytes(), font.index()).ok()?;
    let axes = font.variations().iter().map(|(tag, value)| (skrifa::Tag::new(tag), *value));
    let location = face.axes().location(axes);
    let outlines = face.outline_glyphs();
    let mut path = Vec::new();
    let mut x = run.x;
    for glyph in &run.glyphs {
        let origin =
            Point { x: (x + glyph.shift.dx()).millipt(), y: flip(page.height, run.y) + glyph.shift.dy().millipt() };
        let scale = run.size.millipt() as f32 / f32::from(font.units_per_em.max(1));
        let scale_x = scale * f32::from(run.scale) / 1.0e4;
        let mut pen = PathPen { out: &mut path, origin, scale_x, scale_y: scale, current: (0.0, 0.0) };
        let outline = outlines.get(GlyphId::from(glyph.id))?;
        outline.draw(DrawSettings::unhinted(Size::unscaled(), &location), &mut pen).ok()?;
        x += glyph.advance;
    }
    path.extend_from_slice(b"f\n");
    out.append(&mut path);
    Some(())
}

/// Writes an outline as path construction operators (ISO 32000-1, 8.5.2).
struct PathPen<'a> {
    out: &'a mut Vec<u8>,
    origin: Point,
    /// Thousandths of a point to a font unit.
    scale_x: f32,
    scale_y: f32,
    /// The current point, in font units.
    current: (f32, f32),
}

impl PathPen<'_> {
    fn points(&mut self, points: &[(f32, f32)], operator: &[u8]) {
        for (x, y) in points {
            push_milli(self.out, self.origin.x + (x * self.scale_x).round() as i64);
            self.out.push(b' ');
            push_milli(self.out, self.origin.y + (y * self.scale_y).round() as i64);
            self.out.push(b' ');
            self.current = (*x, *y);
        }
        self.out.extend_from_slice(operator);
    }
}

impl OutlinePen for PathPen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.points(&[(x, y)], b"m\n");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.points(&[(x, y)], b"l\n");
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        // PDF has no quadratic curves: the same curve as a cubic one has its control points at two thirds of the way.
        let third = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
        let (from_x, from_y) = self.current;
        let first = (third(from_x, cx), third(from_y, cy));
        self.points(&[first, (third(x, cx), third(y, cy)), (x, y)], b"c\n");
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.points(&[(ax, ay), (bx, by), (x, y)], b"c\n");
    }

    fn close(&mut self) {
        self.out.extend_from_slice(b"h\n");
    }
}
