//! What is said about a book that loads and is odd.

use anthology_base::{Diagnostics, MemoryWorld, SourceMap};

/// Findings of a book with these chapters, as `code line: message`.
fn findings(manifest: &str, chapters: &[&str]) -> Vec<String> {
    let names: Vec<String> = (1..=chapters.len()).map(|n| format!("{n}.md")).collect();
    let manifest = format!("[book]\ntitle = \"A\"\n{manifest}\nchapters = {names:?}\n");
    let world = names
        .iter()
        .zip(chapters)
        .fold(MemoryWorld::new().with("book.toml", manifest), |world, (name, text)| world.with(name, *text));
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    assert!(!found.has_errors(), "{found:?}");
    let line = |finding: &anthology_base::Diagnostic| {
        let span = finding.span.expect("a place");
        let file = sources.file(span.file);
        format!("{} {}:{}: {}", finding.code, file.path(), file.line_col(span.start as usize).line, finding.message)
    };
    anthology_check::check(&book, &sources).iter().map(line).collect()
}

const COMPLETE: &str = "editors = [\"E\"]\ndescription = \"D\"\npublisher = \"P\"\nrights = \"R\"\ndate = \"2026\"";

#[test]
fn nothing_about_a_good_book() {
    let one = "+++\ntitle = \"One\"\n+++\n\nText[^1] and [a link](https://example.org).\n\n## A\n\n### B\n\n## C\n\n[^1]: Note.\n";
    let dedication = "::: dedication\nFor you\n:::\n";
    assert_eq!(findings(COMPLETE, &[one, dedication]), [""; 0]);
}

#[test]
fn what_shops_ask_for() {
    assert_eq!(
        findings("editors = [\"E\"]\nrights = \"R\"", &["+++\ntitle = \"One\"\n+++\n\nText.\n"]),
        ["missing-metadata book.toml:1: [book] has no description, no publisher, no date"]
    );
}

#[test]
fn odd_chapters() {
    let odd = "+++\ntitle = \"Odd\"\n+++\n\n# Top\n\n### Skipped\n\nSee [](https://example.org).\n";
    let twin = "+++\ntitle = \"Twin\"\n+++\n\nText.\n";
    let empty = "+++\ntitle = \"Empty\"\n+++\n";
    assert_eq!(
        findings(COMPLETE, &[odd, twin, twin, empty, "Text without a title.\n"]),
        [
            "heading-level 1.md:5: the heading `Top` has the level of the chapter's title",
            "heading-level 1.md:7: the heading `Skipped` skips from level 1 to 3",
            "empty-link-text 1.md:9: the link to `https://example.org` has no text",
            "duplicate-title 3.md:2: two chapters are called `Twin`",
            "empty-chapter 4.md:1: `4.md` has no text",
            "missing-title 5.md:1: `5.md` has no title",
        ]
    );
}

#[test]
fn rights_to_print() {
    let by = |author: &str, permission: &str| {
        format!("+++\ntitle = \"By {author} {permission}\"\nauthor = \"{author}\"\n{permission}\n+++\n\nText.\n")
    };
    let (own, without) = (by("E", ""), by("Ann Other", ""));
    let asked = by("Ann Other", "permission = 'asked'");
    let given = by("Ann Other", "permission = { holder = 'Press', date = '2024-03-01' }");
    let texts = [own.as_str(), &without, &asked, &given];
    let rights = |metadata: &str| -> Vec<String> {
        findings(metadata, &texts).into_iter().filter(|finding| finding.starts_with("no-permission")).collect()
    };
    assert_eq!(rights(COMPLETE), ["no-permission 2.md:1: no recorded right to print `2.md`, `3.md`"]);
    assert_eq!(
        rights(&format!("{COMPLETE}\npermissions = \"required\"")),
        [
            "no-permission 2.md:1: no recorded right to print `2.md`",
            "no-permission 3.md:1: the permission has been asked for and not given, to print `3.md`",
        ]
    );
}
