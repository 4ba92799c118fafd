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

/// A highlight, an underline, a correction or a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PdfMark {
    /// Its kind.
    pub kind: MarkKind,
    /// Its page, from 1.
    pub page: usize,
    /// The words under it; empty for a note beside the text.
    pub text: String,
    /// What the reader has written.
    pub note: String,
    /// The name that the reader's program knows.
    pub author: Option<String>,
    /// The name of the last destination before it, of those that are addresses of paragraphs: `trust.12`.
    pub paragraph: Option<String>,
    /// Text of the page before it: up to the first of its words, or up to the place to which it points.
    pub before: String,
    /// Text of the page after it.
    pub after: String,
}

/// The kinds of marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkKind {
    /// Words that are highlighted or underlined.
    #[default]
    Highlight,
    /// Words that are struck out.
    Deletion,
    /// Words that are struck out, with what is to stand in their place as the note.
    Replacement,
    /// A place between two words, with what is to be inserted as the note.
    Insertion,
    /// A note beside the text.
    Note,
    /// Something drawn over the text, which nobody but a reader can make out.
    Drawing,
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
        // The caret of a replacement; what is struck out has its note.
        let leaders: BTreeSet<*const Dictionary> = annotations
            .iter()
            .filter(|annotation| kind_of(annotation) == Some(MarkKind::Deletion))
            .filter_map(|annotation| leader(&document, annotation).map(std::ptr::from_ref))
            .collect();
        let is_wanted = |annotation: &&Dictionary| {
            let is_reply = annotation.has(b"IRT") && leader(&document, annotation).is_none();
            let led =
                kind_of(annotation) == Some(MarkKind::Insertion) && leaders.contains(&std::ptr::from_ref(*annotation));
            // A reply has no place of its own.
            kind_of(annotation).is_some() && !is_reply && !led
        };
        let wanted: Vec<&Dictionary> = annotations.into_iter().filter(is_wanted).collect();
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

fn kind_of(annotation: &Dictionary) -> Option<MarkKind> {
    match annotation.get(b"Subtype").and_then(Object::as_name).ok()? {
        b"Highlight" | b"Underline" | b"Squiggly" => Some(MarkKind::Highlight),
        b"StrikeOut" => Some(MarkKind::Deletion),
        b"Caret" => Some(MarkKind::Insertion),
        b"Text" | b"FreeText" => Some(MarkKind::Note),
        b"Ink" | b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" => Some(MarkKind::Drawing),
        _ => None,
    }
}

/// The first of the group of annotations that an annotation belongs to (12.5.6.2).
fn leader<'a>(document: &'a Document, annotation: &'a Dictionary) -> Option<&'a Dictionary> {
    let grouped = annotation.get(b"RT").and_then(Object::as_name).ok() == Some(b"Group");
    dictionary(document, annotation.get(b"IRT").ok()?).filter(|_| grouped)
}

/// Glyphs before and after a mark that are read with it: enough to know a place from others like it.
const CONTEXT: usize = 80;

fn mark(
    document: &Document,
    annotation: &Dictionary,
    glyphs: &[Glyph],
    paragraphs: &Paragraphs,
    page: usize,
) -> Option<PdfMark> {
    let leader = leader(document, annotation);
    let kind = match kind_of(annotation)? {
        MarkKind::Deletion if leader.is_some() => MarkKind::Replacement,
        kind => kind,
    };
    let rect = annotation.get(b"Rect").ok().and_then(|rect| numbers(document, rect)).and_then(|rect| Area::of(&rect));
    let areas = match kind {
        MarkKind::Drawing => rect.into_iter().collect(),
        // They point to a place, whatever a program says of their areas.
        MarkKind::Insertion | MarkKind::Note => Vec::new(),
        MarkKind::Highlight | MarkKind::Deletion | MarkKind::Replacement => areas(document, annotation),
    };
    let is_covered = |glyph: &Glyph| areas.iter().any(|area| area.covers(glyph));
    let covered: Vec<usize> = (0..glyphs.len()).filter(|&at| is_covered(&glyphs[at])).collect();
    let (from, to) = match (covered.first(), covered.last()) {
        (Some(first), Some(last)) => (*first, last + 1),
        _ => {
            let place = rect.and_then(|rect| rect.points_to(glyphs)).unwrap_or_default();
            (place, place)
        }
    };
    let top = glyphs.get(covered.first().copied().unwrap_or(from)).map(|glyph| glyph.y);
    let top = top.or_else(|| rect.map(|rect| rect.top));
    let text = text(covered.iter().map(|&at| &glyphs[at]));
    let written = |annotation| text_of(document, annotation, b"Contents").unwrap_or_default();
    let mut note = written(annotation);
    if let Some(leader) = leader.filter(|_| note.trim().is_empty()) {
        note = written(leader);
    }
    // Some programs copy the words into the note.
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if !text.is_empty() && letters(&note) == letters(&text) {
        note.clear();
    }
    let author = text_of(document, annotation, b"T").filter(|name| !name.trim().is_empty());
    let paragraph = top.and_then(|top| paragraphs.before(page, top));
    let before = self::text(&glyphs[from.saturating_sub(CONTEXT)..from]);
    let after = self::text(&glyphs[to..(to + CONTEXT).min(glyphs.len())]);
    (!text.is_empty() || !note.trim().is_empty()).then_some(PdfMark {
        kind,
        page: page + 1,
        text,
        note,
        author,
        paragraph,
        before,
        after,
    })
}

/// The words of glyphs in the order of the content, lines joined by spaces.
fn text<'g>(glyphs: impl IntoIterator<Item = &'g Glyph>) -> String {
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

    /// The place in the text nearest to its middle: the number of glyphs before it. `None` on a page without any.
    fn points_to(&self, glyphs: &[Glyph]) -> Option<usize> {
        let (x, y) = ((self.left + self.right) / 2.0, (self.bottom + self.top) / 2.0);
        let away = |glyph: &Glyph| (glyph.y + glyph.size / 4.0 - y).abs();
        let nearest = glyphs.iter().min_by(|a, b| away(a).total_cmp(&away(b)))?;
        let on_line = |glyph: &Glyph| (glyph.y - nearest.y).abs() <= nearest.size / 2.0;
        let right = |glyph: &Glyph| glyph.x + glyph.width / 2.0 > x;
        let first = glyphs.iter().position(|glyph| on_line(glyph) && right(glyph));
        first.or_else(|| glyphs.iter().rposition(on_line).map(|last| last + 1))
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
