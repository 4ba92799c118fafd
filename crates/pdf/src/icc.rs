//! Pictures' own colour profiles (ICC.1), which a press doesn't get: their colours are brought to sRGB, of which the
//! inks are made.

use image::DynamicImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The same colours in sRGB; as they are where there is no profile for them that can be used.
pub(crate) fn to_srgb(image: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let Some(source) = profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok()) else { return image };
    match (source.color_space, image.color().has_color()) {
        (DataColorSpace::Rgb, true) => colors(&source, &image).unwrap_or(image),
        (DataColorSpace::Gray, false) => match tones(&source) {
            Some(tones) => {
                let mut pixels = image.into_luma_alpha8();
                pixels.pixels_mut().for_each(|pixel| pixel.0[0] = tones[usize::from(pixel.0[0])]);
                pixels.into()
            }
            None => image,
        },
        _ => image,
    }
}

/// Whether a profile says of greys something else than sRGB does.
pub(crate) fn changes_grays(profile: &[u8]) -> bool {
    const SEEN: u8 = 3;
    let Ok(source) = ColorProfile::new_from_slice(profile) else { return false };
    let tones = if source.color_space == DataColorSpace::Gray { tones(&source) } else { None };
    tones.is_some_and(|tones| (0..=255u8).zip(tones).any(|(from, to)| from.abs_diff(to) > SEEN))
}

fn colors(source: &ColorProfile, image: &DynamicImage) -> Option<DynamicImage> {
    let target = ColorProfile::new_srgb();
    let transform =
        source.create_transform_8bit(Layout::Rgba, &target, Layout::Rgba, TransformOptions::default()).ok()?;
    let samples = image.to_rgba8().into_raw();
    let mut converted = vec![0; samples.len()];
    transform.transform(&samples, &mut converted).ok()?;
    image::RgbaImage::from_raw(image.width(), image.height(), converted).map(DynamicImage::ImageRgba8)
}

/// The grey of sRGB for each of a profile's 256.
fn tones(source: &ColorProfile) -> Option<Vec<u8>> {
    let target = ColorProfile::new_srgb();
    let transform =
        source.create_transform_8bit(Layout::Gray, &target, Layout::Rgb, TransformOptions::default()).ok()?;
    let grays: Vec<u8> = (0..=255).collect();
    let mut converted = vec![0; 3 * grays.len()];
    transform.transform(&grays, &mut converted).ok()?;
    Some(converted.chunks_exact(3).map(|pixel| pixel[0]).collect())
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgb, RgbImage};

    use super::*;

    #[test]
    fn a_green_of_adobes_is_greener_in_srgb() {
        let profile = ColorProfile::new_adobe_rgb().encode().unwrap();
        let green = DynamicImage::ImageRgb8(RgbImage::from_pixel(2, 2, Rgb([60, 200, 60])));
        let [red, green, ..] = to_srgb(green, Some(&profile)).to_rgba8().get_pixel(0, 0).0;
        assert!(red < 60 && green >= 200, "{red} {green}");
    }

    #[test]
    fn grays_follow_their_curve() {
        let straight = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
        let middle = DynamicImage::ImageLuma8(GrayImage::from_pixel(2, 2, Luma([55])));
        let found = to_srgb(middle, Some(&straight)).to_luma8().get_pixel(0, 0).0[0];
        assert!((125..=131).contains(&found), "light of 0.216 is the grey 128 of sRGB: {found}");
        assert!(changes_grays(&straight));
        assert!(!changes_grays(b"no profile"));
    }
}
