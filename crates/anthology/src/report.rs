//! Diagnostics, rendered for people or as JSON.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anthology_base::{Diagnostic, Diagnostics, Severity, SourceFile, SourceMap, Span};
use serde::Serialize;

use crate::console::Console;
use crate::exit::Failure;
use crate::global::MessageFormat;

/// Width in columns of a rendered diagnostic; longer source lines are cut around the annotated span.
const WIDTH: usize = 100;

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
            MessageFormat::Human => console.say(&format!("{}\n", human(finding, sources, root, console.color))),
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
        .map(|(count, name)| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
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
        let file = sources.file(span.file);
        let mut snippet = Snippet::source(file.text())
            .path(shown_path(file, root))
            .annotation(AnnotationKind::Primary.span(first_line(file, span)));
        let mut elsewhere = Vec::new();
        for label in &finding.labels {
            if label.span.file == span.file {
                let range = first_line(file, label.span);
                snippet = snippet.annotation(AnnotationKind::Context.span(range).label(&label.message));
            } else {
                elsewhere.push(label);
            }
        }
        group = group.element(snippet);
        for label in elsewhere {
            let file = sources.file(label.span.file);
            let range = first_line(file, label.span);
            group = group.element(
                Snippet::source(file.text())
                    .path(shown_path(file, root))
                    .annotation(AnnotationKind::Context.span(range).label(&label.message)),
            );
        }
    }
    group = group.elements(finding.hints.iter().map(|hint| Level::HELP.message(hint)));
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(WIDTH).render(&[group])
}

/// The part of a span on its first line, on character boundaries and inside the text.
fn first_line(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let floor = |offset: usize| (0..=offset.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let (start, end) = (floor(span.start as usize), floor(span.end as usize));
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line_end = if text[start..line_end].ends_with('\r') { line_end - 1 } else { line_end };
    start..end.clamp(start, line_end.max(start))
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
    serde_json::to_string(&line).unwrap_or_default()
}
