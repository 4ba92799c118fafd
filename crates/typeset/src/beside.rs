//! Texts and images beside one another: galleries, parallel texts; and numbers that stand in the line.

use anthology_base::{Diagnostic, Span};
use anthology_document::{Attrs, Block, BlockKind, Inline, InlineKind};

use crate::block::Around;
use crate::inline::Setter;
use crate::section::block as set_block;
use crate::set::{GroupRole, ParagraphStyle, SetBlock, SetBlockKind};

impl Setter<'_> {
    /// A gallery: its images, and what is no image as the caption of all of them.
    pub(crate) fn gallery(&mut self, blocks: &[Block], gallery: &Block, around: Around) -> SetBlockKind {
        let mut set = Vec::with_capacity(blocks.len());
        let mut label = self.context.index.label(self.chapter, gallery.span).map(str::to_owned);
        for block in blocks {
            let one = std::slice::from_ref(block);
            if matches!(block.kind, BlockKind::Figure { .. }) {
                set.extend(self.blocks(one, around));
            } else {
                self.caption_label = label.take();
                set.extend(self.blocks(one, around.style(ParagraphStyle::Caption)));
                self.caption_label = None;
            }
        }
        SetBlockKind::Group { role: GroupRole::Custom("gallery".to_owned()), blocks: set }
    }

    /// Parallel texts: the divs of two or more languages, block by block beside one another, or on facing pages. `None`
    /// where there are fewer than two.
    pub(crate) fn parallel(&mut self, blocks: &[Block], parallel: &Block, around: Around) -> Option<SetBlockKind> {
        let rows = rows_of(blocks)?;
        let facing = parallel.attrs.has_class("facing");
        let is_spread = facing && rows.iter().all(|row| row.len() == 2);
        if facing && !is_spread {
            let message = "only two texts can stand on facing pages; these are set in columns";
            let warning = Diagnostic::warning("facing-pages", message).at(parallel.span);
            self.diagnostics.push(warning.hint("leave out `.facing`, or one of the texts"));
        }
        let role = if is_spread { "facing-pair" } else { "pair" };
        let mut pairs = Vec::with_capacity(rows.len());
        for (i, row) in rows.iter().enumerate() {
            let mut pair = Vec::with_capacity(row.len());
            for TextSide { attrs, span, blocks } in row {
                let lang = attrs.lang.unwrap_or(around.lang);
                let mut set = self.blocks(blocks, Around { lang, ..around });
                if let (0, Some(SetBlock { kind: SetBlockKind::Paragraph(first), .. })) = (i, set.first_mut())
                    && first.style == ParagraphStyle::Body
                {
                    first.style = ParagraphStyle::Flush;
                }
                let kind = SetBlockKind::Group { role: GroupRole::Custom("side".to_owned()), blocks: set };
                let classes = attrs.classes.clone();
                let id = attrs.id.clone().filter(|_| i == 0);
                pair.push(SetBlock { id, classes, ..set_block(kind, lang, *span) });
            }
            let kind = SetBlockKind::Group { role: GroupRole::Custom(role.to_owned()), blocks: pair };
            pairs.push(set_block(kind, around.lang, parallel.span));
        }
        Some(SetBlockKind::Group { role: GroupRole::Custom("parallel".to_owned()), blocks: pairs })
    }

    /// Aphorisms whose numbers stand at the beginning of their first lines.
    pub(crate) fn run_in_numbers(&mut self, blocks: &[Block], around: Around) -> SetBlockKind {
        let mut set = Vec::new();
        for block in blocks {
            let BlockKind::List { start: Some(start), items, .. } = &block.kind else {
                set.extend(self.blocks(std::slice::from_ref(block), around));
                continue;
            };
            for (item, number) in items.iter().zip(*start..) {
                let mut blocks = item.blocks.clone();
                if let Some(Block { kind: BlockKind::Paragraph(content), span, .. }) = blocks.first_mut() {
                    let at = |kind| Inline { kind, span: *span };
                    let attrs = Attrs { classes: vec!["number".to_owned()], ..Attrs::default() };
                    let label = vec![at(InlineKind::Verbatim(format!("{number}.")))];
                    let number = at(InlineKind::Span { attrs, content: label });
                    content.splice(0..0, [number, at(InlineKind::Text("\u{2002}".to_owned()))]);
                }
                let first = set.len();
                set.extend(self.blocks(&blocks, around));
                // All begin with their numbers, the first as the others.
                if let Some(SetBlock { kind: SetBlockKind::Paragraph(paragraph), .. }) = set.get_mut(first)
                    && matches!(paragraph.style, ParagraphStyle::Body | ParagraphStyle::Opening)
                {
                    paragraph.style = ParagraphStyle::Flush;
                }
            }
        }
        SetBlockKind::Group { role: GroupRole::Custom("aphorisms".to_owned()), blocks: set }
    }
}

/// A part of one of several texts beside one another.
struct TextSide<'b> {
    /// Those of the div that it is from.
    attrs: &'b Attrs,
    span: Span,
    blocks: Vec<Block>,
}

/// What stands beside one another: the first blocks of the divs of all languages, then the second, and so on; or, where
/// the author aligned the texts, the divs of each `pair`. `None` where that isn't at least two texts.
fn rows_of(blocks: &[Block]) -> Option<Vec<Vec<TextSide<'_>>>> {
    let is_aligned = blocks.iter().all(|block| div(block).is_some_and(|div| div.name.ends_with("pair")));
    if is_aligned && !blocks.is_empty() {
        let side = |block| div(block).map(|Div { blocks, .. }| whole_side(block, blocks.to_vec()));
        let row = |pair| div(pair)?.blocks.iter().map(side).collect::<Option<Vec<_>>>();
        let rows: Vec<Vec<TextSide<'_>>> = blocks.iter().map(row).collect::<Option<_>>()?;
        return rows.iter().all(|row| row.len() >= 2).then_some(rows);
    }
    let sides: Vec<Vec<Block>> = blocks.iter().map(|block| Some(div(block)?.blocks.to_vec())).collect::<Option<_>>()?;
    if sides.len() < 2 {
        return None;
    }
    let sides = stanza_by_stanza(sides);
    let longest = sides.iter().map(Vec::len).max().unwrap_or(0);
    let row = |i: usize| {
        let own = |blocks: &Vec<Block>| blocks.get(i..=i).unwrap_or_default().to_vec();
        blocks.iter().zip(&sides).map(|(block, blocks)| whole_side(block, own(blocks))).collect()
    };
    Some((0..longest).map(row).collect())
}

fn whole_side(block: &Block, blocks: Vec<Block>) -> TextSide<'_> {
    TextSide { attrs: &block.attrs, span: block.span, blocks }
}

struct Div<'b> {
    name: &'b str,
    blocks: &'b [Block],
}

fn div(block: &Block) -> Option<Div<'_>> {
    match &block.kind {
        BlockKind::Div { name, blocks } => Some(Div { name, blocks }),
        _ => None,
    }
}

/// Parts poems that have as many stanzas in all languages into blocks of one stanza each, so that stanzas stand beside
/// one another where lines of one language are turned over. Poems with numbered lines or stanzas stay whole.
fn stanza_by_stanza(sides: Vec<Vec<Block>>) -> Vec<Vec<Block>> {
    let longest = sides.iter().map(Vec::len).max().unwrap_or(0);
    let stanzas = |block: Option<&Block>| match block.map(|block| (&block.kind, &block.attrs)) {
        Some((BlockKind::Verse(stanzas), attrs)) if attrs.get("numbers").or(attrs.get("stanzas")).is_none() => {
            stanzas.len()
        }
        _ => 0,
    };
    let is_by_stanza: Vec<bool> = (0..longest)
        .map(|i| {
            let count = stanzas(sides[0].get(i));
            count > 1 && sides.iter().all(|side| stanzas(side.get(i)) == count)
        })
        .collect();
    let part = |(block, by_stanza): (Block, &bool)| match block.kind {
        BlockKind::Verse(stanzas) if *by_stanza => {
            let one =
                |stanza| Block { kind: BlockKind::Verse(vec![stanza]), attrs: block.attrs.clone(), span: block.span };
            stanzas.into_iter().map(one).collect()
        }
        kind => vec![Block { kind, ..block }],
    };
    sides.into_iter().map(|side| side.into_iter().zip(&is_by_stanza).flat_map(part).collect()).collect()
}
