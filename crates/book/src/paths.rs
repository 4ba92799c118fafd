//! Paths inside the book's folder: parts with `/` between them, relative to the folder.

/// The folder of a file: `chapters` of `chapters/a.md`, empty for a file at the top.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of a file without its folder.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The endings of files that are read as chapters: Markdown's, and those of Quarto, R Markdown and Leanpub.
const TEXT_ENDINGS: [&str; 6] = [".md", ".markdown", ".mkd", ".qmd", ".rmd", ".txt"];

/// Returns true for the name of a file that can be a chapter.
pub(crate) fn is_text(path: &str) -> bool {
    text_ending(path).is_some()
}

/// Returns true for the name of a Markdown file.
pub(crate) fn is_markdown(path: &str) -> bool {
    text_ending(path).is_some_and(|ending| !ending.eq_ignore_ascii_case(".txt"))
}

/// The name of a file without its folder and the ending of a chapter.
pub(crate) fn stem(path: &str) -> &str {
    let name = file_name(path);
    text_ending(name).map_or(name, |ending| &name[..name.len() - ending.len()])
}

fn text_ending(path: &str) -> Option<&str> {
    let ending = &path[path.rfind('.')?..];
    TEXT_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)).then_some(ending)
}

/// Returns true for a file that lies among chapters and is meant for other readers: hidden ones, those whose name
/// begins with `_`, and the files that tools and hosts ask for.
pub(crate) fn is_no_chapter(path: &str) -> bool {
    const NAMES: [&str; 2] = ["README", "SUMMARY"];
    file_name(path).starts_with(['_', '.']) || NAMES.iter().any(|name| stem(path).eq_ignore_ascii_case(name))
}

/// `relative` seen from `folder`, with `.` and `..` resolved. `None` where it leaves the book's folder or
/// names the folder itself.
pub(crate) fn join(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with('/') {
        return None;
    }
    if relative.split('/').all(|part| matches!(part, "" | "." | "..")) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Resolves `%20` and the like (RFC 3986, section 2.1); what isn't such a triplet, or wouldn't be UTF-8,
/// is as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16));
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                i += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined() {
        for (base, relative, path) in [
            ("chapters", "b.md", Some("chapters/b.md")),
            ("chapters", "./b.md", Some("chapters/b.md")),
            ("chapters", "../chapters/b.md", Some("chapters/b.md")),
            ("", "b.md", Some("b.md")),
            ("", "../b.md", None),
            ("chapters", "../../b.md", None),
            ("chapters", "/etc/passwd", None),
            ("chapters", "..", None),
            ("a/b", "..", None),
            ("chapters", ".", None),
            ("chapters", "", None),
        ] {
            assert_eq!(join(base, relative).as_deref(), path, "{relative} in {base}");
        }
    }

    #[test]
    fn decoded() {
        assert_eq!(percent_decode("caf%C3%A9%20noir.md"), "café noir.md");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%zz%ff"), "%zz%ff");
    }
}
