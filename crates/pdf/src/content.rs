//! Content streams: text, rules and images of a page, each in marked content (ISO 32000-1, 14.6) that is a part of the
//! structure or an artifact.

mod turned;
mod words;

use anthology_base::{Lang, Length};
use anthology_layout::page::{Artifact, GlyphRun, Ink, Item, ItemKind, NodeId, Page, Rect, Tag, TurnedFrame};

use crate::cluster::{Cluster, clusters};
use crate::costs::PEN_TOLERANCE;
use crate::deflate::deflate_lines;
use crate::drop_cap;
use crate::fonts::Face;
use crate::images::PlacedImage;
use crate::show::{self, FontLayer, TextArray};
use crate::skeleton::font_name;
use crate::standard::Standard;
use crate::structure::Nodes;
use crate::syntax::{Corners, Point, flip, push_decimal, push_int, push_milli};
use crate::word_space::{self, Forms};
use turned::is_turned;

/// A page's content, deflated.
pub(crate) struct PageContent {
    pub(crate) stream: Vec<u8>,
    /// The marked-content sequences that are part of the structure; an index is a marked-content identifier (MCID).
    pub(crate) marks: Vec<MarkedContent>,
    /// The bounding boxes of figures.
    pub(crate) figures: Vec<FigureBox>,
    /// True if it uses the forms of [`word_space`].
    pub(crate) word_spaces: bool,
}

/// The area of an image that is content, for its structure element's `BBox`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FigureBox {
    pub(crate) node: NodeId,
    pub(crate) corners: Corners,
}

/// A marked-content sequence of a structure element (ISO 32000-1, 14.7.4.2).
#[derive(Debug)]
pub(crate) struct MarkedContent {
    pub(crate) node: NodeId,
    pub(crate) order: u64,
    /// The properties in which it differs from its node; it becomes the content of a `Span` element of its own. (14.9.2
    /// and 14.9.4 allow nested marked content with a property list instead, but poppler's structure reader loses the text
    /// after a nested sequence.)
    pub(crate) span: Option<SpanProperties>,
}

/// The properties of a `Span` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SpanProperties {
    /// `Lang` (14.9.2), where it is not the node's.
    pub(crate) lang: Option<Lang>,
    /// `ActualText` (14.9.4), where the Unicode values of the glyphs are not the characters.
    pub(crate) actual_text: Option<String>,
}

/// Writes a page of a tagged file.
pub(crate) fn write(
    page: &Page,
    faces: &[Option<Face>],
    images: &[PlacedImage],
    nodes: &Nodes<'_>,
    standard: Standard,
) -> PageContent {
    let mut writer = Writer::new(page, faces, Some(nodes));
    writer.forms = if standard.word_spaces { Forms::Unused } else { Forms::None };
    writer.page(page, images);
    PageContent {
        stream: deflate_lines(writer.out),
        marks: writer.marks,
        figures: writer.figures,
        word_spaces: writer.forms == Forms::Used,
    }
}

/// Writes a page without tags, after `before`; deflated.
pub(crate) fn write_plain(page: &Page, faces: &[Option<Face>], images: &[PlacedImage], before: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new(page, faces, None);
    writer.out.extend_from_slice(before);
    writer.page(page, images);
    deflate_lines(writer.out)
}

/// The selected font of the text state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SelectedFont {
    /// Index into [`anthology_layout::page::Pages::fonts`].
    font: u32,
    /// Index into [`Face::layers`].
    layer: usize,
    /// In thousandths of a point.
    size: i64,
}

/// The graphics state, its text state included (ISO 32000-1, 8.4 and 9.3), that the stream has set so far. Operators are
/// written only where a value changes.
#[derive(Clone, Copy)]
struct State {
    font: Option<SelectedFont>,
    /// Horizontal scaling `Tz`, in hundredths of a per cent.
    scale: u16,
    /// Character spacing `Tc`, in ten-thousandths of a point.
    spacing: i64,
    /// Text rise `Ts`, in thousandths of a point.
    rise: i64,
    ink: Ink,
    /// The origin of the text line matrix (9.4.2), which `Td` moves.
    line: Point,
    /// True if the last character was a space.
    after_space: bool,
    /// The position after the last glyph; `None` where it is not known.
    pen: Option<Pen>,
}

/// The position after a piece of text.
#[derive(Clone, Copy)]
struct Pen {
    /// The origin of the text matrix as a viewer computes it, in scaled points from the left. It differs from the
    /// layout's position by less than [`PEN_TOLERANCE`] and the tolerances of [`crate::show`].
    x: i64,
    /// The baseline, in thousandths of a point.
    baseline: i64,
    extent: show::Extent,
}

struct Writer<'a> {
    out: Vec<u8>,
    /// The height of the coordinate system that is written: the page's, or none of a turned frame's.
    height: Length,
    /// The frame of the items that are being written, if they are turned.
    frame: Option<TurnedFrame>,
    faces: &'a [Option<Face>],
    /// The structure; `None` for untagged files.
    nodes: Option<&'a Nodes<'a>>,
    state: State,
    open: Option<Tag>,
    in_text: bool,
    marks: Vec<MarkedContent>,
    figures: Vec<FigureBox>,
    forms: Forms,
    /// Buffers that are reused from run to run. By cluster of the current run: the layer that it is shown in.
    layers: Vec<FontLayer>,
    /// The positions of the current run's glyphs, if it is read from right to left; else empty.
    positions: Vec<Length>,
    /// The counts of [`show::spacing`].
    groups: Vec<show::SpacingGroup>,
    /// The operand of the next text-showing operator.
    array: Vec<u8>,
}

impl<'a> Writer<'a> {
    fn new(page: &Page, faces: &'a [Option<Face>], nodes: Option<&'a Nodes<'a>>) -> Self {
        let glyphs: usize = page.items.iter().map(|item| item_size(&item.kind)).sum();
        Self {
            out: Vec::with_capacity(glyphs * 4 + 1024),
            height: page.height,
            frame: None,
            faces,
            nodes,
            state: State {
                font: None,
                scale: 10_000,
                spacing: 0,
                rise: 0,
                ink: Ink::BLACK,
                line: Point::default(),
                after_space: false,
                pen: None,
            },
            open: None,
            in_text: false,
            marks: Vec::new(),
            figures: Vec::new(),
            forms: Forms::None,
            layers: Vec::new(),
            positions: Vec::new(),
            groups: Vec::new(),
            array: Vec::new(),
        }
    }

    fn page(&mut self, page: &Page, images: &[PlacedImage]) {
        let items = painting_order(page);
        for group in items.chunk_by(|a, b| is_turned(a) == is_turned(b)) {
            if group.first().copied().is_some_and(is_turned) {
                self.turned(page, group, images);
            } else {
                self.items(page, group, images);
            }
        }
        self.close();
    }

    fn items(&mut self, page: &Page, items: &[&Item], images: &[PlacedImage]) {
        let mut parts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let rest = &items[i + 1..];
            match &item.kind {
                ItemKind::Glyphs(run) => {
                    clusters(run, &mut parts);
                    if let Some(letter) = drop_cap::invisible_letter(run, item.tag, rest.first().copied())
                        && self.drop_cap(page, run, &letter, &parts, item.tag, rest)
                    {
                        continue;
                    }
                    self.run(run, &parts, item.tag, rest);
                }
                ItemKind::Rule(rect) => {
                    self.tag(item.tag, None);
                    self.rule(*rect);
                }
                ItemKind::Image { image, rect, .. } => {
                    if let Some(placed) = images.get(*image) {
                        let tag = self.nodes.map_or(item.tag, |nodes| nodes.tag_of_image(item.tag));
                        self.tag(tag, None);
                        self.image(*image, placed, *rect, tag);
                    }
                }
            }
        }
    }

    /// Begins the marked-content sequence of an item (14.6), unless it is open already. Sequences are never nested.
    fn tag(&mut self, tag: Tag, span: Option<SpanProperties>) {
        let Some(nodes) = self.nodes else { return };
        // `ActualText` replaces the whole content of its element, so that no two pieces share one.
        let same_span = self.marks.last().is_some_and(|mark| mark.span == span)
            && span.as_ref().is_none_or(|span| span.actual_text.is_none());
        let continues = match (self.open, tag) {
            (Some(Tag::Content { .. }), Tag::Content { .. }) if !same_span => false,
            (Some(Tag::Artifact(open)), Tag::Artifact(new)) => open == new,
            (Some(Tag::Content { node: open, order }), Tag::Content { node, order: new }) => {
                // A child element that is read between the two pieces must be between them in `K` (14.7.2), too.
                open == node && nodes.no_child_between(node, order, new)
            }
            _ => false,
        };
        if continues {
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
                self.put(if span.is_some() { "Span" } else { nodes.type_of(node) });
                self.put("<</MCID ");
                push_int(&mut self.out, self.marks.len() as i64);
                self.put(">>BDC\n");
                self.marks.push(MarkedContent { node, order, span });
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
            // `BT` resets the text matrix and the text line matrix (9.4.1); the text state survives.
            self.state.line = Point::default();
            self.state.pen = None;
        }
    }

    fn end_text(&mut self) {
        if self.in_text {
            self.put("ET\n");
            self.in_text = false;
        }
    }

    /// Shows a run; `rest` is painted after it.
    fn run(&mut self, run: &GlyphRun, parts: &[Cluster<'_>], tag: Tag, rest: &[&Item]) {
        let faces = self.faces;
        let Some(Some(face)) = faces.get(run.font as usize) else { return };
        if run.size <= Length::ZERO || run.scale == 0 {
            return;
        }
        let leads_left = self.is_space_at_left(run);
        self.separate_words(run, tag, rest);
        let lang = self.span_language(run, tag);
        let spacing = show::spacing(run, face, self.state.spacing, &mut self.groups);
        let mut layers = std::mem::take(&mut self.layers);
        layers.clear();
        layers.extend(parts.iter().map(|part| show::font_layer(face, run, part)));
        // Right-to-left text is shown in logical order, glyph by glyph, each moved to its position: most extractors take
        // the order of the stream. (14.8.2.3.3 would have it in visual order within `ReversedChars`, which none but
        // Acrobat honours.)
        let reversed: Vec<Cluster<'_>>;
        let mut parts = parts;
        self.positions.clear();
        if show::is_reversed(parts) {
            reversed = parts.iter().rev().cloned().collect();
            parts = &reversed;
            layers.reverse();
            show::glyph_positions(run, face, &mut self.positions);
        } else if parts.len() == 1 && parts[0].is_rtl() {
            show::glyph_positions(run, face, &mut self.positions);
        }
        let mut x = run.x;
        let mut at = 0;
        while at < parts.len() {
            // Neighbouring clusters that need `ActualText` share one element.
            let plain = layers[at] != FontLayer::None;
            let end = at + layers[at..].iter().take_while(|layer| (**layer != FontLayer::None) == plain).count();
            let actual_text = (!plain).then(|| show::text_of(face, &parts[at..end]));
            let span = (lang.is_some() || actual_text.is_some()).then_some(SpanProperties { lang, actual_text });
            self.tag(tag, span);
            x = self.piece(run, face, &parts[at..end], &layers[at..end], x, spacing);
            at = end;
        }
        self.layers = layers;
        if leads_left {
            self.form(word_space::SPACE, run, run.x);
        }
    }

    /// Paints a drop cap and shows its invisible letter. False, with nothing written, if it has no outlines.
    fn drop_cap(
        &mut self,
        page: &Page,
        run: &GlyphRun,
        letter: &GlyphRun,
        parts: &[Cluster<'_>],
        tag: Tag,
        rest: &[&Item],
    ) -> bool {
        let faces = self.faces;
        let (Some(Some(face)), Some(_)) = (faces.get(run.font as usize), self.nodes) else { return false };
        let lang = self.span_language(run, tag);
        self.tag(tag, lang.is_some().then_some(SpanProperties { lang, actual_text: None }));
        self.end_text();
        self.set_colour(run.ink);
        if drop_cap::draw(&mut self.out, page, run, &face.font).is_none() {
            return false;
        }
        self.put("3 Tr\n");
        self.run(letter, parts, tag, rest);
        self.put("0 Tr\n");
        true
    }

    /// The language of a run, if it is not its node's. Artifacts have no language.
    fn span_language(&self, run: &GlyphRun, tag: Tag) -> Option<Lang> {
        match (tag, self.nodes) {
            (Tag::Content { node, .. }, Some(nodes)) => Some(run.lang).filter(|lang| *lang != nodes.language(node)),
            _ => None,
        }
    }

    /// Shows part of a run, from `x` on. Returns its end.
    fn piece(
        &mut self,
        run: &GlyphRun,
        face: &Face,
        parts: &[Cluster<'_>],
        layers: &[FontLayer],
        x: Length,
        spacing: i64,
    ) -> Length {
        self.begin_text();
        self.set_colour(run.ink);
        self.scale(run.scale);
        self.spacing(spacing);
        let positions = std::mem::take(&mut self.positions);
        let first = parts.first().and_then(|part| part.in_logical_order().next());
        let x = first.and_then(|first| positions.get(first)).copied().unwrap_or(x);
        let offset = self.position(x, run.y);
        let mut show = TextArray::new(run, x, offset, spacing, std::mem::take(&mut self.array));
        let size = run.size.millipt();
        let mut boxes = Vec::new();
        let has_forms = !positions.is_empty() && self.forms != Forms::None;
        // The form to be painted before the next glyph, and true before the first letter of a word.
        let (mut form, mut word_start) = (None, true);
        for (part, layer) in parts.iter().zip(layers) {
            for (place, i) in part.order(!positions.is_empty()).enumerate() {
                let glyph = &run.glyphs[i];
                let layer = match layer {
                    FontLayer::One(layer) => *layer,
                    FontLayer::PerGlyph => show::layer_of_glyph(face, run, part, i),
                    FontLayer::None => 0,
                };
                let font = SelectedFont { font: run.font, layer, size };
                if self.state.font != Some(font) {
                    show.flush(&mut self.out);
                    self.font(font);
                }
                if let Some(position) = positions.get(i) {
                    // One operator a glyph: PDFium sorts the glyphs of an operator from left to right, and reverses them.
                    show.flush(&mut self.out);
                    if has_forms && place == 1 && word_start {
                        form = Some(word_space::BOUNDARY);
                    }
                    if let Some(form) = form.take() {
                        self.form(form, run, *position);
                        self.begin_text();
                        let offset = self.position(*position, run.y);
                        show.resume(*position, offset);
                    } else {
                        show.go_to(*position);
                    }
                }
                if glyph.id == 0 {
                    boxes.push(Rect { x: show.position(), y: run.y, width: glyph.advance, height: run.size });
                    show.skip(glyph.advance);
                    continue;
                }
                let rise = glyph.shift.dy().millipt();
                if rise != self.state.rise {
                    show.flush(&mut self.out);
                    self.rise(rise);
                }
                show.glyph(&face.layers[layer], glyph);
            }
            word_start = !part.text.ends_with(char::is_alphanumeric);
            if has_forms && word_space::follows(run, part) {
                form = Some(word_space::SPACE);
            }
        }
        show.flush(&mut self.out);
        self.rise(0);
        self.state.pen = Some(Pen { x: show.pen(), baseline: flip(self.height, run.y), extent: show.extent() });
        self.state.after_space = parts
            .iter()
            .rev()
            .map(|part| part.text)
            .find(|text| !text.is_empty())
            .is_some_and(|text| text.ends_with(char::is_whitespace));
        let end = show.position();
        self.positions = positions;
        self.array = show.into_buffer();
        if let Some(form) = form {
            self.form(form, run, end);
        }
        boxes.into_iter().for_each(|rect| self.missing_glyph(rect));
        end
    }

    /// Draws a box for a character that no font has: text must not show `.notdef` (PDF/UA-1, 7.21.8).
    fn missing_glyph(&mut self, rect: Rect) {
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

    /// Sets the nonstroking colour, a grey (8.6.8).
    fn set_colour(&mut self, ink: Ink) {
        if self.state.ink != ink {
            self.state.ink = ink;
            push_milli(&mut self.out, 1000 - i64::from(ink.0.min(1000)));
            self.put(" g\n");
        }
    }

    fn font(&mut self, font: SelectedFont) {
        self.state.font = Some(font);
        self.put("/");
        self.put(&font_name(font.font as usize, font.layer));
        self.put(" ");
        push_milli(&mut self.out, font.size);
        self.put(" Tf\n");
    }

    fn scale(&mut self, scale: u16) {
        if self.state.scale != scale {
            self.state.scale = scale;
            push_decimal(&mut self.out, i64::from(scale), 2);
            self.put(" Tz\n");
        }
    }

    /// Moves to a position, unless the pen is there already within a tolerance. Returns by how many scaled points the pen
    /// is ahead of it; the array that follows corrects that.
    fn position(&mut self, x: Length, y: Length) -> i64 {
        let y = flip(self.height, y);
        if let Some(pen) = self.state.pen
            && pen.baseline == y
            && (pen.x - x.sp()).abs() <= PEN_TOLERANCE
        {
            return pen.x - x.sp();
        }
        let x = x.millipt();
        push_milli(&mut self.out, x - self.state.line.x);
        self.put(" ");
        push_milli(&mut self.out, y - self.state.line.y);
        self.put(" Td\n");
        self.state.line = Point { x, y };
        0
    }

    fn rule(&mut self, rect: Rect) {
        self.end_text();
        self.set_colour(Ink::BLACK);
        let Corners { left, bottom, right, top } = Corners::of(rect, self.height);
        for n in [left, bottom, right - left, top - bottom] {
            push_milli(&mut self.out, n);
            self.put(" ");
        }
        self.put("re f\n");
    }

    fn image(&mut self, index: usize, placed: &PlacedImage, rect: Rect, tag: Tag) {
        self.end_text();
        let corners = Corners::of(rect, self.height);
        self.put("q ");
        for n in placed.placement(corners.to_array()) {
            push_decimal(&mut self.out, n, 6);
            self.put(" ");
        }
        self.put("cm /I");
        push_int(&mut self.out, index as i64);
        self.put(" Do Q\n");
        if let Tag::Content { node, .. } = tag {
            let on_page = |frame: TurnedFrame| Corners::of(frame.rect_on_page(rect), frame.foot);
            let corners = self.frame.map_or(corners, on_page);
            self.figures.push(FigureBox { node, corners });
        }
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }
}

/// The items of a page in the order in which they are painted: text that is an artifact within the page (paragraph numbers,
/// leaders, ornaments) comes after the page's content. Viewers search, select and speak the text in the order of the stream,
/// and a number between two lines would split the word that is hyphenated there.
fn painting_order(page: &Page) -> Vec<&Item> {
    let is_artifact_text =
        |item: &&Item| matches!(item.kind, ItemKind::Glyphs(_)) && matches!(item.tag, Tag::Artifact(Artifact::Layout));
    let (last, mut items): (Vec<&Item>, Vec<&Item>) = page.items.iter().partition(is_artifact_text);
    items.extend(last);
    items
}

fn item_size(kind: &ItemKind) -> usize {
    match kind {
        ItemKind::Glyphs(run) => run.glyphs.len() + 8,
        _ => 16,
    }
}
