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
        block.kind.parts(&mut |part| match part {
            Part::Inlines(content) => walk_inlines(content, visit),
            Part::Blocks(blocks) => walk_blocks(blocks, visit),
        });
    }
}

/// A part of a block's content.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// Text: a paragraph's, a heading's, a line's of verse, a term's, a table's caption.
    Inlines(&'a [Inline]),
    /// Blocks: those of a quotation, a list's item, an explanation, a table's cell, an image's caption.
    Blocks(&'a [Block]),
}

/// A [`Part`] that can be changed.
#[derive(Debug)]
pub enum PartMut<'a> {
    /// Text.
    Inlines(&'a mut Vec<Inline>),
    /// Blocks.
    Blocks(&'a mut Vec<Block>),
}

// The one place that knows what each kind of block holds: whatever goes through all of a text goes by it, so that a new kind
// is forgotten nowhere.
impl BlockKind {
    /// The parts of the block's content in reading order; none of the parts' own.
    pub fn parts<'a>(&'a self, visit: &mut dyn FnMut(Part<'a>)) {
        match self {
            Self::Paragraph(content) | Self::Heading { content, .. } => visit(Part::Inlines(content)),
            Self::Quote(blocks) | Self::Div { blocks, .. } | Self::Figure { caption: blocks, .. } => {
                visit(Part::Blocks(blocks));
            }
            Self::List { items, .. } => items.iter().for_each(|item| visit(Part::Blocks(&item.blocks))),
            Self::Definitions(definitions) => {
                for definition in definitions {
                    visit(Part::Inlines(&definition.term));
                    definition.details.iter().for_each(|blocks| visit(Part::Blocks(blocks)));
                }
            }
            Self::Table(table) => {
                table.caption.iter().for_each(|caption| visit(Part::Inlines(caption)));
                table.cells().for_each(|cell| visit(Part::Blocks(&cell.blocks)));
            }
            Self::Verse(stanzas) => {
                let lines = stanzas.iter().flat_map(|stanza| &stanza.lines);
                lines.for_each(|line| visit(Part::Inlines(&line.content)));
            }
            Self::Code { .. } | Self::SceneBreak => {}
        }
    }

    /// [`BlockKind::parts`], to be changed.
    pub fn parts_mut(&mut self, visit: &mut dyn FnMut(PartMut<'_>)) {
        match self {
            Self::Paragraph(content) | Self::Heading { content, .. } => visit(PartMut::Inlines(content)),
            Self::Quote(blocks) | Self::Div { blocks, .. } | Self::Figure { caption: blocks, .. } => {
                visit(PartMut::Blocks(blocks));
            }
            Self::List { items, .. } => items.iter_mut().for_each(|item| visit(PartMut::Blocks(&mut item.blocks))),
            Self::Definitions(definitions) => {
                for definition in definitions {
                    visit(PartMut::Inlines(&mut definition.term));
                    definition.details.iter_mut().for_each(|blocks| visit(PartMut::Blocks(blocks)));
                }
            }
            Self::Table(table) => {
                table.caption.iter_mut().for_each(|caption| visit(PartMut::Inlines(caption)));
                table.cells_mut().for_each(|cell| visit(PartMut::Blocks(&mut cell.blocks)));
            }
            Self::Verse(stanzas) => {
                let lines = stanzas.iter_mut().flat_map(|stanza| &mut stanza.lines);
                lines.for_each(|line| visit(PartMut::Inlines(&mut line.content)));
            }
            Self::Code { .. } | Self::SceneBreak => {}
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
