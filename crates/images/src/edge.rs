//! The colour of an image's edge, which a cover's spine continues.

use crate::costs::{EDGE_SHARE, EDGE_SIDE};
use crate::decode::{Decoded, decode};
use crate::format::ImageAsset;
use crate::{ink, resample};

/// A vertical edge of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// The mean colour (red, green, blue of sRGB) of the strip along an edge of an image, as it is seen upright and on white.
/// `None` if it can't be decoded, or is SVG.
pub fn edge_color(asset: &ImageAsset, edge: Edge) -> Option<[u8; 3]> {
    let Decoded { raster, profile } = decode(&asset.bytes, asset.format).ok()?;
    let (width, height) = resample::within(raster.width, raster.height, EDGE_SIDE);
    let small = ink::over_white(raster.into_srgb(profile.as_deref()));
    let small = resample::resize(small, width, height).upright(asset.orientation).into_bytes();
    let (width, channels) = (small.width as usize, small.channels());
    let strip = (width / EDGE_SHARE).max(1);
    let columns = match edge {
        Edge::Left => 0..strip,
        Edge::Right => width - strip..width,
    };
    let mut sums = [0_u64; 3];
    let mut count = 0_u64;
    for row in small.samples.chunks_exact(width * channels) {
        for pixel in row.chunks_exact(channels).take(columns.end).skip(columns.start) {
            for (index, sum) in sums.iter_mut().enumerate() {
                // Grey has one sample for all three.
                *sum += u64::from(pixel[index.min(channels - 1)]);
            }
            count += 1;
        }
    }
    (count > 0).then(|| sums.map(|sum| ((sum + count / 2) / count) as u8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Channels, ImageFormat, PixelSize, Raster, png_file};

    fn asset(orientation: u8) -> ImageAsset {
        // Forty pixels of red, forty of blue, in each of thirty rows.
        let row = [[200, 16, 16].repeat(40), [16, 16, 200].repeat(40)].concat();
        let raster = Raster::new(80, 30, Channels::Rgb, row.repeat(30)).unwrap();
        ImageAsset {
            path: "front.png".to_owned(),
            bytes: png_file(raster).into(),
            format: ImageFormat::Png,
            size: PixelSize::new(80, 30),
            orientation,
        }
    }

    #[test]
    fn each_edge_has_its_colour() {
        assert_eq!(edge_color(&asset(1), Edge::Left), Some([200, 16, 16]));
        assert_eq!(edge_color(&asset(1), Edge::Right), Some([16, 16, 200]));
        // Mirrored (TIFF 6.0, orientation 2).
        assert_eq!(edge_color(&asset(2), Edge::Left), Some([16, 16, 200]));
    }

    #[test]
    fn no_image_has_no_colour() {
        let broken = ImageAsset { bytes: Vec::new().into(), ..asset(1) };
        assert_eq!(edge_color(&broken, Edge::Left), None);
    }
}
