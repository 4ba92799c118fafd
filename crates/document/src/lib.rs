//! Markdown bytes to a [`Chapter`], and a `Chapter` to Markdown.
//!
//! Author text never fails to parse: [`parse`] returns a chapter and says what was wrong with the text
//! in diagnostics. The dialect is described in `docs/manuscript.md`.

mod ast;
mod attrs;
mod build;
mod events;
mod fence;
mod finish;
mod front;
mod html;
mod inline;
mod notes;
mod plain;
mod tags;
mod walk;
mod write;

pub use ast::{
    Align, Attrs, Block, BlockKind, Cell, Chapter, Definition, Epigraph, FrontMatter, Image, Inline, InlineKind,
    LineRange, ListItem, Note, Relation, Source, Stanza, Table, VerseLine,
};
pub use plain::plain_text;
pub use walk::{Node, walk_blocks, walk_inlines};
pub use write::to_markdown;

use anthology_base::{Diagnostics, FileId, Span};

/// Parses a chapter. `text` is the whole file; spans refer to it under `file`.
pub fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Chapter {
    let (front, front_span) = front::parse(file, text, diagnostics);
    let source = fence::prepare(file, text, front_span.end as usize);
    let (blocks, definitions) = events::read(&source, diagnostics);
    let mut chapter = Chapter { file, front, front_span, blocks, notes: Vec::new() };
    notes::resolve(&mut chapter, definitions, diagnostics);
    chapter
}

/// Parses one line of inline Markdown, such as a title of the front matter. `span` is where it stands;
/// every inline gets that span.
pub fn parse_inline(span: Span, text: &str, diagnostics: &mut Diagnostics) -> Vec<Inline> {
    events::read_line(span, text, diagnostics)
}
