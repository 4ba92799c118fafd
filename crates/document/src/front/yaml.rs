//! Front matter in YAML, as blog engines write it between two lines of `---`: its text and lists of text.
//! Keys that only the engine understands, such as `layout`, are noted and ignored.

use std::ops::Range;

use anthology_base::{Diagnostic, Diagnostics, FileId, Span};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::KEYS;
use crate::{FrontMatter, Question};

const FENCE: &str = "---";

/// The YAML at the top of `text[start..]`, if that is what the lines between two `---` are: a blank line
/// after the first makes it a scene break (as in Pandoc), and so does a line that isn't `key:`.
/// Returns where the YAML is and where the line that closes it ends.
pub(super) fn find(text: &str, start: usize) -> Option<(Range<usize>, usize)> {
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == FENCE)?;
    let begin = start + first.len();
    let mut at = begin;
    for line in lines {
        if at == begin && !opens_mapping(line) {
            return None;
        }
        if matches!(line.trim_end(), FENCE | "...") {
            return Some((begin..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Returns true if a line is a comment or begins with a key, which is one word.
fn opens_mapping(line: &str) -> bool {
    let key = line.split_once(':').filter(|(_, rest)| rest.is_empty() || rest.starts_with(char::is_whitespace));
    line.starts_with('#') || key.is_some_and(|(key, _)| !key.is_empty() && !key.contains(char::is_whitespace))
}

/// A value of the mapping with its place in the YAML, in bytes.
enum YamlValue {
    Text(String),
    List(Vec<String>),
    Other,
}

struct YamlEntry {
    key: String,
    at: Range<usize>,
    value: YamlValue,
}

/// Reads the YAML at `base..` of the file.
pub(super) fn read(file: FileId, yaml: &str, base: usize, diagnostics: &mut Diagnostics) -> FrontMatter {
    let span = |range: &Range<usize>| Span::new(file, base + range.start..base + range.end);
    let entries = entries(yaml).unwrap_or_else(|error| {
        let at = Cursor::new(yaml).byte(error.marker());
        let line = yaml[yaml[..at].rfind('\n').map_or(0, |i| i + 1)..].lines().next().unwrap_or_default();
        diagnostics.push(
            Diagnostic::error("front-matter-syntax", format!("`{}` is not valid YAML: {}", line.trim(), error.info()))
                .at(span(&(at..at)))
                .hint("write `key: value`, with text that holds `: ` or `#` in quotation marks"),
        );
        Vec::new()
    });
    let mut front = FrontMatter::default();
    let mut foreign = Vec::new();
    for YamlEntry { key, at, value } in &entries {
        let at = span(at);
        match (key.as_str(), value) {
            ("title", YamlValue::Text(text)) => front.title = text.clone(),
            ("subtitle", YamlValue::Text(text)) => front.subtitle = Some(text.clone()),
            ("short-title", YamlValue::Text(text)) => front.short_title = Some(text.clone()),
            ("author" | "authors", YamlValue::Text(text)) => front.authors = vec![text.clone()],
            ("author" | "authors", YamlValue::List(names)) => front.authors = names.clone(),
            ("translator", YamlValue::Text(text)) => front.translators = vec![text.clone()],
            ("translator", YamlValue::List(names)) => front.translators = names.clone(),
            ("themes", YamlValue::List(themes)) => front.themes = themes.clone(),
            ("date", YamlValue::Text(text)) => match day(text).parse() {
                Ok(date) => front.date = Some(date),
                // Engines have dates that only they know, such as `today`; the chapter is none the worse.
                Err(_) => diagnostics.push(
                    Diagnostic::warning("bad-date", format!("`{text}` is not a valid date; it was ignored"))
                        .at(at)
                        .hint("write 2012, 2012-02 or 2012-02-29"),
                ),
            },
            ("language" | "lang", YamlValue::Text(text)) => {
                front.language = crate::attrs::language(text, at, diagnostics);
            }
            ("id", YamlValue::Text(text)) => front.id = Some(text.clone()),
            ("questions", YamlValue::List(questions)) => {
                front.questions = questions.iter().cloned().map(Question::from).collect()
            }
            ("permission", YamlValue::Text(text)) => front.permission = Some(super::permission_text(text)),
            (known, _) if KEYS.contains(&known) => diagnostics.push(
                Diagnostic::warning("yaml-front-matter", format!("`{known}` can't be read from YAML in this form"))
                    .at(at)
                    .hint("write the front matter as TOML between lines of `+++` (in the manual: \"Manuscript\")"),
            ),
            _ => foreign.push((key, at)),
        }
    }
    if let Some(&(_, first)) = foreign.first() {
        let keys: Vec<_> = foreign.iter().map(|(key, _)| format!("`{key}`")).collect();
        diagnostics.push(
            Diagnostic::note("yaml-front-matter", format!("ignored front-matter keys: {}", keys.join(", ")))
                .at(first)
                .hint("the manual lists the keys under \"Manuscript\""),
        );
    }
    front
}

/// The day of a time such as `2012-02-29 10:00:00 +0100` or `2012-02-29T10:00Z`.
fn day(text: &str) -> &str {
    text.split(['T', ' ']).next().unwrap_or(text)
}

/// The entries of the mapping that the YAML is, in order.
fn entries(yaml: &str) -> Result<Vec<YamlEntry>, ScanError> {
    let mut entries: Vec<YamlEntry> = Vec::new();
    let mut cursor = Cursor::new(yaml);
    let mut key: Option<(String, Range<usize>)> = None;
    // The outer mapping has depth 1; a list that is a value, 2.
    let mut depth = 0_usize;
    let mut list = Vec::new();
    for event in Parser::new_from_str(yaml) {
        let (event, span) = event?;
        let opens = matches!(event, Event::MappingStart(..) | Event::SequenceStart(..));
        let closes = matches!(event, Event::MappingEnd | Event::SequenceEnd);
        depth += usize::from(opens);
        let value = match event {
            Event::Scalar(text, ..) if depth == 1 && key.is_none() => {
                key = Some((text.into_owned(), cursor.byte(&span.start)..cursor.byte(&span.end)));
                None
            }
            // `key:` with nothing after it.
            Event::Scalar(text, ScalarStyle::Plain, ..) if depth == 1 && matches!(&*text, "" | "~" | "null") => {
                key = None;
                None
            }
            Event::Scalar(text, ..) if depth == 1 => Some(YamlValue::Text(text.into_owned())),
            Event::Scalar(text, ..) if depth == 2 => {
                list.push(text.into_owned());
                None
            }
            Event::SequenceEnd if depth == 2 => Some(YamlValue::List(std::mem::take(&mut list))),
            Event::MappingEnd if depth == 2 => {
                list.clear();
                Some(YamlValue::Other)
            }
            Event::Alias(_) if depth == 1 => Some(YamlValue::Other),
            _ => None,
        };
        depth -= usize::from(closes);
        if let Some(value) = value
            && let Some((key, at)) = key.take()
        {
            entries.push(YamlEntry { key, at, value });
        }
    }
    Ok(entries)
}

/// Bytes of places that are counted in characters and come in ascending order, mostly.
struct Cursor<'a> {
    text: &'a str,
    chars: usize,
    bytes: usize,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, chars: 0, bytes: 0 }
    }

    fn byte(&mut self, marker: &Marker) -> usize {
        if marker.index() < self.chars {
            (self.chars, self.bytes) = (0, 0);
        }
        let steps = marker.index() - self.chars;
        let rest = &self.text[self.bytes..];
        let length = rest.char_indices().nth(steps).map_or(rest.len(), |(at, _)| at);
        self.chars = marker.index();
        self.bytes += length;
        self.bytes
    }
}
