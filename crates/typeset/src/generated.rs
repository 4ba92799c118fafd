//! Generated sections: title pages, contents, and the lists at the end.

use anthology_base::{Lang, Length, Span};
use anthology_book::{Anchor, BookIsbn, Contributor, EditionBase, Format, Role, Section, SectionKind, Series};
use anthology_document::{Epigraph, Relation, Source, parse_inline};
use anthology_language::{QuotePair, Words, date_in_words, language, lead, words};

use crate::draft::Draft;
use crate::index::{SectionTitle, plain};
use crate::inline::{Setter, nested};
use crate::section::block;
use crate::set::{GroupRole, ParagraphStyle, SetBlock, SetBlockKind, SetItem, SetLink};

const NOWHERE: Span = Span { file: anthology_base::FileId(0), start: 0, end: 0 };

impl Setter<'_> {
    /// Sets a section that is no chapter.
    pub(crate) fn generated(&mut self, section: &Section, title: &SectionTitle, lang: Lang) -> Vec<SetBlock> {
        let kind = &section.kind;
        match kind {
            SectionKind::HalfTitle => {
                let text = self.plain_block(&title.title, ParagraphStyle::HalfTitle, lang, NOWHERE);
                vec![block(SetBlockKind::Group { role: GroupRole::Page, blocks: vec![text] }, lang, NOWHERE)]
            }
            SectionKind::Title => self.title_page(title, lang),
            SectionKind::Copyright => self.copyright_page(lang),
            SectionKind::Part { number, .. } => self.part_page(*number, title, lang),
            _ => {
                let mut blocks = vec![self.opening(
                    title,
                    ParagraphStyle::ChapterLabel,
                    ParagraphStyle::ChapterTitle,
                    lang,
                    NOWHERE,
                )];
                match kind {
                    SectionKind::Sources => blocks.extend(self.sources(lang)),
                    SectionKind::ReadingPlan => blocks.extend(self.reading_plan(lang)),
                    SectionKind::ReadingGuide => blocks.extend(self.reading_guide()),
                    SectionKind::Colophon => blocks.extend(self.colophon()),
                    SectionKind::Notes => blocks.extend(self.book_notes()),
                    _ => blocks.extend(self.list_section(kind, &section.list, lang)),
                }
                blocks
            }
        }
    }

    fn title_page(&mut self, title: &SectionTitle, lang: Lang) -> Vec<SetBlock> {
        let metadata = &self.context.book.metadata;
        let heading = self.paragraph(&title.title, ParagraphStyle::BookTitle, lang, NOWHERE);
        let mut page = vec![block(SetBlockKind::Heading { level: 1, paragraph: heading }, lang, NOWHERE)];
        if let Some(subtitle) = &metadata.subtitle {
            page.push(self.plain_block(&plain(subtitle), ParagraphStyle::BookSubtitle, lang, NOWHERE));
        }
        for line in contributor_lines(&metadata.contributors, words(lang)) {
            page.push(self.plain_block(&plain(&line), ParagraphStyle::BookContributor, lang, NOWHERE));
        }
        if let Some(publisher) = &metadata.publisher {
            page.push(self.plain_block(&plain(publisher), ParagraphStyle::BookPublisher, lang, NOWHERE));
        }
        vec![block(SetBlockKind::Group { role: GroupRole::Page, blocks: page }, lang, NOWHERE)]
    }

    fn copyright_page(&mut self, lang: Lang) -> Vec<SetBlock> {
        let metadata = &self.context.book.metadata;
        let comma = &words(lang).comma;
        let mut lines = Vec::new();
        lines.extend(metadata.rights.clone());
        let imprint = match (&metadata.publisher, metadata.date) {
            (Some(publisher), Some(date)) => Some(format!("{publisher}{comma}{}", date.year)),
            (Some(publisher), None) => Some(publisher.clone()),
            (None, date) => date.map(|date| date.year.to_string()),
        };
        lines.extend(imprint);
        let printing = self.context.book.printing;
        if printing > 1 {
            // Whoever has two copies must see which is the newer; the figure is the same in every language.
            let english = || format!("Printing\u{a0}{printing}");
            lines.push(words(lang).printing(printing).unwrap_or_else(english));
        }
        if let Some(Series { name: series, number }) = &metadata.series {
            lines.push(number.map_or_else(|| series.clone(), |number| format!("{series}{comma}{number}")));
        }
        let sections = &self.context.book.sections;
        if !sections.iter().any(|section| section.kind == SectionKind::Acknowledgements) {
            let permissions = self.context.book.chapters.iter().filter_map(|c| c.chapter.front.permission.as_ref());
            lines.extend(permissions.filter_map(|permission| permission.wording.clone()));
        }
        lines.dedup();
        let mut page = Vec::new();
        for line in lines {
            page.push(self.plain_block(&plain(&line), ParagraphStyle::Copyright, lang, NOWHERE));
        }
        for isbn in self.context.book.isbns() {
            page.push(self.isbn_line(&isbn, lang));
        }
        page.push(self.set_in(ParagraphStyle::Copyright));
        vec![block(SetBlockKind::Group { role: GroupRole::Page, blocks: page }, lang, NOWHERE)]
    }

    /// `ISBN 978-1-23456-789-7 (EPUB)`
    fn isbn_line(&mut self, BookIsbn { isbn, format }: &BookIsbn, lang: Lang) -> SetBlock {
        let words = words(lang);
        let mut draft = Draft::new(lang);
        draft.state.style.no_break = true;
        draft.literal(&format!("ISBN\u{a0}{isbn}"), NOWHERE);
        draft.state.style.no_break = false;
        let format = match format {
            Format::Any => None,
            Format::Epub => Some("EPUB".to_owned()),
            Format::Named(name) => Some(name.clone()),
            Format::Edition(base) => Some(match base {
                EditionBase::Screen => "PDF".to_owned(),
                EditionBase::Archive => "PDF/A".to_owned(),
                EditionBase::LargePrint => words.large_print_format.clone(),
                EditionBase::Print | EditionBase::Cover | EditionBase::Booklet => words.print_format.clone(),
            }),
        };
        if let Some(format) = format {
            let QuotePair { open, close } = &words.parentheses;
            draft.text(&format!("{open}{format}{close}"), NOWHERE);
        }
        self.draft_block(draft, ParagraphStyle::Copyright, lang)
    }

    /// A part's page: its title, epigraph and introduction.
    fn part_page(&mut self, number: u32, title: &SectionTitle, lang: Lang) -> Vec<SetBlock> {
        let mut blocks = vec![self.opening(title, ParagraphStyle::PartLabel, ParagraphStyle::PartTitle, lang, NOWHERE)];
        let Some(part) = self.context.book.parts.get(number as usize - 1) else { return blocks };
        if let Some(Epigraph { text, source, language }) = &part.epigraph {
            let inner = language.unwrap_or(lang);
            let text = parse_inline(NOWHERE, text, &mut self.diagnostics);
            let mut group = vec![self.plain_block(&text, ParagraphStyle::Epigraph, inner, NOWHERE)];
            if let Some(source) = source {
                let source = parse_inline(NOWHERE, source, &mut self.diagnostics);
                group.push(self.plain_block(&source, ParagraphStyle::EpigraphSource, lang, NOWHERE));
            }
            blocks.push(block(SetBlockKind::Group { role: GroupRole::Epigraph, blocks: group }, lang, NOWHERE));
        }
        if let Some(text) = &part.introduction {
            let group = self.paragraphs_of(text, ParagraphStyle::Headnote, lang, NOWHERE);
            blocks.push(block(SetBlockKind::Group { role: GroupRole::Headnote, blocks: group }, lang, NOWHERE));
        }
        blocks
    }

    /// Every chapter that has notes, by its title.
    fn book_notes(&mut self) -> Vec<SetBlock> {
        let context = self.context;
        let mut blocks = Vec::new();
        for (number, (section, title)) in context.book.sections.iter().zip(&context.index.sections).enumerate() {
            let SectionKind::Chapter(chapter) = section.kind else { continue };
            if context.book.chapters[chapter].chapter.notes.is_empty() {
                continue;
            }
            let lang = title.lang.unwrap_or(context.book.metadata.language);
            let paragraph = self.title_again(&title.title, ParagraphStyle::Heading2, lang);
            let heading = block(SetBlockKind::Heading { level: 2, paragraph }, lang, NOWHERE);
            let role = GroupRole::NotesOf(number as u32);
            blocks.push(block(SetBlockKind::Group { role, blocks: vec![heading] }, lang, NOWHERE));
        }
        blocks
    }

    /// One entry per source, in the order of the chapters.
    fn sources(&mut self, lang: Lang) -> Vec<SetBlock> {
        let context = self.context;
        let mut blocks = Vec::new();
        for section in &context.book.sections {
            let SectionKind::Chapter(chapter) = section.kind else { continue };
            let anchor = Anchor { section: section.slug.clone(), id: None };
            for source in &context.book.chapters[chapter].chapter.front.source {
                if source.title.is_none() && source.author.is_none() && source.url.is_none() {
                    continue;
                }
                let mut draft = Draft::new(lang);
                draft.begin_link(SetLink::Internal(anchor.clone()));
                self.reference(&mut draft, &anchor, NOWHERE);
                draft.state.link = None;
                source_entry(&mut draft, source, lang);
                blocks.push(self.draft_block(draft, ParagraphStyle::Entry, lang));
            }
        }
        blocks
    }

    /// The questions of each chapter under its title.
    fn reading_guide(&mut self) -> Vec<SetBlock> {
        let context = self.context;
        let mut blocks = Vec::new();
        for (section, title) in context.book.sections.iter().zip(&context.index.sections) {
            let SectionKind::Chapter(chapter) = section.kind else { continue };
            let source = &context.book.chapters[chapter];
            let questions = &source.chapter.front.questions;
            if questions.is_empty() {
                continue;
            }
            let mut draft = Draft::new(source.lang);
            draft.begin_link(SetLink::Internal(Anchor { section: section.slug.clone(), id: None }));
            let clean = crate::inline::without_marks(&title.title, None);
            self.inlines(&mut draft, &clean);
            let paragraph = self.finish(draft, ParagraphStyle::Heading2, source.lang, NOWHERE);
            let mut group = vec![block(SetBlockKind::Heading { level: 2, paragraph }, source.lang, NOWHERE)];
            let mut items = Vec::new();
            for (question, number) in questions.iter().zip(1..) {
                let question = parse_inline(source.chapter.front_span, &question.text, &mut self.diagnostics);
                let text =
                    self.plain_block(&question, ParagraphStyle::Question, source.lang, source.chapter.front_span);
                items.push(SetItem { label: format!("{number}."), task: None, blocks: vec![text] });
            }
            let list = SetBlockKind::List { numbered: true, start: 1, tight: true, items };
            group.push(block(list, source.lang, NOWHERE));
            let role = GroupRole::Questions;
            blocks.push(block(SetBlockKind::Group { role, blocks: group }, source.lang, NOWHERE));
        }
        blocks
    }

    fn colophon(&mut self) -> Vec<SetBlock> {
        let words = words(self.context.book.metadata.language);
        let made = plain(&words.made_with);
        vec![self.set_in(ParagraphStyle::Flush), self.plain_block(&made, ParagraphStyle::Body, words.lang, NOWHERE)]
    }

    /// The sentence that names typeface, size and leading.
    fn set_in(&mut self, style: ParagraphStyle) -> SetBlock {
        let theme = self.context.theme;
        let words = words(self.context.book.metadata.language);
        let body = theme.style(ParagraphStyle::Body);
        let sentence = words
            .set_in
            .replace("{font}", &theme.fonts.text)
            .replace("{size}", &points(body.size, words.lang))
            .replace("{leading}", &points(body.leading, words.lang));
        self.plain_block(&plain(&sentence), style, words.lang, NOWHERE)
    }
}

/// A size in points with the fraction that it has: `10.5`, in most languages `10,5`.
fn points(length: Length, lang: Lang) -> String {
    let tenths = (length.millipt() + 50) / 100;
    let mark = &language(lang).numbers.decimal;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}{mark}{}", tenths / 10, tenths % 10) }
}

/// One line per role: authors by name alone, others with their role in words.
fn contributor_lines(contributors: &[Contributor], words: &Words) -> Vec<String> {
    const ROLES: [Role; 7] = [
        Role::Author,
        Role::Editor,
        Role::Translator,
        Role::Introduction,
        Role::Illustrator,
        Role::Designer,
        Role::Contributor,
    ];
    let mut lines = Vec::new();
    for role in ROLES {
        let names: Vec<&str> = contributors.iter().filter(|c| c.role == role).map(|c| c.name.as_str()).collect();
        if names.is_empty() {
            continue;
        }
        let count = names.len();
        let names = words.list(&names);
        let before = match role {
            Role::Author => "",
            // "Edited by The Editors" would repeat itself.
            Role::Editor if names.starts_with("The Editor") => "",
            Role::Editor => words.edited_by(count),
            Role::Translator => &words.translated_by,
            Role::Introduction => &words.introduced_by,
            Role::Illustrator => &words.illustrated_by,
            Role::Designer => &words.designed_by,
            Role::Contributor => &words.with,
        };
        lines.push(lead(before) + &names);
    }
    lines
}

/// ` – reprint of: Author, “Title” (2013), https://…` after a chapter's title.
fn source_entry(draft: &mut Draft, source: &Source, lang: Lang) {
    let words = words(lang);
    let verb = match source.relation {
        Relation::Reprint => &words.reprints,
        Relation::Answers => &words.answers,
        Relation::Uses => &words.uses,
    };
    let verb = lead(verb);
    draft.text(if verb.ends_with(' ') { " " } else { "" }, NOWHERE);
    draft.text(&verb, NOWHERE);
    let title = source.title.as_ref().map(|title| quoted_title(title, words.lang));
    let work = match (&source.author, title, &words.by) {
        (Some(author), Some(title), Some(by)) => format!("{title} {by} {author}"),
        (Some(author), Some(title), None) => format!("{author}{}{title}", words.source_comma()),
        (author, title, _) => author.clone().or(title).unwrap_or_default(),
    };
    draft.text(&work, NOWHERE);
    if let Some(date) = source.date {
        let QuotePair { open, close } = &words.parentheses;
        draft.text(&format!("{open}{}{close}", date_in_words(date, words.lang)), NOWHERE);
    }
    if let Some(url) = &source.url {
        if !work.is_empty() {
            draft.text(words.source_comma(), NOWHERE);
        }
        draft.begin_link(SetLink::External(url.clone()));
        draft.literal(url, NOWHERE);
        draft.state.link = None;
    }
    draft.text(&words.full_stop, NOWHERE);
}

/// A work's title in the marks of its language. Quotation marks within it become those of the second level.
fn quoted_title(title: &str, lang: Lang) -> String {
    let marks = &language(lang).marks;
    match &marks.works {
        Some(works) => format!("{}{title}{}", works.open, works.close),
        None => format!("\"{}\"", nested(title, marks)),
    }
}
