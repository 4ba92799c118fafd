//! Code: the tokens of its language, and what is printed beside its lines.

use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, Span};
use anthology_document::Attrs;
use anthology_highlight::{TokenKind, tokens};

use crate::set::{CodeMargin, Run, RunLook, SetParagraph};
use crate::theme::Theme;

/// Divides lines of code into runs by the tokens of their language, each with a class and the look that the theme gives
/// it. The characters stay. A language that isn't known leaves the lines as they are.
pub(crate) fn highlight(lines: &mut [SetParagraph], info: &str, attrs: &Attrs, theme: &Theme) {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    // Pandoc has the language as a class: ```{.rust .numberLines}
    let named = info.split([',', ' ', '\t', ':']).next().filter(|name| !name.is_empty());
    let names = named.into_iter().chain(attrs.classes.iter().map(String::as_str));
    let Some(found) = names.into_iter().find_map(|name| tokens(name, &texts)) else { return };
    let marks: Vec<(TokenKind, Arc<str>, RunLook)> = (TokenKind::ALL.into_iter())
        .map(|kind| {
            let look = theme.classes.get(kind.class()).map_or_else(RunLook::default, |class| class.look());
            (kind, Arc::from(kind.class()), look)
        })
        .collect();
    for (line, tokens) in lines.iter_mut().zip(found.iter()) {
        let Some(plain) = line.runs.pop() else { continue };
        let mut end = 0;
        for token in tokens {
            let Some((_, class, look)) = marks.iter().find(|(kind, ..)| *kind == token.kind) else { continue };
            if token.range.start > end {
                line.runs.push(Run { end: token.range.start as u32, ..plain.clone() });
            }
            end = token.range.end;
            let mut run = Run { end: end as u32, class: Some(Arc::clone(class)), ..plain.clone() };
            run.style.look = *look;
            line.runs.push(run);
        }
        if end < line.text.len() {
            line.runs.push(plain);
        }
    }
}

/// What a fence asks to be printed beside its lines: `{.numbered start=10 mark="2 4-5"}`, or as other programs write
/// it, `{.numberLines startFrom=10}` and `hl_lines`. Marked lines count from the first.
pub(crate) fn margin(attrs: &Attrs, lines: usize, span: Span, diagnostics: &mut Diagnostics) -> CodeMargin {
    let mut faulty = |key: &str, value: &str, expected: &str| {
        let message = format!("`{key}={value}` of this code has no meaning");
        diagnostics.push(Diagnostic::warning("code-lines", message).at(span).hint(expected.to_owned()));
    };
    let start = any_of(attrs, ["start", "startFrom"]);
    let numbered = ["numbered", "numberLines", "number-lines"].iter().any(|class| attrs.has_class(class));
    let mut first_number = (numbered || start.is_some()).then_some(1);
    if let Some((key, value)) = start {
        match value.parse::<u64>() {
            Ok(number) if number <= MOST_NUMBER => first_number = Some(number),
            _ => faulty(key, value, "write the number of the first line, as in start=10"),
        }
    }
    let mut marked = Vec::new();
    if let Some((key, value)) = any_of(attrs, ["mark", "hl_lines"]) {
        match ranges(value, lines) {
            Some(found) => marked = found,
            None => faulty(key, value, &format!("write lines from 1 to {lines}, as in mark=\"2 4-5\"")),
        }
    }
    CodeMargin { first_number, marked }
}

/// The first of two keys that is set, with its value.
fn any_of<'a>(attrs: &'a Attrs, keys: [&'static str; 2]) -> Option<(&'static str, &'a str)> {
    keys.into_iter().find_map(|key| Some((key, attrs.get(key)?)))
}

/// The largest number of a first line: more has no room beside the code.
const MOST_NUMBER: u64 = 99_999;

/// `2 4-5` or `2,4-5`: lines from 1, as indices in order. `None` where one isn't there.
fn ranges(value: &str, lines: usize) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for part in value.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to): (usize, usize) = (from.parse().ok()?, to.parse().ok()?);
        if from == 0 || from > to || to > lines {
            return None;
        }
        found.extend(from - 1..to);
    }
    found.sort_unstable();
    found.dedup();
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_named_by_numbers_and_ranges() {
        assert_eq!(ranges("2 4-5", 5), Some(vec![1, 3, 4]));
        assert_eq!(ranges("4-5,4,2", 5), Some(vec![1, 3, 4]));
        for wrong in ["", "0", "6", "5-4", "a", "1-"] {
            assert_eq!(ranges(wrong, 5), None, "{wrong}");
        }
    }
}
