//! Pages: positioned items and their structure, all that the PDF writer needs.
//!
//! Coordinates are from the top left corner of the trimmed page, x to the right, y downwards.

pub(crate) mod block_spacing;
pub(crate) mod facing;
pub(crate) mod flexible_space;
pub(crate) mod front;
pub(crate) mod index_columns;
pub(crate) mod paginate;
pub(crate) mod plan;
mod turned;
pub(crate) mod type_area;

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::{Lang, Length};
pub use anthology_typeset::{CellSpan, HeaderScope, ImageAsset, ImageFormat, Metadata, PageMap, PixelSize};

use crate::fonts::Font;
pub use crate::page::turned::TurnedFrame;

/// A laid-out book.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The book's metadata.
    pub metadata: Metadata,
    /// In order, blank ones included. The first is a recto.
    pub pages: Vec<Page>,
    /// The fonts that glyph runs name.
    pub fonts: Vec<Arc<Font>>,
    /// The images that items name.
    pub images: Vec<Arc<ImageAsset>>,
    /// The structure tree; the first node is the document.
    pub structure: Vec<Node>,
    /// For the outline, in order.
    pub outline: Vec<OutlineEntry>,
    /// Named destinations: anchors (`trust`, `trust#costs`), notes and paragraph addresses (`trust.12`).
    pub destinations: BTreeMap<String, Destination>,
    /// The first word of every page.
    pub map: PageMap,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Width of the trimmed page.
    pub width: Length,
    /// Its height.
    pub height: Length,
    /// Its page label, whether or not a folio is printed: `xii`, `42`.
    pub label: String,
    /// It has no items.
    pub blank: bool,
    /// Its items, in painting order; within a text flow, in reading order.
    pub items: Vec<Item>,
    /// Its link areas.
    pub links: Vec<LinkArea>,
}

/// Something painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its kind.
    pub kind: ItemKind,
    /// Its tag.
    pub tag: Tag,
}

/// The tag of an item: its place in the structure, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// An artifact: running heads, folios, rules, ornaments.
    Artifact(Artifact),
    /// Content of a node.
    Content {
        /// The node.
        node: NodeId,
        /// Place in reading order over the whole document; see [`Node::order`].
        order: u64,
    },
}

/// The kind of an artifact (ISO 32000-1, 14.8.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// A running head or folio at the head of the page.
    Header,
    /// A folio at the foot.
    Footer,
    /// Rules and ornaments.
    Layout,
}

/// The kinds of items.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// Glyphs on a baseline.
    Glyphs(GlyphRun),
    /// A filled rectangle.
    Rule(Rect),
    /// An image.
    Image {
        /// Index into [`Pages::images`].
        image: usize,
        /// Its rectangle.
        rect: Rect,
        /// Its left edge is at the foot of the rectangle, as in a [`TurnedFrame`].
        turned: bool,
    },
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: Length,
    /// Top edge.
    pub y: Length,
    /// Width.
    pub width: Length,
    /// Height.
    pub height: Length,
}

impl Rect {
    /// As wide and as high as an image in it is seen when the page is turned for it.
    pub fn as_read(self, turned: bool) -> Self {
        if turned { Self { width: self.height, height: self.width, ..self } } else { self }
    }
}

/// A width and a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: Length,
    pub(crate) height: Length,
}

/// The place of something in the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ContentPlace {
    /// The node that it belongs to.
    pub(crate) node: NodeId,
    /// Its place in reading order; see [`Node::order`].
    pub(crate) order: u64,
}

/// Glyphs of one font, size and expansion on one baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphRun {
    /// Index into [`Pages::fonts`] (in a [`crate::paragraph::line::Line`], into the font set's list).
    pub font: u32,
    /// Type size.
    pub size: Length,
    /// The origin of the first glyph.
    pub x: Length,
    /// The baseline.
    pub y: Length,
    /// Horizontal scale in tenths of a per mille: 10000 is natural.
    pub scale: u16,
    /// The glyphs, in painting order (left to right).
    pub glyphs: Vec<Glyph>,
    /// The characters that they stand for, as the author wrote them. Of a run set from right to left, in
    /// logical order all the same.
    pub text: String,
    /// Their language.
    pub lang: Lang,
    /// Ink: black, grey.
    pub ink: Ink,
    /// Its baseline runs up the page, as in a [`TurnedFrame`]; `x` is that of the baseline, `y` the origin's.
    pub turned: bool,
}

/// Ink, in per mille of black; print is black on white.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ink(pub u16);

impl Ink {
    /// Black.
    pub const BLACK: Self = Self(1000);
}

/// A glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// In its font.
    pub id: u16,
    /// To the next glyph's origin, expansion, letter-spacing and justification included. Zero or more.
    pub advance: Length,
    /// The shift of its ink from the origin.
    pub shift: Shift,
    /// Byte offset in the run's text of the first character that it stands for. Glyphs of one cluster share it.
    pub cluster: u32,
    /// It is the hyphen of a hyphenated word, or a letter that is written only where a line ends, which the text doesn't
    /// have. Its cluster is empty.
    pub hyphen: bool,
}

/// The shift of ink from a glyph's origin. In half the size of two lengths, as a book has a glyph for every
/// letter; no page is as large as it reaches (32,767 pt).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    dx: i32,
    dy: i32,
}

impl Shift {
    /// To the right by `dx`, upwards by `dy`.
    pub fn new(dx: Length, dy: Length) -> Self {
        let small = |length: Length| length.sp().clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        Self { dx: small(dx), dy: small(dy) }
    }

    /// To the right.
    pub fn dx(self) -> Length {
        Length::from_sp(i64::from(self.dx))
    }

    /// Upwards.
    pub fn dy(self) -> Length {
        Length::from_sp(i64::from(self.dy))
    }
}

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTo {
    /// A URI.
    Uri(String),
    /// A key of [`Pages::destinations`].
    Destination(String),
}

/// A link area. A link that is broken over lines or pages has an area for each piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkArea {
    /// Its rectangle.
    pub rect: Rect,
    /// Its target.
    pub to: LinkTo,
    /// The [`Role::Link`], [`Role::Reference`]… node that it belongs to.
    pub node: NodeId,
    /// Its text, for screen readers.
    pub contents: String,
}

/// Index into [`Pages::structure`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// A node of the structure tree. A node stands after its parent in [`Pages::structure`].
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its structure type.
    pub role: Role,
    /// Its parent; `None` only for the document.
    pub parent: Option<NodeId>,
    /// Place in reading order: children of a node, nodes and pieces of content alike, are read by ascending
    /// order. A node's order is at most that of its first content.
    pub order: u64,
    /// Its language, where that is not its parent's.
    pub lang: Option<Lang>,
    /// The alternative text of an image.
    pub alt: Option<String>,
    /// The expansion of an abbreviation.
    pub expansion: Option<String>,
    /// A title, for sections and headings.
    pub title: Option<String>,
    /// An id unique over the document, for notes and header cells.
    pub id: Option<String>,
}

/// Standard structure types (ISO 32000-1, 14.8.4), and what PDF/UA needs to know of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `Document`
    Document,
    /// `Part`
    Part,
    /// `Sect`: a chapter.
    Section,
    /// `Div`
    Div,
    /// `Aside` of PDF 2.0, `Div` before: a text beside the text, as an editor's note is.
    Aside,
    /// `H1` … `H6`
    Heading(u8),
    /// `P`
    Paragraph,
    /// `BlockQuote`
    BlockQuote,
    /// `L`
    List {
        /// Its labels are numbers.
        numbered: bool,
    },
    /// `L` whose labels are terms and whose bodies say what they mean.
    Definitions,
    /// `LI`
    ListItem,
    /// `Lbl`
    Label,
    /// `LBody`
    ListBody,
    /// `Table`
    Table,
    /// `THead`
    TableHead,
    /// `TBody`
    TableBody,
    /// `TR`
    TableRow,
    /// `TH`
    HeaderCell {
        /// The cells that it is the header of.
        scope: HeaderScope,
        /// The columns and rows that it covers.
        covers: CellSpan,
    },
    /// `TD`
    DataCell {
        /// The columns and rows that it covers.
        covers: CellSpan,
    },
    /// `Figure`
    Figure,
    /// `Caption`
    Caption,
    /// `Code`, in a `P` or `Div`.
    Code,
    /// `Note`
    Note,
    /// `Reference`: a note's mark, or a page number in the contents.
    Reference,
    /// `Link`
    Link,
    /// `TOC`
    Toc,
    /// `TOCI`
    TocItem,
    /// `Index`
    Index,
    /// `Quote`
    Quote,
    /// `Span`
    Span,
    /// `Em` of PDF 2.0, `Span` before.
    Emphasis,
    /// `Strong` of PDF 2.0, `Span` before.
    Strong,
    /// `Span` of text that is struck through.
    Struck,
    /// `Span` of text that is underlined.
    Underlined,
    /// `Span` of text above the line or below it.
    Shifted {
        /// Height of its baseline above the line's; negative below it. Never zero.
        by: Length,
    },
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineEntry {
    /// Its text, label included.
    pub title: String,
    /// 0 for the outermost.
    pub depth: u8,
    /// A key of [`Pages::destinations`].
    pub destination: String,
}

/// A place on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Index into [`Pages::pages`].
    pub page: u32,
    /// Its left edge.
    pub x: Length,
    /// Its top.
    pub y: Length,
    /// Its structure node, where it has one.
    pub node: Option<NodeId>,
}
