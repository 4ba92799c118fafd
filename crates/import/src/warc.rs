//! Web archives (ISO 28500): a file for each page and image that was captured, with its address and time.

use crate::archive::{bounded, file_name, gunzip};
use crate::capture::CaptureFile;
use std::collections::{BTreeMap, BTreeSet};

/// Records of one archive.
const MAX_RECORDS: usize = 500_000;
/// Bytes of the headers of a record, or of a response in it.
const MAX_HEADERS: usize = 1 << 16;

/// Names and values, the names in small letters.
type Headers = BTreeMap<String, String>;

/// The pages, texts and images of a web archive. One page at several times gives several files; the same bytes of one
/// page again give none.
pub(crate) fn files(
    file: &CaptureFile,
    budget: &mut u64,
    skip: &mut impl FnMut(&str, &str),
) -> Result<Vec<CaptureFile>, String> {
    let mut out: Vec<CaptureFile> = Vec::new();
    let mut seen: BTreeSet<(String, [u8; 32])> = BTreeSet::new();
    let mut other = 0_usize;
    let mut rest = &file.bytes[..];
    for count in 0.. {
        while let Some(after) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            rest = after;
        }
        if rest.is_empty() {
            break;
        }
        if count >= MAX_RECORDS {
            return Err("a web archive of too many records".into());
        }
        let Some((record, length)) = headers(rest).filter(|_| rest.starts_with(b"WARC/")) else {
            skip(&file.name, "a damaged web archive: what follows its last whole record was not read");
            break;
        };
        let size = record.get("content-length").and_then(|l| l.parse::<usize>().ok()).unwrap_or(usize::MAX);
        let Some(body) = rest.get(length..).and_then(|b| b.get(..size)) else {
            skip(&file.name, "a damaged web archive: its last record is cut off");
            break;
        };
        rest = &rest[length + size..];
        match page(&record, body, budget) {
            Ok(Some((name, bytes))) => {
                let address = record.get("warc-target-uri").cloned().unwrap_or_default();
                // The line that the page begins with has the time of its capture.
                let own = if name.ends_with(".html") { bytes.iter().position(|&b| b == b'\n').unwrap_or(0) } else { 0 };
                if seen.insert((address, *blake3::hash(&bytes[own..]).as_bytes())) {
                    // An image is found by its address.
                    let name = if name.contains("://") { name } else { format!("{}--{name}", file.name) };
                    out.push(CaptureFile { name: file_name(&name), bytes });
                }
            }
            Ok(None) => other += 1,
            Err(reason) => skip(&format!("{}, record {}", file.name, count + 1), &reason),
        }
    }
    if other > 0 {
        skip(&file.name, &format!("{other} records are no pages: requests, style sheets, scripts and the like"));
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(out)
}

/// The header lines up to the blank one, and the number of bytes up to what follows it.
fn headers(bytes: &[u8]) -> Option<(Headers, usize)> {
    let window = &bytes[..bytes.len().min(MAX_HEADERS)];
    let crlf = window.windows(4).position(|w| w == b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = window.windows(2).position(|w| w == b"\n\n").map(|at| (at, at + 2));
    let (end, next) = match (crlf, lf) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    let text = String::from_utf8_lossy(&window[..end]);
    let pairs = text.lines().skip(1).filter_map(|l| l.split_once(':'));
    Some((pairs.map(|(k, v)| (k.trim().to_ascii_lowercase(), v.trim().to_owned())).collect(), next))
}

/// The name and bytes of the page, text or image of a record; `None` if it has none.
fn page(record: &Headers, body: &[u8], budget: &mut u64) -> Result<Option<(String, Vec<u8>)>, String> {
    let address = record.get("warc-target-uri").map_or("", |u| u.trim_matches(['<', '>']));
    let time: String = record.get("warc-date").map_or("", String::as_str).to_owned();
    let stamp: String = time.chars().filter(char::is_ascii_digit).take(14).collect();
    let kind = record.get("warc-type").map_or("", String::as_str);
    let stated = record.get("content-type").cloned().unwrap_or_default();
    let (stated, bytes) = match kind {
        "conversion" => (stated, body.to_vec()),
        "resource" => (stated, body.to_vec()),
        "response" if stated.starts_with("application/http") || stated.is_empty() => {
            let Some((http, length)) = headers(body) else { return Ok(None) };
            let status = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            if status.split(' ').nth(1) != Some("200") {
                return Ok(None);
            }
            let content = http.get("content-type").cloned().unwrap_or_default();
            if !is_wanted(&content) {
                return Ok(None);
            }
            (content, payload(&http, &body[length..], budget)?)
        }
        _ => return Ok(None),
    };
    if !is_wanted(&stated) || bytes.is_empty() {
        return Ok(None);
    }
    let place = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/');
    let place: String = place.chars().map(|c| if matches!(c, '/' | '?' | '&' | '=') { '-' } else { c }).collect();
    if stated.starts_with("image/") {
        return Ok(Some((address.to_owned(), bytes)));
    }
    if stated.starts_with("text/plain") {
        return Ok(Some((format!("{stamp}--{place}.txt"), bytes)));
    }
    let charset = stated.split_once("charset=").map(|(_, c)| c.trim_matches(['"', '\'', ' ']).to_owned());
    let charset = charset.filter(|c| c.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
    let meta = charset.map_or_else(String::new, |c| format!("<meta charset=\"{c}\">"));
    let address = address.replace("--", "-%2D").replace(['>', ' '], "");
    let head = format!("<!-- saved from url=({:04}){address} at {time} -->{meta}\n", address.len());
    Ok(Some((format!("{stamp}--{place}.html"), [head.into_bytes(), bytes].concat())))
}

fn is_wanted(content_type: &str) -> bool {
    ["text/html", "application/xhtml", "text/plain", "image/"].iter().any(|kind| content_type.starts_with(kind))
}

/// The bytes of a response without its transfer and content encodings.
fn payload(http: &Headers, body: &[u8], budget: &mut u64) -> Result<Vec<u8>, String> {
    let chunked = http.get("transfer-encoding").is_some_and(|t| t.eq_ignore_ascii_case("chunked"));
    // Some crawlers store the body without its chunks and keep the header.
    let joined = if chunked { unchunked(body) } else { None };
    let bytes = joined.as_deref().unwrap_or(body);
    match http.get("content-encoding").map_or("identity", String::as_str) {
        "gzip" | "x-gzip" if bytes.starts_with(b"\x1f\x8b") => gunzip(bytes, budget),
        "deflate" => bounded(flate2::read::ZlibDecoder::new(bytes), bytes.len() as u64, budget)
            .or_else(|_| bounded(flate2::read::DeflateDecoder::new(bytes), bytes.len() as u64, budget)),
        "br" => Err("a page compressed by Brotli".into()),
        "zstd" => Err("a page compressed by zstd".into()),
        _ => Ok(bytes.to_vec()),
    }
}

/// The data of chunks (RFC 9112, section 7.1); `None` if the bytes are not chunks.
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    loop {
        let end = bytes.iter().take(40).position(|&b| b == b'\n')?;
        let line = std::str::from_utf8(&bytes[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        bytes = &bytes[end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend(bytes.get(..size)?);
        bytes = bytes[size..].strip_prefix(b"\r\n").or_else(|| bytes[size..].strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, address: &str, time: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: {time}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body, b"\r\n\r\n"].concat()
    }

    #[test]
    fn pages_texts_and_images_of_records() {
        let http = "application/http; msgtype=response";
        let chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<p>one\r\n4\r\n</p>\r\n0\r\n\r\n";
        let missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno";
        let png = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n";
        let bytes = [
            record("warcinfo", "", "2014-01-01T00:00:00Z", "application/warc-fields", b"a: b"),
            record("response", "https://a.example/x/", "2014-03-09T08:00:00Z", http, chunked),
            record("response", "https://a.example/x/", "2014-03-10T08:00:00Z", http, chunked),
            record("response", "https://a.example/no", "2014-03-09T08:00:00Z", http, missing),
            record("response", "https://a.example/i.png", "2014-03-09T08:00:00Z", http, png),
            record("conversion", "https://a.example/y", "2014-03-09T08:00:00Z", "text/plain", b"Two."),
            b"WARC/1.0\r\nContent-Length: 999\r\n\r\ncut".to_vec(),
        ]
        .concat();
        let mut skipped = Vec::new();
        let found = files(&CaptureFile { name: "a.warc".into(), bytes }, &mut (1 << 20), &mut |name, why| {
            skipped.push(format!("{name}: {why}"));
        })
        .expect("a web archive");
        let names: Vec<&str> = found.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "a.warc--20140309080000--a.example-x.html",
                "a.warc--20140309080000--a.example-y.txt",
                "https___a.example_i.png"
            ]
        );
        assert_eq!(
            String::from_utf8_lossy(&found[0].bytes),
            "<!-- saved from url=(0020)https://a.example/x/ at 2014-03-09T08:00:00Z --><meta charset=\"windows-1252\">\n<p>one</p>"
        );
        assert_eq!(skipped.len(), 2, "{skipped:?}");
        assert!(skipped[0].contains("cut off"), "{skipped:?}");
    }
}
