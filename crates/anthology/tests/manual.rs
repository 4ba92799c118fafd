//! The manual: it is a book that builds, its manifests and commands work, and its generated pages are current.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

fn manual() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/manual")
}

fn anthology(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anthology"));
    command.args(args).env("SOURCE_DATE_EPOCH", "1767225600").output().expect("the program")
}

fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr].map(String::from_utf8_lossy).concat()
}

/// The text of every page, by its file's name.
fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<_> = fs::read_dir(manual())
        .expect("docs/manual")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a page");
            (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text)
        })
        .collect();
    pages.sort();
    pages
}

/// The fenced blocks in a language: page, line of the fence, text.
fn blocks(lang: &str) -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    for (page, text) in pages() {
        let mut open: Option<(usize, String)> = None;
        for (number, line) in text.lines().enumerate() {
            match &mut open {
                Some((start, block)) if line == "```" => {
                    found.push((page.clone(), *start, std::mem::take(block)));
                    open = None;
                }
                Some((_, block)) => {
                    block.push_str(line);
                    block.push('\n');
                }
                None if line == format!("```{lang}") => open = Some((number + 1, String::new())),
                None => {}
            }
        }
    }
    found
}

/// A page that a test writes: it must be what the program says today.
fn assert_current(name: &str, text: &str) {
    let path = manual().join(name);
    if std::env::var_os("INSTA_UPDATE").is_some() {
        fs::write(&path, text).expect("docs/manual");
    }
    let page = fs::read_to_string(&path).unwrap_or_default();
    assert!(page == text, "docs/manual/{name} is stale: run this test with INSTA_UPDATE=always");
}

fn commands() -> Vec<String> {
    let help = said(&anthology(&["--help"]));
    let list = help.split("\nCommands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    let names = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn the_page_of_commands_is_current() {
    let mut page = "# Commands\n\nWhat `anthology help COMMAND` prints.\n".to_owned();
    let global = "Options of every command:\n";
    for name in commands() {
        let help = said(&anthology(&["help", &name]));
        let (own, shared) = help.split_once(global).expect("options of every command");
        let examples = shared.split_once("\nExamples:\n").map(|(_, rest)| format!("Examples:\n{rest}"));
        let text = format!("{own}{}", examples.unwrap_or_default());
        let _ = write!(page, "\n## anthology {name}\n\n```text\n{}\n```\n", text.trim_end());
    }
    let help = said(&anthology(&["--help"]));
    let shared = help.split_once(global).map_or("", |(_, rest)| rest).split("\nExamples:\n").next().unwrap_or_default();
    let _ = write!(page, "\n## Options of every command\n\n```text\n{}\n```\n", shared.trim_end());
    assert_current("commands.md", &page);
}

#[test]
fn the_page_of_messages_is_current() {
    let mut page = "# Messages\n\nEvery error, warning and note has a code, which is printed in brackets. `anthology \
                    explain CODE` prints its entry. The level of a code that isn't marked as fixed can be set in \
                    [`[diagnostics]`](book-toml.md#diagnostics).\n"
        .to_owned();
    for entry in anthology_explain::entries() {
        let _ = write!(page, "\n`{}`{}\n: {}\n", entry.code, if entry.fixed { " (fixed)" } else { "" }, {
            entry.text.replace('\n', " ")
        });
        if let Some(mend) = entry.mend {
            let _ = writeln!(page, ": {}", capitalised(mend));
        }
        if let Some(example) = entry.example {
            let _ = writeln!(page, ": {example}");
        }
    }
    assert_current("messages.md", &page);
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The paths and patterns of Markdown files that a manifest names.
fn chapters(manifest: &str) -> BTreeSet<String> {
    let quoted = manifest.split('"').skip(1).step_by(2);
    quoted.filter(|text| text.ends_with(".md") && !text.contains(' ')).map(|text| text.replace('*', "1")).collect()
}

#[test]
fn manifests_and_front_matter_are_understood() {
    let all = blocks("toml");
    assert!(all.len() > 12, "{} blocks", all.len());
    for (page, line, text) in all {
        let whole = text.contains("[book]\ntitle = ");
        let front_matter = !text.lines().any(|line| line.starts_with('['));
        let dir = TempDir::new().expect("a folder");
        let minimal = "[book]\ntitle = \"A Test\"\nchapters = [\"one.md\", \"chapters/the-fourth-day.md\"]\n";
        let manifest = match (whole, front_matter) {
            (true, _) => text.clone(),
            (_, true) => minimal.to_owned(),
            _ if text.contains("[book]\n") => text.replace("[book]\n", minimal),
            _ if text.starts_with("[[group.") => format!("{minimal}\n[[group]]\nname = \"A Group\"\n{text}"),
            _ => format!("{minimal}\n{text}"),
        };
        fs::write(dir.path().join("book.toml"), &manifest).expect("a manifest");
        for chapter in chapters(&manifest) {
            let path = dir.path().join(&chapter);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let extra = if front_matter { text.as_str() } else { "" };
            let title = if extra.contains("title =") { "" } else { "title = \"One\"\n" };
            let permission = if whole { "permission = \"public-domain\"\n" } else { "" };
            let body = "A paragraph of text.";
            fs::write(&path, format!("+++\n{title}{permission}{extra}+++\n\n{body}\n")).expect("a chapter");
        }
        // An image or a passage that a snippet names needn't exist for its key to be understood.
        let missing = ["\"missing-image\"", "\"unknown-passage\""];
        let output = anthology(&["check", "--book", &dir.path().to_string_lossy(), "--message-format", "json"]);
        let errors: Vec<String> = said(&output)
            .lines()
            .filter(|line| line.contains("\"severity\":\"error\"") && !missing.iter().any(|code| line.contains(code)))
            .map(str::to_owned)
            .collect();
        assert!(errors.is_empty(), "{page}:{line}: {errors:#?}");
        if whole && page == "cookbook.md" {
            let out = dir.path().join("dist");
            let built = anthology(&["build", "--book", &dir.path().to_string_lossy(), "--out", &out.to_string_lossy()]);
            assert!(built.status.success(), "{page}:{line}: {}", said(&built));
        }
    }
}

#[test]
fn commands_and_their_options_exist() {
    let known = commands();
    let mut checked = 0;
    for (page, line, text) in blocks("sh") {
        for command in text.lines().filter_map(|line| line.trim().strip_prefix("anthology ")) {
            let words: Vec<&str> = command.split('#').next().unwrap_or_default().split_whitespace().collect();
            let name = words.first().copied().unwrap_or_default();
            assert!(known.iter().any(|known| known == name), "{page}:{line}: no command {name}");
            let help = said(&anthology(&["help", name]));
            for option in words.iter().filter(|word| word.starts_with("--")) {
                let option = option.split('=').next().unwrap_or_default();
                assert!(help.contains(option), "{page}:{line}: {name} has no {option}");
            }
            checked += 1;
        }
    }
    assert!(checked > 10, "{checked} commands");
}

#[test]
fn the_manual_is_a_book_that_builds() {
    let out = TempDir::new().expect("a folder");
    let book = manual();
    let built = anthology(&["build", "--book", &book.to_string_lossy(), "--out", &out.path().to_string_lossy()]);
    assert!(built.status.success(), "{}", said(&built));
    let warnings: Vec<String> = said(&built)
        .lines()
        .filter(|line| line.starts_with("warning") && !line.contains("missing-glyph"))
        .map(str::to_owned)
        .collect();
    assert!(warnings.is_empty(), "{warnings:#?}");
    assert!(fs::read_dir(out.path()).expect("files").count() >= 2);
}
