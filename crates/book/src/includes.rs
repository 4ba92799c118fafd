//! Includes of mdBook: the file, lines or anchored part that `{{#include file.rs:anchor}}` names takes its place.

use std::collections::BTreeSet;

use anthology_base::{Diagnostic, Diagnostics, FileId, SourceMap, World, paths};
use anthology_document::{Chapter, Include, IncludedText, parse};

/// Includes within includes at most, as mdBook has it.
const DEEPEST: usize = 10;

/// Includes of a chapter at most, and bytes that they may add: files that include themselves twice double at each level.
const MOST_INCLUDES: usize = 2000;
const MOST_BYTES: usize = 64 << 20;

/// Resolves the includes of chapters.
pub(crate) struct Includes<'a> {
    world: &'a dyn World,
    sources: &'a mut SourceMap,
    /// Paths of the files that were included.
    pub(crate) files: BTreeSet<String>,
    count: usize,
    bytes: usize,
}

impl<'a> Includes<'a> {
    pub(crate) fn new(world: &'a dyn World, sources: &'a mut SourceMap) -> Self {
        Self { world, sources, files: BTreeSet::new(), count: 0, bytes: 0 }
    }

    /// Resolves the includes of the chapter at a path. Those of `found` that report an include as unsupported are
    /// taken out where it could be resolved.
    pub(crate) fn resolve(&mut self, path: &str, text: &str, chapter: &mut Chapter, found: &mut Diagnostics) {
        (self.count, self.bytes) = (0, 0);
        self.chapter(path, text, chapter, found, 0);
    }

    fn chapter(&mut self, path: &str, text: &str, chapter: &mut Chapter, found: &mut Diagnostics, depth: usize) {
        let mut settled: BTreeSet<(FileId, u32)> = BTreeSet::new();
        let mut more = Diagnostics::new();
        let folder = paths::folder(path).to_owned();
        chapter.include(text, &mut |include, as_markdown| {
            let place = self.included(include, &folder, depth);
            settled.insert((include.span.file, include.span.start));
            match place {
                Ok(Part { path: found_path, lines, text }) => {
                    let included = as_markdown.then(|| {
                        let file = self.sources.add(found_path.as_str(), lines.as_str());
                        let mut inner = parse(file, &lines, &mut more);
                        // Paths in an included text are those of the chapter, as if it were written there.
                        self.chapter(path, &lines, &mut inner, &mut more, depth + 1);
                        inner
                    });
                    self.files.insert(found_path);
                    Some(IncludedText { text, chapter: included })
                }
                Err(fault) => {
                    more.push(fault.at(include.span));
                    None
                }
            }
        });
        let others = std::mem::take(found).into_iter().filter(|finding| {
            let is_include = matches!(finding.code, "include" | "shortcode");
            !(is_include && finding.span.is_some_and(|span| settled.contains(&(span.file, span.start))))
        });
        let mut kept = Diagnostics::new();
        others.for_each(|finding| kept.push(finding));
        kept.append(more);
        *found = kept;
    }

    fn included(&mut self, include: &Include, folder: &str, depth: usize) -> Result<Part, Diagnostic> {
        let (written, part) = include.target.split_once(':').unwrap_or((&include.target, ""));
        let written = written.trim();
        let fault = |message: String| Diagnostic::warning("include", format!("{message}; it is printed as typed"));
        if depth >= DEEPEST {
            return Err(fault(format!("`{written}` is included more than {DEEPEST} levels deep"))
                .hint("remove the include: perhaps the file includes itself"));
        }
        self.count += 1;
        if self.count > MOST_INCLUDES || self.bytes > MOST_BYTES {
            return Err(fault(format!("`{written}` is not included: the chapter includes too much"))
                .hint("remove some includes: perhaps a file includes itself"));
        }
        let Some(path) = paths::join(folder, written) else {
            return Err(fault(format!("include of `{written}`, which is not in the book's folder"))
                .hint("move the file into the book's folder, or paste its text"));
        };
        let bytes = self.world.read(&path).map_err(|error| {
            let message = match error.kind() {
                std::io::ErrorKind::NotFound => format!("included file `{path}` not found"),
                _ => format!("cannot read included file `{path}`: {error}"),
            };
            fault(message).hint("paths are relative to the chapter's file")
        })?;
        self.bytes += bytes.len();
        let text = String::from_utf8(bytes)
            .map_err(|_| fault(format!("included file `{path}` is not UTF-8 text")).hint("save the file as UTF-8"))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let Some(selected) = select(text, part.trim()) else {
            return Err(fault(format!("no `ANCHOR: {}` in included file `{path}`", part.trim()))
                .hint("add a comment `ANCHOR: name` before the lines and `ANCHOR_END: name` after them"));
        };
        let lines = selected.iter().map(|line| line.unwrap_or_default()).collect::<Vec<_>>().join("\n") + "\n";
        let text: String = selected.into_iter().flatten().map(|line| format!("{line}\n")).collect();
        Ok(Part { path, lines, text })
    }
}

/// The included part of a file.
struct Part {
    path: String,
    /// The file's lines up to its end, blank where they aren't included, so that lines keep their numbers.
    lines: String,
    /// The included lines alone.
    text: String,
}

/// The lines of a text that are asked for: all, a range (`2`, `2:`, `:10`, `2:10`, from 1, inclusive), or those of an
/// anchor. `None` for others up to the last one that is included; nothing at all where there is no such anchor.
fn select<'t>(text: &'t str, part: &str) -> Option<Vec<Option<&'t str>>> {
    let is_mark = |line: &str| line.contains("ANCHOR: ") || line.contains("ANCHOR_END: ");
    if part.is_empty() {
        return Some(text.lines().map(|line| (!is_mark(line)).then_some(line)).collect());
    }
    let number = |text: &str| text.is_empty() || text.bytes().all(|b| b.is_ascii_digit());
    let (first, last) = part.split_once(':').map_or((part, None), |(first, last)| (first, Some(last)));
    if number(first) && last.is_none_or(number) {
        let line = |text: &str, other: usize| text.parse::<usize>().unwrap_or(other);
        let from = line(first, 1).max(1);
        let to = last.map_or(from, |last| line(last, usize::MAX));
        let lines = text.lines().enumerate().take_while(|&(i, _)| i < to);
        return Some(lines.map(|(i, line)| (i + 1 >= from).then_some(line)).collect());
    }
    let named = |line: &str, mark: &str| {
        line.split_once(mark).is_some_and(|(_, rest)| rest.split_whitespace().next() == Some(first))
    };
    let (mut inside, mut found) = (false, false);
    let mut lines = Vec::new();
    for line in text.lines() {
        if named(line, "ANCHOR_END: ") {
            inside = false;
        }
        lines.push((inside && !is_mark(line)).then_some(line));
        if named(line, "ANCHOR: ") {
            (inside, found) = (true, true);
        }
    }
    let kept = lines.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    lines.truncate(kept);
    found.then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::select;

    #[test]
    fn parts_of_a_file() {
        let text = "one\n// ANCHOR: a\ntwo\n// ANCHOR: b\nthree\n// ANCHOR_END: a\nfour\n// ANCHOR_END: b\nfive\n";
        let selected = |part: &str| select(text, part).map(|lines| lines.into_iter().flatten().collect::<Vec<_>>());
        assert_eq!(selected(""), Some(vec!["one", "two", "three", "four", "five"]));
        assert_eq!(selected("1"), Some(vec!["one"]));
        assert_eq!(selected(":1"), Some(vec!["one"]));
        assert_eq!(selected("7:"), Some(vec!["four", "// ANCHOR_END: b", "five"]));
        assert_eq!(selected("3:3"), Some(vec!["two"]));
        assert_eq!(selected("a"), Some(vec!["two", "three"]));
        assert_eq!(selected("b"), Some(vec!["three", "four"]));
        assert_eq!(selected("c"), None);
        assert_eq!(selected("99"), Some(vec![]));
        assert_eq!(select(text, "a").map(|lines| lines.len()), Some(5), "lines keep their numbers");
    }
}
