//! Addresses on the web as an EPUB may hold them (WHATWG URL; EPUBCheck's RSC-020 is an error).

use std::fmt::Write;

/// The address with every disallowed character percent-encoded; `None` for one without a valid host, which no browser
/// could open.
pub(crate) fn external(address: &str) -> Option<String> {
    let address = address.trim();
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let host_at = ["https://", "http://", "ftp://"].iter().find(|scheme| lower.starts_with(**scheme)).map(|s| s.len());
    let (head, tail) = match host_at {
        Some(start) => {
            let end = address[start..].find(['/', '?', '#', '\\']).map_or(address.len(), |i| start + i);
            if !is_host(&address[start..end]) {
                return None;
            }
            address.split_at(end)
        }
        None => ("", address),
    };
    let mut out = head.to_owned();
    let mut hash = false;
    for (i, c) in tail.char_indices() {
        let allowed = match c {
            '%' => is_encoded(&tail[i..]),
            '#' => !std::mem::replace(&mut hash, true),
            _ if c.is_ascii() => c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(c),
            // White space and invisible characters; the rest of Unicode is allowed (RFC 3987).
            _ => !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}'),
        };
        if allowed {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    Some(out)
}

fn is_encoded(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
}

/// True for a valid authority: a host, with optional user information before and port after it.
fn is_host(authority: &str) -> bool {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.starts_with('[') {
        return host.contains(']') && host.bytes().all(|b| b.is_ascii_hexdigit() || b":.[]".contains(&b));
    }
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    !host.is_empty()
        && port.bytes().all(|b| b.is_ascii_digit())
        && host.split('.').all(|label| label.len() <= 63)
        && !host.starts_with('.')
        && !host.contains("..")
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_') || (!c.is_ascii() && !c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::external;

    #[test]
    fn disallowed_characters_are_encoded() {
        for (written, expected) in [
            ("https://example.com/a b|c{d}", "https://example.com/a%20b%7Cc%7Bd%7D"),
            ("https://example.com/%zz%20%", "https://example.com/%25zz%20%25"),
            ("https://example.com/ü?q=“x”#a#b", "https://example.com/ü?q=“x”#a%23b"),
            ("https://example.com:80/[1]?a=b&c=d", "https://example.com:80/%5B1%5D?a=b&c=d"),
            ("HTTPS://[::1]:8080/", "HTTPS://[::1]:8080/"),
            ("mailto:a@b.c?subject=x y", "mailto:a@b.c?subject=x%20y"),
        ] {
            assert_eq!(external(written).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn no_host_is_no_address() {
        for written in
            ["https://", "http:///path", "https://a b.c/", "https://{{host}}/", "https://a..b/", "http://a:b:c"]
        {
            assert_eq!(external(written), None, "{written}");
        }
    }
}
