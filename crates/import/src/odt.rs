//! OpenDocument texts (ODF 1.3) as HTML.

use crate::archive::Package;
use crate::documents::{Document, Dropped, Media, one_line};
use crate::flow::Flow;
use crate::office::{FileSource, Properties, documents};
use crate::xml::{self, MAX_DEPTH, Style, attr, child, escape, escaped, find, local};
use anthology_base::Lang;
use roxmltree::Node;
use std::collections::{BTreeMap, BTreeSet};

/// The essays of a document: one, or one for each paragraph in the style `Title`.
pub(crate) fn read(package: &mut Package<'_>, name: &str) -> Option<Vec<Document>> {
    let content = package.text("content.xml")?;
    let content = xml::parse(&content)?;
    let styles = package.text("styles.xml").unwrap_or_default();
    let meta = package.text("meta.xml").unwrap_or_default();
    let mut reader = Reader::default();
    if let Some(tree) = xml::parse(&styles) {
        reader.styles(&tree.root_element());
    }
    reader.styles(&content.root_element());
    let body = find(&content.root_element(), "text")?;
    let mut flow = Flow::default();
    reader.blocks(&body, 0, None, &mut flow);
    let texts = flow.parts();
    let properties = Properties::read(&meta);
    let lang = properties.lang.or(reader.lang);
    let media: Vec<Media> = reader
        .images
        .iter()
        .filter_map(|path| Some(Media { address: path.clone(), bytes: package.part(path)? }))
        .collect();
    let source = FileSource { name, properties, lang, notes: reader.notes, media, dropped: reader.dropped };
    Some(documents(texts, source))
}

/// A style with what it is based on still to be looked up.
#[derive(Clone, Debug, Default)]
struct OdtStyle {
    parent: Option<String>,
    shown: String,
    outline: Option<u8>,
    bold: Option<bool>,
    italic: Option<bool>,
    strike: Option<bool>,
    position: Option<&'static str>,
    lang: Option<Lang>,
    mono: bool,
}

#[derive(Default)]
struct Reader {
    by_name: BTreeMap<String, OdtStyle>,
    /// By list style: for each level, true if it has numbers.
    numbered: BTreeMap<String, Vec<bool>>,
    lang: Option<Lang>,
    images: BTreeSet<String>,
    notes: BTreeMap<String, String>,
    dropped: Vec<Dropped>,
}

/// A list that is open.
#[derive(Clone, Debug)]
struct OpenList {
    level: usize,
    style: String,
}

impl Reader {
    fn styles(&mut self, root: &Node<'_, '_>) {
        for node in root.descendants() {
            match local(&node) {
                "default-style" if attr(&node, "family") == Some("paragraph") => {
                    self.lang = child(&node, "text-properties").and_then(|p| language(&p)).or(self.lang);
                }
                "style" => {
                    let Some(name) = attr(&node, "name") else { continue };
                    let text = child(&node, "text-properties");
                    let value = |key: &str| text.and_then(|t| attr(&t, key).map(str::to_owned));
                    let style = OdtStyle {
                        parent: attr(&node, "parent-style-name").map(str::to_owned),
                        shown: attr(&node, "display-name").unwrap_or(name).replace("_20_", " "),
                        outline: attr(&node, "default-outline-level").and_then(|l| l.parse().ok()),
                        bold: value("font-weight").map(|w| w == "bold" || w.parse::<u32>().is_ok_and(|w| w >= 600)),
                        italic: value("font-style").map(|s| s == "italic" || s == "oblique"),
                        strike: value("text-line-through-style").map(|s| s != "none"),
                        position: value("text-position").and_then(|p| match p.split(' ').next() {
                            Some("super") => Some("sup"),
                            Some("sub") => Some("sub"),
                            Some(n) if n.starts_with('-') => Some("sub"),
                            Some("0%") | None => None,
                            Some(_) => Some("sup"),
                        }),
                        lang: text.and_then(|t| language(&t)),
                        mono: value("font-name").is_some_and(|f| f.contains("Mono") || f.contains("Courier")),
                    };
                    self.by_name.insert(name.to_owned(), style);
                }
                "list-style" => {
                    let levels = node.children().filter(Node::is_element).map(|l| local(&l).ends_with("number"));
                    self.numbered.insert(attr(&node, "name").unwrap_or_default().to_owned(), levels.collect());
                }
                _ => {}
            }
        }
    }

    /// A style and those that it is based on, the style first.
    fn chain(&self, name: &str) -> Vec<&OdtStyle> {
        let mut out = Vec::new();
        let mut next = Some(name);
        while let Some(style) = next.and_then(|n| self.by_name.get(n)).filter(|_| out.len() < 16) {
            out.push(style);
            next = style.parent.as_deref();
        }
        out
    }

    fn meaning(&self, name: &str) -> Style {
        let chain = self.chain(name);
        let named = chain.iter().find_map(|s| Style::named(&s.shown));
        let names = chain.iter().filter_map(|s| s.parent.as_deref()).chain([name]);
        let named = named.or_else(|| names.filter_map(|n| Style::named(&n.replace("_20_", " "))).next());
        let outline = chain.iter().find_map(|s| s.outline).filter(|l| *l > 0);
        named.or(outline.map(|l| Style::Heading(l.min(6)))).unwrap_or_default()
    }

    fn blocks(&mut self, node: &Node<'_, '_>, depth: usize, list: Option<&OpenList>, flow: &mut Flow) {
        if depth > MAX_DEPTH {
            return;
        }
        for (n, child) in node.children().filter(Node::is_element).enumerate() {
            match local(&child) {
                kind @ ("p" | "h") => {
                    let name = attr(&child, "style-name").unwrap_or_default();
                    let mut style = self.meaning(name);
                    if kind == "h" && !matches!(style, Style::Title | Style::Subtitle) {
                        let level = attr(&child, "outline-level").and_then(|l| l.parse().ok()).unwrap_or(1_u8);
                        style = Style::Heading(level.clamp(1, 6));
                    }
                    let mut html = String::new();
                    let mut text = String::new();
                    self.runs(&child, depth + 1, &mut html, &mut text);
                    // The second paragraph of an item belongs to it.
                    match list.filter(|_| kind == "p") {
                        Some(_) if n > 0 => flow.block(&format!("<p>{html}</p>")),
                        Some(list) => {
                            let numbers = self.numbered.get(&list.style).and_then(|l| l.get(list.level)).copied();
                            flow.paragraph(Style::Body, Some((list.level, numbers.unwrap_or(false), 1)), &html, &text);
                        }
                        None => flow.paragraph(style, None, &html, &text),
                    }
                }
                "list" => {
                    let style = attr(&child, "style-name").map(str::to_owned);
                    let inner = OpenList {
                        level: list.map_or(0, |l| l.level + 1),
                        style: style.or_else(|| list.map(|l| l.style.clone())).unwrap_or_default(),
                    };
                    for item in child.children().filter(|c| matches!(local(c), "list-item" | "list-header")) {
                        self.blocks(&item, depth + 1, Some(&inner), flow);
                    }
                    if list.is_none() {
                        flow.end_list();
                    }
                }
                "table" => {
                    let table = self.table(&child, depth + 1);
                    flow.block(&table);
                }
                "tracked-changes" => self.changes(&child),
                "section" | "index-body" | "frame" | "text-box" => self.blocks(&child, depth + 1, list, flow),
                // Contents and indexes are made anew.
                "table-of-content" | "alphabetical-index" | "illustration-index" | "table-index" => {
                    let text = one_line(&xml::text(&child));
                    self.dropped.push(Dropped { text, reason: "a generated list: the book makes its own".into() });
                }
                _ => {}
            }
        }
    }

    fn changes(&mut self, node: &Node<'_, '_>) {
        for region in node.descendants() {
            let (text, reason) = match local(&region) {
                "deletion" => {
                    let paragraphs = region.children().filter(|c| matches!(local(c), "p" | "h")).map(|p| xml::text(&p));
                    (one_line(&paragraphs.collect::<Vec<_>>().join(" ")), "accepted: deleted by a tracked change")
                }
                "insertion" => ("a tracked insertion".to_owned(), "accepted: the text has it"),
                _ => continue,
            };
            if !text.is_empty() {
                self.dropped.push(Dropped { text, reason: reason.to_owned() });
            }
        }
    }

    fn runs(&mut self, node: &Node<'_, '_>, depth: usize, html: &mut String, text: &mut String) {
        if depth > MAX_DEPTH {
            return;
        }
        for child in node.children() {
            if child.is_text() {
                let words = child.text().unwrap_or_default();
                escape(words, html);
                text.push_str(words);
                continue;
            }
            match local(&child) {
                "s" => {
                    let count = attr(&child, "c").and_then(|c| c.parse::<usize>().ok()).unwrap_or(1).min(1000);
                    html.push(' ');
                    text.push_str(&" ".repeat(count));
                }
                "tab" => {
                    html.push(' ');
                    text.push('\t');
                }
                "line-break" => {
                    html.push_str("<br>");
                    text.push('\n');
                }
                "span" => self.span(&child, depth + 1, html, text),
                "a" => {
                    let address = attr(&child, "href").unwrap_or_default();
                    html.push_str(&format!("<a href=\"{}\">", escaped(address)));
                    self.runs(&child, depth + 1, html, text);
                    html.push_str("</a>");
                }
                "note" => self.note(&child, depth, html),
                "frame" => self.frame(&child, depth, html),
                "annotation" => {
                    let who = find(&child, "creator").map(|c| xml::text(&c)).unwrap_or_else(|| "somebody".into());
                    let paragraphs = child.children().filter(|c| local(c) == "p").map(|p| xml::text(&p));
                    let text = one_line(&paragraphs.collect::<Vec<_>>().join(" "));
                    self.dropped.push(Dropped { text, reason: format!("a comment by {who} in the margin") });
                }
                "ruby" => {
                    if let Some(base) = xml::child(&child, "ruby-base") {
                        self.runs(&base, depth + 1, html, text);
                    }
                }
                "bookmark" | "bookmark-start" | "bookmark-end" | "soft-page-break" | "change" | "change-start"
                | "change-end" | "annotation-end" => {}
                _ => self.runs(&child, depth + 1, html, text),
            }
        }
    }

    fn span(&mut self, node: &Node<'_, '_>, depth: usize, html: &mut String, text: &mut String) {
        let chain = attr(node, "style-name").map(|n| self.chain(n)).unwrap_or_default();
        let on = |get: &dyn Fn(&OdtStyle) -> Option<bool>| chain.iter().find_map(|s| get(s)).unwrap_or(false);
        let named = |names: &[&str]| chain.iter().any(|s| names.contains(&s.shown.to_lowercase().as_str()));
        let mut tags: Vec<&str> = Vec::new();
        if on(&|s| s.bold) || named(&["strong emphasis"]) {
            tags.push("strong");
        }
        if on(&|s| s.italic) || named(&["emphasis"]) {
            tags.push("em");
        }
        if on(&|s| s.strike) {
            tags.push("s");
        }
        tags.extend(chain.iter().find_map(|s| s.position));
        if chain.iter().any(|s| s.mono) || named(&["source text", "teletype"]) {
            tags = vec!["code"];
        }
        let lang =
            chain.iter().find_map(|s| s.lang).filter(|l| self.lang.is_some_and(|own| own.primary() != l.primary()));
        if let Some(lang) = lang {
            html.push_str(&format!("<span lang=\"{}\">", lang.as_str()));
        }
        tags.iter().for_each(|t| html.push_str(&format!("<{t}>")));
        self.runs(node, depth, html, text);
        tags.iter().rev().for_each(|t| html.push_str(&format!("</{t}>")));
        if lang.is_some() {
            html.push_str("</span>");
        }
    }

    fn note(&mut self, node: &Node<'_, '_>, depth: usize, html: &mut String) {
        let Some(body) = child(node, "note-body") else { return };
        let id = format!("note{}", self.notes.len() + 1);
        // In its place first, so that a note inside it has a number of its own.
        self.notes.insert(id.clone(), String::new());
        let mut flow = Flow::default();
        self.blocks(&body, depth + 1, None, &mut flow);
        self.notes.insert(id.clone(), flow.end());
        html.push_str(&format!("<sup data-fn=\"{id}\"></sup>"));
    }

    fn frame(&mut self, node: &Node<'_, '_>, depth: usize, html: &mut String) {
        let said = |name: &str| child(node, name).map(|n| one_line(&xml::text(&n))).filter(|t| !t.is_empty());
        if let Some(image) = child(node, "image").or_else(|| find(node, "image")) {
            let alt = said("desc").or_else(|| said("title")).unwrap_or_default();
            let address = attr(&image, "href").unwrap_or_default().trim_start_matches("./").to_owned();
            if !address.contains("://") {
                self.images.insert(address.clone());
            }
            html.push_str(&format!("<img src=\"{}\" alt=\"{}\">", escaped(&address), escaped(&alt)));
        }
        if let Some(text) = child(node, "text-box") {
            let mut flow = Flow::default();
            self.blocks(&text, depth + 1, None, &mut flow);
            // A frame with an image and a line under it: LibreOffice's captions.
            let inner = flow.end();
            let start = html.len();
            html.push_str(&inner);
            if let Some(at) = html[start..].find("<img") {
                let at = start + at;
                let end = html[at..].find('>').map_or(html.len(), |e| at + e + 1);
                let image = html[at..end].to_owned();
                let mut caption = html[start..at].to_owned() + &html[end..];
                caption = caption
                    .replace("<p>", "")
                    .replace("</p>", "")
                    .replace("<figure>", "")
                    .replace("<!--image--></figure>", "");
                html.truncate(start);
                html.push_str(&format!("<figure>{image}<figcaption>{}</figcaption></figure>", caption.trim()));
            }
        }
    }

    fn table(&mut self, node: &Node<'_, '_>, depth: usize) -> String {
        let mut out = String::from("<table>");
        let mut rows: Vec<(Node<'_, '_>, bool)> = Vec::new();
        for child in node.children() {
            match local(&child) {
                "table-row" => rows.push((child, false)),
                "table-header-rows" => {
                    rows.extend(child.children().filter(|c| local(c) == "table-row").map(|r| (r, true)))
                }
                "table-rows" | "table-row-group" => {
                    rows.extend(child.children().filter(|c| local(c) == "table-row").map(|r| (r, false)));
                }
                _ => {}
            }
        }
        for (row, head) in rows {
            let element = if head { "th" } else { "td" };
            out.push_str("<tr>");
            for cell in row.children().filter(|c| local(c) == "table-cell") {
                let span = attr(&cell, "number-columns-spanned").and_then(|s| s.parse::<u32>().ok()).filter(|s| *s > 1);
                let span = span.map_or_else(String::new, |s| format!(" colspan=\"{}\"", s.min(100)));
                let mut flow = Flow::default();
                self.blocks(&cell, depth + 1, None, &mut flow);
                out.push_str(&format!("<{element}{span}>{}</{element}>", flow.end()));
            }
            out.push_str("</tr>");
        }
        out.push_str("</table>");
        out
    }
}

fn language(properties: &Node<'_, '_>) -> Option<Lang> {
    let language = attr(properties, "language").filter(|l| *l != "none" && *l != "zxx")?;
    let country = attr(properties, "country").filter(|c| *c != "none");
    country.map_or_else(|| language.to_owned(), |c| format!("{language}-{c}")).parse().ok()
}
