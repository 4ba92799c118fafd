//! Chinese, Japanese and Korean (CJK): full-width characters, the space within full-width marks, and the space between
//! full-width characters and letters.
//!
//! A full-width bracket, comma or stop has ink on one half of its em square and space on the other. The space is
//! discarded at the edges of a line, where the mark is set half-width, and where two marks are side by side
//! (Requirements for Japanese Text Layout, 3.1.3 to 3.1.5; Requirements for Chinese Text Layout, 3.1.6). What is left of
//! it is glue that only shrinks; glue that only stretches is between all full-width characters.

use anthology_typeset::is_full_width;
use harfrust::Script;

use crate::costs::{CJK_GLUE, CJK_LATIN_SPACE, HANGUL_GLUE, LAST_MAX_SPACE_SHRINK, MIN_MARK_SPACE};
use crate::paragraph::shaped_paragraph::{ShapedParagraph, Token, TokenKind};
use crate::shaping::script::script_of;
use crate::shaping::shaper::Shaper;
use crate::two_sided::{Edges, Elastic};

/// True if a text may have such characters: whether one is beyond U+2FFF.
pub(crate) fn may_have_cjk(text: &str) -> bool {
    text.bytes().any(|byte| byte >= 0xe3)
}

/// True if a character is a syllable of Korean.
pub(crate) fn is_syllable(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7af}')
}

/// Marks that a Latin font has as well, narrower, where Chinese and Japanese want the full-width one.
pub(crate) fn is_shared_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Marks with space before them, in their square.
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

/// Marks with space after them, in their square.
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

/// The space before and after a full-width mark in its square, in scaled points: none of other characters, and none that
/// is not half of a square.
pub(crate) fn mark_space(shaper: &Shaper<'_>, shaped: &ShapedParagraph, token: &Token, c: char) -> Edges<i64> {
    if !opens(c) && !closes(c) {
        return Edges::default();
    }
    let face = shaped.face(token);
    let space = shaper.mark_space(&face.plan, c);
    let half =
        |units: i32| if i64::from(units) * 1000 >= face.upem * i64::from(MIN_MARK_SPACE) { face.sp(units) } else { 0 };
    if opens(c) { Edges { start: half(space.start), end: 0 } } else { Edges { start: 0, end: half(space.end) } }
}

/// The first and the last character of a token.
fn edge_chars(shaped: &ShapedParagraph, token: &Token) -> Option<Edges<char>> {
    let mut chars = shaped.text[token.start as usize..token.end as usize].chars();
    let start = chars.next().filter(|_| token.kind == TokenKind::Word)?;
    Some(Edges { start, end: chars.next_back().unwrap_or(start) })
}

/// Sets marks solid that are side by side, spaces full-width characters from letters, and adds their glue.
pub(crate) fn add_glue(shaper: &Shaper<'_>, shaped: &mut ShapedParagraph) {
    for i in 1..shaped.tokens.len() {
        let (before, after) = (&shaped.tokens[i - 1], &shaped.tokens[i]);
        let (Some(left), Some(right)) = (edge_chars(shaped, before), edge_chars(shaped, after)) else { continue };
        let pair = CharPair { before, last: left.end, after, first: right.start };
        let is_cjk = |c: char| is_full_width(c) || is_shared_mark(c);
        if !is_cjk(pair.last) && !is_cjk(pair.first) {
            continue;
        }
        let CjkGlue { kern, elastic } = pair.glue(shaper, shaped);
        let token = &mut shaped.tokens[i - 1];
        token.kern = kern;
        token.metrics.width += kern;
        token.metrics.glue = token.metrics.glue + elastic;
    }
}

/// The glue between two tokens without a space, in scaled points.
#[derive(Default)]
struct CjkGlue {
    /// Its natural width, negative where marks are set solid.
    kern: i64,
    elastic: Elastic<i64>,
}

/// Two adjacent tokens, and the characters at which they meet.
struct CharPair<'a> {
    before: &'a Token,
    last: char,
    after: &'a Token,
    first: char,
}

impl CharPair<'_> {
    fn glue(&self, shaper: &Shaper<'_>, shaped: &ShapedParagraph) -> CjkGlue {
        let &Self { before, last, after, first } = self;
        let size = shaped.face(before).size.sp();
        let trailing = mark_space(shaper, shaped, before, last).end;
        let leading = mark_space(shaper, shaped, after, first).start;
        let kern = if trailing > 0 && (closes(first) || leading > 0) {
            -trailing
        } else if leading > 0 && opens(last) {
            -leading
        } else if needs_space(last, first) || needs_space(first, last) {
            let space = size / CJK_LATIN_SPACE;
            return CjkGlue { kern: space, elastic: Elastic { stretch: space, shrink: 0 } };
        } else {
            0
        };
        let left = trailing + leading + kern.min(0);
        let stretch = if opens(last) || closes(first) || !is_full_width(last) || !is_full_width(first) {
            0
        } else if is_syllable(last) || is_syllable(first) {
            size / HANGUL_GLUE
        } else {
            size / CJK_GLUE
        };
        // Glue shrinks by a share of its elastic part; this undoes the share, so that all of the space can be lost.
        let shrink = left.max(0) * 1000 / LAST_MAX_SPACE_SHRINK;
        CjkGlue { kern, elastic: Elastic { stretch, shrink } }
    }
}

/// True if space is added between an ideograph or kana and what is neither that nor a mark.
fn needs_space(full_width: char, other: char) -> bool {
    matches!(script_of(full_width), Script::HAN | Script::HIRAGANA | Script::KATAKANA | Script::BOPOMOFO)
        && other.is_alphanumeric()
        && !is_full_width(other)
}
