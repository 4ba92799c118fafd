//! Which paragraphs of an essay are somebody else's words. The capture has lost the indent; what is left
//! is that a quotation is announced and speaks in another voice.

use crate::phrase_index::PhraseIndex;
use crate::shape::{last_mark, normalised_words};
use anthology_document::{Block, BlockKind, Inline, InlineKind};
use std::sync::LazyLock;

/// Points from which a paragraph counts as quoted. An announcement alone, or a colon alone, isn't enough.
const BAR: i32 = 70;

/// Nouns and verbs that announce words.
static WORDS: LazyLock<PhraseIndex> = LazyLock::new(|| {
    PhraseIndex::new(&[
        "comment",
        "quote",
        "quotation",
        "statement",
        "sentence",
        "blurb",
        "introduction",
        "passage",
        "excerpt",
        "extract",
        "paragraph",
        "line",
        "words",
        "said",
        "says",
        "say",
        "wrote",
        "writes",
        "write",
        "written",
        "put it",
        "puts it",
        "information",
        "response",
        "reply",
        "replied",
        "email",
        "letter",
        "message",
        "definition",
        "defines",
        "defined",
        "describes",
        "described",
        "argues",
        "argued",
        "concludes",
        "explains",
        "explained",
        "notes",
        "reads",
        "states",
        "stated",
        "abstract",
        "description",
        "press release",
        "according to",
        "from the report",
        "quoting",
        "tells us",
        "told me",
        "schreibt",
        "schrieb",
        "sagt",
        "sagte",
        "zitat",
        "heißt es",
        "erklärt",
        "écrit",
        "disait",
        "dit",
        "citation",
        "extrait",
        "phrase",
        "définition",
        "affirme",
    ])
});

/// Nouns that announce something that isn't words, or a list.
static OTHER: LazyLock<PhraseIndex> = LazyLock::new(|| {
    PhraseIndex::new(&[
        "slides",
        "slide",
        "video",
        "videos",
        "presentation",
        "photo",
        "photos",
        "picture",
        "pictures",
        "snippet",
        "podcast",
        "audio",
        "map",
        "chart",
        "diagram",
        "screenshot",
        "image",
        "link",
        "links",
        "slideshare",
        "points",
        "steps",
        "rules",
        "reasons",
        "questions",
        "things",
        "ways",
        "list",
        "ideas",
        "lessons",
        "principles",
        "themes",
        "folien",
        "bilder",
        "photographies",
        "vidéo",
    ])
});

/// Number of paragraphs from `at` on that form a quotation: 0 where none is.
pub(crate) fn quoted(paragraphs: &[&str], at: usize, glued: &[bool], earlier: &[&str]) -> usize {
    let Some(before) = at.checked_sub(1).map(|i| paragraphs[i]) else { return 0 };
    let candidate = paragraphs[at];
    if candidate.split(' ').count() < 6 {
        return 0;
    }
    let score = announcement(before, glued[at]) + voice(candidate, earlier) + return_to_author(paragraphs, at, before);
    if score < BAR {
        return 0;
    }
    1 + usize::from(goes_on(paragraphs, at, before))
}

/// The normalised_words of the first words of a text.
fn start(text: &str) -> String {
    normalised_words(text.match_indices(' ').nth(12).map_or(text, |(end, _)| &text[..end]))
}

fn announcement(before: &str, glued: bool) -> i32 {
    let last = last_sentence(before);
    let normalised = normalised_words(last);
    let mut score = match last_mark(before) {
        ':' => 40,
        '…' if glued => 30,
        _ => 0,
    };
    if WORDS.is_in(&normalised) {
        score += 30;
    }
    if score < 40
        && normalised.contains(" this ")
        && pointing(&normalised)
        && (normalised.contains(" sums ") || normalised.contains(" captures ") || normalised.contains(" says "))
    {
        score += 50;
    }
    if OTHER.is_in(&normalised) {
        score -= 60;
    }
    if glued && score >= 30 {
        score += 20;
    }
    score
}

/// `this sentence`, `the following passage`.
fn pointing(normalised: &str) -> bool {
    let nouns = ["sentence", "statement", "passage", "quote", "quotation", "paragraph", "comment", "line"];
    ["this", "following", "a", "one"].iter().any(|d| nouns.iter().any(|n| normalised.contains(&format!(" {d} {n} "))))
}

/// Quotation marks around it, the same words quoted before, or signs that the author goes on.
fn voice(candidate: &str, earlier: &[&str]) -> i32 {
    let mut score = 0;
    let (first, last) = (candidate.chars().next().unwrap_or(' '), candidate.chars().next_back().unwrap_or(' '));
    if matches!(first, '“' | '"' | '„' | '«') && matches!(last, '”' | '"' | '“' | '»') {
        score += 40;
    }
    if earlier.contains(&candidate) {
        score += 60;
    }
    let normalised = start(candidate);
    let own = [" many thanks ", " thanks ", " here are ", " here's ", " i'll ", " as you can see "];
    if own.iter().any(|o| normalised.starts_with(o)) || candidate.ends_with(':') {
        score -= 40;
    }
    score
}

/// `I liked this post by N. N.` — a paragraph in the first person — `He goes on to …`: the middle one is
/// the post's.
fn return_to_author(paragraphs: &[&str], at: usize, before: &str) -> i32 {
    let Some(after) = paragraphs.get(at + 1) else { return 0 };
    let next = start(after);
    if ![" he ", " she ", " they "].iter().any(|p| next.starts_with(p)) {
        return 0;
    }
    let normalised = normalised_words(before);
    let pieces = ["post", "article", "piece", "essay", "column", "paper", "report", "talk", "book", "letter"];
    let cited = pieces
        .iter()
        .any(|p| normalised.contains(&format!(" this {p} from ")) || normalised.contains(&format!(" {p} by ")));
    let inside = normalised_words(paragraphs[at]);
    let person = [" i ", " my ", " we ", " our "].iter().any(|p| inside.contains(p));
    if cited && person { BAR } else { 0 }
}

/// True if the paragraph after a quoted one is quoted too: it continues, doesn't say `I`, and the one
/// after it does.
fn goes_on(paragraphs: &[&str], at: usize, before: &str) -> bool {
    let (Some(next), Some(back)) = (paragraphs.get(at + 1), paragraphs.get(at + 2)) else { return false };
    const CONTINUING: [&str; 7] = [" yet ", " but ", " and ", " moreover ", " indeed ", " nor ", " furthermore "];
    if last_mark(before) != ':' {
        return false;
    }
    let me = |text: &str| {
        let normalised = normalised_words(text);
        [" i ", " my ", " me ", " i'm ", " i've "].iter().any(|p| normalised.contains(p))
    };
    let beginning = start(next);
    CONTINUING.iter().any(|c| beginning.starts_with(c))
        && !me(next)
        && !me(paragraphs[at])
        && me(&back.split(' ').take(12).collect::<Vec<_>>().join(" "))
}

/// Words in the paragraphs of a quotation.
pub(crate) fn words(blocks: &[Block]) -> usize {
    let count = |inline: &Inline| if let InlineKind::Text(text) = &inline.kind { text.split(' ').count() } else { 1 };
    blocks
        .iter()
        .map(|b| if let BlockKind::Paragraph(content) = &b.kind { content.iter().map(count).sum() } else { 0 })
        .sum()
}

fn last_sentence(text: &str) -> &str {
    let body = text.trim_end_matches([':', '.', '…', ' ', '!', '?']);
    let start = body
        .char_indices()
        .rev()
        .find(|&(i, c)| matches!(c, '.' | '!' | '?' | '…') && body[i + c.len_utf8()..].starts_with(' '));
    start.map_or(text, |(i, c)| &text[i + c.len_utf8()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_one(before: &str, candidate: &str, after: &str) -> usize {
        quoted(&[before, candidate, after], 1, &[false, false, false], &[])
    }

    #[test]
    fn announced_words_are_quoted() {
        let text = "The mill must never stand still, whatever the river does.";
        assert_eq!(at_one("The miller’s statement was short. He said this:", text, "I agree."), 1);
        assert_eq!(at_one("Here’s what the miller wrote:", text, "I agree."), 1);
        assert_eq!(at_one("Here are my slides:", text, "I agree."), 0);
        assert_eq!(at_one("We went home.", text, "I agree."), 0);
        assert_eq!(
            at_one(
                "I liked this post by the miller. It is short.",
                "I never let my mill stand still, and I never will.",
                "He goes on."
            ),
            1
        );
        let two = ["The miller wrote:", text, "Yet the river decides in the end.", "I think that he is right."];
        assert_eq!(quoted(&two, 1, &[false; 4], &[]), 2);
    }
}
