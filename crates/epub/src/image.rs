//! Pictures as reading systems want them: no larger than a screen, in sRGB, the right way up, without what a
//! camera or a drawing program says about its owner. A file that is good already goes over as it is.

use std::io::Cursor;

use anthology_typeset::{ImageAsset, ImageFormat};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::FilterType as Resampling;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::colour::ToSrgb;
use crate::{WriteError, strip, svg};

/// The media type of a format. All are core media types of EPUB 3.3.
pub(crate) const fn media_type(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::Gif => "image/gif",
        ImageFormat::WebP => "image/webp",
        ImageFormat::Svg => "image/svg+xml",
    }
}

/// The extension of a format's files.
pub(crate) const fn extension(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpg",
        ImageFormat::Gif => "gif",
        ImageFormat::WebP => "webp",
        ImageFormat::Svg => "svg",
    }
}

/// A picture's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) format: ImageFormat,
    pub(crate) bytes: Vec<u8>,
}

impl Picture {
    /// Whether the page may show through it.
    pub(crate) fn may_be_transparent(&self) -> bool {
        match self.format {
            ImageFormat::Svg | ImageFormat::Gif | ImageFormat::WebP => true,
            ImageFormat::Jpeg => false,
            // The colour type is the tenth byte of the header (PNG 3, 11.2.1).
            ImageFormat::Png => {
                let palette = self.bytes.windows(4).take(4096).any(|name| name == b"tRNS");
                palette || self.bytes.get(25).is_some_and(|kind| kind & 4 != 0)
            }
        }
    }
}

/// A small JPEG of a picture, for catalogues. `None` where it can't be decoded.
pub(crate) fn thumbnail(bytes: &[u8], side: u32) -> Option<Vec<u8>> {
    let image = image::load_from_memory(bytes).ok()?;
    let longer = image.width().max(image.height());
    let mut small = image.into_rgb8();
    if longer >= side * 2 {
        small = averaged(&small, longer / side);
    }
    let mut small = DynamicImage::from(small);
    if small.width().max(small.height()) > side {
        small = small.resize(side, side, Resampling::Triangle);
    }
    jpeg(&small, QUALITY).map(|picture| picture.bytes)
}

/// The picture with squares of `step` pixels a side made one, which is their average.
fn averaged(image: &RgbImage, step: u32) -> RgbImage {
    let (width, height) = (image.width().div_ceil(step), image.height().div_ceil(step));
    let line = image.width() as usize * 3;
    let mut small = Vec::with_capacity(width as usize * height as usize * 3);
    let mut column_sums = vec![0u32; line];
    for lines in image.as_raw().chunks(line * step as usize) {
        column_sums.fill(0);
        for line in lines.chunks(line) {
            for (sum, &sample) in column_sums.iter_mut().zip(line) {
                *sum += u32::from(sample);
            }
        }
        for square in column_sums.chunks(step as usize * 3) {
            let count = (lines.len() / line * (square.len() / 3)) as u32;
            let [mut red, mut green, mut blue] = [count / 2; 3];
            for [r, g, b] in square.as_chunks().0 {
                red += r;
                green += g;
                blue += b;
            }
            small.extend_from_slice(&[red, green, blue].map(|sum| (sum / count) as u8));
        }
    }
    RgbImage::from_raw(width, height, small).unwrap_or_default()
}

/// How large pictures may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Pixels of the longer side.
    pub(crate) side: u32,
    /// Of JPEG, of 100.
    pub(crate) quality: u8,
    /// Whether what is small enough is coded anew all the same, to save space.
    pub(crate) squeeze: bool,
}

/// Quality of JPEG where nothing presses.
const QUALITY: u8 = 88;

impl Limits {
    /// What to try, one after the other, until the publication is no larger than it may be.
    pub(crate) fn steps(side: u32) -> impl Iterator<Item = Self> {
        let first = Self { side, quality: QUALITY, squeeze: false };
        let harder = [(2000, 80), (1600, 75), (1200, 72), (900, 68), (600, 60)];
        let harder = harder.map(|(most, quality)| Self { side: side.min(most), quality, squeeze: true });
        std::iter::once(first).chain(harder)
    }
}

/// A picture of the text, within the limits.
pub(crate) fn for_screens(asset: &ImageAsset, limits: Limits) -> Result<Picture, WriteError> {
    let result = match asset.format {
        ImageFormat::Svg => svg::clean(&asset.bytes).map(|bytes| Picture { format: ImageFormat::Svg, bytes }),
        // It may move, and is small.
        ImageFormat::Gif => Some(Picture { format: ImageFormat::Gif, bytes: asset.bytes.to_vec() }),
        format => raster(&asset.bytes, format, limits),
    };
    result.ok_or_else(|| WriteError::Image { path: asset.path.clone() })
}

/// A picture of pixels. `None` where it can't be decoded.
pub(crate) fn raster(bytes: &[u8], format: ImageFormat, limits: Limits) -> Option<Picture> {
    let kept = Picture { format, bytes: strip::strip(bytes, format) };
    let mut decoder = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| !is_srgb(profile));
    // Old Kindles show no WebP, and few readers know CMYK, foreign profiles or Exif.
    let must = orientation != Orientation::NoTransforms
        || profile.is_some()
        || format == ImageFormat::WebP
        || strip::is_cmyk(bytes, format);
    let large = width.max(height) > limits.side;
    if !must && !large && !limits.squeeze {
        return Some(kept);
    }
    let mut pixels = DynamicImage::from_decoder(decoder).ok()?;
    if let Some(profile) = profile {
        pixels = to_srgb(pixels, &profile);
    }
    pixels.apply_orientation(orientation);
    if large {
        pixels = pixels.resize(limits.side, limits.side, Resampling::Lanczos3);
    }
    let photograph = format != ImageFormat::Png || limits.squeeze;
    let coded = if photograph && is_opaque(&pixels) { jpeg(&pixels, limits.quality) } else { png(&pixels) }?;
    Some(if must || coded.bytes.len() < kept.bytes.len() { coded } else { kept })
}

/// Whether a profile says that it is sRGB, in ASCII or UTF-16.
fn is_srgb(profile: &[u8]) -> bool {
    let has = |name: &[u8]| profile.windows(name.len()).any(|part| part == name);
    has(b"sRGB") || has(b"s\0R\0G\0B")
}

/// The same colours in sRGB; as they are where the profile can't be used.
fn to_srgb(image: DynamicImage, profile: &[u8]) -> DynamicImage {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return image };
    if profile.color_space != DataColorSpace::Rgb || !image.color().has_color() {
        return image;
    }
    match ToSrgb::new(&profile) {
        Some(way) => {
            let mut pixels = image.to_rgba8();
            for pixel in pixels.pixels_mut() {
                let [red, green, blue, alpha] = pixel.0;
                let [red, green, blue] = way.convert([red, green, blue]);
                pixel.0 = [red, green, blue, alpha];
            }
            if image.color().has_alpha() { pixels.into() } else { DynamicImage::from(pixels).into_rgb8().into() }
        }
        None => by_table(&image, &profile).unwrap_or(image),
    }
}

/// By a profile that holds tables, such as a scanner's; `None` where it can't be used.
fn by_table(image: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    let mut pixels = image.to_rgba8();
    let target = ColorProfile::new_srgb();
    let way = profile.create_transform_8bit(Layout::Rgba, &target, Layout::Rgba, TransformOptions::default()).ok()?;
    let mut converted = vec![0; pixels.len()];
    way.transform(&pixels, &mut converted).ok()?;
    pixels.copy_from_slice(&converted);
    Some(if image.color().has_alpha() { pixels.into() } else { DynamicImage::from(pixels).into_rgb8().into() })
}

fn is_opaque(image: &DynamicImage) -> bool {
    !image.color().has_alpha() || image.to_rgba8().pixels().all(|pixel| pixel.0[3] == 255)
}

fn jpeg(image: &DynamicImage, quality: u8) -> Option<Picture> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    let done = match image.color().has_color() {
        true => image.to_rgb8().write_with_encoder(encoder),
        false => image.to_luma8().write_with_encoder(encoder),
    };
    done.ok()?;
    Some(Picture { format: ImageFormat::Jpeg, bytes })
}

fn png(image: &DynamicImage) -> Option<Picture> {
    let mut bytes = Vec::new();
    image
        .write_with_encoder(PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive))
        .ok()?;
    Some(Picture { format: ImageFormat::Png, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { side: 100, quality: QUALITY, squeeze: false };

    /// A slope of grey with noise in it, so that size depends on pixels.
    fn slope(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| {
            let mixed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519);
            let noise = (mixed ^ mixed >> 15).wrapping_mul(3_266_489_917) >> 26;
            image::Rgb([(x / 4 + noise) as u8, (y / 4 + noise) as u8, noise as u8])
        }))
    }

    /// A JPEG with an Exif segment that asks for a turn.
    fn photograph(width: u32, height: u32, orientation: u8) -> Vec<u8> {
        let plain = jpeg(&slope(width, height), 90).unwrap().bytes;
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let mut bytes = plain[..2].to_vec();
        bytes.extend([0xff, 0xe1]);
        bytes.extend((exif.len() as u16 + 2).to_be_bytes());
        bytes.extend(exif);
        bytes.extend_from_slice(&plain[2..]);
        bytes
    }

    fn size(picture: &Picture) -> (u32, u32) {
        ImageReader::new(Cursor::new(&picture.bytes)).with_guessed_format().unwrap().into_dimensions().unwrap()
    }

    #[test]
    fn what_is_good_already_keeps_its_pixels() {
        let plain = jpeg(&slope(80, 40), 90).unwrap().bytes;
        let found = raster(&photograph(80, 40, 1), ImageFormat::Jpeg, LIMITS).unwrap();
        assert_eq!(found.bytes, plain, "only the Exif segment is gone");
        let plain = png(&slope(80, 40)).unwrap().bytes;
        assert_eq!(raster(&plain, ImageFormat::Png, LIMITS).unwrap().bytes, plain);
    }

    #[test]
    fn large_pictures_shrink_and_turned_ones_are_turned() {
        let found = raster(&photograph(400, 200, 1), ImageFormat::Jpeg, LIMITS).unwrap();
        assert_eq!((found.format, size(&found)), (ImageFormat::Jpeg, (100, 50)));
        let found = raster(&photograph(80, 40, 6), ImageFormat::Jpeg, LIMITS).unwrap();
        assert_eq!(size(&found), (40, 80));
        let found = raster(&png(&slope(400, 200)).unwrap().bytes, ImageFormat::Png, LIMITS).unwrap();
        assert_eq!((found.format, size(&found)), (ImageFormat::Png, (100, 50)));
    }

    #[test]
    fn a_thumbnail_is_the_picture_averaged() {
        let checks = RgbImage::from_fn(7, 5, |x, y| image::Rgb(if (x + y) % 2 == 0 { [0, 90, 255] } else { [0; 3] }));
        let small = averaged(&checks, 2);
        assert_eq!(small.dimensions(), (4, 3));
        assert_eq!(small.get_pixel(1, 1).0, [0, 45, 128]);
        assert_eq!(small.get_pixel(3, 2).0, [0, 90, 255], "the last corner is a pixel of its own");
        for (from, to) in [((400, 250), (100, 63)), ((330, 20), (100, 6)), ((60, 20), (60, 20)), ((2, 500), (1, 100))] {
            let bytes = thumbnail(&png(&slope(from.0, from.1)).unwrap().bytes, 100).unwrap();
            let found = image::load_from_memory(&bytes).unwrap();
            assert_eq!((found.width(), found.height()), to);
        }
    }

    #[test]
    fn squeezing_makes_smaller() {
        let bytes = png(&slope(90, 90)).unwrap().bytes;
        let found = raster(&bytes, ImageFormat::Png, Limits { squeeze: true, ..LIMITS }).unwrap();
        assert_eq!(found.format, ImageFormat::Jpeg);
        assert!(found.bytes.len() < bytes.len());
    }

    #[test]
    fn other_colour_spaces_become_srgb() {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        let profile = ColorProfile::new_adobe_rgb().encode().unwrap();
        image::ImageEncoder::set_icc_profile(&mut encoder, profile).unwrap();
        let green = DynamicImage::ImageRgb8(image::RgbImage::from_pixel(4, 4, image::Rgb([60, 200, 60])));
        green.write_with_encoder(encoder).unwrap();
        let found = raster(&bytes, ImageFormat::Png, LIMITS).unwrap();
        let [red, green, _] = image::load_from_memory(&found.bytes).unwrap().to_rgb8().get_pixel(0, 0).0;
        assert!(red < 60 && green >= 200, "Adobe's green is outside of sRGB: {red} {green}");
        let mut decoder =
            ImageReader::new(Cursor::new(&found.bytes)).with_guessed_format().unwrap().into_decoder().unwrap();
        assert_eq!(decoder.icc_profile().unwrap(), None);
    }

    #[test]
    fn no_damage_makes_it_panic() {
        let bytes = photograph(60, 40, 6);
        for at in 2..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x5a;
            let _ = strip::strip(&damaged, ImageFormat::Jpeg);
            let _ = strip::strip(&bytes[..at], ImageFormat::Jpeg);
        }
        assert_eq!(raster(&bytes[..40], ImageFormat::Jpeg, LIMITS), None);
    }
}
