//! Files for a press: PDF/X-4 (ISO 15930-7) or PDF/X-1a:2001 (ISO 15930-1), which has the same pages: nothing transparent,
//! one output intent, black or four inks. No tags, links or outline, which printers refuse.

use anthology_images::{Inks, Separation};
use anthology_layout::page::{Metadata, Pages};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use rayon::prelude::*;

use crate::boxes::{Bleed, Boxes, Spine};
use crate::deflate::deflate;
use crate::error::WriteError;
use crate::finish::direction;
use crate::metadata::{alternatives, creators, list, made, packet, simple};
use crate::options::Options;
use crate::packed::ObjectPacker;
use crate::press;
use crate::skeleton::Skeleton;
use crate::syntax::{Size, bytes, deflated_stream, name, pdf_date, text};
use crate::{content, fonts, metadata, press_profile, profile, save, skeleton};

/// The standard of a file for a press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PressStandard {
    /// PDF/X-4 (ISO 15930-7).
    #[default]
    X4,
    /// PDF/X-1a:2001 (ISO 15930-1), which older workflows ask for: PDF 1.3.
    X1a,
}

/// A printer's requirements.
#[derive(Clone, Debug)]
pub struct Press {
    /// The inks, and what the press makes of them.
    pub separation: Separation,
    /// The standard.
    pub standard: PressStandard,
    /// The bleed.
    pub bleed: Bleed,
    /// True for crop marks outside the bleed.
    pub crop_marks: bool,
    /// The number of pages of the file; blank ones are added at the end.
    pub pages: usize,
    /// True for metadata that has no more than the book's title.
    pub discreet: bool,
}

/// Writes a file for a press. The profile of `options` is ignored.
///
/// # Errors
/// [`WriteError`] where a font or an image can't be embedded.
pub fn print(pages: &Pages, press: &Press, options: &Options<'_>) -> Result<Vec<u8>, WriteError> {
    let faces = fonts::embed(pages, fonts::HYPHEN_MINUS)?;
    let images = press::images(pages, &press.separation, options)?;
    let size = pages.pages.first().map_or(Size::ZERO, Size::of);
    let boxes = |index: usize| {
        let size = pages.pages.get(index).map_or(size, Size::of);
        let spine = Spine::of(index, pages.metadata.language);
        Boxes::new(spine, size, press.bleed, press.crop_marks)
    };
    let write = |(index, page)| content::write_plain(page, &faces, &images, &boxes(index).prologue());
    let contents: Vec<Vec<u8>> = pages.pages.par_iter().enumerate().map(write).collect();
    let mut skeleton = skeleton::build(pages, &faces)?;
    drop(faces);
    let hash = metadata::hash(contents.iter().map(Vec::as_slice));
    let identifier = metadata::identifier(&pages.metadata, options, &hash);
    let resources = skeleton.share_resources(images);
    let Skeleton { mut document, catalog, pages: ids, .. } = skeleton;
    let root = tree(&document, catalog)?;
    let ids = add_blank_pages(&mut document, root, ids, press.pages)?;
    let mut contents = contents.into_iter();
    for (index, id) in ids.iter().enumerate() {
        // Blank pages at the end still show their crop marks.
        let stream = contents.next().unwrap_or_else(|| deflate(&boxes(index).prologue()));
        let stream = document.add_object(deflated_stream(Dictionary::new(), stream));
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => Object::Reference(root),
            "Resources" => Object::Reference(resources),
            "Contents" => Object::Reference(stream)
        };
        boxes(index).set(&mut page);
        document.objects.insert(*id, page.into());
    }
    complete(&mut document, catalog, root, &pages.metadata, press, options, identifier);
    document.prune_objects();
    Ok(match press.standard {
        PressStandard::X4 => save::save(document, ObjectPacker::default(), "1.6"),
        PressStandard::X1a => save::save_plain(document),
    })
}

/// The root of the page tree.
fn tree(document: &Document, catalog: ObjectId) -> Result<ObjectId, WriteError> {
    let root = document.get_dictionary(catalog).and_then(|catalog| catalog.get(b"Pages")?.as_reference());
    root.map_err(|error| WriteError::Save(error.to_string()))
}

/// The pages, with blank ones up to the requested number.
fn add_blank_pages(
    document: &mut Document,
    root: ObjectId,
    mut ids: Vec<ObjectId>,
    count: usize,
) -> Result<Vec<ObjectId>, WriteError> {
    while ids.len() < count {
        ids.push(document.new_object_id());
    }
    let tree = document.get_dictionary_mut(root).map_err(|error| WriteError::Save(error.to_string()))?;
    tree.set("Kids", ids.iter().map(|id| Object::Reference(*id)).collect::<Vec<_>>());
    tree.set("Count", ids.len() as i64);
    Ok(ids)
}

/// Catalogue, output intent and metadata.
fn complete(
    document: &mut Document,
    catalog: ObjectId,
    root: ObjectId,
    about: &Metadata,
    press: &Press,
    options: &Options<'_>,
    identifier: Object,
) {
    let intent = output_intent(document, &press.separation);
    let rtl = about.language.is_rtl();
    let mut entries = dictionary! {
        "Type" => "Catalog",
        "Pages" => Object::Reference(root),
        "OutputIntents" => vec![intent]
    };
    if press.standard == PressStandard::X4 {
        let xmp = document.add_object(xmp(about, press, options.producer, &identifier));
        entries.set("Metadata", Object::Reference(xmp));
        entries.set("PageLayout", name(if rtl { "TwoPageLeft" } else { "TwoPageRight" }));
    }
    if rtl {
        let mut preferences = Dictionary::new();
        direction(&mut preferences, about.language);
        entries.set("ViewerPreferences", preferences);
    }
    document.objects.insert(catalog, entries.into());
    let mut info = dictionary! {
        "Title" => text(&about.title),
        "Creator" => text(options.producer),
        "Producer" => text(options.producer),
        "CreationDate" => bytes(pdf_date(about.modified)),
        "ModDate" => bytes(pdf_date(about.modified)),
        "Trapped" => name("False")
    };
    match press.standard {
        PressStandard::X4 => info.set("GTS_PDFXVersion", bytes("PDF/X-4")),
        // ISO 15930-1, 6.1.2: the version of the standard, and the conformance within it.
        PressStandard::X1a => {
            info.set("GTS_PDFXVersion", bytes("PDF/X-1:2001"));
            info.set("GTS_PDFXConformance", bytes("PDF/X-1a:2001"));
        }
    }
    let author = creators(about).join("; ");
    if !press.discreet && !author.is_empty() {
        info.set("Author", text(&author));
    }
    let info = document.add_object(info);
    document.trailer.set("Info", Object::Reference(info));
    document.trailer.set("ID", identifier);
}

/// The output intent (ISO 15930-7, 6.2.2: one, with its profile embedded; "Custom" where no registry knows it).
fn output_intent(document: &mut Document, separation: &Separation) -> Object {
    let (components, profile, condition) = match (separation.inks, &separation.profile) {
        (inks, Some(own)) => {
            let name = if own.name().is_empty() { "the profile of the press" } else { own.name() };
            (if inks == Inks::Gray { 1 } else { 4 }, own.bytes().to_vec(), name)
        }
        (Inks::Gray, None) => (1, profile::gray(), profile::GRAY),
        (Inks::Cmyk, None) => (4, press_profile::cmyk(), press_profile::CMYK),
    };
    let stream = deflated_stream(dictionary! { "N" => components }, deflate(&profile));
    let stream = document.add_object(stream);
    dictionary! {
        "Type" => "OutputIntent",
        "S" => name("GTS_PDFX"),
        "OutputConditionIdentifier" => bytes("Custom"),
        "OutputCondition" => text(condition),
        "Info" => text(condition),
        "DestOutputProfile" => Object::Reference(stream)
    }
    .into()
}

/// The XMP packet, with the properties that PDF/X-4 requires (ISO 15930-7, 6.1.4 and 6.12).
fn xmp(about: &Metadata, press: &Press, producer: &str, identifier: &Object) -> Stream {
    let mut body = String::new();
    alternatives(&mut body, "dc:title", &about.title);
    if !press.discreet {
        list(&mut body, "dc:creator", "Seq", &creators(about));
    }
    simple(&mut body, "dc:format", "application/pdf");
    simple(&mut body, "pdf:Trapped", "False");
    made(&mut body, about, producer);
    simple(&mut body, "xmpMM:DocumentID", &uuid(identifier));
    simple(&mut body, "xmpMM:RenditionClass", "default");
    simple(&mut body, "xmpMM:VersionID", "1");
    simple(&mut body, "pdfxid:GTS_PDFXVersion", "PDF/X-4");
    packet(&SPACES, &body)
}

/// The namespaces of PDF/X's properties.
const SPACES: [(&str, &str); 2] =
    [("xmpMM", "http://ns.adobe.com/xap/1.0/mm/"), ("pdfxid", "http://www.npes.org/pdfx/ns/id/")];

/// A name for this file of the book, from the second half of its identifier.
fn uuid(identifier: &Object) -> String {
    let half = identifier.as_array().ok().and_then(|halves| halves.get(1)?.as_str().ok()).unwrap_or_default();
    let mut out = "uuid:".to_owned();
    for (index, byte) in half.iter().enumerate() {
        if [4, 6, 8, 10].contains(&index) {
            out.push('-');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    out
}
