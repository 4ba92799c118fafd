//! Substack exports: `posts.csv` has title, subtitle, date and kind of each post, `posts/ID.SLUG.html` its text.

use crate::capture::CaptureFile;
use std::collections::BTreeMap;

/// Replaces the files of an export by pages that say what `posts.csv` says about them.
pub(crate) fn rows(archive: &str, files: Vec<CaptureFile>, skip: &mut impl FnMut(&str, &str)) -> Vec<CaptureFile> {
    let table = files.iter().find(|f| f.name == format!("{archive}--posts.csv"));
    let table = table.map(|f| csv(&String::from_utf8_lossy(&f.bytes))).unwrap_or_default();
    let Some((head, lines)) = table.split_first() else { return files };
    let posts: BTreeMap<&str, BTreeMap<&str, &str>> = lines
        .iter()
        .map(|line| {
            let row: BTreeMap<&str, &str> =
                head.iter().map(String::as_str).zip(line.iter().map(String::as_str)).collect();
            (row.get("post_id").copied().unwrap_or_default(), row)
        })
        .collect();
    let mut out = Vec::new();
    for file in &files {
        let Some(id) = file.name.strip_prefix(&format!("{archive}--posts--")) else {
            if !file.name.ends_with("--posts.csv") {
                skip(&file.name, "it holds no post");
            }
            continue;
        };
        let Some(row) = id.strip_suffix(".html").and_then(|id| posts.get(id)) else {
            skip(&file.name, "it holds no post that posts.csv knows");
            continue;
        };
        let get = |key: &str| row.get(key).copied().unwrap_or_default().trim();
        let left_out = match (get("type"), get("is_published")) {
            ("newsletter" | "" | "podcast", "false") => "a draft",
            ("newsletter" | "", _) => "",
            ("podcast", _) => "a podcast episode",
            ("thread", _) => "a thread, not a post",
            ("page", _) => "a page of the site, not a post",
            _ => "not a post",
        };
        let attribute = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let subtitle = match get("subtitle") {
            "" => String::new(),
            text => format!("<p><em>{}</em></p>", attribute(text)),
        };
        let page = format!(
            "<!DOCTYPE html><html><head><meta name=\"anthology-title\" content=\"{}\"><meta name=\"anthology-date\" content=\"{}\"><meta name=\"anthology-left-out\" content=\"{left_out}\"></head><body>{subtitle}{}</body></html>",
            attribute(get("title")),
            attribute(get("post_date")),
            String::from_utf8_lossy(&file.bytes)
        );
        out.push(CaptureFile { name: file.name.clone(), bytes: page.into_bytes() });
    }
    out
}

/// Comma-separated values (RFC 4180).
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                if row.iter().any(|f| !f.is_empty()) {
                    rows.push(std::mem::take(&mut row));
                }
                row.clear();
            }
            c => field.push(c),
        }
    }
    row.push(field);
    if row.iter().any(|f| !f.is_empty()) {
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields() {
        assert_eq!(csv("a,b\r\n\"x, \"\"y\"\"\nz\",2\n"), [vec!["a", "b"], vec!["x, \"y\"\nz", "2"]]);
    }
}
