//! The images of essays: found beside their pages, inside their sources, or among those that were fetched, and given a
//! file in the book's folder. What is not found becomes its caption or description again.

use crate::archive::file_name;
use crate::blob::{Blob, Workspace};
use crate::blocks::visit_blocks;
use crate::capture::Capture;
use crate::documents::{Content, Dropped, Media, one_line};
use crate::format::{Format, detect};
use crate::html::is_web;
use crate::html::{SEPARATOR, lost, percent_decode};
use crate::ledger::ImageEntry;
use crate::request::IMAGES;
use crate::source_file::InputFile;
use anthology_base::Slug;
use anthology_document::{Block, BlockKind};
use std::collections::{BTreeMap, BTreeSet};

/// An image at an address of the web that the book doesn't have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteImage {
    /// The capture whose essay has it.
    pub capture: String,
    /// Its address.
    pub address: String,
    /// Its description.
    pub alt: String,
}

/// The images that essays can have.
pub(crate) struct Library<'a> {
    /// Files that came with the sources, by their names.
    files: BTreeMap<&'a str, &'a Blob>,
    /// The same by the last parts of their names, where only one has it.
    by_last: BTreeMap<String, Option<&'a str>>,
    /// Fetched images by address.
    fetched: &'a BTreeMap<String, Vec<u8>>,
    /// Those that an earlier import placed, by capture and address.
    placed: BTreeMap<(&'a str, &'a str), &'a ImageEntry>,
    workspace: &'a dyn Workspace,
}

/// The images that essays have.
#[derive(Debug, Default)]
pub(crate) struct Placed {
    /// Sorted by capture and address.
    pub(crate) entries: Vec<ImageEntry>,
    /// Bytes of new ones, by path in the book's folder.
    pub(crate) bytes: BTreeMap<String, Blob>,
    /// The file of each image, by its hash.
    by_hash: BTreeMap<String, String>,
    pub(crate) remote: Vec<RemoteImage>,
    /// Names of the files that were used.
    pub(crate) used: BTreeSet<String>,
}

impl<'a> Library<'a> {
    pub(crate) fn new(
        files: &'a [InputFile],
        fetched: &'a BTreeMap<String, Vec<u8>>,
        placed: &'a [ImageEntry],
        workspace: &'a dyn Workspace,
    ) -> Self {
        let mut by_last: BTreeMap<String, Option<&str>> = BTreeMap::new();
        for file in files {
            let last = file.name.rsplit("--").next().unwrap_or(&file.name).to_owned();
            by_last.entry(last).and_modify(|name| *name = None).or_insert(Some(&file.name));
        }
        Self {
            files: files.iter().map(|f| (f.name.as_str(), &f.blob)).collect(),
            by_last,
            fetched,
            placed: placed.iter().map(|e| ((e.capture.as_str(), e.address.as_str()), e)).collect(),
            workspace,
        }
    }

    /// Gives the images of a capture's posts their files.
    pub(crate) fn place(&self, capture: &mut Capture, out: &mut Placed) {
        let Some(documents) = &mut capture.documents else { return };
        for document in &mut documents.list {
            let media = std::mem::take(&mut document.content.media);
            let mut shelf = Shelf {
                library: self,
                capture: &capture.name,
                media: &media,
                wanted: document.left_out.is_none(),
                out: &mut *out,
            };
            shelf.content(&mut document.content);
            if let Some(text) = &mut documents.manuscript {
                shelf.manuscript(text);
            }
        }
    }
}

struct Shelf<'a> {
    library: &'a Library<'a>,
    capture: &'a str,
    media: &'a [Media],
    /// False for posts that are left out: their images are not taken.
    wanted: bool,
    out: &'a mut Placed,
}

impl Shelf<'_> {
    fn content(&mut self, content: &mut Content) {
        let mut missing = Vec::new();
        self.blocks(&mut content.blocks, &mut missing);
        content.notes.iter_mut().for_each(|note| self.blocks(&mut note.blocks, &mut missing));
        content.dropped.extend(missing.into_iter().filter(|address| !address.starts_with("data:")).map(|text| {
            Dropped { text, reason: "an image without description or caption, which the book doesn't have".to_owned() }
        }));
    }

    /// Gives the images of blocks their files. The addresses of those that leave no trace are added to `missing`.
    fn blocks(&mut self, blocks: &mut Vec<Block>, missing: &mut Vec<String>) {
        visit_blocks(blocks, &mut |list| {
            let mut at = 0;
            while at < list.len() {
                if let BlockKind::Figure { image, caption } = &mut list[at].kind {
                    let path = std::mem::take(&mut image.path);
                    let addresses: Vec<&str> = path.split(SEPARATOR).collect();
                    match addresses.iter().find_map(|address| self.file(address)) {
                        Some(file) => image.path = format!("../{file}"),
                        None => {
                            let lost = lost(&addresses, &image.alt, caption);
                            if let Some(address) =
                                addresses.iter().find(|a| a.starts_with("http")).filter(|_| self.wanted)
                            {
                                self.out.remote.push(RemoteImage {
                                    capture: self.capture.to_owned(),
                                    address: (*address).to_owned(),
                                    alt: image.alt.clone(),
                                });
                            }
                            match lost {
                                Some(lost) => list[at] = lost,
                                None => {
                                    missing.extend(addresses.first().map(|a| one_line(a)));
                                    list.remove(at);
                                    continue;
                                }
                            }
                        }
                    }
                }
                at += 1;
            }
        });
    }

    /// The file of an image in the book's folder, if the image is to be had.
    fn file(&mut self, address: &str) -> Option<String> {
        if let Some(known) = self.library.placed.get(&(self.capture, address)) {
            if known.file.starts_with(IMAGES) {
                self.out.by_hash.entry(known.hash.clone()).or_insert_with(|| known.file.clone());
            }
            self.out.entries.push((*known).clone());
            if let Some((name, _)) = self.beside(address) {
                self.out.used.insert(name);
            }
            return Some(known.file.clone());
        }
        let (bytes, from) = if let Some(media) = self.media.iter().find(|m| m.address == address) {
            (media.bytes.clone(), "its source")
        } else if let Some((name, blob)) = self.beside(address) {
            self.out.used.insert(name);
            (blob.read().into_owned(), "a file beside its source")
        } else {
            (self.library.fetched.get(address)?.clone(), "the web")
        };
        let Format::Image { extension: Some(extension), .. } = detect(&bytes) else { return None };
        let hash = blake3::hash(&bytes).to_hex().to_string();
        // One image under several names is one file.
        let same = self.out.by_hash.get(&hash).cloned();
        let file = same.unwrap_or_else(|| format!("{IMAGES}/{}-{}.{extension}", stem(address), &hash[..8]));
        if self.wanted {
            self.out.by_hash.entry(hash.clone()).or_insert_with(|| file.clone());
            self.out.entries.push(ImageEntry {
                capture: self.capture.to_owned(),
                address: address.to_owned(),
                file: file.clone(),
                hash,
                from: from.to_owned(),
            });
            self.out.bytes.insert(file.clone(), self.library.workspace.keep(bytes));
        }
        Some(file)
    }

    /// The file that a relative address means: beside the page in its folder or archive.
    fn beside(&self, address: &str) -> Option<(String, Blob)> {
        let files = &self.library.files;
        let found = |name: &str| files.get_key_value(name).map(|(name, blob)| ((*name).to_owned(), (*blob).clone()));
        // Pages of a web archive name their images by their addresses.
        if is_web(address) {
            return found(&file_name(address));
        }
        let decoded = percent_decode(address.split(['?', '#']).next().unwrap_or_default());
        if decoded.contains(':') || decoded.is_empty() {
            return None;
        }
        let mut parts: Vec<&str> = self.capture.split("--").collect();
        parts.pop();
        if decoded.starts_with('/') {
            parts.truncate(1);
        }
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let last = parts.last().copied().unwrap_or_default();
        found(&file_name(&parts.join("--")))
            .or_else(|| self.library.by_last.get(last).copied().flatten().and_then(found))
    }

    /// Puts the images of a manuscript where its text says that they are; the text stays as it is.
    fn manuscript(&mut self, text: &str) {
        for path in crate::markdown::image_paths(text) {
            let inside = !path.split('/').any(|part| part == "..") && !path.starts_with('/') && !path.contains(':');
            let Some((name, blob)) = self.beside(&path).filter(|_| inside) else { continue };
            let bytes = blob.read().into_owned();
            self.out.used.insert(name);
            let file = format!("{}/{}", crate::request::CHAPTERS, percent_decode(&path).trim_start_matches("./"));
            if self.library.placed.contains_key(&(self.capture, path.as_str())) || !self.wanted {
                continue;
            }
            if !crate::ledger::is_inside_book(&file)
                || !matches!(detect(&bytes), Format::Image { extension: Some(_), .. })
            {
                continue;
            }
            let hash = blake3::hash(&bytes).to_hex().to_string();
            // Two manuscripts may mean different images by one path; the first has it.
            if self.out.bytes.get(&file).is_none_or(|other| *other == bytes[..]) {
                self.out.entries.push(ImageEntry {
                    capture: self.capture.to_owned(),
                    address: path,
                    file: file.clone(),
                    hash,
                    from: "a file beside its source".to_owned(),
                });
                self.out.bytes.insert(file, blob);
            }
        }
        for known in self.library.placed.values().filter(|e| e.capture == self.capture) {
            self.out.entries.push((*known).clone());
        }
    }
}

/// A readable beginning for a file's name.
fn stem(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = percent_decode(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default());
    let stem = last.rsplit_once('.').map_or(last.as_str(), |(stem, _)| stem);
    if address.starts_with("data:") || address.starts_with("cid:") {
        return "image".to_owned();
    }
    let slug = Slug::of_letters(stem).map_or_else(|| "image".to_owned(), |s| s.as_str().to_owned());
    slug[..slug.len().min(40)].trim_end_matches('-').to_owned()
}
