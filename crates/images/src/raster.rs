//! Pixels, and what is done to them that needs no filter.

use crate::icc::Transform;
use crate::ink;

/// The channels of a pixel's samples, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// Grey.
    Gray,
    /// Grey and opacity.
    GrayAlpha,
    /// Red, green and blue.
    Rgb,
    /// Red, green, blue and opacity.
    Rgba,
    /// Cyan, magenta, yellow and black, 255 for all of an ink.
    Cmyk,
}

impl Channels {
    /// The number of samples of a pixel.
    pub const fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    /// True if the last sample is opacity.
    pub const fn has_alpha(self) -> bool {
        matches!(self, Self::GrayAlpha | Self::Rgba)
    }
}

/// Rows of pixels from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Pixels across.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The meaning of the samples.
    pub channels: Channels,
    /// Bits of a sample: 8 or 16.
    pub bits: u8,
    /// The samples; those of 16 bits with the more significant byte first.
    pub samples: Vec<u8>,
}

impl Raster {
    /// Samples of a byte each; `None` where there aren't as many as the size says.
    pub fn new(width: u32, height: u32, channels: Channels, samples: Vec<u8>) -> Option<Self> {
        let whole = width as usize * height as usize * channels.count();
        (samples.len() == whole && whole > 0).then_some(Self { width, height, channels, bits: 8, samples })
    }

    /// The number of samples of a pixel.
    pub(crate) const fn channels(&self) -> usize {
        self.channels.count()
    }

    /// The bytes of a pixel.
    pub(crate) const fn step(&self) -> usize {
        self.channels.count() * (self.bits / 8) as usize
    }

    /// The bytes of a row.
    pub(crate) const fn row(&self) -> usize {
        self.step() * self.width as usize
    }

    /// The same with samples of a byte: of sixteen bits the eight that matter more.
    pub(crate) fn into_bytes(self) -> Self {
        if self.bits == 8 {
            return self;
        }
        // 65,535 is 255 times 257.
        let byte = |pair: &[u8; 2]| ((u32::from(u16::from_be_bytes(*pair)) + 128) / 257) as u8;
        let samples = self.samples.as_chunks::<2>().0.iter().map(byte).collect();
        Self { bits: 8, samples, ..self }
    }

    /// Colour and opacity apart; no opacity where every pixel is opaque.
    pub(crate) fn split(self) -> (Self, Option<Self>) {
        let channels = match self.channels {
            Channels::GrayAlpha => Channels::Gray,
            Channels::Rgba => Channels::Rgb,
            _ => return (self, None),
        };
        let (pixel, sample) = (self.step(), usize::from(self.bits / 8));
        let part = |from: usize, to: usize| -> Vec<u8> {
            let mut part = Vec::with_capacity(self.samples.len() / pixel * (to - from));
            self.samples.chunks_exact(pixel).for_each(|pixel| part.extend_from_slice(&pixel[from..to]));
            part
        };
        let opacity = part(pixel - sample, pixel);
        let colour = Self { channels, samples: part(0, pixel - sample), ..self };
        let opaque = opacity.iter().all(|byte| *byte == 255);
        let mask = (!opaque).then_some(Self { channels: Channels::Gray, samples: opacity, ..colour });
        (colour, mask)
    }

    /// Without opacity, if every pixel is opaque.
    pub(crate) fn without_needless_alpha(self) -> Self {
        let step = self.step();
        let sample = usize::from(self.bits / 8);
        let opaque =
            self.samples.chunks_exact(step).all(|pixel| pixel[step - sample..].iter().all(|byte| *byte == 255));
        if self.channels.has_alpha() && opaque { self.split().0 } else { self }
    }

    /// True if each pixel is as red as it is green and blue.
    pub(crate) fn is_gray(&self) -> bool {
        let same = |pixel: &[u8]| match *pixel {
            [r, g, b] => r == g && r == b,
            [r1, r2, g1, g2, b1, b2] => [r1, r2] == [g1, g2] && [r1, r2] == [b1, b2],
            _ => false,
        };
        self.channels == Channels::Rgb && self.samples.chunks_exact(self.step()).all(same)
    }

    /// One channel where three say the same.
    pub(crate) fn gray(self) -> Self {
        if !self.is_gray() {
            return self;
        }
        let (step, sample) = (self.step(), usize::from(self.bits / 8));
        let mut samples = Vec::with_capacity(self.samples.len() / 3);
        self.samples.chunks_exact(step).for_each(|pixel| samples.extend_from_slice(&pixel[..sample]));
        Self { channels: Channels::Gray, samples, ..self }
    }

    /// The same colours in sRGB, by the profile that says what they mean: as they are where it can't be used, in grey or
    /// RGB in any case.
    pub(crate) fn into_srgb(self, profile: Option<&[u8]>) -> Self {
        let raster = self.into_bytes();
        match profile.and_then(|profile| Transform::new(profile, raster.channels)) {
            Some(transform) => transform.apply(raster),
            None if raster.channels == Channels::Cmyk => {
                let samples = raster.samples.as_chunks().0.iter().flat_map(|inks| ink::to_rgb(*inks)).collect();
                Self { channels: Channels::Rgb, samples, ..raster }
            }
            None => raster,
        }
    }

    /// Upright, for an EXIF orientation from 1 to 8 (CIPA DC-008, 4.6.4). Samples are bytes.
    pub(crate) fn upright(self, orientation: u8) -> Self {
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let (width, height) = (self.width as usize, self.height as usize);
        let turned = orientation >= 5;
        let (across, down) = if turned { (height, width) } else { (width, height) };
        let step = self.step();
        let mut samples = Vec::with_capacity(self.samples.len());
        for y in 0..down {
            for x in 0..across {
                // Where the pixel that is to be seen at (x, y) is stored.
                let (column, row) = match orientation {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                let at = (row * width + column) * step;
                samples.extend_from_slice(&self.samples[at..at + step]);
            }
        }
        Self { width: across as u32, height: down as u32, samples, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(width: u32, samples: &[u8]) -> Raster {
        let height = samples.len() as u32 / width;
        Raster::new(width, height, Channels::Gray, samples.to_vec()).expect("samples")
    }

    #[test]
    fn orientations_turn_as_exif_says() {
        let stored = gray(3, &[1, 2, 3, 4, 5, 6]);
        let cases: [(u8, u32, [u8; 6]); 8] = [
            (1, 3, [1, 2, 3, 4, 5, 6]),
            (2, 3, [3, 2, 1, 6, 5, 4]),
            (3, 3, [6, 5, 4, 3, 2, 1]),
            (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]),
            (6, 2, [4, 1, 5, 2, 6, 3]),
            (7, 2, [6, 3, 5, 2, 4, 1]),
            (8, 2, [3, 6, 2, 5, 1, 4]),
        ];
        for (orientation, width, samples) in cases {
            assert_eq!(stored.clone().upright(orientation), gray(width, &samples), "{orientation}");
        }
    }

    #[test]
    fn opacity_is_split_off_where_there_is_any() {
        let raster = |alpha| Raster::new(1, 1, Channels::Rgba, vec![1, 2, 3, alpha]).expect("samples");
        assert_eq!(raster(255).split().1, None);
        assert_eq!(raster(7).split().1.expect("a mask").samples, [7]);
        assert_eq!(raster(255).without_needless_alpha().channels, Channels::Rgb);
        assert_eq!(raster(7).without_needless_alpha().channels, Channels::Rgba);
    }

    #[test]
    fn sixteen_bits_are_rounded_to_eight() {
        let samples = [0, 0, 0xff, 0xff, 0x80, 0x00].to_vec();
        let wide = Raster { width: 3, height: 1, channels: Channels::Gray, bits: 16, samples };
        assert_eq!(wide.into_bytes().samples, [0, 255, 128]);
    }
}
