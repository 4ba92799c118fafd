//! Images made smaller: averaged over squares, then by Lanczos' window (three lobes), all in integers.
//!
//! A weight has 14 bits after the point, and the weights of a pixel sum to one exactly, so that an even surface keeps its
//! value. First all columns are made shorter, row by row with vector instructions, then the rows that are left.

use crate::costs::FINER;
use crate::fixed;
use crate::raster::{Channels, Raster};

/// One, as a weight.
const ONE: i32 = 1 << 14;

/// The size with a longer side of `side`, as the sides are to each other.
pub(crate) fn within(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longer = u64::from(width.max(height).max(1));
    let scaled = |length: u32| ((u64::from(length) * u64::from(side) * 2 + longer) / (longer * 2)).max(1) as u32;
    (scaled(width), scaled(height))
}

/// The image with fewer pixels, a byte a sample. Colours count for as much as they are opaque, so that what is hidden in
/// transparent pixels doesn't bleed into their neighbours.
pub(crate) fn resize(raster: Raster, width: u32, height: u32) -> Raster {
    let raster = raster.into_bytes();
    if !raster.channels.has_alpha() {
        return scale(raster, width, height);
    }
    let mut multiplied = raster;
    recolour(&mut multiplied, |colour, opacity| (colour * opacity + 127) / 255);
    let mut scaled = scale(multiplied, width, height);
    recolour(&mut scaled, |colour, opacity| (colour * 255 + opacity / 2).checked_div(opacity).unwrap_or(0).min(255));
    scaled
}

/// Makes every colour anew from itself and its opacity.
fn recolour(raster: &mut Raster, new: impl Fn(u32, u32) -> u32) {
    let step = raster.channels();
    for pixel in raster.samples.chunks_exact_mut(step) {
        if let Some((opacity, colours)) = pixel.split_last_mut() {
            let opacity = u32::from(*opacity);
            colours.iter_mut().for_each(|colour| *colour = new(u32::from(*colour), opacity) as u8);
        }
    }
}

fn scale(raster: Raster, width: u32, height: u32) -> Raster {
    let by = (raster.width / (width * FINER).max(1)).min(raster.height / (height * FINER).max(1));
    let averaged = if by >= 2 { average(&raster, by as usize) } else { raster };
    let shorter = columns(&averaged, height);
    match shorter.channels {
        Channels::Gray => narrow::<1>(&shorter, width),
        Channels::GrayAlpha => narrow::<2>(&shorter, width),
        Channels::Rgb => narrow::<3>(&shorter, width),
        Channels::Rgba | Channels::Cmyk => narrow::<4>(&shorter, width),
    }
}

/// Squares of so many pixels a side made one pixel each, which is their average.
pub(crate) fn average(raster: &Raster, by: usize) -> Raster {
    let (width, height, channels) = (raster.width as usize, raster.height as usize, raster.channels());
    let across = width.div_ceil(by);
    let mut samples = Vec::with_capacity(across * height.div_ceil(by) * channels);
    let mut columns = vec![0_u32; width * channels];
    for band in raster.samples.chunks(width * channels * by) {
        columns.fill(0);
        for row in band.chunks_exact(width * channels) {
            columns.iter_mut().zip(row).for_each(|(sum, sample)| *sum += u32::from(*sample));
        }
        let down = band.len() / (width * channels);
        for square in columns.chunks(by * channels) {
            let count = (down * square.len() / channels) as u32;
            for channel in 0..channels {
                let sum: u32 = square.iter().skip(channel).step_by(channels).sum();
                samples.push(((sum + count / 2) / count) as u8);
            }
        }
    }
    Raster { width: across as u32, height: height.div_ceil(by) as u32, samples, ..raster.clone_empty() }
}

/// The source of one pixel of the result: neighbours from `start` on, each with its weight.
struct Taps {
    start: usize,
    weights: Vec<i16>,
}

/// For every pixel of `to` that `from` become.
fn taps(from: u32, to: u32) -> Vec<Taps> {
    /// One, for places in pixels.
    const PLACE: i64 = 1 << 16;
    let (from, to) = (i64::from(from), i64::from(to));
    let ratio = (from * PLACE / to).max(PLACE);
    (0..to)
        .map(|i| {
            let centre = (2 * i + 1) * from * (PLACE / 2) / to;
            let start = ((centre - 3 * ratio) / PLACE).max(0);
            let end = ((centre + 3 * ratio) / PLACE + 1).min(from);
            let windows: Vec<i64> = (start..end)
                .map(|j| {
                    let distance = i128::from(j * PLACE + PLACE / 2 - centre);
                    fixed::lanczos3((distance * i128::from(fixed::ONE) / i128::from(ratio)) as i64)
                })
                .collect();
            let sum = windows.iter().sum::<i64>().max(1);
            let mut weights: Vec<i16> = windows.iter().map(|window| (window * i64::from(ONE) / sum) as i16).collect();
            // What rounding took goes to the pixel in the middle, where it is least visible.
            let missing = ONE - weights.iter().map(|weight| i32::from(*weight)).sum::<i32>();
            let middle = ((centre / PLACE - start).max(0) as usize).min(weights.len().saturating_sub(1));
            if let Some(weight) = weights.get_mut(middle) {
                *weight += missing as i16;
            }
            Taps { start: start as usize, weights }
        })
        .collect()
}

fn rounded(sum: i32) -> u8 {
    ((sum + ONE / 2) >> 14).clamp(0, 255) as u8
}

/// Columns of `height` pixels.
fn columns(raster: &Raster, height: u32) -> Raster {
    if raster.height == height {
        return raster.clone();
    }
    let length = raster.row();
    let mut samples = Vec::with_capacity(length * height as usize);
    let mut sums = vec![0_i32; length];
    for Taps { start, weights } in taps(raster.height, height) {
        sums.fill(0);
        let rows = raster.samples[start * length..].chunks_exact(length);
        for (row, weight) in rows.zip(&weights) {
            // A byte times sixteen bits, widened: LLVM makes vector instructions of it.
            sums.iter_mut().zip(row).for_each(|(sum, sample)| *sum += i32::from(*weight) * i32::from(*sample));
        }
        samples.extend(sums.iter().map(|sum| rounded(*sum)));
    }
    Raster { height, samples, ..raster.clone_empty() }
}

/// Rows of `width` pixels of `N` samples.
fn narrow<const N: usize>(raster: &Raster, width: u32) -> Raster {
    if raster.width == width {
        return raster.clone();
    }
    let taps = taps(raster.width, width);
    let mut samples = Vec::with_capacity(width as usize * raster.height as usize * N);
    for row in raster.samples.chunks_exact(raster.row()) {
        let (pixels, _) = row.as_chunks::<N>();
        for Taps { start, weights } in &taps {
            let mut sums = [0_i32; N];
            for (pixel, weight) in pixels[*start..].iter().zip(weights) {
                for channel in 0..N {
                    sums[channel] += i32::from(*weight) * i32::from(pixel[channel]);
                }
            }
            samples.extend_from_slice(&sums.map(rounded));
        }
    }
    Raster { width, samples, ..raster.clone_empty() }
}

impl Raster {
    /// The same without its samples.
    fn clone_empty(&self) -> Self {
        Self { samples: Vec::new(), ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(width: u32, height: u32, value: impl Fn(u32, u32) -> u8) -> Raster {
        let value = &value;
        let samples = (0..height).flat_map(|y| (0..width).map(move |x| value(x, y))).collect();
        Raster::new(width, height, Channels::Gray, samples).expect("samples")
    }

    #[test]
    fn squares_are_averaged_to_the_edges() {
        let values = [[0, 10, 50], [20, 30, 70], [7, 8, 9]];
        let raster = gray(3, 3, |x, y| values[y as usize][x as usize]);
        assert_eq!(average(&raster, 2).samples, [15, 60, 8, 9]);
    }

    #[test]
    fn an_even_surface_keeps_its_value() {
        for (from, to) in [((97, 61), (31, 20)), ((1000, 3), (7, 1)), ((10, 10), (10, 3)), ((5, 5), (5, 5))] {
            for value in [0, 1, 127, 254, 255] {
                let small = resize(gray(from.0, from.1, |_, _| value), to.0, to.1);
                assert_eq!((small.width, small.height), to);
                assert!(small.samples.iter().all(|sample| *sample == value));
            }
        }
    }

    /// Against the window computed with the floats of this machine.
    #[expect(clippy::disallowed_methods, reason = "compared within a tolerance, and in a test alone")]
    #[test]
    fn it_is_the_window_of_lanczos() {
        let wave = |x: u32, y: u32| ((x % 37).abs_diff(18) * 9 + (y % 23).abs_diff(11) * 7) as u8;
        let (from, to) = ((120_u32, 90_u32), (71_u32, 50_u32));
        let found = resize(gray(from.0, from.1, wave), to.0, to.1);
        let weights = |i: u32, from: u32, to: u32| -> Vec<f64> {
            let ratio = f64::from(from) / f64::from(to);
            let window = |j: u32| {
                let x = (f64::from(j) + 0.5 - (f64::from(i) + 0.5) * ratio) / ratio;
                let angle = std::f64::consts::PI * x;
                match x.abs() {
                    3.0.. => 0.0,
                    0.0..1e-9 => 1.0,
                    _ => 3.0 * angle.sin() * (angle / 3.0).sin() / (angle * angle),
                }
            };
            let windows: Vec<f64> = (0..from).map(window).collect();
            let sum: f64 = windows.iter().sum();
            windows.into_iter().map(|window| window / sum).collect()
        };
        for y in 0..to.1 {
            let down = weights(y, from.1, to.1);
            for x in 0..to.0 {
                let across = weights(x, from.0, to.0);
                let row = |j: u32| (0..from.0).map(|i| across[i as usize] * f64::from(wave(i, j))).sum::<f64>();
                let exact = (0..from.1).map(|j| down[j as usize] * row(j)).sum::<f64>().clamp(0.0, 255.0);
                let value = f64::from(found.samples[(y * to.0 + x) as usize]);
                assert!((value - exact).abs() < 2.5, "({x}, {y}): {value} {exact}");
            }
        }
    }

    #[test]
    fn averaging_first_changes_little() {
        // Slopes and ridges.
        let wave = |x: u32, y: u32| (x % 190).abs_diff(95) as u8 + (y % 130).abs_diff(65) as u8;
        let fine = gray(1201, 803, wave);
        let once = narrow::<1>(&columns(&fine, 100), 150);
        let twice = resize(fine, 150, 100);
        let most = once.samples.iter().zip(&twice.samples).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(most.is_some_and(|most| (1..=8).contains(&most)), "{most:?} of 255");
    }

    #[test]
    fn what_is_hidden_does_not_bleed() {
        let pixel = |x: usize| if x < 20 { [200, 0, 0, 255] } else { [0, 255, 0, 0] };
        let samples = (0..40 * 40).flat_map(|i| pixel(i % 40)).collect();
        let smaller = resize(Raster::new(40, 40, Channels::Rgba, samples).expect("samples"), 10, 10);
        for pixel in smaller.samples.chunks_exact(4).filter(|pixel| pixel[3] > 8) {
            assert!(pixel[0].abs_diff(200) < 12 && pixel[1] == 0, "{pixel:?}");
        }
    }

    #[test]
    fn sides_keep_their_proportion() {
        assert_eq!(within(400, 200, 100), (100, 50));
        assert_eq!(within(2, 500, 100), (1, 100));
        assert_eq!(within(330, 20, 100), (100, 6));
    }
}
