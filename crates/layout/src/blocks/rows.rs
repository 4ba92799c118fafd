//! Rows from lines, and what page breaks within a block cost. The second half of making the vertical list.

use std::ops::Range;

use anthology_base::{Diagnostics, Length};
use anthology_typeset::{ContentsPages, ParagraphStyle, SetLink, TextAlign};

use crate::blocks::columns::level_sides;
use crate::blocks::keeps::apply_keeps;
use crate::blocks::setter::ParagraphSetter;
use crate::blocks::unset_blocks::{
    BlockLabel, BlockRules, BlockSource, Collected, LabelPosition, LineNumber, TextAt, UnsetBlock, UnsetEntry, WrapMark,
};
use crate::blocks::vertical_list::{Block, BlockVariant, Draft, DraftText, LineRef, Row, RowItem};
use crate::costs::{
    FEW_LINES, FORBIDDEN, PART_ALONE, PART_CLOSING, PART_CODE, PART_CODE_PAIR, PART_FEW, PART_INTRO, PART_PAIR,
    PART_SHORT_CODE, PART_WHOLE, RULE_DROP, RULE_GAP, RULE_RISE, SETTING, SETTING_WEIGHT, SHORT_LINES, SHORT_WIDOW,
};
use crate::page::Rect;
use crate::page::block_spacing::InkExtent;
use crate::page::type_area::{TypeArea, baseline};

/// Makes the rows of a section whose paragraphs are set; `mirrored` where it runs from right to left.
pub(crate) fn build<'a>(
    collected: Collected<'a>,
    area: &TypeArea,
    setter: &ParagraphSetter<'a>,
    mirrored: bool,
    diagnostics: &mut Diagnostics,
) -> Draft<'a> {
    let Collected { nodes, next_order, texts, blocks, notes, prints_page_numbers, diagnostics: found } = collected;
    diagnostics.append(found);
    let first_references = first_references(&texts);
    let mut builder =
        RowBuilder { texts: &texts, first_references, area: *area, setter, rule: setter.rule(), mirrored, diagnostics };
    let mut blocks = builder.blocks(&blocks);
    let mut notes: Vec<Vec<Row>> = notes.iter().map(|note| builder.note(note)).collect();
    follow_references_in_notes(&mut blocks, &mut notes);
    Draft { nodes, next_order, texts, blocks, notes, prints_page_numbers, run_ons: Vec::new() }
}

/// Makes rows of texts whose lines are known.
pub(super) struct RowBuilder<'a, 'b> {
    pub(super) texts: &'b [DraftText<'a>],
    /// By note: its first reference.
    first_references: Vec<Option<NoteReference>>,
    pub(super) area: TypeArea,
    setter: &'b ParagraphSetter<'a>,
    pub(super) rule: Length,
    mirrored: bool,
    pub(super) diagnostics: &'b mut Diagnostics,
}

impl RowBuilder<'_, '_> {
    fn blocks(&mut self, unset_blocks: &[UnsetBlock]) -> Vec<Block> {
        let mut blocks: Vec<Block> = unset_blocks.iter().map(|unset| self.block(unset)).collect();
        apply_keeps(unset_blocks, &mut blocks);
        level_sides(&mut blocks);
        blocks
    }

    fn block(&mut self, unset: &UnsetBlock) -> Block {
        let mut repeated_rows = Vec::new();
        let mut variants = match &unset.source {
            BlockSource::Text { text, x, leading } => self.text_variants(*text, *x, *leading),
            BlockSource::Lines { lines, numbers, leading, code } => {
                vec![BlockVariant::new(self.line_rows(lines, numbers, *leading, *code), 0)]
            }
            BlockSource::Blank { edge, leading } => {
                let line = LineRef { text: *edge, variant: 0, line: 0, x: Length::ZERO, baseline: baseline(*leading) };
                let mut row = Row { height: *leading, ..Row::default() };
                row.content.others.push(RowItem::EdgeMark(line));
                vec![BlockVariant::new(vec![row], 0)]
            }
            BlockSource::Figure(figure) => vec![BlockVariant::new(self.figure(figure), 0)],
            BlockSource::Columns(columns) => vec![BlockVariant::new(self.columns(columns), 0)],
            BlockSource::Side(_, blocks) => vec![BlockVariant::new(self.side_rows(blocks), 0)],
            BlockSource::Table(table) => {
                let made = match table.turned {
                    Some(frame) => self.turned_table(table, frame),
                    None => self.table(table),
                };
                repeated_rows = made.repeated;
                vec![BlockVariant::new(made.rows, 0)]
            }
            BlockSource::Entry(entry) => vec![BlockVariant::new(self.entry(entry), 0)],
        };
        for variant in &mut variants {
            if variant.rows.is_empty() {
                *variant = BlockVariant::new(vec![Row::default()], 0);
            }
            for &label in unset.labels.iter().rev() {
                self.label(label, &mut variant.rows[0]);
            }
            add_rules(unset.rules, &mut variant.rows);
            if unset.keep_together {
                let last = variant.rows.len() - 1;
                for row in &mut variant.rows[..last] {
                    row.cost += PART_WHOLE;
                }
            }
        }
        let half = variants[0].height <= self.area.height() / 2;
        let turned = matches!(&unset.source, BlockSource::Table(table) if table.turned.is_some());
        let float = match &unset.source {
            // An image without a caption belongs where it is in the text.
            BlockSource::Figure(figure) => !figure.caption.is_empty() && variants[0].rows.len() == 1,
            // A table that has a page of its own leaves none half empty.
            BlockSource::Table(_) if turned => variants[0].rows.len() == 1,
            BlockSource::Table(table) => table.caption.is_some() && half,
            _ => false,
        };
        let off_grid = match &unset.source {
            BlockSource::Figure(_) => true,
            BlockSource::Table(_) => !turned,
            BlockSource::Columns(columns) => !columns.images.is_empty(),
            BlockSource::Lines { leading, .. } => *leading != self.area.grid,
            _ => false,
        };
        let facing = match &unset.source {
            BlockSource::Side(side, _) => Some(*side),
            _ => None,
        };
        let ink = off_grid.then(|| self.ink_extent(&unset.source, &variants[0]));
        Block {
            space_before: unset.space_before,
            space_after: unset.space_after,
            ink,
            snap_to_grid: unset.snap_to_grid || turned,
            slack_before: unset.heading && !unset.keep_space_at_head,
            keep_space_at_head: unset.keep_space_at_head,
            at_foot: unset.at_foot,
            float,
            facing,
            in_columns: unset.in_columns,
            repeated_rows,
            destinations: unset.destinations.clone(),
            variants,
        }
    }

    /// The extent of the ink of a block whose lines are off the grid.
    fn ink_extent(&self, source: &BlockSource, variant: &BlockVariant) -> InkExtent {
        let area = &self.area;
        let is_table = matches!(source, BlockSource::Table(_));
        let line = variant.rows[0].content.line.map(|line| {
            let style = &self.texts[line.text as usize].style;
            (line.baseline, line.baseline - self.setter.x_height(style))
        });
        let (ink_top, head_offset) = match line {
            Some((base, x_height)) => (x_height, baseline(area.grid) - base),
            // The top of an image or a rule is where the tops of capitals are: about one and a half x-heights.
            None => {
                let ink_top = if is_table { RULE_GAP } else { Length::ZERO };
                (ink_top, baseline(area.grid) - area.x_height * 3 / 2 - ink_top)
            }
        };
        let last = variant.rows.last().map_or(Length::ZERO, |row| row.height - row.last_baseline());
        let grid_foot = variant.height - last + area.descent();
        // Only a table has ink below its last baseline: its last rule.
        let optical_depth = if is_table { last - RULE_GAP } else { Length::ZERO };
        InkExtent { ink_top, grid_foot, optical_depth, head_offset: head_offset.max(Length::ZERO) }
    }

    /// A paragraph in all its variants.
    fn text_variants(&self, text: u32, x: Length, leading: Length) -> Vec<BlockVariant> {
        let settings = &self.texts[text as usize].variants;
        let best = settings.first().map_or(0, |s| s.demerits);
        let mut variants = Vec::with_capacity(settings.len());
        for (i, setting) in settings.iter().enumerate() {
            let cost = if i == 0 { 0 } else { (setting.demerits - best).max(0) / SETTING_WEIGHT + SETTING };
            variants.push(BlockVariant::new(self.rows(text, i, x, leading), cost));
        }
        variants
    }

    /// The notes whose first references are on a line: a note with several references is set with the first.
    fn first_references_on(&self, text: u32, line: &Range<u32>) -> Vec<u32> {
        let on_line = note_references(text, &self.texts[text as usize]).filter(|(_, at)| line.contains(&at.start));
        let is_first = |(note, at): &(u32, NoteReference)| self.first_references[*note as usize] == Some(*at);
        on_line.filter(is_first).map(|(note, _)| note).collect()
    }

    /// The rows of a variant of a text, one for each line.
    pub(super) fn rows(&self, text: u32, variant: usize, x: Length, leading: Length) -> Vec<Row> {
        let source = &self.texts[text as usize];
        let Some(set) = source.variants.get(variant) else { return Vec::new() };
        let count = set.hyphenated.len();
        // Under what stands in the middle a short caption does too, as it does in the EPUB.
        let is_caption = source.paragraph.style == ParagraphStyle::Caption && source.style.align == TextAlign::Start;
        let half = (source.measure.width - set.last_width).max(Length::ZERO) / 2;
        let x = match source.paragraph.lang.is_rtl() == self.mirrored {
            _ if !is_caption || count != 1 => x,
            true => x + half,
            false => x - half,
        };
        let mut rows = Vec::with_capacity(count);
        for (i, &hyphen) in set.hyphenated.iter().enumerate() {
            let mut cost = 0;
            if i + 1 < count && (i == 0 || i + 2 == count) {
                cost += FORBIDDEN;
            }
            // An initial stands on one page.
            if source.measure.notch.is_some_and(|notch| i + 1 < usize::from(notch.lines)) {
                cost += FORBIDDEN;
            }
            if i + 3 == count && set.last_width * 2 < source.measure.width {
                cost += SHORT_WIDOW;
            }
            let at = LineRef { text, variant: variant as u8, line: i as u32, x, baseline: baseline(leading) };
            let line = set.lines.get(i);
            let notes = line.map(|line| self.first_references_on(text, &line.text)).unwrap_or_default();
            let mut row = Row { height: leading, cost, hyphen, notes, ..Row::default() };
            row.content.line = Some(at);
            let images = line.map_or(&[][..], |line| &line.images);
            let tallest = images.iter().map(|image| self.image_height(source, image.0)).max().unwrap_or_default();
            let more = tallest - baseline(leading);
            if more > Length::ZERO {
                let extra = more.round_up_to(self.area.grid);
                row.height += extra;
                if let Some(at) = &mut row.content.line {
                    at.baseline += extra;
                }
            }
            rows.push(row);
        }
        rows
    }

    fn image_height(&self, text: &DraftText<'_>, object: u32) -> Length {
        text.images.get(object as usize).and_then(Option::as_ref).map_or(Length::ZERO, |image| image.size.height)
    }

    /// Lines that are paragraphs of their own: two stay together at either end, and those of a short stanza or
    /// piece of code all. The mark of continuation stands before what is left over of a line of code.
    fn line_rows(&self, lines: &[TextAt], numbers: &[LineNumber], leading: Length, code: Option<WrapMark>) -> Vec<Row> {
        let mut rows = Vec::with_capacity(lines.len());
        let mut numbers = numbers.iter().peekable();
        for (i, &TextAt { text, x }) in lines.iter().enumerate() {
            let mut own = self.rows(text, 0, x, leading);
            let count = own.len();
            if let (Some(number), Some(row)) = (numbers.next_if(|number| number.line == i), own.first_mut()) {
                self.line_number(*number, row);
            }
            for row in own.iter_mut().take(count.saturating_sub(1)) {
                row.cost = PART_INTRO;
            }
            if let Some(WrapMark { text: mark, before }) = code {
                for row in own.iter_mut().skip(1) {
                    let base = row.content.line.map_or(baseline(leading), |line| line.baseline);
                    let at = LineRef { text: mark, variant: 0, line: 0, x: x - before, baseline: base };
                    row.content.others.push(RowItem::Mark(at));
                }
            }
            if let Some(last) = own.last_mut() {
                last.blank = self.is_blank(text);
                last.cost = self.cost_after_line(lines, i);
            }
            rows.append(&mut own);
        }
        let count = rows.len();
        let is_code = lines.first().is_some_and(|line| self.is_code(line.text));
        let (few, pair) = if is_code { (PART_SHORT_CODE, PART_CODE_PAIR) } else { (PART_FEW, PART_PAIR) };
        if count > SHORT_LINES {
            rows[1].cost += pair;
            rows[count - 3].cost += pair;
        }
        if count > 1 {
            rows[0].cost += PART_INTRO;
            rows[count - 2].cost += PART_INTRO;
            let within = if count <= SHORT_LINES {
                PART_INTRO
            } else if count <= FEW_LINES {
                few
            } else {
                0
            };
            rows[..count - 1].iter_mut().for_each(|row| row.cost += within);
        }
        rows
    }

    /// The number of a line of verse: an artifact, since the poem doesn't have it.
    fn line_number(&self, number: LineNumber, row: &mut Row) {
        let Some(set) = self.texts[number.text as usize].variants.first() else { return };
        let base = row.content.line.map_or(baseline(row.height), |line| line.baseline);
        let x = number.right - set.lines.first().map_or(Length::ZERO, |line| line.width);
        row.content.others.push(RowItem::Mark(LineRef { text: number.text, variant: 0, line: 0, x, baseline: base }));
    }

    fn is_code(&self, line: u32) -> bool {
        self.texts[line as usize].paragraph.style == ParagraphStyle::Code
    }

    /// A line is an empty one of code.
    fn is_blank(&self, line: u32) -> bool {
        self.is_code(line) && self.texts[line as usize].paragraph.text.trim().is_empty()
    }

    /// The cost of a page break after a line of code: none before an empty line, more before a closing bracket, or
    /// where only one line is between the break and an empty one.
    fn cost_after_line(&self, lines: &[TextAt], line: usize) -> i64 {
        let source = |text: u32| &self.texts[text as usize].paragraph;
        let Some(&TextAt { text: next, .. }) = lines.get(line + 1).filter(|_| self.is_code(lines[line].text)) else {
            return 0;
        };
        let is_blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_some_and(|at| self.is_blank(at.text));
        let closes = |c: char| c.is_whitespace() || matches!(c, '}' | ')' | ']' | ';' | ',');
        if self.is_blank(next) {
            0
        } else if self.is_blank(lines[line].text) {
            PART_CODE
        } else if source(next).text.chars().all(closes) {
            PART_CLOSING
        } else if is_blank(line.checked_sub(1)) || is_blank(Some(line + 2)) {
            PART_ALONE
        } else {
            PART_CODE
        }
    }

    fn label(&self, label: BlockLabel, row: &mut Row) {
        let Some(set) = self.texts[label.text as usize].variants.first() else { return };
        let base = row.content.line.map_or(baseline(row.height), |line| line.baseline);
        let (x, base) = match label.at {
            LabelPosition::Left(x) => (x, base),
            LabelPosition::Right(right) => (right - set.lines.first().map_or(Length::ZERO, |l| l.width), base),
            LabelPosition::Initial { x, lines } => (x, base + row.height * i64::from(lines.saturating_sub(1))),
        };
        row.content
            .others
            .insert(0, RowItem::Line(LineRef { text: label.text, variant: 0, line: 0, x, baseline: base }));
    }

    /// The rows of blocks one below the other, in their best variants, with the space between them.
    pub(super) fn stacked_rows(&mut self, unset_blocks: &[UnsetBlock]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut below = Length::ZERO;
        for block in self.blocks(unset_blocks) {
            let above = if rows.is_empty() { Length::ZERO } else { block.space_before.max(below) };
            below = block.space_after;
            let Some(variant) = block.variants.into_iter().next() else { continue };
            for (i, mut row) in variant.rows.into_iter().enumerate() {
                if i == 0 {
                    shift(&mut row, above);
                    row.height += above;
                    row.content.others.extend(block.destinations.iter().cloned().map(RowItem::Destination));
                }
                rows.push(row);
            }
        }
        rows
    }

    /// The rows of a note.
    fn note(&mut self, unset_blocks: &[UnsetBlock]) -> Vec<Row> {
        let mut rows = self.stacked_rows(unset_blocks);
        if self.area.side_notes
            && let Some(last) = rows.last_mut()
        {
            last.height += last.height / 2;
        }
        rows
    }

    /// An entry of the contents.
    fn entry(&self, entry: &UnsetEntry) -> Vec<Row> {
        let UnsetEntry { title, x, leading, number, pages, author, dots, right } = *entry;
        let mut rows = self.rows(title, 0, x, leading);
        let width = |text: u32| {
            self.texts[text as usize].variants.first().and_then(|s| s.lines.first()).map_or(Length::ZERO, |l| l.width)
        };
        let end =
            self.texts[title as usize].variants.first().and_then(|s| s.lines.last()).map_or(Length::ZERO, |l| l.width);
        let Some(last) = rows.last_mut() else { return rows };
        let base = last.content.line.map_or(baseline(leading), |line| line.baseline);
        let at = |text: u32, x: Length| LineRef { text, variant: 0, line: 0, x, baseline: base };
        // Behind the title on its line, if the number has room there too.
        let beside = author.filter(|author| {
            let taken = end + author.gap * 2 + width(author.text) + width(number);
            x + taken <= right
                && self.texts[author.text as usize].variants.first().is_some_and(|s| s.hyphenated.len() == 1)
        });
        let end = end + beside.map_or(Length::ZERO, |author| author.gap + width(author.text));
        let at_end = right - width(number);
        let left = match pages {
            ContentsPages::End => at_end,
            ContentsPages::After => at_end.min(x + end + leading),
        };
        if let Some(dots) = dots {
            let gap = leading / 3;
            last.content.others.push(RowItem::Leader { dots: at(dots, x), from: x + end + gap, to: left - gap });
        }
        // The title is read and painted before the number.
        let line = last.content.line.take();
        last.content.others.splice(0..0, line.map(RowItem::Line));
        last.content.others.push(RowItem::Line(at(number, left)));
        if let Some(author) = beside {
            let x = x + end - width(author.text);
            last.content.others.push(RowItem::Line(at(author.text, x)));
        } else if let Some(author) = author {
            rows.extend(self.rows(author.text, 0, author.x, author.leading));
        }
        rows
    }
}

/// Adds the rules of a block to its first and last row, in the space before and after it.
fn add_rules(rules: BlockRules, rows: &mut [Row]) {
    let BlockRules { above, below, x, width, size } = rules;
    if let Some(row) = rows.first_mut().filter(|_| above > Length::ZERO) {
        let base = row.content.line.map_or(baseline(row.height), |line| line.baseline);
        let y = base - size.scale(RULE_RISE, 100) - above;
        row.content.others.push(RowItem::Rule(Rect { x, y, width, height: above }));
    }
    if let Some(row) = rows.last_mut().filter(|_| below > Length::ZERO) {
        let base = row.content.line.map_or(baseline(row.height), |line| line.baseline);
        let y = base + size.scale(RULE_DROP, 100);
        row.content.others.push(RowItem::Rule(Rect { x, y, width, height: below }));
    }
}

/// Moves the content of a row down.
pub(super) fn shift(row: &mut Row, by: Length) {
    if let Some(line) = &mut row.content.line {
        line.baseline += by;
    }
    for part in &mut row.content.others {
        match part {
            RowItem::Line(line)
            | RowItem::Mark(line)
            | RowItem::EdgeMark(line)
            | RowItem::Leader { dots: line, .. } => line.baseline += by,
            RowItem::Rule(rect) | RowItem::Image { rect, .. } => rect.y += by,
            // Turned rows have a page to themselves.
            RowItem::Destination(_) | RowItem::Turned(_) => {}
        }
    }
}

/// A note reference in the text of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NoteReference {
    /// Index of the text.
    text: u32,
    /// Its first byte in the text.
    start: u32,
    /// Its place in reading order.
    order: u64,
}

/// The notes that a text refers to, each with the place of its reference.
fn note_references<'t>(index: u32, text: &'t DraftText<'_>) -> impl Iterator<Item = (u32, NoteReference)> + 't {
    let runs = if text.has_notes { text.paragraph.runs.as_slice() } else { &[] };
    runs.iter().zip(&text.runs).filter_map(move |(run, place)| {
        let Some(SetLink::Note(note)) = run.link.and_then(|l| text.paragraph.links.get(l as usize)) else {
            return None;
        };
        Some((*note, NoteReference { text: index, start: place.start, order: place.order }))
    })
}

/// By note: its first reference in reading order. (Texts are not in this order: those of a note are collected with its
/// reference, before the paragraph that has the reference.)
fn first_references(texts: &[DraftText<'_>]) -> Vec<Option<NoteReference>> {
    let mut first: Vec<Option<NoteReference>> = Vec::new();
    for (index, text) in (0..).zip(texts) {
        for (note, at) in note_references(index, text) {
            let note = note as usize;
            if first.len() <= note {
                first.resize(note + 1, None);
            }
            if first[note].is_none_or(|known| at.order < known.order) {
                first[note] = Some(at);
            }
        }
    }
    first
}

/// Sets a note whose reference is within another note after that one, at the foot of the same page: the rows of the
/// text refer to both.
///
/// A note is set with its first reference, so the references within notes are a forest: a note that only notes of its
/// own refer to is reached from no row, and no walk is endless.
fn follow_references_in_notes(blocks: &mut [Block], notes: &mut [Vec<Row>]) {
    let within: Vec<Vec<u32>> =
        notes.iter_mut().map(|rows| rows.iter_mut().flat_map(|row| std::mem::take(&mut row.notes)).collect()).collect();
    if within.iter().all(Vec::is_empty) {
        return;
    }
    let rows = blocks.iter_mut().flat_map(|block| &mut block.variants).flat_map(|variant| &mut variant.rows);
    for row in rows.filter(|row| !row.notes.is_empty()) {
        // Breadth first, as numbers of notes within notes follow those of the text.
        let mut at = 0;
        while let Some(&note) = row.notes.get(at) {
            row.notes.extend(&within[note as usize]);
            at += 1;
        }
    }
}
