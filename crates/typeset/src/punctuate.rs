//! Typewriter punctuation to the language's own marks and spaces, over a paragraph's whole text: the
//! context of a mark reaches across markup. Literal pieces (code, addresses, what the author escaped) are
//! context and are never changed.

mod chars;
mod quotes;
mod spaces;

use std::ops::Range;
use std::sync::Arc;

use anthology_base::{Lang, Span};
use anthology_language::{Language, language};

use self::chars::{is_dash, is_fixed_space, is_opening};
use self::quotes::{Decision, Quote};
use crate::cjk::is_full_width;
use crate::set::{Object, ObjectKind, Run, RunStyle};

/// A stretch of a paragraph's raw text with what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// One past its last byte.
    pub(crate) end: usize,
    pub(crate) style: RunStyle,
    pub(crate) lang: Lang,
    pub(crate) link: Option<u32>,
    pub(crate) expansion: Option<Arc<str>>,
    pub(crate) class: Option<Arc<str>>,
    pub(crate) span: Span,
    /// True if its characters stay as they are.
    pub(crate) literal: bool,
}

impl Piece {
    fn same_run(&self, run: &Run) -> bool {
        self.style == run.style
            && self.lang == run.lang
            && self.link == run.link
            && self.expansion == run.expansion
            && self.class == run.class
    }
}

/// A paragraph's text before punctuation: white space collapsed, soft breaks resolved, NFC.
#[derive(Clone, Debug, Default)]
pub(crate) struct Raw {
    pub(crate) text: String,
    pub(crate) pieces: Vec<Piece>,
    /// In the order of the U+FFFC in `text`.
    pub(crate) objects: Vec<ObjectKind>,
    /// By byte offset, sorted.
    pub(crate) ids: Vec<(usize, String)>,
}

impl Raw {
    /// Makes the ranges, which are sorted, pieces of their own that `change` has changed.
    pub(crate) fn split(&mut self, ranges: &[Range<usize>], change: impl Fn(&mut Piece)) {
        let mut pieces = Vec::with_capacity(self.pieces.len() + 2 * ranges.len());
        let mut start = 0;
        for piece in self.pieces.drain(..) {
            let mut from = start;
            for range in ranges {
                let (lo, hi) = (range.start.max(from), range.end.min(piece.end));
                if lo >= hi {
                    continue;
                }
                if from < lo {
                    pieces.push(Piece { end: lo, ..piece.clone() });
                }
                let mut changed = Piece { end: hi, ..piece.clone() };
                change(&mut changed);
                pieces.push(changed);
                from = hi;
            }
            start = piece.end;
            if from < piece.end {
                pieces.push(piece);
            }
        }
        self.pieces = pieces;
    }
}

/// A paragraph's final characters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Punctuated {
    pub(crate) text: String,
    pub(crate) runs: Vec<Run>,
    pub(crate) objects: Vec<Object>,
    pub(crate) ids: Vec<(u32, String)>,
    /// Offsets of the author's soft hyphens (U+00AD), which are taken out.
    pub(crate) soft_hyphens: Vec<u32>,
    /// Ranges in which no word is broken.
    pub(crate) literal: Vec<(u32, u32)>,
}

/// Gives a paragraph its final punctuation.
pub(crate) fn punctuate(mut raw: Raw) -> Punctuated {
    protect_addresses(&mut raw);
    let Raw { text, pieces, objects, ids } = raw;
    let decisions = quotes::decide(&text, &pieces);
    let mut engine = Engine {
        raw: &text,
        out: Punctuated { text: String::with_capacity(text.len() + text.len() / 16), ..Punctuated::default() },
        objects: objects.into_iter(),
        open_doubles: 0,
        decisions: decisions.into_iter().peekable(),
        skip_space: false,
        last_mark: None,
    };
    let mut ids = ids.into_iter().peekable();
    let mut start = 0;
    for piece in &pieces {
        while let Some((_, id)) = ids.next_if(|(at, _)| *at <= start) {
            engine.out.ids.push((engine.at(), id));
        }
        engine.piece(start, piece);
        start = piece.end;
    }
    let end = engine.at();
    engine.out.ids.extend(ids.map(|(_, id)| (end, id)));
    engine.out
}

/// Splits off bare web and mail addresses as literal pieces.
fn protect_addresses(raw: &mut Raw) {
    let text = &raw.text;
    if !text.contains("://") && !text.contains("www.") && !text.contains('@') {
        return;
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    for token in text.split(|c: char| c.is_whitespace() || c == '\u{fffc}') {
        if token.contains("://") || token.contains("www.") || is_mail_address(token) {
            let lead = token.len() - token.trim_start_matches(['(', '[', '<', '"', '\'', '„', '“', '‘', '«']).len();
            let tail = token
                .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '“', '”', '’', '»'])
                .len();
            if lead < tail {
                ranges.push(at + lead..at + tail);
            }
        }
        at += token.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    raw.split(&ranges, |piece| piece.literal = true);
}

fn is_mail_address(token: &str) -> bool {
    let word = |c: char| c.is_alphanumeric();
    token
        .split_once('@')
        .is_some_and(|(user, host)| user.ends_with(word) && host.starts_with(word) && host.contains('.'))
}

/// The two pairs of quotation marks of a language.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Double,
    Single,
}

struct Engine<'a> {
    raw: &'a str,
    out: Punctuated,
    objects: std::vec::IntoIter<ObjectKind>,
    /// Number of open double marks.
    open_doubles: u32,
    /// Replacements of the straight marks ahead.
    decisions: std::iter::Peekable<std::vec::IntoIter<Decision>>,
    /// True if the next space is dropped, since the mark before it has its own.
    skip_space: bool,
    /// The end of the last quotation mark in the output, and its side.
    last_mark: Option<(u32, Quote)>,
}

/// Returns true if a byte of the text can begin something that changes.
const fn is_plain(byte: u8) -> bool {
    byte < 0x80 && !matches!(byte, b' ' | b'"' | b'\'' | b'-' | b'.' | b'1' | b'3' | b';' | b':' | b'!' | b'?' | b'%')
}

impl Engine<'_> {
    fn at(&self) -> u32 {
        self.out.text.len() as u32
    }

    fn piece(&mut self, start: usize, piece: &Piece) {
        let from = self.at();
        if piece.literal {
            self.literal(start, piece.end);
            self.out.literal.push((from, self.at()));
        } else {
            self.running(start, piece.end, language(piece.lang));
        }
        let end = self.at();
        if end == from {
            return;
        }
        match self.out.runs.last_mut() {
            Some(run) if piece.same_run(run) => {
                run.end = end;
                run.span = run.span.to(piece.span);
            }
            _ => self.out.runs.push(Run {
                end,
                style: piece.style,
                lang: piece.lang,
                link: piece.link,
                expansion: piece.expansion.clone(),
                class: piece.class.clone(),
                span: piece.span,
            }),
        }
    }

    fn literal(&mut self, start: usize, end: usize) {
        self.skip_space = false;
        for c in self.raw[start..end].chars() {
            match c {
                '\u{ad}' => {}
                '\u{fffc}' => self.object(),
                _ => self.out.text.push(c),
            }
        }
    }

    fn object(&mut self) {
        if let Some(kind) = self.objects.next() {
            let at = self.at();
            self.out.objects.push(Object { at, kind });
            self.out.text.push('\u{fffc}');
        }
    }

    fn running(&mut self, start: usize, end: usize, language: &'static Language) {
        let bytes = self.raw.as_bytes();
        let small = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        // Nothing but a word of one letter, or a Roman numeral with an ending (XIXe), makes another space of one between
        // small letters.
        let roman = |at: usize| at > 1 && bytes[at - 2].is_ascii_uppercase();
        let stays = |at: usize| bytes[at] == b' ' && at > 0 && small(at - 1) && small(at + 1) && !roman(at);
        let plain_spaces = language.ties.letters.is_empty();
        let mut i = start;
        while i < end {
            let is_plain = |&at: &usize| is_plain(bytes[at]) || plain_spaces && stays(at);
            let plain = i + (i..end).take_while(is_plain).count();
            if plain > i {
                self.out.text.push_str(&self.raw[i..plain]);
                self.skip_space = false;
                i = plain;
                continue;
            }
            let c = self.raw[i..].chars().next().unwrap_or('\u{fffd}');
            i += if c == ' ' { self.space(i, language) } else { self.mark(i, end, c, language) };
        }
    }

    /// Sets the mark `c` at `i`. Returns the number of bytes of the raw text that it consumed.
    fn mark(&mut self, i: usize, end: usize, c: char, language: &'static Language) -> usize {
        let drops_space = std::mem::take(&mut self.skip_space);
        match c {
            '"' => self.straight(i, Level::Double, language),
            '\'' => self.straight(i, Level::Single, language),
            '-' => return self.dash(i, end, language),
            '.' => return self.dots(i, end, language),
            '1' | '3' => return self.fraction(i, end, c),
            ';' | '!' | '?' => self.high(i, c, language.marks.space_before_high_marks),
            ':' => self.high(i, c, language.marks.space_before_colon),
            '\u{ad}' => {
                let at = self.at();
                if self.out.soft_hyphens.last() != Some(&at) {
                    self.out.soft_hyphens.push(at);
                }
                self.skip_space = drops_space;
            }
            '\u{fffc}' => self.object(),
            '«' | '‹' if self.opens_typed(c, language) => {
                self.out.text.push(c);
                if let Some(space) = language.marks.space_inside_guillemets {
                    self.out.text.push(space);
                    self.skip_space = true;
                }
            }
            '»' | '›' if self.closes_typed(c, language) => {
                if let Some(space) = language.marks.space_inside_guillemets
                    && !self.out.text.is_empty()
                {
                    if self.out.text.ends_with(is_fixed_space) {
                        self.out.text.push(c);
                        return c.len_utf8();
                    }
                    self.out.text.push(space);
                }
                self.out.text.push(c);
            }
            '\u{a0}' | '\u{202f}' if drops_space => {}
            _ => self.out.text.push(language.marks.letters.get(&c).copied().unwrap_or(c)),
        }
        c.len_utf8()
    }

    fn opens_typed(&self, c: char, language: &Language) -> bool {
        language.marks.double.open.starts_with(c) || language.marks.single.open.starts_with(c)
    }

    fn closes_typed(&self, c: char, language: &Language) -> bool {
        language.marks.double.close.ends_with(c) || language.marks.single.close.ends_with(c)
    }

    fn prev(&self, i: usize) -> Option<char> {
        self.raw[..i].chars().next_back()
    }

    fn next(&self, i: usize) -> Option<char> {
        self.raw[i..].chars().find(|&c| c != '\u{ad}')
    }

    /// True if a mark of quotation would touch one of the same side: “‘ or ’”.
    fn touches_mark(&self, quote: Quote) -> bool {
        let western = |c: char| matches!(c, '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›');
        self.last_mark == Some((self.at(), quote)) && self.out.text.ends_with(western)
    }

    /// Sets the straight mark at `i`.
    fn straight(&mut self, i: usize, level: Level, language: &'static Language) {
        let decision = self.decisions.next_if(|decision| decision.at == i);
        let (pair, apostrophe, prime, hebrew) = match level {
            Level::Double => (&language.marks.double, '”', '″', '״'),
            Level::Single => (&language.marks.single, '’', '′', '׳'),
        };
        let nested = decision.as_ref().is_some_and(|decision| self.touches_mark(decision.quote));
        let between = language.marks.space_between_marks.filter(|_| nested);
        match decision.map_or(Quote::Apostrophe, |decision| decision.quote) {
            Quote::Open => {
                self.open_doubles += u32::from(level == Level::Double);
                self.out.text.extend(between);
                self.out.text.push_str(&pair.open);
                self.skip_space = pair.open.ends_with(is_fixed_space);
                self.last_mark = Some((self.at(), Quote::Open));
            }
            Quote::Close => {
                if level == Level::Double {
                    self.open_doubles = self.open_doubles.saturating_sub(1);
                }
                self.out.text.extend(between);
                let close = if self.out.text.ends_with(is_fixed_space) { pair.close.trim_start() } else { &pair.close };
                self.out.text.push_str(close);
                self.last_mark = Some((self.at(), Quote::Close));
            }
            Quote::Apostrophe => self.out.text.push(apostrophe),
            Quote::Prime => self.out.text.push(prime),
            Quote::Hebrew => self.out.text.push(hebrew),
        }
    }

    /// One to three hyphens: a dash of the language, or what was typed.
    fn dash(&mut self, i: usize, end: usize, language: &Language) -> usize {
        let marks = &language.marks;
        let count = self.raw[i..end].bytes().take_while(|&b| b == b'-').count();
        let (prev, next) = (self.prev(i), self.next(i + count));
        let spaced = prev == Some(' ') && next == Some(' ');
        let figures = self.is_between_figures(i, count);
        let cjk = prev.is_some_and(is_full_width) || next.is_some_and(is_full_width);
        let mark = match (count, &marks.dialogue_dash, &marks.long_dash) {
            (2 | 3, _, Some(dash)) if cjk => dash,
            (1..=3, Some(dash), _) if next == Some(' ') && self.begins_with_dash(i) => dash,
            // --No ---dijo--: one dash, which belongs to the side without a space.
            (2 | 3, Some(dash), _) if marks.dash_hugs && !figures => dash,
            (1, ..) if spaced && self.stands_between_words(i, count) => &marks.word_dash,
            (2, ..) if spaced && !figures => &marks.word_dash,
            (2, ..) => "–",
            (3, ..) => "—",
            _ => {
                self.out.text.push_str(&self.raw[i..i + count]);
                return count;
            }
        };
        self.out.text.push_str(mark);
        self.skip_space = count == 3 && spaced && marks.em_dash_closes_up && !self.begins_with_dash(i);
        count
    }

    /// Returns true if hyphens have figures on both sides, with or without spaces.
    fn is_between_figures(&self, i: usize, count: usize) -> bool {
        self.raw[..i].trim_end().ends_with(char::is_numeric)
            && self.raw[i + count..].trim_start().starts_with(char::is_numeric)
    }

    fn dots(&mut self, i: usize, end: usize, language: &Language) -> usize {
        let count = self.raw[i..end].bytes().take_while(|&b| b == b'.').count();
        if count == 1 && self.raw[i..end].starts_with(". . .") {
            self.out.text.push_str(".\u{a0}.\u{a0}.");
            return 5;
        }
        if count == 1 && language.marks.middle_dot.is_some_and(|letter| self.stands_between(i, letter)) {
            self.out.text.push('·');
            return 1;
        }
        match (count, &language.marks.long_ellipsis) {
            (3 | 6, Some(ellipsis)) if self.prev(i).is_none_or(|c| !c.is_ascii()) => self.out.text.push_str(ellipsis),
            (3, _) => self.out.text.push('…'),
            (4, _) => self.out.text.push_str(".…"),
            _ => self.out.text.push_str(&self.raw[i..i + count]),
        }
        count
    }

    /// Returns true if the mark at `i` is within a word, between two of a letter, in either case: `col.legi`.
    fn stands_between(&self, i: usize, letter: char) -> bool {
        let is_it = |c: Option<char>| c.is_some_and(|c| c.to_lowercase().eq([letter]));
        let (mut before, mut after) = (self.raw[..i].chars().rev(), self.raw[i + 1..].chars());
        is_it(before.next())
            && is_it(after.next())
            && before.next().is_some_and(char::is_alphabetic)
            && after.next().is_some_and(char::is_alphabetic)
    }

    fn begins_with_dash(&self, i: usize) -> bool {
        self.raw[..i].trim().is_empty() || self.raw[..i].ends_with('\n')
    }

    /// Returns true if hyphens between spaces have words, not figures, on both sides.
    fn stands_between_words(&self, i: usize, count: usize) -> bool {
        let is_word = |c: char| !c.is_numeric() && !is_dash(c) && !matches!(c, '=' | '+' | '*' | '/' | '<' | '>');
        let before = self.raw[..i].trim_end().chars().next_back();
        before.is_some_and(is_word) && self.raw[i + count..].trim_start().chars().next().is_some_and(is_word)
    }

    fn fraction(&mut self, i: usize, end: usize, digit: char) -> usize {
        let mark = match &self.raw.as_bytes()[i..end] {
            [b'1', b'/', b'2', ..] => "½",
            [b'1', b'/', b'4', ..] => "¼",
            [b'3', b'/', b'4', ..] => "¾",
            _ => "",
        };
        let glued = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '–' | '_' | '%' | '\'');
        let after = self.raw.get(i + 3..).unwrap_or_default();
        let decimal = after.starts_with(['.', ',', ':']) && after[1..].starts_with(|c: char| c.is_ascii_digit());
        let alone = !self.prev(i).is_some_and(|c| glued(c) || matches!(c, '.' | ',' | ':'))
            && !after.starts_with(glued)
            && !decimal;
        if mark.is_empty() || !alone {
            self.out.text.push(digit);
            return 1;
        }
        self.out.text.push_str(mark);
        3
    }

    /// `;`, `:`, `!`, `?`, with the space before them where the language has one.
    fn high(&mut self, i: usize, c: char, space: Option<char>) {
        if let Some(space) = space {
            let before = self.raw[..i].trim_end_matches(' ');
            let prev = before.chars().next_back();
            let was_spaced = before.len() < i;
            let follows = prev.is_some_and(|p| {
                !p.is_whitespace() && !is_opening(p) && !matches!(p, '!' | '?' | ';' | ':' | '«' | '‹')
            });
            let glued = self.next(i + 1).is_some_and(|n| n.is_alphanumeric() || matches!(n, '/' | '=' | '-'));
            if follows && (was_spaced || !glued) && !self.out.text.ends_with(is_fixed_space) {
                self.out.text.push(space);
            }
        }
        self.out.text.push(c);
    }
}
