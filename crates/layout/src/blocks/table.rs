//! Tables: cells as columns of blocks.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{HeaderScope, NotePlacement, SetCell, SetLink, SetTable, TextAlign};

use crate::blocks::collect::Collector;
use crate::blocks::column_widths::{TableFit, fit, report_too_wide};
use crate::blocks::unset_blocks::{BlockSource, CellSetting, Column, TextAt, UnsetBlock, UnsetCell, UnsetTable};
use crate::costs::ROWS_BELOW_TURNED_TABLE;
use crate::page::{NodeId, Role, Size};
use crate::paragraph::line::Measure;

impl<'a> Collector<'a, '_> {
    /// Collects a table.
    pub(super) fn table(&mut self, table: &'a SetTable, column: Column) {
        collect(self, table, column);
    }
}

/// The number of columns of a table.
pub(super) fn column_count(table: &SetTable) -> usize {
    let ends = table.cells().map(|cell| (cell.column + cell.covers.columns) as usize);
    ends.max().unwrap_or(0).max(table.align.len())
}

fn collect<'a>(c: &mut Collector<'a, '_>, table: &'a SetTable, column: Column) {
    let columns = column_count(table);
    if columns == 0 {
        return;
    }
    let (column, turned, fit) = fit_or_turn(c, table, columns, column);
    if let Some(fault) = fit.fault {
        report_too_wide(c, table, fault);
    }
    let width = fit.widths.iter().copied().sum::<Length>() + fit.gap * (columns as i64 - 1);
    let x = column.x + (column.width - width).max(Length::ZERO) / 2;
    let node = c.node(Role::Table, Some(column.node));
    let caption = table.caption.as_ref().map(|caption| {
        let under = c.node(Role::Caption, Some(node));
        let style = c.style(caption.style);
        let measure = Measure { width: column.width, indent: style.indent, notch: None };
        TextAt { text: c.text(caption, Cow::Borrowed(style), measure, Some(under), column), x: column.x }
    });
    let cells = Cells { table, fit: &fit, x, column };
    let mut head = Vec::new();
    if !table.head.is_empty() {
        let part = c.node(Role::TableHead, Some(node));
        let first = c.out.texts.len();
        head = table.head.iter().map(|row| cells.row(c, row, part, Some(HeaderScope::Column))).collect();
        c.out.texts[first..].iter_mut().for_each(|text| text.repeated = true);
    }
    let body = c.node(Role::TableBody, Some(node));
    let rows = table.rows.iter().map(|row| cells.row(c, row, body, None)).collect();
    let space = c.text.theme.blocks.float_space;
    let unset = c.push(BlockSource::Table(UnsetTable { caption, head, rows, x, width, turned }));
    unset.space_before = space;
    unset.space_after = space;
}

/// Fits a table into its column, or turned into a frame as wide as the text block is high: a table whose words would be
/// broken anywhere, or hyphenated again and again, if that is better. Only one that has the whole measure can be turned, since it has a page of its own.
fn fit_or_turn(
    c: &Collector<'_, '_>,
    table: &SetTable,
    columns: usize,
    column: Column,
) -> (Column, Option<Size>, TableFit) {
    let upright = fit(c, table, columns, column);
    let whole = column.width == c.text_block.width && !column.note && column.cell.is_none();
    if upright.fault.is_none() || !whole {
        return (column, None, upright);
    }
    let mut notes = table.cells().flat_map(SetCell::paragraphs).flat_map(|paragraph| &paragraph.links);
    let has_notes = c.text.notes == NotePlacement::Foot && notes.any(|link| matches!(link, SetLink::Note(_)));
    let for_notes = if has_notes { c.grid() * ROWS_BELOW_TURNED_TABLE } else { Length::ZERO };
    let width = c.text_block.height - for_notes;
    let turned = Column { x: Length::ZERO, width, ..column };
    let broadside = fit(c, table, columns, turned);
    let frame = Size { width, height: c.text_block.width };
    if broadside.fault < upright.fault { (turned, Some(frame), broadside) } else { (column, None, upright) }
}

struct Cells<'t> {
    table: &'t SetTable,
    fit: &'t TableFit,
    x: Length,
    column: Column,
}

impl Cells<'_> {
    /// Collects a row; of a head, all cells have a scope.
    fn row<'a>(
        &self,
        c: &mut Collector<'a, '_>,
        cells: &'a [SetCell],
        part: NodeId,
        scope: Option<HeaderScope>,
    ) -> Vec<UnsetCell> {
        let row = c.node(Role::TableRow, Some(part));
        let mut made = Vec::with_capacity(cells.len());
        for cell in cells {
            let role = match scope.or(cell.header) {
                Some(scope) => Role::HeaderCell { scope, covers: cell.covers },
                None => Role::DataCell { covers: cell.covers },
            };
            let node = c.node(role, Some(row));
            let (first, count) = (cell.column as usize, cell.covers.columns as usize);
            let before: Length = self.fit.widths[..first].iter().copied().sum();
            let x = self.x + before + self.fit.gap * first as i64;
            let width = self.fit.width_of(first..first + count);
            let align = match cell.align.or_else(|| self.table.align.get(first).copied()) {
                Some(TextAlign::Justify) | None => TextAlign::Start,
                Some(align) => align,
            };
            let setting = CellSetting { smaller: self.fit.smaller, hyphens: self.fit.hyphens, align };
            let column = Column { x, width, node, cell: Some(setting), ..self.column };
            let blocks = cell_blocks(c, cell, column);
            made.push(UnsetCell { blocks, covers: cell.covers, x, width });
        }
        made
    }
}

/// Collects the blocks of a cell. Its first line is beside those of the cells around it, so there is no space before it,
/// and only a little between blocks.
fn cell_blocks<'a>(c: &mut Collector<'a, '_>, cell: &'a SetCell, column: Column) -> Vec<UnsetBlock> {
    let outer = std::mem::take(&mut c.out.blocks);
    if let Some(paragraph) = cell.paragraph() {
        let style = c.style_in(paragraph.style, column);
        c.paragraph_in(paragraph, style, column.node, column);
    } else {
        let most = c.text.theme.blocks.block_space / 2;
        for block in &cell.blocks {
            let first = c.out.blocks.len();
            c.flush(std::slice::from_ref(block), column);
            for unset in &mut c.out.blocks[first..] {
                unset.space_before = unset.space_before.min(most);
                unset.space_after = unset.space_after.min(most);
            }
            if let Some(unset) = c.out.blocks.get_mut(first) {
                unset.space_before = most;
            }
        }
    }
    std::mem::replace(&mut c.out.blocks, outer)
}
