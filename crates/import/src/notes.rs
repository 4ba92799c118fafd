//! Notes and their marks: marks hold the numbers of notes.

use crate::blocks::visit_blocks;
use crate::documents::Content;
use anthology_document::{Block, BlockKind, Inline, InlineKind, Note};
use std::collections::BTreeMap;

/// Adds a number to all marks, where notes came to stand before theirs.
pub(crate) fn shift(blocks: &mut Vec<Block>, offset: usize) {
    if offset > 0 {
        marks(blocks, &mut |index| *index += offset);
    }
}

/// Leaves out notes without a mark, and numbers the others in the order of their marks.
pub(crate) fn keep_used(content: &mut Content) {
    let mut order: Vec<usize> = Vec::new();
    marks(&mut content.blocks, &mut |index| order.push(*index));
    let mut at = 0;
    // Notes may have notes.
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept: Vec<usize> = Vec::new();
    while at < order.len() {
        let index = order[at];
        at += 1;
        if index >= content.notes.len() || numbers.contains_key(&index) {
            continue;
        }
        numbers.insert(index, kept.len());
        kept.push(index);
        marks(&mut content.notes[index].blocks, &mut |inner| order.push(*inner));
    }
    let mut notes: Vec<Note> = kept.iter().map(|&index| content.notes[index].clone()).collect();
    let renumber = &mut |index: &mut usize| *index = numbers.get(index).copied().unwrap_or(0);
    for (n, note) in notes.iter_mut().enumerate() {
        note.label = (n + 1).to_string();
        marks(&mut note.blocks, renumber);
    }
    marks(&mut content.blocks, renumber);
    content.notes = notes;
}

/// Calls `visit` with the number of each mark.
fn marks(blocks: &mut Vec<Block>, visit: &mut dyn FnMut(&mut usize)) {
    visit_blocks(blocks, &mut |list| {
        list.iter_mut().for_each(|block| lines(block, &mut |run| inline_marks(run, visit)))
    });
}

/// Calls `visit` with each running line of a block itself, not of the blocks in it.
pub(crate) fn lines(block: &mut Block, visit: &mut dyn FnMut(&mut Vec<Inline>)) {
    match &mut block.kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => visit(content),
        BlockKind::Table(table) => table.caption.iter_mut().for_each(visit),
        BlockKind::Verse(stanzas) => stanzas.iter_mut().flat_map(|s| &mut s.lines).for_each(|l| visit(&mut l.content)),
        BlockKind::Definitions(list) => list.iter_mut().for_each(|d| visit(&mut d.term)),
        _ => {}
    }
}

fn inline_marks(run: &mut Vec<Inline>, visit: &mut dyn FnMut(&mut usize)) {
    for piece in run {
        if let InlineKind::NoteMark(index) = &mut piece.kind {
            visit(index);
        } else if let Some(content) = piece.kind.content_mut() {
            inline_marks(content, visit);
        }
    }
}
