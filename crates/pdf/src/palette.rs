//! Pictures of few colours as indices into a list of them.

use std::collections::BTreeMap;

use crate::raster::Samples;

/// Pixels as indices.
pub(crate) struct Indexed {
    /// The colours, in the order in which they are met.
    pub(crate) palette: Vec<u8>,
    /// Bits of an index: 1, 2, 4 or 8.
    pub(crate) bits: u8,
    /// Rows of indices, each to a whole byte.
    pub(crate) rows: Vec<u8>,
}

/// Most colours of a palette (ISO 32000-1, 8.6.6.3).
const MOST: usize = 256;

/// A picture as indices. `None` where it has too many colours, or samples of more than a byte.
pub(crate) fn index(samples: &Samples) -> Option<Indexed> {
    let step = usize::from(samples.components);
    if samples.bits != 8 || step == 0 || samples.bytes.is_empty() {
        return None;
    }
    let mut known: BTreeMap<&[u8], u8> = BTreeMap::new();
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(samples.bytes.len() / step);
    let mut last: Option<(&[u8], u8)> = None;
    for pixel in samples.bytes.chunks_exact(step) {
        let index = match last {
            Some((color, index)) if color == pixel => index,
            _ => match known.get(pixel) {
                Some(index) => *index,
                None if known.len() == MOST => return None,
                None => {
                    let index = known.len() as u8;
                    known.insert(pixel, index);
                    palette.extend_from_slice(pixel);
                    index
                }
            },
        };
        last = Some((pixel, index));
        indices.push(index);
    }
    let bits = match known.len() {
        0..=2 => 1,
        3..=4 => 2,
        5..=16 => 4,
        _ => 8,
    };
    let rows = indices.chunks(samples.width.max(1) as usize).flat_map(|row| pack(row, bits)).collect();
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

    #[test]
    fn indices_are_as_narrow_as_the_colours_are_few() {
        let samples = |colors: &[u8]| Samples {
            width: 3,
            height: colors.len() as u32 / 3,
            bits: 8,
            components: 1,
            bytes: colors.to_vec(),
        };
        let two = index(&samples(&[9, 7, 9, 7, 7, 9])).expect("a palette");
        assert_eq!((two.palette, two.bits, two.rows), (vec![9, 7], 1, vec![0b0100_0000, 0b1100_0000]));
        let three = index(&samples(&[9, 7, 5])).expect("a palette");
        assert_eq!((three.bits, three.rows), (2, vec![0b0001_1000]));
        let many: Vec<u8> = (0..255).collect();
        let many = index(&samples(&many)).expect("a palette");
        assert_eq!((many.bits, many.rows.len()), (8, 255));
    }
}
