//! Printers' requirements: margins, page counts, spines. The figures are those of KDP's help pages
//! GVBQ3CMEQW3W2VL6, G201857950 and GYEKAVKMSE23PFTM and of IngramSpark's file requirements; they were compared with
//! published tables in November 2026.

use std::ops::RangeInclusive;

use anthology_base::Length;

use crate::manifest::{Paper, PrintProfile, Sheet};
use crate::settings::{Margins, PageSize};

/// Thousandths of an inch.
const fn mils(n: i64) -> Length {
    Length::from_pt(72 * n).scale(1, 1000)
}

impl PrintProfile {
    /// The printer's name, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "the printer",
            Self::Kdp => "KDP",
            Self::Ingram => "IngramSpark",
        }
    }

    /// The least inner margin of a book of so many pages.
    pub fn gutter(self, pages: usize) -> Length {
        match self {
            Self::Plain => Length::ZERO,
            Self::Kdp => mils(match pages {
                0..=150 => 375,
                151..=300 => 500,
                301..=500 => 625,
                501..=700 => 750,
                _ => 875,
            }),
            Self::Ingram => mils(500),
        }
    }

    /// The least distance of what is printed from the other three edges.
    pub fn outside(self, bleed: Length) -> Length {
        match self {
            Self::Plain => Length::ZERO,
            Self::Kdp if bleed > Length::ZERO => mils(375),
            Self::Kdp => mils(250),
            Self::Ingram => mils(500),
        }
    }

    /// Margins that are wide enough for a book of so many pages, where those given are not.
    pub fn wider_margins(self, margins: Margins, pages: usize, bleed: Length) -> Option<Margins> {
        let (gutter, outside) = (self.gutter(pages), self.outside(bleed));
        let wide = Margins {
            inner: margins.inner.max(gutter),
            outer: margins.outer.max(outside),
            top: margins.top.max(outside),
            bottom: margins.bottom.max(outside),
        };
        (wide != margins).then_some(wide)
    }

    /// The page sizes that are printed; `None` where the printer must be asked.
    pub fn trims(self) -> Option<TrimRange> {
        (self == Self::Kdp).then(|| TrimRange { widths: mils(4000)..=mils(8500), heights: mils(6000)..=mils(11_690) })
    }

    /// The page counts that a book may have.
    pub fn page_counts(self) -> RangeInclusive<usize> {
        match self {
            Self::Plain => 1..=usize::MAX,
            Self::Kdp => 24..=828,
            Self::Ingram => 18..=usize::MAX,
        }
    }

    /// The pages of a file of so many pages once the blank ones at its end are added: an even number, and for
    /// IngramSpark, whose last page carries the printer's mark, one more leaf where the last page isn't blank.
    pub fn bound_pages(self, pages: usize, last_is_blank: bool) -> usize {
        let needed = if self == Self::Ingram && !last_is_blank { pages + 1 } else { pages };
        needed.next_multiple_of(2)
    }

    /// Returns true if a spine is wide enough for text: on KDP by the pages, elsewhere from a quarter of an inch.
    pub fn spine_takes_text(self, pages: usize, spine: Length) -> bool {
        match self {
            Self::Kdp => pages >= 79,
            _ => spine >= mils(250),
        }
    }

    /// The resolutions that images need at their printed size.
    pub fn resolutions(self) -> Resolutions {
        Resolutions { recommended: 300, least: (self != Self::Plain).then_some(150) }
    }
}

/// The sizes of page that a printer takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrimRange {
    /// Widths of the trimmed page.
    pub widths: RangeInclusive<Length>,
    /// Heights of the trimmed page.
    pub heights: RangeInclusive<Length>,
}

/// Resolutions of images, in dots per inch at the printed size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolutions {
    /// Below this an image looks poor.
    pub recommended: u32,
    /// Below this the printer refuses the file; `None` where it takes any.
    pub least: Option<u32>,
}

impl Paper {
    /// The width of the spine of so many pages.
    pub fn spine(self, pages: usize) -> Length {
        let millionths = match self {
            Self::White => 2252,
            Self::Cream => 2500,
            Self::Colour => 2347,
        };
        Length::from_pt(72).scale(millionths * pages as i64, 1_000_000)
    }
}

impl Sheet {
    /// Its size in landscape orientation.
    pub fn size(self) -> PageSize {
        match self {
            Self::A4 => PageSize { width: mils(297_000).scale(10, 254), height: mils(210_000).scale(10, 254) },
            Self::Letter => PageSize { width: mils(11_000), height: mils(8500) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gutters_grow_with_the_book() {
        let inches = |pages| PrintProfile::Kdp.gutter(pages).pt() / 72.0;
        let found: Vec<f64> = [24, 150, 151, 300, 500, 501, 828].map(|n| (inches(n) * 1000.0).round()).to_vec();
        assert_eq!(found, [375.0, 375.0, 500.0, 500.0, 625.0, 750.0, 875.0]);
    }

    #[test]
    fn books_end_as_the_printer_wants() {
        assert_eq!(PrintProfile::Plain.bound_pages(41, false), 42);
        assert_eq!(PrintProfile::Kdp.bound_pages(42, false), 42);
        assert_eq!(PrintProfile::Ingram.bound_pages(42, false), 44);
        assert_eq!(PrintProfile::Ingram.bound_pages(42, true), 42);
        assert_eq!(PrintProfile::Ingram.bound_pages(41, false), 42);
    }

    #[test]
    fn spines_and_sheets() {
        assert_eq!(Paper::White.spine(200).millipt(), 32_429);
        assert_eq!(Paper::Cream.spine(200).millipt(), 36_000);
        assert_eq!(Sheet::A4.size().width.millipt(), 841_890);
        assert!(!PrintProfile::Kdp.spine_takes_text(78, Length::from_pt(40)));
        assert!(PrintProfile::Ingram.spine_takes_text(78, Length::from_pt(18)));
    }
}
