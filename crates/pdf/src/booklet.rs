//! Booklets for a home printer: two pages to a side, in the order of the folded sheets.

use anthology_base::Length;
use anthology_layout::page::{Page, Pages};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use rayon::prelude::*;

use crate::error::WriteError;
use crate::finish::direction;
use crate::impose::{Fold, Side, sides};
use crate::options::Options;
use crate::packed::ObjectPacker;
use crate::skeleton::Skeleton;
use crate::syntax::{Size, deflated_stream, milli, name, push_decimal};
use crate::{content, fonts, images, metadata, save, skeleton};

/// Writes a booklet: every page as a form, placed on its sheet at the largest scale that fits, at most its own
/// size, with its spine at the fold. The profile of `options` is ignored.
///
/// # Errors
/// [`WriteError`] where a font or an image can't be embedded.
pub fn booklet(pages: &Pages, fold: &Fold, options: &Options<'_>) -> Result<Vec<u8>, WriteError> {
    let faces = fonts::embed(pages, fonts::HYPHEN_MINUS)?;
    let images = images::prepare(pages, options)?;
    let write = |page| content::write_plain(page, &faces, &images, &[]);
    let contents: Vec<Vec<u8>> = pages.pages.par_iter().map(write).collect();
    let mut skeleton = skeleton::build(pages, &faces)?;
    drop(faces);
    let hash = metadata::hash(contents.iter().map(Vec::as_slice));
    let identifier = metadata::identifier(&pages.metadata, options, &hash);
    let resources = skeleton.share_resources(images);
    let Skeleton { mut document, catalog, pages: ids, .. } = skeleton;
    let forms: Vec<ObjectId> = pages
        .pages
        .iter()
        .zip(contents)
        .map(|(page, stream)| add_form(&mut document, page, stream, resources))
        .collect();
    for id in ids {
        document.objects.remove(&id);
    }
    let root = document.new_object_id();
    let mut kids = Vec::new();
    let mirrored = pages.metadata.language.is_rtl();
    for side in sides(pages.pages.len(), fold.sheets) {
        let side = if mirrored { side.mirrored() } else { side };
        let page = add_side(&mut document, &side, fold, pages, &forms, root);
        kids.push(Object::Reference(page));
    }
    let tree = dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids };
    document.objects.insert(root, tree.into());
    // Two-sided, turned over the short edge, and not scaled once more (ISO 32000-1, 12.2).
    let mut preferences = dictionary! { "Duplex" => "DuplexFlipShortEdge", "PrintScaling" => "None" };
    direction(&mut preferences, pages.metadata.language);
    let entries = dictionary! {
        "Type" => "Catalog",
        "Pages" => Object::Reference(root),
        "PageLayout" => name("SinglePage"),
        "ViewerPreferences" => preferences
    };
    document.objects.insert(catalog, entries.into());
    let info = document.add_object(metadata::info(&pages.metadata, options.producer));
    document.trailer.set("Info", Object::Reference(info));
    document.trailer.set("ID", identifier);
    document.prune_objects();
    Ok(save::save(document, ObjectPacker::default(), "1.7"))
}

fn add_form(document: &mut Document, page: &Page, stream: Vec<u8>, resources: ObjectId) -> ObjectId {
    let dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), milli(page.width.millipt()), milli(page.height.millipt())],
        "Resources" => Object::Reference(resources)
    };
    document.add_object(deflated_stream(dict, stream))
}

fn add_side(
    document: &mut Document,
    side: &Side,
    fold: &Fold,
    pages: &Pages,
    forms: &[ObjectId],
    root: ObjectId,
) -> ObjectId {
    let Size { width, height } = fold.sheet;
    let shift = side.shift(fold.creep);
    let mut content = Vec::new();
    let mut used = Dictionary::new();
    for (half, index) in [("L", side.left), ("R", side.right)] {
        let Some((page, form)) = index.and_then(|index| Some((pages.pages.get(index)?, forms.get(index)?))) else {
            continue;
        };
        let place = PagePlacement::of(page, fold.sheet);
        let spine = width / 2;
        let x = if half == "L" { spine - place.width + shift } else { spine - shift };
        let y = (height - place.height) / 2;
        content.extend_from_slice(b"q ");
        let scale = place.scale;
        for n in [scale, 0, 0, scale, x.millipt() * 1000, y.millipt() * 1000] {
            push_decimal(&mut content, n, 6);
            content.push(b' ');
        }
        content.extend_from_slice(format!("cm /{half} Do Q\n").as_bytes());
        used.set(half, Object::Reference(*form));
    }
    let content = document.add_object(Stream::new(Dictionary::new(), content));
    document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => Object::Reference(root),
        "MediaBox" => vec![0.into(), 0.into(), milli(width.millipt()), milli(height.millipt())],
        "Resources" => dictionary! { "XObject" => used },
        "Contents" => Object::Reference(content)
    })
}

/// A page on its half of the sheet.
struct PagePlacement {
    /// In millionths.
    scale: i64,
    width: Length,
    height: Length,
}

impl PagePlacement {
    /// The largest that fits, at most its own size.
    fn of(page: &Page, sheet: Size) -> Self {
        const WHOLE: i64 = 1_000_000;
        let ratio =
            |room: Length, side: Length| if side > Length::ZERO { room.sp() * WHOLE / side.sp() } else { WHOLE };
        let scale = ratio(sheet.width / 2, page.width).min(ratio(sheet.height, page.height)).min(WHOLE);
        Self { scale, width: page.width.scale(scale, WHOLE), height: page.height.scale(scale, WHOLE) }
    }
}
