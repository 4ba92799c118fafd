//! Statistics of the title-like lines of a capture: a sign that most of them share tells titles from
//! section headings.

use crate::boilerplate::Boilerplate;
use crate::costs::MIN_ALIKE_TITLES;
use crate::evidence::beside_title;
use crate::shape::{hashes, is_rule};
use crate::subject::gains;
use crate::view::{CaptureView, is_guarded};
use std::collections::{BTreeMap, BTreeSet};

/// Counts over the title-like lines of a capture.
pub(crate) struct CaptureStats<'a> {
    /// Title-like lines with a label or dateline under or over them.
    pub(crate) marked: usize,
    pub(crate) first_marked: bool,
    /// Title-like lines of four words and more with a widow guard.
    pub(crate) guarded: usize,
    /// Title-like lines after more blank lines than paragraphs have between them.
    pub(crate) wide: usize,
    /// Title-like lines with a rule under them.
    pub(crate) ruled: usize,
    pub(crate) usual_gap: usize,
    /// Capitalisation of the capture's first title, where later title-like lines show that this tells titles from
    /// headings.
    pub(crate) capitalisation: Option<Capitalisation>,
    /// Title-like lines right after the end of a post.
    pub(crate) ended: usize,
    /// Rules between paragraphs.
    pub(crate) rules: usize,
    /// The levels of Markdown headings.
    pub(crate) top_hash: Option<u8>,
    pub(crate) hash_levels: usize,
    /// Headings of the highest level.
    pub(crate) top_hashes: usize,
    /// True if the capture is a saved page with its navigation.
    pub(crate) is_page: bool,
    /// True if the capture's first line is title-like.
    pub(crate) first_titled: bool,
    /// The title-like lines (normalised) that the capture has more than once.
    pub(crate) recurring: BTreeSet<&'a str>,
    /// What a boundary at each title-like line would gain ([`crate::subject::gains`]).
    pub(crate) gains: BTreeMap<usize, i64>,
    /// Median cohesion of neighbouring paragraphs, in parts of 1000.
    pub(crate) cohesion: u32,
}

/// Counts the signs that title-like lines of a capture share. `gaps` are the cohesions before its visible lines.
pub(crate) fn capture_stats<'a>(
    view: &CaptureView<'a>,
    titles: &[bool],
    texts: &[&str],
    gaps: &[Option<u32>],
) -> CaptureStats<'a> {
    let candidates: Vec<usize> = (0..titles.len()).filter(|&at| titles[at]).collect();
    let inner: Vec<usize> = candidates.iter().copied().filter(|&at| at > 0).collect();
    let marked = |at: usize| beside_title(view, at).is_some();
    let mut befores: Vec<usize> =
        (1..titles.len()).filter(|&at| !titles[at]).map(|at| view.line(at).before).filter(|&b| b > 0).collect();
    befores.sort_unstable();
    let usual_gap = befores.get(befores.len() / 2).copied().unwrap_or(1);
    let mut known: Vec<u32> = gaps.iter().flatten().copied().collect();
    known.sort_unstable();
    let mut levels: Vec<u8> = candidates.iter().filter_map(|&at| hashes(&view.line(at).text)).map(|h| h.0).collect();
    levels.sort_unstable();
    let top_hashes = levels.iter().filter(|&level| Some(level) == levels.first()).count();
    levels.dedup();
    CaptureStats {
        marked: candidates.iter().filter(|&&at| marked(at)).count(),
        first_marked: candidates.first() == Some(&0) && marked(0),
        guarded: candidates.iter().filter(|&&at| is_guarded(view.line(at))).count(),
        wide: candidates.iter().filter(|&&at| at > 0 && view.line(at).before > usual_gap).count(),
        ruled: candidates.iter().filter(|&&at| view.ruled(at)).count(),
        usual_gap,
        capitalisation: first_title_capitalisation(view, &candidates),
        ended: candidates.iter().filter(|&&at| at > 0 && view.ended_before(at)).count(),
        rules: (1..titles.len()).filter(|&at| is_rule(&view.line(at).text)).count(),
        top_hash: levels.first().copied(),
        hash_levels: levels.len(),
        top_hashes,
        is_page: [Boilerplate::PageHead, Boilerplate::LinkList].into_iter().any(|m| view.marks.contains(&Some(m))),
        first_titled: candidates.first() == Some(&0),
        recurring: recurring(view, &candidates),
        gains: gains(texts, &inner),
        cohesion: known.get(known.len() / 2).copied().unwrap_or(0),
    }
}

/// The title-like lines that occur more than once: two posts have two titles.
fn recurring<'a>(view: &CaptureView<'a>, candidates: &[usize]) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let lines = candidates.iter().map(|&at| view.line(at).normalised.as_str());
    lines.filter(|line| !seen.insert(*line)).collect()
}

/// Capitalisation of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Capitalisation {
    Capitals,
    /// Every longer word begins with a capital.
    Headline,
    Sentence,
}

pub(crate) fn capitalisation(text: &str) -> Capitalisation {
    // An abbreviation has capitals wherever it is.
    let word = |w: &str| w.chars().count() >= 4;
    if text.split(|c: char| !c.is_alphabetic()).any(word) && !text.chars().any(char::is_lowercase) {
        return Capitalisation::Capitals;
    }
    let long = |w: &&str| w.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    let inner: Vec<&str> = text.split([' ', '-']).skip(1).filter(long).collect();
    let large = inner.iter().filter(|w| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)).count();
    if !inner.is_empty() && large == inner.len() { Capitalisation::Headline } else { Capitalisation::Sentence }
}

/// The capitalisation of a capture's first title, if some title-like lines share it and others don't. Sentence
/// case shows nothing, since headings have it too; nor do the capitals of German nouns.
fn first_title_capitalisation(view: &CaptureView<'_>, candidates: &[usize]) -> Option<Capitalisation> {
    let of = |at: usize| capitalisation(&view.line(at).text);
    let first =
        candidates.first().filter(|&&at| at == 0).map(|&at| of(at)).filter(|&s| s != Capitalisation::Sentence)?;
    let alike = candidates.iter().filter(|&&at| of(at) == first).count();
    (alike >= MIN_ALIKE_TITLES && candidates.len() - alike >= MIN_ALIKE_TITLES).then_some(first)
}
