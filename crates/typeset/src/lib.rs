//! Set text: a [`Book`] and a [`Theme`] in; [`SetText`] out, in which every paragraph has its final characters, runs,
//! hyphenation points, labels and anchors. All formats share it, so that none of these is decided twice. Nothing is
//! measured here: glyphs, lines and pages are the layout's.
//!
//! ```
//! use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
//!
//! let manifest = "[book]\ntitle = \"Two\"\nlanguage = \"en-GB\"\n[[part]]\nchapters = [\"a.md\"]";
//! let chapter = "\"It's 'typeset',\" she said -- on p. 3.";
//! let world = MemoryWorld::new().with("book.toml", manifest).with("a.md", chapter);
//! let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
//!
//! let book = anthology_book::load(&world, &mut sources, &mut diagnostics).expect("a manifest");
//! let theme = anthology_typeset::theme("classic", None, &world, &mut sources, &mut diagnostics).expect("a theme");
//! let text = anthology_typeset::set(&book, theme, &mut diagnostics);
//!
//! let paragraph = text.paragraphs().find(|paragraph| paragraph.text.contains("said")).expect("the chapter's text");
//! assert_eq!(paragraph.text, "“It’s ‘typeset’,” she said\u{a0}– on p.\u{a0}3.");
//! assert_eq!(paragraph.hyphens, [17.into()]); // type|set
//! ```
//!
//! The passes, in order: `index` reads titles and labels of the whole book; `section`, `block` and `inline` walk a
//! chapter's tree, and `generated` and `plan` write the sections that the program adds; `draft` gathers the text of one
//! paragraph; `numbers` and `punctuate` decide its characters; `hyphenate`, with `patterns`, its hyphenation points.

mod beside;
mod block;
mod cjk;
mod class;
mod code;
mod collate;
mod costs;
mod draft;
mod generated;
mod heads;
mod hyphenate;
mod index;
mod inline;
mod listing;
mod lists;
mod marks;
mod numbers;
mod on_paper;
mod opening;
mod page_ranges;
mod paragraph_places;
mod patterns;
mod plan;
mod proof;
mod punctuate;
mod section;
mod set;
mod speech;
mod theme;
mod theme_cover;
mod theme_fallback;
mod theme_file;
mod theme_fonts;
mod theme_reference;
mod theme_values;
mod verse;
mod visit;

pub use anthology_book::{
    Anchor, Contributor, EpubOptions, ImageAsset, ImageFormat, Matter, Metadata, MissingGlyphs, NotePlacement, Person,
    PixelSize, Print, Role, SectionKind, Series, SubjectCode, SubjectScheme,
};
pub use anthology_language::{
    Language, LineBreaking, SiteWords, Words, capitals, date_in_words, language, languages, roman, site_words,
    small_capitals, sort_title, variants, words,
};
pub use cjk::{is_full_width, is_hangul};
pub use class::ClassStyle;
pub use hyphenate::has_hyphenation;
pub use on_paper::map_onto;
pub use page_ranges::{PageRange, page_ranges};
pub use paragraph_places::{Addressed, AddressedPage, PagePiece, ParagraphPlace, addressed_pages, paragraph_places};
pub use proof::{proofs, provable};
pub use set::{
    CellSpan, CodeMargin, ContentsEntry, Discretionary, GroupRole, HeaderScope, HyphenationPoint, ImageWidth, Locator,
    MappedPage, Object, ObjectKind, Opening, PageMap, ParagraphId, ParagraphStyle, PointQuality, Position, Run,
    RunLook, RunStyle, RunningHead, SetBlock, SetBlockKind, SetCell, SetDefinition, SetImage, SetItem, SetLink,
    SetNote, SetParagraph, SetSection, SetStanza, SetTable, SetText, SetVerseLine, TextAlign,
};
pub use theme::{
    Anchoring, BlockTokens, CaptionWidth, ContentsAuthors, ContentsPages, CreditPlace, EmphasisForm, Family, Figures,
    FolioPlace, HeadContent, HeadTokens, LabelForm, LeadIn, MicroTokens, PageTokens, RectoOpenings, SpeakerForm,
    TextStyle, Theme, TitleFrame, VersePlace,
};
pub use theme_cover::{Color, CoverComposition, CoverTokens};
pub use theme_file::{BundledTheme, theme, themes};
pub use theme_fonts::{FontFallback, FontTokens, MissingFamily};
pub use theme_reference::{Token, new_theme, style_keys, token_reference, tokens};

use anthology_base::Diagnostics;
use anthology_book::Book;
use rayon::prelude::*;

/// Sets a book in `theme`, to which the manifest's `[print]` and `[typesetting]` have been applied. Chapters are set in
/// parallel; the result doesn't depend on the number of threads.
pub fn set(book: &Book, theme: Theme, diagnostics: &mut Diagnostics) -> SetText {
    let index = index::Index::new(book, &theme, diagnostics);
    hyphenate::check_languages(book, diagnostics);
    let hyphenator = hyphenate::Hyphenator::new(&book.typesetting.exceptions);
    let context = inline::Context { book, theme: &theme, index: &index, hyphenator: &hyphenator };
    let set: Vec<_> =
        (0..book.sections.len()).into_par_iter().map(|number| section::section(&context, number)).collect();
    let mut sections = Vec::with_capacity(set.len());
    for (section, found) in set {
        sections.push(section);
        diagnostics.append(found);
    }
    SetText {
        metadata: Metadata { identifiers: book.epub_identifiers(), ..book.metadata.clone() },
        names_authors: index.several_authors,
        notes: book.typesetting.notes,
        paragraph_numbers: book.typesetting.paragraph_numbers,
        missing_glyphs: book.typesetting.missing_glyphs,
        epub: book.epub.clone(),
        sections,
        images: book.images.clone(),
        theme,
    }
}
