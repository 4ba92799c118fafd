//! XHTML: [`SetText`](anthology_typeset::SetText) in; its sections as documents, and its theme as a style sheet, out.
//! The EPUB and the web pages of a book are made of both.
//!
//! [`Publication`] plans what all files share: names, ids, page breaks. [`section()`] writes one section,
//! [`stylesheet()`] the theme.
//!
//! ```
//! use anthology_base::MemoryWorld;
//! use anthology_test_support::set;
//! use anthology_xhtml::{Publication, section};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Trust\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "+++\ntitle = \"One\"\n+++\n\nThe text of a *chapter*.\n");
//! let (text, _) = set(&world);
//! let publication = Publication::new(&text, None, Vec::new());
//! let chapter = text.sections.iter().position(|section| section.title == "One").unwrap_or_default();
//! assert!(section(&publication, chapter).contains("<p id=\"one.1\" class=\"opening\"><span class=\"smallcaps\">The text of a</span> <em>chap"));
//! ```

mod address;
mod attributes;
mod classes;
mod costs;
mod document;
mod font_rules;
mod inline;
mod kinds;
mod kobo;
mod listings;
mod markup;
mod publication;
mod section;
mod stylesheet;
mod tables;

pub use crate::document::document;
pub use crate::font_rules::{FontFace, weight};
pub use crate::markup::Markup;
pub use crate::publication::{
    Device, Files, ImageTraits, PageBreak, PageEntry, Publication, page_id, section_id, semantics,
};
pub use crate::section::{for_device, has_heading, section, write_sections};
pub use crate::stylesheet::stylesheet;
