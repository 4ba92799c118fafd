//! The essays in the captures.

use crate::capture::Capture;
use crate::desk::Desk;
use crate::essay::{Essay, TitleSource, breaks_off, essays};
use crate::furniture::{Furniture, mark};
use crate::overlap::{Edge, EdgeKind, edges};
use crate::run::Options;
use crate::split::{Boundary, Scene, Verdict, boundaries};
use rayon::prelude::*;

/// What is in the captures.
pub(crate) struct Found {
    pub(crate) essays: Vec<Essay>,
    pub(crate) marks: Vec<Vec<Option<Furniture>>>,
    /// By capture.
    pub(crate) proposals: Vec<(usize, Boundary)>,
}

/// Marks the furniture, weighs the boundaries and cuts. The captures are independent of each other but for
/// the paragraphs that they share, so each is read by itself; the order is theirs.
pub(crate) fn find(captures: &[Capture], desk: &Desk<'_>, options: &Options) -> Found {
    let marks: Vec<Vec<Option<Furniture>>> =
        captures.par_iter().enumerate().map(|(i, capture)| furniture(i, capture, desk)).collect();
    let truncated: Vec<bool> = captures.iter().zip(&marks).map(|(c, m)| breaks_off(c, m)).collect();
    let edges = edges(captures, &marks);
    let read: Vec<_> = marks
        .into_par_iter()
        .enumerate()
        .map(|(i, mut marks)| {
            let cuts = cut(captures, i, &mut marks, &edges[i], &truncated, desk, options);
            let scene = Scene::new(captures, i, &marks, &edges[i], &truncated);
            let mut list = essays(&scene, i, &cuts);
            list.iter_mut().for_each(|essay| set_title(essay, captures, desk));
            (marks, list, cuts)
        })
        .collect();
    let mut found = Found { essays: Vec::new(), marks: Vec::new(), proposals: Vec::new() };
    for (i, (marks, list, cuts)) in read.into_iter().enumerate() {
        found.essays.extend(list);
        found.proposals.extend(cuts.into_iter().filter(|b| b.verdict == Verdict::Propose).map(|b| (i, b)));
        found.marks.push(marks);
    }
    found
}

fn furniture(i: usize, capture: &Capture, desk: &Desk<'_>) -> Vec<Option<Furniture>> {
    let mut marks = mark(capture);
    for (line, mark) in capture.lines.iter().zip(&mut marks) {
        if desk.keep_lines[i].contains(&line.number) {
            *mark = None;
        } else if desk.drop_lines[i].contains(&line.number) && !desk.begins_essay(i, line.number) {
            *mark = Some(Furniture::Widget);
        }
    }
    marks
}

fn set_title(essay: &mut Essay, captures: &[Capture], desk: &Desk<'_>) {
    let title = desk.entry(captures, essay).and_then(|e| e.set_title.clone()).filter(|t| !t.trim().is_empty());
    if let Some(title) = title {
        essay.title = title;
        essay.title_source = TitleSource::Editor;
    }
}

/// The boundaries of one capture; the heading of a listing page is recognised on the way, by what the
/// boundaries show.
fn cut(
    captures: &[Capture],
    i: usize,
    marks: &mut [Option<Furniture>],
    edges: &[Edge],
    truncated: &[bool],
    desk: &Desk<'_>,
    options: &Options,
) -> Vec<Boundary> {
    let mut rulings = desk.rulings[i].clone();
    if options.accept_all {
        // What is proposed is accepted, whether or not the ledger has it already.
        let scene = Scene::new(captures, i, marks, edges, truncated);
        let all = boundaries(&scene, &rulings, options.thresholds);
        rulings.split.extend(all.iter().map(|b| captures[i].lines[b.line].number));
    }
    let scene = Scene::new(captures, i, marks, edges, truncated);
    let cuts = boundaries(&scene, &rulings, options.thresholds);
    let kept = scene.visible.first().is_some_and(|&l| desk.keep_lines[i].contains(&captures[i].lines[l].number));
    match scene.visible.first() {
        Some(&first) if !kept && is_listing_heading(&scene, &cuts) => {
            marks[first] = Some(Furniture::Listing);
            let scene = Scene::new(captures, i, marks, edges, truncated);
            boundaries(&scene, &rulings, options.thresholds)
        }
        _ => cuts,
    }
}

/// Whether a capture's first line is the heading of a listing page rather than the first essay's title:
/// the points of the signs against it.
fn is_listing_heading(scene: &Scene<'_>, cuts: &[Boundary]) -> bool {
    let lines = &scene.capture.lines;
    let [first, second, ..] = scene.visible[..] else { return false };
    if !scene.is_title(0) || scene.marks.get(first + 1).is_some_and(Option::is_some) {
        return false;
    }
    let others: Vec<&Boundary> = cuts.iter().filter(|b| b.titled).collect();
    let mut points = 0;
    if lines[first].after >= 2 && others.iter().all(|b| lines[b.line].after < 2) {
        points += 50;
    }
    if scene.edges.iter().any(|e| e.line == second && e.kind == EdgeKind::StartsThere) {
        points += 60;
    }
    if others.is_empty() && !cuts.is_empty() {
        points += 20;
    }
    if lines[first].words <= 3 {
        points += 10;
    }
    points >= 100
}
