//! The examples of the CommonMark specification, read with our dialect's options.
//!
//! The specification's text is under CC BY-SA and therefore not in this project. pulldown-cmark's package
//! contains the examples as tests of its own; they are read from there, so nothing is tested where the
//! package's source is absent.
//!
//! Examples that come out otherwise here are held to the structure that was read and found right: a snapshot has a
//! hash of each, since it may not have the text.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

use anthology_base::{Diagnostics, FileId};

use crate::html;

/// Examples with another result here, by number, with the reason.
const DIFFERENT: &[(&str, &[usize])] = &[
    ("three plus signs at the top of a file open the front matter", &[44]),
    ("an image on a line of its own is a block", &[587]),
    (
        "a block of raw HTML becomes what its tags mean, or loses them",
        &[
            21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167,
            168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 180, 181, 182, 184, 185, 186, 187, 188, 189, 190,
            191,
        ],
    ),
    (
        "a tag in running text becomes what it means, or is left out",
        &[201, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 627, 628, 629, 630, 631, 642, 643],
    ),
];

struct Example {
    number: usize,
    input: String,
    expected: String,
}

/// The file of the parser's package that holds the examples. Only this platform's packages are asked for: those of
/// others may not have been downloaded.
fn spec_file() -> Option<PathBuf> {
    let version = Command::new("rustc").arg("-vV").output().ok()?;
    let host =
        String::from_utf8(version.stdout).ok()?.lines().find_map(|l| Some(l.strip_prefix("host: ")?.to_owned()))?;
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", &host, "--manifest-path"])
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .ok()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let package = metadata["packages"].as_array()?.iter().find(|p| p["name"] == "pulldown-cmark")?;
    let manifest = PathBuf::from(package["manifest_path"].as_str()?);
    let file = manifest.parent()?.join("tests/suite/spec.rs");
    file.exists().then_some(file)
}

fn examples(source: &str) -> Vec<Example> {
    let raw = |text: &str, name: &str| {
        let begin = format!("let {name} = r##\"");
        let start = text.find(&begin)? + begin.len();
        let len = text[start..].find("\"##;")?;
        Some(text[start..start + len].to_owned())
    };
    source
        .split("fn spec_test_")
        .skip(1)
        .map(|text| Example {
            number: text.split('(').next().unwrap().parse().unwrap(),
            input: raw(text, "original").unwrap(),
            expected: raw(text, "expected").unwrap(),
        })
        .collect()
}

#[test]
fn examples_have_the_expected_structure() {
    let Some(file) = spec_file() else {
        eprintln!("skipped: the package of pulldown-cmark has no source here");
        return;
    };
    let examples = examples(&std::fs::read_to_string(file).unwrap());
    let mut compared = 0;
    let mut wrong = Vec::new();
    let mut needless = Vec::new();
    let mut ours = BTreeMap::new();
    for example in &examples {
        let chapter = anthology_document::parse(FileId(0), &example.input, &mut Diagnostics::new());
        let found = html::normalise(&html::chapter(&chapter));
        let same = found == html::normalise(&example.expected);
        let listed = DIFFERENT.iter().any(|(_, numbers)| numbers.contains(&example.number));
        compared += usize::from(!listed);
        if listed {
            ours.insert(example.number, found.clone());
        }
        match (same, listed) {
            (false, false) => {
                wrong.push(format!(
                    "{}: {:?}\nexpected {}\nfound {found}",
                    example.number,
                    example.input,
                    html::normalise(&example.expected)
                ));
            }
            (true, true) => needless.push(example.number),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(needless.is_empty(), "listed as different, but the same: {needless:?}");
    assert!(examples.len() >= 640, "only {} examples", examples.len());
    assert!(compared >= 580, "only {compared} compared");
    hold_to_hashes(&ours);
}

/// The structures of the examples that differ, as hashes. Where one changed, the test's output has the structures.
fn hold_to_hashes(ours: &BTreeMap<usize, String>) {
    let mut hashes = String::new();
    for (number, structure) in ours {
        println!("{number}: {structure}");
        let _ = writeln!(hashes, "{number} {:016x}", xxhash_rust::xxh3::xxh3_64(structure.as_bytes()));
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("commonmark", hashes);
    });
}
