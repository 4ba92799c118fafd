//! The ledger of conformance names tests and code that exist, and no clause without a guarantee.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of Rust under a folder, with its text.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a file");
            files.push((path, text));
        }
    }
    files
}

/// The names of functions that are tests, by their attribute.
fn tests(text: &str) -> impl Iterator<Item = &str> {
    text.split("#[test]").skip(1).filter_map(|after| after.split("fn ").nth(1)?.split('(').next())
}

/// The rows of the ledger's tables: clause and guarantee.
fn rows(ledger: &str) -> Vec<(&str, &str)> {
    ledger
        .split("\n\n")
        .filter(|table| table.starts_with("| clause"))
        .flat_map(str::lines)
        .filter(|line| line.starts_with("| ") && !line.starts_with("| clause"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            assert_eq!(cells.len(), 3, "{line}");
            (cells[0], cells[2])
        })
        .collect()
}

#[test]
fn what_the_ledger_names_exists() {
    let path = folder().join("../../docs/dev/pdf-conformance.md");
    let ledger = std::fs::read_to_string(path).expect("the ledger");
    let (src, own_tests) = (sources(&folder().join("src")), sources(&folder().join("tests")));
    let known: BTreeSet<&str> = src.iter().chain(&own_tests).flat_map(|(_, text)| tests(text)).collect();
    let rows = rows(&ledger);
    assert!(rows.len() > 90);
    let mut named = 0;
    for (clause, guarantee) in rows {
        let kinds = ["type", "code", "test", "none", "author", "layout", "printpdf", "as PDF/UA", "`"];
        assert!(kinds.iter().any(|kind| guarantee.starts_with(kind)), "{clause}: {guarantee}");
        for name in guarantee.split('`').skip(1).step_by(2) {
            if let Some((module, item)) =
                name.split_once("::").filter(|(module, _)| module.starts_with(char::is_lowercase))
            {
                let file = format!("{module}.rs");
                let text = src.iter().find(|(path, _)| path.ends_with(&file)).map(|(_, text)| text.as_str());
                let text = text.unwrap_or_else(|| panic!("{clause}: no module {module}"));
                let spelt = ["fn", "const", "struct"].map(|kind| format!("{kind} {item}"));
                assert!(spelt.iter().any(|spelt| text.contains(spelt.as_str())), "{clause}: no {name}");
                named += 1;
            } else if name.matches('_').count() > 1 && name.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric()) {
                assert!(known.contains(name), "{clause}: no test {name}");
                named += 1;
            }
        }
    }
    assert!(named > 60, "only {named} names were looked up");
}
