//! Images as external objects.

use anthology_base::Length;
use anthology_images::{Coding, PageImage, for_screen, map_images};
use anthology_layout::page::{ImageAsset, ImageFormat, ItemKind, Pages};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::deflate::deflate;
use crate::syntax::{bytes, deflated_stream, name};
use crate::{Options, WriteError, vector};

/// An image, ready to be added to a document and placed.
#[derive(Debug)]
pub(crate) struct PlacedImage {
    pub(crate) content: Content,
    /// EXIF orientation, 1 to 8.
    pub(crate) orientation: u8,
}

/// The content of an image.
#[derive(Debug)]
pub(crate) enum Content {
    /// Pixels.
    Image(PageImage),
    /// Drawing instructions.
    Form(vector::Form),
}

/// The greatest width at which each image is placed; by index into [`Pages::images`].
pub(crate) fn widths(pages: &Pages) -> Vec<Length> {
    let mut widths = vec![Length::ZERO; pages.images.len()];
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        if let ItemKind::Image { image, rect, turned } = &item.kind
            && let Some(width) = widths.get_mut(*image)
        {
            *width = rect.as_read(*turned).width.max(*width);
        }
    }
    widths
}

/// Reads every image, for a screen; by index into [`Pages::images`].
pub(crate) fn prepare(pages: &Pages, options: &Options<'_>) -> Result<Vec<PlacedImage>, WriteError> {
    let fonts = vector::Fonts::new(&pages.images, options.svg_fonts);
    let widths = widths(pages);
    let images = map_images(&pages.images, |index, asset| {
        let width = widths.get(index).copied().unwrap_or_default();
        let content = if asset.format == ImageFormat::Svg {
            vector::read(&asset.bytes, &fonts).map(Content::Form)
        } else {
            for_screen(asset, width, options.cache).map(Content::Image)
        };
        placed(asset, content)
    });
    images.into_iter().collect()
}

/// An image of this content, or the error that names it.
pub(crate) fn placed(asset: &ImageAsset, content: Result<Content, String>) -> Result<PlacedImage, WriteError> {
    let content = content.map_err(|reason| WriteError::Image { path: asset.path.clone(), reason })?;
    Ok(PlacedImage { content, orientation: asset.orientation })
}

impl PlacedImage {
    /// The matrix that brings the image into a rectangle (left, bottom, right, top, in thousandths of a
    /// point), in millionths.
    pub(crate) fn placement(&self, [left, bottom, right, top]: [i64; 4]) -> [i64; 6] {
        let (width, height) = ((right - left) * 1000, (top - bottom) * 1000);
        let (x, y) = (left * 1000, bottom * 1000);
        if let Content::Form(form) = &self.content {
            let ratio = |length: i64, of: i64| if of == 0 { 0 } else { length * 1000 / of };
            return [ratio(width, form.width), 0, 0, ratio(height, form.height), x, y];
        }
        // The unit square's corners, turned as EXIF says (CIPA DC-008, 4.6.4).
        match self.orientation {
            2 => [-width, 0, 0, height, x + width, y],
            3 => [-width, 0, 0, -height, x + width, y + height],
            4 => [width, 0, 0, -height, x, y + height],
            5 => [0, -height, -width, 0, x + width, y + height],
            6 => [0, -height, width, 0, x, y + height],
            7 => [0, height, width, 0, x, y],
            8 => [0, height, -width, 0, x + width, y],
            _ => [width, 0, 0, height, x, y],
        }
    }

    /// Adds it to a document.
    pub(crate) fn add(self, document: &mut Document) -> ObjectId {
        match self.content {
            Content::Image(image) => add(image, document),
            Content::Form(form) => form.add(document),
        }
    }
}

/// Adds pixels to a document.
pub(crate) fn add(image: PageImage, document: &mut Document) -> ObjectId {
    let mut dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(image.width),
        "Height" => i64::from(image.height),
        "BitsPerComponent" => i64::from(image.bits)
    };
    let components = i64::from(image.components);
    let mut space = colour_space(image.components, image.profile, document);
    // Samples in a row's pixel, for the predictors: one where they are indices.
    let mut colours = components;
    if let Some(palette) = image.palette {
        let last = palette.len() as i64 / components.max(1) - 1;
        space = vec![name("Indexed"), space, last.into(), bytes(palette)].into();
        colours = 1;
    }
    dict.set("ColorSpace", space);
    if image.inverted {
        dict.set("Decode", [1, 0].repeat(components as usize).into_iter().map(Object::Integer).collect::<Vec<_>>());
    }
    if let Some(mask) = image.mask {
        dict.set("SMask", Object::Reference(add(*mask, document)));
    }
    match image.coding {
        Coding::Jpeg => dict.set("Filter", name("DCTDecode")),
        Coding::PlainRows => dict.set("Filter", name("FlateDecode")),
        Coding::FilteredRows => {
            dict.set("Filter", name("FlateDecode"));
            // 15: each row names its own of PNG's filters (ISO 32000-1, table 10).
            let parameters = dictionary! {
                "Predictor" => 15,
                "Colors" => colours,
                "BitsPerComponent" => i64::from(image.bits),
                "Columns" => i64::from(image.width)
            };
            dict.set("DecodeParms", parameters);
        }
    }
    document.add_object(Stream::new(dict, image.data).with_compression(false))
}

/// 1 component is grey, 3 are RGB, which the output intent makes sRGB, and 4 are CMYK.
fn colour_space(components: u8, profile: Option<Vec<u8>>, document: &mut Document) -> Object {
    let device = name(match components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        _ => "DeviceCMYK",
    });
    let Some(profile) = profile else { return device };
    let dict: Dictionary = dictionary! { "N" => i64::from(components), "Alternate" => device };
    let profile = document.add_object(deflated_stream(dict, deflate(&profile)));
    Object::Array(vec![name("ICCBased"), Object::Reference(profile)])
}
