//! Paragraphs to lines, as the page builder asks for them.

use anthology_base::{Diagnostics, Length};
use anthology_typeset::{Anchor, SetImage, SetParagraph, SetText, TextStyle};

use crate::draft::Set;
use crate::font::Fonts;
use crate::line::{Line, Measure};
use crate::paragraph::{ParagraphBuilder, ParagraphSettings};
use crate::prepare::Resolve;
use crate::refs::{self, Folios};

/// What lines are set with.
pub(crate) struct Setter<'a> {
    builder: ParagraphBuilder<'a>,
    text: &'a SetText,
}

impl<'a> Setter<'a> {
    pub(crate) fn new(text: &'a SetText, fonts: &'a Fonts) -> Self {
        Self { builder: ParagraphBuilder::new(fonts, &text.theme.fonts, &text.theme.micro), text }
    }

    pub(crate) fn fonts(&self) -> &'a Fonts {
        self.builder.fonts()
    }

    /// A paragraph in its settings, the best first. Of the others the lines are made only where `all` asks
    /// for them, since nearly all of them are never printed.
    pub(crate) fn settings(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        folios: &Folios,
        all: bool,
    ) -> Vec<Set> {
        self.with(paragraph, style, measure, folios, |found| {
            let mut sets: Vec<Set> = found
                .variants()
                .map(|v| Set {
                    looseness: v.looseness,
                    demerits: v.demerits,
                    hyphenated: v.hyphenated.clone(),
                    last_width: v.last_width,
                    lines: if all || v.looseness == 0 { made(found, v.looseness) } else { Vec::new() },
                })
                .collect();
            sets.sort_by_key(|s| (s.looseness != 0, s.looseness));
            sets
        })
    }

    /// The lines of one setting.
    pub(crate) fn lines(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        folios: &Folios,
        looseness: i8,
    ) -> Vec<Line> {
        self.with(paragraph, style, measure, folios, |found| made(found, looseness))
    }

    fn with<T>(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        folios: &Folios,
        then: impl FnOnce(&ParagraphSettings<'_>) -> T,
    ) -> T {
        let page = |anchor: &Anchor| refs::folio(anchor, folios).to_owned();
        let image = |image: &SetImage| match self.text.images.get(image.image) {
            Some(asset) => crate::picture::size(asset, image.width, measure.width).0,
            None => Length::ZERO,
        };
        then(&self.builder.settings(paragraph, style, measure, Resolve { page: &page, image: &image }))
    }

    /// Reports what no font has, of all that was set.
    pub(crate) fn report_missing(&self, diagnostics: &mut Diagnostics) {
        self.builder.report_missing(self.text.missing_glyphs, diagnostics);
    }
}

fn made(found: &ParagraphSettings<'_>, looseness: i8) -> Vec<Line> {
    found.setting(looseness).map(|s| s.lines).unwrap_or_default()
}
