//! Files of devices and programs, recognised by their content.

mod annot;
mod clippings;
mod entries;
mod hypothesis;
mod kindle_html;
mod kobo;
mod koreader;
mod koreader_markdown;
mod lua;
mod passages;
mod pdf;
mod read_file;
mod readwise;
mod scan;
mod sqlite;
mod typed;
mod web_annotation;

use std::borrow::Cow;

use serde_json::Value;

pub(crate) use self::read_file::{ReadFile, Unreadable};
use crate::places::PlaceFinder;

/// Reads a file.
pub(crate) fn read(bytes: &[u8], finder: &PlaceFinder<'_>) -> Result<ReadFile, Unreadable> {
    if bytes.get(..1024.min(bytes.len())).is_some_and(|head| memchr::memmem::find(head, b"%PDF-").is_some()) {
        return pdf::read(bytes);
    }
    if bytes.starts_with(b"SQLite format 3\0") {
        return kobo::read(bytes);
    }
    let text = decoded(bytes).ok_or(Unreadable::Unknown)?;
    let text = text.as_ref();
    match text.trim_start().as_bytes().first() {
        None => return Err(Unreadable::Unknown),
        Some(b'{' | b'[') => {
            if let Some(read) = json(text) {
                return read;
            }
        }
        Some(b'<') if text.contains("annotationSet") => return annot::read(text),
        Some(b'<') if kindle_html::is_notebook(text) => return Ok(kindle_html::read(text, finder)),
        _ => {}
    }
    if clippings::is_clippings(text) {
        return Ok(clippings::read(text, finder));
    }
    if let Some(read) = koreader::read_lua(text) {
        return read;
    }
    if let Some(read) = readwise::read(text) {
        return Ok(read);
    }
    if let Some(read) = koreader_markdown::read(text) {
        return Ok(read);
    }
    if let Some(read) = typed::read(text, finder) {
        return Ok(read);
    }
    passages::read(text, finder).ok_or(Unreadable::Unknown)
}

/// JSON of several programs; `None` for text that only begins like it.
fn json(text: &str) -> Option<Result<ReadFile, Unreadable>> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        // `[42.3]` at the beginning of a typed line is none.
        Err(error) if error.is_eof() && text.len() > 1 => {
            return Some(Err(Unreadable::Damaged { source: "JSON", message: error.to_string() }));
        }
        Err(_) => return None,
    };
    let read =
        koreader::read_json(&value).or_else(|| hypothesis::read(&value)).or_else(|| web_annotation::read(&value));
    Some(read.ok_or(Unreadable::Unknown))
}

/// The text of a file: UTF-8, or UTF-16 with a byte order mark. `None` for what is no text.
fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => Some(Cow::Owned(units(rest, u16::from_le_bytes))),
        [0xfe, 0xff, rest @ ..] => Some(Cow::Owned(units(rest, u16::from_be_bytes))),
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(String::from_utf8_lossy(rest)),
        _ if bytes.contains(&0) => None,
        _ => Some(String::from_utf8_lossy(bytes)),
    }
}
