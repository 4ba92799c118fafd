//! XHTML as a growing string: elements are closed by whoever opened them, and text is always escaped. A web page is
//! written so that HTML and XML parsers read it alike.

use anthology_base::xml::escape_into;

/// A fragment of XML under construction.
#[derive(Debug, Default)]
pub struct Markup {
    out: String,
    /// True if attributes in a namespace are left out, which HTML doesn't know.
    html: bool,
}

impl Markup {
    /// Begins with what is given, unescaped: an XML declaration or nothing.
    pub fn new(prolog: &str) -> Self {
        Self { out: prolog.to_owned(), html: false }
    }

    /// Begins a web page: attributes in a namespace (`epub:type`, `xml:lang`) are left out of it, and asides within
    /// sections are divisions, since browsers take them for landmarks.
    pub fn html() -> Self {
        Self { out: "<!DOCTYPE html>\n".to_owned(), html: true }
    }

    /// True in a web page.
    pub fn is_html(&self) -> bool {
        self.html
    }

    fn name<'n>(&self, name: &'n str) -> &'n str {
        if self.html && name == "aside" { "div" } else { name }
    }

    /// Opens an element. Attributes whose value is empty are left out.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">");
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>");
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.out.push('<');
        self.out.push_str(self.name(name));
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            if self.html && key.contains(':') {
                continue;
            }
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape_into(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push_str(end);
    }

    /// Closes an element.
    pub fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(self.name(name));
        self.out.push('>');
    }

    /// Closes an element and ends the line.
    pub fn close_line(&mut self, name: &str) {
        self.close(name);
        self.newline();
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) {
        escape_into(&mut self.out, text);
    }

    /// An element with nothing but text, on a line of its own.
    pub fn line(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close_line(name);
    }

    /// Markup, unescaped.
    pub fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// A line end, between elements.
    pub fn newline(&mut self) {
        self.out.push('\n');
    }

    /// The finished string.
    pub fn finish(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_pages_have_no_namespaces() {
        let mut m = Markup::html();
        m.open("p", &[("epub:type", "pagebreak"), ("lang", "de"), ("xml:lang", "de")]);
        assert_eq!(m.finish(), "<!DOCTYPE html>\n<p lang=\"de\">");
    }

    #[test]
    fn attributes_are_escaped() {
        let mut m = Markup::new("");
        m.empty("img", &[("alt", "1 < 2"), ("class", "")]);
        assert_eq!(m.finish(), "<img alt=\"1 &lt; 2\"/>");
    }
}
