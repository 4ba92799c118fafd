//! Classes: the look that a theme gives to text that an author has marked, `[class.ship]` for `[Heron]{.ship}`, and to
//! kinds of text such as letters and plays, whose parts are paragraphs of a class.
//!
//! A class changes the style of what it is on, whatever that is: a signature in a note is as small as the note. On a
//! block of blocks its space and indents are the block's, and the rest is its paragraphs'.

use anthology_base::Length;

use crate::set::{RunLook, TextAlign};
use crate::theme::{Family, Figures, TextStyle};

/// The changes that a class makes to a style; `None` for what it leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassStyle {
    /// Which family.
    pub family: Option<Family>,
    /// Type size, per mille of the size around it.
    pub size: Option<i64>,
    /// Justified, ragged or centred.
    pub align: Option<TextAlign>,
    /// Bold.
    pub bold: Option<bool>,
    /// Italic; roman in italic text.
    pub italic: Option<bool>,
    /// In small capitals.
    pub small_caps: Option<bool>,
    /// In capitals.
    pub uppercase: Option<bool>,
    /// Letter-spacing, thousandths of an em.
    pub tracking: Option<i32>,
    /// Which figures.
    pub figures: Option<Figures>,
    /// First-line indent.
    pub indent: Option<Length>,
    /// From the measure's start, added to what surrounds it.
    pub start: Option<Length>,
    /// From the measure's end.
    pub end: Option<Length>,
    /// Space before.
    pub above: Option<Length>,
    /// Space after.
    pub below: Option<Length>,
    /// Words are broken.
    pub hyphenate: Option<bool>,
    /// No page may end with it.
    pub keep_with_next: Option<bool>,
    /// No page may begin with it.
    pub keep_with_previous: Option<bool>,
    /// It stays on one page.
    pub keep_together: Option<bool>,
}

impl ClassStyle {
    /// The changes of this class after those of a class around it.
    #[must_use]
    pub fn within(&self, outer: &Self) -> Self {
        Self {
            family: self.family.or(outer.family),
            size: match (self.size, outer.size) {
                (Some(own), Some(outer)) => Some(own * outer / 1000),
                (own, outer) => own.or(outer),
            },
            align: self.align.or(outer.align),
            bold: self.bold.or(outer.bold),
            italic: self.italic.or(outer.italic),
            small_caps: self.small_caps.or(outer.small_caps),
            uppercase: self.uppercase.or(outer.uppercase),
            tracking: self.tracking.or(outer.tracking),
            figures: self.figures.or(outer.figures),
            indent: self.indent.or(outer.indent),
            start: self.start.or(outer.start),
            end: self.end.or(outer.end),
            above: self.above.or(outer.above),
            below: self.below.or(outer.below),
            hyphenate: self.hyphenate.or(outer.hyphenate),
            keep_with_next: self.keep_with_next.or(outer.keep_with_next),
            keep_with_previous: self.keep_with_previous.or(outer.keep_with_previous),
            keep_together: self.keep_together.or(outer.keep_together),
        }
    }

    /// What paragraphs within a block of the class have of it: all but the block's own space and indents.
    #[must_use]
    pub fn of_content(&self) -> Self {
        Self {
            start: None,
            end: None,
            above: None,
            below: None,
            keep_with_next: None,
            keep_with_previous: None,
            keep_together: None,
            ..self.clone()
        }
    }

    /// A style with the changes. Lengths are those of running text: `size` over `body` scales them for smaller text, as
    /// in notes.
    #[must_use]
    pub fn apply(&self, style: &TextStyle, size: Length, body: Length) -> TextStyle {
        let scaled = |length: Option<Length>| length.map(|length| length.scale(size.sp(), body.sp().max(1)));
        TextStyle {
            family: self.family.unwrap_or(style.family),
            size: self.size.map_or(style.size, |ratio| style.size.scale(ratio, 1000)),
            leading: style.leading,
            align: self.align.unwrap_or(style.align),
            bold: self.bold.unwrap_or(style.bold),
            semibold: self.bold.map_or(style.semibold, |bold| bold && style.semibold),
            italic: self.italic.unwrap_or(style.italic),
            small_caps: self.small_caps.unwrap_or(style.small_caps),
            all_small_caps: self.small_caps.unwrap_or(true) && style.all_small_caps,
            uppercase: self.uppercase.unwrap_or(style.uppercase),
            tracking: self.tracking.unwrap_or(style.tracking),
            figures: self.figures.unwrap_or(style.figures),
            indent: scaled(self.indent).unwrap_or(style.indent),
            start: style.start + scaled(self.start).unwrap_or_default(),
            end: style.end + scaled(self.end).unwrap_or_default(),
            above: scaled(self.above).unwrap_or(style.above),
            below: scaled(self.below).unwrap_or(style.below),
            rule_above: style.rule_above,
            rule_below: style.rule_below,
            rule_width: style.rule_width,
            anchor: style.anchor,
            hyphenate: self.hyphenate.unwrap_or(style.hyphenate),
            keep_with_next: self.keep_with_next.unwrap_or(style.keep_with_next),
            keep_together: self.keep_together.unwrap_or(style.keep_together),
        }
    }

    /// What it changes in a run of text.
    pub(crate) fn look(&self) -> RunLook {
        RunLook {
            italic: self.italic,
            bold: self.bold,
            small_caps: self.small_caps,
            uppercase: self.uppercase,
            tracking: self.tracking,
        }
    }
}

/// Classes with a meaning of their own, which no theme changes.
const MEANINGFUL: [&str; 14] = [
    "italic",
    "bold",
    "smallcaps",
    "underline",
    "mark",
    "nobreak",
    "quotation",
    "page",
    "continued",
    "new",
    "index",
    "main",
    "text-note",
    "glossary",
];

/// True for a class that is the author's own or that of a kind of text.
pub(crate) fn is_own(class: &str) -> bool {
    !MEANINGFUL.contains(&class)
}
