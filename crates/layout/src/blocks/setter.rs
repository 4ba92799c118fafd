//! Paragraphs to lines, as the page builder asks for them.

use anthology_base::{Diagnostics, Length};
use anthology_typeset::{Anchor, SetImage, SetParagraph, SetText, TextStyle};

use crate::blocks::references::{self, Folios};
use crate::blocks::vertical_list::Set;
use crate::fonts::Fonts;
use crate::paragraph::builder::{Extents, ParagraphBuilder, ParagraphSettings, Recipe, Variant};
use crate::paragraph::line::{Line, Measure};
use crate::paragraph::prepare::Resolve;

/// Which lines of a paragraph's settings are made at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MakeLines {
    /// None: where they end is enough.
    None,
    /// Those of the best: of the others nearly all are never printed.
    Best,
    /// Of all settings.
    All,
}

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

    /// How high the x of a style is.
    pub(crate) fn x_height(&self, style: &TextStyle) -> Length {
        let fonts = self.fonts();
        let font = fonts.get(fonts.of_theme(&self.text.theme.fonts, style.family, 400, false, style.size));
        font.scale(i32::from(font.x_height), style.size)
    }

    /// How thick the theme's rules are.
    pub(crate) fn rule(&self) -> Length {
        self.text.theme.blocks.rule
    }

    /// A paragraph in its settings, the best first.
    pub(crate) fn settings(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        folios: &Folios,
        make: MakeLines,
    ) -> Vec<Set> {
        self.with(measure, folios, |resolve| {
            let found = self.builder.settings(paragraph, style, measure, resolve);
            let mut variants: Vec<&Variant> = found.variants().collect();
            variants.sort_by_key(|v| (v.looseness != 0, v.looseness));
            let set = |v: &Variant| {
                let now = make == MakeLines::All || make == MakeLines::Best && v.looseness == 0;
                Set {
                    demerits: v.demerits,
                    hyphenated: v.hyphenated.clone(),
                    ends: v.ends.clone(),
                    last_width: v.last_width,
                    lines: if now { made(&found, v.looseness) } else { Vec::new() },
                    recipe: if now { None } else { found.recipe(v.looseness) },
                }
            };
            variants.into_iter().map(set).collect()
        })
    }

    /// The lines of the best setting, for what needs no other.
    pub(crate) fn best(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        folios: &Folios,
    ) -> Vec<Line> {
        self.with(measure, folios, |resolve| self.builder.set(paragraph, style, measure, resolve).lines)
    }

    /// How wide a paragraph is, and how narrow it can be. A picture in it is as wide as in a measure of `room`.
    pub(crate) fn extents(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        room: Length,
        folios: &Folios,
    ) -> Extents {
        let measure = Measure { width: room, indent: Length::ZERO, notch: None };
        self.with(&measure, folios, |resolve| self.builder.extents(paragraph, style, resolve))
    }

    /// The lines of a setting that was found before.
    pub(crate) fn lines(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        folios: &Folios,
        recipe: &Recipe,
    ) -> Vec<Line> {
        self.with(measure, folios, |resolve| self.builder.lines(paragraph, style, measure, resolve, recipe))
    }

    /// Does something with what a paragraph needs to know of the rest of the book.
    fn with<T>(&self, measure: &Measure, folios: &Folios, then: impl FnOnce(Resolve<'_>) -> T) -> T {
        let page = |anchor: &Anchor| references::folio(anchor, folios).to_owned();
        let image = |image: &SetImage| match self.text.images.get(image.image) {
            Some(asset) => crate::blocks::image::size(asset, image.width, measure.width).0,
            None => Length::ZERO,
        };
        then(Resolve { page: &page, image: &image })
    }

    /// Reports what no font has, of all that was set.
    pub(crate) fn report_missing(&self, diagnostics: &mut Diagnostics) {
        self.builder.report_missing(self.text.missing_glyphs, diagnostics);
    }
}

fn made(found: &ParagraphSettings<'_>, looseness: i8) -> Vec<Line> {
    found.setting(looseness).map(|s| s.lines).unwrap_or_default()
}
