//! Chinese, Japanese and Korean: characters that stand in squares, marks that fill half of theirs, and the white
//! between squares and letters.
//!
//! A full-width bracket, comma or stop is ink on one half of its square and white on the other. The white goes at
//! the edges of a line, where the mark is set half-width, and where two marks stand side by side (Requirements for
//! Japanese Text Layout, 3.1.3 to 3.1.5; Requirements for Chinese Text Layout, 3.1.6). What is left of it is what a
//! line gives first when it has to become narrower; a line that has to become wider opens between all its squares.

use anthology_typeset::is_square;
use harfrust::Script;

use crate::costs::{CJK_GLUE, CJK_LATIN_SPACE, HANGUL_GLUE, LAST_MAX_SPACE_SHRINK, MIN_MARK_SPACE};
use crate::paragraph::prepare::{Material, Token, TokenKind, script_of};
use crate::shaping::shaper::Shaper;

/// Whether a text may have such characters: whether one is beyond U+2FFF.
pub(crate) fn may_have(text: &str) -> bool {
    text.bytes().any(|byte| byte >= 0xe3)
}

/// Syllables of Korean.
pub(crate) fn is_syllable(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7af}')
}

/// Marks that a Latin font has as well, narrower, where Chinese and Japanese want the square's.
pub(crate) fn is_shared_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Marks with white before them, in their square.
fn opens(c: char) -> bool {
    matches!(
        c,
        '「' | '『'
            | '（'
            | '〈'
            | '《'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〚'
            | '［'
            | '｛'
            | '｟'
            | '〝'
            | '“'
            | '‘'
    )
}

/// Marks with white after them, in their square.
fn closes(c: char) -> bool {
    matches!(
        c,
        '」' | '』'
            | '）'
            | '〉'
            | '》'
            | '】'
            | '〕'
            | '〗'
            | '〙'
            | '〛'
            | '］'
            | '｝'
            | '｠'
            | '〟'
            | '”'
            | '’'
    ) || matches!(c, '、' | '。' | '，' | '．' | '：' | '；' | '！' | '？')
}

/// The white before and after a mark in its square, in scaled points: none of other characters, and none that is not
/// half of a square.
pub(crate) fn white(shaper: &Shaper<'_>, material: &Material, token: &Token, c: char) -> [i64; 2] {
    if !opens(c) && !closes(c) {
        return [0; 2];
    }
    let face = &material.styles[usize::from(token.style)];
    let white = shaper.white(&face.plan, c);
    let half =
        |units: i32| if i64::from(units) * 1000 >= face.upem * i64::from(MIN_MARK_SPACE) { face.sp(units) } else { 0 };
    if opens(c) { [half(white[0]), 0] } else { [0, half(white[1])] }
}

/// The first and the last character of a token.
fn edges(material: &Material, token: &Token) -> Option<[char; 2]> {
    let text = &material.text[token.start as usize..token.end as usize];
    (token.kind == TokenKind::Word).then(|| text.chars().next().zip(text.chars().next_back()))?.map(|(a, b)| [a, b])
}

/// Closes up marks that stand side by side, parts squares from letters, and says what the gaps give.
pub(crate) fn space(shaper: &Shaper<'_>, material: &mut Material) {
    for i in 1..material.tokens.len() {
        let (before, after) = (&material.tokens[i - 1], &material.tokens[i]);
        let (Some([_, a]), Some([b, _])) = (edges(material, before), edges(material, after)) else { continue };
        if !is_square(a) && !is_square(b) && !is_shared_mark(a) && !is_shared_mark(b) {
            continue;
        }
        let gap = gap(shaper, material, [before, after], [a, b]);
        let token = &mut material.tokens[i - 1];
        token.kern = gap.kern;
        token.sums.width += gap.kern;
        token.sums.stretch += gap.stretch;
        token.sums.shrink += gap.shrink;
    }
}

/// What is between two tokens, in scaled points.
#[derive(Default)]
struct Gap {
    kern: i64,
    stretch: i64,
    shrink: i64,
}

fn gap(shaper: &Shaper<'_>, material: &Material, [before, after]: [&Token; 2], [a, b]: [char; 2]) -> Gap {
    let size = material.styles[usize::from(before.style)].size.sp();
    let [trail, lead] = [white(shaper, material, before, a)[1], white(shaper, material, after, b)[0]];
    let kern = match () {
        () if trail > 0 && (closes(b) || lead > 0) => -trail,
        () if lead > 0 && opens(a) => -lead,
        () if parted(a, b) || parted(b, a) => {
            return Gap { kern: size / CJK_LATIN_SPACE, stretch: size / CJK_LATIN_SPACE, shrink: 0 };
        }
        () => 0,
    };
    let left = trail + lead + kern.min(0);
    let stretch = match () {
        () if opens(a) || closes(b) || !is_square(a) || !is_square(b) => 0,
        () if is_syllable(a) || is_syllable(b) => size / HANGUL_GLUE,
        () => size / CJK_GLUE,
    };
    Gap { kern, stretch, shrink: left.max(0) * 1000 / LAST_MAX_SPACE_SHRINK }
}

/// Whether white is added between an ideograph or kana and what is neither that nor a mark.
fn parted(square: char, other: char) -> bool {
    matches!(script_of(square), Script::HAN | Script::HIRAGANA | Script::KATAKANA | Script::BOPOMOFO)
        && other.is_alphanumeric()
        && !is_square(other)
}
