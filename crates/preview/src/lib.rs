//! Pages for a screen: [`Pages`] and the number of one in; that page as SVG out. Glyphs are drawn by their outlines, so
//! that it looks as the PDF does, whatever fonts the machine has.
//!
//! ```
//! use anthology_base::MemoryWorld;
//! use anthology_preview::page_svg;
//! use anthology_test_support::{lay_out, set};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Tides\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "# One\n\nThe sea comes in twice a day.\n");
//! let (text, _) = set(&world);
//! let pages = lay_out(&text);
//! let last = page_svg(&pages, pages.pages.len() - 1, 1, &[]).expect("a page");
//! assert!(last.starts_with("<svg ") && last.contains("<use "));
//! assert_eq!(page_svg(&pages, pages.pages.len(), 1, &[]), None);
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;

use anthology_base::Length;
use anthology_base::xml::escape;
use anthology_layout::fonts::Font;
use anthology_layout::page::{GlyphRun, ItemKind, Pages, Rect};
use skrifa::instance::Size;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// A page as an SVG element for an HTML document; `None` for a page that isn't there. `images` are the URLs of the
/// images, in the order of [`Pages::images`]. `name` is another for each page of a document: ids begin with it.
pub fn page_svg(pages: &Pages, index: usize, name: usize, images: &[String]) -> Option<String> {
    let page = pages.pages.get(index)?;
    let mut drawing =
        Drawing { prefix: name, pages, body: String::new(), glyphs: BTreeMap::new(), defs: String::new() };
    for item in &page.items {
        match &item.kind {
            ItemKind::Glyphs(run) => drawing.glyphs(run),
            ItemKind::Rule(rect) => drawing.rect(*rect),
            ItemKind::Image { image, rect, turned } => drawing.image(images.get(*image), *rect, *turned),
        }
    }
    let (width, height) = (points(page.width), points(page.height));
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">\
         <defs>{}</defs>{}</svg>",
        escape(&page.label),
        drawing.defs,
        drawing.body
    ))
}

/// A length in points, to a thousandth.
fn points(length: Length) -> f64 {
    (length.pt() * 1000.0).round() / 1000.0
}

struct Drawing<'a> {
    /// Makes ids unique in a document with several pages.
    prefix: usize,
    pages: &'a Pages,
    body: String,
    /// Whether a glyph of a font has an outline, by font and glyph.
    glyphs: BTreeMap<(u32, u16), bool>,
    defs: String,
}

impl Drawing<'_> {
    fn glyphs(&mut self, run: &GlyphRun) {
        let Some(font) = self.pages.fonts.get(run.font as usize) else { return };
        let scale = run.size.pt() / f64::from(font.units_per_em);
        let across = scale * f64::from(run.scale) / 10_000.0;
        let ink = match run.ink.0 {
            1000.. => String::new(),
            ink => format!(" opacity=\"{}\"", f64::from(ink) / 1000.0),
        };
        let _ = write!(
            self.body,
            "<g transform=\"translate({} {}){} scale({across:.6} {:.6})\"{ink}>",
            points(run.x),
            points(run.y),
            if run.turned { " rotate(-90)" } else { "" },
            -scale
        );
        let mut x = Length::ZERO;
        for glyph in &run.glyphs {
            if self.define(run.font, font, glyph.id) {
                let shift = glyph.shift;
                let (left, up) = ((x + shift.dx()).pt() / across, shift.dy().pt() / scale);
                let _ = write!(self.body, "<use href=\"#g{}-{}-{}\" x=\"{left:.1}\"", self.prefix, run.font, glyph.id);
                if up != 0.0 {
                    let _ = write!(self.body, " y=\"{up:.1}\"");
                }
                self.body.push_str("/>");
            }
            x += glyph.advance;
        }
        self.body.push_str("</g>");
    }

    /// Defines a glyph once. False for one without ink.
    fn define(&mut self, index: u32, font: &Font, glyph: u16) -> bool {
        if let Some(&known) = self.glyphs.get(&(index, glyph)) {
            return known;
        }
        let path = outline(font, glyph).unwrap_or_default();
        let inked = !path.is_empty();
        if inked {
            let _ = write!(self.defs, "<path id=\"g{}-{index}-{glyph}\" d=\"{path}\"/>", self.prefix);
        }
        self.glyphs.insert((index, glyph), inked);
        inked
    }

    fn rect(&mut self, rect: Rect) {
        let _ = write!(self.body, "<rect{}/>", placed(rect));
    }

    fn image(&mut self, url: Option<&String>, rect: Rect, turned: bool) {
        let place = if turned {
            let (x, y) = (points(rect.x), points(rect.y + rect.height));
            let at_origin = Rect { x: Length::ZERO, y: Length::ZERO, ..rect.as_read(true) };
            format!(" transform=\"translate({x} {y}) rotate(-90)\"{}", placed(at_origin))
        } else {
            placed(rect)
        };
        let _ = match url {
            Some(url) => {
                write!(self.body, "<image{place} preserveAspectRatio=\"none\" href=\"{}\"/>", escape(url))
            }
            None => write!(self.body, "<rect{place} opacity=\"0.2\"/>"),
        };
    }
}

fn placed(rect: Rect) -> String {
    let Rect { x, y, width, height } = rect;
    let (x, y, width, height) = (points(x), points(y), points(width), points(height));
    format!(" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}

/// The outline of a glyph in font units.
fn outline(font: &Font, glyph: u16) -> Option<String> {
    let face = FontRef::from_index(font.bytes(), font.index()).ok()?;
    let settings = font.variations().iter().map(|(tag, value)| (skrifa::Tag::new(tag), *value));
    let location = face.axes().location(settings);
    let mut pen = PathPen::default();
    let glyph = face.outline_glyphs().get(GlyphId::from(glyph))?;
    glyph.draw(DrawSettings::unhinted(Size::unscaled(), &location), &mut pen).ok()?;
    Some(pen.0)
}

/// Writes path data (SVG 2, 9.3).
#[derive(Default)]
struct PathPen(String);

impl PathPen {
    fn command(&mut self, letter: char, numbers: &[f32]) {
        self.0.push(letter);
        for (at, number) in numbers.iter().enumerate() {
            let gap = if at > 0 { " " } else { "" };
            let _ = write!(self.0, "{gap}{}", number.round());
        }
    }
}

impl OutlinePen for PathPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.command('M', &[x, y]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.command('L', &[x, y]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.command('Q', &[x1, y1, x, y]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.command('C', &[x1, y1, x2, y2, x, y]);
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}
