//! `isbn` in `[epub]` and `[edition.NAME]`: every format that shops list has a number of its own (ISO 2108).

use anthology_base::{Diagnostic, Diagnostics, Isbn};

use crate::read::{Table, Value};
use crate::settings::FormatIsbn;

/// `isbn = "978-…"`, or `isbn = { number = "978-…", format = "paperback" }`.
pub(super) fn isbn(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<FormatIsbn> {
    let value = table.get("isbn")?;
    let number = |value: &Value<'_>, d: &mut Diagnostics| value.parsed::<Isbn>("bad-identifier", d);
    if !value.is_table() {
        return Some(FormatIsbn { isbn: number(&value, d)?, format: None, span: value.span() });
    }
    let mut table = value.table("`isbn`".to_owned(), d)?;
    let written = table.get("number");
    if written.is_none() {
        d.push(
            Diagnostic::error("missing-key", "`isbn` has no `number`")
                .at(table.span())
                .hint("write isbn = { number = \"978-…\", format = \"paperback\" }"),
        );
    }
    let format = table.string("format", d).filter(|format| !format.trim().is_empty());
    let isbn = written.and_then(|written| Some((number(&written, d)?, written.span())));
    table.finish(d);
    isbn.map(|(isbn, span)| FormatIsbn { isbn, format, span })
}
