//! The table of contents: titles, authors under them, page numbers at the right.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{ContentsAuthors, ContentsEntry, ContentsPages, ParagraphStyle, SetParagraph};

use crate::blocks::collect::Collector;
use crate::blocks::references;
use crate::blocks::unset_blocks::{BlockLabel, BlockSource, Column, EntryAuthor, LabelPosition, UnsetEntry};
use crate::page::{NodeId, Role};
use crate::paragraph::line::Measure;

/// The most characters of a label that is set in the column of labels: `XXXVIII`.
const LONGEST_NUMERAL: i64 = 7;
/// A unit of the leaders from a title to its number.
pub(crate) const LEADER: &str = " .";

impl<'a> Collector<'a, '_> {
    /// Collects the entries of the contents.
    pub(super) fn contents(&mut self, entries: &'a [ContentsEntry], column: Column) {
        collect(self, entries, column);
    }
}

fn collect<'a>(c: &mut Collector<'a, '_>, entries: &'a [ContentsEntry], column: Column) {
    c.out.prints_page_numbers = true;
    let toc = c.node(Role::Toc, Some(column.node));
    let size = c.style(ParagraphStyle::ContentsChapter).size;
    let numbers = size * 5 / 2;
    let indent = label_width(entries, size);
    let in_parts = entries.iter().any(|entry| entry.title.style == ParagraphStyle::ContentsPart);
    for (i, entry) in entries.iter().enumerate() {
        let first = c.out.blocks.len();
        one(c, entry, toc, column, indent, numbers);
        // What follows the chapters of the last part, as the notes, is not part of it.
        let leaves_part =
            in_parts && entry.depth == 0 && i.checked_sub(1).is_some_and(|before| entries[before].depth > 0);
        if leaves_part && let Some(unset) = c.out.blocks.get_mut(first) {
            unset.space_before = unset.space_before.max(c.text.theme.style(ParagraphStyle::ContentsPart).above);
        }
    }
}

/// The label column, one for parts and chapters, so that all titles stand under one another.
fn label_width(entries: &[ContentsEntry], size: Length) -> Length {
    let chars = entries.iter().filter_map(|e| e.label.as_ref()).map(|l| l.chars().count() as i64);
    chars.filter(|&chars| chars <= LONGEST_NUMERAL).map(|chars| size * (chars * 6 + 6) / 10).max().unwrap_or_default()
}

fn one<'a>(
    c: &mut Collector<'a, '_>,
    entry: &'a ContentsEntry,
    toc: NodeId,
    column: Column,
    indent: Length,
    numbers: Length,
) {
    let style = c.style(entry.title.style);
    let item = c.node(Role::TocItem, Some(toc));
    let reference = c.node(Role::Reference, Some(item));
    let link = c.node(Role::Link, Some(reference));
    let title_text = entry.title.text.replace('\n', " ");
    c.out.nodes[link.0 as usize].title = Some(title_text);
    let inner = column_of(style, column);
    let label = entry.label.as_deref().map(|label| c.generated(label, entry.title.style, inner.width, Some(link)));
    let below = style.size * (i64::from(entry.level) * 3) / 2;
    let text_x = inner.x + indent + below;
    let width = (inner.width - indent - below - numbers).max(inner.width / 3);
    let title = linked(c, &entry.title, width, link, column);
    let number = c.generated(references::folio(&entry.target, c.folios), entry.title.style, inner.width, Some(link));
    let dots = c
        .text
        .theme
        .blocks
        .contents_leaders
        .then(|| c.generated(&LEADER.repeat(120), entry.title.style, width * 8, None));
    for text in [title, number] {
        c.out.texts[text as usize].link_target = Some(references::destination(&entry.target));
    }
    let leading = c.leading(entry.title.style);
    let has_author = entry.author.is_some();
    let size = c.style(ParagraphStyle::ContentsChapter).size;
    let right = inner.x + inner.width;
    let tokens = &c.text.theme.blocks;
    let (pages, beside) = (tokens.contents_pages, tokens.contents_authors == ContentsAuthors::Beside);
    let author = entry.author.as_ref().filter(|_| beside).map(|author| {
        let style = c.style(author.style);
        let (text, leading) = (linked(c, author, width, link, column), c.leading(author.style));
        EntryAuthor { text, x: text_x + style.start, leading, gap: size }
    });
    let dots = dots.filter(|_| pages == ContentsPages::End);
    let entry_rows = UnsetEntry { title, x: text_x, leading, number, pages, author, dots, right };
    let unset = c.push(BlockSource::Entry(entry_rows));
    unset.space_before = style.above;
    let has_author = has_author && !beside;
    unset.space_after = if has_author { Length::ZERO } else { style.below };
    unset.keep_with_next = has_author || style.keep_with_next;
    unset.keep_together = true;
    // Numerals are right-aligned, so that units stand under units.
    let numeral = entry.label.as_ref().is_some_and(|label| label.chars().count() as i64 <= LONGEST_NUMERAL);
    let at =
        if numeral { LabelPosition::Right(inner.x + indent - size * 6 / 10) } else { LabelPosition::Left(inner.x) };
    unset.labels.extend(label.map(|text| BlockLabel { text, at }));
    if let Some(author) = entry.author.as_ref().filter(|_| !beside) {
        let style = c.style(author.style);
        let text = linked(c, author, width, link, column);
        let leading = c.leading(author.style);
        let unset = c.push(BlockSource::Text { text, x: text_x + style.start, leading });
        unset.space_before = style.above;
        unset.space_after = style.below;
        unset.keep_together = true;
    }
}

fn column_of(style: &anthology_typeset::TextStyle, column: Column) -> Column {
    Column { x: column.x + style.start, width: column.width - style.start - style.end, ..column }
}

fn linked<'a>(
    c: &mut Collector<'a, '_>,
    paragraph: &'a SetParagraph,
    width: Length,
    link: NodeId,
    column: Column,
) -> u32 {
    let style = c.style(paragraph.style);
    let measure = Measure { width, indent: style.indent, notch: None };
    c.text(paragraph, Cow::Borrowed(style), measure, Some(link), column)
}
