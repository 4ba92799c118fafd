//! `KoboReader.sqlite`, the database of a Kobo.

use std::collections::BTreeMap;

use super::read_file::{ReadFile, Unreadable};
use super::sqlite::Database;
use super::web_annotation::element_id;
use crate::mark::{BookMarks, Hints, Mark};

const SOURCE: &str = "Kobo";

pub(super) fn read(bytes: &[u8]) -> Result<ReadFile, Unreadable> {
    let damaged = |message: &str| Unreadable::Damaged { source: SOURCE, message: message.to_owned() };
    let database = Database::open(bytes).ok_or_else(|| damaged("its header is wrong"))?;
    let bookmarks = database.table("Bookmark").ok_or_else(|| damaged("it has no table of bookmarks"))?;
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    if let Some(content) = database.table("content") {
        for row in content.iter() {
            if !row.get("Title").is_empty() {
                titles.insert(row.get("ContentID").to_owned(), row.get("Title").to_owned());
            }
        }
    }
    let mut books: BTreeMap<&str, Vec<Mark>> = BTreeMap::new();
    for row in bookmarks.iter() {
        if row.get("Hidden").eq_ignore_ascii_case("true") {
            continue;
        }
        let mark = Mark {
            quote: row.get("Text").split_whitespace().collect::<Vec<_>>().join(" "),
            note: row.get("Annotation").trim().to_owned(),
            hints: Hints {
                id: element_id(row.get("StartContainerPath")),
                file: file(row.get("ContentID")),
                ..Hints::default()
            },
            ..Mark::default()
        };
        if !mark.quote.is_empty() || !mark.note.is_empty() {
            books.entry(row.get("VolumeID")).or_default().push(mark);
        }
    }
    let book = |(volume, marks): (&str, Vec<Mark>)| {
        let name = || volume.rsplit('/').next().unwrap_or_default().replace("%20", " ");
        BookMarks { title: Some(titles.get(volume).cloned().unwrap_or_else(name)), marks }
    };
    Ok(ReadFile::new(SOURCE, books.into_iter().map(book).collect()))
}

/// The stem of a chapter's file: `…/The-Weir.kepub.epub#(3)OEBPS/text/trust.xhtml`, `…!OEBPS!text/trust.xhtml`.
fn file(content: &str) -> Option<String> {
    let name = content.rsplit(['/', '!', '#']).find(|part| !part.is_empty())?;
    name.split('.').next().map(str::to_owned)
}
