//! `book.toml`: what is read, and what is said about what can't be.

mod common;

use anthology_base::{Length, MemoryWorld, SourceMap};
use anthology_book::{
    Decision, Division, EditionBase, EveryUnit, Manifest, MissingGlyphs, NotePlacement, PageSize, PrintProfile, Role,
    TypeSize, read_manifest,
};
use common::load_book;

const CHAPTER: (&str, &str) = ("chapters/a.md", "+++\ntitle = \"A\"\n+++\n\nText.\n");

fn findings(manifest: &str) -> String {
    load_book(manifest, &[CHAPTER]).findings.join("\n")
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
    insta::assert_snapshot!(findings(
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
"#
    ));
}

#[test]
fn keys_in_the_wrong_table_are_sent_to_the_right_one() {
    insta::assert_snapshot!(findings(
        "author = \"Me\"\n\n[book]\ntitle = \"A\"\ntheme = \"modern\"\nchapters = [\"chapters/a.md\"]\n"
    ));
}

#[test]
fn keys_under_other_names_or_in_other_tables() {
    insta::assert_snapshot!(findings(
        "isbn = \"978-0-306-40615-7\"\n\n[book]\ntitle = \"A\"\nlang = \"en\"\ncover = \"c.png\"\n\
         chapters = [\"chapters/a.md\"]\n\n[print]\nlang = \"en\"\nisbn = \"978-0-306-40615-7\"\n\n[epub]\n\
         trim = \"a5\"\n"
    ));
}

#[test]
fn empty_lists_of_chapters() {
    insta::assert_snapshot!(findings("[book]\ntitle = \"A\"\nchapters = []\n"));
    insta::assert_snapshot!(findings("[book]\ntitle = \"A\"\n\n[[part]]\ntitle = \"B\"\nchapters = []\n"));
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
fn required_keys() {
    insta::assert_snapshot!(findings("[epub]\ncover = \"c.png\"\n"));
    insta::assert_snapshot!(findings(
        "[book]\ntitle = \" \"\nchapters = [\"chapters/a.md\"]\n\n[[part]]\nchapters = []\n"
    ));
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

[[import.overrule]]
capture = "a.txt"
line = 40
decision = "not-duplicate"

[[import.overrule]]
capture = "b.txt"
line = 1
decision = "merge-with"
with = "a.txt:12"
"#,
    );
    assert_eq!(manifest.metadata.modified.to_string(), "2012-01-01");
    let size = TypeSize { size: Length::from_pt(10), leading: Length::from_pt(13) };
    assert_eq!(manifest.print.type_size, Some(size));
    let [large, shop] = manifest.editions.as_slice() else { panic!("two editions") };
    assert_eq!((large.base, large.theme.as_deref()), (EditionBase::LargePrint, Some("large")));
    assert_eq!((shop.base, shop.profile, shop.bleed), (EditionBase::Print, PrintProfile::Ingram, Length::from_pt(9)));
    let group = &manifest.groups[0];
    assert_eq!((group.every.count, group.every.unit, group.division), (2, EveryUnit::Week, Division::Minutes(60)));
    assert_eq!(group.starts.map(|d| d.to_string()).as_deref(), Some("2026-03-03"));
    assert_eq!(manifest.import.similarity, Some(850));
    let [split, own, merged] = manifest.import.overrules.as_slice() else { panic!("three decisions") };
    assert_eq!((split.decision, own.decision), (Decision::Split, Decision::NotDuplicate));
    assert_eq!((merged.decision, merged.with.as_deref()), (Decision::MergeWith, Some("a.txt:12")));
}

#[test]
fn editions_whose_names_differ_in_case() {
    let text = "[book]\ntitle = \"A\"\nchapters = []\n[edition.Proof]\nbase = \"print\"\n[edition.proof]\n\
                base = \"print\"\n[edition.Screen]\nbase = \"screen\"\n[edition.print]\n";
    let world = MemoryWorld::new().with("book.toml", text);
    let (mut sources, mut found) = (SourceMap::new(), anthology_base::Diagnostics::new());
    read_manifest(&world, &mut sources, &mut found);
    let found: Vec<(&str, &str)> = found.iter().map(|d| (d.code, sources.text(d.span.unwrap()))).collect();
    assert_eq!(found, [("edition-case", "proof"), ("edition-case", "Screen")]);
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
