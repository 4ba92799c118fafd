//! Markdown manuscripts: their front matter, and their text byte for byte. A manuscript is not a capture: nothing in
//! it is boilerplate, and nothing is joined or tidied.

use crate::dates::date;
use crate::documents::{Document, said};

/// A manuscript's front matter and body.
pub(crate) struct Manuscript {
    pub(crate) document: Document,
    /// The text after the front matter, as it is.
    pub(crate) body: String,
}

/// Reads a manuscript; `None` if the file is not evidently one: only front matter, or a heading at its beginning
/// together with a name that ends in `.md`, makes text a manuscript.
pub(crate) fn read(text: &str, name: &str) -> Option<Manuscript> {
    let lower = name.to_ascii_lowercase();
    let named = [".md", ".markdown", ".mdown", ".mkd"].iter().any(|end| lower.ends_with(end));
    let front = yaml(text).or_else(|| toml(text));
    if front.is_none() && !named {
        return None;
    }
    let (fields, body) = front.unwrap_or((Fields::default(), text));
    let heading = body.trim_start().strip_prefix("# ").map(|rest| rest.lines().next().unwrap_or_default());
    let mut body = body.trim_start_matches(['\n', '\r']).to_owned();
    let title = fields.title.clone().or_else(|| heading.and_then(|h| said(h.trim_end_matches('#'))));
    // The chapter's title is in its front matter: the heading that says the same again goes.
    if let (Some(title), Some(heading)) = (&title, heading)
        && crate::shape::normalised_words(title) == crate::shape::normalised_words(heading)
    {
        body =
            body.trim_start().split_once('\n').map_or("", |(_, rest)| rest).trim_start_matches(['\n', '\r']).to_owned();
    }
    let document = Document {
        title,
        author: fields.author,
        date: fields.date.as_deref().and_then(date),
        lang: fields.language.and_then(|l| l.parse().ok()),
        url: fields.url.filter(|u| u.starts_with("http")),
        left_out: fields.draft.then(|| "a draft".to_owned()),
        ..Document::default()
    };
    Some(Manuscript { document, body })
}

/// The paths of the images of a text, outside its code.
pub(crate) fn image_paths(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|m| start.starts_with(m));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        if fence.is_some() || mark.is_some() {
            continue;
        }
        for (at, _) in line.match_indices("![") {
            let Some(open) = line[at..].find("](").map(|o| at + o + 2) else { continue };
            let rest = &line[open..];
            let path = match rest.strip_prefix('<') {
                Some(inner) => inner.split('>').next(),
                None => rest.split([')', ' ', '\t']).next(),
            };
            out.extend(path.filter(|p| !p.is_empty()).map(str::to_owned));
        }
    }
    out
}

#[derive(Default)]
struct Fields {
    title: Option<String>,
    author: Option<String>,
    date: Option<String>,
    language: Option<String>,
    url: Option<String>,
    draft: bool,
}

impl Fields {
    fn set(&mut self, key: &str, value: &str) {
        let value = said(value);
        match key.to_ascii_lowercase().as_str() {
            "title" => self.title = value,
            "author" | "authors" => self.author = value,
            "date" | "published" | "created" => self.date = self.date.take().or(value),
            "lang" | "language" => self.language = value,
            "canonicalurl" | "canonical_url" | "url" => self.url = self.url.take().or(value),
            "draft" => self.draft |= value.as_deref() == Some("true"),
            "published?" => self.draft |= value.as_deref() == Some("false"),
            _ => {}
        }
    }
}

/// Front matter between `---`: the plain `key: value` lines of its top level.
fn yaml(text: &str) -> Option<(Fields, &str)> {
    let rest = text.trim_start_matches('\u{feff}').strip_prefix("---")?;
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
    let mut at = 0;
    let mut fields = Fields::default();
    let mut pairs = 0;
    let mut list: Option<String> = None;
    for line in rest.split_inclusive('\n') {
        at += line.len();
        let bare = line.trim_end();
        if bare == "---" || bare == "..." {
            return (pairs > 0).then_some((fields, &rest[at..]));
        }
        if let (Some(key), Some(item)) = (&list, bare.trim_start().strip_prefix("- ")) {
            fields.set(key, unquoted(item));
            list = None;
            continue;
        }
        if let Some((key, value)) = bare.split_once(':').filter(|(key, _)| is_key(key)) {
            pairs += 1;
            let value = value.trim();
            let value = value
                .strip_prefix('[')
                .and_then(|v| v.strip_suffix(']'))
                .map_or(value, |v| v.split(',').next().unwrap_or_default().trim());
            list = value.is_empty().then(|| key.to_owned());
            fields.set(key, unquoted(value));
        } else if !bare.is_empty() && !bare.starts_with([' ', '\t', '-', '#']) {
            return None;
        }
    }
    None
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

fn unquoted(value: &str) -> &str {
    let inner = |mark: char| value.strip_prefix(mark).and_then(|v| v.strip_suffix(mark));
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// Front matter between `+++`.
fn toml(text: &str) -> Option<(Fields, &str)> {
    let rest = text.trim_start_matches('\u{feff}').strip_prefix("+++\n")?;
    let end = rest.find("\n+++")?;
    let table: toml::Table = rest[..=end].parse().ok()?;
    let body = &rest[end + 4..];
    let mut fields = Fields::default();
    for (key, value) in &table {
        match value {
            toml::Value::String(text) => fields.set(key, text),
            toml::Value::Array(list) => fields.set(key, list.first().and_then(toml::Value::as_str).unwrap_or_default()),
            toml::Value::Table(_) => {}
            other => fields.set(key, &other.to_string()),
        }
    }
    Some((fields, body.strip_prefix('\n').unwrap_or(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_and_text() {
        let text = "---\ntitle: \"The mill: a note\"\ndate: 2014-03-09T08:00:00Z\nauthors:\n  - Mira Holm\ndraft: true\n---\n\n# The mill: a note\n\nIt *is*  so.\n";
        let found = read(text, "a.txt").expect("a manuscript");
        assert_eq!(found.document.title.as_deref(), Some("The mill: a note"));
        assert_eq!(found.document.author.as_deref(), Some("Mira Holm"));
        assert_eq!(found.document.date.map(|d| d.to_string()).as_deref(), Some("2014-03-09"));
        assert_eq!(found.document.left_out.as_deref(), Some("a draft"));
        assert_eq!(found.body, "It *is*  so.\n");
        let found = read("+++\ntitle = \"A\"\ndate = 2014-03-09\n+++\nText\n", "a.txt").expect("a manuscript");
        assert_eq!((found.document.title.as_deref(), found.body.as_str()), (Some("A"), "Text\n"));
        assert!(found.document.date.is_some());
        assert_eq!(read("# One\n\ntext\n", "one.md").expect("a manuscript").body, "text\n");
        assert!(read("# One\n\ntext\n", "one.txt").is_none());
        assert!(read("---\n\nA rule opens this capture: it is none.\n\n---\n", "a.txt").is_none());
    }
}
