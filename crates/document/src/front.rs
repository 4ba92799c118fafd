//! The TOML front matter, read key by key, so that one run shows all its faults and the rest still counts.

mod yaml;

use std::ops::Range;

use anthology_base::{Address, Date, Diagnostic, Diagnostics, FileId, Lang, Span, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{
    Epigraph, FrontMatter, Headnote, HeadnotePlace, LineRange, Opening, Permission, PermissionStatus, Publication,
    Question, Relation, Source,
};

const FENCE: &str = "+++";

/// Reads the front matter of a file. Returns its place too.
pub(crate) fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> (FrontMatter, Span) {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = text[bom..].lines().next().unwrap_or_default();
    if let Some((range, after)) = yaml::find(text, bom) {
        let base = range.start;
        return (yaml::read(file, &text[range], base, diagnostics), Span::new(file, 0..after));
    }
    if first.trim_end() != FENCE {
        return (FrontMatter::default(), Span::new(file, 0..bom));
    }
    let start = bom + text[bom..].find('\n').map_or(text.len() - bom, |i| i + 1);
    let Some((end, after)) = closing(text, start) else {
        diagnostics.push(
            Diagnostic::error("unclosed-front-matter", "unclosed front matter: no second line `+++`")
                .at(Span::new(file, bom..bom + FENCE.len()))
                .hint("add a line `+++` after the last key"),
        );
        return (FrontMatter::default(), Span::new(file, 0..start));
    };
    let mut reader = FrontReader { file, text: &text[start..end], base: start, diagnostics };
    (reader.read(), Span::new(file, 0..after))
}

/// The ends of the TOML and of the line that closes it.
fn closing(text: &str, start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

struct FrontReader<'a, 'd> {
    file: FileId,
    text: &'a str,
    base: usize,
    diagnostics: &'d mut Diagnostics,
}

type TomlValue<'a> = Spanned<DeValue<'a>>;

impl<'a> FrontReader<'a, '_> {
    fn read(&mut self) -> FrontMatter {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            let line = self.line(range.start);
            self.diagnostics.push(
                Diagnostic::error("front-matter-syntax", format!("`{line}` is not valid TOML: {}", error.message()))
                    .at(self.span(range))
                    .hint("write `key = \"value\"`, with text in quotation marks"),
            );
        }
        let mut front = FrontMatter::default();
        self.table(table.get_ref(), "front matter", KEYS, |reader, key, value| match key {
            "title" => front.title = reader.string(key, value).unwrap_or_default(),
            "subtitle" => front.subtitle = reader.string(key, value),
            "short-title" => front.short_title = reader.string(key, value),
            "author" => front.authors = reader.one_or_more(key, value),
            "translator" => front.translators = reader.one_or_more(key, value),
            "themes" => front.themes = reader.one_or_more(key, value),
            "first-published" => front.first_published = reader.publications(value),
            "headnote" => front.headnote = reader.headnote(value),
            "date" => front.date = reader.date(key, value),
            "language" => front.language = reader.language(key, value),
            "id" => front.id = reader.string(key, value),
            "numbered" => front.numbered = reader.bool(key, value),
            "opening" => front.opening = reader.word(key, value, &Opening::WORDS),
            "first-line-title" => front.first_line_title = reader.bool(key, value).unwrap_or_default(),
            "questions" => front.questions = reader.questions(value),
            "epigraph" => front.epigraph = reader.epigraph(value),
            "permission" => front.permission = reader.permission(value),
            _ => front.source = reader.sources(value),
        });
        front
    }

    fn span(&self, range: Range<usize>) -> Span {
        let end = self.text.len();
        Span::new(self.file, self.base + range.start.min(end)..self.base + range.end.min(end))
    }

    /// The line around an offset, for a message.
    fn line(&self, at: usize) -> &'a str {
        let at = at.min(self.text.len());
        let start = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
        self.text[start..].lines().next().unwrap_or_default().trim()
    }

    /// Calls `each` for every known key in the order of the text, and reports the others.
    fn table(
        &mut self,
        table: &DeTable<'a>,
        name: &str,
        keys: &[&str],
        mut each: impl FnMut(&mut Self, &str, &TomlValue<'a>),
    ) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let word = key.get_ref().as_ref();
            if keys.contains(&word) {
                each(self, word, value);
                continue;
            }
            let hint = match nearest(word, keys.iter().copied()) {
                Some(key) => format!("did you mean `{key}`?"),
                None => format!("valid keys: {}", keys.join(", ")),
            };
            self.diagnostics.push(
                Diagnostic::error("unknown-key", format!("unknown key `{word}` in the {name}"))
                    .at(self.span(key.span()))
                    .hint(hint),
            );
        }
    }

    fn wrong(&mut self, key: &str, value: &TomlValue<'a>, wanted: &str) {
        let range = value.span();
        let shown = self.text.get(range.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        self.diagnostics.push(
            Diagnostic::error(
                "wrong-type",
                format!("`{key}` can't be {}: `{shown}`", with_article(value.get_ref().type_str())),
            )
            .at(self.span(range))
            .hint(format!("write {wanted}")),
        );
    }

    fn string(&mut self, key: &str, value: &TomlValue<'a>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(key, value, &format!("`{key} = \"…\"`"));
        }
        text
    }

    fn strings(&mut self, key: &str, value: &TomlValue<'a>) -> Vec<String> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(key, value, &format!("`{key} = [\"…\", \"…\"]`"));
            return Vec::new();
        };
        array.iter().filter_map(|value| self.string(key, value)).collect()
    }

    /// A text, or a list of texts.
    fn one_or_more(&mut self, key: &str, value: &TomlValue<'a>) -> Vec<String> {
        let found = match value.get_ref() {
            DeValue::Array(_) => self.strings(key, value),
            _ => self.string(key, value).into_iter().collect(),
        };
        found.into_iter().filter(|text| !text.trim().is_empty()).collect()
    }

    fn bool(&mut self, key: &str, value: &TomlValue<'a>) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, value, &format!("`{key} = true` or `{key} = false`"));
        }
        flag
    }

    /// A date as text, a bare TOML date, or a bare year.
    fn date(&mut self, key: &str, value: &TomlValue<'a>) -> Option<Date> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Integer(year) => year.as_str().to_owned(),
            _ => {
                self.wrong(key, value, "a date such as \"2012\", \"2012-02\" or \"2012-02-29\"");
                return None;
            }
        };
        parse_date(&text, self.span(value.span()), self.diagnostics)
    }

    fn language(&mut self, key: &str, value: &TomlValue<'a>) -> Option<Lang> {
        let text = self.string(key, value)?;
        let span = self.span(value.span());
        crate::attrs::language(&text, span, self.diagnostics)
    }

    fn epigraph(&mut self, value: &TomlValue<'a>) -> Option<Epigraph> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong("epigraph", value, "`epigraph = { text = \"…\", source = \"…\" }`");
            return None;
        };
        let mut text = None;
        let mut epigraph = Epigraph::default();
        self.table(table, "epigraph", EPIGRAPH_KEYS, |reader, key, value| match key {
            "text" => text = reader.string(key, value),
            "source" => epigraph.source = reader.string(key, value),
            _ => epigraph.language = reader.language(key, value),
        });
        if text.is_none() && !table.iter().any(|(key, _)| key.get_ref() == "text") {
            self.diagnostics.push(
                Diagnostic::error("missing-key", "the epigraph has no `text`")
                    .at(self.span(value.span()))
                    .hint("write `epigraph = { text = \"…\" }`"),
            );
        }
        epigraph.text = text?;
        Some(epigraph)
    }

    fn sources(&mut self, value: &TomlValue<'a>) -> Vec<Source> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong("source", value, "`[[source]]` on a line of its own, with its keys below");
            return Vec::new();
        };
        let mut sources = Vec::new();
        for value in array.iter() {
            match value.get_ref().as_table() {
                Some(table) => sources.push(self.source(table)),
                None => self.wrong("source", value, "`[[source]]` on a line of its own, with its keys below"),
            }
        }
        sources
    }

    fn source(&mut self, table: &DeTable<'a>) -> Source {
        let mut source = Source::default();
        self.table(table, "source", SOURCE_KEYS, |reader, key, value| match key {
            "relation" => source.relation = reader.relation(key, value),
            "title" => source.title = reader.string(key, value),
            "author" => source.author = reader.string(key, value),
            "in" => source.within = reader.string(key, value),
            "place" => source.place = reader.string(key, value),
            "publisher" => source.publisher = reader.string(key, value),
            "pages" => source.pages = reader.text_or_number(key, value),
            "date" => source.date = reader.date(key, value),
            "url" => source.url = reader.string(key, value),
            "capture" => source.capture = reader.string(key, value),
            "hash" => source.hash = reader.string(key, value),
            "lines" => source.lines = reader.pair(key, value).map(|[first, last]| LineRange { first, last }),
            _ => source.bytes = reader.pair(key, value).map(|[start, end]| start..end),
        });
        source
    }

    fn relation(&mut self, key: &str, value: &TomlValue<'a>) -> Relation {
        let Some(word) = self.string(key, value) else { return Relation::default() };
        match word.as_str() {
            "reprint" => Relation::Reprint,
            "answers" => Relation::Answers,
            "uses" => Relation::Uses,
            _ => {
                let known = ["reprint", "answers", "uses"];
                let hint = match nearest(&word, known) {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => format!("use {} or {}", known[..2].join(", "), known[2]),
                };
                self.diagnostics.push(
                    Diagnostic::error("unknown-relation", format!("unknown relation `{word}`"))
                        .at(self.span(value.span()))
                        .hint(hint),
                );
                Relation::default()
            }
        }
    }

    fn pair(&mut self, key: &str, value: &TomlValue<'a>) -> Option<[usize; 2]> {
        let number = |value: &TomlValue<'a>| {
            let integer = value.get_ref().as_integer()?;
            usize::from_str_radix(integer.as_str(), integer.radix()).ok()
        };
        let pair = match value.get_ref().as_array().map(|a| a.iter().map(number).collect::<Vec<_>>()).as_deref() {
            Some(&[Some(first), Some(last)]) => Some([first, last]),
            _ => None,
        };
        if pair.is_none() {
            self.wrong(key, value, &format!("`{key} = [1, 41]`"));
        }
        pair
    }
}

impl<'a> FrontReader<'a, '_> {
    /// A text, or a number as text.
    fn text_or_number(&mut self, key: &str, value: &TomlValue<'a>) -> Option<String> {
        match value.get_ref() {
            DeValue::Integer(number) => Some(number.as_str().replace('_', "")),
            _ => self.string(key, value),
        }
    }

    /// Questions: a list of texts, or of tables with the passage that they are about.
    fn questions(&mut self, value: &TomlValue<'a>) -> Vec<Question> {
        let Some(array) = value.get_ref().as_array() else {
            self.wrong("questions", value, "`questions = [\"…\", { text = \"…\", passage = \"trust.12\" }]`");
            return Vec::new();
        };
        array.iter().filter_map(|value| self.question(value)).collect()
    }

    fn question(&mut self, value: &TomlValue<'a>) -> Option<Question> {
        let Some(table) = value.get_ref().as_table() else {
            return self.string("questions", value).map(Question::from);
        };
        let (mut text, mut passage) = (None, None);
        self.table(table, "question", QUESTION_KEYS, |reader, key, value| match key {
            "text" => text = reader.string(key, value),
            _ => passage = reader.passage(key, value),
        });
        if text.is_none() && !table.iter().any(|(key, _)| key.get_ref() == "text") {
            self.diagnostics.push(
                Diagnostic::error("missing-key", "a question has no `text`")
                    .at(self.span(value.span()))
                    .hint("write `{ text = \"…\", passage = \"trust.12\" }`"),
            );
        }
        Some(Question { text: text?, passage })
    }

    /// The address of a paragraph. That the book has it is known when all of it is read.
    fn passage(&mut self, key: &str, value: &TomlValue<'a>) -> Option<Address> {
        let text = self.string(key, value)?;
        let address = text.trim().parse().ok();
        if address.is_none() {
            self.diagnostics.push(
                Diagnostic::error("unknown-passage", format!("`{text}` is not the address of a paragraph"))
                    .at(self.span(value.span()))
                    .hint("write the chapter and the paragraph's number in it: \"trust.12\"; the finder shows both"),
            );
        }
        address
    }

    /// Earlier publications: one table, or a list of tables.
    fn publications(&mut self, value: &TomlValue<'a>) -> Vec<Publication> {
        match value.get_ref() {
            DeValue::Table(table) => vec![self.publication(table)],
            DeValue::Array(items) if items.iter().all(|item| item.get_ref().is_table()) => {
                let tables: Vec<_> = items.iter().filter_map(|item| item.get_ref().as_table()).collect();
                tables.into_iter().map(|table| self.publication(table)).collect()
            }
            _ => {
                self.wrong("first-published", value, "`first-published = { year = 1931, in = \"…\" }`");
                Vec::new()
            }
        }
    }

    fn publication(&mut self, table: &DeTable<'a>) -> Publication {
        let mut found = Publication::default();
        self.table(table, "`first-published` table", PUBLICATION_KEYS, |reader, key, value| {
            let field = match key {
                "title" => &mut found.title,
                "in" => &mut found.within,
                "editor" => &mut found.editor,
                "volume" => &mut found.volume,
                "place" => &mut found.place,
                "publisher" => &mut found.publisher,
                "year" => &mut found.year,
                "pages" => &mut found.pages,
                _ => &mut found.url,
            };
            *field = reader.text_or_number(key, value);
        });
        found
    }

    fn headnote(&mut self, value: &TomlValue<'a>) -> Option<Headnote> {
        let Some(table) = value.get_ref().as_table() else {
            return Some(Headnote { text: self.string("headnote", value)?, place: HeadnotePlace::default() });
        };
        let mut headnote = Headnote::default();
        self.table(table, "headnote", HEADNOTE_KEYS, |reader, key, value| match key {
            "text" => headnote.text = reader.string(key, value).unwrap_or_default(),
            _ => {
                let places = [("after-title", HeadnotePlace::AfterTitle), ("before-title", HeadnotePlace::BeforeTitle)];
                headnote.place = reader.word(key, value, &places).unwrap_or_default();
            }
        });
        (!headnote.text.trim().is_empty()).then_some(headnote)
    }

    /// One of a few words.
    fn word<T: Copy>(&mut self, key: &str, value: &TomlValue<'a>, words: &[(&str, T)]) -> Option<T> {
        let word = self.string(key, value)?;
        if let Some((_, meant)) = words.iter().find(|(known, _)| *known == word) {
            return Some(*meant);
        }
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let hint = match nearest(&word, names.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("use one of {}", names.join(", ")),
        };
        let finding = Diagnostic::error("unknown-value", format!("invalid value `{word}` for `{key}`"));
        self.diagnostics.push(finding.at(self.span(value.span())).hint(hint));
        None
    }

    /// A permission: its wording, its status, or a table.
    fn permission(&mut self, value: &TomlValue<'a>) -> Option<Permission> {
        let Some(table) = value.get_ref().as_table() else {
            return self.string("permission", value).map(|text| permission_text(&text));
        };
        let mut permission = Permission::default();
        let mut status = None;
        self.table(table, "permission", PERMISSION_KEYS, |reader, key, value| match key {
            "status" => status = reader.word(key, value, &PermissionStatus::NAMES),
            "holder" => permission.holder = reader.string(key, value),
            "wording" => permission.wording = reader.string(key, value),
            "date" => permission.date = reader.date(key, value),
            _ => permission.licence = reader.string(key, value),
        });
        let implied = if permission.licence.is_some() { PermissionStatus::Licence } else { PermissionStatus::Granted };
        permission.status = status.unwrap_or(implied);
        Some(permission)
    }
}

/// A permission that is written as a text: a status by its name, or the wording of one that was given.
fn permission_text(text: &str) -> Permission {
    match PermissionStatus::from_name(text.trim()) {
        Some(status) => Permission { status, ..Permission::default() },
        None => Permission { wording: Some(text.to_owned()), ..Permission::default() },
    }
}

const KEYS: &[&str] = &[
    "title",
    "subtitle",
    "short-title",
    "author",
    "translator",
    "themes",
    "first-published",
    "headnote",
    "date",
    "language",
    "id",
    "numbered",
    "opening",
    "first-line-title",
    "questions",
    "epigraph",
    "permission",
    "source",
];
const QUESTION_KEYS: &[&str] = &["text", "passage"];
const EPIGRAPH_KEYS: &[&str] = &["text", "source", "language"];
const SOURCE_KEYS: &[&str] = &[
    "relation",
    "title",
    "author",
    "in",
    "place",
    "publisher",
    "pages",
    "date",
    "url",
    "capture",
    "hash",
    "lines",
    "bytes",
];
const PUBLICATION_KEYS: &[&str] = &["title", "in", "editor", "volume", "place", "publisher", "year", "pages", "url"];
const HEADNOTE_KEYS: &[&str] = &["text", "place"];
const PERMISSION_KEYS: &[&str] = &["status", "holder", "wording", "date", "licence"];

/// A date, or an error at `span`.
fn parse_date(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Date> {
    let date = text.parse().ok();
    if date.is_none() {
        diagnostics.push(
            Diagnostic::error("bad-date", format!("`{text}` is not a valid date"))
                .at(span)
                .hint("write \"2012\", \"2012-02\" or \"2012-02-29\""),
        );
    }
    date
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}
