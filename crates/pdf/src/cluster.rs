//! Glyph clusters: the smallest pieces of a run whose glyphs and characters correspond.

use std::ops::Range;

use anthology_layout::page::{Glyph, GlyphRun};

/// Glyphs and their characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cluster<'a> {
    /// The glyphs, as indices into the run's.
    pub(crate) glyphs: Range<usize>,
    /// The characters.
    pub(crate) text: &'a str,
    /// True for a line-end hyphen, which is not among the text's characters.
    pub(crate) hyphen: bool,
}

impl Cluster<'_> {
    /// True for a right-to-left script.
    pub(crate) fn is_rtl(&self) -> bool {
        self.text.chars().any(is_rtl_character)
    }

    /// The glyphs, as indices into the run's, in logical order: marks follow their letter there, but precede it in the
    /// visual order of right-to-left scripts.
    pub(crate) fn in_logical_order(&self) -> impl Iterator<Item = usize> {
        self.order(true)
    }

    /// The glyphs in logical order, or else in visual order.
    pub(crate) fn order(&self, logical: bool) -> impl Iterator<Item = usize> {
        let backwards = logical && self.glyphs.len() > 1 && self.is_rtl();
        let (start, last) = (self.glyphs.start, self.glyphs.end.saturating_sub(1));
        self.glyphs.clone().map(move |i| if backwards { start + last - i } else { i })
    }
}

/// True for characters of the Unicode blocks of right-to-left scripts.
fn is_rtl_character(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}')
}

/// The clusters of a run in visual order, for either direction. Every character of the run's text is in exactly one of
/// them.
pub(crate) fn clusters<'a>(run: &'a GlyphRun, out: &mut Vec<Cluster<'a>>) {
    out.clear();
    let glyphs = run.glyphs.as_slice();
    out.reserve(glyphs.len());
    let (mut start, mut from, mut forwards) = (0, 0, true);
    while let Some(&Glyph { cluster, hyphen, .. }) = glyphs.get(start) {
        let rest = &glyphs[start + 1..];
        let more = rest.iter().take_while(|glyph| glyph.cluster == cluster && glyph.hyphen == hyphen).count();
        let end = start + 1 + more;
        if hyphen {
            out.push(Cluster { glyphs: start..end, text: "", hyphen });
        } else {
            let next = glyphs[end..].iter().find(|glyph| !glyph.hyphen).map(|glyph| glyph.cluster as usize);
            forwards &= next.is_none_or(|next| next >= cluster as usize);
            let next = next.unwrap_or(run.text.len());
            out.push(Cluster { glyphs: start..end, text: run.text.get(from..next).unwrap_or(""), hyphen });
            from = next;
        }
        start = end;
    }
    if !forwards {
        reassign(run, out);
    }
}

/// Assigns the characters where visual and logical order differ.
fn reassign<'a>(run: &'a GlyphRun, out: &mut [Cluster<'a>]) {
    let glyphs = &run.glyphs;
    let offset = |cluster: &Cluster<'_>| glyphs[cluster.glyphs.start].cluster as usize;
    let mut ends = out.iter().filter(|c| !c.hyphen).map(offset);
    let first = ends.next().unwrap_or(0);
    let backwards = ends.next_back().is_some_and(|last| last < first);
    let mut next = run.text.len();
    let mut assign = |cluster: &mut Cluster<'a>, earliest: bool| {
        if cluster.hyphen {
            return;
        }
        let start = if earliest { 0 } else { glyphs[cluster.glyphs.start].cluster as usize };
        cluster.text = run.text.get(start..next).unwrap_or("");
        next = start.min(next);
    };
    if backwards {
        let last = out.iter().rposition(|c| !c.hyphen);
        out.iter_mut().enumerate().for_each(|(i, c)| assign(c, Some(i) == last));
    } else {
        let earliest = out.iter().position(|c| !c.hyphen);
        out.iter_mut().enumerate().rev().for_each(|(i, c)| assign(c, Some(i) == earliest));
    }
}

/// True for equal strings. Nearly all that are compared are single letters, for which comparing bytes is faster.
#[inline]
pub(crate) fn alike(a: &str, b: &str) -> bool {
    match (a.as_bytes(), b.as_bytes()) {
        ([a], [b]) => a == b,
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use anthology_base::{Lang, Length};
    use anthology_layout::page::{Ink, Shift};

    use super::*;

    fn run(text: &str, glyphs: &[(u32, bool)]) -> GlyphRun {
        let glyph = |&(cluster, hyphen): &(u32, bool)| Glyph {
            id: 1,
            advance: Length::ZERO,
            shift: Shift::default(),
            cluster,
            hyphen,
        };
        GlyphRun {
            font: 0,
            size: Length::from_pt(10),
            x: Length::ZERO,
            y: Length::ZERO,
            scale: 10_000,
            glyphs: glyphs.iter().map(glyph).collect(),
            text: text.to_owned(),
            lang: Lang::EN_GB,
            ink: Ink::BLACK,
            turned: false,
        }
    }

    fn texts(run: &GlyphRun) -> Vec<(usize, &str, bool)> {
        let mut out = Vec::new();
        clusters(run, &mut out);
        out.iter().map(|c| (c.glyphs.len(), c.text, c.hyphen)).collect()
    }

    #[test]
    fn ligatures_marks_and_hyphens() {
        let run = run("office", &[(0, false), (1, false), (1, false), (4, false), (5, false), (6, true)]);
        assert_eq!(texts(&run), [(1, "o", false), (2, "ffi", false), (1, "c", false), (1, "e", false), (1, "", true)]);
    }

    #[test]
    fn whatever_the_order_every_character_is_in_one_cluster() {
        let run = run("abcd", &[(0, false), (3, false), (1, false)]);
        assert_eq!(texts(&run).iter().map(|(_, text, _)| text.len()).sum::<usize>(), 4);
    }

    #[test]
    fn marks_are_read_after_their_letter() {
        let order = |text: &str, glyphs: &[(u32, bool)]| {
            let run = run(text, glyphs);
            let mut out = Vec::new();
            clusters(&run, &mut out);
            out.iter().map(|c| c.in_logical_order().collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let (plain, marked) = ((0, false), (2, false));
        assert_eq!(order("be\u{301}", &[plain, (1, false), (1, false)]), [vec![0], vec![1, 2]]);
        assert_eq!(order("بتَ", &[marked, marked, plain]), [vec![1, 0], vec![2]]);
    }

    #[test]
    fn right_to_left() {
        let run = run("abc", &[(3, true), (2, false), (1, false), (0, false)]);
        assert_eq!(texts(&run), [(1, "", true), (1, "c", false), (1, "b", false), (1, "a", false)]);
    }
}
