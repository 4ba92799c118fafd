//! SVG as drawing instructions: paths stay paths, text becomes outlines. What PDF can't say as a path (filters,
//! masks, patterns, gradients) is drawn at 300 to the inch in its place.

use std::sync::Arc;

use anthology_layout::font::Font;
use anthology_layout::page::{ImageAsset, ImageFormat};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use resvg::tiny_skia::{Path, PathSegment, Pixmap, Transform};
use resvg::usvg;
use resvg::usvg::fontdb;

use crate::images::{Content, Image};
use crate::press::{self, Inks};
use crate::raster;
use crate::syntax::{milli, push_decimal, push_int, push_milli};

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
    /// `X0`, `X1` …
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Form(Form),
    Image(Image),
}

/// The fonts for text in pictures.
pub(crate) struct Fonts {
    database: Arc<fontdb::Database>,
    family: String,
}

impl Fonts {
    /// Empty where no picture can need them.
    pub(crate) fn new(images: &[Arc<ImageAsset>], fonts: &[Arc<Font>]) -> Self {
        let mut database = fontdb::Database::new();
        let family = fonts.first().map_or_else(String::new, |font| font.family.clone());
        if images.iter().any(|image| image.format == ImageFormat::Svg) {
            for font in fonts {
                database.load_font_source(fontdb::Source::Binary(Arc::new(Arc::clone(font.data()))));
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
    if form.opacities.is_empty() && form.parts.is_empty() {
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
    let pixels = pixmap.data().chunks_exact(4).map(|p| [p[0], p[1], p[2]]);
    Ok(Content::Image(press::image(pixmap.width(), pixmap.height(), pixels, inks)))
}

fn parse(bytes: &[u8], fonts: &Fonts) -> Result<usvg::Tree, String> {
    let options = usvg::Options {
        font_family: fonts.family.clone(),
        fontdb: Arc::clone(&fonts.database),
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: usvg::ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    usvg::Tree::from_data(bytes, &options).map_err(|error| error.to_string())
}

/// Pixels to a unit of SVG (1/96 in) at 300 to the inch, less where that would be too many.
const PIXELS_PER_UNIT: f32 = 300.0 / 96.0;
const MOST_PIXELS: f32 = 40.0e6;

impl Form {
    fn new([width, height]: [i64; 2], group: bool, inks: Option<Inks>) -> Self {
        Self { width, height, inks, content: Vec::new(), group, opacities: Vec::new(), parts: Vec::new() }
    }

    fn draw(tree: &usvg::Tree, inks: Option<Inks>) -> Self {
        let size = [thousandths(tree.size().width()), thousandths(tree.size().height())];
        let mut form = Self::new(size, false, inks);
        form.put("1 0 0 -1 0 ");
        push_milli(&mut form.content, form.height);
        form.put(" cm\n");
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
        let beyond = group.mask().is_some() || !group.filters().is_empty();
        let clips = group.clip_path().map(|clip| clip_paths(clip, group.abs_transform()));
        if beyond || group.blend_mode() != usvg::BlendMode::Normal || clips == Some(None) {
            return self.pixels(node);
        }
        self.put("q\n");
        for (path, rule) in clips.flatten().unwrap_or_default() {
            self.outline(&path);
            self.put(if rule == usvg::FillRule::EvenOdd { "W* n\n" } else { "W n\n" });
        }
        if group.opacity().get() < 1.0 {
            let mut inner = Self::new([self.width, self.height], true, self.inks);
            inner.children(group);
            let opacity = per_mille(group.opacity());
            self.opacity([opacity, opacity]);
            self.part(Part::Form(inner));
        } else {
            self.children(group);
        }
        self.put("Q\n");
    }

    fn path(&mut self, node: &usvg::Node, path: &usvg::Path) {
        if !path.is_visible() {
            return;
        }
        let fill = path.fill().map(|fill| (color_of(fill.paint()), fill));
        let stroke = path.stroke().map(|stroke| (color_of(stroke.paint()), stroke));
        if matches!(fill, Some((None, _))) || matches!(stroke, Some((None, _))) {
            return self.pixels(node);
        }
        self.put("q ");
        self.matrix(path.abs_transform());
        let opacity = [fill.map(|f| f.1.opacity()), stroke.map(|s| s.1.opacity())];
        self.opacity(opacity.map(|opacity| opacity.map_or(1000, per_mille)));
        let draw_fill = |form: &mut Self| {
            if let Some((Some(color), fill)) = fill {
                form.color(color, ["g", "rg", "k"]);
                form.outline(path.data());
                form.put(if fill.rule() == usvg::FillRule::EvenOdd { "f*\n" } else { "f\n" });
            }
        };
        let draw_stroke = |form: &mut Self| {
            if let Some((Some(color), stroke)) = stroke {
                form.color(color, ["G", "RG", "K"]);
                form.pen(stroke);
                form.outline(path.data());
                form.put("S\n");
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
            Some(Inks::Gray) => (vec![press::gray(color)], gray),
            Some(Inks::Cmyk) => (press::cmyk(color).to_vec(), cmyk),
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
        self.put("/G");
        push_int(&mut self.content, index as i64);
        self.put(" gs\n");
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
        self.put("q ");
        self.matrix(Transform::from_row(area.width(), 0.0, 0.0, -area.height(), area.left(), area.bottom()));
        self.part(Part::Image(raster::from_pixmap(&pixmap)));
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
    pub(crate) fn add(self, document: &mut Document) -> ObjectId {
        let mut resources = Dictionary::new();
        if !self.opacities.is_empty() {
            let states = self.opacities.iter().enumerate().map(|(index, [fill, stroke])| {
                let state = dictionary! { "ca" => milli(i64::from(*fill)), "CA" => milli(i64::from(*stroke)) };
                (format!("G{index}"), Object::Dictionary(state))
            });
            resources.set("ExtGState", states.collect::<Dictionary>());
        }
        if !self.parts.is_empty() {
            let mut parts = Dictionary::new();
            for (index, part) in self.parts.into_iter().enumerate() {
                let part = match part {
                    Part::Form(form) => form.add(document),
                    Part::Image(image) => image.add(document),
                };
                parts.set(format!("X{index}"), Object::Reference(part));
            }
            resources.set("XObject", parts);
        }
        let mut dict = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), milli(self.width), milli(self.height)],
            "Resources" => resources
        };
        if self.group {
            dict.set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" });
        }
        document.add_object(Stream::new(dict, self.content))
    }
}

/// The paths of a clip, in the picture's units, each to be clipped to in turn; `None` where that can't be said
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

/// What the ancestors of a node transform together.
fn outer_transform(node: &usvg::Node) -> Transform {
    match node {
        usvg::Node::Group(group) => {
            group.transform().invert().map_or(Transform::identity(), |own| group.abs_transform().pre_concat(own))
        }
        _ => node.abs_transform(),
    }
}

fn color_of(paint: &usvg::Paint) -> Option<usvg::Color> {
    match paint {
        usvg::Paint::Color(color) => Some(*color),
        _ => None,
    }
}

fn per_mille(opacity: usvg::Opacity) -> u16 {
    (opacity.get() * 1000.0).round() as u16
}

fn thousandths(n: f32) -> i64 {
    (f64::from(n) * 1000.0).round() as i64
}
