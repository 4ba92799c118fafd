//! The one typesetting and hyphenation layer that both editions share: it decides each paragraph's final
//! characters, runs, hyphenation points, labels and anchors, once. Measures no glyph.

mod block;
mod cjk;
mod draft;
mod generated;
mod hyphenate;
mod index;
mod inline;
mod numbers;
mod opening;
mod patterns;
mod plan;
mod punctuate;
mod section;
mod set;
mod theme;
mod theme_file;
mod theme_values;
mod visit;

pub use anthology_book::{
    Anchor, Contributor, EpubOptions, ImageAsset, ImageFormat, Matter, Metadata, MissingGlyphs, NotePlacement, Print,
    Role, SectionKind, Series, SubjectCode, SubjectScheme,
};
pub use anthology_language::{Words, roman, words};
pub use cjk::{is_full_width, is_hangul};
pub use set::{
    ContentsEntry, GroupRole, ImageWidth, MappedPage, Object, ObjectKind, PageMap, ParagraphId, ParagraphStyle,
    Position, Run, RunStyle, SetBlock, SetBlockKind, SetDefinition, SetImage, SetItem, SetLink, SetNote, SetParagraph,
    SetSection, SetStanza, SetTable, SetText, SetVerseLine, TextAlign,
};
pub use theme::{
    BlockTokens, EmphasisForm, Family, Figures, FolioPlace, FontTokens, HeadTokens, LabelForm, LeadIn, MicroTokens,
    PageTokens, RectoOpenings, TextStyle, Theme,
};
pub use theme_file::{theme, themes};

use anthology_base::Diagnostics;
use anthology_book::Book;
use rayon::prelude::*;

/// Sets a book in the look of `theme`, changed as the manifest's `[print]` and `[typesetting]` say. Chapters are set in parallel; the result doesn't depend on how many threads there are.
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
        metadata: book.metadata.clone(),
        notes: book.typesetting.notes,
        paragraph_numbers: book.typesetting.paragraph_numbers,
        missing_glyphs: book.typesetting.missing_glyphs,
        epub: book.epub.clone(),
        sections,
        images: book.images.clone(),
        theme,
    }
}
