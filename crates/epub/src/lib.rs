//! EPUB: [`SetText`] in, the bytes of an EPUB 3.3 publication out.
//!
//! [`write()`] makes one XHTML content document a section, a style sheet from the theme, a navigation document with the
//! reference pages, an NCX for EPUB 2 reading systems, and a package document whose accessibility metadata describes what
//! the publication really has.
//!
//! ```
//! use anthology_base::MemoryWorld;
//! use anthology_epub::Options;
//! use anthology_test_support::set;
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Trust\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "+++\ntitle = \"One\"\n+++\n\nThe text of a chapter.\n");
//! let (text, _) = set(&world);
//! let file = anthology_epub::write(&text, None, None, &[], Options::default())?;
//! assert_eq!(&file[30..58], b"mimetypeapplication/epub+zip");
//! # Ok::<(), anthology_epub::WriteError>(())
//! ```

mod container;
mod costs;
mod error;
mod font;
mod navigation;
mod onix;
mod pack;
mod package;

use anthology_images::{Cache, ImageFile, ImageFormat, Limits, for_reader, map_images, pixels};
use anthology_typeset::{PageMap, SetText};
pub use anthology_xhtml::Device;
use anthology_xhtml::{Files, ImageTraits, Publication, document, for_device, section, stylesheet};
use rayon::prelude::*;

use crate::container::Packer;
use crate::costs::{COVER_SIDE, KINDLE_CAP, THUMBNAIL_SIDE};
pub use crate::error::WriteError;
pub use crate::font::{FaceUse, FontFile, faces};
use crate::navigation::NavHeadings;
pub use crate::onix::onix;
use crate::pack::{FileEntry, OwnFiles, PackedEntry, pack, pack_all};
pub use crate::package::is_kindle_language;
use crate::package::{ManifestItem, section_item};

/// The cover image.
#[derive(Clone, Copy, Debug)]
pub struct Cover<'a> {
    /// A PNG or JPEG file.
    pub bytes: &'a [u8],
    /// Its alternative text: mostly title and contributors.
    pub alt: &'a str,
}

/// Options of a publication.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What the publication is read on.
    pub device: Device,
    /// The name of the edition whose pages the page map has, for the source of the page numbers.
    pub pages_of: &'a str,
    /// Images that were made before.
    pub cache: Cache<'a>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { device: Device::Any, pages_of: "screen", cache: Cache::default() }
    }
}

/// Writes the publication. With a page map, the reference pages are marked in the text, and listed in the navigation
/// document and the NCX. `fonts` are embedded; without any, the reader's own are used. The same input gives the
/// same bytes; images come from the cache where it has them.
///
/// # Errors
/// If the container can't be written, an image, the cover or a font can't be read, or the publication is larger than
/// `size-cap` with all its images as small as they may be.
pub fn write(
    text: &SetText,
    map: Option<&PageMap>,
    cover: Option<Cover<'_>>,
    fonts: &[FontFile],
    options: Options<'_>,
) -> Result<Vec<u8>, WriteError> {
    let packed = pack_all(font::entries(fonts)?.into_par_iter());
    let fonts = Fonts { files: fonts, packed };
    let cap = match options.device {
        Device::Kindle => Some(text.epub.size_cap.map_or(KINDLE_CAP, |cap| cap.min(KINDLE_CAP))),
        Device::Any | Device::Kobo => text.epub.size_cap,
    };
    let mut size = 0;
    for limits in Limits::steps(text.epub.max_image) {
        let bytes = write_within(text, map, cover, &fonts, limits, options)?;
        size = bytes.len() as u64;
        if cap.is_none_or(|cap| size <= cap) {
            return Ok(bytes);
        }
    }
    Err(WriteError::TooLarge { size, cap: cap.unwrap_or(size) })
}

/// The cover as a small JPEG, for shops' lists and catalogues: its longer side has 640 pixels.
///
/// # Errors
/// If the cover can't be read as PNG or JPEG.
pub fn thumbnail(cover: Cover<'_>, cache: Cache<'_>) -> Result<Vec<u8>, WriteError> {
    anthology_images::thumbnail(cover.bytes, THUMBNAIL_SIDE, cache).ok_or(WriteError::CoverFormat)
}

/// The fonts to embed, and their subsets.
struct Fonts<'a> {
    files: &'a [FontFile],
    packed: Vec<PackedEntry>,
}

/// A ZIP archive of named files, without dates: the same files make the same bytes.
///
/// # Errors
/// If they are too many or too large for an archive without ZIP64.
pub fn archive(files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, WriteError> {
    let packed: Vec<_> =
        files.into_par_iter().map_init(Packer::new, |packer, (name, bytes)| packer.pack(name, bytes)).collect();
    container::archive(packed.iter()).map_err(|_| WriteError::Container(std::io::ErrorKind::FileTooLarge.into()))
}

fn write_within(
    text: &SetText,
    map: Option<&PageMap>,
    cover: Option<Cover<'_>>,
    fonts: &Fonts<'_>,
    limits: Limits,
    options: Options<'_>,
) -> Result<Vec<u8>, WriteError> {
    let cache = options.cache;
    let images = map_images(&text.images, |_, asset| {
        for_reader(asset, limits, cache).ok_or_else(|| WriteError::Image { path: asset.path.clone() })
    });
    let images: Vec<ImageFile> = images.into_iter().collect::<Result<_, _>>()?;
    let traits = |image: &ImageFile| ImageTraits { format: image.format, transparent: image.may_be_transparent() };
    let files = Files::Epub(options.device);
    let publication = Publication::of_files(files, text, map, images.iter().map(traits).collect());
    let style = stylesheet_entry(&publication, fonts.files);
    let cover = match cover {
        Some(cover) => cover_entries(text, cover, limits, options)?.into(),
        None => Vec::new(),
    };
    let sections = (0..text.sections.len()).into_par_iter().map(|index| section_entry(&publication, index));
    let images = images.into_par_iter().enumerate();
    let images = images.map(|(index, image)| image_entry(&publication, index, image));
    let mut packed = pack_all(cover.into_par_iter().chain(sections).chain(images));
    packed.extend(fonts.packed.iter().cloned());
    let items = manifest(std::iter::once(&style.item).chain(packed.iter().map(|file| &file.item)));
    let identifier = text.metadata.identifiers.first().map_or("", String::as_str);
    let own = OwnFiles {
        package: package::package(&publication, &items, options.pages_of),
        nav: navigation::nav(&publication, &NavHeadings::of(&publication)),
        ncx: navigation::ncx(&publication, identifier),
    };
    pack(&style, &packed, own)
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

fn stylesheet_entry(publication: &Publication<'_>, fonts: &[FontFile]) -> FileEntry {
    let mut css = stylesheet(publication.text, &font::named(fonts), publication.soft_hyphens());
    css.push_str(match publication.device() {
        Device::Any => "",
        Device::Kindle => ".page-mark { font-size: 0.75em; font-style: normal; font-weight: normal; }\n",
        // Kobo's renderer adds margins of its own to the page.
        Device::Kobo => "div#book-inner { margin-top: 0; margin-bottom: 0; }\n",
    });
    FileEntry {
        item: ManifestItem {
            id: "stylesheet".to_owned(),
            href: "stylesheet.css".to_owned(),
            media_type: "text/css",
            properties: "",
            spine: false,
        },
        bytes: css.into_bytes(),
    }
}

fn cover_entries(
    text: &SetText,
    cover: Cover<'_>,
    limits: Limits,
    Options { cache, device, .. }: Options<'_>,
) -> Result<[FileEntry; 2], WriteError> {
    let format = ImageFormat::of(cover.bytes).filter(|format| matches!(format, ImageFormat::Png | ImageFormat::Jpeg));
    let format = format.ok_or(WriteError::CoverFormat)?;
    let side = if limits.squeeze { limits.side } else { COVER_SIDE };
    let image = pixels(cover.bytes, format, Limits { side, ..limits }, cache).ok_or(WriteError::CoverFormat)?;
    let href = format!("images/cover.{}", image.format.extension());
    let lang = text.metadata.language;
    let page = document(lang, lang, &text.metadata.title, "stylesheet.css", "cover", |m| {
        for_device(m, device, |m| {
            m.open("section", &[("class", "cover"), ("role", "region"), ("aria-label", &text.metadata.title)]);
            m.empty("img", &[("src", &href), ("alt", cover.alt), ("role", "doc-cover")]);
            m.close_line("section");
        });
    });
    let item = |id: &str, href: String, media_type, properties, spine| ManifestItem {
        id: id.to_owned(),
        href,
        media_type,
        properties,
        spine,
    };
    let page_item = item("cover", "cover.xhtml".to_owned(), "application/xhtml+xml", "", true);
    let image_item = item("cover-image", href, image.format.media_type(), "cover-image", false);
    Ok([FileEntry { item: page_item, bytes: page.into_bytes() }, FileEntry { item: image_item, bytes: image.bytes }])
}

fn section_entry(publication: &Publication<'_>, index: usize) -> FileEntry {
    FileEntry { item: section_item(publication, index), bytes: section(publication, index).into_bytes() }
}

fn image_entry(publication: &Publication<'_>, index: usize, image: ImageFile) -> FileEntry {
    FileEntry {
        item: ManifestItem {
            id: format!("image-{}", index + 1),
            href: publication.image_file(index),
            media_type: image.format.media_type(),
            properties: "",
            spine: false,
        },
        bytes: image.bytes,
    }
}
