//! Blocks of HTML that have parts: lists, definitions, tables, figures.

use super::converter::Converter;
use super::dom::{MAX_DEPTH, attr, name, preformatted};
use crate::blocks::nowhere;
use crate::blocks::{block, flush, inline, text_of};
use anthology_document::{
    Align, Block, BlockKind, Cell, CellSpan, Definition, HeaderScope, Inline, InlineKind, ListItem, Stanza, Table,
    VerseLine,
};
use dom_query::NodeRef;

impl<'a> Converter<'a> {
    pub(crate) fn items(&mut self, node: &NodeRef<'a>, depth: usize) -> Vec<ListItem> {
        let mut items: Vec<ListItem> = Vec::new();
        for child in node.children_it(false).filter(|c| c.is_element()) {
            if self.is_note_element(&child) {
                continue;
            }
            let tag = name(&child);
            let blocks = match tag.as_str() {
                "li" => self.children(&child, depth),
                _ => {
                    let mut blocks = Vec::new();
                    let mut run = Vec::new();
                    self.flow(&child, depth, &mut blocks, &mut run);
                    flush(&mut run, &mut blocks);
                    blocks
                }
            };
            // Browsers take a list directly in a list for part of the item before.
            match items.last_mut() {
                Some(last) if tag != "li" => last.blocks.extend(blocks),
                _ if blocks.is_empty() => {}
                _ => items.push(ListItem { task: None, blocks, span: nowhere() }),
            }
        }
        items
    }

    pub(crate) fn definitions(&mut self, node: &NodeRef<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let mut list: Vec<Definition> = Vec::new();
        for child in node.descendants_it().filter(|n| matches!(name(n).as_str(), "dt" | "dd")).collect::<Vec<_>>() {
            if self.is_note_element(&child) {
                continue;
            }
            if name(&child) == "dt" {
                let term = self.line(&child, depth);
                list.push(Definition { term, details: Vec::new(), span: nowhere() });
            } else {
                let details = self.children(&child, depth);
                match list.last_mut() {
                    Some(last) if !details.is_empty() => last.details.push(details),
                    _ => blocks.extend(details),
                }
            }
        }
        if list.iter().all(|d| !d.details.is_empty()) && !list.is_empty() {
            blocks.push(block(BlockKind::Definitions(list)));
        } else {
            for definition in list {
                blocks.push(block(BlockKind::Paragraph(vec![inline(InlineKind::Strong(definition.term))])));
                definition.details.into_iter().for_each(|d| blocks.extend(d));
            }
        }
    }

    pub(crate) fn table(&mut self, node: &NodeRef<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let nested = node.descendants_it().any(|n| name(&n) == "table");
        let rows: Vec<NodeRef<'a>> = node.descendants_it().filter(|n| name(n) == "tr").collect();
        let cells = |row: &NodeRef<'a>| -> Vec<NodeRef<'a>> {
            row.children_it(false).filter(|c| matches!(name(c).as_str(), "td" | "th")).collect()
        };
        let width = rows.iter().map(|r| cells(r).len()).max().unwrap_or(0);
        let is_rich = rows.iter().flat_map(&cells).any(|c| {
            let mut inner = c
                .descendants_it()
                .filter(|n| matches!(name(n).as_str(), "p" | "ul" | "ol" | "pre" | "h1" | "h2" | "h3" | "div"));
            inner.nth(1).is_some()
        });
        let is_spanning = node.descendants_it().any(|n| n.has_attr("colspan") || n.has_attr("rowspan"));
        let is_presentation = matches!(attr(node, "role").as_deref(), Some("presentation" | "none"));
        // Header cells and captions are for data; without them, a table of long or joined cells is for layout, and
        // holds the page's blocks.
        let is_data = node.descendants_it().any(|n| matches!(name(&n).as_str(), "th" | "caption" | "thead"));
        if nested || is_presentation || width <= 1 || !is_data && (is_rich || is_spanning && width <= 2) {
            for row in if nested { Vec::new() } else { rows } {
                for cell in cells(&row) {
                    blocks.extend(self.children(&cell, depth + 1));
                }
            }
            if nested {
                for child in node.children_it(false) {
                    let mut run = Vec::new();
                    self.flow_table_part(&child, depth + 1, blocks, &mut run);
                    flush(&mut run, blocks);
                }
            }
            return;
        }
        let caption = node.children_it(false).find(|c| name(c) == "caption").map(|c| self.line(&c, depth));
        let (mut head, mut body, mut foot) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let found = cells(&row);
            let all_headers = !found.is_empty() && found.iter().all(|cell| name(cell) == "th");
            let part = row.parent().map(|part| name(&part)).unwrap_or_default();
            let in_head = part == "thead" || head.is_empty() && body.is_empty() && all_headers;
            let line = found.iter().map(|cell| self.cell(cell, in_head, all_headers, depth)).collect();
            match part.as_str() {
                _ if in_head => head.push(line),
                "tfoot" => foot.push(line),
                _ => body.push(line),
            }
        }
        body.append(&mut foot);
        if let Some(table) = Table::from_rows(head, body, caption.filter(|c| !text_of(c).trim().is_empty())) {
            blocks.push(block(BlockKind::Table(table)));
        }
    }

    fn cell(&mut self, node: &NodeRef<'a>, in_head: bool, all_headers: bool, depth: usize) -> Cell {
        let count = |key: &str| attr(node, key).and_then(|count| count.trim().parse::<u32>().ok());
        let covers = CellSpan { columns: count("colspan").unwrap_or(1).max(1), rows: count("rowspan").unwrap_or(1) };
        let scope = match attr(node, "scope").as_deref() {
            Some("row" | "rowgroup") => HeaderScope::Row,
            Some("col" | "colgroup") => HeaderScope::Column,
            _ if all_headers => HeaderScope::Column,
            _ => HeaderScope::Row,
        };
        let header = (name(node) == "th" && !in_head).then_some(scope);
        let align = match attr(node, "align").map(|align| align.to_ascii_lowercase()).as_deref() {
            Some("right") => Some(Align::End),
            Some("center") => Some(Align::Center),
            _ => None,
        };
        let is_block = |n: &NodeRef<'a>| {
            matches!(name(n).as_str(), "p" | "ul" | "ol" | "dl" | "pre" | "blockquote" | "div" | "figure" | "hr")
        };
        let blocks = if node.descendants_it().any(|n| is_block(&n)) {
            self.children(node, depth + 1)
        } else {
            Cell::of(self.line(node, depth), nowhere()).blocks
        };
        Cell { blocks, covers, header, align, span: nowhere() }
    }

    /// Rows and cells of a table for layout, as plain containers.
    fn flow_table_part(&mut self, node: &NodeRef<'a>, depth: usize, blocks: &mut Vec<Block>, run: &mut Vec<Inline>) {
        if depth <= MAX_DEPTH
            && matches!(name(node).as_str(), "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption")
        {
            for child in node.children_it(false) {
                self.flow_table_part(&child, depth + 1, blocks, run);
            }
            flush(run, blocks);
        } else {
            self.flow(node, depth, blocks, run);
        }
    }

    pub(crate) fn figure(&mut self, node: &NodeRef<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let caption = node.descendants_it().find(|n| name(n) == "figcaption");
        let images: Vec<NodeRef<'a>> = node.descendants_it().filter(|n| name(n) == "img").collect();
        let caption_text = caption.map(|c| self.line(&c, depth)).filter(|c| !text_of(c).trim().is_empty());
        if images.is_empty() {
            // A figure may hold code, a table or a quotation.
            let mut run = Vec::new();
            for child in node.children_it(false).filter(|c| name(c) != "figcaption") {
                self.flow(&child, depth, blocks, &mut run);
            }
            flush(&mut run, blocks);
            blocks.extend(caption_text.map(|c| block(BlockKind::Paragraph(c))));
            return;
        }
        let last = images.len() - 1;
        for (n, image) in images.iter().enumerate() {
            let caption = if n == last { caption_text.clone() } else { None };
            let mut run = Vec::new();
            self.image(image, caption, &mut run, blocks);
        }
    }

    /// Lines of verse: each `<br>` ends one, each paragraph or blank line a stanza.
    pub(crate) fn verse(&mut self, node: &NodeRef<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let parts: Vec<NodeRef<'a>> = node
            .children_it(false)
            .filter(|c| matches!(name(c).as_str(), "p" | "div") && !c.text().trim().is_empty())
            .collect();
        let lines_apart = parts.iter().all(|p| p.has_class("line") || p.has_class("l")) && parts.len() > 1;
        let parts = if parts.is_empty() { vec![*node] } else { parts };
        let mut stanzas: Vec<Stanza> = Vec::new();
        let mut lines: Vec<VerseLine> = Vec::new();
        for part in parts {
            if name(&part) == "pre" || name(node) == "pre" {
                for text in preformatted(&part).lines() {
                    let content = vec![inline(InlineKind::Text(text.trim().to_owned()))];
                    let indent = (text.len() - text.trim_start().len()).min(40) as u8;
                    end_line(content, indent, &mut lines, &mut stanzas);
                }
            } else {
                let run = self.line(&part, depth);
                let mut content = Vec::new();
                for piece in run {
                    if matches!(piece.kind, InlineKind::HardBreak) {
                        end_line(std::mem::take(&mut content), 0, &mut lines, &mut stanzas);
                    } else {
                        content.push(piece);
                    }
                }
                end_line(content, 0, &mut lines, &mut stanzas);
            }
            if !lines_apart && !lines.is_empty() {
                stanzas.push(Stanza { lines: std::mem::take(&mut lines) });
            }
        }
        if !lines.is_empty() {
            stanzas.push(Stanza { lines });
        }
        if !stanzas.is_empty() {
            blocks.push(block(BlockKind::Verse(stanzas)));
        }
    }
}

/// Ends a line of verse; an empty one ends a stanza.
fn end_line(mut content: Vec<Inline>, indent: u8, lines: &mut Vec<VerseLine>, stanzas: &mut Vec<Stanza>) {
    crate::blocks::trim(&mut content);
    if text_of(&content).trim().is_empty() {
        if !lines.is_empty() {
            stanzas.push(Stanza { lines: std::mem::take(lines) });
        }
    } else {
        lines.push(VerseLine { indent, content, attrs: Default::default(), span: nowhere() });
    }
}
