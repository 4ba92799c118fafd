//! Callouts of Obsidian: `> [!tip]- A title`, of any kind, folded or not, with a title or without.

use crate::{Block, BlockKind, Inline, InlineKind, finish};

/// A callout's parts.
pub(crate) struct Callout {
    /// The word in its brackets.
    pub(crate) kind: String,
    /// The title on its first line; may be empty.
    pub(crate) title: Vec<Inline>,
    /// The blocks below.
    pub(crate) blocks: Vec<Block>,
}

/// The parts of a callout, whose first paragraph begins with its mark; the blocks as they are where there is none.
pub(crate) fn split(mut blocks: Vec<Block>, source: &str) -> Result<Callout, Vec<Block>> {
    let Some(Block { kind: BlockKind::Paragraph(content), .. }) = blocks.first() else { return Err(blocks) };
    let Some((kind, len)) = mark(content, source) else { return Err(blocks) };
    let mut lines = finish::split_lines(content.clone()).into_iter();
    let mut title = lines.next().unwrap_or_default();
    if let Some(Inline { kind: InlineKind::Text(text), span }) = title.first_mut() {
        text.drain(..len.min(text.len()));
        span.start = (span.start + len as u32).min(span.end);
    }
    let mut rest: Vec<Inline> =
        content.iter().skip_while(|inline| !finish::is_break(&inline.kind)).skip(1).cloned().collect();
    let is_whole = title.len() == content.iter().take_while(|inline| !finish::is_break(&inline.kind)).count();
    if !is_whole {
        // Markup goes over the end of the title's line: all of the paragraph is below the title.
        return Err(blocks);
    }
    rest = finish::trim(rest);
    match (rest.first(), rest.last(), blocks.first_mut()) {
        (Some(first), Some(last), Some(block)) => {
            block.span = first.span.to(last.span);
            block.kind = BlockKind::Paragraph(rest);
        }
        _ => drop(blocks.remove(0)),
    }
    Ok(Callout { kind, title: finish::trim(finish::merge(title)), blocks })
}

/// The kind of a callout and the bytes of its mark: `[!tip]`, perhaps with a sign that folds it.
fn mark(content: &[Inline], source: &str) -> Option<(String, usize)> {
    let Some(Inline { kind: InlineKind::Text(text), span }) = content.first() else { return None };
    let kind = text.strip_prefix("[!")?.split_once(']')?.0;
    let is_word = kind.starts_with(|c: char| c.is_ascii_alphabetic())
        && kind.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let as_typed = source.get(span.start as usize..).is_some_and(|rest| rest.starts_with("[!"));
    if !is_word || !as_typed || source[..span.start as usize].ends_with('\\') {
        return None;
    }
    let mark = kind.len() + 3;
    let after = &text[mark..];
    let fold = usize::from(after.starts_with(['+', '-']));
    let is_apart = after[fold..].is_empty() || after[fold..].starts_with([' ', '\t']);
    is_apart.then(|| (kind.to_owned(), mark + fold))
}

/// The kind of a callout with a capital: `Tip`, also of `TIP`.
pub(crate) fn name_of(kind: &str) -> String {
    let is_shouted = !kind.contains(|c: char| c.is_ascii_lowercase());
    let kind = if is_shouted { kind.to_ascii_lowercase() } else { kind.to_owned() };
    let mut chars = kind.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
