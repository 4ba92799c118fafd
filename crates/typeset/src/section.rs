//! Sections: a chapter with its opening, and the running heads, titles and labels of every section.

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, Lang, Span};
use anthology_book::{Anchor, Book, NotePlacement, Section, SectionKind};
use anthology_document::{Block, BlockKind, Headnote, HeadnotePlace, Inline, Opening};
use anthology_language::{date_in_words, lead, words};

use crate::block::Around;
use crate::draft::Draft;
use crate::heads::running_heads;
use crate::index::{SectionTitle, plain};
use crate::inline::{Context, Setter, without_marks};
use crate::marks::person_id;
use crate::set::{GroupRole, ParagraphStyle, SetBlock, SetBlockKind, SetLink, SetParagraph, SetSection};
use crate::theme::CreditPlace;

/// Sets a section of the book.
pub(crate) fn section(context: &Context<'_>, number: usize) -> (SetSection, Diagnostics) {
    let own = &context.book.sections[number];
    let Section { kind, matter, slug, depth, .. } = own;
    let title = &context.index.sections[number];
    let chapter = if let SectionKind::Chapter(chapter) = kind { Some(*chapter) } else { None };
    let lang = title.lang.unwrap_or(context.book.metadata.language);
    let mut setter = Setter::new(context, number, slug.clone(), chapter);
    let blocks = match chapter {
        Some(chapter) => setter.chapter(chapter, title, lang),
        None => setter.generated(own, title, lang),
    };
    let notes = setter.notes(lang);
    let printed = |inlines: &[Inline]| setter_text(context, inlines, lang);
    let section = SetSection {
        kind: kind.clone(),
        matter: *matter,
        slug: slug.clone(),
        lang,
        depth: *depth,
        opening: opening(context.book, number),
        label: title.label.clone(),
        title: printed(&title.title),
        author: (!title.author.is_empty()).then(|| printed(&title.author)),
        authors: chapter.map(|chapter| context.book.chapters[chapter].authors.clone()).unwrap_or_default(),
        in_contents: *kind != SectionKind::Contents && !is_display(context.book, kind),
        running_heads: running_heads(context, number, lang),
        blocks,
        notes,
        former: BTreeMap::new(),
    };
    (section, setter.diagnostics)
}

/// The page on which a section begins, if not where the theme has it. A chapter can run on after another one of its part
/// that isn't a display page.
fn opening(book: &Book, number: usize) -> Option<Opening> {
    let own = &book.sections[number];
    let SectionKind::Chapter(chapter) = own.kind else { return None };
    let opening = book.chapters[chapter].openings.opening?;
    let before = number.checked_sub(1).map(|before| &book.sections[before]);
    let follows = |before: &Section| {
        matches!(before.kind, SectionKind::Chapter(_))
            && before.matter == own.matter
            && !is_display(book, &before.kind)
            && !is_display(book, &own.kind)
    };
    (opening != Opening::RunOn || before.is_some_and(follows)).then_some(opening)
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

impl Setter<'_> {
    fn chapter(&mut self, chapter: usize, title: &SectionTitle, lang: Lang) -> Vec<SetBlock> {
        let source = &self.context.book.chapters[chapter].chapter;
        let span = source.front_span;
        let mut blocks = Vec::new();
        let headnote = source.front.headnote.as_ref();
        let before = headnote.filter(|headnote| headnote.place == HeadnotePlace::BeforeTitle);
        blocks.extend(before.map(|headnote| self.headnote(headnote, lang, span)));
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
        let after = headnote.filter(|headnote| headnote.place == HeadnotePlace::AfterTitle);
        blocks.extend(after.map(|headnote| self.headnote(headnote, lang, span)));
        blocks.extend(self.blocks(&source.blocks, Around::body(lang)));
        blocks.extend(self.credits(CreditPlace::End, lang, span));
        self.stops(&mut blocks);
        if self.context.book.typesetting.notes == NotePlacement::Chapter && !source.notes.is_empty() {
            blocks.push(self.endnotes_heading(lang));
        }
        blocks
    }

    /// The editor's words before a piece.
    fn headnote(&mut self, headnote: &Headnote, lang: Lang, span: Span) -> SetBlock {
        let blocks = self.paragraphs_of(&headnote.text, ParagraphStyle::Headnote, lang, span);
        block(SetBlockKind::Group { role: GroupRole::Headnote, blocks }, lang, span)
    }

    /// What the theme prints of a chapter's translators, date and first publication at one of its ends.
    fn credits(&mut self, place: CreditPlace, lang: Lang, span: Span) -> Vec<SetBlock> {
        let context = self.context;
        let Some(chapter) = self.chapter else { return Vec::new() };
        let front = &context.book.chapters[chapter].chapter.front;
        let tokens = &context.theme.blocks;
        let mut blocks = Vec::new();
        let line =
            |setter: &mut Self, text: &str| setter.plain_block(&plain(text), ParagraphStyle::ChapterCredit, lang, span);
        if place == CreditPlace::Opening && !front.translators.is_empty() {
            let names: Vec<&str> = front.translators.iter().map(String::as_str).collect();
            let words = words(lang);
            let text = format!("{}{}", lead(&words.translated_by), words.list(&names));
            blocks.push(line(self, &text));
        }
        if let Some(date) = front.date.filter(|_| tokens.chapter_date == place) {
            blocks.push(line(self, &date_in_words(date, words(lang).lang)));
        }
        if tokens.chapter_source == place
            && let Some(draft) = self.credit(&front.first_published, lang)
        {
            blocks.push(self.draft_block(draft, ParagraphStyle::ChapterCredit, lang));
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
            let of_part = title_style == ParagraphStyle::PartTitle;
            let style = if of_part { ParagraphStyle::PartSubtitle } else { ParagraphStyle::ChapterSubtitle };
            group.push(self.plain_block(&title.subtitle, style, lang, span));
        }
        if !title.author.is_empty() {
            group.push(self.authors(title, lang, span));
        }
        group.extend(self.credits(CreditPlace::Opening, lang, span));
        block(SetBlockKind::Group { role: GroupRole::Opening, blocks: group }, lang, span)
    }

    /// The authors of a chapter. The name of one who has a note among the contributors is a link to it.
    fn authors(&mut self, title: &SectionTitle, lang: Lang, span: Span) -> SetBlock {
        let book = self.context.book;
        let notes = book.sections.iter().find(|section| section.kind == SectionKind::Contributors);
        let authors = self.chapter.map(|chapter| book.chapters[chapter].authors.as_slice()).unwrap_or_default();
        let mut draft = Draft::new(lang);
        match (notes, authors) {
            (Some(notes), [author]) if book.metadata.people[*author].note.is_some() => {
                let id = Some(person_id(*author));
                draft.begin_link(SetLink::Internal(Anchor { section: notes.slug.clone(), id }));
                self.inlines(&mut draft, &title.author);
                draft.state.link = None;
            }
            _ => self.inlines(&mut draft, &title.author),
        }
        let paragraph = self.finish(draft, ParagraphStyle::ChapterAuthor, lang, span);
        block(SetBlockKind::Paragraph(paragraph), lang, span)
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
    SetBlock { kind, id: None, classes: Vec::new(), contents_title: None, lang, span }
}
