//! Alignment of a passage with a stretch of the book, letter by letter.

use std::ops::Range;

/// Where a passage fits best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
    /// Letters inserted, deleted or replaced.
    pub(crate) edits: usize,
    /// Bytes of the stretch.
    pub(crate) range: Range<usize>,
}

/// The part of `text` that takes the fewest edits to become `pattern`, among those that begin within `slack` bytes of
/// `begin` and drift by no more: the semi-global alignment of Sellers (1980), in a band.
pub(crate) fn align(pattern: &[u8], text: &[u8], begin: usize, slack: usize) -> Option<Fit> {
    const FAR: (usize, usize) = (usize::MAX / 2, 0);
    let base = begin.saturating_sub(slack);
    // Column `j` of row `i` is the end at `base + i + j` of the text, so that the band is a matrix.
    let width = 2 * slack + 1;
    // Edits, and where the match begins.
    let mut row: Vec<(usize, usize)> =
        (0..width).map(|j| if base + j <= text.len() { (0, base + j) } else { FAR }).collect();
    for (i, letter) in pattern.iter().enumerate() {
        let mut next = vec![FAR; width];
        for j in 0..width {
            let end = base + i + 1 + j;
            // Without a letter of the text.
            let mut best = row.get(j + 1).map_or(FAR, |(edits, start)| (edits + 1, *start));
            if let Some(other) = end.checked_sub(1).and_then(|at| text.get(at)) {
                let replaced = (row[j].0 + usize::from(other != letter), row[j].1);
                let inserted = if j > 0 { (next[j - 1].0 + 1, next[j - 1].1) } else { FAR };
                if replaced.0 <= best.0 {
                    best = replaced;
                }
                if inserted.0 < best.0 {
                    best = inserted;
                }
            }
            if end > text.len() {
                best = FAR;
            }
            next[j] = best;
        }
        row = next;
    }
    let (j, (edits, start)) = row.iter().copied().enumerate().min_by_key(|(_, (edits, _))| *edits)?;
    let end = base + pattern.len() + j;
    (edits < FAR.0 && start <= end).then_some(Fit { edits, range: start..end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(pattern: &str, text: &str, begin: usize) -> (usize, String) {
        let fit = align(pattern.as_bytes(), text.as_bytes(), begin, 8).expect("a fit");
        (fit.edits, text[fit.range].to_owned())
    }

    #[test]
    fn the_nearest_part_is_found() {
        let text = "nobodyinthevillagehadbeentoldofit";
        assert_eq!(fit("village", text, 11), (0, "village".to_owned()));
        assert_eq!(fit("village", text, 5), (0, "village".to_owned()));
        assert_eq!(fit("vilagehad", text, 12), (1, "villagehad".to_owned()));
        assert_eq!(fit("thevillagewasbeen", text, 8), (2, "thevillagehadbeen".to_owned()));
        assert_eq!(fit("toldofitt", text, 25), (1, "toldofit".to_owned()));
    }

    #[test]
    fn edges_of_the_text() {
        assert_eq!(fit("nobody", "nobody", 0), (0, "nobody".to_owned()));
        assert_eq!(align(b"abc", b"abc", 50, 8), None);
    }
}
