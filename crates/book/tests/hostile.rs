//! No text of an author's stops the program, and every finding points at text that is there.

use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
use anthology_book::load;
use proptest::prelude::*;

const MANIFEST: &str = r#"[book]
title = "Ä Book"
language = "de"
date = 2012-02-29
editors = ["Ann", { name = "Jo van Dam", role = "translator" }]
identifier = ["978-0-306-40615-7", "urn:x:y"]
series = { name = "S", number = 2 }

[front]
matter = ["half-title", "c/a.md"]

[[part]]
title = "P"
chapters = ["c/b.md", "./c/é.md"]

[typesetting]
notes = "chapter"
hyphenation-exceptions = { de = ["Wach-stube"] }

[print]
trim = "148mm x 210mm"
margins = { inner = "20mm", outer = "18mm", top = "18mm", bottom = "24mm" }
size = "10pt"

[epub]
cover = "x.svg"

[edition.kdp]
bleed = "3mm"

[[group]]
name = "G"
starts = 2027-03-04T19:30:00
every = "2 weeks"
lasts = "90 min"
skip = [2027-03-18]
cut-at-headings = true

[[group.meeting]]
number = 2
date = 2027-04-03
chapters = ["one.md"]
"#;

const CHAPTER: &str =
    "+++\ntitle = \"A *B*\"\nid = \"a\"\n+++\n\n## Ö {#x}\n\n[ä](b.md#x) ![é](../x.svg) [](é.md) [c](#%C3%B6)\n";

/// A text with a piece of it replaced.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let pieces =
        prop_oneof![Just(String::new()), "[\\[\\]{}\"'=.,#+x\n0-9é-]{1,6}", any::<char>().prop_map(String::from),];
    (0..text.len(), 0..30_usize, pieces).prop_map(move |(start, length, piece)| {
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
        let (start, end) = (boundary(start), boundary(start + length));
        format!("{}{piece}{}", &text[..start], &text[end.max(start)..])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn findings_point_at_text(manifest in damaged(MANIFEST), chapter in damaged(CHAPTER)) {
        let world = MemoryWorld::new()
            .with("book.toml", manifest)
            .with("c/a.md", chapter.clone())
            .with("c/b.md", chapter)
            .with("c/é.md", CHAPTER)
            .with("x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
        let mut sources = SourceMap::new();
        let mut findings = Diagnostics::new();
        let book = load(&world, &mut sources, &mut findings);
        prop_assert!(book.is_some() || findings.has_errors());
        for finding in findings.iter() {
            for span in finding.span.into_iter().chain(finding.labels.iter().map(|label| label.span)) {
                let text = sources.file(span.file).text();
                prop_assert!(text.get(span.range()).is_some(), "{finding:?}");
            }
        }
        if let Some(book) = book {
            let slugs: std::collections::BTreeSet<_> = book.sections.iter().map(|s| s.slug.clone()).collect();
            prop_assert_eq!(slugs.len(), book.sections.len());
        }
    }
}
