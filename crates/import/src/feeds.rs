//! WordPress exports (WXR), RSS and Atom feeds, Blogger exports: XML with an element for each post.

use crate::blocks::plain;
use crate::dates::date;
use crate::documents::{Content, Document, Dropped, said};
use crate::html::{Hints, fragment};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// An element with its text and its children.
#[derive(Clone, Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

/// Deeper elements belong to their ancestor at this depth.
const MAX_DEPTH: usize = 32;

impl Element {
    fn new(start: &BytesStart<'_>) -> Self {
        let mut raw = start.attributes();
        let attributes = raw.with_checks(false).flatten().map(|a| {
            let value = quick_xml::escape::unescape(&a.value).map_or_else(|_| a.value.to_string(), |v| v.into_owned());
            (a.key.as_ref().to_owned(), value)
        });
        Self { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), ..Self::default() }
    }

    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The text of a child; `None` if it is empty.
    fn text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|c| c.text.trim()).filter(|t| !t.is_empty())
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |c| c.name == name)
    }
}

/// The posts of a feed or export, in its order. Damaged XML is read as far as it goes; the flag says so.
pub(crate) fn read(text: &str) -> (Vec<Document>, bool) {
    let mut feed = Feed::default();
    let mut damaged = parse(text, &mut feed);
    if damaged {
        // The commonest slip of hand-made exports: an ampersand that is no reference ends the parser's patience.
        let mut mended = Feed::default();
        let still = parse(&without_bare_ampersands(text), &mut mended);
        if mended.items.len() >= feed.items.len() {
            (feed, damaged) = (mended, still);
        }
    }
    feed.authors = feed
        .author_elements
        .iter()
        .filter_map(|a| Some((a.text("wp:author_login")?.to_owned(), a.text("wp:author_display_name")?.to_owned())))
        .collect();
    let blogger = feed
        .items
        .iter()
        .any(|i| i.all("category").any(|c| c.attributes.get("term").is_some_and(|t| t.contains("blogger/2008/kind#"))));
    let documents = feed.items.iter().map(|item| match item.name.as_str() {
        "entry" => atom(item, blogger),
        _ => rss(item, &feed),
    });
    (documents.collect(), damaged)
}

/// XML with `&amp;` for each ampersand that begins no reference; CDATA sections stay as they are.
fn without_bare_ampersands(text: &str) -> String {
    let is_reference = |rest: &str| {
        let name = rest[1..].strip_prefix('#').unwrap_or(&rest[1..]);
        let length = name.bytes().take(REFERENCE).take_while(u8::is_ascii_alphanumeric).count();
        length > 0 && name[length..].starts_with(';')
    };
    let mut out = String::with_capacity(text.len() + text.len() / 64);
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let kept = if rest.starts_with("<![CDATA[") { rest.find("]]>").map_or(rest.len(), |end| end + 3) } else { 1 };
        out.push_str(if rest.starts_with('&') && !is_reference(rest) { "&amp;" } else { &rest[..kept] });
        rest = &rest[kept..];
    }
    out + rest
}

/// The longest name of a reference, in bytes.
const REFERENCE: usize = 31;

#[derive(Default)]
struct Feed {
    items: Vec<Element>,
    author_elements: Vec<Element>,
    /// Display names by login.
    authors: BTreeMap<String, String>,
}

/// Collects the elements that matter; true if the XML is damaged.
fn parse(text: &str, feed: &mut Feed) -> bool {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut open: Vec<Element> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let wanted = matches!(start.name().as_ref(), "item" | "entry" | "wp:author");
                if !open.is_empty() || wanted {
                    open.push(Element::new(&start));
                }
            }
            Ok(Event::Empty(start)) => {
                if let Some(parent) = open.last_mut() {
                    parent.children.push(Element::new(&start));
                }
            }
            Ok(Event::Text(piece)) => push(&mut open, &piece),
            Ok(Event::CData(piece)) => push(&mut open, &piece),
            Ok(Event::GeneralRef(reference)) => {
                let name: &str = &reference;
                let resolved = crate::capture::reference(name).map_or_else(|| format!("&{name};"), String::from);
                push(&mut open, &resolved);
            }
            Ok(Event::End(_)) => close(&mut open, feed),
            Ok(Event::Eof) => {
                let damaged = !open.is_empty();
                while !open.is_empty() {
                    close(&mut open, feed);
                }
                return damaged;
            }
            Ok(_) => {}
            Err(_) => {
                while !open.is_empty() {
                    close(&mut open, feed);
                }
                return true;
            }
        }
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn close(open: &mut Vec<Element>, feed: &mut Feed) {
    let Some(mut element) = open.pop() else { return };
    if open.len() > MAX_DEPTH {
        // XHTML content nests as deep as it likes; its text is kept.
        let texts: String = element.children.drain(..).map(|c| c.text).collect();
        element.text.push_str(&texts);
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None if element.name == "wp:author" => feed.author_elements.push(element),
        None => feed.items.push(element),
    }
}

/// XHTML content of an Atom entry, as HTML again.
fn xhtml(element: &Element, depth: usize) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut out = escape(&element.text);
    if depth < MAX_DEPTH {
        for child in &element.children {
            let attributes: String = child
                .attributes
                .iter()
                .map(|(k, v)| format!(" {k}=\"{}\"", v.replace('&', "&amp;").replace('"', "&quot;")))
                .collect();
            let name = child.name.rsplit(':').next().unwrap_or("span");
            out.push_str(&format!("<{name}{attributes}>{}</{name}>", xhtml(child, depth + 1)));
        }
    }
    out
}

fn rss(item: &Element, feed: &Feed) -> Document {
    let creator = item.text("dc:creator").or_else(|| item.text("author")).map(str::to_owned);
    let author = creator.and_then(|login| said(feed.authors.get(&login).cloned().unwrap_or(login)));
    let title = item.text("title").and_then(|t| said(plain(&fragment(t, &Hints::default()).blocks)));
    let url = item.text("link").map(str::to_owned);
    let content = item.text("content:encoded");
    let summary = item.text("description");
    let wordpress = item.child("wp:post_type").is_some();
    let when = item
        .text("wp:post_date")
        .filter(|d| !d.starts_with("0000"))
        .or_else(|| item.text("pubDate"))
        .or_else(|| item.text("dc:date"));
    let mut hints = Hints { title: title.as_deref(), base: url.as_deref(), ..Hints::default() };
    let mut unknown = Vec::new();
    let html = match content.or(summary) {
        Some(text) if wordpress => {
            hints.notes = wordpress_notes(item);
            crate::wordpress::body(text, &mut unknown)
        }
        Some(text) if !text.contains('<') => crate::wordpress::paragraphs(text),
        Some(text) => text.to_owned(),
        None => String::new(),
    };
    let (html, signed) = without_signature(&html);
    let mut found = fragment(html, &hints);
    found.dropped.extend(unknown);
    if signed {
        found.dropped.push(Dropped {
            text: "The post … appeared first on …".into(),
            reason: "boilerplate: added by the feed".into(),
        });
    }
    let ending = plain(&found.blocks);
    let cut = ["[…]", "[...]", "…", "..."].iter().any(|end| ending.trim_end().ends_with(end));
    let teaser = content.is_none() && (cut || !wordpress && ending.split_whitespace().count() < 80);
    let left_out = if wordpress { wordpress_left_out(item) } else { None };
    Document { title, author, date: when.and_then(date), url, content: found, left_out, teaser, ..Document::default() }
}

/// Why an item of a WordPress export is no essay.
fn wordpress_left_out(item: &Element) -> Option<String> {
    let kind = item.text("wp:post_type").unwrap_or("post");
    if kind != "post" {
        return Some(match kind {
            "page" => "a page of the site, not a post".to_owned(),
            "attachment" => "an attachment".to_owned(),
            "nav_menu_item" => "an item of a menu".to_owned(),
            "revision" => "an earlier revision of a post".to_owned(),
            other => format!("of the type {other}, not a post"),
        });
    }
    if item.text("wp:post_password").is_some() {
        return Some("a post protected by a password".to_owned());
    }
    match item.text("wp:status").unwrap_or("publish") {
        "publish" => None,
        "draft" | "auto-draft" | "pending" => Some("a draft".to_owned()),
        "private" => Some("a private post".to_owned()),
        "trash" => Some("a post in the trash".to_owned()),
        "future" => Some("a post that was not published yet".to_owned()),
        other => Some(format!("a post with the status {other}")),
    }
}

/// The notes that WordPress 6.3 and later keeps in the meta key `footnotes`.
fn wordpress_notes(item: &Element) -> BTreeMap<String, String> {
    let meta = item.all("wp:postmeta").find(|m| m.text("wp:meta_key") == Some("footnotes"));
    let value = meta.and_then(|m| m.text("wp:meta_value")).unwrap_or("[]");
    let list: Vec<serde_json::Value> = serde_json::from_str(value).unwrap_or_default();
    list.iter()
        .filter_map(|note| Some((note["id"].as_str()?.to_owned(), note["content"].as_str()?.to_owned())))
        .collect()
}

/// `The post … appeared first on …`, which WordPress adds to feeds.
fn without_signature(html: &str) -> (&str, bool) {
    let at = html.rfind("appeared first on").and_then(|end| html[..end].rfind("<p>The post"));
    match at {
        Some(at) => (&html[..at], true),
        None => (html, false),
    }
}

fn atom(entry: &Element, blogger: bool) -> Document {
    let text = |element: &Element| match element.attributes.get("type").map(String::as_str) {
        Some("xhtml") => xhtml(element, 0),
        Some("html" | "text/html") => element.text.clone(),
        _ => element.text.replace('&', "&amp;").replace('<', "&lt;"),
    };
    let title = entry.child("title").and_then(|t| said(plain(&fragment(&text(t), &Hints::default()).blocks)));
    let author = entry.child("author").and_then(|a| a.text("name")).and_then(said);
    let links: Vec<&Element> = entry.all("link").collect();
    let relation = |l: &&&Element, wanted: &str| l.attributes.get("rel").map_or("alternate", String::as_str) == wanted;
    let url = links.iter().find(|l| relation(l, "alternate")).and_then(|l| l.attributes.get("href")).cloned();
    let kind = entry
        .all("category")
        .find_map(|c| Some(c.attributes.get("term")?.split_once("blogger/2008/kind#")?.1.to_owned()));
    let draft = entry.child("app:control").and_then(|c| c.text("app:draft")) == Some("yes")
        || entry.text("blogger:status").is_some_and(|s| s.eq_ignore_ascii_case("draft"));
    let kind = kind.or_else(|| entry.text("blogger:type").map(str::to_lowercase));
    let left_out = match kind.as_deref() {
        _ if draft => Some("a draft".to_owned()),
        None if !blogger => None,
        None | Some("post") => None,
        Some("comment") => Some("a reader's comment".to_owned()),
        Some("settings") => Some("a setting of the blog".to_owned()),
        Some("template") => Some("a template of the blog".to_owned()),
        Some("page") => Some("a page of the site, not a post".to_owned()),
        Some(other) => Some(format!("of the kind {other}, not a post")),
    };
    let body = entry.child("content");
    let html = body.or_else(|| entry.child("summary")).map(text).unwrap_or_default();
    let hints = Hints { title: title.as_deref(), base: url.as_deref(), ..Hints::default() };
    let content: Content = fragment(&html, &hints);
    let when = entry.text("published").or_else(|| entry.text("updated"));
    Document {
        date: when.and_then(date),
        teaser: body.is_none(),
        title,
        author,
        url,
        content,
        left_out,
        ..Document::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_ampersand_loses_no_post() {
        let item = |title: &str| {
            format!("<item><title>{title}</title><description><![CDATA[<p>a & b</p>]]></description></item>")
        };
        let feed = format!(
            "<rss><channel>{}{}{}</channel></rss>",
            item("One & two"),
            item("&amp; &#38; &mdash;"),
            item("Q&A;")
        );
        let (found, damaged) = read(&feed);
        let titles: Vec<&str> = found.iter().filter_map(|d| d.title.as_deref()).collect();
        assert_eq!(titles, ["One & two", "& & —", "Q&A;"]);
        assert_eq!(plain(&found[0].content.blocks), "a & b");
        assert!(!damaged);
    }
}
