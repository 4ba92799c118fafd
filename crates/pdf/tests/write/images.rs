//! Images as they end up in the file, and what comes of those that are broken.

use anthology_layout::page::{ImageFormat, ItemKind, NodeId, Pages, PixelSize, Rect, Role, Tag};
use lopdf::{Dictionary, Object};

use crate::reader::Reader;
use crate::sample::encoded;
use crate::support::{self, MARGIN, Setter, pt};
use crate::written;

/// A page with an image, so many points wide.
fn page(format: ImageFormat, bytes: Vec<u8>, size: PixelSize, width: i64) -> Pages {
    let mut s = Setter::new();
    s.page("1");
    let image = s.image("images/p.x", format, bytes, size);
    let figure = s.node(Some(NodeId(0)), Role::Figure);
    s.edit(figure).alt = Some("What it shows".to_owned());
    let rect = Rect { x: pt(MARGIN), y: pt(MARGIN), width: pt(width), height: pt(width / 2) };
    s.push(ItemKind::Image { image, rect, turned: false }, Tag::Content { node: figure, order: 100 });
    s.pages
}

/// The image in the file: its dictionary, and what is in its stream.
fn stored(pages: &Pages) -> (Reader, Dictionary, Vec<u8>) {
    let reader = Reader::new(&written(pages));
    let page = reader.document.get_dictionary(reader.pages[0]).expect("a page").clone();
    let objects = reader.at(&reader.at(&page, "Resources"), "XObject");
    let stream = reader.document.dereference(objects.get(b"I0").expect("an image")).expect("an object").1;
    let stream = stream.as_stream().expect("a stream").clone();
    (reader, stream.dict, stream.content)
}

fn number(dict: &Dictionary, key: &str) -> i64 {
    dict.get(key.as_bytes()).and_then(Object::as_i64).expect("a number")
}

/// What stands in a stream of pixels, without PNG's predictors.
fn pixels(dict: &Dictionary, content: &[u8]) -> Vec<u8> {
    let stream = lopdf::Stream::new(dict.clone(), content.to_vec());
    stream.decompressed_content().expect("pixels")
}

fn space(reader: &Reader, dict: &Dictionary) -> (String, Option<Vec<u8>>) {
    match reader.document.dereference(dict.get(b"ColorSpace").expect("a space")).expect("an object").1 {
        Object::Name(name) => (String::from_utf8_lossy(name).into_owned(), None),
        Object::Array(parts) => {
            (String::from_utf8_lossy(parts[0].as_name().expect("a name")).into_owned(), Some(reader.stream(&parts[1])))
        }
        other => panic!("{other:?}"),
    }
}

fn png(pixels: impl Into<image::DynamicImage>) -> Vec<u8> {
    encoded(pixels.into(), image::ImageFormat::Png)
}

/// The header of an ICC profile, which is all that is looked at.
fn profile(space: &[u8; 4]) -> Vec<u8> {
    let mut profile = vec![0; 132];
    profile[8] = 2;
    profile[12..16].copy_from_slice(b"mntr");
    profile[16..20].copy_from_slice(space);
    profile[36..40].copy_from_slice(b"acsp");
    profile
}

#[test]
fn pixels_of_every_kind() {
    let opaque = image::RgbImage::from_fn(4, 2, |x, y| image::Rgb([x as u8 * 60, y as u8 * 200, 9]));
    let gray = image::RgbImage::from_fn(4, 2, |x, _| image::Rgb([x as u8 * 60; 3]));
    let luma = image::GrayImage::from_fn(4, 2, |x, _| image::Luma([x as u8 * 60]));
    let deep = image::ImageBuffer::<image::Luma<u16>, _>::from_fn(4, 2, |x, _| image::Luma([x as u16 * 257 + 3]));
    let clear = image::RgbaImage::from_fn(4, 2, |x, y| image::Rgba([x as u8 * 60, y as u8 * 200, 9, x as u8 * 80]));
    let faint = image::GrayAlphaImage::from_fn(4, 2, |x, y| image::LumaA([x as u8 * 60, y as u8 * 255]));
    let deep_clear = image::ImageBuffer::<image::Rgba<u16>, _>::from_fn(4, 2, |x, y| {
        image::Rgba([x as u16 * 9000, y as u16 * 900, 70, x as u16 * 20_000])
    });
    let wide = |samples: &[u16]| samples.iter().flat_map(|sample| sample.to_be_bytes()).collect::<Vec<u8>>();
    let split = |samples: &[u8], of: usize, from: usize, to: usize| -> Vec<u8> {
        samples.chunks_exact(of).flat_map(|pixel| pixel[from..to].to_vec()).collect()
    };
    let deep_bytes = wide(deep_clear.as_raw());
    let cases = [
        (png(opaque.clone()), "DeviceRGB", 8, opaque.into_raw(), None),
        (png(gray), "DeviceGray", 8, luma.as_raw().clone(), None),
        (png(luma.clone()), "DeviceGray", 8, luma.into_raw(), None),
        (png(deep.clone()), "DeviceGray", 16, wide(deep.as_raw()), None),
        (png(clear.clone()), "DeviceRGB", 8, split(clear.as_raw(), 4, 0, 3), Some((8, split(clear.as_raw(), 4, 3, 4)))),
        (
            png(faint.clone()),
            "DeviceGray",
            8,
            split(faint.as_raw(), 2, 0, 1),
            Some((8, split(faint.as_raw(), 2, 1, 2))),
        ),
        (png(deep_clear), "DeviceRGB", 16, split(&deep_bytes, 8, 0, 6), Some((16, split(&deep_bytes, 8, 6, 8)))),
    ];
    for (at, (bytes, kind, bits, color, mask)) in cases.into_iter().enumerate() {
        let (reader, dict, content) = stored(&page(ImageFormat::Png, bytes, PixelSize::new(4, 2), 100));
        assert_eq!(space(&reader, &dict), (kind.to_owned(), None), "case {at}");
        assert_eq!(number(&dict, "BitsPerComponent"), bits, "case {at}");
        assert_eq!(pixels(&dict, &content), color, "case {at}");
        let found = dict.get(b"SMask").ok().map(|mask| {
            let mask = reader.document.dereference(mask).expect("an object").1.as_stream().expect("a stream");
            (number(&mask.dict, "BitsPerComponent"), pixels(&mask.dict, &mask.content))
        });
        assert_eq!(found, mask, "case {at}");
    }
}

/// A PNG of four palette colours, two bits a pixel.
fn palette() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png_encoder(&mut out);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Two);
    encoder.set_palette(vec![255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]);
    encoder.set_trns(vec![255, 128]);
    encoder.write_header().expect("a header").write_image_data(&[0b00_01_10_11; 2]).expect("pixels");
    out
}

fn png_encoder(out: &mut Vec<u8>) -> png::Encoder<'_, &mut Vec<u8>> {
    png::Encoder::new(out, 4, 2)
}

#[test]
fn a_palette_becomes_its_colours() {
    let (reader, dict, content) = stored(&page(ImageFormat::Png, palette(), PixelSize::new(4, 2), 100));
    let row = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
    assert_eq!(pixels(&dict, &content), row.repeat(2));
    let mask = reader.document.dereference(dict.get(b"SMask").expect("a mask")).expect("an object").1;
    let mask = mask.as_stream().expect("a stream");
    assert_eq!(pixels(&mask.dict, &mask.content), [255, 128, 255, 255].repeat(2));
}

#[test]
fn profiles_are_kept_where_they_fit() {
    for (kept, name) in [(true, b"RGB "), (false, b"GRAY")] {
        let profile = profile(name);
        let mut info = png::Info::with_size(4, 2);
        info.color_type = png::ColorType::Rgb;
        info.bit_depth = png::BitDepth::Eight;
        info.icc_profile = Some(profile.clone().into());
        let mut bytes = Vec::new();
        let mut writer =
            png::Encoder::with_info(&mut bytes, info).expect("an encoder").write_header().expect("a header");
        writer.write_image_data(&[1, 2, 3].repeat(8)).expect("pixels");
        drop(writer);
        let (reader, dict, _) = stored(&page(ImageFormat::Png, bytes, PixelSize::new(4, 2), 100));
        let expected = if kept { ("ICCBased", Some(profile.clone())) } else { ("DeviceRGB", None) };
        assert_eq!(space(&reader, &dict), (expected.0.to_owned(), expected.1));

        let mut jpeg = encoded(image::RgbImage::new(4, 2).into(), image::ImageFormat::Jpeg);
        let mut segment = vec![0xff, 0xe2, 0, (profile.len() + 16) as u8];
        segment.extend_from_slice(b"ICC_PROFILE\0\x01\x01");
        segment.extend_from_slice(&profile);
        jpeg.splice(2..2, segment);
        let (reader, dict, content) = stored(&page(ImageFormat::Jpeg, jpeg.clone(), PixelSize::new(4, 2), 100));
        assert_eq!(content, jpeg);
        let expected = if kept { ("ICCBased", Some(profile)) } else { ("DeviceRGB", None) };
        assert_eq!(space(&reader, &dict), (expected.0.to_owned(), expected.1));
    }
}

#[test]
fn a_turned_image_is_turned_upright() {
    // The corners of the stored image (its first row on top), as the page shows them.
    let corners = |orientation: u8| {
        let mut pages = page(ImageFormat::Png, png(image::GrayImage::new(4, 2)), PixelSize::new(4, 2), 100);
        let mut asset = (*pages.images[0]).clone();
        asset.orientation = orientation;
        pages.images[0] = asset.into();
        let reader = Reader::new(&written(&pages));
        let content = lopdf::content::Content::decode(&reader.document.get_page_content(reader.pages[0])).expect("it");
        let matrix = content.operations.iter().find(|operation| operation.operator == "cm").expect("a matrix");
        let m: Vec<f32> = matrix.operands.iter().map(|n| n.as_float().expect("a number")).collect();
        let at = |x: f32, y: f32| (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]);
        let name = |(x, y): (f32, f32)| match (x > 100.0, y > 490.0) {
            (false, true) => "top left",
            (true, true) => "top right",
            (false, false) => "bottom left",
            (true, false) => "bottom right",
        };
        // Where the first pixel of the first row is, and where the last one is.
        [name(at(0.0, 1.0)), name(at(1.0, 1.0))]
    };
    let expected = [
        ["top left", "top right"],
        ["top right", "top left"],
        ["bottom right", "bottom left"],
        ["bottom left", "bottom right"],
        ["top left", "bottom left"],
        ["top right", "bottom right"],
        ["bottom right", "top right"],
        ["bottom left", "top left"],
    ];
    for (at, expected) in expected.into_iter().enumerate() {
        assert_eq!(corners(at as u8 + 1), expected, "orientation {}", at + 1);
    }
}

#[test]
fn an_image_finer_than_a_screen_is_made_smaller() {
    let fine = image::RgbImage::from_fn(800, 400, |x, y| {
        let n = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519);
        image::Rgb([(n >> 8) as u8, (n >> 16) as u8, (n >> 24) as u8])
    });
    let bytes = encoded(fine.into(), image::ImageFormat::Jpeg);
    let (_, dict, content) = stored(&page(ImageFormat::Jpeg, bytes.clone(), PixelSize::new(800, 400), 72));
    assert_eq!((number(&dict, "Width"), number(&dict, "Height")), (200, 100));
    assert!(content.len() < bytes.len() / 4);
    let (_, dict, content) = stored(&page(ImageFormat::Jpeg, bytes.clone(), PixelSize::new(800, 400), 288));
    assert_eq!(number(&dict, "Width"), 800);
    assert_eq!(content, bytes);
}

#[test]
fn broken_images_are_named() {
    let jpeg = encoded(image::RgbImage::new(64, 64).into(), image::ImageFormat::Jpeg);
    let cut = jpeg[..jpeg.len() - 40].to_vec();
    // An image within the image that is whole doesn't make a whole image.
    let mut thumbnail = cut.clone();
    thumbnail.splice(2..2, [0xff, 0xe1, 0, 6, 0xff, 0xd9, 0xff, 0xd9]);
    let mut bomb = png(image::GrayImage::new(4, 2));
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let nested = (0..40).map(|n| format!("<g id='n{}'><use href='#n{n}'/><use href='#n{n}'/></g>", n + 1));
    let nested: String = nested.collect();
    let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><g id='n0'/>{nested}</svg>");
    let entities = "<!DOCTYPE svg [<!ENTITY a '&b;&b;'><!ENTITY b '&a;&a;'>]><svg>&a;</svg>".to_owned();
    let cases = [
        (ImageFormat::Jpeg, cut),
        (ImageFormat::Jpeg, thumbnail),
        (ImageFormat::Jpeg, vec![0xff, 0xd8, 0xff, 0xd9]),
        (ImageFormat::Png, bomb),
        (ImageFormat::Png, png(image::GrayImage::new(40, 20))[..60].to_vec()),
        (ImageFormat::Gif, b"GIF89a".to_vec()),
        (ImageFormat::WebP, b"RIFF\x04\0\0\0WEBP".to_vec()),
        (ImageFormat::Svg, svg.into_bytes()),
        (ImageFormat::Svg, entities.into_bytes()),
        (ImageFormat::Svg, b"<svg".to_vec()),
    ];
    for (at, (format, bytes)) in cases.into_iter().enumerate() {
        let pages = page(format, bytes, PixelSize::new(64, 64), 100);
        let error = anthology_pdf::write(&pages, &support::options(&[])).err().map(|error| error.to_string());
        let error = error.unwrap_or_else(|| panic!("case {at} is not found out"));
        assert!(error.starts_with("the image images/p.x can't be used: "), "case {at}: {error}");
    }
}

const DRAWING: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">
<defs>
<linearGradient id="a"><stop offset=".2" stop-color="#fff"/><stop offset=".5" stop-color="#f60"/><stop offset="1"/></linearGradient>
<radialGradient id="b"><stop offset="0" stop-color="#ff0"/><stop offset="1" stop-color="#080" stop-opacity="0"/></radialGradient>
<mask id="m"><rect width="50" height="50" fill="url(#a)"/></mask>
</defs>
<rect width="50" height="50" fill="url(#a)"/>
<circle cx="100" cy="50" r="40" fill="none" stroke="url(#b)" stroke-width="9"/>
<rect width="50" height="50" mask="url(#m)"/>
<rect x="20" width="50" height="50" fill="#0cf" style="mix-blend-mode:multiply"/>
</svg>"##;

#[test]
fn gradients_masks_and_blends_stay_vectors() {
    let (reader, dict, _) = stored(&page(ImageFormat::Svg, DRAWING.as_bytes().to_vec(), PixelSize::new(200, 100), 100));
    assert_eq!(dict.get(b"Subtype").and_then(Object::as_name).expect("a kind"), b"Form");
    let resources = reader.at(&dict, "Resources");
    let patterns = reader.at(&resources, "Pattern");
    let shading = |name: &str| reader.at(&reader.at(&patterns, name), "Shading");
    assert_eq!(number(&shading("P0"), "ShadingType"), 2);
    // The first stop's colour goes from 0 to its offset.
    assert_eq!(
        reader.at(&shading("P0"), "Function").get(b"Functions").and_then(Object::as_array).expect("it").len(),
        3
    );
    assert_eq!(number(&shading("P1"), "ShadingType"), 3);
    let states = format!("{:?}", reader.at(&resources, "ExtGState"));
    assert_eq!((states.matches("Luminosity").count(), states.matches("Multiply").count()), (2, 1));
    assert_eq!(images(&reader), 0);
}

/// How many images of pixels a document has.
fn images(reader: &Reader) -> usize {
    let streams = reader.document.objects.values().filter_map(|object| object.as_stream().ok());
    streams.filter(|s| s.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|k| k == b"Image")).count()
}

#[test]
fn patterns_and_repeated_gradients_stay_vectors() {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">
<pattern id="p" width=".25" height=".5" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#080"/></pattern>
<linearGradient id="l" x2=".25" spreadMethod="reflect"><stop offset=".5" stop-color="#fff"/><stop offset="1"/></linearGradient>
<radialGradient id="r" r=".25" spreadMethod="repeat"><stop stop-color="#fff"/><stop offset="1"/></radialGradient>
<rect width="80" height="40" fill="url(#p)"/>
<rect x="100" width="40" height="40" fill="url(#l)"/>
<rect x="150" width="40" height="40" fill="url(#r)"/>
</svg>"##;
    let (reader, dict, _) = stored(&page(ImageFormat::Svg, svg.as_bytes().to_vec(), PixelSize::new(200, 100), 100));
    assert_eq!(images(&reader), 0);
    let patterns = reader.at(&reader.at(&dict, "Resources"), "Pattern");
    let tile = reader.at(&patterns, "T0");
    assert_eq!(number(&tile, "PatternType"), 1);
    let numbers = |dict: &Dictionary, key: &str| -> Vec<f32> {
        let array = dict.get(key.as_bytes()).and_then(Object::as_array).expect("numbers");
        array.iter().map(|n| n.as_float().expect("a number")).collect()
    };
    assert_eq!(numbers(&tile, "BBox"), [0.0, 0.0, 20.0, 20.0]);
    let shading = |name: &str| reader.at(&reader.at(&patterns, name), "Shading");
    // Four rounds of a quarter; in each, the first stop's colour holds for half of it.
    assert_eq!(numbers(&shading("P0"), "Coords"), [0.0, 0.0, 1.0, 0.0]);
    let bounds = numbers(&reader.at(&shading("P0"), "Function"), "Bounds");
    assert_eq!(bounds, [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]);
    // The corner is √½ from the centre: three rounds of a quarter.
    assert_eq!(numbers(&shading("P1"), "Coords"), [0.5, 0.5, 0.0, 0.5, 0.5, 0.75]);

    // What a tile can't say is pixels.
    let blurred =
        svg.replace("<circle", "<filter id='f'><feGaussianBlur stdDeviation='1'/></filter><circle filter='url(#f)'");
    let (reader, ..) = stored(&page(ImageFormat::Svg, blurred.into_bytes(), PixelSize::new(200, 100), 100));
    // With its soft mask.
    assert_eq!(images(&reader), 2);
}

#[test]
fn masks_in_masks_stay_vectors() {
    let masks = |count: usize| -> String {
        let mask = |n: usize| {
            let outer = if n == 0 { String::new() } else { format!("mask='url(#m{})'", n - 1) };
            format!("<mask id='m{n}' {outer}><rect x='{n}' width='50' height='50' fill='#fff'/></mask>")
        };
        let masks: String = (0..count).map(mask).collect();
        let painted = format!("<rect width='50' height='50' mask='url(#m{})'/>", count - 1);
        format!("<svg xmlns='http://www.w3.org/2000/svg' width='50' height='50'>{masks}{painted}</svg>")
    };
    let (reader, dict, _) = stored(&page(ImageFormat::Svg, masks(2).into_bytes(), PixelSize::new(50, 50), 100));
    assert_eq!(images(&reader), 0);
    let mask = |form: &Dictionary| -> Dictionary {
        let states = reader.at(&reader.at(form, "Resources"), "ExtGState");
        reader.at(&reader.at(&reader.at(&states, "M0"), "SMask"), "G")
    };
    // The mask's content is a form of its own, painted under the mask that the mask has.
    let outer = mask(&dict);
    let inner = reader.at(&reader.at(&reader.at(&outer, "Resources"), "XObject"), "X0");
    assert_eq!(inner.get(b"Subtype").and_then(Object::as_name).expect("a kind"), b"Form");
    assert!(!reader.at(&mask(&outer), "Resources").has(b"ExtGState"));
    // A chain without end would use up the graphics state.
    let (reader, ..) = stored(&page(ImageFormat::Svg, masks(40).into_bytes(), PixelSize::new(50, 50), 100));
    assert!(images(&reader) > 0);
}

#[test]
fn patterns_of_text_stay_vectors() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'>\
               <pattern id='p' width='40' height='20' patternUnits='userSpaceOnUse'><text x='3' y='15'>ab</text></pattern>\
               <rect width='200' height='100' fill='url(#p)'/></svg>";
    let pages = page(ImageFormat::Svg, svg.as_bytes().to_vec(), PixelSize::new(200, 100), 100);
    let fonts = anthology_layout::fonts::Fonts::bundled();
    let options =
        anthology_pdf::Options { producer: "test", svg_fonts: fonts.list(), ..anthology_pdf::Options::default() };
    let reader = Reader::new(&anthology_pdf::write(&pages, &options).expect("a PDF"));
    assert_eq!(images(&reader), 0);
    let tiles = reader.document.objects.values().filter_map(|object| object.as_stream().ok());
    let tiles: Vec<_> = tiles.filter(|stream| stream.dict.has(b"PatternType")).collect();
    assert_eq!(tiles.len(), 1);
    let content = tiles[0].decompressed_content().unwrap_or_else(|_| tiles[0].content.clone());
    assert!(content.windows(2).any(|pair| pair == b"f\n"), "letters are painted as outlines");
}

#[test]
fn drawings_that_nest_too_deep_are_flattened() {
    let open: String = (0..60).map(|n| format!("<g opacity='.9' transform='translate({n})'>")).collect();
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{open}<path d='M0 0h9v9z'/>{}</svg>",
        "</g>".repeat(60)
    );
    let reader = Reader::new(&written(&page(ImageFormat::Svg, svg.into_bytes(), PixelSize::new(9, 9), 100)));
    let forms = reader.document.objects.values().filter_map(|object| object.as_stream().ok());
    let forms = forms.filter(|form| form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|k| k == b"Form"));
    assert!((2..=21).contains(&forms.count()));
}
