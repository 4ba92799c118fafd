//! Captures of our own writing in the shapes of many kinds of page, against what a careful reader finds in them.
//!
//! The snapshot of each `tests/import/NAME.txt` has the essays (first and last line, title, date, author) and the
//! lines left out.

mod support;

use anthology_import::{CaptureFile, Options};
use std::fmt::Write as _;
use support::Folder;

fn found(text: &str) -> String {
    let mut folder = Folder::default();
    let capture = CaptureFile { name: "a.txt".to_owned(), bytes: text.as_bytes().to_vec() };
    let (outcome, _) = folder.import(&[capture], &Options::default());
    let mut out = String::new();
    for essay in &outcome.report.essays {
        let chapter = essay.chapter.as_ref().map(|path| folder.chapter(path)).unwrap_or_default();
        let stated = |key: &str| {
            let line = chapter.lines().take_while(|l| *l != "[[source]]").find(|l| l.starts_with(&format!("{key} = ")));
            line.and_then(|l| l.split('"').nth(1)).unwrap_or("-").to_owned()
        };
        let _ = writeln!(
            out,
            "{}-{} {} | {} | {}",
            essay.start_line,
            essay.end_line,
            essay.title,
            stated("date"),
            stated("author")
        );
    }
    let lines: Vec<String> =
        outcome.report.dropped.iter().filter(|d| !d.text.is_empty()).map(|d| d.start_line.to_string()).collect();
    let _ = writeln!(out, "left out: {}", lines.join(" "));
    out
}

macro_rules! pages {
    ($($test:ident $name:literal)*) => { $(
        #[test]
        fn $test() {
            let text = include_str!(concat!("../../../tests/import/", $name, ".txt"));
            insta::assert_snapshot!($name, found(text));
        }
    )* };
}

pages! {
    dates_over_titles "date-above"
    dates_under_posts "date-below"
    one_post_and_its_page "one-page"
    readers_comments_and_side_lists "comments"
    underlined_titles_and_broken_lines "underlined"
    no_blank_lines "unspaced"
    spanish "espanol"
    letters_inside_an_essay "letter-inside"
}
