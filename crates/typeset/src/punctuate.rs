//! Typewriter punctuation to the language's own marks and spaces, over a paragraph's whole text: the
//! context of a mark reaches across markup. Literal pieces (code, addresses, what the author escaped) are
//! context and are never changed.

use std::ops::Range;
use std::sync::Arc;

use anthology_base::{Lang, Span};
use anthology_language::{Language, language};

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
    pub(crate) span: Span,
    /// Whether its characters stay as they are.
    pub(crate) literal: bool,
}

impl Piece {
    fn same_run(&self, run: &Run) -> bool {
        self.style == run.style && self.lang == run.lang && self.link == run.link && self.expansion == run.expansion
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
    /// Where the author put U+00AD.
    pub(crate) soft_hyphens: Vec<u32>,
    /// Ranges in which no word is broken.
    pub(crate) literal: Vec<(u32, u32)>,
}

/// Sets a paragraph's punctuation.
pub(crate) fn punctuate(mut raw: Raw) -> Punctuated {
    protect_addresses(&mut raw);
    let Raw { text, pieces, objects, ids } = raw;
    let mut engine = Engine {
        raw: &text,
        out: Punctuated { text: String::with_capacity(text.len() + text.len() / 16), ..Punctuated::default() },
        objects: objects.into_iter(),
        open: [0, 0],
        last_quote: None,
        skip_space: false,
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Open,
    Close,
}

struct Engine<'a> {
    raw: &'a str,
    out: Punctuated,
    objects: std::vec::IntoIter<ObjectKind>,
    /// How many double and single marks are open.
    open: [u32; 2],
    /// The end, in the raw text, of the last straight mark, and what it became.
    last_quote: Option<(usize, Role)>,
    /// Whether the next space is dropped, since the mark before it brought its own.
    skip_space: bool,
}

/// Whether a byte of the text can begin something that changes.
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
        // Nothing but a word of one letter makes another space of one between small letters.
        let stays = |at: usize| bytes[at] == b' ' && at > 0 && small(at - 1) && small(at + 1);
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

    /// Sets the mark `c` at `i` and says how many bytes of the raw text that took.
    fn mark(&mut self, i: usize, end: usize, c: char, language: &'static Language) -> usize {
        let drops_space = std::mem::take(&mut self.skip_space);
        match c {
            '"' => self.double(i, language),
            '\'' => self.single(i, language),
            '-' => return self.dash(i, end, language),
            '.' => return self.dots(i, end),
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
            _ => self.out.text.push(c),
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

    /// Whether what stands before `i` lets a quotation begin there; of a straight mark, what it became decides.
    fn opening_context(&self, i: usize, language: &Language) -> bool {
        match self.prev(i) {
            Some('"' | '\'') => matches!(self.last_quote, Some((end, Role::Open)) if end == i),
            Some(c @ ('«' | '»' | '“' | '”' | '‘' | '’' | '„' | '‚' | '‹' | '›')) => {
                language.marks.double.open.starts_with(c) && !language.marks.double.close.ends_with(c)
                    || language.marks.single.open.starts_with(c) && !language.marks.single.close.ends_with(c)
            }
            Some(c) => c.is_whitespace() || is_opening(c) || is_dash(c) || c == '/',
            None => true,
        }
    }

    fn quote(&mut self, i: usize, role: Role, level: usize, language: &'static Language) {
        let pair = if level == 0 { &language.marks.double } else { &language.marks.single };
        match role {
            Role::Open => {
                self.open[level] += 1;
                self.out.text.push_str(&pair.open);
                self.skip_space = pair.open.ends_with(is_fixed_space);
            }
            Role::Close => {
                self.open[level] = self.open[level].saturating_sub(1);
                let close = if self.out.text.ends_with(is_fixed_space) { pair.close.trim_start() } else { &pair.close };
                self.out.text.push_str(close);
            }
        }
        self.last_quote = Some((i + 1, role));
    }

    fn double(&mut self, i: usize, language: &'static Language) {
        let (prev, next) = (self.prev(i), self.next(i + 1));
        if self.is_gershayim(i) {
            return self.out.text.push('״');
        }
        if prev.is_some_and(|c| c.is_ascii_digit()) && self.open[0] == 0 && !next.is_some_and(char::is_alphanumeric) {
            self.out.text.push('″');
            return;
        }
        let role = self.role(i, 0, language);
        self.quote(i, role, 0, language);
    }

    /// Whether the mark at `i` is that of a Hebrew abbreviation, which stands before its last letter, or within one
    /// that is inflected. A quotation may open within a word too: behind the letters that Hebrew joins to a word.
    fn is_gershayim(&self, i: usize) -> bool {
        let rest = self.raw.get(i + 1..).unwrap_or_default();
        if !self.prev(i).is_some_and(is_hebrew) || !rest.starts_with(is_hebrew) {
            return false;
        }
        let after = rest.trim_start_matches(is_hebrew);
        let one = rest[..rest.len() - after.len()].chars().filter(|c| c.is_alphabetic()).count() == 1;
        let before = self.raw[..i].chars().rev().take_while(|&c| is_hebrew(c));
        let joined = before.filter(|c| c.is_alphabetic()).all(|c| "משהוכלב".contains(c));
        let closes = |rest: &str| rest.match_indices('"').any(|(at, _)| !rest[at + 1..].starts_with(is_hebrew));
        one || self.open[0] > 0 || !joined || !closes(after)
    }

    /// Whether the straight mark at `i` opens or closes.
    fn role(&self, i: usize, level: usize, language: &Language) -> Role {
        let (prev, next) = (self.prev(i), self.next(i + 1));
        let is_open = self.open[level] > 0;
        let word_follows = next.is_some_and(char::is_alphanumeric);
        if self.opening_context(i, language) {
            let nothing_follows = next.is_none_or(char::is_whitespace);
            let after_dash = prev.is_some_and(is_dash);
            let closes = match prev {
                _ if nothing_follows => is_open || after_dash,
                _ if after_dash => is_open && !word_follows && next.is_some_and(is_closing),
                _ => false,
            };
            return if closes { Role::Close } else { Role::Open };
        }
        if word_follows && !is_open { Role::Open } else { Role::Close }
    }

    fn single(&mut self, i: usize, language: &'static Language) {
        let (prev, next) = (self.prev(i), self.next(i + 1));
        let after_word = prev.is_some_and(char::is_alphanumeric);
        let before_word = next.is_some_and(char::is_alphanumeric);
        // The mark of abbreviations and of sounds that Hebrew has no letter for.
        if prev.is_some_and(is_hebrew) && (before_word || self.open[1] == 0) {
            return self.out.text.push('׳');
        }
        if after_word && before_word {
            let mark = if self.is_feet(i) { '′' } else { '’' };
            return self.out.text.push(mark);
        }
        if self.opening_context(i, language) {
            let elided = before_word && self.is_elision(i, language);
            let stray = next.is_none_or(char::is_whitespace) && self.open[1] == 0;
            if elided || stray {
                return self.out.text.push('’');
            }
        } else if self.open[1] == 0 && !before_word {
            return self.out.text.push('’');
        }
        let role = self.role(i, 1, language);
        self.quote(i, role, 1, language);
    }

    /// `6'2"`: digits on both sides, and a double mark after them.
    fn is_feet(&self, i: usize) -> bool {
        self.prev(i).is_some_and(|c| c.is_ascii_digit()) && {
            let rest = self.raw[i + 1..].trim_start_matches(|c: char| c.is_ascii_digit());
            rest.len() + 1 < self.raw.len() - i && rest.starts_with('"')
        }
    }

    /// Whether the word after the mark at `i` is one that begins with an apostrophe: ’tis, ’90s.
    fn is_elision(&self, i: usize, language: &Language) -> bool {
        let rest = &self.raw[i + 1..];
        let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            return digits == 2 && matches!(&word[2..], "" | "s" | "er");
        }
        if word.len() > 12 {
            return false;
        }
        let word = word.to_lowercase();
        if contains(&language.elisions.words, &word) {
            return true;
        }
        contains(&language.elisions.unpaired, &word) && !has_closing_single(rest)
    }

    fn dash(&mut self, i: usize, end: usize, language: &Language) -> usize {
        let count = self.raw[i..end].bytes().take_while(|&b| b == b'-').count();
        let spaced = self.prev(i) == Some(' ') && self.next(i + count) == Some(' ');
        let mark = match count {
            1 | 2 if spaced && self.stands_between_words(i, count) => language.marks.word_dash.as_str(),
            2 => "–",
            3 => "—",
            _ => {
                self.out.text.push_str(&self.raw[i..i + count]);
                return count;
            }
        };
        self.out.text.push_str(mark);
        self.skip_space = count == 3 && spaced && language.marks.em_dash_closes_up && !self.begins_with_dash(i);
        count
    }

    fn begins_with_dash(&self, i: usize) -> bool {
        self.raw[..i].trim().is_empty() || self.raw[..i].ends_with('\n')
    }

    /// Whether hyphens between spaces have words, not figures, on both sides.
    fn stands_between_words(&self, i: usize, count: usize) -> bool {
        let is_word = |c: char| !c.is_numeric() && !is_dash(c) && !matches!(c, '=' | '+' | '*' | '/' | '<' | '>');
        let before = self.raw[..i].trim_end().chars().next_back();
        before.is_some_and(is_word) && self.raw[i + count..].trim_start().chars().next().is_some_and(is_word)
    }

    fn dots(&mut self, i: usize, end: usize) -> usize {
        let count = self.raw[i..end].bytes().take_while(|&b| b == b'.').count();
        if count == 1 && self.raw[i..end].starts_with(". . .") {
            self.out.text.push_str(".\u{a0}.\u{a0}.");
            return 5;
        }
        match count {
            3 => self.out.text.push('…'),
            4 => self.out.text.push_str(".…"),
            _ => self.out.text.push_str(&self.raw[i..i + count]),
        }
        count
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

    fn space(&mut self, i: usize, language: &'static Language) -> usize {
        if std::mem::take(&mut self.skip_space) {
            return 1;
        }
        let rest = &self.raw[i + 1..];
        let next = rest.chars().next();
        let dropped = match next {
            Some(';' | '!' | '?') => language.marks.space_before_high_marks.is_some(),
            Some(':') => language.marks.space_before_colon.is_some(),
            Some(c @ ('»' | '›')) => {
                language.marks.space_inside_guillemets.is_some() && self.closes_typed(c, language)
            }
            Some('"') => {
                language.marks.space_inside_guillemets.is_some() && self.open[0] > 0 && self.closes_after_space(rest)
            }
            Some('-') => {
                language.marks.em_dash_closes_up && rest.starts_with("--- ") && !self.raw[..i].trim().is_empty()
            }
            _ => false,
        };
        if dropped {
            return 1;
        }
        let space = self.kind_of_space(i, rest, next, language);
        self.out.text.push(space);
        1
    }

    fn closes_after_space(&self, rest: &str) -> bool {
        rest[1..].chars().next().is_none_or(|c| !c.is_alphanumeric())
    }

    fn kind_of_space(&self, i: usize, rest: &str, next: Option<char>, language: &Language) -> char {
        let Some(next) = next else { return ' ' };
        let prev = self.prev(i).unwrap_or(' ');
        if is_dash(next) && self.spaced_dash(rest) && !self.begins_with_dash(i) {
            return NBSP;
        }
        if is_dash(prev) {
            let before_dash = self.raw[..i].trim_end_matches(is_dash).len();
            if &self.raw[before_dash..i] != "-" && self.begins_with_dash(before_dash) {
                return NBSP;
            }
        }
        if prev.is_ascii_digit() || prev == '½' {
            return self.after_number(i, rest, language);
        }
        if matches!(prev, '§' | '№') {
            return NBSP;
        }
        if next.is_ascii_lowercase() && prev != '.' && language.ties.letters.is_empty() {
            return ' ';
        }
        let word = last_word(&self.raw[..i]);
        if next.is_ascii_digit() && contains(&language.ties.before_numbers, word) {
            return NBSP;
        }
        if next.is_uppercase()
            && (contains(&language.ties.before_names, word) || is_initial(word) && is_initial(first_word(rest)))
        {
            return NBSP;
        }
        if prev == '.' && language.ties.abbreviations.iter().any(|pair| is_within(pair, word, first_word(rest))) {
            return NBSP;
        }
        if !language.ties.letters.is_empty() && (next.is_alphanumeric() || matches!(next, '"' | '\'' | '«' | '„' | '('))
        {
            let mut letters = word.chars();
            if let (Some(letter), None) = (letters.next(), letters.next())
                && language.ties.letters.contains(letter)
            {
                return NBSP;
            }
        }
        ' '
    }

    fn after_number(&self, i: usize, rest: &str, language: &Language) -> char {
        let word = first_word(rest).trim_end_matches([',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’', '»']);
        let bare = word.strip_suffix('.').unwrap_or(word);
        let ties = &language.ties;
        if contains(&ties.units, bare) || contains(&ties.after_numbers, word) || contains(&ties.after_numbers, bare) {
            return NBSP;
        }
        if matches!(bare, "1/2" | "1/4" | "3/4") {
            return NBSP;
        }
        if let Some(space) = language.ties.thousands {
            let before = last_word(&self.raw[..i]);
            let group = bare.len() == 3 && bare.bytes().all(|b| b.is_ascii_digit());
            if group && (1..=3).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit()) {
                return space;
            }
        }
        ' '
    }

    /// Whether `rest` begins with a dash that stands between spaces and will be printed as one.
    fn spaced_dash(&self, rest: &str) -> bool {
        let after = rest.trim_start_matches(['-', '–', '—']);
        let dash = &rest[..rest.len() - after.len()];
        if !after.starts_with(' ') && !after.is_empty() {
            return false;
        }
        match dash {
            "-" => self.stands_between_words(self.raw.len() - rest.len(), 1),
            "--" | "---" | "–" | "—" => true,
            _ => false,
        }
    }
}

const NBSP: char = '\u{a0}';

/// Whether a character is a letter of Hebrew, or a point on one.
fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5bd}' | '\u{5c1}'..='\u{5c7}' | '\u{5d0}'..='\u{5f2}')
}

fn is_fixed_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '<' | '|' | '¿' | '¡')
}

fn is_closing(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '…' | '"' | '\'')
}

/// Whether a single closing mark stands later in the text: after a word or its punctuation, before a space.
fn has_closing_single(rest: &str) -> bool {
    rest.match_indices('\'').any(|(at, _)| {
        let before = rest[..at].chars().next_back();
        let after = rest[at + 1..].chars().next();
        before.is_some_and(|c| !c.is_whitespace()) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn contains(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

/// Whether the space between two words is that of an abbreviation.
fn is_within(abbreviation: &str, word: &str, next: &str) -> bool {
    abbreviation.split_once(' ').is_some_and(|(first, second)| first == word && next.starts_with(second))
}

/// `K.`: one capital and a full stop.
fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.') && chars.next().is_none_or(|c| c == '-')
}

fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .find(|&(_, c)| c.is_whitespace() || is_opening(c) || c == '"' || c == '«' || c == '“' || c == '„');
    start.map_or(text, |(at, c)| &text[at + c.len_utf8()..])
}

fn first_word(text: &str) -> &str {
    &text[..text.find(char::is_whitespace).unwrap_or(text.len())]
}
