//! Paths inside the book's folder: parts with `/` between them, relative to the folder.

/// The folder of a file: `chapters` of `chapters/a.md`, empty for a file at the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of a file without its folder.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `relative` seen from `folder`, with `.` and `..` resolved. `None` where it leaves the book's folder or
/// names the folder itself.
pub fn join(folder: &str, relative: &str) -> Option<String> {
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
pub fn percent_decode(text: &str) -> String {
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
