//! Boilerplate that comes in stretches: navigation over the text, lists beside it, readers' comments under it.

use crate::boilerplate::Boilerplate;
use crate::line::Line;
use crate::phrases::phrases;
use crate::shape::{is_body, is_rule, is_title_like};

type Marks = [Option<Boilerplate>];

/// Headings of readers' comments that are not counts.
const COMMENTS: &[&str] = &[
    "comments",
    "comment",
    "leave a reply",
    "leave a comment",
    "post a comment",
    "discussion",
    "discussion about this post",
    "responses",
    "kommentare",
    "commentaires",
    "comentarios",
    "reacties",
    "commenti",
];

/// Marks readers' comments, from their heading on. Two signs of comments (a name that says, a time of
/// day, a button to reply) are wanted near each other; the stretch ends with the last of them.
pub(crate) fn mark_comments(lines: &[Line], marks: &mut Marks) {
    let mut i = 0;
    while i < lines.len() {
        let plain = lines[i].normalised.trim();
        let heading = marks[i] == Some(Boilerplate::Meta) && plain.starts_with(|c: char| c.is_alphanumeric())
            || COMMENTS.contains(&plain);
        if !heading {
            i += 1;
            continue;
        }
        let end = comments_end(lines, marks, i);
        for (line, mark) in lines.iter().zip(marks.iter_mut()).take(end).skip(i) {
            if mark.is_none() || !line.text.is_empty() && matches!(mark, Some(Boilerplate::Meta)) {
                *mark = Some(Boilerplate::Comment);
            }
        }
        i = end.max(i + 1);
    }
}

/// One past the last line of the comments under a heading; the heading itself where there are none.
fn comments_end(lines: &[Line], marks: &Marks, heading: usize) -> usize {
    const REACH: usize = 8;
    let mut last = heading;
    let mut signs = 0;
    let mut heads = false;
    let mut at = heading + 1;
    while at < lines.len() && at - last <= REACH {
        let plain = lines[at].normalised.trim();
        let speaks = is_speaker(&lines[at].text, plain);
        let button = phrases().reply.contains(plain);
        if speaks || button || is_moment(&lines[at]) {
            signs += 1;
            last = at;
            heads = !button;
        } else if at - last == 1 && marks[at].is_some() && signs > 0 {
            last = at;
        }
        at += 1;
    }
    if signs < 2 {
        return heading;
    }
    // The last speaker's words follow the name; after a button nothing does.
    if heads {
        let words =
            (last + 1..lines.len()).take_while(|&j| marks[j].is_none() && !is_title_like(&lines[j], false)).count();
        return (last + 1 + words).min(lines.len());
    }
    last + 1
}

/// `Bob says:`, `Bob said…`, `Bob on March 3, 2012 at 9:14 am said:`.
fn is_speaker(text: &str, plain: &str) -> bool {
    let count = plain.split(' ').count();
    count <= 14
        && text.ends_with([':', '…', '.'])
        && phrases()
            .said
            .iter()
            .any(|v| plain.strip_suffix(v).is_some_and(|rest| rest.ends_with(' ') && rest.split(' ').count() <= 12))
        && text.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// A date with a time of day, and little else.
fn is_moment(line: &Line) -> bool {
    line.words <= 12
        && line.text.contains(':')
        && line.text.split(|c: char| !c.is_ascii_digit() && c != ':').any(|w| {
            w.split_once(':').is_some_and(|(h, m)| {
                (1..=2).contains(&h.len()) && m.len() >= 2 && m.as_bytes()[..2].iter().all(u8::is_ascii_digit)
            })
        })
        && crate::dateline::has_date(&line.text)
}

/// The heading of a list beside the page, and the short lines under it up to the next title.
pub(crate) fn mark_lists(lines: &[Line], marks: &mut Marks) {
    let bodies: Vec<usize> = (0..lines.len()).filter(|&i| is_body(&lines[i])).collect();
    let mut i = 0;
    while i < lines.len() {
        let plain = lines[i].normalised.trim();
        let sure = phrases().lines.contains(plain) && phrases().list_headings.contains(plain);
        let heading = phrases().list_headings.contains(plain) && (sure || i > 0 && marks[i - 1].is_some());
        let end = if heading { list_end(lines, marks, &bodies, i) } else { i };
        for mark in marks.iter_mut().take(end).skip(i).filter(|m| m.is_none()) {
            *mark = Some(Boilerplate::Widget);
        }
        i = end.max(i + 1);
    }
}

/// One past the last line of a list: it ends before the next body, whose title and dateline are not of it.
fn list_end(lines: &[Line], marks: &Marks, bodies: &[usize], heading: usize) -> usize {
    let Some(&body) = bodies.get(bodies.partition_point(|&b| b <= heading)) else { return lines.len() };
    let mut end = body;
    while end > heading + 1
        && matches!(marks[end - 1], Some(Boilerplate::Dateline(_) | Boilerplate::Label | Boilerplate::Underline))
    {
        end -= 1;
    }
    if end > heading + 1 && marks[end - 1].is_none() && is_title_like(&lines[end - 1], false) {
        end -= 1;
        if end > heading + 1 && matches!(marks[end - 1], Some(Boilerplate::Dateline(_))) {
            end -= 1;
        }
        return end;
    }
    // No title before the body: the list's heading alone is boilerplate, if it is any.
    heading + usize::from(end > heading + 1 || marks[heading].is_some())
}

/// Words that are boilerplate beside other boilerplate, or at an edge of the capture.
pub(crate) fn mark_weak(lines: &[Line], marks: &mut Marks) {
    let weak = |l: &Line| {
        let plain = l.normalised.trim();
        l.words <= 3 && phrases().weak_lines.contains(plain)
            || l.text.chars().count() <= 6 && !l.text.chars().any(char::is_alphabetic) && !is_rule(&l.text)
    };
    let weak: Vec<bool> = lines.iter().map(weak).collect();
    let boilerplate =
        |m: &Option<Boilerplate>| matches!(m, Some(f) if !matches!(f, Boilerplate::Label | Boilerplate::Underline));
    // Twice, so that a run of buttons is reached from either end.
    for _ in 0..2 {
        for i in (0..lines.len()).chain((0..lines.len()).rev()) {
            let edge = i == 0 && lines.get(1).is_none_or(|n| !is_body(n)) || i + 1 == lines.len() && i > 0;
            let beside = i > 0 && boilerplate(&marks[i - 1]) || marks.get(i + 1).is_some_and(boilerplate);
            if weak[i] && marks[i].is_none() && (edge || beside) {
                marks[i] = Some(Boilerplate::Widget);
            }
        }
    }
}

/// The site's name and slogan over the first post, where something shows which line is the post's title.
pub(crate) fn mark_head(lines: &[Line], marks: &mut Marks) {
    let body = lines.iter().position(is_body).unwrap_or(lines.len());
    let shows = |m: &Option<Boilerplate>| {
        matches!(m, Some(Boilerplate::Dateline(_) | Boilerplate::Label | Boilerplate::Underline))
    };
    let open: Vec<usize> = (0..body).filter(|&i| marks[i].is_none()).collect();
    let [.., before, title] = open[..] else { return };
    let under = title + 1 < body && shows(&marks[title + 1]);
    let over = shows(&marks[title - 1]) && before + 1 < title && title + 1 == body;
    let subtitle = under && before + 1 == title && lines[title].words >= 6 && lines[title].words > lines[before].words;
    let first = if under && !subtitle || over { title } else { return };
    for &i in open.iter().filter(|&&i| i < first && is_title_like(&lines[i], true)) {
        marks[i] = Some(Boilerplate::Listing);
    }
}

/// After the last paragraph of a capture, everything from the first boilerplate on.
pub(crate) fn mark_tail(lines: &[Line], marks: &mut Marks) {
    let Some(last) = (0..lines.len()).rev().find(|&i| marks[i].is_none() && is_body(&lines[i])) else { return };
    let strong = |m: &Option<Boilerplate>| {
        matches!(
            m,
            Some(
                Boilerplate::Widget
                    | Boilerplate::Meta
                    | Boilerplate::Invitation
                    | Boilerplate::Comment
                    | Boilerplate::Signoff(_)
            )
        )
    };
    let Some(from) = (last + 1..lines.len()).find(|&i| strong(&marks[i])) else { return };
    for i in from..lines.len() {
        // A title whose post the capture has lost is listed as a stub.
        let heads = matches!(marks.get(i + 1), Some(Some(Boilerplate::Dateline(_) | Boilerplate::Label)));
        if marks[i].is_none() && !heads {
            marks[i] = Some(Boilerplate::Widget);
        }
    }
}
