//! The composition of the front cover, which is 1,600 units wide. The cover of a book that is read from right to left is
//! mirrored: its text begins at the right, and the disc bleeds over the left edge, away from the spine.

use std::fmt::Write;
use std::ops::Range;

use anthology_base::Lang;
use anthology_base::xml::escape;

use crate::costs::{
    CONTRIBUTORS_SIZE, DISC_GAP, DISC_LARGEST, DISC_SMALLEST, FRONT_MARGIN, RULE_LENGTH, SUBTITLE_SIZE, TITLE_SIZE,
};
use crate::error::DrawError;
use crate::front::{Front, HEIGHT, WIDTH};

/// A line's style, as attributes of an SVG text element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineStyle {
    /// The title.
    Title,
    /// The subtitle.
    Subtitle,
    /// The contributors.
    Contributors,
}

impl LineStyle {
    /// Attributes besides the size.
    pub(crate) const fn attributes(self) -> &'static str {
        match self {
            Self::Title => "font-weight=\"600\"",
            Self::Subtitle => "font-style=\"italic\"",
            Self::Contributors => "letter-spacing=\"0.06em\"",
        }
    }
}

/// Paper, ink and accent of a front.
struct Palette {
    paper: &'static str,
    ink: &'static str,
    accent: &'static str,
}

/// Light papers with dark inks: contrast of ink on paper above 7:1 (WCAG 2.2, 1.4.6).
const PALETTES: [Palette; 6] = [
    Palette { paper: "#f4ede0", ink: "#1c2226", accent: "#d9603b" },
    Palette { paper: "#eef0ea", ink: "#14261f", accent: "#5aa184" },
    Palette { paper: "#f3efe8", ink: "#20203a", accent: "#7f8fd1" },
    Palette { paper: "#f7f1df", ink: "#2a1f14", accent: "#e0a526" },
    Palette { paper: "#eceff1", ink: "#15242e", accent: "#5c9fc0" },
    Palette { paper: "#f5ecea", ink: "#2a1620", accent: "#d1778f" },
];

const MEASURE: f64 = WIDTH as f64 - 2.0 * FRONT_MARGIN;

/// Breaks into lines, and the size at which they fit.
struct Fitting {
    size: f64,
    breaks: Vec<usize>,
}

/// A line set to a size.
struct Line {
    text: String,
    size: f64,
}

/// The front as SVG. `width_of` gives the width of a line at a size of 1,000.
pub(crate) fn compose(
    front: &Front,
    width_of: impl Fn(&str, LineStyle) -> Result<f64, DrawError>,
) -> Result<String, DrawError> {
    let ink = PALETTES[palette_of(&front.title)].ink;
    let content = content(front, f64::from(HEIGHT), ink, width_of)?;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\"><rect width=\"100%\" height=\"100%\" fill=\"{}\"/>{content}</svg>",
        paper(front)
    ))
}

/// The colour of a front's paper.
pub(crate) fn paper(front: &Front) -> &'static str {
    PALETTES[palette_of(&front.title)].paper
}

/// The content of a front of some height: title, rule and subtitle above, contributors below, and a disc between them
/// that bleeds over the outer edge.
pub(crate) fn content(
    front: &Front,
    height: f64,
    ink: &str,
    width_of: impl Fn(&str, LineStyle) -> Result<f64, DrawError>,
) -> Result<String, DrawError> {
    let room = height / f64::from(HEIGHT);
    let title = fit(&front.title, LineStyle::Title, TITLE_SIZE, 1250.0 * room, &width_of)?;
    let subtitle = fit(&front.subtitle, LineStyle::Subtitle, SUBTITLE_SIZE, 330.0 * room, &width_of)?;
    let contributors = fit(&front.contributors, LineStyle::Contributors, CONTRIBUTORS_SIZE, 200.0 * room, &width_of)?;
    let mut svg = String::new();
    let mut y = 190.0 * room;
    for line in &title {
        y += line.size * 1.04;
        put(&mut svg, line, LineStyle::Title, y, ink, front);
    }
    y += 70.0 * room;
    let rule = if front.language.is_rtl() { f64::from(WIDTH) - FRONT_MARGIN - RULE_LENGTH } else { FRONT_MARGIN };
    let _ = write!(svg, "<rect x=\"{rule}\" y=\"{y:.0}\" width=\"{RULE_LENGTH}\" height=\"10\" fill=\"{ink}\"/>");
    y += 50.0 * room;
    for line in &subtitle {
        y += line.size * 1.25;
        put(&mut svg, line, LineStyle::Subtitle, y, ink, front);
    }
    let top = y;
    let mut y = height - 170.0 * room - contributors.iter().skip(1).map(|l| l.size * 1.3).sum::<f64>();
    let bottom = contributors.first().map_or(height, |line| y - line.size);
    for line in &contributors {
        put(&mut svg, line, LineStyle::Contributors, y, ink, front);
        y += line.size * 1.3;
    }
    let accent = PALETTES[palette_of(&front.title)].accent;
    svg.push_str(&disc(top, bottom, accent, front.language));
    Ok(svg)
}

/// The largest disc, to a limit, that touches no text above or below it; none where it would be a dot.
fn disc(top: f64, bottom: f64, accent: &str, language: Lang) -> String {
    let radius = ((bottom - top) / 2.0 - DISC_GAP).min(DISC_LARGEST);
    if radius < DISC_SMALLEST {
        return String::new();
    }
    let x = if language.is_rtl() { radius * 0.62 } else { f64::from(WIDTH) - radius * 0.62 };
    let y = bottom - DISC_GAP - radius;
    format!("<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{radius:.0}\" fill=\"{accent}\"/>")
}

/// A palette that stays the book's own: FNV-1a over the title.
fn palette_of(title: &str) -> usize {
    let hash = title.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash % PALETTES.len() as u64) as usize
}

/// Breaks a text into lines so that it is as large as possible, within the measure, a height and a maximum size.
fn fit(
    text: &str,
    style: LineStyle,
    greatest: f64,
    height: f64,
    width_of: &impl Fn(&str, LineStyle) -> Result<f64, DrawError>,
) -> Result<Vec<Line>, DrawError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let widths = words.iter().map(|word| width_of(word, style)).collect::<Result<Vec<f64>, _>>()?;
    let space = 250.0;
    let mut best = Fitting { size: 0.0, breaks: Vec::new() };
    for count in 1..=words.len().min(12) {
        let breaks = balance(&widths, space, count);
        let widest = lines_of(&breaks).map(|line| line_width(&widths[line], space)).fold(1.0, f64::max);
        let size = greatest.min(MEASURE / widest * 1000.0).min(height / (count as f64 * 1.1));
        if size > best.size * 1.001 {
            best = Fitting { size, breaks };
        }
    }
    let Fitting { size, breaks } = best;
    Ok(lines_of(&breaks).map(|line| Line { text: words[line].join(" "), size }).collect())
}

fn line_width(widths: &[f64], space: f64) -> f64 {
    widths.iter().sum::<f64>() + space * (widths.len() as f64 - 1.0)
}

/// The words of each line, from a list of breaks that begins with 0.
fn lines_of(breaks: &[usize]) -> impl Iterator<Item = Range<usize>> + '_ {
    breaks.windows(2).map(|pair| pair[0]..pair[1])
}

/// The best partition of some words into lines, in the dynamic programme of [`balance`].
#[derive(Clone, Copy)]
struct Partition {
    widest: f64,
    /// The sum of the squares of the widths: smaller for more even lines.
    squares: f64,
    /// The start of the last line.
    start: usize,
}

/// The partition into `count` lines whose widest line is narrowest; among those, the one with the most even lines. A
/// dynamic programme over breakpoints, by number of lines.
fn balance(widths: &[f64], space: f64, count: usize) -> Vec<usize> {
    let n = widths.len();
    let none = Partition { widest: f64::INFINITY, squares: f64::INFINITY, start: 0 };
    let mut best = vec![vec![none; n + 1]; count + 1];
    best[0][0] = Partition { widest: 0.0, squares: 0.0, start: 0 };
    for lines in 1..=count {
        for end in lines..=n {
            for start in lines - 1..end {
                let width = line_width(&widths[start..end], space);
                let before = best[lines - 1][start];
                let candidate =
                    Partition { widest: before.widest.max(width), squares: before.squares + width * width, start };
                let known = best[lines][end];
                if (candidate.widest, candidate.squares) < (known.widest, known.squares) {
                    best[lines][end] = candidate;
                }
            }
        }
    }
    let mut breaks = vec![n];
    for lines in (1..=count).rev() {
        let end = breaks[breaks.len() - 1];
        breaks.push(best[lines][end].start);
    }
    breaks.reverse();
    breaks
}

fn put(svg: &mut String, line: &Line, style: LineStyle, y: f64, ink: &str, front: &Front) {
    let (x, anchor) =
        if front.language.is_rtl() { (f64::from(WIDTH) - FRONT_MARGIN, "end") } else { (FRONT_MARGIN, "start") };
    let _ = write!(
        svg,
        "<text x=\"{x}\" y=\"{y:.1}\" font-family=\"{}\" font-size=\"{:.1}\" {} fill=\"{ink}\" \
         text-anchor=\"{anchor}\" xml:space=\"preserve\">{}</text>",
        escape(&front.family),
        line.size,
        style.attributes(),
        in_direction(&line.text, front.language),
    );
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
    use super::*;

    #[test]
    fn lines_are_balanced() {
        assert_eq!(balance(&[3.0, 3.0, 3.0, 3.0], 1.0, 2), [0, 2, 4]);
        assert_eq!(balance(&[9.0, 1.0, 1.0], 1.0, 2), [0, 1, 3]);
    }

    #[test]
    fn the_disc_is_between_the_texts() {
        assert!(disc(900.0, 2300.0, "#000", Lang::EN_GB).contains("cx=\"1234\" cy=\"1600\" r=\"590\""));
        assert!(disc(900.0, 2300.0, "#000", "ar".parse().unwrap()).contains("cx=\"366\" cy=\"1600\""));
        assert_eq!(disc(900.0, 1300.0, "#000", Lang::EN_GB), "");
    }

    #[test]
    fn a_title_fills_the_measure_and_keeps_its_words() {
        let width = |text: &str, _| Ok(text.chars().count() as f64 * 500.0);
        let lines = fit("The Long Way Round to Somewhere Else", LineStyle::Title, 300.0, 1250.0, &width).unwrap();
        let joined: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(joined.join(" "), "The Long Way Round to Somewhere Else");
        for line in &lines {
            let ems: f64 = line.text.chars().map(|c| if c == ' ' { 0.25 } else { 0.5 }).sum();
            assert!(ems * line.size <= MEASURE + 1.0, "{}", line.text);
        }
    }
}
