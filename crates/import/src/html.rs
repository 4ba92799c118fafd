//! HTML to the blocks of a chapter: headings, lists, quotations, code, tables, notes, links and emphasis.

mod converter;
mod dom;
mod images;
mod inlines;
mod kinds;
mod notes;
mod parts;

pub(crate) use converter::Hints;
pub(crate) use dom::{BLOCKS, CUT, attr, is_back_link, is_mark, is_note_reference, is_web, name};
pub(crate) use images::{SEPARATOR, is_image_name, lost, percent_decode};

use crate::blocks::{drop_title, level_headings};
use crate::documents::Content;
use anthology_document::BlockKind;
use converter::Converter;
use dom_query::{Document, NodeRef};

/// Reads a piece of HTML.
pub(crate) fn fragment(html: &str, hints: &Hints<'_>) -> Content {
    let document = Document::fragment(html.to_owned());
    read(&document.root(), hints)
}

/// Reads the content of an element.
pub(crate) fn read(root: &NodeRef<'_>, hints: &Hints<'_>) -> Content {
    let mut converter = Converter::new(root, hints);
    converter.content.blocks = converter.children(root, 0);
    let mut blocks = std::mem::take(&mut converter.content.blocks);
    if let Some(title) = hints.title {
        drop_title(&mut blocks, title);
    }
    level_headings(&mut blocks);
    // A rule at an edge separated the text from what is gone.
    while blocks.last().is_some_and(|b| matches!(b.kind, BlockKind::SceneBreak)) {
        blocks.pop();
    }
    Content { blocks, ..converter.content }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::plain;
    use crate::structure::outline;

    fn blocks(html: &str) -> Vec<String> {
        outline(&fragment(html, &Hints::default()).blocks)
    }

    #[test]
    fn paragraphs_by_tags_and_by_line_breaks() {
        assert_eq!(blocks("<p>One  <b>two </b>three</p><div>Four</div>"), ["One *two* three", "Four"]);
        assert_eq!(
            blocks("One<br><br>Two<blockquote>Three</blockquote>Four<br/>\n<br/>Five"),
            ["One", "Two", "> Three", "Four", "Five"]
        );
        assert_eq!(
            blocks("<font size=2>One<br><br>Two<blockquote>Three</blockquote>Four</font>"),
            ["One", "Two", "> Three", "Four"]
        );
    }

    #[test]
    fn structure() {
        assert_eq!(
            blocks("<h3>A</h3><ul><li>b<ul><li>c</li></ul></li><li>d</li></ul><hr><h4>E</h4>"),
            ["## A", "- b / - c", "- d", "* * *", "### E"]
        );
        let content = fragment("<pre><code class='language-rust'>fn a() {\n  b\n}</code></pre>", &Hints::default());
        assert!(
            matches!(&content.blocks[0].kind, BlockKind::Code { info, text } if info == "rust" && text == "fn a() {\n  b\n}\n")
        );
        let content = fragment("<table><tr><th>a<th>b<tr><td>1<td>2</table>", &Hints::default());
        assert!(matches!(&content.blocks[0].kind, BlockKind::Table(t) if t.head[0].len() == 2 && t.rows.len() == 1));
    }

    #[test]
    fn notes_come_from_where_they_are() {
        for html in [
            "<p>Text<sup id='r1'><a href='#fn1'>1</a></sup>.</p><ol><li id='fn1'>The note. <a href='#r1'>↩</a></li></ol>",
            "<p>Text<a id='footnote-anchor-1' href='#footnote-1'>1</a>.</p><div class='footnote'><a id='footnote-1' href='#footnote-anchor-1'>1</a><div><p>The note.</p></div></div>",
        ] {
            let content = fragment(html, &Hints::default());
            assert_eq!(content.notes.len(), 1, "{html}");
            assert_eq!(outline(&content.notes[0].blocks), ["The note."], "{html}");
            assert_eq!(outline(&content.blocks), ["Text."], "{html}");
        }
    }

    #[test]
    fn deep_nesting_and_odd_tags_lose_no_text() {
        let deep = format!("{}word{}", "<div><b>".repeat(3000), "</b></div>".repeat(3000));
        let content = fragment(&deep, &Hints::default());
        assert_eq!(plain(&content.blocks), "word");
        assert_eq!(blocks("<a href='https://a.example/b'><p>One</p><p>Two</p></a>"), ["One", "Two"]);
        assert_eq!(blocks("<p>See <a href='https://a.example/b'>this</a></p>"), ["See [this](https://a.example/b)"]);
    }
}
