//! Spaces between words: those that the layout has not set, and the forms of [`word_space`].

use std::ops::Range;

use anthology_base::Length;
use anthology_layout::page::{GlyphRun, Item, ItemKind, Tag};

use super::{Pen, Writer};
use crate::costs::{ITEMS_OF_LINE, WORD_GAP};
use crate::show;
use crate::syntax::{flip, push_int, push_milli};
use crate::word_space::{self, Forms};

impl Writer<'_> {
    /// True for a run of a space alone (of another font than the words beside it) to the left of the text before it, which
    /// is followed by a form of [`word_space`].
    pub(super) fn is_space_at_left(&self, run: &GlyphRun) -> bool {
        let is_left = |pen: Pen| pen.baseline == flip(self.height, run.y) && run.x.sp() < pen.extent.left;
        let has_width = || run.glyphs.iter().any(|glyph| glyph.advance > Length::ZERO);
        self.forms != Forms::None && run.text.trim().is_empty() && self.state.pen.is_some_and(is_left) && has_width()
    }

    /// Shows a space before a run that is set apart from the text before it on the line, so that the two are not read as
    /// one word (14.8.2.5 requires spaces between words): a number and its title, a title and its page.
    pub(super) fn separate_words(&mut self, run: &GlyphRun, tag: Tag, rest: &[&Item]) {
        let faces = self.faces;
        let (Some(Tag::Content { node: open, .. }), Tag::Content { node, .. }) = (self.open, tag) else { return };
        let (Some(pen), Some(selected)) = (self.state.pen, self.state.font) else { return };
        if open != node || pen.baseline != flip(self.height, run.y) || self.state.after_space {
            return;
        }
        let Some(gap) = gap(pen.extent, run) else { return };
        // In bidirectional text, the next run in logical order may be beyond one that is read later.
        let between = |item: &&Item| matches!(&item.kind, ItemKind::Glyphs(other) if other.y == run.y && gap.contains(&other.x.sp()));
        if run.text.starts_with(char::is_whitespace) || rest.iter().take(ITEMS_OF_LINE).any(between) {
            return;
        }
        let Some(face) = faces.get(selected.font as usize).and_then(Option::as_ref) else { return };
        let (Some(layer), Some(space)) = (face.layers.get(selected.layer), face.font.glyph(' ')) else { return };
        let code = layer.code(space);
        if code == 0 || layer.text(code) != " " {
            return;
        }
        let thousandth = (Length::from_millipt(selected.size).sp() * i64::from(self.state.scale)).max(1);
        // A run at the left is read from right to left: its space belongs at the left edge of the text before it.
        let back = match gap.end <= pen.extent.left {
            true => (pen.x - pen.extent.left) * show::PARTS / thousandth + layer.width(code),
            false => 0,
        };
        self.out.push(b'[');
        if back != 0 {
            push_int(&mut self.out, back);
        }
        self.out.push(b'(');
        layer.push(&mut self.out, code);
        self.put(")]TJ\n");
        self.state.pen = None;
        if back != 0 && self.forms != Forms::None {
            self.form(word_space::SPACE, run, Length::from_sp(gap.start));
        }
    }

    /// Paints a form of [`word_space`] at a position of a run.
    pub(super) fn form(&mut self, form: &str, run: &GlyphRun, x: Length) {
        self.end_text();
        self.forms = Forms::Used;
        self.put("q ");
        let size = run.size.millipt();
        for n in [size, 0, 0, size, x.millipt(), flip(self.height, run.y)] {
            push_milli(&mut self.out, n);
            self.put(" ");
        }
        self.put("cm/");
        self.put(form);
        self.put(" Do Q\n");
    }
}

/// The gap between shown text and a run on either side of it, if it is at least [`WORD_GAP`] wide.
fn gap(show::Extent { left, right }: show::Extent, run: &GlyphRun) -> Option<Range<i64>> {
    let least = run.size.scale(WORD_GAP, 1000).sp();
    let (start, width) = (run.x.sp(), || run.glyphs.iter().map(|glyph| glyph.advance.sp()).sum::<i64>());
    if start - right > least {
        return Some(right..start);
    }
    let end = if start < left { start + width() } else { start };
    (left - end > least).then_some(end..left)
}
