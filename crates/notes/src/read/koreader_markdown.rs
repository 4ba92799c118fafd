//! The Markdown that KOReader's exporter writes: a title, chapters, and `### Page 12 @ 01 January 2023 …` over each passage.

use super::read_file::ReadFile;
use crate::mark::{BookMarks, Hints, Mark, Position, Scale};

pub(super) fn read(text: &str) -> Option<ReadFile> {
    let mut books: Vec<BookMarks> = Vec::new();
    let mut chapter: Option<String> = None;
    let mut current: Option<(Mark, Part)> = None;
    for line in text.lines() {
        let entry = line.strip_prefix("### ").filter(|about| about.contains(" @ "));
        let title = line.strip_prefix("# ");
        let section = line.strip_prefix("## ");
        if (entry.is_some() || title.is_some() || section.is_some())
            && let Some((mark, _)) = current.take()
        {
            books.last_mut()?.marks.push(finished(mark));
        }
        if let Some(title) = title {
            books.push(BookMarks { title: Some(title.trim().to_owned()), marks: Vec::new() });
            chapter = None;
        } else if let Some(section) = section {
            chapter = Some(section.trim().to_owned());
        } else if let Some(about) = entry {
            books.last()?;
            let page = about.split(" @ ").next().and_then(|page| page.rsplit(' ').next());
            let position = page.and_then(|page| page.parse().ok()).map(|at| Position { scale: Scale::Page, at });
            let hints = Hints { chapter: chapter.clone(), position, ..Hints::default() };
            current = Some((Mark { hints, ..Mark::default() }, Part::Quote));
        } else if let Some((mark, part)) = &mut current {
            match part {
                Part::Quote if line.trim() == "---" => *part = Part::Note,
                Part::Quote => push_line(&mut mark.quote, line),
                // A link back into the book, where the exporter was asked for one.
                Part::Note if line.starts_with('[') && line.contains("(<file://") => {}
                Part::Note => push_line(&mut mark.note, line),
            }
        }
    }
    if let Some((mark, _)) = current {
        books.last_mut()?.marks.push(finished(mark));
    }
    books.retain(|book| !book.marks.is_empty());
    (!books.is_empty()).then(|| ReadFile::new("KOReader", books))
}

/// What the lines after an entry's heading are.
enum Part {
    Quote,
    Note,
}

fn push_line(text: &mut String, line: &str) {
    if line.starts_with('[') && line.contains("(<file://") {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// The passage without the emphasis that the exporter puts around it, by the style of the mark.
fn finished(mut mark: Mark) -> Mark {
    let mut quote = mark.quote.trim();
    for [open, close] in
        [["<u>", "</u>"], ["**_", "_**"], ["**", "**"], ["==", "=="], ["++", "++"], ["~~", "~~"], ["*", "*"]]
    {
        if let Some(inner) = quote.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            quote = inner;
            break;
        }
    }
    mark.quote = quote.trim().to_owned();
    mark.note = mark.note.trim().to_owned();
    mark
}
