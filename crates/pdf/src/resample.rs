//! Pictures of more pixels than a screen shows, made smaller.

use anthology_base::Length;
use anthology_layout::page::ImageAsset;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageBuffer, Pixel, Primitive};

use crate::images::{Filter, Image};
use crate::{jpeg, raster};

/// Pixels to the inch at the size at which a picture is seen.
const RESOLUTION: i64 = 200;

/// Pictures of up to this many hundredths of that are left alone: what little is won isn't worth the loss.
const TOLERATED: i64 = 125;

/// Quality of a JPEG that is written anew, of 100.
const QUALITY: u8 = 85;

/// The size in pixels, as stored, that a picture should have which is seen no wider than `width`. `None` where
/// it is small enough.
fn target(asset: &ImageAsset, width: Length) -> Option<[u32; 2]> {
    let (across, down) = (i64::from(asset.size.0), i64::from(asset.size.1));
    let enough = (width.millipt() * RESOLUTION / 72_000).max(1);
    if width <= Length::ZERO || across * 100 <= enough * TOLERATED {
        return None;
    }
    let high = ((down * enough + across / 2) / across).max(1);
    let [across, down] = [enough as u32, high as u32];
    // The size that the book knows is that of the picture turned upright.
    Some(if asset.orientation >= 5 { [down, across] } else { [across, down] })
}

/// A picture with fewer pixels, where it has more than are seen and the file becomes smaller by it.
///
/// # Errors
/// What the decoder says.
pub(crate) fn reduce(asset: &ImageAsset, width: Length) -> Result<Option<Image>, String> {
    let Some([across, down]) = target(asset, width) else { return Ok(None) };
    let untouched = jpeg::pass_through(&asset.bytes);
    if untouched.as_ref().is_some_and(|image| image.space.components == 4) {
        return Ok(None);
    }
    let (decoded, profile) = raster::decode(&asset.bytes)?;
    let smaller = resize(decoded, across, down);
    let smaller = match untouched {
        Some(image) => as_jpeg(&smaller, image),
        None => Some(raster::encode(smaller, profile)),
    };
    let size = |image: &Image| image.data.len() + image.mask.as_ref().map_or(0, |mask| mask.data.len());
    Ok(smaller.filter(|image| size(image) < asset.bytes.len()))
}

fn as_jpeg(pixels: &DynamicImage, original: Image) -> Option<Image> {
    let gray = original.space.components == 1;
    let pixels = if gray { pixels.to_luma8().into() } else { DynamicImage::from(pixels.to_rgb8()) };
    let mut data = Vec::new();
    pixels.write_with_encoder(JpegEncoder::new_with_quality(&mut data, QUALITY)).ok()?;
    Some(Image { width: pixels.width(), height: pixels.height(), data, filter: Filter::Dct, ..original })
}

/// Resizes (Lanczos). Colours count for as much as they are seen, so that what hides in transparent pixels doesn't
/// bleed into their neighbours.
fn resize(pixels: DynamicImage, width: u32, height: u32) -> DynamicImage {
    let lanczos = |pixels: DynamicImage| {
        let by = (pixels.width() / (width * FINER).max(1)).min(pixels.height() / (height * FINER).max(1));
        average(pixels, by as usize).resize_exact(width, height, FilterType::Lanczos3)
    };
    if !pixels.color().has_alpha() {
        return lanczos(pixels);
    }
    if pixels.color().bytes_per_pixel() / pixels.color().channel_count() > 1 {
        let mut whole = pixels.into_rgba16();
        multiply(&mut whole, 65_535);
        let mut whole = lanczos(whole.into()).into_rgba16();
        divide(&mut whole, 65_535);
        return whole.into();
    }
    let mut whole = pixels.into_rgba8();
    multiply(&mut whole, 255);
    let mut whole = lanczos(whole.into()).into_rgba8();
    divide(&mut whole, 255);
    whole.into()
}

/// Lanczos is left a picture with at least so many times the pixels across that are wanted; what has more is averaged
/// first, in a quarter of the time, and nothing is seen of it.
const FINER: u32 = 3;

/// A picture of squares of so many pixels across, averaged.
fn average(pixels: DynamicImage, by: usize) -> DynamicImage {
    if by < 2 {
        return pixels;
    }
    match pixels {
        DynamicImage::ImageLuma8(pixels) => average_of(&pixels, by).into(),
        DynamicImage::ImageLuma16(pixels) => average_of(&pixels, by).into(),
        DynamicImage::ImageRgb8(pixels) => average_of(&pixels, by).into(),
        DynamicImage::ImageRgb16(pixels) => average_of(&pixels, by).into(),
        DynamicImage::ImageRgba8(pixels) => average_of(&pixels, by).into(),
        DynamicImage::ImageRgba16(pixels) => average_of(&pixels, by).into(),
        other => other,
    }
}

fn average_of<P: Pixel<Subpixel: Into<u64> + TryFrom<u64>>>(pixels: &Pixels<P>, by: usize) -> Pixels<P> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let (channels, across) = (usize::from(P::CHANNEL_COUNT), width.div_ceil(by));
    let mut out = Vec::with_capacity(across * height.div_ceil(by) * channels);
    let mut sums = vec![0_u64; across * channels];
    for band in pixels.as_raw().chunks(width * channels * by) {
        sums.fill(0);
        for row in band.chunks_exact(width * channels) {
            for (sums, square) in sums.chunks_exact_mut(channels).zip(row.chunks(by * channels)) {
                for pixel in square.chunks_exact(channels) {
                    sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += (*value).into());
                }
            }
        }
        let down = band.len() / (width * channels);
        for (i, sum) in sums.iter().enumerate() {
            let count = (down * by.min(width - i / channels * by)) as u64;
            out.push(P::Subpixel::try_from((sum + count / 2) / count).unwrap_or(P::Subpixel::DEFAULT_MAX_VALUE));
        }
    }
    let whole = ImageBuffer::from_raw(across as u32, height.div_ceil(by) as u32, out);
    whole.unwrap_or_else(|| pixels.clone())
}

type Pixels<P> = ImageBuffer<P, Vec<<P as Pixel>::Subpixel>>;

fn multiply<P: Pixel<Subpixel: Into<u64> + TryFrom<u64>>>(pixels: &mut Pixels<P>, most: u64) {
    recolor(pixels, |color, opacity| (color * opacity + most / 2) / most);
}

fn divide<P: Pixel<Subpixel: Into<u64> + TryFrom<u64>>>(pixels: &mut Pixels<P>, most: u64) {
    recolor(pixels, |color, opacity| (color * most + opacity / 2).checked_div(opacity).unwrap_or(0).min(most));
}

/// Makes every colour anew from itself and its opacity.
fn recolor<P: Pixel<Subpixel: Into<u64> + TryFrom<u64>>>(pixels: &mut Pixels<P>, new: impl Fn(u64, u64) -> u64) {
    for pixel in pixels.pixels_mut() {
        let [colors @ .., opacity] = pixel.channels_mut() else { continue };
        let opacity: u64 = (*opacity).into();
        for color in colors {
            let most = P::Subpixel::DEFAULT_MAX_VALUE;
            *color = P::Subpixel::try_from(new((*color).into(), opacity)).unwrap_or(most);
        }
    }
}

#[cfg(test)]
mod tests {
    use anthology_layout::page::ImageFormat;

    use super::*;

    fn asset(size: (u32, u32), orientation: u8, bytes: Vec<u8>) -> ImageAsset {
        ImageAsset { path: "p".to_owned(), bytes: bytes.into(), format: ImageFormat::Png, size, orientation }
    }

    fn encoded(pixels: &DynamicImage, format: image::ImageFormat) -> Vec<u8> {
        let mut out = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// No two pixels of it are alike for long, so that fewer of them are fewer bytes.
    fn noise(width: u32, height: u32) -> DynamicImage {
        image::RgbImage::from_fn(width, height, |x, y| {
            let n = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519);
            image::Rgb([(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8])
        })
        .into()
    }

    #[test]
    fn only_pictures_that_are_too_fine_are_made_smaller() {
        let inch = Length::from_pt(72);
        assert_eq!(target(&asset((250, 100), 1, Vec::new()), inch), None);
        assert_eq!(target(&asset((400, 100), 1, Vec::new()), inch), Some([200, 50]));
        assert_eq!(target(&asset((400, 100), 6, Vec::new()), inch), Some([50, 200]));
        assert_eq!(target(&asset((400, 100), 1, Vec::new()), Length::ZERO), None);
    }

    #[test]
    fn a_fine_picture_loses_pixels_and_keeps_its_kind() {
        let inch = Length::from_pt(72);
        let fine = noise(400, 200);
        let png = asset((400, 200), 1, encoded(&fine, image::ImageFormat::Png));
        let smaller = reduce(&png, inch).unwrap().unwrap();
        assert_eq!((smaller.width, smaller.height, smaller.filter), (200, 100, Filter::Flate));
        let jpeg = asset((400, 200), 1, encoded(&fine, image::ImageFormat::Jpeg));
        let smaller = reduce(&jpeg, inch).unwrap().unwrap();
        assert_eq!((smaller.width, smaller.height, smaller.filter), (200, 100, Filter::Dct));
        assert!(reduce(&jpeg, inch * 2).unwrap().is_none());
    }

    #[test]
    fn a_picture_that_would_grow_is_left_alone() {
        // Black and white is one bit a pixel; the greys between them are eight.
        let mut speckled = noise(200, 100).into_luma8();
        speckled.pixels_mut().for_each(|pixel| pixel[0] = if pixel[0] < 128 { 0 } else { 255 });
        let png = asset((200, 100), 1, encoded(&speckled.into(), image::ImageFormat::Png));
        assert!(reduce(&png, Length::from_pt(54)).unwrap().is_none());
    }

    #[test]
    fn squares_are_averaged_to_the_edges() {
        let pixels = image::GrayImage::from_raw(3, 3, vec![0, 10, 50, 20, 30, 70, 7, 8, 9]).unwrap();
        assert_eq!(average_of(&pixels, 2).into_raw(), [15, 60, 8, 9]);
    }

    #[test]
    fn nothing_is_seen_of_what_is_averaged_first() {
        // Slopes and ridges.
        let wave = |x: u32, y: u32| (x % 190).abs_diff(95) as u8 + (y % 130).abs_diff(65) as u8;
        let fine: DynamicImage = image::GrayImage::from_fn(1201, 803, |x, y| image::Luma([wave(x, y)])).into();
        let (once, twice) = (fine.resize_exact(150, 100, FilterType::Lanczos3), resize(fine, 150, 100));
        let pairs = once.as_bytes().iter().zip(twice.as_bytes());
        let most = pairs.map(|(a, b)| a.abs_diff(*b)).max();
        assert!(most.is_some_and(|most| (1..=8).contains(&most)), "{most:?} of 255");
    }

    #[test]
    fn what_is_hidden_does_not_bleed() {
        let half = image::RgbaImage::from_fn(40, 40, |x, _| {
            image::Rgba(if x < 20 { [200, 0, 0, 255] } else { [0, 255, 0, 0] })
        });
        let smaller = resize(half.into(), 10, 10).into_rgba8();
        for pixel in smaller.pixels().filter(|pixel| pixel[3] > 8) {
            assert!(pixel[0].abs_diff(200) < 12 && pixel[1] == 0, "{pixel:?}");
        }
    }
}
