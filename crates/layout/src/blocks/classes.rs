//! Blocks of a class: the theme's changes to the styles of what is in them, and speakers in a column of their own.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{
    ClassStyle, GroupRole, ParagraphStyle, SetBlock, SetBlockKind, SetParagraph, TextAlign, TextStyle,
};

use crate::blocks::collect::Collector;
use crate::blocks::drop_cap::split;
use crate::blocks::pending::WaitingSpeaker;
use crate::blocks::unset_blocks::{BlockLabel, BlockSource, Column, LabelPosition};
use crate::blocks::vertical_list::BlockDestination;
use crate::page::Role;
use crate::paragraph::line::Measure;

impl<'a> Collector<'a, '_> {
    /// The changes that the classes of a block make, in order.
    fn class_of(&self, block: &SetBlock) -> Option<ClassStyle> {
        let known = &self.text.theme.classes;
        let name = match &block.kind {
            SetBlockKind::Group { role: GroupRole::Custom(name), .. } => known.get(name),
            _ => None,
        };
        let classes = name.into_iter().chain(block.classes.iter().filter_map(|class| known.get(class)));
        classes.cloned().reduce(|outer, inner| inner.within(&outer))
    }

    /// Collects a block with the look of its classes.
    pub(super) fn classed(&mut self, block: &'a SetBlock, column: Column) {
        let Some(class) = self.class_of(block) else { return self.block(block, column) };
        if let SetBlockKind::Paragraph(paragraph) = &block.kind {
            let inner = self.under_class(&class, column);
            let begins = self.out.blocks.len();
            if !(block.classes.iter().any(|class| class == "column") && self.speaker(paragraph, inner, column)) {
                self.block(block, inner);
            }
            if class.keep_with_previous == Some(true)
                && let Some(unset) = self.out.blocks.get_mut(begins)
            {
                unset.keep_with_previous = true;
            }
            return;
        }
        let box_of = |length: Option<Length>| length.unwrap_or_default();
        let inner = self.under_class(&class.of_content(), column).within(box_of(class.start), box_of(class.end));
        let begins = self.out.blocks.len();
        self.block(block, inner);
        let blocks = &mut self.out.blocks[begins..];
        if let Some(first) = blocks.first_mut() {
            first.space_before = first.space_before.max(box_of(class.above));
            first.keep_with_previous |= class.keep_with_previous == Some(true);
        }
        if let Some(last) = blocks.last_mut() {
            last.space_after = last.space_after.max(box_of(class.below));
            last.keep_with_next |= class.keep_with_next == Some(true);
        }
        if class.keep_together == Some(true) {
            let count = blocks.len();
            for (i, unset) in blocks.iter_mut().enumerate() {
                unset.keep_together = true;
                unset.keep_with_next |= i + 1 < count;
            }
        }
    }

    fn under_class(&mut self, class: &ClassStyle, column: Column) -> Column {
        let outer = column.class.and_then(|at| self.classes.get(at as usize));
        let merged = outer.map_or_else(|| class.clone(), |outer| class.within(&outer.of_content()));
        self.classes.push(merged);
        Column { class: Some(self.classes.len() as u32 - 1), ..column }
    }

    /// A style with the changes of the classes around it.
    pub(super) fn in_class(&self, style: Cow<'a, TextStyle>, column: Column) -> Cow<'a, TextStyle> {
        let Some(class) = column.class.and_then(|at| self.classes.get(at as usize)) else { return style };
        let body = self.style(ParagraphStyle::Body).size;
        let size = if column.note { self.style(ParagraphStyle::Note).size } else { body };
        Cow::Owned(class.apply(&style, size, body))
    }

    /// Sets a speech with its speaker in the column beside it, if it begins with one whose name has room there. `column`
    /// is that of the speech, `outer` that of the play.
    fn speaker(&mut self, paragraph: &'a SetParagraph, column: Column, outer: Column) -> bool {
        let style = self.style_in(paragraph.style, column);
        let Some(run) = paragraph.runs.first().filter(|run| run.class.as_deref() == Some("speaker")) else {
            return false;
        };
        if run.link.is_some() || style.start <= Length::ZERO || paragraph.lang.is_rtl() {
            return false;
        }
        let name_end = run.end as usize;
        let end = name_end + (paragraph.text.len() - name_end - paragraph.text[name_end..].trim_start().len());
        let (name, rest) = split(paragraph, end);
        let label = TextStyle { align: TextAlign::Start, hyphenate: false, ..style.clone().into_owned() };
        let wide = Measure { width: outer.width, indent: Length::ZERO, notch: None };
        let lines = self.setter.best(&name, &label, &wide, self.folios);
        if lines.len() != 1 || lines[0].width > style.start - style.size / 3 {
            return false;
        }
        let node = self.node(Role::Paragraph, Some(column.node));
        let text = self.initial_text(name, label, node);
        let label = BlockLabel { text, at: LabelPosition::Left(outer.x) };
        if rest.text.is_empty() {
            let key = paragraph.address.as_ref().map(ToString::to_string);
            let destination = key.map(|key| BlockDestination { key, node: Some(node) });
            self.waiting_speaker = Some(WaitingSpeaker { label, destination });
            return true;
        }
        let inner = column.within(style.start, style.end);
        let measure = Measure { width: inner.width, indent: Length::ZERO, notch: None };
        self.flow(Cow::Owned(rest), (style, measure), node, column, end as u32);
        if let Some(unset) = self.out.blocks.last_mut() {
            unset.labels.push(label);
        }
        true
    }

    /// Puts a speaker who waits beside the block that was pushed last.
    pub(super) fn place_speaker(&mut self) {
        let Some(WaitingSpeaker { label, destination }) = self.waiting_speaker.take() else { return };
        if let Some(unset) = self.out.blocks.last_mut() {
            unset.labels.push(label);
            unset.destinations.extend(destination);
        }
    }

    /// A speaker whose speech doesn't follow has a line alone.
    pub(super) fn place_speaker_alone(&mut self) {
        if self.waiting_speaker.is_none() {
            return;
        }
        let leading = self.leading(ParagraphStyle::Body);
        let width = self.setter_width();
        let text = self.generated("", ParagraphStyle::Body, width, None);
        self.push(BlockSource::Text { text, x: Length::ZERO, leading });
    }

    fn setter_width(&self) -> Length {
        let page = &self.text.theme.page;
        page.width - page.inner - page.outer
    }
}
