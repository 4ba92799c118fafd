//! Nothing that an author can write makes the parser panic, lose words, or point outside the text.

use anthology_base::{Diagnostics, FileId, Severity, Span};
use anthology_document::{Block, BlockKind, Chapter, InlineKind, Node, parse, parse_inline, plain_text, to_markdown};
use proptest::prelude::*;

use crate::generate;

fn read(text: &str) -> (Chapter, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let chapter = parse(FileId(0), text, &mut diagnostics);
    (chapter, diagnostics)
}

/// Every span of a chapter and of its diagnostics.
fn spans(chapter: &Chapter, diagnostics: &Diagnostics) -> Vec<Span> {
    let mut spans: Vec<Span> = diagnostics.iter().filter_map(|d| d.span).collect();
    spans.extend(diagnostics.iter().flat_map(|d| &d.labels).map(|l| l.span));
    spans.extend(chapter.notes.iter().map(|n| n.span));
    chapter.walk(&mut |node| match node {
        Node::Block(block) => spans.push(block.span),
        Node::Inline(inline) => spans.push(inline.span),
    });
    spans
}

fn words(chapter: &Chapter) -> String {
    let mut words = String::new();
    chapter.walk(&mut |node| {
        if let Node::Inline(inline) = node {
            if let InlineKind::Text(text) | InlineKind::Code(text) | InlineKind::Verbatim(text) = &inline.kind {
                words.push_str(text);
            } else if !matches!(inline.kind, InlineKind::Emphasis(_) | InlineKind::Strong(_)) {
                words.push(' ');
            }
        } else {
            words.push(' ');
            if let Node::Block(Block { kind: BlockKind::Code { text, .. }, .. }) = node {
                words.push_str(text);
            }
        }
    });
    words
}

proptest! {
    #![proptest_config(crate::properties(500, 11))]

    #[test]
    fn any_text_is_read(text in generate::markup()) {
        let (chapter, diagnostics) = read(&text);
        for span in spans(&chapter, &diagnostics) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
        }
        let _ = parse_inline(Span::default(), &text, &mut Diagnostics::new());
    }

    #[test]
    fn any_bytes_are_read(text in "\\PC*") {
        let (chapter, diagnostics) = read(&text);
        for span in spans(&chapter, &diagnostics) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
        }
    }

    #[test]
    fn plain_words_survive_markup(
        parts in prop::collection::vec(("[a-z]{2,8}", prop::sample::select(vec![
            " ", "\n", "\n\n", " *", "* ", " **", "** ", "\n> ", "\n- ", "\n\n::: note\n\n", "\n\n:::\n\n", "\n\n::: verse\n",
            " [", "] ", "]{.a} ", " <em>", "</em> ", "\n\n<blockquote>\n", "\n\n</blockquote>\n\n", "\n1. ", "\n# ", "^", "~",
            "\n\n| ", " | ", "\n|---|---|\n", "\n\n<p>", "\n: ", "\n\n<table><tr><td>", "\n<td>", "\n<li>", "\n\n<ul>\n", "  \n    ",
        ])), 0..24)
    ) {
        let text: String = parts.iter().flat_map(|(word, mark)| [word.as_str(), mark]).collect();
        let (chapter, _) = read(&text);
        let found = words(&chapter);
        let mut rest = found.as_str();
        for (word, _) in &parts {
            let at = rest.find(word.as_str());
            prop_assert!(at.is_some(), "{word} of {text:?} is not in {found:?}");
            rest = &rest[at.unwrap() + word.len()..];
        }
    }
}

#[test]
fn spans_are_exact() {
    let text = "+++\ntitle = \"x\"\n+++\n\nA [b *c*]{.d} é.\n\n> ::: verse\n>   One *two*\n> :::\n\n- ::: note\n  ![x](y){#z}\n  :::\n";
    let (chapter, diagnostics) = read(text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let mut found = Vec::new();
    chapter.walk(&mut |node| {
        found.push(match node {
            Node::Block(block) => &text[block.span.range()],
            Node::Inline(inline) => &text[inline.span.range()],
        });
    });
    for expected in [
        "A [b *c*]{.d} é.",
        "[b *c*]{.d}",
        "*c*",
        " é.",
        "One ",
        "*two*",
        "![x](y){#z}",
        "::: verse\n>   One *two*\n> :::",
    ] {
        assert!(found.iter().any(|f| f == &expected), "{expected:?} is not among {found:#?}");
    }
    assert_eq!(&text[chapter.front_span.range()], "+++\ntitle = \"x\"\n+++\n");
}

#[test]
fn deep_nesting_is_cut_off_and_keeps_its_text() {
    let nested = |open: &str, close: &str| format!("{}word{}\n", open.repeat(10_000), close.repeat(10_000));
    for (text, deep) in [
        (nested("> ", ""), true),
        (nested("- ", ""), true),
        (nested("1. ", ""), true),
        (nested("[", "]{.a}"), true),
        (nested("[", "](b)"), false),
        (nested("*a ", " a*"), true),
        (nested("**a ", "**"), false),
        (nested("~~a ", " a~~"), false),
        (nested("::: a\n", "\n:::"), true),
        (nested("<blockquote>", "</blockquote>"), true),
        (nested("x <em>", "</em>"), true),
        (nested("<ul><li>", ""), true),
        (nested("\n\n<div class=a>\n\n", ""), true),
        (nested("[^1]: ", ""), false),
        (nested("![", "](b)"), false),
        (nested("^a", "^"), false),
        (nested("&", ";"), false),
        (nested("`", "` "), false),
        (nested("<a ", ""), false),
        (nested("<!-- ", ""), false),
        (nested("]{a=\"", ""), false),
        (nested("\\-", ""), false),
        (nested("{", "}"), false),
        (nested("# {#a ", ""), false),
        (nested("| ", "|\n"), false),
    ] {
        let (chapter, diagnostics) = read(&text);
        let shown = &text[..text.len().min(20)];
        assert!(
            words(&chapter).contains("word")
                || text.starts_with("<!--")
                || text.starts_with("[^1]")
                || text.starts_with("!["),
            "{shown:?}"
        );
        let said = diagnostics.iter().filter(|d| d.code == "too-deep").count();
        assert!(said <= 1 && (!deep || said == 1), "{shown:?} {said}");
        let _ = to_markdown(&chapter);
        let _ = diagnostics.count(Severity::Error);
    }
}

#[test]
fn inline_text_is_one_line_of_text() {
    let span = Span::new(FileId(3), 5..9);
    let mut diagnostics = Diagnostics::new();
    for (text, plain) in [
        ("1. The *Cost*", "1. The Cost"),
        ("# Not a [heading](x)", "# Not a heading"),
        ("  - a `b`\n> c", "- a b > c"),
        ("", ""),
        ("x^2^ \\\"y\\\"", "x2 \"y\""),
        ("::: note", "::: note"),
        ("---", "---"),
    ] {
        let inlines = parse_inline(span, text, &mut diagnostics);
        assert_eq!(plain_text(&inlines), plain);
        assert!(inlines.iter().all(|i| i.span == span));
    }
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn a_tables_caption_may_have_its_attributes() {
    let table = "| a |\n|---|\n| 1 |\n";
    let caption = "Table: The gates. {#gates .ruled}\n";
    for text in [format!("{table}\n{caption}"), format!("{caption}\n{table}")] {
        let (chapter, found) = read(&text);
        let [block] = chapter.blocks.as_slice() else { panic!("{:?}", chapter.blocks) };
        let BlockKind::Table(table) = &block.kind else { panic!("{block:?}") };
        assert_eq!(block.attrs.id.as_deref(), Some("gates"));
        assert_eq!(block.attrs.classes, ["ruled"]);
        assert_eq!(plain_text(table.caption.as_deref().unwrap_or_default()), "The gates.");
        assert!(found.is_empty(), "{found:?}");
    }
}

/// A line's spaces may be no-break ones, of two bytes each, or entities.
#[test]
fn the_span_of_an_indented_line_of_verse_is_in_the_text() {
    for indent in ["\u{a0}", "\u{a0}\u{a0} ", "    \u{a0}", "&nbsp;", "&nbsp;\u{a0}"] {
        let text = format!("::: verse\nThe gate\n{indent}was *shut*.\n:::\n");
        let (chapter, found) = read(&text);
        let shown = |span: Span| text.get(span.range()).expect("a span on character boundaries");
        let shown: Vec<&str> = spans(&chapter, &found).into_iter().map(shown).collect();
        assert!(shown.iter().any(|part| part.ends_with("was ")), "{shown:?}");
    }
}

#[test]
fn verse_in_an_epigraph_is_seen_by_its_lines() {
    let read = |text: &str| {
        let (chapter, _) = read(&format!("::: epigraph\n{text}\n\n--- A source\n:::\n"));
        let [Block { kind: BlockKind::Div { blocks, .. }, .. }] = chapter.blocks.as_slice() else { panic!("{text}") };
        let stanzas = match &blocks[0].kind {
            BlockKind::Verse(stanzas) => {
                stanzas.iter().map(|s| s.lines.iter().map(|l| l.indent).collect::<Vec<u8>>()).collect()
            }
            _ => Vec::new(),
        };
        // Written and read again, it is the same.
        let again = parse(FileId(0), &to_markdown(&chapter), &mut Diagnostics::new());
        assert_eq!(words(&again), words(&chapter));
        let same = matches!(&again.blocks[0].kind, BlockKind::Div { blocks: again, .. } if again.len() == blocks.len());
        assert!(same, "{}", to_markdown(&chapter));
        stanzas
    };
    let prose: Vec<Vec<u8>> = Vec::new();
    assert_eq!(
        read("The gate was shut,\n    The road was long;\nWho had the key\n    Had gone along."),
        [[0, 4, 0, 4]]
    );
    assert_eq!(read("The *gate was shut,\nThe road* was long;\n\nWho had the key\nHad gone along."), [[0, 0], [0, 0]]);
    assert_eq!(read("The gate was shut, and the\nroad was long."), prose);
    assert_eq!(read("The gate was shut.\nThe road was long.\nNobody came."), prose);
    assert_eq!(read("The gate was shut."), prose);
    let long = "The gate was shut, and the road to it was as long as anybody had said,\nWhen we came to it at last.";
    assert_eq!(read(long), prose);
}
