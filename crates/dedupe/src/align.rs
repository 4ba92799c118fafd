//! Alignment of two variants: sentences first, then words inside the sentences that
//! changed.

use crate::costs::WORD_ALIGNMENT_LIMIT;
use crate::normal::{normalise, words};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use xxhash_rust::xxh3::xxh3_64;

/// A place where two variants differ, in the variants' own characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The first variant's text; empty where it has nothing.
    pub a: String,
    /// The second variant's text; empty where it has nothing.
    pub b: String,
}

/// A stretch of a text, in parts of 1000 of its sentences: a truncated copy covers 0 to less than 1000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The first sentence that has a counterpart.
    pub start: u32,
    /// One past the last such sentence.
    pub end: u32,
}

/// The comparison of two variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Words of the first variant.
    pub a_words: usize,
    /// Words of the second variant.
    pub b_words: usize,
    /// Words that both have, in the same order.
    pub same_words: usize,
    /// The differing passages, in order. Empty where only punctuation, case or spacing differs.
    pub hunks: Vec<Hunk>,
    /// The part of the longer variant that the shorter one covers.
    pub coverage: Coverage,
}

impl Difference {
    /// Aligned words per 1000 words of the shorter variant.
    pub fn kept_of_shorter(&self) -> u32 {
        let shorter = self.a_words.min(self.b_words).max(1);
        (self.same_words * 1000 / shorter) as u32
    }
}

struct Sentence<'a> {
    text: &'a str,
    words: Vec<u64>,
    key: u64,
}

/// Aligns two variants.
pub fn compare(a: &str, b: &str) -> Difference {
    let (a, b) = (sentences(a), sentences(b));
    let keys = |s: &[Sentence<'_>]| s.iter().map(|s| s.key).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Histogram, &keys(&a), &keys(&b));
    let count = |s: &[Sentence<'_>]| s.iter().map(|s| s.words.len()).sum::<usize>();
    let mut difference = Difference {
        a_words: count(&a),
        b_words: count(&b),
        same_words: 0,
        hunks: Vec::new(),
        coverage: Coverage::default(),
    };
    let longer_is_a = difference.a_words >= difference.b_words;
    let longer = if longer_is_a { a.len() } else { b.len() }.max(1);
    let mut covered: Option<std::ops::Range<usize>> = None;
    for op in ops {
        let (old, new) = (op.old_range(), op.new_range());
        let same = match op {
            DiffOp::Equal { .. } => count(&a[old.clone()]),
            DiffOp::Replace { .. } => changed(&a[old.clone()], &b[new.clone()], &mut difference.hunks),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => {
                push_hunk(join(&a[old.clone()]), join(&b[new.clone()]), &mut difference.hunks);
                0
            }
        };
        difference.same_words += same;
        let side = if longer_is_a { old } else { new };
        if same > 0 {
            covered = Some(covered.map_or(side.start, |c| c.start)..side.end);
        }
    }
    let share = |sentences: usize| (sentences * 1000 / longer) as u32;
    difference.coverage =
        covered.map_or(Coverage::default(), |c| Coverage { start: share(c.start), end: share(c.end) });
    difference
}

/// Words that two differing stretches share in order; the rest goes to `hunks`. Long stretches are not
/// aligned word by word: the cost would be their product.
fn changed(a: &[Sentence<'_>], b: &[Sentence<'_>], hunks: &mut Vec<Hunk>) -> usize {
    let flat = |s: &[Sentence<'_>]| s.iter().flat_map(|s| s.words.iter().copied()).collect::<Vec<_>>();
    let (left, right) = (flat(a), flat(b));
    push_hunk(join(a), join(b), hunks);
    if left.len() > WORD_ALIGNMENT_LIMIT || right.len() > WORD_ALIGNMENT_LIMIT {
        return 0;
    }
    let ops = capture_diff_slices(Algorithm::Myers, &left, &right);
    ops.iter().map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 }).sum()
}

fn push_hunk(a: String, b: String, hunks: &mut Vec<Hunk>) {
    if !a.is_empty() || !b.is_empty() {
        hunks.push(Hunk { a, b });
    }
}

fn join(sentences: &[Sentence<'_>]) -> String {
    sentences.iter().map(|s| s.text).collect::<Vec<_>>().join(" ")
}

/// Cuts at line ends and after `.`, `!`, `?` or `…` before a space. Sentences without words are left out.
fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut start = 0;
        let mut ended = false;
        for (at, c) in line.char_indices() {
            if ended && c.is_whitespace() {
                out.extend(sentence(&line[start..at]));
                start = at;
            }
            ended = matches!(c, '.' | '!' | '?' | '…') || ended && matches!(c, '”' | '"' | ')' | '’' | '»');
        }
        out.extend(sentence(&line[start..]));
    }
    out
}

fn sentence(text: &str) -> Option<Sentence<'_>> {
    let normalised = normalise(text);
    let words: Vec<u64> = words(&normalised).map(|w| xxh3_64(w.as_bytes())).collect();
    let bytes: Vec<u8> = words.iter().flat_map(|w| w.to_le_bytes()).collect();
    (!words.is_empty()).then(|| Sentence { text: text.trim(), key: xxh3_64(&bytes), words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_differs() {
        let d = compare("One two three. Four five six. Seven.", "One two three. Four or six. Seven. Eight.");
        assert_eq!((d.a_words, d.b_words, d.same_words), (7, 8, 6));
        let hunk = |a: &str, b: &str| Hunk { a: a.into(), b: b.into() };
        assert_eq!(d.hunks, [hunk("Four five six.", "Four or six."), hunk("", "Eight.")]);
        assert_eq!(d.coverage, Coverage { start: 0, end: 750 });
    }

    #[test]
    fn spacing_is_no_difference() {
        let d = compare("It’s so.  Is it?", "It's so.\n\nIs it?");
        assert!(d.hunks.is_empty());
        assert_eq!(d.kept_of_shorter(), 1000);
    }
}
