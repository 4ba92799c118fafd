//! Notes: at the foot of the page with their reference, at their chapter's end, or at the book's.

use anthology_base::Length;
use anthology_typeset::{NotePlacement, ParagraphStyle, SetBlock, SetBlockKind, SetLink, SetNote};

use crate::blocks::collect::Collector;
use crate::blocks::side_notes::side_notes;
use crate::blocks::unset_blocks::{BlockLabel, Column, LabelPosition};
use crate::blocks::vertical_list::BlockDestination;
use crate::page::{NodeId, Role};

/// A note that is to be collected.
pub(super) struct WaitingNote {
    note: usize,
    /// The node of the paragraph with its reference.
    node: NodeId,
}

impl<'a> Collector<'a, '_> {
    /// Collects a note whose reference is in a paragraph of `node`, if notes are set at the foot.
    pub(crate) fn note(&mut self, index: u32, node: NodeId) {
        let at = index as usize;
        if self.text.notes != NotePlacement::Foot
            || at >= self.noted.len()
            || std::mem::replace(&mut self.noted[at], true)
        {
            return;
        }
        // Notes within notes wait for the end of the one that refers to them: an author may nest them to any depth.
        self.waiting_notes.push_back(WaitingNote { note: at, node });
        if self.in_note {
            return;
        }
        self.in_note = true;
        let page = &self.text.theme.page;
        let width = side_notes(self.text).unwrap_or(page.width - page.inner - page.outer);
        while let Some(WaitingNote { note, node }) = self.waiting_notes.pop_front() {
            let before = std::mem::take(&mut self.out.blocks);
            let column = Column { x: Length::ZERO, width, node, note: true, epigraph: false, class: None, cell: None };
            self.note_blocks(&self.section.notes[note], column);
            let made = std::mem::replace(&mut self.out.blocks, before);
            self.out.notes[note] = made;
        }
        self.in_note = false;
    }

    /// A note with its label.
    pub(crate) fn note_blocks(&mut self, note: &'a SetNote, column: Column) {
        let node = self.node(Role::Note, Some(column.node));
        let key = self.key(&note.id);
        self.out.nodes[node.0 as usize].id = Some(key.replace('#', "-"));
        let first = self.out.blocks.len();
        if !labelled(note) {
            let gap = self.style(ParagraphStyle::Note).size * 2 / 5;
            let beside = column.note && side_notes(self.text).is_some();
            let indent = if beside { Length::ZERO } else { self.style(ParagraphStyle::Note).size * 3 / 2 };
            let label_node = self.node(Role::Label, Some(node));
            let link = self.node(Role::Link, Some(label_node));
            let label = self.generated(&note.label, ParagraphStyle::Note, column.width, Some(link));
            self.out.texts[label as usize].link_target = Some(self.key(&mark_id(note)));
            self.blocks(&note.blocks, column.within(indent, Length::ZERO).under(node));
            self.unindent(first);
            if let Some(unset) = self.out.blocks.get_mut(first) {
                unset.labels.insert(0, BlockLabel { text: label, at: LabelPosition::Right(column.x + indent - gap) });
            }
        } else {
            self.blocks(&note.blocks, column.under(node));
        }
        if let Some(unset) = self.out.blocks.get_mut(first) {
            unset.destinations.push(BlockDestination { key, node: Some(node) });
        }
    }

    /// The section's notes that are not set elsewhere.
    pub(crate) fn endnotes(&mut self, column: Column) {
        for (at, note) in self.section.notes.iter().enumerate() {
            if !std::mem::replace(&mut self.noted[at], true) {
                self.note_blocks(note, column);
            }
        }
    }
}

/// A note's text begins with its label, as a link back to its reference.
fn labelled(note: &SetNote) -> bool {
    let Some(SetBlock { kind: SetBlockKind::Paragraph(paragraph), .. }) = note.blocks.first() else { return false };
    let link = paragraph.runs.first().and_then(|run| run.link).and_then(|l| paragraph.links.get(l as usize));
    matches!(link, Some(SetLink::NoteBack(_)))
}

/// The id of a note's reference.
pub(crate) fn mark_id(note: &SetNote) -> String {
    note.id.replacen("note", "mark", 1)
}
