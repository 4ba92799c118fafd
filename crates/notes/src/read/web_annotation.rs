//! Annotations in the W3C's model, alone, in a collection, or as one of Readium's sets (`questions.ann` of Thorium).

use serde_json::Value;

use super::read_file::{ReadFile, file_stem};
use crate::mark::{BookMarks, Mark, Position, Scale};

pub(super) fn read(value: &Value) -> Option<ReadFile> {
    let items: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        _ if value.get("target").is_some() => vec![value],
        _ => {
            let page = value.get("first").filter(|first| first.is_object()).unwrap_or(value);
            page.get("items").or_else(|| value.get("annotations"))?.as_array()?.iter().collect()
        }
    };
    let annotations: Vec<&Value> = items.into_iter().filter(|item| item.get("target").is_some()).collect();
    let is_set = value.get("type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("Annotation"));
    if annotations.is_empty() && !is_set {
        return None;
    }
    let about = value.get("about").and_then(|about| about.get("dc:title").or_else(|| about.get("title")));
    let title = about.and_then(Value::as_str).map(str::to_owned);
    let marks = annotations.into_iter().filter_map(annotation).collect();
    Some(ReadFile::new("annotation set", vec![BookMarks { title, marks }]))
}

fn annotation(value: &Value) -> Option<Mark> {
    let target = one(value.get("target")?);
    let mut mark = Mark { note: note(value), who: creator(value), ..Mark::default() };
    if let Some(source) = target.as_str().or_else(|| source(target)) {
        mark.hints.file = file_stem(source);
        if let Some((_, fragment)) = source.split_once('#') {
            mark.hints.id = element_id(fragment);
        }
    }
    if let Some(selectors) = target.get("selector") {
        all(selectors).for_each(|selector| read_selector(selector, &mut mark, 0));
    }
    if let Some(meta) = target.get("meta") {
        let headings = meta.get("headings").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut titles = headings.iter().filter_map(|heading| heading.get("txt").and_then(Value::as_str));
        mark.hints.chapter = titles.next_back().map(str::to_owned);
        let page = meta.get("page").and_then(Value::as_str).and_then(|page| page.parse().ok());
        mark.hints.position = page.map(|at| Position { scale: Scale::Page, at });
    }
    mark.private = tags(value).iter().any(|tag| tag.eq_ignore_ascii_case("private"));
    (!mark.quote.is_empty() || !mark.note.is_empty()).then_some(mark)
}

fn source(target: &Value) -> Option<&str> {
    let source = target.get("source")?;
    source.as_str().or_else(|| source.get("id")?.as_str())
}

/// Selectors in selectors at most.
const DEEPEST: usize = 8;

/// Takes what a selector says; the other readers of annotations use it too.
pub(super) fn read_selector(selector: &Value, mark: &mut Mark, depth: usize) {
    let text = |key: &str| selector.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(exact) = selector.get("exact").and_then(Value::as_str) {
        mark.quote = exact.split_whitespace().collect::<Vec<_>>().join(" ");
        mark.hints.before = text("prefix");
        mark.hints.after = text("suffix");
    }
    if let Some(id) = selector.get("value").and_then(Value::as_str).and_then(element_id) {
        mark.hints.id = Some(id);
    }
    for key in ["refinedBy", "startSelector"] {
        if let Some(inner) = selector.get(key).filter(|_| depth < DEEPEST) {
            all(inner).for_each(|inner| read_selector(inner, mark, depth + 1));
        }
    }
}

/// The id of an element in a fragment (`trust.12`), a CSS selector (`#trust\.12 > em`) or a canonical fragment identifier
/// of EPUB (`epubcfi(/6/8!/4/2[trust.12]/1:3)`).
pub(super) fn element_id(text: &str) -> Option<String> {
    if text.contains("epubcfi(") {
        let inside = text.split_once('!').map_or(text, |(_, inside)| inside);
        let ids = inside.split('[').skip(1).filter_map(|rest| rest.split(']').next());
        return ids.map(|id| id.replace('^', "")).filter(|id| is_id(id)).last();
    }
    let id = match text.rsplit_once('#') {
        Some((_, id)) => {
            let end = id.find([' ', '>', ':', '[', '+', '~', ',']).unwrap_or(id.len());
            id[..end].replace('\\', "")
        }
        None => text.to_owned(),
    };
    is_id(&id).then_some(id)
}

/// True for a paragraph's address and for a span of Kobo's.
fn is_id(id: &str) -> bool {
    id.rsplit_once('.').is_some_and(|(_, number)| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// The texts of the bodies.
fn note(value: &Value) -> String {
    let bodies = value.get("body").or_else(|| value.get("bodyValue")).map(all).into_iter().flatten();
    let texts = bodies.filter_map(|body| {
        let is_tag = body.get("purpose").and_then(Value::as_str).is_some_and(|purpose| purpose == "tagging");
        let text = body.as_str().or_else(|| body.get("value").or_else(|| body.get("chars"))?.as_str())?;
        (!is_tag && !text.trim().is_empty()).then(|| text.trim().to_owned())
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn tags(value: &Value) -> Vec<&str> {
    let bodies = value.get("body").map(all).into_iter().flatten();
    bodies.filter_map(|body| body.get("tags")).flat_map(all).filter_map(Value::as_str).collect()
}

fn creator(value: &Value) -> Option<String> {
    let creator = one(value.get("creator")?);
    let name = creator.get("name").and_then(Value::as_str).or_else(|| creator.as_str())?;
    // An identifier is no name.
    (!name.contains(':') && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// A value or the values of an array.
fn all(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice).iter()
}

fn one(value: &Value) -> &Value {
    value.as_array().and_then(|values| values.first()).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_selectors() {
        for (text, id) in [
            ("trust.12", Some("trust.12")),
            ("#trust\\.12 > em:nth-child(2)", Some("trust.12")),
            ("epubcfi(/6/8[trust]!/4/2[trust.12]/1:3)", Some("trust.12")),
            ("epubcfi(/6/8[chap.1]!/4/2,/1:3,/1:9)", None),
            ("body > p:nth-child(3)", None),
            ("span#kobo\\.12\\.2", Some("kobo.12.2")),
        ] {
            assert_eq!(element_id(text).as_deref(), id, "{text}");
        }
    }
}
