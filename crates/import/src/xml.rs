//! XML parts of documents, as trees; and HTML that readers put together.

use roxmltree::{Document, Node, ParsingOptions};

/// Nodes of one part.
const MAX_NODES: u32 = 20_000_000;
/// Deeper elements of a document are not read: no text nests so deep, and each level costs stack.
pub(crate) const MAX_DEPTH: usize = 200;

/// Parses a part; `None` if it is damaged. Entities are expanded only as far as the parser's own limits.
pub(crate) fn parse(text: &str) -> Option<Document<'_>> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).ok()
}

/// An attribute by its local name, in whatever namespace.
pub(crate) fn attr<'a>(node: &Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|a| a.name() == name).map(|a| a.value())
}

/// The name of an element without its namespace.
pub(crate) fn local<'a>(node: &Node<'a, '_>) -> &'a str {
    if node.is_element() { node.tag_name().name() } else { "" }
}

/// The first child element with a local name.
pub(crate) fn child<'a, 'i>(node: &Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|c| local(c) == name)
}

/// The first descendant with a local name.
pub(crate) fn find<'a, 'i>(node: &Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.descendants().find(|c| local(c) == name)
}

/// All text below an element.
pub(crate) fn text(node: &Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|n| n.text()).collect()
}

/// Text for HTML.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// Text for HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

/// Lists of HTML from items with levels, as word processors keep them.
#[derive(Default)]
pub(crate) struct Lists {
    /// The element of each open level.
    open: Vec<&'static str>,
}

impl Lists {
    /// Opens and closes lists so that an item can begin.
    pub(crate) fn item(&mut self, level: usize, numbered: bool, start: u32, out: &mut String) {
        let level = level.min(8);
        let element = if numbered { "ol" } else { "ul" };
        while self.open.len() > level + 1 {
            self.close(out);
        }
        if self.open.len() == level + 1 {
            if self.open[level] == element {
                out.push_str("</li>");
            } else {
                self.close(out);
            }
        }
        while self.open.len() <= level {
            let element = if self.open.len() == level { element } else { "ul" };
            if element == "ol" && start != 1 && self.open.len() == level {
                out.push_str(&format!("<ol start=\"{start}\">"));
            } else {
                out.push_str(&format!("<{element}>"));
            }
            self.open.push(element);
            if self.open.len() <= level {
                out.push_str("<li>");
            }
        }
        out.push_str("<li>");
    }

    fn close(&mut self, out: &mut String) {
        if let Some(element) = self.open.pop() {
            out.push_str(&format!("</li></{element}>"));
        }
    }

    /// Closes all lists.
    pub(crate) fn end(&mut self, out: &mut String) {
        while !self.open.is_empty() {
            self.close(out);
        }
    }
}

/// The meaning of a paragraph style, from its English name, which Word and LibreOffice store whatever the language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    #[default]
    Body,
    Title,
    Subtitle,
    Author,
    Date,
    Heading(u8),
    Quote,
    Code,
    Verse,
    Caption,
    /// The term of a definition list.
    Term,
    /// What a term means.
    Definition,
}

impl Style {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase().replace(['_', '-'], " ").replace("20 ", "");
        let name = name.trim();
        if let Some(level) = name.strip_prefix("heading ").and_then(|n| n.trim().parse::<u8>().ok()) {
            return Some(Self::Heading(level.clamp(1, 6)));
        }
        Some(match name {
            "title" => Self::Title,
            "subtitle" => Self::Subtitle,
            "author" => Self::Author,
            "date" => Self::Date,
            "quote" | "intense quote" | "block text" | "block quote" | "blockquote" | "quotations" | "quotation"
            | "block quotation" => Self::Quote,
            "caption" | "illustration" | "figure" | "table" | "text caption" => Self::Caption,
            "definition term" | "list heading" => Self::Term,
            "definition" | "list contents" => Self::Definition,
            "verse" | "poem" | "poetry" | "stanza" => Self::Verse,
            "preformatted text" | "html preformatted" | "source code" | "code" | "plain code" | "macro" => Self::Code,
            _ => return None,
        })
    }
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

/// The letters of a paragraph that marks a change of scene.
pub(crate) fn is_scene_break(text: &str) -> bool {
    let marks: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    !marks.is_empty()
        && marks.len() <= 9
        && marks.iter().all(|c| matches!(c, '*' | '#' | '⁂' | '•' | '~' | '—' | '–' | '·'))
}
