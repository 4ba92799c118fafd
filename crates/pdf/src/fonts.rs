//! Embedded fonts: the glyphs that the pages use, their Unicode values, and the subsets.

use std::cmp::Reverse;
use std::sync::Arc;

use anthology_layout::fonts::Font;
use anthology_layout::page::{ItemKind, Page, Pages};
use printpdf::ParsedFont;
use rayon::prelude::*;
use subsetter::GlyphRemapper;

use crate::cluster::{Cluster, alike, clusters};
use crate::cmap;
use crate::costs::MOST_LAYERS;
use crate::error::WriteError;
use crate::syntax::push_escaped_byte;

/// A font in the file: one subset, and further ones for glyphs with several Unicode values (a capital and a small cap that
/// share a glyph). ToUnicode maps a code to one value (ISO 32000-1, 9.10.3), and many readers ignore ActualText, or lose
/// the text after it.
#[derive(Debug)]
pub(crate) struct Face {
    /// The whole font.
    pub(crate) font: Arc<Font>,
    /// The Unicode value of its line-end hyphens.
    pub(crate) hyphen: &'static str,
    /// The first has every glyph, with its most frequent value.
    pub(crate) layers: Vec<Layer>,
}

/// A subset.
#[derive(Debug)]
pub(crate) struct Layer {
    /// The subset tag: six capital letters (ISO 32000-1, 9.6.4).
    pub(crate) tag: String,
    /// The subset's font program, with all its metrics in thousandths of the em.
    pub(crate) subset: ParsedFont,
    /// By glyph id in the full font: the code in the file; 0 for glyphs that the layer doesn't have.
    codes: Vec<u16>,
    /// True for one-byte codes; see [`cmap`].
    pub(crate) narrow: bool,
    /// By code: width in thousandths of the em, exactly as the file has it.
    widths: Vec<i64>,
    /// By code: the glyph's Unicode value, which may be several characters.
    texts: Vec<Box<str>>,
    /// The code of the space; 0 where there is none.
    space: u16,
}

impl Layer {
    /// The code of a glyph.
    #[inline]
    pub(crate) fn code(&self, glyph: u16) -> u16 {
        self.codes.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// The width of a code, in thousandths of the em.
    #[inline]
    pub(crate) fn width(&self, code: u16) -> i64 {
        self.widths.get(usize::from(code)).copied().unwrap_or(0)
    }

    /// True for the code of the space.
    #[inline]
    pub(crate) fn is_space(&self, code: u16) -> bool {
        code == self.space && code != 0
    }

    /// The code of the space, if it has one.
    pub(crate) fn space(&self) -> Option<u16> {
        Some(self.space).filter(|code| *code != 0)
    }

    /// The Unicode value of a code.
    #[inline]
    pub(crate) fn text(&self, code: u16) -> &str {
        self.texts.get(usize::from(code)).map_or("", |text| text)
    }

    /// Appends a code as a string has it.
    #[inline]
    pub(crate) fn push(&self, out: &mut Vec<u8>, code: u16) {
        if !self.narrow {
            push_escaped_byte(out, (code >> 8) as u8);
        }
        push_escaped_byte(out, code as u8);
    }

    /// The codes in use, ascending.
    pub(crate) fn used(&self) -> impl Iterator<Item = u16> {
        let last = u16::try_from(self.texts.len()).unwrap_or(u16::MAX);
        (0..last).filter(|code| !self.text(*code).is_empty())
    }
}

/// A Unicode value of a glyph, and its frequency.
#[derive(Clone)]
struct UnicodeValue {
    text: Box<str>,
    count: u32,
}

/// The Unicode values of each glyph, by its id.
#[derive(Clone, Default)]
struct Usage(Vec<Vec<UnicodeValue>>);

impl Usage {
    #[inline]
    fn add(&mut self, glyph: u16, text: &str, count: u32) {
        let glyph = usize::from(glyph);
        if self.0.len() <= glyph {
            self.0.resize_with(glyph + 1, Vec::new);
        }
        let known = &mut self.0[glyph];
        match known.iter_mut().find(|value| alike(&value.text, text)) {
            Some(value) => value.count += count,
            None => known.push(UnicodeValue { text: text.into(), count }),
        }
    }

    /// The glyphs in use.
    fn glyphs(&self) -> impl Iterator<Item = (u16, &[UnicodeValue])> {
        let used = self.0.iter().enumerate().filter(|(_, values)| !values.is_empty());
        used.map(|(glyph, values)| (glyph as u16, values.as_slice()))
    }
}

/// Subsets every font that the pages use; by index into [`Pages::fonts`]. `hyphen` is the Unicode value of line-end
/// hyphens.
pub(crate) fn embed(pages: &Pages, hyphen: &'static str) -> Result<Vec<Option<Face>>, WriteError> {
    let usage = usage(pages, hyphen);
    let faces: Vec<Result<Option<Face>, WriteError>> = pages
        .fonts
        .par_iter()
        .zip(usage.par_iter())
        .enumerate()
        .map(
            |(index, (font, usage))| {
                if usage.0.is_empty() { Ok(None) } else { face(index, font, usage, hyphen).map(Some) }
            },
        )
        .collect();
    faces.into_iter().collect()
}

fn usage(pages: &Pages, hyphen: &str) -> Vec<Usage> {
    let empty = || vec![Usage::default(); pages.fonts.len()];
    let of_chunk = |chunk: &[Page]| {
        let mut counts = empty();
        chunk.iter().for_each(|page| count(page, hyphen, &mut counts));
        counts
    };
    pages.pages.par_chunks(64).map(of_chunk).reduce(empty, merge)
}

fn merge(mut all: Vec<Usage>, more: Vec<Usage>) -> Vec<Usage> {
    for (all, more) in all.iter_mut().zip(more) {
        if all.0.is_empty() {
            *all = more;
            continue;
        }
        for (glyph, values) in more.glyphs() {
            values.iter().for_each(|value| all.add(glyph, &value.text, value.count));
        }
    }
    all
}

fn count(page: &Page, hyphen: &str, counts: &mut [Usage]) {
    let mut parts = Vec::new();
    for item in &page.items {
        let ItemKind::Glyphs(run) = &item.kind else { continue };
        let Some(usage) = counts.get_mut(run.font as usize) else { continue };
        clusters(run, &mut parts);
        for cluster in &parts {
            unicode_values(cluster, hyphen, |i, text, count| {
                // A box is drawn for `.notdef`.
                if let Some(glyph) = run.glyphs.get(i).filter(|glyph| glyph.id != 0) {
                    usage.add(glyph.id, text, count);
                }
            });
        }
    }
}

/// The Unicode value of a line-end hyphen that distinguishes it from a hyphen of the text (ISO 32000-1, 14.8.2.2.3).
pub(crate) const SOFT_HYPHEN: &str = "\u{ad}";

/// The Unicode value of a line-end hyphen that search functions know.
pub(crate) const HYPHEN_MINUS: &str = "-";

/// The Unicode value of each glyph of a cluster, by its index in the run, with a weight. A value of weight 0 is arbitrary:
/// every glyph must have one (PDF/UA-1, 7.21.7), and ActualText has the characters.
pub(crate) fn unicode_values(cluster: &Cluster<'_>, hyphen: &str, mut found: impl FnMut(usize, &str, u32)) {
    let text = cluster.text;
    let count = cluster.glyphs.len();
    if cluster.hyphen {
        cluster.glyphs.clone().for_each(|i| found(i, hyphen, 1));
    } else if count == 1 {
        found(cluster.glyphs.start, if text.is_empty() { "\u{200b}" } else { text }, u32::from(!text.is_empty()));
    } else if count <= text.chars().count() {
        // The last glyph has what is left: two marks that are one glyph over their letter.
        let mut rest = text;
        for (n, i) in cluster.in_logical_order().enumerate() {
            let end = if n + 1 == count { rest.len() } else { rest.chars().next().map_or(0, char::len_utf8) };
            found(i, &rest[..end], 1);
            rest = &rest[end..];
        }
    } else {
        let first = text.chars().next().unwrap_or('\u{200b}');
        let mut buffer = [0; 4];
        cluster.glyphs.clone().for_each(|i| found(i, first.encode_utf8(&mut buffer), 0));
    }
}

fn face(index: usize, font: &Arc<Font>, usage: &Usage, hyphen: &'static str) -> Result<Face, WriteError> {
    if let Some(reason) = font.subsetting_forbidden() {
        return Err(WriteError::Font { name: font.postscript_name.clone(), reason: reason.to_owned() });
    }
    let space = UnicodeValue { text: Box::from(" "), count: 0 };
    let mut values: Vec<(u16, Vec<&UnicodeValue>)> = Vec::new();
    for (glyph, list) in usage.glyphs() {
        let mut list: Vec<&UnicodeValue> = list.iter().collect();
        // The most frequent first; a fixed order among equals, so that the file doesn't depend on threads.
        list.sort_by(|a, b| (b.count, &a.text).cmp(&(a.count, &b.text)));
        values.push((glyph, list));
    }
    // The writer shows spaces between pieces that are set apart.
    if let Some(glyph) = font.glyph(' ').filter(|glyph| usage.0.get(usize::from(*glyph)).is_none_or(Vec::is_empty)) {
        values.push((glyph, vec![&space]));
    }
    let of_layer = |layer: usize| -> Vec<Mapping<'_>> {
        let of_layer = values.iter().filter_map(|(glyph, list)| Some((*glyph, *list.get(layer)?)));
        let of_layer = of_layer.filter(|(_, value)| layer == 0 || value.count > 0);
        of_layer.map(|(glyph, value)| Mapping { glyph, text: &value.text, count: value.count }).collect()
    };
    let mappings = (0..MOST_LAYERS).map(of_layer).take_while(|mappings| !mappings.is_empty());
    let layers = mappings.enumerate().map(|(at, mappings)| layer(index * MOST_LAYERS + at, font, mappings));
    Ok(Face { font: Arc::clone(font), hyphen, layers: layers.collect::<Result<_, _>>()? })
}

/// A glyph's Unicode value in a layer, and its frequency.
struct Mapping<'a> {
    glyph: u16,
    text: &'a str,
    count: u32,
}

/// Sorts a subset's glyphs by their codes, from 1 on.
fn in_code_order(mut mappings: Vec<Mapping<'_>>) -> Vec<Mapping<'_>> {
    mappings.sort_by_key(|mapping| (Reverse(mapping.count), mapping.glyph));
    let mut coded: Vec<(u16, Mapping<'_>)> = cmap::code_order(mappings.len()).zip(mappings).collect();
    coded.sort_by_key(|(code, _)| *code);
    coded.into_iter().map(|(_, mapping)| mapping).collect()
}

fn layer(index: usize, font: &Font, mappings: Vec<Mapping<'_>>) -> Result<Layer, WriteError> {
    let fault = |reason: String| WriteError::Font { name: font.postscript_name.clone(), reason };
    let narrow = mappings.len() <= cmap::MOST_GLYPHS;
    let mappings = if narrow { in_code_order(mappings) } else { mappings };
    let mut mapper = GlyphRemapper::new();
    let last = mappings.iter().map(|mapping| mapping.glyph).max().unwrap_or(0);
    let mut codes = vec![0; usize::from(last) + 1];
    let mut texts = vec![Box::from("")];
    for mapping in &mappings {
        codes[usize::from(mapping.glyph)] = mapper.remap(mapping.glyph);
        texts.push(Box::from(mapping.text));
    }
    let axes: Vec<_> = font.variations().iter().map(|(tag, value)| (subsetter::Tag::new(tag), *value)).collect();
    let bytes = match axes.is_empty() {
        true => subsetter::subset(font.bytes(), font.index(), &mapper),
        false => subsetter::subset_with_variations(font.bytes(), font.index(), &axes, &mapper),
    };
    let bytes = bytes.map_err(|e| fault(e.to_string()))?;
    let mut subset = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())
        .ok_or_else(|| fault("its subset can't be read back".to_owned()))?;
    scale(&mut subset, font);
    let widths = (0..texts.len()).map(|code| subset.get_glyph_width(code as u16).map_or(0, i64::from)).collect();
    let tag = tag(index, &bytes);
    let space = texts.iter().position(|text| &**text == " ").map_or(0, |code| code as u16);
    Ok(Layer { tag, subset, codes, narrow, widths, texts, space })
}

/// Scales a subset's metrics to thousandths of the em, rounded: printpdf truncates them, and a width that is one off is
/// visible at the end of a line. Metrics that subsetting dropped come from the full font.
fn scale(subset: &mut ParsedFont, font: &Font) {
    let em = i64::from(subset.units_per_em.max(1));
    let thousandths = |units: i64| (units * 2000 + em).div_euclid(2 * em);
    let narrow = |units: i16| thousandths(i64::from(units)) as i16;
    subset.glyph_widths.values_mut().for_each(|width| *width = thousandths(i64::from(*width)) as u16);
    subset.font_name = Some(font.postscript_name.replace(' ', ""));
    subset.units_per_em = 1000;
    subset.font_metrics.ascent = narrow(font.ascent);
    subset.font_metrics.descent = narrow(font.descent);
    let metrics = &mut subset.pdf_font_metrics;
    metrics.units_per_em = 1000;
    metrics.us_weight_class = font.weight;
    for side in [&mut metrics.x_min, &mut metrics.y_min, &mut metrics.x_max, &mut metrics.y_max] {
        *side = narrow(*side);
    }
}

/// The subset tag: two letters from its index, so that no two of one file are equal, and four from a hash of its bytes.
fn tag(index: usize, subset: &[u8]) -> String {
    let hash = blake3::hash(subset);
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    let of_index = [letter(index / 26), letter(index)];
    of_index.into_iter().chain(hash.as_bytes()[..4].iter().map(|b| letter(usize::from(*b)))).collect()
}
