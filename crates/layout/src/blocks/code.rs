//! Code: its lines as they are, in type small enough for them; what is left over of a longer one stands on a line of its
//! own, with a mark.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{CodeMargin, ParagraphStyle, SetParagraph, TextStyle};

use crate::blocks::collect::Collector;
use crate::blocks::unset_blocks::{BlockSource, Column, LineNumber, TextAt, WrapMark};
use crate::costs::SIZE_STEP;
use crate::page::Role;
use crate::paragraph::line::Measure;

/// The mark before a line that the author points at.
const LINE_MARK: &str = "▸";

/// The width of a character: six tenths of an em in nearly every monospaced face.
fn character(size: Length) -> Length {
    size.scale(6, 10)
}

/// Marks of continuation, the best first: the first that the face has is taken.
const WRAP_MARKS: [char; 4] = ['↪', '↳', '→', '›'];

impl<'a> Collector<'a, '_> {
    pub(super) fn code(&mut self, lines: &'a [SetParagraph], beside: &CodeMargin, column: Column) {
        if lines.is_empty() {
            return;
        }
        let div = self.node(Role::Div, Some(column.node));
        let last_number = beside.first_number.map_or(0, |first| first + lines.len() as u64 - 1);
        // The figures, the mark of a line, and the space between them and the code.
        let figures = if last_number > 0 { last_number.to_string().len() as i64 } else { 0 };
        let taken = figures + i64::from(!beside.marked.is_empty()) + i64::from(!beside.is_empty());
        let usual = self.style_in(ParagraphStyle::Code, column);
        let whole = column;
        let column = column.within(character(usual.size) * taken, Length::ZERO);
        let style = self.code_style(lines, column);
        let character = character(style.size);
        let mut made = Vec::with_capacity(lines.len());
        for line in lines {
            let paragraph = self.node(Role::Paragraph, Some(div));
            let code = self.node(Role::Code, Some(paragraph));
            // The rest of a line that is too long stands two characters to the right of where the line begins.
            let blanks = line.text.bytes().take_while(|&b| b == b' ').count() as i64;
            let turned = (character * (blanks + 2)).min(column.width.scale(1, 3));
            let inner = column.within(style.start + turned, style.end);
            let measure = Measure { width: inner.width, indent: style.indent - turned, notch: None };
            let text = self.text(line, style.clone(), measure, Some(code), column);
            made.push(TextAt { text, x: inner.x });
        }
        let mark = self.wrap_mark(&style).to_string();
        let text = self.generated_in(&mark, ParagraphStyle::Code, style.clone().into_owned(), column.width, None);
        let code = Some(WrapMark { text, before: (character * 2).min(column.width.scale(1, 3)) });
        let numbers = self.code_margin(lines.len(), beside, &style, whole, column.x - character);
        let space = self.text.theme.blocks.block_space;
        let unset = self.push(BlockSource::Lines { lines: made, numbers, leading: style.leading, code });
        unset.space_before = style.above.max(space);
        unset.space_after = style.below.max(space);
    }

    /// The numbers and marks beside lines of code, with their right edge at `right`.
    fn code_margin(
        &mut self,
        lines: usize,
        beside: &CodeMargin,
        style: &TextStyle,
        column: Column,
        right: Length,
    ) -> Vec<LineNumber> {
        let mut numbers = Vec::new();
        for line in 0..lines {
            let number = beside.first_number.map_or_else(String::new, |first| (first + line as u64).to_string());
            let mark = if beside.marked.binary_search(&line).is_ok() { LINE_MARK } else { "" };
            if number.is_empty() && mark.is_empty() {
                continue;
            }
            let written = format!("{mark}{number}");
            let text = self.generated_in(&written, ParagraphStyle::Code, style.clone(), column.width, None);
            numbers.push(LineNumber { line, text, right });
        }
        numbers
    }

    fn wrap_mark(&self, style: &TextStyle) -> char {
        let fonts = self.setter.fonts();
        let face = fonts.of_theme(&self.text.theme.fonts, style.family, 400, false, style.size);
        let own = WRAP_MARKS.into_iter().find(|&mark| fonts.for_char(face, mark) == Some(face));
        own.unwrap_or(WRAP_MARKS[0])
    }

    /// The style of a piece of code: smaller, as far as the theme lets it be, where its lines fit the column then; else
    /// where those do that a compiler points at, as its carets keep their columns only below a line that isn't broken.
    fn code_style(&self, lines: &[SetParagraph], column: Column) -> Cow<'a, TextStyle> {
        let style = self.style_in(ParagraphStyle::Code, column);
        let room = column.within(style.start, style.end).width;
        let width = |line: &SetParagraph| self.code_width(line, &style, room);
        let widths: Vec<Length> = lines.iter().map(width).collect();
        let widest = |of: &dyn Fn(usize) -> bool| {
            (0..lines.len()).filter(|&i| of(i)).map(|i| widths[i]).max().unwrap_or_default()
        };
        let all = widest(&|_| true);
        if all <= room {
            return style;
        }
        let points = |i: usize| lines.get(i).is_some_and(|line| is_pointer(&line.text));
        let pointed = widest(&|i| points(i) || points(i + 1));
        let most = self.text.theme.blocks.code_step.min(style.size / 4);
        for needed in [all, pointed].into_iter().filter(|&needed| needed > room) {
            let mut smaller = SIZE_STEP;
            while smaller <= most {
                let size = style.size - smaller;
                if needed.scale(size.sp(), style.size.sp().max(1)) <= room {
                    let leading = style.leading.scale(size.sp(), style.size.sp().max(1));
                    return Cow::Owned(TextStyle { size, leading, ..style.into_owned() });
                }
                smaller += SIZE_STEP;
            }
        }
        style
    }

    /// The width of a line of code that isn't broken; zero for one that has room in any case.
    fn code_width(&self, line: &SetParagraph, style: &TextStyle, room: Length) -> Length {
        let few = style.size * line.text.chars().count() as i64 <= room;
        if few { Length::ZERO } else { self.setter.intrinsic_widths(line, style, room, self.folios).max_content }
    }
}

/// True for a line with which a compiler points at the one above: `    ^^^^ expected`, `  |   ~~~^`.
fn is_pointer(line: &str) -> bool {
    let after = line.trim_start_matches([' ', '|', ':', '.']);
    after.starts_with('^') || after.starts_with("~~") || after.starts_with("~^")
}

#[cfg(test)]
mod tests {
    use super::is_pointer;

    #[test]
    fn pointers_are_known_by_their_first_mark() {
        for line in ["    ^^^^ expected `()`", "   |         ^^^", "  ~~~~^~~", "^", "      |     ^~~~"] {
            assert!(is_pointer(line), "{line}");
        }
        for line in ["", "    x ^ y", "a ~~~", "  -- note", "| cell |", "~/file"] {
            assert!(!is_pointer(line), "{line}");
        }
    }
}
