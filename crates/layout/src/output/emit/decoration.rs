//! Rules under and through text.

use anthology_base::Length;

use crate::fonts::Fonts;
use crate::page::{GlyphRun, Rect};
use crate::paragraph::line::Decoration;

/// The rule under or through a run.
pub(super) fn decoration_rule(fonts: &Fonts, glyphs: &GlyphRun, width: Length, decoration: Decoration) -> Option<Rect> {
    let font = fonts.get(glyphs.font);
    let offset = match decoration {
        Decoration::None => return None,
        Decoration::Underline => font.underline_offset,
        Decoration::Strike => font.strike_offset,
    };
    let height = font.scale(i32::from(font.underline_thickness.max(1)), glyphs.size);
    let y = glyphs.y - font.scale(i32::from(offset), glyphs.size) - height / 2;
    Some(Rect { x: glyphs.x, y, width, height })
}
