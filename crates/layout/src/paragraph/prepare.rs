//! Preparing a paragraph: its displayed text, its bidirectional levels, the places where a line may be broken, its
//! tokens, and their prefix sums.

use std::ops::Range;

use anthology_typeset::{Discretionary, ObjectKind, ParagraphStyle, Position, Run, SetParagraph, TextStyle};
use unicode_bidi::{Level, ParagraphBidiInfo};

use crate::paragraph::cjk;
use crate::paragraph::code_breaks::CodeWords;
use crate::paragraph::context::{Prepare, Resolve};
use crate::paragraph::missing_glyphs::MissingGlyph;
use crate::paragraph::opportunities::opportunities;
use crate::paragraph::shaped_paragraph::{ReplacedObject, ShapedParagraph, Token, TokenKind};
use crate::paragraph::tokens::Tokenizer;
use crate::two_sided::Edge;

/// Prepares a paragraph; the characters that no font has are added to `missing`.
pub(crate) fn prepare(
    with: &Prepare<'_, '_>,
    paragraph: &SetParagraph,
    style: &TextStyle,
    missing: &mut Vec<MissingGlyph>,
) -> ShapedParagraph {
    let (text, replaced) = displayed(paragraph, with.resolve);
    // A word of prose and the space after it are seldom shorter.
    let capacity = text.len() / 3 + 4;
    let mut shaped = ShapedParagraph {
        text,
        replaced,
        styles: Vec::new(),
        tokens: Vec::with_capacity(capacity),
        prefix: Vec::new(),
        opportunities: Vec::new(),
        discretionaries: Vec::new(),
        code_words: CodeWords::default(),
        base_level: u8::from(paragraph.lang.is_rtl()),
        bidi: false,
        has_cjk: false,
        run_ends: Vec::new(),
    };
    shaped.has_cjk = cjk::may_have_cjk(&shaped.text);
    shaped.run_ends = paragraph.runs.iter().map(|run| shaped.to_display(run.end)).collect();
    shaped.discretionaries = (paragraph.discretionaries.iter())
        .map(|d| Discretionary { start: shaped.to_display(d.start), end: shaped.to_display(d.end), ..d.clone() })
        .collect();
    shaped.code_words = CodeWords::of(&shaped.text, &code(&shaped, paragraph));
    shaped.opportunities = allowed_breaks(&shaped, paragraph);
    let levels = levels(&shaped.text, shaped.base_level);
    shaped.bidi = !levels.is_empty();
    let mut shaped = Tokenizer::new(with, paragraph, style, shaped, levels, missing).run();
    kern_spaces(&mut shaped);
    if shaped.has_cjk {
        cjk::add_glue(with.shaper, &mut shaped);
    }
    shaped.add_prefix_sums();
    shaped
}

/// The text with page numbers resolved.
fn displayed(paragraph: &SetParagraph, resolve: Resolve<'_>) -> (String, Vec<ReplacedObject>) {
    let mut text = String::with_capacity(paragraph.text.len());
    let mut replaced = Vec::new();
    let mut from = 0;
    for object in &paragraph.objects {
        if matches!(object.kind, ObjectKind::Image(_) | ObjectKind::Locators(_)) {
            continue;
        }
        let at = object.at as usize;
        text.push_str(&paragraph.text[from..at]);
        let start = text.len() as u32;
        text.push_str(&(resolve.page)(&object.kind));
        from = at + '\u{fffc}'.len_utf8();
        replaced.push(ReplacedObject { paragraph: object.at..from as u32, display: start..text.len() as u32 });
    }
    text.push_str(&paragraph.text[from..]);
    (text, replaced)
}

/// Bidirectional levels by byte; empty where all of the text runs from left to right.
fn levels(text: &str, base: u8) -> Vec<Level> {
    let plain = || !may_have_rtl(text) || !text.chars().any(is_rtl_or_control);
    if text.is_empty() || base == 0 && plain() {
        return Vec::new();
    }
    let base = if base == 0 { Level::ltr() } else { Level::rtl() };
    let info = ParagraphBidiInfo::new(text, Some(base));
    if base.is_ltr() && !info.has_rtl() { Vec::new() } else { info.levels }
}

/// True if a character runs from right to left, may do so, or embeds others that do (UAX 9).
fn is_rtl_or_control(c: char) -> bool {
    let mark = matches!(c, '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    mark || ('\u{590}'..='\u{8ff}').contains(&c) || c >= '\u{fb1d}'
}

/// True if one of the bytes of a text is the first of such characters, or the last of such controls: a test that
/// compilers vectorise.
fn may_have_rtl(text: &str) -> bool {
    let may = |byte: u8| matches!(byte, 0xd6..=0xe0 | 0xef..=0xff | 0x8f | 0xa6..=0xae);
    text.bytes().fold(false, |any, byte| any | may(byte))
}

/// The runs of code among words. (LineTarget of code by themselves are broken like other text.)
fn code(shaped: &ShapedParagraph, paragraph: &SetParagraph) -> Vec<Range<usize>> {
    if paragraph.style == ParagraphStyle::Code {
        return Vec::new();
    }
    let starts = std::iter::once(0).chain(shaped.run_ends.iter().map(|&end| end as usize));
    let runs = paragraph.runs.iter().zip(starts).zip(&shaped.run_ends);
    let code = runs.filter(|((run, _), _)| run.style.code && !run.style.no_break);
    code.map(|((_, start), &end)| start..end as usize).collect()
}

/// The places where the break rules and the runs' styles let a line be broken.
fn allowed_breaks(shaped: &ShapedParagraph, paragraph: &SetParagraph) -> Vec<u32> {
    let objects = !paragraph.objects.is_empty();
    let bound = paragraph.runs.iter().any(|r| r.style.no_break || r.style.position == Position::Super);
    let run_at = |at: usize| {
        let index = shaped.run_ends.partition_point(|&end| end as usize <= at);
        paragraph.runs.get(index)
    };
    let mut found = opportunities(&shaped.text, &shaped.code_words, |at| {
        if !objects && !bound {
            return false;
        }
        let (before, after) = (&shaped.text[..at], &shaped.text[at..]);
        if after.starts_with('\u{fffc}') || before.ends_with('\u{fffc}') {
            return !before.ends_with([' ', '\n']) && !after.starts_with(' ');
        }
        bound
            && run_at(at).is_some_and(|run| {
                let starts = !std::ptr::eq(run, run_at(at - 1).unwrap_or(run));
                let no_break = |r: &Run| r.style.no_break;
                starts && run.style.position == Position::Super && !before.ends_with([' ', '\n'])
                    || no_break(run) && run_at(at - 1).is_some_and(no_break)
            })
    });
    if paragraph.style == ParagraphStyle::Code {
        // UAX 14 forbids a break before some marks even after spaces (LB13: `/`), but in code the spaces are there to
        // be broken at.
        let text = &shaped.text;
        let after_spaces = text.match_indices(' ').map(|(i, _)| i + 1).filter(|&at| !text[at..].starts_with(' '));
        found.extend(after_spaces.filter(|&at| at < text.len()).map(|at| at as u32));
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// Adds to each space the kerns with its neighbours.
fn kern_spaces(shaped: &mut ShapedParagraph) {
    for i in 0..shaped.tokens.len() {
        if !matches!(shaped.tokens[i].kind, TokenKind::Space { .. }) {
            continue;
        }
        let kern = |neighbour: Option<&Token>, edge: Edge| {
            let token = neighbour.filter(|t| t.style == shaped.tokens[i].style)?;
            Some(shaped.face(token).sp(token.word.space_kerns.at(edge)))
        };
        let before = i.checked_sub(1).and_then(|b| kern(shaped.tokens.get(b), Edge::End)).unwrap_or(0);
        let after = kern(shaped.tokens.get(i + 1), Edge::Start).unwrap_or(0);
        shaped.tokens[i].metrics.width += before + after;
    }
}
