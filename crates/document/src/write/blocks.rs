//! Blocks as Markdown.

use super::escape;
use super::inlines::{self, Surroundings};
use super::tables;
use crate::finish::may_follow_directly;
use crate::{Attrs, Block, BlockKind, Definition, Image, Inline, InlineKind, ListItem, Note, Stanza};

/// Writes blocks, each line after the marks of what it is in.
pub(super) struct BlockWriter<'a> {
    labels: &'a [String],
    out: String,
    containers: Vec<Container>,
    /// The blocks that are written are directly in a table's cell.
    in_cell: bool,
}

/// The marks that begin every line of a container.
struct Container {
    /// For its first line only.
    first: Option<String>,
    /// For the others.
    rest: String,
}

impl<'a> BlockWriter<'a> {
    /// Appends to `out`.
    pub(super) fn new(labels: &'a [String], out: String) -> Self {
        Self { labels, out, containers: Vec::new(), in_cell: false }
    }

    /// The Markdown.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Writes a line; an empty one without trailing space.
    pub(super) fn line(&mut self, text: &str) {
        let start = self.out.len();
        for container in &mut self.containers {
            match container.first.take() {
                Some(first) => self.out.push_str(&first),
                None => self.out.push_str(&container.rest),
            }
        }
        if text.is_empty() {
            let kept = start + self.out[start..].trim_end().len();
            self.out.truncate(kept);
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn inside(&mut self, first: &str, rest: &str, write: impl FnOnce(&mut Self)) {
        self.containers.push(Container { first: Some(first.to_owned()), rest: rest.to_owned() });
        let in_cell = std::mem::take(&mut self.in_cell);
        write(self);
        self.in_cell = in_cell;
        if self.containers.last().is_some_and(|c| c.first.is_some()) {
            self.line("");
        }
        self.containers.pop();
    }

    /// Writes blocks with a blank line between them.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        self.sequence(blocks, false);
    }

    fn sequence(&mut self, blocks: &[Block], tight: bool) {
        let mut marker = ListMark::default();
        for (i, block) in blocks.iter().enumerate() {
            let previous = i.checked_sub(1).map(|i| &blocks[i].kind);
            if let Some(previous) = previous
                && !(tight && may_follow_directly(previous, &block.kind))
            {
                self.line("");
            }
            match (&block.kind, previous) {
                (BlockKind::List { start, .. }, Some(BlockKind::List { start: before, .. }))
                    if start.is_some() == before.is_some() =>
                {
                    marker = marker.other();
                }
                _ => marker = ListMark::default(),
            }
            self.block(block, marker);
        }
    }

    fn block(&mut self, block: &Block, marker: ListMark) {
        match &block.kind {
            BlockKind::Paragraph(content) => self.paragraph(content, &block.attrs),
            BlockKind::Heading { level, content } => self.heading(*level, content, &block.attrs),
            BlockKind::Quote(blocks) => self.inside("> ", "> ", |w| w.blocks(blocks)),
            BlockKind::List { start, tight, items } => self.list(*start, *tight, items, marker),
            BlockKind::Definitions(definitions) => self.definitions(definitions),
            BlockKind::Code { info, text } => self.code(info, text, &block.attrs),
            BlockKind::Table(table) => self.table(table, &block.attrs),
            BlockKind::Figure { image, caption } => self.figure(image, caption, &block.attrs),
            BlockKind::Verse(stanzas) => self.verse(stanzas, &block.attrs),
            BlockKind::Div { name, blocks } => {
                if name.is_empty() && block.attrs.is_empty() {
                    self.blocks(blocks);
                } else {
                    self.div(name, &block.attrs, div_height(blocks), |w| w.blocks(blocks));
                }
            }
            BlockKind::SceneBreak => self.line("* * *"),
        }
    }

    pub(super) fn inlines(&self, content: &[Inline], place: Surroundings) -> String {
        inlines::write(content, self.labels, place)
    }

    fn lines(&mut self, text: &str) {
        for line in text.split('\n') {
            self.line(&escape::line_start(line));
        }
    }

    pub(super) fn paragraph(&mut self, content: &[Inline], attrs: &Attrs) {
        let text = self.inlines(content, Surroundings::Paragraph);
        if attrs.is_empty() {
            self.lines(&escape::trailing_attrs(&text));
        } else if matches!(attrs.classes.as_slice(), [class] if class == "continued" || class == "new") {
            self.lines(&format!("[]{} {}", escape::attrs(attrs, None), escape::trailing_attrs(&text)));
        } else {
            self.lines(&format!("{text} {}", escape::attrs(attrs, None)));
        }
    }

    fn heading(&mut self, level: u8, content: &[Inline], attrs: &Attrs) {
        let mut line = "#".repeat(usize::from(level.clamp(1, 6)));
        let text = self.inlines(content, Surroundings::Line);
        let text = escape::heading(&text);
        if !text.is_empty() {
            line.push(' ');
            line.push_str(&text);
        }
        if !attrs.is_empty() {
            line.push(' ');
            line.push_str(&escape::attrs(attrs, None));
        }
        self.line(&line);
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[ListItem], marker: ListMark) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 && !tight {
                self.line("");
            }
            let mut mark = match (start, marker) {
                (None, ListMark::First) => "- ".to_owned(),
                (None, ListMark::Second) => "+ ".to_owned(),
                (Some(n), ListMark::First) => format!("{}. ", n.saturating_add(i as u64)),
                (Some(n), ListMark::Second) => format!("{}) ", n.saturating_add(i as u64)),
            };
            let indent = " ".repeat(mark.len());
            if let Some(done) = item.task {
                mark.push_str(if done { "[x] " } else { "[ ] " });
            }
            self.inside(&mark, &indent, |w| w.sequence(&item.blocks, tight));
        }
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        for (i, definition) in definitions.iter().enumerate() {
            if i > 0 {
                self.line("");
            }
            let term = self.inlines(&definition.term, Surroundings::Line);
            self.line(&escape::line_start(&term));
            for details in &definition.details {
                self.inside(": ", "  ", |w| w.blocks(details));
            }
        }
    }

    fn code(&mut self, info: &str, text: &str, attrs: &Attrs) {
        let mark = if info.contains('`') { '~' } else { '`' };
        let fence: String = std::iter::repeat_n(mark, escape::longest_run(text, mark).max(2) + 1).collect();
        let mut line = fence.clone();
        line.push_str(&escape::info(info));
        if !attrs.is_empty() {
            if !info.is_empty() {
                line.push(' ');
            }
            line.push_str(&escape::attrs(attrs, None));
        }
        self.line(&line);
        for line in text.lines() {
            self.line(line);
        }
        self.line(&fence);
    }

    /// Writes the blocks of a table's cell. Among them an image alone is no figure, so figures keep their fences.
    pub(super) fn cell_blocks(&mut self, blocks: &[Block]) {
        let outer = std::mem::replace(&mut self.in_cell, true);
        self.blocks(blocks);
        self.in_cell = outer;
    }

    fn figure(&mut self, image: &Image, caption: &[Block], attrs: &Attrs) {
        let title = match caption {
            [] => Some(""),
            [Block { kind: BlockKind::Paragraph(content), attrs, .. }] if attrs.is_empty() => {
                match content.as_slice() {
                    [Inline { kind: InlineKind::Text(text), .. }]
                        if self.inlines(content, Surroundings::Line) == *text =>
                    {
                        Some(text.as_str())
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        let outer_only = attrs.classes.is_empty() && attrs.pairs.is_empty();
        if let Some(title) = title
            && outer_only
            && !self.in_cell
            && image.attrs.id.is_none()
            && image.attrs.lang.is_none()
        {
            let mut attrs = attrs.clone();
            attrs.classes.clone_from(&image.attrs.classes);
            attrs.pairs.clone_from(&image.attrs.pairs);
            let line = inlines::image(image, &attrs, title, Surroundings::Paragraph);
            self.line(&line);
            return;
        }
        self.div("figure", attrs, div_height(caption), |w| {
            let line = inlines::image(image, &image.attrs, "", Surroundings::Paragraph);
            w.line(&line);
            if !caption.is_empty() {
                w.line("");
                w.blocks(caption);
            }
        });
    }

    fn verse(&mut self, stanzas: &[Stanza], attrs: &Attrs) {
        self.div("verse", attrs, 0, |w| {
            for (i, stanza) in stanzas.iter().enumerate() {
                if i > 0 {
                    w.line("");
                }
                for line in &stanza.lines {
                    let text = w.inlines(&line.content, Surroundings::Line);
                    let indent = " ".repeat(usize::from(line.indent));
                    let text = escape::verse_line(&text);
                    if line.attrs.is_empty() {
                        w.line(&format!("{indent}{}", escape::trailing_attrs(&text)));
                    } else {
                        w.line(&format!("{indent}{text} {}", escape::attrs(&line.attrs, None)));
                    }
                }
            }
        });
    }

    /// Fences around blocks; `height` is how many divs nest in them.
    pub(super) fn div(&mut self, name: &str, attrs: &Attrs, height: usize, write: impl FnOnce(&mut Self)) {
        let fence = ":".repeat(3 + height);
        if attrs.is_empty() {
            self.line(&format!("{fence} {name}"));
        } else {
            let name = Some(name).filter(|n| !n.is_empty());
            self.line(&format!("{fence} {}", escape::attrs(attrs, name)));
        }
        let in_cell = std::mem::take(&mut self.in_cell);
        write(self);
        self.in_cell = in_cell;
        self.line(&fence);
    }

    /// Writes a footnote's definition.
    pub(super) fn note(&mut self, note: &Note, label: &str) {
        if !self.out.is_empty() {
            self.line("");
        }
        self.inside(&format!("[^{label}]: "), "    ", |w| w.blocks(&note.blocks));
    }
}

/// The mark of a list. Two adjacent lists with the same mark would be read as one.
#[derive(Clone, Copy, Default)]
enum ListMark {
    #[default]
    First,
    Second,
}

impl ListMark {
    fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// The depth of nested divs in blocks.
pub(super) fn div_height(blocks: &[Block]) -> usize {
    let height = |block: &Block| match &block.kind {
        BlockKind::Div { blocks, .. } => 1 + div_height(blocks),
        BlockKind::Quote(blocks) => div_height(blocks),
        BlockKind::List { items, .. } => items.iter().map(|i| div_height(&i.blocks)).max().unwrap_or(0),
        BlockKind::Definitions(definitions) => {
            definitions.iter().flat_map(|d| &d.details).map(|d| div_height(d)).max().unwrap_or(0)
        }
        BlockKind::Verse(_) => 1,
        BlockKind::Figure { caption, .. } => 1 + div_height(caption),
        BlockKind::Table(table) => 1 + tables::cells_height(table),
        BlockKind::Paragraph(_) | BlockKind::Heading { .. } | BlockKind::Code { .. } | BlockKind::SceneBreak => 0,
    };
    blocks.iter().map(height).max().unwrap_or(0)
}
