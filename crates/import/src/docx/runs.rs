//! Runs of a Word document: emphasis, links, fields, notes, images.

use super::body::{Field, Line, Reader};
use super::styles::toggle;
use crate::documents::Dropped;
use crate::xml::{self, MAX_DEPTH, attr, child, escape, escaped, find, local, part_path};
use anthology_base::Lang;
use roxmltree::Node;
use std::collections::BTreeSet;

impl Reader {
    pub(super) fn runs(&mut self, node: &Node<'_, '_>, depth: usize, line: &mut Line, lang: Option<Lang>) {
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

    pub(super) fn run(&mut self, node: &Node<'_, '_>, depth: usize, line: &mut Line, lang: Option<Lang>) {
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

    pub(super) fn field(&mut self, node: &Node<'_, '_>, html: &mut String, line: &mut Line) {
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

    pub(super) fn image(&mut self, node: &Node<'_, '_>, html: &mut String) {
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
}
