//! Sections: a chapter with its opening, and the running heads, titles and labels of every section.

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, Lang, Span};
use anthology_book::{Book, NotePlacement, Section, SectionKind};
use anthology_document::{Block, BlockKind, Inline};
use anthology_language::words;

use crate::block::Around;
use crate::costs::{LONG_TITLE, SHORTEST_TITLE};
use crate::draft::Draft;
use crate::index::{SectionTitle, plain};
use crate::inline::{Context, Setter, without_marks};
use crate::set::{GroupRole, ParagraphStyle, SetBlock, SetBlockKind, SetParagraph, SetSection};

/// Sets a section of the book.
pub(crate) fn section(context: &Context<'_>, number: usize) -> (SetSection, Diagnostics) {
    let Section { kind, matter, slug, depth } = &context.book.sections[number];
    let title = &context.index.sections[number];
    let chapter = if let SectionKind::Chapter(chapter) = kind { Some(*chapter) } else { None };
    let lang = title.lang.unwrap_or(context.book.metadata.language);
    let mut setter = Setter::new(context, number, slug.clone(), chapter);
    let blocks = match chapter {
        Some(chapter) => setter.chapter(chapter, title, lang),
        None => setter.generated(kind, title, lang),
    };
    let notes = setter.notes(lang);
    let printed = |inlines: &[Inline]| setter_text(context, inlines, lang);
    let section = SetSection {
        kind: kind.clone(),
        matter: *matter,
        slug: slug.clone(),
        lang,
        depth: *depth,
        label: title.label.clone(),
        title: printed(&title.title),
        author: (!title.author.is_empty()).then(|| printed(&title.author)),
        in_contents: *kind != SectionKind::Contents && !is_display(context.book, kind),
        running_heads: running_heads(context, kind, title, lang),
        blocks,
        notes,
        former: BTreeMap::new(),
    };
    (section, setter.diagnostics)
}

/// Returns true for a display page, such as a title page or a dedication: it has no heading of its own, no running
/// head, and no line in the contents. A chapter is one that holds nothing but a dedication or an epigraph.
pub(crate) fn is_display(book: &Book, kind: &SectionKind) -> bool {
    match kind {
        SectionKind::HalfTitle | SectionKind::Title | SectionKind::Copyright => true,
        SectionKind::Chapter(chapter) => {
            let blocks = &book.chapters[*chapter].chapter.blocks;
            let only = |block: &Block| match &block.kind {
                BlockKind::Div { name, .. } => matches!(name.as_str(), "dedication" | "epigraph"),
                _ => false,
            };
            !blocks.is_empty() && blocks.iter().all(only)
        }
        _ => false,
    }
}

/// The characters of a title as it is printed, on one line.
pub(crate) fn setter_text(context: &Context<'_>, inlines: &[Inline], lang: Lang) -> String {
    let slug = anthology_base::Slug::from_text("");
    let mut setter = Setter::new(context, 0, slug, None);
    setter.paragraph(&without_marks(inlines, None), ParagraphStyle::ChapterTitle, lang, Span::default()).text
}

fn running_heads(context: &Context<'_>, kind: &SectionKind, title: &SectionTitle, lang: Lang) -> [String; 2] {
    let Book { metadata, .. } = context.book;
    let own = match &title.short {
        Some(short) => setter_text(context, short, lang),
        None => shortened(&setter_text(context, &title.title, lang)),
    };
    match kind {
        SectionKind::Part { .. } => Default::default(),
        _ if is_display(context.book, kind) => Default::default(),
        SectionKind::Chapter(_) => {
            let title = |title: &str| setter_text(context, &plain(title), metadata.language);
            let short = metadata.short_title.as_deref().map(title);
            [short.unwrap_or_else(|| shortened(&title(&metadata.title))), own]
        }
        _ => [own.clone(), own],
    }
}

/// A title without its second half, where it is too long for a running head.
fn shortened(title: &str) -> String {
    if title.chars().count() <= LONG_TITLE {
        return title.to_owned();
    }
    let end = [":", "\u{a0}:", "\u{a0}–", " –", "—", "?", ";"]
        .iter()
        .filter_map(|mark| title.find(mark))
        .filter(|&at| at >= SHORTEST_TITLE)
        .min();
    end.map_or_else(|| title.to_owned(), |at| title[..at].trim_end().to_owned())
}

impl Setter<'_> {
    fn chapter(&mut self, chapter: usize, title: &SectionTitle, lang: Lang) -> Vec<SetBlock> {
        let source = &self.context.book.chapters[chapter].chapter;
        let span = source.front_span;
        let mut blocks = Vec::new();
        if !is_display(self.context.book, &SectionKind::Chapter(chapter)) {
            blocks.push(self.opening(title, ParagraphStyle::ChapterLabel, ParagraphStyle::ChapterTitle, lang, span));
        }
        if let Some(epigraph) = &source.front.epigraph {
            let inner = epigraph.language.unwrap_or(lang);
            let mut scratch = Diagnostics::new();
            let text = source.parse_line(span, &epigraph.text, &mut scratch);
            let mut group = vec![self.plain_block(&text, ParagraphStyle::Epigraph, inner, span)];
            if let Some(by) = &epigraph.source {
                let by = source.parse_line(span, by, &mut scratch);
                group.push(self.plain_block(&by, ParagraphStyle::EpigraphSource, lang, span));
            }
            self.diagnostics.append(scratch);
            blocks.push(block(SetBlockKind::Group { role: GroupRole::Epigraph, blocks: group }, lang, span));
        }
        blocks.extend(self.blocks(&source.blocks, Around::body(lang)));
        if self.context.book.typesetting.notes == NotePlacement::Chapter && !source.notes.is_empty() {
            blocks.push(self.endnotes_heading(lang));
        }
        blocks
    }

    /// The heading of the chapter's endnotes.
    fn endnotes_heading(&mut self, lang: Lang) -> SetBlock {
        let paragraph = self.paragraph(&plain(&words(lang).notes), ParagraphStyle::Heading2, lang, Span::default());
        let heading = block(SetBlockKind::Heading { level: 2, paragraph }, lang, Span::default());
        block(SetBlockKind::Group { role: GroupRole::Endnotes, blocks: vec![heading] }, lang, Span::default())
    }

    /// Label, title, subtitle and author.
    pub(crate) fn opening(
        &mut self,
        title: &SectionTitle,
        label_style: ParagraphStyle,
        title_style: ParagraphStyle,
        lang: Lang,
        span: Span,
    ) -> SetBlock {
        let mut group = Vec::new();
        if let Some(label) = &title.opening_label {
            group.push(self.plain_block(&plain(label), label_style, lang, span));
        } else {
            // Paragraphs have the same numbers in themes with a label and without.
            self.next += 1;
        }
        let heading = self.paragraph(&title.title, title_style, lang, span);
        group.push(block(SetBlockKind::Heading { level: 1, paragraph: heading }, lang, span));
        if !title.subtitle.is_empty() {
            group.push(self.plain_block(&title.subtitle, ParagraphStyle::ChapterSubtitle, lang, span));
        }
        if !title.author.is_empty() {
            group.push(self.plain_block(&title.author, ParagraphStyle::ChapterAuthor, lang, span));
        }
        block(SetBlockKind::Group { role: GroupRole::Opening, blocks: group }, lang, span)
    }

    /// A paragraph as a block.
    pub(crate) fn plain_block(
        &mut self,
        inlines: &[Inline],
        style: ParagraphStyle,
        lang: Lang,
        span: Span,
    ) -> SetBlock {
        let paragraph = self.paragraph(inlines, style, lang, span);
        block(SetBlockKind::Paragraph(paragraph), lang, span)
    }

    /// A draft as a block.
    pub(crate) fn draft_block(&mut self, draft: Draft, style: ParagraphStyle, lang: Lang) -> SetBlock {
        let paragraph = self.finish(draft, style, lang, Span::default());
        block(SetBlockKind::Paragraph(paragraph), lang, Span::default())
    }

    /// A title where it is printed again.
    pub(crate) fn title_again(&mut self, title: &[Inline], style: ParagraphStyle, lang: Lang) -> SetParagraph {
        self.paragraph(&without_marks(title, None), style, lang, Span::default())
    }
}

/// A block without an id or classes.
pub(crate) fn block(kind: SetBlockKind, lang: Lang, span: Span) -> SetBlock {
    SetBlock { kind, id: None, classes: Vec::new(), lang, span }
}
