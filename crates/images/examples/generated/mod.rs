//! Images that look like photographs and like diagrams, generated from a seed.

use anthology_images::{Channels, Raster, jpeg_file, png_file};

/// Numbers in a row, the same for the same seed (SplitMix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `most`.
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % most.max(1)
    }
}

/// Smooth noise: values at the points of grids of several widths, interpolated between them and summed.
fn clouds(width: u32, height: u32, seed: u64) -> Vec<u8> {
    let mut sums = vec![0_u32; width as usize * height as usize];
    for (octave, cell) in [256, 64, 16, 4].into_iter().enumerate() {
        let mut random = Random(seed + octave as u64);
        let across = width.div_ceil(cell) as usize + 1;
        let down = height.div_ceil(cell) as usize + 1;
        let grid: Vec<u32> = (0..across * down).map(|_| random.below(256) as u32).collect();
        for y in 0..height {
            let (row, fy) = ((y / cell) as usize, y % cell);
            for x in 0..width {
                let (column, fx) = ((x / cell) as usize, x % cell);
                let at = row * across + column;
                let top = grid[at] * (cell - fx) + grid[at + 1] * fx;
                let bottom = grid[at + across] * (cell - fx) + grid[at + across + 1] * fx;
                let value = (top * (cell - fy) + bottom * fy) / (cell * cell);
                sums[(y * width + x) as usize] += value * (8 >> octave);
            }
        }
    }
    sums.into_iter().map(|sum| (sum / 15) as u8).collect()
}

/// The pixels of something like a photograph.
pub(crate) fn scene(width: u32, height: u32, seed: u64) -> Raster {
    let channels = [0, 100, 200].map(|offset| clouds(width, height, seed * 1000 + offset));
    let samples = (0..channels[0].len()).flat_map(|i| [0, 1, 2].map(|c: usize| channels[c][i])).collect();
    Raster::new(width, height, Channels::Rgb, samples).expect("as many samples as the size says")
}

/// A JPEG of something like a photograph.
pub(crate) fn photograph(width: u32, height: u32, seed: u64) -> Vec<u8> {
    jpeg_file(&scene(width, height, seed), 85).expect("sides within the format")
}

/// A PNG of something like a diagram or a screenshot: boxes, lines and shaded areas.
pub(crate) fn diagram(width: u32, height: u32, seed: u64) -> Vec<u8> {
    let mut random = Random(seed);
    let mut samples = vec![255; width as usize * height as usize * 3];
    for _ in 0..60 {
        let (x, y) = (random.below(u64::from(width)) as usize, random.below(u64::from(height)) as usize);
        let (w, h) =
            (1 + random.below(u64::from(width) / 3) as usize, 1 + random.below(u64::from(height) / 4) as usize);
        let colour = [random.below(256) as usize, random.below(256) as usize, random.below(256) as usize];
        let shade = random.below(4) as usize;
        for row in y..(y + h).min(height as usize) {
            for column in x..(x + w).min(width as usize) {
                let at = (row * width as usize + column) * 3;
                for channel in 0..3 {
                    samples[at + channel] = ((colour[channel] + (row - y) * shade / 3) % 256) as u8;
                }
            }
        }
    }
    png_file(Raster::new(width, height, Channels::Rgb, samples).expect("as many samples as the size says"))
}
