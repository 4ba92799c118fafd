//! The head of a saved page: its navigation, and the title among it.
//!
//! A page that was saved as text has dozens of short lines over its essay. What tells the title from them is that the
//! text uses its words.

use crate::boilerplate::Boilerplate;
use crate::costs::*;
use crate::dateline::has_date;
use crate::line::Line;
use crate::shape::{Marker, hashes, is_body, is_rule, is_url, last_mark, marker, starts_small};
use crate::vocabulary::content_words;
use crate::wording::is_credit;
use std::collections::BTreeMap;

/// Marks what is over the title of a saved page, and the buttons between the title and its text. A capture of which
/// few lines are over the first paragraph, or none of them is evidently navigation, has no head.
pub(crate) fn mark_page_head(lines: &[Line], marks: &mut [Option<Boilerplate>]) {
    let saved = is_saved_page(lines, marks);
    let text = if saved { main_text(lines, marks) } else { first_text(lines, marks) };
    let Some(body) = text else { return };
    let open: Vec<usize> = (0..body).filter(|&i| marks[i].is_none()).collect();
    let entries = open.iter().filter(|&&i| is_entry(&lines[i]));
    if !saved && (open.len() < HEAD_LINES || entries.count() + (body - open.len()) < HEAD_ENTRIES) {
        return;
    }
    let Some(title) = Head::new(lines, marks, body).title(&open) else { return };
    for &i in &open {
        let line = &lines[i];
        // What is longer between title and text, or a sentence, is a subtitle or the text's beginning.
        let button = line.words <= 8 && !matches!(last_mark(&line.text), '.' | '!' | '?' | '…' | ',') && !is_body(line);
        if i < title || i > title && button {
            marks[i] = Some(Boilerplate::PageHead);
        }
    }
}

/// True for a capture that a program made of a page: it has the page's links, or the places of fields and images.
fn is_saved_page(lines: &[Line], marks: &[Option<Boilerplate>]) -> bool {
    let count = |mark: Boilerplate| marks.iter().filter(|m| **m == Some(mark.clone())).count();
    let first = first_text(lines, marks).unwrap_or(0);
    let menu = lines[..first].iter().filter(|line| is_entry(line) && line.words <= 4).count();
    let links = lines.iter().filter(|line| line.raw.contains("](")).count();
    count(Boilerplate::LinkList) > 0
        || count(Boilerplate::Artefact) >= PAGE_ARTEFACTS
        || links >= PAGE_LINKS
        || menu >= PAGE_MENU
}

/// True for an entry of a menu.
fn is_entry(line: &Line) -> bool {
    matches!(marker(&line.text), Some((Marker::Bullet | Marker::Dash, _))) || line.text.starts_with(['[', '|'])
}

/// The paragraphs of prose.
fn prose(lines: &[Line], marks: &[Option<Boilerplate>]) -> Vec<usize> {
    let is_prose = |&i: &usize| {
        let line = &lines[i];
        marks[i].is_none()
            && line.words >= 20
            && matches!(last_mark(&line.text), '.' | '!' | '?' | '…' | ':' | '。')
            && marker(&line.text).is_none()
    };
    (0..lines.len()).filter(is_prose).collect()
}

/// The first of three paragraphs of prose near each other; where there are no three, of two.
fn first_text(lines: &[Line], marks: &[Option<Boilerplate>]) -> Option<usize> {
    let found = prose(lines, marks);
    let near = |count: usize| {
        let reach = (count - 1) * HEAD_REACH;
        found.windows(count).find(|run| run[count - 1] - run[0] <= reach).map(|run| run[0])
    };
    near(3).or_else(|| near(2)).or(found.first().copied())
}

/// The beginning of the longest stretch of prose, or of one before it that is nearly as long: a menu may have a
/// paragraph here and there, and a page several posts.
fn main_text(lines: &[Line], marks: &[Option<Boilerplate>]) -> Option<usize> {
    let found = prose(lines, marks);
    let stretches: Vec<&[usize]> = found.chunk_by(|a, b| b - a <= HEAD_REACH).collect();
    let words = |stretch: &[usize]| stretch.iter().map(|&i| lines[i].words).sum::<usize>();
    let most = stretches.iter().map(|stretch| words(stretch)).max()?;
    stretches.iter().find(|stretch| words(stretch) * 3 >= most).map(|stretch| stretch[0])
}

/// The lines over a text, among which its title is looked for.
struct Head<'a> {
    lines: &'a [Line],
    marks: &'a [Option<Boilerplate>],
    /// The first line of the text.
    body: usize,
    /// The words of the text, and how often it has each.
    words: BTreeMap<&'a str, usize>,
    /// True if paragraphs are indented, so that the lines that are not are headings (lynx).
    outdented: bool,
}

impl<'a> Head<'a> {
    fn new(lines: &'a [Line], marks: &'a [Option<Boilerplate>], body: usize) -> Self {
        let mut words: BTreeMap<&str, usize> = BTreeMap::new();
        let mut left = HEAD_TEXT_WORDS;
        for line in &lines[body..] {
            content_words(&line.normalised).for_each(|word| *words.entry(word).or_default() += 1);
            left = left.saturating_sub(line.words);
            if left == 0 {
                break;
            }
        }
        let paragraphs = prose(lines, marks);
        let indented = paragraphs.iter().filter(|&&i| lines[i].indent == BROWSER_INDENT).count();
        Self { lines, marks, body, words, outdented: indented * 2 > paragraphs.len() }
    }

    /// The line with the most points; where headings are marked as such, the heading with the most. Of a headline with
    /// a subtitle, or with the description of an image, the first is the headline.
    fn title(&self, open: &[usize]) -> Option<usize> {
        let points: Vec<(usize, i32)> = open.iter().filter_map(|&i| Some((i, self.points(i)?))).collect();
        let headings: Vec<(usize, i32)> =
            points.iter().copied().filter(|&(i, _)| self.heading(&self.lines[i]) > 0).collect();
        Self::best(&headings, usize::MAX).or_else(|| Self::best(&points, HEAD_SUBTITLE))
    }

    /// The line with the most points, or the first of those that are at most `reach` lines over it and nearly as good.
    fn best(points: &[(usize, i32)], reach: usize) -> Option<usize> {
        let (at, best) = points.iter().rev().copied().max_by_key(|(_, points)| *points)?;
        let close = |&&(i, points): &&(usize, i32)| i <= at && at - i <= reach && points + HEAD_MARGIN >= best;
        (best >= HEAD_LEAST).then(|| points.iter().find(close).map_or(at, |(i, _)| *i))
    }

    /// The points for a line as the title; `None` if it can be none.
    fn points(&self, i: usize) -> Option<i32> {
        let line = &self.lines[i];
        let heading = self.heading(line);
        let possible = (1..=30).contains(&line.words)
            && !is_entry(line)
            && !is_rule(&line.text)
            && !is_url(&line.text)
            && !is_credit(&line.text)
            && !line.text.starts_with('(')
            // A path through the site.
            && !line.text.contains(['|', '»', '›', '>', '→'])
            && (heading > 0 || !matches!(last_mark(&line.text), '.' | ',' | ';' | ':'))
            && (heading > 0 || !starts_small(&line.text) && !self.says_when_or_who(i));
        if !possible {
            return None;
        }
        let mut own: Vec<&str> = content_words(&line.normalised).collect();
        own.sort_unstable();
        own.dedup();
        let known = own.iter().filter(|word| self.words.contains_key(*word)).count();
        // Most of a title's words recur; of a menu's few do.
        let recurs = known > 0 && known * 2 >= own.len();
        let mut points = heading + if recurs { HEAD_WORD * known.min(5) as i32 } else { 0 };
        if line.before > 0 && line.after > 0 {
            points += HEAD_ALONE;
        }
        points += match line.words {
            0..=2 => HEAD_SHORT,
            3 => 0,
            _ => HEAD_LENGTH,
        };
        if self.is_repeated(i) {
            points += HEAD_REPEATED;
        }
        if (i + 1..self.body).take(HEAD_DATE_REACH).any(|below| self.says_when_or_who(below)) {
            points += HEAD_DATED;
        }
        Some(points - ((self.body - i) / HEAD_DISTANCE).min(HEAD_FARTHEST) as i32)
    }

    /// Points for the marks of a heading.
    fn heading(&self, line: &Line) -> i32 {
        match hashes(&line.text) {
            Some((level, _)) => HEAD_HEADING[usize::from(level).min(HEAD_HEADING.len()) - 1],
            None if self.outdented && line.indent == 0 && line.before > 0 => HEAD_OUTDENTED,
            // Centred.
            None if self.outdented && line.indent > 3 * BROWSER_INDENT && line.before > 0 && line.after > 0 => {
                HEAD_OUTDENTED
            }
            None => 0,
        }
    }

    /// True if another line over the text has the same words: a path through the site, or the page's bar.
    fn is_repeated(&self, i: usize) -> bool {
        let own = &self.lines[i].normalised;
        let same = |j: &usize| *j != i && self.lines[*j].normalised.contains(own.as_str());
        self.lines[i].words >= 3 && (i.saturating_sub(HEAD_NEAR)..(i + HEAD_NEAR).min(self.body)).any(|j| same(&j))
    }

    fn says_when_or_who(&self, i: usize) -> bool {
        let line = &self.lines[i];
        let by = line.normalised.starts_with(" by ") || line.normalised.starts_with(" posted ");
        matches!(self.marks[i], Some(Boilerplate::Dateline(_))) || line.words <= 12 && (by || has_date(&line.text))
    }
}

#[cfg(test)]
mod tests {
    use crate::capture::{CaptureFile, read};
    use crate::marks::mark;
    use anthology_base::Diagnostics;

    fn visible(text: &str) -> Vec<String> {
        let file = CaptureFile { name: "a".into(), bytes: text.as_bytes().to_vec() };
        let capture = read(&file, &mut Diagnostics::new());
        let marks = mark(&capture);
        capture.lines.iter().zip(marks).filter(|(_, m)| m.is_none()).map(|(l, _)| l.text.clone()).collect()
    }

    #[test]
    fn the_title_among_the_navigation() {
        let head = "Upper Farm\n\n  * Places\n  * People\n  * Weather\n\nNew this month\n\nOur market days\n\nWalks";
        let first = "The river bridge was closed in March, and the ferry had to carry the whole market across the river for eleven weeks.";
        let second = "Nobody had used the ferry since the bridge was built, and its rope had been lent to the church and never returned.";
        let text =
            format!("{head}\n\nA ferry in place of the bridge\n\nMira Holm\n\nRead later\n\n{first}\n\n{second}\n");
        assert_eq!(visible(&text), ["A ferry in place of the bridge", first, second]);
        // Without navigation all lines are the essay's.
        let plain = format!("A ferry in place of the bridge\n\nSpring\n\n{first}\n\n{second}\n");
        assert_eq!(visible(&plain).len(), 4);
    }

    const FIRST: &str = "The river bridge was closed in March, and the ferry had to carry the whole market across the river for eleven weeks.";
    const SECOND: &str = "Nobody had used the ferry since the bridge was built, and its rope had been lent to the church and never returned.";

    #[test]
    fn headings_that_are_not_indented() {
        // lynx indents all but headings; the text uses few words of this title.
        let text = format!(
            "   [1]Upper Farm\n\n     * [2]Places\n     * (BUTTON)\n\nMurky waters!\n\n   [3]Mira Holm\n   3 March 2012\n\n   {FIRST}\n\n   {SECOND}\n\nReferences\n\n   1. https://a.example/\n   2. https://a.example/p\n   3. https://a.example/m\n"
        );
        assert_eq!(visible(&text)[0], "Murky waters!");
    }

    #[test]
    fn a_title_on_two_lines_and_a_paragraph_in_the_menu() {
        let menu = "• Places\n• People\n• Weather\n• Walks\n• Shops\n• Boats\n• Inns\n• Fairs\n\nHere you find all that is worth a walk within ten miles of the upper farm, with maps for every one of them.";
        let many = format!("{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n{SECOND}\n\n{FIRST}");
        let gap = "One\n\nTwo\n\nThree\n\nFour\n\nFive\n\nSix\n\nSeven\n\nEight\n\nNine";
        let text = format!("{menu}\n\n{gap}\n\nThe ferry in place of the bridge\n\n{many}\n");
        assert_eq!(visible(&text)[0], "The ferry in place of the bridge");
    }
}
