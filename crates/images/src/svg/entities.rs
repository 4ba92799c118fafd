//! Entities of an SVG image's own document type.

use std::collections::BTreeMap;

use crate::costs::MOST_SVG_ENTITIES;

/// The text with the entities of its own document type replaced, which drawing programs name their namespaces by
/// (XML 1.0, 4.4). Those of XML itself stay.
pub(super) fn expand_entities(text: &str) -> Result<String, String> {
    let subset = text.find("<!DOCTYPE").and_then(|from| {
        let rest = &text[from..];
        let end = match (rest.find('['), rest.find('>')) {
            (Some(open), Some(close)) if open < close => rest.find("]").map(|at| at + 1),
            (_, close) => close,
        };
        Some((from, from + end?))
    });
    let Some((from, end)) = subset else { return Ok(text.to_owned()) };
    let mut entities = BTreeMap::new();
    for declaration in text[from..end].split("<!ENTITY").skip(1) {
        let declaration = declaration.trim_start();
        let Some((name, rest)) = declaration.split_once(char::is_whitespace) else { continue };
        let rest = rest.trim_start();
        let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { continue };
        if let Some((value, _)) = rest[1..].split_once(quote) {
            entities.entry(name).or_insert(value);
        }
    }
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..end]);
    let mut room = text.len() + MOST_SVG_ENTITIES;
    replace(&text[end..], &entities, &mut out, &mut room, 0)?;
    Ok(out)
}

fn replace(
    text: &str,
    entities: &BTreeMap<&str, &str>,
    out: &mut String,
    room: &mut usize,
    depth: usize,
) -> Result<(), String> {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        let name = after[1..].split(';').next().unwrap_or_default();
        let value = entities.get(name).filter(|_| after[1 + name.len()..].starts_with(';'));
        *room = room.checked_sub(before.len() + 1).filter(|_| depth < 16).ok_or("its entities grow without end")?;
        out.push_str(before);
        match value {
            Some(value) => {
                replace(value, entities, out, room, depth + 1)?;
                rest = &after[name.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &after[1..];
            }
        }
    }
    *room = room.checked_sub(rest.len()).ok_or("its entities grow without end")?;
    out.push_str(rest);
    Ok(())
}
