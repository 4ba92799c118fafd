//! Where pieces were printed before and who permits them to be printed: acknowledgements, bibliography, and the credit
//! of a chapter.

use anthology_base::Lang;
use anthology_book::ListOptions;
use anthology_document::{Inline, Permission, PermissionStatus, Publication, Source, parse_inline, plain_text};
use anthology_language::{language, lead, list_words, words};

use super::NOWHERE;
use super::pieces::Piece;
use crate::collate::Collation;
use crate::draft::Draft;
use crate::inline::{Setter, nest, without_marks};
use crate::set::{ParagraphStyle, SetBlock, SetLink};

/// The pieces that one sentence acknowledges.
struct Acknowledgement<'a> {
    holder: Option<&'a str>,
    wording: Option<&'a str>,
    licence: Option<&'a str>,
    pieces: Vec<Piece<'a>>,
}

/// A work in the bibliography.
struct Work {
    /// The authors, that of the alphabet first: `Woolf, Virginia`.
    author: Option<String>,
    title: Vec<Inline>,
    translator: Option<String>,
    found: Publication,
}

impl<'a> Setter<'a> {
    /// What the holders of the rights want printed, by holder. Each sentence names its pieces, with their pages.
    pub(super) fn acknowledgements(&mut self, options: &ListOptions, lang: Lang) -> Vec<SetBlock> {
        let mut groups: Vec<Acknowledgement<'a>> = Vec::new();
        for piece in self.pieces(options) {
            let Some(permission) = &piece.chapter.chapter.front.permission else { continue };
            let Permission { status, holder, wording, licence, .. } = permission;
            if is_silent(permission) || *status == PermissionStatus::Asked {
                continue;
            }
            let (holder, wording, licence) = (holder.as_deref(), wording.as_deref(), licence.as_deref());
            let same = |group: &&mut Acknowledgement<'_>| {
                (group.holder, group.wording, group.licence) == (holder, wording, licence)
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.pieces.push(piece),
                None => groups.push(Acknowledgement { holder, wording, licence, pieces: vec![piece] }),
            }
        }
        let collation = Collation::of(lang);
        groups.sort_by(|a, b| match (a.holder, b.holder) {
            (Some(a), Some(b)) => collation.compare(a, b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        let mut blocks = Vec::new();
        for group in &groups {
            let mut draft = Draft::new(lang);
            for (n, piece) in group.pieces.iter().enumerate() {
                if n > 0 {
                    draft.text(&words(lang).semicolon, NOWHERE);
                }
                self.piece_in_full(&mut draft, piece, lang);
                self.page_of(&mut draft, &piece.anchor, lang);
            }
            draft.text(&words(lang).full_stop, NOWHERE);
            draft.text(" ", NOWHERE);
            self.acknowledgement(&mut draft, group.holder, group.wording, group.licence, lang);
            blocks.push(self.draft_block(draft, ParagraphStyle::Entry, lang));
        }
        blocks
    }

    /// The acknowledgement of one piece, without its page and whether or not the right is granted yet. `None` where
    /// nothing is to be printed.
    pub(crate) fn acknowledgement_alone(&mut self, piece: &Piece<'_>, lang: Lang) -> Option<SetBlock> {
        let permission = piece.chapter.chapter.front.permission.as_ref().filter(|found| !is_silent(found))?;
        let Permission { holder, wording, licence, .. } = permission;
        let mut draft = Draft::new(lang);
        self.piece_in_full(&mut draft, piece, lang);
        draft.text(&words(lang).full_stop, NOWHERE);
        draft.text(" ", NOWHERE);
        self.acknowledgement(&mut draft, holder.as_deref(), wording.as_deref(), licence.as_deref(), lang);
        Some(self.draft_block(draft, ParagraphStyle::Entry, lang))
    }

    /// The sentence that acknowledges a right.
    fn acknowledgement(
        &mut self,
        draft: &mut Draft,
        holder: Option<&str>,
        wording: Option<&str>,
        licence: Option<&str>,
        lang: Lang,
    ) {
        let stop = &words(lang).full_stop;
        match (wording, holder) {
            (Some(wording), _) => {
                let wording = parse_inline(NOWHERE, wording, &mut self.diagnostics);
                self.inlines(draft, &wording);
            }
            (None, Some(holder)) if licence.is_none() => {
                draft.text(&format!("{}{stop}", list_words(lang).by_permission(holder)), NOWHERE);
            }
            (None, holder) => {
                let parts: Vec<&str> = holder.into_iter().chain(licence).collect();
                draft.text(&format!("{}{stop}", parts.join(words(lang).source_comma())), NOWHERE);
            }
        }
    }

    /// A piece with its author and its first publication: `“Title” by Author, in *Book* (1931)`.
    fn piece_in_full(&mut self, draft: &mut Draft, piece: &Piece<'_>, lang: Lang) {
        let words = words(lang);
        let author = without_marks(&piece.title.author, None);
        if author.is_empty() {
            self.piece_title(draft, piece);
        } else if let Some(by) = &words.by {
            self.piece_title(draft, piece);
            draft.text(&format!(" {by} "), NOWHERE);
            self.inlines(draft, &author);
        } else {
            self.inlines(draft, &author);
            draft.text(words.source_comma(), NOWHERE);
            self.piece_title(draft, piece);
        }
        if let Some(translator) = self.translators(piece, lang) {
            draft.text(words.source_comma(), NOWHERE);
            draft.text(&translator, NOWHERE);
        }
        if let Some(found) = piece.chapter.chapter.front.first_published.first() {
            self.publication(draft, found, lang);
        }
    }

    /// "Translated by Ann Other".
    fn translators(&self, piece: &Piece<'_>, lang: Lang) -> Option<String> {
        translators(&piece.chapter.chapter.front.translators, lang)
    }

    /// `, in *Book*, edited by Ann Other, 3 (London: Press, 1931), pp. 19–29`
    fn publication(&mut self, draft: &mut Draft, found: &Publication, lang: Lang) {
        let (words, list) = (words(lang), list_words(lang));
        let comma = words.source_comma();
        if let Some(within) = &found.within {
            draft.text(&format!("{comma}{} ", list.within), NOWHERE);
            self.work_title(draft, within, lang);
        }
        if let Some(editor) = &found.editor {
            draft.text(&format!("{comma}{}{editor}", lead(&lower_first(words.edited_by(1)))), NOWHERE);
        }
        if let Some(volume) = &found.volume {
            draft.text(&format!(" {volume}"), NOWHERE);
        }
        let place = joined(found.place.as_deref(), ": ", found.publisher.as_deref());
        let printed = joined(place.as_deref(), comma, found.year.as_deref());
        if let Some(printed) = printed {
            draft.text(&format!("{}{printed}{}", words.parentheses.open, words.parentheses.close), NOWHERE);
        }
        if let Some(pages) = &found.pages {
            draft.text(&format!("{comma}{}", list.pages(pages)), NOWHERE);
        }
    }

    /// The title of a book or periodical: in italics, or in the marks that the language has for works.
    fn work_title(&mut self, draft: &mut Draft, title: &str, lang: Lang) {
        let inlines = parse_inline(NOWHERE, title, &mut self.diagnostics);
        let works = language(words(lang).lang).marks.works.clone();
        if let Some(works) = &works {
            draft.text(&works.open, NOWHERE);
        }
        draft.state.style.cite = works.is_none();
        self.inlines(draft, &inlines);
        draft.state.style.cite = false;
        if let Some(works) = &works {
            draft.text(&works.close, NOWHERE);
        }
    }

    /// A chapter's credit, as the theme may ask for it: `First published: *Book* (1931)`.
    pub(crate) fn credit(&mut self, found: &[Publication], lang: Lang) -> Option<Draft> {
        let first = found.first()?;
        let words = words(lang);
        let mut draft = Draft::new(lang);
        draft.text(&lead(&list_words(lang).first_published), NOWHERE);
        let year = Publication { year: first.year.clone(), ..Publication::default() };
        match &first.within {
            Some(within) => {
                self.work_title(&mut draft, within, lang);
                if let Some(volume) = &first.volume {
                    draft.text(&format!(" {volume}"), NOWHERE);
                }
                self.publication(&mut draft, &year, lang);
            }
            None => {
                let place = joined(first.place.as_deref(), ": ", first.publisher.as_deref());
                let printed = joined(place.as_deref(), words.source_comma(), first.year.as_deref())?;
                draft.text(&printed, NOWHERE);
            }
        }
        Some(draft)
    }

    /// Earlier publications of the pieces, and the sources that they name, by author.
    pub(super) fn bibliography(&mut self, options: &ListOptions, lang: Lang) -> Vec<SetBlock> {
        let people = &self.context.book.metadata.people;
        let mut works: Vec<Work> = Vec::new();
        for piece in self.pieces(options) {
            let front = &piece.chapter.chapter.front;
            let names: Vec<&str> = piece.chapter.authors.iter().map(|&person| people[person].name.as_str()).collect();
            let first = piece.chapter.authors.first().map(|&person| people[person].sort.as_str());
            let author = inverted(first, &names, lang);
            for found in &front.first_published {
                let own = found.title.as_ref().map(|title| parse_inline(NOWHERE, title, &mut self.diagnostics));
                let title = own.unwrap_or_else(|| without_marks(&piece.title.title, None));
                let translator = translators(&front.translators, lang);
                works.push(Work { author: author.clone(), title, translator, found: found.clone() });
            }
            for source in &front.source {
                works.extend(self.source_work(source, lang));
            }
        }
        let collation = Collation::of(lang);
        let key = |work: &Work| work.author.clone().unwrap_or_else(|| plain_text(&work.title));
        works.sort_by(|a, b| {
            let by_author = collation.compare(&key(a), &key(b));
            let by_year = a.found.year_number().cmp(&b.found.year_number());
            by_author.then(by_year).then_with(|| collation.compare(&plain_text(&a.title), &plain_text(&b.title)))
        });
        let mut blocks: Vec<SetBlock> = Vec::new();
        for work in &works {
            let entry = self.bibliography_entry(work, lang);
            let same = |block: &SetBlock| block.paragraphs().map(|p| &p.text).eq(entry.paragraphs().map(|p| &p.text));
            if !blocks.last().is_some_and(same) {
                blocks.push(entry);
            }
        }
        blocks
    }

    fn source_work(&mut self, source: &Source, lang: Lang) -> Option<Work> {
        if source.title.is_none() && source.author.is_none() {
            return None;
        }
        let author = source.author.as_deref().map(|author| {
            let known = self.context.book.metadata.people.iter().find(|person| person.name == author);
            known.map_or_else(|| anthology_language::sort_name(author, lang), |person| person.sort.clone())
        });
        Some(Work {
            author,
            title: source.title.as_ref().map(|t| parse_inline(NOWHERE, t, &mut self.diagnostics)).unwrap_or_default(),
            translator: None,
            found: Publication {
                within: source.within.clone(),
                place: source.place.clone(),
                publisher: source.publisher.clone(),
                pages: source.pages.clone(),
                url: source.url.clone(),
                year: source.date.map(|date| anthology_language::date_in_words(date, words(lang).lang)),
                ..Publication::default()
            },
        })
    }

    /// `Woolf, Virginia. “Street Haunting”, in *The Death of the Moth* (London: Hogarth Press, 1942), pp. 19–29.`
    fn bibliography_entry(&mut self, work: &Work, lang: Lang) -> SetBlock {
        let words = words(lang);
        let mut draft = Draft::new(lang);
        if let Some(author) = &work.author {
            draft.text(author, NOWHERE);
            draft.text(if author.ends_with('.') { "" } else { &words.full_stop }, NOWHERE);
            draft.text(" ", NOWHERE);
        }
        let is_book = work.found.within.is_none() && (work.found.publisher.is_some() || work.found.place.is_some());
        if is_book {
            draft.state.style.cite = true;
            self.inlines(&mut draft, &work.title);
            draft.state.style.cite = false;
        } else if !work.title.is_empty() {
            draft.text("\"", NOWHERE);
            let mut title = work.title.clone();
            nest(&mut title, &language(lang).marks);
            self.inlines(&mut draft, &title);
            draft.text("\"", NOWHERE);
        }
        if let Some(translator) = &work.translator {
            draft.text(&format!("{}{translator}", words.source_comma()), NOWHERE);
        }
        self.publication(&mut draft, &work.found, lang);
        if let Some(url) = &work.found.url {
            draft.text(words.source_comma(), NOWHERE);
            draft.begin_link(SetLink::External(url.clone()));
            draft.literal(url, NOWHERE);
            draft.state.link = None;
        }
        draft.text(&words.full_stop, NOWHERE);
        self.draft_block(draft, ParagraphStyle::Entry, lang)
    }
}

/// True if nothing is to be printed about a right.
fn is_silent(permission: &Permission) -> bool {
    permission.wording.is_none() && permission.holder.is_none() && permission.licence.is_none()
}

/// Two texts with a mark between them, or the one that there is.
fn joined(a: Option<&str>, mark: &str, b: Option<&str>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) => Some(format!("{a}{mark}{b}")),
        (a, b) => a.or(b).map(str::to_owned),
    }
}

/// Names with the first in the form of the alphabet: `Woolf, Virginia, and Leonard Woolf`.
fn inverted(first: Option<&str>, names: &[&str], lang: Lang) -> Option<String> {
    let first = first?;
    let mut names = names.to_vec();
    *names.first_mut()? = first;
    Some(words(lang).list(&names))
}

/// "translated by Ann Other", as it stands within an entry.
pub(crate) fn translators(names: &[String], lang: Lang) -> Option<String> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let words = words(lang);
    (!names.is_empty()).then(|| format!("{}{}", lead(&lower_first(&words.translated_by)), words.list(&names)))
}

/// A phrase with a small first letter, as it stands within an entry.
fn lower_first(phrase: &str) -> String {
    let mut chars = phrase.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
