//! Paragraphs to lines, as the page builder asks for them.

use anthology_base::{Lang, Length};
use anthology_typeset::{ParagraphId, ParagraphStyle, Run, RunStyle, SetParagraph, SetText, TextStyle};

use crate::font::Fonts;
use crate::line::{Line, LineRun, Measure, Setting};
use crate::page::{Glyph, GlyphRun, Ink};

/// What lines are set with.
pub(crate) struct Setter<'a> {
    fonts: &'a Fonts,
    text: &'a SetText,
}

impl<'a> Setter<'a> {
    pub(crate) fn new(text: &'a SetText, fonts: &'a Fonts) -> Self {
        Self { fonts, text }
    }

    /// A paragraph in its settings; the best first.
    pub(crate) fn set(&self, paragraph: &SetParagraph, style: &TextStyle, measure: &Measure) -> Vec<Setting> {
        let weight = if style.bold {
            700
        } else if style.semibold {
            600
        } else {
            400
        };
        let font = self.fonts.of_theme(&self.text.theme.fonts, style.family, weight, style.italic);
        let face = self.fonts.get(font);
        let text = &paragraph.text;
        let mut lines = Vec::new();
        let mut start = 0;
        let adv = |c: char| face.glyph(c).map_or(style.size / 2, |g| face.scale(face.advance(g), style.size));
        while start < text.len() || lines.is_empty() {
            let indent = if lines.is_empty() { measure.indent } else { Length::ZERO };
            let room = measure.width - indent;
            let mut width = Length::ZERO;
            let mut end = text.len();
            let mut space = None;
            for (i, c) in text[start..].char_indices() {
                if c == ' ' {
                    space = Some(start + i + 1);
                }
                if c == '\n' {
                    end = start + i + 1;
                    break;
                }
                width += adv(c);
                if width > room && c != ' ' && i > 0 {
                    end = space.unwrap_or(start + i);
                    break;
                }
            }
            let piece = text[start..end].trim_end();
            let width: Length = piece.chars().map(adv).sum();
            let x = match style.align {
                anthology_typeset::TextAlign::Center => indent + (room - width) / 2,
                anthology_typeset::TextAlign::End => indent + room - width,
                _ => indent,
            };
            let mut runs = Vec::new();
            let mut at = x;
            let mut from = start;
            for (r, run) in paragraph.runs.iter().enumerate() {
                let to = (run.end as usize).min(start + piece.len());
                if to <= from {
                    continue;
                }
                let t = &text[from..to];
                let glyphs: Vec<Glyph> = t
                    .char_indices()
                    .map(|(i, c)| Glyph {
                        id: face.glyph(c).unwrap_or(0),
                        advance: adv(c),
                        dx: Length::ZERO,
                        dy: Length::ZERO,
                        cluster: i as u32,
                        hyphen: false,
                    })
                    .collect();
                let w: Length = glyphs.iter().map(|g| g.advance).sum();
                runs.push(LineRun {
                    glyphs: GlyphRun {
                        font,
                        size: style.size,
                        x: at,
                        y: Length::ZERO,
                        scale: 10000,
                        glyphs,
                        text: t.to_owned(),
                        lang: run.lang,
                        ink: Ink::BLACK,
                    },
                    run: r as u32,
                    text: from as u32..to as u32,
                    width: w,
                    decoration: crate::line::Decoration::None,
                });
                at += w;
                from = to;
            }
            lines.push(Line {
                runs,
                text: start as u32..end as u32,
                width,
                hyphenated: false,
                images: Vec::new(),
                ratio: 0,
            });
            start = end;
        }
        vec![Setting { lines, demerits: 0, looseness: 0, overfull: false }]
    }
}

/// A paragraph of one run, for what the page builder prints of its own accord.
pub(crate) fn plain(text: &str, style: ParagraphStyle, lang: Lang) -> SetParagraph {
    let run = Run {
        end: text.len() as u32,
        style: RunStyle::default(),
        lang,
        link: None,
        expansion: None,
        span: anthology_base::Span::default(),
    };
    SetParagraph {
        id: ParagraphId::default(),
        style,
        lang,
        text: text.to_owned(),
        runs: if text.is_empty() { Vec::new() } else { vec![run] },
        hyphens: Vec::new(),
        objects: Vec::new(),
        links: Vec::new(),
        ids: Vec::new(),
        address: None,
        span: anthology_base::Span::default(),
    }
}
