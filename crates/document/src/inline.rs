//! Running text: what a backslash keeps as typed, bracketed spans, superscripts and subscripts, and
//! attributes behind links and images.

use std::ops::Range;

use anthology_base::Diagnostic;

use crate::build::{Builder, Kind};
use crate::{Attrs, Inline, InlineKind, attrs, finish};

/// What the typesetting layer would otherwise make a quotation mark, a dash or an ellipsis of.
pub(crate) fn is_typographic(c: char) -> bool {
    matches!(c, '"' | '\'' | '-' | '.')
}

impl Builder<'_> {
    /// Adds text that the Markdown parser read at a masked range.
    pub(crate) fn markdown_text(&mut self, text: &str, masked: &Range<usize>) {
        let mut text = text;
        let mut masked = masked.clone();
        if self.source.is_insert(masked.start) {
            text = text.get(1..).unwrap_or_default();
            masked.start += 1;
        }
        let mut range = self.source.range(&masked);
        let source = self.source.text;
        let as_typed = &source[range.clone()];
        let mut literal = as_typed == text;
        if !literal && as_typed.len() == text.len() && self.source.is_masked(&range) {
            text = as_typed;
            literal = true;
        }
        if range.start < self.skip {
            if self.skip >= range.end || !literal {
                return;
            }
            text = &text[self.skip - range.start..];
            range.start = self.skip;
        }
        if text.is_empty() {
            return;
        }
        let escaped = range.start > 0 && source.as_bytes()[range.start - 1] == b'\\' && self.last < range.start;
        self.last = range.end;
        self.open_for_inline(range.start);
        if !literal {
            self.push_text(text, range);
            return;
        }
        if escaped {
            let len = text.chars().next().map_or(0, char::len_utf8);
            let verbatim = text.starts_with(is_typographic) && !self.escapes_block(&text[..len], &text[len..]);
            self.push_piece(&text[..len], verbatim, range.start..range.start + len);
            text = &text[len..];
            range.start += len;
        }
        self.scan(text, range.start);
    }

    /// Adds text as typed, minding brackets, carets and tildes.
    fn scan(&mut self, text: &str, start: usize) {
        let mut done = 0;
        for (i, b) in text.bytes().enumerate() {
            if matches!(b, b' ' | b'\t') {
                let top = self.top();
                top.caret = None;
                top.tilde = None;
            }
            if !matches!(b, b'[' | b']' | b'^' | b'~') || i < done {
                continue;
            }
            if i > done {
                self.push_text(&text[done..i], start + done..start + i);
            }
            done = i + 1;
            let at = start + i;
            match b {
                b'[' => self.open_bracket(at),
                b']' => self.close_bracket(at),
                b'^' => self.caret(at),
                _ => self.tilde(at),
            }
            done = done.max(self.skip.saturating_sub(start)).min(text.len());
        }
        if done < text.len() {
            self.push_text(&text[done..], start + done..start + text.len());
        }
    }

    /// Whether a backslash before `escaped` only keeps a line from beginning a list: `\\- ` or `1\\. `.
    fn escapes_block(&mut self, escaped: &str, rest: &str) -> bool {
        let frames = self.frames();
        let in_cell =
            frames.len() > 1 && matches!(frames[frames.len() - 2].kind, Kind::Cell { .. } | Kind::TableCaption);
        if !matches!(self.kind(), Kind::Paragraph { .. })
            || in_cell
            || !(rest.is_empty() || rest.starts_with([' ', '\t']))
        {
            return false;
        }
        let is_break =
            |i: Option<&Inline>| i.is_none_or(|i| matches!(i.kind, InlineKind::SoftBreak | InlineKind::HardBreak));
        match (escaped, self.top().inlines.as_slice()) {
            ("-", before) => is_break(before.last()),
            (".", [before @ .., Inline { kind: InlineKind::Text(number), .. }]) => {
                number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit()) && is_break(before.last())
            }
            _ => false,
        }
    }

    fn push_piece(&mut self, text: &str, verbatim: bool, range: Range<usize>) {
        if verbatim {
            self.push_inline(InlineKind::Verbatim(text.to_owned()), range);
        } else {
            self.push_text(text, range);
        }
    }

    /// Adds characters to the innermost frame, which must hold inlines.
    pub(crate) fn push_text(&mut self, text: &str, range: Range<usize>) {
        let span = self.source.span(range);
        let top = self.top();
        if top.inlines.len() > top.sealed
            && let Some(Inline { kind: InlineKind::Text(last), span: last_span }) = top.inlines.last_mut()
        {
            last.push_str(text);
            last_span.end = last_span.end.max(span.end);
            return;
        }
        top.inlines.push(Inline { kind: InlineKind::Text(text.to_owned()), span });
    }

    /// Adds one character that may turn out to be markup.
    fn push_sealed(&mut self, text: &str, at: usize) -> usize {
        self.push_inline(InlineKind::Text(text.to_owned()), at..at + 1);
        self.top().inlines.len() - 1
    }

    fn open_bracket(&mut self, at: usize) {
        if self.fits(at) {
            let i = self.push_sealed("[", at);
            self.top().brackets.push(i);
        } else {
            self.push_text("[", at..at + 1);
        }
    }

    fn close_bracket(&mut self, at: usize) {
        let opener = self.top().brackets.pop();
        let mut found = Attrs::default();
        let end = match opener {
            Some(_) => self.attributes_after(at + 1, &mut found),
            None => at + 1,
        };
        let Some(opener) = opener.filter(|_| end > at + 1) else {
            self.push_text("]", at..at + 1);
            return;
        };
        let (content, start) = self.cut(opener, at);
        self.push_inline(InlineKind::Span { attrs: found, content }, start..end);
    }

    /// Takes out what stands behind an opening character, and that character.
    fn cut(&mut self, opener: usize, at: usize) -> (Vec<Inline>, usize) {
        let top = self.top();
        let content = top.inlines.split_off(opener + 1);
        let start = top.inlines.pop().map_or(at, |i| i.span.start as usize);
        top.sealed = top.inlines.len();
        top.caret = top.caret.filter(|&i| i < opener);
        top.tilde = top.tilde.filter(|&i| i < opener);
        while top.brackets.last().is_some_and(|&i| i >= opener) {
            top.brackets.pop();
        }
        (finish::merge(content), start)
    }

    fn caret(&mut self, at: usize) {
        let top = self.top();
        if let Some(opener) = top.caret.take().filter(|&i| i + 1 < top.inlines.len()) {
            let (content, start) = self.cut(opener, at);
            self.push_inline(InlineKind::Superscript(content), start..at + 1);
            return;
        }
        let i = self.push_sealed("^", at);
        self.top().caret = Some(i);
    }

    fn tilde(&mut self, at: usize) {
        let bytes = self.source.text.as_bytes();
        if at > 0 && bytes[at - 1] == b'~' || bytes.get(at + 1) == Some(&b'~') {
            self.top().tilde = None;
            self.push_text("~", at..at + 1);
            return;
        }
        let top = self.top();
        if let Some(opener) = top.tilde.take().filter(|&i| i + 1 < top.inlines.len()) {
            let (content, start) = self.cut(opener, at);
            self.push_inline(InlineKind::Subscript(content), start..at + 1);
            return;
        }
        let i = self.push_sealed("~", at);
        self.top().tilde = Some(i);
    }

    /// `~…~` that the parser took for a strikethrough: a subscript where there is no space in it.
    pub(crate) fn close_single_tilde(&mut self, content: Vec<Inline>, range: Range<usize>) {
        let spaced = content.iter().any(|i| match &i.kind {
            InlineKind::Text(text) => text.contains([' ', '\t']),
            InlineKind::SoftBreak | InlineKind::HardBreak => true,
            _ => false,
        });
        if spaced {
            self.push_text("~", range.start..range.start + 1);
            self.splice(content);
            self.push_text("~", range.end - 1..range.end);
        } else {
            self.push_inline(InlineKind::Subscript(content), range);
        }
    }

    /// Reads attributes at an offset of the file, if that is where some stand, and says where they end.
    pub(crate) fn attributes_after(&mut self, at: usize, into: &mut Attrs) -> usize {
        let rest = &self.source.text[at..];
        if !rest.starts_with('{') {
            return at;
        }
        let Some((raw, len)) = attrs::parse(rest) else {
            self.report_odd_braces(rest, at);
            return at;
        };
        let found = raw.check(self.source.file, at, self.diagnostics);
        into.id = found.id.or(into.id.take());
        into.lang = found.lang.or(into.lang);
        into.classes.extend(found.classes);
        into.pairs.extend(found.pairs);
        self.skip = self.skip.max(at + len);
        at + len
    }

    /// Braces behind a link or brackets are hardly ever meant as text.
    fn report_odd_braces(&mut self, rest: &str, at: usize) {
        let line = rest.lines().next().unwrap_or_default();
        let Some(end) = line.find('}').filter(|&end| end < 100) else { return };
        self.diagnostics.push(
            Diagnostic::warning("odd-attributes", format!("`{}` is not a list of attributes and stays text", &line[..=end]))
                .at(self.source.span(at..at + end + 1))
                .hint("write {#id}, {.class} or {key=value}, with spaces between several; put a backslash before the brace where text is meant"),
        );
    }

    /// A heading's text without the attributes at its end.
    pub(crate) fn heading(&mut self, mut inlines: Vec<Inline>, mut into: Attrs) -> (Vec<Inline>, Attrs) {
        inlines = finish::trim(finish::one_line(inlines));
        let source = self.source.text;
        if let Some(Inline { kind: InlineKind::Text(text), span }) = inlines.last_mut()
            && text.ends_with('}')
            && source[span.range()].ends_with('}')
            && let Some(brace) = source[span.range()].rfind('{')
            && !source[..span.start as usize + brace].ends_with('\\')
        {
            let origin = span.start as usize + brace;
            let braces = &source[origin..span.end as usize];
            if text.ends_with(braces)
                && let Some((raw, len)) = attrs::parse(braces)
                && len == braces.len()
            {
                text.truncate(text.len() - len);
                let bare = text.trim_end();
                let bare = bare.strip_suffix(|c| c == '#').map_or(bare, |b| b.trim_end_matches('#'));
                let closed = bare.is_empty() || bare.ends_with(' ');
                let len = if closed { bare.trim_end().len() } else { text.trim_end().len() };
                text.truncate(len);
                span.end = (origin as u32).min(span.end);
                into = raw.check(self.source.file, origin, self.diagnostics);
            }
        }
        (finish::trim(inlines), into)
    }

    /// Whether a link is open, in which no other may stand.
    pub(crate) fn in_link(&self) -> bool {
        self.frames().iter().rev().any(|f| matches!(f.kind, Kind::Link { .. }))
    }
}
