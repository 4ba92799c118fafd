//! Readwise's export of all highlights as a table.

use std::collections::BTreeMap;

use anthology_base::csv;

use super::read_file::ReadFile;
use crate::mark::{BookMarks, Hints, Mark, Position, Scale};

pub(super) fn read(text: &str) -> Option<ReadFile> {
    let header = text.trim_start_matches('\u{feff}').lines().next()?;
    if !header.contains("Highlight") || !header.contains("Title") {
        return None;
    }
    let records = csv(text);
    let (header, records) = records.split_first()?;
    let column = |names: &[&str]| header.fields.iter().position(|field| names.contains(&field.trim()));
    let (quote, title) = (column(&["Highlight"])?, column(&["Book Title", "Title"])?);
    let (note, tags) = (column(&["Note"]), column(&["Tags"]));
    let (kind, location) = (column(&["Location Type"]), column(&["Location"]));
    let mut books: BTreeMap<&str, Vec<Mark>> = BTreeMap::new();
    for record in records {
        let cell = |column: Option<usize>| column.and_then(|at| record.fields.get(at)).map_or("", |cell| cell.trim());
        let scale = if cell(kind) == "page" { Scale::Page } else { Scale::Location };
        let position = cell(location).parse().ok().map(|at| Position { scale, at });
        let tags = cell(tags).split([',', ' ']);
        let mark = Mark {
            quote: cell(Some(quote)).to_owned(),
            note: cell(note).to_owned(),
            private: tags.map(|tag| tag.trim_matches(['.', '#'])).any(|tag| tag.eq_ignore_ascii_case("private")),
            hints: Hints { position, ..Hints::default() },
            ..Mark::default()
        };
        if !mark.quote.is_empty() || !mark.note.is_empty() {
            books.entry(cell(Some(title))).or_default().push(mark);
        }
    }
    let book = |(title, marks): (&str, Vec<Mark>)| BookMarks { title: Some(title.to_owned()), marks };
    Some(ReadFile::new("Readwise", books.into_iter().map(book).collect()))
}
