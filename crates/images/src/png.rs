//! The chunks of a PNG (PNG 3, also ISO/IEC 15948): what they say of the image, the file without those that don't
//! concern its pixels, and a file written anew.

use std::io::Read;

use crate::costs::MOST_PROFILE;
use crate::encode::{Coding, PageImage};
use crate::exif;
use crate::raster::Channels;

/// The eight bytes that a file begins with (PNG 3, 5.2).
pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The chunks: their types and data (PNG 3, 5.3). Checksums are not looked at.
pub(crate) fn chunks(png: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = png.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let data = after.get(..length)?;
        // A checksum follows the data.
        rest = after.get(length + 4..).unwrap_or_default();
        Some((kind, data))
    })
}

/// The chunk IHDR, and how the rows are made of it (PNG 3, 11.2.1 and clauses 7 to 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Bits of a sample.
    pub(crate) depth: u8,
    pub(crate) colour: Colour,
    pub(crate) interlaced: bool,
}

/// The colour types (PNG 3, table 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    Direct(Channels),
    Indexed,
}

/// The size of a pass in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    pub(crate) width: u64,
    pub(crate) height: u64,
}

impl Header {
    /// The header of a file; `None` where it has none, or of a colour type that there isn't.
    pub(crate) fn of(png: &[u8]) -> Option<Self> {
        chunks(png).find(|(kind, _)| *kind == b"IHDR").and_then(|(_, data)| Self::new(data))
    }

    fn new(data: &[u8]) -> Option<Self> {
        let [w1, w2, w3, w4, h1, h2, h3, h4, depth, colour, _, _, interlaced, ..] = *data else { return None };
        let colour = match colour {
            0 => Colour::Direct(Channels::Gray),
            2 => Colour::Direct(Channels::Rgb),
            3 => Colour::Indexed,
            4 => Colour::Direct(Channels::GrayAlpha),
            6 => Colour::Direct(Channels::Rgba),
            _ => return None,
        };
        Some(Self {
            width: u32::from_be_bytes([w1, w2, w3, w4]),
            height: u32::from_be_bytes([h1, h2, h3, h4]),
            depth,
            colour,
            interlaced: interlaced != 0,
        })
    }

    /// The bytes of a row of so many pixels, with the one that names its filter.
    pub(crate) fn row(&self, width: u64) -> u64 {
        let samples = match self.colour {
            Colour::Direct(channels) => channels.count() as u64,
            Colour::Indexed => 1,
        };
        1 + (width * samples * u64::from(self.depth)).div_ceil(8)
    }

    /// The passes that have pixels: one, or up to seven (PNG 3, 8.1).
    pub(crate) fn passes(&self) -> Vec<Pass> {
        // Where each pass begins and how far apart its pixels are, across and down.
        const ADAM7: [[u64; 4]; 7] =
            [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        let pass = |[x, y, across, down]: [u64; 4]| Pass {
            width: width.saturating_sub(x).div_ceil(across),
            height: height.saturating_sub(y).div_ceil(down),
        };
        let passes = if self.interlaced { ADAM7.map(pass).to_vec() } else { vec![Pass { width, height }] };
        passes.into_iter().filter(|pass| pass.width > 0 && pass.height > 0).collect()
    }

    /// The bytes of all rows, unpacked.
    pub(crate) fn unpacked(&self) -> u64 {
        self.passes().iter().map(|pass| pass.height * self.row(pass.width)).sum()
    }
}

/// The packed rows, which may be split over any number of chunks.
pub(crate) fn packed_rows(png: &[u8]) -> Vec<u8> {
    chunks(png).filter(|(kind, _)| *kind == b"IDAT").flat_map(|(_, data)| data.iter().copied()).collect()
}

/// The data of a chunk.
pub(crate) fn chunk<'a>(png: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    chunks(png).find(|(kind, _)| *kind == wanted).map(|(_, data)| data)
}

/// EXIF orientation, 1 to 8 (PNG 3, 11.3.4.3).
pub(crate) fn orientation(png: &[u8]) -> u8 {
    chunk(png, b"eXIf").map_or(1, exif::orientation)
}

/// The ICC profile (PNG 3, 11.3.2.3): a name, a zero, the packing method, and what is packed. `Err` where it swells
/// beyond all measure when it is unpacked, which decoders do before they report anything.
pub(crate) fn profile(png: &[u8]) -> Result<Option<Vec<u8>>, ProfileTooLarge> {
    let Some(data) = chunk(png, b"iCCP") else { return Ok(None) };
    let packed = data.iter().position(|&byte| byte == 0).and_then(|end| data.get(end + 2..));
    let mut unpacked = Vec::new();
    let mut reader = flate2::read::ZlibDecoder::new(packed.unwrap_or_default()).take(MOST_PROFILE + 1);
    match reader.read_to_end(&mut unpacked) {
        Ok(length) if length as u64 > MOST_PROFILE => Err(ProfileTooLarge),
        Ok(_) => Ok(Some(unpacked)),
        Err(_) => Ok(None),
    }
}

/// A colour profile has more bytes than any that is in use.
pub(crate) struct ProfileTooLarge;

/// True if the page may be visible through the image.
pub(crate) fn may_be_transparent(png: &[u8]) -> bool {
    let alpha = Header::of(png).is_some_and(|header| match header.colour {
        Colour::Direct(channels) => channels.has_alpha(),
        Colour::Indexed => false,
    });
    alpha || chunks(png).take_while(|(kind, _)| *kind != b"IDAT").any(|(kind, _)| kind == b"tRNS")
}

/// The file without texts, Exif and the time of the last change (PNG 3, 11.3.3 and 11.3.4). `None` where it can't be
/// read.
pub(crate) fn strip(png: &[u8]) -> Option<Vec<u8>> {
    const GOES: [&[u8]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"];
    let mut out = png.get(..8)?.to_vec();
    let mut at = 8;
    while at < png.len() {
        let length = u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?) as usize;
        let chunk = png.get(at..at.checked_add(length)?.checked_add(12)?)?;
        if !GOES.contains(&&chunk[4..8]) {
            out.extend_from_slice(chunk);
        }
        at += chunk.len();
        if &chunk[4..8] == b"IEND" {
            break;
        }
    }
    Some(out)
}

/// A file of an image that was encoded without loss, in sRGB or greys, opaque or with its opacity among its channels.
pub(crate) fn write(image: &PageImage, channels: Channels) -> Vec<u8> {
    debug_assert!(image.mask.is_none() && image.coding == Coding::FilteredRows);
    let colour = match (&image.palette, channels) {
        (Some(_), _) => 3,
        (None, Channels::Gray) => 0,
        (None, Channels::GrayAlpha) => 4,
        (None, Channels::Rgba) => 6,
        (None, Channels::Rgb | Channels::Cmyk) => 2,
    };
    let mut out = SIGNATURE.to_vec();
    let mut header = Vec::new();
    header.extend(image.width.to_be_bytes());
    header.extend(image.height.to_be_bytes());
    header.extend([image.bits, colour, 0, 0, 0]);
    push_chunk(&mut out, b"IHDR", &header);
    if let Some(palette) = &image.palette {
        // A palette has three samples a colour, those of greys too (PNG 3, 11.2.2).
        let gray = channels == Channels::Gray;
        let tripled: Vec<u8> =
            if gray { palette.iter().flat_map(|gray| [*gray; 3]).collect() } else { palette.clone() };
        push_chunk(&mut out, b"PLTE", &tripled);
    }
    push_chunk(&mut out, b"IDAT", &image.data);
    push_chunk(&mut out, b"IEND", &[]);
    out
}

fn push_chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let start = out.len();
    out.extend(kind);
    out.extend_from_slice(data);
    let checksum = libdeflater::crc32(&out[start..]);
    out.extend(checksum.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_a_png_go() {
        let chunk =
            |kind: &[u8], content: &[u8]| [&(content.len() as u32).to_be_bytes(), kind, content, b"crc!"].concat();
        let file = |middle: &[u8]| [&SIGNATURE[..], &chunk(b"IHDR", b"x"), middle, &chunk(b"IEND", b"")].concat();
        let text = chunk(b"tEXt", b"Author\0Somebody");
        assert_eq!(strip(&file(&text)).expect("a file"), file(b""));
    }
}
