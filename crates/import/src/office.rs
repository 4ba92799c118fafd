//! The documents of a word processor's file: its texts with what the file says about them.

use crate::documents::{Document, Dropped, Media, said};
use crate::flow::Part;
use crate::html::{Hints, fragment};
use crate::xml::{self, find};
use anthology_base::Lang;
use std::collections::BTreeMap;

/// The title page of a text.
const TITLE_PAGE: &str = "the line under the title";

/// What a file says besides its texts.
pub(crate) struct FileSource<'a> {
    /// Its name, which is the last resort for a title.
    pub(crate) name: &'a str,
    pub(crate) properties: Properties,
    pub(crate) lang: Option<Lang>,
    /// Notes as HTML, by the ids of their marks.
    pub(crate) notes: BTreeMap<String, String>,
    pub(crate) media: Vec<Media>,
    pub(crate) dropped: Vec<Dropped>,
}

/// The documents of a file's texts. Where the properties have no title either, nobody filled them in: what else they
/// say, the program wrote, and it counts as a guess.
pub(crate) fn documents(texts: Vec<Part>, source: FileSource<'_>) -> Vec<Document> {
    let FileSource { name, properties, lang, notes, media, dropped } = source;
    let several = texts.len() > 1;
    let one = |text: Part| {
        let filled = text.title.is_some() || properties.title.is_some();
        let title = text.title.clone().or_else(|| properties.title.clone().filter(|_| !several));
        let title =
            title.or_else(|| first_heading(&text.html)).or_else(|| (!several).then(|| file_title(name)).flatten());
        let hints = Hints { title: title.as_deref(), notes: notes.clone(), lang, ..Hints::default() };
        let mut content = fragment(&text.html, &hints);
        content.media.clone_from(&media);
        let mut document = Document {
            author: text.author.clone().or_else(|| properties.author.clone()),
            date: text.date.or(properties.date),
            lang,
            content,
            title,
            ..Document::default()
        };
        document.found_in.author = text.author.map(|_| TITLE_PAGE.to_owned());
        let dated = text.date.map(|_| TITLE_PAGE.to_owned());
        document.found_in.date =
            dated.or_else(|| Some("the file's properties (a guess: when the file was made)".to_owned()));
        document.found(if filled { "the file's properties" } else { "the file's properties (a guess)" });
        document
    };
    let mut documents: Vec<Document> = texts.into_iter().map(one).collect();
    if let Some(first) = documents.first_mut() {
        first.content.dropped.splice(0..0, dropped);
    }
    documents
}

/// The title that a file's name gives: `my-essay.docx` becomes `my essay`.
fn file_title(name: &str) -> Option<String> {
    let last = name.rsplit("--").next().unwrap_or(name);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    said(stem.replace(['_', '-'], " "))
}

/// The text of the first heading, if the document begins with it.
fn first_heading(html: &str) -> Option<String> {
    let rest = html.trim_start().strip_prefix("<h")?;
    let (_, rest) = rest.split_once('>')?;
    let (heading, _) = rest.split_once("</h")?;
    said(crate::blocks::plain(&fragment(heading, &Hints::default()).blocks))
}

/// Document properties (Dublin Core), of Word and of OpenDocument.
#[derive(Default)]
pub(crate) struct Properties {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) date: Option<anthology_base::Date>,
    pub(crate) lang: Option<Lang>,
}

impl Properties {
    pub(crate) fn read(text: &str) -> Self {
        let Some(tree) = xml::parse(text) else { return Self::default() };
        let value = |names: &[&str]| {
            names.iter().find_map(|name| find(&tree.root_element(), name)).and_then(|n| said(xml::text(&n)))
        };
        Self {
            title: value(&["title"]).filter(|t| !t.eq_ignore_ascii_case("untitled")),
            author: value(&["initial-creator", "creator"]),
            date: value(&["created", "creation-date", "date", "modified"]).as_deref().and_then(crate::dates::date),
            lang: value(&["language"]).and_then(|l| l.parse().ok()),
        }
    }
}
