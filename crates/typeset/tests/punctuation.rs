//! Punctuation, dates, lists and hyphenation of each language, by the tables of `crates/language/cases`.

mod support;

use std::fmt::Write as _;

use anthology_base::Lang;
use anthology_language::{date_in_words, words};
use anthology_typeset::{ParagraphStyle, PointQuality, SetParagraph};

/// The first paragraph of a chapter with this text.
fn first_paragraph(lang: &str, text: &str) -> SetParagraph {
    let text = support::one_chapter(lang, text);
    text.paragraphs().find(|p| matches!(p.style, ParagraphStyle::Opening)).expect("a paragraph").clone()
}

/// A word with `|` at its hyphenation points, and changes of spelling in brackets.
fn hyphenated(lang: &str, word: &str) -> String {
    let paragraph = first_paragraph(lang, word);
    let (mut out, mut replaced) = (String::new(), 0);
    for (at, c) in paragraph.text.char_indices() {
        let here = at as u32;
        if let Some(d) = paragraph.discretionaries.iter().find(|d| d.start == here) {
            replaced = d.end;
            let (old, hyphen) = (&paragraph.text[at..d.end as usize], if d.hyphen { "-" } else { "" });
            let _ = write!(out, "[{old}={}{hyphen}|{}]", d.before, d.after);
        }
        if let Some(point) = paragraph.hyphens.iter().find(|point| point.at == here) {
            out.push(if point.quality == PointQuality::Misleading { '~' } else { '|' });
        }
        if here >= replaced {
            out.push(c);
        }
    }
    out
}

/// A word as it is written, without the marks of a table.
fn unmarked(word: &str) -> String {
    let mut out = String::new();
    let mut rest = word;
    while let Some((before, change)) = rest.split_once('[') {
        let (old, after) = change.split_once('=').expect("`=` in brackets");
        out.push_str(before);
        out.push_str(old);
        rest = after.split_once(']').expect("`]` after `[`").1;
    }
    (out + rest).replace(['|', '~'], "")
}

/// A line of a table: what is asked, in which language, and the right answer.
fn answer(lang: &str, line: &str) -> Option<(String, String)> {
    let tag: Lang = lang.parse().expect("a tag");
    let spaces = |text: String| text.replace('\u{a0}', "~").replace('\u{202f}', "_");
    if let Some(word) = line.strip_prefix("word ") {
        return Some((word.to_owned(), hyphenated(lang, &unmarked(word))));
    }
    let (input, right) = line.split_once(" => ")?;
    let got = if let Some(date) = input.strip_prefix("date ") {
        date_in_words(date.parse().expect("a date"), tag)
    } else if let Some(names) = input.strip_prefix("list ") {
        words(tag).list(&names.split(", ").collect::<Vec<_>>())
    } else {
        first_paragraph(lang, input).text
    };
    Some((right.to_owned(), spaces(got)))
}

#[test]
fn tables_by_language() {
    let folder = format!("{}/crates/language/cases", support::ROOT);
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the folder").map(|e| e.expect("a file").path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for path in &files {
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut lang = stem.clone();
        let table = std::fs::read_to_string(path).expect("a table");
        // Where lines end, layout decides.
        let is_here = |line: &&str| !line.is_empty() && !line.starts_with("# ") && !line.starts_with("breaks ");
        for line in table.lines().filter(is_here) {
            if let Some(tag) = line.strip_prefix("@ ") {
                lang = tag.to_owned();
                continue;
            }
            match answer(&lang, line) {
                Some((right, got)) if right == got => {}
                Some((right, got)) => wrong.push(format!("{lang}: {line}\n  want {right}\n  got  {got}")),
                None => wrong.push(format!("{stem}.txt: neither a word nor `typed => right`: {line}")),
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 1700 && files.len() >= 50, "{count} lines in {} languages", files.len());
}
