//! Boilerplate recognised by its position and by recurring there: datelines, labels, authors, footers.

use crate::boilerplate::Boilerplate;
use crate::costs::TEASER_WORDS;
use crate::dateline::{self, Dateline, Strength, byline, dateline, template};
use crate::line::Line;
use crate::phrases::phrases;
use crate::shape::{is_body, is_rule, is_title_like};
use std::collections::BTreeMap;

type Marks = [Option<Boilerplate>];

/// The rule of `=` or `-` directly under a short line, where it makes a heading of it.
pub(crate) fn mark_underlines(lines: &[Line], marks: &mut Marks) {
    for i in 1..lines.len() {
        let text = &lines[i].text;
        let under = lines[i].before == 0 && is_rule(text) && text.starts_with(['=', '-']);
        let above = &lines[i - 1];
        let alone = (i == 1 || above.before > 0) && !is_body(above) && above.words > 0;
        // Between a title and its date a rule belongs to the title too, whatever is blank around it.
        let dated = || lines.get(i + 1).is_some_and(|next| dateline::read(&next.text).is_some());
        let over_date = is_rule(text) && is_title_like(above, i == 1) && dated();
        if alone && (under && lines[i].after > 0 || over_date) {
            marks[i] = Some(Boilerplate::Underline);
        }
    }
}

/// Position of a line that states a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Under a title.
    Under,
    /// Over a title.
    Over,
    /// Between paragraphs: under an untitled post or over one.
    Between,
    /// Elsewhere: the last line, say.
    Loose,
}

fn place(lines: &[Line], marks: &Marks, i: usize) -> Place {
    let above = (0..i).rev().take(6).find(|&j| marks[j].is_none() && !is_rule(&lines[j].text));
    let below = (i + 1..lines.len()).take(8).find(|&j| marks[j].is_none());
    let titled = |j: usize| is_title_like(&lines[j], j == 0) && dateline(&lines[j].text).is_none();
    let body_after =
        |j: usize| (j + 1..lines.len()).take(6).find(|&k| marks[k].is_none()).is_some_and(|k| is_body(&lines[k]));
    if above.is_some_and(titled) {
        return Place::Under;
    }
    match below {
        Some(j) if titled(j) && body_after(j) => Place::Over,
        Some(j) if is_body(&lines[j]) => Place::Between,
        _ => Place::Loose,
    }
}

/// Lines that say when and by whom. One alone needs a title beside it; several of one pattern need most of
/// them to be in the same position.
pub(crate) fn mark_datelines(lines: &[Line], marks: &mut Marks) {
    let open = |m: &Option<Boilerplate>| matches!(m, None | Some(Boilerplate::Meta));
    let mut found: Vec<(usize, Dateline, Strength, String)> = Vec::new();
    // `Publié le 3 mai 2012` opens like other boilerplate, and says the date.
    let dated = |i: usize| marks[i] == Some(Boilerplate::Widget) && dateline(&lines[i].text).is_some();
    let candidates: Vec<usize> =
        (0..lines.len()).filter(|&i| lines[i].words <= 26 && (open(&marks[i]) || dated(i))).collect();
    for (i, line) in candidates.into_iter().map(|i| (i, &lines[i])) {
        let read = dateline::read(&line.text);
        if let Some((said, strength)) = read {
            found.push((i, said, strength, template(&line.normalised)));
        }
    }
    // Marked while the places are looked at, so that one dateline doesn't hide another's title.
    for (i, ..) in &found {
        marks[*i] = Some(Boilerplate::Dateline(Dateline::default()));
    }
    let places: Vec<Place> = found.iter().map(|f| place(lines, marks, f.0)).collect();
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, f) in found.iter().enumerate() {
        groups.entry(&f.3).or_default().push(n);
    }
    let first_body = lines.iter().position(is_body).unwrap_or(lines.len());
    // A long signature has as many words as a paragraph.
    let stated: Vec<usize> = found.iter().map(|f| f.0).collect();
    let last_body =
        (0..lines.len()).rev().find(|i| is_body(&lines[*i]) && stated.binary_search(i).is_err()).unwrap_or(0);
    let mut verdicts: BTreeMap<usize, Option<Boilerplate>> = BTreeMap::new();
    for group in groups.values() {
        let count = |p: Place| group.iter().filter(|&&n| places[n] == p).count();
        let under = count(Place::Under);
        let closes = found[group[group.len() - 1]].0 > last_body && found[group[0]].0 > first_body;
        for &n in group {
            let (i, said, strength, _) = &found[n];
            let strong = *strength == Strength::Worded;
            let whole = *strength != Strength::Partial;
            let shown = match places[n] {
                Place::Under if under * 2 >= group.len() => whole || group.len() >= 2,
                // The line above is the site's name, then.
                Place::Under => whole && group.len() >= 3,
                Place::Over => whole || group.len() >= 2,
                Place::Between => strong && (group.len() >= 2 || *i < first_body),
                Place::Loose => strong || whole && (group.len() >= 2 && closes || beside_boilerplate(marks, *i)),
            };
            let said = said.clone();
            let mark = if places[n] != Place::Under && closes && *i > first_body {
                Boilerplate::Signoff(said)
            } else {
                Boilerplate::Dateline(said)
            };
            verdicts.insert(*i, shown.then_some(mark));
        }
    }
    for (i, verdict) in verdicts {
        let was_meta = crate::boilerplate::widget(&lines[i].text, &lines[i].normalised);
        marks[i] = verdict.or(was_meta);
    }
    for i in 1..lines.len() {
        let titled = marks[i - 1].is_none() && is_title_like(&lines[i - 1], i == 1)
            || matches!(marks[i - 1], Some(Boilerplate::Dateline(_) | Boilerplate::Label));
        if marks[i].is_none() && titled && lines[i].words <= 8 {
            marks[i] = byline(&lines[i].text).map(Boilerplate::Dateline);
        }
    }
}

fn beside_boilerplate(marks: &Marks, i: usize) -> bool {
    let other = |m: Option<&Option<Boilerplate>>| matches!(m, Some(Some(m)) if !matches!(m, Boilerplate::Dateline(_)));
    i > 0 && other(marks.get(i - 1)) || other(marks.get(i + 1))
}

/// A short line that recurs between title-like lines and paragraphs, or a known label in that place.
pub(crate) fn mark_labels(lines: &[Line], marks: &mut Marks) {
    let in_place = |i: usize, marks: &Marks| {
        let above = (0..i).rev().find(|&j| marks[j].is_none());
        i > 0
            && lines[i].words <= 6
            && !is_body(&lines[i])
            && !crate::wording::is_credit(&lines[i].text)
            && above.is_some_and(|j| is_title_like(&lines[j], j == 0))
            && lines.get(i + 1).is_some_and(|n| is_body(n) || marks[i + 1].is_some())
    };
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate().filter(|(_, l)| l.words <= 6) {
        *totals.entry(&line.text).or_default() += 1;
        if marks[i].is_none() && in_place(i, marks) {
            places.entry(&line.text).or_default().push(i);
        }
    }
    for (text, at) in places {
        let known = phrases().labels.contains(text.to_lowercase().as_str());
        if known || at.len() >= 2 && at.len() == totals[text] && distinct_neighbours(lines, &at) {
            for i in at {
                marks[i] = Some(Boilerplate::Label);
            }
        }
    }
}

/// True if the lines above the given ones all differ: a label follows many titles, a refrain one line.
fn distinct_neighbours(lines: &[Line], at: &[usize]) -> bool {
    let mut above: Vec<&str> = at.iter().map(|&i| lines[i - 1].text.as_str()).collect();
    above.sort_unstable();
    above.windows(2).all(|w| w[0] != w[1])
}

/// A name between a title and the boilerplate under it, or between that boilerplate and the text.
pub(crate) fn mark_names(lines: &[Line], marks: &mut Marks) {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines.iter().filter(|l| l.words <= 4) {
        *count.entry(&line.text).or_default() += 1;
    }
    let heads = |m: &Option<Boilerplate>| {
        matches!(m, Some(Boilerplate::Dateline(_) | Boilerplate::Widget | Boilerplate::Meta | Boilerplate::Invitation))
    };
    for i in 1..lines.len() {
        if marks[i].is_some() || !dateline::is_name(&lines[i].text) {
            continue;
        }
        let titled = marks[i - 1].is_none() && is_title_like(&lines[i - 1], i == 1);
        let dated = matches!(marks[i - 1], Some(Boilerplate::Dateline(_)));
        let to_body = (i + 1..lines.len())
            .take(12)
            .take_while(|&j| marks[j].is_some() || is_body(&lines[j]))
            .any(|j| is_body(&lines[j]));
        let between = titled && marks.get(i + 1).is_some_and(heads) && to_body;
        let under = dated && lines.get(i + 1).is_some_and(is_body) && count[lines[i].text.as_str()] >= 2;
        if between || under {
            let author = Some(lines[i].text.clone());
            marks[i] = Some(Boilerplate::Dateline(Dateline { date: None, author }));
        }
    }
}

/// The same short line over several titles that have a date or label under them: the post's category.
pub(crate) fn mark_categories(lines: &[Line], marks: &mut Marks) {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for i in 0..lines.len().saturating_sub(2) {
        let open = marks[i].is_none() && marks[i + 1].is_none() && lines[i].words <= 4;
        if open && heads(marks, i + 2) && is_title_like(&lines[i + 1], false) && is_title_like(&lines[i], i == 0) {
            places.entry(&lines[i].text).or_default().push(i);
        }
    }
    for i in places.into_values().filter(|at| at.len() >= 2).flatten() {
        marks[i] = Some(Boilerplate::Listing);
    }
}

fn heads(marks: &Marks, i: usize) -> bool {
    matches!(marks.get(i), Some(Some(Boilerplate::Dateline(_) | Boilerplate::Label)))
}

/// The lines between a title and a dateline that are longer than the title.
pub(crate) fn subtitles(lines: &[Line], marks: &Marks) -> Vec<usize> {
    let is_subtitle = |i: usize| {
        marks[i].is_none()
            && marks[i - 1].is_none()
            && heads(marks, i + 1)
            && lines[i].words >= 6
            && lines[i].words > lines[i - 1].words
            && is_title_like(&lines[i], false)
            && is_title_like(&lines[i - 1], i == 1)
            && (i < 2 || marks[i - 2].is_some() || is_body(&lines[i - 2]))
    };
    (1..lines.len()).filter(|&i| is_subtitle(i)).collect()
}

/// Comment counts, categories and tags are below the title on some sites and below the text on others:
/// where they are below most titles of a capture, they show a title; elsewhere they end a post.
pub(crate) fn mark_meta(lines: &[Line], marks: &mut Marks) {
    let mut under = Vec::new();
    let mut elsewhere = 0;
    for i in 1..lines.len() {
        if marks[i] != Some(Boilerplate::Meta) {
            continue;
        }
        let titled = marks[i - 1].is_none() && is_title_like(&lines[i - 1], i == 1);
        let next = (i + 1..lines.len()).take(6).find(|&j| marks[j].is_none());
        match next {
            Some(j) if titled && is_body(&lines[j]) => under.push(i),
            _ => elsewhere += 1,
        }
    }
    if under.len() >= 2 && under.len() > elsewhere {
        under.into_iter().for_each(|i| marks[i] = Some(Boilerplate::Label));
    }
}

/// The same short paragraph directly before title-like lines, three times or more and nowhere else; twice
/// is enough where boilerplate or the capture's end is on its other side each time.
pub(crate) fn mark_footers(lines: &[Line], marks: &mut Marks) {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        if line.words <= 40 && line.words >= 2 && marks[i].is_none() {
            places.entry(&line.text).or_default().push(i);
        }
    }
    let held = |i: usize| marks.get(i + 1).is_none_or(Option::is_some);
    places.retain(|_, at| at.len() >= 3 || at.len() == 2 && at.iter().all(|&i| i > 0 && held(i)));
    let recurring: Vec<usize> = places.values().flatten().copied().collect();
    let ends_post = |i: usize| {
        let next = (i + 1..lines.len()).find(|j| marks[*j].is_none() && !recurring.contains(j));
        next.is_none_or(|j| is_title_like(&lines[j], false) && (j - i <= 3 || (i + 1..j).all(|k| marks[k].is_some())))
    };
    // The sections of a post may end alike too; but those after them have the same headings from post to post.
    let leads_on = |i: usize| (i + 1..lines.len()).find(|j| marks[*j].is_none() && !recurring.contains(j));
    let distinct = |at: &[usize]| {
        let unnumbered = |j: usize| lines[j].text.replace(|c: char| c.is_ascii_digit(), "");
        let mut next: Vec<String> = at.iter().filter_map(|&i| leads_on(i)).map(unnumbered).collect();
        next.sort_unstable();
        next.windows(2).all(|w| w[0] != w[1])
    };
    let apart = |at: &[usize]| at.windows(2).all(|w| words_between(lines, w[0], w[1]) >= TEASER_WORDS);
    let footers: Vec<usize> = places
        .values()
        .filter(|at| at.iter().all(|&i| ends_post(i)) && distinct(at) && apart(at))
        .flatten()
        .copied()
        .collect();
    for i in footers {
        marks[i] = Some(Boilerplate::Footer);
    }
}

fn words_between(lines: &[Line], first: usize, past: usize) -> usize {
    lines[first + 1..past].iter().map(|line| line.words).sum()
}
