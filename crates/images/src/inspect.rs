//! An image's size, and what is wrong with it.

use std::io::Cursor;

use anthology_base::Diagnostic;

use crate::cache::Cache;
use crate::costs::{MOST_PIXELS, MOST_PROFILE};
use crate::decode::{decode, webp_header};
use crate::encode::{Reader, Writer};
use crate::format::{ImageFormat, PixelSize};
use crate::jpeg::{self, Header};
use crate::jpeg_scan;
use crate::png;
use crate::png_data::{self, End};
use crate::svg::{self, LossKind};

/// The properties of a file that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Its format, by its first bytes.
    pub format: ImageFormat,
    /// Its size after EXIF orientation; in CSS pixels (1/96 in) for SVG.
    pub size: PixelSize,
    /// EXIF orientation, 1 to 8; 1 where there is none.
    pub orientation: u8,
    /// Flaws to warn about.
    pub flaws: Vec<Flaw>,
}

/// The reason why a file can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// None of the formats.
    UnknownFormat,
    /// It ends before its last pixel.
    Truncated,
    /// It can't be read; the decoder's message.
    Broken(String),
    /// A JPEG that is coded in a way that readers of PDF don't know.
    RareCoding(&'static str),
    /// The size of an image with too many pixels.
    Huge(PixelSize),
    /// Its colour profile is too large.
    HugeProfile,
}

/// A harmless flaw of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// An SVG image refers to a file of this name, or embeds an image (`data:image/png`) that can't be read.
    RefersOutside(String),
    /// Text of a `foreignObject` of an SVG image, from this line on, became SVG text.
    ForeignText(u32, String),
    /// An animation of an SVG image, in this line, is left out.
    Animation(u32),
    /// A PNG has data after its pixels.
    SurplusData,
    /// A PNG has pixels of colours that its palette doesn't have.
    OutsidePalette,
    /// The checksum of a PNG's pixels is wrong.
    Checksum,
    /// A progressive JPEG ends before its later scans.
    Unfinished,
    /// Restart markers of a JPEG are out of order.
    Disordered,
}

impl Fault {
    /// The finding for an image of this path.
    pub fn diagnose(&self, path: &str) -> Diagnostic {
        let (code, message, hint) = match self {
            Self::UnknownFormat => (
                "unknown-image-format",
                format!("`{path}` is not a PNG, JPEG, GIF, WebP or SVG image"),
                "save it as PNG, JPEG or SVG",
            ),
            Self::Truncated => (
                "truncated-image",
                format!("the image `{path}` breaks off before its last pixel"),
                "copy or save the image again",
            ),
            Self::Broken(why) => {
                ("broken-image", format!("the image `{path}` is damaged: {why}"), "copy or save the image again")
            }
            Self::RareCoding(kind) => (
                "unknown-image-format",
                format!("`{path}` is a JPEG image that no reader can show: {kind}"),
                "save it as an ordinary (baseline or progressive) JPEG, or as PNG",
            ),
            Self::Huge(PixelSize { width, height }) => (
                "huge-image",
                format!("the image `{path}` has {width} × {height} pixels: 100 million or more"),
                "make it smaller: 4,000 pixels across print sharply on any page",
            ),
            Self::HugeProfile => (
                "huge-image",
                format!(
                    "the colour profile of the image `{path}` has more than {} million bytes",
                    MOST_PROFILE / 1_000_000
                ),
                "save the image without its profile",
            ),
        };
        Diagnostic::error(code, message).hint(hint)
    }
}

impl Flaw {
    /// The finding for an image of this path.
    pub fn diagnose(&self, path: &str) -> Diagnostic {
        let (code, message, hint) = match self {
            Self::RefersOutside(name) if name.starts_with("data:") => (
                "svg-broken-image",
                format!("an image embedded in the SVG image `{path}` ({name}) can't be read and is left out"),
                "save the SVG again with a sound PNG or JPEG in it",
            ),
            Self::RefersOutside(name) => (
                "svg-refers-outside",
                format!("the SVG image `{path}` refers to `{name}`, which is left out"),
                "save the SVG with its images embedded",
            ),
            Self::ForeignText(line, text) => {
                let shown: String = text.chars().take(60).collect();
                return Diagnostic::warning(
                    "svg-foreign-text",
                    format!(
                        "line {line} of `{path}`: the text “{shown}” in a `foreignObject` is set as plain SVG text"
                    ),
                )
                .hint("check where it is placed, or save the SVG with its text as SVG text");
            }
            Self::Animation(line) => {
                return Diagnostic::warning(
                    "svg-animation",
                    format!("line {line} of `{path}`: the animation is left out"),
                )
                .hint("a book shows the image as it is before the animation begins");
            }
            Self::SurplusData => (
                "damaged-image",
                format!("the image `{path}` has more data than its pixels take"),
                "its pixels could be read, but check it: it may be damaged; saving it again repairs it",
            ),
            Self::OutsidePalette => (
                "damaged-image",
                format!("the image `{path}` has pixels of colours that its palette doesn't have"),
                "its pixels could be read, but check it: it may be damaged; saving it again repairs it",
            ),
            Self::Checksum => (
                "damaged-image",
                format!("the checksum of the pixels of the image `{path}` is wrong"),
                "its pixels could be read, but check it: it may be damaged; saving it again repairs it",
            ),
            Self::Unfinished => (
                "damaged-image",
                format!("the progressive JPEG `{path}` is truncated (later scans are missing)"),
                "its pixels could be read, but check it: it may be damaged; copy or save it again",
            ),
            Self::Disordered => (
                "damaged-image",
                format!("the JPEG `{path}` is malformed: markers are out of order"),
                "its pixels could be read, but check it: it may be damaged; copy or save it again",
            ),
        };
        Diagnostic::warning(code, message).hint(hint)
    }
}

/// Inspects a file. Its pixels are checked as far as their coding tells, without decoding more than has to be.
///
/// # Errors
/// The fault that makes it useless.
pub fn inspect(bytes: &[u8], cache: Cache<'_>) -> Result<Inspection, Fault> {
    let format = ImageFormat::of(bytes).ok_or(Fault::UnknownFormat)?;
    // Faults are not stored: their entry is empty, and read as none.
    let encode = |found: &Result<Inspection, Fault>| found.as_ref().map_or_else(|_| Vec::new(), Inspection::encode);
    let decode = |entry: &[u8]| Inspection::decode(entry, format).map(Ok);
    cache.get(&[b"inspection", bytes], decode, encode, || match format {
        ImageFormat::Png => inspect_png(bytes),
        ImageFormat::Jpeg => inspect_jpeg(bytes),
        ImageFormat::Gif => inspect_gif(bytes),
        ImageFormat::WebP => inspect_webp(bytes),
        ImageFormat::Svg => inspect_svg(bytes),
    })
}

impl Inspection {
    fn new(format: ImageFormat, width: u32, height: u32, orientation: u8) -> Result<Self, Fault> {
        if width == 0 || height == 0 {
            return Err(Fault::Broken("it has no pixels".to_owned()));
        }
        let stored = PixelSize::new(width, height);
        if stored.area() >= MOST_PIXELS {
            return Err(Fault::Huge(stored));
        }
        let size = if orientation >= 5 { stored.turned() } else { stored };
        Ok(Self { format, size, orientation, flaws: Vec::new() })
    }

    fn with(mut self, flaw: Flaw) -> Self {
        self.flaws.push(flaw);
        self
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(self.size.width).number(self.size.height).number(u32::from(self.orientation));
        for flaw in &self.flaws {
            match flaw {
                Flaw::RefersOutside(name) => writer.number(0).bytes(name.as_bytes()),
                Flaw::ForeignText(line, text) => writer.number(6).number(*line).bytes(text.as_bytes()),
                Flaw::Animation(line) => writer.number(7).number(*line),
                Flaw::SurplusData => writer.number(1),
                Flaw::OutsidePalette => writer.number(2),
                Flaw::Checksum => writer.number(3),
                Flaw::Unfinished => writer.number(4),
                Flaw::Disordered => writer.number(5),
            };
        }
        writer.finish()
    }

    fn decode(entry: &[u8], format: ImageFormat) -> Option<Self> {
        let mut reader = Reader(entry);
        let size = PixelSize::new(reader.number()?, reader.number()?);
        let orientation = u8::try_from(reader.number()?).ok()?;
        let mut flaws = Vec::new();
        while !reader.0.is_empty() {
            flaws.push(match reader.number()? {
                0 => Flaw::RefersOutside(String::from_utf8(reader.bytes()?.to_vec()).ok()?),
                1 => Flaw::SurplusData,
                2 => Flaw::OutsidePalette,
                3 => Flaw::Checksum,
                4 => Flaw::Unfinished,
                5 => Flaw::Disordered,
                6 => Flaw::ForeignText(reader.number()?, String::from_utf8(reader.bytes()?.to_vec()).ok()?),
                7 => Flaw::Animation(reader.number()?),
                _ => return None,
            });
        }
        Some(Self { format, size, orientation, flaws })
    }
}

/// True if a mark is near the end of a file.
fn ends_with(bytes: &[u8], mark: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(4096)..];
    tail.windows(mark.len()).any(|window| window == mark)
}

fn inspect_png(bytes: &[u8]) -> Result<Inspection, Fault> {
    // Before anything is unpacked.
    let _ = png::profile(bytes).map_err(|_| Fault::HugeProfile)?;
    let mut decoder = ::png::Decoder::new_with_limits(Cursor::new(bytes), ::png::Limits { bytes: usize::MAX });
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_ignore_text_chunk(true);
    let reader = decoder.read_info().map_err(|error| match error {
        ::png::DecodingError::IoError(_) => Fault::Truncated,
        error => Fault::Broken(error.to_string()),
    })?;
    let (width, height) = reader.info().size();
    let found = Inspection::new(ImageFormat::Png, width, height, png::orientation(bytes))?;
    if !ends_with(bytes, b"IEND") {
        return Err(Fault::Truncated);
    }
    match png_data::end(bytes) {
        End::Right => Ok(found),
        End::TooShort => Err(Fault::Truncated),
        End::TooLong => Ok(found.with(Flaw::SurplusData)),
        End::OutsidePalette => Ok(found.with(Flaw::OutsidePalette)),
        End::Unchecked => Ok(found.with(Flaw::Checksum)),
    }
}

fn inspect_jpeg(bytes: &[u8]) -> Result<Inspection, Fault> {
    if let Some(kind) = jpeg::rare_coding(bytes) {
        return Err(Fault::RareCoding(kind));
    }
    let Some(header) = Header::new(bytes) else {
        return Err(if ends_with(bytes, &[0xff, 0xd9]) {
            Fault::Broken("its JPEG header is malformed".to_owned())
        } else {
            Fault::Truncated
        });
    };
    let found = Inspection::new(ImageFormat::Jpeg, header.width, header.height, header.orientation)?;
    if !ends_with(bytes, &[0xff, 0xd9]) {
        return Err(Fault::Truncated);
    }
    match jpeg_scan::check(bytes) {
        jpeg_scan::Data::Whole => Ok(found),
        jpeg_scan::Data::Short => Err(Fault::Truncated),
        jpeg_scan::Data::Broken => Err(Fault::Broken("its data are not what was written".to_owned())),
        jpeg_scan::Data::Unfinished => Ok(found.with(Flaw::Unfinished)),
        jpeg_scan::Data::Disordered => Ok(found.with(Flaw::Disordered)),
    }
}

/// GIF and WebP have no structure of ours: their first frame is decoded.
fn inspect_gif(bytes: &[u8]) -> Result<Inspection, Fault> {
    // The logical screen (GIF 89a, 18).
    let [w1, w2, h1, h2] = *bytes.get(6..).and_then(<[u8]>::first_chunk).ok_or(Fault::Truncated)?;
    let (width, height) = (u16::from_le_bytes([w1, w2]), u16::from_le_bytes([h1, h2]));
    let found = Inspection::new(ImageFormat::Gif, u32::from(width), u32::from(height), 1)?;
    if !ends_with(bytes, &[0x3b]) {
        return Err(Fault::Truncated);
    }
    decode(bytes, ImageFormat::Gif).map_err(Fault::Broken)?;
    Ok(found)
}

fn inspect_webp(bytes: &[u8]) -> Result<Inspection, Fault> {
    // RIFF: the length of what follows it.
    let length = bytes.get(4..).and_then(<[u8]>::first_chunk).map_or(0, |length| u32::from_le_bytes(*length));
    if (bytes.len() as u64) < u64::from(length) + 8 {
        return Err(Fault::Truncated);
    }
    let (width, height, orientation) = webp_header(bytes).map_err(Fault::Broken)?;
    let found = Inspection::new(ImageFormat::WebP, width, height, orientation)?;
    decode(bytes, ImageFormat::WebP).map_err(Fault::Broken)?;
    Ok(found)
}

fn inspect_svg(bytes: &[u8]) -> Result<Inspection, Fault> {
    let measured = svg::measure(bytes).map_err(Fault::Broken)?;
    let found = Inspection::new(ImageFormat::Svg, measured.width, measured.height, 1)?;
    let found = measured.outside.into_iter().map(Flaw::RefersOutside).fold(found, Inspection::with);
    // One animation stands for all: drawings that move have many.
    let animation = measured.losses.iter().find(|loss| loss.kind == LossKind::Animation);
    let texts = measured.losses.iter().filter_map(|loss| match &loss.kind {
        LossKind::ForeignText(text) => Some(Flaw::ForeignText(loss.line, text.clone())),
        LossKind::Animation => None,
    });
    Ok(animation.map(|loss| Flaw::Animation(loss.line)).into_iter().chain(texts).fold(found, Inspection::with))
}

#[cfg(test)]
mod tests {
    use anthology_base::MemoryWorld;

    use super::*;
    use crate::encode::tests::{jpeg as jpeg_of, photograph, slope};
    use crate::reader::png_file;

    #[test]
    fn sound_files_are_known_by_size_and_orientation() {
        let known = |bytes: &[u8]| inspect(bytes, Cache::default()).expect("an image");
        let png = known(&png_file(slope(30, 20)));
        assert_eq!((png.format, png.size, png.flaws), (ImageFormat::Png, PixelSize::new(30, 20), vec![]));
        let jpeg = known(&photograph(30, 20, 6));
        assert_eq!((jpeg.format, jpeg.size, jpeg.orientation), (ImageFormat::Jpeg, PixelSize::new(20, 30), 6));
        let svg = known(br#"<svg xmlns="http://www.w3.org/2000/svg" width="2in" height="10.2"/>"#);
        assert_eq!((svg.format, svg.size), (ImageFormat::Svg, PixelSize::new(192, 11)));
    }

    #[test]
    fn faults_are_named() {
        let fault = |bytes: &[u8]| inspect(bytes, Cache::default()).expect_err("a fault");
        assert_eq!(fault(b"text"), Fault::UnknownFormat);
        let png = png_file(slope(30, 20));
        assert_eq!(fault(&png[..png.len() - 20]), Fault::Truncated);
        let jpeg = jpeg_of(30, 20, false);
        assert_eq!(fault(&jpeg[..jpeg.len() - 20]), Fault::Truncated);
        let mut huge = png;
        huge[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        let checksum = libdeflater::crc32(&huge[12..29]).to_be_bytes();
        huge[29..33].copy_from_slice(&checksum);
        assert_eq!(fault(&huge), Fault::Huge(PixelSize::new(65_535, 65_535)));
        assert!(matches!(fault(b"<svg"), Fault::Broken(_)));
    }

    #[test]
    fn what_is_found_is_cached_with_its_flaws() {
        let world = MemoryWorld::new();
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="a.png" width="1" height="1"/></svg>"#;
        let first = inspect(svg, Cache::new(&world));
        assert_eq!(first.as_ref().expect("an image").flaws, [Flaw::RefersOutside("a.png".to_owned())]);
        assert_eq!(inspect(svg, Cache::new(&world)), first);
        for flaw in [Flaw::SurplusData, Flaw::OutsidePalette, Flaw::Checksum, Flaw::Unfinished, Flaw::Disordered] {
            let found = first.clone().expect("an image").with(flaw);
            assert_eq!(Inspection::decode(&found.encode(), ImageFormat::Svg), Some(found));
        }
    }
}
