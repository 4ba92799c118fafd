//! Proofs: a piece by itself for its author, with the form on which she permits it to be printed.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Date, Diagnostics, Lang, Length, Slug, Span};
use anthology_book::{Book, ListOptions, Matter, NotePlacement, PageSize, SectionKind};
use anthology_language::{ProofWords, date_in_words, proof_words};

use crate::draft::Draft;
use crate::hyphenate::Hyphenator;
use crate::index::{Index, SectionTitle, plain};
use crate::inline::{Context, Setter};
use crate::section::{block, is_display, section, setter_text};
use crate::set::{
    ObjectKind, ParagraphStyle, RunningHead, SetBlock, SetBlockKind, SetItem, SetLink, SetSection, SetText,
};
use crate::theme::{RectoOpenings, Theme};

const NOWHERE: Span = Span { file: anthology_base::FileId(0), start: 0, end: 0 };

/// Spaces of a line to write on: at 11 pt, about half the measure of a book.
const BLANK: usize = 60;

impl Theme {
    /// The theme on a larger page, for marks in the margins: the text keeps its measure and its lines, with `inner` beside
    /// it at the spine and what is left at the fore-edge, `least` or more.
    #[must_use]
    pub fn with_wide_margins(mut self, page: PageSize, inner: Length, least: Length) -> Self {
        let own = self.page;
        let measure = own.width - own.inner - own.outer;
        self.page.inner = inner;
        self.page.outer = (page.width - inner - measure).max(least);
        self.page.width = inner + measure + self.page.outer;
        self.page.height = page.height.max(own.height);
        let above = (self.page.height - own.height) / 2;
        self.page.top += above;
        self.page.bottom = self.page.height - own.height + own.bottom - above;
        self.heads.baseline += above;
        self.heads.folio_baseline += above;
        self
    }
}

/// The sections of a book that can be proofs: the chapters that aren't display pages, as indices into
/// [`Book::sections`].
pub fn provable(book: &Book) -> Vec<usize> {
    let is_piece = |kind: &SectionKind| matches!(kind, SectionKind::Chapter(_)) && !is_display(book, kind);
    (0..book.sections.len()).filter(|&number| is_piece(&book.sections[number].kind)).collect()
}

/// Sets sections of a book, each as a text of its own: the piece as in the book, then the form. Numbers and labels are
/// those of the book; of the pages of other pieces nothing is known.
pub fn proofs(
    book: &Book,
    mut theme: Theme,
    sections: &[usize],
    day: Date,
    diagnostics: &mut Diagnostics,
) -> Vec<SetText> {
    theme.blocks.recto_openings = RectoOpenings::Never;
    let index = Index::new(book, &theme, diagnostics);
    let hyphenator = Hyphenator::new(&book.typesetting.exceptions);
    let context = Context { book, theme: &theme, index: &index, hyphenator: &hyphenator };
    sections.iter().map(|&number| proof(&context, number, day, diagnostics)).collect()
}

fn proof(context: &Context<'_>, number: usize, day: Date, diagnostics: &mut Diagnostics) -> SetText {
    let book = context.book;
    let (mut piece, found) = section(context, number);
    diagnostics.append(found);
    let by = piece.author.as_ref().map(|author| format!("{author}: ")).unwrap_or_default();
    let words = proof_words(book.metadata.language);
    let dated = words.proof.replace("{date}", &day.to_string());
    let head =
        RunningHead { text: format!("{dated} · {by}{}", piece.title), instead: Some(dated.clone()), span: None };
    piece.matter = Matter::Body;
    piece.depth = 0;
    piece.opening = None;
    piece.in_contents = true;
    piece.running_heads = [head.clone(), head];
    let (form, found) = form(context, number, &piece, day);
    diagnostics.append(found);
    let mut text = SetText {
        metadata: book.metadata.clone(),
        names_authors: context.index.several_authors,
        notes: match book.typesetting.notes {
            NotePlacement::Book => NotePlacement::Chapter,
            placement => placement,
        },
        paragraph_numbers: book.typesetting.paragraph_numbers,
        missing_glyphs: book.typesetting.missing_glyphs,
        epub: book.epub.clone(),
        sections: vec![piece, form],
        images: book.images.clone(),
        theme: context.theme.clone(),
    };
    text.metadata.title = format!("{} ({dated})", text.sections[0].title);
    text.metadata.subtitle = None;
    text.drop_links_out();
    text
}

/// The page to sign: the credit and the acknowledgement as they will be printed, and what the author is asked.
fn form(context: &Context<'_>, number: usize, piece: &SetSection, day: Date) -> (SetSection, Diagnostics) {
    let book = context.book;
    let words = proof_words(book.metadata.language);
    let lang = words.lang;
    let own = &book.sections[number];
    let slug = Slug::from_text("proof-form");
    let slug = if slug == own.slug { slug.numbered(2) } else { slug };
    let mut setter = Setter::new(context, 1, slug.clone(), None);
    let title = SectionTitle { title: plain(&words.title), ..SectionTitle::default() };
    let opening = setter.opening(&title, ParagraphStyle::ChapterLabel, ParagraphStyle::ChapterTitle, lang, NOWHERE);
    let mut blocks = vec![opening];
    let book_title = setter_text(context, &plain(&book.metadata.title), book.metadata.language);
    let request = match &piece.author {
        Some(author) => words.request_by.replace("{author}", author),
        None => words.request.clone(),
    };
    let request = request.replace("{date}", &date_in_words(day, lang));
    blocks.push(setter.form_text(&request.replace("{piece}", &piece.title).replace("{book}", &book_title), lang));
    if let SectionKind::Chapter(chapter) = own.kind {
        blocks.extend(setter.form_credits(chapter, piece.lang, words));
    }
    blocks.push(setter.form_heading(&words.fill_in, lang));
    let choices = [&words.as_it_stands, &words.with_corrections];
    let items = choices.map(|choice| SetItem {
        label: "☐".to_owned(),
        task: Some(false),
        blocks: vec![setter.form_text(choice, lang)],
    });
    let list = SetBlockKind::List { numbered: false, start: 1, tight: true, items: items.into() };
    blocks.push(block(list, lang, NOWHERE));
    for line in [&words.name, &words.holder, &words.wording, &words.place_and_date, &words.signature] {
        blocks.push(setter.form_line(line, lang));
    }
    let head = RunningHead { text: words.proof.replace("{date}", &day.to_string()), instead: None, span: None };
    let section = SetSection {
        kind: SectionKind::Acknowledgements,
        matter: Matter::Back,
        slug,
        lang,
        depth: 0,
        opening: None,
        label: None,
        title: words.title.clone(),
        author: None,
        authors: Vec::new(),
        in_contents: true,
        running_heads: [head.clone(), head],
        blocks,
        notes: Vec::new(),
        former: BTreeMap::new(),
    };
    (section, setter.diagnostics)
}

impl Setter<'_> {
    fn form_text(&mut self, text: &str, lang: Lang) -> SetBlock {
        self.plain_block(&plain(text), ParagraphStyle::Entry, lang, NOWHERE)
    }

    fn form_heading(&mut self, text: &str, lang: Lang) -> SetBlock {
        let paragraph = self.paragraph(&plain(text), ParagraphStyle::Heading2, lang, NOWHERE);
        block(SetBlockKind::Heading { level: 2, paragraph }, lang, NOWHERE)
    }

    /// A label, and a line to write on.
    fn form_line(&mut self, label: &str, lang: Lang) -> SetBlock {
        let mut draft = Draft::new(lang);
        draft.text(label, NOWHERE);
        draft.text(":", NOWHERE);
        draft.hard_break(NOWHERE);
        draft.state.style.underline = true;
        draft.literal(&"\u{a0}".repeat(BLANK), NOWHERE);
        self.draft_block(draft, ParagraphStyle::Entry, lang)
    }

    /// What will be printed of the piece elsewhere than in it, under its headings.
    fn form_credits(&mut self, chapter: usize, piece_lang: Lang, words: &ProofWords) -> Vec<SetBlock> {
        let lang = words.lang;
        let context = self.context;
        let book_lang = context.book.metadata.language;
        let front = &context.book.chapters[chapter].chapter.front;
        let mut blocks = vec![self.form_heading(&words.credit, lang)];
        match self.credit(&front.first_published, piece_lang) {
            Some(credit) => blocks.push(self.draft_block(credit, ParagraphStyle::Entry, piece_lang)),
            None => blocks.push(self.form_text(&words.no_credit, lang)),
        }
        blocks.push(self.form_heading(&words.acknowledgement, lang));
        let printed = self.acknowledgement_of(chapter, book_lang);
        match printed {
            Some(acknowledgement) => blocks.push(acknowledgement),
            None => blocks.push(self.form_text(&words.no_acknowledgement, lang)),
        }
        let people = &context.book.metadata.people;
        let notes = context.book.chapters[chapter].authors.iter().filter_map(|&person| people[person].note.as_ref());
        let notes: Vec<&String> = notes.collect();
        if !notes.is_empty() {
            blocks.push(self.form_heading(&words.about, lang));
        }
        for note in notes {
            blocks.extend(self.paragraphs_of(note, ParagraphStyle::Entry, book_lang, NOWHERE));
        }
        blocks
    }

    /// What the list of acknowledgements will print of a chapter.
    fn acknowledgement_of(&mut self, chapter: usize, lang: Lang) -> Option<SetBlock> {
        let piece = self.pieces(&ListOptions::default()).into_iter().find(|piece| piece.index == chapter)?;
        self.acknowledgement_alone(&piece, lang)
    }
}

impl SetText {
    /// Makes text of links that lead into sections which it doesn't have.
    pub fn drop_links_out(&mut self) {
        let slugs: BTreeSet<Slug> = self.sections.iter().map(|section| section.slug.clone()).collect();
        for section in &mut self.sections {
            section.change_paragraphs(&mut |paragraph| {
                for run in &mut paragraph.runs {
                    let link = run.link.and_then(|link| paragraph.links.get(link as usize));
                    let section = match link {
                        Some(SetLink::Internal(anchor)) => Some(&anchor.section),
                        Some(SetLink::Paragraph(address)) => Some(&address.chapter),
                        _ => None,
                    };
                    if section.is_some_and(|section| !slugs.contains(section)) {
                        run.link = None;
                    }
                }
                for object in &mut paragraph.objects {
                    if let ObjectKind::Locators(places) = &mut object.kind {
                        places.retain(|place| slugs.contains(&place.from.section));
                    }
                }
            });
        }
    }
}
