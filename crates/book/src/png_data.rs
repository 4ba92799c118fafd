//! The pixels of a PNG, unpacked only to see whether they end where they should.

use std::io::Read;

/// Where the data end.
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
}

/// Where the data of a PNG end. What can't be unpacked at all is left to who decodes it, who can say why.
pub(crate) fn end(png: &[u8]) -> End {
    let mut header = None;
    let mut packed = Vec::new();
    for (kind, data) in chunks(png) {
        match kind {
            b"IHDR" => header = Some(data),
            b"IDAT" => packed.push(data),
            _ => {}
        }
    }
    let Some(expected) = header.and_then(expected) else { return End::Right };
    let left = std::io::BufReader::new(Parts { rest: &packed, at: 0 });
    let mut pixels = flate2::bufread::ZlibDecoder::new(left);
    match std::io::copy(&mut pixels.by_ref().take(expected), &mut std::io::sink()) {
        Ok(length) if length < expected => return End::TooShort,
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return End::TooShort,
        // The checksum is looked at together with the last pixels.
        Err(_) if pixels.total_out() >= expected => return End::Unchecked,
        Err(_) => return End::Right,
        Ok(_) => {}
    }
    match pixels.read(&mut [0]) {
        Ok(0) if pixels.into_inner().bytes().next().is_none() => End::Right,
        Ok(_) => End::TooLong,
        Err(_) => End::Unchecked,
    }
}

/// The chunks: their kinds and data (ISO/IEC 15948, 5.3).
pub(crate) fn chunks(png: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = png.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let data = after.get(..length)?;
        // Behind the data stands a checksum.
        rest = after.get(length + 4..).unwrap_or_default();
        Some((kind, data))
    })
}

/// How many bytes the rows take, each with the byte that says how it is foretold (ISO/IEC 15948, clauses 8 and 9).
fn expected(header: &[u8]) -> Option<u64> {
    let [w1, w2, w3, w4, h1, h2, h3, h4, depth, color, _, _, interlaced, ..] = *header else { return None };
    let width = u64::from(u32::from_be_bytes([w1, w2, w3, w4]));
    let height = u64::from(u32::from_be_bytes([h1, h2, h3, h4]));
    let samples = match color {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return None,
    };
    let rows = |width: u64, height: u64| match width {
        0 => 0,
        _ => height * (1 + (width * samples * u64::from(depth)).div_ceil(8)),
    };
    if interlaced == 0 {
        return Some(rows(width, height));
    }
    // The seven passes: where each begins and how far apart its pixels are, across and down.
    const PASSES: [[u64; 4]; 7] =
        [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
    let pass = |[x, y, across, down]: [u64; 4]| {
        rows(width.saturating_sub(x).div_ceil(across), height.saturating_sub(y).div_ceil(down))
    };
    Some(PASSES.map(pass).iter().sum())
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
    fn rows_of_every_kind() {
        // One bit a pixel fills a byte; interlaced, every pass has rows of its own, those without pixels none.
        assert_eq!(end(&png([9, 2], [1, 0, 0], &packed(&[0; 2 * 3]))), End::Right);
        assert_eq!(end(&png([2, 1], [16, 6, 1], &packed(&[0; 9 + 9]))), End::Right);
        assert_eq!(end(&png([1, 2], [8, 0, 1], &packed(&[0; 2 + 2]))), End::Right);
        assert_eq!(end(&png([8, 8], [8, 0, 1], &packed(&[0; 64 + 1 + 1 + 1 + 2 + 2 + 4 + 4]))), End::Right);
    }
}
