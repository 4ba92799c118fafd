//! Tables: widths of columns, cells as paragraphs, rows that stay whole.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{SetParagraph, SetTable, TextAlign};

use crate::collect::{Collector, Column, Make, emphasised};
use crate::line::Measure;
use crate::page::{NodeId, Role};

/// A table before its cells are set.
pub(crate) struct Table {
    /// The caption, over it.
    pub(crate) caption: Option<(u32, Length)>,
    /// Cells of the head: text and left edge.
    pub(crate) head: Vec<(u32, Length)>,
    /// The same of the body.
    pub(crate) rows: Vec<Vec<(u32, Length)>>,
    /// Left edge and width.
    pub(crate) x: Length,
    pub(crate) width: Length,
}

/// White between columns.
const GAP: Length = Length::from_pt(12);

/// Collects a table.
pub(crate) fn collect<'a>(c: &mut Collector<'a, '_>, table: &'a SetTable, column: Column) {
    let columns = table.align.len().max(table.head.len());
    if columns == 0 {
        return;
    }
    let widths = widths(c, table, columns, column.width);
    let width = widths.iter().copied().sum::<Length>() + GAP * (columns as i64 - 1);
    let x = column.x + (column.width - width).max(Length::ZERO) / 2;
    let node = c.node(Role::Table, Some(column.node));
    let caption = table.caption.as_ref().map(|caption| {
        let under = c.node(Role::Caption, Some(node));
        let style = c.style(caption.style);
        let measure = Measure { width: column.width, indent: style.indent, notch: None };
        (c.text(caption, Cow::Borrowed(style), measure, Some(under), column), column.x)
    });
    let cells = Cells { align: &table.align, widths: &widths, x, column };
    let mut head = Vec::new();
    if !table.head.is_empty() {
        let part = c.node(Role::TableHead, Some(node));
        head = cells.row(c, &table.head, part, Role::HeaderCell);
        for &(text, _) in &head {
            c.out.texts[text as usize].repeated = true;
        }
    }
    let body = c.node(Role::TableBody, Some(node));
    let rows = table.rows.iter().map(|row| cells.row(c, row, body, Role::DataCell)).collect();
    let space = c.text.theme.blocks.float_space;
    let proto = c.push(Make::Table(Table { caption, head, rows, x, width }));
    proto.above = space;
    proto.below = space;
}

struct Cells<'t> {
    align: &'t [TextAlign],
    widths: &'t [Length],
    x: Length,
    column: Column,
}

impl Cells<'_> {
    fn row<'a>(
        &self,
        c: &mut Collector<'a, '_>,
        cells: &'a [SetParagraph],
        part: NodeId,
        role: Role,
    ) -> Vec<(u32, Length)> {
        let row = c.node(Role::TableRow, Some(part));
        let mut x = self.x;
        let mut made = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().take(self.widths.len()).enumerate() {
            let node = c.node(role, Some(row));
            let mut style = c.style(cell.style).clone();
            style.align = match self.align.get(i) {
                Some(TextAlign::Justify) | None => TextAlign::Start,
                Some(&align) => align,
            };
            let measure = Measure { width: self.widths[i], indent: Length::ZERO, notch: None };
            made.push((c.text(cell, Cow::Owned(style), measure, Some(node), self.column), x));
            x += self.widths[i] + GAP;
        }
        made
    }
}

/// The columns' widths: natural where all fit, else every column its longest word, and of the rest what makes
/// the table short.
fn widths(c: &Collector<'_, '_>, table: &SetTable, columns: usize, room: Length) -> Vec<Length> {
    let mut natural = vec![Length::from_pt(6); columns];
    let mut least = natural.clone();
    let mut cells = Vec::with_capacity(table.rows.len() + 1);
    for row in std::iter::once(&table.head).chain(&table.rows) {
        let mut wides = Vec::with_capacity(columns);
        for (i, cell) in row.iter().take(columns).enumerate() {
            let (wide, word) = extent(c, cell);
            natural[i] = natural[i].max(wide);
            least[i] = least[i].max(word);
            wides.push(wide);
        }
        cells.push(wides);
    }
    let room = room - GAP * (columns as i64 - 1);
    let all: Length = natural.iter().copied().sum();
    if all <= room {
        return natural;
    }
    let sum: Length = least.iter().copied().sum();
    if sum >= room {
        let total = sum.max(Length::from_sp(1));
        return least.iter().map(|&w| w.scale(room.sp(), total.sp())).collect();
    }
    Shares { cells: &cells, natural: &natural, widths: least, spare: room - sum }.give()
}

/// White to be shared out among columns.
struct Shares<'t> {
    /// By row and column: how wide the cell is on one line.
    cells: &'t [Vec<Length>],
    natural: &'t [Length],
    widths: Vec<Length>,
    spare: Length,
}

/// In so many steps is white shared out.
const STEPS: i64 = 48;

impl Shares<'_> {
    /// Gives each step to the column by which the table becomes shorter, or comes nearest to that.
    fn give(mut self) -> Vec<Length> {
        let step = self.spare / STEPS;
        for _ in 0..STEPS {
            let best = (0..self.widths.len()).filter(|&i| self.widths[i] < self.natural[i]).min_by_key(|&i| {
                let mut widths = self.widths.clone();
                widths[i] += step;
                (self.lines(&widths), i)
            });
            let Some(best) = best else { break };
            self.widths[best] += step;
        }
        self.widths
    }

    /// About how many lines the rows have, and then all cells together, in hundredths.
    fn lines(&self, widths: &[Length]) -> (i64, i64) {
        let (mut rows, mut all) = (0, 0);
        for row in self.cells {
            let lines = row.iter().zip(widths).map(|(cell, width)| cell.sp() * 100 / width.sp().max(1));
            let mut most = 1;
            for hundredths in lines {
                // Words don't fill lines to the end.
                most = most.max(if hundredths <= 100 { 1 } else { (hundredths + 108).div_euclid(100) });
                all += hundredths * hundredths / 100;
            }
            rows += most;
        }
        (rows, all)
    }
}

/// How wide a cell is on one line, and about how wide its longest word.
fn extent(c: &Collector<'_, '_>, cell: &SetParagraph) -> (Length, Length) {
    let mut style = c.style(cell.style).clone();
    style.align = TextAlign::Start;
    let measure = Measure { width: Length::from_pt(20_000), indent: Length::ZERO, notch: None };
    let cell = emphasised(Cow::Borrowed(cell), c.text.theme.emphasis);
    let lines = c.setter.best(&cell, &style, &measure, c.folios);
    let wide = lines.iter().map(|l| l.width).max().unwrap_or_default() + Length::from_sp(65536 / 4);
    let chars = cell.text.chars().count().max(1) as i64;
    let longest = cell.text.split_whitespace().map(|w| w.chars().count()).max().unwrap_or(0) as i64;
    (wide, wide.scale(longest, chars).scale(11, 10).min(wide))
}
