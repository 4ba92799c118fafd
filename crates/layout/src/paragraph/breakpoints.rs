//! The places where a line of a prepared paragraph may end, each with what a line that ends there and a
//! line that begins there measure.

use std::cell::OnceCell;
use std::sync::Arc;

use anthology_typeset::{SetParagraph, TextStyle};
use harfrust::Script;

use crate::costs::{MAX_BREAKS_OF_WORD, WORD_SPLIT};
use crate::paragraph::cjk::{self, is_shared_mark, is_syllable};
use crate::paragraph::prepare::{Material, Sums, Token, TokenKind, script_of, sums, word_sums};
use crate::shaping::shaper::{Extent, ShapedGlyph, ShapedWord, Shaper};

/// Why a line may end here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreakKind {
    /// The paragraph's start: no line ends here.
    Start,
    /// At a space, or between two characters that may be parted.
    Free,
    /// After a hyphen, dash or slash of the author's, or in an address.
    Explicit,
    /// Within a word, at a hyphen that is added.
    Hyphen,
    /// At a space that holds a name to its title, where nothing else helps.
    Held,
    /// Within a name of code, where nothing else helps.
    Seam,
    /// Within a word too wide for the measure.
    Cut,
    /// The author breaks the line.
    Forced,
    /// The paragraph's end.
    End,
}

/// A place where a line may end.
#[derive(Clone, Debug)]
pub(crate) struct Break {
    pub(crate) kind: BreakKind,
    /// A line that ends here has the tokens before this one…
    pub(crate) end: u32,
    /// …and one that begins here those from this one on.
    pub(crate) next: u32,
    /// The word that is parted, if one is.
    pub(crate) part: Option<Part>,
    /// The bytes of displayed text that the line's end takes with it: up to here.
    pub(crate) at: u32,
    pub(crate) penalty: i64,
    /// Whether a hyphen, added or the author's, stands at the end of a line that ends here.
    pub(crate) dashed: bool,
    /// What is measured here. Of a word that would get a hyphen, or be parted at a seam, the two pieces have to be
    /// shaped, so that waits until a line can end there: most never do.
    pub(crate) figures: OnceCell<Figures>,
}

/// What the lines at a break measure.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    /// What all lines up to one that ends here measure, and all lines before one that begins here: a line is
    /// the difference.
    pub(crate) end_sums: Sums,
    pub(crate) start_sums: Sums,
    /// How far the last and the first glyph hang into the margin, the tracking behind the last included.
    pub(crate) hang_end: i64,
    pub(crate) hang_start: i64,
    /// The word before and the word after, as numbers to compare; 0 for none.
    pub(crate) words: [u64; 2],
}

/// A word parted by a break. `token` stands whole on neither line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) token: u32,
    pub(crate) hyphen: bool,
}

impl Break {
    /// The word that is parted here.
    pub(crate) fn token(&self) -> Option<u32> {
        self.part.map(|part| part.token)
    }

    /// What was measured here.
    ///
    /// # Panics
    /// Where no line was found to end, so that nothing is measured.
    pub(crate) fn figures(&self) -> &Figures {
        self.figures.get().expect("a break is measured before a line may end there")
    }
}

/// What there is at a place where a line may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    /// Nothing is added.
    Plain,
    /// A hyphen is.
    Hyphen,
    /// A hyphen is, where no rule of the language has one: the word is too wide for its measure.
    Cut,
    /// Nothing, in a name of code, for want of better.
    Seam(i64),
}

/// What a word gets that is cut between any two letters, since it is too wide for its measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// No word is cut.
    None,
    /// Nothing, as in a column that has no room for a hyphen.
    Bare,
    /// A hyphen, if its script has one.
    Hyphen,
}

/// Lists the breaks of a paragraph; those within words that are no marks of the author's are not yet measured.
pub(crate) fn breaks(
    measurer: Measurer<'_, '_>,
    paragraph: &SetParagraph,
    style: &TextStyle,
    costs: &BreakCosts,
) -> Vec<Break> {
    let material = measurer.material;
    let mut points: Vec<(u32, Point)> = Vec::with_capacity(material.opportunities.len() + paragraph.hyphens.len());
    points.extend(material.opportunities.iter().map(|&at| (at, Point::Plain)));
    let is_free = |at: u32| material.opportunities.binary_search(&at).is_err();
    let is_cut = |at: u32| costs.cut == Cut::Hyphen && is_within_word(material, at, 2);
    if style.hyphenate {
        let hyphens = paragraph.hyphens.iter().map(|&at| material.to_display(at));
        points.extend(hyphens.filter(|&at| is_free(at) || is_cut(at)).map(|at| (at, Point::Hyphen)));
    }
    points.extend(material.tokens.iter().filter(|t| is_held(material, t)).map(|t| (t.end, Point::Plain)));
    points.extend(material.literals.seams.iter().map(|&(at, penalty)| (at, Point::Seam(penalty))));
    // Stable, since that merges what is in order already.
    points.sort();
    // Of two at one place that of a word cut everywhere is the worse.
    points.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same && next.1 == Point::Hyphen {
            kept.1 = Point::Hyphen;
        }
        same
    });
    let mut lister = Lister { measurer, material, costs, found: Vec::with_capacity(points.len() + 2) };
    lister.found.push(lister.start());
    let mut token = 0;
    for (at, point) in points {
        while material.tokens.get(token).is_some_and(|t| t.end <= at) {
            token += 1;
        }
        lister.place(token, at, point);
    }
    lister.end();
    lister.found
}

/// Whether a token is a no-break space between two words: `Mr. Smythe`, not `12 km`, `J. S. Bach` or `« oui »`.
fn is_held(material: &Material, token: &Token) -> bool {
    if token.kind != (TokenKind::Space { breaking: false }) {
        return false;
    }
    let (before, after) = (&material.text[..token.start as usize], &material.text[token.end as usize..]);
    let letters = |chars: &mut dyn Iterator<Item = char>| chars.take(2).filter(|c| c.is_alphabetic()).count() == 2;
    letters(&mut before.strip_suffix('.').unwrap_or(before).chars().rev()) && letters(&mut after.chars())
}

/// Whether a place is between two letters or figures.
fn is_within_letters(material: &Material, at: u32) -> bool {
    let (before, after) = material.text.split_at(at as usize);
    before.ends_with(char::is_alphanumeric) && after.starts_with(|c: char| c.is_alphanumeric() && c < '\u{e00}')
}

/// Whether a place is within a word of a script that writes a hyphen where words are parted, and no name of code,
/// with so many letters on either side.
fn is_within_word(material: &Material, at: u32, least: usize) -> bool {
    let (before, after) = material.text.split_at(at as usize);
    let hyphened = |c: char| matches!(script_of(c), Script::LATIN | Script::GREEK | Script::CYRILLIC);
    let letters = |chars: &mut dyn Iterator<Item = char>| chars.take(least).filter(|&c| hyphened(c)).count() == least;
    letters(&mut before.chars().rev()) && letters(&mut after.chars()) && !material.literals.within(at as usize)
}

/// What ends of lines cost, apart from the lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BreakCosts {
    pub(crate) hyphen: i64,
    pub(crate) explicit: i64,
    /// Added for a word with a capital, where nouns have none.
    pub(crate) capital: i64,
    /// Added where fewer than three letters stand on either side.
    pub(crate) short: i64,
    /// Of parting a name from its title.
    pub(crate) held: i64,
    /// Of parting a short piece of code at a space.
    pub(crate) gap: i64,
    /// Of parting a Korean word between two syllables.
    pub(crate) syllable: i64,
    /// Whether the first line is indented: nothing hangs out where there is no edge to hang over.
    pub(crate) indented: bool,
    /// How words are cut between letters.
    pub(crate) cut: Cut,
}

struct Lister<'a, 'p> {
    measurer: Measurer<'a, 'p>,
    material: &'p Material,
    costs: &'p BreakCosts,
    found: Vec<Break>,
}

impl Lister<'_, '_> {
    fn start(&self) -> Break {
        let hang_start = if self.costs.indented { 0 } else { self.measurer.hang_start(0) };
        let figures = Figures { hang_start, words: [0, self.measurer.word_at(0)], ..Figures::default() };
        Break {
            kind: BreakKind::Start,
            end: 0,
            next: 0,
            part: None,
            at: 0,
            penalty: 0,
            dashed: false,
            figures: figures.into(),
        }
    }

    fn place(&mut self, token: usize, at: u32, point: Point) {
        let Some(next) = self.material.tokens.get(token) else { return };
        let before = token.checked_sub(1).map(|i| &self.material.tokens[i]);
        match before.map(|b| b.kind) {
            _ if next.start < at => self.within(token, at, point),
            Some(TokenKind::Newline) => self.between(token, at, BreakKind::Forced),
            Some(TokenKind::Space { breaking: true }) => self.between(token, at, BreakKind::Free),
            Some(TokenKind::Space { breaking: false }) => self.between(token, at, BreakKind::Held),
            Some(_) if point == Point::Hyphen => self.within(token - 1, at, point),
            Some(_) if self.costs.cut == Cut::Hyphen && is_within_word(self.material, at, 2) => {
                self.within(token - 1, at, Point::Cut);
            }
            // A letter alone isn't cut off.
            Some(_) if self.costs.cut == Cut::Hyphen && is_within_word(self.material, at, 1) => {}
            Some(_) => {
                let cut = self.costs.cut != Cut::None && is_within_letters(self.material, at);
                self.between(token, at, if cut { BreakKind::Cut } else { self.kind_at(at) });
            }
            None => {}
        }
    }

    fn kind_at(&self, at: u32) -> BreakKind {
        let marks = |c| matches!(c, '-' | '\u{2010}' | '–' | '—' | '/' | '.' | '_' | '?' | '&' | '=' | '#' | '~');
        let marked = self.material.literals.within(at as usize);
        if marked || self.material.text[..at as usize].ends_with(marks) { BreakKind::Explicit } else { BreakKind::Free }
    }

    /// A break before a token: spaces before it go with the line's end, and out of sight.
    fn between(&mut self, next: usize, at: u32, kind: BreakKind) {
        let tokens = &self.material.tokens;
        let mut end = next;
        if matches!(kind, BreakKind::Forced | BreakKind::Held) {
            end -= 1;
        }
        while end > 0 && matches!(tokens[end - 1].kind, TokenKind::Space { breaking: true }) {
            end -= 1;
        }
        // Spaces at a line's start are its own: a line is not ended before them.
        let starts_line = end == 0 || tokens[end - 1].kind == TokenKind::Newline;
        if starts_line && !matches!(kind, BreakKind::Forced | BreakKind::End) {
            return;
        }
        let penalty = match kind {
            BreakKind::Explicit => self.explicit_cost(at),
            BreakKind::Held => self.costs.held,
            BreakKind::Cut => WORD_SPLIT,
            BreakKind::Free if self.material.literals.is_gap(at as usize) => self.costs.gap,
            BreakKind::Free if self.material.squares && self.parts_syllables(at) => self.costs.syllable,
            _ => 0,
        };
        let measurer = &self.measurer;
        let mut end_sums = self.material.prefix[end];
        if let Some(last) = end.checked_sub(1).map(|i| &tokens[i]).filter(|last| last.kind == TokenKind::Word) {
            // A gap behind the last word is off the line.
            end_sums.stretch -= last.sums.stretch;
            end_sums.shrink -= last.sums.shrink;
        }
        let figures = Figures {
            end_sums,
            start_sums: self.material.prefix[next],
            hang_end: measurer.hang_end(end),
            hang_start: measurer.hang_start(next),
            words: [end.checked_sub(1).map_or(0, |i| measurer.word_at(i)), measurer.word_at(next)],
        };
        self.found.push(Break {
            kind,
            end: end as u32,
            next: next as u32,
            part: None,
            at,
            penalty,
            dashed: self.ends_in_hyphen(kind, at),
            figures: figures.into(),
        });
    }

    /// Dashes are good places to break; a compound's hyphen is as bad as an added one.
    fn explicit_cost(&self, at: u32) -> i64 {
        let dash = self.material.text[..at as usize].ends_with(['–', '—']);
        if dash { 0 } else { self.costs.explicit }
    }

    fn parts_syllables(&self, at: u32) -> bool {
        let (before, after) = self.material.text.split_at(at as usize);
        before.ends_with(is_syllable) && after.starts_with(is_syllable)
    }

    fn ends_in_hyphen(&self, kind: BreakKind, at: u32) -> bool {
        let text = self.material.text[..at as usize].trim_end_matches(' ');
        !matches!(kind, BreakKind::Forced | BreakKind::End) && text.ends_with(['-', '\u{2010}'])
    }

    fn end(&mut self) {
        let tokens = self.material.tokens.len();
        self.between(tokens, self.material.text.len() as u32, BreakKind::End);
    }

    /// A break within a word.
    fn within(&mut self, index: usize, at: u32, point: Point) {
        let hyphen = matches!(point, Point::Hyphen | Point::Cut);
        let token = &self.material.tokens[index];
        if token.kind != TokenKind::Word || !hyphen && self.parts_of(index, point) >= MAX_BREAKS_OF_WORD {
            return;
        }
        let (kind, penalty) = match point {
            Point::Hyphen => {
                (BreakKind::Hyphen, self.hyphen_cost(token.start as usize, at as usize, token.end as usize))
            }
            Point::Cut => (BreakKind::Hyphen, WORD_SPLIT),
            Point::Plain => (BreakKind::Explicit, self.explicit_cost(at)),
            Point::Seam(penalty) => (BreakKind::Seam, penalty),
        };
        let found = Break {
            kind,
            end: index as u32,
            next: index as u32 + 1,
            part: Some(Part { token: index as u32, hyphen }),
            at,
            penalty,
            dashed: hyphen || self.ends_in_hyphen(kind, at),
            figures: OnceCell::new(),
        };
        if point == Point::Plain {
            found.figures.get_or_init(|| self.measurer.parted(&found));
        }
        self.found.push(found);
    }

    /// At how many places a token may be parted so far. Seams leave what the author's own marks part alone.
    fn parts_of(&self, token: usize, point: Point) -> usize {
        let of_token = |b: &&Break| b.part.is_some_and(|p| p.token as usize == token);
        let counts = |b: &&Break| point != Point::Plain || b.kind != BreakKind::Seam;
        self.found.iter().rev().take_while(of_token).filter(counts).count()
    }

    fn hyphen_cost(&self, start: usize, at: usize, end: usize) -> i64 {
        let (before, after) = (&self.material.text[start..at], &self.material.text[at..end]);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let capital = before.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        let short = letters(before) < 3 || letters(after) < 3;
        self.costs.hyphen + i64::from(capital) * self.costs.capital + i64::from(short) * self.costs.short
    }
}

/// What a paragraph's breaks are measured with.
#[derive(Clone, Copy)]
pub(crate) struct Measurer<'a, 'p> {
    pub(crate) shaper: &'p Shaper<'a>,
    pub(crate) material: &'p Material,
    /// Whether marks hang into the margins.
    pub(crate) protrude: bool,
}

/// What breaking and hanging have to know of a piece of a word.
struct Piece {
    sums: Sums,
    clusters: u32,
    /// Advance of its first or last cluster, whichever stands at the line's edge.
    edge: i32,
    number: u64,
}

impl Measurer<'_, '_> {
    /// The figures of a break within a word.
    pub(crate) fn parted(&self, place: &Break) -> Figures {
        let (index, hyphen) = (place.end as usize, place.kind == BreakKind::Hyphen);
        let (prefix, text, at) = (&self.material.prefix, &self.material.text, place.at as usize);
        let token = &self.material.tokens[index];
        let face = &self.material.styles[usize::from(token.style)];
        let (pre, post) = (self.before(token, at, hyphen), self.after(token, at, hyphen));
        let last = if hyphen { Some('-') } else { text[..at].chars().next_back() };
        Figures {
            end_sums: prefix[index] + pre.sums,
            start_sums: prefix[index + 1] - post.sums,
            hang_end: self.hang(token, last, pre.edge, 1) + face.tracking,
            hang_start: match post.clusters {
                0 => self.hang_start(index + 1),
                _ => self.hang(token, text[at..].chars().next(), post.edge, 0),
            },
            words: if hyphen { [0, 0] } else { [pre.number, post.number] },
        }
    }

    /// The piece before a break. Where the shaper says that a word may be parted without a change to its glyphs, they
    /// are those of the word, and an added hyphen depends on the last alone; else the piece is shaped. (Only added
    /// hyphens need no number to compare the piece by.)
    fn before(&self, token: &Token, at: usize, hyphen: bool) -> Piece {
        if hyphen && let Some(piece) = self.hyphenated(token, at) {
            return piece;
        }
        let text = &self.material.text[token.start as usize..at];
        let word = part_of_word(self.shaper, self.material, token, text, hyphen);
        self.piece(token, &word, 1)
    }

    /// A word's beginning with an added hyphen, by the word's own glyphs.
    fn hyphenated(&self, token: &Token, at: usize) -> Option<Piece> {
        let glyphs = &token.word.glyphs[..self.parts_at(token, at)?];
        let (last, rest) = glyphs.split_last()?;
        if rest.last().is_some_and(|g| g.cluster == last.cluster) {
            return None;
        }
        let face = &self.material.styles[usize::from(token.style)];
        let text = &self.material.text[(token.start + last.cluster) as usize..at];
        let [kern, edge] = self.shaper.hyphen_after(&face.plan, last.id, text)?;
        let Extent { advance, clusters, .. } = Extent::of(glyphs);
        Some(Piece { sums: sums(face, advance + kern + edge, clusters + 1), clusters: clusters + 1, edge, number: 0 })
    }

    /// The piece after a break, alike.
    fn after(&self, token: &Token, at: usize, hyphen: bool) -> Piece {
        if hyphen && let Some(first) = self.parts_at(token, at) {
            let Extent { advance, clusters, edges } = Extent::of(&token.word.glyphs[first..]);
            let face = &self.material.styles[usize::from(token.style)];
            return Piece { sums: sums(face, advance, clusters), clusters, edge: edges[0], number: 0 };
        }
        let text = &self.material.text[at..token.end as usize];
        let word = part_of_word(self.shaper, self.material, token, text, false);
        self.piece(token, &word, 0)
    }

    /// Before which of a word's glyphs it may be parted at a place, if it is the same glyphs then.
    fn parts_at(&self, token: &Token, at: usize) -> Option<usize> {
        let glyphs = &token.word.glyphs;
        let first = glyphs.partition_point(|g| ((token.start + g.cluster) as usize) < at);
        let starts = |g: &ShapedGlyph| (token.start + g.cluster) as usize == at && !g.joined;
        (token.level.is_multiple_of(2) && glyphs.get(first).is_some_and(starts)).then_some(first)
    }

    fn piece(&self, token: &Token, word: &ShapedWord, edge: usize) -> Piece {
        let sums = word_sums(&self.material.styles[usize::from(token.style)], word);
        Piece { sums, clusters: word.clusters, edge: word.edges[edge], number: word.number }
    }

    /// The number of a token's word.
    fn word_at(&self, token: usize) -> u64 {
        self.material.tokens.get(token).map_or(0, |t| t.word.number)
    }

    /// How far the last glyph before a token hangs out.
    fn hang_end(&self, end: usize) -> i64 {
        let Some(token) = end.checked_sub(1).map(|i| &self.material.tokens[i]) else { return 0 };
        if token.kind != TokenKind::Word {
            return 0;
        }
        let face = &self.material.styles[usize::from(token.style)];
        self.hang_of_word(token, 1) + face.tracking + token.kern.max(0)
    }

    fn hang_start(&self, next: usize) -> i64 {
        let Some(token) = self.material.tokens.get(next).filter(|t| t.kind == TokenKind::Word) else { return 0 };
        self.hang_of_word(token, 0)
    }

    /// How far a whole word hangs out at the line's start (0) or end (1).
    fn hang_of_word(&self, token: &Token, side: usize) -> i64 {
        let advance = token.word.edges[side];
        if self.material.squares {
            let mut chars = self.material.text[token.start as usize..token.end as usize].chars();
            let c = if side == 0 { chars.next() } else { chars.next_back() };
            return self.hang(token, c, advance, side);
        }
        self.hang_by(token, token.word.hangs[side], advance, side)
    }

    fn hang(&self, token: &Token, c: Option<char>, advance: i32, side: usize) -> i64 {
        let face = &self.material.styles[usize::from(token.style)];
        if self.material.squares
            && let Some(c) = c
        {
            // A mark that was closed up has no white left behind it.
            let white = cjk::white(self.shaper, self.material, token, c)[side];
            if white > 0 {
                return if side == 1 { (white + token.kern.min(0)).max(0) } else { white };
            }
            if is_shared_mark(c) && i64::from(advance) * 10 >= face.upem * 8 {
                return 0;
            }
        }
        let shares = c.map_or([0; 2], |c| self.shaper.fonts().get(face.plan.key.font).hang(c));
        self.hang_by(token, shares, advance, side)
    }

    /// How far a glyph hangs out, by the shares of its width that its font lets hang.
    fn hang_by(&self, token: &Token, shares: [i16; 2], advance: i32, side: usize) -> i64 {
        let face = &self.material.styles[usize::from(token.style)];
        // Text from right to left begins where its line ends.
        let share = shares[if token.level % 2 == 1 { 1 - side } else { side }];
        if share == 0 || !(self.protrude && face.hangs) {
            return 0;
        }
        face.sp(advance) * i64::from(share) / 1000
    }
}

/// A piece of a token's word, shaped by itself, with a hyphen behind it where that is added.
pub(crate) fn part_of_word(
    shaper: &Shaper<'_>,
    material: &Material,
    token: &Token,
    text: &str,
    hyphen: bool,
) -> Arc<ShapedWord> {
    let face = &material.styles[usize::from(token.style)];
    if text.is_empty() && !hyphen {
        return shaper.empty();
    }
    if !hyphen {
        return shaper.word(face.number, &face.plan, text);
    }
    shaper.word(face.number, &face.plan, &face.plan.hyphenated(text))
}
