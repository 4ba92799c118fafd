//! Justification: the lines of a layout. Every glyph gets its final advance, and every line exactly its measure.
//!
//! A line is set in two steps. First all items are set side by side at the line's ratio, glyphs expanded and letters
//! spaced, with spaces at their natural width; then what is left of the measure is distributed over the glue. So rounding
//! never makes a line a scaled point too long.

use std::ops::Range;
use std::sync::Arc;

use anthology_base::Length;
use anthology_typeset::{SetParagraph, TextAlign};

use crate::costs::{EMERGENCY_LETTER_SPACES, LOOSE_LETTERS, MAX_EMERGENCY_RATIO, RATIO_ONE};
use crate::page::{Glyph, GlyphRun, Ink, Shift};
use crate::paragraph::break_metrics::{post_break, shape_fragment};
use crate::paragraph::breakpoints::Breakpoint;
use crate::paragraph::line::{Decoration, Line, LineRun};
use crate::paragraph::shaped_paragraph::{ShapedParagraph, Token, TokenKind};
use crate::shaping::shaper::{ShapedGlyph, ShapedWord, Shaper};
use crate::shaping::style::FaceStyle;

/// The place of a line, and how its glue is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineGeometry {
    /// The edge at the line's start (its left edge unless the paragraph runs from right to left).
    pub(crate) indent: i64,
    /// The measure, indents included.
    pub(crate) measure: i64,
    pub(crate) align: TextAlign,
    /// In parts of [`RATIO_ONE`].
    pub(crate) ratio: i64,
    /// See [`BreakParams::emergency`](crate::paragraph::total_fit::BreakParams::emergency).
    pub(crate) emergency: i64,
    /// What letters give beyond [`LOOSE_LETTERS`], per mille of what they give at ratio 1.
    pub(crate) loose_letters: i64,
    /// True if the line is stretched or shrunk to its measure.
    pub(crate) fills: bool,
}

/// The tokens between two breakpoints, and what they are set with.
pub(crate) struct LineSource<'a> {
    pub(crate) shaper: &'a Shaper<'a>,
    pub(crate) shaped: &'a ShapedParagraph,
    pub(crate) paragraph: &'a SetParagraph,
    /// The breakpoint at which it begins.
    pub(crate) from: &'a Breakpoint,
    /// The breakpoint at which it ends.
    pub(crate) to: &'a Breakpoint,
}

/// The fragments of words that are broken at a line's start and end; the first alone where both are of one word.
struct LineFragments {
    first: Option<Arc<ShapedWord>>,
    last: Option<Arc<ShapedWord>>,
}

/// A word, a space or an image on its line.
struct LineItem<'a> {
    kind: TokenKind,
    style: u16,
    level: u8,
    word: &'a ShapedWord,
    /// Bytes of displayed text.
    start: u32,
    end: u32,
    /// Bytes of the word before that text, which it doesn't have: the post-break text of a discretionary.
    added: u32,
    /// Natural width, of what has no word.
    width: i64,
    /// The elasticity of the glue after it.
    weight: i64,
    /// Added after a word: [`Token::kern`].
    kern: i64,
}

impl LineItem<'_> {
    /// The displayed byte of a cluster of its word.
    fn cluster(&self, cluster: u32) -> u32 {
        (self.start + cluster.saturating_sub(self.added)).min(self.end)
    }

    /// Returns true if the text has nothing for a cluster of its word.
    fn is_added(&self, cluster: u32) -> bool {
        cluster < self.added || self.cluster(cluster) == self.end
    }
}

/// A glyph after which there is glue.
struct GlueSlot {
    /// First byte of its item in the displayed text.
    start: u32,
    /// Index of its run.
    run: usize,
    /// Index of the glyph in the run.
    glyph: usize,
    weight: i64,
    /// Added to its advance.
    extra: i64,
}

/// Makes the line between two breakpoints.
pub(crate) fn make_line(source: &LineSource<'_>, geometry: &LineGeometry) -> Line {
    let &LineSource { shaped, paragraph, from, to, .. } = source;
    let fragments = source.fragments();
    let items = || source.items(&fragments, geometry.ratio < 0);
    let adjustment = GlyphAdjustment::of(shaped, items(), geometry);
    // A plain paragraph's line is one run, and a space may yet be added at its end.
    let glyphs = match paragraph.runs.len() {
        1 => items().map(|item| item.word.glyphs.len().max(1)).sum::<usize>() + 1,
        _ => 0,
    };
    let mut builder = LineBuilder::new(shaped, paragraph, adjustment, glyphs);
    if shaped.bidi {
        let mut items: Vec<LineItem<'_>> = items().collect();
        reorder(&mut items);
        items.iter().for_each(|item| builder.item(item));
        builder.slots.sort_by_key(|slot| slot.start);
    } else {
        items().for_each(|item| builder.item(&item));
    }
    builder.close();
    let available = geometry.measure - geometry.indent;
    let (protrusion_start, protrusion_end) = (from.metrics().protrusion_start, to.metrics().protrusion_end);
    let mut total = builder.natural;
    if geometry.fills {
        total += distribute(&mut builder.slots, available + protrusion_start + protrusion_end - total);
    }
    let width = total - protrusion_start - protrusion_end;
    let slack = (available - width).max(0);
    let from_start = match geometry.align {
        TextAlign::Justify | TextAlign::Start => 0,
        TextAlign::Center => slack / 2,
        TextAlign::End => slack,
    };
    let x = if shaped.base_level == 1 {
        available - width - from_start - protrusion_end
    } else {
        geometry.indent + from_start - protrusion_start
    };
    let SetItems { runs, images, end } = builder.finish(x);
    Line {
        runs,
        text: shaped.to_paragraph(from.at)..shaped.to_paragraph(to.at),
        // No glyph steps back, so what was to be taken from one without a width of its own is still there.
        width: Length::from_sp(end - x),
        hyphenated: to.split.is_some_and(|p| p.hyphen),
        images,
        ratio: (geometry.ratio * 1000 / RATIO_ONE) as i32,
    }
}

impl<'a> LineSource<'a> {
    fn token(&self, index: u32) -> &'a Token {
        &self.shaped.tokens[index as usize]
    }

    fn fragments(&self) -> LineFragments {
        let shape = |token: u32, from: Option<&Breakpoint>, to: Option<&Breakpoint>| {
            shape_fragment(self.shaper, self.shaped, self.token(token), from, to)
        };
        let (from, to) = (self.from, self.to);
        if let (Some(a), Some(b)) = (&from.split, &to.split)
            && a.token == b.token
        {
            return LineFragments { first: Some(shape(a.token, Some(from), Some(to))), last: None };
        }
        let first = from.split.map(|a| shape(a.token, Some(from), None));
        let last = to.split.map(|b| shape(b.token, None, Some(to)));
        LineFragments { first: first.filter(|word| word.clusters > 0), last }
    }

    /// The items of the line, in logical order: the rest of a broken word, whole tokens, the beginning of another.
    fn items<'f>(&'f self, fragments: &'f LineFragments, shrinks: bool) -> impl Iterator<Item = LineItem<'f>> {
        let (from, to) = (self.from, self.to);
        let post_break = post_break(self.shaped, Some(from)).len() as u32;
        let fragment = |token: &Token, word: &'f ShapedWord, start: u32, end: u32, kern: i64| {
            let &Token { style, level, .. } = token;
            let added = if start == from.at { post_break } else { 0 };
            LineItem { kind: TokenKind::Word, style, level, word, start, end, added, width: 0, weight: 0, kern }
        };
        let (tokens, head, tail) = match (&from.split, &to.split) {
            (Some(a), Some(b)) if a.token == b.token => {
                let word = fragments.first.as_deref();
                (0..0, word.map(|word| fragment(self.token(a.token), word, from.at, to.at, 0)), None)
            }
            (a, b) => (
                from.next as usize..to.end as usize,
                a.zip(fragments.first.as_deref()).map(|(a, word)| {
                    let token = self.token(a.token);
                    fragment(token, word, from.at, token.end, token.kern)
                }),
                b.zip(fragments.last.as_deref()).map(|(b, word)| {
                    let token = self.token(b.token);
                    fragment(token, word, token.start, to.at, 0)
                }),
            ),
        };
        // Glue after the last glyph is off the line.
        let off = if tail.is_none() { tokens.end } else { usize::MAX };
        let middle = self.shaped.tokens.get(tokens.clone()).unwrap_or_default().iter().zip(tokens.start + 1..);
        let middle = middle.map(move |(token, end)| LineItem {
            kind: token.kind,
            style: token.style,
            level: token.level,
            word: &token.word,
            start: token.start,
            end: token.end,
            added: 0,
            width: token.metrics.width,
            weight: if end == off { 0 } else { token.metrics.glue.when(shrinks) },
            kern: token.kern,
        });
        head.into_iter().chain(middle).chain(tail)
    }
}

/// The setting of a line's glyphs, apart from the glue.
#[derive(Clone, Copy)]
struct GlyphAdjustment {
    /// Within ±[`RATIO_ONE`].
    ratio: i64,
    /// Letter-space that a loose line is given besides. Line breaking takes it into account in an emergency only: a loose
    /// line is as bad as its spaces would be.
    further: i64,
    /// The letter-space of the whole line at ratio 1, over which that is distributed.
    letter_space: i64,
}

impl GlyphAdjustment {
    fn of<'a>(shaped: &ShapedParagraph, items: impl Iterator<Item = LineItem<'a>>, geometry: &LineGeometry) -> Self {
        let ratio = if geometry.fills { geometry.ratio } else { 0 };
        let (mut further, mut letter_space) = (0, 1);
        if ratio > RATIO_ONE {
            let of_item = |item: LineItem<'_>| {
                let gaps = i64::from(item.word.clusters.saturating_sub(1));
                shaped.styles[usize::from(item.style)].letter_space * gaps
            };
            let all: i64 = items.map(of_item).sum();
            let (from, most) = if geometry.emergency > 0 {
                (RATIO_ONE, geometry.emergency.min(all * EMERGENCY_LETTER_SPACES))
            } else {
                (LOOSE_LETTERS, all * geometry.loose_letters / 1000)
            };
            further = most * (ratio.min(MAX_EMERGENCY_RATIO) - from).max(0) / (MAX_EMERGENCY_RATIO - from);
            letter_space = all.max(1);
        }
        Self { ratio: ratio.clamp(-RATIO_ONE, RATIO_ONE), further, letter_space }
    }

    /// The scale of a style's glyphs, in tenths of a per mille, by whole per mille: runs of equal scale are one.
    fn scale(self, face: &FaceStyle) -> i64 {
        let limit = face.expansion.when(self.ratio < 0);
        10_000 + limit * self.ratio / RATIO_ONE * 10
    }

    /// The letter-space of a style: none up to half the ratio, all of it at the whole.
    fn letter_space(self, face: &FaceStyle) -> i64 {
        let share = (2 * self.ratio.abs() - RATIO_ONE).max(0);
        let further = if self.further == 0 { 0 } else { face.letter_space * self.further / self.letter_space };
        face.letter_space * share / RATIO_ONE * self.ratio.signum() + further
    }
}

/// A glyph's advance on its line, without what its cluster gets.
fn advance_of(face: &FaceStyle, scale: i64, glyph: &ShapedGlyph) -> i64 {
    face.sp(glyph.advance) * scale / 10_000
}

/// The shift of a glyph's ink on its line.
fn shift_of(face: &FaceStyle, scale: i64, glyph: &ShapedGlyph) -> Shift {
    if (glyph.dx, glyph.dy) == (0, 0) {
        return Shift::default();
    }
    Shift::new(Length::from_sp(face.sp(glyph.dx) * scale / 10_000), Length::from_sp(face.sp(glyph.dy)))
}

/// Distributes an amount by the slots' weights, to the last scaled point; returns what was distributed. No slot shrinks
/// by more than its weight: an overfull line stays too long, and its spaces stay spaces.
fn distribute(slots: &mut [GlueSlot], amount: i64) -> i64 {
    let total: i64 = slots.iter().map(|slot| slot.weight).sum();
    if total == 0 {
        return 0;
    }
    let amount = amount.max(-total);
    let (mut passed, mut given) = (0, 0);
    for slot in slots {
        passed += slot.weight;
        let due = match amount.checked_mul(passed) {
            Some(product) => product / total,
            None => (i128::from(amount) * i128::from(passed) / i128::from(total)) as i64,
        };
        slot.extra = due - given;
        given = due;
    }
    amount
}

/// Rule L2 of the bidirectional algorithm (UAX 9): from the highest level to the lowest odd one, what is at
/// that level or above is reversed.
fn reorder(items: &mut [LineItem<'_>]) {
    let highest = items.iter().map(|p| p.level).max().unwrap_or(0);
    for level in (1..=highest).rev() {
        let mut start = 0;
        while start < items.len() {
            if items[start].level < level {
                start += 1;
                continue;
            }
            let length = items[start..].iter().take_while(|p| p.level >= level).count();
            items[start..start + length].reverse();
            start += length;
        }
    }
}

/// The properties that all glyphs of a run share.
#[derive(Clone, Copy, PartialEq)]
struct RunKey {
    font: u32,
    size: Length,
    shift: Length,
    scale: i64,
    level: u8,
    run: u32,
}

/// A run that is being made.
struct OpenRun {
    key: RunKey,
    /// The style of glyphs, and the bytes of displayed text of its run of the paragraph.
    style: u16,
    of: Range<u32>,
    x: i64,
    start: u32,
    end: u32,
    glyphs: Vec<Glyph>,
}

/// Sets items side by side at their natural widths, and then adds what is distributed over the glue.
struct LineBuilder<'a> {
    shaped: &'a ShapedParagraph,
    paragraph: &'a SetParagraph,
    adjustment: GlyphAdjustment,
    /// Number of glyphs that a run will have, where that is known.
    glyphs: usize,
    /// Origin of the next glyph, from the line's start.
    x: i64,
    /// The width of all items.
    natural: i64,
    runs: Vec<LineRun>,
    images: Vec<ImageSlot>,
    slots: Vec<GlueSlot>,
    open: Option<OpenRun>,
}

/// An image on its line.
struct ImageSlot {
    /// Number of runs before it.
    runs_before: usize,
    /// Index into the paragraph's objects.
    object: u32,
    /// Its left edge, from the line's start.
    x: i64,
}

/// The contents of a line, at their places.
struct SetItems {
    runs: Vec<LineRun>,
    images: Vec<(u32, Length)>,
    /// The line's end.
    end: i64,
}

impl<'a> LineBuilder<'a> {
    fn new(
        shaped: &'a ShapedParagraph,
        paragraph: &'a SetParagraph,
        adjustment: GlyphAdjustment,
        glyphs: usize,
    ) -> Self {
        let (runs, images, slots) = (Vec::new(), Vec::new(), Vec::with_capacity(16));
        Self { shaped, paragraph, adjustment, glyphs, x: 0, natural: 0, runs, images, slots, open: None }
    }

    fn item(&mut self, item: &LineItem<'_>) {
        let face = &self.shaped.styles[usize::from(item.style)];
        match item.kind {
            TokenKind::Word => self.word(item, face),
            TokenKind::Space { .. } => {
                let glyph = Glyph {
                    id: face.plan.space.id,
                    advance: Length::from_sp(item.width),
                    shift: Shift::default(),
                    cluster: item.start,
                    hyphen: false,
                };
                self.open(item, face, item.start, item.start..item.end);
                self.glyph(glyph, item);
            }
            TokenKind::Image(index) => {
                self.close();
                self.images.push(ImageSlot { runs_before: self.runs.len(), object: index, x: self.x });
                self.x += item.width;
                self.natural += item.width;
            }
            TokenKind::Newline => {}
        }
    }

    fn word(&mut self, item: &LineItem<'_>, face: &FaceStyle) {
        if item.level.is_multiple_of(2) && self.run_at(item.start).1.end >= item.end {
            return self.word_in_run(item, face);
        }
        let (scale, letter) = (self.adjustment.scale(face), self.adjustment.letter_space(face));
        let glyphs = &item.word.glyphs;
        let rtl = item.level % 2 == 1;
        for i in 0..glyphs.len() {
            let i = if rtl { glyphs.len() - 1 - i } else { i };
            let glyph = &glyphs[i];
            let next = glyphs[i + 1..].iter().map(|g| g.cluster).find(|c| *c != glyph.cluster);
            let ends_cluster = glyphs.get(i + 1).is_none_or(|g| g.cluster != glyph.cluster);
            let mut advance = advance_of(face, scale, glyph);
            if ends_cluster {
                advance += face.tracking + if next.is_some() { letter } else { 0 };
            }
            let (cluster, hyphen) = (item.cluster(glyph.cluster), item.is_added(glyph.cluster));
            let at = if cluster == item.end { cluster.saturating_sub(1) } else { cluster };
            self.open(item, face, at, cluster..next.map_or(item.end, |next| item.cluster(next)));
            let (id, shift) = (glyph.id, shift_of(face, scale, glyph));
            let set = |advance| Glyph { id, advance: Length::from_sp(advance), shift, cluster, hyphen };
            if i + 1 == glyphs.len() {
                self.glyph(set(advance + item.kern), item);
            } else {
                self.inner(set(advance));
            }
        }
    }

    /// A word from left to right in one run of the paragraph, as nearly all are.
    fn word_in_run(&mut self, item: &LineItem<'_>, face: &FaceStyle) {
        let Some((last, before)) = item.word.glyphs.split_last() else { return };
        self.open(item, face, item.start, item.start..item.end);
        let Some(open) = &mut self.open else { return };
        let (scale, letter) = (open.key.scale, face.tracking + self.adjustment.letter_space(face));
        let (mut width, mut natural) = (0, 0);
        let set = |glyph: &ShapedGlyph, advance: i64| Glyph {
            id: glyph.id,
            advance: Length::from_sp(advance),
            shift: shift_of(face, scale, glyph),
            cluster: item.cluster(glyph.cluster),
            hyphen: item.is_added(glyph.cluster),
        };
        for (i, glyph) in before.iter().enumerate() {
            let joined = item.word.glyphs[i + 1].cluster == glyph.cluster;
            let advance = advance_of(face, scale, glyph) + if joined { 0 } else { letter };
            natural += advance;
            width += advance.max(0);
            open.glyphs.push(set(glyph, advance.max(0)));
        }
        self.natural += natural;
        self.x += width;
        self.glyph(set(last, advance_of(face, scale, last) + face.tracking + item.kern), item);
    }

    /// A glyph in the open run after which there is no glue.
    fn inner(&mut self, glyph: Glyph) {
        self.natural += glyph.advance.sp();
        let glyph = Glyph { advance: glyph.advance.max(Length::ZERO), ..glyph };
        self.x += glyph.advance.sp();
        if let Some(open) = &mut self.open {
            open.glyphs.push(glyph);
        }
    }

    /// The last glyph of an item, in the open run.
    fn glyph(&mut self, glyph: Glyph, item: &LineItem<'_>) {
        if item.weight == 0 {
            return self.inner(glyph);
        }
        let Some(open) = &mut self.open else { return };
        let (run, index) = (self.runs.len(), open.glyphs.len());
        self.slots.push(GlueSlot { start: item.start, run, glyph: index, weight: item.weight, extra: 0 });
        self.natural += glyph.advance.sp();
        self.x += glyph.advance.sp();
        open.glyphs.push(glyph);
    }

    /// The run of the paragraph at a byte of displayed text, and its bytes there.
    fn run_at(&self, at: u32) -> (u32, Range<u32>) {
        let ends = &self.shaped.run_ends;
        if let Some(open) = self.open.as_ref().filter(|open| open.of.contains(&at)) {
            return (open.key.run, open.of.clone());
        }
        let run = ends.partition_point(|&end| end <= at).min(ends.len().saturating_sub(1));
        let end = |run: usize| ends.get(run).copied().unwrap_or(0);
        (run as u32, run.checked_sub(1).map_or(0, end)..end(run))
    }

    /// Opens the run of an item's glyphs at a byte, which show some text, unless it is open.
    fn open(&mut self, item: &LineItem<'_>, face: &FaceStyle, at: u32, text: Range<u32>) {
        let stays = |open: &OpenRun| open.style == item.style && open.key.level == item.level && open.of.contains(&at);
        if !self.open.as_ref().is_some_and(stays) {
            let (run, of) = self.run_at(at);
            let (level, font, scale) = (item.level, face.plan.key.font, self.adjustment.scale(face));
            let key = RunKey { font, size: face.size, shift: face.shift, scale, level, run };
            if self.open.as_ref().is_some_and(|open| open.key != key) {
                self.close();
            }
            let (style, x, capacity) = (item.style, self.x, self.glyphs);
            let glyphs = || Vec::with_capacity(capacity);
            let fresh = || OpenRun { key, style, of: 0..0, x, start: text.start, end: text.end, glyphs: glyphs() };
            let open = self.open.get_or_insert_with(fresh);
            (open.style, open.of) = (style, of);
        }
        if let Some(open) = &mut self.open {
            open.start = open.start.min(text.start);
            open.end = open.end.max(text.end);
        }
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        for glyph in &mut open.glyphs {
            glyph.cluster -= open.start;
        }
        let Some(run) = self.paragraph.runs.get(open.key.run as usize) else { return };
        let decoration = if run.style.strike {
            Decoration::Strike
        } else if run.style.underline {
            Decoration::Underline
        } else {
            Decoration::None
        };
        self.runs.push(LineRun {
            width: Length::from_sp(self.x - open.x),
            run: open.key.run,
            text: self.shaped.to_paragraph(open.start)..self.shaped.to_paragraph(open.end),
            decoration,
            glyphs: GlyphRun {
                font: open.key.font,
                size: open.key.size,
                x: Length::from_sp(open.x),
                y: -open.key.shift,
                scale: open.key.scale as u16,
                glyphs: open.glyphs,
                text: self.shaped.text[open.start as usize..open.end as usize].to_owned(),
                lang: run.lang,
                ink: Ink::BLACK,
                turned: false,
            },
        });
    }

    /// The line that begins at `x`, with what was distributed over the glue.
    fn finish(mut self, x: i64) -> SetItems {
        let mut gained = vec![0; self.runs.len()];
        for slot in &self.slots {
            let Some(run) = self.runs.get_mut(slot.run) else { continue };
            let advance = &mut run.glyphs.glyphs[slot.glyph].advance;
            let wider = (*advance + Length::from_sp(slot.extra)).max(Length::ZERO);
            gained[slot.run] += (wider - *advance).sp();
            *advance = wider;
        }
        let mut moved = x;
        for (run, &gained) in self.runs.iter_mut().zip(&gained) {
            run.glyphs.x += Length::from_sp(moved);
            run.width += Length::from_sp(gained);
            moved += gained;
        }
        let place = |image: &ImageSlot| {
            let gained: i64 = gained[..image.runs_before].iter().sum();
            (image.object, Length::from_sp(x + image.x + gained))
        };
        let images = self.images.iter().map(place).collect();
        SetItems { runs: self.runs, images, end: self.x + moved }
    }
}
