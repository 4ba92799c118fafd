//! Pictures as external objects.

use anthology_base::Length;
use anthology_layout::page::{ImageAsset, ImageFormat, ItemKind, Pages};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use rayon::prelude::*;

use crate::deflate::deflate;
use crate::syntax::{bytes, deflated_stream, name};
use crate::{Options, WriteError, jpeg, raster, resample, vector};

/// A picture, ready to be added to a document.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) content: Content,
    /// EXIF orientation, 1 to 8.
    pub(crate) orientation: u8,
}

/// What a picture is made of.
#[derive(Debug)]
pub(crate) enum Content {
    /// Pixels.
    Image(Image),
    /// Drawing instructions.
    Form(vector::Form),
}

/// Pixels, encoded.
#[derive(Debug)]
pub(crate) struct Image {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bits: u8,
    pub(crate) space: ColorSpace,
    /// The filter, and the bytes that it decodes.
    pub(crate) filter: Filter,
    pub(crate) data: Vec<u8>,
    /// Whether 0 is full ink: what Adobe's CMYK in JPEG means.
    pub(crate) inverted: bool,
    /// The colours that pixels are indices into, of the components that `space` has.
    pub(crate) palette: Option<Vec<u8>>,
    /// How opaque each pixel is.
    pub(crate) mask: Option<Box<Image>>,
}

/// How pixels are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    /// `DCTDecode`: JPEG.
    Dct,
    /// `FlateDecode`, over rows with PNG's predictors.
    Flate,
    /// `FlateDecode` alone.
    Plain,
}

/// What the components of a pixel mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColorSpace {
    /// 1 (grey), 3 (RGB, which the output intent makes sRGB) or 4 (CMYK, only with a profile).
    pub(crate) components: u8,
    /// An ICC profile.
    pub(crate) profile: Option<Vec<u8>>,
}

/// How wide each picture is seen at most; by index into [`Pages::images`].
pub(crate) fn widths(pages: &Pages) -> Vec<Length> {
    let mut widths = vec![Length::ZERO; pages.images.len()];
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        if let ItemKind::Image { image, rect } = &item.kind
            && let Some(width) = widths.get_mut(*image)
        {
            *width = rect.width.max(*width);
        }
    }
    widths
}

/// Reads every picture, for a screen; by index into [`Pages::images`].
pub(crate) fn prepare(pages: &Pages, options: &Options<'_>) -> Result<Vec<Picture>, WriteError> {
    let fonts = vector::Fonts::new(&pages.images, options.svg_fonts);
    let widths = widths(pages);
    let pictures: Vec<Result<Picture, WriteError>> =
        pages.images.par_iter().zip(widths).map(|(asset, width)| picture(asset, width, &fonts)).collect();
    pictures.into_iter().collect()
}

fn picture(asset: &ImageAsset, width: Length, fonts: &vector::Fonts) -> Result<Picture, WriteError> {
    let content = content(asset, width, fonts);
    let content = content.map_err(|reason| WriteError::Image { path: asset.path.clone(), reason })?;
    Ok(Picture { content, orientation: asset.orientation })
}

fn content(asset: &ImageAsset, width: Length, fonts: &vector::Fonts) -> Result<Content, String> {
    if asset.format == ImageFormat::Svg {
        return vector::read(&asset.bytes, fonts).map(Content::Form);
    }
    if asset.format == ImageFormat::Jpeg {
        jpeg::check_end(&asset.bytes)?;
    }
    if let Some(smaller) = resample::reduce(asset, width)? {
        return Ok(Content::Image(smaller));
    }
    let untouched = (asset.format == ImageFormat::Jpeg).then(|| jpeg::pass_through(&asset.bytes));
    untouched.flatten().map_or_else(|| raster::read(&asset.bytes), Ok).map(Content::Image)
}

impl Picture {
    /// The matrix that brings the picture into a rectangle (left, bottom, right, top, in thousandths of a
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
            Content::Image(image) => image.add(document),
            Content::Form(form) => form.add(document),
        }
    }
}

impl Image {
    /// Adds it to a document.
    pub(crate) fn add(self, document: &mut Document) -> ObjectId {
        let mut dict = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => i64::from(self.width),
            "Height" => i64::from(self.height),
            "BitsPerComponent" => i64::from(self.bits)
        };
        let components = i64::from(self.space.components);
        let mut space = self.space.add(document);
        if let Some(palette) = self.palette {
            let last = palette.len() as i64 / components.max(1) - 1;
            space = vec![name("Indexed"), space, last.into(), bytes(palette)].into();
        }
        dict.set("ColorSpace", space);
        if self.inverted {
            dict.set("Decode", [1, 0].repeat(components as usize).into_iter().map(Object::Integer).collect::<Vec<_>>());
        }
        if let Some(mask) = self.mask {
            dict.set("SMask", Object::Reference(mask.add(document)));
        }
        match self.filter {
            Filter::Dct => dict.set("Filter", name("DCTDecode")),
            Filter::Plain => dict.set("Filter", name("FlateDecode")),
            Filter::Flate => {
                dict.set("Filter", name("FlateDecode"));
                let parameters = dictionary! {
                    "Predictor" => 15,
                    "Colors" => components,
                    "BitsPerComponent" => i64::from(self.bits),
                    "Columns" => i64::from(self.width)
                };
                dict.set("DecodeParms", parameters);
            }
        }
        document.add_object(Stream::new(dict, self.data).with_compression(false))
    }
}

impl ColorSpace {
    fn add(self, document: &mut Document) -> Object {
        let device = name(match self.components {
            1 => "DeviceGray",
            3 => "DeviceRGB",
            _ => "DeviceCMYK",
        });
        let Some(profile) = self.profile else { return device };
        let dict: Dictionary = dictionary! { "N" => i64::from(self.components), "Alternate" => device };
        let profile = document.add_object(deflated_stream(dict, deflate(&profile)));
        Object::Array(vec![name("ICCBased"), Object::Reference(profile)])
    }

    /// With a profile, if it is one for so many components (ICC.1, 7.2: class, colour space and signature in
    /// the header).
    pub(crate) fn new(components: u8, profile: Option<Vec<u8>>) -> Self {
        let space: &[u8] = match components {
            1 => b"GRAY",
            3 => b"RGB ",
            _ => b"CMYK",
        };
        let fits = |profile: &Vec<u8>| {
            profile.get(36..40) == Some(b"acsp")
                && profile.get(16..20) == Some(space)
                && [b"mntr", b"prtr", b"scnr", b"spac"].iter().any(|class| profile[12..16] == **class)
                && profile.get(8).is_some_and(|version| (2..=4).contains(version))
        };
        Self { components, profile: profile.filter(fits) }
    }
}
