//! Style sheets and references of an SVG image.

/// True for the address of a part of the file, or of an image within it.
pub(super) fn is_internal(address: &str) -> bool {
    let address = address.trim();
    address.starts_with('#') || address.starts_with("data:image/") && !address.starts_with("data:image/svg")
}

/// A style sheet, or a value of one, without references to other files.
pub(super) fn clean_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("@import") {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once(';').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let mut clean = String::with_capacity(out.len());
    let mut rest = out.as_str();
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at);
        clean.push_str(before);
        let end = after.find(')').map_or(after.len(), |end| end + 1);
        let address = after[4..end].trim_end_matches(')').trim().trim_matches(['"', '\'']);
        let quoted = address.trim_start_matches("&quot;").trim_start_matches("&apos;");
        clean.push_str(if is_internal(quoted) { &after[..end] } else { "none" });
        rest = &after[end..];
    }
    clean.push_str(rest);
    clean
}
