//! Paragraphs to lines, as far as the page builder needs them.

use std::ops::Range;

use anthology_base::{Diagnostics, Length};
use anthology_typeset::{ObjectKind, SetImage, SetParagraph, SetText, TextStyle};

use crate::blocks::break_cache::{BreakCache, BreakKey};
use crate::blocks::image_size::image_size;
use crate::blocks::references::{self, Folios};
use crate::fonts::Fonts;
use crate::paragraph::builder::{IntrinsicWidths, ParagraphBuilder, ParagraphSettings, Recipe, SettingSummary};
use crate::paragraph::context::Resolve;
use crate::paragraph::line::{Line, Measure};

/// The lines of a paragraph's settings that are made at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LinesNeeded {
    /// None: where they end is enough.
    None,
    /// Those of the best: of the others nearly all are never printed.
    Best,
    /// Of all settings.
    All,
}

/// A paragraph in one of its settings.
#[derive(Clone, Debug)]
pub(crate) struct TextVariant {
    /// Larger is worse.
    pub(crate) demerits: i64,
    /// For each line: it ends with a hyphen, added or the author's.
    pub(crate) hyphenated: Vec<bool>,
    /// For each line, the byte of the text up to which it goes.
    pub(crate) ends: Vec<u32>,
    /// Of the last line.
    pub(crate) last_width: Length,
    /// The lines; empty until they are needed.
    pub(crate) lines: Vec<Line>,
    /// The recipe to make them by, until then.
    pub(crate) recipe: Option<Recipe>,
}

impl TextVariant {
    /// The bytes of the text that stand on a line, the space at its end included.
    pub(crate) fn on_line(&self, line: usize) -> Option<Range<u32>> {
        let start = line.checked_sub(1).map_or(Some(&0), |above| self.ends.get(above))?;
        Some(*start..*self.ends.get(line)?)
    }
}

/// Sets the paragraphs of one book.
pub(crate) struct ParagraphSetter<'a> {
    builder: ParagraphBuilder<'a>,
    text: &'a SetText,
    /// Settings of earlier layouts.
    cache: Option<&'a BreakCache>,
}

impl<'a> ParagraphSetter<'a> {
    pub(crate) fn new(text: &'a SetText, fonts: &'a Fonts) -> Self {
        Self { builder: ParagraphBuilder::new(fonts, &text.theme.fonts, &text.theme.micro), text, cache: None }
    }

    /// One that looks up the settings that earlier layouts found.
    pub(crate) fn with_cache(text: &'a SetText, fonts: &'a Fonts, cache: &'a BreakCache) -> Self {
        Self { cache: Some(cache), ..Self::new(text, fonts) }
    }

    pub(crate) fn fonts(&self) -> &'a Fonts {
        self.builder.fonts()
    }

    /// The x-height of a style.
    pub(crate) fn x_height(&self, style: &TextStyle) -> Length {
        let fonts = self.fonts();
        let font = fonts.get(fonts.of_theme(&self.text.theme.fonts, style.family, 400, false, style.size));
        font.scale(i32::from(font.x_height), style.size)
    }

    /// The thickness of the theme's rules.
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
        make: LinesNeeded,
    ) -> Vec<TextVariant> {
        self.with(measure, folios, |resolve| {
            let known = |cache| Some((cache, BreakKey::of(paragraph, style, measure, make, &resolve)?));
            let cached: Option<(&BreakCache, BreakKey)> = self.cache.and_then(known);
            if let Some(variants) = cached.as_ref().and_then(|(cache, key)| cache.get(key)) {
                return variants;
            }
            let found = self.builder.settings(paragraph, style, measure, resolve);
            let mut variants: Vec<&SettingSummary> = found.variants().collect();
            variants.sort_by_key(|v| (v.looseness != 0, v.looseness));
            let set = |v: &SettingSummary| {
                let now = make == LinesNeeded::All || make == LinesNeeded::Best && v.looseness == 0;
                TextVariant {
                    demerits: v.demerits,
                    hyphenated: v.hyphenated.clone(),
                    ends: v.ends.clone(),
                    last_width: v.last_width,
                    lines: if now { made(&found, v.looseness) } else { Vec::new() },
                    recipe: if now { None } else { found.recipe(v.looseness) },
                }
            };
            let variants: Vec<TextVariant> = variants.into_iter().map(set).collect();
            // What is reported about a paragraph is found out by setting it.
            if let Some((cache, key)) = cached.filter(|_| !found.has_findings) {
                cache.put(key, &variants);
            }
            variants
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

    /// The widths that a paragraph can have. An image in it is as wide as in a measure of `room`.
    pub(crate) fn intrinsic_widths(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        room: Length,
        folios: &Folios,
    ) -> IntrinsicWidths {
        let measure = Measure { width: room, indent: Length::ZERO, notch: None };
        self.with(&measure, folios, |resolve| self.builder.intrinsic_widths(paragraph, style, resolve))
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

    /// Calls `then` with what a paragraph needs from the rest of the book.
    fn with<T>(&self, measure: &Measure, folios: &Folios, then: impl FnOnce(Resolve<'_>) -> T) -> T {
        let page = |object: &ObjectKind| references::number(object, folios);
        let image = |image: &SetImage| match self.text.images.get(image.image) {
            Some(asset) => image_size(asset, image.width, measure.width).width,
            None => Length::ZERO,
        };
        then(Resolve { page: &page, image: &image })
    }

    /// Reports the characters without a glyph in any font, and the lines wider than their measure, of all paragraphs
    /// that were set.
    pub(crate) fn report_missing(&self, diagnostics: &mut Diagnostics) {
        self.builder.report_missing(self.text.missing_glyphs, diagnostics);
        self.builder.report_overfull(diagnostics);
    }
}

fn made(found: &ParagraphSettings<'_>, looseness: i8) -> Vec<Line> {
    found.setting(looseness).map(|s| s.lines).unwrap_or_default()
}
