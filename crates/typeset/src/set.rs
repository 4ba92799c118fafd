//! Set text: the content that every format shares, decided once. Every paragraph has its final characters, runs,
//! hyphenation points and anchors; the PDF adds breaks and positions, the EPUB adds markup, and neither changes a
//! character.

mod image;
mod page_map;
mod paragraph;
mod style;

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::{Address, Lang, ParagraphNumber, Slug, Span};
use anthology_book::{Anchor, EpubOptions, ImageAsset, Matter, Metadata, MissingGlyphs, NotePlacement, SectionKind};
pub use anthology_document::{CellSpan, HeaderScope, Opening};

pub use self::image::{ImageWidth, SetImage};
pub use self::page_map::{MappedPage, PageMap};
pub use self::paragraph::{
    Discretionary, HyphenationPoint, Locator, Object, ObjectKind, ParagraphId, PointQuality, Position, Run, RunLook,
    RunStyle, SetLink, SetParagraph,
};
pub use self::style::ParagraphStyle;

use crate::theme::Theme;

/// The book, set.
#[derive(Clone, Debug)]
pub struct SetText {
    /// The book's metadata, as the editor wrote it; what is printed of it is in sections. The identifiers are the
    /// EPUB's.
    pub metadata: Metadata,
    /// The theme, with the manifest's `[print]` and `[typesetting]` already applied.
    pub theme: Theme,
    /// True if lists name the authors of pieces: the pieces aren't all by the same.
    pub names_authors: bool,
    /// The place of notes in print.
    pub notes: NotePlacement,
    /// Every how many paragraphs a number is printed in the margin; 0 for none.
    pub paragraph_numbers: u32,
    /// The treatment of characters that no font has.
    pub missing_glyphs: MissingGlyphs,
    /// `[epub]`
    pub epub: EpubOptions,
    /// In reading order.
    pub sections: Vec<SetSection>,
    /// The images; [`SetImage::image`] is an index into this list.
    pub images: Vec<Arc<ImageAsset>>,
}

impl SetText {
    /// The number that is printed in the margin beside a paragraph.
    pub fn margin_number(&self, paragraph: &SetParagraph) -> Option<ParagraphNumber> {
        let number = paragraph.address.as_ref()?.number;
        match self.paragraph_numbers {
            0 => None,
            1 => Some(number),
            // An inserted paragraph's number is no multiple.
            every => Some(number).filter(|number| number.insertion == 0 && number.ordinal % every == 0),
        }
    }
}

/// A section: it begins on a page of its own and is a file of its own in the EPUB.
#[derive(Clone, Debug)]
pub struct SetSection {
    /// Its kind.
    pub kind: SectionKind,
    /// Front matter, body or back matter.
    pub matter: Matter,
    /// Unique over the book; its anchor and its file's stem.
    pub slug: Slug,
    /// Its language.
    pub lang: Lang,
    /// 0 for parts and sections outside parts, 1 for chapters of a part.
    pub depth: u8,
    /// The page on which it begins, if not where the theme has it. One that runs on comes after a chapter.
    pub opening: Option<Opening>,
    /// `3`, `II`; for contents and outline.
    pub label: Option<String>,
    /// The title in plain text, for contents, outline, nav and window titles.
    pub title: String,
    /// The author, in plain text, where the section names one.
    pub author: Option<String>,
    /// Its authors: indices into [`Metadata::people`].
    pub authors: Vec<usize>,
    /// True if the contents list it (they don't list half-title, title and copyright pages).
    pub in_contents: bool,
    /// The running heads of its pages, verso and recto.
    pub running_heads: [RunningHead; 2],
    /// Its blocks, the title among them.
    pub blocks: Vec<SetBlock>,
    /// Its notes in the order of their first references; [`SetLink::Note`] is an index into this list.
    pub notes: Vec<SetNote>,
    /// The addresses of paragraphs that earlier copies had, by the paragraph at which links to them end.
    pub former: BTreeMap<ParagraphId, Vec<Address>>,
}

/// The text over the pages of a section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunningHead {
    /// The text; empty for none.
    pub text: String,
    /// The text where that has no room even when it is cut at its colon: the author's name.
    pub instead: Option<String>,
    /// The source of the text.
    pub span: Option<Span>,
}

/// A head without anything to fall back on.
impl<T: Into<String>> From<T> for RunningHead {
    fn from(text: T) -> Self {
        Self { text: text.into(), instead: None, span: None }
    }
}

/// A footnote or endnote.
#[derive(Clone, Debug)]
pub struct SetNote {
    /// The reference, and the number before the note: `3`.
    pub label: String,
    /// Unique in its section: `note-3`. The mark's own id is `mark-3`.
    pub id: String,
    /// Its text.
    pub blocks: Vec<SetBlock>,
    /// The paragraph with the first reference to it.
    pub called_from: ParagraphId,
}

/// A block.
#[derive(Clone, Debug)]
pub struct SetBlock {
    /// Its kind, with its content.
    pub kind: SetBlockKind,
    /// An id that links lead to, unique in its section.
    pub id: Option<String>,
    /// Names that the author gave it, for a theme.
    pub classes: Vec<String>,
    /// Of a heading: its title in the outline, where that isn't its text.
    pub contents_title: Option<String>,
    /// Its language.
    pub lang: Lang,
    /// Its place in the source.
    pub span: Span,
}

/// The kinds of block.
#[derive(Clone, Debug)]
pub enum SetBlockKind {
    /// A paragraph of any style but a heading's.
    Paragraph(SetParagraph),
    /// A heading, the section's title (level 1) among them. Levels have no gaps.
    Heading {
        /// From 1.
        level: u8,
        /// Its text.
        paragraph: SetParagraph,
    },
    /// A block quotation.
    Quote(Vec<SetBlock>),
    /// A list.
    List {
        /// True if its labels are numbers.
        numbered: bool,
        /// The first number.
        start: u64,
        /// True if no space is between its items.
        tight: bool,
        /// Its items.
        items: Vec<SetItem>,
    },
    /// Terms and what they mean.
    Definitions(Vec<SetDefinition>),
    /// Code; one paragraph per line, in style [`ParagraphStyle::Code`].
    Code {
        /// The language named at the fence.
        info: String,
        /// The lines.
        lines: Vec<SetParagraph>,
        /// What is printed beside them.
        beside: CodeMargin,
    },
    /// A table.
    Table(SetTable),
    /// An image with its caption.
    Figure {
        /// The image.
        image: SetImage,
        /// The caption, its label ("Figure 3") included; paragraphs of style [`ParagraphStyle::Caption`].
        caption: Vec<SetBlock>,
    },
    /// Verse.
    Verse(Vec<SetStanza>),
    /// Blocks that belong together.
    Group {
        /// The reason.
        role: GroupRole,
        /// The blocks.
        blocks: Vec<SetBlock>,
    },
    /// A scene break: the theme's ornament, or a blank line that stays visible at a page's edge.
    SceneBreak(SetParagraph),
    /// The table of contents. Page numbers are the layout's.
    Contents(Vec<ContentsEntry>),
}

/// What is printed beside lines of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeMargin {
    /// The number of the first line, where lines are numbered.
    pub first_number: Option<u64>,
    /// The lines that are marked, from 0, in order.
    pub marked: Vec<usize>,
}

impl CodeMargin {
    /// True if nothing is.
    pub fn is_empty(&self) -> bool {
        self.first_number.is_none() && self.marked.is_empty()
    }
}

/// The reason why blocks belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupRole {
    /// Label, title, subtitle and author at a section's opening.
    Opening,
    /// A quotation before the text.
    Epigraph,
    /// A dedication.
    Dedication,
    /// An editor's note.
    Note,
    /// The editor's words before a piece, a part or a list.
    Headnote,
    /// Entries of an index: paragraphs of style [`ParagraphStyle::IndexEntry`], each followed by those under it, of
    /// style [`ParagraphStyle::IndexSubentry`].
    Index,
    /// The text of a title page, half-title page or copyright page.
    Page,
    /// Discussion questions of one chapter.
    Questions,
    /// The endnotes of a chapter: [`SetSection::notes`] of its own section follow the blocks.
    Endnotes,
    /// At the book's end, the title of a section, an index into [`SetText::sections`]: that section's notes
    /// follow the blocks.
    NotesOf(u32),
    /// A div of another name, its class: a kind of text such as `letter`, or a name of the author's own.
    Custom(String),
}

/// An item of a list.
#[derive(Clone, Debug)]
pub struct SetItem {
    /// Bullet, number or box, as printed: `•`, `1.`, `☐`.
    pub label: String,
    /// Of a task list: whether it is done.
    pub task: Option<bool>,
    /// Its blocks.
    pub blocks: Vec<SetBlock>,
}

/// A term and its explanations.
#[derive(Clone, Debug)]
pub struct SetDefinition {
    /// The term.
    pub term: SetParagraph,
    /// Its explanations.
    pub details: Vec<Vec<SetBlock>>,
}

/// The alignment of text in its measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextAlign {
    /// Both edges straight.
    #[default]
    Justify,
    /// Ragged at the end.
    Start,
    /// Centred.
    Center,
    /// Ragged at the start.
    End,
}

/// A table.
#[derive(Clone, Debug)]
pub struct SetTable {
    /// The caption, its label included.
    pub caption: Option<SetParagraph>,
    /// One entry per column.
    pub align: Vec<TextAlign>,
    /// The rows of the head; empty where there is none.
    pub head: Vec<Vec<SetCell>>,
    /// The rows of the body.
    pub rows: Vec<Vec<SetCell>>,
}

impl SetTable {
    /// All cells in reading order.
    pub fn cells(&self) -> impl Iterator<Item = &SetCell> {
        self.head.iter().chain(&self.rows).flatten()
    }

    /// The texts of the caption and all cells, in reading order.
    pub fn paragraphs(&self) -> impl Iterator<Item = &SetParagraph> {
        self.caption.iter().chain(self.cells().flat_map(SetCell::paragraphs))
    }
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub struct SetCell {
    /// Its content; a single paragraph, or none, in nearly every cell.
    pub blocks: Vec<SetBlock>,
    /// The column in which it begins, from 0.
    pub column: u32,
    /// The columns and rows that it covers.
    pub covers: CellSpan,
    /// In the body, the cells that it is the header of; in the head, all cells are headers of columns.
    pub header: Option<HeaderScope>,
    /// Its alignment, where that isn't its column's.
    pub align: Option<TextAlign>,
    /// Where its source stands.
    pub span: Span,
}

impl SetCell {
    /// A row of cells each of which has one paragraph, or nothing, and covers one column and one row.
    pub fn row(paragraphs: impl IntoIterator<Item = SetParagraph>) -> Vec<Self> {
        (0..).zip(paragraphs).map(|(column, paragraph)| Self::of(paragraph, column)).collect()
    }

    /// A cell of one paragraph, or nothing, that covers one column and one row.
    pub fn of(paragraph: SetParagraph, column: u32) -> Self {
        let (lang, span) = (paragraph.lang, paragraph.span);
        let is_empty = paragraph.text.is_empty();
        let kind = SetBlockKind::Paragraph(paragraph);
        let block = SetBlock { kind, id: None, classes: Vec::new(), lang, span, contents_title: None };
        Self {
            blocks: if is_empty { Vec::new() } else { vec![block] },
            column,
            covers: CellSpan::default(),
            header: None,
            align: None,
            span,
        }
    }

    /// Its only paragraph, where it has nothing else.
    pub fn paragraph(&self) -> Option<&SetParagraph> {
        match self.blocks.as_slice() {
            [SetBlock { kind: SetBlockKind::Paragraph(paragraph), id: None, classes, .. }] if classes.is_empty() => {
                Some(paragraph)
            }
            _ => None,
        }
    }

    /// Its texts in reading order.
    pub fn paragraphs(&self) -> impl Iterator<Item = &SetParagraph> {
        self.blocks.iter().flat_map(SetBlock::paragraphs)
    }
}

/// Lines of verse.
#[derive(Clone, Debug)]
pub struct SetStanza {
    /// Its number, over it.
    pub label: Option<SetParagraph>,
    /// Its lines.
    pub lines: Vec<SetVerseLine>,
    /// The stanza's address.
    pub address: Option<Address>,
}

/// A line of verse.
#[derive(Clone, Debug)]
pub struct SetVerseLine {
    /// The indent in steps of the theme's `verse-step`.
    pub indent: u8,
    /// Its text.
    pub paragraph: SetParagraph,
    /// Its number, where that is printed beside it.
    pub number: Option<u32>,
    /// It begins where the line before it ended: the two are one line of the poem.
    pub shared: bool,
}

/// A line of the table of contents.
#[derive(Clone, Debug)]
pub struct ContentsEntry {
    /// 0 for parts and what stands by itself, 1 for chapters of a part.
    pub depth: u8,
    /// 0 for a chapter, 1 for a section below one, and so on.
    pub level: u8,
    /// `3`, `II`.
    pub label: Option<String>,
    /// The title.
    pub title: SetParagraph,
    /// Under the title.
    pub author: Option<SetParagraph>,
    /// The place that it leads to.
    pub target: Anchor,
}
