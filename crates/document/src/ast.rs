//! The chapter tree: what an author wrote, before anything is decided about how it is set.

use anthology_base::{Date, FileId, Lang, Span};

use crate::piece::{Headnote, Opening, Permission, Publication, Question};

/// One Markdown file.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    /// The file it was read from.
    pub file: FileId,
    /// The TOML between `+++`.
    pub front: FrontMatter,
    /// The source of the front matter, fences included; empty at the start of the file if there is none.
    pub front_span: Span,
    /// The body, in order.
    pub blocks: Vec<Block>,
    /// Footnotes in the order of their first references in the text. [`InlineKind::NoteMark`]
    /// holds an index into this list. A definition that is never referenced is reported and left out.
    pub notes: Vec<Note>,
}

/// A footnote's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The label that the author gave it.
    pub label: String,
    /// Its text.
    pub blocks: Vec<Block>,
    /// The source of the definition.
    pub span: Span,
}

/// The TOML front matter of a chapter. Unknown keys are refused.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// The chapter's title, in inline Markdown (`*emphasis*` is honoured).
    pub title: String,
    /// Under the title.
    pub subtitle: Option<String>,
    /// For running heads where the title is too long.
    pub short_title: Option<String>,
    /// The authors' names as they are printed under the title, each in inline Markdown.
    pub authors: Vec<String>,
    /// The translators' names.
    pub translators: Vec<String>,
    /// The date of writing.
    pub date: Option<Date>,
    /// The language, if it is not the book's.
    pub language: Option<Lang>,
    /// The stem of its addresses; without it, made from the file's name.
    pub id: Option<String>,
    /// False for a chapter without a number, if the theme numbers chapters.
    pub numbered: Option<bool>,
    /// The page on which it begins, if not where the book's chapters do.
    pub opening: Option<Opening>,
    /// Its first line is its title, as that of a poem without one.
    pub first_line_title: bool,
    /// Questions for the reading group.
    pub questions: Vec<Question>,
    /// A quotation before the text.
    pub epigraph: Option<Epigraph>,
    /// Subjects by which a table of contents can group the pieces: `war`, `childhood`.
    pub themes: Vec<String>,
    /// Where it was printed before, the first time first.
    pub first_published: Vec<Publication>,
    /// The editor's note before it.
    pub headnote: Option<Headnote>,
    /// The right to print it.
    pub permission: Option<Permission>,
    /// Its sources, and texts that it answers.
    pub source: Vec<Source>,
}

/// A quotation before the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Epigraph {
    /// The words, in inline Markdown.
    pub text: String,
    /// The author or work that the words are from, in inline Markdown.
    pub source: Option<String>,
    /// Their language, where it is not the chapter's.
    pub language: Option<Lang>,
}

/// The relation of a chapter to a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    /// The chapter is that text.
    #[default]
    Reprint,
    /// The chapter answers that text.
    Answers,
    /// The chapter quotes or uses that text.
    Uses,
}

/// A source of a chapter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The relation of the chapter to it.
    pub relation: Relation,
    /// The source's title.
    pub title: Option<String>,
    /// The author of the source.
    pub author: Option<String>,
    /// The book or periodical that it is printed in.
    pub within: Option<String>,
    /// The place of publication.
    pub place: Option<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The pages: `19–29`.
    pub pages: Option<String>,
    /// The date of publication.
    pub date: Option<Date>,
    /// The address at which it can be read.
    pub url: Option<String>,
    /// The name of the capture that it was imported from.
    pub capture: Option<String>,
    /// BLAKE3 of that capture's bytes, in hex.
    pub hash: Option<String>,
    /// The lines of the capture.
    pub lines: Option<LineRange>,
    /// The bytes of the capture.
    pub bytes: Option<std::ops::Range<usize>>,
}

/// Lines of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRange {
    /// The first line, counted from 1.
    pub first: usize,
    /// The last line, inclusive.
    pub last: usize,
}

/// A block with its attributes and source.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its kind.
    pub kind: BlockKind,
    /// Identifier, classes, language.
    pub attrs: Attrs,
    /// Its source.
    pub span: Span,
}

/// Attributes in braces of a heading, span, div, image or link: `{#id .class lang=fr width=60%}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attrs {
    /// `#id`.
    pub id: Option<String>,
    /// `.class`, in order.
    pub classes: Vec<String>,
    /// `lang=…`.
    pub lang: Option<Lang>,
    /// Every other `key=value`, in order.
    pub pairs: Vec<(String, String)>,
}

impl Attrs {
    /// Returns true if a class is set.
    pub fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|c| c == class)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// Adds attributes to these. Those that are there already, and of which there is one, stay.
    pub(crate) fn add(&mut self, more: Self) {
        self.id = self.id.take().or(more.id);
        self.lang = self.lang.or(more.lang);
        self.classes.extend(more.classes);
        self.pairs.extend(more.pairs);
    }

    /// Returns true if nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading inside the chapter.
    Heading {
        /// 1 to 6, as written. The chapter's title is in the front matter.
        level: u8,
        /// Its text.
        content: Vec<Inline>,
    },
    /// A block quotation.
    Quote(Vec<Block>),
    /// A bulleted, numbered or task list.
    List {
        /// The first number of a numbered list; `None` for bullets.
        start: Option<u64>,
        /// True if no blank lines separate its items.
        tight: bool,
        /// Its items.
        items: Vec<ListItem>,
    },
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// Code, as written.
    Code {
        /// The info string after the opening fence, usually a language. Empty for indented code.
        info: String,
        /// The lines, each ended by `\n`.
        text: String,
    },
    /// A table.
    Table(Table),
    /// An image by itself, with its caption. The figure's id and language are the block's attributes;
    /// the image keeps its classes and `width`.
    Figure {
        /// The image.
        image: Image,
        /// The text below the image.
        caption: Vec<Block>,
    },
    /// Lines that break where the author broke them: `::: verse`.
    Verse(Vec<Stanza>),
    /// `::: name`: a kind of text such as `letter` or `drama`, or a name of the author's own.
    Div {
        /// The name: the word after the colons, or the first class. Empty for `::: {lang=fr}`.
        name: String,
        /// The blocks between its fences.
        blocks: Vec<Block>,
    },
    /// A thematic break: `* * *`.
    SceneBreak,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem {
    /// Of a task list: whether it is done.
    pub task: Option<bool>,
    /// Its text; in paragraphs, even in a tight list.
    pub blocks: Vec<Block>,
    /// Its source.
    pub span: Span,
}

/// A term and its explanations.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// One or more explanations.
    pub details: Vec<Vec<Block>>,
    /// Its source.
    pub span: Span,
}

/// The alignment of a table column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// As the language reads.
    #[default]
    Start,
    /// Centred.
    Center,
    /// Right, whatever the language: the end of its lines, in English.
    End,
    /// Left, whatever the language.
    Left,
}

/// A table. The cells of the head, and those of the body, cover a grid without gap or overlap; a row has the cells that
/// begin in it, as in HTML. [`Table::columns_of`] says where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// One entry a column.
    pub align: Vec<Align>,
    /// The rows of the head. Empty where the source has none.
    pub head: Vec<Vec<Cell>>,
    /// The rows of the body, those of the foot last.
    pub rows: Vec<Vec<Cell>>,
    /// From a `::: table` div's paragraph or an HTML `<caption>`.
    pub caption: Option<Vec<Inline>>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its content: one paragraph, nothing, or any blocks but headings. An image is a part of its paragraph, not a
    /// figure, unless it has a caption.
    pub blocks: Vec<Block>,
    /// The columns and rows that it covers.
    pub covers: CellSpan,
    /// In the body, the cells that it is the header of. `None` for data cells, and in the head, all of whose cells are
    /// headers of columns.
    pub header: Option<HeaderScope>,
    /// Its alignment, where that isn't its column's.
    pub align: Option<Align>,
    /// Its source.
    pub span: Span,
}

impl Cell {
    /// A cell of one paragraph.
    pub fn of(content: Vec<Inline>, span: Span) -> Self {
        let paragraph = Block { kind: BlockKind::Paragraph(content), attrs: Attrs::default(), span };
        let is_empty = matches!(&paragraph.kind, BlockKind::Paragraph(content) if content.is_empty());
        Self { blocks: if is_empty { Vec::new() } else { vec![paragraph] }, span, ..Self::default() }
    }

    /// The running text of a cell that has one paragraph, or none; `None` for a cell of other blocks.
    pub fn text(&self) -> Option<&[Inline]> {
        match self.blocks.as_slice() {
            [] => Some(&[]),
            [Block { kind: BlockKind::Paragraph(content), attrs, .. }] if attrs.is_empty() => Some(content),
            _ => None,
        }
    }
}

/// The columns and rows that a cell covers, from the one in which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellSpan {
    /// At least 1.
    pub columns: u32,
    /// At least 1.
    pub rows: u32,
}

impl Default for CellSpan {
    fn default() -> Self {
        Self { columns: 1, rows: 1 }
    }
}

/// The cells that a header cell is the header of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeaderScope {
    /// The other cells of its rows.
    Row,
    /// The cells below it.
    Column,
}

/// Lines of verse with no blank line between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Stanza {
    /// Its lines.
    pub lines: Vec<VerseLine>,
}

/// A line of verse.
#[derive(Clone, Debug, PartialEq)]
pub struct VerseLine {
    /// The indent in leading spaces of the source.
    pub indent: u8,
    /// Its text.
    pub content: Vec<Inline>,
    /// Attributes in braces at its end: `{.shared}` for a line that begins where the line before it ended.
    pub attrs: Attrs,
    /// Its source.
    pub span: Span,
}

/// An image.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The path as written, relative to the chapter's file.
    pub path: String,
    /// Alternative text for readers who can't see the image. Plain text.
    pub alt: String,
    /// Identifier, classes (`decorative`), `width=60%` or a length.
    pub attrs: Attrs,
    /// Its source.
    pub span: Span,
}

/// A piece of running text with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct Inline {
    /// Its kind.
    pub kind: InlineKind,
    /// Its source.
    pub span: Span,
}

/// The kinds of inline.
#[derive(Clone, Debug, PartialEq)]
pub enum InlineKind {
    /// Characters as written (entities and escapes resolved), before any typographic decision.
    Text(String),
    /// Characters that the author escaped (`\"`, `\'`, `\-`, `\.`): they stay as typed, without any
    /// typographic decision. Holds only those four characters.
    Verbatim(String),
    /// `*…*`, `<em>`.
    Emphasis(Vec<Inline>),
    /// `**…**`, `<strong>`.
    Strong(Vec<Inline>),
    /// `~~…~~`.
    Strikethrough(Vec<Inline>),
    /// `^…^`, `<sup>`.
    Superscript(Vec<Inline>),
    /// `~…~`, `<sub>`.
    Subscript(Vec<Inline>),
    /// `<cite>`: the title of a work.
    Cite(Vec<Inline>),
    /// `<abbr title="…">`.
    Abbreviation {
        /// The long form.
        title: String,
        /// The short form.
        content: Vec<Inline>,
    },
    /// `` `…` ``.
    Code(String),
    /// `[…]{.smallcaps lang=fr}`. Classes with a meaning: `italic` (`<i>`), `bold` (`<b>`), `smallcaps`,
    /// `underline` (`<u>`), `mark` (`<mark>`), `quotation` (`<q>`) and `nobreak`; any other is the author's own.
    Span {
        /// The attributes in braces.
        attrs: Attrs,
        /// The text.
        content: Vec<Inline>,
    },
    /// `[…](…)`. With the class `page` (`[](other.md#id){.page}`) it prints "page 42".
    Link {
        /// The address as written.
        target: String,
        /// The attributes in braces. A title (`[…](… "title")`) is the pair `title`.
        attrs: Attrs,
        /// The text; empty for a page reference, or to print the title of the target.
        content: Vec<Inline>,
    },
    /// An image in running text.
    Image(Image),
    /// `[^label]`: an index into [`Chapter::notes`].
    NoteMark(usize),
    /// A line end in the source.
    SoftBreak,
    /// A line end that the author asked for.
    HardBreak,
}

impl InlineKind {
    /// The text that this piece holds, where it holds text with markup of its own.
    pub fn content(&self) -> Option<&[Inline]> {
        match self {
            Self::Emphasis(content)
            | Self::Strong(content)
            | Self::Strikethrough(content)
            | Self::Superscript(content)
            | Self::Subscript(content)
            | Self::Cite(content)
            | Self::Abbreviation { content, .. }
            | Self::Span { content, .. }
            | Self::Link { content, .. } => Some(content),
            Self::Text(_)
            | Self::Verbatim(_)
            | Self::Code(_)
            | Self::Image(_)
            | Self::NoteMark(_)
            | Self::SoftBreak
            | Self::HardBreak => None,
        }
    }

    /// The mutable form of [`InlineKind::content`].
    pub fn content_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            Self::Emphasis(content)
            | Self::Strong(content)
            | Self::Strikethrough(content)
            | Self::Superscript(content)
            | Self::Subscript(content)
            | Self::Cite(content)
            | Self::Abbreviation { content, .. }
            | Self::Span { content, .. }
            | Self::Link { content, .. } => Some(content),
            Self::Text(_)
            | Self::Verbatim(_)
            | Self::Code(_)
            | Self::Image(_)
            | Self::NoteMark(_)
            | Self::SoftBreak
            | Self::HardBreak => None,
        }
    }
}
