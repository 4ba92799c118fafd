//! Verse: lines that break where the author broke them, their numbers at the edge of the measure, and lines that begin
//! where the one before ended.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{
    ParagraphStyle, SetBlock, SetParagraph, SetStanza, SetVerseLine, TextAlign, TextStyle, VersePlace,
};

use crate::blocks::collect::Collector;
use crate::blocks::pending::VerseEnd;
use crate::blocks::unset_blocks::{BlockSource, Column, LineNumber, TextAt};
use crate::blocks::vertical_list::BlockDestination;
use crate::page::{NodeId, Role};
use crate::paragraph::line::Measure;

/// The form of a block of verse.
struct VerseForm<'a> {
    style: Cow<'a, TextStyle>,
    leading: Length,
    /// The column of its lines.
    column: Column,
    /// The right edge of its line numbers, where lines have some.
    numbers: Option<Length>,
}

/// A word space, one part in so many of the type size.
const WORD_SPACE: i64 = 4;
/// The size of a line's number, in tenths of the line's.
const NUMBER_SIZE: i64 = 8;

impl<'a> Collector<'a, '_> {
    pub(super) fn verse(&mut self, stanzas: &'a [SetStanza], block: &SetBlock, column: Column) {
        let style = self.style_in(ParagraphStyle::Verse, column);
        let is = |class: &str| block.classes.iter().any(|own| own == class);
        let leading = if column.note || column.cell.is_some() {
            style.leading
        } else if column.epigraph {
            self.leading(ParagraphStyle::Epigraph)
        } else {
            self.leading(ParagraphStyle::Verse)
        };
        let grid = if column.note || column.cell.is_some() { leading } else { self.grid() };
        let tokens = &self.text.theme.blocks;
        let space = if is("speech") { Length::ZERO } else { self.text.theme.blocks.block_space };
        let numbered = stanzas.iter().flat_map(|stanza| &stanza.lines).any(|line| line.number.is_some());
        let by_theme = tokens.verse == VersePlace::Center && !column.note && !column.epigraph && column.cell.is_none();
        let centred = is("centred") || by_theme && !is("speech");
        let own_start = if is("speech") || centred { Length::ZERO } else { style.start };
        let mut lines_in = column.within(own_start, style.end);
        let numbers = numbered.then_some(lines_in.x + lines_in.width);
        if numbered {
            lines_in = lines_in.within(Length::ZERO, style.size * 2);
        }
        if centred {
            let longest =
                stanzas.iter().flat_map(|stanza| &stanza.lines).map(|line| self.line_end(line, &style, lines_in));
            let free = lines_in.width - longest.max().unwrap_or_default();
            lines_in = lines_in.within(free.max(Length::ZERO) / 2, Length::ZERO);
        }
        let verse = self.node(Role::Div, Some(column.node));
        let form = VerseForm { style, leading, column: lines_in, numbers };
        let first = self.out.blocks.len();
        for (i, stanza) in stanzas.iter().enumerate() {
            self.stanza(stanza, &form, verse, grid);
            if i == 0
                && let Some(unset) = self.out.blocks.get_mut(first)
            {
                unset.space_before = if is("speech") { Length::ZERO } else { unset.space_before.max(space) };
            }
        }
        if let Some(unset) = self.out.blocks.get_mut(first..).and_then(<[_]>::last_mut) {
            unset.space_after = space;
        }
    }

    fn stanza(&mut self, stanza: &'a SetStanza, form: &VerseForm<'a>, verse: NodeId, grid: Length) {
        let VerseForm { style, leading, column, numbers } = form;
        let step = self.text.theme.blocks.verse_step;
        let div = self.node(Role::Div, Some(verse));
        let mut before = grid;
        if let Some(label) = &stanza.label {
            self.stanza_label(label, form, div, grid);
            before = Length::ZERO;
        }
        let mut lines = Vec::with_capacity(stanza.lines.len());
        let mut line_numbers = Vec::new();
        for (i, line) in stanza.lines.iter().enumerate() {
            let node = self.node(Role::Paragraph, Some(div));
            let goes_on = if line.shared { self.shared_start(&line.paragraph, style, *column) } else { None };
            let (inner, indent, x) = match goes_on {
                Some(start) => (column.within(start, Length::ZERO), Length::ZERO, column.x + start),
                None => {
                    let turned = step * (i64::from(line.indent) + 2);
                    (column.within(turned, Length::ZERO), -(step * 2), column.x + step * i64::from(line.indent))
                }
            };
            let measure = Measure { width: inner.width, indent, notch: None };
            let text = self.text(&line.paragraph, style.clone(), measure, Some(node), *column);
            lines.push(TextAt { text, x: inner.x });
            self.verse_end = Some(VerseEnd { paragraph: &line.paragraph, style: style.clone(), x });
            if let (Some(number), Some(right)) = (line.number, *numbers) {
                let size = style.size.scale(NUMBER_SIZE, 10);
                let small = TextStyle { size, italic: false, small_caps: false, ..style.clone().into_owned() };
                let text = self.generated_in(&number.to_string(), ParagraphStyle::Verse, small, column.width, None);
                line_numbers.push(LineNumber { line: i, text, right });
            }
        }
        if lines.is_empty() {
            return;
        }
        let key = stanza.address.as_ref().map(|a| BlockDestination { key: a.to_string(), node: Some(div) });
        let unset = self.push(BlockSource::Lines { lines, numbers: line_numbers, leading: *leading, code: None });
        unset.space_before = before;
        unset.space_after = grid;
        unset.destinations.extend(key);
    }

    /// The number over a stanza, in the middle of the measure.
    fn stanza_label(&mut self, label: &'a SetParagraph, form: &VerseForm<'a>, div: NodeId, grid: Length) {
        let node = self.node(Role::Paragraph, Some(div));
        let style = TextStyle { align: TextAlign::Center, ..form.style.clone().into_owned() };
        let measure = Measure { width: form.column.width, indent: Length::ZERO, notch: None };
        let text = self.text(label, Cow::Owned(style), measure, Some(node), form.column);
        let unset = self.push(BlockSource::Text { text, x: form.column.x, leading: form.leading });
        unset.space_before = grid;
        unset.keep_with_next = true;
    }

    /// The width of a line, from the edge of the verse.
    fn line_end(&self, line: &SetVerseLine, style: &TextStyle, column: Column) -> Length {
        let step = self.text.theme.blocks.verse_step;
        let widths = self.setter.intrinsic_widths(&line.paragraph, style, column.width, self.folios);
        step * i64::from(line.indent) + widths.max_content
    }

    /// Where a line begins that goes on from the one before, from the edge of the verse: a word space after its last
    /// word, or as far to the right as it has room.
    fn shared_start(&self, line: &SetParagraph, style: &TextStyle, column: Column) -> Option<Length> {
        let VerseEnd { paragraph, style: before, x } = self.verse_end.as_ref()?;
        let widths = self.setter.intrinsic_widths(paragraph, before, column.width, self.folios);
        let own = self.setter.intrinsic_widths(line, style, column.width, self.folios).max_content;
        let start = *x + widths.max_content + style.size / WORD_SPACE - column.x;
        Some(start.min(column.width - own).max(Length::ZERO))
    }
}
