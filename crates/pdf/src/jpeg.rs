//! JPEG files that go into the PDF as they are.

use crate::icc;
use crate::images::{ColorSpace, Filter, Image};

/// The segments that say how the file is coded.
struct Header {
    width: u32,
    height: u32,
    components: u8,
    adobe: bool,
    /// The pieces of the ICC profile: number, bytes.
    profile: Vec<(u8, Vec<u8>)>,
}

impl Header {
    /// The ICC profile, put together; empty where there is none.
    fn profile(&self) -> Vec<u8> {
        let mut pieces: Vec<&(u8, Vec<u8>)> = self.profile.iter().collect();
        pieces.sort_by_key(|piece| piece.0);
        pieces.into_iter().flat_map(|piece| piece.1.iter().copied()).collect()
    }
}

/// The picture with its bytes untouched, or `None` where PDF has no way to say what they mean: coding other
/// than baseline and progressive Huffman, CMYK without a profile, a file that is cut short.
pub(crate) fn pass_through(bytes: &[u8]) -> Option<Image> {
    let header = header(bytes)?;
    check_end(bytes).ok()?;
    let space = ColorSpace::new(header.components, Some(header.profile()));
    if header.components == 4 && space.profile.is_none() {
        return None;
    }
    Some(Image {
        width: header.width,
        height: header.height,
        bits: 8,
        space,
        filter: Filter::Dct,
        data: bytes.to_vec(),
        inverted: header.components == 4 && header.adobe,
        palette: None,
        mask: None,
    })
}

/// The same for a press: of as many components as its inks, without the profile. `None` also where that says of greys
/// something else than the press does.
pub(crate) fn pass_to_press(bytes: &[u8], components: &[u8]) -> Option<Image> {
    let header = header(bytes).filter(|header| components.contains(&header.components))?;
    check_end(bytes).ok()?;
    if header.components == 1 && icc::changes_grays(&header.profile()) {
        return None;
    }
    Some(Image {
        width: header.width,
        height: header.height,
        bits: 8,
        space: ColorSpace::new(header.components, None),
        filter: Filter::Dct,
        data: bytes.to_vec(),
        inverted: header.components == 4 && header.adobe,
        palette: None,
        mask: None,
    })
}

/// Makes sure that a file goes on to its end: pixels that are missing would show as grey.
///
/// # Errors
/// That it doesn't.
pub(crate) fn check_end(bytes: &[u8]) -> Result<(), String> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        // Within a scan, 0xff stands before 0, before a restart marker or before the marker that ends it.
        let Some(at) = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff))
        else {
            return Err("it breaks off before the end of its JPEG data".to_owned());
        };
        if rest[at + 1] == 0xd9 {
            return Ok(());
        }
        let segment =
            rest.get(at + 2..at + 4).map_or(0, |length| usize::from(u16::from_be_bytes([length[0], length[1]])));
        rest = rest.get(at + 2 + segment.max(2)..).unwrap_or_default();
    }
}

/// Reads the markers up to the first scan (ITU-T T.81, annex B).
fn header(bytes: &[u8]) -> Option<Header> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    let mut header = Header { width: 0, height: 0, components: 0, adobe: false, profile: Vec::new() };
    loop {
        let marker = loop {
            match rest {
                [0xff, 0xff, ..] => rest = &rest[1..],
                [0xff, marker, ..] => break *marker,
                _ => return None,
            }
        };
        let length = usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
        let segment = rest.get(4..2 + length)?;
        match marker {
            0xda => return (header.width > 0 && [1, 3, 4].contains(&header.components)).then_some(header),
            0xc0..=0xc2 => {
                let [8, h1, h2, w1, w2, components, ..] = *segment else { return None };
                header.height = u32::from(u16::from_be_bytes([h1, h2]));
                header.width = u32::from(u16::from_be_bytes([w1, w2]));
                header.components = components;
                if header.height == 0 {
                    return None;
                }
            }
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return None,
            0xe2 => {
                if let Some([number, _, piece @ ..]) = segment.strip_prefix(b"ICC_PROFILE\0") {
                    header.profile.push((*number, piece.to_vec()));
                }
            }
            0xee => header.adobe |= segment.starts_with(b"Adobe"),
            _ => {}
        }
        rest = &rest[2 + length..];
    }
}
