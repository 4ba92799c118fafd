//! Diagnostics, rendered for people or as JSON.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anthology_base::{Diagnostic, Diagnostics, Label, Severity, SourceFile, SourceMap, Span};
use serde::Serialize;

use crate::console::{Console, count_of, printable};
use crate::exit::Failure;
use crate::global::MessageFormat;

/// Width in columns of a rendered diagnostic; longer source lines are cut around the annotated span.
const WIDTH: usize = 100;

/// Bytes of a source line, and between the annotations of one snippet, up to which they are rendered whole. The renderer
/// walks through all of a snippet, so that many findings in a long file would cost its length each.
const MOST_SNIPPET: usize = 2000;

/// Bytes that are shown before and after the start of a span in a line longer than that.
const AROUND: usize = 200;

/// Prints findings in reading order: notes where `notes` is set or the run is verbose, warnings unless it is quiet.
pub(crate) fn show(mut findings: Diagnostics, sources: &SourceMap, root: &Path, notes: bool, console: &Console) {
    findings.sort();
    let least = match (console.quiet, notes || console.verbose) {
        (true, _) => Severity::Error,
        (false, false) => Severity::Warning,
        (false, true) => Severity::Note,
    };
    for finding in findings.iter().filter(|f| f.severity >= least) {
        match console.format {
            MessageFormat::Human => {
                console.say_styled(&format!("{}\n", human(finding, sources, root, console.color)));
            }
            MessageFormat::Json => console.print(&json(finding, sources, root)),
        }
    }
    if console.format == MessageFormat::Human
        && let Some(line) = summary(&findings, least)
    {
        console.say(&line);
    }
}

/// [`show`]; a failure where one of the findings is an error.
pub(crate) fn finish(
    findings: Diagnostics,
    sources: &SourceMap,
    root: &Path,
    notes: bool,
    console: &Console,
) -> Result<(), Failure> {
    let failed = findings.has_errors();
    show(findings, sources, root, notes, console);
    if failed { Err(Failure::Book) } else { Ok(()) }
}

/// The counts, as in `3 errors, 2 warnings`; `None` where there are none.
fn summary(findings: &Diagnostics, least: Severity) -> Option<String> {
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|&(severity, _)| severity >= least)
        .map(|(severity, name)| (findings.count(severity), name))
        .filter(|&(count, _)| count > 0)
        .map(|(count, name)| count_of(count, name))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn human(finding: &Diagnostic, sources: &SourceMap, root: &Path, color: bool) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&finding.message).id(finding.code);
    let mut group = Group::with_title(title);
    if let Some(span) = finding.span {
        let (near, far): (Vec<&Label>, Vec<&Label>) = finding.labels.iter().partition(|label| {
            label.span.file == span.file && label.span.start.abs_diff(span.start) as usize <= MOST_SNIPPET
        });
        group = snippet(group, sources, root, Some(span), &near);
        for label in far {
            group = snippet(group, sources, root, None, &[label]);
        }
    }
    group = group.elements(finding.hints.iter().map(|hint| Level::HELP.message(printable(hint))));
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    // The renderer makes the control characters of ASCII visible, but not these.
    renderer.term_width(WIDTH).render(&[group]).replace(|c| matches!(c, '\u{80}'..='\u{9f}'), "\u{fffd}")
}

/// Adds the source lines of a span and of labels to a rendered finding. All are in one file, near one another.
fn snippet<'a>(
    group: Group<'a>,
    sources: &'a SourceMap,
    root: &Path,
    primary: Option<Span>,
    labels: &[&'a Label],
) -> Group<'a> {
    let spans = primary.into_iter().chain(labels.iter().map(|label| label.span));
    let Some(first) = spans.clone().min_by_key(|span| span.start) else { return group };
    let file = sources.file(first.file);
    let ranges: Vec<Range<usize>> = spans.clone().map(|span| first_line(file, span)).collect();
    let start = ranges.iter().map(|range| range.start).min().unwrap_or_default();
    let end = ranges.iter().map(|range| range.end).max().unwrap_or_default();
    let place = file.line_col(start);
    let last = file.line_range(file.line_col(end).line).unwrap_or(start..end);
    let whole = file.line_range(place.line).map_or(start, |line| line.start)..last.end.max(end);
    let path = shown_path(file, root);
    if whole.len() <= 2 * MOST_SNIPPET {
        let mut snippet = Snippet::source(&file.text()[whole.clone()]).line_start(place.line).path(path);
        for (at, range) in ranges.into_iter().enumerate() {
            snippet = snippet.annotation(annotation(range, whole.start, at, primary.is_some(), labels));
        }
        return group.element(snippet);
    }
    // A window on each: columns are counted in the file, not in the window.
    ranges.into_iter().enumerate().fold(group, |group, (at, range)| {
        let place = file.line_col(range.start);
        let line = file.line_range(place.line).unwrap_or_else(|| range.clone());
        let from = file.floor(range.start.saturating_sub(AROUND)).max(line.start);
        let to = file.floor((range.start + AROUND).min(line.end)).max(range.start);
        let shown = range.start..range.end.min(to);
        let origin = Origin::path(path.clone()).line(place.line).char_column(place.column);
        let snippet = Snippet::source(&file.text()[from..to]).line_start(place.line);
        let snippet = snippet.annotation(annotation(shown, from, at, primary.is_some(), labels));
        group.element(origin).element(snippet)
    })
}

/// The mark of the `at`th range: the primary one comes first, then the labels.
fn annotation<'a>(
    range: Range<usize>,
    base: usize,
    at: usize,
    has_primary: bool,
    labels: &[&'a Label],
) -> annotate_snippets::Annotation<'a> {
    let range = range.start - base..range.end - base;
    match labels.get(at.wrapping_sub(usize::from(has_primary))) {
        Some(label) => AnnotationKind::Context.span(range).label(printable(&label.message)),
        None => AnnotationKind::Primary.span(range),
    }
}

/// The part of a span on its first line, on character boundaries and inside the text.
fn first_line(file: &SourceFile, span: Span) -> Range<usize> {
    let (start, end) = (file.floor(span.start as usize), file.floor(span.end as usize));
    let line = file.line_range(file.line_col(start).line).unwrap_or(start..start);
    start..end.clamp(start, line.end.max(start))
}

/// The file's path from the current folder.
fn shown_path(file: &SourceFile, root: &Path) -> String {
    root.join(file.path()).display().to_string()
}

#[derive(Serialize)]
struct Line<'a> {
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end: Option<End>,
    severity: &'static str,
    code: &'a str,
    message: &'a str,
    labels: Vec<LabelLine<'a>>,
    hints: &'a [String],
}

#[derive(Serialize)]
struct End {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct LabelLine<'a> {
    file: String,
    line: usize,
    column: usize,
    message: &'a str,
}

fn json(finding: &Diagnostic, sources: &SourceMap, root: &Path) -> String {
    let place = finding.span.map(|span| {
        let file = sources.file(span.file);
        (shown_path(file, root), file.line_col(span.start as usize), file.line_col(span.end as usize))
    });
    let labels = finding.labels.iter().map(|label| {
        let file = sources.file(label.span.file);
        let at = file.line_col(label.span.start as usize);
        LabelLine { file: shown_path(file, root), line: at.line, column: at.column, message: &label.message }
    });
    let line = Line {
        file: place.as_ref().map(|(file, ..)| file.clone()),
        line: place.as_ref().map(|(_, start, _)| start.line),
        column: place.as_ref().map(|(_, start, _)| start.column),
        end: place.as_ref().map(|(.., end)| End { line: end.line, column: end.column }),
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        code: finding.code,
        message: &finding.message,
        labels: labels.collect(),
        hints: &finding.hints,
    };
    escape_controls(serde_json::to_string(&line).unwrap_or_default())
}

/// JSON with the control characters escaped that it allows as they are, but that a terminal obeys.
pub(crate) fn escape_controls(json: String) -> String {
    let control = |c: char| matches!(c, '\u{7f}'..='\u{9f}');
    if !json.contains(control) {
        return json;
    }
    let escaped = |c: char| if control(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    json.chars().map(escaped).collect()
}
