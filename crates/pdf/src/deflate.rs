//! Streams, deflated (ISO 32000-1, 7.4.4).

/// libdeflate's level: 9 takes several times as long as 6 for one per cent.
const LEVEL: i32 = 6;

/// Deflates, with zlib's head and checksum.
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    anthology_images::deflate(bytes, LEVEL)
}

/// Deflates lines of text. A line end more where the stream would end in one: some checkers take that for the
/// line end before `endstream`.
pub(crate) fn deflate_lines(mut lines: Vec<u8>) -> Vec<u8> {
    // A stream ends in the checksum of what it holds.
    while matches!(libdeflater::adler32(&lines) as u8, b'\n' | b'\r') {
        lines.push(b'\n');
    }
    deflate(&lines)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn inflated(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn no_stream_of_lines_ends_in_a_line_end() {
        for n in 0..2000 {
            let lines = format!("{n} 0 Td\n").into_bytes();
            let deflated = deflate_lines(lines.clone());
            assert!(!matches!(deflated.last(), Some(b'\n' | b'\r')), "{n}");
            let back = inflated(&deflated);
            assert_eq!(back.trim_ascii_end(), lines.trim_ascii_end());
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_deflated_comes_back(bytes in proptest::collection::vec(0u8..6, 0..5000)) {
            proptest::prop_assert_eq!(inflated(&deflate(&bytes)), bytes);
        }
    }
}
