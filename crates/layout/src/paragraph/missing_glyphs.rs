//! Characters that no font has.

use std::cmp::Reverse;

use anthology_base::{Diagnostic, Diagnostics, Span};
use anthology_typeset::MissingGlyphs;

/// A character that no font has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MissingGlyph {
    /// Its place in the sources; [`Span::default`] for none.
    pub(crate) span: Span,
    pub(crate) character: char,
}

/// Reports missing characters, each once for each place. What has no place in the sources is reported where no place has
/// the same character.
pub(crate) fn report(missing: Vec<MissingGlyph>, policy: MissingGlyphs, diagnostics: &mut Diagnostics) {
    for MissingGlyph { span, character } in innermost(missing) {
        let message = format!("no font has the character `{character}` (U+{:04X})", u32::from(character));
        let diagnostic = match policy {
            MissingGlyphs::Error => Diagnostic::error("missing-glyph", message),
            MissingGlyphs::Warn => Diagnostic::warning("missing-glyph", message),
        };
        let diagnostic = if span == Span::default() { diagnostic } else { diagnostic.at(span) };
        diagnostics.push(diagnostic.hint("add a family that has it to `fonts/`, as a fallback of the text family"));
    }
}

/// Every character with the smallest places that it was found at, in reading order. A title that is printed again has
/// other runs than where it is first: longer ones without its links.
fn innermost(mut missing: Vec<MissingGlyph>) -> Vec<MissingGlyph> {
    missing.sort_unstable_by_key(|found| (found.character, found.span.file, found.span.start, Reverse(found.span.end)));
    missing.dedup();
    let mut kept: Vec<MissingGlyph> = Vec::with_capacity(missing.len());
    for &found in &missing {
        let span = found.span;
        let holds = |outer: Span| outer == Span::default() || (outer.file == span.file && span.end <= outer.end);
        while kept.last().is_some_and(|outer| outer.character == found.character && holds(outer.span)) {
            kept.pop();
        }
        kept.push(found);
    }
    kept.sort_unstable();
    kept
}
