//! Text in an area of a cover: broken into lines so that it is as large as possible.

use std::ops::Range;

use crate::compose::LineStyle;
use crate::error::DrawError;

/// A rectangle, in units of a 1,600th of the front's width.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// Lines of one size, with the distance of their baselines.
pub(crate) struct Lines {
    pub(crate) texts: Vec<String>,
    pub(crate) size: f64,
    pub(crate) leading: f64,
    /// The lines before which there is a gap, as before the second language of a title.
    pub(crate) gaps: Vec<usize>,
}

/// The gap between two languages of a title, as a part of the leading.
const LANGUAGE_GAP: f64 = 0.45;

impl Lines {
    /// From the first line's baseline to that of another.
    pub(crate) fn baseline(&self, line: usize) -> f64 {
        let gaps = self.gaps.iter().filter(|&&gap| gap <= line).count();
        self.leading * (line as f64 + LANGUAGE_GAP * gaps as f64)
    }

    /// From the top of the first line's ascenders to the bottom of the last line's descenders; 0 without lines.
    pub(crate) fn height(&self) -> f64 {
        match self.texts.len() {
            0 => 0.0,
            count => self.baseline(count - 1) + self.size * (ASCENT + DESCENT),
        }
    }
}

/// The parts of the size that letters with marks may rise above the baseline, and descend below it.
pub(crate) const ASCENT: f64 = 0.95;
/// See [`ASCENT`].
pub(crate) const DESCENT: f64 = 0.3;

/// A text to be fitted.
pub(crate) struct Text<'a> {
    /// Its unbreakable parts.
    pub(crate) parts: Vec<&'a str>,
    /// Between parts on one line; dropped at breaks.
    pub(crate) separator: &'static str,
    pub(crate) style: LineStyle,
    /// The largest size.
    pub(crate) largest: f64,
    /// The leading, as a part of the size.
    pub(crate) leading: f64,
    /// The parts before which a line always begins, as that of the second language of a title.
    pub(crate) starts: Vec<usize>,
}

/// The words of a title, and those that begin its other languages: a title in two languages is written with a slash, a
/// bar or a line break between them, for which a cover begins a line.
pub(crate) fn title_words(title: &str) -> (Vec<&str>, Vec<usize>) {
    let (mut words, mut starts) = (Vec::new(), Vec::new());
    for line in title.lines() {
        if !words.is_empty() {
            starts.push(words.len());
        }
        for word in line.split_whitespace() {
            match word {
                "/" | "|" | "／" if !words.is_empty() => starts.push(words.len()),
                word => words.push(word),
            }
        }
    }
    starts.retain(|&start| start < words.len());
    (words, starts)
}

/// The breaks of a text into lines and the size at which they fit.
struct Fitting {
    size: f64,
    breaks: Vec<usize>,
}

/// Breaks a text into lines so that it is as large as possible, within an area and its largest size.
///
/// # Errors
/// If a text can't be measured.
pub(crate) fn fit(
    text: &Text<'_>,
    area: Area,
    width_of: &impl Fn(&str, LineStyle) -> Result<f64, DrawError>,
) -> Result<Lines, DrawError> {
    let Text { parts, separator, style, largest, leading, starts } = text;
    if parts.is_empty() {
        return Ok(Lines { texts: Vec::new(), size: 0.0, leading: 0.0, gaps: Vec::new() });
    }
    let widths = parts.iter().map(|part| width_of(part, *style)).collect::<Result<Vec<f64>, _>>()?;
    let space = match *separator {
        " " => 250.0,
        mark => width_of(mark.trim(), *style)? + 500.0,
    };
    let mut best = Fitting { size: 0.0, breaks: vec![0, parts.len()] };
    for count in starts.len() + 1..=parts.len().min(MOST_LINES) {
        let breaks = balance(&widths, space, count, starts);
        let widest = lines_of(&breaks).map(|line| line_width(&widths[line], space)).fold(1.0, f64::max);
        let gaps = LANGUAGE_GAP * starts.len() as f64;
        let high = ((count - 1) as f64 + gaps) * leading + ASCENT + DESCENT;
        let size = largest.min(area.width / widest * 1000.0).min(area.height / high);
        if size > best.size * 1.001 {
            best = Fitting { size, breaks };
        }
    }
    let texts: Vec<String> = lines_of(&best.breaks).map(|line| parts[line].join(separator)).collect();
    let begins_language = |line: &usize| *line > 0 && starts.contains(&best.breaks[*line]);
    let gaps = (0..texts.len()).filter(begins_language).collect();
    Ok(Lines { texts, size: best.size, leading: best.size * leading, gaps })
}

/// The most lines of a text: a list of names on a cover can be as long as this.
const MOST_LINES: usize = 40;

fn line_width(widths: &[f64], space: f64) -> f64 {
    widths.iter().sum::<f64>() + space * (widths.len() as f64 - 1.0)
}

/// The parts of each line, from a list of breaks that begins with 0.
fn lines_of(breaks: &[usize]) -> impl Iterator<Item = Range<usize>> + '_ {
    breaks.windows(2).map(|pair| pair[0]..pair[1])
}

/// The best partition of some parts into lines, in the dynamic programme of [`balance`].
#[derive(Clone, Copy)]
struct Partition {
    widest: f64,
    /// The sum of the squares of the widths: smaller for more even lines.
    squares: f64,
    /// The start of the last line.
    start: usize,
}

/// The partition into `count` lines whose widest line is narrowest; among those, the one with the most even lines. A
/// dynamic programme over breakpoints, by number of lines. A line ends before each of `starts`.
fn balance(widths: &[f64], space: f64, count: usize, starts: &[usize]) -> Vec<usize> {
    let n = widths.len();
    let none = Partition { widest: f64::INFINITY, squares: f64::INFINITY, start: 0 };
    let mut best = vec![vec![none; n + 1]; count + 1];
    best[0][0] = Partition { widest: 0.0, squares: 0.0, start: 0 };
    for lines in 1..=count {
        for end in lines..=n {
            for start in lines - 1..end {
                if starts.iter().any(|&forced| start < forced && forced < end) {
                    continue;
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_balanced() {
        assert_eq!(balance(&[3.0, 3.0, 3.0, 3.0], 1.0, 2, &[]), [0, 2, 4]);
        assert_eq!(balance(&[9.0, 1.0, 1.0], 1.0, 2, &[]), [0, 1, 3]);
        assert_eq!(balance(&[3.0, 3.0, 3.0, 3.0], 1.0, 2, &[3]), [0, 3, 4]);
    }

    #[test]
    fn a_title_in_two_languages_has_lines_of_one_language() {
        let of = |title| title_words(title);
        assert_eq!(of("Ebb and Flow / Ebbe und Flut"), (vec!["Ebb", "and", "Flow", "Ebbe", "und", "Flut"], vec![3]));
        assert_eq!(of("Either/Or"), (vec!["Either/Or"], vec![]));
        assert_eq!(of("/ Lost"), (vec!["/", "Lost"], vec![]));
        assert_eq!(of("Lost |"), (vec!["Lost"], vec![]));
        assert_eq!(of(""), (vec![], vec![]));
        let area = Area { x: 0.0, y: 0.0, width: 1300.0, height: 1250.0 };
        let (parts, starts) = title_words("The Tide / La marea");
        let width = |text: &str, _| Ok(text.chars().count() as f64 * 500.0);
        let text = Text { parts, separator: " ", style: LineStyle::Title, largest: 300.0, leading: 1.04, starts };
        let lines = fit(&text, area, &width).unwrap();
        assert_eq!((lines.texts.join("|"), lines.gaps.clone()), ("The Tide|La marea".to_owned(), vec![1]));
        assert!(lines.baseline(1) > lines.leading && lines.height() <= area.height);
    }

    fn fitted(parts: Vec<&str>, separator: &'static str, area: Area) -> Lines {
        let width = |text: &str, _| Ok(text.chars().count() as f64 * 500.0);
        let text =
            Text { parts, separator, style: LineStyle::Title, largest: 300.0, leading: 1.04, starts: Vec::new() };
        fit(&text, area, &width).unwrap()
    }

    #[test]
    fn a_title_fills_its_area_and_keeps_its_words() {
        let area = Area { x: 0.0, y: 0.0, width: 1300.0, height: 1250.0 };
        let title = "The Long Way Round to Somewhere Else";
        let lines = fitted(title.split(' ').collect(), " ", area);
        assert_eq!(lines.texts.join(" "), title);
        assert!(lines.height() <= area.height + 1.0);
        for line in &lines.texts {
            let ems: f64 = line.chars().map(|c| if c == ' ' { 0.25 } else { 0.5 }).sum();
            assert!(ems * lines.size <= area.width + 1.0, "{line}");
        }
    }

    #[test]
    fn names_are_never_broken() {
        let names: Vec<String> = (0..16).map(|n| format!("Given{n} Family{n}")).collect();
        let area = Area { x: 0.0, y: 0.0, width: 1300.0, height: 600.0 };
        let lines = fitted(names.iter().map(String::as_str).collect(), " · ", area);
        assert!(lines.texts.len() > 1);
        let again: Vec<&str> = lines.texts.iter().flat_map(|line| line.split(" · ")).collect();
        assert_eq!(again, names);
    }
}
