//! The preparation of the text for the Markdown parser, so that it sees our dialect as CommonMark.
//!
//! A div's fence line is overwritten, byte for byte, with underscores: to the parser a thematic break,
//! which may be wherever a fence may. Every line of verse gets a full stop in front, so that the parser
//! keeps its indentation and finds no list or heading in it. Labels of footnotes that nobody defined get
//! an empty definition after the end. [`PreparedText`] undoes all three: it knows which bytes are not the
//! author's, and turns the parser's offsets into those of the file.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use anthology_base::{FileId, Span};

use crate::attrs::{self, RawAttrs};

/// A character that no block begins with, and next to which every mark of emphasis works.
const VERSE_MARK: char = '.';

/// A line of three or more colons.
#[derive(Clone, Debug)]
pub(crate) struct Fence {
    /// The colons and what follows them, in the file.
    pub(crate) range: Range<usize>,
    /// The number of colons.
    pub(crate) colons: usize,
    /// The rest of an opening line; `None` for a closing line.
    pub(crate) open: Option<DivOpening>,
}

/// The rest of a line that opens a div.
#[derive(Clone, Debug, Default)]
pub(crate) struct DivOpening {
    /// The name.
    pub(crate) name: String,
    /// The attributes, the name taken out.
    pub(crate) attrs: RawAttrs,
    /// The byte of the file at which the brace opens.
    pub(crate) origin: usize,
}

/// A file's body, prepared.
#[derive(Debug)]
pub(crate) struct PreparedText<'a> {
    /// The file.
    pub(crate) file: FileId,
    /// True for one line of running text, which no attributes are of.
    pub(crate) is_line: bool,
    /// The whole file, front matter included.
    pub(crate) text: &'a str,
    /// The text that the Markdown parser reads.
    pub(crate) masked: Cow<'a, str>,
    /// The byte of the file at which the body begins.
    base: usize,
    /// One past the last masked byte that represents the author's.
    pub(crate) limit: usize,
    /// Masked offsets of the bytes put in front of lines of verse, ascending.
    inserts: Vec<usize>,
    /// Fence lines by their place in the file, ascending.
    fences: Vec<Fence>,
    /// Places in the file of lines that begin like a fence and aren't one, ascending.
    malformed_fences: Vec<usize>,
    /// Labels of footnotes that have no definition.
    pub(crate) undefined: BTreeSet<String>,
    /// Labels of footnotes that have one, in lower case.
    defined: BTreeSet<String>,
}

impl<'a> PreparedText<'a> {
    /// The file's offset of a masked one.
    pub(crate) fn offset(&self, masked: usize) -> usize {
        let masked = masked.min(self.limit);
        self.base + masked - self.inserts.partition_point(|&i| i < masked)
    }

    /// The file's range of a masked one.
    pub(crate) fn range(&self, masked: &Range<usize>) -> Range<usize> {
        self.offset(masked.start)..self.offset(masked.end)
    }

    /// Returns true if a byte at a masked offset was put in.
    pub(crate) fn is_insert(&self, masked: usize) -> bool {
        !self.inserts.is_empty() && self.inserts.binary_search(&masked).is_ok()
    }

    /// The fence that begins at an offset of the file.
    pub(crate) fn fence_at(&self, offset: usize) -> Option<&Fence> {
        let i = self.fences.binary_search_by_key(&offset, |f| f.range.start).ok()?;
        Some(&self.fences[i])
    }

    /// Returns true if bytes of a range of the file were overwritten.
    pub(crate) fn is_masked(&self, range: &Range<usize>) -> bool {
        let i = self.fences.partition_point(|f| f.range.end <= range.start);
        self.fences.get(i).is_some_and(|f| f.range.start < range.end)
    }

    /// Returns true if a line that begins like a fence and isn't one begins at an offset of the file.
    pub(crate) fn is_malformed_fence(&self, offset: usize) -> bool {
        !self.malformed_fences.is_empty() && self.malformed_fences.binary_search(&offset).is_ok()
    }

    /// Returns true if a footnote is defined in the file, by any line that looks like its definition.
    pub(crate) fn defines(&self, label: &str) -> bool {
        self.defined.contains(&label.to_lowercase())
    }

    /// A span of the file.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }
}

/// One line as inline text: nothing in it can begin a block. Footnotes that `is_defined` knows can be referenced.
pub(crate) fn prepare_line(file: FileId, text: &str, is_defined: impl Fn(&str) -> bool) -> PreparedText<'_> {
    let line = text.replace(['\n', '\r'], " ");
    let mut masked = format!("{VERSE_MARK}{line}");
    let limit = masked.len();
    let labels = note_labels(text).undefined;
    for label in &labels {
        masked.push_str("\n\n[^");
        masked.push_str(label);
        masked.push_str("]: .\n");
    }
    PreparedText {
        file,
        is_line: true,
        text,
        limit,
        masked: Cow::Owned(masked),
        base: 0,
        inserts: vec![0],
        fences: Vec::new(),
        malformed_fences: Vec::new(),
        undefined: labels.into_iter().filter(|label| !is_defined(label)).collect(),
        defined: BTreeSet::new(),
    }
}

/// Prepares a file whose body begins at `base`.
pub(crate) fn prepare(file: FileId, text: &str, base: usize) -> PreparedText<'_> {
    let body = &text[base..];
    let mut masked = Cow::Borrowed(body);
    let mut inserts = Vec::new();
    let mut fences = Vec::new();
    let mut malformed_fences = Vec::new();
    if body.contains(":::") {
        let found = find_fences(body, base, &mut malformed_fences);
        inserts = verse_lines(body, base, &found);
        masked = Cow::Owned(mask(body, base, &found, &inserts));
        fences = found.into_iter().map(|f| f.fence).collect();
    }
    let limit = masked.len();
    let NoteLabels { undefined, defined } = note_labels(body);
    if !undefined.is_empty() {
        let owned = masked.to_mut();
        for label in &undefined {
            owned.push_str("\n\n[^");
            owned.push_str(label);
            owned.push_str("]: .\n");
        }
    }
    PreparedText {
        file,
        is_line: false,
        text,
        masked,
        base,
        limit,
        inserts,
        fences,
        malformed_fences,
        undefined,
        defined,
    }
}

/// A fence with the container marks of its line.
struct FenceLine {
    fence: Fence,
    prefix: ContainerPrefix,
}

/// The container marks before the text of a line.
#[derive(Clone, Copy, Debug, Default)]
struct ContainerPrefix {
    /// Bytes.
    len: usize,
    /// Bytes that represent it on the lines that follow.
    indent: usize,
    /// Marks of quotation in it.
    quotes: usize,
    /// True if a list item, a note or an explanation begins in it.
    item: bool,
}

/// The indent of the second and further lines of a footnote.
const NOTE_INDENT: usize = 4;

/// The marks of containers that a line begins with.
fn prefix(line: &str) -> ContainerPrefix {
    let bytes = line.as_bytes();
    let mut p = ContainerPrefix::default();
    loop {
        let gap = bytes[p.len..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let rest = &bytes[p.len + gap..];
        let (mark, indent) = match rest {
            [b'>', ..] => {
                p.quotes += 1;
                (gap + 1, gap + 1)
            }
            [b'-' | b'+' | b'*' | b':', b' ' | b'\t', ..] => (gap + 1, gap + 1),
            [b'0'..=b'9', ..] => {
                let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
                match rest.get(digits..digits + 2) {
                    Some([b'.' | b')', b' ' | b'\t']) if digits <= 9 => (gap + digits + 1, gap + digits + 1),
                    _ => return p.and(gap),
                }
            }
            [b'[', b'^', ..] => match line[p.len + gap..].find("]:") {
                Some(end) => {
                    let behind = &bytes[p.len + gap + end + 2..];
                    let spaces = behind.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
                    (gap + end + 2 + spaces, gap + NOTE_INDENT)
                }
                None => return p.and(gap),
            },
            _ => return p.and(gap),
        };
        p.item |= rest[0] != b'>';
        p.len += mark;
        p.indent += indent;
    }
}

/// The number of bytes of a line that are container marks.
pub(crate) fn prefix_len(line: &str) -> usize {
    prefix(line).len
}

impl ContainerPrefix {
    /// With spaces after it.
    fn and(mut self, spaces: usize) -> Self {
        self.len += spaces;
        self.indent += spaces;
        self
    }
}

/// All fence lines outside code. Lines that begin like one and aren't go to `odd`.
fn find_fences(body: &str, base: usize, odd: &mut Vec<usize>) -> Vec<FenceLine> {
    let mut found = Vec::new();
    let mut code: Option<(u8, usize, ContainerPrefix)> = None;
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let offset = start;
        start += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let has_fence = line.contains(":::");
        if code.is_none() && !has_fence && !line.contains("```") && !line.contains("~~~") {
            continue;
        }
        let p = prefix(line);
        let rest = line[p.len..].trim_end();
        if let Some((mark, count, at)) = code {
            let left = p.quotes < at.quotes || at.item && !rest.is_empty() && p.quotes == 0 && p.len < at.indent;
            let run = rest.bytes().take_while(|&b| b == mark).count();
            if !left {
                if run >= count && run == rest.len() && !p.item {
                    code = None;
                }
                continue;
            }
            code = None;
        }
        match rest.bytes().next() {
            Some(mark @ (b'`' | b'~')) => {
                let run = rest.bytes().take_while(|&b| b == mark).count();
                if run >= 3 && (mark == b'~' || !rest[run..].contains('`')) {
                    code = Some((mark, run, p));
                }
            }
            Some(b':') if has_fence => {
                let at = base + offset + p.len;
                match read_fence(rest, at) {
                    Some(fence) => found.push(FenceLine { fence, prefix: p }),
                    None => odd.push(at),
                }
            }
            _ => {}
        }
    }
    found
}

/// Reads `::: name {attributes} :::` at an offset of the file.
fn read_fence(line: &str, at: usize) -> Option<Fence> {
    let colons = line.bytes().take_while(|&b| b == b':').count();
    if colons < 3 {
        return None;
    }
    let range = at..at + line.len();
    let rest = line[colons..].trim_end_matches(':').trim_end();
    if rest.is_empty() {
        return Some(Fence { range, colons, open: None });
    }
    let name_start = line.len() - line[colons..].trim_start().len();
    let rest = &line[name_start..colons + rest.len()];
    let name_len = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(rest.len());
    let (mut name, braces) = (rest[..name_len].to_owned(), rest[name_len..].trim_start());
    let origin = at + name_start + (rest.len() - braces.len());
    let mut attrs = RawAttrs::default();
    if !braces.is_empty() {
        let (raw, len) = attrs::parse(braces)?;
        if len != braces.len() {
            return None;
        }
        attrs = raw;
    }
    if name.is_empty() {
        name = attrs.take_first_class().unwrap_or_default();
    }
    Some(Fence { range, colons, open: Some(DivOpening { name, attrs, origin }) })
}

/// Masked offsets of the beginnings of lines of verse: inside each div named `verse` that is closed, but not in a div
/// inside it.
fn verse_lines(body: &str, base: usize, found: &[FenceLine]) -> Vec<usize> {
    let mut inserts = Vec::new();
    let mut open: Vec<&FenceLine> = Vec::new();
    // Which stretches between two fences are verse is known once the closing fence is.
    let closed = closed_fences(found);
    for (i, f) in found.iter().enumerate() {
        match &f.fence.open {
            Some(_) if closed[i] => open.push(f),
            None if closed[i] => {
                open.pop();
            }
            _ => {}
        }
        let Some(div) = open.last() else { continue };
        if div.fence.open.as_ref().is_none_or(|o| o.name != "verse") {
            continue;
        }
        let end = found.get(i + 1).map_or(base + body.len(), |f| f.fence.range.start);
        mark_lines(body, f.fence.range.end - base..end - base, div.prefix, &mut inserts);
    }
    inserts
}

/// The fences that have a partner, by the rule of [`crate::build`]: a closing line closes the innermost open div if it
/// has as many colons.
fn closed_fences(found: &[FenceLine]) -> Vec<bool> {
    let mut closed = vec![false; found.len()];
    let mut open: Vec<usize> = Vec::new();
    for (i, f) in found.iter().enumerate() {
        if f.fence.open.is_some() {
            open.push(i);
        } else if let Some(&last) = open.last()
            && found[last].fence.colons <= f.fence.colons
        {
            open.pop();
            closed[i] = true;
            closed[last] = true;
        }
    }
    closed
}

/// Adds the masked offsets of the beginnings of lines in a range of the body; `inserts` holds those before.
fn mark_lines(body: &str, range: Range<usize>, container: ContainerPrefix, inserts: &mut Vec<usize>) {
    let mut start = range.start;
    for (n, line) in body[range.clone()].split_inclusive('\n').enumerate() {
        let offset = start;
        start += line.len();
        if n == 0 || start == range.end && !line.ends_with('\n') && range.end < body.len() {
            // The rest of the opening line, or what is before the next fence on its line.
            continue;
        }
        let at = container_end(line, container);
        let rest = &line[at..];
        if !rest.trim().is_empty() && !is_note_definition(rest) {
            inserts.push(offset + at + inserts.len());
        }
    }
}

/// The part of a line that belongs to the containers of a fence: its marks of quotation, and
/// spaces as far as the fence was indented after them.
fn container_end(line: &str, container: ContainerPrefix) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    let mut quotes = 0;
    while at < container.indent {
        match bytes.get(at) {
            Some(b'>') if quotes < container.quotes => quotes += 1,
            Some(b' ' | b'\t') => {}
            _ => break,
        }
        at += 1;
    }
    at
}

fn is_note_definition(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("[^") && line.find(']').is_some_and(|i| line[i..].starts_with("]:"))
}

/// The body with fences overwritten and verse marked.
fn mask(body: &str, base: usize, found: &[FenceLine], inserts: &[usize]) -> String {
    let mut out = String::with_capacity(body.len() + inserts.len());
    let mut done = 0;
    let mut inserts = inserts.iter().enumerate().map(|(n, &i)| i - n).peekable();
    let mut copy = |out: &mut String, to: usize| {
        while let Some(at) = inserts.next_if(|&at| at < to) {
            out.push_str(&body[done..at]);
            out.push(VERSE_MARK);
            done = at;
        }
        out.push_str(&body[done..to]);
        done = to;
    };
    for f in found {
        let (start, end) = (f.fence.range.start - base, f.fence.range.end - base);
        copy(&mut out, start);
        out.extend(std::iter::repeat_n('_', end - start));
        copy(&mut String::new(), end);
    }
    copy(&mut out, body.len());
    out
}

/// Labels of footnotes in a text.
pub(crate) struct NoteLabels {
    /// Those of references that no line of the text defines.
    pub(crate) undefined: BTreeSet<String>,
    /// Those of definitions, in lower case.
    pub(crate) defined: BTreeSet<String>,
}

/// Finds the labels of footnotes in a text.
pub(crate) fn note_labels(body: &str) -> NoteLabels {
    let mut marks: Vec<&str> = Vec::new();
    let mut defined = BTreeSet::new();
    let mut at = 0;
    while let Some(i) = body[at..].find("[^") {
        let start = at + i + 2;
        at = start;
        let label_end = body[start..].find(|c: char| c == ']' || c == '[' || c.is_whitespace());
        let Some(end) = label_end.map(|e| start + e) else { break };
        if end == start || !body[end..].starts_with(']') || end - start > 200 {
            continue;
        }
        let label = &body[start..end];
        if body[end..].starts_with("]:") {
            defined.insert(label.to_lowercase());
        }
        marks.push(label);
        at = end;
    }
    marks.retain(|m| !m.contains(['\\', '`', '<', '&', '^']) && !defined.contains(&m.to_lowercase()));
    NoteLabels { undefined: marks.into_iter().map(str::to_owned).collect(), defined }
}
