//! Blocks and running lines, as readers put them together.

use crate::documents::one_line;
use anthology_base::{FileId, Span};
use anthology_document::{Attrs, Block, BlockKind, Inline, InlineKind, PartMut};

/// The name of the div that keeps the caption of a image that the capture has lost.
pub(crate) const LOST_IMAGE: &str = "lost-image";

/// The span of blocks that the importer makes: they are in no file yet.
pub(crate) fn nowhere() -> Span {
    Span::new(FileId(0), 0..0)
}

/// Words of blocks, a paragraph a line: for comparing, and for a title where there is none.
pub(crate) fn plain(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    push_plain(blocks, &mut lines);
    lines.join("\n")
}

fn push_plain(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => push_line(content, lines),
            BlockKind::Code { text, .. } => lines.extend(text.lines().map(str::to_owned)),
            BlockKind::Table(table) => {
                for row in table.head.iter().chain(&table.rows) {
                    let texts: Vec<String> = row.iter().map(|cell| plain(&cell.blocks).replace('\n', " ")).collect();
                    lines.push(texts.join(" "));
                }
            }
            BlockKind::Verse(stanzas) => {
                stanzas.iter().flat_map(|s| &s.lines).for_each(|l| lines.push(text_of(&l.content)));
            }
            BlockKind::Quote(inner) | BlockKind::Div { blocks: inner, .. } => push_plain(inner, lines),
            BlockKind::List { items, .. } => items.iter().for_each(|i| push_plain(&i.blocks, lines)),
            BlockKind::Definitions(list) => {
                for definition in list {
                    lines.push(text_of(&definition.term));
                    definition.details.iter().for_each(|d| push_plain(d, lines));
                }
            }
            BlockKind::Figure { caption, .. } => push_plain(caption, lines),
            BlockKind::SceneBreak => {}
        }
    }
}

/// Calls `visit` with every list of blocks: that of a text, and those inside quotations, lists and the like.
pub(crate) fn visit_blocks(blocks: &mut Vec<Block>, visit: &mut dyn FnMut(&mut Vec<Block>)) {
    visit(blocks);
    for block in blocks {
        block.kind.parts_mut(&mut |part| {
            if let PartMut::Blocks(inner) = part {
                visit_blocks(inner, visit);
            }
        });
    }
}

fn push_line(inlines: &[Inline], lines: &mut Vec<String>) {
    let text = one_line(&text_of(inlines));
    if !text.is_empty() {
        lines.push(text);
    }
}

pub(crate) fn text_of(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|i| match &i.kind {
            InlineKind::Text(t) | InlineKind::Verbatim(t) | InlineKind::Code(t) => t.clone(),
            InlineKind::SoftBreak | InlineKind::HardBreak => " ".to_owned(),
            kind => kind.content().map(text_of).unwrap_or_default(),
        })
        .collect()
}

/// Leaves out the headings at the beginning that repeat the title.
pub(crate) fn drop_title(blocks: &mut Vec<Block>, title: &str) {
    let same = |block: &Block| match &block.kind {
        BlockKind::Heading { content, .. } => {
            crate::shape::normalised_words(&text_of(content)) == crate::shape::normalised_words(title)
        }
        _ => false,
    };
    while blocks.first().is_some_and(same) {
        blocks.remove(0);
    }
}

/// The chapter's title is in its front matter, so its highest heading has level 2.
pub(crate) fn level_headings(blocks: &mut [Block]) {
    let level = |b: &Block| if let BlockKind::Heading { level, .. } = b.kind { Some(level) } else { None };
    let Some(top) = blocks.iter().filter_map(level).min() else { return };
    for block in blocks {
        if let BlockKind::Heading { level, .. } = &mut block.kind {
            *level = (*level - top + 2).min(6);
        }
    }
}

pub(crate) fn inline(kind: InlineKind) -> Inline {
    Inline { kind, span: nowhere() }
}

pub(crate) fn block(kind: BlockKind) -> Block {
    Block { kind, attrs: Attrs::default(), span: nowhere() }
}

/// Adds text with single spaces; spaces after a space or at a line's beginning are none.
pub(crate) fn push_text(run: &mut Vec<Inline>, text: &str) {
    let mut out = String::with_capacity(text.len());
    let mut space = match run.last().map(|i| &i.kind) {
        None | Some(InlineKind::HardBreak) => true,
        Some(InlineKind::Text(before)) => before.ends_with(' '),
        Some(_) => false,
    };
    for c in text.chars() {
        if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
            if !space {
                out.push(' ');
            }
            space = true;
        } else if !matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}') && !c.is_control() {
            out.push(c);
            space = false;
        }
    }
    if out.is_empty() {
        return;
    }
    if let Some(Inline { kind: InlineKind::Text(before), .. }) = run.last_mut() {
        before.push_str(&out);
    } else {
        run.push(inline(InlineKind::Text(out)));
    }
}

/// Takes spaces and line ends from both ends.
pub(crate) fn trim(run: &mut Vec<Inline>) {
    loop {
        match run.last_mut().map(|i| &mut i.kind) {
            Some(InlineKind::Text(text)) => {
                let kept = text.trim_end().len();
                text.truncate(kept);
                if kept > 0 {
                    break;
                }
            }
            Some(InlineKind::HardBreak | InlineKind::SoftBreak) => {}
            _ => break,
        }
        run.pop();
    }
    loop {
        match run.first_mut().map(|i| &mut i.kind) {
            Some(InlineKind::Text(text)) => {
                *text = text.trim_start().to_owned();
                if !text.is_empty() {
                    break;
                }
            }
            Some(InlineKind::HardBreak | InlineKind::SoftBreak) => {}
            _ => break,
        }
        run.remove(0);
    }
}

/// Ends the running line: two line breaks in a row part paragraphs.
pub(crate) fn flush(run: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    let mut paragraph: Vec<Inline> = Vec::new();
    let mut breaks = 0;
    let push = |paragraph: &mut Vec<Inline>, blocks: &mut Vec<Block>| {
        trim(paragraph);
        if !paragraph.is_empty() && !is_blank(paragraph) {
            blocks.push(block(BlockKind::Paragraph(std::mem::take(paragraph))));
        }
        paragraph.clear();
    };
    for piece in run.drain(..) {
        let blank = matches!(&piece.kind, InlineKind::Text(t) if t.trim().is_empty());
        if matches!(piece.kind, InlineKind::HardBreak) {
            breaks += 1;
            if breaks == 2 {
                push(&mut paragraph, blocks);
            }
        } else if !(blank && breaks > 0) {
            breaks = 0;
        }
        if breaks < 2 {
            paragraph.push(piece);
        }
    }
    push(&mut paragraph, blocks);
}

fn is_blank(run: &[Inline]) -> bool {
    run.iter().all(|i| match &i.kind {
        InlineKind::Text(t) => t.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}').is_empty(),
        InlineKind::HardBreak | InlineKind::SoftBreak => true,
        _ => false,
    })
}
