//! Paragraphs and tables of RTF.

use super::reader::{Destination, Reader, State};
use crate::xml::Style;

/// A quotation is set in by a quarter of an inch or more, in twips.
const QUOTE_INDENT: i32 = 360;

impl Reader<'_> {
    pub(super) fn end_paragraph(&mut self) {
        self.flush();
        if self.state.destination != Destination::Body && self.outer.is_empty() {
            return;
        }
        self.close_tags();
        if self.state.in_table {
            self.html.push_str("<br>");
            return;
        }
        self.end_table();
        let named = self.styles.get(&self.state.style).and_then(|n| Style::named(n));
        let style = named.or(self.state.outline.map(|l| Style::Heading(l.clamp(1, 6)))).unwrap_or_default();
        let level = usize::try_from(self.state.indent / 360 - 1).unwrap_or(0);
        let mut list = self.list.map(|numbered| (level, numbered, 1));
        let (mut html, mut text) = (std::mem::take(&mut self.html), std::mem::take(&mut self.text));
        // A bullet or number and a tab, where the writer has no lists.
        if let Some(length) = self.tabbed.take().filter(|l| list.is_none() && html.get(..*l) == text.get(..*l)) {
            let mark = text[..length].trim();
            let numbered = mark.trim_end_matches(['.', ')']).parse::<u32>().is_ok() && mark.ends_with(['.', ')']);
            if numbered || matches!(mark, "•" | "–" | "-" | "·" | "▪" | "◦" | "*") {
                list = Some((level, numbered, 1));
                html = html.split_off(length);
                text = text.split_off(length);
            }
        }
        // A writer without styles sets the title large, bold and centred over everything.
        let bold = html.starts_with("<strong>") && html.ends_with("</strong>");
        let title = self.first && named.is_none() && self.state.centred && bold && text.split(' ').count() <= 20;
        self.first &= text.trim().is_empty();
        let style = match style {
            _ if title => Style::Title,
            Style::Body if list.is_none() && self.is_quotation(&text) => Style::Quote,
            style => style,
        };
        self.flow.paragraph(style, list, &html, &text);
        if self.list == Some(false) {
            self.list = None;
        }
    }

    /// True for a paragraph that is set in from both margins, or from the left one where the paragraphs before it are
    /// not: a quotation, where the writer has no styles.
    fn is_quotation(&mut self, text: &str) -> bool {
        let State { indent, right_indent, first_line, centred, .. } = self.state;
        if text.trim().is_empty() || centred {
            return false;
        }
        let usual = *self.usual_indent.get_or_insert(indent);
        self.usual_indent = Some(usual.min(indent));
        let inner = indent - usual;
        inner >= QUOTE_INDENT && first_line >= 0 || indent >= QUOTE_INDENT && right_indent >= QUOTE_INDENT
    }

    pub(super) fn end_cell(&mut self) {
        self.flush();
        self.close_tags();
        self.text.clear();
        let cell = std::mem::take(&mut self.html);
        self.row.push(cell);
    }

    pub(super) fn end_table(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let mut out = String::from("<table>");
        for row in std::mem::take(&mut self.rows) {
            let cells: String = row.iter().map(|c| format!("<td>{}</td>", c.trim_end_matches("<br>"))).collect();
            out.push_str(&format!("<tr>{cells}</tr>"));
        }
        out.push_str("</table>");
        self.flow.end_list();
        self.flow.block(&out);
    }
}
