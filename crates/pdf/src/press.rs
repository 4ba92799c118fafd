//! Images for a press, which has nothing transparent and no colours but those of its inks.

use anthology_images::{Separation, for_press, map_images};
use anthology_layout::page::{ImageFormat, Pages};

use crate::error::WriteError;
use crate::images::{self, Content, PlacedImage};
use crate::options::Options;
use crate::vector;

/// Pixels per inch of SVG images that can't be expressed as paths.
const SVG_DPI: i64 = 600;

/// Reads every image for a press; by index into [`Pages::images`].
pub(crate) fn images(
    pages: &Pages,
    separation: &Separation,
    options: &Options<'_>,
) -> Result<Vec<PlacedImage>, WriteError> {
    let fonts = vector::Fonts::new(&pages.images, options.svg_fonts);
    let widths = images::widths(pages);
    let images = map_images(&pages.images, |index, asset| {
        let content = if asset.format == ImageFormat::Svg {
            let inches = widths.get(index).copied().unwrap_or_default().millipt();
            let width = (inches * SVG_DPI / 72_000).clamp(1, 1 << 16) as u32;
            vector::read_for_press(&asset.bytes, &fonts, separation, width)
        } else {
            for_press(asset, separation, options.cache).map(Content::Image)
        };
        images::placed(asset, content)
    });
    images.into_iter().collect()
}
