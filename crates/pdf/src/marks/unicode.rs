//! Fonts as far as the characters and advances of their codes go.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};

/// A font of a page.
#[derive(Debug)]
pub(super) struct ReadFont {
    /// Bytes of a code: 1 or 2.
    pub(super) code_bytes: usize,
    characters: BTreeMap<u16, String>,
    /// In thousandths of the size.
    advances: BTreeMap<u16, f64>,
    default_advance: f64,
}

impl ReadFont {
    /// Reads a composite or simple font.
    pub(super) fn of(document: &Document, font: &Dictionary, limit: usize) -> Self {
        let is_composite = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0");
        let stream = |key: &[u8]| {
            let (_, object) = document.dereference(font.get(key).ok()?).ok()?;
            object.as_stream().ok()?.get_plain_content_with_limit(limit).ok()
        };
        let map = stream(b"ToUnicode").unwrap_or_default();
        let encoding = stream(b"Encoding");
        let code_bytes = match (is_composite, encoding) {
            (false, _) => 1,
            // Our own CMaps have codes of one byte.
            (true, Some(cmap)) => code_space(&cmap).unwrap_or(2),
            (true, None) => 2,
        };
        let (advances, default_advance) =
            if is_composite { widths(document, font) } else { simple_widths(document, font) };
        Self { code_bytes, characters: characters(&map), advances, default_advance }
    }

    /// The characters of a code; a simple font without a map is taken for Latin-1.
    pub(super) fn text(&self, code: u16) -> String {
        match self.characters.get(&code) {
            Some(text) => text.clone(),
            None if self.characters.is_empty() && self.code_bytes == 1 => char::from(code as u8).to_string(),
            None => String::new(),
        }
    }

    pub(super) fn advance(&self, code: u16) -> f64 {
        self.advances.get(&code).copied().unwrap_or(self.default_advance)
    }
}

/// `W` and `DW` of the descendant font (9.7.4.3).
fn widths(document: &Document, font: &Dictionary) -> (BTreeMap<u16, f64>, f64) {
    let descendant = || {
        let (_, array) = document.dereference(font.get(b"DescendantFonts").ok()?).ok()?;
        document.dereference(array.as_array().ok()?.first()?).ok()?.1.as_dict().ok()
    };
    let Some(descendant) = descendant() else { return (BTreeMap::new(), 1000.0) };
    let default = descendant.get(b"DW").and_then(Object::as_float).map_or(1000.0, f64::from);
    let mut found = BTreeMap::new();
    let array = descendant.get(b"W").ok().and_then(|w| document.dereference(w).ok()?.1.as_array().ok());
    let mut items = array.into_iter().flatten();
    while let Some(first) = items.next().and_then(|first| u16::try_from(first.as_i64().ok()?).ok()) {
        let Some((_, next)) = items.next().and_then(|next| document.dereference(next).ok()) else { break };
        match next.as_array() {
            Ok(list) => {
                for (code, width) in (first..=u16::MAX).zip(list) {
                    found.insert(code, width.as_float().map_or(default, f64::from));
                }
            }
            Err(_) => {
                let last = next.as_i64().ok().and_then(|last| u16::try_from(last).ok()).unwrap_or(first);
                let width = items.next().and_then(|width| width.as_float().ok()).map_or(default, f64::from);
                found.extend((first..=last).map(|code| (code, width)));
            }
        }
    }
    (found, default)
}

fn simple_widths(document: &Document, font: &Dictionary) -> (BTreeMap<u16, f64>, f64) {
    let first = font.get(b"FirstChar").and_then(Object::as_i64).ok().and_then(|first| u16::try_from(first).ok());
    let array = font.get(b"Widths").ok().and_then(|widths| document.dereference(widths).ok()?.1.as_array().ok());
    let widths = array.into_iter().flatten().map(|width| width.as_float().map_or(0.0, f64::from));
    ((first.unwrap_or(0)..=u16::MAX).zip(widths).collect(), 500.0)
}

/// The bytes of a code, from the first code space of a CMap.
fn code_space(cmap: &[u8]) -> Option<usize> {
    let at = memchr::memmem::find(cmap, b"begincodespacerange")?;
    let first = Tokens { rest: &cmap[at + "begincodespacerange".len()..] }.next()?;
    match first {
        Token::Hex(bytes) => Some(bytes.len().clamp(1, 2)),
        _ => None,
    }
}

/// A token of a CMap.
#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        self.rest = &self.rest[start..];
        match self.rest[0] {
            b'<' if self.rest.get(1) != Some(&b'<') => {
                let end = self.rest.iter().position(|byte| *byte == b'>').unwrap_or(self.rest.len());
                let digits: Vec<u8> = self.rest[1..end]
                    .iter()
                    .filter_map(|byte| char::from(*byte).to_digit(16).map(|d| d as u8))
                    .collect();
                self.rest = self.rest.get(end + 1..).unwrap_or_default();
                Some(Token::Hex(
                    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect(),
                ))
            }
            bracket @ (b'[' | b']') => {
                self.rest = &self.rest[1..];
                Some(if bracket == b'[' { Token::Open } else { Token::Close })
            }
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'[' | b']');
                let end = self.rest.iter().skip(1).position(ends).map_or(self.rest.len(), |end| end + 1);
                let (word, rest) = self.rest.split_at(end);
                self.rest = rest;
                Some(Token::Word(word))
            }
        }
    }
}

/// The mapping of a ToUnicode CMap (9.10.3).
fn characters(cmap: &[u8]) -> BTreeMap<u16, String> {
    #[derive(PartialEq)]
    enum In {
        Nothing,
        Chars,
        Ranges,
    }
    let code = |bytes: &[u8]| bytes.iter().take(2).fold(0_u16, |code, byte| code << 8 | u16::from(*byte));
    let mut found = BTreeMap::new();
    let mut part = In::Nothing;
    let mut tokens = Tokens { rest: cmap };
    while let Some(token) = tokens.next() {
        match (&part, token) {
            (_, Token::Word(b"beginbfchar")) => part = In::Chars,
            (_, Token::Word(b"beginbfrange")) => part = In::Ranges,
            (_, Token::Word(b"endbfchar" | b"endbfrange")) => part = In::Nothing,
            (In::Chars, Token::Hex(from)) => {
                let Some(Token::Hex(to)) = tokens.next() else { break };
                found.insert(code(&from), utf16(&to));
            }
            (In::Ranges, Token::Hex(first)) => {
                let Some(Token::Hex(last)) = tokens.next() else { break };
                let codes = code(&first)..=code(&last);
                match tokens.next() {
                    Some(Token::Hex(to)) => {
                        for (step, code) in (0..).zip(codes) {
                            let mut to = to.clone();
                            if let [.., high, low] = to.as_mut_slice() {
                                let next = u16::from_be_bytes([*high, *low]).wrapping_add(step);
                                [*high, *low] = next.to_be_bytes();
                            }
                            found.insert(code, utf16(&to));
                        }
                    }
                    Some(Token::Open) => {
                        for code in codes {
                            let Some(Token::Hex(to)) = tokens.next() else { break };
                            found.insert(code, utf16(&to));
                        }
                    }
                    _ => break,
                }
            }
            _ => {}
        }
    }
    found
}

/// Big-endian UTF-16.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_and_code_spaces() {
        let cmap = b"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n2 beginbfchar\n<01> <0041>\n<02><00660069>\n\
                     endbfchar 2 beginbfrange <03> <05> <0061> <06> <07> [<0031> <0032>] endbfrange";
        let found = characters(cmap);
        let text: String = (1..=7).filter_map(|code| found.get(&code)).cloned().collect();
        assert_eq!(text, "Afiabc12");
        assert_eq!(code_space(cmap), Some(1));
        assert_eq!(code_space(b"begincodespacerange <0000> <FFFF>"), Some(2));
        assert!(characters(b"beginbfrange <00> <FF").is_empty());
    }
}
