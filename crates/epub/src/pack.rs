//! The OCF container. epub-builder makes its frame: the files that every EPUB begins with, and the style sheet. It packs
//! files one after the other, so sections, images and fonts are packed here, in parallel. Package document, navigation
//! document and NCX are ours.

use std::io::{Cursor, Read};

use epub_builder::{EpubBuilder, EpubVersion, ZipLibrary};
use rayon::prelude::*;
use zip::ZipArchive;

use crate::container::{Packed, Packer, archive};
use crate::error::WriteError;
use crate::package::ManifestItem;

/// A file with its content.
pub(crate) struct FileEntry {
    pub(crate) item: ManifestItem,
    pub(crate) bytes: Vec<u8>,
}

/// A compressed file of the manifest.
#[derive(Clone)]
pub(crate) struct PackedEntry {
    pub(crate) item: ManifestItem,
    file: Packed,
}

/// The three files that are ours and not epub-builder's.
pub(crate) struct OwnFiles {
    pub(crate) package: String,
    pub(crate) nav: String,
    pub(crate) ncx: String,
}

/// Packs files in parallel, as they are made.
pub(crate) fn pack_all(entries: impl IndexedParallelIterator<Item = FileEntry>) -> Vec<PackedEntry> {
    let packed = entries.map_init(Packer::new, |packer, FileEntry { item, bytes }| {
        let name = in_folder(&item.href);
        // A JPEG is compressed already; trying costs time.
        let file = match item.media_type {
            "image/jpeg" => Packed::stored(name, bytes),
            _ => packer.pack(name, bytes),
        };
        PackedEntry { item, file }
    });
    packed.collect()
}

fn in_folder(href: &str) -> String {
    format!("OEBPS/{href}")
}

/// Assembles the publication: the frame with the style sheet, the compressed files, and our own files.
pub(crate) fn pack(stylesheet: &FileEntry, packed: &[PackedEntry], own: OwnFiles) -> Result<Vec<u8>, WriteError> {
    let (frame, own) = rayon::join(|| build(stylesheet), || pack_own(own));
    let frame = unpack(&frame?)?;
    let files = frame.iter().chain(packed.iter().map(|entry| &entry.file)).chain(&own);
    archive(files).map_err(|_| WriteError::Container(std::io::ErrorKind::FileTooLarge.into()))
}

fn pack_own(own: OwnFiles) -> Vec<Packed> {
    let files = [("content.opf", own.package), ("toc.ncx", own.ncx), ("nav.xhtml", own.nav)];
    let packed = files.into_par_iter();
    packed.map_init(Packer::new, |packer, (name, text)| packer.pack(in_folder(name), text.into_bytes())).collect()
}

/// The files of the frame except those that are ours. The first is `mimetype`, which is always stored (EPUB 3.3, 4.3).
fn unpack(frame: &[u8]) -> Result<Vec<Packed>, WriteError> {
    let mut frame = ZipArchive::new(Cursor::new(frame))?;
    let mut packer = Packer::new();
    let mut files = Vec::new();
    for index in 0..frame.len() {
        let mut file = frame.by_index(index)?;
        let name = file.name()?.into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content)?;
        match name.as_str() {
            "OEBPS/content.opf" | "OEBPS/nav.xhtml" | "OEBPS/toc.ncx" => {}
            "mimetype" => files.push(Packed::stored(name, content)),
            _ => files.push(packer.pack(name, content)),
        }
    }
    Ok(files)
}

fn build(stylesheet: &FileEntry) -> Result<Vec<u8>, WriteError> {
    let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
    builder.epub_version(EpubVersion::V33);
    builder.stylesheet(stylesheet.bytes.as_slice())?;
    let mut frame = Vec::new();
    builder.generate(&mut frame)?;
    Ok(frame)
}
