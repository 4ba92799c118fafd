//! Marks in the text that lists are made from: of the subject index, of notes on the text, of the glossary, and figures.
//! They are found before any chapter is set, so that the places that lists refer to get their ids.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Diagnostic, Diagnostics, Slug, Span, nearest};
use anthology_book::{Anchor, Book, SectionKind};
use anthology_document::{
    Attrs, Block, BlockKind, Definition, Inline, InlineKind, Node, parse_inline, plain_text, walk_blocks,
};

use crate::inline::without_marks;
use crate::set::Locator;

/// The marks of a book.
#[derive(Debug, Default)]
pub(crate) struct TextMarks {
    /// The entries of the subject index, by their paths; unsorted.
    pub(crate) entries: BTreeMap<EntryKey, IndexEntry>,
    /// Notes that are keyed by page and phrase, in the order of the book.
    pub(crate) text_notes: Vec<TextNote>,
    /// Notes of each chapter that are keyed so.
    pub(crate) keyed: BTreeSet<NoteRef>,
    /// Definitions for the glossary.
    pub(crate) glossary: Vec<GlossaryEntry>,
    /// The glossary's section, where the book has one.
    pub(crate) glossary_section: Option<Slug>,
    /// Ids of marks and figures, by chapter and source.
    ids: BTreeMap<(usize, Span), String>,
    /// The book has a list of figures.
    pub(crate) lists_figures: bool,
}

/// A note of a chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NoteRef {
    pub(crate) chapter: usize,
    pub(crate) note: usize,
}

/// The path of an entry of the subject index: its headings without markup, with a small first letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EntryKey(pub(crate) Vec<String>);

/// An entry of the subject index.
#[derive(Clone, Debug, Default)]
pub(crate) struct IndexEntry {
    /// Its heading, without those that it stands under.
    pub(crate) heading: Vec<Inline>,
    /// What it is sorted by, where that isn't its heading.
    pub(crate) sort: Option<String>,
    pub(crate) places: Vec<Locator>,
    /// Entries to look at instead.
    pub(crate) see: Vec<String>,
    /// Entries to look at as well.
    pub(crate) see_also: Vec<String>,
}

/// A note that is keyed by page and phrase.
#[derive(Clone, Debug)]
pub(crate) struct TextNote {
    pub(crate) at: NoteRef,
    pub(crate) anchor: Anchor,
    pub(crate) phrase: Vec<Inline>,
}

/// A definition for the glossary.
#[derive(Clone, Debug)]
pub(crate) struct GlossaryEntry {
    pub(crate) chapter: usize,
    pub(crate) id: String,
    pub(crate) definition: Definition,
}

impl TextMarks {
    /// Finds the marks of those lists that the book has.
    pub(crate) fn find(book: &Book, d: &mut Diagnostics) -> Self {
        let has = |kind: &SectionKind| book.sections.iter().find(|section| section.kind == *kind);
        let mut marks = Self {
            glossary_section: has(&SectionKind::Glossary).map(|section| section.slug.clone()),
            lists_figures: has(&SectionKind::Illustrations).is_some(),
            ..Self::default()
        };
        let indexed = has(&SectionKind::SubjectIndex).is_some();
        let keyed = has(&SectionKind::TextNotes).is_some();
        let mut ranges = Ranges::default();
        for section in &book.sections {
            let SectionKind::Chapter(chapter) = section.kind else { continue };
            let mut found = Found { marks: &mut marks, chapter, slug: &section.slug, count: 0 };
            book.chapters[chapter].chapter.walk(&mut |node| match node {
                Node::Inline(Inline { kind: InlineKind::Span { attrs, content }, span }) => {
                    if indexed && attrs.has_class("index") {
                        found.index_mark(attrs, content, *span, &mut ranges, d);
                    }
                    if keyed && attrs.has_class("text-note") {
                        found.text_note(content, *span, d);
                    }
                }
                Node::Block(block) => found.block(block),
                Node::Inline(_) => {}
            });
        }
        ranges.finish(&mut marks, d);
        marks.check_references(d, &ranges);
        marks
    }

    /// The id of the mark or figure at a place of a chapter.
    pub(crate) fn id(&self, chapter: Option<usize>, span: Span) -> Option<&str> {
        self.ids.get(&(chapter?, span)).map(String::as_str)
    }

    /// The place of a term in the glossary.
    pub(crate) fn term(&self, term: &str) -> Option<Anchor> {
        let wanted = term_id(term);
        let section = self.glossary_section.clone()?;
        self.glossary.iter().any(|entry| entry.id == wanted).then_some(Anchor { section, id: Some(wanted) })
    }

    /// Reports references to entries that the index doesn't have.
    fn check_references(&self, d: &mut Diagnostics, ranges: &Ranges) {
        let names: Vec<String> = self.entries.keys().map(|key| key.0.join("!")).collect();
        for (target, span) in &ranges.references {
            let key = path(target, Span::default(), &mut Diagnostics::new()).0;
            if self.entries.contains_key(&key) {
                continue;
            }
            let message = format!("the index refers to `{target}`, which is no entry of it");
            let finding = Diagnostic::warning("unknown-index-entry", message).at(*span);
            d.push(match nearest(&key.0.join("!"), names.iter().map(String::as_str)) {
                Some(known) => finding.hint(format!("did you mean `{known}`?")),
                None => finding.hint("mark a passage with that entry, or correct the reference"),
            });
        }
    }
}

/// The chapter that is searched.
struct Found<'a> {
    marks: &'a mut TextMarks,
    chapter: usize,
    slug: &'a Slug,
    /// Marks so far.
    count: usize,
}

/// Ranges of pages that are open, and what is reported when all marks are known.
#[derive(Default)]
struct Ranges {
    open: BTreeMap<EntryKey, (Span, usize)>,
    references: Vec<(String, Span)>,
}

impl Ranges {
    /// Reports the ranges that never end.
    fn finish(&mut self, _marks: &mut TextMarks, d: &mut Diagnostics) {
        for (key, (span, _)) in &self.open {
            let entry = key.0.join("!");
            d.push(
                Diagnostic::warning("open-index-range", format!("the index range of `{entry}` never ends"))
                    .at(*span)
                    .hint(format!("add []{{.index entry=\"{entry}\" range=end}} where it ends")),
            );
        }
    }
}

impl Found<'_> {
    fn anchor(&mut self, prefix: &str, span: Span) -> Anchor {
        self.count += 1;
        let id = format!("{prefix}_{}", self.count);
        self.marks.ids.insert((self.chapter, span), id.clone());
        Anchor { section: self.slug.clone(), id: Some(id) }
    }

    fn index_mark(&mut self, attrs: &Attrs, content: &[Inline], span: Span, ranges: &mut Ranges, d: &mut Diagnostics) {
        let own = without_marks(content, None);
        let written = attrs.get("entry").unwrap_or_default();
        let mut paths: Vec<(EntryKey, Vec<Vec<Inline>>)> =
            written.split(';').filter(|part| !part.trim().is_empty()).map(|part| path(part, span, d)).collect();
        if paths.is_empty() {
            let text = plain_text(&own);
            if text.trim().is_empty() {
                d.push(
                    Diagnostic::warning("empty-index-mark", "an index mark without text needs an entry")
                        .at(span)
                        .hint("write []{.index entry=\"…\"}"),
                );
                return;
            }
            paths.push((EntryKey(vec![folded(&text)]), vec![own]));
        }
        let (see, see_also) = (attrs.get("see"), attrs.get("see-also"));
        for target in see.iter().chain(&see_also).flat_map(|targets| targets.split(';')) {
            ranges.references.push((target.trim().to_owned(), span));
        }
        let anchor = if see.is_none() { Some(self.anchor("ix", span)) } else { None };
        let range = attrs.get("range");
        if range.is_some_and(|range| !matches!(range, "start" | "end")) {
            let message = format!("`range={}` is not `start` or `end`", range.unwrap_or_default());
            d.push(Diagnostic::warning("index-range", message).at(span));
        }
        for (key, headings) in paths {
            self.parents(&key, &headings);
            let entry = self.marks.entries.entry(key.clone()).or_default();
            let heading = headings.last().cloned().unwrap_or_default();
            // "Trust" at the beginning of a sentence is an entry "trust", where that occurs.
            if entry.heading.is_empty() || begins_small(&heading) {
                entry.heading = heading;
            }
            entry.sort = entry.sort.take().or_else(|| attrs.get("sort").map(str::to_owned));
            let targets = |targets: &str| -> Vec<String> { targets.split(';').map(|t| t.trim().to_owned()).collect() };
            for (list, given) in [(&mut entry.see, see), (&mut entry.see_also, see_also)] {
                for target in given.map(targets).unwrap_or_default() {
                    if !list.contains(&target) {
                        list.push(target);
                    }
                }
            }
            let Some(anchor) = anchor.clone() else { continue };
            match range {
                Some("end") => match ranges.open.remove(&key) {
                    Some((_, place)) => entry.places[place].to = Some(anchor),
                    None => {
                        let message = format!("no index range of `{}` begins before this", key.0.join("!"));
                        d.push(
                            Diagnostic::warning("index-range", message)
                                .at(span)
                                .hint("put a mark with range=start and the same entry where it begins"),
                        );
                        entry.places.push(Locator { from: anchor, to: None, main: false });
                    }
                },
                _ => {
                    let main = attrs.has_class("main");
                    entry.places.push(Locator { from: anchor, to: None, main });
                    if range == Some("start") {
                        ranges.open.insert(key, (span, entry.places.len() - 1));
                    }
                }
            }
        }
    }

    /// Adds the entries that an entry stands under.
    fn parents(&mut self, key: &EntryKey, headings: &[Vec<Inline>]) {
        for depth in 1..key.0.len() {
            let entry = self.marks.entries.entry(EntryKey(key.0[..depth].to_vec())).or_default();
            if entry.heading.is_empty() || begins_small(&headings[depth - 1]) {
                entry.heading = headings[depth - 1].clone();
            }
        }
    }

    fn text_note(&mut self, content: &[Inline], span: Span, d: &mut Diagnostics) {
        let note = content.iter().find_map(|inline| match inline.kind {
            InlineKind::NoteMark(note) => Some(note),
            _ => None,
        });
        let Some(note) = note else {
            d.push(
                Diagnostic::warning("text-note", "a note on the text has no footnote")
                    .at(span)
                    .hint("write [phrase[^label]]{.text-note}"),
            );
            return;
        };
        let at = NoteRef { chapter: self.chapter, note };
        if !self.marks.keyed.insert(at) {
            return;
        }
        let anchor = self.anchor("tn", span);
        self.marks.text_notes.push(TextNote { at, anchor, phrase: without_marks(content, None) });
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Div { name, blocks } if name == "glossary" && self.marks.glossary_section.is_some() => {
                let chapter = self.chapter;
                walk_blocks(blocks, &mut |node| {
                    if let Node::Block(Block { kind: BlockKind::Definitions(list), .. }) = node {
                        self.marks.glossary.extend(list.iter().map(|definition| GlossaryEntry {
                            chapter,
                            id: term_id(&plain_text(&definition.term)),
                            definition: definition.clone(),
                        }));
                    }
                });
            }
            BlockKind::Figure { .. } if self.marks.lists_figures => {
                let id = block.attrs.id.clone().unwrap_or_else(|| {
                    self.count += 1;
                    format!("fig_{}", self.count)
                });
                self.marks.ids.insert((self.chapter, block.span), id);
            }
            _ => {}
        }
    }
}

/// The id of a person's note among the contributors. No slug has an underscore, so it is no heading's.
pub(crate) fn person_id(number: usize) -> String {
    format!("person_{}", number + 1)
}

fn term_id(term: &str) -> String {
    format!("gl_{}", Slug::from_text(&term.to_lowercase()))
}

/// The headings of an entry: `trees!oak`, with `!!` for an exclamation mark.
fn path(text: &str, span: Span, d: &mut Diagnostics) -> (EntryKey, Vec<Vec<Inline>>) {
    let parts = text.replace("!!", "\u{0}");
    let parts = parts.split('!').map(|part| part.replace('\u{0}', "!").trim().to_owned());
    let headings: Vec<Vec<Inline>> =
        parts.filter(|part| !part.is_empty()).map(|part| parse_inline(span, &part, d)).collect();
    let key = headings.iter().map(|heading| folded(&plain_text(heading))).collect();
    (EntryKey(key), headings)
}

/// A heading with a small first letter and single spaces.
fn folded(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return text };
    // An abbreviation in capitals stays.
    if chars.clone().next().is_some_and(char::is_uppercase) {
        text
    } else {
        first.to_lowercase().chain(chars).collect()
    }
}

fn begins_small(heading: &[Inline]) -> bool {
    plain_text(heading).chars().next().is_some_and(char::is_lowercase)
}
