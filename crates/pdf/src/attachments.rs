//! Embedded files: the sources of a book in its archive edition (ISO 19005-3, 6.8).

use std::collections::BTreeMap;

use anthology_base::{Date, SourceMap};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::packed::{ObjectPacker, raw};
use crate::syntax::{bytes, name, pdf_date, text, text_bytes};
use crate::tree::{self, Tree, TreeEntry};

/// A file to attach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its path, relative to the book's folder, with slashes.
    pub path: String,
    /// Its media type: `text/markdown`.
    pub media_type: &'static str,
    /// A description for lists of attachments.
    pub description: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The sources of a book as attachments, sorted by path: every file that was read for it.
pub fn sources(map: &SourceMap) -> Vec<Attachment> {
    let files: BTreeMap<&str, &str> = map.files().map(|(_, file)| (file.path(), file.text())).collect();
    let attachment = |(path, text): (&str, &str)| {
        let (media_type, kind) = match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("md") => ("text/markdown", "Manuscript"),
            Some("toml") => ("application/toml", "Settings"),
            _ => ("text/plain", "Source"),
        };
        let description = format!("{kind}: {path}");
        Attachment { path: path.to_owned(), media_type, description, bytes: text.as_bytes().to_vec() }
    };
    files.into_iter().map(attachment).collect()
}

/// Adds the files. Gives the name tree of embedded files and the catalog's list of associated ones.
pub(crate) fn add(
    document: &mut Document,
    packer: &mut ObjectPacker,
    files: &[Attachment],
    modified: Date,
) -> Option<(Object, Object)> {
    // A name tree is sorted by the bytes of its keys as they are written.
    let mut files: Vec<(Vec<u8>, &Attachment)> = files.iter().map(|file| (text_bytes(&file.path), file)).collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files.dedup_by(|a, b| a.0 == b.0);
    let mut entries: Vec<(Vec<u8>, Object)> = Vec::with_capacity(files.len());
    for (key, file) in files {
        let specification = specification(document, file, modified);
        entries.push((key, Object::Reference(document.add_object(specification))));
    }
    if entries.is_empty() {
        return None;
    }
    let associated: Vec<Object> = entries.iter().map(|(_, file)| file.clone()).collect();
    let entry = |(key, file): &(Vec<u8>, Object)| TreeEntry { key: raw(&bytes(key.as_slice())), value: raw(file) };
    let entries: Vec<TreeEntry> = entries.iter().map(entry).collect();
    let tree = tree::add(document, packer, Tree::Names, &entries);
    Some((Object::Reference(tree), associated.into()))
}

fn specification(document: &mut Document, file: &Attachment, modified: Date) -> Dictionary {
    let stream = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => name(file.media_type),
        "Params" => dictionary! { "Size" => file.bytes.len() as i64, "ModDate" => bytes(pdf_date(modified)) }
    };
    let stream = document.add_object(Stream::new(stream, file.bytes.clone()));
    dictionary! {
        "Type" => "Filespec",
        "F" => text(&file.path),
        "UF" => text(&file.path),
        "Desc" => text(&file.description),
        "AFRelationship" => "Source",
        "EF" => dictionary! { "F" => Object::Reference(stream), "UF" => Object::Reference(stream) }
    }
}
