//! Font descriptors: a family of the user's is one TOML file in the book's `fonts/` folder.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, FileId, Length, SourceMap, Span, World};
use serde::Deserialize;
use toml::Spanned;

use super::font::{Font, FontData, FontError, OpticalSizes, ProtrusionTable};
use super::instances::{self, AxisError, instances};
use super::protrusion::default_table;
use crate::two_sided::{Edges, Elastic};

/// The file, as deserialised.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
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
    /// Of italic faces, where theirs differs.
    #[serde(default)]
    protrusion_italic: BTreeMap<Spanned<String>, [i16; 2]>,
    /// By type size, thousandths of an em.
    #[serde(default)]
    tracking: BTreeMap<Spanned<String>, i32>,
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
    /// Type sizes of an optical cut: from the first up to the second.
    sizes: Option<Spanned<[Length; 2]>>,
    /// Axes of a variable font that are set to a value.
    #[serde(default)]
    axes: BTreeMap<Spanned<String>, f32>,
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
    let protrusions = protrusion(&descriptor.protrusion, file, diagnostics);
    let italic_protrusions = protrusion(&descriptor.protrusion_italic, file, diagnostics);
    let tracking = tracking(&descriptor, file, diagnostics);
    let mut faces = Vec::new();
    let read = descriptor.face.iter().flat_map(|face| read_face(world, face, file, diagnostics)).collect::<Vec<_>>();
    for mut font in read {
        font.family.clone_from(descriptor.family.get_ref());
        font.features.clone_from(&features);
        font.expansion = Elastic { stretch: descriptor.expansion.stretch, shrink: descriptor.expansion.shrink };
        font.tracking.clone_from(&tracking);
        let own = italic_protrusions.as_ref().filter(|_| font.italic).or(protrusions.as_ref());
        font.protrusions = own.cloned().unwrap_or_else(|| default_table(font.italic));
        faces.push(font);
    }
    let family = UserFamily { name: descriptor.family.into_inner(), fallback: descriptor.fallback, faces };
    (!family.faces.is_empty()).then_some(family)
}

/// A face's file, with what the descriptor says about it: of a variable font, all instances that it may be set in.
fn read_face(world: &dyn World, face: &Face, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Font> {
    let name = face.file.get_ref();
    let mut refuse = |code, message: String, span: Range<usize>, hint: &str| {
        diagnostics.push(Diagnostic::error(code, message).at(Span::new(file, span)).hint(hint));
    };
    let bytes = match world.read(&format!("fonts/{name}")) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("can't read the font file `{name}`: {error}");
            refuse("unreadable-font", message, face.file.span(), "put the file beside its descriptor in `fonts/`");
            return Vec::new();
        }
    };
    let data: FontData = Arc::new(bytes);
    let weight = weight(face, &mut refuse);
    let axes = axes(face, (*data).as_ref(), &mut refuse);
    let instances = instances((*data).as_ref(), face.index, &axes, weight);
    let read = instances.into_iter().map(|instance| {
        let mut font = Font::parse_at(Arc::clone(&data), face.index, instance.axes)?;
        font.weight = weight.or(instance.weight).unwrap_or(font.weight);
        font.sizes = instance.sizes;
        Ok(font)
    });
    let mut fonts = match read.collect::<Result<Vec<Font>, FontError>>() {
        Ok(fonts) => fonts,
        Err(error) => {
            let message = format!("can't use the font file `{name}`: {error}");
            refuse(
                "bad-font",
                message,
                face.file.span(),
                "name an .otf, .ttf, .otc or .ttc file, and its face's index",
            );
            return Vec::new();
        }
    };
    if let Some((font, reason)) = fonts.first().and_then(|font| Some((font, embedding_forbidden(font.fs_type)?))) {
        let message = format!("the font `{}` must not be embedded: its OS/2 fsType {reason}", font.postscript_name);
        refuse("font-not-embeddable", message, face.file.span(), "choose a font whose licence allows embedding");
        return Vec::new();
    }
    let sizes = sizes(face, &mut refuse);
    for font in &mut fonts {
        font.italic = face.italic.unwrap_or(font.italic);
        font.sizes = sizes.or(font.sizes);
    }
    fonts
}

/// Reports a fault of a descriptor: code, message, place, hint.
type Refuse<'a> = dyn FnMut(&'static str, String, Range<usize>, &str) + 'a;

fn weight(face: &Face, refuse: &mut Refuse<'_>) -> Option<u16> {
    let weight = face.weight.as_ref()?;
    if (1..=1000).contains(weight.get_ref()) {
        return Some(*weight.get_ref());
    }
    let message = format!("`{}` is not a weight", weight.get_ref());
    refuse("bad-font-descriptor", message, weight.span(), "write a number from 1 to 1000; 400 is regular");
    None
}

fn sizes(face: &Face, refuse: &mut Refuse<'_>) -> Option<OpticalSizes> {
    let sizes = face.sizes.as_ref()?;
    let [from, to] = *sizes.get_ref();
    if Length::ZERO <= from && from < to {
        return Some(OpticalSizes { from, to });
    }
    let hint = "write two sizes, the smaller one first: sizes = [\"0pt\", \"10pt\"]";
    refuse("bad-font-descriptor", "these sizes hold no type".to_owned(), sizes.span(), hint);
    None
}

/// The axes that the descriptor sets, as far as the font has them and the values are within their limits.
fn axes(face: &Face, data: &[u8], refuse: &mut Refuse<'_>) -> Vec<([u8; 4], f32)> {
    let mut axes = Vec::new();
    for (tag, &value) in &face.axes {
        match (instances::check(data, face.index, tag.get_ref(), value), tag.get_ref().as_bytes().try_into()) {
            (Ok(()), Ok(bytes)) => axes.push((bytes, value)),
            (Err(AxisError::Range { least, most }), _) => {
                let message = format!("the axis `{}` doesn't reach {value}", tag.get_ref());
                refuse("bad-font-descriptor", message, tag.span(), &format!("it goes from {least} to {most}"));
            }
            (Err(AxisError::Unknown(known)), _) => {
                let message = format!("`{}` has no axis `{}`", face.file.get_ref(), tag.get_ref());
                let has = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                refuse("bad-font-descriptor", message, tag.span(), &format!("it has {has}"));
            }
            (Ok(()), Err(_)) => {}
        }
    }
    axes
}

/// The reason why a font must not be embedded (OpenType 1.9, OS/2 `fsType`: bits 0 to 3 exclude one another, of which
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

/// Letter-spacing by type size, ascending.
fn tracking(descriptor: &Descriptor, file: FileId, diagnostics: &mut Diagnostics) -> Vec<(Length, i32)> {
    let mut table = BTreeMap::new();
    for (size, &tracking) in &descriptor.tracking {
        match size.get_ref().parse::<Length>() {
            Ok(length) if length > Length::ZERO && (-200..=500).contains(&tracking) => {
                table.insert(length, tracking);
            }
            _ => diagnostics.push(
                Diagnostic::error("bad-font-descriptor", format!("`{}` = {tracking} is no tracking", size.get_ref()))
                    .at(Span::new(file, size.span()))
                    .hint("write a type size and thousandths of an em from -200 to 500: \"8pt\" = 8"),
            ),
        }
    }
    table.into_iter().collect()
}

/// The table sorted by character; `None` where the descriptor has none. A key may name several characters.
fn protrusion(
    entries: &BTreeMap<Spanned<String>, [i16; 2]>,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Option<ProtrusionTable> {
    let mut table = BTreeMap::new();
    for (characters, &[start, end]) in entries {
        if ![start, end].iter().all(|share| (-1000..=1000).contains(share)) {
            let message = format!("`{}` would protrude by more than its width", characters.get_ref());
            let diagnostic = Diagnostic::error("bad-font-descriptor", message).at(Span::new(file, characters.span()));
            diagnostics.push(diagnostic.hint("write thousandths of the glyph's width, from -1000 to 1000"));
            continue;
        }
        table.extend(characters.get_ref().chars().map(|c| (c, Edges { start, end })));
    }
    (!entries.is_empty()).then(|| table.into_iter().collect())
}
