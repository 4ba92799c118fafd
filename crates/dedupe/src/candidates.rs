//! Pairs worth comparing, found without comparing every pair.

use crate::costs::SAMPLED_SHINGLES;
use crate::minhash::{bands, signature};
use crate::shingle::Shingled;
use rayon::prelude::*;

/// Candidate pairs `(a, b)` with `a < b`, sorted; each linked either by an LSH bucket or by two sampled
/// shingles. A bucket or shingle that more than `cap` texts share is boilerplate and says nothing.
pub(crate) fn candidates(texts: &[Shingled], cap: usize) -> Vec<(u32, u32)> {
    let mut pairs = near(texts, cap);
    pairs.extend(contained(texts, cap));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn near(texts: &[Shingled], cap: usize) -> Vec<(u32, u32)> {
    let mut rows: Vec<((u8, u64), u32)> = texts
        .par_iter()
        .enumerate()
        .filter(|(_, text)| !text.hashes.is_empty())
        .flat_map_iter(|(i, text)| {
            let keys: Vec<(u8, u64)> = bands(&signature(&text.hashes)).collect();
            keys.into_iter().map(move |key| (key, i as u32))
        })
        .collect();
    rows.par_sort_unstable();
    let mut pairs = Vec::new();
    for bucket in rows.chunk_by(|a, b| a.0 == b.0).filter(|b| (2..=cap).contains(&b.len())) {
        // A star and a chain: linear in the bucket, and the chain saves the pairs whose hub is a stranger.
        pairs.extend(bucket[1..].iter().map(|row| (bucket[0].1, row.1)));
        pairs.extend(bucket.windows(2).map(|w| (w[0].1, w[1].1)));
    }
    pairs
}

fn contained(texts: &[Shingled], cap: usize) -> Vec<(u32, u32)> {
    let mut rows: Vec<(u64, u32)> = Vec::new();
    for (i, text) in texts.iter().enumerate() {
        rows.extend(text.hashes.iter().filter(|&&h| h % SAMPLED_SHINGLES == 0).map(|&h| (h, i as u32)));
    }
    rows.par_sort_unstable();
    let mut shared: Vec<(u32, u32)> = Vec::new();
    for posting in rows.chunk_by(|a, b| a.0 == b.0).filter(|p| (2..=cap).contains(&p.len())) {
        shared.extend(posting[1..].iter().map(|row| (posting[0].1, row.1)));
        shared.extend(posting.windows(2).skip(1).map(|w| (w[0].1, w[1].1)));
    }
    shared.sort_unstable();
    shared.chunk_by(|a, b| a == b).filter(|same| same.len() >= 2).map(|same| same[0]).collect()
}
