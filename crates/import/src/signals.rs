//! Signals in the wording of a paragraph about its position in an essay.

use crate::costs::WORDING_LIMIT;
use crate::signal_phrases::{ANNOUNCING, ENDS, EVENTS, FAREWELLS, FRESH, LEANING, META, SECTIONS, TIMES};

/// Points for one side of a boundary, with the words that earned them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signal {
    pub(crate) points: i32,
    pub(crate) words: String,
}

impl Signal {
    fn add(&mut self, points: i32, phrase: &str) {
        self.points += points;
        if !self.words.is_empty() {
            self.words.push_str(", ");
        }
        self.words.push_str(phrase.trim());
    }
}

/// Points with which a paragraph opens a new essay, by its [`crate::shape::normalised_words`].
pub(crate) fn opening(normalised: &str) -> Signal {
    let mut signal = Signal::default();
    let (first, early, opening, wide) =
        (beginning(normalised, 6), beginning(normalised, 14), beginning(normalised, 30), beginning(normalised, 80));
    if let Some(time) = TIMES.find(opening) {
        signal.add(20, time);
    }
    if let Some(meta) = META.find(wide) {
        signal.add(if META.all(beginning(normalised, 45)).any(|m| m == meta) { 25 } else { 15 }, meta);
    }
    let first_person = [
        " i ", " i'm ", " i've ", " i'd ", " i'll ", " my ", " we ", " we've ", " we're ", " ich ", " wir ", " je ",
        " j'ai ", " nous ",
    ];
    if let Some(me) = first_person.iter().find(|p| first.contains(*p)) {
        signal.add(15, me);
    }
    if let Some(event) = EVENTS.find(early) {
        signal.add(10, event);
    }
    signal.points = signal.points.min(WORDING_LIMIT);
    signal
}

/// True if a paragraph begins with a word that leans on the text before it; the word.
pub(crate) fn leaning_word(normalised: &str) -> Option<&'static str> {
    if FRESH.at_start(&normalised[1..]).next().is_some() {
        return None;
    }
    LEANING.at_start(&normalised[1..]).max_by_key(|p| p.len())
}

/// Points with which a paragraph ends an essay.
pub(crate) fn closing(text: &str, normalised: &str) -> Signal {
    let mut signal = Signal::default();
    let tail = end(normalised, 45);
    for farewell in FAREWELLS.all(tail).take(2) {
        signal.add(if signal.points == 0 { 30 } else { 15 }, farewell);
    }
    if normalised.starts_with(" ps ") {
        signal.add(40, "PS");
    }
    if let Some(end) = ENDS.find(tail) {
        signal.add(15, end);
    }
    if text.trim_end().ends_with('?') {
        signal.add(10, "a question");
    }
    signal.points = signal.points.min(WORDING_LIMIT);
    signal
}

/// True if a short line is a section heading by its wording; why.
pub(crate) fn section_words(normalised: &str) -> Option<&'static str> {
    let plain = normalised.trim();
    if SECTIONS.contains(&plain) {
        return Some("a heading that occurs inside essays");
    }
    let first = plain.split(' ').next().unwrap_or("");
    let joins = [
        "so", "and", "but", "also", "then", "finally", "plus", "or", "firstly", "secondly", "thirdly", "lastly", "und",
        "aber", "mais", "et",
    ];
    if joins.contains(&first) {
        return Some("begins with a word that continues");
    }
    let ordinal = [
        "part", "step", "section", "chapter", "teil", "schritt", "partie", "étape", "question", "lesson", "rule",
        "phase", "point", "reason", "day",
    ];
    let number = plain.split(' ').nth(1).is_some_and(|w| {
        w.bytes().all(|b| b.is_ascii_digit()) || matches!(w, "one" | "two" | "three" | "i" | "ii" | "iii")
    });
    (ordinal.contains(&first) && number).then_some("a numbered part")
}

/// True if a paragraph announces what follows under headings or in a list.
pub(crate) fn announces(text: &str, normalised: &str) -> bool {
    text.trim_end().ends_with(':') || ANNOUNCING.find(end(normalised, 22)).is_some()
}

/// So many words from the beginning of a normalised_words, a normalised_words themselves.
fn beginning(normalised: &str, words: usize) -> &str {
    let end = normalised.bytes().enumerate().filter(|&(_, b)| b == b' ').nth(words);
    end.map_or(normalised, |(at, _)| &normalised[..=at])
}

/// So many words from the end of a normalised_words, a normalised_words themselves.
fn end(normalised: &str, words: usize) -> &str {
    let start = normalised.bytes().enumerate().rev().filter(|&(_, b)| b == b' ').nth(words);
    start.map_or(normalised, |(at, _)| &normalised[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::normalised_words;

    #[test]
    fn openings_and_closings() {
        let opens = |text: &str| opening(&normalised_words(text)).points;
        let closes = |text: &str| closing(text, &normalised_words(text)).points;
        let leaning = |text: &str| leaning_word(&normalised_words(text));
        let section = |text: &str| section_words(&normalised_words(text)).is_some();
        assert!(opens("Last week I went to a meeting of bakers in the old mill.") >= 40);
        assert_eq!(opens("The council has always liked its bakers."), 0);
        assert!(closes("That is all. Do let me know what you think in the comments.") >= 40);
        assert_eq!(closes("PS: it rained."), 40);
        assert_eq!(closes("The bread was baked and the ovens went cold."), 0);
        assert_eq!(leaning("However, the ovens went cold."), Some("however"));
        assert_eq!(leaning("The other ovens went cold."), Some("the other"));
        assert_eq!(leaning("This week the ovens went cold."), None);
        assert_eq!(leaning("Thistles are underrated."), None);
        assert!(section("Final thoughts") && section("Part 2"));
        assert!(!section("The bakers of the old mill"));
        assert_eq!((beginning(" a b c ", 2), end(" a b c ", 2), end("  ", 2)), (" a b ", " b c ", "  "));
    }
}
