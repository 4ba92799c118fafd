//! Rows of tables and figures.

use anthology_base::{Diagnostic, Length};

use crate::blocks::rows::{RowBuilder, shift};
use crate::blocks::unset_blocks::{TextAt, UnsetCell, UnsetFigure, UnsetTable};
use crate::blocks::vertical_list::{Row, RowItem, TurnedRows};
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
        rows.extend(self.part(&table.head, true).bands.into_iter().flatten());
        if !table.head.is_empty() {
            self.rule_row(&mut rows, table);
        }
        for row in &mut rows {
            row.cost = FORBIDDEN;
        }
        let head = rows.len();
        let mut repeated = rows[start..].to_vec();
        repeated.iter_mut().for_each(make_artifact);
        let body = self.part(&table.rows, false);
        let count = body.bands.len();
        for (i, mut bands) in body.bands.into_iter().enumerate() {
            // Where cells have several lines, a line's end alone doesn't separate rows.
            if let Some(last) = bands.last_mut().filter(|_| body.has_long_cells && i + 1 < count) {
                last.height += ROW_GAP;
            }
            rows.append(&mut bands);
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

    /// The rows of a table that is turned: each is a page of it.
    pub(super) fn turned_table(&mut self, table: &UnsetTable, frame: Size) -> TableRows {
        let upright = self.area;
        self.area.rows = (frame.height.sp() / upright.grid.sp()).max(1);
        let TableRows { rows, repeated } = self.table(table);
        self.area = upright;
        let pages = turned_pages(rows, &repeated, frame.height).into_iter().map(|mut rows| {
            let notes = rows.iter_mut().flat_map(|row| std::mem::take(&mut row.notes)).collect();
            let mut page = Row { height: frame.width, notes, ..Row::default() };
            page.content.others.push(RowItem::Turned(TurnedRows { rows, width: frame.width }));
            page
        });
        TableRows { rows: pages.collect(), repeated: Vec::new() }
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

    /// The rows of the head or the body. Cells that cover one row decide how high it is; those that cover several are
    /// then set into these, and make the last of them higher where they need more.
    fn part(&mut self, rows: &[Vec<UnsetCell>], is_head: bool) -> PartRows {
        let mut bands: Vec<Vec<Row>> = Vec::with_capacity(rows.len());
        let mut spanning: Vec<SpanningCell> = Vec::new();
        let mut has_long_cells = false;
        let mut line = Length::ZERO;
        for (i, cells) in rows.iter().enumerate() {
            let mut own: Vec<Vec<Row>> = Vec::with_capacity(cells.len());
            for cell in cells {
                let set = self.stacked_rows(&cell.blocks);
                has_long_cells |= set.len() > 1;
                if let Some(first) = set.first() {
                    line = line.max(first.height.min(self.area.grid));
                }
                let end = (i + cell.covers.rows as usize).min(rows.len());
                if end > i + 1 {
                    spanning.push(SpanningCell { first: i, end, rows: set });
                } else {
                    own.push(set);
                }
            }
            let mut row = self.side_by_side(own);
            if is_head {
                self.rules_under(cells, i, rows.len(), &mut row);
            }
            bands.push(row);
        }
        spanning.retain(|cell| !cell.rows.is_empty());
        spanning.sort_by_key(|cell| (cell.end, cell.first));
        let mut crossed = vec![false; rows.len()];
        for cell in spanning {
            crossed[cell.first..cell.end - 1].fill(true);
            // A row that has only what begins above it is as high as a line.
            for row in bands[cell.first..cell.end].iter_mut().filter(|row| row.is_empty()) {
                row.push(Row { height: line, ..Row::default() });
            }
            if is_head { set_at_foot(cell, &mut bands) } else { self.flow_into(cell, &mut bands) }
        }
        for (row, crossed) in bands.iter_mut().zip(crossed) {
            let count = row.len();
            for (k, band) in row.iter_mut().enumerate() {
                band.cost = match count - 1 - k {
                    0 => i64::from(crossed) * PART_INTRO,
                    1 => PART_WHOLE,
                    _ if k == 0 => PART_WHOLE,
                    _ => PART_INTRO,
                };
            }
        }
        PartRows { bands, has_long_cells }
    }

    /// Cells side by side: one row, or where they are long several.
    fn side_by_side(&self, cells: Vec<Vec<Row>>) -> Vec<Row> {
        let lines = cells.iter().map(Vec::len).max().unwrap_or(0);
        let height = |cell: &Vec<Row>| cell.iter().map(|row| row.height).sum::<Length>();
        let tallest = cells.iter().map(height).max().unwrap_or_default();
        if lines == 0 {
            return Vec::new();
        }
        if self.is_whole(lines, tallest) {
            let mut whole = Row { height: tallest, ..Row::default() };
            for cell in cells {
                let mut y = Length::ZERO;
                for row in cell {
                    let height = row.height;
                    merge(&mut whole, row, y);
                    y += height;
                }
            }
            return vec![whole];
        }
        let mut bands = Vec::with_capacity(lines);
        let mut cells: Vec<_> = cells.into_iter().map(|cell| cell.into_iter().peekable()).collect();
        loop {
            let heights = cells.iter_mut().filter_map(|cell| cell.peek().map(|row| row.height));
            let Some(height) = heights.max() else { return bands };
            let mut band = Row { height, ..Row::default() };
            for cell in &mut cells {
                let mut y = Length::ZERO;
                while let Some(row) = cell.next_if(|row| y + row.height <= height) {
                    let height = row.height;
                    merge(&mut band, row, y);
                    y += height;
                }
            }
            bands.push(band);
        }
    }

    /// True for cells that page breaks don't divide.
    fn is_whole(&self, lines: usize, height: Length) -> bool {
        lines <= WHOLE_CELL_LINES && height <= self.area.height() / 3
    }

    /// Sets a cell into the rows that it covers, line by line, so that a page may end between any two of them.
    fn flow_into(&self, cell: SpanningCell, bands: &mut [Vec<Row>]) {
        let SpanningCell { first, end, rows } = cell;
        let (mut at, mut band, mut y) = (first, 0, Length::ZERO);
        for row in rows {
            while y + row.height > bands[at][band].height && (at + 1 < end || band + 1 < bands[at].len()) {
                y = Length::ZERO;
                band += 1;
                if band == bands[at].len() {
                    (at, band) = (at + 1, 0);
                }
            }
            let height = row.height;
            let last = &mut bands[at];
            if y + height > last[band].height {
                let lines = (y + height).sp() / height.sp().max(1);
                if self.is_whole(lines as usize, y + height) {
                    last[band].height = y + height;
                } else {
                    last.push(Row { height, ..Row::default() });
                    (band, y) = (band + 1, Length::ZERO);
                }
            }
            merge(&mut last[band], row, y);
            y += height;
        }
    }

    /// Adds a rule under each cell of a head's row that covers several columns, and over what it is the head of.
    fn rules_under(&self, cells: &[UnsetCell], row: usize, rows: usize, bands: &mut [Row]) {
        let heads_others = |cell: &&UnsetCell| {
            cell.covers.columns > 1 && row + (cell.covers.rows as usize) < rows && !cell.blocks.is_empty()
        };
        let Some(last) = bands.last_mut() else { return };
        let y = last.height + RULE_GAP / 2;
        for cell in cells.iter().filter(heads_others) {
            let rule = Rect { x: cell.x, y, width: cell.width, height: self.rule / 2 };
            last.content.others.push(RowItem::Rule(rule));
        }
        if cells.iter().any(|cell| heads_others(&cell)) {
            last.height += RULE_GAP + self.rule / 2;
        }
    }
}

/// Divides the rows of a table among frames of a depth. Each but the first begins with the head of the table, and ends
/// where a break costs least among the lower half.
fn turned_pages(rows: Vec<Row>, repeated: &[Row], depth: Length) -> Vec<Vec<Row>> {
    let head: Length = repeated.iter().map(|row| row.height).sum();
    // A head that leaves no room for rows is printed once.
    let (repeated, head) = if head * 2 <= depth { (repeated, head) } else { (&[][..], Length::ZERO) };
    let mut pages = Vec::new();
    let mut rest = rows;
    while !rest.is_empty() {
        let again = if pages.is_empty() { &[][..] } else { repeated };
        let mut height = if pages.is_empty() { Length::ZERO } else { head };
        let fits = rest.iter().take_while(|row| {
            height += row.height;
            height <= depth
        });
        let most = fits.count().max(1);
        let end = if most == rest.len() {
            most
        } else {
            (most / 2 + 1..=most).rev().min_by_key(|end| rest[end - 1].cost).unwrap_or(most)
        };
        let after = rest.split_off(end);
        pages.push(again.iter().cloned().chain(rest).collect());
        rest = after;
    }
    pages
}

/// The rows of a table's head or body.
struct PartRows {
    /// By row of the table: the rows of which it consists.
    bands: Vec<Vec<Row>>,
    /// A cell has several lines.
    has_long_cells: bool,
}

/// A cell that covers several rows.
struct SpanningCell {
    /// The first row that it covers.
    first: usize,
    /// The row after the last.
    end: usize,
    rows: Vec<Row>,
}

/// Sets a cell of the head, which no page break divides, at the foot of the rows that it covers.
fn set_at_foot(cell: SpanningCell, bands: &mut [Vec<Row>]) {
    let SpanningCell { first, end, rows } = cell;
    let height: Length = rows.iter().map(|row| row.height).sum();
    let room: Length = bands[first..end].iter().flatten().map(|row| row.height).sum();
    if height > room
        && let Some(last) = bands[end - 1].last_mut()
    {
        last.height += height - room;
    }
    let mut y = (room - height).max(Length::ZERO);
    let Some(at) = bands[first].first_mut() else { return };
    for row in rows {
        let height = row.height;
        merge(at, row, y);
        y += height;
    }
}

/// Puts the content of a row into another, `y` below its top.
fn merge(into: &mut Row, mut row: Row, y: Length) {
    shift(&mut row, y);
    into.notes.append(&mut row.notes);
    into.content.others.extend(row.content.line.map(RowItem::Line));
    into.content.others.append(&mut row.content.others);
}

/// Makes the content of a row artifacts: what is repeated is read only once.
fn make_artifact(row: &mut Row) {
    row.notes.clear();
    let line = row.content.line.take();
    row.content.others.extend(line.map(RowItem::Mark));
    row.content.others.retain(|item| !matches!(item, RowItem::Destination(_)));
    for item in &mut row.content.others {
        match item {
            RowItem::Line(line) => *item = RowItem::Mark(*line),
            RowItem::Image { place, .. } => *place = None,
            _ => {}
        }
    }
}
