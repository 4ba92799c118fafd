//! The vertical list of a section: blocks of rows, each block in one or more variants, not yet on pages.

use std::borrow::Cow;
use std::ops::Range;

use anthology_base::{Length, ParagraphNumber};
use anthology_typeset::{ParagraphId, SetParagraph, SetSection, TextStyle};

use crate::blocks::references::Folios;
use crate::blocks::setter::{ParagraphSetter, TextVariant};
use crate::page::block_spacing::InkExtent;
use crate::page::plan::{FacingSide, PagePlan};
use crate::page::{ContentPlace, Node, NodeId, Rect, Role, Size};
use crate::paragraph::line::Measure;

/// A section whose paragraphs are broken into lines.
pub(crate) struct Draft<'a> {
    /// Its structure. Ids are indices into this list; nodes without a parent belong to the section's parent.
    pub(crate) nodes: Vec<Node>,
    /// One past the last order that was given.
    pub(crate) next_order: u64,
    /// Its paragraphs.
    pub(crate) texts: Vec<DraftText<'a>>,
    /// The vertical list.
    pub(crate) blocks: Vec<Block>,
    /// By the note's index: its rows; empty for notes that are not set at the foot.
    pub(crate) notes: Vec<Vec<Row>>,
    /// It prints page numbers, so it is set again when they are known.
    pub(crate) prints_page_numbers: bool,
    /// The first block of each section that runs on after this one.
    pub(crate) run_ons: Vec<u32>,
}

/// A paragraph, and its variants when they are found.
pub(crate) struct DraftText<'a> {
    /// The section whose notes and ids it names.
    pub(crate) owner: &'a SetSection,
    /// The text.
    pub(crate) paragraph: Cow<'a, SetParagraph>,
    /// Its relation to the book's text.
    pub(crate) kind: TextKind,
    /// Bytes of the book's paragraph that stand before it, as its initial.
    pub(crate) skip: u32,
    /// Where its text stops being the book's byte for byte, since page numbers are written out in it.
    pub(crate) book_end: Option<u32>,
    /// Its style.
    pub(crate) style: Cow<'a, TextStyle>,
    /// Its measure.
    pub(crate) measure: Measure,
    /// The meaning of its runs, one for each.
    pub(crate) runs: Vec<RunPlace>,
    /// The node of the paragraph, where it has one of its own.
    pub(crate) node: Option<NodeId>,
    /// The destination that all of it links to, as an entry of the contents does.
    pub(crate) link_target: Option<String>,
    /// Destinations within it.
    pub(crate) destinations: Vec<TextDestination>,
    /// The page map counts it: a page can start with it.
    pub(crate) mapped: bool,
    /// Its lines are painted more than once, as those of a table's head are.
    pub(crate) repeated: bool,
    /// Its number in the margin.
    pub(crate) number: Option<ParagraphNumber>,
    /// It has references to notes that are set at the foot.
    pub(crate) has_notes: bool,
    /// Its images, by the object's index.
    pub(crate) images: Vec<Option<PlacedImage>>,
    /// Its variants; the first is the best.
    pub(crate) variants: Vec<TextVariant>,
}

/// The relation of a text to the book's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// A paragraph.
    Paragraph,
    /// The initial of one.
    Initial,
    /// Generated: a label, a page number. It is placed by its ink, whatever its measure.
    Generated,
}

impl<'a> DraftText<'a> {
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
            book_end: None,
            style,
            measure,
            runs: Vec::new(),
            node: None,
            link_target: None,
            destinations: Vec::new(),
            mapped: false,
            repeated: false,
            number: None,
            has_notes: false,
            images: Vec::new(),
            variants: Vec::new(),
        }
    }

    /// The bytes of the book's paragraph that stand on a line of this text; those of an initial stand on the
    /// line beside it.
    pub(crate) fn in_book(&self, line: &Range<u32>) -> Range<u32> {
        let start = if line.start == 0 { 0 } else { line.start + self.skip };
        let end = self.book_end.unwrap_or(u32::MAX);
        start.min(end)..(line.end + self.skip).min(end)
    }
}

/// An image in a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlacedImage {
    /// Index into the book's images.
    pub(crate) image: usize,
    /// Width and height.
    pub(crate) size: Size,
    /// Its place in the structure; `None` for an ornament.
    pub(crate) place: Option<ContentPlace>,
}

/// The place of a run in the structure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunPlace {
    /// The innermost node; `None` for what is not content.
    pub(crate) node: Option<NodeId>,
    /// The order of its first byte.
    pub(crate) order: u64,
    /// Its first byte in the paragraph.
    pub(crate) start: u32,
}

/// A block of rows. Blocks go on pages in order; a page may end after a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// Space before it: the larger of this and the space after the block before it counts. None at the head of a page.
    pub(crate) space_before: Length,
    /// Space after it.
    pub(crate) space_after: Length,
    /// Its first row stands on the grid.
    pub(crate) snap_to_grid: bool,
    /// The extent of its ink, where its lines are off the grid, as those of code are.
    pub(crate) ink: Option<InkExtent>,
    /// The slack that brings the next block to the grid goes before this one, as with headings.
    pub(crate) slack_before: bool,
    /// The space before it stays at the head of a page, as that of a chapter's title does.
    pub(crate) keep_space_at_head: bool,
    /// It stands at the foot of a display page, with what follows.
    pub(crate) at_foot: bool,
    /// It may wait for the head of the next page while the text flows on.
    pub(crate) float: bool,
    /// The page of a spread that it is bound to. The block of the other page comes next or before.
    pub(crate) facing: Option<FacingSide>,
    /// It is set in the columns of an index.
    pub(crate) in_columns: bool,
    /// Rows that are repeated where it is continued on another page.
    pub(crate) repeated_rows: Vec<Row>,
    /// Destinations at its head.
    pub(crate) destinations: Vec<BlockDestination>,
    /// Its variants; the first is the best. Never empty.
    pub(crate) variants: Vec<BlockVariant>,
}

/// A variant of a block: its paragraph in one number of lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockVariant {
    /// From top to bottom; never empty.
    pub(crate) rows: Vec<Row>,
    /// Of all rows together.
    pub(crate) height: Length,
    /// Cost over that of the best variant.
    pub(crate) cost: i64,
    /// Space that it has around it beyond what is requested: see [`MoreSpace`].
    pub(crate) more_space: MoreSpace,
    /// A row has a note reference.
    pub(crate) has_notes: bool,
}

impl BlockVariant {
    pub(crate) fn new(rows: Vec<Row>, cost: i64) -> Self {
        let height = rows.iter().map(|r| r.height).sum();
        let has_notes = rows.iter().any(|r| !r.notes.is_empty());
        Self { rows, height, cost, more_space: MoreSpace::default(), has_notes }
    }
}

/// Space beyond what is requested around a heading or a block off the grid, by which facing pages are made equally deep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MoreSpace {
    pub(crate) before: Length,
    pub(crate) after: Length,
}

/// The smallest unit that page breaks don't divide, usually a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// From its top to the next row's.
    pub(crate) height: Length,
    /// Cost of a page break after it.
    pub(crate) cost: i64,
    /// It ends with a hyphenated word.
    pub(crate) hyphen: bool,
    /// An empty line of code, which is discarded at the head of a page.
    pub(crate) blank: bool,
    /// The notes with references in it.
    pub(crate) notes: Vec<u32>,
    /// Its content.
    pub(crate) content: RowContent,
}

impl Row {
    /// The last baseline in it, or the foot of an image that has no lines under it, from its top.
    pub(crate) fn last_baseline(&self) -> Length {
        let others = self.content.others.iter().filter_map(|item| match item {
            RowItem::Line(line) | RowItem::Mark(line) => Some(line.baseline),
            RowItem::Image { rect, .. } => Some(rect.y + rect.height),
            _ => None,
        });
        self.content.line.map(|line| line.baseline).into_iter().chain(others).max().unwrap_or(self.height)
    }
}

/// The content of a row; nearly always a line and nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RowContent {
    /// The line.
    pub(crate) line: Option<LineRef>,
    /// Everything else.
    pub(crate) others: Vec<RowItem>,
}

impl RowContent {
    /// Its lines that are content, in the order in which they are read; but those of turned rows.
    pub(crate) fn lines(&self) -> impl Iterator<Item = LineRef> {
        let others = self.others.iter().filter_map(|item| match item {
            RowItem::Line(line) => Some(*line),
            _ => None,
        });
        others.chain(self.line)
    }
}

/// A line of a text, placed in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineRef {
    /// Index into [`Draft::texts`].
    pub(crate) text: u32,
    /// Index into [`DraftText::variants`].
    pub(crate) variant: u8,
    /// Index into the variant's lines.
    pub(crate) line: u32,
    /// Left edge of the measure, from the left edge of the text block.
    pub(crate) x: Length,
    /// The baseline, from the top of the row.
    pub(crate) baseline: Length,
}

/// An item in a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RowItem {
    /// A line.
    Line(LineRef),
    /// A line that is an artifact.
    Mark(LineRef),
    /// An artifact that is painted only at the head or the foot of a page.
    EdgeMark(LineRef),
    /// A destination, where the row is not the first of its block.
    Destination(BlockDestination),
    /// A rule. Its edges are measured from the row's top and the text block's left.
    Rule(Rect),
    /// An image.
    Image {
        /// Index into the book's images.
        image: usize,
        /// Its edges, from the row's top and the text block's left.
        rect: Rect,
        /// Its place in the structure; `None` for an ornament.
        place: Option<ContentPlace>,
    },
    /// Leaders from one place to another.
    Leader {
        /// A line that holds more dots than are needed.
        dots: LineRef,
        /// The left end.
        from: Length,
        /// The right end.
        to: Length,
    },
    /// Rows of a table that is turned, in a frame as high as the row. Only a row that has a page to itself has such.
    Turned(TurnedRows),
}

/// Rows in a frame that is turned on its page; see [`TurnedFrame`](crate::page::TurnedFrame).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TurnedRows {
    /// From the head of the frame.
    pub(crate) rows: Vec<Row>,
    /// The width of the frame, which runs up the page.
    pub(crate) width: Length,
}

/// A destination at the head of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BlockDestination {
    /// Its key among the book's destinations.
    pub(crate) key: String,
    /// The structure node there.
    pub(crate) node: Option<NodeId>,
}

/// A destination within a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextDestination {
    /// Byte offset in the text.
    pub(crate) offset: u32,
    /// Its key among the book's destinations.
    pub(crate) key: String,
}

/// The page of a destination.
pub(crate) struct DestinationPage {
    /// Its key among the book's destinations.
    pub(crate) key: String,
    /// Index of the page in its section.
    pub(crate) page: usize,
}

/// A heading of a section.
pub(crate) struct Heading<'d> {
    /// Its node.
    pub(crate) node: NodeId,
    /// Its destination.
    pub(crate) key: &'d str,
}

impl Draft<'_> {
    /// A section without anything, as one whose text is joined to another's.
    pub(crate) fn empty() -> Self {
        Self {
            nodes: Vec::new(),
            next_order: 0,
            texts: Vec::new(),
            blocks: Vec::new(),
            notes: Vec::new(),
            prints_page_numbers: false,
            run_ons: Vec::new(),
        }
    }

    /// The headings, in order.
    pub(crate) fn headings(&self) -> Vec<Heading<'_>> {
        let all = self.blocks.iter().flat_map(|b| &b.destinations);
        let is_heading = |node: &NodeId| matches!(self.nodes[node.0 as usize].role, Role::Heading(_));
        all.filter_map(|at| Some(Heading { node: at.node.filter(is_heading)?, key: &at.key })).collect()
    }

    /// Makes the lines of the variants that the pages use.
    pub(crate) fn make_lines(&mut self, plans: &[PagePlan], setter: &ParagraphSetter<'_>, folios: &Folios) {
        for piece in plans.iter().flat_map(|plan| &plan.pieces) {
            let rows = &self.blocks[piece.block as usize].variants[piece.variant as usize].rows;
            let Some(at) = rows.first().and_then(|row| row.content.line) else { continue };
            let text = &mut self.texts[at.text as usize];
            let Some(variant) = text.variants.get_mut(usize::from(at.variant)) else { continue };
            let Some(recipe) = variant.recipe.take() else { continue };
            variant.lines = setter.lines(&text.paragraph, &text.style, &text.measure, folios, &recipe);
        }
    }

    /// The destinations of a section, each with its page, counted from the section's first.
    pub(crate) fn destinations(&self, plans: &[PagePlan]) -> Vec<DestinationPage> {
        let mut found = Vec::new();
        for (page, plan) in plans.iter().enumerate() {
            for piece in &plan.pieces {
                let block = &self.blocks[piece.block as usize];
                if piece.from == 0 {
                    found.extend(block.destinations.iter().map(|at| DestinationPage { key: at.key.clone(), page }));
                }
            }
            for row in self.rows(plan).flat_map(with_turned) {
                self.find_in(row, page, &mut found);
            }
        }
        found
    }

    /// The start of the text of each page: the paragraph, and the byte in it.
    ///
    /// Texts on facing pages alternate in the book, so the second page may begin with a paragraph that is before the
    /// first page's. Its start is then the first that is after that one: pages start in the order of the text.
    pub(crate) fn starts(&self, plans: &[PagePlan]) -> Vec<Option<(ParagraphId, u32)>> {
        let start = |at: LineRef| {
            let text = &self.texts[at.text as usize];
            let line = text.variants.get(usize::from(at.variant))?.on_line(at.line as usize)?;
            text.mapped.then(|| (text.paragraph.id, text.in_book(&line).start))
        };
        let mut before = None;
        let mut starts = Vec::with_capacity(plans.len());
        for plan in plans {
            let is_later = |start: &(ParagraphId, u32)| plan.side != Some(FacingSide::Recto) || Some(*start) > before;
            let lines = self.rows(plan).flat_map(with_turned).flat_map(|row| row.content.lines());
            let start = lines.filter_map(start).find(is_later);
            before = start.or(before);
            starts.push(start);
        }
        starts
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

    fn find_in(&self, row: &Row, page: usize, found: &mut Vec<DestinationPage>) {
        for at in row.content.lines() {
            let text = &self.texts[at.text as usize];
            if text.destinations.is_empty() {
                continue;
            }
            let Some(line) = text.variants.get(usize::from(at.variant)).and_then(|v| v.on_line(at.line as usize))
            else {
                continue;
            };
            let end = text.paragraph.text.len() as u32;
            let here = |offset: u32| line.contains(&offset) || (line.end >= end && offset >= end);
            let on_line = text.destinations.iter().filter(|at| here(at.offset));
            found.extend(on_line.map(|at| DestinationPage { key: at.key.clone(), page }));
        }
        for item in &row.content.others {
            if let RowItem::Destination(at) = item {
                found.push(DestinationPage { key: at.key.clone(), page });
            }
        }
    }
}

/// A row, and the rows that are turned in it.
fn with_turned(row: &Row) -> impl Iterator<Item = &Row> {
    let turned = row.content.others.iter().filter_map(|item| match item {
        RowItem::Turned(turned) => Some(&turned.rows),
        _ => None,
    });
    std::iter::once(row).chain(turned.flatten())
}
