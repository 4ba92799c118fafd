//! The chapter tree: what an author wrote, before anything is decided about how it is set.

use anthology_base::{Date, FileId, Lang, Span};

/// One Markdown file.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    /// The file it was read from.
    pub file: FileId,
    /// The TOML between `+++`.
    pub front: FrontMatter,
    /// Where the front matter stands, fences included; empty at the file's start where there is none.
    pub front_span: Span,
    /// The body, in order.
    pub blocks: Vec<Block>,
    /// Footnote definitions in the order in which their first mark stands in the text. [`InlineKind::NoteMark`]
    /// holds an index into this list. A definition that no mark calls is reported and left out.
    pub notes: Vec<Note>,
}

/// A footnote's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The label that the author gave it.
    pub label: String,
    /// Its text.
    pub blocks: Vec<Block>,
    /// Where the definition stands.
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
    /// Who wrote it, as it is to stand under the title.
    pub author: Option<String>,
    /// When it was written.
    pub date: Option<Date>,
    /// Its language, where that is not the book's.
    pub language: Option<Lang>,
    /// The stem of its addresses; without it, made from the file's name.
    pub id: Option<String>,
    /// Whether it has a chapter number where the theme numbers chapters.
    pub numbered: Option<bool>,
    /// For the reading group, in inline Markdown.
    pub questions: Vec<String>,
    /// A quotation before the text.
    pub epigraph: Option<Epigraph>,
    /// By what right it is printed.
    pub permission: Option<String>,
    /// Where it comes from, or what it answers.
    pub source: Vec<Source>,
}

/// A quotation before the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Epigraph {
    /// The words, in inline Markdown.
    pub text: String,
    /// Who said them, in inline Markdown.
    pub source: Option<String>,
    /// Their language, where it is not the chapter's.
    pub language: Option<Lang>,
}

/// What a chapter has to do with a source.
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

/// Where a chapter comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// What the chapter has to do with it.
    pub relation: Relation,
    /// The source's title.
    pub title: Option<String>,
    /// Who wrote the source.
    pub author: Option<String>,
    /// When the source was published.
    pub date: Option<Date>,
    /// Where it can be read.
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

/// A block with its attributes and place.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Identifier, classes, language.
    pub attrs: Attrs,
    /// Where it stands.
    pub span: Span,
}

/// What `{#id .class lang=fr width=60%}` says of a heading, span, div, image or link.
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
    /// Whether a class is set.
    pub fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|c| c == class)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a block is.
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
        /// Whether no blank line stands between its items.
        tight: bool,
        /// Its items.
        items: Vec<ListItem>,
    },
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// Code, as it stands.
    Code {
        /// What follows the opening fence: the language, mostly. Empty for indented code.
        info: String,
        /// The lines, each ended by `\n`.
        text: String,
    },
    /// A table.
    Table(Table),
    /// An image by itself, with its caption. The figure's id and language are the block's attributes;
    /// the image keeps its classes and `width`.
    Figure {
        /// The picture.
        image: Image,
        /// What stands under it.
        caption: Vec<Block>,
    },
    /// Lines that break where the author broke them: `::: verse`.
    Verse(Vec<Stanza>),
    /// `::: name`: `epigraph`, `dedication`, `note`, `attribution`, or a name of the author's own.
    Div {
        /// The name: the word after the colons, or the first class. Empty for `::: {lang=fr}`.
        name: String,
        /// What stands in it.
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
    /// Its text. In a tight list, text stands in paragraphs all the same.
    pub blocks: Vec<Block>,
    /// Where it stands.
    pub span: Span,
}

/// A term and its explanations.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// One or more explanations.
    pub details: Vec<Vec<Block>>,
    /// Where it stands.
    pub span: Span,
}

/// How a column of a table is aligned.
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

/// A table with one head row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// One entry a column.
    pub align: Vec<Align>,
    /// The head row; as many cells as columns. Empty where the source has none (an HTML table).
    pub head: Vec<Cell>,
    /// The body rows; as many cells as columns.
    pub rows: Vec<Vec<Cell>>,
    /// From a `::: table` div's paragraph or an HTML `<caption>`.
    pub caption: Option<Vec<Inline>>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its text.
    pub content: Vec<Inline>,
    /// Where it stands.
    pub span: Span,
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
    /// How far it is indented: leading spaces in the source.
    pub indent: u8,
    /// Its text.
    pub content: Vec<Inline>,
    /// Where it stands.
    pub span: Span,
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The path as written, relative to the chapter's file.
    pub path: String,
    /// What it shows, for those who don't see it. Plain text.
    pub alt: String,
    /// Identifier, classes (`decorative`), `width=60%` or a length.
    pub attrs: Attrs,
    /// Where it stands.
    pub span: Span,
}

/// A piece of running text with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Where it stands.
    pub span: Span,
}

/// What a piece of running text is.
#[derive(Clone, Debug, PartialEq)]
pub enum InlineKind {
    /// Characters as written (entities and escapes resolved), before any typographic decision.
    Text(String),
    /// Characters that the author escaped (`\"`, `\'`, `\-`, `\.`): they stay as typed, without any
    /// typographic decision. Holds only those four characters.
    Verbatim(String),
    /// `*…*`, `<em>`, `<i>`.
    Emphasis(Vec<Inline>),
    /// `**…**`, `<strong>`, `<b>`.
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
        /// What it stands for.
        title: String,
        /// The short form.
        content: Vec<Inline>,
    },
    /// `` `…` ``.
    Code(String),
    /// `[…]{.smallcaps lang=fr}`. Classes with a meaning: `smallcaps`, `underline`, `nobreak`.
    Span {
        /// What the braces say.
        attrs: Attrs,
        /// The text.
        content: Vec<Inline>,
    },
    /// `[…](…)`. With the class `page` (`[](other.md#id){.page}`) it prints "page 42".
    Link {
        /// The address as written.
        target: String,
        /// What the braces say. A title (`[…](… "title")`) is the pair `title`.
        attrs: Attrs,
        /// The text; empty for a page reference, or where the target's own title is to stand.
        content: Vec<Inline>,
    },
    /// A picture in the line.
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

    /// The same, to change it.
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
