//! Lines that say when, and by whom, a post was written.

use crate::phrases::{Phrases, phrases};
use crate::shape::plain_words;
use anthology_base::Date;

/// Date and author stated by a dateline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dateline {
    pub(crate) date: Option<Date>,
    pub(crate) author: Option<String>,
}

/// Certainty that a line is a dateline, independent of its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// `March 3`, `3 days ago`: needs others like it.
    Partial,
    /// `March 3, 2012`: a letter inside a post may begin so.
    Whole,
    /// `Posted on March 3, 2012`.
    Worded,
}

/// Reads a line that says when a post was written and nothing else that a reader wants.
pub(crate) fn read(text: &str) -> Option<(Dateline, Strength)> {
    if let Some(found) = dateline(text) {
        let first = plain_words(text).into_iter().next().unwrap_or_default();
        let worded = phrases().posted.contains(first.as_str());
        return Some((found, if worded { Strength::Worded } else { Strength::Whole }));
    }
    if let Some(author) = signature(text) {
        return Some((Dateline { date: None, author: Some(author) }, Strength::Worded));
    }
    is_partial(&plain_words(text)).then(|| (Dateline::default(), Strength::Partial))
}

/// Reads a line that consists of a full date and its frame: `Posted on March 3, 2012 by A. Writer`.
pub(crate) fn dateline(text: &str) -> Option<Dateline> {
    if text.chars().count() > 140 || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let spaced = text.replace(['年', '月', '日'], " ");
    let parts = segments(&spaced);
    let at = parts.iter().position(|(_, p)| find_date(&plain_words(p)).is_some())?;
    let (date, author) = dated_part(parts[at].1)?;
    let mut said = Dateline { date: Some(date), author };
    for (n, (separator, part)) in parts.iter().enumerate().filter(|(n, _)| *n != at) {
        let plain = plain_words(part);
        let framed = plain.iter().all(|w| is_framed(w));
        let normalised = format!(" {} ", plain.join(" "));
        let filed = ["in", "under", "by", "dans", "unter", "en", "par", "von", "por"]
            .iter()
            .any(|p| plain.len() <= 8 && plain.len() >= 2 && plain[0] == *p);
        // A name or a category may follow the date, or before it where the separator is a bar or a dot.
        let barred = |s: &str| matches!(s, "|" | "·" | "•" | "∙" | "⋅");
        let beside = n > at || barred(parts[at].0);
        let named = beside
            && (is_name(part) || plain.len() <= 3 && (barred(separator) || *separator == " / ") && starts_large(part));
        if named && said.author.is_none() && is_name(part) {
            said.author = Some(part.to_string());
        }
        if !(framed || filed || named || crate::boilerplate::widget(part, &normalised).is_some()) {
            return None;
        }
        said.author = said.author.or_else(|| named_after_by(part).map(|n| n.0));
    }
    Some(said)
}

/// The name in `Posted by A. Writer at 8:14 PM`, Blogger's line under a post, with the buttons after it.
fn signature(text: &str) -> Option<String> {
    let words = plain_words(text);
    let time = text.split(' ').any(|w| {
        w.split_once(':').is_some_and(|(hour, minute)| {
            (1..=2).contains(&hour.len())
                && hour.bytes().all(|b| b.is_ascii_digit())
                && minute.get(..2).is_some_and(|m| m.bytes().all(|b| b.is_ascii_digit()))
        })
    });
    let posted = words.first().is_some_and(|w| phrases().posted.contains(w.as_str()));
    let (author, length) = named_after_by(text)?;
    (posted && time && words.len() <= length + 10 && is_name(&author)).then_some(author)
}

/// The parts of a line with the separator before each.
fn segments(text: &str) -> Vec<(&'static str, &str)> {
    const SEPARATORS: &[&str] = &["|", "·", "•", "∙", "⋅", "»", " / ", " – ", " — ", " - ", " @ ", " ~ "];
    let mut out = Vec::new();
    let (mut rest, mut before) = (text, "");
    loop {
        let next = SEPARATORS.iter().filter_map(|s| rest.find(s).map(|at| (at, *s))).min();
        let part = next.map_or(rest, |(at, _)| &rest[..at]).trim();
        if !part.is_empty() {
            out.push((before, part));
        }
        match next {
            Some((at, separator)) => {
                rest = &rest[at + separator.len()..];
                before = separator;
            }
            None => return out,
        }
    }
}

/// The date of a part that has only framing words, a name and a category besides.
fn dated_part(part: &str) -> Option<(Date, Option<String>)> {
    let words = plain_words(part);
    let (date, used) = find_date(&words)?;
    let author = named_after_by(part);
    let names: Vec<String> = author.iter().flat_map(|(a, _)| plain_words(a)).collect();
    let rest: Vec<&String> = words.iter().enumerate().filter(|(i, _)| !used.contains(i)).map(|(_, w)| w).collect();
    let framed = |w: &str| is_framed(w) || names.iter().any(|n| n == w);
    let posted =
        phrases().posted.contains(words[0].as_str()) || matches!(words[0].as_str(), "by" | "on" | "von" | "par");
    // `Posted on March 3, 2012 in Notes, Walks`, `March 3, 2012 in Notes`.
    let last_used = used.iter().max().copied().unwrap_or(0);
    let filed = words.len() <= 18
        && words
            .iter()
            .enumerate()
            .skip(last_used + 1)
            .any(|(_, w)| matches!(w.as_str(), "in" | "under" | "dans" | "unter" | "en"))
        && words.iter().take(last_used).enumerate().all(|(i, w)| used.contains(&i) || framed(w))
        && (posted || words.len() - last_used <= 5)
        && !part.ends_with(['.', '!', '?', ':']);
    (filed || rest.iter().all(|w| framed(w))).then_some((date, author.map(|a| a.0)))
}

fn is_framed(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let tail = word.trim_start_matches(|c: char| c.is_ascii_digit());
    phrases().date_words.contains(word)
        || digits == word.len()
        || digits > 0 && matches!(tail, "st" | "nd" | "rd" | "th" | "er" | "am" | "pm" | "h" | "a" | "p")
        || digits > 0 && tail.strip_prefix('h').is_some_and(|m| m.bytes().all(|b| b.is_ascii_digit()))
}

/// `March 3`, `Tuesday, 3 March`, `March 2012`, `3 days ago`, `il y a 3 jours`.
fn is_partial(words: &[String]) -> bool {
    if words.is_empty() || words.len() > 6 {
        return false;
    }
    let Phrases { ago_before, ago_after, time_units, .. } = phrases();
    let joined = words.join(" ");
    let ago = words.iter().any(|w| time_units.contains(w.as_str()))
        && (words.last().is_some_and(|w| ago_after.contains(w.as_str()))
            || ago_before.iter().any(|p| joined.strip_prefix(p).is_some_and(|rest| rest.starts_with(' '))));
    let months = words.iter().filter(|w| month(w).is_some()).count();
    let numbers = words.iter().filter(|w| w.bytes().next().is_some_and(|b| b.is_ascii_digit())).count();
    let small = |w: &str| {
        is_framed(w)
            || month(w).is_some()
            || w == "about"
            || ago_before.iter().any(|p| p.split(' ').any(|part| part == w))
            || time_units.contains(w)
    };
    (ago && numbers == 1 || months == 1 && numbers == 1 && words.len() <= 4) && words.iter().all(|w| small(w))
}

/// The pattern of a dateline: numbers, months, weekdays and names replaced by classes.
pub(crate) fn template(normalised: &str) -> String {
    let mut out = String::new();
    for word in normalised.split_whitespace() {
        let kind = if month(word).is_some() {
            "M"
        } else if phrases().weekdays.contains(word) {
            "D"
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            "#"
        } else if matches!(word, "am" | "pm") {
            "h"
        } else if phrases().date_words.contains(word) && !word.starts_with("comment") && word != "no" {
            word
        } else {
            continue;
        };
        out.push_str(kind);
        out.push(' ');
    }
    // How many comments there are, and whether there are any, doesn't matter.
    out.truncate(out.trim_end_matches(['#', ' ']).len());
    out
}

/// Reads a byline: `by A. Writer`, `Von A. Writer`.
pub(crate) fn byline(text: &str) -> Option<Dateline> {
    let lower = text.to_lowercase();
    let opens = phrases().bylines.iter().any(|p| lower.strip_prefix(p).is_some_and(|rest| rest.starts_with(' ')));
    let (author, _) = named_after_by(text)?;
    let rest = plain_words(text).len() - plain_words(&author).len();
    (opens && rest <= 2).then_some(Dateline { date: None, author: Some(author) })
}

/// The first full date in a text.
pub(crate) fn date_in(text: &str) -> Option<Date> {
    find_date(&plain_words(text)).map(|(date, _)| date)
}

/// True if a text contains a full date.
pub(crate) fn has_date(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && find_date(&plain_words(text)).is_some()
}

fn starts_large(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

/// True if a text is two to four capitalised words and could be somebody's name.
pub(crate) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let particle = |w: &str| phrases().name_particles.contains(w);
    (2..=4).contains(&words.len())
        && words.iter().enumerate().all(|(i, w)| {
            i > 0 && particle(w)
                || w.starts_with(char::is_uppercase)
                    && w.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '’' | '\''))
                    && !phrases().never_in_names.contains(w.to_lowercase().as_str())
                    && w.chars().count() <= 14
        })
        && text.chars().any(char::is_lowercase)
}

/// The name after `by`, up to four capitalised words or one login name; and how many words it has.
fn named_after_by(text: &str) -> Option<(String, usize)> {
    let words: Vec<&str> = text.split(' ').collect();
    let at = words.iter().position(|w| phrases().by.contains(w.to_lowercase().as_str()))?;
    let mut name: Vec<&str> = words[at + 1..]
        .iter()
        .take(4)
        .take_while(|w| {
            w.chars().next().is_some_and(char::is_uppercase) && month(&w.trim_end_matches(',').to_lowercase()).is_none()
                || matches!(**w, "de" | "von" | "van" | "der" | "la" | "du")
        })
        .map(|w| w.trim_matches([',', '|', '·', ':']))
        .collect();
    if let (true, Some(login)) = (name.is_empty(), words.get(at + 1))
        && login.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && login.starts_with(char::is_lowercase)
        && (at + 2 == words.len()
            || matches!(words[at + 2].to_lowercase().as_str(), "on" | "at" | "in" | "am" | "le" | "|"))
        && at > 0
    {
        name.push(login);
    }
    (!name.is_empty()).then(|| (name.join(" "), name.len()))
}

fn month(word: &str) -> Option<u8> {
    phrases().months.get(word).copied().filter(|&number| number > 0)
}

fn find_date(words: &[String]) -> Option<(Date, Vec<usize>)> {
    let number = |i: usize| -> Option<u32> {
        // 3rd, 1er
        words.get(i)?.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
    };
    for (i, word) in words.iter().enumerate() {
        let year = |at: usize| number(at).filter(|y| (1900..2200).contains(y));
        let day = |at: usize| number(at).filter(|d| (1..=31).contains(d));
        let parts = if let Some(m) = month(word) {
            // `3 de marzo de 2012`, `the 3rd of March 2012`.
            let linked = |at: usize| words.get(at).is_some_and(|w| matches!(w.as_str(), "de" | "del" | "of" | "di"));
            let before = i.checked_sub(if i >= 2 && linked(i - 1) { 2 } else { 1 });
            let following = if linked(i + 1) { i + 2 } else { i + 1 };
            if let (Some(d), Some(y)) = (day(i + 1), year(i + 2)) {
                Some((y, u32::from(m), d, vec![i, i + 1, i + 2]))
            } else if let (Some(at), Some(d), Some(y)) = (before, before.and_then(day), year(following)) {
                Some((y, u32::from(m), d, (at..=following).collect()))
            } else {
                None
            }
        } else if let (Some(y), Some(m), Some(d)) = (year(i), number(i + 1), day(i + 2)) {
            Some((y, m, d, vec![i, i + 1, i + 2]))
        } else if let (Some(d), Some(m), Some(y)) = (day(i), number(i + 1), year(i + 2)) {
            let (d, m) = if m > 12 { (m, d) } else { (d, m) };
            Some((y, m, d, vec![i, i + 1, i + 2]))
        } else {
            None
        };
        if let Some((y, m, d, used)) = parts
            && let Ok(date) = format!("{y:04}-{m:02}-{d:02}").parse()
        {
            return Some((date, used));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_a_date() {
        for (text, date, author) in [
            ("March 3, 2012", "2012-03-03", None),
            ("Posted on 3rd March 2012 by Jane Q. Doe", "2012-03-03", Some("Jane Q. Doe")),
            ("Tuesday, 4 August 2015 at 10:15 am | 3 comments", "2015-08-04", None),
            ("2009-11-05", "2009-11-05", None),
            ("05/11/2009", "2009-11-05", None),
            ("12. März 2012 von Anna Meyer", "2012-03-12", Some("Anna Meyer")),
            ("Publié le 1er avril 2010", "2010-04-01", None),
        ] {
            let found = dateline(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.date.map(|d| d.to_string()).as_deref(), Some(date), "{text}");
            assert_eq!(found.author.as_deref(), author, "{text}");
        }
        for none in [
            "On 3 March 2012 we met in the old town hall and talked.",
            "The conference – 4 February 2010",
            "In 2012 everything changed",
            "March 2012",
        ] {
            assert_eq!(dateline(none), None, "{none}");
        }
        assert_eq!(byline("by Jane Doe").and_then(|d| d.author).as_deref(), Some("Jane Doe"));
        assert_eq!(byline("By the river we sat down"), None);
    }
}
