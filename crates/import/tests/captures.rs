//! The real captures, where this checkout has them beside it, scored against what a careful reader found.

mod support;

use anthology_import::{CaptureFile, Options, Outcome};
use serde_json::Value;
use std::path::{Path, PathBuf};
use support::Folder;

/// The nearest folder upward that has captures; the tests do nothing elsewhere, since the texts are not ours to copy.
fn shared() -> Option<PathBuf> {
    let found =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|p| p.join("shared/captures")).find(|p| p.is_dir());
    if found.is_none() {
        println!("skipped: no shared/captures beside this checkout");
    }
    found
}

fn inputs(folder: &Path) -> (Vec<CaptureFile>, Value) {
    let text = std::fs::read_to_string(folder.join("expected.json")).expect("expected.json stands beside the captures");
    let expected: Value = serde_json::from_str(&text).expect("expected.json is JSON");
    let names = expected["captures"].as_array().expect("captures").iter().filter_map(|c| c["file"].as_str());
    let files = names
        .map(|name| CaptureFile { name: name.to_owned(), bytes: std::fs::read(folder.join(name)).expect("a capture") })
        .collect();
    (files, expected)
}

fn level(text: &str) -> String {
    text.replace('\u{a0}', " ").replace('’', "'").to_lowercase()
}

struct Score {
    found: usize,
    missed: usize,
    wrong: usize,
    problems: Vec<String>,
}

/// The judge's rule: an essay is found if one starts between the end of the one before and its first body line.
fn score(expected: &Value, outcome: &Outcome) -> Score {
    let mut score = Score { found: 0, missed: 0, wrong: 0, problems: Vec::new() };
    for capture in expected["captures"].as_array().expect("captures") {
        let mut mine: Vec<_> = outcome.report.essays.iter().filter(|e| capture["file"] == e.capture.as_str()).collect();
        let mut from = 1;
        for (i, essay) in capture["essays"].as_array().expect("essays").iter().enumerate() {
            let line = |key: &str| essay[key].as_u64().expect("a line") as usize;
            let hit = mine.iter().position(|e| (from..=line("first_body_line")).contains(&e.start_line));
            from = line("end_line") + 1;
            let Some(at) = hit else {
                score.missed += 1;
                continue;
            };
            let got = mine.remove(at);
            score.found += usize::from(i > 0);
            if essay["title"].as_str().is_some_and(|t| level(t) != level(&got.title)) {
                score.problems.push(format!("{}: title {:?}", essay["id"], got.title));
            }
            if essay["title"].is_null() && (got.title_source != "proposed" || got.title.is_empty()) {
                score.problems.push(format!("{}: no proposed title", essay["id"]));
            }
            if essay["kind"] != "essay" && got.decision != "set-aside"
                || essay["kind"] == "essay" && got.decision == "set-aside"
            {
                score.problems.push(format!("{}: {}", essay["id"], got.decision));
            }
        }
        score.wrong += mine.len();
    }
    score
}

#[test]
fn the_boundaries_of_the_captures() {
    let Some(folder) = shared() else { return };
    let (files, expected) = inputs(&folder);
    let mut book = Folder::default();
    let (outcome, _) = book.import(&files, &Options::default());
    let alone = score(&expected, &outcome);
    assert_eq!(alone.wrong, 0, "no false split");
    let f1 = 2.0 * alone.found as f64 / (2 * alone.found + alone.missed) as f64;
    assert!(f1 >= 0.9, "{f1}; proposed: {:#?}", outcome.report.proposals);
    assert_eq!(alone.problems, Vec::<String>::new());

    let (outcome, _) = book.import(&[], &Options { accept_all: true, ..Options::default() });
    let accepted = score(&expected, &outcome);
    assert_eq!((accepted.wrong, accepted.missed), (0, 0));
    assert_eq!(accepted.problems, Vec::<String>::new());
    assert_eq!(outcome.report.essays.iter().filter(|e| e.decision == "duplicate").count(), 2);
    let (again, _) = book.import(&[], &Options::default());
    assert!(again.writes.is_empty(), "{:?}", again.writes.keys());
}

#[test]
fn the_marks_inside_the_essays() {
    let Some(folder) = shared() else { return };
    let (files, expected) = inputs(&folder);
    let mut book = Folder::default();
    let (outcome, _) = book.import(&files, &Options { accept_all: true, ..Options::default() });
    let mut wrong = Vec::new();
    for capture in expected["captures"].as_array().expect("captures") {
        let file = files.iter().find(|f| capture["file"] == f.name.as_str()).expect("the capture");
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        for essay in capture["essays"].as_array().expect("essays") {
            let start = essay["start_line"].as_u64().expect("a line") as usize;
            let got =
                outcome.report.essays.iter().find(|e| capture["file"] == e.capture.as_str() && e.start_line == start);
            let Some(path) = got.and_then(|e| e.chapter.as_ref()) else { continue };
            let chapter = book.chapter(path).replace('\\', "");
            for mark in essay["marks"].as_array().expect("marks") {
                let prefix = match mark["type"].as_str() {
                    Some("block_quote") => "> ",
                    Some("section_heading" | "numbered_heading") => "## ",
                    Some("bullet_list" | "list_markers_lost") => "- ",
                    _ => continue,
                };
                let range = &mark["lines"];
                for n in [range[0].as_u64(), range[1].as_u64()].into_iter().flatten() {
                    let line = lines[n as usize - 1].replace('\u{a0}', " ");
                    let start: String = line.trim_start_matches([' ', '•']).chars().take(40).collect();
                    let start = start.trim().split("  ").next().unwrap_or_default().to_owned();
                    if !chapter.lines().any(|l| l.starts_with(&format!("{prefix}{start}"))) {
                        wrong.push(format!("{}:{n} {} {start}", essay["id"], mark["type"]));
                    }
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
