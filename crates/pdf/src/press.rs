//! Images for a press: nothing transparent, no colours but those of its inks.
//!
//! The inks are taken to look on paper as the same values look on a screen of sRGB; the output intent says so
//! ([`crate::profile`]), and a printer who knows better can start from there.

use anthology_layout::page::{ImageAsset, ImageFormat, Pages};
use image::DynamicImage;
use rayon::prelude::*;

use crate::error::WriteError;
use crate::images::{self, ColorSpace, Content, Image, Picture};
use crate::options::Options;
use crate::profile::linear;
use crate::raster::{self, Samples};
use crate::{icc, jpeg, vector};

/// The inks of a press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inks {
    /// Black.
    #[default]
    Gray,
    /// Cyan, magenta, yellow and black.
    Cmyk,
}

/// The most ink on one place, of four times 255: what uncoated paper takes.
const MOST_INK: u32 = 612;

/// Pixels to the inch of drawings that can't be said in paths.
const DRAWING_DPI: i64 = 600;

/// Reads every picture for a press; by index into [`Pages::images`].
pub(crate) fn pictures(pages: &Pages, inks: Inks, options: &Options<'_>) -> Result<Vec<Picture>, WriteError> {
    let fonts = vector::Fonts::new(&pages.images, options.svg_fonts);
    let widths = images::widths(pages);
    let read = |(index, asset): (usize, &std::sync::Arc<ImageAsset>)| {
        let inches = widths.get(index).copied().unwrap_or_default().millipt();
        let width = (inches * DRAWING_DPI / 72_000).clamp(1, 1 << 16) as u32;
        let content = content(asset, inks, &fonts, width);
        let content = content.map_err(|reason| WriteError::Image { path: asset.path.clone(), reason })?;
        Ok(Picture { content, orientation: asset.orientation })
    };
    let pictures: Vec<Result<Picture, WriteError>> = pages.images.par_iter().enumerate().map(read).collect();
    pictures.into_iter().collect()
}

fn content(asset: &ImageAsset, inks: Inks, fonts: &vector::Fonts, width: u32) -> Result<Content, String> {
    if asset.format == ImageFormat::Svg {
        return vector::read_for_press(&asset.bytes, fonts, inks, width);
    }
    let components: &[u8] = if inks == Inks::Cmyk { &[1, 4] } else { &[1] };
    if asset.format == ImageFormat::Jpeg {
        jpeg::check_end(&asset.bytes)?;
    }
    let untouched = (asset.format == ImageFormat::Jpeg).then(|| jpeg::pass_to_press(&asset.bytes, components));
    if let Some(image) = untouched.flatten() {
        return Ok(Content::Image(image));
    }
    let (decoded, profile) = raster::decode(&asset.bytes)?;
    let decoded = icc::to_srgb(decoded, profile.as_deref());
    let (width, height) = (decoded.width(), decoded.height());
    if let DynamicImage::ImageLuma8(gray) = decoded {
        let samples = Samples { width, height, bits: 8, components: 1, bytes: gray.into_raw() };
        return Ok(Content::Image(raster::pack(samples, ColorSpace::new(1, None), None)));
    }
    let pixels = decoded.into_rgba8();
    let on_paper = pixels.pixels().map(|pixel| {
        let [red, green, blue, opacity] = pixel.0;
        [red, green, blue].map(|part| over_white(part, opacity))
    });
    Ok(Content::Image(image(width, height, on_paper, inks)))
}

fn over_white(part: u8, opacity: u8) -> u8 {
    let (part, opacity) = (u32::from(part), u32::from(opacity));
    ((part * opacity + 255 * (255 - opacity) + 127) / 255) as u8
}

/// Pixels of sRGB as ink. Grey ones are printed with black alone, whatever other inks there are.
pub(crate) fn image(width: u32, height: u32, pixels: impl Iterator<Item = [u8; 3]>, inks: Inks) -> Image {
    let samples = |components, bytes| Samples { width, height, bits: 8, components, bytes };
    let (samples, components) = match inks {
        Inks::Gray => {
            let tones = Tones::new();
            (samples(1, pixels.map(|pixel| tones.gray(pixel)).collect()), 1)
        }
        Inks::Cmyk => {
            let (color, space) = raster::gray(samples(3, pixels.flatten().collect()), ColorSpace::new(3, None));
            if space.components == 1 {
                (color, 1)
            } else {
                let bytes = color.bytes.chunks_exact(3).flat_map(|p| cmyk([p[0], p[1], p[2]])).collect();
                (samples(4, bytes), 4)
            }
        }
    };
    raster::pack(samples, ColorSpace::new(components, None), None)
}

/// The tone curve of sRGB, by value, in 65,535ths of white's light.
struct Tones([u32; 256]);

impl Tones {
    fn new() -> Self {
        let mut light = [0; 256];
        for (value, light) in light.iter_mut().enumerate() {
            *light = (linear(value as f64 / 255.0) * 65_535.0 + 0.5) as u32;
        }
        Self(light)
    }

    /// The grey of the same luminance (IEC 61966-2-1).
    fn gray(&self, color: [u8; 3]) -> u8 {
        if color == [color[0]; 3] {
            return color[0];
        }
        let [red, green, blue] = color.map(|part| self.0[usize::from(part)]);
        let luminance = (2126 * red + 7152 * green + 722 * blue + 5000) / 10_000;
        let above = self.0.partition_point(|light| *light < luminance).min(255);
        let below = above.saturating_sub(1);
        let nearer = luminance.abs_diff(self.0[below]) < luminance.abs_diff(self.0[above]);
        if nearer { below as u8 } else { above as u8 }
    }
}

/// A colour of sRGB as a grey, 0 for black.
pub(crate) fn gray(color: [u8; 3]) -> u8 {
    Tones::new().gray(color)
}

/// A colour of sRGB in four inks, 255 for all of an ink, within the most ink that paper takes. What is grey in it
/// is black in dark colours and in greys; light tints have none, of which the dots would show.
pub(crate) fn cmyk(color: [u8; 3]) -> [u8; 4] {
    /// Grey components, of 255: from the first on, black ink replaces some of them; from the second on, all (grey
    /// component replacement).
    const TINT: u32 = 26;
    const SHADE: u32 = 128;
    /// The difference of its parts by which a colour is no grey any more.
    const CHROMA: u32 = 16;
    let color = color.map(u32::from);
    let most = color.into_iter().max().unwrap_or(0);
    let chroma = (most - color.into_iter().min().unwrap_or(0)).min(CHROMA);
    let gray = 255 - most;
    let taken = gray * (gray.clamp(TINT, SHADE) - TINT) / (SHADE - TINT);
    let black = taken + (gray - taken) * (CHROMA - chroma) / CHROMA;
    let white = 255 - black;
    if white == 0 {
        return [0, 0, 0, 255];
    }
    let inks = color.map(|part| ((white - part) * 255 + white / 2) / white);
    let sum: u32 = inks.iter().sum();
    let room = MOST_INK - black;
    let [c, m, y] = inks.map(|ink| if sum > room { ink * room / sum } else { ink } as u8);
    [c, m, y, black as u8]
}

/// The colour of four inks in sRGB, from 0 to 1.
pub(crate) fn rgb([cyan, magenta, yellow, black]: [f64; 4]) -> [f64; 3] {
    [cyan, magenta, yellow].map(|ink| (1.0 - ink) * (1.0 - black))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_greys_of_their_luminance() {
        let cases =
            [([0, 0, 0], 0), ([255, 255, 255], 255), ([128, 128, 128], 128), ([255, 0, 0], 127), ([0, 255, 0], 220)];
        for (color, expected) in cases {
            assert_eq!(gray(color), expected, "{color:?}");
        }
    }

    #[test]
    fn greys_take_black_ink_alone() {
        assert_eq!(cmyk([0, 0, 0]), [0, 0, 0, 255]);
        assert_eq!(cmyk([100, 100, 100]), [0, 0, 0, 155]);
        assert_eq!(cmyk([255, 0, 0]), [0, 255, 255, 0]);
        assert_eq!(cmyk([244, 237, 224]), [11, 18, 31, 0], "a tint has no black");
        assert_eq!(cmyk([100, 50, 0])[3], 155, "a shade has all of it");
    }

    proptest::proptest! {
        #[test]
        fn inks_give_the_colour_back(color: [u8; 3]) {
            let inks = cmyk(color);
            let sum: u32 = inks.iter().map(|ink| u32::from(*ink)).sum();
            proptest::prop_assert!(sum <= MOST_INK);
            if sum < MOST_INK - 4 {
                let back = rgb(inks.map(|ink| f64::from(ink) / 255.0)).map(|part| (part * 255.0).round());
                for (part, back) in color.into_iter().zip(back) {
                    proptest::prop_assert!((f64::from(part) - back).abs() <= 1.0, "{:?} {:?}", color, inks);
                }
            }
        }
    }
}
