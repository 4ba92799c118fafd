//! The values of `[typesetting]`, `[print]` and `[epub]`.

use anthology_base::{Isbn, Lang, Length, Span};
use anthology_document::Opening;

/// The placement of footnotes in a PDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotePlacement {
    /// At the foot of the page with their reference.
    #[default]
    Foot,
    /// At the end of each chapter.
    Chapter,
    /// At the end of the book.
    Book,
}

/// The severity of a character that no font has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingGlyphs {
    /// An error that names each.
    #[default]
    Error,
    /// A warning, and a visible box.
    Warn,
}

/// The numbers over chapters' titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChapterNumbers {
    /// None; chapters that ask for a number aside.
    None,
    /// `3`
    Arabic,
    /// `III`
    Roman,
    /// `Three`, in the chapter's language where its words are known.
    Word,
    /// `Chapter 3`
    Chapter,
}

impl ChapterNumbers {
    /// The words for them in the manifest.
    pub(crate) const WORDS: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("arabic", Self::Arabic),
        ("roman", Self::Roman),
        ("word", Self::Word),
        ("chapter", Self::Chapter),
    ];
}

/// The openings of the chapters of a book or part, where they are not the theme's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChapterOpenings {
    /// The page on which they begin.
    pub opening: Option<Opening>,
    /// Their numbers.
    pub numbers: Option<ChapterNumbers>,
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
    /// The placement of footnotes in a PDF.
    pub notes: NotePlacement,
    /// Every how many paragraphs a number is printed in the margin, in both formats; 0 for none.
    pub paragraph_numbers: u32,
    /// True to number the captions of figures, tables and listings: "Figure 3".
    pub caption_numbers: bool,
    /// The severity of characters that no font has.
    pub missing_glyphs: MissingGlyphs,
    /// True to set a typed `3/8` as a fraction.
    pub fractions: bool,
    /// True to raise the endings of ordinals (`2nd`, `XIXe`).
    pub ordinals: bool,
    /// What stands over the pages, where it is not what the theme puts there.
    pub running_heads: RunningHeads,
    /// How the chapters of the body open.
    pub openings: ChapterOpenings,
    /// True if code in a language that is known has its keywords, comments and so on set apart.
    pub highlighting: bool,
}

/// What stands over the pages of chapters: `none`, `title`, `chapter`, `author`, `part`, or any other words, which are
/// printed as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunningHeads {
    /// Over left-hand pages.
    pub verso: Option<String>,
    /// Over right-hand pages.
    pub recto: Option<String>,
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

/// The ISBN of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatIsbn {
    /// The number.
    pub isbn: Isbn,
    /// The editor's words for the format, such as "paperback"; printed beside the number.
    pub format: Option<String>,
    /// The source of the number.
    pub span: Span,
}

/// `[epub]`, with defaults filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct EpubOptions {
    /// The editor's own cover image, by its path; without one, a typographic cover is drawn.
    pub cover: Option<String>,
    /// Its own ISBN.
    pub isbn: Option<FormatIsbn>,
    /// True to embed subsets of the fonts.
    pub embed_fonts: bool,
    /// True to write hyphenation points as U+00AD.
    pub soft_hyphens: bool,
    /// The person or body that evaluated the publication; conformance is claimed only if it is set.
    pub certifier: Option<String>,
    /// Pixels of an image's longer side above which it is downsampled.
    pub max_image: u32,
    /// Bytes that the whole file may have; images are reduced until it fits.
    pub size_cap: Option<u64>,
    /// True to write an ONIX record for booksellers next to it.
    pub onix: bool,
}

impl Default for EpubOptions {
    fn default() -> Self {
        Self {
            cover: None,
            isbn: None,
            embed_fonts: false,
            soft_hyphens: true,
            certifier: None,
            max_image: 2000,
            size_cap: None,
            onix: false,
        }
    }
}
