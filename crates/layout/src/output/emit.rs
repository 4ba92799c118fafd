//! Page plans to pages: items at their positions, with their tags and links.

mod decoration;
mod turned;

use anthology_base::Length;
use anthology_typeset::{ParagraphStyle, SectionKind, SetLink, SetSection, TitleFrame};

use crate::blocks::notes::mark_id;
use crate::blocks::references;
use crate::blocks::side_notes::{NOTE_GUTTER, side_notes};
use crate::blocks::vertical_list::{
    Block, Draft, DraftText, LineRef, PlacedImage, Row, RowItem, RunPlace, TextDestination, TextKind,
};
use crate::costs::{FRAME_DISTANCE, FRAME_GAP, NUMBERED_LINES};
use crate::output::context::EmitContext;
use crate::output::heads::Heads;
use crate::output::margin::{MarginLine, Margins};
use crate::page::plan::{NotePiece, PagePlan};
use crate::page::type_area::baseline;
use crate::page::{
    Artifact, ContentPlace, Destination, Glyph, GlyphRun, Item, ItemKind, LinkArea, LinkTo, Node, NodeId, Page, Rect,
    Shift, Tag,
};
use crate::paragraph::line::{Line, LineRun};
use decoration::decoration_rule;

/// The first page, node and place in reading order of a section.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SectionBase {
    pub(crate) page: u32,
    pub(crate) node: u32,
    pub(crate) order: u64,
    /// The parent of the section's own node.
    pub(crate) parent: NodeId,
}

/// A section on its pages.
pub(crate) struct Emitted {
    pub(crate) pages: Vec<Page>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) destinations: Vec<(String, Destination)>,
}

/// What a section's pages are made by.
#[derive(Clone)]
pub(crate) struct SectionPages<'p> {
    pub(crate) plans: &'p [PagePlan],
    /// A page label for each.
    pub(crate) labels: &'p [String],
    /// The heads for each: those of the section that its first block is of.
    pub(crate) heads: Vec<&'p Heads>,
}

/// Puts a section on its pages.
pub(crate) fn emit(
    context: EmitContext<'_>,
    margins: Margins<'_>,
    section: &SetSection,
    draft: Draft<'_>,
    pages: SectionPages<'_>,
    origin: SectionBase,
) -> Emitted {
    let SectionPages { plans, labels, heads } = pages;
    let Draft { mut nodes, texts, blocks, notes, .. } = draft;
    for node in &mut nodes {
        node.parent = Some(node.parent.map_or(origin.parent, |p| NodeId(p.0 + origin.node)));
        node.order += origin.order;
    }
    let out = Emitted { pages: Vec::with_capacity(plans.len()), nodes, destinations: Vec::new() };
    let mirrored = section.lang.is_rtl();
    let (page, left) = (Page::default(), Length::ZERO);
    let width = {
        let page = &context.text.theme.page;
        page.width - page.inner - page.outer
    };
    let mut emitter = Emitter {
        context,
        section,
        texts,
        margins,
        origin,
        out,
        page,
        left,
        width,
        note_references: Vec::new(),
        mirrored,
        lines: 0,
        last_line: None,
        turning: false,
    };
    for (i, plan) in plans.iter().enumerate() {
        emitter.page(&blocks, &notes, plan, i, &labels[i], heads[i]);
    }
    emitter.out
}

struct Emitter<'a> {
    context: EmitContext<'a>,
    margins: Margins<'a>,
    section: &'a SetSection,
    texts: Vec<DraftText<'a>>,
    origin: SectionBase,
    out: Emitted,
    page: Page,
    /// Left edge of the text block.
    left: Length,
    /// Width of the column in which what runs from right to left is mirrored.
    width: Length,
    /// The note references on the page that is being made.
    note_references: Vec<NoteReference>,
    /// The section runs from right to left: what is at the left is then at the right.
    mirrored: bool,
    /// Lines of the section so far, in a proof; lines side by side are one.
    lines: u32,
    /// The baseline of the last of them on the page.
    last_line: Option<Length>,
    /// The page that is being made will be turned.
    turning: bool,
}

/// The reference to a note, on the page that is being made.
struct NoteReference {
    note: u32,
    baseline: Length,
}

/// The pieces of a page that are lowered: those from one on, and by how much.
struct Sunk {
    from: usize,
    by: Length,
}

/// A corner: x of the text block's left edge, y of a row's top.
#[derive(Clone, Copy)]
struct Corner {
    x: Length,
    y: Length,
}

impl<'a> Emitter<'a> {
    fn page(
        &mut self,
        blocks: &[Block],
        notes: &[Vec<Row>],
        plan: &PagePlan,
        index: usize,
        label: &str,
        heads: &Heads,
    ) {
        let tokens = &self.context.text.theme.page;
        let recto = self.recto();
        self.left = if self.context.spine_left(recto) { tokens.inner } else { tokens.outer };
        self.page = Page {
            width: tokens.width,
            height: tokens.height,
            label: label.to_owned(),
            blank: index > 0 && plan.pieces.is_empty() && plan.notes.is_empty(),
            items: Vec::new(),
            links: Vec::new(),
        };
        self.last_line = None;
        if index == 0 {
            let at = Corner { x: self.left, y: tokens.top };
            self.destination(self.section.slug.to_string(), at, Some(NodeId(0)));
        }
        let (sunk, top) = (self.sunk(blocks, plan), tokens.top);
        let pieces = plan.pieces.len();
        if self.section.kind == SectionKind::Title && index == 0 {
            self.frame();
        }
        for (i, piece) in plan.pieces.iter().enumerate() {
            let block = &blocks[piece.block as usize];
            let lowered = if i >= sunk.from { sunk.by } else { Length::ZERO };
            // The first column of what runs from right to left is the rightmost.
            let x = if self.mirrored { self.left - piece.x } else { self.left + piece.x };
            let mut at = Corner { x, y: top + piece.y + lowered };
            if piece.from == 0 {
                for to in &block.destinations {
                    self.destination(to.key.clone(), at, to.node);
                }
            } else {
                for row in &block.repeated_rows {
                    self.row(row, at, false);
                    at.y += row.height;
                }
            }
            let rows = &block.variants[piece.variant as usize].rows;
            for row in &rows[piece.from as usize..piece.to as usize] {
                let base = row.content.line.map_or(baseline(row.height), |line| line.baseline);
                self.note_references
                    .extend(row.notes.iter().map(|&note| NoteReference { note, baseline: at.y + base }));
                self.row(row, at, i == 0 || i + 1 == pieces);
                at.y += row.height;
            }
        }
        match side_notes(self.context.text) {
            Some(width) => self.side_notes(notes, plan, width),
            None => self.notes(notes, plan),
        }
        self.note_references.clear();
        if !self.page.blank {
            heads.add(&mut self.page, self.context, self.section, index, recto, self.left);
        }
        self.out.pages.push(std::mem::take(&mut self.page));
    }

    /// The page that is being made is one of those on which books begin: the right-hand ones, and the
    /// left-hand ones of a book that is bound at the right.
    fn recto(&self) -> bool {
        (self.origin.page as usize + self.out.pages.len()).is_multiple_of(2)
    }

    /// What of a page is lowered to its foot: all of the copyright page, and what the theme puts there on the title page.
    fn sunk(&self, blocks: &[Block], plan: &PagePlan) -> Sunk {
        let from = match self.section.kind {
            SectionKind::Copyright => Some(0),
            SectionKind::Title => plan.pieces.iter().position(|piece| blocks[piece.block as usize].at_foot),
            _ => None,
        };
        let Some(from) = from else { return Sunk { from: plan.pieces.len(), by: Length::ZERO } };
        let bottom = plan.pieces.last().map_or(Length::ZERO, |piece| {
            let rows = &blocks[piece.block as usize].variants[piece.variant as usize].rows;
            piece.y + rows[piece.from as usize..piece.to as usize].iter().map(|r| r.height).sum::<Length>()
        });
        Sunk { from, by: (self.context.area.height() - bottom).max(Length::ZERO) }
    }

    /// The frame around the text block of a title page.
    fn frame(&mut self) {
        let theme = &self.context.text.theme;
        let rule = theme.blocks.rule.max(Length::from_millipt(250));
        let margin = theme.page.inner.min(theme.page.outer).min(theme.page.top) / 2;
        let distance = FRAME_DISTANCE.min(margin);
        let mut ring = |distance: Length, thickness: Length| {
            let (x, y) = (self.left - distance, theme.page.top - distance);
            let (width, height) = (self.width + distance * 2, self.context.area.height() + distance * 2);
            let sides = [
                Rect { x, y, width, height: thickness },
                Rect { x, y: y + height - thickness, width, height: thickness },
                Rect { x, y: y + thickness, width: thickness, height: height - thickness * 2 },
                Rect { x: x + width - thickness, y: y + thickness, width: thickness, height: height - thickness * 2 },
            ];
            let item = |rect| Item { kind: ItemKind::Rule(rect), tag: Tag::Artifact(Artifact::Layout) };
            self.page.items.extend(sides.map(item));
        };
        match theme.blocks.title_frame {
            TitleFrame::None => {}
            TitleFrame::Rule => ring(distance, rule),
            TitleFrame::Double => {
                ring(distance, rule * 4);
                ring(distance - rule * 4 - FRAME_GAP, rule);
            }
        }
    }

    fn notes(&mut self, notes: &[Vec<Row>], plan: &PagePlan) {
        let rows =
            || plan.notes.iter().flat_map(|piece| &notes[piece.note as usize][piece.from as usize..piece.to as usize]);
        let Some(last) = rows().last() else { return };
        let theme = &self.context.text.theme;
        let area = self.context.area;
        let height: Length = rows().map(|r| r.height).sum();
        let bottom = theme.page.top + area.grid * plan.rows;
        // The last line of the notes stands on the last line of the grid.
        let descent = |leading: Length| leading - baseline(leading);
        let lift = (descent(area.grid) - descent(last.height)).max(Length::ZERO);
        let mut at = Corner { x: self.left, y: bottom - height - lift };
        if theme.blocks.note_rule > Length::ZERO {
            let y = at.y - area.note_space * 2 / 5;
            let width = theme.blocks.note_rule;
            let rect = Rect { x: at.x + self.across(Length::ZERO, width), y, width, height: theme.blocks.rule };
            self.page.items.push(Item { kind: ItemKind::Rule(rect), tag: Tag::Artifact(Artifact::Layout) });
        }
        for row in rows() {
            self.row(row, at, false);
            at.y += row.height;
        }
    }

    /// Notes in the outer margin, each beside the line that calls it, or as near as those above and the foot of
    /// the page let it.
    fn side_notes(&mut self, notes: &[Vec<Row>], plan: &PagePlan, width: Length) {
        let theme = &self.context.text.theme;
        let top = theme.page.top;
        let rows = |piece: &NotePiece| &notes[piece.note as usize][piece.from as usize..piece.to as usize];
        let mut tops = Vec::with_capacity(plan.notes.len());
        let mut free = top;
        for piece in &plan.notes {
            let reference = self.note_references.iter().find(|at| at.note == piece.note && piece.from == 0);
            let beside = reference.map_or(top, |at| at.baseline - baseline(theme.style(ParagraphStyle::Note).leading));
            let y = beside.max(free);
            tops.push(y);
            free = y + rows(piece).iter().map(|row| row.height).sum::<Length>();
        }
        // The white under the last one may hang over.
        let hangs = theme.style(ParagraphStyle::Note).leading / 2;
        let mut floor = top + self.context.area.grid * plan.rows.max(self.context.area.rows) + hangs;
        for (piece, y) in plan.notes.iter().zip(&mut tops).rev() {
            *y = (*y).min(floor - rows(piece).iter().map(|row| row.height).sum::<Length>());
            floor = *y;
        }
        let text = std::mem::replace(&mut self.width, width);
        let recto = self.recto();
        let gutter = if recto { NOTE_GUTTER.recto } else { NOTE_GUTTER.verso };
        let x = if self.context.spine_left(recto) { self.left + text + gutter } else { self.left - gutter - width };
        for (piece, y) in plan.notes.iter().zip(tops) {
            let mut at = Corner { x, y };
            for row in rows(piece) {
                self.row(row, at, false);
                at.y += row.height;
            }
        }
        self.width = text;
    }

    fn destination(&mut self, key: String, at: Corner, node: Option<NodeId>) {
        let page = self.origin.page + self.out.pages.len() as u32;
        let node = node.map(|n| NodeId(n.0 + self.origin.node));
        self.out.destinations.push((key, Destination { page, x: at.x, y: at.y, node }));
    }

    fn row(&mut self, row: &Row, at: Corner, edge: bool) {
        for item in &row.content.others {
            self.item(item, at, edge);
        }
        if let Some(line) = row.content.line {
            self.content(line, at);
        }
    }

    /// The left edge of something that has it at `x` from the start of the text block.
    fn across(&self, x: Length, width: Length) -> Length {
        if self.mirrored { self.width - x - width } else { x }
    }

    /// The left edge of a line's measure.
    fn line_start(&self, at: LineRef, line: &Line) -> Length {
        let text = &self.texts[at.text as usize];
        if text.kind == TextKind::Paragraph || !self.mirrored {
            return self.across(at.x, text.measure.width);
        }
        // Of a text of the page builder's own only the ink counts.
        let ink = line.runs.iter().map(|run| run.glyphs.x).min().unwrap_or_default();
        self.across(at.x, line.width) - ink
    }

    fn rect(&self, at: Corner, rect: Rect) -> Rect {
        Rect { x: at.x + self.across(rect.x, rect.width), y: at.y + rect.y, ..rect }
    }

    fn item(&mut self, item: &RowItem, at: Corner, edge: bool) {
        match item {
            RowItem::Line(line) => self.content(*line, at),
            RowItem::Mark(line) => self.mark(*line, at),
            RowItem::EdgeMark(line) if edge => self.mark(*line, at),
            RowItem::EdgeMark(_) => {}
            RowItem::Destination(to) => self.destination(to.key.clone(), at, to.node),
            RowItem::Rule(rect) => {
                let rect = self.rect(at, *rect);
                self.page.items.push(Item { kind: ItemKind::Rule(rect), tag: Tag::Artifact(Artifact::Layout) });
            }
            RowItem::Image { image, rect, place } => {
                let rect = self.rect(at, *rect);
                let tag = self.tag(*place);
                self.page.items.push(Item { kind: ItemKind::Image { image: *image, rect, turned: false }, tag });
            }
            RowItem::Leader { dots, from, to } => {
                let left = self.across(*from, *to - *from);
                self.leader(*dots, left, left + *to - *from, at);
            }
            RowItem::Turned(turned) => self.turned(turned, at),
        }
    }

    fn tag(&self, place: Option<ContentPlace>) -> Tag {
        match place {
            Some(ContentPlace { node, order }) => {
                Tag::Content { node: NodeId(node.0 + self.origin.node), order: order + self.origin.order }
            }
            None => Tag::Artifact(Artifact::Layout),
        }
    }

    /// A line of the text. Its glyphs are moved out of the draft, since nearly every line stands in one place only.
    fn content(&mut self, at: LineRef, corner: Corner) {
        let text = &mut self.texts[at.text as usize];
        let Some(line) = text.variants.get_mut(usize::from(at.variant)).and_then(|s| s.lines.get_mut(at.line as usize))
        else {
            return;
        };
        let runs = if text.repeated { line.runs.clone() } else { std::mem::take(&mut line.runs) };
        let mut line = Line { runs, images: line.images.clone(), text: line.text.clone(), ..*line };
        let x = corner.x + self.line_start(at, &line);
        let base = corner.y + at.baseline;
        let y = corner.y;
        let text = &self.texts[at.text as usize];
        let mut found = Vec::new();
        let is_last = |end: u32| end as usize >= text.paragraph.text.len();
        for TextDestination { offset, key } in &text.destinations {
            if line.text.contains(offset) || (is_last(line.text.end) && *offset >= line.text.end) {
                let place = line.runs.iter().find(|r| r.text.contains(offset)).map_or(x, |r| x + r.glyphs.x);
                found.push((key.clone(), Corner { x: place, y }, text.node));
            }
        }
        for (key, at, node) in found {
            self.destination(key, at, node);
        }
        self.links(at.text, &line, x, base);
        let places = self.places(at.text, &line);
        self.end_space(at.text, &mut line);
        let mut runs: Vec<_> = line.runs.into_iter().zip(places).collect();
        // Painted as they are read, also where that is from right to left.
        if !runs.is_sorted_by_key(|(run, _)| run.text.start) {
            runs.sort_by_key(|(run, _)| run.text.start);
        }
        for (run, place) in runs {
            let tag = self.tag(place);
            self.run(run, x, base, tag);
        }
        for (object, dx) in &line.images {
            if let Some(Some(PlacedImage { image, size, place })) =
                self.texts[at.text as usize].images.get(*object as usize).copied()
            {
                let rect = Rect { x: x + *dx, y: base - size.height, width: size.width, height: size.height };
                let tag = self.tag(place);
                self.page.items.push(Item { kind: ItemKind::Image { image, rect, turned: false }, tag });
            }
        }
        if !self.turning {
            self.beside(at, base);
        }
    }

    /// Sets the numbers in the margin beside a line.
    fn beside(&mut self, at: LineRef, base: Length) {
        let (line_number, recto) = (self.line_number(at, base), self.recto());
        let text = &self.texts[at.text as usize];
        let Some(line) = text.variants.get(usize::from(at.variant)).and_then(|set| set.lines.get(at.line as usize))
        else {
            return;
        };
        if text.kind == TextKind::Paragraph {
            let last = line.text.end as usize >= text.paragraph.text.len();
            let id = text.mapped.then_some(text.paragraph.id);
            let number = text.number.filter(|_| at.line == 0);
            let beside = MarginLine { id, text: text.in_book(&line.text), last, number, line: line_number, base };
            self.margins.add(&mut self.page, self.context, self.section, &beside, recto);
        }
    }

    /// Counts a line of a piece in a proof; its number, where that is printed.
    fn line_number(&mut self, at: LineRef, base: Length) -> Option<u32> {
        let is_text = self.texts[at.text as usize].kind == TextKind::Paragraph;
        let counted = is_text && self.context.proof && matches!(self.section.kind, SectionKind::Chapter(_));
        if !counted || self.last_line.is_some_and(|last| base <= last) {
            return None;
        }
        self.last_line = Some(base);
        self.lines += 1;
        Some(self.lines).filter(|line| line.is_multiple_of(NUMBERED_LINES))
    }

    /// Adds the space at a line's end: it is invisible, but without it a screen reader would join two words.
    fn end_space(&self, text: u32, line: &mut Line) {
        let text = &self.texts[text as usize].paragraph.text;
        let on_line = text.get(line.text.start as usize..line.text.end as usize).unwrap_or_default();
        if !on_line.ends_with([' ', '\n']) {
            return;
        }
        let Some(run) = line.runs.iter_mut().max_by_key(|run| run.text.end).map(|run| &mut run.glyphs) else { return };
        let Some(id) = self.context.fonts.get(run.font).glyph(' ').filter(|_| !run.text.ends_with(' ')) else { return };
        let (advance, cluster) = (Length::ZERO, run.text.len() as u32);
        let space = Glyph { id, advance, shift: Shift::default(), cluster, hyphen: false };
        let backwards = run.glyphs.first().map(|glyph| glyph.cluster) > run.glyphs.last().map(|glyph| glyph.cluster);
        run.glyphs.insert(if backwards { 0 } else { run.glyphs.len() }, space);
        run.text.push(' ');
    }

    fn places(&self, text: u32, line: &Line) -> Vec<Option<ContentPlace>> {
        let text = &self.texts[text as usize];
        let place = |run: &LineRun| {
            let RunPlace { node, order, start } = *text.runs.get(run.run as usize)?;
            Some(ContentPlace { node: node?, order: order + u64::from(run.text.start.saturating_sub(start)) })
        };
        line.runs.iter().map(place).collect()
    }

    fn run(&mut self, run: LineRun, x: Length, base: Length, tag: Tag) {
        let LineRun { mut glyphs, width, decoration, .. } = run;
        glyphs.x += x;
        glyphs.y += base;
        let rule = decoration_rule(self.context.fonts, &glyphs, width, decoration);
        self.page.items.push(Item { kind: ItemKind::Glyphs(glyphs), tag });
        if let Some(rect) = rule {
            self.page.items.push(Item { kind: ItemKind::Rule(rect), tag: Tag::Artifact(Artifact::Layout) });
        }
    }

    /// The areas of a line that lead somewhere; runs side by side that lead to the same place are one.
    fn links(&mut self, text: u32, line: &Line, x: Length, base: Length) {
        let text = &self.texts[text as usize];
        let paragraph = &text.paragraph;
        let mut areas: Vec<(u32, LinkArea)> = Vec::new();
        for run in &line.runs {
            let (key, to) = match paragraph.runs.get(run.run as usize).and_then(|r| r.link) {
                Some(link) => (link, paragraph.links.get(link as usize).and_then(|l| target(text.owner, l))),
                None => (u32::MAX, text.link_target.clone().map(LinkTo::Destination)),
            };
            let node = text.runs.get(run.run as usize).and_then(|r| r.node);
            let (Some(to), Some(node)) = (to, node) else { continue };
            let size = run.glyphs.size;
            let left = x + run.glyphs.x;
            let rect = Rect { x: left, y: base - size * 4 / 5, width: run.width, height: size * 11 / 10 };
            match areas.last_mut() {
                Some((last, area)) if *last == key => {
                    area.rect.width = (left + run.width - area.rect.x).max(area.rect.width);
                    area.contents.push_str(&run.glyphs.text);
                }
                _ => {
                    let node = self.link_node(NodeId(node.0));
                    areas.push((key, LinkArea { rect, to, node, contents: run.glyphs.text.clone() }));
                }
            }
        }
        self.page.links.extend(areas.into_iter().map(|(_, area)| area));
    }

    /// The link node that a run's node is or stands in.
    fn link_node(&self, mut node: NodeId) -> NodeId {
        let own = NodeId(node.0 + self.origin.node);
        while let Some(at) = self.out.nodes.get(node.0 as usize) {
            if at.role == crate::page::Role::Link {
                return NodeId(node.0 + self.origin.node);
            }
            match at.parent {
                Some(parent) if parent.0 >= self.origin.node => node = NodeId(parent.0 - self.origin.node),
                _ => break,
            }
            if node.0 == 0 {
                break;
            }
        }
        own
    }

    fn mark(&mut self, at: LineRef, corner: Corner) {
        let text = &self.texts[at.text as usize];
        let setting = text.variants.get(usize::from(at.variant));
        let Some(line) = setting.and_then(|s| s.lines.get(at.line as usize)) else { return };
        let x = corner.x + self.line_start(at, line);
        for run in line.runs.clone() {
            self.run(run, x, corner.y + at.baseline, Tag::Artifact(Artifact::Layout));
        }
    }

    /// Dots between two places, in columns with those of other lines.
    fn leader(&mut self, dots: LineRef, from: Length, to: Length, corner: Corner) {
        let text = &self.texts[dots.text as usize];
        let Some(run) = text.variants.first().and_then(|s| s.lines.first()).and_then(|l| l.runs.first()) else {
            return;
        };
        let unit = crate::blocks::contents::LEADER.len();
        let step: Length = run.glyphs.glyphs.iter().take(unit).map(|g| g.advance).sum();
        let room = to - from;
        if step <= Length::ZERO || room < step * 3 {
            return;
        }
        let count = (room.sp() / step.sp()) as usize;
        let mut glyphs: GlyphRun = run.glyphs.clone();
        let backwards =
            glyphs.glyphs.first().map(|glyph| glyph.cluster) > glyphs.glyphs.last().map(|glyph| glyph.cluster);
        glyphs.glyphs.truncate(count * unit);
        glyphs.text = crate::blocks::contents::LEADER.repeat(glyphs.glyphs.len() / unit);
        if backwards {
            // The first glyph stands for what is read last, of the text as it is now.
            (0..).zip(glyphs.glyphs.iter_mut().rev()).for_each(|(offset, glyph)| glyph.cluster = offset);
        }
        glyphs.x = corner.x + to - step * (glyphs.glyphs.len() / unit) as i64;
        glyphs.y = corner.y + dots.baseline;
        let tag = Tag::Artifact(Artifact::Layout);
        self.page.items.push(Item { kind: ItemKind::Glyphs(glyphs), tag });
    }
}

/// The target of a link in a section.
fn target(section: &SetSection, link: &SetLink) -> Option<LinkTo> {
    let note = |n: &u32| section.notes.get(*n as usize);
    Some(match link {
        SetLink::External(uri) => LinkTo::Uri(uri.clone()),
        SetLink::Internal(anchor) => LinkTo::Destination(references::destination(anchor)),
        SetLink::Paragraph(address) => LinkTo::Destination(address.to_string()),
        SetLink::Note(n) => LinkTo::Destination(format!("{}#{}", section.slug, note(n)?.id)),
        SetLink::NoteBack(n) => LinkTo::Destination(format!("{}#{}", section.slug, mark_id(note(n)?))),
    })
}
