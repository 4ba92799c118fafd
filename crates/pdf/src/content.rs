//! A page as a content stream: text, rules and pictures, each tagged or marked as artifact.

use std::ops::Range;

use anthology_base::{Lang, Length};
use anthology_layout::page::{Artifact, GlyphRun, Ink, Item, ItemKind, NodeId, Page, Rect, Tag};

use crate::cluster::{Cluster, clusters};
use crate::deflate::deflate_lines;
use crate::fonts::Face;
use crate::images::Picture;
use crate::initial;
use crate::show::{self, Depth, Show};
use crate::skeleton::font_name;
use crate::structure::Nodes;
use crate::syntax::{flip, push_decimal, push_int, push_milli};

/// A page's content, deflated.
pub(crate) struct PageContent {
    pub(crate) stream: Vec<u8>,
    /// The pieces of content; a piece's index is its marked-content identifier.
    pub(crate) marks: Vec<Mark>,
    /// Where the pictures that mean something stand, in thousandths of a point: left, bottom, right, top.
    pub(crate) figures: Vec<(NodeId, [i64; 4])>,
}

/// A piece of content.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) node: NodeId,
    pub(crate) order: u64,
    /// What sets it apart from the rest of its node; it becomes a span of its own. (Marked content within marked
    /// content would do, but poppler's structure reader loses what follows it.)
    pub(crate) aside: Option<Aside>,
}

/// What sets a piece of content apart from its node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Aside {
    /// Its language, where that is not the node's.
    pub(crate) lang: Option<Lang>,
    /// The characters that it stands for, where its glyphs' Unicode values are not they.
    pub(crate) actual: Option<String>,
}

/// Writes a page of a tagged file.
pub(crate) fn write(page: &Page, faces: &[Option<Face>], pictures: &[Picture], nodes: &Nodes<'_>) -> PageContent {
    let mut writer = Writer::new(page, faces, Some(nodes));
    writer.page(page, pictures);
    PageContent { stream: deflate_lines(writer.out), marks: writer.marks, figures: writer.figures }
}

/// Writes a page without tags, behind `before`; deflated.
pub(crate) fn write_plain(page: &Page, faces: &[Option<Face>], pictures: &[Picture], before: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new(page, faces, None);
    writer.out.extend_from_slice(before);
    writer.page(page, pictures);
    deflate_lines(writer.out)
}

/// The text state and graphics state that the stream has set so far.
struct State {
    /// Font, layer, size in thousandths of a point.
    font: Option<(u32, usize, i64)>,
    scale: u16,
    /// What is added between glyphs, in ten-thousandths of a point.
    spacing: i64,
    rise: i64,
    ink: Ink,
    /// The start of the line (ISO 32000-1, 9.4.2: what `Td` moves), in thousandths of a point.
    line: (i64, i64),
    /// Whether the last character was a space.
    spaced: bool,
    /// Where the last glyph left off.
    pen: Option<Pen>,
}

/// Where a piece of text left off.
#[derive(Clone, Copy)]
struct Pen {
    /// Where the viewer is, in scaled points from the left.
    x: i64,
    /// The baseline, in thousandths of a point.
    baseline: i64,
    /// The left and the right edge of what was shown, in scaled points.
    edges: [i64; 2],
}

struct Writer<'a> {
    out: Vec<u8>,
    height: Length,
    faces: &'a [Option<Face>],
    /// What the items mean; `None` where nothing is tagged.
    nodes: Option<&'a Nodes<'a>>,
    state: State,
    open: Option<Tag>,
    in_text: bool,
    marks: Vec<Mark>,
    figures: Vec<(NodeId, [i64; 4])>,
    /// By cluster of the run at hand: the layer that it is shown in.
    layers: Vec<Depth>,
    /// Where the glyphs of the run at hand stand, where it is read from right to left; empty where not.
    places: Vec<Length>,
    /// Where what glyphs are letter-spaced by is counted.
    groups: Vec<show::Group>,
    /// Where arrays of strings are put together.
    array: Vec<u8>,
}

impl<'a> Writer<'a> {
    fn new(page: &Page, faces: &'a [Option<Face>], nodes: Option<&'a Nodes<'a>>) -> Self {
        let glyphs: usize = page.items.iter().map(|item| item_size(&item.kind)).sum();
        Self {
            out: Vec::with_capacity(glyphs * 4 + 1024),
            height: page.height,
            faces,
            nodes,
            state: State {
                font: None,
                scale: 10_000,
                spacing: 0,
                rise: 0,
                ink: Ink::BLACK,
                line: (0, 0),
                spaced: false,
                pen: None,
            },
            open: None,
            in_text: false,
            marks: Vec::new(),
            figures: Vec::new(),
            layers: Vec::new(),
            places: Vec::new(),
            groups: Vec::new(),
            array: Vec::new(),
        }
    }

    fn page(&mut self, page: &Page, pictures: &[Picture]) {
        let mut parts = Vec::new();
        for (i, item) in page.items.iter().enumerate() {
            let rest = &page.items[i + 1..];
            match &item.kind {
                ItemKind::Glyphs(run) => {
                    clusters(run, &mut parts);
                    if let Some(letter) = initial::read_as(run, item.tag, rest.first())
                        && self.initial(page, run, &letter, &parts, (item.tag, rest))
                    {
                        continue;
                    }
                    self.run(run, &parts, item.tag, rest);
                }
                ItemKind::Rule(rect) => {
                    self.tag(item.tag, None);
                    self.rule(*rect);
                }
                ItemKind::Image { image, rect } => {
                    if let Some(picture) = pictures.get(*image) {
                        let tag = self.nodes.map_or(item.tag, |nodes| nodes.tag_of_picture(item.tag));
                        self.tag(tag, None);
                        self.picture(*image, picture, *rect, tag);
                    }
                }
            }
        }
        self.close();
    }

    /// Opens the marked content that an item belongs to, unless it is open already.
    fn tag(&mut self, tag: Tag, aside: Option<Aside>) {
        let Some(nodes) = self.nodes else { return };
        let same_aside = self.marks.last().is_some_and(|mark| mark.aside == aside)
            && aside.as_ref().is_none_or(|aside| aside.actual.is_none());
        let goes_on = match (self.open, tag) {
            (Some(Tag::Content { .. }), Tag::Content { .. }) if !same_aside => false,
            (Some(Tag::Artifact(open)), Tag::Artifact(new)) => open == new,
            (Some(Tag::Content { node: open, order }), Tag::Content { node, order: new }) => {
                open == node && nodes.nothing_between(node, order, new)
            }
            _ => false,
        };
        if goes_on {
            return;
        }
        self.close();
        self.open = Some(tag);
        match tag {
            Tag::Artifact(Artifact::Header) => self.put("/Artifact<</Type/Pagination/Subtype/Header>>BDC\n"),
            Tag::Artifact(Artifact::Footer) => self.put("/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n"),
            Tag::Artifact(Artifact::Layout) => self.put("/Artifact<</Type/Layout>>BDC\n"),
            Tag::Content { node, order } => {
                self.put("/");
                self.put(if aside.is_some() { "Span" } else { nodes.type_of(node) });
                self.put("<</MCID ");
                push_int(&mut self.out, self.marks.len() as i64);
                self.put(">>BDC\n");
                self.marks.push(Mark { node, order, aside });
            }
        }
    }

    fn close(&mut self) {
        self.end_text();
        if self.open.take().is_some() {
            self.put("EMC\n");
        }
    }

    fn begin_text(&mut self) {
        if !self.in_text {
            self.put("BT\n");
            self.in_text = true;
            self.state.line = (0, 0);
            self.state.pen = None;
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.put("ET\n");
            self.in_text = false;
        }
    }

    /// A run, with what is painted after it.
    fn run(&mut self, run: &GlyphRun, parts: &[Cluster<'_>], tag: Tag, rest: &[Item]) {
        let faces = self.faces;
        let Some(Some(face)) = faces.get(run.font as usize) else { return };
        if run.size <= Length::ZERO || run.scale == 0 {
            return;
        }
        self.part_words(run, tag, rest);
        let lang = self.foreign(run, tag);
        let spacing = show::spacing(run, face, self.state.spacing, &mut self.groups);
        let mut layers = std::mem::take(&mut self.layers);
        layers.clear();
        layers.extend(parts.iter().map(|part| show::depth_of(face, run, part)));
        // What is read from right to left is shown so too, glyph by glyph (ISO 32000-1, 14.8.2.3.3).
        let reversed: Vec<Cluster<'_>>;
        let mut parts = parts;
        self.places.clear();
        if show::reads_backwards(parts) {
            reversed = parts.iter().rev().cloned().collect();
            parts = &reversed;
            layers.reverse();
            show::places(run, face, &mut self.places);
        } else if parts.len() == 1 && parts[0].runs_backwards() {
            show::places(run, face, &mut self.places);
        }
        let mut x = run.x;
        let mut at = 0;
        while at < parts.len() {
            let plain = layers[at] != Depth::Nowhere;
            let end = at + layers[at..].iter().take_while(|layer| (**layer != Depth::Nowhere) == plain).count();
            let actual = (!plain).then(|| show::text_of(&parts[at..end]));
            let aside = (lang.is_some() || actual.is_some()).then_some(Aside { lang, actual });
            self.tag(tag, aside);
            x = self.piece(run, face, &parts[at..end], &layers[at..end], x, spacing);
            at = end;
        }
        self.layers = layers;
    }

    /// Shows a space where a run stands apart on the line of what is read before it, so that the two are not heard as
    /// one word: a number and its title, a title and its page.
    fn part_words(&mut self, run: &GlyphRun, tag: Tag, rest: &[Item]) {
        let faces = self.faces;
        let (Some(Tag::Content { node: open, .. }), Tag::Content { node, .. }) = (self.open, tag) else { return };
        let (Some(pen), Some((font, depth, size))) = (self.state.pen, self.state.font) else { return };
        if open != node || pen.baseline != flip(self.height, run.y) || self.state.spaced {
            return;
        }
        let Some(gap) = gap(pen.edges, run) else { return };
        // In text that runs both ways, what is read next may stand beyond what is read later.
        let between = |item: &Item| matches!(&item.kind, ItemKind::Glyphs(other) if other.y == run.y && gap.contains(&other.x.sp()));
        if run.text.starts_with(char::is_whitespace) || rest.iter().take(MOST_ON_LINE).any(between) {
            return;
        }
        let Some(face) = faces.get(font as usize).and_then(Option::as_ref) else { return };
        let (Some(layer), Some(space)) = (face.layers.get(depth), face.font.glyph(' ')) else { return };
        let code = layer.code(space);
        if code == 0 || layer.text(code) != " " {
            return;
        }
        let thousandth = (Length::from_millipt(size).sp() * i64::from(self.state.scale)).max(1);
        let back = match gap.end <= pen.edges[0] {
            true => (pen.x - pen.edges[0]) * 10_000_000 / thousandth + layer.width(code),
            false => 0,
        };
        self.out.push(b'[');
        if back != 0 {
            push_int(&mut self.out, back);
        }
        self.out.push(b'(');
        layer.push(&mut self.out, code);
        self.put(")]TJ\n");
        self.state.pen = None;
    }

    /// Draws a drop cap, with a letter unseen that is read in its place. Says whether that could be done.
    fn initial(
        &mut self,
        page: &Page,
        run: &GlyphRun,
        letter: &GlyphRun,
        parts: &[Cluster<'_>],
        (tag, rest): (Tag, &[Item]),
    ) -> bool {
        let faces = self.faces;
        let (Some(Some(face)), Some(_)) = (faces.get(run.font as usize), self.nodes) else { return false };
        let lang = self.foreign(run, tag);
        self.tag(tag, lang.is_some().then_some(Aside { lang, actual: None }));
        self.end_text();
        self.ink(run.ink);
        if initial::draw(&mut self.out, page, run, &face.font).is_none() {
            return false;
        }
        self.put("3 Tr\n");
        self.run(letter, parts, tag, rest);
        self.put("0 Tr\n");
        true
    }

    /// The language of a run, where it is not its node's. Artifacts have none to be told.
    fn foreign(&self, run: &GlyphRun, tag: Tag) -> Option<Lang> {
        match (tag, self.nodes) {
            (Tag::Content { node, .. }, Some(nodes)) => Some(run.lang).filter(|lang| *lang != nodes.language(node)),
            _ => None,
        }
    }

    /// Part of a run, from `x` on. Gives where it ends.
    fn piece(
        &mut self,
        run: &GlyphRun,
        face: &Face,
        parts: &[Cluster<'_>],
        layers: &[Depth],
        x: Length,
        spacing: i64,
    ) -> Length {
        self.begin_text();
        self.ink(run.ink);
        self.scale(run.scale);
        self.spacing(spacing);
        let places = std::mem::take(&mut self.places);
        let first = parts.first().and_then(|part| part.in_reading_order().next());
        let x = first.and_then(|first| places.get(first)).copied().unwrap_or(x);
        let offset = self.position(x, run.y);
        let mut show = Show::new(run, x, offset, spacing, std::mem::take(&mut self.array));
        let size = run.size.millipt();
        let mut boxes = Vec::new();
        for (part, layer) in parts.iter().zip(layers) {
            for i in part.order(!places.is_empty()) {
                let glyph = &run.glyphs[i];
                let depth = match layer {
                    Depth::One(depth) => *depth,
                    Depth::Each => show::layer_of_glyph(face, run, part, i),
                    Depth::Nowhere => 0,
                };
                let font = (run.font, depth, size);
                if self.state.font != Some(font) {
                    show.flush(&mut self.out);
                    self.font(font);
                }
                if let Some(place) = places.get(i) {
                    // An operator each: PDFium sorts what operators show from left to right, then reads it backwards.
                    show.flush(&mut self.out);
                    show.go_to(*place);
                }
                if glyph.id == 0 {
                    boxes.push(Rect { x: show.place(), y: run.y, width: glyph.advance, height: run.size });
                    show.skip(glyph.advance);
                    continue;
                }
                let rise = glyph.shift.dy().millipt();
                if rise != self.state.rise {
                    show.flush(&mut self.out);
                    self.rise(rise);
                }
                show.glyph(&face.layers[depth], glyph);
            }
        }
        show.flush(&mut self.out);
        self.rise(0);
        self.state.pen = Some(Pen { x: show.pen(), baseline: flip(self.height, run.y), edges: show.edges() });
        self.state.spaced = parts
            .iter()
            .rev()
            .map(|part| part.text)
            .find(|text| !text.is_empty())
            .is_some_and(|text| text.ends_with(char::is_whitespace));
        let end = show.place();
        self.places = places;
        self.array = show.into_room();
        boxes.into_iter().for_each(|rect| self.missing(rect));
        end
    }

    /// The box that stands for a character which no font has. It is drawn, since no text may show `.notdef`
    /// (PDF/UA-1, 7.21.8).
    fn missing(&mut self, rect: Rect) {
        let line = rect.height / 20;
        let height = rect.height.scale(7, 10);
        let bar = |x, y, width, height| Rect { x, y, width, height };
        let (left, top, inner) = (rect.x + line, rect.y - height, rect.width - line * 2);
        let right = left + inner - line;
        for side in [
            bar(left, top, inner, line),
            bar(left, rect.y - line, inner, line),
            bar(left, top, line, height),
            bar(right, top, line, height),
        ] {
            self.rule(side);
        }
    }

    fn spacing(&mut self, spacing: i64) {
        if self.state.spacing != spacing {
            self.state.spacing = spacing;
            push_decimal(&mut self.out, spacing, 4);
            self.put(" Tc\n");
        }
    }

    fn rise(&mut self, rise: i64) {
        if self.state.rise != rise {
            self.state.rise = rise;
            push_milli(&mut self.out, rise);
            self.put(" Ts\n");
        }
    }

    fn ink(&mut self, ink: Ink) {
        if self.state.ink != ink {
            self.state.ink = ink;
            push_milli(&mut self.out, 1000 - i64::from(ink.0.min(1000)));
            self.put(" g\n");
        }
    }

    fn font(&mut self, font: (u32, usize, i64)) {
        self.state.font = Some(font);
        self.put("/");
        self.put(&font_name(font.0 as usize, font.1));
        self.put(" ");
        push_milli(&mut self.out, font.2);
        self.put(" Tf\n");
    }

    fn scale(&mut self, scale: u16) {
        if self.state.scale != scale {
            self.state.scale = scale;
            push_decimal(&mut self.out, i64::from(scale), 2);
            self.put(" Tz\n");
        }
    }

    /// Moves to a place unless the pen is there already. Says how far the pen is ahead of it, in scaled points.
    fn position(&mut self, x: Length, y: Length) -> i64 {
        const NEAR: i64 = 65_536 / 50;
        let y = flip(self.height, y);
        if let Some(pen) = self.state.pen
            && pen.baseline == y
            && (pen.x - x.sp()).abs() <= NEAR
        {
            return pen.x - x.sp();
        }
        let x = x.millipt();
        push_milli(&mut self.out, x - self.state.line.0);
        self.put(" ");
        push_milli(&mut self.out, y - self.state.line.1);
        self.put(" Td\n");
        self.state.line = (x, y);
        0
    }

    fn rule(&mut self, rect: Rect) {
        self.end_text();
        self.ink(Ink::BLACK);
        let [left, bottom, right, top] = self.corners(rect);
        for n in [left, bottom, right - left, top - bottom] {
            push_milli(&mut self.out, n);
            self.put(" ");
        }
        self.put("re f\n");
    }

    fn picture(&mut self, index: usize, picture: &Picture, rect: Rect, tag: Tag) {
        self.end_text();
        let corners = self.corners(rect);
        self.put("q ");
        for n in picture.placement(corners) {
            push_decimal(&mut self.out, n, 6);
            self.put(" ");
        }
        self.put("cm /I");
        push_int(&mut self.out, index as i64);
        self.put(" Do Q\n");
        if let Tag::Content { node, .. } = tag {
            self.figures.push((node, corners));
        }
    }

    /// Left, bottom, right and top, in thousandths of a point.
    fn corners(&self, rect: Rect) -> [i64; 4] {
        let right = (rect.x + rect.width).millipt();
        [rect.x.millipt(), flip(self.height, rect.y + rect.height), right, flip(self.height, rect.y)]
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }
}

/// More pieces than this stand on no line that has words set apart.
const MOST_ON_LINE: usize = 32;

/// The room between what was shown and a run that stands apart from it, on either side.
fn gap([left, right]: [i64; 2], run: &GlyphRun) -> Option<Range<i64>> {
    let least = run.size.sp() / 4;
    let (start, width) = (run.x.sp(), || run.glyphs.iter().map(|glyph| glyph.advance.sp()).sum::<i64>());
    if start - right > least {
        return Some(right..start);
    }
    let end = if start < left { start + width() } else { start };
    (left - end > least).then_some(end..left)
}

fn item_size(kind: &ItemKind) -> usize {
    match kind {
        ItemKind::Glyphs(run) => run.glyphs.len() + 8,
        _ => 16,
    }
}
