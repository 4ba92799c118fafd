//! Word documents (ECMA-376, WordprocessingML) as HTML: styles, numbering, notes, tables, images, tracked changes.

use crate::archive::Package;
use crate::documents::{Document, Dropped, Media, one_line, said};
use crate::html::{Hints, fragment};
use crate::xml::{self, Lists, MAX_DEPTH, Style, attr, child, escape, escaped, find, is_scene_break, local};
use anthology_base::Lang;
use roxmltree::Node;
use std::collections::{BTreeMap, BTreeSet};

/// The essays of a document: one, or one for each paragraph in the style `Title`.
pub(crate) fn read(package: &mut Package<'_>, name: &str) -> Option<Vec<Document>> {
    let main = package.text("word/document.xml")?;
    let main = xml::parse(&main)?;
    let styles = package.text("word/styles.xml").unwrap_or_default();
    let numbering = package.text("word/numbering.xml").unwrap_or_default();
    let relations = package.text("word/_rels/document.xml.rels").unwrap_or_default();
    let core = package.text("docProps/core.xml").unwrap_or_default();
    let mut reader = Reader {
        styles: styles_of(&styles),
        lists: lists_of(&numbering),
        relations: relations_of(&relations),
        images: BTreeSet::new(),
        dropped: Vec::new(),
        numbered_headings: 0,
        deleted: String::new(),
        insertions: 0,
    };
    let lang = default_lang(&styles);
    let mut notes = BTreeMap::new();
    for (part, kind) in [("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")] {
        let Some(text) = package.text(part) else { continue };
        let Some(tree) = xml::parse(&text) else { continue };
        for note in tree.root_element().children().filter(|n| local(n) == kind) {
            // Separators have a type.
            let (Some(id), None) = (attr(&note, "id"), attr(&note, "type")) else { continue };
            let mut flow = Flow::default();
            reader.blocks(&note, 0, &mut flow);
            notes.insert(format!("{kind}{id}"), flow.end());
        }
    }
    let body = find(&main.root_element(), "body")?;
    let mut flow = Flow { lang, ..Flow::default() };
    reader.blocks(&body, 0, &mut flow);
    let texts = flow.parts();
    if let Some(comments) = package.text("word/comments.xml")
        && let Some(tree) = xml::parse(&comments)
    {
        for comment in tree.root_element().children().filter(|n| local(n) == "comment") {
            let who = attr(&comment, "author").unwrap_or("somebody");
            let text = one_line(&paragraph_texts(&comment));
            reader.dropped.push(Dropped { text, reason: format!("a comment by {who} in the margin") });
        }
    }
    reader.report_changes();
    let media: Vec<Media> = reader
        .images
        .iter()
        .filter_map(|path| Some(Media { address: path.clone(), bytes: package.part(path)? }))
        .collect();
    let properties = Properties::read(&core);
    let mut documents: Vec<Document> = Vec::new();
    let several = texts.len() > 1;
    for text in texts {
        let guessed = text.title.is_none() && properties.title.is_none();
        let title = text.title.clone().or_else(|| properties.title.clone().filter(|_| !several));
        let title =
            title.or_else(|| first_heading(&text.html)).or_else(|| (!several).then(|| file_title(name)).flatten());
        let hints = Hints { title: title.as_deref(), notes: notes.clone(), lang, ..Hints::default() };
        let mut content = fragment(&text.html, &hints);
        content.media = media.clone();
        let mut document = Document {
            author: text.author.clone().or_else(|| properties.author.clone()),
            date: text.date.or(properties.date),
            lang,
            content,
            title,
            ..Document::default()
        };
        document.found_in.author = text.author.map(|_| "the line under the title".to_owned());
        let dated = text.date.map(|_| "the line under the title".to_owned());
        document.found_in.date =
            dated.or_else(|| Some("the file's properties (a guess: when the file was made)".to_owned()));
        document.found(if guessed { "the file's properties (a guess)" } else { "the file's properties" });
        documents.push(document);
    }
    if let Some(first) = documents.first_mut() {
        first.content.dropped.splice(0..0, reader.dropped);
    }
    Some(documents)
}

/// The title that a file's name gives: `my-essay.docx` becomes `my essay`.
pub(crate) fn file_title(name: &str) -> Option<String> {
    let last = name.rsplit("--").next().unwrap_or(name);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    said(stem.replace(['_', '-'], " "))
}

/// The text of the first heading, if the document begins with it.
pub(crate) fn first_heading(html: &str) -> Option<String> {
    let rest = html.trim_start().strip_prefix("<h")?;
    let (_, rest) = rest.split_once('>')?;
    let (heading, _) = rest.split_once("</h")?;
    said(crate::blocks::plain(&fragment(heading, &Hints::default()).blocks))
}

fn paragraph_texts(node: &Node<'_, '_>) -> String {
    let texts = node.descendants().filter(|n| local(n) == "t").map(|n| xml::text(&n));
    texts.collect::<Vec<_>>().join(" ")
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

/// A style with what it is based on resolved.
#[derive(Clone, Debug, Default)]
struct ParagraphStyle {
    style: Style,
    list: Option<(String, usize)>,
    bold: Option<bool>,
    italic: Option<bool>,
    /// True for a character style of code.
    code: bool,
}

fn styles_of(text: &str) -> BTreeMap<String, ParagraphStyle> {
    let Some(tree) = xml::parse(text) else { return BTreeMap::new() };
    let nodes: BTreeMap<&str, Node<'_, '_>> = tree
        .root_element()
        .children()
        .filter(|n| local(n) == "style")
        .filter_map(|n| Some((attr(&n, "styleId")?, n)))
        .collect();
    let mut out = BTreeMap::new();
    for id in nodes.keys() {
        let mut resolved = ParagraphStyle::default();
        let mut named = None;
        let mut next = Some(*id);
        // A style may be based on itself by mistake.
        for _ in 0..16 {
            let Some(node) = next.and_then(|id| nodes.get(id)) else { break };
            let name = child(node, "name").and_then(|n| attr(&n, "val")).unwrap_or_default();
            let character = attr(node, "type") == Some("character");
            named = named.or_else(|| Style::named(name).filter(|_| !character));
            if let Some(properties) = child(node, "pPr") {
                if let Some(level) = child(&properties, "outlineLvl").and_then(|l| attr(&l, "val")?.parse::<u8>().ok())
                    && level < 9
                {
                    named = named.or(Some(Style::Heading((level + 1).min(6))));
                }
                resolved.list = resolved.list.or_else(|| list_of(&properties));
            }
            if character
                && ["verbatim", "code", "source text", "typewriter"].iter().any(|n| name.to_lowercase().contains(n))
            {
                resolved.code = true;
            }
            if let Some(run) = child(node, "rPr").filter(|_| character) {
                resolved.bold = resolved.bold.or_else(|| toggle(&run, "b"));
                resolved.italic = resolved.italic.or_else(|| toggle(&run, "i"));
                if name.eq_ignore_ascii_case("emphasis") {
                    resolved.italic = Some(true);
                }
            }
            next = child(node, "basedOn").and_then(|n| attr(&n, "val"));
        }
        resolved.style = named.unwrap_or_default();
        out.insert((*id).to_owned(), resolved);
    }
    out
}

fn default_lang(styles: &str) -> Option<Lang> {
    let tree = xml::parse(styles)?;
    let defaults = find(&tree.root_element(), "docDefaults")?;
    attr(&find(&defaults, "lang")?, "val")?.parse().ok()
}

fn list_of(properties: &Node<'_, '_>) -> Option<(String, usize)> {
    let list = child(properties, "numPr")?;
    let id = child(&list, "numId").and_then(|n| attr(&n, "val"))?.to_owned();
    let level = child(&list, "ilvl").and_then(|n| attr(&n, "val")?.parse().ok()).unwrap_or(0);
    Some((id, level))
}

/// A property that is on by being there, unless its value says otherwise.
fn toggle(run: &Node<'_, '_>, name: &str) -> Option<bool> {
    let node = child(run, name)?;
    Some(!matches!(attr(&node, "val"), Some("0" | "false" | "off" | "none")))
}

/// Whether each level of each list has numbers, and its first number.
type ListLevels = BTreeMap<String, BTreeMap<usize, (bool, u32)>>;

fn lists_of(text: &str) -> ListLevels {
    let Some(tree) = xml::parse(text) else { return BTreeMap::new() };
    let mut kinds: BTreeMap<&str, BTreeMap<usize, (bool, u32)>> = BTreeMap::new();
    let mut out = BTreeMap::new();
    for node in tree.root_element().children() {
        let value = |n: &Node<'_, '_>, name: &str| child(n, name).and_then(|c| attr(&c, "val")).map(str::to_owned);
        match local(&node) {
            "abstractNum" => {
                let levels = node.children().filter(|c| local(c) == "lvl").filter_map(|level| {
                    let at = attr(&level, "ilvl")?.parse().ok()?;
                    let numbered = value(&level, "numFmt").is_none_or(|f| f != "bullet" && f != "none");
                    let start = value(&level, "start").and_then(|s| s.parse().ok()).unwrap_or(1);
                    Some((at, (numbered, start)))
                });
                kinds.insert(attr(&node, "abstractNumId").unwrap_or_default(), levels.collect());
            }
            "num" => {
                let kind = value(&node, "abstractNumId").unwrap_or_default();
                if let (Some(id), Some(levels)) = (attr(&node, "numId"), kinds.get(kind.as_str())) {
                    out.insert(id.to_owned(), levels.clone());
                }
            }
            _ => {}
        }
    }
    out
}

/// Targets by id, and whether each is outside the file.
fn relations_of(text: &str) -> BTreeMap<String, (String, bool)> {
    let Some(tree) = xml::parse(text) else { return BTreeMap::new() };
    let relations = tree.root_element().children().filter_map(|n| {
        let external = attr(&n, "TargetMode") == Some("External");
        Some((attr(&n, "Id")?.to_owned(), (attr(&n, "Target")?.to_owned(), external)))
    });
    relations.collect()
}

/// One essay of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) date: Option<anthology_base::Date>,
    pub(crate) html: String,
}

/// HTML in the making.
#[derive(Default)]
pub(crate) struct Flow {
    done: Vec<Part>,
    part: Part,
    lists: Lists,
    in_list: bool,
    /// The element that groups paragraphs of one style: a quotation, code, verse.
    group: Option<Style>,
    lang: Option<Lang>,
    /// The beginning of a paragraph whose end was deleted.
    pending: String,
}

impl Flow {
    /// Adds a paragraph.
    pub(crate) fn paragraph(&mut self, style: Style, list: Option<(usize, bool, u32)>, html: &str, text: &str) {
        let shown = html.contains("<img") || html.contains("<hr");
        let blank = text.trim().is_empty() && self.pending.is_empty() && !shown;
        let html = std::mem::take(&mut self.pending) + html;
        if blank && self.group != Some(Style::Code) {
            return;
        }
        let heading = matches!(style, Style::Heading(_));
        if let Some((level, numbered, start)) = list.filter(|_| !heading) {
            if !self.in_list {
                self.end_group();
            }
            self.lists.item(level, numbered, start, &mut self.part.html);
            self.part.html.push_str(&html);
            self.in_list = true;
            return;
        }
        self.end_list();
        match style {
            Style::Title => {
                self.end_group();
                let empty = self.part.html.trim().is_empty();
                if self.part.title.is_some() && !empty {
                    self.done.push(std::mem::take(&mut self.part));
                }
                match &mut self.part.title {
                    // A title on two lines.
                    Some(title) if empty => *title = format!("{title} {}", one_line(text)),
                    _ if empty => self.part.title = said(text),
                    _ => self.part.html.push_str(&format!("<h1>{html}</h1>\n")),
                }
            }
            Style::Author if self.part.html.trim().is_empty() => {
                self.part.author = said(text.trim().trim_start_matches("by ").trim_start_matches("By "));
            }
            // The date of a title page; elsewhere it is text.
            Style::Date if self.part.html.trim().is_empty() && crate::dates::date(text).is_some() => {
                self.part.date = crate::dates::date(text);
            }
            Style::Heading(level) => {
                self.end_group();
                self.part.html.push_str(&format!("<h{level}>{html}</h{level}>\n"));
            }
            Style::Quote | Style::Verse | Style::Code => {
                if self.group != Some(style) {
                    self.end_group();
                    self.group = Some(style);
                    self.part.html.push_str(match style {
                        Style::Quote => "<blockquote>",
                        Style::Verse => "<div class=\"verse\">",
                        _ => "<pre>",
                    });
                }
                match style {
                    Style::Code => {
                        escape(text, &mut self.part.html);
                        self.part.html.push('\n');
                    }
                    // A paragraph is a line; one with line breaks is a stanza.
                    Style::Verse if html.contains("<br") => self.part.html.push_str(&format!("<p>{html}</p>")),
                    Style::Verse => self.part.html.push_str(&format!("<p class=\"line\">{html}</p>")),
                    _ => self.part.html.push_str(&format!("<p>{html}</p>")),
                }
            }
            Style::Caption if self.part.html.trim_end().ends_with("<!--image--></figure>") => {
                self.end_group();
                let kept = self.part.html.trim_end().len() - "<!--image--></figure>".len();
                self.part.html.truncate(kept);
                self.part.html.push_str(&format!("<figcaption>{html}</figcaption></figure>\n"));
            }
            _ => {
                self.end_group();
                if is_scene_break(text) {
                    self.part.html.push_str("<hr>\n");
                } else if html.starts_with("<img") && text.trim().is_empty() {
                    self.part.html.push_str(&format!("<figure>{html}<!--image--></figure>\n"));
                } else {
                    self.part.html.push_str(&format!("<p>{html}</p>\n"));
                }
            }
        }
    }

    /// Adds a block of HTML.
    pub(crate) fn block(&mut self, html: &str) {
        if !self.in_list {
            self.end_group();
        }
        self.part.html.push_str(html);
        self.part.html.push('\n');
    }

    pub(crate) fn end_list(&mut self) {
        if self.in_list {
            self.lists.end(&mut self.part.html);
            self.in_list = false;
        }
    }

    fn end_group(&mut self) {
        self.end_list();
        if let Some(group) = self.group.take() {
            self.part.html.push_str(match group {
                Style::Quote => "</blockquote>\n",
                Style::Verse => "</div>\n",
                _ => "</pre>\n",
            });
        }
    }

    /// The HTML of one text.
    pub(crate) fn end(mut self) -> String {
        self.end_group();
        self.part.html
    }

    /// The essays; text before the first title belongs to the first.
    pub(crate) fn parts(mut self) -> Vec<Part> {
        self.end_group();
        self.done.push(self.part);
        self.done
    }
}

struct Reader {
    styles: BTreeMap<String, ParagraphStyle>,
    lists: ListLevels,
    relations: BTreeMap<String, (String, bool)>,
    /// Parts that are images.
    images: BTreeSet<String>,
    dropped: Vec<Dropped>,
    numbered_headings: usize,
    /// Deleted text of tracked changes.
    deleted: String,
    insertions: usize,
}

/// A field that a `w:fldChar` began.
#[derive(Default)]
struct Field {
    code: String,
    /// True between `separate` and `end`.
    result: bool,
    link: bool,
}

/// Runs of one paragraph as HTML.
#[derive(Default)]
struct Line {
    html: String,
    text: String,
    fields: Vec<Field>,
}

impl Reader {
    fn report_changes(&mut self) {
        if self.insertions > 0 {
            let text = format!("{} tracked insertions", self.insertions);
            self.dropped.push(Dropped { text, reason: "accepted: the text has them".into() });
        }
        let deleted = one_line(&self.deleted);
        if !deleted.is_empty() {
            let reason = "accepted: deleted by a tracked change".into();
            self.dropped.push(Dropped { text: deleted, reason });
        }
        if self.numbered_headings > 0 {
            let text = format!("the automatic numbers of {} headings", self.numbered_headings);
            self.dropped.push(Dropped { text, reason: "numbering: the book's theme numbers headings".into() });
        }
    }

    fn blocks(&mut self, node: &Node<'_, '_>, depth: usize, flow: &mut Flow) {
        if depth > MAX_DEPTH {
            return;
        }
        for child in node.children() {
            match local(&child) {
                "p" => self.paragraph(&child, flow),
                "tbl" => {
                    let table = self.table(&child, depth + 1);
                    flow.block(&table);
                }
                "del" | "moveFrom" => self.delete(&child),
                "ins" | "moveTo" => {
                    self.insertions += 1;
                    self.blocks(&child, depth + 1, flow);
                }
                "sdt" | "sdtContent" | "customXml" | "smartTag" => self.blocks(&child, depth + 1, flow),
                "AlternateContent" => {
                    if let Some(choice) = xml::child(&child, "Choice") {
                        self.blocks(&choice, depth + 1, flow);
                    }
                }
                _ => {}
            }
        }
    }

    fn delete(&mut self, node: &Node<'_, '_>) {
        for text in node.descendants().filter(|n| matches!(local(n), "delText" | "t")) {
            self.deleted.push_str(&xml::text(&text));
        }
        self.deleted.push(' ');
    }

    fn paragraph(&mut self, node: &Node<'_, '_>, flow: &mut Flow) {
        let properties = child(node, "pPr");
        let named = properties.and_then(|p| child(&p, "pStyle")).and_then(|s| attr(&s, "val"));
        let known = named.and_then(|id| self.styles.get(id)).cloned();
        let known = known.unwrap_or_else(|| ParagraphStyle {
            style: named.and_then(|n| Style::named(&spaced(n))).unwrap_or_default(),
            ..ParagraphStyle::default()
        });
        let mut style = known.style;
        if let Some(level) =
            properties.and_then(|p| child(&p, "outlineLvl")).and_then(|l| attr(&l, "val")?.parse::<u8>().ok())
            && style == Style::Body
            && level < 9
        {
            style = Style::Heading((level + 1).min(6));
        }
        let list = properties.and_then(|p| list_of(&p)).or(known.list).filter(|(id, _)| id != "0");
        let list = list.map(|(id, level)| {
            let (numbered, start) = self.lists.get(&id).and_then(|l| l.get(&level)).copied().unwrap_or((false, 1));
            (level, numbered, start)
        });
        if list.is_some_and(|(_, numbered, _)| numbered) && matches!(style, Style::Heading(_)) {
            self.numbered_headings += 1;
        }
        let mut line = Line::default();
        self.runs(node, 0, &mut line, flow.lang);
        line.fields.iter().filter(|f| f.link).for_each(|_| line.html.push_str("</a>"));
        // Where the paragraph's end is deleted, the next one goes on with it.
        let mark = properties.and_then(|p| child(&p, "rPr"));
        if mark.is_some_and(|m| child(&m, "del").is_some()) {
            flow.pending.push_str(&line.html);
            return;
        }
        flow.paragraph(style, list, &line.html, &line.text);
    }

    fn runs(&mut self, node: &Node<'_, '_>, depth: usize, line: &mut Line, lang: Option<Lang>) {
        if depth > MAX_DEPTH {
            return;
        }
        for child in node.children() {
            match local(&child) {
                "r" => self.run(&child, depth, line, lang),
                "del" | "moveFrom" => self.delete(&child),
                "ins" | "moveTo" => {
                    self.insertions += 1;
                    self.runs(&child, depth + 1, line, lang);
                }
                "hyperlink" => {
                    let target =
                        attr(&child, "id").and_then(|id| self.relations.get(id)).filter(|(_, external)| *external);
                    let target = target.map(|(address, _)| escaped(address));
                    if let Some(address) = &target {
                        line.html.push_str(&format!("<a href=\"{address}\">"));
                    }
                    self.runs(&child, depth + 1, line, lang);
                    if target.is_some() {
                        line.html.push_str("</a>");
                    }
                }
                "sdt" | "sdtContent" | "smartTag" | "customXml" | "fldSimple" | "dir" | "bdo" => {
                    self.runs(&child, depth + 1, line, lang);
                }
                "AlternateContent" => {
                    if let Some(choice) = xml::child(&child, "Choice") {
                        self.runs(&choice, depth + 1, line, lang);
                    }
                }
                "oMath" | "oMathPara" => {
                    let text = xml::text(&child);
                    escape(&text, &mut line.html);
                    line.text.push_str(&text);
                    self.dropped.push(Dropped { text, reason: "a formula: its characters are kept as text".into() });
                }
                _ => {}
            }
        }
    }

    fn run(&mut self, node: &Node<'_, '_>, depth: usize, line: &mut Line, lang: Option<Lang>) {
        let properties = child(node, "rPr");
        let style =
            properties.and_then(|p| child(&p, "rStyle")).and_then(|s| self.styles.get(attr(&s, "val")?)).cloned();
        let on =
            |name: &str, styled: Option<bool>| properties.and_then(|p| toggle(&p, name)).or(styled).unwrap_or(false);
        let mut tags: Vec<String> = Vec::new();
        if on("b", style.as_ref().and_then(|s| s.bold)) {
            tags.push("strong".into());
        }
        if on("i", style.as_ref().and_then(|s| s.italic)) {
            tags.push("em".into());
        }
        if on("strike", None) || on("dstrike", None) {
            tags.push("s".into());
        }
        if style.as_ref().is_some_and(|s| s.code) {
            tags = vec!["code".into()];
        }
        match properties.and_then(|p| child(&p, "vertAlign")).and_then(|v| attr(&v, "val")) {
            Some("superscript") => tags.push("sup".into()),
            Some("subscript") => tags.push("sub".into()),
            _ => {}
        }
        let own = properties.and_then(|p| child(&p, "lang")).and_then(|l| attr(&l, "val")?.parse::<Lang>().ok());
        let foreign = own.filter(|o| lang.is_some_and(|l| l.primary() != o.primary()));
        let mut html = String::new();
        let mut text = String::new();
        for piece in node.children() {
            // The code of a field is no text.
            if line.fields.last().is_some_and(|f| !f.result) && !matches!(local(&piece), "fldChar" | "instrText") {
                continue;
            }
            match local(&piece) {
                "t" => {
                    let words = xml::text(&piece);
                    escape(&words, &mut html);
                    text.push_str(&words);
                }
                "tab" => {
                    html.push(' ');
                    text.push('\t');
                }
                "br" | "cr" if attr(&piece, "type").is_none_or(|t| t == "textWrapping") => {
                    html.push_str("<br>");
                    text.push('\n');
                }
                "noBreakHyphen" => {
                    html.push('\u{2011}');
                    text.push('\u{2011}');
                }
                "sym" => {
                    let code = attr(&piece, "char").and_then(|c| u32::from_str_radix(c, 16).ok());
                    // Private characters belong to a symbol font.
                    match code.and_then(char::from_u32).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)) {
                        Some(c) => html.push(c),
                        None => self.dropped.push(Dropped {
                            text: format!(
                                "character {} of {}",
                                attr(&piece, "char").unwrap_or("?"),
                                attr(&piece, "font").unwrap_or("a font")
                            ),
                            reason: "a character of a symbol font, which has no Unicode character".into(),
                        }),
                    }
                }
                kind @ ("footnoteReference" | "endnoteReference") => {
                    if let Some(id) = attr(&piece, "id") {
                        let kind = kind.trim_end_matches("Reference");
                        html.push_str(&format!("<sup data-fn=\"{kind}{}\"></sup>", escaped(id)));
                    }
                }
                "drawing" | "pict" | "object" => self.image(&piece, &mut html),
                "AlternateContent" => {
                    if let Some(image) = xml::child(&piece, "Choice") {
                        self.image(&image, &mut html);
                        self.text_box(&image, depth, &mut html);
                    }
                }
                "fldChar" => self.field(&piece, &mut html, line),
                "instrText" => {
                    if let Some(field) = line.fields.last_mut() {
                        field.code.push_str(&xml::text(&piece));
                    }
                }
                _ => {}
            }
        }
        if html.is_empty() {
            return;
        }
        if text.trim().is_empty() {
            tags.clear();
        }
        if let Some(lang) = foreign.filter(|_| text.chars().any(char::is_alphabetic)) {
            line.html.push_str(&format!("<span lang=\"{}\">", lang.as_str()));
            tags.iter().for_each(|t| line.html.push_str(&format!("<{t}>")));
            line.html.push_str(&html);
            tags.iter().rev().for_each(|t| line.html.push_str(&format!("</{t}>")));
            line.html.push_str("</span>");
        } else {
            let open: String = tags.iter().map(|t| format!("<{t}>")).collect();
            let close: String = tags.iter().rev().map(|t| format!("</{t}>")).collect();
            // Word cuts runs anywhere: the same emphasis goes on.
            if !close.is_empty() && line.html.ends_with(&close) {
                line.html.truncate(line.html.len() - close.len());
                line.html.push_str(&html);
            } else {
                line.html.push_str(&open);
                line.html.push_str(&html);
            }
            line.html.push_str(&close);
        }
        line.text.push_str(&text);
    }

    fn field(&mut self, node: &Node<'_, '_>, html: &mut String, line: &mut Line) {
        match attr(node, "fldCharType") {
            Some("begin") => line.fields.push(Field::default()),
            Some("separate") => {
                if let Some(field) = line.fields.last_mut() {
                    field.result = true;
                    let code = field.code.trim();
                    let address = code.strip_prefix("HYPERLINK").and_then(|rest| rest.split('"').nth(1));
                    if let Some(address) = address.filter(|_| !code.contains("\\l")) {
                        field.link = true;
                        html.push_str(&format!("<a href=\"{}\">", escaped(address)));
                    }
                }
            }
            Some("end") => {
                let link = line.fields.pop().is_some_and(|f| f.link);
                html.push_str(if link { "</a>" } else { "" });
            }
            _ => {}
        }
    }

    fn image(&mut self, node: &Node<'_, '_>, html: &mut String) {
        // A horizontal line is an old drawing.
        if node.descendants().any(|n| attr(&n, "hr").is_some_and(|v| v == "t" || v == "true")) {
            html.push_str("<hr>");
            return;
        }
        let properties = find(node, "docPr");
        let alt =
            properties.and_then(|p| attr(&p, "descr")).or_else(|| find(node, "shape").and_then(|s| attr(&s, "alt")));
        let ids = node.descendants().filter_map(|n| match local(&n) {
            "blip" => attr(&n, "embed").or_else(|| attr(&n, "link")),
            "imagedata" => attr(&n, "id"),
            _ => None,
        });
        for id in ids.collect::<BTreeSet<_>>() {
            let Some((target, external)) = self.relations.get(id).cloned() else { continue };
            let address = if external { target } else { part_path("word", &target) };
            if !external {
                self.images.insert(address.clone());
            }
            html.push_str(&format!("<img src=\"{}\" alt=\"{}\">", escaped(&address), escaped(alt.unwrap_or_default())));
        }
    }

    /// The text of a box, which stands where it is anchored.
    fn text_box(&mut self, node: &Node<'_, '_>, depth: usize, html: &mut String) {
        for content in node.descendants().filter(|n| local(n) == "txbxContent") {
            let mut flow = Flow::default();
            self.blocks(&content, depth + 8, &mut flow);
            html.push_str(&flow.end());
        }
    }

    fn table(&mut self, node: &Node<'_, '_>, depth: usize) -> String {
        let mut out = String::from("<table>");
        for (n, row) in node.children().filter(|r| local(r) == "tr").enumerate() {
            let head = n == 0 && child(&row, "trPr").is_some_and(|p| child(&p, "tblHeader").is_some());
            let element = if head { "th" } else { "td" };
            out.push_str("<tr>");
            for cell in row.children().filter(|c| local(c) == "tc") {
                let properties = child(&cell, "tcPr");
                let span =
                    properties.and_then(|p| child(&p, "gridSpan")).and_then(|s| attr(&s, "val")?.parse::<u32>().ok());
                let span = span.filter(|s| *s > 1).map_or_else(String::new, |s| format!(" colspan=\"{}\"", s.min(100)));
                let mut flow = Flow::default();
                self.blocks(&cell, depth + 1, &mut flow);
                out.push_str(&format!("<{element}{span}>{}</{element}>", flow.end()));
            }
            out.push_str("</tr>");
        }
        out.push_str("</table>");
        out
    }
}

/// `Heading1` → `Heading 1`: ids of styles without a style sheet.
fn spaced(id: &str) -> String {
    let at = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    format!("{} {}", &id[..at], &id[at..]).trim().to_owned()
}

/// The path of a part that a relation of a part in `folder` leads to.
pub(crate) fn part_path(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
