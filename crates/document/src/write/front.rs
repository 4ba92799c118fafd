//! Front matter as TOML, its keys in a fixed order.

use std::fmt::Write;

use crate::{
    FrontMatter, HeadnotePlace, Opening, Permission, PermissionStatus, Publication, Question, Relation, Source,
};

/// Writes front matter with its fences.
pub(super) fn write(front: &FrontMatter, out: &mut String) {
    out.push_str("+++\n");
    if !front.title.is_empty() {
        text(out, "title", &front.title);
    }
    optional(out, "subtitle", front.subtitle.as_deref());
    optional(out, "short-title", front.short_title.as_deref());
    one_or_more(out, "author", &front.authors);
    one_or_more(out, "translator", &front.translators);
    one_or_more(out, "themes", &front.themes);
    optional(out, "date", front.date.map(|d| d.to_string()).as_deref());
    optional(out, "language", front.language.as_ref().map(|l| l.as_str()));
    optional(out, "id", front.id.as_deref());
    if let Some(numbered) = front.numbered {
        line(out, "numbered", &numbered.to_string());
    }
    optional(out, "opening", front.opening.map(Opening::word));
    if front.first_line_title {
        line(out, "first-line-title", "true");
    }
    if !front.questions.is_empty() {
        let questions: Vec<String> = front.questions.iter().map(|q| format!("    {},\n", question(q))).collect();
        line(out, "questions", &format!("[\n{}]", questions.concat()));
    }
    if let Some(epigraph) = &front.epigraph {
        let mut parts = vec![format!("text = {}", quoted(&epigraph.text))];
        parts.extend(epigraph.source.as_ref().map(|s| format!("source = {}", quoted(s))));
        parts.extend(epigraph.language.map(|l| format!("language = {}", quoted(l.as_str()))));
        line(out, "epigraph", &format!("{{ {} }}", parts.join(", ")));
    }
    if let Some(headnote) = &front.headnote {
        match headnote.place {
            HeadnotePlace::AfterTitle => text(out, "headnote", &headnote.text),
            HeadnotePlace::BeforeTitle => {
                line(out, "headnote", &format!("{{ text = {}, place = \"before-title\" }}", quoted(&headnote.text)));
            }
        }
    }
    match front.first_published.as_slice() {
        [] => {}
        [one] => line(out, "first-published", &publication(one)),
        several => {
            let tables: Vec<String> = several.iter().map(|one| format!("    {},\n", publication(one))).collect();
            line(out, "first-published", &format!("[\n{}]", tables.concat()));
        }
    }
    if let Some(found) = &front.permission {
        permission(out, found);
    }
    for source in &front.source {
        write_source(source, out);
    }
    out.push_str("+++\n");
}

/// A text alone, or a list.
fn one_or_more(out: &mut String, key: &str, values: &[String]) {
    match values {
        [] => {}
        [one] => text(out, key, one),
        several => {
            let quoted: Vec<String> = several.iter().map(|value| quoted(value)).collect();
            line(out, key, &format!("[{}]", quoted.join(", ")));
        }
    }
}

/// An inline table of the keys that have a value.
fn inline_table(pairs: &[(&str, Option<&str>)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().filter_map(|(key, value)| Some(format!("{key} = {}", quoted((*value)?)))).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// A text alone, or a table where it names a passage.
fn question(question: &Question) -> String {
    match &question.passage {
        None => quoted(&question.text),
        Some(passage) => inline_table(&[("text", Some(&question.text)), ("passage", Some(&passage.to_string()))]),
    }
}

fn publication(found: &Publication) -> String {
    inline_table(&[
        ("title", found.title.as_deref()),
        ("in", found.within.as_deref()),
        ("editor", found.editor.as_deref()),
        ("volume", found.volume.as_deref()),
        ("place", found.place.as_deref()),
        ("publisher", found.publisher.as_deref()),
        ("year", found.year.as_deref()),
        ("pages", found.pages.as_deref()),
        ("url", found.url.as_deref()),
    ])
}

fn permission(out: &mut String, found: &Permission) {
    let Permission { status, holder, wording, date, licence } = found;
    match (status, holder, wording, date, licence) {
        (PermissionStatus::Granted, None, Some(wording), None, None)
            if PermissionStatus::from_name(wording.trim()).is_none() =>
        {
            text(out, "permission", wording);
        }
        (status, None, None, None, None) => text(out, "permission", status.name()),
        _ => {
            let date = date.map(|date| date.to_string());
            let table = inline_table(&[
                ("status", Some(status.name())),
                ("holder", holder.as_deref()),
                ("wording", wording.as_deref()),
                ("date", date.as_deref()),
                ("licence", licence.as_deref()),
            ]);
            line(out, "permission", &table);
        }
    }
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
    optional(out, "in", source.within.as_deref());
    optional(out, "place", source.place.as_deref());
    optional(out, "publisher", source.publisher.as_deref());
    optional(out, "pages", source.pages.as_deref());
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
