//! Diagnostics: findings about the input.

use crate::Span;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// The book is built, but probably not as meant.
    Warning,
    /// The book can't be built.
    Error,
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A phrase about it: "first defined here".
    pub message: String,
}

/// One finding: what is wrong, where, and what to do about it.
///
/// The message names the offending text and is a clause without a capital or a full stop:
/// ``no chapter `other.md` in this book``. A hint is an imperative sentence of the same form:
/// ``did you mean `others.md`?`` or ``add it to a [[part]] of book.toml``.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[must_use = "a diagnostic does nothing until it is pushed to a `Diagnostics`"]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// A stable kebab-case name of the kind of finding: `unknown-key`, `missing-image`.
    pub code: &'static str,
    /// The fault, with the offending text.
    pub message: String,
    /// The place; `None` only for what has none in any file.
    pub span: Option<Span>,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
    /// Advice, an imperative sentence each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), span: None, labels: Vec::new(), hints: Vec::new() }
    }

    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// The same at a place.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same with a second place.
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// The same with a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// Findings, collected so that one run shows them all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// An empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another collection, in its order.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// True if one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// The number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// The findings in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sorts them into reading order: by file, then by place; those without a place first. Stable.
    pub fn sort(&mut self) {
        self.0.sort_by_key(|d| d.span.map(|s| (s.file, s.start)));
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}
