//! KOReader: the JSON that its exporter writes, and the settings that it keeps beside a book.

use serde_json::Value;

use super::lua::{self, Lua};
use super::read_file::{ReadFile, Unreadable};
use crate::fold::fold;
use crate::mark::{BookMarks, Hints, Mark, Position, Scale};

/// `entries` of a book, or of several `documents`.
pub(super) fn read_json(value: &Value) -> Option<ReadFile> {
    let documents: Vec<&Value> = match value.get("documents").and_then(Value::as_array) {
        Some(documents) => documents.iter().collect(),
        None => vec![value],
    };
    let books: Vec<BookMarks> = documents.into_iter().filter_map(document).collect();
    (!books.is_empty()).then(|| ReadFile::new("KOReader", books))
}

fn document(value: &Value) -> Option<BookMarks> {
    let entries = value.get("entries")?.as_array()?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let mark = |entry: &Value| Mark {
        quote: text(entry, "text"),
        note: text(entry, "note"),
        hints: Hints {
            chapter: entry.get("chapter").and_then(Value::as_str).map(str::to_owned),
            position: entry.get("page").and_then(page).map(|at| Position { scale: Scale::Page, at }),
            ..Hints::default()
        },
        ..Mark::default()
    };
    let marks = entries.iter().map(mark).filter(|mark| !mark.quote.is_empty() || !mark.note.is_empty());
    Some(BookMarks { title: value.get("title").and_then(Value::as_str).map(str::to_owned), marks: marks.collect() })
}

fn page(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// `metadata.epub.lua`. `None` for a text that is no Lua.
pub(super) fn read_lua(text: &str) -> Option<Result<ReadFile, Unreadable>> {
    let looks = text.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with("--"))?;
    if !looks.starts_with("return") || !looks.contains('{') {
        return None;
    }
    let Some(settings) = lua::parse(text) else {
        return Some(Err(Unreadable::Damaged {
            source: "KOReader",
            message: "the table in it is cut short or no data".to_owned(),
        }));
    };
    let title = ["doc_props", "stats"].iter().find_map(|key| settings.get(key)?.get("title")?.text());
    let mut marks: Vec<Mark> = Vec::new();
    if let Some(annotations) = settings.get("annotations") {
        marks.extend(annotations.values().filter_map(annotation));
    }
    if let Some(bookmarks) = settings.get("bookmarks") {
        marks.extend(bookmarks.values().filter_map(bookmark));
    }
    // Older files have each passage here too, and some only here.
    for page in settings.get("highlight").into_iter().flat_map(Lua::values) {
        for mark in page.values().filter_map(highlight) {
            if !marks.iter().any(|known| fold(&known.quote) == fold(&mark.quote)) {
                marks.push(mark);
            }
        }
    }
    let book = BookMarks { title: title.map(str::to_owned), marks };
    Some(Ok(ReadFile::new("KOReader", vec![book])))
}

fn field(entry: &Lua, key: &str) -> String {
    entry.get(key).and_then(Lua::text).unwrap_or_default().trim().to_owned()
}

fn hints(entry: &Lua) -> Hints {
    let page = ["pageref", "pageno"].iter().find_map(|key| entry.get(key)?.number());
    Hints {
        chapter: entry.get("chapter").and_then(Lua::text).map(str::to_owned),
        position: page.map(|at| Position { scale: Scale::Page, at }),
        ..Hints::default()
    }
}

/// An entry of `annotations`; bookmarks have no `drawer`, and a text of the program's own.
fn annotation(entry: &Lua) -> Option<Mark> {
    let is_mark = entry.get("drawer").is_some() || entry.get("pos0").is_some();
    let quote = if is_mark { field(entry, "text") } else { String::new() };
    let mark = Mark { quote, note: field(entry, "note"), hints: hints(entry), ..Mark::default() };
    (!mark.quote.is_empty() || !mark.note.is_empty()).then_some(mark)
}

/// An entry of `bookmarks`: `notes` is the passage, `text` a note, or a text of the program's own around the passage.
fn bookmark(entry: &Lua) -> Option<Mark> {
    let quote = field(entry, "notes");
    let is_mark = entry.get("highlighted").is_some_and(|value| *value == Lua::Other("true".to_owned()));
    if quote.is_empty() || !is_mark {
        return None;
    }
    let text = field(entry, "text");
    let is_own = text.is_empty() || fold(&text).contains(&fold(&quote));
    Some(Mark { quote, note: if is_own { String::new() } else { text }, hints: hints(entry), ..Mark::default() })
}

fn highlight(entry: &Lua) -> Option<Mark> {
    let quote = field(entry, "text");
    (!quote.is_empty()).then(|| Mark { quote, hints: hints(entry), ..Mark::default() })
}
