//! The formats, and a file with what is known of it.

use std::sync::Arc;

/// A format of images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// GIF (its first frame)
    Gif,
    /// WebP
    WebP,
    /// SVG
    Svg,
}

impl ImageFormat {
    /// The format of a file, by its first bytes and not by its name. SVG is text: an `svg` element within the first
    /// kilobytes.
    ///
    /// ```
    /// use anthology_images::ImageFormat;
    ///
    /// assert_eq!(ImageFormat::of(b"GIF89a"), Some(ImageFormat::Gif));
    /// assert_eq!(ImageFormat::of(b"<?xml version='1.0'?><svg/>"), Some(ImageFormat::Svg));
    /// assert_eq!(ImageFormat::of(b"plain text"), None);
    /// ```
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => {
                let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
                let head = head.trim_start_matches('\u{feff}').trim_start();
                (head.starts_with('<') && head.contains("<svg")).then_some(Self::Svg)
            }
        }
    }

    /// The media type. All are core media types of EPUB 3.3.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }

    /// The extension of its files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Svg => "svg",
        }
    }
}

/// A width and a height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelSize {
    /// Pixels from side to side.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl PixelSize {
    /// A size of so many pixels across and down.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The number of pixels.
    pub(crate) fn area(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The size after a quarter turn.
    pub(crate) fn turned(self) -> Self {
        Self::new(self.height, self.width)
    }
}

/// An image of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageAsset {
    /// Path relative to the book's folder, with `/`; unique over the book.
    pub path: String,
    /// The file.
    pub bytes: Arc<[u8]>,
    /// Its format, read from its first bytes and not from its name.
    pub format: ImageFormat,
    /// Its size after EXIF orientation; in CSS pixels (1/96 in) for SVG.
    pub size: PixelSize,
    /// EXIF orientation, 1 to 8; 1 where there is none.
    pub orientation: u8,
}

impl ImageAsset {
    /// The number of pixels that decoding it takes.
    pub(crate) fn pixels(&self) -> u64 {
        if self.format == ImageFormat::Svg { 0 } else { self.size.area() }
    }
}
