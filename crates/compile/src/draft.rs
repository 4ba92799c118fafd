//! The list of what a draft lacks: everything that a whole compilation finds.

use anthology_base::{Diagnostic, Severity, SourceMap, World};
use anthology_book::DraftItem;

use crate::compilation::Request;
use crate::log::Log;
use crate::prepared::{lay_out, prepare};

/// Compiles the book up to its pages, for what is found on the way.
pub(crate) fn rehearse(world: &dyn World, request: &Request) -> Vec<DraftItem> {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    if let Some(prepared) = prepare(world, request, None, &mut sources, &mut log, &mut |_| {}) {
        lay_out(request, &prepared.book, &prepared.editions, &prepared, &sources, &mut log);
    }
    let mut findings = log.findings().clone();
    findings.sort();
    let shown = findings.iter().filter(|finding| finding.severity >= Severity::Warning);
    shown.map(|finding| item(finding, &sources)).collect()
}

fn item(finding: &Diagnostic, sources: &SourceMap) -> DraftItem {
    let place = finding.span.map(|span| {
        let file = sources.file(span.file);
        format!("{}, line {}", file.path(), file.line_col(span.start as usize).line)
    });
    DraftItem { place: place.unwrap_or_default(), message: finding.message.clone(), hints: finding.hints.clone() }
}
