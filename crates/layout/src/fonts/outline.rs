//! The ink of a glyph, from its outline.

use skrifa::instance::Size;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::fonts::Font;

/// Straight pieces by which a curve is measured: finer than a font unit matters at the size of an initial.
const PIECES: u8 = 12;

/// The ink of a glyph, or of a horizontal band of it, in font units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InkBox {
    pub(crate) left: i32,
    pub(crate) right: i32,
    pub(crate) bottom: i32,
}

impl Font {
    /// The ink of a glyph above `from`, a height over the baseline; `None` where there is none.
    pub(crate) fn ink_above(&self, glyph: u16, from: i32) -> Option<InkBox> {
        let mut band = Band { from: from as f32, ink: None };
        self.segments(glyph, |start, end| band.segment(start, end))?;
        band.ink.map(|ink| InkBox {
            left: ink.left.floor() as i32,
            right: ink.right.ceil() as i32,
            bottom: ink.bottom.floor() as i32,
        })
    }

    /// Calls `segment` with the ends of each straight piece of a glyph's outline, curves in pieces; `None` where it has
    /// no outline.
    pub(super) fn segments(&self, glyph: u16, segment: impl FnMut(Point, Point)) -> Option<()> {
        let font = FontRef::from_index(self.bytes(), self.index).ok()?;
        let outline = font.outline_glyphs().get(GlyphId::from(glyph))?;
        let mut pen = SegmentPen { start: Point::default(), at: Point::default(), segment };
        outline.draw(DrawSettings::unhinted(Size::unscaled(), &self.location), &mut pen).ok()?;
        Some(())
    }
}

/// A point of an outline, in font units.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Point {
    pub(super) x: f32,
    pub(super) y: f32,
}

#[derive(Clone, Copy, Debug)]
struct Bounds {
    left: f32,
    right: f32,
    bottom: f32,
}

/// The part of an outline that is above a height. Floats are those of the outline; they are rounded to font units before
/// anything is decided by them.
struct Band {
    from: f32,
    ink: Option<Bounds>,
}

impl Band {
    fn include(&mut self, point: Point) {
        let ink = self.ink.get_or_insert(Bounds { left: point.x, right: point.x, bottom: point.y });
        ink.left = ink.left.min(point.x);
        ink.right = ink.right.max(point.x);
        ink.bottom = ink.bottom.min(point.y);
    }

    /// The part of a straight piece that is within the band.
    fn segment(&mut self, from: Point, to: Point) {
        let bottom = self.from;
        let crosses = (from.y < bottom) != (to.y < bottom);
        if crosses {
            let share = (bottom - from.y) / (to.y - from.y);
            self.include(Point { x: from.x + (to.x - from.x) * share, y: bottom });
        }
        for end in [from, to].into_iter().filter(|end| end.y >= bottom) {
            self.include(end);
        }
    }
}

/// Gives an outline as straight pieces.
struct SegmentPen<S> {
    start: Point,
    at: Point,
    segment: S,
}

impl<S: FnMut(Point, Point)> SegmentPen<S> {
    fn line(&mut self, to: Point) {
        let from = std::mem::replace(&mut self.at, to);
        (self.segment)(from, to);
    }

    /// A Bézier curve by straight pieces, after de Casteljau.
    fn curve(&mut self, points: &[Point]) {
        let start = self.at;
        for piece in 1..=PIECES {
            let t = f32::from(piece) / f32::from(PIECES);
            let mut row: Vec<Point> = std::iter::once(start).chain(points.iter().copied()).collect();
            while row.len() > 1 {
                let between = |pair: &[Point]| Point {
                    x: pair[0].x + (pair[1].x - pair[0].x) * t,
                    y: pair[0].y + (pair[1].y - pair[0].y) * t,
                };
                row = row.windows(2).map(between).collect();
            }
            self.line(row[0]);
        }
    }
}

impl<S: FnMut(Point, Point)> OutlinePen for SegmentPen<S> {
    fn move_to(&mut self, x: f32, y: f32) {
        (self.start, self.at) = (Point { x, y }, Point { x, y });
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.line(Point { x, y });
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.curve(&[Point { x: cx0, y: cy0 }, Point { x, y }]);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.curve(&[Point { x: cx0, y: cy0 }, Point { x: cx1, y: cy1 }, Point { x, y }]);
    }

    fn close(&mut self) {
        self.line(self.start);
    }
}

#[cfg(test)]
mod tests {
    use crate::fonts::Fonts;

    #[test]
    fn ink_of_a_band() {
        let fonts = Fonts::bundled();
        let font = fonts.get(0);
        let of = |c: char, from: i32| font.ink_above(font.glyph(c).expect("a glyph"), from).expect("ink");
        let cap = i32::from(font.cap_height);
        // An A is narrow at its top and an L has nothing but its stem there; a T is as wide as it is.
        assert!(of('A', cap * 3 / 4).right < of('A', i32::MIN).right);
        assert!(of('L', cap * 3 / 4).right < of('L', i32::MIN).right);
        assert_eq!(of('T', cap * 3 / 4).right, of('T', i32::MIN).right);
        // Q has a tail, H has none.
        assert!(of('Q', i32::MIN).bottom < of('H', i32::MIN).bottom);
        assert_eq!(font.ink_above(font.glyph(' ').expect("a space"), i32::MIN), None);
    }
}
