//! The large initial of a chapter: as high as its lines of text from the first one's capitals to the last one's
//! baseline. It is the paragraph's own text still, read on without a gap.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{Run, RunStyle, SetParagraph, TextAlign, TextStyle};

use crate::blocks::collect::Collector;
use crate::blocks::unset_blocks::{BlockLabel, Column, LabelPosition};
use crate::blocks::vertical_list::{DraftText, RunPlace, TextKind};
use crate::costs::{INITIAL_GAP, INITIAL_TAIL_GAP};
use crate::page::{NodeId, Role};
use crate::paragraph::line::{Line, Measure, Notch};

/// A word space, one part in so many of the type size.
const WORD_SPACE: i64 = 5;

/// An initial that is measured, and what is left of its paragraph.
struct Initial {
    cap: SetParagraph,
    rest: SetParagraph,
    style: TextStyle,
    /// From its first origin to the ink of its letter, which is on the edge of the text: opening marks hang.
    bearing: Length,
    measure: Measure,
    lines: u8,
}

/// The ink of an initial, in scaled points of its paragraph's type size, from its first origin.
struct InitialInk {
    /// Left edge of the letter.
    left: Length,
    /// Right edge, of the letter and the marks after it.
    right: Length,
    /// The same at the height of the first line of text.
    right_at_first_line: Length,
    /// Depth below the baseline.
    depth: Length,
}

impl<'a> Collector<'a, '_> {
    /// Sets a paragraph with a drop cap, if it begins with a letter and is long enough to stand beside it.
    pub(crate) fn drop_cap(&mut self, paragraph: &'a SetParagraph, column: Column) -> bool {
        let Some(Initial { cap, rest, style, bearing, measure, lines }) = self.initial(paragraph, column) else {
            return false;
        };
        let body = self.style(paragraph.style);
        let node = self.node(Role::Paragraph, Some(column.node));
        let skip = cap.text.len() as u32;
        let cap = self.initial_text(cap, style, node);
        let inner = column.within(body.start, body.end);
        self.flow(Cow::Owned(rest), (Cow::Borrowed(body), measure), node, column, skip);
        if let Some(unset) = self.out.blocks.last_mut() {
            let at = LabelPosition::Initial { x: inner.x - bearing, lines };
            unset.labels.push(BlockLabel { text: cap, at });
        }
        true
    }

    fn initial(&self, paragraph: &SetParagraph, column: Column) -> Option<Initial> {
        let lines = self.text.theme.blocks.drop_cap;
        let end = initial_end(&paragraph.text)?;
        let run = paragraph.runs.first()?;
        let plain = (run.end as usize) >= end && run.link.is_none() && !run.style.code;
        if lines < 2 || !plain || paragraph.lang.is_rtl() {
            return None;
        }
        let body = self.style(paragraph.style);
        let (cap, rest) = split(paragraph, end);
        let style = TextStyle { align: TextAlign::Start, hyphenate: false, ..body.clone() };
        let wide = Measure { width: Length::from_pt(20_000), indent: Length::ZERO, notch: None };
        let line = self.setter.best(&cap, &style, &wide, self.folios).into_iter().next()?;
        let font = self.setter.fonts().get(line.runs.first()?.glyphs.font);
        let height = font.scale(i32::from(font.cap_height), body.size);
        if height <= Length::ZERO {
            return None;
        }
        // From the first line's cap height to the last one's baseline.
        let leading = self.leading(paragraph.style);
        let tall = leading * i64::from(lines - 1) + height;
        let large = |length: Length| length.scale(tall.sp(), height.sp());
        // The foot of the first line of text, descenders included, as a height in the letter at its paragraph's size.
        let first_line = (leading * i64::from(lines - 1) - body.size / 4).scale(height.sp(), tall.sp());
        let ink = self.initial_ink(&cap, &line, body.size, first_line)?;
        let gap = body.size / INITIAL_GAP;
        let width = large(ink.right - ink.left) + gap;
        // A word of one letter has the space after it.
        let word_space = if cap.text.ends_with(char::is_whitespace) { body.size / WORD_SPACE } else { Length::ZERO };
        let first = (large(ink.right_at_first_line - ink.left) + gap).min(width) + word_space;
        // A tail that would touch the line below, as of J and Q, has that line beside it too.
        let below = leading - height - body.size / INITIAL_TAIL_GAP;
        let tailed = lines + u8::from(large(ink.depth) > below);
        let measure = Measure {
            width: column.within(body.start, body.end).width,
            indent: Length::ZERO,
            notch: Some(Notch { lines: tailed, width, first }),
        };
        let beside = self.setter.best(&rest, body, &measure, self.folios).len();
        let style = TextStyle { size: large(body.size), ..style };
        // One more, since the paragraph may be set a line shorter.
        (beside > usize::from(tailed) && width * 3 < measure.width).then_some(Initial {
            cap,
            rest,
            style,
            bearing: large(ink.left),
            measure,
            lines,
        })
    }

    /// Measures the ink of an initial's letter and of the marks after it.
    fn initial_ink(&self, cap: &SetParagraph, line: &Line, size: Length, first_line: Length) -> Option<InitialInk> {
        let letter = cap.text.find(char::is_alphanumeric)? as u32;
        let mut found: Option<InitialInk> = None;
        for run in &line.runs {
            let font = self.setter.fonts().get(run.glyphs.font);
            let band = first_line.sp() * i64::from(font.units_per_em) / size.sp().max(1);
            let mut x = run.glyphs.x;
            for glyph in &run.glyphs.glyphs {
                let origin = x + glyph.shift.dx();
                x += glyph.advance;
                let Some(ink) = font.ink_above(glyph.id, i32::MIN) else { continue };
                if run.text.start + glyph.cluster < letter {
                    continue;
                }
                let right = origin + font.scale(ink.right, size);
                let top = font.ink_above(glyph.id, band as i32);
                let right_at_first_line = top.map_or(origin, |top| origin + font.scale(top.right, size));
                let depth = font.scale(-ink.bottom, size) - glyph.shift.dy();
                let all = found.get_or_insert(InitialInk {
                    left: origin + font.scale(ink.left, size),
                    right,
                    right_at_first_line,
                    depth,
                });
                all.right = all.right.max(right);
                all.right_at_first_line = all.right_at_first_line.max(right_at_first_line);
                all.depth = all.depth.max(depth);
            }
        }
        found
    }

    pub(super) fn initial_text(&mut self, cap: SetParagraph, style: TextStyle, node: NodeId) -> u32 {
        let order = self.out.next_order;
        self.out.next_order += cap.text.len() as u64 + 1;
        let text = DraftText {
            runs: vec![RunPlace { node: Some(node), order, start: 0 }],
            node: Some(node),
            mapped: true,
            kind: TextKind::Initial,
            ..DraftText::new(
                self.section,
                Cow::Owned(cap),
                Cow::Owned(style),
                Measure { width: Length::from_pt(20_000), indent: Length::ZERO, notch: None },
            )
        };
        self.out.texts.push(text);
        self.out.texts.len() as u32 - 1
    }
}

/// The end of a paragraph's initial: its first letter with the marks that open before it, the marks that follow
/// it, and the space after a word of one letter.
fn initial_end(text: &str) -> Option<usize> {
    let letter = text.find(char::is_alphanumeric)?;
    let opens =
        |c: char| matches!(c, '“' | '‘' | '«' | '‹' | '„' | '‚' | '(' | '[' | '¿' | '¡' | '\u{202f}' | '\u{a0}');
    if !text[..letter].chars().all(opens) || !text[letter..].starts_with(char::is_alphabetic) {
        return None;
    }
    let mut end = letter + text[letter..].chars().next()?.len_utf8();
    for c in text[end..].chars() {
        let belongs = matches!(c, '\u{300}'..='\u{36f}' | '’' | ' ' | '\u{a0}' | '\u{202f}');
        if !belongs {
            break;
        }
        end += c.len_utf8();
    }
    (end < text.len()).then_some(end)
}

/// A paragraph as its first bytes and the rest of it.
pub(super) fn split(paragraph: &SetParagraph, end: usize) -> (SetParagraph, SetParagraph) {
    let end32 = end as u32;
    let first = &paragraph.runs[0];
    let style = RunStyle { small_caps: false, ..first.style };
    let cap = SetParagraph {
        text: paragraph.text[..end].to_owned(),
        runs: vec![Run { end: end32, style, ..first.clone() }],
        hyphens: Vec::new(),
        discretionaries: Vec::new(),
        objects: Vec::new(),
        links: Vec::new(),
        ids: Vec::new(),
        address: None,
        ..paragraph.clone()
    };
    let mut rest = paragraph.clone();
    rest.text.drain(..end);
    rest.runs.retain(|run| run.end > end32);
    rest.runs.iter_mut().for_each(|run| run.end -= end32);
    rest.hyphens.retain(|point| point.at > end32);
    rest.hyphens.iter_mut().for_each(|point| point.at -= end32);
    rest.discretionaries.retain(|d| d.start > end32);
    rest.discretionaries.iter_mut().for_each(|d| (d.start, d.end) = (d.start - end32, d.end - end32));
    rest.objects.iter_mut().for_each(|object| object.at = object.at.saturating_sub(end32));
    rest.ids.iter_mut().for_each(|(at, _)| *at = at.saturating_sub(end32));
    (cap, rest)
}

#[cfg(test)]
mod tests {
    use super::initial_end;

    #[test]
    fn initials() {
        for (text, initial) in [
            ("Lend a neighbour", Some("L")),
            ("A hundred years", Some("A ")),
            ("“Yes,” he said", Some("“Y")),
            ("L’amour", Some("L’")),
            ("In 1895", Some("I")),
            ("1895 was", None),
            ("… so", None),
            ("X", None),
            ("", None),
        ] {
            assert_eq!(initial_end(text).map(|end| &text[..end]), initial, "{text}");
        }
    }
}
