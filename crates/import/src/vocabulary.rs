//! Lexical cohesion: how similar the words before a gap are to the words after it (after M. Hearst, "TextTiling",
//! 1997, with windows of words instead of sentences).

use std::collections::BTreeMap;

use crate::phrases::phrases;

/// Content words on either side that are compared.
const WINDOW: usize = 160;
/// Fewer on a side say nothing.
const LEAST: usize = 40;

/// Words of a [`crate::shape::normalised_words`] that carry meaning, cut to their stems' first letters so that plurals
/// and endings don't count as other words.
pub(crate) fn content_words(normalised: &str) -> impl Iterator<Item = &str> {
    normalised.split(' ').filter(|w| w.chars().count() >= 4 && !is_common(w)).map(stem)
}

/// The first seven letters, without a plural ending.
fn stem(word: &str) -> &str {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let word = word.strip_suffix('s').filter(|w| w.chars().count() >= 4).unwrap_or(word);
    word.char_indices().nth(7).map_or(word, |(end, _)| &word[..end])
}

/// Words that say nothing about a subject.
pub(crate) fn is_common(word: &str) -> bool {
    phrases().common_words.contains(word)
}

/// For each gap between neighbouring paragraphs (normalised), the cosine of the two sides in parts of 1000; `None`
/// where a side is too short. `gaps[i]` is before paragraph `i`; `gaps[0]` is `None`.
pub(crate) fn cohesion(paragraphs: &[&str]) -> Vec<Option<u32>> {
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    let mut words: Vec<u32> = Vec::new();
    let mut starts = Vec::new();
    for paragraph in paragraphs {
        starts.push(words.len());
        for word in content_words(paragraph) {
            let next = ids.len() as u32;
            words.push(*ids.entry(word).or_insert(next));
        }
    }
    let mut counts = WordCounts { before: vec![0; ids.len()], after: vec![0; ids.len()] };
    starts.iter().map(|&at| cosine(&words, at, &mut counts)).collect()
}

/// Word counts of the two sides of a gap, by word; zero between two gaps.
struct WordCounts {
    before: Vec<u32>,
    after: Vec<u32>,
}

fn cosine(words: &[u32], at: usize, counts: &mut WordCounts) -> Option<u32> {
    let before = &words[at.saturating_sub(WINDOW)..at];
    let after = &words[at..(at + WINDOW).min(words.len())];
    if before.len() < LEAST || after.len() < LEAST {
        return None;
    }
    before.iter().for_each(|&w| counts.before[w as usize] += 1);
    after.iter().for_each(|&w| counts.after[w as usize] += 1);
    // Σ over tokens of the other side's count is the dot product; of the own side's count, the square.
    let sum = |side: &[u32], table: &[u32]| side.iter().map(|&w| u64::from(table[w as usize])).sum::<u64>();
    let (dot, a, b) = (sum(before, &counts.after), sum(before, &counts.before), sum(after, &counts.after));
    before.iter().for_each(|&w| counts.before[w as usize] = 0);
    after.iter().for_each(|&w| counts.after[w as usize] = 0);
    Some((dot * 1000 / (a * b).isqrt().max(1)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_subject_shows() {
        let bread = "Flour, water, salt and yeast: bakers knead dough, ovens bake loaves, crusts brown. ".repeat(5);
        let boats =
            "Sails, masts, rigging and keels: sailors steer boats, harbours shelter ships, anchors hold. ".repeat(5);
        let (bread, boats) = (crate::shape::normalised_words(&bread), crate::shape::normalised_words(&boats));
        let gaps = cohesion(&[&bread, &bread, &boats, &boats]);
        assert_eq!(
            content_words(" the ovens baker's loaves été étés überraschungen ").collect::<Vec<_>>(),
            ["oven", "baker", "loave", "étés", "überras"]
        );
        assert_eq!(gaps[0], None);
        assert!(gaps[1] > Some(400) && gaps[2] < Some(100) && gaps[3] > Some(400), "{gaps:?}");
    }

    #[test]
    fn common_words_of_all_languages_are_known() {
        assert!(is_common("about") && is_common("zwischen") && is_common("really") && !is_common("bread"));
    }
}
