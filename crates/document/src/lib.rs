//! Markdown bytes to a [`Chapter`], and a `Chapter` to Markdown.
//!
//! Author text never fails to parse: [`parse`] returns a chapter and says what was wrong with the text
//! in diagnostics. The dialect is described in `docs/manuscript.md`.

mod ast;
mod walk;

pub use ast::{
    Align, Attrs, Block, BlockKind, Cell, Chapter, Definition, Epigraph, FrontMatter, Image, Inline, InlineKind,
    ListItem, Note, Relation, Source, Stanza, Table, VerseLine,
};
pub use walk::{Node, walk_blocks, walk_inlines};

use anthology_base::{Diagnostics, FileId};

/// Parses a chapter. `text` is the whole file; spans refer to it under `file`.
pub fn parse(_file: FileId, _text: &str, _diagnostics: &mut Diagnostics) -> Chapter {
    unimplemented!()
}

/// Parses one line of inline Markdown, such as a title of the front matter. `span` is where it stands;
/// every inline gets that span.
pub fn parse_inline(_span: anthology_base::Span, _text: &str, _diagnostics: &mut Diagnostics) -> Vec<Inline> {
    unimplemented!()
}

/// Writes a chapter as Markdown that parses to the same tree, spans apart.
pub fn to_markdown(_chapter: &Chapter) -> String {
    unimplemented!()
}

/// The characters of inlines without their markup; soft and hard breaks become spaces, note marks
/// nothing, images their alternative text.
pub fn plain_text(_inlines: &[Inline]) -> String {
    unimplemented!()
}
