//! Protrusion (margin kerning): how far characters reach over the edge of the text, where a font's descriptor
//! doesn't say. Thousandths of the glyph's width, at the start and at the end of a line. After the idea of
//! Hàn Thế Thành, "Micro-typographic extensions to the TeX typesetting system" (2000); the figures were
//! chosen by eye for a book serif.

use super::font::ProtrusionTable;
use crate::two_sided::Edges;

/// Characters, and their protrusion at the start and at the end of a line.
type Entry = (&'static str, i16, i16);

/// The table of upright faces.
const UPRIGHT: &[Entry] = &[
    (".,", 0, 700),
    (":;", 0, 400),
    ("!?", 0, 150),
    ("…", 0, 250),
    ("·", 250, 250),
    ("-\u{2010}", 400, 600),
    ("–", 200, 300),
    ("—", 120, 180),
    ("‘’‚", 500, 600),
    ("“”„", 350, 400),
    ("'", 500, 600),
    ("\"", 350, 400),
    ("‹›", 300, 350),
    ("«»", 200, 250),
    ("()[]", 80, 120),
    ("/", 80, 150),
    ("*†", 150, 200),
    ("AJTVWXY", 50, 50),
    ("vwxy", 50, 60),
    ("kr", 0, 50),
    ("1", 80, 50),
    ("АГТУХЧ", 40, 50),
    ("гтух", 30, 60),
    ("ΑΔΛΤΥΧ", 50, 50),
    ("λυχ", 40, 50),
];

/// The differences of italics, whose letters lean over the line's end by themselves.
const ITALIC: &[Entry] = &[("AJ", 90, 30), ("TVWXY", 30, 60), ("vwxykr", 30, 30), ("‘’‚", 350, 700), ("“”„", 250, 500)];

/// The table of a face that has none of its own, sorted by character.
pub(super) fn default_table(italic: bool) -> ProtrusionTable {
    let mut table = std::collections::BTreeMap::new();
    for &(characters, start, end) in UPRIGHT.iter().chain(ITALIC.iter().filter(|_| italic)) {
        table.extend(characters.chars().map(|c| (c, Edges { start, end })));
    }
    table.into_iter().collect()
}
