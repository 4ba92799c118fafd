//! Pairs worth comparing, found without comparing every pair.

use crate::costs::POSTING_PARTS;
use crate::digest::Digest;
use rayon::prelude::*;

/// Candidate pairs `(a, b)` with `a < b`, sorted; each linked either by an LSH bucket or by two sampled
/// shingles. A shingle that more than `cap` texts share is boilerplate and says nothing.
///
/// Of each bucket or posting every text is paired with the first and with the last: linear in its size, and a text
/// whose hub is a stranger has another one. An engine makes the same pairs with `MIN` and `MAX` over groups.
pub(crate) fn candidates(digests: &[&Digest], cap: usize) -> Vec<(u32, u32)> {
    let mut pairs = near(digests);
    pairs.extend(contained(digests, cap));
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

fn near(digests: &[&Digest]) -> Vec<(u32, u32)> {
    let most = digests.iter().map(|digest| digest.bands.len()).max().unwrap_or(0);
    let of_band = |band: usize| {
        let with_key = |(i, digest): (usize, &&Digest)| Some((*digest.bands.get(band)?, i as u32));
        let mut rows: Vec<(u64, u32)> = digests.iter().enumerate().filter_map(with_key).collect();
        rows.sort_unstable();
        let mut pairs = Vec::new();
        rows.chunk_by(|a, b| a.0 == b.0).for_each(|bucket| star(bucket, &mut pairs));
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    (0..most).into_par_iter().flat_map_iter(of_band).collect()
}

fn contained(digests: &[&Digest], cap: usize) -> Vec<(u32, u32)> {
    let mut shared: Vec<(u32, u32)> = Vec::new();
    let width = u32::MAX / POSTING_PARTS + 1;
    for part in 0..POSTING_PARTS {
        let own = |&&h: &&u32| h / width == part;
        let mut rows: Vec<(u32, u32)> = Vec::new();
        for (i, digest) in digests.iter().enumerate() {
            rows.extend(digest.sampled.iter().filter(own).map(|&h| (h, i as u32)));
        }
        rows.par_sort_unstable();
        for posting in rows.chunk_by(|a, b| a.0 == b.0).filter(|p| p.len() <= cap) {
            star(posting, &mut shared);
        }
    }
    shared.par_sort_unstable();
    shared.chunk_by(|a, b| a == b).filter(|same| same.len() >= 2).map(|same| same[0]).collect()
}

/// The pairs of each text of a group with the first one, and with the last one; each once. The group is sorted.
fn star<K>(group: &[(K, u32)], pairs: &mut Vec<(u32, u32)>) {
    let [first, rest @ ..] = group else { return };
    let [inner @ .., last] = rest else { return };
    pairs.push((first.1, last.1));
    pairs.extend(inner.iter().flat_map(|text| [(first.1, text.1), (text.1, last.1)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_a_group_meets_the_first_and_the_last() {
        let pairs = |texts: &[u32]| {
            let mut pairs = Vec::new();
            star(&texts.iter().map(|&t| ((), t)).collect::<Vec<_>>(), &mut pairs);
            pairs
        };
        assert_eq!(pairs(&[]), []);
        assert_eq!(pairs(&[4]), []);
        assert_eq!(pairs(&[4, 7]), [(4, 7)]);
        assert_eq!(pairs(&[1, 4, 7]), [(1, 7), (1, 4), (4, 7)]);
    }
}
