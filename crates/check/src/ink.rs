//! How much ink a picture in four inks puts on paper.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// The ink of the heaviest hundredth of a CMYK JPEG's pixels, in per cent of one full ink; `None` where the file isn't
/// one or can't be read. (Single pixels of more are noise that no press shows.)
pub(crate) fn coverage(jpeg: &[u8]) -> Option<u32> {
    let mut decoder = JpegDecoder::new(ZCursor::new(jpeg));
    decoder.decode_headers().ok()?;
    let space = decoder.input_colorspace().filter(|space| matches!(space, ColorSpace::CMYK | ColorSpace::YCCK))?;
    let options = DecoderOptions::default().jpeg_set_out_colorspace(space);
    let samples = JpegDecoder::new_with_options(ZCursor::new(jpeg), options).decode().ok()?;
    let inverted = jpeg.windows(9).any(|w| w.starts_with(&[0xff, 0xee]) && w.ends_with(b"Adobe"));
    let mut pixels = [0_u64; 4 * 255 + 1];
    for pixel in samples.chunks_exact(4) {
        let values =
            if space == ColorSpace::YCCK { from_ycck(pixel) } else { [pixel[0], pixel[1], pixel[2], pixel[3]] };
        let sum: u32 = values.iter().map(|value| u32::from(if inverted { 255 - value } else { *value })).sum();
        pixels[sum as usize] += 1;
    }
    let mut heavier = pixels.iter().sum::<u64>().div_ceil(100);
    let heavy = pixels.iter().rposition(|count| {
        heavier = heavier.saturating_sub(*count);
        heavier == 0
    })?;
    Some(heavy as u32 * 100 / 255)
}

/// Luminance, two differences of colour, and black to the four inks (Adobe's technical note 5116).
fn from_ycck(pixel: &[u8]) -> [u8; 4] {
    let [y, blue, red] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
    let (blue, red) = (blue - 128.0, red - 128.0);
    let rgb = [y + 1.402 * red, y - 0.344_14 * blue - 0.714_14 * red, y + 1.772 * blue];
    let [cyan, magenta, yellow] = rgb.map(|part| 255 - part.round().clamp(0.0, 255.0) as u8);
    [cyan, magenta, yellow, pixel[3]]
}
