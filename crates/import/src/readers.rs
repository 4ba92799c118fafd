//! Readers: each turns the bytes of a structured source into the documents in it. A source without a reader is a
//! capture, whose posts are found by their boundaries.

use crate::capture::{Capture, CaptureFile};
use crate::documents::{Document, Documents};
use crate::format::{Format, detect};
use anthology_base::{Diagnostic, Diagnostics};

/// Reads a file: the posts of a structured source, or the lines of a capture.
pub(crate) fn read(file: &CaptureFile, diagnostics: &mut Diagnostics) -> Capture {
    match documents(&file.name, &file.bytes, diagnostics) {
        Some(documents) => Capture::of_documents(file, documents),
        None => crate::capture::read(file, diagnostics),
    }
}

/// The posts of a structured source; `None` if the file is a capture.
fn documents(name: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Option<Documents> {
    let format = detect(bytes);
    if matches!(format, Format::Zip | Format::Tar | Format::Gzip | Format::Unsupported(_)) {
        return None;
    }
    let decoded = crate::encoding::decode(bytes)?;
    if format == Format::Text {
        let found = crate::markdown::read(&decoded.text, name)?;
        return Some(Documents { list: vec![found.document], manuscript: Some(found.body) });
    }
    if decoded.wrong > 0 {
        let message = format!("{name}: {} bytes are not valid {}", decoded.wrong, decoded.encoding);
        diagnostics.push(
            Diagnostic::warning("capture-encoding", message)
                .hint("if characters look wrong in the chapters, save the file as UTF-8 and import it again"),
        );
    }
    let text = decoded.text;
    let list = match format {
        Format::Page => pages(&text, name),
        Format::Feed => {
            let (list, damaged) = crate::feeds::read(&text);
            if damaged {
                diagnostics.push(
                    Diagnostic::warning(
                        "import-damaged",
                        format!("{name} is damaged XML; it was read as far as possible"),
                    )
                    .hint("export it again, and compare the number of posts"),
                );
            }
            list
        }
        Format::Json => crate::json::read(&text)?,
        _ => return None,
    };
    Some(Documents { list, manuscript: None })
}

/// A page, or one that this program made of a row of an export.
fn pages(html: &str, name: &str) -> Vec<Document> {
    let Some(row) = crate::page::row(html) else { return crate::page::read(html, name) };
    vec![row]
}

/// The reason for which a file can't be a source at all. Text whose name says nothing is read only if it is prose:
/// saved pages come with style sheets and scripts.
pub(crate) fn refused(name: &str, bytes: &[u8]) -> Option<&'static str> {
    match detect(bytes) {
        Format::Unsupported(what) => Some(what),
        Format::Text if bytes.iter().all(u8::is_ascii_whitespace) => Some("empty"),
        Format::Text => {
            let lower = name.to_ascii_lowercase();
            let text = [".txt", ".text", ".md", ".markdown", ".mdown", ".mkd"].iter().any(|end| lower.ends_with(end));
            (!text && !is_prose(bytes)).then_some("not prose (a style sheet, a script or data)")
        }
        _ => None,
    }
}

/// True if a text has few of the marks that code and data are full of.
fn is_prose(bytes: &[u8]) -> bool {
    let Some(text) = crate::encoding::beginning(bytes, 1 << 16) else { return false };
    let marks =
        text.chars().filter(|c| matches!(c, '{' | '}' | ';' | '=' | '<' | '>' | '|' | '\\' | '[' | ']')).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters > 0 && marks * 50 <= letters
}
