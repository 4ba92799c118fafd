//! The text of the manifest.

use std::fmt::Write;

use crate::plan::{Entry, Metadata, Part, Plan};

const HEAD: &str = "\
# What the book is called and what is in it. A line that begins with # is a comment.
# Lists may be reordered; a pattern such as \"chapters/*.md\" takes all files that it matches, in natural order.

";

/// Writes a manifest.
pub(crate) fn manifest(metadata: &Metadata, plan: &Plan) -> String {
    let mut out = HEAD.to_owned();
    out.push_str("[book]\n");
    text(&mut out, "title", metadata.title.as_deref());
    text(&mut out, "subtitle", metadata.subtitle.as_deref());
    if !metadata.authors.is_empty() {
        let authors: Vec<String> = metadata.authors.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(out, "authors = [{}]", authors.join(", "));
    }
    text(&mut out, "language", metadata.language.as_deref());
    text(&mut out, "identifier", metadata.identifier.as_deref());
    text(&mut out, "publisher", metadata.publisher.as_deref());
    text(&mut out, "description", metadata.description.as_deref());
    text(&mut out, "date", metadata.date.as_deref());
    if !plan.front.is_empty() {
        out.push_str("\n[front]\nmatter = [\n  \"half-title\",\n  \"title\",\n  \"copyright\",\n  \"contents\",\n");
        plan.front.iter().for_each(|path| list_item(&mut out, 1, &quoted(path)));
        out.push_str("]\n");
    }
    plan.parts.iter().for_each(|part| write_part(&mut out, part));
    if !plan.back.is_empty() {
        out.push_str("\n[back]\nmatter = [\n");
        plan.back.iter().for_each(|path| list_item(&mut out, 1, &quoted(path)));
        out.push_str("]\n");
    }
    if let Some(cover) = &metadata.cover {
        let _ = writeln!(out, "\n[epub]\ncover = {}", quoted(cover));
    }
    out
}

fn write_part(out: &mut String, part: &Part) {
    out.push_str("\n[[part]]\n");
    text(out, "title", part.title.as_deref());
    out.push_str("chapters = [\n");
    write_entries(out, 1, &part.entries);
    out.push_str("]\n");
}

fn write_entries(out: &mut String, level: usize, entries: &[Entry]) {
    for entry in entries {
        if entry.sections.is_empty() {
            list_item(out, level, &quoted(&entry.path));
            continue;
        }
        let indent = "  ".repeat(level);
        let _ = writeln!(out, "{indent}{{ file = {}, sections = [", quoted(&entry.path));
        write_entries(out, level + 1, &entry.sections);
        let _ = writeln!(out, "{indent}] }},");
    }
}

fn list_item(out: &mut String, level: usize, item: &str) {
    let _ = writeln!(out, "{}{item},", "  ".repeat(level));
}

fn text(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    }
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    toml_edit::Value::from(line).to_string()
}
