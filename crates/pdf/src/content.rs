//! A page as a content stream: text, rules and pictures, each tagged or marked as artifact.

use anthology_base::{Lang, Length};
use anthology_layout::page::{Artifact, GlyphRun, Ink, ItemKind, NodeId, Page, Rect, Tag};

use crate::cluster::{Cluster, clusters};
use crate::fonts::Face;
use crate::images::Picture;
use crate::skeleton::font_name;
use crate::structure::Nodes;
use crate::syntax::{deflate, flip, push_decimal, push_escaped, push_int, push_milli, push_string, text_bytes};

/// A page's content, deflated.
pub(crate) struct PageContent {
    pub(crate) stream: Vec<u8>,
    /// The pieces of content; a piece's index is its marked-content identifier.
    pub(crate) marks: Vec<Mark>,
    /// Where the pictures that mean something stand, in thousandths of a point: left, bottom, right, top.
    pub(crate) figures: Vec<(NodeId, [i64; 4])>,
}

/// A piece of content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) node: NodeId,
    pub(crate) order: u64,
}

/// Glyphs are shown as they come as long as they are off by no more than this, in thousandths of the em. The
/// place is tracked absolutely, so that nothing adds up.
const TOLERANCE: i64 = 1;

/// Writes a page.
pub(crate) fn write(page: &Page, faces: &[Option<Face>], pictures: &[Picture], nodes: &Nodes<'_>) -> PageContent {
    let mut writer = Writer::new(page, faces, nodes);
    let mut parts = Vec::new();
    for item in &page.items {
        writer.tag(item.tag);
        match &item.kind {
            ItemKind::Glyphs(run) => {
                clusters(run, &mut parts);
                writer.run(run, &parts);
            }
            ItemKind::Rule(rect) => writer.rule(*rect),
            ItemKind::Image { image, rect } => {
                if let Some(picture) = pictures.get(*image) {
                    writer.picture(*image, picture, *rect, item.tag);
                }
            }
        }
    }
    writer.close();
    PageContent { stream: deflate(&writer.out), marks: writer.marks, figures: writer.figures }
}

/// The text state and graphics state that the stream has set so far.
struct State {
    font: Option<(u32, i64)>,
    scale: u16,
    rise: i64,
    ink: Ink,
    /// The start of the line (ISO 32000-1, 9.4.2: what `Td` moves), in thousandths of a point.
    line: (i64, i64),
    /// Where the last glyph left off: scaled points from the left, baseline in thousandths of a point.
    pen: Option<(i64, i64)>,
}

struct Writer<'a> {
    out: Vec<u8>,
    height: Length,
    faces: &'a [Option<Face>],
    nodes: &'a Nodes<'a>,
    state: State,
    open: Option<Tag>,
    in_text: bool,
    marks: Vec<Mark>,
    figures: Vec<(NodeId, [i64; 4])>,
}

impl<'a> Writer<'a> {
    fn new(page: &Page, faces: &'a [Option<Face>], nodes: &'a Nodes<'a>) -> Self {
        let glyphs: usize = page.items.iter().map(|item| item_size(&item.kind)).sum();
        Self {
            out: Vec::with_capacity(glyphs * 4 + 1024),
            height: page.height,
            faces,
            nodes,
            state: State { font: None, scale: 10_000, rise: 0, ink: Ink::BLACK, line: (0, 0), pen: None },
            open: None,
            in_text: false,
            marks: Vec::new(),
            figures: Vec::new(),
        }
    }

    /// Opens the marked content that an item belongs to, unless it is open already.
    fn tag(&mut self, tag: Tag) {
        let goes_on = match (self.open, tag) {
            (Some(Tag::Artifact(open)), Tag::Artifact(new)) => open == new,
            (Some(Tag::Content { node: open, order }), Tag::Content { node, order: new }) => {
                open == node && self.nodes.nothing_between(node, order, new)
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
                self.put(self.nodes.type_of(node));
                self.put("<</MCID ");
                push_int(&mut self.out, self.marks.len() as i64);
                self.put(">>BDC\n");
                self.marks.push(Mark { node, order });
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

    fn run(&mut self, run: &GlyphRun, parts: &[Cluster<'_>]) {
        let faces = self.faces;
        let Some(Some(face)) = faces.get(run.font as usize) else { return };
        if run.size <= Length::ZERO || run.scale == 0 {
            return;
        }
        self.begin_text();
        self.ink(run.ink);
        self.face(run);
        let offset = self.position(run);
        let foreign = self.language().filter(|lang| *lang != run.lang).map(|_| run.lang);
        if let Some(lang) = foreign {
            self.put("/Span<</Lang");
            push_string(&mut self.out, lang.as_str().as_bytes());
            self.put(">>BDC\n");
        }
        let mut show = Show::new(run, face, offset);
        let mut at = 0;
        while at < parts.len() {
            let plain = is_plain(face, run, &parts[at]);
            let alike = |part: &Cluster<'_>| !plain && !part.hyphen && !parts[at].hyphen && !is_plain(face, run, part);
            let end = at + 1 + parts[at + 1..].iter().take_while(|part| alike(part)).count();
            if plain {
                self.glyphs(run, &parts[at], &mut show);
            } else {
                show.flush(&mut self.out);
                self.replaced(run, &parts[at..end], &mut show);
            }
            at = end;
        }
        show.flush(&mut self.out);
        if foreign.is_some() {
            self.put("EMC\n");
        }
        self.rise(0);
        self.state.pen = Some((show.pen(), flip(self.height, run.y)));
    }

    /// The language that a run is in unless it says otherwise: its node's. Artifacts have none to be told.
    fn language(&self) -> Option<Lang> {
        match self.open {
            Some(Tag::Content { node, .. }) => Some(self.nodes.language(node)),
            _ => None,
        }
    }

    /// Glyphs whose own Unicode values are not what they stand for here.
    fn replaced(&mut self, run: &GlyphRun, parts: &[Cluster<'_>], show: &mut Show<'_>) {
        let text: String = if parts[0].hyphen {
            SOFT_HYPHEN.to_owned()
        } else if parts.len() > 1 && parts[0].text.as_ptr() > parts[1].text.as_ptr() {
            parts.iter().rev().map(|part| part.text).collect()
        } else {
            parts.iter().map(|part| part.text).collect()
        };
        self.put("/Span<</ActualText");
        push_string(&mut self.out, &text_bytes(&text));
        self.put(">>BDC\n");
        parts.iter().for_each(|part| self.glyphs(run, part, show));
        show.flush(&mut self.out);
        self.put("EMC\n");
    }

    fn glyphs(&mut self, run: &GlyphRun, part: &Cluster<'_>, show: &mut Show<'_>) {
        for glyph in &run.glyphs[part.glyphs.clone()] {
            let rise = glyph.dy.millipt();
            if rise != self.state.rise {
                show.flush(&mut self.out);
                self.rise(rise);
            }
            show.glyph(glyph.id, glyph.advance, glyph.dx);
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

    fn face(&mut self, run: &GlyphRun) {
        let font = (run.font, run.size.millipt());
        if self.state.font != Some(font) {
            self.state.font = Some(font);
            self.put("/");
            self.put(&font_name(run.font as usize));
            self.put(" ");
            push_milli(&mut self.out, font.1);
            self.put(" Tf\n");
        }
        if self.state.scale != run.scale {
            self.state.scale = run.scale;
            push_decimal(&mut self.out, i64::from(run.scale), 2);
            self.put(" Tz\n");
        }
    }

    /// Moves to a run's origin unless the pen is there already. Says how far the pen is ahead of the origin,
    /// in scaled points.
    fn position(&mut self, run: &GlyphRun) -> i64 {
        const NEAR: i64 = 65_536 / 50;
        let y = flip(self.height, run.y);
        if let Some((pen, baseline)) = self.state.pen
            && baseline == y
            && (pen - run.x.sp()).abs() <= NEAR
        {
            return pen - run.x.sp();
        }
        let x = run.x.millipt();
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

/// What the hyphen of a broken word stands for (ISO 32000-1, 14.8.2.2.3).
const SOFT_HYPHEN: &str = "\u{ad}";

fn item_size(kind: &ItemKind) -> usize {
    match kind {
        ItemKind::Glyphs(run) => run.glyphs.len() + 8,
        _ => 16,
    }
}

/// Whether the Unicode values of a cluster's glyphs are the characters that it stands for.
fn is_plain(face: &Face, run: &GlyphRun, part: &Cluster<'_>) -> bool {
    if part.hyphen {
        return false;
    }
    let mut rest = part.text;
    for glyph in &run.glyphs[part.glyphs.clone()] {
        match rest.strip_prefix(face.text(face.code(glyph.id))) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

/// A `TJ` array in the making.
struct Show<'a> {
    face: &'a Face,
    origin: i64,
    /// Type size times scale: what thousandths of the em are multiplied with.
    unit: i64,
    /// Where the next glyph's origin should be, in scaled points from the run's.
    target: i64,
    /// Where the viewer will be, in thousandths of the em from the run's origin.
    pen: i64,
    array: Vec<u8>,
    in_string: bool,
    adjusted: bool,
}

impl<'a> Show<'a> {
    fn new(run: &GlyphRun, face: &'a Face, offset: i64) -> Self {
        let unit = run.size.sp() * i64::from(run.scale);
        Self {
            face,
            origin: run.x.sp(),
            unit,
            target: 0,
            pen: thousandths(offset, unit),
            array: Vec::with_capacity(run.glyphs.len() * 3),
            in_string: false,
            adjusted: false,
        }
    }

    fn glyph(&mut self, id: u16, advance: Length, dx: Length) {
        let ahead = thousandths(self.target + dx.sp(), self.unit) - self.pen;
        if ahead.abs() > TOLERANCE {
            self.end_string();
            push_int(&mut self.array, -ahead);
            self.adjusted = true;
            self.pen += ahead;
        }
        if !self.in_string {
            self.array.push(b'(');
            self.in_string = true;
        }
        let code = self.face.code(id);
        push_escaped(&mut self.array, &code.to_be_bytes());
        self.pen += self.face.width(code);
        self.target += advance.sp();
    }

    fn end_string(&mut self) {
        if self.in_string {
            self.array.push(b')');
            self.in_string = false;
        }
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        self.end_string();
        if self.array.is_empty() {
            return;
        }
        if self.adjusted {
            out.push(b'[');
            out.append(&mut self.array);
            out.extend_from_slice(b"]TJ\n");
        } else {
            out.append(&mut self.array);
            out.extend_from_slice(b"Tj\n");
        }
        self.adjusted = false;
    }

    /// Where the viewer is, in scaled points.
    fn pen(&self) -> i64 {
        self.origin + self.pen * self.unit / 10_000_000
    }
}

/// Scaled points as thousandths of the em, rounded.
fn thousandths(length: i64, unit: i64) -> i64 {
    (length * 20_000_000 + unit).div_euclid(2 * unit)
}
