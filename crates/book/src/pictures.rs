//! Pictures: found, read, and known by format and size. Their pixels are not decoded here.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex};

use anthology_base::{Diagnostic, Diagnostics, Span, World, nearest};
use image::{ImageDecoder, ImageReader};
use rayon::prelude::*;
use resvg::usvg;

use crate::model::{ImageAsset, ImageFormat};
use crate::{jpeg_data, paths, png_data};

/// Pixels above which a picture is refused: what no print needs and what decoders run out of memory on.
const MOST_PIXELS: u64 = 100_000_000;

/// Bytes of a colour profile above which a picture is refused: those of presses have two million.
const MOST_PROFILE: u64 = 16_000_000;

/// A place that wants a picture.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// The chapter, or `None` for the manifest.
    pub(crate) chapter: Option<usize>,
    /// The folder that the path is relative to.
    pub(crate) folder: String,
    /// The path as written.
    pub(crate) written: String,
    pub(crate) span: Span,
}

/// The pictures of a book.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pictures {
    /// Those of the chapters, sorted by path.
    pub(crate) images: Vec<Arc<ImageAsset>>,
    /// Which of them a path in a chapter means.
    pub(crate) meant: BTreeMap<(usize, String), usize>,
    /// Where each stands first, by its path.
    pub(crate) places: BTreeMap<String, Span>,
    /// The manifest's.
    pub(crate) cover: Option<Arc<ImageAsset>>,
}

/// Reads every picture that is used, once.
pub(crate) fn load(uses: &[Use], world: &dyn World, d: &mut Diagnostics) -> Pictures {
    let mut by_path: BTreeMap<String, Vec<&Use>> = BTreeMap::new();
    for used in uses {
        match locate(used) {
            Ok(path) => by_path.entry(path).or_default().push(used),
            Err(finding) => d.push(finding),
        }
    }
    let wanted: Vec<(&String, &Vec<&Use>)> = by_path.iter().collect();
    let loaded: Vec<Result<Loaded, Fault>> = wanted.par_iter().map(|(path, _)| asset(path, world)).collect();
    let mut pictures = Pictures::default();
    for ((path, uses), result) in wanted.into_iter().zip(loaded) {
        match result {
            Ok((asset, oddities)) => {
                for used in uses {
                    oddities.iter().for_each(|oddity| d.push(oddity.diagnose(path).at(used.span)));
                }
                pictures.add(Arc::new(asset), uses, d);
            }
            Err(fault) => uses.iter().for_each(|used| d.push(fault.diagnose(path, used, world))),
        }
    }
    pictures
}

impl Pictures {
    fn add(&mut self, asset: Arc<ImageAsset>, uses: &[&Use], d: &mut Diagnostics) {
        self.places.extend(uses.first().map(|used| (asset.path.clone(), used.span)));
        for used in uses.iter().filter(|used| used.chapter.is_none()) {
            if !matches!(asset.format, ImageFormat::Png | ImageFormat::Jpeg) {
                d.push(
                    Diagnostic::error("bad-cover", format!("the cover `{}` is neither PNG nor JPEG", asset.path))
                        .at(used.span)
                        .hint("shops and reading systems take no other format: save it as one of them"),
                );
            }
            self.cover = Some(Arc::clone(&asset));
        }
        let keys: Vec<_> = uses.iter().filter_map(|used| Some((used.chapter?, used.written.clone()))).collect();
        if !keys.is_empty() {
            self.meant.extend(keys.into_iter().map(|key| (key, self.images.len())));
            self.images.push(asset);
        }
    }
}

fn locate(used: &Use) -> Result<String, Diagnostic> {
    let written = used.written.trim();
    if written.contains("://") || written.starts_with("data:") || written.starts_with("//") {
        let shown: String = written.chars().take(60).collect();
        return Err(Diagnostic::error("remote-image", format!("`{shown}` is not a file of this book"))
            .at(used.span)
            .hint("save the picture in the book's folder and write its path"));
    }
    paths::join(&used.folder, &paths::percent_decode(without_query(written))).ok_or_else(|| {
        let what = if written.is_empty() {
            "a picture without a path".to_owned()
        } else {
            format!("`{written}` lies outside the book's folder")
        };
        Diagnostic::error("image-outside-book", what)
            .at(used.span)
            .hint("save the picture in the book's folder and write its path from there")
    })
}

/// A path without the query that a web server would have read (`plan.png?raw=true`).
fn without_query(written: &str) -> &str {
    const ENDINGS: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"];
    match written.split_once(['?', '#']) {
        Some((path, _)) if ENDINGS.iter().any(|ending| path.to_ascii_lowercase().ends_with(ending)) => path,
        _ => written,
    }
}

/// What is wrong with a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Missing,
    Unreadable(String),
    UnknownFormat,
    Truncated,
    Broken(String),
    /// A JPEG of a kind that readers of PDF don't know.
    Coding(&'static str),
    Huge(u32, u32),
    HugeProfile,
}

/// A picture, and what is odd about it.
type Loaded = (ImageAsset, Vec<Oddity>);

/// What is to be warned of, and does no harm.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Oddity {
    /// A drawing refers to a file.
    Outside(String),
    /// A PNG's data don't end where its pixels do.
    LooseEnd(png_data::End),
    /// A JPEG's data are all there, but not as they should be.
    Loose(jpeg_data::Data),
}

impl Oddity {
    fn diagnose(&self, path: &str) -> Diagnostic {
        match self {
            Self::Outside(name) => Diagnostic::warning(
                "drawing-refers-outside",
                format!("the drawing `{path}` refers to `{name}`, which is left out"),
            )
            .hint("save the drawing with its pictures embedded"),
            Self::LooseEnd(end) => Diagnostic::warning(
                "damaged-image",
                match end {
                    png_data::End::TooLong => format!("the picture `{path}` has more data than its pixels take"),
                    png_data::End::OutsidePalette => {
                        format!("the picture `{path}` has pixels of colours that its palette doesn't have")
                    }
                    _ => format!("the checksum of the pixels of the picture `{path}` is wrong"),
                },
            )
            .hint("its pixels could be read, but look at it: it may be damaged; saving it again mends it"),
            Self::Loose(data) => Diagnostic::warning(
                "damaged-image",
                match data {
                    jpeg_data::Data::Unfinished => {
                        format!("the picture `{path}` ends before the passes that make it sharp")
                    }
                    _ => format!("the marks between the parts of the picture `{path}` are in a wrong order"),
                },
            )
            .hint("its pixels could be read, but look at it: it may be damaged; copy or save it again"),
        }
    }
}

impl Fault {
    fn diagnose(&self, path: &str, used: &Use, world: &dyn World) -> Diagnostic {
        let (code, message) = match self {
            Self::Missing => ("missing-image", format!("there is no picture `{path}`")),
            Self::Unreadable(why) => ("unreadable-image", format!("the picture `{path}` can't be read: {why}")),
            Self::UnknownFormat => {
                ("unknown-image-format", format!("`{path}` is not a PNG, JPEG, GIF, WebP or SVG picture"))
            }
            Self::Truncated => ("truncated-image", format!("the picture `{path}` breaks off before its last pixel")),
            Self::Broken(why) => ("broken-image", format!("the picture `{path}` is damaged: {why}")),
            Self::Coding(kind) => {
                ("unknown-image-format", format!("`{path}` is a JPEG picture of a kind that no reader knows: {kind}"))
            }
            Self::Huge(width, height) => {
                ("huge-image", format!("the picture `{path}` has {width} × {height} pixels: 100 million or more"))
            }
            Self::HugeProfile => (
                "huge-image",
                format!(
                    "the colour profile of the picture `{path}` has more than {} million bytes",
                    MOST_PROFILE / 1_000_000
                ),
            ),
        };
        let finding = Diagnostic::error(code, message).at(used.span);
        match self {
            Self::Missing => match suggestion(path, used, world) {
                Some(known) => finding.hint(format!("did you mean `{known}`?")),
                None => finding.hint("paths are relative to the file that they stand in"),
            },
            Self::Unreadable(_) => finding,
            Self::UnknownFormat => finding.hint("save it as PNG, JPEG or SVG"),
            Self::Coding(_) => finding.hint("save it as an ordinary (baseline or progressive) JPEG, or as PNG"),
            Self::Truncated | Self::Broken(_) => finding.hint("copy or save the picture again"),
            Self::HugeProfile => finding.hint("save the picture without its profile"),
            Self::Huge(..) => finding.hint("make it smaller: 4,000 pixels across print sharply on any page"),
        }
    }
}

/// A picture of a similar name beside the missing one, or the same path from the book's folder.
fn suggestion(path: &str, used: &Use, world: &dyn World) -> Option<String> {
    let from_top = paths::join("", &used.written).filter(|from_top| from_top != path);
    if let Some(from_top) = from_top
        && world.list(paths::folder(&from_top)).iter().any(|n| n == paths::file_name(&from_top))
    {
        let up = "../".repeat(used.folder.split('/').filter(|part| !part.is_empty()).count());
        return Some(format!("{up}{from_top}"));
    }
    let names = world.list(paths::folder(path));
    let known = nearest(paths::file_name(path), names.iter().map(String::as_str))?;
    let written = used.written.strip_suffix(paths::file_name(&used.written))?;
    Some(format!("{written}{known}"))
}

fn asset(path: &str, world: &dyn World) -> Result<Loaded, Fault> {
    let bytes = world.read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Fault::Missing,
        _ => Fault::Unreadable(error.to_string()),
    })?;
    let format = format_of(&bytes).ok_or(Fault::UnknownFormat)?;
    if format == ImageFormat::Png && has_huge_profile(&bytes) {
        return Err(Fault::HugeProfile);
    }
    if let Some(kind) = jpeg_coding(&bytes).filter(|_| format == ImageFormat::Jpeg) {
        return Err(Fault::Coding(kind));
    }
    let mut oddities = Vec::new();
    let (size, orientation) = if format == ImageFormat::Svg {
        let (size, outside) = svg_size(&bytes)?;
        oddities.extend(outside.into_iter().map(Oddity::Outside));
        (size, 1)
    } else {
        pixels(&bytes, format)?
    };
    if u64::from(size.0) * u64::from(size.1) >= MOST_PIXELS {
        return Err(Fault::Huge(size.0, size.1));
    }
    if is_truncated(&bytes, format) {
        return Err(Fault::Truncated);
    }
    if format == ImageFormat::Png {
        match png_data::end(&bytes) {
            png_data::End::Right => {}
            png_data::End::TooShort => return Err(Fault::Truncated),
            end => oddities.push(Oddity::LooseEnd(end)),
        }
    }
    if format == ImageFormat::Jpeg {
        match jpeg_data::check(&bytes) {
            jpeg_data::Data::Whole => {}
            jpeg_data::Data::Short => return Err(Fault::Truncated),
            jpeg_data::Data::Broken => return Err(Fault::Broken("its data are not what was written".to_owned())),
            data => oddities.push(Oddity::Loose(data)),
        }
    }
    Ok((ImageAsset { path: path.to_owned(), bytes: bytes.into(), format, size, orientation }, oddities))
}

/// What the way is called in which a JPEG is coded, where it is none of those in use (ITU-T T.81, table B.1).
fn jpeg_coding(jpeg: &[u8]) -> Option<&'static str> {
    let mut rest = jpeg.get(2..)?;
    while let [0xff, marker, high, low, ..] = *rest {
        match marker {
            0xc0..=0xc2 if rest.get(4).is_some_and(|bits| *bits != 8) => {
                return Some("its samples have more than 8 bits");
            }
            0xc0..=0xc2 | 0xda => return None,
            0xc3 => return Some("it is coded without loss"),
            0xc5..=0xc7 => return Some("it is coded in a hierarchy of sizes"),
            0xc9..=0xcb | 0xcd..=0xcf => return Some("it is coded arithmetically"),
            0xff => rest = &rest[1..],
            _ => rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?,
        }
    }
    None
}

/// Whether the profile of a PNG (the chunk iCCP) swells beyond all measure when it is unpacked, as decoders do before
/// they say anything.
fn has_huge_profile(png: &[u8]) -> bool {
    let Some((_, data)) = png_data::chunks(png).find(|(kind, _)| *kind == b"iCCP") else { return false };
    // A name, a zero, the kind of packing, and what is packed.
    let packed = data.iter().position(|&byte| byte == 0).and_then(|end| data.get(end + 2..));
    let mut unpacked = flate2::read::ZlibDecoder::new(packed.unwrap_or_default()).take(MOST_PROFILE + 1);
    std::io::copy(&mut unpacked, &mut std::io::sink()).is_ok_and(|length| length > MOST_PROFILE)
}

/// The format by its first bytes. SVG is text: an `svg` element within the first kilobytes.
fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'G', b'I', b'F', b'8', ..] => Some(ImageFormat::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
            let head = head.trim_start_matches('\u{feff}').trim_start();
            (head.starts_with('<') && head.contains("<svg")).then_some(ImageFormat::Svg)
        }
    }
}

/// Size after orientation, and the orientation.
fn pixels(bytes: &[u8], format: ImageFormat) -> Result<((u32, u32), u8), Fault> {
    let theirs = match format {
        ImageFormat::Png => image::ImageFormat::Png,
        ImageFormat::Jpeg => image::ImageFormat::Jpeg,
        ImageFormat::Gif => image::ImageFormat::Gif,
        ImageFormat::WebP => image::ImageFormat::WebP,
        ImageFormat::Svg => return Err(Fault::UnknownFormat),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), theirs);
    // Sizes are checked by the caller, which has a better message.
    reader.no_limits();
    let failed = |error: image::ImageError| match error {
        image::ImageError::IoError(_) => Fault::Truncated,
        error => Fault::Broken(error.to_string()),
    };
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().map_or(1, image::metadata::Orientation::to_exif);
    let size = if orientation >= 5 { (height, width) } else { (width, height) };
    Ok((size, orientation))
}

/// Whether the mark that ends such a file is missing.
fn is_truncated(bytes: &[u8], format: ImageFormat) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(4096)..];
    let ends_with = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
    match format {
        ImageFormat::Png => !ends_with(b"IEND"),
        ImageFormat::Jpeg => !ends_with(&[0xff, 0xd9]),
        ImageFormat::Gif => !ends_with(&[0x3b]),
        ImageFormat::WebP => {
            let length = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
            (bytes.len() as u64) < u64::from(length) + 8
        }
        ImageFormat::Svg => false,
    }
}

/// Width and height in CSS pixels, rounded up, and the pictures that the drawing refers to. None of them is read.
fn svg_size(bytes: &[u8]) -> Result<((u32, u32), Vec<String>), Fault> {
    let outside = Mutex::new(Vec::new());
    let size = {
        let mut options = usvg::Options::default();
        options.image_href_resolver.resolve_string = Box::new(|name, _| {
            outside.lock().ok()?.push(name.to_owned());
            None
        });
        let tree = usvg::Tree::from_data(bytes, &options).map_err(|error| Fault::Broken(error.to_string()))?;
        tree.size()
    };
    let size = (size.width().ceil() as u32, size.height().ceil() as u32);
    Ok((size, outside.into_inner().unwrap_or_default()))
}
