//! Run-on sections: chapters that begin on the page on which the one before them ends, as poems follow one another.
//!
//! Such sections are collected and set one by one, as all others are, and then joined into one vertical list, which is
//! broken into pages as a whole. The first of them holds the list; the others have no pages of their own.

use crate::blocks::vertical_list::{BlockDestination, Draft, LineRef, Row, RowItem};
use crate::page::{ContentPlace, NodeId};

/// The numbers by which what a section refers to is moved when it is joined to others.
#[derive(Clone, Copy)]
struct Offsets {
    nodes: u32,
    order: u64,
    texts: u32,
    notes: u32,
}

impl<'a> Draft<'a> {
    /// Joins the next section to this one. `slug` is the key of its beginning among the destinations.
    pub(crate) fn append(&mut self, slug: String, next: Draft<'a>) {
        let offsets = Offsets {
            nodes: self.nodes.len() as u32,
            order: self.next_order,
            texts: self.texts.len() as u32,
            notes: self.notes.len() as u32,
        };
        let Draft { mut nodes, next_order, mut texts, mut blocks, mut notes, prints_page_numbers, .. } = next;
        for node in &mut nodes {
            node.parent = node.parent.map(|parent| offsets.node(parent));
            node.order += offsets.order;
        }
        for text in &mut texts {
            text.node = text.node.map(|node| offsets.node(node));
            for run in &mut text.runs {
                run.node = run.node.map(|node| offsets.node(node));
                run.order += offsets.order;
            }
            for image in text.images.iter_mut().flatten() {
                image.place = image.place.map(|place| offsets.place(place));
            }
        }
        for block in &mut blocks {
            block.destinations.iter_mut().for_each(|at| offsets.destination(at));
            let rows = block.variants.iter_mut().flat_map(|variant| &mut variant.rows);
            rows.chain(&mut block.repeated_rows).for_each(|row| offsets.row(row));
        }
        notes.iter_mut().flatten().for_each(|row| offsets.row(row));
        if let Some(first) = blocks.first_mut() {
            let node = (!nodes.is_empty()).then_some(NodeId(offsets.nodes));
            first.destinations.insert(0, BlockDestination { key: slug, node });
            self.run_ons.push(self.blocks.len() as u32);
        }
        self.nodes.extend(nodes);
        self.texts.extend(texts);
        self.blocks.extend(blocks);
        self.notes.extend(notes);
        self.next_order += next_order;
        self.prints_page_numbers |= prints_page_numbers;
    }
}

impl Offsets {
    fn node(self, node: NodeId) -> NodeId {
        NodeId(node.0 + self.nodes)
    }

    fn place(self, place: ContentPlace) -> ContentPlace {
        ContentPlace { node: self.node(place.node), order: place.order + self.order }
    }

    fn destination(self, at: &mut BlockDestination) {
        at.node = at.node.map(|node| self.node(node));
    }

    fn row(self, row: &mut Row) {
        let line = |line: &mut LineRef| line.text += self.texts;
        row.notes.iter_mut().for_each(|note| *note += self.notes);
        row.content.line.iter_mut().for_each(line);
        for item in &mut row.content.others {
            match item {
                RowItem::Line(at) | RowItem::Mark(at) | RowItem::EdgeMark(at) | RowItem::Leader { dots: at, .. } => {
                    line(at);
                }
                RowItem::Destination(at) => self.destination(at),
                RowItem::Image { place, .. } => *place = place.map(|place| self.place(place)),
                RowItem::Turned(turned) => turned.rows.iter_mut().for_each(|row| self.row(row)),
                RowItem::Rule(_) => {}
            }
        }
    }
}
