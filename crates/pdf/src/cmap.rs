//! CMaps: from the character codes of content streams to glyphs, and to Unicode (ISO 32000-1, 9.7.5 and 9.10.3).
//!
//! A subset of no more than 255 glyphs has codes of one byte, which makes a book a tenth smaller than with the usual
//! `Identity-H`. (One-byte codes could use word spacing too, 9.3.3, for another tenth; but Ghostscript ignores it in
//! composite fonts.)

use std::fmt::Write;

use lopdf::{Stream, dictionary};

use crate::fonts::Layer;
use crate::syntax::{bytes, name};

/// Bytes that a literal string escapes (ISO 32000-1, 7.3.4.2): line feed, carriage return, parentheses, backslash.
const ESCAPED: [u16; 5] = [10, 13, 40, 41, 92];

/// The name of [`codes`].
const NAME: &str = "OneByte";

/// The most glyphs of a subset with one-byte codes; code 0 is `.notdef`.
pub(crate) const MOST_GLYPHS: usize = 255;

/// The codes 1 to `count`, in the order in which they are assigned to glyphs by frequency: codes that need an escape
/// come last.
pub(crate) fn code_order(count: usize) -> impl Iterator<Item = u16> {
    let last = count as u16;
    let all = (1..=last).filter(|id| !ESCAPED.contains(id));
    all.chain(ESCAPED.into_iter().filter(move |id| *id <= last))
}

/// The CMap from one-byte codes to glyphs (9.7.5.3) that all such subsets share: code `n` is CID `n`, and the subset's
/// glyphs are numbered so that CID `n` is glyph `n`.
pub(crate) fn codes() -> Stream {
    let info = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>def";
    let content = format!(
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n{info}\n/CMapName/{NAME} def\n/CMapType 1 \
         def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n1 begincidrange\n<00> <FF> \
         0\nendcidrange\nendcmap\nCMapName currentdict/CMap defineresource \
         pop\nend\nend\n"
    );
    let dict = dictionary! {
        "Type" => "CMap",
        "CMapName" => name(NAME),
        "CIDSystemInfo" => dictionary! {
            "Registry" => bytes("Adobe"),
            "Ordering" => bytes("Identity"),
            "Supplement" => 0
        },
        "WMode" => 0
    };
    Stream::new(dict, content.into_bytes())
}

/// The ToUnicode CMap of a subset (9.10.3): one `bfchar` a code, since the characters of neighbouring codes have no order
/// from which ranges could be made. A code may map to several characters (a ligature), and to a surrogate pair.
pub(crate) fn to_unicode(layer: &Layer) -> Stream {
    let values: Vec<(u16, &str)> = layer.used().map(|code| (code, layer.text(code))).collect();
    unicode_map(&values, true)
}

/// A ToUnicode CMap of codes and their Unicode values; `narrow` for codes of one byte.
pub(crate) fn unicode_map(values: &[(u16, &str)], narrow: bool) -> Stream {
    /// Entries to a block: the most that PostScript's operand stack holds (Adobe Technical Note 5411, 1.4.1).
    const BLOCK: usize = 100;
    let digits = if narrow { 2 } else { 4 };
    let mut out = String::from(
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)\
         /Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n",
    );
    let range = if narrow { "<00> <FF>" } else { "<0000> <FFFF>" };
    let _ = write!(out, "1 begincodespacerange\n{range}\nendcodespacerange\n");
    for block in values.chunks(BLOCK) {
        let _ = writeln!(out, "{} beginbfchar", block.len());
        for (code, text) in block {
            let _ = write!(out, "<{code:0digits$X}> <");
            text.encode_utf16().for_each(|unit| {
                let _ = write!(out, "{unit:04X}");
            });
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    Stream::new(lopdf::Dictionary::new(), out.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_assigned_once_and_escaped_ones_last() {
        for count in [0, 1, 12, 13, 45, 255] {
            let mut all: Vec<u16> = code_order(count).collect();
            all.sort_unstable();
            assert_eq!(all, (1..=count as u16).collect::<Vec<_>>());
        }
        assert_eq!(code_order(255).last(), Some(92));
    }
}
