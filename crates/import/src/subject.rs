//! Changes of subject at title-like lines.
//!
//! M. Utiyama and H. Isahara ("A statistical model for domain-independent text segmentation", ACL 2001) choose the
//! segmentation of least cost: each segment is coded by the words that it uses itself, and each further segment costs
//! something. Here only title-like lines may part segments, so that the model answers the one question that the shape
//! of a line leaves open: does the text below it go on with the subject, as below the heading of a section, or not?

use crate::costs::{MAX_SEGMENT_PARTS, TITLE_WORDS_AFTER, TITLE_WORDS_BEFORE, TITLE_WORDS_PARAGRAPHS};
use crate::vocabulary::content_words;
use std::collections::{BTreeMap, BTreeSet};

/// One natural unit of information (nat) in the fixed-point numbers of this module. Integers, so that every machine
/// finds the same segments.
const NAT: i64 = 1 << 16;

/// What the least cost says about each title-like line: the nats by which a segmentation without a boundary there costs
/// more than the best one with it; less than zero where the boundary costs more than it gains. `cuts` are the indices of
/// the title-like lines among the paragraphs (normalised), in their order, without 0.
pub(crate) fn gains(paragraphs: &[&str], cuts: &[usize]) -> BTreeMap<usize, i64> {
    let mut starts = vec![0];
    starts.extend_from_slice(cuts);
    let parts = Parts::new(paragraphs, &starts);
    let costs = parts.costs();
    let count = starts.len();
    let mut before = vec![i64::MAX; count + 1];
    before[0] = 0;
    for end in 1..=count {
        let first = end.saturating_sub(MAX_SEGMENT_PARTS);
        before[end] = (first..end).map(|start| before[start] + costs[start][end - start - 1]).min().unwrap_or(0);
    }
    let mut after = vec![0; count + 1];
    for start in (0..count).rev() {
        let ends = costs[start].iter().enumerate();
        after[start] = ends.map(|(n, cost)| cost + after[start + n + 1]).min().unwrap_or(0);
    }
    let gain = |at: usize| {
        let across = (at.saturating_sub(MAX_SEGMENT_PARTS - 1)..at)
            .flat_map(|start| {
                let spanning = costs[start].iter().enumerate().skip(at - start);
                spanning.map(move |(n, cost)| (start, start + n + 1, cost))
            })
            .map(|(start, end, cost)| before[start] + cost + after[end])
            .min();
        (across.unwrap_or(0) - before[at] - after[at]) / NAT
    };
    (1..count).map(|at| (starts[at], gain(at))).collect()
}

/// The words of a text between its title-like lines.
struct Parts {
    /// Of each part, its words as numbers.
    words: Vec<Vec<u32>>,
    vocabulary: usize,
    total: usize,
}

impl Parts {
    fn new(paragraphs: &[&str], starts: &[usize]) -> Self {
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let mut words: Vec<Vec<u32>> = vec![Vec::new(); starts.len()];
        for (i, paragraph) in paragraphs.iter().enumerate() {
            let part = starts.partition_point(|&start| start <= i) - 1;
            for word in content_words(paragraph) {
                let next = numbers.len() as u32;
                words[part].push(*numbers.entry(word).or_insert(next));
            }
        }
        let total = words.iter().map(Vec::len).sum();
        Self { words, vocabulary: numbers.len(), total }
    }

    /// The cost of each segment, by its first part and by the number of the parts after that: the sum over its words
    /// of `ln((n + v) / (c + 1))`, where it has `n` words, `c` of them this one, and the text has `v` different ones;
    /// and `ln` of the words of the text, for being a segment.
    fn costs(&self) -> Vec<Vec<i64>> {
        let segment = ln(self.total.max(1) as u64);
        let mut counts = vec![0_u64; self.vocabulary];
        (0..self.words.len())
            .map(|start| {
                let (mut length, mut known) = (0_u64, 0_i64);
                let past = self.words.len().min(start + MAX_SEGMENT_PARTS);
                let costs = (start..past)
                    .map(|part| {
                        for &word in &self.words[part] {
                            let count = &mut counts[word as usize];
                            known += (*count as i64 + 1) * ln(*count + 2) - *count as i64 * ln(*count + 1);
                            *count += 1;
                            length += 1;
                        }
                        length as i64 * ln(length + self.vocabulary as u64) - known + segment
                    })
                    .collect();
                self.words[start..past].iter().flatten().for_each(|&word| counts[word as usize] = 0);
                costs
            })
            .collect()
    }
}

/// The natural logarithm in units of [`NAT`], by repeated squaring of the mantissa.
fn ln(number: u64) -> i64 {
    /// `ln 2` in units of [`NAT`].
    const LN_2: i64 = 45_426;
    let exponent = number.max(1).ilog2();
    let mut mantissa = (u128::from(number.max(1)) << 32) >> exponent;
    let mut fraction = 0_i64;
    for _ in 0..16 {
        mantissa = (mantissa * mantissa) >> 32;
        let over = mantissa >> 33;
        mantissa >>= over;
        fraction = fraction * 2 + over as i64;
    }
    ((i64::from(exponent) << 16) + fraction) * LN_2 / NAT
}

/// How the words of a title-like line recur around it: the title of a post names what the post is about.
pub(crate) struct TitleWords {
    /// Its words that the text below it has, and those that the text above it has.
    pub(crate) below: usize,
    pub(crate) above: usize,
    /// The occurrences of its words in the paragraphs below it.
    pub(crate) occurrences: usize,
}

/// Looks for the words of the line at `at` among the paragraphs (normalised) around it.
pub(crate) fn title_words(paragraphs: &[&str], at: usize) -> TitleWords {
    let title: BTreeSet<&str> = content_words(paragraphs[at]).collect();
    let shared =
        |paragraph: &str| -> Vec<&str> { content_words(paragraph).filter_map(|w| title.get(w).copied()).collect() };
    let after = &paragraphs[at + 1..];
    let within = |paragraphs: &mut dyn Iterator<Item = &&str>, limit: usize| {
        let mut left = limit;
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for &paragraph in paragraphs {
            found.extend(shared(paragraph));
            left = left.saturating_sub(paragraph.split_whitespace().count());
            if left == 0 {
                break;
            }
        }
        found.len()
    };
    TitleWords {
        below: within(&mut after.iter(), TITLE_WORDS_AFTER),
        above: within(&mut paragraphs[..at].iter().rev(), TITLE_WORDS_BEFORE),
        occurrences: after.iter().take(TITLE_WORDS_PARAGRAPHS).map(|&p| shared(p).len()).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::normalised_words;

    #[test]
    fn logarithms() {
        for (number, expected) in [(1, 0.0), (3, 1.098_612), (20, 2.995_732), (1_000_003, 13.815_513)] {
            let found = ln(number) as f64 / NAT as f64;
            assert!((found - expected).abs() < 0.001, "ln {number}: {found}");
        }
    }

    #[test]
    fn a_new_subject_is_worth_a_boundary_and_a_section_is_not() {
        let bread = "Flour, water, salt and yeast: bakers knead dough, ovens bake loaves, crusts brown slowly.";
        let boats = "Sails, masts, rigging and keels: sailors steer boats, harbours shelter ships, anchors hold.";
        let text: Vec<String> = [bread, bread, "Kneading dough", bread, bread, "Old harbours", boats, boats, boats]
            .iter()
            .map(|p| normalised_words(p))
            .collect();
        let text: Vec<&str> = text.iter().map(String::as_str).collect();
        let gains = gains(&text, &[2, 5]);
        assert!(gains[&2] < 0 && gains[&5] > 0, "{gains:?}");
        let (section, title) = (title_words(&text, 2), title_words(&text, 5));
        assert_eq!((section.below, section.above), (1, 1));
        assert_eq!((title.below, title.above, title.occurrences), (1, 0, 3));
    }
}
