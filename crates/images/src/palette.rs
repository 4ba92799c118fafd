//! Images of few colours as indices into a palette.

use crate::raster::Raster;

/// Pixels as indices.
pub(crate) struct Indexed {
    /// The colours, in the order in which they are met.
    pub(crate) palette: Vec<u8>,
    /// Bits of an index: 1, 2, 4 or 8.
    pub(crate) bits: u8,
    /// Rows of indices, each to a whole byte.
    pub(crate) rows: Vec<u8>,
}

/// Most colours of a palette (PNG 3, 11.2.2; ISO 32000-1, 8.6.6.3).
const MOST: usize = 256;

/// Slots of the table of colours, a power of two: four times as many as there can be colours keeps probes short.
const SLOTS: usize = 4 * MOST;

/// The colours that were met, in an open-addressed table. It is asked for single colours and never walked, so its
/// order can't reach an output.
struct Colours {
    slots: Vec<(u32, u16)>,
    count: usize,
}

impl Colours {
    const FREE: u16 = u16::MAX;

    fn new() -> Self {
        Self { slots: vec![(0, Self::FREE); SLOTS], count: 0 }
    }

    /// A colour's index, and whether it is new. `None` where it would be one too many.
    fn index(&mut self, colour: u32) -> Option<(u8, bool)> {
        let mut slot = (colour.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        loop {
            match self.slots[slot] {
                (_, Self::FREE) if self.count == MOST => return None,
                (_, Self::FREE) => {
                    self.slots[slot] = (colour, self.count as u16);
                    self.count += 1;
                    return Some(((self.count - 1) as u8, true));
                }
                (known, index) if known == colour => return Some((index as u8, false)),
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }
}

/// An image as indices. `None` where it has too many colours, or samples of more than a byte.
pub(crate) fn index(raster: &Raster) -> Option<Indexed> {
    let step = raster.channels();
    if raster.bits != 8 || raster.samples.is_empty() {
        return None;
    }
    let mut colours = Colours::new();
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(raster.samples.len() / step);
    let (mut last, mut index) = (None, 0);
    for pixel in raster.samples.chunks_exact(step) {
        let colour = pixel.iter().fold(0, |colour, byte| colour << 8 | u32::from(*byte));
        if last != Some(colour) {
            let (known, new) = colours.index(colour)?;
            if new {
                palette.extend_from_slice(pixel);
            }
            (last, index) = (Some(colour), known);
        }
        indices.push(index);
    }
    let bits = match colours.count {
        0..=2 => 1,
        3..=4 => 2,
        5..=16 => 4,
        _ => 8,
    };
    let rows = if bits == 8 {
        indices
    } else {
        indices.chunks(raster.width.max(1) as usize).flat_map(|row| pack(row, bits)).collect()
    };
    Some(Indexed { palette, bits, rows })
}

/// Indices side by side, the first in the highest bits.
fn pack(row: &[u8], bits: u8) -> impl Iterator<Item = u8> {
    row.chunks(usize::from(8 / bits)).map(move |group| {
        let fill = |byte: u8, (place, index): (u8, &u8)| byte | index << (8 - bits * (place + 1));
        (0..).zip(group).fold(0, fill)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Channels;

    #[test]
    fn indices_are_as_narrow_as_the_colours_are_few() {
        let grey = |width: u32, samples: &[u8]| Raster {
            width,
            height: samples.len() as u32 / width,
            channels: Channels::Gray,
            bits: 8,
            samples: samples.to_vec(),
        };
        let two = index(&grey(3, &[9, 7, 9, 7, 7, 9])).expect("a palette");
        assert_eq!((two.palette, two.bits, two.rows), (vec![9, 7], 1, vec![0b0100_0000, 0b1100_0000]));
        let three = index(&grey(3, &[9, 7, 5])).expect("a palette");
        assert_eq!((three.bits, three.rows), (2, vec![0b0001_1000]));
        let many: Vec<u8> = (0..=255).collect();
        let many = index(&grey(256, &many)).expect("a palette");
        assert_eq!((many.bits, many.rows.len(), many.palette.len()), (8, 256, 256));
    }

    #[test]
    fn too_many_colours_have_no_palette() {
        let samples = (0..257_u32).flat_map(|n| [(n >> 8) as u8, n as u8, 0]).collect();
        let raster = Raster { width: 257, height: 1, channels: Channels::Rgb, bits: 8, samples };
        assert!(index(&raster).is_none());
    }
}
