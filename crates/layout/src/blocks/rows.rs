//! Blocks of set text to blocks of rows, second half: rows from lines, and what it costs to part them.

use anthology_base::{Diagnostic, Diagnostics, Length};
use anthology_typeset::{ParagraphStyle, SetLink, TextAlign};

use crate::blocks::block_spacing::Seen;
use crate::blocks::setter::Setter;
use crate::blocks::unset_blocks::{Collected, Label, LabelAt, Make, Proto};
use crate::blocks::vertical_list::{Block, Draft, FORBIDDEN, LineAt, Part, Row, Text, Variant};
use crate::costs::SETTING_WEIGHT;
use crate::page::paginate::Frame;

/// A page that ends two lines before a paragraph's end, the last of them short.
const SHORT_WIDOW: i64 = 3_000;
/// A page that ends within what should stay together. (A page a third of which is empty, across from a full one,
/// costs two and a half millions.)
const PART_WHOLE: i64 = 1_500_000;
/// The same within a table of less than a third of the page.
const PART_SHORT_TABLE: i64 = 5_000_000;
/// A page that ends with a line that announces what follows, or with only a line of that.
const PART_INTRO: i64 = 1_600_000;
/// So many lines of verse or code stay together, and so many of verse if that leaves little white.
const SHORT_LINES: usize = 4;
const FEW_LINES: usize = 8;
/// A page that ends within the latter, and with two lines of many or before the last two.
const PART_FEW: i64 = 60_000;
const PART_PAIR: i64 = 40_000;
/// The same of code.
const PART_SHORT_CODE: i64 = 1_400_000;
const PART_CODE_PAIR: i64 = 1_200_000;
/// A page that ends within code: where there is no empty line, beside one, and before a bracket that closes.
const PART_CODE: i64 = 40_000;
const PART_ALONE: i64 = 150_000;
const PART_CLOSING: i64 = 150_000;
/// A page that ends before or after a scene break.
const AT_BREAK: i64 = 6_000;
/// Lines that stay with a heading, and with a line that announces them.
const AFTER_HEADING: usize = 3;
const AFTER_INTRO: usize = 2;
/// The most lines of a strong paragraph that stands for a heading.
const LEADING_LINES: usize = 3;
/// What it costs to set a paragraph longer or shorter at all.
const SETTING: i64 = 1_200;
/// Rows of a table that are longer may be parted.
const WHOLE_CELL_LINES: usize = 8;
/// White between a picture and its caption.
const CAPTION_GAP: Length = Length::from_pt(6);
/// White between the rows of a table in which some have several lines.
const ROW_GAP: Length = Length::from_pt(3);
/// White over and under the rules of a table.
const RULE_GAP: Length = Length::from_pt(3);

/// The baseline in a line of a pitch: TeX's strut.
pub(crate) fn baseline(leading: Length) -> Length {
    leading.scale(7, 10)
}

/// Makes the rows of a section whose paragraphs are set; `mirrored` where it runs from right to left.
pub(crate) fn build<'a>(
    collected: Collected<'a>,
    frame: &Frame,
    setter: &Setter<'a>,
    mirrored: bool,
    diagnostics: &mut Diagnostics,
) -> Draft<'a> {
    let Collected { nodes, orders, texts, blocks: protos, notes, refers, diagnostics: found, .. } = collected;
    diagnostics.append(found);
    let first_calls = first_calls(&texts);
    let mut builder = Builder { texts: &texts, first_calls, frame, setter, rule: setter.rule(), mirrored, diagnostics };
    let blocks = builder.blocks(&protos);
    let notes = notes.iter().map(|note| builder.note(note)).collect();
    Draft { nodes, orders, texts, blocks, notes, refers }
}

struct Builder<'a, 'b> {
    texts: &'b [Text<'a>],
    /// By note: the text that calls it first, and where in it.
    first_calls: Vec<Option<(u32, u32)>>,
    frame: &'b Frame,
    setter: &'b Setter<'a>,
    rule: Length,
    mirrored: bool,
    diagnostics: &'b mut Diagnostics,
}

impl Builder<'_, '_> {
    fn blocks(&mut self, protos: &[Proto]) -> Vec<Block> {
        let mut blocks: Vec<Block> = protos.iter().map(|proto| self.block(proto)).collect();
        keep(protos, &mut blocks);
        blocks
    }

    fn block(&mut self, proto: &Proto) -> Block {
        let mut repeat = Vec::new();
        let mut variants = match &proto.make {
            Make::Text { text, x, leading } => self.text_variants(*text, *x, *leading),
            Make::Lines { lines, leading } => vec![Variant::new(self.line_rows(lines, *leading), 0)],
            Make::Blank { edge, leading } => {
                let line = LineAt { text: *edge, setting: 0, line: 0, x: Length::ZERO, baseline: baseline(*leading) };
                let mut row = Row { height: *leading, ..Row::default() };
                row.parts.more.push(Part::EdgeMark(line));
                vec![Variant::new(vec![row], 0)]
            }
            Make::Figure { .. } => vec![Variant::new(self.figure(&proto.make), 0)],
            Make::Table(table) => {
                let (rows, head) = self.table(table);
                repeat = head;
                vec![Variant::new(rows, 0)]
            }
            Make::Entry { .. } => vec![Variant::new(self.entry(&proto.make), 0)],
        };
        for variant in &mut variants {
            if variant.rows.is_empty() {
                *variant = Variant::new(vec![Row::default()], 0);
            }
            for &label in proto.labels.iter().rev() {
                self.label(label, &mut variant.rows[0]);
            }
            if proto.keep_together {
                let last = variant.rows.len() - 1;
                for row in &mut variant.rows[..last] {
                    row.cost += PART_WHOLE;
                }
            }
        }
        let half = variants[0].height <= self.frame.height() / 2;
        let float = match &proto.make {
            Make::Figure { .. } => variants[0].rows.len() == 1,
            Make::Table(table) => table.caption.is_some() && half,
            _ => false,
        };
        let off_grid = match &proto.make {
            Make::Figure { .. } | Make::Table(_) => true,
            Make::Lines { leading, .. } => *leading != self.frame.grid,
            _ => false,
        };
        let seen = off_grid.then(|| self.seen(&proto.make, &variants[0]));
        Block {
            above: proto.above,
            below: proto.below,
            seen,
            snap: proto.snap,
            slack_above: proto.heading && !proto.keep_above,
            keep_above: proto.keep_above,
            float,
            repeat,
            destinations: proto.destinations.clone(),
            variants,
        }
    }

    /// What one sees of what stands off the grid.
    fn seen(&self, make: &Make, variant: &Variant) -> Seen {
        let frame = self.frame;
        let is_table = matches!(make, Make::Table(_));
        let line = variant.rows[0].parts.line.map(|line| {
            let style = &self.texts[line.text as usize].style;
            (line.baseline, line.baseline - self.setter.x_height(style))
        });
        let (rise, head) = match line {
            Some((base, rise)) => (rise, baseline(frame.grid) - base),
            // The top of a picture or a rule, as high as capitals are.
            None => {
                let rise = if is_table { RULE_GAP } else { Length::ZERO };
                (rise, baseline(frame.grid) - frame.x_height * 3 / 2 - rise)
            }
        };
        let last = variant.rows.last().map_or(Length::ZERO, |row| row.height - row.last_baseline());
        let foot = variant.height - last + frame.descent();
        let hem = if is_table { last - RULE_GAP } else { Length::ZERO };
        Seen { rise, foot, hem, head: head.max(Length::ZERO) }
    }

    /// A paragraph in all its settings.
    fn text_variants(&self, text: u32, x: Length, leading: Length) -> Vec<Variant> {
        let settings = &self.texts[text as usize].settings;
        let best = settings.first().map_or(0, |s| s.demerits);
        let mut variants = Vec::with_capacity(settings.len());
        for (i, setting) in settings.iter().enumerate() {
            let cost = if i == 0 { 0 } else { (setting.demerits - best).max(0) / SETTING_WEIGHT + SETTING };
            variants.push(Variant::new(self.rows(text, i, x, leading), cost));
        }
        variants
    }

    /// The notes that a line calls, for the first time: a note that is called again stands where it stands.
    fn calls(&self, text: u32, line: &std::ops::Range<u32>) -> Vec<u32> {
        let called = calls(&self.texts[text as usize]).filter(|(_, start)| line.contains(start));
        let is_first = |&(note, start): &(u32, u32)| self.first_calls[note as usize] == Some((text, start));
        called.filter(is_first).map(|(note, _)| note).collect()
    }

    fn rows(&self, text: u32, setting: usize, x: Length, leading: Length) -> Vec<Row> {
        let source = &self.texts[text as usize];
        let Some(set) = source.settings.get(setting) else { return Vec::new() };
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
            if source.measure.notch.is_some_and(|(lines, _)| i + 1 < usize::from(lines)) {
                cost += FORBIDDEN;
            }
            if i + 3 == count && set.last_width * 2 < source.measure.width {
                cost += SHORT_WIDOW;
            }
            let at = LineAt { text, setting: setting as u8, line: i as u32, x, baseline: baseline(leading) };
            let line = set.lines.get(i);
            let notes = line.map(|line| self.calls(text, &line.text)).unwrap_or_default();
            let mut row = Row { height: leading, cost, hyphen, notes, ..Row::default() };
            row.parts.line = Some(at);
            let images = line.map_or(&[][..], |line| &line.images);
            let tallest = images.iter().map(|image| self.image_height(source, image.0)).max().unwrap_or_default();
            let more = tallest - baseline(leading);
            if more > Length::ZERO {
                let extra = more.round_up_to(self.frame.grid);
                row.height += extra;
                if let Some(at) = &mut row.parts.line {
                    at.baseline += extra;
                }
            }
            rows.push(row);
        }
        rows
    }

    fn image_height(&self, text: &Text<'_>, object: u32) -> Length {
        text.pictures.get(object as usize).and_then(Option::as_ref).map_or(Length::ZERO, |p| p.size.1)
    }

    /// Lines that are paragraphs of their own: two stay together at either end, and those of a short stanza or
    /// piece of code all.
    fn line_rows(&self, lines: &[(u32, Length)], leading: Length) -> Vec<Row> {
        let mut rows = Vec::with_capacity(lines.len());
        for (i, &(text, x)) in lines.iter().enumerate() {
            let mut own = self.rows(text, 0, x, leading);
            let count = own.len();
            for row in own.iter_mut().take(count.saturating_sub(1)) {
                row.cost = PART_INTRO;
            }
            if let Some(last) = own.last_mut() {
                last.blank = self.is_blank(text);
                last.cost = self.after_line(lines, i);
            }
            rows.append(&mut own);
        }
        let count = rows.len();
        let is_code = lines.first().is_some_and(|line| self.is_code(line.0));
        let [few, pair] = if is_code { [PART_SHORT_CODE, PART_CODE_PAIR] } else { [PART_FEW, PART_PAIR] };
        if count > SHORT_LINES {
            rows[1].cost += pair;
            rows[count - 3].cost += pair;
        }
        if count > 1 {
            rows[0].cost += PART_INTRO;
            rows[count - 2].cost += PART_INTRO;
            let within = match () {
                () if count <= SHORT_LINES => PART_INTRO,
                () if count <= FEW_LINES => few,
                () => 0,
            };
            rows[..count - 1].iter_mut().for_each(|row| row.cost += within);
        }
        rows
    }

    fn is_code(&self, line: u32) -> bool {
        self.texts[line as usize].paragraph.style == ParagraphStyle::Code
    }

    /// Whether a line is an empty one of code.
    fn is_blank(&self, line: u32) -> bool {
        self.is_code(line) && self.texts[line as usize].paragraph.text.trim().is_empty()
    }

    /// What a page costs that ends with a line of code: nothing before an empty one, more before a bracket that
    /// closes, or where only one line stands between the page's end and an empty one.
    fn after_line(&self, lines: &[(u32, Length)], line: usize) -> i64 {
        let source = |text: u32| &self.texts[text as usize].paragraph;
        let Some(&(next, _)) = lines.get(line + 1).filter(|_| self.is_code(lines[line].0)) else { return 0 };
        let is_blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_some_and(|line| self.is_blank(line.0));
        let closes = |c: char| c.is_whitespace() || matches!(c, '}' | ')' | ']' | ';' | ',');
        match () {
            () if self.is_blank(next) => 0,
            () if self.is_blank(lines[line].0) => PART_CODE,
            () if source(next).text.chars().all(closes) => PART_CLOSING,
            () if is_blank(line.checked_sub(1)) || is_blank(Some(line + 2)) => PART_ALONE,
            () => PART_CODE,
        }
    }

    fn label(&self, label: Label, row: &mut Row) {
        let Some(setting) = self.texts[label.text as usize].settings.first() else { return };
        let base = row.parts.line.map_or(baseline(row.height), |line| line.baseline);
        let (x, base) = match label.at {
            LabelAt::Left(x) => (x, base),
            LabelAt::Right(right) => (right - setting.lines.first().map_or(Length::ZERO, |l| l.width), base),
            LabelAt::Initial { x, lines } => (x, base + row.height * i64::from(lines.saturating_sub(1))),
        };
        row.parts.more.insert(0, Part::Line(LineAt { text: label.text, setting: 0, line: 0, x, baseline: base }));
    }

    /// A picture with its caption in one row; in several where one page can't hold them.
    fn figure(&mut self, make: &Make) -> Vec<Row> {
        let Make::Figure { image, x, size, place, caption, span } = make else { return Vec::new() };
        let under = self.flat(caption);
        let height: Length = under.iter().map(|r| r.height).sum();
        let gap = if under.is_empty() { Length::ZERO } else { CAPTION_GAP };
        let room = self.frame.height();
        let whole = height + gap <= room / 2;
        let tallest = if whole { room - height - gap } else { room - self.frame.grid * 2 };
        let (mut width, mut tall) = *size;
        let mut left = *x;
        if tall > tallest {
            let narrow = width.scale(tallest.sp(), tall.sp());
            left += (width - narrow) / 2;
            let message = format!("a picture of {} is taller than the page; it is set {} tall", tall, tallest);
            self.diagnostics.push(Diagnostic::note("tall-picture", message).at(*span).hint("give it a smaller width"));
            (width, tall) = (narrow, tallest);
        }
        let part = Part::Image { image: *image, rect: [left, Length::ZERO, width, tall], place: *place };
        let mut row = Row { height: tall + gap, ..Row::default() };
        row.parts.more.push(part);
        if whole {
            for mut line in under {
                shift(&mut line, row.height);
                row.height += line.height;
                row.notes.append(&mut line.notes);
                row.parts.more.extend(line.parts.line.map(Part::Line));
                row.parts.more.append(&mut line.parts.more);
            }
            return vec![row];
        }
        row.cost = PART_WHOLE;
        let mut rows = vec![row];
        rows.extend(under);
        rows
    }

    /// The rows of blocks below one another, in their best settings, with the white between them.
    fn flat(&mut self, protos: &[Proto]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut below = Length::ZERO;
        for block in self.blocks(protos) {
            let above = if rows.is_empty() { Length::ZERO } else { block.above.max(below) };
            below = block.below;
            let Some(variant) = block.variants.into_iter().next() else { continue };
            for (i, mut row) in variant.rows.into_iter().enumerate() {
                if i == 0 {
                    shift(&mut row, above);
                    row.height += above;
                    row.parts
                        .more
                        .extend(block.destinations.iter().cloned().map(|(key, node)| Part::Destination { key, node }));
                }
                rows.push(row);
            }
        }
        rows
    }

    fn note(&mut self, protos: &[Proto]) -> Vec<Row> {
        let mut rows = self.flat(protos);
        for row in &mut rows {
            row.notes.clear();
        }
        if self.frame.side
            && let Some(last) = rows.last_mut()
        {
            last.height += last.height / 2;
        }
        rows
    }

    /// The rows of a table, and those that are repeated on its further pages.
    fn table(&mut self, table: &crate::blocks::table::Table) -> (Vec<Row>, Vec<Row>) {
        let mut rows = Vec::new();
        if let Some((caption, x)) = table.caption {
            let leading = self.pitch(caption);
            rows = self.rows(caption, 0, x, leading);
            if let Some(last) = rows.last_mut() {
                last.height += CAPTION_GAP;
            }
        }
        let start = rows.len();
        self.rule_row(&mut rows, table);
        self.cells(&table.head, &mut rows);
        if !table.head.is_empty() {
            self.rule_row(&mut rows, table);
        }
        for row in &mut rows {
            row.cost = FORBIDDEN;
        }
        let head = rows.len();
        let mut repeat = rows[start..].to_vec();
        for row in &mut repeat {
            row.notes.clear();
            unmark(row);
        }
        for cells in &table.rows {
            self.cells(cells, &mut rows);
        }
        // Cells of several lines need more than a line's end to part them.
        let lines = |text: u32| self.texts[text as usize].settings.first().map_or(0, |set| set.hyphenated.len());
        let several = |&(text, _): &(u32, Length)| lines(text) > 1;
        if table.rows.iter().flatten().any(several) {
            let last = rows.len().saturating_sub(1);
            for row in rows[head..last].iter_mut().filter(|row| row.cost == 0) {
                row.height += ROW_GAP;
            }
        }
        let count = rows.len();
        for k in [head, count.saturating_sub(2)] {
            if k >= head && k + 1 < count {
                rows[k].cost += PART_INTRO;
            }
        }
        let height: Length = rows.iter().map(|row| row.height).sum();
        let whole = match () {
            () if height <= self.frame.height() / 3 => PART_SHORT_TABLE,
            () if height <= self.frame.height() / 2 => PART_WHOLE,
            () => 0,
        };
        for row in rows.iter_mut().skip(head).rev().skip(1) {
            row.cost += whole;
        }
        if let Some(last) = rows.last_mut() {
            last.parts.more.push(Part::Rule([table.x, last.height + RULE_GAP, table.width, self.rule]));
            last.height += RULE_GAP * 2 + self.rule;
        }
        (rows, repeat)
    }

    /// Adds a rule under the last row, or a row that is nothing else.
    fn rule_row(&self, rows: &mut Vec<Row>, table: &crate::blocks::table::Table) {
        let height = RULE_GAP * 2 + self.rule;
        let mut row = Row { height, ..Row::default() };
        row.parts.more.push(Part::Rule([table.x, RULE_GAP, table.width, self.rule]));
        rows.push(row);
    }

    fn pitch(&self, text: u32) -> Length {
        self.texts[text as usize].style.leading
    }

    /// Cells side by side: one row, or where they are long a row for every line.
    fn cells(&self, cells: &[(u32, Length)], rows: &mut Vec<Row>) {
        let columns: Vec<Vec<Row>> = cells.iter().map(|&(text, x)| self.rows(text, 0, x, self.pitch(text))).collect();
        let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
        let mut whole = Row::default();
        let start = rows.len();
        for i in 0..lines {
            let mut row = Row::default();
            for column in &columns {
                let Some(line) = column.get(i) else { continue };
                row.height = row.height.max(line.height);
                row.notes.extend(&line.notes);
                row.parts.more.extend(line.parts.line.map(Part::Line));
            }
            if lines > WHOLE_CELL_LINES {
                row.cost = if i == 0 || i + 2 >= lines { PART_WHOLE } else { PART_INTRO };
                rows.push(row);
            } else {
                shift(&mut row, whole.height);
                whole.height += row.height;
                whole.notes.append(&mut row.notes);
                whole.parts.more.append(&mut row.parts.more);
            }
        }
        if lines > WHOLE_CELL_LINES {
            rows[start + lines - 1].cost = 0;
        } else if lines > 0 {
            rows.push(whole);
        }
    }

    /// A line of the contents.
    fn entry(&self, make: &Make) -> Vec<Row> {
        let Make::Entry { title, x, leading, number, dots, right } = *make else { return Vec::new() };
        let mut rows = self.rows(title, 0, x, leading);
        let width = |text: u32| {
            self.texts[text as usize].settings.first().and_then(|s| s.lines.first()).map_or(Length::ZERO, |l| l.width)
        };
        let end =
            self.texts[title as usize].settings.first().and_then(|s| s.lines.last()).map_or(Length::ZERO, |l| l.width);
        let Some(last) = rows.last_mut() else { return rows };
        let base = last.parts.line.map_or(baseline(leading), |line| line.baseline);
        let at = |text: u32, x: Length| LineAt { text, setting: 0, line: 0, x, baseline: base };
        let left = right - width(number);
        if let Some(dots) = dots {
            let gap = leading / 3;
            last.parts.more.push(Part::Leader { dots: at(dots, x), ends: [x + end + gap, left - gap] });
        }
        // The title is read and painted before the number.
        let line = last.parts.line.take();
        last.parts.more.splice(0..0, line.map(Part::Line));
        last.parts.more.push(Part::Line(at(number, left)));
        rows
    }
}

/// Moves what stands in a row down.
fn shift(row: &mut Row, by: Length) {
    if let Some(line) = &mut row.parts.line {
        line.baseline += by;
    }
    for part in &mut row.parts.more {
        match part {
            Part::Line(line) | Part::Mark(line) | Part::EdgeMark(line) | Part::Leader { dots: line, .. } => {
                line.baseline += by
            }
            Part::Rule(rect) | Part::Image { rect, .. } => rect[1] += by,
            Part::Destination { .. } => {}
        }
    }
}

/// What is repeated is read only once.
fn unmark(row: &mut Row) {
    let line = row.parts.line.take();
    row.parts.more.extend(line.map(Part::Mark));
    for part in &mut row.parts.more {
        if let Part::Line(line) = *part {
            *part = Part::Mark(line);
        }
    }
}

/// The notes that a text calls, each with where.
fn calls<'t>(text: &'t Text<'_>) -> impl Iterator<Item = (u32, u32)> + 't {
    let runs = if text.calls { text.paragraph.runs.as_slice() } else { &[] };
    let starts = std::iter::once(0).chain(runs.iter().map(|run| run.end));
    runs.iter().zip(starts).filter_map(|(run, start)| {
        let Some(SetLink::Note(note)) = run.link.and_then(|l| text.paragraph.links.get(l as usize)) else {
            return None;
        };
        Some((*note, start))
    })
}

fn first_calls(texts: &[Text<'_>]) -> Vec<Option<(u32, u32)>> {
    let mut first = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        for (note, start) in calls(text) {
            let note = note as usize;
            if first.len() <= note {
                first.resize(note + 1, None);
            }
            first[note].get_or_insert((index as u32, start));
        }
    }
    first
}

/// Lets what belongs together cost more to part: headings and what follows, introductions and what they
/// announce, quotations and their sources.
fn keep(protos: &[Proto], blocks: &mut [Block]) {
    let (mut owed, mut promised) = (0, 0);
    for i in 0..blocks.len() {
        let next = protos.get(i + 1);
        let announces = protos[i].intro && next.is_some_and(|next| is_announced(&protos[i], next));
        // A line alone over code or verse is a name for it, more often than not.
        let heads = next.is_some_and(|n| matches!(n.make, Make::Lines { .. }))
            && matches!(protos[i].make, Make::Text { .. })
            && blocks[i].variants[0].rows.len() == 1;
        let leads = protos[i].leads && blocks[i].variants[0].rows.len() <= LEADING_LINES;
        let scene = protos[i].scene || next.is_some_and(|n| n.scene);
        let end = i64::from(protos[i].keep_next || next.is_some_and(|n| n.keep_before)) * FORBIDDEN
            + i64::from(announces || leads) * PART_INTRO
            + i64::from(heads) * PART_FEW
            + i64::from(scene) * AT_BREAK;
        let before = owed;
        for variant in &mut blocks[i].variants {
            let count = variant.rows.len();
            for (k, row) in variant.rows.iter_mut().enumerate() {
                if k + 1 < before {
                    row.cost += FORBIDDEN;
                } else if k + 1 < promised {
                    row.cost += PART_INTRO;
                }
                if k + 1 == count {
                    row.cost += end;
                }
            }
            if protos[i].heading {
                for row in &mut variant.rows {
                    row.cost += FORBIDDEN;
                }
            }
        }
        let rows = blocks[i].variants[0].rows.len();
        owed = if protos[i].heading { AFTER_HEADING } else { before.saturating_sub(rows) };
        promised = if announces { AFTER_INTRO } else { promised.saturating_sub(rows) };
    }
}

/// Whether a line that announces something means what follows: not the next paragraph, which it may as well be part
/// of, but a list, a quotation, a term to be explained or whatever is no text.
fn is_announced(intro: &Proto, next: &Proto) -> bool {
    match (&intro.make, &next.make) {
        (Make::Text { x, .. }, Make::Text { x: next_x, .. }) => {
            !next.labels.is_empty() || next_x > x || next.keep_next && !next.heading
        }
        _ => true,
    }
}
