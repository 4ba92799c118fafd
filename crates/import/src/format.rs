//! The format of a file, from its content. A name alone says nothing: exports are renamed, and servers name pages as
//! they like.

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Plain text: a capture.
    Text,
    /// A web page.
    Page,
    /// A WordPress export (WXR), an RSS or Atom feed, a Blogger export.
    Feed,
    /// A Ghost export or a JSON Feed.
    Json,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// A file compressed by gzip.
    Gzip,
    /// A file compressed by zstd.
    Zstd,
    /// A web archive (WARC, WET).
    Warc,
    /// An RTF document.
    Rtf,
    /// A web page saved as MHTML, or a mail.
    Mail,
    /// An image, which essays may show.
    Image {
        /// What it is, in words.
        what: &'static str,
        /// The ending of its file's name, if a book can have it.
        extension: Option<&'static str>,
    },
    /// A format that can't be imported, by its name.
    Unsupported(&'static str),
}

/// Magic numbers of formats that are no text, at the beginning of a file.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint document"),
    (b"BZh", "a file compressed by bzip2"),
    (b"\xfd7zXZ\0", "a file compressed by xz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"ID3", "an MP3 sound file"),
    (b"OggS", "an Ogg sound or video file"),
    (b"fLaC", "a FLAC sound file"),
    (b"\x7fELF", "a program"),
    (b"\0asm", "a WebAssembly program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"OTTO", "a font"),
    (b"\0\x01\0\0", "a font"),
    (b"bplist00", "a property list or Safari web archive"),
    (b"From ", "a mailbox"),
];

/// Magic numbers further in: offset, bytes, name.
const INNER_SIGNATURES: &[(usize, &[u8], &str)] = &[
    (60, b"BOOKMOBI", "a MOBI book"),
    (60, b"TEXtREAd", "a PalmDoc book"),
    (4, b"ftyp", "a video file"),
    (8, b"WAVE", "a WAV sound file"),
    (8, b"AVI ", "an AVI video file"),
];

/// Images: offset, magic number, name, and the ending of the name of a file that a book can have.
const IMAGES: &[(usize, &[u8], &str, Option<&str>)] = &[
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image", Some("png")),
    (0, b"\xff\xd8\xff", "a JPEG image", Some("jpg")),
    (0, b"GIF87a", "a GIF image", Some("gif")),
    (0, b"GIF89a", "a GIF image", Some("gif")),
    (8, b"WEBP", "a WebP image", Some("webp")),
    (0, b"II*\0", "a TIFF image", None),
    (0, b"MM\0*", "a TIFF image", None),
    (4, b"ftypavif", "an AVIF image", None),
    (4, b"ftyphei", "a HEIC image", None),
];

/// The format of a file.
pub(crate) fn detect(bytes: &[u8]) -> Format {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Format::Zip;
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Format::Gzip;
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Format::Tar;
    }
    for (magic, format) in
        [(&b"\x28\xb5\x2f\xfd"[..], Format::Zstd), (b"WARC/", Format::Warc), (b"{\\rtf", Format::Rtf)]
    {
        if bytes.starts_with(magic) {
            return format;
        }
    }
    if let Some(&(.., what, extension)) =
        IMAGES.iter().find(|(at, magic, ..)| bytes.get(*at..).is_some_and(|b| b.starts_with(magic)))
    {
        return Format::Image { what, extension };
    }
    if let Some((_, name)) = SIGNATURES.iter().find(|(magic, name)| {
        // `From ` opens letters too; only a mailbox goes on with an address and headers.
        bytes.starts_with(magic) && (*name != "a mailbox" || is_mailbox(bytes))
    }) {
        return Format::Unsupported(name);
    }
    if let Some((.., name)) =
        INNER_SIGNATURES.iter().find(|(at, magic, _)| bytes.get(*at..).is_some_and(|b| b.starts_with(magic)))
    {
        return Format::Unsupported(name);
    }
    let Some(text) = crate::encoding::beginning(bytes, 4096) else { return Format::Unsupported("binary data") };
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with('<') {
        return markup(start);
    }
    if start.starts_with('{') {
        let json = ["\"db\"", "jsonfeed.org/version", "\"posts\""].iter().any(|key| text.contains(key));
        if json && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
            return Format::Json;
        }
    }
    if is_mail(start) { Format::Mail } else { Format::Text }
}

/// True if a text begins with the headers of a MIME message.
fn is_mail(start: &str) -> bool {
    let head = start.split("\n\n").next().unwrap_or(start).split("\r\n\r\n").next().unwrap_or_default();
    let header = |line: &str| {
        line.starts_with([' ', '\t'])
            || line.split_once(':').is_some_and(|(name, _)| {
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
    };
    let has = |name: &str| head.lines().any(|l| l.get(..name.len()).is_some_and(|l| l.eq_ignore_ascii_case(name)));
    head.lines().all(header) && has("content-type:") && (has("mime-version:") || has("from:"))
}

fn is_mailbox(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(600)];
    let first = head.split(|&b| b == b'\n').next().unwrap_or_default();
    first.contains(&b'@') && head.windows(6).any(|w| w == b"\nDate:" || w == b"\nFrom:")
}

/// What a file that begins with a tag is: the first element decides, after declarations and comments.
fn markup(start: &str) -> Format {
    let mut rest = start;
    loop {
        rest = rest.trim_start();
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else if rest.get(..9).is_some_and(|d| d.eq_ignore_ascii_case("<!doctype")) {
            if rest.get(9..).is_some_and(|d| d.trim_start().get(..4).is_some_and(|h| h.eq_ignore_ascii_case("html"))) {
                return Format::Page;
            }
            rest.find('>').map(|at| at + 1)
        } else {
            None
        };
        match end {
            Some(end) => rest = &rest[end..],
            None => break,
        }
    }
    let name: String = rest.chars().skip(1).take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '-')).collect();
    match name.to_ascii_lowercase().as_str() {
        "rss" | "feed" | "rdf:rdf" => Format::Feed,
        "svg" => Format::Image { what: "an SVG image", extension: Some("svg") },
        "html" | "head" | "body" | "title" | "meta" | "article" | "div" | "p" | "h1" | "h2" | "section" | "main"
        | "header" | "table" | "center" | "font" | "span" | "blockquote" | "ul" | "ol" | "link" | "script"
        | "style" => Format::Page,
        "" => Format::Text,
        // Prose may begin with an address or a remark in pointed brackets.
        _ if start.starts_with("<?xml") => Format::Unsupported("an XML file of an unknown kind"),
        _ => Format::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        for (bytes, format) in [
            (&b"%PDF-1.7\n"[..], Format::Unsupported("a PDF")),
            (b"PK\x03\x04", Format::Zip),
            (b"\x89PNG\r\n\x1a\n\0", Format::Image { what: "a PNG image", extension: Some("png") }),
            (b"{\\rtf1 x}", Format::Rtf),
            (b"WARC/1.0\r\n", Format::Warc),
            (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nx", Format::Mail),
            (b"From: a friend\n\nMIME-Version: 1.0\n", Format::Text),
            (b"<!DOCTYPE html><p>x", Format::Page),
            (b"\xef\xbb\xbf <?xml version='1.0'?><!-- a --><html>", Format::Page),
            (b"<?xml version='1.0'?>\n<rss version='2.0'>", Format::Feed),
            (b"<feed xmlns='x'>", Format::Feed),
            (b"<svg xmlns='x'>", Format::Image { what: "an SVG image", extension: Some("svg") }),
            (b"<?xml version='1.0'?><plist>", Format::Unsupported("an XML file of an unknown kind")),
            (b"{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}", Format::Json),
            (b"{\"db\": [", Format::Text),
            (b"On moss\n\nIt was wet.\n", Format::Text),
            (b"From the hill we saw it.\n", Format::Text),
            (b"<me@example.org> wrote:\n", Format::Text),
            (b"\0\0\0\0\0\0", Format::Unsupported("binary data")),
        ] {
            assert_eq!(detect(bytes), format, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
