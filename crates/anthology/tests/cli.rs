//! The program as its users meet it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

#[path = "cli/fonts.rs"]
mod fonts;

const MANIFEST: &str = "[book]\ntitle = \"A Test\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\", \"two.md\"]\n";
const ONE: &str = "+++\ntitle = \"One\"\n+++\n\nSee [the second](two.md#end).\n";
const TWO: &str = "+++\ntitle = \"Two\"\n+++\n\nText.\n\n## The end {#end}\n\nMore.\n";

/// A book that builds, with some files changed or added.
fn book(changes: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    let files = [("book.toml", MANIFEST), ("one.md", ONE), ("two.md", TWO)];
    for (path, text) in files.iter().chain(changes) {
        write(dir.path(), path, text);
    }
    dir
}

fn write(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn anthology(dir: &Path, args: &[&str]) -> Output {
    command(dir, args).output().unwrap()
}

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anthology"));
    command.args(args).current_dir(dir).env("SOURCE_DATE_EPOCH", "1767225600").env_remove("NO_COLOR");
    command
}

/// What a run said, with its exit code. Runs are made inside of the book's folder, so no path of the
/// machine's is in it.
fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].map(String::from_utf8_lossy).concat();
    let text: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    format!("exit code {}\n\n{text}", output.status.code().unwrap())
}

fn outputs(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir.join("dist"))
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    files.sort();
    files
        .iter()
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn a_misspelt_key() {
    let dir = book(&[("book.toml", &MANIFEST.replace("language", "langauge"))]);
    insta::assert_snapshot!(said(&anthology(dir.path(), &["build"])));
}

#[test]
fn a_missing_chapter_and_one_left_out() {
    let dir = book(&[("book.toml", &MANIFEST.replace("two.md", "too.md"))]);
    insta::assert_snapshot!(said(&anthology(dir.path(), &["build"])));
}

#[test]
fn bad_dates_in_both_places() {
    let manifest = MANIFEST.replace("language", "date = \"2026-02-30\"\nlanguage");
    let dir = book(&[("book.toml", &manifest), ("one.md", &ONE.replace("+++\n\n", "date = \"May 2012\"\n+++\n\n"))]);
    insta::assert_snapshot!(said(&anthology(dir.path(), &["build"])));
}

#[test]
fn a_missing_image() {
    let dir = book(&[("two.md", "+++\ntitle = \"Two\"\n+++\n\n## End {#end}\n\n![A cat](cta.png)\n"), ("cat.png", "")]);
    insta::assert_snapshot!(said(&anthology(dir.path(), &["build"])));
}

#[test]
fn an_unknown_anchor_and_an_id_that_stands_twice() {
    let two = format!("{TWO}\n## Another end {{#end}}\n");
    let dir = book(&[("one.md", &ONE.replace("#end", "#ende")), ("two.md", &two)]);
    insta::assert_snapshot!(said(&anthology(dir.path(), &["check"])));
}

#[test]
fn faults_of_titles_are_told_once_and_in_their_places() {
    let heading = "# A *title* with [link](nowhere.md) and <blink>tag</blink> 漢\n\nText.\n";
    let front = "+++\nauthor = \"A. Writer\"\ntitle = \"A <blink>second</blink> 漢\"\n+++\n\nText.\n";
    let manifest = MANIFEST.replace("A Test", "A 漢 Test");
    let dir = book(&[("book.toml", &manifest), ("one.md", heading), ("two.md", front)]);
    insta::assert_snapshot!(said(&anthology(dir.path(), &["build"])));
}

#[test]
fn findings_as_json() {
    let dir = book(&[("one.md", &ONE.replace("[the second](two.md#end)", "[](two.md#ende)"))]);
    let output = anthology(dir.path(), &["check", "--message-format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let stdout = String::from_utf8(output.stdout).unwrap();
    let findings: Vec<serde_json::Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let error = findings.iter().find(|f| f["severity"] == "error").unwrap();
    let expected = serde_json::json!({
        "file": "one.md",
        "line": 5,
        "column": 5,
        "end": { "line": 5, "column": 20 },
        "severity": "error",
        "code": "unknown-anchor",
        "message": "no `#ende` in `two.md`",
        "labels": [],
        "hints": ["did you mean `#end`?"],
    });
    assert_eq!(*error, expected);
}

#[test]
fn a_failed_build_leaves_the_last_good_books() {
    let dir = book(&[]);
    let written = "dist/A-Test.epub\ndist/A-Test.pdf\ndist/A-Test.thumbnail.jpg\n";
    assert_eq!(said(&anthology(dir.path(), &["build"])), format!("exit code 0\n\n{written}"), "a list in a pipe");
    assert_eq!(said(&anthology(dir.path(), &["build", "-q"])), "exit code 0\n\n");
    let before = outputs(dir.path());
    let names: Vec<&str> = before.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["A-Test.epub", "A-Test.pdf", "A-Test.thumbnail.jpg"]);
    write(dir.path(), "one.md", "+++\ntitle = \"One\"\n+++\n\n[gone](gone.md)\n");
    assert_eq!(anthology(dir.path(), &["build"]).status.code(), Some(1));
    assert!(outputs(dir.path()) == before, "outputs changed, or something else was left");
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let dir = book(&[]);
    assert!(anthology(dir.path(), &["build", "--jobs", "1"]).status.success());
    let before = outputs(dir.path());
    assert!(anthology(dir.path(), &["build", "-j", "4"]).status.success());
    assert!(outputs(dir.path()) == before);
}

#[test]
fn one_edition_at_a_time_and_elsewhere() {
    let dir = book(&[]);
    let above = dir.path().parent().unwrap();
    let name = dir.path().file_name().unwrap().to_str().unwrap();
    let out = dir.path().join("out");
    let args = ["build", "--epub", "--book", name, "--out", out.to_str().unwrap()];
    let output = anthology(above, &args);
    assert!(output.status.success(), "{}", said(&output));
    assert!(out.join("A-Test.epub").is_file() && !out.join("A-Test.pdf").exists());
    assert_eq!(outputs(dir.path()), []);
}

#[test]
fn every_edition_has_its_file() {
    let own = "[edition.pocket]\nbase = \"print\"\ntrim = \"a6\"\nmargins = { inner = \"12mm\", outer = \"10mm\", \
               top = \"10mm\", bottom = \"10mm\" }\n";
    let dir = book(&[("book.toml", &format!("{MANIFEST}{own}"))]);
    assert!(anthology(dir.path(), &["build", "--edition", "all"]).status.success());
    let files = outputs(dir.path());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let expected = ["-archive.pdf", "-booklet.pdf", "-cover.pdf", "-large-print.pdf", "-pocket.pdf", "-print.pdf"];
    let expected = expected.iter().chain(&[".epub", ".pdf", ".thumbnail.jpg"]);
    assert_eq!(names, expected.map(|end| format!("A-Test{end}")).collect::<Vec<_>>());
    // `screen` and the EPUB are what a plain build makes, whatever is built beside them.
    assert!(anthology(dir.path(), &["build"]).status.success());
    assert!(outputs(dir.path()) == files);
}

#[test]
fn an_edition_that_nobody_knows() {
    let dir = book(&[]);
    let said = said(&anthology(dir.path(), &["build", "--edition", "print,larg-print"]));
    assert!(said.starts_with("exit code 1\n\nerror[unknown-edition]: no edition `larg-print`"), "{said}");
    assert!(said.contains("did you mean `large-print`?"), "{said}");
    assert_eq!(outputs(dir.path()), []);
}

#[test]
fn margins_follow_the_printer() {
    let shop = "[edition.shop]\nbase = \"print\"\nprofile = \"ingram\"\n";
    let narrow = "margins = { inner = \"0.3in\", outer = \"1in\", top = \"1in\", bottom = \"1in\" }\n";
    let dir = book(&[("book.toml", &format!("{MANIFEST}{shop}trim = \"3.6in x 7in\"\n"))]);
    let wider = said(&anthology(dir.path(), &["check", "--edition", "shop"]));
    assert!(wider.contains("note[wider-margins]: the inner margin of edition `shop` is 0.500in"), "{wider}");
    let dir = book(&[("book.toml", &format!("{MANIFEST}{shop}{narrow}"))]);
    let refused = said(&anthology(dir.path(), &["build", "--edition", "shop"]));
    assert!(refused.contains("error[narrow-margins]"), "{refused}");
    assert!(refused.contains("--> book.toml:5:") && refused.contains("inner = \"0.500in\" or more"), "{refused}");
}

#[test]
fn the_nearest_book_upward() {
    let dir = book(&[("notes/deep/x.txt", "")]);
    let output = anthology(&dir.path().join("notes/deep"), &["build", "--epub", "-v"]);
    let said = said(&output);
    assert!(said.contains("../../dist/A-Test.epub"), "{said}");
}

#[test]
fn a_new_book_builds_and_is_not_overwritten() {
    let dir = TempDir::new().unwrap();
    assert_eq!(said(&anthology(dir.path(), &["new", "mine"])), "exit code 0\n\n");
    assert!(anthology(dir.path(), &["build", "--book", "mine"]).status.success());
    let again = anthology(dir.path(), &["new", "mine"]);
    assert_eq!(
        said(&again),
        "exit code 2\n\nerror: `mine/book.toml` is there already\nhelp: edit it, or name a new folder\n"
    );
}

#[test]
fn wrong_usage_exits_with_2() {
    let empty = TempDir::new().unwrap();
    let codes = |args: &[&str]| anthology(empty.path(), args).status.code();
    assert_eq!(codes(&["build"]), Some(2));
    assert_eq!(codes(&["build", "--book", "nowhere"]), Some(2));
    assert_eq!(codes(&["biuld"]), Some(2));
    assert_eq!(codes(&["build", "--jobs", "0"]), Some(2));
    assert_eq!(codes(&["themes", "-q", "-v"]), Some(2));
    let dir = book(&[]);
    let odd_date = command(dir.path(), &["check"]).env("SOURCE_DATE_EPOCH", "today").output().unwrap();
    assert_eq!(
        said(&odd_date),
        "exit code 2\n\nerror: SOURCE_DATE_EPOCH is `today`, which is not a number of seconds from 0 to 253402300799 \
         (the years 1970 to 9999)\n"
    );
    for (seconds, code) in [("-1", 2), ("0", 0), ("253402300799", 0), ("253402300800", 2), ("9e9", 2)] {
        let output = command(dir.path(), &["build"]).env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{seconds}: {}", said(&output));
    }
}

#[test]
fn an_output_that_cannot_be_written() {
    let dir = book(&[("dist", "a file where a folder should be")]);
    let output = anthology(dir.path(), &["build", "--epub"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("error: `dist/A-Test.epub` can't be written"), "{}", said(&output));
}

#[test]
fn languages_are_listed_with_what_they_lack() {
    let here = TempDir::new().unwrap();
    let list = said(&anthology(here.path(), &["languages"]));
    assert!(list.starts_with("exit code 0"), "{list}");
    for line in ["de   German", "vi   Vietnamese", "grc  Ancient Greek"] {
        assert!(list.contains(line), "no {line} in {list}");
    }
    let one = said(&anthology(here.path(), &["languages", "de-AT"]));
    for part in ["„a ‚b‘ c“", "1.\u{a0}März 2027", "Inhalt, Kapitel\u{a0}3", "by patterns", "de-CH"] {
        assert!(one.contains(part), "no {part} in {one}");
    }
    assert!(said(&anthology(here.path(), &["languages", "tlh"])).contains("English words"));
    assert_eq!(anthology(here.path(), &["languages", "not a tag"]).status.code(), Some(2));
}

#[test]
fn help_names_every_command_and_shows_examples() {
    let here = TempDir::new().unwrap();
    let help = said(&anthology(here.path(), &["--help"]));
    for word in
        ["new", "build", "check", "languages", "themes", "Examples:", "Exit codes:", "--book", "--message-format"]
    {
        assert!(help.contains(word), "no {word} in {help}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let dir = book(&[("one.md", &ONE.replace("[the second](two.md#end)", "[](two.md#ende)"))]);
    let mut child = command(dir.path(), &["check", "--message-format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(said(&output), "exit code 1\n\n");
}

#[test]
fn colours_only_where_asked() {
    let dir = book(&[("one.md", &ONE.replace("#end", "#ende"))]);
    assert!(!said(&anthology(dir.path(), &["check"])).contains('\u{1b}'));
    assert!(said(&anthology(dir.path(), &["check", "--color", "always"])).contains('\u{1b}'));
}

#[test]
fn fonts_and_a_record_go_with_the_epub_where_asked() {
    let manifest = format!("{MANIFEST}\n[epub]\nembed-fonts = true\nonix = true\n");
    let dir = book(&[("book.toml", &manifest)]);
    let built = anthology(dir.path(), &["build", "--epub"]);
    assert!(built.status.success(), "{}", said(&built));
    let files = outputs(dir.path());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["A-Test.epub", "A-Test.onix.xml", "A-Test.thumbnail.jpg"]);
    let mut epub = zip::ZipArchive::new(std::io::Cursor::new(&files[0].1)).unwrap();
    let mut css = String::new();
    std::io::Read::read_to_string(&mut epub.by_name("OEBPS/stylesheet.css").unwrap(), &mut css).unwrap();
    let fonts: Vec<String> =
        epub.file_names().filter_map(|name| name.unwrap().strip_prefix("OEBPS/fonts/").map(str::to_owned)).collect();
    assert!(fonts.contains(&"libertinus-serif-400.otf".to_owned()), "{fonts:?}");
    for font in &fonts {
        assert!(css.contains(&format!("src: url(\"fonts/{font}\")")), "{font} is not in the style sheet");
    }
}

/// What is in a folder of chapters after an import with these overrules in `book.toml`.
fn imported_with(overrule: &str) -> (Output, Vec<String>) {
    let dir = TempDir::new().unwrap();
    let capture = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/import/dated.txt")).unwrap();
    fs::write(dir.path().join("dated.txt"), capture).unwrap();
    assert!(anthology(dir.path(), &["import", "dated.txt", "--into", "b"]).status.success());
    let path = dir.path().join("b/book.toml");
    let manifest = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{manifest}\n{overrule}")).unwrap();
    let output = anthology(dir.path(), &["import", "--into", "b"]);
    let mut chapters: Vec<String> = fs::read_dir(dir.path().join("b/chapters"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    chapters.sort();
    (output, chapters)
}

fn overrule(line: u32, decision: &str) -> String {
    format!("[[import.overrule]]\ncapture = \"dated.txt\"\nline = {line}\ndecision = \"{decision}\"\n")
}

#[test]
fn the_manifest_overrules_the_import() {
    let (output, plain) = imported_with("");
    assert!(output.status.success());
    assert!(plain.iter().any(|name| name == "who-reads-the-meter.md"), "{plain:?}");
    let (_, dropped) = imported_with(&overrule(25, "drop"));
    assert!(!dropped.iter().any(|name| name == "who-reads-the-meter.md"), "{dropped:?}");
    let (_, joined) = imported_with(&overrule(25, "join"));
    assert!(!joined.iter().any(|name| name == "who-reads-the-meter.md"), "{joined:?}");
    // What stands after the new cut is too short for a chapter, and both are as asked when it is kept besides.
    let (cut, _) = imported_with(&overrule(13, "split"));
    assert!(said(&cut).contains("4 essays found; 3 kept"), "{}", said(&cut));
    let (_, split) = imported_with(&(overrule(13, "split") + &overrule(13, "keep")));
    assert_eq!(split.len(), plain.len() + 1, "{split:?}");
}

#[test]
fn an_overrule_that_is_none_is_an_error() {
    let (output, chapters) = imported_with(&overrule(25, "forget"));
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.contains("forget") && said.contains("book.toml"), "{said}");
    assert!(chapters.iter().any(|name| name == "who-reads-the-meter.md"), "nothing is changed: {chapters:?}");
}

#[test]
fn without_a_command_the_first_steps_are_shown() {
    let here = TempDir::new().unwrap();
    let shown = said(&anthology(here.path(), &[]));
    assert!(shown.starts_with("exit code 0\n\n"), "{shown}");
    for step in ["1. anthology new", "2. anthology build", "3. edit", "anthology import", "anthology --help"] {
        assert!(shown.contains(step), "no `{step}` in {shown}");
    }
}

#[test]
fn help_has_help() {
    let here = TempDir::new().unwrap();
    let help = said(&anthology(here.path(), &["help"]));
    assert!(help.starts_with("exit code 0") && help.contains("Exit codes:"), "{help}");
    assert_eq!(said(&anthology(here.path(), &["help", "--help"])), help);
    let build = said(&anthology(here.path(), &["help", "build"]));
    assert_eq!(said(&anthology(here.path(), &["help", "build", "-h"])), build);
    assert!(build.contains("--timings"), "{build}");
}

#[test]
fn suggested_commands_are_quoted_for_the_shell() {
    let dir = TempDir::new().unwrap();
    let made = said(&anthology(dir.path(), &["new", "my book", "-v"]));
    assert!(made.contains("`anthology build --book 'my book'`"), "{made}");
    let empty = TempDir::new().unwrap();
    let missing = said(&anthology(empty.path(), &["build", "--book", "no book"]));
    assert!(missing.contains("`anthology new 'no book'`"), "{missing}");
}

#[test]
fn counts_have_their_number() {
    let manifest = MANIFEST.replace(", \"two.md\"", "");
    let dir = book(&[("book.toml", &manifest), ("one.md", "+++\ntitle = \"One\"\n+++\n\nText.\n")]);
    let said = said(&anthology(dir.path(), &["build", "-v"]));
    assert!(said.contains("A Test, 1 chapter\n"), "{said}");
}

/// A renamed title and a removed edition leave nothing behind that the program wrote; what others wrote stays.
#[test]
fn outputs_that_are_no_longer_made_are_removed() {
    let own = "[edition.pocket]\nbase = \"print\"\ntrim = \"a6\"\n";
    let dir = book(&[("book.toml", &format!("{MANIFEST}{own}"))]);
    assert!(anthology(dir.path(), &["build", "--epub", "--edition", "pocket,screen"]).status.success());
    write(dir.path(), "dist/mine.pdf", "the editor's own");
    write(dir.path(), "book.toml", MANIFEST);
    let built = said(&anthology(dir.path(), &["build", "--epub"]));
    assert!(built.contains("removed dist/A-Test-pocket.pdf: the book no longer makes it"), "{built}");
    let names = || outputs(dir.path()).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(), ["A-Test.epub", "A-Test.pdf", "A-Test.thumbnail.jpg", "mine.pdf"]);
    write(dir.path(), "dist/A-Test.pdf", "changed by the editor");
    write(dir.path(), "book.toml", &MANIFEST.replace("A Test", "Renamed"));
    let built = said(&anthology(dir.path(), &["build", "--pdf"]));
    assert!(built.contains("left dist/A-Test.pdf: "), "{built}");
    assert_eq!(names(), ["A-Test.pdf", "Renamed.pdf", "mine.pdf"]);
}

#[test]
fn an_error_in_one_edition_leaves_the_others() {
    let own = "[edition.shop]\nbase = \"print\"\nprofile = \"kdp\"\ntrim = [\"3in\", \"5in\"]\n";
    let dir = book(&[("book.toml", &format!("{MANIFEST}{own}"))]);
    let output = anthology(dir.path(), &["build", "--edition", "shop,screen"]);
    let shown = said(&output);
    assert!(shown.starts_with("exit code 1\n\ndist/A-Test.pdf\n") && shown.contains("error[trim-size]"), "{shown}");
    assert_eq!(outputs(dir.path()).len(), 1);
}

#[test]
fn file_names_suit_every_system() {
    let built = |title: &str| {
        let dir = book(&[("book.toml", &MANIFEST.replace("A Test", title))]);
        assert!(anthology(dir.path(), &["build", "--epub"]).status.success());
        outputs(dir.path()).into_iter().map(|(name, _)| name).next().unwrap()
    };
    assert_eq!(built("時の流れ"), "時の流れ.epub");
    assert_eq!(built("Con"), "Con-book.epub");
    assert_eq!(built("***"), "Book.epub");
    assert!(built(&"Very long ".repeat(30)).len() <= 100);
}

#[test]
fn an_unknown_font_has_its_line() {
    let manifest = format!("{MANIFEST}\n[typesetting]\nfont = \"Libertinus Serrif\"\n");
    let dir = book(&[("book.toml", &manifest)]);
    let said = said(&anthology(dir.path(), &["build"]));
    assert!(said.contains("error[unknown-font]") && said.contains("--> book.toml:7:"), "{said}");
}

/// Names and texts of a book can't command the terminal.
#[test]
fn control_sequences_are_shown_and_not_obeyed() {
    let manifest = MANIFEST.replace("A Test", "A \\u001b[2J Test\\u009b1m").replace("two.md", "\\u001b]0;x\\u0007.md");
    let one = ONE.replace("(two.md#end)", "(\u{1b}[31mtwo\u{9b}.md)");
    let dir = book(&[("book.toml", &manifest), ("one.md", &one)]);
    for args in [&["build", "-v"][..], &["check"], &["check", "--message-format", "json"]] {
        let output = anthology(dir.path(), args);
        let shown = said(&output);
        assert_eq!(output.status.code(), Some(1), "{shown}");
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!shown.contains(control), "{:?}", shown.lines().find(|line| line.contains(control)));
    }
}

/// A pipe would be waited for, and a device read without end.
#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    let dir = book(&[]);
    fs::remove_file(dir.path().join("two.md")).unwrap();
    assert!(Command::new("mkfifo").arg(dir.path().join("two.md")).status().unwrap().success());
    let pipe = said(&anthology(dir.path(), &["build"]));
    assert!(pipe.starts_with("exit code 1") && pipe.contains("not a regular file"), "{pipe}");
    fs::remove_file(dir.path().join("two.md")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("two.md")).unwrap();
    let device = said(&anthology(dir.path(), &["build"]));
    assert!(device.starts_with("exit code 1") && device.contains("not a regular file"), "{device}");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_book_is_reported() {
    let (dir, elsewhere) = (book(&[]), book(&[]));
    fs::remove_file(dir.path().join("two.md")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("two.md"), dir.path().join("two.md")).unwrap();
    std::os::unix::fs::symlink("one.md", dir.path().join("inside.md")).unwrap();
    let said = said(&anthology(dir.path(), &["build"]));
    assert!(said.starts_with("exit code 0"), "{said}");
    assert!(said.contains("warning[link-out-of-book]: `two.md` is a symbolic link"), "{said}");
    assert!(!said.contains("`inside.md` is a symbolic link"), "{said}");
}

/// Every finding shows its line, however long the file or the line is.
#[test]
fn findings_in_long_lines_show_a_window() {
    let long = format!("{}[x](gone.md){}", "word ".repeat(5000), " word".repeat(5000));
    let dir = book(&[("one.md", &ONE.replace("See [the second](two.md#end).", &long))]);
    let said = said(&anthology(dir.path(), &["check"]));
    assert!(said.contains("--> one.md:5:25001") && said.contains("[x](gone.md)") && said.len() < 5000, "{said}");
}

#[test]
fn a_folder_of_markdown_becomes_a_book_that_builds() {
    let dir = TempDir::new().unwrap();
    let files = [
        ("README.md", "# The Walk\n"),
        ("9.md", "# Nine\n\nSee [ten](10.md).\n"),
        ("10.md", "---\ntitle: Ten\n---\n\nText.\n"),
        ("_notes.md", "Not this.\n"),
    ];
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    insta::assert_snapshot!(said(&anthology(dir.path(), &["new"])));
    let manifest = fs::read_to_string(dir.path().join("book.toml")).unwrap();
    assert!(manifest.contains("chapters = [\n  \"9.md\",\n  \"10.md\",\n]"), "{manifest}");
    let built = anthology(dir.path(), &["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    assert!(dir.path().join("dist/The-Walk.epub").is_file());
    let again = said(&anthology(dir.path(), &["new"]));
    assert!(again.starts_with("exit code 2") && again.contains("is there already"), "{again}");
    assert_eq!(fs::read_to_string(dir.path().join("book.toml")).unwrap(), manifest);
}

#[test]
fn a_book_of_mdbook_is_adopted_beside_its_manifest() {
    let dir = TempDir::new().unwrap();
    let theirs = "[book]\ntitle = \"Guide\"\nauthors = [\"A. Writer\"]\n\n[output.html]\n";
    write(dir.path(), "book.toml", theirs);
    write(dir.path(), "src/SUMMARY.md", "# Summary\n\n- [One](one.md)\n  - [Two](two.md)\n");
    write(dir.path(), "src/one.md", "# One\n\nText.\n");
    write(dir.path(), "src/two.md", "# Two\n\nText.\n");
    let before = said(&anthology(dir.path(), &["build"]));
    assert!(before.contains("mdbook-manifest") && before.contains("anthology new"), "{before}");
    assert_eq!(anthology(dir.path(), &["new"]).status.code(), Some(0));
    let built = anthology(dir.path(), &["build"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    assert_eq!(fs::read_to_string(dir.path().join("book.toml")).unwrap(), theirs);
}

#[test]
fn a_misspelt_folder_of_a_book() {
    let dir = TempDir::new().unwrap();
    write(dir.path(), "mybook/book.toml", MANIFEST);
    let output = anthology(dir.path(), &["build", "--book", "mybok"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("did you mean `mybook`?"), "{}", said(&output));
}

#[test]
fn paths_with_spaces_are_quoted_where_they_are_shown() {
    let dir = TempDir::new().unwrap();
    let output = anthology(dir.path(), &["new", "my book", "-v"]);
    let text = said(&output);
    assert!(text.contains("'my book'") && text.contains("--book 'my book'"), "{text}");
}

#[test]
fn a_name_for_the_files() {
    let dir = book(&[("book.toml", &MANIFEST.replace("title", "file-name = \"Tides_2026\"\ntitle"))]);
    assert!(anthology(dir.path(), &["build"]).status.success());
    let names: Vec<String> = outputs(dir.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Tides_2026.epub", "Tides_2026.pdf", "Tides_2026.thumbnail.jpg"]);
    write(dir.path(), "book.toml", &MANIFEST.replace("title", "file-name = \"a/b\"\ntitle"));
    let output = said(&anthology(dir.path(), &["build"]));
    assert!(output.contains("bad-file-name"), "{output}");
}
