//! Lines: the output of the paragraph builder, and the input of the page builder. A [`crate::ParagraphBuilder`] makes
//! [`crate::ParagraphSettings`] of a paragraph, its style and its [`Measure`]; they tell how many lines each
//! setting has, and make the lines of the one that is chosen.
//!
//! A plain line is one run, spaces among its glyphs. A raised or lowered run has its baseline's y: negative
//! above the line's. To place a line, add the line's place to the x and y of its runs.

use std::ops::Range;

use anthology_base::Length;

use crate::page::GlyphRun;

/// A paragraph in one of its settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Total demerits; larger is worse. Compares settings of one paragraph.
    pub demerits: i64,
    /// Lines more (or fewer) than in the best setting.
    pub looseness: i8,
    /// True if a line could not be brought into its measure, and was set too long or too loose.
    pub overfull: bool,
}

/// A line: runs placed from the measure's left edge, with the baseline at y = 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its glyphs; x from the left edge of the paragraph's measure (a protruding quote's x is negative).
    pub runs: Vec<LineRun>,
    /// The bytes of the paragraph's text on it, the space at its end included.
    pub text: Range<u32>,
    /// From the first glyph's origin to the end of the last, without the space at its end.
    pub width: Length,
    /// True if a hyphen was added at its end.
    pub hyphenated: bool,
    /// Pictures in the line: index into the paragraph's objects, and the x of its left edge.
    pub images: Vec<(u32, Length)>,
    /// Ratio by which its spaces were stretched (positive) or shrunk (negative), per mille of what they allow.
    pub ratio: i32,
}

/// A glyph run, and which part of its paragraph it is.
#[derive(Clone, Debug, PartialEq)]
pub struct LineRun {
    /// The glyphs.
    pub glyphs: GlyphRun,
    /// Index into the paragraph's runs.
    pub run: u32,
    /// Its bytes of the paragraph's text.
    pub text: Range<u32>,
    /// Width from its first origin to the end of its last advance.
    pub width: Length,
    /// Underlined or struck through: draw a rule of this kind under or through it.
    pub decoration: Decoration,
}

/// A rule under or through glyphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decoration {
    /// None.
    #[default]
    None,
    /// Under the baseline.
    Underline,
    /// Through the x-height.
    Strike,
}

/// The space that a paragraph is set in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Measure {
    /// Width of the column.
    pub width: Length,
    /// Indent of the first line; negative for one that begins before the measure.
    pub indent: Length,
    /// The first lines that are shorter at their start, as beside a drop cap.
    pub notch: Option<Notch>,
}

/// The room that a drop cap takes from the first lines of its paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notch {
    /// Lines that are shorter.
    pub lines: u8,
    /// By how much.
    pub width: Length,
    /// By how much the first of them is: less beside a letter that is narrow at its top.
    pub first: Length,
}
