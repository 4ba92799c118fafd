//! Layout: set text and fonts to pages. Writes no PDF syntax.
//!
//! *Input:* [`SetText`](anthology_typeset::SetText), the final characters of a book with their styles, hyphenation
//! points and theme; [`Fonts`](fonts::Fonts); and [`LayoutOptions`]. *Output:* [`Pages`](page::Pages), positioned
//! glyph runs, rules, images and link areas with the structure tree that a screen reader needs, and the
//! [`PageMap`](page::PageMap), the first word of every page. Faults of the text are diagnostics.
//!
//! ```
//! use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
//! use anthology_layout::{fonts::Fonts, layout};
//!
//! let manifest = "[book]\ntitle = \"Gates\"\nlanguage = \"en-GB\"\nchapters = [\"gate.md\"]\n";
//! let world = MemoryWorld::new().with("book.toml", manifest).with("gate.md", "# The Gate\n\nIt was shut.\n");
//! let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
//! let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
//! let theme = anthology_typeset::theme("classic", None, &world, &mut sources, &mut found).expect("a theme");
//! let text = anthology_typeset::set(&book, theme, &mut found);
//!
//! let pages = layout(&text, &Fonts::bundled(), &mut found);
//! let gate = &pages.destinations["gate"];
//! assert_eq!(pages.pages[gate.page as usize].label, "1");
//! ```
//!
//! The folders are the passes, in the order of the data: [`fonts`] are read, words are shaped (`shaping`), paragraphs
//! are broken into lines (`paragraph`), blocks become rows of lines (`blocks`), rows are put on pages (`page`), and
//! pages are written out (`output`).

mod blocks;
mod costs;
pub mod fonts;
mod output;
pub mod page;
mod paragraph;
mod shaping;
mod two_sided;

pub use blocks::break_cache::BreakCache;
pub use output::book::{LayoutOptions, layout, layout_with, page_map};
pub use output::dump::dump;
pub use output::paginated::{PagePlace, PaginatedBook};
pub use paragraph::builder::{ParagraphBuilder, ParagraphSettings, SettingSummary};
pub use paragraph::context::Resolve;
pub use paragraph::line;
pub use paragraph::opportunities::unicode_breaks;
