//! SVG to pixels to PNG.

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::xml::escape;
use anthology_images::{Channels, Raster, SvgFont, font_database, png_file};
use anthology_layout::fonts::Fonts;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::compose::LineStyle;
use crate::error::DrawError;
use crate::front::{HEIGHT, WIDTH};

/// usvg's options, with the fonts.
pub(crate) fn options(fonts: &Fonts, family: &str) -> Options<'static> {
    let files =
        fonts.list().iter().map(|font| SvgFont { family: font.family.clone(), data: Arc::clone(font.data()) as _ });
    Options { fontdb: Arc::new(font_database(files)), font_family: family.to_owned(), ..Options::default() }
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
    encode(&pixmap)
}

/// A colour of a pixel.
type Rgb = [u8; 3];

/// A front has few colours, since only three are blended: with five bits a channel, a palette makes the file a quarter as
/// large, and as quickly written. Of the colours that are alike then, the commonest stands for all, so that ground, text and
/// accent are the theme's own. An image of more than 256 colours keeps all eight bits.
fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, DrawError> {
    let opaque = || pixmap.data().as_chunks::<4>().0.iter().map(|[red, green, blue, _]| [*red, *green, *blue]);
    let reduced = |colour: Rgb| colour.map(|part| part & 0xf8);
    let mut alike: BTreeMap<Rgb, BTreeMap<Rgb, u32>> = BTreeMap::new();
    let mut run: (Rgb, u32) = ([0; 3], 0);
    let mut count = |(colour, pixels): (Rgb, u32)| {
        if pixels > 0 {
            *alike.entry(reduced(colour)).or_default().entry(colour).or_default() += pixels;
        }
        alike.len() <= 256
    };
    let few = opaque().all(|colour| {
        if colour == run.0 {
            run.1 += 1;
            return true;
        }
        count(std::mem::replace(&mut run, (colour, 1)))
    }) && count(run);
    let commonest = |colours: &BTreeMap<Rgb, u32>| {
        colours.iter().max_by_key(|(colour, pixels)| (**pixels, **colour)).map_or([0; 3], |(colour, _)| *colour)
    };
    let shown: BTreeMap<Rgb, Rgb> = alike.iter().map(|(key, colours)| (*key, commonest(colours))).collect();
    let mut last: (Rgb, Rgb) = ([0; 3], [0; 3]);
    let mut of_palette = |colour: Rgb| {
        let key = reduced(colour);
        if last.0 != key || last == ([0; 3], [0; 3]) {
            last = (key, shown.get(&key).copied().unwrap_or(colour));
        }
        last.1
    };
    let samples = if few { opaque().flat_map(&mut of_palette).collect() } else { opaque().flatten().collect() };
    let raster = Raster::new(pixmap.width(), pixmap.height(), Channels::Rgb, samples);
    raster.map(png_file).ok_or_else(|| DrawError::Draw("no pixels".to_owned()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use resvg::tiny_skia::Color;

    use super::*;

    #[test]
    fn large_areas_keep_their_colours() {
        let mut pixmap = Pixmap::new(64, 64).unwrap();
        pixmap.fill(Color::from_rgba8(0xf5, 0xef, 0xe2, 255));
        pixmap.pixels_mut()[0] = Color::from_rgba8(0xf1, 0xe9, 0xe0, 255).premultiply().to_color_u8();
        let file = encode(&pixmap).unwrap();
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut samples = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut samples).unwrap();
        assert!(samples.as_chunks().0.iter().all(|pixel| *pixel == [0xf5, 0xef, 0xe2]), "{:?}", &samples[..9]);
    }

    #[test]
    fn every_family_is_found_by_its_name() {
        let fonts = Fonts::bundled();
        let families: BTreeSet<&str> = fonts.list().iter().map(|font| font.family.as_str()).collect();
        assert!(families.len() >= 3, "{families:?}");
        for family in families {
            let options = options(&fonts, family);
            let width = text_width(&options, "Low Water", LineStyle::Title).unwrap();
            assert!(width > 1000.0, "{family}: {width}");
        }
    }
}
