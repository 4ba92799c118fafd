//! Shaping words from a cache of their letters and kerning pairs, without the shaper.
//!
//! Where a font's rules look at no more than two adjacent glyphs ([`Reach`]), the advances of single letters and the
//! kerns of pairs, each shaped once, give the glyphs of any word: a book has some hundreds of pairs, where it has tens of
//! thousands of words. What is not known so is left to the shaper.

#[expect(clippy::disallowed_types, reason = "looked up by letter and by pair, never walked through")]
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use harfrust::Script;
use rustc_hash::FxBuildHasher;

use crate::fonts::{GlyphPair, Reach};
use crate::shaping::script::script_of;
use crate::shaping::shaper::ShapedGlyph;

/// The letters and kerning pairs of a shape plan, as far as words have had them.
pub(crate) struct KernCache {
    reach: Reach,
    known: Mutex<KnownKerns>,
}

#[derive(Default)]
#[expect(clippy::disallowed_types, reason = "looked up by letter and by pair, never walked through")]
struct KnownKerns {
    /// `None` where a character's glyph is not the character map's, or other beside others than alone.
    letters: HashMap<char, Option<LoneGlyph>, FxBuildHasher>,
    /// `None` where the two become something else.
    pairs: HashMap<GlyphPair, Option<PairKern>, FxBuildHasher>,
}

/// A glyph shaped by itself.
#[derive(Clone, Copy)]
struct LoneGlyph {
    glyph: u16,
    advance: i32,
}

/// The effect of two adjacent glyphs on each other.
#[derive(Clone, Copy)]
struct PairKern {
    /// Added to the advance of the first.
    kern: i32,
    /// True if the second would be elsewhere if the word began with it.
    unsafe_to_break: bool,
}

impl KernCache {
    /// For a plan of a font whose rules have this reach.
    pub(crate) fn new(reach: Reach) -> Self {
        Self { reach, known: Mutex::default() }
    }

    /// The glyphs of a word, the same as the shaper's; `None` where only the shaper knows. `shape` is the shaper,
    /// and `glyph` the character map.
    pub(crate) fn word(
        &self,
        text: &str,
        shape: impl Fn(&str) -> Box<[ShapedGlyph]>,
        glyph: impl Fn(char) -> Option<u16>,
    ) -> Option<Box<[ShapedGlyph]>> {
        let known = &mut *self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut glyphs: Vec<ShapedGlyph> = Vec::with_capacity(text.len());
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let letter = || self.shape_letter(&text[at..end], c, glyph(c)?, &shape);
            let LoneGlyph { glyph: id, advance } = (*known.letters.entry(c).or_insert_with(letter))?;
            let mut unsafe_to_break = false;
            if let Some(before) = glyphs.last_mut() {
                let pair = GlyphPair { first: before.id, second: id };
                let first = LoneGlyph { glyph: before.id, advance: before.advance };
                let second = LoneGlyph { glyph: id, advance };
                let shape_pair = || self.shape_pair(&text[start..end], first, second, &shape);
                let kern = (*known.pairs.entry(pair).or_insert_with(shape_pair))?;
                before.advance += kern.kern;
                unsafe_to_break = kern.unsafe_to_break;
            }
            glyphs.push(ShapedGlyph { id, advance, dx: 0, dy: 0, cluster: at as u32, unsafe_to_break });
            start = at;
        }
        Some(glyphs.into_boxed_slice())
    }

    fn shape_letter(
        &self,
        text: &str,
        c: char,
        glyph: u16,
        shape: impl Fn(&str) -> Box<[ShapedGlyph]>,
    ) -> Option<LoneGlyph> {
        if !is_simple(c) || glyph == 0 || self.reach.is_far(glyph) {
            return None;
        }
        match &*shape(text) {
            [own] if own.id == glyph && (own.dx, own.dy) == (0, 0) => Some(LoneGlyph { glyph, advance: own.advance }),
            _ => None,
        }
    }

    fn shape_pair(
        &self,
        text: &str,
        first_alone: LoneGlyph,
        second_alone: LoneGlyph,
        shape: impl Fn(&str) -> Box<[ShapedGlyph]>,
    ) -> Option<PairKern> {
        let pair = GlyphPair { first: first_alone.glyph, second: second_alone.glyph };
        if self.reach.begins(pair) {
            return None;
        }
        match &*shape(text) {
            [first, second]
                if (first.id, second.id) == (pair.first, pair.second)
                    && second.advance == second_alone.advance
                    && [first.dx, first.dy, second.dx, second.dy] == [0; 4] =>
            {
                Some(PairKern { kern: first.advance - first_alone.advance, unsafe_to_break: second.unsafe_to_break })
            }
            _ => None,
        }
    }
}

/// True if a character is a letter of an alphabet without joining, or punctuation. Spaces, figures (which a fraction's
/// stroke changes), and what combines or is invisible are not simple.
fn is_simple(c: char) -> bool {
    let letter = || c.is_alphabetic() && matches!(script_of(c), Script::LATIN | Script::GREEK | Script::CYRILLIC);
    c.is_ascii_punctuation() || matches!(c, '«' | '»' | '\u{2010}'..='\u{2027}' | '\u{2039}' | '\u{203a}') || letter()
}
