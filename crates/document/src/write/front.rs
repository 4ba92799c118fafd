//! Front matter as TOML, its keys in a fixed order.

use std::fmt::Write;

use crate::{FrontMatter, Relation, Source};

/// Writes front matter with its fences.
pub(super) fn write(front: &FrontMatter, out: &mut String) {
    out.push_str("+++\n");
    if !front.title.is_empty() {
        text(out, "title", &front.title);
    }
    optional(out, "subtitle", front.subtitle.as_deref());
    optional(out, "short-title", front.short_title.as_deref());
    optional(out, "author", front.author.as_deref());
    optional(out, "date", front.date.map(|d| d.to_string()).as_deref());
    optional(out, "language", front.language.as_ref().map(|l| l.as_str()));
    optional(out, "id", front.id.as_deref());
    if let Some(numbered) = front.numbered {
        line(out, "numbered", &numbered.to_string());
    }
    if !front.questions.is_empty() {
        let questions: Vec<String> = front.questions.iter().map(|q| format!("    {},\n", quoted(q))).collect();
        line(out, "questions", &format!("[\n{}]", questions.concat()));
    }
    if let Some(epigraph) = &front.epigraph {
        let mut parts = vec![format!("text = {}", quoted(&epigraph.text))];
        parts.extend(epigraph.source.as_ref().map(|s| format!("source = {}", quoted(s))));
        parts.extend(epigraph.language.map(|l| format!("language = {}", quoted(l.as_str()))));
        line(out, "epigraph", &format!("{{ {} }}", parts.join(", ")));
    }
    optional(out, "permission", front.permission.as_deref());
    for source in &front.source {
        write_source(source, out);
    }
    out.push_str("+++\n");
}

fn write_source(source: &Source, out: &mut String) {
    out.push_str("\n[[source]]\n");
    match source.relation {
        Relation::Reprint => {}
        Relation::Answers => text(out, "relation", "answers"),
        Relation::Uses => text(out, "relation", "uses"),
    }
    optional(out, "title", source.title.as_deref());
    optional(out, "author", source.author.as_deref());
    optional(out, "date", source.date.map(|d| d.to_string()).as_deref());
    optional(out, "url", source.url.as_deref());
    optional(out, "capture", source.capture.as_deref());
    optional(out, "hash", source.hash.as_deref());
    if let Some(lines) = source.lines {
        line(out, "lines", &format!("[{}, {}]", lines.first, lines.last));
    }
    if let Some(bytes) = &source.bytes {
        line(out, "bytes", &format!("[{}, {}]", bytes.start, bytes.end));
    }
}

fn optional(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        text(out, key, value);
    }
}

fn text(out: &mut String, key: &str, value: &str) {
    line(out, key, &quoted(value));
}

fn line(out: &mut String, key: &str, value: &str) {
    out.push_str(key);
    out.push_str(" = ");
    out.push_str(value);
    out.push('\n');
}

/// A TOML basic string on one line.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
