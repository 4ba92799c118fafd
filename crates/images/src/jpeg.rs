//! The segments of a JPEG (ISO/IEC 10918-1, annex B): what they say of the image, and the file without those that don't
//! concern its pixels.

use crate::exif;

/// A marker's second byte with its segment's content.
#[derive(Clone, Copy)]
struct Segment<'a> {
    marker: u8,
    content: &'a [u8],
    /// Marker, length and content.
    whole: &'a [u8],
}

/// The segments up to the first scan, that scan's header last with all that follows it in `whole`.
fn segments(jpeg: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8]).unwrap_or_default();
    let mut ended = false;
    std::iter::from_fn(move || {
        loop {
            match *rest {
                _ if ended => return None,
                // B.1.1.2: any number of fill bytes before a marker; markers without a segment (B.1.1.3).
                [0xff, 0xff, ..] => rest = &rest[1..],
                [0xff, 0x01 | 0xd0..=0xd7, ..] => rest = &rest[2..],
                [0xff, marker, high, low, ..] => {
                    let length = usize::from(u16::from_be_bytes([high, low]));
                    let content = rest.get(4..2 + length)?;
                    let whole = if marker == SCAN { rest } else { &rest[..2 + length] };
                    rest = &rest[2 + length..];
                    ended = marker == SCAN;
                    return Some(Segment { marker, content, whole });
                }
                _ => return None,
            }
        }
    })
}

/// Start of scan.
const SCAN: u8 = 0xda;

/// True if a marker starts a frame: table B.1, in whose range other tables have three codes.
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// The identifier of a segment with a piece of an ICC profile (ICC.1:2022, B.4).
const PROFILE: &[u8] = b"ICC_PROFILE\0";

/// The header: all segments before the first scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// 1 (grey), 3 or 4 (inks).
    pub(crate) components: u8,
    /// True if the first component, the luminance, is sampled more finely than the others.
    pub(crate) subsampled: bool,
    /// True if Adobe's segment is there: then 0 is full ink.
    pub(crate) adobe: bool,
    /// EXIF orientation, 1 to 8.
    pub(crate) orientation: u8,
    /// The pieces of the ICC profile: number, bytes.
    profile: Vec<(u8, Vec<u8>)>,
}

impl Header {
    /// The header of a file of baseline or progressive Huffman coding with eight bits a sample, which readers of PDF
    /// know; `None` for any other.
    pub(crate) fn new(jpeg: &[u8]) -> Option<Self> {
        let mut header = Self {
            width: 0,
            height: 0,
            components: 0,
            subsampled: false,
            adobe: false,
            orientation: 1,
            profile: Vec::new(),
        };
        for Segment { marker, content, .. } in segments(jpeg) {
            match marker {
                SCAN => return header.is_usable().then_some(header),
                0xc0..=0xc2 => header.frame(content)?,
                _ if is_frame(marker) => return None,
                0xe1 => {
                    if let Some(exif) = content.strip_prefix(b"Exif\0\0") {
                        header.orientation = exif::orientation(exif);
                    }
                }
                0xe2 => {
                    if let Some([number, _, piece @ ..]) = content.strip_prefix(PROFILE) {
                        header.profile.push((*number, piece.to_vec()));
                    }
                }
                0xee => header.adobe |= content.starts_with(b"Adobe"),
                _ => {}
            }
        }
        None
    }

    fn is_usable(&self) -> bool {
        self.width > 0 && self.height > 0 && [1, 3, 4].contains(&self.components)
    }

    /// B.2.2: precision, lines, samples per line, and three bytes for each component.
    fn frame(&mut self, content: &[u8]) -> Option<()> {
        let [8, h1, h2, w1, w2, components, ref list @ ..] = *content else { return None };
        self.height = u32::from(u16::from_be_bytes([h1, h2]));
        self.width = u32::from(u16::from_be_bytes([w1, w2]));
        self.components = components;
        let mut samplings = list.as_chunks::<3>().0.iter().map(|[_, sampling, _]| *sampling);
        let first = samplings.next()?;
        self.subsampled = samplings.any(|other| other != first);
        Some(())
    }

    /// The ICC profile, put together; `None` where there is none.
    pub(crate) fn profile(&self) -> Option<Vec<u8>> {
        let mut pieces: Vec<&(u8, Vec<u8>)> = self.profile.iter().collect();
        pieces.sort_by_key(|piece| piece.0);
        (!pieces.is_empty()).then(|| pieces.into_iter().flat_map(|piece| piece.1.iter().copied()).collect())
    }
}

/// The name of a coding process that no common reader implements (ISO/IEC 10918-1, table B.1); `None` for a common one.
pub(crate) fn rare_coding(jpeg: &[u8]) -> Option<&'static str> {
    let frame = segments(jpeg).find(|segment| is_frame(segment.marker) || segment.marker == SCAN)?;
    match frame.marker {
        0xc0..=0xc2 if frame.content.first().is_some_and(|bits| *bits != 8) => {
            Some("its samples have more than 8 bits")
        }
        0xc3 => Some("it is lossless"),
        0xc5..=0xc7 => Some("it is hierarchical"),
        0xc9..=0xcb | 0xcd..=0xcf => Some("it is coded arithmetically"),
        _ => None,
    }
}

/// The file without what camera and program say in it: JFIF, ICC profile and Adobe's colour transform stay; Exif, XMP,
/// thumbnails and comments go. `None` where it can't be read up to its first scan.
pub(crate) fn strip(jpeg: &[u8]) -> Option<Vec<u8>> {
    let mut out = jpeg.get(..2)?.to_vec();
    for segment in segments(jpeg) {
        let stays = match segment.marker {
            0xe0 | 0xee => true,
            0xe2 => segment.content.starts_with(PROFILE),
            0xe1 | 0xe3..=0xef | 0xfe => false,
            _ => true,
        };
        if stays {
            out.extend_from_slice(segment.whole);
        }
        if segment.marker == SCAN {
            return Some(out);
        }
    }
    None
}

/// True if a file ends in its end marker: missing pixels would show as grey.
pub(crate) fn has_end(jpeg: &[u8]) -> bool {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    loop {
        // B.1.1.5: within a scan, 0xff is followed by 0, by a restart marker's byte, or by the one that ends the scan.
        let Some(at) = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff))
        else {
            return false;
        };
        if rest[at + 1] == 0xd9 {
            return true;
        }
        let length = rest.get(at + 2..at + 4).map_or(0, |l| usize::from(u16::from_be_bytes([l[0], l[1]])));
        rest = rest.get(at + 2 + length.max(2)..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::tests::{jpeg, photograph};

    #[test]
    fn a_header_says_what_the_segments_say() {
        let header = Header::new(&photograph(80, 40, 6)).expect("a header");
        assert_eq!((header.width, header.height, header.components, header.orientation), (80, 40, 3, 6));
        assert!(!header.adobe);
        assert_eq!(header.profile(), None);
    }

    #[test]
    fn metadata_go_and_pixels_stay() {
        let plain = jpeg(80, 40, false);
        assert_eq!(strip(&photograph(80, 40, 1)).expect("a file"), plain);
        assert!(has_end(&plain));
        assert!(!has_end(&plain[..plain.len() - 2]));
    }

    #[test]
    fn chroma_that_is_sampled_less_finely_is_noticed() {
        assert!(!Header::new(&jpeg(80, 40, false)).expect("a header").subsampled);
        assert!(Header::new(&jpeg(80, 40, true)).expect("a header").subsampled);
    }

    #[test]
    fn rare_codings_are_named() {
        let frame = |marker: u8, bits: u8| [0xff, 0xd8, 0xff, marker, 0, 8, bits, 0, 9, 0, 9, 1];
        assert_eq!(rare_coding(&frame(0xc0, 8)), None);
        assert_eq!(rare_coding(&frame(0xc1, 12)), Some("its samples have more than 8 bits"));
        assert_eq!(rare_coding(&frame(0xc3, 8)), Some("it is lossless"));
        assert_eq!(rare_coding(&frame(0xc9, 8)), Some("it is coded arithmetically"));
    }
}
