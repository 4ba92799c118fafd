//! The compositions of the front cover, which is 1,600 units wide. The cover of a book that is read from right to left is
//! mirrored: its text begins at the right, and what bleeds does so over the left edge, away from the spine.

use std::fmt::Write;

use anthology_base::Lang;
use anthology_base::xml::escape;
use anthology_typeset::{Color, CoverComposition};

use crate::costs::{
    DISC_GAP, DISC_LARGEST, DISC_SMALLEST, FRONT_MARGIN, INITIAL_SMALLEST, NAMES_SIZE, OVERHANG, PLAIN_SIZE,
    RULE_LENGTH, RULE_WEIGHT, SUBTITLE_SIZE, TEXT_GAP, TITLE_SIZE,
};
use crate::error::DrawError;
use crate::fit::{ASCENT, Area, Lines, Text, fit, title_words};
use crate::front::{Front, HEIGHT, WIDTH};
use crate::palette::Palette;

/// A line's style, as attributes of an SVG text element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineStyle {
    /// The title.
    Title,
    /// The title in the weight of text.
    PlainTitle,
    /// The subtitle.
    Subtitle,
    /// The names of the contributors.
    Names,
}

impl LineStyle {
    /// Attributes besides the size.
    pub(crate) const fn attributes(self) -> &'static str {
        match self {
            Self::Title => "font-weight=\"600\"",
            Self::PlainTitle => "",
            Self::Subtitle => "font-style=\"italic\"",
            Self::Names => "letter-spacing=\"0.06em\"",
        }
    }
}

/// The place of lines within their area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// Flush with the side where reading begins.
    Start,
    /// Centred.
    Center,
}

/// The front as SVG. `width_of` gives the width of a line at a size of 1,000.
pub(crate) fn compose(
    front: &Front,
    width_of: impl Fn(&str, LineStyle) -> Result<f64, DrawError>,
) -> Result<String, DrawError> {
    let content = content(front, f64::from(HEIGHT), width_of)?;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\"><rect width=\"100%\" height=\"100%\" fill=\"{}\"/>{content}</svg>",
        ground(front)
    ))
}

/// The colour of the front's ground, which the back shares.
pub(crate) fn ground(front: &Front) -> Color {
    front.palette.paper
}

/// The colour of the spine.
pub(crate) fn spine_ground(front: &Front) -> Color {
    match front.composition {
        CoverComposition::Bands => front.palette.ink,
        CoverComposition::Column | CoverComposition::Plain => front.palette.accent,
        CoverComposition::Disc | CoverComposition::Frame | CoverComposition::Rules | CoverComposition::Initial => {
            front.palette.paper
        }
    }
}

/// The content of a front of some height, which may reach over all its edges but the spine's.
pub(crate) fn content(
    front: &Front,
    height: f64,
    width_of: impl Fn(&str, LineStyle) -> Result<f64, DrawError>,
) -> Result<String, DrawError> {
    let mut canvas = Canvas { front, height, svg: String::new(), width_of };
    match front.composition {
        CoverComposition::Disc => canvas.disc()?,
        CoverComposition::Frame => canvas.frame()?,
        CoverComposition::Rules => canvas.rules()?,
        CoverComposition::Bands => canvas.bands()?,
        CoverComposition::Initial => canvas.initial()?,
        CoverComposition::Column => canvas.column()?,
        CoverComposition::Plain => canvas.plain()?,
    }
    Ok(canvas.svg)
}

/// The whole width.
const ACROSS: f64 = WIDTH as f64;

/// A front that is being composed.
struct Canvas<'a, W> {
    front: &'a Front,
    height: f64,
    svg: String,
    width_of: W,
}

impl<W: Fn(&str, LineStyle) -> Result<f64, DrawError>> Canvas<'_, W> {
    fn palette(&self) -> Palette {
        self.front.palette
    }

    /// A share of the height, in thousandths.
    fn down(&self, thousandths: f64) -> f64 {
        self.height * thousandths / 1000.0
    }

    fn title(&self, style: LineStyle, largest: f64, area: Area) -> Result<Lines, DrawError> {
        let (parts, starts) = title_words(&self.front.title);
        fit(&Text { parts, separator: " ", style, largest, leading: 1.04, starts }, area, &self.width_of)
    }

    fn subtitle(&self, largest: f64, area: Area) -> Result<Lines, DrawError> {
        let (parts, starts) = title_words(&self.front.subtitle);
        let style = LineStyle::Subtitle;
        fit(&Text { parts, separator: " ", style, largest, leading: 1.25, starts }, area, &self.width_of)
    }

    /// All names: one a line while they are few, else run on.
    fn names(&self, largest: f64, area: Area) -> Result<Lines, DrawError> {
        let parts = self.front.names.iter().map(String::as_str).filter(|name| !name.trim().is_empty()).collect();
        let (style, starts) = (LineStyle::Names, Vec::new());
        fit(&Text { parts, separator: " · ", style, largest, leading: 1.35, starts }, area, &self.width_of)
    }

    /// Puts lines below `top`; gives the bottom of their descenders.
    fn put(&mut self, lines: &Lines, style: LineStyle, area: Area, top: f64, side: Side, ink: Color) -> f64 {
        let rtl = self.front.language.is_rtl();
        let (x, anchor) = match side {
            Side::Center => (area.x + area.width / 2.0, "middle"),
            Side::Start if rtl => (area.x + area.width, "end"),
            Side::Start => (area.x, "start"),
        };
        for (index, text) in lines.texts.iter().enumerate() {
            let y = top + lines.size * ASCENT + lines.baseline(index);
            let _ = write!(
                self.svg,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-family=\"{}\" font-size=\"{:.1}\" {} fill=\"{ink}\" \
                 text-anchor=\"{anchor}\" xml:space=\"preserve\">{}</text>",
                escape(&self.front.family),
                lines.size,
                style.attributes(),
                in_direction(text, self.front.language),
            );
        }
        top + lines.height()
    }

    fn rect(&mut self, area: Area, fill: Color) {
        let Area { x, y, width, height } = self.mirrored(area);
        let _ = write!(
            self.svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>"
        );
    }

    /// An area at its place in a book that is read from right to left.
    fn mirrored(&self, area: Area) -> Area {
        if self.front.language.is_rtl() { Area { x: ACROSS - area.x - area.width, ..area } } else { area }
    }

    /// From the spine to beyond the outer edge.
    fn across(y: f64, height: f64) -> Area {
        Area { x: 0.0, y, width: ACROSS + OVERHANG, height }
    }

    /// Title, rule and subtitle above, names below, and between them a disc that bleeds over the outer edge.
    fn disc(&mut self) -> Result<(), DrawError> {
        let Palette { ink, accent, .. } = self.palette();
        let area = Area { x: FRONT_MARGIN, y: self.down(70.0), width: ACROSS - 2.0 * FRONT_MARGIN, height: 0.0 };
        let within = |height| Area { height, ..area };
        let title = self.title(LineStyle::Title, TITLE_SIZE, within(self.down(470.0)))?;
        let subtitle = self.subtitle(SUBTITLE_SIZE, within(self.down(120.0)))?;
        let names = self.names(NAMES_SIZE, within(self.down(250.0)))?;
        let mut y = self.put(&title, LineStyle::Title, area, area.y, Side::Start, ink) + TEXT_GAP;
        self.rect(Area { x: FRONT_MARGIN, y, width: RULE_LENGTH, height: RULE_WEIGHT }, ink);
        y += RULE_WEIGHT + TEXT_GAP;
        let top = self.put(&subtitle, LineStyle::Subtitle, area, y, Side::Start, ink);
        let bottom = self.height - self.down(60.0) - names.height();
        self.put(&names, LineStyle::Names, area, bottom, Side::Start, ink);
        // The largest disc that touches no text above or below it; none if it would be a dot.
        let radius = ((bottom - top) / 2.0 - DISC_GAP).min(DISC_LARGEST);
        if radius >= DISC_SMALLEST {
            let x = ACROSS - radius * 0.62;
            let x = if self.front.language.is_rtl() { ACROSS - x } else { x };
            let y = bottom - DISC_GAP - radius;
            let _ = write!(self.svg, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{radius:.0}\" fill=\"{accent}\"/>");
        }
        Ok(())
    }

    /// Everything centred in a double frame; a lozenge under the title.
    fn frame(&mut self) -> Result<(), DrawError> {
        let Palette { ink, accent, .. } = self.palette();
        let mut ring = |inset: f64, weight: f64, color: Color| {
            let _ = write!(
                self.svg,
                "<rect x=\"{inset}\" y=\"{inset}\" width=\"{}\" height=\"{:.1}\" fill=\"none\" stroke=\"{color}\" \
                 stroke-width=\"{weight}\"/>",
                ACROSS - 2.0 * inset,
                self.height - 2.0 * inset
            );
        };
        ring(96.0, 10.0, accent);
        ring(124.0, 3.0, ink);
        let area = Area { x: 230.0, y: self.down(140.0), width: ACROSS - 460.0, height: 0.0 };
        let within = |height| Area { height, ..area };
        let title = self.title(LineStyle::PlainTitle, TITLE_SIZE * 0.8, within(self.down(380.0)))?;
        let subtitle = self.subtitle(SUBTITLE_SIZE, within(self.down(120.0)))?;
        let names = self.names(NAMES_SIZE, within(self.down(200.0)))?;
        let mut y = self.put(&title, LineStyle::PlainTitle, area, area.y, Side::Center, ink) + TEXT_GAP;
        let (middle, half) = (ACROSS / 2.0, 16.0);
        for x in [middle - 70.0, middle, middle + 70.0] {
            let _ = write!(
                self.svg,
                "<path d=\"M{} {:.1}l{half} {half}l-{half} {half}l-{half} -{half}z\" fill=\"{accent}\"/>",
                x, y
            );
        }
        y += 2.0 * half + TEXT_GAP;
        self.put(&subtitle, LineStyle::Subtitle, area, y, Side::Center, ink);
        let top = self.height - self.down(90.0) - names.height();
        self.put(&names, LineStyle::Names, area, top, Side::Center, ink);
        Ok(())
    }

    /// A heavy rule and a thin one at the head and at the foot; names, title and subtitle centred between them.
    fn rules(&mut self) -> Result<(), DrawError> {
        let Palette { ink, accent, .. } = self.palette();
        let area = Area { x: FRONT_MARGIN, y: self.down(120.0), width: ACROSS - 2.0 * FRONT_MARGIN, height: 0.0 };
        let within = |height| Area { height, ..area };
        let rule = |y: f64, height: f64| Area { y, height, ..area };
        self.rect(rule(self.down(70.0), 30.0), accent);
        self.rect(rule(self.down(70.0) + 44.0, 5.0), ink);
        self.rect(rule(self.down(930.0) - 30.0, 30.0), accent);
        self.rect(rule(self.down(930.0) - 49.0, 5.0), ink);
        let names = self.names(NAMES_SIZE, within(self.down(200.0)))?;
        let title = self.title(LineStyle::PlainTitle, TITLE_SIZE * 0.9, within(self.down(340.0)))?;
        let subtitle = self.subtitle(SUBTITLE_SIZE, within(self.down(110.0)))?;
        self.put(&names, LineStyle::Names, area, area.y, Side::Center, ink);
        // The title's middle is at the optical centre of what the names leave.
        let top = area.y + names.height() + TEXT_GAP;
        let block = title.height() + TEXT_GAP + subtitle.height();
        let mut y = top + (self.down(870.0) - top - block) * 0.42;
        y = self.put(&title, LineStyle::PlainTitle, area, y, Side::Center, ink) + TEXT_GAP;
        self.put(&subtitle, LineStyle::Subtitle, area, y, Side::Center, ink);
        Ok(())
    }

    /// A dark band, the title on paper, a dark band with the names; thin rules of the accent where they meet.
    fn bands(&mut self) -> Result<(), DrawError> {
        let Palette { paper, ink, accent } = self.palette();
        let (upper, lower) = (self.down(230.0), self.down(700.0));
        self.rect(Self::across(-OVERHANG, upper + OVERHANG), ink);
        self.rect(Self::across(lower, self.height - lower + OVERHANG), ink);
        self.rect(Self::across(upper + 22.0, 8.0), accent);
        self.rect(Self::across(lower - 30.0, 8.0), accent);
        let area = Area { x: FRONT_MARGIN, y: 0.0, width: ACROSS - 2.0 * FRONT_MARGIN, height: 0.0 };
        let within = |height| Area { height, ..area };
        let title = self.title(LineStyle::Title, TITLE_SIZE * 0.85, within(self.down(290.0)))?;
        let subtitle = self.subtitle(SUBTITLE_SIZE, within(self.down(90.0)))?;
        let gap = if subtitle.texts.is_empty() { 0.0 } else { TEXT_GAP };
        let mut y = (upper + lower - title.height() - gap - subtitle.height()) / 2.0;
        y = self.put(&title, LineStyle::Title, area, y, Side::Center, ink) + gap;
        self.put(&subtitle, LineStyle::Subtitle, area, y, Side::Center, ink);
        let names = self.names(NAMES_SIZE, within(self.down(200.0)))?;
        let y = lower + (self.height - lower - names.height()) / 2.0;
        self.put(&names, LineStyle::Names, area, y, Side::Center, paper);
        Ok(())
    }

    /// Names, title and subtitle at the head; the title's initial fills what is below and bleeds.
    fn initial(&mut self) -> Result<(), DrawError> {
        let Palette { ink, accent, .. } = self.palette();
        let area = Area { x: FRONT_MARGIN, y: self.down(60.0), width: ACROSS - 2.0 * FRONT_MARGIN, height: 0.0 };
        let within = |height| Area { height, ..area };
        let names = self.names(NAMES_SIZE * 0.9, within(self.down(170.0)))?;
        let title = self.title(LineStyle::Title, TITLE_SIZE * 0.75, within(self.down(330.0)))?;
        let subtitle = self.subtitle(SUBTITLE_SIZE * 0.9, within(self.down(100.0)))?;
        let mut y = self.put(&names, LineStyle::Names, area, area.y, Side::Start, ink);
        y += if names.texts.is_empty() { 0.0 } else { TEXT_GAP };
        y = self.put(&title, LineStyle::Title, area, y, Side::Start, ink);
        y += if subtitle.texts.is_empty() { 0.0 } else { TEXT_GAP / 2.0 };
        y = self.put(&subtitle, LineStyle::Subtitle, area, y, Side::Start, ink) + TEXT_GAP * 1.5;
        let Some(initial) = self.front.title.chars().find(|c| c.is_alphanumeric()) else { return Ok(()) };
        let initial: String = initial.to_uppercase().collect();
        let room = self.height - y;
        let width = (self.width_of)(&initial, LineStyle::Title)?.max(1.0);
        // Capitals are about two thirds of the size; a tenth of the letter is below the trim.
        let size = (room * 1.1 / 0.66).min(ACROSS * 1.15 / width * 1000.0);
        if size < INITIAL_SMALLEST {
            return Ok(());
        }
        let rtl = self.front.language.is_rtl();
        let (x, anchor) = if rtl { (-ACROSS * 0.06, "start") } else { (ACROSS * 1.06, "end") };
        let clip = self.mirrored(Self::across(y, room + OVERHANG));
        let _ = write!(
            self.svg,
            "<clipPath id=\"below\"><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/></clipPath>\
             <g clip-path=\"url(#below)\"><text x=\"{x:.1}\" y=\"{:.1}\" font-family=\"{}\" font-size=\"{size:.1}\" {} \
             fill=\"{accent}\" text-anchor=\"{anchor}\">{}</text></g>",
            clip.x,
            clip.y,
            clip.width,
            clip.height,
            y + room + size * 0.066,
            escape(&self.front.family),
            LineStyle::Title.attributes(),
            in_direction(&initial, self.front.language),
        );
        Ok(())
    }

    /// A column of the accent with the marks of a rule along its edge; text beside it.
    fn column(&mut self) -> Result<(), DrawError> {
        const COLUMN: f64 = 330.0;
        let Palette { paper, ink, accent } = self.palette();
        self.rect(Area { x: 0.0, y: -OVERHANG, width: COLUMN, height: self.height + 2.0 * OVERHANG }, accent);
        let marks = (self.height / 64.0) as usize;
        for mark in 1..marks {
            let width = if mark % 5 == 0 { 110.0 } else { 55.0 };
            self.rect(Area { x: COLUMN - width, y: mark as f64 * 64.0, width, height: 6.0 }, paper);
        }
        let area = Area { x: COLUMN + 110.0, y: self.down(110.0), width: ACROSS - COLUMN - 230.0, height: 0.0 };
        let place = self.mirrored(area);
        let within = |height| Area { height, ..area };
        let title = self.title(LineStyle::Title, TITLE_SIZE * 0.7, within(self.down(450.0)))?;
        let subtitle = self.subtitle(SUBTITLE_SIZE, within(self.down(160.0)))?;
        let names = self.names(NAMES_SIZE * 0.9, within(self.down(230.0)))?;
        let y = self.put(&title, LineStyle::Title, place, area.y, Side::Start, ink) + TEXT_GAP;
        self.put(&subtitle, LineStyle::Subtitle, place, y, Side::Start, ink);
        let top = self.height - self.down(60.0) - names.height();
        self.put(&names, LineStyle::Names, place, top, Side::Start, ink);
        Ok(())
    }

    /// Names, title and subtitle in one size on a ground of the accent, told apart by blank lines alone.
    fn plain(&mut self) -> Result<(), DrawError> {
        let accent = self.palette().accent;
        let ink = self.palette().text_on(accent);
        self.rect(Self::across(-OVERHANG, self.height + 2.0 * OVERHANG), accent);
        let area = Area { x: FRONT_MARGIN, y: self.down(85.0), width: ACROSS - 2.0 * FRONT_MARGIN, height: 0.0 };
        let within = |height| Area { height, ..area };
        let names = self.names(PLAIN_SIZE, within(self.down(300.0)))?;
        let title = self.title(LineStyle::PlainTitle, PLAIN_SIZE, within(self.down(320.0)))?;
        let subtitle = self.subtitle(PLAIN_SIZE, within(self.down(160.0)))?;
        let mut y = area.y;
        for (lines, style) in
            [(&names, LineStyle::Names), (&title, LineStyle::PlainTitle), (&subtitle, LineStyle::Subtitle)]
        {
            if !lines.texts.is_empty() {
                y = self.put(lines, style, area, y, Side::Start, ink) + PLAIN_SIZE;
            }
        }
        Ok(())
    }
}

/// A line's text, escaped. usvg lays out every line from left to right, so a right-to-left line gets an embedding.
pub(crate) fn in_direction(text: &str, language: Lang) -> String {
    const RIGHT_TO_LEFT: char = '\u{202b}';
    const END: char = '\u{202c}';
    let escaped = escape(text);
    if language.is_rtl() { format!("{RIGHT_TO_LEFT}{escaped}{END}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use anthology_layout::fonts::Fonts;
    use anthology_typeset::CoverTokens;
    use resvg::tiny_skia::Rect;
    use resvg::usvg::{Group, Node, Tree};

    use super::*;
    use crate::paint;

    const ALL: [CoverComposition; 7] = [
        CoverComposition::Disc,
        CoverComposition::Frame,
        CoverComposition::Rules,
        CoverComposition::Bands,
        CoverComposition::Initial,
        CoverComposition::Column,
        CoverComposition::Plain,
    ];

    fn front(composition: CoverComposition, language: &str, title: &str, subtitle: &str, names: usize) -> Front {
        Front {
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            names: (0..names).map(|n| format!("Mary-Jane {} Quigley", "Anne ".repeat(n % 3))).collect(),
            family: "Libertinus Serif".to_owned(),
            language: language.parse().unwrap(),
            composition,
            palette: Palette::of(&CoverTokens::default(), title),
        }
    }

    /// Boxes of texts and of shapes; a clipped group is the box of its clip.
    fn boxes(group: &Group, texts: &mut Vec<Rect>, shapes: &mut Vec<Rect>) {
        for node in group.children() {
            match node {
                Node::Text(text) => texts.push(text.flattened().abs_bounding_box()),
                Node::Path(path) => shapes.push(path.abs_stroke_bounding_box()),
                Node::Group(group) => match group.clip_path() {
                    Some(clip) => shapes.push(clip.root().abs_bounding_box()),
                    None => boxes(group, texts, shapes),
                },
                Node::Image(_) => {}
            }
        }
    }

    #[test]
    fn nothing_touches_the_text_in_any_composition() {
        let fonts = Fonts::bundled();
        let options = paint::options(&fonts, "Libertinus Serif");
        let fronts = [
            ("en", "Trust", "", 1),
            ("en", "Quay and Gypsy", "A subtitle with jumping quips", 2),
            ("de", "Donaudampfschifffahrtsgesellschaftskapitän", "Ein Wort und seine Folgen", 0),
            ("en", "A Rather Long Title, with Commas, about Everything & Nothing in Particular", "One of each", 16),
            ("he", "ספר הדרכים", "מבוא", 3),
            ("de", "Ebbe und Flut / Ebb and Flow", "Gedichte / Poems", 2),
            ("en", "", "", 0),
        ];
        for composition in ALL {
            for (language, title, subtitle, names) in fronts {
                for height in [f64::from(HEIGHT), 2000.0] {
                    let front = front(composition, language, title, subtitle, names);
                    let drawn =
                        content(&front, height, |text, style| paint::text_width(&options, text, style)).unwrap();
                    let svg = format!(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\">{drawn}</svg>"
                    );
                    let tree = Tree::from_str(&svg, &options).unwrap();
                    let (mut texts, mut shapes) = (Vec::new(), Vec::new());
                    boxes(tree.root(), &mut texts, &mut shapes);
                    let what = format!("{composition:?}, {title}, {height}");
                    for text in &texts {
                        assert!(text.left() >= 0.0 && text.right() <= WIDTH as f32, "{what}: {text:?}");
                        assert!(text.top() >= 0.0 && f64::from(text.bottom()) <= height, "{what}: {text:?}");
                        for shape in &shapes {
                            let across = shape.left() < text.right() && text.left() < shape.right();
                            let down = shape.top() < text.bottom() && text.top() < shape.bottom();
                            let within = shape.left() <= text.left()
                                && shape.right() >= text.right()
                                && shape.top() <= text.top()
                                && shape.bottom() >= text.bottom();
                            assert!(!(across && down) || within, "{what}: {text:?} and {shape:?}");
                        }
                    }
                    for (i, a) in texts.iter().enumerate() {
                        let apart = |b: &Rect| a.bottom() <= b.top() || b.bottom() <= a.top();
                        assert!(texts[i + 1..].iter().all(apart), "{what}: lines overlap");
                    }
                }
            }
        }
    }

    #[test]
    fn every_author_of_an_anthology_is_named() {
        let fonts = Fonts::bundled();
        let options = paint::options(&fonts, "Libertinus Serif");
        for composition in ALL {
            let mut front = front(composition, "en", "Reader", "", 0);
            front.names = (0..16).map(|n| format!("Author{n:02} Name")).collect();
            let svg = compose(&front, |text, style| paint::text_width(&options, text, style)).unwrap();
            for name in &front.names {
                assert!(svg.contains(name.as_str()), "{composition:?}: {name}");
            }
        }
    }
}
