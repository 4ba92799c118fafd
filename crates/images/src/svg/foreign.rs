//! Text of a `foreignObject`, which neither a PDF nor most e-readers show, as SVG text.

use std::fmt::Write as _;

use anthology_base::xml::escape;
use quick_xml::events::{BytesStart, Event};

use super::{Copier, Loss, LossKind, character};

impl Copier<'_> {
    /// The lines of text in a `foreignObject`, up to its end.
    pub(super) fn foreign_text(&mut self) -> Result<Vec<String>, String> {
        let mut lines = vec![String::new()];
        let mut depth = 1_usize;
        while depth > 0 {
            let event = self.next()?;
            let breaks = match &event {
                Event::Start(start) | Event::Empty(start) => breaks_line(start.local_name().as_ref()),
                Event::End(end) => breaks_line(end.local_name().as_ref()),
                _ => false,
            };
            if breaks && lines.last().is_some_and(|line| !line.trim().is_empty()) {
                lines.push(String::new());
            }
            let mut put = |text: &str| lines.iter_mut().last().into_iter().for_each(|line| line.push_str(text));
            match event {
                Event::Start(start) if matches!(start.local_name().as_ref(), "script" | "style") => self.skip()?,
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(text) => put(&text),
                Event::CData(data) => put(&data),
                Event::GeneralRef(name) => {
                    let c = match &*name {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        "nbsp" => Some('\u{a0}'),
                        _ => character(&name).flatten(),
                    };
                    put(&c.map(String::from).unwrap_or_default());
                }
                Event::Eof => return Err("an element is not closed".to_owned()),
                _ => {}
            }
        }
        let words = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(lines.iter().map(words).filter(|line| !line.is_empty()).collect())
    }

    /// The text of a `foreignObject` as SVG text, centred in its box and no larger than fits.
    pub(super) fn put_foreign(&mut self, start: &BytesStart<'_>, lines: &[String], line: u32) {
        if lines.is_empty() {
            return;
        }
        let number = |name: &str| {
            let found = start.attributes().flatten().find(|a| a.key.as_ref() == name);
            let value = found.map(|a| a.value.trim().trim_end_matches(char::is_alphabetic).parse::<f64>());
            value.and_then(Result::ok).filter(|n| n.is_finite()).unwrap_or(0.0)
        };
        let (x, y, width, height) = (number("x"), number("y"), number("width"), number("height"));
        // Sixteen is what browsers set; letters are taken to be half as wide as they are high.
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(1).max(1) as f64;
        let fits = |room: f64, needed: f64| if room > 0.0 { room / needed } else { 16.0 };
        let size = fits(width, longest * 0.5).min(fits(height, lines.len() as f64 * 1.2)).clamp(1.0, 16.0);
        let prefix = start.name().prefix().map(|prefix| format!("{}:", prefix.as_ref())).unwrap_or_default();
        let first = y + height / 2.0 - (lines.len() as f64 / 2.0 - 0.8) * size * 1.2;
        let mut svg = String::new();
        let transform = start.attributes().flatten().find(|a| a.key.as_ref() == "transform");
        let transform = transform.map(|a| format!(" transform=\"{}\"", a.value)).unwrap_or_default();
        let _ = write!(svg, "<{prefix}text font-size=\"{size:.2}\" text-anchor=\"middle\"{transform}>");
        for (index, text) in lines.iter().enumerate() {
            let baseline = first + index as f64 * size * 1.2;
            let middle = x + width / 2.0;
            let _ =
                write!(svg, "<{prefix}tspan x=\"{middle:.2}\" y=\"{baseline:.2}\">{}</{prefix}tspan>", escape(text));
            self.characters.extend(text.chars());
        }
        let _ = write!(svg, "</{prefix}text>");
        self.writer.get_mut().extend_from_slice(svg.as_bytes());
        self.losses.push(Loss { line, kind: LossKind::ForeignText(lines.join(" ")) });
    }
}

/// Whether an element of XHTML begins a line of its own.
fn breaks_line(name: &str) -> bool {
    matches!(
        name,
        "br" | "div" | "p" | "li" | "ul" | "ol" | "tr" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "body"
    )
}
