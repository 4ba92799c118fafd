//! Footnotes of a capture: a list of numbered notes at the end of a text, and their marks in it.

use crate::blocks::nowhere;
use crate::blocks::{inline, text_of};
use crate::notes::lines;
use anthology_document::{Block, BlockKind, Inline, InlineKind, Note};

/// Headings over lists of notes.
const HEADINGS: &[&str] = &[
    "notes",
    "footnotes",
    "endnotes",
    "anmerkungen",
    "fußnoten",
    "endnoten",
    "notes de bas de page",
    "notas",
    "note",
    "voetnoten",
    "fotnoter",
    "przypisy",
    "примечания",
    "注",
    "脚注",
];

/// Makes notes of the numbered paragraphs at the end of a text, if each has its mark in the text before, once. Where
/// one has none, all stay as they are: a list of sources is no list of notes.
pub(crate) fn recover(blocks: &mut Vec<Block>, notes: &mut Vec<Note>) {
    let Some(found) = NoteList::at_end(blocks) else { return };
    let (text, list) = blocks.split_at_mut(found.first);
    let marks = found.marks();
    if marks.iter().any(|mark| text.iter_mut().map(|block| count(block, mark)).sum::<usize>() != 1) {
        return;
    }
    let offset = notes.len();
    for (n, block) in list[..marks.len()].iter_mut().enumerate() {
        let mut note = vec![block.clone()];
        without_mark(&mut note[0], &marks[n]);
        notes.push(Note { label: (offset + n + 1).to_string(), blocks: note, span: nowhere() });
    }
    for block in text.iter_mut() {
        for (n, mark) in marks.iter().enumerate() {
            lines(block, &mut |run| set_mark(run, mark, offset + n));
        }
    }
    let first = found.first - usize::from(found.headed);
    blocks.drain(first..found.first + marks.len());
    // A rule that separated the notes from the text.
    while blocks.last().is_some_and(|b| matches!(b.kind, BlockKind::SceneBreak)) {
        blocks.pop();
    }
}

/// Numbered paragraphs at the end of a text.
struct NoteList {
    /// Index of the first.
    first: usize,
    count: usize,
    /// True if a heading is over them.
    headed: bool,
}

impl NoteList {
    fn at_end(blocks: &[Block]) -> Option<Self> {
        let number = |block: &Block| match &block.kind {
            BlockKind::Paragraph(content) => bracketed(&text_of(content)),
            _ => None,
        };
        let count = blocks.iter().rev().take_while(|b| number(b).is_some()).count();
        let first = blocks.len() - count;
        let numbers: Vec<u32> = blocks[first..].iter().filter_map(number).collect();
        if count == 0 || first == 0 || numbers.iter().zip(1..).any(|(&n, expected)| n != expected) {
            return None;
        }
        let headed = match &blocks[first - 1].kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                HEADINGS.contains(&text_of(content).trim().trim_end_matches(':').to_lowercase().as_str())
            }
            _ => false,
        };
        Some(Self { first, count, headed })
    }

    fn marks(&self) -> Vec<String> {
        (1..=self.count).map(|n| format!("[{n}]")).collect()
    }
}

/// The number of a paragraph that begins with `[3]`.
fn bracketed(text: &str) -> Option<u32> {
    let (number, rest) = text.trim_start().strip_prefix('[')?.split_once(']')?;
    (!rest.trim().is_empty() && number.len() <= 3).then(|| number.parse().ok()).flatten()
}

fn count(block: &mut Block, mark: &str) -> usize {
    let mut found = 0;
    lines(block, &mut |run| found += text_of(run).matches(mark).count());
    if let BlockKind::Quote(inner) | BlockKind::Div { blocks: inner, .. } = &mut block.kind {
        found += inner.iter_mut().map(|b| count(b, mark)).sum::<usize>();
    }
    found
}

/// Replaces a mark in a running line by that of a note.
fn set_mark(run: &mut Vec<Inline>, mark: &str, index: usize) {
    let mut at = 0;
    while at < run.len() {
        if let InlineKind::Text(text) = &mut run[at].kind
            && let Some(place) = text.find(mark)
        {
            let rest = text[place + mark.len()..].to_owned();
            let kept = text[..place].trim_end().len();
            text.truncate(kept);
            run.insert(at + 1, inline(InlineKind::NoteMark(index)));
            if !rest.is_empty() {
                run.insert(at + 2, inline(InlineKind::Text(rest)));
            }
            return;
        }
        if let Some(content) = run[at].kind.content_mut() {
            set_mark(content, mark, index);
        }
        at += 1;
    }
}

/// Takes the number from the beginning of a note, and the arrow back from its end.
fn without_mark(block: &mut Block, mark: &str) {
    lines(block, &mut |run| {
        if let Some(InlineKind::Text(text)) = run.first_mut().map(|i| &mut i.kind) {
            *text = text.trim_start().strip_prefix(mark).unwrap_or(text).trim_start().to_owned();
        }
        if let Some(InlineKind::Text(text)) = run.last_mut().map(|i| &mut i.kind) {
            let kept = text.trim_end_matches(['↩', '\u{fe0e}', '↑', '^', ' ']).len();
            text.truncate(kept);
        }
    });
}
