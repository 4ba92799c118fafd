//! The document as printpdf makes it: page tree and embedded fonts (ISO 32000-1, 7.7.3 and 9.9).

use anthology_layout::fonts::Font;
use anthology_layout::page::Pages;
use lopdf::{Dictionary, Document, Object, ObjectId};
use printpdf::{Codepoint, FontId, Mm, Op, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem};

use crate::cmap;
use crate::error::WriteError;
use crate::fonts::{Face, Layer};
use crate::images::PlacedImage;
use crate::syntax::{milli, name};
use crate::word_space::{self, SpaceGlyph, WordSpaces};

/// printpdf's document, and the objects that the rest is attached to.
pub(crate) struct Skeleton {
    pub(crate) document: Document,
    pub(crate) catalog: ObjectId,
    pub(crate) pages: Vec<ObjectId>,
    /// The resources of every page: fonts by their index.
    pub(crate) resources: Dictionary,
    /// A space glyph, for [`Skeleton::add_word_spaces`].
    space: Option<SpaceGlyph>,
}

impl Skeleton {
    /// Adds the images, and one resource dictionary that all pages share.
    pub(crate) fn share_resources(&mut self, images: Vec<PlacedImage>) -> ObjectId {
        let mut resources = std::mem::take(&mut self.resources);
        let mut objects = match resources.remove(b"XObject") {
            Some(Object::Dictionary(forms)) => forms,
            _ => Dictionary::new(),
        };
        for (index, image) in images.into_iter().enumerate() {
            objects.set(format!("I{index}"), Object::Reference(image.add(&mut self.document)));
        }
        resources.set("XObject", objects);
        self.document.add_object(resources)
    }

    /// Adds the forms that follow the word spaces of right-to-left text.
    pub(crate) fn add_word_spaces(&mut self) -> Option<WordSpaces> {
        let forms = WordSpaces::add(&mut self.document, self.space?)?;
        let named = lopdf::dictionary! {
            word_space::SPACE => Object::Reference(forms.space),
            word_space::BOUNDARY => Object::Reference(forms.boundary)
        };
        self.resources.set("XObject", named);
        Some(forms)
    }
}

/// The name of a font's layer in content streams.
pub(crate) fn font_name(index: usize, layer: usize) -> String {
    if layer == 0 { format!("F{index}") } else { format!("F{index}.{layer}") }
}

/// Lets printpdf build fonts and pages.
pub(crate) fn build(pages: &Pages, faces: &[Option<Face>]) -> Result<Skeleton, WriteError> {
    let mut source = PdfDocument::new(&pages.metadata.title);
    source.pages = pages.pages.iter().map(|_| PdfPage::new(Mm(0.0), Mm(0.0), Vec::new())).collect();
    let layers = || faces.iter().flatten().flat_map(|face| &face.layers);
    for layer in layers() {
        source.resources.fonts.map.insert(FontId(layer.tag.clone()), PdfFont::new(layer.subset.clone()));
    }
    if let Some(first) = source.pages.first_mut() {
        first.ops = layers().flat_map(carrier).collect();
    }
    let mut document = source.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    let missing = |what: &str| WriteError::Save(format!("the skeleton has no {what}"));
    let catalog = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(|_| missing("catalog"))?;
    let page_ids: Vec<ObjectId> = document.page_iter().collect();
    let fonts = font_resources(&document, &page_ids).ok_or_else(|| missing("fonts"))?;
    let mut named = Dictionary::new();
    let mut space = None;
    let one_byte = layers().any(|layer| layer.narrow).then(|| document.add_object(cmap::codes()));
    for (index, (face, font)) in faces.iter().zip(&pages.fonts).enumerate() {
        for (depth, layer) in face.iter().flat_map(|face| &face.layers).enumerate() {
            let id = fonts.get(layer.tag.as_bytes()).and_then(Object::as_reference).map_err(|_| missing("font"))?;
            describe(&mut document, id, font, layer).ok_or_else(|| missing("font descriptor"))?;
            if let Some(codes) = one_byte.filter(|_| layer.narrow) {
                encode(&mut document, id, layer, codes).ok_or_else(|| missing("map of characters"))?;
            }
            let glyph = layer.space().map(|code| SpaceGlyph { font: id, code, narrow: layer.narrow });
            space = space.or(glyph);
            named.set(font_name(index, depth), Object::Reference(id));
        }
    }
    prune(&mut document, &page_ids);
    Ok(Skeleton { document, catalog, pages: page_ids, resources: lopdf::dictionary! { "Font" => named }, space })
}

/// A text operation with every glyph of a font, from which printpdf makes its widths and its ToUnicode map. Its page's
/// content is replaced later.
fn carrier(layer: &Layer) -> [Op; 2] {
    let glyphs = layer.used().map(|code| Codepoint::with_cid(code, 0.0, layer.text(code).to_owned())).collect();
    [
        Op::SetFont { font: PdfFontHandle::External(FontId(layer.tag.clone())), size: Pt(1.0) },
        Op::ShowText { items: vec![TextItem::GlyphIds(glyphs)] },
    ]
}

fn font_resources(document: &Document, pages: &[ObjectId]) -> Option<Dictionary> {
    let Some(first) = pages.first() else { return Some(Dictionary::new()) };
    let page = document.get_dictionary(*first).ok()?;
    let resources = document.get_dictionary(page.get(b"Resources").ok()?.as_reference().ok()?).ok()?;
    document.get_dictionary(resources.get(b"Font").ok()?.as_reference().ok()?).ok().cloned()
}

/// Completes a font descriptor (ISO 32000-1, table 122) with values that the subset lost, and sets the subset tag.
fn describe(document: &mut Document, id: ObjectId, font: &Font, layer: &Layer) -> Option<()> {
    const FIXED_PITCH: i64 = 1;
    const SYMBOLIC: i64 = 1 << 2;
    const ITALIC: i64 = 1 << 6;
    let tagged = format!("{}+{}", layer.tag, layer.subset.font_name.as_deref().unwrap_or_default());
    let composite = document.get_dictionary_mut(id).ok()?;
    composite.set("BaseFont", name(&tagged));
    let descendants = composite.get_mut(b"DescendantFonts").ok()?.as_array_mut().ok()?;
    let descendant = descendants.first_mut()?.as_dict_mut().ok()?;
    descendant.set("BaseFont", name(&tagged));
    let descriptor = descendant.get(b"FontDescriptor").ok()?.as_reference().ok()?;
    let descriptor = document.get_dictionary_mut(descriptor).ok()?;
    let em = i64::from(font.units_per_em.max(1));
    let flags = SYMBOLIC + i64::from(font.monospaced) * FIXED_PITCH + i64::from(font.italic) * ITALIC;
    descriptor.set("FontName", name(&tagged));
    descriptor.set("Flags", flags);
    descriptor.set("CapHeight", (i64::from(font.cap_height) * 2000 + em).div_euclid(2 * em));
    descriptor.set("ItalicAngle", milli(i64::from(font.italic_angle) * 10));
    Some(())
}

/// Gives a font codes of one byte.
fn encode(document: &mut Document, id: ObjectId, layer: &Layer, codes: ObjectId) -> Option<()> {
    let font = document.get_dictionary_mut(id).ok()?;
    font.set("Encoding", Object::Reference(codes));
    let map = font.get(b"ToUnicode").ok()?.as_reference().ok()?;
    document.objects.insert(map, cmap::to_unicode(layer).into());
    Some(())
}

/// Removes the page entries of printpdf's that this crate writes itself.
fn prune(document: &mut Document, pages: &[ObjectId]) {
    let mut dropped = Vec::new();
    for page in pages {
        let Ok(page) = document.get_dictionary_mut(*page) else { continue };
        for key in [b"Resources".as_slice(), b"Contents", b"MediaBox", b"TrimBox", b"CropBox", b"Annots"] {
            dropped.extend(page.remove(key).and_then(|object| object.as_reference().ok()));
        }
        page.set("Tabs", name("S"));
    }
    for id in dropped {
        let Some(Object::Dictionary(resources)) = document.objects.remove(&id) else { continue };
        for (_, shared) in resources.iter() {
            if let Ok(id) = shared.as_reference() {
                document.objects.remove(&id);
            }
        }
    }
}
