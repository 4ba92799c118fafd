//! The head of a saved page: its navigation, and the title among it.
//!
//! A page that was saved as text has dozens of short lines over its essay. What tells the title from them is that the
//! text uses its words.

use crate::boilerplate::Boilerplate;
use crate::capture::Line;
use crate::costs::{HEAD_ENTRIES, HEAD_LINES, HEAD_REACH, HEAD_TEXT_WORDS};
use crate::shape::{Marker, is_body, is_rule, is_url, last_mark, marker};
use crate::vocabulary::content_words;
use crate::wording::is_credit;
use std::collections::BTreeMap;

/// Marks what is over the title of a saved page, and the buttons between the title and its text. A capture of which
/// few lines are over the first paragraph, or none of them is evidently navigation, has no head.
pub(crate) fn mark_page_head(lines: &[Line], marks: &mut [Option<Boilerplate>]) {
    let Some(body) = first_text(lines, marks) else { return };
    let open: Vec<usize> = (0..body).filter(|&i| marks[i].is_none()).collect();
    let entries = open.iter().filter(|&&i| is_entry(&lines[i]));
    if open.len() < HEAD_LINES || entries.count() + (body - open.len()) < HEAD_ENTRIES {
        return;
    }
    let Some(title) = title_of(lines, &open, body) else { return };
    for &i in &open {
        let line = &lines[i];
        // What is longer between title and text, or a sentence, is a subtitle or the text's beginning.
        let button = line.words <= 8 && !matches!(last_mark(&line.text), '.' | '!' | '?' | '…' | ',') && !is_body(line);
        if i < title || i > title && button {
            marks[i] = Some(Boilerplate::PageHead);
        }
    }
}

/// True for an entry of a menu.
fn is_entry(line: &Line) -> bool {
    matches!(marker(&line.text), Some((Marker::Bullet | Marker::Dash, _))) || line.text.starts_with(['[', '|'])
}

/// The first of three paragraphs of prose near each other; where there are no three, of two.
fn first_text(lines: &[Line], marks: &[Option<Boilerplate>]) -> Option<usize> {
    let prose = |i: usize| {
        let line = &lines[i];
        marks[i].is_none()
            && line.words >= 20
            && matches!(last_mark(&line.text), '.' | '!' | '?' | '…' | ':' | '。')
            && marker(&line.text).is_none()
    };
    let found: Vec<usize> = (0..lines.len()).filter(|&i| prose(i)).collect();
    let near = |count: usize| {
        let reach = (count - 1) * HEAD_REACH;
        found.windows(count).find(|run| run[count - 1] - run[0] <= reach).map(|run| run[0])
    };
    near(3).or_else(|| near(2)).or(found.first().copied())
}

/// Of the lines over a text, the one whose words the text uses most. Several may be as good: a headline, then a
/// subtitle or the description of an image; the first of them is the headline, if it is not the entry of a list.
fn title_of(lines: &[Line], open: &[usize], body: usize) -> Option<usize> {
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left = HEAD_TEXT_WORDS;
    for line in &lines[body..] {
        content_words(&line.normalised).for_each(|word| *words.entry(word).or_default() += 1);
        left = left.saturating_sub(line.words);
        if left == 0 {
            break;
        }
    }
    let score = |i: usize| -> usize {
        let line = &lines[i];
        let possible = (2..=25).contains(&line.words)
            && !is_entry(line)
            && !is_rule(&line.text)
            && !is_url(&line.text)
            && !is_credit(&line.text)
            && !line.text.starts_with('(')
            // A path through the site.
            && !line.text.contains(['|', '»', '›', '>', '→'])
            && !matches!(last_mark(&line.text), '.' | ',' | ';' | ':');
        if !possible {
            return 0;
        }
        let mut own: Vec<&str> = content_words(&line.normalised).collect();
        own.sort_unstable();
        own.dedup();
        let known = own.iter().filter(|word| words.contains_key(*word)).count();
        // Most of a title's words recur; of a menu's few do.
        if known >= 2 && known * 2 >= own.len() { known } else { 0 }
    };
    let scores: Vec<(usize, usize)> = open.iter().map(|&i| (i, score(i))).collect();
    let best = scores.iter().map(|s| s.1).max().filter(|&best| best > 0)?;
    scores.iter().find(|(_, score)| score * 4 >= best * 3).map(|(i, _)| *i)
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
}
