//! The notebook that Kindle's apps export as HTML.

use super::entries::{Entry, Kinds, marks};
use super::read_file::ReadFile;
use super::scan::{Piece, attribute, pieces, unescaped};
use crate::mark::BookMarks;
use crate::places::PlaceFinder;

pub(super) fn is_notebook(text: &str) -> bool {
    text.contains("noteHeading") && text.contains("noteText")
}

/// The fields of the file, by the class of their elements.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Section,
    Heading,
    Text,
}

pub(super) fn read(text: &str, finder: &PlaceFinder<'_>) -> ReadFile {
    let mut fields: Vec<(Field, String, bool)> = Vec::new();
    let mut open = false;
    for piece in pieces(text) {
        match piece {
            Piece::Tag(tag) => {
                let Some(class) = attribute(tag, "class") else { continue };
                let field = match class {
                    "bookTitle" => Field::Title,
                    "sectionHeading" => Field::Section,
                    "noteHeading" => Field::Heading,
                    "noteText" => Field::Text,
                    _ if class.starts_with("highlight_") => {
                        if let Some((Field::Heading, _, is_mark)) = fields.last_mut() {
                            *is_mark = true;
                        }
                        continue;
                    }
                    _ => {
                        open = false;
                        continue;
                    }
                };
                fields.push((field, String::new(), false));
                open = true;
            }
            Piece::Text(text) => {
                if let Some((_, field, _)) = fields.last_mut().filter(|_| open) {
                    field.push_str(&unescaped(text));
                }
            }
        }
    }
    let (mut title, mut chapter, mut about) = (None, None, None);
    let mut entries = Vec::new();
    for (field, text, is_mark) in fields {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match field {
            Field::Title => title = Some(text),
            Field::Section => chapter = Some(text),
            Field::Heading => about = Some((text, is_mark)),
            Field::Text => {
                let Some((line, is_mark)) = about.take() else { continue };
                // The line has no date, and bars nowhere.
                let entry = Entry::of_line(&format!("{}|", line.replace('|', " ")));
                entries.push(Entry { text, chapter: chapter.clone(), is_mark, ..entry });
            }
        }
    }
    let kinds = Kinds::learn(entries.iter().map(|entry| (entry, true)), finder);
    ReadFile::new("Kindle notebook", vec![BookMarks { title, marks: marks(&entries, &kinds) }])
}
