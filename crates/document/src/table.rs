//! Completion of tables: rows as they were written become a grid that cells cover without gap or overlap (HTML, 4.9.12
//! "Processing model").

use crate::{Align, Block, BlockKind, Cell, CellSpan, HeaderScope, Inline, InlineKind, PartMut, Table};

/// The most columns that a cell covers. Bounds the grid, whatever a cell asks for.
const MAX_COLUMN_SPAN: u32 = 100;

/// The part of a table that a row is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TablePart {
    /// The head.
    Head,
    /// The body.
    #[default]
    Body,
    /// The foot: the last rows of the body, wherever they are written.
    Foot,
}

/// A row as it is written.
#[derive(Debug)]
pub(crate) struct WrittenRow {
    /// Its cells.
    pub(crate) cells: Vec<WrittenCell>,
    /// The part of the table that it is in.
    pub(crate) part: TablePart,
}

/// A cell as it is written.
#[derive(Debug)]
pub(crate) struct WrittenCell {
    /// The cell, its header scope and alignment not yet known.
    pub(crate) cell: Cell,
    /// True for a header cell.
    pub(crate) is_header: bool,
    /// The scope that its tag asks for.
    pub(crate) scope: Option<HeaderScope>,
    /// The alignment that its tag asks for.
    pub(crate) align: Option<Align>,
}

/// A table as it is written.
#[derive(Debug, Default)]
pub(crate) struct WrittenTable {
    /// The alignment of columns, where that is declared.
    pub(crate) align: Vec<Align>,
    /// True if the declared columns exist even where no cell begins in them, as in Markdown.
    pub(crate) fixed_columns: bool,
    /// The part that the next row is in.
    pub(crate) part: TablePart,
    /// Its rows.
    pub(crate) rows: Vec<WrittenRow>,
    /// Its caption.
    pub(crate) caption: Option<Vec<Inline>>,
}

impl WrittenTable {
    /// The table, complete; `None` where it has no cell.
    pub(crate) fn complete(self) -> Option<Table> {
        let Self { align, fixed_columns, rows, caption, .. } = self;
        let head_by_cells = head_rows(&rows);
        let (mut head, mut body, mut foot) = (Vec::new(), Vec::new(), Vec::new());
        for (i, row) in rows.into_iter().enumerate() {
            match row.part {
                TablePart::Head => head.push(row.cells),
                TablePart::Body if i < head_by_cells => head.push(row.cells),
                TablePart::Body => body.push(row.cells),
                TablePart::Foot => foot.push(row.cells),
            }
        }
        body.append(&mut foot);
        let declared = if align.is_empty() { None } else { Some(align) };
        let columns = if fixed_columns { declared.as_ref().map_or(0, Vec::len) } else { 0 };
        let head = head.into_iter().map(|row| row.into_iter().map(|cell| (cell.align, head_cell(cell.cell))).collect());
        let body = body.into_iter().map(|row: Vec<WrittenCell>| {
            let all_headers = row.iter().all(|cell| cell.is_header);
            row.into_iter().map(|cell| (cell.align, body_cell(cell, all_headers))).collect()
        });
        complete(head.collect(), body.collect(), declared, columns, caption)
    }
}

/// The number of first rows that are the head because they have only header cells, none of which reaches beyond them.
fn head_rows(rows: &[WrittenRow]) -> usize {
    let is_header = |row: &&WrittenRow| {
        row.part == TablePart::Body && !row.cells.is_empty() && row.cells.iter().all(|c| c.is_header)
    };
    let has_text = |row: &WrittenRow| row.cells.iter().any(|cell| !cell.cell.blocks.is_empty());
    if rows.iter().any(|row| row.part == TablePart::Head && has_text(row)) {
        return 0;
    }
    let most = rows.iter().take_while(is_header).count();
    let reach = |(i, row): (usize, &WrittenRow)| {
        row.cells.iter().map(|cell| i.saturating_add(cell.cell.covers.rows.max(1) as usize)).max().unwrap_or(0)
    };
    let mut end = 0;
    let mut complete = 0;
    for (i, row) in rows[..most].iter().enumerate() {
        end = end.max(reach((i, row)));
        if end <= i + 1 {
            complete = i + 1;
        }
    }
    complete
}

fn head_cell(cell: Cell) -> Cell {
    Cell { header: None, ..cell }
}

fn body_cell(written: WrittenCell, all_headers: bool) -> Cell {
    let by_place = if all_headers { HeaderScope::Column } else { HeaderScope::Row };
    let header = written.is_header.then(|| written.scope.unwrap_or(by_place));
    Cell { header, ..written.cell }
}

impl Table {
    /// A table of rows as they come, of any lengths, whose cells may cover several columns and rows. Cells that overlap
    /// are made smaller, gaps are filled with empty cells; rows and columns in which no cell begins are left out, and so
    /// is a head without text. `None` where no cell is left.
    pub fn from_rows(head: Vec<Vec<Cell>>, rows: Vec<Vec<Cell>>, caption: Option<Vec<Inline>>) -> Option<Self> {
        let with_align = |rows: Vec<Vec<Cell>>| -> Vec<Vec<(Option<Align>, Cell)>> {
            rows.into_iter().map(|row| row.into_iter().map(|cell| (cell.align, cell)).collect()).collect()
        };
        complete(with_align(head), with_align(rows), None, 0, caption)
    }

    /// For each cell of rows that cover a grid (the head's or the body's), the column in which it begins.
    pub fn columns_of(rows: &[Vec<Cell>]) -> Vec<Vec<usize>> {
        let mut grid = Grid::default();
        let place = |row: &Vec<Cell>| {
            let columns = row.iter().map(|cell| grid.place(cell.covers)).collect();
            grid.end_row();
            columns
        };
        rows.iter().map(place).collect()
    }

    /// All cells, in reading order.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.head.iter().chain(&self.rows).flatten()
    }

    /// All cells, in reading order.
    pub fn cells_mut(&mut self) -> impl Iterator<Item = &mut Cell> {
        self.head.iter_mut().chain(&mut self.rows).flatten()
    }
}

/// The columns that are covered by cells of earlier rows.
#[derive(Default)]
struct Grid {
    /// By column: the rows, the current one included, that a cell still covers.
    covered: Vec<u32>,
    /// The column after the last cell of the current row.
    at: usize,
}

impl Grid {
    /// The column of the next cell of the current row, which then is covered.
    fn place(&mut self, covers: CellSpan) -> usize {
        while self.covered.get(self.at).is_some_and(|&rows| rows > 0) {
            self.at += 1;
        }
        let column = self.at;
        let end = column + covers.columns.max(1) as usize;
        if self.covered.len() < end {
            self.covered.resize(end, 0);
        }
        self.covered[column..end].fill(covers.rows.max(1));
        self.at = end;
        column
    }

    /// The free columns from the place of the next cell on, up to `most`.
    fn free(&self, most: u32) -> u32 {
        let first =
            self.covered.iter().skip(self.at).position(|&rows| rows == 0).map_or(self.covered.len(), |i| self.at + i);
        let free = self.covered.iter().skip(first).take_while(|&&rows| rows == 0).count();
        if first + free == self.covered.len() { most } else { most.min(free as u32) }
    }

    fn end_row(&mut self) {
        self.covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        self.at = 0;
    }
}

/// A cell in its place.
struct Placed {
    column: usize,
    align: Option<Align>,
    cell: Cell,
}

type Rows = Vec<Vec<(Option<Align>, Cell)>>;

/// Completes a table. `columns` exist in any case.
fn complete(
    head: Rows,
    body: Rows,
    declared: Option<Vec<Align>>,
    columns: usize,
    caption: Option<Vec<Inline>>,
) -> Option<Table> {
    let mut head = placed(head);
    let mut body = placed(body);
    if head.iter().flatten().all(|at| at.cell.blocks.is_empty()) {
        head.clear();
    }
    // Columns in which a cell begins; others have no width of their own.
    let mut begins = vec![true; columns];
    for at in head.iter().chain(&body).flatten() {
        if begins.len() <= at.column {
            begins.resize(at.column + 1, false);
        }
        begins[at.column] = true;
    }
    if begins.is_empty() {
        return None;
    }
    // By column, and one past the last: the columns before it that stay.
    let mut before = vec![0];
    for &begin in &begins {
        before.push(before[before.len() - 1] + usize::from(begin));
    }
    let last = begins.len();
    let count = before[last];
    for at in head.iter_mut().chain(&mut body).flatten() {
        let end = before[(at.column + at.cell.covers.columns as usize).min(last)];
        at.column = before[at.column];
        at.cell.covers.columns = (end - at.column) as u32;
    }
    let align = match declared {
        Some(declared) => {
            let kept = declared.iter().zip(begins.iter().chain(std::iter::repeat(&true)));
            let mut align: Vec<Align> = kept.filter(|(_, begins)| **begins).map(|(align, _)| *align).collect();
            align.resize(count, Align::Start);
            align
        }
        None => column_alignment(count, &head, &body),
    };
    let head = filled(head, &align);
    let rows = filled(body, &align);
    Some(Table { align, head, rows, caption })
}

/// The cells of rows with the columns they begin in. Rows in which no cell begins are left out.
fn placed(mut rows: Rows) -> Vec<Vec<Placed>> {
    // A cell that covers rows without cells of their own covers fewer rows.
    let empty: Vec<bool> = rows.iter().map(Vec::is_empty).collect();
    let mut kept_before = vec![0u32];
    for &empty in &empty {
        kept_before.push(kept_before[kept_before.len() - 1] + u32::from(!empty));
    }
    for (i, row) in rows.iter_mut().enumerate() {
        for (_, cell) in row {
            // No rows means all that follow.
            let asked = if cell.covers.rows == 0 { empty.len() } else { cell.covers.rows as usize };
            let end = i.saturating_add(asked).min(empty.len());
            cell.covers.rows = (kept_before[end] - kept_before[i]).max(1);
        }
    }
    rows.retain(|row| !row.is_empty());
    let mut grid = Grid::default();
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let mut placed = Vec::with_capacity(row.len());
        for (align, mut cell) in row {
            cell.covers.columns = grid.free(cell.covers.columns.clamp(1, MAX_COLUMN_SPAN)).max(1);
            let column = grid.place(cell.covers);
            placed.push(Placed { column, align, cell: normalised(cell) });
        }
        grid.end_row();
        out.push(placed);
    }
    out
}

/// Rows whose gaps are filled with empty cells; cells keep an alignment only where it isn't their column's.
fn filled(rows: Vec<Vec<Placed>>, align: &[Align]) -> Vec<Vec<Cell>> {
    let mut covered: Vec<u32> = vec![0; align.len()];
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = Vec::with_capacity(align.len());
        let mut row = row.into_iter().peekable();
        let mut column = 0;
        while column < align.len() {
            if let Some(mut at) = row.next_if(|at| at.column == column) {
                at.cell.align = at.align.filter(|own| *own != align[column]);
                let end = (column + at.cell.covers.columns as usize).min(align.len());
                covered[column..end].fill(at.cell.covers.rows);
                cells.push(at.cell);
                column = end;
            } else {
                if covered[column] == 0 {
                    covered[column] = 1;
                    cells.push(Cell::default());
                }
                column += 1;
            }
        }
        covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        out.push(cells);
    }
    out
}

/// The alignment of columns where none is declared: that of the first cell in them that asks for one and covers no other
/// column, in the body or else in the head. Heads are often centred over what isn't.
fn column_alignment(columns: usize, head: &[Vec<Placed>], body: &[Vec<Placed>]) -> Vec<Align> {
    let mut found: Vec<Option<Align>> = vec![None; columns];
    let asked = |at: &&Placed| at.cell.covers.columns == 1 && at.align.is_some();
    for at in body.iter().flatten().filter(asked) {
        found[at.column] = found[at.column].or(at.align);
    }
    for at in head.iter().flatten().filter(asked).filter(|at| at.align != Some(Align::Center)) {
        found[at.column] = found[at.column].or(at.align);
    }
    found.into_iter().map(Option::unwrap_or_default).collect()
}

/// A cell with one paragraph has it on one line, and headings in it are strong text, as no section begins there.
fn normalised(mut cell: Cell) -> Cell {
    plain_headings(&mut cell.blocks);
    if let [Block { kind: BlockKind::Paragraph(content), .. }] = cell.blocks.as_mut_slice() {
        *content = crate::finish::trim(crate::finish::one_line(std::mem::take(content)));
    }
    cell.blocks.retain(|block| !matches!(&block.kind, BlockKind::Paragraph(content) if content.is_empty()));
    cell
}

fn plain_headings(blocks: &mut [Block]) {
    for block in blocks {
        if let BlockKind::Heading { content, .. } = &mut block.kind {
            let strong = Inline { kind: InlineKind::Strong(std::mem::take(content)), span: block.span };
            let mut content = vec![strong];
            let attrs = std::mem::take(&mut block.attrs);
            if !attrs.is_empty() {
                content = vec![Inline { kind: InlineKind::Span { attrs, content }, span: block.span }];
            }
            block.kind = BlockKind::Paragraph(content);
        }
        block.kind.parts_mut(&mut |part| {
            if let PartMut::Blocks(blocks) = part {
                plain_headings(blocks);
            }
        });
    }
}
