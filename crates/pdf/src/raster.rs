//! Pictures of pixels that are decoded and stored without loss.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageReader};
use resvg::tiny_skia::Pixmap;

use crate::deflate::deflate;
use crate::images::{ColorSpace, Filter, Image};
use crate::palette;

/// Rows of samples, most significant byte first.
pub(crate) struct Samples {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bits: u8,
    pub(crate) components: u8,
    pub(crate) bytes: Vec<u8>,
}

/// Decodes a picture of any format that the program takes.
///
/// # Errors
/// What the decoder says.
pub(crate) fn read(bytes: &[u8]) -> Result<Image, String> {
    let (decoded, profile) = decode(bytes)?;
    Ok(encode(decoded, profile))
}

/// The pixels, and the ICC profile that says what they mean.
pub(crate) fn decode(bytes: &[u8]) -> Result<(DynamicImage, Option<Vec<u8>>), String> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| e.to_string())?;
    let mut decoder = reader.into_decoder().map_err(|e| e.to_string())?;
    let profile = decoder.icc_profile().ok().flatten();
    let decoded = DynamicImage::from_decoder(decoder).map_err(|e| e.to_string())?;
    Ok((decoded, profile))
}

/// Encodes without loss.
pub(crate) fn encode(decoded: DynamicImage, profile: Option<Vec<u8>>) -> Image {
    let (width, height) = (decoded.width(), decoded.height());
    let wide = |samples: Vec<u16>| samples.into_iter().flat_map(u16::to_be_bytes).collect();
    let (bits, channels, bytes): (u8, u8, Vec<u8>) = match decoded {
        DynamicImage::ImageLuma8(image) => (8, 1, image.into_raw()),
        DynamicImage::ImageLumaA8(image) => (8, 2, image.into_raw()),
        DynamicImage::ImageRgb8(image) => (8, 3, image.into_raw()),
        DynamicImage::ImageRgba8(image) => (8, 4, image.into_raw()),
        DynamicImage::ImageLuma16(image) => (16, 1, wide(image.into_raw())),
        DynamicImage::ImageLumaA16(image) => (16, 2, wide(image.into_raw())),
        DynamicImage::ImageRgb16(image) => (16, 3, wide(image.into_raw())),
        DynamicImage::ImageRgba16(image) => (16, 4, wide(image.into_raw())),
        other => (8, 4, other.into_rgba8().into_raw()),
    };
    let (color, mask) = split(Samples { width, height, bits, components: channels, bytes });
    let space = ColorSpace::new(color.components, profile);
    let (color, space) = if space.profile.is_none() { gray(color, space) } else { (color, space) };
    pack(color, space, mask.map(|mask| Box::new(pack_mask(&mask))))
}

/// Pixels drawn by the SVG renderer, which have their colours multiplied with their opacity.
pub(crate) fn from_pixmap(pixmap: &Pixmap) -> Image {
    let pixels = pixmap.pixels().iter().map(|pixel| pixel.demultiply());
    let bytes = pixels.flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()]).collect();
    let samples = Samples { width: pixmap.width(), height: pixmap.height(), bits: 8, components: 4, bytes };
    let (color, mask) = split(samples);
    let (color, space) = gray(color, ColorSpace::new(3, None));
    pack(color, space, mask.map(|mask| Box::new(pack_mask(&mask))))
}

/// Colour and opacity apart; no opacity where every pixel is opaque.
fn split(samples: Samples) -> (Samples, Option<Samples>) {
    if !samples.components.is_multiple_of(2) {
        return (samples, None);
    }
    let sample = usize::from(samples.bits / 8);
    let pixel = usize::from(samples.components) * sample;
    let part = |from: usize, to: usize| -> Vec<u8> {
        samples.bytes.chunks_exact(pixel).flat_map(|pixel| pixel[from..to].iter().copied()).collect()
    };
    let opacity = part(pixel - sample, pixel);
    let color = Samples { components: samples.components - 1, bytes: part(0, pixel - sample), ..samples };
    let mask = opacity.iter().any(|byte| *byte != 255);
    let mask = mask.then_some(Samples { components: 1, bytes: opacity, ..color });
    (color, mask)
}

/// One component where three say the same.
pub(crate) fn gray(samples: Samples, space: ColorSpace) -> (Samples, ColorSpace) {
    let sample = usize::from(samples.bits / 8);
    let same = |pixel: &[u8]| pixel[..sample] == pixel[sample..2 * sample] && pixel[..sample] == pixel[2 * sample..];
    if samples.components != 3 || !samples.bytes.chunks_exact(3 * sample).all(same) {
        return (samples, space);
    }
    let bytes = samples.bytes.chunks_exact(3 * sample).flat_map(|pixel| pixel[..sample].iter().copied()).collect();
    (Samples { components: 1, bytes, ..samples }, ColorSpace::new(1, None))
}

/// Stores samples: as indices into a palette, where there are few colours and it is shorter so.
pub(crate) fn pack(samples: Samples, space: ColorSpace, mask: Option<Box<Image>>) -> Image {
    /// What a palette's array takes in the file.
    const OVERHEAD: usize = 64;
    let direct = direct(&samples, space);
    let image = match palette::index(&samples) {
        Some(indexed) => {
            let data = deflate(&indexed.rows);
            if data.len() + indexed.palette.len() + OVERHEAD < direct.data.len() {
                Image { bits: indexed.bits, palette: Some(indexed.palette), filter: Filter::Plain, data, ..direct }
            } else {
                direct
            }
        }
        None => direct,
    };
    Image { mask, ..image }
}

/// Stores opacities, for which there are no palettes (ISO 32000-1, 11.6.5.3).
fn pack_mask(samples: &Samples) -> Image {
    direct(samples, ColorSpace::new(1, None))
}

fn direct(samples: &Samples, space: ColorSpace) -> Image {
    Image {
        width: samples.width,
        height: samples.height,
        bits: samples.bits,
        space,
        filter: Filter::Flate,
        data: deflate(&predict(samples)),
        inverted: false,
        palette: None,
        mask: None,
    }
}

/// Every row less what its neighbours foretell, by whichever of PNG's five predictors leaves the least
/// (ISO/IEC 15948, clauses 9 and 12.7: the least sum of magnitudes).
fn predict(samples: &Samples) -> Vec<u8> {
    let step = usize::from(samples.components) * usize::from(samples.bits / 8);
    let row_length = step * samples.width as usize;
    let mut out = Vec::with_capacity(samples.bytes.len() + samples.height as usize);
    let mut above = vec![0; row_length];
    let mut best = Vec::with_capacity(row_length);
    let mut attempt = Vec::with_capacity(row_length);
    for row in samples.bytes.chunks_exact(row_length.max(1)) {
        let mut least = u64::MAX;
        let mut chosen = 0;
        for predictor in 0..5u8 {
            attempt.clear();
            attempt.extend((0..row.len()).map(|i| {
                let (left, corner) = if i >= step { (row[i - step], above[i - step]) } else { (0, 0) };
                row[i].wrapping_sub(foretold(predictor, left, above[i], corner))
            }));
            let cost = attempt.iter().map(|byte| u64::from((*byte as i8).unsigned_abs())).sum();
            if cost < least {
                (least, chosen) = (cost, predictor);
                std::mem::swap(&mut best, &mut attempt);
            }
        }
        out.push(chosen);
        out.extend_from_slice(&best);
        above.copy_from_slice(row);
    }
    out
}

fn foretold(predictor: u8, left: u8, above: u8, corner: u8) -> u8 {
    match predictor {
        0 => 0,
        1 => left,
        2 => above,
        3 => u16::midpoint(u16::from(left), u16::from(above)) as u8,
        _ => {
            let [a, b, c] = [left, above, corner].map(i16::from);
            let estimate = a + b - c;
            let (to_a, to_b, to_c) = ((estimate - a).abs(), (estimate - b).abs(), (estimate - c).abs());
            if to_a <= to_b && to_a <= to_c {
                left
            } else if to_b <= to_c {
                above
            } else {
                corner
            }
        }
    }
}
