//! Work over all images of a book, on all cores and in bounded memory.

use std::sync::Arc;

use rayon::prelude::*;

use crate::costs::PIXELS_AT_ONCE;
use crate::format::ImageAsset;

/// Maps every image, in parallel. Images go in batches whose pixels fit in memory at once, so that a book of large ones
/// takes no more than its largest, whatever the number of threads.
pub fn map_images<T: Send>(images: &[Arc<ImageAsset>], map: impl Fn(usize, &ImageAsset) -> T + Sync) -> Vec<T> {
    let mut mapped = Vec::with_capacity(images.len());
    while let Some(rest) = images.get(mapped.len()..).filter(|rest| !rest.is_empty()) {
        let start = mapped.len();
        let batch = &rest[..batch(rest)];
        mapped.par_extend(batch.par_iter().enumerate().map(|(i, image)| map(start + i, image)));
    }
    mapped
}

/// The number of images, from the first on, that are decoded at once: at least one.
fn batch(images: &[Arc<ImageAsset>]) -> usize {
    let mut pixels = 0;
    let fitting = images.iter().take_while(|image| {
        pixels += image.pixels();
        pixels <= PIXELS_AT_ONCE
    });
    fitting.count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{ImageFormat, PixelSize};

    #[test]
    fn images_come_in_order_and_large_ones_alone() {
        let image = |width: u32| {
            let bytes = Arc::default();
            let size = PixelSize::new(width, 1000);
            Arc::new(ImageAsset { path: String::new(), bytes, format: ImageFormat::Png, size, orientation: 1 })
        };
        let images = [1000, 90_000, 9_000, 6_000, 2_000].map(image);
        assert_eq!(map_images(&images, |index, image| (index, image.size.width)).len(), 5);
        let widths: Vec<u32> = map_images(&images, |_, image| image.size.width);
        assert_eq!(widths, [1000, 90_000, 9_000, 6_000, 2_000]);
        assert_eq!([0, 1, 2, 4].map(|start| batch(&images[start..])), [1, 1, 2, 1]);
    }
}
