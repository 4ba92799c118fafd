//! Completion of blocks: figures, verse, tables, text on one line.

use anthology_base::{Diagnostic, Diagnostics, Span};

use crate::fence::PreparedText;
use crate::{Attrs, Block, BlockKind, Definition, Image, Inline, InlineKind, ListItem, Stanza, VerseLine};
use crate::{epigraph, trailing};

/// Joins neighbouring pieces of text and line ends, and cuts white space off around line ends.
pub(crate) fn merge(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut merged: Vec<Inline> = Vec::with_capacity(inlines.len());
    for mut inline in inlines {
        let after_break = merged.last().is_some_and(|i| is_break(&i.kind));
        match &mut inline.kind {
            InlineKind::Text(text) => {
                if after_break {
                    text.drain(..text.len() - text.trim_start_matches(WHITE).len());
                }
                if text.is_empty() {
                    continue;
                }
            }
            kind if is_break(kind) => {
                trim_last(&mut merged);
                if let Some(last) = merged.last_mut().filter(|i| i.kind == InlineKind::SoftBreak) {
                    last.kind = kind.clone();
                    continue;
                }
                if *kind == InlineKind::SoftBreak && merged.last().is_some_and(|i| is_break(&i.kind)) {
                    continue;
                }
            }
            _ => {}
        }
        if let Some(last) = merged.last_mut() {
            match (&mut last.kind, &inline.kind) {
                (InlineKind::Text(a), InlineKind::Text(b))
                | (InlineKind::Verbatim(a), InlineKind::Verbatim(b))
                | (InlineKind::Code(a), InlineKind::Code(b)) => {
                    a.push_str(b);
                    last.span = last.span.to(inline.span);
                    continue;
                }
                _ => {}
            }
        }
        merged.push(inline);
    }
    merged
}

pub(crate) fn is_break(kind: &InlineKind) -> bool {
    matches!(kind, InlineKind::SoftBreak | InlineKind::HardBreak)
}

/// Cuts white space off the end of a text that is last, and the text where nothing is left.
fn trim_last(inlines: &mut Vec<Inline>) {
    if let Some(Inline { kind: InlineKind::Text(text), .. }) = inlines.last_mut() {
        text.truncate(text.trim_end_matches(WHITE).len());
        if text.is_empty() {
            inlines.pop();
        }
    }
}

/// Returns true if a list is tight, that is, whether it can be written without blank lines. `loose` where a blank
/// line was found in it.
pub(crate) fn is_tight(items: &[ListItem], loose: bool) -> bool {
    let single = items.len() == 1 && items[0].blocks.len() <= 1;
    let spacious = |block: &Block| {
        matches!(
            block.kind,
            BlockKind::Div { .. }
                | BlockKind::Verse(_)
                | BlockKind::Figure { .. }
                | BlockKind::Table(_)
                | BlockKind::Definitions(_)
        )
    };
    let apart = |item: &ListItem| {
        item.blocks.iter().any(spacious)
            || item.blocks.windows(2).any(|pair| !may_follow_directly(&pair[0].kind, &pair[1].kind))
    };
    single || !loose && !items.iter().any(apart)
}

/// Returns true if a block can follow the one before it without a blank line between them.
pub(crate) fn may_follow_directly(previous: &BlockKind, block: &BlockKind) -> bool {
    let begins = match block {
        BlockKind::List { start, items, .. } => {
            start.is_none_or(|n| n == 1) && items.first().is_some_and(|item| !item.blocks.is_empty())
        }
        BlockKind::Code { .. } | BlockKind::Heading { .. } | BlockKind::SceneBreak => true,
        _ => false,
    };
    match previous {
        BlockKind::Paragraph(_) => begins || matches!(block, BlockKind::Quote(_)),
        BlockKind::Code { .. } | BlockKind::Heading { .. } | BlockKind::SceneBreak => {
            begins || matches!(block, BlockKind::Quote(_) | BlockKind::Paragraph(_))
        }
        BlockKind::Quote(_) => begins,
        _ => false,
    }
}

/// White space that is trimmed at the ends of lines. A no-break space stays.
const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Cuts white space and line ends off both ends.
pub(crate) fn trim(mut inlines: Vec<Inline>) -> Vec<Inline> {
    while let Some(last) = inlines.last_mut() {
        match &mut last.kind {
            InlineKind::SoftBreak | InlineKind::HardBreak => {}
            InlineKind::Text(text) => {
                text.truncate(text.trim_end_matches(WHITE).len());
                if !text.is_empty() {
                    break;
                }
            }
            _ => break,
        }
        inlines.pop();
    }
    let mut skip = 0;
    for inline in &mut inlines {
        match &mut inline.kind {
            InlineKind::SoftBreak | InlineKind::HardBreak => {}
            InlineKind::Text(text) => {
                let kept = text.trim_start_matches(WHITE).len();
                text.drain(..text.len() - kept);
                if !text.is_empty() {
                    break;
                }
            }
            _ => break,
        }
        skip += 1;
    }
    inlines.drain(..skip);
    inlines
}

/// Turns line ends of the source into spaces, for what is on one line: headings, cells, terms.
pub(crate) fn one_line(mut inlines: Vec<Inline>) -> Vec<Inline> {
    if !has_soft_break(&inlines) {
        return inlines;
    }
    soften(&mut inlines);
    inlines
}

fn has_soft_break(inlines: &[Inline]) -> bool {
    inlines.iter().any(|i| i.kind == InlineKind::SoftBreak || i.kind.content().is_some_and(has_soft_break))
}

fn soften(inlines: &mut Vec<Inline>) {
    for inline in inlines.iter_mut() {
        if inline.kind == InlineKind::SoftBreak {
            inline.kind = InlineKind::Text(" ".to_owned());
        } else if let Some(content) = inline.kind.content_mut() {
            soften(content);
        }
    }
    *inlines = merge(std::mem::take(inlines));
}

/// The text of blocks as one run of inlines, with line ends between them.
pub(crate) fn flatten(blocks: Vec<Block>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for block in blocks {
        let span = block.span;
        let inlines = match block.kind {
            BlockKind::Paragraph(inlines) | BlockKind::Heading { content: inlines, .. } => inlines,
            BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } => flatten(blocks),
            BlockKind::List { items, .. } => flatten(items.into_iter().flat_map(|i| i.blocks).collect()),
            BlockKind::Definitions(definitions) => definitions
                .into_iter()
                .flat_map(|d| d.term.into_iter().chain(flatten(d.details.into_iter().flatten().collect())))
                .collect(),
            BlockKind::Code { text, .. } => {
                vec![Inline { kind: InlineKind::Code(text.trim_end().replace('\n', " ")), span }]
            }
            BlockKind::Table(table) => {
                let cells = table.head.into_iter().chain(table.rows).flatten();
                cells.flat_map(|cell| flatten(cell.blocks)).collect()
            }
            BlockKind::Figure { image, caption } => {
                let mut inlines = vec![Inline { span: image.span, kind: InlineKind::Image(image) }];
                inlines.extend(flatten(caption));
                inlines
            }
            BlockKind::Verse(stanzas) => stanzas
                .into_iter()
                .flat_map(|s| s.lines)
                .flat_map(|l| l.content.into_iter().chain([Inline { kind: InlineKind::SoftBreak, span: l.span }]))
                .collect(),
            BlockKind::SceneBreak => Vec::new(),
        };
        if inlines.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(Inline { kind: InlineKind::HardBreak, span });
        }
        out.extend(inlines);
    }
    merge(out)
}

/// Puts places that have a name and nothing else (`<a name="here"></a>` by itself) at the head of the block that
/// follows. Where that can't hold them, they stay as they are.
pub(crate) fn place_anchors(blocks: Vec<Block>) -> Vec<Block> {
    let mut placed: Vec<Block> = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        let waiting = placed.pop_if(|last| is_anchors(last)).map(|last| last.kind);
        if let Some(BlockKind::Paragraph(mut anchors)) = waiting {
            anchors.retain(|inline| matches!(inline.kind, InlineKind::Span { .. }));
            match &mut block.kind {
                BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
                    content.splice(0..0, anchors);
                }
                _ if block.attrs.id.is_none() && anchors.len() == 1 => {
                    let InlineKind::Span { attrs, .. } = anchors.remove(0).kind else { unreachable!("retained") };
                    block.attrs.id = attrs.id;
                }
                _ => placed.push(Block { span: block.span, ..paragraph(anchors, block.span) }),
            }
        }
        placed.push(block);
    }
    placed
}

/// Returns true for a paragraph that holds only anchors.
fn is_anchors(block: &Block) -> bool {
    let BlockKind::Paragraph(inlines) = &block.kind else { return false };
    let is_anchor = |inline: &Inline| match &inline.kind {
        InlineKind::Span { attrs, content } => attrs.id.is_some() && content.is_empty(),
        _ => false,
    };
    inlines.iter().any(is_anchor) && inlines.iter().all(|inline| is_anchor(inline) || is_break(&inline.kind))
}

/// Splits a paragraph at its images that have a source line to themselves: each becomes a block. Gives the parts before
/// the last, and the last.
pub(crate) fn split_at_images(inlines: Vec<Inline>) -> (Vec<Vec<Inline>>, Vec<Inline>) {
    let ends_line = |at: Option<&Inline>| at.is_none_or(|inline| is_break(&inline.kind));
    let is_alone = |at: usize| {
        matches!(inlines[at].kind, InlineKind::Image(_))
            && ends_line(at.checked_sub(1).map(|before| &inlines[before]))
            && ends_line(inlines.get(at + 1))
    };
    let images: Vec<usize> = (0..inlines.len()).filter(|&at| is_alone(at)).collect();
    let (mut parts, mut rest, mut taken) = (Vec::new(), inlines, 0);
    for image in images {
        let mut from_image = rest.split_off(image - taken);
        let after = from_image.split_off(1);
        parts.push(trim(rest));
        parts.push(from_image);
        (rest, taken) = (after, image + 1);
    }
    parts.push(trim(rest));
    parts.retain(|part| !part.is_empty());
    let last = parts.pop().unwrap_or_default();
    (parts, last)
}

/// The span of a part of a paragraph.
pub(crate) fn span_of(part: &[Inline], whole: Span) -> Span {
    match (part.first(), part.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => whole,
    }
}

/// A paragraph, or a figure where an image is all there is.
pub(crate) fn paragraph(mut inlines: Vec<Inline>, span: Span) -> Block {
    if inlines.len() == 1
        && let InlineKind::Image(image) = &mut inlines[0].kind
    {
        let image =
            std::mem::replace(image, Image { path: String::new(), alt: String::new(), attrs: Attrs::default(), span });
        return figure(image);
    }
    Block { kind: BlockKind::Paragraph(inlines), attrs: Attrs::default(), span }
}

/// Makes the class of an empty span at the beginning of a paragraph, `[]{.continued}` or `[]{.new}`, the paragraph's:
/// the paragraph continues after a block, or is a new one.
pub(crate) fn take_paragraph_mark(block: &mut Block) {
    let BlockKind::Paragraph(inlines) = &mut block.kind else { return };
    let is_mark = |attrs: &Attrs| {
        attrs.classes.len() == 1 && matches!(attrs.classes[0].as_str(), "continued" | "new") && attrs.id.is_none()
    };
    if let [Inline { kind: InlineKind::Span { attrs, content }, .. }, _, ..] = inlines.as_slice()
        && content.is_empty()
        && is_mark(attrs)
    {
        block.attrs.classes = attrs.classes.clone();
        inlines.remove(0);
        *inlines = trim(std::mem::take(inlines));
    }
}

/// An image by itself: its title is its caption, its identifier and language are the figure's.
fn figure(mut image: Image) -> Block {
    let attrs = Attrs { id: image.attrs.id.take(), lang: image.attrs.lang.take(), ..Attrs::default() };
    let title = image.attrs.pairs.iter().position(|(key, _)| key == "title");
    let span = image.span;
    let title = title.map(|i| image.attrs.pairs.remove(i).1.trim().to_owned()).filter(|text| !text.is_empty());
    let paragraph = |text| {
        let kind = BlockKind::Paragraph(vec![Inline { kind: InlineKind::Text(text), span }]);
        Block { kind, attrs: Attrs::default(), span }
    };
    let caption = title.map(paragraph).into_iter().collect();
    Block { kind: BlockKind::Figure { image, caption }, attrs, span }
}

/// The block that a div of a name becomes.
pub(crate) fn div(
    name: String,
    attrs: Attrs,
    blocks: Vec<Block>,
    span: Span,
    source: &PreparedText<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let made = match name.as_str() {
        "verse" => return verse(attrs, blocks, span, source, diagnostics),
        "figure" => figure_div(attrs, blocks, span),
        "table" => table_div(attrs, blocks, span),
        "gallery" => {
            let blocks = blocks.into_iter().flat_map(images_apart).collect();
            return vec![Block { kind: BlockKind::Div { name, blocks }, attrs, span }];
        }
        "epigraph" => Err((attrs, epigraph::with_verse(blocks, source, diagnostics))),
        _ => Err((attrs, blocks)),
    };
    vec![made.unwrap_or_else(|(attrs, blocks)| {
        if matches!(name.as_str(), "figure" | "table") {
            let wanted = if name == "table" { "a table" } else { "an image in a paragraph of its own" };
            diagnostics.push(
                Diagnostic::warning("empty-div", format!("this `{name}` block has no content of its kind: {wanted}"))
                    .at(span)
                    .hint(format!("put {wanted} between the fences, or rename the block")),
            );
        }
        Block { kind: BlockKind::Div { name, blocks }, attrs, span }
    })]
}

type Refused = (Attrs, Vec<Block>);

/// The images of a paragraph that holds nothing else, each a figure of its own.
fn images_apart(block: Block) -> Vec<Block> {
    let BlockKind::Paragraph(inlines) = &block.kind else { return vec![block] };
    let is_gap = |inline: &Inline| match &inline.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        kind => is_break(kind),
    };
    let is_image = |inline: &Inline| matches!(inline.kind, InlineKind::Image(_));
    if !block.attrs.is_empty() || !inlines.iter().all(|inline| is_gap(inline) || is_image(inline)) {
        return vec![block];
    }
    let images = inlines.iter().filter_map(|inline| match &inline.kind {
        InlineKind::Image(image) => Some(figure(image.clone())),
        _ => None,
    });
    images.collect()
}

/// The first figure in the div, with the other blocks as its caption.
fn figure_div(attrs: Attrs, blocks: Vec<Block>, span: Span) -> Result<Block, Refused> {
    let mut blocks = blocks;
    for i in 0..blocks.len() {
        if let Some(rest) = split_image(&mut blocks[i]) {
            blocks.insert(i + 1, rest);
        }
        if matches!(blocks[i].kind, BlockKind::Figure { .. }) {
            let inner = blocks.remove(i);
            let BlockKind::Figure { mut image, mut caption } = inner.kind else { break };
            let mut attrs = attrs;
            match attrs.id {
                Some(_) => image.attrs.id = inner.attrs.id,
                None => attrs.id = inner.attrs.id,
            }
            match attrs.lang {
                Some(_) => image.attrs.lang = inner.attrs.lang,
                None => attrs.lang = inner.attrs.lang,
            }
            caption.extend(blocks);
            return Ok(Block { kind: BlockKind::Figure { image, caption }, attrs, span });
        }
    }
    Err((attrs, blocks))
}

/// Splits a paragraph that begins with an image on a line of its own into a figure and the rest.
fn split_image(block: &mut Block) -> Option<Block> {
    let BlockKind::Paragraph(inlines) = &mut block.kind else { return None };
    let alone = matches!(inlines.first()?.kind, InlineKind::Image(_))
        && matches!(inlines.get(1)?.kind, InlineKind::SoftBreak | InlineKind::HardBreak);
    if !alone {
        return None;
    }
    let rest = trim(inlines.split_off(2));
    inlines.truncate(1);
    let image_span = inlines[0].span;
    let rest_span = rest.first()?.span.to(block.span);
    let rest_span = Span { start: rest[0].span.start, ..rest_span };
    *block = paragraph(std::mem::take(inlines), image_span);
    Some(Block { kind: BlockKind::Paragraph(rest), attrs: Attrs::default(), span: rest_span })
}

/// The table in the div, with a paragraph before or after it as its caption.
fn table_div(mut attrs: Attrs, mut blocks: Vec<Block>, span: Span) -> Result<Block, Refused> {
    let is_table = |b: &Block| matches!(b.kind, BlockKind::Table(_));
    let is_paragraph = |b: &Block| matches!(b.kind, BlockKind::Paragraph(_));
    let fits = match blocks.as_slice() {
        [table] => is_table(table),
        [a, b] => is_table(a) && is_paragraph(b) || is_paragraph(a) && is_table(b),
        _ => false,
    };
    if !fits {
        return Err((attrs, blocks));
    }
    let Some(i) = blocks.iter().position(is_table) else { return Err((attrs, blocks)) };
    let inner = blocks.remove(i);
    let BlockKind::Table(mut table) = inner.kind else { return Err((attrs, blocks)) };
    if let Some(Block { kind: BlockKind::Paragraph(caption), .. }) = blocks.pop() {
        table.caption = Some(caption);
    }
    attrs.id = attrs.id.or(inner.attrs.id);
    Ok(Block { kind: BlockKind::Table(table), attrs, span })
}

/// Explanations without a term go to the term before, or are as blocks in front of the list; a term
/// without an explanation has an empty one.
pub(crate) fn definitions(list: Vec<Definition>) -> (Vec<Block>, Vec<Definition>) {
    let mut before = Vec::new();
    let mut kept: Vec<Definition> = Vec::new();
    for mut definition in list {
        if definition.term.is_empty() {
            match kept.last_mut() {
                Some(last) => last.details.append(&mut definition.details),
                None => before.extend(definition.details.into_iter().flatten()),
            }
            continue;
        }
        if definition.details.is_empty() {
            definition.details.push(Vec::new());
        }
        kept.push(definition);
    }
    (before, kept)
}

/// Paragraphs as stanzas. Other blocks are between runs of stanzas; the identifier is the first run's.
fn verse(
    attrs: Attrs,
    blocks: Vec<Block>,
    span: Span,
    source: &PreparedText<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut stanzas: Vec<Stanza> = Vec::new();
    let mut attrs = attrs;
    let mut flush = |stanzas: &mut Vec<Stanza>, out: &mut Vec<Block>| {
        if !stanzas.is_empty() {
            let kind = BlockKind::Verse(std::mem::take(stanzas));
            out.push(Block { kind, attrs: attrs.clone(), span });
            attrs.id = None;
        }
    };
    for block in blocks {
        match block.kind {
            BlockKind::Paragraph(inlines) => {
                let lines = split_lines(inlines).into_iter();
                let mut lines: Vec<VerseLine> =
                    lines.map(|line| verse_line(line, block.span, source, diagnostics)).collect();
                // Those at the end of the paragraph are its last line's.
                if let Some(last) = lines.last_mut().filter(|_| !block.attrs.is_empty()) {
                    last.attrs = block.attrs;
                }
                stanzas.push(Stanza { lines });
            }
            _ => {
                flush(&mut stanzas, &mut out);
                out.push(block);
            }
        }
    }
    flush(&mut stanzas, &mut out);
    out
}

/// A line without the spaces it begins with, which are counted.
pub(crate) fn verse_line(
    mut content: Vec<Inline>,
    outer: Span,
    source: &PreparedText<'_>,
    diagnostics: &mut Diagnostics,
) -> VerseLine {
    let indent = take_indent(&mut content, source.text);
    let mut content = trim(merge(content));
    let attrs = trailing::take_attrs(&mut content, source, diagnostics);
    let span = match (content.first(), content.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span { end: outer.start, ..outer },
    };
    VerseLine { indent: indent.min(255) as u8, content, attrs, span }
}

/// Takes the spaces off the beginning of a line, whatever it begins with, and counts them.
fn take_indent(content: &mut [Inline], written: &str) -> usize {
    let Some(first) = content.first_mut() else { return 0 };
    if let InlineKind::Text(text) = &mut first.kind {
        let len = text.len() - text.trim_start_matches(['\u{a0}', ' ', '\t']).len();
        let indent = text.drain(..len).count();
        // A no-break space that the author wrote has two bytes; one that is written as an entity stays in the span.
        let spaces = written.get(first.span.range()).unwrap_or_default().chars().take(indent);
        let taken: usize = spaces.take_while(|c| matches!(c, '\u{a0}' | ' ' | '\t')).map(char::len_utf8).sum();
        first.span.start += taken as u32;
        return indent;
    }
    first.kind.content_mut().map_or(0, |inner| take_indent(inner, written))
}

/// Takes the bar and the space after it off the beginning of a line of a line block.
pub(crate) fn take_bar(content: &mut [Inline]) {
    let Some(first) = content.first_mut() else { return };
    if let InlineKind::Text(text) = &mut first.kind {
        let bar = if text.starts_with("| ") { 2 } else { 1 };
        text.drain(..bar.min(text.len()));
        first.span.start = (first.span.start + bar as u32).min(first.span.end);
    } else if let Some(inner) = first.kind.content_mut() {
        take_bar(inner);
    }
}

/// Splits at line ends, through whatever they are in.
pub(crate) fn split_lines(inlines: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut lines = vec![Vec::new()];
    for mut inline in inlines {
        if matches!(inline.kind, InlineKind::SoftBreak | InlineKind::HardBreak) {
            lines.push(Vec::new());
            continue;
        }
        let Some(content) = inline.kind.content_mut().map(std::mem::take) else {
            push_last(&mut lines, inline);
            continue;
        };
        let mut parts = split_lines(content);
        if parts.len() == 1 {
            if let (Some(part), Some(whole)) = (parts.pop(), inline.kind.content_mut()) {
                *whole = part;
            }
            push_last(&mut lines, inline);
            continue;
        }
        let shell = inline;
        let mut parts = parts.into_iter();
        if let Some(first) = parts.next() {
            push_last(&mut lines, refill(&shell, first));
        }
        for part in parts {
            lines.push(vec![refill(&shell, part)]);
        }
    }
    lines
}

fn push_last(lines: &mut [Vec<Inline>], inline: Inline) {
    if let Some(line) = lines.last_mut() {
        line.push(inline);
    }
}

/// The same markup around a part of its text.
fn refill(shell: &Inline, part: Vec<Inline>) -> Inline {
    let mut inline = shell.clone();
    if let (Some(first), Some(last)) = (part.first(), part.last()) {
        inline.span = first.span.to(last.span);
    }
    if let Some(content) = inline.kind.content_mut() {
        *content = part;
    }
    inline
}
