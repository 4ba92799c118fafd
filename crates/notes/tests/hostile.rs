//! Damaged and hostile files: no panic, and bounded time.

mod common;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anthology_base::MemoryWorld;
use anthology_typeset::PageMap;
use common::Fixture;
use proptest::prelude::*;

static BOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let words = "The weir would be repaired in the spring, said a letter from the council that nobody had read. ";
    let text: String = (0..40).map(|n| format!("{n} {words}{}\n\n", words.to_uppercase())).collect();
    let world = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"The Weir\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n")
        .with("one.md", format!("# One\n\n{text}"));
    Fixture::new(&world, |_| PageMap::default())
});

const FILES: [&str; 9] = [
    "1.2 Ben: isn't this the weir?\none.3 Anna: \"so\"\n„das“ Ben: x\n",
    "\u{feff}The Weir (Roe, Anna)\r\n- Ihre Markierung bei Position 17-18 | Hinzugefügt am Sonntag\r\n\r\nthe weir would be repaired\r\n==========\r\n",
    "{\"title\":\"The Weir\",\"entries\":[{\"text\":\"the weir would be repaired\",\"chapter\":\"One\",\"page\":2,\"note\":\"x\"}]}",
    "# The Weir\n##### A\n## One\n### Page 2 @ 3\n*the weir*\n---\nnote\n",
    "return { [\"annotations\"] = { [1] = { [\"text\"] = \"the \\\"weir\\\" \\228\", [\"pos0\"] = [[x]], }, }, } -- x\n",
    "{\"type\":\"AnnotationSet\",\"items\":[{\"type\":\"Annotation\",\"body\":{\"value\":\"x\"},\"target\":{\"source\":\"one.xhtml#one.3\",\"selector\":[{\"exact\":\"the weir\",\"prefix\":\"a\",\"refinedBy\":{\"value\":\"epubcfi(/6!/4[one.3])\"}}]}}]}",
    "<div class=\"bookTitle\">The Weir</div><h3 class='noteHeading'>X (<span class='highlight_blue'>b</span>) - 1</div><div class='noteText'>the &amp; weir &#65;</h3>",
    "Highlight,Book Title,Note,Location\n\"the \"\"weir\"\"\",The Weir,x,3\n",
    "<annotationSet xmlns=\"http://ns.adobe.com/digitaleditions/annotations\"><annotation><target><fragment start=\"a#b\"><text>the weir</text></fragment></target></annotation></annotationSet>",
];

/// A change of a file.
#[derive(Clone, Debug)]
enum Change {
    Flip(usize, u8),
    Cut(usize, usize),
    Repeat(usize, usize),
    Insert(usize, String),
}

fn change() -> impl Strategy<Value = Change> {
    let tokens = [
        "{",
        "[",
        "<",
        "\"",
        "==========\n",
        "|",
        "\u{fffd}",
        "¶",
        "&#x",
        "\\",
        "]]",
        "9999999999999999999999",
        "\u{0}",
        "--[[",
    ];
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        (any::<usize>(), 0_usize..40).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<usize>(), 0_usize..200).prop_map(|(at, length)| Change::Repeat(at, length)),
        (any::<usize>(), prop::sample::select(tokens.to_vec()))
            .prop_map(|(at, text)| Change::Insert(at, text.to_owned())),
    ]
}

fn changed(file: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = file.as_bytes().to_vec();
    for change in changes {
        let at = |at: &usize| at % (bytes.len() + 1);
        match change {
            Change::Flip(place, byte) => {
                let place = at(place);
                if let Some(old) = bytes.get_mut(place) {
                    *old ^= byte;
                }
            }
            Change::Cut(place, length) => {
                let place = at(place);
                let end = (place + length).min(bytes.len());
                bytes.drain(place..end);
            }
            Change::Repeat(place, length) => {
                let place = at(place);
                let part = bytes[place..(place + length).min(bytes.len())].to_vec();
                bytes.splice(place..place, part);
            }
            Change::Insert(place, text) => {
                let place = at(place);
                bytes.splice(place..place, text.bytes());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn damaged_files_never_panic(file in 0..FILES.len(), changes in prop::collection::vec(change(), 1..8)) {
        let bytes = changed(FILES[file], &changes);
        let imported = BOOK.import(&[("file", &bytes)], None, None);
        if let Some(text) = &imported.text {
            let again = BOOK.import(&[("file", &bytes)], None, Some(text));
            prop_assert_eq!(again.text, None);
        }
    }
}

#[test]
fn large_and_deep_files_take_bounded_time() {
    let start = Instant::now();
    let deep = "[".repeat(200_000);
    let tables = format!("return {}", "{".repeat(200_000));
    let long = "weir ".repeat(200_000);
    let one_quote =
        format!("The Weir (Roe, Anna)\n- X 1-2 | Y\n\n{}\n==========\n", "the weir would be ".repeat(60_000));
    let many: String = (0..3000)
        .map(|n| {
            format!("The Weir (Roe, Anna)\n- X {n}-{n} | Y\n\nthe weir wuold be repaired in {n} springs\n==========\n")
        })
        .collect();
    let lines = "1.2 Ben: x\n".repeat(3000);
    let angles = "<".repeat(300_000);
    let escapes = format!("<div class=\"noteHeading\"></div><div class=\"noteText\">{}</div>", "&#".repeat(200_000));
    for file in [deep, tables, long, one_quote, many, lines, angles, escapes] {
        let before = Instant::now();
        BOOK.import(&[("file", file.as_bytes())], None, None);
        assert!(before.elapsed() < Duration::from_secs(20), "{}… takes {:?}", &file[..20], before.elapsed());
    }
    assert!(start.elapsed() < Duration::from_secs(60));
}
