//! A family of the user's: one TOML file in the book's `fonts/` folder.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, FileId, SourceMap, Span, World};
use serde::Deserialize;
use toml::Spanned;

use super::Font;
use super::protrusion::default_table;

/// The file as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Descriptor {
    family: Spanned<String>,
    #[serde(default)]
    fallback: Vec<String>,
    #[serde(default)]
    features: Vec<Spanned<String>>,
    #[serde(default)]
    expansion: Expansion,
    #[serde(default)]
    protrusion: BTreeMap<Spanned<String>, [i16; 2]>,
    face: Vec<Face>,
}

/// Per mille of a glyph's width.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expansion {
    stretch: u16,
    shrink: u16,
}

impl Default for Expansion {
    fn default() -> Self {
        Self { stretch: 20, shrink: 20 }
    }
}

/// `[[face]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Face {
    file: Spanned<String>,
    #[serde(default)]
    index: u32,
    weight: Option<Spanned<u16>>,
    italic: Option<bool>,
}

/// A family that was read.
pub(super) struct UserFamily {
    /// Its name.
    pub(super) name: String,
    /// The families to look in for what it lacks, in order.
    pub(super) fallback: Vec<String>,
    /// Its faces, in the order of the file.
    pub(super) faces: Vec<Font>,
}

/// Reads `fonts/NAME.toml` and the files that it names. `None` where no face is left.
pub(super) fn read(
    world: &dyn World,
    path: &str,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<UserFamily> {
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            diagnostics.push(Diagnostic::error("unreadable-font", format!("can't read `{path}`: {error}")));
            return None;
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        diagnostics.push(Diagnostic::error("bad-font-descriptor", format!("`{path}` is not UTF-8 text")));
        return None;
    };
    let file = sources.add(path, text.as_str());
    let descriptor: Descriptor = match toml::from_str(&text) {
        Ok(descriptor) => descriptor,
        Err(error) => {
            let span = Span::new(file, error.span().unwrap_or(0..0));
            diagnostics.push(Diagnostic::error("bad-font-descriptor", error.message().to_owned()).at(span));
            return None;
        }
    };
    if descriptor.family.get_ref().trim().is_empty() {
        let span = Span::new(file, descriptor.family.span());
        diagnostics.push(Diagnostic::error("bad-font-descriptor", "a family needs a name").at(span));
        return None;
    }
    let features = features(&descriptor, file, diagnostics);
    let hangs = protrusion(&descriptor, file, diagnostics);
    let mut faces = Vec::new();
    for face in &descriptor.face {
        let Some(mut font) = read_face(world, face, file, diagnostics) else { continue };
        font.family.clone_from(descriptor.family.get_ref());
        font.features.clone_from(&features);
        font.expansion = [descriptor.expansion.stretch, descriptor.expansion.shrink];
        font.protrusion = match &hangs {
            Some(table) => table.clone(),
            None if font.monospaced => Vec::new(),
            None => default_table(font.italic),
        };
        faces.push(font);
    }
    let family = UserFamily { name: descriptor.family.into_inner(), fallback: descriptor.fallback, faces };
    (!family.faces.is_empty()).then_some(family)
}

/// A face's file, with what the descriptor says about it.
fn read_face(world: &dyn World, face: &Face, file: FileId, diagnostics: &mut Diagnostics) -> Option<Font> {
    let name = face.file.get_ref();
    let mut refuse = |code, message: String, span: Range<usize>, hint: &str| {
        diagnostics.push(Diagnostic::error(code, message).at(Span::new(file, span)).hint(hint));
    };
    let bytes = match world.read(&format!("fonts/{name}")) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("can't read the font file `{name}`: {error}");
            refuse("unreadable-font", message, face.file.span(), "put the file beside its descriptor in `fonts/`");
            return None;
        }
    };
    let mut font = match Font::parse(Arc::from(bytes), face.index) {
        Ok(font) => font,
        Err(error) => {
            let message = format!("can't use the font file `{name}`: {error}");
            refuse(
                "bad-font",
                message,
                face.file.span(),
                "name an .otf, .ttf, .otc or .ttc file, and its face's index",
            );
            return None;
        }
    };
    if let Some(reason) = embedding_forbidden(font.fs_type) {
        let message = format!("the font `{}` must not be embedded: its OS/2 fsType {reason}", font.postscript_name);
        refuse("font-not-embeddable", message, face.file.span(), "choose a font whose licence allows embedding");
        return None;
    }
    if let Some(weight) = &face.weight {
        if !(1..=1000).contains(weight.get_ref()) {
            let message = format!("`{}` is not a weight", weight.get_ref());
            refuse("bad-font-descriptor", message, weight.span(), "write a number from 1 to 1000; 400 is regular");
        } else {
            font.weight = *weight.get_ref();
        }
    }
    font.italic = face.italic.unwrap_or(font.italic);
    Some(font)
}

/// Why a font must not be embedded (OpenType 1.9, OS/2 `fsType`: bits 0 to 3 exclude one another, of which
/// the least restrictive holds where a font sets several; bit 9 allows bitmaps only).
fn embedding_forbidden(fs_type: u16) -> Option<&'static str> {
    match fs_type {
        t if t & 0x000e == 0x0002 => Some("says that its licence restricts embedding"),
        t if t & 0x0200 != 0 => Some("allows the embedding of bitmaps only"),
        _ => None,
    }
}

/// `"ss01"` turns a feature on, `"-calt"` off, `"cv05=2"` to a value.
fn features(descriptor: &Descriptor, file: FileId, diagnostics: &mut Diagnostics) -> Vec<([u8; 4], u32)> {
    let mut features = Vec::new();
    for text in &descriptor.features {
        match parse_feature(text.get_ref()) {
            Some(feature) => features.push(feature),
            None => diagnostics.push(
                Diagnostic::error("bad-font-descriptor", format!("`{}` is not an OpenType feature", text.get_ref()))
                    .at(Span::new(file, text.span()))
                    .hint("write a tag of four characters: \"ss01\", \"-calt\" or \"cv05=2\""),
            ),
        }
    }
    features
}

fn parse_feature(text: &str) -> Option<([u8; 4], u32)> {
    let (tag, value) = match (text.strip_prefix('-'), text.split_once('=')) {
        (Some(tag), _) => (tag, 0),
        (None, Some((tag, value))) => (tag, value.parse().ok()?),
        (None, None) => (text, 1),
    };
    let tag: [u8; 4] = tag.as_bytes().try_into().ok()?;
    tag.iter().all(|b| (0x20..0x7f).contains(b)).then_some((tag, value))
}

/// The table sorted by character; `None` where the descriptor has none. A key may name several characters.
fn protrusion(descriptor: &Descriptor, file: FileId, diagnostics: &mut Diagnostics) -> Option<Vec<(char, [i16; 2])>> {
    let mut table = BTreeMap::new();
    for (characters, hang) in &descriptor.protrusion {
        if hang.iter().any(|h| !(-1000..=1000).contains(h)) {
            let message = format!("`{}` would hang by more than its width", characters.get_ref());
            let diagnostic = Diagnostic::error("bad-font-descriptor", message).at(Span::new(file, characters.span()));
            diagnostics.push(diagnostic.hint("write thousandths of the glyph's width, from -1000 to 1000"));
            continue;
        }
        table.extend(characters.get_ref().chars().map(|c| (c, *hang)));
    }
    (!descriptor.protrusion.is_empty()).then(|| table.into_iter().collect())
}
