//! What somebody has marked in a PDF of ours: the words under highlights, and the notes.
//!
//! The words come from the file itself, so that any edition and any older copy will do, whatever program has saved it:
//! highlights are rectangles on a page (ISO 32000-1, 12.5.6.10), and the page's content says which characters are there.

mod glyphs;
mod unicode;

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use thiserror::Error;

use self::glyphs::{Glyph, page_glyphs};

/// Bytes that a stream of a file may unpack to. The largest page of a book has a few hundred thousand.
const MOST_UNPACKED: usize = 64 << 20;

/// Annotations of a file that are read.
const MOST_MARKS: usize = 20_000;

/// A file with marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkedPdf {
    /// The title in the file's information dictionary.
    pub title: Option<String>,
    /// The marks, page by page, in the order of the file.
    pub marks: Vec<PdfMark>,
}

/// A highlight, an underline or a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PdfMark {
    /// The words under it; empty for a note beside the text.
    pub text: String,
    /// What the reader has written.
    pub note: String,
    /// The name that the reader's program knows.
    pub author: Option<String>,
    /// The name of the last destination before it, of those that are addresses of paragraphs: `trust.12`.
    pub paragraph: Option<String>,
}

/// The reason why the marks of a file can't be read.
#[derive(Debug, Error)]
pub enum MarksError {
    /// It is no PDF, or damaged.
    #[error("{0}")]
    Damaged(String),
    /// It can be read with a password only.
    #[error("it is encrypted")]
    Encrypted,
}

/// Reads the marks of a file.
///
/// # Errors
/// [`MarksError`] where the file as a whole can't be read. Annotations that make no sense are left out.
pub fn marks(file: &[u8]) -> Result<MarkedPdf, MarksError> {
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let document =
        Document::load_mem_with_options(file, options).map_err(|error| MarksError::Damaged(error.to_string()))?;
    if document.is_encrypted() {
        return Err(MarksError::Encrypted);
    }
    let info = document.trailer.get(b"Info").ok().and_then(|info| dictionary(&document, info));
    let title = info.and_then(|info| text_of(&document, info, b"Title"));
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let paragraphs = Paragraphs::of(&document, &pages);
    let mut marked = MarkedPdf { title, marks: Vec::new() };
    let mut fonts = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        let annotations = document.get_page_annotations(*page).unwrap_or_default();
        let wanted: Vec<&Dictionary> = annotations.into_iter().filter(|annotation| is_mark(annotation)).collect();
        if wanted.is_empty() {
            continue;
        }
        let glyphs = page_glyphs(&document, *page, MOST_UNPACKED, &mut fonts);
        for annotation in wanted {
            if marked.marks.len() == MOST_MARKS {
                return Ok(marked);
            }
            marked.marks.extend(mark(&document, annotation, &glyphs, &paragraphs, index));
        }
    }
    Ok(marked)
}

fn is_mark(annotation: &Dictionary) -> bool {
    let kind = annotation.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
    let kinds: [&[u8]; 6] = [b"Highlight", b"Underline", b"Squiggly", b"StrikeOut", b"Text", b"FreeText"];
    // A reply has no place of its own.
    kinds.contains(&kind) && !annotation.has(b"IRT")
}

fn mark(
    document: &Document,
    annotation: &Dictionary,
    glyphs: &[Glyph],
    paragraphs: &Paragraphs,
    page: usize,
) -> Option<PdfMark> {
    let areas = areas(document, annotation);
    let covered: Vec<&Glyph> = glyphs.iter().filter(|glyph| areas.iter().any(|area| area.covers(glyph))).collect();
    let rect = annotation.get(b"Rect").ok().and_then(|rect| numbers(document, rect));
    let top = covered.first().map(|glyph| glyph.y).or_else(|| rect.and_then(|r| Some(r.get(1)?.max(*r.get(3)?))));
    let text = text(&covered);
    let mut note = text_of(document, annotation, b"Contents").unwrap_or_default();
    // Some programs copy the words into the note.
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if !text.is_empty() && letters(&note) == letters(&text) {
        note.clear();
    }
    let author = text_of(document, annotation, b"T").filter(|name| !name.trim().is_empty());
    let paragraph = top.and_then(|top| paragraphs.before(page, top));
    (!text.is_empty() || !note.trim().is_empty()).then_some(PdfMark { text, note, author, paragraph })
}

/// The words of glyphs in the order of the content, lines joined by spaces.
fn text(glyphs: &[&Glyph]) -> String {
    let mut text = String::new();
    let mut line: Option<f64> = None;
    for glyph in glyphs {
        if line.is_some_and(|line| (line - glyph.y).abs() > glyph.size / 2.0) && !text.ends_with(char::is_whitespace) {
            match text.strip_suffix(['\u{ad}', '\u{2010}']) {
                Some(stem) => text.truncate(stem.len()),
                None => text.push(' '),
            }
        }
        line = Some(glyph.y);
        text.push_str(&glyph.text);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A part of a page, in its own coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: f64,
    right: f64,
    bottom: f64,
    top: f64,
}

impl Area {
    fn of(corners: &[f64]) -> Option<Self> {
        let horizontal = corners.iter().step_by(2).copied();
        let vertical = corners.iter().skip(1).step_by(2).copied();
        let area = Self {
            left: horizontal.clone().reduce(f64::min)?,
            right: horizontal.reduce(f64::max)?,
            bottom: vertical.clone().reduce(f64::min)?,
            top: vertical.reduce(f64::max)?,
        };
        (area.left < area.right && area.bottom < area.top).then_some(area)
    }

    /// True if the middle of a glyph is inside: programs draw rectangles a little larger or smaller than the line.
    fn covers(&self, glyph: &Glyph) -> bool {
        let (x, y) = (glyph.x + glyph.width / 2.0, glyph.y + glyph.size / 4.0);
        self.left <= x && x <= self.right && self.bottom <= y && y <= self.top
    }
}

/// The quadrilaterals of an annotation. Their corners are in different orders in different programs.
fn areas(document: &Document, annotation: &Dictionary) -> Vec<Area> {
    let points = annotation.get(b"QuadPoints").ok().and_then(|points| numbers(document, points)).unwrap_or_default();
    points.chunks_exact(8).filter_map(Area::of).collect()
}

fn numbers(document: &Document, object: &Object) -> Option<Vec<f64>> {
    let (_, object) = document.dereference(object).ok()?;
    let array = object.as_array().ok()?;
    array.iter().map(|number| number.as_float().ok().map(f64::from)).collect()
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

/// A text string (7.9.2.2): UTF-16 or UTF-8 with a mark at its beginning, else PDFDocEncoding, of which Latin-1 is most.
fn text_of(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let (_, object) = document.dereference(dictionary.get(key).ok()?).ok()?;
    Some(match object.as_str().ok()? {
        [0xfe, 0xff, rest @ ..] => unicode::utf16(rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
    })
}

/// Where paragraphs begin: destinations that are named like addresses.
struct Paragraphs {
    /// By page: height above the page's lower edge, and name, from the top.
    by_page: BTreeMap<usize, Vec<(f64, String)>>,
}

/// Nodes of a tree of names that are visited. Bounds the time on a tree that is none.
const MOST_NODES: usize = 100_000;

impl Paragraphs {
    fn of(document: &Document, pages: &[ObjectId]) -> Self {
        let numbers: BTreeMap<ObjectId, usize> = pages.iter().enumerate().map(|(at, page)| (*page, at)).collect();
        let mut by_page: BTreeMap<usize, Vec<(f64, String)>> = BTreeMap::new();
        let names = document.catalog().ok().and_then(|catalog| dictionary(document, catalog.get(b"Names").ok()?));
        let root = names.and_then(|names| names.get(b"Dests").ok());
        let mut waiting: Vec<&Object> = root.into_iter().collect();
        let mut seen = BTreeSet::new();
        let mut visited = 0;
        while let Some(node) = waiting.pop().filter(|_| visited < MOST_NODES) {
            visited += 1;
            if let Ok(id) = node.as_reference()
                && !seen.insert(id)
            {
                continue;
            }
            let Some(node) = dictionary(document, node) else { continue };
            let array = |key: &[u8]| {
                let (_, object) = document.dereference(node.get(key).ok()?).ok()?;
                object.as_array().ok()
            };
            waiting.extend(array(b"Kids").into_iter().flatten());
            for pair in array(b"Names").map_or(&[][..], Vec::as_slice).chunks_exact(2) {
                let Some((page, top)) = place(document, &pair[1]) else { continue };
                let Some(page) = numbers.get(&page) else { continue };
                let name = pair[0].as_str().map(String::from_utf8_lossy).unwrap_or_default();
                if name.parse::<anthology_base::Address>().is_ok() {
                    by_page.entry(*page).or_default().push((top, name.into_owned()));
                }
            }
        }
        for places in by_page.values_mut() {
            places.sort_by(|(a, name), (b, other)| b.total_cmp(a).then_with(|| name.cmp(other)));
        }
        Self { by_page }
    }

    /// The last paragraph that begins at a height of a page or above it, on this page or an earlier one.
    fn before(&self, page: usize, height: f64) -> Option<String> {
        let on_page = self.by_page.get(&page).into_iter().flatten();
        let above = on_page.take_while(|(top, _)| *top >= height).last();
        let earlier = || self.by_page.range(..page).next_back().and_then(|(_, places)| places.last());
        above.or_else(earlier).map(|(_, name)| name.clone())
    }
}

/// The page and the height of a destination.
fn place(document: &Document, object: &Object) -> Option<(ObjectId, f64)> {
    let (_, object) = document.dereference(object).ok()?;
    let explicit = match object.as_dict() {
        Ok(dictionary) => document.dereference(dictionary.get(b"D").ok()?).ok()?.1,
        Err(_) => object,
    };
    let array = explicit.as_array().ok()?;
    let top = array.get(3)?.as_float().ok()?;
    Some((array.first()?.as_reference().ok()?, f64::from(top)))
}
