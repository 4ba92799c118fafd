//! A tree that is written is read back unchanged.

use anthology_base::{Diagnostics, FileId};
use anthology_document::{Chapter, FrontMatter, parse, to_markdown};
use proptest::prelude::*;

use crate::{dump, generate};

/// A chapter that a failing test prints as its tree.
struct Shown(Chapter);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&dump::chapter(&self.0, "", &Diagnostics::new()))
    }
}

proptest! {
    #![proptest_config(crate::properties(120, 7))]

    #[test]
    fn written_chapters_read_back(Shown(chapter) in generate::chapter().prop_map(Shown)) {
        let text = to_markdown(&chapter);
        let mut diagnostics = Diagnostics::new();
        let back = parse(FileId(0), &text, &mut diagnostics);
        let none = Diagnostics::new();
        prop_assert_eq!(
            dump::chapter(&chapter, "", &none),
            dump::chapter(&back, &text, &none),
            "\n{}\n{:?}", text, diagnostics
        );
        prop_assert_eq!(to_markdown(&back), text);
    }

    #[test]
    fn parsed_text_reads_back(text in generate::markup()) {
        let first = parse(FileId(0), &text, &mut Diagnostics::new());
        let written = to_markdown(&first);
        let second = parse(FileId(0), &written, &mut Diagnostics::new());
        let none = Diagnostics::new();
        prop_assert_eq!(
            dump::chapter(&first, "", &none),
            dump::chapter(&second, "", &none),
            "\n{}\n", written
        );
    }
}

/// Texts that were once read otherwise when they had been written.
#[test]
fn found_texts_read_back() {
    for text in [
        "<em>\n]{.a}",
        "- [ ] 1\\.",
        "- [x] \\- a",
        "a<strong>\n</strong>b",
        "<p>a<b> c</b></p>",
        "*<u>\nx</u>*",
        "[<em>\nx</em>]{.a}",
        "<em></blockquote>\né",
        "<li>é\r\n\u{a0}",
        "\\@fig-a",
        "@fig-a*b*",
        "@*fig-a*",
        "a@fig-b",
    ] {
        let none = Diagnostics::new();
        let first = parse(FileId(0), text, &mut Diagnostics::new());
        let written = to_markdown(&first);
        let second = parse(FileId(0), &written, &mut Diagnostics::new());
        let shown = |chapter: &Chapter| dump::chapter(chapter, "", &none);
        assert_eq!(shown(&first), shown(&second), "{text:?} became {written:?}");
    }
}

#[test]
fn plain_prose_is_left_alone() {
    for line in [
        "A $5 bill, 50% off; e-mail me at a@b.c (soon).",
        "He said \"no\" -- and left... AT&T & co.",
        "snake_case and [sic] and [a] pair: x < y, 3 > 2.",
        "2012 was the year. 1.5 metres. #hashtag !important",
        "What? {not attributes} ~",
        "-5 degrees, +5 degrees, 10.5 and 3.",
    ] {
        let mut chapter = parse(FileId(0), "x\n", &mut Diagnostics::new());
        let text = line.replace(" ~", "");
        chapter.front = FrontMatter::default();
        set_text(&mut chapter, &text);
        assert_eq!(to_markdown(&chapter), format!("{text}\n"));
    }
}

fn set_text(chapter: &mut Chapter, text: &str) {
    chapter.blocks =
        vec![generate::paragraph(vec![generate::inline(anthology_document::InlineKind::Text(text.into()))])];
}
