//! SVG as form XObjects (ISO 32000-1, 8.10): paths stay paths, text becomes outlines, patterns become tiling patterns.
//! Filters, patterns of images and gradients that repeat around a focus have no equal in PDF and are rasterised in their
//! place, at 300 pixels to the inch.
//!
//! This module walks the SVG tree; `operators` writes the content stream, `patterns` makes tiles, `resources` adds the
//! finished form to the file.

use std::sync::Arc;

use anthology_images::{
    Cache, Channels, PageImage, Raster, Separation, SvgFont, font_database, inspect, prepare_svg, separated, stored,
};
use anthology_layout::fonts::Font;
use anthology_layout::page::{ImageAsset, ImageFormat};
use resvg::tiny_skia::{Path, Pixmap, Transform};
use resvg::usvg;
use resvg::usvg::fontdb;

use self::operators::{ColorOperators, blend_mode, per_mille, thousandths};
use crate::costs::{MOST_PIXELS, PIXELS_PER_UNIT};
use crate::gradient::Gradient;
use crate::images::Content;
use crate::syntax::{push_int, push_milli};

mod operators;
mod patterns;
mod resources;

/// A form: drawing instructions with what they refer to.
#[derive(Debug)]
pub(crate) struct Form {
    /// In thousandths of a unit.
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// For a press; `None` for the colours of a screen.
    separation: Option<Separation>,
    content: Vec<u8>,
    /// True for a transparency group, which is painted as a whole and then composited (ISO 32000-1, 11.4.7).
    group: bool,
    /// Constant opacities; named `G0`, `G1` …
    opacities: Vec<Opacities>,
    /// Blend modes (ISO 32000-1, 11.3.5); named `B0`, `B1` …
    blends: Vec<&'static str>,
    /// Soft masks; named `M0`, `M1` …
    masks: Vec<Mask>,
    /// Gradients, with the transform from their paths' coordinates to the stream's own; named `P0`, `P1` …
    gradients: Vec<(Gradient, Transform)>,
    /// Tiling patterns; named `T0`, `T1` …
    tiles: Vec<Tile>,
    /// Forms and images that are painted with `Do`; named `X0`, `X1` …
    parts: Vec<Part>,
    /// From the drawing's coordinates to the stream's own.
    base: Transform,
    /// The number of open groups.
    nested: usize,
}

/// Constant opacities of fills and strokes, per mille (ISO 32000-1, 11.6.4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Opacities {
    fill: u16,
    stroke: u16,
}

impl Opacities {
    const OPAQUE: Self = Self { fill: 1000, stroke: 1000 };
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

/// The paint of a path's fill or stroke, by its place in the form's resources.
enum Paint {
    Color(usvg::Color),
    /// An index into the tiles.
    Tile(usize),
    /// An index into the gradients, and one into the masks.
    Gradient(usize, Option<usize>),
}

/// An external object (ISO 32000-1, 8.8) of a form.
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
        let files =
            fonts.iter().map(|font| SvgFont { family: font.family.clone(), data: Arc::clone(font.data()) as _ });
        let family = fonts.first().map_or_else(String::new, |font| font.family.clone());
        if images.iter().any(|image| image.format == ImageFormat::Svg) {
            database = font_database(files);
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
/// The parser's message.
pub(crate) fn read(bytes: &[u8], fonts: &Fonts) -> Result<Form, String> {
    Ok(Form::draw(&parse(bytes, fonts)?, None))
}

/// Reads an SVG file for a press, which has inks of its own and no transparency. An image that needs more than opaque
/// paths becomes pixels, `width` of them across.
///
/// # Errors
/// The parser's message.
pub(crate) fn read_for_press(
    bytes: &[u8],
    fonts: &Fonts,
    separation: &Separation,
    width: u32,
) -> Result<Content, String> {
    let tree = parse(bytes, fonts)?;
    let form = Form::draw(&tree, Some(separation.clone()));
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
    Ok(Content::Image(separated(raster(&pixmap).ok_or("no pixels")?, separation)))
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

/// Groups within groups. The graphics state can be saved 28 times (ISO 19005-2, 6.1.13), and is on the way here.
const MOST_NESTED: usize = 20;

impl Form {
    fn new([width, height]: [i64; 2], group: bool, separation: Option<Separation>) -> Self {
        Self {
            width,
            height,
            separation,
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

    /// True if it has nothing but paths, each of one opaque colour.
    fn is_plain(&self) -> bool {
        let Self { opacities, blends, masks, gradients, tiles, parts, .. } = self;
        let tiles_are_plain = tiles.iter().all(|tile| tile.form.is_plain());
        let paths = opacities.is_empty() && blends.is_empty() && masks.is_empty() && gradients.is_empty();
        paths && tiles_are_plain && parts.is_empty()
    }

    fn draw(tree: &usvg::Tree, separation: Option<Separation>) -> Self {
        let size = [thousandths(tree.size().width()), thousandths(tree.size().height())];
        let mut form = Self::new(size, false, separation);
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
            let mut inner = Self::new([self.width, self.height], true, self.separation.clone());
            inner.nested = self.nested;
            inner.children(group);
            if let Some(mask) = group.mask() {
                self.mask(mask, group.abs_transform());
            }
            self.opacity(Opacities { fill: opacity, stroke: opacity });
            self.blend(blend);
            self.part(Part::Form(inner));
        } else {
            self.children(group);
        }
        self.put("Q\n");
        self.nested -= 1;
    }

    /// Sets a soft mask, up to the next `Q`.
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

    /// The form of a mask's content, without the mask's own mask.
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
        self.opacity(Opacities {
            fill: fill.as_ref().map_or(1000, |(_, fill)| per_mille(fill.opacity())),
            stroke: stroke.as_ref().map_or(1000, |(_, stroke)| per_mille(stroke.opacity())),
        });
        let draw_fill = |form: &mut Self| {
            if let Some((Some(paint), fill)) = &fill {
                let masked = form.set_paint(paint, &ColorOperators::FILL);
                form.outline(path.data());
                form.put(if fill.rule() == usvg::FillRule::EvenOdd { "f*\n" } else { "f\n" });
                form.put(if masked { "Q\n" } else { "" });
            }
        };
        let draw_stroke = |form: &mut Self| {
            if let Some((Some(paint), stroke)) = &stroke {
                let masked = form.set_paint(paint, &ColorOperators::STROKE);
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

    /// The paint of a path; `None` if PDF has no equal for it.
    fn paint(&mut self, paint: &usvg::Paint, path: &usvg::Path) -> Option<Paint> {
        if let usvg::Paint::Color(color) = paint {
            return Some(Paint::Color(*color));
        }
        if let usvg::Paint::Pattern(pattern) = paint {
            return self.tile(pattern, path);
        }
        let area = path.stroke_bounding_box();
        let gradient = Gradient::of(paint, self.separation.as_ref(), area)?;
        let opacity = Gradient::opacity(paint, area);
        if opacity.is_some() && self.separation.is_some() {
            return None;
        }
        let mask = opacity.map(|opacity| {
            self.masks.push(Mask::Gradient(opacity, [area.left(), area.top(), area.right(), area.bottom()]));
            self.masks.len() - 1
        });
        self.gradients.push((gradient, self.base.pre_concat(path.abs_transform())));
        Some(Paint::Gradient(self.gradients.len() - 1, mask))
    }

    /// Rasterises a node in its place.
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
}

/// The pixels of a pixmap, with straight alpha: the renderer's is premultiplied.
fn raster(pixmap: &Pixmap) -> Option<Raster> {
    let pixels = pixmap.pixels().iter().map(|pixel| pixel.demultiply());
    let samples = pixels.flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()]).collect();
    Raster::new(pixmap.width(), pixmap.height(), Channels::Rgba, samples)
}

/// The paths of a clip, in the image's units, each to be clipped to in turn; `None` for a clip of anything but single
/// paths.
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

/// The product of the transforms of a node's ancestors.
fn outer_transform(node: &usvg::Node) -> Transform {
    match node {
        usvg::Node::Group(group) => {
            group.transform().invert().map_or(Transform::identity(), |own| group.abs_transform().pre_concat(own))
        }
        _ => node.abs_transform(),
    }
}
