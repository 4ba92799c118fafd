//! Kinds of text as XHTML: what assistive technology is told of them, and what is no part of their text.

use anthology_test_support as support;
use anthology_xhtml::{Publication, section, stylesheet};

struct Book {
    sections: Vec<String>,
    css: String,
}

fn book() -> Book {
    let folder = support::root().join("tests/suite/kinds");
    let theme = std::fs::read(folder.join("own.toml")).expect("the theme");
    let world = support::world_of(&folder).with("own.toml", theme);
    let (text, _) = support::set(&world);
    let publication = Publication::new(&text, None, Vec::new());
    let sections = (0..text.sections.len()).map(|i| section(&publication, i)).collect();
    Book { sections, css: stylesheet(&text, &[], true) }
}

impl Book {
    fn holds(&self, markup: &str) -> bool {
        self.sections.iter().any(|section| section.replace('\u{ad}', "").contains(markup))
    }
}

#[test]
fn kinds_have_their_meaning() {
    let book = book();
    for markup in [
        "<div epub:type=\"z3998:letter\" class=\"letter\">",
        "<p epub:type=\"z3998:salutation\" id=\"letters.2\" class=\"salutation flush\">Dear Anna,</p>",
        "<p epub:type=\"z3998:signature\" class=\"signature note\">The Harbour Board</p>",
        "<div epub:type=\"z3998:drama\" class=\"drama\">",
        "<span epub:type=\"z3998:persona\" class=\"speaker\">Tom</span> <span epub:type=\"z3998:stage-direction\" class=\"stage\">(aside)</span>.",
        "<div epub:type=\"z3998:dramatis-personae\" class=\"personae\">",
        "<p id=\"verse.5\" class=\"body\">A prose poem",
        "<aside class=\"editor-notes\">\n<p class=\"editor-note\">",
        "epub:prefix=\"z3998: http://www.daisy.org/z3998/2012/vocab/structure/\"",
    ] {
        assert!(book.holds(markup), "{markup}");
    }
}

#[test]
fn numbers_and_first_halves_are_no_text() {
    let book = book();
    assert!(book.holds("<span class=\"line-number\" aria-hidden=\"true\" data-number=\"5\"></span>The lamp was lit,"));
    assert!(
        book.holds("<div class=\"line indent0 shared\" data-before=\"and with it all the road.\">Not today.</div>")
    );
    assert!(book.css.contains(".line.shared::before { content: attr(data-before) ' '; visibility: hidden; }"));
}

#[test]
fn marks_keep_their_meaning() {
    let book = book();
    for markup in [
        "<i class=\"ship\">Heron</i>",
        "<i>bonne nuit</i>",
        "<cite>The Harbour</cite>",
        "<em>it</em>",
        "<b>keyword</b>",
        "<strong>urgent</strong>",
        "<span class=\"place\">Valletta</span>",
        "<span lang=\"x-local\" xml:lang=\"x-local\">Wat’n</span>",
    ] {
        assert!(book.holds(markup), "{markup}");
    }
    assert!(book.css.contains("i.ship"), "{}", book.css);
    assert!(book.css.contains("font-variant-caps: small-caps"));
}

#[test]
fn nested_quotation_marks_are_parted() {
    assert!(book().holds("“\u{202f}‘Quite so,’ he said, ‘and she answered “No.”\u{202f}’\u{202f}”"));
}

#[test]
fn tokens_of_themes_hold_in_reading_systems_too() {
    let css = |tokens: &str| {
        let world = anthology_base::MemoryWorld::new()
            .with("book.toml", "[book]\ntitle = \"A\"\nlanguage = \"en\"\nchapters = [\"a.md\"]\n[typesetting]\ntheme = \"own.toml\"\n")
            .with("a.md", "+++\ntitle = \"A\"\n+++\n\nText.\n")
            .with("own.toml", tokens);
        stylesheet(&support::set(&world).0, &[], true)
    };
    for (tokens, rule) in [
        ("[blocks]\nverse = \"center\"\n", ".verse { display: table; margin-left: auto;"),
        ("[blocks]\ntitle-frame = \"double\"\n", ".title-page { border: 0.3em double; padding: 1em; }"),
        ("[blocks]\ncontents-authors = \"under\"\n", "ol.contents a, span.contents-author { display: block; }"),
        ("[styles.heading2]\nall-small-caps = true\n", "font-variant-caps: all-small-caps;"),
        (
            "[styles.chapter-title]\nsize = \"20pt\"\nrule-below = \"1pt\"\nrule-width = \"40pt\"\n",
            ".chapter-title::after { content: \"\"; display: block; width: 2em; max-width: 100%; margin: 0 auto; \
             border-bottom: 0.05em solid; padding-top: 0.5em; }",
        ),
        ("[styles.book-publisher]\nanchor = \"foot\"\n", "margin-top: 25vh;"),
    ] {
        assert!(css(tokens).contains(rule), "{tokens}: {rule}");
    }
    assert!(!css("[blocks]\ncontents-authors = \"beside\"\n").contains("span.contents-author"));
}
