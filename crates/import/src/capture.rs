//! A capture's bytes as numbered lines, with what is needed to find every character again.

use crate::documents::Documents;
use crate::encoding::Lines;
use crate::line::{Line, join};
use anthology_base::{Diagnostic, Diagnostics};
use std::ops::Range;

/// A capture as handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureFile {
    /// Its file name, without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A decoded capture.
#[derive(Clone, Debug)]
pub(crate) struct Capture {
    pub(crate) name: String,
    /// BLAKE3 of its bytes, in hex.
    pub(crate) hash: String,
    /// In bytes.
    pub(crate) size: usize,
    /// Number of lines, including blank ones.
    pub(crate) line_count: usize,
    /// The lines that are not blank.
    pub(crate) lines: Vec<Line>,
    /// The posts of a structured source; `None` for a capture.
    pub(crate) documents: Option<Documents>,
    /// Numbers of lines that hold invisible characters only (a no-break space, say).
    pub(crate) invisible: Vec<usize>,
}

impl Capture {
    /// A structured source: it has posts in place of lines.
    pub(crate) fn of_documents(file: &CaptureFile, documents: Documents) -> Self {
        Self {
            name: file.name.clone(),
            hash: blake3::hash(&file.bytes).to_hex().to_string(),
            size: file.bytes.len(),
            line_count: documents.list.len(),
            lines: Vec::new(),
            documents: Some(documents),
            invisible: Vec::new(),
        }
    }
}

/// Decodes a capture. Byte ranges are those of the file; those of UTF-16 count the bytes of its text in UTF-8.
pub(crate) fn read(file: &CaptureFile, diagnostics: &mut Diagnostics) -> Capture {
    let transcoded = crate::encoding::wide(&file.bytes);
    let bytes: &[u8] = transcoded.as_ref().map_or(&file.bytes, |text| text.as_bytes());
    let decoder = Lines::new(bytes);
    let mut lines: Vec<Line> = Vec::new();
    let mut invisible = Vec::new();
    let mut foreign = Vec::new();
    let mut blanks = 0;
    let mut count = 0;
    for (number, range) in line_ranges(bytes) {
        count = number;
        let (raw, valid) = decoder.line(&bytes[range.clone()]);
        if !valid {
            foreign.push(number);
        }
        let raw = unescape(raw.trim_end_matches(['\n', '\r']));
        let text = tidy(&raw);
        if text.is_empty() {
            if !raw.is_empty() {
                invisible.push(number);
            }
            blanks += 1;
            continue;
        }
        let before = if lines.is_empty() { 0 } else { blanks };
        if let Some(last) = lines.last_mut() {
            last.after = before;
        }
        blanks = 0;
        let indent = raw.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let words = crate::shape::word_count(&text);
        let normalised = crate::shape::normalised_words(&text);
        lines.push(Line {
            number,
            last_number: number,
            bytes: range,
            raw,
            text,
            normalised,
            indent,
            before,
            after: 0,
            words,
        });
    }
    if let [first, ..] = foreign[..] {
        diagnostics.push(
            Diagnostic::warning(
                "capture-encoding",
                format!(
                    "{}: {} not valid UTF-8 (first: line {first}); read as {}",
                    file.name,
                    if foreign.len() == 1 { "1 line is".to_owned() } else { format!("{} lines are", foreign.len()) },
                    decoder.encoding()
                ),
            )
            .hint("if characters look wrong in the chapters, save the capture as UTF-8 and import it again"),
        );
    }
    let markdown = crate::markdown_links::are_in(&lines);
    if markdown {
        lines = crate::markdown_links::join_open(lines);
    }
    let wrapped = is_hard_wrapped(&lines);
    if wrapped {
        lines = reflow(lines);
    } else if is_unspaced(&lines) {
        lines.iter_mut().skip(1).for_each(|l| l.before = 1);
        lines.iter_mut().rev().skip(1).for_each(|l| l.after = 1);
    }
    if !wrapped {
        lines = reflow_blocks(lines);
    }
    crate::link_list::resolve(&mut lines);
    if markdown {
        crate::markdown_links::resolve(&mut lines);
    }
    let hash = blake3::hash(&file.bytes).to_hex().to_string();
    Capture {
        name: file.name.clone(),
        hash,
        size: file.bytes.len(),
        line_count: count,
        lines,
        documents: None,
        invisible,
    }
}

/// True if the capture breaks its paragraphs at a fixed width: most adjacent lines stop short of a
/// sentence's end and go on in small letters.
fn is_hard_wrapped(lines: &[Line]) -> bool {
    let pairs = lines.windows(2).filter(|w| w[1].before == 0 && crate::shape::marker(&w[1].text).is_none());
    let (all, broken) = pairs.fold((0, 0), |(all, broken), w| (all + 1, broken + usize::from(is_broken(&w[0], &w[1]))));
    all >= 4 && broken * 10 >= all * 4
}

/// True if the capture has next to no blank lines, so that a line end says what a blank line says elsewhere.
fn is_unspaced(lines: &[Line]) -> bool {
    lines.len() >= 6 && lines.iter().filter(|l| l.before > 0).count() * 12 < lines.len()
}

fn is_broken(line: &Line, next: &Line) -> bool {
    (40..=110).contains(&line.text.chars().count())
        && crate::shape::last_mark(&line.text).is_alphanumeric()
        && crate::shape::starts_small(&next.text)
}

/// Joins the lines of the blocks that are broken at a fixed width, in a capture that is not as a whole.
fn reflow_blocks(lines: Vec<Line>) -> Vec<Line> {
    let column = wrap_column(&lines);
    let mut out: Vec<Line> = Vec::new();
    let mut block: Vec<Line> = Vec::new();
    let mut end = |block: &mut Vec<Line>| {
        let wrapped = is_wrapped_block(block) || is_wrapped_title(block, column);
        for line in block.drain(..) {
            match out.last_mut() {
                Some(last) if wrapped && line.before == 0 => join(last, line),
                _ => out.push(line),
            }
        }
    };
    for line in lines {
        if line.before > 0 {
            end(&mut block);
        }
        block.push(line);
    }
    end(&mut block);
    out
}

/// True if each line of a block is as full as its width allows: the first word of the next line would not have
/// fitted. Verse, code and lists end their lines for other reasons. One break alone must be inside a sentence too.
fn is_wrapped_block(block: &[Line]) -> bool {
    let length = |l: &Line| l.text.chars().count();
    let width = block.iter().map(length).max().unwrap_or(0);
    let plain = block.iter().all(|l| crate::shape::marker(&l.text).is_none() && !crate::shape::is_rule(&l.text));
    let full = |w: &[Line]| {
        let next = w[1].text.split(' ').next().unwrap_or_default().chars().count();
        length(&w[0]) + 1 + next >= width
    };
    let even = block.iter().all(|l| l.indent == block[0].indent);
    (45..=110).contains(&width)
        && plain
        && even
        && block.windows(2).all(full)
        && match block.len() {
            0 | 1 => false,
            2 => is_broken(&block[0], &block[1]),
            _ => true,
        }
}

/// The column at which a program broke the lines of a capture: the longest line of its blocks that are broken so.
fn wrap_column(lines: &[Line]) -> Option<usize> {
    let blocks = lines.chunk_by(|_, next| next.before == 0).filter(|block| block.len() >= 3 && is_wrapped_block(block));
    blocks.flatten().map(|line| line.indent + line.text.chars().count()).max()
}

/// True for a title on two lines: the second one's first word would not have fitted on the first.
fn is_wrapped_title(block: &[Line], column: Option<usize>) -> bool {
    let (Some(column), [first, second]) = (column, block) else { return false };
    let next = second.text.split(' ').next().unwrap_or_default().chars().count();
    let open = crate::shape::last_mark(&first.text);
    first.indent + first.text.chars().count() + 1 + next > column
        && first.indent == second.indent
        && (open.is_alphanumeric() || matches!(open, ',' | ':' | '-' | '–' | '—' | '&'))
        && [first, second].iter().all(|line| crate::shape::marker(&line.text).is_none())
}

/// Joins the lines of each block into one, but for list items and lines under a short line.
fn reflow(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut width = 0;
    for line in lines {
        let starts_item = crate::shape::marker(&line.text).is_some() || crate::shape::is_rule(&line.text);
        match out.last_mut() {
            Some(last) if line.before == 0 && !starts_item && width >= 40 => {
                width = line.text.chars().count();
                join(last, line);
            }
            _ => {
                width = line.text.chars().count();
                out.push(line);
            }
        }
    }
    out
}

/// Lines with their numbers and byte ranges. `\r\n`, `\n` and a lone `\r` end a line.
fn line_ranges(bytes: &[u8]) -> Vec<(usize, Range<usize>)> {
    let bom = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut out = Vec::new();
    let mut start = bom;
    let mut i = bom;
    while i < bytes.len() {
        let width = match bytes[i] {
            b'\n' => 1,
            b'\r' if bytes.get(i + 1) == Some(&b'\n') => 2,
            b'\r' => 1,
            _ => 0,
        };
        if width > 0 {
            out.push((out.len() + 1, start..i));
            start = i + width;
        }
        i += width.max(1);
    }
    if start < bytes.len() {
        out.push((out.len() + 1, start..bytes.len()));
    }
    out
}

/// Resolves the character references that a sloppy extraction leaves.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match rest.find(';').filter(|&end| end <= 9).and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// The character that a reference names, as `amp` or `#8217`.
pub(crate) fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => return None,
    })
}

/// Single spaces for any white space, and nothing for control and other invisible characters.
fn tidy(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        if c.is_whitespace() || c == '\u{fffc}' {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !c.is_control() && !matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}') {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> (Vec<(usize, String)>, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let capture = read(&CaptureFile { name: "a.txt".into(), bytes: bytes.to_vec() }, &mut diagnostics);
        (capture.lines.into_iter().map(|l| (l.number, l.text)).collect(), diagnostics)
    }

    #[test]
    fn line_ends_marks_and_spaces() {
        let (found, diagnostics) = lines("\u{feff}One\u{a0} two\r\n\u{a0}\r\n\rThree &amp; four".as_bytes());
        assert_eq!(found, [(1, "One two".to_owned()), (4, "Three & four".to_owned())]);
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn bytes_that_are_not_utf8() {
        let (found, diagnostics) = lines(b"caf\xe9 \x93so\x94\n\xc3\xa9t\xc3\xa9\n");
        assert_eq!(found, [(1, "café “so”".to_owned()), (2, "été".to_owned())]);
        assert_eq!(
            diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(),
            ["a.txt: 1 line is not valid UTF-8 (first: line 1); read as windows-1252"]
        );
    }

    #[test]
    fn hard_wrapped_paragraphs_are_joined() {
        let text = "The river had been rising since the early morning and nobody\nwho lived beside it had slept well, for the noise was that\nof a large animal turning over.\n\nBy noon the lower field was gone and the cattle stood in a line\nalong the dyke and looked at what had been theirs, and the\nchildren were sent up to count them.\n";
        let (found, _) = lines(text.as_bytes());
        assert_eq!(found.iter().map(|l| l.0).collect::<Vec<_>>(), [1, 5]);
        assert!(found[0].1.ends_with("of a large animal turning over."));
    }

    #[test]
    fn ranges_are_those_of_the_bytes() {
        let file = CaptureFile { name: "a".into(), bytes: "eins\r\n\r\nzwölf".as_bytes().to_vec() };
        let capture = read(&file, &mut Diagnostics::new());
        assert_eq!(&file.bytes[capture.lines[1].bytes.clone()], "zwölf".as_bytes());
        assert_eq!((capture.lines[1].number, capture.lines[1].before, capture.line_count), (3, 1, 3));
    }
}
