//! Colours from an ICC profile (ICC.1:2022) into sRGB, in integers from the profile's bytes to the pixels, so that every
//! processor comes to the same ones.
//!
//! Departures from the standard: profiles are used in their perceptual intent (or as matrix and curves); `chad` is not
//! read, since colorants and tables are given for the connection space's D50 already; and black points are not
//! adapted.

use crate::fixed::{self, mul};
use crate::raster::{Channels, Raster};

/// One, as light: a sum of three products of lights and matrix parts fits in 64 bits.
const LIGHT: i64 = 1 << 20;

/// The colorants of sRGB (IEC 61966-2-1) adapted to D50 by Bradford's matrix, in 16.16 fixed point: X, Y and Z by rows,
/// red, green and blue by columns.
const SRGB: [[i64; 3]; 3] = [[0x6fa2, 0x6299, 0x24a0], [0x38f5, 0xb785, 0x0f84], [0x0390, 0x18da, 0xb6cf]];

/// D50, the white of the connection space, in 16.16 fixed point.
const D50: [i64; 3] = [0xf6d6, 0x1_0000, 0xd32d];

/// The light of a value of sRGB, `value` of `most`, in parts of `one` (IEC 61966-2-1, 5.2).
pub(crate) fn srgb_light(value: i64, most: i64, one: i64) -> i64 {
    let value = value * fixed::ONE / most;
    let part = |n: i64, d: i64| n * fixed::ONE / d;
    let light = if value <= part(4045, 100_000) {
        value * 100 / 1292
    } else {
        let base = (value + part(55, 1000)) * 1000 / 1055;
        fixed::pow(base, part(24, 10))
    };
    (mul(light, one << 8) + 128) >> 8
}

/// Values of sRGB by light.
struct Encoder {
    /// The least light of each value but the first.
    steps: Vec<i64>,
    /// A value at or below that of a light, by its higher bits.
    near: Vec<u8>,
}

/// Bits of a light that [`Encoder::near`] leaves out.
const NEAR: u32 = 7;

impl Encoder {
    fn new() -> Self {
        let steps: Vec<i64> = (0..255).map(|value| srgb_light(2 * value + 1, 510, LIGHT)).collect();
        let near = (0..=LIGHT >> NEAR).map(|part| steps.partition_point(|step| *step <= part << NEAR) as u8).collect();
        Self { steps, near }
    }

    fn value(&self, light: i64) -> u8 {
        let light = light.clamp(0, LIGHT);
        let mut value = self.near[(light >> NEAR) as usize];
        while self.steps.get(usize::from(value)).is_some_and(|step| *step <= light) {
            value += 1;
        }
        value
    }
}

/// A way from the colours of a profile to sRGB.
pub(crate) struct Transform {
    source: Source,
    encoder: Encoder,
}

enum Source {
    /// By value of grey, the grey of sRGB.
    Gray(Box<[u8; 256]>),
    /// By channel and value, its light; and light in sRGB's primaries, in parts of [`LIGHT`] (ICC.1:2022, F.3).
    Matrix {
        curves: [Vec<i64>; 3],
        matrix: [[i64; 3]; 3],
    },
    Table(Box<Table>),
}

/// The tags of a profile.
struct Tags<'a> {
    profile: &'a [u8],
}

impl<'a> Tags<'a> {
    /// A tag's element (ICC.1:2022, 7.3).
    fn get(&self, signature: &[u8; 4]) -> Option<&'a [u8]> {
        let count = word(self.profile, 128)?.min(200) as usize;
        let mut entries = (0..count).filter_map(|i| self.profile.get(132 + 12 * i..144 + 12 * i));
        let entry = entries.find(|entry| entry.starts_with(signature))?;
        let (from, length) = (word(entry, 4)? as usize, word(entry, 8)? as usize);
        self.profile.get(from..from.checked_add(length)?)
    }

    /// The three values of an `XYZType` (10.31), in 16.16 fixed point.
    fn xyz(&self, signature: &[u8; 4]) -> Option<[i64; 3]> {
        let element = self.get(signature).filter(|element| element.starts_with(b"XYZ "))?;
        Some([signed(element, 8)?, signed(element, 12)?, signed(element, 16)?])
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// An `s15Fixed16Number` (ICC.1:2022, 4.6).
fn signed(bytes: &[u8], at: usize) -> Option<i64> {
    word(bytes, at).map(|word| i64::from(word as i32))
}

fn half(bytes: &[u8], at: usize) -> Option<i64> {
    Some(i64::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?)))
}

/// True if a profile's header declares it for pixels of these channels (ICC.1:2022, 7.2).
pub(crate) fn fits(profile: &[u8], channels: Channels) -> bool {
    let space: &[u8] = match channels {
        Channels::Gray | Channels::GrayAlpha => b"GRAY",
        Channels::Rgb | Channels::Rgba => b"RGB ",
        Channels::Cmyk => b"CMYK",
    };
    profile.get(36..40) == Some(b"acsp")
        && profile.get(16..20) == Some(space)
        && [b"mntr", b"prtr", b"scnr", b"spac"].iter().any(|class| profile[12..16] == **class)
        && profile.get(8).is_some_and(|version| (2..=4).contains(version))
}

/// True if a profile calls itself sRGB, in ASCII or UTF-16.
pub(crate) fn is_srgb(profile: &[u8]) -> bool {
    let has = |name: &[u8]| profile.windows(name.len()).any(|part| part == name);
    has(b"sRGB") || has(b"s\0R\0G\0B")
}

/// True if a grey profile differs visibly from sRGB's greys.
pub(crate) fn changes_grays(profile: &[u8]) -> bool {
    const VISIBLE: u8 = 3;
    match Transform::new(profile, Channels::Gray).map(|transform| transform.source) {
        Some(Source::Gray(tones)) => (0..=255_u8).zip(*tones).any(|(from, to)| from.abs_diff(to) > VISIBLE),
        _ => false,
    }
}

impl Transform {
    /// From a profile for pixels of these channels. `None` where it is none, or not to be read.
    pub(crate) fn new(profile: &[u8], channels: Channels) -> Option<Self> {
        if !fits(profile, channels) {
            return None;
        }
        let tags = Tags { profile };
        let encoder = Encoder::new();
        let lut = || {
            Table::new(tags.get(b"A2B0")?, channels, profile.get(20..24)? == b"Lab ")
                .map(|table| Source::Table(Box::new(table)))
        };
        let source = match channels {
            Channels::Gray | Channels::GrayAlpha => {
                let curve = curve(tags.get(b"kTRC")?)?;
                Source::Gray(Box::new(std::array::from_fn(|value| encoder.value(curve[value]))))
            }
            Channels::Rgb | Channels::Rgba => match lut() {
                Some(table) => table,
                None => Source::Matrix {
                    curves: [curve(tags.get(b"rTRC")?)?, curve(tags.get(b"gTRC")?)?, curve(tags.get(b"bTRC")?)?],
                    matrix: to_srgb([tags.xyz(b"rXYZ")?, tags.xyz(b"gXYZ")?, tags.xyz(b"bXYZ")?]),
                },
            },
            Channels::Cmyk => lut()?,
        };
        Some(Self { source, encoder })
    }

    /// Converts pixels, whose samples are bytes.
    pub(crate) fn apply(&self, mut raster: Raster) -> Raster {
        let step = raster.channels();
        match &self.source {
            Source::Gray(tones) => {
                let colours = raster.samples.iter_mut().step_by(step);
                colours.for_each(|value| *value = tones[usize::from(*value)]);
            }
            Source::Table(table) if raster.channels == Channels::Cmyk => {
                let samples = self.each(raster.samples.chunks_exact(4), |inks| table.light(inks));
                return Raster { channels: Channels::Rgb, samples, ..raster };
            }
            Source::Table(table) => self.replace(&mut raster, |rgb| table.light(rgb)),
            Source::Matrix { curves, matrix } => self.replace(&mut raster, |rgb| {
                let light: [i64; 3] = std::array::from_fn(|i| curves[i][usize::from(rgb[i])]);
                matrix.map(|row| dot(row, light) / LIGHT)
            }),
        }
        raster
    }

    /// Every pixel by its light; pixels like the one before are not computed again.
    fn each<'p>(&self, pixels: impl Iterator<Item = &'p [u8]>, light: impl Fn(&[u8]) -> [i64; 3]) -> Vec<u8> {
        let (mut last, mut colour) = (&[][..], [0; 3]);
        let mut out = Vec::new();
        for pixel in pixels {
            if pixel != last {
                (last, colour) = (pixel, light(pixel).map(|light| self.encoder.value(light)));
            }
            out.extend_from_slice(&colour);
        }
        out
    }

    fn replace(&self, raster: &mut Raster, light: impl Fn(&[u8]) -> [i64; 3]) {
        let step = raster.channels();
        let (mut last, mut colour) = (None, [0; 3]);
        for pixel in raster.samples.chunks_exact_mut(step) {
            let own = [pixel[0], pixel[1], pixel[2]];
            if last != Some(own) {
                (last, colour) = (Some(own), light(&own).map(|light| self.encoder.value(light)));
            }
            pixel[..3].copy_from_slice(&colour);
        }
    }
}

fn dot(a: [i64; 3], b: [i64; 3]) -> i64 {
    a.into_iter().zip(b).map(|(a, b)| a * b).sum()
}

/// From a profile's colorants, by columns, to sRGB's: the product with the inverse of its matrix, by Cramer's rule.
fn to_srgb(colorants: [[i64; 3]; 3]) -> [[i64; 3]; 3] {
    let s = SRGB;
    let minor = |i: usize, j: usize| {
        let [a, b] = [(i + 1) % 3, (i + 2) % 3];
        let [c, d] = [(j + 1) % 3, (j + 2) % 3];
        s[a][c] * s[b][d] - s[a][d] * s[b][c]
    };
    let determinant: i128 = (0..3).map(|j| i128::from(s[0][j]) * i128::from(minor(0, j))).sum();
    // The adjugate is the transposed matrix of minors, which the cyclic indices give their signs.
    std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            let sum: i128 = (0..3).map(|k| i128::from(minor(k, i)) * i128::from(colorants[j][k])).sum();
            (sum * i128::from(LIGHT) * 2 + determinant).div_euclid(determinant * 2) as i64
        })
    })
}

/// The light of each value of a byte, by a tone curve.
fn curve(element: &[u8]) -> Option<Vec<i64>> {
    let curve = Curve::new(element)?.0;
    Some((0..=255).map(|value| curve.at(value * fixed::ONE / 255) >> 10).collect())
}

/// A `curveType` or `parametricCurveType` (ICC.1:2022, 10.6 and 10.18), from 0 to 1 in [`fixed`] numbers.
enum Curve {
    Straight,
    Samples(Vec<i64>),
    /// The function's number, and g, a, b, c, d, e, f.
    Function(u16, [i64; 7]),
}

impl Curve {
    /// The curve, and how many bytes of the element it takes.
    fn new(element: &[u8]) -> Option<(Self, usize)> {
        let wide = |n: i64| n * (fixed::ONE >> 16);
        match element.first_chunk()? {
            b"curv" => {
                let count = word(element, 8)? as usize;
                let end = 12_usize.checked_add(count.checked_mul(2)?)?;
                let samples = element.get(12..end)?;
                let curve = match count {
                    0 => Self::Straight,
                    // A power as a u8Fixed8Number.
                    1 => Self::Function(0, [half(element, 12)? * (fixed::ONE >> 8), fixed::ONE, 0, 0, 0, 0, 0]),
                    _ => {
                        let samples = samples.as_chunks().0.iter().map(|pair| i64::from(u16::from_be_bytes(*pair)));
                        Self::Samples(samples.map(|sample| sample * fixed::ONE / 65_535).collect())
                    }
                };
                Some((curve, end))
            }
            b"para" => {
                let kind = half(element, 8)? as u16;
                let count = *[1, 3, 4, 5, 7].get(usize::from(kind))?;
                let mut parts = [0; 7];
                for (i, part) in parts.iter_mut().enumerate().take(count) {
                    *part = wide(signed(element, 12 + 4 * i)?);
                }
                Some((Self::Function(kind, parts), 12 + 4 * count))
            }
            _ => None,
        }
    }

    fn at(&self, x: i64) -> i64 {
        let x = x.clamp(0, fixed::ONE);
        let y = match self {
            Self::Straight => x,
            Self::Samples(samples) => interpolate(samples, x),
            Self::Function(kind, [g, a, b, c, d, e, f]) => {
                let power = |x: i64| fixed::pow(x.min(8 * fixed::ONE), (*g).clamp(0, 16 * fixed::ONE));
                let base = (mul(*a, x) + b).clamp(-8 * fixed::ONE, 8 * fixed::ONE);
                // Table 68: where the power ends and the line begins differs by function.
                match kind {
                    0 => power(x),
                    1 => power(base),
                    2 => power(base) + c,
                    3 if x >= *d => power(base),
                    3 => mul(*c, x),
                    _ if x >= *d => power(base) + e,
                    _ => mul(*c, x) + f,
                }
            }
        };
        y.clamp(0, fixed::ONE)
    }
}

/// Between samples at equal distances, for a place from 0 to 1.
fn interpolate(samples: &[i64], x: i64) -> i64 {
    let Some(last) = samples.len().checked_sub(1) else { return x };
    let place = x * last as i64;
    let at = ((place / fixed::ONE) as usize).min(last);
    let (low, high) = (samples[at], samples[(at + 1).min(last)]);
    low + mul(high - low, place - at as i64 * fixed::ONE)
}

/// A table from a device's colours to the connection space (`lut8Type`, `lut16Type`, `lutAToBType`; ICC.1:2022, 10.10
/// to 10.12).
struct Table {
    /// By channel and value, the place on the grid's axis from 0 to 1.
    inputs: Vec<Vec<i64>>,
    /// Points on each axis.
    grid: Vec<usize>,
    /// Three values at each point, the last axis varying fastest.
    points: Vec<[i64; 3]>,
    /// After the grid: curves, a matrix with its offsets, and curves again.
    middle: Option<[Curve; 3]>,
    matrix: Option<([[i64; 3]; 3], [i64; 3])>,
    outputs: [Curve; 3],
    encoding: Encoding,
    to_srgb: [[i64; 3]; 3],
}

/// The units of the connection space, whose values run from 0 to 1 (ICC.1:2022, 6.3.4.2 and 10.10).
#[derive(Clone, Copy)]
enum Encoding {
    Xyz,
    Lab,
    /// That of `lut16Type`, in which 0xff00 is 100.
    OldLab,
}

/// Points of a grid that is still read: profiles of presses have up to 17⁴.
const MOST_POINTS: usize = 1 << 20;

impl Table {
    fn new(element: &[u8], channels: Channels, lab: bool) -> Option<Self> {
        let count = if channels == Channels::Cmyk { 4 } else { 3 };
        let (inputs, outputs) = (usize::from(*element.get(8)?), usize::from(*element.get(9)?));
        if inputs != count || outputs != 3 {
            return None;
        }
        match element.first_chunk()? {
            b"mft1" => Self::old(element, count, 1, if lab { Encoding::Lab } else { Encoding::Xyz }),
            b"mft2" => Self::old(element, count, 2, if lab { Encoding::OldLab } else { Encoding::Xyz }),
            b"mAB " => Self::new_kind(element, count, if lab { Encoding::Lab } else { Encoding::Xyz }),
            _ => None,
        }
    }

    /// `lut8Type` and `lut16Type`. Their matrix is for XYZ on the device's side, which none of ours is.
    fn old(element: &[u8], count: usize, width: usize, encoding: Encoding) -> Option<Self> {
        let points = usize::from(*element.get(10)?);
        let (entries, exits, start) = match width {
            1 => (256, 256, 48),
            _ => (half(element, 48)? as usize, half(element, 50)? as usize, 52),
        };
        let total = points.checked_pow(count as u32).filter(|total| *total <= MOST_POINTS && points >= 2)?;
        if entries < 2 || exits < 2 {
            return None;
        }
        let values = Values { bytes: element, width };
        let tables = |from: usize, length: usize, i: usize| values.read(from + i * length * width, length);
        let inputs: Option<Vec<_>> = (0..count).map(|i| tables(start, entries, i).map(|table| axis(&table))).collect();
        let from = start + count * entries * width;
        let points_at = values.read(from, total * 3)?;
        let after = from + total * 3 * width;
        let exit = |i| Some(Curve::Samples(tables(after, exits, i)?));
        Some(Self {
            inputs: inputs?,
            grid: vec![points; count],
            points: points_at.as_chunks().0.to_vec(),
            middle: None,
            matrix: None,
            outputs: [exit(0)?, exit(1)?, exit(2)?],
            encoding,
            to_srgb: to_srgb(IDENTITY),
        })
    }

    /// `lutAToBType`: curves A, grid, curves M, matrix, curves B.
    fn new_kind(element: &[u8], count: usize, encoding: Encoding) -> Option<Self> {
        let offset = |at: usize| word(element, at).map(|offset| offset as usize);
        let [b, matrix, m, grid, a] = [offset(12)?, offset(16)?, offset(20)?, offset(24)?, offset(28)?];
        if b == 0 || grid == 0 || a == 0 {
            return None;
        }
        let axes: Vec<usize> = element.get(grid..grid + count)?.iter().map(|points| usize::from(*points)).collect();
        let total = axes.iter().try_fold(1_usize, |total, points| total.checked_mul(*points))?;
        let width = usize::from(*element.get(grid + 16)?);
        if total > MOST_POINTS || axes.iter().any(|points| *points < 2) || !(1..=2).contains(&width) {
            return None;
        }
        let values = Values { bytes: element, width };
        let points = values.read(grid + 20, total * 3)?;
        let inputs = curves(element, a, count)?;
        let matrix = match matrix {
            0 => None,
            at => {
                let part = |i: usize| signed(element, at + 4 * i).map(|n| n * (fixed::ONE >> 16));
                let row = |i: usize| Some([part(3 * i)?, part(3 * i + 1)?, part(3 * i + 2)?]);
                Some(([row(0)?, row(1)?, row(2)?], [part(9)?, part(10)?, part(11)?]))
            }
        };
        let middle = if m == 0 { None } else { Some(curves(element, m, 3)?.try_into().ok()?) };
        Some(Self {
            inputs: inputs
                .iter()
                .map(|curve: &Curve| (0..=255).map(|value| curve.at(value * fixed::ONE / 255)).collect())
                .collect(),
            grid: axes,
            points: points.as_chunks().0.to_vec(),
            middle,
            matrix,
            outputs: curves(element, b, 3)?.try_into().ok()?,
            encoding,
            to_srgb: to_srgb(IDENTITY),
        })
    }

    /// Light in sRGB's primaries.
    fn light(&self, values: &[u8]) -> [i64; 3] {
        let mut place = [(0, 0); 4];
        for (i, (axis, points)) in self.inputs.iter().zip(&self.grid).enumerate() {
            let along = axis[usize::from(values[i])] * (*points as i64 - 1);
            let at = (along / fixed::ONE).min(*points as i64 - 2);
            place[i] = (at as usize, along - at * fixed::ONE);
        }
        let place = &place[..self.grid.len()];
        let mut sum = [0; 3];
        // Linear between the corners of the cell around the place.
        for corner in 0..1_usize << place.len() {
            let (mut index, mut weight) = (0, fixed::ONE);
            for (i, (at, within)) in place.iter().enumerate() {
                let far = corner >> i & 1;
                index = index * self.grid[i] + at + far;
                weight = mul(weight, if far == 1 { *within } else { fixed::ONE - within });
            }
            if weight > 0 {
                let point = self.points[index];
                sum = std::array::from_fn(|i| sum[i] + mul(point[i], weight));
            }
        }
        if let Some(curves) = &self.middle {
            sum = std::array::from_fn(|i| curves[i].at(sum[i]));
        }
        if let Some((matrix, offsets)) = &self.matrix {
            let row = |i: usize| (0..3).map(|j| mul(matrix[i][j], sum[j])).sum::<i64>() + offsets[i];
            sum = std::array::from_fn(row);
        }
        let pcs: [i64; 3] = std::array::from_fn(|i| self.outputs[i].at(sum[i]));
        let xyz = xyz(pcs, self.encoding);
        self.to_srgb.map(|row| dot(row, xyz) / LIGHT)
    }
}

/// Colorants that are the connection space's own axes.
const IDENTITY: [[i64; 3]; 3] = [[1 << 16, 0, 0], [0, 1 << 16, 0], [0, 0, 1 << 16]];

/// A colour of the connection space as X, Y and Z, in parts of [`LIGHT`].
fn xyz(pcs: [i64; 3], encoding: Encoding) -> [i64; 3] {
    let [l, a, b] = match encoding {
        // From 0 to 1 + 32767/32768 (6.3.4.2).
        Encoding::Xyz => return pcs.map(|n| (n >> 10) * 65_535 / 32_768),
        Encoding::Lab => [pcs[0] * 100, pcs[1] * 255 - 128 * fixed::ONE, pcs[2] * 255 - 128 * fixed::ONE],
        Encoding::OldLab => {
            let wide = |n: i64| n * 65_535 / 65_280;
            [wide(pcs[0]) * 100, wide(pcs[1]) * 255 - 128 * fixed::ONE, wide(pcs[2]) * 255 - 128 * fixed::ONE]
        }
    };
    // CIE 15, 8.2.1.1, solved for X, Y and Z.
    let y = (l + 16 * fixed::ONE) / 116;
    let parts = [y + a / 500, y, y - b / 200];
    let light = |f: i64| {
        if f > 6 * fixed::ONE / 29 { mul(f, mul(f, f)) } else { (f - 4 * fixed::ONE / 29) * 108 / 841 }
    };
    std::array::from_fn(|i| mul(light(parts[i]), D50[i] << 14) >> 10)
}

/// Numbers of one or two bytes.
struct Values<'a> {
    bytes: &'a [u8],
    width: usize,
}

impl Values<'_> {
    fn read(&self, from: usize, count: usize) -> Option<Vec<i64>> {
        let bytes = self.bytes.get(from..from.checked_add(count.checked_mul(self.width)?)?)?;
        Some(match self.width {
            1 => bytes.iter().map(|byte| i64::from(*byte) * fixed::ONE / 255).collect(),
            _ => {
                let pairs = bytes.as_chunks().0.iter().map(|pair| i64::from(u16::from_be_bytes(*pair)));
                pairs.map(|n| n * fixed::ONE / 65_535).collect()
            }
        })
    }
}

/// An input table at each value of a byte.
fn axis(table: &[i64]) -> Vec<i64> {
    (0..=255).map(|value| interpolate(table, value * fixed::ONE / 255)).collect()
}

/// Curves one after the other, each on a multiple of four bytes.
fn curves(element: &[u8], from: usize, count: usize) -> Option<Vec<Curve>> {
    let mut at = from;
    (0..count)
        .map(|_| {
            let (curve, length) = Curve::new(element.get(at..)?)?;
            at += length.next_multiple_of(4);
            Some(curve)
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests;
