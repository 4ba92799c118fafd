//! Images for e-readers: no larger than a screen, in sRGB, the right way up, without what a camera or an image editor
//! says about its owner. A file that is fine already goes over as it is.

use crate::cache::Cache;
use crate::costs::{READER_LEVEL, READER_QUALITY};
use crate::decode::{Decoded, decode, webp_header};
use crate::encode::{self, Coding, Reader, Writer};
use crate::format::{ImageAsset, ImageFormat};
use crate::jpeg::{self, Header};
use crate::raster::Raster;
use crate::{icc, ink, png, resample, svg};

/// An image's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFile {
    /// Its format.
    pub format: ImageFormat,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl ImageFile {
    /// True if the page may be visible through it.
    pub fn may_be_transparent(&self) -> bool {
        match self.format {
            ImageFormat::Svg | ImageFormat::Gif | ImageFormat::WebP => true,
            ImageFormat::Jpeg => false,
            ImageFormat::Png => png::may_be_transparent(&self.bytes),
        }
    }
}

/// Limits on images in an EPUB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pixels of the longer side.
    pub side: u32,
    /// Of JPEG, of 100.
    pub quality: u8,
    /// True if files that are small enough are re-encoded all the same, to save space.
    pub squeeze: bool,
}

impl Limits {
    /// The limits to try one after the other, until the publication is no larger than it may be. `side` is that of the
    /// first.
    pub fn steps(side: u32) -> impl Iterator<Item = Self> {
        let first = Self { side, quality: READER_QUALITY, squeeze: false };
        let harder = [(2000, 80), (1600, 75), (1200, 72), (900, 68), (600, 60)];
        let harder = harder.map(|(most, quality)| Self { side: side.min(most), quality, squeeze: true });
        std::iter::once(first).chain(harder)
    }
}

/// An image of the text, within limits. `None` where it can't be decoded, or is an SVG that isn't well-formed.
pub fn for_reader(asset: &ImageAsset, limits: Limits, cache: Cache<'_>) -> Option<ImageFile> {
    match asset.format {
        ImageFormat::Svg => {
            let bytes = svg::prepare(&asset.bytes).ok()?.text.into_bytes();
            Some(ImageFile { format: ImageFormat::Svg, bytes })
        }
        // It may move, and is small.
        ImageFormat::Gif => Some(ImageFile { format: ImageFormat::Gif, bytes: asset.bytes.to_vec() }),
        format => pixels(&asset.bytes, format, limits, cache),
    }
}

/// The same for a file of pixels that is no image of the text, such as a cover: a PNG, JPEG or WebP.
pub fn pixels(bytes: &[u8], format: ImageFormat, limits: Limits, cache: Cache<'_>) -> Option<ImageFile> {
    let source = Source::new(bytes, format)?;
    if !source.must_change() && source.longer <= limits.side && !limits.squeeze {
        return Some(source.kept());
    }
    let parameters = [limits.side.to_le_bytes(), [limits.quality, u8::from(limits.squeeze), 0, 0]].concat();
    let encode = |file: &Option<ImageFile>| match file {
        Some(file) => Writer::default().number(u32::from(file.format == ImageFormat::Jpeg)).bytes(&file.bytes).finish(),
        None => Vec::new(),
    };
    // A file that stays as it is differs from its source by the metadata alone, so its format may be a third one.
    let decode = |entry: &[u8]| {
        let mut reader = Reader(entry);
        let _ = reader.number()?;
        let bytes = reader.bytes()?.to_vec();
        Some(Some(ImageFile { format: ImageFormat::of(&bytes)?, bytes }))
    };
    cache.get(&[b"reader", &parameters, bytes], decode, encode, || source.within(limits))
}

/// A file, and what decides whether its pixels can stay as they are.
struct Source<'a> {
    bytes: &'a [u8],
    format: ImageFormat,
    /// The longer side in pixels.
    longer: u32,
    orientation: u8,
    /// An ICC profile of colours that aren't sRGB's.
    profile: Option<Vec<u8>>,
    cmyk: bool,
    subsampled: bool,
}

impl<'a> Source<'a> {
    fn new(bytes: &'a [u8], format: ImageFormat) -> Option<Self> {
        let source = Self { bytes, format, longer: 0, orientation: 1, profile: None, cmyk: false, subsampled: false };
        let source = match format {
            ImageFormat::Png => {
                let header = png::Header::of(bytes)?;
                let longer = header.width.max(header.height);
                Self { longer, orientation: png::orientation(bytes), profile: png::profile(bytes).ok()?, ..source }
            }
            ImageFormat::Jpeg => {
                let header = Header::new(bytes)?;
                Self {
                    longer: header.width.max(header.height),
                    orientation: header.orientation,
                    profile: header.profile(),
                    cmyk: header.components == 4,
                    subsampled: header.subsampled,
                    ..source
                }
            }
            ImageFormat::WebP => {
                let (width, height, orientation) = webp_header(bytes).ok()?;
                Self { longer: width.max(height), orientation, ..source }
            }
            ImageFormat::Gif | ImageFormat::Svg => return None,
        };
        Some(Self { profile: source.profile.filter(|profile| !icc::is_srgb(profile)), ..source })
    }

    /// Old Kindles show no WebP, and few readers know CMYK, other profiles or Exif.
    fn must_change(&self) -> bool {
        self.orientation != 1 || self.profile.is_some() || self.format == ImageFormat::WebP || self.cmyk
    }

    /// The file without its metadata.
    fn kept(&self) -> ImageFile {
        let stripped = match self.format {
            ImageFormat::Jpeg => jpeg::strip(self.bytes),
            ImageFormat::Png => png::strip(self.bytes),
            _ => None,
        };
        ImageFile { format: self.format, bytes: stripped.unwrap_or_else(|| self.bytes.to_vec()) }
    }

    fn within(&self, limits: Limits) -> Option<ImageFile> {
        let Decoded { raster, profile } = decode(self.bytes, self.format).ok()?;
        let profile = profile.filter(|profile| !icc::is_srgb(profile));
        let mut raster = raster.into_srgb(profile.as_deref()).upright(self.orientation).without_needless_alpha();
        if self.longer > limits.side {
            let (width, height) = resample::within(raster.width, raster.height, limits.side);
            raster = resample::resize(raster, width, height);
        }
        let photograph = self.format != ImageFormat::Png || limits.squeeze;
        let coded = if photograph && !raster.channels.has_alpha() {
            let bytes = encode::jpeg(&raster.gray(), limits.quality, self.subsampled || limits.squeeze)?;
            ImageFile { format: ImageFormat::Jpeg, bytes }
        } else {
            ImageFile { format: ImageFormat::Png, bytes: png_file(raster) }
        };
        let kept = self.kept();
        Some(if self.must_change() || coded.bytes.len() < kept.bytes.len() { coded } else { kept })
    }
}

/// A PNG file of pixels in sRGB: of one channel where they are grey, with a palette where that is shorter.
pub fn png_file(raster: Raster) -> Vec<u8> {
    let raster = raster.into_bytes().without_needless_alpha().gray();
    if raster.channels.has_alpha() {
        let channels = raster.channels;
        return png::write(&encode::direct(&raster, None, READER_LEVEL), channels);
    }
    png::write(&encode::pack_as(&raster, None, READER_LEVEL, Coding::FilteredRows), raster.channels)
}

/// A JPEG file of pixels in sRGB, its colours sampled at half the resolution. `None` where a side is longer than the
/// format's 65,535.
pub fn jpeg_file(raster: &Raster, quality: u8) -> Option<Vec<u8>> {
    encode::jpeg(&raster.clone().into_bytes(), quality, true)
}

/// A small JPEG of an image for catalogues, whose longer side has `side` pixels at most. `None` where it can't be
/// decoded.
pub fn thumbnail(bytes: &[u8], side: u32, cache: Cache<'_>) -> Option<Vec<u8>> {
    let format = ImageFormat::of(bytes)?;
    let encode = |file: &Option<Vec<u8>>| file.clone().unwrap_or_default();
    let decoded = |entry: &[u8]| if entry.is_empty() { None } else { Some(Some(entry.to_vec())) };
    cache.get(&[b"thumbnail", &side.to_le_bytes(), bytes], decoded, encode, || {
        let Decoded { raster, profile } = decode(bytes, format).ok()?;
        let raster = ink::over_white(raster.into_srgb(profile.as_deref()));
        let small = if raster.width.max(raster.height) > side {
            let (width, height) = resample::within(raster.width, raster.height, side);
            resample::resize(raster, width, height)
        } else {
            raster
        };
        encode::jpeg(&small, READER_QUALITY, false)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::tests::{jpeg as jpeg_of, photograph, slope};
    use crate::raster::Channels;

    const LIMITS: Limits = Limits { side: 100, quality: READER_QUALITY, squeeze: false };

    fn file(bytes: &[u8], limits: Limits) -> ImageFile {
        let format = ImageFormat::of(bytes).expect("an image");
        pixels(bytes, format, limits, Cache::default()).expect("a file")
    }

    fn size(file: &ImageFile) -> (u32, u32) {
        let raster = decode(&file.bytes, file.format).expect("pixels").raster;
        (raster.width, raster.height)
    }

    #[test]
    fn what_is_fine_already_keeps_its_pixels() {
        assert_eq!(file(&photograph(80, 40, 1), LIMITS).bytes, jpeg_of(80, 40, false), "only the Exif segment is gone");
        let plain = png_file(slope(80, 40));
        assert_eq!(file(&plain, LIMITS).bytes, plain);
    }

    #[test]
    fn large_images_shrink_and_turned_ones_are_turned() {
        let found = file(&photograph(400, 200, 1), LIMITS);
        assert_eq!((found.format, size(&found)), (ImageFormat::Jpeg, (100, 50)));
        assert_eq!(size(&file(&photograph(80, 40, 6), LIMITS)), (40, 80));
        let found = file(&png_file(slope(400, 200)), LIMITS);
        assert_eq!((found.format, size(&found)), (ImageFormat::Png, (100, 50)));
    }

    #[test]
    fn squeezing_makes_smaller() {
        let bytes = png_file(slope(90, 90));
        let found = file(&bytes, Limits { squeeze: true, ..LIMITS });
        assert_eq!(found.format, ImageFormat::Jpeg);
        assert!(found.bytes.len() < bytes.len());
    }

    #[test]
    fn other_colour_spaces_become_srgb() {
        let green = Raster::new(4, 4, Channels::Rgb, [60, 200, 60].repeat(16)).expect("samples");
        let mut bytes = png_file(green);
        let packed = crate::deflate::deflate(&icc::tests::adobe(), 6);
        let data = [b"Adobe RGB\0\0", &packed[..]].concat();
        let chunk = [&(data.len() as u32).to_be_bytes()[..], b"iCCP", &data, &[0; 4]].concat();
        bytes.splice(33..33, chunk);
        let found = file(&bytes, LIMITS);
        let decoded = decode(&found.bytes, found.format).expect("pixels");
        assert_eq!(decoded.profile, None);
        let [red, green, ..] = decoded.raster.samples[..] else { panic!("pixels") };
        assert!(red < 60 && green >= 200, "Adobe's green is outside of sRGB: {red} {green}");
    }

    #[test]
    fn a_png_file_is_read_back() {
        let two = [[200, 0, 0], [0, 0, 200]].concat();
        let alpha = Raster::new(2, 1, Channels::Rgba, vec![1, 2, 3, 4, 5, 6, 7, 8]).expect("samples");
        let flat = Raster::new(60, 50, Channels::Rgb, two.repeat(1500)).expect("samples");
        let speckled: Vec<u8> = slope(90, 90).samples.iter().map(|sample| sample & 1).collect();
        let few = Raster::new(90, 90, Channels::Rgb, speckled).expect("samples");
        assert!(png::chunk(&png_file(few.clone()), b"PLTE").is_some());
        let gray = Raster::new(3, 1, Channels::GrayAlpha, vec![9, 255, 7, 255, 5, 255]).expect("samples");
        let cases = [(alpha, Channels::Rgba), (flat, Channels::Rgb), (few, Channels::Rgb), (gray, Channels::Gray)];
        for (raster, channels) in cases {
            let back = decode(&png_file(raster.clone()), ImageFormat::Png).expect("pixels").raster;
            assert_eq!(back.channels, channels);
            let colours = raster.split().0.samples;
            assert_eq!(back.split().0.samples, colours);
        }
    }

    #[test]
    fn a_thumbnail_fits_its_side() {
        for (from, to) in [((400, 250), (100, 63)), ((330, 20), (100, 6)), ((60, 20), (60, 20)), ((2, 500), (1, 100))] {
            let bytes = thumbnail(&png_file(slope(from.0, from.1)), 100, Cache::default()).expect("a file");
            assert_eq!(size(&ImageFile { format: ImageFormat::Jpeg, bytes }), to);
        }
    }

    #[test]
    fn no_damage_makes_it_panic() {
        let bytes = photograph(60, 40, 6);
        for at in 2..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x5a;
            let _ = jpeg::strip(&damaged);
            let _ = jpeg::strip(&bytes[..at]);
            let _ = Header::new(&damaged);
        }
        assert_eq!(pixels(&bytes[..40], ImageFormat::Jpeg, LIMITS, Cache::default()), None);
    }

    #[test]
    fn transparency_is_read_from_the_header() {
        let file = |raster| ImageFile { format: ImageFormat::Png, bytes: png_file(raster) };
        assert!(!file(slope(9, 9)).may_be_transparent());
        assert!(file(Raster::new(1, 1, Channels::Rgba, vec![1, 2, 3, 4]).expect("samples")).may_be_transparent());
    }
}
