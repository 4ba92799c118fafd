//! Blocks that hold others or nothing: groups, and scene breaks.

use std::borrow::Cow;

use anthology_typeset::{GroupRole, ParagraphStyle, SetBlock, SetBlockKind, SetParagraph, TextAlign};

use crate::blocks::collect::Collector;
use crate::blocks::unset_blocks::{BlockSource, Column};
use crate::blocks::vertical_list::TextKind;
use crate::page::Role;
use crate::paragraph::line::Measure;

impl<'a> Collector<'a, '_> {
    pub(super) fn scene_break(&mut self, paragraph: &'a SetParagraph, column: Column) {
        let grid = self.grid();
        if paragraph.text.trim().is_empty() {
            let edge = self.generated("* * *", ParagraphStyle::SceneBreak, column.width, None);
            let mark = &mut self.out.texts[edge as usize];
            mark.kind = TextKind::Paragraph;
            mark.style.to_mut().align = TextAlign::Center;
            let unset = self.push(BlockSource::Blank { edge, leading: grid });
            (unset.snap_to_grid, unset.scene_break) = (true, true);
            return;
        }
        let style = self.style(paragraph.style);
        let inner = column.within(style.start, style.end);
        let measure = Measure { width: inner.width, indent: style.indent, notch: None };
        let text = self.text(paragraph, Cow::Borrowed(style), measure, None, column);
        let unset = self.push(BlockSource::Text { text, x: inner.x, leading: grid });
        unset.space_before = style.above;
        unset.space_after = style.below;
        (unset.snap_to_grid, unset.scene_break) = (true, true);
    }

    /// Code with its caption before it, which stays with it.
    fn listing(&mut self, blocks: &'a [SetBlock], column: Column) {
        let node = self.node(Role::Div, Some(column.node));
        let is_caption = |block: &SetBlock| matches!(&block.kind, SetBlockKind::Paragraph(paragraph) if paragraph.style == ParagraphStyle::Caption);
        let captions = blocks.iter().take_while(|block| is_caption(block)).count();
        let (captions, code) = blocks.split_at(captions);
        let first = self.out.blocks.len();
        self.blocks(captions, column.under(node));
        for unset in &mut self.out.blocks[first..] {
            unset.keep_with_next = true;
        }
        self.blocks(code, column.under(node));
    }

    pub(super) fn group(&mut self, role: &GroupRole, blocks: &'a [SetBlock], column: Column) {
        let tokens = &self.text.theme.blocks;
        match role {
            GroupRole::Opening => {
                let first = self.out.blocks.len();
                self.blocks(blocks, column);
                for unset in &mut self.out.blocks[first..] {
                    unset.keep_with_next = true;
                    unset.heading = true;
                    unset.snap_to_grid = false;
                }
                if let Some(unset) = self.out.blocks[first..].last_mut() {
                    unset.space_after = unset.space_after.max(tokens.opening_below);
                }
            }
            GroupRole::Epigraph => {
                let node = self.node(Role::BlockQuote, Some(column.node));
                let first = self.out.blocks.len();
                let inner = Column { epigraph: true, ..column.under(node) };
                self.spaced(tokens.block_space, |c| c.flush(blocks, inner));
                for unset in &mut self.out.blocks[first..] {
                    unset.keep_together = true;
                }
            }
            GroupRole::Page => {
                let node = self.node(Role::Div, Some(column.node));
                self.blocks(blocks, column.under(node));
            }
            GroupRole::Endnotes => {
                let node = self.node(Role::Div, Some(column.node));
                self.spaced(tokens.block_space, |c| {
                    c.blocks(blocks, column.under(node));
                    c.endnotes(column.under(node));
                });
            }
            GroupRole::NotesOf(section) => {
                let node = self.node(Role::Div, Some(column.node));
                self.blocks(blocks, column.under(node));
                let Some(section) = self.text.sections.get(*section as usize) else { return };
                let own = std::mem::replace(&mut self.section, section);
                for note in &section.notes {
                    self.note_blocks(note, column.under(node));
                }
                self.section = own;
            }
            GroupRole::Index => {
                let index = self.node(Role::Index, Some(column.node));
                let list = self.node(Role::List { numbered: false }, Some(index));
                for entry in blocks {
                    let item = self.node(Role::ListItem, Some(list));
                    let body = self.node(Role::ListBody, Some(item));
                    self.blocks(std::slice::from_ref(entry), column.under(body));
                }
            }
            GroupRole::Custom(name) if name == "gallery" => self.gallery(blocks, column),
            GroupRole::Custom(name) if name == "listing" => self.listing(blocks, column),
            GroupRole::Custom(name) if name == "pair" => self.pair(blocks, column),
            GroupRole::Custom(name) if name == "facing-pair" => self.facing_pair(blocks, column),
            GroupRole::Custom(name) => {
                let node = self.node(Role::Div, Some(column.node));
                if self.text.theme.classes.contains_key(name) {
                    self.flush(blocks, column.under(node));
                } else {
                    // Ordinary blocks: a name that the theme doesn't know changes nothing.
                    self.blocks(blocks, column.under(node));
                }
                self.place_speaker_alone();
            }
            GroupRole::Dedication | GroupRole::Note | GroupRole::Headnote | GroupRole::Questions => {
                let aside = matches!(role, GroupRole::Note | GroupRole::Headnote);
                let node = self.node(if aside { Role::Aside } else { Role::Div }, Some(column.node));
                self.spaced(tokens.block_space, |c| c.flush(blocks, column.under(node)));
            }
        }
    }
}
