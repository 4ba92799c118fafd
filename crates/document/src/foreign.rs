//! Markup of other dialects, which would be printed as typed: each is reported with what to write instead.
//!
//! The text is scanned once more after it was parsed, with code, HTML and addresses blanked out. Every scan is linear.

use std::ops::Range;

use anthology_base::{Diagnostic, Diagnostics};

use crate::attrs::referenced_id;
use crate::fence::{self, PreparedText};

/// Bytes that an inline construct may span; bounds the work on text that is full of opening marks.
const MAX_INLINE: usize = 1000;

/// Reports foreign markup in a text. `plain` are bytes that hold none.
pub(crate) fn report(source: &PreparedText<'_>, plain: Vec<Range<usize>>, diagnostics: &mut Diagnostics) {
    let body_start = source.offset(0);
    let body = &source.text[body_start..];
    let suspicious =
        body.bytes().any(|b| matches!(b, b'$' | b'\\' | b'@' | b'{' | b'+' | b'|' | b'[' | b'!' | b'?' | b'%'))
            || body.contains("---");
    if !suspicious {
        return;
    }
    let mut text = body.as_bytes().to_vec();
    for range in plain {
        let range = range.start.max(body_start) - body_start..range.end.max(body_start) - body_start;
        for byte in text.get_mut(range).into_iter().flatten() {
            if *byte != b'\n' && *byte != b'\r' {
                *byte = b' ';
            }
        }
    }
    // Blanked ranges begin and end at characters, so this never replaces anything.
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut scan = Scan { source, base: body_start, text: &text, diagnostics };
    scan.lines();
    scan.inlines();
}

struct Scan<'a, 'd> {
    source: &'a PreparedText<'a>,
    /// The byte of the file at which the text begins.
    base: usize,
    text: &'a str,
    diagnostics: &'d mut Diagnostics,
}

/// A line without its container marks.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

const TABLE_HINT: &str = "write a pipe table (`| a | b |` and a second row `|---|---|`) or an HTML table";

impl<'a> Scan<'a, '_> {
    fn warn(&mut self, code: &'static str, range: Range<usize>, message: String, hint: &str) {
        let span = self.source.span(self.base + range.start..self.base + range.end);
        self.diagnostics.push(Diagnostic::warning(code, message).at(span).hint(hint.to_owned()));
    }

    fn lines(&mut self) {
        let mut previous: Option<Line<'a>> = None;
        let mut start = 0;
        let mut lines = Vec::new();
        for line in self.text.split_inclusive('\n') {
            let bare = line.trim_end();
            let prefix = fence::prefix_len(bare).min(bare.len());
            lines.push(Line { start: start + prefix, text: &bare[prefix..] });
            start += line.len();
        }
        for (i, &line) in lines.iter().enumerate() {
            let opens_block = previous.is_none_or(|previous| previous.text.is_empty());
            self.line(line, previous, lines.get(i + 1).copied(), opens_block);
            previous = Some(line);
        }
    }

    fn line(&mut self, line: Line<'a>, previous: Option<Line<'a>>, next: Option<Line<'a>>, opens_block: bool) {
        let Line { start, text } = line;
        let range = start..start + text.len();
        let before = previous.filter(|previous| !previous.text.is_empty());
        if is_grid_rule(text) && before.is_none() {
            self.warn(
                "grid-table",
                range,
                "grid tables are not supported; it is printed as typed".to_owned(),
                TABLE_HINT,
            );
        } else if is_simple_rule(text) {
            if before.is_some() || next.is_some_and(|next| !next.text.is_empty()) {
                let message = "simple tables are not supported; it is printed as typed".to_owned();
                self.warn("simple-table", range, message, TABLE_HINT);
            }
        } else if let (Some(columns), Some(head)) = (delimiter_columns(text), before) {
            let cells = row_cells(head.text).len();
            if cells > 1 && cells != columns && delimiter_columns(head.text).is_none() {
                let span = self.source.span(self.base + range.start..self.base + range.end);
                let message = format!("the delimiter row has {columns} columns, but the row above it has {cells}");
                self.diagnostics.push(
                    Diagnostic::error("table-columns", message)
                        .at(span)
                        .hint("give both rows the same number of cells, or write `\\|` for a bar inside a cell"),
                );
            }
        } else if opens_block
            && is_barred(text)
            && next.is_some_and(|next| is_barred(next.text) && delimiter_columns(next.text).is_none())
        {
            let message = "table without a delimiter row; it is printed as typed".to_owned();
            self.warn("table-columns", range, message, "add a row `|---|---|` after the first row");
        } else if opens_block && (text.starts_with("!!! ") || text.starts_with("??? ")) {
            let message = format!("admonition `{text}` is not supported; it is printed as typed");
            self.warn("admonition", range, message, "write `> [!NOTE]`, or a block `::: note`");
        } else if text.starts_with("{: ") || text.starts_with("{:.") || text.starts_with("{:#") {
            let message = format!("attribute list `{text}` is not supported here; it is printed as typed");
            self.warn(
                "foreign-attributes",
                range,
                message,
                "write `{#id .class}` directly after a heading, link or span",
            );
        } else if text.starts_with("*[") && text.contains("]: ") {
            let message = "abbreviations are not supported; it is printed as typed".to_owned();
            self.warn("abbreviation", range, message, "write `<abbr title=\"…\">` where the abbreviation is used");
        } else if text == "[TOC]" || text == "[[_TOC_]]" || text == "{{toc}}" {
            let message = format!("`{text}` is printed as typed");
            self.warn("shortcode", range, message, "remove it: the book has a table of contents of its own");
        } else if let Some(id) = block_id(text).filter(|_| next.is_none_or(|next| next.text.is_empty())) {
            let at = start + text.len() - id.len();
            let message = format!("block id `{id}` is not supported; it is printed as typed");
            self.warn("block-id", at..at + id.len(), message, "write `{#id}` at the end of the paragraph");
        } else if opens_block && INCLUDES.iter().any(|include| text.starts_with(include)) {
            self.include(range);
        }
    }

    fn include(&mut self, range: Range<usize>) {
        let message = format!("include `{}` is not supported; it is printed as typed", self.shown(&range));
        self.warn("include", range, message, "list the file as a chapter in book.toml, or paste its text");
    }

    fn shown(&self, range: &Range<usize>) -> String {
        let text = self.text[range.clone()].lines().next().unwrap_or_default();
        if text.chars().count() > 60 { text.chars().take(59).chain(['…']).collect() } else { text.to_owned() }
    }

    fn inlines(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(i) = bytes[at..].iter().position(|b| matches!(b, b'$' | b'\\' | b'{' | b'[' | b'%')) {
            at += i;
            let end = match bytes[at] {
                b'$' => self.dollar(at),
                b'\\' => Some(self.backslash(at)),
                b'{' => self.braces(at),
                b'%' => self.comment(at),
                _ => self.bracket(at),
            };
            at = end.unwrap_or(at + 1);
        }
    }

    /// The text from `at` to the end of its paragraph, as far as an inline construct may go.
    fn rest(&self, at: usize) -> &'a str {
        let mut end = (at + MAX_INLINE).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let rest = &self.text[at..end];
        let blank = rest.find("\n\n").or_else(|| rest.find("\r\n\r\n")).unwrap_or(rest.len());
        &rest[..blank]
    }

    /// `$…$` and `$$…$$`, by Pandoc's rule: no space inside the dollar signs, no digit after them.
    fn dollar(&mut self, at: usize) -> Option<usize> {
        let rest = self.rest(at);
        if let Some(inner) = rest.strip_prefix("$$") {
            let length = inner.find("$$")?;
            let end = at + length + 4;
            if !inner[..length].trim().is_empty() {
                self.math(at..end);
            }
            return Some(end);
        }
        let inner = &rest[1..];
        let length = inner.char_indices().find(|&(i, c)| c == '$' && !inner[..i].ends_with('\\')).map(|(i, _)| i)?;
        let (content, after) = (&inner[..length], &inner[length + 1..]);
        let tight =
            !content.is_empty() && !content.starts_with(char::is_whitespace) && !content.ends_with(char::is_whitespace);
        let mathematical = content.contains(['\\', '^', '_', '{', '=', '+', '<', '>'])
            || content.chars().count() <= 2 && content.chars().all(char::is_alphabetic);
        if !tight || after.starts_with(|c: char| c.is_ascii_digit()) || !mathematical {
            return None;
        }
        self.math(at..at + length + 2);
        Some(at + length + 2)
    }

    fn math(&mut self, range: Range<usize>) {
        let message = format!("TeX mathematics `{}` is not supported; it is printed as typed", self.shown(&range));
        self.warn("tex-math", range, message, "write it with Unicode characters, `x^2^` and `x~1~`, or as an image");
    }

    /// A TeX command, or mathematics between `\(` and `\)`. Returns where to go on.
    fn backslash(&mut self, at: usize) -> usize {
        let rest = self.rest(at);
        for (open, close) in [("\\(", "\\)"), ("\\[", "\\]")] {
            if let Some(inner) = rest.strip_prefix(open)
                && let Some(length) = inner.find(close)
                && inner[..length].contains(['\\', '^', '_', '='])
            {
                let end = at + length + 4;
                self.math(at..end);
                return end;
            }
        }
        let name = rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let command = &rest[1..=name];
        if name == 0 {
            return at + 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
        }
        let end = at + 1 + name;
        if PAGE_COMMANDS.contains(&command) {
            let message = format!("TeX command `\\{command}` is not supported; it is printed as typed");
            self.warn("tex-command", at..end, message, "remove it: a new page begins with a new chapter or part");
        } else if rest[1 + name..].starts_with('{') && at.checked_sub(1).is_none_or(|i| self.text.as_bytes()[i] != b':')
        {
            let message = format!("TeX command `\\{command}` is not supported; it is printed as typed");
            self.warn("tex-command", at..end, message, "write it in Markdown");
        }
        end
    }

    /// `%%…%%`: a comment of Obsidian's.
    fn comment(&mut self, at: usize) -> Option<usize> {
        let inner = self.rest(at).strip_prefix("%%")?;
        let length = inner.find("%%").filter(|&length| !inner[..length].trim().is_empty())?;
        let end = at + length + 4;
        let message = format!("comment `{}` is not supported; it is printed as typed", self.shown(&(at..end)));
        self.warn("foreign-comment", at..end, message, "write `<!-- … -->`, or remove it");
        Some(end)
    }

    /// `{{…}}`, `{%…%}` and `{!…!}` of templates.
    fn braces(&mut self, at: usize) -> Option<usize> {
        let rest = self.rest(at);
        let close = match rest.as_bytes().get(1)? {
            b'{' => "}}",
            b'%' => "%}",
            b'!' => "!}",
            _ => return None,
        };
        let end = at + rest.find(close)? + close.len();
        let content = rest[2..end - at - 2].trim_matches([' ', '<', '>', '%', '#']);
        if close == "!}" || content.starts_with("include") {
            self.include(at..end);
        } else {
            let message = format!("shortcode `{}` is not supported; it is printed as typed", self.shown(&(at..end)));
            self.warn("shortcode", at..end, message, "write its content in Markdown, or remove it");
        }
        Some(end)
    }

    /// Citations, wiki links and shortcodes.
    fn bracket(&mut self, at: usize) -> Option<usize> {
        let rest = self.rest(at);
        if let Some(inner) = rest.strip_prefix("[[") {
            let length = inner.find("]]").filter(|&length| length > 0 && !inner[..length].contains(['[', '\n']))?;
            let end = at + length + 4;
            if self.text[..at].ends_with('!') {
                self.include(at - 1..end);
            } else if !rest[length + 4..].starts_with(['(', '{', '[']) {
                let message =
                    format!("wiki link `{}` is not supported; it is printed as typed", self.shown(&(at..end)));
                self.warn("wiki-link", at..end, message, "write `[text](file.md)`");
            }
            return Some(end);
        }
        let length = rest[1..].find([']', '['])? + 1;
        if !rest[length..].starts_with(']') || rest[length + 1..].starts_with(['(', '{', '[', ':']) {
            return None;
        }
        let (content, end) = (&rest[1..length], at + length + 1);
        if is_citation(content) {
            let message = format!("citation `{}` is not supported; it is printed as typed", self.shown(&(at..end)));
            self.warn("citation", at..end, message, "write the reference as text, or in a footnote `^[…]`");
            return Some(end);
        }
        if is_shortcode(content) {
            let message = format!("shortcode `{}` is not supported; it is printed as typed", self.shown(&(at..end)));
            self.warn("shortcode", at..end, message, "write its content in Markdown, or remove it");
            return Some(end);
        }
        None
    }
}

const PAGE_COMMANDS: [&str; 8] =
    ["newpage", "pagebreak", "clearpage", "cleardoublepage", "linebreak", "newline", "bigskip", "medskip"];

const INCLUDES: [&str; 6] = ["!include ", "!include(", "!INCLUDE ", "@include ", "<<(", "include::"];

/// `see @doe99, pp. 33`: a key after an at sign at the beginning of a word.
fn is_citation(content: &str) -> bool {
    content.match_indices('@').any(|(i, _)| {
        let before = content[..i].chars().next_back();
        before.is_none_or(|c| c == ' ' || c == '-' || c == ';')
            && (before == Some('-') || referenced_id(&content[i..]).is_none())
            && content[i + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '{')
    })
}

/// `gallery ids="1,2"` and `/caption`.
fn is_shortcode(content: &str) -> bool {
    let name =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_'));
    if let Some(closing) = content.strip_prefix('/') {
        return name(closing);
    }
    let Some((first, rest)) = content.split_once(' ') else { return false };
    name(first) && rest.split_once('=').is_some_and(|(key, value)| name(key.trim()) && value.starts_with(['"', '\'']))
}

/// Starts of the cells of a row of a pipe table.
pub(crate) fn row_cells(line: &str) -> Vec<usize> {
    let line = line.trim_end();
    let mut cells = Vec::new();
    let lead = line.len() - line.trim_start().len();
    let first = lead + usize::from(line[lead..].starts_with('|'));
    if first < line.len() {
        cells.push(first);
    }
    let mut escaped = false;
    for (i, b) in line.bytes().enumerate().skip(first) {
        if b == b'|' && !escaped && i + 1 < line.len() {
            cells.push(i + 1);
        }
        escaped = b == b'\\' && !escaped;
    }
    cells
}

/// The columns of a delimiter row such as `|---|:-:|`; `None` for other lines.
fn delimiter_columns(line: &str) -> Option<usize> {
    let is_cell = |cell: &str| {
        let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
    };
    if !line.contains('|') || !line.bytes().all(|b| matches!(b, b'|' | b':' | b'-' | b' ' | b'\t')) {
        return None;
    }
    let inner = line.trim();
    let inner = inner.strip_prefix('|').unwrap_or(inner);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').all(is_cell).then(|| inner.split('|').count())
}

/// `^quote-of-the-day` at the end of a line: the id that Obsidian gives a block.
fn block_id(line: &str) -> Option<&str> {
    let at = line.rfind('^')?;
    let (before, id) = line.split_at(at);
    let is_id = id.len() > 3
        && id[1..].starts_with(|c: char| c.is_ascii_alphabetic())
        && id[1..].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (is_id && (before.is_empty() || before.ends_with(' '))).then_some(id)
}

fn is_barred(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|') && !line.ends_with("\\|")
}

fn is_grid_rule(line: &str) -> bool {
    line.len() >= 5
        && line.starts_with('+')
        && line.ends_with('+')
        && line.bytes().all(|b| matches!(b, b'+' | b'-' | b'=' | b':'))
        && line.contains("--")
}

/// Groups of dashes with spaces between them, as under the columns of a simple table.
fn is_simple_rule(line: &str) -> bool {
    let mut groups = 0;
    let dashes = line.split_whitespace().all(|group| {
        groups += 1;
        group.len() >= 2 && group.bytes().all(|b| b == b'-')
    });
    dashes && groups >= 2
}
