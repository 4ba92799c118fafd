//! Glyphs as the operands of text-showing operators.

use anthology_base::Length;
use anthology_layout::page::{Glyph, GlyphRun};

use crate::cluster::{Cluster, alike};
use crate::fonts::{Face, Layer, SOFT_HYPHEN, readings};
use crate::syntax::push_int;

/// Glyphs are shown as they come as long as they are off by no more than this, in millionths of the em. The place
/// is tracked absolutely, so that nothing adds up.
const TOLERANCE: i64 = 1500;

/// The same for a space, of which nothing is seen: the move is made once, behind it.
const SPACE_TOLERANCE: i64 = 50_000;

/// Places along a line are reckoned in these parts of a scaled point, in which thousandths of the em of any type
/// size and scale are whole numbers.
const PARTS: i64 = 10_000_000;

/// Where the Unicode values of a cluster's glyphs are the characters that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// In a layer of the font.
    One(usize),
    /// In a layer for each glyph.
    Each,
    /// In none.
    Nowhere,
}

/// Where the Unicode values of a cluster's glyphs are the characters that it stands for.
#[inline]
pub(crate) fn depth_of(face: &Face, run: &GlyphRun, part: &Cluster<'_>) -> Depth {
    let text = if part.hyphen { SOFT_HYPHEN } else { part.text };
    if let [glyph] = run.glyphs[part.glyphs.clone()] {
        let says = |layer: &Layer| !text.is_empty() && alike(layer.text(layer.code(glyph.id)), text);
        return face.layers.iter().position(says).map_or(Depth::Nowhere, Depth::One);
    }
    let one = face.layers.iter().position(|layer| {
        let mut rest = Some(text);
        for glyph in part.in_reading_order().filter_map(|i| run.glyphs.get(i)) {
            let own = layer.text(layer.code(glyph.id));
            rest = rest.filter(|_| !own.is_empty()).and_then(|rest| rest.strip_prefix(own));
        }
        rest == Some("")
    });
    let mut each = true;
    if one.is_none() {
        readings(part, |i, text, n| each &= n > 0 && layer_saying(face, run, i, text).is_some());
    }
    one.map_or(if each { Depth::Each } else { Depth::Nowhere }, Depth::One)
}

/// The layer of a font in which a glyph of a cluster whose layers are apart has its part of the cluster's characters.
pub(crate) fn layer_of_glyph(face: &Face, run: &GlyphRun, part: &Cluster<'_>, glyph: usize) -> usize {
    let mut found = None;
    readings(part, |i, text, _| found = found.or_else(|| layer_saying(face, run, i, text).filter(|_| i == glyph)));
    found.unwrap_or(0)
}

fn layer_saying(face: &Face, run: &GlyphRun, glyph: usize, text: &str) -> Option<usize> {
    let id = run.glyphs.get(glyph)?.id;
    face.layers.iter().position(|layer| layer.text(layer.code(id)) == text)
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

/// Where the glyphs of a run from right to left stand. The space at a line's end, which has no width there, stands
/// left of its last letter, where others look for it.
pub(crate) fn places(run: &GlyphRun, face: &Face, out: &mut Vec<Length>) {
    let mut x = run.x;
    for glyph in &run.glyphs {
        let layer = face.layers.first().filter(|layer| layer.is_space(layer.code(glyph.id)));
        let width = layer.map_or(0, |layer| layer.width(layer.code(glyph.id)));
        let before = if glyph.advance == Length::ZERO { width * thousandth(run) / PARTS } else { 0 };
        out.push(x - Length::from_sp(before));
        x += glyph.advance;
    }
}

/// Glyphs of a run that are about as much wider than their own width.
pub(crate) struct Group {
    /// The least that they are wider by, and from there on, up to a thousandth of the em.
    from: i64,
    count: i64,
    /// What they are wider by than the least, all together.
    beyond: i64,
}

/// What to add between all glyphs of a run, in ten-thousandths of a point, so that most of them are where they
/// should be without a number before each: what it was letter-spaced by. Where that could be several things, it is
/// the nearest to `before`. `groups` is used and left to be used again.
pub(crate) fn spacing(run: &GlyphRun, face: &Face, before: i64, groups: &mut Vec<Group>) -> i64 {
    const REACH: i64 = 250;
    let Some(layer) = face.layers.first() else { return 0 };
    let thousandth = thousandth(run);
    groups.clear();
    for glyph in &run.glyphs {
        let excess = parts(glyph.advance) - layer.width(layer.code(glyph.id)) * thousandth;
        if let Some(group) = groups.iter_mut().find(|group| (group.from..group.from + thousandth).contains(&excess)) {
            group.count += 1;
            group.beyond += excess - group.from;
        } else if excess.abs() <= REACH * thousandth {
            let half = thousandth / 2;
            let from = (excess + half).div_euclid(thousandth) * thousandth - half;
            groups.push(Group { from, count: 1, beyond: excess - from });
        }
    }
    let unit = spacing_unit(run);
    let near = |group: &Group| -(group.from + thousandth / 2 - before * unit).abs();
    let most = groups.iter().max_by_key(|group| (group.count, near(group)));
    let spacing = most.map_or(0, |group| (group.from + group.beyond / group.count) / unit);
    if spacing.abs() <= 1 { 0 } else { spacing }
}

/// A thousandth of the em of a run's type, at its scale, in [`PARTS`].
fn thousandth(run: &GlyphRun) -> i64 {
    run.size.sp() * i64::from(run.scale)
}

/// A ten-thousandth of a point between glyphs, at a run's scale, in [`PARTS`].
fn spacing_unit(run: &GlyphRun) -> i64 {
    65_536 * i64::from(run.scale) / 10
}

/// A length in [`PARTS`], at most a quarter of a mile.
fn parts(length: Length) -> i64 {
    const MOST: i64 = 1 << 36;
    length.sp().clamp(-MOST, MOST) * PARTS
}

/// A `TJ` array in the making.
pub(crate) struct Show {
    origin: Length,
    thousandth: i64,
    /// Where the next glyph's origin should be, from the first's.
    target: Length,
    /// The edges of what has been shown, from the first's origin.
    left: Length,
    right: Length,
    /// How far that is ahead of where the viewer will be, in [`PARTS`].
    ahead: i64,
    /// What the viewer adds after each glyph.
    spacing: i64,
    array: Vec<u8>,
    in_string: bool,
    adjusted: bool,
}

impl Show {
    /// Begins at `x`, with the pen `offset` scaled points ahead of it, and with so many ten-thousandths of a
    /// point between glyphs. `array` is room for it.
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

    /// Shows a glyph, moved to where it should be.
    #[inline]
    pub(crate) fn glyph(&mut self, layer: &Layer, glyph: &Glyph) {
        let code = layer.code(glyph.id);
        let tolerance = if layer.is_space(code) { SPACE_TOLERANCE } else { TOLERANCE };
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

    /// Steps to where the next glyph should be.
    pub(crate) fn go_to(&mut self, place: Length) {
        let step = place - self.place();
        self.ahead += parts(step);
        self.target += step;
        self.left = self.left.min(self.target);
    }

    /// Leaves room.
    pub(crate) fn skip(&mut self, advance: Length) {
        /// Farther than this nothing is seen.
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

    /// Where the next glyph should be.
    pub(crate) fn place(&self) -> Length {
        self.origin + self.target
    }

    /// The left and the right edge of what was shown, in scaled points.
    pub(crate) fn edges(&self) -> [i64; 2] {
        [self.left, self.right].map(|edge| (self.origin + edge).sp())
    }

    /// Where the viewer is, in scaled points.
    pub(crate) fn pen(&self) -> i64 {
        self.place().sp() - self.ahead / PARTS
    }

    /// The room, to be used again.
    pub(crate) fn into_room(self) -> Vec<u8> {
        self.array
    }
}
