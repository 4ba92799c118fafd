//! Punctuation and spaces by language: the cases of `tests/suite/typeset/punctuation.txt`.

mod support;

use anthology_typeset::{ParagraphStyle, SetText};

fn first_paragraph(text: &SetText) -> String {
    let body = text.paragraphs().find(|p| matches!(p.style, ParagraphStyle::Opening));
    body.map(|p| p.text.clone()).unwrap_or_default()
}

#[test]
fn by_language() {
    let cases = std::fs::read_to_string(format!("{}/tests/suite/typeset/punctuation.txt", support::ROOT)).unwrap();
    let (mut lang, mut input, mut count) = ("", "", 0);
    let mut wrong = Vec::new();
    for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(tag) = line.strip_prefix("@ ") {
            lang = tag;
        } else if let Some(expected) = line.strip_prefix("= ") {
            let text = support::one_chapter(lang, input);
            let got = first_paragraph(&text).replace('\u{a0}', "~").replace('\u{202f}', "_");
            if got != expected {
                wrong.push(format!("{lang}: {input}\n  want {expected}\n  got  {got}"));
            }
            count += 1;
        } else {
            input = line;
        }
    }
    assert!(count > 60);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
