//! Every code that the workspace reports has an entry, and every entry is of a code that is reported.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anthology_explain::entries;

/// The Rust files of the workspace's crates, without their tests.
fn sources() -> Vec<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates");
    let mut waiting: Vec<PathBuf> = vec![crates.to_owned()];
    let mut texts = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !matches!(name.as_str(), "tests" | "benches" | "examples" | "target" | "fuzzing" | "test-support") {
                waiting.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let text: String =
                text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join(" ");
            texts.push(text.split("#[cfg(test)] mod ").next().unwrap_or_default().to_owned());
        }
    }
    texts
}

/// String literals that are words joined by hyphens.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    let code = |word: &&str| {
        !word.is_empty()
            && word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    text.split('"').filter(code)
}

#[test]
fn every_code_has_an_entry_and_every_entry_a_code() {
    let texts = sources();
    let mut reported = BTreeSet::new();
    for text in &texts {
        for call in ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::note("] {
            for after in text.split(call).skip(1) {
                let argument = after.trim_start();
                if let Some(rest) = argument.strip_prefix('"') {
                    reported.insert(rest.split('"').next().unwrap_or_default().to_owned());
                }
            }
        }
    }
    // Faults and flaws of images have their codes in tables of their own.
    let images = texts.iter().filter(|text| text.contains("fn diagnose(&self, path: &str) -> Diagnostic"));
    let in_tables = images.flat_map(|text| literals(text)).filter(|code| code.contains('-') && code.contains("image"));
    reported.extend(in_tables.map(str::to_owned));
    assert!(reported.len() > 80, "the search finds too little: {reported:?}");
    let known: BTreeSet<&str> = entries().map(|entry| entry.code).collect();
    let missing: Vec<&String> = reported.iter().filter(|code| !known.contains(code.as_str())).collect();
    assert!(missing.is_empty(), "add entries to codes.md for {missing:?}");
    // Some codes are handed on as arguments, so any literal counts.
    let mentioned: BTreeSet<&str> = texts.iter().flat_map(|text| literals(text)).collect();
    let stale: Vec<&&str> = known.iter().filter(|code| !mentioned.contains(**code)).collect();
    assert!(stale.is_empty(), "nothing reports {stale:?}: remove their entries from codes.md");
}

#[test]
fn entries_are_sorted_and_complete() {
    let codes: Vec<&str> = entries().map(|entry| entry.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    for entry in entries() {
        assert!(entry.text.len() > 20 && entry.text.ends_with(['.', '`', ')']), "{}", entry.code);
    }
}
