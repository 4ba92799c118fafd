//! The one typesetting and hyphenation layer that both editions share: it decides each paragraph's final
//! characters, runs, hyphenation points, labels and anchors, once. Measures no glyph.

mod set;
mod theme;

pub use anthology_book::{
    Anchor, Contributor, EpubOptions, ImageAsset, ImageFormat, Matter, Metadata, MissingGlyphs, NotePlacement, Print,
    Role, SectionKind,
};
pub use set::{
    ContentsEntry, GroupRole, ImageWidth, Object, ObjectKind, PageMap, PageStart, ParagraphId, ParagraphStyle,
    Position, Run, RunStyle, SetBlock, SetBlockKind, SetDefinition, SetImage, SetItem, SetLink, SetNote, SetParagraph,
    SetSection, SetStanza, SetTable, SetText, SetVerseLine, TextAlign,
};
pub use theme::{
    BlockTokens, Family, Figures, FolioPlace, FontTokens, HeadTokens, LabelForm, MicroTokens, PageTokens, TextStyle,
    Theme,
};

use anthology_base::Diagnostics;
use anthology_book::Book;

/// Sets a book. Chapters are set in parallel; the result doesn't depend on how many threads there are.
pub fn set(_book: &Book, _theme: Theme, _diagnostics: &mut Diagnostics) -> SetText {
    unimplemented!()
}
