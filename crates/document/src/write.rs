//! A chapter as Markdown: the form in which the importer leaves chapters, and which reads back to the same
//! tree. One paragraph a line, no more escapes than are needed.

mod blocks;
mod escape;
mod front;
mod inlines;
mod tables;

use crate::{Chapter, FrontMatter, Note};

/// Writes a chapter as Markdown that parses to the same tree, spans apart.
///
/// That holds for every tree that [`crate::parse`] can make. Of others it keeps the text: an empty
/// emphasis or a link inside a link has no Markdown.
pub fn to_markdown(chapter: &Chapter) -> String {
    let mut out = String::new();
    if chapter.front != FrontMatter::default() {
        front::write(&chapter.front, &mut out);
        if !chapter.blocks.is_empty() {
            out.push('\n');
        }
    }
    let labels = labels(&chapter.notes);
    let mut writer = blocks::BlockWriter::new(&labels, out);
    writer.blocks(&chapter.blocks);
    for (note, label) in chapter.notes.iter().zip(&labels) {
        writer.note(note, label);
    }
    writer.finish()
}

/// The labels of notes: the author's own where they can be written, else numbers.
fn labels(notes: &[Note]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '*');
    let fine = notes
        .iter()
        .all(|n| !n.label.is_empty() && n.label.chars().all(plain) && seen.insert(crate::notes::key(&n.label)));
    if fine {
        notes.iter().map(|n| n.label.clone()).collect()
    } else {
        (1..=notes.len()).map(|n| n.to_string()).collect()
    }
}
