//! Alignment of two versions of a text, paragraph by paragraph, from short records of the paragraphs alone.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::costs::{ALIGNED_PARAGRAPHS, SKETCH_SIMILARITY};
use crate::normal::{fingerprint, normalise, words};

/// Hash functions of a sketch.
const FUNCTIONS: usize = 8;

/// A record of a paragraph's words: whether another paragraph has the same ones, and about how many of them.
///
/// ```
/// use anthology_dedupe::Sketch;
///
/// let sketch = Sketch::of("The sea comes in, twice a day.");
/// assert_eq!(sketch, Sketch::of("The sea comes in twice a day"));
/// assert_eq!(sketch.to_string().parse(), Ok(sketch));
/// assert!(sketch.similarity(Sketch::of("The sea comes in, nearly twice a day.")) > 300);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// Equal for equal words in the same order.
    key: u64,
    /// The least value of each hash function over the words.
    minima: [u16; FUNCTIONS],
}

impl Sketch {
    /// The record of a text.
    pub fn of(text: &str) -> Self {
        let mut minima = [u16::MAX; FUNCTIONS];
        for word in words(&normalise(text)) {
            for (seed, minimum) in (1..).zip(&mut minima) {
                *minimum = (*minimum).min((xxh3_64_with_seed(word.as_bytes(), seed) >> 48) as u16);
            }
        }
        Self { key: fingerprint(text) as u64, minima }
    }

    /// Thousandths of the different words of both texts that the two share, estimated.
    pub fn similarity(self, other: Self) -> u32 {
        if self.key == other.key {
            return 1000;
        }
        let equal = self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count();
        (equal * 1000 / FUNCTIONS) as u32
    }
}

/// Sixteen hexadecimal figures for equality, a hyphen, and four for each hash function.
impl fmt::Display for Sketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-", self.key)?;
        self.minima.iter().try_for_each(|minimum| write!(f, "{minimum:04x}"))
    }
}

/// A text that is not a sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseSketchError;

impl fmt::Display for ParseSketchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the record of a paragraph")
    }
}
impl std::error::Error for ParseSketchError {}

impl FromStr for Sketch {
    type Err = ParseSketchError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, values) = text.split_once('-').ok_or(ParseSketchError)?;
        if key.len() != 16 || values.len() != 4 * FUNCTIONS || !text.is_ascii() {
            return Err(ParseSketchError);
        }
        let mut minima = [0; FUNCTIONS];
        for (minimum, at) in minima.iter_mut().zip((0..).step_by(4)) {
            *minimum = u16::from_str_radix(&values[at..at + 4], 16).map_err(|_| ParseSketchError)?;
        }
        Ok(Self { key: u64::from_str_radix(key, 16).map_err(|_| ParseSketchError)?, minima })
    }
}

/// A paragraph of the new version that an old one has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counterpart {
    /// Index of the new paragraph.
    pub new: usize,
    /// Index of the old paragraph.
    pub old: usize,
    /// True if its words are the same.
    pub same: bool,
}

/// The paragraphs of `new` that were in `old`, in the order of `new`, each old one at most once. Equal ones are found in
/// their order first; between them the most similar are; and of the rest the equal ones, which have moved.
pub fn align(old: &[Sketch], new: &[Sketch]) -> Vec<Counterpart> {
    let keys = |sketches: &[Sketch]| sketches.iter().map(|sketch| sketch.key).collect::<Vec<_>>();
    let mut found = Vec::new();
    let (mut old_gap, mut new_gap) = (0, 0);
    for op in capture_diff_slices(Algorithm::Histogram, &keys(old), &keys(new)) {
        let DiffOp::Equal { old_index, new_index, len } = op else { continue };
        changed(old, old_gap..old_index, new, new_gap..new_index, &mut found);
        found.extend((0..len).map(|i| Counterpart { new: new_index + i, old: old_index + i, same: true }));
        (old_gap, new_gap) = (old_index + len, new_index + len);
    }
    changed(old, old_gap..old.len(), new, new_gap..new.len(), &mut found);
    moved(old, new, &mut found);
    found.sort_unstable();
    found
}

/// Aligns what is between equal paragraphs, so that the sum of similarities is greatest.
fn changed(
    old: &[Sketch],
    old_gap: std::ops::Range<usize>,
    new: &[Sketch],
    new_gap: std::ops::Range<usize>,
    found: &mut Vec<Counterpart>,
) {
    let (rows, columns) = (old_gap.len(), new_gap.len());
    if rows == 0 || columns == 0 || rows.saturating_mul(columns) > ALIGNED_PARAGRAPHS {
        return;
    }
    let similarity = |row: usize, column: usize| {
        let similarity = old[old_gap.start + row].similarity(new[new_gap.start + column]);
        if similarity >= SKETCH_SIMILARITY { similarity } else { 0 }
    };
    // The best sum for what begins at a row and a column.
    let mut best = vec![0_u32; (rows + 1) * (columns + 1)];
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let apart = best[at(row + 1, column)].max(best[at(row, column + 1)]);
            best[at(row, column)] = apart.max(best[at(row + 1, column + 1)] + similarity(row, column));
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        let pair = similarity(row, column);
        if pair > 0 && best[at(row, column)] == best[at(row + 1, column + 1)] + pair {
            let (new, old_index) = (new_gap.start + column, old_gap.start + row);
            found.push(Counterpart { new, old: old_index, same: false });
            (row, column) = (row + 1, column + 1);
        } else if best[at(row, column)] == best[at(row + 1, column)] {
            row += 1;
        } else {
            column += 1;
        }
    }
}

/// Finds paragraphs that are elsewhere now.
fn moved(old: &[Sketch], new: &[Sketch], found: &mut Vec<Counterpart>) {
    let mut of_old: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let (mut old_used, mut new_used) = (vec![false; old.len()], vec![false; new.len()]);
    for pair in found.iter() {
        (old_used[pair.old], new_used[pair.new]) = (true, true);
    }
    for index in (0..old.len()).rev().filter(|&index| !old_used[index]) {
        of_old.entry(old[index].key).or_default().push(index);
    }
    for index in (0..new.len()).filter(|&index| !new_used[index]) {
        if let Some(old) = of_old.get_mut(&new[index].key).and_then(Vec::pop) {
            found.push(Counterpart { new: index, old, same: true });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(old: &[&str], new: &[&str]) -> Vec<(usize, usize, bool)> {
        let sketches = |texts: &[&str]| texts.iter().map(|text| Sketch::of(text)).collect::<Vec<_>>();
        align(&sketches(old), &sketches(new)).into_iter().map(|pair| (pair.old, pair.new, pair.same)).collect()
    }

    #[test]
    fn the_estimate_is_unbiased() {
        // Twelve of eighteen different words are shared.
        let text =
            |round: u32, from: u32| (from..from + 15).map(|n| format!("w{round}x{n}")).collect::<Vec<_>>().join(" ");
        let total: u32 =
            (0..200).map(|round| Sketch::of(&text(round, 0)).similarity(Sketch::of(&text(round, 3)))).sum();
        assert!((620..715).contains(&(total / 200)), "{}", total / 200);
    }

    const A: &str = "When the mill was sold, nobody in the village had been told of it.";
    const B: &str = "A letter from the council said that the weir would be repaired in spring.";
    const C: &str = "So the meeting was called, and forty people came to the hall that night.";

    #[test]
    fn corrections_insertions_and_moves() {
        let corrected = "A letter from the council said that the weir would be mended in spring.";
        let added = "Elsewhere, other things happened to other persons entirely.";
        assert_eq!(pairs(&[A, B, C], &[A, corrected, C]), [(0, 0, true), (1, 1, false), (2, 2, true)]);
        assert_eq!(pairs(&[A, B, C], &[A, added, corrected, C]), [(0, 0, true), (1, 2, false), (2, 3, true)]);
        assert_eq!(pairs(&[A, B, C], &[added, A, C]), [(0, 1, true), (2, 2, true)]);
        assert_eq!(pairs(&[A, B, C], &[C, A, B]), [(2, 0, true), (0, 1, true), (1, 2, true)]);
        assert_eq!(pairs(&[A], &[added]), []);
        assert_eq!(pairs(&[], &[A]), []);
    }
}
