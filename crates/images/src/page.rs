//! Images for the pages of a PDF: with no more pixels than are visible, in the file's own coding where a PDF has it too.

use anthology_base::Length;

use crate::cache::Cache;
use crate::costs::{PAGE_LEVEL, SCREEN_DPI, SCREEN_QUALITY, TOLERATED};
use crate::decode::{Decoded, decode};
use crate::deflate::deflate;
use crate::encode::{self, Coding, PageImage, Reader, Writer};
use crate::format::{ImageAsset, ImageFormat, PixelSize};
use crate::ink::{self, Inks};
use crate::jpeg::{self, Header};
use crate::output_profile::{Separation, separate};
use crate::png::{self, Colour};
use crate::png_data::{self, End};
use crate::raster::{Channels, Raster};
use crate::{icc, palette, resample, rows};

/// The size, as stored, that an image should have which is placed no wider than `width`. `None` where it is small enough.
fn target(asset: &ImageAsset, width: Length) -> Option<PixelSize> {
    let (across, down) = (i64::from(asset.size.width), i64::from(asset.size.height));
    let enough = (width.millipt() * SCREEN_DPI / 72_000).max(1);
    if width <= Length::ZERO || across * 100 <= enough * TOLERATED {
        return None;
    }
    let size = PixelSize { width: enough as u32, height: ((down * enough + across / 2) / across).max(1) as u32 };
    // The size that the book knows is that of the image turned upright.
    Some(if asset.orientation >= 5 { size.turned() } else { size })
}

/// An image of pixels for a screen page on which it is placed no wider than `width`.
///
/// # Errors
/// The decoder's message.
pub fn for_screen(asset: &ImageAsset, width: Length, cache: Cache<'_>) -> Result<PageImage, String> {
    let bytes = &asset.bytes[..];
    check_end(asset)?;
    let target = target(asset, width);
    let as_is = if asset.format == ImageFormat::Jpeg { jpeg_as_is(bytes) } else { None };
    // Four inks with their profile are for who separated them to change.
    let target = target.filter(|_| as_is.as_ref().is_none_or(|image| image.components < 4));
    if let (None, Some(image)) = (target, &as_is) {
        return Ok(image.clone());
    }
    let size = target.map_or([0; 8], |target| (u64::from(target.width) << 32 | u64::from(target.height)).to_le_bytes());
    cached(cache, &[b"screen", &size, bytes], || {
        if let Some(target) = target
            && let Some(smaller) = reduced(asset, target, as_is.as_ref())?
        {
            return Ok(smaller);
        }
        match as_is {
            Some(image) => Ok(image),
            None => whole(asset),
        }
    })
}

fn cached(
    cache: Cache<'_>,
    inputs: &[&[u8]],
    compute: impl FnOnce() -> Result<PageImage, String>,
) -> Result<PageImage, String> {
    // Faults are not stored: their entry is empty, and read as none.
    let encode = |image: &Result<PageImage, String>| {
        image.as_ref().map_or_else(|_| Vec::new(), |image| Writer::default().image(image).finish())
    };
    cache.get(inputs, |bytes| Reader(bytes).image().map(Ok), encode, compute)
}

/// Makes sure that a JPEG goes on to its end: pixels that are missing would show as grey.
fn check_end(asset: &ImageAsset) -> Result<(), String> {
    if asset.format == ImageFormat::Jpeg && !jpeg::has_end(&asset.bytes) {
        return Err("it breaks off before the end of its JPEG data".to_owned());
    }
    Ok(())
}

/// An image with the pixels of a target; `None` where that isn't shorter.
fn reduced(asset: &ImageAsset, target: PixelSize, as_is: Option<&PageImage>) -> Result<Option<PageImage>, String> {
    let Decoded { raster, profile } = decode(&asset.bytes, asset.format)?;
    let smaller = match as_is {
        Some(original) => {
            let header = Header::new(&asset.bytes);
            let smaller = resample::resize(raster, target.width, target.height);
            let data = encode::jpeg(&smaller, SCREEN_QUALITY, header.is_some_and(|header| header.subsampled));
            data.map(|data| PageImage { width: smaller.width, height: smaller.height, data, ..original.clone_empty() })
        }
        None => {
            let (raster, profile) = displayed(raster, profile);
            let smaller = resample::resize(raster, target.width, target.height);
            Some(encode::lossless(smaller, profile, PAGE_LEVEL))
        }
    };
    Ok(smaller.filter(|image| image.size() < asset.bytes.len()))
}

/// Inks that a PDF couldn't be told the meaning of become sRGB.
fn displayed(raster: Raster, profile: Option<Vec<u8>>) -> (Raster, Option<Vec<u8>>) {
    if raster.channels == Channels::Cmyk { (raster.into_srgb(profile.as_deref()), None) } else { (raster, profile) }
}

/// All pixels of an image that isn't a JPEG which a PDF can hold.
fn whole(asset: &ImageAsset) -> Result<PageImage, String> {
    let Decoded { raster, profile } = decode(&asset.bytes, asset.format)?;
    let (raster, profile) = displayed(raster, profile);
    let as_is = if asset.format == ImageFormat::Png { png_as_is(&asset.bytes, profile.clone()) } else { None };
    let Some(as_is) = as_is else { return Ok(encode::lossless(raster, profile, PAGE_LEVEL)) };
    let direct = as_is.palette.is_none() && raster.bits == 8 && !raster.is_gray() && palette::index(&raster).is_none();
    if direct && as_is.data.len() <= estimate(&raster) {
        return Ok(as_is);
    }
    let packed = encode::lossless(raster, profile, PAGE_LEVEL);
    let size = |image: &PageImage| image.data.len() + image.palette.as_ref().map_or(0, Vec::len);
    Ok(if size(&packed) < size(&as_is) { packed } else { as_is })
}

/// About how many bytes rows would take that are packed anew: bands of them, a tenth of all, are.
fn estimate(raster: &Raster) -> usize {
    /// Bands, and the least rows of one: the first row of each has none above it to be predicted by.
    const BANDS: usize = 8;
    const LEAST: usize = 16;
    let height = raster.height as usize;
    let band = (height / (10 * BANDS)).max(LEAST);
    if band * BANDS >= height {
        return deflate(&rows::filter(raster), PAGE_LEVEL).len();
    }
    let starts = (0..BANDS).map(|i| (height - band) * i / (BANDS - 1));
    let sample: Vec<u8> = starts.flat_map(|start| rows::filter_rows(raster, start..start + band)).collect();
    deflate(&sample, PAGE_LEVEL).len() * height / (band * BANDS)
}

/// A JPEG as it is, or `None` where a PDF can't be told what its bytes mean: codings other than baseline and progressive
/// Huffman, four inks without a profile.
fn jpeg_as_is(bytes: &[u8]) -> Option<PageImage> {
    let header = Header::new(bytes)?;
    let channels = match header.components {
        1 => Channels::Gray,
        3 => Channels::Rgb,
        _ => Channels::Cmyk,
    };
    let profile = header.profile().filter(|profile| icc::fits(profile, channels));
    if channels == Channels::Cmyk && profile.is_none() {
        return None;
    }
    Some(jpeg_image(&header, profile, bytes))
}

fn jpeg_image(header: &Header, profile: Option<Vec<u8>>, bytes: &[u8]) -> PageImage {
    PageImage {
        width: header.width,
        height: header.height,
        bits: 8,
        components: header.components,
        profile,
        coding: Coding::Jpeg,
        data: bytes.to_vec(),
        inverted: header.components == 4 && header.adobe,
        palette: None,
        mask: None,
    }
}

/// The rows of a PNG as they are, which a PDF's predictors can undo too (ISO 32000-1, 7.4.4.4): of one that is sound,
/// opaque and not interlaced.
fn png_as_is(bytes: &[u8], profile: Option<Vec<u8>>) -> Option<PageImage> {
    let header = png::Header::of(bytes)?;
    let transparent = png::chunk(bytes, b"tRNS").is_some();
    if header.interlaced || transparent || png_data::end(bytes) != End::Right {
        return None;
    }
    let palette = png::chunk(bytes, b"PLTE");
    let (channels, palette) = match header.colour {
        Colour::Direct(channels @ (Channels::Gray | Channels::Rgb)) => (channels, None),
        Colour::Indexed => {
            let colours = palette?.len() / 3;
            let right = (1..=1 << header.depth.min(8)).contains(&colours);
            (Channels::Rgb, Some(palette?.get(..colours * 3).filter(|_| right)?.to_vec()))
        }
        Colour::Direct(_) => return None,
    };
    Some(PageImage {
        width: header.width,
        height: header.height,
        bits: header.depth,
        components: channels.count() as u8,
        profile: profile.filter(|profile| icc::fits(profile, channels)),
        coding: Coding::FilteredRows,
        data: png::packed_rows(bytes),
        inverted: false,
        palette,
        mask: None,
    })
}

/// An image of pixels for a press: nothing transparent, no colours but those of its inks.
///
/// # Errors
/// The decoder's message.
pub fn for_press(asset: &ImageAsset, separation: &Separation, cache: Cache<'_>) -> Result<PageImage, String> {
    check_end(asset)?;
    if asset.format == ImageFormat::Jpeg
        && let Some(image) = jpeg_to_press(&asset.bytes, separation.inks)
    {
        return Ok(image);
    }
    let four = separation.inks == Inks::Cmyk;
    let press = separation.profile.as_ref().filter(|_| four).map_or(&[][..], |profile| profile.bytes());
    cached(cache, &[b"press", &[u8::from(four)], press, &asset.bytes], || {
        let Decoded { raster, profile } = decode(&asset.bytes, asset.format)?;
        Ok(separated(raster.into_srgb(profile.as_deref()), separation))
    })
}

/// A JPEG of as many components as a press has inks, without its profile. `None` also where the profile changes greys,
/// which the press doesn't.
fn jpeg_to_press(bytes: &[u8], inks: Inks) -> Option<PageImage> {
    let header = Header::new(bytes)?;
    let fits = header.components == 1 || header.components == 4 && inks == Inks::Cmyk;
    let changed = header.components == 1 && header.profile().is_some_and(|profile| icc::changes_grays(&profile));
    (fits && !changed).then(|| jpeg_image(&header, None, bytes))
}

/// Pixels of sRGB as ink, stored without loss.
pub fn separated(raster: Raster, separation: &Separation) -> PageImage {
    encode::pack(&separate(raster, separation), None, PAGE_LEVEL)
}

/// Pixels of sRGB, stored without loss.
pub fn stored(raster: Raster) -> PageImage {
    encode::lossless(raster, None, PAGE_LEVEL)
}

/// The ink of the heaviest hundredth of the pixels of a JPEG in four inks, in per cent of one full ink; `None` for other
/// images.
pub fn ink_coverage(asset: &ImageAsset) -> Option<u32> {
    let four = asset.format == ImageFormat::Jpeg && Header::new(&asset.bytes)?.components == 4;
    let decoded = four.then(|| decode(&asset.bytes, asset.format))?.ok()?;
    ink::coverage(&decoded.raster)
}

impl PageImage {
    /// The same without its pixels.
    fn clone_empty(&self) -> Self {
        Self { data: Vec::new(), profile: self.profile.clone(), palette: None, mask: None, ..*self }
    }
}

#[cfg(test)]
mod tests {
    use anthology_base::MemoryWorld;

    use super::*;
    use crate::encode::tests::{jpeg as jpeg_of, slope};
    use crate::reader::png_file;

    fn asset(format: ImageFormat, (width, height): (u32, u32), orientation: u8, bytes: Vec<u8>) -> ImageAsset {
        let size = PixelSize::new(width, height);
        ImageAsset { path: "p".to_owned(), bytes: bytes.into(), format, size, orientation }
    }

    const INCH: Length = Length::from_pt(72);

    #[test]
    fn only_images_that_are_too_fine_are_made_smaller() {
        let target = |size, orientation, width| target(&asset(ImageFormat::Png, size, orientation, Vec::new()), width);
        assert_eq!(target((250, 100), 1, INCH), None);
        assert_eq!(target((400, 100), 1, INCH), Some(PixelSize::new(200, 50)));
        assert_eq!(target((400, 100), 6, INCH), Some(PixelSize::new(50, 200)));
        assert_eq!(target((400, 100), 1, Length::ZERO), None);
    }

    #[test]
    fn a_fine_image_loses_pixels_and_keeps_its_kind() {
        let png = asset(ImageFormat::Png, (400, 200), 1, png_file(slope(400, 200)));
        let smaller = for_screen(&png, INCH, Cache::default()).expect("an image");
        assert_eq!((smaller.width, smaller.height, smaller.coding), (200, 100, Coding::FilteredRows));
        let jpeg = asset(ImageFormat::Jpeg, (400, 200), 1, jpeg_of(400, 200, false));
        let smaller = for_screen(&jpeg, INCH, Cache::default()).expect("an image");
        assert_eq!((smaller.width, smaller.height, smaller.coding), (200, 100, Coding::Jpeg));
        let same = for_screen(&jpeg, INCH * 2, Cache::default()).expect("an image");
        assert_eq!(same.data, jpeg.bytes[..]);
    }

    #[test]
    fn an_image_that_would_grow_is_left_alone() {
        // Black and white is one bit a pixel; the greys between them are eight.
        let speckled = slope(200, 100).samples.chunks(3).map(|p| if p[2] % 2 == 0 { 0 } else { 255 }).collect();
        let speckled = Raster::new(200, 100, Channels::Gray, speckled).expect("samples");
        let png = asset(ImageFormat::Png, (200, 100), 1, png_file(speckled));
        let same = for_screen(&png, Length::from_pt(54), Cache::default()).expect("an image");
        assert_eq!((same.width, same.bits), (200, 1));
    }

    #[test]
    fn a_well_packed_png_goes_over_as_it_is_and_a_bad_one_does_not() {
        let good = png_file(slope(300, 200));
        let image = for_screen(&asset(ImageFormat::Png, (300, 200), 1, good.clone()), INCH * 3, Cache::default());
        assert_eq!(image.expect("an image").data, png::packed_rows(&good));
        let raster = slope(300, 200);
        let rows: Vec<u8> = raster.samples.chunks(900).flat_map(|row| [&[0], row].concat()).collect();
        let plain = PageImage { data: deflate(&rows, 1), ..encode::pack(&raster, None, 1) };
        let bad = png::write(&plain, Channels::Rgb);
        let image = for_screen(&asset(ImageFormat::Png, (300, 200), 1, bad), INCH * 3, Cache::default());
        assert!(image.expect("an image").data.len() < plain.data.len());
    }

    #[test]
    fn the_cache_gives_what_was_computed() {
        let world = MemoryWorld::new();
        let cache = Cache::new(&world);
        let png = asset(ImageFormat::Png, (400, 200), 1, png_file(slope(400, 200)));
        let first = for_screen(&png, INCH, cache).expect("an image");
        assert_eq!(for_screen(&png, INCH, cache).as_ref(), Ok(&first));
        assert_ne!(for_screen(&png, Length::from_pt(60), cache).as_ref(), Ok(&first), "another purpose");
        let broken = asset(ImageFormat::Png, (400, 200), 1, b"\x89PNG".to_vec());
        let fault = for_screen(&broken, INCH, cache).expect_err("no pixels");
        assert_eq!(for_screen(&broken, INCH, cache), Err(fault));
    }

    #[test]
    fn a_press_gets_its_inks() {
        let png = asset(ImageFormat::Png, (40, 20), 1, png_file(slope(40, 20)));
        let components = |inks| for_press(&png, &Separation::of(inks), Cache::default()).expect("an image").components;
        assert_eq!((components(Inks::Gray), components(Inks::Cmyk)), (1, 4));
    }
}
