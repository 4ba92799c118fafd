//! Word documents (ECMA-376, WordprocessingML) as HTML: styles, numbering, notes, tables, images, tracked changes.

mod body;
mod runs;
mod styles;

use crate::archive::Package;
use crate::documents::{Document, Dropped, Media, one_line};
use crate::flow::Flow;
use crate::office::{FileSource, Properties, documents};
use crate::xml::{self, attr, find, local};
use body::Reader;
use roxmltree::Node;
use std::collections::BTreeMap;
use styles::{default_lang, lists_of, relations_of, styles_of};

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
        ..Reader::default()
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
    let mut flow = Flow::in_language(lang);
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
    let source = FileSource { name, properties: Properties::read(&core), lang, notes, media, dropped: reader.dropped };
    Some(documents(texts, source))
}

fn paragraph_texts(node: &Node<'_, '_>) -> String {
    let texts = node.descendants().filter(|n| local(n) == "t").map(|n| xml::text(&n));
    texts.collect::<Vec<_>>().join(" ")
}
