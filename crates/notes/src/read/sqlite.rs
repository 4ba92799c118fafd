//! The rows of a table of an SQLite database ("Database File Format", sqlite.org): read only, from bytes, without indexes
//! and without a journal.

use std::collections::BTreeSet;

/// Rows of a table that are read. Bounds the time and memory.
const MOST_ROWS: usize = 1_000_000;

/// Bytes of a row that are read.
const MOST_PAYLOAD: usize = 16 << 20;

/// A database.
pub(super) struct Database<'a> {
    bytes: &'a [u8],
    page_size: usize,
    /// Bytes of a page without those that extensions reserve.
    usable: usize,
    encoding: Encoding,
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16(fn([u8; 2]) -> u16),
}

/// A table of texts: numbers and blobs are of no use here, and are empty.
pub(super) struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    pub(super) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|texts| Row { columns: &self.columns, texts })
    }
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    columns: &'a [String],
    texts: &'a [String],
}

impl<'a> Row<'a> {
    /// The text of a column; empty where there is none.
    pub(super) fn get(self, name: &str) -> &'a str {
        let column = self.columns.iter().position(|column| column.eq_ignore_ascii_case(name));
        column.and_then(|at| self.texts.get(at)).map_or("", String::as_str)
    }
}

impl<'a> Database<'a> {
    /// Reads the header; `None` for what is no database.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let header = bytes.get(..100).filter(|header| header.starts_with(b"SQLite format 3\0"))?;
        let page_size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65536,
            size => usize::from(size),
        };
        let usable = page_size.checked_sub(usize::from(header[20]))?;
        if !page_size.is_power_of_two() || page_size < 512 || usable < 480 {
            return None;
        }
        let encoding = match header[59] {
            2 => Encoding::Utf16(u16::from_le_bytes),
            3 => Encoding::Utf16(u16::from_be_bytes),
            _ => Encoding::Utf8,
        };
        Some(Self { bytes, page_size, usable, encoding })
    }

    /// The rows of a table; `None` where there is none of that name.
    pub(super) fn table(&self, name: &str) -> Option<Rows> {
        let schema = self.rows(1);
        let entry = schema.iter().find(|entry| match entry.as_slice() {
            [kind, own, ..] => kind.text() == "table" && own.text().eq_ignore_ascii_case(name),
            _ => false,
        })?;
        let (root, sql) = (entry.get(3)?.number()?, entry.get(4)?.text());
        let texts = |row: Vec<Field>| row.into_iter().map(|field| field.text().to_owned()).collect();
        Some(Rows { columns: columns(sql), rows: self.rows(root).into_iter().map(texts).collect() })
    }

    fn page(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_sub(1)?.checked_mul(self.page_size)?;
        self.bytes.get(start..start.checked_add(self.usable)?)
    }

    /// The records of a table's tree (1.6), each page once.
    fn rows(&self, root: usize) -> Vec<Vec<Field>> {
        let mut rows = Vec::new();
        let mut waiting = vec![root];
        let mut seen = BTreeSet::new();
        while let Some(number) = waiting.pop() {
            let Some(page) = self.page(number).filter(|_| seen.insert(number)) else { continue };
            let header = if number == 1 { 100 } else { 0 };
            let (Some(kind), Some(count)) = (page.get(header), big_endian(page, header + 3, 2)) else { continue };
            let cells = if *kind == 5 { header + 12 } else { header + 8 };
            let cell = |at: usize| big_endian(page, cells + 2 * at, 2);
            match kind {
                5 => {
                    let children = (0..count).filter_map(cell).filter_map(|at| big_endian(page, at, 4));
                    // The last one first: the tree is walked from a stack.
                    let mut children: Vec<usize> = children.collect();
                    children.extend(big_endian(page, header + 8, 4));
                    waiting.extend(children.into_iter().rev());
                }
                13 => {
                    for at in (0..count).filter_map(cell) {
                        if rows.len() == MOST_ROWS {
                            return rows;
                        }
                        rows.extend(self.payload(page, at).and_then(|payload| self.record(&payload)));
                    }
                }
                _ => {}
            }
        }
        rows
    }

    /// The payload of a cell, with its overflow pages.
    fn payload(&self, page: &[u8], at: usize) -> Option<Vec<u8>> {
        let mut rest = page.get(at..)?;
        let size = usize::try_from(varint(&mut rest)?).ok().filter(|size| *size <= MOST_PAYLOAD)?;
        varint(&mut rest)?;
        let most = self.usable - 35;
        let local = if size <= most {
            size
        } else {
            let least = (self.usable - 12) * 32 / 255 - 23;
            let local = least + (size - least) % (self.usable - 4);
            if local <= most { local } else { least }
        };
        let mut payload = rest.get(..local)?.to_vec();
        let mut next = if local < size { big_endian(rest, local, 4)? } else { 0 };
        while payload.len() < size {
            let page = self.page(next)?;
            let part = (size - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(page.get(4..4 + part)?);
            next = big_endian(page, 0, 4)?;
        }
        Some(payload)
    }

    /// The values of a record (2.1).
    fn record(&self, payload: &[u8]) -> Option<Vec<Field>> {
        let mut header = payload;
        let size = usize::try_from(varint(&mut header)?).ok()?;
        let start = payload.len() - header.len();
        let mut types = payload.get(start..size)?;
        let mut body = payload.get(size..)?;
        let mut fields = Vec::new();
        while !types.is_empty() {
            let kind = varint(&mut types)?;
            let length = match kind {
                0 | 8 | 9 => 0,
                1..=4 => kind as usize,
                5 => 6,
                6 | 7 => 8,
                10 | 11 => return None,
                _ => usize::try_from((kind - 12) / 2).ok()?,
            };
            let (value, rest) = body.split_at_checked(length)?;
            body = rest;
            fields.push(match kind {
                8 | 9 => Field::Number(kind - 8),
                1..=6 => Field::Number(value.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))),
                13.. if kind % 2 == 1 => Field::Text(self.text(value)),
                _ => Field::Other,
            });
        }
        Some(fields)
    }

    fn text(&self, bytes: &[u8]) -> String {
        match self.encoding {
            Encoding::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Encoding::Utf16(unit) => {
                let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
                char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
        }
    }
}

/// A value.
enum Field {
    Text(String),
    Number(u64),
    Other,
}

impl Field {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Number(_) | Self::Other => "",
        }
    }

    fn number(&self) -> Option<usize> {
        match self {
            Self::Number(number) => usize::try_from(*number).ok(),
            Self::Text(_) | Self::Other => None,
        }
    }
}

fn big_endian(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

/// A number of one to nine bytes (1.6): seven bits of each, eight of the ninth.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for at in 0..9 {
        let byte = *bytes.get(at)?;
        if at == 8 {
            value = value << 8 | u64::from(byte);
        } else {
            value = value << 7 | u64::from(byte & 0x7f);
        }
        if at == 8 || byte & 0x80 == 0 {
            *bytes = &bytes[at + 1..];
            return Some(value);
        }
    }
    None
}

/// The names of the columns that a `CREATE TABLE` statement defines.
fn columns(sql: &str) -> Vec<String> {
    let inside = sql.split_once('(').map_or("", |(_, inside)| inside);
    let mut depth = 0;
    let mut definitions = vec![String::new()];
    for c in inside.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                definitions.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = definitions.last_mut() {
            last.push(c);
        }
    }
    let name = |definition: &String| {
        let word = definition.split_whitespace().next()?;
        let constraints = ["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT"];
        let is_constraint =
            constraints.iter().any(|c| word.split('(').next().is_some_and(|w| w.eq_ignore_ascii_case(c)));
        (!is_constraint).then(|| word.trim_matches(['"', '`', '[', ']', '\'']).to_owned())
    };
    definitions.iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_statements() {
        let sql = "CREATE TABLE \"Bookmark\" (BookmarkID TEXT NOT NULL, [Text] TEXT, size DECIMAL(10,2), 'x' INT,\n PRIMARY KEY (BookmarkID))";
        assert_eq!(columns(sql), ["BookmarkID", "Text", "size", "x"]);
        assert!(columns("CREATE VIEW").is_empty());
    }

    #[test]
    fn numbers_of_several_bytes() {
        for (bytes, value) in [(&[0x7f_u8][..], 127), (&[0x81, 0x00], 128), (&[0xff; 9], u64::MAX)] {
            let mut rest = bytes;
            assert_eq!((varint(&mut rest), rest.len()), (Some(value), 0));
        }
        assert_eq!(varint(&mut &[0x80_u8, 0x80][..]), None);
    }
}
