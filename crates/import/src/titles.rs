//! A title for an essay whose capture shows none: a question that it asks, or what it talks about most.

use crate::shape::plain_words;
use crate::vocabulary::is_common;
use anthology_base::Lang;
use anthology_language::language;
use std::collections::BTreeMap;

/// Proposes a title; never empty.
pub(crate) fn propose(paragraphs: &[&str], lang: Option<Lang>) -> String {
    let phrases = key_phrases(paragraphs);
    if let Some(question) = question(paragraphs, &phrases) {
        return question;
    }
    let and = lang.and_then(|lang| language(lang).import.and.as_deref()).unwrap_or("and");
    match &phrases[..] {
        [first, second, ..] if second.weight * 2 >= first.weight => {
            capital(&format!("{} {and} {}", first.words.join(" "), second.words.join(" ")))
        }
        [first, ..] => capital(&first.words.join(" ")),
        [] => first_words(paragraphs),
    }
}

struct Phrase {
    words: Vec<String>,
    weight: usize,
}

/// Two-word phrases (or single words, where none recurs) by their frequency in the text, the
/// weightiest first; phrases that share a word with a weightier one are left out.
fn key_phrases(paragraphs: &[&str]) -> Vec<Phrase> {
    let mut pairs: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    let mut singles: BTreeMap<String, usize> = BTreeMap::new();
    for (order, paragraph) in paragraphs.iter().enumerate() {
        for clause in paragraph.split(['.', ',', ';', ':', '?', '!', '(', ')', '–', '—', '…', '“', '”', '"'])
        {
            let words = plain_words(clause);
            let useful = |w: &str| {
                w.chars().count() >= 4 && !is_common(w) && !w.ends_with("ly") && w.chars().all(char::is_alphabetic)
            };
            for word in words.iter().filter(|w| useful(w)) {
                *singles.entry(word.clone()).or_default() += 1;
            }
            for pair in
                words.windows(2).filter(|p| useful(&p[0]) && useful(&p[1]) && !verbal(&p[0]) && !adjectival(&p[1]))
            {
                let entry = pairs.entry((pair[0].clone(), pair[1].clone())).or_insert((0, order));
                entry.0 += 1;
            }
        }
    }
    let mut ranked: Vec<(usize, usize, Vec<String>)> = pairs
        .into_iter()
        .filter(|(_, (n, _))| *n >= 2)
        .map(|((a, b), (n, order))| (n * 2 + singles[&a].min(singles[&b]), order, vec![a, b]))
        .collect();
    if ranked.is_empty() {
        ranked = singles.into_iter().filter(|(_, n)| *n >= 3).map(|(w, n)| (n, 0, vec![w])).collect();
    }
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut out: Vec<Phrase> = Vec::new();
    for (weight, _, words) in ranked {
        let shared = out.iter().any(|p| p.words.iter().any(|w| words.contains(w)));
        if !shared && out.len() < 3 {
            out.push(Phrase { words, weight });
        }
    }
    out
}

/// Verbs that often precede a noun and make no title with it.
fn verbal(word: &str) -> bool {
    word.ends_with("ing") && word.len() > 6
        || ["start", "create", "unlock", "build", "include", "become"].contains(&word)
}

/// Endings of words that want a noun after them.
fn adjectival(word: &str) -> bool {
    ["ic", "al", "ive", "ous", "ful", "less", "able", "ible", "ed", "ary"].iter().any(|e| word.ends_with(e))
        && word.len() > 5
}

/// The shortest question of five to twelve words in the essay's first quarter or last paragraphs that
/// begins with a question word and names something that the essay keeps talking about.
fn question(paragraphs: &[&str], phrases: &[Phrase]) -> Option<String> {
    let near_end = paragraphs.len().saturating_sub(3);
    let early = paragraphs.len().div_ceil(4);
    let key: Vec<&str> = phrases.iter().flat_map(|p| p.words.iter().map(String::as_str)).collect();
    paragraphs
        .iter()
        .enumerate()
        .filter(|(i, _)| *i < early || *i >= near_end)
        .flat_map(|(_, p)| questions(p))
        .filter(|q| {
            let words = plain_words(q);
            let named = |w: &String| key.iter().any(|k| w.starts_with(*k) || k.starts_with(w.as_str()) && w.len() >= 5);
            (5..=12).contains(&words.len()) && words.iter().any(named)
        })
        .min_by_key(|q| q.len())
}

/// Questions of a paragraph; of `The point is what do we mean by it?` the part from the question word on.
fn questions(paragraph: &str) -> Vec<String> {
    const STARTERS: &[&str] = &[
        "how do",
        "how can",
        "how should",
        "how will",
        "how would",
        "what do",
        "what does",
        "what is",
        "what are",
        "what would",
        "what can",
        "what should",
        "why do",
        "why does",
        "why is",
        "why are",
        "who is",
        "who are",
        "who owns",
        "where do",
        "when do",
        "should we",
        "can we",
        "do we",
        "is it",
        "are we",
        "was ist",
        "warum",
        "wie können",
        "wozu",
        "pourquoi",
        "comment",
        "qu'est-ce",
    ];
    let mut out = Vec::new();
    for sentence in paragraph.split_inclusive(['?', '.', '!', ':']).filter(|s| s.trim_end().ends_with('?')) {
        let sentence = sentence.trim();
        let lower = sentence.to_lowercase();
        if lower.len() != sentence.len() {
            continue;
        }
        let start = STARTERS
            .iter()
            .filter_map(|s| lower.match_indices(s).find(|(at, _)| *at == 0 || lower[..*at].ends_with([' ', '“'])))
            .map(|(at, _)| at)
            .min();
        if let Some(at) = start {
            out.push(capital(&sentence[at..]));
        }
    }
    out
}

fn first_words(paragraphs: &[&str]) -> String {
    let first = paragraphs.first().copied().unwrap_or("");
    let clause = first.split(['.', ',', ';', ':', '?', '!', '–', '—', '…']).map(str::trim).find(|c| !c.is_empty());
    let words: Vec<&str> = clause.unwrap_or(first).split_whitespace().take(9).collect();
    if words.is_empty() { "Untitled".to_owned() } else { capital(&words.join(" ")) }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_then_phrases_then_words() {
        let asks = ["The mill pond froze. The mill pond is deep.", "So we wondered what do we owe the mill pond?"];
        assert_eq!(propose(&asks, None), "What do we owe the mill pond?");
        let talks = ["The mill pond froze. The mill pond is deep.", "The stone bridge fell; the stone bridge was old."];
        assert_eq!(propose(&talks, None), "Mill pond and stone bridge");
        assert_eq!(propose(&["It rained, and then it didn’t."], None), "It rained");
        assert_eq!(propose(&[], None), "Untitled");
    }
}
