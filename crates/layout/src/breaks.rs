//! The places where a line of a prepared paragraph may end, each with what a line that ends there and a
//! line that begins there measure.

use std::sync::Arc;

use anthology_typeset::{SetParagraph, TextStyle};

use crate::prepare::{Material, Sums, Token, TokenKind, word_sums};
use crate::shape::{ShapedWord, Shaper};
use crate::squares::{self, is_shared_mark, is_syllable};

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

/// A word parted by a break. `token` stands whole on neither line: the first gets `pre`, the second `post`.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) token: u32,
    pub(crate) hyphen: bool,
    pub(crate) pre: Arc<ShapedWord>,
    pub(crate) post: Arc<ShapedWord>,
}

/// What there is at a place where a line may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    /// Nothing is added.
    Plain,
    /// A hyphen is.
    Hyphen,
    /// Nothing, in a name of code, for want of better.
    Seam(i64),
}

/// Words that may be parted at more places than this between two spaces are cut into pieces instead.
const FEW: usize = 24;

/// Lists the breaks of a paragraph.
pub(crate) fn breaks(
    shaper: &Shaper<'_>,
    material: &Material,
    paragraph: &SetParagraph,
    style: &TextStyle,
    costs: &BreakCosts,
) -> Vec<Break> {
    let mut lister = Lister { shaper, material, costs, protrude: costs.protrude, found: Vec::new() };
    lister.found.push(lister.start());
    let mut hyphen_points: Vec<u32> = match style.hyphenate && costs.all {
        true => paragraph.hyphens.iter().map(|&at| material.to_display(at)).collect(),
        false => Vec::new(),
    };
    hyphen_points.retain(|at| material.opportunities.binary_search(at).is_err());
    let held = material.tokens.iter().filter(|t| costs.all && is_held(material, t)).map(|t| (t.end, Point::Plain));
    let mut points: Vec<(u32, Point)> = material.opportunities.iter().map(|&at| (at, Point::Plain)).collect();
    points.extend(hyphen_points.into_iter().map(|at| (at, Point::Hyphen)).chain(held));
    if costs.all {
        points.extend(material.literals.seams.iter().map(|&(at, penalty)| (at, Point::Seam(penalty))));
    }
    points.sort_unstable();
    points.dedup_by_key(|point| point.0);
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
    let (before, after) = (&material.text[..token.start as usize], &material.text[token.end as usize..]);
    let letters = |chars: &mut dyn Iterator<Item = char>| chars.take(2).filter(|c| c.is_alphabetic()).count() == 2;
    token.kind == TokenKind::Space { breaking: false }
        && letters(&mut before.strip_suffix('.').unwrap_or(before).chars().rev())
        && letters(&mut after.chars())
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
    /// Of parting a Korean word between two syllables.
    pub(crate) syllable: i64,
    pub(crate) protrude: bool,
    /// Whether the first line is indented: nothing hangs out where there is no edge to hang over.
    pub(crate) indented: bool,
    /// Whether hyphens and held names are listed.
    pub(crate) all: bool,
    /// Whether words are cut between letters.
    pub(crate) cut: bool,
}

struct Lister<'a, 'p> {
    shaper: &'p Shaper<'a>,
    material: &'p Material,
    costs: &'p BreakCosts,
    protrude: bool,
    found: Vec<Break>,
}

impl Lister<'_, '_> {
    fn start(&self) -> Break {
        Break {
            kind: BreakKind::Start,
            end: 0,
            next: 0,
            part: None,
            at: 0,
            penalty: 0,
            dashed: false,
            end_sums: Sums::default(),
            start_sums: Sums::default(),
            hang_end: 0,
            hang_start: if self.costs.indented { 0 } else { self.hang_start(0) },
            words: [0, self.word_at(0)],
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
            Some(_) => {
                let kind = if self.costs.cut && self.is_letters(at) { BreakKind::Cut } else { self.kind_at(at) };
                self.between(token, at, kind);
            }
            None => {}
        }
    }

    fn is_letters(&self, at: u32) -> bool {
        let (before, after) = self.material.text.split_at(at as usize);
        before.ends_with(char::is_alphanumeric) && after.starts_with(|c: char| c.is_alphanumeric() && c < '\u{e00}')
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
            BreakKind::Cut => 1000,
            BreakKind::Free if self.material.squares && self.parts_syllables(at) => self.costs.syllable,
            _ => 0,
        };
        let (mut end_sums, start_sums) = (self.material.prefix[end], self.material.prefix[next]);
        if let Some(last) = end.checked_sub(1).map(|i| &tokens[i]).filter(|last| last.kind == TokenKind::Word) {
            // A gap behind the last word is off the line.
            end_sums.stretch -= last.sums.stretch;
            end_sums.shrink -= last.sums.shrink;
        }
        let words = [end.checked_sub(1).map_or(0, |i| self.word_at(i)), self.word_at(next)];
        self.found.push(Break {
            kind,
            end: end as u32,
            next: next as u32,
            part: None,
            at,
            penalty,
            dashed: self.ends_in_hyphen(kind, at),
            end_sums,
            start_sums,
            hang_end: self.hang_end(end),
            hang_start: self.hang_start(next),
            words,
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
        kind == BreakKind::Explicit && self.material.text[..at as usize].ends_with(['-', '\u{2010}'])
    }

    /// The number of a token's word.
    fn word_at(&self, token: usize) -> u64 {
        self.material.tokens.get(token).map_or(0, |t| t.word.number)
    }

    fn end(&mut self) {
        let tokens = self.material.tokens.len();
        self.between(tokens, self.material.text.len() as u32, BreakKind::End);
    }

    /// A break within a word.
    fn within(&mut self, index: usize, at: u32, point: Point) {
        let hyphen = point == Point::Hyphen;
        let token = &self.material.tokens[index];
        let (start, end, at_byte) = (token.start as usize, token.end as usize, at as usize);
        if token.kind != TokenKind::Word || self.parts_of(index) >= FEW && !hyphen {
            return;
        }
        let text = &self.material.text;
        let pre = self.shape(token, &text[start..at_byte], hyphen);
        let post = self.shape(token, &text[at_byte..end], false);
        let face = &self.material.styles[usize::from(token.style)];
        let end_sums = self.material.prefix[index] + word_sums(face, &pre);
        let start_sums = self.material.prefix[index + 1] - word_sums(face, &post);
        let last = if hyphen { Some('-') } else { text[..at_byte].chars().next_back() };
        let hang_end = self.hang(token, last, pre.edges[1], 1) + face.tracking;
        let hang_start = match post.clusters {
            0 => self.hang_start(index + 1),
            _ => self.hang(token, text[at_byte..].chars().next(), post.edges[0], 0),
        };
        let (kind, penalty) = match point {
            Point::Hyphen => (BreakKind::Hyphen, self.hyphen_cost(start, at_byte, end)),
            Point::Plain => (BreakKind::Explicit, self.explicit_cost(at)),
            Point::Seam(penalty) => (BreakKind::Seam, penalty),
        };
        let words = match hyphen {
            true => [0, 0],
            false => [pre.number, post.number],
        };
        self.found.push(Break {
            kind,
            end: index as u32,
            next: index as u32 + 1,
            part: Some(Part { token: index as u32, hyphen, pre, post }),
            at,
            penalty,
            dashed: hyphen || self.ends_in_hyphen(kind, at),
            end_sums,
            start_sums,
            hang_end,
            hang_start,
            words,
        });
    }

    fn parts_of(&self, token: usize) -> usize {
        let of_token = |b: &&Break| b.part.as_ref().is_some_and(|p| p.token as usize == token);
        self.found.iter().rev().take_while(of_token).count()
    }

    fn shape(&self, token: &Token, text: &str, hyphen: bool) -> Arc<ShapedWord> {
        part_of_word(self.shaper, self.material, token, text, hyphen)
    }

    fn hyphen_cost(&self, start: usize, at: usize, end: usize) -> i64 {
        let (before, after) = (&self.material.text[start..at], &self.material.text[at..end]);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let capital = before.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
        let short = letters(before) < 3 || letters(after) < 3;
        self.costs.hyphen + i64::from(capital) * self.costs.capital + i64::from(short) * self.costs.short
    }

    /// How far the last glyph before a token hangs out.
    fn hang_end(&self, end: usize) -> i64 {
        let Some(token) = end.checked_sub(1).map(|i| &self.material.tokens[i]) else { return 0 };
        if token.kind != TokenKind::Word {
            return 0;
        }
        let last = self.material.text[token.start as usize..token.end as usize].chars().next_back();
        let face = &self.material.styles[usize::from(token.style)];
        self.hang(token, last, token.word.edges[1], 1) + face.tracking + token.kern.max(0)
    }

    fn hang_start(&self, next: usize) -> i64 {
        let Some(token) = self.material.tokens.get(next).filter(|t| t.kind == TokenKind::Word) else { return 0 };
        let first = self.material.text[token.start as usize..token.end as usize].chars().next();
        self.hang(token, first, token.word.edges[0], 0)
    }

    fn hang(&self, token: &Token, c: Option<char>, advance: i32, side: usize) -> i64 {
        let face = &self.material.styles[usize::from(token.style)];
        if self.material.squares
            && let Some(c) = c
        {
            // A mark that was closed up has no white left behind it.
            let white = squares::white(self.shaper, self.material, token, c)[side];
            if white > 0 {
                return if side == 1 { (white + token.kern.min(0)).max(0) } else { white };
            }
            if is_shared_mark(c) && i64::from(advance) * 10 >= face.upem * 8 {
                return 0;
            }
        }
        let (Some(c), true) = (c, self.protrude && face.hangs) else { return 0 };
        // Text from right to left begins where its line ends.
        let side = if token.level % 2 == 1 { 1 - side } else { side };
        let share = i64::from(self.shaper.fonts().get(face.plan.key.font).hang(c)[side]);
        face.sp(advance) * share / 1000
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
        return Arc::default();
    }
    if !hyphen {
        return shaper.word(face.number, &face.plan, text);
    }
    let has = shaper.fonts().get(face.plan.key.font).glyph('\u{2010}').is_some();
    shaper.word(face.number, &face.plan, &format!("{text}{}", if has { '\u{2010}' } else { '-' }))
}
