//! `.annot`: Adobe's annotation files, which Kobos and programs with Adobe's renderer write.

use roxmltree::{Document, Node};

use super::read_file::{ReadFile, Unreadable, file_stem};
use crate::mark::{BookMarks, Hints, Mark};

pub(super) fn read(text: &str) -> Result<ReadFile, Unreadable> {
    let damaged = |error: roxmltree::Error| Unreadable::Damaged { source: ".annot", message: error.to_string() };
    let document = Document::parse(text.trim_start()).map_err(damaged)?;
    let root = document.root_element();
    let named = |node: Node<'_, '_>, name: &str| node.tag_name().name() == name;
    let title = root.descendants().find(|node| named(*node, "title")).and_then(|node| node.text());
    let annotations = root.descendants().filter(|node| named(*node, "annotation"));
    let marks = annotations.filter_map(|annotation| {
        let fragment = annotation.descendants().find(|node| named(*node, "fragment"));
        let words = |node: Node<'_, '_>| {
            let text = node.children().find(|child| named(*child, "text"))?;
            let text: String = text.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let content = annotation.descendants().find(|node| named(*node, "content"));
        let start = fragment.and_then(|fragment| fragment.attribute("start"));
        let mark = Mark {
            quote: fragment.and_then(words).unwrap_or_default(),
            note: content.and_then(words).unwrap_or_default(),
            hints: Hints { file: start.and_then(file_stem), ..Hints::default() },
            ..Mark::default()
        };
        (!mark.quote.is_empty() || !mark.note.is_empty()).then_some(mark)
    });
    let book = BookMarks { title: title.map(str::to_owned), marks: marks.collect() };
    Ok(ReadFile::new("Kobo or Adobe", vec![book]))
}
