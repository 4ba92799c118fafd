//! A folder without any list: the names of its files give the order, and its folders the parts.

use anthology_base::paths::folder;

use crate::facts::{Facts, words_of};
use crate::files::{Files, is_markdown, no_chapter, stem};
use crate::outcome::{LeftOut, Origin};
use crate::plan::{Entry, Part, Plan};

/// The place that a file's name asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Front,
    First,
    Body,
    Last,
    Back,
}

/// Plans a book from file names.
pub(crate) fn plan(files: &Files<'_>, facts: &mut Facts<'_>) -> Plan {
    let mut plan = Plan::new(Origin::FileNames);
    let mut chapters: Vec<&str> = Vec::new();
    for path in files.paths().filter(|path| is_markdown(path) && no_chapter(path).is_none()) {
        if facts.of(path).draft {
            plan.left.push(LeftOut { path: path.to_owned(), reason: "its front matter says `draft`" });
        } else {
            chapters.push(path);
        }
    }
    // Files that are numbered are in the order that their author wants.
    let numbered = |path: &str| stem(path).starts_with(|c: char| c.is_ascii_digit());
    let place = |path: &str| if numbered(path) { Place::Body } else { place_of(stem(path)) };
    let parts = part_folders(&chapters);
    let last = |wanted: Place| chapters.iter().copied().filter(move |path| place(path) == wanted).map(str::to_owned);
    plan.front = last(Place::Front).collect();
    plan.back = last(Place::Back).collect();
    plan.parts.extend(parts.iter().map(|name| Part { title: part_title(name), entries: Vec::new() }));
    for wanted in [Place::First, Place::Body, Place::Last] {
        for path in chapters.iter().copied().filter(|path| place(path) == wanted) {
            let own = part_of(path, &parts).and_then(|part| parts.iter().position(|name| *name == part));
            let at = own.unwrap_or(if wanted == Place::Last { parts.len() - 1 } else { 0 });
            plan.parts[at].entries.push(Entry::of(path.to_owned()));
        }
    }
    plan
}

/// The folders that are parts, in order: those with chapters, where there are several. The files of a single folder, and
/// those at the top, have no part's title.
fn part_folders<'a>(chapters: &[&'a str]) -> Vec<&'a str> {
    let mut folders: Vec<&str> = Vec::new();
    for path in chapters {
        let name = folder(path);
        if !folders.contains(&name) {
            folders.push(name);
        }
    }
    if folders.iter().filter(|name| !name.is_empty()).count() < 2 {
        return vec![""];
    }
    // Files at the top come first.
    folders.retain(|name| !name.is_empty());
    folders.insert(0, "");
    folders
}

fn part_of<'a>(path: &'a str, parts: &[&str]) -> Option<&'a str> {
    if parts.len() == 1 { Some("") } else { Some(folder(path)) }
}

fn part_title(folder: &str) -> Option<String> {
    let name = folder.rsplit_once('/').map_or(folder, |(_, name)| name);
    (!name.is_empty()).then(|| words_of(name))
}

/// The conventional place of a section of this name (Chicago Manual of Style, 1.4).
fn place_of(stem: &str) -> Place {
    let name = stem.to_ascii_lowercase().replace(['_', ' '], "-");
    match name.as_str() {
        "dedication" | "epigraph" | "foreword" | "preface" => Place::Front,
        "index" | "introduction" | "intro" | "prologue" => Place::First,
        "conclusion" | "epilogue" => Place::Last,
        "afterword" | "acknowledgements" | "acknowledgments" | "glossary" | "bibliography" | "references"
        | "about-the-author" | "about-the-authors" | "notes-on-sources" => Place::Back,
        _ if name.starts_with("appendix") => Place::Back,
        _ => Place::Body,
    }
}
