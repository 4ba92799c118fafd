//! Chosen breaks to lines: every glyph gets its final advance, and every line exactly its measure.

use std::sync::Arc;

use anthology_base::Length;
use anthology_typeset::{SetParagraph, TextAlign};

use crate::breaks::{Break, part_of_word};
use crate::line::{Decoration, Line, LineRun};
use crate::page::{Glyph, GlyphRun, Ink, Shift};
use crate::prepare::{Material, TokenKind};
use crate::shape::{ShapedGlyph, ShapedWord, Shaper};
use crate::style::FaceStyle;
use crate::total_fit::{LOOSEST, MOST_LETTERS, ONE};

/// Where a line stands and how it is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The edge at the line's start (its left edge unless the paragraph runs from right to left).
    pub(crate) indent: i64,
    /// The measure, indents included.
    pub(crate) measure: i64,
    pub(crate) align: TextAlign,
    /// In parts of [`ONE`].
    pub(crate) ratio: i64,
    /// How much more letter-space the line gets in all at [`LOOSEST`].
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
    /// What it gets of it.
    extra: i64,
    /// What is added after a word on its own account.
    kern: i64,
    /// Where the advances of its glyphs begin among those of the line.
    advances: usize,
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
    let mut pieces = pieces(material, from, to, &parts, place.ratio < 0);
    let give = Give::of(material, &pieces, place);
    let mut advances = Vec::with_capacity(pieces.iter().map(|p| p.word.glyphs.len()).sum());
    let mut total: i64 = pieces.iter_mut().map(|p| natural(material, p, give, &mut advances)).sum();
    let available = place.measure - place.indent;
    let (hang_start, hang_end) = (from.figures().hang_start, to.figures().hang_end);
    if place.fills {
        let wanted = available + hang_start + hang_end;
        total += distribute(&mut pieces, wanted - total);
    }
    let rtl = material.base_level == 1;
    let width = total - hang_start - hang_end;
    let slack = (available - width).max(0);
    let from_start = match place.align {
        TextAlign::Justify | TextAlign::Start => 0,
        TextAlign::Center => slack / 2,
        TextAlign::End => slack,
    };
    let x = match rtl {
        false => place.indent + from_start - hang_start,
        true => available - width - from_start - hang_end,
    };
    if material.bidi {
        reorder(&mut pieces);
    }
    // A plain paragraph's line is one run, and a space may yet be added at its end.
    let glyphs = if paragraph.runs.len() == 1 { advances.len() + pieces.len() + 1 } else { 0 };
    let (runs, images) = (Vec::new(), Vec::new());
    let mut setter = Setter { material, paragraph, give, advances: &advances, glyphs, x, runs, images, open: None };
    for piece in &pieces {
        setter.piece(piece);
    }
    setter.close();
    Line {
        runs: setter.runs,
        text: material.to_paragraph(from.at)..material.to_paragraph(to.at),
        // No glyph steps back, so what was to be taken from one without a width of its own is still there.
        width: Length::from_sp(setter.x - x),
        hyphenated: to.part.is_some_and(|p| p.hyphen),
        images: setter.images,
        ratio: (place.ratio * 1000 / ONE) as i32,
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

fn pieces<'a>(
    material: &'a Material,
    from: &Break,
    to: &Break,
    [first, last]: &'a [Option<Arc<ShapedWord>>; 2],
    shrinks: bool,
) -> Vec<Piece<'a>> {
    let part = |token: u32, word: &'a ShapedWord, start: u32, end: u32, kern: i64| {
        let token = &material.tokens[token as usize];
        let (style, level) = (token.style, token.level);
        Piece {
            kind: TokenKind::Word,
            style,
            level,
            word,
            start,
            end,
            width: 0,
            weight: 0,
            extra: 0,
            kern,
            advances: 0,
        }
    };
    if let (Some(a), Some(b), Some(word)) = (&from.part, &to.part, first)
        && a.token == b.token
    {
        return vec![part(a.token, word, from.at, to.at, 0)];
    }
    let tokens = material.tokens.get(from.next as usize..to.end as usize).unwrap_or_default();
    let mut pieces = Vec::with_capacity(tokens.len() + 2);
    if let (Some(a), Some(word)) = (&from.part, first) {
        let token = &material.tokens[a.token as usize];
        pieces.push(part(a.token, word, from.at, token.end, token.kern));
    }
    for token in tokens {
        pieces.push(Piece {
            kind: token.kind,
            style: token.style,
            level: token.level,
            word: &token.word,
            start: token.start,
            end: token.end,
            width: token.sums.width,
            weight: if shrinks { token.sums.shrink } else { token.sums.stretch },
            extra: 0,
            kern: token.kern,
            advances: 0,
        });
    }
    if let (Some(b), Some(word)) = (&to.part, last) {
        pieces.push(part(b.token, word, material.tokens[b.token as usize].start, to.at, 0));
    } else if let Some(last) = pieces.last_mut() {
        // What stands behind the last glyph is off the line.
        last.weight = 0;
    }
    pieces
}

/// What the glyphs of a line give.
#[derive(Clone, Copy)]
struct Give {
    /// Within ±[`ONE`].
    ratio: i64,
    /// Letter-space of an emergency, and what all of the line's letter-space is at ratio 1.
    more: [i64; 2],
}

impl Give {
    fn of(material: &Material, pieces: &[Piece<'_>], place: &Place) -> Self {
        let ratio = if place.fills { place.ratio } else { 0 };
        let mut more = [0, 1];
        if place.emergency > 0 && ratio > ONE {
            let gaps = |p: &Piece<'_>| {
                material.styles[usize::from(p.style)].letter * i64::from(p.word.clusters.saturating_sub(1))
            };
            let all: i64 = pieces.iter().map(gaps).sum();
            let most = place.emergency.min(all * MOST_LETTERS);
            more = [most * (ratio.min(LOOSEST) - ONE) / (LOOSEST - ONE), all.max(1)];
        }
        Self { ratio: ratio.clamp(-ONE, ONE), more }
    }

    /// The scale of a style's glyphs, in tenths of a per mille, by whole per mille.
    fn scale(self, face: &FaceStyle) -> i64 {
        let limit = face.limits[usize::from(self.ratio < 0)];
        10_000 + limit * self.ratio / ONE * 10
    }

    /// The letter-space of a style: none up to half the ratio, all of it at the whole.
    fn letter(self, face: &FaceStyle) -> i64 {
        let part = (2 * self.ratio.abs() - ONE).max(0);
        let more = if self.more[0] == 0 { 0 } else { face.letter * self.more[0] / self.more[1] };
        face.letter * part / ONE * self.ratio.signum() + more
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

/// A piece's width, its share of the space apart. Its glyphs' advances are added to those of the line.
fn natural(material: &Material, piece: &mut Piece<'_>, give: Give, advances: &mut Vec<i64>) -> i64 {
    if piece.kind != TokenKind::Word {
        return piece.width;
    }
    let face = &material.styles[usize::from(piece.style)];
    let (scale, letter) = (give.scale(face), give.letter(face));
    piece.advances = advances.len();
    advances.extend(piece.word.glyphs.iter().map(|g| advance_of(face, scale, g)));
    let ink: i64 = advances[piece.advances..].iter().sum();
    let clusters = i64::from(piece.word.clusters);
    ink + face.tracking * clusters + letter * (clusters - 1).max(0) + piece.kern
}

/// Shares an amount out by the pieces' weights, to the last scaled point; returns what was shared out. No
/// piece gives more than its weight: an overfull line stays too long, and its spaces stay spaces.
fn distribute(pieces: &mut [Piece<'_>], amount: i64) -> i64 {
    let total: i64 = pieces.iter().map(|p| p.weight).sum();
    if total == 0 {
        return 0;
    }
    let amount = amount.max(-total);
    let (mut passed, mut given) = (0, 0);
    for piece in pieces.iter_mut().filter(|piece| piece.weight != 0) {
        passed += piece.weight;
        let due = match amount.checked_mul(passed) {
            Some(product) => product / total,
            None => (i128::from(amount) * i128::from(passed) / i128::from(total)) as i64,
        };
        piece.extra = due - given;
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

struct Open {
    key: RunKey,
    x: i64,
    start: u32,
    end: u32,
    glyphs: Vec<Glyph>,
}

struct Setter<'a> {
    material: &'a Material,
    paragraph: &'a SetParagraph,
    give: Give,
    /// Of all glyphs, as the pieces say.
    advances: &'a [i64],
    /// How many glyphs a run will have, where that is known.
    glyphs: usize,
    x: i64,
    runs: Vec<LineRun>,
    images: Vec<(u32, Length)>,
    open: Option<Open>,
}

impl Setter<'_> {
    fn piece(&mut self, piece: &Piece<'_>) {
        let face = &self.material.styles[usize::from(piece.style)];
        match piece.kind {
            TokenKind::Word => self.word(piece, face),
            TokenKind::Space { .. } => {
                let advance = (piece.width + piece.extra).max(0);
                let glyph = Glyph {
                    id: face.plan.space.0,
                    advance: Length::from_sp(advance),
                    shift: Shift::default(),
                    cluster: piece.start,
                    hyphen: false,
                };
                self.glyph(self.key(piece, face, piece.start), glyph, piece.end);
            }
            TokenKind::Image(index) => {
                self.close();
                self.images.push((index, Length::from_sp(self.x)));
                self.x += piece.width;
            }
            TokenKind::Newline => {}
        }
    }

    fn key(&self, piece: &Piece<'_>, face: &FaceStyle, at: u32) -> RunKey {
        let run = self.material.run_ends.partition_point(|&end| end <= at);
        let scale = self.give.scale(face);
        let (level, font) = (piece.level, face.plan.key.font);
        let run = run.min(self.material.run_ends.len().saturating_sub(1)) as u32;
        RunKey { font, size: face.size, shift: face.shift, scale, level, run }
    }

    fn word(&mut self, piece: &Piece<'_>, face: &FaceStyle) {
        if piece.level.is_multiple_of(2) {
            let key = self.key(piece, face, piece.start);
            if self.material.run_ends.get(key.run as usize).is_some_and(|&end| end >= piece.end) {
                return self.word_in_run(piece, face, key);
            }
        }
        let (scale, letter) = (self.give.scale(face), self.give.letter(face));
        let glyphs = &piece.word.glyphs;
        let rtl = piece.level % 2 == 1;
        for i in 0..glyphs.len() {
            let i = if rtl { glyphs.len() - 1 - i } else { i };
            let glyph = &glyphs[i];
            let next = glyphs[i + 1..].iter().map(|g| g.cluster).find(|c| *c != glyph.cluster);
            let ends_cluster = glyphs.get(i + 1).is_none_or(|g| g.cluster != glyph.cluster);
            let mut advance = self.advances[piece.advances + i];
            if ends_cluster {
                advance += face.tracking + if next.is_some() { letter } else { 0 };
            }
            if i + 1 == glyphs.len() {
                advance += piece.extra + piece.kern;
            }
            let cluster = (piece.start + glyph.cluster).min(piece.end);
            let hyphen = cluster == piece.end;
            let set = Glyph {
                id: glyph.id,
                advance: Length::from_sp(advance.max(0)),
                shift: shift_of(face, scale, glyph),
                cluster,
                hyphen,
            };
            let key = self.key(piece, face, if hyphen { cluster.saturating_sub(1) } else { cluster });
            self.glyph(key, set, next.map_or(piece.end, |n| (piece.start + n).min(piece.end)));
        }
    }

    /// A word from left to right that stands in one run, as nearly all do.
    fn word_in_run(&mut self, piece: &Piece<'_>, face: &FaceStyle, key: RunKey) {
        let (scale, letter) = (key.scale, self.give.letter(face));
        let glyphs = &piece.word.glyphs;
        let Some(first) = glyphs.first() else { return };
        let advances = &self.advances[piece.advances..][..glyphs.len()];
        let x = self.x;
        let open = self.open(key, (piece.start + first.cluster).min(piece.end), piece.end);
        let mut width = 0;
        for (i, (glyph, &natural)) in glyphs.iter().zip(advances).enumerate() {
            let next = glyphs.get(i + 1);
            let gap = match next {
                Some(next) if next.cluster == glyph.cluster => 0,
                Some(_) => face.tracking + letter,
                None => face.tracking + piece.extra + piece.kern,
            };
            let advance = (natural + gap).max(0);
            let cluster = (piece.start + glyph.cluster).min(piece.end);
            open.glyphs.push(Glyph {
                id: glyph.id,
                advance: Length::from_sp(advance),
                shift: shift_of(face, scale, glyph),
                cluster,
                hyphen: cluster == piece.end,
            });
            width += advance;
        }
        self.x = x + width;
    }

    fn glyph(&mut self, key: RunKey, glyph: Glyph, end: u32) {
        self.open(key, glyph.cluster, end).glyphs.push(glyph);
        self.x += glyph.advance.sp();
    }

    /// The run for glyphs of a key that stand for these bytes.
    fn open(&mut self, key: RunKey, start: u32, end: u32) -> &mut Open {
        if self.open.as_ref().is_some_and(|open| open.key != key) {
            self.close();
        }
        let open = self.open.get_or_insert_with(|| {
            let glyphs = Vec::with_capacity(self.glyphs);
            Open { key, x: self.x, start, end, glyphs }
        });
        open.start = open.start.min(start);
        open.end = open.end.max(end);
        open
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
}
