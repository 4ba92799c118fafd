//! Lists of pieces: contents, contributors, the index of authors, titles and first lines, figures, chronology.

use std::collections::BTreeMap;

use anthology_base::Lang;
use anthology_book::{Anchor, BookChapter, ListOptions, ListOrder, Person, PieceKey, SectionKind};
use anthology_document::{Block, BlockKind, Inline, Node, parse_inline, plain_text, walk_blocks};
use anthology_language::{date_in_words, sort_title, words};

use super::NOWHERE;
use super::subject_index::Line;
use crate::collate::Collation;
use crate::draft::Draft;
use crate::index::{SectionTitle, plain};
use crate::inline::{Setter, without_marks};
use crate::marks::person_id;
use crate::section::{block, is_display};
use crate::set::{ContentsEntry, Locator, ObjectKind, ParagraphStyle, SetBlock, SetBlockKind, SetLink};

/// A chapter in its place, with what lists say of it.
pub(crate) struct Piece<'a> {
    pub(crate) chapter: &'a BookChapter,
    /// Its index in the book.
    pub(crate) index: usize,
    pub(crate) title: &'a SectionTitle,
    pub(crate) anchor: Anchor,
    /// The title of its part.
    part: Option<&'a str>,
}

impl Piece<'_> {
    /// The year that it is sorted by, and the year as it is printed: of its first publication, else of its date.
    fn year(&self) -> Option<(i32, String)> {
        let front = &self.chapter.chapter.front;
        let published =
            front.first_published.iter().find_map(|found| Some((found.year_number()?, found.year.clone()?)));
        published.or_else(|| front.date.map(|date| (date.year, date.year.to_string())))
    }

    fn passes(&self, options: &ListOptions, people: &[Person]) -> bool {
        let ListOptions { authors, themes, parts, .. } = options;
        let by = |name: &String| self.chapter.authors.iter().any(|&person| people[person].name == *name);
        let about = |theme: &String| self.chapter.chapter.front.themes.contains(theme);
        (authors.is_empty() || authors.iter().any(by))
            && (themes.is_empty() || themes.iter().any(about))
            && (parts.is_empty() || self.part.is_some_and(|part| parts.iter().any(|wanted| wanted == part)))
    }
}

impl<'a> Setter<'a> {
    /// The chapters that a list is about, in the order of the book.
    pub(crate) fn pieces(&self, options: &ListOptions) -> Vec<Piece<'a>> {
        let context = self.context;
        let mut part = None;
        let mut pieces = Vec::new();
        for (section, title) in context.book.sections.iter().zip(&context.index.sections) {
            match &section.kind {
                SectionKind::Part { title, .. } => part = Some(title.as_str()),
                SectionKind::Chapter(index) => {
                    let part = part.filter(|_| section.depth > 0);
                    let anchor = Anchor { section: section.slug.clone(), id: None };
                    let piece = Piece { chapter: &context.book.chapters[*index], index: *index, title, anchor, part };
                    if piece.passes(options, &context.book.metadata.people) {
                        pieces.push(piece);
                    }
                }
                _ => {}
            }
        }
        pieces
    }

    pub(super) fn contents(&mut self, options: &ListOptions) -> Vec<SetBlock> {
        let lang = self.context.book.metadata.language;
        let entries = |entries| block(SetBlockKind::Contents(entries), lang, NOWHERE);
        match options.by {
            ListOrder::Book => vec![entries(self.contents_in_order(options))],
            ListOrder::Date => {
                let mut pieces = self.dated(options);
                pieces.sort_by_key(|(year, ..)| *year);
                let all = pieces.iter().map(|(_, label, piece)| self.entry(piece, Some(label.clone()), true)).collect();
                vec![entries(all)]
            }
            ListOrder::Author | ListOrder::Theme => {
                let mut blocks = Vec::new();
                for (name, pieces) in self.grouped(options) {
                    let paragraph = self.paragraph(&plain(&name), ParagraphStyle::Heading2, lang, NOWHERE);
                    blocks.push(block(SetBlockKind::Heading { level: 2, paragraph }, lang, NOWHERE));
                    let named = options.by == ListOrder::Theme;
                    let all = pieces.iter().map(|piece| self.entry(piece, None, named)).collect();
                    blocks.push(entries(all));
                }
                blocks
            }
        }
    }

    /// The pieces of which a year is known.
    fn dated(&self, options: &ListOptions) -> Vec<(i32, String, Piece<'a>)> {
        let pieces = self.pieces(options).into_iter();
        pieces.filter_map(|piece| piece.year().map(|(year, label)| (year, label, piece))).collect()
    }

    /// The pieces under their authors or themes, in alphabetical order.
    fn grouped(&self, options: &ListOptions) -> Vec<(String, Vec<Piece<'a>>)> {
        let book = self.context.book;
        let mut groups: BTreeMap<(String, String), Vec<Piece<'a>>> = BTreeMap::new();
        for piece in self.pieces(options) {
            let keys: Vec<(String, String)> = match options.by {
                ListOrder::Author => {
                    let people = piece.chapter.authors.iter().map(|&person| &book.metadata.people[person]);
                    people.map(|person| (person.sort.clone(), person.name.clone())).collect()
                }
                _ => piece.chapter.chapter.front.themes.iter().map(|theme| (theme.clone(), theme.clone())).collect(),
            };
            for key in keys {
                let Piece { chapter, index, title, anchor, part } = &piece;
                let piece = Piece { chapter, index: *index, title, anchor: anchor.clone(), part: *part };
                groups.entry(key).or_default().push(piece);
            }
        }
        let collation = Collation::of(book.metadata.language);
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by(|((a, _), _), ((b, _), _)| collation.compare(a, b));
        groups.into_iter().map(|((_, name), pieces)| (name, pieces)).collect()
    }

    fn entry(&mut self, piece: &Piece<'_>, label: Option<String>, named: bool) -> ContentsEntry {
        let style = ParagraphStyle::ContentsChapter;
        let lang = piece.chapter.lang;
        let named = named && !piece.title.author.is_empty();
        ContentsEntry {
            depth: 0,
            level: 0,
            label,
            title: self.title_again(&piece.title.title, style, lang),
            author: named.then(|| self.title_again(&piece.title.author, ParagraphStyle::ContentsAuthor, lang)),
            target: piece.anchor.clone(),
        }
    }

    fn contents_in_order(&mut self, options: &ListOptions) -> Vec<ContentsEntry> {
        let context = self.context;
        let filtered = !(options.authors.is_empty() && options.themes.is_empty() && options.parts.is_empty());
        let wanted: Vec<Anchor> = self.pieces(options).into_iter().map(|piece| piece.anchor).collect();
        let mut entries: Vec<ContentsEntry> = Vec::new();
        // The depth of a chapter, which sections are below.
        let mut chapter_depth = 0;
        for (section, title) in context.book.sections.iter().zip(&context.index.sections) {
            chapter_depth = match section.kind {
                SectionKind::Part { .. } => section.depth + 1,
                _ => section.depth.min(chapter_depth),
            };
            let style = match section.kind {
                SectionKind::Contents => continue,
                _ if is_display(context.book, &section.kind) => continue,
                SectionKind::Part { .. } => ParagraphStyle::ContentsPart,
                _ => ParagraphStyle::ContentsChapter,
            };
            let target = Anchor { section: section.slug.clone(), id: None };
            let is_part = matches!(section.kind, SectionKind::Part { .. });
            if filtered && !is_part && !wanted.contains(&target) {
                continue;
            }
            let lang = title.lang.unwrap_or(context.book.metadata.language);
            let named = context.index.several_authors && !title.author.is_empty();
            entries.push(ContentsEntry {
                depth: section.depth,
                level: section.depth.saturating_sub(chapter_depth),
                label: title.label.clone(),
                title: self.title_again(&title.title, style, lang),
                author: named.then(|| self.title_again(&title.author, ParagraphStyle::ContentsAuthor, lang)),
                target,
            });
        }
        if filtered {
            // A part of which no chapter is listed.
            let mut last = 0;
            for i in (0..entries.len()).rev() {
                let is_part = entries[i].title.style == ParagraphStyle::ContentsPart;
                if is_part && last == 0 {
                    entries.remove(i);
                }
                last = if is_part { 0 } else { last + 1 };
            }
        }
        entries
    }

    /// Everyone whom the manifest lists, and in a book of several authors those whom only chapters name.
    pub(super) fn contributors(&mut self, options: &ListOptions, lang: Lang) -> Vec<SetBlock> {
        let context = self.context;
        let collation = Collation::of(lang);
        let everyone = context.book.metadata.people.iter().enumerate();
        let named = |person: &Person| {
            let wanted = options.authors.is_empty() || options.authors.contains(&person.name);
            wanted && (person.listed || person.writes && context.index.several_authors)
        };
        let mut people: Vec<(usize, &Person)> = everyone.filter(|(_, person)| named(person)).collect();
        people.sort_by(|(_, a), (_, b)| collation.compare(&a.sort, &b.sort));
        let pieces = if options.pieces { self.pieces(&ListOptions::default()) } else { Vec::new() };
        let mut blocks = Vec::new();
        for (number, person) in people {
            let mut draft = Draft::new(lang);
            draft.id(&person_id(number));
            self.lead_in(&mut draft, &person.name, NOWHERE);
            if let Some(note) = &person.note {
                draft.text(" ", NOWHERE);
                let note = parse_inline(NOWHERE, note, &mut self.diagnostics);
                self.inlines(&mut draft, &note);
            }
            let own = pieces.iter().filter(|piece| piece.chapter.authors.contains(&number));
            for (n, piece) in own.enumerate() {
                draft.text(if n == 0 { " " } else { &words(lang).semicolon }, NOWHERE);
                self.piece_title(&mut draft, piece);
                self.page_of(&mut draft, &piece.anchor, lang);
            }
            blocks.push(self.draft_block(draft, ParagraphStyle::Entry, lang));
        }
        blocks
    }

    /// The title of a piece in quotation marks, as a link to it.
    pub(super) fn piece_title(&mut self, draft: &mut Draft, piece: &Piece<'_>) {
        draft.begin_link(SetLink::Internal(piece.anchor.clone()));
        self.reference(draft, &piece.anchor, NOWHERE);
        draft.state.link = None;
    }

    /// ` (page 42)`, as a link.
    pub(super) fn page_of(&mut self, draft: &mut Draft, anchor: &Anchor, lang: Lang) {
        let words = words(lang);
        draft.text(&words.parentheses.open, NOWHERE);
        draft.begin_link(SetLink::Internal(anchor.clone()));
        let (before, after) = words.around_page();
        draft.text(before, NOWHERE);
        draft.object(ObjectKind::PageNumber(anchor.clone()), NOWHERE);
        draft.text(after, NOWHERE);
        draft.state.link = None;
        draft.text(&words.parentheses.close, NOWHERE);
    }

    pub(super) fn piece_index(&mut self, options: &ListOptions, lang: Lang) -> Vec<SetBlock> {
        let of: &[PieceKey] = if options.of.is_empty() { &PieceKey::ALL } else { &options.of };
        let people = &self.context.book.metadata.people;
        let mut lines = Vec::new();
        let mut authors: BTreeMap<usize, Vec<Locator>> = BTreeMap::new();
        for piece in self.pieces(options) {
            let place = |anchor: &Anchor| Locator { from: anchor.clone(), to: None, main: false };
            for &person in &piece.chapter.authors {
                authors.entry(person).or_default().push(place(&piece.anchor));
            }
            let title = without_marks(&piece.title.title, None);
            let text = plain_text(&title);
            // A first line that is the title as well is listed as a first line.
            let is_line = piece.chapter.chapter.front.first_line_title && of.contains(&PieceKey::FirstLines);
            if of.contains(&PieceKey::Titles) && !text.trim().is_empty() && !is_line {
                let sort = sort_title(&text, piece.chapter.lang).unwrap_or(text);
                lines.push(line(sort, title, true, vec![place(&piece.anchor)]));
            }
            if of.contains(&PieceKey::FirstLines) {
                for (text, id) in first_lines(&piece.chapter.chapter.blocks) {
                    let at = Anchor { id, ..piece.anchor.clone() };
                    lines.push(line(plain_text(&text), text, false, vec![place(&at)]));
                }
            }
        }
        if of.contains(&PieceKey::Authors) {
            lines.extend(authors.into_iter().map(|(person, places)| {
                let Person { sort, .. } = &people[person];
                line(sort.clone(), plain(sort), false, places)
            }));
        }
        self.index_blocks(lines, lang)
    }

    /// Every figure with a number, by its caption.
    pub(super) fn illustrations(&mut self, options: &ListOptions) -> Vec<SetBlock> {
        let mut entries = Vec::new();
        for piece in self.pieces(options) {
            let mut found: Vec<&Block> = Vec::new();
            walk_blocks(&piece.chapter.chapter.blocks, &mut |node| {
                if let Node::Block(block @ Block { kind: BlockKind::Figure { .. }, .. }) = node {
                    found.push(block);
                }
            });
            for figure in found {
                let BlockKind::Figure { caption, .. } = &figure.kind else { continue };
                let Some(number) = self.context.index.figure_number(piece.index, figure.span) else { continue };
                let Some(Block { kind: BlockKind::Paragraph(text), .. }) = caption.first() else { continue };
                let Some(id) = self.context.index.marks.id(Some(piece.index), figure.span) else { continue };
                entries.push(ContentsEntry {
                    depth: 0,
                    level: 0,
                    label: Some(number.to_string()),
                    title: self.title_again(text, ParagraphStyle::ContentsChapter, piece.chapter.lang),
                    author: None,
                    target: Anchor { id: Some(id.to_owned()), ..piece.anchor.clone() },
                });
            }
        }
        let lang = self.context.book.metadata.language;
        vec![block(SetBlockKind::Contents(entries), lang, NOWHERE)]
    }

    /// Events and pieces, by date.
    pub(super) fn chronology(&mut self, options: &ListOptions, lang: Lang) -> Vec<SetBlock> {
        enum What<'a> {
            Event(&'a str),
            Piece(Piece<'a>),
        }
        let printed = |date: &str| match date.parse() {
            Ok(date) => date_in_words(date, words(lang).lang),
            Err(_) => date.to_owned(),
        };
        let mut all: Vec<((i32, u16), String, What<'_>)> = options
            .events
            .iter()
            .map(|event| ((event.year, event.day), printed(&event.date), What::Event(&event.text)))
            .collect();
        let dated = self.dated(options).into_iter();
        // After what happened in its year.
        all.extend(dated.map(|(year, label, piece)| ((year, u16::MAX), label, What::Piece(piece))));
        all.sort_by_key(|(date, ..)| *date);
        let mut blocks = Vec::new();
        for (_, date, what) in all {
            let mut draft = Draft::new(lang);
            self.lead_in(&mut draft, &date, NOWHERE);
            draft.text("\u{2003}", NOWHERE);
            match what {
                What::Event(text) => {
                    let text = parse_inline(NOWHERE, text, &mut self.diagnostics);
                    self.inlines(&mut draft, &text);
                }
                What::Piece(piece) => {
                    if !piece.title.author.is_empty() {
                        self.inlines(&mut draft, &without_marks(&piece.title.author, None));
                        draft.text(words(lang).source_comma(), NOWHERE);
                    }
                    self.piece_title(&mut draft, &piece);
                    self.page_of(&mut draft, &piece.anchor, lang);
                }
            }
            blocks.push(self.draft_block(draft, ParagraphStyle::Entry, lang));
        }
        blocks
    }
}

fn line(sort: String, text: Vec<Inline>, is_title: bool, places: Vec<Locator>) -> Line {
    Line { sort, text, is_title, places, references: Vec::new(), under: Vec::new() }
}

/// The first line of each poem, and the id of the heading that it stands under. A poem is the first verse of the chapter
/// or of a section that begins with it.
fn first_lines(blocks: &[Block]) -> Vec<(Vec<Inline>, Option<String>)> {
    let mut lines = Vec::new();
    let mut begins = true;
    let mut heading: Option<String> = None;
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { .. } => {
                heading = block.attrs.id.clone();
                begins = true;
            }
            BlockKind::Verse(stanzas) => {
                let first = stanzas.first().and_then(|stanza| stanza.lines.first());
                if let Some(first) = first.filter(|_| begins) {
                    lines.push((trimmed(without_marks(&first.content, None)), heading.clone()));
                }
                begins = false;
            }
            // What stands before a poem and is none of it.
            BlockKind::Div { name, .. } if matches!(name.as_str(), "epigraph" | "dedication" | "note") => {}
            _ => begins = false,
        }
    }
    lines
}

/// A line without the mark at its end.
fn trimmed(mut line: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline { kind: anthology_document::InlineKind::Text(text), .. }) = line.last_mut() {
        let end = text.trim_end().trim_end_matches([',', ';', ':', '—', '–', '.']).len();
        text.truncate(end);
    }
    line
}
