//! The facts about the whole book that setting a chapter depends on: titles, numbers of figures and tables, and the
//! texts of references.

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, Lang, Slug, Span};
use anthology_book::{Anchor, Book, BookChapter, ChapterNumbers, PartNumber, PieceKey, Section, SectionKind};
use anthology_document::{Block, BlockKind, Inline, InlineKind, parse_inline};
use anthology_language::{list_words, roman, words};

use crate::marks::TextMarks;
use crate::theme::{LabelForm, Theme};

/// The attribute that holds the caption of a block of code.
pub(crate) const CAPTION: &str = "caption";

/// The book's titles and labels.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// One per section.
    pub(crate) sections: Vec<SectionTitle>,
    targets: BTreeMap<Anchor, Target>,
    labels: BTreeMap<(usize, Span), String>,
    langs: BTreeMap<Slug, Lang>,
    /// True if the contents name authors, which they do unless there is only one.
    pub(crate) several_authors: bool,
    /// Marks that lists are made from.
    pub(crate) marks: TextMarks,
    /// The numbers of figures, by chapter and source.
    figures: BTreeMap<(usize, Span), u32>,
}

/// The titles and labels of a section.
#[derive(Clone, Debug, Default)]
pub(crate) struct SectionTitle {
    pub(crate) title: Vec<Inline>,
    pub(crate) subtitle: Vec<Inline>,
    pub(crate) author: Vec<Inline>,
    /// For the running head, where it isn't the title.
    pub(crate) short: Option<Vec<Inline>>,
    /// `3`, `II`: for contents and outline.
    pub(crate) label: Option<String>,
    /// Over the title: `Chapter 3`, `Part Two`.
    pub(crate) opening_label: Option<String>,
    pub(crate) lang: Option<Lang>,
}

/// The text of a reference to a place.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A title, in quotation marks.
    Title(Vec<Inline>),
    /// `figure 3`: a figure or table as running text refers to it.
    Label(String),
}

impl Index {
    /// Reads the book once.
    pub(crate) fn new(book: &Book, theme: &Theme, diagnostics: &mut Diagnostics) -> Self {
        let mut index = Self::default();
        let mut counts = Counts::default();
        for section in &book.sections {
            let mut title = section_title(book, section, theme, diagnostics);
            if let SectionKind::Chapter(chapter) = section.kind {
                let source = &book.chapters[chapter];
                let is_numbered = book.typesetting.caption_numbers;
                let mut walk = Walk { index: &mut index, counts: &mut counts, chapter, source, is_numbered };
                walk.blocks(&source.chapter.blocks);
                for note in &source.chapter.notes {
                    walk.blocks(&note.blocks);
                }
                title.lang = Some(source.lang);
                index.langs.insert(section.slug.clone(), source.lang);
            }
            let anchor = Anchor { section: section.slug.clone(), id: None };
            index.targets.insert(anchor, Target::Title(title.title.clone()));
            index.sections.push(title);
        }
        index.marks = TextMarks::find(book, diagnostics);
        let mut authors: Vec<&[usize]> =
            book.chapters.iter().map(|c| c.authors.as_slice()).filter(|authors| !authors.is_empty()).collect();
        authors.sort_unstable();
        authors.dedup();
        index.several_authors = authors.len() > 1;
        index
    }

    /// The text of a reference to a place; the section's title where the place has none of its own.
    pub(crate) fn target(&self, anchor: &Anchor) -> Option<&Target> {
        self.targets.get(anchor).or_else(|| self.targets.get(&Anchor { section: anchor.section.clone(), id: None }))
    }

    /// The language of the chapter that a place is in.
    pub(crate) fn lang(&self, anchor: &Anchor) -> Option<Lang> {
        self.langs.get(&anchor.section).copied()
    }

    /// The number of the figure at a place.
    pub(crate) fn figure_number(&self, chapter: usize, span: Span) -> Option<u32> {
        self.figures.get(&(chapter, span)).copied()
    }

    /// The label of the figure or table at a place.
    pub(crate) fn label(&self, chapter: Option<usize>, span: Span) -> Option<&str> {
        self.labels.get(&(chapter?, span)).map(String::as_str)
    }
}

/// Plain text as inlines.
pub(crate) fn plain(text: &str) -> Vec<Inline> {
    plain_at(text, Span::default())
}

fn plain_at(text: &str, span: Span) -> Vec<Inline> {
    if text.is_empty() { Vec::new() } else { vec![Inline { kind: InlineKind::Text(text.to_owned()), span }] }
}

fn section_title(book: &Book, section: &Section, theme: &Theme, diagnostics: &mut Diagnostics) -> SectionTitle {
    let words = words(book.metadata.language);
    let lists = list_words(book.metadata.language);
    if let Some(title) = &section.list.title {
        let title = parse_inline(Span::default(), title, diagnostics);
        return SectionTitle { title, ..SectionTitle::default() };
    }
    let at = |text: &str, span| SectionTitle { title: plain_at(text, span), ..SectionTitle::default() };
    let of = |text: &str| at(text, Span::default());
    match &section.kind {
        SectionKind::HalfTitle | SectionKind::Title | SectionKind::Copyright => {
            at(&book.metadata.title, book.title_span.unwrap_or_default())
        }
        SectionKind::Contents => of(&words.contents),
        SectionKind::Contributors => of(&words.contributors),
        SectionKind::Sources => of(&words.sources),
        SectionKind::ReadingPlan => of(book.own_edition_of.map_or("", |group| book.groups[group].name.as_str())),
        SectionKind::ReadingGuide => of(&words.questions),
        SectionKind::Colophon => of(&words.colophon),
        SectionKind::Notes => of(&words.notes),
        SectionKind::Acknowledgements => of(&lists.acknowledgements),
        SectionKind::Bibliography => of(&lists.bibliography),
        SectionKind::Illustrations => of(&lists.illustrations),
        SectionKind::PieceIndex => of(match section.list.of.as_slice() {
            [PieceKey::Authors] => &lists.authors,
            [PieceKey::Titles] => &lists.titles,
            [PieceKey::FirstLines] => &lists.first_lines,
            _ => &lists.pieces,
        }),
        SectionKind::SubjectIndex => of(&lists.index),
        SectionKind::TextNotes => of(&lists.text_notes),
        SectionKind::Chronology => of(&lists.chronology),
        SectionKind::Glossary => of(&lists.glossary),
        SectionKind::Notebook => of(&lists.notebook),
        SectionKind::Part { number, title } => {
            let part = book.parts.get(*number as usize - 1);
            let (label, numeral) = match part.map(|part| part.number).unwrap_or_default() {
                PartNumber::Word => (Some(words.part(*number)), Some(words.part_number(*number))),
                PartNumber::Roman => (Some(words.part_with(&roman(*number))), Some(roman(*number))),
                PartNumber::Arabic => (Some(words.part_with(&number.to_string())), Some(number.to_string())),
                PartNumber::None => (None, None),
            };
            let plain_title = match (&label, title.is_empty()) {
                (Some(label), true) => plain(label),
                _ => parse_inline(Span::default(), title, diagnostics),
            };
            let subtitle = part.and_then(|part| part.subtitle.as_deref());
            SectionTitle {
                title: plain_title,
                subtitle: subtitle.map(|text| parse_inline(Span::default(), text, diagnostics)).unwrap_or_default(),
                label: numeral,
                opening_label: label.filter(|_| !title.is_empty()),
                ..SectionTitle::default()
            }
        }
        SectionKind::Chapter(chapter) => chapter_title(&book.chapters[*chapter], theme, diagnostics),
    }
}

fn chapter_title(source: &BookChapter, theme: &Theme, diagnostics: &mut Diagnostics) -> SectionTitle {
    let front = &source.chapter.front;
    let span = source.chapter.front_span;
    let subtitle = front.subtitle.as_deref().map(|text| source.chapter.parse_line(span, text, diagnostics));
    let authors: Vec<&str> = front.authors.iter().map(String::as_str).collect();
    let authors = words(source.lang).list(&authors);
    let author = source.chapter.parse_line(span, &authors, diagnostics);
    let mut parse = |text: Option<&str>| text.map(|text| parse_inline(span, text, diagnostics)).unwrap_or_default();
    let form = match source.openings.numbers {
        None => theme.blocks.chapter_label,
        Some(ChapterNumbers::None) => LabelForm::None,
        Some(ChapterNumbers::Arabic) => LabelForm::Arabic,
        Some(ChapterNumbers::Roman) => LabelForm::Roman,
        Some(ChapterNumbers::Word) => LabelForm::Word,
        Some(ChapterNumbers::Chapter) => LabelForm::Chapter,
    };
    SectionTitle {
        title: source.title.clone(),
        subtitle: subtitle.unwrap_or_default(),
        author,
        short: front.short_title.as_deref().map(|text| parse(Some(text))),
        label: source.number.and_then(|n| {
            (form != LabelForm::None).then(|| if form == LabelForm::Roman { roman(n) } else { n.to_string() })
        }),
        opening_label: source.number.and_then(|n| opening_label(n, form, source.lang)),
        lang: None,
    }
}

fn opening_label(number: u32, form: LabelForm, lang: Lang) -> Option<String> {
    let words = words(lang);
    match form {
        LabelForm::None => None,
        LabelForm::Arabic => Some(number.to_string()),
        LabelForm::Roman => Some(roman(number)),
        LabelForm::Word => Some(words.number(number)),
        LabelForm::Chapter => Some(words.chapter(number)),
    }
}

/// The two forms of a label: over the figure or table, and where running text refers to it.
struct Label {
    caption: String,
    in_text: String,
}

#[derive(Default)]
struct Counts {
    figures: u32,
    tables: u32,
    listings: u32,
}

struct Walk<'a> {
    index: &'a mut Index,
    counts: &'a mut Counts,
    chapter: usize,
    source: &'a BookChapter,
    /// True if captions have numbers.
    is_numbered: bool,
}

/// The first paragraph of a caption.
fn caption_of(block: &Block) -> Vec<Inline> {
    let first = |blocks: &[Block]| {
        blocks.iter().find_map(|block| match &block.kind {
            BlockKind::Paragraph(content) => Some(content.clone()),
            _ => None,
        })
    };
    match &block.kind {
        BlockKind::Figure { caption: blocks, .. } | BlockKind::Div { blocks, .. } => first(blocks).unwrap_or_default(),
        BlockKind::Table(table) => table.caption.clone().unwrap_or_default(),
        _ => block.attrs.get(CAPTION).map(|caption| plain_at(caption, block.span)).unwrap_or_default(),
    }
}

impl Walk<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        let words = words(self.source.lang);
        match &block.kind {
            BlockKind::Heading { content, .. } => self.target(block, Target::Title(content.clone())),
            BlockKind::Figure { image, caption } => {
                if !caption.is_empty() && !image.attrs.has_class("decorative") {
                    self.counts.figures += 1;
                    let label = Label {
                        caption: words.figure(self.counts.figures),
                        in_text: words.figure_in_text(self.counts.figures),
                    };
                    self.index.figures.insert((self.chapter, block.span), self.counts.figures);
                    self.label(block, label, image.attrs.id.as_deref());
                }
                self.blocks(caption);
            }
            BlockKind::Table(table) => {
                if table.caption.is_some() {
                    self.counts.tables += 1;
                    let label = Label {
                        caption: words.table(self.counts.tables),
                        in_text: words.table_in_text(self.counts.tables),
                    };
                    self.label(block, label, None);
                }
                table.cells().for_each(|cell| self.blocks(&cell.blocks));
            }
            BlockKind::Code { .. } if block.attrs.get(CAPTION).is_some() => {
                self.counts.listings += 1;
                let label = Label {
                    caption: words.listing(self.counts.listings),
                    in_text: words.listing_in_text(self.counts.listings),
                };
                self.label(block, label, None);
            }
            BlockKind::Div { name, blocks } if name == "gallery" => {
                let is_image = |block: &&Block| matches!(block.kind, BlockKind::Figure { .. });
                if blocks.iter().all(|block| is_image(&block)) {
                    self.blocks(blocks);
                    return;
                }
                // The caption of all of them has the number.
                self.counts.figures += 1;
                let label = Label {
                    caption: words.figure(self.counts.figures),
                    in_text: words.figure_in_text(self.counts.figures),
                };
                self.label(block, label, None);
                for block in blocks {
                    match &block.kind {
                        BlockKind::Figure { caption, .. } => self.blocks(caption),
                        _ => self.blocks(std::slice::from_ref(block)),
                    }
                }
            }
            BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => self.blocks(blocks),
            BlockKind::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.blocks)),
            BlockKind::Definitions(list) => list.iter().flat_map(|d| &d.details).for_each(|blocks| self.blocks(blocks)),
            _ => {}
        }
    }

    fn label(&mut self, block: &Block, label: Label, image_id: Option<&str>) {
        let target = match self.is_numbered {
            true => Target::Label(label.in_text),
            false => Target::Title(caption_of(block)),
        };
        self.target(block, target.clone());
        if let Some(id) = image_id {
            self.insert(id, target);
        }
        if !self.is_numbered {
            return;
        }
        self.index.labels.insert((self.chapter, block.span), label.caption);
    }

    fn target(&mut self, block: &Block, target: Target) {
        if let Some(id) = &block.attrs.id {
            self.insert(id, target);
        }
    }

    fn insert(&mut self, id: &str, target: Target) {
        let anchor = Anchor { section: self.source.slug.clone(), id: Some(id.to_owned()) };
        self.index.targets.insert(anchor, target);
    }
}
