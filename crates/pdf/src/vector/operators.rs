//! The operators that a form's content stream is written with (ISO 32000-1, Annex A).

use anthology_images::{Inks, Separation};
use resvg::tiny_skia::{Path, PathSegment, Transform};
use resvg::usvg;

use super::{Form, Opacities, Paint};
use crate::syntax::{push_decimal, push_int, push_milli};

/// The operators that set one of the two current colours, by colour space (ISO 32000-1, 8.6.8).
pub(super) struct ColorOperators {
    gray: &'static str,
    rgb: &'static str,
    cmyk: &'static str,
    /// Selects a colour space by name, here that of patterns.
    space: &'static str,
    pattern: &'static str,
}

impl ColorOperators {
    pub(super) const FILL: Self = Self { gray: "g", rgb: "rg", cmyk: "k", space: "cs", pattern: "scn" };
    pub(super) const STROKE: Self = Self { gray: "G", rgb: "RG", cmyk: "K", space: "CS", pattern: "SCN" };
}

impl Form {
    /// Sets a current colour to a paint. True if a soft mask was set with it, which a `Q` removes.
    pub(super) fn set_paint(&mut self, paint: &Paint, operators: &ColorOperators) -> bool {
        match *paint {
            Paint::Color(color) => {
                self.color(color, operators);
                false
            }
            Paint::Tile(index) => {
                self.put(&format!("/Pattern {} /T{index} {}\n", operators.space, operators.pattern));
                false
            }
            Paint::Gradient(index, mask) => {
                if let Some(mask) = mask {
                    self.put("q ");
                    self.state("M", mask);
                }
                self.put(&format!("/Pattern {} /P{index} {}\n", operators.space, operators.pattern));
                mask.is_some()
            }
        }
    }

    /// Sets the line width, caps, joins, miter limit and dashes of a stroke.
    pub(super) fn pen(&mut self, stroke: &usvg::Stroke) {
        push_milli(&mut self.content, thousandths(stroke.width().get()));
        self.put(" w ");
        push_int(
            &mut self.content,
            match stroke.linecap() {
                usvg::LineCap::Butt => 0,
                usvg::LineCap::Round => 1,
                usvg::LineCap::Square => 2,
            },
        );
        self.put(" J ");
        push_int(
            &mut self.content,
            match stroke.linejoin() {
                usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => 0,
                usvg::LineJoin::Round => 1,
                usvg::LineJoin::Bevel => 2,
            },
        );
        self.put(" j ");
        push_milli(&mut self.content, thousandths(stroke.miterlimit().get()));
        self.put(" M\n");
        if let Some(dashes) = stroke.dasharray() {
            self.put("[");
            for dash in dashes {
                push_milli(&mut self.content, thousandths(*dash));
                self.put(" ");
            }
            self.put("] ");
            push_milli(&mut self.content, thousandths(stroke.dashoffset()));
            self.put(" d\n");
        }
    }

    /// Sets a current colour, converted for the press where there is one. Equal parts are written as grey, which is shorter
    /// and, on a press, black ink alone.
    pub(super) fn color(&mut self, color: usvg::Color, operators: &ColorOperators) {
        let color = [color.red, color.green, color.blue];
        let (parts, operator) = match &self.separation {
            _ if color == [color[0]; 3] => (vec![color[0]], operators.gray),
            None => (color.to_vec(), operators.rgb),
            Some(Separation { inks: Inks::Gray, .. }) => (vec![anthology_images::gray(color)], operators.gray),
            Some(separation) => (separation.cmyk(color).to_vec(), operators.cmyk),
        };
        for part in parts.into_iter().map(|part| (i64::from(part) * 1000 + 127) / 255) {
            push_milli(&mut self.content, part);
            self.put(" ");
        }
        self.put(operator);
        self.put("\n");
    }

    /// Appends a path. A quadratic curve is raised to the cubic that has the same points (PDF has no other).
    pub(super) fn outline(&mut self, path: &Path) {
        let mut last = (0.0, 0.0);
        for segment in path.segments() {
            match segment {
                PathSegment::MoveTo(p) => self.points(&[(p.x, p.y)], "m"),
                PathSegment::LineTo(p) => self.points(&[(p.x, p.y)], "l"),
                PathSegment::QuadTo(c, p) => {
                    let toward =
                        |from: (f32, f32)| (from.0 + (c.x - from.0) * 2.0 / 3.0, from.1 + (c.y - from.1) * 2.0 / 3.0);
                    self.points(&[toward(last), toward((p.x, p.y)), (p.x, p.y)], "c");
                }
                PathSegment::CubicTo(c, d, p) => self.points(&[(c.x, c.y), (d.x, d.y), (p.x, p.y)], "c"),
                PathSegment::Close => self.put("h\n"),
            }
            if let PathSegment::MoveTo(p)
            | PathSegment::LineTo(p)
            | PathSegment::QuadTo(_, p)
            | PathSegment::CubicTo(_, _, p) = segment
            {
                last = (p.x, p.y);
            }
        }
    }

    fn points(&mut self, points: &[(f32, f32)], operator: &str) {
        for (x, y) in points {
            push_milli(&mut self.content, thousandths(*x));
            self.put(" ");
            push_milli(&mut self.content, thousandths(*y));
            self.put(" ");
        }
        self.put(operator);
        self.put("\n");
    }

    /// Concatenates a matrix to the current one, to six decimals.
    pub(super) fn matrix(&mut self, t: Transform) {
        if t.is_identity() {
            return;
        }
        for n in [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty] {
            push_decimal(&mut self.content, (f64::from(n) * 1.0e6).round() as i64, 6);
            self.put(" ");
        }
        self.put("cm\n");
    }

    /// Sets the constant opacities of fills and strokes (`ca` and `CA`).
    pub(super) fn opacity(&mut self, opacities: Opacities) {
        if opacities == Opacities::OPAQUE {
            return;
        }
        let index = self.opacities.iter().position(|known| *known == opacities).unwrap_or_else(|| {
            self.opacities.push(opacities);
            self.opacities.len() - 1
        });
        self.state("G", index);
    }

    /// Sets the blend mode.
    pub(super) fn blend(&mut self, mode: &'static str) {
        if mode != "Normal" {
            self.blends.push(mode);
            self.state("B", self.blends.len() - 1);
        }
    }

    /// Applies a graphics state from the form's resources.
    pub(super) fn state(&mut self, kind: &str, index: usize) {
        self.put(&format!("/{kind}{index} gs\n"));
    }

    pub(super) fn put(&mut self, text: &str) {
        self.content.extend_from_slice(text.as_bytes());
    }
}

/// The name of a blend mode in PDF (ISO 32000-1, 11.3.5); `None` for the one that PDF doesn't have.
pub(super) fn blend_mode(mode: usvg::BlendMode) -> Option<&'static str> {
    use usvg::BlendMode as B;
    Some(match mode {
        B::Normal => "Normal",
        B::Multiply => "Multiply",
        B::Screen => "Screen",
        B::Overlay => "Overlay",
        B::Darken => "Darken",
        B::Lighten => "Lighten",
        B::ColorDodge => "ColorDodge",
        B::ColorBurn => "ColorBurn",
        B::HardLight => "HardLight",
        B::SoftLight => "SoftLight",
        B::Difference => "Difference",
        B::Exclusion => "Exclusion",
        B::Hue => "Hue",
        B::Saturation => "Saturation",
        B::Color => "Color",
        B::Luminosity => "Luminosity",
        B::PlusLighter => return None,
    })
}

pub(super) fn per_mille(opacity: usvg::Opacity) -> u16 {
    (opacity.get() * 1000.0).round() as u16
}

pub(super) fn thousandths(n: f32) -> i64 {
    (f64::from(n) * 1000.0).round() as i64
}
