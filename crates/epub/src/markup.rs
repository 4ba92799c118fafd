//! XHTML as a growing string: elements are closed by whoever opened them, and text is always escaped.

/// Bytes at which a text must be looked at: markup, what XML doesn't allow, and the first byte of U+FFFE and U+FFFF.
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
/// doesn't allow (2.2, `Char`) become U+FFFD.
pub(crate) fn escape_into(out: &mut String, text: &str) {
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
            Some(c @ ('\t' | '\n' | '\r')) => out.push(c),
            Some('\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            other => out.extend(other),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// [`escape_into`] a new string.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

/// A fragment of XML under construction.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    out: String,
}

impl Markup {
    /// Begins with what is given, unescaped: an XML declaration or nothing.
    pub(crate) fn new(prolog: &str) -> Self {
        Self { out: prolog.to_owned() }
    }

    /// Opens an element. Attributes whose value is empty are left out.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">");
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>");
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape_into(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push_str(end);
    }

    /// Closes an element.
    pub(crate) fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Closes an element and ends the line.
    pub(crate) fn close_line(&mut self, name: &str) {
        self.close(name);
        self.newline();
    }

    /// Text, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }

    /// An element with nothing but text, on a line of its own.
    pub(crate) fn line(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close_line(name);
    }

    /// What is markup already.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// A line end, where white space means nothing.
    pub(crate) fn newline(&mut self) {
        self.out.push('\n');
    }

    /// The finished string.
    pub(crate) fn finish(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_misread_is_escaped() {
        assert_eq!(escape("a < b & \"c\" > d\u{0}"), "a &lt; b &amp; &quot;c&quot; &gt; d\u{fffd}");
        assert_eq!(escape("\u{ffff}\u{feff}\u{fb01}\u{1f}\t\u{fffe}é"), "\u{fffd}\u{feff}\u{fb01}\u{fffd}\t\u{fffd}é");
        let mut m = Markup::new("");
        m.empty("img", &[("alt", "1 < 2"), ("class", "")]);
        assert_eq!(m.finish(), "<img alt=\"1 &lt; 2\"/>");
    }
}
