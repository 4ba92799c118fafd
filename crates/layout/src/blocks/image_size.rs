//! The size at which an image is set.

use anthology_base::Length;
use anthology_typeset::{ImageAsset, ImageFormat, ImageWidth};

use crate::page::Size;

/// The dpi of an image without a width of its own.
const NATURAL_DPI: i64 = 300;

/// The size of an image in a column.
pub(crate) fn image_size(asset: &ImageAsset, width: ImageWidth, column: Length) -> Size {
    let (w, h) = (i64::from(asset.size.width.max(1)), i64::from(asset.size.height.max(1)));
    let natural = match asset.format {
        ImageFormat::Svg => Length::from_pt(w).scale(3, 4),
        _ => Length::from_pt(w).scale(72, NATURAL_DPI),
    };
    let asked = match width {
        ImageWidth::Natural => natural,
        ImageWidth::Measure(mille) => column.scale(i64::from(mille), 1000),
        ImageWidth::Fixed(length) => length,
    };
    let width = asked.min(column).max(Length::from_pt(1));
    Size { width, height: width.scale(h, w).max(Length::from_pt(1)) }
}
