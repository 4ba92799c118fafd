//! The files of a book: which there are, what is in them, and which were forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, FileId, Slug, SourceMap, Span, World, nearest};
use anthology_document::{Chapter, parse};
use rayon::prelude::*;

use crate::manifest::{MANIFEST, Manifest, MatterItem};
use crate::model::BookChapter;
use crate::paths;
use crate::read::Located;

/// Reads `book.toml` alone; see [`load`](crate::load).
pub fn read_manifest(world: &dyn World, sources: &mut SourceMap, d: &mut Diagnostics) -> Option<Manifest> {
    let bytes = match world.read(MANIFEST) {
        Ok(bytes) => bytes,
        Err(error) => {
            d.push(
                Diagnostic::error("no-manifest", format!("cannot read `{MANIFEST}`: {error}"))
                    .hint("create a book with `anthology new`, or run the command in a book's folder"),
            );
            return None;
        }
    };
    let (file, text) = add_text(MANIFEST, bytes, sources, d);
    let text = text?;
    Manifest::parse(file, &text, world.today(), d)
}

/// A file of the manifest, in order.
pub(crate) struct Listed {
    pub(crate) path: String,
    span: Span,
    pub(crate) listed_in: ListedIn,
}

/// The list that names a chapter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListedIn {
    Front,
    /// In a part: an index into the manifest's.
    Part(usize),
    Back,
}

/// The files that the manifest names, each once.
pub(crate) struct FileList {
    pub(crate) files: Vec<Listed>,
}

impl FileList {
    pub(crate) fn new(manifest: &Manifest, d: &mut Diagnostics) -> Self {
        let files_of = |matter: &Option<Vec<MatterItem>>, listed_in: ListedIn| -> Vec<(Located<String>, ListedIn)> {
            let items = matter.iter().flatten();
            items
                .filter_map(|item| match item {
                    MatterItem::File(path) => Some((path.clone(), listed_in)),
                    MatterItem::Generated(..) => None,
                })
                .collect()
        };
        let body = manifest.parts.iter().enumerate().flat_map(|(i, part)| {
            part.introduction.iter().chain(&part.chapters).map(move |path| (path.clone(), ListedIn::Part(i)))
        });
        let all = files_of(&manifest.front, ListedIn::Front)
            .into_iter()
            .chain(body)
            .chain(files_of(&manifest.back, ListedIn::Back));
        for part in manifest.parts.iter().filter(|part| part.chapters.is_empty()) {
            d.push(
                Diagnostic::error("missing-chapters", "`chapters` is empty")
                    .at(part.span)
                    .hint("list at least one chapter, such as \"chapters/first.md\""),
            );
        }
        let mut files: Vec<Listed> = Vec::new();
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        for (written, listed_in) in all {
            let Some(path) = paths::join("", &written.value) else {
                d.push(
                    Diagnostic::error(
                        "bad-path",
                        format!("`{}` is not a path inside the book's folder", written.value),
                    )
                    .at(written.span)
                    .hint("write the path relative to the book's folder, such as \"chapters/first.md\""),
                );
                continue;
            };
            if let Some(&span) = first.get(&path) {
                d.push(
                    Diagnostic::error("duplicate-chapter", format!("`{path}` is listed twice in book.toml"))
                        .at(written.span)
                        .label(span, "first listed here")
                        .hint("remove one of the two"),
                );
                continue;
            }
            first.insert(path.clone(), written.span);
            files.push(Listed { path, span: written.span, listed_in });
        }
        Self { files }
    }
}

/// Adds a file to the sources. `None` for text that is not UTF-8, which has been reported; it is added all
/// the same, with the replacement character where it is broken.
fn add_text(
    path: &str,
    mut bytes: Vec<u8>,
    sources: &mut SourceMap,
    d: &mut Diagnostics,
) -> (FileId, Option<Arc<str>>) {
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(.."\u{feff}".len());
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text: Arc<str> = text.into();
            (sources.add(path, Arc::clone(&text)), Some(text))
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let file = sources.add(path, String::from_utf8_lossy(error.as_bytes()).into_owned());
            d.push(
                Diagnostic::error("not-utf8", format!("`{path}` is not UTF-8 text"))
                    .at(Span::new(file, at..at + '\u{fffd}'.len_utf8()))
                    .hint("save the file as UTF-8"),
            );
            (file, None)
        }
    }
}

/// Reads and parses the files of the plan in parallel; order and file ids are the plan's. Also returns
/// the paths of those that couldn't be read.
pub(crate) fn read_chapters(
    plan: &FileList,
    manifest: &Manifest,
    world: &dyn World,
    sources: &mut SourceMap,
    d: &mut Diagnostics,
) -> (Vec<BookChapter>, BTreeSet<String>) {
    let read: Vec<std::io::Result<Vec<u8>>> = plan.files.par_iter().map(|file| world.read(&file.path)).collect();
    let mut unread = BTreeSet::new();
    let mut unlisted = Unlisted::new(plan, world);
    let mut texts = Vec::new();
    for (listed, bytes) in plan.files.iter().zip(read) {
        let text = match bytes {
            Ok(bytes) => {
                let (file, text) = add_text(&listed.path, bytes, sources, d);
                text.map(|text| (listed, file, text))
            }
            Err(error) => {
                d.push(missing_chapter(listed, &error, &mut unlisted));
                None
            }
        };
        match text {
            Some(text) => texts.push(text),
            None => {
                unread.insert(listed.path.clone());
            }
        }
    }
    let parsed: Vec<(Chapter, Diagnostics)> = texts
        .par_iter()
        .map(|(_, file, text)| {
            let mut found = Diagnostics::new();
            (parse(*file, text, &mut found), found)
        })
        .collect();
    let mut chapters = Vec::new();
    for ((listed, ..), (chapter, found)) in texts.into_iter().zip(parsed) {
        d.append(found);
        chapters.push(BookChapter {
            path: listed.path.clone(),
            slug: Slug::from_text(stem(&listed.path)),
            number: None,
            lang: chapter.front.language.unwrap_or(manifest.metadata.language),
            authors: Vec::new(),
            translators: Vec::new(),
            title: Vec::new(),
            chapter,
        });
    }
    (chapters, unread)
}

/// The files of folders that no list names, for suggestions. Each folder is listed once, however many files are missing.
struct Unlisted<'a> {
    world: &'a dyn World,
    listed: BTreeSet<&'a str>,
    by_folder: BTreeMap<String, Vec<String>>,
}

impl<'a> Unlisted<'a> {
    fn new(plan: &'a FileList, world: &'a dyn World) -> Self {
        let listed = plan.files.iter().map(|file| file.path.as_str()).collect();
        Self { world, listed, by_folder: BTreeMap::new() }
    }

    fn names(&mut self, folder: &str) -> &[String] {
        let Self { world, listed, by_folder } = self;
        by_folder.entry(folder.to_owned()).or_insert_with(|| {
            let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            world.list(folder).into_iter().filter(|name| !listed.contains(path(name).as_str())).collect()
        })
    }
}

fn missing_chapter(listed: &Listed, error: &std::io::Error, unlisted: &mut Unlisted<'_>) -> Diagnostic {
    let path = &listed.path;
    if error.kind() != std::io::ErrorKind::NotFound {
        return Diagnostic::error("unreadable-chapter", format!("cannot read `{path}`: {error}")).at(listed.span);
    }
    let finding = Diagnostic::error("missing-chapter", format!("file `{path}` not found")).at(listed.span);
    let folder = paths::folder(path);
    match nearest(paths::file_name(path), unlisted.names(folder).iter().map(String::as_str)) {
        Some(known) if folder.is_empty() => finding.hint(format!("did you mean `{known}`?")),
        Some(known) => finding.hint(format!("did you mean `{folder}/{known}`?")),
        None => finding.hint("paths are relative to the folder that contains book.toml"),
    }
}

/// Markdown files beside the book's that no list names. `README.md` and names that begin with `_` or `.`
/// are not meant for the book.
pub(crate) fn report_unlisted(plan: &FileList, manifest: &Manifest, world: &dyn World, d: &mut Diagnostics) {
    let listed: BTreeSet<&str> = plan.files.iter().map(|file| file.path.as_str()).collect();
    let folders: BTreeSet<&str> = listed.iter().map(|path| paths::folder(path)).filter(|f| !f.is_empty()).collect();
    let mut unlisted = Vec::new();
    for folder in folders {
        for name in world.list(folder) {
            let path = format!("{folder}/{name}");
            let meant = name.ends_with(".md") && !name.starts_with(['_', '.']) && name != "README.md";
            if meant && !listed.contains(path.as_str()) {
                unlisted.push(format!("`{path}`"));
            }
        }
    }
    if unlisted.is_empty() {
        return;
    }
    let (it, its_name) = if unlisted.len() == 1 { ("it", "its name") } else { ("them", "their names") };
    let message = format!("not listed in book.toml: {}", unlisted.join(", "));
    let span = manifest.chapters_span.unwrap_or(Span::new(manifest.file, 0..0));
    d.push(
        Diagnostic::warning("unlisted-chapter", message)
            .at(span)
            .hint(format!("add {it} to a list of chapters, or start {its_name} with `_` to exclude {it}")),
    );
}

fn stem(path: &str) -> &str {
    let name = paths::file_name(path);
    name.strip_suffix(".md").unwrap_or(name)
}
