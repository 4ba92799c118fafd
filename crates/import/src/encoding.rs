//! The encoding of a file: from its byte order mark, a declaration inside it, or its bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decoded text and the name of its encoding.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) encoding: &'static str,
    /// Bytes that are wrong in that encoding; each became one `U+FFFD` or a Windows-1252 character.
    pub(crate) wrong: usize,
}

/// Decodes a file; `None` if it is no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<Decoded> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return Some(with(encoding, &bytes[length..]));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Some(with(encoding, bytes));
    }
    if bytes.contains(&0) {
        return None;
    }
    let mostly = mostly_utf8(bytes);
    if mostly.wrong == 0 || mostly.wrong * 4 <= mostly.sequences {
        return Some(Decoded { text: repaired(bytes), encoding: "UTF-8", wrong: mostly.wrong });
    }
    if let Some(encoding) = declared(bytes) {
        return Some(with(encoding, bytes));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(with(detector.guess(None, Utf8Detection::Deny), bytes))
}

/// The beginning of a file as text, for looking into; `None` if it is no text.
pub(crate) fn beginning(bytes: &[u8], length: usize) -> Option<String> {
    let start = &bytes[..bytes.len().min(length)];
    if let Some((encoding, mark)) = Encoding::for_bom(start) {
        return Some(encoding.decode_without_bom_handling(&start[mark..]).0.into_owned());
    }
    if let Some(encoding) = utf16_without_mark(start) {
        return Some(encoding.decode_without_bom_handling(start).0.into_owned());
    }
    (!start.contains(&0)).then(|| String::from_utf8_lossy(start).into_owned())
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let wrong = text.matches('\u{fffd}').count();
    Decoded { text: text.into_owned(), encoding: encoding.name(), wrong }
}

/// UTF-16 text without a mark has a zero in every second byte where it is Latin.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(512)];
    if start.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let half = start.len() / 2;
    match (zeros(0) * 10 >= half * 7, zeros(1) * 10 >= half * 7) {
        (false, true) if zeros(0) == 0 => Some(UTF_16LE),
        (true, false) if zeros(1) == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// The text of a file in UTF-16; `None` if it is in another encoding.
pub(crate) fn wide(bytes: &[u8]) -> Option<String> {
    let marked = Encoding::for_bom(bytes).filter(|(e, _)| *e == UTF_16LE || *e == UTF_16BE);
    let (encoding, start) = marked.or_else(|| Some((utf16_without_mark(bytes)?, 0)))?;
    Some(encoding.decode_without_bom_handling(&bytes[start..]).0.into_owned())
}

/// Decodes a file line by line, so that the place of every line in the file stays known.
pub(crate) struct Lines {
    /// The encoding of the lines that are not UTF-8.
    other: &'static Encoding,
}

impl Lines {
    /// Guesses from all lines that are not UTF-8.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        if std::str::from_utf8(bytes).is_err() {
            for line in bytes.split_inclusive(|&b| b == b'\n').filter(|l| !is_repairable(l)) {
                detector.feed(line, false);
            }
        }
        detector.feed(b"", true);
        Self { other: detector.guess(None, Utf8Detection::Deny) }
    }

    /// The name of that encoding.
    pub(crate) fn encoding(&self) -> &'static str {
        self.other.name()
    }

    /// A line's text, and whether it is valid UTF-8.
    pub(crate) fn line(&self, line: &[u8]) -> (String, bool) {
        match std::str::from_utf8(line) {
            Ok(text) => (text.to_owned(), true),
            Err(_) if is_repairable(line) => (repaired(line), false),
            Err(_) => (self.other.decode_without_bom_handling(line).0.into_owned(), false),
        }
    }
}

/// True if a line is UTF-8 but for a byte here and there.
fn is_repairable(line: &[u8]) -> bool {
    let found = mostly_utf8(line);
    found.wrong == 0 || found.wrong <= found.sequences
}

struct Utf8 {
    /// Sequences of more than one byte.
    sequences: usize,
    wrong: usize,
}

fn mostly_utf8(bytes: &[u8]) -> Utf8 {
    let mut count = Utf8 { sequences: 0, wrong: 0 };
    for chunk in bytes.utf8_chunks() {
        count.sequences += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        count.wrong += chunk.invalid().len();
    }
    count
}

/// UTF-8 in which each wrong byte is one character of Windows-1252: the usual source of a wrong byte is text pasted
/// from there.
fn repaired(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for &byte in chunk.invalid() {
            out.push_str(&WINDOWS_1252.decode_without_bom_handling(&[byte]).0);
        }
    }
    out
}

/// The encoding that a page or XML file declares in its first kilobyte.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let at = head.find("charset=").map(|at| at + 8).or_else(|| head.find("encoding=").map(|at| at + 9))?;
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    // A file that declares UTF-8 and isn't is what its bytes are.
    Encoding::for_label(label.as_bytes()).filter(|e| *e != UTF_8 && *e != UTF_16LE && *e != UTF_16BE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_in_its_own_encoding() {
        let french = "Les marées d’équinoxe étaient très fortes à cette époque de l’année.";
        let utf16: Vec<u8> = french.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&b"\xff\xfe"[..], &utf16].concat();
        let cyrillic = "Река поднялась с раннего утра, и никто из тех, кто жил у воды, не спал.";
        let (windows_1251, ..) = encoding_rs::WINDOWS_1251.encode(cyrillic);
        let latin = b"Die Br\xfccke war \xfcber Nacht gesperrt, und die Stra\xdfe auch. Sch\xf6n war es nicht.";
        for (bytes, text, encoding) in [
            (french.as_bytes(), french, "UTF-8"),
            (&utf16, french, "UTF-16LE"),
            (&marked, french, "UTF-16LE"),
            (&windows_1251, cyrillic, "windows-1251"),
            (latin, "Die Brücke war über Nacht gesperrt, und die Straße auch. Schön war es nicht.", "windows-1252"),
        ] {
            let found = decode(bytes).expect("text");
            assert_eq!((found.text.as_str(), found.encoding, found.wrong), (text, encoding, 0));
        }
        let mut one = french.as_bytes().to_vec();
        one.insert(3, 0x93);
        let found = decode(&one).expect("text");
        assert_eq!((found.text, found.wrong), (french.replacen("Les", "Les“", 1), 1));
        assert!(decode(b"a\0b").is_none());
    }
}
