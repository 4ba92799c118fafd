//! Books in memory, and findings as lines.

use anthology_base::{Diagnostic, Diagnostics, MemoryWorld, Severity, SourceMap};
use anthology_book::{Book, load};

/// A loaded book and what was said about it.
pub(crate) struct Loaded {
    pub(crate) book: Option<Book>,
    pub(crate) findings: Vec<String>,
}

/// Loads a book of `book.toml` and further files.
pub(crate) fn load_book(manifest: &str, files: &[(&str, &str)]) -> Loaded {
    let world = files
        .iter()
        .fold(MemoryWorld::new().with("book.toml", manifest), |world, (path, text)| world.with(path, *text));
    load_world(&world)
}

/// Loads a book from a world.
pub(crate) fn load_world(world: &MemoryWorld) -> Loaded {
    let mut sources = SourceMap::new();
    let mut findings = Diagnostics::new();
    let book = load(world, &mut sources, &mut findings);
    findings.sort();
    Loaded { book, findings: findings.iter().map(|finding| line(finding, &sources)).collect() }
}

/// ``error unknown-key book.toml:2:1 `titel`: unknown key `titel` in [book] (did you mean `title`?)``
fn line(finding: &Diagnostic, sources: &SourceMap) -> String {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let place = finding.span.map_or(String::new(), |span| {
        let file = sources.file(span.file);
        let at = file.line_col(span.start as usize);
        format!(" {}:{}:{} `{}`", file.path(), at.line, at.column, sources.text(span))
    });
    let labels: String = finding
        .labels
        .iter()
        .map(|label| {
            let file = sources.file(label.span.file);
            let at = file.line_col(label.span.start as usize);
            format!(" [{}:{}:{} {}]", file.path(), at.line, at.column, label.message)
        })
        .collect();
    let hints: String = finding.hints.iter().map(|hint| format!(" ({hint})")).collect();
    format!("{severity} {}{place}: {}{labels}{hints}", finding.code, finding.message)
}
