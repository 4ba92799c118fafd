//! SVG images: their size, what they refer to, and a copy without what could run or reach out: scripts, event handlers,
//! foreign content, references to other files, and the private data of drawing programs.

use std::collections::BTreeSet;
use std::sync::Mutex;

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use resvg::usvg;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// The size of an SVG image, and the files that it refers to.
pub(crate) struct Measured {
    /// In CSS pixels, rounded up.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The files, by the names written in it. None of them is read.
    pub(crate) outside: Vec<String>,
}

/// Measures an image.
///
/// # Errors
/// The parser's message.
pub(crate) fn measure(bytes: &[u8]) -> Result<Measured, String> {
    let outside = Mutex::new(Vec::new());
    let size = {
        let mut options = usvg::Options::default();
        options.image_href_resolver.resolve_string = Box::new(|name, _| {
            outside.lock().ok()?.push(name.to_owned());
            None
        });
        usvg::Tree::from_data(bytes, &options).map_err(|error| error.to_string())?.size()
    };
    let outside = outside.into_inner().unwrap_or_default();
    Ok(Measured { width: size.width().ceil() as u32, height: size.height().ceil() as u32, outside })
}

/// A clean copy. `None` where the file is not well-formed.
pub(crate) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = expand_entities(std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}'));
    let mut reader = Reader::from_str(&text);
    let mut writer = Writer::new(Vec::with_capacity(text.len()));
    let mut prefixes = BTreeSet::new();
    let (mut skipping, mut depth, mut in_style) = (0usize, 0usize, false);
    loop {
        let event = reader.read_event().ok()?;
        match event {
            Event::Eof => return (depth == 0).then(|| writer.into_inner()),
            Event::Start(ref start) if skipping > 0 || is_forbidden(start, &mut prefixes) => skipping += 1,
            Event::Empty(ref start) if skipping > 0 || is_forbidden(start, &mut prefixes) => {}
            Event::End(_) if skipping > 0 => skipping -= 1,
            _ if skipping > 0 => {}
            Event::Start(start) => {
                depth += 1;
                in_style = start.local_name().as_ref() == "style";
                writer.write_event(Event::Start(clean_attributes(&start)?)).ok()?;
            }
            Event::Empty(start) => writer.write_event(Event::Empty(clean_attributes(&start)?)).ok()?,
            Event::End(end) => {
                depth = depth.checked_sub(1)?;
                in_style = false;
                writer.write_event(Event::End(end)).ok()?;
            }
            Event::Text(text) if in_style => {
                writer.write_event(Event::Text(BytesText::from_escaped(clean_css(&text)))).ok()?;
            }
            Event::CData(data) if in_style => {
                let css = clean_css(&data);
                writer.write_event(Event::Text(BytesText::new(&css))).ok()?;
            }
            Event::DocType(_) | Event::PI(_) | Event::Comment(_) => {}
            other => writer.write_event(other).ok()?,
        }
    }
}

/// The text with the entities of its own document type put in: drawing programs name their namespaces so.
fn expand_entities(text: &str) -> String {
    let mut out = text.to_owned();
    let subset = text.split("<svg").next().unwrap_or_default();
    for declaration in subset.split("<!ENTITY").skip(1).take(64) {
        let mut quoted = declaration.splitn(3, ['"', '\'']);
        if let (Some(name), Some(value)) = (quoted.next(), quoted.next()) {
            // One that holds another could grow without end.
            if !value.contains('&') {
                out = out.replace(&format!("&{};", name.trim()), value);
            }
        }
    }
    out
}

/// Whether an element goes with all that is in it: what could run, and what isn't SVG. Keeps the prefixes
/// that stand for SVG up to date.
fn is_forbidden(start: &BytesStart<'_>, prefixes: &mut BTreeSet<String>) -> bool {
    for attribute in start.attributes().flatten() {
        if let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:")
            && &*attribute.value == NAMESPACE
        {
            prefixes.insert(prefix.to_owned());
        }
    }
    let foreign = start.name().prefix().is_some_and(|prefix| !prefixes.contains(prefix.as_ref()));
    let local = start.local_name();
    foreign
        || matches!(
            local.as_ref(),
            "script" | "foreignObject" | "iframe" | "audio" | "video" | "metadata" | "handler" | "listener"
        )
}

fn clean_attributes(start: &BytesStart<'_>) -> Option<BytesStart<'static>> {
    let mut clean = BytesStart::new(start.name().as_ref().to_owned());
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let prefix = attribute.key.prefix();
        let foreign = prefix.is_some_and(|prefix| !matches!(prefix.as_ref(), "xlink" | "xml" | "xmlns"));
        let local = attribute.key.local_name();
        let handler = local.as_ref().to_ascii_lowercase().starts_with("on");
        let reference = local.as_ref() == "href" || local.as_ref() == "base";
        let stays_inside = !reference || is_internal(&attribute.value);
        if foreign || handler || !stays_inside {
            continue;
        }
        if attribute.value.contains("url(") {
            let value = clean_css(&attribute.value);
            clean.push_attribute((attribute.key.as_ref(), value.as_str()));
        } else {
            clean.push_attribute(attribute);
        }
    }
    Some(clean.into_owned())
}

fn is_internal(address: &str) -> bool {
    let address = address.trim();
    address.starts_with('#') || address.starts_with("data:image/")
}

/// A style sheet, or a value of one, without references to other files.
fn clean_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("@import") {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once(';').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let mut clean = String::with_capacity(out.len());
    let mut rest = out.as_str();
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at);
        clean.push_str(before);
        let end = after.find(')').map_or(after.len(), |end| end + 1);
        let address = after[4..end].trim_end_matches(')').trim().trim_matches(['"', '\'']);
        let quoted = address.trim_start_matches("&quot;").trim_start_matches("&apos;");
        clean.push_str(if is_internal(quoted) { &after[..end] } else { "none" });
        rest = &after[end..];
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(svg: &str) -> String {
        String::from_utf8(clean(svg.as_bytes()).expect("well-formed")).unwrap()
    }

    #[test]
    fn svg_loses_what_could_run() {
        assert_eq!(
            cleaned(
                r##"<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>alert(1)</script><a href="http://e.x/"><use href="#a"/></a><rect id="a" width="1"/></svg>"##
            ),
            r##"<svg xmlns="http://www.w3.org/2000/svg"><a><use href="#a"/></a><rect id="a" width="1"/></svg>"##
        );
    }

    #[test]
    fn svg_reaches_for_no_other_file() {
        assert_eq!(
            cleaned(
                r##"<svg xmlns="http://www.w3.org/2000/svg"><style>@import "x.css"; .a { fill: url(http://e.x/#p) }</style><rect fill="url(#g)" style="fill: url('http://e.x/')"/></svg>"##
            ),
            r##"<svg xmlns="http://www.w3.org/2000/svg"><style> .a { fill: none }</style><rect fill="url(#g)" style="fill: none"/></svg>"##
        );
    }

    #[test]
    fn what_drawing_programs_add_is_removed() {
        assert_eq!(
            cleaned(concat!(
                r#"<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>"#,
                r#"<s:svg xmlns:s="&ns_svg;" xmlns:i="http://i.x/" i:version="1"><i:view><s:g/></i:view><s:g i:label="x"/></s:svg>"#,
            )),
            r#"<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:i="http://i.x/"><s:g/></s:svg>"#
        );
        assert_eq!(clean(b"<svg><g></svg>"), None);
    }
}
