//! Word by word, what two passages share and where they differ, for showing them side by side.

use crate::costs::WORD_ALIGNMENT_LIMIT;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of two passages, with the space after each word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Both have it.
    Same(String),
    /// Only the first has it.
    Removed(String),
    /// Only the second has it.
    Added(String),
}

/// The stretches of two passages in their order. Passages that are too long for an alignment differ as a whole.
///
/// ```
/// use anthology_dedupe::{Change, changes};
///
/// let found = changes("The old mill", "The new mill");
/// assert_eq!(found[0], Change::Same("The ".into()));
/// assert_eq!(found[1], Change::Removed("old ".into()));
/// assert_eq!(found[2], Change::Added("new ".into()));
/// ```
pub fn changes(a: &str, b: &str) -> Vec<Change> {
    let (left, right): (Vec<&str>, Vec<&str>) =
        (a.split_inclusive(char::is_whitespace).collect(), b.split_inclusive(char::is_whitespace).collect());
    let mut out = Vec::new();
    if left.len() > WORD_ALIGNMENT_LIMIT || right.len() > WORD_ALIGNMENT_LIMIT {
        differ(&left, &right, &mut out);
        return out;
    }
    let bare = |words: &[&str]| words.iter().map(|w| w.trim_end().to_owned()).collect::<Vec<_>>();
    for op in capture_diff_slices(Algorithm::Myers, &bare(&left), &bare(&right)) {
        let (old, new) = (&left[op.old_range()], &right[op.new_range()]);
        match op {
            DiffOp::Equal { .. } => out.push(Change::Same(old.concat())),
            _ => differ(old, new, &mut out),
        }
    }
    out
}

fn differ(removed: &[&str], added: &[&str], out: &mut Vec<Change>) {
    if !removed.is_empty() {
        out.push(Change::Removed(removed.concat()));
    }
    if !added.is_empty() {
        out.push(Change::Added(added.concat()));
    }
}
