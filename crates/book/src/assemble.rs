//! Manifest and chapters to a book.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, FileId, Slug, SourceMap, Span, World, nearest};
use anthology_document::{BlockKind, Chapter, Inline, InlineKind, Node, parse, parse_inline, plain_text, walk_inlines};
use rayon::prelude::*;

use crate::ids::Ids;
use crate::links::{ChapterPlace, Places};
use crate::manifest::{MANIFEST, Manifest, MatterItem};
use crate::model::{Book, BookChapter, LinkTarget, Matter, Section, SectionKind};
use crate::paths;
use crate::pictures::{self, Use};
use crate::read::Placed;

/// Reads `book.toml` alone; see [`load`](crate::load).
pub fn read_manifest(world: &dyn World, sources: &mut SourceMap, d: &mut Diagnostics) -> Option<Manifest> {
    let bytes = match world.read(MANIFEST) {
        Ok(bytes) => bytes,
        Err(error) => {
            d.push(
                Diagnostic::error("no-manifest", format!("`{MANIFEST}` can't be read: {error}"))
                    .hint("write one, or let `anthology new` make a book to start from"),
            );
            return None;
        }
    };
    let (file, text) = add_text(MANIFEST, bytes, sources, d);
    let text = text?;
    Manifest::parse(file, &text, world.today(), d)
}

pub(crate) fn load(world: &dyn World, sources: &mut SourceMap, d: &mut Diagnostics) -> Option<Book> {
    let manifest = read_manifest(world, sources, d)?;
    let plan = Plan::new(&manifest, d);
    let (mut chapters, unread) = read_chapters(&plan, &manifest, world, sources, d);
    report_unlisted(&plan, &manifest, world, d);
    let slugs = name_chapters(&mut chapters, sources, d);
    let mut places = Places { unread, ..Places::default() };
    for (chapter, slug) in chapters.iter_mut().zip(&slugs) {
        let title_id = promote_title(&mut chapter.chapter, sources);
        let mut ids = Ids::assign(&mut chapter.chapter, d);
        let title = parse_inline(chapter.chapter.front_span, &chapter.chapter.front.title, &mut Diagnostics::new());
        ids.start_at(&plain_text(&title), title_id);
        places.by_path.insert(chapter.path.clone(), places.chapters.len());
        places.chapters.push(ChapterPlace { path: chapter.path.clone(), slug: slug.clone(), ids });
    }
    let sections = sections(&plan, &manifest, &mut chapters);
    let links = resolve_links(&chapters, &places, world, d);
    let pictures = pictures::load(&picture_uses(&chapters, &manifest), world, d);
    Some(Book {
        metadata: manifest.metadata,
        typesetting: manifest.typesetting,
        print: manifest.print,
        epub: manifest.epub,
        sections,
        chapters,
        images: pictures.images,
        cover: pictures.cover,
        manifest: manifest.file,
        theme_span: manifest.theme_span,
        editions: manifest.editions,
        groups: manifest.groups,
        links,
        places,
        image_uses: pictures.meant,
        image_places: pictures.places,
    })
}

/// A file of the manifest, in order.
struct Listed {
    path: String,
    span: Span,
    place: Place,
}

/// Where a chapter stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Front,
    /// In a part: an index into the manifest's.
    Part(usize),
    Back,
}

/// The files that the manifest names, each once.
struct Plan {
    files: Vec<Listed>,
}

impl Plan {
    fn new(manifest: &Manifest, d: &mut Diagnostics) -> Self {
        let files_of = |matter: &Option<Vec<MatterItem>>, place: Place| -> Vec<(Placed<String>, Place)> {
            let items = matter.iter().flatten();
            items
                .filter_map(|item| match item {
                    MatterItem::File(path) => Some((path.clone(), place)),
                    MatterItem::Made(_) => None,
                })
                .collect()
        };
        let body = manifest
            .parts
            .iter()
            .enumerate()
            .flat_map(|(i, part)| part.chapters.iter().map(move |path| (path.clone(), Place::Part(i))));
        let all = files_of(&manifest.front, Place::Front)
            .into_iter()
            .chain(body)
            .chain(files_of(&manifest.back, Place::Back));
        let mut files: Vec<Listed> = Vec::new();
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        for (written, place) in all {
            let Some(path) = paths::join("", &written.value) else {
                d.push(
                    Diagnostic::error("bad-path", format!("`{}` is not a path in the book's folder", written.value))
                        .at(written.span)
                        .hint("write the path from the book's folder, such as \"chapters/first.md\""),
                );
                continue;
            };
            if let Some(&span) = first.get(&path) {
                d.push(
                    Diagnostic::error("duplicate-chapter", format!("`{path}` stands twice in the book"))
                        .at(written.span)
                        .label(span, "first here")
                        .hint("take one of the two out"),
                );
                continue;
            }
            first.insert(path.clone(), written.span);
            files.push(Listed { path, span: written.span, place });
        }
        Self { files }
    }
}

/// Adds a file to the sources. `None` for text that is not UTF-8, which has been reported; it is added all
/// the same, with the replacement character where it is broken.
fn add_text(path: &str, bytes: Vec<u8>, sources: &mut SourceMap, d: &mut Diagnostics) -> (FileId, Option<Arc<str>>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map_or_else(|| bytes.clone(), <[u8]>::to_vec);
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
                    .hint("save it as UTF-8"),
            );
            (file, None)
        }
    }
}

/// Reads and parses the files of the plan in parallel; order and file ids are the plan's. Also gives back
/// the paths of those that couldn't be read.
fn read_chapters(
    plan: &Plan,
    manifest: &Manifest,
    world: &dyn World,
    sources: &mut SourceMap,
    d: &mut Diagnostics,
) -> (Vec<BookChapter>, BTreeSet<String>) {
    let read: Vec<std::io::Result<Vec<u8>>> = plan.files.par_iter().map(|file| world.read(&file.path)).collect();
    let mut unread = BTreeSet::new();
    let mut texts = Vec::new();
    for (listed, bytes) in plan.files.iter().zip(read) {
        let text = match bytes {
            Ok(bytes) => {
                let (file, text) = add_text(&listed.path, bytes, sources, d);
                text.map(|text| (listed, file, text))
            }
            Err(error) => {
                d.push(missing_chapter(listed, plan, &error, world));
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
            chapter,
        });
    }
    (chapters, unread)
}

fn missing_chapter(listed: &Listed, plan: &Plan, error: &std::io::Error, world: &dyn World) -> Diagnostic {
    let path = &listed.path;
    if error.kind() != std::io::ErrorKind::NotFound {
        return Diagnostic::error("unreadable-chapter", format!("`{path}` can't be read: {error}")).at(listed.span);
    }
    let finding = Diagnostic::error("missing-chapter", format!("there is no file `{path}`")).at(listed.span);
    let folder = paths::folder(path);
    let names = world.list(folder);
    let in_book =
        |name: &str| plan.files.iter().any(|f| paths::folder(&f.path) == folder && paths::file_name(&f.path) == name);
    let names: Vec<String> = names.into_iter().filter(|name| !in_book(name)).collect();
    match nearest(paths::file_name(path), names.iter().map(String::as_str)) {
        Some(known) if folder.is_empty() => finding.hint(format!("did you mean `{known}`?")),
        Some(known) => finding.hint(format!("did you mean `{folder}/{known}`?")),
        None => finding.hint("paths are relative to the folder of book.toml"),
    }
}

/// Markdown files beside the book's that no list names. `README.md` and names that begin with `_` or `.`
/// are not meant for the book.
fn report_unlisted(plan: &Plan, manifest: &Manifest, world: &dyn World, d: &mut Diagnostics) {
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
    let (verb, them) = if unlisted.len() == 1 { ("is", "it") } else { ("are", "them") };
    let message = format!("{} {verb} not in the book", unlisted.join(", "));
    let span = manifest.chapters_span.unwrap_or(Span::new(manifest.file, 0..0));
    d.push(
        Diagnostic::warning("unlisted-chapter", message)
            .at(span)
            .hint(format!("add {them} to a list of chapters, or begin the name with `_` to keep {them} out")),
    );
}

fn stem(path: &str) -> &str {
    let name = paths::file_name(path);
    name.strip_suffix(".md").unwrap_or(name)
}

/// Gives every chapter its slug: the `id` of its front matter, else its file's name.
fn name_chapters(chapters: &mut [BookChapter], sources: &SourceMap, d: &mut Diagnostics) -> Vec<Slug> {
    let mut taken: BTreeMap<Slug, Span> = BTreeMap::new();
    for chapter in chapters.iter_mut() {
        let Some(id) = &chapter.chapter.front.id else { continue };
        let span = front_key(&chapter.chapter, "id", sources);
        let slug = Slug::from_text(id);
        if slug.as_str() != id {
            d.push(
                Diagnostic::error("bad-id", format!("`{id}` can't stand in an address"))
                    .at(span)
                    .hint(format!("write small letters, digits and hyphens, such as \"{slug}\"")),
            );
        }
        match taken.get(&slug) {
            Some(&first) => d.push(
                Diagnostic::error("duplicate-id", format!("two chapters have the id `{id}`"))
                    .at(span)
                    .label(first, "the other one")
                    .hint("give one of them another id"),
            ),
            None => {
                taken.insert(slug.clone(), span);
            }
        }
        chapter.slug = slug;
    }
    for chapter in chapters.iter_mut().filter(|c| c.chapter.front.id.is_none()) {
        let free = std::iter::once(chapter.slug.clone())
            .chain((2..).map(|n| chapter.slug.numbered(n)))
            .find(|slug| !taken.contains_key(slug));
        if let Some(slug) = free {
            taken.insert(slug.clone(), chapter.chapter.front_span);
            chapter.slug = slug;
        }
    }
    chapters.iter().map(|c| c.slug.clone()).collect()
}

/// Where a key of the front matter stands with its value; all of the front matter where it can't be found.
fn front_key(chapter: &Chapter, key: &str, sources: &SourceMap) -> Span {
    let whole = chapter.front_span;
    let mut start = whole.start as usize;
    for line in sources.text(whole).split_inclusive('\n') {
        let is_key = line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        if is_key {
            let indent = line.len() - line.trim_start().len();
            return Span::new(whole.file, start + indent..start + line.trim_end().len());
        }
        start += line.len();
    }
    whole
}

/// A file without a title in its front matter that opens with a heading of level 1 has that for its title.
/// Gives back the heading's own id.
fn promote_title(chapter: &mut Chapter, sources: &SourceMap) -> Option<String> {
    if !chapter.front.title.is_empty() {
        return None;
    }
    let BlockKind::Heading { level: 1, content } = &chapter.blocks.first()?.kind else { return None };
    let span = content.first()?.span.to(content.last()?.span);
    chapter.front.title = sources.text(span).to_owned();
    chapter.blocks.remove(0).attrs.id
}

/// Sections in reading order; numbers the body's chapters.
fn sections(plan: &Plan, manifest: &Manifest, chapters: &mut [BookChapter]) -> Vec<Section> {
    let by_path: BTreeMap<String, usize> = chapters.iter().enumerate().map(|(i, c)| (c.path.clone(), i)).collect();
    let mut made = Sections { taken: chapters.iter().map(|c| c.slug.clone()).collect(), list: Vec::new() };
    let default_front = [SectionKind::HalfTitle, SectionKind::Title, SectionKind::Copyright, SectionKind::Contents];
    let front = manifest.front.clone().unwrap_or_else(|| default_front.map(MatterItem::Made).into());
    made.matter(&front, Matter::Front, chapters, &by_path);
    let mut number = 0;
    let mut part_number = 0;
    for (i, part) in manifest.parts.iter().enumerate() {
        if let Some(title) = &part.title {
            part_number += 1;
            made.made(SectionKind::Part { number: part_number, title: title.clone() }, Matter::Body);
        }
        let files = plan.files.iter().filter(|file| file.place == Place::Part(i));
        for index in files.filter_map(|file| by_path.get(&file.path).copied()) {
            let chapter = &mut chapters[index];
            if chapter.chapter.front.numbered != Some(false) {
                number += 1;
                chapter.number = Some(number);
            }
            made.chapter(index, chapter.slug.clone(), Matter::Body, u8::from(part.title.is_some()));
        }
    }
    let back = manifest.back.clone().unwrap_or_else(|| default_back(manifest, chapters));
    made.matter(&back, Matter::Back, chapters, &by_path);
    made.list
}

/// What the back matter is made of where the book doesn't say: what there is something to put into.
fn default_back(manifest: &Manifest, chapters: &[BookChapter]) -> Vec<MatterItem> {
    let mut back = Vec::new();
    if manifest.metadata.contributors.iter().any(|c| c.note.is_some()) {
        back.push(MatterItem::Made(SectionKind::Contributors));
    }
    if chapters.iter().any(|c| !c.chapter.front.source.is_empty()) {
        back.push(MatterItem::Made(SectionKind::Sources));
    }
    if chapters.iter().any(|c| !c.chapter.front.questions.is_empty()) {
        back.push(MatterItem::Made(SectionKind::ReadingGuide));
    }
    back
}

/// Sections as they are made, and the slugs that are taken.
struct Sections {
    taken: BTreeSet<Slug>,
    list: Vec<Section>,
}

impl Sections {
    fn matter(
        &mut self,
        items: &[MatterItem],
        matter: Matter,
        chapters: &[BookChapter],
        by_path: &BTreeMap<String, usize>,
    ) {
        for item in items {
            match item {
                MatterItem::Made(kind) => self.made(kind.clone(), matter),
                MatterItem::File(path) => {
                    let index = paths::join("", &path.value).and_then(|path| by_path.get(&path).copied());
                    let fresh = |i: &usize| !self.list.iter().any(|s| s.kind == SectionKind::Chapter(*i));
                    if let Some(index) = index.filter(fresh) {
                        self.chapter(index, chapters[index].slug.clone(), matter, 0);
                    }
                }
            }
        }
    }

    fn chapter(&mut self, index: usize, slug: Slug, matter: Matter, depth: u8) {
        self.list.push(Section { kind: SectionKind::Chapter(index), matter, slug, depth });
    }

    fn made(&mut self, kind: SectionKind, matter: Matter) {
        let name = match &kind {
            SectionKind::HalfTitle => "half-title".to_owned(),
            SectionKind::Title => "title-page".to_owned(),
            SectionKind::Copyright => "copyright".to_owned(),
            SectionKind::Contents => "contents".to_owned(),
            SectionKind::Part { number, .. } => format!("part-{number}"),
            SectionKind::Contributors => "contributors".to_owned(),
            SectionKind::Sources => "sources".to_owned(),
            SectionKind::ReadingGuide => "reading-guide".to_owned(),
            SectionKind::Colophon => "colophon".to_owned(),
            SectionKind::Chapter(index) => format!("chapter-{index}"),
        };
        let slug = Slug::from_text(&name);
        let free = std::iter::once(slug.clone()).chain((2..).map(|n| slug.numbered(n)));
        if let Some(slug) = free.into_iter().find(|slug| !self.taken.contains(slug)) {
            self.taken.insert(slug.clone());
            self.list.push(Section { kind, matter, slug, depth: 0 });
        }
    }
}

/// Resolves every link of every chapter, in parallel; findings are in reading order.
fn resolve_links(
    chapters: &[BookChapter],
    places: &Places,
    world: &dyn World,
    d: &mut Diagnostics,
) -> BTreeMap<(usize, Span), LinkTarget> {
    let resolved: Vec<(Vec<(Span, LinkTarget)>, Diagnostics)> = chapters
        .par_iter()
        .enumerate()
        .map(|(index, chapter)| {
            let mut found = (Vec::new(), Diagnostics::new());
            let mut resolve = |inline: &Inline| {
                let InlineKind::Link { target, .. } = &inline.kind else { return };
                let lead = places.resolve(index, target).unwrap_or_else(|fault| {
                    found.1.push(places.diagnose(&fault, target, index, inline.span, world));
                    LinkTarget::Dropped
                });
                found.0.push((inline.span, lead));
            };
            each_inline(&chapter.chapter, &mut resolve);
            found
        })
        .collect();
    let mut links = BTreeMap::new();
    for (index, (found, diagnostics)) in resolved.into_iter().enumerate() {
        links.extend(found.into_iter().map(|(span, target)| ((index, span), target)));
        d.append(diagnostics);
    }
    links
}

/// Visits the inlines of a chapter, its front matter's among them.
fn each_inline(chapter: &Chapter, visit: &mut dyn FnMut(&Inline)) {
    let front = &chapter.front;
    let epigraph = front.epigraph.iter().flat_map(|e| [Some(&e.text), e.source.as_ref()]).flatten();
    let texts = std::iter::once(&front.title).chain(&front.subtitle).chain(&front.questions).chain(epigraph);
    for text in texts.filter(|text| text.contains('[') || text.contains('<')) {
        let inlines = parse_inline(chapter.front_span, text, &mut Diagnostics::new());
        walk_inlines(&inlines, &mut |node| {
            if let Node::Inline(inline) = node {
                visit(inline);
            }
        });
    }
    chapter.walk(&mut |node| {
        if let Node::Inline(inline) = node {
            visit(inline);
        }
    });
}

fn picture_uses(chapters: &[BookChapter], manifest: &Manifest) -> Vec<Use> {
    let mut uses = Vec::new();
    for (index, chapter) in chapters.iter().enumerate() {
        let folder = paths::folder(&chapter.path);
        chapter.chapter.walk(&mut |node| {
            let image = match node {
                Node::Block(block) => match &block.kind {
                    BlockKind::Figure { image, .. } => image,
                    _ => return,
                },
                Node::Inline(inline) => match &inline.kind {
                    InlineKind::Image(image) => image,
                    _ => return,
                },
            };
            uses.push(Use {
                chapter: Some(index),
                folder: folder.to_owned(),
                written: image.path.clone(),
                span: image.span,
            });
        });
    }
    if let (Some(cover), Some(span)) = (&manifest.epub.cover, manifest.cover_span) {
        uses.push(Use { chapter: None, folder: String::new(), written: cover.clone(), span });
    }
    uses
}
