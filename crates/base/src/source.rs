//! Source files and positions in them.

use std::ops::Range;
use std::sync::Arc;

/// A file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file. Always on character boundaries of that file's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `range` in `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// As a range of byte offsets.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The least span that covers both; `self` where they are in different files.
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A line and a column, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineCol {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A source file: its path and text.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: Arc<str>,
    /// The first byte of each line.
    line_starts: Vec<u32>,
    /// The number of characters before every [`STRIDE`]th byte, so that a column in a long line is found without
    /// counting from the line's start: error paths cost no more than the text once.
    chars_before: Vec<u32>,
}

/// Bytes between two entries of [`SourceFile::chars_before`].
const STRIDE: usize = 256;

impl SourceFile {
    fn new(path: String, text: Arc<str>) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1))
            .collect();
        let mut chars_before = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            chars_before.push(count);
            count += chunk.iter().filter(|&&byte| starts_char(byte)).count() as u32;
        }
        chars_before.push(count);
        Self { path, text, line_starts, chars_before }
    }

    /// The number of characters that begin before a byte.
    fn chars_before(&self, offset: usize) -> usize {
        let entry = offset / STRIDE;
        let rest = &self.text.as_bytes()[entry * STRIDE..offset];
        self.chars_before[entry] as usize + rest.iter().filter(|&&byte| starts_char(byte)).count()
    }

    /// The greatest character boundary that is at most `offset`, and inside the text.
    pub fn floor(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0)
    }

    /// The path as the user would write it, relative to the book where it can be.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// Line and column of a byte offset; the end of the text for an offset past it.
    pub fn line_col(&self, offset: usize) -> LineCol {
        let offset = self.floor(offset);
        let line = self.line_starts.partition_point(|&s| s as usize <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let column = self.chars_before(offset) - self.chars_before(start) + 1;
        LineCol { line: line + 1, column }
    }

    /// Bytes of a line counted from 1, without its line end. `None` past the last line.
    pub fn line_range(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.line_starts.get(line.checked_sub(1)?)? as usize;
        let end = self.line_starts.get(line).map_or(self.text.len(), |&e| e as usize);
        let trimmed = self.text[start..end].trim_end_matches(['\n', '\r']).len();
        Some(start..start + trimmed)
    }
}

/// True if a byte of UTF-8 begins a character.
fn starts_char(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// The files of one run, in the order in which they were added.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.files.push(SourceFile::new(path.into(), text.into()));
        FileId(self.files.len() as u32 - 1)
    }

    /// A file by its id.
    ///
    /// # Panics
    /// If the id is of another map.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files in order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        &self.file(span.file).text[span.range()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns() {
        let mut map = SourceMap::new();
        let id = map.add("a.md", "eins\nzwölf drei\n");
        let file = map.file(id);
        assert_eq!(file.line_col(0), LineCol { line: 1, column: 1 });
        assert_eq!(file.line_col(12), LineCol { line: 2, column: 7 });
        assert_eq!(file.line_col(99), LineCol { line: 3, column: 1 });
        assert_eq!(file.line_range(2), Some(5..16));
        assert_eq!(file.line_range(9), None);
        assert_eq!(map.text(Span::new(id, 5..11)), "zwölf");
    }

    #[test]
    fn columns_of_long_lines() {
        let mut map = SourceMap::new();
        let text = "ä漢x\n".repeat(3) + &"é𝄞a".repeat(500) + "\nend";
        let id = map.add("a.md", text.as_str());
        let file = map.file(id);
        for (offset, _) in text.char_indices() {
            let line = text[..offset].matches('\n').count() + 1;
            let column = text[..offset].chars().rev().take_while(|&c| c != '\n').count() + 1;
            assert_eq!(file.line_col(offset), LineCol { line, column }, "{offset}");
        }
    }
}
