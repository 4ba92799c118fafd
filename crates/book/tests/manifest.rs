//! `book.toml`: what is read, and what is said about what can't be.

mod common;

use anthology_base::{Length, MemoryWorld, SourceMap};
use anthology_book::{
    Decision, EditionBase, EveryUnit, Manifest, MissingGlyphs, NotePlacement, PageSize, PrintProfile, Role, TypeSize,
    read_manifest,
};
use common::load_book;

const CHAPTER: (&str, &str) = ("chapters/a.md", "+++\ntitle = \"A\"\n+++\n\nText.\n");

#[track_caller]
fn assert_findings(manifest: &str, expected: &[&str]) {
    let loaded = load_book(manifest, &[CHAPTER]);
    assert_eq!(loaded.findings, expected, "of\n{manifest}");
}

fn manifest(text: &str) -> Manifest {
    let mut sources = SourceMap::new();
    let mut findings = anthology_base::Diagnostics::new();
    let world = MemoryWorld::new().with("book.toml", text);
    let manifest = read_manifest(&world, &mut sources, &mut findings).expect("a manifest");
    assert!(findings.is_empty(), "{findings:?}");
    manifest
}

#[test]
fn every_fault_at_once_with_its_place() {
    assert_findings(
        r#"[book]
titel = "A"
title = 3
language = "english!"
date = "2012-13-01"
editors = ["A", { nam = "x", role = "edtor" }]
identifier = "978-0-306-40615-8"
series = { name = "S", number = 0 }
chapters = ["chapters/a.md"]

[print]
trim = ["148mm", "210"]
margins = { inner = "1in", outer = "2in", top = "1in" }
leading = "90pt"

[typesetting]
notes = "fot"
hyphenation-exceptions = ["two words"]

[front]
matter = ["half-titel", "preface"]

[edition.kdp]
profile = "kpd"

[trims]
x = 1
"#,
        &[
            "error unknown-key book.toml:2:1 `titel`: unknown key `titel` in [book] (did you mean `title`?)",
            "error wrong-type book.toml:3:9 `3`: `title` must be a string in quotes, and this is an integer",
            "error bad-language book.toml:4:12 `\"english!\"`: `english!` is not a language tag (write one such as en-GB, de, fr-CA (BCP 47))",
            "error bad-date book.toml:5:8 `\"2012-13-01\"`: `2012-13-01` is not a date (write 2012, 2012-02 or 2012-02-29)",
            "error missing-key book.toml:6:17 `{ nam = \"x\", role = \"edtor\" }`: an entry of `editors` has no `name` (write { name = \"…\", role = \"editor\" })",
            "error unknown-key book.toml:6:19 `nam`: unknown key `nam` in an entry of `editors` (did you mean `name`?)",
            "error unknown-value book.toml:6:37 `\"edtor\"`: `edtor` is not a value of `role` (did you mean `editor`?)",
            "error bad-identifier book.toml:7:14 `\"978-0-306-40615-8\"`: `978-0-306-40615-8` is not an ISBN (its check digit doesn't fit, so look for a slip)",
            "error out-of-range book.toml:8:33 `0`: `number` must be from 1 to 100000, not 0",
            "error bad-length book.toml:12:18 `\"210\"`: `210` is not a length (write a number and a unit, one of pt, pc, mm, cm, in)",
            "error missing-key book.toml:13:11 `{ inner = \"1in\", outer = \"2in\", top = \"1in\" }`: `margins` has no `bottom` (name all four: inner, outer, top, bottom)",
            "error out-of-range book.toml:14:11 `\"90pt\"`: `90pt` is out of range (write a length from 4 to 72 points)",
            "error missing-key book.toml:14:11 `\"90pt\"`: `leading` stands without a `size` (write size = \"10.5pt\" beside it)",
            "error unknown-value book.toml:17:9 `\"fot\"`: `fot` is not a value of `notes` (did you mean `foot`?)",
            "error bad-exception book.toml:18:27 `\"two words\"`: `two words` is not a word with hyphens in it (write the word once, with a hyphen wherever it may break, or with none at all)",
            "error unknown-matter book.toml:21:11 `\"half-titel\"`: `half-titel` is not something for [front] (did you mean `half-title`?)",
            "error unknown-matter book.toml:21:25 `\"preface\"`: `preface` is not something for [front] (write the path of a Markdown file that ends in .md, or one of `half-title`, `title`, `copyright`, `contents`)",
            "error unknown-value book.toml:24:11 `\"kpd\"`: `kpd` is not a value of `profile` (did you mean `kdp`?)",
            "error unknown-key book.toml:26:2 `trims`: unknown key `trims` in book.toml (the keys here are `book`, `typesetting`, `print`, `epub`, `front`, `back`, `part`, `edition`, `group`, `import`)",
        ],
    );
}

#[test]
fn keys_in_the_wrong_table_are_sent_to_the_right_one() {
    assert_findings(
        "author = \"Me\"\n\n[book]\ntitle = \"A\"\ntheme = \"modern\"\nchapters = [\"chapters/a.md\"]\n",
        &[
            "error unknown-key book.toml:1:1 `author`: unknown key `author` in book.toml (put it in [book], as authors = [\"…\"])",
            "error unknown-key book.toml:5:1 `theme`: unknown key `theme` in [book] (put it in [typesetting])",
        ],
    );
}

#[test]
fn syntax_errors_stand_beside_others_but_not_beside_their_own_consequences() {
    let loaded = load_book(
        "[book]\ntitle = \"A\nlanguage = \"qqqq\"\nchapters = [\"chapters/a.md\"]\n\n[epub]\nsoft-hyphen = true\n",
        &[CHAPTER],
    );
    assert!(loaded.book.is_none());
    assert_eq!(loaded.findings.len(), 3, "{:#?}", loaded.findings);
    assert!(loaded.findings[0].starts_with("error toml-syntax book.toml:2:"), "{}", loaded.findings[0]);
    assert!(loaded.findings[1].starts_with("error bad-language book.toml:3:12"), "{}", loaded.findings[1]);
    assert!(loaded.findings[2].contains("did you mean `soft-hyphens`?"), "{}", loaded.findings[2]);
}

#[test]
fn what_must_be_there() {
    assert_findings(
        "[epub]\ncover = \"c.png\"\n",
        &[
            "error missing-key book.toml:1:1 ``: there is no [book] table (begin the file with [book] and a title)",
            "error missing-chapters book.toml:1:1 ``: the book has no chapters (add chapters = [\"chapters/first.md\"] to [book], or [[part]] tables with chapters)",
            "error missing-image book.toml:2:9 `\"c.png\"`: there is no picture `c.png` (paths are relative to the file that they stand in)",
        ],
    );
    assert_findings(
        "[book]\ntitle = \" \"\nchapters = [\"chapters/a.md\"]\n\n[[part]]\nchapters = []\n",
        &[
            "error missing-title book.toml:2:9 `\" \"`: the book's title is empty",
            "error chapters-twice book.toml:6:1 `chapters`: chapters stand both in [book] and in a [[part]] [book.toml:3:1 and here] (move those of [book] into a [[part]])",
        ],
    );
}

#[test]
fn defaults() {
    let manifest = manifest("[book]\ntitle = \"A\"\nchapters = [\"chapters/a.md\"]\n");
    assert_eq!(manifest.metadata.language.as_str(), "en");
    assert_eq!(manifest.metadata.modified.to_string(), "2000-01-01");
    assert!(manifest.metadata.identifiers[0].starts_with("urn:uuid:"));
    assert_eq!(manifest.typesetting.theme, "classic");
    assert_eq!(manifest.typesetting.notes, NotePlacement::Foot);
    assert_eq!(manifest.typesetting.missing_glyphs, MissingGlyphs::Error);
    assert!(manifest.epub.soft_hyphens && !manifest.epub.embed_fonts);
    assert_eq!(manifest.print.trim, None);
}

#[test]
fn contributors_in_every_form() {
    let manifest = manifest(
        r#"[book]
title = "A"
chapters = []
contributors = ["Ann Other", { name = "Jo van Dam", role = "translator", note = "Lives." }]
authors = "G. K. Chesterton"
editors = [{ name = "The Editors", sort = "Editors" }]
"#,
    );
    let people: Vec<(&str, &str, Role)> =
        manifest.metadata.contributors.iter().map(|c| (c.name.as_str(), c.sort.as_str(), c.role)).collect();
    assert_eq!(
        people,
        [
            ("G. K. Chesterton", "Chesterton, G. K.", Role::Author),
            ("The Editors", "Editors", Role::Editor),
            ("Ann Other", "Other, Ann", Role::Contributor),
            ("Jo van Dam", "Dam, Jo van", Role::Translator),
        ]
    );
    assert_eq!(manifest.metadata.contributors[3].note.as_deref(), Some("Lives."));
}

#[test]
fn trims_in_every_form() {
    let a5 = PageSize { width: "148mm".parse().unwrap(), height: "210mm".parse().unwrap() };
    let trade = PageSize { width: Length::from_pt(432), height: Length::from_pt(648) };
    for (written, trim) in [
        ("\"a5\"", a5),
        ("\"A5\"", a5),
        ("[\"148mm\", \"210mm\"]", a5),
        ("\"148mm x 210mm\"", a5),
        ("\"6 x 9in\"", trade),
        ("\"us-trade\"", trade),
    ] {
        let manifest = manifest(&format!("[book]\ntitle = \"A\"\nchapters = []\n[print]\ntrim = {written}\n"));
        assert_eq!(manifest.print.trim, Some(trim), "{written}");
    }
}

#[test]
fn editions_groups_and_overrules_are_typed() {
    let manifest = manifest(
        r#"[book]
title = "A"
date = 2012
chapters = []

[print]
size = "10pt"

[edition.large-print]
theme = "large"

[edition.shop]
base = "print"
profile = "ingram"
bleed = "0.125in"

[[group]]
name = "Tuesday"
starts = 2026-03-03
every = "2 weeks"
minutes = 60

[import]
similarity = 0.85

[[import.overrule]]
capture = "a.txt"
line = 12
decision = "split"
"#,
    );
    assert_eq!(manifest.metadata.modified.to_string(), "2012-01-01");
    let size = TypeSize { size: Length::from_pt(10), leading: Length::from_pt(13) };
    assert_eq!(manifest.print.type_size, Some(size));
    let [large, shop] = manifest.editions.as_slice() else { panic!("two editions") };
    assert_eq!((large.base, large.theme.as_deref()), (EditionBase::LargePrint, Some("large")));
    assert_eq!((shop.base, shop.profile, shop.bleed), (EditionBase::Print, PrintProfile::Ingram, Length::from_pt(9)));
    let group = &manifest.groups[0];
    assert_eq!((group.every.count, group.every.unit, group.minutes), (2, EveryUnit::Week, Some(60)));
    assert_eq!(group.starts.map(|d| d.to_string()).as_deref(), Some("2026-03-03"));
    assert_eq!(manifest.import.similarity, Some(850));
    assert_eq!(manifest.import.overrules[0].decision, Decision::Split);
}

#[test]
fn editions_that_no_printer_takes() {
    let text = "[book]\ntitle = \"A\"\nchapters = []\n[edition.shop]\nbase = \"print\"\nprofile = \"kdp\"\n\
                crop-marks = true\nbleed = \"5mm\"\n[edition.cover]\nof = \"shp\"\n[edition.zine]\n\
                base = \"booklet\"\nof = \"cover\"\nsheets-per-signature = 0\n[edition.all]\nbase = \"print\"\n";
    let world = MemoryWorld::new().with("book.toml", text);
    let (mut sources, mut found) = (SourceMap::new(), anthology_base::Diagnostics::new());
    read_manifest(&world, &mut sources, &mut found);
    let found: Vec<(&str, &str)> = found.iter().map(|d| (d.code, sources.text(d.span.unwrap()))).collect();
    assert_eq!(
        found,
        [
            ("forbidden-by-profile", "true"),
            ("forbidden-by-profile", "\"5mm\""),
            ("out-of-range", "0"),
            ("bad-edition-name", "all"),
            ("unknown-edition", "\"shp\""),
            ("edition-without-pages", "\"cover\""),
        ]
    );
}
