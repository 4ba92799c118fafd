//! A ZIP archive of compressed files (PKWARE's APPNOTE 6.3.10, 4.3), without dates, so that the same files make the same
//! bytes.

use libdeflater::{CompressionLvl, Compressor};

/// A file of an archive, packed.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    name: String,
    method: CompressionMethod,
    /// CRC-32 of its content.
    crc: u32,
    /// Bytes of its content.
    size: usize,
    bytes: Vec<u8>,
}

/// A compression method (APPNOTE, 4.4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompressionMethod {
    Stored = 0,
    Deflated = 8,
}

/// More than an archive without ZIP64 may hold: 65,535 files, or 4 GB.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Packs files. It keeps its tables from one to the next.
pub(crate) struct Packer {
    deflate: Compressor,
}

impl Packer {
    pub(crate) fn new() -> Self {
        Self { deflate: Compressor::new(CompressionLvl::default()) }
    }

    /// Packs a file; it is stored where packing doesn't make it smaller.
    pub(crate) fn pack(&mut self, name: String, content: Vec<u8>) -> Packed {
        let (crc, size) = (libdeflater::crc32(&content), content.len());
        let mut bytes = vec![0; self.deflate.deflate_compress_bound(size)];
        match self.deflate.deflate_compress(&content, &mut bytes) {
            Ok(packed) if packed < size => {
                bytes.truncate(packed);
                bytes.shrink_to_fit();
                Packed { name, method: CompressionMethod::Deflated, crc, size, bytes }
            }
            _ => Packed { name, method: CompressionMethod::Stored, crc, size, bytes: content },
        }
    }
}

impl Packed {
    /// A file as it is.
    pub(crate) fn stored(name: String, content: Vec<u8>) -> Self {
        Self {
            name,
            method: CompressionMethod::Stored,
            crc: libdeflater::crc32(&content),
            size: content.len(),
            bytes: content,
        }
    }
}

/// The bytes of a file's header before its own record and in the directory, without name and signature.
const LOCAL: usize = 30;
const CENTRAL: usize = 46;
const END: usize = 22;

/// The archive.
pub(crate) fn archive<'a>(files: impl Iterator<Item = &'a Packed> + Clone) -> Result<Vec<u8>, TooLarge> {
    let size: usize = files.clone().map(|file| LOCAL + CENTRAL + 2 * file.name.len() + file.bytes.len()).sum();
    let count = u16::try_from(files.clone().count()).map_err(|_| TooLarge)?;
    u32::try_from(size + END).map_err(|_| TooLarge)?;
    let mut out = Vec::with_capacity(size + END);
    let mut directory = Vec::new();
    for file in files {
        let common = common(file)?;
        // Signature; where the file begins comes last in the directory.
        directory.extend(b"PK\x01\x02");
        // Made on Unix, by version 2.0 of the format.
        directory.extend([20, 3]);
        directory.extend(&common);
        // No comment, the first disk, no internal attributes.
        directory.extend([0; 6]);
        // A file that all may read.
        directory.extend((0o100_644_u32 << 16).to_le_bytes());
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(file.name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(file.name.as_bytes());
        out.extend(&file.bytes);
    }
    let start = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].as_flattened());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    // No comment.
    out.extend([0; 2]);
    Ok(out)
}

/// The fields that a file's local header and its record in the central directory share: from the version needed to the
/// length of the extra field.
fn common(file: &Packed) -> Result<Vec<u8>, TooLarge> {
    let [packed, size] = [file.bytes.len(), file.size].map(u32::try_from);
    let (packed, size) = (packed.map_err(|_| TooLarge)?, size.map_err(|_| TooLarge)?);
    let name = u16::try_from(file.name.len()).map_err(|_| TooLarge)?;
    let version: u16 = if file.method == CompressionMethod::Stored { 10 } else { 20 };
    // Bit 11: the name is UTF-8.
    let flags: u16 = if file.name.is_ascii() { 0 } else { 1 << 11 };
    let mut out = Vec::with_capacity(LOCAL - 4);
    for part in [version, flags, file.method as u16, 0, FIRST_DAY] {
        out.extend(part.to_le_bytes());
    }
    for part in [file.crc, packed, size] {
        out.extend(part.to_le_bytes());
    }
    out.extend(name.to_le_bytes());
    out.extend([0; 2]);
    Ok(out)
}

/// The first of January 1980, the earliest that there is.
const FIRST_DAY: u16 = 1 << 5 | 1;

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    #[test]
    fn archives_are_read_back() {
        let files = [("mimetype", "abc"), ("a/b.txt", "abcabcabcabcabcabcabcabcabcabc"), ("é", ""), ("x", "x")];
        let mut packer = Packer::new();
        let mut packed = vec![Packed::stored(files[0].0.to_owned(), files[0].1.into())];
        packed.extend(files[1..].iter().map(|(name, content)| packer.pack((*name).to_owned(), (*content).into())));
        let bytes = archive(packed.iter()).unwrap();
        assert_eq!(&bytes[30..41], b"mimetypeabc");
        let mut read = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        assert_eq!(read.len(), files.len());
        for (index, (name, content)) in files.into_iter().enumerate() {
            let mut file = read.by_index(index).unwrap();
            assert_eq!((file.name().unwrap(), file.unix_mode()), (name.into(), Some(0o100_644)));
            let mut found = String::new();
            file.read_to_string(&mut found).unwrap();
            assert_eq!(found, content, "the reader compares the sums of what it reads");
        }
    }
}
