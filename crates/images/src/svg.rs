//! SVG images: a copy that every format uses, without what could run, move or reach out, and of bounded depth.
//!
//! [`prepare`] makes the copy: entities are replaced by their text; scripts, event handlers, animations (SMIL), references
//! to other files and the private data of drawing programs go; text in a `foreignObject`, which neither a PDF nor most
//! e-readers show, becomes plain SVG text. What is lost is listed with its line. As groups and references can be nested
//! without end, and everything that draws them recurses, both are counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Mutex;

use anthology_base::xml::escape;
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use resvg::usvg;

use crate::cache::Cache;
use crate::costs::{MOST_SVG_DEPTH, MOST_SVG_ELEMENTS, MOST_SVG_ENTITIES};
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
    let size = {
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
        usvg::Tree::from_str(&prepared.text, &options).map_err(|error| error.to_string())?.size()
    };
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

/// The text with the entities of its own document type replaced, which drawing programs name their namespaces by
/// (XML 1.0, 4.4). Those of XML itself stay.
fn expand_entities(text: &str) -> Result<String, String> {
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

/// The parts of a file that refer to one another: the root, and every element with an `id`.
#[derive(Default)]
struct Part {
    /// Elements in it, those of parts within it apart.
    elements: u64,
    /// Levels below it.
    height: usize,
    /// Parts in it and parts that it refers to, each with the levels down to there.
    within: Vec<(usize, usize)>,
    references: Vec<Reference>,
}

/// A reference within a file.
struct Reference {
    /// The `id` that it names.
    target: String,
    /// Levels from the part down to it.
    down: usize,
    /// Whether the target's elements are repeated here, as those of a `use` are.
    repeats: bool,
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
        self.count()?;
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

    /// The lines of text in a `foreignObject`, up to its end.
    fn foreign_text(&mut self) -> Result<Vec<String>, String> {
        let mut lines = vec![String::new()];
        let mut depth = 1_usize;
        while depth > 0 {
            let event = self.next()?;
            let breaks = match &event {
                Event::Start(start) | Event::Empty(start) => breaks_line(start.local_name().as_ref()),
                Event::End(end) => breaks_line(end.local_name().as_ref()),
                _ => false,
            };
            if breaks && lines.last().is_some_and(|line| !line.trim().is_empty()) {
                lines.push(String::new());
            }
            let mut put = |text: &str| lines.iter_mut().last().into_iter().for_each(|line| line.push_str(text));
            match event {
                Event::Start(start) if matches!(start.local_name().as_ref(), "script" | "style") => self.skip()?,
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(text) => put(&text),
                Event::CData(data) => put(&data),
                Event::GeneralRef(name) => {
                    let c = match &*name {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        "nbsp" => Some('\u{a0}'),
                        _ => character(&name).flatten(),
                    };
                    put(&c.map(String::from).unwrap_or_default());
                }
                Event::Eof => return Err("an element is not closed".to_owned()),
                _ => {}
            }
        }
        let words = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(lines.iter().map(words).filter(|line| !line.is_empty()).collect())
    }

    /// The text of a `foreignObject` as SVG text, centred in its box and no larger than fits.
    fn put_foreign(&mut self, start: &BytesStart<'_>, lines: &[String], line: u32) {
        if lines.is_empty() {
            return;
        }
        let number = |name: &str| {
            let found = start.attributes().flatten().find(|a| a.key.as_ref() == name);
            let value = found.map(|a| a.value.trim().trim_end_matches(char::is_alphabetic).parse::<f64>());
            value.and_then(Result::ok).filter(|n| n.is_finite()).unwrap_or(0.0)
        };
        let (x, y, width, height) = (number("x"), number("y"), number("width"), number("height"));
        // Sixteen is what browsers set; letters are taken to be half as wide as they are high.
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(1).max(1) as f64;
        let fits = |room: f64, needed: f64| if room > 0.0 { room / needed } else { 16.0 };
        let size = fits(width, longest * 0.5).min(fits(height, lines.len() as f64 * 1.2)).clamp(1.0, 16.0);
        let prefix = start.name().prefix().map(|prefix| format!("{}:", prefix.as_ref())).unwrap_or_default();
        let first = y + height / 2.0 - (lines.len() as f64 / 2.0 - 0.8) * size * 1.2;
        let mut svg = String::new();
        let transform = start.attributes().flatten().find(|a| a.key.as_ref() == "transform");
        let transform = transform.map(|a| format!(" transform=\"{}\"", a.value)).unwrap_or_default();
        let _ = write!(svg, "<{prefix}text font-size=\"{size:.2}\" text-anchor=\"middle\"{transform}>");
        for (index, text) in lines.iter().enumerate() {
            let baseline = first + index as f64 * size * 1.2;
            let middle = x + width / 2.0;
            let _ =
                write!(svg, "<{prefix}tspan x=\"{middle:.2}\" y=\"{baseline:.2}\">{}</{prefix}tspan>", escape(text));
            self.characters.extend(text.chars());
        }
        let _ = write!(svg, "</{prefix}text>");
        self.writer.get_mut().extend_from_slice(svg.as_bytes());
        self.losses.push(Loss { line, kind: LossKind::ForeignText(lines.join(" ")) });
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

    /// Makes sure that the file is of bounded depth and size with everything that it refers to in its place.
    fn count(&self) -> Result<(), String> {
        let mut known = vec![None; self.parts.len()];
        let (height, elements) = self.extent(0, 0, &mut known)?;
        if height > MOST_SVG_DEPTH {
            return Err(format!("its references are nested more than {MOST_SVG_DEPTH} levels deep"));
        }
        if elements > MOST_SVG_ELEMENTS {
            return Err(format!("it has more than {MOST_SVG_ELEMENTS} elements, those that it repeats included"));
        }
        Ok(())
    }

    /// Levels and elements of a part with everything in it. References in a circle, which renderers ignore, count once.
    fn extent(
        &self,
        index: usize,
        depth: usize,
        known: &mut Vec<Option<(usize, u64)>>,
    ) -> Result<(usize, u64), String> {
        if let Some(found) = known[index] {
            return Ok(found);
        }
        if depth > MOST_SVG_DEPTH {
            return Err(format!("its references are nested more than {MOST_SVG_DEPTH} levels deep"));
        }
        known[index] = Some((0, 0));
        let part = &self.parts[index];
        let (mut height, mut elements) = (part.height, part.elements);
        let targets = part.references.iter();
        let targets = targets.filter_map(|r| Some((*self.ids.get(&r.target)?, r.down, r.repeats)));
        for (target, down, counts) in part.within.iter().map(|(part, down)| (*part, *down, true)).chain(targets) {
            let found = self.extent(target, depth + 1, known)?;
            height = height.max(down + 1 + found.0);
            elements = elements.saturating_add(if counts { found.1 } else { 0 });
        }
        known[index] = Some((height, elements));
        Ok((height, elements))
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

/// Whether an element of XHTML begins a line of its own.
fn breaks_line(name: &str) -> bool {
    matches!(
        name,
        "br" | "div" | "p" | "li" | "ul" | "ol" | "tr" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "body"
    )
}

fn is_internal(address: &str) -> bool {
    let address = address.trim();
    address.starts_with('#') || address.starts_with("data:image/") && !address.starts_with("data:image/svg")
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
        prepare(svg.as_bytes()).expect("well-formed").text
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
        assert!(prepare(b"<svg><g></svg>").is_err());
    }

    #[test]
    fn animations_go_and_are_listed_with_their_lines() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<a href=\"#\">\n\
                   <animate attributeName=\"href\" values=\"javascript:x()\"/>\
                   <set attributeName=\"onmouseover\" to=\"x()\"/><rect width=\"1\"/></a></svg>";
        let found = prepare(svg.as_bytes()).expect("well-formed");
        assert_eq!(found.text, "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<a>\n<rect width=\"1\"/></a></svg>");
        let animation = Loss { line: 3, kind: LossKind::Animation };
        assert_eq!(found.losses, [animation.clone(), animation]);
    }

    #[test]
    fn entities_in_text_are_replaced_and_bounded() {
        let of = |subset: &str, text: &str| {
            let svg = format!(
                "<!DOCTYPE svg [{subset}]>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{text}</text></svg>"
            );
            prepare(svg.as_bytes()).map(|found| (found.text, found.characters.into_iter().collect::<String>()))
        };
        let (text, characters) =
            of("<!ENTITY l \"lol\"><!ENTITY m '&l;-&#x263a;'>", "&m; &amp;&#33;").expect("well-formed");
        assert!(text.ends_with("<text>lol-&#x263a; &amp;&#33;</text></svg>"), "{text}");
        assert_eq!(characters, " !-lo\u{263a}");
        let doubling: String = (1..40).map(|n| format!("<!ENTITY e{n} \"&e{};&e{};\">", n - 1, n - 1)).collect();
        let endless = of(&format!("<!ENTITY e0 \"aaaaaaaaaaaaaaaa\">{doubling}"), "&e39;");
        assert_eq!(endless, Err("its entities grow without end".to_owned()));
        assert_eq!(of("", "&nbsp;"), Err("line 2: the entity `&nbsp;` is not declared".to_owned()));
    }

    #[test]
    fn text_of_foreign_objects_is_drawn_and_listed() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<foreignObject x=\"2\" y=\"2\" width=\"90\" height=\"40\">\
                   <div xmlns=\"http://www.w3.org/1999/xhtml\">Port &amp;<br/>Har<b>bour</b></div></foreignObject></svg>";
        let found = prepare(svg.as_bytes()).expect("well-formed");
        assert!(
            found.text.contains("<text font-size=\"16.00\" text-anchor=\"middle\"><tspan x=\"47.00\""),
            "{}",
            found.text
        );
        assert!(
            found.text.contains(">Port &amp;</tspan>") && found.text.contains(">Harbour</tspan>"),
            "{}",
            found.text
        );
        assert_eq!(found.losses, [Loss { line: 2, kind: LossKind::ForeignText("Port & Harbour".to_owned()) }]);
        assert!(found.characters.contains(&'H'));
    }

    #[test]
    fn depth_is_counted_through_groups_and_references() {
        let svg =
            |inner: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{inner}</svg>");
        let groups =
            |n: usize| svg(&format!("{}<rect width=\"1\" height=\"1\"/>{}", "<g>".repeat(n), "</g>".repeat(n)));
        assert!(measure(groups(MOST_SVG_DEPTH - 3).as_bytes()).is_ok());
        let deep = format!("line 1: elements are nested more than {MOST_SVG_DEPTH} levels deep");
        assert_eq!(prepare(groups(1000).as_bytes()), Err(deep));
        let chain = |n: usize, times: usize| {
            let uses = |i: usize| format!("<use href=\"#g{}\"/>", i + 1).repeat(times);
            let links: String = (0..n).map(|i| format!("<g id=\"g{i}\">{}</g>", uses(i))).collect();
            svg(&format!("<defs>{links}<rect id=\"g{n}\" width=\"1\" height=\"1\"/></defs><use href=\"#g0\"/>"))
        };
        assert!(measure(chain(20, 1).as_bytes()).is_ok());
        assert!(prepare(chain(300, 1).as_bytes()).expect_err("too deep").starts_with("its references are nested"));
        assert!(prepare(chain(30, 2).as_bytes()).expect_err("too many").starts_with("it has more than"));
        let circle = svg("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>");
        assert!(prepare(circle.as_bytes()).is_ok());
        let shaded: String = (0..20_000).map(|_| "<rect fill=\"url(#p)\"/>").collect();
        let gradient = "<linearGradient id=\"p\"><stop/><stop/><stop/></linearGradient>";
        assert!(prepare(svg(&format!("{gradient}{shaded}")).as_bytes()).is_ok());
    }

    #[test]
    fn images_in_it_are_bounded_and_named() {
        let found = measure(
            br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="a.png" width="1" height="1"/><image href="data:image/png;base64,AAAA" width="1" height="1"/></svg>"#,
        )
        .expect("an image");
        assert_eq!(found.outside, ["a.png", "data:image/png"]);
    }
}
