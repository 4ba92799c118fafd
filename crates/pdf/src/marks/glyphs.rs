//! The characters of a page and where they are: text operators (ISO 32000-1, 9.4), as far as our files use them and
//! programs that save them anew.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::unicode::{ReadFont, utf16};

/// A character or a ligature on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// Its left edge, in points from the page's lower left corner.
    pub(super) x: f64,
    /// Its baseline.
    pub(super) y: f64,
    /// Its advance.
    pub(super) width: f64,
    /// The size of the font.
    pub(super) size: f64,
}

/// Glyphs of a page that are read. Bounds the time and memory: the densest page of a book has ten thousand.
const MOST_GLYPHS: usize = 200_000;

/// A transformation, as its six numbers (8.3.3).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Matrix {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
}

impl Matrix {
    const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    fn of(operands: &[Object]) -> Option<Self> {
        let number = |at: usize| operands.get(at)?.as_float().ok().map(f64::from);
        Some(Self { a: number(0)?, b: number(1)?, c: number(2)?, d: number(3)?, e: number(4)?, f: number(5)? })
    }

    fn shift(e: f64, f: f64) -> Self {
        Self { e, f, ..Self::IDENTITY }
    }

    /// This transformation, then another.
    fn then(self, next: Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }
}

/// The part of the graphics state that text depends on.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<ReadFont>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

struct Reader {
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// The marked content that is open.
    marked: Vec<Marked>,
    glyphs: Vec<Glyph>,
}

/// A stretch of marked content (14.6).
#[derive(Default)]
struct Marked {
    /// Its replacement text; the inner `None` where that was taken.
    actual: Option<Option<String>>,
    /// It is no part of the text: a running head, a number in the margin (14.8.2.2).
    artifact: bool,
}

/// States that are saved at most.
const MOST_SAVED: usize = 512;

/// The characters of a page's text, in the order of its content. A page that can't be read has none.
pub(super) fn page_glyphs(
    document: &Document,
    page: ObjectId,
    limit: usize,
    known: &mut BTreeMap<ObjectId, Rc<ReadFont>>,
) -> Vec<Glyph> {
    let content = document.get_page_content_with_limit(page, limit).ok();
    let Some(content) = content.and_then(|content| Content::decode(&content).ok()) else { return Vec::new() };
    let fonts = fonts(document, page, limit, known);
    let state = State {
        page: Matrix::IDENTITY,
        font: None,
        size: 0.0,
        character_space: 0.0,
        word_space: 0.0,
        scale: 1.0,
        leading: 0.0,
        rise: 0.0,
    };
    let mut reader = Reader {
        state,
        saved: Vec::new(),
        text: Matrix::IDENTITY,
        line: Matrix::IDENTITY,
        marked: Vec::new(),
        glyphs: Vec::new(),
    };
    for operation in &content.operations {
        if reader.glyphs.len() > MOST_GLYPHS {
            break;
        }
        reader.read(operation, &fonts);
    }
    reader.glyphs
}

fn fonts(
    document: &Document,
    page: ObjectId,
    limit: usize,
    known: &mut BTreeMap<ObjectId, Rc<ReadFont>>,
) -> BTreeMap<Vec<u8>, Rc<ReadFont>> {
    let mut fonts: BTreeMap<Vec<u8>, Rc<ReadFont>> = BTreeMap::new();
    let Ok((own, inherited)) = document.get_page_resources(page) else { return fonts };
    let inherited = inherited.into_iter().filter_map(|id| document.get_dictionary(id).ok());
    for resources in own.into_iter().chain(inherited) {
        let named = resources.get(b"Font").ok().and_then(|fonts| document.dereference(fonts).ok()?.1.as_dict().ok());
        for (name, font) in named.into_iter().flat_map(Dictionary::iter) {
            let Ok((id, object)) = document.dereference(font) else { continue };
            let Ok(dictionary) = object.as_dict() else { continue };
            let read = match id.and_then(|id| known.get(&id)) {
                Some(read) => Rc::clone(read),
                None => Rc::new(ReadFont::of(document, dictionary, limit)),
            };
            if let Some(id) = id {
                known.insert(id, Rc::clone(&read));
            }
            fonts.entry(name.clone()).or_insert(read);
        }
    }
    fonts
}

impl Reader {
    fn read(&mut self, operation: &Operation, fonts: &BTreeMap<Vec<u8>, Rc<ReadFont>>) {
        let operands = operation.operands.as_slice();
        let number = |at: usize| operands.get(at).and_then(|number| number.as_float().ok()).map_or(0.0, f64::from);
        let string = |at: usize| operands.get(at).and_then(|string| string.as_str().ok()).unwrap_or_default();
        match operation.operator.as_str() {
            "q" if self.saved.len() < MOST_SAVED => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => {
                if let Some(matrix) = Matrix::of(operands) {
                    self.state.page = matrix.then(self.state.page);
                }
            }
            "BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            "Tf" => {
                let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                self.state.font = fonts.get(name).map(Rc::clone);
                self.state.size = number(1);
            }
            "Tc" => self.state.character_space = number(0),
            "Tw" => self.state.word_space = number(0),
            "Tz" => self.state.scale = number(0) / 100.0,
            "TL" => self.state.leading = number(0),
            "Ts" => self.state.rise = number(0),
            "Td" => self.move_line(number(0), number(1)),
            "TD" => {
                self.state.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            "Tm" => {
                if let Some(matrix) = Matrix::of(operands) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            "T*" => self.move_line(0.0, -self.state.leading),
            "Tj" => self.show(string(0)),
            "'" => {
                self.move_line(0.0, -self.state.leading);
                self.show(string(0));
            }
            "\"" => {
                (self.state.word_space, self.state.character_space) = (number(0), number(1));
                self.move_line(0.0, -self.state.leading);
                self.show(string(2));
            }
            "TJ" => {
                for item in operands.first().and_then(|items| items.as_array().ok()).into_iter().flatten() {
                    match item.as_str() {
                        Ok(string) => self.show(string),
                        Err(_) => {
                            let back = item.as_float().map_or(0.0, f64::from);
                            self.advance(-back / 1000.0 * self.state.size * self.state.scale);
                        }
                    }
                }
            }
            "BMC" => self.marked.push(Marked { actual: None, artifact: is_artifact(operands) }),
            "BDC" => {
                let properties = operands.get(1).and_then(|properties| properties.as_dict().ok());
                let actual = properties.and_then(|p| p.get(b"ActualText").ok()?.as_str().ok());
                let actual = actual.map(|text| {
                    Some(match text {
                        [0xfe, 0xff, rest @ ..] => utf16(rest),
                        bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
                    })
                });
                self.marked.push(Marked { actual, artifact: is_artifact(operands) });
            }
            "EMC" => drop(self.marked.pop()),
            _ => {}
        }
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }

    fn advance(&mut self, by: f64) {
        self.text = Matrix::shift(by, 0.0).then(self.text);
    }

    fn show(&mut self, codes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        for code in codes.chunks(font.code_bytes) {
            let value = code.iter().fold(0_u16, |value, byte| value << 8 | u16::from(*byte));
            let advance = font.advance(value) / 1000.0 * self.state.size;
            let space = if font.code_bytes == 1 && value == 32 { self.state.word_space } else { 0.0 };
            let whole = self.text.then(self.state.page);
            let at = Matrix::shift(0.0, self.state.rise).then(whole);
            let artifact = self.marked.iter().any(|marked| marked.artifact);
            let text = match self.marked.iter_mut().rev().find_map(|marked| marked.actual.as_mut()) {
                // The first glyph stands for all of the marked content.
                Some(actual) => actual.take().unwrap_or_default(),
                None => font.text(value),
            };
            let glyph = Glyph {
                text,
                x: at.e,
                y: at.f,
                width: advance * self.state.scale * whole.a.hypot(whole.b),
                size: self.state.size * whole.c.hypot(whole.d),
            };
            self.glyphs.extend(Some(glyph).filter(|_| !artifact));
            self.advance((advance + self.state.character_space + space) * self.state.scale);
        }
    }
}

/// True if the operands of `BMC` or `BDC` are those of an artifact.
fn is_artifact(operands: &[Object]) -> bool {
    operands.first().and_then(|tag| tag.as_name().ok()) == Some(b"Artifact")
}
