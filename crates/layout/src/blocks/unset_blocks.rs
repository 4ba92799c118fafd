//! Blocks of set text to blocks of rows, first half: what is to be set, in which measure, and what it means.

use std::borrow::Cow;

use anthology_base::{Diagnostic, Diagnostics, Length};
use anthology_typeset::{
    EmphasisForm, GroupRole, NotePlacement, ObjectKind, ParagraphStyle, Run, RunStyle, SectionKind, SetBlock,
    SetBlockKind, SetLink, SetParagraph, SetSection, SetStanza, SetText, TextStyle,
};

use crate::blocks::notes::mark_id;
use crate::blocks::references::{self, Folios};
use crate::blocks::setter::Setter;
use crate::blocks::vertical_list::{Picture, RunPlace, Text, TextKind};
use crate::page::{Node, NodeId, Role};
use crate::paragraph::line::Measure;

/// A block before its paragraphs are set.
pub(crate) struct Proto {
    pub(crate) above: Length,
    pub(crate) below: Length,
    pub(crate) snap: bool,
    pub(crate) keep_above: bool,
    /// A heading: what follows stays with it.
    pub(crate) heading: bool,
    pub(crate) keep_next: bool,
    pub(crate) keep_together: bool,
    /// It belongs to what stands before it, as the source of a quotation does.
    pub(crate) keep_before: bool,
    /// A line that announces what follows.
    pub(crate) intro: bool,
    /// A line that stands for a heading: all of it is strong, as a question in an interview may be.
    pub(crate) leads: bool,
    /// A scene break.
    pub(crate) scene: bool,
    pub(crate) destinations: Vec<(String, Option<NodeId>)>,
    /// Labels beside its first line; that of the outermost list first.
    pub(crate) labels: Vec<Label>,
    pub(crate) make: Make,
}

/// What stands before a block's first line.
#[derive(Clone, Copy)]
pub(crate) struct Label {
    pub(crate) text: u32,
    pub(crate) at: LabelAt,
}

/// Where a label stands.
#[derive(Clone, Copy)]
pub(crate) enum LabelAt {
    /// Its left edge.
    Left(Length),
    /// Its right edge.
    Right(Length),
    /// The left edge of an initial that is so many lines deep.
    Initial { x: Length, lines: u8 },
}

/// What a block is made of. Texts are indices into [`Collected::texts`].
pub(crate) enum Make {
    /// A paragraph.
    Text {
        text: u32,
        x: Length,
        leading: Length,
    },
    /// Lines that are paragraphs of their own, as of code or verse.
    Lines {
        lines: Vec<(u32, Length)>,
        leading: Length,
    },
    /// A picture and what stands under it.
    Figure {
        image: usize,
        x: Length,
        size: (Length, Length),
        place: Option<(NodeId, u64)>,
        caption: Vec<Proto>,
        span: anthology_base::Span,
    },
    Table(crate::blocks::table::Table),
    /// A line of the contents: title, its left edge, number and dots.
    Entry {
        title: u32,
        x: Length,
        leading: Length,
        number: u32,
        dots: Option<u32>,
        right: Length,
    },
    /// An empty row, with a mark that stands there at a page's edge.
    Blank {
        edge: u32,
        leading: Length,
    },
}

/// A section on its way to lines.
pub(crate) struct Collected<'a> {
    pub(crate) nodes: Vec<Node>,
    pub(crate) orders: u64,
    pub(crate) texts: Vec<Text<'a>>,
    pub(crate) blocks: Vec<Proto>,
    pub(crate) notes: Vec<Vec<Proto>>,
    pub(crate) refers: bool,
    pub(crate) diagnostics: Diagnostics,
}

/// The column that blocks stand in.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// Its left edge, from that of the text block.
    pub(crate) x: Length,
    pub(crate) width: Length,
    /// The node that its content belongs to.
    pub(crate) node: NodeId,
    /// Whether it is part of a note.
    pub(crate) note: bool,
}

impl Column {
    pub(crate) fn within(self, start: Length, end: Length) -> Self {
        Self { x: self.x + start, width: (self.width - start - end).max(self.width / 4), ..self }
    }

    pub(crate) fn under(self, node: NodeId) -> Self {
        Self { node, ..self }
    }
}

/// Collects a section.
pub(crate) fn collect<'a>(
    text: &'a SetText,
    section: &'a SetSection,
    width: Length,
    folios: &Folios,
    setter: &Setter<'a>,
) -> Collected<'a> {
    let mut collector = Collector {
        text,
        section,
        folios,
        setter,
        out: Collected {
            nodes: Vec::new(),
            orders: 0,
            texts: Vec::new(),
            blocks: Vec::new(),
            notes: (0..section.notes.len()).map(|_| Vec::new()).collect(),
            refers: false,
            diagnostics: Diagnostics::new(),
        },
        noted: vec![false; section.notes.len()],
        headings: 0,
    };
    let root = collector.node(Role::Section, None);
    collector.out.nodes[0].title = Some(section.title.clone());
    collector.out.nodes[0].lang = Some(section.lang);
    let column = Column { x: Length::ZERO, width, node: root, note: false };
    collector.blocks(&section.blocks, column);
    collector.open();
    if text.notes == NotePlacement::Chapter {
        collector.endnotes(column);
    }
    collector.out
}

pub(crate) struct Collector<'a, 's> {
    pub(crate) text: &'a SetText,
    pub(crate) section: &'a SetSection,
    pub(crate) folios: &'s Folios,
    pub(crate) setter: &'s Setter<'a>,
    pub(crate) out: Collected<'a>,
    /// By note: whether it is set.
    pub(crate) noted: Vec<bool>,
    headings: u32,
}

impl<'a> Collector<'a, '_> {
    pub(crate) fn grid(&self) -> Length {
        self.text.theme.grid()
    }

    pub(crate) fn style(&self, style: ParagraphStyle) -> &'a TextStyle {
        self.text.theme.style(style)
    }

    pub(crate) fn node(&mut self, role: Role, parent: Option<NodeId>) -> NodeId {
        let node = Node {
            role,
            parent,
            order: self.out.orders,
            lang: None,
            alt: None,
            expansion: None,
            title: None,
            id: None,
        };
        self.out.orders += 1;
        self.out.nodes.push(node);
        NodeId(self.out.nodes.len() as u32 - 1)
    }

    pub(crate) fn key(&self, id: &str) -> String {
        format!("{}#{id}", self.section.slug)
    }

    pub(crate) fn push(&mut self, make: Make) -> &mut Proto {
        self.out.blocks.push(Proto {
            above: Length::ZERO,
            below: Length::ZERO,
            snap: false,
            keep_above: false,
            heading: false,
            keep_next: false,
            keep_together: false,
            keep_before: false,
            intro: false,
            leads: false,
            scene: false,
            destinations: Vec::new(),
            labels: Vec::new(),
            make,
        });
        let last = self.out.blocks.len() - 1;
        &mut self.out.blocks[last]
    }

    pub(crate) fn blocks(&mut self, blocks: &'a [SetBlock], column: Column) {
        for block in blocks {
            let first = self.out.blocks.len();
            let node = self.out.nodes.len();
            self.block(block, column);
            if let (Some(id), Some(proto)) = (&block.id, self.out.blocks.get(first)) {
                let has = proto.destinations.iter().any(|(key, _)| key.ends_with(id.as_str()));
                if !has {
                    let key = self.key(id);
                    let node = self.out.nodes.get(node).map(|_| NodeId(node as u32));
                    self.out.blocks[first].destinations.push((key, node));
                }
            }
        }
    }

    /// Blocks of a container, which begins without an indent.
    pub(crate) fn flush(&mut self, blocks: &'a [SetBlock], column: Column) {
        let first = self.out.blocks.len();
        self.blocks(blocks, column);
        self.unindent(first);
    }

    fn block(&mut self, block: &'a SetBlock, column: Column) {
        let tokens = &self.text.theme.blocks;
        match &block.kind {
            SetBlockKind::Paragraph(paragraph) => self.paragraph(paragraph, column),
            SetBlockKind::Heading { level, paragraph } => self.heading(*level, paragraph, block, column),
            SetBlockKind::Quote(blocks) => {
                let node = self.node(Role::BlockQuote, Some(column.node));
                let inner = column.within(tokens.quote_start, tokens.quote_end).under(node);
                self.spaced(tokens.block_space, |c| c.flush(blocks, inner));
            }
            SetBlockKind::List { numbered, tight, items, .. } => self.list(*numbered, *tight, items, column),
            SetBlockKind::Definitions(items) => self.definitions(items, column),
            SetBlockKind::Code { lines, .. } => self.code(lines, column),
            SetBlockKind::Table(table) => crate::blocks::table::collect(self, table, column),
            SetBlockKind::Figure { image, caption } => crate::blocks::image::collect(self, image, caption, column),
            SetBlockKind::Verse(stanzas) => self.verse(stanzas, column),
            SetBlockKind::Group { role, blocks } => self.group(role, blocks, column),
            SetBlockKind::SceneBreak(paragraph) => self.scene_break(paragraph, column),
            SetBlockKind::Contents(entries) => crate::blocks::contents::collect(self, entries, column),
        }
    }

    /// Collects blocks with white around them.
    pub(crate) fn spaced(&mut self, space: Length, collect: impl FnOnce(&mut Self)) {
        let first = self.out.blocks.len();
        collect(self);
        if let Some(proto) = self.out.blocks.get_mut(first) {
            proto.above = proto.above.max(space);
        }
        if self.out.blocks.len() > first
            && let Some(proto) = self.out.blocks.last_mut()
        {
            proto.below = proto.below.max(space);
        }
    }

    /// The pitch of a style's lines: that of the grid but where lines are few or a kind of their own.
    pub(crate) fn leading(&self, kind: ParagraphStyle) -> Length {
        use ParagraphStyle as P;
        let own = self.style(kind).leading;
        let flows = matches!(
            kind,
            P::Body
                | P::Opening
                | P::Flush
                | P::Quote
                | P::Attribution
                | P::ListItem
                | P::Term
                | P::Detail
                | P::Verse
                | P::Question
                | P::Entry
                | P::EditorNote
                | P::Epigraph
                | P::EpigraphSource
        );
        let near = own <= self.grid() && own * 5 >= self.grid() * 4;
        if flows && near { self.grid() } else { own.max(Length::from_pt(1)) }
    }

    fn paragraph(&mut self, paragraph: &'a SetParagraph, column: Column) {
        if paragraph.style == ParagraphStyle::Opening && self.drop_cap(paragraph, column) {
            return;
        }
        let style = self.style(paragraph.style);
        let node = self.node(Role::Paragraph, Some(column.node));
        self.paragraph_in(paragraph, Cow::Borrowed(style), node, column);
    }

    /// A paragraph whose node is made.
    pub(crate) fn paragraph_in(
        &mut self,
        paragraph: &'a SetParagraph,
        style: Cow<'a, TextStyle>,
        node: NodeId,
        column: Column,
    ) {
        let measure = Measure { width: column.within(style.start, style.end).width, indent: style.indent, notch: None };
        self.flow(Cow::Borrowed(paragraph), (style, measure), node, column, 0);
    }

    /// A paragraph, or what `skip` bytes of an initial leave of it.
    pub(crate) fn flow(
        &mut self,
        paragraph: Cow<'a, SetParagraph>,
        (style, measure): (Cow<'a, TextStyle>, Measure),
        node: NodeId,
        column: Column,
        skip: u32,
    ) {
        let inner = column.within(style.start, style.end);
        let leading = if column.note { style.leading } else { self.leading(paragraph.style) };
        let (above, below, keep_next, keep_together) =
            (style.above, style.below, style.keep_with_next, style.keep_together);
        let kind = paragraph.style;
        let intro = paragraph.text.trim_end().ends_with([':', '：']);
        let leads = !paragraph.runs.is_empty() && paragraph.runs.iter().all(|run| run.style.strong);
        let text = self.text_of(paragraph, (style, measure), Some(node), column, skip);
        let snap = column.node == NodeId(0) && leading == self.grid();
        let keep_before = matches!(kind, ParagraphStyle::Attribution | ParagraphStyle::EpigraphSource);
        if keep_before && let Some(quoted) = self.out.blocks.last_mut() {
            quoted.below = Length::ZERO;
        }
        let proto = self.push(Make::Text { text, x: inner.x, leading });
        proto.above = above;
        proto.below = below;
        proto.snap = snap;
        proto.keep_next = keep_next;
        proto.keep_together = keep_together;
        proto.keep_before = keep_before;
        proto.intro = intro;
        proto.leads = leads;
    }

    /// Enters a paragraph into the list of those to be set, and its runs into the structure.
    pub(crate) fn text(
        &mut self,
        paragraph: &'a SetParagraph,
        style: Cow<'a, TextStyle>,
        measure: Measure,
        node: Option<NodeId>,
        column: Column,
    ) -> u32 {
        self.text_of(Cow::Borrowed(paragraph), (style, measure), node, column, 0)
    }

    fn text_of(
        &mut self,
        paragraph: Cow<'a, SetParagraph>,
        (style, measure): (Cow<'a, TextStyle>, Measure),
        node: Option<NodeId>,
        column: Column,
        skip: u32,
    ) -> u32 {
        self.out.refers |= references::refers(&paragraph);
        let mut destinations: Vec<(u32, String)> = Vec::new();
        for (at, id) in &paragraph.ids {
            destinations.push((*at, self.key(id)));
        }
        if let Some(address) = &paragraph.address {
            destinations.push((0, address.to_string()));
        }
        if let Some(node) = node {
            self.tell_language(node, paragraph.lang);
        }
        let mut runs = Vec::with_capacity(paragraph.runs.len());
        let mut open = Vec::new();
        let mut start = 0;
        for run in &paragraph.runs {
            let place = match node {
                Some(node) => {
                    let link = run.link.and_then(|l| paragraph.links.get(l as usize));
                    if let Some(SetLink::Note(note)) = link
                        && let Some(note) = self.section.notes.get(*note as usize)
                    {
                        destinations.push((start, self.key(&mark_id(note))));
                    }
                    let inner = self.run_node(node, &paragraph, run, &mut open);
                    let place = RunPlace { node: Some(inner), order: self.out.orders, start };
                    self.out.orders += u64::from(run.end - start) + 1;
                    if let Some(SetLink::Note(note)) = link {
                        self.note(*note, node);
                    }
                    place
                }
                None => RunPlace { node: None, order: 0, start },
            };
            runs.push(place);
            start = run.end;
        }
        let mapped = node.is_some() && !column.note;
        let number = paragraph.address.as_ref().map(|a| a.ordinal).filter(|_| self.text.paragraph_numbers);
        let calls =
            self.text.notes == NotePlacement::Foot && paragraph.links.iter().any(|l| matches!(l, SetLink::Note(_)));
        let pictures = self.pictures(&paragraph, measure.width, node, &runs);
        let paragraph = emphasised(paragraph, self.text.theme.emphasis);
        let text = Text {
            runs,
            node,
            destinations,
            mapped,
            number,
            calls,
            pictures,
            skip,
            ..Text::new(self.section, paragraph, style, measure)
        };
        self.out.texts.push(text);
        self.out.texts.len() as u32 - 1
    }

    /// The pictures in a paragraph's lines.
    fn pictures(
        &mut self,
        paragraph: &SetParagraph,
        width: Length,
        node: Option<NodeId>,
        runs: &[RunPlace],
    ) -> Vec<Option<Picture>> {
        let mut pictures = Vec::new();
        for object in &paragraph.objects {
            let ObjectKind::Image(image) = &object.kind else {
                pictures.push(None);
                continue;
            };
            let asset = self.text.images.get(image.image);
            pictures.push(asset.map(|asset| {
                let place = node.filter(|_| !image.decorative).map(|node| {
                    // Read where its character stands in the text.
                    let before = paragraph.runs.partition_point(|run| run.end <= object.at);
                    let place = runs.get(before).copied();
                    let node = place.and_then(|place| place.node).unwrap_or(node);
                    let figure = self.node(Role::Figure, Some(node));
                    let order = place.map_or(self.out.orders, |place| place.order + u64::from(object.at - place.start));
                    let figure_node = &mut self.out.nodes[figure.0 as usize];
                    (figure_node.alt, figure_node.order) = (Some(image.alt.clone()), order);
                    (figure, order)
                });
                Picture { image: image.image, size: crate::blocks::image::size(asset, image.width, width), place }
            }));
        }
        pictures
    }

    /// A line of the page builder's own, on the measure: no content unless a node is given.
    pub(crate) fn own(&mut self, text: &str, kind: ParagraphStyle, width: Length, node: Option<NodeId>) -> u32 {
        let mut style = self.style(kind).clone();
        style.indent = Length::ZERO;
        style.align = anthology_typeset::TextAlign::Start;
        style.hyphenate = false;
        let paragraph = SetParagraph::plain(text, kind, self.section.lang);
        let order = self.out.orders;
        self.out.orders += text.len() as u64 + 1;
        let runs = paragraph.runs.iter().map(|_| RunPlace { node, order, start: 0 }).collect();
        let measure = Measure { width, indent: Length::ZERO, notch: None };
        let text = Text {
            runs,
            node,
            kind: TextKind::Own,
            ..Text::new(self.section, Cow::Owned(paragraph), Cow::Owned(style), measure)
        };
        self.out.texts.push(text);
        self.out.texts.len() as u32 - 1
    }

    fn heading(&mut self, level: u8, paragraph: &'a SetParagraph, block: &'a SetBlock, column: Column) {
        let node = self.node(Role::Heading(level.clamp(1, 6)), Some(column.node));
        self.out.nodes[node.0 as usize].title = Some(paragraph.text.replace('\n', " "));
        self.headings += 1;
        let key = match &block.id {
            Some(id) => self.key(id),
            None => format!("{}:{}", self.section.slug, self.headings),
        };
        self.paragraph_in(paragraph, Cow::Borrowed(self.style(paragraph.style)), node, column);
        if let Some(proto) = self.out.blocks.last_mut() {
            proto.heading = true;
            proto.keep_next = true;
            proto.keep_together = true;
            proto.intro = false;
            proto.snap = false;
            proto.destinations.push((key, Some(node)));
        }
    }

    fn code(&mut self, lines: &'a [SetParagraph], column: Column) {
        let div = self.node(Role::Div, Some(column.node));
        let style = self.style(ParagraphStyle::Code);
        // Six tenths of an em is what a character of nearly every monospaced face takes.
        let character = style.size.scale(6, 10);
        let mut made = Vec::with_capacity(lines.len());
        for line in lines {
            let paragraph = self.node(Role::Paragraph, Some(div));
            let code = self.node(Role::Code, Some(paragraph));
            // The rest of a line that is too long stands two characters to the right of where the line begins.
            let blanks = line.text.bytes().take_while(|&b| b == b' ').count() as i64;
            let turned = (character * (blanks + 2)).min(column.width.scale(1, 3));
            let inner = column.within(style.start + turned, style.end);
            let measure = Measure { width: inner.width, indent: style.indent - turned, notch: None };
            made.push((self.text(line, Cow::Borrowed(style), measure, Some(code), column), inner.x));
        }
        if made.is_empty() {
            return;
        }
        let leading = style.leading;
        let space = self.text.theme.blocks.block_space;
        let proto = self.push(Make::Lines { lines: made, leading });
        proto.above = style.above.max(space);
        proto.below = style.below.max(space);
    }

    fn verse(&mut self, stanzas: &'a [SetStanza], column: Column) {
        let style = self.style(ParagraphStyle::Verse);
        let step = self.text.theme.blocks.verse_step;
        let leading = self.leading(ParagraphStyle::Verse);
        let grid = self.grid();
        let verse = self.node(Role::Div, Some(column.node));
        self.spaced(self.text.theme.blocks.block_space, |c| {
            for stanza in stanzas {
                let div = c.node(Role::Div, Some(verse));
                let mut lines = Vec::with_capacity(stanza.lines.len());
                for line in &stanza.lines {
                    let node = c.node(Role::Paragraph, Some(div));
                    let turned = step * (i64::from(line.indent) + 2);
                    let inner = column.within(style.start + turned, style.end);
                    let measure = Measure { width: inner.width, indent: -(step * 2), notch: None };
                    lines.push((c.text(&line.paragraph, Cow::Borrowed(style), measure, Some(node), column), inner.x));
                }
                if lines.is_empty() {
                    continue;
                }
                let key = stanza.address.as_ref().map(|a| (a.to_string(), Some(div)));
                let proto = c.push(Make::Lines { lines, leading });
                proto.above = grid;
                proto.below = grid;
                proto.destinations.extend(key);
            }
        });
        let space = self.text.theme.blocks.block_space;
        if let Some(proto) = self.out.blocks.last_mut() {
            proto.below = space;
        }
    }

    fn scene_break(&mut self, paragraph: &'a SetParagraph, column: Column) {
        let grid = self.grid();
        if paragraph.text.trim().is_empty() {
            let edge = self.own("* * *", ParagraphStyle::SceneBreak, column.width, None);
            let mark = &mut self.out.texts[edge as usize];
            mark.kind = TextKind::Paragraph;
            mark.style.to_mut().align = anthology_typeset::TextAlign::Center;
            let proto = self.push(Make::Blank { edge, leading: grid });
            (proto.snap, proto.scene) = (true, true);
            return;
        }
        let style = self.style(paragraph.style);
        let inner = column.within(style.start, style.end);
        let measure = Measure { width: inner.width, indent: style.indent, notch: None };
        let text = self.text(paragraph, Cow::Borrowed(style), measure, None, column);
        let proto = self.push(Make::Text { text, x: inner.x, leading: grid });
        proto.above = style.above;
        proto.below = style.below;
        (proto.snap, proto.scene) = (true, true);
    }

    fn group(&mut self, role: &GroupRole, blocks: &'a [SetBlock], column: Column) {
        let tokens = &self.text.theme.blocks;
        match role {
            GroupRole::Opening => {
                let first = self.out.blocks.len();
                self.blocks(blocks, column);
                for proto in &mut self.out.blocks[first..] {
                    proto.keep_next = true;
                    proto.heading = true;
                    proto.snap = false;
                }
                if let Some(proto) = self.out.blocks[first..].last_mut() {
                    proto.below = proto.below.max(tokens.opening_below);
                }
            }
            GroupRole::Epigraph => {
                let node = self.node(Role::BlockQuote, Some(column.node));
                let first = self.out.blocks.len();
                self.spaced(tokens.block_space, |c| c.flush(blocks, column.under(node)));
                for proto in &mut self.out.blocks[first..] {
                    proto.keep_together = true;
                }
            }
            GroupRole::Page => {
                let node = self.node(Role::Div, Some(column.node));
                self.blocks(blocks, column.under(node));
            }
            GroupRole::Endnotes => {
                let node = self.node(Role::Div, Some(column.node));
                self.spaced(tokens.block_space, |c| {
                    c.blocks(blocks, column.under(node));
                    c.endnotes(column.under(node));
                });
            }
            GroupRole::NotesOf(section) => {
                let node = self.node(Role::Div, Some(column.node));
                self.blocks(blocks, column.under(node));
                let Some(section) = self.text.sections.get(*section as usize) else { return };
                let own = std::mem::replace(&mut self.section, section);
                for note in &section.notes {
                    self.note_blocks(note, column.under(node));
                }
                self.section = own;
            }
            GroupRole::Dedication | GroupRole::Note | GroupRole::Questions | GroupRole::Custom(_) => {
                let aside = matches!(role, GroupRole::Note);
                let node = self.node(if aside { Role::Aside } else { Role::Div }, Some(column.node));
                self.spaced(tokens.block_space, |c| c.flush(blocks, column.under(node)));
            }
        }
    }

    /// What only the first block of a section has: the white over it.
    fn open(&mut self) {
        let sink = match self.section.kind {
            SectionKind::Copyright => Length::ZERO,
            SectionKind::Title => self.out.blocks.first().map_or(Length::ZERO, |b| b.above),
            _ => self.text.theme.blocks.chapter_sink,
        };
        if let Some(first) = self.out.blocks.first_mut() {
            first.above = sink.max(first.above);
            first.keep_above = true;
        } else {
            self.out.diagnostics.push(Diagnostic::note(
                "empty-section",
                format!("`{}` has no text; its page is empty", self.section.title),
            ));
        }
    }
}

/// A paragraph with its emphasis in the theme's form.
pub(crate) fn emphasised(paragraph: Cow<'_, SetParagraph>, form: EmphasisForm) -> Cow<'_, SetParagraph> {
    let slanted = |run: &Run| run.style.emphasis || run.style.cite;
    if form == EmphasisForm::Italic || !paragraph.runs.iter().any(slanted) {
        return paragraph;
    }
    let mut paragraph = paragraph.into_owned();
    for run in paragraph.runs.iter_mut().filter(|run| slanted(run)) {
        run.style = RunStyle { strong: true, emphasis: false, cite: false, ..run.style };
    }
    Cow::Owned(paragraph)
}
