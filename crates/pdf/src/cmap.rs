//! The codes of glyphs in content streams, and the maps that say what they mean (ISO 32000-1, 9.7.5 and 9.10.3).
//!
//! A subset of no more than 255 glyphs has codes of one byte, which takes a tenth off a book. (Such codes could have
//! word spacing as well, 9.3.3, for another tenth; Ghostscript knows of none in composite fonts.)

use std::fmt::Write;

use lopdf::{Stream, dictionary};

use crate::fonts::Layer;
use crate::syntax::{bytes, name};

/// Bytes that take two in a string.
const ESCAPED: [u16; 5] = [10, 13, 40, 41, 92];

/// The name of [`codes`].
const NAME: &str = "OneByte";

/// Most glyphs of a subset whose codes are of one byte.
pub(crate) const MOST: usize = 255;

/// The ids 1 to `count`, in the order in which they are to be given to glyphs, the commonest first: those that are
/// written in two bytes come last.
pub(crate) fn ids(count: usize) -> impl Iterator<Item = u16> {
    let last = count as u16;
    let all = (1..=last).filter(|id| !ESCAPED.contains(id));
    all.chain(ESCAPED.into_iter().filter(move |id| *id <= last))
}

/// The map from bytes to glyphs that all such subsets share.
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

/// The map from the bytes of a subset to the characters that they stand for.
pub(crate) fn to_unicode(layer: &Layer) -> Stream {
    /// Entries to a block (Adobe Technical Note 5411).
    const BLOCK: usize = 100;
    let codes: Vec<u16> = layer.used().collect();
    let mut out = String::from(
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)\
         /Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<00> \
         <FF>\nendcodespacerange\n",
    );
    for block in codes.chunks(BLOCK) {
        let _ = writeln!(out, "{} beginbfchar", block.len());
        for code in block {
            let _ = write!(out, "<{code:02X}> <");
            layer.text(*code).encode_utf16().for_each(|unit| {
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
    fn every_id_is_given_once_and_long_ones_last() {
        for count in [0, 1, 12, 13, 45, 255] {
            let mut all: Vec<u16> = ids(count).collect();
            all.sort_unstable();
            assert_eq!(all, (1..=count as u16).collect::<Vec<_>>());
        }
        assert_eq!(ids(255).last(), Some(92));
    }
}
