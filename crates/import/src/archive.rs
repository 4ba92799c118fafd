//! Archives: their files, read within bounds.

use crate::capture::CaptureFile;
use crate::format::{Format, detect};
use std::io::{Cursor, Read};

/// Bytes that all files of one archive may have together: a decompression bomb has more.
const MAX_BYTES: u64 = 1 << 30;
/// Entries of one archive.
const MAX_ENTRIES: usize = 200_000;
/// Bytes of a file's name.
const LONGEST_NAME: usize = 100;
/// Archives in archives.
const MAX_NESTING: usize = 3;
/// Compressed bytes may grow so many times; prose grows 3 to 6 times, the emptiest real page about 100.
const MAX_RATIO: u64 = 400;

/// A file that is not read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skipped {
    pub(crate) name: String,
    pub(crate) reason: String,
}

/// The files of an archive (and of archives in it), or the file itself if it is none.
pub(crate) fn expand(file: CaptureFile, skipped: &mut Vec<Skipped>) -> Vec<CaptureFile> {
    let mut out = Vec::new();
    let mut budget = MAX_BYTES;
    inner(file, 0, &mut budget, &mut out, skipped);
    out
}

fn inner(file: CaptureFile, nesting: usize, budget: &mut u64, out: &mut Vec<CaptureFile>, skipped: &mut Vec<Skipped>) {
    let format = detect(&file.bytes);
    let document = format == Format::Zip && Package::open(&file.bytes).is_ok_and(|p| p.document().is_some());
    if document || !matches!(format, Format::Zip | Format::Tar | Format::Gzip | Format::Zstd | Format::Warc) {
        out.push(file);
        return;
    }
    let mut skip = |name: &str, reason: &str| {
        skipped.push(Skipped { name: name.to_owned(), reason: reason.to_owned() });
    };
    if nesting >= MAX_NESTING {
        skip(&file.name, "an archive in too many archives");
        return;
    }
    let found = match format {
        Format::Zip => zip_files(&file, budget, &mut skip),
        Format::Tar => tar_files(&file, budget, &mut skip),
        Format::Warc => crate::warc::files(&file, budget, &mut skip),
        Format::Zstd => zstd_file(&file, budget),
        _ => gzip_file(&file, budget),
    };
    match found {
        Ok(files) => {
            for file in files {
                inner(file, nesting + 1, budget, out, skipped);
            }
        }
        Err(reason) => skip(&file.name, &reason),
    }
}

/// Bytes of a compressed stream, within what is left of the budget.
pub(crate) fn bounded(reader: impl Read, compressed: u64, budget: &mut u64) -> Result<Vec<u8>, String> {
    let limit = (*budget).min(compressed.saturating_mul(MAX_RATIO).max(1 << 20));
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(|error| format!("damaged: {error}"))?;
    if bytes.len() as u64 > limit {
        return Err("it grows too large when it is unpacked (a decompression bomb?)".into());
    }
    *budget -= bytes.len() as u64;
    Ok(bytes)
}

/// The name of an archive's entry below the archive's own, or `None` if it leads out of the archive.
fn inside(archive: &str, entry: &str) -> Option<String> {
    let entry = entry.replace('\\', "/");
    let parts: Vec<&str> = entry.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    let absolute = entry.starts_with('/') || parts.first().is_some_and(|p| p.contains(':'));
    if absolute || parts.contains(&"..") || entry.contains('\0') || parts.is_empty() {
        return None;
    }
    Some(file_name(&format!("{archive}--{}", parts.join("--"))))
}

/// Documents that are zip archives of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    Epub,
    Docx,
    Odt,
}

/// A zip archive of parts that are read by name.
pub(crate) struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    budget: u64,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        Ok(Self { archive, budget: MAX_BYTES })
    }

    fn names(&self) -> Vec<String> {
        self.archive.file_names().map(|n| n.map_or_else(|_| String::new(), |n| n.into_owned())).collect()
    }

    /// The kind of a document that can be read.
    pub(crate) fn document(&self) -> Option<DocumentKind> {
        let names = self.names();
        let has = |name: &str| names.iter().any(|n| n == name);
        if has("META-INF/container.xml") {
            Some(DocumentKind::Epub)
        } else if has("word/document.xml") {
            Some(DocumentKind::Docx)
        } else if has("content.xml") && has("META-INF/manifest.xml") && has("styles.xml") {
            Some(DocumentKind::Odt)
        } else {
            None
        }
    }

    /// A part's bytes; `None` if there is none, or if it is damaged or too large.
    pub(crate) fn part(&mut self, name: &str) -> Option<Vec<u8>> {
        let entry = self.archive.by_name(name).ok()?;
        let compressed = entry.compressed_size();
        bounded(entry, compressed, &mut self.budget).ok()
    }

    /// A part as text.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        Some(crate::encoding::decode(&self.part(name)?)?.text)
    }
}

/// A name that every file system takes: at most 100 bytes, without characters that Windows or a terminal would read
/// as something else. What is cut is replaced by a hash of the whole.
pub(crate) fn file_name(name: &str) -> String {
    let safe = |c: char| {
        if c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\') { '_' } else { c }
    };
    let mut out: String = name.chars().map(safe).collect();
    if out.len() > LONGEST_NAME {
        let hash = blake3::hash(name.as_bytes()).to_hex();
        let mut start = out.len() - (LONGEST_NAME - 10);
        while !out.is_char_boundary(start) {
            start += 1;
        }
        out = format!("{}--{}", &hash[..8], &out[start..]);
    }
    out
}

/// Files that systems add to archives.
fn is_litter(entry: &str) -> bool {
    entry.starts_with("__MACOSX/") || entry.rsplit('/').next().is_some_and(|n| n.starts_with('.') || n == "Thumbs.db")
}

fn zip_files(
    file: &CaptureFile,
    budget: &mut u64,
    skip: &mut impl FnMut(&str, &str),
) -> Result<Vec<CaptureFile>, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(&file.bytes[..]))
        .map_err(|error| format!("a damaged zip archive: {error}"))?;
    if archive.len() > MAX_ENTRIES {
        return Err("an archive of too many files".into());
    }
    let names: Vec<String> =
        archive.file_names().map(|n| n.map_or_else(|_| String::new(), |n| n.into_owned())).collect();
    if let Some(kind) = document_kind(&names) {
        return Err(format!("{kind}, which can't be imported"));
    }
    let substack = names.iter().any(|n| n == "posts.csv");
    // Of a WACZ, the records matter; the rest describes them.
    let wacz = names.iter().any(|n| n == "datapackage.json") && names.iter().any(|n| n.starts_with("archive/"));
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut entry = match archive.by_index(at) {
            Ok(entry) => entry,
            Err(error) => {
                skip(&format!("{}, file {}", file.name, at + 1), &format!("it can't be unpacked: {error}"));
                continue;
            }
        };
        let name = entry.name().map_or_else(|_| String::new(), |n| n.into_owned());
        if entry.is_dir() || is_litter(&name) {
            continue;
        }
        let shown = format!("{}/{name}", file.name);
        if entry.is_symlink() {
            skip(&shown, "a link");
            continue;
        }
        let Some(own) = inside(&file.name, &name) else {
            skip(&shown, "its path leads out of the archive");
            continue;
        };
        if wacz && !name.starts_with("archive/") {
            skip(&shown, "an index of the web archive");
            continue;
        }
        let compressed = entry.compressed_size();
        match bounded(&mut entry, compressed, budget) {
            Ok(bytes) => files.push(CaptureFile { name: own, bytes }),
            Err(reason) => skip(&shown, &reason),
        }
    }
    if substack {
        files = crate::substack::rows(&file.name, files, skip);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Formats that are zip archives of parts.
fn document_kind(names: &[String]) -> Option<&'static str> {
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("xl/workbook.xml") {
        Some("an Excel workbook (XLSX)")
    } else if has("ppt/presentation.xml") {
        Some("a PowerPoint presentation (PPTX)")
    } else if has("content.xml") && has("META-INF/manifest.xml") {
        Some("an OpenDocument file without text")
    } else if has("META-INF/MANIFEST.MF") {
        Some("a Java archive")
    } else {
        None
    }
}

fn tar_files(
    file: &CaptureFile,
    budget: &mut u64,
    skip: &mut impl FnMut(&str, &str),
) -> Result<Vec<CaptureFile>, String> {
    let mut archive = tar::Archive::new(Cursor::new(&file.bytes[..]));
    let entries = archive.entries().map_err(|error| format!("a damaged tar archive: {error}"))?;
    let mut files = Vec::new();
    for (at, entry) in entries.enumerate() {
        if at >= MAX_ENTRIES {
            return Err("an archive of too many files".into());
        }
        let entry = entry.map_err(|error| format!("a damaged tar archive: {error}"))?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() || is_litter(&name) {
            continue;
        }
        let shown = format!("{}/{name}", file.name);
        if !kind.is_file() {
            skip(&shown, "a link or a special file");
            continue;
        }
        let Some(own) = inside(&file.name, &name) else {
            skip(&shown, "its path leads out of the archive");
            continue;
        };
        let size = entry.size();
        match bounded(entry, size, budget) {
            Ok(bytes) => files.push(CaptureFile { name: own, bytes }),
            Err(reason) => skip(&shown, &reason),
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The bytes of a gzip stream, of as many members as it has.
pub(crate) fn gunzip(bytes: &[u8], budget: &mut u64) -> Result<Vec<u8>, String> {
    bounded(flate2::read::MultiGzDecoder::new(bytes), bytes.len() as u64, budget)
}

fn gzip_file(file: &CaptureFile, budget: &mut u64) -> Result<Vec<CaptureFile>, String> {
    let bytes = gunzip(&file.bytes, budget)?;
    let name = file.name.strip_suffix(".tgz").map(|n| format!("{n}.tar"));
    let name = name.unwrap_or_else(|| file.name.strip_suffix(".gz").unwrap_or(&file.name).to_owned());
    Ok(vec![CaptureFile { name, bytes }])
}

fn zstd_file(file: &CaptureFile, budget: &mut u64) -> Result<Vec<CaptureFile>, String> {
    let mut rest = &file.bytes[..];
    let mut bytes = Vec::new();
    // A file may be several frames after each other.
    while !rest.is_empty() {
        let before = rest.len() as u64;
        let decoder =
            ruzstd::decoding::StreamingDecoder::new(&mut rest).map_err(|error| format!("damaged: {error}"))?;
        bytes.extend(bounded(decoder, before, budget)?);
    }
    let name = file.name.strip_suffix(".zst").or_else(|| file.name.strip_suffix(".zstd")).unwrap_or(&file.name);
    Ok(vec![CaptureFile { name: name.to_owned(), bytes }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    fn zip(files: &[(&str, &[u8])]) -> CaptureFile {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).expect("started");
            writer.write_all(bytes).expect("written");
        }
        CaptureFile { name: "a.zip".into(), bytes: writer.finish().expect("finished").into_inner() }
    }

    fn expanded(file: CaptureFile) -> (Vec<String>, Vec<String>) {
        let mut skipped = Vec::new();
        let files = expand(file, &mut skipped);
        let skipped = skipped.into_iter().map(|s| format!("{}: {}", s.name, s.reason)).collect();
        (files.into_iter().map(|f| f.name).collect(), skipped)
    }

    #[test]
    fn files_in_order_and_archives_in_archives() {
        let nested = zip(&[("c.txt", b"C")]);
        let (files, skipped) =
            expanded(zip(&[("b/x.txt", b"B"), ("a.txt", b"A"), ("in.zip", &nested.bytes), ("__MACOSX/a.txt", b"x")]));
        assert_eq!(files, ["a.zip--a.txt", "a.zip--b--x.txt", "a.zip--in.zip--c.txt"]);
        assert_eq!(skipped, Vec::<String>::new());
    }

    #[test]
    fn traversal_and_bombs_are_rejected() {
        let (files, skipped) = expanded(zip(&[("../../x.txt", b"A"), ("/etc/x", b"B"), ("ok.txt", b"C")]));
        assert_eq!(files, ["a.zip--ok.txt"]);
        assert_eq!(skipped.len(), 2, "{skipped:?}");
        let long = format!("{}/é?\u{1b}[31m.txt", "x".repeat(120));
        let (files, _) = expanded(zip(&[(&long, b"A")]));
        assert!(files[0].len() <= 100 && files[0].ends_with("é__[31m.txt"), "{files:?}");
        let zeros = vec![b' '; 64 << 20];
        let (files, skipped) = expanded(zip(&[("zeros.txt", &zeros)]));
        assert!(files.is_empty());
        assert!(skipped[0].contains("decompression bomb"), "{skipped:?}");
    }

    #[test]
    fn documents_in_zip_archives_are_called_by_their_names() {
        let (files, skipped) = expanded(zip(&[("xl/workbook.xml", b"<x/>")]));
        assert!(files.is_empty());
        assert_eq!(skipped, ["a.zip: an Excel workbook (XLSX), which can't be imported"]);
        let (files, skipped) = expanded(zip(&[("word/document.xml", b"<x/>")]));
        assert_eq!((files.as_slice(), skipped.as_slice()), (&["a.zip".to_owned()][..], &[][..]));
    }

    #[test]
    fn zstd_frames() {
        let frame = |text: &[u8]| ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest);
        let bytes = [frame(b"On ovens\n\n"), frame(b"They are hot.\n")].concat();
        let mut skipped = Vec::new();
        let files = expand(CaptureFile { name: "a.txt.zst".into(), bytes }, &mut skipped);
        assert_eq!(files, [CaptureFile { name: "a.txt".into(), bytes: b"On ovens\n\nThey are hot.\n".to_vec() }]);
        let files = expand(CaptureFile { name: "b.zst".into(), bytes: b"\x28\xb5\x2f\xfdxx".to_vec() }, &mut skipped);
        assert!(files.is_empty() && skipped[0].reason.starts_with("damaged"), "{skipped:?}");
    }
}
