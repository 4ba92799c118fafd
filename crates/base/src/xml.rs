//! XML escaping.

/// Bytes that may need an escape: markup, control characters, and the first byte of U+FFFE and U+FFFF.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut control = 0;
    while control < 0x20 {
        stops[control] = true;
        control += 1;
    }
    stops[b'&' as usize] = true;
    stops[b'<' as usize] = true;
    stops[b'>' as usize] = true;
    stops[b'"' as usize] = true;
    stops[0xef] = true;
    stops
};

/// Escapes a text for element content and for attribute values in double quotes. Characters that XML 1.0
/// doesn't allow (2.2, `Char`) become U+FFFD; a carriage return stays one, which a parser would take for a line feed
/// (2.11).
pub fn escape_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| STOPS[usize::from(byte)]) {
        let (plain, stop) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = stop.chars();
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\r') => out.push_str("&#13;"),
            Some(c @ ('\t' | '\n')) => out.push(c),
            Some('\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            other => out.extend(other),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// [`escape_into`] a new string.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_misread_is_escaped() {
        assert_eq!(escape("a < b & \"c\" > d\u{0}\r\n"), "a &lt; b &amp; &quot;c&quot; &gt; d\u{fffd}&#13;\n");
        assert_eq!(escape("\u{ffff}\u{feff}\u{fb01}\u{1f}\t\u{fffe}é"), "\u{fffd}\u{feff}\u{fb01}\u{fffd}\t\u{fffd}é");
    }
}
