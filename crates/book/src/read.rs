//! TOML values with their places: a reader that says everything wrong with a table, not only the first
//! thing.

use std::ops::Range;
use std::str::FromStr;

use anthology_base::{Diagnostic, Diagnostics, FileId, Span, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// A value of the file, not yet of any type.
#[derive(Clone, Copy)]
pub(crate) struct Value<'r> {
    /// The name of the key, for messages.
    key: &'r str,
    file: FileId,
    key_range: (usize, usize),
    value: &'r Spanned<DeValue<'r>>,
}

/// A table of which keys are asked for by name; what was never asked for is unknown.
pub(crate) struct Table<'r> {
    /// `[book]`
    name: String,
    file: FileId,
    header: Range<usize>,
    entries: &'r DeTable<'r>,
    asked: Vec<&'static str>,
}

impl<'r> Table<'r> {
    pub(crate) fn root(file: FileId, entries: &'r DeTable<'r>) -> Self {
        Self { name: "book.toml".to_owned(), file, header: 0..0, entries, asked: Vec::new() }
    }

    /// The source of its header or opening brace.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.file, self.header.clone())
    }

    /// The value of a key, which is known from now on.
    pub(crate) fn get(&mut self, key: &'static str) -> Option<Value<'r>> {
        self.asked.push(key);
        let (k, value) = self.entries.get_key_value(key)?;
        Some(Value { key, file: self.file, key_range: (k.span().start, k.span().end), value })
    }

    /// All keys with their values in the order of the file, for tables whose keys the author chooses.
    pub(crate) fn all(&self) -> Vec<(Located<&'r str>, Value<'r>)> {
        let mut all: Vec<_> = self
            .entries
            .iter()
            .map(|(k, value)| {
                let key: &'r str = k.get_ref();
                let range = k.span();
                let place = Located { value: key, span: Span::new(self.file, range.clone()) };
                (place, Value { key, file: self.file, key_range: (range.start, range.end), value })
            })
            .collect();
        all.sort_by_key(|(key, _)| key.span);
        all
    }

    pub(crate) fn string(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<String> {
        self.get(key)?.string(d)
    }

    pub(crate) fn bool(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<bool> {
        self.get(key)?.bool(d)
    }

    pub(crate) fn parsed<T>(&mut self, key: &'static str, code: &'static str, d: &mut Diagnostics) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.get(key)?.parsed(code, d)
    }

    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
        d: &mut Diagnostics,
    ) -> Option<T> {
        self.get(key)?.choice(choices, d)
    }

    /// A table under a key.
    pub(crate) fn table(&mut self, key: &'static str, d: &mut Diagnostics) -> Option<Table<'r>> {
        let value = self.get(key)?;
        value.table(format!("[{key}]"), d)
    }

    /// The tables of `[[key]]`, in order.
    pub(crate) fn tables(&mut self, key: &'static str, d: &mut Diagnostics) -> Vec<Table<'r>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.array(d) else { return Vec::new() };
        items.into_iter().filter_map(|item| item.table(format!("[[{key}]]"), d)).collect()
    }

    /// Reports every key that was never asked for: with the key that is meant, the table that it belongs to, or the
    /// keys that the table has.
    pub(crate) fn finish(self, d: &mut Diagnostics) {
        for (key, _) in self.all() {
            if self.asked.contains(&key.value) {
                continue;
            }
            let message = format!("unknown key `{}` in {}", key.value, self.name);
            let finding = Diagnostic::error("unknown-key", message).at(key.span);
            d.push(finding.hint(self.advice(key.value)));
        }
    }

    fn advice(&self, key: &str) -> String {
        if let Some(misplaced) = MISPLACED.iter().find(|misplaced| misplaced.written == key) {
            return match misplaced {
                Misplaced { meant, .. } if self.asked.contains(meant) => format!("did you mean `{meant}`?"),
                Misplaced { written, meant, table } if written == meant => format!("move it to {table}"),
                Misplaced { meant, table, .. } => format!("did you mean `{meant}` in {table}?"),
            };
        }
        match self.suggest(key) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("valid keys: {}", list(&self.asked)),
        }
    }

    fn suggest(&self, key: &str) -> Option<&'static str> {
        let found = nearest(key, self.asked.iter().copied())?;
        self.asked.iter().copied().find(|k| *k == found)
    }
}

impl<'r> Value<'r> {
    /// Its source.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.file, self.value.span())
    }

    /// The source of its key.
    pub(crate) fn key_span(&self) -> Span {
        Span::new(self.file, self.key_range.0..self.key_range.1)
    }

    fn wrong_type(&self, wanted: &str, d: &mut Diagnostics) {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let message = format!("`{}` must be {wanted}, not {found}", self.key);
        d.push(Diagnostic::error("wrong-type", message).at(self.span()));
    }

    pub(crate) fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }

    pub(crate) fn is_array(&self) -> bool {
        self.value.get_ref().is_array()
    }

    pub(crate) fn is_integer(&self) -> bool {
        self.value.get_ref().as_integer().is_some()
    }

    pub(crate) fn as_str(&self) -> Option<&'r str> {
        self.value.get_ref().as_str()
    }

    pub(crate) fn string(&self, d: &mut Diagnostics) -> Option<String> {
        let text = self.as_str();
        if text.is_none() {
            self.wrong_type("a string in quotes", d);
        }
        text.map(str::to_owned)
    }

    pub(crate) fn bool(&self, d: &mut Diagnostics) -> Option<bool> {
        let value = self.value.get_ref().as_bool();
        if value.is_none() {
            self.wrong_type("true or false", d);
        }
        value
    }

    /// A whole number from `range`.
    pub(crate) fn integer(&self, range: std::ops::RangeInclusive<u32>, d: &mut Diagnostics) -> Option<u32> {
        let Some(integer) = self.value.get_ref().as_integer() else {
            self.wrong_type("a whole number", d);
            return None;
        };
        let value = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let value = value.and_then(|v| u32::try_from(v).ok()).filter(|v| range.contains(v));
        if value.is_none() {
            let message = format!("`{}` must be from {} to {}, not {integer}", self.key, range.start(), range.end());
            d.push(Diagnostic::error("out-of-range", message).at(self.span()));
        }
        value
    }

    /// A number from 0 to 1, in thousandths.
    pub(crate) fn per_mille(&self, d: &mut Diagnostics) -> Option<u32> {
        let number: Option<f64> = match self.value.get_ref() {
            DeValue::Float(f) => f.as_str().parse().ok(),
            DeValue::Integer(i) => i.as_str().parse().ok(),
            _ => {
                self.wrong_type("a number from 0 to 1", d);
                return None;
            }
        };
        let found = number.filter(|n| (0.0..=1.0).contains(n)).map(|n| (n * 1000.0).round() as u32);
        if found.is_none() {
            let message = format!("`{}` must be from 0 to 1", self.key);
            d.push(Diagnostic::error("out-of-range", message).at(self.span()));
        }
        found
    }

    /// A string, or a date without quotes, that is a `T`. What isn't is reported under `code` in the words of
    /// its parser, which name the text and what would be right.
    pub(crate) fn parsed<T>(&self, code: &'static str, d: &mut Diagnostics) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = match self.value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            // A year alone is an integer of four digits.
            DeValue::Integer(integer) if code == "bad-date" => integer.to_string(),
            _ => self.string(d)?,
        };
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.to_string();
                let (message, hint) = match message.split_once(": ") {
                    Some((what, hint)) => (what.to_owned(), Some(hint.to_owned())),
                    None => (message, None),
                };
                let finding = Diagnostic::error(code, message).at(self.span());
                d.push(match hint {
                    Some(hint) => finding.hint(hint),
                    None => finding,
                });
                None
            }
        }
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(&self, choices: &[(&'static str, T)], d: &mut Diagnostics) -> Option<T> {
        let text = self.string(d)?;
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text) {
            return Some(*value);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let message = format!("invalid value `{text}` for `{}`", self.key);
        let finding = Diagnostic::error("unknown-value", message).at(self.span());
        d.push(match nearest(&text, names.iter().copied()) {
            Some(known) => finding.hint(format!("did you mean `{known}`?")),
            None => finding.hint(format!("use one of {}", list(&names))),
        });
        None
    }

    pub(crate) fn array(&self, d: &mut Diagnostics) -> Option<Vec<Value<'r>>> {
        let Some(items) = self.value.get_ref().as_array() else {
            self.wrong_type("an array in brackets", d);
            return None;
        };
        Some(items.iter().map(|value| Value { value, ..*self }).collect())
    }

    /// A string, or an array of strings.
    pub(crate) fn one_or_more(&self, d: &mut Diagnostics) -> Vec<Located<String>> {
        if self.is_array() {
            return self.strings(d);
        }
        self.string(d).map(|value| Located { value, span: self.span() }).into_iter().collect()
    }

    /// A string, or a whole number or a date as text.
    pub(crate) fn text_or_number(&self, d: &mut Diagnostics) -> Option<String> {
        match self.value.get_ref() {
            DeValue::Integer(number) => Some(number.as_str().replace('_', "")),
            DeValue::Datetime(date) => Some(date.to_string()),
            _ => self.string(d),
        }
    }

    /// An array of strings, each with its place.
    pub(crate) fn strings(&self, d: &mut Diagnostics) -> Vec<Located<String>> {
        let items = self.array(d).unwrap_or_default();
        items.iter().filter_map(|item| Some(Located { value: item.string(d)?, span: item.span() })).collect()
    }

    pub(crate) fn table(&self, name: String, d: &mut Diagnostics) -> Option<Table<'r>> {
        let Some(entries) = self.value.get_ref().as_table() else {
            self.wrong_type(&format!("a table, {name}"), d);
            return None;
        };
        Some(Table { name, file: self.file, header: self.value.span(), entries, asked: Vec::new() })
    }
}

/// A key that people write where it isn't known.
struct Misplaced {
    written: &'static str,
    meant: &'static str,
    table: &'static str,
}

/// A key that is right, but for its table.
const fn of_table(key: &'static str, table: &'static str) -> Misplaced {
    Misplaced { written: key, meant: key, table }
}

/// A key that is called otherwise.
const fn alias(written: &'static str, meant: &'static str, table: &'static str) -> Misplaced {
    Misplaced { written, meant, table }
}

const MISPLACED: &[Misplaced] = &[
    of_table("title", "[book]"),
    of_table("subtitle", "[book]"),
    of_table("short-title", "[book]"),
    of_table("file-name", "[book]"),
    of_table("authors", "[book]"),
    of_table("editors", "[book]"),
    of_table("translators", "[book]"),
    of_table("contributors", "[book]"),
    of_table("language", "[book]"),
    of_table("identifier", "[book]"),
    of_table("publisher", "[book]"),
    of_table("rights", "[book]"),
    of_table("description", "[book]"),
    of_table("date", "[book]"),
    of_table("series", "[book]"),
    of_table("subjects", "[book]"),
    of_table("chapters", "[book]"),
    of_table("pages-of", "[book]"),
    of_table("theme", "[typesetting]"),
    of_table("font", "[typesetting]"),
    of_table("notes", "[typesetting]"),
    of_table("hyphenation-exceptions", "[typesetting]"),
    of_table("caption-numbers", "[typesetting]"),
    of_table("paragraph-numbers", "[typesetting]"),
    of_table("fractions", "[typesetting]"),
    of_table("ordinals", "[typesetting]"),
    of_table("highlighting", "[typesetting]"),
    of_table("missing-glyphs", "[typesetting]"),
    of_table("trim", "[print]"),
    of_table("margins", "[print]"),
    of_table("size", "[print]"),
    of_table("leading", "[print]"),
    of_table("cover", "[epub]"),
    of_table("embed-fonts", "[epub]"),
    of_table("soft-hyphens", "[epub]"),
    of_table("certifier", "[epub]"),
    of_table("max-image", "[epub]"),
    of_table("size-cap", "[epub]"),
    of_table("onix", "[epub]"),
    of_table("starts", "a [[group]]"),
    of_table("minutes", "a [[group]]"),
    of_table("meetings", "a [[group]]"),
    of_table("own-edition", "a [[group]]"),
    of_table("leader", "a [[group.meeting]]"),
    of_table("profile", "an [edition.NAME]"),
    of_table("bleed", "an [edition.NAME]"),
    of_table("crop-marks", "an [edition.NAME]"),
    of_table("concordance", "an [edition.NAME]"),
    of_table("matter", "[front] or [back]"),
    of_table("front", "the top level, as [front]"),
    of_table("back", "the top level, as [back]"),
    alias("author", "authors", "[book]"),
    alias("editor", "editors", "[book]"),
    alias("translator", "translators", "[book]"),
    alias("lang", "language", "[book]"),
    alias("isbn", "identifier", "[book]"),
    alias("uuid", "identifier", "[book]"),
    alias("id", "identifier", "[book]"),
    alias("copyright", "rights", "[book]"),
    alias("hyphenation", "hyphenation-exceptions", "[typesetting]"),
    alias("code", "bisac", "an entry of `subjects`"),
    alias("left", "inner", "`margins`"),
    alias("right", "outer", "`margins`"),
    alias("cover-image", "cover", "[epub]"),
    alias("page-size", "trim", "[print]"),
];

/// `a`, `b`, `c`, each in back-quotes.
fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
