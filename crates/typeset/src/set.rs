//! Set text: what both editions carry, decided once. Every paragraph has its final characters, its runs,
//! its hyphenation points and its anchors; the print edition adds breaks and positions, the EPUB adds
//! markup, and neither changes a character.

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::{Address, Lang, Slug, Span};
use anthology_book::{Anchor, EpubOptions, ImageAsset, Matter, Metadata, MissingGlyphs, NotePlacement, SectionKind};

use crate::theme::Theme;

/// The book, set.
#[derive(Clone, Debug)]
pub struct SetText {
    /// About the whole. Its texts are as the editor wrote them; what is printed of them stands in sections.
    pub metadata: Metadata,
    /// The look, with the manifest's `[print]` and `[typesetting]` already applied.
    pub theme: Theme,
    /// Where notes stand in print.
    pub notes: NotePlacement,
    /// Whether paragraph numbers stand in the margin.
    pub paragraph_numbers: bool,
    /// What to do about characters that no font has.
    pub missing_glyphs: MissingGlyphs,
    /// `[epub]`
    pub epub: EpubOptions,
    /// In reading order.
    pub sections: Vec<SetSection>,
    /// The pictures; [`SetImage::image`] is an index into this list.
    pub images: Vec<Arc<ImageAsset>>,
}

/// A section: it begins on a page of its own and is a file of its own in the EPUB.
#[derive(Clone, Debug)]
pub struct SetSection {
    /// What it is.
    pub kind: SectionKind,
    /// Front matter, body or back matter.
    pub matter: Matter,
    /// Unique over the book; its anchor and its file's stem.
    pub slug: Slug,
    /// Its language.
    pub lang: Lang,
    /// 0 for what stands by itself and for parts, 1 for chapters of a part.
    pub depth: u8,
    /// `3`, `II`; for contents and outline.
    pub label: Option<String>,
    /// Plain, for contents, outline, nav and window titles.
    pub title: String,
    /// Plain; who wrote it, where it says so.
    pub author: Option<String>,
    /// Whether it stands in the contents (half-title, title and copyright pages don't).
    pub in_contents: bool,
    /// The running heads of its pages, verso and recto; empty for none.
    pub running_heads: [String; 2],
    /// Its blocks, the title among them.
    pub blocks: Vec<SetBlock>,
    /// Its notes in the order of their marks; [`SetLink::Note`] is an index into this list.
    pub notes: Vec<SetNote>,
}

/// A footnote or endnote.
#[derive(Clone, Debug)]
pub struct SetNote {
    /// What stands at the mark and before the note: `3`.
    pub label: String,
    /// Unique in its section: `note-3`. The mark's own id is `mark-3`.
    pub id: String,
    /// Its text.
    pub blocks: Vec<SetBlock>,
    /// The paragraph that calls it.
    pub called_from: ParagraphId,
}

/// A block.
#[derive(Clone, Debug)]
pub struct SetBlock {
    /// What it is.
    pub kind: SetBlockKind,
    /// An id that links lead to, unique in its section.
    pub id: Option<String>,
    /// Names of the author's own, for a theme.
    pub classes: Vec<String>,
    /// Its language.
    pub lang: Lang,
    /// Where its source stands.
    pub span: Span,
}

/// What a block is.
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
        /// Whether its labels are numbers.
        numbered: bool,
        /// The first number.
        start: u64,
        /// Whether its items stand without space between them.
        tight: bool,
        /// Its items.
        items: Vec<SetItem>,
    },
    /// Terms and what they mean.
    Definitions(Vec<SetDefinition>),
    /// Code; a paragraph a line, in style [`ParagraphStyle::Code`].
    Code {
        /// The language named at the fence.
        info: String,
        /// The lines.
        lines: Vec<SetParagraph>,
    },
    /// A table.
    Table(SetTable),
    /// A picture with its caption.
    Figure {
        /// The picture.
        image: SetImage,
        /// The caption, its label ("Figure 3") included; paragraphs of style [`ParagraphStyle::Caption`].
        caption: Vec<SetBlock>,
    },
    /// Verse.
    Verse(Vec<SetStanza>),
    /// Blocks that belong together.
    Group {
        /// Why.
        role: GroupRole,
        /// The blocks.
        blocks: Vec<SetBlock>,
    },
    /// A scene break: the theme's ornament, or a blank line that stays visible at a page's edge.
    SceneBreak(SetParagraph),
    /// The table of contents. Page numbers are the layout's.
    Contents(Vec<ContentsEntry>),
}

/// Why blocks belong together.
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
    /// The text of a title page, half-title page or copyright page.
    Page,
    /// Discussion questions of one chapter.
    Questions,
    /// The endnotes of a chapter: [`SetSection::notes`] of its own section follow the blocks.
    Endnotes,
    /// At the book's end, the title of a section, an index into [`SetText::sections`]: that section's notes
    /// follow the blocks.
    NotesOf(u32),
    /// A div of a name of the author's own.
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

/// How text stands in its measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
    /// One entry a column.
    pub align: Vec<TextAlign>,
    /// The head row; empty where there is none.
    pub head: Vec<SetParagraph>,
    /// The body rows; as many cells as columns.
    pub rows: Vec<Vec<SetParagraph>>,
}

/// Lines of verse.
#[derive(Clone, Debug)]
pub struct SetStanza {
    /// Its lines.
    pub lines: Vec<SetVerseLine>,
    /// The stanza's address.
    pub address: Option<Address>,
}

/// A line of verse.
#[derive(Clone, Debug)]
pub struct SetVerseLine {
    /// How many steps it is indented.
    pub indent: u8,
    /// Its text.
    pub paragraph: SetParagraph,
}

/// A line of the table of contents.
#[derive(Clone, Debug)]
pub struct ContentsEntry {
    /// 0 for parts and what stands by itself, 1 for chapters of a part.
    pub depth: u8,
    /// `3`, `II`.
    pub label: Option<String>,
    /// The title.
    pub title: SetParagraph,
    /// Under the title.
    pub author: Option<SetParagraph>,
    /// Where it leads.
    pub target: Anchor,
}

/// A picture in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct SetImage {
    /// Index into [`SetText::images`].
    pub image: usize,
    /// What it shows; empty for a decorative picture.
    pub alt: String,
    /// Whether it says nothing and is left out of the reading.
    pub decorative: bool,
    /// The width asked for.
    pub width: ImageWidth,
    /// Where its source stands.
    pub span: Span,
}

/// How wide a picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageWidth {
    /// As large as its pixels at 300 to the inch (96 for SVG), at most the measure.
    #[default]
    Natural,
    /// Thousandths of the measure.
    Measure(u32),
    /// A length.
    Fixed(anthology_base::Length),
}

/// A paragraph's place in the set text: section, and number within it in document order (notes after
/// the blocks).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParagraphId {
    /// Index into [`SetText::sections`].
    pub section: u32,
    /// From 0.
    pub index: u32,
}

/// A paragraph: one string of final characters, and what is known of its parts.
///
/// Invariants: `runs` cover `text` without gap or overlap; every offset is on a character boundary;
/// `hyphens` and `objects` are sorted. U+00AD never stands in `text`. A forced line break is `\n`. An
/// object is U+FFFC. Spaces are U+0020 where the layout may stretch and break, U+00A0 where it may stretch
/// and not break, U+202F or U+2009 where they are fixed.
#[derive(Clone, Debug, PartialEq)]
pub struct SetParagraph {
    /// Its place.
    pub id: ParagraphId,
    /// How it is set.
    pub style: ParagraphStyle,
    /// Its language.
    pub lang: Lang,
    /// The characters.
    pub text: String,
    /// The runs.
    pub runs: Vec<Run>,
    /// Byte offsets in `text` before which a word may be broken with a hyphen.
    pub hyphens: Vec<u32>,
    /// What is not a character.
    pub objects: Vec<Object>,
    /// Where links lead; [`Run::link`] is an index into this list.
    pub links: Vec<SetLink>,
    /// Ids within the paragraph (of spans), by byte offset.
    pub ids: Vec<(u32, String)>,
    /// Its address, where it is one of the numbered paragraphs.
    pub address: Option<Address>,
    /// Where its source stands.
    pub span: Span,
}

impl SetParagraph {
    /// A paragraph of one run, for what a backend prints of its own accord: it has no address, no hyphenation
    /// points and no place in the sources.
    pub fn plain(text: &str, style: ParagraphStyle, lang: Lang) -> Self {
        let run = Run {
            end: text.len() as u32,
            style: RunStyle::default(),
            lang,
            link: None,
            expansion: None,
            span: Span::default(),
        };
        Self {
            id: ParagraphId::default(),
            style,
            lang,
            text: text.to_owned(),
            runs: if text.is_empty() { Vec::new() } else { vec![run] },
            hyphens: Vec::new(),
            objects: Vec::new(),
            links: Vec::new(),
            ids: Vec::new(),
            address: None,
            span: Span::default(),
        }
    }
}

/// Text of one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// One past its last byte; it begins where the run before it ends.
    pub end: u32,
    /// Its style.
    pub style: RunStyle,
    /// Its language.
    pub lang: Lang,
    /// An index into [`SetParagraph::links`].
    pub link: Option<u32>,
    /// What an abbreviation stands for.
    pub expansion: Option<Arc<str>>,
    /// Where its source stands.
    pub span: Span,
}

/// What marks a run out from its paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunStyle {
    /// Emphasised: italic in roman text, roman in italic text.
    pub emphasis: bool,
    /// Strongly emphasised: bold.
    pub strong: bool,
    /// The title of a work: italic.
    pub cite: bool,
    /// Small capitals; the text keeps the author's case.
    pub small_caps: bool,
    /// Code.
    pub code: bool,
    /// Struck through.
    pub strike: bool,
    /// Underlined.
    pub underline: bool,
    /// Not to be broken across lines.
    pub no_break: bool,
    /// In how many quotations within the line it stands, one in another.
    pub quoted: u8,
    /// On the line, above or below it.
    pub position: Position,
}

/// On the line, above or below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// On the line.
    #[default]
    Normal,
    /// Superior.
    Super,
    /// Inferior.
    Sub,
}

/// Where a link of a paragraph leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetLink {
    /// Out of the book.
    External(String),
    /// Within it.
    Internal(Anchor),
    /// To a note: an index into [`SetSection::notes`]. The run is the note's mark.
    Note(u32),
    /// From a note back to its mark: the same index.
    NoteBack(u32),
}

/// What stands in the text and is not a character: U+FFFC at `at`.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Byte offset of its U+FFFC.
    pub at: u32,
    /// What it is.
    pub kind: ObjectKind,
}

/// What an object is.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectKind {
    /// The folio of the page on which the target stands in the print edition.
    PageNumber(Anchor),
    /// A picture in the line.
    Image(SetImage),
}

/// What a paragraph is, and so how it is set: a key of the theme, and a class of the EPUB's style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParagraphStyle {
    /// Running text.
    Body,
    /// The first paragraph of a chapter.
    Opening,
    /// A paragraph after a heading, scene break or other interruption: no indent.
    Flush,
    /// The title alone on the half-title page.
    HalfTitle,
    /// On the title page.
    BookTitle,
    /// On the title page.
    BookSubtitle,
    /// Contributors on the title page.
    BookContributor,
    /// On the title page.
    BookPublisher,
    /// A line of the copyright page.
    Copyright,
    /// "Part One".
    PartLabel,
    /// A part's title.
    PartTitle,
    /// A chapter's number.
    ChapterLabel,
    /// A chapter's title, or that of front and back matter.
    ChapterTitle,
    /// Under the title.
    ChapterSubtitle,
    /// Who wrote the chapter.
    ChapterAuthor,
    /// A heading of level 2.
    Heading2,
    /// A heading of level 3.
    Heading3,
    /// A heading of level 4 and below.
    Heading4,
    /// In a block quotation.
    Quote,
    /// Who a quotation is by.
    Attribution,
    /// In an epigraph.
    Epigraph,
    /// Who an epigraph is by.
    EpigraphSource,
    /// In a dedication.
    Dedication,
    /// In an editor's note.
    EditorNote,
    /// In a list.
    ListItem,
    /// A term of a definition list.
    Term,
    /// Its explanation.
    Detail,
    /// A line of verse.
    Verse,
    /// A line of code.
    Code,
    /// Under a figure or over a table.
    Caption,
    /// In a table's head.
    TableHead,
    /// In a table's body.
    TableCell,
    /// In a footnote or endnote.
    Note,
    /// The ornament of a scene break.
    SceneBreak,
    /// A part in the contents.
    ContentsPart,
    /// A chapter in the contents.
    ContentsChapter,
    /// An author in the contents.
    ContentsAuthor,
    /// A discussion question.
    Question,
    /// A source in the list of sources, or a contributor.
    Entry,
}

impl ParagraphStyle {
    /// All of them, in the order of the enum.
    pub const ALL: [Self; 39] = [
        Self::Body,
        Self::Opening,
        Self::Flush,
        Self::HalfTitle,
        Self::BookTitle,
        Self::BookSubtitle,
        Self::BookContributor,
        Self::BookPublisher,
        Self::Copyright,
        Self::PartLabel,
        Self::PartTitle,
        Self::ChapterLabel,
        Self::ChapterTitle,
        Self::ChapterSubtitle,
        Self::ChapterAuthor,
        Self::Heading2,
        Self::Heading3,
        Self::Heading4,
        Self::Quote,
        Self::Attribution,
        Self::Epigraph,
        Self::EpigraphSource,
        Self::Dedication,
        Self::EditorNote,
        Self::ListItem,
        Self::Term,
        Self::Detail,
        Self::Verse,
        Self::Code,
        Self::Caption,
        Self::TableHead,
        Self::TableCell,
        Self::Note,
        Self::SceneBreak,
        Self::ContentsPart,
        Self::ContentsChapter,
        Self::ContentsAuthor,
        Self::Question,
        Self::Entry,
    ];

    /// Its name in a theme and as a class in the EPUB: `chapter-title`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Opening => "opening",
            Self::Flush => "flush",
            Self::HalfTitle => "half-title",
            Self::BookTitle => "book-title",
            Self::BookSubtitle => "book-subtitle",
            Self::BookContributor => "book-contributor",
            Self::BookPublisher => "book-publisher",
            Self::Copyright => "copyright",
            Self::PartLabel => "part-label",
            Self::PartTitle => "part-title",
            Self::ChapterLabel => "chapter-label",
            Self::ChapterTitle => "chapter-title",
            Self::ChapterSubtitle => "chapter-subtitle",
            Self::ChapterAuthor => "chapter-author",
            Self::Heading2 => "heading2",
            Self::Heading3 => "heading3",
            Self::Heading4 => "heading4",
            Self::Quote => "quote",
            Self::Attribution => "attribution",
            Self::Epigraph => "epigraph",
            Self::EpigraphSource => "epigraph-source",
            Self::Dedication => "dedication",
            Self::EditorNote => "editor-note",
            Self::ListItem => "list-item",
            Self::Term => "term",
            Self::Detail => "detail",
            Self::Verse => "verse",
            Self::Code => "code",
            Self::Caption => "caption",
            Self::TableHead => "table-head",
            Self::TableCell => "table-cell",
            Self::Note => "note",
            Self::SceneBreak => "scene-break",
            Self::ContentsPart => "contents-part",
            Self::ContentsChapter => "contents-chapter",
            Self::ContentsAuthor => "contents-author",
            Self::Question => "question",
            Self::Entry => "entry",
        }
    }
}

/// Which word of the set text starts which page of the print edition: the layout's gift to the EPUB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMap {
    /// Every page in order, blank ones included.
    pub pages: Vec<MappedPage>,
    /// The folio of the page on which each anchor stands.
    pub folios: BTreeMap<Anchor, String>,
}

/// Where a page starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedPage {
    /// Its page label: `xii`, `42`.
    pub label: String,
    /// Index into [`SetText::sections`]; a blank page belongs to the section before it.
    pub section: u32,
    /// Its first paragraph that is not a note, and the byte offset in that paragraph's text at which it
    /// starts. `None` for a page without such a paragraph (blank, or a picture alone).
    pub start: Option<(ParagraphId, u32)>,
}
