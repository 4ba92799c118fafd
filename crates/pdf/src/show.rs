//! The operands of text-showing operators (ISO 32000-1, 9.4.3): strings of character codes, and adjustments between
//! them.

use anthology_base::Length;
use anthology_layout::page::{Glyph, GlyphRun};

use crate::cluster::{Cluster, alike};
use crate::costs::{GLYPH_TOLERANCE, SPACE_TOLERANCE, SPACING_REACH};
use crate::fonts::{Face, Layer, unicode_values};
use crate::syntax::push_int;

/// The unit of positions along a line is this part of a scaled point: in it, a thousandth of the em of any type size
/// (scaled points) at any scale (ten-thousandths) is a whole number, so that no rounding errors add up.
pub(crate) const PARTS: i64 = 10_000_000;

/// The layer of a font ([`Face::layers`]) in which a cluster's glyphs map to its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FontLayer {
    /// The same layer for all glyphs.
    One(usize),
    /// A layer for each glyph.
    PerGlyph,
    /// No layer: the cluster needs `ActualText`.
    None,
}

/// The layer in which ToUnicode (9.10.3) gives a cluster's characters.
#[inline]
pub(crate) fn font_layer(face: &Face, run: &GlyphRun, part: &Cluster<'_>) -> FontLayer {
    let text = if part.hyphen { face.hyphen } else { part.text };
    if let [glyph] = run.glyphs[part.glyphs.clone()] {
        let says = |layer: &Layer| !text.is_empty() && alike(layer.text(layer.code(glyph.id)), text);
        return face.layers.iter().position(says).map_or(FontLayer::None, FontLayer::One);
    }
    let one = face.layers.iter().position(|layer| {
        let mut rest = Some(text);
        for glyph in part.in_logical_order().filter_map(|i| run.glyphs.get(i)) {
            let own = layer.text(layer.code(glyph.id));
            rest = rest.filter(|_| !own.is_empty()).and_then(|rest| rest.strip_prefix(own));
        }
        rest == Some("")
    });
    let mut each = true;
    if one.is_none() {
        unicode_values(part, face.hyphen, |i, text, n| each &= n > 0 && layer_with_text(face, run, i, text).is_some());
    }
    one.map_or(if each { FontLayer::PerGlyph } else { FontLayer::None }, FontLayer::One)
}

/// The layer of a glyph in a cluster of [`FontLayer::PerGlyph`].
pub(crate) fn layer_of_glyph(face: &Face, run: &GlyphRun, part: &Cluster<'_>, glyph: usize) -> usize {
    let mut found = None;
    unicode_values(part, face.hyphen, |i, text, _| {
        found = found.or_else(|| layer_with_text(face, run, i, text).filter(|_| i == glyph))
    });
    found.unwrap_or(0)
}

fn layer_with_text(face: &Face, run: &GlyphRun, glyph: usize, text: &str) -> Option<usize> {
    let id = run.glyphs.get(glyph)?.id;
    face.layers.iter().position(|layer| layer.text(layer.code(id)) == text)
}

/// The characters of neighbouring clusters.
pub(crate) fn text_of(face: &Face, parts: &[Cluster<'_>]) -> String {
    parts.iter().map(|part| if part.hyphen { face.hyphen } else { part.text }).collect()
}

/// True if a run's clusters are in the reverse of their logical order: the run is read from right to left.
pub(crate) fn is_reversed(parts: &[Cluster<'_>]) -> bool {
    let mut texts = parts.iter().filter(|part| !part.text.is_empty()).map(|part| part.text.as_ptr());
    let first = texts.next();
    texts.next_back().is_some_and(|last| Some(last) < first)
}

/// The positions of a right-to-left run's glyphs. The space at a line's end, which has no width there, gets its own width
/// and is moved left of the last letter, where extractors expect it.
pub(crate) fn glyph_positions(run: &GlyphRun, face: &Face, out: &mut Vec<Length>) {
    let mut x = run.x;
    for glyph in &run.glyphs {
        let layer = face.layers.first().filter(|layer| layer.is_space(layer.code(glyph.id)));
        let width = layer.map_or(0, |layer| layer.width(layer.code(glyph.id)));
        let before = if glyph.advance == Length::ZERO { width * thousandth(run) / PARTS } else { 0 };
        out.push(x - Length::from_sp(before));
        x += glyph.advance;
    }
}

/// Glyphs of a run whose advances exceed their widths by nearly the same amount.
pub(crate) struct SpacingGroup {
    /// The smallest excess of the group, in [`PARTS`]; the largest is less than a thousandth of the em greater.
    from: i64,
    count: i64,
    /// The sum of the excesses over `from`.
    beyond: i64,
}

/// The character spacing `Tc` (9.3.2) for a run, in ten-thousandths of a point: the amount it was letter-spaced by.
///
/// A viewer moves by a glyph's width in `W`, in whole thousandths of the em, plus `Tc`; every other advance costs a number
/// in a `TJ` array. So the best `Tc` is the mode of the excesses (advance less width), not their mean: kerned pairs and
/// justified spaces are outliers that get their numbers in any case. Excesses are counted in groups a thousandth of the em
/// wide, since widths are rounded to that; within the winning group, the mean is taken. Equal counts are decided by the
/// distance to `before`, the spacing in force, so that a short run doesn't change it needlessly. `groups` is a buffer.
pub(crate) fn spacing(run: &GlyphRun, face: &Face, before: i64, groups: &mut Vec<SpacingGroup>) -> i64 {
    // All layers have the same widths; one stands in for any.
    let Some(layer) = face.layers.first() else { return 0 };
    let thousandth = thousandth(run);
    groups.clear();
    for glyph in &run.glyphs {
        let excess = parts(glyph.advance) - layer.width(layer.code(glyph.id)) * thousandth;
        if let Some(group) = groups.iter_mut().find(|group| (group.from..group.from + thousandth).contains(&excess)) {
            group.count += 1;
            group.beyond += excess - group.from;
        } else if excess.abs() <= SPACING_REACH * thousandth {
            // A new group is centred on a multiple of a thousandth, so that rounding errors of both signs share it.
            let half = thousandth / 2;
            let from = (excess + half).div_euclid(thousandth) * thousandth - half;
            groups.push(SpacingGroup { from, count: 1, beyond: excess - from });
        }
    }
    let unit = spacing_unit(run);
    let near = |group: &SpacingGroup| -(group.from + thousandth / 2 - before * unit).abs();
    let most = groups.iter().max_by_key(|group| (group.count, near(group)));
    let spacing = most.map_or(0, |group| (group.from + group.beyond / group.count) / unit);
    // Rounding of widths alone is no letter-spacing.
    if spacing.abs() <= 1 { 0 } else { spacing }
}

/// A thousandth of the em at a run's size and horizontal scale, in [`PARTS`]: the unit of text space (9.2.4).
fn thousandth(run: &GlyphRun) -> i64 {
    run.size.sp() * i64::from(run.scale)
}

/// A ten-thousandth of a point of character spacing, in [`PARTS`]. Horizontal scaling applies to it (9.4.4).
fn spacing_unit(run: &GlyphRun) -> i64 {
    65_536 * i64::from(run.scale) / 10
}

/// A length in [`PARTS`], limited to 400 m, so that sums can't overflow.
fn parts(length: Length) -> i64 {
    const MOST: i64 = 1 << 36;
    length.sp().clamp(-MOST, MOST) * PARTS
}

/// The horizontal extent of shown text, in scaled points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) left: i64,
    pub(crate) right: i64,
}

/// A `TJ` array (9.4.3) under construction. It tracks the layout's position and, by the formula of 9.4.4, the viewer's.
pub(crate) struct TextArray {
    origin: Length,
    thousandth: i64,
    /// The layout's position of the next glyph, from the first.
    target: Length,
    /// The extent of the shown text, from the first glyph's origin.
    left: Length,
    right: Length,
    /// The layout's position less the viewer's, in [`PARTS`].
    ahead: i64,
    /// Character spacing, in [`PARTS`].
    spacing: i64,
    array: Vec<u8>,
    in_string: bool,
    adjusted: bool,
}

impl TextArray {
    /// Begins at `x`, with the pen `offset` scaled points ahead of it, and a character spacing in ten-thousandths of a
    /// point. `array` is a buffer.
    pub(crate) fn new(run: &GlyphRun, x: Length, offset: i64, spacing: i64, array: Vec<u8>) -> Self {
        Self {
            origin: x,
            thousandth: thousandth(run),
            target: Length::ZERO,
            left: Length::ZERO,
            right: Length::ZERO,
            ahead: -offset * PARTS,
            spacing: spacing * spacing_unit(run),
            array,
            in_string: false,
            adjusted: false,
        }
    }

    /// Shows a glyph. A number before it corrects the viewer's position, if that is off by more than a tolerance: an
    /// adjustment is subtracted, in thousandths of text space (9.4.3).
    #[inline]
    pub(crate) fn glyph(&mut self, layer: &Layer, glyph: &Glyph) {
        let code = layer.code(glyph.id);
        // A space is invisible: the correction can wait for the glyph after it, which needs one anyway in justified text.
        let tolerance = if layer.is_space(code) { SPACE_TOLERANCE } else { GLYPH_TOLERANCE };
        let ahead = self.ahead + parts(glyph.shift.dx());
        if ahead.abs() > tolerance * (self.thousandth / 1000) {
            let thousandths = (ahead + self.thousandth / 2).div_euclid(self.thousandth);
            self.end_string();
            push_int(&mut self.array, -thousandths);
            self.adjusted = true;
            self.ahead -= thousandths * self.thousandth;
        }
        if !self.in_string {
            self.array.push(b'(');
            self.in_string = true;
        }
        layer.push(&mut self.array, code);
        let width = layer.width(code) * self.thousandth + self.spacing;
        self.ahead += parts(glyph.advance) - width;
        self.target += glyph.advance;
        self.right = self.right.max(self.target);
    }

    /// Moves to a position.
    pub(crate) fn go_to(&mut self, position: Length) {
        let step = position - self.position();
        self.ahead += parts(step);
        self.target += step;
        self.left = self.left.min(self.target);
    }

    /// Continues after a `Td` to a position, which leaves the pen `offset` scaled points ahead of it.
    pub(crate) fn resume(&mut self, position: Length, offset: i64) {
        self.go_to(position);
        self.ahead = -offset * PARTS;
    }

    /// Advances without a glyph.
    pub(crate) fn skip(&mut self, advance: Length) {
        /// The limit that keeps sums from overflowing.
        const FAR: i64 = 1 << 60;
        self.ahead = (self.ahead + parts(advance)).min(FAR);
        self.target += advance;
        self.right = self.right.max(self.target);
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

    /// The layout's position of the next glyph.
    pub(crate) fn position(&self) -> Length {
        self.origin + self.target
    }

    /// The extent of the shown text.
    pub(crate) fn extent(&self) -> Extent {
        Extent { left: (self.origin + self.left).sp(), right: (self.origin + self.right).sp() }
    }

    /// The viewer's position, in scaled points.
    pub(crate) fn pen(&self) -> i64 {
        self.position().sp() - self.ahead / PARTS
    }

    /// The buffer, for reuse.
    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.array
    }
}
