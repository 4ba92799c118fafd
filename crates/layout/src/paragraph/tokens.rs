//! Tokens: a paragraph's text divided into words, spaces, images and line breaks, and shaped.

use std::ops::Range;
use std::sync::Arc;

use anthology_typeset::{Figures, ObjectKind, ParagraphStyle, Run, SetParagraph, TextStyle, is_full_width};
use harfrust::Script;
use unicode_bidi::Level;

use crate::costs::{LAST_MAX_SPACE_SHRINK, MAX_CODE_INDENT, MAX_ELASTIC_SPACE, MIN_SPACE};
use crate::paragraph::cjk::is_shared_mark;
use crate::paragraph::code_breaks::beside_capitals;
use crate::paragraph::context::Prepare;
use crate::paragraph::line_metrics::LineMetrics;
use crate::paragraph::missing_glyphs::MissingGlyph;
use crate::paragraph::shaped_paragraph::{ShapedParagraph, Token, TokenKind, word_metrics};
use crate::shaping::script::{is_neutral, script_of};
use crate::shaping::shaper::{Case, ShapedWord, long_dash};
use crate::shaping::style::{BaseStyle, base_style};
use crate::two_sided::Elastic;

/// Divides a paragraph into tokens, and shapes them.
pub(super) struct Tokenizer<'a, 'p, 'q> {
    with: &'q Prepare<'a, 'p>,
    paragraph: &'q SetParagraph,
    style: &'q TextStyle,
    shaped: ShapedParagraph,
    levels: Vec<Level>,
    bases: Vec<BaseStyle>,
    /// The styles of glyphs that were made, each with its index into the shaped paragraph's.
    faces: Vec<(FaceKey, u16)>,
    missing: &'q mut Vec<MissingGlyph>,
    /// The width of the spaces at the start of a line of code, in the last pass.
    code_indent: i64,
    /// The word without glyphs: the paragraph's own, so that threads don't count references to the same.
    empty: Arc<ShapedWord>,
}

/// The key of a style of glyphs.
#[derive(Clone, Copy, PartialEq)]
struct FaceKey {
    /// Index into the base styles.
    base: usize,
    script: Script,
    rtl: bool,
    /// Index into the fonts: the base style's own, or a fallback.
    font: u32,
    case: Case,
}

impl<'a, 'p, 'q> Tokenizer<'a, 'p, 'q> {
    pub(super) fn new(
        with: &'q Prepare<'a, 'p>,
        paragraph: &'q SetParagraph,
        style: &'q TextStyle,
        shaped: ShapedParagraph,
        levels: Vec<Level>,
        missing: &'q mut Vec<MissingGlyph>,
    ) -> Self {
        let (bases, faces, empty) = (Vec::new(), Vec::new(), Arc::default());
        Self { with, paragraph, style, shaped, levels, bases, faces, missing, code_indent: 0, empty }
    }

    /// The paragraph with its tokens.
    pub(super) fn run(mut self) -> ShapedParagraph {
        let text = std::mem::take(&mut self.shaped.text);
        let mut start = 0;
        let mut spans: Vec<(Range<usize>, usize)> = Vec::new();
        let ends = std::mem::take(&mut self.shaped.run_ends);
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
        self.shaped.run_ends = ends;
        for (range, base) in spans {
            self.span(&text, range, base);
        }
        self.shaped.text = text;
        self.shaped
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

    /// Divides text of one base style at spaces, images, line breaks and changes of direction.
    fn span(&mut self, text: &str, range: Range<usize>, base: usize) {
        let bytes = text.as_bytes();
        let (mut word, mut at) = (range.start, range.start);
        while at < range.end {
            // A letter of ASCII after another never begins a word.
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

    /// True if a word ends before a character although no space is there: the direction changes, or characters are
    /// full-width, as in Chinese, or lines may be broken between any two, as between emoji.
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
        if is_full_width(before) || is_full_width(after) {
            return !attaches(after);
        }
        (is_emoji(before) || is_emoji(after)) && self.shaped.opportunities.binary_search(&(at as u32)).is_ok()
    }

    fn object(&self, at: usize) -> Option<u32> {
        let objects = &self.paragraph.objects;
        let at = self.shaped.to_paragraph(at as u32);
        let index = objects.binary_search_by_key(&at, |o| o.at).ok()?;
        matches!(objects[index].kind, ObjectKind::Image(_)).then_some(index as u32)
    }

    fn other(&mut self, kind: TokenKind, range: Range<usize>, base: usize) {
        let level = self.levels.get(range.start).map_or(0, |l| l.number());
        let (font, case) = (self.bases[base].font, self.bases[base].case());
        let style = self.face(FaceKey { base, script: Script::LATIN, rtl: level % 2 == 1, font, case });
        let face = &self.shaped.styles[usize::from(style)];
        let mut metrics = LineMetrics::default();
        match kind {
            TokenKind::Space { .. } => {
                let natural = face.sp(face.plan.space.advance) + face.tracking;
                let elastic = natural.min(face.size.sp() * MAX_ELASTIC_SPACE / 1000);
                // At the greatest share that shrinks, the narrowest space is left.
                let spare = (natural - face.size.sp() * MIN_SPACE / 1000).max(0) * 1000 / LAST_MAX_SPACE_SHRINK;
                metrics.width = natural;
                metrics.glue = Elastic { stretch: elastic, shrink: elastic.min(spare) };
                self.narrow_indent(&mut metrics);
            }
            TokenKind::Image(index) => {
                if let ObjectKind::Image(image) = &self.paragraph.objects[index as usize].kind {
                    metrics.width = (self.with.resolve.image)(image).sp();
                }
            }
            TokenKind::Word | TokenKind::Newline => {}
        }
        self.push(kind, range, style, level, Arc::clone(&self.empty), metrics);
    }

    /// In the last pass, keeps the indent of a line of code within a part of its measure: no line is broken after its
    /// indent alone, so one that is too deep would push the code beyond the measure.
    fn narrow_indent(&mut self, metrics: &mut LineMetrics) {
        let Some(measure) = self.with.split_wider.filter(|_| self.paragraph.style == ParagraphStyle::Code) else {
            return;
        };
        if self.shaped.tokens.iter().all(|token| matches!(token.kind, TokenKind::Space { .. })) {
            metrics.width = metrics.width.min((measure / MAX_CODE_INDENT - self.code_indent).max(0));
            self.code_indent += metrics.width;
        }
    }

    fn push(
        &mut self,
        kind: TokenKind,
        range: Range<usize>,
        style: u16,
        level: u8,
        word: Arc<ShapedWord>,
        metrics: LineMetrics,
    ) {
        let (start, end) = (range.start as u32, range.end as u32);
        self.shaped.tokens.push(Token { kind, start, end, style, level, word, metrics, kern: 0 });
    }

    fn word(&mut self, text: &str, range: Range<usize>, base: usize) {
        let word = &text[range.clone()];
        if word.is_empty() {
            return;
        }
        // Marks by themselves, as a stop after a figure, are of the script of their direction.
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
        if self.shaped.has_cjk && text[range.clone()].chars().all(is_shared_mark) {
            font = self.cjk_font(range.start, font);
        }
        let style = self.face(FaceKey { base, script, rtl, font, case });
        let word = self.shape(style, &text[range.clone()]);
        if !word.missing {
            return self.shaped_word(text, range, style, word);
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
            let has = |c: char| fonts.get(font).glyph(c).is_some();
            let (own, case) = match fonts.for_char(font, c) {
                // A dash of another family would be of another weight and height.
                _ if long_dash(c).is_some() && !has(c) && has('\u{2014}') => (font, Case::LongDash),
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
            let style = self.face(FaceKey { base, script, rtl, font, case });
            let word = self.shape(style, &text[piece.clone()]);
            self.shaped_word(text, piece, style, word);
        }
    }

    fn run_at(&self, at: usize) -> Option<&Run> {
        self.paragraph.runs.get(self.shaped.run_ends.partition_point(|&end| end as usize <= at))
    }

    /// The font that quotation marks, dashes and dots beside Chinese and Japanese are taken from: that of the
    /// ideographs.
    fn cjk_font(&self, at: usize, font: u32) -> u32 {
        let is_cjk = self.run_at(at).is_some_and(|run| matches!(run.lang.primary(), "zh" | "ja"));
        is_cjk.then(|| self.with.shaper.fonts().for_char(font, '\u{4e00}')).flatten().unwrap_or(font)
    }

    fn report(&mut self, at: usize, c: char) {
        let span = self.run_at(at).map_or(self.paragraph.span, |r| r.span);
        self.missing.push(MissingGlyph { span, character: c });
    }

    fn shape(&self, style: u16, text: &str) -> Arc<ShapedWord> {
        let face = &self.shaped.styles[usize::from(style)];
        self.with.shaper.word(face.plan_id, &face.plan, text)
    }

    fn shaped_word(&mut self, text: &str, range: Range<usize>, style: u16, word: Arc<ShapedWord>) {
        let metrics = word_metrics(&self.shaped.styles[usize::from(style)], &word);
        let level = self.levels.get(range.start).map_or(0, |l| l.number());
        if self.with.split_wider.is_some_and(|width| metrics.width > width - self.code_indent) && word.clusters > 1 {
            return self.split_word(text, range, style, level, &word);
        }
        self.push(TokenKind::Word, range, style, level, word, metrics);
    }

    /// Splits a word into its clusters.
    fn split_word(&mut self, text: &str, range: Range<usize>, style: u16, level: u8, word: &ShapedWord) {
        let mut starts: Vec<usize> = word.glyphs.iter().map(|g| range.start + g.cluster as usize).collect();
        starts.push(range.end);
        starts.sort_unstable();
        starts.dedup();
        for pair in starts.windows(2) {
            let letter = self.shape(style, &text[pair[0]..pair[1]]);
            let metrics = word_metrics(&self.shaped.styles[usize::from(style)], &letter);
            self.push(TokenKind::Word, pair[0]..pair[1], style, level, letter, metrics);
            if pair[1] < range.end {
                let at = pair[1] as u32;
                if let Err(index) = self.shaped.opportunities.binary_search(&at) {
                    self.shaped.opportunities.insert(index, at);
                }
            }
        }
    }

    /// The style of glyphs of a key: an index into the shaped paragraph's.
    fn face(&mut self, wanted: FaceKey) -> u16 {
        if let Some((_, found)) = self.faces.iter().find(|(key, _)| *key == wanted) {
            return *found;
        }
        let FaceKey { base, script, rtl, font, case } = wanted;
        let key = self.bases[base].key(script, rtl, font, case);
        let face = self.bases[base].face(self.with.shaper, self.with.micro, &key);
        let index = self.shaped.styles.len() as u16;
        self.shaped.styles.push(face);
        self.faces.push((wanted, index));
        index
    }
}

/// True for characters without a glyph of their own, and those that belong to the character before.
fn attaches(c: char) -> bool {
    script_of(c) == Script::INHERITED
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1ffff}')
}
