//! zlib streams (RFC 1950), by libdeflate, which takes whole buffers: half the work of zlib, and what it makes depends on
//! the bytes and the level alone, on any machine.

use std::cell::RefCell;

use libdeflater::{CompressionLvl, Compressor, Decompressor};

thread_local! {
    /// A thread's compressors, by level: making one costs more than packing a small image with it.
    static COMPRESSORS: RefCell<[Option<Compressor>; 13]> = const { RefCell::new([const { None }; 13]) };
}

/// Packs, with zlib's header and checksum. Levels are libdeflate's, 0 to 12.
pub fn deflate(bytes: &[u8], level: i32) -> Vec<u8> {
    COMPRESSORS.with_borrow_mut(|compressors| {
        let level = level.clamp(0, 12);
        let compressor = compressors[level as usize]
            .get_or_insert_with(|| Compressor::new(CompressionLvl::new(level).unwrap_or_default()));
        let mut out = vec![0; compressor.zlib_compress_bound(bytes.len())];
        let written = compressor.zlib_compress(bytes, &mut out);
        debug_assert!(written.is_ok(), "there is room for the worst case");
        out.truncate(written.unwrap_or(0));
        out.shrink_to_fit();
        out
    })
}

/// Unpacks a stream whose content has exactly this length and which ends where its data end; `None` for any other. The
/// last four bytes are the content's checksum only if nothing follows the stream.
pub(crate) fn inflate_exactly(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut out = vec![0; length];
    let written = Decompressor::new().zlib_decompress(packed, &mut out).ok()?;
    let sum = packed.last_chunk::<4>()?;
    (written == length && u32::from_be_bytes(*sum) == libdeflater::adler32(&out)).then_some(out)
}
