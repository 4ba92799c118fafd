//! Pages to a tagged PDF: PDF/UA and PDF/A in one file, in the parts that the [`Profile`] names.
//!
//! printpdf makes the skeleton (fonts, page tree), this crate writes the content streams, and a last pass over
//! the objects adds what printpdf doesn't know: the structure tree, destinations, labels, metadata. The clauses
//! that this serves are listed in `docs/dev/pdf-conformance.md`.

mod attachments;
mod booklet;
mod boxes;
mod cluster;
mod cmap;
mod content;
mod deflate;
mod finish;
mod fonts;
mod gradient;
mod icc;
mod images;
mod impose;
mod initial;
mod jpeg;
mod metadata;
mod navigation;
mod packed;
mod palette;
mod press;
mod press_profile;
mod print;
mod profile;
mod raster;
mod resample;
mod save;
mod show;
mod skeleton;
mod standard;
mod structure;
mod syntax;
mod tree;
mod vector;

use std::sync::Arc;

use anthology_layout::fonts::Font;
use anthology_layout::page::Pages;
use rayon::prelude::*;

pub use crate::attachments::{Attachment, sources};
pub use crate::booklet::booklet;
pub use crate::boxes::Bleed;
pub use crate::impose::Fold;
pub use crate::press::Inks;
pub use crate::print::{Press, print};
use crate::standard::Standard;

/// What the file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Reading on a screen or aloud: tagged, PDF/UA-1 and PDF/A-2a.
    #[default]
    Screen,
    /// The same in PDF 2.0: PDF/UA-2 and PDF/A-4.
    Screen2,
    /// An archive: PDF/UA-1 and PDF/A-3a, with [`Options::attachments`].
    Archive,
}

/// How to write the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// What it is for.
    pub profile: Profile,
    /// The program that made it, with its version; for the metadata.
    pub producer: &'a str,
    /// The fonts for text inside SVG pictures, whose text becomes outlines.
    pub svg_fonts: &'a [Arc<Font>],
    /// Files to attach, where the profile has room for them ([`Profile::Archive`]); see [`sources`].
    pub attachments: &'a [Attachment],
}

/// Why no file could be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A font that can't be subset for embedding.
    #[error("the font {name} can't be embedded: {reason}")]
    Font {
        /// Its PostScript name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A picture that can't be read.
    #[error("the picture {path} can't be used: {reason}")]
    Image {
        /// Its path, relative to the book's folder.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The finished objects can't be written.
    #[error("the file can't be put together: {0}")]
    Save(String),
}

/// Writes a PDF. The same pages give the same bytes, whatever the number of threads.
///
/// # Errors
/// [`WriteError`] where a font or a picture can't be embedded.
pub fn write(pages: &Pages, options: &Options<'_>) -> Result<Vec<u8>, WriteError> {
    let standard = Standard::of(options.profile);
    let faces = fonts::embed(pages)?;
    let pictures = images::prepare(pages, options)?;
    let nodes = structure::Nodes::new(pages, standard.modern);
    let contents: Vec<content::PageContent> =
        pages.pages.par_iter().map(|page| content::write(page, &faces, &pictures, &nodes)).collect();
    let skeleton = skeleton::build(pages, &faces)?;
    drop(faces);
    finish::finish(pages, options, standard, skeleton, pictures, &nodes, contents)
}
