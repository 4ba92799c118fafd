//! Colours of sRGB as the inks of a press, and back. Inks are taken to look on paper as the same values look on a screen
//! of sRGB; a print edition's output intent says so, and a printer who knows better can start from there.

use crate::costs::MOST_INK;
use crate::icc;
use crate::raster::{Channels, Raster};

/// The inks of a press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inks {
    /// Black.
    #[default]
    Gray,
    /// Cyan, magenta, yellow and black.
    Cmyk,
}

/// The tone curve of sRGB, by value, in 65,535ths of white's light.
pub(crate) struct Tones([u32; 256]);

impl Tones {
    pub(crate) fn new() -> Self {
        Self(std::array::from_fn(|value| icc::srgb_light(value as i64, 255, 65_535) as u32))
    }

    /// The grey of the same luminance (IEC 61966-2-1).
    pub(crate) fn gray(&self, colour: [u8; 3]) -> u8 {
        if colour == [colour[0]; 3] {
            return colour[0];
        }
        let [red, green, blue] = colour.map(|part| self.0[usize::from(part)]);
        let luminance = (2126 * red + 7152 * green + 722 * blue + 5000) / 10_000;
        let above = self.0.partition_point(|light| *light < luminance).min(255);
        let below = above.saturating_sub(1);
        let nearer = luminance.abs_diff(self.0[below]) < luminance.abs_diff(self.0[above]);
        if nearer { below as u8 } else { above as u8 }
    }
}

/// A colour of sRGB as a grey, 0 for black.
pub fn gray(colour: [u8; 3]) -> u8 {
    Tones::new().gray(colour)
}

/// A colour of sRGB in four inks, 255 for all of an ink, within the most ink that paper takes. The grey in it is black
/// in dark colours and in greys; light tints have none, since its dots would be visible.
pub fn cmyk(colour: [u8; 3]) -> [u8; 4] {
    /// The grey in a colour, of 255: black begins to replace it, and replaces all of it.
    const TINT: u32 = 26;
    const SHADE: u32 = 128;
    /// The difference of its parts by which a colour is no grey any more.
    const CHROMA: u32 = 16;
    let colour = colour.map(u32::from);
    let most = colour.into_iter().max().unwrap_or(0);
    let chroma = (most - colour.into_iter().min().unwrap_or(0)).min(CHROMA);
    let gray = 255 - most;
    let taken = gray * (gray.clamp(TINT, SHADE) - TINT) / (SHADE - TINT);
    let black = taken + (gray - taken) * (CHROMA - chroma) / CHROMA;
    let white = 255 - black;
    if white == 0 {
        return [0, 0, 0, 255];
    }
    let inks = colour.map(|part| ((white - part) * 255 + white / 2) / white);
    let sum: u32 = inks.iter().sum();
    let room = MOST_INK - black;
    let [c, m, y] = inks.map(|ink| if sum > room { ink * room / sum } else { ink } as u8);
    [c, m, y, black as u8]
}

/// The colour of sRGB that four inks are taken to look like.
pub(crate) fn to_rgb([cyan, magenta, yellow, black]: [u8; 4]) -> [u8; 3] {
    [cyan, magenta, yellow].map(|ink| ((255 - u32::from(ink)) * (255 - u32::from(black)) + 127) / 255).map(|n| n as u8)
}

/// Without opacity: what is not opaque lets white paper through.
pub(crate) fn over_white(raster: Raster) -> Raster {
    let channels = match raster.channels {
        Channels::GrayAlpha => Channels::Gray,
        Channels::Rgba => Channels::Rgb,
        _ => return raster,
    };
    let mut samples = Vec::with_capacity(raster.samples.len());
    for pixel in raster.samples.chunks_exact(raster.channels()) {
        if let Some((&opacity, colours)) = pixel.split_last() {
            let opacity = u32::from(opacity);
            let over = |part: &u8| ((u32::from(*part) * opacity + 255 * (255 - opacity) + 127) / 255) as u8;
            samples.extend(colours.iter().map(over));
        }
    }
    Raster { channels, samples, ..raster }
}

/// The ink of the heaviest hundredth of an image's pixels, in per cent of one full ink; `None` for images that aren't in
/// four inks. (Single pixels of more are noise that no press shows.)
pub(crate) fn coverage(raster: &Raster) -> Option<u32> {
    if raster.channels != Channels::Cmyk {
        return None;
    }
    let mut pixels = [0_u64; 4 * 255 + 1];
    for inks in raster.samples.as_chunks::<4>().0 {
        pixels[inks.iter().map(|ink| usize::from(*ink)).sum::<usize>()] += 1;
    }
    let mut heavier = pixels.iter().sum::<u64>().div_ceil(100);
    let heavy = pixels.iter().rposition(|count| {
        heavier = heavier.saturating_sub(*count);
        heavier == 0
    })?;
    Some(heavy as u32 * 100 / 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_greys_of_their_luminance() {
        let cases =
            [([0, 0, 0], 0), ([255, 255, 255], 255), ([128, 128, 128], 128), ([255, 0, 0], 127), ([0, 255, 0], 220)];
        for (colour, expected) in cases {
            assert_eq!(gray(colour), expected, "{colour:?}");
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

    #[test]
    fn ink_is_counted_where_there_are_four() {
        let mut samples = [255, 255, 0, 51].repeat(50);
        samples.extend([0; 4].repeat(50));
        let inks = Raster::new(10, 10, Channels::Cmyk, samples).expect("samples");
        assert_eq!(coverage(&inks), Some(220));
        assert_eq!(coverage(&Raster::new(1, 1, Channels::Rgba, vec![9; 4]).expect("samples")), None);
    }

    proptest::proptest! {
        #[test]
        fn inks_give_the_colour_back(colour: [u8; 3]) {
            let inks = cmyk(colour);
            let sum: u32 = inks.iter().map(|ink| u32::from(*ink)).sum();
            proptest::prop_assert!(sum <= MOST_INK);
            if sum < MOST_INK - 4 {
                for (part, back) in colour.into_iter().zip(to_rgb(inks)) {
                    proptest::prop_assert!(part.abs_diff(back) <= 1, "{:?} {:?}", colour, inks);
                }
            }
        }
    }
}
