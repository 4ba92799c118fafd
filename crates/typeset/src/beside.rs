//! Texts and images beside one another: galleries, parallel texts; and numbers that stand in the line.

use anthology_document::{Attrs, Block, BlockKind, Inline, InlineKind};

use crate::block::Around;
use crate::inline::Setter;
use crate::section::block as set_block;
use crate::set::{GroupRole, ParagraphStyle, SetBlock, SetBlockKind};

impl Setter<'_> {
    /// A gallery: its images, and what is no image as the caption of all of them.
    pub(crate) fn gallery(&mut self, blocks: &[Block], gallery: &Block, around: Around) -> SetBlockKind {
        let mut set = Vec::with_capacity(blocks.len());
        let mut label = self.context.index.label(self.chapter, gallery.span).map(str::to_owned);
        for block in blocks {
            let one = std::slice::from_ref(block);
            if matches!(block.kind, BlockKind::Figure { .. }) {
                set.extend(self.blocks(one, around));
            } else {
                self.caption_label = label.take();
                set.extend(self.blocks(one, around.style(ParagraphStyle::Caption)));
                self.caption_label = None;
            }
        }
        SetBlockKind::Group { role: GroupRole::Custom("gallery".to_owned()), blocks: set }
    }

    /// Parallel texts: the divs of two or more languages, block by block beside one another. `None` where there are
    /// fewer than two.
    pub(crate) fn parallel(&mut self, blocks: &[Block], around: Around) -> Option<SetBlockKind> {
        let sides: Vec<(&Block, &[Block])> = blocks
            .iter()
            .filter_map(|block| match &block.kind {
                BlockKind::Div { blocks, .. } => Some((block, blocks.as_slice())),
                _ => None,
            })
            .collect();
        if sides.len() < 2 || sides.len() < blocks.len() {
            return None;
        }
        let longest = sides.iter().map(|(_, blocks)| blocks.len()).max().unwrap_or(0);
        let mut pairs = Vec::with_capacity(longest);
        for i in 0..longest {
            let mut pair = Vec::with_capacity(sides.len());
            for (side, blocks) in &sides {
                let lang = side.attrs.lang.unwrap_or(around.lang);
                let own = blocks.get(i..=i).unwrap_or_default();
                let set = self.blocks(own, Around { lang, ..around });
                let kind = SetBlockKind::Group { role: GroupRole::Custom("side".to_owned()), blocks: set };
                let classes = side.attrs.classes.clone();
                let id = side.attrs.id.clone().filter(|_| i == 0);
                pair.push(SetBlock { id, classes, ..set_block(kind, lang, side.span) });
            }
            let kind = SetBlockKind::Group { role: GroupRole::Custom("pair".to_owned()), blocks: pair };
            pairs.push(set_block(kind, around.lang, sides[0].0.span));
        }
        Some(SetBlockKind::Group { role: GroupRole::Custom("parallel".to_owned()), blocks: pairs })
    }

    /// Aphorisms whose numbers stand at the beginning of their first lines.
    pub(crate) fn run_in_numbers(&mut self, blocks: &[Block], around: Around) -> SetBlockKind {
        let mut set = Vec::new();
        for block in blocks {
            let BlockKind::List { start: Some(start), items, .. } = &block.kind else {
                set.extend(self.blocks(std::slice::from_ref(block), around));
                continue;
            };
            for (item, number) in items.iter().zip(*start..) {
                let mut blocks = item.blocks.clone();
                if let Some(Block { kind: BlockKind::Paragraph(content), span, .. }) = blocks.first_mut() {
                    let at = |kind| Inline { kind, span: *span };
                    let attrs = Attrs { classes: vec!["number".to_owned()], ..Attrs::default() };
                    let label = vec![at(InlineKind::Verbatim(format!("{number}.")))];
                    let number = at(InlineKind::Span { attrs, content: label });
                    content.splice(0..0, [number, at(InlineKind::Text("\u{2002}".to_owned()))]);
                }
                set.extend(self.blocks(&blocks, around));
            }
        }
        SetBlockKind::Group { role: GroupRole::Custom("aphorisms".to_owned()), blocks: set }
    }
}
