//! A section as a vertical list: blocks of rows, each block in one or more settings, not yet on pages.

use std::borrow::Cow;
use std::ops::Range;

use anthology_base::Length;
use anthology_typeset::{ParagraphId, SetParagraph, SetSection, TextStyle};

use crate::blocks::block_spacing::Seen;
use crate::blocks::references::Folios;
use crate::blocks::setter::Setter;
use crate::page::paginate::PagePlan;
use crate::page::{Node, NodeId};
use crate::paragraph::builder::Recipe;
use crate::paragraph::line::{Line, Measure};

/// A cost that is paid only where there is no other way.
pub(crate) const FORBIDDEN: i64 = 10_000_000;

/// A section, set in lines.
pub(crate) struct Draft<'a> {
    /// Its structure; ids are places in this list, and nodes without a parent hang from the section's parent.
    pub(crate) nodes: Vec<Node>,
    /// One past the last order that was given.
    pub(crate) orders: u64,
    /// Its paragraphs.
    pub(crate) texts: Vec<Text<'a>>,
    /// The vertical list.
    pub(crate) blocks: Vec<Block>,
    /// By the note's index: its rows; empty for notes that don't stand at the foot.
    pub(crate) notes: Vec<Vec<Row>>,
    /// Whether it prints page numbers of other places.
    pub(crate) refers: bool,
}

/// A paragraph, set.
pub(crate) struct Text<'a> {
    /// The section whose notes and ids it names.
    pub(crate) owner: &'a SetSection,
    /// What was set.
    pub(crate) paragraph: Cow<'a, SetParagraph>,
    /// What part of the book's text it is.
    pub(crate) kind: TextKind,
    /// Bytes of the book's paragraph that stand before it, as its initial.
    pub(crate) skip: u32,
    /// How it is set.
    pub(crate) style: Cow<'a, TextStyle>,
    /// In which column.
    pub(crate) measure: Measure,
    /// What its runs mean.
    pub(crate) runs: Vec<RunPlace>,
    /// The node of the paragraph, where it has one of its own.
    pub(crate) node: Option<NodeId>,
    /// Where all of it leads, as a line of the contents does: a destination.
    pub(crate) leads: Option<String>,
    /// Names of places in it: byte offset and the destination's key.
    pub(crate) destinations: Vec<(u32, String)>,
    /// Whether a page can start with it, in the sense of the page map.
    pub(crate) mapped: bool,
    /// Whether it is shown again, as a table's head is on further pages.
    pub(crate) repeated: bool,
    /// The number that stands in the margin.
    pub(crate) number: Option<u32>,
    /// Whether it calls notes that stand at the foot.
    pub(crate) calls: bool,
    /// Its pictures, by the object's index.
    pub(crate) pictures: Vec<Option<Picture>>,
    /// Its settings; the first is the best.
    pub(crate) settings: Vec<Set>,
}

/// What part of the book's text a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// A paragraph.
    Paragraph,
    /// The large initial of one.
    Initial,
    /// The page builder's own: a label, a page number. It stands where it is put, whatever its measure.
    Own,
}

impl<'a> Text<'a> {
    /// A text without meaning.
    pub(crate) fn new(
        owner: &'a SetSection,
        paragraph: Cow<'a, SetParagraph>,
        style: Cow<'a, TextStyle>,
        measure: Measure,
    ) -> Self {
        Self {
            owner,
            paragraph,
            kind: TextKind::Paragraph,
            skip: 0,
            style,
            measure,
            runs: Vec::new(),
            node: None,
            leads: None,
            destinations: Vec::new(),
            mapped: false,
            repeated: false,
            number: None,
            calls: false,
            pictures: Vec::new(),
            settings: Vec::new(),
        }
    }

    /// The bytes of the book's paragraph that stand on a line of this text; those of an initial stand on the
    /// line beside it.
    pub(crate) fn in_book(&self, line: &Range<u32>) -> Range<u32> {
        let start = if line.start == 0 { 0 } else { line.start + self.skip };
        start..line.end + self.skip
    }
}

/// A paragraph in one of its settings.
pub(crate) struct Set {
    /// Larger is worse.
    pub(crate) demerits: i64,
    /// For each line, whether it ends with a hyphen, added or the author's.
    pub(crate) hyphenated: Vec<bool>,
    /// For each line, the byte of the text up to which it goes.
    pub(crate) ends: Vec<u32>,
    /// Of the last line.
    pub(crate) last_width: Length,
    /// The lines; empty as long as nobody has asked for them.
    pub(crate) lines: Vec<Line>,
    /// What they are made by as long as they are not.
    pub(crate) recipe: Option<Recipe>,
}

impl Set {
    /// The bytes of the text that stand on a line, the space at its end included.
    fn on_line(&self, line: usize) -> Option<Range<u32>> {
        let start = line.checked_sub(1).map_or(Some(&0), |above| self.ends.get(above))?;
        Some(*start..*self.ends.get(line)?)
    }
}

/// A picture in a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Picture {
    /// Index into the book's images.
    pub(crate) image: usize,
    /// Width and height.
    pub(crate) size: (Length, Length),
    /// What it means and where it is read; `None` for an ornament.
    pub(crate) place: Option<(NodeId, u64)>,
}

/// What a run of a paragraph means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunPlace {
    /// The innermost node; `None` for what is not content.
    pub(crate) node: Option<NodeId>,
    /// The order of its first byte.
    pub(crate) order: u64,
    /// Its first byte in the paragraph.
    pub(crate) start: u32,
}

/// Blocks go on pages in order. Where a page may end is after a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// White above: the larger of this and the white below the block before it. None at the head of a page.
    pub(crate) above: Length,
    /// White below.
    pub(crate) below: Length,
    /// Whether its first row stands on the grid.
    pub(crate) snap: bool,
    /// Of what is not made of rows of the grid, as a picture: what one sees of it.
    pub(crate) seen: Option<Seen>,
    /// Whether what brings the next block to the grid goes above this one, as with headings.
    pub(crate) slack_above: bool,
    /// Whether the white above stays at the head of a page, as over a chapter's title.
    pub(crate) keep_above: bool,
    /// Whether it may wait for the head of the next page while the text flows on.
    pub(crate) float: bool,
    /// Rows that are repeated where it is continued on another page.
    pub(crate) repeat: Vec<Row>,
    /// Destinations at its head, with their nodes.
    pub(crate) destinations: Vec<(String, Option<NodeId>)>,
    /// Its settings; the first is the best. Never empty.
    pub(crate) variants: Vec<Variant>,
}

/// A block in one of its settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variant {
    /// From top to bottom; never empty.
    pub(crate) rows: Vec<Row>,
    /// Of all rows together.
    pub(crate) height: Length,
    /// What this setting costs more than the best one.
    pub(crate) cost: i64,
    /// Whether a row calls a note.
    pub(crate) calls: bool,
}

impl Variant {
    pub(crate) fn new(rows: Vec<Row>, cost: i64) -> Self {
        let height = rows.iter().map(|r| r.height).sum();
        let calls = rows.iter().any(|r| !r.notes.is_empty());
        Self { rows, height, cost, calls }
    }
}

/// What no page can divide.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// From its top to the next row's.
    pub(crate) height: Length,
    /// What a page costs that ends after it.
    pub(crate) cost: i64,
    /// Whether it ends with a broken word.
    pub(crate) hyphen: bool,
    /// Whether it is an empty line of code, which goes when a page would begin with it.
    pub(crate) blank: bool,
    /// The notes that are called in it.
    pub(crate) notes: Vec<u32>,
    /// What stands in it.
    pub(crate) parts: Parts,
}

impl Row {
    /// The last baseline in it, or the foot of a picture that has no lines under it, from its top.
    pub(crate) fn last_baseline(&self) -> Length {
        let parts = self.parts.more.iter().filter_map(|part| match part {
            Part::Line(line) | Part::Mark(line) => Some(line.baseline),
            Part::Image { rect, .. } => Some(rect[1] + rect[3]),
            _ => None,
        });
        self.parts.line.map(|line| line.baseline).into_iter().chain(parts).max().unwrap_or(self.height)
    }
}

/// What stands in a row; nearly always a line and nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parts {
    /// The line.
    pub(crate) line: Option<LineAt>,
    /// What else.
    pub(crate) more: Vec<Part>,
}

/// A line in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineAt {
    /// Index into [`Draft::texts`].
    pub(crate) text: u32,
    /// Index into [`Text::settings`].
    pub(crate) setting: u8,
    /// Index into the setting's lines.
    pub(crate) line: u32,
    /// Left edge of the measure, from the left edge of the text block.
    pub(crate) x: Length,
    /// The baseline, from the top of the row.
    pub(crate) baseline: Length,
}

/// Something in a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    /// A line.
    Line(LineAt),
    /// A line that is no content.
    Mark(LineAt),
    /// A line that stands only at the head or the foot of a page.
    EdgeMark(LineAt),
    /// A name for this place, where the row is not the first of its block.
    Destination {
        /// The name.
        key: String,
        /// What stands there.
        node: Option<NodeId>,
    },
    /// A rule: left edge, top, width, height.
    Rule([Length; 4]),
    /// A picture.
    Image {
        /// Index into the book's images.
        image: usize,
        /// Left edge, top, width, height.
        rect: [Length; 4],
        /// What it means and where it is read; `None` for an ornament.
        place: Option<(NodeId, u64)>,
    },
    /// Dots from one place to another.
    Leader {
        /// A line that holds more dots than are needed.
        dots: LineAt,
        /// Left and right end.
        ends: [Length; 2],
    },
}

/// A heading of a section.
pub(crate) struct Heading<'d> {
    /// Its node.
    pub(crate) node: NodeId,
    /// Its destination.
    pub(crate) key: &'d str,
}

impl Draft<'_> {
    /// The headings, in order.
    pub(crate) fn headings(&self) -> Vec<Heading<'_>> {
        let all = self.blocks.iter().flat_map(|b| &b.destinations);
        let is_heading = |node: &NodeId| matches!(self.nodes[node.0 as usize].role, crate::page::Role::Heading(_));
        all.filter_map(|(key, node)| Some(Heading { node: node.filter(is_heading)?, key })).collect()
    }

    /// Makes the lines of the settings that pages ask for and that nobody has made yet.
    pub(crate) fn make_lines(&mut self, plans: &[PagePlan], setter: &Setter<'_>, folios: &Folios) {
        for piece in plans.iter().flat_map(|plan| &plan.pieces) {
            let rows = &self.blocks[piece.block as usize].variants[piece.variant as usize].rows;
            let Some(at) = rows.first().and_then(|row| row.parts.line) else { continue };
            let text = &mut self.texts[at.text as usize];
            let Some(set) = text.settings.get_mut(usize::from(at.setting)) else { continue };
            let Some(recipe) = set.recipe.take() else { continue };
            set.lines = setter.lines(&text.paragraph, &text.style, &text.measure, folios, &recipe);
        }
    }

    /// The destinations of a section and the page of each, counted from its first.
    pub(crate) fn destinations(&self, plans: &[PagePlan]) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        for (page, plan) in plans.iter().enumerate() {
            for piece in &plan.pieces {
                let block = &self.blocks[piece.block as usize];
                if piece.from == 0 {
                    found.extend(block.destinations.iter().map(|(key, _)| (key.clone(), page)));
                }
            }
            for row in self.rows(plan) {
                self.find_in(row, page, &mut found);
            }
        }
        found
    }

    /// Where the text of each page starts: the paragraph, and the byte in it.
    pub(crate) fn starts(&self, plans: &[PagePlan]) -> Vec<Option<(ParagraphId, u32)>> {
        let start = |at: LineAt| {
            let text = &self.texts[at.text as usize];
            let line = text.settings.get(usize::from(at.setting))?.on_line(at.line as usize)?;
            text.mapped.then(|| (text.paragraph.id, text.in_book(&line).start))
        };
        plans.iter().map(|plan| self.rows(plan).flat_map(lines).find_map(start)).collect()
    }

    /// The rows of a page: of its text, and of its notes.
    fn rows(&self, plan: &PagePlan) -> impl Iterator<Item = &Row> {
        let text = plan.pieces.iter().flat_map(|piece| {
            let variant = &self.blocks[piece.block as usize].variants[piece.variant as usize];
            &variant.rows[piece.from as usize..piece.to as usize]
        });
        text.chain(
            plan.notes.iter().flat_map(|note| &self.notes[note.note as usize][note.from as usize..note.to as usize]),
        )
    }

    fn find_in(&self, row: &Row, page: usize, found: &mut Vec<(String, usize)>) {
        for at in lines(row) {
            let text = &self.texts[at.text as usize];
            if text.destinations.is_empty() {
                continue;
            }
            let Some(line) = text.settings.get(usize::from(at.setting)).and_then(|s| s.on_line(at.line as usize))
            else {
                continue;
            };
            let end = text.paragraph.text.len() as u32;
            let here = |offset: u32| line.contains(&offset) || (line.end >= end && offset >= end);
            found.extend(text.destinations.iter().filter(|(o, _)| here(*o)).map(|(_, key)| (key.clone(), page)));
        }
        for part in &row.parts.more {
            if let Part::Destination { key, .. } = part {
                found.push((key.clone(), page));
            }
        }
    }
}

/// The lines of a row that are content, in the order in which they are read.
fn lines(row: &Row) -> impl Iterator<Item = LineAt> {
    let more = row.parts.more.iter().filter_map(|part| match part {
        Part::Line(line) => Some(*line),
        _ => None,
    });
    more.chain(row.parts.line)
}
