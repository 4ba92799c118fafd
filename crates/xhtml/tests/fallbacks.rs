//! What old engines need of the style sheet, in every theme and both directions: MuPDF and e-readers ignore what they
//! don't know.

use anthology_base::MemoryWorld;
use anthology_test_support as support;
use anthology_xhtml::stylesheet;

/// The style sheet of a book in a language, in a theme.
fn css(theme: &str, language: &str) -> String {
    let manifest = format!(
        "[book]\ntitle = \"T\"\nlanguage = \"{language}\"\nidentifier = \"urn:x:t\"\nchapters = [\"a.md\"]\n\
         [typesetting]\ntheme = \"{theme}\"\nparagraph-numbers = true\n"
    );
    let world = MemoryWorld::new().with("book.toml", manifest).with("a.md", "# A\n\nText.\n");
    stylesheet(&support::set(&world).0, &[], true)
}

/// Every theme's style sheet, from left to right and from right to left.
fn all() -> Vec<(String, String)> {
    let themes = anthology_typeset::themes();
    assert!(themes.len() > 5);
    let named = |theme: &anthology_typeset::BundledTheme| {
        ["en", "he"].map(|language| (format!("{} in {language}", theme.name), css(theme.name, language)))
    };
    themes.iter().flat_map(named).collect()
}

#[test]
fn every_theme_has_physical_sides() {
    for (name, css) in all() {
        for logical in
            ["inline-start", "inline-end", "block-start", "block-end", "text-align: start", "text-align: end"]
        {
            assert_eq!(css.lines().find(|line| line.contains(logical)), None, "{name}: {logical}");
        }
    }
}

#[test]
fn the_sides_of_right_to_left_books_are_mirrored() {
    for (name, css) in all() {
        let (start, end) = if name.ends_with("he") { ("right", "left") } else { ("left", "right") };
        for rule in [
            format!(".paragraph-number {{ float: {end}; margin: 0; margin-{end}: -2em; text-align: {start}; }}"),
            format!(".verse, .stanza, .line, pre, caption, th, td {{ text-align: {start}; }}"),
            format!("ol.contents ol, nav ol ol {{ padding-{start}: 1.2em; }}"),
        ] {
            assert!(css.contains(&rule), "{name}: {rule}");
        }
    }
}

#[test]
fn no_file_begins_with_a_page_break() {
    for (name, css) in all() {
        let breaks = |line: &&str| line.contains("break-before: page") || line.contains("break-before: always");
        assert_eq!(css.lines().find(breaks), None, "{name}");
    }
}

#[test]
fn first_paragraphs_are_flush_where_a_class_outweighs_a_pseudo_class() {
    for (name, css) in all() {
        for selector in ["li > p.list-item:first-child", "blockquote > p.quote:first-child"] {
            let rule = css.lines().find(|line| line.contains(selector)).unwrap_or_default();
            assert!(rule.ends_with("{ text-indent: 0; }"), "{name}: {rule}");
        }
    }
}

#[test]
fn tables_adapt_to_the_page_and_where_they_cannot_to_the_window() {
    for (name, css) in all() {
        assert!(css.contains(".table { overflow-x: auto; container-type: inline-size; }"), "{name}");
        for query in ["@media", "@container"] {
            let stacked = format!("{query} (max-width: 420px) {{\n  table.stacked, .stacked caption");
            assert!(css.contains(&stacked), "{name}: {stacked}");
        }
    }
}
