//! A chapter tree as text that can be read in a review: one block a line, its children indented.

use std::fmt::Write;

use anthology_base::Diagnostics;
use anthology_document::{
    Align, Attrs, Block, BlockKind, Cell, CellSpan, Chapter, FrontMatter, Image, Inline, InlineKind, to_markdown,
};

/// The tree of a chapter, with the source text of each diagnostic.
pub(crate) fn chapter(chapter: &Chapter, source: &str, diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    if chapter.front != FrontMatter::default() {
        let front = Chapter { blocks: Vec::new(), notes: Vec::new(), ..chapter.clone() };
        for line in to_markdown(&front).lines().filter(|line| *line != "+++" && !line.is_empty()) {
            let _ = writeln!(out, "front {line}");
        }
    }
    blocks(&chapter.blocks, 0, &mut out);
    for (i, note) in chapter.notes.iter().enumerate() {
        let _ = writeln!(out, "note {i} {:?}", note.label);
        blocks(&note.blocks, 1, &mut out);
    }
    for d in diagnostics.iter() {
        let place = d.span.map_or(String::new(), |s| format!(" at {:?}", &source[s.range()]));
        let _ = writeln!(out, "{:?} {}: {}{place}", d.severity, d.code, d.message);
        for hint in &d.hints {
            let _ = writeln!(out, "  hint: {hint}");
        }
    }
    out
}

/// Blocks at a depth.
pub(crate) fn blocks(list: &[Block], depth: usize, out: &mut String) {
    for block in list {
        let pad = "  ".repeat(depth);
        let attrs = attrs(&block.attrs);
        let mut line = |text: String| {
            let _ = writeln!(out, "{pad}{text}{attrs}");
        };
        match &block.kind {
            BlockKind::Paragraph(content) => line(format!("p {}", inlines(content))),
            BlockKind::Heading { level, content } => line(format!("h{level} {}", inlines(content))),
            BlockKind::Quote(inner) => {
                line("quote".into());
                blocks(inner, depth + 1, out);
            }
            BlockKind::List { start, tight, items } => {
                line(format!(
                    "list{}{}",
                    start.map_or(String::new(), |n| format!(" from {n}")),
                    if *tight { "" } else { " loose" }
                ));
                for item in items {
                    let task = item.task.map_or("", |done| if done { " done" } else { " open" });
                    let _ = writeln!(out, "{pad}  item{task}");
                    blocks(&item.blocks, depth + 2, out);
                }
            }
            BlockKind::Definitions(definitions) => {
                line("definitions".into());
                for d in definitions {
                    let _ = writeln!(out, "{pad}  term {}", inlines(&d.term));
                    for details in &d.details {
                        let _ = writeln!(out, "{pad}  details");
                        blocks(details, depth + 2, out);
                    }
                }
            }
            BlockKind::Code { info, text } => line(format!("code {info:?} {text:?}")),
            BlockKind::Table(table) => {
                let align: String = table
                    .align
                    .iter()
                    .map(|a| match a {
                        Align::Start => 's',
                        Align::Center => 'c',
                        Align::End => 'e',
                        Align::Left => 'l',
                    })
                    .collect();
                line(format!("table {align}"));
                if let Some(caption) = &table.caption {
                    let _ = writeln!(out, "{pad}  caption {}", inlines(caption));
                }
                let rows = table.head.iter().map(|row| ("head", row)).chain(table.rows.iter().map(|row| ("row", row)));
                for (name, row) in rows {
                    let cells: Vec<_> = row.iter().map(cell).collect();
                    let _ = writeln!(out, "{pad}  {name} {}", cells.join(" | "));
                    for rich in row.iter().filter(|cell| cell.text().is_none()) {
                        let _ = writeln!(out, "{pad}    cell");
                        blocks(&rich.blocks, depth + 3, out);
                    }
                }
            }
            BlockKind::Figure { image: picture, caption } => {
                line(format!("figure {}", image(picture)));
                blocks(caption, depth + 1, out);
            }
            BlockKind::Verse(stanzas) => {
                line("verse".into());
                for stanza in stanzas {
                    let _ = writeln!(out, "{pad}  stanza");
                    for l in &stanza.lines {
                        let _ = writeln!(out, "{pad}    {} {}{}", l.indent, inlines(&l.content), self::attrs(&l.attrs));
                    }
                }
            }
            BlockKind::Div { name, blocks: inner } => {
                line(format!("div {name}"));
                blocks(inner, depth + 1, out);
            }
            BlockKind::SceneBreak => line("scene-break".into()),
        }
    }
}

/// What a cell says of itself, and its text where it has one paragraph.
fn cell(cell: &Cell) -> String {
    let mut out = String::new();
    if cell.covers != CellSpan::default() {
        out.push_str(&format!("{}x{} ", cell.covers.columns, cell.covers.rows));
    }
    out.push_str(&cell.header.map_or(String::new(), |scope| format!("th {scope:?} ")));
    out.push_str(&cell.align.map_or(String::new(), |align| format!("{align:?} ")));
    out.push_str(&cell.text().map_or("…".to_owned(), inlines));
    out
}

fn image(image: &Image) -> String {
    format!("{:?} alt {:?}{}", image.path, image.alt, attrs(&image.attrs))
}

fn attrs(attrs: &Attrs) -> String {
    if attrs.is_empty() {
        return String::new();
    }
    let mut parts = Vec::new();
    parts.extend(attrs.id.iter().map(|id| format!("#{id}")));
    parts.extend(attrs.classes.iter().map(|c| format!(".{c}")));
    parts.extend(attrs.lang.iter().map(|l| format!("lang={l}")));
    parts.extend(attrs.pairs.iter().map(|(k, v)| format!("{k}={v:?}")));
    format!(" {{{}}}", parts.join(" "))
}

/// Inlines on one line; text in quotation marks.
pub(crate) fn inlines(list: &[Inline]) -> String {
    let parts: Vec<String> = list
        .iter()
        .map(|inline| {
            let wrap = |name: &str, content: &[Inline]| format!("{name}({})", inlines(content));
            match &inline.kind {
                InlineKind::Text(text) => format!("{text:?}"),
                InlineKind::Verbatim(text) => format!("verbatim({text:?})"),
                InlineKind::Emphasis(c) => wrap("em", c),
                InlineKind::Strong(c) => wrap("strong", c),
                InlineKind::Strikethrough(c) => wrap("strike", c),
                InlineKind::Superscript(c) => wrap("sup", c),
                InlineKind::Subscript(c) => wrap("sub", c),
                InlineKind::Cite(c) => wrap("cite", c),
                InlineKind::Abbreviation { title, content } => wrap(&format!("abbr {title:?} "), content),
                InlineKind::Code(text) => format!("code({text:?})"),
                InlineKind::Span { attrs: a, content } => wrap(&format!("span{} ", attrs(a)), content),
                InlineKind::Link { target, attrs: a, content } => {
                    wrap(&format!("link {target:?}{} ", attrs(a)), content)
                }
                InlineKind::Image(i) => format!("image({})", image(i)),
                InlineKind::NoteMark(n) => format!("note({n})"),
                InlineKind::SoftBreak => "soft".into(),
                InlineKind::HardBreak => "hard".into(),
            }
        })
        .collect();
    parts.join(" ")
}
