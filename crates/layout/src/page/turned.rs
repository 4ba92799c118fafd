//! Turned frames: broadside tables, which are read with the page turned clockwise.

use anthology_base::Length;

use crate::page::{GlyphRun, Rect};

/// A frame that is turned anticlockwise by a right angle, so that its top is at the left of the page. Within it, x runs up
/// the page from its foot, and y to the right from its left edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TurnedFrame {
    /// Its top, as an edge of the page's left.
    pub left: Length,
    /// Its left edge, from the top of the page.
    pub foot: Length,
}

impl TurnedFrame {
    /// A rectangle of the frame, on the page.
    pub fn rect_on_page(self, rect: Rect) -> Rect {
        let Rect { x, y, width, height } = rect;
        Rect { x: self.left + y, y: self.foot - x - width, width: height, height: width }
    }

    /// A rectangle of the page, in the frame.
    pub fn rect_in_frame(self, rect: Rect) -> Rect {
        let Rect { x, y, width, height } = rect;
        Rect { x: self.foot - y - height, y: x - self.left, width: height, height: width }
    }

    /// A run of the frame, on the page.
    pub fn run_on_page(self, run: GlyphRun) -> GlyphRun {
        GlyphRun { x: self.left + run.y, y: self.foot - run.x, turned: true, ..run }
    }

    /// A run of the page, in the frame.
    pub fn run_in_frame(self, run: GlyphRun) -> GlyphRun {
        GlyphRun { x: self.foot - run.y, y: run.x - self.left, turned: false, ..run }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_comes_back_from_the_page() {
        let pt = Length::from_pt;
        let frame = TurnedFrame { left: pt(40), foot: pt(500) };
        let rect = Rect { x: pt(10), y: pt(20), width: pt(300), height: pt(9) };
        let on_page = frame.rect_on_page(rect);
        assert_eq!(on_page, Rect { x: pt(60), y: pt(190), width: pt(9), height: pt(300) });
        assert_eq!(frame.rect_in_frame(on_page), rect);
    }
}
