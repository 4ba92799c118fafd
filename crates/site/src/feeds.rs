//! The catalogue of the book for reading apps: OPDS 1.2 (Atom), which nearly all of them read, and OPDS 2.0 (JSON).

use anthology_base::Date;
use anthology_typeset::{Contributor, Role, SubjectScheme};
use anthology_xhtml::Markup;
use serde_json::{Map, Value, json};

use crate::downloads::{Download, DownloadKind};
use crate::site::Context;

/// The media type of an OPDS 1.2 feed whose entries can be downloaded.
const ATOM: &str = "application/atom+xml;profile=opds-catalog;kind=acquisition";

const OPEN_ACCESS: &str = "http://opds-spec.org/acquisition/open-access";
const SAMPLE: &str = "http://opds-spec.org/acquisition/sample";

impl Context<'_> {
    /// A URL of the folder: absolute if the folder's address is known, since old clients fail on relative ones.
    fn feed_url(&self, path: &str) -> String {
        format!("{}{path}", self.site.url.unwrap_or_default())
    }

    /// The files that a reading app can open, with their relations. Those for Kindle and Kobo go other ways.
    fn acquisitions(&self) -> impl Iterator<Item = (&Download, &'static str)> {
        self.downloads.iter().filter_map(|file| match file.kind {
            DownloadKind::Epub | DownloadKind::Pdf | DownloadKind::LargePrint | DownloadKind::Text => {
                Some((file, OPEN_ACCESS))
            }
            DownloadKind::Sample => Some((file, SAMPLE)),
            DownloadKind::Kindle | DownloadKind::Kobo => None,
        })
    }

    fn identifier(&self) -> &str {
        self.site.text.metadata.identifiers.first().map_or("", String::as_str)
    }
}

/// A moment as Atom and JSON feeds write it (RFC 3339).
fn moment(date: Date) -> String {
    let (month, day) = (date.month.unwrap_or(1), date.day.unwrap_or(1));
    format!("{:04}-{month:02}-{day:02}T00:00:00Z", date.year)
}

/// `opds.atom`.
pub(crate) fn atom(context: &Context<'_>) -> String {
    let metadata = &context.site.text.metadata;
    let updated = moment(context.site.date);
    let mut m = Markup::new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let feed = [
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xmlns:dc", "http://purl.org/dc/terms/"),
        ("xml:lang", metadata.language.as_str()),
    ];
    m.open("feed", &feed);
    m.newline();
    // The feed is another thing than the book.
    m.line("id", &[], &format!("{}#catalogue", context.identifier()));
    m.line("title", &[], &metadata.title);
    m.line("updated", &[], &updated);
    people(&mut m, context, &["author"]);
    for (rel, path, media_type) in
        [("self", "opds.atom", ATOM), ("start", "opds.atom", ATOM), ("alternate", "index.html", "text/html")]
    {
        m.empty("link", &[("rel", rel), ("href", &context.feed_url(path)), ("type", media_type)]);
        m.newline();
    }
    m.open("entry", &[]);
    m.newline();
    m.line("title", &[], &metadata.title);
    m.line("id", &[], context.identifier());
    m.line("updated", &[], &updated);
    people(&mut m, context, &["author", "contributor"]);
    m.line("dc:language", &[], metadata.language.as_str());
    for identifier in &metadata.identifiers {
        m.line("dc:identifier", &[], identifier);
    }
    if let Some(publisher) = &metadata.publisher {
        m.line("dc:publisher", &[], publisher);
    }
    if let Some(date) = metadata.date {
        m.line("dc:issued", &[], &date.to_string());
    }
    for (index, subject) in metadata.subjects.iter().enumerate() {
        let code = metadata.subject_codes.iter().find(|code| code.subject == index);
        let scheme = code.map_or("", |code| scheme(code.scheme));
        let term = code.map_or(subject, |code| &code.code);
        m.empty("category", &[("term", term), ("scheme", scheme), ("label", subject)]);
        m.newline();
    }
    if let Some(rights) = &metadata.rights {
        m.line("rights", &[], rights);
    }
    if let Some(description) = &metadata.description {
        m.line("summary", &[("type", "text")], description);
    }
    // Images first: some clients show the first link that they can.
    if context.site.cover.is_some() {
        for rel in ["http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"] {
            m.empty("link", &[("rel", rel), ("href", &context.feed_url("cover.jpg")), ("type", "image/jpeg")]);
            m.newline();
        }
    }
    for (file, rel) in context.acquisitions() {
        let (href, length) = (context.feed_url(&file.href()), file.bytes.len().to_string());
        let title = file.kind.purpose(context.words);
        let attributes = [
            ("rel", rel),
            ("href", href.as_str()),
            ("type", file.kind.media_type()),
            ("length", length.as_str()),
            ("title", title),
        ];
        m.empty("link", &attributes);
        m.newline();
    }
    m.close_line("entry");
    m.close_line("feed");
    m.finish()
}

fn scheme(scheme: SubjectScheme) -> &'static str {
    match scheme {
        SubjectScheme::Bisac => "http://www.bisg.org/standards/bisac_subject/index.html",
        SubjectScheme::Thema => "https://ns.editeur.org/thema/",
    }
}

/// True for a contributor whom a feed names as an author: one by role, or the first if the book has none.
fn is_creator(contributor: &Contributor, all: &[Contributor]) -> bool {
    contributor.role == Role::Author || all.first().is_some_and(|first| first.role == contributor.role)
}

fn people(m: &mut Markup, context: &Context<'_>, elements: &[&str]) {
    let all = &context.site.text.metadata.contributors;
    for contributor in all {
        let element = if is_creator(contributor, all) { "author" } else { "contributor" };
        if elements.contains(&element) {
            m.open(element, &[]);
            m.line("name", &[], &contributor.name);
            m.close_line(element);
        }
    }
    // A feed needs an author where its entries have none (RFC 4287, 4.1.1).
    if all.is_empty() && elements.contains(&"author") {
        m.open("author", &[]);
        let metadata = &context.site.text.metadata;
        m.line("name", &[], metadata.publisher.as_ref().unwrap_or(&metadata.title));
        m.close_line("author");
    }
}

/// `opds.json`.
pub(crate) fn json(context: &Context<'_>) -> String {
    let text = context.site.text;
    let title = &text.metadata.title;
    let mut links = vec![
        json!({ "rel": "self", "href": context.feed_url("opds.json"), "type": "application/opds+json" }),
        json!({ "rel": "alternate", "href": context.feed_url("index.html"), "type": "text/html" }),
    ];
    let files = context.acquisitions().map(|(file, rel)| {
        json!({
            "rel": rel,
            "href": context.feed_url(&file.href()),
            "type": file.kind.media_type(),
            "size": file.bytes.len(),
            "title": file.kind.purpose(context.words),
        })
    });
    let files: Vec<Value> = files.collect();
    let mut publication = json!({ "metadata": book(context), "links": files });
    if context.site.cover.is_some() {
        publication["images"] = json!([{ "href": context.feed_url("cover.jpg"), "type": "image/jpeg" }]);
    }
    let mut feed = json!({
        "metadata": { "title": title, "modified": moment(context.site.date), "numberOfItems": 1 },
        "links": links,
    });
    if files_are_there(&publication) {
        feed["publications"] = json!([publication]);
    } else {
        // A catalogue has publications or links to other pages (OPDS 2.0, 2).
        links.truncate(1);
        feed["navigation"] = json!([{ "href": context.feed_url("index.html"), "type": "text/html", "title": title }]);
    }
    format!("{feed:#}\n")
}

fn files_are_there(publication: &Value) -> bool {
    publication["links"].as_array().is_some_and(|links| !links.is_empty())
}

fn book(context: &Context<'_>) -> Value {
    let metadata = &context.site.text.metadata;
    let mut book = Map::new();
    book.insert("@type".to_owned(), json!("http://schema.org/Book"));
    book.insert("title".to_owned(), json!(metadata.title));
    book.insert("identifier".to_owned(), json!(context.identifier()));
    book.insert("language".to_owned(), json!(metadata.language.as_str()));
    book.insert("modified".to_owned(), json!(moment(context.site.date)));
    for (key, value) in
        [("subtitle", &metadata.subtitle), ("publisher", &metadata.publisher), ("description", &metadata.description)]
    {
        if let Some(value) = value {
            book.insert(key.to_owned(), json!(value));
        }
    }
    // Only a full date is one here.
    if let Some(date) = metadata.date.filter(|date| date.day.is_some()) {
        book.insert("published".to_owned(), json!(date.to_string()));
    }
    if !metadata.subjects.is_empty() {
        book.insert("subject".to_owned(), json!(metadata.subjects));
    }
    if let Some(series) = &metadata.series {
        let mut entry = json!({ "name": series.name });
        if let Some(number) = series.number {
            entry["position"] = json!(number);
        }
        book.insert("belongsTo".to_owned(), json!({ "series": entry }));
    }
    let pages = context.site.map.pages.len();
    if pages > 0 {
        book.insert("numberOfPages".to_owned(), json!(pages));
    }
    for contributor in &metadata.contributors {
        let key = match contributor.role {
            Role::Author => "author",
            Role::Editor => "editor",
            Role::Translator => "translator",
            Role::Illustrator => "illustrator",
            Role::Introduction | Role::Designer | Role::Contributor => "contributor",
        };
        let person = json!({ "name": contributor.name, "sortAs": contributor.sort });
        match book.entry(key).or_insert_with(|| json!([])) {
            Value::Array(list) => list.push(person),
            _ => unreachable!("contributors are lists"),
        }
    }
    Value::Object(book)
}
