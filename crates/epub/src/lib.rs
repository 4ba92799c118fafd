//! Set text to an EPUB 3.3 publication: one XHTML file a section, a style sheet from the theme, a
//! navigation document with the print edition's pages, an NCX, and a package document that claims no
//! more than is true.

mod font;
mod image;
mod inline;
mod markup;
mod navigation;
mod pack;
mod package;
mod publication;
mod stylesheet;
mod xhtml;

use anthology_typeset::{PageMap, SetText};
use rayon::prelude::*;

pub use crate::font::{FaceUse, FontFile, faces};
use crate::navigation::Words;
use crate::pack::{Entry, OwnFiles, pack};
use crate::package::{ManifestItem, section_item};
use crate::publication::Publication;

/// The picture on the front, ready for a reading system.
#[derive(Clone, Copy, Debug)]
pub struct Cover<'a> {
    /// A PNG or JPEG file.
    pub bytes: &'a [u8],
    /// What it shows: title and contributors, mostly.
    pub alt: &'a str,
}

/// Why a publication could not be written. None of these comes from an author's text.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// epub-builder failed.
    #[error("the EPUB could not be packed: {0}")]
    Pack(String),
    /// The container could not be finished.
    #[error("the EPUB's container could not be written: {0}")]
    Container(#[from] std::io::Error),
    /// A cover that is neither PNG nor JPEG.
    #[error("the cover is neither PNG nor JPEG: give a .png or .jpg file")]
    CoverFormat,
    /// A font that can't be taken apart.
    #[error("the font `{family}` can't be embedded in the EPUB: it is damaged, or of an unusual kind")]
    Font {
        /// Its family.
        family: String,
    },
}

impl From<epub_builder::Error> for WriteError {
    fn from(error: epub_builder::Error) -> Self {
        Self::Pack(error.to_string())
    }
}

impl From<zip::result::ZipError> for WriteError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Container(error.into())
    }
}

/// Writes the publication. With a page map, the print edition's pages are marked in the text and listed
/// in nav and NCX. `fonts` are embedded; without any, the reader's own are used. The same input gives the
/// same bytes.
///
/// # Errors
/// Where the container can't be written, the cover has an unknown format, or a font can't be taken apart.
pub fn write(
    text: &SetText,
    map: Option<&PageMap>,
    cover: Option<Cover<'_>>,
    fonts: &[FontFile],
) -> Result<Vec<u8>, WriteError> {
    let publication = Publication::new(text, map);
    let mut entries = vec![stylesheet_entry(text, fonts)];
    if let Some(cover) = cover {
        entries.extend(cover_entries(text, cover)?);
    }
    let sections: Vec<Entry> = (0..text.sections.len())
        .into_par_iter()
        .map(|index| Entry {
            item: section_item(&publication, index),
            bytes: xhtml::section(&publication, index).into_bytes(),
        })
        .collect();
    entries.extend(sections);
    entries.extend((0..text.images.len()).map(|index| image_entry(&publication, index)));
    entries.extend(font::entries(fonts)?);
    let items = manifest(&entries);
    let identifier = text.metadata.identifiers.first().map_or("", String::as_str);
    let own = OwnFiles {
        package: package::package(&publication, &items),
        nav: navigation::nav(&publication, &Words::of(&publication)),
        ncx: navigation::ncx(&publication, identifier),
    };
    pack(&entries, &own)
}

fn manifest(entries: &[Entry]) -> Vec<ManifestItem> {
    let own = |id: &str, href: &str, media_type, properties| ManifestItem {
        id: id.to_owned(),
        href: href.to_owned(),
        media_type,
        properties,
        spine: false,
    };
    let mut items = vec![
        own("nav", "nav.xhtml", "application/xhtml+xml", "nav"),
        own("ncx", "toc.ncx", "application/x-dtbncx+xml", ""),
    ];
    items.extend(entries.iter().map(|entry| entry.item.clone()));
    items
}

fn stylesheet_entry(text: &SetText, fonts: &[FontFile]) -> Entry {
    Entry {
        item: ManifestItem {
            id: "stylesheet".to_owned(),
            href: "stylesheet.css".to_owned(),
            media_type: "text/css",
            properties: "",
            spine: false,
        },
        bytes: stylesheet::stylesheet(text, fonts).into_bytes(),
    }
}

fn cover_entries(text: &SetText, cover: Cover<'_>) -> Result<[Entry; 2], WriteError> {
    let (extension, media_type) = match cover.bytes {
        [0x89, b'P', b'N', b'G', ..] => ("png", "image/png"),
        [0xff, 0xd8, 0xff, ..] => ("jpg", "image/jpeg"),
        _ => return Err(WriteError::CoverFormat),
    };
    let href = format!("images/cover.{extension}");
    let lang = text.metadata.language;
    let page = xhtml::document(lang, &text.metadata.title, "stylesheet.css", "cover", |m| {
        m.open("section", &[("class", "cover"), ("role", "region"), ("aria-label", &text.metadata.title)]);
        m.empty("img", &[("src", &href), ("alt", cover.alt), ("role", "doc-cover")]);
        m.close_line("section");
    });
    Ok([
        Entry {
            item: ManifestItem {
                id: "cover".to_owned(),
                href: "cover.xhtml".to_owned(),
                media_type: "application/xhtml+xml",
                properties: "",
                spine: true,
            },
            bytes: page.into_bytes(),
        },
        Entry {
            item: ManifestItem {
                id: "cover-image".to_owned(),
                href,
                media_type,
                properties: "cover-image",
                spine: false,
            },
            bytes: cover.bytes.to_vec(),
        },
    ])
}

fn image_entry(publication: &Publication<'_>, index: usize) -> Entry {
    let asset = &publication.text.images[index];
    Entry {
        item: ManifestItem {
            id: format!("image-{}", index + 1),
            href: publication.image_file(index),
            media_type: image::media_type(asset.format),
            properties: "",
            spine: false,
        },
        bytes: image::for_screens(asset),
    }
}
