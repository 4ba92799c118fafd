//! Lists and definition lists: items beside their labels.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{ParagraphStyle, SetDefinition, SetItem};

use crate::blocks::collect::Collector;
use crate::blocks::unset_blocks::{BlockLabel, BlockSource, Column, LabelPosition, UnsetBlock};
use crate::page::{NodeId, Role};

impl<'a> Collector<'a, '_> {
    pub(crate) fn list(&mut self, numbered: bool, tight: bool, items: &'a [SetItem], column: Column) {
        let list = self.node(Role::List { numbered }, Some(column.node));
        let gap = self.style_in(ParagraphStyle::ListItem, column).size * 2 / 5;
        let indent = self.list_indent(items, column);
        let space = if column.node == NodeId(0) { self.text.theme.blocks.block_space } else { Length::ZERO };
        self.spaced(space, |c| {
            for item in items {
                c.item(item, list, indent, gap, tight, column);
            }
        });
    }

    /// The indent of a list's items, with room for their labels.
    pub(super) fn list_indent(&self, items: &[SetItem], column: Column) -> Length {
        let size = self.style_in(ParagraphStyle::ListItem, column).size;
        let longest = items.iter().map(|i| i.label.chars().count()).max().unwrap_or(0) as i64;
        self.text.theme.blocks.list_indent.max(size * longest / 2 + size * 2 / 5)
    }

    fn item(&mut self, item: &'a SetItem, list: NodeId, indent: Length, gap: Length, tight: bool, column: Column) {
        let node = self.node(Role::ListItem, Some(list));
        let label_node = self.node(Role::Label, Some(node));
        let style = self.style_in(ParagraphStyle::ListItem, column).into_owned();
        let kind = ParagraphStyle::ListItem;
        let label = self.generated_in(&item.label, kind, style, column.width, Some(label_node));
        let body = self.node(Role::ListBody, Some(node));
        let first = self.out.blocks.len();
        let inner = column.within(indent, Length::ZERO).under(body);
        self.blocks(&item.blocks, inner);
        if self.out.blocks.len() == first {
            let leading = self.leading(ParagraphStyle::ListItem);
            let text = self.generated("", ParagraphStyle::ListItem, inner.width, None);
            self.push(BlockSource::Text { text, x: inner.x, leading });
        }
        if tight {
            for unset in &mut self.out.blocks[first..] {
                if matches!(unset.source, BlockSource::Text { .. }) && !unset.heading {
                    unset.space_before = Length::ZERO;
                    unset.space_after = Length::ZERO;
                }
            }
        }
        if !tight {
            // Whatever it ends with, as another list.
            let below = self.style(ParagraphStyle::ListItem).below;
            if let Some(last) = self.out.blocks.last_mut() {
                last.space_after = last.space_after.max(below);
            }
        }
        self.unindent(first);
        let label = BlockLabel { text: label, at: LabelPosition::Right(column.x + indent - gap) };
        self.out.blocks[first].labels.insert(0, label);
    }

    /// A first line that begins a container or stands beside a label has no indent besides; a hanging one stays.
    pub(crate) fn unindent(&mut self, block: usize) {
        if let Some(UnsetBlock { source: BlockSource::Text { text, .. }, .. }) = self.out.blocks.get(block) {
            let indent = &mut self.out.texts[*text as usize].measure.indent;
            *indent = (*indent).min(Length::ZERO);
        }
    }

    pub(crate) fn definitions(&mut self, items: &'a [SetDefinition], column: Column) {
        let list = self.node(Role::Definitions, Some(column.node));
        let indent = self.text.theme.blocks.list_indent;
        self.spaced(self.text.theme.blocks.block_space, |c| {
            for item in items {
                let node = c.node(Role::ListItem, Some(list));
                let label = c.node(Role::Label, Some(node));
                c.paragraph_in(&item.term, Cow::Borrowed(c.style(item.term.style)), label, column);
                if let Some(unset) = c.out.blocks.last_mut() {
                    unset.keep_with_next = true;
                }
                for detail in &item.details {
                    let body = c.node(Role::ListBody, Some(node));
                    c.flush(detail, column.within(indent, Length::ZERO).under(body));
                }
            }
        });
    }
}
