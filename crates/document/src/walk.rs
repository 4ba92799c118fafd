//! Every block and inline of a chapter, in reading order.

use crate::{Block, BlockKind, Chapter, Inline, InlineKind};

/// A node that a walk visits.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// A block, before its content.
    Block(&'a Block),
    /// An inline, before its content.
    Inline(&'a Inline),
}

impl Chapter {
    /// Visits the body and then the notes. A figure's image and a table's cells are reached through their
    /// block.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(Node<'a>)) {
        walk_blocks(&self.blocks, visit);
        for note in &self.notes {
            walk_blocks(&note.blocks, visit);
        }
    }
}

/// Visits blocks and their content.
pub fn walk_blocks<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(Node<'a>)) {
    for block in blocks {
        visit(Node::Block(block));
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => walk_inlines(content, visit),
            BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => walk_blocks(blocks, visit),
            BlockKind::List { items, .. } => items.iter().for_each(|item| walk_blocks(&item.blocks, visit)),
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    walk_inlines(&definition.term, visit);
                    definition.details.iter().for_each(|blocks| walk_blocks(blocks, visit));
                }
            }
            BlockKind::Table(table) => {
                if let Some(caption) = &table.caption {
                    walk_inlines(caption, visit);
                }
                table.cells().for_each(|cell| walk_blocks(&cell.blocks, visit));
            }
            BlockKind::Figure { caption, .. } => walk_blocks(caption, visit),
            BlockKind::Verse(stanzas) => {
                let lines = stanzas.iter().flat_map(|stanza| &stanza.lines);
                lines.for_each(|line| walk_inlines(&line.content, visit));
            }
            BlockKind::Code { .. } | BlockKind::SceneBreak => {}
        }
    }
}

/// Visits inlines and their content.
pub fn walk_inlines<'a>(inlines: &'a [Inline], visit: &mut dyn FnMut(Node<'a>)) {
    for inline in inlines {
        visit(Node::Inline(inline));
        match &inline.kind {
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Superscript(content)
            | InlineKind::Subscript(content)
            | InlineKind::Cite(content)
            | InlineKind::Abbreviation { content, .. }
            | InlineKind::Span { content, .. }
            | InlineKind::Link { content, .. } => walk_inlines(content, visit),
            InlineKind::Text(_)
            | InlineKind::Verbatim(_)
            | InlineKind::Code(_)
            | InlineKind::Image(_)
            | InlineKind::NoteMark(_)
            | InlineKind::SoftBreak
            | InlineKind::HardBreak => {}
        }
    }
}
