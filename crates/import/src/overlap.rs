//! Runs of paragraphs that two captures share. The hash of a normalised paragraph finds them; where such
//! a run starts and ends is the best evidence of a boundary that a second capture can give.

use crate::boilerplate::Boilerplate;
use crate::capture::Capture;
use crate::costs::{RUN_CAPTURES, RUN_GAP, RUN_WORDS, SHORT_RUN_WORDS};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The end or start of a run, seen from one of the two captures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunEdge {
    /// Index of the first line after the boundary, in [`Capture::lines`].
    pub(crate) line: usize,
    /// The other capture.
    pub(crate) other: usize,
    /// The kind of edge.
    pub(crate) kind: EdgeKind,
}

/// Kind of a run's edge, by the text around it in both captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EdgeKind {
    /// The run starts, and the other capture starts with it.
    StartsThere,
    /// The run starts after different text in both.
    StartsBoth,
    /// The run ends, and the other capture ends with it.
    EndsThere,
    /// The run ends and different text follows in both.
    EndsBoth,
}

/// One number for each of two captures: their indices, places in them, or their sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CapturePair {
    here: usize,
    there: usize,
}

/// Visible lines that two captures share, in the same order.
#[derive(Clone, Copy, Debug)]
struct SharedRun {
    here: usize,
    there: usize,
    here_end: usize,
    there_end: usize,
    words: usize,
}

/// The visible lines of a capture, as far as it takes to find those that two captures share.
#[derive(Clone, Debug, Default)]
pub(crate) struct VisibleLines {
    /// Indices of the lines, in [`Capture::lines`].
    indices: Vec<usize>,
    /// The hash of each.
    hashes: Vec<u128>,
    /// The words of each.
    words: Vec<usize>,
}

impl VisibleLines {
    pub(crate) fn new(capture: &Capture, marks: &[Option<Boilerplate>]) -> Self {
        let indices: Vec<usize> = (0..marks.len()).filter(|&i| marks[i].is_none()).collect();
        let hashes = indices.iter().map(|&i| anthology_dedupe::fingerprint(&capture.lines[i].text)).collect();
        let words = indices.iter().map(|&i| capture.lines[i].words).collect();
        Self { indices, hashes, words }
    }
}

/// A line that some captures may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SharedLine {
    hash: u128,
    capture: u32,
    line: u32,
}

/// All edges in all captures: `edges[capture]`, ordered by line.
pub(crate) fn edges(captures: &[VisibleLines]) -> Vec<Vec<RunEdge>> {
    let mut shared: Vec<SharedLine> = Vec::new();
    for (c, own) in captures.iter().enumerate() {
        for (i, &hash) in own.hashes.iter().enumerate() {
            if own.words[i] >= 8 {
                shared.push(SharedLine { hash, capture: c as u32, line: i as u32 });
            }
        }
    }
    shared.par_sort_unstable();
    let places = |hash: u128| {
        let first = shared.partition_point(|s| s.hash < hash);
        let same = shared[first..].iter().take_while(move |s| s.hash == hash).take(RUN_CAPTURES + 1);
        let same: Vec<SharedLine> = same.copied().collect();
        if same.len() > RUN_CAPTURES { Vec::new() } else { same }
    };
    let mut runs = Runs::new();
    for (c, own) in captures.iter().enumerate() {
        for (i, &hash) in own.hashes.iter().enumerate() {
            for other in places(hash).into_iter().filter(|s| s.capture as usize > c) {
                let pair = CapturePair { here: c, there: other.capture as usize };
                extend(&mut runs, pair, CapturePair { here: i, there: other.line as usize }, captures);
            }
        }
    }
    let mut edges = vec![Vec::new(); captures.len()];
    for (&pair, list) in &runs {
        for run in merge(list) {
            // A quotation of a paragraph or two is no copy.
            if run.words < RUN_WORDS || run.here_end - run.here < 3 && run.words < SHORT_RUN_WORDS {
                continue;
            }
            push_edges(&mut edges, captures, pair, run);
        }
    }
    for list in &mut edges {
        list.sort_by_key(|e| (e.line, e.kind, e.other));
        list.dedup();
    }
    edges
}

type Runs = BTreeMap<CapturePair, Vec<SharedRun>>;

/// Grows a run both ways from a shared line, unless a run already covers it.
fn extend(runs: &mut Runs, pair: CapturePair, at: CapturePair, captures: &[VisibleLines]) {
    let (i, j) = (at.here, at.there);
    let list = runs.entry(pair).or_default();
    // Lines are visited in order, so a covering run is among the last ones.
    let covers = |r: &SharedRun| r.here <= i && i < r.here_end && i - r.here == j.wrapping_sub(r.there);
    if list.iter().rev().take(RUN_CAPTURES * 2).any(covers) {
        return;
    }
    let (a, b) = (&captures[pair.here].hashes, &captures[pair.there].hashes);
    let (mut here, mut there) = (i, j);
    while here > 0 && there > 0 && a[here - 1] == b[there - 1] {
        here -= 1;
        there -= 1;
    }
    let mut length = i - here;
    while here + length < a.len() && there + length < b.len() && a[here + length] == b[there + length] {
        length += 1;
    }
    let count = captures[pair.here].words[here..here + length].iter().sum();
    list.push(SharedRun { here, there, here_end: here + length, there_end: there + length, words: count });
}

/// Joins runs that only an edited line or two keeps apart.
fn merge(list: &[SharedRun]) -> Vec<SharedRun> {
    let mut sorted = list.to_vec();
    sorted.sort_by_key(|r| (r.here, r.there));
    let mut out: Vec<SharedRun> = Vec::new();
    for run in sorted {
        match out.last_mut() {
            Some(last)
                if run.here >= last.here_end
                    && run.there >= last.there_end
                    && run.here - last.here_end <= RUN_GAP
                    && run.there - last.there_end <= RUN_GAP
                    && (run.here > last.here_end) == (run.there > last.there_end) =>
            {
                last.here_end = run.here_end;
                last.there_end = run.there_end;
                last.words += run.words;
            }
            _ => out.push(run),
        }
    }
    out
}

fn push_edges(edges: &mut [Vec<RunEdge>], captures: &[VisibleLines], pair: CapturePair, run: SharedRun) {
    let sizes = CapturePair { here: captures[pair.here].hashes.len(), there: captures[pair.there].hashes.len() };
    let start = |first_there: bool| if first_there { EdgeKind::StartsThere } else { EdgeKind::StartsBoth };
    let end = |last_there: bool| if last_there { EdgeKind::EndsThere } else { EdgeKind::EndsBoth };
    let sides = [
        (pair.here, pair.there, run.here, run.here_end, run.there == 0, run.there_end == sizes.there),
        (pair.there, pair.here, run.there, run.there_end, run.here == 0, run.here_end == sizes.here),
    ];
    for (own, other, first, past, starts_there, ends_there) in sides {
        if first > 0 {
            edges[own].push(RunEdge { line: captures[own].indices[first], other, kind: start(starts_there) });
        }
        if let Some(&line) = captures[own].indices.get(past) {
            edges[own].push(RunEdge { line, other, kind: end(ends_there) });
        }
    }
}
