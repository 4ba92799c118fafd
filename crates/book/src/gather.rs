//! The files of a book: which there are, what is in them, and which were forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, FileId, Slug, SourceMap, Span, World, nearest, paths};
use anthology_document::{Chapter, parse};
use rayon::prelude::*;

use crate::chapter_names;
use crate::includes::Includes;
use crate::manifest::{ChapterEntry, MANIFEST, MANIFEST_BESIDE_MDBOOK, Manifest, MatterItem};
use crate::model::BookChapter;
use crate::pages::Pages;
use crate::patterns::{Folders, is_pattern};
use crate::read::Located;
use crate::settings::ChapterOpenings;

/// Reads `book.toml` alone; see [`load`](crate::load).
pub fn read_manifest(world: &dyn World, sources: &mut SourceMap, d: &mut Diagnostics) -> Option<Manifest> {
    let beside = world.read(MANIFEST_BESIDE_MDBOOK).map(|bytes| (MANIFEST_BESIDE_MDBOOK, bytes));
    let read = beside.or_else(|_| world.read(MANIFEST).map(|bytes| (MANIFEST, bytes)));
    let (name, bytes) = match read {
        Ok(read) => read,
        Err(error) => {
            d.push(
                Diagnostic::error("no-manifest", format!("cannot read `{MANIFEST}`: {error}"))
                    .hint("create a book with `anthology new`, or run the command in a book's folder"),
            );
            return None;
        }
    };
    let (file, text) = add_text(name, bytes, sources, d);
    let text = text?;
    Manifest::parse(file, &text, world.today(), d)
}

/// A file of the manifest, in order.
pub(crate) struct Listed {
    pub(crate) path: String,
    span: Span,
    pub(crate) listed_in: ListedIn,
    /// 0 for a chapter, 1 for a section of one, and so on.
    pub(crate) level: u8,
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
    pub(crate) fn new(manifest: &Manifest, world: &dyn World, d: &mut Diagnostics) -> Self {
        for part in manifest.parts.iter().filter(|part| part.chapters.is_empty()) {
            d.push(
                Diagnostic::error("missing-chapters", "`chapters` is empty")
                    .at(part.span)
                    .hint("list at least one chapter, such as \"chapters/first.md\""),
            );
        }
        let mut files: Vec<Listed> = Vec::new();
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        for listed in expanded(written(manifest), world, d) {
            if let Some(&span) = first.get(&listed.path) {
                d.push(
                    Diagnostic::error("duplicate-chapter", format!("`{}` is listed twice in book.toml", listed.path))
                        .at(listed.span)
                        .label(span, "first listed here")
                        .hint("remove one of the two"),
                );
                continue;
            }
            first.insert(listed.path.clone(), listed.span);
            files.push(listed);
        }
        Self { files }
    }
}

/// The entries of all lists of the manifest, in order.
fn written(manifest: &Manifest) -> Vec<(ChapterEntry, ListedIn)> {
    let files_of = |matter: &Option<Vec<MatterItem>>, listed_in: ListedIn| -> Vec<(ChapterEntry, ListedIn)> {
        let items = matter.iter().flatten();
        items
            .filter_map(|item| match item {
                MatterItem::File(path) => Some((ChapterEntry { path: path.clone(), level: 0 }, listed_in)),
                MatterItem::Generated(..) => None,
            })
            .collect()
    };
    let parts = manifest.parts.iter().enumerate();
    let body = parts.flat_map(|(i, part)| {
        let introduction = part.introduction.iter().map(|path| ChapterEntry { path: path.clone(), level: 0 });
        introduction.chain(part.chapters.iter().cloned()).map(move |entry| (entry, ListedIn::Part(i)))
    });
    let front = files_of(&manifest.front, ListedIn::Front).into_iter();
    front.chain(body).chain(files_of(&manifest.back, ListedIn::Back)).collect()
}

/// The files that the entries mean. A pattern of a part means those files that it matches and no path names.
fn expanded(entries: Vec<(ChapterEntry, ListedIn)>, world: &dyn World, d: &mut Diagnostics) -> Vec<Listed> {
    let mut folders = Folders::new(world);
    let mut plain: Vec<(String, ChapterEntry, ListedIn, bool)> = Vec::new();
    for (entry, listed_in) in entries {
        let Located { value, span } = &entry.path;
        let Some(path) = paths::join("", value) else {
            d.push(
                Diagnostic::error("bad-path", format!("`{value}` is not a path inside the book's folder"))
                    .at(*span)
                    .hint("write the path relative to the book's folder, such as \"chapters/first.md\""),
            );
            continue;
        };
        let in_part = matches!(listed_in, ListedIn::Part(_));
        let pattern = in_part && is_pattern(&path) && !folders.contains(&path);
        plain.push((path, entry, listed_in, pattern));
    }
    let mut named: BTreeSet<String> =
        plain.iter().filter(|(.., pattern)| !pattern).map(|(path, ..)| path.clone()).collect();
    let mut files = Vec::new();
    for (path, entry, listed_in, pattern) in plain {
        let ChapterEntry { path: Located { span, .. }, level } = entry;
        if !pattern {
            files.push(Listed { path, span, listed_in, level });
            continue;
        }
        let matching = folders.matches(&path);
        if matching.is_empty() {
            d.push(
                Diagnostic::error("empty-pattern", format!("no file matches `{path}`"))
                    .at(span)
                    .hint("patterns are relative to the folder that contains book.toml; `*` stays in one folder"),
            );
        }
        let matching = matching.into_iter().filter(|path| named.insert(path.clone()));
        files.extend(matching.collect::<Vec<_>>().into_iter().map(|path| Listed { path, span, listed_in, level }));
    }
    files
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

/// The chapters of a book as they were read.
pub(crate) struct ReadChapters {
    /// In the order of the plan.
    pub(crate) chapters: Vec<BookChapter>,
    /// The paths of those that couldn't be read, which a draft has placeholders for.
    pub(crate) unread: BTreeSet<String>,
    /// The paths of files that chapters include.
    pub(crate) included: BTreeSet<String>,
}

/// Reads and parses the files of the plan in parallel; order and file ids are the plan's.
pub(crate) fn read_chapters(
    plan: &FileList,
    manifest: &Manifest,
    draft: bool,
    world: &dyn World,
    sources: &mut SourceMap,
    d: &mut Diagnostics,
) -> ReadChapters {
    let read: Vec<std::io::Result<Vec<u8>>> = plan.files.par_iter().map(|file| world.read(&file.path)).collect();
    let mut unread = BTreeSet::new();
    let mut unlisted = Unlisted::new(plan, world);
    let mut texts = Vec::new();
    for (listed, bytes) in plan.files.iter().zip(read) {
        let text = match bytes {
            Ok(bytes) => {
                let (file, text) = add_text(&listed.path, bytes, sources, d);
                // A draft shows a broken text as far as it can be read.
                let text = text.or_else(|| draft.then(|| sources.file(file).text().into()));
                text.map(|text| (listed, file, text))
            }
            Err(error) => {
                d.push(missing_chapter(listed, &error, &mut unlisted));
                draft.then(|| {
                    let text: Arc<str> = crate::draft::missing_chapter(&listed.path).into();
                    (listed, sources.add(listed.path.as_str(), Arc::clone(&text)), text)
                })
            }
        };
        match text {
            Some(text) => texts.push(text),
            None => {
                unread.insert(listed.path.clone());
            }
        }
    }
    let mut parsed: Vec<(Chapter, Diagnostics)> = texts
        .par_iter()
        .map(|(_, file, text)| {
            let mut found = Diagnostics::new();
            (parse(*file, text, &mut found), found)
        })
        .collect();
    let pages = Pages::new(plan.files.iter().map(|file| file.path.as_str()));
    for ((.., text), (chapter, found)) in texts.iter().zip(&mut parsed) {
        pages.link(text, chapter, found);
    }
    let mut includes = Includes::new(world, sources);
    for ((listed, _, text), (chapter, found)) in texts.iter().zip(&mut parsed) {
        includes.resolve(&listed.path, text, chapter, found);
    }
    let included = includes.files;
    let mut chapters = Vec::new();
    for ((listed, ..), (chapter, found)) in texts.into_iter().zip(parsed) {
        d.append(found);
        chapters.push(BookChapter {
            path: listed.path.clone(),
            slug: Slug::from_text(chapter_names::stem(&listed.path)),
            number: None,
            openings: ChapterOpenings { opening: chapter.front.opening, numbers: None },
            lang: chapter.front.language.unwrap_or(manifest.metadata.language),
            authors: Vec::new(),
            translators: Vec::new(),
            title: Vec::new(),
            chapter,
        });
    }
    ReadChapters { chapters, unread, included }
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
        None => finding
            .hint("paths are relative to the folder that contains book.toml")
            .hint("if you have deleted the chapter, remove this line"),
    }
}

/// Markdown files beside the book's that no list names. `README.md` and names that begin with `_` or `.`
/// are not meant for the book.
pub(crate) fn report_unlisted(
    plan: &FileList,
    included: &BTreeSet<String>,
    manifest: &Manifest,
    world: &dyn World,
    d: &mut Diagnostics,
) {
    let listed: BTreeSet<&str> = plan.files.iter().map(|file| file.path.as_str()).collect();
    let folders: BTreeSet<&str> = listed.iter().map(|path| paths::folder(path)).filter(|f| !f.is_empty()).collect();
    let mut unlisted = Vec::new();
    for folder in folders {
        for name in world.list(folder) {
            let path = format!("{folder}/{name}");
            if chapter_names::is_markdown(&name)
                && !chapter_names::is_no_chapter(&name)
                && !listed.contains(path.as_str())
                && !included.contains(&path)
            {
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
