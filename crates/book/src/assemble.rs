//! Manifest and chapters to a book.

use std::collections::BTreeMap;

use anthology_base::{Date, Diagnostic, Diagnostics, Slug, SourceMap, Span, World, paths};
use anthology_document::{Block, BlockKind, Chapter, Inline, InlineKind, Node, plain_text};

use crate::gather::{FileList, ReadChapters, read_chapters, read_manifest, report_unlisted};
use crate::ids::Ids;
use crate::images::{self, Use};
use crate::links::{ChapterAnchors, LinkTargets, resolve_links};
use crate::manifest::Manifest;
use crate::member_notes::member_notes;
use crate::model::{Book, BookChapter};
use crate::output_profiles;
use crate::people;
use crate::schedule::{Contents, plans};
use crate::sections::sections;

pub(crate) fn load(
    world: &dyn World,
    draft: Option<Date>,
    sources: &mut SourceMap,
    d: &mut Diagnostics,
) -> Option<Book> {
    let mut manifest = read_manifest(world, sources, d)?;
    let files = FileList::new(&manifest, world, d);
    let ReadChapters { mut chapters, unread, included } =
        read_chapters(&files, &manifest, draft.is_some(), world, sources, d);
    report_unlisted(&files, &included, &manifest, world, d);
    let slugs = name_chapters(&mut chapters, sources, d);
    let mut places = LinkTargets { unread, ..LinkTargets::default() };
    for (chapter, slug) in chapters.iter_mut().zip(&slugs) {
        let title_ids = name_title(chapter, sources, d);
        let mut ids = Ids::assign(&mut chapter.chapter, d);
        ids.start_at(&plain_text(&chapter.title), title_ids);
        places.by_path.insert(chapter.path.clone(), places.chapters.len());
        places.chapters.push(ChapterAnchors { path: chapter.path.clone(), slug: slug.clone(), ids });
    }
    people::link(&mut chapters, &mut manifest.metadata, &manifest.without_role, sources, d);
    let sections = sections(&files, &manifest, &mut chapters);
    let plans = plans(&manifest.groups, Contents { sections: &sections, chapters: &chapters }, d);
    let links = resolve_links(&chapters, &places, world, d);
    let images = images::load(&image_uses(&chapters, &manifest), world, d);
    let member_notes = member_notes(world, sources, d);
    let output_profiles = output_profiles::load(&manifest.editions, world, d);
    Some(Book {
        output_profiles,
        metadata: manifest.metadata,
        draft,
        levels: manifest.levels,
        typesetting: manifest.typesetting,
        print: manifest.print,
        epub: manifest.epub,
        sections,
        parts: manifest.parts.into_iter().filter_map(|part| part.part).collect(),
        permissions_required: manifest.permissions_required,
        chapters,
        images: images.images,
        cover: images.cover,
        cover_span: manifest.cover_span,
        manifest: manifest.file,
        title_span: manifest.title_span,
        language_span: manifest.language_span,
        theme_span: manifest.theme_span,
        editions: manifest.editions,
        pages_of: manifest.pages_of,
        printing: 1,
        groups: manifest.groups,
        site: manifest.site,
        mail: manifest.mail,
        plans,
        own_edition_of: None,
        member_notes,
        links,
        places,
        image_uses: images.meant,
        image_places: images.places,
    })
}

/// Gives every chapter its slug: the `id` of its front matter, else its file's name.
fn name_chapters(chapters: &mut [BookChapter], sources: &SourceMap, d: &mut Diagnostics) -> Vec<Slug> {
    let mut taken = TakenSlugs::default();
    for chapter in chapters.iter_mut() {
        let Some(id) = &chapter.chapter.front.id else { continue };
        let span = front_key(&chapter.chapter, "id", sources);
        let slug = Slug::from_text(id);
        if slug.as_str() != id {
            d.push(
                Diagnostic::error("bad-id", format!("`{id}` is not a valid chapter id"))
                    .at(span)
                    .hint(format!("use lower-case letters, digits and hyphens, such as \"{slug}\"")),
            );
        }
        if let Some(&first) = taken.spans.get(&slug) {
            d.push(
                Diagnostic::error("duplicate-id", format!("duplicate chapter id `{id}`"))
                    .at(span)
                    .label(first, "first used here")
                    .hint("change one of them"),
            );
        }
        chapter.slug = taken.take(slug, span);
    }
    for chapter in chapters.iter_mut().filter(|c| c.chapter.front.id.is_none()) {
        chapter.slug = taken.take(chapter.slug.clone(), chapter.chapter.front_span);
    }
    chapters.iter().map(|c| c.slug.clone()).collect()
}

/// The slugs of a book that are taken.
#[derive(Default)]
struct TakenSlugs {
    spans: BTreeMap<Slug, Span>,
    /// The number at which the search for a free one goes on, by the slug that is taken.
    next: BTreeMap<Slug, usize>,
}

impl TakenSlugs {
    /// Takes the slug, or the first of `slug-2`, `slug-3` and so on that is free.
    fn take(&mut self, slug: Slug, span: Span) -> Slug {
        let mut free = slug.clone();
        if self.spans.contains_key(&free) {
            let next = self.next.entry(slug.clone()).or_insert(2);
            free = slug.numbered(*next);
            while self.spans.contains_key(&free) {
                *next += 1;
                free = slug.numbered(*next);
            }
        }
        self.spans.insert(free.clone(), span);
        free
    }
}

/// The source of a key of the front matter with its value; all of the front matter if the key can't be found.
pub(crate) fn front_key(chapter: &Chapter, key: &str, sources: &SourceMap) -> Span {
    let whole = chapter.front_span;
    let mut start = whole.start as usize;
    for line in sources.text(whole).split_inclusive('\n') {
        let after = line.trim_start().strip_prefix(key).map(str::trim_start);
        // YAML has a colon.
        let is_key = after.is_some_and(|rest| rest.starts_with(['=', ':']));
        if is_key {
            let indent = line.len() - line.trim_start().len();
            return Span::new(whole.file, start + indent..start + line.trim_end().len());
        }
        start += line.len();
    }
    whole
}

/// Gives a chapter its title: that of its front matter, else its first heading. Returns the heading's own ids.
fn name_title(chapter: &mut BookChapter, sources: &SourceMap, d: &mut Diagnostics) -> Vec<String> {
    let source = &mut chapter.chapter;
    if !source.front.title.is_empty() {
        chapter.title = source.parse_line(front_key(source, "title", sources), &source.front.title, d);
        return Vec::new();
    }
    if source.front.first_line_title {
        chapter.title = first_line(&source.blocks).unwrap_or_default();
        source.front.title = plain_text(&chapter.title);
        return Vec::new();
    }
    let (title, ids) = promote_title(source, sources).unwrap_or_default();
    chapter.title = title;
    ids
}

/// The first line of a poem without the mark at its end, as its title; of other text the first sentence or so.
fn first_line(blocks: &[Block]) -> Option<Vec<Inline>> {
    let mut line = blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Verse(stanzas) => Some(stanzas.first()?.lines.first()?.content.clone()),
        BlockKind::Paragraph(content) => Some(first_words(content)),
        BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => first_line(blocks),
        _ => None,
    })?;
    line.retain(|inline| !matches!(inline.kind, InlineKind::NoteMark(_)));
    if let Some(Inline { kind: InlineKind::Text(text), .. }) = line.last_mut() {
        let bare =
            text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '-' | '–' | '—'));
        text.truncate(bare.len());
    }
    Some(line)
}

/// The words of a title that is made of prose.
const TITLE_WORDS: usize = 8;

/// The first words of a paragraph, with an ellipsis where it goes on.
fn first_words(content: &[Inline]) -> Vec<Inline> {
    let Some(first) = content.first() else { return Vec::new() };
    let text = plain_text(content);
    let words: Vec<&str> = text.split_whitespace().take(TITLE_WORDS + 1).collect();
    let more = words.len() > TITLE_WORDS;
    let title = words.into_iter().take(TITLE_WORDS).collect::<Vec<_>>().join(" ");
    let title = if more { format!("{title} …") } else { title };
    vec![Inline { kind: InlineKind::Text(title), span: first.span }]
}

/// A file without a title in its front matter that opens with a heading of level 1 has that for its title; so has
/// one that opens with a heading of a lower level that no other exceeds, and those below it move up. Returns the
/// heading's text and its own ids.
fn promote_title(chapter: &mut Chapter, sources: &SourceMap) -> Option<(Vec<Inline>, Vec<String>)> {
    let Block { kind: BlockKind::Heading { level, content }, .. } = chapter.blocks.first()? else { return None };
    let level = *level;
    let anchors = content.iter().take_while(|inline| anchor(inline).is_some()).count();
    let (first, last) = (content.get(anchors)?, content.last()?);
    let others = highest(&chapter.blocks[1..]);
    if level > 1 && others.is_some_and(|other| other < level) {
        return None;
    }
    let title = content[anchors..].to_vec();
    let mut ids: Vec<String> = content[..anchors].iter().filter_map(anchor).map(str::to_owned).collect();
    chapter.front.title = sources.text(first.span.to(last.span)).to_owned();
    ids.extend(chapter.blocks.remove(0).attrs.id);
    // Sections begin at the second level, whether the title was above them or among them.
    raise(&mut chapter.blocks, if level > 1 { others.map_or(0, |other| other.min(level + 1) - 2) } else { 0 });
    Some((title, ids))
}

/// The id of a place that has a name and no text.
fn anchor(inline: &Inline) -> Option<&str> {
    match &inline.kind {
        InlineKind::Span { attrs, content } if content.is_empty() => attrs.id.as_deref(),
        _ => None,
    }
}

/// The highest level of heading, the chapter's title being of level 1.
fn highest(blocks: &[Block]) -> Option<u8> {
    let levels = blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading { level, .. } => Some(*level),
        BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => highest(blocks),
        _ => None,
    });
    levels.min()
}

/// Moves headings up.
fn raise(blocks: &mut [Block], levels: u8) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Heading { level, .. } => *level = level.saturating_sub(levels).max(2),
            BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => raise(blocks, levels),
            _ => {}
        }
    }
}

fn image_uses(chapters: &[BookChapter], manifest: &Manifest) -> Vec<Use> {
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
            if image.path.trim().is_empty() {
                // Reported where it was parsed.
                return;
            }
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
