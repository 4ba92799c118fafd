//! Imposition: the pages of a booklet of folded sheets, saddle-stitched, in signatures.

use anthology_base::Length;

use crate::syntax::Size;

/// A booklet of folded sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// A sheet in landscape.
    pub sheet: Size,
    /// Sheets to a signature. `None` for a single signature.
    pub sheets: Option<usize>,
    /// Paper creep: how far the innermost sheet of a signature sticks out. Pages are moved towards the fold by their
    /// sheet's share of it.
    pub creep: Length,
}

/// One side of a sheet. Sheets are printed on both sides and turned over their short edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Side {
    /// The page on the left half, from 0; `None` for a blank.
    pub(crate) left: Option<usize>,
    /// The page on the right half.
    pub(crate) right: Option<usize>,
    /// The sheet's index in its signature, 0 for the outermost.
    sheet: usize,
    /// The sheets of its signature.
    of: usize,
}

impl Side {
    /// The same side of a booklet that is bound at the right.
    pub(crate) fn mirrored(self) -> Self {
        Self { left: self.right, right: self.left, ..self }
    }

    /// The distance by which both pages are moved towards the fold.
    pub(crate) fn shift(&self, creep: Length) -> Length {
        if self.of < 2 { Length::ZERO } else { creep.scale(self.sheet as i64, self.of as i64 - 1) }
    }
}

/// The sides to print, in the order of the printer: front and back of each sheet, outermost first, signature by
/// signature. The last signature has no more sheets than it needs; what is left of it are blanks at the end.
pub(crate) fn sides(pages: usize, sheets: Option<usize>) -> Vec<Side> {
    let most = sheets.unwrap_or(usize::MAX).clamp(1, pages.div_ceil(4).max(1));
    let page = |index: usize| (index < pages).then_some(index);
    let mut sides = Vec::with_capacity(pages.div_ceil(2) + 1);
    let mut first = 0;
    while first < pages {
        let of = most.min((pages - first).div_ceil(4));
        let last = first + 4 * of - 1;
        for sheet in 0..of {
            let (near, far) = (first + 2 * sheet, last - 2 * sheet);
            sides.push(Side { left: page(far), right: page(near), sheet, of });
            sides.push(Side { left: page(near + 1), right: page(far - 1), sheet, of });
        }
        first = last + 1;
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Folds printed sheets, gathers the signatures, and turns the leaves.
    fn read(sides: &[Side]) -> Vec<Option<usize>> {
        let mut pages = Vec::new();
        let mut rest = sides;
        while let Some(first) = rest.first() {
            let (signature, after) = rest.split_at(2 * first.of);
            let sheets: Vec<(&Side, &Side)> = signature.chunks_exact(2).map(|pair| (&pair[0], &pair[1])).collect();
            // Into the fold, the right half of each front and, on its reverse, the left half of the back …
            sheets.iter().for_each(|(front, back)| pages.extend([front.right, back.left]));
            // … and out of it again.
            sheets.iter().rev().for_each(|(front, back)| pages.extend([back.right, front.left]));
            rest = after;
        }
        pages
    }

    #[test]
    fn eight_pages_on_two_sheets() {
        let places: Vec<[usize; 2]> =
            sides(8, None).iter().map(|side| [side.left, side.right].map(|page| page.map_or(0, |p| p + 1))).collect();
        assert_eq!(places, [[8, 1], [2, 7], [6, 3], [4, 5]]);
    }

    #[test]
    fn a_booklet_folded_at_the_right_is_mirrored() {
        let places: Vec<_> =
            sides(4, None).into_iter().map(|side| side.mirrored()).map(|s| (s.left, s.right)).collect();
        assert_eq!(places, [(Some(0), Some(3)), (Some(2), Some(1))]);
    }

    #[test]
    fn inner_sheets_move_towards_the_fold() {
        let shifts: Vec<i64> =
            sides(12, Some(3)).iter().map(|side| side.shift(Length::from_pt(4)).millipt() / 1000).collect();
        assert_eq!(shifts, [0, 0, 2, 2, 4, 4]);
    }

    proptest! {
        #[test]
        fn a_folded_booklet_reads_in_order(pages in 0usize..400, sheets in proptest::option::of(1usize..12)) {
            let read = read(&sides(pages, sheets));
            let expected: Vec<Option<usize>> = (0..pages).map(Some).collect();
            prop_assert_eq!(&read[..pages], &expected[..]);
            prop_assert!(read[pages..].iter().all(Option::is_none));
            prop_assert!(read.len() - pages < 4, "no sheet is blank");
        }
    }
}
