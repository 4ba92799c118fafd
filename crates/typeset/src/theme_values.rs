//! The values of a theme and of those that it inherits from, by path, each with its place.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Diagnostic, Diagnostics, FileId, Length, Span, nearest};
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::de::{DeTable, DeValue};

use crate::theme::RectoOpenings;
use crate::theme_cover::Color;

/// A value of a theme file.
#[derive(Clone, Debug)]
enum Scalar {
    Text(String),
    Integer(i64),
    Truth(bool),
    /// A value that no token has: a date, an array, a number with a fraction.
    Other(&'static str),
}

#[derive(Clone, Debug)]
struct Entry {
    value: Scalar,
    /// Of the value, in a theme of the user's own.
    span: Option<Span>,
    key: Option<Span>,
    /// 0 for the theme that inherits from none.
    layer: usize,
}

/// Values by path (`styles.body.size`), later layers over earlier ones.
#[derive(Debug, Default)]
pub(crate) struct Values {
    entries: BTreeMap<String, Entry>,
    /// Every path that was asked for.
    asked: BTreeSet<String>,
    layers: usize,
    pub(crate) diagnostics: Diagnostics,
}

/// The lengths that relative units refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measures {
    /// `1em`
    pub(crate) em: Length,
    /// `1line`
    pub(crate) line: Length,
}

impl Values {
    /// Adds a layer: a file's values replace those of the layers below. `file` is `None` for a built-in theme.
    pub(crate) fn add_layer(&mut self, table: &DeTable<'_>, file: Option<FileId>) {
        self.flatten(table, "", file);
        self.layers += 1;
    }

    fn flatten(&mut self, table: &DeTable<'_>, prefix: &str, file: Option<FileId>) {
        let place = |range: std::ops::Range<usize>| file.map(|file| Span::new(file, range));
        for (key, value) in table {
            let path = format!("{prefix}{}", key.get_ref());
            let scalar = match value.get_ref() {
                DeValue::Table(inner) => {
                    self.flatten(inner, &format!("{path}."), file);
                    continue;
                }
                DeValue::String(text) => Scalar::Text(text.to_string()),
                DeValue::Boolean(truth) => Scalar::Truth(*truth),
                DeValue::Integer(number) => {
                    let parsed = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix());
                    parsed.map_or(Scalar::Other("an integer too large"), Scalar::Integer)
                }
                other => Scalar::Other(other.type_str()),
            };
            let entry = Entry { value: scalar, span: place(value.span()), key: place(key.span()), layer: self.layers };
            self.entries.insert(path, entry);
        }
    }

    /// Every path that was asked for.
    #[cfg(test)]
    pub(crate) fn asked(&self) -> &BTreeSet<String> {
        &self.asked
    }

    fn ask(&mut self, path: &str) -> Option<Entry> {
        if !self.asked.contains(path) {
            self.asked.insert(path.to_owned());
        }
        self.entries.get(path).cloned()
    }

    /// The layer of a value.
    pub(crate) fn layer(&mut self, path: &str) -> Option<usize> {
        self.ask(path).map(|entry| entry.layer)
    }

    /// The names at a path: `ship` and `place` for `class` where there are values `class.ship.italic` and
    /// `class.place.bold`.
    pub(crate) fn names(&self, path: &str) -> BTreeSet<String> {
        let inner = self.entries.keys().filter_map(|key| key.strip_prefix(path)?.strip_prefix('.')?.split_once('.'));
        inner.map(|(name, _)| name.to_owned()).collect()
    }

    fn refuse(&mut self, path: &str, entry: &Entry, wanted: &str) {
        let given = match &entry.value {
            Scalar::Text(text) => format!("`{text}`"),
            Scalar::Integer(number) => format!("`{number}`"),
            Scalar::Truth(truth) => format!("`{truth}`"),
            Scalar::Other(what) => (*what).to_owned(),
        };
        let mut error = Diagnostic::error("theme-value", format!("{given} is no value of `{path}` in a theme"));
        error.span = entry.span;
        self.report(error.hint(format!("write {wanted}")));
    }

    /// Reports a fault once, however many styles inherit the value.
    pub(crate) fn report(&mut self, error: Diagnostic) {
        if !self.diagnostics.iter().any(|known| *known == error) {
            self.diagnostics.push(error);
        }
    }

    /// A text.
    pub(crate) fn text(&mut self, path: &str) -> Option<String> {
        let entry = self.ask(path)?;
        if let Scalar::Text(text) = entry.value {
            return Some(text);
        }
        self.refuse(path, &entry, "a text in quotation marks");
        None
    }

    /// Yes or no.
    pub(crate) fn truth(&mut self, path: &str) -> Option<bool> {
        let entry = self.ask(path)?;
        if let Scalar::Truth(truth) = entry.value {
            return Some(truth);
        }
        self.refuse(path, &entry, "true or false");
        None
    }

    /// The chapters that open on a recto: yes, no, or those of a book with long ones.
    pub(crate) fn recto_openings(&mut self, path: &str) -> Option<RectoOpenings> {
        let entry = self.ask(path)?;
        match &entry.value {
            Scalar::Truth(true) => Some(RectoOpenings::Always),
            Scalar::Truth(false) => Some(RectoOpenings::Never),
            Scalar::Text(text) if text == "long" => Some(RectoOpenings::Long),
            _ => {
                self.refuse(path, &entry, "true, false or \"long\"");
                None
            }
        }
    }

    /// A whole number within bounds.
    pub(crate) fn integer(&mut self, path: &str, bounds: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let entry = self.ask(path)?;
        if let Scalar::Integer(number) = entry.value
            && bounds.contains(&number)
        {
            return Some(number);
        }
        self.refuse(path, &entry, &format!("a whole number from {} to {}", bounds.start(), bounds.end()));
        None
    }

    /// One of the words of an enumeration.
    pub(crate) fn word<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        let entry = self.ask(path)?;
        let Scalar::Text(text) = &entry.value else {
            self.refuse(path, &entry, "a word in quotation marks");
            return None;
        };
        let words: StrDeserializer<'_, WordError> = text.as_str().into_deserializer();
        match T::deserialize(words) {
            Ok(word) => Some(word),
            Err(error) => {
                let error = error.to_string();
                let wanted = error.split_once("expected ").map_or("a known word", |(_, wanted)| wanted);
                self.refuse(path, &entry, wanted);
                None
            }
        }
    }

    /// A length: `12pt`, `1.5em`, `2lines`.
    pub(crate) fn length(&mut self, path: &str, measures: Measures) -> Option<Length> {
        let entry = self.ask(path)?;
        if let Scalar::Text(text) = &entry.value
            && let Some(length) = parse_length(text, measures)
        {
            return Some(length);
        }
        self.refuse(path, &entry, "a number with one of pt, pc, mm, cm, in, em, lines");
        None
    }

    /// A colour: `#rrggbb`.
    pub(crate) fn color(&mut self, path: &str) -> Option<Color> {
        let entry = self.ask(path)?;
        if let Scalar::Text(text) = &entry.value
            && let Ok(color) = text.parse()
        {
            return Some(color);
        }
        self.refuse(path, &entry, "a colour as #rrggbb");
        None
    }

    /// Reports the colour at a path if its contrast with its ground is less than `least`.
    pub(crate) fn check_contrast(&mut self, path: &str, color: Color, ground: Color, least: f64) {
        let contrast = color.contrast(ground);
        if contrast < least {
            let span = self.ask(path).and_then(|entry| entry.span);
            let message = format!("`{path}` {color} has a contrast of {contrast:.1} with {ground} in a theme");
            let mut error = Diagnostic::error("theme-contrast", message);
            error.span = span;
            self.report(error.hint(format!("choose colours with a contrast of at least {least}")));
        }
    }

    /// Refuses what nothing asked for, in themes of the user's own.
    pub(crate) fn refuse_unknown(&mut self) {
        for (path, entry) in &self.entries {
            if self.asked.contains(path) {
                continue;
            }
            let mut error = Diagnostic::error("unknown-key", format!("unknown key `{path}` in a theme"));
            error.span = entry.key;
            // Among those of its own table, which are fewer.
            let table = |path: &str| path.split_once('.').map(|(table, _)| table.to_owned());
            let near = self.asked.iter().map(String::as_str).filter(|asked| table(asked) == table(path));
            if let Some(known) = nearest(path, near) {
                error = error.hint(format!("did you mean `{known}`?"));
            }
            self.diagnostics.push(error);
        }
    }
}

fn parse_length(text: &str, measures: Measures) -> Option<Length> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let unit = match unit {
        "em" => measures.em,
        "line" | "lines" => measures.line,
        _ => return text.parse().ok(),
    };
    let number: f64 = number.trim().parse().ok()?;
    (number.is_finite() && number.abs() < 1000.0).then(|| unit.scale((number * 1000.0).round() as i64, 1000))
}
