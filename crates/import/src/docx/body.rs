//! Paragraphs, tables and text boxes of a Word document.

use super::styles::{ListLevels, ParagraphStyle, list_of, spaced};
use crate::documents::{Dropped, one_line};
use crate::flow::Flow;
use crate::xml::{self, MAX_DEPTH, Style, attr, child, local};
use roxmltree::Node;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the parts of a document, which share styles, lists and images.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) styles: BTreeMap<String, ParagraphStyle>,
    pub(super) lists: ListLevels,
    pub(super) relations: BTreeMap<String, (String, bool)>,
    /// Parts that are images.
    pub(super) images: BTreeSet<String>,
    pub(super) dropped: Vec<Dropped>,
    pub(super) numbered_headings: usize,
    /// Deleted text of tracked changes.
    pub(super) deleted: String,
    pub(super) insertions: usize,
}

/// A field that a `w:fldChar` began.
#[derive(Default)]
pub(super) struct Field {
    pub(super) code: String,
    /// True between `separate` and `end`.
    pub(super) result: bool,
    pub(super) link: bool,
}

/// Runs of one paragraph as HTML.
#[derive(Default)]
pub(super) struct Line {
    pub(super) html: String,
    pub(super) text: String,
    pub(super) fields: Vec<Field>,
}

impl Reader {
    pub(super) fn report_changes(&mut self) {
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

    pub(super) fn blocks(&mut self, node: &Node<'_, '_>, depth: usize, flow: &mut Flow) {
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

    pub(super) fn delete(&mut self, node: &Node<'_, '_>) {
        for text in node.descendants().filter(|n| matches!(local(n), "delText" | "t")) {
            self.deleted.push_str(&xml::text(&text));
        }
        self.deleted.push(' ');
    }

    pub(super) fn paragraph(&mut self, node: &Node<'_, '_>, flow: &mut Flow) {
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

    /// The text of a box, which stands where it is anchored.
    pub(super) fn text_box(&mut self, node: &Node<'_, '_>, depth: usize, html: &mut String) {
        for content in node.descendants().filter(|n| local(n) == "txbxContent") {
            let mut flow = Flow::default();
            self.blocks(&content, depth + 8, &mut flow);
            html.push_str(&flow.end());
        }
    }

    pub(super) fn table(&mut self, node: &Node<'_, '_>, depth: usize) -> String {
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
