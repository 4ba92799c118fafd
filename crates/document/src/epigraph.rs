//! Verse in an epigraph. It needs no block of its own: its lines show what it is.

use anthology_base::Diagnostics;

use crate::fence::PreparedText;
use crate::finish::{split_lines, verse_line};
use crate::{Attrs, Block, BlockKind, Inline, Stanza, VerseLine, plain_text};

/// The most characters of a line of verse. Prose is wrapped at 70 and more.
const LONGEST_LINE: usize = 60;

/// The blocks of an epigraph, its paragraphs of verse as stanzas.
pub(crate) fn with_verse(blocks: Vec<Block>, source: &PreparedText<'_>, diagnostics: &mut Diagnostics) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut goes_on = false;
    for block in blocks {
        let lines = if block.attrs.is_empty() { lines_of(&block, source, diagnostics) } else { None };
        let Some(lines) = lines else {
            goes_on = false;
            out.push(block);
            continue;
        };
        match out.last_mut() {
            Some(Block { kind: BlockKind::Verse(stanzas), span, .. }) if goes_on => {
                stanzas.push(Stanza { lines });
                *span = span.to(block.span);
            }
            _ => out.push(Block {
                kind: BlockKind::Verse(vec![Stanza { lines }]),
                attrs: Attrs::default(),
                span: block.span,
            }),
        }
        goes_on = true;
    }
    out
}

/// The lines of a paragraph of verse: all are short, and each begins with a capital or is indented. Where every line is a
/// sentence, it is prose by an author who gives each sentence a line.
fn lines_of(block: &Block, source: &PreparedText<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<VerseLine>> {
    let BlockKind::Paragraph(content) = &block.kind else { return None };
    let lines = split_lines(content.clone());
    if lines.len() < 2 {
        return None;
    }
    let outer = indent_of(lines.first()?, source);
    let mut is_all_sentences = true;
    for (i, line) in lines.iter().enumerate() {
        let text = plain_text(line);
        let text = text.trim();
        let is_indented = indent_of(line, source) > outer;
        let first = text.chars().find(|c| c.is_alphanumeric())?;
        if text.chars().count() > LONGEST_LINE || !(first.is_uppercase() || is_indented) {
            return None;
        }
        let ends = text.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '?' | '…'));
        is_all_sentences &= i + 1 == lines.len() || ends.ends_with(['.', '!', '?', '…']) && !is_indented;
    }
    let line = |line: Vec<Inline>| {
        let indent = indent_of(&line, source).saturating_sub(outer);
        let line = verse_line(line, block.span, source, diagnostics);
        VerseLine { indent: indent.min(255) as u8, ..line }
    };
    (!is_all_sentences).then(|| lines.into_iter().map(line).collect())
}

/// The bytes before the first text of a line: marks of quotation and spaces.
fn indent_of(line: &[Inline], source: &PreparedText<'_>) -> usize {
    let Some(first) = line.first() else { return 0 };
    let before = source.text.get(..first.span.start as usize).unwrap_or_default();
    before.len() - before.rfind('\n').map_or(0, |end| end + 1)
}
