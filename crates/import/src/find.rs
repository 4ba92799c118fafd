//! The essays in the captures.

use crate::blob::{Step, Workspace};
use crate::boilerplate::Boilerplate;
use crate::boundaries::{Boundary, Verdict, boundaries};
use crate::capture::Capture;
use crate::costs::LISTING_THRESHOLD;
use crate::decisions::Decisions;
use crate::essay::{Essay, TitleSource, breaks_off, documents, essays};
use crate::images::{Library, Placed};
use crate::ledger::{DroppedEntry, ProposalEntry};
use crate::left_out::{dropped, proposal};
use crate::marks::mark;
use crate::overlap::{EdgeKind, RunEdge, VisibleLines, edges};
use crate::readers;
use crate::request::Options;
use crate::source_file::{CaptureRecord, SourceFile};
use crate::view::CaptureView;
use anthology_base::Diagnostics;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The contents of the captures.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) captures: Vec<CaptureRecord>,
    /// By capture and line.
    pub(crate) essays: Vec<Essay>,
    /// By capture and line.
    pub(crate) proposals: Vec<ProposalEntry>,
    /// By capture and line.
    pub(crate) dropped: Vec<DroppedEntry>,
}

/// Captures that are in memory at once.
const CAPTURES_AT_ONCE: usize = 64;

/// What all captures have to know of one another.
struct Neighbours {
    edges: Vec<Vec<RunEdge>>,
    /// Of every capture, whether its text breaks off.
    truncated: Vec<bool>,
}

/// Marks the boilerplate, weighs the boundaries and cuts. The captures are independent of each other but for
/// the paragraphs that they share, so each is read by itself; the order is theirs.
pub(crate) fn find(
    sources: &[SourceFile],
    decisions: &Decisions<'_>,
    options: &Options,
    library: &Library<'_>,
    placed: &mut Placed,
    diagnostics: &mut Diagnostics,
) -> Found {
    let workspace = options.workspace();
    let neighbours = neighbours(sources, decisions, workspace);
    let mut found = Found::default();
    let mut done = 0;
    for some in sources.chunks(CAPTURES_AT_ONCE) {
        workspace.progress(Step::Finding, done, sources.len());
        let read: Vec<(Capture, Diagnostics)> = some
            .par_iter()
            .map(|source| {
                let mut own = Diagnostics::new();
                (readers::read(&source.file.load(), &mut own), own)
            })
            .collect();
        let mut captures = Vec::new();
        for (mut capture, own) in read {
            diagnostics.append(own);
            // In order, since images get their names one after the other.
            library.place(&mut capture, placed);
            captures.push(capture);
        }
        let cut: Vec<Found> = captures
            .into_par_iter()
            .enumerate()
            .map(|(n, capture)| in_capture(capture, done + n, &neighbours, decisions, options))
            .collect();
        for one in cut {
            found.captures.extend(one.captures);
            found.essays.extend(one.essays);
            found.proposals.extend(one.proposals);
            found.dropped.extend(one.dropped);
        }
        done += some.len();
    }
    found
}

/// Reads the captures for the paragraphs that they share. Posts of structured sources have none of that.
fn neighbours(sources: &[SourceFile], decisions: &Decisions<'_>, workspace: &dyn Workspace) -> Neighbours {
    let done = AtomicUsize::new(0);
    let read: Vec<(VisibleLines, bool)> = sources
        .par_iter()
        .enumerate()
        .map(|(i, source)| {
            workspace.progress(Step::Gathering, done.fetch_add(1, Ordering::Relaxed), sources.len());
            let file = source.file.load();
            if !readers::is_capture(&file.name, &file.bytes) {
                return Default::default();
            }
            let capture = crate::capture::read(&file, &mut Diagnostics::new());
            let marks = boilerplate(i, &capture, decisions);
            (VisibleLines::new(&capture, &marks), breaks_off(&capture, &marks))
        })
        .collect();
    let (lines, truncated): (Vec<VisibleLines>, Vec<bool>) = read.into_iter().unzip();
    Neighbours { edges: edges(&lines), truncated }
}

fn in_capture(
    mut capture: Capture,
    i: usize,
    neighbours: &Neighbours,
    decisions: &Decisions<'_>,
    options: &Options,
) -> Found {
    let workspace = options.workspace();
    if let Some(list) = capture.documents.take() {
        let mut essays = documents(capture.size, i, list, workspace);
        essays.iter_mut().for_each(|essay| set_title(essay, decisions));
        let dropped = dropped(&capture, &[], &essays, decisions.previous());
        let record = CaptureRecord { structured: true, ..capture.into() };
        return Found { captures: vec![record], essays, proposals: Vec::new(), dropped };
    }
    let mut marks = boilerplate(i, &capture, decisions);
    let around =
        Surroundings { names: decisions.names(), edges: &neighbours.edges[i], truncated: &neighbours.truncated };
    let cuts = cut(&capture, i, &mut marks, &around, decisions, options);
    let mut essays = essays(&around.view(&capture, &marks), i, &cuts, workspace);
    essays.iter_mut().for_each(|essay| set_title(essay, decisions));
    for &line in essays.iter().flat_map(|essay| &essay.repeated) {
        marks[line] = Some(Boilerplate::Repeat);
    }
    let proposed = cuts.iter().filter(|b| b.verdict == Verdict::Propose);
    Found {
        proposals: proposed.map(|boundary| proposal(&capture, boundary, options.thresholds)).collect(),
        dropped: dropped(&capture, &marks, &essays, decisions.previous()),
        captures: vec![capture.into()],
        essays,
    }
}

/// What bears on the boundaries of a capture besides its own lines.
struct Surroundings<'a> {
    names: &'a [&'a str],
    edges: &'a [RunEdge],
    truncated: &'a [bool],
}

impl<'a> Surroundings<'a> {
    fn view(&self, capture: &'a Capture, marks: &'a [Option<Boilerplate>]) -> CaptureView<'a> {
        CaptureView::new(capture, self.names, marks, self.edges, self.truncated)
    }
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
fn set_title(essay: &mut Essay, decisions: &Decisions<'_>) {
    let Some(entry) = decisions.entry(essay) else { return };
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
    capture: &Capture,
    i: usize,
    marks: &mut [Option<Boilerplate>],
    around: &Surroundings<'_>,
    decisions: &Decisions<'_>,
    options: &Options,
) -> Vec<Boundary> {
    let mut fixed = decisions.fixed[i].clone();
    if options.accept_all {
        // What is proposed is accepted, whether or not the ledger has it already.
        let view = around.view(capture, marks);
        let all = boundaries(&view, &fixed, options.thresholds);
        let likely = all.iter().filter(|b| b.verdict == Verdict::Split || options.thresholds.likely(b.titled, b.score));
        fixed.split.extend(likely.map(|b| capture.lines[b.line].number));
    }
    let view = around.view(capture, marks);
    let cuts = boundaries(&view, &fixed, options.thresholds);
    let kept = view.visible.first().is_some_and(|&l| decisions.keep_lines[i].contains(&capture.lines[l].number));
    match view.visible.first() {
        Some(&first) if !kept && is_listing_heading(&view, &cuts) => {
            marks[first] = Some(Boilerplate::Listing);
            let view = around.view(capture, marks);
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
