//! Work grows linearly with the input, on error paths too: four times the input costs less than five times the
//! instructions. valgrind counts them, so that no clock and no other process matters; where it isn't installed, nothing
//! is tested, and a line says so.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Files of a book by path.
type Files = Vec<(String, String)>;

/// Instructions of the program on a book. `None` where valgrind isn't installed.
fn instructions(files: &Files, args: &[&str]) -> Option<u64> {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        fs::write(dir.path().join(path), text).expect("a file");
    }
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", env!("CARGO_BIN_EXE_anthology")])
        .args(args)
        .current_dir(dir.path())
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .env("RAYON_NUM_THREADS", "1")
        .output();
    let Ok(output) = output else {
        println!("skipped: valgrind isn't installed");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().rev().find_map(|line| line.split("Collected : ").nth(1));
    let count = line.and_then(|count| count.trim().parse().ok());
    Some(count.unwrap_or_else(|| panic!("valgrind counted nothing: {}", text.lines().next_back().unwrap_or_default())))
}

/// Asserts that what a book costs above an empty one grows less than five times when it is four times as large.
fn grows_linearly(name: &str, n: usize, args: &[&str], book: impl Fn(usize) -> Files) {
    let cost = |n: usize| instructions(&book(n), args);
    let (Some(base), Some(one), Some(four)) = (cost(1), cost(n), cost(4 * n)) else { return };
    let (one, four) = (one.saturating_sub(base), four.saturating_sub(base));
    println!("{name}: {one} instructions for {n}, {four} for {}: {:.2} times", 4 * n, four as f64 / one as f64);
    assert!(
        four < 5 * one,
        "{name}: four times the input costs {:.2} times the instructions",
        four as f64 / one as f64
    );
}

/// A book of one chapter with this text.
fn chapter(text: String) -> Files {
    let manifest = "[book]\ntitle = \"Growth\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\"]\n".to_owned();
    let text = format!("+++\ntitle = \"One\"\n+++\n\n{text}\n");
    vec![("book.toml".to_owned(), manifest), ("one.md".to_owned(), text)]
}

fn manifest(text: String) -> Files {
    let mut files = chapter("Text.".to_owned());
    files[0].1.push_str(&text);
    files
}

const CHECK: &[&str] = &["check"];

/// Missing chapters, each with a finding in one long manifest.
#[test]
fn missing_chapters() {
    grows_linearly("missing chapters", 400, CHECK, |n| {
        let names: Vec<String> = (0..n).map(|i| format!("  \"gone-{i}.md\",\n")).collect();
        let manifest = format!("[book]\ntitle = \"T\"\nlanguage = \"en-GB\"\nchapters = [\n{}]\n", names.concat());
        vec![("book.toml".to_owned(), manifest)]
    });
}

#[test]
fn unknown_links() {
    grows_linearly("unknown links", 400, CHECK, |n| {
        chapter((0..n).map(|i| format!("See [it](gone-{i}.md) and [that](#gone-{i}).\n\n")).collect())
    });
}

/// As many findings, in one line.
#[test]
fn unknown_links_in_one_line() {
    grows_linearly("unknown links in one line", 400, CHECK, |n| {
        chapter((0..n).map(|i| format!("[it](gone-{i}.md) ")).collect())
    });
}

#[test]
fn unknown_keys() {
    grows_linearly("unknown keys", 400, CHECK, |n| {
        manifest((0..n).map(|i| format!("wrong-key-{i} = {i}\n")).collect())
    });
}

#[test]
fn equal_headings() {
    grows_linearly("equal headings", 300, CHECK, |n| chapter("## Again\n\nText.\n\n".repeat(n)))
}

#[test]
fn undefined_notes() {
    grows_linearly("undefined notes", 300, CHECK, |n| chapter((0..n).map(|i| format!("Text[^{i}].\n\n")).collect()));
}

/// Prose, from Markdown to both formats.
#[test]
fn prose() {
    grows_linearly("prose", 40, &["build"], |n| {
        let paragraph = "It was one of those mornings on which the whole hillside seemed to be at work, and nobody had \
                         written to the house at the end since the summer before last; yet there he stood.\n\n";
        chapter(paragraph.repeat(n))
    });
}

/// One word without a breakpoint, far longer than the measure.
#[test]
fn one_endless_word() {
    grows_linearly("an endless word", 1000, &["build"], |n| chapter("x".repeat(n)));
}

#[test]
fn keys_of_yaml() {
    grows_linearly("keys of YAML", 300, CHECK, |n| {
        let mut files = chapter("Text.".to_owned());
        let keys: String = (0..n).map(|i| format!("key-{i}: value\n")).collect();
        files[1].1 = format!("---\ntitle: One\n{keys}---\n\nText.\n");
        files
    });
}

/// Footnotes, each referenced once and all in one paragraph.
#[test]
fn notes() {
    grows_linearly("notes", 60, &["build"], |n| {
        let marks: String = (0..n).map(|i| format!("word[^{i}] ")).collect();
        let notes: String = (0..n).map(|i| format!("\n\n[^{i}]: A note.")).collect();
        chapter(marks + &notes)
    });
}

/// Footnotes that refer to the next one, deeper than is allowed.
#[test]
fn notes_in_notes() {
    grows_linearly("notes in notes", 300, CHECK, |n| {
        let notes: String = (0..n).map(|i| format!("\n\n[^{i}]: A note.[^{}]", i + 1)).collect();
        chapter(format!("Text.[^0]{notes}\n\n[^{n}]: The last."))
    });
}

/// Two captures of the same lines, again and again.
#[test]
fn repeated_lines_of_captures() {
    grows_linearly("repeated lines", 60, &["import", "a.txt", "b.txt", "--into", "book"], |n| {
        let lines = "It was one of those mornings on which the whole hillside was at work.\n\nRead more\n\n".repeat(n);
        vec![
            ("a.txt".to_owned(), format!("The Hillside\n\n{lines}")),
            ("b.txt".to_owned(), format!("The Valley\n\n{lines}The end.\n")),
        ]
    });
}

#[test]
fn missing_images() {
    grows_linearly("missing images", 300, CHECK, |n| {
        chapter((0..n).map(|i| format!("![An image](gone-{i}.png)\n\n")).collect())
    });
}

#[test]
fn words_in_a_title() {
    grows_linearly("words in a title", 200, &["build"], |n| {
        let mut files = chapter("Text.".to_owned());
        files[1].1 = format!("+++\ntitle = \"{}\"\n+++\n\nText.\n", "morning ".repeat(n).trim_end());
        files
    });
}

/// Blocks within blocks, deeper than is allowed.
#[test]
fn deep_nesting() {
    for (name, open) in [("quotations", "> "), ("lists", "- ")] {
        grows_linearly(name, 150, CHECK, |n| chapter(format!("{}text", open.repeat(n))));
    }
}

/// The test's own measure: a number of instructions that grows.
#[test]
fn more_work_costs_more() {
    let book = |n| chapter("Text.\n\n".repeat(n));
    let counted = |n| instructions(&book(n), CHECK);
    let (Some(few), Some(many)) = (counted(1), counted(200)) else { return };
    assert!(Path::new(env!("CARGO_BIN_EXE_anthology")).is_file() && few < many, "{few} {many}");
}
