//! Pages as text: what stands where, in points. For tests, and for a person who compares two layouts.

use std::fmt::Write;

use crate::page::{Artifact, GlyphRun, Item, ItemKind, Pages, Tag};

/// Writes pages out: a line an item, with its left edge, its baseline or top, what it means, and what it
/// says.
pub fn dump(pages: &Pages) -> String {
    let mut out = String::new();
    for (i, page) in pages.pages.iter().enumerate() {
        let side = if i % 2 == 0 { "recto" } else { "verso" };
        let blank = if page.blank { ", blank" } else { "" };
        let _ = writeln!(out, "page {} ({side}{blank}) {} × {}", page.label, page.width, page.height);
        let mut line: Option<(String, String)> = None;
        for item in &page.items {
            let (head, text) = describe(pages, item);
            match &mut line {
                Some((last, said)) if *last == head && matches!(item.kind, ItemKind::Glyphs(_)) => said.push_str(&text),
                _ => {
                    flush(&mut out, line.take());
                    line = Some((head, text));
                }
            }
            if let (Some((head, _)), ItemKind::Glyphs(run)) = (&mut line, &item.kind) {
                *head = place(pages, run, item.tag);
            }
        }
        flush(&mut out, line);
        for link in &page.links {
            let _ = writeln!(out, "  link {} {} {:?}", link.rect.x, link.rect.y, link.to);
        }
    }
    out
}

fn flush(out: &mut String, line: Option<(String, String)>) {
    if let Some((head, text)) = line {
        let _ = writeln!(out, "  {head} {text}");
    }
}

fn describe(pages: &Pages, item: &Item) -> (String, String) {
    match &item.kind {
        ItemKind::Glyphs(run) => (place(pages, run, item.tag), run.text.clone()),
        ItemKind::Rule(r) => (format!("rule {} {} {} × {}", r.x, r.y, r.width, r.height), String::new()),
        ItemKind::Image { image, rect, .. } => {
            let name = pages.images.get(*image).map_or("?", |i| i.path.as_str());
            (format!("image {} {} {} × {}", rect.x, rect.y, rect.width, rect.height), name.to_owned())
        }
    }
}

fn place(pages: &Pages, run: &GlyphRun, tag: Tag) -> String {
    let font = pages.fonts.get(run.font as usize).map_or("?", |f| f.postscript_name.as_str());
    let meaning = match tag {
        Tag::Artifact(Artifact::Header) => "header".to_owned(),
        Tag::Artifact(Artifact::Footer) => "footer".to_owned(),
        Tag::Artifact(Artifact::Layout) => "ornament".to_owned(),
        Tag::Content { node, .. } => format!("{:?}", pages.structure[node.0 as usize].role),
    };
    let turned = if run.turned { " turned" } else { "" };
    format!("{} {} {font} {} {meaning}{turned}:", run.x, run.y, run.size)
}
