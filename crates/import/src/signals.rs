//! What the wording of a paragraph says about its place in an essay. English, French and German.

use crate::lookup::Phrases;
use std::sync::LazyLock;

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

/// A time that only a fresh start names.
static TIMES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "last week",
        "this week",
        "last night",
        "yesterday",
        "this morning",
        "last month",
        "last year",
        "earlier this week",
        "earlier this month",
        "earlier this year",
        "earlier today",
        "couple of weeks ago",
        "few weeks ago",
        "few days ago",
        "couple of days ago",
        "few months ago",
        "recently",
        "last monday",
        "last tuesday",
        "last wednesday",
        "last thursday",
        "last friday",
        "last saturday",
        "last sunday",
        "on monday",
        "on tuesday",
        "on wednesday",
        "on thursday",
        "on friday",
        "on saturday",
        "on sunday",
        "over the weekend",
        "last weekend",
        "this weekend",
        "the other day",
        "a while ago",
        "today i",
        "these days",
        "back in",
        "letzte woche",
        "letzten",
        "gestern",
        "heute",
        "neulich",
        "kürzlich",
        "vor kurzem",
        "diese woche",
        "la semaine dernière",
        "cette semaine",
        "hier soir",
        "aujourd'hui",
        "récemment",
        "il y a quelques",
        "le mois dernier",
    ])
});

/// Talk about the blog itself.
static META: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "this post is",
        "one of those posts",
        "been meaning to write",
        "light blogging",
        "blogging recently",
        "quick post",
        "short post",
        "since i last",
        "since my last",
        "haven't written",
        "haven't blogged",
        "haven't posted",
        "catch up on",
        "backlog",
        "this blog",
        "my last post",
        "previous post",
        "welcome to",
        "cross posted",
        "dieser beitrag",
        "dieses blog",
        "mein letzter beitrag",
        "ce billet",
        "cet article",
        "ce blog",
        "mon dernier billet",
        "jumping the queue",
    ])
});

/// The start of a story that the writer was part of.
static EVENTS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "i attended",
        "i went",
        "i was",
        "i had",
        "i spent",
        "i gave",
        "i spoke",
        "i came across",
        "i met",
        "i visited",
        "i read",
        "i started",
        "i joined",
        "i ran",
        "i found myself",
        "we held",
        "we went",
        "we launched",
        "we met",
        "i've been",
        "i have been",
        "ich war",
        "ich habe",
        "wir waren",
        "wir haben",
        "j'ai",
        "j'étais",
        "nous avons",
        "je suis allé",
        "je suis allée",
    ])
});

/// How strongly a paragraph opens a new essay, by its [`crate::shape::haystack`].
pub(crate) fn opening(hay: &str) -> Signal {
    let mut signal = Signal::default();
    let (first, early, opening, wide) = (beginning(hay, 6), beginning(hay, 14), beginning(hay, 30), beginning(hay, 80));
    if let Some(time) = TIMES.find(opening) {
        signal.add(20, time);
    }
    if let Some(meta) = META.find(wide) {
        signal.add(if META.all(beginning(hay, 45)).any(|m| m == meta) { 25 } else { 15 }, meta);
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
    signal.points = signal.points.min(45);
    signal
}

/// First words that lean on what stands before them.
static LEANING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "they",
        "he",
        "she",
        "his",
        "her",
        "their",
        "however",
        "but",
        "and",
        "or",
        "nor",
        "so",
        "also",
        "then",
        "yet",
        "still",
        "therefore",
        "thus",
        "instead",
        "meanwhile",
        "moreover",
        "furthermore",
        "another",
        "similarly",
        "nevertheless",
        "such",
        "both",
        "neither",
        "either",
        "rather",
        "indeed",
        "otherwise",
        "consequently",
        "hence",
        "first",
        "firstly",
        "second",
        "secondly",
        "third",
        "thirdly",
        "fourth",
        "fifth",
        "finally",
        "lastly",
        "next",
        "plus",
        "there",
        "for example",
        "for instance",
        "in addition",
        "as a result",
        "in other words",
        "in fact",
        "of course",
        "on the other hand",
        "at the same time",
        "in doing this",
        "in this way",
        "in saying",
        "in terms of",
        "the first",
        "the second",
        "the third",
        "the fourth",
        "the final",
        "the last",
        "the next",
        "the other",
        "the same",
        "the latter",
        "all of this",
        "all this",
        "having said",
        "that said",
        "if so",
        "as i said",
        "again",
        "because",
        "here",
        "aber",
        "und",
        "oder",
        "doch",
        "dann",
        "also",
        "deshalb",
        "daher",
        "trotzdem",
        "außerdem",
        "zudem",
        "dennoch",
        "dies",
        "diese",
        "dieser",
        "dieses",
        "er",
        "sie",
        "zweitens",
        "drittens",
        "schließlich",
        "mais",
        "et",
        "ou",
        "donc",
        "ainsi",
        "cependant",
        "pourtant",
        "alors",
        "enfin",
        "ensuite",
        "puis",
        "cela",
        "ceci",
        "il",
        "elle",
        "ils",
        "elles",
        "cette",
        "ces",
        "ce",
        "de plus",
        "par ailleurs",
    ])
});

/// Beginnings that look as if they leaned and don't.
static FRESH: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "this post",
        "this is one of",
        "this week",
        "this month",
        "this year",
        "this morning",
        "this blog",
        "this article",
        "this time last",
        "its been",
        "it's been",
        "it was",
        "it has been",
        "there is",
        "there are",
        "there was",
        "there's",
        "there has been",
        "her majesty",
        "dieser beitrag",
        "diese woche",
        "cette semaine",
        "ce billet",
        "cet article",
        "il y a",
        "il était",
        "he who",
        "here's a",
        "still here",
        "so it turns out",
        "so i",
        "so we",
    ])
});

/// Whether a paragraph begins with a word that leans on the text before it; the word.
pub(crate) fn leans(hay: &str) -> Option<&'static str> {
    if FRESH.at_start(&hay[1..]).next().is_some() {
        return None;
    }
    LEANING.at_start(&hay[1..]).max_by_key(|p| p.len())
}

/// Invitations and farewells.
static FAREWELLS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "let me know",
        "what do you think",
        "get in touch",
        "in the comments",
        "thoughts welcome",
        "value comments",
        "welcome comments",
        "welcome any",
        "welcome your",
        "any feedback",
        "your feedback",
        "your thoughts",
        "love to hear",
        "like to hear",
        "interested to hear",
        "thanks for reading",
        "thank you for reading",
        "watch this space",
        "more on this soon",
        "more soon",
        "more to follow",
        "more to come",
        "stay tuned",
        "future posts",
        "next post",
        "until next",
        "to be continued",
        "go read",
        "have a read",
        "see you there",
        "see you next",
        "keep you posted",
        "drop me a line",
        "leave a comment",
        "comments below",
        "happy christmas",
        "happy new year",
        "sign up here",
        "follow up post",
        "another post",
        "a later post",
        "was denkt ihr",
        "was meint ihr",
        "schreibt mir",
        "bis bald",
        "bis nächste",
        "ich freue mich auf",
        "danke fürs lesen",
        "qu'en pensez vous",
        "dites moi",
        "à bientôt",
        "à suivre",
        "merci de votre",
        "merci d'avoir lu",
        "n'hésitez pas",
    ])
});

/// Softer ends.
static ENDS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "time for",
        "in conclusion",
        "to conclude",
        "to sum up",
        "final reflection",
        "final thought",
        "in the end",
        "you can find",
        "you can book",
        "you can read",
        "you can register",
        "you can see",
        "looking forward",
        "look forward",
        "zum schluss",
        "pour conclure",
        "en conclusion",
        "onwards",
        "thanks to",
        "well done",
        "wish me luck",
        "we'll see",
    ])
});

/// How strongly a paragraph ends an essay.
pub(crate) fn closing(text: &str, hay: &str) -> Signal {
    let mut signal = Signal::default();
    let tail = end(hay, 45);
    for farewell in FAREWELLS.all(tail).take(2) {
        signal.add(if signal.points == 0 { 30 } else { 15 }, farewell);
    }
    if hay.starts_with(" ps ") {
        signal.add(40, "PS");
    }
    if let Some(end) = ENDS.find(tail) {
        signal.add(15, end);
    }
    if text.trim_end().ends_with('?') {
        signal.add(10, "a question");
    }
    signal.points = signal.points.min(45);
    signal
}

/// Headings that stand inside essays the world over.
const SECTIONS: &[&str] = &[
    "introduction",
    "background",
    "conclusion",
    "conclusions",
    "summary",
    "in summary",
    "in conclusion",
    "final thoughts",
    "final reflections",
    "closing thoughts",
    "concluding thoughts",
    "next steps",
    "what next",
    "what's next",
    "further reading",
    "references",
    "notes",
    "footnotes",
    "acknowledgements",
    "acknowledgments",
    "finally",
    "the problem",
    "the solution",
    "the results",
    "results",
    "discussion",
    "method",
    "methods",
    "overview",
    "context",
    "the context",
    "key points",
    "key takeaways",
    "takeaways",
    "lessons learned",
    "the future",
    "the questions",
    "questions",
    "why it matters",
    "so what",
    "the challenge",
    "the challenges",
    "the answer",
    "afterword",
    "postscript",
    "appendix",
    "sources",
    "links",
    "the good",
    "the bad",
    "the ugly",
    "fazit",
    "einleitung",
    "hintergrund",
    "zusammenfassung",
    "schluss",
    "ausblick",
    "quellen",
    "literatur",
    "anmerkungen",
    "introduction",
    "contexte",
    "conclusion",
    "pour conclure",
    "en conclusion",
    "en résumé",
    "pour aller plus loin",
    "sources",
    "notes",
    "bibliographie",
    "références",
];

/// Whether a short line is a section heading by its wording; why.
pub(crate) fn section_words(hay: &str) -> Option<&'static str> {
    let plain = hay.trim();
    if SECTIONS.contains(&plain) {
        return Some("a heading that stands inside essays");
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

/// Words that announce headings or a list.
static ANNOUNCING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "in this post",
        "here are",
        "the following",
        "as follows",
        "below",
        "share those here",
        "i'd like to share",
        "dans ce billet",
        "voici",
        "im folgenden",
    ])
});

/// Whether a paragraph announces what follows under headings or in a list.
pub(crate) fn announces(text: &str, hay: &str) -> bool {
    text.trim_end().ends_with(':') || ANNOUNCING.find(end(hay, 22)).is_some()
}

/// So many words from the beginning of a haystack, a haystack themselves.
fn beginning(hay: &str, words: usize) -> &str {
    let end = hay.bytes().enumerate().filter(|&(_, b)| b == b' ').nth(words);
    end.map_or(hay, |(at, _)| &hay[..=at])
}

/// So many words from the end of a haystack, a haystack themselves.
fn end(hay: &str, words: usize) -> &str {
    let start = hay.bytes().enumerate().rev().filter(|&(_, b)| b == b' ').nth(words);
    start.map_or(hay, |(at, _)| &hay[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::haystack;

    #[test]
    fn openings_and_closings() {
        let opens = |text: &str| opening(&haystack(text)).points;
        let closes = |text: &str| closing(text, &haystack(text)).points;
        let leans = |text: &str| leans(&haystack(text));
        let section = |text: &str| section_words(&haystack(text)).is_some();
        assert!(opens("Last week I went to a meeting of bakers in the old mill.") >= 40);
        assert_eq!(opens("The council has always liked its bakers."), 0);
        assert!(closes("That is all. Do let me know what you think in the comments.") >= 40);
        assert_eq!(closes("PS: it rained."), 40);
        assert_eq!(closes("The bread was baked and the ovens went cold."), 0);
        assert_eq!(leans("However, the ovens went cold."), Some("however"));
        assert_eq!(leans("The other ovens went cold."), Some("the other"));
        assert_eq!(leans("This week the ovens went cold."), None);
        assert_eq!(leans("Thistles are underrated."), None);
        assert!(section("Final thoughts") && section("Part 2"));
        assert!(!section("The bakers of the old mill"));
        assert_eq!((beginning(" a b c ", 2), end(" a b c ", 2), end("  ", 2)), (" a b ", " b c ", "  "));
    }
}
