//! Words without the shaper. What it would make of most is known from what it makes of each two letters that stand
//! side by side in them, of which a book has some hundreds, where it has tens of thousands of words.

#[expect(clippy::disallowed_types, reason = "looked up by letter and by pair, never walked through")]
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use harfrust::Script;
use rustc_hash::FxBuildHasher;

use crate::fonts::Reach;
use crate::paragraph::prepare::script_of;
use crate::shaping::shaper::ShapedGlyph;

/// The letters and pairs of a plan, as far as words have had them.
pub(crate) struct Pairs {
    reach: Reach,
    known: Mutex<Known>,
}

#[derive(Default)]
#[expect(clippy::disallowed_types, reason = "looked up by letter and by pair, never walked through")]
struct Known {
    /// None for what stands otherwise beside others than alone, or not as the character map has it.
    letters: HashMap<char, Option<Letter>, FxBuildHasher>,
    /// None where the two become something else.
    pairs: HashMap<[u16; 2], Option<Meeting>, FxBuildHasher>,
}

#[derive(Clone, Copy)]
struct Letter {
    glyph: u16,
    advance: i32,
}

/// What two letters do to each other.
#[derive(Clone, Copy)]
struct Meeting {
    /// Added to the advance of the first.
    kern: i32,
    /// Whether the second would stand elsewhere if the word began with it.
    joined: bool,
}

impl Pairs {
    /// For a plan of a font whose rules reach so far.
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
            let letter = || self.letter(&text[at..end], c, glyph(c)?, &shape);
            let Letter { glyph: id, advance } = (*known.letters.entry(c).or_insert_with(letter))?;
            let mut joined = false;
            if let Some(before) = glyphs.last_mut() {
                let pair = [before.id, id];
                let meet = || self.meeting(&text[start..end], pair, [before.advance, advance], &shape);
                let meeting = (*known.pairs.entry(pair).or_insert_with(meet))?;
                before.advance += meeting.kern;
                joined = meeting.joined;
            }
            glyphs.push(ShapedGlyph { id, advance, dx: 0, dy: 0, cluster: at as u32, joined });
            start = at;
        }
        Some(glyphs.into_boxed_slice())
    }

    fn letter(&self, text: &str, c: char, glyph: u16, shape: impl Fn(&str) -> Box<[ShapedGlyph]>) -> Option<Letter> {
        if !stands_apart(c) || glyph == 0 || self.reach.is_far(glyph) {
            return None;
        }
        match &*shape(text) {
            [own] if own.id == glyph && (own.dx, own.dy) == (0, 0) => Some(Letter { glyph, advance: own.advance }),
            _ => None,
        }
    }

    fn meeting(
        &self,
        text: &str,
        pair: [u16; 2],
        alone: [i32; 2],
        shape: impl Fn(&str) -> Box<[ShapedGlyph]>,
    ) -> Option<Meeting> {
        if self.reach.begins(pair) {
            return None;
        }
        match &*shape(text) {
            [first, second]
                if [first.id, second.id] == pair
                    && second.advance == alone[1]
                    && [first.dx, first.dy, second.dx, second.dy] == [0; 4] =>
            {
                Some(Meeting { kern: first.advance - alone[0], joined: second.joined })
            }
            _ => None,
        }
    }
}

/// Letters of the scripts that are written one beside the other, and marks of punctuation. Spaces, figures (which a
/// fraction's stroke changes), and what combines or is not seen are none.
fn stands_apart(c: char) -> bool {
    let letter = || c.is_alphabetic() && matches!(script_of(c), Script::LATIN | Script::GREEK | Script::CYRILLIC);
    c.is_ascii_punctuation() || matches!(c, '«' | '»' | '\u{2010}'..='\u{2027}' | '\u{2039}' | '\u{203a}') || letter()
}
