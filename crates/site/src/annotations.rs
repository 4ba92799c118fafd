//! The discussion questions as a Readium annotation set (<https://github.com/readium/annotations>), which reading apps
//! import: each question then is a note at its passage.

use std::collections::BTreeMap;

use anthology_base::{Address, Date};
use anthology_typeset::{PageMap, SectionKind, SetText};
use anthology_xhtml::{Device, Files, ImageTraits, Publication, section};
use serde_json::json;
use sha2::{Digest, Sha256};

/// The JSON-LD context of annotations and sets of them.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// The folder of the package document in our EPUBs: reading systems know a file by its path in the container.
const CONTAINER_FOLDER: &str = "OEBPS/";

/// Characters of context before and after a quotation, as Thorium has them.
const CONTEXT_CHARACTERS: usize = 32;

/// A question that stands at a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageQuestion {
    /// The passage.
    pub passage: Address,
    /// The question, in plain text.
    pub text: String,
}

/// The set of the questions about passages, as JSON; `None` where there are none. Thorium refuses a set of which a single
/// source isn't in the spine, so all are files of the EPUB that `text` and `map` make, and a question whose passage isn't
/// found in its file is left out.
pub fn annotations(text: &SetText, map: &PageMap, questions: &[PassageQuestion], date: Date) -> Option<String> {
    // What images become changes no character of the text.
    let traits = text.images.iter().map(|image| ImageTraits { format: image.format, transparent: false });
    let publication = Publication::of_files(Files::Epub(Device::Any), text, Some(map), traits.collect());
    let mut files: BTreeMap<usize, String> = BTreeMap::new();
    let mut items = Vec::new();
    let created = format!("{date}T00:00:00Z");
    for (number, question) in questions.iter().enumerate() {
        let address = &question.passage;
        let is_of =
            |s: &anthology_typeset::SetSection| s.slug == address.chapter && matches!(s.kind, SectionKind::Chapter(_));
        let Some(index) = text.sections.iter().position(is_of) else { continue };
        let file = files.entry(index).or_insert_with(|| section(&publication, index));
        let Some(found) = text_of(file, &address.to_string()) else { continue };
        let own = &text.sections[index];
        let length = found.exact.chars().count();
        items.push(json!({
            "@context": CONTEXT,
            "id": urn(text, &format!("{number} {address} {}", question.text)),
            "type": "Annotation",
            "motivation": "commenting",
            "created": created,
            "target": {
                "source": format!("{CONTAINER_FOLDER}{}", publication.file(own)),
                "selector": [
                    {
                        "type": "CssSelector",
                        "value": format!("#{}", css_identifier(&address.to_string())),
                        "refinedBy": { "type": "TextPositionSelector", "start": 0, "end": length },
                    },
                    {
                        "type": "TextQuoteSelector",
                        "exact": found.exact,
                        "prefix": found.prefix,
                        "suffix": found.suffix,
                    },
                ],
                "meta": { "headings": [{ "level": 1, "txt": publication.name(own) }] },
            },
            "body": {
                "type": "TextualBody",
                "value": question.text,
                "format": "text/plain",
                "color": "blue",
                "highlight": "outline",
                "language": own.lang.as_str(),
                "textDirection": if own.lang.is_rtl() { "rtl" } else { "ltr" },
            },
        }));
    }
    if items.is_empty() {
        return None;
    }
    let metadata = &text.metadata;
    let creators: Vec<&str> = metadata.contributors.iter().map(|person| person.name.as_str()).collect();
    let set = json!({
        "@context": CONTEXT,
        "id": urn(text, &created),
        "type": "AnnotationSet",
        "generated": created,
        "title": metadata.title,
        "about": {
            "dc:identifier": metadata.identifiers,
            "dc:format": "application/epub+zip",
            "dc:title": metadata.title,
            "dc:creator": creators,
        },
        "items": items,
    });
    Some(format!("{set:#}\n"))
}

/// A UUID of what it stands for (RFC 9562, version 8), as a URN: the same whenever the set is made again, so that a reading
/// app knows a question that it has.
fn urn(text: &SetText, of: &str) -> String {
    let book = text.metadata.identifiers.first().map_or("", String::as_str);
    let mut bytes: Vec<u8> = Sha256::digest(format!("{book}\n{of}")).to_vec();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The text of an element as a browser has it, with what is around it.
struct FoundText {
    prefix: String,
    exact: String,
    suffix: String,
}

/// The text of the element with an id in a file that this program has written: every element is closed, and no attribute
/// holds `<` or `>`.
fn text_of(file: &str, id: &str) -> Option<FoundText> {
    let body = file.find("<body").unwrap_or(0);
    let at = body + file[body..].find(&format!(" id=\"{id}\""))?;
    let name_start = file[..at].rfind('<')? + 1;
    let name: String = file[name_start..].chars().take_while(char::is_ascii_alphanumeric).collect();
    let start = at + file[at..].find('>')? + 1;
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let (mut depth, mut from) = (1, start);
    let end = loop {
        let next = from + file[from..].find(&close)?;
        let is_element = |at: &usize| file[*at + open.len()..].starts_with([' ', '>', '/']);
        let opened = file[from..next].match_indices(&open).map(|(at, _)| from + at).filter(is_element);
        // An element without content is closed where it is opened.
        let opened = opened.filter(|at| !file[*at..].split('>').next().is_some_and(|tag| tag.ends_with('/')));
        depth += opened.count();
        depth -= 1;
        if depth == 0 {
            break next;
        }
        from = next + close.len();
    };
    let before = characters(&file[body + file[body..].find('>')? + 1..name_start - 1]);
    let after = characters(&file[end..]);
    let kept = before.chars().count().saturating_sub(CONTEXT_CHARACTERS);
    Some(FoundText {
        prefix: before.chars().skip(kept).collect(),
        exact: characters(&file[start..end]),
        suffix: after.chars().take(CONTEXT_CHARACTERS).collect(),
    })
}

/// Markup without its tags, and with its entities as characters.
fn characters(markup: &str) -> String {
    let mut out = String::new();
    for (number, part) in markup.split('<').enumerate() {
        let text = if number == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) };
        out.push_str(text);
    }
    // The ampersand last, or `&amp;lt;` would become a bracket.
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#13;", "\r"), ("&amp;", "&")] {
        out = out.replace(entity, character);
    }
    out
}

/// An id as a CSS identifier (CSSOM, "serialize an identifier"); ours begin with a letter.
fn css_identifier(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if !(c.is_alphanumeric() || matches!(c, '-' | '_')) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_an_element_is_what_a_browser_has() {
        let file = "<head><title>T</title></head><body><h1>One</h1>\n<p id=\"one.1\">A <em>sea</em> &amp;lt; \
            <span id=\"page-2\"/><span class=\"x\">b</span></p>\n<p id=\"one.12\">Next</p></body>";
        let found = text_of(file, "one.1").expect("a paragraph");
        assert_eq!((found.exact.as_str(), found.prefix.as_str()), ("A sea &lt; b", "One\n"));
        assert!(found.suffix.starts_with("\nNext"));
        let nested = "<body><div id=\"a\"><div>x</div><div/>y</div>z</body>";
        assert_eq!(text_of(nested, "a").expect("a division").exact, "xy");
        assert!(text_of(file, "one.2").is_none());
        assert_eq!(css_identifier("one.12"), "one\\.12");
    }
}
