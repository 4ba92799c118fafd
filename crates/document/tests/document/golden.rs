//! The cases of `tests/suite/document/*.md`: a chapter and the tree that it is to become.
//!
//! A case is a heading, a block of Markdown fenced with five backticks, and a block with its tree.
//! `UPDATE_SUITE=1 cargo test` rewrites the trees; read the difference before committing it.

use std::fmt::Write;
use std::path::PathBuf;

use anthology_base::{Diagnostics, FileId};

use crate::dump;

const FENCE: &str = "`````";

struct Case {
    name: String,
    input: String,
    expected: String,
}

fn suite() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/document")
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut blocks = 0;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: name.to_owned(), input: String::new(), expected: String::new() });
            blocks = 0;
        } else if line.starts_with(FENCE) {
            let body: String = lines.by_ref().take_while(|l| *l != FENCE).map(|l| format!("{l}\n")).collect();
            let case = cases.last_mut().expect("a case has a heading");
            if blocks == 0 {
                case.input = body
            } else {
                case.expected = body
            }
            blocks += 1;
        }
    }
    cases
}

#[test]
fn suite_cases() {
    let update = std::env::var_os("UPDATE_SUITE").is_some();
    let mut failures = String::new();
    let mut count = 0;
    let mut files: Vec<_> = std::fs::read_dir(suite()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let head = text.split("\n## ").next().unwrap_or_default().trim_end();
        let mut out = format!("{head}\n");
        for case in cases(&text) {
            count += 1;
            let mut diagnostics = Diagnostics::new();
            let chapter = anthology_document::parse(FileId(0), &case.input, &mut diagnostics);
            let tree = dump::chapter(&chapter, &case.input, &diagnostics);
            let (name, input) = (&case.name, &case.input);
            if tree != case.expected {
                let _ =
                    writeln!(failures, "{}: {name}\n--- expected\n{}--- found\n{tree}", file.display(), case.expected);
            }
            let _ = write!(out, "\n## {name}\n\n{FENCE}markdown\n{input}{FENCE}\n\n{FENCE}tree\n{tree}{FENCE}\n");
        }
        if update {
            std::fs::write(&file, out).unwrap();
        }
    }
    assert!(count >= 40, "only {count} cases were found");
    assert!(update || failures.is_empty(), "{failures}");
}
