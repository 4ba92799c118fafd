//! Captures scored against what a careful reader found: those of `tests/captures`, and real ones where this checkout
//! has them beside it.

mod support;

use anthology_import::{CaptureFile, Options, Outcome, ReportEssay};
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

/// The captures that the repository has.
fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/captures")
}

#[test]
fn the_captures_of_the_repository() {
    let (files, expected) = inputs(&own());
    let mut book = Folder::default();
    let (outcome, _) = book.import(&files, &Options::default());
    let found = score(&expected, &outcome);
    assert_eq!((found.wrong, found.missed), (0, 0), "{:#?}", outcome.report.essays);
    assert_eq!(found.problems, Vec::<String>::new());
    let named = |e: &ReportEssay| {
        let line = |w: &Value, key: &str| w[key].as_u64().is_some_and(|n| n as usize >= e.start_line);
        let captures = expected["captures"].as_array().expect("captures");
        let capture = captures.iter().find(|c| c["file"] == e.capture.as_str()).expect("the capture");
        let essays = capture["essays"].as_array().expect("essays");
        essays.iter().find(|w| line(w, "first_body_line")).expect("the essay")["id"].clone()
    };
    let mut merged: Vec<Value> = Vec::new();
    for essay in outcome.report.essays.iter().filter(|e| e.duplicate_of.is_some()) {
        let kept = outcome.report.essays.iter().find(|e| essay.duplicate_of.as_ref() == Some(&e.id));
        let mut pair = [named(essay), named(kept.expect("the kept essay"))].map(|v| v.to_string());
        pair.sort();
        merged.push(serde_json::from_str(&format!("[{}]", pair.join(","))).expect("JSON"));
    }
    merged.sort_by_key(Value::to_string);
    let mut wanted = expected["duplicates"].as_array().expect("duplicates").clone();
    wanted.sort_by_key(Value::to_string);
    assert_eq!(merged, wanted);
    let (again, _) = book.import(&[], &Options::default());
    assert!(again.writes.is_empty(), "{:?}", again.writes.keys());
}

#[test]
fn an_update_stays_in_its_post_and_the_latest_revision_is_kept() {
    let (files, _) = inputs(&own());
    let mut book = Folder::default();
    let (outcome, _) = book.import(&files, &Options::default());
    let revision = outcome.report.essays.iter().find(|e| e.capture == "f-revision-2.txt").expect("an essay");
    assert_eq!(revision.decision, "kept");
    let chapter = book.chapter(revision.chapter.as_ref().expect("a chapter"));
    assert!(chapter.contains("Update: "), "{chapter}");
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
