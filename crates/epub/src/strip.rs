//! Picture files without what they say about camera, place and program. No pixel is touched.

use anthology_typeset::ImageFormat;

/// The file without its metadata; as it is where it can't be read.
pub(crate) fn strip(bytes: &[u8], format: ImageFormat) -> Vec<u8> {
    let stripped = match format {
        ImageFormat::Jpeg => jpeg(bytes).map(|file| file.stripped),
        ImageFormat::Png => png(bytes),
        _ => None,
    };
    stripped.unwrap_or_else(|| bytes.to_vec())
}

/// Whether a JPEG has four inks.
pub(crate) fn is_cmyk(bytes: &[u8], format: ImageFormat) -> bool {
    format == ImageFormat::Jpeg && jpeg(bytes).is_some_and(|file| file.components == 4)
}

struct Jpeg {
    stripped: Vec<u8>,
    components: u8,
}

/// Reads the segments up to the first scan (ITU-T T.81, annex B). JFIF, ICC profile and Adobe's colour
/// transform stay; Exif, XMP, thumbnails and comments go.
fn jpeg(bytes: &[u8]) -> Option<Jpeg> {
    let mut file = Jpeg { stripped: bytes.get(..2)?.to_vec(), components: 0 };
    let mut at = 2;
    loop {
        (*bytes.get(at)? == 0xff).then_some(())?;
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Filling.
            0xff => {
                at += 1;
                continue;
            }
            0x01 | 0xd0..=0xd7 => {
                at += 2;
                continue;
            }
            0xda => {
                file.stripped.extend_from_slice(bytes.get(at..)?);
                return Some(file);
            }
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let segment = bytes.get(at..at + 2 + length)?;
        let content = segment.get(4..)?;
        let stays = match marker {
            0xe0 | 0xee => true,
            0xe2 => content.starts_with(b"ICC_PROFILE\0"),
            0xe1 | 0xe3..=0xef | 0xfe => false,
            _ => true,
        };
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            file.components = *content.get(5)?;
        }
        if stays {
            file.stripped.extend_from_slice(segment);
        }
        at += 2 + length;
    }
}

/// Leaves out texts, Exif and the time of the last change (PNG 3, 11.3).
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    const GOES: [&[u8]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"];
    let mut out = bytes.get(..8)?.to_vec();
    let mut at = 8;
    while at < bytes.len() {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_a_png_go() {
        let chunk =
            |kind: &[u8], content: &[u8]| [&(content.len() as u32).to_be_bytes(), kind, content, b"crc!"].concat();
        let file = |middle: &[u8]| {
            [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", b"x"), middle.to_vec(), chunk(b"IEND", b"")].concat()
        };
        let text = chunk(b"tEXt", b"Author\0Somebody");
        assert_eq!(strip(&file(&text), ImageFormat::Png), file(b""));
    }
}
