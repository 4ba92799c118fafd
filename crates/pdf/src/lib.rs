//! PDF: laid-out [`Pages`] in, the bytes of a file out.
//!
//! [`write()`] makes a tagged file that conforms to PDF/UA and PDF/A at once, in the parts that its [`Profile`] names;
//! [`print()`] a PDF/X file for a press; [`booklet`] imposed sheets for a printer at home.
//!
//! printpdf makes the skeleton (fonts, page tree), this crate writes the content streams, and a last pass over the objects
//! adds everything that printpdf doesn't know: the structure tree, destinations, page labels, metadata.
//! `docs/dev/pdf-conformance.md` lists the clauses that this serves.
//!
//! ```
//! use anthology_base::MemoryWorld;
//! use anthology_pdf::Options;
//! use anthology_test_support::{lay_out, set};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Trust\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "+++\ntitle = \"One\"\n+++\n\nThe text of a chapter.\n");
//! let (text, _) = set(&world);
//! let pages = lay_out(&text);
//! let file = anthology_pdf::write(&pages, &Options { svg_fonts: &pages.fonts, ..Options::default() })?;
//! assert!(file.starts_with(b"%PDF-1.7"));
//! # Ok::<(), anthology_pdf::WriteError>(())
//! ```

mod attachments;
mod booklet;
mod boxes;
mod cluster;
mod cmap;
mod content;
mod costs;
mod deflate;
mod drop_cap;
mod error;
mod finish;
mod fonts;
mod gradient;
mod images;
mod impose;
mod marks;
mod metadata;
mod navigation;
mod options;
mod packed;
mod press;
mod press_profile;
mod print;
mod profile;
mod save;
mod show;
mod skeleton;
mod standard;
mod structure;
mod syntax;
mod tree;
mod vector;
mod word_space;

pub use anthology_images::{Inks, OutputProfile, Separation};
use anthology_layout::page::Pages;
use rayon::prelude::*;

pub use crate::attachments::{Attachment, sources};
pub use crate::booklet::booklet;
pub use crate::boxes::Bleed;
pub use crate::error::WriteError;
pub use crate::impose::Fold;
pub use crate::marks::{MarkKind, MarkedPdf, MarksError, PdfMark, marks};
pub use crate::options::{Options, Profile};
pub use crate::print::{Press, PressStandard, print};
use crate::standard::Standard;
pub use crate::syntax::Size;

/// Writes a tagged PDF. The same pages give the same bytes, whatever the number of threads.
///
/// # Errors
/// [`WriteError`] for a font or an image that can't be embedded.
pub fn write(pages: &Pages, options: &Options<'_>) -> Result<Vec<u8>, WriteError> {
    let standard = Standard::of(options.profile);
    let faces = fonts::embed(pages, standard.line_end_hyphen)?;
    let images = images::prepare(pages, options)?;
    let nodes = structure::Nodes::new(pages, standard.modern);
    let contents: Vec<content::PageContent> =
        pages.pages.par_iter().map(|page| content::write(page, &faces, &images, &nodes, standard)).collect();
    let skeleton = skeleton::build(pages, &faces)?;
    drop(faces);
    finish::finish(pages, options, standard, skeleton, images, &nodes, contents)
}
