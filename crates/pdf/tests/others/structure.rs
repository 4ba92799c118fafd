//! The structure tree, as qpdf lists the file's objects, is the document's.

use anthology_layout::page::{Node, NodeId, Role};
use serde_json::Value;

use crate::{SAMPLE, TORTURE, Written, run};

/// The type that an element of a role has. Spans and links are not compared: where a language changes, or a link
/// has no element of its own, there are more of them than nodes.
fn type_of(node: &Node) -> Option<&'static str> {
    let described = node.alt.as_ref().is_some_and(|alt| !alt.trim().is_empty());
    Some(match node.role {
        Role::Span | Role::Link | Role::Struck | Role::Underlined | Role::Shifted { .. } => return None,
        Role::Figure if !described => "/Div",
        Role::Document => "/Document",
        Role::Part => "/Part",
        Role::Section => "/Sect",
        Role::Div | Role::Aside => "/Div",
        Role::Heading(1) => "/H1",
        Role::Heading(2) => "/H2",
        Role::Heading(3) => "/H3",
        Role::Heading(4) => "/H4",
        Role::Heading(5) => "/H5",
        Role::Heading(_) => "/H6",
        Role::Paragraph => "/P",
        Role::BlockQuote => "/BlockQuote",
        Role::List { .. } | Role::Definitions => "/L",
        Role::ListItem => "/LI",
        Role::Label => "/Lbl",
        Role::ListBody => "/LBody",
        Role::Table => "/Table",
        Role::TableHead => "/THead",
        Role::TableBody => "/TBody",
        Role::TableRow => "/TR",
        Role::HeaderCell { .. } => "/TH",
        Role::DataCell { .. } => "/TD",
        Role::Figure => "/Figure",
        Role::Caption => "/Caption",
        Role::Code => "/Code",
        Role::Note => "/Note",
        Role::Reference => "/Reference",
        Role::Toc => "/TOC",
        Role::TocItem => "/TOCI",
        Role::Index => "/Index",
        Role::Quote => "/Quote",
        Role::Emphasis => "/Em",
        Role::Strong => "/Strong",
    })
}

/// An element as a line: type, attribute, and what it says of itself.
fn line(kind: &str, attribute: &str, texts: [&str; 4]) -> String {
    let [alt, expansion, title, lang] = texts;
    format!("{kind} {attribute} alt={alt} e={expansion} t={title} lang={lang}")
}

/// What the document has, in reading order.
fn expected(book: &Written) -> Vec<String> {
    let nodes = &book.pages.structure;
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        if let Some(NodeId(parent)) = node.parent {
            children[parent as usize].push(index);
        }
    }
    children.iter_mut().for_each(|list| list.sort_by_key(|index| (nodes[*index].order, *index)));
    let mut out = Vec::new();
    let mut open = vec![0];
    while let Some(index) = open.pop() {
        let node = &nodes[index];
        open.extend(children[index].iter().rev());
        let Some(kind) = type_of(node) else { continue };
        let attribute = match node.role {
            Role::HeaderCell { .. } => "/Column",
            Role::List { numbered: true } => "/Decimal",
            Role::List { numbered: false } => "/Disc",
            Role::Definitions => "/None",
            _ => "",
        };
        let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let lang = node.lang.map_or_else(String::new, |lang| lang.as_str().to_owned());
        let alt = if kind == "/Div" { String::new() } else { text(&node.alt) };
        out.push(line(kind, attribute, [&alt, &text(&node.expansion), &text(&node.title), &lang]));
    }
    out
}

/// What qpdf lists.
fn listed(objects: &Value) -> Vec<String> {
    let object = |reference: &Value| -> Value {
        let key = format!("obj:{}", reference.as_str().unwrap_or_default());
        objects[key.as_str()]["value"].clone()
    };
    let text = |element: &Value, key: &str| -> String {
        let text = element[key].as_str().unwrap_or_default();
        text.strip_prefix("u:").unwrap_or(text).to_owned()
    };
    let root = object(&objects["trailer"]["value"]["/Root"]);
    let mut open = vec![object(&root["/StructTreeRoot"])["/K"].clone()];
    let mut out = Vec::new();
    while let Some(kid) = open.pop() {
        let element = if kid.is_string() { object(&kid) } else { kid };
        let Some(kind) = element["/S"].as_str() else { continue };
        match &element["/K"] {
            Value::Array(kids) => open.extend(kids.iter().rev().cloned()),
            kid => open.push(kid.clone()),
        }
        if ["/Span", "/Link"].contains(&kind) {
            continue;
        }
        let attribute = ["/Scope", "/ListNumbering"].into_iter().find_map(|key| element["/A"][key].as_str());
        let texts = ["/Alt", "/E", "/T", "/Lang"].map(|key| text(&element, key));
        out.push(line(kind, attribute.unwrap_or_default(), texts.each_ref().map(String::as_str)));
    }
    out
}

fn structures_are_the_same(book: &Written, least: usize) {
    let path = book.path.to_str().expect("a path");
    let Some(json) = run("qpdf", &["--json=2", "--json-key=qpdf", path]) else { return };
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let (expected, listed) = (expected(book), listed(&json["qpdf"][1]));
    assert!(expected.len() >= least, "only {} elements were compared", expected.len());
    let apart = expected.iter().zip(&listed).position(|(a, b)| a != b);
    assert_eq!(apart.map(|at| (&expected[at], &listed[at])), None);
    assert_eq!(expected.len(), listed.len());
}

#[test]
fn qpdf_lists_the_structure_of_the_sample_book() {
    structures_are_the_same(&SAMPLE, 800);
}

#[test]
fn qpdf_lists_the_structure_of_the_torture_book() {
    structures_are_the_same(&TORTURE, 200);
}
