//! Texts of passages and notes, as Kobos and many programs export or mail them: title and author, chapters, passages, and
//! notes after them, each with an empty line before it. What a block is, the book says: a passage is in it.

use super::read_file::ReadFile;
use crate::fold::fold;
use crate::mark::{BookMarks, Hints, Mark};
use crate::places::PlaceFinder;

/// Blocks of a text that are looked for: more is no list of passages.
const MOST_BLOCKS: usize = 20_000;

/// Reads a text; `None` if nothing of it is in the book and its title isn't the book's.
pub(super) fn read(text: &str, finder: &PlaceFinder<'_>) -> Option<ReadFile> {
    let blocks: Vec<Vec<&str>> = blocks(text);
    if blocks.is_empty() || blocks.len() > MOST_BLOCKS {
        return None;
    }
    let title = blocks.iter().flatten().take(3).find(|line| finder.is_title(line)).map(|line| (*line).to_owned());
    let mut marks: Vec<Mark> = Vec::new();
    let mut chapter: Option<String> = None;
    for block in &blocks {
        let whole = block.join(" ");
        if finder.is_in_book(&whole) && finder.text.chapter_titled(&whole).is_none() {
            marks.push(passage(&whole, chapter.as_ref()));
            continue;
        }
        for line in block {
            if finder.text.chapter_titled(line).is_some() {
                chapter = Some((*line).to_owned());
            } else if finder.is_in_book(line) {
                marks.push(passage(line, chapter.as_ref()));
            } else if let Some(last) = marks.last_mut() {
                if !last.note.is_empty() {
                    last.note.push('\n');
                }
                last.note.push_str(without_label(line));
            }
        }
    }
    if marks.is_empty() && title.is_none() {
        return None;
    }
    let is_kobo = text.contains("Kobo");
    let source = if is_kobo { "Kobo" } else { "text" };
    Some(ReadFile::new(source, vec![BookMarks { title, marks }]))
}

fn passage(text: &str, chapter: Option<&String>) -> Mark {
    let hints = Hints { chapter: chapter.cloned(), ..Hints::default() };
    Mark { quote: text.trim_matches(['"', '“', '”', '•', '-', ' ']).to_owned(), hints, ..Mark::default() }
}

fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        let is_rule = fold(line).is_empty();
        match blocks.last_mut() {
            Some(last) if !is_rule => last.push(line),
            Some(last) if !last.is_empty() => blocks.push(Vec::new()),
            _ => {}
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// A note without the word before it: `Note: `, `Notiz: `.
fn without_label(line: &str) -> &str {
    match line.split_once(": ") {
        Some((label, note)) if label.chars().all(char::is_alphabetic) && label.len() <= 12 => note.trim(),
        _ => line,
    }
}
