//! Ghost exports and JSON Feeds.

use crate::dates::date;
use crate::documents::{Document, said};
use crate::html::{Hints, fragment};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Deeper nodes of a rich text are left out.
const MAX_DEPTH: usize = 32;

/// The posts of a Ghost export or JSON Feed; `None` if it is neither.
pub(crate) fn read(text: &str) -> Option<Vec<Document>> {
    let root: Value = serde_json::from_str(text).ok()?;
    if root["version"].as_str().is_some_and(|v| v.contains("jsonfeed.org")) {
        return Some(root["items"].as_array()?.iter().map(item).collect());
    }
    let data = [&root["db"][0]["data"], &root["data"]].into_iter().find(|d| d["posts"].is_array())?;
    let key = |v: &Value| v.as_str().map(str::to_owned).or_else(|| v.as_u64().map(|n| n.to_string()));
    let rows = |name: &str| data[name].as_array().into_iter().flatten();
    let users: BTreeMap<String, &str> =
        rows("users").filter_map(|u| Some((key(&u["id"])?, u["name"].as_str()?))).collect();
    let mut authors: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for row in rows("posts_authors") {
        if let (Some(post), Some(name)) = (key(&row["post_id"]), key(&row["author_id"]).and_then(|id| users.get(&id))) {
            authors.entry(post).or_default().push(name);
        }
    }
    let posts = rows("posts").map(|post| {
        let by = key(&post["id"]).and_then(|id| authors.get(&id)).map(|names| names.join(", "));
        let by = by.or_else(|| key(&post["author_id"]).and_then(|id| users.get(&id)).map(|n| (*n).to_owned()));
        ghost(post, by)
    });
    Some(posts.collect())
}

fn item(item: &Value) -> Document {
    let title = item["title"].as_str().and_then(said);
    let url = item["url"].as_str().map(str::to_owned);
    let html = item["content_html"].as_str().map(str::to_owned);
    let html = html.or_else(|| item["content_text"].as_str().map(|t| crate::wordpress::paragraphs(&escape(t))));
    let teaser = html.is_none();
    let html = html.or_else(|| item["summary"].as_str().map(escape)).unwrap_or_default();
    let author = item["authors"][0]["name"].as_str().or(item["author"]["name"].as_str()).and_then(said);
    let content = fragment(&html, &Hints { title: title.as_deref(), base: url.as_deref(), ..Hints::default() });
    let lang = item["language"].as_str().and_then(|l| l.parse().ok());
    let date = item["date_published"].as_str().and_then(date);
    Document { title, author, date, url, lang, content, left_out: None, teaser, ..Document::default() }
}

fn ghost(post: &Value, author: Option<String>) -> Document {
    let title = post["title"].as_str().and_then(said);
    let url = post["canonical_url"].as_str().map(str::to_owned);
    let rich = |name: &str| post[name].as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let html = post["html"].as_str().map(str::to_owned);
    let html = html.or_else(|| rich("lexical").map(|v| lexical(&v["root"], 0)));
    let html = html.or_else(|| rich("mobiledoc").map(|v| mobiledoc(&v))).unwrap_or_default();
    let content = fragment(&html, &Hints { title: title.as_deref(), base: url.as_deref(), ..Hints::default() });
    let left_out = match (post["type"].as_str().unwrap_or("post"), post["status"].as_str().unwrap_or("published")) {
        ("page", _) => Some("a page of the site, not a post".to_owned()),
        (_, "published" | "sent") => None,
        (_, "draft") => Some("a draft".to_owned()),
        (_, "scheduled") => Some("a post that was not published yet".to_owned()),
        (_, other) => Some(format!("a post with the status {other}")),
    };
    let date = ["published_at", "created_at"].iter().find_map(|key| post[*key].as_str().and_then(date));
    Document { title, author, date, url, lang: None, content, left_out, teaser: false, ..Document::default() }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn quote(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}

/// Ghost's editor since 2023, as HTML.
fn lexical(node: &Value, depth: usize) -> String {
    let inner = || {
        let children = node["children"].as_array().map(Vec::as_slice).unwrap_or_default();
        if depth > MAX_DEPTH { String::new() } else { children.iter().map(|c| lexical(c, depth + 1)).collect() }
    };
    let text = |key: &str| node[key].as_str().unwrap_or_default();
    match text("type") {
        "text" | "extended-text" | "code-highlight" => {
            // Bits of Lexical's text format.
            const FORMATS: &[(u64, &str)] =
                &[(1, "strong"), (2, "em"), (4, "s"), (16, "code"), (32, "sub"), (64, "sup")];
            let bits = node["format"].as_u64().unwrap_or(0);
            FORMATS
                .iter()
                .filter(|(bit, _)| bits & bit != 0)
                .fold(escape(text("text")), |inner, (_, tag)| format!("<{tag}>{inner}</{tag}>"))
        }
        "linebreak" => "<br>".to_owned(),
        "paragraph" => format!("<p>{}</p>", inner()),
        "heading" | "extended-heading" => {
            let tag = if matches!(text("tag"), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") { text("tag") } else { "h2" };
            format!("<{tag}>{}</{tag}>", inner())
        }
        "quote" | "extended-quote" | "aside" => format!("<blockquote><p>{}</p></blockquote>", inner()),
        "list" => {
            let tag = if text("listType") == "number" { "ol" } else { "ul" };
            format!("<{tag}>{}</{tag}>", inner())
        }
        "listitem" => format!("<li>{}</li>", inner()),
        "link" | "autolink" => format!("<a href=\"{}\">{}</a>", quote(text("url")), inner()),
        "codeblock" => {
            format!("<pre><code class=\"language-{}\">{}</code></pre>", quote(text("language")), escape(text("code")))
        }
        "image" => format!(
            "<figure><img src=\"{}\" alt=\"{}\"><figcaption>{}</figcaption></figure>",
            quote(text("src")),
            quote(text("alt")),
            text("caption")
        ),
        "horizontalrule" => "<hr>".to_owned(),
        "html" => text("html").to_owned(),
        "markdown" => format!("<p>{}</p>", escape(text("markdown"))),
        "callout" => format!("<p>{}</p>", text("calloutText")),
        "toggle" => format!("<h4>{}</h4>{}", text("heading"), text("content")),
        "button" | "signup" | "email-cta" => String::new(),
        _ => inner(),
    }
}

/// Ghost's editor before 2023 (mobiledoc 0.3), as HTML.
fn mobiledoc(root: &Value) -> String {
    let mut out = String::new();
    let array = |v: &Value| v.as_array().cloned().unwrap_or_default();
    for section in array(&root["sections"]) {
        match section[0].as_u64() {
            Some(1) => {
                let tag = section[1].as_str().filter(|t| t.bytes().all(|b| b.is_ascii_alphanumeric())).unwrap_or("p");
                let _ = write!(out, "<{tag}>{}</{tag}>", markers(root, &array(&section[2])));
            }
            Some(3) => {
                let tag = if section[1].as_str() == Some("ol") { "ol" } else { "ul" };
                let items = array(&section[2]);
                let items: String = items.iter().map(|i| format!("<li>{}</li>", markers(root, &array(i)))).collect();
                let _ = write!(out, "<{tag}>{items}</{tag}>");
            }
            Some(10) => {
                let card = &root["cards"][section[1].as_u64().unwrap_or(u64::MAX) as usize];
                let text = |key: &str| card[1][key].as_str().unwrap_or_default();
                match card[0].as_str().unwrap_or_default() {
                    "html" => out.push_str(text("html")),
                    "hr" => out.push_str("<hr>"),
                    "code" => {
                        let _ = write!(out, "<pre><code>{}</code></pre>", escape(text("code")));
                    }
                    "image" => {
                        let (src, alt, caption) = (quote(text("src")), quote(text("alt")), text("caption"));
                        let _ = write!(
                            out,
                            "<figure><img src=\"{src}\" alt=\"{alt}\"><figcaption>{caption}</figcaption></figure>"
                        );
                    }
                    "markdown" | "card-markdown" => {
                        let _ = write!(out, "<p>{}</p>", escape(text("markdown")));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    out
}

/// The text of a section: each marker is `[0, opened markups, how many it closes, text]`.
fn markers(root: &Value, list: &[Value]) -> String {
    let mut out = String::new();
    let mut open: Vec<String> = Vec::new();
    for marker in list {
        for markup in marker[1].as_array().into_iter().flatten().filter_map(Value::as_u64) {
            let markup = &root["markups"][markup as usize];
            let tag = markup[0].as_str().unwrap_or("span").to_owned();
            let href =
                markup[1].as_array().and_then(|a| a.windows(2).find(|w| w[0] == "href")).and_then(|w| w[1].as_str());
            let _ = match href {
                Some(href) => write!(out, "<{tag} href=\"{}\">", quote(href)),
                None => write!(out, "<{tag}>"),
            };
            open.push(tag);
        }
        match marker[0].as_u64() {
            Some(0) => out.push_str(&escape(marker[3].as_str().unwrap_or_default())),
            _ => out.push_str("<br>"),
        }
        for _ in 0..marker[2].as_u64().unwrap_or(0).min(open.len() as u64) {
            let _ = write!(out, "</{}>", open.pop().unwrap_or_default());
        }
    }
    out
}
