//! Chosen breaks to lines: every glyph gets its final advance, and every line exactly its measure.

use std::ops::Range;
use std::sync::Arc;

use anthology_base::Length;
use anthology_typeset::{SetParagraph, TextAlign};

use crate::costs::{EMERGENCY_LETTER_SPACES, MAX_EMERGENCY_RATIO, RATIO_ONE};
use crate::page::{Glyph, GlyphRun, Ink, Shift};
use crate::paragraph::breakpoints::{Break, part_of_word};
use crate::paragraph::line::{Decoration, Line, LineRun};
use crate::paragraph::prepare::{Material, Token, TokenKind};
use crate::shaping::shaper::{ShapedGlyph, ShapedWord, Shaper};
use crate::shaping::style::FaceStyle;

/// Where a line stands and how it is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The edge at the line's start (its left edge unless the paragraph runs from right to left).
    pub(crate) indent: i64,
    /// The measure, indents included.
    pub(crate) measure: i64,
    pub(crate) align: TextAlign,
    /// In parts of [`RATIO_ONE`].
    pub(crate) ratio: i64,
    /// How much more letter-space the line gets in all at [`MAX_EMERGENCY_RATIO`].
    pub(crate) emergency: i64,
    /// Whether the line is stretched or shrunk to its measure.
    pub(crate) fills: bool,
}

/// A word, a space or a picture on its line.
struct Piece<'a> {
    kind: TokenKind,
    style: u16,
    level: u8,
    word: &'a ShapedWord,
    /// Bytes of displayed text.
    start: u32,
    end: u32,
    /// Natural width, of what has no word.
    width: i64,
    /// How much of the line's stretch, or shrink, is behind it.
    weight: i64,
    /// What is added after a word on its own account.
    kern: i64,
}

/// A glyph behind which a line gives.
struct Gap {
    /// Where its piece begins, in bytes of displayed text.
    start: u32,
    /// Index of its run.
    run: usize,
    /// Index of the glyph in the run.
    glyph: usize,
    weight: i64,
    /// What it gets.
    extra: i64,
}

/// Makes the line between two breaks.
pub(crate) fn make_line(
    shaper: &Shaper<'_>,
    material: &Material,
    paragraph: &SetParagraph,
    [from, to]: [&Break; 2],
    place: &Place,
) -> Line {
    let parts = parts(shaper, material, from, to);
    let pieces = || pieces(material, from, to, &parts, place.ratio < 0);
    let give = Give::of(material, pieces(), place);
    // A plain paragraph's line is one run, and a space may yet be added at its end.
    let glyphs = match paragraph.runs.len() {
        1 => pieces().map(|piece| piece.word.glyphs.len().max(1)).sum::<usize>() + 1,
        _ => 0,
    };
    let mut setter = Setter::new(material, paragraph, give, glyphs);
    if material.bidi {
        let mut pieces: Vec<Piece<'_>> = pieces().collect();
        reorder(&mut pieces);
        pieces.iter().for_each(|piece| setter.piece(piece));
        setter.gaps.sort_by_key(|gap| gap.start);
    } else {
        pieces().for_each(|piece| setter.piece(&piece));
    }
    setter.close();
    let available = place.measure - place.indent;
    let (hang_start, hang_end) = (from.figures().hang_start, to.figures().hang_end);
    let mut total = setter.natural;
    if place.fills {
        total += distribute(&mut setter.gaps, available + hang_start + hang_end - total);
    }
    let width = total - hang_start - hang_end;
    let slack = (available - width).max(0);
    let from_start = match place.align {
        TextAlign::Justify | TextAlign::Start => 0,
        TextAlign::Center => slack / 2,
        TextAlign::End => slack,
    };
    let x = match material.base_level == 1 {
        false => place.indent + from_start - hang_start,
        true => available - width - from_start - hang_end,
    };
    let (runs, images, end) = setter.at(x);
    Line {
        runs,
        text: material.to_paragraph(from.at)..material.to_paragraph(to.at),
        // No glyph steps back, so what was to be taken from one without a width of its own is still there.
        width: Length::from_sp(end - x),
        hyphenated: to.part.is_some_and(|p| p.hyphen),
        images,
        ratio: (place.ratio * 1000 / RATIO_ONE) as i32,
    }
}

/// The pieces of words at a line's start and at its end; the first alone where both are of one word.
fn parts(shaper: &Shaper<'_>, material: &Material, from: &Break, to: &Break) -> [Option<Arc<ShapedWord>>; 2] {
    let shape = |token: u32, text: std::ops::Range<u32>, hyphen: bool| {
        let token = &material.tokens[token as usize];
        part_of_word(shaper, material, token, &material.text[text.start as usize..text.end as usize], hyphen)
    };
    if let (Some(a), Some(b)) = (&from.part, &to.part)
        && a.token == b.token
    {
        return [Some(shape(a.token, from.at..to.at, b.hyphen)), None];
    }
    let token = |index: u32| &material.tokens[index as usize];
    let first = from.part.map(|a| shape(a.token, from.at..token(a.token).end, false));
    let last = to.part.map(|b| shape(b.token, token(b.token).start..to.at, b.hyphen));
    [first.filter(|word| word.clusters > 0), last]
}

/// The pieces of a line, in logical order.
fn pieces<'a>(
    material: &'a Material,
    from: &Break,
    to: &Break,
    [first, last]: &'a [Option<Arc<ShapedWord>>; 2],
    shrinks: bool,
) -> impl Iterator<Item = Piece<'a>> {
    let part = |token: u32, word: &'a ShapedWord, start: u32, end: u32, kern: i64| {
        let Token { style, level, .. } = material.tokens[token as usize];
        Piece { kind: TokenKind::Word, style, level, word, start, end, width: 0, weight: 0, kern }
    };
    let token = |index: u32| &material.tokens[index as usize];
    let (tokens, head, tail) = match (&from.part, &to.part) {
        (Some(a), Some(b)) if a.token == b.token => {
            (0..0, first.as_deref().map(|word| part(a.token, word, from.at, to.at, 0)), None)
        }
        (a, b) => (
            from.next as usize..to.end as usize,
            a.zip(first.as_deref()).map(|(a, word)| {
                let token = token(a.token);
                part(a.token, word, from.at, token.end, token.kern)
            }),
            b.zip(last.as_deref()).map(|(b, word)| part(b.token, word, token(b.token).start, to.at, 0)),
        ),
    };
    // What stands behind the last glyph is off the line.
    let off = if tail.is_none() { tokens.end } else { usize::MAX };
    let middle = material.tokens.get(tokens.clone()).unwrap_or_default().iter().zip(tokens.start + 1..);
    let middle = middle.map(move |(token, end)| Piece {
        kind: token.kind,
        style: token.style,
        level: token.level,
        word: &token.word,
        start: token.start,
        end: token.end,
        width: token.sums.width,
        weight: match () {
            () if end == off => 0,
            () if shrinks => token.sums.shrink,
            () => token.sums.stretch,
        },
        kern: token.kern,
    });
    head.into_iter().chain(middle).chain(tail)
}

/// What the glyphs of a line give.
#[derive(Clone, Copy)]
struct Give {
    /// Within ±[`RATIO_ONE`].
    ratio: i64,
    /// Letter-space of an emergency, and what all of the line's letter-space is at ratio 1.
    more: [i64; 2],
}

impl Give {
    fn of<'a>(material: &Material, pieces: impl Iterator<Item = Piece<'a>>, place: &Place) -> Self {
        let ratio = if place.fills { place.ratio } else { 0 };
        let mut more = [0, 1];
        if place.emergency > 0 && ratio > RATIO_ONE {
            let gaps = |p: Piece<'_>| {
                material.styles[usize::from(p.style)].letter * i64::from(p.word.clusters.saturating_sub(1))
            };
            let all: i64 = pieces.map(gaps).sum();
            let most = place.emergency.min(all * EMERGENCY_LETTER_SPACES);
            more =
                [most * (ratio.min(MAX_EMERGENCY_RATIO) - RATIO_ONE) / (MAX_EMERGENCY_RATIO - RATIO_ONE), all.max(1)];
        }
        Self { ratio: ratio.clamp(-RATIO_ONE, RATIO_ONE), more }
    }

    /// The scale of a style's glyphs, in tenths of a per mille, by whole per mille.
    fn scale(self, face: &FaceStyle) -> i64 {
        let limit = face.limits[usize::from(self.ratio < 0)];
        10_000 + limit * self.ratio / RATIO_ONE * 10
    }

    /// The letter-space of a style: none up to half the ratio, all of it at the whole.
    fn letter(self, face: &FaceStyle) -> i64 {
        let part = (2 * self.ratio.abs() - RATIO_ONE).max(0);
        let more = if self.more[0] == 0 { 0 } else { face.letter * self.more[0] / self.more[1] };
        face.letter * part / RATIO_ONE * self.ratio.signum() + more
    }
}

/// A glyph's advance on its line, without what its cluster gets.
fn advance_of(face: &FaceStyle, scale: i64, glyph: &ShapedGlyph) -> i64 {
    face.sp(glyph.advance) * scale / 10_000
}

/// How far a glyph's ink is shifted on its line.
fn shift_of(face: &FaceStyle, scale: i64, glyph: &ShapedGlyph) -> Shift {
    if (glyph.dx, glyph.dy) == (0, 0) {
        return Shift::default();
    }
    Shift::new(Length::from_sp(face.sp(glyph.dx) * scale / 10_000), Length::from_sp(face.sp(glyph.dy)))
}

/// Shares an amount out by the gaps' weights, to the last scaled point; returns what was shared out. No gap gives
/// more than its weight: an overfull line stays too long, and its spaces stay spaces.
fn distribute(gaps: &mut [Gap], amount: i64) -> i64 {
    let total: i64 = gaps.iter().map(|gap| gap.weight).sum();
    if total == 0 {
        return 0;
    }
    let amount = amount.max(-total);
    let (mut passed, mut given) = (0, 0);
    for gap in gaps {
        passed += gap.weight;
        let due = match amount.checked_mul(passed) {
            Some(product) => product / total,
            None => (i128::from(amount) * i128::from(passed) / i128::from(total)) as i64,
        };
        gap.extra = due - given;
        given = due;
    }
    amount
}

/// Rule L2 of the bidirectional algorithm (UAX 9): from the highest level to the lowest odd one, what is at
/// that level or above is reversed.
fn reorder(pieces: &mut [Piece<'_>]) {
    let highest = pieces.iter().map(|p| p.level).max().unwrap_or(0);
    for level in (1..=highest).rev() {
        let mut start = 0;
        while start < pieces.len() {
            if pieces[start].level < level {
                start += 1;
                continue;
            }
            let length = pieces[start..].iter().take_while(|p| p.level >= level).count();
            pieces[start..start + length].reverse();
            start += length;
        }
    }
}

/// What the glyphs of one run have in common.
#[derive(Clone, Copy, PartialEq)]
struct RunKey {
    font: u32,
    size: Length,
    shift: Length,
    scale: i64,
    level: u8,
    run: u32,
}

/// A run in the making.
struct Open {
    key: RunKey,
    /// The style of glyphs, and the bytes of displayed text of its run of the paragraph.
    style: u16,
    of: Range<u32>,
    x: i64,
    start: u32,
    end: u32,
    glyphs: Vec<Glyph>,
}

/// Sets pieces side by side, as wide as they are by themselves, and then what is shared out behind some of them.
struct Setter<'a> {
    material: &'a Material,
    paragraph: &'a SetParagraph,
    give: Give,
    /// How many glyphs a run will have, where that is known.
    glyphs: usize,
    /// Where the next glyph stands, from the line's start.
    x: i64,
    /// The width of all pieces.
    natural: i64,
    runs: Vec<LineRun>,
    /// The pictures, each with how many runs stand before it.
    images: Vec<(usize, u32, i64)>,
    gaps: Vec<Gap>,
    open: Option<Open>,
}

impl<'a> Setter<'a> {
    fn new(material: &'a Material, paragraph: &'a SetParagraph, give: Give, glyphs: usize) -> Self {
        let (runs, images, gaps) = (Vec::new(), Vec::new(), Vec::with_capacity(16));
        Self { material, paragraph, give, glyphs, x: 0, natural: 0, runs, images, gaps, open: None }
    }

    fn piece(&mut self, piece: &Piece<'_>) {
        let face = &self.material.styles[usize::from(piece.style)];
        match piece.kind {
            TokenKind::Word => self.word(piece, face),
            TokenKind::Space { .. } => {
                let glyph = Glyph {
                    id: face.plan.space.0,
                    advance: Length::from_sp(piece.width),
                    shift: Shift::default(),
                    cluster: piece.start,
                    hyphen: false,
                };
                self.open(piece, face, piece.start, piece.start..piece.end);
                self.glyph(glyph, piece);
            }
            TokenKind::Image(index) => {
                self.close();
                self.images.push((self.runs.len(), index, self.x));
                self.x += piece.width;
                self.natural += piece.width;
            }
            TokenKind::Newline => {}
        }
    }

    fn word(&mut self, piece: &Piece<'_>, face: &FaceStyle) {
        if piece.level.is_multiple_of(2) && self.run_at(piece.start).1.end >= piece.end {
            return self.word_in_run(piece, face);
        }
        let (scale, letter) = (self.give.scale(face), self.give.letter(face));
        let glyphs = &piece.word.glyphs;
        let rtl = piece.level % 2 == 1;
        for i in 0..glyphs.len() {
            let i = if rtl { glyphs.len() - 1 - i } else { i };
            let glyph = &glyphs[i];
            let next = glyphs[i + 1..].iter().map(|g| g.cluster).find(|c| *c != glyph.cluster);
            let ends_cluster = glyphs.get(i + 1).is_none_or(|g| g.cluster != glyph.cluster);
            let mut advance = advance_of(face, scale, glyph);
            if ends_cluster {
                advance += face.tracking + if next.is_some() { letter } else { 0 };
            }
            let cluster = (piece.start + glyph.cluster).min(piece.end);
            let hyphen = cluster == piece.end;
            let at = if hyphen { cluster.saturating_sub(1) } else { cluster };
            self.open(piece, face, at, cluster..next.map_or(piece.end, |n| (piece.start + n).min(piece.end)));
            let (id, shift) = (glyph.id, shift_of(face, scale, glyph));
            let set = |advance| Glyph { id, advance: Length::from_sp(advance), shift, cluster, hyphen };
            match i + 1 == glyphs.len() {
                true => self.glyph(set(advance + piece.kern), piece),
                false => self.inner(set(advance)),
            }
        }
    }

    /// A word from left to right that stands in one run of the paragraph, as nearly all do.
    fn word_in_run(&mut self, piece: &Piece<'_>, face: &FaceStyle) {
        let Some((last, before)) = piece.word.glyphs.split_last() else { return };
        self.open(piece, face, piece.start, piece.start..piece.end);
        let Some(open) = &mut self.open else { return };
        let (scale, letter) = (open.key.scale, face.tracking + self.give.letter(face));
        let (mut width, mut natural) = (0, 0);
        let set = |glyph: &ShapedGlyph, advance: i64| {
            let cluster = (piece.start + glyph.cluster).min(piece.end);
            Glyph {
                id: glyph.id,
                advance: Length::from_sp(advance),
                shift: shift_of(face, scale, glyph),
                cluster,
                hyphen: cluster == piece.end,
            }
        };
        for (i, glyph) in before.iter().enumerate() {
            let joined = piece.word.glyphs[i + 1].cluster == glyph.cluster;
            let advance = advance_of(face, scale, glyph) + if joined { 0 } else { letter };
            natural += advance;
            width += advance.max(0);
            open.glyphs.push(set(glyph, advance.max(0)));
        }
        self.natural += natural;
        self.x += width;
        self.glyph(set(last, advance_of(face, scale, last) + face.tracking + piece.kern), piece);
    }

    /// A glyph in the open run behind which its piece does not give.
    fn inner(&mut self, glyph: Glyph) {
        self.natural += glyph.advance.sp();
        let glyph = Glyph { advance: glyph.advance.max(Length::ZERO), ..glyph };
        self.x += glyph.advance.sp();
        if let Some(open) = &mut self.open {
            open.glyphs.push(glyph);
        }
    }

    /// The last glyph of a piece, in the open run.
    fn glyph(&mut self, glyph: Glyph, piece: &Piece<'_>) {
        if piece.weight == 0 {
            return self.inner(glyph);
        }
        let Some(open) = &mut self.open else { return };
        let (run, index) = (self.runs.len(), open.glyphs.len());
        self.gaps.push(Gap { start: piece.start, run, glyph: index, weight: piece.weight, extra: 0 });
        self.natural += glyph.advance.sp();
        self.x += glyph.advance.sp();
        open.glyphs.push(glyph);
    }

    /// The run of the paragraph at a byte of displayed text, and its bytes there.
    fn run_at(&self, at: u32) -> (u32, Range<u32>) {
        let ends = &self.material.run_ends;
        if let Some(open) = self.open.as_ref().filter(|open| open.of.contains(&at)) {
            return (open.key.run, open.of.clone());
        }
        let run = ends.partition_point(|&end| end <= at).min(ends.len().saturating_sub(1));
        let end = |run: usize| ends.get(run).copied().unwrap_or(0);
        (run as u32, run.checked_sub(1).map_or(0, end)..end(run))
    }

    /// Opens the run for glyphs of a piece that stand at a byte and for some text, unless it is open.
    fn open(&mut self, piece: &Piece<'_>, face: &FaceStyle, at: u32, text: Range<u32>) {
        let stays = |open: &Open| open.style == piece.style && open.key.level == piece.level && open.of.contains(&at);
        if !self.open.as_ref().is_some_and(stays) {
            let (run, of) = self.run_at(at);
            let (level, font, scale) = (piece.level, face.plan.key.font, self.give.scale(face));
            let key = RunKey { font, size: face.size, shift: face.shift, scale, level, run };
            if self.open.as_ref().is_some_and(|open| open.key != key) {
                self.close();
            }
            let (style, x, capacity) = (piece.style, self.x, self.glyphs);
            let glyphs = || Vec::with_capacity(capacity);
            let fresh = || Open { key, style, of: 0..0, x, start: text.start, end: text.end, glyphs: glyphs() };
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
        let decoration = match () {
            () if run.style.strike => Decoration::Strike,
            () if run.style.underline => Decoration::Underline,
            () => Decoration::None,
        };
        self.runs.push(LineRun {
            width: Length::from_sp(self.x - open.x),
            run: open.key.run,
            text: self.material.to_paragraph(open.start)..self.material.to_paragraph(open.end),
            decoration,
            glyphs: GlyphRun {
                font: open.key.font,
                size: open.key.size,
                x: Length::from_sp(open.x),
                y: -open.key.shift,
                scale: open.key.scale as u16,
                glyphs: open.glyphs,
                text: self.material.text[open.start as usize..open.end as usize].to_owned(),
                lang: run.lang,
                ink: Ink::BLACK,
            },
        });
    }

    /// The runs and pictures of the line that begins at `x`, with what the gaps get, and where it ends.
    fn at(mut self, x: i64) -> (Vec<LineRun>, Vec<(u32, Length)>, i64) {
        let mut gained = vec![0; self.runs.len()];
        for gap in &self.gaps {
            let Some(run) = self.runs.get_mut(gap.run) else { continue };
            let advance = &mut run.glyphs.glyphs[gap.glyph].advance;
            let wider = (*advance + Length::from_sp(gap.extra)).max(Length::ZERO);
            gained[gap.run] += (wider - *advance).sp();
            *advance = wider;
        }
        let mut moved = x;
        for (run, &gained) in self.runs.iter_mut().zip(&gained) {
            run.glyphs.x += Length::from_sp(moved);
            run.width += Length::from_sp(gained);
            moved += gained;
        }
        let place = |&(before, index, at): &(usize, u32, i64)| {
            let gained: i64 = gained[..before].iter().sum();
            (index, Length::from_sp(x + at + gained))
        };
        (self.runs, self.images.iter().map(place).collect(), self.x + moved)
    }
}
