//! `[front] matter`, `[back] matter` and `[[part]]`: the sections of a book, in order.

use anthology_base::{Diagnostic, Diagnostics, FileId, Span};
use anthology_document::Epigraph;

use super::options::openings;
use super::{ChapterEntry, MatterItem, PartEntry};
use crate::chapter_names;
use crate::lists::{Event, ListOptions, ListOrder, Part, PartNumber, PieceKey};
use crate::model::SectionKind;
use crate::read::{Located, Table, Value};
use crate::settings::ChapterOpenings;

type BuiltIn = (&'static str, SectionKind);

pub(super) const FRONT: &[BuiltIn] = &[
    ("half-title", SectionKind::HalfTitle),
    ("title", SectionKind::Title),
    ("copyright", SectionKind::Copyright),
    ("contents", SectionKind::Contents),
    ("illustrations", SectionKind::Illustrations),
    ("acknowledgements", SectionKind::Acknowledgements),
    ("contributors", SectionKind::Contributors),
    ("chronology", SectionKind::Chronology),
];

pub(super) const BACK: &[BuiltIn] = &[
    ("contributors", SectionKind::Contributors),
    ("sources", SectionKind::Sources),
    ("bibliography", SectionKind::Bibliography),
    ("acknowledgements", SectionKind::Acknowledgements),
    ("illustrations", SectionKind::Illustrations),
    ("notes-on-the-text", SectionKind::TextNotes),
    ("chronology", SectionKind::Chronology),
    ("glossary", SectionKind::Glossary),
    ("pieces", SectionKind::PieceIndex),
    ("index", SectionKind::SubjectIndex),
    ("reading-guide", SectionKind::ReadingGuide),
    ("notebook", SectionKind::Notebook),
    ("colophon", SectionKind::Colophon),
    ("contents", SectionKind::Contents),
    ("copyright", SectionKind::Copyright),
];

const ORDERS: &[(&str, ListOrder)] = &[
    ("order", ListOrder::Book),
    ("author", ListOrder::Author),
    ("theme", ListOrder::Theme),
    ("date", ListOrder::Date),
];

const KEYS: &[(&str, PieceKey)] =
    &[("authors", PieceKey::Authors), ("titles", PieceKey::Titles), ("first-lines", PieceKey::FirstLines)];

const NUMBERS: &[(&str, PartNumber)] = &[
    ("word", PartNumber::Word),
    ("roman", PartNumber::Roman),
    ("arabic", PartNumber::Arabic),
    ("none", PartNumber::None),
];

/// Reads `[front]` or `[back]`.
pub(super) fn matter(
    root: &mut Table<'_>,
    key: &'static str,
    built_in: &[BuiltIn],
    d: &mut Diagnostics,
) -> Option<Vec<MatterItem>> {
    let mut table = root.table(key, d)?;
    let items = table
        .get("matter")
        .and_then(|value| value.array(d))
        .map(|items| items.iter().filter_map(|item| matter_item(item, key, built_in, d)).collect());
    table.finish(d);
    items
}

/// A name, a path, or a table that names a list and says more about it.
fn matter_item(item: &Value<'_>, key: &str, built_in: &[BuiltIn], d: &mut Diagnostics) -> Option<MatterItem> {
    if !item.is_table() {
        let name = Located { value: item.string(d)?, span: item.span() };
        if chapter_names::is_text(&name.value) {
            return Some(MatterItem::File(name));
        }
        return Some(MatterItem::Generated(named(&name, key, built_in, d)?, ListOptions::default()));
    }
    let mut table = item.table(format!("an entry of [{key}] matter"), d)?;
    let Some(list) = table.get("list") else {
        d.push(
            Diagnostic::error("missing-key", format!("an entry of [{key}] matter has no `list`"))
                .at(table.span())
                .hint("write { list = \"contents\", title = \"…\" }"),
        );
        return None;
    };
    let name = Located { value: list.string(d)?, span: list.span() };
    let kind = named(&name, key, built_in, d);
    let strings = |table: &mut Table<'_>, key: &'static str, d: &mut Diagnostics| -> Vec<String> {
        let value = table.get(key);
        value.map(|v| v.one_or_more(d)).unwrap_or_default().into_iter().map(|text| text.value).collect()
    };
    let options = ListOptions {
        title: table.string("title", d).filter(|title| !title.trim().is_empty()),
        introduction: table.string("introduction", d).filter(|text| !text.trim().is_empty()),
        by: table.choice("by", ORDERS, d).unwrap_or_default(),
        of: match table.get("of") {
            Some(value) if value.is_array() => {
                value.array(d).unwrap_or_default().iter().filter_map(|item| item.choice(KEYS, d)).collect()
            }
            Some(value) => value.choice(KEYS, d).into_iter().collect(),
            None => Vec::new(),
        },
        authors: strings(&mut table, "authors", d),
        themes: strings(&mut table, "themes", d),
        parts: strings(&mut table, "parts", d),
        pieces: table.bool("pieces", d).unwrap_or_default(),
        events: table
            .get("events")
            .and_then(|value| value.array(d))
            .unwrap_or_default()
            .iter()
            .filter_map(|item| event(item, d))
            .collect(),
    };
    table.finish(d);
    Some(MatterItem::Generated(kind?, options))
}

fn event(item: &Value<'_>, d: &mut Diagnostics) -> Option<Event> {
    let mut table = item.table("an entry of `events`".to_owned(), d)?;
    let date = table.get("date").and_then(|value| value.text_or_number(d));
    let text = table.string("text", d);
    if date.is_none() || text.is_none() {
        d.push(
            Diagnostic::error("missing-key", "an entry of `events` needs a `date` and a `text`")
                .at(table.span())
                .hint("write { date = \"1882\", text = \"…\" }"),
        );
    }
    table.finish(d);
    Some(Event::new(&date?, text?))
}

fn named(name: &Located<String>, key: &str, built_in: &[BuiltIn], d: &mut Diagnostics) -> Option<SectionKind> {
    if let Some((_, kind)) = built_in.iter().find(|(known, _)| *known == name.value) {
        return Some(kind.clone());
    }
    let names = built_in.iter().map(|(name, _)| *name);
    let finding =
        Diagnostic::error("unknown-matter", format!("`{}` is not a built-in page or file", name.value)).at(name.span);
    d.push(match anthology_base::nearest(&name.value, names.clone()) {
        Some(known) => finding.hint(format!("did you mean `{known}`?")),
        None => finding.hint(format!(
            "[{key}] takes paths of .md files and {}",
            names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
        )),
    });
    None
}

/// Levels of sections below chapters.
const DEEPEST_SECTION: u8 = 4;

/// A list of chapters: paths, and tables of a `file` with its `sections`, which are such a list again.
fn chapter_entries(value: &Value<'_>, d: &mut Diagnostics) -> Vec<ChapterEntry> {
    let mut entries = Vec::new();
    add_entries(value, 0, &mut entries, d);
    entries
}

fn add_entries(value: &Value<'_>, level: u8, entries: &mut Vec<ChapterEntry>, d: &mut Diagnostics) {
    if level > DEEPEST_SECTION {
        let message = format!("sections are nested more than {DEEPEST_SECTION} deep");
        d.push(Diagnostic::error("sections-too-deep", message).at(value.span()).hint("move them a level up"));
        return;
    }
    for item in value.array(d).unwrap_or_default() {
        if !item.is_table() {
            let path = item.string(d).map(|path| Located { value: path, span: item.span() });
            entries.extend(path.map(|path| ChapterEntry { path, level }));
            continue;
        }
        let Some(mut table) = item.table("an entry of `chapters`".to_owned(), d) else { continue };
        match table.get("file") {
            Some(file) => {
                let path = file.string(d).map(|path| Located { value: path, span: file.span() });
                entries.extend(path.map(|path| ChapterEntry { path, level }));
            }
            None => d.push(
                Diagnostic::error("missing-key", "an entry of `chapters` has no `file`")
                    .at(table.span())
                    .hint("write { file = \"chapters/one.md\", sections = [\"chapters/one-a.md\"] }"),
            ),
        }
        if let Some(sections) = table.get("sections") {
            add_entries(&sections, level + 1, entries, d);
        }
        table.finish(d);
    }
}

/// Reads the list of chapters of `[book]`, or the parts.
pub(super) fn parts(
    root: &mut Table<'_>,
    listed: Option<Value<'_>>,
    file: FileId,
    d: &mut Diagnostics,
) -> (Vec<PartEntry>, Option<Span>) {
    let mut parts = Vec::new();
    let mut span = None;
    if let Some(value) = listed {
        span = Some(value.key_span());
        parts.push(PartEntry {
            part: None,
            introduction: None,
            openings: ChapterOpenings::default(),
            first_number: None,
            chapters: chapter_entries(&value, d),
            span: value.span(),
        });
    }
    let tables = root.tables("part", d);
    for mut table in tables {
        let (part, introduction) = part(&mut table, d);
        let openings = openings(&mut table, d);
        let first_number = table.get("first-number").and_then(|value| value.integer(1..=9999, d));
        match table.get("chapters") {
            Some(value) => {
                if let (Some(first), true) = (span, listed.is_some()) {
                    d.push(
                        Diagnostic::error("chapters-twice", "chapters are listed both in [book] and in [[part]]")
                            .at(value.key_span())
                            .label(first, "also listed here")
                            .hint("move the list of [book] to a [[part]]"),
                    );
                }
                span = Some(value.key_span());
                let chapters = chapter_entries(&value, d);
                parts.push(PartEntry { part, introduction, openings, first_number, chapters, span: value.span() });
            }
            None => d.push(
                Diagnostic::error("missing-key", "[[part]] has no `chapters`")
                    .at(table.span())
                    .hint("add chapters = [\"chapters/first.md\", \"chapters/second.md\"]"),
            ),
        }
        table.finish(d);
    }
    if span.is_none() && parts.is_empty() {
        d.push(
            Diagnostic::error("missing-chapters", "the book has no chapters")
                .at(Span::new(file, 0..0))
                .hint("add chapters = [\"chapters/first.md\"] to [book], or [[part]] tables with chapters"),
        );
    }
    (parts, span)
}

/// A part's own keys: the part, and the file of its introduction where it has one.
fn part(table: &mut Table<'_>, d: &mut Diagnostics) -> (Option<Part>, Option<Located<String>>) {
    let title_at = table.span();
    let title = table.string("title", d).filter(|t| !t.trim().is_empty());
    let subtitle = table.string("subtitle", d).filter(|t| !t.trim().is_empty());
    let epigraph = table.get("epigraph").and_then(|value| epigraph(&value, d));
    let number = table.choice("number", NUMBERS, d);
    let introduction = table.get("introduction").and_then(|value| {
        Some(Located { value: value.string(d)?, span: value.span() }).filter(|text| !text.value.trim().is_empty())
    });
    let (file, text) = match introduction {
        Some(path) if path.value.ends_with(".md") && !path.value.contains('\n') => (Some(path), None),
        other => (None, other.map(|text| text.value)),
    };
    let has_more = subtitle.is_some() || epigraph.is_some() || number.is_some() || text.is_some();
    if title.is_none() && has_more {
        d.push(
            Diagnostic::warning("part-without-title", "this part has no `title`, so it has no page for its other keys")
                .at(title_at)
                .hint("add title = \"…\""),
        );
    }
    let part =
        title.map(|title| Part { title, subtitle, epigraph, introduction: text, number: number.unwrap_or_default() });
    (part, file)
}

fn epigraph(value: &Value<'_>, d: &mut Diagnostics) -> Option<Epigraph> {
    if !value.is_table() {
        return Some(Epigraph { text: value.string(d)?, ..Epigraph::default() });
    }
    let mut table = value.table("`epigraph`".to_owned(), d)?;
    let text = table.string("text", d);
    let epigraph = Epigraph {
        text: text.clone().unwrap_or_default(),
        source: table.string("source", d),
        language: table.parsed("language", "bad-language", d),
    };
    if text.is_none() {
        d.push(
            Diagnostic::error("missing-key", "the epigraph has no `text`")
                .at(table.span())
                .hint("write epigraph = { text = \"…\", source = \"…\" }"),
        );
    }
    table.finish(d);
    text.map(|_| epigraph)
}
