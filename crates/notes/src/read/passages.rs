//! Texts of passages and notes, as Kobos and many programs export or mail them: title and author, chapters, passages, and
//! notes after them, each with an empty line before it. What a block is, the book says: a passage is in it.

use std::collections::BTreeMap;

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
    let label = note_label(&blocks);
    let mut marks: Vec<Mark> = Vec::new();
    let mut chapter: Option<String> = None;
    for (index, block) in blocks.iter().enumerate() {
        let heads = index < 3 && block.len() <= 3 && block.iter().any(|line| finder.is_title(line));
        if heads {
            // With the author below the title.
            continue;
        }
        let whole = block.join(" ");
        if finder.is_in_book(&whole) && !is_heading(&whole, finder) {
            marks.push(passage(&whole, chapter.as_ref()));
            continue;
        }
        let labelled = label.is_some_and(|label| block[0].split_once(": ").is_some_and(|(word, _)| word == label));
        if label.is_some() && !labelled && !block.iter().any(|line| finder.is_in_book(line) || is_heading(line, finder))
        {
            // Where notes have a label, what has none is a passage, though it isn't found.
            marks.push(passage(&whole, chapter.as_ref()));
            continue;
        }
        for line in block {
            if is_heading(line, finder) {
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

fn is_heading(line: &str, finder: &PlaceFinder<'_>) -> bool {
    finder.text.chapter_titled(line).is_some()
}

/// The word before notes, where the file has one: it begins several blocks (`Note: `, `Notiz: `).
fn note_label<'a>(blocks: &[Vec<&'a str>]) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for block in blocks {
        if let Some((word, _)) = block[0].split_once(": ").filter(|(word, _)| is_label(word)) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let (label, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count > 1).then_some(label)
}

fn is_label(word: &str) -> bool {
    word.chars().all(char::is_alphabetic) && word.len() <= 12
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
        Some((label, note)) if is_label(label) => note.trim(),
        _ => line,
    }
}
