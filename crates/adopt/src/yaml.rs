//! YAML as a tree of text, lists and mappings.

use saphyr_parser::{Event, Parser};

/// Levels beyond which a file is refused.
const DEEPEST: usize = 64;

/// A value of YAML.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Yaml {
    Text(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

impl Yaml {
    /// Reads the first document of a text; the error is in the parser's words.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut open: Vec<Self> = Vec::new();
        // The keys of the open mappings whose value comes next.
        let mut keys: Vec<Option<String>> = Vec::new();
        for event in Parser::new_from_str(text) {
            let (event, _) = event.map_err(|error| error.to_string())?;
            let done = match event {
                Event::Scalar(text, ..) => Some(Self::Text(text.into_owned())),
                Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= DEEPEST => {
                    return Err(format!("it is nested more than {DEEPEST} deep"));
                }
                Event::SequenceStart(..) => {
                    open.push(Self::List(Vec::new()));
                    keys.push(None);
                    None
                }
                Event::MappingStart(..) => {
                    open.push(Self::Map(Vec::new()));
                    keys.push(None);
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    keys.pop();
                    open.pop()
                }
                Event::Alias(_) => Some(Self::Text(String::new())),
                _ => None,
            };
            let Some(done) = done else { continue };
            match (open.last_mut(), keys.last_mut()) {
                (Some(Self::List(items)), _) => items.push(done),
                (Some(Self::Map(entries)), Some(key)) => match (key.take(), done) {
                    (Some(name), value) => entries.push((name, value)),
                    (None, Self::Text(name)) => *key = Some(name),
                    (None, _) => return Err("a key is not text".to_owned()),
                },
                _ => return Ok(done),
            }
        }
        Ok(Self::Map(Vec::new()))
    }

    /// The value of a mapping's key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Text that says something.
    pub(crate) fn text(&self) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(text.trim()).filter(|text| !matches!(*text, "" | "~" | "null"))
    }

    /// The items of a list; a single value is a list of one.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    /// The names of people: texts, or mappings with a `name`.
    pub(crate) fn names(&self) -> Vec<String> {
        let name = |item: &Self| {
            let name = item.get("name").unwrap_or(item);
            let joined = ["given", "family"].map(|part| name.get(part).and_then(Self::text)).into_iter().flatten();
            let joined = joined.collect::<Vec<_>>().join(" ");
            name.text().map(str::to_owned).or(Some(joined).filter(|name| !name.is_empty()))
        };
        self.items().iter().filter_map(name).collect()
    }
}

/// The YAML between two lines of `---` at a file's beginning.
pub(crate) fn front_matter(text: &str) -> Option<Yaml> {
    let (first, rest) = text.split_once('\n')?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Yaml::parse(&rest[..at]).ok();
        }
        at += line.len();
    }
    None
}
