//! Lines that say when, and by whom, a post was written.

use crate::shape::plain_words;
use anthology_base::Date;

const MONTHS: [(&str, u8); 58] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("sept", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("januar", 1),
    ("jänner", 1),
    ("februar", 2),
    ("märz", 3),
    ("mai", 5),
    ("juni", 6),
    ("juli", 7),
    ("oktober", 10),
    ("dezember", 12),
    ("janvier", 1),
    ("février", 2),
    ("mars", 3),
    ("avril", 4),
    ("juin", 6),
    ("juillet", 7),
    ("août", 8),
    ("septembre", 9),
    ("octobre", 10),
    ("novembre", 11),
    ("décembre", 12),
    ("enero", 1),
    ("febrero", 2),
    ("marzo", 3),
    ("abril", 4),
    ("mayo", 5),
    ("junio", 6),
    ("julio", 7),
    ("agosto", 8),
    ("septiembre", 9),
    ("octubre", 10),
    ("noviembre", 11),
    ("diciembre", 12),
    ("gennaio", 1),
    ("settembre", 9),
];

/// Words that may stand beside a date without making the line a sentence.
const FRAME: [&str; 66] = [
    "posted",
    "published",
    "updated",
    "written",
    "date",
    "on",
    "at",
    "in",
    "by",
    "the",
    "of",
    "am",
    "pm",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "gmt",
    "utc",
    "bst",
    "edit",
    "permalink",
    "comment",
    "comments",
    "leave",
    "a",
    "no",
    "min",
    "mins",
    "minute",
    "minutes",
    "read",
    "reading",
    "filed",
    "under",
    "last",
    "modified",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "um",
    "uhr",
    "von",
    "veröffentlicht",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "publié",
];

/// What a dateline says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dateline {
    pub(crate) date: Option<Date>,
    pub(crate) author: Option<String>,
}

/// Reads a line that consists of a full date and its frame: `Posted on March 3, 2012 by A. Writer`.
pub(crate) fn dateline(text: &str) -> Option<Dateline> {
    if text.chars().count() > 110 {
        return None;
    }
    let words = plain_words(text);
    let (date, used) = find_date(&words)?;
    let mut rest = words.iter().enumerate().filter(|(i, _)| !used.contains(i));
    let author = named(text);
    let names: Vec<String> = author.iter().flat_map(|a| plain_words(a)).collect();
    let framed = |w: &str| FRAME.contains(&w) || w.bytes().all(|b| b.is_ascii_digit()) || names.iter().any(|n| n == w);
    let filed = text.to_lowercase().contains(" in ") && words.len() <= 16 && author_or_posted(&words);
    (filed || rest.all(|(_, w)| framed(w) || matches!(w.as_str(), "le" | "par" | "à" | "den" | "el" | "de")))
        .then_some(Dateline { date: Some(date), author })
}

/// Reads a byline: `by A. Writer`, `Von A. Writer`.
pub(crate) fn byline(text: &str) -> Option<Dateline> {
    let lower = text.to_lowercase();
    let opens =
        ["by ", "posted by ", "written by ", "author: ", "von ", "par ", "por "].iter().any(|p| lower.starts_with(p));
    let author = named(text)?;
    let rest = plain_words(text).len() - plain_words(&author).len();
    (opens && rest <= 2).then_some(Dateline { date: None, author: Some(author) })
}

/// Whether a full date stands anywhere in a text.
pub(crate) fn has_date(text: &str) -> bool {
    find_date(&plain_words(text)).is_some()
}

fn author_or_posted(words: &[String]) -> bool {
    matches!(words[0].as_str(), "posted" | "published" | "veröffentlicht" | "publié" | "filed" | "written")
}

/// The name after `by`: up to four capitalised words.
fn named(text: &str) -> Option<String> {
    const OPENERS: [&str; 6] = ["by", "author:", "von", "par", "por", "door"];
    let words: Vec<&str> = text.split(' ').collect();
    let at = words.iter().position(|w| OPENERS.contains(&w.to_lowercase().as_str()))?;
    let name: Vec<&str> = words[at + 1..]
        .iter()
        .take(4)
        .take_while(|w| {
            w.chars().next().is_some_and(char::is_uppercase) && month(&w.to_lowercase()).is_none()
                || matches!(**w, "de" | "von" | "van" | "der" | "la" | "du")
        })
        .map(|w| w.trim_matches([',', '|', '·', ':']))
        .collect();
    (!name.is_empty()).then(|| name.join(" "))
}

fn month(word: &str) -> Option<u8> {
    MONTHS.iter().find(|(name, _)| *name == word).map(|&(_, n)| n)
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
            if let (Some(d), Some(y)) = (day(i + 1), year(i + 2)) {
                Some((y, u32::from(m), d, vec![i, i + 1, i + 2]))
            } else if let (Some(d), Some(y)) = (i.checked_sub(1).and_then(day), year(i + 1)) {
                Some((y, u32::from(m), d, vec![i - 1, i, i + 1]))
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
