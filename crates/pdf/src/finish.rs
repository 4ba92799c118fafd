//! The last pass: everything that turns printpdf's skeleton into a document.

use anthology_base::Lang;
use anthology_layout::page::Pages;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use crate::content::PageContent;
use crate::error::WriteError;
use crate::images::PlacedImage;
use crate::navigation::Targets;
use crate::options::Options;
use crate::packed::ObjectPacker;
use crate::skeleton::Skeleton;
use crate::standard::Standard;
use crate::structure::Nodes;
use crate::syntax::{bytes, deflated_stream, milli, name};
use crate::{attachments, metadata, navigation, save, structure};

/// Puts the file together.
pub(crate) fn finish(
    pages: &Pages,
    options: &Options<'_>,
    standard: Standard,
    mut skeleton: Skeleton,
    images: Vec<PlacedImage>,
    nodes: &Nodes<'_>,
    mut contents: Vec<PageContent>,
) -> Result<Vec<u8>, WriteError> {
    let hash = metadata::hash(contents.iter().map(|content| &content.stream[..]));
    let word_spaces = contents.iter().any(|content| content.word_spaces);
    let word_spaces = word_spaces.then(|| skeleton.add_word_spaces()).flatten();
    let resources = skeleton.share_resources(images);
    let Skeleton { mut document, catalog, pages: ids, .. } = skeleton;
    for (index, (page, content)) in pages.pages.iter().zip(&mut contents).enumerate() {
        let stream = deflated_stream(Dictionary::new(), std::mem::take(&mut content.stream));
        let stream = document.add_object(stream);
        let media = Object::Array(vec![0.into(), 0.into(), milli(page.width.millipt()), milli(page.height.millipt())]);
        let dict = document.get_dictionary_mut(ids[index]).map_err(failed)?;
        dict.set("MediaBox", media.clone());
        dict.set("TrimBox", media);
        dict.set("Resources", Object::Reference(resources));
        dict.set("Contents", Object::Reference(stream));
        dict.set("StructParents", index as i64);
    }
    let mut packer = ObjectPacker::default();
    let elements = nodes.reserve(&mut document);
    let targets = Targets { pages, ids: &ids, elements: standard.modern.then_some(elements) };
    let links = navigation::links(&mut document, targets);
    let structure = structure::build(&mut document, &mut packer, nodes, elements, targets, &contents, &links);
    let mut entries = catalog_entries(&mut document, &mut packer, targets, options, standard, structure);
    if let Some(word_spaces) = word_spaces {
        entries.set("OCProperties", word_spaces.properties());
    }
    let catalog = document.get_dictionary_mut(catalog).map_err(failed)?;
    entries.into_iter().for_each(|(key, value)| catalog.set(key, value));
    if let Ok(info) = document.trailer.get(b"Info").and_then(Object::as_reference) {
        if standard.modern {
            document.trailer.remove(b"Info");
            document.objects.remove(&info);
        } else {
            document.objects.insert(info, metadata::info(&pages.metadata, options.producer).into());
        }
    }
    document.trailer.set("ID", metadata::identifier(&pages.metadata, options, &hash));
    Ok(save::save(document, packer, standard.version))
}

/// Sets the reading direction of a book that is read from right to left (ISO 32000-1, 12.2, table 150).
pub(crate) fn direction(preferences: &mut Dictionary, language: Lang) {
    if language.is_rtl() {
        preferences.set("Direction", name("R2L"));
    }
}

fn failed(error: lopdf::Error) -> WriteError {
    WriteError::Save(error.to_string())
}

fn catalog_entries(
    document: &mut Document,
    packer: &mut ObjectPacker,
    targets: Targets<'_>,
    options: &Options<'_>,
    standard: Standard,
    structure: ObjectId,
) -> Dictionary {
    let pages = targets.pages;
    let outline = navigation::outline(document, targets);
    let destinations = navigation::destinations(document, packer, targets);
    let labels = navigation::labels(document, packer, pages);
    let xmp = document.add_object(metadata::xmp(&pages.metadata, options, standard));
    let intent = metadata::output_intent(document);
    let mut preferences = dictionary! { "DisplayDocTitle" => true };
    direction(&mut preferences, pages.metadata.language);
    let mut entries = dictionary! {
        "PageLayout" => name("SinglePage"),
        "PageMode" => name(if outline.is_some() { "UseOutlines" } else { "UseNone" }),
        "Lang" => bytes(pages.metadata.language.as_str()),
        "MarkInfo" => dictionary! { "Marked" => true },
        "ViewerPreferences" => preferences,
        "StructTreeRoot" => Object::Reference(structure),
        "PageLabels" => Object::Reference(labels),
        "Metadata" => Object::Reference(xmp),
        "OutputIntents" => vec![intent]
    };
    let mut names = dictionary! { "Dests" => Object::Reference(destinations) };
    let attachments = if standard.attachments { options.attachments } else { &[] };
    if let Some((files, associated)) = attachments::add(document, packer, attachments, pages.metadata.modified) {
        names.set("EmbeddedFiles", files);
        entries.set("AF", associated);
    }
    entries.set("Names", names);
    if let Some(outline) = outline {
        entries.set("Outlines", Object::Reference(outline));
    }
    entries
}
