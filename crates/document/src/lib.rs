//! The chapter tree: Markdown with front matter to a [`Chapter`], and a `Chapter` to Markdown.
//!
//! Input: the text of one file in the dialect of `docs/manual/manuscript.md`. Output: a [`Chapter`] whose blocks and inlines
//! carry their spans, and diagnostics. Author text never fails to parse: [`parse`] always returns a chapter and
//! reports the faults of the text. [`to_markdown`] writes a chapter that parses to the same tree.
//!
//! ```
//! use anthology_base::{Diagnostics, SourceMap};
//! use anthology_document::{BlockKind, parse, plain_text, to_markdown};
//!
//! let text = "+++\ntitle = \"Harbours\"\n+++\n\nA *quiet* harbour.[^1]\n\n[^1]: And a small one.\n";
//! let mut sources = SourceMap::new();
//! let mut diagnostics = Diagnostics::new();
//! let chapter = parse(sources.add("harbours.md", text), text, &mut diagnostics);
//!
//! assert_eq!(chapter.front.title, "Harbours");
//! let BlockKind::Paragraph(content) = &chapter.blocks[0].kind else { panic!("a paragraph") };
//! assert_eq!(plain_text(content), "A quiet harbour.");
//! assert_eq!(chapter.notes.len(), 1);
//! assert!(diagnostics.is_empty());
//! assert_eq!(to_markdown(&chapter), text);
//! ```
//!
//! The passes, in order: `front` reads the front matter; `fence` prepares the body, so that the Markdown parser sees
//! our dialect as CommonMark; `events` and `tags` feed the parser's events and HTML's tags to the stack of open
//! constructs (`build`, `frame`, `inline`), which `close` and `finish` complete; `notes` numbers the footnotes.

mod ast;
mod attrs;
mod build;
mod callout;
mod close;
mod epigraph;
mod events;
mod fence;
mod finish;
mod foreign;
mod frame;
mod front;
mod html;
mod include;
mod inline;
mod notes;
mod piece;
mod plain;
mod reference;
mod table;
mod tags;
mod trailing;
mod walk;
mod wiki;
mod write;

pub use ast::{
    Align, Attrs, Block, BlockKind, Cell, CellSpan, Chapter, Definition, Epigraph, FrontMatter, HeaderScope, Image,
    Inline, InlineKind, LineRange, ListItem, Note, Relation, Source, Stanza, Table, VerseLine,
};
pub use include::{Include, IncludedText, ResolveInclude};
pub use piece::{Headnote, HeadnotePlace, Opening, Permission, PermissionStatus, Publication, Question};
pub use plain::plain_text;
pub use walk::{Node, Part, PartMut, walk_blocks, walk_inlines};
pub use wiki::ResolvePage;
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

impl Chapter {
    /// Parses one line of the chapter's front matter, such as its title. It may refer to the chapter's footnotes.
    /// Every inline gets `span`.
    pub fn parse_line(&self, span: Span, text: &str, diagnostics: &mut Diagnostics) -> Vec<Inline> {
        let number_of = |label: &str| {
            let wanted = notes::key(label);
            self.notes.iter().position(|note| notes::key(&note.label) == wanted)
        };
        events::read_line(span, text, number_of, diagnostics)
    }
}

/// Parses one line of inline Markdown that has no footnotes, such as the title of a book. `span` is where it is;
/// every inline gets that span.
pub fn parse_inline(span: Span, text: &str, diagnostics: &mut Diagnostics) -> Vec<Inline> {
    events::read_line(span, text, |_| None, diagnostics)
}
