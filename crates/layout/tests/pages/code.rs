//! Lines of code that are longer than the measure.

use anthology_base::Length;
use anthology_layout::page::{GlyphRun, Item, ItemKind, Pages, Tag};
use anthology_typeset::{ParagraphStyle, SetBlock, SetBlockKind};

use crate::common::{block, book, chapter, text};
use crate::pages;

fn code(lines: &[&str]) -> SetBlock {
    let lines = lines.iter().map(|line| text(ParagraphStyle::Code, line)).collect();
    block(SetBlockKind::Code { info: String::new(), lines, beside: anthology_typeset::CodeMargin::default() })
}

fn set(lines: &[&str], step: Length) -> Pages {
    let mut text = book(vec![chapter(1, vec![code(lines)], Vec::new())]);
    text.theme.blocks.code_step = step;
    pages(&text)
}

/// The runs of code, and the marks of continuation.
fn runs(pages: &Pages) -> (Vec<&GlyphRun>, Vec<&GlyphRun>) {
    let on_page = pages.pages.iter().flat_map(|page| &page.items);
    let run = |item: &'_ Item| matches!(item.kind, ItemKind::Glyphs(_));
    let (mut code, mut marks) = (Vec::new(), Vec::new());
    for item in on_page.filter(|item| run(item)) {
        let ItemKind::Glyphs(run) = &item.kind else { continue };
        match item.tag {
            Tag::Artifact(_) if run.text == "↪" => marks.push(run),
            Tag::Content { .. } if pages.fonts[run.font as usize].monospaced => code.push(run),
            _ => {}
        }
    }
    (code, marks)
}

const LONG: &str = "    let everything = [\"one\", \"two\", \"three\", \"four\", \"five\", \"six\", \"seven\", \"eight\"].join(\", \");";

#[test]
fn what_is_left_over_of_a_line_has_a_mark() {
    let pages = set(&["fn main() {", LONG, "}"], Length::ZERO);
    let (code, marks) = runs(&pages);
    let mut baselines: Vec<Length> = code.iter().map(|run| run.y).collect();
    baselines.dedup();
    assert!(baselines.len() > 3, "{baselines:?}");
    assert_eq!(marks.len(), baselines.len() - 3, "a mark for every line that is left over");
    for mark in marks {
        let beside = code.iter().filter(|run| run.y == mark.y).map(|run| run.x).min().expect("a line beside the mark");
        let width: Length = mark.glyphs.iter().map(|glyph| glyph.advance).sum();
        assert!(mark.x + width <= beside, "the mark is before the code");
    }
    assert!(runs(&set(&["short"], Length::ZERO)).1.is_empty());
}

#[test]
fn code_is_smaller_where_its_lines_fit_then() {
    let pt = Length::from_pt;
    // 53 characters have room at the style's nine points, 56 half a point below it.
    let line = "let long_name = other_name(first, second).unwrap_or(12);";
    let carets = "                                          ^^^^^^^^^ here";
    let sizes = |pages: &Pages| -> Vec<Length> { runs(pages).0.iter().map(|run| run.size).collect() };
    let pages = set(&[line, carets, "short"], pt(1));
    let smaller = Length::from_millipt(8500);
    assert!(runs(&pages).1.is_empty() && sizes(&pages).iter().all(|size| *size == smaller), "{:?}", sizes(&pages));
    // Where no step is enough, the size stays, and lines are broken.
    let pages = set(&[LONG, "short"], pt(1));
    assert!(!runs(&pages).1.is_empty() && sizes(&pages).iter().all(|size| *size == pt(9)));
    // Carets decide for a piece of code that has a longer line elsewhere.
    let pages = set(&[LONG, line, carets], pt(1));
    assert!(sizes(&pages).iter().all(|size| *size == smaller), "{:?}", sizes(&pages));
    let pointed = runs(&pages).0.into_iter().find(|run| run.text.contains("unwrap_or")).expect("the line").y;
    assert!(runs(&pages).1.iter().all(|mark| mark.y < pointed), "what carets point at is whole");
}
