//! The sheet around a trimmed page: bleed, crop marks, and the boxes that say where they are (ISO 32000-1,
//! 14.11.2).

use anthology_base::{Lang, Length};
use lopdf::Dictionary;

use crate::syntax::{milli, push_milli};

/// How far what is printed runs over the trim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bleed {
    /// On all four sides.
    Round(Length),
    /// On the three sides that are trimmed, and not at the spine.
    Outside(Length),
}

/// Where a page's spine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spine {
    Left,
    Right,
}

impl Spine {
    /// Of the page of this index, from 0, in a book of a language: the first page's is to the left, and in a book
    /// that is read from right to left to the right.
    pub(crate) fn of(index: usize, language: Lang) -> Self {
        if index.is_multiple_of(2) != language.is_rtl() { Self::Left } else { Self::Right }
    }
}

/// The distance of crop marks from the trim where the bleed doesn't push them farther, their length, and what is
/// left beyond them.
const MARK_DISTANCE: Length = Length::from_pt(9);
const MARK_LENGTH: Length = Length::from_pt(18);
const MARK_MARGIN: Length = Length::from_pt(3);

/// A page on its sheet, in thousandths of a point from the sheet's lower left corner: left, bottom, right, top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Boxes {
    media: [i64; 4],
    bleed: [i64; 4],
    trim: [i64; 4],
    /// The distance of crop marks from the trim, where there are any.
    marks: Option<i64>,
}

impl Boxes {
    /// Around a page.
    pub(crate) fn new(spine: Spine, (width, height): (Length, Length), bleed: Bleed, marks: bool) -> Self {
        let (Bleed::Round(length) | Bleed::Outside(length)) = bleed;
        let round = length.millipt();
        let [left, right] = match (bleed, spine) {
            (Bleed::Round(_), _) => [round, round],
            (Bleed::Outside(_), Spine::Left) => [0, round],
            (Bleed::Outside(_), Spine::Right) => [round, 0],
        };
        let distance = round.max(MARK_DISTANCE.millipt());
        let slug = if marks { distance + MARK_LENGTH.millipt() + MARK_MARGIN.millipt() } else { 0 };
        let (x, y) = (slug.max(left), slug.max(round));
        let (width, height) = (width.millipt(), height.millipt());
        let trim = [x, y, x + width, y + height];
        Self {
            media: [0, 0, trim[2] + slug.max(right), trim[3] + y],
            bleed: [x - left, y - round, trim[2] + right, trim[3] + round],
            trim,
            marks: marks.then_some(distance),
        }
    }

    /// Says them in a page.
    pub(crate) fn set(&self, page: &mut Dictionary) {
        for (key, corners) in [("MediaBox", self.media), ("BleedBox", self.bleed), ("TrimBox", self.trim)] {
            page.set(key, corners.map(milli).to_vec());
        }
    }

    /// What is drawn before the page: the crop marks, and the move to the trim's corner.
    pub(crate) fn prologue(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(distance) = self.marks {
            out.extend_from_slice(b"q .25 w\n");
            let [left, bottom, right, top] = self.trim;
            let length = MARK_LENGTH.millipt();
            for x in [left, right] {
                line(&mut out, [x, bottom - distance], [x, bottom - distance - length]);
                line(&mut out, [x, top + distance], [x, top + distance + length]);
            }
            for y in [bottom, top] {
                line(&mut out, [left - distance, y], [left - distance - length, y]);
                line(&mut out, [right + distance, y], [right + distance + length, y]);
            }
            out.extend_from_slice(b"Q\n");
        }
        if self.trim[..2] != [0, 0] {
            out.extend_from_slice(b"1 0 0 1 ");
            push_point(&mut out, [self.trim[0], self.trim[1]]);
            out.extend_from_slice(b"cm\n");
        }
        out
    }
}

fn line(out: &mut Vec<u8>, from: [i64; 2], to: [i64; 2]) {
    push_point(out, from);
    out.extend_from_slice(b"m ");
    push_point(out, to);
    out.extend_from_slice(b"l S\n");
}

fn push_point(out: &mut Vec<u8>, point: [i64; 2]) {
    for n in point {
        push_milli(out, n);
        out.push(b' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: (Length, Length) = (Length::from_pt(400), Length::from_pt(600));

    #[test]
    fn a_bleed_leaves_the_spine_alone() {
        let bleed = Bleed::Outside(Length::from_pt(9));
        let recto = Boxes::new(Spine::of(0, Lang::EN_GB), PAGE, bleed, false);
        assert_eq!(recto.media, [0, 0, 409_000, 618_000]);
        assert_eq!(recto.trim, [0, 9000, 400_000, 609_000]);
        let verso = Boxes::new(Spine::of(1, Lang::EN_GB), PAGE, bleed, false);
        assert_eq!(verso.trim, [9000, 9000, 409_000, 609_000]);
        assert_eq!(verso.bleed, verso.media);
        let hebrew: Lang = "he".parse().unwrap();
        assert_eq!(Boxes::new(Spine::of(0, hebrew), PAGE, bleed, false), verso);
    }

    #[test]
    fn marks_stand_beyond_the_bleed() {
        let boxes = Boxes::new(Spine::Left, PAGE, Bleed::Round(Length::from_pt(12)), true);
        assert_eq!(boxes.trim, [33_000, 33_000, 433_000, 633_000]);
        assert_eq!(boxes.bleed, [21_000, 21_000, 445_000, 645_000]);
        assert_eq!(boxes.media, [0, 0, 466_000, 666_000]);
        let drawn = String::from_utf8(boxes.prologue()).unwrap();
        assert!(drawn.starts_with("q .25 w\n33 21 m 33 3 l S\n"), "{drawn}");
        assert!(drawn.ends_with("Q\n1 0 0 1 33 33 cm\n"), "{drawn}");
    }
}
