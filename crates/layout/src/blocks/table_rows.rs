//! Rows of tables and figures.

use anthology_base::{Diagnostic, Length};

use crate::blocks::rows::{RowBuilder, shift};
use crate::blocks::unset_blocks::{TextAt, UnsetFigure, UnsetTable};
use crate::blocks::vertical_list::{Row, RowItem};
use crate::costs::{
    CAPTION_GAP, FORBIDDEN, PART_INTRO, PART_SHORT_TABLE, PART_WHOLE, ROW_GAP, RULE_GAP, WHOLE_CELL_LINES,
};
use crate::page::{Rect, Size};

/// The rows of a table.
pub(super) struct TableRows {
    pub(super) rows: Vec<Row>,
    /// Those of its head, repeated on its further pages.
    pub(super) repeated: Vec<Row>,
}

impl RowBuilder<'_, '_> {
    /// An image with its caption in one row; in several where one page can't hold them.
    pub(super) fn figure(&mut self, figure: &UnsetFigure) -> Vec<Row> {
        let under = self.stacked_rows(&figure.caption);
        let height: Length = under.iter().map(|r| r.height).sum();
        let gap = if under.is_empty() { Length::ZERO } else { CAPTION_GAP };
        let room = self.area.height();
        let whole = height + gap <= room / 2;
        let tallest = if whole { room - height - gap } else { room - self.area.grid * 2 };
        let Size { mut width, height: mut tall } = figure.size;
        let mut left = figure.x;
        if tall > tallest {
            let narrow = width.scale(tallest.sp(), tall.sp());
            left += (width - narrow) / 2;
            let message = format!("an image of {} is taller than the page; it is set {} tall", tall, tallest);
            self.diagnostics
                .push(Diagnostic::note("tall-image", message).at(figure.span).hint("give it a smaller width"));
            (width, tall) = (narrow, tallest);
        }
        let item = RowItem::Image {
            image: figure.image,
            rect: Rect { x: left, y: Length::ZERO, width, height: tall },
            place: figure.place,
        };
        let mut row = Row { height: tall + gap, ..Row::default() };
        row.content.others.push(item);
        if whole {
            for mut line in under {
                shift(&mut line, row.height);
                row.height += line.height;
                row.notes.append(&mut line.notes);
                row.content.others.extend(line.content.line.map(RowItem::Line));
                row.content.others.append(&mut line.content.others);
            }
            return vec![row];
        }
        row.cost = PART_WHOLE;
        let mut rows = vec![row];
        rows.extend(under);
        rows
    }

    /// The rows of a table.
    pub(super) fn table(&mut self, table: &UnsetTable) -> TableRows {
        let mut rows = Vec::new();
        if let Some(TextAt { text: caption, x }) = table.caption {
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
        let mut repeated = rows[start..].to_vec();
        for row in &mut repeated {
            row.notes.clear();
            make_artifacts(row);
        }
        for cells in &table.rows {
            self.cells(cells, &mut rows);
        }
        // Where cells have several lines, a line's end alone doesn't separate rows.
        let lines = |text: u32| self.texts[text as usize].variants.first().map_or(0, |set| set.hyphenated.len());
        let several = |cell: &TextAt| lines(cell.text) > 1;
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
        let whole = if height <= self.area.height() / 3 {
            PART_SHORT_TABLE
        } else if height <= self.area.height() / 2 {
            PART_WHOLE
        } else {
            0
        };
        for row in rows.iter_mut().skip(head).rev().skip(1) {
            row.cost += whole;
        }
        if let Some(last) = rows.last_mut() {
            last.content.others.push(RowItem::Rule(self.table_rule(table, last.height + RULE_GAP)));
            last.height += RULE_GAP * 2 + self.rule;
        }
        TableRows { rows, repeated }
    }

    fn table_rule(&self, table: &UnsetTable, y: Length) -> Rect {
        Rect { x: table.x, y, width: table.width, height: self.rule }
    }

    /// Adds a row that is nothing but a rule.
    fn rule_row(&self, rows: &mut Vec<Row>, table: &UnsetTable) {
        let height = RULE_GAP * 2 + self.rule;
        let mut row = Row { height, ..Row::default() };
        row.content.others.push(RowItem::Rule(self.table_rule(table, RULE_GAP)));
        rows.push(row);
    }

    fn pitch(&self, text: u32) -> Length {
        self.texts[text as usize].style.leading
    }

    /// Cells side by side: one row, or where they are long a row for every line.
    fn cells(&self, cells: &[TextAt], rows: &mut Vec<Row>) {
        let columns: Vec<Vec<Row>> =
            cells.iter().map(|&TextAt { text, x }| self.rows(text, 0, x, self.pitch(text))).collect();
        let lines = columns.iter().map(Vec::len).max().unwrap_or(0);
        let mut whole = Row::default();
        let start = rows.len();
        for i in 0..lines {
            let mut row = Row::default();
            for column in &columns {
                let Some(line) = column.get(i) else { continue };
                row.height = row.height.max(line.height);
                row.notes.extend(&line.notes);
                row.content.others.extend(line.content.line.map(RowItem::Line));
            }
            if lines > WHOLE_CELL_LINES {
                row.cost = if i == 0 || i + 2 >= lines { PART_WHOLE } else { PART_INTRO };
                rows.push(row);
            } else {
                shift(&mut row, whole.height);
                whole.height += row.height;
                whole.notes.append(&mut row.notes);
                whole.content.others.append(&mut row.content.others);
            }
        }
        if lines > WHOLE_CELL_LINES {
            rows[start + lines - 1].cost = 0;
        } else if lines > 0 {
            rows.push(whole);
        }
    }
}

/// Makes the lines of a row artifacts: what is repeated is read only once.
fn make_artifacts(row: &mut Row) {
    let line = row.content.line.take();
    row.content.others.extend(line.map(RowItem::Mark));
    for item in &mut row.content.others {
        if let RowItem::Line(line) = *item {
            *item = RowItem::Mark(line);
        }
    }
}
