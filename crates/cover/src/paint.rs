//! SVG to pixels to PNG.

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::xml::escape;
use anthology_layout::fonts::Fonts;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::compose::LineStyle;
use crate::error::DrawError;
use crate::front::{HEIGHT, WIDTH};

/// usvg's options, with the fonts.
pub(crate) fn options(fonts: &Fonts, family: &str) -> Options<'static> {
    let mut database = fontdb::Database::new();
    for font in fonts.list() {
        database.load_font_source(fontdb::Source::Binary(Arc::clone(font.data()) as _));
    }
    Options { fontdb: Arc::new(database), font_family: family.to_owned(), ..Options::default() }
}

/// The width of a line at a size of 1,000.
pub(crate) fn text_width(options: &Options<'_>, text: &str, style: LineStyle) -> Result<f64, DrawError> {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\"><text font-size=\"1000\" \
         font-family=\"{}\" {}>{}</text></svg>",
        escape(&options.font_family),
        style.attributes(),
        escape(text)
    );
    let tree = parse(&svg, options)?;
    Ok(f64::from(tree.root().abs_bounding_box().width()))
}

fn parse(svg: &str, options: &Options<'_>) -> Result<Tree, DrawError> {
    Tree::from_str(svg, options).map_err(|error| DrawError::Draw(error.to_string()))
}

/// Renders an SVG image of the front's size.
pub(crate) fn png(svg: &str, options: &Options<'_>) -> Result<Vec<u8>, DrawError> {
    let tree = parse(svg, options)?;
    let mut pixmap =
        Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| DrawError::Draw("no memory for its pixels".to_owned()))?;
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    encode(pixmap.data())
}

/// A front has few colours, since only three are blended: with five bits a channel, a palette makes the file a quarter as
/// large, and as quickly written. An image of more than 256 colours becomes RGB.
fn encode(rgba: &[u8]) -> Result<Vec<u8>, DrawError> {
    const KEPT: u32 = u32::from_le_bytes([0xf8, 0xf8, 0xf8, 0]);
    let mut palette: BTreeMap<u32, u8> = BTreeMap::new();
    let mut colours: Vec<u8> = Vec::new();
    let mut indices = Vec::with_capacity(rgba.len() / 4);
    let (mut last, mut index) = (u32::MAX, 0);
    for pixel in rgba.as_chunks().0 {
        let colour = u32::from_le_bytes(*pixel) & KEPT;
        if colour != last {
            index = match palette.get(&colour) {
                Some(&index) => index,
                None if palette.len() == 256 => return write(rgb(rgba), png::ColorType::Rgb, Vec::new()),
                None => {
                    let index = palette.len() as u8;
                    palette.insert(colour, index);
                    let [red, green, blue, _] = colour.to_le_bytes();
                    colours.extend([red, green, blue].map(|c| c | c >> 5));
                    index
                }
            };
            last = colour;
        }
        indices.push(index);
    }
    write(indices, png::ColorType::Indexed, colours)
}

fn rgb(rgba: &[u8]) -> Vec<u8> {
    rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}

fn write(samples: Vec<u8>, color: png::ColorType, palette: Vec<u8>) -> Result<Vec<u8>, DrawError> {
    let failed = |error: png::EncodingError| DrawError::Encode(error.to_string());
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    if !palette.is_empty() {
        encoder.set_palette(palette);
    }
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&samples).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}
