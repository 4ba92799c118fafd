//! What Hypothesis' API and its exports say: `rows` or `annotations`, each about a web page.

use std::collections::BTreeMap;

use serde_json::Value;

use super::read_file::{ReadFile, file_stem};
use super::web_annotation::read_selector;
use crate::mark::{BookMarks, Mark};

pub(super) fn read(value: &Value) -> Option<ReadFile> {
    let rows = match value {
        Value::Array(rows) => rows,
        _ => value.get("rows").or_else(|| value.get("annotations"))?.as_array()?,
    };
    let is_row = |row: &Value| row.get("uri").is_some() && row.get("user").is_some();
    let is_empty_answer = rows.is_empty() && value.get("total").is_some();
    if !is_empty_answer && !rows.iter().any(is_row) {
        return None;
    }
    // Replies say only what they reply to.
    let by_id: BTreeMap<&str, &Value> = rows.iter().filter_map(|row| Some((row.get("id")?.as_str()?, row))).collect();
    let mut books: BTreeMap<String, BookMarks> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_row(row)) {
        let first = row.get("references").and_then(Value::as_array).and_then(|ids| ids.first()?.as_str());
        let about = first.and_then(|id| by_id.get(id)).copied().unwrap_or(row);
        let uri = row.get("uri").and_then(Value::as_str).unwrap_or_default();
        let title = row.get("document").and_then(|document| document.get("title"));
        let title = title.and_then(|title| title.as_str().or_else(|| title.as_array()?.first()?.as_str()));
        let mut mark = Mark {
            note: row.get("text").and_then(Value::as_str).unwrap_or_default().trim().to_owned(),
            who: row.get("user_info").and_then(|user| user.get("display_name")?.as_str()).map(str::to_owned),
            private: is_private(row),
            ..Mark::default()
        };
        mark.hints.file = file_stem(uri);
        let targets = about.get("target").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for selector in targets.iter().filter_map(|target| target.get("selector")?.as_array()).flatten() {
            read_selector(selector, &mut mark, 0);
        }
        if !mark.quote.is_empty() || !mark.note.is_empty() {
            // The name of a page is its chapter's; the site has one book.
            let folder = uri.rsplit_once('/').map_or(uri, |(folder, _)| folder).to_owned();
            let book = books.entry(folder).or_default();
            book.title = book.title.take().or_else(|| title.map(str::to_owned));
            book.marks.push(mark);
        }
    }
    Some(ReadFile::new("Hypothesis", books.into_values().collect()))
}

/// True for "only me": nobody but the writer may read it, or it is tagged as private.
fn is_private(row: &Value) -> bool {
    let readers = row.get("permissions").and_then(|permissions| permissions.get("read")?.as_array());
    let only_me = readers.is_some_and(|readers| {
        !readers.is_empty() && readers.iter().filter_map(Value::as_str).all(|reader| reader.starts_with("acct:"))
    });
    let tags = row.get("tags").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let tagged = tags.iter().filter_map(Value::as_str).any(|tag| tag.eq_ignore_ascii_case("private"));
    only_me || row.get("hidden").and_then(Value::as_bool).unwrap_or_default() || tagged
}
