//! The files to download.

use std::fmt::Write;

use anthology_typeset::{SiteWords, language};
use sha2::{Digest, Sha256};

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Its name: readable, in ASCII.
    pub name: String,
    /// What it is for.
    pub kind: DownloadKind,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// What a file is for, in the order in which files are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DownloadKind {
    /// The EPUB.
    Epub,
    /// The PDF with the reference pages.
    Pdf,
    /// The PDF in large print.
    LargePrint,
    /// The EPUB for Kindles.
    Kindle,
    /// The EPUB for Kobo's own renderer.
    Kobo,
    /// The text without markup.
    Text,
    /// An EPUB of the beginning.
    Sample,
}

impl DownloadKind {
    /// Its media type (IANA, but for Kobo's).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Epub | Self::Kindle | Self::Sample => "application/epub+zip",
            Self::Kobo => "application/kepub+zip",
            Self::Pdf | Self::LargePrint => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// What it is for, in a language.
    pub(crate) fn purpose(self, words: &SiteWords) -> &str {
        match self {
            Self::Epub => &words.epub_file,
            Self::Pdf => &words.pdf_file,
            Self::LargePrint => &words.large_print_file,
            Self::Kindle => &words.kindle_file,
            Self::Kobo => &words.kobo_file,
            Self::Text => &words.text_file,
            Self::Sample => &words.sample_file,
        }
    }
}

impl Download {
    /// Its path in the folder.
    pub(crate) fn path(&self) -> String {
        format!("files/{}", self.name)
    }

    /// Its path as a URL.
    pub(crate) fn href(&self) -> String {
        format!("files/{}", encoded(&self.name))
    }

    /// Its size in words: `1.2 MB`.
    pub(crate) fn size(&self, words: &SiteWords) -> String {
        let kilobytes = self.bytes.len().div_ceil(1000);
        if kilobytes < 1000 {
            return format!("{kilobytes}\u{a0}kB");
        }
        let tenths = kilobytes.div_ceil(100);
        let decimal = &language(words.lang).numbers.decimal;
        format!("{}{decimal}{}\u{a0}MB", tenths / 10, tenths % 10)
    }
}

/// A file name as a URL (RFC 3986, 2.3: what isn't unreserved is encoded).
fn encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The checksums as `sha256sum -c` reads them.
pub(crate) fn checksums(downloads: &[Download]) -> String {
    let mut out = String::new();
    for file in downloads {
        for byte in Sha256::digest(&file.bytes) {
            let _ = write!(out, "{byte:02x}");
        }
        let _ = writeln!(out, "  {}", file.name);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        let words = |tag: &str| anthology_typeset::site_words(tag.parse().expect("a tag"));
        let size = |bytes, tag| {
            let file = Download { name: String::new(), kind: DownloadKind::Epub, bytes: vec![0; bytes] };
            file.size(words(tag)).replace('\u{a0}', "~")
        };
        assert_eq!(size(1, "en"), "1~kB");
        assert_eq!(size(999_001, "en"), "1.0~MB");
        assert_eq!(size(1_234_567, "de"), "1,3~MB");
    }

    #[test]
    fn checksums_are_those_of_fips_180() {
        let file = Download { name: "abc.txt".to_owned(), kind: DownloadKind::Text, bytes: b"abc".to_vec() };
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  abc.txt\n";
        assert_eq!(checksums(&[file]), expected);
    }
}
