//! Markdown manuscripts: their front matter, and their text byte for byte. A manuscript is not a capture: nothing in
//! it is boilerplate, and nothing is joined or tidied.

use crate::dates::date;
use crate::documents::{Content, Document, Dropped, FoundIn, one_line, said};
use crate::html::{Hints, fragment};
use anthology_base::Date;

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
    let front = front(text);
    if front.is_none() && !named {
        return None;
    }
    let (fields, body) = front.unwrap_or((Fields::default(), text));
    let heading = body.trim_start().strip_prefix("# ").map(|rest| rest.lines().next().unwrap_or_default());
    let mut body = body.trim_start_matches(['\n', '\r']).to_owned();
    let title = fields.title.clone().or_else(|| heading.and_then(|h| said(h.trim_end_matches('#'))));
    let title = title.or_else(|| title_of_file(name).filter(|_| named));
    // The chapter's title is in its front matter: the heading that says the same again goes.
    if let (Some(title), Some(heading)) = (&title, heading)
        && crate::shape::normalised_words(title) == crate::shape::normalised_words(heading)
    {
        body =
            body.trim_start().split_once('\n').map_or("", |(_, rest)| rest).trim_start_matches(['\n', '\r']).to_owned();
    }
    let content = Content { dropped: foreign_notation(&body), ..Content::default() };
    let document = Document { content, title, ..fields.document(name) };
    Some(Manuscript { document, body })
}

fn front(text: &str) -> Option<(Fields, &str)> {
    yaml(text).or_else(|| toml(text)).or_else(|| json(text))
}

/// The title that the name of a file says, as wikis have it: `Old mill.md`, `2014-03-09-old-mill.md`, `old-mill/index.md`.
fn title_of_file(name: &str) -> Option<String> {
    let mut parts = name.rsplit("--").map(|part| part.rsplit_once('.').map_or(part, |(stem, _)| stem));
    let stem = parts.find(|part| !["index", "_index", "readme"].contains(&part.to_ascii_lowercase().as_str()))?;
    let undated = stem.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' '));
    let spaced = if undated.contains(' ') { undated.to_owned() } else { undated.replace(['-', '_'], " ") };
    let mut chars = spaced.trim().chars();
    let title = chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str())?;
    (title.chars().filter(|c| c.is_alphabetic()).count() >= 3).then_some(title)
}

/// A post of a site generator in HTML; `None` if the file is not named so or has no front matter.
pub(crate) fn page(text: &str, name: &str) -> Option<Document> {
    let lower = name.to_ascii_lowercase();
    let (fields, body) = front(text).filter(|_| lower.ends_with(".html") || lower.ends_with(".htm"))?;
    let content = fragment(body, &Hints { title: fields.title.as_deref(), ..Hints::default() });
    let tags = foreign_notation(body);
    let mut document = Document { title: fields.title.clone(), content, ..fields.document(name) };
    document.content.dropped.extend(tags);
    Some(document)
}

/// True for a date that a post can have: drafts have the year 9999.
fn is_real(date: &Date) -> bool {
    date.year < 2200
}

/// The date in a path or the name of a file: `2014-03-09-mill.md`, `/2014/03/09/mill/`.
fn date_in_path(path: &str) -> Option<Date> {
    let starts = (0..path.len())
        .filter(|&at| at == 0 || path.is_char_boundary(at) && path[..at].ends_with(['/', '-', '_', '.']));
    starts.filter_map(|at| path.get(at..at + 10)).find_map(|text| {
        let parts: Vec<&str> = text.split(['-', '/', '_']).collect();
        let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        let [year, month, day] = parts[..] else { return None };
        let date = || -> Option<Date> { format!("{year}-{month}-{day}").parse().ok() };
        (digits(year, 4) && digits(month, 2) && digits(day, 2)).then(date)?.filter(is_real)
    })
}

/// Notation of other programs, each with its end and what is said of it. It stays in the text, which is kept byte for
/// byte, and is listed: the book would print it.
const FOREIGN: &[(&str, &str, &str)] = &[
    ("{{<", ">}}", "a shortcode of Hugo: it stays in the text, and prints as it is"),
    ("{{%", "%}}", "a shortcode of Hugo: it stays in the text, and prints as it is"),
    ("{{", "}}", "a macro or shortcode of a site generator: it stays in the text, and prints as it is"),
    ("{%", "%}", "a tag of a site generator: it stays in the text, and prints as it is"),
    ("![[", "]]", "an embedded note or image of a wiki: it stays in the text, and prints as it is"),
    ("[[", "]]", "a wiki link: it becomes a link where its note is a chapter, and prints as it is elsewhere"),
];

/// Lists the notation of other programs in a text, outside its code.
fn foreign_notation(text: &str) -> Vec<Dropped> {
    let mut out = Vec::new();
    for line in prose_lines(text) {
        let mut rest = line;
        while let Some(at) = rest.find(['{', '[', '!', '`']) {
            rest = &rest[at..];
            if let Some(code) = rest.strip_prefix('`') {
                rest = code.find('`').map_or("", |end| &code[end + 1..]);
                continue;
            }
            let found = FOREIGN.iter().find_map(|(open, close, reason)| {
                let inner = rest.strip_prefix(open)?;
                Some((open.len() + inner.find(close)? + close.len(), *reason))
            });
            let length = found.map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), |(length, _)| length);
            if let Some((length, reason)) = found {
                out.push(Dropped { text: one_line(&rest[..length]), reason: reason.to_owned() });
            }
            rest = &rest[length..];
        }
    }
    out
}

/// The paths of the images of a text, outside its code.
pub(crate) fn image_paths(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in prose_lines(text) {
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

/// The lines of a text that are in no fenced code.
fn prose_lines(text: &str) -> impl Iterator<Item = &str> {
    lines(text).filter(|(_, prose)| *prose).map(|(line, _)| line)
}

/// The lines of a text with their ends, each with whether it is in no fenced code.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut fence: Option<&str> = None;
    text.split_inclusive('\n').map(move |line| {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|m| start.starts_with(m));
        let inside = fence.is_some();
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        (line, !inside && mark.is_none())
    })
}

#[derive(Default)]
struct Fields {
    title: Option<String>,
    author: Option<String>,
    date: Option<String>,
    language: Option<String>,
    url: Option<String>,
    path: Option<String>,
    draft: bool,
}

impl Fields {
    /// A post without title and text. Dates are looked for in its address and in the name of its file too.
    fn document(self, name: &str) -> Document {
        let stated = self.date.as_deref().and_then(date).filter(is_real);
        let in_address = self.path.as_deref().and_then(date_in_path);
        let in_name = date_in_path(name.rsplit("--").next().unwrap_or(name));
        let guess = match (stated, in_address, in_name) {
            (Some(_), ..) | (None, None, None) => None,
            (None, Some(_), _) => Some("a guess: the address in the front matter"),
            (None, None, Some(_)) => Some("a guess: the name of the file"),
        };
        Document {
            author: self.author,
            date: stated.or(in_address).or(in_name),
            lang: self.language.and_then(|l| l.parse().ok()),
            url: self.url.filter(|u| u.starts_with("http")),
            left_out: self.draft.then(|| "a draft".to_owned()),
            found_in: FoundIn { date: guess.map(str::to_owned), ..FoundIn::default() },
            ..Document::default()
        }
    }

    fn set(&mut self, key: &str, value: &str) {
        let value = said(value);
        match key.to_ascii_lowercase().as_str() {
            "title" => self.title = value,
            "author" | "authors" => self.author = value,
            "published" if matches!(value.as_deref(), Some("true" | "false")) => {
                self.draft |= value.as_deref() == Some("false");
            }
            "date" | "published" | "created" => self.date = self.date.take().or(value),
            "lang" | "language" => self.language = value,
            "canonicalurl" | "canonical_url" | "url" => {
                self.path = self.path.take().or_else(|| value.clone());
                self.url = self.url.take().or(value);
            }
            "path" | "permalink" | "slug" => self.path = self.path.take().or(value),
            "draft" => self.draft |= value.as_deref() == Some("true"),
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

/// Front matter as a JSON object, which Hugo reads too.
fn json(text: &str) -> Option<(Fields, &str)> {
    let start = text.trim_start_matches('\u{feff}');
    if !start.starts_with('{') {
        return None;
    }
    let mut values =
        serde_json::Deserializer::from_str(start).into_iter::<serde_json::Map<String, serde_json::Value>>();
    let map = values.next()?.ok()?;
    let body = start[values.byte_offset()..].strip_prefix(['\n', '\r'])?;
    let mut fields = Fields::default();
    for (key, value) in &map {
        match value {
            serde_json::Value::String(text) => fields.set(key, text),
            serde_json::Value::Array(list) => {
                fields.set(key, list.first().and_then(serde_json::Value::as_str).unwrap_or_default());
            }
            serde_json::Value::Bool(flag) => fields.set(key, &flag.to_string()),
            _ => {}
        }
    }
    (fields.title.is_some() || fields.date.is_some()).then_some((fields, body))
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
        let found = read("{\n  \"title\": \"A\", \"date\": \"2014-03-09\", \"draft\": true\n}\n\nText\n", "a.txt");
        let found = found.expect("a manuscript");
        assert_eq!((found.document.title.as_deref(), found.body.as_str()), (Some("A"), "Text\n"));
        assert!(found.document.date.is_some() && found.document.left_out.is_some());
        assert!(read("{ not json }\n\nText\n", "a.txt").is_none());
        assert!(read("# One\n\ntext\n", "one.txt").is_none());
        assert!(read("---\n\nA rule opens this capture: it is none.\n\n---\n", "a.txt").is_none());
    }

    #[test]
    fn dates_of_names_and_addresses() {
        let of = |text: &str, name: &str| read(text, name).and_then(|m| m.document.date).map(|d| d.to_string());
        assert_eq!(of("# A\n\nText\n", "posts--2014-03-09-mill.md").as_deref(), Some("2014-03-09"));
        assert_eq!(of("---\npermalink: /2014/03/09/mill/\n---\nText\n", "mill.md").as_deref(), Some("2014-03-09"));
        assert_eq!(of("---\ndate: 2015-01-02\n---\nText\n", "2014-03-09-mill.md").as_deref(), Some("2015-01-02"));
        assert_eq!(of("---\ndate: 9999-12-31\n---\nText\n", "mill.md"), None);
        assert_eq!(of("# A\n\nText\n", "2014-13-39-mill-99.md"), None);
        let title = |name: &str| read("Text\n", name).and_then(|m| m.document.title);
        assert_eq!(title("notes--Old mill.md").as_deref(), Some("Old mill"));
        assert_eq!(title("2014-03-09-old-mill.md").as_deref(), Some("Old mill"));
        assert_eq!(title("old-mill--index.md").as_deref(), Some("Old mill"));
        assert_eq!(title("7.md"), None);
    }

    #[test]
    fn posts_of_site_generators_in_html() {
        let text =
            "---\ntitle: The mill\npublished: false\n---\n<h1>The mill</h1>\n<p>It <b>turns</b>. {% raw %}</p>\n";
        let found = page(text, "_posts--2014-03-09-mill.html").expect("a post");
        assert_eq!(found.title.as_deref(), Some("The mill"));
        assert_eq!(crate::blocks::plain(&found.content.blocks), "It turns. {% raw %}");
        assert_eq!(found.date.map(|d| d.to_string()).as_deref(), Some("2014-03-09"));
        assert_eq!((found.left_out.as_deref(), found.content.dropped.len()), (Some("a draft"), 1));
        assert!(page(text, "mill.md").is_none());
        assert!(page("<p>It turns.</p>", "mill.html").is_none());
    }

    #[test]
    fn notation_of_other_programs_is_listed_and_stays() {
        let text = "# A\n\nSee [[Old mill|the mill]] {{< figure src=\"a.png\" >}} and `[[code]]`, [a](b).\n\n```\n{{ x }}\n```\n![[b.png]] {% raw %} [\n";
        let found = read(text, "a.md").expect("a manuscript");
        assert!(found.body.contains("[[Old mill|the mill]]"));
        let listed: Vec<&str> = found.document.content.dropped.iter().map(|d| d.text.as_str()).collect();
        assert_eq!(listed, ["[[Old mill|the mill]]", "{{< figure src=\"a.png\" >}}", "![[b.png]]", "{% raw %}"]);
    }
}
