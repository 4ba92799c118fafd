//! The container. epub-builder makes its frame: what every EPUB begins with, style sheet and cover. It packs one file
//! after the other, so the sections, pictures and fonts are packed beside one another, each in an archive of its own, and
//! those are put together without being packed again. Package document, navigation and NCX are ours, not its.

use std::io::{Cursor, Write};

use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::WriteError;
use crate::package::ManifestItem;

/// A file with its content.
pub(crate) struct Entry {
    pub(crate) item: ManifestItem,
    pub(crate) bytes: Vec<u8>,
}

impl Entry {
    /// Packs the file.
    pub(crate) fn pack(self) -> Result<Packed, WriteError> {
        // Deflate finds nothing in a JPEG, and takes its time.
        let method = match self.item.media_type {
            "image/jpeg" => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let archive = archive(&self.item.href, &self.bytes, method)?;
        Ok(Packed { item: self.item, archive })
    }
}

/// A file that is packed already.
#[derive(Clone)]
pub(crate) struct Packed {
    pub(crate) item: ManifestItem,
    /// An archive that holds the file alone.
    archive: Vec<u8>,
}

/// The three files that are ours and not epub-builder's.
pub(crate) struct OwnFiles {
    pub(crate) package: String,
    pub(crate) nav: String,
    pub(crate) ncx: String,
}

/// An archive of one file, whose name is relative to the package document's folder.
fn archive(name: &str, bytes: &[u8], method: CompressionMethod) -> Result<Vec<u8>, WriteError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() / 2 + 256)));
    writer.start_file(format!("OEBPS/{name}"), SimpleFileOptions::default().compression_method(method))?;
    writer.write_all(bytes)?;
    Ok(writer.finish()?.into_inner())
}

/// Puts the publication together: the frame with its files, what is packed already, and our own files.
pub(crate) fn pack(frame: &[Entry], packed: &[Packed], own: &OwnFiles) -> Result<Vec<u8>, WriteError> {
    let (frame, own) = rayon::join(|| build(frame), || own_archives(own));
    let (frame, own) = (frame?, own?);
    let mut frame = ZipArchive::new(Cursor::new(frame.as_slice()))?;
    let size: usize = packed.iter().map(|file| file.archive.len()).chain(own.iter().map(Vec::len)).sum();
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(size + size / 8)));
    for index in 0..frame.len() {
        let entry = frame.by_index_raw(index)?;
        if !is_ours(&entry.name()?) {
            writer.raw_copy_file(entry)?;
        }
    }
    for archive in packed.iter().map(|file| &file.archive).chain(&own) {
        writer.merge_archive(ZipArchive::new(Cursor::new(archive.as_slice()))?)?;
    }
    Ok(writer.finish()?.into_inner())
}

fn is_ours(name: &str) -> bool {
    matches!(name, "OEBPS/content.opf" | "OEBPS/nav.xhtml" | "OEBPS/toc.ncx")
}

fn own_archives(own: &OwnFiles) -> Result<Vec<Vec<u8>>, WriteError> {
    let pack = |name, content: &String| archive(name, content.as_bytes(), CompressionMethod::Deflated);
    let (package, (nav, ncx)) = rayon::join(
        || pack("content.opf", &own.package),
        || rayon::join(|| pack("nav.xhtml", &own.nav), || pack("toc.ncx", &own.ncx)),
    );
    Ok(vec![package?, ncx?, nav?])
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
    let mut frame = Vec::new();
    builder.generate(&mut frame)?;
    Ok(frame)
}
