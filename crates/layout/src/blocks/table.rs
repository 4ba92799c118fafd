//! Tables: widths of columns, cells as paragraphs.

use std::borrow::Cow;

use anthology_base::{Diagnostic, Length};
use anthology_typeset::{ParagraphStyle, SetParagraph, SetTable, TextAlign};

use crate::blocks::collect::{Collector, emphasised};
use crate::blocks::unset_blocks::{BlockSource, Column, TextAt, UnsetTable};
use crate::costs::{COLUMN_GAP, LEAST_COLUMN, LEAST_COLUMN_GAP};
use crate::page::{NodeId, Role};
use crate::paragraph::builder::IntrinsicWidths;
use crate::paragraph::line::Measure;

impl<'a> Collector<'a, '_> {
    /// Collects a table.
    pub(super) fn table(&mut self, table: &'a SetTable, column: Column) {
        collect(self, table, column);
    }
}

fn collect<'a>(c: &mut Collector<'a, '_>, table: &'a SetTable, column: Column) {
    let columns = table.align.len().max(table.head.len());
    if columns == 0 {
        return;
    }
    let fit = fit(c, table, columns, column.width);
    let width = fit.widths.iter().copied().sum::<Length>() + fit.gap * (columns as i64 - 1);
    let x = column.x + (column.width - width).max(Length::ZERO) / 2;
    let node = c.node(Role::Table, Some(column.node));
    let caption = table.caption.as_ref().map(|caption| {
        let under = c.node(Role::Caption, Some(node));
        let style = c.style(caption.style);
        let measure = Measure { width: column.width, indent: style.indent, notch: None };
        TextAt { text: c.text(caption, Cow::Borrowed(style), measure, Some(under), column), x: column.x }
    });
    let cells = Cells { align: &table.align, fit: &fit, x, column };
    let mut head = Vec::new();
    if !table.head.is_empty() {
        let part = c.node(Role::TableHead, Some(node));
        head = cells.row(c, &table.head, part, Role::HeaderCell);
        for cell in &head {
            c.out.texts[cell.text as usize].repeated = true;
        }
    }
    let body = c.node(Role::TableBody, Some(node));
    let rows = table.rows.iter().map(|row| cells.row(c, row, body, Role::DataCell)).collect();
    let space = c.text.theme.blocks.float_space;
    let unset = c.push(BlockSource::Table(UnsetTable { caption, head, rows, x, width }));
    unset.space_before = space;
    unset.space_after = space;
}

struct Cells<'t> {
    align: &'t [TextAlign],
    fit: &'t TableFit,
    x: Length,
    column: Column,
}

impl Cells<'_> {
    fn row<'a>(&self, c: &mut Collector<'a, '_>, cells: &'a [SetParagraph], part: NodeId, role: Role) -> Vec<TextAt> {
        let row = c.node(Role::TableRow, Some(part));
        let mut x = self.x;
        let mut made = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().take(self.fit.widths.len()).enumerate() {
            let node = c.node(role, Some(row));
            let mut style = c.style(cell.style).clone();
            style.align = match self.align.get(i) {
                Some(TextAlign::Justify) | None => TextAlign::Start,
                Some(&align) => align,
            };
            style.hyphenate |= self.fit.hyphens;
            let size = style.size - self.fit.smaller;
            (style.leading, style.size) = (style.leading.scale(size.sp(), style.size.sp().max(1)), size);
            let measure = Measure { width: self.fit.widths[i], indent: Length::ZERO, notch: None };
            made.push(TextAt { text: c.text(cell, Cow::Owned(style), measure, Some(node), self.column), x });
            x += self.fit.widths[i] + self.fit.gap;
        }
        made
    }
}

/// The widths with which a table fits its column.
struct TableFit {
    /// By column.
    widths: Vec<Length>,
    gap: Length,
    /// The reduction of its type size.
    smaller: Length,
    /// Words are hyphenated.
    hyphens: bool,
}

/// The widths that the columns of a table can have.
struct Columns {
    whole: Vec<Length>,
    piece: Vec<Length>,
    part: Vec<Length>,
    /// By row and column: how wide the cell is on one line.
    cells: Vec<Vec<Length>>,
    size: Length,
}

impl Columns {
    fn of(c: &Collector<'_, '_>, table: &SetTable, columns: usize, room: Length) -> Self {
        let least = vec![Length::from_pt(6); columns];
        let (whole, piece, part) = (least.clone(), least.clone(), least);
        let size = c.style(ParagraphStyle::TableCell).size;
        let mut all = Self { whole, piece, part, cells: Vec::with_capacity(table.rows.len() + 1), size };
        for row in std::iter::once(&table.head).chain(&table.rows) {
            let mut wides = Vec::with_capacity(columns);
            for (i, cell) in row.iter().take(columns).enumerate() {
                let widths = cell_widths(c, cell, room);
                all.whole[i] = all.whole[i].max(widths.max_content);
                all.piece[i] = all.piece[i].max(widths.min_content);
                all.part[i] = all.part[i].max(widths.min_hyphenated);
                wides.push(widths.max_content);
            }
            all.cells.push(wides);
        }
        all
    }

    /// The same in smaller text.
    fn smaller(&self, by: Length) -> Self {
        let (new, old) = ((self.size - by).sp(), self.size.sp().max(1));
        let scaled = |all: &Vec<Length>| all.iter().map(|w| w.scale(new, old)).collect::<Vec<_>>();
        Self {
            whole: scaled(&self.whole),
            piece: scaled(&self.piece),
            part: scaled(&self.part),
            cells: self.cells.iter().map(scaled).collect(),
            size: self.size - by,
        }
    }

    /// Widths that leave no column less than `least`, which together have room.
    fn share(&self, least: Vec<Length>, room: Length) -> Vec<Length> {
        let spare = room - least.iter().copied().sum::<Length>();
        Shares { cells: &self.cells, natural: &self.whole, widths: least, spare }.give()
    }

    /// Widths for as few columns with broken words as can be; where even their parts have no room, all that are
    /// wider are equally wide.
    fn broken(&self, room: Length) -> Vec<Length> {
        let mut least = self.part.clone();
        let mut spare = room - least.iter().copied().sum::<Length>();
        if spare < Length::ZERO {
            let mut order: Vec<Length> = least.clone();
            order.sort_unstable();
            let mut left = room.max(Length::ZERO);
            let mut most = Length::ZERO;
            for (i, &width) in order.iter().enumerate() {
                most = left / (order.len() - i) as i64;
                if width > most {
                    break;
                }
                left -= width;
            }
            return least.iter().map(|&width| width.min(most)).collect();
        }
        let mut order: Vec<usize> = (0..least.len()).collect();
        order.sort_by_key(|&i| self.piece[i] - self.part[i]);
        for i in order {
            let wanted = self.piece[i] - self.part[i];
            if wanted <= spare {
                least[i] += wanted;
                spare -= wanted;
            }
        }
        self.share(least, room)
    }
}

/// The columns' widths: natural where all fit, else every column its longest word, and of the rest what makes the
/// table short. Where words have no room there is less white between the columns, then the text is smaller, as far
/// as the theme lets it be, then words are hyphenated, and only then broken anywhere.
fn fit(c: &mut Collector<'_, '_>, table: &SetTable, columns: usize, width: Length) -> TableFit {
    let full = Columns::of(c, table, columns, width);
    let sum = |widths: &[Length]| widths.iter().copied().sum::<Length>();
    let room = |gap: Length| width - gap * (columns as i64 - 1);
    let (mut smaller, mut gap) = (Length::ZERO, COLUMN_GAP);
    let close = COLUMN_GAP * 3 / 4;
    if let Some(gap) = [COLUMN_GAP, close].into_iter().find(|&gap| sum(&full.whole) <= room(gap)) {
        return TableFit { widths: full.whole, gap, smaller, hyphens: false };
    }
    let step = Length::from_pt(1) / 2;
    let most = c.text.theme.blocks.table_step.min(full.size / 4);
    loop {
        let columns = full.smaller(smaller);
        if sum(&columns.piece) <= room(gap) {
            let widths = columns.share(columns.piece.clone(), room(gap));
            return TableFit { widths, gap, smaller, hyphens: false };
        }
        if gap > LEAST_COLUMN_GAP {
            gap -= (COLUMN_GAP - LEAST_COLUMN_GAP) / 2;
        } else if smaller + step <= most {
            smaller += step;
        } else {
            break;
        }
    }
    let columns = full.smaller(smaller);
    let widths = columns.broken(room(gap));
    if sum(&columns.part) > room(gap) {
        let narrowest = columns.part.iter().zip(&widths).filter(|(part, width)| width < part).map(|(_, &width)| width);
        let letters = narrowest.min().unwrap_or_default() < columns.size * LEAST_COLUMN / 10;
        report_too_wide(c, table, letters);
    }
    TableFit { widths, gap, smaller, hyphens: true }
}

/// Reports a table whose words are broken anywhere: an error where its columns would hold only a few letters a line,
/// which no reader can use.
fn report_too_wide(c: &mut Collector<'_, '_>, table: &SetTable, letters: bool) {
    let cells = || table.head.iter().chain(table.rows.iter().flatten());
    let Some(first) = cells().next() else { return };
    let words = cells().flat_map(|cell| cell.text.split_whitespace());
    let longest = words.max_by_key(|word| word.chars().count()).unwrap_or_default();
    let columns = table.align.len().max(table.head.len());
    let found = if letters {
        let message = format!(
            "a table of {columns} columns is too wide for the page: its columns have room for only a few letters"
        );
        Diagnostic::error("wide-table", message)
            .hint("exchange rows and columns, make several tables of it with fewer columns, or set it as a list")
    } else {
        let message =
            format!("a table of {columns} columns is too wide for the page: words such as `{longest}` are broken");
        Diagnostic::warning("wide-table", message)
            .hint("leave out a column, shorten its words, or make two tables of it")
    };
    c.out.diagnostics.push(found.at(first.span));
}

/// Free width to be divided among columns.
struct Shares<'t> {
    /// By row and column: how wide the cell is on one line.
    cells: &'t [Vec<Length>],
    natural: &'t [Length],
    widths: Vec<Length>,
    spare: Length,
}

/// The number of steps in which free width is divided.
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

/// The widths that a cell can have.
fn cell_widths(c: &Collector<'_, '_>, cell: &SetParagraph, room: Length) -> IntrinsicWidths {
    let mut style = c.style(cell.style).clone();
    (style.align, style.hyphenate) = (TextAlign::Start, true);
    let cell = emphasised(Cow::Borrowed(cell), c.text.theme.emphasis);
    let IntrinsicWidths { max_content, min_content, min_hyphenated } =
        c.setter.intrinsic_widths(&cell, &style, room, c.folios);
    // A smaller size rounds its widths anew.
    let more = |width: Length| width + Length::from_sp(65536 / 4);
    IntrinsicWidths {
        max_content: more(max_content),
        min_content: more(min_content),
        min_hyphenated: more(min_hyphenated),
    }
}
