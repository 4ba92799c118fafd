//! Page boundaries: the media, bleed and trim boxes of a page for a press (ISO 32000-1, 14.11.2), and its crop marks.

use anthology_base::{Lang, Length};
use lopdf::Dictionary;

use crate::costs::{CROP_MARK_DISTANCE, CROP_MARK_LENGTH, CROP_MARK_MARGIN};
use crate::syntax::{Corners, Point, Size, push_milli};

/// The bleed: the area outside the trim that is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bleed {
    /// On all four sides.
    Round(Length),
    /// On the three sides that are trimmed, and not at the spine.
    Outside(Length),
}

/// The side of a page that is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spine {
    Left,
    Right,
}

impl Spine {
    /// The bound side of the page with this index, from 0. The first page is bound at its left, or at its right in a
    /// book that is read from right to left.
    pub(crate) fn of(index: usize, language: Lang) -> Self {
        if index.is_multiple_of(2) != language.is_rtl() { Self::Left } else { Self::Right }
    }
}

/// The page boxes of a page, from the lower left corner of its media box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Boxes {
    media: Corners,
    bleed: Corners,
    trim: Corners,
    /// The distance of crop marks from the trim, where there are any.
    marks: Option<i64>,
}

impl Boxes {
    /// The boxes around a page of a trim size, with room for crop marks where it has any.
    pub(crate) fn new(spine: Spine, trim: Size, bleed: Bleed, marks: bool) -> Self {
        let (Bleed::Round(length) | Bleed::Outside(length)) = bleed;
        let round = length.millipt();
        // Sheets are gathered before they are trimmed, so the bound side may have no bleed (KDP, IngramSpark).
        let (at_left, at_right) = match (bleed, spine) {
            (Bleed::Round(_), _) => (round, round),
            (Bleed::Outside(_), Spine::Left) => (0, round),
            (Bleed::Outside(_), Spine::Right) => (round, 0),
        };
        let distance = round.max(CROP_MARK_DISTANCE.millipt());
        let slug = if marks { distance + CROP_MARK_LENGTH.millipt() + CROP_MARK_MARGIN.millipt() } else { 0 };
        let (left, bottom) = (slug.max(at_left), slug.max(round));
        let trim = Corners { left, bottom, right: left + trim.width.millipt(), top: bottom + trim.height.millipt() };
        Self {
            media: Corners { left: 0, bottom: 0, right: trim.right + slug.max(at_right), top: trim.top + bottom },
            bleed: Corners {
                left: left - at_left,
                bottom: bottom - round,
                right: trim.right + at_right,
                top: trim.top + round,
            },
            trim,
            marks: marks.then_some(distance),
        }
    }

    /// Writes the boxes into a page's dictionary.
    pub(crate) fn set(&self, page: &mut Dictionary) {
        for (key, corners) in [("MediaBox", self.media), ("BleedBox", self.bleed), ("TrimBox", self.trim)] {
            page.set(key, corners.numbers());
        }
    }

    /// The content before the page's own: the crop marks, and a translation to the trim box's corner.
    pub(crate) fn prologue(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(distance) = self.marks {
            out.extend_from_slice(b"q .25 w\n");
            let Corners { left, bottom, right, top } = self.trim;
            let length = CROP_MARK_LENGTH.millipt();
            let mut line = |from: Point, to: Point| push_line(&mut out, from, to);
            for x in [left, right] {
                line(Point { x, y: bottom - distance }, Point { x, y: bottom - distance - length });
                line(Point { x, y: top + distance }, Point { x, y: top + distance + length });
            }
            for y in [bottom, top] {
                line(Point { x: left - distance, y }, Point { x: left - distance - length, y });
                line(Point { x: right + distance, y }, Point { x: right + distance + length, y });
            }
            out.extend_from_slice(b"Q\n");
        }
        let corner = Point { x: self.trim.left, y: self.trim.bottom };
        if corner != (Point { x: 0, y: 0 }) {
            out.extend_from_slice(b"1 0 0 1 ");
            push_point(&mut out, corner);
            out.extend_from_slice(b"cm\n");
        }
        out
    }
}

fn push_line(out: &mut Vec<u8>, from: Point, to: Point) {
    push_point(out, from);
    out.extend_from_slice(b"m ");
    push_point(out, to);
    out.extend_from_slice(b"l S\n");
}

fn push_point(out: &mut Vec<u8>, point: Point) {
    for n in [point.x, point.y] {
        push_milli(out, n);
        out.push(b' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Size = Size { width: Length::from_pt(400), height: Length::from_pt(600) };

    fn corners(left: i64, bottom: i64, right: i64, top: i64) -> Corners {
        Corners { left, bottom, right, top }
    }

    #[test]
    fn a_bleed_leaves_the_spine_alone() {
        let bleed = Bleed::Outside(Length::from_pt(9));
        let recto = Boxes::new(Spine::of(0, Lang::EN_GB), PAGE, bleed, false);
        assert_eq!(recto.media, corners(0, 0, 409_000, 618_000));
        assert_eq!(recto.trim, corners(0, 9000, 400_000, 609_000));
        let verso = Boxes::new(Spine::of(1, Lang::EN_GB), PAGE, bleed, false);
        assert_eq!(verso.trim, corners(9000, 9000, 409_000, 609_000));
        assert_eq!(verso.bleed, verso.media);
        let hebrew: Lang = "he".parse().unwrap();
        assert_eq!(Boxes::new(Spine::of(0, hebrew), PAGE, bleed, false), verso);
    }

    #[test]
    fn crop_marks_are_outside_the_bleed() {
        let boxes = Boxes::new(Spine::Left, PAGE, Bleed::Round(Length::from_pt(12)), true);
        assert_eq!(boxes.trim, corners(33_000, 33_000, 433_000, 633_000));
        assert_eq!(boxes.bleed, corners(21_000, 21_000, 445_000, 645_000));
        assert_eq!(boxes.media, corners(0, 0, 466_000, 666_000));
        let drawn = String::from_utf8(boxes.prologue()).unwrap();
        assert!(drawn.starts_with("q .25 w\n33 21 m 33 3 l S\n"), "{drawn}");
        assert!(drawn.ends_with("Q\n1 0 0 1 33 33 cm\n"), "{drawn}");
    }
}
