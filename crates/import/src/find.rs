//! The essays in the captures.

use crate::boilerplate::Boilerplate;
use crate::boundaries::{Boundary, Verdict, boundaries};
use crate::capture::Capture;
use crate::costs::LISTING_THRESHOLD;
use crate::decisions::Decisions;
use crate::essay::{Essay, TitleSource, breaks_off, documents, essays};
use crate::marks::mark;
use crate::overlap::{EdgeKind, RunEdge, edges};
use crate::request::Options;
use crate::view::CaptureView;
use rayon::prelude::*;

/// The contents of the captures.
pub(crate) struct Found {
    pub(crate) essays: Vec<Essay>,
    pub(crate) marks: Vec<Vec<Option<Boilerplate>>>,
    /// By capture.
    pub(crate) proposals: Vec<(usize, Boundary)>,
}

/// Marks the boilerplate, weighs the boundaries and cuts. The captures are independent of each other but for
/// the paragraphs that they share, so each is read by itself; the order is theirs.
pub(crate) fn find(captures: &[Capture], decisions: &Decisions<'_>, options: &Options) -> Found {
    let marks: Vec<Vec<Option<Boilerplate>>> =
        captures.par_iter().enumerate().map(|(i, capture)| boilerplate(i, capture, decisions)).collect();
    let truncated: Vec<bool> = captures.iter().zip(&marks).map(|(c, m)| breaks_off(c, m)).collect();
    let edges = edges(captures, &marks);
    let read: Vec<_> = marks
        .into_par_iter()
        .enumerate()
        .map(|(i, mut marks)| {
            if let Some(list) = &captures[i].documents {
                let mut list = documents(&captures[i], i, list);
                list.iter_mut().for_each(|essay| set_title(essay, captures, decisions));
                return (marks, list, Vec::new());
            }
            let cuts = cut(captures, i, &mut marks, &edges[i], &truncated, decisions, options);
            let view = CaptureView::new(captures, i, &marks, &edges[i], &truncated);
            let mut list = essays(&view, i, &cuts);
            list.iter_mut().for_each(|essay| set_title(essay, captures, decisions));
            for &line in list.iter().flat_map(|essay| &essay.repeated) {
                marks[line] = Some(Boilerplate::Repeat);
            }
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

fn boilerplate(i: usize, capture: &Capture, decisions: &Decisions<'_>) -> Vec<Option<Boilerplate>> {
    let mut marks = mark(capture);
    for (line, mark) in capture.lines.iter().zip(&mut marks) {
        if decisions.keep_lines[i].contains(&line.number) {
            *mark = None;
        } else if decisions.drop_lines[i].contains(&line.number) && !decisions.begins_essay(i, line.number) {
            *mark = Some(Boilerplate::Widget);
        }
    }
    marks
}

/// The title, author, date and address that the editor has set.
fn set_title(essay: &mut Essay, captures: &[Capture], decisions: &Decisions<'_>) {
    let Some(entry) = decisions.entry(captures, essay) else { return };
    let said = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
    let editor = || Some("the editor".to_owned());
    if let Some(author) = said(&entry.set_author) {
        essay.stated.author = Some(author);
        essay.found_in.author = editor();
    }
    if let Some(date) = said(&entry.set_date).and_then(|d| d.parse().ok()) {
        essay.stated.date = Some(date);
        essay.found_in.date = editor();
    }
    if let Some(source) = said(&entry.set_source) {
        essay.url = Some(source);
        essay.found_in.url = editor();
    }
    if let Some(title) = said(&entry.set_title) {
        essay.title = title;
        essay.title_source = TitleSource::Editor;
    }
}

/// The boundaries of one capture; the heading of a listing page is recognised on the way, by what the
/// boundaries show.
fn cut(
    captures: &[Capture],
    i: usize,
    marks: &mut [Option<Boilerplate>],
    edges: &[RunEdge],
    truncated: &[bool],
    decisions: &Decisions<'_>,
    options: &Options,
) -> Vec<Boundary> {
    let mut fixed = decisions.fixed[i].clone();
    if options.accept_all {
        // What is proposed is accepted, whether or not the ledger has it already.
        let view = CaptureView::new(captures, i, marks, edges, truncated);
        let all = boundaries(&view, &fixed, options.thresholds);
        fixed.split.extend(all.iter().map(|b| captures[i].lines[b.line].number));
    }
    let view = CaptureView::new(captures, i, marks, edges, truncated);
    let cuts = boundaries(&view, &fixed, options.thresholds);
    let kept = view.visible.first().is_some_and(|&l| decisions.keep_lines[i].contains(&captures[i].lines[l].number));
    match view.visible.first() {
        Some(&first) if !kept && is_listing_heading(&view, &cuts) => {
            marks[first] = Some(Boilerplate::Listing);
            let view = CaptureView::new(captures, i, marks, edges, truncated);
            boundaries(&view, &fixed, options.thresholds)
        }
        _ => cuts,
    }
}

/// True if a capture's first line is the heading of a listing page rather than the first essay's title:
/// the points of the signs against it.
fn is_listing_heading(view: &CaptureView<'_>, cuts: &[Boundary]) -> bool {
    let lines = &view.capture.lines;
    let [first, second, ..] = view.visible[..] else { return false };
    if !view.is_title(0) || view.marks.get(first + 1).is_some_and(Option::is_some) {
        return false;
    }
    let others: Vec<&Boundary> = cuts.iter().filter(|b| b.titled).collect();
    let mut points = 0;
    if lines[first].after >= 2 && others.iter().all(|b| lines[b.line].after < 2) {
        points += 50;
    }
    if view.edges.iter().any(|e| e.line == second && e.kind == EdgeKind::StartsThere) {
        points += 60;
    }
    if others.is_empty() && !cuts.is_empty() {
        points += 20;
    }
    if lines[first].words <= 3 {
        points += 10;
    }
    points >= LISTING_THRESHOLD
}
