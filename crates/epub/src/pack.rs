//! The container: epub-builder packs, and a second pass puts our own package document, navigation and
//! NCX in the place of its own. Every other entry is copied as it was packed.

use std::io::{Cursor, Write};

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::WriteError;
use crate::package::ManifestItem;

/// A file with its content.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) item: ManifestItem,
    pub(crate) bytes: Vec<u8>,
}

/// The three files that are ours and not epub-builder's.
pub(crate) struct OwnFiles {
    pub(crate) package: String,
    pub(crate) nav: String,
    pub(crate) ncx: String,
}

/// Packs the files in their order.
pub(crate) fn pack(entries: &[Entry], own: &OwnFiles) -> Result<Vec<u8>, WriteError> {
    finish(&build(entries)?, own)
}

fn build(entries: &[Entry]) -> Result<Vec<u8>, WriteError> {
    let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
    builder.epub_version(EpubVersion::V33);
    for entry in entries {
        let bytes = entry.bytes.as_slice();
        let href = entry.item.href.as_str();
        match (entry.item.media_type, entry.item.properties) {
            ("text/css", _) => builder.stylesheet(bytes)?,
            ("application/xhtml+xml", _) => builder.add_content(EpubContent::new(href, bytes))?,
            (media_type, "cover-image") => builder.add_cover_image(href, bytes, media_type)?,
            (media_type, _) => builder.add_resource(href, bytes, media_type)?,
        };
    }
    let mut packed = Vec::new();
    builder.generate(&mut packed)?;
    Ok(packed)
}

fn finish(packed: &[u8], own: &OwnFiles) -> Result<Vec<u8>, WriteError> {
    let mut archive = ZipArchive::new(Cursor::new(packed))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(packed.len())));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        let name = entry.name()?.into_owned();
        let replacement = match name.as_str() {
            "OEBPS/content.opf" => Some(&own.package),
            "OEBPS/nav.xhtml" => Some(&own.nav),
            "OEBPS/toc.ncx" => Some(&own.ncx),
            _ => None,
        };
        match replacement {
            None => writer.raw_copy_file(entry)?,
            Some(content) => {
                writer.start_file(name, options)?;
                writer.write_all(content.as_bytes())?;
            }
        }
    }
    Ok(writer.finish()?.into_inner())
}
