//! Pixels as they are stored: JPEG, or rows packed without loss.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::costs::PALETTE_OVERHEAD;
use crate::deflate::deflate;
use crate::raster::{Channels, Raster};
use crate::{icc, palette, rows};

/// The compression of stored pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// A whole JPEG file.
    Jpeg,
    /// A zlib stream over rows that are filtered as in PNG, the filter's type before each.
    FilteredRows,
    /// A zlib stream over rows as they are.
    PlainRows,
}

/// Pixels, stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageImage {
    /// Pixels across.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Bits of a sample, or of an index into the palette.
    pub bits: u8,
    /// Samples of a pixel, or of a palette's colour: 1 (grey), 3 (RGB) or 4 (inks).
    pub components: u8,
    /// The ICC profile of the colours; without one they are sRGB's, or a press's own inks.
    pub profile: Option<Vec<u8>>,
    /// The compression of `data`.
    pub coding: Coding,
    /// The pixels.
    pub data: Vec<u8>,
    /// True if 0 is full ink, as in Adobe's JPEGs of four inks.
    pub inverted: bool,
    /// The colours that pixels are indices into.
    pub palette: Option<Vec<u8>>,
    /// The opacity of each pixel.
    pub mask: Option<Box<PageImage>>,
}

impl PageImage {
    /// Stored bytes of colour and opacity.
    pub(crate) fn size(&self) -> usize {
        self.data.len() + self.mask.as_ref().map_or(0, |mask| mask.data.len())
    }
}

/// Stores pixels without loss: as greys where they are grey, as indices into a palette where that is shorter.
pub(crate) fn lossless(raster: Raster, profile: Option<Vec<u8>>, level: i32) -> PageImage {
    let (colour, mask) = raster.split();
    let profile = profile.filter(|profile| icc::fits(profile, colour.channels));
    // A profile of three colours says nothing of greys.
    let colour = if profile.is_none() { colour.gray() } else { colour };
    // Masks have no palettes (ISO 32000-1, 11.6.5.3).
    let mask = mask.map(|mask| Box::new(direct(&mask, None, level)));
    PageImage { mask, ..pack(&colour, profile, level) }
}

/// Stores samples, all of them colours: as indices into a palette where that is shorter.
pub(crate) fn pack(raster: &Raster, profile: Option<Vec<u8>>, level: i32) -> PageImage {
    pack_as(raster, profile, level, Coding::PlainRows)
}

/// The same, with rows of indices coded so: plain, or with the filter type 0 before each, as a PNG has them. (Other
/// filters make nothing of indices: PNG 3, 12.7.)
pub(crate) fn pack_as(raster: &Raster, profile: Option<Vec<u8>>, level: i32, coding: Coding) -> PageImage {
    let Some(indexed) = palette::index(raster) else { return direct(raster, profile, level) };
    let length = (raster.width as usize * usize::from(indexed.bits)).div_ceil(8).max(1);
    let data = if coding == Coding::FilteredRows {
        let mut rows = Vec::with_capacity(indexed.rows.len() + raster.height as usize);
        for row in indexed.rows.chunks_exact(length) {
            rows.push(0);
            rows.extend_from_slice(row);
        }
        deflate(&rows, level)
    } else {
        deflate(&indexed.rows, level)
    };
    let direct = direct(raster, profile, level);
    if data.len() + indexed.palette.len() + PALETTE_OVERHEAD >= direct.data.len() {
        return direct;
    }
    PageImage { bits: indexed.bits, palette: Some(indexed.palette), coding, data, ..direct }
}

pub(crate) fn direct(raster: &Raster, profile: Option<Vec<u8>>, level: i32) -> PageImage {
    PageImage {
        width: raster.width,
        height: raster.height,
        bits: raster.bits,
        components: raster.channels() as u8,
        profile,
        coding: Coding::FilteredRows,
        data: deflate(&rows::filter(raster), level),
        inverted: false,
        palette: None,
        mask: None,
    }
}

/// Pixels of grey or sRGB as a JPEG file, with Huffman codes made for it. Opacity is left out. `None` where a side is
/// longer than the format's.
pub(crate) fn jpeg(raster: &Raster, quality: u8, subsampled: bool) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(if subsampled { SamplingFactor::F_2_2 } else { SamplingFactor::F_1_1 });
    let (width, height) = (u16::try_from(raster.width).ok()?, u16::try_from(raster.height).ok()?);
    let gray;
    let (samples, colours) = match raster.channels {
        Channels::Gray => (&raster.samples, ColorType::Luma),
        Channels::Rgb => (&raster.samples, ColorType::Rgb),
        Channels::Rgba => (&raster.samples, ColorType::Rgba),
        Channels::GrayAlpha => {
            gray = raster.samples.iter().copied().step_by(2).collect();
            (&gray, ColorType::Luma)
        }
        Channels::Cmyk => return None,
    };
    encoder.encode(samples, width, height, colours).ok()?;
    Some(out)
}

/// Appends numbers and strings of bytes.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn number(&mut self, number: u32) -> &mut Self {
        self.0.extend(number.to_le_bytes());
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend((bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn optional(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        match bytes {
            Some(bytes) => self.number(1).bytes(bytes),
            None => self.number(0),
        }
    }

    pub(crate) fn image(&mut self, image: &PageImage) -> &mut Self {
        let coding = match image.coding {
            Coding::Jpeg => 0,
            Coding::FilteredRows => 1,
            Coding::PlainRows => 2,
        };
        self.number(image.width).number(image.height).number(u32::from(image.bits));
        self.number(u32::from(image.components)).number(coding).number(u32::from(image.inverted));
        self.optional(image.profile.as_deref()).optional(image.palette.as_deref()).bytes(&image.data);
        match &image.mask {
            Some(mask) => self.number(1).image(mask),
            None => self.number(0),
        }
    }

    pub(crate) fn finish(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

/// Reads what a [`Writer`] wrote; `None` wherever that isn't there.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn number(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*number))
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk()?;
        let (bytes, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(crate) fn optional(&mut self) -> Option<Option<&'a [u8]>> {
        if self.number()? == 1 { self.bytes().map(Some) } else { Some(None) }
    }

    pub(crate) fn image(&mut self) -> Option<PageImage> {
        let (width, height) = (self.number()?, self.number()?);
        let (bits, components) = (self.number()? as u8, self.number()? as u8);
        let coding = match self.number()? {
            0 => Coding::Jpeg,
            1 => Coding::FilteredRows,
            2 => Coding::PlainRows,
            _ => return None,
        };
        let inverted = self.number()? == 1;
        let (profile, palette) = (self.optional()?.map(<[u8]>::to_vec), self.optional()?.map(<[u8]>::to_vec));
        let data = self.bytes()?.to_vec();
        let mask = if self.number()? == 1 { Some(Box::new(self.image()?)) } else { None };
        Some(PageImage { width, height, bits, components, profile, coding, data, inverted, palette, mask })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A slope of colour with noise in it, so that size depends on pixels.
    pub(crate) fn slope(width: u32, height: u32) -> Raster {
        let pixel = |x: u32, y: u32| {
            let mixed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519);
            let noise = (mixed ^ mixed >> 15).wrapping_mul(3_266_489_917) >> 26;
            [(x / 4 + noise) as u8, (y / 4 + noise) as u8, noise as u8]
        };
        let samples = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
        Raster::new(width, height, Channels::Rgb, samples).expect("samples")
    }

    /// A JPEG of a slope.
    pub(crate) fn jpeg(width: u32, height: u32, subsampled: bool) -> Vec<u8> {
        super::jpeg(&slope(width, height), 90, subsampled).expect("a file")
    }

    /// A JPEG with an Exif segment that asks for a turn.
    pub(crate) fn photograph(width: u32, height: u32, orientation: u8) -> Vec<u8> {
        let plain = jpeg(width, height, false);
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let length = (exif.len() as u16 + 2).to_be_bytes();
        [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
    }

    #[test]
    fn images_come_back_from_bytes() {
        let alpha = Raster::new(2, 1, Channels::Rgba, vec![1, 2, 3, 4, 5, 6, 7, 8]).expect("samples");
        let gray = Raster::new(200, 10, Channels::Rgb, [[7; 300], [9; 300]].concat().repeat(10)).expect("samples");
        for raster in [alpha, gray, slope(9, 9)] {
            let image = lossless(raster, None, 6);
            let bytes = Writer::default().image(&image).finish();
            assert_eq!(Reader(&bytes).image(), Some(image));
            assert!((0..bytes.len()).all(|end| Reader(&bytes[..end]).image().is_none()));
        }
    }

    #[test]
    fn few_colours_have_a_palette_and_greys_one_component() {
        let gray = lossless(Raster::new(2, 1, Channels::Rgb, vec![7, 7, 7, 9, 9, 9]).expect("samples"), None, 6);
        assert_eq!(gray.components, 1);
        let two = [[200, 0, 0], [0, 0, 200], [0, 0, 200]].concat().repeat(3000);
        let indexed = lossless(Raster::new(90, 100, Channels::Rgb, two).expect("samples"), None, 6);
        assert_eq!((indexed.bits, indexed.palette), (1, Some(vec![200, 0, 0, 0, 0, 200])));
    }

    #[test]
    fn a_jpeg_has_the_sampling_that_was_asked_for() {
        assert!(jpeg(64, 64, true).len() < jpeg(64, 64, false).len());
        let gray = Raster::new(9, 9, Channels::GrayAlpha, [7, 9].repeat(81)).expect("samples");
        let header = crate::jpeg::Header::new(&super::jpeg(&gray, 90, true).expect("a file")).expect("a header");
        assert_eq!(header.components, 1);
    }
}
