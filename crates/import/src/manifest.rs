//! `book.toml`: made at the first import; later imports add their new chapters and touch nothing else.

use anthology_base::{Diagnostic, Diagnostics, Lang};
use std::collections::BTreeSet;
use toml_edit::{Array, DocumentMut, Item, Value};

/// The text of a first `book.toml`.
pub(crate) fn create(title: &str, lang: Lang, chapters: &[String]) -> String {
    let quoted = |text: &str| Value::from(text).to_string().trim().to_owned();
    let list: String = chapters.iter().map(|c| format!("  {},\n", quoted(c))).collect();
    format!("[book]\ntitle = {}\nlanguage = {}\nchapters = [\n{list}]\n", quoted(title), quoted(lang.as_str()))
}

/// Adds chapters after the last one that is listed; `None` where the manifest can't be read or lists them all.
pub(crate) fn extend(text: &str, chapters: &[String], diagnostics: &mut Diagnostics) -> Option<String> {
    let Ok(mut document) = text.parse::<DocumentMut>() else {
        diagnostics.push(
            Diagnostic::warning(
                "import-manifest",
                "book.toml is not valid TOML; the new chapters were not listed in it",
            )
            .hint(format!("correct it and add {}", chapters.join(", "))),
        );
        return None;
    };
    let known: BTreeSet<&str> = text.split(['"', '\'']).collect();
    let fresh: Vec<&String> = chapters.iter().filter(|c| !known.contains(c.as_str())).collect();
    if fresh.is_empty() {
        return None;
    }
    let list = list(&mut document)?;
    let multiline = list.is_empty()
        || list.iter().any(|v| v.decor().prefix().and_then(|p| p.as_str()).is_some_and(|p| p.contains('\n')));
    let prefix = list
        .iter()
        .filter_map(|v| v.decor().prefix().and_then(|p| p.as_str()))
        .filter(|p| p.contains('\n'))
        .last()
        .map_or("\n  ".to_owned(), |p| format!("\n{}", p.rsplit('\n').next().unwrap_or("  ")));
    if multiline {
        // The line end before the bracket moves after the new entries.
        if let Some(last) = list.len().checked_sub(1).and_then(|i| list.get_mut(i)) {
            last.decor_mut().set_suffix("");
        }
    }
    for chapter in fresh {
        list.push(chapter.as_str());
        if multiline && let Some(value) = list.len().checked_sub(1).and_then(|i| list.get_mut(i)) {
            value.decor_mut().set_prefix(prefix.clone());
        }
    }
    if multiline {
        list.set_trailing_comma(true);
        if !list.trailing().as_str().is_some_and(|t| t.contains('\n')) {
            list.set_trailing("\n");
        }
    }
    Some(document.to_string())
}

/// Takes chapters out of every list; `None` where none is listed or the manifest can't be read.
pub(crate) fn retire(text: &str, chapters: &BTreeSet<String>) -> Option<String> {
    let mut document = text.parse::<DocumentMut>().ok().filter(|_| !chapters.is_empty())?;
    let mut changed = false;
    if let Some(book) = document.get_mut("book").and_then(Item::as_table_like_mut) {
        changed |= retire_from(book.get_mut("chapters"), chapters);
    }
    for part in document.get_mut("part").and_then(Item::as_array_of_tables_mut).into_iter().flat_map(|p| p.iter_mut()) {
        changed |= retire_from(part.get_mut("chapters"), chapters);
    }
    changed.then(|| document.to_string())
}

fn retire_from(list: Option<&mut Item>, chapters: &BTreeSet<String>) -> bool {
    let Some(list) = list.and_then(Item::as_array_mut) else { return false };
    let before = list.len();
    // The parser takes a comment after the previous entry for a prefix of this one.
    let mut comments = String::new();
    for at in 0..before {
        let Some(value) = list.get_mut(at) else { continue };
        let prefix = value.decor().prefix().and_then(|p| p.as_str()).unwrap_or("").to_owned();
        if value.as_str().is_some_and(|path| chapters.contains(path)) {
            if prefix.contains('#') {
                comments.push_str(prefix.rsplit_once('\n').map_or("", |(comment, _)| comment));
            }
        } else if !comments.is_empty() {
            value.decor_mut().set_prefix(std::mem::take(&mut comments) + &prefix);
        }
    }
    if !comments.is_empty() {
        let trailing = list.trailing().as_str().unwrap_or("").to_owned();
        list.set_trailing(comments + &trailing);
    }
    list.retain(|value| !value.as_str().is_some_and(|path| chapters.contains(path)));
    before != list.len()
}

/// The list that new chapters go to: the last part's, else the book's own.
fn list(document: &mut DocumentMut) -> Option<&mut Array> {
    if document.get("part").and_then(Item::as_array_of_tables).is_some_and(|p| !p.is_empty()) {
        let parts = document["part"].as_array_of_tables_mut()?;
        let last = parts.len() - 1;
        let item = parts.get_mut(last)?.entry("chapters").or_insert(Item::Value(Value::Array(Array::new())));
        return item.as_array_mut();
    }
    let book = document.entry("book").or_insert(Item::Table(toml_edit::Table::new())).as_table_mut()?;
    book.entry("chapters").or_insert(Item::Value(Value::Array(Array::new()))).as_array_mut()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extended(text: &str, chapters: &[&str]) -> Option<String> {
        extend(text, &chapters.iter().map(|&c| c.to_owned()).collect::<Vec<_>>(), &mut Diagnostics::new())
    }

    #[test]
    fn what_the_editor_wrote_stays() {
        let made = create("A \"Book\"", Lang::EN_GB, &["chapters/a.md".into()]);
        assert_eq!(made, "[book]\ntitle = 'A \"Book\"'\nlanguage = \"en-GB\"\nchapters = [\n  \"chapters/a.md\",\n]\n");
        assert_eq!(extended(&made, &["chapters/a.md"]), None);
        let text = "[book]  # mine\ntitle='x'\n\n[[part]]\ntitle = \"One\"\nchapters = [\n    \"chapters/a.md\", # first\n    \"chapters/b.md\",\n]\n\n[print]\ntrim = \"a5\"\n";
        let expected = text.replace("    \"chapters/b.md\",\n", "    \"chapters/b.md\",\n    \"chapters/c.md\",\n");
        assert_eq!(extended(text, &["chapters/b.md", "chapters/c.md"]), Some(expected));
        let short = "[book]\nchapters = [\"chapters/a.md\"]\n";
        let one = "[book]\nchapters = [\"chapters/a.md\", \"chapters/b.md\"]\n";
        assert_eq!(extended(short, &["chapters/b.md"]), Some(one.into()));
        assert_eq!(extended("[book", &["chapters/b.md"]), None);
        let gone = BTreeSet::from(["chapters/b.md".to_owned()]);
        assert_eq!(retire(text, &gone), Some(text.replace("    \"chapters/b.md\",\n", "")));
        assert_eq!(retire(one, &gone).as_deref(), Some(short));
        assert_eq!(retire(short, &gone), None);
    }
}
