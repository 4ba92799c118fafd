//! The book: what the manifest and the chapters come to, before any of it is set.

use std::sync::Arc;

use anthology_base::{Date, FileId, Lang, Length, Slug, Span};
use anthology_document::{Chapter, Inline};

use crate::links::Places;
use crate::manifest::{Edition, Group};

/// What is known about the book as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    /// The title.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The language of the book where a chapter doesn't say otherwise.
    pub language: Lang,
    /// Identifiers as URIs: `urn:uuid:…`, `urn:isbn:…`. Never empty: without one in the manifest, a UUID
    /// made from the title and contributors (RFC 9562, version 8).
    pub identifiers: Vec<String>,
    /// Who made it, in order.
    pub contributors: Vec<Contributor>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// The rights statement.
    pub rights: Option<String>,
    /// The blurb.
    pub description: Option<String>,
    /// Day of publication.
    pub date: Option<Date>,
    /// The day that stamps the outputs: [`Metadata::date`] made a full date, else the world's today.
    pub modified: Date,
    /// The series it belongs to.
    pub series: Option<Series>,
    /// Subject headings.
    pub subjects: Vec<String>,
    /// Codes of classifications for some of them, in their order.
    pub subject_codes: Vec<SubjectCode>,
}

/// A series of books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The name of the series.
    pub name: String,
    /// The number of the book in it.
    pub number: Option<u32>,
}

/// A code that says in a classification what a subject heading says in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectCode {
    /// Index into [`Metadata::subjects`].
    pub subject: usize,
    /// The classification.
    pub scheme: SubjectScheme,
    /// `LCO010000`
    pub code: String,
}

/// A classification that bookshops sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectScheme {
    /// Of the Book Industry Study Group, in North America.
    Bisac,
    /// Of EDItEUR, elsewhere.
    Thema,
}

/// Somebody who made the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// As it is to be printed.
    pub name: String,
    /// What they did.
    pub role: Role,
    /// For alphabetical order: `Chesterton, G. K.`
    pub sort: String,
    /// A paragraph about them, for the notes on contributors.
    pub note: Option<String>,
}

/// What a contributor did (MARC relators).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `aut`
    Author,
    /// `edt`
    Editor,
    /// `trl`
    Translator,
    /// `ill`
    Illustrator,
    /// `aui`, author of the foreword or introduction
    Introduction,
    /// `bkd`
    Designer,
    /// `ctb`
    Contributor,
}

impl Role {
    /// The three-letter MARC relator code.
    pub const fn marc(self) -> &'static str {
        match self {
            Self::Author => "aut",
            Self::Editor => "edt",
            Self::Translator => "trl",
            Self::Illustrator => "ill",
            Self::Introduction => "aui",
            Self::Designer => "bkd",
            Self::Contributor => "ctb",
        }
    }
}

/// Front matter, body or back matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// Before the text proper; roman folios.
    Front,
    /// The text proper.
    Body,
    /// After it.
    Back,
}

/// What a section of the book is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionKind {
    /// The title alone, on the first recto.
    HalfTitle,
    /// Title, subtitle, contributors, publisher.
    Title,
    /// Rights, identifiers, colophon lines.
    Copyright,
    /// The table of contents.
    Contents,
    /// A part's own page.
    Part {
        /// From 1.
        number: u32,
        /// The part's title.
        title: String,
    },
    /// A chapter: an index into [`Book::chapters`].
    Chapter(usize),
    /// Notes on contributors, made from the metadata.
    Contributors,
    /// The list of sources, made from the chapters' front matter.
    Sources,
    /// The discussion questions of all chapters.
    ReadingGuide,
    /// How the book was made.
    Colophon,
    /// The notes of all chapters, where they stand at the book's end.
    Notes,
}

/// A section: something that begins on a page of its own, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is.
    pub kind: SectionKind,
    /// Where it belongs.
    pub matter: Matter,
    /// Unique over the book; the stem of its addresses and its file name in the EPUB.
    pub slug: Slug,
    /// 0 for what stands by itself and for parts, 1 for chapters of a part.
    pub depth: u8,
}

/// A chapter in its place.
#[derive(Clone, Debug)]
pub struct BookChapter {
    /// Path of its file relative to the book's folder, with `/`.
    pub path: String,
    /// Unique over the book; stable when other chapters change.
    pub slug: Slug,
    /// Its number, from 1 through all parts; `None` for front and back matter and `numbered = false`.
    pub number: Option<u32>,
    /// Its language.
    pub lang: Lang,
    /// Its title: each inline where it stands if the file's first heading is the title, else at the `title` of the
    /// front matter. Its faults have been reported.
    pub title: Vec<Inline>,
    /// What the author wrote. Every heading has an id: the author's own, or one made from its text.
    pub chapter: Chapter,
}

/// A place that can be linked to: a section, or an id within it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The section.
    pub section: Slug,
    /// An id of a heading, figure, table, div or span in it; `None` for the section's start.
    pub id: Option<String>,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// Out of the book: an absolute URI.
    External(String),
    /// Within it.
    Internal(Anchor),
    /// Nowhere that a reader could follow; its text stands as plain text. A warning has been given.
    Dropped,
}

/// How a picture is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// GIF (its first frame)
    Gif,
    /// WebP
    WebP,
    /// SVG
    Svg,
}

/// A picture with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageAsset {
    /// Path relative to the book's folder, with `/`; unique over the book.
    pub path: String,
    /// The file.
    pub bytes: Arc<[u8]>,
    /// Its format, read from its first bytes and not from its name.
    pub format: ImageFormat,
    /// Width and height in pixels after EXIF orientation, or in CSS pixels (1/96 in) for SVG.
    pub size: (u32, u32),
    /// EXIF orientation, 1 to 8; 1 where there is none.
    pub orientation: u8,
}

/// Where notes stand in print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotePlacement {
    /// At the foot of the page that calls them.
    #[default]
    Foot,
    /// At the end of each chapter.
    Chapter,
    /// At the end of the book.
    Book,
}

/// Whether a character that no font has stops the build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingGlyphs {
    /// An error that names each.
    #[default]
    Error,
    /// A warning, and a visible box.
    Warn,
}

/// `[typesetting]`, with defaults filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Typesetting {
    /// A theme's name or the path of a theme file in the book's folder; `classic` where not set.
    pub theme: String,
    /// The text family, where it is not the theme's.
    pub font: Option<String>,
    /// Words with their own hyphenation.
    pub exceptions: Vec<HyphenationException>,
    /// Where notes stand in print.
    pub notes: NotePlacement,
    /// Whether paragraph numbers stand in the margin of both editions.
    pub paragraph_numbers: bool,
    /// What to do about characters that no font has.
    pub missing_glyphs: MissingGlyphs,
    /// Whether a typed `3/8` is set as a fraction.
    pub fractions: bool,
    /// Whether the endings of ordinals (`2nd`, `XIXe`) are raised.
    pub ordinals: bool,
}

/// A word with its own hyphenation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HyphenationException {
    /// The language that it is an exception in; the book's where the manifest names none.
    pub lang: Lang,
    /// The word with a hyphen wherever it may break: `data-base` allows one break, `Citizenscape` none.
    pub word: String,
}

/// `[print]`, with defaults filled in. `None` means the theme's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Print {
    /// The size of the trimmed page.
    pub trim: Option<PageSize>,
    /// The margins of the trimmed page.
    pub margins: Option<Margins>,
    /// Type size and leading of the body.
    pub type_size: Option<TypeSize>,
}

/// The size of a page or sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize {
    /// Width.
    pub width: Length,
    /// Height.
    pub height: Length,
}

/// The margins of a page that faces another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Margins {
    /// At the spine.
    pub inner: Length,
    /// At the fore edge.
    pub outer: Length,
    /// At the head.
    pub top: Length,
    /// At the foot.
    pub bottom: Length,
}

/// The size of type and its leading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeSize {
    /// The size of the em.
    pub size: Length,
    /// The distance between baselines.
    pub leading: Length,
}

/// `[epub]`, with defaults filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct EpubOptions {
    /// The editor's own cover image, by its path; without one, a typographic cover is drawn.
    pub cover: Option<String>,
    /// Whether font subsets are embedded.
    pub embed_fonts: bool,
    /// Whether hyphenation points go in as U+00AD.
    pub soft_hyphens: bool,
    /// Who evaluated the whole publication; only then is conformance claimed.
    pub certifier: Option<String>,
    /// Pixels of a picture's longer side above which it is made smaller.
    pub max_image: u32,
    /// Bytes above which pictures are reduced until the whole file is no larger.
    pub size_cap: Option<u64>,
    /// Whether an ONIX record for booksellers is written beside it.
    pub onix: bool,
}

impl Default for EpubOptions {
    fn default() -> Self {
        Self {
            cover: None,
            embed_fonts: false,
            soft_hyphens: true,
            certifier: None,
            max_image: 2000,
            size_cap: None,
            onix: false,
        }
    }
}

/// The book, complete and in order.
#[derive(Clone, Debug)]
pub struct Book {
    /// About the whole.
    pub metadata: Metadata,
    /// `[typesetting]`
    pub typesetting: Typesetting,
    /// `[print]`
    pub print: Print,
    /// `[epub]`
    pub epub: EpubOptions,
    /// In reading order.
    pub sections: Vec<Section>,
    /// In the order of the manifest.
    pub chapters: Vec<BookChapter>,
    /// The pictures, sorted by path. A picture that two chapters use stands once.
    pub images: Vec<Arc<ImageAsset>>,
    /// The editor's own cover, PNG or JPEG.
    pub cover: Option<Arc<ImageAsset>>,
    /// Where the manifest names it.
    pub cover_span: Option<Span>,
    /// The manifest's file, for diagnostics.
    pub manifest: FileId,
    /// Where the manifest gives the title.
    pub title_span: Option<Span>,
    /// Where the manifest names the language.
    pub language_span: Option<Span>,
    /// Where the manifest names the theme.
    pub theme_span: Option<Span>,
    /// `[edition.NAME]`, in the order of the file.
    pub editions: Vec<Edition>,
    /// `[[group]]`
    pub groups: Vec<Group>,
    /// Where links lead; see [`Book::link`].
    pub(crate) links: std::collections::BTreeMap<(usize, Span), LinkTarget>,
    /// What links can lead to; see [`Book::resolve`].
    pub(crate) places: Places,
    /// Which picture a path in a chapter means; see [`Book::image`].
    pub(crate) image_uses: std::collections::BTreeMap<(usize, String), usize>,
    /// Where each picture stands first; see [`Book::image_span`].
    pub(crate) image_places: std::collections::BTreeMap<String, Span>,
}

impl Book {
    /// Where the link at `span` of chapter `chapter` (an index into [`Book::chapters`]) leads.
    pub fn link(&self, chapter: usize, span: Span) -> &LinkTarget {
        self.links.get(&(chapter, span)).unwrap_or(&LinkTarget::Dropped)
    }

    /// Where an address written in chapter `chapter` leads. For the texts of the front matter, whose links
    /// have no places of their own; what is wrong with them has been said.
    pub fn resolve(&self, chapter: usize, target: &str) -> LinkTarget {
        self.places.resolve(chapter, target).unwrap_or(LinkTarget::Dropped)
    }

    /// Where the picture of this path (relative to the book's folder) stands first.
    pub fn image_span(&self, path: &str) -> Option<Span> {
        self.image_places.get(path).copied()
    }

    /// The picture that `path`, as written in chapter `chapter`, means: an index into [`Book::images`].
    /// `None` where it is missing (an error has been given).
    pub fn image(&self, chapter: usize, path: &str) -> Option<usize> {
        self.image_uses.get(&(chapter, path.to_owned())).copied()
    }
}
