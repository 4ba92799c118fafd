//! MinHash signatures and their bands (A. Broder, "On the resemblance and containment of documents",
//! 1997; banding after Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3).

use crate::costs::{BANDS, ROWS};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The smallest value of each of `BANDS × ROWS` hash functions over the shingles.
pub(crate) fn signature(shingles: &[u64]) -> [u64; BANDS * ROWS] {
    let functions = functions();
    let mut minima = [u64::MAX; BANDS * ROWS];
    for &shingle in shingles {
        for (minimum, &(multiplier, offset)) in minima.iter_mut().zip(&functions) {
            let value = shingle.wrapping_mul(multiplier).wrapping_add(offset);
            let value = value ^ (value >> 32);
            *minimum = (*minimum).min(value.wrapping_mul(multiplier));
        }
    }
    minima
}

/// One key a band; equal keys put two texts into one bucket.
pub(crate) fn bands(signature: &[u64; BANDS * ROWS]) -> impl Iterator<Item = (u8, u64)> {
    signature.chunks_exact(ROWS).enumerate().map(|(band, rows)| {
        let mut bytes = [0; 8 * ROWS];
        for (slot, row) in bytes.chunks_exact_mut(8).zip(rows) {
            slot.copy_from_slice(&row.to_le_bytes());
        }
        (band as u8, xxh3_64_with_seed(&bytes, band as u64))
    })
}

fn functions() -> [(u64, u64); BANDS * ROWS] {
    std::array::from_fn(|i| {
        let multiplier = xxh3_64_with_seed(b"multiplier", i as u64) | 1;
        (multiplier, xxh3_64_with_seed(b"offset", i as u64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_resemblance() {
        let shingles = |range: std::ops::Range<u64>| -> Vec<u64> {
            range.map(|i| xxh3_64_with_seed(&i.to_le_bytes(), 9)).collect()
        };
        // Jaccard similarity 600 / 1000.
        let (a, b) = (signature(&shingles(0..800)), signature(&shingles(200..1000)));
        let equal = a.iter().zip(&b).filter(|(x, y)| x == y).count();
        assert!((50..=85).contains(&equal), "{equal} of 112, expected about 67");
        assert!(bands(&a).zip(bands(&b)).any(|(x, y)| x == y));
        let c = signature(&shingles(5000..5800));
        assert!(bands(&a).zip(bands(&c)).all(|(x, y)| x != y));
    }
}
