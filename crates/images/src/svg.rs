//! SVG images: a copy that every format uses, without what could run, move or reach out, and of bounded depth.
//!
//! [`prepare`] makes the copy: entities are replaced by their text; scripts, event handlers, animations (SMIL), references
//! to other files and the private data of drawing programs go; text in a `foreignObject`, which neither a PDF nor most
//! e-readers show, becomes plain SVG text. What is lost is listed with its line. As groups and references can be nested
//! without end, and everything that draws them recurses, both are counted.

mod css;
mod entities;
mod filters;
mod fonts;
mod foreign;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use resvg::usvg;

use self::css::{clean_css, is_internal};
use self::entities::expand_entities;
pub use self::fonts::{SvgFont, font_database};
use self::parts::{Part, Parts, Reference};
use crate::cache::Cache;
use crate::costs::MOST_SVG_DEPTH;
use crate::inspect::inspect;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// A copy of an SVG image that is safe to draw and to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedSvg {
    /// The copy.
    pub text: String,
    /// What it lacks or has otherwise.
    pub losses: Vec<Loss>,
    /// The characters of its text.
    pub characters: BTreeSet<char>,
}

/// A loss in an SVG image's copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The line of the file, from 1.
    pub line: u32,
    /// Its kind.
    pub kind: LossKind,
}

/// The kinds of losses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// Text of a `foreignObject` became SVG text, without its styles.
    ForeignText(String),
    /// An animation is left out.
    Animation,
}

/// Makes the copy.
///
/// # Errors
/// Why the file can't be used, with the line where there is one.
pub fn prepare(bytes: &[u8]) -> Result<PreparedSvg, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        format!("line {line} is not UTF-8")
    })?;
    let text = expand_entities(text.trim_start_matches('\u{feff}'))?;
    Copier::new(&text).run()
}

/// The size of an SVG image, and the files that it refers to.
pub(crate) struct Measured {
    /// In CSS pixels, rounded up.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The files, by the names written in it. None of them is read.
    pub(crate) outside: Vec<String>,
    pub(crate) losses: Vec<Loss>,
}

/// Measures an image.
///
/// # Errors
/// The parser's message.
pub(crate) fn measure(bytes: &[u8]) -> Result<Measured, String> {
    let prepared = prepare(bytes)?;
    let outside = Mutex::new(outside_images(bytes));
    let tree = {
        let mut options = usvg::Options::default();
        options.image_href_resolver.resolve_string = Box::new(|_, _| None);
        options.image_href_resolver.resolve_data = Box::new(|mime, data, _| {
            // An image in the image, of which nothing may be larger than an image of the book.
            let sound = mime != "image/svg+xml" && inspect(&data, Cache::default()).is_ok();
            if !sound {
                outside.lock().ok()?.push(format!("data:{mime}"));
            }
            None
        });
        usvg::Tree::from_str(&prepared.text, &options).map_err(|error| error.to_string())?
    };
    filters::check(&tree)?;
    let size = tree.size();
    let outside = outside.into_inner().unwrap_or_default();
    let (width, height) = (size.width().ceil() as u32, size.height().ceil() as u32);
    Ok(Measured { width, height, outside, losses: prepared.losses })
}

/// The other files that `image` elements refer to.
fn outside_images(bytes: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
    let mut reader = Reader::from_str(text);
    let mut outside = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == "image" => {
                let references = start.attributes().flatten().filter(|a| a.key.local_name().as_ref() == "href");
                outside.extend(references.map(|a| a.value.trim().to_owned()).filter(|name| !is_internal(name)));
            }
            _ => {}
        }
    }
    outside
}

struct Copier<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
    writer: Writer<Vec<u8>>,
    prefixes: BTreeSet<String>,
    parts: Vec<Part>,
    ids: BTreeMap<String, usize>,
    /// Of each open element, the part that it begins, if it begins one.
    open: Vec<Option<usize>>,
    /// Where each open part began, by depth.
    begun: Vec<(usize, usize)>,
    in_style: bool,
    /// How many open elements are text.
    in_text: usize,
    losses: Vec<Loss>,
    characters: BTreeSet<char>,
    /// A line, and the byte that it begins at.
    line: (u32, usize),
}

/// Elements that go with all that is in them.
fn is_forbidden(name: &str) -> bool {
    matches!(name, "script" | "iframe" | "audio" | "video" | "metadata" | "handler" | "listener")
}

/// Elements of SMIL Animation (SVG 1.1, 19.2).
fn is_animation(name: &str) -> bool {
    matches!(name, "animate" | "set" | "animateMotion" | "animateTransform" | "animateColor" | "mpath" | "discard")
}

impl<'t> Copier<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            reader: Reader::from_str(text),
            text,
            writer: Writer::new(Vec::with_capacity(text.len())),
            prefixes: BTreeSet::new(),
            parts: vec![Part::default()],
            ids: BTreeMap::new(),
            open: Vec::new(),
            begun: vec![(0, 0)],
            in_style: false,
            in_text: 0,
            losses: Vec::new(),
            characters: BTreeSet::new(),
            line: (1, 0),
        }
    }

    fn line(&mut self) -> u32 {
        let at = (self.reader.buffer_position() as usize).min(self.text.len());
        let (line, from) = self.line;
        let bytes = self.text.as_bytes().get(from..at).unwrap_or_default();
        self.line = (line + bytes.iter().filter(|byte| **byte == b'\n').count() as u32, at.max(from));
        self.line.0
    }

    fn next(&mut self) -> Result<Event<'t>, String> {
        self.reader.read_event().map_err(|error| {
            let line = 1 + self.text.as_bytes()[..(self.reader.error_position() as usize).min(self.text.len())]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            format!("line {line}: {error}")
        })
    }

    fn put(&mut self, event: Event<'_>) {
        // Memory takes everything.
        let _ = self.writer.write_event(event);
    }

    fn run(mut self) -> Result<PreparedSvg, String> {
        loop {
            match self.next()? {
                Event::Eof => break,
                Event::Start(start) => self.start(&start, false)?,
                Event::Empty(start) => self.start(&start, true)?,
                Event::End(end) => {
                    self.close()?;
                    self.put(Event::End(end));
                }
                Event::Text(text) if self.in_style => {
                    let css = clean_css(&text);
                    self.put(Event::Text(BytesText::from_escaped(css)));
                }
                Event::CData(data) if self.in_style => {
                    let css = clean_css(&data);
                    self.put(Event::Text(BytesText::new(&css)));
                }
                Event::Text(text) => {
                    if self.in_text > 0 {
                        self.characters.extend(text.chars());
                    }
                    self.put(Event::Text(text));
                }
                Event::CData(data) => {
                    if self.in_text > 0 {
                        self.characters.extend(data.chars());
                    }
                    self.put(Event::Text(BytesText::new(&data)));
                }
                Event::DocType(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::GeneralRef(name) => {
                    let line = self.line();
                    match character(&name) {
                        Some(Some(c)) => {
                            self.characters.extend((self.in_text > 0).then_some(c));
                            self.put(Event::GeneralRef(name));
                        }
                        Some(None) => self.put(Event::GeneralRef(name)),
                        None => return Err(format!("line {line}: the entity `&{};` is not declared", &*name)),
                    }
                }
                other => self.put(other),
            }
        }
        if !self.open.is_empty() {
            return Err("an element is not closed".to_owned());
        }
        Parts { parts: &self.parts, ids: &self.ids }.count()?;
        let text = String::from_utf8(self.writer.into_inner()).map_err(|error| error.to_string())?;
        Ok(PreparedSvg { text, losses: self.losses, characters: self.characters })
    }

    fn start(&mut self, start: &BytesStart<'_>, empty: bool) -> Result<(), String> {
        for attribute in start.attributes().flatten() {
            if let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:")
                && &*attribute.value == NAMESPACE
            {
                self.prefixes.insert(prefix.to_owned());
            }
        }
        let line = self.line();
        let foreign = start.name().prefix().is_some_and(|prefix| !self.prefixes.contains(prefix.as_ref()));
        let local = start.local_name();
        let local = local.as_ref();
        if local == "foreignObject" && !foreign {
            let lines = if empty { Vec::new() } else { self.foreign_text()? };
            self.put_foreign(start, &lines, line);
            return Ok(());
        }
        if foreign || is_forbidden(local) || is_animation(local) {
            if is_animation(local) && !foreign {
                self.losses.push(Loss { line, kind: LossKind::Animation });
            }
            return if empty { Ok(()) } else { self.skip() };
        }
        if self.open.len() >= MOST_SVG_DEPTH {
            return Err(format!("line {line}: elements are nested more than {MOST_SVG_DEPTH} levels deep"));
        }
        let clean = self.clean_attributes(start, line)?;
        self.enter(&clean);
        if empty {
            self.close()?;
            self.put(Event::Empty(clean));
        } else {
            self.in_style = local == "style";
            self.in_text += usize::from(self.in_text > 0 || local == "text");
            self.put(Event::Start(clean));
        }
        Ok(())
    }

    /// Counts an element, and what it refers to.
    fn enter(&mut self, start: &BytesStart<'_>) {
        let depth = self.open.len();
        let id = start.attributes().flatten().find(|a| a.key.as_ref() == "id").map(|a| a.value.trim().to_owned());
        let (outer, from) = *self.begun.last().unwrap_or(&(0, 0));
        let begins = id.map(|id| {
            let part = self.parts.len();
            self.parts.push(Part::default());
            self.parts[outer].within.push((part, depth - from));
            self.ids.entry(id).or_insert(part);
            self.begun.push((part, depth));
            part
        });
        self.open.push(begins);
        let (part, from) = *self.begun.last().unwrap_or(&(0, 0));
        let down = depth - from;
        self.parts[part].elements += 1;
        self.parts[part].height = self.parts[part].height.max(down);
        let repeats = start.local_name().as_ref() == "use";
        for attribute in start.attributes().flatten() {
            let value = attribute.value.trim();
            if attribute.key.local_name().as_ref() == "href"
                && let Some(target) = value.strip_prefix('#')
            {
                self.parts[part].references.push(Reference { target: target.to_owned(), down, repeats });
            }
            for reference in value.split("url(").skip(1) {
                let target = reference.split(')').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
                if let Some(target) = target.strip_prefix('#') {
                    self.parts[part].references.push(Reference { target: target.to_owned(), down, repeats });
                }
            }
        }
    }

    fn close(&mut self) -> Result<(), String> {
        if self.open.pop().ok_or("an element is closed that is not open")?.is_some() {
            self.begun.pop();
        }
        self.in_style = false;
        self.in_text = self.in_text.saturating_sub(1);
        Ok(())
    }

    /// Reads on to the end of an element.
    fn skip(&mut self) -> Result<(), String> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err("an element is not closed".to_owned()),
                _ => {}
            }
        }
        Ok(())
    }

    fn clean_attributes(&self, start: &BytesStart<'_>, line: u32) -> Result<BytesStart<'static>, String> {
        let mut clean = BytesStart::new(start.name().as_ref().to_owned());
        let is_link = start.local_name().as_ref() == "a";
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| format!("line {line}: {error}"))?;
            let prefix = attribute.key.prefix();
            let foreign = prefix.is_some_and(|prefix| !matches!(prefix.as_ref(), "xlink" | "xml" | "xmlns"));
            let local = attribute.key.local_name();
            let handler = local.as_ref().to_ascii_lowercase().starts_with("on");
            let reference = local.as_ref() == "href" || local.as_ref() == "base";
            // A link to nowhere is an error in an EPUB.
            let nowhere = is_link && reference && attribute.value.trim().trim_start_matches('#').is_empty();
            let stays_inside = !reference || is_internal(&attribute.value);
            if foreign || handler || nowhere || !stays_inside {
                continue;
            }
            if attribute.value.contains('<') {
                return Err(format!("line {line}: `<` in an attribute"));
            }
            if attribute.value.contains("url(") {
                let value = clean_css(&attribute.value);
                clean.push_attribute((attribute.key.as_ref(), value.as_str()));
            } else {
                clean.push_attribute(attribute);
            }
        }
        Ok(clean.into_owned())
    }
}

/// The character that a reference means: `None` if it is unknown, `Some(None)` for one of XML's own five.
fn character(name: &str) -> Option<Option<char>> {
    if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
        return Some(None);
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    Some(Some(char::from_u32(code.ok()?)?))
}
