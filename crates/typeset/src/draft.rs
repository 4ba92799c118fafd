//! The draft of a paragraph: its text before punctuation, with white space collapsed and Unicode composed (NFC), in
//! pieces of one style.

use std::sync::Arc;

use anthology_base::{Lang, Span};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::cjk::{is_full_width, is_hangul};
use crate::punctuate::{Piece, Raw};
use crate::set::{ObjectKind, RunStyle, SetLink};

/// The properties of the characters that are added next.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) style: RunStyle,
    pub(crate) lang: Lang,
    pub(crate) link: Option<u32>,
    pub(crate) expansion: Option<Arc<str>>,
    pub(crate) class: Option<Arc<str>>,
}

/// A paragraph before punctuation.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) raw: Raw,
    pub(crate) links: Vec<SetLink>,
    /// Notes called in it, in order.
    pub(crate) marks: Vec<usize>,
    pub(crate) state: State,
    /// One past the last byte of the last footnote reference.
    pub(crate) mark_end: Option<usize>,
    /// True if a soft break after a CJK character is pending: it becomes a space unless another CJK character follows.
    soft: bool,
}

impl Draft {
    /// An empty one in a language.
    pub(crate) fn new(lang: Lang) -> Self {
        let state = State { style: RunStyle::default(), lang, link: None, expansion: None, class: None };
        Self { raw: Raw::default(), links: Vec::new(), marks: Vec::new(), state, mark_end: None, soft: false }
    }

    /// Running text.
    pub(crate) fn text(&mut self, text: &str, span: Span) {
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            self.composed(text);
        } else {
            text.nfc().for_each(|c| self.push(c));
        }
        self.close(span, false);
    }

    /// Literal text, which punctuation doesn't change.
    pub(crate) fn literal(&mut self, text: &str, span: Span) {
        self.resolve_soft('x');
        let printable = |c: &char| !c.is_control() || matches!(c, '\t' | '\n');
        let clean = text.nfc().filter(printable).map(|c| match c {
            '\u{fffc}' => '\u{fffd}',
            '\t' | '\n' => ' ',
            c => c,
        });
        self.raw.text.extend(clean);
        self.close(span, true);
    }

    /// An object.
    pub(crate) fn object(&mut self, kind: ObjectKind, span: Span) {
        self.resolve_soft('x');
        self.raw.text.push('\u{fffc}');
        self.raw.objects.push(kind);
        self.close(span, true);
    }

    /// A line end in the source: a space, but nothing between CJK characters.
    pub(crate) fn soft_break(&mut self, span: Span) {
        if self.raw.text.chars().next_back().is_some_and(is_unspaced) {
            self.soft = true;
        } else {
            self.push(' ');
            self.close(span, false);
        }
    }

    /// A line end that the author asked for.
    pub(crate) fn hard_break(&mut self, span: Span) {
        self.soft = false;
        self.trim_end();
        self.raw.text.push('\n');
        self.close(span, true);
    }

    /// An id that what follows carries.
    pub(crate) fn id(&mut self, id: &str) {
        self.raw.ids.push((self.raw.text.len(), id.to_owned()));
    }

    /// A new link; what follows belongs to it until [`State::link`] is put back.
    pub(crate) fn begin_link(&mut self, link: SetLink) {
        self.state.link = Some(self.links.len() as u32);
        self.links.push(link);
    }

    /// Removes white space at the end.
    pub(crate) fn trim_end(&mut self) {
        let len = self.raw.text.trim_end_matches([' ', '\n']).len();
        self.raw.text.truncate(len);
        while self.raw.pieces.len() > 1 && self.raw.pieces[self.raw.pieces.len() - 2].end >= len {
            self.raw.pieces.pop();
        }
        if len == 0 {
            self.raw.pieces.clear();
        } else if let Some(last) = self.raw.pieces.last_mut() {
            last.end = last.end.min(len);
        }
        for (at, _) in &mut self.raw.ids {
            *at = (*at).min(len);
        }
    }

    /// Text in composed form (NFC), whose words and single spaces need no change.
    fn composed(&mut self, mut text: &str) {
        while !text.is_empty() {
            let bytes = text.bytes();
            let stays =
                |&(byte, before): &(u8, u8)| byte.is_ascii_graphic() || byte == b' ' && before.is_ascii_graphic();
            let plain = bytes.clone().zip(std::iter::once(b' ').chain(bytes)).take_while(stays).count();
            if plain > 0 {
                self.resolve_soft('x');
                self.raw.text.push_str(&text[..plain]);
            }
            let mut rest = text[plain..].chars();
            rest.next().into_iter().for_each(|c| self.push(c));
            text = rest.as_str();
        }
    }

    fn push(&mut self, c: char) {
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{2028}' | '\u{2029}' => {
                if !self.raw.text.is_empty() && !self.raw.text.ends_with([' ', '\n']) {
                    self.raw.text.push(' ');
                }
            }
            '\u{fffc}' => self.raw.text.push('\u{fffd}'),
            '\u{feff}' => {}
            c if c.is_control() => {}
            c => {
                self.resolve_soft(c);
                self.raw.text.push(c);
            }
        }
    }

    fn resolve_soft(&mut self, next: char) {
        if std::mem::take(&mut self.soft) && !is_unspaced(next) {
            self.raw.text.push(' ');
        }
    }

    fn close(&mut self, span: Span, literal: bool) {
        let end = self.raw.text.len();
        let State { style, lang, link, ref expansion, ref class } = self.state;
        if let Some(last) = self.raw.pieces.last_mut() {
            if last.end >= end {
                return;
            }
            let same = (last.style, last.lang, last.link, last.literal) == (style, lang, link, literal);
            // An id keeps its place at the start of a piece.
            let marked = self.raw.ids.last().is_some_and(|(at, _)| *at == last.end);
            let same = same && !marked;
            if same && last.expansion == *expansion && last.class == *class && last.span.file == span.file {
                last.end = end;
                last.span = last.span.to(span);
                return;
            }
        } else if end == 0 {
            return;
        }
        let (expansion, class) = (expansion.clone(), class.clone());
        self.raw.pieces.push(Piece { end, style, lang, link, expansion, class, span, literal });
    }
}

/// Returns true if a character is of a script without spaces between words. Hangul has spaces.
fn is_unspaced(c: char) -> bool {
    is_full_width(c) && !is_hangul(c)
}
