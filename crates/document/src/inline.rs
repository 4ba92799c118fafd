//! Running text: what a backslash keeps as typed, bracketed spans, superscripts and subscripts, and
//! attributes after links and images.

use std::borrow::Cow;
use std::ops::Range;

use anthology_base::Diagnostic;

use crate::build::{Builder, NoteDefinition};
use crate::frame::{Bracket, Frame, FrameKind};
use crate::{Attrs, Inline, InlineKind, attrs, fence, finish};

/// Characters that typesetting would otherwise turn into quotation marks, dashes, an ellipsis or a fraction.
pub(crate) fn is_typographic(c: char) -> bool {
    matches!(c, '"' | '\'' | '-' | '.' | '/')
}

/// The character that Windows-1252 has in the place of a C1 control character, which text saved in that encoding and
/// read as Latin-1 is full of.
fn windows_1252(c: char) -> Option<char> {
    const MEANT: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let index = u32::from(c).checked_sub(0x80)?;
    MEANT.get(index as usize).copied().filter(|meant| *meant != c)
}

/// Longer than what is before the first word of a line; bounds the work on a long line of escapes.
const MAX_LINE_START: usize = 200;

/// Returns true if a backslash before the character at `at` only keeps a line from beginning a list: `\\- ` or
/// `1\\. `.
fn escapes_block(source: &str, at: usize) -> bool {
    let bytes = source.as_bytes();
    if !bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) {
        return false;
    }
    let backslash = at - 1;
    let window = backslash.saturating_sub(MAX_LINE_START);
    let start = match bytes[window..backslash].iter().rposition(|&b| b == b'\n') {
        Some(i) => window + i + 1,
        None if window == 0 => 0,
        None => return false,
    };
    let line = &source[start..backslash];
    let before = &line[fence::prefix_len(line)..];
    let before = ["[ ] ", "[x] ", "[X] "].iter().find_map(|task| before.strip_prefix(task)).unwrap_or(before);
    match bytes[at] {
        b'-' => before.is_empty(),
        b'.' => (1..=9).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    }
}

impl Builder<'_> {
    /// Adds text that the Markdown parser read at a masked range.
    pub(crate) fn markdown_text(&mut self, text: &str, masked: &Range<usize>) {
        let mut text = text;
        let mut masked = masked.clone();
        let verse = self.source.is_insert(masked.start);
        if verse {
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
            let verbatim = text.starts_with(is_typographic) && !escapes_block(source, range.start);
            self.push_piece(&text[..len], verbatim, range.start..range.start + len);
            text = &text[len..];
            range.start += len;
        }
        if self.source.is_malformed_fence(range.start) {
            self.report_malformed_fence(range.start);
        }
        if verse {
            // No-break spaces are not cut off with the white space around line ends.
            let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
            let spaces: usize = text[..indent].bytes().map(|b| if b == b'\t' { 4 } else { 1 }).sum();
            self.push_text(&"\u{a0}".repeat(spaces), range.start..range.start + indent);
            text = &text[indent..];
            range.start += indent;
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
            if !matches!(b, b'[' | b']' | b'^' | b'~' | b'{' | b'=' | b'@') || i < done {
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
                b'~' => self.tilde(at),
                b'=' if text[i..].starts_with("==") => {
                    done = i + 2;
                    self.highlight(at);
                }
                b'=' => self.push_text("=", at..at + 1),
                b'@' => done = i + self.at_sign(&text[i..], at),
                _ => self.brace(at),
            }
            done = done.max(self.skip.saturating_sub(start)).min(text.len());
        }
        if done < text.len() {
            self.push_text(&text[done..], start + done..start + text.len());
        }
    }

    fn push_piece(&mut self, text: &str, verbatim: bool, range: Range<usize>) {
        if verbatim {
            self.push_inline(InlineKind::Verbatim(text.to_owned()), range);
        } else {
            self.push_text(text, range);
        }
    }

    /// Text without characters that no book can hold: controls, byte order marks, and what XML forbids.
    pub(crate) fn clean<'t>(&mut self, text: &'t str, range: &Range<usize>) -> Cow<'t, str> {
        // The first bytes of U+0080 to U+009F and of U+FEFF and its like are 0xC2 and 0xEF.
        let suspect = |b: u8| b < b' ' && b != b'\n' && b != b'\t' || matches!(b, 0x7f | 0xc2 | 0xef);
        let bad =
            |c: char| c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        if !text.bytes().any(suspect) {
            return Cow::Borrowed(text);
        }
        let Some((offset, first)) = text.char_indices().find(|&(_, c)| bad(c)) else { return Cow::Borrowed(text) };
        if first != '\r' {
            let at = range.start + offset;
            let exact = text.len() == range.len();
            let place = if exact { at..at + first.len_utf8() } else { range.clone() };
            let hint = match windows_1252(first) {
                Some(meant) => format!("delete it, or write `{meant}`, which it is in Windows-1252"),
                None => "delete it".to_owned(),
            };
            self.diagnostics.push(
                Diagnostic::warning(
                    "control-character",
                    format!("control character U+{:04X}; it was removed", u32::from(first)),
                )
                .at(self.source.span(place))
                .hint(hint),
            );
        }
        Cow::Owned(text.replace(bad, ""))
    }

    /// Adds characters to the innermost frame, which must hold inlines.
    pub(crate) fn push_text(&mut self, text: &str, range: Range<usize>) {
        let text = self.clean(text, &range);
        let span = self.source.span(range);
        let top = self.top();
        if top.inlines.len() > top.sealed
            && let Some(Inline { kind: InlineKind::Text(last), span: last_span }) = top.inlines.last_mut()
        {
            last.push_str(&text);
            last_span.end = last_span.end.max(span.end);
            return;
        }
        top.inlines.push(Inline { kind: InlineKind::Text(text.into_owned()), span });
    }

    /// Adds white space that an inline element begins with, before the element: `a<b> c</b>` keeps its words apart. At
    /// the beginning of a block it is none.
    pub(crate) fn push_gap(&mut self, kind: InlineKind, range: Range<usize>) {
        let is_open = |frame: &Frame| frame.inlines.is_empty() && frame.kind.is_inline();
        let Some(outer) = self.frames().iter().rposition(|frame| !is_open(frame)) else { return };
        let span = self.source.span(range);
        let frame = &mut self.frames_mut()[outer];
        let has_gap = |last: &Inline| match &last.kind {
            InlineKind::Text(text) => text.ends_with(' '),
            kind => finish::is_break(kind),
        };
        if frame.inlines.last().is_some_and(|last| !has_gap(last)) {
            frame.inlines.push(Inline { kind, span });
            frame.sealed = frame.inlines.len();
        }
    }

    /// Adds one character that may turn out to be markup.
    fn push_sealed(&mut self, text: &str, at: usize) -> usize {
        self.push_inline(InlineKind::Text(text.to_owned()), at..at + 1);
        self.top().inlines.len() - 1
    }

    fn open_bracket(&mut self, at: usize) {
        if self.fits(at) {
            let note = self.top().caret.is_some_and(|caret| caret + 1 == self.top().inlines.len())
                && self.source.text[..at].ends_with('^');
            let index = self.push_sealed("[", at);
            let top = self.top();
            if note {
                // The caret of an inline note opens no superscript.
                top.caret = None;
            }
            top.brackets.push(Bracket { index, note });
        } else {
            self.push_text("[", at..at + 1);
        }
    }

    fn close_bracket(&mut self, at: usize) {
        let opener = self.top().brackets.pop();
        if let Some(Bracket { index, note: true }) = opener
            && self.top().inlines.len() > index + 1
        {
            self.close_inline_note(index, at);
            return;
        }
        let opener = opener.map(|bracket| bracket.index);
        let mut found = Attrs::default();
        let end = match opener {
            Some(_) => self.attributes_after(at + 1, &mut found),
            None => at + 1,
        };
        let Some(opener) = opener.filter(|_| end > at + 1) else {
            if !opener.is_some_and(|opener| self.unwrap_references(opener, at)) {
                self.push_text("]", at..at + 1);
            }
            return;
        };
        let (content, start) = self.cut(opener, at);
        self.push_inline(InlineKind::Span { attrs: found, content }, start..end);
    }

    /// Takes out an opening character and everything after it.
    pub(crate) fn cut(&mut self, opener: usize, at: usize) -> (Vec<Inline>, usize) {
        let top = self.top();
        let content = top.inlines.split_off(opener + 1);
        let start = top.inlines.pop().map_or(at, |i| i.span.start as usize);
        top.sealed = top.inlines.len();
        top.caret = top.caret.filter(|&i| i < opener);
        top.tilde = top.tilde.filter(|&i| i < opener);
        top.highlight = top.highlight.filter(|&i| i < opener);
        while top.brackets.last().is_some_and(|bracket| bracket.index >= opener) {
            top.brackets.pop();
        }
        (finish::merge(content), start)
    }

    fn caret(&mut self, at: usize) {
        let top = self.top();
        if let Some(opener) = top.caret.take().filter(|&i| i + 1 < top.inlines.len()) {
            if self.are_two_carets(opener, at) {
                self.push_text("^", at..at + 1);
                return;
            }
            let (content, start) = self.cut(opener, at);
            self.push_inline(InlineKind::Superscript(content), start..at + 1);
            return;
        }
        let i = self.push_sealed("^", at);
        self.top().caret = Some(i);
    }

    /// Two carets of unmarked mathematics, as in `x^1,y^2`, rather than a superscript: there is more than a word
    /// between them, and a word goes on after the second.
    fn are_two_carets(&mut self, opener: usize, at: usize) -> bool {
        let source = self.source;
        let goes_on = source.text[at + 1..].starts_with(char::is_alphanumeric);
        let top = self.top();
        let between = crate::plain_text(&top.inlines[opener + 1..]);
        if !goes_on || between.chars().all(char::is_alphanumeric) {
            return false;
        }
        let start = top.inlines[opener].span.start as usize;
        self.diagnostics.push(
            Diagnostic::warning("two-carets", format!("`{}` is printed as typed", &source.text[start..=at]))
                .at(source.span(start..at + 1))
                .hint("write `x^1^,y^2^` for superscripts, or `\\^` for a caret"),
        );
        true
    }

    /// `==…==`: highlighted text.
    fn highlight(&mut self, at: usize) {
        let before = self.source.text[..at].chars().next_back();
        let after = self.source.text[at + 2..].chars().next();
        if before == Some('=') || after == Some('=') {
            self.push_text("==", at..at + 2);
            return;
        }
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let top = self.top();
        let opener = top.highlight.filter(|&i| i + 1 < top.inlines.len());
        if let Some(opener) = opener.filter(|_| !space(before) && !word(after)) {
            top.highlight = None;
            let (content, start) = self.cut(opener, at);
            let attrs = Attrs { classes: vec!["mark".to_owned()], ..Attrs::default() };
            self.push_inline(InlineKind::Span { attrs, content }, start..at + 2);
        } else if !space(after) && !word(before) {
            self.push_inline(InlineKind::Text("==".to_owned()), at..at + 2);
            let top = self.top();
            top.highlight = Some(top.inlines.len() - 1);
        } else {
            self.push_text("==", at..at + 2);
        }
    }

    /// `^[…]`: a footnote whose text is in its place.
    fn close_inline_note(&mut self, opener: usize, at: usize) {
        let (content, start) = self.cut(opener, at);
        let top = self.top();
        top.inlines.pop();
        top.sealed = top.inlines.len();
        let range = start - 1..at + 1;
        let label = format!("inline-{}", self.definitions.len() + 1);
        let number = self.label(&label);
        let span = self.source.span(range.clone());
        let content = finish::trim(content);
        let blocks = if content.is_empty() { Vec::new() } else { vec![finish::paragraph(content, span)] };
        self.definitions.push(NoteDefinition { label, blocks, span });
        self.push_inline(InlineKind::NoteMark(number), range);
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

    /// Reads attributes at an offset of the file, if some are there. Returns their end.
    pub(crate) fn attributes_after(&mut self, at: usize, into: &mut Attrs) -> usize {
        let rest = &self.source.text[at..];
        if !rest.starts_with('{') {
            return at;
        }
        let Some((raw, len)) = attrs::parse(rest) else {
            self.report_malformed_attributes(rest, at);
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

    /// A line of colons that opens nothing is hardly ever meant as text.
    fn report_malformed_fence(&mut self, at: usize) {
        let line = self.source.text[at..].lines().next().unwrap_or_default().trim_end();
        if line.starts_with(":::") {
            self.diagnostics.push(
                Diagnostic::warning("odd-fence", "`:::` must be followed by one name or {…}; treated as text")
                    .at(self.source.span(at..at + line.len()))
                    .hint("write one word after the colons, or attributes in braces: `::: {.note #id}`"),
            );
        }
    }

    /// Braces after a link or brackets are hardly ever meant as text.
    fn report_malformed_attributes(&mut self, rest: &str, at: usize) {
        let line = rest.lines().next().unwrap_or_default();
        let Some(end) = line.find('}').filter(|&end| end < 100) else { return };
        self.diagnostics.push(
            Diagnostic::warning(
                "odd-attributes",
                format!("`{}` is not a valid attribute list; treated as text", &line[..=end]),
            )
            .at(self.source.span(at..at + end + 1))
            .hint("write {#id}, {.class} or {key=value}, separated by spaces, or `\\{` for a literal brace"),
        );
    }

    /// A brace is text, but for attributes at the end of a heading.
    fn brace(&mut self, at: usize) {
        let source = self.source.text;
        if matches!(self.kind(), FrameKind::Heading { .. })
            && let Some((raw, len)) = attrs::parse(&source[at..])
            && let line = source[at + len..].lines().next().unwrap_or_default()
            && line.bytes().all(|b| matches!(b, b' ' | b'\t' | b'#'))
        {
            let found = raw.check(self.source.file, at, self.diagnostics);
            if let FrameKind::Heading { attrs, .. } = &mut self.top().kind {
                *attrs = found;
            }
            self.skip = at + len;
            return;
        }
        self.push_text("{", at..at + 1);
    }

    /// A heading's text without a closing run of hashes before its attributes, unless it is escaped.
    pub(crate) fn heading(&self, inlines: Vec<Inline>, attrs: &Attrs) -> Vec<Inline> {
        let mut inlines = finish::trim(finish::one_line(inlines));
        if attrs.is_empty() {
            return inlines;
        }
        if let Some(Inline { kind: InlineKind::Text(text), span }) = inlines.last_mut() {
            let bare = text.trim_end_matches('#');
            let before = self.source.text[..span.end as usize].trim_end().trim_end_matches('#');
            if (bare.is_empty() || bare.ends_with(' ')) && !before.ends_with('\\') {
                text.truncate(bare.len());
            }
        }
        finish::trim(inlines)
    }

    /// Returns true inside `<code>` and its like.
    pub(crate) fn in_code(&self) -> bool {
        self.frames().iter().any(|f| f.kind == FrameKind::InlineCode)
    }

    /// Returns true inside a link, in which no other may be.
    pub(crate) fn in_link(&self) -> bool {
        self.frames().iter().rev().any(|f| matches!(f.kind, FrameKind::Link { .. }))
    }
}
