//! Language files to [`Language`]s. A file's keys replace those of the file that it `inherits` from and of `und.toml`; the
//! keys of a variant replace those of its file.

use std::sync::OnceLock;

use anthology_base::Lang;
use toml::{Table, Value};

use crate::data::Language;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// A file of `languages/` and, after its first use, its content.
pub(crate) struct LanguageFile {
    tag: &'static str,
    text: &'static str,
    /// The language itself, then its variants.
    read: OnceLock<Vec<Variant>>,
}

struct Variant {
    /// The subtags that a tag must have: `CH`; none for the language itself.
    subtags: Vec<String>,
    /// Others that do as well: `LI`.
    also: Vec<String>,
    language: Language,
}

/// The file of a primary language subtag.
pub(crate) fn find(primary: &str) -> Option<&'static LanguageFile> {
    FILES.binary_search_by_key(&primary, |file| file.tag).ok().map(|at| &FILES[at])
}

/// The file for languages without one.
pub(crate) fn undetermined() -> &'static LanguageFile {
    find("und").expect("languages/und.toml exists")
}

impl LanguageFile {
    pub(crate) const fn new(tag: &'static str, text: &'static str) -> Self {
        Self { tag, text, read: OnceLock::new() }
    }

    /// The language without its variants.
    pub(crate) fn base(&self) -> &Language {
        &self.read()[0].language
    }

    /// The variants alone.
    pub(crate) fn variants(&self) -> impl Iterator<Item = &Language> {
        self.read()[1..].iter().map(|variant| &variant.language)
    }

    /// The variant with the most subtags of a tag.
    pub(crate) fn variant(&self, lang: Lang) -> &Language {
        let variants = self.read();
        if variants.len() == 1 || lang.as_str().len() == self.tag.len() {
            return &variants[0].language;
        }
        let matching = variants[1..].iter().filter(|variant| variant.matches(lang));
        &matching.max_by_key(|variant| variant.subtags.len()).unwrap_or(&variants[0]).language
    }

    /// # Panics
    /// If a file is malformed, which the crate's tests exclude.
    fn read(&self) -> &[Variant] {
        self.read.get_or_init(|| self.parse().unwrap_or_else(|error| panic!("languages/{}.toml: {error}", self.tag)))
    }

    fn parse(&self) -> Result<Vec<Variant>, String> {
        let mut base = self.table(0)?;
        let variants = match base.remove("variant") {
            Some(Value::Table(variants)) => variants,
            None => Table::new(),
            Some(_) => return Err("`variant` is not a table".to_owned()),
        };
        let mut read =
            vec![Variant { subtags: Vec::new(), also: Vec::new(), language: language(base.clone(), self.tag)? }];
        for (key, changes) in variants {
            let Value::Table(mut changes) = changes else { return Err(format!("`variant.{key}` is not a table")) };
            let also = match changes.remove("also") {
                Some(also) => also.try_into().map_err(|error| format!("`variant.{key}.also`: {error}"))?,
                None => Vec::new(),
            };
            let mut table = base.clone();
            // Words of a variant are in that variant's language, whatever those of the language itself are in.
            replace_keys(&mut table, changes);
            let tag = format!("{}-{key}", self.tag);
            let language = language(table, &tag).map_err(|error| format!("`variant.{key}`: {error}"))?;
            read.push(Variant { subtags: key.split('-').map(str::to_owned).collect(), also, language });
        }
        Ok(read)
    }

    /// The file's keys over those that it inherits. `depth` bounds the chain.
    fn table(&self, depth: usize) -> Result<Table, String> {
        let mut own: Table = self.text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let inherits = own.remove("inherits");
        if self.tag == "und" {
            return Ok(own);
        }
        let parent = inherits.as_ref().and_then(Value::as_str).unwrap_or("und");
        // `sr-Latn`: the parent in its variant.
        let (parent, variant) = parent.split_once('-').map_or((parent, None), |(tag, variant)| (tag, Some(variant)));
        let parent = find(parent).filter(|_| depth < 3).ok_or_else(|| format!("can't inherit from `{parent}`"))?;
        let mut table = parent.table(depth + 1)?;
        if let Some(variant) = variant {
            let mut variants = table.remove("variant");
            let changes = variants.as_mut().and_then(|variants| variants.as_table_mut()?.remove(variant));
            let Some(Value::Table(changes)) = changes else { return Err(format!("no variant `{variant}` to inherit")) };
            replace_keys(&mut table, changes);
        }
        if parent.tag == "und" {
            // The names of services are the same everywhere and needn't be repeated for each language.
            table.remove("import");
        }
        replace_keys(&mut table, own);
        Ok(table)
    }
}

impl Variant {
    fn matches(&self, lang: Lang) -> bool {
        let has = |wanted: &str| lang.as_str().split('-').skip(1).any(|subtag| subtag == wanted);
        // `zh-TW` is in traditional characters where the tag doesn't name a script.
        let is_script = |subtag: &str| subtag.len() == 4 && subtag.starts_with(char::is_alphabetic);
        self.subtags.iter().all(|subtag| {
            has(subtag) || self.also.iter().any(|also| has(also)) && !(is_script(subtag) && lang.script().is_some())
        })
    }
}

fn replace_keys(table: &mut Table, changes: Table) {
    for (key, change) in changes {
        match (table.get_mut(&key), change) {
            (Some(Value::Table(inner)), Value::Table(changes)) => replace_keys(inner, changes),
            (_, change) => {
                table.insert(key, change);
            }
        }
    }
}

fn language(mut table: Table, tag: &str) -> Result<Language, String> {
    table.iter_mut().for_each(|(_, value)| write_spaces(value));
    let mut language: Language = table.try_into().map_err(|error: toml::de::Error| error.to_string())?;
    language.tag = tag.parse().map_err(|error: anthology_base::ParseLangError| error.to_string())?;
    if let Some(words) = &mut language.words
        && words.lang == Lang::UND
    {
        words.lang = language.tag;
    }
    if let Some(site) = &mut language.site
        && site.lang == Lang::UND
    {
        site.lang = language.tag;
    }
    Ok(language)
}

/// Files write U+00A0 as `~` and U+202F as `_`, so that the spaces can be seen.
fn write_spaces(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace('~', "\u{a0}").replace('_', "\u{202f}"),
        Value::Array(values) => values.iter_mut().for_each(write_spaces),
        Value::Table(table) => table.iter_mut().for_each(|(_, value)| write_spaces(value)),
        _ => {}
    }
}
