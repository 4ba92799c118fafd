//! Tables as Markdown, and as HTML where a pipe table can't hold them.

use super::blocks::{BlockWriter, div_height};
use super::inlines::Surroundings;
use crate::{Align, Attrs, Block, BlockKind, Cell, CellSpan, HeaderScope, Inline, InlineKind, Table};

impl BlockWriter<'_> {
    /// Writes a table; one with a caption or attributes in a `::: table` block.
    pub(super) fn table(&mut self, table: &Table, attrs: &Attrs) {
        if table.caption.is_none() && attrs.is_empty() {
            self.bare_table(table);
            return;
        }
        self.div("table", attrs, cells_height(table), |w| {
            if let Some(caption) = &table.caption {
                w.paragraph(caption, &Attrs::default());
                w.line("");
            }
            w.bare_table(table);
            if !is_pipe_table(table) {
                // A parser of Markdown alone would read the fence as HTML.
                w.line("");
            }
        });
    }

    fn bare_table(&mut self, table: &Table) {
        if is_pipe_table(table) { self.pipe_table(table) } else { self.html_table(table) }
    }

    fn pipe_table(&mut self, table: &Table) {
        let columns = table.align.len();
        let row = |writer: &Self, cells: &[Cell]| {
            let mut line = String::from("|");
            for column in 0..columns {
                let content = cells.get(column).and_then(Cell::text).unwrap_or_default();
                let text = writer.inlines(content, Surroundings::Cell);
                line.push_str(&format!(" {} |", text.trim_matches([' ', '\t'])));
            }
            line
        };
        let head = row(self, table.head.first().map_or(&[][..], Vec::as_slice));
        self.line(&head);
        let rule: String = table
            .align
            .iter()
            .map(|align| match align {
                Align::Start => " --- |",
                Align::Left => " :-- |",
                Align::Center => " :-: |",
                Align::End => " --: |",
            })
            .collect();
        self.line(&format!("|{rule}"));
        for cells in &table.rows {
            let line = row(self, cells);
            self.line(&line);
        }
    }

    /// A table as HTML, with the content of its cells in Markdown: a blank line ends a block of HTML.
    fn html_table(&mut self, table: &Table) {
        self.line("<table>");
        let is_aligned =
            table.align.iter().any(|align| *align != Align::Start) || table.cells().any(|cell| cell.align.is_some());
        if is_aligned {
            let columns: String =
                table.align.iter().map(|align| format!("<col{}>", align_attribute(Some(*align)))).collect();
            self.line(&format!("<colgroup>{columns}</colgroup>"));
        }
        if !table.head.is_empty() {
            self.line("<thead>");
            table.head.iter().for_each(|row| self.html_row(row, "th"));
            self.line("</thead>");
        }
        self.line("<tbody>");
        table.rows.iter().for_each(|row| self.html_row(row, "td"));
        self.line("</tbody>");
        self.line("</table>");
    }

    fn html_row(&mut self, cells: &[Cell], data: &str) {
        self.line("<tr>");
        for cell in cells {
            let name = if cell.header.is_some() { "th" } else { data };
            let scope = match cell.header {
                Some(HeaderScope::Row) => " scope=\"row\"",
                Some(HeaderScope::Column) => " scope=\"col\"",
                None => "",
            };
            let CellSpan { columns, rows } = cell.covers;
            let span = |key: &str, count: u32| if count == 1 { String::new() } else { format!(" {key}=\"{count}\"") };
            let align = if cell.align.is_some() { align_attribute(cell.align) } else { String::new() };
            let open = format!("<{name}{scope}{}{}{align}>", span("colspan", columns), span("rowspan", rows));
            match cell.text().and_then(plain_text) {
                Some(text) => self.line(&format!("{open}{text}</{name}>")),
                None => {
                    self.line(&open);
                    self.line("");
                    self.cell_blocks(&cell.blocks);
                    self.line("");
                    self.line(&format!("</{name}>"));
                }
            }
        }
        self.line("</tr>");
    }
}

/// True for a table that a pipe table can hold.
fn is_pipe_table(table: &Table) -> bool {
    let is_plain = |cell: &Cell| {
        cell.covers == CellSpan::default() && cell.header.is_none() && cell.align.is_none() && cell.text().is_some()
    };
    table.head.len() <= 1 && table.cells().all(is_plain)
}

fn align_attribute(align: Option<Align>) -> String {
    match align {
        None => String::new(),
        Some(Align::Start) => " align=\"start\"".to_owned(),
        Some(Align::Left) => " align=\"left\"".to_owned(),
        Some(Align::Center) => " align=\"center\"".to_owned(),
        Some(Align::End) => " align=\"right\"".to_owned(),
    }
}

/// The text of a cell whose characters mean the same in HTML and Markdown.
fn plain_text(content: &[Inline]) -> Option<&str> {
    let text = match content {
        [] => "",
        [Inline { kind: InlineKind::Text(text), .. }] => text.as_str(),
        _ => return None,
    };
    let is_plain = |c: char| c.is_alphanumeric() || " .,;:?()%+-/–—’‘“”„«»€£°…•×−\u{a0}\u{202f}".contains(c);
    let single = text.trim() == text && !text.contains("  ");
    (single && text.chars().all(is_plain)).then_some(text)
}

/// The depth of divs in a table's cells.
pub(super) fn cells_height(table: &Table) -> usize {
    let is_figure = |block: &Block| matches!(block.kind, BlockKind::Figure { .. });
    let height = |cell: &Cell| div_height(&cell.blocks).max(usize::from(cell.blocks.iter().any(is_figure)));
    table.cells().map(height).max().unwrap_or(0)
}
