//! Essays as they come out of the captures.

use crate::capture::Capture;
use crate::dateline::Dateline;
use crate::furniture::Furniture;
use crate::language;
use crate::quote;
use crate::shape::hashes;
use crate::split::{Boundary, Evidence, Scene, Verdict};
use crate::structure::{Body, read};
use crate::titles::propose;
use anthology_base::Lang;
use anthology_document::BlockKind;
use std::ops::Range;

/// Where a title comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TitleSource {
    Capture,
    Proposed,
    Editor,
}

impl TitleSource {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Proposed => "proposed",
            Self::Editor => "editor",
        }
    }
}

/// What an essay amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Essay,
    /// Next to nothing: the rest of a post whose substance the capture has lost.
    Stub,
    /// A pointer to a text elsewhere.
    Teaser,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Essay => "essay",
            Self::Stub => "stub",
            Self::Teaser => "teaser",
        }
    }
}

/// An essay of a capture.
#[derive(Clone, Debug)]
pub(crate) struct Essay {
    pub(crate) capture: usize,
    /// First line (its title's, where it has one) and last line.
    pub(crate) lines: [usize; 2],
    pub(crate) bytes: Range<usize>,
    pub(crate) title: String,
    pub(crate) title_source: TitleSource,
    pub(crate) kind: Kind,
    pub(crate) words: usize,
    /// Its paragraphs, one a line: for comparison and language.
    pub(crate) text: String,
    pub(crate) body: Body,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) lang: Option<Lang>,
    /// What a dateline beside its title says.
    pub(crate) stated: Dateline,
    /// Lines of furniture in it.
    pub(crate) scraps: u32,
    /// Whether it doesn't break off.
    pub(crate) complete: bool,
}

/// Fewer words than this are a stub.
const STUB: usize = 60;
/// A text with fewer words than this that is mostly quoted, or breaks off, is a teaser.
const TEASER: usize = 150;

/// Cuts a capture at its boundaries.
pub(crate) fn essays(scene: &Scene<'_>, index: usize, boundaries: &[Boundary]) -> Vec<Essay> {
    let Some(&first) = scene.visible.first() else { return Vec::new() };
    let start = Boundary {
        line: first,
        titled: scene.is_title(0),
        evidence: vec![Evidence { points: 100, text: "the capture begins here".into() }],
        score: 100,
        verdict: Verdict::Split,
    };
    let cuts: Vec<&Boundary> =
        std::iter::once(&start).chain(boundaries.iter().filter(|b| b.verdict == Verdict::Split)).collect();
    cuts.iter()
        .enumerate()
        .map(|(n, cut)| {
            let past = cuts.get(n + 1).map_or(scene.capture.lines.len(), |next| next.line);
            essay(scene, index, cut, past)
        })
        .collect()
}

fn essay(scene: &Scene<'_>, index: usize, cut: &Boundary, past: usize) -> Essay {
    let capture = scene.capture;
    let visible: Vec<usize> = (cut.line..past).filter(|&i| scene.marks[i].is_none()).collect();
    let titled = cut.titled && visible.len() > 1;
    let indices = if titled { &visible[1..] } else { &visible[..] };
    let title = titled.then(|| clean_title(&capture.lines[cut.line].text));
    let body = read(capture, indices, title.as_deref());
    let paragraphs: Vec<&str> = indices.iter().map(|&i| capture.lines[i].text.as_str()).collect();
    let text = paragraphs.join("\n");
    let lang = language::detect(&text);
    let words = indices.iter().map(|&i| capture.lines[i].words).sum();
    let last = &capture.lines[*visible.last().unwrap_or(&cut.line)];
    let stated = stated(scene, cut.line, past);
    let complete = is_complete(scene, &paragraphs, past);
    let scraps = (cut.line..past).filter(|&i| scene.marks[i].is_some()).count() as u32;
    Essay {
        capture: index,
        lines: [capture.lines[cut.line].number, last.last_number],
        bytes: capture.lines[cut.line].bytes.start..last.bytes.end,
        title_source: if title.is_some() { TitleSource::Capture } else { TitleSource::Proposed },
        title: title.unwrap_or_else(|| propose(&paragraphs, lang)),
        kind: kind(words, &body, complete),
        words,
        text,
        body,
        evidence: cut.evidence.clone(),
        lang,
        stated,
        scraps,
        complete,
    }
}

fn clean_title(text: &str) -> String {
    hashes(text).map_or(text, |(_, title)| title).to_owned()
}

/// Dates and authors from the lines beside the title, or at the end.
fn stated(scene: &Scene<'_>, first: usize, past: usize) -> Dateline {
    let mut stated = Dateline::default();
    let below = (first + 1..scene.marks.len()).take_while(|&i| scene.marks[i].is_some());
    let above = (0..first).rev().take(3).take_while(|&i| scene.marks[i].is_some());
    let heads =
        below.chain(above).filter_map(|i| scene.marks[i].as_ref()).filter(|m| matches!(m, Furniture::Dateline(_)));
    let ends = (first..past).filter_map(|i| scene.marks[i].as_ref()).filter(|m| matches!(m, Furniture::Signoff(_)));
    for line in heads.chain(ends).filter_map(Furniture::stated) {
        stated.date = stated.date.or(line.date);
        stated.author = stated.author.or_else(|| line.author.clone());
    }
    stated
}

/// Whether a text reads to its end: no `[…]`, and no `Continue reading` after it.
fn is_complete(scene: &Scene<'_>, paragraphs: &[&str], past: usize) -> bool {
    let last = paragraphs.last().copied().unwrap_or("").trim_end();
    let cut = ["[…]", "[...]", "(more…)", "(more...)", "[&hellip;]"].iter().any(|c| last.ends_with(c));
    let more = past.checked_sub(1).is_some_and(|i| {
        let hay = &scene.capture.lines[i].hay;
        scene.marks[i].is_some()
            && ["continue reading", "read more", "weiterlesen", "lire la suite"].iter().any(|p| hay.contains(p))
    });
    !cut && !more
}

/// Whether a capture as a whole breaks off.
pub(crate) fn breaks_off(capture: &Capture, marks: &[Option<Furniture>]) -> bool {
    let visible = marks.iter().rposition(Option::is_none);
    let Some(last) = visible.map(|i| capture.lines[i].text.as_str()) else { return false };
    let tail = marks.last().is_some_and(Option::is_some);
    let more = tail
        && capture.lines.last().is_some_and(|l| l.hay.contains(" continue reading ") || l.hay.contains(" read more "));
    more || ["[…]", "[...]", "…", "..."].iter().any(|c| last.ends_with(c))
        || last.ends_with(char::is_alphanumeric) && last.len() > 80
}

fn kind(words: usize, body: &Body, complete: bool) -> Kind {
    if words < STUB {
        return Kind::Stub;
    }
    let quoted: usize = body
        .blocks
        .iter()
        .filter_map(|b| if let BlockKind::Quote(inner) = &b.kind { Some(inner) } else { None })
        .map(|inner| quote::words(inner))
        .sum();
    if words < TEASER && (quoted * 2 > words || !complete) { Kind::Teaser } else { Kind::Essay }
}
