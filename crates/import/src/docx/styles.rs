//! Styles, numbering and relations of a Word document.

use crate::xml::{self, Style, attr, child, find, local};
use anthology_base::Lang;
use roxmltree::Node;
use std::collections::BTreeMap;

/// A style with what it is based on resolved.
#[derive(Clone, Debug, Default)]
pub(super) struct ParagraphStyle {
    pub(super) style: Style,
    pub(super) list: Option<(String, usize)>,
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    /// True for a character style of code.
    pub(super) code: bool,
}

pub(super) fn styles_of(text: &str) -> BTreeMap<String, ParagraphStyle> {
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

pub(super) fn default_lang(styles: &str) -> Option<Lang> {
    let tree = xml::parse(styles)?;
    let defaults = find(&tree.root_element(), "docDefaults")?;
    attr(&find(&defaults, "lang")?, "val")?.parse().ok()
}

pub(super) fn list_of(properties: &Node<'_, '_>) -> Option<(String, usize)> {
    let list = child(properties, "numPr")?;
    let id = child(&list, "numId").and_then(|n| attr(&n, "val"))?.to_owned();
    let level = child(&list, "ilvl").and_then(|n| attr(&n, "val")?.parse().ok()).unwrap_or(0);
    Some((id, level))
}

/// A property that is on by being there, unless its value says otherwise.
pub(super) fn toggle(run: &Node<'_, '_>, name: &str) -> Option<bool> {
    let node = child(run, name)?;
    Some(!matches!(attr(&node, "val"), Some("0" | "false" | "off" | "none")))
}

/// Whether each level of each list has numbers, and its first number.
pub(super) type ListLevels = BTreeMap<String, BTreeMap<usize, (bool, u32)>>;

pub(super) fn lists_of(text: &str) -> ListLevels {
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
pub(super) fn relations_of(text: &str) -> BTreeMap<String, (String, bool)> {
    let Some(tree) = xml::parse(text) else { return BTreeMap::new() };
    let relations = tree.root_element().children().filter_map(|n| {
        let external = attr(&n, "TargetMode") == Some("External");
        Some((attr(&n, "Id")?.to_owned(), (attr(&n, "Target")?.to_owned(), external)))
    });
    relations.collect()
}

/// `Heading1` → `Heading 1`: ids of styles without a style sheet.
pub(super) fn spaced(id: &str) -> String {
    let at = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    format!("{} {}", &id[..at], &id[at..]).trim().to_owned()
}
