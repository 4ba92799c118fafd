//! Readers: each turns the bytes of a structured source into the documents in it. A source without a reader is a
//! capture, whose posts are found by their boundaries.

use crate::archive::{DocumentKind, Package};
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

/// True if a file is a capture, whose posts are found by their boundaries.
pub(crate) fn is_capture(name: &str, bytes: &[u8]) -> bool {
    match detect(bytes) {
        Format::Zip | Format::Rtf | Format::Mail => false,
        Format::Page | Format::Feed => crate::encoding::decode(bytes).is_none(),
        _ => documents(name, bytes, &mut Diagnostics::new()).is_none(),
    }
}

/// The posts of a structured source; `None` if the file is a capture.
fn documents(name: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Option<Documents> {
    let format = detect(bytes);
    match format {
        Format::Zip | Format::Rtf | Format::Mail => return Some(of_parts(format, name, bytes, diagnostics)),
        Format::Text | Format::Page | Format::Feed | Format::Json => {}
        _ => return None,
    }
    let decoded = crate::encoding::decode(bytes)?;
    if format == Format::Text {
        if let Some(page) = crate::markdown::page(&decoded.text, name) {
            return Some(Documents { list: found(vec![page], "the front matter"), manuscript: None });
        }
        let manuscript = crate::markdown::read(&decoded.text, name)?;
        return Some(Documents {
            list: found(vec![manuscript.document], "the front matter"),
            manuscript: Some(manuscript.body),
        });
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
    let place = match format {
        Format::Page => "the page",
        Format::Json | Format::Feed => "the export or feed",
        _ => "the source",
    };
    Some(Documents { list: found(list, place), manuscript: None })
}

fn found(mut list: Vec<Document>, place: &str) -> Vec<Document> {
    list.iter_mut().for_each(|document| document.found(place));
    list
}

/// The essays of a document of a word processor, a book or a message. A damaged one has none.
fn of_parts(format: Format, name: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Documents {
    let (read, what) = match format {
        Format::Rtf => (crate::rtf::read(bytes, name), "RTF document"),
        Format::Mail => match crate::mail::read(bytes, name) {
            Ok(list) => (Some(list), "message"),
            Err(reason) => {
                diagnostics.push(damaged(name, &reason));
                (Some(Vec::new()), "message")
            }
        },
        _ => match Package::open(bytes).map(|package| (package.document(), package)) {
            Ok((Some(DocumentKind::Epub), mut package)) => (crate::epub::read(&mut package), "EPUB"),
            Ok((Some(DocumentKind::Docx), mut package)) => (crate::docx::read(&mut package, name), "Word document"),
            Ok((Some(DocumentKind::Odt), mut package)) => (crate::odt::read(&mut package, name), "OpenDocument text"),
            _ => (None, "document"),
        },
    };
    if read.is_none() {
        diagnostics.push(damaged(name, &format!("its text can't be found in it: the {what} is damaged")));
    }
    Documents { list: read.unwrap_or_default(), manuscript: None }
}

fn damaged(name: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("import-damaged", format!("{name}: {reason}"))
        .hint("open it in the program that made it, save it anew and import that")
}

/// A page, or one that this program made of a row of an export.
fn pages(html: &str, name: &str) -> Vec<Document> {
    let Some(row) = crate::page::row(html) else { return crate::page::read(html, name) };
    vec![row]
}

const UNKNOWN_JSON: &str = "JSON that is no export or feed";

/// The reason for which a file can't be a source at all. Text whose name says nothing is read only if it is prose:
/// saved pages come with style sheets and scripts.
pub(crate) fn refused(name: &str, bytes: &[u8]) -> Option<&'static str> {
    match detect(bytes) {
        Format::Unsupported(what) | Format::Image { what, extension: None } => Some(what),
        Format::Page if is_part_of_page(name) => Some("a frame of a saved page"),
        Format::Json => {
            let known =
                crate::encoding::decode(bytes).is_some_and(|decoded| crate::json::read(&decoded.text).is_some());
            (!known).then_some(UNKNOWN_JSON)
        }
        Format::Text if bytes.iter().all(u8::is_ascii_whitespace) => Some("empty"),
        Format::Text => {
            if is_json(bytes) {
                return Some(UNKNOWN_JSON);
            }
            let lower = name.to_ascii_lowercase();
            let text = [".txt", ".text", ".md", ".markdown", ".mdown", ".mkd"].iter().any(|end| lower.ends_with(end));
            let post =
                || crate::encoding::decode(bytes).is_some_and(|d| crate::markdown::page(&d.text, name).is_some());
            (!text && !is_prose(bytes) && !post()).then_some("not prose (a style sheet, a script or data)")
        }
        _ => None,
    }
}

/// True if a text is one JSON object or list: its words are data.
fn is_json(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    start.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
        || start.starts_with(b"[") && serde_json::from_slice::<Vec<serde::de::IgnoredAny>>(bytes).is_ok()
}

/// True if a file is in the folder that a browser saves with a page.
fn is_part_of_page(name: &str) -> bool {
    let folders = name.rsplit("--").skip(1);
    let mut folders = folders.map(str::to_lowercase);
    folders.any(|f| {
        ["_files", ".files", "-dateien", "_fichiers", "-filer", "_archivos", "_bestanden"]
            .iter()
            .any(|end| f.ends_with(end))
    })
}

/// True if a text has few of the marks that code and data are full of.
fn is_prose(bytes: &[u8]) -> bool {
    let Some(text) = crate::encoding::beginning(bytes, 1 << 16) else { return false };
    let marks =
        text.chars().filter(|c| matches!(c, '{' | '}' | ';' | '=' | '<' | '>' | '|' | '\\' | '[' | ']')).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters > 0 && marks * 50 <= letters
}
