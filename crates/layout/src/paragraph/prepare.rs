//! A paragraph to tokens: shaped words, spaces and pictures, with sums of their widths and of how far they
//! give, so that any line's figures are a difference of two sums.

use std::ops::{Add, Range, Sub};
use std::sync::Arc;

use anthology_base::Length;
use anthology_typeset::{
    Anchor, Figures, FontTokens, MicroTokens, ObjectKind, ParagraphStyle, Position, Run, SetImage, SetParagraph,
    TextStyle, is_square,
};
use harfrust::Script;
use unicode_bidi::{Level, ParagraphBidiInfo};

use crate::costs::{LAST_MAX_SPACE_SHRINK, MAX_ELASTIC_SPACE, MIN_SPACE};
use crate::paragraph::cjk::{self, is_shared_mark};
use crate::paragraph::code_breaks::{Literals, beside_capitals};
use crate::paragraph::opportunities::opportunities;
use crate::shaping::shaper::{Case, ShapedWord, Shaper};
use crate::shaping::style::{BaseStyle, FaceStyle, base_style};

/// What a paragraph needs to know of the rest of the book.
#[derive(Clone, Copy)]
pub struct Resolve<'a> {
    /// The folio to print for an anchor.
    pub page: &'a dyn Fn(&Anchor) -> String,
    /// The width of a picture that stands in a line.
    pub image: &'a dyn Fn(&SetImage) -> Length,
}

/// A width, and how far it gives. In scaled points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) width: i64,
    /// Of spaces, at ratio 1 and −1.
    pub(crate) stretch: i64,
    pub(crate) shrink: i64,
    /// Of glyphs by expansion, at ratio 1 and −1.
    pub(crate) widen: i64,
    pub(crate) narrow: i64,
    /// Of gaps between letters.
    pub(crate) letter: i64,
}

impl Add for Sums {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self {
            width: self.width + rhs.width,
            stretch: self.stretch + rhs.stretch,
            shrink: self.shrink + rhs.shrink,
            widen: self.widen + rhs.widen,
            narrow: self.narrow + rhs.narrow,
            letter: self.letter + rhs.letter,
        }
    }
}

impl Sub for Sums {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self {
            width: self.width - rhs.width,
            stretch: self.stretch - rhs.stretch,
            shrink: self.shrink - rhs.shrink,
            widen: self.widen - rhs.widen,
            narrow: self.narrow - rhs.narrow,
            letter: self.letter - rhs.letter,
        }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Glyphs without a space among them.
    Word,
    /// A space; `breaking` where a line may end at it, if the break rules say so too.
    Space { breaking: bool },
    /// A picture: index into the paragraph's objects.
    Image(u32),
    /// A forced line break.
    Newline,
}

/// A piece of the paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Bytes of the displayed text.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Index into the styles.
    pub(crate) style: u16,
    /// Bidirectional level.
    pub(crate) level: u8,
    /// Empty for what has no glyphs.
    pub(crate) word: Arc<ShapedWord>,
    pub(crate) sums: Sums,
    /// Of a word, what is added after it before another, in its width: negative between marks in squares.
    pub(crate) kern: i64,
}

/// A paragraph, shaped and measured.
pub(crate) struct Material {
    /// The paragraph's text with its page numbers in their places.
    pub(crate) text: String,
    replaced: Vec<Replaced>,
    pub(crate) styles: Vec<FaceStyle>,
    pub(crate) tokens: Vec<Token>,
    /// Sums over the tokens before each, and over all.
    pub(crate) prefix: Vec<Sums>,
    /// Offsets in `text` at which a line may be broken without a hyphen.
    pub(crate) opportunities: Vec<u32>,
    /// Its names of code and addresses.
    pub(crate) literals: Literals,
    /// The level of the paragraph.
    pub(crate) base_level: u8,
    /// Whether anything runs against the paragraph's direction, or the paragraph from right to left.
    pub(crate) bidi: bool,
    /// Whether any of its characters may stand in squares.
    pub(crate) squares: bool,
    /// Ends of the paragraph's runs, in `text`.
    pub(crate) run_ends: Vec<u32>,
}

/// An object whose text stands in the displayed text.
#[derive(Clone, Debug)]
struct Replaced {
    paragraph: Range<u32>,
    display: Range<u32>,
}

/// A character that no font has, where it stands.
pub(crate) type Missing = (anthology_base::Span, char);

/// What preparing draws on.
pub(crate) struct Prepare<'a, 'p> {
    pub(crate) shaper: &'p Shaper<'a>,
    pub(crate) tokens: &'p FontTokens,
    pub(crate) micro: &'p MicroTokens,
    pub(crate) resolve: Resolve<'p>,
    /// Words wider than this are cut between their letters: the last resort.
    pub(crate) cut: Option<i64>,
}

/// Prepares a paragraph; the characters that no font has are added to `missing`.
pub(crate) fn prepare(
    with: &Prepare<'_, '_>,
    paragraph: &SetParagraph,
    style: &TextStyle,
    missing: &mut Vec<Missing>,
) -> Material {
    let (text, replaced) = displayed(paragraph, with.resolve);
    // A word of prose and the space behind it are seldom shorter.
    let capacity = text.len() / 3 + 4;
    let mut material = Material {
        text,
        replaced,
        styles: Vec::new(),
        tokens: Vec::with_capacity(capacity),
        prefix: Vec::new(),
        opportunities: Vec::new(),
        literals: Literals::default(),
        base_level: u8::from(paragraph.lang.is_rtl()),
        bidi: false,
        squares: false,
        run_ends: Vec::new(),
    };
    material.squares = cjk::may_have(&material.text);
    material.run_ends = paragraph.runs.iter().map(|run| material.to_display(run.end)).collect();
    material.literals = Literals::of(&material.text, &code(&material, paragraph));
    material.opportunities = allowed_breaks(&material, paragraph);
    let levels = levels(&material.text, material.base_level);
    material.bidi = !levels.is_empty();
    let mut builder = Builder {
        with,
        paragraph,
        style,
        material,
        levels,
        bases: Vec::new(),
        variants: Vec::new(),
        missing,
        empty: Arc::default(),
    };
    builder.build();
    let mut material = builder.material;
    space_kerns(&mut material);
    if material.squares {
        cjk::space(with.shaper, &mut material);
    }
    material.sum();
    material
}

/// The text with page numbers resolved.
fn displayed(paragraph: &SetParagraph, resolve: Resolve<'_>) -> (String, Vec<Replaced>) {
    let mut text = String::with_capacity(paragraph.text.len());
    let mut replaced = Vec::new();
    let mut from = 0;
    for object in &paragraph.objects {
        let ObjectKind::PageNumber(anchor) = &object.kind else { continue };
        let at = object.at as usize;
        text.push_str(&paragraph.text[from..at]);
        let start = text.len() as u32;
        text.push_str(&(resolve.page)(anchor));
        from = at + '\u{fffc}'.len_utf8();
        replaced.push(Replaced { paragraph: object.at..from as u32, display: start..text.len() as u32 });
    }
    text.push_str(&paragraph.text[from..]);
    (text, replaced)
}

/// Bidirectional levels by byte; empty where all of the text runs from left to right.
fn levels(text: &str, base: u8) -> Vec<Level> {
    let plain = || !may_turn(text) || !text.chars().any(turns);
    if text.is_empty() || base == 0 && plain() {
        return Vec::new();
    }
    let base = if base == 0 { Level::ltr() } else { Level::rtl() };
    let info = ParagraphBidiInfo::new(text, Some(base));
    if base.is_ltr() && !info.has_rtl() { Vec::new() } else { info.levels }
}

/// Whether a character runs from right to left, may do so, or turns others round.
fn turns(c: char) -> bool {
    let mark = matches!(c, '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    mark || ('\u{590}'..='\u{8ff}').contains(&c) || c >= '\u{fb1d}'
}

/// Whether one of the bytes of a text is the first of such characters, or the last of such marks: what can be told
/// many bytes at a time.
fn may_turn(text: &str) -> bool {
    let may = |byte: u8| matches!(byte, 0xd6..=0xe0 | 0xef..=0xff | 0x8f | 0xa6..=0xae);
    text.bytes().fold(false, |any, byte| any | may(byte))
}

/// The runs of code among words. (Lines of code by themselves are broken like other text.)
fn code(material: &Material, paragraph: &SetParagraph) -> Vec<Range<usize>> {
    if paragraph.style == ParagraphStyle::Code {
        return Vec::new();
    }
    let starts = std::iter::once(0).chain(material.run_ends.iter().map(|&end| end as usize));
    let runs = paragraph.runs.iter().zip(starts).zip(&material.run_ends);
    let code = runs.filter(|((run, _), _)| run.style.code && !run.style.no_break);
    code.map(|((_, start), &end)| start..end as usize).collect()
}

/// Where the break rules and the runs' styles let a line be broken.
fn allowed_breaks(material: &Material, paragraph: &SetParagraph) -> Vec<u32> {
    let objects = !paragraph.objects.is_empty();
    let held = paragraph.runs.iter().any(|r| r.style.no_break || r.style.position == Position::Super);
    let run_at = |at: usize| {
        let index = material.run_ends.partition_point(|&end| end as usize <= at);
        paragraph.runs.get(index)
    };
    opportunities(&material.text, &material.literals, |at| {
        if !objects && !held {
            return false;
        }
        let (before, after) = (&material.text[..at], &material.text[at..]);
        if after.starts_with('\u{fffc}') || before.ends_with('\u{fffc}') {
            return !before.ends_with([' ', '\n']) && !after.starts_with(' ');
        }
        held && run_at(at).is_some_and(|run| {
            let starts = !std::ptr::eq(run, run_at(at - 1).unwrap_or(run));
            let no_break = |r: &Run| r.style.no_break;
            starts && run.style.position == Position::Super && !before.ends_with([' ', '\n'])
                || no_break(run) && run_at(at - 1).is_some_and(no_break)
        })
    })
}

struct Builder<'a, 'p, 'q> {
    with: &'q Prepare<'a, 'p>,
    paragraph: &'q SetParagraph,
    style: &'q TextStyle,
    material: Material,
    levels: Vec<Level>,
    bases: Vec<BaseStyle>,
    /// Which style of glyphs stands for which base, script, direction, font and case.
    variants: Vec<(usize, Script, bool, u32, Case, u16)>,
    missing: &'q mut Vec<Missing>,
    /// What has no glyphs: the paragraph's own, so that threads don't count references to the same.
    empty: Arc<ShapedWord>,
}

impl Builder<'_, '_, '_> {
    fn build(&mut self) {
        let text = std::mem::take(&mut self.material.text);
        let mut start = 0;
        let mut spans: Vec<(Range<usize>, usize)> = Vec::new();
        let ends = std::mem::take(&mut self.material.run_ends);
        let old_style = self.style.figures == Figures::OldStyle && !self.style.small_caps;
        for (run, &end) in self.paragraph.runs.iter().zip(&ends) {
            let range = start..end as usize;
            start = end as usize;
            let plain = !old_style || run.style.code || run.style.small_caps;
            let words = if plain { Vec::new() } else { beside_capitals(&text[range.clone()]) };
            let mut from = range.start;
            for word in words {
                let word = range.start + word.start..range.start + word.end;
                let lining = TextStyle { figures: Figures::Lining, ..self.style.clone() };
                self.add_span(&mut spans, &text, from..word.start, run, self.style);
                from = word.end;
                self.add_span(&mut spans, &text, word, run, &lining);
            }
            self.add_span(&mut spans, &text, from..range.end, run, self.style);
        }
        self.material.run_ends = ends;
        for (range, base) in spans {
            self.span(&text, range, base);
        }
        self.material.text = text;
    }

    /// Adds text of a run to the spans of one base style each.
    fn add_span(
        &mut self,
        spans: &mut Vec<(Range<usize>, usize)>,
        text: &str,
        range: Range<usize>,
        run: &Run,
        style: &TextStyle,
    ) {
        if range.is_empty() {
            return;
        }
        let base = base_style(self.with.shaper, self.with.tokens, style, run, &text[range.clone()]);
        let index = self.bases.iter().position(|b| *b == base).unwrap_or_else(|| {
            self.bases.push(base);
            self.bases.len() - 1
        });
        match spans.last_mut() {
            Some((last, of)) if *of == index => last.end = range.end,
            _ => spans.push((range, index)),
        }
    }

    /// Cuts text of one base style at spaces, pictures, line breaks and changes of direction.
    fn span(&mut self, text: &str, range: Range<usize>, base: usize) {
        let bytes = text.as_bytes();
        let (mut word, mut at) = (range.start, range.start);
        while at < range.end {
            // A letter of ASCII behind another never begins a word.
            if self.levels.is_empty() && bytes[at].is_ascii_graphic() && (at == word || bytes[at - 1].is_ascii()) {
                at += 1;
                continue;
            }
            let c = text[at..].chars().next().unwrap_or(' ');
            let end = at + c.len_utf8();
            let kind = match c {
                ' ' | '\t' => Some(TokenKind::Space { breaking: true }),
                '\u{a0}' => Some(TokenKind::Space { breaking: false }),
                '\n' => Some(TokenKind::Newline),
                '\u{fffc}' => self.object(at).map(TokenKind::Image),
                _ => None,
            };
            if let Some(kind) = kind {
                self.word(text, word..at, base);
                self.other(kind, at..end, base);
                word = end;
            } else if at > word && self.splits(text, at) {
                self.word(text, word..at, base);
                word = at;
            }
            at = end;
        }
        self.word(text, word..range.end, base);
    }

    /// Whether a word ends before a character although no space stands there: the direction changes, or
    /// characters stand in squares, as in Chinese, or lines may be broken between any two, as between emoji.
    fn splits(&self, text: &str, at: usize) -> bool {
        if !self.levels.is_empty() && self.levels[at] != self.levels[at - 1] {
            return true;
        }
        if text.as_bytes()[at - 1..=at].is_ascii() {
            return false;
        }
        let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[at..].chars().next()) else {
            return false;
        };
        if is_square(before) || is_square(after) {
            return !attaches(after);
        }
        (is_emoji(before) || is_emoji(after)) && self.material.opportunities.binary_search(&(at as u32)).is_ok()
    }

    fn object(&self, at: usize) -> Option<u32> {
        let objects = &self.paragraph.objects;
        let at = self.material.to_paragraph(at as u32);
        let index = objects.binary_search_by_key(&at, |o| o.at).ok()?;
        matches!(objects[index].kind, ObjectKind::Image(_)).then_some(index as u32)
    }

    fn other(&mut self, kind: TokenKind, range: Range<usize>, base: usize) {
        let level = self.levels.get(range.start).map_or(0, |l| l.number());
        let (font, case) = (self.bases[base].font, self.bases[base].case());
        let style = self.variant(base, Script::LATIN, level % 2 == 1, font, case);
        let face = &self.material.styles[usize::from(style)];
        let mut sums = Sums::default();
        match kind {
            TokenKind::Space { .. } => {
                let natural = face.sp(face.plan.space.1) + face.tracking;
                let elastic = natural.min(face.size.sp() * MAX_ELASTIC_SPACE / 1000);
                let spare = (natural - face.size.sp() * MIN_SPACE / 1000).max(0) * 1000 / LAST_MAX_SPACE_SHRINK;
                sums = Sums { width: natural, stretch: elastic, shrink: elastic.min(spare), ..Sums::default() };
            }
            TokenKind::Image(index) => {
                if let ObjectKind::Image(image) = &self.paragraph.objects[index as usize].kind {
                    sums.width = (self.with.resolve.image)(image).sp();
                }
            }
            TokenKind::Word | TokenKind::Newline => {}
        }
        self.push(kind, range, style, level, Arc::clone(&self.empty), sums);
    }

    fn push(&mut self, kind: TokenKind, range: Range<usize>, style: u16, level: u8, word: Arc<ShapedWord>, sums: Sums) {
        let (start, end) = (range.start as u32, range.end as u32);
        self.material.tokens.push(Token { kind, start, end, style, level, word, sums, kern: 0 });
    }

    fn word(&mut self, text: &str, range: Range<usize>, base: usize) {
        let word = &text[range.clone()];
        if word.is_empty() {
            return;
        }
        // Marks that stand alone, as a stop after a figure does, are of the script that they run with.
        let neutral = match self.levels.get(range.start).is_some_and(|level| level.is_rtl()) {
            false => Script::LATIN,
            true if matches!(self.bases[base].lang.primary(), "he" | "yi") => Script::HEBREW,
            true => Script::ARABIC,
        };
        if word.is_ascii() {
            return self.of_script(text, range, base, neutral);
        }
        let mut start = range.start;
        let mut script = word.chars().map(script_of).find(|s| !is_neutral(*s)).unwrap_or(neutral);
        for (i, c) in word.char_indices() {
            let own = script_of(c);
            if !is_neutral(own) && own != script {
                let at = range.start + i;
                self.of_script(text, start..at, base, script);
                (start, script) = (at, own);
            }
        }
        self.of_script(text, start..range.end, base, script);
    }

    /// Shapes a word of one script, in its own font where that has all of it.
    fn of_script(&mut self, text: &str, range: Range<usize>, base: usize, script: Script) {
        if range.is_empty() {
            return;
        }
        let rtl = self.levels.get(range.start).is_some_and(|l| l.is_rtl());
        let (mut font, case) = (self.bases[base].font, self.bases[base].case());
        if self.material.squares && text[range.clone()].chars().all(is_shared_mark) {
            font = self.font_of_squares(range.start, font);
        }
        let style = self.variant(base, script, rtl, font, case);
        let word = self.shape(style, &text[range.clone()]);
        if !word.missing {
            return self.shaped(text, range, style, word);
        }
        let fonts = self.with.shaper.fonts();
        let boxes = fonts.for_char(font, '\u{25a1}').unwrap_or(font);
        let mut pieces: Vec<(Range<usize>, u32, Case)> = Vec::new();
        for (i, c) in text[range.clone()].char_indices() {
            let at = range.start + i;
            let end = at + c.len_utf8();
            if let Some(last) = pieces.last_mut().filter(|_| attaches(c)) {
                last.0.end = end;
                continue;
            }
            let (own, case) = match fonts.for_char(font, c) {
                Some(own) => (own, case),
                None if attaches(c) => (font, case),
                None => {
                    self.report(at, c);
                    (boxes, Case::Missing)
                }
            };
            match pieces.last_mut() {
                Some(last) if last.1 == own && last.2 == case => last.0.end = end,
                _ => pieces.push((at..end, own, case)),
            }
        }
        for (piece, font, case) in pieces {
            let style = self.variant(base, script, rtl, font, case);
            let word = self.shape(style, &text[piece.clone()]);
            self.shaped(text, piece, style, word);
        }
    }

    fn run_at(&self, at: usize) -> Option<&Run> {
        self.paragraph.runs.get(self.material.run_ends.partition_point(|&end| end as usize <= at))
    }

    /// The font that quotation marks, dashes and dots beside Chinese and Japanese are taken from: that of the
    /// ideographs.
    fn font_of_squares(&self, at: usize, font: u32) -> u32 {
        let squared = self.run_at(at).is_some_and(|run| matches!(run.lang.primary(), "zh" | "ja"));
        squared.then(|| self.with.shaper.fonts().for_char(font, '\u{4e00}')).flatten().unwrap_or(font)
    }

    fn report(&mut self, at: usize, c: char) {
        let span = self.run_at(at).map_or(self.paragraph.span, |r| r.span);
        self.missing.push((span, c));
    }

    fn shape(&self, style: u16, text: &str) -> Arc<ShapedWord> {
        let face = &self.material.styles[usize::from(style)];
        self.with.shaper.word(face.number, &face.plan, text)
    }

    fn shaped(&mut self, text: &str, range: Range<usize>, style: u16, word: Arc<ShapedWord>) {
        let face = &self.material.styles[usize::from(style)];
        let sums = word_sums(face, &word);
        let level = self.levels.get(range.start).map_or(0, |l| l.number());
        if self.with.cut.is_some_and(|cut| sums.width > cut) && word.clusters > 1 {
            return self.letters(text, range, style, level, &word);
        }
        self.push(TokenKind::Word, range, style, level, word, sums);
    }

    /// Cuts a word into its clusters.
    fn letters(&mut self, text: &str, range: Range<usize>, style: u16, level: u8, word: &ShapedWord) {
        let mut starts: Vec<usize> = word.glyphs.iter().map(|g| range.start + g.cluster as usize).collect();
        starts.push(range.end);
        starts.sort_unstable();
        starts.dedup();
        for pair in starts.windows(2) {
            let letter = self.shape(style, &text[pair[0]..pair[1]]);
            let sums = word_sums(&self.material.styles[usize::from(style)], &letter);
            self.push(TokenKind::Word, pair[0]..pair[1], style, level, letter, sums);
            if pair[1] < range.end {
                let at = pair[1] as u32;
                if let Err(index) = self.material.opportunities.binary_search(&at) {
                    self.material.opportunities.insert(index, at);
                }
            }
        }
    }

    fn variant(&mut self, base: usize, script: Script, rtl: bool, font: u32, case: Case) -> u16 {
        let wanted = (base, script, rtl, font, case);
        if let Some(found) = self.variants.iter().find(|v| (v.0, v.1, v.2, v.3, v.4) == wanted) {
            return found.5;
        }
        let key = self.bases[base].key(script, rtl, font, case);
        let face = self.bases[base].face(self.with.shaper, self.with.micro, &key);
        let index = self.material.styles.len() as u16;
        self.material.styles.push(face);
        self.variants.push((base, script, rtl, font, case, index));
        index
    }
}

/// The figures of a word.
pub(crate) fn word_sums(face: &FaceStyle, word: &ShapedWord) -> Sums {
    sums(face, word.advance, word.clusters)
}

/// The figures of so many clusters that are so wide together.
pub(crate) fn sums(face: &FaceStyle, advance: i32, clusters: u32) -> Sums {
    let ink = face.sp(advance);
    Sums {
        width: ink + face.tracking * i64::from(clusters),
        widen: ink * face.limits[0] / 1000,
        narrow: ink * face.limits[1] / 1000,
        letter: face.letter * i64::from(clusters.saturating_sub(1)),
        ..Sums::default()
    }
}

pub(crate) fn script_of(c: char) -> Script {
    harfrust::unicode::script(u32::from(c))
}

fn is_neutral(script: Script) -> bool {
    matches!(script, Script::COMMON | Script::INHERITED | Script::UNKNOWN)
}

/// What has no glyph of its own, or belongs to the character before it.
fn attaches(c: char) -> bool {
    script_of(c) == Script::INHERITED
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1ffff}')
}

/// Gives each space what its neighbours' kerning makes of it.
fn space_kerns(material: &mut Material) {
    for i in 0..material.tokens.len() {
        if !matches!(material.tokens[i].kind, TokenKind::Space { .. }) {
            continue;
        }
        let kern = |neighbour: Option<&Token>, side: usize| {
            let token = neighbour.filter(|t| t.style == material.tokens[i].style)?;
            Some(material.styles[usize::from(token.style)].sp(token.word.space[side]))
        };
        let before = i.checked_sub(1).and_then(|b| kern(material.tokens.get(b), 1)).unwrap_or(0);
        let after = kern(material.tokens.get(i + 1), 0).unwrap_or(0);
        material.tokens[i].sums.width += before + after;
    }
}

impl Material {
    fn sum(&mut self) {
        let mut total = Sums::default();
        self.prefix = Vec::with_capacity(self.tokens.len() + 1);
        self.prefix.push(total);
        for token in &self.tokens {
            total = total + token.sums;
            self.prefix.push(total);
        }
    }

    /// An offset of the paragraph's text in the displayed text.
    pub(crate) fn to_display(&self, at: u32) -> u32 {
        let index = self.replaced.partition_point(|r| r.paragraph.start < at);
        match index.checked_sub(1).map(|i| &self.replaced[i]) {
            Some(r) => r.display.end + at.saturating_sub(r.paragraph.end),
            None => at,
        }
    }

    /// An offset of the displayed text in the paragraph's text; the start of an object from within it.
    pub(crate) fn to_paragraph(&self, at: u32) -> u32 {
        let index = self.replaced.partition_point(|r| r.display.start <= at);
        match index.checked_sub(1).map(|i| &self.replaced[i]) {
            Some(r) if at < r.display.end => r.paragraph.start,
            Some(r) => r.paragraph.end + (at - r.display.end),
            None => at,
        }
    }
}
