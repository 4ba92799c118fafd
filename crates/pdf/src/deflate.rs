//! Streams, deflated (ISO 32000-1, 7.4.4).
//!
//! By libdeflate, which takes whole buffers: a page in half the work that zlib has with it, and a little smaller. What
//! it makes depends on the bytes and the level alone, on any machine.

use std::cell::RefCell;

use libdeflater::{CompressionLvl, Compressor};

thread_local! {
    /// A thread's compressor: making one costs more than compressing a page with it.
    static COMPRESSOR: RefCell<Compressor> = RefCell::new(Compressor::new(CompressionLvl::default()));
}

/// Deflates, with zlib's head and checksum. Level 6 (libdeflate's default): 9 takes several times as long for one per
/// cent.
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        let mut out = vec![0; compressor.zlib_compress_bound(bytes.len())];
        let written = compressor.zlib_compress(bytes, &mut out);
        debug_assert!(written.is_ok(), "there is room for the worst case");
        out.truncate(written.unwrap_or(0));
        out.shrink_to_fit();
        out
    })
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
