//! The folder that readers are given: [`Site`] (set text, page map, places, finished files) in; its files out. A first
//! page that leads to the right file for each device, the text as web pages, a finder, feeds for reading apps.
//!
//! Every link is relative and names a file, so that the folder works from a memory stick, below any address and on any
//! host; nothing needs a script, and nothing comes from elsewhere. The text and its look are those of the EPUB
//! ([`anthology_xhtml`]); only what surrounds the text is written here.
//!
//! ```
//! use anthology_base::MemoryWorld;
//! use anthology_group::Places;
//! use anthology_images::Cache;
//! use anthology_site::{Download, DownloadKind, Site};
//! use anthology_test_support::{lay_out, set};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Tides\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "# One\n\nThe sea comes in twice a day.\n");
//! let (text, _) = set(&world);
//! let map = lay_out(&text).map;
//! let places = Places::new(&text, &map);
//! let epub = Download { name: "Tides.epub".to_owned(), kind: DownloadKind::Epub, bytes: vec![1; 1000] };
//! let (text, map, places) = (&text, &map, &places);
//! let date = "2027-03-04".parse()?;
//! let site = Site { text, map, places, cover: None, url: None, listed: false, changes: None, date, groups: &[] };
//! let files = anthology_site::write(&site, vec![epub], Cache::default())?;
//! let page = files.iter().find(|file| file.path == "read/one.html").expect("the chapter");
//! assert!(String::from_utf8_lossy(&page.bytes).contains("<p id=\"one.1\" class=\"opening\">"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod annotations;
mod changes;
mod costs;
mod downloads;
mod feeds;
mod finder;
mod groups;
mod landing;
mod page;
mod read;
mod server_files;
mod site;
mod site_file;
mod style;

use anthology_images::{Cache, ImageFile, Limits, for_reader, map_images};
use anthology_typeset::{SetText, site_words, words};
use anthology_xhtml::{Files, ImageTraits, Publication};

pub use crate::annotations::{PassageQuestion, annotations};
pub use crate::downloads::{Download, DownloadKind};
pub use crate::groups::{GroupFolder, GroupPage, group_pages, web_address};
use crate::site::Context;
pub use crate::site::{Cover, ListedGroup, Site};
pub use crate::site_file::SiteFile;
use crate::site_file::text_file;

/// The reason that no folder could be made.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// An image that can't be decoded, or an SVG that is not well-formed.
    #[error("the image `{path}` is damaged")]
    Image {
        /// Relative to the book's folder.
        path: String,
    },
}

/// The names of everything that [`write()`] puts into the top level of the folder. What else is there is somebody's own.
pub const TOP_LEVEL: [&str; 16] = [
    "index.html",
    "find.html",
    "find.js",
    "places.js",
    "changes.html",
    "style.css",
    "cover.jpg",
    "opds.atom",
    "opds.json",
    ".htaccess",
    "_headers",
    ".nojekyll",
    "read",
    "images",
    "files",
    "groups",
];

/// The images of a text as its web pages show them, in its order.
///
/// # Errors
/// If an image can't be read.
pub fn images(text: &SetText, cache: Cache<'_>) -> Result<Vec<ImageFile>, WriteError> {
    let limits = Limits { side: costs::IMAGE_SIDE, quality: costs::IMAGE_QUALITY, squeeze: false };
    let images = map_images(&text.images, |_, asset| {
        for_reader(asset, limits, cache).ok_or_else(|| WriteError::Image { path: asset.path.clone() })
    });
    images.into_iter().collect()
}

/// What all pages share. The images are those of the text, as [`images`] has made them.
fn context<'a>(site: &'a Site<'a>, images: &[ImageFile], downloads: &'a [Download]) -> Context<'a> {
    let traits = images.iter();
    let traits = traits.map(|image| ImageTraits { format: image.format, transparent: image.may_be_transparent() });
    let traits: Vec<ImageTraits> = traits.collect();
    let publication = |files| Publication::of_files(files, site.text, Some(site.map), traits.clone());
    let (said, book_words) = (site_words(site.text.metadata.language), words(site.text.metadata.language));
    Context {
        site,
        pages: publication(Files::Pages),
        one_page: publication(Files::OnePage),
        downloads,
        words: said,
        book_words,
        chrome: Context::chrome(site, said, book_words),
    }
}

/// The paths of the images of a text, in its order, as [`images`] has made them.
pub fn image_paths(site: &Site<'_>, images: &[ImageFile]) -> Vec<String> {
    let context = context(site, images, &[]);
    (0..images.len()).map(|index| context.pages.image_file(index)).collect()
}

/// A file of the folder by its path, made alone: the page of a section, the style sheet or an image, as [`write()`] makes
/// them from the same images. `None` for any other path.
pub fn write_one(site: &Site<'_>, images: &[ImageFile], path: &str) -> Option<SiteFile> {
    if path == "style.css" {
        return Some(text_file(path, style::sheet(site.text)));
    }
    let context = context(site, images, &[]);
    let section = site.text.sections.iter().position(|section| context.pages.file(section) == path);
    if let Some(section) = section {
        return Some(read::section(&context, section));
    }
    let image = (0..images.len()).find(|&index| context.pages.image_file(index) == path)?;
    Some(SiteFile { path: path.to_owned(), bytes: images[image].bytes.clone() })
}

/// Makes the folder. The same input gives the same bytes; images come from the cache where it has them.
///
/// # Errors
/// If an image can't be read.
pub fn write(site: &Site<'_>, downloads: Vec<Download>, cache: Cache<'_>) -> Result<Vec<SiteFile>, WriteError> {
    let images = images(site.text, cache)?;
    let context = context(site, &images, &downloads);
    let mut files = vec![
        text_file("index.html", landing::page(&context)),
        text_file("find.html", finder::page(&context)),
        text_file("find.js", finder::SCRIPT.to_owned()),
        text_file("places.js", finder::data(&context)),
        text_file("changes.html", changes::page(&context)),
        text_file("style.css", style::sheet(site.text)),
        text_file("opds.atom", feeds::atom(&context)),
        text_file("opds.json", feeds::json(&context)),
    ];
    files.extend(server_files::files(site.listed, &downloads));
    files.extend(read::pages(&context));
    if let Some(cover) = site.cover {
        files.push(SiteFile { path: "cover.jpg".to_owned(), bytes: cover.jpeg.to_vec() });
    }
    for (index, image) in images.into_iter().enumerate() {
        files.push(SiteFile { path: context.pages.image_file(index), bytes: image.bytes });
    }
    if !downloads.is_empty() {
        files.push(text_file("files/SHA256SUMS", downloads::checksums(&downloads)));
    }
    files.extend(downloads.into_iter().map(|file| SiteFile { path: file.path(), bytes: file.bytes }));
    Ok(files)
}
