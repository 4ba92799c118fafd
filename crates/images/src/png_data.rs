//! The rows of a PNG, unpacked only to see whether they end where they should (PNG 3, clause 10).

use std::io::Read;

use crate::deflate::inflate_exactly;
use crate::png::{Colour, Header, Pass, chunks};
use crate::rows::restore_bytes;

/// The end of the data, as found by unpacking them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With the last pixel.
    Right,
    /// Before the last pixel.
    TooShort,
    /// After it.
    TooLong,
    /// With it, but the checksum is another.
    Unchecked,
    /// With it, but some pixels are of colours that the palette doesn't have.
    OutsidePalette,
}

/// Unpacked bytes up to which the rows are unpacked at once, which takes a third of the time.
const AT_ONCE: u64 = 64_000_000;

/// Finds the end of a PNG's data. A stream that can't be unpacked at all is left to the decoder, which reports the reason.
pub(crate) fn end(png: &[u8]) -> End {
    let mut header = None;
    let mut palette = 0;
    let mut packed = Vec::new();
    for (kind, data) in chunks(png) {
        match kind {
            b"IHDR" => header = Header::of(png),
            b"PLTE" => palette = data.len() / 3,
            b"IDAT" => packed.push(data),
            _ => {}
        }
    }
    let Some(header) = header else { return End::Right };
    let passes = header.passes();
    let expected = header.unpacked();
    let mut rows = Indices::new(&header, &passes, palette);
    // Nearly all files are right, and of them this says so soonest; what is wrong with others needs a closer look.
    if expected <= AT_ONCE
        && let Some(unpacked) = inflate_exactly(&packed.concat(), expected as usize)
    {
        let copied = std::io::copy(&mut &unpacked[..], &mut rows);
        debug_assert!(copied.is_ok(), "memory takes everything");
        return if rows.outside { End::OutsidePalette } else { End::Right };
    }
    let left = std::io::BufReader::new(Parts { rest: &packed, at: 0 });
    let mut pixels = flate2::bufread::ZlibDecoder::new(left);
    match std::io::copy(&mut pixels.by_ref().take(expected), &mut rows) {
        Ok(length) if length < expected => return End::TooShort,
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return End::TooShort,
        // The checksum is looked at together with the last pixels.
        Err(_) if pixels.total_out() >= expected => return End::Unchecked,
        Err(_) => return End::Right,
        Ok(_) => {}
    }
    match pixels.read(&mut [0]) {
        Ok(_) if rows.outside => End::OutsidePalette,
        Ok(0) if pixels.into_inner().bytes().next().is_none() => End::Right,
        Ok(_) => End::TooLong,
        Err(_) => End::Unchecked,
    }
}

/// Checks the pixels of an image with a palette, as its rows are written to it.
struct Indices {
    /// The number of colours; 0 if there is nothing to look for.
    palette: usize,
    depth: usize,
    /// The passes to come, the last first.
    passes: Vec<Pass>,
    /// The row that is being written, and the one before it.
    row: Vec<u8>,
    before: Vec<u8>,
    /// True if a pixel had a colour that the palette lacks.
    outside: bool,
}

impl Indices {
    fn new(header: &Header, passes: &[Pass], palette: usize) -> Self {
        let depth = usize::from(header.depth.clamp(1, 8));
        let needed = header.colour == Colour::Indexed && palette < 1 << depth && matches!(depth, 1 | 2 | 4 | 8);
        let passes = if needed { passes.iter().rev().copied().collect() } else { Vec::new() };
        Self { palette, depth, passes, row: Vec::new(), before: Vec::new(), outside: false }
    }

    fn has_outside(&self, width: u64) -> bool {
        let (depth, palette) = (self.depth, self.palette);
        let mask = (1_usize << depth) - 1;
        let indices = self
            .row
            .iter()
            .skip(1)
            .flat_map(|byte| (0..8 / depth).rev().map(move |place| usize::from(*byte) >> (place * depth) & mask));
        indices.take(width as usize).any(|index| index >= palette)
    }
}

impl std::io::Write for Indices {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let Some(pass) = self.passes.last_mut() else { return Ok(bytes.len()) };
        let (width, length) = (pass.width, 1 + (pass.width as usize * self.depth).div_ceil(8));
        let (now, _) = bytes.split_at(bytes.len().min(length - self.row.len()));
        self.row.extend_from_slice(now);
        if self.row.len() == length {
            pass.height -= 1;
            let ends = pass.height == 0;
            restore_bytes(&mut self.row, &self.before);
            self.outside |= self.has_outside(width);
            std::mem::swap(&mut self.row, &mut self.before);
            self.row.clear();
            if ends {
                self.passes.pop();
                self.before.clear();
            }
            if self.outside {
                self.passes.clear();
            }
        }
        Ok(now.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Pieces of data read as one.
struct Parts<'a> {
    rest: &'a [&'a [u8]],
    at: usize,
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let Some(part) = self.rest.first() {
            let left = part.get(self.at..).unwrap_or_default();
            if !left.is_empty() {
                let count = left.len().min(buffer.len());
                buffer[..count].copy_from_slice(&left[..count]);
                self.at += count;
                return Ok(count);
            }
            (self.rest, self.at) = (&self.rest[1..], 0);
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(pixels: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(pixels).expect("bytes");
        encoder.finish().expect("bytes")
    }

    /// A PNG of so many pixels with data in two pieces; checksums of chunks aren't looked at.
    fn png(size: [u8; 2], [depth, color, interlaced]: [u8; 3], data: &[u8]) -> Vec<u8> {
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        let header = [0, 0, 0, size[0], 0, 0, 0, size[1], depth, color, 0, 0, interlaced];
        let (first, second) = data.split_at(data.len() / 2);
        for (kind, data) in [(b"IHDR", &header[..]), (b"IDAT", first), (b"IDAT", second), (b"IEND", &[])] {
            out.extend((data.len() as u32).to_be_bytes());
            out.extend(kind);
            out.extend(data);
            out.extend([0; 4]);
        }
        out
    }

    #[test]
    fn data_end_with_the_last_pixel() {
        // Three rows of a byte before, and five pixels of three samples.
        let rows = packed(&[0; 3 * 16]);
        let rgb = |data: &[u8]| end(&png([5, 3], [8, 2, 0], data));
        assert_eq!(rgb(&rows), End::Right);
        assert_eq!(rgb(&packed(&[0; 3 * 16 + 1])), End::TooLong);
        assert_eq!(rgb(&packed(&[0; 3 * 16 - 1])), End::TooShort);
        assert_eq!(rgb(&[&rows[..], &[0; 9]].concat()), End::TooLong);
        assert_eq!(rgb(&rows[..rows.len() / 2]), End::TooShort);
        let mut wrong = rows.clone();
        *wrong.last_mut().expect("a byte") ^= 1;
        assert_eq!(rgb(&wrong), End::Unchecked);
        assert_eq!(rgb(b"no data at all"), End::Right, "the decoder says what is wrong");
    }

    #[test]
    fn pixels_have_colours_of_the_palette() {
        // A palette of three colours, and pixels of two bits: one row as it is, four with the other filters.
        let indexed = |rows: &[u8], width: u8, interlaced: u8| {
            let height = if interlaced == 1 { 1 } else { (rows.len() / 2) as u8 };
            let mut out = png([width, height], [2, 3, interlaced], &packed(rows));
            let palette = [&[0, 0, 0, 9][..], b"PLTE", &[0; 9 + 4]].concat();
            out.splice(33..33, palette);
            end(&out)
        };
        let rows = [0, 0b10_01_00_10, 1, 0b00_01_00_00, 2, 0b00_00_00_00, 3, 0b00_00_00_00, 4, 0b00_00_00_00];
        assert_eq!(indexed(&rows, 4, 0), End::Right);
        for (at, kind) in (0..5).map(|row| (2 * row + 1, row)) {
            let mut wrong = rows;
            wrong[at] |= 0b11_00_00_00;
            assert_eq!(indexed(&wrong, 4, 0), End::OutsidePalette, "{kind}");
        }
        assert_eq!(indexed(&[0, 0b10_01_00_11], 3, 0), End::Right, "what fills the byte is no pixel");
        assert_eq!(indexed(&[0, 0b10_00_00_00, 0, 0b01_00_00_00], 2, 1), End::Right);
        assert_eq!(indexed(&[0, 0b10_00_00_00, 0, 0b11_00_00_00], 2, 1), End::OutsidePalette);
    }

    #[test]
    fn rows_of_every_kind() {
        // One bit a pixel fills a byte; interlaced, every pass has rows of its own, those without pixels none.
        assert_eq!(end(&png([9, 2], [1, 0, 0], &packed(&[0; 2 * 3]))), End::Right);
        assert_eq!(end(&png([2, 1], [16, 6, 1], &packed(&[0; 9 + 9]))), End::Right);
        assert_eq!(end(&png([1, 2], [8, 0, 1], &packed(&[0; 2 + 2]))), End::Right);
        assert_eq!(end(&png([8, 8], [8, 0, 1], &packed(&[0; 64 + 1 + 1 + 1 + 2 + 2 + 4 + 4]))), End::Right);
    }
}
