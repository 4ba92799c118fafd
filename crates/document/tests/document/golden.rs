//! The cases of `tests/suite/document/*.md`: each chapter with the tree that it becomes.
//!
//! A case is a heading and a block of Markdown fenced with five backticks. The trees are snapshots, one for each file
//! of cases; `INSTA_UPDATE=always cargo test` rewrites them.

use std::fmt::Write;
use std::path::PathBuf;

use anthology_base::{Diagnostics, FileId};

use crate::dump;

const FENCE: &str = "`````";

struct Case {
    name: String,
    input: String,
}

fn suite() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/document")
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: name.to_owned(), input: String::new() });
        } else if line.starts_with(FENCE) {
            let case = cases.last_mut().expect("a case has a heading");
            case.input = lines.by_ref().take_while(|l| *l != FENCE).map(|l| format!("{l}\n")).collect();
        }
    }
    cases
}

#[test]
fn suite_cases() {
    let mut count = 0;
    let mut files: Vec<_> = std::fs::read_dir(suite()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        let mut out = String::new();
        for case in cases(&std::fs::read_to_string(&file).unwrap()) {
            count += 1;
            let mut diagnostics = Diagnostics::new();
            let chapter = anthology_document::parse(FileId(0), &case.input, &mut diagnostics);
            let tree = dump::chapter(&chapter, &case.input, &diagnostics);
            let _ = writeln!(out, "## {}\n\n{}\n{FENCE}\n{tree}{FENCE}\n", case.name, case.input);
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(file.file_stem().unwrap().to_str().unwrap(), out);
        });
    }
    assert!(count >= 40, "only {count} cases were found");
}
