//! The edges between crates are those of ARCHITECTURE.md, and formats' crates are named by one crate each.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Which of our crates each of them may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("adopt", &["base", "document"]),
    ("document", &["base"]),
    ("explain", &[]),
    ("language", &["base"]),
    ("import", &["base", "document", "dedupe", "language"]),
    ("dedupe", &["base"]),
    ("images", &["base"]),
    ("book", &["base", "document", "images", "language"]),
    ("highlight", &[]),
    ("typeset", &["base", "document", "book", "highlight", "language"]),
    ("layout", &["base", "typeset"]),
    ("cover", &["base", "images", "typeset", "layout"]),
    ("xhtml", &["base", "typeset"]),
    ("epub", &["base", "images", "typeset", "xhtml"]),
    ("site", &["base", "group", "images", "typeset", "xhtml"]),
    ("pdf", &["base", "images", "layout"]),
    ("group", &["base", "book", "dedupe", "document", "language", "typeset"]),
    ("notes", &["base", "book", "dedupe", "group", "language", "pdf"]),
    ("preview", &["base", "layout"]),
    // For tests alone, so that no other crate may name it here.
    ("test-support", &["base", "book", "typeset", "layout"]),
    ("check", &["base", "document", "images", "book", "typeset", "layout", "epub", "pdf", "cover", "import", "dedupe"]),
    (
        "compile",
        &[
            "base", "document", "images", "book", "typeset", "layout", "epub", "pdf", "cover", "check", "group",
            "explain", "notes", "site",
        ],
    ),
    // For tests and cargo-fuzz alone.
    ("fuzzing", &["base", "document", "book", "typeset", "layout", "import", "compile", "test-support"]),
];

/// The one crate that may name a crate of others.
const OWNED: &[(&str, &str)] = &[
    ("clap", "anthology"),
    ("epub-builder", "epub"),
    ("gif", "images"),
    ("hyphenation", "typeset"),
    ("isbn", "base"),
    ("moxcms", "images"),
    ("syntect", "highlight"),
    ("two-face", "highlight"),
    ("image-webp", "images"),
    ("jpeg-encoder", "images"),
    ("lopdf", "pdf"),
    ("printpdf", "pdf"),
    ("png", "images"),
    ("pulldown-cmark", "document"),
    ("zune-jpeg", "images"),
];

/// Every crate of the workspace with what it depends on outside of its tests; ours without their prefix.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let short = |name: &Value| {
        let name = name.as_str().expect("a name");
        name.strip_prefix("anthology-").unwrap_or(name).to_owned()
    };
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            let outside_tests = dependencies.iter().filter(|d| d["kind"] != "dev");
            (short(&package["name"]), outside_tests.map(|d| short(&d["name"])).collect())
        })
        .collect()
}

#[test]
fn edges_are_those_of_the_architecture() {
    let graph = graph();
    let ours: BTreeSet<&str> = graph.keys().map(String::as_str).collect();
    for (name, dependencies) in &graph {
        if name == "anthology" {
            continue;
        }
        let (_, allowed) = ALLOWED
            .iter()
            .find(|(known, _)| known == name)
            .unwrap_or_else(|| panic!("`{name}` is new: add it to ARCHITECTURE.md and to this table"));
        let edges = dependencies.iter().map(String::as_str).filter(|d| ours.contains(d));
        let astray: Vec<&str> = edges.filter(|d| !allowed.contains(d)).collect();
        assert!(astray.is_empty(), "`{name}` must not depend on {astray:?}");
    }
}

#[test]
fn formats_are_named_by_one_crate_each() {
    for (name, dependencies) in graph() {
        for (theirs, owner) in OWNED {
            assert!(
                name == *owner || !dependencies.contains(*theirs),
                "`{theirs}` is named by `{name}`, not by `{owner}`"
            );
        }
    }
}
