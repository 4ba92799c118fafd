//! Set text to an EPUB 3.3 publication: one XHTML file a section, a style sheet from the theme, a
//! navigation document with the print edition's pages, an NCX, and a package document that claims no
//! more than is true.

mod address;
mod colour;
mod container;
mod font;
mod image;
mod inline;
mod markup;
mod navigation;
mod onix;
mod pack;
mod package;
mod publication;
mod strip;
mod stylesheet;
mod svg;
mod xhtml;

use anthology_typeset::{ImageFormat, PageMap, SetText};
use rayon::prelude::*;

pub use crate::font::{FaceUse, FontFile, faces};
use crate::image::{Limits, Picture};
use crate::navigation::Words;
pub use crate::onix::onix;
use crate::pack::{Entry, OwnFiles, PackedEntry, pack, pack_all};
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
    /// A cover that is neither PNG nor JPEG, or is damaged.
    #[error("the cover can't be read as PNG or JPEG: give a .png or .jpg file")]
    CoverFormat,
    /// A picture that can't be decoded, or an SVG that is not well-formed.
    #[error("the picture `{path}` is damaged")]
    Image {
        /// Relative to the book's folder.
        path: String,
    },
    /// More bytes than `size-cap` allows, with every picture made as small as it may be.
    #[error("the EPUB has {size} bytes, more than the {cap} of `size-cap`, with its pictures as small as they may be")]
    TooLarge {
        /// The smallest that could be made.
        size: u64,
        /// The most that is allowed.
        cap: u64,
    },
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
/// Where the container can't be written, a picture, the cover or a font can't be read, or the whole can't be
/// made as small as `size-cap` asks.
pub fn write(
    text: &SetText,
    map: Option<&PageMap>,
    cover: Option<Cover<'_>>,
    fonts: &[FontFile],
) -> Result<Vec<u8>, WriteError> {
    let packed = pack_all(font::entries(fonts)?.into_par_iter());
    let fonts = Fonts { files: fonts, packed };
    let mut size = 0;
    for limits in Limits::steps(text.epub.max_image) {
        let bytes = write_within(text, map, cover, &fonts, limits)?;
        size = bytes.len() as u64;
        if text.epub.size_cap.is_none_or(|cap| size <= cap) {
            return Ok(bytes);
        }
    }
    Err(WriteError::TooLarge { size, cap: text.epub.size_cap.unwrap_or(size) })
}

/// Pixels of the longer side of a cover's thumbnail.
const THUMBNAIL_SIDE: u32 = 640;

/// The cover as a small JPEG, for shops' lists and catalogues: its longer side has 640 pixels.
///
/// # Errors
/// Where the cover can't be read as PNG or JPEG.
pub fn thumbnail(cover: Cover<'_>) -> Result<Vec<u8>, WriteError> {
    image::thumbnail(cover.bytes, THUMBNAIL_SIDE).ok_or(WriteError::CoverFormat)
}

/// The fonts to embed, and their subsets.
struct Fonts<'a> {
    files: &'a [FontFile],
    packed: Vec<PackedEntry>,
}

fn write_within(
    text: &SetText,
    map: Option<&PageMap>,
    cover: Option<Cover<'_>>,
    fonts: &Fonts<'_>,
    limits: Limits,
) -> Result<Vec<u8>, WriteError> {
    let pictures: Vec<Picture> =
        text.images.par_iter().map(|asset| image::for_screens(asset, limits)).collect::<Result<_, _>>()?;
    let looks = pictures.iter().map(|picture| (picture.format, picture.may_be_transparent())).collect();
    let publication = Publication::new(text, map, looks);
    let stylesheet = stylesheet_entry(text, fonts.files);
    let cover = match cover {
        Some(cover) => cover_entries(text, cover, limits)?.into(),
        None => Vec::new(),
    };
    let sections = (0..text.sections.len()).into_par_iter().map(|index| section_entry(&publication, index));
    let pictures = pictures.into_par_iter().enumerate();
    let pictures = pictures.map(|(index, picture)| image_entry(&publication, index, picture));
    let mut packed = pack_all(cover.into_par_iter().chain(sections).chain(pictures));
    packed.extend(fonts.packed.iter().cloned());
    let items = manifest(std::iter::once(&stylesheet.item).chain(packed.iter().map(|file| &file.item)));
    let identifier = text.metadata.identifiers.first().map_or("", String::as_str);
    let own = OwnFiles {
        package: package::package(&publication, &items),
        nav: navigation::nav(&publication, &Words::of(&publication)),
        ncx: navigation::ncx(&publication, identifier),
    };
    pack(&stylesheet, &packed, own)
}

fn manifest<'a>(files: impl Iterator<Item = &'a ManifestItem>) -> Vec<ManifestItem> {
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
    items.extend(files.cloned());
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

/// Pixels of the longer side of a cover, as shops want it: 1600 × 2560.
const COVER_SIDE: u32 = 2560;

fn cover_entries(text: &SetText, cover: Cover<'_>, limits: Limits) -> Result<[Entry; 2], WriteError> {
    let format = match cover.bytes {
        [0x89, b'P', b'N', b'G', ..] => ImageFormat::Png,
        [0xff, 0xd8, 0xff, ..] => ImageFormat::Jpeg,
        _ => return Err(WriteError::CoverFormat),
    };
    let side = if limits.squeeze { limits.side } else { COVER_SIDE };
    let picture = image::raster(cover.bytes, format, Limits { side, ..limits }).ok_or(WriteError::CoverFormat)?;
    let href = format!("images/cover.{}", image::extension(picture.format));
    let lang = text.metadata.language;
    let page = xhtml::document(lang, &text.metadata.title, "stylesheet.css", "cover", |m| {
        m.open("section", &[("class", "cover"), ("role", "region"), ("aria-label", &text.metadata.title)]);
        m.empty("img", &[("src", &href), ("alt", cover.alt), ("role", "doc-cover")]);
        m.close_line("section");
    });
    let item = |id: &str, href: String, media_type, properties, spine| ManifestItem {
        id: id.to_owned(),
        href,
        media_type,
        properties,
        spine,
    };
    let page_item = item("cover", "cover.xhtml".to_owned(), "application/xhtml+xml", "", true);
    let image_item = item("cover-image", href, image::media_type(picture.format), "cover-image", false);
    Ok([Entry { item: page_item, bytes: page.into_bytes() }, Entry { item: image_item, bytes: picture.bytes }])
}

fn section_entry(publication: &Publication<'_>, index: usize) -> Entry {
    Entry { item: section_item(publication, index), bytes: xhtml::section(publication, index).into_bytes() }
}

fn image_entry(publication: &Publication<'_>, index: usize, picture: Picture) -> Entry {
    Entry {
        item: ManifestItem {
            id: format!("image-{}", index + 1),
            href: publication.image_file(index),
            media_type: image::media_type(picture.format),
            properties: "",
            spine: false,
        },
        bytes: picture.bytes,
    }
}
