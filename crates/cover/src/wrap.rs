//! The wrap of a printed book: back, spine and front on one sheet.

use std::fmt::Write;
use std::sync::Arc;

use anthology_base::xml::escape;
use anthology_base::{Isbn, Length};
use anthology_images::{Edge, edge_color};
use anthology_layout::fonts::Fonts;
use anthology_layout::line::{Line, Measure};
use anthology_layout::page::{
    Artifact, ImageAsset, ImageFormat, Item, ItemKind, Page, PageMap, Pages, PixelSize, Rect, Tag,
};
use anthology_layout::{ParagraphBuilder, Resolve};
use anthology_typeset::{Color, CoverComposition, ParagraphStyle, SetParagraph, SetText, TextAlign};

use crate::barcode::{self, Bar, MODULES};
use crate::compose::{self, LineStyle};
use crate::costs::{
    BACK_MARGIN, BARCODE_DISTANCE, BARCODE_HEIGHT, BARCODE_WIDTH, BLURB_SIZE, BLURB_SMALLEST, BLURB_STEP, SPINE_MARGIN,
    SPINE_NAMES,
};
use crate::error::DrawError;
use crate::front::{Front, WIDTH};
use crate::paint;

/// The description of a wrap.
#[derive(Clone, Debug)]
pub struct Wrap<'a> {
    /// The book: title, contributors, description, theme.
    pub text: &'a SetText,
    /// The trim size of a page.
    pub trim: TrimSize,
    /// The width of its spine.
    pub spine: Length,
    /// True if the printer allows text on the spine.
    pub spine_text: bool,
    /// The bleed.
    pub bleed: Length,
    /// The editor's own front; without one, it is drawn.
    pub front: Option<&'a Arc<ImageAsset>>,
    /// The ISBN of the bar code.
    pub isbn: Option<Isbn>,
}

/// The size of a trimmed page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrimSize {
    /// Its width.
    pub width: Length,
    /// Its height.
    pub height: Length,
}

/// The left edges of back, spine and front.
struct Panels {
    back: Length,
    spine: Length,
    front: Length,
}

impl Panels {
    /// From the left, or from the right for a book that is bound at the right.
    fn of(wrap: &Wrap<'_>) -> Self {
        let (width, far) = (wrap.trim.width, wrap.trim.width + wrap.spine);
        match is_mirrored(wrap) {
            false => Self { back: Length::ZERO, spine: width, front: far },
            true => Self { back: far, spine: width, front: Length::ZERO },
        }
    }
}

fn is_mirrored(wrap: &Wrap<'_>) -> bool {
    wrap.text.metadata.language.is_rtl()
}

/// Composes a wrap: one page as wide as back, spine and front, in this order from the left, or from the right for a
/// book that is read from right to left. What runs over its edges is bleed.
///
/// # Errors
/// If the back has no room for the description, or rendering fails.
pub fn wrap(wrap: &Wrap<'_>, fonts: &Fonts) -> Result<Pages, DrawError> {
    let TrimSize { width, height } = wrap.trim;
    let mut page = Page { width: width * 2 + wrap.spine, height, label: "cover".to_owned(), ..Page::default() };
    let mut images = Vec::new();
    if let Some(front) = wrap.front {
        page.items.push(image_item(images.len(), covering(wrap, front.size)));
        images.push(Arc::clone(front));
    }
    let rect =
        Rect { x: -wrap.bleed, y: -wrap.bleed, width: page.width + wrap.bleed * 2, height: height + wrap.bleed * 2 };
    page.items.push(image_item(images.len(), rect));
    let composed = composed(wrap, fonts)?;
    images.push(Arc::new(ImageAsset {
        path: "cover.svg".to_owned(),
        size: PixelSize::new(rect.width.pt().ceil() as u32, rect.height.pt().ceil() as u32),
        bytes: composed.into_bytes().into(),
        format: ImageFormat::Svg,
        orientation: 1,
    }));
    back(wrap, fonts, &mut page)?;
    Ok(Pages {
        metadata: wrap.text.metadata.clone(),
        pages: vec![page],
        fonts: fonts.list().to_vec(),
        images,
        structure: Vec::new(),
        outline: Vec::new(),
        destinations: std::collections::BTreeMap::new(),
        map: PageMap::default(),
    })
}

fn image_item(image: usize, rect: Rect) -> Item {
    Item { kind: ItemKind::Image { image, rect, turned: false }, tag: Tag::Artifact(Artifact::Layout) }
}

/// The smallest rectangle of an image's proportions that covers the front and its bleed, centred on it. The part over the
/// spine is painted over; the rest is cut off.
fn covering(wrap: &Wrap<'_>, size: PixelSize) -> Rect {
    let (width, height) = (wrap.trim.width + wrap.bleed, wrap.trim.height + wrap.bleed * 2);
    let (across, down) = (i64::from(size.width.max(1)), i64::from(size.height.max(1)));
    let by_width = (width, width.scale(down, across));
    let (w, h) = if by_width.1 >= height { by_width } else { (height.scale(across, down), height) };
    let left = if is_mirrored(wrap) { -wrap.bleed } else { Panels::of(wrap).front };
    Rect { x: left + (width - w) / 2, y: (height - h) / 2 - wrap.bleed, width: w, height: h }
}

/// The front in the colours of a press: black text, since four inks under fine type blur. Beside the editor's own image,
/// spine and back have the colour of its edge, tinted until black text has a contrast of 7:1 (WCAG 2.2, 1.4.6).
fn colored(wrap: &Wrap<'_>) -> Front {
    let mut front = Front::of(wrap.text);
    front.palette.ink = Color::BLACK;
    if let Some(image) = wrap.front {
        let edge = if is_mirrored(wrap) { Edge::Right } else { Edge::Left };
        if let Some([red, green, blue]) = edge_color(image, edge) {
            let own = Color { red, green, blue };
            let tints = (0..=100).step_by(5).map(|white| own.tinted(white));
            let light = tints.into_iter().find(|tint| tint.contrast(Color::BLACK) >= 7.0);
            front.palette.paper = light.unwrap_or(Color::WHITE);
            front.composition = CoverComposition::Frame;
        }
    }
    front
}

/// Everything except the text of the back, as SVG; its origin is the corner of the bleed, its unit the point.
fn composed(wrap: &Wrap<'_>, fonts: &Fonts) -> Result<String, DrawError> {
    let front = colored(wrap);
    let options = paint::options(fonts, &front.family);
    let width_of = |text: &str, style| paint::text_width(&options, text, style);
    let (width, height) = (wrap.trim.width.pt(), wrap.trim.height.pt());
    let (bleed, spine, panels) = (wrap.bleed.pt(), wrap.spine.pt(), Panels::of(wrap));
    let whole = (width * 2.0 + spine + bleed * 2.0, height + bleed * 2.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.3}\" height=\"{:.3}\"><rect x=\"{:.3}\" \
         width=\"{:.3}\" height=\"{:.3}\" fill=\"{}\"/><g transform=\"translate({bleed:.3} {bleed:.3})\">",
        whole.0,
        whole.1,
        if wrap.front.is_some() && is_mirrored(wrap) { bleed + width } else { 0.0 },
        if wrap.front.is_some() { bleed + width + spine } else { whole.0 },
        whole.1,
        compose::ground(&front)
    );
    if wrap.front.is_none() {
        let scale = width / f64::from(WIDTH);
        let drawn = compose::content(&front, height / scale, width_of)?;
        let _ = write!(svg, "<g transform=\"translate({:.3} 0) scale({scale:.6})\">{drawn}</g>", panels.front.pt());
    }
    let ground = compose::spine_ground(&front);
    if ground != compose::ground(&front) && wrap.front.is_none() {
        let _ = write!(
            svg,
            "<rect x=\"{:.3}\" y=\"{:.3}\" width=\"{spine:.3}\" height=\"{:.3}\" fill=\"{ground}\"/>",
            panels.spine.pt(),
            -bleed,
            whole.1
        );
    }
    if wrap.spine_text {
        put_spine(
            &mut svg,
            &front,
            SpineBox { left: panels.spine.pt(), width: spine, height },
            is_mirrored(wrap),
            width_of,
        )?;
    }
    let right = if is_mirrored(wrap) { panels.back.pt() + 2.0 * BARCODE_DISTANCE + BARCODE_WIDTH } else { width };
    put_barcode(&mut svg, wrap, &front.family, right, height);
    svg.push_str("</g></svg>");
    Ok(svg)
}

/// The spine, in points.
#[derive(Clone, Copy)]
struct SpineBox {
    left: f64,
    width: f64,
    height: f64,
}

/// Title and contributors along the spine, read from the top down (ISO 6357), also where they are read from right to
/// left. CJK text is upright.
fn put_spine(
    svg: &mut String,
    front: &Front,
    spine: SpineBox,
    mirrored: bool,
    width_of: impl Fn(&str, LineStyle) -> Result<f64, DrawError>,
) -> Result<(), DrawError> {
    const ENDS: f64 = 36.0;
    let SpineBox { left, width: spine, height } = spine;
    let title = width_of(&front.title, LineStyle::Title)?;
    let mut names = front.names.join(" · ");
    let names_width = if names.is_empty() { 0.0 } else { width_of(&names, LineStyle::Names)? };
    let broad = (spine - 2.0 * SPINE_MARGIN).min(18.0);
    // Names at four fifths of the title's size, and a gap of two ems between them.
    let size_with = |names: f64| broad.min((height - 2.0 * ENDS) / (title + 0.8 * names + 2000.0) * 1000.0);
    let mut size = size_with(names_width);
    // The names of many authors would make all of it small: then the title has the spine for itself.
    if size < broad * SPINE_NAMES {
        names.clear();
        size = size_with(0.0);
    }
    if size < 4.0 {
        return Ok(());
    }
    let upright = ["ja", "ko", "zh"].contains(&front.language.primary());
    let (foot, turn) = match (upright, mirrored) {
        (true, _) => (0.0, 0),
        (_, true) => (height, -90),
        (_, false) => (0.0, 90),
    };
    let ink = front.palette.text_on(compose::spine_ground(front));
    let _ = write!(svg, "<g transform=\"translate({:.3} {foot:.3}) rotate({turn})\">", left + spine / 2.0);
    let mut line = |text: &str, style: LineStyle, size: f64, along: f64, anchor: &str| {
        // Half of the height of capitals below the middle.
        let (x, y, mode) = if upright { (0.0, along, "tb") } else { (along, size * 0.32, "lr") };
        let _ = write!(
            svg,
            "<text x=\"{x:.3}\" y=\"{y:.3}\" writing-mode=\"{mode}\" font-family=\"{}\" font-size=\"{size:.3}\" {} \
             text-anchor=\"{anchor}\" fill=\"{ink}\" xml:space=\"preserve\">{}</text>",
            escape(&front.family),
            style.attributes(),
            compose::in_direction(text, front.language)
        );
    };
    let ends =
        if mirrored { [(height - ENDS, "end"), (ENDS, "start")] } else { [(ENDS, "start"), (height - ENDS, "end")] };
    line(&front.title, LineStyle::Title, size, ends[0].0, ends[0].1);
    line(&names, LineStyle::Names, size * 0.8, ends[1].0, ends[1].1);
    svg.push_str("</g>");
    Ok(())
}

/// The bar code in its white box in the corner of the back at `right` and `bottom`, at its nominal size, whose module is
/// 0.33 mm. Nothing without an ISBN: a printer who adds a code of its own brings the box.
fn put_barcode(svg: &mut String, wrap: &Wrap<'_>, family: &str, right: f64, bottom: f64) {
    const MODULE: f64 = 0.33 * 72.0 / 25.4;
    let Some(isbn) = wrap.isbn else { return };
    let digits = isbn.digits();
    let (x, y) = (right - BARCODE_DISTANCE - BARCODE_WIDTH, bottom - BARCODE_DISTANCE - BARCODE_HEIGHT);
    let _ = write!(
        svg,
        "<rect x=\"{x:.3}\" y=\"{y:.3}\" width=\"{}\" height=\"{}\" fill=\"#fff\"/>",
        BARCODE_WIDTH, BARCODE_HEIGHT
    );
    let left = x + (BARCODE_WIDTH - MODULES as f64 * MODULE) / 2.0 + 2.0 * MODULE;
    let (top, tall) = (y + 16.0, 54.0);
    for Bar { start, width, guard } in barcode::bars(&digits) {
        let _ = write!(
            svg,
            "<rect x=\"{:.4}\" y=\"{top:.3}\" width=\"{:.4}\" height=\"{:.3}\" fill=\"#000\"/>",
            left + start as f64 * MODULE,
            width as f64 * MODULE,
            if guard { tall + 5.0 } else { tall }
        );
    }
    let mut text = |text: &str, x: f64, y: f64, length: f64| {
        let _ = write!(
            svg,
            "<text x=\"{x:.3}\" y=\"{y:.3}\" font-family=\"{}\" font-size=\"9\" textLength=\"{length:.3}\" \
             font-feature-settings=\"lnum, tnum\">{text}</text>",
            escape(family)
        );
    };
    let written = isbn.bare();
    let base = top + tall + 8.5;
    text(&written[..1], left - 9.0 * MODULE, base, 5.0 * MODULE);
    text(&written[1..7], left + 5.0 * MODULE, base, 38.0 * MODULE);
    text(&written[7..], left + 52.0 * MODULE, base, 38.0 * MODULE);
    let human = format!("ISBN {isbn}");
    text(&human, left, top - 4.0, MODULES as f64 * MODULE);
}

/// The description on the back, and the publisher at its foot.
fn back(wrap: &Wrap<'_>, fonts: &Fonts, page: &mut Page) -> Result<(), DrawError> {
    let about = &wrap.text.metadata;
    let left = Panels::of(wrap).back + BACK_MARGIN;
    let measure = wrap.trim.width - BACK_MARGIN * 2;
    let paragraphs: Vec<&str> = about.description.iter().flat_map(|text| text.lines()).map(str::trim).collect();
    let paragraphs: Vec<&str> = paragraphs.into_iter().filter(|text| !text.is_empty()).collect();
    let foot = wrap.trim.height - Length::from_pt_f64(BARCODE_DISTANCE * 2.0 + BARCODE_HEIGHT);
    let mut size = BLURB_SIZE;
    loop {
        let leading = size.scale(14, 10);
        let set: Vec<Vec<Line>> = paragraphs.iter().map(|text| lines(wrap, fonts, text, size, measure)).collect();
        let count = set.iter().map(Vec::len).sum::<usize>();
        let halves = 2 * count + set.len().saturating_sub(1);
        let room = (foot - BACK_MARGIN).sp() / leading.sp().max(1);
        if halves as i64 <= room * 2 {
            let mut baseline = BACK_MARGIN + size;
            for paragraph in &set {
                for line in paragraph {
                    place(page, line, left, baseline);
                    baseline += leading;
                }
                baseline += leading / 2;
            }
            break;
        }
        if size <= BLURB_SMALLEST {
            return Err(DrawError::Blurb { lines: count, room: room.max(0) as usize });
        }
        size -= BLURB_STEP;
    }
    if let Some(publisher) = &about.publisher {
        let (room, code) = (measure - Length::from_pt_f64(BARCODE_WIDTH), Length::from_pt_f64(BARCODE_WIDTH));
        let left = if is_mirrored(wrap) { left + code } else { left };
        for line in lines(wrap, fonts, publisher, Length::from_pt(9), room).iter().take(1) {
            place(page, line, left, wrap.trim.height - BACK_MARGIN / 2);
        }
    }
    Ok(())
}

fn lines(wrap: &Wrap<'_>, fonts: &Fonts, text: &str, size: Length, measure: Length) -> Vec<Line> {
    let theme = &wrap.text.theme;
    let mut style = theme.style(ParagraphStyle::Body).clone();
    (style.size, style.leading) = (size, size.scale(14, 10));
    (style.align, style.hyphenate) = (TextAlign::Start, false);
    (style.indent, style.start, style.end) = (Length::ZERO, Length::ZERO, Length::ZERO);
    let paragraph = SetParagraph::plain(text, ParagraphStyle::Body, wrap.text.metadata.language);
    let resolve = Resolve { page: &|_| String::new(), image: &|_| Length::ZERO };
    let measure = Measure { width: measure, indent: Length::ZERO, notch: None };
    ParagraphBuilder::new(fonts, &theme.fonts, &theme.micro).set(&paragraph, &style, &measure, resolve).lines
}

fn place(page: &mut Page, line: &Line, x: Length, y: Length) {
    for run in &line.runs {
        let mut glyphs = run.glyphs.clone();
        glyphs.x += x;
        glyphs.y += y;
        page.items.push(Item { kind: ItemKind::Glyphs(glyphs), tag: Tag::Artifact(Artifact::Layout) });
    }
}
