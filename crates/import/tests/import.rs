//! Captures of our own writing, in several conventions, and what must hold of every import.

mod support;

use anthology_import::{Accept, Action, CaptureFile, Options, Overrule, Thresholds};
use proptest::prelude::*;
use support::Folder;

const DATED: &str = include_str!("../../../tests/import/dated.txt");
const HASHES: &str = include_str!("../../../tests/import/hashes.txt");
const FRENCH: &str = include_str!("../../../tests/import/francais.txt");
const GERMAN: &str = include_str!("../../../tests/import/deutsch.txt");
const SINGLE: &str = include_str!("../../../tests/import/single.txt");
const UNTITLED: &str = include_str!("../../../tests/import/untitled.txt");
const BLOG: &str = include_str!("../../../tests/import/blog.txt");

/// A capture.
fn capture(name: &str, text: &str) -> CaptureFile {
    CaptureFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// `LINE TITLE` of every essay.
fn essays(text: &str) -> Vec<String> {
    let (outcome, _) = Folder::default().import(&[capture("a.txt", text)], &Options::default());
    outcome.report.essays.iter().map(|e| format!("{} {}", e.start_line, e.title)).collect()
}

#[test]
fn dates_bylines_and_buttons_are_evidence_and_go() {
    assert_eq!(essays(DATED), ["3 The price of a bench", "25 Who reads the meter", "45 On borrowed ladders"]);
    let mut folder = Folder::default();
    folder.import(&[capture("dated.txt", DATED)], &Options::default());
    let bench = folder.chapter("chapters/the-price-of-a-bench.md");
    assert!(bench.contains("date = \"2012-03-03\"") && bench.contains("author = \"Ada Crane\""), "{bench}");
    assert!(bench.contains("\n## Small money\n"), "{bench}");
    for gone in ["Share this", "Twitter", "Skip to content", "Leave a comment"] {
        assert!(
            folder.existing.chapters.values().all(|c| !String::from_utf8_lossy(&c.read()).contains(gone)),
            "{gone}"
        );
    }
}

#[test]
fn markdown_headings_keep_their_levels() {
    assert_eq!(essays(HASHES), ["1 The quiet archive", "15 A rule for rain"]);
}

#[test]
fn other_languages() {
    assert_eq!(essays(FRENCH), ["1 Le banc du village", "13 La clé de la salle"]);
    let german = essays(GERMAN);
    assert_eq!(german, ["1 Die Bank am Bahnhof", "11 Der Schlüssel zur Turnhalle", "19 Vom Warten auf den Bus"]);
    let mut folder = Folder::default();
    folder.import(&[capture("a.txt", FRENCH)], &Options::default());
    assert!(folder.existing.manifest.is_some_and(|m| m.contains("language = \"fr\"")));
}

#[test]
fn sections_are_no_posts() {
    assert_eq!(essays(SINGLE), ["1 Five rules for a village hall"]);
    let mut folder = Folder::default();
    let (outcome, _) = folder.import(&[capture("a.txt", SINGLE)], &Options::default());
    assert!(!outcome.report.proposals.iter().any(|p| p.likely), "{:?}", outcome.report.proposals);
    let chapter = folder.chapter("chapters/five-rules-for-a-village-hall.md");
    for heading in ["1. Count the chairs", "3. Heat the corridor", "The money", "When it rains", "Conclusion"] {
        assert!(chapter.replace('\\', "").contains(&format!("\n## {heading}\n")), "{heading}\n{chapter}");
    }
}

#[test]
fn a_second_capture_merges_and_names_its_variants() {
    let mut folder = Folder::default();
    let inputs = [capture("blog.txt", BLOG), capture("untitled.txt", UNTITLED)];
    let (outcome, _) = folder.import(&inputs, &Options { accept_all: true, ..Options::default() });
    let found: Vec<(String, &str)> =
        outcome.report.essays.iter().map(|e| (format!("{}:{}", e.capture, e.start_line), e.decision)).collect();
    let expected =
        [("blog.txt:1", "kept"), ("blog.txt:11", "kept"), ("untitled.txt:3", "kept"), ("untitled.txt:9", "duplicate")];
    assert_eq!(found, expected.map(|(id, d)| (id.to_owned(), d)));
    assert_eq!(outcome.report.variants.len(), 1);
    let vane = folder.chapter("chapters/the-man-who-repairs-the-weather-vane.md");
    assert_eq!(vane.matches("[[source]]").count(), 2, "{vane}");
    let gate = folder
        .existing
        .chapters
        .values()
        .map(|c| String::from_utf8_lossy(&c.read()).into_owned())
        .find(|c| c.contains("allotment"));
    let gate = gate.unwrap_or_default().replace('\\', "");
    assert!(gate.contains("on a *very* cold night & agreed") && gate.contains("3 < 4"), "{gate}");
}

#[test]
fn an_import_repeated_changes_nothing() {
    let mut folder = Folder::default();
    let inputs = [capture("blog.txt", BLOG), capture("dated.txt", DATED), capture("untitled.txt", UNTITLED)];
    let (first, _) = folder.import(&inputs, &Options::default());
    assert!(first.writes.len() > 6);
    for inputs in [&inputs[..], &[]] {
        let (again, _) = folder.import(inputs, &Options::default());
        assert_eq!(again.writes.keys().collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

#[test]
fn a_new_capture_adds_and_the_editor_keeps_what_is_theirs() {
    let mut folder = Folder::default();
    folder.import(&[capture("dated.txt", DATED)], &Options::default());
    let edited = "chapters/the-price-of-a-bench.md";
    folder.existing.chapters.insert(edited.into(), b"mine".to_vec().into());
    folder.existing.chapters.remove("chapters/on-borrowed-ladders.md");
    let manifest = folder.existing.manifest.clone().unwrap_or_default().replace("[book]\n", "[book]\n# my comment\n");
    folder.existing.manifest = Some(manifest);
    let (outcome, _) = folder.import(&[capture("hashes.txt", HASHES)], &Options::default());
    assert_eq!(folder.chapter(edited), "mine");
    assert!(!folder.existing.chapters.contains_key("chapters/on-borrowed-ladders.md"));
    let mut paths: Vec<&str> = outcome.writes.keys().map(String::as_str).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "book.toml",
            "captures/hashes.txt",
            "chapters/a-rule-for-rain.md",
            "chapters/the-quiet-archive.md",
            "import-ledger.toml"
        ]
    );
    let manifest = folder.existing.manifest.unwrap_or_default();
    assert!(
        manifest.contains("# my comment")
            && manifest.ends_with("  \"chapters/the-quiet-archive.md\",\n  \"chapters/a-rule-for-rain.md\",\n]\n"),
        "{manifest}"
    );
}

#[test]
fn the_editor_overrules() {
    let mut folder = Folder::default();
    folder.import(&[capture("dated.txt", DATED)], &Options::default());
    let ledger = folder.existing.ledger.clone().unwrap_or_default();
    let at = ledger.find("id = \"dated.txt:25\"").expect("the second essay is in the ledger");
    let changed = format!("{}overrule = \"join\"\n{}", &ledger[..at], &ledger[at..]);
    folder.existing.ledger = Some(changed);
    let (outcome, _) = folder.import(&[], &Options::default());
    let lines: Vec<usize> = outcome.report.essays.iter().map(|e| e.start_line).collect();
    assert_eq!(lines, [3, 45]);
    let (outcome, _) = folder
        .import(&[], &Options { accept: vec![Accept { capture: "dated".into(), line: 25 }], ..Options::default() });
    assert_eq!(outcome.report.essays.len(), 3);

    let ledger = folder.existing.ledger.clone().unwrap_or_default();
    let at = ledger.find("id = \"dated.txt:3\"").expect("the first essay is in the ledger");
    let changed = format!("{}overrule = \"drop\"\nset-title = \"Benches\"\n{}", &ledger[..at], &ledger[at..]);
    folder.existing.ledger = Some(changed);
    let (outcome, diagnostics) = folder.import(&[], &Options::default());
    let first = &outcome.report.essays[0];
    assert_eq!((first.decision, first.title.as_str(), first.title_source), ("set-aside", "Benches", "editor"));
    assert!(diagnostics.iter().any(|d| d.code == "import-removed"));
    assert!(!folder.existing.chapters.contains_key("chapters/the-price-of-a-bench.md"));
    // Wanted again, it comes back.
    let ledger = folder.existing.ledger.clone().unwrap_or_default().replace("overrule = \"drop\"\n", "");
    folder.existing.ledger = Some(ledger);
    let (outcome, _) = folder.import(&[], &Options::default());
    assert_eq!(outcome.report.essays[0].decision, "kept");
    assert!(folder.chapter("chapters/benches.md").contains("frightened of the second bench"));

    folder.existing.ledger = Some("version = 1\nnonsense = 3\n".into());
    let (outcome, diagnostics) = folder.import(&[], &Options::default());
    assert!(outcome.writes.is_empty() && diagnostics.has_errors());
}

fn overrule(line: usize, action: Action) -> Options {
    Options { overrules: vec![Overrule { capture: "dated".into(), line, action }], ..Options::default() }
}

#[test]
fn a_joined_chapter_goes_unless_it_was_edited() {
    let joined = "chapters/who-reads-the-meter.md";
    let heir = "chapters/the-price-of-a-bench.md";
    let mut first = Folder::default();
    first.import(&[capture("dated.txt", DATED)], &Options::default());

    let mut folder = first.clone();
    let (outcome, _) = folder.import(&[], &overrule(25, Action::Join));
    assert_eq!(outcome.removes.iter().collect::<Vec<_>>(), [joined]);
    assert!(folder.chapter(heir).contains("to read the water meter"));
    assert!(!folder.existing.manifest.clone().unwrap_or_default().contains(joined));
    let (again, _) = folder.import(&[], &overrule(25, Action::Join));
    assert!(again.writes.is_empty() && again.removes.is_empty(), "{:?}", again.writes.keys());

    let mut folder = first.clone();
    folder.existing.chapters.insert(joined.into(), b"mine".to_vec().into());
    let (outcome, diagnostics) = folder.import(&[], &overrule(25, Action::Join));
    assert!(outcome.removes.is_empty());
    assert_eq!(folder.chapter(joined), "mine");
    let told = diagnostics.iter().find(|d| d.code == "import-leftover").map(|d| d.message.clone());
    assert_eq!(
        told.as_deref(),
        Some(
            "chapters/who-reads-the-meter.md stays, since it was edited by hand; it is no longer needed: it was joined to “The price of a bench”"
        )
    );

    // Where the chapter that is to take the text in was edited, the text would be lost.
    let mut folder = first.clone();
    folder.existing.chapters.insert(heir.into(), b"mine".to_vec().into());
    let (outcome, diagnostics) = folder.import(&[], &overrule(25, Action::Join));
    assert!(outcome.removes.is_empty() && folder.chapter(joined).contains("to read the water meter"));
    assert!(diagnostics.iter().any(|d| d.message.contains("doesn't have its text")));
}

#[test]
fn the_manifest_overrules() {
    let mut first = Folder::default();
    first.import(&[capture("dated.txt", DATED)], &Options::default());
    let starts = |options: &Options| {
        let (outcome, _) = first.clone().import(&[], options);
        outcome.report.essays.iter().map(|e| (e.start_line, e.decision)).collect::<Vec<_>>()
    };
    assert_eq!(starts(&overrule(13, Action::Split))[..2], [(3, "kept"), (13, "set-aside")]);
    assert_eq!(starts(&overrule(25, Action::Join)), [(3, "kept"), (45, "kept")]);
    assert_eq!(starts(&overrule(25, Action::Drop)), [(3, "kept"), (25, "set-aside"), (45, "kept")]);
    let mut folder = first.clone();
    folder.import(&[], &overrule(17, Action::Keep));
    assert!(folder.chapter("chapters/the-price-of-a-bench.md").contains("Share this"));
    let mut folder = first.clone();
    folder.import(&[], &overrule(11, Action::Drop));
    assert!(!folder.chapter("chapters/the-price-of-a-bench.md").contains("frightened of the second bench"));
}

#[test]
fn the_bars_can_be_moved() {
    let at = |split: i32, propose: i32| {
        let thresholds = Thresholds { split, propose };
        let (outcome, _) =
            Folder::default().import(&[capture("a.txt", DATED)], &Options { thresholds, ..Options::default() });
        (outcome.report.essays.len(), outcome.report.proposals.iter().filter(|p| p.likely).count())
    };
    assert_eq!((at(100, 50), at(1000, 50), at(1000, 1000)), ((3, 0), (1, 2), (1, 0)));
}

#[test]
fn a_name_stands_for_one_capture() {
    let mut folder = Folder::default();
    folder.import(&[capture("a.txt", SINGLE)], &Options::default());
    let (_, diagnostics) = folder.import(&[capture("a.txt", BLOG)], &Options::default());
    assert!(diagnostics.iter().any(|d| d.code == "capture-name"));
    let mut bytes = capture("b.txt", "");
    bytes.bytes = b"%PDF-1.7\n".to_vec();
    let (_, diagnostics) = folder.import(&[bytes], &Options::default());
    assert!(diagnostics.iter().any(|d| d.code == "import-skipped" && d.message.ends_with("a PDF")));
}

/// Words in order, Markdown's marks and the front matter left out.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// Lines from which captures of every shape are made, and of no shape.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => "[A-Z][a-z]{2,8}( [a-z]{2,8}){0,5}",
        3 => "[A-Z][a-z]{2,8}( [a-z]{2,8}){8,30}[.]",
        1 => "  [•*-] [a-z]{2,8}( [a-z]{2,8}){0,5}",
        1 => "  [1-9][.] [a-z]{2,8}( [a-z]{2,8}){0,5}",
        1 => "[#>*_`<|+=~:-]{1,4} ?[a-z <>&*_]{0,20}",
        1 => "\\PC{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn never_panics_and_settles(texts in prop::collection::vec(prop::collection::vec(line(), 0..30), 1..4)) {
        let inputs: Vec<_> = texts.iter().enumerate().map(|(i, t)| capture(&format!("{i}.txt"), &t.join("\n"))).collect();
        let mut folder = Folder::default();
        folder.import(&inputs, &Options::default());
        let (again, _) = folder.import(&inputs, &Options::default());
        prop_assert!(again.writes.is_empty(), "{:?}", again.writes.keys());
    }

    #[test]
    fn words_stay_in_order(
        paragraphs in prop::collection::vec("[A-Z][a-z]{2,8}( [a-z]{2,8}| [*_<#>@&-]| [0-9]{1,2}[.]){20,40}[.]", 5..9),
    ) {
        let mut folder = Folder::default();
        folder.import(&[capture("a.txt", &paragraphs.join("\n\n"))], &Options::default());
        let mut found: Vec<String> = Vec::new();
        for bytes in folder.existing.chapters.values() {
            let text = String::from_utf8_lossy(&bytes.read()).into_owned();
            found.extend(words(text.rsplit("+++\n").next().unwrap_or_default()));
        }
        prop_assume!(folder.existing.chapters.len() == 1);
        prop_assert_eq!(found, words(&paragraphs.join(" ")));
    }
}

/// Paragraphs of a capture with a title, with something between them.
fn around(middle: &str) -> String {
    let body = "We walked down to the water and looked at the boats for a long time, and nobody said a word about the weather or the price of rope, since both were bad and everyone knew it.";
    format!("On moss\n\n{body}\n\n{body} Again.\n\n{middle}\n\n{body} Twice.\n\n{body} And again.\n")
}

fn chapter_with(middle: &str) -> String {
    let mut folder = Folder::default();
    let (outcome, _) = folder.import(&[capture("a.txt", &around(middle))], &Options::default());
    assert_eq!(outcome.report.essays.len(), 1, "{:?}", outcome.report.essays);
    folder.chapter("chapters/on-moss.md")
}

#[test]
fn verse_and_code_keep_their_lines() {
    let verse = chapter_with(
        "The moss has never heard of noon,\nThe stone is older than the wall;\nThe river will be leaving soon,\nAnd takes no notice of us all.",
    );
    assert!(verse.contains("verse"), "{verse}");
    let code =
        chapter_with("def wait(hours):\n    # 800 hours in the cold\n    if hours < 800:\n        return \"wait\"");
    assert!(code.contains("    # 800 hours in the cold\n    if hours < 800:\n        return"), "{code}");
    let names = chapter_with("Apples from the north\nPears from the south\nPlums from the market");
    assert!(!names.contains("verse"), "{names}");
}

#[test]
fn lines_are_joined_block_by_block() {
    let wrapped = "I planted eleven apple trees in the spring of the year I left the newspaper,\nand every one of them was late. Not late as a train is late, with an apology on\na board, but late as a glacier is late: on its own terms, and for reasons.";
    let chapter = chapter_with(wrapped);
    assert!(chapter.contains(&wrapped.replace('\n', " ")), "{chapter}");
    let arabic = "يستيقظ الميناء قبل المدينة وتستيقظ النوارس قبل الميناء وقد\nعشت فوق الدكان تسعة عشر عاما ولم أكن يوما أول من فتح النافذة\nفي هذا الشارع الطويل";
    assert!(chapter_with(arabic).contains(&arabic.replace('\n', " ")));
}

#[test]
fn a_text_that_is_there_twice_is_kept_once() {
    let body: String = (0..4)
        .map(|n| {
            format!("Paragraph {n} is about the mill that was sold, and about the {n} people who came to see it.\n\n")
        })
        .collect();
    let mut folder = Folder::default();
    let (outcome, _) = folder.import(&[capture("a.txt", &format!("On mills\n\n{body}{body}"))], &Options::default());
    assert_eq!(folder.chapter("chapters/on-mills.md").matches("Paragraph 2").count(), 1);
    assert_eq!(outcome.report.dropped.iter().filter(|d| d.reason == "the same text once more").count(), 4);
    let (again, _) = folder.import(&[], &Options::default());
    assert!(again.writes.is_empty(), "{:?}", again.writes.keys());
}

#[test]
fn notices_from_one_template_are_texts_of_their_own() {
    let notice = |version: &str, day: &str| {
        format!(
            "{version} is ready for testing\n\nThe version {version} is ready for testing. It comes out on August {day}, and the notes can be found in the usual place.\n\nYou can try it at home by running the command in the handbook, and we are glad of every report, by letter or otherwise, to the office on the quay where somebody will be awake.\n\nThe list is at the address {version} as usual. We hope that you will tell us what breaks.\n"
        )
    };
    let mut folder = Folder::default();
    let files = [
        capture("a.txt", &notice("1.63", "11")),
        capture("b.txt", &notice("1.72", "24")),
        capture("c.txt", &notice("1.77", "30")),
    ];
    let (outcome, _) = folder.import(&files, &Options::default());
    assert!(outcome.report.essays.iter().all(|e| e.decision == "kept"), "{:?}", outcome.report.essays);
}

#[test]
fn repeated_lines_are_read_once_each() {
    // With a scan per line, each of these takes minutes.
    let body = "We walked down to the water and looked at the boats for a long time, and nobody said a word about it.";
    for line in ["Recent posts", "Share this:", "Standard", "On moss", "March 3, 2012", "* * *"] {
        let text = format!("{body}\n\n{}{body}\n", format!("{line}\n\n").repeat(30_000));
        let mut folder = Folder::default();
        let (outcome, _) = folder.import(&[capture("a.txt", &text)], &Options::default());
        assert!(!outcome.report.essays.is_empty(), "{line}");
    }
}
