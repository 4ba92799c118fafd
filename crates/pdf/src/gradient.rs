//! Gradients of SVG as shadings (ISO 32000-1, 8.7.4.5).

use anthology_images::{Inks, Separation};
use lopdf::{Dictionary, Object, dictionary};
use resvg::tiny_skia::{Point, Rect, Transform};
use resvg::usvg;

/// The most repetitions of a gradient.
const MOST_ROUNDS: f32 = 256.0;

/// A gradient: along a line or from circle to circle.
#[derive(Clone, Debug)]
pub(crate) struct Gradient {
    /// From its own coordinates to those of what it paints.
    pub(crate) transform: Transform,
    kind: i64,
    coordinates: Vec<f32>,
    space: &'static str,
    /// Offset and components, of 255; offsets never fall.
    stops: Vec<(f32, Vec<u8>)>,
}

impl Gradient {
    /// The colours of a paint on an area. `None` where it is no gradient, or one that is repeated around a focus or
    /// too often, for which PDF has no word.
    pub(crate) fn of(paint: &usvg::Paint, separation: Option<&Separation>, area: Rect) -> Option<Self> {
        let space = match separation.map(|separation| separation.inks) {
            None => "DeviceRGB",
            Some(Inks::Gray) => "DeviceGray",
            Some(Inks::Cmyk) => "DeviceCMYK",
        };
        let components = |color: [u8; 3]| match separation {
            None => color.to_vec(),
            Some(Separation { inks: Inks::Gray, .. }) => vec![anthology_images::gray(color)],
            Some(separation) => separation.cmyk(color).to_vec(),
        };
        Self::with(paint, space, area, |stop| {
            let color = stop.color();
            components([color.red, color.green, color.blue])
        })
    }

    /// The opacities of a paint as greys, in RGB, which readers agree on how bright to take. `None` where all of it
    /// is opaque.
    pub(crate) fn opacity(paint: &usvg::Paint, area: Rect) -> Option<Self> {
        let opacity = |stop: &usvg::Stop| (stop.opacity().get() * 255.0).round() as u8;
        let gradient = Self::with(paint, "DeviceRGB", area, |stop| vec![opacity(stop); 3])?;
        gradient.stops.iter().any(|(_, opacity)| opacity[0] < 255).then_some(gradient)
    }

    fn with(paint: &usvg::Paint, space: &'static str, area: Rect, of: impl Fn(&usvg::Stop) -> Vec<u8>) -> Option<Self> {
        let (base, kind, coordinates): (&usvg::BaseGradient, _, _) = match paint {
            usvg::Paint::LinearGradient(line) => (line, 2, vec![line.x1(), line.y1(), line.x2(), line.y2()]),
            usvg::Paint::RadialGradient(circle) => {
                let focus = [circle.fx(), circle.fy(), circle.fr().get()];
                (circle, 3, focus.into_iter().chain([circle.cx(), circle.cy(), circle.r().get()]).collect())
            }
            _ => return None,
        };
        let stops: Vec<_> = base.stops().iter().map(|stop| (stop.offset().get(), of(stop))).collect();
        let plain = Self { transform: base.transform(), kind, coordinates, space, stops };
        match base.spread_method() {
            _ if plain.stops.len() < 2 => None,
            usvg::SpreadMethod::Pad => Some(plain),
            usvg::SpreadMethod::Repeat => plain.repeated(area, false),
            usvg::SpreadMethod::Reflect => plain.repeated(area, true),
        }
    }

    /// The same with its stops again and again over an area, as one long gradient.
    fn repeated(mut self, area: Rect, reflect: bool) -> Option<Self> {
        let back = self.transform.invert()?;
        let corners = [(area.left(), area.top()), (area.right(), area.top())];
        let mut corners: Vec<Point> = corners.into_iter().map(Point::from).collect();
        corners.extend([(area.left(), area.bottom()), (area.right(), area.bottom())].map(Point::from));
        back.map_points(&mut corners);
        let (first, last) = match *self.coordinates.as_slice() {
            [x, y, to_x, to_y] => {
                let along = (to_x - x, to_y - y);
                let length = along.0 * along.0 + along.1 * along.1;
                let places = corners.iter().map(|p| ((p.x - x) * along.0 + (p.y - y) * along.1) / length);
                let (low, high) = places.fold((0.0_f32, 1.0_f32), |(low, high), at| (low.min(at), high.max(at)));
                let (low, high) = (low.floor(), high.ceil());
                let at = |place: f32| [x + along.0 * place, y + along.1 * place];
                self.coordinates = [at(low), at(high)].concat();
                (low, high)
            }
            [focus_x, focus_y, 0.0, x, y, radius] if (focus_x, focus_y) == (x, y) => {
                let far = corners.iter().map(|p| (p.x - x).hypot(p.y - y) / radius).fold(1.0, f32::max).ceil();
                self.coordinates[5] = radius * far;
                (0.0, far)
            }
            _ => return None,
        };
        let rounds = last - first;
        // Also where a side has no length, or is no number.
        if !(1.0..=MOST_ROUNDS).contains(&rounds) {
            return None;
        }
        let stops = std::mem::take(&mut self.stops);
        for round in 0..rounds as usize {
            let mirrored = reflect && (first as i64 + round as i64).rem_euclid(2) == 1;
            let place = |offset: f32| (round as f32 + offset) / rounds;
            // Beyond its first and last stop a round goes on in their colours.
            let ends = [stops.first(), stops.last()].map(|stop| stop.map_or_else(Vec::new, |stop| stop.1.clone()));
            let [start, end] = if mirrored { [1, 0].map(|i| ends[i].clone()) } else { ends };
            self.stops.push((place(0.0), start));
            if mirrored {
                self.stops.extend(stops.iter().rev().map(|(offset, color)| (place(1.0 - offset), color.clone())));
            } else {
                self.stops.extend(stops.iter().map(|(offset, color)| (place(*offset), color.clone())));
            }
            self.stops.push((place(1.0), end));
        }
        Some(self)
    }

    /// The shading, which goes on beyond its ends with their colours.
    pub(crate) fn shading(&self) -> Dictionary {
        dictionary! {
            "ShadingType" => self.kind,
            "ColorSpace" => self.space,
            "Coords" => reals(&self.coordinates),
            "Function" => self.function(),
            "Extend" => vec![Object::Boolean(true); 2]
        }
    }

    /// A pattern of it, in a stream whose own coordinates `base` leads to.
    pub(crate) fn pattern(&self, base: Transform) -> Dictionary {
        let t = base.pre_concat(self.transform);
        dictionary! {
            "Type" => "Pattern",
            "PatternType" => 2,
            "Matrix" => reals(&[t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]),
            "Shading" => self.shading()
        }
    }

    /// From 0…1 to the components: from stop to stop in a line, and even outside of the first and last.
    fn function(&self) -> Object {
        let (mut pieces, mut bounds): (Vec<Object>, Vec<f32>) = (Vec::new(), Vec::new());
        let mut before: Option<(f32, &[u8])> = None;
        let ends = [self.stops.first().map(|stop| (0.0, &stop.1)), self.stops.last().map(|stop| (1.0, &stop.1))];
        let inner = self.stops.iter().map(|(offset, color)| (*offset, color));
        for (offset, color) in ends[0].into_iter().chain(inner).chain(ends[1]) {
            if let Some((from, start)) = before.filter(|(from, _)| *from < offset) {
                if !pieces.is_empty() {
                    bounds.push(from);
                }
                pieces.push(piece(start, color));
            }
            before = Some((offset, color));
        }
        if pieces.len() == 1 {
            return pieces.remove(0);
        }
        let encode = [0, 1].repeat(pieces.len()).into_iter().map(Object::Integer).collect::<Vec<_>>();
        dictionary! {
            "FunctionType" => 3,
            "Domain" => vec![Object::Integer(0), Object::Integer(1)],
            "Functions" => pieces,
            "Bounds" => reals(&bounds),
            "Encode" => encode
        }
        .into()
    }
}

/// From one colour to another.
fn piece(from: &[u8], to: &[u8]) -> Object {
    let parts = |color: &[u8]| reals(&color.iter().map(|part| f32::from(*part) / 255.0).collect::<Vec<_>>());
    dictionary! {
        "FunctionType" => 2,
        "Domain" => vec![Object::Integer(0), Object::Integer(1)],
        "C0" => parts(from),
        "C1" => parts(to),
        "N" => 1
    }
    .into()
}

/// Numbers, in millionths.
pub(crate) fn reals(numbers: &[f32]) -> Object {
    Object::Array(numbers.iter().copied().map(real).collect())
}

/// A number, in millionths.
pub(crate) fn real(number: f32) -> Object {
    Object::Real((f64::from(number) * 1.0e6).round() as f32 / 1.0e6)
}
