//! Glyphs as the operands of text-showing operators.

use anthology_base::Length;
use anthology_layout::page::{Glyph, GlyphRun};

use crate::cluster::Cluster;
use crate::fonts::{Face, Layer, SOFT_HYPHEN};
use crate::syntax::push_int;

/// Glyphs are shown as they come as long as they are off by no more than this, in millionths of the em. The place
/// is tracked absolutely, so that nothing adds up.
const TOLERANCE: i64 = 1500;

/// The same for a space, of which nothing is seen: the move is made once, behind it.
const SPACE_TOLERANCE: i64 = 50_000;

/// The layer of a font in which the Unicode values of a cluster's glyphs are the characters that it stands for.
pub(crate) fn layer_of(face: &Face, run: &GlyphRun, part: &Cluster<'_>) -> Option<usize> {
    let text = if part.hyphen { SOFT_HYPHEN } else { part.text };
    if let [glyph] = run.glyphs[part.glyphs.clone()] {
        return face.layers.iter().position(|layer| !text.is_empty() && layer.text(layer.code(glyph.id)) == text);
    }
    face.layers.iter().position(|layer| {
        let mut rest = Some(text);
        for glyph in &run.glyphs[part.glyphs.clone()] {
            let own = layer.text(layer.code(glyph.id));
            rest = rest.filter(|_| !own.is_empty()).and_then(|rest| rest.strip_prefix(own));
        }
        rest == Some("")
    })
}

/// The characters of neighbouring clusters.
pub(crate) fn text_of(parts: &[Cluster<'_>]) -> String {
    parts.iter().map(|part| if part.hyphen { SOFT_HYPHEN } else { part.text }).collect()
}

/// Whether a run's clusters are painted in the opposite of their reading order.
pub(crate) fn reads_backwards(parts: &[Cluster<'_>]) -> bool {
    let mut texts = parts.iter().filter(|part| !part.text.is_empty()).map(|part| part.text.as_ptr());
    let first = texts.next();
    texts.next_back().is_some_and(|last| Some(last) < first)
}

/// What to add between all glyphs of a run, in ten-thousandths of a point, so that most of them are where they
/// should be without a number before each: what it was letter-spaced by. Where that could be several things, it is
/// the nearest to `before`. `room` is used and left to be used again.
pub(crate) fn spacing(run: &GlyphRun, face: &Face, before: i64, room: &mut Vec<i64>) -> i64 {
    const REACH: i64 = 250_000;
    let unit = unit(run);
    let Some(layer) = face.layers.first() else { return 0 };
    let excess = |glyph: &Glyph| millionths(glyph.advance.sp(), unit) - layer.width(layer.code(glyph.id)) * 1000;
    room.clear();
    room.extend(run.glyphs.iter().map(excess).filter(|excess| excess.abs() <= REACH));
    let points =
        i128::from(run.size.sp()) * i128::from(commonest(room, before * 100 * 65_536 / run.size.sp())) / (65_536 * 100);
    if points.abs() <= 1 { 0 } else { points as i64 }
}

/// The mean of those numbers that the most others are like, to a thousand: of the nearest to `before` of them.
fn commonest(millionths: &mut [i64], before: i64) -> i64 {
    let thousandths = |n: &i64| (n + 500).div_euclid(1000);
    millionths.sort_unstable();
    let groups = millionths.chunk_by(|a, b| thousandths(a) == thousandths(b));
    let most = groups.max_by_key(|group| (group.len(), -(group[0] - before).abs()));
    most.map_or(0, |group| group.iter().sum::<i64>() / group.len() as i64)
}

/// Type size times scale: scaled points are this many, over 10^4, of the em.
fn unit(run: &GlyphRun) -> i64 {
    run.size.sp() * i64::from(run.scale)
}

/// Scaled points as millionths of the em, rounded.
fn millionths(length: i64, unit: i64) -> i64 {
    (length * 20_000_000_000 + unit).div_euclid(2 * unit)
}

/// A `TJ` array in the making. Places are in millionths of the em, scaled as the glyphs are.
pub(crate) struct Show {
    origin: Length,
    unit: i64,
    /// Where the next glyph's origin should be, from the first's.
    target: Length,
    /// Where the viewer will be, from the first glyph's origin.
    pen: i64,
    /// What the viewer adds after each glyph.
    spacing: i64,
    array: Vec<u8>,
    in_string: bool,
    adjusted: bool,
}

impl Show {
    /// Begins at `x`, with the pen `offset` scaled points ahead of it, and with so many ten-thousandths of a
    /// point between glyphs.
    pub(crate) fn new(run: &GlyphRun, x: Length, offset: i64, spacing: i64) -> Self {
        let unit = unit(run);
        Self {
            origin: x,
            unit,
            target: Length::ZERO,
            pen: millionths(offset, unit),
            spacing: spacing * 100 * 65_536 / run.size.sp(),
            array: Vec::with_capacity(run.glyphs.len() * 3),
            in_string: false,
            adjusted: false,
        }
    }

    /// Shows a glyph, moved to where it should be.
    pub(crate) fn glyph(&mut self, layer: &Layer, glyph: &Glyph) {
        let code = layer.code(glyph.id);
        let tolerance = if layer.text(code) == " " { SPACE_TOLERANCE } else { TOLERANCE };
        let ahead = millionths((self.target + glyph.dx).sp(), self.unit) - self.pen;
        if ahead.abs() > tolerance {
            let thousandths = (ahead + 500).div_euclid(1000);
            self.end_string();
            push_int(&mut self.array, -thousandths);
            self.adjusted = true;
            self.pen += thousandths * 1000;
        }
        if !self.in_string {
            self.array.push(b'(');
            self.in_string = true;
        }
        layer.push(&mut self.array, code);
        self.pen += layer.width(code) * 1000 + self.spacing;
        self.target += glyph.advance;
    }

    /// Leaves room.
    pub(crate) fn skip(&mut self, advance: Length) {
        self.target += advance;
    }

    fn end_string(&mut self) {
        if self.in_string {
            self.array.push(b')');
            self.in_string = false;
        }
    }

    /// Ends the operator.
    pub(crate) fn flush(&mut self, out: &mut Vec<u8>) {
        self.end_string();
        if self.array.is_empty() {
            return;
        }
        if self.adjusted {
            out.push(b'[');
            out.append(&mut self.array);
            out.extend_from_slice(b"]TJ\n");
        } else {
            out.append(&mut self.array);
            out.extend_from_slice(b"Tj\n");
        }
        self.adjusted = false;
    }

    /// Where the next glyph should be.
    pub(crate) fn place(&self) -> Length {
        self.origin + self.target
    }

    /// Where the viewer is, in scaled points.
    pub(crate) fn pen(&self) -> i64 {
        self.origin.sp() + (i128::from(self.pen) * i128::from(self.unit) / 10_000_000_000) as i64
    }
}
