//! SVG as drawing instructions: paths stay paths, text becomes outlines, patterns tiles. What PDF can't say as a path
//! (filters, patterns of images, gradients that repeat around a focus) is drawn at 300 to the inch in its place.

use std::sync::Arc;

use anthology_images::{Cache, Channels, Inks, PageImage, Raster, inspect, prepare_svg, separated, stored};
use anthology_layout::fonts::Font;
use anthology_layout::page::{ImageAsset, ImageFormat};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use resvg::tiny_skia::{Path, PathSegment, Pixmap, Transform};
use resvg::usvg;
use resvg::usvg::fontdb;

use crate::gradient::{self, Gradient};
use crate::images::{self, Content};
use crate::syntax::{milli, name, push_decimal, push_int, push_milli};

/// A form: drawing instructions with what they refer to.
#[derive(Debug)]
pub(crate) struct Form {
    /// In thousandths of a unit.
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// The inks of a press; `None` for the colours of a screen.
    inks: Option<Inks>,
    content: Vec<u8>,
    /// Whether it is painted as a whole and then composed.
    group: bool,
    /// Opacities of fills and of strokes, per mille; `G0`, `G1` …
    opacities: Vec<[u16; 2]>,
    /// How what is painted mixes with what is under it; `B0`, `B1` …
    blends: Vec<&'static str>,
    /// How opaque what is painted is from place to place; `M0`, `M1` …
    masks: Vec<Mask>,
    /// Gradients, with what leads from their paths' coordinates to the stream's own; `P0`, `P1` …
    gradients: Vec<(Gradient, Transform)>,
    /// Tiles to paint with; `T0`, `T1` …
    tiles: Vec<Tile>,
    /// `X0`, `X1` …
    parts: Vec<Part>,
    /// From the drawing's coordinates to the stream's own.
    base: Transform,
    /// How many groups are open.
    nested: usize,
}

/// A soft mask, by luminosity or by alpha (ISO 32000-1, 11.5).
#[derive(Debug)]
enum Mask {
    /// A gradient over an area (left, top, right, bottom).
    Gradient(Gradient, [f32; 4]),
    Form(Form, usvg::MaskType),
}

/// A tiling pattern (ISO 32000-1, 8.7.3).
#[derive(Debug)]
struct Tile {
    form: Form,
    /// Width and height.
    size: [f32; 2],
    /// To the stream's own coordinates.
    transform: Transform,
}

/// More tiles than this on one path are cheaper as pixels.
const MOST_TILES: f32 = 20_000.0;

/// What paths are painted with.
enum Paint {
    Color(usvg::Color),
    /// An index into the tiles.
    Tile(usize),
    /// An index into the gradients, and one into the masks.
    Gradient(usize, Option<usize>),
}

#[derive(Debug)]
enum Part {
    Form(Form),
    Image(PageImage),
}

/// The fonts for text in SVG images.
pub(crate) struct Fonts {
    database: Arc<fontdb::Database>,
    family: String,
}

impl Fonts {
    /// Empty where no image can need them.
    pub(crate) fn new(images: &[Arc<ImageAsset>], fonts: &[Arc<Font>]) -> Self {
        let mut database = fontdb::Database::new();
        let family = fonts.first().map_or_else(String::new, |font| font.family.clone());
        if images.iter().any(|image| image.format == ImageFormat::Svg) {
            for font in fonts {
                database.load_font_source(fontdb::Source::Binary(Arc::clone(font.data()) as _));
            }
            database.set_serif_family(&family);
            database.set_sans_serif_family(&family);
            database.set_cursive_family(&family);
            database.set_fantasy_family(&family);
            let fixed = fonts.iter().find(|font| font.monospaced).map_or(&family, |font| &font.family);
            database.set_monospace_family(fixed);
        }
        Self { database: Arc::new(database), family }
    }
}

/// Reads an SVG file. It can refer to nothing outside of itself.
///
/// # Errors
/// What the parser says.
pub(crate) fn read(bytes: &[u8], fonts: &Fonts) -> Result<Form, String> {
    Ok(Form::draw(&parse(bytes, fonts)?, None))
}

/// The same for a press, which knows its own inks and nothing transparent: what can't be said so becomes pixels,
/// `width` of them across.
///
/// # Errors
/// What the parser says.
pub(crate) fn read_for_press(bytes: &[u8], fonts: &Fonts, inks: Inks, width: u32) -> Result<Content, String> {
    let tree = parse(bytes, fonts)?;
    let form = Form::draw(&tree, Some(inks));
    if form.is_plain() {
        return Ok(Content::Form(form));
    }
    let size = tree.size();
    let most = (MOST_PIXELS * size.width() / size.height()).sqrt();
    let scale = (width as f32).clamp(1.0, most) / size.width();
    let [width, height] = [size.width(), size.height()].map(|side| (side * scale).ceil().max(1.0));
    let mut pixmap = Pixmap::new(width as u32, height as u32).ok_or("no memory for its pixels")?;
    pixmap.fill(resvg::tiny_skia::Color::WHITE);
    let transform = Transform::from_scale(width / size.width(), height / size.height());
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    Ok(Content::Image(separated(raster(&pixmap).ok_or("no pixels")?, inks)))
}

/// An image within an SVG image, if it is sound, which bounds its size too. An SVG image within it would escape
/// [`prepare_svg`].
fn embedded_image(mime: &str, data: Arc<Vec<u8>>, options: &usvg::Options<'_>) -> Option<usvg::ImageKind> {
    let sound = mime != "image/svg+xml" && inspect(&data, Cache::default()).is_ok();
    let resolve = usvg::ImageHrefResolver::default_data_resolver();
    if sound { resolve(mime, data, options) } else { None }
}

fn parse(bytes: &[u8], fonts: &Fonts) -> Result<usvg::Tree, String> {
    let options = usvg::Options {
        font_family: fonts.family.clone(),
        fontdb: Arc::clone(&fonts.database),
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(embedded_image),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let prepared = prepare_svg(bytes)?;
    usvg::Tree::from_str(&prepared.text, &options).map_err(|error| error.to_string())
}

/// Pixels to a unit of SVG (1/96 in) at 300 to the inch, less where that would be too many.
const PIXELS_PER_UNIT: f32 = 300.0 / 96.0;
const MOST_PIXELS: f32 = 40.0e6;

/// Groups within groups. The graphics state can be saved 28 times (ISO 19005-2, 6.1.13), and is on the way here.
const MOST_NESTED: usize = 20;

impl Form {
    fn new([width, height]: [i64; 2], group: bool, inks: Option<Inks>) -> Self {
        Self {
            width,
            height,
            inks,
            content: Vec::new(),
            group,
            opacities: Vec::new(),
            blends: Vec::new(),
            masks: Vec::new(),
            gradients: Vec::new(),
            tiles: Vec::new(),
            parts: Vec::new(),
            base: Transform::identity(),
            nested: 0,
        }
    }

    /// Whether it is nothing but paths, each of one colour and over all that is under it.
    fn is_plain(&self) -> bool {
        let Self { opacities, blends, masks, gradients, tiles, parts, .. } = self;
        let tiles_are_plain = tiles.iter().all(|tile| tile.form.is_plain());
        let paths = opacities.is_empty() && blends.is_empty() && masks.is_empty() && gradients.is_empty();
        paths && tiles_are_plain && parts.is_empty()
    }

    fn draw(tree: &usvg::Tree, inks: Option<Inks>) -> Self {
        let size = [thousandths(tree.size().width()), thousandths(tree.size().height())];
        let mut form = Self::new(size, false, inks);
        form.put("1 0 0 -1 0 ");
        push_milli(&mut form.content, form.height);
        form.put(" cm\n");
        form.base = Transform::from_row(1.0, 0.0, 0.0, -1.0, 0.0, tree.size().height());
        form.children(tree.root());
        form
    }

    fn children(&mut self, group: &usvg::Group) {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => self.group(node, group),
                usvg::Node::Path(path) => self.path(node, path),
                usvg::Node::Text(text) => self.children(text.flattened()),
                usvg::Node::Image(_) => self.pixels(node),
            }
        }
    }

    fn group(&mut self, node: &usvg::Node, group: &usvg::Group) {
        let clips = group.clip_path().map(|clip| clip_paths(clip, group.abs_transform()));
        let masks = std::iter::successors(group.mask(), |mask| mask.mask()).count();
        let Some(blend) = blend_mode(group.blend_mode()) else { return self.pixels(node) };
        if !group.filters().is_empty() || clips == Some(None) || self.nested + masks.max(1) > MOST_NESTED {
            return self.pixels(node);
        }
        self.nested += 1;
        self.put("q\n");
        for (path, rule) in clips.flatten().unwrap_or_default() {
            self.outline(&path);
            self.put(if rule == usvg::FillRule::EvenOdd { "W* n\n" } else { "W n\n" });
        }
        let opacity = per_mille(group.opacity());
        if opacity < 1000 || blend != "Normal" || group.mask().is_some() || group.isolate() {
            let mut inner = Self::new([self.width, self.height], true, self.inks);
            inner.nested = self.nested;
            inner.children(group);
            if let Some(mask) = group.mask() {
                self.mask(mask, group.abs_transform());
            }
            self.opacity([opacity, opacity]);
            self.blend(blend);
            self.part(Part::Form(inner));
        } else {
            self.children(group);
        }
        self.put("Q\n");
        self.nested -= 1;
    }

    /// Masks what is painted from here on.
    fn mask(&mut self, mask: &usvg::Mask, transform: Transform) {
        let mut form = self.content_of(mask, transform);
        if let Some(outer) = mask.mask() {
            let mut masked = Self::new([self.width, self.height], true, None);
            masked.nested = form.nested;
            masked.mask(outer, transform);
            masked.part(Part::Form(form));
            form = masked;
        }
        self.masks.push(Mask::Form(form, mask.kind()));
        self.state("M", self.masks.len() - 1);
    }

    /// What is drawn in a mask, whatever masks it.
    fn content_of(&self, mask: &usvg::Mask, transform: Transform) -> Self {
        let mut form = Self::new([self.width, self.height], true, None);
        form.base = transform;
        form.nested = self.nested + 1;
        form.matrix(transform);
        let rect = mask.rect();
        for side in [rect.x(), rect.y(), rect.width(), rect.height()] {
            push_milli(&mut form.content, thousandths(side));
            form.put(" ");
        }
        form.put("re W n\n");
        form.children(mask.root());
        form
    }

    fn path(&mut self, node: &usvg::Node, path: &usvg::Path) {
        if !path.is_visible() {
            return;
        }
        let mut paint = |paint: &usvg::Paint| self.paint(paint, path);
        let fill = path.fill().map(|fill| (paint(fill.paint()), fill));
        let stroke = path.stroke().map(|stroke| (paint(stroke.paint()), stroke));
        if matches!(fill, Some((None, _))) || matches!(stroke, Some((None, _))) {
            return self.pixels(node);
        }
        self.put("q ");
        self.matrix(path.abs_transform());
        let opacity = [fill.as_ref().map(|f| f.1.opacity()), stroke.as_ref().map(|s| s.1.opacity())];
        self.opacity(opacity.map(|opacity| opacity.map_or(1000, per_mille)));
        let draw_fill = |form: &mut Self| {
            if let Some((Some(paint), fill)) = &fill {
                let masked = form.set_paint(paint, ["g", "rg", "k", "cs", "scn"]);
                form.outline(path.data());
                form.put(if fill.rule() == usvg::FillRule::EvenOdd { "f*\n" } else { "f\n" });
                form.put(if masked { "Q\n" } else { "" });
            }
        };
        let draw_stroke = |form: &mut Self| {
            if let Some((Some(paint), stroke)) = &stroke {
                let masked = form.set_paint(paint, ["G", "RG", "K", "CS", "SCN"]);
                form.pen(stroke);
                form.outline(path.data());
                form.put("S\n");
                form.put(if masked { "Q\n" } else { "" });
            }
        };
        if path.paint_order() == usvg::PaintOrder::FillAndStroke {
            draw_fill(self);
            draw_stroke(self);
        } else {
            draw_stroke(self);
            draw_fill(self);
        }
        self.put("Q\n");
    }

    /// What a path is painted with, where that can be said.
    fn paint(&mut self, paint: &usvg::Paint, path: &usvg::Path) -> Option<Paint> {
        if let usvg::Paint::Color(color) = paint {
            return Some(Paint::Color(*color));
        }
        if let usvg::Paint::Pattern(pattern) = paint {
            return self.tile(pattern, path);
        }
        let area = path.stroke_bounding_box();
        let gradient = Gradient::of(paint, self.inks, area)?;
        let opacity = Gradient::opacity(paint, area);
        if opacity.is_some() && self.inks.is_some() {
            return None;
        }
        let mask = opacity.map(|opacity| {
            self.masks.push(Mask::Gradient(opacity, [area.left(), area.top(), area.right(), area.bottom()]));
            self.masks.len() - 1
        });
        self.gradients.push((gradient, self.base.pre_concat(path.abs_transform())));
        Some(Paint::Gradient(self.gradients.len() - 1, mask))
    }

    /// A pattern to paint a path with; `None` where there would be too many tiles, or more in one than paths.
    fn tile(&mut self, pattern: &usvg::Pattern, path: &usvg::Path) -> Option<Paint> {
        let rect = pattern.rect();
        let shrink = pattern.transform().get_scale();
        let tile = rect.width() * shrink.0 * rect.height() * shrink.1;
        let area = path.stroke_bounding_box();
        if self.nested == MOST_NESTED || area.width() * area.height() > tile * MOST_TILES {
            return None;
        }
        let own = own_transform(pattern.root())?;
        let mut form = Self::new([thousandths(rect.width()), thousandths(rect.height())], false, self.inks);
        form.nested = self.nested + 1;
        form.base = own;
        form.matrix(own);
        form.children(pattern.root());
        let outer = self.base.pre_concat(path.abs_transform()).pre_concat(pattern.transform());
        let transform = outer.pre_translate(rect.x(), rect.y());
        self.tiles.push(Tile { form, size: [rect.width(), rect.height()], transform });
        Some(Paint::Tile(self.tiles.len() - 1))
    }

    /// Sets the current colour to a paint, with the operators for grey, RGB, CMYK and patterns. Whether a soft mask was
    /// set with it, which a `Q` removes.
    fn set_paint(&mut self, paint: &Paint, [gray, rgb, cmyk, space, pattern]: [&str; 5]) -> bool {
        match *paint {
            Paint::Color(color) => {
                self.color(color, [gray, rgb, cmyk]);
                false
            }
            Paint::Tile(index) => {
                self.put(&format!("/Pattern {space} /T{index} {pattern}\n"));
                false
            }
            Paint::Gradient(index, mask) => {
                if let Some(mask) = mask {
                    self.put("q ");
                    self.state("M", mask);
                }
                self.put(&format!("/Pattern {space} /P{index} {pattern}\n"));
                mask.is_some()
            }
        }
    }

    fn pen(&mut self, stroke: &usvg::Stroke) {
        push_milli(&mut self.content, thousandths(stroke.width().get()));
        self.put(" w ");
        push_int(
            &mut self.content,
            match stroke.linecap() {
                usvg::LineCap::Butt => 0,
                usvg::LineCap::Round => 1,
                usvg::LineCap::Square => 2,
            },
        );
        self.put(" J ");
        push_int(
            &mut self.content,
            match stroke.linejoin() {
                usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => 0,
                usvg::LineJoin::Round => 1,
                usvg::LineJoin::Bevel => 2,
            },
        );
        self.put(" j ");
        push_milli(&mut self.content, thousandths(stroke.miterlimit().get()));
        self.put(" M\n");
        if let Some(dashes) = stroke.dasharray() {
            self.put("[");
            for dash in dashes {
                push_milli(&mut self.content, thousandths(*dash));
                self.put(" ");
            }
            self.put("] ");
            push_milli(&mut self.content, thousandths(stroke.dashoffset()));
            self.put(" d\n");
        }
    }

    fn color(&mut self, color: usvg::Color, [gray, rgb, cmyk]: [&str; 3]) {
        let color = [color.red, color.green, color.blue];
        let (parts, operator) = match self.inks {
            _ if color == [color[0]; 3] => (vec![color[0]], gray),
            None => (color.to_vec(), rgb),
            Some(Inks::Gray) => (vec![anthology_images::gray(color)], gray),
            Some(Inks::Cmyk) => (anthology_images::cmyk(color).to_vec(), cmyk),
        };
        for part in parts.into_iter().map(|part| (i64::from(part) * 1000 + 127) / 255) {
            push_milli(&mut self.content, part);
            self.put(" ");
        }
        self.put(operator);
        self.put("\n");
    }

    fn outline(&mut self, path: &Path) {
        let mut last = (0.0, 0.0);
        for segment in path.segments() {
            match segment {
                PathSegment::MoveTo(p) => self.points(&[(p.x, p.y)], "m"),
                PathSegment::LineTo(p) => self.points(&[(p.x, p.y)], "l"),
                PathSegment::QuadTo(c, p) => {
                    let toward =
                        |from: (f32, f32)| (from.0 + (c.x - from.0) * 2.0 / 3.0, from.1 + (c.y - from.1) * 2.0 / 3.0);
                    self.points(&[toward(last), toward((p.x, p.y)), (p.x, p.y)], "c");
                }
                PathSegment::CubicTo(c, d, p) => self.points(&[(c.x, c.y), (d.x, d.y), (p.x, p.y)], "c"),
                PathSegment::Close => self.put("h\n"),
            }
            if let PathSegment::MoveTo(p)
            | PathSegment::LineTo(p)
            | PathSegment::QuadTo(_, p)
            | PathSegment::CubicTo(_, _, p) = segment
            {
                last = (p.x, p.y);
            }
        }
    }

    fn points(&mut self, points: &[(f32, f32)], operator: &str) {
        for (x, y) in points {
            push_milli(&mut self.content, thousandths(*x));
            self.put(" ");
            push_milli(&mut self.content, thousandths(*y));
            self.put(" ");
        }
        self.put(operator);
        self.put("\n");
    }

    fn matrix(&mut self, t: Transform) {
        if t.is_identity() {
            return;
        }
        for n in [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty] {
            push_decimal(&mut self.content, (f64::from(n) * 1.0e6).round() as i64, 6);
            self.put(" ");
        }
        self.put("cm\n");
    }

    fn opacity(&mut self, opacity: [u16; 2]) {
        if opacity == [1000, 1000] {
            return;
        }
        let index = self.opacities.iter().position(|known| *known == opacity).unwrap_or_else(|| {
            self.opacities.push(opacity);
            self.opacities.len() - 1
        });
        self.state("G", index);
    }

    fn blend(&mut self, mode: &'static str) {
        if mode != "Normal" {
            self.blends.push(mode);
            self.state("B", self.blends.len() - 1);
        }
    }

    fn state(&mut self, kind: &str, index: usize) {
        self.put(&format!("/{kind}{index} gs\n"));
    }

    /// A node drawn as pixels, in its place.
    fn pixels(&mut self, node: &usvg::Node) {
        let Some(area) = node.abs_layer_bounding_box() else { return };
        let scale = PIXELS_PER_UNIT.min((MOST_PIXELS / (area.width() * area.height())).sqrt());
        let [width, height] = [area.width(), area.height()].map(|side| (side * scale).ceil().max(1.0));
        let Some(mut pixmap) = Pixmap::new(width as u32, height as u32) else { return };
        // The renderer moves the node's area to the origin but leaves out what its ancestors transform.
        let (left, top) = (area.left(), area.top());
        let transform = Transform::from_scale(width / area.width(), height / area.height())
            .pre_translate(-left, -top)
            .pre_concat(outer_transform(node))
            .pre_translate(left, top);
        if resvg::render_node(node, transform, &mut pixmap.as_mut()).is_none() {
            return;
        }
        let Some(pixels) = raster(&pixmap) else { return };
        self.put("q ");
        self.matrix(Transform::from_row(area.width(), 0.0, 0.0, -area.height(), area.left(), area.bottom()));
        self.part(Part::Image(stored(pixels)));
        self.put("Q\n");
    }

    fn part(&mut self, part: Part) {
        self.put("/X");
        push_int(&mut self.content, self.parts.len() as i64);
        self.put(" Do\n");
        self.parts.push(part);
    }

    fn put(&mut self, text: &str) {
        self.content.extend_from_slice(text.as_bytes());
    }

    /// Adds it to a document.
    pub(crate) fn add(mut self, document: &mut Document) -> ObjectId {
        let content = std::mem::take(&mut self.content);
        let mut dict = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), milli(self.width), milli(self.height)]
        };
        if self.group {
            dict.set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" });
        }
        dict.set("Resources", self.resources(document));
        document.add_object(Stream::new(dict, content))
    }

    /// What the drawing instructions refer to.
    fn resources(self, document: &mut Document) -> Dictionary {
        let mut resources = Dictionary::new();
        let mut states = Dictionary::new();
        for (index, [fill, stroke]) in self.opacities.iter().enumerate() {
            let state = dictionary! { "ca" => milli(i64::from(*fill)), "CA" => milli(i64::from(*stroke)) };
            states.set(format!("G{index}"), state);
        }
        for (index, mode) in self.blends.iter().enumerate() {
            states.set(format!("B{index}"), dictionary! { "BM" => name(mode) });
        }
        for (index, mask) in self.masks.into_iter().enumerate() {
            states.set(format!("M{index}"), dictionary! { "SMask" => mask.add(document) });
        }
        if !states.is_empty() {
            resources.set("ExtGState", states);
        }
        let mut patterns = Dictionary::new();
        for (index, (gradient, base)) in self.gradients.iter().enumerate() {
            patterns.set(format!("P{index}"), document.add_object(gradient.pattern(*base)));
        }
        for (index, tile) in self.tiles.into_iter().enumerate() {
            patterns.set(format!("T{index}"), tile.add(document));
        }
        if !patterns.is_empty() {
            resources.set("Pattern", patterns);
        }
        if !self.parts.is_empty() {
            let mut parts = Dictionary::new();
            for (index, part) in self.parts.into_iter().enumerate() {
                let part = match part {
                    Part::Form(form) => form.add(document),
                    Part::Image(image) => images::add(image, document),
                };
                parts.set(format!("X{index}"), Object::Reference(part));
            }
            resources.set("XObject", parts);
        }
        resources
    }
}

impl Tile {
    /// Adds it to a document.
    fn add(self, document: &mut Document) -> ObjectId {
        let Self { mut form, size: [width, height], transform: t } = self;
        let content = std::mem::take(&mut form.content);
        let dict = dictionary! {
            "Type" => "Pattern",
            "PatternType" => 1,
            "PaintType" => 1,
            "TilingType" => 1,
            "BBox" => gradient::reals(&[0.0, 0.0, width, height]),
            "XStep" => gradient::real(width),
            "YStep" => gradient::real(height),
            "Matrix" => gradient::reals(&[t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]),
            "Resources" => form.resources(document)
        };
        document.add_object(Stream::new(dict, content))
    }
}

impl Mask {
    /// Adds it to a document. Gives the dictionary that a graphics state names.
    fn add(self, document: &mut Document) -> Dictionary {
        let (kind, form) = match self {
            Self::Form(form, usvg::MaskType::Luminance) => ("Luminosity", form.add(document)),
            Self::Form(form, usvg::MaskType::Alpha) => ("Alpha", form.add(document)),
            Self::Gradient(gradient, area) => {
                let t = gradient.transform;
                let mut content = Vec::new();
                for n in [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty] {
                    push_decimal(&mut content, (f64::from(n) * 1.0e6).round() as i64, 6);
                    content.push(b' ');
                }
                content.extend_from_slice(b"cm /S0 sh\n");
                let form = dictionary! {
                    "Type" => "XObject",
                    "Subtype" => "Form",
                    "BBox" => gradient::reals(&area),
                    "Group" => dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" },
                    "Resources" => dictionary! { "Shading" => dictionary! { "S0" => gradient.shading() } }
                };
                ("Luminosity", document.add_object(Stream::new(form, content)))
            }
        };
        dictionary! { "Type" => "Mask", "S" => kind, "G" => Object::Reference(form) }
    }
}

/// Drawn pixels, whose colours the renderer multiplies with their opacity.
fn raster(pixmap: &Pixmap) -> Option<Raster> {
    let pixels = pixmap.pixels().iter().map(|pixel| pixel.demultiply());
    let samples = pixels.flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()]).collect();
    Raster::new(pixmap.width(), pixmap.height(), Channels::Rgba, samples)
}

/// PDF's word for a blend mode (ISO 32000-1, 11.3.5), where it has one.
fn blend_mode(mode: usvg::BlendMode) -> Option<&'static str> {
    use usvg::BlendMode as B;
    Some(match mode {
        B::Normal => "Normal",
        B::Multiply => "Multiply",
        B::Screen => "Screen",
        B::Overlay => "Overlay",
        B::Darken => "Darken",
        B::Lighten => "Lighten",
        B::ColorDodge => "ColorDodge",
        B::ColorBurn => "ColorBurn",
        B::HardLight => "HardLight",
        B::SoftLight => "SoftLight",
        B::Difference => "Difference",
        B::Exclusion => "Exclusion",
        B::Hue => "Hue",
        B::Saturation => "Saturation",
        B::Color => "Color",
        B::Luminosity => "Luminosity",
        B::PlusLighter => return None,
    })
}

/// The paths of a clip, in the image's units, each to be clipped to in turn; `None` where that can't be said
/// with paths.
fn clip_paths(clip: &usvg::ClipPath, transform: Transform) -> Option<Vec<(Path, usvg::FillRule)>> {
    let mut paths = match clip.clip_path() {
        Some(outer) => clip_paths(outer, transform)?,
        None => Vec::new(),
    };
    let [usvg::Node::Path(path)] = clip.root().children() else { return None };
    let transform = transform.pre_concat(clip.transform()).pre_concat(path.abs_transform());
    let rule = path.fill().map_or(usvg::FillRule::NonZero, usvg::Fill::rule);
    paths.push((path.data().clone().transform(transform)?, rule));
    Some(paths)
}

/// What a pattern does to its paths beyond what they know of: the parser leaves its box's scale out of their absolute
/// transforms. `None` where that is not the same for all, or there is more in it than paths.
fn own_transform(root: &usvg::Group) -> Option<Transform> {
    fn walk(group: &usvg::Group, outer: Transform, found: &mut Option<Transform>) -> Option<()> {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => {
                    let plain = group.clip_path().is_none() && group.mask().is_none() && group.filters().is_empty();
                    let whole = group.opacity() == usvg::Opacity::ONE && !group.isolate();
                    if !plain || !whole {
                        return None;
                    }
                    walk(group, outer.pre_concat(group.transform()), found)?;
                }
                usvg::Node::Path(path) => {
                    let own = outer.pre_concat(path.abs_transform().invert()?);
                    if !alike(*found.get_or_insert(own), own) {
                        return None;
                    }
                }
                usvg::Node::Text(text) => {
                    let outlines = text.flattened();
                    walk(outlines, outer.pre_concat(outlines.transform()), found)?;
                }
                usvg::Node::Image(_) => return None,
            }
        }
        Some(())
    }
    let mut found = None;
    walk(root, Transform::identity(), &mut found)?;
    found
}

/// Whether two transforms differ by no more than rounding.
fn alike(a: Transform, b: Transform) -> bool {
    let [a, b] = [a, b].map(|t| [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]);
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1.0e-4 * a.abs().max(1.0))
}

/// What the ancestors of a node transform together.
fn outer_transform(node: &usvg::Node) -> Transform {
    match node {
        usvg::Node::Group(group) => {
            group.transform().invert().map_or(Transform::identity(), |own| group.abs_transform().pre_concat(own))
        }
        _ => node.abs_transform(),
    }
}

fn per_mille(opacity: usvg::Opacity) -> u16 {
    (opacity.get() * 1000.0).round() as u16
}

fn thousandths(n: f32) -> i64 {
    (f64::from(n) * 1000.0).round() as i64
}
