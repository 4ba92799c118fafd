//! What the search for candidates has to know of a text, in a few hundred bytes.

use crate::costs::{BANDS, ESTIMATE_SLACK, ROWS, SAMPLED_SHINGLES};
use crate::minhash::{bands, signature};
use crate::normal::{fingerprint, normalise, words};
use crate::shingle::shingle;

/// A text without its words: a row of each table from which candidates are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The hash of its normalised words.
    pub fingerprint: u128,
    /// Number of its words.
    pub words: usize,
    /// Number of its different shingles.
    pub shingles: usize,
    /// A key for each band of its MinHash signature: two texts with the same key in one band are candidates. Empty for a
    /// text without words.
    pub bands: Vec<u64>,
    /// A sample of its shingles, sorted: two texts that share two of them are candidates, since the one may be contained
    /// in the other.
    pub sampled: Vec<u32>,
    /// The last 16 bits of each row of its signature, for an estimate of resemblance.
    rows: Vec<u16>,
}

impl Digest {
    /// The digest of a text.
    pub fn of(text: &str) -> Self {
        let shingled = shingle(text);
        let sampled = shingled.hashes.iter().filter(|&&h| h % SAMPLED_SHINGLES == 0);
        // Which shingles are in the sample is decided by the last bits, so the first are as good as any.
        let mut sampled: Vec<u32> = sampled.map(|&h| (h >> 32) as u32).collect();
        sampled.sort_unstable();
        sampled.dedup();
        let (keys, rows) = match shingled.hashes.is_empty() {
            true => (Vec::new(), Vec::new()),
            false => {
                let signature = signature(&shingled.hashes);
                (bands(&signature).map(|(_, key)| key).collect(), signature.iter().map(|&row| row as u16).collect())
            }
        };
        Self {
            fingerprint: fingerprint(text),
            words: shingled.words,
            shingles: shingled.hashes.len(),
            bands: keys,
            sampled,
            rows,
        }
    }

    /// False if two texts certainly hold too little of each other for a containment of `least` parts of 1000.
    pub(crate) fn may_contain(&self, other: &Self, least: u32) -> bool {
        let equal = self.rows.iter().zip(&other.rows).filter(|(a, b)| a == b).count() as u64;
        let resemblance = (equal * 1000 / (BANDS * ROWS) as u64 + ESTIMATE_SLACK).min(1000);
        // |A ∩ B| = J (|A| + |B|) / (1 + J).
        let (a, b) = (self.shingles as u64, other.shingles as u64);
        resemblance * (a + b) * 1000 / (1000 + resemblance) >= u64::from(least) * a.min(b).max(1)
    }
}

/// The rows of a text's MinHash signature, of which [`Digest::bands`] are made: as many as all bands have together.
/// Empty for a text without words.
pub fn minhash(text: &str) -> Vec<u64> {
    let shingled = shingle(text);
    if shingled.hashes.is_empty() { Vec::new() } else { signature(&shingled.hashes).to_vec() }
}

/// The hash of each paragraph of a text with its number of words; a paragraph is a line.
pub fn paragraphs(text: &str) -> impl Iterator<Item = (u64, usize)> {
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let count = words(&normalise(line)).count();
        ((fingerprint(line) >> 64) as u64, count)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_never_rule_out_a_copy() {
        let text = |from: u32, to: u32| (from..to).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ");
        let whole = Digest::of(&text(0, 1000));
        for (from, to) in [(0, 1000), (0, 900), (0, 300), (600, 700), (150, 1100)] {
            assert!(whole.may_contain(&Digest::of(&text(from, to)), 800), "{from} to {to}");
        }
        assert!(!whole.may_contain(&Digest::of(&text(900, 1900)), 800));
        assert!(Digest::of("").bands.is_empty());
    }
}
