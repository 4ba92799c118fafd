//! Boundaries between essays. Every place where an essay might begin gets an additive score of
//! evidence. A false boundary ruins two essays and a missed one is only listed, so the threshold is high, and
//! what stays below it becomes a proposal.

use crate::capture_stats::capture_stats;
use crate::costs::*;
use crate::evidence::{Candidate, Evidence, plain_evidence, title_evidence};
use crate::shape::{is_body, is_rule, marker};
use crate::view::CaptureView;
use crate::vocabulary::{cohesion, content_words};
use crate::wording::is_update;
use std::collections::BTreeSet;

/// The thresholds that a boundary's points are measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Points from which a boundary is made. The default is 100.
    pub split: i32,
    /// Points from which a boundary is proposed to the editor. The default is 35.
    pub propose: i32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { split: SPLIT_THRESHOLD, propose: PROPOSE_THRESHOLD }
    }
}

impl Thresholds {
    /// True if a boundary of so many points is likely enough to be accepted unseen. What has fewer points, but something
    /// that speaks for it, is proposed too.
    pub(crate) fn likely(self, titled: bool, score: i32) -> bool {
        score >= self.propose + if titled { 0 } else { UNTITLED_MARGIN }
    }
}

/// The decision about a place where an essay might begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Split,
    Propose,
}

/// A place where an essay begins, or might.
#[derive(Clone, Debug)]
pub(crate) struct Boundary {
    /// Index of its first line in [`Capture::lines`].
    pub(crate) line: usize,
    /// True if that line is its title.
    pub(crate) titled: bool,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) score: i32,
    pub(crate) verdict: Verdict,
}

/// Boundaries of a capture that the editor or an earlier import decided, by line number.
#[derive(Clone, Debug, Default)]
pub(crate) struct FixedBoundaries {
    /// An essay begins here.
    pub(crate) split: BTreeSet<usize>,
    /// No essay begins here.
    pub(crate) joined: BTreeSet<usize>,
    /// The boundaries of an earlier import: new evidence makes proposals only.
    pub(crate) frozen: Option<BTreeSet<usize>>,
}

/// All boundaries of a capture that are made or proposed, in order; the capture's start isn't among them.
pub(crate) fn boundaries(view: &CaptureView<'_>, fixed: &FixedBoundaries, thresholds: Thresholds) -> Vec<Boundary> {
    let texts: Vec<&str> = view.visible.iter().map(|&i| view.capture.lines[i].normalised.as_str()).collect();
    let gaps = cohesion(&texts);
    let titles: Vec<bool> = (0..view.visible.len()).map(|at| view.is_title(at)).collect();
    let stats = capture_stats(view, &titles, &texts, &gaps);
    let mut candidates: Vec<Candidate> = Vec::new();
    for at in 1..view.visible.len() {
        let number = view.line(at).number;
        let ruled = fixed.split.contains(&number) || fixed.frozen.as_ref().is_some_and(|f| f.contains(&number));
        if titles[at] {
            let gap = gaps.get(at + 1).copied().flatten();
            candidates.push(title_evidence(view, at, &stats, &texts, gap));
        } else if ruled || !titles[at - 1] && is_start(view, at) {
            candidates.push(plain_evidence(view, at, &stats, gaps[at]));
        }
    }
    lower_sections(view, &titles, &mut candidates, thresholds);
    raise_consistent_titles(&mut candidates);
    lower_untitled(&mut candidates, thresholds);
    candidates.into_iter().filter_map(|candidate| decide_boundary(view, candidate, fixed, thresholds)).collect()
}

/// True if a paragraph might begin an untitled essay.
fn is_start(view: &CaptureView<'_>, at: usize) -> bool {
    let line = view.line(at);
    let on_edge = !view.edges_at(at).is_empty();
    line.before > 0
        && marker(&line.text).is_none()
        && !is_rule(&line.text)
        // An update belongs to the post that it updates, though another capture has the post without it.
        && !is_update(&line.text, &line.normalised)
        && (on_edge || is_body(line))
}

/// Lowers headings made of words of the running essay's title: they are its sections.
fn lower_sections(view: &CaptureView<'_>, titles: &[bool], candidates: &mut [Candidate], thresholds: Thresholds) {
    let mut current: Vec<&str> = Vec::new();
    if titles.first() == Some(&true) {
        current.extend(content_words(&view.line(0).normalised));
    }
    for candidate in candidates.iter_mut().filter(|c| c.titled) {
        let words: Vec<&str> = content_words(&view.line(candidate.at).normalised).collect();
        let inside = !words.is_empty() && words.len() < current.len() && words.iter().all(|w| current.contains(w));
        if inside {
            let points = WORDS_OF_TITLE.points(candidate.closes < 30);
            candidate.note(points, "its words are from the title of the essay before it");
        }
        if candidate.score() >= thresholds.split {
            current = words;
        }
    }
}

/// Raises the other title-like lines where most of a capture's title-like lines begin posts by their surroundings
/// and none is a section. Endings before them must be among the signs: the text below a section heading can
/// read like a beginning too.
fn raise_consistent_titles(candidates: &mut [Candidate]) {
    let alike = |c: &Candidate| c.titled && !c.exclaims();
    let titled: Vec<&Candidate> = candidates.iter().filter(|c| alike(c)).collect();
    let count = titled.len();
    let good = titled.iter().filter(|c| c.signs() - TITLE_SHAPE >= 25).count();
    let closings = titled.iter().filter(|c| c.closes >= 15).count();
    let sections = titled.iter().any(|c| c.evidence.iter().any(|e| e.points <= -50));
    if count < 3 || sections || good * 10 < count * 6 || closings * 3 < count {
        return;
    }
    let points = CONSISTENT_TITLES.points(count >= 5 && good * 10 >= count * 8);
    let text = format!("{good} of {count} title-like lines of this capture begin a post by other signs");
    for candidate in candidates.iter_mut().filter(|c| alike(c)) {
        candidate.note(points, text.clone());
        // Posts on one subject are posts for all that.
        candidate.subject.retain(|e| e.points > 0);
    }
}

/// Lowers untitled beginnings in a capture whose posts have titles.
fn lower_untitled(candidates: &mut [Candidate], thresholds: Thresholds) {
    let sure = candidates.iter().filter(|c| c.titled && c.score() >= thresholds.split).count();
    if sure >= 1 {
        let points = UNTITLED_AMONG_TITLED.points(sure >= 2);
        candidates
            .iter_mut()
            .filter(|d| !d.titled)
            .for_each(|c| c.note(points, "the posts of this capture have titles"));
    }
}

fn decide_boundary(
    view: &CaptureView<'_>,
    candidate: Candidate,
    fixed: &FixedBoundaries,
    thresholds: Thresholds,
) -> Option<Boundary> {
    let number = view.line(candidate.at).number;
    let mut candidate = candidate;
    let score = candidate.score();
    let least = thresholds.propose - if candidate.titled { POSSIBLE_TITLE } else { POSSIBLE_UNTITLED };
    let proposed = thresholds.likely(candidate.titled, score) || score >= least && candidate.has_support();
    let verdict = if fixed.joined.contains(&number) {
        return None;
    } else if fixed.split.contains(&number) {
        candidate.note(0, "the editor says so");
        Verdict::Split
    } else if let Some(frozen) = &fixed.frozen {
        if frozen.contains(&number) {
            Verdict::Split
        } else if proposed {
            Verdict::Propose
        } else {
            return None;
        }
    } else if score >= thresholds.split && !candidate.is_disputed() {
        Verdict::Split
    } else if proposed {
        Verdict::Propose
    } else {
        return None;
    };
    candidate.evidence.append(&mut candidate.subject);
    Some(Boundary {
        line: view.visible[candidate.at],
        titled: candidate.titled,
        evidence: candidate.evidence,
        score,
        verdict,
    })
}
