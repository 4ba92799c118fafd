//! Overlapping runs of words, as hashes.

use crate::costs::SHINGLE_WORDS;
use crate::normal::{normalise, words};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A text as the later stages see it.
#[derive(Clone, Debug)]
pub(crate) struct Shingled {
    /// Sorted, without repeats. A text shorter than a shingle has one shingle: the whole of it.
    pub(crate) hashes: Vec<u64>,
    /// Number of words in the text.
    pub(crate) words: usize,
}

/// Cuts a text into shingles.
pub(crate) fn shingle(text: &str) -> Shingled {
    let normalised = normalise(text);
    let words: Vec<u64> = words(&normalised).map(|w| xxh3_64_with_seed(w.as_bytes(), 0)).collect();
    let width = SHINGLE_WORDS.min(words.len());
    let mut hashes: Vec<u64> = match width {
        0 => Vec::new(),
        _ => words.windows(width).map(hash_window).collect(),
    };
    hashes.sort_unstable();
    hashes.dedup();
    Shingled { hashes, words: words.len() }
}

fn hash_window(window: &[u64]) -> u64 {
    let mut bytes = [0; 8 * SHINGLE_WORDS];
    for (slot, word) in bytes.chunks_exact_mut(8).zip(window) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    xxh3_64_with_seed(&bytes, window.len() as u64)
}

/// Number of hashes that two sorted lists share.
pub(crate) fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                i += 1;
                j += 1;
                n += 1;
            }
        }
    }
    n
}
