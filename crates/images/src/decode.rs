//! Files to pixels.

use std::io::Cursor;

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::costs::MOST_PIXELS;
use crate::format::ImageFormat;
use crate::raster::{Channels, Raster};
use crate::{exif, jpeg, png};

/// Pixels as stored, and the profile that says what they mean.
pub(crate) struct Decoded {
    pub(crate) raster: Raster,
    pub(crate) profile: Option<Vec<u8>>,
}

/// Decodes a file of pixels. Of one that moves, the first frame.
///
/// # Errors
/// The decoder's message.
pub(crate) fn decode(bytes: &[u8], format: ImageFormat) -> Result<Decoded, String> {
    let decoded = match format {
        ImageFormat::Png => png(bytes),
        ImageFormat::Jpeg => jpeg(bytes),
        ImageFormat::Gif => gif(bytes),
        ImageFormat::WebP => webp(bytes),
        ImageFormat::Svg => None,
    };
    decoded.unwrap_or_else(|| Err("it has no pixels".to_owned()))
}

/// `None` where the size isn't what the file says, or more than can be decoded.
type Outcome = Option<Result<Decoded, String>>;

/// The number of samples; `None` if it exceeds the limit for decoding.
fn samples(width: u32, height: u32, channels: usize) -> Option<usize> {
    let pixels = u64::from(width) * u64::from(height);
    (pixels > 0 && pixels < MOST_PIXELS).then_some(pixels as usize * channels)
}

macro_rules! tried {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Some(Err(error.to_string())),
        }
    };
}

fn png(bytes: &[u8]) -> Outcome {
    let header = png::Header::of(bytes)?;
    samples(header.width, header.height, 4)?;
    let mut decoder = ::png::Decoder::new_with_limits(Cursor::new(bytes), ::png::Limits { bytes: usize::MAX });
    // Palettes, samples of less than a byte and tRNS become plain samples; those of 16 bits keep them.
    decoder.set_transformations(::png::Transformations::EXPAND);
    // Profiles are read by `png::profile`, which has a limit of its own; texts not at all.
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_ignore_text_chunk(true);
    // Checksums are looked at when the file is inspected, and only warned of.
    decoder.ignore_checksums(true);
    let mut reader = tried!(decoder.read_info());
    let mut samples = vec![0; reader.output_buffer_size()?];
    let info = tried!(reader.next_frame(&mut samples));
    samples.truncate(info.buffer_size());
    let channels = match info.color_type {
        ::png::ColorType::Grayscale => Channels::Gray,
        ::png::ColorType::GrayscaleAlpha => Channels::GrayAlpha,
        ::png::ColorType::Rgb => Channels::Rgb,
        ::png::ColorType::Rgba => Channels::Rgba,
        ::png::ColorType::Indexed => return None,
    };
    let bits = if info.bit_depth == ::png::BitDepth::Sixteen { 16 } else { 8 };
    let raster = Raster { width: info.width, height: info.height, channels, bits, samples };
    (raster.samples.len() == raster.row() * raster.height as usize).then_some(())?;
    Some(Ok(Decoded { raster, profile: png::profile(bytes).ok().flatten() }))
}

fn jpeg(bytes: &[u8]) -> Outcome {
    let options = DecoderOptions::default().set_max_width(1 << 16).set_max_height(1 << 16);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    tried!(decoder.decode_headers());
    let (width, height) = decoder.dimensions()?;
    samples(width as u32, height as u32, 4)?;
    let (space, channels) = match decoder.input_colorspace()? {
        ColorSpace::Luma => (ColorSpace::Luma, Channels::Gray),
        // Inks are taken as they are stored: their colour is a matter of the profile.
        space @ (ColorSpace::CMYK | ColorSpace::YCCK) => (space, Channels::Cmyk),
        _ => (ColorSpace::RGB, Channels::Rgb),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let mut samples = tried!(decoder.decode());
    let header = jpeg::Header::new(bytes);
    if space == ColorSpace::YCCK {
        samples.as_chunks_mut().0.iter_mut().for_each(|pixel| *pixel = from_ycck(*pixel));
    }
    if channels == Channels::Cmyk && header.as_ref().is_some_and(|header| header.adobe) {
        samples.iter_mut().for_each(|sample| *sample = 255 - *sample);
    }
    let raster = Raster::new(width as u32, height as u32, channels, samples)?;
    Some(Ok(Decoded { raster, profile: header.and_then(|header| header.profile()) }))
}

/// Luminance, two differences of colour, and black to the four inks (Adobe's technical note 5116; the conversion is that
/// of JFIF, ISO/IEC 10918-5, 6.1, in 16 bits after the point).
fn from_ycck([y, blue, red, black]: [u8; 4]) -> [u8; 4] {
    let (y, blue, red) = (i32::from(y) << 16, i32::from(blue) - 128, i32::from(red) - 128);
    let rgb = [y + 91_881 * red, y - 22_554 * blue - 46_802 * red, y + 116_130 * blue];
    let [cyan, magenta, yellow] = rgb.map(|part| 255 - ((part + (1 << 15)) >> 16).clamp(0, 255) as u8);
    [cyan, magenta, yellow, black]
}

/// The first frame, on a canvas that is transparent where it isn't painted (GIF 89a, 20).
fn gif(bytes: &[u8]) -> Outcome {
    let mut options = ::gif::DecodeOptions::new();
    options.set_color_output(::gif::ColorOutput::RGBA);
    options.set_memory_limit(::gif::MemoryLimit::Unlimited);
    let mut decoder = tried!(options.read_info(Cursor::new(bytes)));
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let mut canvas = vec![0; samples(width as u32, height as u32, 4)?];
    let frame = tried!(decoder.read_next_frame())?;
    let (left, top, across) = (usize::from(frame.left), usize::from(frame.top), usize::from(frame.width));
    let shown = across.min(width.saturating_sub(left)) * 4;
    for (row, pixels) in frame.buffer.chunks_exact((across * 4).max(1)).enumerate().take(height.saturating_sub(top)) {
        let at = ((top + row) * width + left) * 4;
        if let Some(target) = canvas.get_mut(at..at + shown) {
            target.copy_from_slice(&pixels[..shown]);
        }
    }
    let raster = Raster::new(width as u32, height as u32, Channels::Rgba, canvas)?;
    Some(Ok(Decoded { raster, profile: None }))
}

fn webp(bytes: &[u8]) -> Outcome {
    let mut decoder = tried!(image_webp::WebPDecoder::new(Cursor::new(bytes)));
    let (width, height) = decoder.dimensions();
    let channels = if decoder.has_alpha() { Channels::Rgba } else { Channels::Rgb };
    let mut samples = vec![0; samples(width, height, channels.count())?];
    tried!(decoder.read_image(&mut samples));
    let profile = decoder.icc_profile().ok().flatten();
    let raster = Raster::new(width, height, channels, samples)?;
    Some(Ok(Decoded { raster, profile }))
}

/// Width, height and EXIF orientation of a WebP.
///
/// # Errors
/// The decoder's message.
pub(crate) fn webp_header(bytes: &[u8]) -> Result<(u32, u32, u8), String> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.exif_metadata().ok().flatten().map_or(1, |exif| exif::orientation(&exif));
    Ok((width, height, orientation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::tests::{jpeg as jpeg_of, slope};

    #[test]
    fn a_jpeg_is_about_what_was_encoded() {
        let decoded = decode(&jpeg_of(64, 48, false), ImageFormat::Jpeg).expect("pixels");
        let wanted = slope(64, 48);
        let apart = decoded.raster.samples.iter().zip(&wanted.samples).map(|(a, b)| u64::from(a.abs_diff(*b)));
        assert!(apart.sum::<u64>() / (wanted.samples.len() as u64) < 12);
    }

    #[test]
    fn inks_of_luminance_and_colour() {
        assert_eq!(from_ycck([255, 128, 128, 9]), [0, 0, 0, 9]);
        // Red by JFIF.
        let [cyan, magenta, yellow, _] = from_ycck([76, 85, 255, 0]);
        assert!(cyan <= 1 && magenta >= 254 && yellow >= 254);
    }
}
