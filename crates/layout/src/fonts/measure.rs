//! Protrusion and tracking measured from a face's outlines, for families that are added to a book.
//!
//! A character's edge is where the eye sees it: where a letter has white beside its ink, as A at its top and a full stop
//! over its dot, it reaches into the margin by the mean of that white (after the idea of Hàn Thế Thành, "Micro-typographic
//! extensions to the TeX typesetting system", 2000, chapter 4). A straight letter is the measure of no protrusion.

use std::collections::BTreeMap;

use crate::costs::{LETTER_WHITE, LETTER_WHITE_SHARE, MARK_WHITE, MARK_WHITE_SHARE, TRACKING_SHARE};
use crate::fonts::font::Font;
use crate::two_sided::Edges;

/// Heights at which a glyph's sides are measured.
const ROWS: usize = 32;

/// The characters whose protrusion is measured.
const MEASURED: &str = ".,:;!?…·-\u{2010}–—‘’‚“”„'\"‹›«»()[]/*†1ABCDFJKLOPQRTUVWXYZacefgjkorstvwxyzАГТУХЧгтухΑΔΛΤΥΧλυχ";

/// Protrusion in thousandths of a glyph's width, at the start and the end of a line.
pub(super) type Measured = BTreeMap<char, [i16; 2]>;

/// The protrusion of a face's characters, where it is a fiftieth of their width or more; empty for a face without
/// letters to compare with.
pub(super) fn protrusion(font: &Font) -> Measured {
    let x_height = Height(i64::from(font.x_height));
    let cap_height = Height(i64::from(font.cap_height));
    let (Some(low), Some(high)) = (straight(font, 'n', x_height), straight(font, 'H', cap_height)) else {
        return Measured::new();
    };
    let mut table = Measured::new();
    for c in MEASURED.chars().filter(|c| !font.monospaced || !c.is_alphanumeric()) {
        let height = if c.is_lowercase() { x_height } else { cap_height };
        let reference = match c {
            _ if !c.is_alphanumeric() => low.nearest,
            _ if c.is_lowercase() => low.mean,
            _ => high.mean,
        };
        let Some(sides) = sides(font, c, height) else { continue };
        let em = i64::from(font.units_per_em);
        let (cap, share) = match c.is_alphanumeric() {
            true => (em * LETTER_WHITE / 1000, LETTER_WHITE_SHARE),
            false => (em * MARK_WHITE / 1000, MARK_WHITE_SHARE),
        };
        let of = |white: &dyn Fn(&Edges<i64>) -> i64, reference: i64| {
            let sum: i64 = sides.rows.iter().map(|row| (white(row) - reference).clamp(0, cap)).sum();
            let mean = sum * share / 100 / sides.rows.len() as i64;
            let part = (mean * 1000 / sides.advance + 5) / 10 * 10;
            if part < 20 { 0 } else { part.min(800) as i16 }
        };
        let edges = [of(&|row| row.start, reference.start), of(&|row| row.end, reference.end)];
        if edges != [0, 0] {
            table.insert(c, edges);
        }
    }
    table
}

/// The letter-spacing, in thousandths of an em, by which small type of a face without optical sizes is opened and large
/// type closed: a share of the white between two straight letters.
pub(super) fn tracking(font: &Font) -> Option<i32> {
    if font.monospaced {
        return None;
    }
    let white = straight(font, 'n', Height(i64::from(font.x_height)))?.mean;
    let between = (white.start + white.end) * 1000 / i64::from(font.units_per_em.max(1));
    let tracking = between * TRACKING_SHARE / 100;
    (tracking > 0).then_some(tracking.min(30) as i32)
}

/// A height over the baseline, in font units.
#[derive(Clone, Copy)]
struct Height(i64);

/// The white beside a glyph's ink at each row from the baseline to a height; the whole width where a row has no ink.
struct Sides {
    rows: Vec<Edges<i64>>,
    advance: i64,
}

fn sides(font: &Font, c: char, Height(height): Height) -> Option<Sides> {
    let glyph = font.glyph(c)?;
    let advance = i64::from(font.advance(glyph));
    if advance <= 0 || height <= 0 {
        return None;
    }
    let mut ink: Vec<Option<(f32, f32)>> = vec![None; ROWS];
    let level = |row: usize| height as f32 * (row as f32 + 0.5) / ROWS as f32;
    font.segments(glyph, |from, to| {
        for (row, ink) in ink.iter_mut().enumerate() {
            let y = level(row);
            if (from.y < y) == (to.y < y) {
                continue;
            }
            let x = from.x + (to.x - from.x) * (y - from.y) / (to.y - from.y);
            let (left, right) = ink.get_or_insert((x, x));
            (*left, *right) = (left.min(x), right.max(x));
        }
    })?;
    let white = |ink: Option<(f32, f32)>| match ink {
        Some((left, right)) => Edges { start: left.round() as i64, end: advance - right.round() as i64 },
        None => Edges { start: advance, end: advance },
    };
    Some(Sides { rows: ink.into_iter().map(white).collect(), advance })
}

/// The white beside a letter with straight sides.
struct Straight {
    /// In the mean, between the stems and the letters beside them.
    mean: Edges<i64>,
    /// At the serifs, which stand on the edge of the text.
    nearest: Edges<i64>,
}

/// The white beside a letter with straight sides; `None` for a face that lacks it.
fn straight(font: &Font, c: char, height: Height) -> Option<Straight> {
    let rows = sides(font, c, height)?.rows;
    let (starts, ends) = (|| rows.iter().map(|row| row.start), || rows.iter().map(|row| row.end));
    let count = rows.len() as i64;
    Some(Straight {
        mean: Edges { start: starts().sum::<i64>() / count, end: ends().sum::<i64>() / count },
        nearest: Edges { start: starts().min().unwrap_or_default(), end: ends().min().unwrap_or_default() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::Fonts;

    #[test]
    fn what_is_measured_is_near_to_what_was_chosen_by_eye() {
        let fonts = Fonts::bundled();
        let serif = fonts.get(fonts.select("Libertinus Serif", 400, false, anthology_base::Length::from_pt(11)));
        let table = protrusion(serif);
        for (c, least, most) in
            [('.', 500, 800), ('-', 400, 800), ('—', 100, 300), ('”', 250, 700), ('A', 20, 120), ('v', 20, 120)]
        {
            let end = table.get(&c).map_or(0, |edges| edges[1]);
            assert!((least..=most).contains(&end), "{c}: {end}");
        }
        assert_eq!(table.get(&'H'), None);
        let [start, end] = table[&'L'];
        assert!(end > start, "L has its white at the end");
    }

    #[test]
    fn type_of_one_width_keeps_its_columns() {
        let fonts = Fonts::bundled();
        let mono = fonts.get(fonts.select("DejaVu Sans Mono", 400, false, anthology_base::Length::from_pt(10)));
        assert_eq!(tracking(mono), None);
        assert!(protrusion(mono).keys().all(|c| !c.is_alphanumeric()));
    }
}
