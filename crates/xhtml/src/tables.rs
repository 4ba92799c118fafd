//! Tables as XHTML.

use anthology_base::Lang;
use anthology_typeset::{CellSpan, HeaderScope, ParagraphStyle, SetCell, SetTable, TextAlign, words};

use crate::attributes::Attributes;
use crate::costs::{COLUMN_PADDING_CHARACTERS, PHONE_TABLE_CHARACTERS};
use crate::section::SectionWriter;

impl SectionWriter<'_, '_> {
    pub(crate) fn table(&mut self, table: &SetTable, attributes: &Attributes<'_>, lang: Lang) {
        let label = self.table_label(table, lang);
        let mut attributes = attributes.clone();
        let stacked = is_wide(table);
        attributes.add_class(if stacked { "stacked" } else { "" });
        let names: Vec<String> = match stacked {
            true => table.head.iter().flatten().map(cell_text).collect(),
            false => Vec::new(),
        };
        self.m.open("div", &[("class", "table"), ("tabindex", "0"), ("role", "region"), ("aria-label", &label)]);
        self.m.open("table", &attributes.with(&[]));
        self.m.newline();
        if let Some(caption) = &table.caption {
            self.paragraph("caption", caption, &Attributes::default(), lang);
        }
        if !table.head.is_empty() {
            self.m.open("thead", &[]);
            table.head.iter().for_each(|row| self.row(row, table, true, &[], lang));
            self.m.close_line("thead");
        }
        self.m.open("tbody", &[]);
        self.m.newline();
        for row in &table.rows {
            self.row(row, table, false, &names, lang);
        }
        self.m.close_line("tbody");
        self.m.close("table");
        self.m.close_line("div");
    }

    /// The accessible name of a table's region, unique in the file.
    fn table_label(&mut self, table: &SetTable, lang: Lang) -> String {
        let caption = table.caption.as_ref().map(|caption| caption.text.replace(['\n', '\u{fffc}'], " "));
        let name = caption.unwrap_or_else(|| words(lang).table_name().to_owned());
        let count = self.tables.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name} {count}") }
    }

    /// A row. `names` are its columns', for tables that are stacked on narrow screens.
    fn row(&mut self, cells: &[SetCell], table: &SetTable, is_head: bool, names: &[String], lang: Lang) {
        self.m.open("tr", &[]);
        self.m.newline();
        for cell in cells {
            let column = cell.column as usize;
            let text = cell_text(cell);
            // An empty corner cell is no header.
            let header = if is_head { Some(HeaderScope::Column) } else { cell.header }.filter(|_| !text.is_empty());
            let style =
                if is_head || cell.header.is_some() { ParagraphStyle::TableHead } else { ParagraphStyle::TableCell };
            let class = match cell.align.or_else(|| table.align.get(column).copied()) {
                Some(TextAlign::Center) => format!("{} center", style.name()),
                Some(TextAlign::End) => format!("{} end", style.name()),
                _ => style.name().to_owned(),
            };
            let CellSpan { columns, rows } = cell.covers;
            let scope = match header {
                None => "",
                Some(HeaderScope::Column) if columns > 1 => "colgroup",
                Some(HeaderScope::Column) => "col",
                Some(HeaderScope::Row) if rows > 1 => "rowgroup",
                Some(HeaderScope::Row) => "row",
            };
            let name = if header.is_some() { "th" } else { "td" };
            let label = names.get(column).filter(|_| header.is_none()).map_or("", |label| label.trim());
            let count = |count: u32| if count > 1 { count.to_string() } else { String::new() };
            let (columns, rows) = (count(columns), count(rows));
            self.m.open(
                name,
                &[
                    ("scope", scope),
                    ("colspan", &columns),
                    ("rowspan", &rows),
                    ("class", &class),
                    ("data-label", label),
                ],
            );
            match cell.paragraph() {
                Some(paragraph) => self.inline(paragraph, lang),
                None if cell.blocks.is_empty() => {}
                None => {
                    self.m.newline();
                    self.blocks(&cell.blocks, lang);
                }
            }
            self.m.close_line(name);
        }
        self.m.close_line("tr");
    }
}

/// The text of a cell on one line.
fn cell_text(cell: &SetCell) -> String {
    let texts: Vec<String> =
        cell.paragraphs().map(|paragraph| paragraph.text.replace(['\n', '\u{fffc}'], " ")).collect();
    texts.join(" ").trim().to_owned()
}

/// True for a table that is stacked on a phone: its unbreakable words don't fit, and every cell has one column and one
/// row.
fn is_wide(table: &SetTable) -> bool {
    if table.head.len() > 1 || table.cells().any(|cell| cell.covers != CellSpan::default()) {
        return false;
    }
    let mut columns: Vec<usize> = Vec::new();
    for cell in table.cells() {
        let words = cell.paragraphs().flat_map(|paragraph| paragraph.text.split_whitespace());
        let longest = words.map(|word| word.chars().count()).max().unwrap_or(0);
        let column = cell.column as usize;
        columns.resize(columns.len().max(column + 1), 0);
        columns[column] = columns[column].max(longest);
    }
    let padding = columns.len() * COLUMN_PADDING_CHARACTERS;
    columns.into_iter().sum::<usize>() + padding > PHONE_TABLE_CHARACTERS
}
