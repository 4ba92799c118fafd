//! Substack exports: `posts.csv` has title, subtitle, date and kind of each post, `posts/ID.SLUG.html` its text.

use crate::capture::CaptureFile;
use anthology_base::csv;
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
                head.fields.iter().map(String::as_str).zip(line.fields.iter().map(String::as_str)).collect();
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
