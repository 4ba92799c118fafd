//! Drop caps. Those who read a page's text go by places and sizes, and would part a large letter from the rest of its
//! word. So it is drawn as a path, and the letter that is read stands unseen before the rest, in its size.

use anthology_base::Length;
use anthology_layout::fonts::Font;
use anthology_layout::page::{GlyphRun, Item, ItemKind, Page, Shift, Tag};
use skrifa::instance::Size;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::syntax::{flip, push_milli};

/// The letter that is read in the place of a drop cap, if a run is one: the text after it, of the same node, is
/// smaller and at least a line of its own above it.
pub(crate) fn read_as(run: &GlyphRun, tag: Tag, next: Option<&Item>) -> Option<GlyphRun> {
    const MOST_GLYPHS: usize = 4;
    let Some(Item { kind: ItemKind::Glyphs(rest), tag: after }) = next else { return None };
    let same = matches!((tag, after), (Tag::Content { node: a, .. }, Tag::Content { node: b, .. }) if a == *b);
    let large = run.size * 2 >= rest.size * 3 && run.y - rest.y >= rest.size && rest.size > Length::ZERO;
    if !same || !large || run.glyphs.len() > MOST_GLYPHS || run.glyphs.iter().any(|glyph| glyph.id == 0) {
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

/// Fills the outlines of a run's glyphs. `None`, and nothing written, where its font has none.
pub(crate) fn draw(out: &mut Vec<u8>, page: &Page, run: &GlyphRun, font: &Font) -> Option<()> {
    let face = FontRef::from_index(font.bytes(), font.index()).ok()?;
    let axes = font.variations().iter().map(|(tag, value)| (skrifa::Tag::new(tag), *value));
    let location = face.axes().location(axes);
    let outlines = face.outline_glyphs();
    let mut path = Vec::new();
    let mut x = run.x;
    for glyph in &run.glyphs {
        let origin = ((x + glyph.shift.dx()).millipt(), flip(page.height, run.y) + glyph.shift.dy().millipt());
        let scale = run.size.millipt() as f32 / f32::from(font.units_per_em.max(1));
        let mut pen =
            Pen { out: &mut path, origin, scale: [scale * f32::from(run.scale) / 1.0e4, scale], at: (0.0, 0.0) };
        let outline = outlines.get(GlyphId::from(glyph.id))?;
        outline.draw(DrawSettings::unhinted(Size::unscaled(), &location), &mut pen).ok()?;
        x += glyph.advance;
    }
    path.extend_from_slice(b"f\n");
    out.append(&mut path);
    Some(())
}

/// Writes a path's operators.
struct Pen<'a> {
    out: &'a mut Vec<u8>,
    /// In thousandths of a point.
    origin: (i64, i64),
    /// Thousandths of a point to a font unit.
    scale: [f32; 2],
    /// Where it is, in font units.
    at: (f32, f32),
}

impl Pen<'_> {
    fn points(&mut self, points: &[(f32, f32)], operator: &[u8]) {
        for (x, y) in points {
            push_milli(self.out, self.origin.0 + (x * self.scale[0]).round() as i64);
            self.out.push(b' ');
            push_milli(self.out, self.origin.1 + (y * self.scale[1]).round() as i64);
            self.out.push(b' ');
            self.at = (*x, *y);
        }
        self.out.extend_from_slice(operator);
    }
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.points(&[(x, y)], b"m\n");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.points(&[(x, y)], b"l\n");
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let third = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
        let (from_x, from_y) = self.at;
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
