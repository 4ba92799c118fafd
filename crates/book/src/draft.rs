//! Drafts: what stands in for what is missing, and the list of it at the book's front.

use anthology_base::{Date, Slug, Span};
use anthology_document::{Attrs, Block, BlockKind, Chapter, FrontMatter, Inline, InlineKind, ListItem};

use crate::ids::Ids;
use crate::links::ChapterAnchors;
use crate::lists::ListOptions;
use crate::model::{Book, BookChapter, Matter, Section, SectionKind};
use crate::settings::ChapterOpenings;

/// Items that the list shows; a draft with more has other worries.
const MOST_ITEMS: usize = 500;

/// Something that a draft lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftItem {
    /// File and line: `chapters/one.md, line 12`; empty for what has no place.
    pub place: String,
    /// What is wrong, with code between backticks.
    pub message: String,
    /// What to do, each a sentence.
    pub hints: Vec<String>,
}

/// The text of a chapter that can't be read.
pub(crate) fn missing_chapter(path: &str) -> String {
    let path: String = path.chars().map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect();
    format!("# Missing: `{path}`\n\n::: note\nbook.toml lists the chapter `{path}`, which can't be read.\n:::\n")
}

impl Book {
    /// Puts the list of what is missing before everything else.
    pub fn put_draft_list(&mut self, day: Date, items: &[DraftItem]) {
        let span = Span::new(self.manifest, 0..0);
        let text = |text: &str| Inline { kind: InlineKind::Text(text.to_owned()), span };
        let block = |kind| Block { kind, attrs: Attrs::default(), span };
        let title = format!("Draft of {day}");
        let summary = match items.len() {
            0 => "Nothing is missing.".to_owned(),
            1 => "One thing is missing or wrong.".to_owned(),
            n => format!("{n} things are missing or wrong."),
        };
        let list = items.iter().take(MOST_ITEMS).map(|item| {
            let mut content = Vec::new();
            if !item.place.is_empty() {
                content.push(Inline { kind: InlineKind::Strong(vec![text(&item.place)]), span });
                content.push(text(": "));
            }
            content.extend(inlines(&item.message, span));
            for hint in &item.hints {
                content.push(text("; "));
                content.extend(inlines(hint, span));
            }
            ListItem { task: None, blocks: vec![block(BlockKind::Paragraph(content))], span }
        });
        let mut blocks = vec![block(BlockKind::Paragraph(vec![text(&summary)]))];
        if !items.is_empty() {
            blocks.push(block(BlockKind::List { start: Some(1), tight: true, items: list.collect() }));
        }
        if items.len() > MOST_ITEMS {
            let more = format!("… and {} more.", items.len() - MOST_ITEMS);
            blocks.push(block(BlockKind::Paragraph(vec![text(&more)])));
        }
        let slug = Slug::from_text("draft");
        let taken = |slug: &Slug| self.sections.iter().any(|section| section.slug == *slug);
        let mut free = std::iter::once(slug.clone()).chain((2..).map(|n| slug.numbered(n)));
        let slug = free.find(|slug| !taken(slug)).unwrap_or(slug);
        let mut chapter = Chapter {
            file: self.manifest,
            front: FrontMatter { title: title.clone(), ..FrontMatter::default() },
            front_span: span,
            blocks,
            notes: Vec::new(),
        };
        let ids = Ids::assign(&mut chapter, &mut anthology_base::Diagnostics::new());
        // No file can have a path with a line break.
        let path = "\n".to_owned();
        self.places.chapters.push(ChapterAnchors { path: path.clone(), slug: slug.clone(), ids });
        let kind = SectionKind::Chapter(self.chapters.len());
        self.chapters.push(BookChapter {
            path,
            slug: slug.clone(),
            number: None,
            openings: ChapterOpenings::default(),
            lang: "en".parse().unwrap_or(self.metadata.language),
            authors: Vec::new(),
            translators: Vec::new(),
            title: vec![text(&title)],
            chapter,
        });
        self.sections.insert(0, Section { kind, matter: Matter::Front, slug, depth: 0, list: ListOptions::default() });
    }
}

/// A message with what is between its backticks as code.
fn inlines(message: &str, span: Span) -> Vec<Inline> {
    let parts = message.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    let kind = |(at, part): (usize, &str)| match at % 2 {
        0 => InlineKind::Text(part.to_owned()),
        _ => InlineKind::Code(part.to_owned()),
    };
    parts.map(|part| Inline { kind: kind(part), span }).collect()
}
